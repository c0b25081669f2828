//! What each sheet asks.

use domain::{
    desk::{Command, Note},
    ids::{CounterNumber, ServiceId, TicketId},
    ticket::ParkReason,
};
use leptos::{
    html::{Div, Form, Input},
    prelude::*,
    task::spawn_local,
};

use super::{
    aim::keep_focus,
    api::{self, Added, Destination, Offered},
    client::park_reason,
    draft,
    message::Message,
    offers::{self, Situation},
    post::Post,
    search::folded,
    seating::Seating,
    sheet::Sheet,
    shortcuts::{self, Shortcuts},
};
use crate::{
    t,
    texts::{T, Texts, fill, use_texts},
    ui::{no_ticket, says, shows, to_login},
};

pub(super) fn show(post: Post, sheet: Sheet) -> AnyView {
    match sheet {
        Sheet::HandOver(id) => view! { <HandOver id post /> }.into_any(),
        Sheet::Also(id) => view! { <Also id post /> }.into_any(),
        Sheet::Park(id) => view! { <Park id post /> }.into_any(),
        Sheet::Note(id) => view! { <WriteNote id post /> }.into_any(),
        Sheet::AddClient => view! { <AddClient post /> }.into_any(),
        Sheet::Keys => view! { <Keys post /> }.into_any(),
        Sheet::Close => view! { <Close post /> }.into_any(),
    }
}

// ---- Which service ----

/// What stands beside a service.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// The counters that do it.
    Counters,
    /// That whoever comes for it goes first.
    Priority,
}

/// How a service was picked.
#[derive(Clone, Copy)]
enum How {
    Plainly,
    At(CounterNumber),
    First,
}

/// One service that can be picked.
#[derive(Clone, PartialEq, Eq)]
struct Choice {
    /// Of the workplace; in another lobby with its name.
    place: String,
    service: ServiceId,
    name: String,
    /// Those that do it, other than one's own.
    counters: Vec<CounterNumber>,
}

/// What the office does, asked for when it is needed, and what was picked of it.
#[component]
fn Pick(
    post: Post,
    /// In which it is asked.
    sheet: Sheet,
    /// Which of it can be picked.
    suits: fn(Post, &Destination, &ServiceId) -> bool,
    beside: Beside,
    /// Is told with the key of what was offered.
    picked: Callback<(String, ServiceId, How)>,
) -> impl IntoView {
    let texts = use_texts();
    let offered = RwSignal::new(None::<Offered>);
    ask_what_is_offered(post, offered);
    let sought = RwSignal::new(draft::typed(sheet).unwrap_or_default());
    draft::until_closed(sheet, &sought.read_untracked());
    let field = NodeRef::<Input>::new();
    focus(field);
    let found = Memo::new(move |_| {
        let (sought, offered) = (folded(&sought.read()), offered.read());
        let offered = offered.as_ref()?;
        let all = offered
            .places
            .iter()
            .flat_map(|place| choices(post, texts, place, suits));
        let found = all
            .filter(|it| folded(&it.name).contains(&sought) || folded(&it.place).contains(&sought));
        Some(found.collect::<Vec<_>>())
    });
    let pick = move |service: ServiceId, how| {
        let key = offered.with_untracked(|it| it.as_ref().map(|it| it.key.clone()));
        picked.run((key.unwrap_or_default(), service, how));
    };
    let small = move |label: String, text: String, service: ServiceId, how| {
        view! {
            <button
                type="button"
                class="button small"
                aria-label=label
                on:mousedown=keep_focus
                on:click=move |_| pick(service.clone(), how)
            >
                {text}
            </button>
        }
        .into_any()
    };
    let list = shows(move || {
        let Some(found) = found.get() else {
            return ().into_any();
        };
        if found.is_empty() {
            return view! { <p class="queue-empty">{t!(texts, counter.console.no_service_found)}</p> }
                .into_any();
        }
        let mut last = String::new();
        let rows = found.into_iter().map(|choice| {
            let heads = choice.place != last;
            last.clone_from(&choice.place);
            let Choice {
                place,
                service,
                name,
                counters: at,
            } = choice;
            let heading = heads.then(|| view! { <h4>{place}</h4> });
            let more: Vec<_> = texts.with(|texts| {
                let console = &texts.counter.console;
                match beside {
                    Beside::Nothing => Vec::new(),
                    Beside::Counters => at
                        .into_iter()
                        .map(|number| {
                            let counter = number.to_string();
                            let values = [("counter", &*counter), ("service", &*name)];
                            let label = fill(&console.at_counter_label, &values);
                            let short = fill(&console.at_counter_short, &values);
                            small(label, short, service.clone(), How::At(number))
                        })
                        .collect(),
                    Beside::Priority => {
                        let short = console.with_priority.clone();
                        let label = format!("{name}: {short}");
                        vec![small(label, short, service.clone(), How::First)]
                    }
                }
            });
            view! {
                {heading}
                <div class="sheet-choice">
                    <button
                        type="button"
                        class="button"
                        on:mousedown=keep_focus
                        on:click=move |_| pick(service.clone(), How::Plainly)
                    >
                        {name}
                    </button>
                    {more}
                </div>
            }
        });
        rows.collect_view().into_any()
    });
    let first =
        move || found.with_untracked(|found| Some(found.as_ref()?.first()?.service.clone()));
    view! {
        <form
            class="sheet-search"
            on:submit=move |event| {
                event.prevent_default();
                if let Some(service) = first() {
                    pick(service, How::Plainly);
                }
            }
        >
            <input
                type="search"
                class="lower-search"
                node_ref=field
                aria-label=t!(texts, counter.console.find_service)
                placeholder=t!(texts, counter.console.find_service)
                autocomplete="off"
                prop:value=sought
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    draft::remember(sheet, &typed);
                    sought.set(typed);
                }
            />
        </form>
        <div class="sheet-scroll">{list}</div>
    }
}

