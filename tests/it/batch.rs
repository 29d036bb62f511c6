//! Inventories: what their rows cost, and what becomes of wrong ones.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tempfile::tempdir;
use tinyfoot::device::{PresetsOnly, Request};
use tinyfoot::inventory::{Columns, ExactSum, Inventory, Priced, Records, Totals};
use tinyfoot::{Device, Factors, Footprint, Problems, assess};

use crate::program::tinyfoot;

const HEADER: &str = "device,count,country,years,mean_power_mw,power_supply.li_ion_g,site";

/// Rows of all kinds: numbers that are put into lines, batteries that wear,
/// cells that are empty, quoted, or written in other ways.
const ROWS: [&str; 12] = [
    "keyword-spotting,250000,FR,3,1.5,,north",
    "keyword-spotting,1,FR,3,1.5,,south",
    "keyword-spotting,7,US-CA,4.5,0.125,,north",
    "image-classification,1000000,India,1,20,,south",
    "image-classification,3,,,,,north",
    "\"image-classification\",3,FR,\"10\",2e-3,,\"so,uth\"",
    "lorawan-sensor-node,12,,7,,,north",
    "lorawan-sensor-node,12,,3,,,north",
    "bangle-js-2,5,FR,9,,,south",
    "pinetime,5,world,2,,12.5,south",
    "smart-speaker,0,EU,5,,,north",
    "smart-speaker,9,\"250\",5,,,north",
];

fn load(name: &str, assignments: &[String]) -> Result<Device, Problems> {
    let set = |request: Request, own: &String| request.set(own);
    let request = assignments.iter().fold(Request::named(name), set);
    request.load(&PresetsOnly, &Factors::builtin())
}

/// What one device of a row costs, by an estimate of its own.
fn one(footprint: &Footprint) -> [f64; 5] {
    let total = footprint.total();
    let typical = |half: Option<tinyfoot::Range>| half.map_or(0.0, |kg| kg.typical);
    [
        total.low,
        total.typical,
        total.high,
        typical(footprint.embodied()),
        typical(footprint.operational()),
    ]
}

/// The rows as fields, by the `csv` crate.
fn estimated(header: &str, rows: &[&str]) -> Vec<(u64, [f64; 5])> {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let paths = [
        ("country", "use.grid"),
        ("years", "lifespan_years"),
        ("mean_power_mw", "use.mean_power_mw"),
    ];
    let price = |record: csv::StringRecord| {
        let (mut assignments, mut device, mut count) = (Vec::new(), "", 1);
        for (name, field) in names.iter().zip(&record) {
            let path = paths.iter().find(|(short, _)| *short == name);
            match (name, path) {
                ("device", _) => device = field,
                ("count", _) => count = field.parse().unwrap(),
                ("site", _) => {}
                _ if field.is_empty() => {}
                _ => assignments.push(format!("{}={field}", path.map_or(name, |own| own.1))),
            }
        }
        let device = load(device, &assignments).unwrap();
        (count, one(&assess(&device, &Factors::builtin())))
    };
    reader
        .records()
        .map(|record| price(record.unwrap()))
        .collect()
}

/// What the inventory says of each row and of all.
fn priced(header: &str, rows: &[&str], group_by: &[&str]) -> (Vec<Result<Priced, String>>, Totals) {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let factors = Factors::builtin();
    let mut records = Records::new(text.as_bytes());
    let names: Vec<String> = records
        .read()
        .unwrap()
        .unwrap()
        .iter()
        .map(|name| String::from_utf8(name.to_vec()).unwrap())
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let group_by: Vec<String> = group_by.iter().map(|name| (*name).to_owned()).collect();
    let columns = Columns::new(&names, &group_by).unwrap();
    let mut inventory = Inventory::new(columns.clone(), &load, &factors);
    let mut alone = Inventory::new(columns, &load, &factors);
    let (mut found, mut found_alone) = (Vec::new(), Vec::new());
    let owned = |own: Result<&Priced, &str>| own.cloned().map_err(str::to_owned);
    while let Some(run) = records.read_run().unwrap() {
        found.extend(inventory.push(&run).rows().map(owned));
        found_alone.extend(alone.price(&run).rows().map(owned));
    }
    let (totals, counts) = (inventory.finish(), alone.finish());
    assert_eq!(found, found_alone);
    assert_eq!(totals.rows_read, counts.rows_read);
    assert_eq!(totals.rows_rejected, counts.rows_rejected);
    (found, totals)
}

