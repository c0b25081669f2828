//! The offer is changed while the office runs.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    assignment::Unserved,
    desk::Command,
    device::DeviceKind,
    notice::{Draft, Screens},
    set_up::{Flaw, Piece, PieceId},
    slots::Booker,
    staff::{Departments, Role},
    text::Language,
    town::{Counter, OfferedTo, Serves, Service, Town, Workplace},
};
use store::{Change, Hanging, NotSetUp, Profile, TicketRefusal, TicketRequest, town_file};

use crate::harness::{Database, Office, counter, form, number, on_every_engine, text, town};

on_every_engine! {
    an_office_grows_and_shrinks_while_it_runs
    the_same_change_again_changes_nothing
    the_second_of_two_is_told_that_it_was_changed
    what_would_not_work_is_not_done
    a_service_does_not_vanish_under_its_clients
    a_counter_does_not_vanish_under_who_waits_for_it
    a_counter_does_not_vanish_under_its_clerk
    a_letter_is_on_the_tickets_of_one_workplace_a_day
    closures_and_devices_hold_what_they_belong_to
    what_is_hidden_is_given_by_clerks_and_what_is_retired_by_nobody
    a_file_takes_nothing_away_under_a_client
}

const TUESDAY: &str = "2026-11-24 09:00";

impl Office {
    async fn set_up(&self, change: Change) -> Result<(), NotSetUp> {
        self.store.set_up(change, self.now).await.unwrap()
    }

    /// The piece as it is now becomes `after`.
    async fn put(&mut self, after: Piece) -> Result<(), NotSetUp> {
        let before = self.town.piece(&after.id());
        let place = self.town.place_of(&after);
        let done = self.set_up(Change::put(before, after, place)).await;
        self.town = self.known().await;
        done
    }

    async fn remove(&mut self, id: PieceId) -> Result<(), NotSetUp> {
        let before = Box::new(self.town.piece(&id).unwrap());
        let done = self.set_up(Change::Remove { before }).await;
        self.town = self.known().await;
        done
    }

    async fn known(&self) -> Town {
        self.store.town().await.unwrap().unwrap()
    }

    fn service(&self, id: &str) -> Service {
        self.town.service(&id.parse().unwrap()).unwrap().clone()
    }

    fn workplace(&self, id: &str) -> Workplace {
        self.town.workplace(&id.parse().unwrap()).unwrap().clone()
    }
}

fn service_id(id: &str) -> PieceId {
    PieceId::Service(id.parse().unwrap())
}

fn hanging(done: Result<(), NotSetUp>) -> Hanging {
    match done {
        Err(NotSetUp::Hanging(hanging)) => hanging,
        other => panic!("{other:?}"),
    }
}

async fn an_office_grows_and_shrinks_while_it_runs(db: Database) {
    let mut office = db.office(town()).await;
    let before = office.town.clone();
    let mut new = office.workplace("v");
    new.id = "d".parse().unwrap();
    new.series = "D".parse().unwrap();
    office.put(Piece::Workplace(new)).await.unwrap();
    let twenty_one = counter(21, "corridor", &["d"]);
    office.put(Piece::Counter(twenty_one)).await.unwrap();
    let mut service = office.service("v-1");
    service.id = "d-1".parse().unwrap();
    service.workplace = "d".parse().unwrap();
    service.name = text("Nová činnost", Some("New service"));
    office.put(Piece::Service(service.clone())).await.unwrap();
    assert_eq!(office.service("d-1"), service);

    // It is there for clients and clerks as any other.
    let ticket = office.tap("d").await.unwrap().ticket;
    office.sit(21, "jana").await.unwrap();
    assert_eq!(office.call_next(21, "jana").await.id, ticket.id);
    for command in [Command::Arrived(ticket.id), Command::Done(ticket.id)] {
        office.command(21, "jana", command).await.unwrap();
    }
    office
        .store
        .leave("jana", office.now)
        .await
        .unwrap()
        .unwrap();
    for id in [service_id("d-1"), PieceId::Counter(number(21))] {
        office.remove(id).await.unwrap();
    }
    let d = PieceId::Workplace("d".parse().unwrap());
    let refused = office.remove(d.clone()).await;
    assert_eq!(hanging(refused), Hanging::Numbered("d".parse().unwrap()));
    office.now = crate::harness::at("2026-11-24 09:00:00");
    office.remove(d).await.unwrap();
    assert_eq!(office.town, before);
}

