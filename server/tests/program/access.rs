//! Who may do what: every server function, form and live stream against every role and none.

use std::collections::BTreeSet;

use crate::{
    office::{Identity, Office, run},
    pictures::{MULTIPART, multipart},
};
use app::{
    account,
    admin::{
        auditing, backing_up, closing, contacting, hours, notices,
        offer::{self, import},
        people, person,
        pictures::ADDRESS as PICTURES,
        plan,
    },
    booking::{api::Submit, cases},
    counter::api::{AddClient, CheckIn, Give, Sit},
    services::Services,
    supervisor::api::{Add, Assign, Stop},
    ticket::api::TicketWish,
    wire::{ContentType as _, Encodes as _, PostcardEncoding},
};
use axum::http::Method;
use domain::{
    assignment::Assignment,
    desk::Command,
    ids::WorkplaceId,
    picture::{PictureKind, PicturePlace},
    staff::Role,
    ticket::{Postponement, Wish},
    town::Serves,
};
use leptos::server_fn::axum::server_fn_paths;
use server::{
    backups, display,
    forms::{FORMS, forms_of_pages},
    live::sse::STREAMS,
    pictures,
};
use store::PictureFile;

const FORM: &str = "application/x-www-form-urlencoded";
const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;

/// What somebody gets who sends the request of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gets {
    /// It is done, or refused for a reason of the office, not of the role.
    In,
    /// 401: somebody else might.
    NotLoggedIn,
    /// 403
    NotAllowed,
}

use Gets::{In, NotAllowed, NotLoggedIn};

/// Of the form by which the reservation was made.
const KEY: &str = "11111111111111111111111111111111";

/// Of the tap by which a ticket was given.
const TAP: &str = "22222222222222222222222222222222";

/// The file of the backup that is there.
const BACKUP: &str = "/admin/backup/prepazka-20261123T080000Z.backup";

struct Rule {
    method: Method,
    /// As it is registered.
    address: &'static str,
    /// As it is sent: an address of a real thing, with the query of a function that reads.
    sent_to: String,
    kind: &'static str,
    body: Vec<u8>,
    gets: Each<Gets>,
}

/// What becomes of the request of each: nobody, a kiosk, an auditor, a clerk, a supervisor of other
/// departments than that of the thing, of its own one, of all, and an admin.
type Each<T> = [T; 8];

const EVERYBODY: Each<Gets> = [In; 8];
const KIOSK: Each<Gets> = [
    NotAllowed, In, NotAllowed, NotAllowed, NotAllowed, NotAllowed, NotAllowed, NotAllowed,
];
/// Auditors too.
const OWN: Each<Gets> = of_staff([In; 6]);
const STAFF: Each<Gets> = of_staff([NotAllowed, In, In, In, In, In]);
/// Of the department to which the thing belongs, or of all.
const ITS_STAFF: Each<Gets> = of_staff([NotAllowed, In, NotAllowed, In, In, In]);
/// Nobody of this test sits anywhere by then.
const SEATED_STAFF: Each<Gets> = of_staff([NotAllowed; 6]);
const SUPERVISOR: Each<Gets> = of_staff([NotAllowed, NotAllowed, In, In, In, In]);
/// Of the department to which the thing belongs.
const ITS_SUPERVISOR: Each<Gets> = of_staff([NotAllowed, NotAllowed, NotAllowed, In, In, In]);
const ADMIN: Each<Gets> = of_staff([
    NotAllowed, NotAllowed, NotAllowed, NotAllowed, NotAllowed, In,
]);
/// What is shown to admins and names no client.
const INSPECTION: Each<Gets> = of_staff([In, NotAllowed, NotAllowed, NotAllowed, NotAllowed, In]);

/// Of those who are logged in, from the auditor on.
const fn of_staff(gets: [Gets; 6]) -> Each<Gets> {
    let [auditor, clerk, elsewhere, its_own, supervisor, admin] = gets;
    [
        NotLoggedIn,
        NotLoggedIn,
        auditor,
        clerk,
        elsewhere,
        its_own,
        supervisor,
        admin,
    ]
}

/// Those whom the columns stand for.
async fn everyone(office: &Office) -> Each<Identity> {
    [
        Office::nobody(),
        office.kiosk().await,
        office.staff(Role::Auditor).await,
        office.staff(Role::Clerk).await,
        office.supervisor_of("elsewhere", &[ELSEWHERE]).await,
        office.supervisor_of("its supervisor", &[ITS_OWN]).await,
        office.staff(Role::Supervisor).await,
        office.staff(Role::Admin).await,
    ]
}

