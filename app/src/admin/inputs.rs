//! The fields of a form that the browser sends as it is: their labels, their hints, what is wrong with each,
//! and what somebody else has made of it.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{Fields, fields::field, texts::FormTexts};
use crate::texts::{fill, use_texts};

/// Sentences, by the names of fields.
pub(super) type Sentences = BTreeMap<String, String>;

pub(super) struct Inputs<'f> {
    pub fields: &'f Fields,
    pub problems: &'f Sentences,
    /// What is so now, if somebody else has changed it.
    pub changed: Option<&'f Fields>,
}

pub(super) fn say_of_forms(which: fn(&FormTexts) -> &String) -> String {
    use_texts().with(|texts| which(&texts.admin.form).clone())
}

impl Inputs<'_> {
    /// One on a line of its own.
    pub fn line(
        &self,
        name: &str,
        kind: &'static str,
        label: String,
        hint: Option<String>,
    ) -> AnyView {
        labelled(name, label, hint, |described| {
            self.input(name, kind, None, described)
        })
    }

    /// One of several lines.
    pub fn area(&self, name: &str, label: String, hint: Option<String>) -> AnyView {
        labelled(name, label, hint, |described| {
            let value = field(self.fields, name).to_owned();
            view! {
                <textarea
                    id=name.to_owned()
                    name=name.to_owned()
                    rows="3"
                    aria-invalid=self.is_wrong(name)
                    aria-describedby=self.described(name, described)
                >
                    {value}
                </textarea>
                {self.below(name)}
            }
            .into_any()
        })
    }

    /// One of several values, each with its name.
    pub fn select(
        &self,
        name: &str,
        label: String,
        hint: Option<String>,
        options: Vec<(String, String)>,
    ) -> AnyView {
        labelled(name, label, hint, |described| {
            let chosen = field(self.fields, name);
            let options = options.into_iter().map(|(value, text)| {
                let selected = value == chosen;
                view! {
                    <option value=value selected=selected>
                        {text}
                    </option>
                }
            });
            view! {
                <select
                    id=name.to_owned()
                    name=name.to_owned()
                    aria-invalid=self.is_wrong(name)
                    aria-describedby=self.described(name, described)
                >
                    {options.collect_view()}
                </select>
                {self.below(name)}
            }
            .into_any()
        })
    }

    /// A box to tick.
    pub fn tick(&self, name: &str, label: String) -> AnyView {
        let ticked = !field(self.fields, name).is_empty();
        view! {
            <label class="tick-line">
                <input class="tick" type="checkbox" name=name.to_owned() value="on" checked=ticked />
                <span>{label}</span>
            </label>
        }
        .into_any()
    }

    /// An input alone; its label is elsewhere, or read out.
    pub fn input(
        &self,
        name: &str,
        kind: &'static str,
        label: Option<String>,
        hint: &str,
    ) -> AnyView {
        view! {
            <input
                id=name.to_owned()
                name=name.to_owned()
                type=kind
                value=field(self.fields, name).to_owned()
                autocomplete="off"
                aria-label=label
                aria-invalid=self.is_wrong(name)
                aria-describedby=self.described(name, hint)
            />
            {self.below(name)}
        }
        .into_any()
    }

    fn is_wrong(&self, name: &str) -> Option<&'static str> {
        self.problems.get(name).map(|_| "true")
    }

    /// What describes a field, by their ids.
    pub fn described(&self, name: &str, hint: &str) -> Option<String> {
        let described = match self.is_wrong(name) {
            Some(_) => format!("{name}-error {hint}"),
            None => hint.to_owned(),
        };
        Some(described.trim().to_owned()).filter(|ids| !ids.is_empty())
    }

    /// What is wrong, and what is so now.
    pub fn below(&self, name: &str) -> AnyView {
        let error = self.problems.get(name).cloned().map(|sentence| {
            view! {
                <p class="field-error" id=format!("{name}-error") role="alert">
                    {sentence}
                </p>
            }
        });
        let now = self.changed.map(|changed| field(changed, name));
        let now = now
            .filter(|now| *now != field(self.fields, name))
            .map(|now| {
                let now = if now.is_empty() {
                    say_of_forms(|it| &it.nothing)
                } else {
                    now.to_owned()
                };
                let sentence = fill(&say_of_forms(|it| &it.now), &[("what", &now)]);
                view! { <p class="field-hint">{sentence}</p> }
            });
        view! {
            {error}
            {now}
        }
        .into_any()
    }
}

fn labelled(
    name: &str,
    label: String,
    hint: Option<String>,
    input: impl FnOnce(&str) -> AnyView,
) -> AnyView {
    let id = format!("{name}-hint");
    let described = hint.as_ref().map_or("", |_| id.as_str()).to_owned();
    let hint = hint.map(|hint| {
        view! {
            <p class="field-hint" id=id>
                {hint}
            </p>
        }
    });
    view! {
        <div class="field">
            <label for=name.to_owned()>{label}</label>
            {hint}
            {input(&described)}
        </div>
    }
    .into_any()
}