/// To the last bit, what an estimate of each row says.
#[test]
fn rows_are_estimates() {
    let estimated = estimated(HEADER, &ROWS);
    let (found, totals) = priced(HEADER, &ROWS, &[]);
    assert_eq!(found.len(), estimated.len());
    let mut sums = [const { ExactSum::new() }; 5];
    for ((found, (count, one)), row) in found.iter().zip(&estimated).zip(ROWS) {
        let found = found.as_ref().unwrap();
        assert_eq!(found.devices, *count, "{row}");
        assert_eq!(found.one_kg_co2e(), *one, "{row}");
        for (sum, kg) in sums.iter_mut().zip(one) {
            sum.add(*kg, *count);
        }
    }
    let all = totals.all();
    let total = all.total();
    let found = [
        total.low,
        total.typical,
        total.high,
        all.embodied(),
        all.operational(),
    ];
    assert_eq!(found, sums.map(|sum| sum.value()));
    let devices: u64 = estimated.iter().map(|(count, _)| count).sum();
    assert_eq!(
        (all.rows, all.devices),
        (ROWS.len() as u64, u128::from(devices))
    );
}

/// Groups hold what belongs to them, and add up to the whole.
#[test]
fn groups() {
    let (_, whole) = priced(HEADER, &ROWS, &[]);
    let (_, sites) = priced(HEADER, &ROWS, &["site"]);
    let names: Vec<&str> = sites.groups.keys().map(|key| key[0].as_str()).collect();
    assert_eq!(names, ["north", "so,uth", "south"]);
    assert_eq!(sites.all(), whole.all());
    let north: Vec<&str> = ROWS
        .into_iter()
        .filter(|row| row.ends_with("north"))
        .collect();
    let (_, alone) = priced(HEADER, &north, &[]);
    assert_eq!(sites.groups[&vec!["north".to_owned()]], alone.all());
    let (_, both) = priced(HEADER, &ROWS, &["country", "site"]);
    assert_eq!(both.all(), whole.all());
    assert!(
        both.groups
            .contains_key(&vec![String::new(), "north".to_owned()])
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Rows in any order, with any numbers, in any two parts.
    #[test]
    fn order_and_parts_do_not_matter(
        rows in prop::collection::vec(
            (0..5_usize, 0..4_usize, 1..100_u32, 1..40_000_u32, 0..1_000_000_u64),
            2..40,
        ),
        at in 0..40_usize,
    ) {
        let devices = ["keyword-spotting", "anomaly-detection", "web-calculator-vision", "bangle-js-2", "smart-speaker"];
        let countries = ["FR", "IN", "US-CA", ""];
        let texts: Vec<String> = rows.iter().map(|(device, country, years, power, count)| {
            // A profile of use would be replaced by a mean power.
            let power = if *device < 3 { format!("{}", f64::from(*power) / 1000.0) } else { String::new() };
            let years = f64::from(*years) / 10.0;
            format!("{},{count},{},{years},{power},,", devices[*device], countries[*country])
        }).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (found, whole) = priced(HEADER, &texts, &["country"]);
        for (found, (count, one)) in found.iter().zip(estimated(HEADER, &texts)) {
            let found = found.as_ref().unwrap();
            prop_assert_eq!((found.devices, found.one_kg_co2e()), (count, one));
        }
        let (first, second) = texts.split_at(at.min(texts.len() - 1));
        let (_, mut parts) = priced(HEADER, second, &["country"]);
        let (_, first) = priced(HEADER, first, &["country"]);
        parts.merge(first).unwrap();
        let json = |totals: &Totals| tinyfoot::report::partial_json(totals);
        prop_assert_eq!(json(&parts), json(&whole));
        let read = Totals::read(&tinyfoot::Source { name: "x".to_owned(), text: json(&whole) });
        prop_assert_eq!(read.unwrap(), whole);
    }
}

/// More rows than are remembered, each of another device.
#[test]
fn what_is_remembered_is_bounded() {
    let mut rows = String::new();
    for index in 0..9000_u32 {
        // The third column is a label: each row is a group.
        writeln!(rows, "keyword-spotting,2,{index}").unwrap();
    }
    let rows: Vec<&str> = rows.lines().collect();
    let (found, totals) = priced("device,count,label", &rows, &["label"]);
    let one = found[0].as_ref().unwrap().one_kg_co2e();
    assert!(
        found
            .iter()
            .all(|row| row.as_ref().unwrap().one_kg_co2e() == one)
    );
    assert_eq!(totals.groups.len(), 9000);
    let all = totals.all();
    assert_eq!((all.rows, all.devices), (9000, 18_000));
    let mut exact = ExactSum::default();
    exact.add(one[1], 18_000);
    assert_eq!(all.total().typical, exact.value());
}

/// Names that begin alike, and are longer than what is compared at once: what is
/// behind the beginning of one is no other column.
#[test]
fn long_names_are_not_mixed_up() {
    let start = "x".repeat(31);
    let long = [
        format!("{start}keyword-spotting,image-classification,1"),
        format!("{start}other,keyword-spotting,2"),
        format!("{start},keyword-spotting,3"),
    ];
    // More than are read in one go, for what is learnt is found in the next.
    let rows: Vec<&str> = (0..300).map(|row| long[row / 100].as_str()).collect();
    let (found, totals) = priced("site,device,count", &rows, &["site"]);
    let estimated = estimated("site,device,count", &rows);
    for (found, (count, one)) in found.iter().zip(estimated) {
        let found = found.as_ref().unwrap();
        assert_eq!((found.devices, found.one_kg_co2e()), (count, one));
    }
    let devices: Vec<u128> = totals.groups.values().map(|sums| sums.devices).collect();
    assert_eq!(devices, [300, 100, 200]);
}

/// Rows are found by any number of columns, in code of their own up to eight.
#[test]
fn rows_known_by_many_columns() {
    let devices = [
        "keyword-spotting",
        "anomaly-detection",
        "web-calculator-vision",
    ];
    let row = |row: usize, labels: usize| {
        let label = |label: usize| format!(",l{}", (row >> label) % 2);
        let labels: String = (0..labels).map(label).collect();
        format!("{},{},FR{labels}", devices[row % 3], row + 1)
    };
    let of = |labels: usize| {
        let names: Vec<String> = (0..labels).map(|label| format!("label{label}")).collect();
        let header = ["device,count,country".to_owned()]
            .into_iter()
            .chain(names.clone());
        let rows: Vec<String> = (0..400).map(|index| row(index, labels)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let header = header.collect::<Vec<_>>().join(",");
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        priced(&header, &rows, &names)
    };
    let (expected, whole) = of(0);
    assert!(expected.iter().all(Result::is_ok));
    for labels in 1..=7 {
        let (found, totals) = of(labels);
        assert_eq!(found, expected, "{labels}");
        assert_eq!(totals.groups.len(), 1 << labels);
        assert_eq!(totals.all(), whole.all(), "{labels}");
        for (key, sums) in &totals.groups {
            let is_of =
                |row: &usize| (0..labels).all(|own| key[own] == format!("l{}", (row >> own) % 2));
            let counts = (0..400).filter(is_of).map(|row| row as u128 + 1);
            assert_eq!(sums.devices, counts.sum(), "{key:?}");
        }
    }
}

/// A country is where a device is: it says nothing of what no grid feeds, and
/// is wrong where there is none of that name. A grid that is named as one is
/// wrong where none feeds the device.
#[test]
fn a_country_without_a_grid_is_a_label() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let casing = "[casing]\nabs_g = 50\n";
    write("plain.toml", casing);
    let cell = "extends = 'plain.toml'\n[power_supply]\naa_alkaline_piece = 2\n\
                [use]\nmean_power_mw = 0.02\nsupply = 'primary'\n";
    write("cell.toml", cell);
    write(
        "grid.toml",
        "extends = 'plain.toml'\n[use]\nmean_power_mw = 1",
    );
    let batch = |column: &str, device: &str, place: &str| {
        tinyfoot(&["batch", "-", "--rows"])
            .folder(folder.path())
            .stdin(format!("device,count,{column}\n{device}.toml,2,{place}\n"))
            .output()
    };
    // 2 × 50 g × 0.00344 kg/g, and 2 × 2 cells of 0.107 kg.
    for (device, place, embodied) in [
        ("plain", "DE", "0.344"),
        ("plain", "Mars", "0.344"),
        ("cell", "DE", "0.772"),
        ("cell", "Mars", "0.772"),
        ("grid", "DE", "0.344"),
    ] {
        let output = batch("country", device, place);
        assert!(output.status.success(), "{device} {output:?}");
        let rows = String::from_utf8(output.stdout).unwrap();
        let row = rows.lines().nth(1).unwrap();
        assert!(row.starts_with(&format!("{device}.toml,2,{place},")));
        assert_eq!(row.split(',').nth(6), Some(embodied), "{rows}");
    }
    for (column, device, place) in [("country", "grid", "Mars"), ("use.grid", "cell", "DE")] {
        assert_eq!(
            batch(column, device, place).status.code(),
            Some(2),
            "{device}"
        );
    }
}

const WRONG: &str = "device,count,country,years\n\
    keyword-spotting,2,FR,3\n\
    keyword-spotting,2.5,FR,3\n\
    no-such-device,2,FR,3\n\
    keyword-spotting,2,FR\n\
    keyword-spotting,2,Atlantis,3\n\
    \"keyword-spotting\",2,FR,1000\n\
    -,2,FR,3\n\
    keyword-spotting,2,IN,3\n";

/// No output takes the place of a device or of another output.
#[test]
fn outputs_overwrite_no_device() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let device = "[casing]\nabs_g = 50\n";
    fs::write(path("device.toml"), device).unwrap();
    fs::write(path("child.toml"), "extends = './device.toml'").unwrap();
    fs::write(path("i.csv"), "device,count\nchild.toml,1\nnone.toml,2\n").unwrap();
    let run = |extra: &[&str]| {
        let arguments = [&["batch", "i.csv"], extra].concat();
        tinyfoot(&arguments).folder(folder.path()).failure()
    };
    for extra in [
        &["--rejects", "device.toml"][..],
        &["--on-error", "continue", "-o", "device.toml"],
        &["--on-error", "continue", "--rows", "-o", "./device.toml"],
    ] {
        let stderr = run(extra);
        assert!(stderr.contains("would overwrite device.toml"), "{stderr}");
        assert_eq!(fs::read_to_string(path("device.toml")).unwrap(), device);
    }
    let same = run(&["--rejects", "new.csv", "--rows", "-o", "./new.csv"]);
    assert!(same.contains("are the same file"), "{same}");
    assert!(run(&["--rejects", "-"]).contains("standard output is for the results"));
    assert!(!path("new.csv").exists());
}

