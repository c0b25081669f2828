//! A whole set-up comes in as a file: looked through first, and then put in place by a button.

use axum::http::{Method, StatusCode};
use domain::{audit::Kind, staff::Role, town::Town};
use store::{AuditFilter, town_file};

use crate::{
    fields,
    office::{Answer, Identity, Office, kostelec, run},
    pictures::{MULTIPART, multipart},
};

const PAGE: &str = "/admin/offer/import";
const FILE: &str = "/admin/offer/town.toml";

async fn send(
    office: &Office,
    who: &Identity,
    fields: &[(&str, &str)],
    file: (&str, &[u8]),
) -> Answer {
    let body = multipart(fields, file);
    let request = Office::request(&Method::POST, PAGE, body, MULTIPART);
    office.send(request, who).await
}

async fn check(office: &Office, who: &Identity, text: &str) -> Answer {
    send(office, who, &[], ("town.toml", text.as_bytes())).await
}

/// Presses the button of a page that tells what would change.
async fn apply(office: &Office, who: &Identity, page: &Answer) -> Answer {
    let fields = fields::fields(page);
    // As browsers send lines.
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.replace('\n', "\r\n")))
        .collect();
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    send(office, who, &fields, ("", b"")).await
}

async fn town(office: &Office) -> Town {
    office.services.store.town().await.unwrap().unwrap()
}

/// Another set-up is looked through and put in place.
pub async fn bring_in(office: &Office, admin: &Identity) {
    let mut other = town(office).await;
    other.departments[0].name = other.departments[1].name.clone();
    let page = check(office, admin, &town_file::write(&other)).await;
    let answer = apply(office, admin, &page).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// What stands in that list of the page.
fn list<'p>(page: &'p Answer, id: &str) -> Vec<&'p str> {
    let mark = format!("aria-labelledby=\"{id}\"");
    let Some((_, list)) = page.body.split_once(&mark) else {
        return Vec::new();
    };
    let (list, _) = list.split_once("</ul>").unwrap();
    let lines = list.split("<li>").skip(1);
    lines.map(|it| it.split_once('<').unwrap().0).collect()
}

/// The set-up of Kostelec with one service called otherwise, another department, and a counter less.
fn other_file() -> String {
    let mut town = kostelec();
    let service = town
        .services
        .iter_mut()
        .find(|it| it.id.as_str() == "op-zadost");
    service.unwrap().name = town.departments[0].name.clone();
    let mut department = town.departments[0].clone();
    department.id = "novy".parse().unwrap();
    town.departments.push(department);
    let gone = town.counters.iter().position(|counter| {
        let others = town
            .counters
            .iter()
            .filter(|it| it.number != counter.number);
        counter
            .serves
            .iter()
            .all(|it| others.clone().any(|other| other.serves.contains(it)))
    });
    town.counters.remove(gone.unwrap());
    town_file::write(&town)
}

#[test]
fn a_set_up_that_was_downloaded_fills_another_office() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let file = office.open_as(&admin, FILE).await.body;
        let same = check(&office, &admin, &file).await;
        assert_eq!(same.status, StatusCode::OK, "{}", same.body);
        assert!(same.body.contains("Soubor říká totéž, co už platí."));

        let calls = include_str!("../../../end2end/towns/calls.toml");
        let elsewhere = Office::of(town_file::read("calls.toml", calls).unwrap()).await;
        let admin = elsewhere.staff(Role::Admin).await;
        assert_ne!(elsewhere.open_as(&admin, FILE).await.body, file);
        let checked = check(&elsewhere, &admin, &file).await;
        assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
        let answer = apply(&elsewhere, &admin, &checked).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(elsewhere.open_as(&admin, FILE).await.body, file);
        // Pressed twice.
        let answer = apply(&elsewhere, &admin, &checked).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    });
}

#[test]
fn what_a_file_would_change_is_told_before_it_does_and_noted_when_it_has() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let before = town(&office).await;
        let text = other_file();
        let after = town_file::read("town.toml", &text).unwrap();
        let page = check(&office, &admin, &text).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_eq!(list(&page, "added"), ["Odbor: Ekonomický odbor"]);
        assert_eq!(list(&page, "changed"), ["Činnost: Ekonomický odbor"]);
        let removed = list(&page, "removed");
        assert_eq!(removed.len(), 1, "{removed:?}");
        assert!(removed[0].starts_with("Přepážka "), "{removed:?}");
        assert_eq!(town(&office).await, before, "nothing has changed yet");

        let answer = apply(&office, &admin, &page).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(town(&office).await, after);
        let now = office.services.now().instant;
        let day = chrono::TimeDelta::days(1);
        let filter = AuditFilter {
            from: now - day,
            to: now + day,
            by: Some("admin".to_owned()),
            kind: Some(Kind::SetUpImported),
        };
        let noted = office.services.store.audit(&filter, 0, None).await.unwrap();
        assert_eq!(noted.len(), 1);
    });
}

