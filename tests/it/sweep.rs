//! Grids of values: each point is the device that it names.

use std::collections::BTreeMap;

use tinyfoot::analysis::{Axis, Sweep};
use tinyfoot::{Device, Factors};

use crate::program::tinyfoot;

type Row = BTreeMap<String, String>;

fn rows(arguments: &[&str]) -> Vec<Row> {
    let csv = tinyfoot(arguments).stdout();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cells = record.iter().map(str::to_owned);
            header.iter().map(str::to_owned).zip(cells).collect()
        })
        .collect()
}

/// Where two devices cost the same along an axis.
fn break_even(first: &str, axis: &str, second: &str) -> Vec<Row> {
    let arguments = ["sweep", first, "-q", "--vary", axis, "--break-even", second];
    rows(&arguments)
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// Every row is what `estimate` says of the device with the same values, in
/// whatever block they are, and however they depend on one another.
#[test]
fn each_point_is_an_estimate() {
    let grids: [(&str, &[(&str, &str)]); 6] = [
        (
            "pinetime",
            &[
                ("processing.mcu_mm2", "5,17"),
                ("lifespan_years", "1,6,12"),
                ("use.grid", "FR,IN"),
            ],
        ),
        // The battery's size decides how often it is replaced, what it loses by
        // itself, and what is carried.
        (
            "examples/node-wifi-rechargeable.toml",
            &[
                ("power_supply.li_ion_g", "2,10"),
                ("use.tasks.report.per_hour", "1,60"),
                ("lifespan_years", "3,9"),
            ],
        ),
        (
            "lorawan-sensor-node",
            &[
                ("power_supply.aa_alkaline_piece", "1,2"),
                ("use.overhead_uw", "10,900"),
                ("truncation_factor", "1,2"),
            ],
        ),
        // A trend that shows only from the second year on; a supply with cells
        // and one without.
        (
            "smart-speaker",
            &[
                ("use.grid_trend_percent_per_year", "0,-5"),
                ("lifespan_years", "1,2,5"),
                ("use.mean_power_mw", "10,2000"),
                ("use.grid", "FR,IN"),
            ],
        ),
        (
            "keyword-spotting",
            &[
                ("use.supply", "mains,rechargeable"),
                ("lifespan_years", "3,12"),
            ],
        ),
        (
            "smart-speaker",
            &[
                ("casing.hsl", "1,2"),
                ("transport.hsl", "1,3"),
                ("pcb.hsl", "0,1"),
            ],
        ),
    ];
    for (device, axes) in grids {
        let vary: Vec<String> = axes
            .iter()
            .map(|(path, values)| format!("{path}={values}"))
            .collect();
        let mut arguments = vec!["sweep", device, "--quiet"];
        for axis in &vary {
            arguments.extend(["--vary", axis]);
        }
        let rows = rows(&arguments);
        let points: usize = axes
            .iter()
            .map(|(_, values)| values.split(',').count())
            .product();
        assert_eq!(rows.len(), points);
        for row in &rows {
            let set: Vec<String> = axes
                .iter()
                .map(|(path, _)| format!("{path}={}", row[*path]))
                .collect();
            let mut arguments = vec!["estimate", device, "--format", "json"];
            for assignment in &set {
                arguments.extend(["--set", assignment]);
            }
            let json = tinyfoot(&arguments).json();
            let found = &json["devices"][0];
            for variant in ["low", "typical", "high"] {
                let expected = found["total_kg_co2e"][variant].as_f64().unwrap();
                let own = number(row, &format!("{variant}_kg_co2e"));
                assert!(
                    (own - expected).abs() <= 1e-12 * expected,
                    "{device} {row:?} {expected}"
                );
            }
            let embodied = found["embodied_kg_co2e"]["typical"].as_f64().unwrap();
            let own = number(row, "embodied_typical_kg_co2e");
            assert!(
                (own - embodied).abs() <= 1e-12 * embodied,
                "{device} {row:?}"
            );
        }
    }
}

#[test]
fn steps_are_not_added_up() {
    let rows = rows(&[
        "sweep",
        "pinetime",
        "-q",
        "--vary",
        "lifespan_years=0.1..0.5:0.1",
    ]);
    let years: Vec<&str> = rows
        .iter()
        .map(|row| row["lifespan_years"].as_str())
        .collect();
    // 0.1 + 0.1 + 0.1 would be 0.30000000000000004.
    assert_eq!(years, ["0.1", "0.2", "0.3", "0.4", "0.5"]);
}

const GRID: [&str; 6] = [
    "--vary",
    "casing.abs_g=10..14",
    "--vary",
    "lifespan_years=1..5",
    "--vary",
    "use.grid=PL,FR",
];

fn sweep(extra: &[&str]) -> Vec<Row> {
    rows(&[&["sweep", "pinetime", "-q"], &GRID[..], extra].concat())
}

#[test]
fn the_best_points() {
    let all = sweep(&[]);
    assert_eq!(all.len(), 50);
    let mut totals: Vec<f64> = all
        .iter()
        .map(|row| number(row, "typical_kg_co2e"))
        .collect();
    totals.sort_by(f64::total_cmp);
    let best = sweep(&["--top", "7"]);
    let found: Vec<f64> = best
        .iter()
        .map(|row| number(row, "typical_kg_co2e"))
        .collect();
    assert_eq!(found, totals[..7]);
}

/// The front against every pair of points.
#[test]
fn the_pareto_front() {
    let all = sweep(&[]);
    let goals = |row: &Row| {
        [
            number(row, "typical_kg_co2e"),
            -number(row, "lifespan_years"),
        ]
    };
    let beaten = |row: &Row| {
        let own = goals(row);
        all.iter().any(|other| {
            let other = goals(other);
            other[0] <= own[0] && other[1] <= own[1] && other != own
        })
    };
    let expected: Vec<&Row> = all.iter().filter(|row| !beaten(row)).collect();
    let found = sweep(&["--pareto", "total_kg_co2e,-lifespan_years"]);
    assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    assert_eq!(found.len(), 5, "one for each lifespan");
}

/// 2 kg and 0.876 kg a year against 5 kg: 3 / 0.876 = 3.4247 years, whatever
/// the ends are.
#[test]
fn break_even_is_solved() {
    let folder = tempfile::tempdir().unwrap();
    let device = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let first = device(
        "a.toml",
        "[pcb]\nkg_co2e = 2\nsource = 's'\n[use]\nmean_power_mw = 1000\ngrid = 100",
    );
    let second = device("b.toml", "[pcb]\nkg_co2e = 5\nsource = 's'");
    for ends in ["1,20", "3,4", "0.5..50"] {
        let axis = format!("lifespan_years={ends}");
        let found = break_even(&first, &axis, &second);
        assert_eq!(found.len(), 1);
        let years = number(&found[0], "lifespan_years");
        assert!((years - 3.0 / 0.876).abs() < 1e-12, "{years}");
        assert!((number(&found[0], "first_kg_co2e") - 5.0).abs() < 1e-12);
    }
    // Several crossings between two ends are all found: cells are replaced, and
    // the other device's price is passed, and passed again.
    let text = "[power_supply]\naa_alkaline_piece = 2\n[use]\nsupply = 'primary'\n\
        sleep_uw = 500\nself_discharge_percent_per_year = 0";
    let cells = device("cells.toml", text);
    let line = device(
        "line.toml",
        "[pcb]\nkg_co2e = 0.05\nsource = 's'\n[use]\nmean_power_mw = 176\ngrid = 100",
    );
    let crossings = break_even(&cells, "lifespan_years=0.1,4", &line);
    // Two cells hold 6.25 Wh and are empty after 6250 / 4380 = 1.4269 years, and
    // each set costs 0.214 kg. The line costs 0.05 + 0.154176 t: 0.214 kg at
    // 1.0637 years, 0.428 at 2.4517, and less than the cells where the second
    // set begins, and the third at 2.8539.
    let found: Vec<(f64, String, String)> = crossings
        .iter()
        .map(|row| {
            let text = |column: &str| row[column].clone();
            (
                number(row, "lifespan_years"),
                text("is_jump"),
                text("cheaper_above"),
            )
        })
        .collect();
    let empty_years = 6250.0 / 4380.0;
    let line_at = |kg: f64| (kg - 0.05) / (0.176 * 8.76 * 0.1);
    let expected = [
        (line_at(0.214), "false", "first"),
        (empty_years, "true", "second"),
        (line_at(0.428), "false", "first"),
        (2.0 * empty_years, "true", "second"),
        (line_at(0.642), "false", "first"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((at, is_jump, cheaper), (years, jump, device)) in found.iter().zip(expected) {
        assert!((at / years - 1.0).abs() < 1e-11, "{at} {years}");
        assert_eq!((is_jump.as_str(), cheaper.as_str()), (jump, device));
    }
    let none = break_even(&first, "lifespan_years=4,9", &second);
    assert!(none.is_empty());
}

/// What is wrong with a value of an axis is shown there, and an axis is not set
/// as well.
#[test]
fn axes_that_are_wrong() {
    let run = |arguments: &[&str]| {
        let arguments = [&["sweep", "keyword-spotting", "-q"], arguments].concat();
        tinyfoot(&arguments).failure()
    };
    let wrong = run(&["--vary", "casing.abs_g=1,-2"]);
    assert!(wrong.contains("--> --vary:1:14"), "{wrong}");
    let both = run(&["--vary", "lifespan_years=1,2", "--set", "lifespan_years=3"]);
    assert!(
        both.contains("`--set lifespan_years=...` next to"),
        "{both}"
    );
}

/// What is not modelled is no zero; what some points leave out is said aloud.
#[test]
fn what_points_leave_out() {
    let text =
        "[power_supply]\nli_ion_g = 1\n[use]\nsupply = 'rechargeable'\nsleep_uw = 10\ngrid = 'FR'";
    let run = |text: &'static str, axis: &str, format: &str| {
        let arguments = ["sweep", "-", "--vary", axis, "--format", format];
        tinyfoot(&arguments).stdin(text)
    };
    let stdout = |run: crate::program::Run| String::from_utf8(run.output().stdout).unwrap();
    let casing = "[casing]\nabs_g = 10";
    let found = stdout(run(casing, "casing.abs_g=1,2", "csv"));
    assert!(
        found.ends_with("\n2,0.00688,0.00688,0.00688,0.00688,\n"),
        "{found}"
    );
    let found = stdout(run(casing, "casing.abs_g=1,2", "jsonl"));
    assert!(
        found.ends_with("\"operational_typical_kg_co2e\":null}\n"),
        "{found}"
    );
    let used = "[use]\nmean_power_mw = 1000\ngrid = 100";
    let found = stdout(run(used, "lifespan_years=1,2", "csv"));
    assert!(found.ends_with("\n2,1.752,1.752,1.752,,1.752\n"), "{found}");
    let warned = |axis: &str| {
        let output = run(text, axis, "csv").output();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(
        warned("power_supply.li_ion_g=1,0")
            .contains("note, of the first or the last point: use: not all")
    );
    assert!(!warned("power_supply.li_ion_g=1,2").contains("not all variants"));
}

/// A wrong end is named, not a place before it.
#[test]
fn break_even_up_to_a_wrong_end() {
    let arguments = ["sweep", "pinetime", "--vary", "lifespan_years=1,900"];
    let arguments = [&arguments[..], &["--break-even", "keyword-spotting"]].concat();
    let wrong = tinyfoot(&arguments).failure();
    assert!(wrong.contains("`lifespan_years` is 900 years"), "{wrong}");
}

/// Along the lifespan, break-even and `lifespan` see the same: here cells are
/// replaced every few weeks, and overtake the other device for days at a time.
#[test]
fn break_even_sees_what_lifespan_sees() {
    let folder = tempfile::tempdir().unwrap();
    let device = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let cells = device(
        "cells.toml",
        "[power_supply]\naa_alkaline_piece = 1\n[use]\nsupply = 'primary'\nsleep_uw = 1000",
    );
    let mains = device(
        "mains.toml",
        "[custom]\nx = { kg_co2e = 0.05, source = 's' }\n[use]\nsupply = 'mains'\n\
         no_load_w = 0.085\nsleep_uw = 1000\ngrid = 400\ngrid_source = 's'",
    );
    let json = tinyfoot(&["lifespan", &cells, &mains, "--format", "json"]).json();
    let overtakings = json["overtakings"].as_array().unwrap();
    let years: Vec<f64> = overtakings
        .iter()
        .filter(|found| found["variant"] == "typical")
        .map(|found| found["years"].as_f64().unwrap())
        .filter(|years| *years < 20.0)
        .collect();
    let found = break_even(&cells, "lifespan_years=0.01,20", &mains);
    assert!(years.len() > 20, "{years:?}");
    assert_eq!(found.len(), years.len());
    for (row, years) in found.iter().zip(years) {
        let at = number(row, "lifespan_years");
        assert!((at / years - 1.0).abs() < 1e-10, "{at} {years}");
    }
    // The order of the ends does not matter, and what costs the same all along
    // is no crossing.
    let turned = break_even(&cells, "lifespan_years=20,0.01", &mains);
    assert_eq!(turned, found);
    let itself = break_even(&cells, "lifespan_years=0.01,20", &cells);
    assert!(itself.is_empty());
}

/// Points that are looked at in several stretches, and numbers that come again
/// after many others: the same rows, whatever the order of the axes.
#[test]
fn many_points() {
    let years = ("lifespan_years", "1..80:0.05");
    let power = ("use.mean_power_mw", "1..8");
    let sweep = |axes: [(&str, &str); 2]| {
        let axes = axes.map(|(path, values)| format!("{path}={values}"));
        rows(&[
            "sweep",
            "keyword-spotting",
            "-q",
            "--vary",
            &axes[0],
            "--vary",
            &axes[1],
        ])
    };
    let (mut one, mut other) = (sweep([years, power]), sweep([power, years]));
    assert_eq!(one.len(), 1581 * 8);
    one.sort();
    other.sort();
    assert_eq!(one, other);
    for row in one.iter().step_by(997) {
        let set = [years.0, power.0].map(|path| format!("{path}={}", row[path]));
        let arguments = [
            "estimate",
            "keyword-spotting",
            "--format",
            "json",
            "--set",
            &set[0],
            "--set",
            &set[1],
        ];
        let json = tinyfoot(&arguments).json();
        let expected = json["devices"][0]["total_kg_co2e"]["typical"]
            .as_f64()
            .unwrap();
        let own = number(row, "typical_kg_co2e");
        assert!(
            (own - expected).abs() <= 1e-12 * expected,
            "{row:?} {expected}"
        );
    }
}

/// Rows of points that cost the same are made once: not for longer than they
/// do, whichever axis is the last.
#[test]
fn points_that_cost_the_same() {
    let axes = [
        "processing.mcu_mm2=5,9,10",
        "lifespan_years=1..12",
        "use.mean_power_mw=1..12",
    ];
    let sweep = |order: [usize; 3]| {
        let varied = order.map(|axis| axes[axis]);
        let head = ["sweep", "keyword-spotting", "-q"];
        let varied = varied.iter().flat_map(|axis| ["--vary", axis]);
        let mut rows = rows(&head.into_iter().chain(varied).collect::<Vec<_>>());
        rows.sort();
        rows
    };
    let expected = sweep([0, 1, 2]);
    assert_eq!(expected.len(), 3 * 12 * 12);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(sweep(order), expected, "{order:?}");
    }
    // A total is its two parts; use is its power times its years.
    let unit = number(&expected[0], "operational_typical_kg_co2e");
    for row in &expected {
        let [total, embodied, operational] = ["", "embodied_", "operational_"]
            .map(|part| number(row, &format!("{part}typical_kg_co2e")));
        assert!(
            (total - embodied - operational).abs() <= 1e-14 * total,
            "{row:?}"
        );
        let times = number(row, "lifespan_years") * number(row, "use.mean_power_mw");
        assert!(
            (operational - unit * times).abs() <= 1e-14 * operational,
            "{row:?}"
        );
    }
}

#[test]
fn json_lines() {
    let text = tinyfoot(&[
        "sweep",
        "pinetime",
        "-q",
        "--vary",
        "use.grid=FR,IN",
        "--format",
        "jsonl",
    ])
    .stdout();
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1]["use.grid"], "IN");
    assert!(rows[1]["typical_kg_co2e"].as_f64() > rows[0]["typical_kg_co2e"].as_f64());
}

