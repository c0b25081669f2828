//! Calling, and the seats at the counters.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{
    desk::{Command, Refusal, SeatRefusal},
    ids::CallSeq,
    ticket::TicketState,
};
use futures::future::join_all;

use crate::harness::{Database, Office, at, clerk, counter, id, number, on_every_engine, town};

on_every_engine! {
    an_empty_queue_is_said_and_changes_nothing
    a_visit_goes_from_the_call_to_the_end
    eight_counters_call_100_different_tickets
    two_clerks_who_call_the_very_same_ticket_do_not_both_have_it
    calling_next_twice_changes_nothing
    two_commands_at_one_counter_at_once_do_not_both_happen
    a_stale_command_changes_nothing
    who_does_not_come_three_times_is_a_no_show_and_can_still_be_called
    a_counter_with_two_workplaces_calls_by_arrival
    a_counter_calls_only_the_services_it_serves
    calling_again_is_a_new_call_and_changes_nothing_else
    done_and_call_next_is_one_step
    putting_back_gives_the_old_place
    calls_are_numbered_for_ever_in_each_lobby
    a_call_is_shown_while_it_is_open_however_old
    yesterdays_ticket_cannot_be_called
    an_instance_that_knows_an_old_set_up_calls_by_the_new_one
    an_abolished_counter_can_finish_its_client
    a_taken_counter_can_be_taken_over_with_its_client
    two_clerks_sit_down_at_one_counter_at_once
    moving_to_another_counter_frees_the_first
    nobody_leaves_a_client_behind
    the_new_day_begins_with_free_counters
}

async fn with_jana_at_1(db: &Database) -> Office {
    let office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    office
}

async fn an_empty_queue_is_said_and_changes_nothing(db: Database) {
    let office = with_jana_at_1(&db).await;
    let before = office.day("hall").await;
    let refusal = office.command(1, "jana", Command::CallNext).await;
    assert_eq!(refusal, Err(Refusal::NobodyWaits));
    assert_eq!(office.day("hall").await, before);
}

async fn a_visit_goes_from_the_call_to_the_end(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let ticket = office.ticket("a").await;
    let called = office.call_next(1, "jana").await;
    assert_eq!(
        called.state,
        TicketState::Called {
            counter: number(1),
            seq: CallSeq(1),
            called_at: office.now.instant
        }
    );
    let day = office.day("hall").await;
    assert_eq!(day.callable, []);
    assert_eq!(day.desks[0].client.as_ref(), Some(&called));
    assert_eq!(day.calls.len(), 1);
    assert_eq!(day.calls[0].ticket, ticket.id);
    assert_eq!(office.day("corridor").await.calls, []);

    let desk = office
        .command(1, "jana", Command::Arrived(ticket.id))
        .await
        .unwrap();
    assert!(matches!(
        desk.client.unwrap().state,
        TicketState::Serving { .. }
    ));
    let desk = office
        .command(1, "jana", Command::Done(ticket.id))
        .await
        .unwrap();
    assert_eq!(desk.client, None);
    assert_eq!(desk.clerk, Some(clerk("jana")));
    assert_eq!(office.day("hall").await.callable, []);
}

async fn eight_counters_call_100_different_tickets(db: Database) {
    let office = db.office(town()).await;
    for counter in 1..=8 {
        office
            .sit(counter, &format!("clerk{counter}"))
            .await
            .unwrap();
    }
    join_all((0..100).map(|_| office.tap("a"))).await;
    let counters = (1..=8).map(|counter| {
        let office = office.elsewhere();
        tokio::spawn(async move {
            let login = format!("clerk{counter}");
            let mut called = Vec::new();
            loop {
                match office.command(counter, &login, Command::CallNext).await {
                    Ok(desk) => {
                        let client = desk.client.unwrap().id;
                        called.push(client);
                        office
                            .command(counter, &login, Command::Done(client))
                            .await
                            .unwrap();
                    }
                    Err(Refusal::NobodyWaits) => return called,
                    Err(refusal) => panic!("a clerk was shown {refusal:?}"),
                }
            }
        })
    });
    let called: Vec<_> = join_all(counters)
        .await
        .into_iter()
        .flat_map(Result::unwrap)
        .collect();
    assert_eq!(called.len(), 100);
    assert_eq!(called.iter().collect::<BTreeSet<_>>().len(), 100);
    let day = office.day("hall").await;
    assert_eq!(day.callable, []);
    let seqs: BTreeSet<_> = day.calls.iter().map(|call| call.seq.0).collect();
    assert_eq!(seqs, (1..=100).collect());
}

