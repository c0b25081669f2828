//! When a code brings no ticket: why, and what to do.

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    ids::{ServiceId, WorkplaceId},
    reservation::{CheckInRefusal, NotCheckedIn},
    slots::AgreedTime,
    text::Localized,
};
use leptos::prelude::*;

use super::{
    api::NotByCode,
    state::{Tap, use_kiosk},
};
use crate::{
    texts::{Texts, fill, use_texts},
    ui::{date_with_weekday, no_ticket, says, shows, time_of_day},
};

#[component]
pub(super) fn Refusal(refused: NotByCode) -> impl IntoView {
    let body = match refused {
        NotByCode::Rests { until } => view! { <Rests until /> }.into_any(),
        NotByCode::Unknown => {
            let sentences = |texts: &Texts| {
                let texts = &texts.kiosk;
                vec![texts.unknown.clone(), texts.unknown_help.clone()]
            };
            view! {
                <Sentences title=|texts| &texts.kiosk.unknown_title sentences />
                <TypeAgain />
            }
            .into_any()
        }
        NotByCode::Refused {
            refusal,
            from,
            lobby_name,
        } => view! { <NotNow refusal from lobby_name /> }.into_any(),
    };
    view! {
        <main class="kiosk-notice" aria-live="assertive">
            {body}
        </main>
    }
}

#[component]
fn Sentences(
    title: fn(&Texts) -> &String,
    sentences: impl Fn(&Texts) -> Vec<String> + Send + 'static,
) -> impl IntoView {
    let texts = use_texts();
    let sentences = shows(move || {
        let sentences = texts.with(&sentences).into_iter();
        let paragraph = |sentence| view! { <p>{sentence}</p> };
        sentences.map(paragraph).collect_view().into_any()
    });
    view! {
        <h1>{crate::texts::sentence(texts, title)}</h1>
        {sentences}
    }
}

#[component]
fn TypeAgain() -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    view! {
        <button
            type="button"
            class="kiosk-button main"
            on:click=move |_| (kiosk.wish)(kiosk, Tap::Keypad)
        >
            {crate::t!(texts, kiosk.type_again)}
        </button>
    }
}

/// Counts down, and the keypad is there again.
#[component]
fn Rests(until: DateTime<Utc>) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let seconds = Memo::new(move |_| {
        let left = until - kiosk.live.now.get();
        left.num_milliseconds()
            .max(0)
            .cast_unsigned()
            .div_ceil(1_000)
    });
    // With every tick, for the screen may not take it the first time.
    Effect::new(move || {
        if until <= kiosk.live.now.get() {
            (kiosk.wish)(kiosk, Tap::Keypad);
        }
    });
    let left = says(move || {
        let n = seconds.get().to_string();
        texts.with(|texts| fill(&texts.kiosk.rests_for, &[("n", &n)]))
    });
    let sentences = |texts: &Texts| vec![texts.kiosk.rests.clone()];
    view! {
        <Sentences title=|texts| &texts.kiosk.rests_title sentences />
        // Every second would be too much to be read out.
        <p class="keypad-rests" aria-live="off">
            {left}
        </p>
    }
}

#[component]
fn NotNow(refusal: CheckInRefusal, from: NaiveTime, lobby_name: Localized) -> impl IntoView {
    let kiosk = use_kiosk();
    let CheckInRefusal {
        reason,
        workplace,
        service,
        agreed,
        lobby,
    } = refusal;
    let here = kiosk.live.plan.with_untracked(|plan| plan.lobby == lobby);
    let title: fn(&Texts) -> &String = match reason {
        NotCheckedIn::TooEarly { .. } => |texts| &texts.kiosk.early_title,
        NotCheckedIn::AnotherDay => |texts| &texts.kiosk.another_day_title,
        NotCheckedIn::OtherLobby => |texts| &texts.kiosk.other_lobby_title,
        NotCheckedIn::TooLate => |texts| &texts.kiosk.late_title,
        NotCheckedIn::Used { .. } => |texts| &texts.kiosk.used_title,
        // The server says of these that it does not know the code.
        NotCheckedIn::NotConfirmed | NotCheckedIn::Cancelled | NotCheckedIn::Expired => {
            |texts| &texts.kiosk.unknown_title
        }
    };
    let sentences = move |texts: &Texts| sentences(texts, reason, agreed, from, &lobby_name, here);
    let offer =
        (here && reason == NotCheckedIn::TooLate).then(|| view! { <WalkIn workplace service /> });
    view! {
        <Sentences title sentences />
        {offer}
    }
}

