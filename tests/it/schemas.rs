//! Files and results against their JSON Schemas, by an independent validator.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use tempfile::tempdir;
use tinyfoot::device::presets;
use tinyfoot::project::Project;
use tinyfoot::{Device, Factors, Problems, Source};

use tinyfoot::report::Kind;

use crate::program::{assert_fits, tinyfoot};

const KINDS: [&str; 18] = [
    "device",
    "factors",
    "project",
    "estimate",
    "explain",
    "lifespan",
    "compare",
    "uncertainty",
    "sensitivity",
    "sweep",
    "check",
    "diff",
    "fleet",
    "growth",
    "net",
    "batch",
    "partial",
    "data",
];

/// Problems that a schema must see: those of a key or value alone.
const OF_STRUCTURE: [&str; 14] = [
    "unknown-key",
    "unknown-block",
    "wrong-type",
    "negative",
    "not-finite",
    "incomplete-range",
    "unknown-supply",
    "unknown-stage",
    "unknown-variant",
    "unknown-distribution",
    "unknown-basis",
    "unknown-bound",
    "missing-source",
    "empty-text",
];

/// The schema of a kind, made once.
pub(crate) fn validator(kind: &str) -> Arc<Validator> {
    static MADE: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = made.entry(kind.to_owned()).or_insert_with(|| {
        let schema = tinyfoot(&["schema", kind]).stdout();
        let schema = serde_json::from_str(&schema).unwrap();
        Arc::new(jsonschema::draft202012::new(&schema).unwrap())
    });
    Arc::clone(validator)
}

pub(crate) fn assert_valid(validator: &Validator, value: &Value, what: &str) {
    let problems: Vec<String> = validator
        .iter_errors(value)
        .map(|problem| format!("{}: {problem}", problem.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{what}: {problems:#?}");
}

fn toml_of(text: &str) -> Value {
    toml::from_str(text).unwrap()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect()
}

#[test]
fn schemas_are_schemas() {
    for kind in KINDS {
        let schema = tinyfoot(&["schema", kind]).json();
        assert!(jsonschema::meta::is_valid(&schema), "{kind}");
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert_eq!(schema["$id"], format!("urn:tinyfoot:{kind}:v1"));
        assert!(schema["title"].is_string() && schema["description"].is_string());
    }
}

/// What is checked in is what the program prints.
#[test]
fn checked_in_schemas_are_up_to_date() {
    for kind in ["device", "factors", "project"] {
        let path = format!("{}/schemas/{kind}.schema.json", env!("CARGO_MANIFEST_DIR"));
        assert!(
            fs::read_to_string(path).unwrap() == tinyfoot(&["schema", kind]).stdout(),
            "cargo run -- schema {kind} --output schemas/{kind}.schema.json"
        );
    }
}

#[test]
fn good_devices_are_valid() {
    let validator = validator("device");
    for preset in presets::ALL {
        assert_valid(&validator, &toml_of(preset.text), preset.name);
    }
    for path in files("examples") {
        let text = fs::read_to_string(&path).unwrap();
        assert_valid(&validator, &toml_of(&text), &path.display().to_string());
    }
    let folder = tempdir().unwrap();
    let run = tinyfoot(&["init", "my.toml"]).folder(folder.path());
    assert!(run.output().status.success());
    let text = fs::read_to_string(folder.path().join("my.toml")).unwrap();
    // The schema that the first line names is there, and the file fits it.
    let name = text.lines().next().unwrap().strip_prefix("#:schema ");
    let schema = fs::read_to_string(folder.path().join(name.unwrap())).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let written = jsonschema::draft202012::new(&schema).unwrap();
    assert_valid(&written, &toml_of(&text), "init");
}

/// Every file that a test reads: one that the reader accepts fits the schema,
/// and one that is wrong by structure does not.
#[test]
fn fixtures_are_told_apart() {
    let validator = validator("device");
    let (mut accepted, mut refused) = (0, 0);
    for folder in [
        "errors",
        "operation",
        "analysis",
        "uncertainty",
        "check",
        "diff",
        "fleet",
    ] {
        for path in files(&format!("tests/cmd/{folder}.in")) {
            let Ok(value) = toml::from_str(&fs::read_to_string(&path).unwrap()) else {
                continue;
            };
            let name = path.to_str().unwrap();
            let run = tinyfoot(&["validate", name]).output();
            let stderr = String::from_utf8(run.stderr).unwrap();
            let fits = validator.is_valid(&value);
            if run.status.success() {
                assert!(fits, "{name}");
                accepted += 1;
            }
            let codes: Vec<&str> = stderr
                .lines()
                // Which blocks the parent has, and what a price is of, no schema knows.
                .filter(|line| !line.ends_with(" to omit") && !line.contains(": a price on "))
                .filter_map(|line| line.strip_prefix("error[")?.split(']').next())
                .collect();
            if codes.iter().any(|code| OF_STRUCTURE.contains(code)) {
                assert!(!fits, "{name}: {stderr}");
                refused += 1;
            }
        }
    }
    assert!(accepted > 10 && refused > 20, "{accepted}, {refused}");
}

/// A value as TOML on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| format!("{} = {}", json!(key), inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(inline).collect();
            format!("[{}]", values.join(", "))
        }
        other => other.to_string(),
    }
}

