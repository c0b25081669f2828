//! A clerk books for a client at the desk or on the phone, by forms.

use axum::http::{StatusCode, header};
use domain::{reservation::ReservationState, staff::Role};
use store::{MailKind, ReservationId};

use crate::office::{Answer, Identity, Office, run};

/// A Tuesday with one place at a time.
const FORM: &str = "/counter/book/op-zadost/2026-11-24/10:15";
const KEY: &str = "33333333333333333333333333333333";

/// On the Monday before, with a clerk.
async fn at_work(office: Office) -> (Office, Identity) {
    office.set_clock("2026-11-23T09:00:00+01:00");
    let clerk = office.staff(Role::Clerk).await;
    (office, clerk)
}

fn filled_in<'a>(name: &'a str, email: &'a str, phone: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("name", name),
        ("email", email),
        ("phone", phone),
        ("key", KEY),
    ]
}

fn where_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap()
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = answer.body.replace("<!>", "");
    assert!(body.contains(sentence), "{sentence}: {body}");
}

async fn mails(office: &Office) -> Vec<store::Mail> {
    let now = office.services.now().instant;
    office.services.store.due_mails(now, 1000).await.unwrap()
}

/// The code of the reservation made by [`KEY`].
async fn code(office: &Office) -> String {
    let id = ReservationId::of_key(KEY);
    let (town, now) = (office.services.town(), office.services.now());
    let booking = office.services.store.reservation(&town, &id, now).await;
    let booking = booking.unwrap().unwrap();
    assert_eq!(booking.booked_by.as_deref(), Some("clerk"));
    match booking.reservation.state {
        ReservationState::Confirmed { code, .. } => code.to_string(),
        state => panic!("{state:?}"),
    }
}

#[test]
fn without_an_email_the_code_is_on_the_page_and_nothing_is_written() {
    run(async {
        let (office, clerk) = at_work(Office::new().await).await;
        let steps = [
            ("/counter/book", "/counter/book/op-zadost"),
            (
                "/counter/book/op-zadost",
                "/counter/book/op-zadost/2026-11-24",
            ),
            ("/counter/book/op-zadost/2026-11-24", FORM),
        ];
        for (page, next) in steps {
            let page = office.open_as(&clerk, page).await;
            assert_says(&page, &format!("href=\"{next}\""));
            assert!(
                !page.body.contains("href=\"/book"),
                "out of the clerk's way"
            );
        }
        let page = office.open_as(&clerk, FORM).await;
        assert_says(&page, "E-mail (nemusíte vyplnit)");
        assert_says(&page, "ať můžeme dát vědět");
        assert!(
            !page.body.contains("name=\"website\""),
            "no trap for clerks"
        );
        let form = filled_in("Jana Nováková", "", "");
        let mut last = String::new();
        for _ in 0..2 {
            let answer = office.submit_as(&clerk, FORM, &form).await;
            where_to(&answer).clone_into(&mut last);
        }
        assert_eq!(
            last,
            format!("/counter/booked/{}", ReservationId::of_key(KEY))
        );
        let booked = office.open_as(&clerk, &last).await;
        let code = code(&office).await;
        let (first, second) = code.split_at(3);
        assert_says(&booked, &format!("{first}\u{a0}{second}"));
        assert_says(&booked, "Jana Nováková");
        assert_says(&booked, "Dosavadní občanský průkaz.");
        assert_says(&booked, "Přijďte mezi 10:00 a 10:30.");
        assert_says(
            &booked,
            "Klient nemá e-mail: kód mu řekněte nebo vytiskněte.",
        );
        assert_says(&booked, "Zavolejte na +420 ");
        assert!(mails(&office).await.is_empty());
        // The place is gone, for everybody.
        let another = [
            ("name", "Petr"),
            ("email", ""),
            ("phone", ""),
            ("key", &"4".repeat(32)),
        ];
        let answer = office.submit_as(&clerk, FORM, &another).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&answer, "Tento čas si právě vybral někdo jiný.");
        assert_says(&answer, "value=\"Petr\"");
        assert_says(&answer, "/counter/book/op-zadost/2026-11-24/10:30");
    });
}

