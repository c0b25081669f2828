//! Backups by the button, by the command while the program runs, and every night; and an office that
//! goes on from one.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use axum::http::{StatusCode, header};
use bench::office::{Server, closed, database_in, free_address};
use domain::staff::Role;
use store::Store;
use tempfile::TempDir;

use crate::office::{Answer, Office, kostelec, run};

const PAGE: &str = "/admin/backup";

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[test]
fn an_admin_makes_a_backup_and_takes_it_away() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        office.hold(KEY, "10:15", "jana@example.cz").await;
        let admin = office.staff(Role::Admin).await;
        let before = office.open_as(&admin, PAGE).await;
        assert_says(&before, "Zatím tu žádná záloha není.");
        assert_says(&before, "Poslední noční záloha chybí.");
        let answer = office.submit_as(&admin, PAGE, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let page = answer.headers[header::LOCATION].to_str().unwrap();
        let after = office.open_as(&admin, page).await;
        assert_says(&after, "Záloha je hotová.");
        assert_says(&after, "23. listopadu 2026 9:00");
        assert!(!after.body.contains("Poslední noční záloha chybí."));
        let name = page.strip_prefix("/admin/backup?made=").unwrap();
        let address = format!("{PAGE}/{name}");
        assert_says(&after, &address);
        let file = office.open_as(&admin, &address).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
        let attachment = format!("attachment; filename=\"{name}\"");
        assert_eq!(
            file.headers[header::CONTENT_DISPOSITION],
            attachment.as_str()
        );
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, &file.bytes).unwrap();
        Store::look_through(&path).unwrap();
        assert!(file.body.contains("jana@example.cz"));
    });
}

#[test]
fn no_other_file_is_given_away() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let folder = office.services.backups.path();
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("secret"), "secret").unwrap();
        for name in [
            "prepazka-20200101T000000Z.backup",
            "secret",
            "..%2Fbackups%2Fsecret",
            "prepazka-20200101T000000Z.backup%2F..%2Fsecret",
        ] {
            let answer = office.open_as(&admin, &format!("{PAGE}/{name}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
            assert!(!answer.body.contains("secret"), "{name}");
        }
    });
}

#[test]
fn a_backup_that_cannot_be_made_is_told() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        // What stands where the folder should be is a file.
        fs::write(office.services.backups.path(), "").unwrap();
        let answer = office.submit_as(&admin, PAGE, &[]).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!answer.body.contains("Záloha je hotová."));
    });
}

const KEY: &str = "11111111111111111111111111111111";

/// Kostelec's set-up in `folder`, so that its days are those of Prague.
async fn set_up(folder: &Path) {
    let store = Store::connect(&database_in(folder), None).await.unwrap();
    store.import_town(&kostelec()).await.unwrap();
    drop(store);
    closed(folder).await.unwrap();
}

/// A server of its own with the data in `folder`, whose time begins at `clock`.
async fn server(folder: &Path, clock: &str) -> Server {
    let program = Path::new(env!("CARGO_BIN_EXE_server"));
    let (database, mails) = (database_in(folder), folder.join("mails"));
    let arguments = [
        "--database",
        &database,
        "--mail-folder",
        mails.to_str().unwrap(),
        "--hash-files",
        "false",
        "--test-clock",
        clock,
    ];
    let address = free_address().unwrap();
    let server = Server::start_on(program, &arguments, folder, address).await;
    server.unwrap()
}

/// What somebody types on the server's command line, about the data in `folder`.
fn command(command: &str, file: &Path, folder: &Path) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_server"));
    let program = program.arg(command).arg(file);
    let database = database_in(folder);
    program.args(["--database", &database]).output().unwrap()
}

#[track_caller]
fn succeeds(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[track_caller]
fn fails(output: &Output, why: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it is done");
    assert!(said.contains(why), "{said}");
}

async fn book(server: &Server, date: &str) {
    let booking = serde_json::json!({
        "service": "op-zadost", "date": date, "time": "10:15:00",
        "name": "Žofie Nováková", "email": "zofie@example.cz",
    });
    let address = format!("{}/test/booking", server.url);
    let answer = reqwest::Client::new().post(address).json(&booking).send();
    answer.await.unwrap().error_for_status().unwrap();
}

/// The backups in the server's own folder.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder.join("backups")).into_iter().flatten();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == "backup"));
    files.sort();
    files
}

fn holds_zofie(backup: &Path) -> bool {
    Store::look_through(backup).unwrap();
    fs::read_to_string(backup)
        .unwrap()
        .contains("zofie@example.cz")
}

