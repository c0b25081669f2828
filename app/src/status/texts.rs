use crate::{sentences, texts::Plural};

sentences! {
    pub struct StatusTexts {
        pub title: String,
        /// `{time}`: how things stood then.
        pub as_of: String,
        pub called_now: String,
        pub nobody_called: String,
        /// `{n}`
        pub counter: String,
        pub waiting_title: String,
        pub people_waiting: Plural,
        pub nobody_waits: String,
        /// `{to}`
        pub open_until: String,
        /// `{from}`, `{to}`
        pub open_from: String,
        /// `{to}`
        pub was_open_until: String,
        pub closed_today: String,
        /// `{ticket}`, `{n}`, `{time}`
        pub last_called: String,
        pub other_lobby: String,
        pub whole_office: String,
        pub in_detail: String,
    }
}
