//! The forms of pages, as a browser would fill them in and send them.

use axum::http::{StatusCode, header};

use crate::office::{Answer, Identity, Office};

pub type Fields = Vec<(String, String)>;

/// The fields of the form of a page.
pub fn fields(page: &Answer) -> Fields {
    fields_of(&page.body)
}

/// The same of what a page is written in.
pub fn fields_of(page: &str) -> Fields {
    let mut forms = page.split("<form ").skip(1);
    let form = forms.find(|form| head(form).contains("class=\"form wide\""));
    fields_in(page, form.unwrap())
}

/// Of the form by which a piece is taken away.
pub fn removal(page: &Answer) -> Fields {
    let (_, removal) = page.body.split_once("class=\"revoke panel\"").unwrap();
    let (_, form) = removal.split_once("<form ").unwrap();
    fields_in(&page.body, form)
}

/// Those of a form, and those that stand elsewhere on its page and name it.
fn fields_in(page: &str, form: &str) -> Fields {
    let id = attribute(&format!(" {}", head(form)), "id");
    let names_it = |tag: &&str| id.is_some() && attribute(head(tag), "form") == id;
    let (form, _) = form.split_once("</form>").unwrap();
    let own = form.split('<').filter_map(|tag| field(form, tag));
    let elsewhere = page.split('<').filter(names_it);
    own.chain(elsewhere.filter_map(|tag| field(page, tag)))
        .collect()
}

fn head(tag: &str) -> &str {
    tag.split_once('>').map_or("", |(head, _)| head)
}

/// What an element contributes to what is sent. `tag` begins with its name.
fn field(form: &str, tag: &str) -> Option<(String, String)> {
    let (head, text) = tag.split_once('>')?;
    let name = || attribute(head, "name");
    if head.starts_with("input ") {
        let is_box = head.contains("type=\"checkbox\"") || head.contains("type=\"radio\"");
        if is_box && !head.contains(" checked") {
            return None;
        }
        return Some((name()?, attribute(head, "value").unwrap_or_default()));
    }
    if head.starts_with("textarea ") {
        return Some((name()?, unescaped(text)));
    }
    if !head.starts_with("select ") {
        return None;
    }
    let (_, options) = form.split_once(head)?;
    let (options, _) = options.split_once("</select>")?;
    let options: Vec<_> = options.split("<option ").skip(1).collect();
    let chosen = options.iter().find(|it| it.contains(" selected"));
    let chosen = chosen.or(options.first())?;
    Some((name()?, attribute(&format!(" {chosen}"), "value")?))
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// With these fields filled in; an empty one is not ticked.
pub fn with(fields: &Fields, changes: &[(&str, &str)]) -> Fields {
    let mut fields = fields.clone();
    for (name, value) in changes {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => (*value).clone_into(&mut field.1),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}

/// The form of an address with these changes.
pub async fn form(
    office: &Office,
    who: &Identity,
    address: &str,
    changes: &[(&str, &str)],
) -> Fields {
    with(&fields(&office.open_as(who, address).await), changes)
}

pub async fn submit(office: &Office, who: &Identity, address: &str, fields: &Fields) -> Answer {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    office.submit_as(who, address, &fields).await
}

#[track_caller]
pub fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[track_caller]
pub fn assert_sent_to(answer: &Answer, address: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.headers[header::LOCATION].to_str().unwrap();
    assert_eq!(to, address);
}

#[track_caller]
pub fn assert_refused(answer: &Answer) {
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.body
    );
}
