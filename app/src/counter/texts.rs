use crate::{sentences, texts::Plural};

sentences! {
    pub struct CounterTexts {
        /// `{counter}`
        pub counter: String,
        /// No answer from the server.
        pub unreachable: String,
        /// The database does not answer the server.
        pub interrupted: String,
        pub failed: String,
        /// Whose the counter is: `{counter}`, `{name}`
        pub taken: String,
        /// `{counter}`
        pub client_in_front: String,
        pub choice: ChoiceTexts,
        pub console: ConsoleTexts,
    }
}

sentences! {
    /// Where to sit.
    pub struct ChoiceTexts {
        pub title: String,
        pub heading: String,
        pub free: String,
        /// `{name}`
        pub taken: String,
        /// `{name}`, `{ticket}`
        pub taken_with_client: String,
        pub sit: String,
        /// `{counter}`; begins as `sit` does.
        pub sit_label: String,
        pub take_over: String,
        /// `{counter}`; begins as `take_over` does.
        pub take_over_label: String,
        /// `{name}`
        pub take_over_question: String,
        pub take_over_confirmed: String,
        pub not_take_over: String,
    }
}

sentences! {
    /// At the counter.
    pub struct ConsoleTexts {
        pub shortcuts_off: String,
        pub shortcuts_on: String,
        pub change_counter: String,

        // The client in front.
        pub at_counter: String,
        pub calling: String,
        pub nobody_here: String,
        pub not_here: String,
        pub choose_counter: String,
        /// `{n}` minutes.
        pub waited: String,

        // Commands.
        pub call_next: String,
        pub arrived: String,
        pub call_again: String,
        pub did_not_come: String,
        pub put_back: String,
        pub done: String,
        pub done_and_call_next: String,
        /// The key that presses the big button.
        pub space: String,
        /// `{ticket}`, `{n}` minutes.
        pub next_is: String,
        pub nobody_next: String,

        // Lists.
        pub queue: String,
        pub aside: String,
        pub ticket: String,
        pub service: String,
        pub waits: String,
        pub note: String,
        pub state: String,
        pub call: String,
        /// `{ticket}`; begins as `call` does.
        pub call_label: String,
        pub queue_empty: String,
        pub aside_empty: String,
        pub people: Plural,
        /// `{n}` minutes.
        pub longest: String,
        pub capacity_left: Plural,
        /// `{n}`
        pub minutes: String,
        pub missed: Plural,
        /// `{time}`
        pub reserved: String,
        /// The same while the time has not come: `{time}`
        pub reserved_later: String,
        pub priority: String,
        /// `{n}` minutes.
        pub set_aside: String,
        pub no_show: String,

        // Who has booked for today.
        pub booked: String,
        /// `{came}`, `{all}`
        pub booked_came: String,
        pub booked_empty: String,
        pub find: String,
        pub nobody_found: String,
        pub time: String,
        pub name: String,
        pub awaited: String,
        /// `{ticket}`
        pub came: String,
        pub lapsed: String,
        pub unreached: String,
        pub check_in: String,
        /// `{name}`; begins as `check_in` does.
        pub check_in_label: String,
        pub check_in_confirmed: String,
        pub not_check_in: String,
        /// `{name}`, `{ticket}`
        pub checked_in: String,
        /// `{time}`
        pub too_early: String,
        pub too_late: String,
        /// `{ticket}`
        pub used: String,

        /// `{ticket}`
        pub called_again: String,

        // Why a command changed nothing.
        pub nobody_waits: String,
        /// `{ticket}`
        pub has_client: String,
        pub stale: String,
        /// `{ticket}`, `{counter}`
        pub ticket_at_counter: String,
        /// `{ticket}`
        pub over: String,
        /// `{ticket}`
        pub not_served_here: String,
    }
}

/// Of the login, which the server writes as a whole.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginTexts {
    pub title: String,
    pub login: String,
    pub password: String,
    pub log_in: String,
    pub no_login: String,
    pub no_password: String,
    pub wrong: String,
    /// `{n}` seconds.
    pub slow: String,
}
