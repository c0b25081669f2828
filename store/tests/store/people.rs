//! Accounts, the links by which passwords are set, and sessions that are ended.

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use domain::{
    desk::Command,
    moment::Moment,
    staff::{Departments, Password, Role},
};
use futures::StreamExt as _;
use store::{
    Account, AccountRefusal, Changed, LinkRefusal, LoginRefusal, LoginTaken, PasswordRefusal,
    Profile, Session, Store,
};

use crate::harness::{Database, Office, at, clerk, later, on_every_engine, town};

on_every_engine! {
    an_account_is_added_and_gets_its_password_by_a_link
    the_same_account_once_more_is_no_other_one
    the_second_of_two_changes_nothing_that_it_has_not_seen
    the_last_who_can_set_anything_up_stays
    who_may_do_something_else_has_to_log_in_anew
    whose_account_is_switched_off_is_out_and_frees_the_counter
    a_client_in_front_stays_when_the_clerk_is_switched_off
    a_link_is_used_once_and_lasts_a_day
    a_new_link_takes_the_earlier_one_away
    whoever_changes_the_password_knows_it_and_stays_logged_in
    wrong_passwords_count_when_one_is_changed_too
    sessions_are_listed_and_ended
    somebody_is_seen_every_few_minutes
    whoever_guesses_from_many_addresses_waits_at_each
}

const HERE: &str = "192.0.2.7";
const MORNING: &str = "2026-11-23 07:00:00";

fn password(text: &str) -> Password {
    text.parse().unwrap()
}

fn profile(name: &str, role: Role) -> Profile {
    Profile {
        name: name.parse().unwrap(),
        role,
        departments: Departments::default(),
    }
}

/// The departments of a supervisor.
fn of(departments: &[&str]) -> Departments {
    let chosen = departments.iter().map(|id| id.parse().unwrap());
    Departments::new(chosen.collect::<BTreeSet<_>>())
}

async fn add(store: &Store, login: &str, profile: Profile) -> Result<(), LoginTaken> {
    let login = login.parse().unwrap();
    store.add_account(&login, profile).await.unwrap()
}

/// Somebody who can log in with `tajné a dlouhé`.
async fn with(store: &Store, login: &str, role: Role) {
    let added = store.add_staff(login, login, role, "tajné a dlouhé").await;
    added.unwrap();
}

async fn log_in(store: &Store, login: &str, now: Moment) -> Result<String, LoginRefusal> {
    log_in_from(store, login, HERE, now).await
}

async fn log_in_from(
    store: &Store,
    login: &str,
    address: &str,
    now: Moment,
) -> Result<String, LoginRefusal> {
    let session = store
        .log_in(login, "tajné a dlouhé", address, now.instant)
        .await;
    session.unwrap().map(|session| session.token)
}

async fn session(store: &Store, token: &str, now: Moment) -> Option<Session> {
    store.session(token, now).await.unwrap()
}

async fn account(store: &Store, login: &str) -> Account {
    store.account(login).await.unwrap().unwrap()
}

fn monday() -> Moment {
    crate::harness::at("2026-11-23 09:00:00")
}

/// An administrator saves the form that was opened last.
async fn change(store: &Store, login: &str, profile: Profile) -> Result<(), AccountRefusal> {
    let seen = account(store, login).await.version;
    let changed = store.change_account(login, seen, profile, monday()).await;
    changed.unwrap()
}

async fn switch(store: &Store, login: &str, on: bool, now: Moment) -> Result<(), AccountRefusal> {
    store.switch_account(login, on, now).await.unwrap()
}

async fn an_account_is_added_and_gets_its_password_by_a_link(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    let eva = Profile {
        departments: of(&["d"]),
        ..profile("  Eva   Malá ", Role::Supervisor)
    };
    add(&store, "Eva", eva).await.unwrap();
    let expected = Account {
        login: "eva".to_owned(),
        name: "Eva Malá".to_owned(),
        role: Role::Supervisor,
        departments: of(&["d"]),
        is_off: false,
        has_password: false,
        seen_at: None,
        version: 0,
    };
    assert_eq!(store.accounts().await.unwrap(), [expected]);
    assert_eq!(log_in(&store, "eva", now).await, Err(LoginRefusal::Wrong));

    let link = store
        .password_link("eva", now.instant)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(link.token.len(), 32);
    let owner = store.owner_of_link(&link.token, now.instant).await.unwrap();
    assert_eq!(owner.unwrap().name, "Eva Malá");
    // To look at it uses nothing up.
    let chosen = password("tajné a dlouhé");
    let set = store.set_password(&link.token, &chosen, now.instant);
    set.await.unwrap().unwrap();
    let token = log_in(&store, "eva", now).await.unwrap();
    let session = session(&store, &token, now).await.unwrap();
    assert_eq!(session.role, Role::Supervisor);
    assert_eq!(session.departments, of(&["d"]));
    let eva = account(&store, "eva").await;
    assert!(eva.has_password);
    assert_eq!(eva.seen_at, Some(now.instant));
    assert_eq!(
        store.password_link("nobody", now.instant).await.unwrap(),
        None
    );
}

