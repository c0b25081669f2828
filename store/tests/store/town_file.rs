//! Reading `town.toml`.

use domain::{
    ids::CounterNumber,
    opening_hours::WeekdayKey,
    text::{Language, Localized},
    town::{OfferedTo, Rules, Serves},
};
use store::town_file::{self, TownFileError};

const KOSTELEC: &str = include_str!("../../../town.toml");

/// A town with one of each; the lines are counted in the tests.
const SMALL: &str = r#"name = { cs = "Úřad" }
zone = "Europe/Prague"
languages = ["cs", "en"]

[[lobby]]
id = "hall"
name = { cs = "Hala" }

[[department]]
id = "spravni"
name = { cs = "Správní odbor" }

[[workplace]]
id = "prukazy"
department = "spravni"
lobby = "hall"
series = "A"
name = { cs = "Průkazy", en = "Cards" }
daily_capacity = 3
hours = { mon = ["8:00-11:30", "12:00-17:00"] }

    [[workplace.service]]
    id = "zadost"
    name = { cs = "Žádost" }
    minutes = 15

[[counter]]
number = 1
serves = ["prukazy"]

[office]
address = "Náměstí 1, 100 00 Lhota"
email = "urad@example.cz"
phone = "123 456 789"
website = "https://www.example.cz"
company_number = "00006947"
"#;

/// What is wrong with [`SMALL`] after a part of it is replaced.
fn errors(part: &str, replacement: &str) -> Vec<TownFileError> {
    assert_eq!(SMALL.matches(part).count(), 1, "{part}");
    let text = SMALL.replace(part, replacement);
    town_file::read("town.toml", &text).expect_err("an error").0
}

/// The one thing that is wrong, as line, key and message.
fn error(part: &str, replacement: &str) -> (usize, String, String) {
    match <[_; 1]>::try_from(errors(part, replacement)) {
        Ok(
            [
                TownFileError {
                    line, key, wrong, ..
                },
            ],
        ) => (line, key, wrong.to_string()),
        Err(errors) => panic!("not one error but {errors:#?}"),
    }
}

#[track_caller]
fn assert_error(part: &str, replacement: &str, line: usize, key: &str, message: &str) {
    let found = error(part, replacement);
    assert_eq!(found, (line, key.to_owned(), message.to_owned()));
}

#[test]
fn the_file_of_kostelec_is_right() {
    let town = town_file::read("town.toml", KOSTELEC).unwrap_or_else(|errors| panic!("{errors}"));
    let series: String = town
        .workplaces
        .iter()
        .map(|w| w.series.to_string())
        .collect();
    assert_eq!(series, "ACEPVR");
    let lobbies: Vec<_> = town.lobbies.iter().map(|lobby| lobby.id.as_str()).collect();
    assert_eq!(lobbies, ["hall", "corridor"]);
    assert_eq!(town.counters.len(), 8);
    assert_eq!(town.rules, Rules::default(), "the file shows the defaults");
    for service in &town.services {
        for language in Language::ALL {
            let has = |text: &Localized| text.all().any(|(in_language, _)| in_language == language);
            assert!(has(&service.name), "{}", service.id);
            assert!(has(&service.papers), "{}", service.id);
        }
        assert!(service.bookable, "{}", service.id);
    }
}

#[test]
fn a_small_town_says_what_was_written() {
    let town = town_file::read("town.toml", SMALL).unwrap();
    assert_eq!(town.name.get(Language::En), "Úřad");
    assert_eq!(town.zone.name(), "Europe/Prague");
    assert_eq!(town.languages, [Language::Cs, Language::En]);
    let workplace = &town.workplaces[0];
    assert_eq!(workplace.daily_capacity, 3);
    let monday = &workplace.hours.week[&WeekdayKey::Mon];
    assert_eq!(monday.stretches().len(), 2);
    assert_eq!(monday.closes().unwrap().to_string(), "17:00:00");
    assert_eq!(town.services[0].workplace, workplace.id);
    assert!(town.services[0].papers.all().next().is_none());
    let counter = town.counter(CounterNumber::try_from(1).unwrap()).unwrap();
    assert_eq!(counter.lobby.as_str(), "hall");
    assert!(
        counter
            .serves
            .contains(&Serves::Workplace(workplace.id.clone()))
    );
}

