//! `/privacy`, `/accessibility`

use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_location, lazy_route};

use super::{
    api::{accessibility, privacy},
    document::{Chapter, Document, Line, Part},
};
use crate::{
    ui::{LanguageSwitch, Loaded, PageFooter, PageTitle},
    wire::load,
};

/// One route for both, and so one chunk.
pub struct AboutRoute;

#[lazy_route]
impl LazyRoute for AboutRoute {
    // What `data` names is in the code that every page loads, so it names nothing.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let AboutRoute = this;
        let path = use_location().pathname;
        let document = load(
            move || path.get(),
            |path| async move {
                if path == "/privacy" {
                    privacy().await
                } else {
                    accessibility().await
                }
            },
        );
        view! { <Loaded resource=document page=page /> }.into_any()
    }
}

fn page(document: Document) -> AnyView {
    let Document {
        town_name,
        languages,
        title,
        lead,
        chapters,
    } = document;
    let page_title = format!("{title} – {town_name}");
    let languages = StoredValue::new(languages);
    view! {
        <PageTitle text=move || page_title.clone() />
        <header class="page-header">
            // Another surface: a page of its own.
            <a class="office-name" href="/" rel="external">
                {town_name}
            </a>
            <LanguageSwitch languages=move || languages.get_value() />
        </header>
        <main class="page-main document">
            <h1 class="page-title">{title}</h1>
            {lead.into_iter().map(part).collect_view()}
            {chapters.into_iter().map(chapter).collect_view()}
        </main>
        <PageFooter />
    }
    .into_any()
}

fn chapter(chapter: Chapter) -> AnyView {
    view! {
        <section>
            <h2>{chapter.title}</h2>
            {chapter.parts.into_iter().map(part).collect_view()}
        </section>
    }
    .into_any()
}

fn part(part: Part) -> AnyView {
    match part {
        Part::Text(text) => view! { <p>{text}</p> }.into_any(),
        Part::List(items) => {
            let items = items.into_iter().map(|item| view! { <li>{item}</li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
        }
        Part::Contact(lines) => {
            let lines = lines.into_iter().map(line);
            view! { <dl class="contact">{lines.collect_view()}</dl> }.into_any()
        }
    }
}

fn line(Line { label, value, link }: Line) -> AnyView {
    let value = match link {
        Some(address) => view! { <a href=address>{value}</a> }.into_any(),
        None => value.into_any(),
    };
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}
