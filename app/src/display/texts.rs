use crate::sentences;

sentences! {
    pub struct DisplayTexts {
        pub now_calling: String,
        pub also_calling: String,
        pub ticket: String,
        pub counter: String,
        pub waiting: String,
        pub quiet_title: String,
        pub quiet: String,
        /// The browser wants a touch before it plays anything.
        pub allow_sound: String,
        pub allow_sound_hint: String,
        /// Above a counter that calls.
        pub come: String,
        pub serving: String,
        pub free: String,
        pub closed: String,
        pub paused: String,
        pub paused_hint: String,
    }
}
