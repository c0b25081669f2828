//! What is agreed for a day after the clocks are changed is the same time wherever the client reads it.

use axum::http::{StatusCode, header};
use domain::text::Language;
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use store::{Mail, MailKind};

use crate::office::{Answer, Office, run};

const KEY: &str = "22222222222222222222222222222222";

async fn mail(office: &Office, kind: MailKind) -> Mail {
    let now = office.services.now().instant;
    let mails = office.services.store.due_mails(now, 100).await.unwrap();
    let mail = mails.into_iter().find(|mail| mail.kind == kind).unwrap();
    assert_eq!(mail.language, Language::Cs);
    mail
}

/// As it leaves.
fn written(office: &Office, mail: &Mail) -> Vec<u8> {
    let (town, now) = (office.services.town(), office.services.now());
    let message = office.composer().compose(mail, &town, now).unwrap();
    message.formatted()
}

fn text_and_entry(raw: &[u8]) -> (String, String) {
    let mail: Message<'_> = MessageParser::default().parse(raw).unwrap();
    let text = mail.body_text(0).unwrap().into_owned();
    let entry = mail
        .attachments()
        .find(|part| part.attachment_name() == Some("termin.ics"));
    (text, entry.unwrap().text_contents().unwrap().to_owned())
}

fn to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap()
}

#[test]
fn page_mail_and_entry_show_the_same_local_time_on_both_sides_of_a_clock_change() {
    run(async {
        for (now, date, day) in [
            (
                "2027-03-22T09:00:00+01:00",
                "2027-03-24",
                "středa 24. března 2027",
            ),
            (
                "2027-03-22T09:00:00+01:00",
                "2027-03-31",
                "středa 31. března 2027",
            ),
            (
                "2027-10-25T09:00:00+02:00",
                "2027-10-27",
                "středa 27. října 2027",
            ),
            (
                "2027-10-25T09:00:00+02:00",
                "2027-11-03",
                "středa 3. listopadu 2027",
            ),
        ] {
            let office = Office::new().await;
            office.set_clock(now);
            let when = format!("{day}, 10:15");
            let begins = format!(
                "DTSTART;TZID=Europe/Prague:{}T101500",
                date.replace('-', "")
            );
            let form = [
                ("name", "Jana Nováková"),
                ("email", "jana@example.cz"),
                ("phone", ""),
                ("website", ""),
                ("key", KEY),
            ];
            let held = office
                .submit(&format!("/book/op-zadost/{date}/10:15"), &form)
                .await;
            let page = office.open(to(&held)).await;
            assert!(page.body.contains(&when), "{when}: {}", page.body);
            let asked = mail(&office, MailKind::Confirm).await;
            let token = asked.token.clone().unwrap();
            let confirmed = office.submit(&format!("/confirm/{token}"), &[]).await;

            let page = office.open(to(&confirmed)).await;
            assert!(page.body.contains(&when), "{when}: {}", page.body);
            assert!(page.body.contains("Přijďte mezi 10:00 a 10:30."), "{when}");
            let (text, entry) =
                text_and_entry(&written(&office, &mail(&office, MailKind::Code).await));
            assert!(text.contains(&format!("Termín: {when}")), "{text}");
            assert!(text.contains("Kód platí od 10:00 do 10:30."), "{text}");
            let loaded = office.open(&format!("/calendar/{token}")).await.body;
            for entry in [&entry, &loaded] {
                assert!(entry.contains(&begins), "{begins}: {entry}");
                assert!(entry.contains("BEGIN:VTIMEZONE"), "{entry}");
            }

            office.submit(&format!("/reservation/{token}"), &[]).await;
            let gone = written(&office, &mail(&office, MailKind::Cancelled).await);
            let (text, entry) = text_and_entry(&gone);
            assert!(text.contains(&format!("Termín: {when}")), "{text}");
            assert!(entry.contains("METHOD:CANCEL"), "{entry}");
            assert!(entry.contains(&begins), "{begins}: {entry}");
        }
    });
}
