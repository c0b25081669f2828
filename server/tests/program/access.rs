//! Who may do what: every server function, form and live stream against every role and none.

use crate::office::{Identity, Office, run};
use app::{
    booking::{api::Submit, cases},
    counter::api::{CheckIn, Give, Sit},
    wire::{ContentType as _, Encodes as _, PostcardEncoding},
};
use axum::http::Method;
use domain::{desk::Command, staff::Role};
use leptos::server_fn::axum::server_fn_paths;
use server::{forms::FORMS, live::sse::STREAMS};

const FORM: &str = "application/x-www-form-urlencoded";
const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;

/// What somebody gets who sends the request of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gets {
    /// It is done, or refused for a reason of the office, not of the role.
    In,
    /// 401: somebody else might.
    NotLoggedIn,
    /// 403
    NotAllowed,
}

use Gets::{In, NotAllowed, NotLoggedIn};

/// Of the form by which the reservation was made.
const KEY: &str = "11111111111111111111111111111111";

struct Rule {
    method: Method,
    /// As it is registered.
    address: &'static str,
    /// As it is sent: an address of a real thing, with the query of a function that reads.
    sent_to: String,
    kind: &'static str,
    body: Vec<u8>,
    /// nobody, kiosk, clerk, supervisor, admin
    gets: [Gets; 5],
}

const EVERYBODY: [Gets; 5] = [In; 5];
const STAFF: [Gets; 5] = [NotLoggedIn, NotLoggedIn, In, In, In];
const ADMIN: [Gets; 5] = [NotLoggedIn, NotLoggedIn, NotAllowed, NotAllowed, In];
const KIOSK: [Gets; 5] = [NotAllowed, In, NotAllowed, NotAllowed, NotAllowed];

fn reads(address: &'static str, sent_to: &'static str, gets: [Gets; 5]) -> Rule {
    Rule {
        method: Method::GET,
        address,
        sent_to: sent_to.to_owned(),
        kind: FORM,
        body: Vec::new(),
        gets,
    }
}

fn changes(
    address: &'static str,
    kind: &'static str,
    body: impl Into<Vec<u8>>,
    gets: [Gets; 5],
) -> Rule {
    Rule {
        method: Method::POST,
        address,
        sent_to: address.to_owned(),
        kind,
        body: body.into(),
        gets,
    }
}

/// The whole of it; `token` leads to somebody's reservation.
fn table(token: &str) -> Vec<Rule> {
    let ticket = "lobby=hall&workplace=obcanske-prukazy&service=nothing\
                  &key=00000000000000000000000000000000";
    let counter = 1.try_into().unwrap();
    let command = Command::CallNext;
    let command = PostcardEncoding::encode(&Give { counter, command }).unwrap();
    let take_over = true;
    let seat = PostcardEncoding::encode(&Sit { counter, take_over }).unwrap();
    let code = "lobby=hall&code=000000&key=00000000000000000000000000000000";
    let reservation = "0".repeat(32);
    let without_code = PostcardEncoding::encode(&CheckIn { reservation }).unwrap();
    let form = |address, sent_to: String, fields| Rule {
        sent_to,
        ..changes(address, FORM, fields, EVERYBODY)
    };
    let address = "/cancel".to_owned();
    let fields = ["action=find", "code=123456", "email=nobody@example.cz"];
    let fields = fields.map(|field| field.split_once('=').unwrap());
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let fields = fields.to_vec();
    let submit = PostcardEncoding::encode(&Submit { address, fields }).unwrap();
    vec![
        // Server functions that read.
        reads("/api/texts", "/api/texts?language=en", EVERYBODY),
        reads(
            "/api/public_lobby",
            "/api/public_lobby?lobby=hall",
            EVERYBODY,
        ),
        reads("/api/public_lobbies", "/api/public_lobbies", EVERYBODY),
        reads("/api/kiosk_view", "/api/kiosk_view?lobby=hall", EVERYBODY),
        reads(
            "/api/device_state",
            "/api/device_state?lobby=hall",
            EVERYBODY,
        ),
        reads(
            "/api/booking_page",
            "/api/booking_page?address=%2Fbook",
            EVERYBODY,
        ),
        reads("/api/counter_view", "/api/counter_view", STAFF),
        reads("/api/counter_booked", "/api/counter_booked", STAFF),
        // Server functions that change something.
        changes("/api/submit", POSTCARD, submit, EVERYBODY),
        changes("/api/take_ticket", FORM, ticket, KIOSK),
        changes("/api/kiosk_check_in", FORM, code, KIOSK),
        changes("/api/kiosk_start", FORM, "lobby=hall", KIOSK),
        changes("/api/counter_check_in", POSTCARD, without_code, STAFF),
        changes("/api/counter_sit", POSTCARD, seat, STAFF),
        changes("/api/counter_command", POSTCARD, command, STAFF),
        changes("/api/counter_leave", POSTCARD, "", STAFF),
        // Forms.
        changes("/login", FORM, "login=nobody&password=wrong", EVERYBODY),
        changes("/language", FORM, "language=en&back=/", EVERYBODY),
        form("/kiosk/{lobby}", "/kiosk/hall".to_owned(), ""),
        // One for all the booking pages.
        form(
            cases::FORMS,
            format!("/reservation/{token}/move/2026-11-24"),
            "",
        ),
        changes(
            "/admin/devices",
            FORM,
            "action=enrol&code=NONE&name=x",
            ADMIN,
        ),
        // Live streams.
        reads("/live/public/{lobby}", "/live/public/hall", EVERYBODY),
        reads("/live/staff/{lobby}", "/live/staff/hall", STAFF),
        // Last, because it ends the sessions of this test.
        changes("/logout", FORM, "", EVERYBODY),
    ]
}