async fn two_clerks_who_call_the_very_same_ticket_do_not_both_have_it(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.sit(2, "petr").await.unwrap();
    let elsewhere = office.elsewhere();
    for round in 1..=10 {
        let ticket = office.ticket("a").await.id;
        let (one, other) = tokio::join!(
            office.command(1, "jana", Command::Call(ticket)),
            elsewhere.command(2, "petr", Command::Call(ticket)),
        );
        let (winner, refusal) = match (one, other) {
            (Ok(_), Err(refusal)) => ((1, "jana"), refusal),
            (Err(refusal), Ok(_)) => ((2, "petr"), refusal),
            both => panic!("round {round}: {both:?}"),
        };
        let counter = number(winner.0);
        assert_eq!(refusal, Refusal::AtCounter { counter });
        office
            .command(winner.0, winner.1, Command::Done(ticket))
            .await
            .unwrap();
    }
}

async fn calling_next_twice_changes_nothing(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.ticket("a").await;
    office.ticket("a").await;
    office.call_next(1, "jana").await;
    let before = office.day("hall").await;
    let refusal = office.command(1, "jana", Command::CallNext).await;
    assert_eq!(refusal, Err(Refusal::HasClient));
    assert_eq!(office.day("hall").await, before);
}

async fn two_commands_at_one_counter_at_once_do_not_both_happen(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    for _ in 0..10 {
        office.ticket("a").await;
        office.ticket("a").await;
        let presses = (0..4).map(|_| {
            let office = office.elsewhere();
            tokio::spawn(async move { office.command(1, "jana", Command::CallNext).await })
        });
        let presses = join_all(presses).await;
        let called: Vec<_> = presses
            .into_iter()
            .filter_map(|press| press.unwrap().ok())
            .collect();
        assert_eq!(called.len(), 1, "a held key called several");
        let client = called[0].client.as_ref().unwrap().id;
        // Arrived and did-not-come at once: one of them finds the other's truth.
        let (arrived, missed) = tokio::join!(
            office.command(1, "jana", Command::Arrived(client)),
            office.command(1, "jana", Command::DidNotCome(client)),
        );
        assert!(arrived.is_ok() != missed.is_ok(), "{arrived:?} {missed:?}");
        if arrived.is_ok() {
            office
                .command(1, "jana", Command::Done(client))
                .await
                .unwrap();
        }
    }
}

async fn a_stale_command_changes_nothing(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let first = office.ticket("a").await.id;
    office.ticket("a").await;
    office.call_next(1, "jana").await;
    office
        .command(1, "jana", Command::DoneAndCallNext(first))
        .await
        .unwrap();
    let before = office.day("hall").await;
    for command in [
        Command::Arrived(first),
        Command::CallAgain(first),
        Command::DidNotCome(first),
        Command::PutBack(first),
        Command::Done(first),
        Command::DoneAndCallNext(first),
    ] {
        let refusal = office.command(1, "jana", command.clone()).await;
        assert_eq!(refusal, Err(Refusal::Stale), "{command:?}");
    }
    assert_eq!(
        office.command(1, "jana", Command::Call(first)).await,
        Err(Refusal::Over)
    );
    assert_eq!(
        office.command(1, "jana", Command::Call(id("A099"))).await,
        Err(Refusal::Stale)
    );
    let not_yours = Refusal::NotYours {
        taken_by: Some("JANA".to_owned()),
    };
    assert_eq!(
        office.command(1, "petr", Command::CallNext).await,
        Err(not_yours)
    );
    let nobodys = Refusal::NotYours { taken_by: None };
    assert_eq!(
        office.command(2, "petr", Command::CallNext).await,
        Err(nobodys)
    );
    assert_eq!(office.day("hall").await, before);
}

