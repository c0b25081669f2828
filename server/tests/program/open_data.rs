//! The open data: every address against its own description, and what they answer to whatever comes.

use axum::http::{HeaderMap, Method, Request, header};
use domain::desk::Command;
use serde_json::Value;

use crate::office::{Answer, Office, PATIENCE, run};

const ORIGIN: &str = "https://www.example.cz";

/// A Monday at nine: one client has been called to counter 2, one waits, one has a time at 10:15.
async fn office() -> Office {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    office
        .hold(&"3".repeat(32), "10:15", "jana@example.cz")
        .await;
    for key in ["1", "2"] {
        let key = key.repeat(32);
        office.ticket("obcanske-prukazy", "op-zadost", &key).await;
    }
    office.seat_clerk(2).await;
    office.command(2, Command::CallNext).await;
    let called = |shown: &domain::lobby::PublicSnapshot| {
        let mut workplaces = shown.workplaces.iter();
        let cards = workplaces.find(|it| it.id.as_str() == "obcanske-prukazy");
        cards.is_some_and(|it| it.waiting == 1 && it.last_called.is_some() && it.open_now)
    };
    office.published(called).await;
    let mut booked = office.services.booked.clone();
    let workplace = "obcanske-prukazy".parse().unwrap();
    let is_known = |booked: &app::services::BookedPlaces| booked.contains_key(&workplace);
    let known = tokio::time::timeout(PATIENCE, booked.wait_for(is_known)).await;
    drop(known.unwrap().unwrap());
    office
}

async fn ask(office: &Office, method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(address);
    // As a page of another site asks.
    request = request.header(header::ORIGIN, ORIGIN);
    request = request.header(header::HOST, "office.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    office.send(request, &Office::nobody()).await
}

async fn get(office: &Office, address: &str) -> Answer {
    ask(office, Method::GET, address, &[]).await
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// Whether `value` is as `schema` says, with nothing in it that is not described; where not.
fn check(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        let schema = document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{name}"));
        return check(document, schema, value, at);
    }
    for many in ["oneOf", "anyOf"] {
        if let Some(ways) = schema[many].as_array() {
            let is_null = |way: &&Value| way["type"] == "null";
            if value.is_null() {
                assert!(ways.iter().any(|way| is_null(&way)), "{at} is null");
                return;
            }
            let mut ways = ways.iter().filter(|way| !is_null(way));
            let way = ways.next().unwrap_or_else(|| panic!("{at}: {schema}"));
            assert!(ways.next().is_none(), "{at}: one of several");
            return check(document, way, value, at);
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value}");
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => panic!("{at}: {schema}"),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(kinds.contains(&kind), "{at}: {value} is none of {kinds:?}");
    match value {
        Value::String(text) => match schema["format"].as_str() {
            Some("date") => assert_eq!(
                text.parse::<chrono::NaiveDate>().unwrap().to_string(),
                *text
            ),
            Some("date-time") => {
                let instant = chrono::DateTime::parse_from_rfc3339(text).unwrap();
                assert_eq!(instant.to_rfc3339(), *text, "{at}: with the town's offset");
            }
            _ => {}
        },
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                check(document, &schema["items"], item, &format!("{at}[{n}]"));
            }
        }
        Value::Object(fields) => {
            for required in schema["required"].as_array().into_iter().flatten() {
                let name = required.as_str().unwrap();
                assert!(fields.contains_key(name), "{at} has no `{name}`");
            }
            for (name, field) in fields {
                let described = schema["properties"].get(name);
                let described = described.or_else(|| schema.get("additionalProperties"));
                let described = described.unwrap_or_else(|| panic!("{at}.{name} is not described"));
                check(document, described, field, &format!("{at}.{name}"));
            }
        }
        _ => {}
    }
}

/// The address as the document has it, and one to ask.
const ADDRESSES: [(&str, &str); 5] = [
    ("/api/v1/services", "/api/v1/services"),
    (
        "/api/v1/services/{service}/days",
        "/api/v1/services/op-zadost/days",
    ),
    (
        "/api/v1/services/{service}/days/{date}",
        "/api/v1/services/op-zadost/days/2026-11-23",
    ),
    ("/api/v1/queues", "/api/v1/queues"),
    ("/api/v1/queues/{lobby}", "/api/v1/queues/hall"),
];

