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
        /// `{counter}`, `{during}`, `{reason}`
        pub shut: String,
        pub printer: PrinterTexts,
        pub choice: ChoiceTexts,
        pub console: ConsoleTexts,
    }
}

sentences! {
    /// What is amiss with the printer of a kiosk; `{kiosk}` in each.
    pub struct PrinterTexts {
        pub paper_low: String,
        pub no_paper: String,
        pub stopped: String,
        pub silent: String,
    }
}

sentences! {
    /// Where to sit.
    pub struct ChoiceTexts {
        pub title: String,
        pub heading: String,
        /// No counter is for the clerk.
        pub none: String,
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
        pub close_counter: String,
        pub close_and_choose: String,
        pub end_of_day: String,
        /// `{n}` people whom only this counter serves.
        pub left: Plural,
        /// Where the arrow keys lead.
        pub in_lists: String,

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
        pub pause: String,
        pub resume: String,
        pub hand_over: String,
        pub also: String,
        pub park: String,
        pub add_client: String,
        pub back: String,
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
        /// `{time}`: the client has put themselves back.
        pub postponed: String,
        pub no_show: String,
        /// `{reason}`, `{n}` minutes.
        pub parked: String,
        /// `{workplace}`
        pub came_from: String,
        pub came_from_elsewhere: String,
        /// `{n}` people.
        pub overtake: Plural,
        pub not_overtake: String,
        pub prioritise: String,
        /// `{ticket}`; begins as `prioritise` does.
        pub prioritise_label: String,
        /// `{ticket}`; begins as `priority` does.
        pub unprioritise_label: String,
        pub take_back: String,
        /// `{ticket}`; begins as `take_back` does.
        pub take_back_label: String,
        pub rejoin: String,
        /// `{ticket}`; begins as `rejoin` does.
        pub rejoin_label: String,

        // What is asked before a command can be given.
        pub find_service: String,
        pub no_service_found: String,
        /// `{counter}`
        pub at_counter_short: String,
        /// `{counter}`, `{service}`; begins as `at_counter_short` does.
        pub at_counter_label: String,
        pub park_papers: String,
        pub park_form: String,
        pub park_payment: String,
        pub park_other: String,
        pub note_label: String,
        pub note_hint: String,
        pub save: String,
        /// After the name of a service.
        pub with_priority: String,
        /// `{ticket}`
        pub added: String,
        pub keys: String,
        pub narrow: String,
        /// `{ticket}`, `{counter}`
        pub log_out_question: String,

        // Who has booked for today.
        pub booked: String,
        /// `{came}`, `{all}`
        pub booked_came: String,
        pub booked_empty: String,
    pub book_client: String,
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
        /// `{counter}`
        pub not_served_there: String,
        pub no_such_service: String,
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
    pub off: String,
    /// After a password was set.
    pub password_set: String,
    /// A form came from somebody whose session has ended.
    pub over: String,
    pub over_how: String,
    pub over_log_in: String,
}
