//! What is said after the chime: "Lístek á dvanáct, přepážka tři."
//!
//! Numbers are words, so that every synthesiser says the same: left as digits, `012` is read as
//! "nula dvanáct" by one and "nula jedna dva" by another.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    ids::{CallSeq, CounterNumber, Series},
    lobby::ShownCall,
    text::Language,
};

/// A display that hears of a call later than this shows it and does not say it: after an outage it
/// would read out old calls for minutes, and send people to where nobody awaits them any more.
const STILL_SAID: TimeDelta = TimeDelta::seconds(30);

/// Of the calls that a display hears of at `now` those that it says, in their order; `said` is the
/// number of the last one that it knew.
#[must_use]
pub fn to_say(calls: &[ShownCall], said: CallSeq, now: DateTime<Utc>) -> Vec<ShownCall> {
    let calls = calls.iter().copied();
    let mut new: Vec<_> = calls
        .filter(|call| call.seq > said && now - call.at <= STILL_SAID)
        .collect();
    new.sort_by_key(|call| call.seq);
    new
}

/// The call of a ticket to a counter, as it is spoken.
#[must_use]
pub fn announcement(
    language: Language,
    series: Series,
    ticket: u16,
    counter: CounterNumber,
) -> String {
    let letter = letter(language, series);
    let (ticket, counter) = (number(language, ticket), number(language, counter.get()));
    match language {
        Language::Cs => format!("Lístek {letter} {ticket}, přepážka {counter}."),
        Language::En => format!("Ticket {letter} {ticket}, counter {counter}."),
        Language::De => format!("Nummer {letter} {ticket}, Schalter {counter}."),
        Language::Uk => format!("Талон {letter} {ticket}, віконце {counter}."),
    }
}

/// The letter's name. English and German voices know the letters of their own alphabet, and
/// stumble over their names; a Czech one takes "V" and "S" for prepositions.
#[must_use]
pub fn letter(language: Language, series: Series) -> &'static str {
    let names: [&str; 26] = match language {
        Language::Cs => [
            "á",
            "bé",
            "cé",
            "dé",
            "é",
            "ef",
            "gé",
            "há",
            "í",
            "jé",
            "ká",
            "el",
            "em",
            "en",
            "ó",
            "pé",
            "kvé",
            "er",
            "es",
            "té",
            "ú",
            "vé",
            "dvojité vé",
            "iks",
            "ypsilon",
            "zet",
        ],
        Language::En | Language::De => [
            "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q",
            "R", "S", "T", "U", "V", "W", "X", "Y", "Z",
        ],
        Language::Uk => [
            "а",
            "бе",
            "це",
            "де",
            "е",
            "еф",
            "ґе",
            "аш",
            "і",
            "йот",
            "ка",
            "ель",
            "ем",
            "ен",
            "о",
            "пе",
            "ку",
            "ер",
            "ес",
            "те",
            "у",
            "ве",
            "дубль ве",
            "ікс",
            "іпсилон",
            "зет",
        ],
    };
    names.get(series.position()).copied().unwrap_or_default()
}

/// A number as the name of something, which it counts in no gender: "jedna, dva, tři".
#[must_use]
pub fn number(language: Language, n: u16) -> String {
    if n >= 1_000 {
        let rest = match n % 1_000 {
            0 => String::new(),
            rest => number(language, rest),
        };
        return thousands(language, n / 1_000, &rest);
    }
    let words = words(language);
    let word = |list: &'static [&'static str], n: u16| {
        let found = list.get(usize::from(n));
        found.copied().unwrap_or_default()
    };
    let hundreds = match n / 100 {
        0 => "",
        hundreds => word(&words.hundreds, hundreds - 1),
    };
    let below = n % 100;
    let (tens, units) = match below {
        0 if n > 0 => ("", ""),
        0..20 => ("", word(&words.units, below)),
        _ => (
            word(&words.tens, below / 10 - 2),
            match below % 10 {
                0 => "",
                units => word(&words.units, units),
            },
        ),
    };
    match language {
        Language::Cs | Language::Uk => joined(" ", &[hundreds, tens, units]),
        Language::En => {
            let below = joined("-", &[tens, units]);
            joined(" and ", &[hundreds, &below])
        }
        // Units come before tens: "einundzwanzig".
        Language::De if !tens.is_empty() && !units.is_empty() => {
            let units = if units == "eins" { "ein" } else { units };
            format!("{hundreds}{units}und{tens}")
        }
        Language::De => joined("", &[hundreds, tens, units]),
    }
}

fn thousands(language: Language, thousands: u16, rest: &str) -> String {
    let many = number(language, thousands);
    let word = match (language, thousands) {
        (Language::Cs, 1) => "tisíc".to_owned(),
        (Language::Cs, 2..=4) => format!("{many} tisíce"),
        (Language::Cs, _) => format!("{many} tisíc"),
        (Language::Uk, 1) => "тисяча".to_owned(),
        (Language::Uk, 2) => "дві тисячі".to_owned(),
        (Language::Uk, 3 | 4) => format!("{many} тисячі"),
        (Language::Uk, _) => format!("{many} тисяч"),
        (Language::En, _) => format!("{many} thousand"),
        (Language::De, 1) => return format!("eintausend{rest}"),
        (Language::De, _) => return format!("{many}tausend{rest}"),
    };
    joined(" ", &[&word, rest])
}

