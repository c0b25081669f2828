//! An administrator sees to the accounts, and everybody to their own, by forms that need no program.

use std::{
    collections::BTreeSet,
    io,
    sync::{Mutex, OnceLock},
    time::Duration,
};

use app::{
    counter::api::{Booked, CheckIn, CounterView, Place, Sit},
    supervisor::api::{Assign, Awaited, Stop, SupervisorView},
    wire::{ContentType as _, Decoder as _, Encodes as _, PostcardEncoding, Wire},
};
use axum::{
    body::BodyDataStream,
    http::{Method, StatusCode, header},
};
use domain::{
    assignment::Assignment,
    desk::{Command, Note},
    ids::TicketId,
    lobby::StaffSnapshot,
    opening_hours::Day,
    reservation::ReservationState,
    set_up::Piece,
    staff::{Departments, Role},
    town::Serves,
};
use futures::StreamExt as _;
use store::{Account, Change};

use crate::{
    fields,
    office::{Answer, Identity, Office, PASSWORD, run},
};

const PAGE: &str = "/admin/people";
const NOTICES: &str = "/admin/notices";
const OWN: &str = "/account";
const CLERK: &str = "/admin/people?account=clerk";

/// Sooner than the beat by which a stream would end at the latest.
const AT_ONCE: Duration = Duration::from_secs(10);

/// Where a clerk books a time for an identity card.
const FORM_OF_CARDS: &str = "/counter/book/op-zadost/2026-11-24/10:30";

/// Of a tap at the kiosk.
const TAP: &str = "0123456789abcdef0123456789abcdef";

/// On a Monday at nine.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let admin = office.staff(Role::Admin).await;
    (office, admin)
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[track_caller]
fn where_to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.headers[header::LOCATION].to_str().unwrap();
    to.to_owned()
}

#[track_caller]
fn assert_refused(answer: &Answer, sentence: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_says(answer, sentence);
}

async fn account(office: &Office, login: &str) -> Account {
    let account = office.services.store.account(login).await.unwrap();
    account.unwrap()
}

/// Makes a link for an account, and answers the address of its page.
async fn link(office: &Office, admin: &Identity, login: &str) -> String {
    let form = [("action", "link"), ("account", login)];
    let shown = office.submit_as(admin, PAGE, &form).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let (_, rest) = shown.body.split_once("https://office.test").unwrap();
    let (address, _) = rest.split_once('<').unwrap();
    assert!(address.starts_with("/password/"), "{address}");
    assert_eq!(address.len(), "/password/".len() + 32);
    address.to_owned()
}

async fn choose(office: &Office, link: &str, password: &str, again: &str) -> Answer {
    let form = [("password", password), ("again", again)];
    office.submit(link, &form).await
}

async fn log_in(office: &Office, login: &str, password: &str) -> Answer {
    let form = [("login", login), ("password", password)];
    office.submit("/login", &form).await
}

#[test]
fn an_account_is_made_and_its_owner_sets_the_password() {
    run(async {
        let (office, admin) = office().await;
        let form = [
            ("action", "add"),
            ("login", "Eva.Mala"),
            ("name", "Eva <b>Malá</b>"),
            ("role", "supervisor"),
            ("department-dopravy", "on"),
        ];
        let added = office.submit_as(&admin, PAGE, &form).await;
        let one = where_to(&added);
        assert_eq!(one, "/admin/people?account=eva.mala&added");
        // The second press.
        assert_eq!(where_to(&office.submit_as(&admin, PAGE, &form).await), one);
        let shown = office.open_as(&admin, &one).await;
        assert_says(&shown, "Teď pro něj vytvořte odkaz");
        assert_says(&shown, "Eva &lt;b&gt;Malá&lt;/b&gt;");
        assert_says(&shown, "vedoucí: Odbor dopravy");
        let list = office.open_as(&admin, PAGE).await;
        assert_says(&list, "čeká na heslo");

        let page = link(&office, &admin, "eva.mala").await;
        let opened = office.open(&page).await;
        assert_says(&opened, "eva.mala");
        assert_eq!(opened.headers["x-robots-tag"], "noindex");
        let short = choose(&office, &page, "krátké", "krátké").await;
        assert_refused(&short, "Heslo musí mít aspoň 12 znaků.");
        assert!(!short.body.contains("krátké"));
        let long = "a".repeat(201);
        let long = choose(&office, &page, &long, &long).await;
        assert_refused(&long, "Heslo je příliš dlouhé.");
        let differs = choose(&office, &page, "dlouhé a tajné", "dlouhé a jiné").await;
        assert_refused(&differs, "Hesla se liší.");
        let set = choose(&office, &page, "dlouhé a tajné", "dlouhé a tajné").await;
        let login = where_to(&set);
        assert_says(&office.open(&login).await, "Heslo je nastavené.");
        let logged_in = log_in(&office, "eva.mala", "dlouhé a tajné").await;
        assert_eq!(where_to(&logged_in), "/counter");
        let list = office.open_as(&admin, PAGE).await;
        assert_says(&list, "23. listopadu 2026, 9:00");
    });
}

