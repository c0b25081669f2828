//! The few words of ESC/POS that a ticket needs, as Epson's reference has them and every printer of
//! this kind understands them.

use domain::printer::PrinterState;

/// Questions that are answered at once, whatever the printer does (`DLE EOT n`): how it stands, why
/// it does not print, and how its paper is.
pub const STATUS: [[u8; 3]; 3] = [[0x10, 0x04, 1], [0x10, 0x04, 2], [0x10, 0x04, 4]];

/// Is answered when all before it has been printed (`GS r 1`).
pub const WHEN_DONE: [u8; 3] = [0x1d, b'r', 1];

/// The kinds of answers, which their fixed bits tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To one of [`STATUS`].
    AtOnce,
    /// To [`WHEN_DONE`].
    InTurn,
}

impl Answer {
    pub fn of(byte: u8) -> Option<Self> {
        match byte & 0b1001_0011 {
            0b0001_0010 => Some(Self::AtOnce),
            _ if byte & 0b1001_0000 == 0 => Some(Self::InTurn),
            _ => None,
        }
    }
}

/// How a printer stands by its answers to [`STATUS`].
pub fn state([printer, offline, paper]: [u8; 3]) -> PrinterState {
    const IS_OFFLINE: u8 = 0b0000_1000;
    const COVER_IS_OPEN: u8 = 0b0000_0100;
    const STOPPED_BY_PAPER: u8 = 0b0010_0000;
    const ERROR: u8 = 0b0100_0000;
    const PAPER_ENDS_SOON: u8 = 0b0000_1100;
    const NO_PAPER: u8 = 0b0110_0000;

    if offline & COVER_IS_OPEN != 0 {
        // With an open cover there is no paper either, but that is not what is amiss.
        PrinterState::Stopped
    } else if paper & NO_PAPER != 0 || offline & STOPPED_BY_PAPER != 0 {
        PrinterState::NoPaper
    } else if offline & ERROR != 0 || printer & IS_OFFLINE != 0 {
        PrinterState::Stopped
    } else if paper & PAPER_ENDS_SOON != 0 {
        PrinterState::PaperLow
    } else {
        PrinterState::Ready
    }
}

/// Tables of letters beside the Latin ones of ASCII (`ESC t n`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Central Europe: Czech and German.
    Cp852 = 18,
    /// Cyrillic.
    Cp866 = 17,
}

/// What is to be printed, word by word.
#[derive(Default)]
pub struct Commands(Vec<u8>);

impl Commands {
    /// Forgets what was set, and centres (`ESC @`, `ESC a 1`).
    pub fn begin() -> Self {
        Self(vec![0x1b, b'@', 0x1b, b'a', 1])
    }

    pub fn page(&mut self, page: Page) {
        self.0.extend([0x1b, b't', page as u8]);
    }

    /// `ESC E n`
    pub fn bold(&mut self, bold: bool) {
        self.0.extend([0x1b, b'E', bold.into()]);
    }

    /// How many times as wide and as high letters are, from 1 to 8 (`GS ! n`).
    pub fn size(&mut self, width: u8, height: u8) {
        let size = (width.clamp(1, 8) - 1) << 4 | (height.clamp(1, 8) - 1);
        self.0.extend([0x1d, b'!', size]);
    }

    /// Letters of the page that is set.
    pub fn letters(&mut self, letters: impl IntoIterator<Item = u8>) {
        self.0.extend(letters);
    }

    /// Ends a line.
    pub fn end_line(&mut self) {
        self.0.push(b'\n');
    }

    /// Ends a line and leaves so many free (`ESC d n`).
    pub fn feed(&mut self, lines: u8) {
        self.0.extend([0x1b, b'd', lines]);
    }

    /// A QR code that the printer makes itself: model 2, a fifth of it may be damaged, modules of
    /// so many points (`GS ( k`).
    pub fn qr(&mut self, text: &str, points: u8) {
        let stored = u16::try_from(text.len() + 3).unwrap_or(u16::MAX);
        let [low, high] = stored.to_le_bytes();
        let qr = [0x1d, b'(', b'k'];
        self.0.extend(qr.into_iter().chain([4, 0, 49, 65, 50, 0]));
        self.0.extend(qr.into_iter().chain([3, 0, 49, 67, points]));
        self.0.extend(qr.into_iter().chain([3, 0, 49, 69, 49]));
        self.0.extend(qr.into_iter().chain([low, high, 49, 80, 48]));
        self.0.extend(text.bytes());
        self.0.extend(qr.into_iter().chain([3, 0, 49, 81, 48]));
    }

    /// Moves the paper to the knife and cuts it (`GS V 66 0`).
    pub fn cut(mut self) -> Vec<u8> {
        self.0.extend([0x1d, b'V', 66, 0]);
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bits that are always the same in answers to [`STATUS`].
    const FIXED: u8 = 0b0001_0010;

    #[test]
    fn a_printer_says_what_is_amiss() {
        for (answers, expected) in [
            ([0, 0, 0], PrinterState::Ready),
            ([0, 0, 0b0000_1100], PrinterState::PaperLow),
            (
                [0b0000_1000, 0b0010_0000, 0b0110_1100],
                PrinterState::NoPaper,
            ),
            (
                [0b0000_1000, 0b0000_0100, 0b0110_0000],
                PrinterState::Stopped,
            ),
            ([0b0000_1000, 0b0100_0000, 0], PrinterState::Stopped),
            ([0b0000_1000, 0, 0], PrinterState::Stopped),
        ] {
            let answers = answers.map(|bits: u8| bits | FIXED);
            assert_eq!(state(answers), expected, "{answers:?}");
            for answer in answers {
                assert_eq!(Answer::of(answer), Some(Answer::AtOnce));
            }
        }
    }

    #[test]
    fn the_answer_that_all_is_printed_is_none_of_the_others() {
        for paper in [0, 0b0000_0011, 0b0000_1100] {
            assert_eq!(Answer::of(paper), Some(Answer::InTurn));
        }
        // What some printers say by themselves.
        assert_eq!(Answer::of(0b0001_0000), None);
    }
}
