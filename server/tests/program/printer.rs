//! A printer on the network (ESC/POS), and what it was given: text, QR code, cut.

use std::{
    collections::VecDeque,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use oem_cp::code_table::{DECODING_TABLE_CP852, DECODING_TABLE_CP866};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Works,
    PaperLow,
    NoPaper,
    CoverOpen,
    /// It takes whatever comes and says nothing.
    Silent,
    /// It stops to read and to answer in the middle of a ticket.
    HangsInTicket,
    /// The paper ends in the middle of a ticket.
    RunsOut,
    /// It answers how it stands, but never that it is done.
    DoesNotSayWhenDone,
}

/// A ticket as it lies in the tray.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    pub lines: Vec<String>,
    pub qr: Option<String>,
    pub is_cut: bool,
    /// The widest line, in letters of the usual size.
    pub columns: usize,
    /// How many times as large the largest letters are.
    pub largest: u8,
}

impl Paper {
    /// All that can be read, in one line.
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }
}

pub struct TestPrinter {
    address: Ipv4Addr,
    shared: Arc<Shared>,
    /// None while it is switched off.
    listening: Option<AbortHandle>,
}

struct Shared {
    mood: Mutex<Mood>,
    printed: Mutex<Vec<Paper>>,
}

/// The usual one; each printer of the tests has an address of its own at this machine.
const PORT: u16 = 9100;

impl TestPrinter {
    pub async fn on() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(1);
        let [_, _, process, more] = std::process::id().to_be_bytes();
        let [_, next] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut printer = Self {
            address: Ipv4Addr::new(127, process | 1, more, next),
            shared: Arc::new(Shared {
                mood: Mutex::new(Mood::Works),
                printed: Mutex::default(),
            }),
            listening: None,
        };
        printer.switch_on().await;
        printer
    }

    /// As an administrator types it in.
    pub fn address(&self) -> String {
        format!("{}:{PORT}", self.address)
    }

    pub async fn switch_on(&mut self) {
        let listener = TcpListener::bind((self.address, PORT)).await.unwrap();
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // One visitor at a time.
                shared.talk(stream).await;
            }
        });
        self.listening = Some(task.abort_handle());
    }

    /// Connections are refused.
    pub fn switch_off(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
    }

    pub fn is(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// All that has come out, whole or not.
    pub fn printed(&self) -> Vec<Paper> {
        self.shared.printed.lock().unwrap().clone()
    }
}

impl Drop for TestPrinter {
    fn drop(&mut self) {
        self.switch_off();
    }
}

/// A hanging one hangs for longer than anybody waits.
const FOR_EVER: Duration = Duration::from_mins(10);