fn choices(
    post: Post,
    texts: T,
    place: &Destination,
    suits: fn(Post, &Destination, &ServiceId) -> bool,
) -> impl Iterator<Item = Choice> {
    let named = match &place.lobby_name {
        Some(lobby) => format!(
            "{} · {}",
            place.name.get(texts.language()),
            lobby.get(texts.language())
        ),
        None => place.name.get(texts.language()).to_owned(),
    };
    let services = place.services.iter();
    services
        .filter(move |service| suits(post, place, &service.id))
        .map(move |service| Choice {
            place: named.clone(),
            service: service.id.clone(),
            name: service.name.get(texts.language()).to_owned(),
            counters: {
                let others = service.counters.iter().copied();
                others.filter(|counter| *counter != post.number).collect()
            },
        })
}

fn ask_what_is_offered(post: Post, offered: RwSignal<Option<Offered>>) {
    Effect::new(move || {
        spawn_local(async move {
            match api::offer().await {
                // The sheet may be closed.
                Ok(answer) => {
                    offered.try_set(Some(answer));
                }
                Err(crate::api::ApiError::NotLoggedIn) => to_login(),
                Err(error) => {
                    post.asking.message.try_set(Some(Message::Failed(error)));
                    post.sheet.close();
                }
            }
        });
    });
}

fn focus(field: NodeRef<Input>) {
    Effect::new(move || {
        if let Some(field) = field.get() {
            // It can fail only where there is no focus at all.
            let _ = field.focus();
        }
    });
}

#[component]
fn HandOver(id: TicketId, post: Post) -> impl IntoView {
    view! {
        <Pick
            post
            sheet=Sheet::HandOver(id)
            suits=|_, _, _| true
            beside=Beside::Counters
            picked=Callback::new(move |(_, service, how)| {
                let counter = match how {
                    How::At(counter) => Some(counter),
                    How::Plainly | How::First => None,
                };
                post.give(Command::HandOver(id, service, counter));
            })
        />
    }
}

