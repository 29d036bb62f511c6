//! CSV as programs and spreadsheets read it.

use std::collections::BTreeSet;
use std::fs;

use csv::{ReaderBuilder, StringRecord};
use tempfile::tempdir;
use tinyfoot::device::presets;

use tinyfoot::report::Kind;

use crate::program::{Run, tinyfoot};

/// What columns of numbers end in, or are.
const NUMBERS: [&str; 30] = [
    "_kg_co2e",
    "_percent",
    "_years",
    "_year",
    "_mhz",
    "_mw",
    "_uw",
    "_uj",
    "_ms",
    "_bytes",
    "_wh",
    "_mah",
    "_v",
    "_g",
    "_kwh",
    "_index",
    "_error",
    "devices",
    "units",
    "_kg",
    "_probability",
    "_p5",
    "_p95",
    "_per_unit",
    "_life",
    "year",
    "gsd",
    "hsl",
    "rank",
    "ratio",
];
/// Texts, for all that.
const NOT: [&str; 1] = ["source_year"];

struct Sheet {
    header: StringRecord,
    rows: Vec<StringRecord>,
}

/// Parses CSV; a row of another width than the header is an error.
fn sheet(run: Run) -> Sheet {
    let text = run.stdout();
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|record| record.unwrap()).collect();
    Sheet { header, rows }
}

fn is_number(column: &str) -> bool {
    !NOT.contains(&column) && NUMBERS.iter().any(|end| column.ends_with(end))
}

/// Every command that prints CSV, over all presets.
fn runs() -> Vec<Vec<&'static str>> {
    let names: Vec<&str> = presets::ALL.iter().map(|preset| preset.name).collect();
    let all = |first: &[&'static str]| [first, &names[..]].concat();
    let few = ["--samples", "200"];
    let mut runs = vec![
        all(&["estimate", "--by", "block"]),
        all(&["estimate", "--by", "stage"]),
        all(&["estimate", "--by", "item"]),
        [all(&["estimate", "--uncertainty"]), few.to_vec()].concat(),
        all(&["lifespan"]),
        all(&["lifespan", "--service-years", "1,7"]),
        all(&["compare", "--with", "Apple Watch Series 7"]),
        [all(&["compare", "--uncertainty"]), few.to_vec()].concat(),
        all(&["uncertainty"]),
        [vec!["sensitivity", "pinetime"], few.to_vec()].concat(),
        vec!["fleet", "growth", "--target", "50e9", "--year", "2030"],
        [
            vec!["net", "examples/crop-sensor.toml", "--units", "9"],
            few.to_vec(),
        ]
        .concat(),
    ];
    let fleet = [
        "--units",
        "1e6",
        "--deploy",
        "2024..2034",
        "--extend-life",
        "1..4",
    ];
    runs.extend(
        names
            .iter()
            .map(|name| [&["fleet", name], &fleet[..]].concat()),
    );
    runs.extend(names.iter().map(|name| vec!["explain", name]));
    let kinds = Kind::ALL.map(Kind::key);
    runs.extend(kinds.iter().map(|kind| vec!["data", kind]));
    runs
}

#[test]
fn every_row_has_the_columns_and_every_number_is_one() {
    let mut numbers = 0;
    for run in runs() {
        let arguments = [&run[..], &["--format", "csv"]].concat();
        let Sheet { header, rows } = sheet(tinyfoot(&arguments));
        assert!(!rows.is_empty(), "{arguments:?}");
        let names: BTreeSet<&str> = header.iter().collect();
        assert_eq!(names.len(), header.len(), "{arguments:?}: a column twice");
        for name in &header {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(name.chars().all(is_plain), "{name}");
        }
        for row in &rows {
            for (column, cell) in header.iter().zip(row) {
                // `data sources` has years such as "2012-2023".
                if is_number(column) && !cell.is_empty() && run[1..] != ["sources"] {
                    let number = cell.parse::<f64>();
                    let is_finite = number.as_ref().is_ok_and(|number| number.is_finite());
                    assert!(is_finite, "{arguments:?}: {column} is {cell}");
                    numbers += 1;
                }
                let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!is_formula || cell.parse::<f64>().is_ok(), "{cell}");
            }
        }
    }
    assert!(numbers > 10_000, "{numbers}");
}

