//! `tinyfoot sweep`: a device over a grid of values.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::analysis::{Axis, BreakEven, Point, Stretch, Sweep, break_even};
use tinyfoot::device::path_keys;
use tinyfoot::report::number::kilograms_with_unit;
use tinyfoot::report::{PointRows, csv_cell, point_columns, point_values, remark};
use tinyfoot::{Device, Diagnostic, Problems, assess, suggest};

use super::context::{Context, DeviceArguments};
use super::files::{FileSystem, STREAM};
use super::output::tell;
use super::series;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot sweep my.toml --vary processing.mcu_mm2=5..17:1 --vary use.grid=FR,US,IN
  tinyfoot sweep my.toml --vary lifespan_years=1..10 --top 5
  tinyfoot sweep a.toml --vary lifespan_years=1,20 --break-even b.toml

{EXIT_STATUS}"))]
pub(crate) struct SweepArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// A key and its values: `1..10`, `5..17:0.5` with a step, or `FR,US,IN`;
    /// repeatable, the last one varies fastest
    #[arg(long, required = true, value_name = "PATH=VALUES")]
    pub(crate) vary: Vec<String>,
    /// Only the N points with the least in one column
    #[arg(long, value_name = "N", conflicts_with_all = ["pareto", "break_even"])]
    pub(crate) top: Option<NonZeroUsize>,
    /// The column of `--top`, or with a `-` before it the one with the most
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "top",
        default_value = "total_kg_co2e",
        allow_hyphen_values = true
    )]
    pub(crate) by: String,
    /// Only points that no other one beats in all of these columns; the least
    /// is best, or the most behind a `-`
    #[arg(
        long,
        value_name = "COLUMNS",
        conflicts_with = "break_even",
        allow_hyphen_values = true
    )]
    pub(crate) pareto: Option<String>,
    /// Where along one axis, which is of both, the other device costs as much
    #[arg(long, value_name = "DEVICE")]
    pub(crate) break_even: Option<String>,
    /// More points than this are a mistake
    #[arg(
        long,
        allow_negative_numbers = true,
        value_name = "N",
        default_value_t = 10_000_000
    )]
    pub(crate) most_points: u64,
    /// How to print the rows
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: RowFormat,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    /// Say nothing on standard error
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// A header and a line for each point
    #[default]
    Csv,
    /// An object for each point, on a line of its own
    Jsonl,
}

/// Each value of an axis is a device that is read.
const MOST_VALUES: u32 = 1_000_000;
/// Rows are written in pieces of this size: a file takes few large ones with
/// less work than many small ones.
const PIECE_BYTES: usize = 1 << 19;

pub(crate) fn run(arguments: &SweepArguments) -> Result<()> {
    let context = Context::new(&arguments.values)?;
    let factors = &context.factors;
    let axes = arguments
        .vary
        .iter()
        .map(|text| axis(text))
        .collect::<Result<Vec<Axis>, Problems>>()?;
    check_axes(arguments, &axes)?;
    let base = context.request(&arguments.device)?;
    let base = base.open(&FileSystem)?;
    let read = |assignments: &[String]| base.load(assignments, factors);
    if let Some(other) = &arguments.break_even {
        return solve(arguments, &axes, &read, other, &context);
    }
    let sweep = Sweep::new(axes, &read, factors)?;
    check_points(arguments, sweep.points())?;
    let inputs = [arguments.device.clone()];
    let sink = context.sink(arguments.output.as_deref(), &inputs)?;
    if !arguments.quiet {
        let points = sweep.points();
        let what = if points == 1 { "point" } else { "points" };
        tell(&format!("{points} {what}"));
        for warning in sweep.warnings() {
            let text = remark(warning);
            tell(&format!("note, of the first or the last point: {text}"));
        }
    }
    let chosen = match (arguments.top, &arguments.pareto) {
        (Some(count), _) => Some(top(&sweep, count.get(), &arguments.by)?),
        (None, Some(columns)) => Some(pareto(&sweep, columns)?),
        (None, None) => None,
    };
    let mut problems = None;
    sink.stream(|output| {
        let mut writer = RowWriter::new(&sweep, arguments.format, output);
        match chosen {
            Some(chosen) => {
                for (at, point) in &chosen {
                    writer.push(&Stretch::of(at, std::slice::from_ref(point)))?;
                }
            }
            None => sweep
                .visit(|stretch| -> Result<bool, Stop> {
                    writer.push(stretch)?;
                    Ok(true)
                })
                .map_err(|stop| match stop {
                    Stop::Output(error) => error,
                    Stop::Problems(found) => {
                        problems = Some(found);
                        io::ErrorKind::InvalidData.into()
                    }
                })?,
        }
        writer.finish()
    })
    .map_err(|error| problems.map_or(error, anyhow::Error::from))
}

