//! What each mail says.

use std::time::SystemTime;

use app::{
    texts::{self, Texts, fill},
    ui::{date_with_weekday, time_of_day},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    code::Code,
    contact::Email,
    ids::{ServiceId, WorkplaceId},
    moment::Moment,
    reservation::ReservationState,
    slots::AgreedTime,
    text::Language,
    town::{Office, Service, Town},
};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use store::{Booking, Mail, MailKind, ReservationId};

use super::{
    calendar::Entry,
    letter::{Letter, Piece},
    public_url::PublicUrl,
    texts::{MailTexts, of},
};

/// Makes mails of what is in the outbox.
#[derive(Clone, Debug)]
pub struct Composer {
    pub public_url: PublicUrl,
    /// Who sends them; none: the office's own address.
    pub from: Option<Email>,
}

/// Why there is no mail. None of it names a client.
#[derive(Debug, thiserror::Error)]
pub enum NotComposed {
    /// Nothing that the set-up says can mend it.
    #[error("no mail can be sent to such an address")]
    Recipient,
    #[error("the set-up does not say how the office is reached: it needs the table `office`")]
    NoOffice,
    #[error("no mail can be sent from such an address")]
    Sender,
    #[error("the mail lacks its {0}")]
    Lacks(&'static str),
    #[error("the mail could not be built")]
    Build(#[from] lettre::error::Error),
}

/// Says to programs that answer by themselves that nobody reads it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// What a mail or a page knows of a reservation.
struct Appointment<'a> {
    reservation: &'a ReservationId,
    revision: u16,
    workplace: &'a WorkplaceId,
    service: &'a ServiceId,
    agreed: AgreedTime,
    code: Option<Code>,
    language: Language,
}

impl Composer {
    /// # Errors
    /// Why it cannot be sent.
    pub fn compose(&self, mail: &Mail, town: &Town, now: Moment) -> Result<Message, NotComposed> {
        let office = town.office.as_ref().ok_or(NotComposed::NoOffice)?;
        let about = About::new(mail, town, office, now);
        let letter = self.letter(mail, &about)?;
        let from = mailbox(self.from.as_ref().unwrap_or(&office.email));
        let from = from.ok_or(NotComposed::Sender)?;
        let reply_to = mailbox(&office.email).ok_or(NotComposed::Sender)?;
        let to = mailbox(&mail.to.email).ok_or(NotComposed::Recipient)?;
        let message = Message::builder()
            .date(SystemTime::from(now.instant))
            .message_id(Some(self.unique(&mail.message)))
            .from(Mailbox::new(Some(about.town_name()), from))
            .reply_to(Mailbox::new(None, reply_to))
            // Not with the name, which anybody may have typed.
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .header(AutoSubmitted);
        let body = MultiPart::alternative()
            .singlepart(SinglePart::plain(letter.text()))
            .singlepart(SinglePart::html(letter.html()));
        let entry = match mail.kind {
            MailKind::Code | MailKind::Reminder | MailKind::Moved | MailKind::Cancelled => {
                let mut entry = self.entry_of(&Appointment::from(mail), town, office, now);
                entry.is_cancelled = mail.kind == MailKind::Cancelled;
                entry.url = mail
                    .token
                    .as_deref()
                    .map(|token| self.public_url.reservation(token));
                entry
            }
            // What falls away stays in the calendar until the client has chosen another time.
            MailKind::Confirm | MailKind::Closed | MailKind::Message => {
                return Ok(message.multipart(body)?);
            }
        };
        let kind = format!("text/calendar; charset=utf-8; method={}", entry.method());
        let kind = ContentType::parse(&kind).map_err(|_| NotComposed::Lacks("type"))?;
        let attached = Attachment::new("termin.ics".to_owned()).body(entry.file(), kind);
        let whole = MultiPart::mixed().multipart(body).singlepart(attached);
        Ok(message.multipart(whole)?)
    }

