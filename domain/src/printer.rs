//! The printer of a kiosk: where it is, how wide its paper is, and how it stands.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

/// A printer that the server drives over the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printer {
    pub address: PrinterAddress,
    pub paper: Paper,
}

/// The ports at which printers, and boxes that lead to several of them, take what is printed as it
/// is. No other one can be named, so that an address leads to no other kind of service.
pub const PORTS: std::ops::RangeInclusive<u16> = 9100..=9109;

/// A machine and a port of it, `192.168.1.50:9100`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterAddress {
    host: String,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a printer")]
pub struct NotAPrinterAddress;

impl PrinterAddress {
    /// A name, or an address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for PrinterAddress {
    type Err = NotAPrinterAddress;

    /// The port may be left out; it is then the usual one.
    fn from_str(text: &str) -> Result<Self, NotAPrinterAddress> {
        let text = text.trim();
        let (host, port) = if let Some(rest) = text.strip_prefix('[') {
            let (host, rest) = rest.split_once(']').ok_or(NotAPrinterAddress)?;
            let port = match rest.strip_prefix(':') {
                Some(port) => Some(port),
                None if rest.is_empty() => None,
                None => return Err(NotAPrinterAddress),
            };
            (host, port)
        } else if text.parse::<IpAddr>().is_ok() {
            (text, None)
        } else {
            match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            }
        };
        let port = match port {
            // `parse` alone takes a sign too.
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                port.parse().map_err(|_| NotAPrinterAddress)?
            }
            Some(_) => return Err(NotAPrinterAddress),
            None => *PORTS.start(),
        };
        let is_host = host.parse::<IpAddr>().is_ok() || is_name(host);
        if !is_host || !PORTS.contains(&port) {
            return Err(NotAPrinterAddress);
        }
        let host = host.to_ascii_lowercase();
        Ok(Self { host, port })
    }
}

/// A name of a machine. Its last part is no number, else it is a mistyped address.
fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253
        && host.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for PrinterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') {
            write!(f, "[{host}]:{port}")
        } else {
            write!(f, "{host}:{port}")
        }
    }
}

/// The rolls that such printers take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    Mm58,
    #[default]
    Mm80,
}

impl Paper {
    pub const ALL: [Self; 2] = [Self::Mm58, Self::Mm80];

    #[must_use]
    pub const fn millimetres(self) -> u16 {
        match self {
            Self::Mm58 => 58,
            Self::Mm80 => 80,
        }
    }

    #[must_use]
    pub fn of_millimetres(millimetres: u16) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|paper| paper.millimetres() == millimetres)
    }

    /// How many letters of the usual size a line takes.
    #[must_use]
    pub fn columns(self) -> usize {
        match self {
            Self::Mm58 => 32,
            Self::Mm80 => 48,
        }
    }
}

/// How a printer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrinterState {
    Ready,
    /// It prints, but the roll is to be changed soon.
    PaperLow,
    NoPaper,
    /// It answers but does not print: its cover is open, or something is jammed.
    Stopped,
    /// No answer: it is off, unplugged, or somewhere else.
    Silent,
}

impl PrinterState {
    #[must_use]
    pub fn prints(self) -> bool {
        matches!(self, Self::Ready | Self::PaperLow)
    }
}

/// A kiosk's printer that somebody should look after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterTrouble {
    /// The kiosk's name.
    pub kiosk: String,
    pub state: PrinterState,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_machine_and_a_port_of_printers() {
        for (typed, read) in [
            ("192.168.1.50:9100", "192.168.1.50:9100"),
            (" 192.168.1.50 ", "192.168.1.50:9100"),
            ("Tiskarna-1.urad.local:9101", "tiskarna-1.urad.local:9101"),
            ("tiskarna", "tiskarna:9100"),
            ("[fd00::50]:9102", "[fd00::50]:9102"),
            ("fd00::50", "[fd00::50]:9100"),
        ] {
            let address: PrinterAddress = typed.parse().unwrap();
            assert_eq!(address.to_string(), read);
            assert_eq!(read.parse(), Ok(address));
        }
    }

    #[test]
    fn an_address_leads_to_no_other_service() {
        for typed in [
            "",
            ":9100",
            "192.168.1.50:80",
            "192.168.1.50:6379",
            "192.168.1.50:+9100",
            "192.168.1.50:",
            "192.168.1.500",
            "192.168.1.500:9100",
            "http://tiskarna:9100",
            "user@tiskarna:9100",
            "tiskarna:9100/x",
            "tis karna",
            "-tiskarna",
            "tiskárna",
            "[fd00::50",
            "[fd00::50]9100",
            "[tiskarna]:99999",
            "tiskarna..local",
        ] {
            assert_eq!(
                typed.parse::<PrinterAddress>(),
                Err(NotAPrinterAddress),
                "{typed}"
            );
        }
    }

    #[test]
    fn paper_is_named_by_its_width() {
        for paper in Paper::ALL {
            assert_eq!(Paper::of_millimetres(paper.millimetres()), Some(paper));
        }
        assert_eq!(Paper::of_millimetres(76), None);
    }
}