/// Each axis is there once, and nothing else says what it varies.
fn check_axes(arguments: &SweepArguments, axes: &[Axis]) -> Result<()> {
    for (index, axis) in axes.iter().enumerate() {
        let keys = path_keys(&axis.path);
        for other in &axes[..index] {
            let others = path_keys(&other.path);
            if keys == others {
                let message = format!("`{}` is varied twice", axis.path);
                return Err(usage(&message, "give all of its values in one `--vary`"));
            }
            if keys.starts_with(&others) || others.starts_with(&keys) {
                let message = format!("`{}` and `{}` vary the same value", other.path, axis.path);
                return Err(usage(
                    &message,
                    "vary one of the two, or all ends of a range",
                ));
            }
        }
        let set = arguments
            .values
            .set
            .iter()
            .filter_map(|set| set.split_once('='));
        if set.into_iter().any(|(path, _)| path_keys(path) == keys) {
            let message = format!("`--set {0}=...` next to `--vary {0}=...`", axis.path);
            return Err(usage(&message, "remove one of the two"));
        }
        if axis.path == "lifespan_years" && arguments.values.lifespan_years.is_some() {
            return Err(usage(
                "`--lifespan-years` next to `--vary lifespan_years=...`",
                "remove one of the two",
            ));
        }
    }
    Ok(())
}

/// `PATH=VALUES`: a series of numbers, or values with commas between them.
fn axis(text: &str) -> Result<Axis, Problems> {
    let Some((path, values)) = text.split_once('=') else {
        return Err(Problems::general(
            Diagnostic::general("bad-axis", format!("`--vary {text}` has no `=`"))
                .help("write `--vary PATH=VALUES`, for example `--vary lifespan_years=1..10`"),
        ));
    };
    let values: Vec<String> = if values.contains("..") {
        let ends = (f64::MIN, f64::MAX);
        let series = series::parse(values, &format!("--vary {path}"), ends, MOST_VALUES)?;
        series.into_iter().map(|value| value.to_string()).collect()
    } else {
        values
            .split(',')
            .map(|value| value.trim().to_owned())
            .collect()
    };
    Ok(Axis {
        path: path.trim().to_owned(),
        values,
    })
}

/// Refuses a number of points that is a mistake.
fn check_points(arguments: &SweepArguments, points: u64) -> Result<()> {
    if points > arguments.most_points {
        return Err(Problems::general(
            Diagnostic::general("too-many-points", format!("the grid has {points} points")).help(
                format!("if that is meant, say so: `--most-points {points}`"),
            ),
        )
        .into());
    }
    Ok(())
}

/// A point and where it is.
type Placed = (Vec<usize>, Point);

/// Why rows come to an end before the last one.
enum Stop {
    Output(io::Error),
    Problems(Problems),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Problems> for Stop {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

/// Goes through all points of a sweep, one by one.
fn each_point(sweep: &Sweep<'_>, mut f: impl FnMut(&[usize], Point)) -> Result<(), Problems> {
    let mut own = Vec::new();
    sweep.visit(|stretch| {
        own.clear();
        own.extend_from_slice(stretch.at);
        for point in stretch.points {
            f(&own, *point);
            if let Some(last) = own.last_mut() {
                *last += 1;
            }
        }
        Ok(true)
    })
}

/// Rows on their way to an output, in pieces.
struct RowWriter<'a> {
    rows: PointRows,
    output: &'a mut dyn Write,
}

impl<'a> RowWriter<'a> {
    fn new(sweep: &Sweep<'_>, format: RowFormat, output: &'a mut dyn Write) -> Self {
        let rows = match format {
            RowFormat::Csv => PointRows::csv(sweep),
            RowFormat::Jsonl => PointRows::json_lines(sweep),
        };
        Self { rows, output }
    }