    /// The calendar's file for a confirmed reservation; none for any other.
    #[must_use]
    pub fn calendar(
        &self,
        booking: &Booking,
        token: &str,
        town: &Town,
        now: Moment,
    ) -> Option<String> {
        let reservation = &booking.reservation;
        let ReservationState::Confirmed { code, .. } = reservation.state else {
            return None;
        };
        let appointment = Appointment {
            reservation: &booking.id,
            revision: booking.revision,
            workplace: &reservation.workplace,
            service: &reservation.service,
            agreed: reservation.agreed,
            code: Some(code),
            language: reservation.language,
        };
        let mut entry = self.entry_of(&appointment, town, town.office.as_ref()?, now);
        entry.url = Some(self.public_url.reservation(token));
        Some(entry.file())
    }

    fn unique(&self, name: &str) -> String {
        format!("<{name}@{}>", self.public_url.host())
    }

    fn letter(&self, mail: &Mail, about: &About<'_>) -> Result<Letter, NotComposed> {
        let texts = about.texts;
        let when = about.when();
        let link = |page: fn(&PublicUrl, &str) -> String| {
            let token = mail.token.as_deref().ok_or(NotComposed::Lacks("link"))?;
            Ok::<_, NotComposed>(page(&self.public_url, token))
        };
        let mut pieces = vec![Piece::Paragraph(texts.greeting.clone())];
        let subject = match mail.kind {
            MailKind::Confirm => {
                let until = mail.held_until.ok_or(NotComposed::Lacks("end"))?;
                pieces.extend(confirm(about, &link(PublicUrl::confirm)?, until));
                &texts.confirm.subject
            }
            MailKind::Code | MailKind::Reminder | MailKind::Moved => {
                let opening = match mail.kind {
                    MailKind::Reminder => &texts.reminder,
                    MailKind::Moved => &texts.moved,
                    _ => &texts.code,
                };
                let code = mail.code.ok_or(NotComposed::Lacks("code"))?;
                pieces.push(Piece::Paragraph(opening.intro.clone()));
                pieces.extend(visit(about, mail, code, &link(PublicUrl::reservation)?));
                &opening.subject
            }
            MailKind::Cancelled => {
                let cancelled = &texts.cancelled;
                let because = mail.reason.clone().map(Piece::Paragraph);
                pieces.push(Piece::Paragraph(cancelled.intro.clone()));
                pieces.extend(because);
                pieces.extend([
                    Piece::Facts(about.facts()),
                    Piece::Paragraph(texts.removal.clone()),
                    Piece::Paragraph(cancelled.again.clone()),
                    Piece::Link {
                        label: cancelled.button.clone(),
                        url: self.public_url.start(),
                        is_main: false,
                    },
                ]);
                &cancelled.subject
            }
            MailKind::Closed => {
                pieces.extend(self.closed(about, mail)?);
                &texts.closed.subject
            }
            MailKind::Message => {
                pieces.extend(self.message(about, mail)?);
                &texts.message.subject
            }
        };
        let office = about.office;
        let footer = vec![
            about.town_name(),
            office.address.clone(),
            office.phone.grouped(),
            fill(&texts.footer, &[("email", office.email.as_str())]),
            texts.privacy.clone(),
        ];
        Ok(Letter {
            language: mail.language,
            subject: fill(subject, &[("when", &when)]),
            pieces,
            footer,
        })
    }

    /// What was agreed falls away.
    fn closed(&self, about: &About<'_>, mail: &Mail) -> Result<Vec<Piece>, NotComposed> {
        let texts = &about.texts.closed;
        let reason = mail.reason.as_deref();
        let reason = reason.ok_or(NotComposed::Lacks("reason"))?;
        let confirmed = mail.held_until.is_none();
        let url = match mail.token.as_deref().filter(|_| confirmed) {
            Some(token) => self.public_url.other_time(token),
            // Nothing is agreed yet that could be moved.
            None => self.public_url.times(&mail.service),
        };
        let mut pieces = vec![
            Piece::Paragraph(texts.intro.clone()),
            Piece::Facts(about.facts()),
            Piece::Paragraph(fill(&texts.reason, &[("reason", reason)])),
            Piece::Paragraph(texts.again.clone()),
            Piece::Link {
                label: texts.button.clone(),
                url,
                is_main: true,
            },
        ];
        if confirmed {
            pieces.push(Piece::Paragraph(texts.otherwise.clone()));
        }
        Ok(pieces)
    }

