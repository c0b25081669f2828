#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminTexts {
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
    pub since: String,
    pub revoke: String,
    /// `{name}`; read out instead of `revoke`, and begins with it.
    pub revoke_named: String,
    pub revoke_consequence: String,
    pub revoke_for_good: String,
    /// `{name}`; read out instead of `revoke_for_good`, and begins with it.
    pub revoke_for_good_named: String,
}