#[test]
fn a_link_that_sets_nothing_any_more_says_why() {
    run(async {
        let (office, admin) = office().await;
        let says = async |link: &str, sentence: &str| {
            for answer in [
                office.open(link).await,
                choose(&office, link, "dlouhé a tajné", "dlouhé a tajné").await,
            ] {
                assert_says(&answer, sentence);
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
            }
        };
        let used = link(&office, &admin, "clerk").await;
        let set = choose(&office, &used, "dlouhé a tajné", "dlouhé a tajné").await;
        where_to(&set);
        says(&used, "Tento odkaz už byl použit.").await;
        let earlier = link(&office, &admin, "clerk").await;
        let page = link(&office, &admin, "clerk").await;
        says(&earlier, "Tento odkaz neplatí.").await;
        says(
            &format!("/password/{}", "0".repeat(32)),
            "Tento odkaz neplatí.",
        )
        .await;
        says("/password/none", "Tento odkaz neplatí.").await;
        assert_eq!(office.open(&page).await.status, StatusCode::OK);
        // The clock goes on by itself.
        office.set_clock("2026-11-24T09:01:00+01:00");
        says(&page, "Platnost odkazu už skončila.").await;
        let same = log_in(&office, "clerk", "dlouhé a tajné").await;
        assert_eq!(where_to(&same), "/counter");
    });
}

#[test]
fn what_is_wrong_stands_at_its_field() {
    run(async {
        let (office, admin) = office().await;
        let add = async |login: &str, name: &str| {
            let form = [
                ("action", "add"),
                ("login", login),
                ("name", name),
                ("role", "auditor"),
                ("department-dopravy", "on"),
            ];
            office.submit_as(&admin, PAGE, &form).await
        };
        let wrong = add("eva malá", "").await;
        assert_refused(&wrong, "id=\"login-error\"");
        assert_says(&wrong, "id=\"name-error\"");
        assert_says(&wrong, "value=\"eva malá\"");
        assert_says(&wrong, "value=\"auditor\" checked");
        assert_says(&wrong, "name=\"department-dopravy\" value=\"on\" checked");
        let taken = add("clerk", "Eva").await;
        assert_refused(&taken, "Toto přihlašovací jméno už někdo má.");
        let long = add("eva", &"a".repeat(61)).await;
        assert_refused(&long, "Jméno je příliš dlouhé.");
        assert!(
            office
                .services
                .store
                .account("eva")
                .await
                .unwrap()
                .is_none()
        );
    });
}

/// The form of an account.
fn form<'a>(login: &'a str, role: &'a str, seen: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("action", "change"),
        ("account", login),
        ("name", login),
        ("role", role),
        ("seen", seen),
    ]
}

#[test]
fn the_second_of_two_is_shown_what_holds_now() {
    run(async {
        let (office, admin) = office().await;
        let mut first = form("clerk", "supervisor", "0");
        first.push(("department-dopravy", "on"));
        let saved = office.submit_as(&admin, PAGE, &first).await;
        let one = where_to(&saved);
        assert_says(&office.open_as(&admin, &one).await, "Uloženo.");
        let second = form("clerk", "auditor", "0");
        let refused = office.submit_as(&admin, PAGE, &second).await;
        assert_refused(&refused, "Mezitím to změnil někdo jiný.");
        assert_says(&refused, "value=\"auditor\" checked");
        assert_says(&refused, "Teď platí: vedoucí");
        assert_says(&refused, "Teď platí: Odbor dopravy");
        assert_says(&refused, "name=\"seen\" value=\"1\"");
        assert_eq!(account(&office, "clerk").await.role, Role::Supervisor);
        let again = form("clerk", "auditor", "1");
        where_to(&office.submit_as(&admin, PAGE, &again).await);
        let account = account(&office, "clerk").await;
        assert_eq!(account.role, Role::Auditor);
        assert_eq!(account.departments, Departments::default());
    });
}

#[test]
fn the_last_admin_stays() {
    run(async {
        let (office, admin) = office().await;
        let demoted = form("admin", "supervisor", "0");
        let demoted = office.submit_as(&admin, PAGE, &demoted).await;
        assert_refused(&demoted, "id=\"role-error\"");
        assert_says(&demoted, "Je to poslední správce, který se může přihlásit.");
        let off = [("action", "off"), ("account", "admin")];
        let off = office.submit_as(&admin, PAGE, &off).await;
        assert_refused(&off, "id=\"off-error\"");
        let admin = account(&office, "admin").await;
        assert_eq!((admin.role, admin.is_off), (Role::Admin, false));
    });
}

