//! The form by which a notice is written, changed and taken away.

use domain::{
    notice::{LONGEST, MOST_AT_ONCE, NoticeRefusal, Screen},
    text::Language,
};
use leptos::prelude::*;

use super::{
    ADDRESS,
    look::{Form, Problem, box_of},
    say, screen_name,
};
use crate::{
    admin::{Fields, fields::field, inputs::say_of_forms},
    texts::fill,
};

pub(super) fn filled_in(form: &Form) -> AnyView {
    let is_known = !field(&form.fields, "notice").is_empty();
    let heading = say(if is_known {
        |it| &it.change
    } else {
        |it| &it.new
    });
    let told = if form.is_gone {
        Some(say(|it| &it.gone))
    } else {
        form.changed
            .as_ref()
            .map(|_| say_of_forms(|it| &it.changed))
    };
    let told = told.map(|told| {
        view! {
            <p class="message bad" role="alert">
                {told}
            </p>
        }
    });
    let hidden = ["notice", "seen", "key"].map(|name| {
        let value = form.fields.get(name).cloned();
        value.map(|value| view! { <input type="hidden" name=name value=value /> })
    });
    let save = if is_known {
        say_of_forms(|it| &it.save)
    } else {
        say(|it| &it.publish)
    };
    let remove = is_known.then(|| remove(&form.fields));
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        {told}
        <section class="panel">
            <form class="form wide" method="post" action=ADDRESS>
                {hidden.collect_view()}
                {words(form)}
                {screens(form)}
                {lobby(form)}
                {time(form, "from", |it| &it.from, |it| &it.from_hint)}
                {time(form, "until", |it| &it.until, |it| &it.until_hint)}
                <button class="button main">{save}</button>
            </form>
        </section>
        {remove}
    }
    .into_any()
}

fn remove(fields: &Fields) -> AnyView {
    let hidden = ["notice", "seen"].map(|name| {
        let value = field(fields, name).to_owned();
        view! { <input type="hidden" name=name value=value /> }
    });
    let removing = field(fields, "action") == "remove";
    view! {
        <details class="revoke panel" open=removing>
            <summary class="button bad">{say(|it| &it.remove)}</summary>
            <form method="post" action=ADDRESS>
                {hidden.collect_view()} <input type="hidden" name="action" value="remove" />
                <p>{say(|it| &it.remove_consequence)}</p>
                <button class="button bad">{say(|it| &it.remove_for_good)}</button>
            </form>
        </details>
    }
    .into_any()
}

fn words(form: &Form) -> AnyView {
    let hint = fill(&say(|it| &it.words_hint), &[("n", &LONGEST.to_string())]);
    let each = form.languages.iter().map(|language| {
        let name = language.tag();
        let value = field(&form.fields, name).to_owned();
        let problem = form.problem.filter(|problem| match problem {
            Problem::Refused(NoticeRefusal::Empty) => *language == Language::default(),
            Problem::Refused(NoticeRefusal::TooLong) => value.trim().chars().count() > LONGEST,
            _ => false,
        });
        view! {
            <div class="field">
                <label for=name>{language.own_name()}</label>
                <textarea
                    id=name
                    name=name
                    lang=name
                    rows="2"
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described("words-hint", name, problem)
                >
                    {value}
                </textarea>
                {error(name, problem)}
                {now(form, name)}
            </div>
        }
    });
    view! {
        <p class="field-hint" id="words-hint">
            {hint}
        </p>
        {each.collect_view()}
    }
    .into_any()
}

fn screens(form: &Form) -> AnyView {
    let nowhere = |it: &Problem| *it == Problem::Refused(NoticeRefusal::Nowhere);
    let problem = form.problem.filter(nowhere);
    let boxes = Screen::ALL.map(|screen| {
        let name = box_of(screen);
        let checked = form.fields.contains_key(&name);
        view! {
            <label class="tick-line">
                <input type="checkbox" class="tick" name=name value="on" checked=checked />
                {screen_name(screen)}
            </label>
        }
    });
    let chosen = |fields: &Fields| {
        let screens = Screen::ALL.into_iter();
        let screens = screens.filter(|screen| fields.contains_key(&box_of(*screen)));
        screens.map(screen_name).collect::<Vec<_>>().join(", ")
    };
    let now = form.changed.as_ref().map(chosen);
    view! {
        <fieldset class="choices" aria-describedby=problem.map(|_| "screens-error")>
            <legend>{say(|it| &it.screens)}</legend>
            {boxes.collect_view()}
            {error("screens", problem)}
            {now.filter(|now| *now != chosen(&form.fields)).map(instead)}
        </fieldset>
    }
    .into_any()
}

