//! Whatever a client sends: the right status, a sentence, nothing of the inside, never a 500.

use crate::office::{Answer, Office, run};
use app::wire::{ContentType as _, PostcardEncoding};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use domain::staff::Role;

const FORM: &str = "application/x-www-form-urlencoded";
const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;

async fn as_nobody(office: &Office, method: Method, address: &str) -> Answer {
    let request = Office::request(&method, address, "", FORM);
    office.send(request, &Office::nobody()).await
}

/// A sentence for people, without traces of the program.
fn assert_says_nothing_of_the_inside(answer: &Answer) {
    for word in [
        "panicked",
        "src/",
        "surreal",
        "Surreal",
        "serde",
        "leptos::",
        "expected ",
    ] {
        assert!(!answer.body.contains(word), "{word:?} in {}", answer.body);
    }
}

#[test]
fn what_does_not_exist_is_not_found() {
    run(async {
        let office = Office::new().await;
        for address in [
            "/api/public_lobby?lobby=attic",
            "/api/no_such_function",
            "/live/public/attic",
            "/live/public/../hall",
            "/kiosk/attic",
            "/display/attic",
            "/display/attic/counter/1",
            "/display/corridor/counter/1",
            "/display/hall/counter/99",
            "/display/hall/counter/one",
            // Not in the town, not in its lobby, not in its languages, not as it is written.
            "/voice/cs/X012/1.wav",
            "/voice/cs/V012/1.wav",
            "/voice/cs/A012/6.wav",
            "/voice/cs/A012/98.wav",
            "/voice/en/A012/1.wav",
            "/voice/xx/A012/1.wav",
            "/voice/cs/A12/1.wav",
            "/voice/cs/A012/01.wav",
            "/voice/cs/A012/1",
            "/voice/cs/hello/1.wav",
            "/status/attic",
            "/no/such/page",
        ] {
            let mut request = Office::request(&Method::GET, address, "", FORM);
            request
                .headers_mut()
                .insert(header::ACCEPT, "text/html".parse().unwrap());
            let answer = office.send(request, &Office::nobody()).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            assert_says_nothing_of_the_inside(&answer);
        }
    });
}

#[test]
fn a_display_is_given_calls_in_words() {
    run(async {
        let office = Office::new().await;
        let clip = office.open("/voice/cs/A012/3.wav").await;
        assert_eq!(clip.status, StatusCode::OK, "{}", clip.body);
        assert_eq!(clip.headers[header::CONTENT_TYPE], "audio/wav");
        assert_eq!(clip.headers[header::CACHE_CONTROL], "public, max-age=86400");
        assert_eq!(&clip.bytes[..4], b"RIFF");
        // Some two seconds of it at least.
        assert!(clip.bytes.len() > 80_000, "{}", clip.bytes.len());

        let above = office.open("/display/hall/counter/3").await;
        assert_eq!(above.status, StatusCode::OK);
        assert!(above.body.contains("Zavřeno"));
    });
}