fn device_text(device: &Value) -> String {
    let entries = device.as_object().unwrap().iter();
    let lines = entries.map(|(key, value)| format!("{} = {}\n", json!(key), inline(value)));
    lines.collect()
}

/// The pointers of everything in a value.
fn pointers(value: &Value, prefix: &str, found: &mut Vec<String>) {
    let mut visit = |key: &str, value: &Value| {
        let pointer = format!("{prefix}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| visit(key, value)),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                visit(&index.to_string(), value);
            }
        }
        _ => {}
    }
}

/// Savings of all kinds.
const SAVINGS: [&str; 3] = [
    "[casing]\nabs_g = 50\n[application]\navoided_kg_co2e_per_year = 1\nsource = 's'\n\
     attribution_percent = 50\nrebound_percent = 20\nevidence = 'e'",
    "[casing]\nabs_g = 50\n[application]\n\
     saves_kwh_per_year = { typical = 1, source = 's' }\ngrid = 'FR'\ngrid_year = 2020",
    "[casing]\nabs_g = 50\n[application]\nsaves_percent = 1\nassumption = 'a'\n\
     baseline_kg_co2e_per_year = { low = 1, typical = 2, high = 3 }",
];

/// Budgets of all kinds.
const BUDGETS: &str = r#"
    [casing]
    abs_g = 50
    [budget]
    total_kg_co2e = { error = 3, warn = 2.5 }
    kg_co2e_per_year = 1
    bound = "high"
    [budget.block_kg_co2e]
    casing = { warn = 0.5, bound = "p95" }
    custom = 1
    [budget.stage_kg_co2e]
    production = 2.5
"#;

/// The schema and the reader say the same of every value of a device when it is
/// replaced by something else.
#[test]
fn the_schema_and_the_reader_agree() {
    let validator = validator("device");
    let factors = Factors::builtin();
    let replacements = [
        json!(-1),
        json!(1e30),
        json!(true),
        json!(""),
        json!("x"),
        json!([]),
        json!({ "typical": 1 }),
        json!({ "low": 0.5, "typical": 1, "high": 1.5, "distribution": "uniform" }),
        json!({ "low": 1, "typical": 2 }),
        json!({ "unheard_of": 1 }),
    ];
    let (mut fitting, mut refused) = (0, 0);
    let names = [
        "keyword-spotting",
        "image-classification",
        "lorawan-sensor-node",
        "bangle-js-2",
        "smart-speaker",
    ];
    let texts = names.map(|name| presets::find(name).unwrap().text);
    let own = [presets::TEMPLATE, BUDGETS].into_iter().chain(SAVINGS);
    for text in own.chain(texts) {
        let device = toml_of(text);
        let mut places = Vec::new();
        pointers(&device, "", &mut places);
        for place in places {
            for replacement in &replacements {
                let mut changed = device.clone();
                *changed.pointer_mut(&place).unwrap() = replacement.clone();
                let read = Device::parse(&device_text(&changed), &factors);
                let fits = validator.is_valid(&changed);
                if read.is_ok() {
                    assert!(fits, "{place} = {replacement}: the schema is too strict");
                    fitting += 1;
                }
                if let Err(problems) = read
                    && is_of_structure(&problems)
                {
                    assert!(!fits, "{place} = {replacement}: {problems}");
                    refused += 1;
                }
            }
        }
    }
    assert!(fitting > 200 && refused > 2000, "{fitting}, {refused}");
}