async fn the_same_change_again_changes_nothing(db: Database) {
    let office = db.office(town()).await;
    let before = office.service("a-1");
    let after = Service {
        minutes: 40,
        ..before.clone()
    };
    let [before, put] = [before, after.clone()].map(Piece::Service);
    let change = Change::put(Some(before), put, 1);
    for _ in 0..2 {
        assert_eq!(office.set_up(change.clone()).await, Ok(()));
        let town = office.known().await;
        let of_a = town.services_of(&after.workplace);
        let ids: Vec<_> = of_a.map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["a-2", "a-1"]);
    }
    let mut lone = office.service("a-1");
    lone.id = "lone".parse().unwrap();
    let remove = Change::Remove {
        before: Box::new(Piece::Service(lone)),
    };
    assert_eq!(office.set_up(remove).await, Ok(()));
}

async fn the_second_of_two_is_told_that_it_was_changed(db: Database) {
    let mut office = db.office(town()).await;
    let seen = office.service("a-1");
    let with = |minutes| Service {
        minutes,
        ..seen.clone()
    };
    let by_seen = |after| {
        let [before, after] = [seen.clone(), after].map(Piece::Service);
        Change::put(Some(before), after, 0)
    };
    assert_eq!(office.set_up(by_seen(with(20))).await, Ok(()));
    let refused = office.set_up(by_seen(with(25))).await;
    assert_eq!(refused, Err(NotSetUp::Stale));
    let remove = Change::Remove {
        before: Box::new(Piece::Service(seen.clone())),
    };
    assert_eq!(office.set_up(remove).await, Err(NotSetUp::Stale));
    // Two new counters with one number.
    let new = |serves: &[&str]| {
        let counter = Piece::Counter(counter(9, "hall", serves));
        Change::put(None, counter, 0)
    };
    assert_eq!(office.set_up(new(&["a"])).await, Ok(()));
    assert_eq!(office.set_up(new(&["c"])).await, Err(NotSetUp::Stale));
    office.town = office.known().await;
    assert_eq!(office.service("a-1").minutes, 20);
    let nine = office.town.counter(number(9)).unwrap();
    assert_eq!(*nine, counter(9, "hall", &["a"]));
}

async fn what_would_not_work_is_not_done(db: Database) {
    let mut office = db.office(town()).await;
    let before = office.town.clone();
    let mut other = office.workplace("c");
    other.series = "A".parse().unwrap();
    let refused = office.put(Piece::Workplace(other)).await;
    let taken = Flaw::SeriesTaken("a".parse().unwrap());
    assert_eq!(refused, Err(NotSetUp::Flaw(taken)));
    let refused = office.remove(PieceId::Counter(number(20))).await;
    let unserved = vec!["v-1".parse().unwrap(), "v-2".parse().unwrap()];
    assert_eq!(refused, Err(NotSetUp::Flaw(Flaw::Unserved(unserved))));
    assert_eq!(office.town, before);
}

async fn a_service_does_not_vanish_under_its_clients(db: Database) {
    let mut office = db.office(town()).await;
    let a_1 = "a-1".parse().unwrap();
    let held = office.hold(form("a-1", TUESDAY, "one@example.cz")).await;
    let refused = office.remove(service_id("a-1")).await;
    assert_eq!(hanging(refused), Hanging::Reservations(a_1));
    office.cancel(&held.unwrap().id).await.unwrap();
    let ticket = office.ticket("a").await.id;
    let refused = office.remove(service_id("a-1")).await;
    let a_1 = "a-1".parse().unwrap();
    assert_eq!(hanging(refused), Hanging::Tickets(a_1));
    // Retired, it is asked for by nobody, and who has a ticket is served.
    let retired = Service {
        offered: OfferedTo::Nobody,
        ..office.service("a-1")
    };
    office.put(Piece::Service(retired)).await.unwrap();
    let refused = office.tap("a").await.unwrap_err();
    assert_eq!(refused, TicketRefusal::UnknownService);
    office.sit(1, "jana").await.unwrap();
    assert_eq!(office.call_next(1, "jana").await.id, ticket);
    // In front of a counter it waits nowhere, and can come back.
    let refused = office.remove(service_id("a-1")).await;
    assert!(matches!(hanging(refused), Hanging::Tickets(_)));
    for command in [Command::Arrived(ticket), Command::Done(ticket)] {
        office.command(1, "jana", command).await.unwrap();
    }
    assert_eq!(office.remove(service_id("a-1")).await, Ok(()));
}

