//! A client follows a ticket by phone, without the browser's program.

use axum::http::{Method, header};
use domain::{
    desk::Command,
    follow::{Stage, stage_in},
};

use crate::office::{Office, run};

const TAP: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const PAGE: &str = "/ticket/0123456789abcdef0123456789abcdef";

/// A Monday at nine; the ticket of `OTHER` is ahead of that of `TAP`, and nobody is at a counter.
async fn office() -> Office {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    for key in [OTHER, TAP] {
        office.ticket("obcanske-prukazy", "op-zadost", key).await;
    }
    both_wait(&office).await;
    office
}

async fn both_wait(office: &Office) {
    office
        .published(|shown| shown.tickets.len() == 2 && shown.date.to_string() == "2026-11-23")
        .await;
}

/// What is told first on the page.
fn stage(page: &str) -> &str {
    let (_, rest) = page.split_once("data-stage=\"").unwrap();
    rest.split('"').next().unwrap()
}

#[test]
fn the_page_says_where_the_ticket_stands_until_it_is_served() {
    run(async {
        let office = office().await;
        let page = office.open(PAGE).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.headers["x-robots-tag"], "noindex");
        assert_eq!(stage(&page.body), "waiting");
        assert!(page.body.contains("Před vámi je 1 člověk"), "{}", page.body);
        assert!(page.body.contains("A002"));
        let own = office.followed(TAP).await;
        let other = office.followed(OTHER).await;
        office.seat_clerk(2).await;
        office.command(2, Command::CallNext).await;
        office.command(2, Command::DoneAndCallNext(other)).await;
        let page = office.open(PAGE).await.body;
        assert_eq!(stage(&page), "called");
        assert!(page.contains("<title>Jste na řadě, přepážka 2 – A002"));
        office.command(2, Command::Arrived(own)).await;
        assert_eq!(stage(&office.open(PAGE).await.body), "serving");
        office.command(2, Command::Done(own)).await;
        let page = office.open(PAGE).await.body;
        assert_eq!(stage(&page), "over");
        assert!(page.contains("Vyřízeno"));
        // It is nobody's any more, so no form is left.
        assert!(!page.contains("name=\"wish\""));
    });
}

#[test]
fn handed_over_to_another_lobby_it_is_followed_there() {
    run(async {
        let office = office().await;
        let other = office.followed(OTHER).await;
        office.seat_clerk(2).await;
        office.command(2, Command::CallNext).await;
        office.command(2, Command::Arrived(other)).await;
        let town = office.services.town();
        let corridor = "corridor".parse().unwrap();
        let there = town.workplaces_of(&corridor).next().unwrap();
        let service = town.services_of(&there.id).next().unwrap().id.clone();
        office
            .command(2, Command::HandOver(other, service, None))
            .await;
        let page = office.open(&format!("/ticket/{OTHER}")).await.body;
        assert_eq!(stage(&page), "waiting");
        assert!(page.contains("Pokračujete na dalším pracovišti."));
        let lobby = town.lobby(&corridor).unwrap();
        assert!(page.contains(lobby.name.get(domain::text::Language::Cs)));
        // Whoever stood behind it has moved up.
        office.published(|shown| shown.tickets.len() == 1).await;
        assert!(office.open(PAGE).await.body.contains("Jste první v pořadí"));
    });
}

#[test]
fn a_client_comes_later_once() {
    run(async {
        let office = office().await;
        let own = office.followed(TAP).await;
        let done = office.submit(PAGE, &[("wish", "postpone-20")]).await;
        assert_eq!(done.status, 303);
        assert_eq!(done.headers[header::LOCATION], PAGE);
        let page = office.open(PAGE).await.body;
        assert_eq!(stage(&page), "away");
        assert!(page.contains("Počítáme s vámi v 9:20"));
        // The second press of a double click.
        let again = office.submit(PAGE, &[("wish", "postpone-40")]).await;
        assert_eq!(again.status, 303);
        let away = |shown: &_| matches!(stage_in(shown, own), Some(Stage::Postponed { .. }));
        office.published(away).await;
        // The clock went on since nine; by now the time is over for certain.
        office.set_clock("2026-11-23T09:21:00+01:00");
        let back =
            |shown: &_| matches!(stage_in(shown, own), Some(Stage::Waiting { ahead: 1, .. }));
        office.published(back).await;
        let again = office.submit(PAGE, &[("wish", "postpone-20")]).await;
        assert_eq!(again.status, 422);
        assert!(again.body.contains("Posunout se můžete jen jednou."));
        assert!(!again.body.contains("postpone-20"), "it is not offered");
    });
}

