//! Booking by forms, as somebody does without the browser's program.

use std::{sync::Arc, time::Duration};

use axum::http::{Method, StatusCode, header};
use futures::future::join_all;
use store::{CloseRequest, MailKind, ReservationId};
use tokio::time::timeout;

use crate::office::{Answer, Identity, Office, run};

/// A Tuesday with one place at a time.
const FORM: &str = "/book/op-zadost/2026-11-24/10:15";
const KEY: &str = "22222222222222222222222222222222";

/// On the Monday before.
async fn office() -> Office {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    office
}

fn filled_in<'a>(key: &'a str, name: &'a str, email: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("name", name),
        ("email", email),
        ("phone", ""),
        ("website", ""),
        ("key", key),
    ]
}

fn where_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap()
}

fn assert_says(answer: &Answer, sentence: &str) {
    assert!(
        answer.body.contains(sentence),
        "{sentence}: {}",
        answer.body
    );
}

/// Of the last mail that was written, and how many there are.
async fn mails(office: &Office) -> Vec<store::Mail> {
    let now = office.services.now().instant;
    office.services.store.due_mails(now, 1000).await.unwrap()
}

async fn token(office: &Office, kind: MailKind) -> String {
    let mails = mails(office).await;
    let mail = mails.into_iter().find(|mail| mail.kind == kind);
    mail.unwrap().token.unwrap()
}

/// A reservation of Jana's that is confirmed, and the token to it.
async fn confirmed(office: &Office) -> String {
    let form = filled_in(KEY, "Jana Nováková", "jana@example.cz");
    let answer = office.submit(FORM, &form).await;
    assert_eq!(where_to(&answer), format!("/held/{KEY}"));
    let token = token(office, MailKind::Confirm).await;
    let confirmed = office.submit(&format!("/confirm/{token}"), &[]).await;
    assert_eq!(where_to(&confirmed), format!("/reservation/{token}"));
    token
}

#[test]
fn a_form_sent_twice_books_once() {
    run(async {
        let office = office().await;
        let form = filled_in(KEY, "Jana Nováková", "jana@example.cz");
        for _ in 0..2 {
            let answer = office.submit(FORM, &form).await;
            assert_eq!(where_to(&answer), format!("/held/{KEY}"));
        }
        assert_eq!(mails(&office).await.len(), 1);
        let held = office.open(&format!("/held/{KEY}")).await;
        assert_says(&held, "jana@example.cz");
        assert_says(&held, "9:30");
    });
}

/// A browser that sends the cookie which it was given with that answer.
fn browser_after(answer: &Answer) -> Identity {
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    let (cookie, how) = cookie.split_once("; ").unwrap();
    assert_eq!(how, "Path=/; HttpOnly; SameSite=Lax; Max-Age=1800");
    Identity {
        name: "somebody who has just booked",
        cookie: Some(cookie.to_owned()),
    }
}

/// The key in the form of a page.
fn key_in(page: &Answer) -> &str {
    let (_, rest) = page.body.split_once("name=\"key\" value=\"").unwrap();
    rest.split('"').next().unwrap()
}

const TAKEN: &str = "Tento čas si právě vybral někdo jiný.";

#[test]
fn who_goes_back_finds_the_own_hold_and_takes_no_second_place() {
    run(async {
        let office = office().await;
        let first = office.open(FORM).await;
        let key = key_in(&first);
        let jana = filled_in(key, "Jana Nováková", "jana@example.cz");
        let held = office.submit(FORM, &jana).await;
        assert_eq!(where_to(&held), format!("/held/{key}"));
        let browser = browser_after(&held);

        // The only place of that time: for everybody else it is gone.
        assert_says(&office.open(FORM).await, TAKEN);
        let back = office.open_as(&browser, FORM).await;
        assert!(!back.body.contains(TAKEN), "{}", back.body);
        assert_says(&back, &format!("/held/{key}"));
        let jana = filled_in(key_in(&back), "Jana Nováková", "jana@example.cz");
        let again = office.submit_as(&browser, FORM, &jana).await;
        assert_eq!(where_to(&again), format!("/held/{key}"));
        assert_eq!(mails(&office).await.len(), 1);
        // Of another time it says nothing.
        let other = office
            .open_as(&browser, "/book/op-zadost/2026-11-24/10:30")
            .await;
        assert_ne!(key_in(&other), key);

        let token = token(&office, MailKind::Confirm).await;
        office.submit(&format!("/confirm/{token}"), &[]).await;
        let back = office.open_as(&browser, FORM).await;
        assert!(!back.body.contains(TAKEN), "{}", back.body);
        let link = format!("/reservation/{token}");
        office.submit(&link, &[("action", "cancel")]).await;
        let back = office.open_as(&browser, FORM).await;
        assert_ne!(key_in(&back), key, "it is over");
    });
}