#[test]
fn the_command_backs_up_the_running_office_which_goes_on_elsewhere() {
    run(async {
        let [files, here, there] = [(); 3].map(|()| TempDir::new().unwrap());
        let (here, there) = (here.path(), there.path());
        let backup = files.path().join("office.backup");
        set_up(here).await;
        let running = server(here, "2027-01-05T09:00:00Z").await;
        book(&running, "2027-01-06").await;
        succeeds(&command("backup", &backup, here));
        assert!(holds_zofie(&backup));
        let again = command("backup", &backup, here);
        fails(&again, "cannot write the backup");
        let meanwhile = command("restore", &backup, here);
        fails(&meanwhile, "cannot restore");
        running.kill().await.unwrap();
        closed(here).await.unwrap();
        // The database itself, now that nobody has it.
        let without = files.path().join("without.backup");
        succeeds(&command("backup", &without, here));
        assert!(holds_zofie(&without));
        // Nobody restores half of one, nor over an office.
        let half = files.path().join("half.backup");
        let bytes = fs::read(&backup).unwrap();
        fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
        fails(&command("restore", &half, there), "cut off");
        fails(&command("restore", &backup, here), "not empty");
        succeeds(&command("restore", &backup, there));
        let unerased = files.path().join("unerased.backup");
        succeeds(&command("backup", &unerased, there));
        assert!(holds_zofie(&unerased));
        // When that day is over, whoever is served is served by an office that has forgotten it.
        let restored = server(there, "2027-01-07T09:00:00Z").await;
        restored.kill().await.unwrap();
        closed(there).await.unwrap();
        let erased = files.path().join("erased.backup");
        succeeds(&command("backup", &erased, there));
        assert!(!holds_zofie(&erased));
        let text = fs::read_to_string(&erased).unwrap();
        assert!(
            text.contains(r#"["count",["2027-01-06","obcanske-prukazy"]"#),
            "{text}"
        );
    });
}

#[test]
fn what_is_no_office_is_not_backed_up() {
    let [files, nowhere] = [(); 2].map(|()| TempDir::new().unwrap());
    let backup = files.path().join("office.backup");
    let output = command("backup", &backup, nowhere.path());
    fails(&output, "there is no office");
    assert_eq!(fs::read_dir(files.path()).unwrap().count(), 0);
}

#[test]
fn every_night_there_is_a_backup_without_the_clients_of_the_day_before() {
    run(async {
        let folder = TempDir::new().unwrap();
        let folder = folder.path();
        set_up(folder).await;
        let running = server(folder, "2027-01-05T09:00:00Z").await;
        // The first start is followed by one at once.
        of_day(folder, "20270105").await;
        book(&running, "2027-01-06").await;
        // In Prague it is already the day after.
        running.set_clock("2027-01-05T23:30:00Z").await.unwrap();
        assert!(holds_zofie(&of_day(folder, "20270105T23").await));
        running.set_clock("2027-01-06T23:30:00Z").await.unwrap();
        assert!(!holds_zofie(&of_day(folder, "20270106T23").await));
        let days = || {
            let kept = kept(folder).into_iter();
            kept.map(|file| day_and_time(&file)[..8].to_owned())
                .collect::<Vec<_>>()
        };
        // Each is kept for two weeks.
        running.set_clock("2027-01-19T08:59:00Z").await.unwrap();
        of_day(folder, "20270119").await;
        assert_eq!(days(), ["20270105", "20270105", "20270106", "20270119"]);
        running.set_clock("2027-01-20T08:59:00Z").await.unwrap();
        of_day(folder, "20270120").await;
        let gone = async {
            while days().len() > 3 {
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.unwrap();
        assert_eq!(days(), ["20270106", "20270119", "20270120"]);
    });
}

const PAUSE: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_mins(1);

/// When it was made, by its name.
fn day_and_time(backup: &Path) -> String {
    let name = backup.file_name().unwrap().to_string_lossy();
    name["prepazka-".len()..].to_owned()
}

/// Waits for the backup whose name begins with that day, or day and time.
async fn of_day(folder: &Path, day: &str) -> PathBuf {
    let look = async {
        loop {
            let mut kept = kept(folder).into_iter();
            if let Some(found) = kept.find(|file| day_and_time(file).starts_with(day)) {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, look).await;
    found.unwrap_or_else(|_| panic!("{day} is not in {:?}", kept(folder)))
}
