//! Running the program as a user would.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::schemas::{assert_valid, validator};

/// A run of the program that is expected to succeed, unless said otherwise.
pub(crate) struct Run {
    command: Command,
    stdin: Option<Vec<u8>>,
}

pub(crate) fn tinyfoot(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tinyfoot"));
    command.args(arguments).env("NO_COLOR", "1");
    for variable in ["COLUMNS", "GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"] {
        command.env_remove(variable);
    }
    Run {
        command,
        stdin: None,
    }
}

impl Run {
    pub(crate) fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(text.into());
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn env(mut self, variable: &str, value: &Path) -> Self {
        self.command.env(variable, value);
        self
    }

    /// Standard output of a run that ends with this status and says nothing
    /// else.
    pub(crate) fn stdout_of(self, status: i32) -> String {
        let output = self.output();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{stderr}");
        assert_eq!(stderr, "");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn output(mut self) -> Output {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its input may close it before all is written.
        let _ = child
            .stdin
            .take()
            .unwrap()
            .write_all(&self.stdin.unwrap_or_default());
        child.wait_with_output().unwrap()
    }

    /// Standard output of a run that succeeds and says nothing else.
    pub(crate) fn stdout(self) -> String {
        self.stdout_of(0)
    }

    /// Standard error of a run that fails: status 2, and nothing on standard
    /// output.
    pub(crate) fn failure(self) -> String {
        let output = self.output();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
        assert!(!stderr.contains("panicked"), "{stderr}");
        stderr
    }

    /// Standard output as JSON, which fits its schema if it names one.
    pub(crate) fn json(self) -> Value {
        let value = serde_json::from_str(&self.stdout()).unwrap();
        assert_fits(&value);
        value
    }
}

/// JSON in an envelope against the schema of its kind.
pub(crate) fn assert_fits(value: &Value) {
    let Some(name) = value["schema"].as_str() else {
        return;
    };
    let kind = name.strip_prefix("tinyfoot/").unwrap();
    let kind = kind.strip_suffix("/v1").unwrap();
    assert_valid(&validator(kind), value, name);
}

/// Says what could not be tried, past what `cargo test` captures.
pub(crate) fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED {what}");
}

/// What the main table of `estimate --quiet` prints: for each row, by its
/// first cell, the cells low, typical and high.
pub(crate) fn printed(table: &str) -> BTreeMap<String, [String; 3]> {
    let mut rows = BTreeMap::new();
    for line in table.lines() {
        let cells: Vec<&str> = line
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        let [name, .., low, typical, high, share] = cells.as_slice() else {
            continue;
        };
        if share.ends_with('%') || *share == "-" {
            let name = name.trim_start_matches("of which ").replace(' ', "_");
            let values = [low, typical, high].map(|cell| (*cell).to_owned());
            rows.insert(name.to_lowercase(), values);
        }
    }
    rows
}

/// A printed footprint in kilograms.
pub(crate) fn kilograms(cell: &str) -> f64 {
    let (number, scale) = match cell.split_once(' ') {
        Some((number, "g")) => (number, 1e-3),
        Some((number, "t")) => (number, 1e3),
        Some((number, "kt")) => (number, 1e6),
        Some((number, "Mt")) => (number, 1e9),
        Some((_, unit)) => panic!("no unit of ours: {unit}"),
        None => (cell, 1.0),
    };
    number.parse::<f64>().unwrap() * scale
}