/// An object of JSON on each line is a row, and what is none is wrong by its
/// line: results are those of the same rows as CSV.
#[test]
fn json_lines() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let lines = "{\"device\": \"keyword-spotting\", \"count\": 3, \"site\": \"Lyon, \\\"A\\\"\"}\n\
        \n\
        {\"site\": null, \"device\": \"pinetime\", \"count\": 1}\n\
        {\"device\": \"pinetime\", \"cuont\": 2}\n\
        {\"device\": \"pinetime\", \"count\": [2]}\n\
        {\"device\": \"pinetime\", \"count\": 1, \"count\": 2}\n\
        {\"device\": \"pinetime\", \"site\": \"two\\nlines\"}\n\
        {\"device\": \"pinetime\",\n\
        {\"device\": \"none\", \"count\": 2.0}";
    let csv = "device,count,site\nkeyword-spotting,3,\"Lyon, \"\"A\"\"\"\npinetime,1,\n";
    // Some programs write a mark first.
    fs::write(path("i.jsonl"), format!("\u{feff}{lines}")).unwrap();
    fs::write(path("i.csv"), csv).unwrap();
    let arguments = ["batch", "i.jsonl", "--rows", "--rejects", "wrong.csv", "-q"];
    let priced = tinyfoot(&arguments).folder(folder.path()).stdout();
    let expected = tinyfoot(&["batch", "i.csv", "--rows"]).folder(folder.path());
    assert_eq!(priced, expected.stdout());
    let wrong = fs::read_to_string(path("wrong.csv")).unwrap();
    let wrong: Vec<Vec<String>> = csv::Reader::from_reader(wrong.as_bytes())
        .into_records()
        .map(|row| row.unwrap().iter().take(2).map(str::to_owned).collect())
        .collect();
    let why = |line: &str, what: &str| {
        let found = wrong.iter().find(|row| row[0] == line);
        assert!(found.unwrap()[1].contains(what), "{line}: {wrong:?}");
    };
    why("4", "`cuont` is none of the columns");
    why("5", "`count` is no text or number, but [2]");
    why("6", "`count` is there twice");
    why("7", "`site` has more than one line");
    why("8", "EOF while parsing");
    why("9", "`none`");
    assert_eq!(wrong.len(), 6);
    // What is wrong comes back as it was, and what is a label as it is written.
    let rejected = fs::read_to_string(path("wrong.csv")).unwrap();
    let twice = "{\"\"device\"\":\"\"pinetime\"\",\"\"count\"\":1,\"\"count\"\":2}";
    assert!(rejected.contains(twice), "{rejected}");
    let site = |site: &str| format!("{{\"device\":\"pinetime\",\"count\":3.0,\"site\":{site}}}\n");
    let sites = ["1.10", "123456789012345678901", "123456789012345678902"];
    let arguments = ["batch", "-", "--group-by", "site", "--format", "json"];
    let input = sites.map(site).concat();
    let groups = tinyfoot(&arguments).stdin(input).json();
    let found = groups["groups"].as_array().unwrap().iter();
    let found: Vec<&str> = found.map(|own| own["key"][0].as_str().unwrap()).collect();
    assert_eq!(found, sites);
    // A table that begins with what is no row.
    let first = tinyfoot(&["batch", "-"]).stdin("\n{\"device\"\n").failure();
    assert!(first.contains("-, line 2: EOF"), "{first}");
    // Columns that the first row does not have, whatever the order.
    let rows = "{\"device\":\"pinetime\",\"count\":1}\n{\"device\":\"pinetime\",\"count\":2,\"site\":\"a\"}\n";
    let other = "{\"site\":\"a\",\"device\":\"pinetime\",\"count\":2}\n{\"device\":\"pinetime\",\"count\":1}\n";
    let by_site = |text: &str, header: &[&str]| {
        let arguments = [
            &["batch", "-", "--group-by", "site", "--partial"][..],
            header,
        ]
        .concat();
        tinyfoot(&arguments).stdin(text)
    };
    let header = ["--header", "device,count,site"];
    let found = by_site(rows, &header).stdout();
    assert_eq!(by_site(other, &header).stdout(), found);
    assert!(found.contains("\"key\":[\"a\"],\"rows\":1"), "{found}");
    let unnamed = by_site(rows, &[]).failure();
    assert!(unnamed.contains("there is no column `site`"), "{unnamed}");
}

