//! What a backup holds is there again after a restore: all of it, and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use chrono::TimeDelta;
use domain::{
    desk::{Command, Refusal, SeatRefusal},
    device::{DeviceKind, Showing},
    ids::TicketId,
    message::Message,
    notice::{Draft, Screens},
    picture::{PictureKind, PicturePlace},
    printer::{Paper, Printer},
    staff::Role,
    text::Language,
    ticket::ParkReason,
};
use serde_json::Value as Json;
use store::{
    BackupError, BackupFolder, ContactRequest, PictureFile, ReservationId, Store, StoreError,
};
use tempfile::TempDir;

use crate::harness::{
    Database, Engine, Office, agreed, at, by_clerk, code, form, on_every_engine, town,
};

on_every_engine! {
    all_rows_come_back_as_they_were
    an_office_goes_on_where_its_backup_was_made
    a_backup_under_load_is_one_moment
    a_file_that_was_cut_off_or_changed_is_refused_whole
    more_rows_than_are_read_at_a_time_come_back
    only_an_empty_database_is_filled
    a_backup_of_a_newer_schema_is_refused
    a_backup_of_an_older_schema_is_brought_up_to_date
    a_restore_that_fails_in_the_middle_is_no_office
}

/// A backup of now in a file.
async fn backed_up(office: &Office, folder: &TempDir) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = folder.path().join(format!("{number}.backup"));
    fs::write(&path, bytes(office).await).unwrap();
    path
}

async fn bytes(office: &Office) -> Vec<u8> {
    let now = office.now.instant;
    let backup = office.store.back_up(Vec::new(), now);
    backup.await.unwrap()
}

async fn restored(db: &Database, backup: &Path) -> Result<Store, BackupError> {
    db.free().await;
    Store::restore(&db.address, db.credentials.clone(), backup).await
}

/// An office in which a bit of everything has happened, on a Monday at nine.
async fn lived_in(db: &Database) -> Office {
    let mut office = db.office(town()).await;
    a_day_before(&mut office).await;
    let (store, now) = (office.store.clone(), office.now);
    store.first_staff().await.unwrap();
    office.sit(1, "jana").await.unwrap();
    for _ in 0..6 {
        office.ticket("a").await;
    }
    let first = office.call_next(1, "jana").await.id;
    let command = async |command| office.command(1, "jana", command).await.unwrap();
    command(Command::Arrived(first)).await;
    let note = Some("Vrátí se v „deset“".parse().unwrap());
    command(Command::Note(first, note)).await;
    command(Command::Also(first, "a-2".parse().unwrap())).await;
    command(Command::Park(first, ParkReason::Papers)).await;
    let second = office.call_next(1, "jana").await.id;
    office
        .command(1, "jana", Command::Arrived(second))
        .await
        .unwrap();
    office
        .command(1, "jana", Command::Done(second))
        .await
        .unwrap();
    office.call_next(1, "jana").await;
    // Booked, in all ways that end.
    let today = by_clerk("a-1", "2026-11-23 09:15", "came@example.cz");
    let came = office.book(today).await.unwrap();
    office.check_in(code(&came)).await.unwrap();
    let mut held = form("a-1", "2026-11-24 09:00", "held@example.cz");
    held.network = Some("a network".to_owned());
    office.hold(held).await.unwrap();
    let told = office
        .confirmed(form("a-1", "2026-11-25 09:00", "told@example.cz"))
        .await;
    let cancelled = office
        .confirmed(form("a-1", "2026-11-26 09:00", "gone@example.cz"))
        .await;
    office.cancel(&cancelled.id).await.unwrap();
    office
        .book(by_clerk("a-1", "2026-11-24 10:00", ""))
        .await
        .unwrap();
    // What supervisors and admins do.
    office.close("2026-11-27 08:00", "2026-11-27 10:00").await;
    let words = BTreeMap::from([(Language::Cs, "Vezměte si fotografii.".to_owned())]);
    let contact = ContactRequest {
        workplace: "a".parse().unwrap(),
        clients: BTreeMap::from([(told.id, agreed("2026-11-25 09:00"))]),
        message: Message::new(&words).unwrap(),
        cancels: false,
        key: "contact".to_owned(),
    };
    store.contact(contact, now).await.unwrap();
    let draft = Draft {
        text: BTreeMap::from([(Language::Cs, "Výtah <nejede>.".to_owned())]),
        screens: Screens::ALL,
        lobby: None,
        from: None,
        until: None,
    };
    let posted = store.post_notice(draft, "notice", now).await.unwrap();
    posted.unwrap();
    let stopped = store.stop_tickets(&"v".parse().unwrap(), true, now).await;
    stopped.unwrap().unwrap();
    let hall = "hall".parse().unwrap();
    let kiosk = store.begin_enrolment(DeviceKind::Kiosk, &hall, now.instant);
    let kiosk = kiosk.await.unwrap();
    let enrolled = store.enrol(&kiosk.code, "Kiosek", "spravce", now.instant);
    let id = enrolled.await.unwrap().unwrap().id;
    let printer = Printer {
        address: "192.168.1.50:9100".parse().unwrap(),
        paper: Paper::Mm80,
    };
    let set = store.set_printer(&id, None, Some(printer));
    set.await.unwrap().unwrap();
    let crest = PictureFile {
        kind: PictureKind::Png,
        bytes: (0..=255).cycle().take(10_000).collect(),
    };
    let put = store.put_picture(PicturePlace::Crest, None, crest, (200, 240));
    put.await.unwrap().unwrap();
    let showing = Showing {
        page: "/kiosk/hall".to_owned(),
        language: Language::Cs,
        build: "a build".to_owned(),
    };
    store.sight(&id, &showing, now.instant).await.unwrap();
    let code = "000000".parse().unwrap();
    office.type_in(&id, code).await.unwrap_err();
    // Somebody who is not let in yet, by the one or the other.
    let another = store.begin_enrolment(DeviceKind::Display, &hall, now.instant);
    another.await.unwrap();
    let guess = store.log_in("spravce", "wrong", "192.0.2.1", now.instant);
    guess.await.unwrap().unwrap_err();
    let link = store.password_link("urednik", now.instant).await.unwrap();
    link.unwrap();
    office
}

