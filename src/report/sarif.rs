//! Findings as SARIF 2.1.0, for code scanning.

use serde::Serialize;

use super::finding::{Finding, Level};
use super::json::pretty;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool,
    results: Vec<ResultWire<'a>>,
    #[serde(rename = "columnKind")]
    column_kind: &'static str,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    #[serde(rename = "semanticVersion")]
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultWire<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

/// The same finding in the next run is the same, wherever its line moves.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "deviceAndTitle/v1")]
    device_and_title: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
}

/// A result for each finding that is not as it should be.
pub fn sarif(findings: &[Finding]) -> String {
    let shown = || findings.iter().filter(|finding| finding.level.is_shown());
    let mut rules: Vec<Rule> = Vec::new();
    for finding in shown() {
        if rules.iter().all(|rule| rule.id != finding.rule) {
            rules.push(rule(finding));
        }
    }
    let results = shown().map(|finding| result(finding, &rules)).collect();
    pretty(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules,
                },
            },
            results,
            column_kind: "unicodeCodePoints",
        }],
    })
}

fn rule(finding: &Finding) -> Rule {
    let text = |text: &str| Message {
        text: text.to_owned(),
    };
    Rule {
        id: finding.rule,
        short_description: text(finding.meaning),
        full_description: text(finding.meaning),
        help: text("`tinyfoot explain` shows where each number comes from"),
    }
}

fn result<'a>(finding: &'a Finding, rules: &[Rule]) -> ResultWire<'a> {
    let locations = finding.position.iter().map(|at| Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(&at.file) },
            region: Region {
                start_line: at.line,
                start_column: at.column,
            },
        },
    });
    ResultWire {
        rule_id: finding.rule,
        rule_index: rules
            .iter()
            .position(|rule| rule.id == finding.rule)
            .unwrap_or_default(),
        level: match finding.level {
            Level::Error | Level::Unreadable => "error",
            Level::Warning => "warning",
            Level::Note | Level::Pass => "note",
        },
        message: Message {
            text: finding.text.clone(),
        },
        locations: locations.collect(),
        partial_fingerprints: Fingerprints {
            device_and_title: format!("{}: {}", finding.device, finding.title),
        },
    }
}

/// A relative path as a URI (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_uri() {
        assert_eq!(
            uri("devices/türe 1:a.toml"),
            "devices/t%C3%BCre%201%3Aa.toml"
        );
    }
}
