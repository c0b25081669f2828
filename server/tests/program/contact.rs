//! A supervisor writes to clients without closing anything, by forms that need no program.

use axum::http::{StatusCode, header};
use domain::staff::Role;
use store::{Booking, MailKind};

use crate::office::{Answer, Identity, Office, run};

const PAGE: &str = "/admin/contact";
const DAY: &str = "/admin/contact?workplace=obcanske-prukazy&date=2026-11-24";
const KEY: &str = "55555555555555555555555555555555";

/// On a Monday at nine, with two booked for the morning after.
async fn office() -> (Office, Identity, [Booking; 2]) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let book = async |time, name| office.book("op-zadost", "2026-11-24", time, name).await;
    let booked = [
        book("10:15", "Jana Nováková").await,
        book("10:30", "Petr Dvořák").await,
    ];
    let supervisor = office.staff(Role::Supervisor).await;
    (office, supervisor, booked)
}

async fn written(office: &Office) -> Vec<String> {
    let (store, now) = (&office.services.store, office.services.now());
    let mails = store.due_mails(now.instant, 1000).await.unwrap();
    let of_office = mails.into_iter().filter(|it| it.kind == MailKind::Message);
    of_office
        .map(|mail| format!("{}: {}", mail.to.name.as_str(), mail.reason.unwrap()))
        .collect()
}

async fn write(office: &Office, who: &Identity, text: &str, chosen: &[&Booking]) -> Answer {
    let names: Vec<_> = chosen
        .iter()
        .map(|booking| format!("client-{}", booking.id))
        .collect();
    let mut form = vec![
        ("workplace", "obcanske-prukazy"),
        ("date", "2026-11-24"),
        ("key", KEY),
        ("cs", text),
        ("en", "Bring a photo."),
    ];
    form.extend(names.iter().map(|name| (name.as_str(), "on")));
    office.submit_as(who, PAGE, &form).await
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[test]
fn only_those_who_are_chosen_are_written_to_and_once() {
    run(async {
        let (office, supervisor, [jana, petr]) = office().await;
        let listed = office.open_as(&supervisor, DAY).await;
        assert_says(&listed, "Jana Nováková");
        assert_says(&listed, "Petr Dvořák");
        let mut page = String::new();
        for _ in 0..2 {
            let answer = write(&office, &supervisor, "Vezměte si fotografii.", &[&jana]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            page = answer.headers[header::LOCATION]
                .to_str()
                .unwrap()
                .to_owned();
            let written = written(&office).await;
            assert_eq!(written, ["Jana Nováková: Vezměte si fotografii."]);
        }
        let sent = office.open_as(&supervisor, &page).await;
        assert_says(&sent, "Vezměte si fotografii.");
        assert_says(&sent, "odesílá se");
        assert!(!sent.body.contains("Petr Dvořák"));
        assert_says(
            &office.open_as(&supervisor, PAGE).await,
            "Vezměte si fotografii.",
        );
        // Who cancels is told nothing more, and asked about no more.
        let (town, now) = (office.services.town(), office.services.now());
        let store = &office.services.store;
        store.cancel(&town, &jana.id, now).await.unwrap().unwrap();
        store.cancel(&town, &petr.id, now).await.unwrap().unwrap();
        assert!(written(&office).await.is_empty());
        let sent = office.open_as(&supervisor, &page).await;
        assert!(!sent.body.contains("Jana"));
    });
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_stays() {
    run(async {
        let (office, supervisor, [jana, _]) = office().await;
        let long = "x".repeat(601);
        for (text, chosen, sentence) in [
            ("Přijďte dřív.", &[][..], "Vyberte aspoň jednoho klienta."),
            (" ", &[&jana], "Napište zprávu česky."),
            (&long, &[&jana], "Zpráva je příliš dlouhá."),
        ] {
            let refused = write(&office, &supervisor, text, chosen).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_says(&refused, sentence);
            assert_says(&refused, "Bring a photo.");
            let ticks = refused.body.matches(" checked").count();
            assert_eq!(ticks, chosen.len(), "{}", refused.body);
        }
        for (query, sentence) in [
            ("workplace=none&date=2026-11-24", "Vyberte pracoviště."),
            (
                "workplace=obcanske-prukazy&date=",
                "Zadejte dnešní nebo pozdější den.",
            ),
            (
                "workplace=obcanske-prukazy&date=2026-11-22",
                "Zadejte dnešní nebo pozdější den.",
            ),
        ] {
            let page = office
                .open_as(&supervisor, &format!("{PAGE}?{query}"))
                .await;
            assert_says(&page, sentence);
        }
        // Made up by hand: a client of another workplace, a key of no server.
        let other = office
            .book("pas-zadost", "2026-11-24", "10:15", "Eva Malá")
            .await;
        let refused = write(&office, &supervisor, "Ahoj", &[&other]).await;
        assert_says(&refused, "Vyberte aspoň jednoho klienta.");
        let form = [("workplace", "obcanske-prukazy"), ("key", "mine")];
        let refused = office.submit_as(&supervisor, PAGE, &form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let none = office
            .open_as(&supervisor, "/admin/contact?sent=none")
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        assert!(written(&office).await.is_empty());
        let script = "<script>alert(1)</script>";
        let sent = write(&office, &supervisor, script, &[&jana]).await;
        let page = sent.headers[header::LOCATION].to_str().unwrap();
        let page = office.open_as(&supervisor, page).await;
        assert_says(&page, "&lt;script&gt;alert(1)");
        assert!(!page.body.contains(script));
    });
}
