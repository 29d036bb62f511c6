//! What must hold for any input, one function an input: the fuzzer calls them
//! with what it makes up, `cargo test` with the seeds.
//!
//! Each takes the bytes that a user could hand over, in the form that its
//! comment says, and panics where a promise is broken.

use std::collections::HashMap;
use std::io::{self, Read};
use std::str;

use serde_json::Value;
use tinyfoot::analysis::{
    Axis, Difference, Effect, MostIncrease, Point, Sweep, difference_of_results,
};
use tinyfoot::device::{PresetsOnly, Request, presets};
use tinyfoot::grid::{self, GridError};
use tinyfoot::inventory::{Columns, Inventory, Priced, Records, Totals};
use tinyfoot::report::{
    Bibliography, By, CiReport, Detail, Differences, Document, Fate, Look, Revised, estimate,
    estimate_json, estimate_records, markdown, partial_json, text,
};
use tinyfoot::saved;
use tinyfoot::{Block, Device, Factors, Footprint, Line, Problems, Range, Source, Stage, assess};

/// Takes an input and checks what must hold for it.
pub type Target = fn(&[u8]);

/// What is run over its seeds and fuzzed: a folder in `tests/seeds`, a file in
/// `fuzz/targets`, a function here.
pub const ALL: [(&str, Target); 7] = [
    ("device", device),
    ("set", set),
    ("factors", factors),
    ("grid", grid),
    ("sweep", sweep),
    ("saved", saved),
    ("inventory", inventory),
];

/// An inventory, as CSV: it reads the same in pieces of any size, each row is
/// counted or rejected, and totals read back.
pub fn inventory(input: &[u8]) {
    let records = |bytes: usize| {
        let mut records = Records::new(Pieces { input, bytes });
        let mut found = Vec::new();
        while let Ok(Some(record)) = records.read() {
            let fields: Vec<Vec<u8>> = record.iter().map(<[u8]>::to_vec).collect();
            found.push((record.line, record.raw.to_vec(), fields));
        }
        found
    };
    assert_eq!(records(3), records(usize::MAX));
    let mut records = Records::new(input);
    let Ok(Some(header)) = records.read() else {
        return;
    };
    let names = header.iter().map(String::from_utf8_lossy);
    let names: Vec<String> = names.map(std::borrow::Cow::into_owned).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let columns = match Columns::new(&names, &[]) {
        Ok(columns) => columns,
        Err(problems) => return check_problems(&problems),
    };
    let factors = Factors::builtin();
    let load = |name: &str, values: &[String]| {
        let set = |request: Request, value: &String| request.set(value);
        let request = values.iter().fold(Request::named(name), set);
        request.load(&PresetsOnly, &factors)
    };
    let priced = |bytes: usize| {
        let mut records = Records::new(Pieces { input, bytes });
        let mut inventory = Inventory::new(columns.clone(), &load, &factors);
        let mut rows = Vec::new();
        let _header = records.read();
        while let Ok(Some(run)) = records.read_run() {
            let owned = |row: Result<&Priced, &str>| row.cloned().map_err(str::to_owned);
            let before = rows.len();
            rows.extend(inventory.push(&run).rows().map(owned));
            assert_eq!(rows.len() - before, run.len());
        }
        (rows, inventory.finish())
    };
    // Many are priced by column, and a few at a time one by one.
    let whole = priced(usize::MAX);
    assert_eq!(whole, priced(3));
    let (rows, totals) = whole;
    let mut counted = 0;
    for row in &rows {
        match row {
            Ok(priced) => {
                let kg = priced.kg_co2e();
                assert!(kg.iter().all(|kg| kg.is_finite() && *kg >= 0.0));
                counted += 1;
            }
            Err(why) => assert!(!why.is_empty()),
        }
    }
    assert_eq!(totals.all().rows, counted);
    let read = rows.len() as u64;
    assert_eq!(
        (totals.rows_read, totals.rows_rejected),
        (read, read - counted)
    );
    let text = partial_json(&totals);
    let name = "partial".to_owned();
    assert_eq!(Totals::read(&Source { name, text }).unwrap(), totals);
}