/// The Friday before, whose night has passed.
async fn a_day_before(office: &mut Office) {
    let monday = std::mem::replace(&mut office.now, at("2026-11-20 09:00:00"));
    office.sit(1, "petr").await.unwrap();
    office.ticket("a").await;
    let client = office.call_next(1, "petr").await.id;
    for command in [Command::Arrived(client), Command::Done(client)] {
        office.wait(TimeDelta::minutes(5));
        office.command(1, "petr", command).await.unwrap();
    }
    office.now = at("2026-11-20 10:00:00");
    let booked = by_clerk("a-1", "2026-11-20 10:00", "friday@example.cz");
    let booked = office.book(booked).await.unwrap();
    let (town, now) = (&office.town, office.now);
    let checked_in = office
        .store
        .check_in_by_clerk(town, &booked.id, "petr", now);
    checked_in.await.unwrap().unwrap();
    office.now = monday;
    let (store, now) = (&office.store, office.now);
    store.end_days_before(now.date, now.instant).await.unwrap();
    store.erase_past_days(now).await.unwrap();
}

async fn all_rows_come_back_as_they_were(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = lived_in(&db).await;
    let backup = backed_up(&office, &folder).await;
    let filled = db.beside();
    let again = Office {
        store: restored(&filled, &backup).await.unwrap(),
        ..office.clone()
    };
    let text = fs::read_to_string(&backup).unwrap();
    assert_eq!(String::from_utf8(bytes(&again).await).unwrap(), text);
    // As the database itself shows them, without what is written here; a second connection is
    // needed, and a database in memory has none.
    if db.engine == Engine::Mem {
        return;
    }
    drop((office, again));
    let (before, after) = (db.everything().await, filled.everything().await);
    for (table, rows) in before {
        let is_kept = !["schema", "session", "lease"].contains(&table.as_str());
        assert!(!is_kept || rows != "[]", "the test has no {table}");
        assert_eq!(after[&table], rows, "{table}");
    }
}

