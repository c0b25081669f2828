//! What is agreed: the service, when and where.

use domain::{slots::AgreedTime, text::Localized};
use leptos::prelude::*;

use crate::{
    texts::{Texts, fill},
    ui::{date_with_weekday, time_of_day},
};

pub(super) fn summary(
    texts: &Texts,
    service: &Localized,
    agreed: AgreedTime,
    lobby: &Localized,
) -> AnyView {
    view! {
        <dl class="summary">
            <dt>{texts.booking.service.clone()}</dt>
            <dd class="name">{service.get(texts.language).to_owned()}</dd>
            <dt>{texts.booking.when.clone()}</dt>
            <dd class="name">
                <strong>{day_and_time(texts, agreed)}</strong>
            </dd>
            <dt>{texts.booking.whither.clone()}</dt>
            <dd class="name">{lobby.get(texts.language).to_owned()}</dd>
        </dl>
    }
    .into_any()
}

/// "pondělí 23. listopadu 2026 v 10:15"
pub(super) fn day_and_time(texts: &Texts, agreed: AgreedTime) -> String {
    let day = date_with_weekday(texts, agreed.date);
    let time = time_of_day(agreed.time);
    fill(
        &texts.booking.day_and_time,
        &[("day", &day), ("time", &time)],
    )
}
