//! `/privacy`, `/accessibility`

use leptos::prelude::*;

use super::{
    accessibility::accessibility,
    document::{Chapter, Document, Line, Part},
    privacy::privacy,
};
use crate::{
    address::use_address,
    services::use_services,
    texts::use_texts,
    ui::{Loaded, Masthead, PageFooter, page_head},
    wire::load,
};

/// Both documents.
pub fn page() -> AnyView {
    let texts = use_texts().all();
    let address = use_address();
    let document = load(
        move || address.path(),
        move |path| {
            let texts = std::sync::Arc::clone(&texts);
            async move {
                let services = use_services()?;
                let town = services.town();
                let document = if path.starts_with("/privacy") {
                    privacy(&texts, &town, services.backups.days)
                } else {
                    accessibility(&texts, &town)
                };
                Ok((Masthead::of(&town), document))
            }
        },
    );
    view! { <Loaded resource=document page=|(office, document)| shown(office, document) /> }
        .into_any()
}

fn shown(office: Masthead, document: Document) -> AnyView {
    let Document {
        title,
        lead,
        chapters,
    } = document;
    view! {
        {page_head(office, &title)}
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
