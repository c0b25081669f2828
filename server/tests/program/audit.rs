//! Whatever the staff do to others is noted with their login, whichever way they do it.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    counter::api::{CheckIn, Sit},
    supervisor::api::{Add, Assign, Stop},
    wire::{ContentType as _, Encodes as _, PostcardEncoding},
};
use axum::http::{Method, StatusCode, header};
use domain::{
    assignment::Assignment,
    audit::{Entry, Kind},
    device::DeviceKind,
    ids::WorkplaceId,
    picture::PicturePlace,
    staff::Role,
    town::Serves,
};
use serde::Serialize;
use store::AuditFilter;

use crate::{
    fields, import,
    office::{Answer, Identity, Office, PASSWORD, run},
    pictures,
};

const PAGE: &str = "/admin/audit";
const KEY: &str = "11111111111111111111111111111111";

/// Of the hands of the clock as the office is opened.
const NINE: &str = "2026-11-23T09:00:00+01:00";

async fn entries(office: &Office) -> Vec<Entry> {
    let now = office.services.now().instant;
    let day = chrono::TimeDelta::days(1);
    let today = AuditFilter {
        from: now - day,
        to: now + day,
        by: None,
        kind: None,
    };
    office.services.store.audit(&today, 0, None).await.unwrap()
}

async fn call<T: Serialize>(office: &Office, who: &Identity, function: &str, arguments: &T)
where
    PostcardEncoding: app::wire::Encodes<T>,
{
    let body = PostcardEncoding::encode(arguments).ok().unwrap();
    let address = format!("/api/{function}");
    let kind = PostcardEncoding::CONTENT_TYPE;
    let request = Office::request(&Method::POST, &address, body, kind);
    let answer = office.send(request, who).await;
    assert_eq!(answer.status, StatusCode::OK, "{function}");
}

#[track_caller]
fn went(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap()
}

async fn send(office: &Office, who: &Identity, page: &str, form: &[(&str, &str)]) -> String {
    went(&office.submit_as(who, page, form).await).to_owned()
}

/// What a clerk does; answers who it is.
async fn clerk_works(office: &Office) {
    let wrong = [("login", "clerk"), ("password", "wrong")];
    office.submit("/login", &wrong).await;
    let right = [("login", "clerk"), ("password", PASSWORD)];
    let answer = office.submit("/login", &right).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    let (cookie, _) = cookie.split_once(';').unwrap();
    let clerk = Identity {
        name: "clerk",
        cookie: Some(cookie.to_owned()),
    };
    let client = [
        ("name", "Jana Nováková"),
        ("email", ""),
        ("phone", ""),
        ("key", KEY),
    ];
    let form = "/counter/book/op-zadost/2026-11-24/10:15";
    let booked = send(office, &clerk, form, &client).await;
    send(office, &clerk, &booked, &[]).await;
    let came = office
        .book("op-zadost", "2026-11-23", "10:15", "Petr Dvořák")
        .await;
    office.set_clock("2026-11-23T10:10:00+01:00");
    let (counter, take_over) = (2.try_into().unwrap(), false);
    call(office, &clerk, "counter_sit", &Sit { counter, take_over }).await;
    let reservation = came.id.to_string();
    call(office, &clerk, "counter_check_in", &CheckIn { reservation }).await;
    send(office, &clerk, "/logout", &[]).await;
}