/// The number of points is told, and refused when it is a mistake.
#[test]
fn the_number_of_points() {
    let output = tinyfoot(&["sweep", "pinetime", "--vary", "lifespan_years=1..4"]).output();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "4 points\n");
    let refused = tinyfoot(&[
        "sweep",
        "pinetime",
        "--vary",
        "lifespan_years=1..4",
        "--most-points",
        "3",
    ]);
    assert!(refused.failure().contains("the grid has 4 points"));
    let twice = [
        "sweep",
        "pinetime",
        "--vary",
        "casing.abs_g=1,2",
        "--vary",
        "casing.abs_g=3",
    ];
    assert!(
        tinyfoot(&twice)
            .failure()
            .contains("`casing.abs_g` is varied twice")
    );
    // One value by two names, or by two of its parts.
    for (first, second, why) in [
        ("casing.\"abs_g\"=1", "casing.abs_g=2", "is varied twice"),
        (
            "casing.abs_g=1",
            "casing.abs_g.high=9",
            "vary the same value",
        ),
        (
            "casing.abs_g.high=9",
            "casing.abs_g=1",
            "vary the same value",
        ),
    ] {
        let refused = tinyfoot(&["sweep", "pinetime", "--vary", first, "--vary", second]);
        assert!(refused.failure().contains(why), "{first} {second}");
    }
    let set = ["--set", "casing.abs_g=1", "--set", "casing.abs_g.high=9"];
    let both = tinyfoot(&[&["estimate", "pinetime"][..], &set].concat()).failure();
    assert!(both.contains("`abs_g` is given as one number, and its `high` beside it"));
    let none = [
        "sweep",
        "pinetime",
        "--vary",
        "lifespan_years=1..3",
        "--top",
        "0",
    ];
    assert!(tinyfoot(&none).failure().contains("invalid value '0'"));
    let over = [
        "sweep",
        "pinetime",
        "--vary",
        "lifespan_years=1,2",
        "--lifespan-years",
        "3",
    ];
    assert!(
        tinyfoot(&over)
            .failure()
            .contains("next to `--vary lifespan_years")
    );
    let refused = tinyfoot(&["sweep", "pinetime", "--vary", "lifespan_years"]);
    assert!(refused.failure().contains("has no `=`"));
    let refused = tinyfoot(&["sweep", "pinetime", "--vary", "casing.abs_kg=1,2"]);
    assert!(refused.failure().contains("did you mean `abs_g`?"));
    let refused = tinyfoot(&[
        "sweep",
        "pinetime",
        "-q",
        "--vary",
        "lifespan_years=1,2",
        "--pareto",
        "costs",
    ]);
    assert!(
        refused
            .failure()
            .contains("`costs` is no column of numbers")
    );
}

/// A library user may leave an axis empty: an error, no panic.
#[test]
fn an_axis_without_a_value() {
    let factors = Factors::builtin();
    let read = |_: &[String]| Device::preset("keyword-spotting", &factors);
    let axis = Axis {
        path: "lifespan_years".to_owned(),
        values: Vec::new(),
    };
    let Err(problems) = Sweep::new(vec![axis], &read, &factors) else {
        panic!("a sweep over nothing");
    };
    assert!(problems.to_string().contains("varied over no value"));
}