#[test]
fn a_lobby_says_calls_in_the_towns_own_language_unless_it_says_which() {
    let lobby = |more: &str| {
        let text = SMALL.replace(
            "name = { cs = \"Hala\" }",
            &format!("name.cs = \"Hala\"\n{more}"),
        );
        let town = town_file::read("town.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
        town.lobbies[0].clone()
    };
    assert_eq!(lobby("").announce, [Language::Cs]);
    assert_eq!(lobby("").message, Localized::default());
    let both = lobby("announce = [\"en\", \"cs\"]\nmessage.cs = \"Fotíme zdarma\"");
    assert_eq!(both.announce, [Language::En, Language::Cs]);
    assert_eq!(both.message.get(Language::En), "Fotíme zdarma");
    assert_eq!(lobby("announce = []").announce, []);
}

#[test]
fn what_a_lobby_says_and_shows_is_checked() {
    let name = "name = { cs = \"Hala\" }";
    let with = |more: &str| format!("{name}\n{more}");
    let not_offered = "the town does not offer `de`: add it to `languages`, or leave this out";
    let key = "lobby[1].announce[1]";
    assert_error(name, &with("announce = [\"de\"]"), 8, key, not_offered);
    let key = "lobby[1].announce[2]";
    let twice = "`cs` is already in the list";
    assert_error(name, &with("announce = [\"cs\", \"cs\"]"), 8, key, twice);
    let no_list = "there is a text where a list should be";
    let key = "lobby[1].announce";
    assert_error(name, &with("announce = \"cs\""), 8, key, no_list);
    let long = format!("message.cs = \"{}\"", "a".repeat(241));
    let key = "lobby[1].message.cs";
    let message = "241 characters are too long: use 240 at most";
    assert_error(name, &with(&long), 8, key, message);
}

#[test]
fn a_counter_may_serve_a_single_service() {
    let text = SMALL.replace("serves = [\"prukazy\"]", "serves = [\"zadost\"]");
    let town = town_file::read("town.toml", &text).unwrap();
    let serves = town.counters[0].serves.first().unwrap();
    assert!(
        matches!(serves, Serves::Service(w, s) if w.as_str() == "prukazy" && s.as_str() == "zadost")
    );
}

#[test]
fn a_name_may_have_a_line_for_each_language() {
    let lines = "name.cs = \"Hala\"\nname.en = \"Hall\"";
    let text = SMALL.replace("name = { cs = \"Hala\" }", lines);
    let town = town_file::read("town.toml", &text).unwrap();
    assert_eq!(town.lobbies[0].name.get(Language::Cs), "Hala");
    assert_eq!(town.lobbies[0].name.get(Language::En), "Hall");
    assert_error(
        "name = { cs = \"Hala\" }",
        "name.en = \"Hall\"",
        7,
        "lobby[1].name.cs",
        "it is missing",
    );
}

#[test]
fn an_error_names_the_file_the_line_the_key_and_what_would_be_right() {
    let errors = town_file::read(
        "jine.toml",
        &SMALL.replace("daily_capacity = 3", "daily_capacity = 0"),
    );
    assert_eq!(
        errors.unwrap_err().to_string(),
        "jine.toml:19: workplace[1].daily_capacity: it must be a whole number from 1 to 999"
    );
}

#[test]
fn all_errors_are_said_at_once_in_the_order_of_the_file() {
    let text = SMALL
        .replace("Europe/Prague", "Europe/Praha")
        .replace("id = \"hall\"", "id = \"Hall\"")
        .replace("minutes = 15", "minutes = 0")
        .replace("daily_capacity = 3", "dayly_capacity = 3")
        .replace("number = 1", "number = 100");
    let errors = town_file::read("town.toml", &text).unwrap_err().0;
    let found: Vec<_> = errors.iter().map(|e| (e.line, e.key.as_str())).collect();
    assert_eq!(
        found,
        [
            (2, "zone"),
            (6, "lobby[1].id"),
            (13, "workplace[1].daily_capacity"),
            (16, "workplace[1].lobby"),
            (19, "workplace[1].dayly_capacity"),
            (25, "workplace[1].service[1].minutes"),
            (28, "counter[1].number"),
        ]
    );
}

#[test]
fn an_unknown_key_is_told_the_nearest_right_one() {
    assert_error(
        "minutes = 15",
        "minutes = 15\n    paper = { cs = \"Průkaz\" }",
        26,
        "workplace[1].service[1].paper",
        "there is no key `paper` here: did you mean `papers`?",
    );
    let (_, _, message) = error("number = 1", "number = 1\ncolour = 1");
    assert_eq!(
        message,
        "there is no key `colour` here: use one of number, serves"
    );
}

#[test]
fn a_missing_key_is_said_where_its_table_begins() {
    assert_error(
        "series = \"A\"\n",
        "",
        13,
        "workplace[1].series",
        "it is missing",
    );
    assert_error("zone = \"Europe/Prague\"\n", "", 1, "zone", "it is missing");
    assert_error(
        "cs = \"Průkazy\", en",
        "en",
        18,
        "workplace[1].name.cs",
        "it is missing",
    );
}

#[test]
fn a_wrong_type_says_what_is_there_and_what_should_be() {
    assert_error(
        "series = \"A\"",
        "series = 1",
        17,
        "workplace[1].series",
        "there is a number where a text in quotes should be",
    );
    assert_error(
        "{ cs = \"Hala\" }",
        "\"Hala\"",
        7,
        "lobby[1].name",
        "there is a text where a table with cs, en, de, uk should be",
    );
    assert_error(
        "serves = [\"prukazy\"]",
        "serves = \"prukazy\"",
        29,
        "counter[1].serves",
        "there is a text where a list should be",
    );
    assert_error(
        "minutes = 15",
        "minutes = 15.5",
        25,
        "workplace[1].service[1].minutes",
        "it must be a whole number from 1 to 480",
    );
}

#[test]
fn what_is_no_toml_at_all_is_said_for_each_place() {
    let text = SMALL
        .replace("series = \"A\"", "series = A")
        .replace("number = 1", "number 1")
        .replace("minutes = 15", "minutes = -5");
    let errors = town_file::read("town.toml", &text).unwrap_err().0;
    let lines: Vec<_> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [17, 25, 28], "{errors:#?}");
    let said = errors[0].wrong.to_string();
    assert!(said.starts_with("this is not TOML: "), "{said}");
}

