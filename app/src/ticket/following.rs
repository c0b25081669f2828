//! What outlives a page that is brought anew: it is, when the ticket is over or somewhere else.

use domain::ticket::{NotGranted, Wish};
use leptos::{prelude::*, task::spawn_local};

use super::{alarm::Alarm, api::ticket_wish};
use crate::wire::Loading;

/// The page of one ticket. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Following {
    pub page: Loading,
    pub token: Memo<String>,
    pub alarm: Alarm,
    /// Something has been asked for and not been answered yet.
    pub under_way: RwSignal<bool>,
    /// Why the last wish was not granted.
    pub refused: RwSignal<Option<NotGranted>>,
    pub unreached: RwSignal<bool>,
    /// What was pressed is gone with the page before; one reads on from how the ticket stands.
    pub read_on: RwSignal<bool>,
}

impl Following {
    pub fn new(page: Loading, token: Memo<String>) -> Self {
        Self {
            page,
            token,
            alarm: Alarm::new(),
            under_way: RwSignal::new(false),
            refused: RwSignal::new(None),
            unreached: RwSignal::new(false),
            read_on: RwSignal::new(false),
        }
    }

    /// Asks for something, once at a time.
    pub fn wish(self, wish: Wish) {
        if self.under_way.get_untracked() {
            return;
        }
        self.under_way.set(true);
        self.unreached.set(false);
        let token = self.token.get_untracked();
        spawn_local(async move {
            let answer = ticket_wish(token, wish).await;
            self.under_way.set(false);
            match answer {
                Ok(refused) => {
                    self.refused.set(refused);
                    self.read_on.set(true);
                    self.page.refetch();
                }
                Err(_) => self.unreached.set(true),
            }
        });
    }
}