/// A reader that gives a few bytes at a time.
struct Pieces<'a> {
    input: &'a [u8],
    bytes: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.bytes);
        self.input.read(&mut buffer[..most])
    }
}

/// A device file.
pub fn device(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let factors = Factors::builtin();
    match Device::parse(text, &factors) {
        Ok(device) => {
            let footprint = assess(&device, &factors);
            check_sums(&footprint);
            check_reports(&footprint, &factors);
        }
        Err(problems) => check_problems(&problems),
    }
}

/// A byte that chooses a preset, then values for `--set`, a line each.
pub fn set(input: &[u8]) {
    let Some((name, text)) = preset_and_text(input) else {
        return;
    };
    let request = text.lines().fold(Request::named(name), Request::set);
    let factors = Factors::builtin();
    match request.load(&PresetsOnly, &factors) {
        Ok(device) => check_sums(&assess(&device, &factors)),
        Err(problems) => check_problems(&problems),
    }
}

/// A factor set, laid over the built-in one.
pub fn factors(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let mut factors = Factors::builtin();
    if let Err(problems) = factors.layer(text, "own.toml") {
        return check_problems(&problems);
    }
    for name in ["keyword-spotting", "lorawan-sensor-node"] {
        match Device::preset(name, &factors) {
            Ok(device) => check_sums(&assess(&device, &factors)),
            // A factor that the preset needs may have become unknown.
            Err(problems) => check_problems(&problems),
        }
    }
}

/// The name of a grid, and a year behind the last `@`.
pub fn grid(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let (name, year) = match text.rsplit_once('@') {
        Some((name, year)) => (name, year.parse().ok()),
        None => (text, None),
    };
    match grid::find(name, year) {
        Ok(found) => {
            assert!((0.0..2000.0).contains(&found.g_co2e_per_kwh), "{found:?}");
            assert!(year.is_none() || year == found.year);
            let code = found.code.expect("a grid of the tables has a code");
            assert_eq!(grid::find(code, found.year), Ok(found));
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            match error {
                GridError::Unknown { query, nearest } => {
                    assert_eq!(query, name);
                    let known = |name| grid::all().iter().any(|grid| grid.name == name);
                    assert!(nearest.is_none_or(known));
                }
                GridError::Ambiguous { codes, .. } => assert!(codes.len() > 1),
                GridError::NoSuchYear { year, years, .. } => assert!(!years.contains(&year)),
            }
        }
    }
}

/// A byte that chooses a preset, then the axes of a sweep, `PATH=A,B` a line:
/// two values of each of the first two.
pub fn sweep(input: &[u8]) {
    let Some((name, text)) = preset_and_text(input) else {
        return;
    };
    let axes: Vec<Axis> = text.lines().take(2).filter_map(axis).collect();
    let factors = Factors::builtin();
    let read = |values: &[String]| {
        let request = Request::named(name);
        let request = values
            .iter()
            .fold(request, |request, value| request.set(value));
        request.load(&PresetsOnly, &factors)
    };
    let sweep = match Sweep::new(axes.clone(), &read, &factors) {
        Ok(sweep) if !axes.is_empty() => sweep,
        Ok(_) => return,
        Err(problems) => return check_problems(&problems),
    };
    let mut kinds: HashMap<u32, Point> = HashMap::new();
    let visited = sweep.visit(|stretch| -> Result<bool, Problems> {
        if stretch.is_new {
            kinds.clear();
        }
        // Points of one kind cost the same.
        for (kind, point) in stretch.kinds.unwrap_or_default().iter().zip(stretch.points) {
            assert_eq!(kinds.entry(*kind).or_insert(*point), point);
        }
        let mut at = stretch.at.to_vec();
        for point in stretch.points {
            let values: Vec<String> = axes
                .iter()
                .zip(&at)
                .map(|(axis, index)| format!("{}={}", axis.path, axis.values[*index]))
                .collect();
            let alone = assess(&read(&values)?, &factors).total();
            assert!(
                near(point.total(), alone),
                "{values:?}: {point:?}, {alone:?}"
            );
            if let Some(last) = at.last_mut() {
                *last += 1;
            }
        }
        Ok(true)
    });
    if let Err(problems) = visited {
        check_problems(&problems);
    }
}