#[test]
fn kept_mails_and_entries_of_strangers_are_not_found() {
    run(async {
        let office = Office::new().await;
        for address in [
            "/dev/mail",
            "/dev/mail/2026-11-23-1015-code-0a.eml",
            "/dev/mail/..%2F..%2Ftown.toml",
            "/calendar/00000000000000000000000000000000",
            "/calendar/%00",
        ] {
            let answer = as_nobody(&office, Method::GET, address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            assert_says_nothing_of_the_inside(&answer);
        }
    });
}

#[test]
fn what_is_malformed_is_refused_with_400() {
    run(async {
        let office = Office::new().await;
        let clerk = office.staff(Role::Clerk).await;
        let admin = office.staff(Role::Admin).await;
        for (address, kind, body) in [
            ("/api/counter_sit", POSTCARD, ""),
            ("/api/counter_sit", POSTCARD, "\u{0}\u{0}"),
            ("/api/counter_sit", POSTCARD, "\u{1}"),
            ("/api/counter_sit", POSTCARD, "\u{1}\u{2}"),
            ("/api/counter_command", POSTCARD, "\u{1}\u{7f}"),
            ("/api/counter_command", POSTCARD, r#"{"counter":1}"#),
        ] {
            let request = Office::request(&Method::POST, address, body, kind);
            let answer = office.send(request, &clerk).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address} {body}");
            assert_says_nothing_of_the_inside(&answer);
        }
        for (address, body) in [
            ("/login", "login=x"),
            ("/login", "%ff=%fe"),
            ("/language", "language=tlh&back=/"),
            ("/admin/devices", "action=explode"),
            ("/api/take_ticket", "lobby=UPPER"),
            ("/api/kiosk_check_in", "lobby=hall&code=12345&key=x"),
            ("/api/kiosk_check_in", "lobby=hall&code=12345a&key=x"),
        ] {
            let request = Office::request(&Method::POST, address, body, FORM);
            let answer = office.send(request, &admin).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address} {body}");
            assert_says_nothing_of_the_inside(&answer);
        }
        for address in ["/api/public_lobby", "/api/texts?language=tlh"] {
            let answer = as_nobody(&office, Method::GET, address).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        }
    });
}

#[test]
fn a_wrong_method_is_told() {
    run(async {
        let office = Office::new().await;
        for (method, address) in [
            (Method::GET, "/api/take_ticket"),
            (Method::GET, "/api/counter_command"),
            (Method::GET, "/logout"),
            (Method::GET, "/language"),
            (Method::DELETE, "/login"),
            (Method::POST, "/healthz"),
            (Method::POST, "/live/public/hall"),
            (Method::PUT, "/api/public_lobbies"),
        ] {
            let answer = as_nobody(&office, method.clone(), address).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {address}"
            );
            assert_says_nothing_of_the_inside(&answer);
        }
    });
}

#[test]
fn too_much_is_refused() {
    run(async {
        let office = Office::new().await;
        let much = "x".repeat(100_000);
        let request = Office::request(&Method::POST, "/login", &much, FORM);
        let answer = office.send(request, &Office::nobody()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);

        // Long, but not too much: a wrong login like any other, and what was typed is not kept.
        let body = format!("login={}&password=x", "a".repeat(10_000));
        let request = Office::request(&Method::POST, "/login", &body, FORM);
        let answer = office.send(request, &Office::nobody()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.body.contains("aaaaaaaaaa"));
    });
}

#[test]
fn a_change_must_come_from_a_page_of_this_site() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let send = async |origin: Option<&str>| {
            let mut request = Office::request(&Method::POST, "/logout", "", FORM);
            request.headers_mut().remove(header::ORIGIN);
            if let Some(origin) = origin {
                request
                    .headers_mut()
                    .insert(header::ORIGIN, origin.parse().unwrap());
            }
            office.send(request, &admin).await.status
        };
        for foreign in [
            None,
            Some("null"),
            Some("https://evil.test"),
            Some("https://office.test.evil.test"),
            Some("https://office.test:8443"),
        ] {
            assert_eq!(send(foreign).await, StatusCode::FORBIDDEN, "{foreign:?}");
        }
        let view = Office::request(&Method::GET, "/api/counter_view", "", FORM);
        assert_eq!(
            office.send(view, &admin).await.status,
            StatusCode::OK,
            "still logged in"
        );
        assert_eq!(
            send(Some("https://office.test")).await,
            StatusCode::SEE_OTHER
        );
    });
}

#[test]
fn after_the_language_one_goes_back_to_this_site_only() {
    run(async {
        let office = Office::new().await;
        for (back, goes_to) in [
            ("/status/hall", "/status/hall"),
            ("//evil.test", "/"),
            ("https://evil.test", "/"),
            ("/%5Cevil.test", "/"),
            ("/%0D%0Aset-cookie:x=y", "/"),
        ] {
            let body = format!("language=en&back={back}");
            let request = Office::request(&Method::POST, "/language", &body, FORM);
            let answer = office.send(request, &Office::nobody()).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            assert_eq!(answer.headers[header::LOCATION], goes_to, "{back}");
        }
    });
}

