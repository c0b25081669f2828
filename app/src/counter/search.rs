//! Finding by what a clerk types.

use js_sys::JsString;

/// Without capitals and accents, so that "novak" finds Nováková. The browser knows all alphabets.
pub fn folded(text: &str) -> String {
    let decomposed = String::from(JsString::from(text.trim()).normalize("NFD"));
    let plain = decomposed
        .chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
    plain.collect::<String>().to_lowercase()
}