/// A result of `estimate --format json`: what is read of it can be written and
/// read again, is no change of itself, and can be held against a device.
pub fn saved(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let source = |text: &str| Source {
        name: "saved.json".to_owned(),
        text: text.to_owned(),
    };
    let read = match saved::read(&source(text)) {
        Ok(read) => read,
        Err(problems) => return check_problems(&problems),
    };
    let factors = Factors::builtin();
    let json = estimate_json(&read.footprints, &[], &factors);
    let again = saved::read(&source(&json)).expect("what was read can be written and read");
    let preset = Device::preset("keyword-spotting", &factors).expect("a preset");
    let preset = assess(&preset, &factors);
    assert_eq!(read.footprints.len(), again.footprints.len());
    for (footprint, again) in read.footprints.iter().zip(again.footprints) {
        check_sums(footprint);
        assert_eq!(footprint.total(), again.total());
        let itself = difference_of_results(footprint.clone(), again);
        assert!(itself.is_empty(), "{:?}", itself.changes);
        check_difference(difference_of_results(preset.clone(), footprint.clone()));
        check_difference(difference_of_results(footprint.clone(), preset.clone()));
    }
}

/// The changes and what they have in common are the difference of the totals,
/// and what is printed of them steers no terminal.
fn check_difference(found: Difference) {
    let alone = found
        .changes
        .iter()
        .filter_map(|change| match change.effect {
            Effect::Alone(kg) => Some(kg),
            Effect::WithOthers => None,
        });
    let (mut parts, mut size) = (found.interaction, found.interaction.high.abs());
    for kg in alone {
        parts = parts + kg;
        size += kg.low.abs().max(kg.typical.abs()).max(kg.high.abs());
    }
    let total = found.total();
    for (parts, total) in [
        (parts.low, total.low),
        (parts.typical, total.typical),
        (parts.high, total.high),
    ] {
        assert!(
            (parts - total).abs() <= 1e-9 * size,
            "{parts} is not {total}"
        );
    }
    let differences = Differences {
        old: "old".to_owned(),
        new: "new".to_owned(),
        old_factor_sets: Vec::new(),
        new_factor_sets: Vec::new(),
        devices: vec![Revised {
            name: found.new.name.clone(),
            position: None,
            fate: Fate::Kept(Box::new(found)),
        }],
        most: MostIncrease::default(),
    };
    serde_json::from_str::<Value>(&differences.json()).expect("JSON");
    for shown in [
        differences.comment(),
        text(&differences.document(), Look::plain(80)),
    ] {
        assert!(
            !shown.chars().any(|c| c != '\n' && c.is_control()),
            "{shown:?}"
        );
    }
}

fn axis(line: &str) -> Option<Axis> {
    let (path, values) = line.split_once('=')?;
    Some(Axis {
        path: path.to_owned(),
        values: values.split(',').take(2).map(str::to_owned).collect(),
    })
}

fn preset_and_text(input: &[u8]) -> Option<(&'static str, &str)> {
    let (choice, rest) = input.split_first()?;
    let preset = &presets::ALL[usize::from(*choice) % presets::ALL.len()];
    Some((preset.name, str::from_utf8(rest).ok()?))
}

