//! What the clerk aims at stays what it was: by mouse, by key, and when buttons change.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::MouseEvent;

/// So long after the buttons have changed their meaning a press still means the old one: the
/// second half of a double click. The style keeps the mouse away as long (`data-settles`).
const SETTLE: Duration = Duration::from_millis(600);

/// Whether a press can be meant for the buttons that are there now.
#[derive(Clone, Copy)]
pub struct Aim {
    /// How many changes have not settled yet.
    unsettled: RwSignal<u32>,
    /// The last press came from a focused button, which may be gone now.
    from_focus: StoredValue<bool>,
}

impl Aim {
    #[must_use]
    pub fn new() -> Self {
        Self {
            unsettled: RwSignal::new(0),
            from_focus: StoredValue::new(false),
        }
    }

    /// The buttons have changed.
    pub fn disturb(self) {
        self.unsettled.update(|changes| *changes += 1);
        set_timeout(
            move || {
                // The page may be gone.
                self.unsettled.try_update(|changes| *changes -= 1);
            },
            SETTLE,
        );
    }

    /// Follows.
    #[must_use]
    pub fn settles(self) -> bool {
        self.unsettled.get() > 0
    }

    #[must_use]
    pub fn is_steady(self) -> bool {
        self.unsettled.get_untracked() == 0
    }

    pub fn remember_focus(self, from_focus: bool) {
        self.from_focus.set_value(from_focus);
    }

    /// Whether whoever works without a mouse has to be led on to the new buttons. Once.
    #[must_use]
    pub fn lead_on(self) -> bool {
        let from_focus = self.from_focus.get_value();
        self.from_focus.set_value(false);
        from_focus
    }
}

/// The mouse leaves the focus where it is: else the space bar would press the button clicked last
/// instead of the big one.
#[expect(clippy::needless_pass_by_value, reason = "what a listener takes")]
pub fn keep_focus(event: MouseEvent) {
    event.prevent_default();
}

/// Whether the button was pressed by a key.
#[must_use]
pub fn by_key(event: &MouseEvent) -> bool {
    event.detail() == 0
}
