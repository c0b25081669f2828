//! (d) What an idle display costs.

use std::{path::Path, time::Duration};

use futures::StreamExt as _;

use crate::report::Report;
use bench::{Failure, office::Server};

pub async fn measure(report: &mut Report, program: &Path, seconds: u64) -> Result<(), Failure> {
    let server = Server::start(program).await?;
    let stream = reqwest::get(format!("{}/live/public/hall", server.url)).await?;
    let mut bytes = 0;
    let mut body = stream.bytes_stream();
    let watch = async {
        while let Some(chunk) = body.next().await {
            bytes += chunk?.len();
        }
        Err::<(), Failure>("the stream ended".into())
    };
    // The time is what is measured.
    if let Ok(ended) = tokio::time::timeout(Duration::from_secs(seconds), watch).await {
        ended?;
    }
    let a_minute = bytes as u64 * 60 / seconds.max(1);
    report.add(
        "idle display",
        format!("1 request, {a_minute} B a minute"),
        "1 stream, ≤ 2048 B a minute",
    );
    server.kill().await
}
