//! A ticket on paper.

use app::kiosk::Slip;
use domain::printer::Paper;

use super::{
    commands::Commands,
    letters::{printable, write},
};

/// Of one module of the QR code; about 0.75 mm, which every phone reads.
const QR_POINTS: u8 = 6;

/// The bytes of a ticket: the number as large as the paper lets it be, everything else in lines
/// that are broken between words.
pub fn lay_out(slip: &Slip, paper: Paper) -> Vec<u8> {
    let mut page = Page {
        commands: Commands::begin(),
        columns: paper.columns(),
    };
    page.commands.bold(true);
    page.lines(&slip.office);
    page.commands.bold(false);
    page.commands.end_line();
    page.number(&slip.number);
    page.commands.end_line();
    page.commands.bold(true);
    page.commands.size(1, 2);
    page.lines(&slip.service);
    page.commands.size(1, 1);
    page.commands.bold(false);
    page.commands.end_line();
    page.lines(&slip.ahead);
    page.lines(&slip.wait);
    page.commands.end_line();
    page.lines(&slip.place);
    page.lines(&slip.advice);
    if let Some(link) = &slip.link {
        page.commands.end_line();
        page.commands.qr(link, QR_POINTS);
        page.commands.end_line();
        page.lines(&slip.follow);
    }
    page.commands.end_line();
    page.lines(&slip.issued);
    page.commands.feed(1);
    page.commands.cut()
}

struct Page {
    commands: Commands,
    /// Letters of the usual width in a line.
    columns: usize,
}

impl Page {
    fn lines(&mut self, text: &str) {
        for line in broken(&printable(text), self.columns) {
            write(&mut self.commands, &line);
        }
    }

    fn number(&mut self, number: &str) {
        let fits = self.columns / number.chars().count().max(1);
        let size = u8::try_from(fits).unwrap_or(u8::MAX);
        self.commands.bold(true);
        self.commands.size(size, size);
        write(&mut self.commands, &printable(number));
        self.commands.size(1, 1);
        self.commands.bold(false);
    }
}

/// The text in lines of at most so many letters, broken between words; a word that is longer than a
/// line is broken where the line ends.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters > columns {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for letter in word.chars() {
            if length == columns {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            line.push(letter);
            length += 1;
        }
    }
    if length > 0 {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let name = "Občanské průkazy – žádost o vydání";
        assert_eq!(broken(name, 48), [name]);
        assert_eq!(broken(name, 20), ["Občanské průkazy –", "žádost o vydání"]);
        assert_eq!(
            broken(name, 16),
            ["Občanské průkazy", "– žádost o", "vydání"]
        );
    }

    #[test]
    fn a_word_longer_than_a_line_is_not_cut_off() {
        assert_eq!(
            broken("Dienstleistungsgebäude A", 10),
            ["Dienstleis", "tungsgebäu", "de A"]
        );
        assert_eq!(broken("", 32), Vec::<String>::new());
    }
}
