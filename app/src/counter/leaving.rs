//! Logging out while a client is in front: is that meant? Asked by the server, so that it is asked on
//! every page, with and without the browser's program.

use domain::{
    desk::SeatRefusal,
    ids::{CounterNumber, TicketId},
    text::Localized,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::Session;

use crate::{
    api::ApiError,
    services::Services,
    t,
    texts::{fill, use_texts},
    ui::{Loaded, PageTitle},
    wire::{always, load},
};

/// Where the form goes.
pub const ADDRESS: &str = "/logout";

/// The field of whoever has been asked and means it.
pub const ANYWAY: &str = "anyway";

/// Whom the clerk would leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillInFront {
    town_name: Localized,
    counter: CounterNumber,
    /// None: has gone in this moment.
    ticket: Option<TicketId>,
}

/// Frees the counter where the clerk sits, if at any. With a client in front it stays as it is, for
/// whoever takes it over.
///
/// # Errors
/// If the database does not answer.
pub async fn leave(
    services: &Services,
    session: &Session,
) -> Result<Option<StillInFront>, ApiError> {
    let (town, now) = (services.town(), services.now());
    let left = services.store.leave(&session.clerk.login, now).await?;
    let Err(SeatRefusal::ClientInFront { counter }) = left else {
        return Ok(None);
    };
    let ticket = match super::seat::lobby_of(services, counter) {
        Some(lobby) => {
            let day = services.store.lobby_day(&town, &lobby, now).await?;
            let desk = day.desks.into_iter().find(|it| it.counter == counter);
            desk.and_then(|desk| Some(desk.client?.id))
        }
        None => None,
    };
    Ok(Some(StillInFront {
        town_name: town.name.clone(),
        counter,
        ticket,
    }))
}

/// What [`leave`] answered, as a question.
pub fn log_out_page() -> AnyView {
    let page = load(always, |_| async {
        // By the handler of the form; the address alone has no page.
        use_context::<StillInFront>().ok_or(ApiError::NotFound)
    });
    view! { <Loaded resource=page page=question /> }.into_any()
}

fn question(asked: StillInFront) -> AnyView {
    let texts = use_texts();
    let StillInFront {
        town_name,
        counter,
        ticket,
    } = asked;
    let office = town_name.get(texts.language()).to_owned();
    let title = texts.with(|texts| texts.account.log_out_title.clone());
    let told = texts.with(|texts| {
        let ticket = ticket.map(|ticket| ticket.to_string());
        let values = [
            ("ticket", ticket.as_deref().unwrap_or("–")),
            ("counter", &*counter.to_string()),
        ];
        fill(&texts.counter.console.log_out_question, &values)
    });
    let page_title = format!("{title} – {office}");
    view! {
        <PageTitle text=move || page_title.clone() />
        <header class="page-header">
            <a class="office-name" href="/counter">
                {office}
            </a>
        </header>
        <main class="page-main">
            <h1 class="page-title">{title}</h1>
            <section class="panel">
                <p>{told}</p>
                <p class="panel-action">
                    <a class="button main" href="/counter">
                        {t!(texts, account.to_counter)}
                    </a>
                </p>
                <form class="panel-action" method="post" action=ADDRESS>
                    <input type="hidden" name=ANYWAY value="1" />
                    <button class="button">{t!(texts, account.log_out_anyway)}</button>
                </form>
            </section>
        </main>
    }
    .into_any()
}