/// Rows of Parquet are those of CSV. The file is the CSV beside it, as duckdb
/// writes it.
#[test]
fn parquet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/batch.in");
    let run = |file: &str| tinyfoot(&["batch", file, "--rows"]).folder(&folder);
    if cfg!(feature = "parquet") {
        assert_eq!(
            run("inventory.parquet").stdout(),
            run("inventory.csv").stdout()
        );
        // Made by `pyarrow.parquet.write_table`: columns without a row; and single
        // and double floats, an infinite one and one that is none among them.
        assert_eq!(run("none.parquet").stdout().lines().count(), 1);
        let arguments = [
            "batch",
            "floats.parquet",
            "--rows",
            "--on-error",
            "continue",
        ];
        let output = tinyfoot(&arguments).folder(&folder).output();
        let rows = String::from_utf8(output.stdout).unwrap();
        let rows: Vec<&str> = rows.lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[1].starts_with("pinetime,1.5,0.3,"), "{rows:?}");
        assert!(rows[2].starts_with("pinetime,,1,"), "{rows:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            told.contains("line 1: `mean_power_mw` is infinite"),
            "{told}"
        );
        assert!(
            told.contains("line 2: `mean_power_mw` must be a number"),
            "{told}"
        );
        let piped = tinyfoot(&["batch", "-"]).stdin("PAR1").failure();
        assert!(piped.contains("from a file alone"), "{piped}");
    } else {
        let refused = run("inventory.parquet").failure();
        assert!(refused.contains("--features parquet"), "{refused}");
    }
}