async fn who_does_not_come_three_times_is_a_no_show_and_can_still_be_called(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let first = office.ticket("a").await.id;
    let second = office.ticket("a").await.id;
    for _ in 0..2 {
        assert_eq!(office.call_next(1, "jana").await.id, first);
        let desk = office
            .command(1, "jana", Command::DidNotCome(first))
            .await
            .unwrap();
        assert_eq!(desk.client, None);
        let until = office.now.instant + TimeDelta::minutes(5);
        let aside = office.callable(first).await.unwrap();
        assert_eq!(aside.state, TicketState::SetAside { until });
        // Meanwhile the next one would come; they are put back for the next round.
        assert_eq!(office.call_next(1, "jana").await.id, second);
        office
            .command(1, "jana", Command::PutBack(second))
            .await
            .unwrap();
        office.wait(TimeDelta::minutes(5));
    }
    assert_eq!(office.call_next(1, "jana").await.id, first);
    office
        .command(1, "jana", Command::DidNotCome(first))
        .await
        .unwrap();
    let no_show = office.callable(first).await.unwrap();
    assert!(matches!(no_show.state, TicketState::NoShow { .. }));
    office.wait(TimeDelta::hours(2));
    assert_eq!(office.call_next(1, "jana").await.id, second);
    office
        .command(1, "jana", Command::Done(second))
        .await
        .unwrap();
    assert_eq!(
        office.command(1, "jana", Command::CallNext).await,
        Err(Refusal::NobodyWaits)
    );
    let desk = office
        .command(1, "jana", Command::Call(first))
        .await
        .unwrap();
    assert_eq!(desk.client.unwrap().id, first);
    assert_eq!(office.callable(first).await, None);
}

async fn a_counter_with_two_workplaces_calls_by_arrival(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(10, "jana").await.unwrap();
    for workplace in ["c", "c", "a", "c", "c", "c"] {
        office.ticket(workplace).await;
    }
    let mut called = Vec::new();
    for _ in 0..6 {
        let client = office.call_next(10, "jana").await.id;
        called.push(client.to_string());
        office
            .command(10, "jana", Command::Done(client))
            .await
            .unwrap();
    }
    assert_eq!(called, ["C001", "C002", "A001", "C003", "C004", "C005"]);
}

async fn a_counter_calls_only_the_services_it_serves(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(11, "jana").await.unwrap();
    let other_service = office.ticket("c").await.id;
    assert_eq!(
        office.command(11, "jana", Command::CallNext).await,
        Err(Refusal::NobodyWaits)
    );
    assert_eq!(
        office
            .command(11, "jana", Command::Call(other_service))
            .await,
        Err(Refusal::NotServedHere)
    );
    let short = store::TicketRequest {
        lobby: "hall".parse().unwrap(),
        workplace: "c".parse().unwrap(),
        service: "c-2".parse().unwrap(),
        by: domain::slots::Booker::Client,
        priority: false,
        key: "short".to_owned(),
    };
    let short = office.request(short).await.unwrap().ticket.id;
    assert_eq!(office.call_next(11, "jana").await.id, short);
}

async fn calling_again_is_a_new_call_and_changes_nothing_else(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.ticket("a").await;
    let called = office.call_next(1, "jana").await;
    let called_at = office.now.instant;
    office.wait(TimeDelta::seconds(30));
    let desk = office
        .command(1, "jana", Command::CallAgain(called.id))
        .await
        .unwrap();
    let again = desk.client.unwrap();
    assert_eq!(
        again.state,
        TicketState::Called {
            counter: number(1),
            seq: CallSeq(2),
            called_at
        }
    );
    assert_eq!(again.issued_at, called.issued_at);
    let seqs: Vec<_> = office
        .day("hall")
        .await
        .calls
        .iter()
        .map(|call| call.seq.0)
        .collect();
    assert_eq!(seqs, [1, 2]);
}

