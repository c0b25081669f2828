//! Calls spoken by espeak-ng, for displays whose browser has no voice of its own. What it makes
//! belongs to whoever makes it: the program's licence (GPL 3) does not reach it.
//!
//! Nothing that a client sends becomes a text: a sentence is made of a ticket and a counter that
//! this town has.

use std::{
    collections::VecDeque,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::body::Bytes;
use domain::{
    announcement::{announcement, letter},
    ids::{CounterNumber, Series},
    text::Language,
};
use tokio::{process::Command, sync::Semaphore, time::timeout};

/// It speaks in some hundredths of a second.
const LONGEST: Duration = Duration::from_secs(5);

/// So that whoever asks for all that could ever be said takes one processor at most.
const AT_ONCE: usize = 1;

/// What a lobby says in a quarter of an hour, some 10 MB.
const KEPT: usize = 64;

/// Ten times of what a sentence takes.
const LARGEST_BYTES: usize = 2_000_000;

/// Words a minute. The program's own 175 are too fast for a hall that echoes.
const SPEED: &str = "140";

/// Of 200. More would cut off the loudest sounds, and the program's own 100 is low beside the chime.
const LOUDNESS: &str = "150";

/// Names of letters that it reads as something else ("dlouhé á", the English article), as the sounds
/// that are meant, in its own writing.
const MISREAD: [(Language, &str, &str); 6] = [
    (Language::Cs, "á", "[['a:]]"),
    (Language::Cs, "é", "[['e:]]"),
    (Language::Cs, "í", "[['i:]]"),
    (Language::Cs, "ó", "[['o:]]"),
    (Language::Cs, "ú", "[['u:]]"),
    (Language::En, "A", "[['eI]]"),
];

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    pub language: Language,
    pub series: Series,
    pub number: u16,
    pub counter: CounterNumber,
}

/// Why there is no clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unspoken {
    NoVoice,
    /// Too many ask at once.
    Busy,
    Failed,
}

/// The voice of the server; by default it has none.
#[derive(Clone, Default)]
pub struct Voice(Option<Arc<Inner>>);

struct Inner {
    program: String,
    at_once: Semaphore,
    /// The newest last.
    kept: Mutex<VecDeque<(Spoken, Bytes)>>,
}

impl Voice {
    /// Looks whether the program is there, and says so in the log.
    pub async fn find(program: &str) -> Self {
        let mut ask = Command::new(program);
        ask.arg("--version").stdin(Stdio::null()).kill_on_drop(true);
        match timeout(LONGEST, ask.output()).await {
            Ok(Ok(answer)) if answer.status.success() => {
                tracing::info!(
                    program,
                    "displays without a voice of their own are given one"
                );
                Self(Some(Arc::new(Inner {
                    program: program.to_owned(),
                    at_once: Semaphore::new(AT_ONCE),
                    kept: Mutex::default(),
                })))
            }
            _ => {
                tracing::warn!(
                    program,
                    "there is no such program: displays without a voice of their own only chime"
                );
                Self(None)
            }
        }
    }

    #[must_use]
    pub fn speaks(&self) -> bool {
        self.0.is_some()
    }

    /// The sentence as a WAV file.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn clip(&self, spoken: Spoken) -> Result<Bytes, Unspoken> {
        let inner = self.0.as_ref().ok_or(Unspoken::NoVoice)?;
        if let Some(clip) = inner.kept(spoken) {
            return Ok(clip);
        }
        let turn = timeout(LONGEST, inner.at_once.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(Unspoken::Busy);
        };
        // Another display of the lobby may have asked for the same.
        if let Some(clip) = inner.kept(spoken) {
            return Ok(clip);
        }
        let clip = inner.speak(spoken).await.ok_or_else(|| {
            tracing::warn!(program = inner.program, "a call could not be spoken");
            Unspoken::Failed
        })?;
        inner.keep(spoken, clip.clone());
        Ok(clip)
    }
}

impl Inner {
    fn kept(&self, spoken: Spoken) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = kept.iter();
        kept.find(|(of, _)| *of == spoken)
            .map(|(_, clip)| clip.clone())
    }

    fn keep(&self, spoken: Spoken, clip: Bytes) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back((spoken, clip));
    }

    async fn speak(&self, spoken: Spoken) -> Option<Bytes> {
        let mut speak = Command::new(&self.program);
        speak
            .args(["-v", voice(spoken.language), "-s", SPEED, "-a", LOUDNESS])
            .args(["--stdout", "--"])
            .arg(sentence(spoken))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let said = timeout(LONGEST, speak.output()).await.ok()?.ok()?;
        let is_good = said.status.success() && said.stdout.len() <= LARGEST_BYTES;
        is_good.then(|| with_lengths(said.stdout)).flatten()
    }
}