/// Everything that is logged here from `warn` on, by all tests of this program.
fn log() -> &'static Mutex<Vec<u8>> {
    static LOG: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();

    struct Writer;

    impl io::Write for Writer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            log().lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    LOG.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN)
            .with_ansi(false)
            .with_writer(|| Writer)
            .init();
        Mutex::default()
    })
}

#[track_caller]
fn assert_logged(what: &str) {
    let log = log().lock().unwrap();
    let log = String::from_utf8_lossy(&log);
    assert!(log.contains(what), "{what}: {log}");
    assert!(!log.contains("Jana Nováková"), "{log}");
}

#[test]
fn what_is_changed_by_hand_changes_nothing_and_is_logged() {
    run(async {
        log();
        let (office, admin) = office().await;
        let clerk = office.staff(Role::Clerk).await;
        let store = &office.services.store;
        let before = store.accounts().await.unwrap();
        let now = office.services.now().instant;
        let of_admin = store.sessions_of("admin", now).await.unwrap();
        let session = of_admin[0].id.as_str();
        let mut department = form("clerk", "supervisor", "0");
        department.push(("department-none", "on"));
        let forms = [
            form("nobody", "clerk", "0"),
            form("clerk", "root", "0"),
            department,
            vec![("action", "off"), ("account", "nobody")],
            vec![("action", "link"), ("account", "nobody")],
            vec![("action", "end-all"), ("account", "nobody")],
            vec![
                ("action", "end"),
                ("account", "clerk"),
                ("session", session),
            ],
        ];
        for form in forms {
            let answer = office.submit_as(&admin, PAGE, &form).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{form:?}");
        }
        let nobody = office.open_as(&admin, "/admin/people?account=nobody").await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
        let others = [("action", "end"), ("session", session)];
        let others = office.submit_as(&clerk, OWN, &others).await;
        assert_eq!(others.status, StatusCode::NOT_FOUND);
        // A clerk who would like to be an admin.
        let role = form("clerk", "admin", "0");
        let role = office.submit_as(&clerk, PAGE, &role).await;
        assert_eq!(role.status, StatusCode::FORBIDDEN);
        assert_eq!(store.accounts().await.unwrap(), before);
        assert_eq!(store.sessions_of("admin", now).await.unwrap(), of_admin);
        for what in ["account", "role", "department", "session of that account"] {
            assert_logged(&format!(
                "there is no such thing by=\"admin\" what=\"{what}\""
            ));
        }
        let not_allowed = "not allowed login=\"clerk\" role=\"clerk\" what=/admin/people";
        assert_logged(not_allowed);
    });
}

/// The stream for staff of the hall, when it has said what there is; the next beat is far.
async fn followed(office: &Office, by: &Identity) -> BodyDataStream {
    office.set_clock("2026-11-23T09:00:01+01:00");
    let mut stream = office.follow(by, "/live/staff/hall").await.unwrap();
    let second = Duration::from_secs(1);
    while let Ok(said) = tokio::time::timeout(second, stream.next()).await {
        assert!(said.is_some(), "it has ended");
    }
    stream
}

/// Whether a stream ends long before it would be looked at by itself.
async fn ends(stream: BodyDataStream) -> bool {
    let to_its_end = stream.for_each(|_| async {});
    tokio::time::timeout(AT_ONCE, to_its_end).await.is_ok()
}

#[test]
fn an_account_that_is_switched_off_can_do_nothing_more() {
    run(async {
        let (office, admin) = office().await;
        let clerk = office.staff(Role::Clerk).await;
        office.seat_clerk(1).await;
        let of_admin = followed(&office, &admin).await;
        let stream = followed(&office, &clerk).await;
        let off = [("action", "off"), ("account", "clerk")];
        let off = office.submit_as(&admin, PAGE, &off).await;
        assert_eq!(where_to(&off), CLERK);
        assert!(ends(stream).await, "the stream goes on");
        let click = Office::request(&Method::POST, "/api/counter_leave", "", POSTCARD);
        let click = office.send(click, &clerk).await;
        assert_eq!(click.status, StatusCode::UNAUTHORIZED);
        assert!(office.follow(&clerk, "/live/staff/hall").await.is_none());
        let now = office.services.now();
        let seat = office.services.store.seat("clerk", now.date).await;
        assert_eq!(seat.unwrap(), None, "the counter is free");
        assert_refused(
            &log_in(&office, "clerk", PASSWORD).await,
            "Tento účet je vypnutý.",
        );
        assert_says(&office.open_as(&admin, CLERK).await, "Zapnout účet");
        assert!(!ends(of_admin).await, "others follow on");

        let on = [("action", "on"), ("account", "clerk")];
        where_to(&office.submit_as(&admin, PAGE, &on).await);
        let logged_in = log_in(&office, "clerk", PASSWORD).await;
        assert_eq!(where_to(&logged_in), "/counter");
    });
}

