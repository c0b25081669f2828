//! `/ticket/{token}`

use domain::{
    follow::{Stage, stage_in},
    ids::TicketId,
    lobby::{Plan, PublicSnapshot},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{
    alarm::Allowed,
    api::{Followed, TicketPage, followed_ticket},
    following::Following,
    stage::{title, told, word},
    wishes::{refusal, wishes},
};
use crate::{
    address::use_address,
    api::ApiError,
    live::{Live, follow},
    t,
    texts::{fill, named, use_texts},
    ui::{
        Loaded, Masthead, PageFooter, PageHeader, PageTitle, StaleBanner, answer_with_status_of,
        page_head, planned, says, shows,
    },
    wire::load,
};

pub fn page() -> AnyView {
    let address = use_address();
    let token = Memo::new(move |_| address.part(1));
    let page = load(move || token.get(), followed_ticket);
    provide_context(Following::new(page, token));
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn shown(followed: Followed) -> AnyView {
    match followed {
        Followed::Ticket(page) => ticket(*page),
        Followed::Unknown(masthead) => unknown(masthead),
    }
}

/// A ticket of another day, or a slip of the keys.
fn unknown(masthead: Masthead) -> AnyView {
    answer_with_status_of(&ApiError::NotFound);
    let texts = use_texts();
    let headline = texts.with(|texts| texts.ticket.unknown.clone());
    view! {
        {page_head(masthead, &headline)}
        <main class="page-main ticket-page">
            <h1 class="page-title">{t!(texts, ticket.unknown)}</h1>
            <p>{t!(texts, ticket.unknown_text)}</p>
        </main>
        <PageFooter />
    }
    .into_any()
}

fn ticket(page: TicketPage) -> AnyView {
    let texts = use_texts();
    let following: Following = expect_context();
    let id = page.ticket;
    let stage = RwSignal::new(page.stage);
    let (plan, fresh) = if page.stage.is_over() {
        (RwSignal::new(page.view.plan), None)
    } else {
        let live = follow(&page.view.plan.lobby.clone(), page.view);
        keep_up(following, live, id, stage);
        (live.plan, Some(live.fresh))
    };
    read_on(following);
    Effect::new(move || {
        if let Stage::Called { seq, .. } = stage.get() {
            following.alarm.ring(seq);
        }
    });
    let title = says_title(id, stage);
    view! {
        <PageTitle text=title />
        <PageHeader plan />
        {fresh.map(|fresh| view! { <StaleBanner fresh /> })}
        <main class="page-main ticket-page">
            <h1>
                <small>{t!(texts, ticket.your_ticket)}</small>
                " "
                <span class="ticket-number">{id.to_string()}</span>
            </h1>
            {refusal(following, page.refused)}
            {standing(stage)}
            {page
                .handed_over
                .then(|| {
                    view! { <p class="message">{t!(texts, ticket.handed_over)}</p> }
                })}
            {sound(following, stage)}
            <dl class="summary">
                <dt>{t!(texts, ticket.what_for)}</dt>
                <dd class="name">
                    {named(texts, page.service)} <br /> <small>{named(texts, page.workplace)}</small>
                </dd>
                {place(plan, stage)}
            </dl>
            {wishes(following, stage, page.may_postpone)}
            // Before and without the program.
            <p class="refresh">
                <a class="button wide" href="">
                    {t!(texts, ticket.refresh)}
                </a>
            </p>
        </main>
        <PageFooter />
    }
    .into_any()
}

fn says_title(id: TicketId, stage: RwSignal<Stage>) -> impl Fn() -> String + Send + Sync + 'static {
    let texts = use_texts();
    move || texts.with(|texts| title(texts, &id.to_string(), stage.get()))
}

/// How it stands; in the page always, so that a screen reader hears every change.
fn standing(stage: RwSignal<Stage>) -> AnyView {
    let texts = use_texts();
    let headline = says(move || texts.with(|texts| told(texts, stage.get()).headline));
    let counter = shows(move || {
        let Stage::Called { counter, .. } = stage.get() else {
            return ().into_any();
        };
        let counter = counter.to_string();
        let said = texts.with(|texts| fill(&texts.ticket.counter, &[("n", &counter)]));
        view! { <p class="called-to">{said}</p> }.into_any()
    });
    let text = shows(move || {
        let text = texts.with(|texts| told(texts, stage.get()).text);
        if text.is_empty() {
            return ().into_any();
        }
        view! { <p>{text}</p> }.into_any()
    });
    view! {
        <section
            class="ticket-stage"
            data-stage=move || word(stage.get())
            role="status"
            aria-live="assertive"
            aria-atomic="true"
            tabindex="-1"
        >
            <h2>{headline}</h2>
            {counter}
            {text}
        </section>
    }
    .into_any()
}

/// Where one waits, for whom that is not over.
fn place(plan: RwSignal<Plan>, stage: RwSignal<Stage>) -> AnyView {
    let texts = use_texts();
    let over = Memo::new(move |_| stage.get().is_over());
    let lobby = planned(plan, |plan| &plan.lobby_name);
    shows(move || {
        if over.get() {
            return ().into_any();
        }
        view! {
            <dt>{t!(texts, ticket.where_to_wait)}</dt>
            <dd class="name">{lobby}</dd>
        }
        .into_any()
    })
    .into_any()
}

/// The button by which the client allows a sound. Before the program is there it could do nothing.
fn sound(following: Following, stage: RwSignal<Stage>) -> AnyView {
    let texts = use_texts();
    let alarm = following.alarm;
    let of_use = Memo::new(move |_| {
        let stage = stage.get();
        !stage.is_over() && !matches!(stage, Stage::Called { .. } | Stage::Serving { .. })
    });
    let part = shows(move || {
        if !of_use.get() {
            return ().into_any();
        }
        match alarm.allowed() {
            Allowed::NotAsked => view! {
                <button type="button" class="button main wide" on:click=move |_| alarm.allow()>
                    {t!(texts, ticket.sound)}
                </button>
            }
            .into_any(),
            Allowed::On => {
                view! { <p class="message good">{t!(texts, ticket.sound_on)}</p> }.into_any()
            }
            Allowed::Blocked => {
                view! { <p class="message bad">{t!(texts, ticket.sound_blocked)}</p> }.into_any()
            }
        }
    });
    view! {
        <div class="ticket-sound" role="status">
            {part}
        </div>
    }
    .into_any()
}

/// Follows the ticket in the snapshots of its lobby. What they do not say is asked for: once when it
/// is no longer in them, and when another service has it now.
fn keep_up(
    following: Following,
    live: Live<PublicSnapshot>,
    ticket: TicketId,
    stage: RwSignal<Stage>,
) {
    // What the page brought was read after that snapshot.
    let known = live.snapshot.with_untracked(|snapshot| snapshot.version);
    // Effects run in the browser only.
    Effect::new(move || {
        let (version, now) = live
            .snapshot
            .with(|snapshot| (snapshot.version, stage_in(snapshot, ticket)));
        if version == known {
            return;
        }
        let before = stage.get_untracked();
        let handed_over = |now| {
            matches!(
                (before, now),
                (Stage::Serving { .. }, Stage::Waiting { .. })
            )
        };
        match now {
            Some(now) if !handed_over(now) => {
                if now == before {
                    return;
                }
                following.refused.set(None);
                stage.set(now);
            }
            _ => following.page.refetch(),
        }
    });
}

/// Where what was pressed is gone, one reads on from how the ticket stands now.
fn read_on(following: Following) {
    Effect::new(move || {
        if !following.read_on.get_untracked() {
            return;
        }
        following.read_on.set(false);
        request_animation_frame(|| {
            let standing = document().query_selector(".ticket-stage").ok().flatten();
            if let Some(to) = standing.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
                // It fails only where there is nothing to be read to.
                let _ = to.focus();
            }
        });
    });
}
