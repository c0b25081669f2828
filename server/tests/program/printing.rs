//! Kiosks with a printer that the server drives: what comes out, and what is said when nothing does.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use app::kiosk::api::{
    CheckInAnswer, DeviceStanding, KioskContent, PrintOutcome, Printed, TakeTicketAnswer,
};
use axum::http::{Method, StatusCode};
use domain::{
    lobby::StaffSnapshot,
    printer::{Paper, PrinterState, PrinterTrouble},
    reservation::ReservationState,
    staff::{Clerk, Role},
    text::{Language, Localized},
    town::Town,
};

use crate::{
    office::{Answer, Identity, Office, kostelec, run},
    printer::{Mood, TestPrinter},
};

const FORM: &str = "application/x-www-form-urlencoded";
const NINE: &str = "2026-11-23T09:00:00+01:00";

/// Longer than it takes until what a printer says is known everywhere.
const PATIENCE: Duration = Duration::from_mins(1);

/// A kiosk in the hall whose printer is that one.
struct Hall {
    office: Office,
    kiosk: Identity,
    admin: Identity,
}

impl Hall {
    async fn of(town: Town, printer: &TestPrinter, paper: Paper) -> Self {
        let office = Office::of(town).await;
        office.set_clock(NINE);
        let kiosk = office.kiosk().await;
        let admin = office.staff(Role::Admin).await;
        let hall = Self {
            office,
            kiosk,
            admin,
        };
        let address = printer.address();
        let set = hall.set_printer(&address, paper.millimetres());
        assert_eq!(set.await.status, StatusCode::SEE_OTHER);
        hall
    }

    /// Without one no wait is told.
    async fn open_a_counter(&self) {
        let services = &self.office.services;
        let clerk = Clerk {
            login: "jana".to_owned(),
            name: "Jana".to_owned(),
        };
        let (town, now) = (services.town(), services.now());
        let counter = 2_u16.try_into().unwrap();
        let sat = services.store.sit(&town, counter, clerk, false, now).await;
        sat.unwrap().unwrap();
    }

    async fn with(printer: &TestPrinter) -> Self {
        Self::of(kostelec(), printer, Paper::Mm80).await
    }

    /// As the administrator does it.
    async fn set_printer(&self, address: &str, width: u16) -> Answer {
        let devices = self.office.services.store.devices().await.unwrap();
        self.set_printer_of(&devices[0].id, address, width).await
    }

    async fn set_printer_of(&self, kiosk: &str, address: &str, width: u16) -> Answer {
        let width = width.to_string();
        let devices = self.office.services.store.devices().await.unwrap();
        let device = devices.iter().find(|it| it.id == kiosk);
        let seen = device.and_then(|it| it.printer.as_ref());
        let seen = seen.map(|it| (it.address.to_string(), it.paper.millimetres().to_string()));
        let (seen_address, seen_width) = seen.unwrap_or_else(|| (String::new(), "80".to_owned()));
        let fields = [
            ("action", "printer"),
            ("id", kiosk),
            ("address", address),
            ("width", &width),
            ("seen_address", &seen_address),
            ("seen_width", &seen_width),
        ];
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.post("/admin/devices", &body, &self.admin).await
    }

    async fn post(&self, address: &str, body: &str, identity: &Identity) -> Answer {
        let request = Office::request(&Method::POST, address, body, FORM);
        self.office.send(request, identity).await
    }

    async fn get(&self, address: &str, identity: &Identity) -> Answer {
        let request = Office::request(&Method::GET, address, "", FORM);
        self.office.send(request, identity).await
    }

    async fn take(&self) -> Printed {
        self.take_at(&self.kiosk).await
    }

    async fn take_at(&self, kiosk: &Identity) -> Printed {
        let key = app::services::new_key().unwrap();
        let body = format!("lobby=hall&workplace=obcanske-prukazy&service=op-zadost&key={key}");
        let answer = self.post("/api/take_ticket", &body, kiosk).await;
        answer.read::<TakeTicketAnswer>().outcome.unwrap()
    }

    async fn print(&self, ticket: &Printed, language: Language) -> PrintOutcome {
        self.print_at(&self.kiosk, ticket, language).await
    }

    async fn print_at(
        &self,
        kiosk: &Identity,
        ticket: &Printed,
        language: Language,
    ) -> PrintOutcome {
        let language = language.tag();
        let body = format!("lobby=hall&key={}&language={language}", ticket.key);
        let answer = self.post("/api/kiosk_print", &body, kiosk).await;
        answer.read()
    }

