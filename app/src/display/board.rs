//! The lobby's TV: the newest call, the other calls, the office's own message, who waits, the time.

use domain::{
    ids::TicketId,
    lobby::{DisplaySetup, PlanWorkplace, PublicSnapshot, ShownCall},
    text::Language,
};
use leptos::prelude::*;

use crate::{
    display::{
        announcer::{Announcer, use_announcer},
        awake::keep_awake,
        turns::Turns,
    },
    live::{Live, View, follow},
    t,
    texts::{named, use_texts},
    ui::{PageTitle, StaleBanner, crest_of, listed, shows},
};

#[component]
pub(super) fn Board(view: View<PublicSnapshot>) -> impl IntoView {
    let texts = use_texts();
    let live = follow(&view.plan.lobby.clone(), view);
    let head = move || {
        let language = texts.language();
        live.plan.with(|plan| {
            let (town, lobby) = (plan.town_name.get(language), plan.lobby_name.get(language));
            format!("{town} · {lobby}")
        })
    };
    // What was called before the page was there has been announced already.
    let before = live.snapshot.with_untracked(last_call);
    let announcer = use_announcer(live, before);
    keep_awake();
    let calls = Memo::new(move |_| live.snapshot.with(|snapshot| snapshot.calls.clone()));
    let quiet = move || calls.with(Vec::is_empty);
    // How much room there is beside the newest.
    let room = move || match calls.with(Vec::len) {
        0 => "none",
        1 => "one",
        2 | 3 => "few",
        _ => "many",
    };
    view! {
        <PageTitle text=head />
        <div class="display">
            <header class="display-header">
                {crest_of(live.plan)}
                <h1>{head}</h1>
                <p class="clock">{live.clock}</p>
            </header>
            <StaleBanner fresh=live.fresh />
            <main class="display-main">
                <div class="display-board" data-calls=room>
                    <Show when=move || !quiet() fallback=Quiet>
                        <Calls calls before />
                    </Show>
                    <Message live />
                </div>
            </main>
            <Turns live />
            <Waiting live />
            <Sound announcer />
        </div>
    }
}

fn last_call(snapshot: &PublicSnapshot) -> u64 {
    snapshot
        .calls
        .iter()
        .map(|call| call.seq.0)
        .max()
        .unwrap_or(0)
}

/// The touch that some browsers want before they play anything. It is taken anywhere on the screen.
#[component]
fn Sound(announcer: Announcer) -> impl IntoView {
    let texts = use_texts();
    view! {
        <Show when=move || announcer.blocked.get()>
            <button class="display-sound" on:click=move |_| announcer.allow()>
                <span>
                    <strong>{t!(texts, display.allow_sound)}</strong>
                    <small>{t!(texts, display.allow_sound_hint)}</small>
                </span>
            </button>
        </Show>
    }
}

/// The newest call and beside it all others. A call's element is made anew with its number, so
/// that it greets once; that its client has come changes it in place.
#[component]
fn Calls(calls: Memo<Vec<ShownCall>>, before: u64) -> impl IntoView {
    let texts = use_texts();
    let newest = move || calls.with(|calls| calls.first().copied().into_iter().collect());
    let others = move || calls.with(|calls| calls.get(1..).unwrap_or_default().to_vec());
    let has_others = move || calls.with(|calls| calls.len() > 1);
    let is_open =
        move |seq| calls.with(|calls| calls.iter().any(|call| call.seq == seq && call.open));
    let seq = |call: &ShownCall| call.seq.0.to_string();
    let newest = listed(newest, seq, move |call: ShownCall| {
        view! {
            <section
                class="call-newest"
                aria-live="assertive"
                aria-atomic="true"
                data-fresh=(call.seq.0 > before).then_some("")
            >
                <h2>{t!(texts, display.now_calling)}</h2>
                <p class="call-ticket" data-long=long(call.ticket)>
                    {call.ticket.to_string()}
                </p>
                <p class="call-counter">
                    {t!(texts, display.counter)} " " <strong>{call.counter.get()}</strong>
                </p>
            </section>
        }
        .into_any()
    });
    let other = move |call: ShownCall| {
        view! {
            <li
                class="call"
                data-fresh=(call.open && call.seq.0 > before).then_some("")
                data-answered=move || (!is_open(call.seq)).then_some("")
            >
                <span class="call-ticket" data-long=long(call.ticket)>
                    {call.ticket.to_string()}
                </span>
                <Arrow />
                <span class="call-counter">
                    <span class="visually-hidden">{t!(texts, display.counter)} " "</span>
                    {call.counter.get()}
                </span>
            </li>
        }
        .into_any()
    };
    view! {
        {newest}
        <Show when=has_others>
            <section class="calls-open" aria-labelledby="calls-open">
                <h2 id="calls-open">
                    {t!(texts, display.also_calling)}
                    <span>
                        {t!(texts, display.ticket)} " " <Arrow /> " "
                        {t!(texts, display.counter)}
                    </span>
                </h2>
                <ol>{listed(others, seq, other)}</ol>
            </section>
        </Show>
    }
}

