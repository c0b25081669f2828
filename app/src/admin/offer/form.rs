//! The form that adds or changes one piece, and the one that takes it away.

use domain::{ids::WorkplaceId, text::Language, town::Rules};
use leptos::prelude::*;

use super::{
    ADDRESS,
    look::Form,
    say,
    typed::{OF_OFFICE, Part},
};
use crate::{
    admin::{
        fields::field,
        inputs::{Inputs, say_of_forms},
    },
    texts::{fill, use_texts},
};

pub(super) fn filled_in(form: &Form) -> AnyView {
    let inputs = Inputs {
        fields: &form.fields,
        problems: &form.problems,
        changed: form.changed.as_ref(),
    };
    let fields = match &form.part {
        Part::Itself => itself(&inputs, form),
        Part::Department(_) => named(&inputs, form),
        Part::Lobby(_) => lobby(&inputs, form),
        Part::Workplace(id) => workplace(&inputs, form, id.as_ref()),
        Part::Service(..) => service(&inputs, form),
        Part::Counter(number) => counter(&inputs, form, number.is_none()),
    };
    let place = (!form.places.is_empty()).then(|| {
        let places = form.places.clone();
        inputs.select("place", say(|it| &it.place), None, places)
    });
    let is_new = form.part.id().is_none();
    let heading = heading(&form.part);
    let goes = form.part != Part::Itself && !is_new;
    let about = (!form.name.is_empty() && (!is_new || matches!(form.part, Part::Service(..))))
        .then(|| view! { <p class="quiet">{form.name.clone()}</p> });
    let problem = form.problem.clone().map(|sentence| {
        view! {
            <p class="message bad" role="alert">
                {sentence}
            </p>
        }
    });
    let changed = form.changed.is_some().then(|| {
        view! {
            <p class="message bad" role="alert">
                {say_of_forms(|it| &it.changed)}
            </p>
        }
    });
    let hidden = || {
        let of = match &form.part {
            Part::Service(of, None) => of.to_string(),
            _ => String::new(),
        };
        [
            ("part", form.part.word()),
            ("of", of),
            ("seen", field(&form.fields, "seen").to_owned()),
        ]
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
    };
    let remove = goes.then(|| {
        let removing = field(&form.fields, "action") == "remove";
        view! {
            <details class="revoke panel" open=removing>
                <summary class="button bad">{say_of_forms(|it| &it.remove)}</summary>
                <form method="post" action=ADDRESS>
                    {hidden()} <input type="hidden" name="action" value="remove" />
                    <p>{consequence(&form.part)}</p>
                    <button class="button bad">{say_of_forms(|it| &it.remove_for_good)}</button>
                </form>
            </details>
        }
    });
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        {about}
        {problem}
        {changed}
        <section class="panel">
            <form class="form wide" method="post" action=ADDRESS>
                {hidden()}
                {fields}
                {place}
                <button class="button main">{say_of_forms(|it| &it.save)}</button>
            </form>
        </section>
        {remove}
    }
    .into_any()
}

fn heading(part: &Part) -> String {
    say(match part {
        Part::Itself => |it| &it.itself,
        Part::Department(None) => |it| &it.new_department,
        Part::Department(Some(_)) => |it| &it.change_department,
        Part::Lobby(None) => |it| &it.new_lobby,
        Part::Lobby(Some(_)) => |it| &it.change_lobby,
        Part::Workplace(None) => |it| &it.new_workplace,
        Part::Workplace(Some(_)) => |it| &it.change_workplace,
        Part::Service(_, None) => |it| &it.new_service,
        Part::Service(_, Some(_)) => |it| &it.change_service,
        Part::Counter(None) => |it| &it.new_counter,
        Part::Counter(Some(_)) => |it| &it.change_counter,
    })
}

fn consequence(part: &Part) -> String {
    say(match part {
        Part::Itself | Part::Department(_) | Part::Lobby(_) => |it| &it.remove_group,
        Part::Workplace(_) => |it| &it.remove_workplace,
        Part::Service(..) => |it| &it.remove_service,
        Part::Counter(_) => |it| &it.remove_counter,
    })
}

/// A text in each language; only the town's own must be there.
fn texts(
    inputs: &Inputs,
    form: &Form,
    name: &str,
    title: String,
    hint: Option<String>,
    is_long: bool,
) -> AnyView {
    let lines = form.languages.iter().map(|language: &Language| {
        let name = format!("{name}-{language}");
        let label = language.own_name().to_owned();
        if is_long {
            inputs.area(&name, label, None)
        } else {
            inputs.line(&name, "text", label, None)
        }
    });
    let hint = hint.map(|hint| view! { <p class="field-hint">{hint}</p> });
    view! {
        <fieldset class="fields">
            <legend>{title}</legend>
            {hint}
            {lines.collect_view()}
        </fieldset>
    }
    .into_any()
}

