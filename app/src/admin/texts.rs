use std::collections::BTreeMap;

use domain::audit::Kind;

use crate::texts::Plural;

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminTexts {
    /// For whoever may only look.
    pub at_rest: String,
    /// For admins, on the overview.
    pub no_mails: String,
    pub title: String,
    pub lead: String,
    pub enrol_title: String,
    pub code: String,
    pub code_hint: String,
    pub name: String,
    pub name_hint: String,
    pub enrol: String,
    pub no_name: String,
    pub long_name: String,
    pub unknown_code: String,
    pub devices_title: String,
    pub no_devices: String,
    pub lobby: String,
    pub enrol_how: String,
    pub on_kiosk: String,
    pub on_display: String,
    pub device: String,
    pub kiosk: String,
    pub display: String,
    /// `{date}`
    pub since: String,
    pub shows: String,
    pub never_seen: String,
    pub seen_now: String,
    pub seen_minutes_ago: Plural,
    /// `{date}`, `{time}`
    pub seen_long_ago: String,
    pub old_page: String,
    pub change: String,
    /// `{name}`; read out instead of `change`, and begins with it.
    pub change_named: String,
    pub change_consequence: String,
    pub change_save: String,
    pub place_changed: String,
    pub display_title: String,
    pub display_lead: String,
    pub display_code_how: String,
    pub printer: String,
    pub printer_none: String,
    pub printer_ready: String,
    pub printer_paper_low: String,
    pub printer_no_paper: String,
    pub printer_stopped: String,
    pub printer_silent: String,
    pub printer_set: String,
    /// `{name}`; read out instead of `printer_set`, and begins with it.
    pub printer_of: String,
    pub printer_address: String,
    pub printer_hint: String,
    pub printer_width: String,
    pub printer_save: String,
    pub bad_address: String,
    pub revoke: String,
    /// `{name}`; read out instead of `revoke`, and begins with it.
    pub revoke_named: String,
    pub revoke_consequence: String,
    pub revoke_display: String,
    pub revoke_for_good: String,
    /// `{name}`; read out instead of `revoke_for_good`, and begins with it.
    pub revoke_for_good_named: String,
    pub closures: ClosuresTexts,
    pub hours: HoursTexts,
    pub contact: ContactTexts,
    pub backup: BackupTexts,
    pub audit: AuditTexts,
    pub notices: NoticesTexts,
    pub plan: PlanTexts,
    pub person: PersonTexts,
    pub people: PeopleTexts,
    pub form: FormTexts,
    pub offer: OfferTexts,
    pub pictures: PicturesTexts,
    pub import: ImportTexts,
}

