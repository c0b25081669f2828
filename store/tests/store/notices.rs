//! What the office says on its screens.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use domain::{
    device::DeviceKind,
    notice::{Draft, MOST_AT_ONCE, Notice, NoticeRefusal, Screen, Screens},
    text::Language,
};
use store::NoticeNotChanged;

use crate::harness::{Database, Engine, Office, on_every_engine, town};

on_every_engine! {
    a_notice_is_known_everywhere_until_it_is_withdrawn
    what_a_notice_says_and_where_and_when_is_read_again
    the_same_form_shows_one_notice
    one_notice_too_many_is_refused
    of_two_who_change_a_notice_the_second_hears_of_the_first
    what_was_taken_away_meanwhile_is_not_changed
    an_import_takes_no_notice_away
    what_is_over_is_forgotten_after_a_month
    after_an_upgrade_a_notice_of_one_day_ends_with_it_and_devices_are_kiosks
}

fn draft(text: &str) -> Draft {
    Draft {
        text: BTreeMap::from([(Language::Cs, text.to_owned())]),
        screens: Screens::ALL,
        lobby: None,
        from: None,
        until: None,
    }
}

fn until(time: &str) -> Option<NaiveDateTime> {
    Some(time.parse().unwrap())
}

impl Office {
    pub async fn post(&self, text: &str, key: &str) -> Result<Notice, NoticeRefusal> {
        let posted = self.store.post_notice(draft(text), key, self.now).await;
        posted.unwrap()
    }

    async fn change(&self, before: &Notice, draft: Draft) -> Result<Notice, NoticeNotChanged> {
        let changed = self.store.change_notice(before.clone(), draft, self.now);
        changed.await.unwrap()
    }

    async fn notices(&self) -> Vec<Notice> {
        self.store.town().await.unwrap().unwrap().notices
    }

    async fn words(&self) -> Vec<String> {
        let notices = self.notices().await;
        let words = notices
            .iter()
            .map(|it| it.text.get(Language::Cs).to_owned());
        words.collect()
    }
}

async fn a_notice_is_known_everywhere_until_it_is_withdrawn(db: Database) {
    let mut office = db.office(town()).await;
    office.post("Výtah nejede.", "one").await.unwrap();
    office.wait(TimeDelta::seconds(1));
    let newer = office.post("Ani schody.", "two").await.unwrap();
    let elsewhere = office.elsewhere();
    assert_eq!(elsewhere.words().await, ["Ani schody.", "Výtah nejede."]);
    assert!(
        elsewhere
            .store
            .withdraw_notice(newer.clone())
            .await
            .unwrap()
    );
    assert!(!office.store.withdraw_notice(newer).await.unwrap());
    assert_eq!(office.words().await, ["Výtah nejede."]);
}

async fn what_a_notice_says_and_where_and_when_is_read_again(db: Database) {
    let office = db.office(town()).await;
    let text = [
        (Language::Cs, "Výtah nejede."),
        (Language::Uk, "Ліфт не працює."),
    ];
    let draft = Draft {
        text: BTreeMap::from(text.map(|(language, text)| (language, text.to_owned()))),
        screens: Screens::from_iter([Screen::Kiosk, Screen::Status]),
        lobby: Some("corridor".parse().unwrap()),
        from: until("2026-11-24T08:00:00"),
        until: until("2026-11-25T12:30:00"),
    };
    let posted = office.store.post_notice(draft.clone(), "key", office.now);
    let posted = posted.await.unwrap().unwrap();
    assert_eq!(posted.text.all().collect::<Vec<_>>(), text);
    assert_eq!(posted.screens, draft.screens);
    assert_eq!(posted.lobby, draft.lobby);
    assert_eq!((posted.from, posted.until), (draft.from, draft.until));
    assert_eq!(office.notices().await, [posted]);
}

async fn the_same_form_shows_one_notice(db: Database) {
    let office = db.office(town()).await;
    let elsewhere = office.elsewhere();
    let post = |office: &Office| {
        let office = office.clone();
        async move { office.post("Výtah nejede.", "key").await }
    };
    let (one, other) = futures::join!(post(&office), post(&elsewhere));
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(office.words().await.len(), 1);
}

async fn one_notice_too_many_is_refused(db: Database) {
    let office = db.office(town()).await;
    let keys = (0..=MOST_AT_ONCE).map(|n| n.to_string());
    let posts = keys.map(|key| {
        let office = office.clone();
        async move { office.post("Výtah nejede.", &key).await }
    });
    let answers = futures::future::join_all(posts).await;
    let refused = answers
        .iter()
        .filter(|answer| **answer == Err(NoticeRefusal::TooMany));
    assert_eq!(refused.count(), 1);
    assert_eq!(office.words().await.len(), MOST_AT_ONCE);
}