async fn supervisor_works(office: &Office, supervisor: &Identity) {
    let workplace: WorkplaceId = "obcanske-prukazy".parse().unwrap();
    for stopped in [true, false] {
        let workplace = workplace.clone();
        let stop = Stop { workplace, stopped };
        call(office, supervisor, "supervisor_stop", &stop).await;
    }
    let (seen, more) = (0, 5);
    let add = Add {
        workplace,
        seen,
        more,
    };
    call(office, supervisor, "supervisor_add", &add).await;
    let town = office.services.town();
    let counter = town.counter(2.try_into().unwrap()).unwrap();
    let assignment = Assignment {
        counter: counter.number,
        seen: counter.serves.clone(),
        serves: BTreeSet::from([Serves::Workplace("cestovni-doklady".parse().unwrap())]),
        despite_waiting: true,
    };
    call(
        office,
        supervisor,
        "supervisor_assign",
        &Assign { assignment },
    )
    .await;
    let page = "/admin/notices";
    let new = format!("{page}?new");
    let new = fields::form(office, supervisor, &new, &[("cs", "Výtah nejede.")]).await;
    went(&fields::submit(office, supervisor, page, &new).await);
    let posted = entries(office).await;
    let posted = posted.iter().find(|it| it.deed.kind == Kind::NoticePosted);
    let notice = posted.unwrap().deed.thing.as_ref().unwrap();
    let notice = format!("{page}?notice={notice}");
    let other = [("cs", "Výtah už jede.")];
    let other = fields::form(office, supervisor, &notice, &other).await;
    went(&fields::submit(office, supervisor, page, &other).await);
    let gone = fields::removal(&office.open_as(supervisor, &notice).await);
    went(&fields::submit(office, supervisor, page, &gone).await);
    let close = [
        ("action", "close"),
        ("of", "obcanske-prukazy"),
        ("from", "2026-11-25T08:00"),
        ("to", "2026-11-25T12:00"),
        ("key", KEY),
        ("cs", "Porucha proudu"),
    ];
    let page = send(office, supervisor, "/admin/closures", &close).await;
    let (_, closure) = page.split_once("?closed=").unwrap();
    let reopen = [("action", "reopen"), ("closure", closure)];
    send(office, supervisor, "/admin/closures", &reopen).await;
    let booked = office
        .book("op-zadost", "2026-11-24", "11:00", "Alena Malá")
        .await;
    let find = [("action", "find"), ("find", "nikdo")];
    let found = office.submit_as(supervisor, "/admin/plan", &find).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    let (id, revision) = (booked.id.to_string(), booked.revision.to_string());
    let to = [
        ("action", "move"),
        ("reservation", id.as_str()),
        ("revision", revision.as_str()),
        ("date", "2026-11-24"),
        ("time", "11:15"),
    ];
    send(office, supervisor, "/admin/plan", &to).await;
    let client = format!("client-{}", booked.id);
    let write = [
        ("workplace", "obcanske-prukazy"),
        ("date", "2026-11-24"),
        ("key", KEY),
        ("cs", "Vezměte si fotografii."),
        (client.as_str(), "on"),
    ];
    send(office, supervisor, "/admin/contact", &write).await;
}

