//! Clients with an agreed time: at the kiosk by their code, at the counter by their name.

use app::{
    counter::api::{Arrival, Booked, CheckIn, CheckedIn, Sit},
    kiosk::api::{CheckInAnswer, NotByCode, Printed},
    wire::{ContentType as _, Encodes as _, PostcardEncoding},
};
use axum::http::{Method, StatusCode};
use domain::{
    code::Code,
    ids::CounterNumber,
    reservation::{NotCheckedIn, ReservationState},
    staff::Role,
};
use store::{Booking, TicketRefusal, TicketRequest};

use crate::office::{Answer, Identity, Office, kostelec, run};

const FORM: &str = "application/x-www-form-urlencoded";
const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;
const MONDAY: &str = "2026-11-23";
const MORNING: &str = "2026-11-23T06:30:00+01:00";

fn code(booking: &Booking) -> Code {
    match booking.reservation.state {
        ReservationState::Confirmed { code, .. } => code,
        _ => panic!("{booking:?}"),
    }
}

/// Six digits that nobody has.
fn wrong(taken: &[Code]) -> Code {
    let mut codes = (0..).map(Code::from_random);
    codes.find(|code| !taken.contains(code)).unwrap()
}

impl Office {
    async fn morning() -> Self {
        let office = Self::new().await;
        office.set_clock(MORNING);
        office
    }

    async fn post(&self, address: &str, body: &str, identity: &Identity) -> Answer {
        let request = Self::request(&Method::POST, address, body, FORM);
        self.send(request, identity).await
    }

    async fn send_code(&self, lobby: &str, code: Code, key: &str, kiosk: &Identity) -> Answer {
        let body = format!("lobby={lobby}&code={code}&key={key}");
        self.post("/api/kiosk_check_in", &body, kiosk).await
    }

    /// Types a code in at a kiosk of the hall.
    async fn type_in(&self, code: Code, kiosk: &Identity) -> Result<Printed, NotByCode> {
        let key = app::services::new_key().unwrap();
        let answer = self.send_code("hall", code, &key, kiosk).await;
        answer.read::<CheckInAnswer>().outcome
    }

    async fn sit(&self, counter: u16, clerk: &Identity) {
        let counter = CounterNumber::try_from(counter).unwrap();
        let take_over = false;
        let body = PostcardEncoding::encode(&Sit { counter, take_over }).unwrap();
        let request = Self::request(&Method::POST, "/api/counter_sit", body, POSTCARD);
        assert_eq!(self.send(request, clerk).await.status, StatusCode::OK);
    }

    async fn booked(&self, clerk: &Identity) -> Vec<Booked> {
        let request = Self::request(&Method::GET, "/api/counter_booked", "", FORM);
        self.send(request, clerk).await.read()
    }

    async fn check_in_by(&self, clerk: &Identity, id: &str) -> Answer {
        let reservation = id.to_owned();
        let body = PostcardEncoding::encode(&CheckIn { reservation }).unwrap();
        let request = Self::request(&Method::POST, "/api/counter_check_in", body, POSTCARD);
        self.send(request, clerk).await
    }
}