#[test]
fn with_an_email_one_mail_has_the_code() {
    run(async {
        let (office, clerk) = at_work(Office::new().await).await;
        let form = filled_in("Jana Nováková", "jana@example.cz", "601 234 567");
        let answer = office.submit_as(&clerk, FORM, &form).await;
        let booked = office.open_as(&clerk, where_to(&answer)).await;
        assert_says(&booked, "Kód a pokyny posíláme na adresu jana@example.cz.");
        assert_says(&booked, "+420 601 234 567");
        assert!(!booked.body.contains("Zavolejte na"), "{}", booked.body);
        let mails = mails(&office).await;
        let [mail] = &mails[..] else {
            panic!("{mails:?}");
        };
        assert_eq!(mail.kind, MailKind::Code);
        assert_eq!(mail.code.unwrap().to_string(), code(&office).await);
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field() {
    run(async {
        let (office, clerk) = at_work(Office::new().await).await;
        for (name, email, phone, sentence) in [
            (" ", "", "", "Napište jméno a příjmení klienta."),
            ("Jana", "jana@", "", "Tohle není e-mailová adresa."),
            ("Jana", "", "12", "Tohle není telefonní číslo."),
        ] {
            let form = filled_in(name, email, phone);
            let answer = office.submit_as(&clerk, FORM, &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert_says(&answer, sentence);
            assert_says(&answer, KEY);
        }
        let malformed = [("name", "Jana"), ("email", ""), ("phone", ""), ("key", "x")];
        for fields in [&malformed[..], &malformed[..2]] {
            let answer = office.submit_as(&clerk, FORM, fields).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
        for address in [
            "/counter/book/nothing",
            "/counter/book/op-zadost/tomorrow",
            "/counter/book/op-zadost/2026-11-24/10:15/x",
            "/counter/booked/x",
            &format!("/counter/booked/{}", "0".repeat(32)),
        ] {
            let answer = office.open_as(&clerk, address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            let answer = office.submit_as(&clerk, address, &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        }
    });
}

#[test]
fn a_clerk_needs_no_notice_and_the_internet_does() {
    run(async {
        let (office, clerk) = at_work(Office::new().await).await;
        let today = "op-zadost/2026-11-23";
        let at = |entrance: &str| format!("{entrance}/{today}/9:15").replace("/9:", "/09:");
        let clerks = office
            .open_as(&clerk, &format!("/counter/book/{today}"))
            .await;
        assert_says(&clerks, &at("/counter/book"));
        let public = office.open(&format!("/book/{today}")).await;
        assert!(!public.body.contains(&at("/book")), "{}", public.body);
        // The clock goes on while this runs.
        assert_says(&public, &format!("/book/{today}/10:15"));
        let form = filled_in("Jana", "", "");
        let answer = office.submit_as(&clerk, &at("/counter/book"), &form).await;
        where_to(&answer);
    });
}

#[test]
fn the_client_calls_says_the_code_and_it_is_cancelled() {
    run(async {
        let (office, clerk) = at_work(Office::new().await).await;
        let form = filled_in("Jana Nováková", "", "");
        let answer = office.submit_as(&clerk, FORM, &form).await;
        let booked = where_to(&answer).to_owned();
        let code = code(&office).await;
        // On the internet the code alone opens nothing, and says nothing.
        let fields = [
            ("action", "find"),
            ("code", &*code),
            ("email", "jana@example.cz"),
        ];
        let answer = office.submit("/cancel", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&answer, "Takovou objednávku nemáme.");

        let wrong = if code == "123456" { "123457" } else { "123456" };
        for typed in [wrong, "12", ""] {
            let answer = office
                .submit_as(&clerk, "/counter/book", &[("code", typed)])
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_says(&answer, "Objednávku s tímto kódem nemáme.");
        }
        let answer = office
            .submit_as(&clerk, "/counter/book", &[("code", &code)])
            .await;
        assert_eq!(where_to(&answer), booked);
        for _ in 0..2 {
            let answer = office.submit_as(&clerk, &booked, &[]).await;
            assert_eq!(where_to(&answer), booked);
            let page = office.open_as(&clerk, &booked).await;
            assert_says(&page, "Objednávka je zrušená");
            assert!(!page.body.contains("Jana Nováková"), "{}", page.body);
        }
        assert!(mails(&office).await.is_empty());
        // Whoever goes back to the form and sends it again means a new one.
        let answer = office.submit_as(&clerk, FORM, &form).await;
        assert_ne!(where_to(&answer), booked);
    });
}

#[test]
fn an_office_without_a_mail_server_books_by_clerks_alone() {
    run(async {
        let (office, clerk) = at_work(Office::without_mails().await).await;
        let public = office.open("/book/op-zadost").await;
        assert_eq!(public.status, StatusCode::NOT_FOUND);
        let page = office.open_as(&clerk, FORM).await;
        assert_says(&page, "E-maily teď úřad neposílá.");
        assert!(!page.body.contains("name=\"email\""), "{}", page.body);
        // Nor if it is sent all the same.
        let form = filled_in("Jana Nováková", "jana@example.cz", "");
        let answer = office.submit_as(&clerk, FORM, &form).await;
        let booked = office.open_as(&clerk, where_to(&answer)).await;
        assert_says(&booked, "Klient nemá e-mail");
        assert!(mails(&office).await.is_empty());
    });
}