/// What to do, a paragraph each.
fn sentences(
    texts: &Texts,
    reason: NotCheckedIn,
    agreed: AgreedTime,
    from: NaiveTime,
    lobby: &Localized,
    here: bool,
) -> Vec<String> {
    let kiosk = &texts.kiosk;
    let (time, date) = (
        time_of_day(agreed.time),
        date_with_weekday(texts, agreed.date),
    );
    let lobby = lobby.get(texts.language);
    let say = |sentence: &str, from: NaiveTime| {
        let from = time_of_day(from);
        let values = [
            ("time", &*time),
            ("date", &*date),
            ("from", &*from),
            ("lobby", lobby),
        ];
        fill(sentence, &values)
    };
    match reason {
        NotCheckedIn::TooEarly { from } => vec![say(&kiosk.early, from)],
        NotCheckedIn::AnotherDay => {
            let mut all = vec![
                say(&kiosk.another_day, from),
                say(&kiosk.another_day_from, from),
            ];
            if !here {
                all.push(say(&kiosk.another_day_where, from));
            }
            all
        }
        NotCheckedIn::OtherLobby => vec![
            say(&kiosk.other_lobby, from),
            say(&kiosk.other_lobby_when, from),
        ],
        NotCheckedIn::TooLate => {
            let mut all = vec![say(&kiosk.late, from)];
            if !here {
                all.push(say(&kiosk.late_elsewhere, from));
            }
            all
        }
        NotCheckedIn::Used { ticket } => {
            let used = fill(&kiosk.used, &[("ticket", &ticket.to_string())]);
            vec![used, kiosk.used_help.clone()]
        }
        NotCheckedIn::NotConfirmed | NotCheckedIn::Cancelled | NotCheckedIn::Expired => {
            vec![kiosk.unknown.clone()]
        }
    }
}

/// The ticket that anybody would get now for the same service, at one tap; or why there is none.
#[component]
fn WalkIn(workplace: WorkplaceId, service: ServiceId) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let tap = Tap::Service {
        workplace: workplace.clone(),
        service: service.clone(),
    };
    let sought = service.clone();
    let take = says(move || {
        let name = kiosk.live.plan.with(|plan| {
            let service = plan.service(&sought)?;
            Some(service.name.get(texts.language()).to_owned())
        });
        let name = name.unwrap_or_default();
        texts.with(|texts| fill(&texts.kiosk.late_take, &[("service", &name)]))
    });
    shows(move || {
        let is_offered = kiosk.live.plan.with(|plan| {
            let service = plan.service(&service);
            service.is_some_and(|service| !service.hidden)
        });
        let refusal = kiosk.live.snapshot.with(|snapshot| {
            if !is_offered {
                return None;
            }
            let mut workplaces = snapshot.workplaces.iter();
            let status = workplaces.find(|status| status.id == workplace)?;
            let mut closed = status.closed_services.iter();
            let closed = closed.find(|it| it.id == service);
            let reason = status.no_ticket.or(closed.map(|it| it.no_ticket));
            Some(reason.map(|reason| texts.with(|texts| no_ticket(texts, reason, snapshot.date))))
        });
        match refusal {
            Some(None) => {
                let (take, tap) = (take.clone(), tap.clone());
                view! {
                    <p>{crate::t!(texts, kiosk.late_offer)}</p>
                    <button
                        type="button"
                        class="kiosk-button main"
                        aria-busy=move || kiosk.under_way.with(Option::is_some).then_some("true")
                        on:click=move |_| (kiosk.wish)(kiosk, tap.clone())
                    >
                        {take}
                    </button>
                }
                .into_any()
            }
            // What is no more is not given either.
            refusal => view! {
                <p>{crate::t!(texts, kiosk.late_no_ticket)} " " {refusal.flatten()}</p>
            }
            .into_any(),
        }
    })
}
