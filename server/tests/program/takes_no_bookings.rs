//! An office whose program has no mail server takes no bookings; who can have it mended is told.

use domain::staff::Role;

use crate::office::{Office, run};

const TOLD: &str = "program nemá poštovní server";

#[test]
fn admins_are_told_on_the_overview_that_nobody_can_book_and_why() {
    run(async {
        let office = Office::without_mails().await;
        let offer = office.open("/book").await;
        assert!(offer.body.contains("Přes internet se teď objednat nejde."));
        let admin = office.staff(Role::Admin).await;
        let page = office.open_as(&admin, "/admin").await;
        assert!(page.body.contains(TOLD), "{}", page.body);
        assert!(page.body.contains("--smtp"), "what to do: {}", page.body);
        for (language, sentence) in [
            ("en", "has no mail server"),
            ("de", "hat keinen Mailserver"),
            ("uk", "не має поштового сервера"),
        ] {
            let mut admin = admin.clone();
            let cookie = admin.cookie.as_ref().unwrap();
            admin.cookie = Some(format!("{cookie}; language={language}"));
            let page = office.open_as(&admin, "/admin").await;
            assert!(page.body.contains(sentence), "{language}: {}", page.body);
        }
        let supervisor = office.staff(Role::Supervisor).await;
        let page = office.open_as(&supervisor, "/admin").await;
        assert!(page.body.contains("Přehled úřadu") && !page.body.contains(TOLD));
    });
}

#[test]
fn nothing_is_said_where_mails_leave() {
    run(async {
        let office = Office::new().await;
        let admin = office.staff(Role::Admin).await;
        let page = office.open_as(&admin, "/admin").await;
        assert!(page.body.contains("Přehled úřadu") && !page.body.contains(TOLD));
    });
}