async fn the_same_account_once_more_is_no_other_one(db: Database) {
    let store = db.store().await;
    add(&store, "eva", profile("Eva", Role::Clerk))
        .await
        .unwrap();
    add(&store, "EVA", profile("Eva", Role::Clerk))
        .await
        .unwrap();
    let other = add(&store, "eva", profile("Eva", Role::Admin)).await;
    assert_eq!(other, Err(LoginTaken));
    let other = add(&store, "eva", profile("Eva Malá", Role::Clerk)).await;
    assert_eq!(other, Err(LoginTaken));
    with(&store, "petr", Role::Clerk).await;
    let known = add(&store, "petr", profile("petr", Role::Clerk)).await;
    assert_eq!(known, Err(LoginTaken), "somebody uses it already");
    assert_eq!(store.accounts().await.unwrap().len(), 2);
}

async fn the_second_of_two_changes_nothing_that_it_has_not_seen(db: Database) {
    let store = db.store().await;
    with(&store, "eva", Role::Clerk).await;
    let save = async |name: &str, role, seen| {
        let changed = store
            .change_account("eva", seen, profile(name, role), monday())
            .await;
        changed.unwrap()
    };
    assert_eq!(save("Eva", Role::Supervisor, 0).await, Ok(()));
    let stale = save("Eva Malá", Role::Clerk, 0).await;
    assert_eq!(stale, Err(AccountRefusal::Stale));
    // The same form once more is as good as the first.
    assert_eq!(save("Eva", Role::Supervisor, 0).await, Ok(()));
    assert_eq!(save("Eva Malá", Role::Supervisor, 1).await, Ok(()));
    let eva = account(&store, "eva").await;
    assert_eq!((eva.name.as_str(), eva.version), ("Eva Malá", 2));
    let nobody = store.change_account("nobody", 0, profile("Nikdo", Role::Clerk), monday());
    assert_eq!(nobody.await.unwrap(), Err(AccountRefusal::Unknown));
}

async fn the_last_who_can_set_anything_up_stays(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    with(&store, "eva", Role::Admin).await;
    with(&store, "jana", Role::Supervisor).await;
    // Who cannot log in yet sets nothing up.
    add(&store, "new", profile("Nový", Role::Admin))
        .await
        .unwrap();
    let last = Err(AccountRefusal::LastAdmin);
    for role in [Role::Supervisor, Role::Clerk, Role::Auditor] {
        assert_eq!(change(&store, "eva", profile("eva", role)).await, last);
    }
    assert_eq!(switch(&store, "eva", false, now).await, last);
    let eva = account(&store, "eva").await;
    assert_eq!((eva.role, eva.is_off), (Role::Admin, false));
    // The name is not what matters, and others can go.
    assert_eq!(
        change(&store, "eva", profile("Eva", Role::Admin)).await,
        Ok(())
    );
    assert_eq!(switch(&store, "new", false, now).await, Ok(()));

    with(&store, "petr", Role::Admin).await;
    assert_eq!(switch(&store, "eva", false, now).await, Ok(()));
    assert_eq!(switch(&store, "petr", false, now).await, last);
    assert_eq!(
        change(&store, "petr", profile("petr", Role::Clerk)).await,
        last
    );
    assert_eq!(switch(&store, "eva", true, now).await, Ok(()));
    assert_eq!(
        change(&store, "petr", profile("petr", Role::Clerk)).await,
        Ok(())
    );
}