#[test]
fn every_answer_is_as_the_document_says() {
    run(async {
        let office = office().await;
        let document = get(&office, "/api/v1/openapi.json").await;
        assert_eq!(document.status, 200);
        let document = json(&document);
        let mut described: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
        described.sort();
        let mut asked = ADDRESSES.map(|(address, _)| address);
        asked.sort_unstable();
        assert_eq!(described, asked, "each is asked here");
        for (path, address) in ADDRESSES {
            let answer = get(&office, address).await;
            assert_eq!(answer.status, 200, "{address}");
            assert_eq!(text(&answer.headers, "content-type"), "application/json");
            let responses = &document["paths"][path]["get"]["responses"];
            let schema = &responses["200"]["content"]["application/json"]["schema"];
            check(&document, schema, &json(&answer), path);
        }
        for (path, address, status) in [
            (ADDRESSES[1].0, "/api/v1/services/none/days", "404"),
            (
                ADDRESSES[2].0,
                "/api/v1/services/op-zadost/days/2026-13-01",
                "400",
            ),
            (ADDRESSES[4].0, "/api/v1/queues/attic", "404"),
        ] {
            let answer = get(&office, address).await;
            assert_eq!(answer.status.as_str(), status, "{address}");
            let responses = &document["paths"][path]["get"]["responses"];
            let content = &responses[status]["content"]["application/problem+json"];
            check(&document, &content["schema"], &json(&answer), address);
        }
    });
}

#[test]
fn it_tells_what_the_screens_tell() {
    run(async {
        let office = office().await;
        let lobby = json(&get(&office, "/api/v1/queues/hall").await);
        assert_eq!(lobby["calls"][0]["ticket"], "A001");
        assert_eq!(lobby["calls"][0]["awaited"], true);
        let workplaces = lobby["workplaces"].as_array().unwrap();
        let mut workplaces = workplaces.iter();
        let cards = workplaces
            .find(|it| it["id"] == "obcanske-prukazy")
            .unwrap();
        assert_eq!(
            (&cards["waiting"], &cards["open"]),
            (&1.into(), &true.into())
        );
        assert_eq!(
            (&cards["opens"], &cards["closes"]),
            (&"08:00".into(), &"17:00".into())
        );
        assert_eq!(cards["no_ticket"], Value::Null);
        assert_eq!(cards["last_called"]["counter"], 2);
        // The clock goes on.
        let called = cards["last_called"]["called_at"].as_str().unwrap();
        assert!(called.starts_with("2026-11-23T09:00:"), "{called}");
        assert!(called.ends_with("+01:00"), "{called}");

        let services = json(&get(&office, "/api/v1/services").await);
        let services = services["services"].as_array().unwrap();
        let mut ids = services.iter();
        let request = ids.find(|it| it["id"] == "op-zadost").unwrap();
        assert_eq!(request["bookable"], true);
        assert_eq!(request["lobby"]["id"], "hall");
        assert!(request["name"]["uk"].is_string());

        let days = json(&get(&office, "/api/v1/services/op-zadost/days").await);
        let days = days["days"].as_array().unwrap();
        assert_eq!(days.len(), 31, "the horizon included");
        assert_eq!(days[0]["date"], "2026-11-23");
        assert_eq!(days[0]["free"], true);
        assert_eq!(days[5]["free"], false, "a Saturday");

        let day = "/api/v1/services/op-zadost/days/2026-11-23";
        let times = json(&get(&office, day).await);
        let times = times["times"].as_array().unwrap();
        let at = |time: &str| times.iter().find(|it| it["time"] == time);
        // Nearer than the notice allows.
        assert_eq!(at("09:45"), None);
        let free = |time| at(time).map_or(0, |it| it["free"].as_u64().unwrap());
        assert!(free("10:15") < free("13:00"), "one of them is taken");
        let begins = &at("13:00").unwrap()["begins_at"];
        assert_eq!(*begins, "2026-11-23T13:00:00+01:00");
        for past in ["2026-11-20", "2027-11-22"] {
            let address = format!("/api/v1/services/op-zadost/days/{past}");
            let day = json(&get(&office, &address).await);
            assert_eq!(day["times"].as_array().unwrap().len(), 0, "{past}");
        }
    });
}