#[test]
fn whoever_may_do_something_else_or_is_logged_out_sees_nothing_more() {
    run(async {
        let (office, admin) = office().await;
        let change = form("supervisor", "clerk", "0");
        let end = vec![("action", "end-all"), ("account", "supervisor")];
        for form in [change, end] {
            let logged_in = log_in(&office, "supervisor", PASSWORD).await;
            assert_eq!(where_to(&logged_in), "/counter");
            let supervisor = office.staff(Role::Supervisor).await;
            let stream = followed(&office, &supervisor).await;
            where_to(&office.submit_as(&admin, PAGE, &form).await);
            assert!(ends(stream).await, "the stream goes on");
            let click = office.open_as(&supervisor, "/api/supervisor_view").await;
            assert_eq!(click.status, StatusCode::UNAUTHORIZED);
        }
    });
}

#[test]
fn everybody_sees_to_their_own_account() {
    run(async {
        let (office, _) = office().await;
        let here = office.staff(Role::Auditor).await;
        let elsewhere = office.staff(Role::Auditor).await;
        let page = office.open_as(&here, OWN).await;
        assert_says(&page, "kontrola (jen čtení)");
        assert_says(&page, "tady a teď");
        let change = async |old: &str, new: &str| {
            let form = [
                ("action", "password"),
                ("old", old),
                ("password", new),
                ("again", new),
            ];
            office.submit_as(&here, OWN, &form).await
        };
        let wrong = change("something wrong", "dlouhé a tajné").await;
        assert_refused(&wrong, "Tohle není Vaše dosavadní heslo.");
        let short = change(PASSWORD, "krátké").await;
        assert_refused(&short, "Heslo musí mít aspoň 12 znaků.");
        let ended = office
            .submit_as(&here, OWN, &[("action", "end-others")])
            .await;
        assert_eq!(where_to(&ended), OWN);
        let gone = office.open_as(&elsewhere, OWN).await;
        assert_eq!(where_to(&gone), "/login");

        let elsewhere = office.staff(Role::Auditor).await;
        let changed = where_to(&change(PASSWORD, "dlouhé a tajné").await);
        assert_says(&office.open_as(&here, &changed).await, "Heslo je změněné.");
        let gone = office.open_as(&elsewhere, OWN).await;
        assert_eq!(where_to(&gone), "/login");
        let logged_in = log_in(&office, "auditor", "dlouhé a tajné").await;
        assert_eq!(where_to(&logged_in), "/admin/closures");
    });
}

const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;

async fn command<A>(office: &Office, by: &Identity, address: &str, arguments: &A) -> StatusCode
where
    PostcardEncoding: app::wire::Encodes<A>,
    <PostcardEncoding as app::wire::Encodes<A>>::Error: std::fmt::Debug,
{
    let body = PostcardEncoding::encode(arguments).unwrap();
    let request = Office::request(&Method::POST, address, body, POSTCARD);
    office.send(request, by).await.status
}

