//! The mail server of the tests (`end2end/smtp.mjs`), and what it says.

use std::{path::Path, process::Stdio, time::Duration};

use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Smtp {
    pub port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    child: Child,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Listening {
        port: u16,
    },
    Mail {
        to: Vec<String>,
        /// Whether it came by a secure connection.
        tls: bool,
        raw: String,
    },
    Refused,
    Greylisted,
    Dropped {
        id: String,
    },
    Waiting,
}

impl Smtp {
    pub async fn start(mode: &str) -> Self {
        Self::start_at(0, &["--mode", mode]).await
    }

    pub async fn start_at(port: u16, arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/smtp.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .args(["--port", &port.to_string()])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut smtp = Self { port, lines, child };
        match smtp.next().await {
            Event::Listening { port } => smtp.port = port,
            other => panic!("{other:?}"),
        }
        smtp
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// What happens next.
    pub async fn next(&mut self) -> Event {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.unwrap_or_else(|_| panic!("the mail server says nothing"));
        let line = line
            .unwrap()
            .unwrap_or_else(|| panic!("no mail server: see `npm ci`"));
        serde_json::from_str(&line).unwrap()
    }

    /// The next mail, after which the program has been told that it is accepted.
    pub async fn mail(&mut self) -> (String, String) {
        match self.next().await {
            Event::Mail { to, raw, .. } => (to.concat(), raw),
            other => panic!("{other:?}"),
        }
    }

    /// Nothing has been said, and nothing is while the program has the time to.
    pub async fn assert_silent(&mut self, span: Duration) {
        let line = tokio::time::timeout(span, self.lines.next_line()).await;
        assert!(line.is_err(), "{line:?}");
    }

    /// Ends it; who runs at the same port next is another one.
    pub async fn stop(mut self) -> u16 {
        self.child.kill().await.unwrap();
        self.port
    }
}

/// A header of a mail, in one line.
pub fn header(raw: &str, name: &str) -> String {
    let head = raw.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then(|| value.to_owned())
    });
    line.unwrap_or_else(|| panic!("{name} in {raw}"))
}
