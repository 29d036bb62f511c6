//! Findings as JUnit XML.

use super::finding::{Finding, Level};

/// A test suite for each device, a test case for each finding.
pub fn junit(findings: &[Finding]) -> String {
    let mut devices: Vec<&str> = Vec::new();
    for finding in findings {
        if !devices.contains(&finding.device.as_str()) {
            devices.push(&finding.device);
        }
    }
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.push_str(&format!(
        "<testsuites name=\"tinyfoot\" {}>\n",
        counts(&findings.iter().collect::<Vec<_>>())
    ));
    for device in devices {
        let own = findings.iter().filter(|finding| finding.device == device);
        let own: Vec<&Finding> = own.collect();
        text.push_str(&format!(
            "  <testsuite name=\"{}\" {}>\n",
            escape(device),
            counts(&own)
        ));
        for finding in own {
            push_case(&mut text, finding);
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn counts(findings: &[&Finding]) -> String {
    let of = |level| {
        findings
            .iter()
            .filter(move |own| own.level == level)
            .count()
    };
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
        findings.len(),
        of(Level::Error),
        of(Level::Unreadable)
    )
}

fn push_case(text: &mut String, finding: &Finding) {
    let mut attributes = format!(
        "classname=\"{}\" name=\"{}\"",
        escape(&finding.device),
        escape(&finding.title)
    );
    if let Some(at) = &finding.position {
        attributes.push_str(&format!(
            " file=\"{}\" line=\"{}\"",
            escape(&at.file),
            at.line
        ));
    }
    let said = escape(&finding.text);
    let because = |element: &str| {
        let rule = escape(finding.rule);
        format!("<{element} type=\"{rule}\" message=\"{said}\">{said}</{element}>")
    };
    let within = match finding.level {
        Level::Error => because("failure"),
        Level::Unreadable => because("error"),
        Level::Pass | Level::Note | Level::Warning => format!("<system-out>{said}</system-out>"),
    };
    text.push_str(&format!("    <testcase {attributes}>{within}</testcase>\n"));
}

/// Text for XML 1.0, in attributes and elements: characters that it does not
/// have become replacement characters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_xml_cannot_hold_is_escaped_or_replaced() {
        assert_eq!(escape("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
        assert_eq!(escape("\n\t"), "&#10;&#9;");
        assert_eq!(escape("\u{1b}[31m\u{0}"), "\u{fffd}[31m\u{fffd}");
        assert_eq!(escape("µ\u{7f}"), "µ\u{7f}");
    }
}
