//! Supervisors look who is booked, find a client, and move or cancel, by forms that need no program.

use app::admin::plan;
use axum::http::{StatusCode, header};
use chrono::NaiveDate;
use domain::{
    contact::Contact, desk::Command, reservation::ReservationState, slots::AgreedTime, staff::Role,
    text::Language,
};
use store::{BookRequest, Booking, KioskCheckIn, MailKind};

use crate::office::{Answer, Identity, Office, fields, logged, run};

const PAGE: &str = "/admin/plan";
const TUESDAY: &str = "/admin/plan?date=2026-11-24";

/// On a Monday at nine.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let supervisor = office.staff(Role::Supervisor).await;
    (office, supervisor)
}

/// For somebody without an e-mail.
pub async fn by_phone(office: &Office, time: &str, phone: &str) -> Booking {
    let date: NaiveDate = "2026-11-24".parse().unwrap();
    let time = format!("{time}:00").parse().unwrap();
    let request = BookRequest {
        service: "op-zadost".parse().unwrap(),
        agreed: AgreedTime { date, time },
        contact: Contact::parse_by_clerk("Bedřich Volal", "", phone).unwrap(),
        language: Language::Cs,
        key: app::services::new_key().unwrap(),
        login: "clerk".to_owned(),
    };
    let (town, now) = (office.services.town(), office.services.now());
    let store = &office.services.store;
    let booked = store.book_by_clerk(&town, request, now).await;
    booked.unwrap().unwrap()
}

fn code(booking: &Booking) -> domain::code::Code {
    match booking.reservation.state {
        ReservationState::Confirmed { code, .. } => code,
        _ => panic!("{booking:?}"),
    }
}

async fn now(office: &Office, booking: &Booking) -> Booking {
    let (town, now) = (office.services.town(), office.services.now());
    let store = &office.services.store;
    let booking = store.reservation(&town, &booking.id, now).await;
    booking.unwrap().unwrap()
}

/// What the mail that waits says why.
async fn reasons(office: &Office, kind: MailKind) -> Vec<Option<String>> {
    let (store, now) = (&office.services.store, office.services.now());
    let mails = store.due_mails(now.instant, 1000).await.unwrap();
    let mails = mails.into_iter().filter(|mail| mail.kind == kind);
    mails.map(|mail| mail.reason).collect()
}

fn one(booking: &Booking) -> String {
    format!("{PAGE}?reservation={}", booking.id)
}

async fn find(office: &Office, who: &Identity, typed: &str) -> Answer {
    let form = [("action", "find"), ("find", typed)];
    office.submit_as(who, PAGE, &form).await
}

async fn cancel(office: &Office, who: &Identity, booking: &Booking, reason: &str) -> Answer {
    let (id, revision) = (booking.id.to_string(), booking.revision.to_string());
    let form = [
        ("action", "cancel"),
        ("reservation", id.as_str()),
        ("revision", revision.as_str()),
        ("reason", reason),
    ];
    office.submit_as(who, PAGE, &form).await
}

