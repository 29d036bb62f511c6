//! `tinyfoot batch`: an inventory, row by row.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tinyfoot::device::{Files, Opened};
use tinyfoot::inventory::{Columns, Inventory, Record, Records, Totals};
use tinyfoot::report::{
    PricedRows, TOTALS_COLUMNS, batch, batch_csv, batch_json, csv_cell, markdown, partial_json,
    text,
};
use tinyfoot::{Device, Diagnostic, Problems, Source};

use super::context::{Context, DeviceArguments};
use super::files::{FileSystem, STREAM, tidy, unreadable};
use super::output::{Format, OutputArguments, Sink, look, tell};
use super::status::EXIT_STATUS;
use super::tables::{self, Wrong};

#[derive(Args)]
#[command(
    after_long_help = format!("\
Columns:
  device           a device file or a preset
  count            how many of them; 1 if there is no such column
  country          short for use.grid, where a grid feeds the device
  years            short for lifespan_years
  mean_power_mw    short for use.mean_power_mw
  any path         of a value, as `--set` takes it, which it goes over; an empty cell leaves
                   the device as it is
  any other name   a label to group by

{BATCH_EXAMPLES}

{EXIT_STATUS}"),
    after_help = format!("{BATCH_EXAMPLES}\n\n{EXIT_STATUS}"),
)]
pub(crate) struct BatchArguments {
    /// The inventory (CSV, JSON lines, or Parquet where it is built in), `-` for
    /// standard input
    pub(crate) inventory: String,
    /// Totals for each value of a column, or of several: `country,device`
    #[arg(
        long,
        value_name = "COLUMN",
        value_delimiter = ',',
        conflicts_with = "rows"
    )]
    pub(crate) group_by: Vec<String>,
    /// Print the rows as CSV, each with what it costs, instead of totals
    #[arg(long, conflicts_with_all = ["partial", "format"])]
    pub(crate) rows: bool,
    /// Print exact sums on one line, for `tinyfoot merge`
    #[arg(long, conflicts_with = "format")]
    pub(crate) partial: bool,
    /// The columns of an inventory that has no header, or of JSON lines of which
    /// the first does not have them all
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) header: Option<String>,
    /// Write rows that are wrong to this file (CSV), each with its line and
    /// what is wrong, and go on
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<String>,
    /// What to do about a row that is wrong [default: stop; continue with
    /// `--rejects`]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) on_error: Option<OnError>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
    /// Say nothing on standard error
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

const BATCH_EXAMPLES: &str = "\
Examples:
  tinyfoot batch inventory.csv --group-by country
  tinyfoot batch inventory.csv --rows --rejects wrong.csv -o priced.csv
  tinyfoot batch inventory.csv --partial > one.json; tinyfoot merge one.json";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    /// Leave the row out, count it, and go on
    Continue,
    /// Stop: no file is written
    Stop,
}

/// Rows are written in pieces of this size: a file takes few large ones with
/// less work than many small ones.
const PIECE_BYTES: usize = 1 << 19;
/// What takes longer shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// Runs of rows between two looks at the clock.
const RUNS_PER_LOOK: u64 = 1 << 8;
/// Devices that are kept as they were read.
const MOST_OPENED: usize = 256;
/// Wrong rows that are shown.
const MOST_SHOWN: u64 = 10;

