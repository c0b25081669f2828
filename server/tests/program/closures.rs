//! A supervisor closes something, by forms that need no program.

use axum::http::{StatusCode, header};
use domain::{
    lobby::{ClosedService, CounterWork, PublicSnapshot},
    series::NoTicket,
    staff::Role,
    text::Language,
};
use store::{Mail, MailKind};

use crate::office::{Answer, Identity, Office, PATIENCE, run};

const PAGE: &str = "/admin/closures";
const KEY: &str = "33333333333333333333333333333333";
const PLAN: &str = "/admin/closures?of=obcanske-prukazy\
                    &from=2026-11-24T08%3A00&to=2026-11-24T12%3A00";

/// On a Monday at nine, with Jana booked for the morning after.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    office
        .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
        .await;
    deliver(&office, MailKind::Code).await;
    let supervisor = office.staff(Role::Supervisor).await;
    (office, supervisor)
}

/// Closes the morning, and answers the page about it.
async fn close(office: &Office, supervisor: &Identity, reason: &str) -> String {
    let closed = office.submit_as(supervisor, PAGE, &morning(reason)).await;
    where_to(&closed)
}

/// The mails of that kind that are due, which have left after it.
async fn deliver(office: &Office, kind: MailKind) -> Vec<Mail> {
    let (store, now) = (&office.services.store, office.services.now());
    let mut mails = store.due_mails(now.instant, 1000).await.unwrap();
    mails.retain(|mail| mail.kind == kind);
    for mail in &mails {
        store.mail_delivered(mail).await.unwrap();
    }
    mails
}

fn form<'a>(from: &'a str, to: &'a str, reason: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("action", "close"),
        ("of", "obcanske-prukazy"),
        ("from", from),
        ("to", to),
        ("key", KEY),
        ("cs", reason),
        ("en", "Power cut"),
        ("de", ""),
    ]
}

fn morning(reason: &str) -> Vec<(&str, &str)> {
    form("2026-11-24T08:00", "2026-11-24T12:00", reason)
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

fn where_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.headers[header::LOCATION].to_str().unwrap();
    to.to_owned()
}

#[test]
fn who_is_concerned_is_seen_before_and_written_to_once_after() {
    run(async {
        let (office, supervisor) = office().await;
        let open = async |address: &str| office.open_as(&supervisor, address).await;
        assert_says(&open(PAGE).await, "Nic mimořádně zavřeného není.");
        let planned = open(PLAN).await;
        assert_says(&planned, "Občanské průkazy, 24. 11. 8:00–12:00");
        assert_says(&planned, "Jana Nováková");
        assert_says(&planned, "úterý 24. listopadu 2026, 10:15");
        // A reason to begin with, in every language.
        assert_says(
            &planned,
            "value=\"Z provozních důvodů máme mimořádně zavřeno.\"",
        );
        assert_says(
            &planned,
            "value=\"З технічних причин ми тимчасово зачинені.\"",
        );
        let elsewhere = "/admin/closures?of=cestovni-doklady\
                         &from=2026-11-24T08%3A00&to=2026-11-24T12%3A00";
        assert_says(&open(elsewhere).await, "V té době nikdo objednaný není.");

        let page = close(&office, &supervisor, "Porucha proudu").await;
        let waits = open(&page).await;
        assert_says(&waits, "odesílá se");
        assert_eq!(waits.headers[header::REFRESH], "3");
        let mails = deliver(&office, MailKind::Closed).await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].reason.as_deref(), Some("Porucha proudu"));
        let written = open(&page).await;
        assert_says(&written, "odeslán");
        assert!(!written.headers.contains_key(header::REFRESH));
        // The second press.
        assert_eq!(close(&office, &supervisor, "Porucha proudu").await, page);
        assert!(deliver(&office, MailKind::Closed).await.is_empty());
        assert_says(&open(PAGE).await, "Občanské průkazy, 24. 11. 8:00–12:00");

        // The screens tell of it, in the languages that it was written in.
        office
            .published(|shown| {
                let notices: Vec<_> = shown.notices.iter().collect();
                let told = |language| notices.first().map(|(_, it)| it.get(language));
                told(Language::Cs)
                    == Some("Občanské průkazy, 24. 11. 8:00–12:00 zavřeno: Porucha proudu")
                    && told(Language::En)
                        == Some("Identity cards, 24/11 8:00–12:00 closed: Power cut")
            })
            .await;
    });
}

