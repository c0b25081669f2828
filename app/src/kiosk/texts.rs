use crate::{sentences, texts::Plural};

sentences! {
    pub struct KioskTexts {
        pub title: String,
        pub languages: String,
        pub modes: String,
        /// The choices move down, for hands that do not reach high.
        pub low: String,
        pub contrast: String,
        pub large: String,
        pub start_title: String,
        pub start_lead: String,
        /// After a number that stands by itself.
        pub waiting: Plural,
        pub services_lead: String,
        /// `{n}`
        pub service_minutes: String,
        /// `{time}`
        pub service_closed_until: String,
        pub back: String,
        pub returns: String,
        pub ticket_title: String,
        /// `{date}`, `{time}`
        pub issued: String,
        pub ahead: Plural,
        pub nobody_ahead: String,
        pub what_next: String,
        /// `{lobby}`
        pub place: String,
        /// What the QR code is for.
        pub follow: String,
        pub printing: String,
        pub not_printed: String,
        // By the printer that the server drives.
        pub printing_now: String,
        pub printed: String,
        pub copy_no_paper: String,
        pub copy_silent: String,
        pub copy_how: String,
        // For whoever looks after it.
        pub printer_paper_low: String,
        pub printer_no_paper: String,
        pub printer_stopped: String,
        pub printer_silent: String,
        pub done: String,
        /// `{wait}`
        pub slip_wait: String,
        /// `{workplace}`
        pub refused_title: String,
        pub last_taken: String,
        /// The office has changed its set-up since the screen was drawn.
        pub changed_title: String,
        pub changed: String,
        pub failed_title: String,
        pub failed: String,
        pub try_again: String,
        pub to_start: String,
        pub unreachable_title: String,
        pub unreachable: String,
        pub unreachable_help: String,
        /// The way in for those who have booked.
        pub booked: String,
        pub booked_how: String,
        pub keypad_title: String,
        pub keypad_lead: String,
        pub digits: String,
        /// `{n}`, `{digits}`
        pub typed: String,
        pub delete: String,
        pub send: String,
        /// `{time}`
        pub agreed: String,
        pub what_next_agreed: String,
        pub type_again: String,
        pub unknown_title: String,
        pub unknown: String,
        pub unknown_help: String,
        pub rests_title: String,
        pub rests: String,
        /// `{n}` seconds.
        pub rests_for: String,
        pub early_title: String,
        /// `{time}`, `{from}`
        pub early: String,
        pub another_day_title: String,
        /// `{date}`, `{time}`
        pub another_day: String,
        /// `{from}`
        pub another_day_from: String,
        /// `{lobby}`
        pub another_day_where: String,
        pub other_lobby_title: String,
        /// `{lobby}`
        pub other_lobby: String,
        /// `{time}`, `{from}`
        pub other_lobby_when: String,
        pub late_title: String,
        /// `{date}`, `{time}`
        pub late: String,
        pub late_offer: String,
        /// `{service}`
        pub late_take: String,
        pub late_no_ticket: String,
        /// `{lobby}`
        pub late_elsewhere: String,
        pub used_title: String,
        /// `{ticket}`
        pub used: String,
        pub used_help: String,
        pub enrol_title: String,
        pub enrol: String,
        pub enrol_button: String,
        pub code_title: String,
        pub code_how: String,
        /// `{time}`
        pub code_until: String,
    }
}
