//! Letters as a printer has them: a byte each, from tables that it is told to take.

use deunicode::deunicode_char;
use oem_cp::{
    code_table::{ENCODING_TABLE_CP852, ENCODING_TABLE_CP866},
    encode_char_checked,
};

use super::commands::{Commands, Page};

/// The text with letters alone that one of the tables has; others become those that are read the
/// same, so that a line is as long on paper as it was counted.
pub fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            // Of the Ukrainian letters these two are in no table that printers have in common.
            'і' => printable.push('i'),
            'І' => printable.push('I'),
            'ґ' => printable.push('г'),
            'Ґ' => printable.push('Г'),
            '„' | '“' | '”' | '«' | '»' => printable.push('"'),
            '’' | 'ʼ' => printable.push('\''),
            '–' | '—' => printable.push('-'),
            _ if letter.is_whitespace() => printable.push(' '),
            // Nothing in a name is a command.
            _ if letter.is_control() => {}
            _ if page_of(letter).is_some() => printable.push(letter),
            _ => printable.push_str(deunicode_char(letter).unwrap_or("?")),
        }
    }
    printable
}

/// A line of what [`printable`] made.
pub fn write(commands: &mut Commands, line: &str) {
    let mut set = None;
    for letter in line.chars() {
        let Some((page, byte)) = page_of(letter) else {
            continue;
        };
        if !letter.is_ascii() && set != Some(page) {
            commands.page(page);
            set = Some(page);
        }
        commands.letters([byte]);
    }
    commands.end_line();
}

fn page_of(letter: char) -> Option<(Page, u8)> {
    let latin = encode_char_checked(letter, &ENCODING_TABLE_CP852);
    let latin = latin.map(|byte| (Page::Cp852, byte));
    latin.or_else(|| {
        let cyrillic = encode_char_checked(letter, &ENCODING_TABLE_CP866)?;
        Some((Page::Cp866, cyrillic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_no_table_has_become_some_that_are_read_the_same() {
        for (text, printed) in [
            (
                "Příliš žluťoučký kůň úpěl ďábelské ódy",
                "Příliš žluťoučký kůň úpěl ďábelské ódy",
            ),
            ("Größe, Straße, Übung", "Größe, Straße, Übung"),
            (
                "Кількість їжі, ґанок, Європа",
                "Кiлькiсть їжi, ганок, Європа",
            ),
            ("„Lístek“ – 8:00…", "\"Lístek\" - 8:00..."),
            ("Ōsaka\u{a0}\u{1b}@\n", "Osaka @ "),
        ] {
            assert_eq!(printable(text), printed);
        }
    }

    #[test]
    fn a_table_is_named_before_its_letters() {
        let mut commands = Commands::default();
        write(&mut commands, "Kůň 1 Жук");
        let mut written = Commands::default();
        for (page, letters) in [
            (None, &b"K"[..]),
            (Some(Page::Cp852), b"\x85\xe5 1 "),
            (Some(Page::Cp866), b"\x86\xe3\xaa\n"),
        ] {
            if let Some(page) = page {
                written.page(page);
            }
            written.letters(letters.iter().copied());
        }
        assert_eq!(commands.cut(), written.cut());
    }
}
