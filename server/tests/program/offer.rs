//! An administrator changes what the office offers, by forms that need no program.

use axum::http::{StatusCode, header};
use domain::{staff::Role, town::Town};
use store::town_file;

use crate::{
    fields::{
        Fields, assert_refused, assert_says, assert_sent_to, fields, form, removal, submit, with,
    },
    office::{Answer, Identity, Office, run},
};

const PAGE: &str = "/admin/offer";
const NEW_WORKPLACE: &str = "/admin/offer?part=workplace";
const NEW_SERVICE: &str = "/admin/offer?part=service&of=centralni-pokladna";
const NEW_COUNTER: &str = "/admin/offer?part=counter";
const CARD: &str = "/admin/offer?part=service+op-zadost";
const ITSELF: &str = "/admin/offer?part=itself";

/// On a Monday at nine.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let admin = office.staff(Role::Admin).await;
    (office, admin)
}

async fn send(office: &Office, who: &Identity, fields: &Fields) -> Answer {
    submit(office, who, PAGE, fields).await
}

#[track_caller]
fn assert_saved(answer: &Answer) {
    assert_sent_to(answer, "/admin/offer?saved");
}

/// Once all screens have it.
async fn followed(office: &Office, so: impl Fn(&Town) -> bool) {
    let mut town = office.services.town.clone();
    town.wait_for(|town| so(town)).await.unwrap();
}