fn is_of_structure(problems: &Problems) -> bool {
    let mut codes = problems.diagnostics.iter().map(|problem| problem.code.0);
    codes.any(|code| OF_STRUCTURE.contains(&code))
}

/// What a user's own factors bring is no mistake.
#[test]
fn own_items_and_modes_fit() {
    let text = r#"
        [casing]
        hsl = 7
        bamboo_g = 20
        [transport]
        legs = [{ mode = "bicycle", km = 3 }]
        weight_g = 100
        bicycle_distance_km = 3
        [factors.casing.bamboo_g]
        kg_co2e = 0.0004
        source = "supplier"
    "#;
    assert_valid(&validator("device"), &toml_of(text), "own items");
    let folder = tempdir().unwrap();
    let house = "[factors.casing.bamboo_g]\nlabel = \"bamboo\"\nkg_co2e = 0.0004\nsource = \"s\"\n";
    fs::write(folder.path().join("house.toml"), house).unwrap();
    assert_valid(&validator("factors"), &toml_of(house), "house.toml");
    let arguments = ["schema", "device", "--factors", "house.toml"];
    let schema = tinyfoot(&arguments).folder(folder.path()).json();
    let what = &schema["properties"]["casing"]["properties"]["bamboo_g"]["description"];
    assert!(what.as_str().unwrap().starts_with("bamboo, in g. 0.0004"));
}

#[test]
fn the_built_in_factors_fit() {
    let text = include_str!("../../src/factors/pirson-bol-2021.toml");
    let validator = validator("factors");
    assert_valid(&validator, &toml_of(text), "pirson-bol-2021");
    for (wrong, why) in [
        ("[factors.casing.bamboo]\nkg_co2e = 1\nsource = 's'", "unit"),
        ("[factors.casing.bamboo_g]\nkg_co2e = 1", "source"),
        (
            "[factors.casing.x_g]\nkg_co2e = 1\nsource = 's'\ngsd = 0.5",
            "gsd",
        ),
        (
            "[factors.use.x_g]\nkg_co2e = 1\nsource = 's'",
            "no items there",
        ),
        ("[levels.casing.11]\nsource = 's'\nitems = {}", "number"),
        ("[casing]\nabs_g = 1", "no device"),
    ] {
        assert!(!validator.is_valid(&toml_of(wrong)), "{why}");
        assert!(Factors::builtin().layer(wrong, "x").is_err(), "{why}");
    }
}

#[test]
fn project_files_fit() {
    let validator = validator("project");
    let fits = |text: &str| validator.is_valid(&toml_of(text));
    let reads = |text: &str| {
        Project::parse(Source {
            name: "tinyfoot.toml".to_owned(),
            text: text.to_owned(),
        })
        .is_ok()
    };
    let budgets = &BUDGETS[BUDGETS.find("[budget]").unwrap()..];
    for text in [
        "",
        "devices = ['devices/*.toml', 'pinetime']\nfactors = 'house.toml'\ndeny = ['unsourced:use']",
        &format!("defaults = {{ lifespan_years = 5, use.grid = 'FR' }}\n{budgets}"),
    ] {
        assert!(reads(text) && fits(text), "{text}");
    }
    for text in [
        "device = ['a.toml']",
        "devices = [1]",
        "factors = ''",
        "deny = true",
        "lifespan_years = 5",
        "[defaults]\nlifespan_years = 0",
        "[defaults.use]\nsupply = 'mains'",
        "budget = 3",
        "[budget]\ntotal = 3",
        "[budget]\ntotal_kg_co2e = -1",
        "[budget]\ntotal_kg_co2e = { least = 1 }",
        "[budget]\ntotal_kg_co2e = 1\nbound = 'low'",
        "[budget]\nblock_kg_co2e = { battery = 1 }",
    ] {
        assert!(!reads(text) && !fits(text), "{text}");
    }
}

/// The JSON that is shown in the snapshots.
#[test]
fn snapshots_fit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for block in text.split("```console\n").skip(1) {
            let block = block.split("\n```").next().unwrap();
            let Some(start) = block.find("\n{\n") else {
                continue;
            };
            // Long ones are cut.
            if block.contains("\n...") {
                continue;
            }
            // What changes with the factors is left out of them.
            let json = block[start..].replace("[..]", &"0".repeat(64));
            // Snapshots have slashes for backslashes, those of paths.
            let value: Value = serde_json::from_str(&json)
                .or_else(|_| serde_json::from_str(&json.replace("/\"", "\\\"")))
                .unwrap_or_else(|error| panic!("{}: {error}: {block}", path.display()));
            assert_fits(&value);
            count += usize::from(value["schema"].is_string());
        }
    }
    assert!(count > 5, "{count}");
}

