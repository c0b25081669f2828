//! The lobby's TV: the newest call, the other calls, who waits, the time.

use domain::lobby::{PublicSnapshot, ShownCall};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::{
    display::chime::use_chime,
    live::{Live, View, follow, public_lobby},
    t,
    texts::{named, use_texts},
    ui::{Loaded, PageTitle, StaleBanner, lobby_of, lobby_param},
    wire::load,
};

/// `/display/{lobby}`
pub struct DisplayRoute;

#[lazy_route]
impl LazyRoute for DisplayRoute {
    // What `data` names is in the code that every page loads, so it names nothing.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let DisplayRoute = this;
        let view = load(lobby_param(), |lobby| async move {
            public_lobby(lobby_of(&lobby)?).await
        });
        view! { <Loaded resource=view page=|view| view! { <Display view /> }.into_any() /> }
            .into_any()
    }
}

#[component]
fn Display(view: View<PublicSnapshot>) -> impl IntoView {
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
    let chime = use_chime(live, before);
    let calls = Memo::new(move |_| live.snapshot.with(|snapshot| snapshot.calls.clone()));
    let quiet = move || calls.with(Vec::is_empty);
    view! {
        <PageTitle text=head />
        <div class="display">
            <header class="display-header">
                <h1>{head}</h1>
                <Show when=move || chime.blocked.get()>
                    <button class="display-sound" on:click=move |_| chime.allow()>
                        {t!(texts, display.allow_sound)}
                    </button>
                </Show>
                <p class="clock">{live.clock}</p>
            </header>
            <StaleBanner fresh=live.fresh />
            <Show when=move || !quiet() fallback=Quiet>
                <Calls calls before />
            </Show>
            <Waiting live />
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

/// The newest call and beside it all others. A call's element is made anew with its number, so
/// that it greets once; that its client has come changes it in place.
#[component]
fn Calls(calls: Memo<Vec<ShownCall>>, before: u64) -> impl IntoView {
    let texts = use_texts();
    let newest = move || calls.with(|calls| calls.first().copied());
    let others = move || calls.with(|calls| calls.get(1..).unwrap_or_default().to_vec());
    let has_others = move || calls.with(|calls| calls.len() > 1);
    let is_open =
        move |seq| calls.with(|calls| calls.iter().any(|call| call.seq == seq && call.open));
    view! {
        <main class="display-calls">
            <For each=newest key=|call| call.seq let:call>
                <section
                    class="call-newest"
                    aria-live="assertive"
                    aria-atomic="true"
                    data-fresh=(call.seq.0 > before).then_some("")
                >
                    <h2>{t!(texts, display.now_calling)}</h2>
                    <p class="call-ticket">{call.ticket.to_string()}</p>
                    <p class="call-counter">
                        {t!(texts, display.counter)} " " <strong>{call.counter.get()}</strong>
                    </p>
                </section>
            </For>
            <Show when=has_others>
                <section class="calls-open" aria-labelledby="calls-open">
                    <h2 id="calls-open">
                        {t!(texts, display.also_calling)}
                        <span>
                            {t!(texts, display.ticket)} " " <Arrow /> " "
                            {t!(texts, display.counter)}
                        </span>
                    </h2>
                    <ol>
                        <For each=others key=|call| call.seq let:call>
                            <li
                                class="call"
                                data-fresh=(call.open && call.seq.0 > before).then_some("")
                                data-answered=move || (!is_open(call.seq)).then_some("")
                            >
                                <span class="call-ticket">{call.ticket.to_string()}</span>
                                <Arrow />
                                <span class="call-counter">
                                    <span class="visually-hidden">
                                        {t!(texts, display.counter)} " "
                                    </span>
                                    {call.counter.get()}
                                </span>
                            </li>
                        </For>
                    </ol>
                </section>
            </Show>
        </main>
    }
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
        <main class="display-quiet">
            <h2>{t!(texts, display.quiet_title)}</h2>
            <p>{t!(texts, display.quiet)}</p>
        </main>
    }
}

/// How many wait, by workplace.
#[component]
fn Waiting(live: Live<PublicSnapshot>) -> impl IntoView {
    let texts = use_texts();
    let workplaces = move || live.plan.with(|plan| plan.workplaces.clone());
    view! {
        <footer class="display-waiting">
            <h2>{t!(texts, display.waiting)}</h2>
            <ul>
                <For
                    each=workplaces
                    key=|workplace| (workplace.id.clone(), workplace.name.clone())
                    let:workplace
                >
                    <li>
                        <span class="series-mark" aria-hidden="true">
                            {workplace.series.to_string()}
                        </span>
                        " "
                        {named(texts, workplace.name.clone())}
                        " "
                        <strong>
                            {move || {
                                live.snapshot.with(|snapshot| {
                                    snapshot
                                        .workplaces
                                        .iter()
                                        .find(|status| status.id == workplace.id)
                                        .map(|status| status.waiting)
                                })
                            }}
                        </strong>
                    </li>
                </For>
            </ul>
        </footer>
    }
}