pub(crate) fn run(arguments: &BatchArguments) -> Result<()> {
    let context = Context::new(&arguments.values)?;
    let name = &arguments.inventory;
    let table = tables::open(name, given_columns(arguments))?;
    let mut records = Records::new(table.csv);
    let (header, columns) = header(&mut records, table.names, arguments)?;
    if !arguments.quiet {
        tell_labels(&columns);
    }
    let outputs = [arguments.output.output.as_ref(), arguments.rejects.as_ref()];
    check_outputs(outputs)?;
    let files = Remembered::new(outputs);
    let load = |device: &str, assignments: &[String]| -> Result<Device, Problems> {
        let open = || Ok(context.request(device)?.open(&files)?.into_owned());
        let opened = files.opened(device, open)?;
        opened.load(assignments, &context.factors)
    };
    let inputs = [name.clone()];
    let sink = context.sink(arguments.output.output.as_deref(), &inputs)?;
    let rejects = arguments.rejects.as_deref();
    let rejects = rejects.map(|file| context.sink(Some(file), &inputs));
    let rejects = rejects.transpose()?;
    let stops = match arguments.on_error {
        Some(choice) => choice == OnError::Stop,
        None => rejects.is_none(),
    };
    let mut pass = Pass {
        name,
        records,
        inventory: Inventory::new(columns, &load, &context.factors),
        stops,
        shows: rejects.is_none() && !arguments.quiet,
        problem: None,
        files: &files,
        wrong: table.wrong,
    };
    let mut rows = None;
    if arguments.rows {
        let mut text = PricedRows::default();
        let results = PricedRows::COLUMNS.join(",");
        text.push_line(&[&header[..], b",", results.as_bytes()].concat());
        rows = Some(text);
    }
    let mut progress = Progress::new(table.bytes);
    // Each file is there when all of it is: the one with the rejects last.
    let mut sink = Some(sink);
    let mut write = |rejects: &mut dyn Write| -> Result<()> {
        let (Some(rows), Some(sink)) = (&mut rows, sink.take_if(|_| arguments.rows)) else {
            return Ok(pass.run(&mut io::sink(), None, rejects, &mut progress)?);
        };
        sink.stream(|output| {
            pass.run(output, Some(rows), rejects, &mut progress)?;
            output.write_all(rows.text())
        })
    };
    let mut failure = None;
    let written = match rejects {
        None => write(&mut io::sink()),
        Some(file) => file.stream(|rejects| {
            writeln!(rejects, "line,reason,{}", String::from_utf8_lossy(&header))?;
            write(rejects).map_err(|error| {
                failure = Some(error);
                io::ErrorKind::InvalidData.into()
            })
        }),
    };
    drop(progress);
    if let Some(problem) = pass.problem {
        return Err(problem.into());
    }
    written.map_err(|error| failure.unwrap_or(error))?;
    let mut totals = pass.inventory.finish();
    let years = arguments.values.lifespan_years.iter();
    let years = years.map(|years| format!("lifespan_years={years}"));
    totals.overrides = arguments.values.set.iter().cloned().chain(years).collect();
    if !arguments.quiet && totals.rows_rejected > 0 {
        tell_rejected(&totals, arguments);
    }
    match sink {
        None => Ok(()),
        Some(sink) => {
            let text = content(&totals, arguments.partial, arguments.output.format, &sink);
            sink.write(&text)
        }
    }
}

/// Totals in the format that was asked for, or as sums to be merged.
pub(crate) fn content(totals: &Totals, is_partial: bool, format: Format, sink: &Sink) -> String {
    match format {
        _ if is_partial => partial_json(totals),
        Format::Table => text(&batch(totals), look(sink)),
        Format::Markdown => markdown(&batch(totals)),
        Format::Csv => batch_csv(totals),
        Format::Json => batch_json(totals),
    }
}

/// The columns that `--header` names.
fn given_columns(arguments: &BatchArguments) -> Option<Vec<String>> {
    let text = arguments.header.as_ref()?;
    Some(text.split(',').map(|name| name.trim().to_owned()).collect())
}