/// After the thousandth ticket of a day there is a digit more.
fn long(ticket: TicketId) -> Option<&'static str> {
    (ticket.number >= 1_000).then_some("")
}

#[component]
fn Arrow() -> impl IntoView {
    view! {
        <svg class="arrow" viewBox="0 0 22 16" aria-hidden="true">
            <path
                fill="none"
                stroke="currentColor"
                stroke-width="2.4"
                d="M0 8h20M13 1l7 7-7 7"
            ></path>
        </svg>
    }
}

/// Nobody is being called.
#[component]
fn Quiet() -> impl IntoView {
    let texts = use_texts();
    view! {
        <section class="display-quiet">
            <h2>{t!(texts, display.quiet_title)}</h2>
            <p>{t!(texts, display.quiet)}</p>
        </section>
    }
}

/// The office's own words or picture. It gives way when many are called at once.
#[component]
fn Message(live: Live<PublicSnapshot>) -> impl IntoView {
    let texts = use_texts();
    let setup = Memo::new(move |_| live.plan.with(|plan| plan.display.clone()));
    shows(move || {
        let DisplaySetup {
            message, picture, ..
        } = setup.get();
        let text = message.get(texts.language()).to_owned();
        if text.is_empty() && picture.is_none() {
            return ().into_any();
        }
        let picture = picture.map(|picture| view! { <img src=picture.address() alt="" /> });
        let words = (!text.is_empty()).then(|| {
            let length = length(&text);
            view! { <p data-length=length>{text}</p> }
        });
        view! { <aside class="display-message">{picture} {words}</aside> }.into_any()
    })
}

/// Few words are written large.
fn length(text: &str) -> &'static str {
    match text.chars().count() {
        0..=60 => "short",
        61..=140 => "medium",
        _ => "long",
    }
}

/// How many wait, by workplace.
#[component]
fn Waiting(live: Live<PublicSnapshot>) -> impl IntoView {
    let texts = use_texts();
    let workplaces = move || {
        let mut workplaces = live.plan.with(|plan| plan.workplaces.clone());
        workplaces.retain(PlanWorkplace::is_offered);
        workplaces
    };
    let key = |workplace: &PlanWorkplace| {
        let names = Language::ALL.map(|language| workplace.name.get(language));
        format!("{} {}", workplace.id, names.join(" "))
    };
    let row = move |PlanWorkplace {
                        id, series, name, ..
                    }| {
        let waiting = move || {
            live.snapshot.with(|snapshot| {
                let mut workplaces = snapshot.workplaces.iter();
                let status = workplaces.find(|status| status.id == id);
                status.map(|status| status.waiting)
            })
        };
        view! {
            <li>
                <span class="series-mark" aria-hidden="true">
                    {series.to_string()}
                </span>
                " "
                {named(texts, name)}
                " "
                <strong>{waiting}</strong>
            </li>
        }
        .into_any()
    };
    view! {
        <footer class="display-waiting">
            <h2>{t!(texts, display.waiting)}</h2>
            <ul>
                {listed(workplaces, key, row)}
            </ul>
        </footer>
    }
}