    fn push(&mut self, stretch: &Stretch<'_>) -> io::Result<()> {
        self.rows.push(stretch);
        if self.rows.text().len() >= PIECE_BYTES {
            self.output.write_all(self.rows.text())?;
            self.rows.clear();
        }
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        self.output.write_all(self.rows.text())
    }
}

/// The points with the least in a column, the least first.
fn top(sweep: &Sweep<'_>, count: usize, column: &str) -> Result<Vec<Placed>> {
    let goal = Goal::new(sweep, column)?;
    let mut best: Vec<(f64, Placed)> = Vec::new();
    each_point(sweep, |at, point| {
        let own = goal.value(at, &point);
        if best.len() < count || best.last().is_some_and(|(worst, _)| own < *worst) {
            let position = best.partition_point(|(other, _)| *other <= own);
            best.insert(position, (own, (at.to_vec(), point)));
            best.truncate(count);
        }
    })?;
    Ok(best.into_iter().map(|(_, placed)| placed).collect())
}

/// The points that no other one beats in all columns.
fn pareto(sweep: &Sweep<'_>, columns: &str) -> Result<Vec<Placed>> {
    let goals = columns
        .split(',')
        .map(|column| Goal::new(sweep, column.trim()))
        .collect::<Result<Vec<Goal>, Problems>>()?;
    let mut front: Vec<(Vec<f64>, Placed)> = Vec::new();
    let beats = |a: &[f64], b: &[f64]| {
        let no_worse = a.iter().zip(b).all(|(a, b)| a <= b);
        no_worse && a.iter().zip(b).any(|(a, b)| a < b)
    };
    let mut own = Vec::new();
    // Neighbours are mostly beaten by the same point.
    let mut last = 0;
    each_point(sweep, |at, point| {
        own.clear();
        own.extend(goals.iter().map(|goal| goal.value(at, &point)));
        if front.get(last).is_some_and(|(other, _)| beats(other, &own)) {
            return;
        }
        match front.iter().position(|(other, _)| beats(other, &own)) {
            Some(position) => last = position,
            None => {
                front.retain(|(other, _)| !beats(&own, other));
                front.push((own.clone(), (at.to_vec(), point)));
            }
        }
    })?;
    Ok(front.into_iter().map(|(_, placed)| placed).collect())
}

/// A column that is to be small, or large.
struct Goal {
    sign: f64,
    column: Column,
}

enum Column {
    /// The number of an axis, and its values.
    Axis(usize, Vec<f64>),
    /// The number of a value of the point.
    Value(usize),
}

impl Goal {
    /// The goal of that name, with a `-` before it if it is to be large.
    fn new(sweep: &Sweep<'_>, name: &str) -> Result<Self, Problems> {
        let (sign, name) = match name.strip_prefix('-') {
            Some(name) => (-1.0, name),
            None => (1.0, name),
        };
        let columns = point_columns(sweep);
        let numbers = |axis: &Axis| {
            let values = axis.values.iter().map(|value| value.parse().ok());
            values.collect::<Option<Vec<f64>>>()
        };
        let axes = sweep.axes().iter().enumerate();
        let axes = axes.filter_map(|(index, axis)| Some((index, &axis.path, numbers(axis)?)));
        let (mut known, mut found) = (Vec::new(), None);
        for (index, path, values) in axes {
            if path == name {
                found = Some(Column::Axis(index, values));
            }
            known.push(path.as_str());
        }
        // The total and the cost are what is meant by their short names.
        let is_meant = |column: &String| match name {
            "total_kg_co2e" => column == "typical_kg_co2e",
            "cost" => column.starts_with("cost_"),
            _ => column == name,
        };
        let value = columns.iter().position(is_meant).map(Column::Value);
        let Some(column) = found.or(value) else {
            known.push("total_kg_co2e");
            known.extend(columns.iter().map(String::as_str));
            let help = if name == "cost" {
                "there are no prices: give the device file a `[cost]` table".to_owned()
            } else {
                suggest(name, known, "they are")
            };
            let message = format!("`{name}` is no column of numbers");
            return Err(Problems::general(
                Diagnostic::general("unknown-column", message).help(help),
            ));
        };
        Ok(Self { sign, column })
    }