/// What is no CSV, or says one thing in two columns, is named.
#[test]
fn what_is_no_inventory() {
    let run = |text: &[u8]| tinyfoot(&["batch", "-"]).stdin(text).failure();
    for (text, what) in [
        (&b"device,count\rkeyword-spotting,3\r"[..], "CR alone"),
        (b"\xff\xfed\0e\0v\0", "UTF-16"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PAR1", "Parquet"),
        (b"[{\"device\": 1}]", "an array of JSON"),
        (
            b"device,casing.abs_g,casing.abs_g.typical\n",
            "another column",
        ),
        (
            b"device,use.mean_power_mw.high,mean_power_mw\n",
            "another column",
        ),
    ] {
        let stderr = run(text);
        assert!(stderr.contains(what), "{what}: {stderr}");
    }
    let output = tinyfoot(&["batch", "-"])
        .stdin("device,casing\nkeyword-spotting,none\n")
        .output();
    let note = String::from_utf8(output.stderr).unwrap();
    assert!(note.contains("column `casing` is a label"), "{note}");
}

/// `--lifespan-years` is of rows that say nothing of it.
#[test]
fn a_lifespan_for_all_rows_but_those_that_have_one() {
    let used = |years: &str, arguments: &[&str]| -> String {
        let row = format!("device,years\nkeyword-spotting,{years}\n");
        let arguments = [&["batch", "-", "--rows"], arguments].concat();
        let rows = tinyfoot(&arguments).stdin(row).stdout();
        rows.trim_end().rsplit(',').next().unwrap().to_owned()
    };
    let flag = &["--lifespan-years", "1"];
    assert_eq!(used("", flag), used("1", &[]));
    assert_eq!(used("4", flag), used("4", &[]));
    assert_eq!(used("4", &["--set", "lifespan_years=1"]), used("4", &[]));
}

/// Each row is in the result or in the file of those that are wrong.
#[test]
fn wrong_rows_are_collected() {
    let folder = tempdir().unwrap();
    let arguments = [
        "batch",
        "-",
        "--rows",
        "--rejects",
        "wrong.csv",
        "-o",
        "priced.csv",
    ];
    let output = tinyfoot(&arguments)
        .folder(folder.path())
        .stdin(WRONG)
        .output();
    assert!(output.status.success());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr, "6 of 8 rows are rejected: they are in wrong.csv\n");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (priced, wrong) = (read("priced.csv"), read("wrong.csv"));
    let rows: Vec<&str> = WRONG.lines().skip(1).collect();
    let kept: Vec<&str> = priced.lines().skip(1).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept[0].starts_with(rows[0]) && kept[1].starts_with(rows[7]));
    let mut reader = csv::Reader::from_reader(wrong.as_bytes());
    let columns = reader
        .headers()
        .unwrap()
        .iter()
        .collect::<Vec<_>>()
        .join(",");
    assert_eq!(columns, "line,reason,device,count,country,years");
    // A record that lacks a field does so there too.
    let lines: Vec<&str> = wrong.lines().skip(1).collect();
    let reasons = [
        ("3,", "`count` is `2.5`, and must be a whole number"),
        ("4,", "no-such-device"),
        ("5,", "3 fields, and the header has 4"),
        ("6,", "Atlantis"),
        ("7,", "`lifespan_years` is 1000 years, above 100 years"),
        ("8,", "there is no device"),
    ];
    assert_eq!(lines.len(), reasons.len());
    for ((line, (number, reason)), row) in lines.iter().zip(reasons).zip(&rows[1..]) {
        assert!(line.starts_with(number) && line.contains(reason), "{line}");
        assert!(line.ends_with(row), "{line}");
    }
    // Without a file they are told, and counted.
    let arguments = ["batch", "-", "--on-error", "continue", "--format", "json"];
    let output = tinyfoot(&arguments).stdin(WRONG).output();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(stderr.lines().count(), 7, "{stderr}");
    assert!(stderr.starts_with("-, line 3: "), "{stderr}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            &json["rows_read"],
            &json["rows_counted"],
            &json["rows_rejected"]
        ),
        (&8.into(), &2.into(), &6.into())
    );
    assert_eq!(json["total"]["devices"], 4);
}