async fn who_may_do_something_else_has_to_log_in_anew(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    with(&store, "eva", Role::Supervisor).await;
    with(&store, "petr", Role::Clerk).await;
    let petr = log_in(&store, "petr", now).await.unwrap();
    let mut token = log_in(&store, "eva", now).await.unwrap();
    let renamed = change(&store, "eva", profile("Eva Malá", Role::Supervisor)).await;
    renamed.unwrap();
    let known = session(&store, &token, now).await.unwrap();
    assert_eq!(known.clerk.name, "Eva Malá", "a name ends nothing");
    let narrowed = Profile {
        departments: of(&["d"]),
        ..profile("Eva Malá", Role::Supervisor)
    };
    for profile in [narrowed, profile("Eva Malá", Role::Auditor)] {
        change(&store, "eva", profile.clone()).await.unwrap();
        assert_eq!(session(&store, &token, now).await, None, "{profile:?}");
        token = log_in(&store, "eva", now).await.unwrap();
        let session = session(&store, &token, now).await.unwrap();
        assert_eq!(session.role, profile.role);
        assert_eq!(session.departments, profile.departments);
    }
    assert!(session(&store, &petr, now).await.is_some());
}

/// A clerk at counter 1, logged in.
async fn seated(db: &Database) -> (Office, String) {
    let mut office = db.office(town()).await;
    office.now = at("2026-11-23 09:00:00");
    with(&office.store, "jana", Role::Clerk).await;
    let token = log_in(&office.store, "jana", office.now).await.unwrap();
    office.sit(1, "jana").await.unwrap();
    (office, token)
}

async fn whose_account_is_switched_off_is_out_and_frees_the_counter(db: Database) {
    let (office, token) = seated(&db).await;
    let (store, now) = (&office.store, office.now);
    let mut changes = store.changes().await.unwrap();
    for _ in 0..2 {
        switch(store, "jana", false, now).await.unwrap();
    }
    assert_eq!(session(store, &token, now).await, None);
    assert!(!store.session_lasts(&token, now).await.unwrap());
    let seat = store.seat("jana", now.date).await.unwrap();
    assert_eq!(seat, None, "the counter is free");
    let off = log_in(store, "jana", now).await;
    assert_eq!(off, Err(LoginRefusal::Off));
    let wrong = store.log_in("jana", "heslo", HERE, now.instant).await;
    let wrong = wrong.unwrap().err();
    assert_eq!(wrong, Some(LoginRefusal::Wrong), "nobody else learns it");
    let link = store.password_link("jana", now.instant).await;
    assert_eq!(link.unwrap(), None);
    // Whoever follows a stream is told.
    let said = async { while changes.next().await.unwrap() != Changed::Session {} };
    tokio::time::timeout(Duration::from_secs(10), said)
        .await
        .unwrap();

    switch(store, "jana", true, now).await.unwrap();
    assert_eq!(session(store, &token, now).await, None);
    log_in(store, "jana", now).await.unwrap();
    let nobody = switch(store, "nobody", false, now).await;
    assert_eq!(nobody, Err(AccountRefusal::Unknown));
}

async fn a_client_in_front_stays_when_the_clerk_is_switched_off(db: Database) {
    let (mut office, token) = seated(&db).await;
    let client = office.ticket("a").await.id;
    office.call_next(1, "jana").await;
    switch(&office.store, "jana", false, office.now)
        .await
        .unwrap();
    // Else a session does not end with a client in front.
    assert_eq!(session(&office.store, &token, office.now).await, None);
    let (counter, petr) = (1.try_into().unwrap(), clerk("petr"));
    let sat = office
        .store
        .sit(&office.town, counter, petr, true, office.now);
    let desk = sat.await.unwrap().unwrap();
    assert_eq!(desk.client.unwrap().id, client);
    let done = office.command(1, "petr", Command::Done(client)).await;
    done.unwrap();
}