#[test]
fn ids_letters_and_numbers_are_used_once() {
    assert_error(
        "[[department]]",
        "[[lobby]]\nid = \"hall\"\nname = { cs = \"Jiná\" }\n\n[[department]]",
        10,
        "lobby[2].id",
        "`hall` is already used on line 6: choose another one",
    );
    assert_error(
        "id = \"zadost\"",
        "id = \"prukazy\"",
        23,
        "workplace[1].service[1].id",
        "`prukazy` is already used on line 14: choose another one",
    );
    assert_error(
        "[[counter]]",
        "[[counter]]\nnumber = 1\nserves = [\"zadost\"]\n[[counter]]",
        31,
        "counter[2].number",
        "`1` is already used on line 28: choose another one",
    );
    let two = &SMALL[SMALL.find("[[workplace]]").unwrap()..SMALL.find("[[counter]]").unwrap()];
    let two = two.replace("prukazy", "pasy").replace("zadost", "pas");
    let errors = errors(
        "serves = [\"prukazy\"]\n",
        &format!("serves = [\"prukazy\", \"pasy\"]\n{two}"),
    );
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].key, "workplace[2].series");
}

#[test]
fn a_bad_id_says_what_ids_look_like() {
    let (line, key, message) = error("series = \"A\"", "series = \"AB\"");
    assert_eq!((line, key.as_str()), (17, "workplace[1].series"));
    assert!(message.contains("one capital letter"), "{message}");
}

