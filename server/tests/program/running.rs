//! The program itself as an operator starts it: behind a proxy, with a mail server that is to be trusted
//! first, and what it writes into its log.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use bench::{
    browser::Browser,
    office::{Server, free_address},
};
use reqwest::{Client, StatusCode, redirect::Policy};
use tempfile::TempDir;

use crate::{
    mails::link,
    office::run,
    smtp::{Event, Smtp},
};

/// A Monday.
const NOW: &str = "2026-11-23T09:00:00+01:00";

/// Longer than the program takes to do what it does at once.
const SOON: Duration = Duration::from_secs(30);

/// The program on a day that is set, in a folder of its own.
struct Running {
    server: Server,
    client: Client,
    folder: TempDir,
}

impl Running {
    /// With more arguments, and with these variables.
    async fn start(arguments: &[&str], variables: &[(&str, &Path)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = started_with(folder.path(), variables);
        let database = format!("surrealkv://{}", folder.path().join("db").display());
        let own = [
            "--database",
            &database,
            "--public-url",
            "https://urad.example.cz",
            "--test-clock",
            NOW,
            // No frontend lies beside the program that tests build.
            "--hash-files",
            "false",
        ];
        let arguments = [&own, arguments].concat();
        let address = free_address().unwrap();
        let server = Server::start_on(&program, &arguments, folder.path(), address);
        Self {
            server: server.await.unwrap(),
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            folder,
        }
    }

    async fn submit(
        &self,
        page: &str,
        fields: &[(&str, &str)],
        from: &str,
    ) -> (StatusCode, String) {
        let url = &self.server.url;
        let request = self.client.post(format!("{url}{page}")).form(fields);
        let request = request
            .header("origin", url)
            .header("x-forwarded-for", from);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    /// The form named `n` asks for that time.
    async fn hold(&self, n: u32, page: &str, email: &str, from: &str) -> (StatusCode, String) {
        let key = format!("{n:032x}");
        let form = [
            ("name", "Žofie Tajemná"),
            ("email", email),
            ("phone", "601 234 567"),
            ("website", ""),
            ("key", &key),
        ];
        self.submit(page, &form, from).await
    }

    fn log(&self) -> String {
        fs::read_to_string(log_in(self.folder.path())).unwrap()
    }

    async fn until_logged(&self, what: &str) {
        let waiting = async {
            while !self.log().contains(what) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let in_time = tokio::time::timeout(SOON, waiting).await;
        assert!(in_time.is_ok(), "never: {what} in {}", self.log());
    }
}

fn log_in(folder: &Path) -> PathBuf {
    folder.join("log")
}

/// A program that starts ours in a zone whose time does not depend on when it is tested, with these
/// variables, and with its log in a file.
fn started_with(folder: &Path, variables: &[(&str, &Path)]) -> PathBuf {
    let variables = variables.iter();
    let variables = variables.map(|(name, value)| format!("export {name}='{}'\n", value.display()));
    let script = format!(
        "#!/bin/sh\nsed -i 's|^zone = .*|zone = \"Europe/Prague\"|' '{}'\nexport RUST_LOG=info,server=trace,app=trace,store=trace\n{}exec '{}' \"$@\" 2>'{}'\n",
        folder.join("bench.toml").display(),
        variables.collect::<String>(),
        env!("CARGO_BIN_EXE_server"),
        log_in(folder).display(),
    );
    let file = folder.join("start");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    file
}

/// A key and a certificate for this machine that nobody knows yet.
fn certificate(folder: &Path) -> (String, String) {
    let (key, cert) = (folder.join("key.pem"), folder.join("cert.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args(["-nodes", "-days", "30000", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    (key.display().to_string(), cert.display().to_string())
}

const WEDNESDAY: &str = "/book/s1/2026-11-25/10:15";

#[test]
fn mails_leave_by_a_secure_connection_to_a_server_that_is_trusted_with_the_password() {
    run(async {
        for (scheme, query, how) in [
            ("smtp", "?tls=required", "--tls"),
            ("smtps", "", "--secure"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let (key, cert) = certificate(folder.path());
            let arguments = ["--mode", "login", how, "--key", &key, "--cert", &cert];
            let mut smtp = Smtp::start_at(0, &arguments).await;
            let url = format!("{scheme}://urad:tajne@localhost:{}{query}", smtp.port);
            let trusted = [("SSL_CERT_FILE", Path::new(&cert))];
            let office = Running::start(&["--smtp", &url], &trusted).await;
            let (status, page) = office
                .hold(1, WEDNESDAY, "zofie@example.cz", "192.0.2.1")
                .await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            match smtp.next().await {
                Event::Mail { to, tls, raw } => {
                    assert_eq!(to, ["zofie@example.cz"]);
                    assert!(tls, "{scheme}: it came in the clear");
                    assert!(link(&raw, "confirm").is_some(), "{raw}");
                }
                other => panic!("{scheme}: {other:?}"),
            }
            office.server.kill().await.unwrap();
        }
    });
}

#[test]
fn behind_a_proxy_each_client_is_counted_for_itself_and_many_share_an_address() {
    run(async {
        let smtp = Smtp::start("accept").await;
        let url = smtp.url();
        let arguments = ["--smtp", &url, "--trusted-proxies", "127.0.0.1/32"];
        let office = Running::start(&arguments, &[]).await;
        // The phones of a whole town, over as many workplaces as there are.
        let hold = async |n: u32, from: &str| {
            let (workplace, slot) = (n % 8 + 1, n / 8);
            let (hour, minute) = (8 + slot / 4, slot % 4 * 15);
            let page = format!("/book/s{workplace}/2026-11-25/{hour:02}:{minute:02}");
            office
                .hold(n, &page, &format!("klient{n}@example.cz"), from)
                .await
        };
        for n in 0..60 {
            let (status, page) = hold(n, "198.51.100.1").await;
            assert_eq!(status, StatusCode::SEE_OTHER, "the {n}. client: {page}");
        }
        // On a slow machine some time has passed, in which a few more may. Whatever else a client
        // writes there, the proxy's own word is the last.
        let mut next = 60;
        for from in [
            "198.51.100.1",
            "203.0.113.5, 198.51.100.1",
            "127.0.0.1, 198.51.100.1",
        ] {
            let mut page = String::new();
            for _ in 0..30 {
                let answer = hold(next, from).await;
                page = answer.1;
                if answer.0 == StatusCode::UNPROCESSABLE_ENTITY {
                    break;
                }
                next += 1;
            }
            assert!(page.contains("Je toho teď moc najednou."), "{from}: {page}");
        }
        for from in ["198.51.100.2", "2001:db8::1"] {
            let (status, page) = hold(next, from).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{from}: {page}");
            next += 1;
        }
        office.server.kill().await.unwrap();
    });
}

#[test]
fn without_a_proxy_that_is_trusted_nobody_chooses_an_address() {
    run(async {
        let smtp = Smtp::start("accept").await;
        let url = smtp.url();
        let office = Running::start(&["--smtp", &url], &[]).await;
        let form = |n: u32| {
            let email = format!("klient{n}@example.cz");
            [("action", "links".to_owned()), ("email", email)]
        };
        // Mails are counted as well, and asking for them holds nothing.
        for n in 0..70 {
            let form = form(n);
            let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
            let from = format!("203.0.113.{n}");
            office.submit("/cancel", &form, &from).await;
        }
        let held = format!("/held/{:032x}", 1);
        office
            .hold(1, WEDNESDAY, "zofie@example.cz", "198.51.100.9")
            .await;
        let resend = [("action", "resend")];
        let (status, page) = office.submit(&held, &resend, "198.51.100.9").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        office.server.kill().await.unwrap();
    });
}

#[test]
fn the_log_names_no_client() {
    run(async {
        let mut smtp = Smtp::start("accept").await;
        let url = smtp.url();
        let office = Running::start(&["--smtp", &url], &[]).await;
        // The server takes the first mail to such an address and no more.
        let email = "full-tajemna@example.cz";
        let (status, page) = office
            .hold(1, "/book/s1/2026-11-23/11:00", email, "192.0.2.1")
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, raw) = smtp.mail().await;
        let token = link(&raw, "confirm").unwrap();
        let (status, _) = office
            .submit(&format!("/confirm/{token}"), &[], "192.0.2.1")
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(matches!(smtp.next().await, Event::Refused));
        office.until_logged("refuses a mail for good").await;

        let page = format!("{}/reservation/{token}", office.server.url);
        let page = office
            .client
            .get(page)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let digits = page.split("class=\"digits\"").nth(1).unwrap();
        let digits = digits.split('<').next().unwrap();
        let code: String = digits.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(code.len(), 6, "{digits}");
        office
            .server
            .set_clock("2026-11-23T11:00:00+01:00")
            .await
            .unwrap();
        let admin = Browser::log_in(&office.server, "admin").await.unwrap();
        let kiosk = Browser::kiosk(&office.server, &admin, "kiosk")
            .await
            .unwrap();
        let key = format!("{:032x}", 7);
        let fields = [("lobby", "hall"), ("code", &*code), ("key", &*key)];
        let answer: app::kiosk::api::CheckInAnswer =
            kiosk.post("kiosk_check_in", &fields).await.unwrap();
        assert!(answer.outcome.is_ok(), "{:?}", answer.outcome);
        // Something of it all is told, but not who it was.
        let wrong = [("action", "find"), ("code", "000000"), ("email", email)];
        office.submit("/cancel", &wrong, "192.0.2.1").await;
        let log = office.log();
        assert!(log.contains("refuses a mail for good"), "{log}");
        for secret in [
            "Žofie",
            "Tajemná",
            "tajemna",
            "601234567",
            "601 234 567",
            &code,
        ] {
            assert!(!log.contains(secret), "`{secret}` in {log}");
        }
        office.server.kill().await.unwrap();
    });
}