#[component]
fn Also(id: TicketId, post: Post) -> impl IntoView {
    view! {
        <Pick
            post
            sheet=Sheet::Also(id)
            suits=|post, place, service| {
                post.counter
                    .with(|counter| {
                        counter.as_ref().is_some_and(|it| it.does(&place.workplace, service))
                    })
            }
            beside=Beside::Nothing
            picked=Callback::new(move |(_, service, _)| {
                post.give(Command::Also(id, service));
            })
        />
    }
}

// ---- A client who cannot use the kiosk ----

#[component]
fn AddClient(post: Post) -> impl IntoView {
    let texts = use_texts();
    view! {
        <Pick
            post
            sheet=Sheet::AddClient
            suits=|_, place, _| place.lobby_name.is_none()
            beside=Beside::Priority
            picked=Callback::new(move |(key, service, how)| {
                add_client(post, texts, key, service, matches!(how, How::First));
            })
        />
    }
}

fn add_client(post: Post, texts: T, key: String, service: ServiceId, priority: bool) {
    let asking = post.asking;
    asking.ask(
        api::add_client(service, priority, key),
        move |answer: Added| {
            post.sheet.close();
            let today = post.live.snapshot.with_untracked(|snapshot| snapshot.date);
            let sentence = texts.with(|texts| {
                let console = &texts.counter.console;
                match answer {
                    Added::Ticket(id) => fill(&console.added, &[("ticket", &id.to_string())]),
                    Added::None(refusal) => no_ticket(texts, refusal, today),
                    Added::NoSuchService => console.no_such_service.clone(),
                }
            });
            draft::said(&sentence);
            asking.message.set(Some(Message::Said(sentence)));
        },
    );
}

// ---- Why a client goes away ----

#[component]
fn Park(id: TicketId, post: Post) -> impl IntoView {
    let texts = use_texts();
    let answers = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(answers) = answers.get() {
            // It can fail only where there is no focus at all.
            let _ = answers.focus();
        }
    });
    let reasons = ParkReason::ALL.into_iter().zip(1_u8..);
    let buttons = reasons.map(|(reason, number)| {
        let text = says(move || {
            texts.with(|texts| park_reason(&texts.counter.console, reason).to_owned())
        });
        view! {
            <button
                type="button"
                class="button"
                data-answer=number
                on:mousedown=keep_focus
                on:click=move |_| post.give(Command::Park(id, reason))
            >
                {text}
                " "
                <kbd>{number}</kbd>
            </button>
        }
    });
    view! {
        <div class="sheet-answers" tabindex="-1" node_ref=answers>
            {buttons.collect_view()}
        </div>
    }
}

// ---- A note ----

#[component]
fn WriteNote(id: TicketId, post: Post) -> impl IntoView {
    let texts = use_texts();
    let field = NodeRef::<Input>::new();
    focus(field);
    let sheet = Sheet::Note(id);
    let before = draft::typed(sheet).unwrap_or_else(|| {
        post.live.snapshot.with_untracked(|snapshot| {
            let note = snapshot.note(id);
            note.map_or_else(String::new, ToString::to_string)
        })
    });
    draft::until_closed(sheet, &before);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else {
            return;
        };
        // The field takes no more than fits, and nothing means none.
        let note: Option<Note> = field.value().parse().ok();
        post.give(Command::Note(id, note));
    };
    view! {
        <form class="sheet-note" on:submit=save>
            <label for="note">{t!(texts, counter.console.note_label)}</label>
            <input
                id="note"
                node_ref=field
                maxlength="200"
                autocomplete="off"
                prop:value=before
                on:input=move |event| draft::remember(sheet, &event_target_value(&event))
            />
            <p class="quiet">{t!(texts, counter.console.note_hint)}</p>
            <button class="button main">{t!(texts, counter.console.save)}</button>
        </form>
    }
}

// ---- Which key does what ----