#[test]
fn every_page_has_its_protection() {
    run(async {
        let office = Office::new().await;
        for address in ["/", "/status", "/display/hall", "/kiosk/hall", "/login"] {
            let answer = as_nobody(&office, Method::GET, address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap();
            let nonce = policy
                .split("'nonce-")
                .nth(1)
                .and_then(|rest| rest.split('\'').next());
            let nonce = nonce.expect("a nonce");
            assert!(
                answer.body.contains(&format!("nonce=\"{nonce}\"")),
                "{address}"
            );
            assert!(!policy.contains("unsafe-inline"));
            assert!(
                !answer.body.contains(" style=\""),
                "{address} has an inline style"
            );
            assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    });
}

#[test]
fn pages_speak_the_language_that_was_asked_for() {
    run(async {
        let office = Office::new().await;
        let page = async |name, value: &str, address| {
            let mut request = Office::request(&Method::GET, address, "", FORM);
            request.headers_mut().insert(name, value.parse().unwrap());
            office.send(request, &Office::nobody()).await.body
        };
        let by_browser = page(header::ACCEPT_LANGUAGE, "uk-UA, en;q=0.8", "/").await;
        assert!(by_browser.contains("<html lang=\"uk\""));
        let second_best = page(header::ACCEPT_LANGUAGE, "fr-FR, en;q=0.8", "/").await;
        assert!(second_best.contains("<html lang=\"en\""));
        let by_choice = page(header::COOKIE, "language=en", "/").await;
        assert!(by_choice.contains("<html lang=\"en\""));
        let unknown = page(header::ACCEPT_LANGUAGE, "fr", "/").await;
        assert!(unknown.contains("<html lang=\"cs\""));
        // A kiosk's browser may be set to anything; the next client is Czech.
        let kiosk = page(header::ACCEPT_LANGUAGE, "en", "/kiosk/hall").await;
        assert!(kiosk.contains("<html lang=\"cs\""));
    });
}

#[test]
fn strange_requests_do_no_harm() {
    run(async {
        let office = Office::new().await;
        let star = Request::builder()
            .method(Method::OPTIONS)
            .uri("*")
            .body(Body::empty());
        let answer = office.send(star.unwrap(), &Office::nobody()).await;
        assert!(answer.status.is_client_error());
        for address in [
            "/%",
            "/%00",
            "/status/%ff",
            "/status/hall?x=%ff",
            "/a/../../etc/passwd",
            "/a/%2E%2e/b",
        ] {
            let answer = as_nobody(&office, Method::GET, address).await;
            assert!(answer.status.as_u16() < 500, "{address} {}", answer.status);
        }
    });
}

#[test]
fn visitors_who_leave_in_the_middle_do_no_harm_to_others() {
    run(async {
        let office = std::sync::Arc::new(Office::new().await);
        let pages = [
            "/",
            "/status/hall",
            "/display/hall",
            "/kiosk/hall",
            "/login",
        ];
        let visits = (0..200).map(|visit: usize| {
            let office = std::sync::Arc::clone(&office);
            tokio::spawn(async move {
                let page = pages[visit % pages.len()];
                let answer = as_nobody(&office, Method::GET, page);
                let patience = async {
                    for _ in 0..visit / 4 {
                        tokio::task::yield_now().await;
                    }
                };
                // Half of them stay to the end.
                if visit.is_multiple_of(2) {
                    assert_eq!(answer.await.status, StatusCode::OK, "{page}");
                } else {
                    tokio::select! {
                        _ = answer => {}
                        () = patience => {}
                    }
                }
            })
        });
        for visit in visits.collect::<Vec<_>>() {
            visit.await.unwrap();
        }
        for page in pages {
            assert_eq!(
                as_nobody(&office, Method::GET, page).await.status,
                StatusCode::OK,
                "{page}"
            );
        }
    });
}
