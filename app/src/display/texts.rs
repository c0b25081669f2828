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
        pub allow_sound: String,
    }
}
