//! The mail server to which mails are given.

use std::{net::IpAddr, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    transport::smtp::{Error, extension::ClientId},
};

use super::{Outcome, public_url::PublicUrl};

/// A server that says nothing for so long is tried again later.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

/// The address is none of a mail server. It may hold a password, so it is not told.
#[derive(Debug, thiserror::Error)]
#[error(
    "the address of the mail server is not understood: write it as \
     smtps://user:password@host or smtp://host:port?tls=required"
)]
pub struct NotAServer;

impl Smtp {
    /// # Errors
    /// If `url` names no mail server.
    pub fn new(url: &str, public_url: &PublicUrl) -> Result<Self, NotAServer> {
        let builder =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| NotAServer)?;
        let name = public_url.host();
        let name = match name.parse() {
            Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::Domain(name.to_owned()),
        };
        let transport = builder.hello_name(name).timeout(Some(PATIENCE)).build();
        Ok(Self { transport })
    }

    /// Gives one mail to the server. The server's own words are not logged: they name the client.
    pub async fn send(&self, message: Message) -> Outcome {
        let Err(error) = self.transport.send(message).await else {
            return Outcome::Delivered;
        };
        let code = error.status().map(|code| code.to_string());
        // The address itself is of a kind that this server does not take.
        if error.is_client() {
            tracing::warn!("the mail server takes no such address");
            return Outcome::Refused;
        }
        if error.is_permanent() && self.lets_us_in().await && !is_about_us(&error) {
            tracing::warn!(code, "the mail server refuses a mail for good");
            return Outcome::Refused;
        }
        tracing::warn!(code, kind = kind(&error), "a mail could not be sent now");
        Outcome::FailedForNow
    }

    /// Tells a refusal of one mail from one of the whole program: a wrong password must not lose
    /// anybody's mail.
    async fn lets_us_in(&self) -> bool {
        matches!(self.transport.test_connection().await, Ok(true))
    }
}

/// Refusals that are about the settings: 530 and the like say that a login is needed, x.1.7 and
/// x.1.8 that the sender's address is wrong (RFC 3463).
fn is_about_us(error: &Error) -> bool {
    let code = error.status().map(u16::from);
    let words = std::error::Error::source(error).map(ToString::to_string);
    let words = words.unwrap_or_default();
    matches!(code, Some(500..=504 | 521 | 530 | 534 | 535 | 538))
        || ["5.1.7", "5.1.8"].iter().any(|code| words.contains(code))
}

fn kind(error: &Error) -> &'static str {
    if error.is_timeout() {
        "it took too long"
    } else if error.is_tls() {
        "no secure connection"
    } else if error.is_transient() {
        "the server asks to try later"
    } else if error.is_permanent() {
        "the server does not let us in"
    } else {
        "no connection, or it broke off"
    }
}