async fn a_link_is_used_once_and_lasts_a_day(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    with(&store, "eva", Role::Clerk).await;
    let token = log_in(&store, "eva", now).await.unwrap();
    let use_it = async |link: &str, chosen: &str, now: Moment| {
        let chosen = password(chosen);
        let set = store.set_password(link, &chosen, now.instant);
        set.await.unwrap()
    };
    let make = async || {
        let link = store.password_link("eva", now.instant).await;
        link.unwrap().unwrap().token
    };
    let look = async |link: &str, now: Moment| {
        let owner = store.owner_of_link(link, now.instant).await.unwrap();
        owner.map(|clerk| clerk.login)
    };
    let link = make().await;
    assert!(session(&store, &token, now).await.is_some(), "not used yet");
    let last = later(now, TimeDelta::hours(24) - TimeDelta::seconds(1));
    assert_eq!(look(&link, last).await, Ok("eva".to_owned()));
    assert_eq!(use_it(&link, "nové a dlouhé", last).await, Ok(()));
    assert_eq!(
        session(&store, &token, last).await,
        None,
        "who knew the old one"
    );
    let used = Err(LinkRefusal::Used);
    assert_eq!(use_it(&link, "ještě jiné heslo", last).await, used);
    assert_eq!(look(&link, last).await, Err(LinkRefusal::Used));
    let logged_in = store.log_in("eva", "nové a dlouhé", HERE, last.instant);
    logged_in.await.unwrap().unwrap();

    let link = make().await;
    let over = later(now, TimeDelta::hours(24));
    let expired = Err(LinkRefusal::Expired);
    assert_eq!(use_it(&link, "ještě jiné heslo", over).await, expired);
    // Told for a week, and then forgotten.
    let week = later(over, TimeDelta::days(7) - TimeDelta::seconds(1));
    store
        .end_days_before(week.date, week.instant)
        .await
        .unwrap();
    assert_eq!(look(&link, week).await, Err(LinkRefusal::Expired));
    let after = later(over, TimeDelta::days(7));
    store
        .end_days_before(after.date, after.instant)
        .await
        .unwrap();
    assert_eq!(look(&link, after).await, Err(LinkRefusal::Unknown));

    let guessed = "0".repeat(32);
    let unknown = Err(LinkRefusal::Unknown);
    assert_eq!(use_it(&guessed, "ještě jiné heslo", now).await, unknown);
    let link = make().await;
    with(&store, "petr", Role::Admin).await;
    switch(&store, "eva", false, now).await.unwrap();
    assert_eq!(use_it(&link, "ještě jiné heslo", now).await, unknown);
}

async fn a_new_link_takes_the_earlier_one_away(db: Database) {
    let store = db.store().await;
    let now = at(MORNING).instant;
    for login in ["eva", "petr"] {
        with(&store, login, Role::Clerk).await;
    }
    let make = async |login: &str| {
        let link = store.password_link(login, now).await;
        link.unwrap().unwrap().token
    };
    let (first, petr, second) = (make("eva").await, make("petr").await, make("eva").await);
    let look = async |link: &str| store.owner_of_link(link, now).await.unwrap();
    assert_eq!(look(&first).await, Err(LinkRefusal::Unknown));
    assert_eq!(look(&second).await.unwrap().login, "eva");
    assert_eq!(look(&petr).await.unwrap().login, "petr");
}

async fn whoever_changes_the_password_knows_it_and_stays_logged_in(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    with(&store, "eva", Role::Clerk).await;
    let here = log_in(&store, "eva", now).await.unwrap();
    let elsewhere = log_in(&store, "eva", now).await.unwrap();
    let change = async |old: &str, new: &str| {
        let (who, new) = (("eva", here.as_str()), password(new));
        let changed = store.change_password(who, old, &new, HERE, now.instant);
        changed.await.unwrap()
    };
    let wrong = change("tajné heslo", "nové a dlouhé").await;
    assert_eq!(wrong, Err(PasswordRefusal::Wrong));
    assert!(session(&store, &elsewhere, now).await.is_some());
    assert_eq!(change("tajné a dlouhé", "nové a dlouhé").await, Ok(()));
    assert!(session(&store, &here, now).await.is_some());
    assert_eq!(session(&store, &elsewhere, now).await, None);
    assert_eq!(log_in(&store, "eva", now).await, Err(LoginRefusal::Wrong));
    let new = store.log_in("eva", "nové a dlouhé", HERE, now.instant);
    new.await.unwrap().unwrap();
}

async fn wrong_passwords_count_when_one_is_changed_too(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    with(&store, "eva", Role::Clerk).await;
    let here = log_in(&store, "eva", now).await.unwrap();
    let change = async |old: &str| {
        let (who, new) = (("eva", here.as_str()), password("nové a dlouhé"));
        let changed = store.change_password(who, old, &new, HERE, now.instant);
        changed.await.unwrap()
    };
    for _ in 0..5 {
        assert_eq!(change("heslo").await, Err(PasswordRefusal::Wrong));
    }
    let until = now.instant + TimeDelta::seconds(5);
    let slow = Err(PasswordRefusal::Slow { until });
    assert_eq!(change("tajné a dlouhé").await, slow);
    let at_the_login = log_in(&store, "eva", now).await;
    assert_eq!(at_the_login, Err(LoginRefusal::Slow { until }));
}

