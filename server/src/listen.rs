//! Connections: how many, how long they may take to say what they want, and how they end.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{Semaphore, watch},
};
use tower::ServiceExt as _;

/// More than a thousand screens and phones, and few enough for a small machine.
const MOST_CONNECTIONS: usize = 4096;

/// A client that has not sent its header by then is not going to.
const HEADER_TIME: Duration = Duration::from_secs(10);

/// How long requests under way may take when the program ends.
const FAREWELL: Duration = Duration::from_secs(10);

/// Connections that have come and are not accepted yet: a rush, when times for booking appear. Of
/// 128, the usual number, the others would be dropped and tried again after a second.
const MOST_WAITING: u32 = 4096;

/// # Errors
/// The address is taken, or not this machine's.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A program that was killed leaves connections behind, which must not keep the next one away.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(MOST_WAITING)
}

/// Serves until the program ends; then no request under way is cut.
pub async fn serve(listener: TcpListener, router: Router, mut ending: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            _ = ending.wait_for(|ending| *ending) => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else {
            continue;
        };
        let router = router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let router = router.clone();
            async move {
                Ok::<_, Infallible>(
                    router
                        .oneshot(request)
                        .await
                        .unwrap_or_else(|never| match never {}),
                )
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIME)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away in mid-sentence is no news.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests under way did not end in time");
    }
}

type Accepted = (
    tokio::net::TcpStream,
    SocketAddr,
    tokio::sync::OwnedSemaphorePermit,
);

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Small messages are to leave at once.
            stream.set_nodelay(true).ok()?;
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection was not accepted");
            // Out of file descriptors: others must end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