#[test]
fn a_name_that_refers_to_nothing_is_told_the_nearest_that_exists() {
    assert_error(
        "department = \"spravni\"",
        "department = \"spravny\"",
        15,
        "workplace[1].department",
        "there is no department `spravny`: did you mean `spravni`?",
    );
    let errors = errors("serves = [\"prukazy\"]", "serves = [\"pasy\", \"zadost\"]");
    assert_eq!(errors[0].key, "counter[1].serves[1]");
    assert_eq!(
        errors[0].wrong.to_string(),
        "there is no workplace or service `pasy`: use one of prukazy, zadost"
    );
}

#[test]
fn hours_are_checked() {
    let hours = |day: &str| error("[\"8:00-11:30\", \"12:00-17:00\"]", day);
    assert_eq!(
        hours("[\"8h-11:30\"]"),
        (
            20,
            "workplace[1].hours.mon[1]".to_owned(),
            "`8h-11:30` is no span of time: write it as \"8:00-11:30\"".to_owned()
        )
    );
    assert!(
        hours("[\"12:00-8:00\"]")
            .2
            .contains("ends before it begins")
    );
    assert!(
        hours("[\"8:00-12:00\", \"11:00-17:00\"]")
            .2
            .contains("overlaps")
    );
    assert!(hours("[]").2.contains("it never opens"));
    let (_, key, message) = error("{ mon =", "{ pon =");
    assert_eq!(key, "workplace[1].hours.pon");
    assert!(
        message.contains("use one of mon, tue") || message.contains("did you mean"),
        "{message}"
    );
}

#[test]
fn texts_are_neither_empty_nor_too_long() {
    let long = "x".repeat(81);
    assert_error(
        "cs = \"Hala\"",
        &format!("cs = \"{long}\""),
        7,
        "lobby[1].name.cs",
        "81 characters are too long: use 80 at most",
    );
    assert_error(
        "cs = \"Hala\"",
        "cs = \" \"",
        7,
        "lobby[1].name.cs",
        "the text is empty",
    );
    assert_error(
        "cs = \"Hala\"",
        "cs = \"Ha\\nla\"",
        7,
        "lobby[1].name.cs",
        "the text must be in one line",
    );
}

#[test]
fn languages_are_those_of_the_program_and_of_the_town() {
    let (line, key, message) = error("[\"cs\", \"en\"]", "[\"cs\", \"en\", \"fr\"]");
    assert_eq!((line, key.as_str()), (3, "languages[3]"));
    assert!(message.contains("use one of cs, en, de, uk"), "{message}");
    assert_error(
        "[\"cs\", \"en\"]",
        "[\"cs\"]",
        18,
        "workplace[1].name.en",
        "the town does not offer `en`: add it to `languages`, or leave this out",
    );
    assert_error(
        "[\"cs\", \"en\"]",
        "[\"cs\", \"en\", \"cs\"]",
        3,
        "languages[3]",
        "`cs` is already in the list",
    );
}

#[test]
fn whatever_is_offered_must_be_served_somewhere() {
    let service = "minutes = 15\n    [[workplace.service]]\n    id = \"ztrata\"\n    name = { cs = \"Ztráta\" }\n    minutes = 5";
    let text = SMALL
        .replace("minutes = 15", service)
        .replace("serves = [\"prukazy\"]", "serves = [\"zadost\"]");
    let errors = town_file::read("town.toml", &text).unwrap_err().0;
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].key, "workplace[1].service[2].id");
    assert_eq!(
        errors[0].wrong.to_string(),
        "no counter serves `ztrata`: add it to the `serves` of one"
    );
}

