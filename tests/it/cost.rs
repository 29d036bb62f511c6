//! Prices of the user's own, in estimates and along grids.

use std::path::Path;

use crate::program::tinyfoot;

const PRICED: &str = r#"
lifespan_years = 2
[processing]
mcu_mm2 = { low = 5, typical = 7.5, high = 10 }
[casing]
hsl = 1
[pcb]
fr4_4_layer_cm2 = 6
[use]
mean_power_mw = 10
grid = 100
[cost]
currency = "EUR"
fixed = 1.5
[cost.per_unit]
"processing.mcu_mm2" = 0.12
"casing.abs_g" = 0.004
"lifespan_years" = 0.25
"use.mean_power_mw" = 0.01
"pcb.solder_paste_mg" = 0.1
"#;

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The cost that `estimate` gives.
fn amount(device: &str, set: &[&str]) -> f64 {
    let mut arguments = vec!["estimate", device, "--format", "json"];
    for assignment in set {
        arguments.extend(["--set", assignment]);
    }
    let json = tinyfoot(&arguments).json();
    let cost = &json["devices"][0]["cost"];
    assert_eq!(cost["currency"], "EUR");
    cost["amount"].as_f64().unwrap()
}

/// Typical quantities: 7.5 mm² of die, 50 g of ABS from the level, 2 years, a
/// mean power of 10 mW, and a board without solder paste.
#[test]
fn by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let device = write(folder.path(), "a.toml", PRICED);
    let is = |set: &[&str], expected: f64| {
        let found = amount(&device, set);
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    };
    // 1.5 + 0.12 × 7.5 + 0.004 × 50 + 0.25 × 2 + 0.01 × 10 + 0.1 × 0
    is(&[], 1.5 + 0.9 + 0.2 + 0.5 + 0.1);
    is(&["cost.fixed=2"], 2.0 + 0.9 + 0.2 + 0.5 + 0.1);
    is(
        &["processing.mcu_mm2=10", "pcb.solder_paste_mg=3"],
        1.5 + 1.2 + 0.2 + 0.5 + 0.1 + 0.3,
    );
    is(
        &["cost.per_unit.\"casing.abs_g\"=0.01", "lifespan_years=4"],
        1.5 + 0.9 + 0.5 + 1.0 + 0.1,
    );
    let table = tinyfoot(&["estimate", &device]).stdout();
    assert!(table.contains("cost          3.20 EUR, at the prices of the device file"));
    let json = tinyfoot(&["estimate", "keyword-spotting", "--format", "json"]).json();
    assert!(json["devices"][0]["cost"].is_null());
}

/// Prices are taken over one by one; those in another currency are not.
#[test]
fn prices_of_a_parent() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "parent.toml", PRICED);
    let child = "extends = 'parent.toml'\n[cost.per_unit]\n'processing.mcu_mm2' = 0.2\n";
    let child = write(folder.path(), "child.toml", child);
    let found = amount(&child, &[]);
    assert!((found - (1.5 + 1.5 + 0.2 + 0.5 + 0.1)).abs() < 1e-12);
    let other = "extends = 'parent.toml'\n[cost]\ncurrency = 'CHF'\nfixed = 4\n";
    let other = write(folder.path(), "other.toml", other);
    let json = tinyfoot(&["estimate", &other, "--format", "json"]).json();
    let expected = serde_json::json!({ "currency": "CHF", "amount": 4.0 });
    assert_eq!(json["devices"][0]["cost"], expected);
}

/// Each row of a sweep has the cost that `estimate` gives, to the last bit,
/// whatever is varied.
#[test]
fn along_a_grid() {
    let folder = tempfile::tempdir().unwrap();
    let device = write(folder.path(), "a.toml", PRICED);
    let grids: [&[&str]; 4] = [
        &["processing.mcu_mm2=5,6.1,7.3", "lifespan_years=1,3"],
        &[
            "casing.hsl=1,2",
            "casing.abs_g=10,20.7",
            "use.mean_power_mw=1,3.3",
        ],
        &[
            "cost.fixed=0.1,0.7",
            "cost.per_unit.\"casing.abs_g\"=0.3,0.9",
            "casing.hsl=1,2",
        ],
        &[
            "casing.variant=low,high",
            "lifespan_years=1,3",
            "casing.hsl=1,2",
        ],
    ];
    for axes in grids {
        let mut arguments = vec!["sweep", &device, "--quiet"];
        for axis in axes {
            arguments.extend(["--vary", *axis]);
        }
        let csv = tinyfoot(&arguments).stdout();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert_eq!(
            reader.headers().unwrap().iter().next_back(),
            Some("cost_EUR")
        );
        let mut costs = std::collections::BTreeSet::new();
        for record in reader.records() {
            let record = record.unwrap();
            let set: Vec<String> = axes
                .iter()
                .zip(&record)
                .map(|(axis, value)| format!("{}={value}", axis.split_once('=').unwrap().0))
                .collect();
            let set: Vec<&str> = set.iter().map(String::as_str).collect();
            let own = record.iter().next_back().unwrap();
            assert_eq!(
                own.parse::<f64>().unwrap(),
                amount(&device, &set),
                "{set:?}"
            );
            costs.insert(own.to_owned());
        }
        assert!(costs.len() > 3, "the axes change the cost: {costs:?}");
    }
}

/// A dearer die lets a device serve longer: which points are worth it.
#[test]
fn the_cheapest_and_the_best() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"
[pcb]
kg_co2e = 3
source = "s"
[use]
mean_power_mw = 100
grid = 100
[cost]
currency = "EUR"
fixed = 1
[cost.per_unit]
"lifespan_years" = 2
"#;
    let device = write(folder.path(), "a.toml", text);
    let sweep = |extra: &[&str]| {
        let grid = [
            "sweep",
            &device,
            "-q",
            "--vary",
            "lifespan_years=1..4",
            "--vary",
            "use.mean_power_mw=100,50",
        ];
        let text = tinyfoot(&[&grid[..], extra].concat()).stdout();
        let rows = text.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{} {}: {}", cells[0], cells[1], cells[7])
        });
        rows.collect::<Vec<String>>()
    };
    // Half the power costs the same, so that a full one is on no front.
    let front = ["1 50: 3.0", "2 50: 5.0", "3 50: 7.0", "4 50: 9.0"];
    assert_eq!(
        sweep(&["--pareto", "total_kg_co2e,cost,-lifespan_years"]),
        front
    );
    assert_eq!(
        sweep(&["--pareto", "cost_EUR,-lifespan_years,typical_kg_co2e"]),
        front
    );
    assert_eq!(sweep(&["--pareto", "cost,total_kg_co2e"]), front[..1]);
    assert_eq!(
        sweep(&["--top", "2", "--by", "cost"]),
        ["1 100: 3.0", "1 50: 3.0"]
    );
    assert_eq!(
        sweep(&["--top", "3", "--by", "-cost"]),
        ["4 100: 9.0", "4 50: 9.0", "3 100: 7.0"]
    );
    assert_eq!(
        sweep(&["--top", "1", "--by", "-lifespan_years"]),
        ["4 100: 9.0"]
    );
}