    /// What else the office has to say.
    fn message(&self, about: &About<'_>, mail: &Mail) -> Result<Vec<Piece>, NotComposed> {
        let texts = about.texts;
        let words = mail.reason.as_deref();
        let words = words.ok_or(NotComposed::Lacks("message"))?;
        let mut pieces = vec![
            Piece::Paragraph(texts.message.intro.clone()),
            Piece::Facts(about.facts()),
            Piece::Paragraph(words.to_owned()),
        ];
        // Who has not confirmed has a mail with the link for that.
        let confirmed = mail.held_until.is_none();
        if let Some(token) = mail.token.as_deref().filter(|_| confirmed) {
            pieces.push(Piece::Paragraph(texts.message.holds.clone()));
            pieces.push(Piece::Link {
                label: texts.visit.button.clone(),
                url: self.public_url.reservation(token),
                is_main: false,
            });
        }
        Ok(pieces)
    }

    fn entry_of(&self, of: &Appointment<'_>, town: &Town, office: &Office, now: Moment) -> Entry {
        let about = About {
            texts: super::texts::of(of.language),
            pages: texts::of(of.language),
            town,
            office,
            workplace: of.workplace,
            service: town.service(of.service),
            agreed: of.agreed,
            language: of.language,
            now,
        };
        let mut lines = Vec::new();
        if let Some(code) = of.code {
            let code = code.to_string();
            lines.push(fill(&about.texts.code_is, &[("code", &code)]));
            lines.push(about.texts.visit.kiosk.clone());
            lines.push(about.window());
        }
        lines.extend(
            about
                .papers()
                .map(|papers| format!("{}: {papers}", about.texts.bring)),
        );
        let minutes = about
            .service
            .map_or(DEFAULT_MINUTES, |service| service.minutes);
        let service = about.service.map(|service| service.name.get(of.language));
        let names = service
            .into_iter()
            .map(str::to_owned)
            .chain([about.town_name()]);
        Entry {
            uid: format!("{}@{}", of.reservation, self.public_url.host()),
            sequence: of.revision,
            stamp: now.instant,
            begin: of.agreed.instant(now),
            zone: town.zone,
            length: TimeDelta::minutes(minutes.into()),
            summary: names.collect::<Vec<_>>().join(" – "),
            location: about.place(),
            description: lines.join("\n"),
            organizer: (about.town_name(), office.email.as_str().to_owned()),
            url: None,
            is_cancelled: false,
        }
    }
}

/// How long an entry is whose service the office no longer has.
const DEFAULT_MINUTES: u16 = 15;

/// An address as it is sent to: the machine's name in the letters that all servers know.
pub(super) fn mailbox(email: &Email) -> Option<Address> {
    let (user, domain) = email.as_str().split_once('@')?;
    let domain = idna::domain_to_ascii(domain).ok()?;
    Address::new(user, domain).ok()
}

fn confirm(about: &About<'_>, link: &str, until: DateTime<Utc>) -> Vec<Piece> {
    let confirm = &about.texts.confirm;
    let until = about.until(until);
    let until = [("until", &*until)];
    vec![
        Piece::Paragraph(fill(&confirm.intro, &until)),
        Piece::Facts(about.facts()),
        Piece::Link {
            label: confirm.button.clone(),
            url: link.to_owned(),
            is_main: true,
        },
        Piece::Paragraph(confirm.after.clone()),
        Piece::Paragraph(fill(&confirm.otherwise, &until)),
        Piece::Paragraph(confirm.stranger.clone()),
    ]
}

fn visit(about: &About<'_>, mail: &Mail, code: Code, link: &str) -> Vec<Piece> {
    let texts = about.texts;
    let visit = &texts.visit;
    let mut facts = about.facts();
    // Only here: before it is confirmed the address may be a stranger's, and the name anything.
    facts.push((texts.name.clone(), mail.to.name.as_str().to_owned()));
    let papers = about.papers().map(|papers| (texts.bring.clone(), papers));
    facts.extend(papers);
    vec![
        Piece::Code(code.to_string()),
        Piece::Facts(facts),
        Piece::Heading(visit.title.clone()),
        Piece::Steps(vec![visit.kiosk.clone(), visit.ticket.clone()]),
        Piece::Paragraph(about.window()),
        Piece::Paragraph(visit.change.clone()),
        Piece::Link {
            label: visit.button.clone(),
            url: link.to_owned(),
            is_main: false,
        },
        Piece::Paragraph(visit.calendar.clone()),
    ]
}

/// What a mail is about, in the client's language.
struct About<'a> {
    texts: &'static MailTexts,
    pages: std::sync::Arc<Texts>,
    town: &'a Town,
    office: &'a Office,
    workplace: &'a WorkplaceId,
    /// None if the office no longer has it.
    service: Option<&'a Service>,
    agreed: AgreedTime,
    language: Language,
    now: Moment,
}

