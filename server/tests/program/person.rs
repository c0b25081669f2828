//! An administrator sees what is stored about a person, saves it for them, and erases it.

use app::admin::person;
use axum::http::{StatusCode, header};
use domain::{reservation::ReservationState, staff::Role, text::Language};
use serde_json::Value;
use server::mail::KeptMails;
use store::Booking;

use crate::office::{Answer, Identity, Office, fields, logged, run};

const PAGE: &str = "/admin/privacy";
const NAME: &str = "=Jana <script>alert(1)</script>";

/// On a Monday at nine.
async fn office() -> (Office, Identity, Booking) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let jana = office.book("op-zadost", "2026-11-24", "10:15", NAME).await;
    let admin = office.staff(Role::Admin).await;
    (office, admin, jana)
}

fn email(booking: &Booking) -> String {
    let contact = booking.reservation.contact().unwrap();
    contact.email.as_ref().unwrap().as_str().to_owned()
}

async fn send(office: &Office, who: &Identity, fields: &[(&str, &str)]) -> Answer {
    office.submit_as(who, PAGE, fields).await
}

async fn look(office: &Office, who: &Identity, email: &str) -> Answer {
    send(office, who, &[("action", "look"), ("email", email)]).await
}

/// What the form that erases says of what was seen.
fn seen(report: &Answer) -> String {
    let (_, seen) = report.body.split_once("name=\"seen\" value=\"").unwrap();
    seen.split_once('"').unwrap().0.to_owned()
}

#[track_caller]
fn assert_says(answer: &Answer, sentence: &str) {
    let body = &answer.body;
    assert!(body.contains(sentence), "{sentence}: {body}");
}

#[test]
fn everything_about_an_address_is_shown_as_text() {
    run(async {
        let (office, admin, jana) = office().await;
        let report = look(&office, &admin, &email(&jana).to_uppercase()).await;
        assert_eq!(report.status, StatusCode::OK);
        for sentence in [
            "=Jana &lt;script&gt;alert(1)",
            "úterý 24. listopadu 2026, 10:15",
            "Občanské průkazy",
            "E-maily, které čekají na odeslání",
            "kód a pokyny",
        ] {
            assert_says(&report, sentence);
        }
        assert!(!report.body.contains(NAME), "{}", report.body);
        let nobody = look(&office, &admin, "nobody@example.cz").await;
        assert_says(&nobody, "O této adrese nic nemáme.");
        assert!(!nobody.body.contains("name=\"seen\""));
        for (typed, sentence) in [
            ("", "Napište e-mailovou adresu."),
            ("jana", "Tohle není e-mailová adresa."),
        ] {
            let refused = look(&office, &admin, typed).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_says(&refused, sentence);
            assert_says(&refused, "aria-invalid=\"true\"");
        }
        let address = email(&jana);
        let form = [("action", "sell"), ("email", &*address)];
        let unknown = send(&office, &admin, &form).await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn the_file_for_the_person_holds_all_of_it() {
    run(async {
        let (office, admin, jana) = office().await;
        let address = email(&jana);
        let form = [("action", "export"), ("email", &*address)];
        let file = send(&office, &admin, &form).await;
        assert_eq!(file.status, StatusCode::OK);
        let head = |name| file.headers[name].to_str().unwrap();
        assert_eq!(head(header::CONTENT_TYPE), "application/json");
        assert_eq!(head(header::CACHE_CONTROL), "no-store");
        let saved = "attachment; filename=\"osobni-udaje.json\"";
        assert_eq!(head(header::CONTENT_DISPOSITION), saved);
        let read: Value = serde_json::from_str(&file.body).unwrap();
        assert_eq!(read["O kom to je"][0]["E-mail"], *address);
        let booking = &read["Objednávky"][0];
        assert_eq!(booking["Jméno"], NAME);
        assert_eq!(booking["Termín"], "úterý 24. listopadu 2026, 10:15");
        assert_eq!(booking["Stav"], "potvrzeno");
        let mail = &read["E-maily, které čekají na odeslání"][0];
        assert_eq!(mail["E-mail"], *address);
        // In the order in which people read it.
        let (who, what) = (file.body.find("O kom"), file.body.find("Objednávky"));
        assert!(who < what, "{}", file.body);
    });
}

#[test]
fn who_is_erased_is_gone_everywhere_and_the_place_is_free() {
    run(async {
        let (office, admin, jana) = office().await;
        let petr = office
            .book("op-zadost", "2026-11-24", "10:30", "Petr Dvořák")
            .await;
        let address = email(&jana);
        let report = look(&office, &admin, &address).await;
        assert_says(&report, "se zruší a jejich místa nabídneme ostatním");
        let seen = seen(&report);
        let erase = [
            ("action", "erase"),
            ("email", &*address),
            ("seen", seen.as_str()),
        ];
        // One that has not looked.
        let form = [("action", "erase"), ("email", &*address)];
        let refused = send(&office, &admin, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&refused, "Mezitím se něco změnilo.");
        // Pressed twice.
        for _ in 0..2 {
            let erased = send(&office, &admin, &erase).await;
            assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.body);
            assert_eq!(erased.headers[header::LOCATION], "/admin/privacy?erased");
        }
        let page = office.open_as(&admin, "/admin/privacy?erased").await;
        assert_says(&page, "Smazáno.");
        let nothing = look(&office, &admin, &address).await;
        assert_says(&nothing, "O této adrese nic nemáme.");
        let (store, town) = (&office.services.store, office.services.town());
        let now = office.services.now();
        let mails = store.due_mails(now.instant, 100).await.unwrap();
        let to: Vec<_> = mails.iter().map(|mail| &mail.reservation).collect();
        assert_eq!(to, [&petr.id]);
        let jana = store.reservation(&town, &jana.id, now).await.unwrap();
        let state = jana.unwrap().reservation.state;
        assert_eq!(state, ReservationState::Cancelled);
        let workplace = "obcanske-prukazy".parse().unwrap();
        let booked = store.booked(&workplace, petr.reservation.agreed.date).await;
        let booked = booked.unwrap().0;
        assert_eq!(booked.values().sum::<u16>(), 1, "{booked:?}");
        // The form from before, when the person has booked anew.
        office.hold("again", "11:00", &address).await;
        let refused = send(&office, &admin, &erase).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_says(&refused, "čeká na potvrzení");
    });
}

#[test]
fn who_is_no_admin_neither_sees_nor_erases() {
    run(async {
        let (office, admin, jana) = office().await;
        let address = email(&jana);
        let seen = seen(&look(&office, &admin, &address).await);
        for role in [Role::Clerk, Role::Supervisor] {
            let who = office.staff(role).await;
            for action in ["look", "export", "erase"] {
                let form = [
                    ("action", action),
                    ("email", &*address),
                    ("seen", seen.as_str()),
                ];
                let answer = send(&office, &who, &form).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{action}");
                assert!(!answer.body.contains("Jana"), "{action}");
            }
        }
        let still = look(&office, &admin, &address).await;
        assert_says(&still, "úterý 24. listopadu 2026, 10:15");
    });
}

#[test]
fn when_past_days_were_erased_and_will_be_is_said() {
    run(async {
        let (office, admin, _) = office().await;
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, "Ještě neproběhlo.");
        assert_says(&page, "Proběhne během několika minut.");
        assert_says(&page, "30 minut");
        let erase = async || {
            let (store, now) = (&office.services.store, office.services.now());
            store.erase_past_days(now).await.unwrap();
        };
        erase().await;
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, "Naposledy proběhlo 23. listopadu 2026 v 9:00.");
        assert_says(&page, "Smazalo 0 objednávek.");
        assert_says(&page, "hned po půlnoci, 24. listopadu 2026.");
        for (clock, is_late) in [
            ("2026-11-25T00:05:00+01:00", false),
            ("2026-11-25T00:15:00+01:00", true),
        ] {
            office.set_clock(clock);
            let admin = office.staff(Role::Admin).await;
            let page = office.open_as(&admin, PAGE).await;
            assert_says(&page, "Proběhne během několika minut.");
            let warned = page.body.contains("Mazání dnes neproběhlo");
            assert_eq!(warned, is_late, "{clock}");
        }
        erase().await;
        let admin = office.staff(Role::Admin).await;
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, "Smazalo 1 objednávku.");
    });
}