/// The department to which the things of these requests belong, and another one.
const ITS_OWN: &str = "organizacne-spravni";
const ELSEWHERE: &str = "dopravy";

fn reads(address: &'static str, sent_to: &'static str, gets: Each<Gets>) -> Rule {
    Rule {
        method: Method::GET,
        address,
        sent_to: sent_to.to_owned(),
        kind: FORM,
        body: Vec::new(),
        gets,
    }
}

fn changes(
    address: &'static str,
    kind: &'static str,
    body: impl Into<Vec<u8>>,
    gets: Each<Gets>,
) -> Rule {
    Rule {
        method: Method::POST,
        address,
        sent_to: address.to_owned(),
        kind,
        body: body.into(),
        gets,
    }
}

/// What a supervisor does.
fn of_supervisors() -> Vec<Rule> {
    let workplace: WorkplaceId = "obcanske-prukazy".parse().unwrap();
    let stop = PostcardEncoding::encode(&Stop {
        workplace: workplace.clone(),
        stopped: true,
    })
    .unwrap();
    let add = PostcardEncoding::encode(&Add {
        workplace: workplace.clone(),
        seen: 0,
        more: 5,
    })
    .unwrap();
    let assignment = Assignment {
        counter: 1.try_into().unwrap(),
        seen: BTreeSet::new(),
        serves: BTreeSet::from([Serves::Workplace(workplace.clone())]),
        despite_waiting: false,
    };
    let assign = PostcardEncoding::encode(&Assign { assignment }).unwrap();
    let clients = "key=44444444444444444444444444444444\
                   &workplace=obcanske-prukazy&date=2026-11-24";
    vec![
        reads("/api/supervisor_view", "/api/supervisor_view", SUPERVISOR),
        reads(
            "/api/supervisor_awaited",
            "/api/supervisor_awaited",
            SUPERVISOR,
        ),
        changes("/api/supervisor_stop", POSTCARD, stop, ITS_SUPERVISOR),
        changes("/api/supervisor_add", POSTCARD, add, ITS_SUPERVISOR),
        changes("/api/supervisor_assign", POSTCARD, assign, ITS_SUPERVISOR),
        changes(
            closing::ADDRESS,
            FORM,
            "action=reopen&closure=obcanske-prukazy.0",
            ITS_SUPERVISOR,
        ),
        changes(contacting::ADDRESS, FORM, clients, ITS_SUPERVISOR),
        changes(plan::ADDRESS, FORM, "action=find&find=nobody", SUPERVISOR),
        changes(
            notices::ADDRESS,
            FORM,
            "key=55555555555555555555555555555555&lobby=hall&cs=&on-kiosk=on",
            ITS_SUPERVISOR,
        ),
    ]
}

/// What an administrator sets up.
fn of_admins() -> Vec<Rule> {
    let form = "workplace=obcanske-prukazy&piece=week";
    let enrol = "action=enrol&code=NONE&name=x";
    let look = "action=look&email=nobody%40example.cz";
    let picture = multipart(&[("place", "crest"), ("seen", "")], ("", b""));
    let account = "action=change&account=clerk&seen=0&role=clerk&name=";
    let shown = Rule {
        sent_to: crest().hash().address(),
        ..reads(pictures::FILE, "", EVERYBODY)
    };
    vec![
        shown,
        changes(hours::ADDRESS, FORM, form, ADMIN),
        changes(offer::ADDRESS, FORM, "part=counter+1", ADMIN),
        reads(offer::FILE, offer::FILE, INSPECTION),
        changes(import::ADDRESS, MULTIPART, multipart(&[], ("", b"")), ADMIN),
        changes(people::ADDRESS, FORM, account, ADMIN),
        changes(person::ADDRESS, FORM, look, ADMIN),
        changes("/admin/devices", FORM, enrol, ADMIN),
        changes(PICTURES, MULTIPART, picture, ADMIN),
        changes(backing_up::ADDRESS, FORM, "", ADMIN),
        reads(backups::FILE, BACKUP, ADMIN),
        reads(auditing::FILE, auditing::FILE, INSPECTION),
    ]
}

/// What everybody does about their own account, and whoever has that `link` about its.
fn of_accounts(link: &str) -> [Rule; 2] {
    let passwords = "action=password&old=x&password=short&again=short";
    let link = Rule {
        sent_to: format!("/password/{link}"),
        ..changes(account::LINKS, FORM, passwords, EVERYBODY)
    };
    [changes(account::ADDRESS, FORM, passwords, OWN), link]
}

/// The picture that is there.
fn crest() -> PictureFile {
    PictureFile {
        kind: PictureKind::Png,
        bytes: b"a crest".to_vec(),
    }
}

