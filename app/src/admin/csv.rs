//! Tables for other programs (RFC 4180), in particular for spreadsheets: these take a cell that begins
//! with certain letters for a formula, and need to be told that the text is UTF-8.

/// Says so.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A whole file of these rows.
pub(super) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut file = String::from(BYTE_ORDER_MARK);
    for row in rows {
        let cells: Vec<_> = row.iter().map(|text| cell(text)).collect();
        file += &cells.join(",");
        file += "\r\n";
    }
    file
}

/// A text before which an apostrophe stands is no formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        assert_eq!(cell("Výtah nejede"), "Výtah nejede");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("\"a\"\nb"), "\"\"\"a\"\"\nb\"");
        assert_eq!(cell("<script>"), "<script>");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        assert_eq!(cell("\r=1"), "\"'\r=1\"");
        assert_eq!(cell("=A1,B1"), "\"'=A1,B1\"");
        assert_eq!(cell("a=1"), "a=1");
    }

    #[test]
    fn a_file_is_rows_that_end_as_the_standard_says() {
        let rows = [vec!["a".to_owned(), "b".to_owned()], vec!["č".to_owned()]];
        assert_eq!(csv(rows), "\u{feff}a,b\r\nč\r\n");
    }
}
