//! Who a reservation is for: the only personal data that the office keeps.
//!
//! None of it shows in a debug form, so that no log or trace can hold it by mistake.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A client, as they wrote themselves into the form, or as a clerk wrote down who called or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub name: Name,
    /// None: no mail is ever written to them.
    pub email: Option<Email>,
    pub phone: Option<Phone>,
}

/// Whom a mail goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    pub name: Name,
    pub email: Email,
}

/// Which fields of the form are wrong, and why; at least one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactErrors {
    pub name: Option<NameError>,
    pub email: Option<EmailError>,
    pub phone: Option<PhoneError>,
}

impl Contact {
    /// Reads the form on the internet, which needs an e-mail; an empty phone is none.
    ///
    /// # Errors
    /// Every wrong field at once, so that nobody mends the form one by one.
    pub fn parse(name: &str, email: &str, phone: &str) -> Result<Self, ContactErrors> {
        Self::of(name, email.parse().map(Some), phone)
    }

    /// Reads a clerk's form, where an empty e-mail is none as well: the client is there, or on the
    /// phone, and is told the code.
    ///
    /// # Errors
    /// Those of [`Contact::parse`].
    pub fn parse_by_clerk(name: &str, email: &str, phone: &str) -> Result<Self, ContactErrors> {
        Self::of(name, optional(email), phone)
    }

    /// None if they cannot be written to.
    #[must_use]
    pub fn addressee(&self) -> Option<Addressee> {
        Some(Addressee {
            name: self.name.clone(),
            email: self.email.clone()?,
        })
    }

    fn of(
        name: &str,
        email: Result<Option<Email>, EmailError>,
        phone: &str,
    ) -> Result<Self, ContactErrors> {
        match (name.parse(), email, optional(phone)) {
            (Ok(name), Ok(email), Ok(phone)) => Ok(Self { name, email, phone }),
            (name, email, phone) => Err(ContactErrors {
                name: name.err(),
                email: email.err(),
                phone: phone.err(),
            }),
        }
    }
}

/// Nothing typed is none.
fn optional<T: FromStr>(typed: &str) -> Result<Option<T>, T::Err> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some),
    }
}

macro_rules! personal_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

personal_text!(
    /// A name of 1 to 100 characters on one line.
    Name
);
personal_text!(
    /// An address that a mail can be sent to.
    Email
);
personal_text!(
    /// A phone number in its international form, `+` and digits only.
    Phone
);

/// Longest name, in characters.
const MAX_NAME: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NameError {
    #[error("the name is empty")]
    Empty,
    #[error("the name is longer than {MAX_NAME} characters")]
    TooLong,
}

impl FromStr for Name {
    type Err = NameError;

    /// White space and control characters become single spaces: a name stands in headers of mails.
    fn from_str(typed: &str) -> Result<Self, NameError> {
        let words = typed.split(|c: char| c.is_whitespace() || c.is_control());
        let name = words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        // Some characters show nothing and yet are no white space. A name has a letter in it.
        if !name.contains(char::is_alphanumeric) {
            Err(NameError::Empty)
        } else if name.chars().count() > MAX_NAME {
            Err(NameError::TooLong)
        } else {
            Ok(Self(name))
        }
    }
}

/// Longest address, in bytes, that mail servers carry (RFC 5321 § 4.5.3.1.3 less the brackets).
const MAX_EMAIL: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321 § 4.5.3.1.1).
const MAX_MAILBOX: usize = 64;
/// Longest label of a domain, in bytes (RFC 1035 § 2.3.4).
const MAX_LABEL: usize = 63;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum EmailError {
    #[error("the e-mail address is empty")]
    Empty,
    #[error("the e-mail address is longer than {MAX_EMAIL} characters")]
    TooLong,
    #[error("this is not an e-mail address")]
    Invalid,
}

impl Email {
    /// The form in which addresses are compared and counted: people type capitals as they like.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for Email {
    type Err = EmailError;

    /// Plain and tolerant: whether it is theirs the mail itself will show. What could never be
    /// sent, or could break out of a header, is refused.
    fn from_str(typed: &str) -> Result<Self, EmailError> {
        let address = typed.trim();
        if address.is_empty() {
            return Err(EmailError::Empty);
        }
        if address.len() > MAX_EMAIL {
            return Err(EmailError::TooLong);
        }
        match address.split_once('@') {
            Some((mailbox, domain)) if is_mailbox(mailbox) && is_domain(domain) => {
                Ok(Self(address.to_owned()))
            }
            _ => Err(EmailError::Invalid),
        }
    }
}

fn is_mailbox(text: &str) -> bool {
    let meaningful = |c: char| "()<>[]:;,\\\"@".contains(c) || c.is_whitespace() || c.is_control();
    text.len() <= MAX_MAILBOX
        && text
            .split('.')
            .all(|atom| !atom.is_empty() && !atom.contains(meaningful))
}