fn named(inputs: &Inputs, form: &Form) -> AnyView {
    let hint = Some(say(|it| &it.name_hint));
    texts(inputs, form, "name", say(|it| &it.name), hint, false)
}

fn itself(inputs: &Inputs, form: &Form) -> AnyView {
    let line = |name: &&str| {
        let label = say_of_itself(name);
        inputs.line(name, "text", label, None)
    };
    let (reached, processor) = OF_OFFICE.split_at(OF_OFFICE.len() - 2);
    let rules = Rules::NUMBERS.map(|number| line(&number.name));
    view! {
        {named(inputs, form)}
        <fieldset class="fields">
            <legend>{say(|it| &it.reached)}</legend>
            <p class="field-hint">{say(|it| &it.reached_hint)}</p>
            {reached.iter().map(line).collect_view()}
        </fieldset>
        <fieldset class="fields">
            <legend>{say(|it| &it.processor)}</legend>
            <p class="field-hint">{say(|it| &it.processor_hint)}</p>
            {processor.iter().map(line).collect_view()}
        </fieldset>
        <fieldset class="fields">
            <legend>{say(|it| &it.rules)}</legend>
            {rules.into_iter().collect_view()}
        </fieldset>
    }
    .into_any()
}

fn say_of_itself(field: &str) -> String {
    use_texts().with(|texts| {
        let labels = &texts.admin.offer.of_itself;
        labels.get(field).cloned().unwrap_or_default()
    })
}

fn lobby(inputs: &Inputs, form: &Form) -> AnyView {
    let said = form.languages.iter().map(|language| {
        let name = format!("announce-{language}");
        inputs.tick(&name, language.own_name().to_owned())
    });
    let message = Some(say(|it| &it.message_hint));
    view! {
        {named(inputs, form)}
        <fieldset class="fields">
            <legend>{say(|it| &it.announce)}</legend>
            <p class="field-hint">{say(|it| &it.announce_hint)}</p>
            {said.collect_view()}
        </fieldset>
        {texts(inputs, form, "message", say(|it| &it.message), message, true)}
    }
    .into_any()
}

fn workplace(inputs: &Inputs, form: &Form, id: Option<&WorkplaceId>) -> AnyView {
    let series = Some(say(|it| &it.series_hint));
    let department = inputs.select(
        "department",
        say(|it| &it.department),
        None,
        form.departments.clone(),
    );
    let lobby = Some(say(|it| &it.lobby_hint));
    let lobby = inputs.select("lobby", say(|it| &it.lobby), lobby, form.lobbies.clone());
    let like = id.is_none().then(|| {
        let hint = Some(say(|it| &it.like_hint));
        inputs.select("like", say(|it| &it.like), hint, form.workplaces.clone())
    });
    view! {
        {named(inputs, form)}
        {inputs.line("series", "text", say(|it| &it.series), series)}
        {department}
        {lobby}
        {like}
    }
    .into_any()
}

fn service(inputs: &Inputs, form: &Form) -> AnyView {
    let minutes = Some(say(|it| &it.minutes_hint));
    let papers = Some(say(|it| &it.papers_hint));
    let offered = [
        ("everyone", say(|it| &it.to_everyone)),
        ("staff", say(|it| &it.to_staff)),
        ("nobody", say(|it| &it.to_nobody)),
    ];
    let offered = offered
        .map(|(value, text)| (value.to_owned(), text))
        .to_vec();
    view! {
        {named(inputs, form)}
        {inputs.line("minutes", "text", say(|it| &it.minutes_long), minutes)}
        {texts(inputs, form, "papers", say(|it| &it.papers), papers, true)}
        {inputs.select("offered", say(|it| &it.offered), None, offered)}
        {inputs.tick("bookable", say(|it| &it.bookable))}
    }
    .into_any()
}

fn counter(inputs: &Inputs, form: &Form, is_new: bool) -> AnyView {
    let number = is_new.then(|| {
        let hint = Some(say(|it| &it.number_hint));
        inputs.line("number", "text", say(|it| &it.number), hint)
    });
    // A workplace, and below it each of its services.
    let ticks = form.servable.iter().map(|(name, text)| {
        let is_whole = name.matches('.').count() == 1;
        let label = if is_whole {
            fill(&say(|it| &it.whole), &[("name", text)])
        } else {
            text.clone()
        };
        let class = if is_whole {
            "servable whole"
        } else {
            "servable"
        };
        view! { <div class=class>{inputs.tick(name, label)}</div> }
    });
    view! {
        {number}
        <fieldset class="fields" aria-describedby=inputs.described("serves", "serves-hint")>
            <legend>{say(|it| &it.serves)}</legend>
            <p class="field-hint" id="serves-hint">
                {say(|it| &it.serves_hint)}
            </p>
            {inputs.below("serves")}
            {ticks.collect_view()}
        </fieldset>
    }
    .into_any()
}