/// A wrong row ends it, unless it was asked for otherwise; nothing is written.
#[test]
fn a_wrong_row_stops() {
    let folder = tempdir().unwrap();
    for extra in [
        &["--rows"][..],
        &[],
        &["--partial"],
        &["--rows", "--rejects", "wrong.csv", "--on-error", "stop"],
    ] {
        let arguments = [&["batch", "-", "-o", "out"], extra].concat();
        let refusal = tinyfoot(&arguments)
            .folder(folder.path())
            .stdin(WRONG)
            .failure();
        assert!(refusal.contains("line 3: `count` is `2.5`"), "{refusal}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{extra:?}");
    }
}

/// Parts of an inventory, each without a header, make the same as the whole.
#[test]
fn parts_are_merged() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let whole = format!("{HEADER}\n{}\n", ROWS.join("\n"));
    let run = |arguments: &[&str], stdin: String| {
        tinyfoot(arguments)
            .folder(folder.path())
            .stdin(stdin)
            .stdout()
    };
    let group = ["--group-by", "country,site"];
    let partial = ["--partial", "--header", HEADER];
    let mut parts = String::new();
    for (index, rows) in ROWS.chunks(5).enumerate() {
        let part = run(
            &[&["batch", "-"], &group[..], &partial].concat(),
            rows.join("\n"),
        );
        assert_eq!(part.lines().count(), 1);
        write(&format!("{index}.json"), part.clone());
        parts = part + &parts;
    }
    for format in ["table", "json", "csv", "markdown"] {
        let format = ["--format", format];
        let expected = run(
            &[&["batch", "-"], &group[..], &format].concat(),
            whole.clone(),
        );
        let files = ["merge", "0.json", "1.json", "2.json"];
        assert_eq!(
            run(&[&files[..], &format].concat(), String::new()),
            expected
        );
        assert_eq!(
            run(&[&["merge", "-"], &format[..]].concat(), parts.clone()),
            expected
        );
    }
    let one = run(&["merge", "-", "--partial"], parts.clone());
    let direct = run(&[&["batch", "-", "--partial"], &group[..]].concat(), whole);
    assert_eq!(one, direct);
    // Twice the same part is most likely a mistake.
    let twice = tinyfoot(&["merge", "0.json", "1.json", "./0.json"]);
    let output = twice.folder(folder.path()).output();
    assert!(output.status.success());
    let note = "note: ./0.json says the same as 0.json; both are counted\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), note);
}

