//! Reports for CI: formats that machines read, and paths as they want them.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::report::{CiReport, Finding, annotations, junit, sarif, text};
use tinyfoot::{Diagnostic, Position, Problems};

use super::output::{Sink, look, unwritable};
use super::status::Limits;

#[derive(Args)]
pub(crate) struct GateOutputArguments {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: GateFormat,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
    /// Append the Markdown to the file that `$GITHUB_STEP_SUMMARY` names, too
    #[arg(long)]
    pub(crate) summary: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GateFormat {
    /// For people, in a terminal
    #[default]
    Table,
    /// For scripts, in full precision
    Json,
    /// For spreadsheets, in full precision
    Csv,
    /// A comment on a pull request
    Markdown,
    /// Annotations of a GitHub workflow, with file and line
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for dashboards
    Junit,
}

/// The file to which a workflow's step may append Markdown.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// The root of the repository in a workflow.
const WORKSPACE: &str = "GITHUB_WORKSPACE";

/// Where a report goes, opened before it is made.
pub(crate) struct Outlets {
    format: GateFormat,
    sink: Sink,
    summary: Option<(File, PathBuf)>,
}

impl Outlets {
    pub(crate) fn open(arguments: &GateOutputArguments, inputs: &[&[String]]) -> Result<Self> {
        let sink = Sink::open_named(arguments.output.as_deref(), inputs)?;
        let summary = match (arguments.summary, env::var_os(SUMMARY)) {
            (false, _) => None,
            (true, Some(path)) if !path.is_empty() => {
                let path = PathBuf::from(path);
                let file = OpenOptions::new().append(true).create(true).open(&path);
                Some((file.map_err(|error| unwritable(&path, &error))?, path))
            }
            (true, _) => {
                return Err(Problems::general(
                    Diagnostic::general(
                        "bad-usage",
                        format!("`--summary` without a file: `{SUMMARY}` is not set"),
                    )
                    .help("it is set in a step of a GitHub workflow; elsewhere, use `--format markdown`"),
                )
                .into());
            }
        };
        Ok(Self {
            format: arguments.format,
            sink,
            summary,
        })
    }

    pub(crate) fn write(self, report: &dyn CiReport) -> Result<()> {
        let findings = || located(report.findings());
        let content = match self.format {
            GateFormat::Table => text(&report.document(), look(&self.sink)),
            GateFormat::Json => report.json(),
            GateFormat::Csv => report.records().csv(),
            GateFormat::Markdown => report.comment(),
            GateFormat::Github => annotations(&findings()),
            GateFormat::Sarif => sarif(&findings()),
            GateFormat::Junit => junit(&findings()),
        };
        self.sink.write(&content)?;
        if let Some((mut file, path)) = self.summary {
            file.write_all(report.comment().as_bytes())
                .map_err(|error| unwritable(&path, &error))?;
        }
        Ok(())
    }
}

/// What cannot be read is a finding where it stands, too, in the formats that
/// have nothing else.
pub(crate) fn annotated(
    arguments: &GateOutputArguments,
    inputs: &[String],
    found: Result<Limits>,
) -> Result<Limits> {
    let problems = found.as_ref().err().and_then(|error| error.downcast_ref());
    let Some(problems) = problems else {
        return found;
    };
    let findings = located(Finding::of_problems(problems));
    let output = arguments.output.as_deref();
    let (content, output) = match arguments.format {
        GateFormat::Github => (annotations(&findings), None),
        GateFormat::Sarif => (sarif(&findings), output),
        GateFormat::Junit => (junit(&findings), output),
        GateFormat::Table | GateFormat::Json | GateFormat::Csv | GateFormat::Markdown => {
            return found;
        }
    };
    // Which other files are inputs is not known where one cannot be read.
    if output.is_none_or(may_be_replaced)
        && let Ok(sink) = Sink::open_named(output, &[inputs])
    {
        sink.write(&content)?;
    }
    found
}

/// Whether a path is of no file, or of one that begins as a report does, and as
/// no device, factor set or project.
fn may_be_replaced(path: &str) -> bool {
    if !Path::new(path).is_file() {
        return true;
    }
    let mut first = [b'{'];
    let read = File::open(path).and_then(|mut file| file.read(&mut first));
    read.is_ok() && matches!(first, [b'{' | b'<'])
}

/// Findings with the paths that a CI knows: those of files, from the root of
/// its workspace. What stands in a preset or on the command line has none.
fn located(mut findings: Vec<Finding>) -> Vec<Finding> {
    let workspace = env::var_os(WORKSPACE).and_then(|path| Path::new(&path).canonicalize().ok());
    for finding in &mut findings {
        finding.position = finding.position.take().and_then(|at| {
            let path = Path::new(&at.file).canonicalize().ok()?;
            let within = workspace
                .as_ref()
                .and_then(|root| path.strip_prefix(root).ok());
            let file = match within {
                Some(within) => within.display().to_string(),
                None => at.file,
            };
            Some(Position { file, ..at })
        });
    }
    findings
}

/// More is a typing error, as in a budget of a file.
const MOST: f64 = 1e6;

/// A limit of the command line: zero or more, and not too large.
pub(crate) fn limit(option: &str, text: &str) -> Result<f64> {
    match text.trim().parse::<f64>() {
        Ok(number) if (0.0..=MOST).contains(&number) => Ok(number + 0.0),
        _ => Err(Problems::general(
            Diagnostic::general("bad-usage", format!("`{text}` is no limit for `{option}`")).help(
                format!("give a number from 0 to {MOST}, as in `{option} 3`"),
            ),
        )
        .into()),
    }
}
