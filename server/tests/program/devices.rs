//! An administrator looks after kiosks and displays, and what becomes of one while its page is open.

use std::{future::ready, time::Duration};

use axum::{
    body::BodyDataStream,
    http::{Method, StatusCode, header},
};
use domain::staff::Role;
use futures::StreamExt as _;

use crate::office::{Answer, Identity, Office, run};

const PAGE: &str = "/admin/devices";
const FORM: &str = "application/x-www-form-urlencoded";
const PATIENCE: Duration = Duration::from_mins(1);

/// On a Monday at nine.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let admin = office.staff(Role::Admin).await;
    (office, admin)
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[track_caller]
fn assert_done(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.headers[header::LOCATION], PAGE);
}

impl Office {
    /// The stream that a page of that device follows.
    async fn attend(&self, device: &Identity, page: &str) -> BodyDataStream {
        let address = format!("/live/public/hall?page={page}&language=cs&build=");
        let request = Self::request(&Method::GET, &address, "", FORM);
        self.stream(request, device).await
    }

    async fn ids(&self) -> Vec<String> {
        let devices = self.services.store.devices().await.unwrap();
        devices.into_iter().map(|device| device.id).collect()
    }

    async fn tap(&self, kiosk: &Identity, key: &str) -> StatusCode {
        let fields = [
            ("lobby", "hall"),
            ("workplace", "obcanske-prukazy"),
            ("service", "op-zadost"),
            ("key", key),
        ];
        let answer = self.submit_as(kiosk, "/api/take_ticket", &fields).await;
        answer.status
    }

    /// Waits until the page says it: what is noted follows a moment later.
    async fn until_it_says(&self, admin: &Identity, sentence: &str) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !self.open_as(admin, PAGE).await.body.contains(sentence) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        assert!(waited.await.is_ok(), "{sentence}");
    }
}

/// All that it still says, once it has ended by itself.
async fn rest_of(stream: BodyDataStream) -> String {
    let rest = stream.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap());
    let rest = tokio::time::timeout(PATIENCE, rest.collect::<Vec<_>>());
    rest.await.unwrap().concat()
}

#[test]
fn who_was_shut_out_has_no_right_from_the_next_tap_and_its_stream_ends() {
    run(async {
        let (office, admin) = office().await;
        let kiosk = office.kiosk().await;
        let everybody = office.attend(&Office::nobody(), "/").await;
        let stream = office.attend(&kiosk, "/kiosk/hall").await;
        assert_eq!(office.tap(&kiosk, &"1".repeat(32)).await, StatusCode::OK);
        let id = office.ids().await.remove(0);
        let revoke = [("action", "revoke"), ("id", &id)];
        assert_done(&office.submit_as(&admin, PAGE, &revoke).await);
        let tap = office.tap(&kiosk, &"2".repeat(32)).await;
        assert_eq!(tap, StatusCode::FORBIDDEN);
        assert!(rest_of(stream).await.ends_with("event: anew\ndata:\n\n"));
        assert_says(
            &office.open_as(&admin, PAGE).await,
            "Zatím tu není žádné zařízení.",
        );
        // What everybody may see goes on.
        let ended = tokio::time::timeout(Duration::from_millis(300), rest_of(everybody));
        assert!(ended.await.is_err());
    });
}

#[test]
fn what_a_device_shows_is_told_and_that_it_has_not_been_there_for_an_hour() {
    run(async {
        let (office, admin) = office().await;
        let kiosk = office.kiosk().await;
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, "Ještě se neohlásilo.");
        let stream = office.attend(&kiosk, "/status/hall").await;
        let browser = tokio::spawn(stream.for_each(|_| ready(())));
        office.until_it_says(&admin, "Teď běží.").await;
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, ">/status/hall<");
        assert_says(&page, "Česky");
        // It is still there a quarter of an hour later.
        office.set_clock("2026-11-23T09:15:00+01:00");
        office.until_it_says(&admin, "Teď běží.").await;
        browser.abort();
        office.set_clock("2026-11-23T09:20:00+01:00");
        office
            .until_it_says(&admin, "Naposledy se ohlásilo před 5 minutami.")
            .await;
        office.set_clock("2026-11-23T10:15:00+01:00");
        let long_ago = "Přes hodinu se nehlásí, naposledy 23. listopadu 2026 v 9:15.";
        office.until_it_says(&admin, long_ago).await;
    });
}