#[test]
fn what_is_only_being_set_up_may_be_empty() {
    let other = r#"[[lobby]]
id = "chodba"
name = { cs = "Chodba" }
[[workplace]]
id = "pasy"
department = "spravni"
lobby = "chodba"
series = "C"
name = { cs = "Pasy" }
daily_capacity = 3
hours = { mon = ["8:00-11:30"] }
[[workplace.service]]
id = "pasy-zadost"
name = { cs = "Žádost o pas" }
minutes = 15
offered = "nobody"
[[counter]]"#;
    let town = town_file::read("town.toml", &SMALL.replace("[[counter]]", other)).unwrap();
    assert_eq!(town.services[1].offered, OfferedTo::Nobody);
    let offered = other.replace("\"nobody\"", "\"staff\"");
    let (_, key, message) = error("[[counter]]", &offered);
    assert_eq!(key, "workplace[2].service[1].id");
    assert!(
        message.starts_with("no counter serves `pasy-zadost`"),
        "{message}"
    );
    let offered = other.replace("\"nobody\"", "\"all\"");
    let (_, key, message) = error("[[counter]]", &offered);
    assert_eq!(key, "workplace[2].service[1].offered");
    assert_eq!(message, "use \"everyone\", \"staff\" or \"nobody\"");
}

#[test]
fn a_counter_serves_in_one_lobby_only() {
    let other = r#"[[lobby]]
id = "chodba"
name = { cs = "Chodba" }
[[workplace]]
id = "pasy"
department = "spravni"
lobby = "chodba"
series = "C"
name = { cs = "Pasy" }
daily_capacity = 3
hours = { mon = ["8:00-11:30"] }
[[workplace.service]]
id = "pas"
name = { cs = "Pas" }
minutes = 5
[[counter]]"#;
    let text = SMALL
        .replace("[[counter]]", other)
        .replace("serves = [\"prukazy\"]", "serves = [\"prukazy\", \"pas\"]");
    let errors = town_file::read("town.toml", &text).unwrap_err().0;
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].key, "counter[1].serves[2]");
    assert!(
        errors[0]
            .wrong
            .to_string()
            .starts_with("`pasy` is in the lobby `chodba`, but prukazy in `hall`")
    );
}

#[test]
fn rules_replace_the_defaults_one_by_one() {
    let text = format!("{SMALL}[rules]\nset_aside_minutes = 10\n");
    let rules = town_file::read("town.toml", &text).unwrap().rules;
    assert_eq!(
        rules,
        Rules {
            set_aside_minutes: 10,
            ..Rules::default()
        }
    );
    let text = format!("{SMALL}[rules]\ncalls_until_no_show = 0\nset_asid_minutes = 1\n");
    let errors = town_file::read("town.toml", &text).unwrap_err().0;
    assert_eq!(errors.len(), 2, "{errors:#?}");
}

#[test]
fn the_office_says_how_it_is_reached() {
    let office = town_file::read("town.toml", SMALL).unwrap().office.unwrap();
    assert_eq!(office.email.as_str(), "urad@example.cz");
    assert_eq!(office.phone.as_str(), "+420123456789");
    assert_eq!(office.company_number.as_str(), "00006947");
    assert_eq!(office.processor, None, "the office itself");
    assert_eq!(office.data_protection_email, None);
    let more = "company_number = \"00006947\"\ndata_protection_email = \"dpo@example.cz\"\n\
                processor = { name = \"Firma\", company_number = \"00274968\" }";
    let text = SMALL.replace("company_number = \"00006947\"", more);
    let office = town_file::read("town.toml", &text).unwrap().office.unwrap();
    let processor = office.processor.unwrap();
    assert_eq!(processor.name, "Firma");
    assert_eq!(processor.company_number.as_str(), "00274968");
    assert_eq!(
        office.data_protection_email.unwrap().as_str(),
        "dpo@example.cz"
    );
}

