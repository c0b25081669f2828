//! The screen of a clerk at a counter.

use std::time::Duration;

use domain::{lobby::StaffSnapshot, staff::Role};
use gloo_timers::callback::Interval;
use leptos::{prelude::*, task::spawn_local};

use super::{
    aim::keep_focus,
    api::{Me, Seat, look},
    choice::served,
    client::ClientPanel,
    later::{self, Part},
    post::{BookedToday, Post},
    printers::PrinterWarnings,
    queue_list::QueuePanel,
    seating::Seating,
    sheet::Sheet,
    shortcuts::Shortcuts,
};
use crate::{
    api::ApiError,
    live::Live,
    t,
    texts::{fill, use_texts},
    ui::{PageTitle, StaleBanner, says, shows, to_login},
};

#[component]
pub fn Console(me: Me, seat: Seat, seating: Seating) -> impl IntoView {
    let post = Post::new(&me, seat, seating.asking);
    provide_context(BookedToday(RwSignal::new(Vec::new())));
    let shortcuts = Shortcuts::listen(post);
    provide_context(shortcuts);
    // For the sheet by which one gets up.
    provide_context(seating);
    watch_the_session(post.live);
    view! {
        <div
            class="counter"
            data-shortcuts=move || (!shortcuts.are_on()).then_some("off")
            data-settles=move || post.aim.settles().then_some("")
        >
            <Header me post />
            <StaleBanner fresh=post.live.fresh />
            <PrinterWarnings live=post.live />
            <main class="counter-main">
                <ClientPanel post seating />
                <QueuePanel post />
                <Lower post />
            </main>
        </div>
    }
}

/// How long is waited before a part that failed to load is asked for again.
const AGAIN: Duration = Duration::from_secs(5);

/// The frame of the lists that are loaded later.
#[component]
fn Lower(post: Post) -> impl IntoView {
    let lists = StoredValue::new(None);
    let loaded = RwSignal::new(false);
    // Effects run in the browser only.
    Effect::new(move || load_lists(lists, loaded));
    let lists = shows(move || {
        let lists = loaded.get().then(|| lists.get_value()).flatten();
        lists.map_or_else(|| ().into_any(), |part: Part| (part.lists)(post))
    });
    view! { <section class="queue-panel lower-panel">{lists}</section> }
}

/// Asks until they are there.
fn load_lists(lists: StoredValue<Option<Part>>, loaded: RwSignal<bool>) {
    spawn_local(async move {
        if let Ok(part) = later::load().await {
            // The page may be gone.
            lists.try_set_value(Some(part));
            loaded.try_set(true);
        } else {
            set_timeout(move || load_lists(lists, loaded), AGAIN);
        }
    });
}

#[component]
fn Header(me: Me, post: Post) -> impl IntoView {
    let texts = use_texts();
    let title = move || {
        let number = post.number.to_string();
        texts.with(|texts| fill(&texts.counter.counter, &[("counter", &number)]))
    };
    let serves = says(move || {
        let (plan, counter) = (post.live.plan.read(), post.counter.read());
        counter
            .as_ref()
            .map(|counter| served(&plan, counter, texts.language()))
    });
    let overview = me.role.is_shown(Role::Supervisor).then(|| {
        view! {
            <a href="/admin" rel="external">
                {t!(texts, common.overview)}
            </a>
        }
    });
    let devices = me.role.is_shown(Role::Admin).then(|| {
        view! {
            <a href="/admin/devices" rel="external">
                {t!(texts, common.devices)}
            </a>
        }
    });
    view! {
        <PageTitle text=title />
        <header class="counter-header">
            <h1>{title}</h1>
            <p class="served">{serves}</p>
            <a href="/account" rel="external">
                {me.clerk.name}
            </a>
            {overview}
            {devices}
            <button
                type="button"
                class="link-button"
                on:mousedown=keep_focus
                on:click=move |_| post.sheet.open(Sheet::Keys)
            >
                {t!(texts, counter.console.keys)}
            </button>
            <button
                type="button"
                class="link-button narrow-window"
                on:mousedown=keep_focus
                on:click=move |_| open_narrow()
            >
                {t!(texts, counter.console.narrow)}
            </button>
            <button
                type="button"
                class="link-button"
                data-key="z"
                on:mousedown=keep_focus
                on:click=move |_| post.sheet.open(Sheet::Close)
            >
                {t!(texts, counter.console.close_counter)}
            </button>
            <form
                method="post"
                action="/logout"
                on:submit=move |event| {
                    // Whoever leaves nobody is asked nothing.
                    if post.in_front().is_some() || !post.queue.with_untracked(Vec::is_empty) {
                        event.prevent_default();
                        post.sheet.open(Sheet::Close);
                    }
                }
            >
                <button class="link-button">{t!(texts, common.log_out)}</button>
            </form>
            <p class="clock">{post.live.clock}</p>
        </header>
    }
}

/// The counter in a window of its own, to stand beside the program that a clerk really works in.
fn open_narrow() {
    // Where it is not allowed, the clerk can make this window narrow.
    let _ = window().open_with_url_and_target_and_features(
        "/counter",
        "prepazka-counter",
        "popup,width=360,height=720",
    );
}

/// How often is asked, in milliseconds, while the screen is not up to date.
const ASK_EVERY: u32 = 5_000;

/// A stream that is refused to whoever is not logged in looks like one that is broken: the browser
/// does not say why it ended. So that is asked.
fn watch_the_session(live: Live<StaffSnapshot>) {
    Effect::new(move |_: Option<Option<Interval>>| {
        (!live.fresh.get()).then(|| {
            Interval::new(ASK_EVERY, || {
                spawn_local(async {
                    if matches!(look().await, Err(ApiError::NotLoggedIn)) {
                        to_login();
                    }
                });
            })
        })
    });
}
