//! A SurrealDB server of our own, for the tests of what several instances share.

use std::env;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, run};

/// Unoptimised, on a busy machine, with room to spare.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs until it is dropped.
pub struct Database {
    process: Child,
    folder: PathBuf,
}

impl Database {
    /// Builds and starts it on a free port, and tells `tests` where it is.
    pub fn start_for(workspace: &Workspace, tests: &mut Command) -> Result<Self> {
        const MANIFEST: &str = "surrealdb-server/Cargo.toml";
        // A workspace of its own, so that nobody else compiles it; the folder is shared, so that
        // what both need is compiled once.
        let mut build = workspace.cargo(["build", "--locked", "--manifest-path", MANIFEST]);
        run(build.arg("--target-dir").arg(&workspace.target))?;

        let address = free_address().context("no free port was found for the SurrealDB server")?;
        let folder = env::temp_dir().join(format!("prepazka-test-{}", address.port()));
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} could not be created", folder.display()))?;
        let process = workspace
            .command(workspace.target.join("debug/prepazka-surrealdb"))
            .args(["start", "--no-banner", "--log", "warn"])
            .args(["--username", "root", "--password", "root"])
            .args(["--bind", &address.to_string()])
            .arg(format!("surrealkv://{}", folder.join("db").display()))
            .stdin(Stdio::null())
            .spawn()
            .context("the SurrealDB server could not be started")?;
        let mut database = Self { process, folder };
        database.wait_for(address)?;
        tests.env("PREPAZKA_TEST_WS", format!("ws://root:root@{address}"));
        println!("SurrealDB listens at ws://{address}.");
        Ok(database)
    }

    fn wait_for(&mut self, address: SocketAddr) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Ok(Some(status)) = self.process.try_wait() {
                bail!("The SurrealDB server ended before it was ready ({status}).");
            }
            if start.elapsed() > PATIENCE {
                bail!(
                    "The SurrealDB server was not ready after {} s.",
                    PATIENCE.as_secs()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Whatever fails here, the data was for one test run.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