#[test]
fn the_database_is_not_asked() {
    run(async {
        let office = office().await;
        let mut before = Vec::new();
        for (_, address) in ADDRESSES {
            before.push(get(&office, address).await.body);
        }
        let office = office.with_nothing_in_the_database().await;
        for ((_, address), before) in ADDRESSES.into_iter().zip(before) {
            assert_eq!(get(&office, address).await.body, before, "{address}");
        }
    });
}

#[test]
fn an_answer_is_kept_for_seconds_and_not_sent_twice() {
    run(async {
        let office = office().await;
        let queues = get(&office, "/api/v1/queues").await;
        assert_eq!(text(&queues.headers, "cache-control"), "public, max-age=5");
        let mark = text(&queues.headers, "etag").to_owned();
        assert!(mark.starts_with("W/\""), "{mark}");
        let known = [("if-none-match", mark.as_str())];
        let again = ask(&office, Method::GET, "/api/v1/queues", &known).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
        assert_eq!(text(&again.headers, "etag"), mark);
        office
            .ticket("obcanske-prukazy", "op-zadost", &"4".repeat(32))
            .await;
        office.published(|shown| shown.tickets.len() == 3).await;
        let changed = ask(&office, Method::GET, "/api/v1/queues", &known).await;
        assert_eq!(changed.status, 200);
        assert_ne!(text(&changed.headers, "etag"), mark);
    });
}

#[test]
fn pages_of_any_site_may_read_and_nobody_may_write() {
    run(async {
        let office = office().await;
        for (_, address) in ADDRESSES {
            let head = ask(&office, Method::HEAD, address, &[]).await;
            assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
            let whole = get(&office, address).await;
            assert_eq!(head.headers["etag"], whole.headers["etag"], "{address}");
            let asked = ask(&office, Method::OPTIONS, address, &[]).await;
            assert_eq!(asked.status, 204, "{address}");
            assert_eq!(
                text(&asked.headers, "access-control-allow-methods"),
                "GET, HEAD"
            );
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                let refused = ask(&office, method, address, &[]).await;
                assert_eq!(refused.status, 405, "{address}");
                assert_eq!(text(&refused.headers, "allow"), "GET, HEAD, OPTIONS");
                assert_eq!(json(&refused)["status"], 405);
                assert_eq!(text(&refused.headers, "access-control-allow-origin"), "*");
            }
        }
    });
}

#[test]
fn whatever_else_is_asked_for_is_a_problem_in_json() {
    run(async {
        let office = office().await;
        for (address, status) in [
            ("/api/v1", 404),
            ("/api/v1/", 404),
            ("/api/v1/nothing", 404),
            ("/api/v1/queues/", 404),
            ("/api/v1/queues/%FF", 404),
            ("/api/v1/queues/hall/more", 404),
            ("/api/v1/services/op-zadost", 404),
            ("/api/v1/services/OP/days", 404),
            ("/api/v1/services/none/days/2026-11-23", 404),
            ("/api/v1/services/op-zadost/days/2026-02-30", 400),
            ("/api/v1/services/op-zadost/days/2026-1-1", 400),
            ("/api/v1/services/op-zadost/days/+2026-11-23", 400),
            ("/api/v1/services/op-zadost/days/tomorrow", 400),
            ("/api/v1/services/op-zadost/days/999999-01-01", 400),
        ] {
            let answer = get(&office, address).await;
            assert_eq!(answer.status, status, "{address}: {}", answer.body);
            let kind = text(&answer.headers, "content-type");
            assert_eq!(kind, "application/problem+json", "{address}");
            assert_eq!(text(&answer.headers, "access-control-allow-origin"), "*");
            assert_eq!(json(&answer)["status"], status, "{address}");
            assert_eq!(text(&answer.headers, "cache-control"), "no-store");
        }
    });
}