async fn done_and_call_next_is_one_step(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let first = office.ticket("a").await.id;
    let second = office.ticket("a").await.id;
    office.call_next(1, "jana").await;
    let desk = office
        .command(1, "jana", Command::DoneAndCallNext(first))
        .await
        .unwrap();
    assert_eq!(desk.client.unwrap().id, second);
    let desk = office
        .command(1, "jana", Command::DoneAndCallNext(second))
        .await
        .unwrap();
    assert_eq!(desk.client, None, "nobody waits, so it is only done");
}

async fn putting_back_gives_the_old_place(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let first = office.ticket("a").await;
    office.ticket("a").await;
    office.call_next(1, "jana").await;
    office
        .command(1, "jana", Command::PutBack(first.id))
        .await
        .unwrap();
    assert_eq!(office.callable(first.id).await.as_ref(), Some(&first));
    assert_eq!(office.call_next(1, "jana").await.id, first.id);
}

async fn calls_are_numbered_for_ever_in_each_lobby(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.sit(20, "petr").await.unwrap();
    office.ticket("a").await;
    office.ticket("v").await;
    office.call_next(1, "jana").await;
    let there = office.call_next(20, "petr").await;
    assert!(matches!(
        there.state,
        TicketState::Called {
            seq: CallSeq(1),
            ..
        }
    ));
    office.now = at("2026-11-24 09:00:00");
    office.sit(1, "jana").await.unwrap();
    office.ticket("a").await;
    let next_day = office.call_next(1, "jana").await;
    assert!(matches!(
        next_day.state,
        TicketState::Called {
            seq: CallSeq(2),
            ..
        }
    ));
}

async fn a_call_is_shown_while_it_is_open_however_old(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.sit(2, "petr").await.unwrap();
    let first = office.ticket("a").await.id;
    let second = office.ticket("a").await.id;
    office.call_next(1, "jana").await;
    office.call_next(2, "petr").await;
    office
        .command(2, "petr", Command::Arrived(second))
        .await
        .unwrap();
    let calls = async |office: &Office| {
        let calls = office.day("hall").await.calls;
        calls
            .iter()
            .map(|call| call.ticket)
            .collect::<BTreeSet<_>>()
    };
    office.wait(TimeDelta::seconds(59));
    assert_eq!(calls(&office).await, BTreeSet::from([first, second]));
    office.wait(TimeDelta::hours(1));
    assert_eq!(calls(&office).await, BTreeSet::from([first]));
}

async fn yesterdays_ticket_cannot_be_called(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let yesterday = office.ticket("a").await.id;
    office.now = at("2026-11-24 09:00:00");
    office.sit(1, "jana").await.unwrap();
    assert_eq!(
        office.command(1, "jana", Command::CallNext).await,
        Err(Refusal::NobodyWaits)
    );
    assert_eq!(
        office.command(1, "jana", Command::Call(yesterday)).await,
        Err(Refusal::Stale)
    );
}

async fn an_instance_that_knows_an_old_set_up_calls_by_the_new_one(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let mut new = town();
    new.counters[0] = counter(1, "hall", &["c"]);
    office.store.import_town(&new).await.unwrap();
    office.ticket("a").await;
    let c = office.ticket("c").await.id;
    assert_eq!(office.call_next(1, "jana").await.id, c);
}

async fn an_abolished_counter_can_finish_its_client(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    let client = office.ticket("a").await.id;
    office.ticket("a").await;
    office.call_next(1, "jana").await;
    let mut new = town();
    new.counters.remove(0);
    office.store.import_town(&new).await.unwrap();
    let desk = office
        .command(1, "jana", Command::DoneAndCallNext(client))
        .await
        .unwrap();
    assert_eq!(desk.client, None);
    let there = office
        .store
        .sit(&office.town, number(1), clerk("petr"), true, office.now)
        .await;
    assert!(
        matches!(there, Err(store::StoreError::UnknownCounter(_))),
        "{there:?}"
    );
}

