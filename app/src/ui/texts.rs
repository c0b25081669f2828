use crate::sentences;

sentences! {
    /// Sentences that several surfaces share.
    pub struct CommonTexts {
        pub language: String,
        pub for_staff: String,
        pub privacy: String,
        pub accessibility: String,
        pub counters: String,
        /// The supervisor's page.
        pub overview: String,
        /// Who is booked.
        pub plan: String,
        pub closures: String,
        pub contact: String,
        /// Where hours, offer, devices, people and the like are.
        pub set_up: String,
        pub hours: String,
        pub offer: String,
        pub devices: String,
        pub people: String,
        pub personal_data: String,
        pub backup: String,
        pub audit: String,
        pub log_out: String,
        pub not_found_title: String,
        pub not_found: String,
        pub interrupted_title: String,
        pub interrupted: String,
        pub not_allowed_title: String,
        pub not_allowed: String,
        pub malformed_title: String,
        pub malformed: String,
        pub broken_title: String,
        pub broken: String,
        pub back_to_start: String,
        /// The screen lost the server.
        pub stale: String,
        /// `{from}`, `{to}` in minutes.
        pub wait_range: String,
        /// `{to}` in minutes.
        pub wait_up_to: String,
        /// `{to}` in minutes.
        pub wait_about: String,
        /// Instead of a time.
        pub wait_no_counter: String,
        /// What stands above the office's notices, to be read out.
        pub notices: String,
        /// Where they are written.
        pub to_notices: String,
        /// `{time}`
        pub tickets_from: String,
        pub closed: String,
        /// By a supervisor, for now.
        pub stopped: String,
        /// Before the reason, out of the usual time.
        pub closed_because: String,
        pub full: String,
        /// Whoever came now could not be served before closing.
        pub too_late: String,
        /// `{time}`
        pub opens_tomorrow: String,
        /// `{day}` as in `on_weekday`, `{time}`
        pub opens_on_weekday: String,
        /// `{day}` as in `on_weekday`, `{date}`, `{time}`
        pub opens_on_date: String,
        /// From Monday.
        pub on_weekday: Vec<String>,
        /// From Monday, as they stand before a date.
        pub weekdays: Vec<String>,
        /// From January, as they stand after a day.
        pub months: Vec<String>,
        /// `{day}`, `{month}`
        pub day_and_month: String,
        /// `{day_and_month}`, `{year}`
        pub date: String,
        /// `{weekday}`, `{date}`
        pub date_with_weekday: String,
    }
}