#[test]
fn a_supervisor_sees_and_changes_what_is_of_their_departments() {
    run(async {
        let (office, _) = office().await;
        // Of the same hall, where the identity cards are of another department.
        let cashier = office.supervisor_of("Pokladní", &["ekonomicky"]).await;
        let cards = office
            .supervisor_of("Vedoucí", &["organizacne-spravni"])
            .await;
        let both = [&cards, &cashier];
        let date = "2026-11-24";
        office
            .book("op-zadost", date, "10:15", "Jana Nováková")
            .await;
        office
            .book("op-zadost", "2026-11-23", "10:15", "Jana Nováková")
            .await;

        let plan = "/admin/closures?of=obcanske-prukazy\
                    &from=2026-11-24T08%3A00&to=2026-11-24T12%3A00";
        let clients = "/admin/contact?workplace=obcanske-prukazy&date=2026-11-24";
        let close = [
            ("action", "close"),
            ("of", "obcanske-prukazy"),
            ("from", "2026-11-24T08:00"),
            ("to", "2026-11-24T12:00"),
            ("key", "33333333333333333333333333333333"),
            ("cs", "Porucha proudu"),
        ];
        for page in [plan, clients] {
            let seen = office.open_as(&cards, page).await;
            assert_says(&seen, "Jana Nováková");
            let others = office.open_as(&cashier, page).await;
            assert_eq!(others.status, StatusCode::FORBIDDEN, "{page}");
            assert!(!others.body.contains("Jana"), "{page}");
        }
        let closed = office.submit_as(&cashier, "/admin/closures", &close).await;
        assert_eq!(closed.status, StatusCode::FORBIDDEN);
        let closed = office.submit_as(&cards, "/admin/closures", &close).await;
        let closure = where_to(&closed);
        let write = [
            ("key", "44444444444444444444444444444444"),
            ("workplace", "obcanske-prukazy"),
            ("outside", "on"),
            ("cs", "Vezměte si fotografii."),
        ];
        let written = office.submit_as(&cashier, "/admin/contact", &write).await;
        assert_eq!(written.status, StatusCode::FORBIDDEN);
        let others = office.open_as(&cashier, &closure).await;
        assert_eq!(others.status, StatusCode::FORBIDDEN);
        let (_, id) = closure.split_once('=').unwrap();
        let reopen = [("action", "reopen"), ("closure", id)];
        let reopened = office.submit_as(&cashier, "/admin/closures", &reopen).await;
        assert_eq!(reopened.status, StatusCode::FORBIDDEN);
        for page in ["/admin/closures", "/admin/contact"] {
            let shown = async |by| office.open_as(by, page).await.body;
            assert!(shown(&cards).await.contains("Občanské průkazy"));
            assert!(
                !shown(&cashier).await.contains("Občanské průkazy"),
                "{page}"
            );
        }

        // The overview.
        let views = both.map(|by| office.open_as(by, "/api/supervisor_view"));
        let views = futures::future::join_all(views).await;
        let theirs = views.iter().map(|view| {
            let view: SupervisorView = view.read();
            assert_eq!(view.lobbies.len(), 1, "nothing is done in the corridor");
            view.theirs.unwrap().len()
        });
        assert_eq!(theirs.collect::<Vec<_>>(), [3, 1]);
        let awaited = both.map(|by| office.open_as(by, "/api/supervisor_awaited"));
        let awaited = futures::future::join_all(awaited).await;
        let awaited = awaited.iter().map(|it| it.read::<Vec<Awaited>>().len());
        assert_eq!(awaited.collect::<Vec<_>>(), [1, 0]);
        let stop = Stop {
            workplace: "obcanske-prukazy".parse().unwrap(),
            stopped: true,
        };
        let stop = async |by| command(&office, by, "/api/supervisor_stop", &stop).await;
        assert_eq!(stop(&cashier).await, StatusCode::FORBIDDEN);
        assert_eq!(stop(&cards).await, StatusCode::OK);
    });
}

/// Sits down at a counter, where somebody else may sit.
async fn sit(office: &Office, by: &Identity, counter: u16) -> StatusCode {
    let sit = Sit {
        counter: counter.try_into().unwrap(),
        take_over: true,
    };
    command(office, by, "/api/counter_sit", &sit).await
}

/// The notes that are shown to somebody who follows the hall.
async fn notes(office: &Office, by: &Identity) -> Vec<(TicketId, Note)> {
    let mut stream = office.follow(by, "/live/staff/hall").await.unwrap();
    let mut said = String::new();
    loop {
        let part = stream.next().await.unwrap().unwrap();
        said.push_str(std::str::from_utf8(&part).unwrap());
        let snapshot = said.split_once("event: snapshot\ndata: ");
        if let Some((data, _)) = snapshot.and_then(|(_, data)| data.split_once('\n')) {
            let snapshot: StaffSnapshot = Wire::decode(data).unwrap();
            return snapshot.notes;
        }
    }
}