async fn a_taken_counter_can_be_taken_over_with_its_client(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.ticket("a").await;
    let client = office.call_next(1, "jana").await;
    let by = "JANA".to_owned();
    assert_eq!(office.sit(1, "petr").await, Err(SeatRefusal::Taken { by }));
    let desk = office
        .store
        .sit(&office.town, number(1), clerk("petr"), true, office.now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(desk.clerk, Some(clerk("petr")));
    assert_eq!(desk.client.as_ref(), Some(&client));
    let not_yours = Refusal::NotYours {
        taken_by: Some("PETR".to_owned()),
    };
    assert_eq!(
        office.command(1, "jana", Command::Done(client.id)).await,
        Err(not_yours)
    );
    let date = office.now.date;
    assert_eq!(office.store.seat("jana", date).await.unwrap(), None);
    assert_eq!(
        office.store.seat("petr", date).await.unwrap(),
        Some(number(1))
    );
    // Who lost the place may sit down elsewhere, although the client is still there.
    office.sit(2, "jana").await.unwrap();
    office
        .command(1, "petr", Command::Done(client.id))
        .await
        .unwrap();
}

async fn two_clerks_sit_down_at_one_counter_at_once(db: Database) {
    let office = db.office(town()).await;
    let elsewhere = office.elsewhere();
    for counter in 1..=8 {
        let logins = [format!("jana{counter}"), format!("petr{counter}")];
        let (one, other) = tokio::join!(
            office.sit(counter, &logins[0]),
            elsewhere.sit(counter, &logins[1])
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let loser = if one.is_ok() { &logins[1] } else { &logins[0] };
        let seat = office.store.seat(loser, office.now.date).await.unwrap();
        assert_eq!(seat, None);
    }
}

async fn moving_to_another_counter_frees_the_first(db: Database) {
    let office = with_jana_at_1(&db).await;
    office.sit(2, "jana").await.unwrap();
    let desks = office.day("hall").await.desks;
    let of = |n| desks.iter().find(|desk| desk.counter == number(n)).unwrap();
    assert_eq!(of(1).clerk, None);
    assert_eq!(of(2).clerk, Some(clerk("jana")));
    assert_eq!(
        office.store.seat("jana", office.now.date).await.unwrap(),
        Some(number(2))
    );
    office
        .store
        .leave("jana", office.now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        office.store.seat("jana", office.now.date).await.unwrap(),
        None
    );
    assert!(
        office
            .day("hall")
            .await
            .desks
            .iter()
            .all(|desk| desk.clerk.is_none())
    );
    // Who sits nowhere leaves nothing.
    office
        .store
        .leave("jana", office.now)
        .await
        .unwrap()
        .unwrap();
}

async fn nobody_leaves_a_client_behind(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.ticket("a").await;
    office.call_next(1, "jana").await;
    let refusal = SeatRefusal::ClientInFront { counter: number(1) };
    assert_eq!(office.sit(2, "jana").await, Err(refusal.clone()));
    let leave = office.store.leave("jana", office.now).await.unwrap();
    assert_eq!(leave, Err(refusal));
    assert_eq!(
        office.store.seat("jana", office.now.date).await.unwrap(),
        Some(number(1))
    );
    // Sitting down where one sits already is no leaving.
    office.sit(1, "jana").await.unwrap();
}

async fn the_new_day_begins_with_free_counters(db: Database) {
    let mut office = with_jana_at_1(&db).await;
    office.now = at("2026-11-24 00:00:00");
    assert_eq!(office.day("hall").await.desks, []);
    assert_eq!(
        office.store.seat("jana", office.now.date).await.unwrap(),
        None
    );
    office.sit(1, "petr").await.unwrap();
}