fn voice(language: Language) -> &'static str {
    match language {
        Language::Cs => "cs",
        Language::En => "en-gb",
        Language::De => "de",
        Language::Uk => "uk",
    }
}

fn sentence(spoken: Spoken) -> String {
    let Spoken {
        language,
        series,
        number,
        counter,
    } = spoken;
    let sentence = announcement(language, series, number, counter);
    let name = letter(language, series);
    let mut misread = MISREAD.into_iter();
    match misread.find(|(of, letter, _)| (*of, *letter) == (language, name)) {
        Some((_, _, sounds)) => sentence.replacen(&format!(" {name} "), &format!(" {sounds} "), 1),
        None => sentence,
    }
}

/// Written to a pipe, the file says that it has no end; a browser would wait for it.
fn with_lengths(mut wav: Vec<u8>) -> Option<Bytes> {
    const HEADER: usize = 44;
    if !wav.starts_with(b"RIFF") || wav.get(36..40) != Some(b"data") || wav.len() <= HEADER {
        return None;
    }
    let length = u32::try_from(wav.len()).ok()?;
    wav.get_mut(4..8)?
        .copy_from_slice(&(length - 8).to_le_bytes());
    wav.get_mut(40..44)?
        .copy_from_slice(&(length - 44).to_le_bytes());
    Some(wav.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(language: Language, series: &str, number: u16) -> Spoken {
        Spoken {
            language,
            series: series.parse().unwrap(),
            number,
            counter: 3.try_into().unwrap(),
        }
    }

    /// In seconds, by the file's own head.
    fn length(wav: &[u8]) -> f64 {
        let number = |at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().unwrap());
        assert_eq!(&wav[..4], b"RIFF");
        assert_eq!(number(4) as usize, wav.len() - 8);
        assert_eq!(number(40) as usize, wav.len() - 44);
        f64::from(number(40)) / f64::from(number(28))
    }

    #[tokio::test]
    async fn calls_are_spoken_in_every_language() {
        let voice = Voice::find("espeak-ng").await;
        assert!(voice.speaks(), "`cargo xtask test` installs espeak-ng");
        for language in Language::ALL {
            let clip = voice.clip(call(language, "A", 12)).await.unwrap();
            let seconds = length(&clip);
            assert!((1.5..6.0).contains(&seconds), "{language}: {seconds} s");
            let samples = clip[44..].chunks_exact(2);
            let mut samples = samples.map(|it| i16::from_le_bytes([it[0], it[1]]));
            assert!(
                samples.any(|it| it.unsigned_abs() > 3_000),
                "{language}: silence"
            );
            let again = voice.clip(call(language, "A", 12)).await.unwrap();
            assert_eq!(again.as_ptr(), clip.as_ptr(), "spoken once");
        }
    }

    #[tokio::test]
    async fn only_the_last_ones_are_kept() {
        let voice = Voice::find("espeak-ng").await;
        let first = voice.clip(call(Language::Cs, "A", 0)).await.unwrap();
        for number in 1..=u16::try_from(KEPT).unwrap() {
            voice.clip(call(Language::Cs, "A", number)).await.unwrap();
        }
        let kept = voice.0.as_ref().unwrap().kept.lock().unwrap().len();
        assert_eq!(kept, KEPT);
        let again = voice.clip(call(Language::Cs, "A", 0)).await.unwrap();
        assert_ne!(again.as_ptr(), first.as_ptr());
        assert_eq!(again, first);
    }

    #[tokio::test]
    async fn without_the_program_there_is_no_voice() {
        let voice = Voice::find("no-such-program").await;
        assert!(!voice.speaks());
        let clip = voice.clip(call(Language::Cs, "A", 1)).await;
        assert_eq!(clip, Err(Unspoken::NoVoice));
    }

    #[test]
    fn letters_that_the_program_misreads_are_given_as_sounds() {
        let said = |language, series| sentence(call(language, series, 12));
        assert_eq!(
            said(Language::Cs, "A"),
            "Lístek [['a:]] dvanáct, přepážka tři."
        );
        assert_eq!(said(Language::Cs, "P"), "Lístek pé dvanáct, přepážka tři.");
        assert_eq!(
            said(Language::En, "A"),
            "Ticket [['eI]] twelve, counter three."
        );
        assert_eq!(said(Language::De, "A"), "Nummer A zwölf, Schalter drei.");
    }
}