#[test]
fn a_clerk_of_a_department_sits_at_its_counters_and_reads_its_notes_alone() {
    run(async {
        let (office, admin) = office().await;
        let (town, now) = (office.services.town(), office.services.now());
        let store = &office.services.store;
        let cashier = office
            .staff_of(Role::Clerk, "Pokladní", &["ekonomicky"])
            .await;
        let (cards, everybodys) = (
            office
                .staff_of(Role::Clerk, "Doklady", &["organizacne-spravni"])
                .await,
            office.staff(Role::Clerk).await,
        );
        let ticket = office.ticket("obcanske-prukazy", "op-zadost", TAP).await;

        // Only their own counters are offered, and at no other one they sit down.
        for (by, theirs) in [
            (&cashier, &[1][..]),
            (&cards, &[2, 3, 4, 5]),
            (&everybodys, &[1, 2, 3, 4, 5, 6, 7, 8]),
        ] {
            let view: CounterView = office.open_as(by, "/api/counter_view").await.read();
            let Place::Nowhere(lobbies) = view.place else {
                panic!("{} sits", by.name);
            };
            let counters = lobbies.iter().flat_map(|view| &view.snapshot.counters);
            let counters: Vec<_> = counters.map(|counter| counter.number.get()).collect();
            assert_eq!(counters, theirs, "{}", by.name);
        }
        assert_eq!(sit(&office, &cashier, 2).await, StatusCode::FORBIDDEN);
        let seat = store.seat("ekonomicky", now.date).await.unwrap();
        assert_eq!(seat, None);
        assert_eq!(sit(&office, &cashier, 1).await, StatusCode::OK);
        assert_eq!(sit(&office, &cards, 2).await, StatusCode::OK);

        // What a clerk of the other department notes is not shown to them.
        let note: Note = "Vede s sebou dítě.".parse().unwrap();
        let two = 2.try_into().unwrap();
        let called = store.command(
            &town,
            two,
            "organizacne-spravni",
            Command::Call(ticket),
            now,
        );
        called.await.unwrap().unwrap();
        let write = Command::Note(ticket, Some(note.clone()));
        let noted = store.command(&town, two, "organizacne-spravni", write, now);
        noted.await.unwrap().unwrap();
        let seen = async || {
            while notes(&office, &everybodys).await.is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(AT_ONCE, seen()).await.unwrap();
        assert_eq!(notes(&office, &cards).await, [(ticket, note.clone())]);
        assert_eq!(notes(&office, &cashier).await, []);
        let view: CounterView = office.open_as(&cashier, "/api/counter_view").await.read();
        let Place::At(seat) = view.place else {
            panic!("sits nowhere");
        };
        assert_eq!(seat.view.snapshot.notes, []);

        // Who gets other departments leaves the counter.
        let moved = [
            ("action", "change"),
            ("account", "ekonomicky"),
            ("seen", "1"),
            ("name", "Pokladní"),
            ("role", "clerk"),
            ("department-dopravy", "on"),
        ];
        where_to(&office.submit_as(&admin, PAGE, &moved).await);
        let seat = store.seat("ekonomicky", now.date).await.unwrap();
        assert_eq!(seat, None);
    });
}

#[test]
fn a_clerk_of_a_department_reads_of_its_reservations_alone() {
    run(async {
        let (office, admin) = office().await;
        let (town, now) = (office.services.town(), office.services.now());
        let store = &office.services.store;
        let booking = office
            .book("op-zadost", "2026-11-23", "10:15", "Jana Nováková")
            .await;
        let cashier = office
            .staff_of(Role::Clerk, "Pokladní", &["ekonomicky"])
            .await;
        let cards = office
            .staff_of(Role::Clerk, "Doklady", &["organizacne-spravni"])
            .await;
        assert_eq!(sit(&office, &cashier, 1).await, StatusCode::OK);
        assert_eq!(sit(&office, &cards, 2).await, StatusCode::OK);

        // It does not help that the counter is given the other department's work as well.
        let known = town.counter(1.try_into().unwrap()).unwrap();
        let mut serves = known.serves.clone();
        serves.insert(Serves::Workplace("obcanske-prukazy".parse().unwrap()));
        let assignment = Assignment {
            counter: known.number,
            seen: known.serves.clone(),
            serves,
            despite_waiting: false,
        };
        let assign = Assign { assignment };
        let assigned = command(&office, &admin, "/api/supervisor_assign", &assign).await;
        assert_eq!(assigned, StatusCode::OK);
        let check_in = CheckIn {
            reservation: booking.id.to_string(),
        };
        let own = format!("/counter/booked/{}", booking.id);
        let code = match booking.reservation.state {
            ReservationState::Confirmed { code, .. } => code.to_string(),
            _ => panic!("{booking:?}"),
        };
        let find = [("code", code.as_str())];
        let listed: Vec<Booked> = office.open_as(&cashier, "/api/counter_booked").await.read();
        assert_eq!(listed, []);
        let checked_in = command(&office, &cashier, "/api/counter_check_in", &check_in).await;
        assert_eq!(checked_in, StatusCode::FORBIDDEN);
        let found = office.submit_as(&cashier, "/counter/book", &find).await;
        assert_refused(&found, "Objednávka s tímto kódem patří jinému odboru.");
        for page in [&own, "/counter/book/op-zadost", FORM_OF_CARDS] {
            let opened = office.open_as(&cashier, page).await;
            assert_eq!(opened.status, StatusCode::FORBIDDEN, "{page}");
            assert!(!opened.body.contains("Jana"), "{page}");
            let form = office.submit_as(&cashier, page, &[]).await;
            assert_ne!(form.status, StatusCode::SEE_OTHER, "{page}");
        }
        let offered = office.open_as(&cashier, "/counter/book").await.body;
        assert!(!offered.contains("op-zadost"), "{offered}");
        let kept = store.reservation(&town, &booking.id, now).await.unwrap();
        assert_eq!(kept.unwrap().reservation, booking.reservation);

        // The clerk of the department does all that.
        let found = office.submit_as(&cards, "/counter/book", &find).await;
        assert_eq!(where_to(&found), own);
        assert_says(&office.open_as(&cards, &own).await, "Jana Nováková");
        assert_says(&office.open_as(&cards, "/counter/book").await, "op-zadost");
        let listed: Vec<Booked> = office.open_as(&cards, "/api/counter_booked").await.read();
        assert_eq!(listed.len(), 1);
        let checked_in = command(&office, &cards, "/api/counter_check_in", &check_in).await;
        assert_eq!(checked_in, StatusCode::OK);
    });
}

#[test]
fn a_supervisor_closes_what_is_wholly_of_their_departments() {
    run(async {
        let (office, _) = office().await;
        // The hall is of both departments, so neither closes it; a service goes with its workplace.
        let cashier = office.supervisor_of("Pokladní", &["ekonomicky"]).await;
        let cards = office
            .supervisor_of("Vedoucí", &["organizacne-spravni"])
            .await;
        let transport = office.supervisor_of("Dopravní", &["dopravy"]).await;
        for (by, of, may) in [
            (&cards, "lobby:hall", false),
            (&cashier, "lobby:hall", false),
            (&transport, "lobby:corridor", true),
            (&cards, "lobby:corridor", false),
            (&cards, "service:op-prevzeti", true),
            (&cashier, "service:op-prevzeti", false),
            (&cashier, "counter:1", true),
            (&cashier, "counter:3", false),
        ] {
            let page = "/admin/closures";
            let listed = office.open_as(by, page).await;
            let is_offered = listed.body.contains(&format!("value=\"{of}\""));
            assert_eq!(is_offered, may, "{of}");
            let plan = format!("{page}?of={of}&from=2026-11-24T08%3A00&to=2026-11-24T12%3A00");
            let planned = office.open_as(by, &plan).await;
            let close = [
                ("action", "close"),
                ("of", of),
                ("from", "2026-11-24T08:00"),
                ("to", "2026-11-24T12:00"),
                ("key", "33333333333333333333333333333333"),
                ("cs", "Porucha proudu"),
            ];
            let closed = office.submit_as(by, page, &close).await;
            let expected = if may {
                [StatusCode::OK, StatusCode::SEE_OTHER]
            } else {
                [StatusCode::FORBIDDEN; 2]
            };
            assert_eq!([planned.status, closed.status], expected, "{of}");
        }
    });
}

#[test]
fn what_concerns_other_departments_is_not_changed_beside() {
    run(async {
        let (office, admin) = office().await;
        let cashier = office.supervisor_of("Pokladní", &["ekonomicky"]).await;
        let head = office.staff(Role::Supervisor).await;
        let town = office.services.town();
        let counter = &town.counters[0];
        let whole = |id: &str| Serves::Workplace(id.parse().unwrap());
        assert_eq!(
            counter.serves,
            BTreeSet::from([whole("centralni-pokladna")])
        );
        let assign = async |by: &Identity, serves: BTreeSet<Serves>| {
            let assignment = Assignment {
                counter: counter.number,
                seen: counter.serves.clone(),
                serves,
                despite_waiting: false,
            };
            command(
                &office,
                by,
                "/api/supervisor_assign",
                &Assign { assignment },
            )
            .await
        };
        let more = [whole("centralni-pokladna"), whole("obcanske-prukazy")].into();
        assert_eq!(assign(&cashier, more).await, StatusCode::FORBIDDEN);
        assert_eq!(assign(&cashier, BTreeSet::new()).await, StatusCode::OK);
        let known = office.services.store.town().await.unwrap().unwrap();
        assert_eq!(known.counters[0].serves, counter.serves, "nothing of it");

        let post = async |by: &Identity, lobby: &str, n: u8| {
            let key = format!("{n:032}");
            let notice = [
                ("key", key.as_str()),
                ("lobby", lobby),
                ("cs", "Výtah nejede."),
                ("on-kiosk", "on"),
            ];
            office.submit_as(by, NOTICES, &notice).await.status
        };
        assert_eq!(post(&cashier, "", 1).await, StatusCode::FORBIDDEN);
        assert_eq!(post(&cashier, "corridor", 2).await, StatusCode::FORBIDDEN);
        assert_eq!(post(&cashier, "hall", 3).await, StatusCode::SEE_OTHER);
        assert_eq!(post(&head, "", 4).await, StatusCode::SEE_OTHER);
        let known = office.services.store.town().await.unwrap().unwrap();
        assert_eq!(known.notices.len(), 2);
        let mut left = 2;
        for known in known.notices {
            let expected = match known.lobby {
                Some(_) => StatusCode::OK,
                None => StatusCode::FORBIDDEN,
            };
            let address = format!("{NOTICES}?notice={}", known.id);
            assert_eq!(office.open_as(&cashier, &address).await.status, expected);
            let form = office.open_as(&admin, &address).await;
            let removal = fields::removal(&form);
            let got = fields::submit(&office, &cashier, NOTICES, &removal).await;
            let gone = got.status == StatusCode::SEE_OTHER;
            assert_eq!(gone, expected == StatusCode::OK, "{}", got.body);
            left -= usize::from(gone);
            let known = office.services.store.town().await.unwrap().unwrap();
            assert_eq!(known.notices.len(), left);
        }
        assert_eq!(left, 1);
    });
}

#[test]
fn an_auditor_is_shown_no_client_and_can_press_nothing() {
    run(async {
        let (office, admin) = office().await;
        let auditor = office.staff(Role::Auditor).await;
        office
            .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
            .await;
        let close = [
            ("action", "close"),
            ("of", "obcanske-prukazy"),
            ("from", "2026-11-24T08:00"),
            ("to", "2026-11-24T12:00"),
            ("key", "33333333333333333333333333333333"),
            ("cs", "Porucha proudu"),
        ];
        let closed = office.submit_as(&admin, "/admin/closures", &close).await;
        let closure = where_to(&closed);
        for page in [
            closure.as_str(),
            "/admin/contact?workplace=obcanske-prukazy&date=2026-11-24",
            "/admin/closures?of=obcanske-prukazy\
             &from=2026-11-24T08%3A00&to=2026-11-24T12%3A00",
        ] {
            let answer = office.open_as(&auditor, page).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        }
        // Whom the hours leave outside is named where they are changed.
        let town = office.services.store.town().await.unwrap().unwrap();
        let mut workplaces = town.workplaces.into_iter();
        let before = workplaces.find(|it| it.id.as_str() == "obcanske-prukazy");
        let (mut after, before) = (before.clone().unwrap(), before.unwrap());
        let shut = Day::new(Vec::new()).unwrap();
        after.hours.days.insert("2026-11-24".parse().unwrap(), shut);
        let [before, after] = [before, after].map(Piece::Workplace);
        let change = Change::put(Some(before), after, 0);
        let (store, now) = (&office.services.store, office.services.now());
        store.set_up(change, now).await.unwrap().unwrap();
        let hours = "/admin/hours?workplace=obcanske-prukazy";
        assert_says(&office.open_as(&admin, hours).await, "Jana Nováková");
        for page in [
            "/admin/closures",
            "/admin/contact",
            "/admin/devices",
            "/admin/offer",
            "/admin/people",
            CLERK,
            hours,
            "/admin/hours?workplace=obcanske-prukazy&piece=week",
        ] {
            let shown = office.open_as(&auditor, page).await;
            assert_eq!(shown.status, StatusCode::OK, "{page}");
            assert_says(&shown, "Tuto stránku máte jen ke čtení.");
            assert_says(&shown, "<fieldset disabled class=\"at-rest\">");
            assert!(!shown.body.contains("Jana"), "{page}");
            let to_admin = office.open_as(&admin, page).await;
            assert!(!to_admin.body.contains("at-rest"), "{page}");
        }
    });
}

#[test]
fn whoever_logs_out_with_a_client_in_front_is_asked_on_every_page() {
    run(async {
        let (office, _) = office().await;
        let clerk = office.staff(Role::Clerk).await;
        let ticket = office.ticket("obcanske-prukazy", "op-zadost", TAP).await;
        office.seat_clerk(2).await;
        office.command(2, Command::CallNext).await;

        let asked = office.submit_as(&clerk, "/logout", &[]).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(!asked.headers.contains_key(header::SET_COOKIE));
        assert_says(&asked, &format!("Máte u sebe klienta {ticket}."));
        assert_says(&asked, "Zpět k přepážce");
        assert_says(&asked, "Odhlásit přesto");
        let account = office.open_as(&clerk, OWN).await;
        assert_eq!(account.status, StatusCode::OK, "still logged in");

        let went = office.submit_as(&clerk, "/logout", &[("anyway", "1")]);
        assert_eq!(where_to(&went.await), "/login");
        assert_eq!(where_to(&office.open_as(&clerk, OWN).await), "/login");

        // Nobody in front, nobody asked.
        let clerk = office.staff(Role::Clerk).await;
        office.seat_clerk(2).await;
        office.command(2, Command::Done(ticket)).await;
        assert_eq!(
            where_to(&office.submit_as(&clerk, "/logout", &[]).await),
            "/login"
        );
    });
}