fn reason(refused: Result<Printed, NotByCode>) -> NotCheckedIn {
    match refused {
        Err(NotByCode::Refused { refusal, .. }) => refusal.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_an_enrolled_kiosk_of_the_lobby_sends_codes() {
    run(async {
        let office = Office::morning().await;
        let booking = office
            .book("op-zadost", MONDAY, "10:15", "Jana Nováková")
            .await;
        let kiosk = office.kiosk().await;
        let elsewhere = office.kiosk_in("corridor").await;
        let clerk = office.staff(Role::Clerk).await;
        office.set_clock("2026-11-23T10:15:00+01:00");
        let key = app::services::new_key().unwrap();
        for stranger in [&Office::nobody(), &clerk, &elsewhere] {
            let answer = office
                .send_code("hall", code(&booking), &key, stranger)
                .await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{stranger:?}");
            let start = office.post("/api/kiosk_start", "lobby=hall", stranger);
            assert_eq!(start.await.status, StatusCode::FORBIDDEN, "{stranger:?}");
        }
        let bad_key = office.send_code("hall", code(&booking), "x", &kiosk).await;
        assert_eq!(bad_key.status, StatusCode::BAD_REQUEST);

        let sent = office.send_code("hall", code(&booking), &key, &kiosk).await;
        assert!(!sent.body.contains("Nov"), "no name at a kiosk");
        let first: CheckInAnswer = sent.read();
        let printed = first.outcome.unwrap();
        assert_eq!(printed.agreed, Some("10:15:00".parse().unwrap()));
        assert_eq!(printed.issued.ticket.id.to_string(), "A001");
        let again = office.send_code("hall", code(&booking), &key, &kiosk).await;
        let again: CheckInAnswer = again.read();
        assert_eq!(again.outcome, Ok(printed.clone()), "the same tap");
        let ticket = printed.issued.ticket.id;
        let used = office.type_in(code(&booking), &kiosk).await;
        assert_eq!(reason(used), NotCheckedIn::Used { ticket });
    });
}

#[test]
fn a_code_works_a_quarter_of_an_hour_around_its_time() {
    run(async {
        let office = Office::morning().await;
        let kiosk = office.kiosk().await;
        let at = async |service: &str| code(&office.book(service, MONDAY, "10:15", "Jan").await);
        let (first, last, late) = (
            at("op-zadost").await,
            at("op-zadost").await,
            at("pas-zadost").await,
        );
        office.set_clock("2026-11-23T09:59:59+01:00");
        let from = "10:00:00".parse().unwrap();
        let early = office.type_in(first, &kiosk).await;
        assert_eq!(reason(early), NotCheckedIn::TooEarly { from });
        office.set_clock("2026-11-23T10:00:00+01:00");
        office.type_in(first, &kiosk).await.unwrap();
        office.set_clock("2026-11-23T10:30:00+01:00");
        office.type_in(last, &kiosk).await.unwrap();
        office.set_clock("2026-11-23T10:30:01+01:00");
        let Err(NotByCode::Refused { refusal, .. }) = office.type_in(late, &kiosk).await else {
            panic!("it has lapsed");
        };
        assert_eq!(refusal.reason, NotCheckedIn::TooLate);
        // What the offer of a walk-in ticket needs.
        assert_eq!(refusal.workplace.as_str(), "cestovni-doklady");
        assert_eq!(refusal.service.as_str(), "pas-zadost");
    });
}

#[test]
fn a_code_of_another_day_or_lobby_says_when_and_where() {
    run(async {
        let office = Office::morning().await;
        let kiosk = office.kiosk().await;
        let tomorrow = office.book("op-zadost", "2026-11-24", "9:30", "Jana").await;
        let corridor = office.book("rp-zadost", MONDAY, "10:20", "Petr").await;
        office.set_clock("2026-11-23T10:15:00+01:00");
        let told = async |booking: &Booking| match office.type_in(code(booking), &kiosk).await {
            Err(NotByCode::Refused {
                refusal,
                from,
                lobby_name,
            }) => (refusal, from.to_string(), lobby_name),
            other => panic!("{other:?}"),
        };
        let (refusal, from, _) = told(&tomorrow).await;
        assert_eq!(refusal.reason, NotCheckedIn::AnotherDay);
        assert_eq!(refusal.agreed, tomorrow.reservation.agreed);
        assert_eq!(from, "09:15:00");
        let (refusal, from, lobby) = told(&corridor).await;
        assert_eq!(refusal.reason, NotCheckedIn::OtherLobby);
        assert_eq!(from, "10:05:00");
        let lobby = lobby.get(domain::text::Language::Cs);
        assert_eq!(lobby, "Chodba naproti výtahu");
        // There it works.
        let there = office.kiosk_in("corridor").await;
        let key = app::services::new_key().unwrap();
        let answer = office
            .send_code("corridor", code(&corridor), &key, &there)
            .await;
        assert!(answer.read::<CheckInAnswer>().outcome.is_ok());
    });
}

#[test]
fn five_wrong_codes_rest_this_kiosk_only() {
    run(async {
        let office = Office::morning().await;
        let booking = office.book("op-zadost", MONDAY, "10:15", "Jana").await;
        let (kiosk, other) = (office.kiosk().await, office.kiosk().await);
        office.set_clock("2026-11-23T10:15:00+01:00");
        let wrong = wrong(&[code(&booking)]);
        for _ in 0..4 {
            let unknown = office.type_in(wrong, &kiosk).await;
            assert_eq!(unknown, Err(NotByCode::Unknown));
        }
        let start = office.post("/api/kiosk_start", "lobby=hall", &kiosk).await;
        assert_eq!(start.status, StatusCode::OK);
        for _ in 0..4 {
            let unknown = office.type_in(wrong, &kiosk).await;
            assert_eq!(unknown, Err(NotByCode::Unknown), "the start has reset it");
        }
        let rests = |outcome| matches!(outcome, Err(NotByCode::Rests { .. }));
        assert!(rests(office.type_in(wrong, &kiosk).await));
        assert!(rests(office.type_in(code(&booking), &kiosk).await));
        let unknown = office.type_in(wrong, &other).await;
        assert_eq!(unknown, Err(NotByCode::Unknown), "another kiosk");
        office.set_clock("2026-11-23T10:16:00+01:00");
        office.type_in(code(&booking), &kiosk).await.unwrap();
    });
}

#[test]
fn who_has_a_time_gets_a_ticket_before_opening_in_a_break_and_when_all_are_gone() {
    run(async {
        let mut town = kostelec();
        let cards = |it: &&mut domain::town::Workplace| it.id.as_str() == "obcanske-prukazy";
        let cards = town.workplaces.iter_mut().find(cards).unwrap();
        cards.daily_capacity = 1;
        let office = Office::of(town).await;
        office.set_clock(MORNING);
        let kiosk = office.kiosk().await;
        let before = office.book("op-zadost", MONDAY, "8:00", "Jana").await;
        let full = office.book("op-zadost", MONDAY, "9:00", "Petr").await;
        let in_break = office.book("trvaly-pobyt", MONDAY, "12:00", "Eva").await;
        office.set_clock("2026-11-23T07:45:00+01:00");
        let ticket = office.type_in(code(&before), &kiosk).await.unwrap();
        assert_eq!(ticket.issued.ticket.id.to_string(), "A001");
        office.set_clock("2026-11-23T09:00:00+01:00");
        let walk_in = async || {
            let request = TicketRequest {
                lobby: "hall".parse().unwrap(),
                workplace: "obcanske-prukazy".parse().unwrap(),
                service: "op-zadost".parse().unwrap(),
                by: domain::slots::Booker::Client,
                priority: false,
                key: app::services::new_key().unwrap(),
            };
            let (town, now) = (office.services.town(), office.services.now());
            let store = &office.services.store;
            store.issue_ticket(&town, request, now).await.unwrap()
        };
        walk_in().await.unwrap();
        let gone = walk_in().await;
        assert!(matches!(gone, Err(TicketRefusal::NoTicket(_))), "{gone:?}");
        let ticket = office.type_in(code(&full), &kiosk).await.unwrap();
        assert_eq!(ticket.issued.ticket.id.to_string(), "A003");
        office.set_clock("2026-11-23T11:46:00+01:00");
        office.type_in(code(&in_break), &kiosk).await.unwrap();
    });
}

#[test]
fn a_clerk_sees_whom_the_counter_serves_and_checks_in_without_a_code() {
    run(async {
        let office = Office::morning().await;
        let clerk = office.staff(Role::Clerk).await;
        let card = office
            .book("op-zadost", MONDAY, "10:15", "Jana Nováková")
            .await;
        let pickup = office
            .book("op-prevzeti", MONDAY, "9:00", "Petr Dvořák")
            .await;
        office.book("pas-zadost", MONDAY, "9:15", "Eva Malá").await;
        office
            .book("rp-zadost", MONDAY, "9:20", "Karel Velký")
            .await;
        office
            .book("op-zadost", "2026-11-24", "9:00", "Zítra Přijde")
            .await;
        let names = async || {
            let booked = office.booked(&clerk).await;
            booked.into_iter().map(|it| it.name).collect::<Vec<_>>()
        };
        assert!(names().await.is_empty(), "who sits nowhere sees nobody");
        office.set_clock("2026-11-23T08:00:00+01:00");
        office.sit(4, &clerk).await;
        // Counter 4 has the passports, and of the cards only the collection.
        assert_eq!(names().await, ["Petr Dvořák", "Eva Malá"]);
        let not_here = office.check_in_by(&clerk, card.id.as_str()).await;
        assert_eq!(not_here.status, StatusCode::FORBIDDEN);
        let answer: CheckedIn = office.check_in_by(&clerk, pickup.id.as_str()).await.read();
        let from = "08:45:00".parse().unwrap();
        let early = CheckedIn::Refused(NotCheckedIn::TooEarly { from });
        assert_eq!(answer, early);
        let nobody = office.check_in_by(&clerk, &"0".repeat(32)).await;
        assert_eq!(nobody.read::<CheckedIn>(), CheckedIn::Gone);
        let malformed = office.check_in_by(&clerk, "../x").await;
        assert_eq!(malformed.status, StatusCode::BAD_REQUEST);

        office.set_clock("2026-11-23T09:00:00+01:00");
        let answer = office.check_in_by(&clerk, pickup.id.as_str()).await;
        let CheckedIn::Ticket(ticket) = answer.read() else {
            panic!("{}", answer.body);
        };
        let by = office.services.store.checked_in_by(ticket).await.unwrap();
        assert_eq!(by.as_deref(), Some("clerk"), "it is logged");
        let booked = office.booked(&clerk).await;
        assert_eq!(booked[0].arrival, Arrival::Here(ticket));
        assert_eq!(booked[1].arrival, Arrival::Awaited);
        office.set_clock("2026-11-23T09:30:01+01:00");
        let booked = office.booked(&clerk).await;
        assert_eq!(booked[1].arrival, Arrival::DidNotCome);
    });
}

#[test]
fn a_change_of_todays_reservations_is_published_without_names() {
    run(async {
        let office = Office::morning().await;
        let hall = office.services.feed(&"hall".parse().unwrap()).unwrap();
        let mut staff = hall.staff.clone();
        let before = staff.borrow_and_update().value.reservations;
        office
            .book("op-zadost", MONDAY, "10:15", "Bohumila Zelená")
            .await;
        staff
            .wait_for(|published| published.value.reservations != before)
            .await
            .unwrap();
        let kiosk = office.kiosk().await;
        let booking = office
            .book("op-zadost", MONDAY, "10:15", "Bohumil Černý")
            .await;
        office.set_clock("2026-11-23T10:00:00+01:00");
        office.type_in(code(&booking), &kiosk).await.unwrap();
        let has_time = |staff: &domain::lobby::StaffSnapshot| !staff.agreed.is_empty();
        let published = staff.wait_for(|it| has_time(&it.value)).await.unwrap();
        assert!(!format!("{:?}", published.value).contains("Bohumil"));
        assert_eq!(
            published.value.agreed[0].time,
            "10:15:00".parse().unwrap(),
            "by the town's clocks"
        );
    });
}