impl Shared {
    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    async fn talk(&self, mut stream: TcpStream) {
        let mut unread = VecDeque::new();
        let mut reader = Reader::default();
        loop {
            let mut bytes = [0; 256];
            match stream.read(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(n) => unread.extend(&bytes[..n]),
            }
            if self.mood() == Mood::Silent {
                continue;
            }
            while let Some(question) = reader.read(&mut unread) {
                let mood = self.mood();
                let answer = match question {
                    Question::Status(what) => status(mood, what),
                    Question::Letter => {
                        if mood == Mood::HangsInTicket {
                            // With one client at a time, it is for all as if it were gone.
                            let patience = tokio::time::timeout(FOR_EVER, async {
                                while self.mood() == Mood::HangsInTicket {
                                    tokio::time::sleep(Duration::from_millis(20)).await;
                                }
                            });
                            let _ = patience.await;
                            return;
                        }
                        if mood == Mood::RunsOut {
                            *self.mood.lock().unwrap() = Mood::NoPaper;
                        }
                        continue;
                    }
                    Question::Cut => {
                        let mut paper = std::mem::take(&mut reader.paper);
                        // What was kept for want of paper comes out when there is some again.
                        paper.is_cut = self.mood() != Mood::NoPaper;
                        self.printed.lock().unwrap().push(paper);
                        continue;
                    }
                    Question::WhenDone => match mood {
                        Mood::DoesNotSayWhenDone | Mood::NoPaper => continue,
                        _ => 0,
                    },
                };
                if stream.write_all(&[answer]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The answer to `DLE EOT n`.
fn status(mood: Mood, what: u8) -> u8 {
    const FIXED: u8 = 0b0001_0010;
    FIXED
        | match (mood, what) {
            (Mood::NoPaper | Mood::CoverOpen, 1) => 0b0000_1000,
            (Mood::NoPaper, 2) => 0b0010_0000,
            (Mood::CoverOpen, 2) => 0b0000_0100,
            (Mood::PaperLow, 4) => 0b0000_1100,
            (Mood::NoPaper, 4) => 0b0110_1100,
            _ => 0,
        }
}

enum Question {
    Status(u8),
    WhenDone,
    /// Something was put on paper.
    Letter,
    Cut,
}

/// Reads the printer's language.
#[derive(Default)]
struct Reader {
    paper: Paper,
    line: String,
    page: u8,
    size: u8,
    qr: String,
}

impl Reader {
    /// The next thing that is to be answered or done; none: more is to come.
    fn read(&mut self, unread: &mut VecDeque<u8>) -> Option<Question> {
        loop {
            let bytes = unread.make_contiguous();
            let (length, found) = match *bytes {
                [] => return None,
                [0x10, 0x04, what, ..] => (3, Some(Question::Status(what))),
                [0x1d, b'r', 1, ..] => (3, Some(Question::WhenDone)),
                [0x1b, b'@', ..] => {
                    *self = Self::default();
                    (2, None)
                }
                [0x1b, b'a' | b'E', _, ..] => (3, None),
                [0x1b, b't', page, ..] => {
                    self.page = page;
                    (3, None)
                }
                [0x1d, b'!', size, ..] => {
                    self.size = size;
                    (3, None)
                }
                [0x1b, b'd', _, ..] => {
                    self.end_line();
                    (3, None)
                }
                [0x1d, b'(', b'k', low, high, ..] => {
                    let length = usize::from(u16::from_le_bytes([low, high]));
                    let data = bytes.get(5..5 + length)?;
                    match data {
                        [49, 80, 48, text @ ..] => {
                            self.qr = String::from_utf8(text.to_vec()).unwrap();
                        }
                        [49, 81, 48] => self.paper.qr = Some(std::mem::take(&mut self.qr)),
                        [49, 65 | 67 | 69, ..] => {}
                        _ => panic!("{data:?} of a QR code"),
                    }
                    (5 + length, None)
                }
                [0x1d, b'V', 66, _, ..] => {
                    self.end_line();
                    (4, Some(Question::Cut))
                }
                [0x10 | 0x1b | 0x1d, ..] if bytes.len() < 5 => return None,
                [0x10 | 0x1b | 0x1d, second, ..] => panic!("command {second:#x}"),
                [b'\n', ..] => {
                    self.end_line();
                    (1, None)
                }
                [letter, ..] => {
                    self.letter(letter);
                    (1, Some(Question::Letter))
                }
            };
            unread.drain(..length);
            if found.is_some() {
                return found;
            }
        }
    }

    fn letter(&mut self, letter: u8) {
        let letter = match (letter, self.page) {
            (0..=0x7f, _) => char::from(letter),
            (_, 18) => DECODING_TABLE_CP852[usize::from(letter - 0x80)],
            (_, 17) => DECODING_TABLE_CP866[usize::from(letter - 0x80)],
            (_, page) => panic!("a letter {letter:#x} of the page {page}"),
        };
        self.line.push(letter);
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let width = usize::from(self.size >> 4) + 1;
        let paper = &mut self.paper;
        paper.columns = paper.columns.max(line.chars().count() * width);
        if !line.is_empty() {
            paper.largest = paper.largest.max((self.size & 0x0f) + 1);
            paper.lines.push(line);
        }
    }
}
