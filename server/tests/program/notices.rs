//! What the office says on its public screens, by forms that need no program.

use axum::http::{StatusCode, header};
use domain::{
    notice::{LONGEST, Screen, Screens},
    staff::Role,
    text::Language,
};

use crate::office::{Answer, Identity, Office, run};

const PAGE: &str = "/admin/notices";
const KEY: &str = "66666666666666666666666666666666";

/// On a Monday at nine.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let supervisor = office.staff(Role::Supervisor).await;
    (office, supervisor)
}

type Typed<'a> = Vec<(&'a str, &'a str)>;

/// A new one on all screens.
fn form<'a>(words: &'a str, from: &'a str, until: &'a str) -> Typed<'a> {
    vec![
        ("key", KEY),
        ("cs", words),
        ("on-start", "on"),
        ("on-status", "on"),
        ("on-kiosk", "on"),
        ("on-display", "on"),
        ("lobby", ""),
        ("from", from),
        ("until", until),
    ]
}

/// The form with other values in some of its fields.
fn with<'a>(mut form: Typed<'a>, others: &[(&'a str, &'a str)]) -> Typed<'a> {
    form.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    form.extend(others);
    form
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[track_caller]
fn assert_saved(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.headers[header::LOCATION], "/admin/notices?saved");
}

#[track_caller]
fn assert_refused(answer: &Answer, sentence: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_says(answer, sentence);
}

/// What stands in a field of the page.
fn value_of(answer: &Answer, name: &str) -> String {
    let (_, field) = answer
        .body
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    let (value, _) = field.split_once('"').unwrap();
    value.replace("&quot;", "\"").replace("&amp;", "&")
}

impl Office {
    async fn told(&self) -> Vec<(Screens, String)> {
        let town = self.services.store.town().await.unwrap().unwrap();
        let notices = town.notices.iter();
        let words = notices.map(|it| (it.screens, it.text.get(Language::Cs).to_owned()));
        words.collect()
    }
}

#[test]
fn a_notice_comes_and_goes_by_itself_on_screens_that_are_open() {
    run(async {
        let (office, supervisor) = office().await;
        let typed = form("Výtah nejede.", "2026-11-23T10:00", "2026-11-23T10:05");
        let typed = with(typed, &[("on-start", "on"), ("uk", "Ліфт не працює.")]);
        assert_saved(&office.submit_as(&supervisor, PAGE, &typed).await);
        // The second press.
        assert_saved(&office.submit_as(&supervisor, PAGE, &typed).await);
        assert_eq!(office.told().await.len(), 1);
        let page = office.open_as(&supervisor, PAGE).await;
        assert_says(
            &page,
            "23. listopadu 2026, 10:00 – 23. listopadu 2026, 10:05",
        );
        assert_says(&page, "Na obrazovkách teď žádné oznámení není.");
        office.published(|shown| shown.notices.is_empty()).await;

        office.set_clock("2026-11-23T09:59:59+01:00");
        assert!(
            !office
                .open("/status/hall")
                .await
                .body
                .contains("Výtah nejede.")
        );
        office.set_clock("2026-11-23T10:00:00+01:00");
        office
            .published(|shown| match shown.notices.as_slice() {
                [(screens, words)] => {
                    *screens == Screens::ALL && words.get(Language::Uk) == "Ліфт не працює."
                }
                _ => false,
            })
            .await;
        let kiosk = office.kiosk().await;
        for page in ["/", "/status/hall", "/kiosk/hall", "/display/hall"] {
            let page = office.open_as(&kiosk, page).await;
            assert_says(&page, "Výtah nejede.");
        }
        office.set_clock("2026-11-23T10:05:00+01:00");
        office.published(|shown| shown.notices.is_empty()).await;
        assert!(
            !office
                .open("/status/hall")
                .await
                .body
                .contains("Výtah nejede.")
        );
        let page = office.open_as(&supervisor, PAGE).await;
        assert_says(&page, "Žádné oznámení na svůj čas nečeká.");
        assert_says(&page, "Výtah nejede.");
    });
}