async fn of_two_who_change_a_notice_the_second_hears_of_the_first(db: Database) {
    let office = db.office(town()).await;
    let elsewhere = office.elsewhere();
    let before = office.post("Výtah nejede.", "key").await.unwrap();
    let one = office.change(&before, draft("Výtah stojí."));
    let other = elsewhere.change(&before, draft("Výtah je mimo provoz."));
    let (one, other) = futures::join!(one, other);
    let (first, second) = match (one, other) {
        (Ok(first), Err(second)) | (Err(second), Ok(first)) => (first, second),
        both => panic!("{both:?}"),
    };
    assert_eq!(second, NoticeNotChanged::Stale);
    assert_eq!(office.notices().await, std::slice::from_ref(&first));
    // The same once more is no other one.
    let words = first.text.get(Language::Cs);
    assert_eq!(
        office.change(&before, draft(words)).await,
        Ok(first.clone())
    );
    assert!(!office.store.withdraw_notice(before).await.unwrap());
    let over = Draft {
        until: until("2026-11-23T08:00:00"),
        ..draft(words)
    };
    let refused = NoticeNotChanged::Refused(NoticeRefusal::Over);
    assert_eq!(office.change(&first, over).await, Err(refused));
}

async fn what_was_taken_away_meanwhile_is_not_changed(db: Database) {
    let office = db.office(town()).await;
    let before = office.post("Výtah nejede.", "key").await.unwrap();
    let change = office.change(&before, draft("Výtah stojí."));
    let withdraw = office.store.withdraw_notice(before.clone());
    let (changed, withdrawn) = futures::join!(change, withdraw);
    assert_ne!(changed.is_ok(), withdrawn.unwrap());
    if let Ok(changed) = changed {
        assert!(office.store.withdraw_notice(changed).await.unwrap());
    }
    let stale = Err(NoticeNotChanged::Stale);
    assert_eq!(office.change(&before, draft("Výtah stojí.")).await, stale);
    assert!(office.words().await.is_empty());
}

async fn an_import_takes_no_notice_away(db: Database) {
    let office = db.office(town()).await;
    office.post("Výtah nejede.", "key").await.unwrap();
    let mut other = office.town.clone();
    other.rules.call_shown_seconds = 61;
    office.store.import_town(&other).await.unwrap();
    assert_eq!(office.words().await.len(), 1);
}

async fn what_is_over_is_forgotten_after_a_month(db: Database) {
    let mut office = db.office(town()).await;
    office.post("Výtah nejede.", "for ever").await.unwrap();
    let today = Draft {
        until: until("2026-11-23T23:59:00"),
        ..draft("Dnes do půlnoci.")
    };
    let posted = office.store.post_notice(today, "today", office.now).await;
    posted.unwrap().unwrap();
    let night = async |office: &Office| {
        let (date, instant) = (office.now.date, office.now.instant);
        office.store.end_days_before(date, instant).await.unwrap();
        office.words().await.len()
    };
    office.wait(TimeDelta::days(30));
    assert_eq!(night(&office).await, 2);
    office.wait(TimeDelta::days(1));
    assert_eq!(night(&office).await, 1);
}

async fn after_an_upgrade_a_notice_of_one_day_ends_with_it_and_devices_are_kiosks(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    drop(db.office(town()).await);
    let raw = db.raw().await;
    let before = "REMOVE FIELD from ON notice;
        REMOVE FIELD screens ON notice;
        DEFINE FIELD date ON notice TYPE string;
        CREATE notice:day CONTENT {
            text: { cs: 'Celý den.' }, date: '2026-11-30', written_at: d'2026-11-30T08:00:00Z'
        };
        CREATE notice:noon CONTENT {
            text: { cs: 'Do oběda.' }, date: '2026-11-30', until: '12:00:00',
            written_at: d'2026-11-30T07:00:00Z'
        };
        REMOVE FIELD kind ON device;
        REMOVE TABLE sighting;
        CREATE device:old CONTENT {
            name: 'kiosek', lobby: 'hall', enrolled_at: d'2026-11-30T08:00:00Z'
        };
        REMOVE TABLE audit;
        REMOVE FIELD closed ON closure;
        DEFINE FIELD workplace ON closure TYPE string;
        REMOVE TABLE picture;
        REMOVE TABLE picture_content;
        UPDATE schema:current SET version = 18";
    raw.query(before).await.unwrap().check().unwrap();
    drop(raw);
    let store = db.store().await;
    let notices = store.town().await.unwrap().unwrap().notices;
    let periods: Vec<_> = notices
        .iter()
        .map(|it| (it.screens, it.from, it.until))
        .collect();
    let devices = store.devices().await.unwrap();
    assert_eq!(devices[0].kind, DeviceKind::Kiosk);
    let midnight = until("2026-11-30T00:00:00");
    assert_eq!(
        periods,
        [
            (Screens::ALL, midnight, until("2026-12-01T00:00:00")),
            (Screens::ALL, midnight, until("2026-11-30T12:00:00")),
        ]
    );
}