/// The whole of it; `token` leads to somebody's reservation, `link` sets somebody's password.
fn table(token: &str, link: &str) -> Vec<Rule> {
    let ticket = "lobby=hall&workplace=obcanske-prukazy&service=nothing\
                  &key=00000000000000000000000000000000";
    let counter = 2.try_into().unwrap();
    let command = Command::CallNext;
    let command = PostcardEncoding::encode(&Give { counter, command }).unwrap();
    let take_over = true;
    let seat = PostcardEncoding::encode(&Sit { counter, take_over }).unwrap();
    let add_client = AddClient {
        service: "op-zadost".parse().unwrap(),
        priority: false,
        key: KEY.to_owned(),
    };
    let add_client = PostcardEncoding::encode(&add_client).unwrap();
    let code = "lobby=hall&code=000000&key=00000000000000000000000000000000";
    let print = "lobby=hall&key=00000000000000000000000000000000&language=cs";
    let reservation = "0".repeat(32);
    let without_code = PostcardEncoding::encode(&CheckIn { reservation }).unwrap();
    let form = |address, sent_to: String, fields| Rule {
        sent_to,
        ..changes(address, FORM, fields, EVERYBODY)
    };
    let address = "/cancel".to_owned();
    let fields = ["action=find", "code=123456", "email=nobody@example.cz"];
    let fields = fields.map(|field| field.split_once('=').unwrap());
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let fields = fields.to_vec();
    let submit = PostcardEncoding::encode(&Submit { address, fields }).unwrap();
    let later = TicketWish {
        token: TAP.to_owned(),
        wish: Wish::Postpone(Postponement::Short),
    };
    let later = PostcardEncoding::encode(&later).unwrap();
    let all = [
        // Server functions that read.
        reads("/api/texts", "/api/texts?language=en", EVERYBODY),
        reads(
            "/api/public_lobby",
            "/api/public_lobby?lobby=hall",
            EVERYBODY,
        ),
        reads("/api/public_lobbies", "/api/public_lobbies", EVERYBODY),
        reads("/api/kiosk_view", "/api/kiosk_view?lobby=hall", EVERYBODY),
        reads(
            "/api/device_state",
            "/api/device_state?lobby=hall",
            EVERYBODY,
        ),
        reads(
            "/api/booking_page",
            "/api/booking_page?address=%2Fbook",
            EVERYBODY,
        ),
        reads(
            "/api/followed_ticket",
            "/api/followed_ticket?token=22222222222222222222222222222222",
            EVERYBODY,
        ),
        reads("/api/counter_view", "/api/counter_view", STAFF),
        reads("/api/counter_booked", "/api/counter_booked", STAFF),
        reads("/api/counter_offer", "/api/counter_offer", STAFF),
        // Server functions that change something.
        changes("/api/submit", POSTCARD, submit, EVERYBODY),
        changes("/api/ticket_wish", POSTCARD, later, EVERYBODY),
        changes("/api/take_ticket", FORM, ticket, KIOSK),
        changes("/api/kiosk_check_in", FORM, code, KIOSK),
        changes("/api/kiosk_start", FORM, "lobby=hall", KIOSK),
        changes("/api/kiosk_print", FORM, print, KIOSK),
        changes("/api/counter_check_in", POSTCARD, without_code, STAFF),
        changes(
            "/api/counter_add_client",
            POSTCARD,
            add_client,
            SEATED_STAFF,
        ),
        changes("/api/counter_sit", POSTCARD, seat, ITS_STAFF),
        changes("/api/counter_command", POSTCARD, command, STAFF),
        changes("/api/counter_leave", POSTCARD, "", STAFF),
        // Forms.
        changes("/login", FORM, "login=nobody&password=wrong", EVERYBODY),
        changes("/language", FORM, "language=en&back=/", EVERYBODY),
        form("/kiosk/{lobby}", "/kiosk/hall".to_owned(), ""),
        form(
            "/display/{lobby}/enrol",
            "/display/hall/enrol".to_owned(),
            "",
        ),
        // One for all the booking pages.
        form(
            cases::FORMS,
            format!("/reservation/{token}/move/2026-11-24"),
            "",
        ),
        form("/ticket/{token}", format!("/ticket/{TAP}"), "wish=give-up"),
        // Live streams.
        reads("/live/public/{lobby}", "/live/public/hall", EVERYBODY),
        reads("/live/staff/{lobby}", "/live/staff/hall", STAFF),
        reads(display::FILE, "/voice/cs/A012/1.wav", EVERYBODY),
        // Last, because it ends the sessions of this test.
        changes("/logout", FORM, "", EVERYBODY),
    ];
    let all = of_accounts(link).into_iter().chain(all);
    let all = of_admins().into_iter().chain(all);
    of_supervisors().into_iter().chain(all).collect()
}