async fn a_counter_does_not_vanish_under_who_waits_for_it(db: Database) {
    let mut office = db.office(town()).await;
    for id in ["v-1", "v-2"] {
        let retired = Service {
            offered: OfferedTo::Nobody,
            ..office.service(id)
        };
        if id == "v-1" {
            office.ticket("v").await;
        }
        office.put(Piece::Service(retired)).await.unwrap();
    }
    let left = vec![Unserved {
        workplace: "v".parse().unwrap(),
        service: None,
        waiting: 1,
    }];
    let refused = office.remove(PieceId::Counter(number(20))).await;
    assert_eq!(hanging(refused), Hanging::Waiting(left.clone()));
    let only = Counter {
        serves: BTreeSet::from([Serves::Service(
            "v".parse().unwrap(),
            "v-2".parse().unwrap(),
        )]),
        ..counter(20, "corridor", &[])
    };
    let refused = office.put(Piece::Counter(only)).await;
    let left = vec![Unserved {
        service: Some("v-1".parse().unwrap()),
        ..left[0].clone()
    }];
    assert_eq!(hanging(refused), Hanging::Waiting(left));
    // Another counter for them, and it can go.
    let other = counter(21, "corridor", &["v"]);
    office.put(Piece::Counter(other)).await.unwrap();
    assert_eq!(office.remove(PieceId::Counter(number(20))).await, Ok(()));
}