async fn sessions_are_listed_and_ended(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    for login in ["eva", "petr"] {
        with(&store, login, Role::Clerk).await;
    }
    let petr = log_in(&store, "petr", now).await.unwrap();
    let mut tokens = Vec::new();
    for n in 0..3 {
        let now = later(now, TimeDelta::minutes(n));
        tokens.push(log_in(&store, "eva", now).await.unwrap());
    }
    let list = async |login: &str| store.sessions_of(login, now.instant).await.unwrap();
    let known = list("eva").await;
    let began: Vec<_> = known.iter().map(|it| it.began_at - now.instant).collect();
    assert_eq!(began, [2, 1, 0].map(TimeDelta::minutes), "the newest first");
    assert!(known[0].is_of(&tokens[2]));
    assert!(!known[0].is_of(&tokens[1]));
    let end = async |login: &str, id: &str| store.end_session(login, id).await.unwrap();
    assert!(!end("petr", &known[0].id).await, "it is not Petr's");
    assert!(end("eva", "no such").await, "it has ended");
    assert_eq!(list("eva").await, known);
    assert!(end("eva", &known[0].id).await);
    assert_eq!(session(&store, &tokens[2], now).await, None);
    assert!(end("eva", &known[0].id).await, "twice is no less so");
    let ended = store.end_sessions("eva", Some(&tokens[0])).await;
    ended.unwrap();
    assert!(session(&store, &tokens[0], now).await.is_some());
    assert_eq!(session(&store, &tokens[1], now).await, None);
    store.end_sessions("eva", None).await.unwrap();
    assert_eq!(list("eva").await, []);
    assert!(session(&store, &petr, now).await.is_some());
    let over = now.instant + TimeDelta::hours(12);
    assert_eq!(store.sessions_of("petr", over).await.unwrap(), []);
}

async fn somebody_is_seen_every_few_minutes(db: Database) {
    let store = db.store().await;
    let now = at(MORNING);
    with(&store, "eva", Role::Clerk).await;
    let token = log_in(&store, "eva", now).await.unwrap();
    let seen = async || {
        let seen = account(&store, "eva").await.seen_at.unwrap() - now.instant;
        let sessions = store.sessions_of("eva", now.instant).await.unwrap();
        assert_eq!(sessions[0].seen_at - now.instant, seen);
        seen.num_seconds()
    };
    let after = |seconds| later(now, TimeDelta::seconds(seconds));
    session(&store, &token, after(299)).await.unwrap();
    assert_eq!(seen().await, 0);
    // A page that is merely open.
    assert!(store.session_lasts(&token, after(300)).await.unwrap());
    assert_eq!(seen().await, 0);
    session(&store, &token, after(300)).await.unwrap();
    assert_eq!(seen().await, 300);
    assert_eq!(account(&store, "eva").await.version, 0);
}

async fn whoever_guesses_from_many_addresses_waits_at_each(db: Database) {
    let store = db.store().await;
    let mut now = at(MORNING);
    with(&store, "eva", Role::Clerk).await;
    with(&store, "petr", Role::Clerk).await;
    log_in(&store, "eva", now).await.unwrap();
    let guess = async |n: usize, now: Moment| {
        let address = format!("198.51.100.{n}");
        let guess = store.log_in("eva", "heslo", &address, now.instant).await;
        guess.unwrap().err().unwrap()
    };
    for n in 0..20 {
        assert_eq!(guess(n, now).await, LoginRefusal::Wrong, "{n}");
    }
    let slow = |seconds| LoginRefusal::Slow {
        until: now.instant + TimeDelta::seconds(seconds),
    };
    for n in 20..60 {
        assert_eq!(guess(n, now).await, slow(5), "{n}");
    }
    // Eva at the office is not held up; elsewhere she waits once, however many others try.
    log_in(&store, "eva", now).await.unwrap();
    let elsewhere = "203.0.113.1";
    let waits = log_in_from(&store, "eva", elsewhere, now).await;
    assert_eq!(waits, Err(slow(5)));
    log_in_from(&store, "petr", elsewhere, now).await.unwrap();
    now = later(now, TimeDelta::seconds(5));
    for n in 20..60 {
        assert_eq!(guess(n, now).await, LoginRefusal::Wrong, "{n}");
    }
    log_in_from(&store, "eva", elsewhere, now).await.unwrap();
    log_in_from(&store, "eva", elsewhere, now).await.unwrap();
    // No further guess is free, and those who come now wait longer.
    let slow = |seconds| LoginRefusal::Slow {
        until: now.instant + TimeDelta::seconds(seconds),
    };
    assert_eq!(guess(20, now).await, slow(10));
    assert_eq!(guess(60, now).await, slow(10));
}