    /// The printer as the kiosk shows it.
    async fn shown(&self) -> Option<PrinterState> {
        let view = self.get("/api/kiosk_view?lobby=hall", &self.kiosk).await;
        match view.read::<KioskContent>().device {
            DeviceStanding::Enrolled { printer } => printer,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until the counters are told that.
    async fn counters_are_told(&self, expected: &[PrinterTrouble]) {
        let feed = self.office.services.feed(&"hall".parse().unwrap()).unwrap();
        let mut staff = feed.staff;
        let is_told = |it: &app::services::Published<StaffSnapshot>| it.value.printers == expected;
        let told = tokio::time::timeout(PATIENCE, staff.wait_for(is_told)).await;
        assert!(told.is_ok(), "{expected:?}");
    }
}

impl Hall {
    /// The same of what its printer answers, which is asked again if a busy machine did not hear it
    /// in time.
    async fn counters_are_told_what_is_asked(&self, expected: &[PrinterTrouble]) {
        let ask_again = async {
            loop {
                tokio::time::sleep(PATIENCE / 24).await;
                self.office.services.printing.ask_now();
            }
        };
        tokio::select! {
            () = self.counters_are_told(expected) => {}
            () = ask_again => {}
        }
    }
}

fn trouble(state: PrinterState) -> [PrinterTrouble; 1] {
    let kiosk = "kiosk".to_owned();
    [PrinterTrouble { kiosk, state }]
}

#[test]
fn a_ticket_says_all_that_its_client_needs() {
    run(async {
        for paper in Paper::ALL {
            let printer = TestPrinter::on().await;
            let hall = Hall::of(kostelec(), &printer, paper).await;
            hall.open_a_counter().await;
            hall.take().await;
            let ticket = hall.take().await;
            assert!(ticket.by_server);
            assert!(ticket.qr.as_ref().is_some_and(|qr| qr.starts_with("<svg")));
            let outcome = hall.print(&ticket, Language::Cs).await;
            assert_eq!(outcome, PrintOutcome::Printed);

            let tray = printer.printed();
            let [slip] = tray.as_slice() else {
                panic!("{tray:?}");
            };
            let text = slip.text();
            for part in [
                "Městský úřad Kostelec nad Orlicí",
                "A002",
                "Občanské průkazy - Žádost o občanský průkaz",
                "Před vámi čeká 1 člověk",
                "předpokládaná doba čekání",
                "Čekejte tady: Vstupní hala u vchodových dveří úřadu",
                "ukáže se vaše číslo na obrazovce.",
                "Frontu můžete sledovat v mobilu.",
                "pondělí 23. listopadu 2026, 9:00",
            ] {
                assert!(text.contains(part), "{part:?} in {text:?}");
            }
            let link = format!("https://office.test/ticket/{}", ticket.key);
            assert_eq!(slip.qr.as_deref(), Some(&*link));
            assert!(slip.is_cut);
            assert!(slip.columns <= paper.columns(), "{slip:?}");
            assert_eq!(slip.largest, 8);
        }
    });
}

#[test]
fn a_ticket_speaks_the_language_of_its_client() {
    run(async {
        let printer = TestPrinter::on().await;
        let hall = Hall::of(kostelec(), &printer, Paper::Mm58).await;
        for (language, parts) in [
            (
                Language::De,
                [
                    "Antrag auf einen Personalausweis",
                    "Eingangshalle beim Haupteingang",
                ],
            ),
            // The Ukrainian і is in no table that printers have; the Latin i looks the same.
            (
                Language::Uk,
                ["Заява на посвiдчення особи", "Kostelec nad Orlicí"],
            ),
        ] {
            let ticket = hall.take().await;
            assert_eq!(hall.print(&ticket, language).await, PrintOutcome::Printed);
            let text = printer.printed().last().unwrap().text();
            for part in parts {
                assert!(text.contains(part), "{part:?} in {text:?}");
            }
        }
    });
}

#[test]
fn the_longest_names_are_broken_and_not_cut_off() {
    run(async {
        // As long as a name may be.
        let long = |begin: &str| -> String {
            let words = "příliš žluťoučký kůň úpěl ďábelské ódy ".chars().cycle();
            begin.chars().chain(words).take(79).chain(['ž']).collect()
        };
        let (office, lobby, service) = (long("Magistrát "), long("Hala "), long("Žádost "));
        let named = |name: &str| Localized::from(BTreeMap::from([(Language::Cs, name.to_owned())]));
        let mut town = kostelec();
        town.name = named(&office);
        town.lobbies[0].name = named(&lobby);
        let id = &"op-zadost".parse().unwrap();
        let mut services = town.services.iter_mut();
        services.find(|it| it.id == *id).unwrap().name = named(&service);
        for paper in Paper::ALL {
            let printer = TestPrinter::on().await;
            let hall = Hall::of(town.clone(), &printer, paper).await;
            let ticket = hall.take().await;
            assert_eq!(
                hall.print(&ticket, Language::Cs).await,
                PrintOutcome::Printed
            );
            let slip = printer.printed().remove(0);
            assert!(slip.columns <= paper.columns(), "{slip:?}");
            for whole in [&office, &lobby, &service] {
                let text = slip.text();
                assert!(text.contains(whole), "{whole:?} in {text:?}");
            }
        }
    });
}

#[test]
fn whatever_the_printer_does_each_client_has_a_ticket_and_no_paper_comes_twice() {
    run(async {
        let mut printer = TestPrinter::on().await;
        let hall = Hall::with(&printer).await;
        let mut tickets = Vec::new();
        let not = PrintOutcome::NotPrinted;
        for (mood, expected) in [
            (Mood::Works, PrintOutcome::Printed),
            (Mood::HangsInTicket, not(PrinterState::Silent)),
            (Mood::Silent, not(PrinterState::Silent)),
            (Mood::NoPaper, not(PrinterState::NoPaper)),
            (Mood::RunsOut, not(PrinterState::NoPaper)),
            (Mood::CoverOpen, not(PrinterState::Stopped)),
            (Mood::PaperLow, PrintOutcome::Printed),
            (Mood::DoesNotSayWhenDone, PrintOutcome::Printed),
            (Mood::Works, PrintOutcome::Printed),
        ] {
            printer.is(mood);
            let ticket = hall.take().await;
            let outcome = hall.print(&ticket, Language::Cs).await;
            assert_eq!(outcome, expected, "{mood:?}");
            tickets.push((ticket, expected));
        }
        printer.switch_off();
        let ticket = hall.take().await;
        let outcome = hall.print(&ticket, Language::Cs).await;
        assert_eq!(outcome, not(PrinterState::Silent), "switched off");
        tickets.push((ticket, outcome));

        printer.is(Mood::Works);
        printer.switch_on().await;
        let before = printer.printed();
        for (ticket, _) in &tickets {
            let again = hall.print(ticket, Language::Cs).await;
            assert_eq!(again, not(PrinterState::Silent), "asked again");
        }
        let tray = printer.printed();
        assert_eq!(tray, before, "nothing is printed a second time");
        let numbers: BTreeSet<_> = tickets.iter().map(|(it, _)| it.issued.ticket.id).collect();
        assert_eq!(numbers.len(), tickets.len(), "no number is given twice");
        for (ticket, outcome) in &tickets {
            let number = ticket.issued.ticket.id.to_string();
            let papers = tray.iter().filter(|slip| slip.lines.contains(&number));
            let papers: Vec<_> = papers.collect();
            assert!(papers.len() <= 1, "{papers:?}");
            if *outcome == PrintOutcome::Printed {
                assert!(papers[0].is_cut, "{number}");
            }
        }
        let ticket = hall.take().await;
        let outcome = hall.print(&ticket, Language::Cs).await;
        assert_eq!(outcome, PrintOutcome::Printed, "back again");
    });
}

#[test]
fn each_kiosk_prints_its_own_tickets_on_its_own_printer() {
    run(async {
        let (near, far) = (TestPrinter::on().await, TestPrinter::on().await);
        let hall = Hall::with(&near).await;
        let other = hall.office.kiosk().await;
        let devices = hall.office.services.store.devices().await.unwrap();
        let mut without = devices.iter().filter(|it| it.printer.is_none());
        let id = &without.next().unwrap().id;
        let set = hall.set_printer_of(id, &far.address(), 58).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER);

        let mut expected = [Vec::new(), Vec::new()];
        for _ in 0..3 {
            let one = hall.take().await;
            let two = hall.take_at(&other).await;
            let numbers = [&one, &two].map(|it| it.issued.ticket.id.to_string());
            let printed = tokio::join!(
                hall.print(&one, Language::Cs),
                hall.print_at(&other, &two, Language::De)
            );
            assert_eq!(printed, (PrintOutcome::Printed, PrintOutcome::Printed));
            for (all, number) in expected.iter_mut().zip(numbers) {
                all.push(number);
            }
        }
        for (printer, numbers) in [&near, &far].into_iter().zip(&expected) {
            let tray = printer.printed();
            assert_eq!(tray.len(), numbers.len(), "{tray:?}");
            for (slip, number) in tray.iter().zip(numbers) {
                assert!(slip.lines.contains(number), "{number} on {slip:?}");
            }
        }
        // One that is broken is nobody else's trouble.
        near.is(Mood::NoPaper);
        let (one, two) = (hall.take().await, hall.take_at(&other).await);
        let no_paper = PrintOutcome::NotPrinted(PrinterState::NoPaper);
        assert_eq!(hall.print(&one, Language::Cs).await, no_paper);
        let printed = hall.print_at(&other, &two, Language::De).await;
        assert_eq!(printed, PrintOutcome::Printed);
    });
}

#[test]
fn a_client_with_an_agreed_time_has_a_ticket_on_paper_too() {
    run(async {
        let printer = TestPrinter::on().await;
        let hall = Hall::with(&printer).await;
        let booking = hall
            .office
            .book("op-zadost", "2026-11-23", "10:15", "Jana Nováková")
            .await;
        let ReservationState::Confirmed { code, .. } = booking.reservation.state else {
            panic!("{booking:?}");
        };
        hall.office.set_clock("2026-11-23T10:10:00+01:00");
        let key = app::services::new_key().unwrap();
        let body = format!("lobby=hall&code={code}&key={key}");
        let answer = hall.post("/api/kiosk_check_in", &body, &hall.kiosk).await;
        let ticket = answer.read::<CheckInAnswer>().outcome.unwrap();
        assert_eq!(
            hall.print(&ticket, Language::Cs).await,
            PrintOutcome::Printed
        );
        let slip = printer.printed().remove(0);
        let text = slip.text();
        assert!(text.contains("Objednáno na 10:15"), "{text}");
        assert!(!text.contains("Nov"), "no name on paper");
        let link = format!("https://office.test/ticket/{key}");
        assert_eq!(slip.qr, Some(link));
    });
}

#[test]
fn staff_hear_how_the_printer_stands_until_it_is_mended() {
    run(async {
        let printer = TestPrinter::on().await;
        let hall = Hall::with(&printer).await;
        hall.counters_are_told(&[]).await;
        assert_eq!(hall.shown().await, Some(PrinterState::Ready));
        let mut minute = 0;
        for (mood, state, words) in [
            (Mood::PaperLow, PrinterState::PaperLow, "Dochází papír"),
            (Mood::NoPaper, PrinterState::NoPaper, "Nemá papír"),
            (Mood::CoverOpen, PrinterState::Stopped, "otevřený kryt"),
            (Mood::Silent, PrinterState::Silent, "Neodpovídá"),
        ] {
            printer.is(mood);
            minute += 1;
            hall.office
                .set_clock(&format!("2026-11-23T09:{minute:02}:00+01:00"));
            hall.counters_are_told_what_is_asked(&trouble(state)).await;
            assert_eq!(hall.shown().await, Some(state));
            let page = hall.get("/admin/devices", &hall.admin).await;
            assert!(page.body.contains(words), "{}", page.body);
        }
        printer.is(Mood::Works);
        hall.office.set_clock("2026-11-23T10:00:00+01:00");
        hall.counters_are_told_what_is_asked(&[]).await;
        assert_eq!(hall.shown().await, Some(PrinterState::Ready));
        // A ticket is told at once, not when the printer is asked next.
        printer.is(Mood::NoPaper);
        let ticket = hall.take().await;
        hall.print(&ticket, Language::Cs).await;
        hall.counters_are_told(&trouble(PrinterState::NoPaper))
            .await;
    });
}

#[test]
fn a_printer_is_named_by_its_address_and_can_be_taken_away_again() {
    run(async {
        let printer = TestPrinter::on().await;
        let hall = Hall::with(&printer).await;
        for other in ["http://192.168.1.50", "192.168.1.50:6379", "\u{1}"] {
            let refused = hall.set_printer(other, 80).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
            assert!(refused.body.contains("Tohle není adresa tiskárny"));
        }
        let typed = hall.set_printer("http://192.168.1.50", 80).await;
        assert!(typed.body.contains("value=\"http://192.168.1.50\""));
        let malformed = hall.set_printer(&printer.address(), 76).await;
        assert_eq!(malformed.status, StatusCode::BAD_REQUEST);
        assert!(hall.take().await.by_server, "nothing has changed");

        let none = hall.set_printer(" ", 80).await;
        assert_eq!(none.status, StatusCode::SEE_OTHER);
        let ticket = hall.take().await;
        assert!(!ticket.by_server);
        assert_eq!(hall.shown().await, None);
        let outcome = hall.print(&ticket, Language::Cs).await;
        assert_eq!(outcome, PrintOutcome::NotPrinted(PrinterState::Silent));
        assert_eq!(printer.printed(), []);
    });
}