#[test]
fn each_role_may_do_what_the_table_says() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        let token = office.hold(KEY, "10:15", "jana@example.cz").await;
        office.ticket("obcanske-prukazy", "op-zadost", TAP).await;
        let Services { store, backups, .. } = &office.services;
        let eight = "2026-11-23T08:00:00Z".parse().unwrap();
        backups.make(store, eight).await.unwrap();
        let now = office.services.now();
        let link = store.password_link("clerk", now.instant).await.unwrap();
        let put = store.put_picture(PicturePlace::Crest, None, crest(), (1, 1));
        put.await.unwrap().unwrap();
        let identities = everyone(&office).await;
        for rule in table(&token, &link.unwrap().token) {
            for (identity, expected) in identities.iter().zip(rule.gets) {
                let request = Office::request(&rule.method, &rule.sent_to, &rule.body, rule.kind);
                let answer = office.send(request, identity).await;
                let got = match answer.status.as_u16() {
                    // 422 is a form refused for what was typed.
                    200 | 303 | 422 => In,
                    401 => NotLoggedIn,
                    403 => NotAllowed,
                    other => panic!(
                        "{} as {}: {other} {}",
                        rule.address, identity.name, answer.body
                    ),
                };
                assert_eq!(got, expected, "{} as {}", rule.address, identity.name);
            }
        }
    });
}

const OVERSEEN: Each<u16> = [303, 303, 200, 403, 200, 200, 200, 200];
/// Names clients, whom no auditor is shown.
const CLIENTS: Each<u16> = [303, 303, 403, 403, 200, 200, 200, 200];
const SET_UP: Each<u16> = [303, 303, 200, 403, 403, 403, 403, 200];
const ADMINS: Each<u16> = [303, 303, 403, 403, 403, 403, 403, 200];
const ANYBODYS: Each<u16> = [303, 303, 200, 200, 200, 200, 200, 200];

#[test]
fn the_overview_is_shown_to_supervisors_and_admins() {
    run(shown("/admin", "class=\"supervisor\"", CLIENTS));
}

#[test]
fn the_closures_are_shown_to_supervisors_admins_and_auditors() {
    run(shown(closing::ADDRESS, "id=\"list\"", OVERSEEN));
}

#[test]
fn what_was_written_is_shown_to_supervisors_admins_and_auditors() {
    run(shown(contacting::ADDRESS, "id=\"list\"", OVERSEEN));
}

#[test]
fn who_is_booked_is_shown_to_supervisors_and_admins() {
    run(shown(plan::ADDRESS, "id=\"days\"", CLIENTS));
}

#[test]
fn the_hours_are_shown_to_admins_and_auditors() {
    run(shown(hours::ADDRESS, "id=\"workplaces\"", SET_UP));
}

#[test]
fn the_pictures_are_shown_to_admins_and_auditors() {
    run(shown(PICTURES, "id=\"crest\"", SET_UP));
}

#[test]
fn the_set_up_from_a_file_is_shown_to_admins_and_auditors() {
    run(shown(import::ADDRESS, "id=\"choose\"", SET_UP));
}

#[test]
fn the_offer_is_shown_to_admins_and_auditors() {
    run(shown(offer::ADDRESS, "id=\"counters\"", SET_UP));
}

#[test]
fn what_is_stored_about_people_is_shown_to_admins_alone() {
    run(shown(person::ADDRESS, "id=\"whom\"", ADMINS));
}

#[test]
fn the_devices_are_shown_to_admins_and_auditors() {
    run(shown("/admin/devices", "id=\"devices\"", SET_UP));
}

#[test]
fn the_accounts_are_shown_to_admins_and_auditors() {
    run(shown(people::ADDRESS, "id=\"accounts\"", SET_UP));
}

#[test]
fn everybody_is_shown_their_own_account() {
    run(shown(account::ADDRESS, "id=\"logins\"", ANYBODYS));
}

#[test]
fn the_notices_are_shown_to_supervisors_admins_and_auditors() {
    run(shown(notices::ADDRESS, "id=\"running\"", OVERSEEN));
}

#[test]
fn the_backups_are_shown_to_admins_alone() {
    run(shown(backing_up::ADDRESS, "id=\"kept\"", ADMINS));
}

#[test]
fn the_audit_log_is_shown_to_admins_and_auditors() {
    run(shown(auditing::ADDRESS, "id=\"entries\"", SET_UP));
}