#[test]
fn whom_a_file_would_leave_outside_is_told_before_it_does() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T08:00:00+01:00");
        let admin = office.staff(Role::Admin).await;
        office.hold("one", "15:00", "one@example.cz").await;
        let text = town_file::write(&kostelec());
        // Of the workplace's hours, and of its places.
        let (before, workplace) = text.split_once("id = \"obcanske-prukazy\"").unwrap();
        let mut days = workplace.splitn(3, "mon = ");
        let mut next = || days.next().unwrap();
        let (of_it, hours, places) = (next(), next(), next());
        let (hours, places) = (
            hours.split_once('\n').unwrap(),
            places.split_once('\n').unwrap(),
        );
        let shorter = format!(
            "{before}id = \"obcanske-prukazy\"{of_it}mon = [\"8:00-12:00\"]\n{}\
             mon = [\"8:00-12:00 x2\"]\n{}",
            hours.1, places.1
        );
        let page = check(&office, &admin, &shorter).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert_eq!(list(&page, "outside"), ["Občanské průkazy: 1"]);
    });
}

#[test]
fn all_errors_of_a_file_are_told_with_their_lines_and_nothing_changes() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let before = town(&office).await;
        let text = town_file::write(&kostelec());
        let broken = text.replacen("id = \"hall\"", "id = \"Hall!\"", 1);
        let broken = broken.replacen("[[department]]", "surprise = 1\n\n[[department]]", 1);
        let town_file::TownFileErrors(errors) = town_file::read("x", &broken).unwrap_err();
        assert!(errors.len() >= 2);
        let answer = check(&office, &admin, &broken).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer
                .body
                .contains("V souboru jsou chyby, proto se nic nezměnilo.")
        );
        for error in &errors {
            let (_, table) = answer.body.split_once("<tbody>").unwrap();
            let line = format!("<td>{}", error.line);
            assert!(table.contains(&line), "{line}: {table}");
            let key = format!("<code>{}", error.key);
            assert!(table.contains(&key), "{key}: {table}");
        }
        assert!(!answer.body.contains("Použít toto nastavení"));
        // In the language of the page, with what to do.
        for sentence in [
            "„Hall!“ nejde použít jako označení. Smí mít nejvýš 40 znaků",
            "Klíč „surprise“ sem nepatří.",
            "Hala „hall“ v souboru není. Použijte jedno z těchto slov: corridor.",
        ] {
            assert!(
                answer.body.contains(sentence),
                "{sentence}: {}",
                answer.body
            );
        }
        for error in &errors {
            let english = error.wrong.to_string().replace('"', "&quot;");
            assert!(!answer.body.contains(&english), "{english}");
        }
        assert_eq!(town(&office).await, before);
        // Nor by a form that somebody has made up.
        let mark = town_file::mark(&before);
        let made_up = [("action", "apply"), ("seen", &mark), ("text", &broken)];
        let answer = send(&office, &admin, &made_up, ("", b"")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(town(&office).await, before);
        let not_whole = [("action", "apply"), ("seen", mark.as_str())];
        let answer = send(&office, &admin, &not_whole, ("", b"")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_the_parser_says_stands_in_a_sentence_of_the_page() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let text = town_file::write(&kostelec());
        let broken = text.replacen("zone = \"Europe/Prague\"", "zone = Europe/Prague", 1);
        let line = 1 + text.split("zone = ").next().unwrap().matches('\n').count();
        let answer = check(&office, &admin, &broken).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, table) = answer.body.split_once("<tbody>").unwrap();
        assert!(table.contains(&format!("<td>{line}")), "{line}: {table}");
        let sentence = "Soubor tu není zapsaný správně. Zkontrolujte uvozovky";
        assert!(table.contains(sentence), "{table}");
    });
}

#[test]
fn what_is_no_such_file_is_refused_by_a_sentence_at_its_field() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let large = "# mnoho\n".repeat(100_000);
        for (file, sentence) in [
            (("", b"".as_slice()), "Vyberte soubor."),
            (
                ("town.toml", large.as_bytes()),
                "Soubor je větší než 500 kB.",
            ),
            (
                ("town.toml", b"\x89PNG\r\n\x1a\n"),
                "Tohle není textový soubor.",
            ),
        ] {
            let answer = send(&office, &admin, &[], file).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            let (_, at_field) = answer.body.split_once("id=\"file-error\"").unwrap();
            let (at_field, _) = at_field.split_once("</p>").unwrap();
            assert!(at_field.contains(sentence), "{at_field}");
        }
    });
}

#[test]
fn what_was_compared_with_another_office_is_shown_anew() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let page = check(&office, &admin, &other_file()).await;
        let new = [("name-cs", "Odbor kultury")];
        let new = fields::form(&office, &admin, "/admin/offer?part=department", &new).await;
        fields::submit(&office, &admin, "/admin/offer", &new).await;
        let before = town(&office).await;
        let answer = apply(&office, &admin, &page).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.body
        );
        assert!(answer.body.contains("Mezitím nastavení změnil někdo jiný."));
        assert!(list(&answer, "removed").contains(&"Odbor: Odbor kultury"));
        assert_eq!(town(&office).await, before);
        let answer = apply(&office, &admin, &answer).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    });
}

#[test]
fn nobody_is_left_hanging_by_a_file() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        let admin = office.staff(Role::Admin).await;
        let before = town(&office).await;
        let key = app::services::new_key().unwrap();
        office.ticket("obcanske-prukazy", "op-zadost", &key).await;
        let mut other = kostelec();
        other.services.retain(|it| it.id.as_str() != "op-zadost");
        let page = check(&office, &admin, &town_file::write(&other)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let answer = apply(&office, &admin, &page).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("Klienti dnes mají lístky na činnost"));
        assert!(
            answer.body.contains("Použít toto nastavení"),
            "later it can be done"
        );
        assert_eq!(town(&office).await, before);
    });
}