#[test]
fn who_books_for_somebody_else_from_the_same_form_takes_a_place_of_their_own() {
    run(async {
        let office = office().await;
        // A Wednesday with two places at a time.
        let page = "/book/op-zadost/2026-11-25/10:15";
        let jana = filled_in(KEY, "Jana Nováková", "nova@example.cz");
        let petr = filled_in(KEY, "Petr Novák", "nova@example.cz");
        let held = office.submit(page, &jana).await;
        let other = office.submit(page, &petr).await;
        assert_ne!(where_to(&other), where_to(&held));
        let again = office.submit(page, &petr).await;
        assert_eq!(where_to(&again), where_to(&other));
        assert_eq!(mails(&office).await.len(), 2);
        let third = filled_in(KEY, "Eva Nováková", "nova@example.cz");
        let full = office.submit(page, &third).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&full, TAKEN);
    });
}

#[test]
fn who_lost_a_race_takes_what_was_typed_to_another_time() {
    run(async {
        let office = office().await;
        let winner = filled_in(
            "33333333333333333333333333333333",
            "Petr Novák",
            "petr@example.cz",
        );
        office.submit(FORM, &winner).await;
        let mut form = filled_in(KEY, "Jana Nováková", "jana@example.cz");
        form[2].1 = "601 234 567";
        let lost = office.submit(FORM, &form).await;
        assert_says(&lost, TAKEN);
        let other = "/book/op-zadost/2026-11-24/10:30";
        let main = main_of(&lost);
        let button = main.split("<button").find(|it| it.contains(other)).unwrap();
        assert!(
            button.contains(&format!("formaction=\"{other}\"")),
            "{button}"
        );
        assert!(button.contains("name=\"other\""), "{button}");
        let in_form = main.split("<form").nth(1).unwrap();
        assert!(in_form.contains(other), "outside of the form: {main}");

        let chosen = [&form[..], &[("other", "1")]].concat();
        let page = office.submit(other, &chosen).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for typed in ["Jana Nováková", "jana@example.cz", "601 234 567", KEY] {
            assert_says(&page, &format!("value=\"{typed}\""));
        }
        assert_says(&page, &format!("action=\"{other}\""));
        assert!(!page.body.contains("message bad"), "{}", page.body);
        assert_eq!(mails(&office).await.len(), 1, "nothing is held by looking");
        let held = office.submit(other, &form).await;
        assert_eq!(where_to(&held), format!("/held/{KEY}"));
    });
}

