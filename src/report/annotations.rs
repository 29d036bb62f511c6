//! Findings as workflow commands of GitHub Actions.

use super::document::printable;
use super::finding::{Finding, Level};

/// A line for each finding that is not as it should be: `::error
/// file=...,line=...,title=...::text`, with what would end it escaped.
///
/// ```
/// use tinyfoot::report::annotations;
///
/// assert_eq!(annotations(&[]), "");
/// ```
pub fn annotations(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings.iter().filter(|finding| finding.level.is_shown()) {
        let command = match finding.level {
            Level::Error | Level::Unreadable => "error",
            Level::Warning => "warning",
            Level::Note | Level::Pass => "notice",
        };
        let mut properties = Vec::new();
        if let Some(at) = &finding.position {
            properties.push(format!("file={}", property(&at.file)));
            properties.push(format!("line={}", at.line));
            properties.push(format!("col={}", at.column));
        }
        let title = format!("{}: {}", finding.device, finding.title);
        properties.push(format!("title={}", property(&title)));
        let properties = properties.join(",");
        text.push_str(&format!(
            "::{command} {properties}::{}\n",
            data(&finding.text)
        ));
    }
    text
}

fn data(text: &str) -> String {
    let lines: Vec<String> = text
        .replace('%', "%25")
        .replace('\r', "%0D")
        .split('\n')
        .map(|line| printable(line).into_owned())
        .collect();
    lines.join("%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("100 %\r\n::error::"), "100 %25%0D%0A::error::");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(data("\u{1b}[31m"), "\u{fffd}[31m");
        // What is escaped already stays distinct from what is not.
        assert_ne!(data("%0A"), data("\n"));
    }
}
