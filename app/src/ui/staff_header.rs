//! The frame of the pages for staff: where to go, who is logged in, and the way out.

use domain::{staff::Role, text::Localized};
use leptos::prelude::*;

use crate::{
    t,
    texts::{Texts, named, sentence, use_texts},
};

/// A page that the head leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffPage {
    Counters,
    Overview,
    Plan,
    Closures,
    Contact,
    Notices,
    Hours,
    Offer,
    Pictures,
    Devices,
    People,
    Person,
    Backup,
    Audit,
    Account,
}

/// Where a link leads, what it is called, and who is shown it.
type Link = (
    StaffPage,
    &'static str,
    fn(&Texts) -> &String,
    fn(Role) -> bool,
);

/// For the day's work.
const OF_THE_DAY: [Link; 6] = [
    (
        StaffPage::Counters,
        "/counter",
        |it| &it.common.counters,
        |role| role.may_do(Role::Clerk),
    ),
    (
        StaffPage::Overview,
        "/admin",
        |it| &it.common.overview,
        |role| role.may_do(Role::Supervisor),
    ),
    (
        StaffPage::Plan,
        "/admin/plan",
        |it| &it.common.plan,
        |role| role.may_do(Role::Supervisor),
    ),
    (
        StaffPage::Closures,
        "/admin/closures",
        |it| &it.common.closures,
        |role| role.is_shown(Role::Supervisor),
    ),
    (
        StaffPage::Contact,
        "/admin/contact",
        |it| &it.common.contact,
        |role| role.is_shown(Role::Supervisor),
    ),
    (
        StaffPage::Notices,
        "/admin/notices",
        |it| &it.common.to_notices,
        |role| role.is_shown(Role::Supervisor),
    ),
];

/// For what is set up once and changed now and then.
#[cfg(feature = "ssr")]
const OF_THE_OFFICE: [Link; 8] = [
    (
        StaffPage::Hours,
        "/admin/hours",
        |it| &it.common.hours,
        |role| role.is_shown(Role::Admin),
    ),
    (
        StaffPage::Offer,
        "/admin/offer",
        |it| &it.common.offer,
        |role| role.is_shown(Role::Admin),
    ),
    (
        StaffPage::Pictures,
        "/admin/pictures",
        |it| &it.admin.pictures.title,
        |role| role.is_shown(Role::Admin),
    ),
    (
        StaffPage::Devices,
        "/admin/devices",
        |it| &it.common.devices,
        |role| role.is_shown(Role::Admin),
    ),
    (
        StaffPage::People,
        "/admin/people",
        |it| &it.common.people,
        |role| role.is_shown(Role::Admin),
    ),
    (
        StaffPage::Person,
        "/admin/privacy",
        |it| &it.common.personal_data,
        |role| role.may_do(Role::Admin),
    ),
    (
        StaffPage::Backup,
        "/admin/backup",
        |it| &it.common.backup,
        |role| role.may_do(Role::Admin),
    ),
    (
        StaffPage::Audit,
        "/admin/audit",
        |it| &it.common.audit,
        |role| role.is_shown(Role::Admin),
    ),
];

/// What a page for staff shows. For whoever may not do what is for that role it stands there to be
/// read: nothing in it can be pressed.
#[cfg(feature = "ssr")]
#[must_use]
pub fn staff_main(role: Role, least: Role, class: &'static str, content: AnyView) -> AnyView {
    let texts = use_texts();
    if role.may_do(least) {
        return view! { <main class=class>{content}</main> }.into_any();
    }
    view! {
        <main class=class>
            <p class="message">{t!(texts, admin.at_rest)}</p>
            <fieldset class="at-rest" disabled>
                {content}
            </fieldset>
        </main>
    }
    .into_any()
}

#[component]
pub fn StaffHeader(
    town_name: Localized,
    clerk_name: String,
    role: Role,
    current: StaffPage,
) -> impl IntoView {
    let texts = use_texts();
    let office = named(texts, town_name);
    let of_the_day = shown(&OF_THE_DAY, role, current);
    let of_the_office = role
        .is_shown(Role::Admin)
        .then(|| of_the_office(role, current));
    let here = (current == StaffPage::Account).then_some("page");
    view! {
        <header class="page-header">
            <a class="office-name" href="/" rel="external">
                {office}
            </a>
            <nav class="page-nav" aria-label=t!(texts, common.for_staff)>
                {of_the_day}
                {of_the_office}
                <a href="/account" rel="external" aria-current=here>
                    {clerk_name}
                </a>
                <form method="post" action="/logout">
                    <button class="link-button">{t!(texts, common.log_out)}</button>
                </form>
            </nav>
        </header>
    }
}

fn shown(links: &[Link], role: Role, current: StaffPage) -> Vec<AnyView> {
    let links = links.iter().filter(|(.., is_shown)| is_shown(role));
    links.map(|it| link(it, current)).collect()
}

/// Other surfaces are pages of their own.
fn link((page, address, name, _): &Link, current: StaffPage) -> AnyView {
    let here = (*page == current).then_some("page");
    view! {
        <a href=*address rel="external" aria-current=here>
            {sentence(use_texts(), *name)}
        </a>
    }
    .into_any()
}

/// The pages of an admin: one link on a page that the browser's program takes over, which need not
/// know them all.
fn of_the_office(role: Role, current: StaffPage) -> AnyView {
    #[cfg(feature = "ssr")]
    if !matches!(current, StaffPage::Counters | StaffPage::Overview) {
        let texts = use_texts();
        let is_here = OF_THE_OFFICE.iter().any(|(page, ..)| *page == current);
        return view! {
            <details class="nav-more">
                <summary aria-current=is_here.then_some("true")>{t!(texts, common.set_up)}</summary>
                <div>{shown(&OF_THE_OFFICE, role, current)}</div>
            </details>
        }
        .into_any();
    }
    let set_up: Link = (
        StaffPage::Offer,
        "/admin/offer",
        |it| &it.common.set_up,
        |role| role.is_shown(Role::Admin),
    );
    let links = shown(&[set_up], role, current);
    links.into_any()
}
