//! Two programs share a SurrealDB server; it goes away and comes back. Only with a server to test
//! against (`cargo xtask test --with-server`).

use std::{
    path::Path,
    time::{Duration, Instant},
};

use app::{
    counter::api::{CounterView, Place},
    kiosk::api::{KioskContent, TakeTicketAnswer},
};
use bench::{
    Failure,
    browser::Browser,
    office::{Server, counter, free_address},
};
use domain::desk::Command;
use reqwest::StatusCode;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Longer than it takes to notice that the database is gone or back.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn without_the_database_it_says_so_and_with_it_all_goes_on() {
    let Some(database) = to_test_against() else {
        return;
    };
    let runtime = store::runtime().unwrap();
    let task = runtime.spawn(async move { go_away_and_come_back(&database).await });
    runtime.block_on(task).unwrap().unwrap();
}

/// Where the SurrealDB server listens that tests may use, if there is one.
pub fn to_test_against() -> Option<String> {
    let address = std::env::var("PREPAZKA_TEST_WS").ok()?;
    let address = address.strip_prefix("ws://root:root@").unwrap();
    Some(address.to_owned())
}

/// The arguments by which programs share a database of that server.
pub fn shared(address: &str, name: &str) -> [String; 10] {
    [
        "--database",
        &format!("ws://{address}"),
        "--database-user",
        "root",
        "--database-password",
        "root",
        "--database-name",
        name,
        // No frontend lies beside the program that tests build.
        "--hash-files",
        "false",
    ]
    .map(str::to_owned)
}

async fn go_away_and_come_back(database: &str) -> Result<(), Failure> {
    let (address, is_open) = gate(database).await?;
    let folder = tempfile::tempdir()?;
    let database = shared(&address, &format!("outage-{}", std::process::id()));
    let database: Vec<_> = database.iter().map(String::as_str).collect();
    let program = Path::new(env!("CARGO_BIN_EXE_server"));
    let one = Server::start_on(program, &database, folder.path(), free_address()?).await?;
    let other = Server::start_on(program, &database, folder.path(), free_address()?).await?;

    let admin = Browser::log_in(&one, "admin").await?;
    let kiosk = Browser::kiosk(&one, &admin, "kiosk").await?;
    let first = take(&kiosk).await?;

    is_open.send_replace(false);
    for server in [&one, &other] {
        until(server, "/readyz", StatusCode::SERVICE_UNAVAILABLE).await?;
        let page = until(server, "/status/hall", StatusCode::SERVICE_UNAVAILABLE).await?;
        assert!(page.contains("Služba je na chvíli přerušena"), "{page}");
        until(server, "/healthz", StatusCode::OK).await?;
    }
    assert!(take(&kiosk).await.is_err());

    is_open.send_replace(true);
    for server in [&one, &other] {
        until(server, "/readyz", StatusCode::OK).await?;
        until(server, "/status/hall", StatusCode::OK).await?;
    }
    let second = take(&kiosk).await?;
    assert_eq!(second.number, first.number + 1);
    // What one has given out the other calls; the session is known to both.
    let clerk = admin.at(&other);
    clerk.sit(counter(1)?).await?;
    let called = clerk.command(counter(1)?, Command::CallNext).await?;
    assert_eq!(called.now.desk.client.map(|ticket| ticket.id), Some(first));
    let view: CounterView = admin.get("counter_view").await?;
    assert!(matches!(view.place, Place::At(seat) if seat.counter == counter(1)?));
    one.kill().await?;
    other.kill().await
}

async fn take(kiosk: &Browser) -> Result<domain::ids::TicketId, Failure> {
    let view: KioskContent = kiosk.get("kiosk_view?lobby=hall").await?;
    let fields = [
        ("lobby", "hall"),
        ("workplace", "w1"),
        ("service", "s1"),
        ("key", &view.key),
    ];
    let answer: TakeTicketAnswer = kiosk.post("take_ticket", &fields).await?;
    let printed = answer.outcome.map_err(|_| "no ticket was given")?;
    Ok(printed.issued.ticket.id)
}

/// Waits until `path` is answered like that; what is answered then.
async fn until(server: &Server, path: &str, status: StatusCode) -> Result<String, Failure> {
    let address = format!("{}{path}", server.url);
    let begin = Instant::now();
    loop {
        let answer = reqwest::get(&address).await?;
        if answer.status() == status {
            let text = answer.text().await?;
            return Ok(text);
        }
        if begin.elapsed() > PATIENCE {
            return Err(format!("{path} is never answered with {status}").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Stands in front of the database; answers where, and how to close it.
async fn gate(database: &str) -> Result<(String, watch::Sender<bool>), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let (control, is_open) = watch::channel(true);
    let database = database.to_owned();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (database, mut is_open) = (database.clone(), is_open.clone());
            tokio::spawn(async move {
                if !*is_open.borrow() {
                    return;
                }
                let Ok(mut database) = TcpStream::connect(database).await else {
                    return;
                };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut client, &mut database) => {}
                    _ = is_open.wait_for(|is_open| !is_open) => {}
                }
            });
        }
    });
    Ok((address, control))
}