impl<'a> About<'a> {
    fn new(mail: &'a Mail, town: &'a Town, office: &'a Office, now: Moment) -> Self {
        Self {
            texts: of(mail.language),
            pages: texts::of(mail.language),
            town,
            office,
            workplace: &mail.workplace,
            service: town.service(&mail.service),
            agreed: mail.agreed,
            language: mail.language,
            now,
        }
    }

    fn town_name(&self) -> String {
        self.town.name.get(self.language).to_owned()
    }

    /// "pondělí 23. listopadu 2026, 10:15"
    fn moment(&self, at: AgreedTime) -> String {
        let date = date_with_weekday(&self.pages, at.date);
        let time = time_of_day(at.time);
        fill(&self.texts.moment, &[("date", &date), ("time", &time)])
    }

    fn when(&self) -> String {
        self.moment(self.agreed)
    }

    /// The time alone, if it is today.
    fn until(&self, until: DateTime<Utc>) -> String {
        let until = self.now.at(until);
        if until.date == self.now.date {
            return time_of_day(until.time);
        }
        self.moment(AgreedTime {
            date: until.date,
            time: until.time,
        })
    }

    /// From when to when the code is taken.
    fn window(&self) -> String {
        let rules = &self.town.rules;
        let agreed = self.agreed.instant(self.now);
        let time = |at| time_of_day(self.now.at(at).time);
        let from = time(agreed - rules.check_in_before());
        let to = time(agreed + rules.check_in_after());
        fill(&self.texts.visit.window, &[("from", &from), ("to", &to)])
    }

    fn place(&self) -> String {
        let workplace = self.town.workplace(self.workplace);
        let lobby = workplace.and_then(|workplace| self.town.lobby(&workplace.lobby));
        let lobby = lobby.map(|lobby| lobby.name.get(self.language));
        let parts = lobby.into_iter().chain([&*self.office.address]);
        parts.collect::<Vec<_>>().join(", ")
    }

    fn papers(&self) -> Option<String> {
        let papers = self.service?.papers.get(self.language);
        (!papers.is_empty()).then(|| papers.to_owned())
    }