fn lobby(form: &Form) -> AnyView {
    let unknown = |it: &Problem| *it == Problem::Refused(NoticeRefusal::UnknownLobby);
    let problem = form.problem.filter(unknown);
    let chosen = field(&form.fields, "lobby");
    let options = form.lobbies.iter().map(|(id, name)| {
        view! {
            <option value=id.clone() selected=id == chosen>
                {name.clone()}
            </option>
        }
    });
    let everywhere = form
        .everywhere
        .then(|| view! { <option value="">{say(|it| &it.all_lobbies)}</option> });
    let now = form.changed.as_ref().map(|now| field(now, "lobby"));
    let now = now.filter(|now| *now != chosen).map(|now| {
        let mut lobbies = form.lobbies.iter();
        let name = lobbies.find(|(id, _)| id == now).map(|it| it.1.clone());
        instead(name.unwrap_or_else(|| say(|it| &it.all_lobbies)))
    });
    view! {
        <div class="field">
            <label for="lobby">{say(|it| &it.lobby)}</label>
            <select
                id="lobby"
                name="lobby"
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| "lobby-error")
            >
                {everywhere}
                {options.collect_view()}
            </select>
            {error("lobby", problem)}
            {now}
        </div>
    }
    .into_any()
}

fn time(
    form: &Form,
    name: &'static str,
    label: fn(&super::NoticesTexts) -> &String,
    hint: fn(&super::NoticesTexts) -> &String,
) -> AnyView {
    let problem = form.problem.filter(|problem| {
        let at = match problem {
            // Where they are too many, one may choose another time.
            Problem::BadFrom | Problem::Refused(NoticeRefusal::TooMany) => "from",
            Problem::BadUntil
            | Problem::Refused(NoticeRefusal::Backwards | NoticeRefusal::Over) => "until",
            Problem::Refused(_) => "",
        };
        at == name
    });
    let hint_id = format!("{name}-hint");
    view! {
        <div class="field">
            <label for=name>{say(label)}</label>
            <p class="field-hint" id=hint_id.clone()>
                {say(hint)}
            </p>
            <input
                id=name
                name=name
                type="datetime-local"
                value=field(&form.fields, name).to_owned()
                aria-invalid=problem.map(|_| "true")
                aria-describedby=described(&hint_id, name, problem)
            />
            {error(name, problem)}
            {now(form, name)}
        </div>
    }
    .into_any()
}

fn described(hint: &str, name: &str, problem: Option<Problem>) -> String {
    match problem {
        Some(_) => format!("{name}-error {hint}"),
        None => hint.to_owned(),
    }
}

fn error(name: &str, problem: Option<Problem>) -> AnyView {
    let Some(problem) = problem else {
        return ().into_any();
    };
    let sentence = say(match problem {
        Problem::BadFrom | Problem::BadUntil => |it| &it.bad_time,
        Problem::Refused(refusal) => match refusal {
            NoticeRefusal::Empty => |it| &it.empty,
            NoticeRefusal::TooLong => |it| &it.too_long,
            NoticeRefusal::Nowhere => |it| &it.nowhere,
            NoticeRefusal::UnknownLobby => |it| &it.no_lobby,
            NoticeRefusal::Backwards => |it| &it.backwards,
            NoticeRefusal::Over => |it| &it.is_over,
            NoticeRefusal::TooMany => |it| &it.too_many,
        },
    });
    let (longest, most) = (LONGEST.to_string(), MOST_AT_ONCE.to_string());
    let sentence = fill(&sentence, &[("n", &longest), ("most", &most)]);
    view! {
        <p class="field-error" id=format!("{name}-error") role="alert">
            {sentence}
        </p>
    }
    .into_any()
}

/// What is there now, where somebody else has changed it.
fn now(form: &Form, name: &str) -> AnyView {
    let now = form.changed.as_ref().map(|now| field(now, name));
    let now = now.filter(|now| *now != field(&form.fields, name));
    now.map(|now| instead(now.to_owned())).into_any()
}

fn instead(now: String) -> AnyView {
    let now = if now.is_empty() {
        say_of_forms(|it| &it.nothing)
    } else {
        now
    };
    let sentence = fill(&say_of_forms(|it| &it.now), &[("what", &now)]);
    view! { <p class="field-hint">{sentence}</p> }.into_any()
}
