//! `/admin/pictures`: the town's crest, and what hangs beside the calls.

mod look;

use domain::{picture::LARGEST_PICTURE, staff::Role};
use leptos::prelude::*;

pub use self::look::{ADDRESS, NotSaved, Problem};
use self::look::{Kept, PicturesContent, Place, pictures_view};
use super::{form_page::form_page, inputs::say_of_forms, texts::PicturesTexts};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

/// What files are offered to be chosen.
const ACCEPTED: &str = "image/png,image/jpeg,image/webp";

pub fn pictures_page() -> AnyView {
    form_page(pictures_view, shown)
}

fn of(texts: &Texts) -> &PicturesTexts {
    &texts.admin.pictures
}

fn say(which: fn(&PicturesTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: PicturesContent) -> AnyView {
    let texts = use_texts();
    let PicturesContent {
        town_name,
        clerk_name,
        role,
        places,
        saved,
    } = content;
    let saved = saved.then(|| {
        view! {
            <p class="message good" role="status">
                {say(|it| &it.saved)}
            </p>
        }
    });
    let main = view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        {saved}
        <p class="quiet">{say(|it| &it.lead)}</p>
        {places.iter().map(place).collect_view()}
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Pictures />
        {staff_main(role, Role::Admin, "page-main pictures-page", main.into_any())}
    }
    .into_any()
}

fn place(place: &Place) -> AnyView {
    let id = place.word.replace(' ', "-");
    let (heading, lead) = match &place.lobby {
        None => (say(|it| &it.crest), say(|it| &it.crest_lead)),
        Some(lobby) => (
            fill(&say(|it| &it.display), &[("lobby", lobby)]),
            say(|it| &it.display_lead),
        ),
    };
    let is_crest = place.lobby.is_none();
    let known = match &place.shown {
        None => view! { <p class="quiet">{say(|it| &it.none)}</p> }.into_any(),
        Some(kept) => picture(kept, is_crest, &heading),
    };
    let removing = place.shown.as_ref().map(|kept| {
        let remove = format!("{}: {heading}", say_of_forms(|it| &it.remove));
        view! {
            <details class="revoke">
                <summary class="button bad" aria-label=remove>
                    {say_of_forms(|it| &it.remove)}
                </summary>
                <form method="post" action=ADDRESS enctype="multipart/form-data">
                    {named(&place.word, &kept.hash)}
                    <input type="hidden" name="action" value="remove" />
                    <button class="button bad">{say_of_forms(|it| &it.remove_for_good)}</button>
                </form>
            </details>
        }
    });
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{heading}</h2>
            <p>{lead}</p>
            {known}
            {form(&id, place)}
            {removing}
        </section>
    }
    .into_any()
}

/// On the ground on which it is shown.
fn picture(kept: &Kept, is_crest: bool, what: &str) -> AnyView {
    view! {
        <div class="kept-picture" class:crest-ground=is_crest>
            <img
                src=kept.address.clone()
                width=kept.width
                height=kept.height
                alt=what.to_owned()
            />
        </div>
    }
    .into_any()
}

/// Which picture it is about, and what its form showed.
fn named(word: &str, seen: &str) -> AnyView {
    view! {
        <input type="hidden" name="place" value=word.to_owned() />
        <input type="hidden" name="seen" value=seen.to_owned() />
    }
    .into_any()
}

fn form(id: &str, place: &Place) -> AnyView {
    let seen = place.shown.as_ref().map_or("", |kept| kept.hash.as_str());
    let (file, hint, error) = (
        format!("{id}-file"),
        format!("{id}-hint"),
        format!("{id}-error"),
    );
    let megabytes = (LARGEST_PICTURE / 1_000_000).to_string();
    let is_wrong = place.problem.is_some();
    let described = if is_wrong {
        format!("{error} {hint}")
    } else {
        hint.clone()
    };
    let problem = place.problem.clone().map(|sentence| {
        view! {
            <p class="field-error" id=error role="alert">
                {sentence}
            </p>
        }
    });
    let put = if place.shown.is_some() {
        say(|it| &it.replace)
    } else {
        say(|it| &it.put)
    };
    view! {
        <form class="form" method="post" action=ADDRESS enctype="multipart/form-data">
            {named(&place.word, seen)}
            <div class="field">
                <label for=file.clone()>{say(|it| &it.file)}</label>
                <p class="field-hint" id=hint>
                    {fill(&say(|it| &it.file_hint), &[("n", &megabytes)])}
                </p>
                <input
                    id=file
                    name="picture"
                    type="file"
                    accept=ACCEPTED
                    required
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=described
                />
                {problem}
            </div>
            <button class="button main">{put}</button>
        </form>
    }
    .into_any()
}