#[test]
fn whoever_moves_away_is_concerned_no_more() {
    run(async {
        let (office, supervisor) = office().await;
        let page = close(&office, &supervisor, "Porucha proudu").await;
        let mails = deliver(&office, MailKind::Closed).await;
        let token = mails[0].token.clone().unwrap();
        // By the link in the mail.
        let reservation = format!("/reservation/{token}");
        let closed = office.open(&reservation).await;
        assert_says(&closed, "Váš termín odpadá");
        assert_says(&closed, "V tu dobu je zavřeno: Porucha proudu");
        assert!(!closed.body.contains("Kód"), "{}", closed.body);
        let plan = "/admin/plan?date=2026-11-24";
        let plan = office.open_as(&supervisor, plan).await;
        assert_says(&plan, "potvrzeno, ale v tu dobu je zavřeno");
        let other = format!("{reservation}/move");
        let offered = office.open(&other).await;
        assert_says(&offered, "V tu dobu je zavřeno: Porucha proudu");
        assert!(!offered.body.contains("Toto místo vám zůstane"));
        let moved = format!("{other}/2026-11-25");
        let moved = office.submit(&moved, &[("time", "09:00")]).await;
        assert_eq!(where_to(&moved), reservation);
        assert_says(&office.open(&reservation).await, "Jste objednáni");
        let page = office.open_as(&supervisor, &page).await;
        assert_says(&page, "V té době nikdo objednaný není.");
        assert!(!page.body.contains("Jana"));
    });
}