    fn value(&self, at: &[usize], point: &Point) -> f64 {
        self.sign
            * match &self.column {
                Column::Axis(axis, values) => values[at[*axis]],
                Column::Value(value) => point_values(point)[*value],
            }
    }
}

/// Where along the only axis the device and another one cost the same.
fn solve(
    arguments: &SweepArguments,
    axes: &[Axis],
    read: &dyn Fn(&[String]) -> Result<Device, Problems>,
    other: &str,
    context: &Context<'_>,
) -> Result<()> {
    let [only] = axes else {
        return Err(usage(
            "`--break-even` is along one axis",
            "give `--vary` once",
        ));
    };
    let mut places = Vec::new();
    for value in &only.values {
        let Ok(value) = value.parse::<f64>() else {
            return Err(usage(
                "`--break-even` is along numbers",
                "give a series such as `1..20`, whose ends are looked between",
            ));
        };
        places.push(value);
    }
    if places.len() < 2 {
        return Err(usage(
            "`--break-even` looks between values, and there is one",
            "give two or more, such as `1,20`",
        ));
    }
    if arguments.device == STREAM && other == STREAM {
        return Err(usage("standard input is one device", "name a file"));
    }
    let second = context.request(other)?;
    let second = second.open(&FileSystem)?;
    let read_other = |assignments: &[String]| second.load(assignments, &context.factors);
    let found = break_even(only, &places, read, &read_other, &context.factors)?;
    let inputs = [arguments.device.clone(), other.to_owned()];
    let sink = context.sink(arguments.output.as_deref(), &inputs)?;
    let mut text = match arguments.format {
        RowFormat::Csv => format!(
            "{},first_kg_co2e,second_kg_co2e,is_jump,cheaper_above\n",
            csv_cell(&only.path)
        ),
        RowFormat::Jsonl => String::new(),
    };
    for point in &found.found {
        let BreakEven {
            at,
            first_kg,
            second_kg,
            is_jump,
            ..
        } = point;
        let cheaper = point
            .cheaper_above
            .map(|device| ["first", "second"][device]);
        text.push_str(&match arguments.format {
            RowFormat::Csv => format!(
                "{at},{first_kg},{second_kg},{is_jump},{}\n",
                cheaper.unwrap_or_default()
            ),
            RowFormat::Jsonl => format!(
                "{{{}:{at},\"first_kg_co2e\":{first_kg},\"second_kg_co2e\":{second_kg},\"is_jump\":{is_jump},\"cheaper_above\":{}}}\n",
                serde_json::Value::from(only.path.as_str()),
                serde_json::Value::from(cheaper),
            ),
        });
    }
    if found.is_incomplete && !arguments.quiet {
        tell(
            "cells are replaced too often along this axis: crossings between replacements may be missing",
        );
    }
    if found.is_same && !arguments.quiet {
        tell(&format!(
            "no crossing: {} and {other} cost the same all along",
            arguments.device
        ));
    } else if found.found.is_empty() && !arguments.quiet {
        let total = |read: &dyn Fn(&[String]) -> Result<Device, Problems>, at: f64| {
            let device = read(&[format!("{}={at}", only.path)])?;
            let kg = assess(&device, &context.factors).total().typical;
            Ok::<_, Problems>(kilograms_with_unit(kg))
        };
        for at in [places[0], places[places.len() - 1]] {
            let (first, second) = (total(read, at)?, total(&read_other, at)?);
            tell(&format!(
                "no crossing: at {} = {at}, {} costs {first} CO2e, {other} {second}",
                only.path, arguments.device
            ));
        }
    }
    sink.write(&text)
}

fn usage(message: &str, help: &str) -> anyhow::Error {
    Problems::general(Diagnostic::general("bad-usage", message).help(help)).into()
}
