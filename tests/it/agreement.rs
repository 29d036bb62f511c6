//! Every format says the same.

use serde_json::Value;
use tinyfoot::device::presets;

use crate::program::{kilograms, printed, tinyfoot};

const VARIANTS: [&str; 3] = ["low", "typical", "high"];

/// What a table prints of a number, to half of its last digit.
fn assert_prints(cell: &str, full: f64, what: &str) {
    let printed = kilograms(cell);
    let unit = kilograms(&cell.replace(|c: char| c.is_ascii_digit() && c != '0', "0"));
    assert_eq!(unit, 0.0);
    let decimals = cell
        .split(' ')
        .next()
        .and_then(|number| number.split_once('.'))
        .map_or(0, |(_, decimals)| decimals.len());
    let last_digit = 10f64.powi(-i32::try_from(decimals).unwrap());
    let scale = cell
        .split_once(' ')
        .map_or(1.0, |(_, unit)| kilograms(&format!("1 {unit}")));
    let tolerance = last_digit * scale / 2.0 * (1.0 + 1e-9);
    assert!(
        (printed - full).abs() <= tolerance,
        "{what}: {cell} is not {full}"
    );
    assert_eq!(printed == 0.0, full == 0.0, "{what}: {cell} is not {full}");
}

pub(crate) fn assert_row(cells: &[String; 3], value: &Value, what: &str) {
    if value.is_null() {
        assert_eq!(cells, &[(); 3].map(|()| "-".to_owned()), "{what}");
        return;
    }
    for (cell, variant) in cells.iter().zip(VARIANTS) {
        assert_prints(cell, value[variant].as_f64().unwrap(), what);
    }
}

#[test]
fn table_and_json() {
    for preset in presets::ALL {
        let name = preset.name;
        let json = tinyfoot(&["estimate", name, "--format", "json"]).json();
        let device = &json["devices"][0];
        let blocks = printed(&tinyfoot(&["estimate", name, "--quiet"]).stdout());
        for block in device["blocks"].as_array().unwrap() {
            let key = block["block"].as_str().unwrap();
            if key != "custom" || !block["kg_co2e"].is_null() {
                assert_row(&blocks[key], &block["kg_co2e"], &format!("{name} {key}"));
            }
        }
        for key in ["total", "embodied", "operational"] {
            let value = &device[format!("{key}_kg_co2e")];
            assert_row(&blocks[key], value, &format!("{name} {key}"));
        }
        let stages = printed(&tinyfoot(&["estimate", name, "-q", "--by", "stage"]).stdout());
        for stage in device["stages"].as_array().unwrap() {
            let key = stage["stage"].as_str().unwrap();
            assert_row(&stages[key], &stage["kg_co2e"], &format!("{name} {key}"));
        }
    }
}

/// The same cells in Markdown as in the text table.
#[test]
fn table_and_markdown() {
    let text = printed(&tinyfoot(&["estimate", "smart-speaker", "-q"]).stdout());
    let arguments = ["estimate", "smart-speaker", "-q", "--format", "markdown"];
    let markdown = tinyfoot(&arguments).stdout();
    let mut seen = 0;
    for line in markdown.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<String> = line
            .trim_matches('|')
            .split(" | ")
            .map(|cell| cell.replace("**", "").trim().to_owned())
            .collect();
        let [name, _, low, typical, high, _] = cells.as_slice() else {
            panic!("{line}");
        };
        let name = name
            .trim_start_matches("of which ")
            .replace(' ', "_")
            .to_lowercase();
        if let Some(row) = text.get(&name) {
            assert_eq!(row, &[low.clone(), typical.clone(), high.clone()]);
            seen += 1;
        }
    }
    assert_eq!(seen, text.len());
}

/// Each row of each CSV carries the numbers of the JSON, to the last bit.
#[test]
fn csv_and_json() {
    let names: Vec<&str> = presets::ALL.iter().map(|preset| preset.name).collect();
    let run = |extra: &[&str]| {
        let arguments = [&["estimate"], names.as_slice(), extra].concat();
        tinyfoot(&arguments)
    };
    let json = run(&["--format", "json"]).json();
    let devices = json["devices"].as_array().unwrap();
    for (by, key, many) in [("block", "block", "blocks"), ("stage", "stage", "stages")] {
        let csv = run(&["--format", "csv", "--by", by]).stdout();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut records = reader.records();
        for device in devices {
            for row in device[many].as_array().unwrap() {
                let record = records.next().unwrap().unwrap();
                assert_eq!(&record[0], device["name"].as_str().unwrap());
                assert_eq!(&record[1], row[key].as_str().unwrap());
                assert_cells(record.iter().skip(2), &row["kg_co2e"]);
            }
        }
        assert!(records.next().is_none());
    }
    let csv = run(&["--format", "csv", "--by", "item"]).stdout();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let first = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "low_kg_co2e");
    let mut records = reader.records();
    for device in devices {
        for block in device["blocks"].as_array().unwrap() {
            for line in block["lines"].as_array().unwrap() {
                let record = records.next().unwrap().unwrap();
                assert_eq!(&record[2], line["item"].as_str().unwrap());
                assert_cells(record.iter().skip(first.unwrap()), &line["kg_co2e"]);
            }
        }
    }
    assert!(records.next().is_none());
}

fn assert_cells<'a>(cells: impl Iterator<Item = &'a str>, value: &Value) {
    for (cell, variant) in cells.zip(VARIANTS) {
        assert_eq!(cell.parse().ok(), value[variant].as_f64());
    }
}

/// Several devices are one document in every format.
#[test]
fn one_document() {
    let two = ["estimate", "keyword-spotting", "pinetime", "--format"];
    let json = tinyfoot(&[&two[..], &["json"]].concat()).json();
    assert_eq!(json["schema"], "tinyfoot/estimate/v1");
    assert_eq!(json["devices"].as_array().unwrap().len(), 2);
    let csv = tinyfoot(&[&two[..], &["csv"]].concat()).stdout();
    assert_eq!(csv.matches("low_kg_co2e").count(), 1);
    assert_eq!(csv.lines().count(), 1 + 2 * 16);
    let table = tinyfoot(&[&two[..], &["table"]].concat()).stdout();
    assert!(table.contains("Keyword spotting\n") && table.contains("PineTime smart watch\n"));
    let markdown = tinyfoot(&[&two[..], &["markdown"]].concat()).stdout();
    assert_eq!(markdown.matches("\n## ").count() + 1, 2);
}

/// What is printed does not add up here, and the output says so.
#[test]
fn rounding_is_told() {
    let says = |preset| {
        tinyfoot(&["estimate", preset])
            .stdout()
            .contains("values are rounded")
    };
    // 5.61 embodied + 0.01 operational is not 5.63.
    assert!(says("keyword-spotting"));
    assert!(!says("smart-speaker"));
    // 10 + 5 mm² and 0.1682 + 0.0841 kg: printed 0.17 + 0.08, together 0.25.
    let text = "[processing]\nmcu_mm2 = 10\n[connectivity]\nconnectivity_ic_mm2 = 4.9";
    let run = tinyfoot(&["estimate", "-"]).stdin(text).stdout();
    // 0.1682 is 0.17 and 0.082418 is 0.08; 0.250618 is 0.25.
    assert!(!run.contains("values are rounded"));
    let text = "[processing]\nmcu_mm2 = 7.4\n[connectivity]\nconnectivity_ic_mm2 = 7.4";
    let run = tinyfoot(&["estimate", "-"]).stdin(text).stdout();
    // 0.124468 is 0.12 twice; 0.248936 is 0.25.
    assert!(run.contains("values are rounded"));
}