/// The header as CSV, and what its columns are.
fn header(
    records: &mut Records<Box<dyn Read>>,
    names: Option<Vec<String>>,
    arguments: &BatchArguments,
) -> Result<(Vec<u8>, Columns)> {
    let (raw, names): (Vec<u8>, Vec<String>) = match (names, given_columns(arguments)) {
        (Some(names), Some(given)) if names != given => {
            return Err(Problems::general(
                Diagnostic::general(
                    "bad-usage",
                    "`--header` beside rows that name their columns",
                )
                .help("it is for CSV and JSON lines: leave it out"),
            )
            .into());
        }
        (Some(names), _) | (None, Some(names)) => {
            let cells: Vec<String> = names.iter().map(|name| csv_cell(name.trim())).collect();
            (cells.join(",").into(), names)
        }
        (None, None) => {
            let first = records
                .read()
                .map_err(|error| unread(&arguments.inventory, &error))?;
            let Some(first) = first else {
                return Err(Problems::general(
                    Diagnostic::general(
                        "empty-inventory",
                        format!("{} has no header", arguments.inventory),
                    )
                    .help("name the columns on the first line, or with `--header`"),
                )
                .into());
            };
            if let Some(problem) = no_csv(first.raw, &arguments.inventory) {
                return Err(problem.into());
            }
            let names = first.iter().map(String::from_utf8_lossy);
            let names = names.map(Cow::into_owned).collect();
            (first.raw.to_vec(), names)
        }
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let columns = Columns::new(&names, &arguments.group_by)?;
    let (results, kept, why) = if arguments.rows {
        (PricedRows::COLUMNS.as_slice(), names, "`--rows` adds it")
    } else {
        let groups = arguments.group_by.iter().map(|name| name.trim());
        (
            TOTALS_COLUMNS.as_slice(),
            groups.collect(),
            "the totals have it",
        )
    };
    if let Some(name) = results.iter().find(|name| kept.contains(name)) {
        return Err(Problems::general(
            Diagnostic::general("bad-column", format!("`{name}` is a column already"))
                .help(format!("{why}: rename the one that is there")),
        )
        .into());
    }
    Ok((raw, columns))
}

/// Why a first line is that of no CSV in UTF-8, if it is not.
fn no_csv(line: &[u8], name: &str) -> Option<Problems> {
    let (what, help) = match line {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("UTF-16", "save it as UTF-8"),
        [0x1f, 0x8b, ..] => (
            "compressed by gzip",
            "unpack it: `gunzip -c FILE | tinyfoot batch -`",
        ),
        [b'P', b'K', 3, 4, ..] => ("a workbook or archive", "save it as CSV"),
        [b'[', ..] => ("an array of JSON", "write an object on each line, or CSV"),
        _ if line.contains(&b'\r') => ("CSV whose lines end in CR alone", "end them in LF"),
        _ => return None,
    };
    let message = format!("{name} is {what}");
    Some(Problems::general(
        Diagnostic::general("no-csv", message).help(help),
    ))
}

/// A label may be a column that is misspelt.
fn tell_labels(columns: &Columns) {
    for (name, nearest) in columns.labels() {
        if let Some(nearest) = nearest {
            tell(&format!(
                "note: column `{name}` is a label, and says nothing of devices; `{nearest}` would"
            ));
        }
    }
}

fn tell_rejected(totals: &Totals, arguments: &BatchArguments) {
    let Totals {
        rows_read,
        rows_rejected,
        ..
    } = totals;
    let place = match &arguments.rejects {
        Some(file) => format!("they are in {file}"),
        None => "`--rejects FILE` collects them".to_owned(),
    };
    tell(&format!(
        "{rows_rejected} of {rows_read} rows are rejected: {place}"
    ));
}

/// One pass over the rows.
struct Pass<'a> {
    name: &'a str,
    records: Records<Box<dyn Read>>,
    inventory: Inventory<'a>,
    /// Whether a wrong row ends it.
    stops: bool,
    /// Whether wrong rows are shown.
    shows: bool,
    /// Why it ended, if that was not the fault of an output.
    problem: Option<Problems>,
    files: &'a Remembered,
    /// Why lines are wrong that were no rows to begin with.
    wrong: Wrong,
}

impl Pass<'_> {
    fn run(
        &mut self,
        output: &mut dyn Write,
        mut rows: Option<&mut PricedRows>,
        rejects: &mut dyn Write,
        progress: &mut Progress,
    ) -> io::Result<()> {
        let mut runs = 0;
        let mut rejected = 0;
        loop {
            let run = match self.records.read_run() {
                Ok(Some(run)) => run,
                Ok(None) => return Ok(()),
                Err(error) => {
                    self.problem = Some(unread(self.name, &error));
                    return Err(error);
                }
            };
            let prices = match rows {
                Some(_) => self.inventory.price(&run),
                None => self.inventory.push(&run),
            };
            if let Some(rows) = &mut rows {
                for (record, priced) in run.records().zip(prices.rows()) {
                    if let Ok(priced) = priced {
                        rows.push(record.raw, priced.kg_co2e());
                    }
                }
                if rows.text().len() >= PIECE_BYTES {
                    output.write_all(rows.text())?;
                    rows.clear();
                }
            }
            for (row, why) in prices.wrong() {
                let Record { line, raw, .. } = run.record(row);
                let of_table = self.wrong.borrow_mut().remove(&line);
                let why = of_table.as_deref().unwrap_or(why);
                if self.stops {
                    self.problem = Some(wrong_row(self.name, line, why));
                    return Err(io::ErrorKind::InvalidData.into());
                }
                rejected += 1;
                if self.shows && rejected <= MOST_SHOWN {
                    tell(&format!("{}, line {line}: {why}", self.name));
                }
                write!(rejects, "{line},{},", csv_cell(why))?;
                rejects.write_all(raw)?;
                rejects.write_all(b"\n")?;
            }
            if let Some(problem) = self.files.overwritten() {
                self.problem = Some(problem);
                return Err(io::ErrorKind::InvalidData.into());
            }
            runs += 1;
            if runs % RUNS_PER_LOOK == 0 {
                progress.show(self.records.bytes());
            }
        }
    }
}

/// Why records cannot be read on.
fn unread(name: &str, error: &io::Error) -> Problems {
    if error.kind() != io::ErrorKind::InvalidData {
        return unreadable(name, error);
    }
    Problems::general(
        Diagnostic::general("bad-row", format!("{name}: {error}"))
            .help("close it: within quotes, a quote is written twice"),
    )
}