async fn move_to(office: &Office, who: &Identity, booking: &Booking, time: Option<&str>) -> Answer {
    let (id, revision) = (booking.id.to_string(), booking.revision.to_string());
    let mut form = vec![
        ("action", "move"),
        ("reservation", id.as_str()),
        ("revision", revision.as_str()),
        ("date", "2026-11-25"),
    ];
    form.extend(time.map(|time| ("time", time)));
    office.submit_as(who, PAGE, &form).await
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[track_caller]
fn assert_silent(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(!body.contains(sentence), "{sentence}: {body}");
}

#[track_caller]
fn assert_refused(answer: &Answer, sentence: &str) {
    let status = answer.status;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert_says(answer, sentence);
}

#[track_caller]
fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_day_says_who_is_booked_and_what_has_become_of_it() {
    run(async {
        let (office, _) = office().await;
        let name = "<script>alert(1)</script>";
        let came = office.book("op-zadost", "2026-11-24", "08:30", name).await;
        office
            .book("op-zadost", "2026-11-24", "08:00", "Pozdní Příchozí")
            .await;
        office
            .book("pas-zadost", "2026-11-24", "10:15", "Eva Malá")
            .await;
        office
            .book("op-zadost", "2026-11-26", "10:15", "Až Později")
            .await;
        by_phone(&office, "10:15", "601 234 567").await;
        office.set_clock("2026-11-24T08:30:00+01:00");
        office.hold("held", "11:00", "held@example.cz").await;
        // Sessions last twelve hours.
        let supervisor = office.staff(Role::Supervisor).await;
        let day = office.open_as(&supervisor, PAGE).await;
        assert_says(&day, "úterý 24. listopadu 2026");
        for sentence in [
            "&lt;script&gt;alert(1)",
            "nepřišel",
            "Bedřich Volal",
            "+420 601 234 567",
            "clerk",
            "čeká na potvrzení do 9:00",
            "held@example.cz",
            "Eva Malá",
            "4 objednaní",
            "1 objednaný",
        ] {
            assert_says(&day, sentence);
        }
        assert_silent(&day, name);
        assert_silent(&day, "Až Později");
        assert_eq!(day.body.matches("class=\"panel plan\"").count(), 2);
        // One workplace, and the whole week.
        let only = format!("{PAGE}?workplace=cestovni-doklady&week=on");
        let only = office.open_as(&supervisor, &only).await;
        assert_says(&only, "Eva Malá");
        assert_silent(&only, "Bedřich");
        let week = office
            .open_as(&supervisor, &format!("{PAGE}?week=on"))
            .await;
        assert_says(&week, "Až Později");
        assert_says(&week, "Dny před dneškem tu už nejsou.");

        let check_in = KioskCheckIn {
            device: "kiosk".to_owned(),
            lobby: "hall".parse().unwrap(),
            code: code(&came),
            key: app::services::new_key().unwrap(),
        };
        let (town, moment) = (office.services.town(), office.services.now());
        let store = &office.services.store;
        let ticket = store.check_in(&town, check_in, moment).await;
        let ticket = ticket.unwrap().unwrap().id;
        let day = office.open_as(&supervisor, PAGE).await;
        assert_says(&day, &format!("přišel, čeká ({ticket})"));
        office.seat_clerk(2).await;
        office.command(2, Command::CallNext).await;
        let day = office.open_as(&supervisor, PAGE).await;
        assert_says(&day, &format!("zavolán k přepážce 2 ({ticket})"));
        // Nothing can be done to who has come.
        let page = office.open_as(&supervisor, &one(&came)).await;
        assert_silent(&page, "Zrušit objednávku");
    });
}

#[test]
fn what_there_is_nothing_of_says_what_to_do() {
    run(async {
        let (office, supervisor) = office().await;
        let day = office.open_as(&supervisor, TUESDAY).await;
        assert_says(&day, "Nikdo objednaný není.");
        assert_says(&day, "href=\"/counter/book\"");
        let past = format!("{PAGE}?date=2026-11-20");
        let past = office.open_as(&supervisor, &past).await;
        assert_says(&past, "Tento den už minul.");
        assert_silent(&past, "Nikdo objednaný není.");
        // Addresses that nobody has been given.
        for (query, status) in [
            ("date=tomorrow", StatusCode::OK),
            ("date=99999-01-01", StatusCode::OK),
            ("date=%2B262142-12-31&week=on", StatusCode::OK),
            ("workplace=none", StatusCode::NOT_FOUND),
            ("workplace=%00", StatusCode::NOT_FOUND),
            ("reservation=none", StatusCode::NOT_FOUND),
            (
                "reservation=00000000000000000000000000000000&move",
                StatusCode::NOT_FOUND,
            ),
        ] {
            let address = format!("{PAGE}?{query}");
            let page = office.open_as(&supervisor, &address).await;
            assert_eq!(page.status, status, "{query}");
        }
        let form = [("action", "erase")];
        let unknown = office.submit_as(&supervisor, PAGE, &form).await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn a_client_is_found_on_any_day_by_name_code_and_address() {
    run(async {
        let (office, supervisor) = office().await;
        let jana = office
            .book("op-zadost", "2026-12-07", "10:15", "Jana Nováková")
            .await;
        office
            .book("op-zadost", "2026-12-08", "10:15", "Petr Dvořák")
            .await;
        let email = jana.reservation.contact().unwrap().email.clone().unwrap();
        let code = code(&jana).to_string();
        let upper = email.as_str().to_uppercase();
        for typed in ["novak", " JANA nová", &code, &upper] {
            let found = find(&office, &supervisor, typed).await;
            assert_eq!(found.status, StatusCode::OK);
            assert_says(&found, "Jana Nováková");
            assert_says(&found, &one(&jana));
            assert_silent(&found, "Petr");
        }
        let nobody = find(&office, &supervisor, "<b>nikdo").await;
        assert_says(&nobody, "Nikoho takového jsme nenašli.");
        assert_says(&nobody, "value=\"&lt;b&gt;nikdo\"");
        for little in ["", " n "] {
            let refused = find(&office, &supervisor, little).await;
            assert_refused(&refused, "Napište aspoň dvě písmena");
        }
    });
}

#[test]
fn the_log_says_who_has_searched_and_not_for_whom() {
    run(async {
        let (office, supervisor) = office().await;
        let jana = office
            .book("op-zadost", "2026-12-07", "10:15", "Jana Nováková")
            .await;
        let session = office.session(&supervisor).await;
        let id = jana.id.to_string();
        let cancel = [
            ("action", "cancel"),
            ("reservation", id.as_str()),
            ("revision", "0"),
            ("reason", "Nemoc paní Novákové"),
        ];
        let forms: [&[(&str, &str)]; 3] = [
            &[("action", "find"), ("find", "Nováková")],
            &[("action", "find"), ("find", "jana@example.cz")],
            &cancel,
        ];
        let log = logged(async {
            for form in forms {
                let done = plan::submit(&office.services, &session, fields(form));
                done.await.unwrap();
            }
        });
        let log = log.await;
        assert_eq!(log.matches("clients were searched for").count(), 2, "{log}");
        assert_eq!(log.matches("supervisor").count(), 3, "{log}");
        assert!(log.contains("cancelled by the office"), "{log}");
        for personal in ["Nov", "jana", "@", &code(&jana).to_string()] {
            assert!(!log.contains(personal), "{personal}: {log}");
        }
    });
}

#[test]
fn who_is_cancelled_is_told_why_and_once() {
    run(async {
        let (office, supervisor) = office().await;
        let jana = office
            .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
            .await;
        let page = office.open_as(&supervisor, &one(&jana)).await;
        assert_says(
            &page,
            "Z provozních důvodů Vás v tomto termínu nemůžeme přijmout.",
        );
        assert_says(&page, "Jazyk klienta: Česky.");
        let long = "x".repeat(601);
        for (reason, sentence) in [
            (" ", "Napište důvod."),
            (long.as_str(), "Důvod je příliš dlouhý."),
        ] {
            let refused = cancel(&office, &supervisor, &jana, reason).await;
            assert_refused(&refused, sentence);
            assert_says(&refused, reason);
            assert_says(&refused, "<details open");
        }
        assert!(now(&office, &jana).await.reservation.is_open());
        let reason = "Úředník <b>onemocněl</b>.";
        let answer = cancel(&office, &supervisor, &jana, reason).await;
        let page = office.open_as(&supervisor, &location(&answer)).await;
        assert_says(&page, "Zrušeno. Klientovi jde e-mail s důvodem");
        assert_silent(&page, "Jana");
        // Pressed again.
        let again = cancel(&office, &supervisor, &jana, "Jiný").await;
        assert_eq!(location(&again), one(&jana));
        let told = [Some(reason.to_owned())];
        assert_eq!(reasons(&office, MailKind::Cancelled).await, told);
        let day = office.open_as(&supervisor, TUESDAY).await;
        assert_says(&day, "Nikdo objednaný není.");
        let found = find(&office, &supervisor, &code(&jana).to_string()).await;
        assert_says(&found, "údaje smazány");
    });
}

#[test]
fn who_has_no_address_is_cancelled_by_a_button() {
    run(async {
        let (office, supervisor) = office().await;
        let mute = by_phone(&office, "10:15", "601 234 567").await;
        let unreachable = by_phone(&office, "10:30", "").await;
        let page = office.open_as(&supervisor, &one(&mute)).await;
        assert_says(&page, "Zavolejte mu nejdřív na +420 601 234 567");
        assert_silent(&page, "name=\"reason\"");
        let page = office.open_as(&supervisor, &one(&unreachable)).await;
        assert_says(&page, "Klient nemá e-mail ani telefon");
        for booking in [&mute, &unreachable] {
            let answer = cancel(&office, &supervisor, booking, "").await;
            let page = office.open_as(&supervisor, &location(&answer)).await;
            assert_says(&page, "Zrušeno. Údaje klienta jsme smazali.");
            let state = now(&office, booking).await.reservation.state;
            assert_eq!(state, ReservationState::Cancelled);
        }
        assert!(reasons(&office, MailKind::Cancelled).await.is_empty());
    });
}

#[test]
fn who_is_moved_gets_one_mail_with_the_new_time() {
    run(async {
        let (office, supervisor) = office().await;
        let jana = office
            .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
            .await;
        let times = format!("{}&move=2026-11-25", one(&jana));
        let page = office.open_as(&supervisor, &times).await;
        assert_says(&page, "středa 25. listopadu 2026");
        assert_says(&page, "value=\"10:30\"");
        assert_says(&page, "name=\"date\" value=\"2026-11-25\"");
        let refused = move_to(&office, &supervisor, &jana, None).await;
        assert_refused(&refused, "Vyberte prosím čas.");
        assert_says(&refused, "středa 25. listopadu 2026");
        let refused = move_to(&office, &supervisor, &jana, Some("03:00")).await;
        assert_refused(&refused, "V tento čas se objednat nejde.");
        for _ in 0..2 {
            let answer = move_to(&office, &supervisor, &jana, Some("10:30")).await;
            let page = office.open_as(&supervisor, &location(&answer)).await;
            assert_says(&page, "Přesunuto. Klientovi jde e-mail");
            assert_says(&page, "středa 25. listopadu 2026, 10:30");
            assert_eq!(reasons(&office, MailKind::Moved).await, [None]);
        }
        // A form from before.
        let stale = move_to(&office, &supervisor, &jana, Some("11:00")).await;
        assert_refused(&stale, "Mezitím se termín změnil.");
        let stale = cancel(&office, &supervisor, &jana, "Nemoc").await;
        assert_refused(&stale, "Mezitím se termín změnil.");
        let moved = now(&office, &jana).await;
        assert_eq!(moved.reservation.agreed.time.to_string(), "10:30:00");
        // Without an address somebody has to say it.
        let mute = by_phone(&office, "10:15", "601 234 567").await;
        let page = office
            .open_as(&supervisor, &format!("{}&move", one(&mute)))
            .await;
        assert_says(&page, "Domluvte se s ním na čísle +420 601 234 567.");
        let answer = move_to(&office, &supervisor, &mute, Some("11:00")).await;
        let page = office.open_as(&supervisor, &location(&answer)).await;
        assert_says(&page, "řekněte mu nový termín vy");
    });
}

#[test]
fn a_name_that_was_made_up_changes_nothing() {
    run(async {
        let (office, supervisor) = office().await;
        let jana = office
            .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
            .await;
        let clerk = office.staff(Role::Clerk).await;
        for id in [
            "00000000000000000000000000000000",
            "'; DELETE reservation",
            "",
        ] {
            let unknown = [
                ("reservation", id),
                ("revision", "0"),
                ("reason", "Nemoc"),
                ("date", "2026-11-25"),
                ("time", "10:30"),
            ];
            for action in ["cancel", "move"] {
                let form = [&[("action", action)][..], &unknown].concat();
                let answer = office.submit_as(&supervisor, PAGE, &form).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action} {id}");
            }
        }
        for answer in [
            cancel(&office, &clerk, &jana, "Nemoc").await,
            move_to(&office, &clerk, &jana, Some("10:30")).await,
            find(&office, &clerk, "Jana").await,
            office.open_as(&clerk, &one(&jana)).await,
        ] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert_silent(&answer, "Jana");
        }
        assert_eq!(now(&office, &jana).await, jana);
    });
}

#[test]
fn a_supervisor_of_other_departments_is_told_of_no_client() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        let cashier = office.supervisor_of("Pokladní", &["ekonomicky"]).await;
        let clerks = office
            .supervisor_of("Vedoucí", &["organizacne-spravni"])
            .await;
        let jana = office
            .book("op-zadost", "2026-11-25", "10:15", "Jana Nováková")
            .await;
        let one = format!("{PAGE}?reservation={}", jana.id);
        let find = [("action", "find"), ("find", "Nováková")];
        for (who, is_told) in [(&cashier, false), (&clerks, true)] {
            let day = office
                .open_as(who, &format!("{PAGE}?date=2026-11-25"))
                .await;
            assert_eq!(day.body.contains("Jana"), is_told);
            let its = format!("{PAGE}?date=2026-11-25&workplace=obcanske-prukazy");
            let its = office.open_as(who, &its).await;
            assert_eq!(its.status == StatusCode::OK, is_told);
            let page = office.open_as(who, &one).await;
            assert_eq!(page.status == StatusCode::OK, is_told);
            assert_eq!(page.body.contains("Jana"), is_told);
            let found = office.submit_as(who, PAGE, &find).await;
            assert_eq!(found.body.contains("Jana Nov"), is_told);
            let moved = move_to(&office, who, &jana, Some("10:30")).await;
            let expected = if is_told {
                StatusCode::SEE_OTHER
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(moved.status, expected);
        }
    });
}
