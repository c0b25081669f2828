//! An office to measure: open day and night, with more tickets than anybody takes.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use chrono::{Timelike as _, Utc};
use domain::{
    ids::{CounterNumber, LobbyId, ServiceId, WorkplaceId},
    moment::Moment,
    staff::Clerk,
    town::Town,
};
use store::{Store, TicketRequest, town_file};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::Failure;

/// How many workplaces, each with one counter and one service.
pub const WORKPLACES: u16 = 8;

/// Places for the internet in each quarter of an hour of a workplace, from eight to four.
pub const PLACES: u16 = 5;

/// The set-up as a file.
#[expect(clippy::format_push_string, reason = "a short text, made once")]
pub fn town_file_text() -> String {
    let mut text = format!(
        "name = {{ cs = \"Úřad\" }}\nzone = \"{}\"\nlanguages = [\"cs\"]\n\
         [office]\naddress = \"Náměstí 1, 100 00 Lhota\"\nemail = \"urad@example.cz\"\n\
         phone = \"123 456 789\"\nwebsite = \"https://www.example.cz\"\n\
         company_number = \"00006947\"\n\
         [rules]\ncall_shown_seconds = 10\n\
         [[lobby]]\nid = \"hall\"\nname = {{ cs = \"hala\" }}\n\
         [[department]]\nid = \"d\"\nname = {{ cs = \"odbor\" }}\n",
        zone_of_early_morning()
    );
    for (n, letter) in (1..=WORKPLACES).zip('A'..) {
        let each_day = |day: &str| {
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
                .map(|weekday| format!("{weekday} = [\"{day}\"]"))
                .join(", ")
        };
        let hours = each_day("0:00-23:59");
        let places = each_day(&format!("8:00-16:00 x{PLACES}"));
        text += &format!(
            "[[workplace]]\nid = \"w{n}\"\ndepartment = \"d\"\nlobby = \"hall\"\n\
             series = \"{letter}\"\nname = {{ cs = \"pracoviště {n}\" }}\n\
             daily_capacity = 999\nhours = {{ {hours} }}\n\
             internet = {{ slot_minutes = 15, {places} }}\n\
             [[workplace.service]]\nid = \"s{n}\"\n\
             name = {{ cs = \"činnost {n}\" }}\nminutes = 1\n\
             [[counter]]\nnumber = {n}\nserves = [\"w{n}\"]\n"
        );
    }
    text
}

/// A zone where it is between one and two at night, so that whenever it is measured the day is long
/// enough for all tickets, and does not end.
#[expect(
    clippy::disallowed_methods,
    reason = "the measured office runs at the present time"
)]
fn zone_of_early_morning() -> String {
    // Their names count westwards: `Etc/GMT+5` is five hours behind.
    match i64::from(Utc::now().hour()) - 1 {
        ahead @ ..0 => format!("Etc/GMT{ahead}"),
        0 => "Etc/GMT".to_owned(),
        behind @ 1..=12 => format!("Etc/GMT+{behind}"),
        behind => format!("Etc/GMT-{}", 24 - behind),
    }
}

pub fn town() -> Result<Town, Failure> {
    Ok(town_file::read("bench.toml", &town_file_text())?)
}

/// The office's time.
#[expect(
    clippy::disallowed_methods,
    reason = "the measured office runs at the present time"
)]
pub fn now(town: &Town) -> Moment {
    Moment::new(Utc::now(), town.zone)
}

/// A durable database in a folder of its own, with the office in it.
pub async fn store(folder: &Path) -> Result<(Store, Town), Failure> {
    let town = town()?;
    let store = store_of(folder, &town).await?;
    Ok((store, town))
}

/// The same with that office.
pub async fn store_of(folder: &Path, town: &Town) -> Result<Store, Failure> {
    let store = Store::connect(&database_in(folder), None).await?;
    store.import_town(town).await?;
    Ok(store)
}