#[test]
fn the_log_says_who_has_looked_and_erased_and_not_at_whom() {
    run(async {
        let (office, admin, jana) = office().await;
        let address = email(&jana);
        let seen = seen(&look(&office, &admin, &address).await);
        let session = office.session(&admin).await;
        let log = logged(async {
            for action in ["look", "export", "erase"] {
                let form = fields(&[("action", action), ("email", &address), ("seen", &seen)]);
                let done = person::submit(&office.services, &session, &form, Language::Cs);
                done.await.unwrap();
            }
        });
        let log = log.await;
        for done in ["looked at", "exported", "erased by hand"] {
            assert!(log.contains(&format!("personal data were {done}")), "{log}");
        }
        assert_eq!(
            log.matches("admin").count(),
            6,
            "who, and where in the program: {log}"
        );
        for personal in ["Jana", "@", &*address] {
            assert!(!log.contains(personal), "{personal}: {log}");
        }
    });
}

#[test]
fn what_a_development_build_keeps_is_erased_too() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::keeping(KeptMails::new(folder.path())).await;
        office.set_clock("2026-11-23T09:00:00+01:00");
        let admin = office.staff(Role::Admin).await;
        let kept = |name: &str| {
            folder
                .path()
                .join(format!("2026-11-24-1015-code-{name}.eml"))
        };
        for (name, to) in [("a", "jana@example.cz"), ("b", "petr@example.cz")] {
            std::fs::write(kept(name), format!("To: {to}\r\n\r\nkód")).unwrap();
        }
        let form = [("action", "erase"), ("email", "Jana@example.cz")];
        let erased = send(&office, &admin, &form).await;
        assert_eq!(erased.status, StatusCode::SEE_OTHER);
        assert!(!kept("a").exists() && kept("b").exists());
    });
}
