//! `/admin/notices`: what the office says on its public screens, where, and from when until when.

mod form;
mod look;

use domain::{notice::Screen, staff::Role, text::Language};
use leptos::prelude::*;

pub use self::look::{ADDRESS, NotSaved, save};
use self::{
    form::filled_in,
    look::{All, Line, NoticesContent, Shown, notices_view},
};
use super::{form_page::form_page, texts::NoticesTexts};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

pub fn notices_page() -> AnyView {
    form_page(notices_view, shown)
}

fn of(texts: &Texts) -> &NoticesTexts {
    &texts.admin.notices
}

fn say(which: fn(&NoticesTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

/// "úvodní stránka"
fn screen_name(screen: Screen) -> String {
    say(match screen {
        Screen::Start => |it| &it.on_start,
        Screen::Status => |it| &it.on_status,
        Screen::Kiosk => |it| &it.on_kiosk,
        Screen::Display => |it| &it.on_display,
    })
}

fn shown(content: NoticesContent) -> AnyView {
    let texts = use_texts();
    let NoticesContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::All(lists) => all(*lists),
        Shown::Form(form) => filled_in(&form),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Notices />
        {staff_main(role, Role::Supervisor, "page-main", main)}
    }
    .into_any()
}

fn all(lists: All) -> AnyView {
    let All {
        running,
        to_come,
        over,
        saved,
    } = lists;
    let saved = saved.then(|| {
        view! {
            <p class="message good" role="status">
                {say(|it| &it.saved)}
            </p>
        }
    });
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        {saved}
        <p class="quiet">{say(|it| &it.lead)}</p>
        <p class="panel-action">
            <a class="button main" href=format!("{ADDRESS}?new")>
                {say(|it| &it.new)}
            </a>
        </p>
        {list("running", say(|it| &it.running), running, |it| &it.none_running)}
        {list("to-come", say(|it| &it.to_come), to_come, |it| &it.none_to_come)}
        {list("over", say(|it| &it.over), over, |it| &it.none_over)}
    }
    .into_any()
}

fn list(
    id: &'static str,
    heading: String,
    notices: Vec<Line>,
    none: fn(&NoticesTexts) -> &String,
) -> AnyView {
    let list = if notices.is_empty() {
        view! { <p class="quiet">{say(none)}</p> }.into_any()
    } else {
        let rows = notices.into_iter().map(row).collect_view();
        view! {
            // It can be scrolled, so it can be reached by keyboard.
            <div class="table-scroll" role="group" tabindex="0" aria-labelledby=id>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say(|it| &it.words)}</th>
                            <th scope="col">{say(|it| &it.place)}</th>
                            <th scope="col">{say(|it| &it.time)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn row(notice: Line) -> AnyView {
    let Line {
        id,
        text,
        lang,
        screens,
        lobby,
        from,
        until,
    } = notice;
    let address = format!("{ADDRESS}?notice={id}");
    let lang = lang.map(Language::tag);
    let screens = if screens.len() == Screen::ALL.len() {
        say(|it| &it.everywhere)
    } else {
        let names = screens.into_iter().map(screen_name);
        names.collect::<Vec<_>>().join(", ")
    };
    let lobby = lobby.unwrap_or_else(|| say(|it| &it.all_lobbies));
    let time = match (&from, &until) {
        (None, None) => say(|it| &it.until_taken_away),
        (Some(from), None) => fill(&say(|it| &it.from_on), &[("from", from)]),
        (None, Some(until)) => fill(&say(|it| &it.until_then), &[("until", until)]),
        (Some(from), Some(until)) => format!("{from} – {until}"),
    };
    view! {
        <tr>
            <td>
                <a href=address lang=lang>
                    {text}
                </a>
            </td>
            <td>
                {screens} <br /> <span class="quiet name">{lobby}</span>
            </td>
            <td>{time}</td>
        </tr>
    }
    .into_any()
}
