//! The server is killed while it writes to everybody. Started again it goes on by itself, and whoever
//! presses once more writes to nobody twice.

use std::{future::pending, path::Path, time::Duration};

use bench::{
    browser::Browser,
    office::{Server, closed, database_in, free_address, now, store_of, town},
};
use chrono::{Days, NaiveDate};
use domain::{contact::Contact, moment::Moment, slots::AgreedTime, text::Language, town::Town};
use reqwest::StatusCode;
use store::{HoldRequest, MailKind, Store};

use crate::{
    fields::{Fields, fields_of, with},
    mails::Arrived,
    office::run,
    smtp::Smtp,
};

const CLIENTS: usize = 37;

/// How many mails are sent at the same moment: these may come again after a kill.
const UNDER_WAY: usize = 8;

#[test]
fn everybody_is_told_once_of_a_closure() {
    told_once(Change::Closure);
}

/// They are cancelled as well, each after the hours.
#[test]
fn everybody_is_told_once_of_other_hours() {
    told_once(Change::Hours);
}

/// What takes away the day on which all are agreed.
#[derive(Clone, Copy)]
enum Change {
    Closure,
    Hours,
}

impl Change {
    fn page(self) -> &'static str {
        match self {
            Self::Closure => "/admin/closures",
            Self::Hours => "/admin/hours",
        }
    }

    /// The form for it, with which the clients are written to.
    async fn form(self, admin: &Browser, date: NaiveDate) -> Fields {
        let date = date.to_string();
        match self {
            Self::Closure => {
                let (from, to) = (format!("{date}T08:00"), format!("{date}T12:00"));
                let form = [
                    ("action", "close"),
                    ("of", "w1"),
                    ("from", &from),
                    ("to", &to),
                    ("key", "33333333333333333333333333333333"),
                    ("cs", "Porucha proudu"),
                ];
                with(&Fields::new(), &form)
            }
            Self::Hours => {
                let form = admin.open("/admin/hours?workplace=w1&piece=day").await;
                let day = [
                    ("date", date.as_str()),
                    ("hours", "14:00–15:00"),
                    ("places", "14:00–15:00 ×1"),
                ];
                let day = with(&fields_of(&form.unwrap()), &day);
                let asked = admin.submit(self.page(), &day).await.unwrap();
                assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY);
                let asked = fields_of(&asked.text().await.unwrap());
                with(&asked, &[("clients", "cancel")])
            }
        }
    }
}

fn told_once(change: Change) {
    run(async move {
        let folder = tempfile::tempdir().unwrap();
        let town = town().unwrap();
        let date = now(&town).date.checked_add_days(Days::new(2)).unwrap();
        {
            let store = store_of(folder.path(), &town).await.unwrap();
            let now = now(&town);
            for n in 0..CLIENTS {
                book(&store, &town, now, date, n).await;
            }
        }
        closed(folder.path()).await.unwrap();
        let mut smtp = Smtp::start("accept").await;
        let (database, url) = (database_in(folder.path()), smtp.url());
        let arguments = [
            "--database",
            &database,
            "--smtp",
            &url,
            "--public-url",
            "https://urad.example.cz",
            // No frontend lies beside the program that tests build.
            "--hash-files",
            "false",
        ];
        let start = async || {
            let program = Path::new(env!("CARGO_BIN_EXE_server"));
            let address = free_address().unwrap();
            let server = Server::start_on(program, &arguments, folder.path(), address);
            server.await.unwrap()
        };
        let mut arrived = Arrived::default();
        let server = start().await;
        let logins = server.logins.clone();
        let admin = Browser::log_in(&server, "admin").await.unwrap();
        let (page, form) = (change.page(), change.form(&admin, date).await);
        let press = async { admin.submit(page, &form).await };
        // With the first mail not all is written.
        tokio::select! {
            _ = arrived.next(&mut smtp) => {}
            () = async { press.await.unwrap(); pending().await } => {}
        }
        server.kill().await.unwrap();

        let mut server = start().await;
        while arrived.next(&mut smtp).await < CLIENTS {}
        server.logins = logins;
        let admin = Browser::log_in(&server, "admin").await.unwrap();
        let again = admin.submit(page, &form).await.unwrap();
        assert_eq!(again.status(), StatusCode::SEE_OTHER);
        smtp.assert_silent(Duration::from_millis(300)).await;
        server.kill().await.unwrap();
        let doubled = arrived.doubled(CLIENTS);
        assert!(doubled <= UNDER_WAY, "{doubled} came again");
    });
}

/// One of many has a place confirmed, and the code in hand.
async fn book(store: &Store, town: &Town, now: Moment, date: NaiveDate, n: usize) {
    let quarter = u32::try_from(n / 5).unwrap();
    let time = chrono::NaiveTime::from_num_seconds_from_midnight_opt(8 * 3600 + quarter * 900, 0);
    let form = HoldRequest {
        service: "s1".parse().unwrap(),
        agreed: AgreedTime {
            date,
            time: time.unwrap(),
        },
        contact: Contact::parse("Jan", &format!("jan{n}@example.cz"), "").unwrap(),
        language: Language::Cs,
        key: n.to_string(),
        network: None,
    };
    store.hold_place(town, form, now).await.unwrap().unwrap();
    for kind in [MailKind::Confirm, MailKind::Code] {
        let mails = store.due_mails(now.instant, 1000).await.unwrap();
        let [mail] = mails.as_slice() else {
            panic!("{mails:?}")
        };
        assert_eq!(mail.kind, kind);
        if kind == MailKind::Confirm {
            let token = mail.token.as_deref().unwrap();
            store.confirm(town, token, now).await.unwrap().unwrap();
        } else {
            store.mail_delivered(mail).await.unwrap();
        }
    }
}