async fn a_counter_does_not_vanish_under_its_clerk(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    let refused = office.remove(PieceId::Counter(number(1))).await;
    assert_eq!(hanging(refused), Hanging::Occupied(number(1)));
    office
        .store
        .leave("jana", office.now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(office.remove(PieceId::Counter(number(1))).await, Ok(()));
}

async fn a_letter_is_on_the_tickets_of_one_workplace_a_day(db: Database) {
    let mut office = db.office(town()).await;
    office.ticket("c").await;
    let with = |workplace: Workplace, series: &str| {
        Piece::Workplace(Workplace {
            series: series.parse().unwrap(),
            ..workplace
        })
    };
    let c = office.workplace("c");
    let refused = office.put(with(c.clone(), "Z")).await;
    assert_eq!(hanging(refused), Hanging::Numbered(c.id.clone()));
    let elsewhere = Workplace {
        lobby: "corridor".parse().unwrap(),
        ..office.workplace("a")
    };
    let refused = office.put(Piece::Workplace(elsewhere)).await;
    // Counter 10 serves both.
    let two = Flaw::TwoLobbies(number(10));
    assert_eq!(refused, Err(NotSetUp::Flaw(two)));
    let a = office.workplace("a");
    office.put(with(a.clone(), "Z")).await.unwrap();
    // Tomorrow everything begins anew, and the letter is free.
    office.now = crate::harness::at("2026-11-24 09:00:00");
    office.put(with(c.clone(), "X")).await.unwrap();
    office.put(with(a.clone(), "C")).await.unwrap();
    office.ticket("a").await;
    office.put(with(c, "K")).await.unwrap();
    let v = office.workplace("v");
    let refused = office.put(with(v, "C")).await;
    let taken = Flaw::SeriesTaken(a.id.clone());
    assert_eq!(refused, Err(NotSetUp::Flaw(taken)));
}

async fn closures_and_devices_hold_what_they_belong_to(db: Database) {
    let mut office = db.office(town()).await;
    for (of, id) in [
        ("service:c-2", service_id("c-2")),
        ("counter:8", PieceId::Counter(number(8))),
    ] {
        let (from, to) = ("2026-11-24 08:00", "2026-11-24 10:00");
        let known = office.close_what(of, from, to).await;
        if of.starts_with("service") {
            office.remove(PieceId::Counter(number(11))).await.unwrap();
        }
        let refused = office.remove(id).await;
        assert_eq!(hanging(refused), Hanging::Closures(of.parse().unwrap()));
        office.store.reopen(&known.id).await.unwrap();
    }
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    let ten = counter(10, "hall", &["c"]);
    office.put(Piece::Counter(ten)).await.unwrap();
    for id in ["a-1", "a-2"] {
        office.remove(service_id(id)).await.unwrap();
    }
    for n in 1..=8 {
        office.remove(PieceId::Counter(number(n))).await.unwrap();
    }
    let a = PieceId::Workplace("a".parse().unwrap());
    let refused = office.remove(a).await;
    let closures = Hanging::Closures("a".parse().unwrap());
    assert_eq!(hanging(refused), closures);

    let attic = domain::town::Lobby {
        id: "attic".parse().unwrap(),
        ..office.town.lobbies[0].clone()
    };
    office.put(Piece::Lobby(attic.clone())).await.unwrap();
    let (store, now) = (&office.store, office.now.instant);
    let device = store
        .begin_enrolment(DeviceKind::Kiosk, &attic.id, now)
        .await
        .unwrap();
    let enrolled = store.enrol(&device.code, "kiosek", "spravce", now).await;
    let enrolled = enrolled.unwrap().unwrap();
    let refused = office.remove(Piece::Lobby(attic.clone()).id()).await;
    let devices = Hanging::Devices(attic.id.clone());
    assert_eq!(hanging(refused), devices);
    office.store.revoke(&enrolled.id).await.unwrap();
    let draft = Draft {
        text: BTreeMap::from([(Language::Cs, "Výtah nejede.".to_owned())]),
        screens: Screens::ALL,
        lobby: Some(attic.id.clone()),
        from: None,
        until: None,
    };
    let posted = office.store.post_notice(draft, "notice", office.now).await;
    let posted = posted.unwrap().unwrap();
    let refused = office.remove(Piece::Lobby(attic.clone()).id()).await;
    assert_eq!(hanging(refused), Hanging::Notices(attic.id.clone()));
    assert!(office.store.withdraw_notice(posted).await.unwrap());
    assert_eq!(office.remove(Piece::Lobby(attic).id()).await, Ok(()));

    let empty = domain::town::Department {
        id: "empty".parse().unwrap(),
        name: text("Prázdný odbor", None),
    };
    office.put(Piece::Department(empty.clone())).await.unwrap();
    let profile = Profile {
        name: "Eva Malá".parse().unwrap(),
        role: Role::Supervisor,
        departments: Departments::new([empty.id.clone()].into()),
    };
    let login = "eva".parse().unwrap();
    let added = office.store.add_account(&login, profile).await.unwrap();
    added.unwrap();
    let refused = office.remove(Piece::Department(empty).id()).await;
    let eva = Hanging::Accounts(vec!["eva".to_owned()]);
    assert_eq!(hanging(refused), eva);
}

async fn what_is_hidden_is_given_by_clerks_and_what_is_retired_by_nobody(db: Database) {
    let mut office = db.office(town()).await;
    let ask = |by, key: &str| TicketRequest {
        lobby: "hall".parse().unwrap(),
        workplace: "a".parse().unwrap(),
        service: "a-1".parse().unwrap(),
        by,
        priority: false,
        key: key.to_owned(),
    };
    for (offered, to_client, to_clerk) in [
        (OfferedTo::Everyone, true, true),
        (OfferedTo::Staff, false, true),
        (OfferedTo::Nobody, false, false),
    ] {
        let service = Service {
            offered,
            ..office.service("a-1")
        };
        office.put(Piece::Service(service)).await.unwrap();
        for (by, given) in [(Booker::Client, to_client), (Booker::Clerk, to_clerk)] {
            let key = format!("{offered:?} {by:?}");
            let issued = office.request(ask(by, &key)).await;
            assert_eq!(issued.is_ok(), given, "{key}");
        }
        let held = office.hold(form("a-1", TUESDAY, "one@example.cz")).await;
        assert_eq!(held.is_ok(), to_client, "{offered:?}");
    }
}

async fn a_file_takes_nothing_away_under_a_client(db: Database) {
    let mut office = db.office(town()).await;
    office.ticket("v").await;
    let mut file = office.town.clone();
    file.services.retain(|it| it.id.as_str() != "v-1");
    file.name = text("Jiný úřad", None);
    let seen = Some(town_file::mark(&office.town));
    let import = || Change::import(file.clone(), seen.clone());
    let refused = office.set_up(import()).await;
    let tickets = Hanging::Tickets("v-1".parse().unwrap());
    assert_eq!(hanging(refused), tickets);
    assert_eq!(office.known().await, office.town);
    office.now = crate::harness::at("2026-11-24 09:00:00");
    assert_eq!(office.set_up(import()).await, Ok(()));
    assert_eq!(office.known().await, file);
}