/// What there is of `parts`.
fn joined(by: &str, parts: &[&str]) -> String {
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts.copied().collect::<Vec<_>>().join(by)
}

struct Words {
    /// 0 to 19
    units: [&'static str; 20],
    /// 20, 30, … 90
    tens: [&'static str; 8],
    /// 100, 200, … 900
    hundreds: [&'static str; 9],
}

static CZECH: Words = Words {
    units: [
        "nula",
        "jedna",
        "dva",
        "tři",
        "čtyři",
        "pět",
        "šest",
        "sedm",
        "osm",
        "devět",
        "deset",
        "jedenáct",
        "dvanáct",
        "třináct",
        "čtrnáct",
        "patnáct",
        "šestnáct",
        "sedmnáct",
        "osmnáct",
        "devatenáct",
    ],
    tens: [
        "dvacet",
        "třicet",
        "čtyřicet",
        "padesát",
        "šedesát",
        "sedmdesát",
        "osmdesát",
        "devadesát",
    ],
    hundreds: [
        "sto",
        "dvě stě",
        "tři sta",
        "čtyři sta",
        "pět set",
        "šest set",
        "sedm set",
        "osm set",
        "devět set",
    ],
};

static ENGLISH: Words = Words {
    units: [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    tens: [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ],
    hundreds: [
        "one hundred",
        "two hundred",
        "three hundred",
        "four hundred",
        "five hundred",
        "six hundred",
        "seven hundred",
        "eight hundred",
        "nine hundred",
    ],
};

static GERMAN: Words = Words {
    units: [
        "null",
        "eins",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
        "dreizehn",
        "vierzehn",
        "fünfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ],
    tens: [
        "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
    ],
    hundreds: [
        "hundert",
        "zweihundert",
        "dreihundert",
        "vierhundert",
        "fünfhundert",
        "sechshundert",
        "siebenhundert",
        "achthundert",
        "neunhundert",
    ],
};

static UKRAINIAN: Words = Words {
    units: [
        "нуль",
        "один",
        "два",
        "три",
        "чотири",
        "п’ять",
        "шість",
        "сім",
        "вісім",
        "дев’ять",
        "десять",
        "одинадцять",
        "дванадцять",
        "тринадцять",
        "чотирнадцять",
        "п’ятнадцять",
        "шістнадцять",
        "сімнадцять",
        "вісімнадцять",
        "дев’ятнадцять",
    ],
    tens: [
        "двадцять",
        "тридцять",
        "сорок",
        "п’ятдесят",
        "шістдесят",
        "сімдесят",
        "вісімдесят",
        "дев’яносто",
    ],
    hundreds: [
        "сто",
        "двісті",
        "триста",
        "чотириста",
        "п’ятсот",
        "шістсот",
        "сімсот",
        "вісімсот",
        "дев’ятсот",
    ],
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::Cs => &CZECH,
        Language::En => &ENGLISH,
        Language::De => &GERMAN,
        Language::Uk => &UKRAINIAN,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ticket::tests::{counter, noon, ticket};

    fn said(language: Language, series: &str, ticket: u16, counter: u16) -> String {
        let counter = counter.try_into().unwrap();
        announcement(language, series.parse().unwrap(), ticket, counter)
    }

    fn call(seq: u64, seconds: i64) -> ShownCall {
        ShownCall {
            seq: CallSeq(seq),
            ticket: ticket("A", 1).id,
            counter: counter(1),
            at: noon() + TimeDelta::seconds(seconds),
            open: true,
        }
    }

    fn seqs(calls: &[ShownCall], said: u64, seconds: i64) -> Vec<u64> {
        let now = noon() + TimeDelta::seconds(seconds);
        let said = to_say(calls, CallSeq(said), now);
        said.iter().map(|call| call.seq.0).collect()
    }

    #[test]
    fn new_calls_are_said_in_their_order_and_each_once() {
        let newest_first: Vec<_> = (1..=20).rev().map(|seq| call(seq, 0)).collect();
        assert_eq!(seqs(&newest_first, 0, 1), (1..=20).collect::<Vec<_>>());
        assert_eq!(seqs(&newest_first, 18, 1), [19, 20]);
        assert!(seqs(&newest_first, 20, 1).is_empty());
    }

    #[test]
    fn what_was_called_while_the_display_was_away_is_shown_only() {
        let calls = [call(3, 40), call(2, 10), call(1, 9)];
        assert_eq!(seqs(&calls, 0, 40), [2, 3]);
        assert!(seqs(&calls, 0, 71).is_empty());
        // A display whose clock is behind says it all the same.
        assert_eq!(seqs(&calls, 2, 0), [3]);
    }

    #[test]
    fn a_call_is_said_in_every_language() {
        let said = |language| said(language, "A", 12, 3);
        assert_eq!(said(Language::Cs), "Lístek á dvanáct, přepážka tři.");
        assert_eq!(said(Language::En), "Ticket A twelve, counter three.");
        assert_eq!(said(Language::De), "Nummer A zwölf, Schalter drei.");
        assert_eq!(said(Language::Uk), "Талон а дванадцять, віконце три.");
    }

    #[test]
    fn every_letter_has_its_czech_name() {
        for (series, name) in [
            ("A", "á"),
            ("B", "bé"),
            ("C", "cé"),
            ("E", "é"),
            ("P", "pé"),
            ("Q", "kvé"),
            ("R", "er"),
            ("S", "es"),
            ("V", "vé"),
            ("W", "dvojité vé"),
            ("Z", "zet"),
        ] {
            assert_eq!(letter(Language::Cs, series.parse().unwrap()), name);
        }
        for language in Language::ALL {
            let series = ('A'..='Z').map(|series| series.to_string().parse().unwrap());
            let names: BTreeSet<_> = series.map(|series| letter(language, series)).collect();
            assert_eq!(names.len(), 26, "{language}");
            assert!(!names.contains(""), "{language}");
        }
    }

    #[test]
    fn numbers_are_words_in_every_language() {
        for (n, cs, en, de, uk) in [
            (0, "nula", "zero", "null", "нуль"),
            (1, "jedna", "one", "eins", "один"),
            (2, "dva", "two", "zwei", "два"),
            (10, "deset", "ten", "zehn", "десять"),
            (14, "čtrnáct", "fourteen", "vierzehn", "чотирнадцять"),
            (19, "devatenáct", "nineteen", "neunzehn", "дев’ятнадцять"),
            (20, "dvacet", "twenty", "zwanzig", "двадцять"),
            (
                21,
                "dvacet jedna",
                "twenty-one",
                "einundzwanzig",
                "двадцять один",
            ),
            (
                45,
                "čtyřicet pět",
                "forty-five",
                "fünfundvierzig",
                "сорок п’ять",
            ),
            (90, "devadesát", "ninety", "neunzig", "дев’яносто"),
            (
                99,
                "devadesát devět",
                "ninety-nine",
                "neunundneunzig",
                "дев’яносто дев’ять",
            ),
            (100, "sto", "one hundred", "hundert", "сто"),
            (
                101,
                "sto jedna",
                "one hundred and one",
                "hunderteins",
                "сто один",
            ),
            (
                112,
                "sto dvanáct",
                "one hundred and twelve",
                "hundertzwölf",
                "сто дванадцять",
            ),
            (200, "dvě stě", "two hundred", "zweihundert", "двісті"),
            (
                234,
                "dvě stě třicet čtyři",
                "two hundred and thirty-four",
                "zweihundertvierunddreißig",
                "двісті тридцять чотири",
            ),
            (
                316,
                "tři sta šestnáct",
                "three hundred and sixteen",
                "dreihundertsechzehn",
                "триста шістнадцять",
            ),
            (
                550,
                "pět set padesát",
                "five hundred and fifty",
                "fünfhundertfünfzig",
                "п’ятсот п’ятдесят",
            ),
            (
                999,
                "devět set devadesát devět",
                "nine hundred and ninety-nine",
                "neunhundertneunundneunzig",
                "дев’ятсот дев’яносто дев’ять",
            ),
            (1_000, "tisíc", "one thousand", "eintausend", "тисяча"),
            (
                1_021,
                "tisíc dvacet jedna",
                "one thousand twenty-one",
                "eintausendeinundzwanzig",
                "тисяча двадцять один",
            ),
            (
                2_500,
                "dva tisíce pět set",
                "two thousand five hundred",
                "zweitausendfünfhundert",
                "дві тисячі п’ятсот",
            ),
            (
                5_000,
                "pět tisíc",
                "five thousand",
                "fünftausend",
                "п’ять тисяч",
            ),
        ] {
            let all = Language::ALL.map(|language| number(language, n));
            assert_eq!(all, [cs, en, de, uk], "{n}");
        }
    }

    #[test]
    fn no_two_numbers_sound_the_same_and_none_is_left_in_digits() {
        for language in Language::ALL {
            let said: BTreeSet<_> = (0..=1_999).map(|n| number(language, n)).collect();
            assert_eq!(said.len(), 2_000, "{language}");
            for said in &said {
                assert!(!said.contains(|c: char| c.is_ascii_digit()), "{said}");
                assert!(!said.contains("  ") && said.trim() == said, "{said:?}");
            }
            let counters: BTreeSet<_> = (1..=99)
                .map(|n| super::tests::said(language, "A", 1, n))
                .collect();
            assert_eq!(counters.len(), 99, "{language}");
        }
    }
}
