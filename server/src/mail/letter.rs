//! A mail as what it says, and the two ways to write it: as plain text and as HTML.
//!
//! Everything in a [`Piece`] is plain text; it is escaped here and nowhere else. The HTML is as
//! simple as mail programs are: no file from elsewhere, no script, colours for light and dark.

use domain::text::Language;
use html_escape::{encode_double_quoted_attribute, encode_text};

pub struct Letter {
    pub language: Language,
    pub subject: String,
    pub pieces: Vec<Piece>,
    /// In small print at the end.
    pub footer: Vec<String>,
}

pub enum Piece {
    Paragraph(String),
    Heading(String),
    /// The one thing to be found at a glance.
    Code(String),
    /// Names and what they stand for.
    Facts(Vec<(String, String)>),
    Steps(Vec<String>),
    Link {
        label: String,
        url: String,
        /// The one thing to be done, as against one that may be.
        is_main: bool,
    },
}

/// What a line of plain text has at most, unless one word is longer.
const WIDTH: usize = 72;

const STYLE: &str = "\
body{margin:0;background:#f6f6f6;color:#262626}\
.sheet{max-width:600px;margin:0 auto;padding:24px;background:#fff;\
font:17px/1.5 Roboto,Arial,sans-serif}\
p,ol,dl{margin:0 0 16px}h2{margin:24px 0 8px;font-size:19px}\
dt{color:#4f4f4f;font-size:15px}dd{margin:0 0 8px;font-weight:bold}\
.code{margin:0 0 16px;padding:16px;border:2px solid #2362a2;text-align:center;\
font-size:44px;line-height:1.2;font-weight:bold;letter-spacing:4px}\
.main{display:inline-block;padding:14px 24px;background:#2362a2;color:#fff;\
font-weight:bold;text-decoration:none;border-radius:4px}\
a{color:#2362a2}.footer{border-top:1px solid #d1d1d1;padding-top:16px;color:#4f4f4f;\
font-size:15px}\
@media(prefers-color-scheme:dark){\
body{background:#0f1f33;color:#f6f6f6}.sheet{background:#13263e}\
dt,.footer{color:#d1d1d1}.code{border-color:#c5dbf2}a{color:#c5dbf2}\
.main{background:#c5dbf2;color:#0f1f33}}";

impl Letter {
    #[must_use]
    pub fn text(&self) -> String {
        let pieces: String = self.pieces.iter().map(Piece::text).collect();
        let footer = self.footer.iter().map(|line| wrapped(line, "", ""));
        format!("{pieces}--\n{}", footer.collect::<String>())
    }

    #[must_use]
    pub fn html(&self) -> String {
        let pieces: String = self.pieces.iter().map(Piece::html).collect();
        let footer = self.footer.iter();
        let footer = footer.map(|line| format!("<div>{}</div>\n", encode_text(line)));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{}</title>\n<style>{STYLE}</style></head>\n\
             <body><div class=\"sheet\">\n{pieces}<div class=\"footer\">\n{}</div>\n\
             </div></body></html>\n",
            self.language.tag(),
            encode_text(&self.subject),
            footer.collect::<String>()
        )
    }
}

impl Piece {
    /// With an empty line behind it.
    fn text(&self) -> String {
        let text = match self {
            Self::Paragraph(paragraph) => wrapped(paragraph, "", ""),
            Self::Heading(heading) => wrapped(&heading.to_uppercase(), "", ""),
            Self::Code(code) => format!("    {code}\n"),
            Self::Facts(facts) => {
                let facts = facts.iter();
                let line = |(name, value): &(_, _)| wrapped(&format!("{name}: {value}"), "", "  ");
                facts.map(line).collect()
            }
            Self::Steps(steps) => {
                let steps = (1..).zip(steps);
                let line = |(n, step): (u8, &String)| wrapped(step, &format!("{n}. "), "   ");
                steps.map(line).collect()
            }
            Self::Link { label, url, .. } => format!("{label}:\n{url}\n"),
        };
        format!("{text}\n")
    }

    fn html(&self) -> String {
        let html = match self {
            Self::Paragraph(paragraph) => format!("<p>{}</p>", encode_text(paragraph)),
            Self::Heading(heading) => format!("<h2>{}</h2>", encode_text(heading)),
            Self::Code(code) => format!("<p class=\"code\">{}</p>", encode_text(code)),
            Self::Facts(facts) => {
                let facts = facts.iter();
                // A name written from right to left must not turn what is around it.
                let pair = |(name, value): &(String, String)| {
                    let (name, value) = (encode_text(name), encode_text(value));
                    format!("<dt>{name}</dt><dd dir=\"auto\">{value}</dd>")
                };
                format!("<dl>{}</dl>", facts.map(pair).collect::<String>())
            }
            Self::Steps(steps) => {
                let steps = steps.iter();
                let steps = steps.map(|step| format!("<li>{}</li>", encode_text(step)));
                format!("<ol>{}</ol>", steps.collect::<String>())
            }
            Self::Link {
                label,
                url,
                is_main,
            } => format!(
                "<p><a{} href=\"{}\">{}</a></p>",
                if *is_main { " class=\"main\"" } else { "" },
                encode_double_quoted_attribute(url),
                encode_text(label)
            ),
        };
        format!("{html}\n")
    }
}

/// A text in lines, the first after `first`, the others after `other`.
fn wrapped(text: &str, first: &str, other: &str) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let width = line.chars().count() + 1 + word.chars().count();
        if !is_empty && width > WIDTH {
            lines += line.trim_end();
            lines.push('\n');
            other.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    lines += line.trim_end();
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_long_as_one_likes_to_read() {
        let text = "slovo ".repeat(40);
        let lines = wrapped(&text, "1. ", "   ");
        assert!(lines.lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(lines.lines().count(), 4);
        assert!(lines.starts_with("1. slovo slovo"));
        assert!(lines.contains("\n   slovo"));
        let word = "a".repeat(100);
        assert_eq!(wrapped(&word, "", ""), format!("{word}\n"));
        assert_eq!(
            wrapped(&format!("a {word}"), "", ""),
            format!("a\n{word}\n")
        );
    }

    #[test]
    fn what_anybody_wrote_is_text_and_nothing_else() {
        let letter = Letter {
            language: Language::Cs,
            subject: "</title><script>".to_owned(),
            pieces: vec![
                Piece::Facts(vec![("Jméno".to_owned(), "<script>&\"'".to_owned())]),
                Piece::Link {
                    label: "<b>".to_owned(),
                    url: "https://a.cz/\"onclick=\"".to_owned(),
                    is_main: true,
                },
            ],
            footer: vec!["<i>".to_owned()],
        };
        let html = letter.html();
        for tag in ["<script", "<b>", "<i>", "\"onclick"] {
            assert!(!html.contains(tag), "{tag} in {html}");
        }
        assert!(html.contains("&lt;script&gt;&amp;"), "{html}");
        assert!(letter.text().contains("<script>&\"'"));
    }
}