#[test]
fn how_the_office_is_reached_is_checked() {
    let text = SMALL
        .replace("urad@example.cz", "urad")
        .replace("123 456 789", "12")
        .replace("https://www.example.cz", "www.example.cz")
        .replace(
            "\"00006947\"",
            "\"00006974\"\nprocessor = { name = \"Firma\" }",
        )
        .replace("address = ", "adress = ");
    let errors = town_file::read("town.toml", &text).unwrap_err().0;
    let found: Vec<_> = errors.iter().map(|e| (e.line, e.key.as_str())).collect();
    assert_eq!(
        found,
        [
            (31, "office.address"),
            (32, "office.adress"),
            (33, "office.email"),
            (34, "office.phone"),
            (35, "office.website"),
            (36, "office.company_number"),
            (37, "office.processor.company_number"),
        ]
    );
}

/// [`SMALL`] with a table of places for the internet.
fn with_internet(internet: &str) -> String {
    let table = format!("\ninternet = {{ {internet} }}\n\n    [[workplace.service]]");
    SMALL.replace("\n\n    [[workplace.service]]", &table)
}

#[test]
fn places_for_the_internet_are_read_and_make_services_bookable() {
    let text = with_internet("slot_minutes = 20, mon = [\"8:00-9:00 x2\", \"9:00-11:30 x1\"]");
    let town = town_file::read("town.toml", &text).unwrap();
    let internet = town.workplaces[0].internet.as_ref().unwrap();
    assert_eq!(internet.slot_minutes.get(), 20);
    let pieces = internet.places.week[&WeekdayKey::Mon].pieces();
    assert_eq!(pieces.len(), 2);
    assert_eq!(pieces[0].places, 2);
    assert!(town.services[0].bookable);
    let text = text.replace("minutes = 15", "minutes = 15\n    bookable = false");
    assert!(!town_file::read("town.toml", &text).unwrap().services[0].bookable);
    let town = town_file::read("town.toml", SMALL).unwrap();
    assert_eq!(town.workplaces[0].internet, None);
    assert!(!town.services[0].bookable);
}

#[test]
fn places_for_the_internet_are_checked() {
    let wrong = |internet: &str| {
        let errors = town_file::read("town.toml", &with_internet(internet)).unwrap_err();
        match &errors.0[..] {
            [error] => (error.line, error.key.clone(), error.wrong.to_string()),
            errors => panic!("not one error but {errors:#?}"),
        }
    };
    let (line, key, message) = wrong("slot_minutes = 0, mon = [\"8:00-9:00 x1\"]");
    assert_eq!(
        (line, key.as_str()),
        (21, "workplace[1].internet.slot_minutes")
    );
    assert_eq!(message, "it must be a whole number from 5 to 480");
    let (_, key, message) = wrong("slot_minutes = 15, mon = [\"8:00-9:00\"]");
    assert_eq!(key, "workplace[1].internet.mon[1]");
    assert_eq!(
        message,
        "`8:00-9:00` is no span of time with places: write it as \"8:00-11:30 x2\""
    );
    let (_, _, message) = wrong("slot_minutes = 15, mon = [\"8:00-9:00 x0\"]");
    assert_eq!(message, "the places must be from 1 to 99");
    let (_, key, message) = wrong("slot_minutes = 15, mon = [\"8:00-9:00 x1\", \"8:30-9:30 x1\"]");
    assert_eq!(key, "workplace[1].internet.mon");
    assert!(message.contains("overlaps"), "{message}");
    for outside in ["7:45-9:00", "11:00-12:30", "12:00-17:15"] {
        let internet = format!("slot_minutes = 15, mon = [\"{outside} x1\"]");
        let (_, key, message) = wrong(&internet);
        assert_eq!(key, "workplace[1].internet.mon[1]");
        assert!(message.contains("does not work all that time"), "{message}");
    }
    let (_, key, _) = wrong("slot_minutes = 15, tue = [\"8:00-9:00 x1\"]");
    assert_eq!(key, "workplace[1].internet.tue[1]", "closed on Tuesdays");
    let (_, _, message) = wrong("slot_minutes = 15, mon = [\"8:00-9:00 x1\"], places = 1");
    assert!(message.contains("there is no key `places`"), "{message}");
    let (_, key, message) = error("minutes = 15", "minutes = 15\n    bookable = true");
    assert_eq!(key, "workplace[1].service[1].bookable");
    assert!(
        message.contains("give it the table `internet`"),
        "{message}"
    );
}

