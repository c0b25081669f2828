//! An administrator changes when a workplace works, by forms that need no program.

use axum::http::{StatusCode, header};
use domain::staff::Role;
use store::MailKind;

use crate::{
    fields::{
        self, Fields, assert_refused, assert_says, assert_sent_to, fields, form, removal, with,
    },
    office::{Answer, Identity, Office, run},
    plan::by_phone,
};

const PAGE: &str = "/admin/hours";
const CARDS: &str = "/admin/hours?workplace=obcanske-prukazy";
const WEEK: &str = "/admin/hours?workplace=obcanske-prukazy&piece=week";
const NEW_DAY: &str = "/admin/hours?workplace=obcanske-prukazy&piece=day";
const NEW_PERIOD: &str = "/admin/hours?workplace=obcanske-prukazy&piece=period";

/// On a Monday at nine.
async fn office() -> (Office, Identity) {
    let office = Office::new().await;
    office.set_clock("2026-11-23T09:00:00+01:00");
    let admin = office.staff(Role::Admin).await;
    (office, admin)
}

async fn submit(office: &Office, who: &Identity, fields: &Fields) -> Answer {
    fields::submit(office, who, PAGE, fields).await
}

#[track_caller]
fn assert_saved(answer: &Answer) {
    assert_sent_to(answer, &format!("{CARDS}&saved"));
}

