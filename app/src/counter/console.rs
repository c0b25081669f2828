//! The screen of a clerk at a counter.

use domain::{lobby::StaffSnapshot, staff::Role};
use gloo_timers::callback::Interval;
use leptos::{prelude::*, task::spawn_local};

use super::{
    aim::keep_focus,
    api::{Me, Seat, look},
    asking::to_login,
    choice::served,
    client::ClientPanel,
    post::Post,
    queue_list::{AsidePanel, QueuePanel},
    seating::Seating,
    shortcuts,
};
use crate::{
    api::ApiError,
    live::Live,
    t,
    texts::{fill, use_texts},
    ui::{PageTitle, StaleBanner, says},
};

#[component]
pub fn Console(me: Me, seat: Seat, seating: Seating) -> impl IntoView {
    let post = Post::new(&me, seat, seating.asking);
    shortcuts::listen(post);
    watch_the_session(post.live);
    view! {
        <div class="counter">
            <Header me post seating />
            <StaleBanner fresh=post.live.fresh />
            <main class="counter-main">
                <ClientPanel post seating />
                <QueuePanel post />
                <AsidePanel post />
            </main>
        </div>
    }
}

#[component]
fn Header(me: Me, post: Post, seating: Seating) -> impl IntoView {
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
    let devices = (me.role == Role::Admin).then(|| {
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
            <p>{me.clerk.name}</p>
            {devices}
            <button
                type="button"
                class="link-button"
                on:mousedown=keep_focus
                on:click=move |_| seating.leave(post.number)
            >
                {t!(texts, counter.console.change_counter)}
            </button>
            <form method="post" action="/logout">
                <button class="link-button">{t!(texts, common.log_out)}</button>
            </form>
            <p class="clock">{post.live.clock}</p>
        </header>
    }
}

/// How often is asked, in milliseconds, while the screen is not up to date.
const ASK_EVERY: u32 = 5_000;

/// A stream that is refused to whoever is not logged in looks like one that is broken: the browser
/// does not say why it ended. So that is asked.
fn watch_the_session(live: Live<StaffSnapshot>) {
    // The stream says again and again that it is not up to date; the interval is to begin once.
    let stale = Memo::new(move |_| !live.fresh.get());
    Effect::new(move |_: Option<Option<Interval>>| {
        stale.get().then(|| {
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
