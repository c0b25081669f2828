use crate::sentences;

sentences! {
    /// Of the start page and of what the browser says by itself.
    pub struct StartTexts {
        pub title: String,
        pub who_is_called: String,
        pub services: String,
        pub book: String,
        pub book_what: String,
        pub not_reached: String,
        pub cancel: String,
    }
}

/// Of the booking pages, which the server writes as a whole.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingTexts {
    pub papers: String,
    /// `{n}`, `{of}`
    pub step: String,
    pub choose_service: String,
    pub no_bookings: String,
    /// `{n}`
    pub about_minutes: String,
    pub choose_time: String,
    pub choose_day: String,
    pub weekdays_short: Vec<String>,
    /// `{day}`, `{month}`
    pub short_date: String,
    /// `{day}`
    pub day_free: String,
    /// `{day}`
    pub day_full: String,
    pub day_is_full: String,
    /// `{reason}`
    pub day_is_closed: String,
    /// `{day}`
    pub next_free_day: String,
    /// `{n}`
    pub booked_up: String,
    pub morning: String,
    pub afternoon: String,
    pub other_service: String,
    pub contact: String,
    pub service: String,
    pub when: String,
    pub whither: String,
    /// `{day}`, `{time}`
    pub day_and_time: String,
    pub other_time: String,
    pub name: String,
    pub email: String,
    /// `{n}`
    pub email_hint: String,
    pub phone: String,
    pub phone_hint: String,
    pub leave_empty: String,
    pub personal_data: String,
    pub more_on_personal_data: String,
    pub book_it: String,
    pub mend_fields: String,
    pub name_empty: String,
    pub name_too_long: String,
    pub email_empty: String,
    pub email_invalid: String,
    pub phone_invalid: String,
    /// `{n}`
    pub too_many_open: String,
    pub too_many_unconfirmed: String,
    pub crowded: String,
    pub once_more: String,
    pub taken: String,
    pub not_offered: String,
    pub too_soon: String,
    /// `{day}`
    pub too_far: String,
    pub not_bookable: String,
    pub nearest: String,
    pub all_times: String,
    pub look_into_mail: String,
    /// `{email}`
    pub mail_went: String,
    /// `{time}`
    pub confirm_until: String,
    pub nothing_came: String,
    pub look_into_spam: String,
    pub send_again: String,
    pub sent_again: String,
    pub right_email: String,
    pub correct_email: String,
    pub is_confirmed: String,
    pub code_is_in_mail: String,
    pub confirm_title: String,
    /// `{time}`
    pub confirm_by: String,
    pub confirm: String,
    pub is_booked: String,
    pub your_code: String,
    /// `{from}`, `{to}`
    pub come: String,
    pub type_the_code: String,
    pub wait_to_be_called: String,
    pub into_calendar: String,
    pub print: String,
    pub move_it: String,
    pub cancel: String,
    pub cancel_what: String,
    pub yes_cancel: String,
    pub leave_as_is: String,
    pub is_checked_in: String,
    /// `{ticket}`
    pub has_ticket: String,
    pub falls_away: String,
    /// `{reason}`
    pub closed_then: String,
    pub take_another: String,
    pub take_another_button: String,
    pub is_lapsed: String,
    pub lapsed: String,
    pub is_cancelled: String,
    pub cancelled: String,
    pub is_expired: String,
    pub expired: String,
    pub book_again: String,
    pub link_is_void_title: String,
    pub link_is_void: String,
    pub move_title: String,
    /// `{when}`
    pub moved_from: String,
    /// `{when}`, `{reason}`
    pub moved_from_closed: String,
    pub move_here: String,
    pub choose_a_time: String,
    pub cancel_how: String,
    pub code: String,
    pub code_hint: String,
    pub find: String,
    pub unknown_pair: String,
    pub lost_code: String,
    pub links_what: String,
    pub send_links: String,
    pub links_sent: String,
    pub by_clerk: ByClerkTexts,
}

/// Where a clerk books for a client.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByClerkTexts {
    pub choose_service: String,
    pub no_bookings: String,
    pub choose_time: String,
    pub contact: String,
    pub name_empty: String,
    pub email: String,
    pub email_hint: String,
    pub no_mails: String,
    pub phone_hint: String,
    pub personal_data: String,
    /// `{n}`
    pub too_many_open: String,
    pub is_booked: String,
    /// `{email}`
    pub mail_goes: String,
    pub say_code: String,
    /// `{phone}`
    pub call_to_change: String,
    pub email_short: String,
    pub phone_short: String,
    pub booked_by: String,
    pub book_another: String,
    pub is_checked_in: String,
    /// `{ticket}`
    pub has_ticket: String,
    pub cancelled: String,
    pub cancel_what: String,
    pub find: String,
    pub find_what: String,
    pub no_such_code: String,
    pub of_other_department: String,
}
