//! Refusals as sentences.

use domain::{
    contact::{EmailError, NameError, PhoneError},
    slots::NoPlace,
};

use crate::{
    booking::cases::{NotFound, NotHeld, WrongEmail},
    texts::{Texts, fill},
    ui,
};

pub(super) fn name(texts: &Texts, error: NameError) -> String {
    match error {
        NameError::Empty => texts.booking.name_empty.clone(),
        NameError::TooLong => texts.booking.name_too_long.clone(),
    }
}

pub(super) fn email(texts: &Texts, error: EmailError) -> String {
    match error {
        EmailError::Empty => texts.booking.email_empty.clone(),
        EmailError::TooLong | EmailError::Invalid => texts.booking.email_invalid.clone(),
    }
}

pub(super) fn phone(texts: &Texts, error: PhoneError) -> String {
    match error {
        PhoneError::Invalid => texts.booking.phone_invalid.clone(),
    }
}

pub(super) fn wrong_email(texts: &Texts, problem: WrongEmail) -> String {
    match problem {
        WrongEmail::Email(error) => email(texts, error),
        WrongEmail::TooManyOpen { most } => too_many_open(texts, most),
        WrongEmail::Crowded => texts.booking.crowded.clone(),
    }
}

pub(super) fn not_held(texts: &Texts, problem: &NotHeld) -> String {
    match problem {
        NotHeld::Fields(_) => texts.booking.mend_fields.clone(),
        NotHeld::Gone(gone) => no_place(texts, gone.reason),
        NotHeld::TooManyOpen { most } => too_many_open(texts, *most),
        NotHeld::TooManyUnconfirmed => texts.booking.too_many_unconfirmed.clone(),
        NotHeld::Crowded => texts.booking.crowded.clone(),
        NotHeld::Unseen => texts.booking.once_more.clone(),
        NotHeld::OtherTime => String::new(),
    }
}

pub(super) fn not_found(texts: &Texts, problem: NotFound) -> String {
    match problem {
        NotFound::Unknown => texts.booking.unknown_pair.clone(),
        NotFound::Crowded => texts.booking.crowded.clone(),
    }
}

pub(super) fn no_place(texts: &Texts, reason: NoPlace) -> String {
    let booking = &texts.booking;
    match reason {
        NoPlace::NotBookable => booking.not_bookable.clone(),
        NoPlace::TooSoon => booking.too_soon.clone(),
        NoPlace::TooFar { last } => fill(&booking.too_far, &[("day", &ui::date(texts, last))]),
        NoPlace::NotOffered => booking.not_offered.clone(),
        NoPlace::Taken => booking.taken.clone(),
    }
}

fn too_many_open(texts: &Texts, most: u16) -> String {
    fill(&texts.booking.too_many_open, &[("n", &most.to_string())])
}