fn wrong_row(name: &str, line: u64, why: &str) -> Problems {
    Problems::general(
        Diagnostic::general("bad-row", format!("{name}, line {line}: {why}")).help(
            "mend it, or leave wrong rows out: `--on-error continue`, or `--rejects FILE`, which collects them",
        ),
    )
}

/// A reference to a file, and the file that it stands in.
type Reference = (String, Option<String>);

/// Files of devices, each of which is read once.
struct Remembered {
    files: RefCell<HashMap<Reference, Option<Source>>>,
    /// Devices that were read, by their names.
    opened: RefCell<HashMap<String, Rc<Opened<'static>>>>,
    /// The files that will be replaced, as far as they are there.
    outputs: Vec<PathBuf>,
    /// One of them that is a device.
    overwritten: RefCell<Option<String>>,
}

impl Remembered {
    fn new(outputs: [Option<&String>; 2]) -> Self {
        let outputs = outputs.into_iter().flatten();
        Self {
            files: RefCell::default(),
            opened: RefCell::default(),
            outputs: outputs
                .filter_map(|name| fs::canonicalize(name).ok())
                .collect(),
            overwritten: RefCell::default(),
        }
    }

    /// A device, which is opened where it is not known yet.
    fn opened(
        &self,
        name: &str,
        open: impl FnOnce() -> Result<Opened<'static>, Problems>,
    ) -> Result<Rc<Opened<'static>>, Problems> {
        if let Some(opened) = self.opened.borrow().get(name) {
            return Ok(Rc::clone(opened));
        }
        let opened = Rc::new(open()?);
        let mut all = self.opened.borrow_mut();
        if all.len() >= MOST_OPENED {
            all.clear();
        }
        all.insert(name.to_owned(), Rc::clone(&opened));
        Ok(opened)
    }

    /// The problem that an output is a device of the inventory.
    fn overwritten(&self) -> Option<Problems> {
        let name = self.overwritten.borrow_mut().take()?;
        let message = format!("the output would overwrite {name}");
        Some(Problems::general(
            Diagnostic::general("overwrites-input", message)
                .help("name another file for the output"),
        ))
    }
}

/// Rows that are wrong go to a file of their own.
fn check_outputs([output, rejects]: [Option<&String>; 2]) -> Result<(), Problems> {
    let Some(rejects) = rejects else {
        return Ok(());
    };
    let is_stdout = |name: &String| [STREAM, "/dev/stdout"].contains(&name.as_str());
    let (message, help) = if is_stdout(rejects) && output.is_none_or(is_stdout) {
        (
            "`--rejects -`: standard output is for the results",
            "name a file for one of the two",
        )
    } else if output.is_some_and(|output| is_same(output, rejects)) {
        (
            "`--rejects` and `--output` are the same file",
            "name another one",
        )
    } else {
        return Ok(());
    };
    Err(Problems::general(
        Diagnostic::general("bad-usage", message).help(help),
    ))
}

/// Whether two names are of one file, which may be there or not; what is no
/// file, such as `/dev/null`, takes both.
fn is_same(one: &str, other: &str) -> bool {
    let path = |name: &str| fs::canonicalize(name).unwrap_or_else(|_| tidy(Path::new(name)));
    let is_device = Path::new(one).exists() && !Path::new(one).is_file();
    path(one) == path(other) && !is_device
}

impl Files for Remembered {
    fn read(&self, reference: &str, from: Option<&str>) -> Result<Option<Source>, Problems> {
        let key = (reference.to_owned(), from.map(str::to_owned));
        if let Some(found) = self.files.borrow().get(&key) {
            return Ok(found.clone());
        }
        let found = FileSystem.read(reference, from)?;
        if let Some(Source { name, .. }) = &found
            && fs::canonicalize(name).is_ok_and(|path| self.outputs.contains(&path))
        {
            *self.overwritten.borrow_mut() = Some(name.clone());
        }
        self.files.borrow_mut().insert(key, found.clone());
        Ok(found)
    }
}

/// How much of the inventory was read, in a terminal.
struct Progress {
    started: Instant,
    bar: ProgressBar,
}

impl Progress {
    fn new(bytes: u64) -> Self {
        let target = if io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let (length, template) = match bytes {
            0 => (None, "{bytes} read"),
            _ => (
                Some(bytes),
                "{wide_bar} {percent} % of {total_bytes}, {eta} left",
            ),
        };
        let bar = ProgressBar::with_draw_target(length, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self {
            started: Instant::now(),
            bar,
        }
    }

    fn show(&mut self, bytes: u64) {
        if self.started.elapsed() > PATIENCE {
            self.bar.set_position(bytes);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