#[test]
fn the_week_is_changed_and_shown_everywhere() {
    run(async {
        let (office, admin) = office().await;
        let page = office.open_as(&admin, CARDS).await;
        assert_says(&page, "listopad 2026");
        let changes = [("wed", "9:00–12:00"), ("wed-places", "9:00-12:00 x3")];
        let typed = form(&office, &admin, WEEK, &changes).await;
        let more = [("tue", ""), ("tue-places", ""), ("capacity", "7")];
        let typed = with(&typed, &more);
        // Pressed twice.
        for _ in 0..2 {
            assert_saved(&submit(&office, &admin, &typed).await);
        }
        let saved = office.open_as(&admin, &format!("{CARDS}&saved")).await;
        assert_says(&saved, "Uloženo.");
        assert_says(&saved, "9:00–12:00 ×3");
        assert_says(&saved, "Lístků denně bez objednání: 7");
        // 12 slots of a quarter of an hour, three places in each.
        assert_says(&saved, "36 míst");
        let mut town = office.services.town.clone();
        let followed = town.wait_for(|town| {
            let mut workplaces = town.workplaces.iter();
            workplaces.any(|it| it.daily_capacity == 7)
        });
        followed.await.unwrap();
        // What a citizen is offered.
        let page = office.open("/book/op-zadost/2026-11-25").await;
        assert_says(&page, "11:30");
        assert!(!page.body.contains("12:15"), "{}", page.body);
        let page = office.open("/book/op-zadost/2026-11-24").await;
        assert_says(&page, "Na tento den už volno není.");
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    run(async {
        let (office, admin) = office().await;
        let week = form(&office, &admin, WEEK, &[]).await;
        for (name, typed, sentence) in [
            ("mon", "8h-12h", "Napište hodiny třeba takto"),
            ("mon", "12:00–8:00", "Konec musí být až po začátku."),
            ("mon", "8:00–8:00", "Začátek a konec jsou stejné."),
            ("mon", "8:00–12:00, 11:00–17:00", "Doby se překrývají"),
            ("mon", "8:00–12:00, 12:00–17:00", "Doby se překrývají"),
            ("mon-places", "8:00–10:00", "Napište místa třeba takto"),
            (
                "mon-places",
                "6:00–7:00 ×1",
                "V té době pracoviště nepracuje.",
            ),
            ("mon-places", "8:00–9:00 ×0", "Míst může být od 1 do 99."),
            ("mon-places", "8:00–9:00 ×100", "Míst může být od 1 do 99."),
            ("capacity", "0", "Zadejte číslo od 1 do 999."),
            ("capacity", "mnoho", "Zadejte číslo od 1 do 999."),
            ("slot", "4", "Zadejte počet minut od 5 do 480."),
            ("slot", "", "Zadejte počet minut od 5 do 480."),
            ("mon", "<script>", "Napište hodiny třeba takto"),
        ] {
            let refused = submit(&office, &admin, &with(&week, &[(name, typed)])).await;
            assert_refused(&refused);
            assert_says(&refused, sentence);
            let shown = typed.replace('<', "&lt;").replace('>', "&gt;");
            assert_says(&refused, &format!("value=\"{shown}\""));
        }
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut blank = week.clone();
        blank.retain(|(name, _)| name != "agreed");
        for (name, value) in &mut blank {
            if days.contains(&name.trim_end_matches("-places")) {
                value.clear();
            }
        }
        let refused = submit(&office, &admin, &blank).await;
        assert_refused(&refused);
        assert_says(&refused, "Otevřeno musí být aspoň jeden den v týdnu.");

        let period = form(&office, &admin, NEW_PERIOD, &[]).await;
        for (from, to, sentence) in [
            ("", "", "Zadejte datum."),
            ("zítra", "", "Zadejte datum."),
            ("2026-12-10", "2026-12-09", "Konec je před začátkem."),
            ("2026-11-01", "2026-11-22", "Tento den už minul."),
        ] {
            let typed = with(&period, &[("from", from), ("to", to)]);
            let refused = submit(&office, &admin, &typed).await;
            assert_refused(&refused);
            assert_says(&refused, sentence);
        }
        let day = form(&office, &admin, NEW_DAY, &[("date", "2026-11-22")]).await;
        let refused = submit(&office, &admin, &day).await;
        assert_says(&refused, "Tento den už minul.");
        for nothing in [
            "/admin/hours?workplace=none",
            "/admin/hours?workplace=obcanske-prukazy&piece=month",
            "/admin/hours?workplace=obcanske-prukazy&piece=day+2026-12-24",
        ] {
            let page = office.open_as(&admin, nothing).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{nothing}");
        }
    });
}

#[test]
fn whom_a_change_leaves_outside_is_asked_about_first() {
    run(async {
        let (office, admin) = office().await;
        for (time, name) in [
            ("10:15", "Jana Nováková"),
            ("08:00", "Petr Dvořák"),
            ("08:00", "Eva Malá"),
        ] {
            office.book("op-zadost", "2026-11-25", time, name).await;
        }
        let day = [
            ("date", "2026-11-25"),
            ("hours", "8:00–9:00"),
            ("places", "8:00–9:00 ×1"),
        ];
        let day = form(&office, &admin, NEW_DAY, &day).await;
        let asked = submit(&office, &admin, &day).await;
        assert_refused(&asked);
        assert_says(&asked, "Tato změna se dotkne objednaných");
        assert_says(&asked, "Jana Nováková");
        assert!(!asked.body.contains("Eva Malá"));
        assert_says(&asked, "středa 25. listopadu 2026, 8:00: přeobsazeno o 1");
        assert_says(&asked, "Přesto uložit");
        assert!(
            !office
                .open_as(&admin, CARDS)
                .await
                .body
                .contains("8:00–9:00 ×1")
        );

        // One more meanwhile: it is asked again.
        let agreed = fields(&asked);
        office
            .book("op-zadost", "2026-11-25", "10:30", "Karel Nový")
            .await;
        let again = submit(&office, &admin, &agreed).await;
        assert_refused(&again);
        assert_says(&again, "Karel Nový");
        assert_saved(&submit(&office, &admin, &fields(&again)).await);
        let saved = office.open_as(&admin, CARDS).await;
        assert_says(&saved, "Objednaní, na které nabídka nestačí");
        assert_says(&saved, "Jana Nováková");

        // Taken away again it leaves nobody outside.
        let address = format!("{NEW_DAY}+2026-11-25");
        let removal = removal(&office.open_as(&admin, &address).await);
        // Pressed twice.
        for _ in 0..2 {
            assert_saved(&submit(&office, &admin, &removal).await);
        }
        let page = office.open_as(&admin, CARDS).await;
        assert!(!page.body.contains("Objednaní, na které nabídka nestačí"));
    });
}

/// On the morning after Jana is agreed, at half past ten, and Bedřich by phone; the day shall end before.
async fn asked_about(office: &Office, admin: &Identity) -> Answer {
    office
        .book("op-zadost", "2026-11-24", "10:15", "Jana Nováková")
        .await;
    by_phone(office, "10:30", "601 234 567").await;
    let day = [
        ("date", "2026-11-24"),
        ("hours", "8:00–9:00"),
        ("places", "8:00–9:00 ×1"),
    ];
    let day = form(office, admin, NEW_DAY, &day).await;
    let asked = submit(office, admin, &day).await;
    assert_refused(&asked);
    asked
}

/// Kind of the mail and what it says, of all that are due about this.
async fn written(office: &Office) -> Vec<(MailKind, String)> {
    let (store, now) = (&office.services.store, office.services.now());
    let mails = store.due_mails(now.instant, 1000).await.unwrap();
    let mails = mails.into_iter();
    mails
        .filter_map(|mail| Some((mail.kind, mail.reason?)))
        .collect()
}

#[test]
fn whom_a_change_leaves_outside_is_written_to_with_it() {
    run(async {
        for (chosen, kind, left) in [
            ("write", MailKind::Message, "odesílá se"),
            (
                "cancel",
                MailKind::Cancelled,
                "Termíny těch, komu šlo napsat",
            ),
        ] {
            let (office, admin) = office().await;
            let asked = asked_about(&office, &admin).await;
            // Something to begin with, in every language.
            for prepared in [
                "Změnili jsme úřední hodiny",
                "Our opening hours have changed",
            ] {
                assert_says(&asked, prepared);
            }
            let wish = [("clients", chosen), ("cs", "Ten den máme jen ráno.")];
            let form = with(&fields(&asked), &wish);
            // Pressed twice.
            let mut page = String::new();
            for _ in 0..2 {
                let saved = submit(&office, &admin, &form).await;
                assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
                let to = saved.headers[header::LOCATION].to_str().unwrap();
                assert!(page.is_empty() || page == to, "{page} {to}");
                to.clone_into(&mut page);
                let once = [(kind, "Ten den máme jen ráno.".to_owned())];
                assert_eq!(written(&office).await, once);
            }
            let sent = office.open_as(&admin, &page).await;
            assert_says(&sent, "Hodiny jsou uložené.");
            assert_says(&sent, left);
            // Who cannot be written to is phoned.
            assert_says(&sent, "601 234 567");
            assert_says(&sent, "href=\"/admin/hours?workplace=obcanske-prukazy\"");
            assert!(!sent.body.contains("další objednané"), "{}", sent.body);
            let day = office.open_as(&admin, CARDS).await;
            assert_says(&day, "8:00–9:00 ×1");
            assert_eq!(day.body.contains("Jana Nováková"), chosen == "write");
        }
    });
}

#[test]
fn nobody_is_written_to_until_all_is_right_and_what_was_typed_stays() {
    run(async {
        let (office, admin) = office().await;
        let asked = fields(&asked_about(&office, &admin).await);
        let long = "x".repeat(601);
        for (text, sentence) in [
            (" ", "Napište zprávu česky."),
            (&long, "Zpráva je příliš dlouhá."),
        ] {
            let wish = [("clients", "cancel"), ("cs", text), ("en", "Come earlier.")];
            let refused = submit(&office, &admin, &with(&asked, &wish)).await;
            assert_refused(&refused);
            assert_says(&refused, sentence);
            assert_says(&refused, "Jana Nováková");
            let kept = fields(&refused);
            for field in [
                ("clients", "cancel"),
                ("en", "Come earlier."),
                ("hours", "8:00–9:00"),
            ] {
                assert!(
                    kept.contains(&(field.0.to_owned(), field.1.to_owned())),
                    "{kept:?}"
                );
            }
        }
        // One more meanwhile: it is asked again, and what was chosen stays.
        office
            .book("op-zadost", "2026-11-24", "10:45", "Karel Nový")
            .await;
        let wish = [("clients", "write"), ("cs", "Přijďte už ráno.")];
        let again = submit(&office, &admin, &with(&asked, &wish)).await;
        assert_refused(&again);
        assert_says(&again, "Karel Nový");
        let again = fields(&again);
        assert!(again.contains(&("clients".to_owned(), "write".to_owned())));
        assert!(again.contains(&("cs".to_owned(), "Přijďte už ráno.".to_owned())));
        // Made up by hand.
        for wrong in [
            [("clients", "burn"), ("cs", "x")],
            [("clients", "write"), ("key", "mine")],
        ] {
            let refused = submit(&office, &admin, &with(&again, &wrong)).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong:?}");
        }
        assert!(written(&office).await.is_empty());
        let page = office.open_as(&admin, CARDS).await;
        assert!(!page.body.contains("8:00–9:00 ×1"));
        // Who is kept is written to by nobody.
        assert_saved(&submit(&office, &admin, &with(&again, &[("clients", "keep")])).await);
        assert!(written(&office).await.is_empty());
    });
}

#[test]
fn who_is_left_outside_by_what_is_taken_away_is_written_to_as_well() {
    run(async {
        let (office, admin) = office().await;
        let day = [
            ("date", "2026-11-28"),
            ("hours", "8:00–12:00"),
            ("places", "8:00–12:00 ×1"),
        ];
        // A Saturday, on which it never works otherwise.
        let day = form(&office, &admin, NEW_DAY, &day).await;
        assert_saved(&submit(&office, &admin, &day).await);
        let mut town = office.services.town.clone();
        let has_saturday = |town: &std::sync::Arc<domain::town::Town>| {
            let mut workplaces = town.workplaces.iter();
            workplaces.any(|it| !it.hours.days.is_empty())
        };
        town.wait_for(has_saturday).await.unwrap();
        for (time, name) in [("10:15", "Jana Nováková"), ("11:00", "Petr Dvořák")] {
            office.book("op-zadost", "2026-11-28", time, name).await;
        }
        let address = format!("{NEW_DAY}+2026-11-28");
        let asked = removal(&office.open_as(&admin, &address).await);
        let asked = submit(&office, &admin, &asked).await;
        assert_refused(&asked);
        let form = with(&removal(&asked), &[("clients", "cancel")]);
        let saved = submit(&office, &admin, &form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let written = written(&office).await;
        assert_eq!(written.len(), 2);
        assert!(written.iter().all(|(kind, _)| *kind == MailKind::Cancelled));
        let page = office.open_as(&admin, CARDS).await;
        assert!(!page.body.contains("Jana Nováková"));
    });
}

#[test]
fn the_second_of_two_sees_what_the_first_has_changed() {
    run(async {
        let (office, admin) = office().await;
        let one = form(&office, &admin, WEEK, &[("capacity", "7")]).await;
        let other = with(&one, &[("capacity", "8")]);
        assert_saved(&submit(&office, &admin, &one).await);
        let refused = submit(&office, &admin, &other).await;
        assert_refused(&refused);
        assert_says(&refused, "Mezitím to změnil někdo jiný.");
        assert_says(&refused, "Teď platí: 7");
        assert_says(&refused, "value=\"8\"");
        assert_saved(&submit(&office, &admin, &fields(&refused)).await);
    });
}

#[test]
fn a_period_holds_for_its_time_and_a_day_goes_before_it() {
    run(async {
        let (office, admin) = office().await;
        let period = [
            ("from", "2026-11-30"),
            ("to", "2026-12-04"),
            ("mon", "13:00–15:00"),
            ("mon-places", "13:00–15:00 ×1"),
        ];
        let typed = form(&office, &admin, NEW_PERIOD, &period).await;
        for _ in 0..2 {
            assert_saved(&submit(&office, &admin, &typed).await);
        }
        let day = [
            ("date", "2026-12-07"),
            ("hours", "14:00–15:00"),
            ("places", "14:00–15:00 ×1"),
        ];
        let typed = form(&office, &admin, NEW_DAY, &day).await;
        assert_saved(&submit(&office, &admin, &typed).await);
        let page = office.open_as(&admin, CARDS).await;
        assert_says(&page, "30. listopadu 2026 – 4. prosince 2026");
        assert_says(&page, "pondělí 7. prosince 2026");
        let mut town = office.services.town.clone();
        let followed = town.wait_for(|town| {
            let mut workplaces = town.workplaces.iter();
            workplaces.any(|it| !it.hours.days.is_empty())
        });
        followed.await.unwrap();
        for (date, first, none) in [
            ("2026-11-30", "13:00", "10:00"),
            ("2026-12-07", "14:00", "10:00"),
            ("2026-12-14", "10:00", "17:00"),
        ] {
            let page = office.open(&format!("/book/op-zadost/{date}")).await;
            assert_says(&page, &format!(">{first}"));
            assert!(!page.body.contains(&format!(">{none}")), "{date}");
        }
        // There is one of that date already.
        let twice = [
            ("from", "2026-11-30"),
            ("mon", "13:00–14:00"),
            ("mon-places", ""),
        ];
        let twice = form(&office, &admin, NEW_PERIOD, &twice).await;
        let refused = submit(&office, &admin, &twice).await;
        assert_refused(&refused);
        assert_says(&refused, "Pro toto datum tu už záznam je.");
    });
}

#[test]
fn a_workplace_is_taken_off_the_internet_and_put_there_again() {
    run(async {
        let (office, admin) = office().await;
        let week = form(&office, &admin, WEEK, &[]).await;
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let places = days.map(|day| format!("{day}-places"));
        let mut none = with(&week, &[("slot", "")]);
        for (name, value) in &mut none {
            if places.contains(name) {
                value.clear();
            }
        }
        assert_saved(&submit(&office, &admin, &none).await);
        let page = office.open_as(&admin, CARDS).await;
        assert_says(&page, "Na toto pracoviště se přes internet objednat nedá.");
        let mut town = office.services.town.clone();
        let is_bookable = |town: &domain::town::Town| town.workplaces[0].internet.is_some();
        town.wait_for(|town| !is_bookable(town)).await.unwrap();
        let page = office.open("/book/op-zadost/2026-11-25").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);

        let again = [("slot", "30"), ("wed-places", "8:00–9:00 ×2")];
        let again = form(&office, &admin, WEEK, &again).await;
        assert_saved(&submit(&office, &admin, &again).await);
        town.wait_for(|town| is_bookable(town)).await.unwrap();
        let page = office.open("/book/op-zadost/2026-11-25").await;
        assert_says(&page, ">8:30");
        assert!(!page.body.contains(">8:15"), "{}", page.body);
    });
}