async fn admin_works(office: &Office, admin: &Identity) {
    let week = "/admin/hours?workplace=obcanske-prukazy&piece=week";
    let week = fields::form(office, admin, week, &[("capacity", "7")]).await;
    went(&fields::submit(office, admin, "/admin/hours", &week).await);
    let new = "/admin/offer?part=department";
    let new = fields::form(office, admin, new, &[("name-cs", "Nový odbor")]).await;
    went(&fields::submit(office, admin, "/admin/offer", &new).await);
    let gone = "/admin/offer?part=department+novy-odbor";
    let gone = fields::removal(&office.open_as(admin, gone).await);
    went(&fields::submit(office, admin, "/admin/offer", &gone).await);
    import::bring_in(office, admin).await;
    let account = [
        ("action", "add"),
        ("login", "eva"),
        ("name", "Eva Malá"),
        ("role", "clerk"),
    ];
    send(office, admin, "/admin/people", &account).await;
    let link = [("action", "link"), ("account", "eva")];
    let linked = office.submit_as(admin, "/admin/people", &link).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.body);
    let (_, link) = linked.body.split_once("https://office.test").unwrap();
    let (link, _) = link.split_once('<').unwrap();
    let password = "čtyři slova bez mezer";
    let chosen = [("password", password), ("again", password)];
    went(&office.submit(link, &chosen).await);
    let end = [("action", "end-all"), ("account", "supervisor")];
    send(office, admin, "/admin/people", &end).await;
    let switch = [("action", "off"), ("account", "eva")];
    send(office, admin, "/admin/people", &switch).await;
    let person = [("action", "look"), ("email", "jana@example.cz")];
    let read = office.submit_as(admin, "/admin/privacy", &person).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.body);
    let person = [("action", "erase"), ("email", "jana@example.cz")];
    send(office, admin, "/admin/privacy", &person).await;
    let now = office.services.now().instant;
    let hall = "hall".parse().unwrap();
    let device = office
        .services
        .store
        .begin_enrolment(DeviceKind::Kiosk, &hall, now)
        .await
        .unwrap();
    let enrol = [
        ("action", "enrol"),
        ("code", &device.code),
        ("name", "kiosek"),
    ];
    send(office, admin, "/admin/devices", &enrol).await;
    let devices = office.services.store.devices().await.unwrap();
    let id = devices[0].id.as_str();
    let printer = [
        ("action", "printer"),
        ("id", id),
        ("address", "192.0.2.9:9100"),
        ("width", "80"),
        ("seen_address", ""),
        ("seen_width", "80"),
    ];
    send(office, admin, "/admin/devices", &printer).await;
    let place = [
        ("action", "place"),
        ("id", id),
        ("seen_name", "kiosek"),
        ("seen_lobby", "hall"),
        ("name", "kiosek u dveří"),
        ("lobby", "hall"),
    ];
    send(office, admin, "/admin/devices", &place).await;
    let revoke = [("action", "revoke"), ("id", id)];
    send(office, admin, "/admin/devices", &revoke).await;
    let crest = pictures::png(8, 8);
    let put = [("place", "crest"), ("seen", "")];
    went(&pictures::send(office, admin, &put, ("znak.png", &crest)).await);
    let town = office.services.store.town().await.unwrap().unwrap();
    let seen = town.picture(&PicturePlace::Crest).unwrap().to_string();
    let gone = [("place", "crest"), ("seen", &seen), ("action", "remove")];
    went(&pictures::send(office, admin, &gone, ("", b"")).await);
    let made = send(office, admin, "/admin/backup", &[]).await;
    let file = made.replace("?made=", "/");
    assert_eq!(office.open_as(admin, &file).await.status, StatusCode::OK);
}

#[test]
fn each_kind_of_deed_is_noted_with_the_login() {
    run(async {
        let office = Office::new().await;
        office.set_clock(NINE);
        let supervisor = office.staff(Role::Supervisor).await;
        let admin = office.staff(Role::Admin).await;
        clerk_works(&office).await;
        supervisor_works(&office, &supervisor).await;
        admin_works(&office, &admin).await;
        let mut done = BTreeMap::<Kind, BTreeSet<String>>::new();
        for Entry { by, deed, .. } in entries(&office).await {
            done.entry(deed.kind).or_default().insert(by.unwrap());
        }
        let by = |login: &str, kinds: &[Kind]| {
            for kind in kinds {
                let logins = done
                    .get(kind)
                    .unwrap_or_else(|| panic!("{kind:?} is not noted"));
                let expected = BTreeSet::from([login.to_owned()]);
                assert_eq!(*logins, expected, "{kind:?}");
            }
            kinds.len()
        };
        let clerks = [
            Kind::LoginFailed,
            Kind::LoggedOut,
            Kind::Booked,
            Kind::Cancelled,
            Kind::CheckedIn,
        ];
        let supervisors = [
            Kind::Closed,
            Kind::Reopened,
            Kind::ClientsWrittenTo,
            Kind::NoticePosted,
            Kind::NoticeChanged,
            Kind::NoticeWithdrawn,
            Kind::ClientsSought,
            Kind::Moved,
            Kind::TicketsStopped,
            Kind::TicketsAllowed,
            Kind::TicketsAdded,
            Kind::CounterAssigned,
        ];
        let admins = [
            Kind::HoursChanged,
            Kind::DeviceEnrolled,
            Kind::DeviceRevoked,
            Kind::PrinterSet,
            Kind::DevicePlaced,
            Kind::OfferChanged,
            Kind::OfferRemoved,
            Kind::SetUpImported,
            Kind::AccountAdded,
            Kind::AccountChanged,
            Kind::PasswordLinked,
            Kind::PersonRead,
            Kind::PersonErased,
            Kind::SessionsEnded,
            Kind::BackedUp,
            Kind::BackupDownloaded,
            Kind::PictureSet,
            Kind::PictureRemoved,
        ];
        assert_eq!(done[&Kind::LoggedIn].len(), 3);
        let own_password = by("eva", &[Kind::PasswordSet]);
        // By a command, which knows no login.
        let by_commands = [Kind::Restored].len();
        let all = by("clerk", &clerks) + by("supervisor", &supervisors) + by("admin", &admins);
        assert_eq!(
            1 + own_password + all + by_commands,
            Kind::ALL.len(),
            "one is not tested"
        );
    });
}