/// Waits until the database in `folder` is closed, which it is some time after its last user went:
/// nobody else can open it before.
pub async fn closed(folder: &Path) -> Result<(), Failure> {
    const PATIENCE: Duration = Duration::from_mins(1);

    let lock = std::fs::File::open(folder.join("db/LOCK"))?;
    let begin = Instant::now();
    while lock.try_lock().is_err() {
        if begin.elapsed() > PATIENCE {
            return Err("the database stays open".into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// The address of the database in `folder`.
#[must_use]
pub fn database_in(folder: &Path) -> String {
    format!("surrealkv://{}", folder.join("db").display())
}

pub fn clerk(number: u16) -> Clerk {
    Clerk {
        login: format!("clerk{number}"),
        name: format!("Clerk {number}"),
    }
}

pub fn counter(number: u16) -> Result<CounterNumber, Failure> {
    Ok(CounterNumber::try_from(number)?)
}

pub fn lobby() -> Result<LobbyId, Failure> {
    Ok("hall".parse()?)
}

/// A tap for the ticket of workplace `n`, another one at each call.
pub fn tap(n: u16) -> Result<TicketRequest, Failure> {
    static TAPS: AtomicU32 = AtomicU32::new(0);

    Ok(TicketRequest {
        lobby: lobby()?,
        workplace: format!("w{n}").parse::<WorkplaceId>()?,
        service: format!("s{n}").parse::<ServiceId>()?,
        by: domain::slots::Booker::Client,
        priority: false,
        key: format!("tap-{}", TAPS.fetch_add(1, Ordering::Relaxed)),
    })
}

/// A running server of its own, killed when dropped.
pub struct Server {
    pub url: String,
    pub started_in: Duration,
    /// Those that the first start made.
    pub logins: Vec<Login>,
    child: Child,
    /// Removed with the server.
    folder: Option<TempDir>,
}

/// Somebody of the staff.
#[derive(Clone, Debug)]
pub struct Login {
    pub login: String,
    pub password: String,
    pub role: String,
}

impl Server {
    /// Starts `program` on an empty office.
    pub async fn start(program: &Path) -> Result<Self, Failure> {
        Self::start_with(program, &[]).await
    }

    /// The same with more arguments.
    pub async fn start_with(program: &Path, more: &[&str]) -> Result<Self, Failure> {
        let folder = TempDir::new()?;
        let database = database_in(folder.path());
        let arguments = [&["--database", database.as_str()], more].concat();
        let mut server =
            Self::start_on(program, &arguments, folder.path(), free_address()?).await?;
        server.folder = Some(folder);
        Ok(server)
    }

    /// Starts `program` on the data in `folder`.
    pub async fn start_in(program: &Path, folder: &Path) -> Result<Self, Failure> {
        Self::start_at(program, folder, free_address()?).await
    }

    /// Starts `program` on the data in `folder`, listening at `address`.
    pub async fn start_at(
        program: &Path,
        folder: &Path,
        address: SocketAddr,
    ) -> Result<Self, Failure> {
        let database = database_in(folder);
        Self::start_on(program, &["--database", &database], folder, address).await
    }

    /// Starts `program` with arguments that name its database, and its set-up in `folder`.
    pub async fn start_on(
        program: &Path,
        arguments: &[&str],
        folder: &Path,
        address: SocketAddr,
    ) -> Result<Self, Failure> {
        let town = folder.join("bench.toml");
        std::fs::write(&town, town_file_text())?;
        let begin = Instant::now();
        let mut child = Command::new(program)
            // What is measured or killed has much to warn of.
            .env("RUST_LOG", "error")
            .args(["--listen", &address.to_string()])
            .args(arguments)
            .arg("--town")
            .arg(&town)
            .arg("--backup-folder")
            .arg(folder.join("backups"))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut logins = Vec::new();
        loop {
            let line = lines.next_line().await?.ok_or("the server ended")?;
            let words: Vec<_> = line.split_whitespace().collect();
            match words[..] {
                ["login", login, "password", password, "role", role] => logins.push(Login {
                    login: login.to_owned(),
                    password: password.to_owned(),
                    role: role.to_owned(),
                }),
                ["ready", _] => break,
                _ => {}
            }
        }
        Ok(Self {
            url: format!("http://{address}"),
            started_in: begin.elapsed(),
            logins,
            child,
            folder: None,
        })
    }

    /// The login of that role which the first start made.
    pub fn login(&self, role: &str) -> Result<&Login, Failure> {
        let login = self.logins.iter().find(|login| login.role == role);
        Ok(login.ok_or("the server made no such login")?)
    }

    /// Sets the time of a server built with the feature `test-clock`.
    pub async fn set_clock(&self, now: &str) -> Result<(), Failure> {
        let address = format!("{}/test/clock", self.url);
        let body = serde_json::json!({ "now": now });
        let answer = reqwest::Client::new()
            .post(address)
            .json(&body)
            .send()
            .await?;
        answer.error_for_status()?;
        Ok(())
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<u64, Failure> {
        let id = self.child.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: u64 = line
            .and_then(|line| line.split_whitespace().next())
            .ok_or("no resident memory is told")?
            .parse()?;
        Ok(kib / 1024)
    }

    /// Ends it as a power cut does.
    pub async fn kill(mut self) -> Result<(), Failure> {
        self.child.kill().await?;
        drop(self.folder.take());
        Ok(())
    }
}

pub fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
