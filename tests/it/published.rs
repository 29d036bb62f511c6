//! Published figures, to the last digit that was printed: what the program
//! prints against what the sources print.

use std::collections::BTreeMap;

use crate::program::{kilograms, printed, tinyfoot};

const LOW: usize = 0;
const TYPICAL: usize = 1;
const HIGH: usize = 2;

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Every cell of a column of the published table, and its total.
fn assert_column(preset: &str, variant: usize, column: &str) {
    let table = printed(&tinyfoot(&["estimate", preset, "--quiet"]).stdout());
    let rows = rows(include_str!("../fixtures/published/seed-table.csv"));
    assert_eq!(rows.len(), 16);
    for row in rows {
        let (block, published) = (&row["block"], &row[column]);
        let cell = &table[block][variant];
        // A stated zero is printed as 0, everything else as it was published.
        let cell = if cell == "0" { "0.00" } else { cell };
        assert_eq!(cell, published, "{preset} {column} {block}");
    }
}

#[test]
fn keyword_spotting_low() {
    assert_column("keyword-spotting", LOW, "kws_low");
}

#[test]
fn keyword_spotting_typical() {
    assert_column("keyword-spotting", TYPICAL, "kws_typical");
}

#[test]
fn anomaly_detection_typical() {
    assert_column("anomaly-detection", TYPICAL, "ad_typical");
}

#[test]
fn image_classification_typical() {
    assert_column("image-classification", TYPICAL, "ic_typical");
}

#[test]
fn image_classification_high() {
    assert_column("image-classification", HIGH, "ic_high");
}

/// Not published, but implied by the same factors.
#[test]
fn the_other_ends_of_two_systems() {
    let total = |preset| printed(&tinyfoot(&["estimate", preset, "-q"]).stdout())["total"].clone();
    assert_eq!(total("keyword-spotting")[HIGH], "5.63");
    assert_eq!(total("image-classification")[LOW], "1.08");
}

/// The device text behind each option of the published web calculator.
fn option_text(block: &str, option: usize) -> String {
    let variant = ["low", "typical", "high"][option];
    match (block, option) {
        ("training", 0) => "[training]\nkg_co2e = 0.10\nsource = 's'".to_owned(),
        ("training", 1) => "[training]\nkg_co2e = 1.00\nsource = 's'".to_owned(),
        ("processing", _) => format!("[processing]\nmcu_mm2 = {}", [5, 10, 17][option]),
        ("power_supply", 0) => "[power_supply]\nhsl = 0".to_owned(),
        ("power_supply", _) => format!("[power_supply]\nhsl = 2\nvariant = '{variant}'"),
        ("sensing", 0) => "[sensing]\nelectret_microphone_g = 0.2".to_owned(),
        ("sensing", 1) => "[sensing]\ncmos_imager_mm2 = 30\nsensor_mm2 = 3".to_owned(),
        ("sensing", 2) => "[sensing]\ncmos_imager_mm2 = 58\nsensor_mm2 = 5".to_owned(),
        ("pcb" | "others", _) => format!("[{block}]\nhsl = 0\nvariant = '{variant}'"),
        ("casing" | "transport", _) => format!("[{block}]\nhsl = 1\nvariant = '{variant}'"),
        ("user_interface", _) => format!("[user_interface]\nled_piece = {}", [1, 2, 4][option]),
        ("use", _) => "[use]\nmean_power_mw = 1\ngrid = 433".to_owned(),
        _ => panic!("no such option: {block} {option}"),
    }
}

#[test]
fn every_option_of_the_web_calculator() {
    let mut seen = 0;
    for row in rows(include_str!("../fixtures/published/seed-calculator.csv")) {
        let Ok(option) = row["option"].parse() else {
            continue;
        };
        let block = &row["block"];
        let text = option_text(block, option);
        let table = tinyfoot(&["estimate", "-", "-q"]).stdin(text).stdout();
        let published = &row["kg_co2e"];
        assert_eq!(printed(&table)[block], [(); 3].map(|()| published.clone()));
        seen += 1;
    }
    assert_eq!(seen, 27);
}

#[test]
fn both_presets_of_the_web_calculator() {
    let rows = rows(include_str!("../fixtures/published/seed-calculator.csv"));
    for (preset, column, total) in [
        ("web-calculator-vision", "vision_preset", "3.24"),
        ("web-calculator-anomaly", "anomaly_preset", "1.61"),
    ] {
        let table = printed(&tinyfoot(&["estimate", preset, "--quiet"]).stdout());
        assert_eq!(table["total"], [(); 3].map(|()| total.to_owned()));
        let chosen: Vec<_> = rows.iter().filter(|row| row[column] == "x").collect();
        assert_eq!(chosen.len(), 10);
        for row in chosen {
            assert_eq!(table[&row["block"]][TYPICAL], row["kg_co2e"], "{preset}");
        }
    }
}

/// The totals of the two datasheets are sums of rounded cells.
#[test]
fn every_cell_of_the_sensor_datasheets() {
    let rows = rows(include_str!(
        "../fixtures/published/mlsensor-datasheets.csv"
    ));
    assert_eq!(rows.len(), 11);
    for (preset, column, parts) in [
        (
            "pa1-person-detection",
            "pa1_kg_co2e",
            "10 of 13 parts covered",
        ),
        (
            "person-sensor",
            "person_sensor_kg_co2e",
            "8 of 11 parts covered",
        ),
    ] {
        let report = tinyfoot(&["estimate", preset]).stdout();
        assert!(report.contains(parts));
        let table = printed(&tinyfoot(&["estimate", preset, "--quiet"]).stdout());
        for row in &rows {
            let (cell, published) = (&table[&row["block"]][TYPICAL], &row[column]);
            if row["block"] == "total" {
                let difference = kilograms(cell) - published.parse::<f64>().unwrap();
                assert!(difference.abs() < 0.01 + 1e-9, "{preset}: {cell}");
            } else {
                assert_eq!(cell, published, "{preset} {}", row["block"]);
            }
        }
    }
}

/// What makers say of a charge, and the mean current that follows from the
/// formula of the CO2 sensor's author: 4.8 and 2 µA, and 12.83 mA for 10.03 s
/// every 1.5 h, at 3.3 V.
#[test]
fn battery_lives_and_mean_power_of_presets() {
    let energy = |preset| {
        let json = tinyfoot(&["estimate", preset, "--format", "json"]).json();
        json["devices"][0]["energy"].clone()
    };
    for (preset, days) in [("pinetime", 7.0), ("bangle-js-2", 30.0)] {
        let of_a_charge = &energy(preset)["battery"]["days_per_charge"];
        for variant in ["low", "typical", "high"] {
            let printed = of_a_charge[variant].as_f64().unwrap();
            assert!((printed - days).abs() < 0.02, "{preset}: {printed}");
        }
    }
    let mean = 3.3 * (4.8 + 2.0 + 12.83e3 * 10.03 / 5400.0);
    let printed = energy("co2-sensor-solar")["mean_power_uw"]["typical"].clone();
    assert!((printed.as_f64().unwrap() - mean).abs() < 0.05, "{printed}");
}