/// A run that makes few draws.
fn few<'a>(run: &[&'a str]) -> Vec<&'a str> {
    [run, &["--samples", "200"]].concat()
}

/// The JSON of every command over all presets.
#[test]
fn results_fit() {
    let names: Vec<&str> = presets::ALL.iter().map(|preset| preset.name).collect();
    let check = |kind: &str, runs: &[Vec<&str>]| {
        let validator = validator(kind);
        for arguments in runs {
            let arguments = [&arguments[..], &["--format", "json"]].concat();
            // A broken limit is an answer too.
            let output = tinyfoot(&arguments).output();
            assert!(matches!(output.status.code(), Some(0 | 1)));
            let json: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(json["schema"], format!("tinyfoot/{kind}/v1"));
            assert_eq!(json["tool"]["name"], "tinyfoot");
            assert_eq!(json["factor_sets"][0]["name"], "pirson-bol-2021");
            assert_valid(&validator, &json, &arguments.join(" "));
        }
    };
    let all = |command: &'static str| [&[command], &names[..]].concat();
    let each = |command: &'static str| {
        let names = names.iter();
        names.map(|name| vec![command, name]).collect::<Vec<_>>()
    };
    check("estimate", &[all("estimate")]);
    let sure = ["estimate", "pinetime", "--uncertainty", "--samples", "1000"];
    check("estimate", &[sure.to_vec()]);
    check("explain", &each("explain"));
    check("lifespan", &[all("lifespan")]);
    let service = ["lifespan", "pinetime", "--service-years", "1,7"];
    check("lifespan", &[service.to_vec()]);
    check("compare", &[all("compare")]);
    let drawn = ["pinetime", "smart-speaker", "--uncertainty"];
    let product = ["--samples", "500", "--with", "Apple Watch Series 7"];
    check("compare", &[[&["compare"], &drawn[..], &product].concat()]);
    check("uncertainty", &[all("uncertainty")]);
    check("sensitivity", &[few(&["sensitivity", "pinetime"])]);
    check("sensitivity", &[few(&["sensitivity", "co2-sensor-solar"])]);
    let fleet = [
        "--units",
        "1e6",
        "--deploy",
        "2024..2030",
        "--extend-life",
        "1..3",
    ];
    let fleets = each("fleet").into_iter();
    let fleets: Vec<_> = fleets.map(|run| [&run[..], &fleet].concat()).collect();
    check("fleet", &fleets);
    check(
        "growth",
        &[vec!["fleet", "growth", "--target", "1e9", "--year", "2030"]],
    );
    let inventory = "tests/cmd/batch.in/inventory.csv";
    check("batch", &[vec!["batch", inventory, "--group-by", "site"]]);
    let partial = ["batch", inventory, "--group-by", "site", "--partial"];
    let partial = tinyfoot(&partial).json();
    assert_valid(&validator("partial"), &partial, "partial");
    let nets = ["lamp.toml", "backfire.toml"].map(|name| format!("tests/cmd/fleet.in/{name}"));
    let nets = nets.iter().map(|name| few(&["net", name, "--units", "3"]));
    check("net", &nets.collect::<Vec<_>>());
    let budget = ["--budget-kg", "3", "--deny", "unsourced:use,any-assumption"];
    check("check", &[[&all("check")[..], &budget].concat()]);
    let budgets = "tests/cmd/check.in/budget.toml";
    let drawn = ["--bound", "p95", "--budget-kg", "3", "--samples", "1000"];
    check("check", &[[&["check", budgets][..], &drawn].concat()]);
    let most = ["--max-increase-percent", "5", "--max-increase-kg", "1"];
    let pair = ["diff", "keyword-spotting", "smart-speaker"];
    check("diff", &[[&pair[..], &most].concat()]);
    let folder = tempdir().unwrap();
    let saved = |name: &str, devices: &[&str]| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        let run = [
            &["estimate", "--format", "json", "--output", &path],
            devices,
        ]
        .concat();
        assert!(tinyfoot(&run).output().status.success());
        path
    };
    let old = saved("old.json", &["pinetime", "keyword-spotting"]);
    let new = saved("new.json", &["pinetime", "smart-speaker"]);
    check("diff", &[vec!["diff", &old, &new]]);
    let kinds = Kind::ALL.map(Kind::key);
    let lists: Vec<Vec<&str>> = kinds.iter().map(|kind| vec!["data", kind]).collect();
    check("data", &lists);
}

