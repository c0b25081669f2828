use crate::{sentences, texts::Plural};

sentences! {
    pub struct TicketTexts {
        pub your_ticket: String,
        pub first: String,
        pub first_text: String,
        pub ahead: Plural,
        /// `{wait}`
        pub wait: String,
        pub called: String,
        /// `{n}`
        pub counter: String,
        /// `{n}`
        pub called_title: String,
        pub called_text: String,
        /// `{n}`
        pub serving: String,
        pub set_aside: String,
        /// `{time}`
        pub set_aside_text: String,
        /// `{time}`
        pub postponed: String,
        pub postponed_text: String,
        pub parked: String,
        /// `{n}`
        pub parked_text: String,
        pub no_show: String,
        pub no_show_text: String,
        pub served: String,
        pub served_text: String,
        pub left: String,
        pub left_text: String,
        pub unknown: String,
        pub unknown_text: String,
        pub handed_over: String,
        pub what_for: String,
        pub where_to_wait: String,
        pub sound: String,
        pub sound_on: String,
        pub sound_blocked: String,
        pub refresh: String,
        pub more_time: String,
        pub more_time_text: String,
        pub by_20: String,
        pub by_40: String,
        pub give_up: String,
        pub give_up_text: String,
        pub really_give_up: String,
        pub not_waiting: String,
        pub twice: String,
        pub after_closing: String,
        pub not_reached: String,
    }
}
