//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use app::services::Client;
use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;

/// Tells everything behind who sends a request: the other end of the connection, or, where that is
/// a proxy of the office's own, whom the proxy names.
pub async fn know_client(trusted: Vec<IpNet>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer {
        let client = client(&trusted, peer.ip(), request.headers());
        request.extensions_mut().insert(Client(client));
    }
    next.run(request).await
}

/// Each proxy writes the address that it was reached from behind those that it was told, so the
/// last one that is no proxy of ours is the client; whatever stands before it anybody may have
/// written.
fn client(trusted: &[IpNet], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let is_ours = |address: &IpAddr| {
        let address = address.to_canonical();
        trusted.iter().any(|net| net.contains(&address))
    };
    if !is_ours(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").into_iter().rev();
    let named = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.rsplit(','))
        .map_while(|address| address.trim().parse::<IpAddr>().ok());
    named
        .into_iter()
        .find(|address| !is_ours(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&'static str]) -> String {
        let trusted = ["127.0.0.1/32", "10.0.0.0/8"].map(|net| net.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        client(&trusted, peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_is_who_is_connected_whatever_the_headers_say() {
        assert_eq!(from("192.0.2.7", &["198.51.100.1"]), "192.0.2.7");
    }

    #[test]
    fn behind_proxies_of_ours_it_is_the_last_address_that_is_none() {
        assert_eq!(from("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        let forged = ["203.0.113.9, 198.51.100.1", "10.1.2.3"];
        assert_eq!(from("127.0.0.1", &forged), "198.51.100.1");
        assert_eq!(from("::ffff:127.0.0.1", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn a_proxy_that_names_nobody_is_the_client() {
        assert_eq!(from("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(from("127.0.0.1", &["unknown"]), "127.0.0.1");
        assert_eq!(from("127.0.0.1", &["198.51.100.1, nonsense"]), "127.0.0.1");
    }
}