#[test]
fn a_day_on_which_it_is_closed_says_why_it_has_no_times() {
    run(async {
        let (office, supervisor) = office().await;
        let close = [
            ("action", "close"),
            ("of", "obcanske-prukazy"),
            ("from", "2026-11-25T00:00"),
            ("to", "2026-11-25T23:59"),
            ("key", "55555555555555555555555555555555"),
            ("cs", "Stěhujeme se"),
        ];
        where_to(&office.submit_as(&supervisor, PAGE, &close).await);
        let why = "V tento den je zavřeno: Stěhujeme se";
        let mut town = office.services.town.clone();
        let known = town.wait_for(|town| !town.closures.is_empty());
        known.await.unwrap();
        assert_says(&office.open("/book/op-zadost/2026-11-25").await, why);
        let weekend = office.open("/book/op-zadost/2026-11-28").await;
        assert_says(&weekend, "Na tento den už volno není.");
        assert!(!weekend.body.contains("Stěhujeme se"));
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    run(async {
        let (office, supervisor) = office().await;
        let period = async |workplace: &str, from: &str, to: &str| {
            let address = format!("{PAGE}?of={workplace}&from={from}&to={to}");
            office.open_as(&supervisor, &address).await
        };
        let cards = "obcanske-prukazy";
        for (workplace, from, to, sentence) in [
            (
                "",
                "2026-11-24T08:00",
                "2026-11-24T12:00",
                "Vyberte, co se zavře.",
            ),
            (
                "none",
                "2026-11-24T08:00",
                "2026-11-24T12:00",
                "Vyberte, co se zavře.",
            ),
            (cards, "", "2026-11-24T12:00", "Zadejte den a čas."),
            (cards, "2026-11-24T08:00", "tomorrow", "Zadejte den a čas."),
            (
                cards,
                "2026-11-24T12:00",
                "2026-11-24T12:00",
                "Konec musí být až po začátku.",
            ),
            (
                cards,
                "2026-11-23T08:00",
                "2026-11-23T09:00",
                "Tato doba už minula.",
            ),
        ] {
            let page = period(workplace, from, to).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_says(&page, sentence);
            assert_says(&page, &format!("value=\"{from}\""));
        }
        let long = "x".repeat(201);
        for (reason, sentence) in [
            (" ", "Napište důvod česky."),
            (long.as_str(), "Důvod je příliš dlouhý."),
        ] {
            let refused = office.submit_as(&supervisor, PAGE, &morning(reason)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_says(&refused, sentence);
            assert_says(&refused, "value=\"Power cut\"");
            assert_says(&refused, "Jana Nováková");
        }
        let over = form("2026-11-22T08:00", "2026-11-22T12:00", "Porucha proudu");
        let over = office.submit_as(&supervisor, PAGE, &over).await;
        assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&over, "Tato doba už minula.");
        assert!(deliver(&office, MailKind::Closed).await.is_empty());
        for address in [
            "/admin/closures?closed=none",
            "/admin/closures?closed=obcanske-prukazy.00",
        ] {
            let page = office.open_as(&supervisor, address).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        }
    });
}

#[test]
fn what_a_reason_holds_is_shown_as_text() {
    run(async {
        let (office, supervisor) = office().await;
        let reason = "<script>alert(1)</script>";
        let page = close(&office, &supervisor, reason).await;
        let page = office.open_as(&supervisor, &page).await;
        assert_says(&page, "&lt;script&gt;alert(1)");
        assert!(!page.body.contains(reason));
        office.published(|shown| !shown.notices.is_empty()).await;
        for address in ["/", "/status/hall", "/display/hall"] {
            let page = office.open(address).await;
            assert_says(&page, "&lt;script&gt;alert(1)");
            assert!(!page.body.contains(reason), "{address}");
        }
    });
}

/// The free times of a service on that Tuesday morning, as the open data have them.
async fn free_times(office: &Office, service: &str) -> usize {
    let address = format!("/api/v1/services/{service}/days/2026-11-24");
    let answer = office.open(&address).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let times = answer.body.matches("\"time\":\"").count();
    times - answer.body.matches("\"time\":\"1").count()
}

#[test]
fn a_service_is_closed_and_the_others_of_its_workplace_go_on() {
    run(async {
        let (office, supervisor) = office().await;
        office
            .book("op-prevzeti", "2026-11-24", "10:45", "Petr Svoboda")
            .await;
        deliver(&office, MailKind::Code).await;
        let plan = PLAN.replace("obcanske-prukazy", "service:op-zadost");
        let planned = office.open_as(&supervisor, &plan).await;
        let heading = "Občanské průkazy – Žádost o občanský průkaz, 24. 11. 8:00–12:00";
        assert_says(&planned, heading);
        assert_says(&planned, "Jana Nováková");
        assert!(!planned.body.contains("Petr Svoboda"));
        let mut form = morning("Porucha snímače");
        form[1].1 = "service:op-zadost";
        let page = where_to(&office.submit_as(&supervisor, PAGE, &form).await);
        let again = where_to(&office.submit_as(&supervisor, PAGE, &form).await);
        assert_eq!(page, again);
        let told = deliver(&office, MailKind::Closed).await;
        assert_eq!(told.len(), 1);
        assert_says(&office.open_as(&supervisor, &page).await, "odeslán");
        assert_says(&office.open_as(&supervisor, PAGE).await, heading);
        office
            .published(|shown| {
                let told = shown.notices.iter().map(|(_, it)| it.get(Language::Cs));
                told.eq([format!("{heading} zavřeno: Porucha snímače")])
            })
            .await;
        assert_eq!(free_times(&office, "op-zadost").await, 0);
        assert!(free_times(&office, "op-prevzeti").await > 0);
        let days = office.open("/book/op-zadost/2026-11-24").await;
        assert!(!days.body.contains("value=\"10:30\""), "{}", days.body);

        // The kiosk, on the day.
        office.set_clock("2026-11-24T09:00:00+01:00");
        let cards = |shown: &PublicSnapshot| {
            let mut workplaces = shown.workplaces.iter();
            let cards = workplaces.find(|it| it.id.as_str() == "obcanske-prukazy");
            cards.unwrap().clone()
        };
        office
            .published(|shown| {
                let status = cards(shown);
                let closed: Vec<_> = status.closed_services.iter().collect();
                let is_it = |it: &ClosedService| {
                    it.id.as_str() == "op-zadost"
                        && matches!(it.no_ticket, NoTicket::NotYet { from } if from.to_string() == "12:00:00")
                        && it.because.get(Language::En) == "Power cut"
                };
                status.no_ticket.is_none() && closed.len() == 1 && is_it(closed[0])
            })
            .await;
        office
            .ticket("obcanske-prukazy", "op-prevzeti", &"4".repeat(32))
            .await;
    });
}

#[test]
fn a_lobby_is_closed_with_all_that_is_in_it() {
    run(async {
        let (office, supervisor) = office().await;
        office
            .book("pas-zadost", "2026-11-24", "10:00", "Petr Svoboda")
            .await;
        office
            .book("vozidlo-prevod", "2026-11-25", "10:00", "Karel Malý")
            .await;
        deliver(&office, MailKind::Code).await;
        let mut form = form("2026-11-24T08:00", "2026-11-25T12:00", "Voda v hale");
        form[1].1 = "lobby:hall";
        let page = where_to(&office.submit_as(&supervisor, PAGE, &form).await);
        where_to(&office.submit_as(&supervisor, PAGE, &form).await);
        let told = deliver(&office, MailKind::Closed).await;
        assert_eq!(told.len(), 2);
        let shown = office.open_as(&supervisor, &page).await;
        assert_says(&shown, "Jana Nováková");
        assert_says(&shown, "Petr Svoboda");
        assert!(!shown.body.contains("Karel Malý"));
        let listed = office.open_as(&supervisor, PAGE).await;
        assert_eq!(listed.body.matches("?closed=").count(), 1);
        // One line, not one for each workplace.
        let heading = "Vstupní hala u vchodových dveří úřadu, 24. 11. 8:00 – 25. 11. 12:00";
        office
            .published(|shown| {
                let told = shown.notices.iter().map(|(_, it)| it.get(Language::Cs));
                told.eq([format!("{heading} zavřeno: Voda v hale")])
            })
            .await;
        for service in ["op-zadost", "pas-zadost"] {
            assert_eq!(free_times(&office, service).await, 0, "{service}");
        }
        let (_, closure) = page.split_once("?closed=").unwrap();
        let back = [("action", "reopen"), ("closure", closure)];
        assert_eq!(
            where_to(&office.submit_as(&supervisor, PAGE, &back).await),
            PAGE
        );
        office.published(|shown| shown.notices.is_empty()).await;
        for service in ["op-zadost", "pas-zadost"] {
            assert!(free_times(&office, service).await > 0, "{service}");
        }
    });
}

#[test]
fn a_counter_is_closed_and_takes_no_place_from_anybody() {
    run(async {
        let (office, supervisor) = office().await;
        for (workplace, service, key) in [
            ("evidence-obyvatel", "overeni", "5"),
            ("obcanske-prukazy", "op-zadost", "6"),
        ] {
            office.ticket(workplace, service, &key.repeat(32)).await;
        }
        office.seat_clerk(5).await;
        let work = |shown: &PublicSnapshot| {
            let mut counters = shown.counters.iter();
            let five = counters.find(|it| it.counter.get() == 5);
            five.map(|it| it.work)
        };
        office
            .published(|it| work(it) == Some(CounterWork::Free))
            .await;
        let plan = |of: &str, day: &str| {
            let plan = PLAN.replace("obcanske-prukazy", of);
            plan.replace("2026-11-24", day)
        };
        let warning = "může obsloužit jen tato přepážka";
        // Identity cards are made at counter 3 as well.
        for (of, day, warns) in [
            ("counter:5", "2026-11-23", true),
            ("counter:5", "2026-11-24", false),
            ("counter:2", "2026-11-23", false),
        ] {
            let planned = office.open_as(&supervisor, &plan(of, day)).await;
            assert_says(&planned, "Objednaných se to netýká");
            assert_eq!(planned.body.contains(warning), warns, "{of} {day}");
            assert_eq!(planned.body.contains("Evidence obyvatel: 1"), warns);
        }
        let mut form = form("2026-11-23T08:00", "2026-11-24T12:00", "Malování");
        form[1].1 = "counter:5";
        let page = where_to(&office.submit_as(&supervisor, PAGE, &form).await);
        let shown = office.open_as(&supervisor, &page).await;
        assert_says(&shown, "Přepážka 5, 23. 11. 8:00 – 24. 11. 12:00");
        assert!(!shown.body.contains("Jana") && !shown.headers.contains_key(header::REFRESH));
        assert!(deliver(&office, MailKind::Closed).await.is_empty());
        office
            .published(|it| work(it) == Some(CounterWork::Closed))
            .await;
        office.published(|shown| shown.notices.is_empty()).await;
        // The staff are told a moment after the lobby.
        let hall = office.services.feed(&"hall".parse().unwrap()).unwrap();
        let mut staff = hall.staff;
        let five = 5.try_into().unwrap();
        let told = staff.wait_for(|it| it.value.shut(five).is_some());
        let told = tokio::time::timeout(PATIENCE, told).await;
        let because = told.map(|told| told.unwrap().value.shut(five).unwrap().because.clone());
        let because = because.unwrap();
        assert_eq!(because.get(Language::En), "Power cut");
        let (_, closure) = page.split_once("?closed=").unwrap();
        let back = [("action", "reopen"), ("closure", closure)];
        where_to(&office.submit_as(&supervisor, PAGE, &back).await);
        office
            .published(|it| work(it) == Some(CounterWork::Free))
            .await;
    });
}

#[test]
fn a_closure_is_taken_back() {
    run(async {
        let (office, supervisor) = office().await;
        let page = close(&office, &supervisor, "Porucha proudu").await;
        let (_, closure) = page.split_once("?closed=").unwrap();
        for _ in 0..2 {
            let form = [("action", "reopen"), ("closure", closure)];
            let back = office.submit_as(&supervisor, PAGE, &form).await;
            assert_eq!(where_to(&back), PAGE);
        }
        let gone = office.open_as(&supervisor, &page).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert_says(
            &office.open_as(&supervisor, PAGE).await,
            "Nic mimořádně zavřeného není.",
        );
        office.published(|shown| shown.notices.is_empty()).await;
    });
}