#[test]
fn a_notice_is_where_it_was_chosen_to_be() {
    run(async {
        let (office, supervisor) = office().await;
        let typed = vec![
            ("key", KEY),
            ("cs", "Výtah <script>alert(1)</script> & „jiný“."),
            ("on-status", "on"),
            ("lobby", "corridor"),
        ];
        assert_saved(&office.submit_as(&supervisor, PAGE, &typed).await);
        let on_status = Screens::from_iter([Screen::Status]);
        assert_eq!(office.told().await[0].0, on_status);
        let lobby = "corridor".parse().unwrap();
        let mut feed = office.services.feed(&lobby).unwrap().public;
        let there = feed.wait_for(|shown| shown.value.notices.len() == 1).await;
        drop(there.unwrap());
        let text = "Výtah &lt;script&gt;alert(1)&lt;/script&gt; &amp; „jiný“.";
        assert_says(&office.open("/status/corridor").await, text);
        let kiosk = office.kiosk_in("corridor").await;
        for page in ["/", "/status/hall", "/kiosk/corridor", "/display/corridor"] {
            let body = office.open_as(&kiosk, page).await.body;
            assert!(!body.contains(text), "{page}");
        }
        for page in [PAGE, "/status/corridor", "/admin"] {
            let body = office.open_as(&supervisor, page).await.body;
            assert!(!body.contains("<script>alert"), "{page}");
        }
        assert_says(&office.open_as(&supervisor, PAGE).await, text);
        assert_says(&office.open_as(&supervisor, PAGE).await, "stránka o čekání");
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    run(async {
        let (office, supervisor) = office().await;
        let (early, late) = ("2026-11-24T08:00", "2026-11-24T12:00");
        let long = "š".repeat(LONGEST + 1);
        let words = "Výtah nejede.";
        let right = form(words, early, late);
        for (typed, at, sentence) in [
            (
                form(" ", early, late),
                "cs",
                "Napište oznámení aspoň česky.",
            ),
            (
                form(&long, early, late),
                "cs",
                "Oznámení může mít nejvýše 120 znaků. Zkraťte ho, prosím.",
            ),
            (
                with(form(words, early, late), &[("uk", &long)]),
                "uk",
                "Oznámení může mít nejvýše 120 znaků. Zkraťte ho, prosím.",
            ),
            (
                vec![("key", KEY), ("cs", words)],
                "screens",
                "Vyberte aspoň jedno místo, kde se má ukázat.",
            ),
            (
                with(right.clone(), &[("lobby", "attic")]),
                "lobby",
                "Tuto halu už úřad nemá. Vyberte jinou.",
            ),
            (
                form(words, "zítra", ""),
                "from",
                "Zadejte den i čas, nebo pole nechte prázdné.",
            ),
            (
                form(words, "", "0002-11-24T08:00"),
                "until",
                "Zadejte den i čas, nebo pole nechte prázdné.",
            ),
            (
                form(words, late, late),
                "until",
                "Konec musí být až po začátku.",
            ),
            (
                form(words, late, early),
                "until",
                "Konec musí být až po začátku.",
            ),
            (
                form(words, "", "2026-11-23T09:00"),
                "until",
                "Tento čas už minul. Zadejte pozdější, nebo pole nechte prázdné.",
            ),
        ] {
            let answer = office.submit_as(&supervisor, PAGE, &typed).await;
            assert_refused(&answer, sentence);
            assert_says(&answer, &format!("id=\"{at}-error\""));
            for (name, value) in typed.iter().filter(|(name, _)| *name == "from") {
                assert_says(
                    &answer,
                    &format!("name=\"{name}\" type=\"datetime-local\" value=\"{value}\""),
                );
            }
            // The form can be sent again.
            assert_eq!(value_of(&answer, "key"), KEY);
        }
        assert!(office.told().await.is_empty());
        let without_key = with(right, &[("key", "")]);
        let answer = office.submit_as(&supervisor, PAGE, &without_key).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn nobody_reads_a_fourth_one() {
    run(async {
        let (office, supervisor) = office().await;
        for digit in 1..=3 {
            let key = digit.to_string().repeat(32);
            let typed = with(
                form("Výtah nejede.", "2026-11-24T10:00", ""),
                &[("key", &key)],
            );
            assert_saved(&office.submit_as(&supervisor, PAGE, &typed).await);
        }
        let until_then = form("Schody taky ne.", "", "2026-11-24T10:00");
        assert_saved(&office.submit_as(&supervisor, PAGE, &until_then).await);
        let key = "9".repeat(32);
        let one_more = with(form("Ani okna.", "", ""), &[("key", &key)]);
        let answer = office.submit_as(&supervisor, PAGE, &one_more).await;
        assert_refused(&answer, "V tu dobu už jsou na obrazovkách 3 oznámení");
    });
}

#[test]
fn of_two_on_the_same_notice_the_second_sees_what_the_first_has_changed() {
    run(async {
        let (office, supervisor) = office().await;
        let other = office.staff(Role::Admin).await;
        let until = "2026-11-24T12:00";
        let typed = form("Výtah nejede.", "", until);
        assert_saved(&office.submit_as(&supervisor, PAGE, &typed).await);
        let town = office.services.store.town().await.unwrap().unwrap();
        let id = town.notices[0].id.to_string();
        let one = format!("{PAGE}?notice={id}");
        let open = office.open_as(&supervisor, &one).await;
        assert_says(&open, "Výtah nejede.");
        let seen = value_of(&open, "seen");
        let change = |words, until, seen| {
            let known = [("notice", id.as_str()), ("seen", seen)];
            let mut typed = with(form(words, "", until), &known);
            // Only a new one has it.
            typed.retain(|(name, _)| *name != "key");
            typed
        };
        let first = change("Výtah stojí.", until, &seen);
        assert_saved(&office.submit_as(&supervisor, PAGE, &first).await);
        assert_saved(&office.submit_as(&supervisor, PAGE, &first).await);

        let later = "2026-11-25T12:00";
        let second = change("Výtah nejede.", later, &seen);
        let answer = office.submit_as(&other, PAGE, &second).await;
        assert_refused(&answer, "Mezitím to změnil někdo jiný.");
        assert_says(&answer, "Teď platí: Výtah stojí.");
        assert_says(&answer, "Teď platí: 2026-11-24T12:00");
        assert_says(&answer, &format!("value=\"{later}\""));
        assert_eq!(office.told().await[0].1, "Výtah stojí.");
        let remove = [
            ("notice", id.as_str()),
            ("seen", &seen),
            ("action", "remove"),
        ];
        let answer = office.submit_as(&other, PAGE, &remove).await;
        assert_refused(&answer, "Mezitím to změnil někdo jiný.");
        assert_says(&answer, "Výtah stojí.");
        // Whoever has read it may.
        let seen = value_of(&answer, "seen");
        let second = change("Výtah nejede.", later, &seen);
        assert_saved(&office.submit_as(&other, PAGE, &second).await);
        assert_eq!(office.told().await[0].1, "Výtah nejede.");

        let seen = value_of(&office.open_as(&other, &one).await, "seen");
        let remove = [
            ("notice", id.as_str()),
            ("seen", &seen),
            ("action", "remove"),
        ];
        assert_saved(&office.submit_as(&supervisor, PAGE, &remove).await);
        assert_saved(&office.submit_as(&supervisor, PAGE, &remove).await);
        assert!(office.told().await.is_empty());
        let gone = change("Výtah jede.", later, &seen);
        let answer = office.submit_as(&other, PAGE, &gone).await;
        assert_refused(&answer, "Mezitím oznámení stáhl někdo jiný.");
        let key = value_of(&answer, "key");
        let anew = with(form("Výtah jede.", "", later), &[("key", &key)]);
        assert_saved(&office.submit_as(&other, PAGE, &anew).await);
        assert_eq!(
            office.open_as(&other, &one).await.status,
            StatusCode::NOT_FOUND
        );
    });
}