#[test]
fn a_device_is_called_and_placed_otherwise() {
    run(async {
        let (office, admin) = office().await;
        let kiosk = office.kiosk().await;
        let stream = office.attend(&kiosk, "/kiosk/hall").await;
        let id = office.ids().await.remove(0);
        let place = |name, lobby| {
            [
                ("action", "place"),
                ("id", id.as_str()),
                ("name", name),
                ("lobby", lobby),
                ("seen_name", "kiosk"),
                ("seen_lobby", "hall"),
            ]
        };
        let send = async |form: &[(&str, &str)]| office.submit_as(&admin, PAGE, form).await;
        let long = "š".repeat(101);
        for (name, sentence) in [
            (" ", "Pojmenujte zařízení."),
            (&long, "Název je příliš dlouhý."),
        ] {
            let refused = send(&place(name, "hall")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_says(&refused, sentence);
        }
        let unknown = send(&place("kiosk", "attic")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);

        let name = "u <b>výtahu</b>";
        assert_done(&send(&place(name, "corridor")).await);
        assert_done(&send(&place(name, "corridor")).await);
        assert!(rest_of(stream).await.ends_with("event: anew\ndata:\n\n"));
        let tap = office.tap(&kiosk, &"1".repeat(32)).await;
        assert_eq!(tap, StatusCode::FORBIDDEN);
        // Its page leads it there.
        let page = office.open_as(&kiosk, "/kiosk/hall").await;
        assert_eq!(page.headers[header::LOCATION], "/kiosk/corridor");
        let page = office.open_as(&kiosk, "/kiosk/corridor").await;
        assert_eq!(page.status, StatusCode::OK);
        // A TV's page is for everybody, and this one is no TV.
        let page = office.open_as(&kiosk, "/display/hall").await;
        assert_eq!(page.status, StatusCode::OK);

        let stale = send(&place("u okna", "hall")).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&stale, "Mezitím to změnil někdo jiný");
        assert_says(&stale, "value=\"u okna\"");
        assert_says(&stale, "u &lt;b&gt;výtahu&lt;/b&gt;");
        let devices = office.services.store.devices().await.unwrap();
        assert_eq!(devices[0].name, name);
    });
}

#[test]
fn a_display_is_enrolled_by_a_code_and_hands_out_no_tickets() {
    run(async {
        let (office, admin) = office().await;
        let enrol = "/display/hall/enrol";
        assert_says(&office.open(enrol).await, "Zapsat toto zařízení");
        let asked = office.submit(enrol, &[]).await;
        assert_eq!(asked.headers[header::LOCATION], enrol);
        let cookie = asked.headers[header::SET_COOKIE].to_str().unwrap();
        let tv = Identity {
            name: "tv",
            cookie: cookie.split(';').next().map(ToOwned::to_owned),
        };
        let waits = office.open_as(&tv, enrol).await;
        assert_eq!(waits.headers[header::REFRESH], "3");
        let (_, code) = waits.body.split_once("class=\"enrolment-code\">").unwrap();
        let (code, _) = code.split_once('<').unwrap();
        let form = [
            ("action", "enrol"),
            ("code", code),
            ("name", "televize u dveří"),
        ];
        assert_done(&office.submit_as(&admin, PAGE, &form).await);
        let let_in = office.open_as(&tv, enrol).await;
        assert_eq!(let_in.status, StatusCode::SEE_OTHER);
        assert_eq!(let_in.headers[header::LOCATION], "/display/hall");
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, "televize u dveří");
        assert_says(&page, "televize · zapsáno 23. listopadu 2026");

        let tap = office.tap(&tv, &"1".repeat(32)).await;
        assert_eq!(tap, StatusCode::FORBIDDEN);
        let kiosk = office.open_as(&tv, "/kiosk/hall").await;
        assert_says(&kiosk, "Tento kiosek ještě nevydává lístky");
        let id = office.ids().await.remove(0);
        let place = [
            ("action", "place"),
            ("id", &id),
            ("name", "televize"),
            ("lobby", "corridor"),
            ("seen_name", "televize u dveří"),
            ("seen_lobby", "hall"),
        ];
        assert_done(&office.submit_as(&admin, PAGE, &place).await);
        let page = office.open_as(&tv, "/display/hall").await;
        assert_eq!(page.headers[header::LOCATION], "/display/corridor");
        // The one above a counter belongs to its counter.
        let page = office.open_as(&tv, "/display/hall/counter/1").await;
        assert_eq!(page.status, StatusCode::OK);
    });
}