#[component]
fn Keys(post: Post) -> impl IntoView {
    let texts = use_texts();
    let shortcuts: Shortcuts = expect_context();
    let rows = move |texts: &Texts| {
        let console = &texts.counter.console;
        let mut rows: Vec<(String, String)> = Vec::new();
        for offer in all_offers(post) {
            let key = if offer.is_big() {
                console.space.clone()
            } else {
                offer.key.to_ascii_uppercase()
            };
            let row = (key, offers::label(console, &offer.press).to_owned());
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        // These bear their keys themselves (`list_keys.rs`).
        let more = [
            ("1", &console.booked),
            ("2", &console.aside),
            ("B", &console.book_client),
            ("Z", &console.close_counter),
            ("↑ ↓ ← →", &console.in_lists),
            (shortcuts::KEYS, &console.keys),
        ];
        rows.extend(more.map(|(key, does)| (key.to_owned(), does.clone())));
        rows.push(("Esc".to_owned(), console.back.clone()));
        rows
    };
    let list = shows(move || {
        let rows = texts.with(rows).into_iter();
        rows.map(|(key, does)| {
            view! {
                <div>
                    <dt>
                        <kbd>{key}</kbd>
                    </dt>
                    <dd>{does}</dd>
                </div>
            }
        })
        .collect_view()
        .into_any()
    });
    let turn = says(move || {
        texts.with(|texts| {
            let console = &texts.counter.console;
            if shortcuts.are_on() {
                console.shortcuts_off.clone()
            } else {
                console.shortcuts_on.clone()
            }
        })
    });
    view! {
        <dl class="sheet-keys">{list}</dl>
        <button
            type="button"
            class="button small"
            on:mousedown=keep_focus
            on:click=move |_| shortcuts.turn()
        >
            {turn}
        </button>
    }
}

/// Of all situations; about which ticket they are is nobody's matter here.
fn all_offers(post: Post) -> Vec<offers::Offer> {
    let date = post.live.snapshot.with_untracked(|snapshot| snapshot.date);
    let series = post.live.plan.with_untracked(|plan| {
        let workplace = plan.workplaces.first();
        workplace.map(|workplace| workplace.series)
    });
    let with_client = series.map(|series| TicketId {
        date,
        series,
        number: 0,
    });
    let with_client = with_client.map(|id| [Situation::Called(id), Situation::Serving(id)]);
    let without = [Situation::Free, Situation::Paused];
    without
        .into_iter()
        .chain(with_client.into_iter().flatten())
        .flat_map(offers::offers)
        .collect()
}

// ---- Getting up ----

/// For now or for the day. Whoever would be left is told of before.
#[component]
fn Close(post: Post) -> impl IntoView {
    let texts = use_texts();
    let seating: Seating = expect_context();
    let answers = NodeRef::<Form>::new();
    Effect::new(move || {
        if let Some(answers) = answers.get() {
            // It can fail only where there is no focus at all.
            let _ = answers.focus();
        }
    });
    let in_front = post.in_front();
    let told = says(move || {
        let now = post.live.now.get();
        let left = post
            .live
            .snapshot
            .with(|it| it.left_without(post.number, now));
        texts.with(|texts| {
            let console = &texts.counter.console;
            if let Some(id) = in_front {
                let values = [
                    ("ticket", &*id.to_string()),
                    ("counter", &*post.number.to_string()),
                ];
                return fill(&console.log_out_question, &values);
            }
            match u64::try_from(left) {
                Ok(0) | Err(_) => String::new(),
                Ok(left) => console.left.of(texts.language, left),
            }
        })
    });
    // With a client in front one can only go, and somebody else takes over.
    let choose = in_front.is_none().then(|| {
        view! {
            <button
                type="button"
                class="button"
                data-answer="1"
                on:mousedown=keep_focus
                on:click=move |_| seating.leave(post.number)
            >
                {t!(texts, counter.console.close_and_choose)}
                " "
                <kbd>"1"</kbd>
            </button>
        }
    });
    view! {
        <p>{told}</p>
        <form
            method="post"
            action="/logout"
            class="sheet-answers"
            tabindex="-1"
            node_ref=answers
        >
            <input type="hidden" name="anyway" value="1" />
            {choose}
            <button class="button" data-answer="2">
                {t!(texts, counter.console.end_of_day)}
                " "
                <kbd>"2"</kbd>
            </button>
        </form>
    }
}