/// A key that no type has is refused: a new one needs its schema.
#[test]
fn results_have_no_other_keys() {
    let validator = validator("estimate");
    let json = tinyfoot(&["estimate", "pinetime", "--format", "json"]).json();
    let mut places = Vec::new();
    pointers(&json, "", &mut places);
    places.push(String::new());
    let mut tables = 0;
    for place in places {
        let mut changed = json.clone();
        if let Value::Object(table) = changed.pointer_mut(&place).unwrap() {
            table.insert("unheard_of".to_owned(), Value::Null);
            assert!(!validator.is_valid(&changed), "{place}");
            tables += 1;
        }
        let mut changed = json.clone();
        if let Some(Value::Object(table)) = changed.pointer_mut(&place)
            && let Some(key) = table.keys().next().cloned()
        {
            table.remove(&key);
            assert!(!validator.is_valid(&changed), "{place} without {key}");
        }
    }
    assert!(tables > 100, "{tables}");
}

#[test]
fn lines_of_a_sweep_fit() {
    let validator = validator("sweep");
    let grid = [
        "sweep",
        "pinetime",
        "-q",
        "--vary",
        "lifespan_years=1..3",
        "--vary",
        "use.grid=FR,US",
        "--format",
        "jsonl",
    ];
    let even = [
        "sweep",
        "pinetime",
        "-q",
        "--vary",
        "lifespan_years=1,20",
        "--break-even",
        "smart-speaker",
        "--format",
        "jsonl",
    ];
    let lines = tinyfoot(&grid).stdout();
    assert_eq!(lines.lines().count(), 6);
    for line in lines.lines().chain(tinyfoot(&even).stdout().lines()) {
        assert_valid(&validator, &serde_json::from_str(line).unwrap(), line);
    }
    assert!(!validator.is_valid(&json!({ "lifespan_years": 1 })));
}

/// The hash is that of the file's bytes.
#[test]
fn factor_sets_are_known_by_their_hash() {
    let folder = tempdir().unwrap();
    let house = "name = 'house'\n[factors.casing.bamboo_g]\nkg_co2e = 0.0004\nsource = 's'\n";
    fs::write(folder.path().join("house.toml"), house).unwrap();
    let builtin = "src/factors/pirson-bol-2021.toml";
    let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join(builtin);
    let expected = |path: &Path| {
        let output = Command::new("sha256sum").arg(path).output().unwrap();
        String::from_utf8(output.stdout).unwrap()[..64].to_owned()
    };
    let arguments = [
        "estimate",
        "pinetime",
        "--factors",
        "house.toml",
        "--format",
        "json",
    ];
    let json = tinyfoot(&arguments).folder(folder.path()).json();
    assert_eq!(
        json["factor_sets"],
        json!([
            { "name": "pirson-bol-2021", "sha256": expected(&builtin) },
            { "name": "house", "sha256": expected(&folder.path().join("house.toml")) },
        ])
    );
}

/// Every answer says of each device what its figures rest on, under the same
/// keys.
#[test]
fn every_answer_says_what_it_rests_on() {
    let run = |arguments: &[&str]| tinyfoot(&[arguments, &["--format", "json"]].concat()).json();
    let expected = run(&["estimate", "smart-speaker"])["devices"][0].clone();
    let keys = [
        "factor_sets",
        "truncation_factor",
        "grids",
        "coverage",
        "assumptions",
        "excluded",
        "warnings",
        "sources",
    ];
    let own = |device: &Value| -> Map<String, Value> {
        let entries = keys.map(|key| (key.to_owned(), device[key].clone()));
        entries.into_iter().collect()
    };
    let expected = own(&expected);
    assert!(!expected["grids"].as_array().unwrap().is_empty());
    assert!(!expected["sources"].as_array().unwrap().is_empty());
    for arguments in [
        &["lifespan", "smart-speaker"][..],
        &["compare", "smart-speaker", "pinetime"],
        &["uncertainty", "smart-speaker"],
        &["sensitivity", "smart-speaker", "--samples", "200"],
    ] {
        assert_eq!(own(&run(arguments)["devices"][0]), expected);
    }
}
