//! Where clients reach the office: what the links in mails begin with.

use std::{fmt, net::SocketAddr, str::FromStr};

use domain::ids::ServiceId;
use http::Uri;

/// `https://urad.example.cz`, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    base: String,
    host: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the address with its beginning, such as https://urad.example.cz")]
pub struct NotAPublicUrl;

impl PublicUrl {
    /// Of a program that nobody told another one.
    #[must_use]
    pub fn of_listener(address: SocketAddr) -> Self {
        Self {
            base: format!("http://{address}"),
            host: address.ip().to_string(),
        }
    }

    /// The part that names the machine, for names that are to be the only ones in the world.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The page behind the link that confirms.
    #[must_use]
    pub fn confirm(&self, token: &str) -> String {
        format!("{}/confirm/{token}", self.base)
    }

    /// The page on which a reservation is moved or cancelled.
    #[must_use]
    pub fn reservation(&self, token: &str) -> String {
        format!("{}/reservation/{token}", self.base)
    }

    /// The page on which a reservation gets another time.
    #[must_use]
    pub fn other_time(&self, token: &str) -> String {
        format!("{}/move", self.reservation(token))
    }

    #[must_use]
    pub fn start(&self) -> String {
        format!("{}/", self.base)
    }

    /// Where a time for a service is chosen.
    #[must_use]
    pub fn times(&self, service: &ServiceId) -> String {
        format!("{}/book/{service}", self.base)
    }
}

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotAPublicUrl> {
        let uri: Uri = text.trim().parse().map_err(|_| NotAPublicUrl)?;
        let host = uri.host().filter(|host| !host.is_empty());
        let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
        match host {
            Some(host) if scheme && uri.query().is_none() => Ok(Self {
                base: text.trim().trim_end_matches('/').to_owned(),
                host: host.trim_matches(['[', ']']).to_owned(),
            }),
            _ => Err(NotAPublicUrl),
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_begin_with_the_public_address() {
        let url: PublicUrl = "https://urad.example.cz/objednavky/".parse().unwrap();
        assert_eq!(url.host(), "urad.example.cz");
        assert_eq!(
            url.confirm("abc"),
            "https://urad.example.cz/objednavky/confirm/abc"
        );
        let listener = PublicUrl::of_listener("127.0.0.1:3000".parse().unwrap());
        assert_eq!(listener.start(), "http://127.0.0.1:3000/");
        for other in [
            "",
            "urad.example.cz",
            "ftp://a.cz",
            "https://",
            "https://a.cz/?b",
        ] {
            assert_eq!(other.parse::<PublicUrl>(), Err(NotAPublicUrl), "{other}");
        }
    }
}
