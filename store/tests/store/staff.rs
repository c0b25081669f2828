//! Logins, sessions, and the slow-down of guessing.

use chrono::TimeDelta;
use domain::{
    desk::Command,
    staff::{Clerk, Role},
};
use store::{LoginRefusal, Store};

use crate::harness::{Database, at, clerk, later, on_every_engine, town};

on_every_engine! {
    a_new_office_gets_a_clerk_and_an_admin_once
    two_instances_that_start_at_once_make_one_set_of_logins
    a_right_password_begins_a_session_of_twelve_hours
    a_session_does_not_end_with_a_client_in_front
    logging_out_ends_the_session
    a_new_password_replaces_the_old_one
    guessing_is_slowed_down_and_forgiven
    many_guesses_at_once_are_no_way_around_the_pause
    an_address_that_tries_many_logins_is_slowed_down
}

const HERE: &str = "192.0.2.7";

async fn with_jana(db: &Database) -> Store {
    let store = db.store().await;
    store
        .add_staff("jana", "Jana Nová", Role::Supervisor, "tajné heslo")
        .await
        .unwrap();
    store
}

async fn a_new_office_gets_a_clerk_and_an_admin_once(db: Database) {
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00");
    let made = store.first_staff().await.unwrap();
    let roles: Vec<_> = made
        .iter()
        .map(|new| (new.login.as_str(), new.role))
        .collect();
    assert_eq!(roles, [("urednik", Role::Clerk), ("spravce", Role::Admin)]);
    for new in &made {
        let session = store
            .log_in(&new.login, &new.password, HERE, now.instant)
            .await;
        let token = session.unwrap().unwrap().token;
        let session = store.session(&token, now).await.unwrap().unwrap();
        assert_eq!(
            (session.clerk.login, session.role),
            (new.login.clone(), new.role)
        );
    }
    assert_eq!(store.first_staff().await.unwrap(), []);
}

async fn two_instances_that_start_at_once_make_one_set_of_logins(db: Database) {
    let store = db.store().await;
    let other = store.another_instance().unwrap();
    let (one, other) = tokio::join!(store.first_staff(), other.first_staff());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.len() + other.len(), 2, "{one:?} {other:?}");
    let now = at("2026-11-23 09:00:00").instant;
    for new in one.iter().chain(&other) {
        store
            .log_in(&new.login, &new.password, HERE, now)
            .await
            .unwrap()
            .unwrap();
    }
}

async fn a_right_password_begins_a_session_of_twelve_hours(db: Database) {
    let store = with_jana(&db).await;
    let now = at("2026-11-23 07:00:00");
    let refusal = store
        .log_in("jana", "tajné Heslo", HERE, now.instant)
        .await
        .unwrap();
    assert_eq!(refusal.err(), Some(LoginRefusal::Wrong));
    let refusal = store
        .log_in("nikdo", "tajné heslo", HERE, now.instant)
        .await
        .unwrap();
    assert_eq!(refusal.err(), Some(LoginRefusal::Wrong));
    let new = store
        .log_in("jana", "tajné heslo", HERE, now.instant)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(new.expires_at, now.instant + TimeDelta::hours(12));
    let session = store.session(&new.token, now).await.unwrap().unwrap();
    assert_eq!(
        session.clerk,
        Clerk {
            login: "jana".to_owned(),
            name: "Jana Nová".to_owned()
        }
    );
    assert_eq!(session.role, Role::Supervisor);
    let last = later(now, TimeDelta::hours(12) - TimeDelta::seconds(1));
    assert!(store.session(&new.token, last).await.unwrap().is_some());
    let over = later(now, TimeDelta::hours(12));
    assert_eq!(store.session(&new.token, over).await.unwrap(), None);
    assert_eq!(store.session("another token", now).await.unwrap(), None);
}

async fn a_session_does_not_end_with_a_client_in_front(db: Database) {
    let mut office = db.office(town()).await;
    let store = office.store.clone();
    store
        .add_staff("jana", "JANA", Role::Clerk, "tajné heslo")
        .await
        .unwrap();
    office.now = at("2026-11-23 08:00:00");
    let morning = office.now.instant;
    let new = store
        .log_in("jana", "tajné heslo", HERE, morning)
        .await
        .unwrap()
        .unwrap();
    office.sit(1, "jana").await.unwrap();
    let client = office.ticket("a").await.id;
    let evening = at("2026-11-23 20:30:00");
    assert_eq!(store.session(&new.token, evening).await.unwrap(), None);
    office.call_next(1, "jana").await;
    let session = store.session(&new.token, evening).await.unwrap().unwrap();
    assert_eq!(session.clerk, clerk("jana"));
    office
        .command(1, "jana", Command::Done(client))
        .await
        .unwrap();
    assert_eq!(store.session(&new.token, evening).await.unwrap(), None);
}