#[test]
fn a_service_is_added_and_offered_at_once() {
    run(async {
        let (office, admin) = office().await;
        let typed = [
            ("name-cs", "Poplatek z pobytu <b>"),
            ("name-en", "Accommodation fee"),
            ("papers-cs", "Ohlašovací\r\n  tiskopis."),
            ("minutes", "10"),
            ("place", "0"),
        ];
        let typed = form(&office, &admin, NEW_SERVICE, &typed).await;
        // Pressed twice.
        for _ in 0..2 {
            assert_saved(&send(&office, &admin, &typed).await);
        }
        let id = "poplatek-z-pobytu-b".parse().unwrap();
        followed(&office, |town| town.service(&id).is_some()).await;
        let town = office.services.town();
        assert_eq!(
            town.services_of(&"centralni-pokladna".parse().unwrap())
                .count(),
            4
        );
        let service = town.service(&id).unwrap();
        assert_eq!(
            service.papers.get(domain::text::Language::Cs),
            "Ohlašovací tiskopis."
        );
        let first = town.services_of(&service.workplace).next().unwrap();
        assert_eq!(first.id, id);
        let page = office.open("/services").await;
        assert_says(&page, "Poplatek z pobytu &lt;b&gt;");
        office
            .ticket("centralni-pokladna", id.as_str(), "tap")
            .await;
        // Another of that name is another service.
        let other = with(&typed, &[("minutes", "20")]);
        assert_saved(&send(&office, &admin, &other).await);
        let second = "poplatek-z-pobytu-b-2".parse().unwrap();
        followed(&office, |town| town.service(&second).is_some()).await;
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    run(async {
        let (office, admin) = office().await;
        let long = "x".repeat(81);
        for (address, name, typed, sentence) in [
            (CARD, "name-cs", " ", "Napište název."),
            (CARD, "name-en", &long, "nejvýše 80 znaků"),
            (CARD, "minutes", "0", "Zadejte číslo od 1 do 480."),
            (CARD, "minutes", "<script>", "Zadejte číslo od 1 do 480."),
            (CARD, "offered", "all", "Vyberte jednu z možností."),
            (NEW_SERVICE, "name-cs", "", "Napište název."),
            (ITSELF, "name-cs", "", "Napište název."),
            (ITSELF, "address", "", "Vyplňte toto pole."),
            (ITSELF, "address", &"x".repeat(121), "nejvýše 120 znaků"),
            (ITSELF, "email", "podatelna", "Tohle není e-mailová adresa."),
            (ITSELF, "phone", "<b>", "Tohle není telefonní číslo."),
            (
                ITSELF,
                "website",
                "kostelecno.cz",
                "Tohle není adresa webu.",
            ),
            (ITSELF, "company_number", "1", "Tohle není IČO."),
            (ITSELF, "processor_name", "Firma", ""),
            (
                ITSELF,
                "horizon_days",
                "366",
                "Zadejte celé číslo od 0 do 365.",
            ),
            (
                ITSELF,
                "hold_minutes",
                "-1",
                "Zadejte celé číslo od 5 do 1440.",
            ),
            (
                NEW_WORKPLACE,
                "series",
                "AB",
                "Zadejte jedno písmeno od A do Z.",
            ),
            (
                NEW_WORKPLACE,
                "series",
                "A",
                "Toto písmeno už má pracoviště Občanské průkazy.",
            ),
            (NEW_WORKPLACE, "lobby", "attic", "Vyberte jednu z možností."),
            (NEW_COUNTER, "number", "100", "Zadejte číslo od 1 do 99."),
            (NEW_COUNTER, "number", "3", "Přepážka s tímto číslem už je."),
            (
                NEW_COUNTER,
                "number",
                "9",
                "Vyberte aspoň jedno pracoviště nebo činnost.",
            ),
        ] {
            let mut fields = form(&office, &admin, address, &[(name, typed)]).await;
            if ![CARD, ITSELF].contains(&address) && name != "name-cs" {
                fields = with(&fields, &[("name-cs", "Nové")]);
            }
            let refused = send(&office, &admin, &fields).await;
            assert_refused(&refused);
            assert_says(&refused, sentence);
            let at = if sentence.starts_with("Vyberte aspoň") {
                "serves"
            } else if name == "processor_name" {
                "processor_number"
            } else {
                name
            };
            assert_says(&refused, &format!("aria-describedby=\"{at}-error"));
        }
        for nothing in [
            "/admin/offer?part=service+none",
            "/admin/offer?part=service&of=none",
            "/admin/offer?part=counter+50",
            "/admin/offer?part=none",
        ] {
            let page = office.open_as(&admin, nothing).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{nothing}");
        }
    });
}

#[test]
fn nothing_vanishes_under_a_client_or_a_clerk() {
    run(async {
        let (office, admin) = office().await;
        office
            .book("op-zadost", "2026-11-25", "10:15", "Jana Nováková")
            .await;
        let gone = removal(&office.open_as(&admin, CARD).await);
        let refused = send(&office, &admin, &gone).await;
        assert_refused(&refused);
        assert_says(
            &refused,
            "Klienti jsou objednaní na činnost Žádost o občanský průkaz.",
        );
        assert!(!refused.body.contains("Jana"));
        let five = "/admin/offer?part=counter+5";
        let gone = removal(&office.open_as(&admin, five).await);
        let refused = send(&office, &admin, &gone).await;
        assert_refused(&refused);
        assert_says(
            &refused,
            "Tyto činnosti by pak žádná přepážka neobsluhovala",
        );
        office.seat_clerk(3).await;
        let three = "/admin/offer?part=counter+3";
        let gone = removal(&office.open_as(&admin, three).await);
        let refused = send(&office, &admin, &gone).await;
        assert_refused(&refused);
        assert_says(&refused, "U přepážky 3 teď někdo sedí.");

        // Retired, it is offered no more, and who has booked it comes.
        let retired = form(&office, &admin, CARD, &[("offered", "nobody")]).await;
        assert_saved(&send(&office, &admin, &retired).await);
        let id = "op-zadost".parse().unwrap();
        followed(&office, |town| {
            let service = town.service(&id).unwrap();
            service.offered == domain::town::OfferedTo::Nobody
        })
        .await;
        let page = office.open("/book").await;
        assert!(
            !page.body.contains("Žádost o občanský průkaz"),
            "{}",
            page.body
        );
        let page = office.open("/book/op-zadost/2026-11-26").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        let open_data = office.open("/api/v1/services").await;
        assert!(!open_data.body.contains("op-zadost"));
        let page = office.open_as(&admin, PAGE).await;
        assert_says(&page, "nikomu, je vyřazená");
    });
}

#[test]
fn the_second_of_two_sees_what_the_first_has_changed() {
    run(async {
        let (office, admin) = office().await;
        let one = form(&office, &admin, CARD, &[("minutes", "20")]).await;
        let other = with(&one, &[("minutes", "25")]);
        assert_saved(&send(&office, &admin, &one).await);
        let refused = send(&office, &admin, &other).await;
        assert_refused(&refused);
        assert_says(&refused, "Mezitím to změnil někdo jiný.");
        assert_says(&refused, "Teď platí: 20");
        assert_says(&refused, "value=\"25\"");
        assert_saved(&send(&office, &admin, &fields(&refused)).await);
    });
}

#[test]
fn whoever_has_not_seen_a_change_neither_takes_away_nor_writes_over_what_it_changed() {
    run(async {
        let (office, admin) = office().await;
        let one = form(&office, &admin, CARD, &[("minutes", "20")]).await;
        let removes = removal(&office.open_as(&admin, CARD).await);
        let mistyped = with(&one, &[("minutes", "hodina")]);
        assert_saved(&send(&office, &admin, &one).await);
        let refused = send(&office, &admin, &removes).await;
        assert_refused(&refused);
        assert_says(&refused, "Mezitím to změnil někdo jiný.");
        let refused = send(&office, &admin, &mistyped).await;
        assert_refused(&refused);
        assert_says(&refused, "Zadejte číslo od 1 do 480.");
        assert_says(&refused, "Mezitím to změnil někdo jiný.");
        assert_says(&refused, "Teď platí: 20");
    });
}

#[test]
fn the_office_itself_and_its_rules_are_changed_and_apply_at_once() {
    run(async {
        let (office, admin) = office().await;
        let typed = [
            ("name-cs", "Úřad </title><b>"),
            ("phone", "494 337 112"),
            ("processor_name", "Provozovatel s.r.o."),
            ("processor_number", "00006947"),
            ("horizon_days", "2"),
        ];
        let typed = form(&office, &admin, ITSELF, &typed).await;
        let other = form(&office, &admin, ITSELF, &[("session_hours", "8")]).await;
        for _ in 0..2 {
            assert_saved(&send(&office, &admin, &typed).await);
        }
        followed(&office, |town| town.rules.horizon_days == 2).await;
        let start = office.open("/").await;
        assert_says(&start, "Úřad &lt;/title&gt;&lt;b&gt;");
        assert!(!start.body.contains("</title><b>"), "{}", start.body);
        let privacy = office.open("/privacy").await;
        assert_says(&privacy, "Provozovatel s.r.o.");
        assert_says(&privacy, "tel:+420494337112");
        // Who has seen neither writes over neither.
        let refused = send(&office, &admin, &other).await;
        assert_refused(&refused);
        assert_says(&refused, "Teď platí: Úřad &lt;/title&gt;&lt;b&gt;");
        // Without an address nobody can be told where to come.
        let mut nowhere = form(&office, &admin, ITSELF, &[]).await;
        nowhere.retain(|(name, _)| !name.starts_with("processor"));
        for (name, value) in &mut nowhere {
            let of_office = ["address", "email", "phone", "website", "company_number"];
            if of_office.contains(&name.as_str()) {
                value.clear();
            }
        }
        assert_saved(&send(&office, &admin, &nowhere).await);
        followed(&office, |town| town.office.is_none()).await;
        let mut removes = form(&office, &admin, ITSELF, &[]).await;
        removes.push(("action".to_owned(), "remove".to_owned()));
        assert_refused(&send(&office, &admin, &removes).await);
        assert_eq!(office.services.town().rules.horizon_days, 2);
    });
}

#[test]
fn an_office_grows_by_a_lobby_a_department_a_workplace_and_a_counter() {
    run(async {
        let (office, admin) = office().await;
        for (part, name) in [("lobby", "První patro"), ("department", "Stavební odbor")] {
            let address = format!("{PAGE}?part={part}");
            let new = form(&office, &admin, &address, &[("name-cs", name)]).await;
            assert_saved(&send(&office, &admin, &new).await);
        }
        let workplace = [
            ("name-cs", "Stavební úřad"),
            ("series", "s"),
            ("lobby", "prvni-patro"),
            ("department", "stavebni-odbor"),
            ("like", "registr-vozidel"),
        ];
        let new = form(&office, &admin, NEW_WORKPLACE, &workplace).await;
        assert_saved(&send(&office, &admin, &new).await);
        let service = format!("{PAGE}?part=service&of=stavebni-urad");
        let service = form(&office, &admin, &service, &[("name-cs", "Ohlášení stavby")]).await;
        let refused = send(&office, &admin, &service).await;
        assert_refused(&refused);
        assert_says(&refused, "Žádná přepážka tuto činnost neobsluhuje.");
        let counter = [("number", "21"), ("serves.stavebni-urad", "on")];
        let counter = form(&office, &admin, NEW_COUNTER, &counter).await;
        for _ in 0..2 {
            assert_saved(&send(&office, &admin, &counter).await);
        }
        assert_saved(&send(&office, &admin, &service).await);
        let id = "ohlaseni-stavby".parse().unwrap();
        followed(&office, |town| town.service(&id).is_some()).await;
        // All screens of the new lobby are there, and the service can be booked.
        for address in [
            "/status/prvni-patro",
            "/display/prvni-patro",
            "/kiosk/prvni-patro",
        ] {
            let page = office.open(address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
        }
        let page = office.open("/book/ohlaseni-stavby/2026-11-25").await;
        assert_says(&page, ">8:30");
        let twenty_one = office
            .services
            .town()
            .counter(21.try_into().unwrap())
            .cloned();
        assert_eq!(twenty_one.unwrap().lobby.as_str(), "prvni-patro");
    });
}

#[test]
fn the_set_up_is_had_as_a_file() {
    run(async {
        let (office, admin) = office().await;
        let file = office.open_as(&admin, "/admin/offer/town.toml").await;
        assert_eq!(file.status, StatusCode::OK);
        let kept = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(kept, "attachment; filename=\"town.toml\"");
        let read = town_file::read("town.toml", &file.body).unwrap();
        let mut town = Town::clone(&office.services.town());
        town.closures.clear();
        town.notices.clear();
        assert_eq!(read, town);
        assert_eq!(town_file::write(&read), file.body);
    });
}