/// Letters of any script are allowed; at least one dot.
fn is_domain(text: &str) -> bool {
    let in_label = |c: char| {
        c.is_ascii_alphanumeric()
            || c == '-'
            || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= MAX_LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(in_label)
    };
    text.contains('.') && text.split('.').all(is_label)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PhoneError {
    #[error("this is not a phone number")]
    Invalid,
}

/// The prefix of a number typed without one.
const CZECH: &str = "+420";
/// How many digits a Czech number has after its prefix.
const CZECH_DIGITS: usize = 9;

impl FromStr for Phone {
    type Err = PhoneError;

    /// Nine digits are a Czech number; any other begins with `+` or `00` and the country's prefix.
    fn from_str(typed: &str) -> Result<Self, PhoneError> {
        let separates = |c: &char| c.is_whitespace() || "-–./()".contains(*c);
        let dialled: String = typed.chars().filter(|c| !separates(c)).collect();
        let number = match dialled.strip_prefix('+').or(dialled.strip_prefix("00")) {
            Some(international) => format!("+{international}"),
            None if dialled.len() == CZECH_DIGITS => format!("{CZECH}{dialled}"),
            None => return Err(PhoneError::Invalid),
        };
        if is_phone(&number) {
            Ok(Self(number))
        } else {
            Err(PhoneError::Invalid)
        }
    }
}

/// By E.164 a number has at most 15 digits, and no prefix begins with zero.
impl Phone {
    /// As people read it: a Czech number in groups of three, others as they are.
    #[must_use]
    pub fn grouped(&self) -> String {
        match self.0.strip_prefix(CZECH) {
            Some(number) if number.len() == CZECH_DIGITS => {
                let (first, rest) = number.split_at(3);
                let (second, third) = rest.split_at(3);
                format!("{CZECH} {first} {second} {third}")
            }
            _ => self.0.clone(),
        }
    }
}

fn is_phone(number: &str) -> bool {
    if let Some(national) = number.strip_prefix(CZECH) {
        return national.len() == CZECH_DIGITS
            && !national.starts_with('0')
            && national.chars().all(|c| c.is_ascii_digit());
    }
    let digits = number.trim_start_matches('+');
    (7..=15).contains(&digits.len())
        && number.len() == digits.len() + 1
        && !digits.starts_with('0')
        && digits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn email(typed: &str) -> Result<Email, EmailError> {
        typed.parse()
    }

    #[test]
    fn any_persons_name_is_taken_as_it_is() {
        let longest = "ř".repeat(100);
        for name in [
            "X",
            "李",
            &longest,
            "Олена Шевченко",
            "D'Artagnan",
            "<script>alert(1)</script>",
            "محمد",
        ] {
            assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn a_name_is_trimmed_and_stays_on_one_line() {
        let name: Name = "  Jan\r\nBcc: \t Novák\u{0} ".parse().unwrap();
        assert_eq!(name.as_str(), "Jan Bcc: Novák");
    }

    #[test]
    fn a_name_that_shows_nothing_or_is_too_long_is_refused() {
        for empty in ["", "   ", "\u{a0}\u{2003}", "\u{200b}\u{200d}", "\n", "-"] {
            assert_eq!(empty.parse::<Name>(), Err(NameError::Empty), "{empty:?}");
        }
        assert_eq!("ř".repeat(101).parse::<Name>(), Err(NameError::TooLong));
    }

    #[test]
    fn addresses_that_can_be_mailed_are_taken() {
        for address in [
            "jan@example.cz",
            "jan.novak+urad@mail.example.co.uk",
            "jan@háčkyčárky.cz",
            "jan@xn--hkyrky-ptac70bc.cz",
            "o'neil@example.ie",
            "иван@пример.рф",
            "a@b.c",
        ] {
            assert_eq!(email(address).unwrap().as_str(), address);
        }
        assert_eq!(
            email("  Jan@Example.CZ\n").unwrap().folded(),
            "jan@example.cz"
        );
    }

    #[test]
    fn addresses_that_cannot_be_mailed_are_refused() {
        assert_eq!(email("  "), Err(EmailError::Empty));
        for address in [
            "jan",
            "jan@",
            "@example.cz",
            "jan@example",
            "jan@@example.cz",
            "jan@ex@ample.cz",
            "jan novak@example.cz",
            "jan@exa mple.cz",
            "jan@example.cz\r\nBcc: all@example.cz",
            "jan\u{0}@example.cz",
            "jan@example..cz",
            "jan@.cz",
            "jan@example.cz.",
            ".jan@example.cz",
            "jan..novak@example.cz",
            "jan@-example.cz",
            "a@b.cz,c@d.cz",
            "a,b@example.cz",
            "<jan@example.cz>",
            "jan@[127.0.0.1]",
        ] {
            assert_eq!(email(address), Err(EmailError::Invalid), "{address:?}");
        }
    }

    #[test]
    fn a_number_is_shown_as_people_read_it() {
        let shown = |typed: &str| typed.parse::<Phone>().unwrap().grouped();
        assert_eq!(shown("494337111"), "+420 494 337 111");
        assert_eq!(shown("+49 30 123456"), "+4930123456");
    }

    #[test]
    fn an_address_has_at_most_254_bytes() {
        let label = "b".repeat(59);
        let address = |mailbox: usize| {
            let mailbox = "a".repeat(mailbox);
            format!("{mailbox}@{label}.{label}.{label}.cz")
        };
        assert_eq!(address(64).len(), 247);
        assert!(email(&address(64)).is_ok());
        assert_eq!(email(&address(65)), Err(EmailError::Invalid));
        let domain = |last: usize| {
            format!(
                "{}@{label}.{label}.{label}.{}",
                "a".repeat(64),
                "c".repeat(last)
            )
        };
        assert_eq!(domain(9).len(), 254);
        assert!(email(&domain(9)).is_ok());
        assert_eq!(email(&domain(10)), Err(EmailError::TooLong));
    }

    #[test]
    fn phones_are_read_in_czech_and_international_form() {
        for typed in [
            "601234567",
            "601 234 567",
            "+420 601 234 567",
            "00420601234567",
            "(+420) 601-234-567",
            "+420\u{a0}601.234.567",
        ] {
            assert_eq!(
                typed.parse::<Phone>().unwrap().as_str(),
                "+420601234567",
                "{typed}"
            );
        }
        let german: Phone = "0049 30 1234567".parse().unwrap();
        assert_eq!(german.as_str(), "+49301234567");
        for typed in [
            "12345678",
            "0601234567",
            "+420 601 234 56",
            "+420 601 234 5678",
            "+0123456789",
            "++420601234567",
            "601234+67",
            "zavolejte",
            "60123456a",
            "+123456",
            "+1234567890123456",
            "+",
            "řřřřř",
        ] {
            assert_eq!(typed.parse::<Phone>(), Err(PhoneError::Invalid), "{typed}");
        }
    }

    #[test]
    fn every_wrong_field_is_said_at_once() {
        let errors = ContactErrors {
            name: Some(NameError::Empty),
            email: Some(EmailError::Invalid),
            phone: Some(PhoneError::Invalid),
        };
        assert_eq!(Contact::parse(" ", "jan", "1"), Err(errors));
        let only_email = ContactErrors {
            email: Some(EmailError::Empty),
            ..ContactErrors::default()
        };
        assert_eq!(Contact::parse("Jan", "", ""), Err(only_email));
        assert_eq!(
            Contact::parse("Jan", "jan@example.cz", "  ").unwrap().phone,
            None
        );
    }

    #[test]
    fn a_clerk_may_leave_the_email_empty_but_not_write_it_wrong() {
        let without = Contact::parse_by_clerk("Jan", " ", "601234567").unwrap();
        assert_eq!(without.email, None);
        assert_eq!(without.addressee(), None);
        assert!(without.phone.is_some());
        let with = Contact::parse_by_clerk("Jan", "jan@example.cz", "").unwrap();
        assert_eq!(
            Ok(with.clone()),
            Contact::parse("Jan", "jan@example.cz", "")
        );
        let addressee = with.addressee().unwrap();
        assert_eq!(Some(addressee.email), with.email);
        let errors = ContactErrors {
            name: Some(NameError::Empty),
            email: Some(EmailError::Invalid),
            phone: Some(PhoneError::Invalid),
        };
        assert_eq!(Contact::parse_by_clerk("", "jan", "1"), Err(errors));
    }

    #[test]
    fn personal_data_stay_out_of_logs() {
        let contact = Contact::parse("Jan", "jan@example.cz", "601234567").unwrap();
        assert_eq!(
            format!("{contact:?}"),
            "Contact { name: Name(…), email: Some(Email(…)), phone: Some(Phone(…)) }"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_typed_nothing_that_breaks_a_header_comes_through(
            name in any::<String>(),
            mailbox in "\\PC{0,5}[\r\n\t ]?\\PC{0,5}",
            domain in "[a-z]{1,5}[\r\n.]{1,2}[a-z]{1,3}",
        ) {
            if let Ok(name) = name.parse::<Name>() {
                prop_assert!(!name.as_str().contains(char::is_control));
                prop_assert!(name.as_str().chars().count() <= MAX_NAME);
            }
            if let Ok(email) = format!("{mailbox}@{domain}").parse::<Email>() {
                prop_assert!(!email.as_str().contains(|c: char| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(email.as_str().matches('@').count(), 1);
            }
        }
    }
}