/// A refusal says what is wrong, and where: in a text that it has, at a
/// character.
pub fn check_problems(problems: &Problems) {
    assert!(!problems.diagnostics.is_empty());
    for found in &problems.diagnostics {
        assert!(!found.message.trim().is_empty() && !found.code.0.is_empty());
        assert!(found.help.as_ref().is_none_or(|help| !help.is_empty()));
        let Some(place) = &found.place else {
            continue;
        };
        let text = &problems.sources[place.source].text;
        assert!(text.get(place.span.clone()).is_some(), "{found:?}");
    }
    assert!(!problems.to_string().is_empty());
}

/// Every number is one, ranges are ordered, and totals are sums of lines.
pub fn check_sums(footprint: &Footprint) {
    for line in &footprint.lines {
        let Range { low, typical, high } = line.kg_co2e();
        assert!(
            0.0 <= low && low <= typical && typical <= high && high.is_finite(),
            "{line:?}"
        );
    }
    let total = footprint.total();
    let lines: Range = footprint.lines.iter().map(Line::kg_co2e).sum();
    let blocks: Range = sum(Block::ALL.into_iter().map(|block| footprint.block(block)));
    let stages: Range = sum(Stage::ALL.into_iter().map(|stage| footprint.stage(stage)));
    let halves: Range = sum([footprint.embodied(), footprint.operational()].into_iter());
    for other in [lines, blocks, stages, halves] {
        assert!(near(total, other), "{total:?} is not {other:?}");
    }
}

fn sum(ranges: impl Iterator<Item = Option<Range>>) -> Range {
    ranges.flatten().sum()
}

fn near(a: Range, b: Range) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    close(a.low, b.low) && close(a.typical, b.typical) && close(a.high, b.high)
}

/// What is printed says the same in every format, and nothing in it steers a
/// terminal or is markup.
pub fn check_reports(footprint: &Footprint, factors: &Factors) {
    let footprints = std::slice::from_ref(footprint);
    let bibliography = Bibliography::new(factors);
    let json = estimate_json(footprints, &[], factors);
    let value: Value = serde_json::from_str(&json).expect("JSON");
    check_json(&value, footprint);

    let records = estimate_records(footprints, &[], By::Item);
    assert!(
        records
            .rows
            .iter()
            .all(|row| row.len() == records.columns.len())
    );
    let rows = records.csv();
    assert!(rows.lines().count() > records.rows.len());

    let document: Document = estimate(footprints, &[], By::Block, Detail::Full, &bibliography);
    let page = markdown(&document);
    assert!(!page.contains('<') && !page.contains('>'), "{page}");
    for shown in [page, text(&document, Look::plain(80))] {
        assert!(
            !shown.chars().any(|c| c != '\n' && c.is_control()),
            "{shown:?}"
        );
    }
}

/// What is read back is what was calculated, to the last bit.
fn check_json(value: &Value, footprint: &Footprint) {
    let device = &value["devices"][0];
    assert_eq!(device["name"], footprint.name.as_str());
    assert_eq!(read_back(&device["total_kg_co2e"]), Some(footprint.total()));
    for (key, known) in [
        ("embodied_kg_co2e", footprint.embodied()),
        ("operational_kg_co2e", footprint.operational()),
    ] {
        assert_eq!(read_back(&device[key]), known, "{key}");
    }
    for block in device["blocks"].as_array().expect("blocks") {
        let key = block["block"].as_str().expect("the name of a block");
        let known = Block::from_key(key).expect("a block");
        assert_eq!(
            read_back(&block["kg_co2e"]),
            footprint.block(known),
            "{key}"
        );
        let lines = block["lines"].as_array().expect("lines");
        let found: Vec<_> = lines
            .iter()
            .map(|line| read_back(&line["kg_co2e"]))
            .collect();
        let expected: Vec<_> = footprint
            .lines_of(known)
            .map(|line| Some(line.kg_co2e()))
            .collect();
        assert_eq!(found, expected, "{key}");
    }
}

/// A range of a JSON document, `null` for what is not modelled.
fn read_back(value: &Value) -> Option<Range> {
    let end = |key: &str| value[key].as_f64();
    Some(Range::new(end("low")?, end("typical")?, end("high")?))
}