#[test]
fn nobody_is_put_back_beyond_closing() {
    run(async {
        let office = office().await;
        office.set_clock("2026-11-23T16:30:00+01:00");
        let refused = office.submit(PAGE, &[("wish", "postpone-40")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Tak pozdě už bude zavřeno."));
        let done = office.submit(PAGE, &[("wish", "postpone-20")]).await;
        assert_eq!(done.status, 303);
    });
}

#[test]
fn a_place_that_is_given_up_is_gone() {
    run(async {
        let office = office().await;
        let done = office.submit(PAGE, &[("wish", "give-up")]).await;
        assert_eq!(done.status, 303);
        let page = office.open(PAGE).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Lístek už neplatí"));
        office.published(|shown| shown.tickets.len() == 1).await;
        office.seat_clerk(2).await;
        office.command(2, Command::CallNext).await;
        assert_eq!(stage(&office.open(PAGE).await.body), "over");
    });
}

#[test]
fn a_client_who_is_called_cannot_come_later_any_more() {
    run(async {
        let office = office().await;
        office.seat_clerk(2).await;
        office.command(2, Command::CallNext).await;
        let page = format!("/ticket/{OTHER}");
        for wish in ["postpone-20", "give-up"] {
            let refused = office.submit(&page, &[("wish", wish)]).await;
            assert_eq!(refused.status, 422, "{wish}");
            assert_eq!(stage(&refused.body), "called");
        }
    });
}

#[test]
fn an_address_that_leads_to_no_ticket_says_so() {
    run(async {
        let office = office().await;
        let nobodys = format!("/ticket/{}", "9".repeat(32));
        for address in [&nobodys, "/ticket/none", "/ticket/%00"] {
            let page = office.open(address).await;
            assert_eq!(page.status, 404, "{address}");
            assert!(page.body.contains("Lístek platí jen v den"), "{address}");
            let form = office.submit(address, &[("wish", "give-up")]).await;
            assert_eq!(form.status, 404, "{address}");
        }
        let malformed = office.submit(PAGE, &[("wish", "everything")]).await;
        assert_eq!(malformed.status, 400);
        // In the night it is over.
        office.set_clock("2026-11-24T00:00:00+01:00");
        assert_eq!(office.open(PAGE).await.status, 404);
    });
}

#[test]
fn who_tries_many_tokens_is_not_listened_to_for_a_while() {
    run(async {
        let office = office().await;
        let open = async |peer: &str, token: &str| {
            let address = format!("/api/followed_ticket?token={token}");
            let request = Office::request(&Method::GET, &address, "", "");
            let answer = office.send_from(peer, request, &Office::nobody()).await;
            answer.status.as_u16()
        };
        let mut tried = 0;
        while open("192.0.2.9:1", &format!("{tried:032x}")).await == 200 {
            tried += 1;
            assert!(tried < 2_000, "it goes on for ever");
        }
        // One more for each second that it took.
        assert!(tried >= 600, "{tried}");
        assert_eq!(open("192.0.2.8:1", TAP).await, 200);
        office.set_clock("2026-11-23T09:10:00+01:00");
        assert_eq!(open("192.0.2.9:1", TAP).await, 200);
    });
}

#[test]
fn the_status_stands_in_a_frame_only_where_it_is_asked_for() {
    run(async {
        let office = office().await;
        for (address, framed) in [
            ("/status?embed", true),
            ("/status/hall?embed", true),
            ("/status", false),
            ("/status/hall?embedded", false),
            ("/book?embed", false),
            ("/ticket/none?embed", false),
        ] {
            let page = office.open(address).await;
            let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str();
            let policy = policy.unwrap();
            assert_eq!(policy.contains("frame-ancestors *"), framed, "{address}");
            assert_eq!(policy.contains("frame-ancestors 'none'"), !framed);
            assert_eq!(page.body.contains("page-footer"), !framed, "{address}");
        }
        let page = office.open("/status/hall?embed").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("workplace-status"));
        assert!(!page.body.contains(".wasm"), "no program is loaded for it");
        assert_eq!(office.open("/status/attic?embed").await.status, 404);
    });
}
