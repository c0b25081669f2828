//! Questions to the server, one at a time.

use std::{pin::Pin, time::Duration};

use leptos::{prelude::*, task::spawn_local};

use super::message::Message;
use crate::{api::ApiError, ui::to_login};

/// Without an answer for so long the server counts as not reached, and the buttons work again. A
/// command that arrives after all does no harm: it names what the clerk saw.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends with what is to be done with the answer.
type Question = Pin<Box<dyn Future<Output = Result<Box<dyn FnOnce()>, ApiError>>>>;

/// Whether a question is under way. While one is, buttons and keys do nothing: a double click is
/// one click.
#[derive(Clone, Copy)]
pub struct Asking {
    /// What the message line says.
    pub message: RwSignal<Option<Message>>,
    open: StoredValue<Questions>,
}

#[derive(Clone, Copy, Default)]
struct Questions {
    last: u32,
    open: Option<u32>,
}

impl Asking {
    #[must_use]
    pub fn new() -> Self {
        Self {
            message: RwSignal::new(None),
            open: StoredValue::new(Questions::default()),
        }
    }

    /// Asks, unless a question is under way already.
    pub fn ask<A: 'static>(
        self,
        question: impl Future<Output = Result<A, ApiError>> + 'static,
        answered: impl FnOnce(A) + 'static,
    ) {
        self.ask_any(Box::pin(async {
            let answer = question.await?;
            let heard: Box<dyn FnOnce()> = Box::new(move || answered(answer));
            Ok(heard)
        }));
    }

    /// [`Self::ask`] for any question; it is code that all of them share.
    fn ask_any(self, question: Question) {
        let Some(number) = self.begin() else { return };
        self.message.set(None);
        set_timeout(
            move || {
                if self.end(number) {
                    self.message
                        .set(Some(Message::Failed(ApiError::Unreachable)));
                }
            },
            PATIENCE,
        );
        spawn_local(async move {
            let answer = question.await;
            if !self.end(number) {
                return;
            }
            match answer {
                Ok(heard) => heard(),
                Err(ApiError::NotLoggedIn) => to_login(),
                Err(error) => self.message.set(Some(Message::Failed(error))),
            }
        });
    }

    fn begin(self) -> Option<u32> {
        self.open.try_update_value(|questions| {
            if questions.open.is_some() {
                return None;
            }
            questions.last += 1;
            questions.open = Some(questions.last);
            questions.open
        })?
    }

    /// Whether the question was still under way. It is not when the page is gone.
    fn end(self, number: u32) -> bool {
        let ended = self.open.try_update_value(|questions| {
            let open = questions.open == Some(number);
            if open {
                questions.open = None;
            }
            open
        });
        ended.unwrap_or(false)
    }
}
