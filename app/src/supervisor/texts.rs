use crate::{sentences, texts::Plural};

sentences! {
    pub struct SupervisorTexts {
        pub heading: String,

        // Workplaces.
        pub workplaces: String,
        pub workplace: String,
        pub waiting: String,
        pub nobody: String,
        pub longest: String,
        /// `{n}`
        pub minutes: String,
        /// How those stand whose agreed time has come.
        pub late: String,
        /// Checked in and not called yet.
        pub late_waiting: Plural,
        /// Not checked in.
        pub late_awaited: Plural,
        pub left: String,
        /// `{left}`, `{capacity}`
        pub left_of: String,
        /// `{n}`
        pub extra: String,
        /// Those that are open.
        pub open_counters: String,
        pub no_counter: String,
        pub hours: String,
        /// `{from}`, `{to}`
        pub from_to: String,
        pub closed_today: String,
        pub tickets: String,
        pub given: String,
        pub stopped: String,
        /// `{time}`
        pub given_from: String,
        pub closed: String,
        pub full: String,
        pub too_late: String,
        pub change_tickets: String,
        /// `{workplace}`; begins as `change_tickets` does.
        pub change_tickets_of: String,
        pub no_workplaces: String,
        /// Before those who wait where no counter is open.
        pub unserved: String,
        /// `{what}`, `{n}`
        pub unserved_of: String,

        // Counters.
        pub counters: String,
        pub counter: String,
        pub clerk: String,
        pub free: String,
        /// `{time}`
        pub since: String,
        pub client: String,
        /// `{ticket}`
        pub calling: String,
        pub paused: String,
        /// `{during}`
        pub shut: String,
        pub serves: String,
        pub change: String,
        /// `{counter}`; begins as `change` does.
        pub change_counter: String,
        pub no_counters: String,

        // Tickets of a workplace.
        /// `{workplace}`
        pub tickets_of: String,
        /// `{given}`, `{left}`, `{daily}`, `{extra}`
        pub account: String,
        pub stop: String,
        pub resume: String,
        pub stop_hint: String,
        pub more: String,
        pub other_number: String,
        pub add: String,
        pub close: String,

        // What a counter serves.
        /// `{counter}`
        pub counter_serves: String,
        pub save: String,
        /// `{what}`
        pub leaves_waiting: String,
        pub save_anyway: String,

        // Notices.
        pub notices: String,
        pub no_notices: String,
        pub edit_notices: String,

        // What has happened.
        /// `{workplace}`
        pub was_stopped: String,
        /// `{workplace}`
        pub was_resumed: String,
        /// `{workplace}`, `{extra}`
        pub was_added: String,
        /// `{counter}`
        pub was_assigned: String,

        // Why nothing has.
        pub gone: String,
        /// `{extra}`
        pub others_added: String,
        /// `{most}`
        pub out_of_range: String,
        /// `{counter}`
        pub others_assigned: String,
        pub nothing_to_serve: String,
        pub not_in_its_lobby: String,
    }
}