/// What forms have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormTexts {
    pub save: String,
    pub remove: String,
    pub remove_for_good: String,
    pub changed: String,
    /// `{what}`
    pub now: String,
    pub nothing: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosuresTexts {
    pub title: String,
    pub lead: String,
    pub new_title: String,
    pub what: String,
    pub choose: String,
    pub lobbies: String,
    pub workplaces: String,
    pub services: String,
    pub counters: String,
    pub from: String,
    pub to: String,
    pub show: String,
    pub nothing: String,
    pub bad_time: String,
    pub backwards: String,
    pub over: String,
    pub concerned: String,
    pub nobody: String,
    pub when: String,
    pub service: String,
    pub name: String,
    pub phone: String,
    pub mail: String,
    pub reason: String,
    /// `{n}`
    pub reason_hint: String,
    pub no_reason: String,
    pub long_reason: String,
    /// The reason that the form begins with.
    pub prepared: String,
    pub consequence: String,
    pub close: String,
    pub counter_takes_nothing: String,
    /// Above what people wait for.
    pub only_here: String,
    /// `{n}`
    pub counter_reason_hint: String,
    pub counter_consequence: String,
    pub close_counter: String,
    pub reopen_counter_consequence: String,
    pub back: String,
    pub list: String,
    pub none: String,
    pub not_told: String,
    pub waits: String,
    pub written: String,
    pub refused: String,
    pub no_email: String,
    /// Above the list of those who are still agreed.
    pub told: String,
    pub to_be_phoned: Plural,
    pub reopen: String,
    pub reopen_consequence: String,
    pub reopen_for_good: String,
    pub write_to: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursTexts {
    pub title: String,
    pub lead: String,
    pub workplace: String,
    pub today: String,
    pub closed: String,
    pub back_to_all: String,
    /// `{name}`
    pub back_to: String,
    pub saved: String,
    pub week: String,
    pub weekday: String,
    pub hours: String,
    pub places: String,
    pub no_places: String,
    pub capacity: String,
    /// `{n}`
    pub capacity_is: String,
    pub capacity_hint: String,
    pub change_week: String,
    pub periods: String,
    pub no_periods: String,
    pub new_period: String,
    pub change_period: String,
    /// `{from}`
    pub from_on: String,
    pub from: String,
    pub to: String,
    pub to_hint: String,
    pub days: String,
    pub no_days: String,
    pub new_day: String,
    pub change_day: String,
    pub date: String,
    pub day_hint: String,
    pub hours_hint: String,
    pub places_hint: String,
    pub remove_consequence: String,
    /// What results from it.
    pub results: String,
    pub months: Vec<String>,
    pub month_before: String,
    pub month_after: String,
    pub month_hint: String,
    pub holiday: String,
    pub places_of_day: Plural,
    pub outside: String,
    pub outside_lead: String,
    pub write_to_them: String,
    pub would_be_outside: String,
    pub would_be_outside_lead: String,
    pub what_of_them: String,
    pub keep: String,
    pub keep_hint: String,
    pub write: String,
    pub write_hint: String,
    pub cancel: String,
    pub cancel_hint: String,
    /// What they are told, and what stands there to begin with.
    pub told: String,
    pub prepared: String,
    pub saved_and_written: String,
    pub others_outside: String,
    /// `{when}`, `{n}`
    pub overbooked: String,
    pub when: String,
    pub service: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub save_all_the_same: String,
    pub remove_all_the_same: String,
    pub slot: String,
    pub slot_hint: String,
    pub bad_slot: String,
    pub bad_capacity: String,
    pub bad_hours: String,
    pub bad_places: String,
    pub empty: String,
    pub backwards: String,
    pub overlap: String,
    pub places_overlap: String,
    pub outside_hours: String,
    pub places_number: String,
    pub never_open: String,
    pub no_date: String,
    pub past: String,
    pub period_backwards: String,
    pub known: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactTexts {
    pub title: String,
    pub lead: String,
    pub whom: String,
    pub workplace: String,
    pub choose: String,
    pub date: String,
    pub show: String,
    pub choose_one: String,
    pub no_date: String,
    pub list: String,
    pub none: String,
    pub back: String,
    pub message: String,
    /// `{n}`
    pub message_hint: String,
    pub nobody_chosen: String,
    pub no_message: String,
    pub long_message: String,
    pub cancel: String,
    pub cancel_hint: String,
    pub consequence: String,
    pub write: String,
    pub sent: String,
    pub to_whom: String,
    pub cancelled: String,
    pub nobody_left: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferTexts {
    pub title: String,
    pub lead: String,
    pub saved: String,
    /// `{names}`
    pub unserved_now: String,
    pub workplaces: String,
    pub new_workplace: String,
    pub change_workplace: String,
    pub no_workplaces: String,
    pub no_counter: String,
    /// `{numbers}`
    pub counters_n: String,
    pub no_services: String,
    pub new_service: String,
    pub change_service: String,
    pub hours: String,
    pub service: String,
    pub minutes: String,
    pub offered: String,
    pub at_kiosk: String,
    pub at_kiosk_and_internet: String,
    pub to_staff_short: String,
    pub to_nobody_short: String,
    pub counters: String,
    pub counter: String,
    /// `{n}`
    pub counter_n: String,
    pub new_counter: String,
    pub change_counter: String,
    pub serves: String,
    pub serves_hint: String,
    /// `{name}`
    pub whole: String,
    pub number: String,
    pub number_hint: String,
    pub departments: String,
    pub department: String,
    pub new_department: String,
    pub change_department: String,
    pub lobbies: String,
    pub lobby: String,
    pub lobby_hint: String,
    pub new_lobby: String,
    pub change_lobby: String,
    pub file: String,
    pub file_lead: String,
    pub file_download: String,
    pub file_upload: String,
    pub back: String,
    pub name: String,
    pub name_hint: String,
    pub announce: String,
    pub announce_hint: String,
    pub message: String,
    pub message_hint: String,
    pub series: String,
    pub series_hint: String,
    pub like: String,
    pub like_hint: String,
    pub minutes_long: String,
    pub minutes_hint: String,
    pub papers: String,
    pub papers_hint: String,
    pub to_everyone: String,
    pub to_staff: String,
    pub to_nobody: String,
    pub bookable: String,
    pub place: String,
    pub first: String,
    /// `{name}`
    pub behind: String,
    pub remove_group: String,
    pub remove_workplace: String,
    pub remove_service: String,
    pub remove_counter: String,
    pub no_name: String,
    /// `{n}`
    pub too_long: String,
    pub bad_series: String,
    pub bad_minutes: String,
    pub bad_number: String,
    pub number_known: String,
    pub serves_nothing: String,
    pub choose_one: String,
    /// `{name}`
    pub series_taken: String,
    /// `{n}`
    pub two_lobbies: String,
    pub not_served: String,
    /// `{names}`
    pub unserved_then: String,
    /// `{names}`
    pub has_workplaces: String,
    /// `{names}`
    pub has_services: String,
    /// `{numbers}`
    pub served_by: String,
    pub last_one: String,
    pub itself: String,
    pub change_itself: String,
    pub reached: String,
    pub reached_hint: String,
    pub processor: String,
    pub processor_hint: String,
    pub rules: String,
    /// By field.
    pub of_itself: BTreeMap<String, String>,
    pub empty: String,
    pub bad_email: String,
    pub bad_phone: String,
    pub bad_website: String,
    pub bad_company_number: String,
    /// `{from}`, `{to}`
    pub between: String,
    /// `{name}`
    pub has_tickets: String,
    /// `{name}`
    pub has_reservations: String,
    /// `{names}`
    pub people_wait: String,
    /// `{n}`
    pub is_occupied: String,
    pub has_numbers: String,
    pub series_used: String,
    pub has_closures: String,
    pub has_devices: String,
    pub has_notices: String,
    /// `{names}`
    pub has_accounts: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleTexts {
    pub title: String,
    pub lead: String,
    pub accounts: String,
    pub name: String,
    pub name_hint: String,
    pub login: String,
    pub login_hint: String,
    pub role: String,
    pub auditor_hint: String,
    pub clerk_hint: String,
    pub supervisor_hint: String,
    pub admin_hint: String,
    pub departments: String,
    pub departments_hint: String,
    pub all_departments: String,
    pub seen: String,
    pub never_seen: String,
    pub state: String,
    pub is_on: String,
    pub is_off: String,
    /// It has no password yet.
    pub waits: String,
    pub new: String,
    pub back: String,
    pub saved: String,
    pub added: String,
    pub relogin: String,
    pub bad_login: String,
    pub taken_login: String,
    pub no_name: String,
    pub long_name: String,
    pub last_admin: String,
    pub account: String,
    pub password: String,
    pub has_password: String,
    pub no_password: String,
    pub link_hint: String,
    pub make_link: String,
    /// `{name}`, `{until}`
    pub hand_over: String,
    pub logins: String,
    pub end_all: String,
    pub switch_off: String,
    pub off_consequence: String,
    pub switch_off_for_good: String,
    pub switch_on: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTexts {
    pub title: String,
    pub lead: String,
    pub find: String,
    pub find_hint: String,
    pub find_button: String,
    pub too_little: String,
    pub found: String,
    pub nobody_found: String,
    pub more: String,
    pub date: String,
    pub workplace: String,
    pub all: String,
    pub week: String,
    pub show: String,
    pub day_before: String,
    pub day_after: String,
    pub week_before: String,
    pub week_after: String,
    pub past_day: String,
    pub past_days: String,
    pub nobody: String,
    pub book: String,
    /// `{names}`
    pub idle: String,
    pub print_hint: String,
    pub booked: Plural,
    /// `{time}`
    pub as_of: String,
    pub when: String,
    pub service: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub state: String,
    pub booked_by: String,
    /// Instead of a clerk's login.
    pub by_client: String,
    /// Instead of the name of whoever is forgotten.
    pub unknown: String,
    pub unreached: String,
    /// `{time}`
    pub held: String,
    pub confirmed: String,
    pub confirmed_closed: String,
    /// `{ticket}`
    pub waiting: String,
    /// `{ticket}`, `{counter}`
    pub called: String,
    /// `{ticket}`, `{counter}`
    pub serving: String,
    /// `{ticket}`
    pub served: String,
    /// `{ticket}`
    pub parked: String,
    /// `{ticket}`
    pub set_aside: String,
    /// `{ticket}`
    pub no_show: String,
    /// `{ticket}`
    pub left: String,
    pub lapsed: String,
    pub is_cancelled: String,
    pub expired: String,
    pub back: String,
    pub back_to_day: String,
    pub changed: String,
    pub move_it: String,
    pub move_title: String,
    pub move_consequence: String,
    /// `{phone}`
    pub move_phone: String,
    pub move_no_contact: String,
    pub not_offered: String,
    pub leave_as_is: String,
    pub moved: String,
    pub moved_without_mail: String,
    pub cancel: String,
    pub reason: String,
    /// `{n}`, `{language}`
    pub reason_hint: String,
    /// The reason that the form begins with, to be read by the client.
    pub prepared: String,
    pub no_reason: String,
    pub long_reason: String,
    /// `{phone}`
    pub phone_first: String,
    pub no_contact: String,
    pub cancel_consequence: String,
    pub cancel_for_good: String,
    pub cancelled: String,
    pub cancelled_without_mail: String,
}

/// Of the page where the office sees to what a person may ask of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonTexts {
    pub title: String,
    pub lead: String,
    pub email: String,
    pub email_hint: String,
    pub no_email: String,
    pub wrong_email: String,
    pub look: String,
    pub without_email: String,
    pub plan: String,
    pub kept: String,
    pub what: String,
    pub how_long: String,
    pub booking: String,
    pub booking_kept: String,
    pub held: String,
    pub held_kept: Plural,
    pub cancelled: String,
    pub cancelled_kept: String,
    pub mail: String,
    pub mail_kept: String,
    pub message: String,
    pub message_kept: String,
    pub note: String,
    pub note_kept: String,
    pub numbers: String,
    pub numbers_kept: String,
    pub accounts: String,
    pub accounts_kept: String,
    pub backups: String,
    pub backups_kept: String,
    pub job: String,
    /// `{date}`, `{time}`
    pub last: String,
    pub last_erased: Plural,
    pub never: String,
    /// `{date}`
    pub next: String,
    pub next_now: String,
    pub overdue: String,
    pub back: String,
    /// `{email}`
    pub stored: String,
    pub nothing: String,
    pub changed: String,
    pub about: String,
    pub office: String,
    pub as_of: String,
    pub reservations: String,
    pub mails: String,
    pub messages: String,
    pub notes: String,
    pub language: String,
    pub code: String,
    /// Instead of the clerk's login.
    pub by_clerk: String,
    pub kind: String,
    /// The time that a mail is about.
    pub concerns: String,
    pub words: String,
    pub ticket: String,
    pub kind_confirm: String,
    pub kind_code: String,
    pub kind_reminder: String,
    pub kind_moved: String,
    pub kind_cancelled: String,
    pub kind_closed: String,
    pub kind_message: String,
    pub export: String,
    pub export_hint: String,
    pub erase: String,
    pub erase_open: String,
    pub erase_rest: String,
    pub erase_silent: String,
    pub erase_numbers: String,
    pub erase_for_good: String,
    pub erased: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticesTexts {
    pub title: String,
    pub lead: String,
    pub saved: String,
    pub running: String,
    pub none_running: String,
    pub to_come: String,
    pub none_to_come: String,
    pub over: String,
    pub none_over: String,
    pub words: String,
    pub place: String,
    pub time: String,
    /// `{from}`
    pub from_on: String,
    /// `{until}`
    pub until_then: String,
    pub until_taken_away: String,
    pub everywhere: String,
    pub all_lobbies: String,
    pub new: String,
    pub change: String,
    pub back: String,
    /// `{n}`
    pub words_hint: String,
    pub screens: String,
    pub on_start: String,
    pub on_status: String,
    pub on_kiosk: String,
    pub on_display: String,
    pub lobby: String,
    pub from: String,
    pub from_hint: String,
    pub until: String,
    pub until_hint: String,
    pub publish: String,
    pub remove: String,
    pub remove_consequence: String,
    pub remove_for_good: String,
    pub gone: String,
    pub empty: String,
    /// `{n}`
    pub too_long: String,
    pub nowhere: String,
    pub no_lobby: String,
    pub bad_time: String,
    pub backwards: String,
    pub is_over: String,
    /// `{most}`
    pub too_many: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupTexts {
    pub title: String,
    pub lead: String,
    pub made: String,
    pub not_made: String,
    /// The last night's is missing.
    pub outdated: String,
    pub now: String,
    /// What is in it, and how it is to be kept.
    pub contents: String,
    pub make: String,
    pub kept: String,
    /// How long each is kept.
    pub days: Plural,
    /// `{folder}`
    pub folder: String,
    pub none: String,
    pub when: String,
    pub size: String,
    pub download: String,
    /// `{when}`; read out instead of `download`, and begins with it.
    pub download_of: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditTexts {
    pub title: String,
    pub lead: String,
    pub asked: String,
    pub from: String,
    pub to: String,
    pub backwards: String,
    /// A login.
    pub by: String,
    pub by_hint: String,
    pub kind: String,
    pub any: String,
    pub show: String,
    pub entries: String,
    pub none: String,
    pub when: String,
    pub who: String,
    pub what: String,
    pub thing: String,
    pub day: String,
    /// Who is named where a command on the server did it.
    pub command: String,
    pub newer: String,
    pub older: String,
    pub export: String,
    /// By the words of their kinds.
    pub kinds: BTreeMap<String, String>,
}

impl AuditTexts {
    #[must_use]
    pub fn of(&self, kind: Kind) -> String {
        self.kinds.get(kind.word()).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use domain::{text::Language, town::Rules};

    use super::*;
    use crate::admin::offer::OF_OFFICE;

    #[test]
    fn each_field_of_the_office_itself_has_its_label_in_every_language() {
        let rules = Rules::NUMBERS.map(|number| number.name);
        let mut fields = [&OF_OFFICE[..], &rules[..]].concat();
        fields.sort_unstable();
        for language in Language::ALL {
            let labels = &crate::texts::of(language).admin.offer.of_itself;
            assert!(labels.keys().eq(fields.iter()), "{language}");
        }
    }

    #[test]
    fn each_kind_of_deed_has_its_words_in_every_language() {
        for language in Language::ALL {
            let texts = crate::texts::of(language);
            let mut kinds = Kind::ALL.map(Kind::word);
            kinds.sort_unstable();
            assert!(
                texts.admin.audit.kinds.keys().eq(kinds.iter()),
                "{language}"
            );
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportTexts {
    pub title: String,
    pub lead: String,
    pub choose: String,
    pub file: String,
    pub file_hint: String,
    pub check: String,
    pub no_file: String,
    /// `{n}` kilobytes
    pub too_large: String,
    pub no_text: String,
    pub wrong: String,
    pub errors: String,
    pub errors_lead: String,
    pub file_errors: FileErrorTexts,
    pub line: String,
    pub key: String,
    pub what: String,
    pub same: String,
    pub differences: String,
    pub added: String,
    pub changed: String,
    pub removed: String,
    pub stays: String,
    pub apply: String,
    pub stale: String,
    pub flaw: String,
    pub office_name: String,
    pub contacts: String,
    pub zone: String,
    pub languages: String,
    pub rules: String,
    pub order: String,
    pub outside: String,
    pub outside_hint: String,
}

/// What is wrong in a file, each with what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileErrorTexts {
    /// `{message}`
    pub not_toml: String,
    /// `{name}`, `{instead}`
    pub unknown_key: String,
    /// `{name}`
    pub nearest: String,
    /// `{names}`
    pub one_of: String,
    pub missing: String,
    /// `{found}`, `{wanted}`
    pub other_kind: String,
    pub a_text: String,
    pub a_number: String,
    pub yes_or_no: String,
    pub a_date: String,
    pub a_list: String,
    pub a_table: String,
    pub text_in_quotes: String,
    pub list_in_brackets: String,
    /// `{keys}`
    pub table_with: String,
    pub empty_list: String,
    pub empty_text: String,
    /// `{n}`, `{longest}`
    pub long_text: String,
    pub several_lines: String,
    /// `{least}`, `{most}`
    pub no_number: String,
    /// `{name}`, `{line}`
    pub used_before: String,
    /// `{name}`, `{instead}`
    pub no_department: String,
    /// `{name}`, `{instead}`
    pub no_lobby: String,
    /// `{name}`, `{instead}`
    pub no_served: String,
    /// `{name}`
    pub twice: String,
    /// `{language}`
    pub not_offered: String,
    pub no_internet: String,
    /// `{workplace}`, `{lobby}`, `{first}`, `{first_lobby}`
    pub other_lobby: String,
    /// `{id}`
    pub nobody_serves: String,
    pub never_opens: String,
    /// `{most}`
    pub too_many_places: String,
    pub outside_hours: String,
    pub period_backwards: String,
    pub same_date: String,
    /// `{text}`
    pub no_website: String,
    /// `{text}`
    pub no_span: String,
    /// `{text}`
    pub no_places: String,
    /// `{text}`
    pub no_zone: String,
    /// `{text}`
    pub no_date: String,
    /// `{text}`
    pub no_series: String,
    /// `{text}`, `{n}`
    pub no_id: String,
    pub no_language: String,
    pub no_offer: String,
    pub no_email: String,
    pub long_email: String,
    pub no_phone: String,
    pub no_company_number: String,
    pub misprint: String,
    /// `{from}`, `{to}`
    pub backwards: String,
    /// `{from}`
    pub hours_overlap: String,
    /// `{from}`
    pub places_overlap: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PicturesTexts {
    pub title: String,
    pub lead: String,
    pub crest: String,
    pub crest_lead: String,
    /// `{lobby}`
    pub display: String,
    pub display_lead: String,
    pub none: String,
    pub file: String,
    /// `{n}` megabytes
    pub file_hint: String,
    pub put: String,
    pub replace: String,
    pub saved: String,
    pub no_file: String,
    pub not_a_picture: String,
    /// `{n}` megabytes
    pub too_large: String,
    /// `{n}` megapixels
    pub too_many_pixels: String,
    pub broken: String,
    pub stale: String,
}
