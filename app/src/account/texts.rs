#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountTexts {
    pub title: String,
    /// `{login}`, `{role}`
    pub who: String,
    pub auditor: String,
    pub clerk: String,
    pub supervisor: String,
    pub admin: String,
    /// `{departments}`; beside the role of a supervisor.
    pub of_departments: String,
    pub change: String,
    pub old: String,
    pub new: String,
    pub again: String,
    pub hint: String,
    pub wrong_old: String,
    pub too_short: String,
    pub too_long: String,
    pub differs: String,
    pub changed: String,
    pub logins: String,
    pub logins_lead: String,
    pub began: String,
    pub seen: String,
    pub here: String,
    pub nowhere: String,
    pub end: String,
    /// `{when}`; read out instead of `end`, and begins with it.
    pub end_named: String,
    pub end_others: String,
    /// The page behind a link.
    pub set_title: String,
    /// `{name}`, `{login}`
    pub set_for: String,
    pub set: String,
    pub link_unknown: String,
    pub link_used: String,
    pub link_expired: String,
    pub to_login: String,
    /// Logging out with a client in front.
    pub log_out_title: String,
    pub log_out_anyway: String,
    pub to_counter: String,
}