#[test]
fn an_empty_file_misses_everything() {
    let errors = town_file::read("town.toml", "").unwrap_err().0;
    let keys: Vec<_> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "counter",
            "department",
            "languages",
            "lobby",
            "name",
            "office",
            "workplace",
            "zone"
        ]
    );
}

#[test]
fn what_is_written_is_read_as_the_same_town() {
    let exceptions = r#"
[[workplace.period]]
from = "2026-07-01"
to = "2026-08-31"
hours = { mon = ["8:00-9:00"] }
places = { mon = ["8:00-8:30 x1"] }
[[workplace.period]]
from = "2027-01-01"
hours = {}
[[workplace.day]]
date = "2026-12-24"
hours = ["8:00-10:00"]
places = ["8:00-9:00 x2", "9:00-10:00 x1"]
[[workplace.day]]
date = "2026-12-31"
hours = []
[[workplace.service]]"#;
    let strange = r#"name.cs = "Úřad \"u <script>\" \\ 'konec'""#;
    let texts = [
        KOSTELEC.to_owned(),
        KOSTELEC.replacen("\n    [[workplace.service]]", exceptions, 1),
        KOSTELEC.replacen(
            "    minutes = 15\n",
            "minutes = 15\nbookable = false\noffered = \"staff\"\n",
            3,
        ),
        KOSTELEC.replacen("name.cs = \"Městský úřad Kostelec nad Orlicí\"", strange, 1),
        SMALL.to_owned(),
        with_internet("slot_minutes = 15"),
    ];
    for text in texts {
        let town = town_file::read("town.toml", &text).unwrap();
        let written = town_file::write(&town);
        let read = town_file::read("written.toml", &written).unwrap_or_else(|errors| {
            panic!("{errors}\n{written}");
        });
        assert_eq!(read, town, "{written}");
        assert_eq!(town_file::write(&read), written);
    }
}

#[test]
fn exceptions_are_checked() {
    let error = |exception: &str| error("[[counter]]", &format!("{exception}\n[[counter]]"));
    let (_, key, message) = error("[[workplace.day]]\ndate = \"24. 12.\"\nhours = []");
    assert_eq!(key, "workplace[1].day[1].date");
    assert!(
        message.contains("write a day as \"2026-12-24\""),
        "{message}"
    );
    let (_, key, _) = error("[[workplace.day]]\ndate = \"2026-12-24\"");
    assert_eq!(key, "workplace[1].day[1].hours");
    let period = "[[workplace.period]]\nfrom = \"2026-12-24\"\nhours = {}";
    let (_, key, message) = error(&format!("{period}\nto = \"2026-12-23\""));
    assert_eq!(key, "workplace[1].period[1].from");
    assert!(message.contains("ends before it begins"), "{message}");
    let (_, key, message) = error(&format!("{period}\n{period}"));
    assert_eq!(key, "workplace[1].period[2].from");
    assert!(message.contains("already"), "{message}");
}