    fn facts(&self) -> Vec<(String, String)> {
        let texts = self.texts;
        let service = self.service.map(|service| {
            let name = service.name.get(self.language).to_owned();
            (texts.service.clone(), name)
        });
        let others = [
            (texts.when.clone(), self.when()),
            (texts.r#where.clone(), self.place()),
        ];
        service.into_iter().chain(others).collect()
    }
}

impl<'a> From<&'a Mail> for Appointment<'a> {
    fn from(mail: &'a Mail) -> Self {
        Self {
            reservation: &mail.reservation,
            revision: mail.revision,
            workplace: &mail.workplace,
            service: &mail.service,
            agreed: mail.agreed,
            // Who has cancelled needs none.
            code: mail.code.filter(|_| mail.kind != MailKind::Cancelled),
            language: mail.language,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{contact::Contact, moment::Moment, text::Localized};
    use icalendar::{Calendar, Component as _, EventLike as _};
    use mail_parser::{Message as Parsed, MessageParser, MimeHeaders as _, PartType};
    use store::{HoldRequest, Store, town_file};

    use super::*;

    const NAMES: [&str; 6] = [
        "Jana Nováková",
        "<script>alert('&amp;')</script>",
        "O'Neil \"the {code}\" d\u{2019}Artagnan",
        "محمد بن عبد الله",
        "Олена Шевченко-Коваленко",
        "Příliš dlouhé jméno, které nikdo nemá a které přece musí projít celé, až do posledního písmene ř\u{159}",
    ];

    const EMAILS: [&str; 5] = [
        "jana@example.cz",
        "jana+urad@example.cz",
        "o'neil@example.ie",
        "jan@háčkyčárky.cz",
        "jana.novakova.jana.novakova.jana.novakova@mail.podatelna.dlouha-domena.example.co.uk",
    ];

    fn composer() -> Composer {
        Composer {
            public_url: "https://urad.example.cz".parse().unwrap(),
            from: None,
        }
    }

    /// Kostelec at nine, and a mail in its outbox.
    fn outbox() -> (Town, Moment, Mail) {
        let runtime = store::runtime().unwrap();
        let task = runtime.spawn(async {
            let file = include_str!("../../../town.toml");
            let town = town_file::read("town.toml", file).unwrap();
            let store = Store::connect("mem://", None).await.unwrap();
            store.import_town(&town).await.unwrap();
            let now = "2026-11-23T08:00:00Z".parse().unwrap();
            let now = Moment::new(now, town.zone);
            let form = HoldRequest {
                service: "op-zadost".parse().unwrap(),
                agreed: AgreedTime {
                    date: "2026-11-23".parse().unwrap(),
                    time: "10:15:00".parse().unwrap(),
                },
                contact: Contact::parse("Jana Nováková", "jana@example.cz", "").unwrap(),
                language: Language::Cs,
                key: "form".to_owned(),
                network: None,
            };
            store.hold_place(&town, form, now).await.unwrap().unwrap();
            let mut mails = store.due_mails(now.instant, 1).await.unwrap();
            (town, now, mails.remove(0))
        });
        runtime.block_on(task).unwrap()
    }

    /// The same as a mail of that kind.
    fn of_kind(mail: &Mail, kind: MailKind, language: Language) -> Mail {
        let mut mail = mail.clone();
        mail.kind = kind;
        mail.language = language;
        if kind != MailKind::Confirm {
            mail.code = Some("012345".parse().unwrap());
            mail.held_until = None;
            mail.revision = 2;
        }
        if kind == MailKind::Cancelled {
            mail.token = None;
        }
        if matches!(kind, MailKind::Closed | MailKind::Message) {
            mail.reason = Some("Porucha <b>proudu</b> & vody".to_owned());
        }
        mail
    }

    fn sent(mail: &Mail, town: &Town, now: Moment) -> String {
        let message = composer().compose(mail, town, now).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    fn parsed(sent: &str) -> Parsed<'_> {
        MessageParser::default().parse(sent.as_bytes()).unwrap()
    }

    fn header(sent: &str, name: &str) -> String {
        let mail = parsed(sent);
        let mut found = mail
            .headers_raw()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name));
        let value = found.next().unwrap().1.trim().to_owned();
        assert!(found.next().is_none(), "{name} is there twice");
        value
    }