#[test]
fn parts_that_do_not_fit() {
    let part = |group: &[&str]| {
        let arguments = [&["batch", "-", "--partial"], group].concat();
        tinyfoot(&arguments)
            .stdin("device,site\npinetime,a\n")
            .stdout()
    };
    let (all, sites) = (part(&[]), part(&["--group-by", "site"]));
    let refusal = |text: String| tinyfoot(&["merge", "-"]).stdin(text).failure();
    let mixed = refusal(format!("{all}{sites}"));
    assert!(
        mixed.contains("the parts are grouped by different columns"),
        "{mixed}"
    );
    let other = all.replacen("\"sha256\":\"", "\"sha256\":\"0", 1);
    let factors = refusal(format!("{all}{other}"));
    assert!(
        factors.contains("the parts rest on different factor sets"),
        "{factors}"
    );
    for laid_over in [["--set", "casing.abs_g=1"], ["--lifespan-years", "9"]] {
        let values = refusal(format!("{all}{}", part(&laid_over)));
        assert!(values.contains("other values are laid over"), "{values}");
        let alike = part(&laid_over).repeat(2);
        tinyfoot(&["merge", "-"]).stdin(alike).stdout();
    }
    let version = refusal(all.replacen("\"version\":\"", "\"version\":\"9", 1));
    assert!(version.contains("made these, and this is"), "{version}");
    let counts = refusal(all.replacen("\"rows_read\":1", "\"rows_read\":2", 1));
    assert!(
        counts.contains("its counts of rows do not add up"),
        "{counts}"
    );
    let sum = refusal(all.replacen("\"low\":\"", "\"low\":\"x", 1));
    assert!(sum.contains("is no exact sum"), "{sum}");
    for text in ["", "{}", "[1]", "x", "{\"schema\":"] {
        assert!(refusal(text.to_owned()).contains("bad-partial"), "{text}");
    }
}