#[test]
fn entries_are_looked_for_and_taken_away_as_a_table() {
    run(async {
        let office = Office::new().await;
        office.set_clock(NINE);
        let admin = office.staff(Role::Admin).await;
        office.staff(Role::Clerk).await;
        let as_clerk = || office.services.acting(&clerk()).store;
        let revoked = Kind::DeviceRevoked.of("=1+1,<script>");
        as_clerk().note(revoked).await.unwrap();
        office.set_clock("2026-11-23T09:01:00+01:00");
        let store = as_clerk();
        for _ in 0..50 {
            store
                .note(Kind::TicketsAdded.of("obcanske-prukazy"))
                .await
                .unwrap();
        }
        let first = office.open_as(&admin, PAGE).await;
        assert_says(&first, "<td>Přidání lístků");
        assert_says(&first, "Občanské průkazy");
        assert_says(&first, "Starší");
        assert!(!first.body.contains("Novější"));
        let second = office.open_as(&admin, &format!("{PAGE}?page=1")).await;
        assert_says(&second, "=1+1,&lt;script&gt;");
        assert_says(&second, "Novější");
        assert!(!second.body.contains("Starší"));

        let query = "by=clerk&kind=device_revoked";
        let one = office.open_as(&admin, &format!("{PAGE}?{query}")).await;
        assert_says(&one, "=1+1,&lt;script&gt;");
        assert!(!one.body.contains("<td>Přidání lístků"));
        let nobody = office.open_as(&admin, &format!("{PAGE}?by=petr")).await;
        assert_says(&nobody, "V této době tu takový záznam není.");
        let before = format!("{PAGE}?from=2026-11-20&to=2026-11-22");
        let before = office.open_as(&admin, &before).await;
        assert_says(&before, "V této době tu takový záznam není.");
        let backwards = format!("{PAGE}?from=2026-11-23&to=2026-11-22");
        let backwards = office.open_as(&admin, &backwards).await;
        assert_says(&backwards, "Konec nesmí být před začátkem.");

        let file = office.open_as(&admin, &format!("{PAGE}.csv?{query}")).await;
        assert_eq!(
            file.headers[header::CONTENT_TYPE],
            "text/csv; charset=utf-8"
        );
        let lines: Vec<_> = file.body.split("\r\n").collect();
        let [heading, line, ""] = lines[..] else {
            panic!("{}", file.body);
        };
        assert_eq!(heading, "\u{feff}Kdy,Kdo,Co,Čeho se to týká,Den");
        let (when, rest) = line.split_once(',').unwrap();
        assert!(when.starts_with("2026-11-23 09:00:"), "{when}");
        assert_eq!(rest, "clerk,Odebrání zařízení,\"'=1+1,<script>\",");
        let all = office.open_as(&admin, &format!("{PAGE}.csv")).await;
        assert_eq!(all.body.split("\r\n").count(), 1 + 53 + 1);
    });
}

fn clerk() -> store::Session {
    store::Session {
        clerk: domain::staff::Clerk {
            login: "clerk".to_owned(),
            name: "Jana".to_owned(),
        },
        role: Role::Clerk,
        departments: domain::staff::Departments::default(),
    }
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}