    fn calendar_of(mail: &Parsed<'_>) -> Calendar {
        let part = mail.attachments().next().unwrap();
        let kind = part.content_type().unwrap();
        assert_eq!(kind.c_type, "text");
        let calendar: Calendar = part.text_contents().unwrap().parse().unwrap();
        assert_eq!(kind.attribute("method"), calendar.property_value("METHOD"));
        calendar
    }

    /// What an office might call things that likes long names; another in each language.
    fn long(what: &str) -> Localized {
        let name = |language: Language| {
            format!("{what} {language} <b> & \"{}\" konec", "slovo ".repeat(40))
        };
        let names = Language::ALL.map(|language| (language, name(language)));
        BTreeMap::from(names).into()
    }

    /// Kostelec, if its names were long.
    fn wordy(mut town: Town) -> Town {
        town.name = long("úřad");
        for lobby in &mut town.lobbies {
            lobby.name = long("hala");
        }
        for service in &mut town.services {
            service.name = long("činnost");
            service.papers = long("doklady");
        }
        town
    }

    #[test]
    fn every_mail_is_right_in_every_language_with_the_longest_names_of_an_office() {
        let (town, now, mail) = outbox();
        let town = wordy(town);
        for kind in MailKind::ALL {
            for language in Language::ALL {
                let mail = of_kind(&mail, kind, language);
                let sent = sent(&mail, &town, now);
                check(&mail, &sent, "Jana Nováková");
                let message = parsed(&sent);
                let text = message.body_text(0).unwrap();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let html = message.body_html(0).unwrap();
                let about = format!("{kind:?} in {language}");
                let with_papers = message.body_text(0).unwrap().contains("012345");
                for (what, is_there) in [
                    ("úřad", true),
                    ("hala", true),
                    ("činnost", true),
                    ("doklady", with_papers),
                ] {
                    let name = long(what).get(language).to_owned();
                    let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
                    assert_eq!(text.contains(&words), is_there, "{about}: {what} in {text}");
                    let escaped = encode(&name).into_owned();
                    assert_eq!(
                        html.contains(&escaped),
                        is_there,
                        "{about}: {what} in {html}"
                    );
                }
                if message.attachment_count() > 0 {
                    let calendar = calendar_of(&message);
                    let event = calendar.events().next().unwrap();
                    let place = event.get_location().unwrap();
                    assert!(
                        place.contains(long("hala").get(language)),
                        "{about}: {place}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_mail_is_right_in_every_language_with_the_strangest_values() {
        let (town, now, mail) = outbox();
        let contacts = NAMES
            .iter()
            .flat_map(|name| EMAILS.map(|email| (*name, email)));
        for (name, email) in contacts {
            for kind in MailKind::ALL {
                for language in Language::ALL {
                    let mut mail = of_kind(&mail, kind, language);
                    mail.to = Contact::parse(name, email, "")
                        .unwrap()
                        .addressee()
                        .unwrap();
                    let sent = sent(&mail, &town, now);
                    check(&mail, &sent, name);
                }
            }
        }
    }

    fn check(mail: &Mail, sent: &str, name: &str) {
        let about = format!("{:?} in {} for {name}", mail.kind, mail.language);
        for line in sent.split("\r\n") {
            assert!(line.len() <= 998 && line.is_ascii(), "{about}: {line}");
        }
        let message = parsed(sent);
        assert_eq!(message.text_body_count(), 1, "{about}");
        assert_eq!(message.html_body_count(), 1, "{about}");
        let text = message.body_text(0).unwrap();
        let html = message.body_html(0).unwrap();
        let with_code = matches!(
            mail.kind,
            MailKind::Code | MailKind::Reminder | MailKind::Moved
        );
        let subject = message.subject().unwrap();
        for part in [&*text, &*html, subject] {
            // What a client wrote may look like anything.
            let own = part.replace(name, "").replace(&*encode(name), "");
            assert!(!own.contains(['{', '}']) || part == html, "{about}: {own}");
            assert!(!own.contains("{when") && !own.contains("{until"), "{about}");
        }
        assert!(!html.contains("<script"), "{about}");
        assert!(
            !html.contains("src=") && !html.contains("url("),
            "{about}: from elsewhere"
        );
        for part in [&*text, &*html] {
            let is_there = part.contains("012345");
            assert_eq!(is_there, with_code, "{about}: the code");
        }
        assert_eq!(
            html.contains(&*encode(name)),
            with_code,
            "{about}: the name"
        );
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        if with_code {
            let (text, name) = (words(&text), words(name));
            assert!(text.windows(name.len()).any(|part| part == name), "{about}");
        }
        for line in text.lines() {
            let long = line.chars().count() > 72;
            assert!(!long || line.starts_with("https://"), "{about}: {line}");
        }
        let links: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("https://"))
            .collect();
        let token = mail.token.as_deref().unwrap_or_default();
        let link = match mail.kind {
            MailKind::Confirm => format!("https://urad.example.cz/confirm/{token}"),
            MailKind::Cancelled => "https://urad.example.cz/".to_owned(),
            MailKind::Closed => format!("https://urad.example.cz/reservation/{token}/move"),
            _ => format!("https://urad.example.cz/reservation/{token}"),
        };
        assert_eq!(links, [&link], "{about}");
        assert!(html.contains(&format!("href=\"{link}\"")), "{about}");
        // No other, neither written out nor made one by the program that shows it.
        for part in [&*text, &*html] {
            let links = part.matches("://").count() + part.matches("www.").count();
            assert_eq!(links, 1, "{about}: {part}");
        }
        if matches!(mail.kind, MailKind::Closed | MailKind::Message) {
            assert!(text.contains("Porucha <b>proudu</b> & vody"), "{about}");
            assert!(html.contains("&lt;b&gt;"), "{about}");
        }
        if matches!(
            mail.kind,
            MailKind::Confirm | MailKind::Closed | MailKind::Message
        ) {
            assert_eq!(message.attachment_count(), 0);
            return;
        }
        let calendar = calendar_of(&message);
        let event = calendar.events().next().unwrap();
        let uid = format!("{}@urad.example.cz", mail.reservation);
        assert_eq!(event.get_uid(), Some(&*uid));
        assert_eq!(event.get_sequence(), Some(2));
    }

    fn encode(text: &str) -> std::borrow::Cow<'_, str> {
        html_escape::encode_text(text)
    }

    #[test]
    fn the_header_says_whose_it_is_and_that_nobody_wrote_it() {
        let (town, now, mail) = outbox();
        let sent = sent(&mail, &town, now);
        let id = format!("<{}@urad.example.cz>", mail.message);
        assert_eq!(header(&sent, "Message-ID"), id);
        assert_eq!(header(&sent, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&sent, "Date"), "Mon, 23 Nov 2026 08:00:00 +0000");
        assert_eq!(header(&sent, "Reply-To"), "podatelna@muko.cz");
        assert_eq!(header(&sent, "To"), "jana@example.cz");
        let message = parsed(&sent);
        let from = message.from().unwrap().first().unwrap();
        assert_eq!(from.name(), Some("Městský úřad Kostelec nad Orlicí"));
        assert_eq!(from.address(), Some("podatelna@muko.cz"));
        let subject = message.subject().unwrap();
        assert_eq!(
            subject,
            "Potvrďte prosím objednávku: pondělí 23. listopadu 2026, 10:15"
        );
    }

    #[test]
    fn nothing_gets_into_the_header_by_a_name_or_an_address() {
        let (town, now, mail) = outbox();
        for kind in MailKind::ALL {
            let mut mail = of_kind(&mail, kind, Language::Cs);
            let name = "Jan\r\nBcc: vsem@example.cz\r\n\r\nahoj";
            mail.to = Contact::parse(name, "jan@example.cz", "")
                .unwrap()
                .addressee()
                .unwrap();
            let sent = sent(&mail, &town, now);
            let message = parsed(&sent);
            assert!(message.bcc().is_none());
            assert_eq!(header(&sent, "To"), "jan@example.cz");
            let composed = composer().compose(&mail, &town, now).unwrap();
            assert_eq!(composed.envelope().to().len(), 1);
        }
    }

    #[test]
    fn a_foreign_name_of_a_machine_is_written_as_servers_know_it() {
        let (town, now, mut mail) = outbox();
        mail.to = Contact::parse("Jan", "jan@háčkyčárky.cz", "")
            .unwrap()
            .addressee()
            .unwrap();
        let composed = composer().compose(&mail, &town, now).unwrap();
        let to = composed.envelope().to()[0].to_string();
        assert!(to.starts_with("jan@xn--"), "{to}");
    }

    #[test]
    fn the_text_reads_as_an_office_writes() {
        let (town, now, mail) = outbox();
        let text = |kind| {
            let sent = sent(&of_kind(&mail, kind, Language::Cs), &town, now);
            parsed(&sent).body_text(0).unwrap().replace("\r\n", "\n")
        };
        let confirm = text(MailKind::Confirm);
        let in_one_line = confirm.replace('\n', " ");
        assert!(in_one_line.contains("Místo držíme do 9:30."), "{confirm}");
        assert!(confirm.contains("Termín: pondělí 23. listopadu 2026, 10:15\n"));
        let code = text(MailKind::Code);
        assert!(code.contains("Kód platí od 10:00 do 10:30."), "{code}");
        assert!(code.contains("Palackého náměstí 38"), "{code}");
        assert!(
            code.contains("Co s sebou: Dosavadní občanský průkaz."),
            "{code}"
        );
        assert!(code.contains("\n    012345\n"), "{code}");
    }

    #[test]
    fn who_has_not_confirmed_what_falls_away_is_led_to_other_times_of_the_same() {
        let (town, now, mail) = outbox();
        let held_until = mail.held_until;
        assert!(held_until.is_some());
        let mut closed = of_kind(&mail, MailKind::Closed, Language::Cs);
        closed.held_until = held_until;
        let sent = sent(&closed, &town, now);
        let mail = parsed(&sent);
        let text = mail.body_text(0).unwrap();
        let times = format!("https://urad.example.cz/book/{}", closed.service);
        assert!(text.contains(&times), "{text}");
        let links = text.split_whitespace();
        assert_eq!(links.filter(|it| it.starts_with("https://")).count(), 1);
    }

    #[test]
    fn a_cancelled_reservation_leaves_the_calendar() {
        let (town, now, mail) = outbox();
        let sent = sent(
            &of_kind(&mail, MailKind::Cancelled, Language::En),
            &town,
            now,
        );
        let message = parsed(&sent);
        let calendar = calendar_of(&message);
        assert_eq!(calendar.property_value("METHOD"), Some("CANCEL"));
        let event = calendar.events().next().unwrap();
        assert!(
            !event
                .get_description()
                .unwrap_or_default()
                .contains("012345")
        );
        assert!(matches!(message.parts[0].body, PartType::Multipart(_)));
    }

    #[test]
    fn a_town_without_its_office_writes_to_nobody() {
        let (mut town, now, mail) = outbox();
        town.office = None;
        let composed = composer().compose(&mail, &town, now);
        assert!(matches!(composed, Err(NotComposed::NoOffice)));
    }

    #[test]
    fn what_a_program_could_not_send_is_never_the_fault_of_an_address_that_the_form_takes() {
        let (town, now, mut mail) = outbox();
        for email in [
            "иван@пример.рф",
            "a@b.c",
            "jan.novak+urad@mail.example.co.uk",
        ] {
            mail.to = Contact::parse("Jan", email, "")
                .unwrap()
                .addressee()
                .unwrap();
            let composed = composer().compose(&mail, &town, now);
            assert!(composed.is_ok(), "{email}: {composed:?}");
        }
    }
}