/// What each gets at a page that has that `mark`; 303 leads to the login.
async fn shown(page: &str, mark: &str, expected: Each<u16>) {
    let office = Office::new().await;
    let identities = everyone(&office).await;
    for (identity, expected) in identities.iter().zip(expected) {
        let request = Office::request(&Method::GET, page, "", FORM);
        let answer = office.send(request, identity).await;
        assert_eq!(answer.status.as_u16(), expected, "{}", identity.name);
        let shown = answer.body.contains(mark);
        assert_eq!(shown, expected == 200, "{}", identity.name);
    }
}

/// The booking pages and what they ask the server for are for everybody; a clerk's among them are
/// not.
#[test]
fn the_pages_by_which_clerks_book_are_for_staff_alone() {
    run(async {
        let office = Office::new().await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        let booked = office
            .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
            .await;
        let booked = format!("/counter/booked/{}", booked.id);
        let contact = "/counter/book/op-zadost/2026-11-24/10:30";
        let pages = [
            "/counter/book",
            "/counter/book/op-zadost",
            "/counter/book/op-zadost/2026-11-24",
            contact,
            &booked,
        ];
        let nobody_fills_in = [("name", ""), ("email", ""), ("phone", ""), ("key", KEY)];
        let forms: [(&str, &[(&str, &str)]); 3] = [
            ("/counter/book", &[("code", "0")]),
            (contact, &nobody_fills_in),
            // Last, because it is gone then.
            (&booked, &[]),
        ];
        // What others get at a page, where 303 leads to the login, and for a form.
        for (identity, otherwise) in [
            (Office::nobody(), Some((303, 401))),
            (office.kiosk().await, Some((303, 401))),
            (office.staff(Role::Auditor).await, Some((403, 403))),
            (office.staff(Role::Clerk).await, None),
            (office.staff(Role::Supervisor).await, None),
            (office.staff(Role::Admin).await, None),
        ] {
            let may = otherwise.is_none();
            let (page_status, form_status) = otherwise.unwrap_or((200, 200));
            for page in pages {
                let name = format!("{page} as {}", identity.name);
                let answer = office.open_as(&identity, page).await;
                assert_eq!(answer.status.as_u16(), page_status, "{name}");
                let is_page = answer.body.contains("<h1");
                assert_eq!(is_page, page_status != 303, "{name}");
                let address = format!("/api/booking_page?address={}", page.replace('/', "%2F"));
                let answer = office.open_as(&identity, &address).await;
                assert_eq!(
                    answer.status.as_u16(),
                    form_status,
                    "{name}, by the function"
                );
            }
            for (address, fields) in forms {
                let name = format!("{address} as {}", identity.name);
                let answer = office.submit_as(&identity, address, fields).await;
                let got = answer.status.as_u16();
                let expected: &[u16] = if may { &[303, 422] } else { &[form_status] };
                assert!(expected.contains(&got), "{name}: {got}");
                let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
                let submit = Submit {
                    address: address.to_owned(),
                    fields: fields.iter().map(own).collect(),
                };
                let submit = PostcardEncoding::encode(&submit).unwrap();
                let request = Office::request(&Method::POST, "/api/submit", submit, POSTCARD);
                let answer = office.send(request, &identity).await;
                assert_eq!(
                    answer.status.as_u16(),
                    form_status,
                    "{name}, by the function"
                );
            }
        }
    });
}

#[test]
fn nothing_that_can_be_reached_is_missing_from_the_table() {
    // The functions register themselves when the program is linked.
    let functions = server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    let of_pages = forms_of_pages().into_iter().map(|(address, _)| address);
    let forms = FORMS.into_iter().chain(of_pages);
    let forms = forms.chain([cases::FORMS]);
    let forms = forms.map(|path| (Method::POST, path.to_owned()));
    let streams = STREAMS.map(|path| (Method::GET, path.to_owned()));
    let files = [
        display::FILE,
        pictures::FILE,
        offer::FILE,
        backups::FILE,
        auditing::FILE,
    ];
    let files = files.map(|path| (Method::GET, path.to_owned()));
    let mut reachable: Vec<_> = functions.chain(forms).chain(streams).chain(files).collect();
    let mut ruled: Vec<_> = table("token", "link")
        .into_iter()
        .map(|rule| (rule.method, rule.address.to_owned()))
        .collect();
    let key = |(method, path): &(Method, String)| (path.clone(), method.to_string());
    reachable.sort_by_key(key);
    ruled.sort_by_key(key);
    assert_eq!(ruled, reachable);
}