#[test]
fn of_fifty_who_want_one_place_one_gets_it() {
    run(async {
        let office = Arc::new(office().await);
        let sent = (0..50).map(|n| {
            let office = Arc::clone(&office);
            async move {
                let key = format!("{n:032x}");
                let email = format!("client{n}@example.cz");
                office
                    .submit(FORM, &filled_in(&key, &format!("Klient {n}."), &email))
                    .await
            }
        });
        let answers = join_all(sent).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers
            .into_iter()
            .enumerate()
            .partition(|(_, answer)| answer.status == StatusCode::SEE_OTHER);
        assert_eq!((won.len(), lost.len()), (1, 49));
        for (n, answer) in lost {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_says(&answer, "Tento čas si právě vybral někdo jiný.");
            // What was typed, and times that are as good.
            assert_says(&answer, &format!("value=\"Klient {n}.\""));
            assert_says(&answer, "/book/op-zadost/2026-11-24/10:00");
            assert_says(&answer, "/book/op-zadost/2026-11-24/10:30");
        }
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    run(async {
        let office = office().await;
        let long = "x".repeat(101);
        for (name, email, phone, sentence) in [
            ("  ", "jana@example.cz", "", "Napište své jméno a příjmení."),
            (&long, "jana@example.cz", "", "nejvýše 100 znaků"),
            ("Jana", "", "", "Napište svou e-mailovou adresu."),
            ("Jana", "jana@", "", "Tohle není e-mailová adresa."),
            (
                "Jana",
                "jana@example.cz\r\nBcc: all@example.cz",
                "",
                "Tohle není e-mailová adresa.",
            ),
            (
                "Jana",
                "jana@example.cz",
                "12",
                "Tohle není telefonní číslo.",
            ),
        ] {
            let mut form = filled_in(KEY, name, email);
            form[2].1 = phone;
            let answer = office.submit(FORM, &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert_says(&answer, sentence);
            assert_says(&answer, "aria-invalid=\"true\"");
            assert_says(&answer, KEY);
        }
        assert!(mails(&office).await.is_empty());
    });
}

#[test]
fn strange_names_and_addresses_are_taken_as_they_are() {
    run(async {
        let office = office().await;
        for (n, (name, email)) in [
            ("Q", "a+b@example.cz"),
            ("<script>alert(1)</script>", "b@example.cz"),
            ("Олена О’Коннор", "c@háčkyčárky.cz"),
            ("مريم", "d@example.cz"),
        ]
        .into_iter()
        .enumerate()
        {
            let (key, time) = (format!("{n:032x}"), 8 + n);
            let form = filled_in(&key, name, email);
            let address = format!("/book/op-zadost/2026-11-24/{time:02}:00");
            let answer = office.submit(&address, &form).await;
            let held = office.open(where_to(&answer)).await;
            assert!(!held.body.contains("<script>alert"));
            let (town, now) = (office.services.town(), office.services.now());
            let id = ReservationId::of_key(&key);
            let stored = office.services.store.reservation(&town, &id, now).await;
            let stored = stored.unwrap().unwrap().reservation;
            let contact = stored.contact().unwrap();
            assert_eq!(contact.name.as_str(), name);
            assert_eq!(contact.email.as_ref().unwrap().as_str(), email);
        }
        // Refused for the phone, so that the name is shown again.
        let mut form = filled_in(KEY, "\"><script>alert(1)</script>", "e@example.cz");
        form[2].1 = "x";
        let answer = office.submit(FORM, &form).await;
        assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
    });
}

#[test]
fn opening_the_link_changes_nothing_and_the_button_confirms_once() {
    run(async {
        let office = office().await;
        let form = filled_in(KEY, "Jana Nováková", "jana@example.cz");
        office.submit(FORM, &form).await;
        let token = token(&office, MailKind::Confirm).await;
        let address = format!("/confirm/{token}");
        for _ in 0..5 {
            assert_says(&office.open(&address).await, "Potvrdit objednávku");
        }
        assert_eq!(mails(&office).await.len(), 1);
        for _ in 0..2 {
            let answer = office.submit(&address, &[]).await;
            assert_eq!(where_to(&answer), format!("/reservation/{token}"));
        }
        let kinds: Vec<_> = mails(&office).await.iter().map(|mail| mail.kind).collect();
        assert_eq!(kinds, [MailKind::Code]);
        for address in [address, format!("/reservation/{token}")] {
            let page = office.open(&address).await;
            assert_says(&page, "Jste objednáni");
            assert_says(&page, "10:00");
            assert_says(&page, "10:30");
        }
        // Whoever only filled in the form learns no code.
        let held = office.open(&format!("/held/{KEY}")).await;
        assert_says(&held, "Objednávka je potvrzená");
        assert!(!held.body.contains("digits"));
    });
}

#[test]
fn a_link_confirms_for_thirty_minutes() {
    run(async {
        let office = office().await;
        let form = filled_in(KEY, "Jana Nováková", "jana@example.cz");
        office.submit(FORM, &form).await;
        let token = token(&office, MailKind::Confirm).await;
        office.set_clock("2026-11-23T09:31:00+01:00");
        let answer = office.submit(&format!("/confirm/{token}"), &[]).await;
        let page = office.open(where_to(&answer)).await;
        assert_says(&page, "Platnost odkazu vypršela");
        assert_says(&page, "/book/op-zadost");
        // The place is there again, also for the form that had it.
        let answer = office.submit(FORM, &form).await;
        assert_ne!(where_to(&answer), format!("/held/{KEY}"));
        let held = office.open(where_to(&answer)).await;
        assert_says(&held, "Podívejte se do e-mailu");
    });
}

#[test]
fn the_mail_goes_to_the_address_that_is_corrected() {
    run(async {
        let office = office().await;
        let form = filled_in(KEY, "Jana Nováková", "jana@exmaple.cz");
        office.submit(FORM, &form).await;
        let old = token(&office, MailKind::Confirm).await;
        let held = format!("/held/{KEY}");
        let wrong = office
            .submit(&held, &[("action", "correct"), ("email", "jana")])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&wrong, "Tohle není e-mailová adresa.");
        let right = [("action", "correct"), ("email", "jana@example.cz")];
        let answer = office.submit(&held, &right).await;
        assert_eq!(where_to(&answer), format!("{held}?sent"));
        let page = office.open(where_to(&answer)).await;
        assert_says(&page, "jana@example.cz");
        assert_says(&page, "E-mail jsme poslali znovu.");
        assert_eq!(mails(&office).await.len(), 1);
        for page in [
            office.open(&format!("/confirm/{old}")).await,
            office.submit(&format!("/confirm/{old}"), &[]).await,
        ] {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert_says(&page, "Tento odkaz už neplatí");
            assert_says(&page, "z nejnovějšího e-mailu");
            // To a stranger it says no more than one that never was.
            let never = office.open("/confirm/nothing").await;
            assert_eq!(main_of(&page), main_of(&never));
            assert!(!page.body.contains("jana@"));
        }
    });
}

fn main_of(page: &Answer) -> &str {
    let begin = page.body.find("<main").unwrap();
    &page.body[begin..page.body.find("</main>").unwrap()]
}

#[test]
fn a_wrong_pair_is_told_the_same_whatever_is_wrong_and_not_for_ever() {
    run(async {
        let office = office().await;
        confirmed(&office).await;
        let code = code(&office).await;
        let find = async |code: &str, email: &str| {
            let form = [("action", "find"), ("code", code), ("email", email)];
            office.submit("/cancel", &form).await
        };
        let other = if code == "123456" { "654321" } else { "123456" };
        for (code, email) in [
            (other, "jana@example.cz"),
            (&code, "petr@example.cz"),
            ("12", "jana@example.cz"),
            ("", ""),
        ] {
            let answer = find(code, email).await;
            assert_says(&answer, "Takovou objednávku nemáme.");
        }
        assert_says(
            &find(&code, "JANA@example.cz").await,
            "Ano, zrušit objednávku",
        );
        for _ in 0..20 {
            find(other, "jana@example.cz").await;
        }
        let slow = find(&code, "jana@example.cz").await;
        assert_says(&slow, "Zkuste to prosím za pár minut.");
        office.set_clock("2026-11-23T10:00:00+01:00");
        assert_says(
            &find(&code, "jana@example.cz").await,
            "Ano, zrušit objednávku",
        );
    });
}

#[test]
fn right_pairs_are_not_limited_and_wrong_ones_shut_nobody_out_elsewhere() {
    run(async {
        let office = office().await;
        confirmed(&office).await;
        let code = code(&office).await;
        let other = if code == "123456" { "654321" } else { "123456" };
        let find = async |code: &str, email: &str, from: &str| {
            let form = [("action", "find"), ("code", code), ("email", email)];
            let request = Office::request(
                &Method::POST,
                "/cancel",
                serde_urlencoded::to_string(form).unwrap(),
                "application/x-www-form-urlencoded",
            );
            let nobody = Office::nobody();
            office.send_from(from, request, &nobody).await.body
        };
        let (found, unknown, crowded) = (
            "Ano, zrušit objednávku",
            "Takovou objednávku nemáme.",
            "Zkuste to prosím za pár minut.",
        );
        let (phones, elsewhere) = ("192.0.2.1:4000", "192.0.2.2:4000");
        for n in 0..200 {
            let page = find(&code, "jana@example.cz", phones).await;
            assert!(page.contains(found), "the right pair the {n}. time");
        }
        for n in 0..10 {
            let page = find(other, "jana@example.cz", phones).await;
            assert!(page.contains(unknown), "{n}");
        }
        // Not even the right one now, or a program could go on until it is.
        for code in [other, &code] {
            let page = find(code, "jana@example.cz", phones).await;
            assert!(page.contains(crowded), "{page}");
        }
        let page = find(&code, "jana@example.cz", elsewhere).await;
        assert!(page.contains(found), "{page}");
        // Whoever shares the network may be wrong about something else.
        for n in 0..50 {
            let page = find(other, &format!("petr{n}@example.cz"), phones).await;
            assert!(page.contains(unknown), "{n}: {page}");
        }
        // One network after another finds an end as well.
        for n in 3..12 {
            for _ in 0..10 {
                find(other, "jana@example.cz", &format!("192.0.2.{n}:4000")).await;
            }
        }
        let page = find(other, "jana@example.cz", "192.0.2.99:4000").await;
        assert!(page.contains(crowded), "{page}");
    });
}

/// The one that was mailed.
async fn code(office: &Office) -> String {
    let mails = mails(office).await;
    let code = mails.iter().find_map(|mail| mail.code);
    code.unwrap().to_string()
}

/// Waits until the times of the day offer the one of [`FORM`], or do not any more: the pages hear of
/// what is booked and closed a moment after it is.
async fn until_offered(office: &Office, offered: bool) {
    const PATIENCE: Duration = Duration::from_mins(1);

    let mut booked = office.services.booked.clone();
    let mut town = office.services.town.clone();
    loop {
        booked.mark_unchanged();
        town.mark_unchanged();
        let times = office.open("/book/op-zadost/2026-11-24").await;
        if times.body.contains(FORM) == offered {
            return;
        }
        let changed = async {
            tokio::select! {
                changed = booked.changed() => changed,
                changed = town.changed() => changed,
            }
        };
        timeout(PATIENCE, changed).await.unwrap().unwrap();
    }
}

#[test]
fn who_cancels_by_code_frees_the_place_and_is_forgotten() {
    run(async {
        let office = office().await;
        let token = confirmed(&office).await;
        until_offered(&office, false).await;
        let code = code(&office).await;
        let form = |action| {
            [
                ("action", action),
                ("code", code.as_str()),
                ("email", "jana@example.cz"),
            ]
        };
        let found = office.submit("/cancel", &form("find")).await;
        assert_says(&found, "10:15");
        let done = office.submit("/cancel", &form("cancel")).await;
        assert_says(&office.open(where_to(&done)).await, "Objednávka je zrušená");
        let again = office.submit("/cancel", &form("cancel")).await;
        assert_says(&again, "Takovou objednávku nemáme.");
        // The link from an old mail.
        let old = office.open(&format!("/reservation/{token}")).await;
        assert_says(&old, "Objednávka je zrušená");
        assert!(!old.body.contains("jana@example.cz"));
        until_offered(&office, true).await;
    });
}

#[test]
fn what_has_lapsed_is_not_said_to_be_cancelled() {
    run(async {
        let office = office().await;
        confirmed(&office).await;
        let code = code(&office).await;
        office.set_clock("2026-11-24T10:31:00+01:00");
        for action in ["find", "cancel"] {
            let fields = [
                ("action", action),
                ("code", code.as_str()),
                ("email", "jana@example.cz"),
            ];
            let answer = office.submit("/cancel", &fields).await;
            assert_says(&answer, "Objednávka propadla");
            assert!(!answer.body.contains("Ano, zrušit"), "{}", answer.body);
        }
    });
}

#[test]
fn asking_for_the_link_is_answered_the_same_for_everybody() {
    run(async {
        let office = office().await;
        confirmed(&office).await;
        let store = &office.services.store;
        let ask = async |email: &str| {
            for mail in mails(&office).await {
                store.mail_delivered(&mail).await.unwrap();
            }
            let form = [("action", "links"), ("email", email)];
            let answer = office.submit("/cancel", &form).await;
            assert_eq!(where_to(&answer), "/cancel?sent");
            assert!(answer.body.is_empty());
            let cookies = answer.headers.get(header::SET_COOKIE);
            assert!(cookies.is_none(), "it says who is known");
            mails(&office).await
        };
        assert!(ask("nobody@example.cz").await.is_empty());
        for n in 0..3 {
            let sent = ask("JANA@example.cz").await;
            assert_eq!(sent.len(), 1, "{n}");
            assert_eq!(sent[0].kind, MailKind::Code);
            assert_eq!(sent[0].to.email.as_str(), "jana@example.cz");
            let link = format!("/reservation/{}", sent[0].token.as_ref().unwrap());
            assert_says(&office.open(&link).await, "Jste objednáni");
        }
        // Nobody fills the mailbox of another.
        assert!(ask("jana@example.cz").await.is_empty());
        office.set_clock("2026-11-23T09:05:01+01:00");
        assert_eq!(ask("jana@example.cz").await.len(), 1);
    });
}

#[test]
fn a_reservation_moves_to_a_free_time_and_stays_where_none_is() {
    run(async {
        let office = office().await;
        let link = confirmed(&office).await;
        until_offered(&office, false).await;
        let to = format!("/reservation/{link}/move/2026-11-24");
        let page = office.open(&to).await;
        assert_says(&page, "at-10:30");
        // Its own place, the only one at that time, is not in its way.
        assert_says(&page, "at-10:15");
        let nothing = office.submit(&to, &[]).await;
        assert_says(&nothing, "Vyberte prosím čas.");
        // Somebody else has it already.
        let other = filled_in(
            "33333333333333333333333333333333",
            "Petr Novák",
            "petr@example.cz",
        );
        office
            .submit("/book/op-zadost/2026-11-24/10:30", &other)
            .await;
        let taken = office.submit(&to, &[("time", "10:30")]).await;
        assert_says(&taken, "Tento čas si právě vybral někdo jiný.");
        let shown = office.open(&format!("/reservation/{link}")).await;
        assert_says(&shown, "10:15");
        let moved = office.submit(&to, &[("time", "11:00")]).await;
        let shown = office.open(where_to(&moved)).await;
        assert_says(&shown, "24. listopadu 2026, 11:00");
        until_offered(&office, true).await;
    });
}

#[test]
fn one_address_has_three_reservations_at_once() {
    run(async {
        let office = office().await;
        for n in 0..4 {
            let key = format!("{n:032x}");
            let address = format!("/book/op-zadost/2026-11-24/{:02}:00", 8 + n);
            let form = filled_in(&key, "Jana Nováková", "jana@example.cz");
            let answer = office.submit(&address, &form).await;
            if n < 3 {
                assert_eq!(where_to(&answer), format!("/held/{key}"));
            } else {
                assert_says(&answer, "Na tuto adresu už je objednávek 3");
            }
        }
    });
}

#[test]
fn who_invents_addresses_does_not_get_a_whole_day() {
    run(async {
        let office = office().await;
        // A Tuesday of 22 places.
        let hold = async |n: u32, from: &str| {
            let (key, email) = (format!("{n:032x}"), format!("nobody{n}@example.cz"));
            let minutes = 8 * 60 + n * 15;
            let (hour, minute) = (minutes / 60, minutes % 60);
            let address = format!("/book/op-zadost/2026-11-24/{hour:02}:{minute:02}");
            let form = serde_urlencoded::to_string(filled_in(&key, "Nikdo", &email)).unwrap();
            let request = Office::request(
                &Method::POST,
                &address,
                form,
                "application/x-www-form-urlencoded",
            );
            office.send_from(from, request, &Office::nobody()).await
        };
        let one = "192.0.2.1:4000";
        for n in 0..11 {
            assert_eq!(hold(n, one).await.status, StatusCode::SEE_OTHER, "{n}");
        }
        let refused = hold(11, one).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&refused, "čeká už příliš mnoho objednávek na tento den");
        let other = hold(11, "192.0.2.2:4000").await;
        assert_eq!(other.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn what_fills_in_the_field_that_nobody_sees_books_nothing() {
    run(async {
        let office = office().await;
        let mut form = filled_in(KEY, "Jana Nováková", "jana@example.cz");
        form[3].1 = "https://example.com";
        let answer = office.submit(FORM, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&answer, "Zkuste to prosím odeslat ještě jednou.");
        assert!(mails(&office).await.is_empty());
    });
}

#[test]
fn what_is_closed_is_not_offered_until_it_is_opened_again() {
    run(async {
        let office = office().await;
        let services = &office.services;
        until_offered(&office, true).await;
        let request = CloseRequest {
            of: "obcanske-prukazy".parse().unwrap(),
            from: "2026-11-24T00:00:00".parse().unwrap(),
            to: "2026-11-25T00:00:00".parse().unwrap(),
            reason: "Porucha proudu".parse().unwrap(),
            key: KEY.to_owned(),
        };
        let closed = services.store.close(request, services.now());
        let closed = closed.await.unwrap().unwrap();
        until_offered(&office, false).await;
        let answer = office
            .submit(FORM, &filled_in(KEY, "Jana", "jana@example.cz"))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(services.store.reopen(&closed.id).await.unwrap());
        until_offered(&office, true).await;
    });
}

#[test]
fn addresses_that_lead_nowhere_are_not_found() {
    run(async {
        let office = office().await;
        for address in [
            "/book/nothing",
            "/book/op-zadost/2026-13-01",
            "/book/op-zadost/2026-11-24/25:00",
            "/book/op-zadost/2026-11-24/10:15/more",
            "/held/1",
            "/held/44444444444444444444444444444444",
            "/confirm/nothing",
            "/reservation/nothing",
            "/reservation/nothing/move",
            "/reservation/nothing/move/2026-11-24",
        ] {
            let answer = office.open(address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            let answer = office
                .submit(address, &filled_in(KEY, "J", "j@example.cz"))
                .await;
            assert!(answer.status.is_client_error(), "{address}");
        }
        for fields in [&[][..], &[("name", "Jana")], &[("action", "explode")]] {
            let answer = office.submit(FORM, fields).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
    });
}