async fn an_office_goes_on_where_its_backup_was_made(db: Database) {
    let folder = TempDir::new().unwrap();
    let mut office = lived_in(&db).await;
    let (store, now) = (office.store.clone(), office.now);
    let later = by_clerk("a-1", "2026-11-23 09:30", "later@example.cz");
    let booking = office.book(later).await.unwrap();
    store
        .add_staff("petra", "Petra Malá", Role::Admin, "tajné heslo")
        .await
        .unwrap();
    let log_in = async |store: &Store| {
        let session = store.log_in("petra", "tajné heslo", "192.0.2.7", now.instant);
        session.await.unwrap().unwrap().token
    };
    let token = log_in(&store).await;
    let last = office.ticket("a").await.id.number;
    let backup = backed_up(&office, &folder).await;
    office.store = restored(&db.beside(), &backup).await.unwrap();
    assert_eq!(
        office.store.town().await.unwrap(),
        store.town().await.unwrap()
    );
    // Whoever was logged in has to log in again: a session that ended since would be good again.
    assert!(store.session(&token, now).await.unwrap().is_some());
    assert_eq!(office.store.session(&token, now).await.unwrap(), None);
    log_in(&office.store).await;
    assert_eq!(
        office.store.devices().await.unwrap(),
        store.devices().await.unwrap()
    );
    assert_eq!(office.ticket("a").await.id.number, last + 1);
    assert_eq!(
        office.sit(1, "petra").await.unwrap_err(),
        SeatRefusal::Taken {
            by: "JANA".to_owned()
        },
    );
    office.wait(TimeDelta::minutes(20));
    office.check_in(code(&booking)).await.unwrap();
}

/// The rows of a backup by table, each with its key.
fn rows(backup: &str) -> BTreeMap<String, Vec<(Json, Json)>> {
    let mut rows = BTreeMap::new();
    for line in backup.lines().filter(|line| line.starts_with('[')) {
        let (table, key, row): (String, Json, Json) = serde_json::from_str(line).unwrap();
        let of_table: &mut Vec<_> = rows.entry(table).or_default();
        of_table.push((key, row));
    }
    rows
}

/// What the office has answered, as far as it must be in any later backup.
#[derive(Clone, Default)]
struct Acknowledged {
    tickets: Arc<Mutex<BTreeSet<TicketId>>>,
    booked: Arc<Mutex<BTreeSet<String>>>,
    over: Arc<AtomicBool>,
}

impl Acknowledged {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn counts(&self) -> [usize; 2] {
        let tickets = self.tickets.lock().unwrap().len();
        [tickets, self.booked.lock().unwrap().len()]
    }
}

async fn take_tickets(office: Office, known: Acknowledged) {
    while !known.is_over() {
        let ticket = office.tap("a").await.unwrap().ticket;
        known.tickets.lock().unwrap().insert(ticket.id);
    }
}

/// Books, confirms and sometimes cancels; on another day each time, for places are few.
async fn book_places(office: Office, known: Acknowledged, n: usize) {
    for round in 0.. {
        if known.is_over() {
            return;
        }
        let (day, hour) = (24 + round % 4, 8 + (round / 4) % 8);
        let time = format!("2026-11-{day} {hour:02}:{:02}", 15 * n);
        let form = form("a-1", &time, &format!("{n}-{round}@example.cz"));
        let Ok(held) = office.hold(form).await else {
            continue;
        };
        let id = held.id.to_string();
        known.booked.lock().unwrap().insert(id);
        let token = office.token(&held.id).await;
        office.confirm(&token).await.unwrap();
        if round % 3 == 0 {
            office.cancel(&held.id).await.unwrap();
        }
    }
}