#[test]
fn sweeps_have_the_columns() {
    let arguments = [
        "sweep",
        "pinetime",
        "-q",
        "--vary",
        "use.grid_trend_percent_per_year=-20,0,1e-9",
        "--vary",
        "lifespan_years=1..3",
    ];
    let Sheet { header, rows } = sheet(tinyfoot(&arguments));
    assert_eq!((header.len(), rows.len()), (7, 9));
    for cell in rows.iter().flatten() {
        assert!(cell.parse::<f64>().unwrap().is_finite(), "{cell}");
    }
}

/// Names with everything that CSV and spreadsheets trip over.
#[test]
fn hostile_names_survive_and_are_no_formulas() {
    let device = |name: &str| {
        format!(
            "name = {0}\n[pcb]\nfr4_4_layer_cm2 = 6\n[custom]\n{0} = {{ kg_co2e = 1, source = {0} }}\n",
            serde_json::json!(name)
        )
    };
    for name in [
        "two\nlines",
        "a \"quoted\" name",
        "one, two; three",
        "\"",
        "=HYPERLINK(\"http://x\",\"y\")",
        "=1+1",
        "+1 000",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "\r=x",
        "'x",
        "-1",
    ] {
        let expected = match name.as_bytes()[0] {
            b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' if name != "-1" => format!("'{name}"),
            _ => name.to_owned(),
        };
        for command in ["estimate", "lifespan", "explain", "uncertainty", "fleet"] {
            let mut arguments = vec![command, "-", "--format", "csv"];
            if command == "fleet" {
                arguments.extend(["--units", "5"]);
            }
            let Sheet { header, rows } = sheet(tinyfoot(&arguments).stdin(device(name)));
            assert_eq!(&header[0], "device");
            for row in &rows {
                assert_eq!(&row[0], expected, "{command}");
            }
            if command == "explain" {
                assert_eq!(&rows[1][2], expected);
                let place = header
                    .iter()
                    .position(|column| column == "quantity_sources");
                assert_eq!(&rows[1][place.unwrap()], expected);
            }
        }
    }
}

/// The path of an axis may hold anything that a key may.
#[test]
fn axes_with_hostile_names() {
    let folder = tempdir().unwrap();
    let device = "[use]\ngrid = 'FR'\n[use.tasks.\"a,b\"]\nenergy_uj = 1e6\nper_second = 1\n";
    fs::write(folder.path().join("a.toml"), device).unwrap();
    let other = device.to_owned() + "[pcb]\nfr4_4_layer_cm2 = 6\n";
    fs::write(folder.path().join("b.toml"), other).unwrap();
    let vary = "use.tasks.\"a,b\".per_second=1..4";
    let run = |extra: &[&str]| {
        let arguments = [&["sweep", "a.toml", "-q", "--vary", vary], extra].concat();
        sheet(tinyfoot(&arguments).folder(folder.path()))
    };
    let Sheet { header, rows } = run(&[]);
    assert_eq!(&header[0], "use.tasks.\"a,b\".per_second");
    assert_eq!((header.len(), rows.len()), (6, 4));
    assert_eq!(run(&["--break-even", "b.toml"]).header.len(), 5);
}

/// The numbers of `explain` are those of `estimate`, in full precision, and
/// what a value assumes stands beside that value alone.
#[test]
fn explained_numbers_and_assumptions() {
    let text = "name = 'P'\n[casing]\n\
        abs_g = { low = 1, typical = 2, high = 3, assumption = 'weighed, ABS' }\n\
        steel_g = { typical = 3, assumption = 'weighed, steel' }";
    let sheet_of = |arguments: &[&str]| sheet(tinyfoot(arguments).stdin(text));
    let explained = sheet_of(&["explain", "-", "--format", "csv"]);
    let estimated = sheet_of(&["estimate", "-", "--by", "item", "--format", "csv"]);
    let column = |sheet: &Sheet, name: &str| -> Vec<String> {
        let place = sheet.header.iter().position(|column| column == name);
        let cells = sheet.rows.iter().map(|row| row[place.unwrap()].to_owned());
        cells.collect()
    };
    for name in [
        "item",
        "quantity_low",
        "quantity_typical",
        "quantity_high",
        "quantity_unit",
        "factor_kg_co2e_per_unit",
        "multiplier",
        "low_kg_co2e",
        "typical_kg_co2e",
        "high_kg_co2e",
    ] {
        assert_eq!(column(&explained, name), column(&estimated, name), "{name}");
    }
    assert_eq!(
        column(&explained, "assumptions"),
        ["abs_g: weighed, ABS", "steel_g: weighed, steel"]
    );
}