async fn logging_out_ends_the_session(db: Database) {
    let store = with_jana(&db).await;
    let now = at("2026-11-23 07:00:00");
    let log_in = || store.log_in("jana", "tajné heslo", HERE, now.instant);
    let (one, other) = (
        log_in().await.unwrap().unwrap(),
        log_in().await.unwrap().unwrap(),
    );
    store.log_out(&one.token).await.unwrap();
    assert_eq!(store.session(&one.token, now).await.unwrap(), None);
    assert!(store.session(&other.token, now).await.unwrap().is_some());
    store.log_out(&one.token).await.unwrap();
}

async fn a_new_password_replaces_the_old_one(db: Database) {
    let store = with_jana(&db).await;
    let now = at("2026-11-23 07:00:00").instant;
    store
        .add_staff("jana", "Jana Nová", Role::Clerk, "nové heslo")
        .await
        .unwrap();
    let old = store
        .log_in("jana", "tajné heslo", HERE, now)
        .await
        .unwrap();
    assert_eq!(old.err(), Some(LoginRefusal::Wrong));
    store
        .log_in("jana", "nové heslo", HERE, now)
        .await
        .unwrap()
        .unwrap();
}

async fn guessing_is_slowed_down_and_forgiven(db: Database) {
    let store = with_jana(&db).await;
    let mut now = at("2026-11-23 07:00:00").instant;
    let wrong = async |now| {
        store
            .log_in("jana", "heslo", HERE, now)
            .await
            .unwrap()
            .err()
    };
    for _ in 0..5 {
        assert_eq!(wrong(now).await, Some(LoginRefusal::Wrong));
    }
    let mut pauses = Vec::new();
    for _ in 0..9 {
        let Some(LoginRefusal::Slow { until }) = wrong(now).await else {
            panic!("a guess was not slowed down");
        };
        // Not even the right one is looked at meanwhile.
        let right = store
            .log_in("jana", "tajné heslo", HERE, now)
            .await
            .unwrap();
        assert_eq!(right.err(), Some(LoginRefusal::Slow { until }));
        pauses.push((until - now).num_seconds());
        now = until;
        assert_eq!(wrong(now).await, Some(LoginRefusal::Wrong));
    }
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 900]);
    // From elsewhere she is not held up by it.
    store
        .log_in("jana", "tajné heslo", "198.51.100.1", now)
        .await
        .unwrap()
        .unwrap();
    now += TimeDelta::minutes(15);
    store
        .log_in("jana", "tajné heslo", HERE, now)
        .await
        .unwrap()
        .unwrap();
    for _ in 0..5 {
        assert_eq!(wrong(now).await, Some(LoginRefusal::Wrong));
    }
}

async fn many_guesses_at_once_are_no_way_around_the_pause(db: Database) {
    let store = with_jana(&db).await;
    let now = at("2026-11-23 07:00:00").instant;
    let guesses = (0..20).map(|n| {
        let store = store.another_instance().unwrap();
        tokio::spawn(async move {
            store
                .log_in("jana", &n.to_string(), HERE, now)
                .await
                .unwrap()
        })
    });
    let refusals = futures::future::join_all(guesses).await;
    let looked_at = refusals
        .into_iter()
        .filter(|refusal| matches!(refusal.as_ref().unwrap(), Err(LoginRefusal::Wrong)))
        .count();
    assert_eq!(looked_at, 5);
}

async fn an_address_that_tries_many_logins_is_slowed_down(db: Database) {
    let store = with_jana(&db).await;
    let now = at("2026-11-23 07:00:00").instant;
    for n in 0..30 {
        let refusal = store
            .log_in(&format!("login{n}"), "heslo", HERE, now)
            .await
            .unwrap();
        assert_eq!(refusal.err(), Some(LoginRefusal::Wrong));
        // A right password of one's own does not wipe out the guesses at others.
        if n == 20 {
            store
                .log_in("jana", "tajné heslo", HERE, now)
                .await
                .unwrap()
                .unwrap();
        }
    }
    let refusal = store.log_in("login30", "heslo", HERE, now).await.unwrap();
    assert!(matches!(refusal.err(), Some(LoginRefusal::Slow { .. })));
}
