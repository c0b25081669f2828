//! (e) Memory, idle and with a thousand live connections; and how soon the program answers, also
//! after a power cut.

use std::path::Path;

use futures::{StreamExt as _, future::try_join_all};

use crate::report::Report;
use bench::{Failure, office::Server};

const CONNECTIONS: usize = 1_000;

pub async fn measure(report: &mut Report, program: &Path) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let server = Server::start_in(program, folder.path()).await?;
    report.add(
        "memory, idle",
        format!("{} MiB", server.memory()?),
        "≤ 150 MB in 1 GiB",
    );
    let address = format!("{}/live/public/hall", server.url);
    let client = reqwest::Client::new();
    let open = (0..CONNECTIONS).map(|_| {
        let get = client.get(&address);
        async move {
            let mut body = get.send().await?.bytes_stream();
            // The first word has come: the stream stands.
            body.next().await.ok_or("a stream ended")??;
            Ok::<_, Failure>(body)
        }
    });
    let streams = try_join_all(open).await?;
    report.add(
        "memory, 1,000 live connections",
        format!("{} MiB", server.memory()?),
        "≤ 400 MB in 1 GiB",
    );
    drop(streams);
    server.kill().await?;
    let again = Server::start_in(program, folder.path()).await?;
    let millis = again.started_in.as_millis();
    report.add("start after kill -9", format!("{millis} ms"), "≤ 1,000 ms");
    again.kill().await
}
