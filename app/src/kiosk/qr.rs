//! A QR code as a picture. It is made here, so that no kiosk loads what makes it.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The free edge that belongs to the code, in modules.
const EDGE: usize = 4;

/// An SVG element without colours of its own; none for a text that is too long for a code.
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(side).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            let n = run.len();
            if run.first() == Some(&Color::Dark) {
                write!(path, "M{x} {y}h{n}v1h-{n}").ok()?;
            }
            x += n;
        }
    }
    let whole = side + 2 * EDGE;
    Some(format!(
        "<svg viewBox=\"-{EDGE} -{EDGE} {whole} {whole}\" shape-rendering=\"crispEdges\">\
         <path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules that the picture draws.
    fn drawn(svg: &str, side: usize) -> Vec<bool> {
        let mut dark = vec![false; side * side];
        let path = svg.split("d=\"").nth(1).unwrap();
        let path = path.split('"').next().unwrap();
        for run in path.split('M').filter(|run| !run.is_empty()) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (n, _) = rest.split_once('v').unwrap();
            let [x, y, n] = [x, y, n].map(|number| number.parse::<usize>().unwrap());
            dark[y * side + x..][..n].fill(true);
        }
        dark
    }

    #[test]
    fn the_picture_is_the_code() {
        let text = "https://urad.example.cz/ticket/0123456789abcdef0123456789abcdef";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let dark: Vec<_> = code
            .to_colors()
            .iter()
            .map(|it| it.select(true, false))
            .collect();
        assert_eq!(drawn(&svg(text).unwrap(), code.width()), dark);
        assert_eq!(svg(&"x".repeat(10_000)), None);
    }
}