#[test]
fn each_role_may_do_what_the_table_says() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        let token = office.hold(KEY, "10:15", "jana@example.cz").await;
        let identities: [Identity; 5] = [
            Office::nobody(),
            office.kiosk().await,
            office.staff(Role::Clerk).await,
            office.staff(Role::Supervisor).await,
            office.staff(Role::Admin).await,
        ];
        for rule in table(&token) {
            for (identity, expected) in identities.iter().zip(rule.gets) {
                let request = Office::request(&rule.method, &rule.sent_to, &rule.body, rule.kind);
                let answer = office.send(request, identity).await;
                let got = match answer.status.as_u16() {
                    // 422 is a form refused for what was typed.
                    200 | 303 | 422 => In,
                    401 => NotLoggedIn,
                    403 => NotAllowed,
                    other => panic!(
                        "{} as {}: {other} {}",
                        rule.address, identity.name, answer.body
                    ),
                };
                assert_eq!(got, expected, "{} as {}", rule.address, identity.name);
            }
        }
    });
}

#[test]
fn the_devices_are_shown_to_admins_alone() {
    run(async {
        let office = Office::new().await;
        for (identity, expected) in [
            // To the login.
            (Office::nobody(), 303),
            (office.kiosk().await, 303),
            (office.staff(Role::Clerk).await, 403),
            (office.staff(Role::Supervisor).await, 403),
            (office.staff(Role::Admin).await, 200),
        ] {
            let request = Office::request(&Method::GET, "/admin/devices", "", FORM);
            let answer = office.send(request, &identity).await;
            assert_eq!(answer.status.as_u16(), expected, "{}", identity.name);
            let shown = answer.body.contains("id=\"devices\"");
            assert_eq!(shown, expected == 200, "{}", identity.name);
        }
    });
}

#[test]
fn nothing_that_can_be_reached_is_missing_from_the_table() {
    // The functions register themselves when the program is linked.
    let functions = server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    let forms = FORMS.into_iter().chain([cases::FORMS]);
    let forms = forms.map(|path| (Method::POST, path.to_owned()));
    let streams = STREAMS.map(|path| (Method::GET, path.to_owned()));
    let mut reachable: Vec<_> = functions.chain(forms).chain(streams).collect();
    let mut ruled: Vec<_> = table("token")
        .into_iter()
        .map(|rule| (rule.method, rule.address.to_owned()))
        .collect();
    let key = |(method, path): &(Method, String)| (path.clone(), method.to_string());
    reachable.sort_by_key(key);
    ruled.sort_by_key(key);
    assert_eq!(ruled, reachable);
}