async fn call_clients(office: Office, known: Acknowledged, counter: u16) {
    let login = format!("clerk{counter}");
    office.sit(counter, &login).await.unwrap();
    while !known.is_over() {
        match office.command(counter, &login, Command::CallNext).await {
            Ok(desk) => {
                let client = desk.client.unwrap().id;
                let done = Command::Done(client);
                office.command(counter, &login, done).await.unwrap();
            }
            Err(Refusal::NobodyWaits) => tokio::task::yield_now().await,
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
}

async fn a_backup_under_load_is_one_moment(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    let known = Acknowledged::default();
    let mut load = Vec::new();
    for n in 0..3 {
        load.push(tokio::spawn(take_tickets(office.clone(), known.clone())));
        load.push(tokio::spawn(book_places(office.clone(), known.clone(), n)));
    }
    for counter in [1, 2] {
        let calls = call_clients(office.clone(), known.clone(), counter);
        load.push(tokio::spawn(calls));
    }
    while known.counts().iter().any(|count| *count < 20) {
        tokio::task::yield_now().await;
    }
    let mut backups = Vec::new();
    for _ in 0..200 {
        let tickets = known.tickets.lock().unwrap().clone();
        let booked = known.booked.lock().unwrap().clone();
        let backup = backed_up(&office, &folder).await;
        // Of a quiet moment there is nothing to see.
        if known.counts()[0] > tickets.len() {
            backups.push((backup, tickets, booked));
        }
        if backups.len() == 3 {
            break;
        }
    }
    assert_eq!(backups.len(), 3, "nothing happened meanwhile");
    known.over.store(true, Ordering::Relaxed);
    for task in load {
        task.await.unwrap();
    }
    for (backup, tickets, booked) in &backups {
        let text = fs::read_to_string(backup).unwrap();
        let rows = rows(&text);
        nothing_is_half(&rows);
        let written: BTreeSet<_> = rows["ticket"].iter().map(|(key, _)| id_in(key)).collect();
        assert!(tickets.is_subset(&written), "a ticket is lost");
        let written: BTreeSet<_> = rows["reservation"]
            .iter()
            .map(|(key, _)| key.as_str().unwrap().to_owned())
            .collect();
        assert!(booked.is_subset(&written), "a reservation is lost");
    }
    let (backup, tickets, booked) = &backups[2];
    let again = Office {
        store: restored(&db.beside(), backup).await.unwrap(),
        ..office
    };
    let text = fs::read_to_string(backup).unwrap();
    assert_eq!(String::from_utf8(bytes(&again).await).unwrap(), text);
    for id in booked {
        let id: ReservationId = id.parse().unwrap();
        assert!(again.reservation(&id).await.is_some());
    }
    let last = tickets.iter().map(|id| id.number).max().unwrap();
    assert!(again.tap("a").await.unwrap().ticket.id.number > last);
}

fn id_in(key: &Json) -> TicketId {
    let [date, series, number] = key.as_array().unwrap().as_slice() else {
        panic!("{key}");
    };
    TicketId {
        date: date.as_str().unwrap().parse().unwrap(),
        series: series.as_str().unwrap().parse().unwrap(),
        number: number.as_u64().unwrap().try_into().unwrap(),
    }
}

/// What is written together is there together.
fn nothing_is_half(rows: &BTreeMap<String, Vec<(Json, Json)>>) {
    let of = |table: &str| rows.get(table).map_or(&[][..], Vec::as_slice);
    // A series says how many tickets there are, and those who can be called wait.
    let [(_, series)] = of("series") else {
        panic!("one workplace gave tickets");
    };
    let numbers: BTreeSet<_> = of("ticket")
        .iter()
        .map(|(key, _)| id_in(key).number)
        .collect();
    let last = series["last"].as_u64().unwrap();
    assert_eq!(numbers, (1..=u16::try_from(last).unwrap()).collect());
    let waits: BTreeMap<_, _> = of("waiting")
        .iter()
        .map(|(key, row)| (key[3].as_u64().unwrap(), &row["state"]))
        .collect();
    for (key, ticket) in of("ticket") {
        let can_be_called = waits.get(&key[2].as_u64().unwrap());
        let is_waiting = ticket["state"] == "waiting";
        assert_eq!(can_be_called.is_some(), is_waiting, "{key} is {ticket}");
    }
    // Who is at a counter is there on both sides.
    let at_counters: BTreeSet<_> = of("desk")
        .iter()
        .filter_map(|(_, desk)| Some(desk.get("client")?["$row"][1].to_string()))
        .collect();
    let in_front: BTreeSet<_> = of("ticket")
        .iter()
        .filter(|(_, ticket)| ["called", "serving"].contains(&ticket["state"].as_str().unwrap()))
        .map(|(key, _)| key.to_string())
        .collect();
    assert_eq!(at_counters, in_front);
    // A slot's number is that of its reservations.
    let mut taken = BTreeMap::<String, u64>::new();
    for (_, reservation) in of("reservation") {
        for slot in reservation["slots"].as_array().unwrap() {
            let slot = format!("{} {slot}", reservation["date"]);
            *taken.entry(slot).or_default() += 1;
        }
    }
    let booked: BTreeMap<_, _> = of("slot")
        .iter()
        .map(|(key, slot)| (format!("{} {}", key[0], key[2]), slot["booked"].as_u64()))
        .filter_map(|(key, booked)| Some((key, booked.filter(|it| *it > 0)?)))
        .collect();
    assert_eq!(booked, taken);
    // Each has its place in the day, its code and its links.
    let names = |table: &str| -> BTreeSet<String> {
        let names = of(table).iter();
        names
            .map(|(_, row)| row["reservation"]["$row"][1].to_string())
            .collect()
    };
    let all: BTreeSet<_> = of("reservation")
        .iter()
        .map(|(key, _)| key.to_string())
        .collect();
    assert_eq!(names("agenda"), all);
    assert_eq!(names("link"), all);
    let confirmed = of("reservation")
        .iter()
        .filter(|(_, row)| row.get("code").is_some());
    assert_eq!(
        names("code"),
        confirmed.map(|(key, _)| key.to_string()).collect()
    );
    let mails: BTreeSet<_> = of("mail").iter().map(|(key, _)| key.to_string()).collect();
    let sending = of("sending").iter();
    let sending = sending.map(|(_, row)| row["mail"]["$row"][1].to_string());
    assert_eq!(sending.collect::<BTreeSet<_>>(), mails);
}

async fn a_file_that_was_cut_off_or_changed_is_refused_whole(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    office
        .confirmed(form("a-1", "2026-11-24 09:00", "jana@example.cz"))
        .await;
    let whole = bytes(&office).await;
    let lines: Vec<_> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let n = lines.len();
    let without = |gone: usize| [&lines[..gone], &lines[gone + 1..]].concat().concat();
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    let mut broken = vec![
        Vec::new(),
        b"prepazka".to_vec(),
        vec![0xff; 10_000],
        [&whole, &b"\n"[..]].concat(),
        [&whole[..], &whole[..]].concat(),
        without(0),
        without(n - 1),
        without(n / 2),
        without(1),
        swapped.concat(),
        whole[..whole.len() - 1].to_vec(),
    ];
    let cuts = (1..12).map(|part| whole.len() * part / 12);
    broken.extend(cuts.clone().map(|length| whole[..length].to_vec()));
    broken.extend(cuts.map(|changed| {
        let mut bytes = whole.clone();
        bytes[changed] ^= 1;
        bytes
    }));
    let target = db.beside();
    for (n, bytes) in broken.into_iter().enumerate() {
        let path = folder.path().join("broken.backup");
        fs::write(&path, bytes).unwrap();
        let refused = restored(&target, &path).await.unwrap_err();
        use BackupError::{Damaged, Malformed, NotABackup};
        let expected = matches!(refused, Damaged | Malformed(_) | NotABackup);
        assert!(expected, "{n}: {refused:?}");
    }
    // Nothing of them is there.
    let path = folder.path().join("whole.backup");
    fs::write(&path, whole).unwrap();
    restored(&target, &path).await.unwrap();
}

async fn only_an_empty_database_is_filled(db: Database) {
    // In the memory each connection has an empty one.
    if db.engine == Engine::Mem {
        return;
    }
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    let backup = backed_up(&office, &folder).await;
    office.tap("a").await.unwrap();
    drop(office);
    let before = db.everything().await;
    let refused = restored(&db, &backup).await.unwrap_err();
    assert!(matches!(refused, BackupError::NotEmpty), "{refused:?}");
    assert_eq!(db.everything().await, before);
}

/// The same of another schema and with other rows, whole by its checksum.
fn rewritten(backup: &Path, schema: u32, rows: impl Fn(&str) -> Vec<String>) -> PathBuf {
    let text = fs::read_to_string(backup).unwrap();
    let (header, rest) = text.split_once('\n').unwrap();
    let mut header: Json = serde_json::from_str(header).unwrap();
    header["schema"] = schema.into();
    let before = rest.lines().filter(|line| line.starts_with('['));
    let rows: Vec<_> = before.flat_map(rows).collect();
    let mut lines = format!("{header}\n");
    for row in &rows {
        lines += &format!("{row}\n");
    }
    let checksum = blake3::hash(lines.as_bytes()).to_string();
    let end = serde_json::json!({ "rows": rows.len(), "checksum": checksum });
    lines += &format!("{end}\n");
    let path = backup.with_extension("rewritten");
    fs::write(&path, lines).unwrap();
    path
}

/// The same row, or 2,500 for a row of the table of tickets: more than are read at a time.
fn many_tickets(row: &str) -> Vec<String> {
    if !row.starts_with(r#"["ticket""#) {
        return vec![row.to_owned()];
    }
    let numbers = 1..=2500;
    numbers
        .map(|n| row.replace(r#""A",1]"#, &format!(r#""A",{n}]"#)))
        .collect()
}

async fn more_rows_than_are_read_at_a_time_come_back(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    office.tap("a").await.unwrap();
    let backup = backed_up(&office, &folder).await;
    let many = rewritten(&backup, schema_of(&backup), many_tickets);
    let store = restored(&db.beside(), &many).await.unwrap();
    let again = Office { store, ..office };
    let read = String::from_utf8(bytes(&again).await).unwrap();
    assert_eq!(rows(&read)["ticket"].len(), 2500);
    assert_eq!(rows(&read), rows(&fs::read_to_string(&many).unwrap()));
}

async fn a_backup_of_a_newer_schema_is_refused(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    let backup = backed_up(&office, &folder).await;
    let newer = rewritten(&backup, 4711, |row| vec![row.to_owned()]);
    let target = db.beside();
    match restored(&target, &newer).await.unwrap_err() {
        BackupError::NewerSchema { found: 4711, known } => assert!(known < 4711),
        other => panic!("{other:?}"),
    }
    restored(&target, &backup).await.unwrap();
}

/// Schema 12 knew the reason of a closure in one language, and no times of another week.
async fn a_backup_of_an_older_schema_is_brought_up_to_date(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    office.close("2026-11-27 08:00", "2026-11-27 10:00").await;
    let backup = backed_up(&office, &folder).await;
    let of_old = r#""reason":"Porucha proudu""#;
    let of_now = r#""reason":{"cs":"Porucha proudu"}"#;
    let workplace = |row: &str| row.replace(r#""closed":"a""#, r#""workplace":"a""#);
    let older = rewritten(&backup, 12, |row| {
        vec![workplace(row).replace(of_now, of_old)]
    });
    let store = restored(&db.beside(), &older).await.unwrap();
    let not_older = rewritten(&backup, 12, |row| vec![workplace(row)]);
    assert!(
        restored(&db.beside().beside(), &not_older).await.is_err(),
        "it was not of schema 12"
    );
    assert_eq!(
        store.town().await.unwrap(),
        office.store.town().await.unwrap()
    );
    let again = Office { store, ..office };
    assert_eq!(bytes(&again).await, fs::read(&backup).unwrap());
}

/// A row that the schema does not take is what a full disk would be.
async fn a_restore_that_fails_in_the_middle_is_no_office(db: Database) {
    let folder = TempDir::new().unwrap();
    let office = db.office(town()).await;
    office.tap("a").await.unwrap();
    let backup = backed_up(&office, &folder).await;
    let bad = rewritten(&backup, schema_of(&backup), |row| {
        let mut rows = many_tickets(row);
        if let Some(last) = rows.get_mut(2400) {
            *last = last.replace(r#""missed":0"#, r#""missed":"none""#);
        }
        rows
    });
    let target = db.beside();
    let failed = restored(&target, &bad).await.unwrap_err();
    assert!(matches!(failed, BackupError::Store(_)), "{failed:?}");
    if db.engine == Engine::Mem {
        return;
    }
    match target.try_store().await {
        Err(StoreError::HalfRestored) => {}
        other => panic!("{other:?}"),
    }
    let refused = restored(&target, &backup).await.unwrap_err();
    assert!(matches!(refused, BackupError::NotEmpty), "{refused:?}");
}

fn schema_of(backup: &Path) -> u32 {
    Store::look_through(backup).unwrap().schema
}

#[test]
fn a_folder_keeps_backups_for_some_days_and_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt as _;

    crate::harness::run(Engine::Mem, |db| async move {
        let temporary = TempDir::new().unwrap();
        let path = temporary.path().join("var/backups");
        let folder = BackupFolder::new(&path, 14);
        assert_eq!(folder.kept().unwrap(), []);
        let mut office = db.office(town()).await;
        let mut made = Vec::new();
        for days in [0, 1, 14] {
            office.now = crate::harness::at("2026-11-23 09:00:00");
            office.wait(TimeDelta::days(days));
            let name = folder.make(&office.store, office.now.instant).await;
            made.push(name.unwrap());
        }
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&folder.file(made[0])), 0o600);
        let others = ["prepazka-20261124T080000Z.backup.part", "notes.txt"];
        for other in others {
            fs::write(path.join(other), "").unwrap();
        }
        let names = || {
            let kept = folder.kept().unwrap().into_iter();
            kept.map(|kept| kept.name).collect::<Vec<_>>()
        };
        made.reverse();
        assert_eq!(names(), made);
        // Fourteen days to the second are not more than fourteen days.
        assert_eq!(folder.tidy(office.now.instant).await.unwrap(), 1);
        assert_eq!(names(), made);
        office.wait(TimeDelta::seconds(1));
        assert_eq!(folder.tidy(office.now.instant).await.unwrap(), 1);
        assert_eq!(names(), made[..2]);
        assert!(path.join("notes.txt").exists());
        assert!(!path.join(others[0]).exists());
    });
}
