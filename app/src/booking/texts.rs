use crate::sentences;

sentences! {
    pub struct BookingTexts {
        pub title: String,
        pub who_is_called: String,
        pub services: String,
        pub papers: String,
    }
}
