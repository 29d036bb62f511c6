//! What the commands do with files and streams.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use tempfile::tempdir;
use tinyfoot::device::presets;

use crate::program::{printed, tinyfoot};

#[test]
fn data_prints_a_preset_that_estimates_the_same() {
    for preset in presets::ALL {
        let text = tinyfoot(&["data", "presets", preset.name]).stdout();
        assert_eq!(text, preset.text);
        let again = tinyfoot(&["estimate", "-", "--format", "json"])
            .stdin(text)
            .json();
        let original = tinyfoot(&["estimate", preset.name, "--format", "json"]).json();
        assert_eq!(again, original);
    }
}

#[test]
fn init_writes_files_that_estimate_and_never_overwrites() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("my.toml");
    let name = path.to_str().unwrap();
    let first = tinyfoot(&["init", name]).output();
    assert!(first.status.success() && first.stdout.is_empty());
    assert!(
        String::from_utf8(first.stderr)
            .unwrap()
            .starts_with("wrote ")
    );
    let written = fs::read_to_string(&path).unwrap();
    let table = printed(&tinyfoot(&["estimate", name, "--quiet"]).stdout());
    assert!(table.contains_key("total"));

    // The schema that its first line names stands beside it.
    let schema = folder.path().join("tinyfoot-device.schema.json");
    assert!(written.starts_with("#:schema ./tinyfoot-device.schema.json\n"));
    let text = fs::read_to_string(&schema).unwrap();
    assert_eq!(text, tinyfoot(&["schema", "device"]).stdout());

    let refusal = tinyfoot(&["init", "--from", "pinetime", name]).failure();
    assert!(refusal.contains("exists already"), "{refusal}");
    assert_eq!(fs::read_to_string(&path).unwrap(), written);

    let other = folder.path().join("watch.toml");
    let from = ["init", "--from", "pinetime", "--no-schema"];
    let run = tinyfoot(&[&from[..], &[other.to_str().unwrap()]].concat()).output();
    assert!(run.status.success());
    let preset = presets::find("pinetime").unwrap();
    assert_eq!(fs::read_to_string(&other).unwrap(), preset.text);
    // Nothing else is left behind.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);

    // A schema of another version stays, and the user is told.
    fs::write(&schema, "{}").unwrap();
    let third = folder.path().join("third.toml");
    let run = tinyfoot(&["init", third.to_str().unwrap()]).output();
    assert!(run.status.success());
    let stderr = String::from_utf8(run.stderr).unwrap();
    assert!(stderr.contains("note: kept "), "{stderr}");
    assert_eq!(fs::read_to_string(&schema).unwrap(), "{}");
}

#[test]
fn output_is_what_would_have_been_printed() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("result.json");
    let name = path.to_str().unwrap();
    let arguments = ["estimate", "person-sensor", "--format", "json"];
    let silence = tinyfoot(&[&arguments[..], &["--output", name]].concat()).stdout();
    assert_eq!(silence, "");
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        tinyfoot(&arguments).stdout()
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_failure_leaves_the_old_output_alone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("result.txt");
    fs::write(&path, "old").unwrap();
    let name = path.to_str().unwrap();
    tinyfoot(&["estimate", "no-such-device", "--output", name]).failure();
    tinyfoot(&["explain", "pinetime", "nothing", "--output", name]).failure();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn output_keeps_links_and_permissions() {
    let folder = tempdir().unwrap();
    let target = folder.path().join("target.txt");
    let link = folder.path().join("link.txt");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    tinyfoot(&["estimate", "pinetime", "-q", "-o", link.to_str().unwrap()]).stdout();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().starts_with("PineTime"));
    assert_eq!(
        fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

/// A new file is as open as the user's mask lets any new file be.
#[test]
fn a_new_output_is_an_ordinary_file() {
    let folder = tempdir().unwrap();
    let ordinary = folder.path().join("ordinary");
    fs::write(&ordinary, "").unwrap();
    let path = folder.path().join("result.txt");
    tinyfoot(&["estimate", "pinetime", "-q", "-o", path.to_str().unwrap()]).stdout();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&ordinary));
}

/// A device is written to, not replaced by a file.
#[test]
fn output_to_a_device() {
    tinyfoot(&["estimate", "pinetime", "--output", "/dev/null"]).stdout();
    let metadata = fs::metadata("/dev/null").unwrap();
    assert!(!metadata.is_file());
}

#[test]
fn outputs_that_cannot_be_written() {
    let folder = tempdir().unwrap();
    let name = folder.path().to_str().unwrap();
    let missing = format!("{name}/missing/result.txt");
    for (path, why) in [
        (missing.as_str(), "its folder does not exist"),
        (name, "directory"),
    ] {
        let refusal = tinyfoot(&["estimate", "pinetime", "--output", path]).failure();
        assert!(
            refusal.contains("error[unwritable]") && refusal.contains(why),
            "{refusal}"
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Whoever closes the pipe has seen enough: that is no error.
#[test]
fn a_closed_pipe_is_no_error() {
    let names = vec!["keyword-spotting"; 200];
    let mut child = Command::new(env!("CARGO_BIN_EXE_tinyfoot"))
        .arg("estimate")
        .args(names)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(&first, b"Keyword spotting");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// A full disk is an error, not a partial result that looks whole.
#[test]
fn a_full_device_is_an_error() {
    let output = Command::new("sh")
        .args(["-c", "\"$0\" estimate pinetime > /dev/full"])
        .arg(env!("CARGO_BIN_EXE_tinyfoot"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("error[unwritable]: standard output"),
        "{stderr}"
    );
}

/// A file beside the program wins over a preset; what a preset extends does
/// not change with the files that lie around.
#[test]
fn files_and_presets_of_the_same_name() {
    let folder = tempdir().unwrap();
    fs::write(
        folder.path().join("keyword-spotting"),
        "name = 'Mine'\n[pcb]\nhsl = 0",
    )
    .unwrap();
    let total = |device: &str| {
        let run = tinyfoot(&["estimate", device, "-q"]).folder(folder.path());
        printed(&run.stdout())["total"][1].clone()
    };
    let run = tinyfoot(&["estimate", "keyword-spotting", "-q"])
        .folder(folder.path())
        .output();
    let note = String::from_utf8(run.stderr).unwrap();
    assert_eq!(
        note,
        "note: read the file keyword-spotting, not the preset `keyword-spotting`\n"
    );
    let table = printed(&String::from_utf8(run.stdout).unwrap());
    assert_eq!(table["total"][1], "0.16");
    assert_eq!(total("anomaly-detection"), "2.67");
    fs::create_dir(folder.path().join("pinetime")).unwrap();
    assert_eq!(total("pinetime"), "0.91");
}

/// `extends` is relative to the file that it stands in.
#[test]
fn a_chain_of_files() {
    let folder = tempdir().unwrap();
    let deep = folder.path().join("products/door");
    fs::create_dir_all(&deep).unwrap();
    let base = "extends = 'keyword-spotting'\nname = 'Base'\nomit = ['casing', 'power_supply']";
    fs::write(folder.path().join("products/base.toml"), base).unwrap();
    let door = "extends = '../base.toml'\nname = 'Door'\n[processing]\nmcu_mm2 = 5";
    fs::write(deep.join("door.toml"), door).unwrap();
    let run = tinyfoot(&["estimate", "products/door/door.toml", "-q"]).folder(folder.path());
    let table = printed(&run.stdout());
    assert_eq!(table["casing"][1], "-");
    assert_eq!(table["power_supply"][1], "-");
    assert_eq!(table["processing"][1], "0.08");
    assert_eq!(table["pcb"][1], "0.16");
    // 2.65679574 - 0.2686 - 1.3572 - 0.1682 + 0.0841
    assert_eq!(table["total"][1], "0.95");
}

#[test]
fn validate_reports_all_problems_of_all_files() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("good.toml"), "[pcb]\nhsl = 0").unwrap();
    fs::write(folder.path().join("a.toml"), "[pcb]\nhsl = 9\nlayers = 2").unwrap();
    fs::write(folder.path().join("b.toml"), "[csing]\nabs_g = 2").unwrap();
    let valid = tinyfoot(&["validate", "good.toml", "pinetime"]).folder(folder.path());
    assert_eq!(valid.stdout(), "good.toml: valid\npinetime: valid\n");
    let quiet = tinyfoot(&["validate", "good.toml", "--quiet"]).folder(folder.path());
    assert_eq!(quiet.stdout(), "");
    let broken = tinyfoot(&["validate", "a.toml", "good.toml", "b.toml"]).folder(folder.path());
    let output = broken.output();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"good.toml: valid\n");
    let stderr = String::from_utf8(output.stderr).unwrap();
    for place in ["a.toml:2:7", "a.toml:3:1", "b.toml:1:2", "3 problems"] {
        assert!(stderr.contains(place), "{place}: {stderr}");
    }
}

/// Layers: the last one that knows a factor is heard, and each line says
/// which layer it came from.
#[test]
fn layers_of_factors() {
    let folder = tempdir().unwrap();
    let factor = |kg| format!("[factors.casing.abs_g]\nkg_co2e = {kg}\nsource = 'house'");
    fs::write(folder.path().join("one.toml"), factor(0.001)).unwrap();
    fs::write(folder.path().join("two.toml"), factor(0.002)).unwrap();
    let layer_and_kg = |arguments: &[&str], text: &str| {
        let base = ["estimate", "-", "--format", "json"];
        let run = tinyfoot(&[&base, arguments].concat())
            .folder(folder.path())
            .stdin(text);
        let line = run.json()["devices"][0]["blocks"][11]["lines"][0].clone();
        let layer = line["factor"]["layer"].as_str().unwrap().to_owned();
        (layer, line["kg_co2e"]["typical"].as_f64().unwrap())
    };
    let device = "name = 'D'\n[casing]\nabs_g = 100";
    let own = format!("{device}\n{}", factor(0.003));
    let set = |value: &str| value.to_owned();
    assert_eq!(layer_and_kg(&[], device), (set("pirson-bol-2021"), 0.344));
    let one = ["--factors", "one.toml"];
    let both = ["--factors", "one.toml", "--factors", "two.toml"];
    assert_eq!(layer_and_kg(&one, device), (set("one.toml"), 0.1));
    assert_eq!(layer_and_kg(&both, device), (set("two.toml"), 0.2));
    assert_eq!(layer_and_kg(&both, &own), (set("D"), 0.3));
}

/// A factor that others share is replaced for them too.
#[test]
fn a_shared_factor_is_one_factor() {
    let text = "[connectivity]\nconnectivity_ic_mm2 = 10\n\
        [factors.processing.mcu_mm2]\nkg_co2e = 0.02\nsource = 's'";
    let json = tinyfoot(&["estimate", "-", "--format", "json"])
        .stdin(text)
        .json();
    let line = &json["devices"][0]["blocks"][4]["lines"][0];
    assert_eq!(line["factor"]["id"], "processing.mcu_mm2");
    assert_eq!(line["kg_co2e"]["typical"], 0.2);
}

#[test]
fn a_level_becomes_usable_with_the_factor_that_it_lacks() {
    let level = "[power_supply]\nhsl = 1\n";
    let refusal = tinyfoot(&["estimate", "-"]).stdin(level).failure();
    assert!(
        refusal.contains("[factors.power_supply.primary_cells_set]"),
        "{refusal}"
    );
    let text = format!(
        "{level}[factors.power_supply.primary_cells_set]\nkg_co2e = 0.104\nsource = 'ours'"
    );
    let table = tinyfoot(&["estimate", "-", "-q"]).stdin(text).stdout();
    assert_eq!(printed(&table)["power_supply"][1], "0.10");
    // None of an item needs no factor.
    let without = "[user_interface]\nhsl = 2\nspeaker_g = 0";
    let table = tinyfoot(&["estimate", "-", "-q"]).stdin(without).stdout();
    // 4 LEDs of 0.02967 kg, 1 and 2 mm² of 0.0085 kg
    assert_eq!(printed(&table)["user_interface"][1], "0.14");
}

/// Overrides are checked like files and laid over everything that is there.
#[test]
fn overrides() {
    let total = |arguments: &[&str]| {
        let base = ["estimate", "keyword-spotting", "-q"];
        let table = printed(&tinyfoot(&[&base, arguments].concat()).stdout());
        table["total"][1].clone()
    };
    assert_eq!(total(&[]), "2.66");
    // + 7 mm² × 0.01682
    assert_eq!(total(&["--set", "processing.mcu_mm2=17"]), "2.77");
    assert_eq!(
        total(&["--set", "processing.mcu_mm2={low=1,typical=17,high=20}"]),
        "2.77"
    );
    assert_eq!(
        total(&[
            "--set",
            "processing.mcu_mm2=5",
            "--set",
            "processing.mcu_mm2=17"
        ]),
        "2.77"
    );
    // A grid's source goes with its number: 0.02628 kWh of 41.44 g
    let french = tinyfoot(&["estimate", "keyword-spotting", "-q", "--set", "use.grid=FR"]);
    assert_eq!(printed(&french.stdout())["use"][1], "1.09 g");
    // 10 years: 0.01137924 × 10 / 3
    let long = tinyfoot(&[
        "estimate",
        "keyword-spotting",
        "-q",
        "--lifespan-years",
        "10",
    ]);
    assert_eq!(printed(&long.stdout())["use"][1], "0.04");
    // A stated footprint takes the place of items, and needs its source too.
    let stated = [
        "--set",
        "casing.kg_co2e=0.5",
        "--set",
        "casing.source=\"supplier\"",
    ];
    assert_eq!(total(&stated), "2.89");
    assert_eq!(total(&["--set", "training.shared_by=1000"]), "2.56");
    assert_eq!(total(&["--set", "casing.reused=true"]), "2.39");
    assert_eq!(total(&["--set", "omit=[\"casing\"]"]), "2.39");
}

#[test]
fn explain_shows_the_arithmetic() {
    let text = tinyfoot(&["explain", "keyword-spotting", "processing.mcu_mm2"]).stdout();
    assert!(
        text.contains("10 mm² × 0.01682 kg/mm² = 0.168 kg"),
        "{text}"
    );
    for what in [
        "interval",
        "gsd",
        "1.68",
        "derivation",
        "pirson-bol-2021",
        "doi:10.1016",
    ] {
        assert!(text.contains(what), "{what}: {text}");
    }
    let json = tinyfoot(&["explain", "keyword-spotting", "--format", "json"]).json();
    let lines = json["lines"].as_array().unwrap();
    let estimate = tinyfoot(&["estimate", "keyword-spotting", "--format", "json"]).json();
    let blocks = estimate["devices"][0]["blocks"].as_array().unwrap();
    let all: Vec<_> = blocks
        .iter()
        .flat_map(|block| block["lines"].as_array().unwrap())
        .collect();
    assert_eq!(lines.iter().collect::<Vec<_>>(), all);
    let csv = tinyfoot(&["explain", "keyword-spotting", "--format", "csv"]).stdout();
    assert_eq!(csv.lines().count(), 1 + lines.len());
}

#[test]
fn lists_in_all_formats() {
    for kind in [
        "presets", "levels", "factors", "grids", "products", "sources",
    ] {
        let table = tinyfoot(&["data", kind]).stdout();
        assert!(table.lines().count() > 10, "{kind}");
        let json = tinyfoot(&["data", kind, "--format", "json"]).json();
        let rows = json["rows"].as_array().unwrap().len();
        let csv = tinyfoot(&["data", kind, "--format", "csv"]).stdout();
        let records = csv::Reader::from_reader(csv.as_bytes())
            .into_records()
            .count();
        assert_eq!(rows, records, "{kind}");
        let markdown = tinyfoot(&["data", kind, "--format", "markdown"]).stdout();
        assert_eq!(markdown.lines().count(), rows + 2, "{kind}");
    }
    let found = tinyfoot(&["data", "grids", "korea", "--format", "csv"]).stdout();
    assert_eq!(found.lines().count(), 1 + 2);
    // As a device file may call it.
    for (name, code) in [
        ("UK", "GB"),
        ("Türkiye", "TR"),
        ("usa", "US"),
        ("Côte d'Ivoire", "CI"),
    ] {
        let found = tinyfoot(&["data", "grids", name, "--format", "json"]).json();
        assert_eq!(found["rows"][0]["grid"], code);
        assert_eq!(found["rows"].as_array().unwrap().len(), 1);
    }
}

/// The output takes the place of no input.
#[test]
fn an_output_is_no_input() {
    let folder = tempdir().unwrap();
    let text = "[pcb]\nhsl = 0";
    fs::write(folder.path().join("a.toml"), text).unwrap();
    for arguments in [
        &["estimate", "a.toml", "-o", "./a.toml"][..],
        &["explain", "a.toml", "-o", "a.toml"],
        &[
            "estimate",
            "pinetime",
            "--factors",
            "a.toml",
            "-o",
            "a.toml",
        ],
    ] {
        tinyfoot(arguments).folder(folder.path()).failure();
        assert_eq!(
            fs::read_to_string(folder.path().join("a.toml")).unwrap(),
            text
        );
    }
    // `-` is standard output.
    let printed = tinyfoot(&["estimate", "a.toml", "-o", "-"]).folder(folder.path());
    assert!(printed.stdout().starts_with("a\n"));
}

/// Not modelled is neither zero in tables nor in JSON.
#[test]
fn use_that_is_not_modelled() {
    let text = "[pcb]\nhsl = 0";
    let table = printed(&tinyfoot(&["estimate", "-", "-q"]).stdin(text).stdout());
    assert_eq!(table["operational"][1], "-");
    assert_eq!(table["embodied"][1], "0.16");
    let json = tinyfoot(&["estimate", "-", "--format", "json"])
        .stdin(text)
        .json();
    assert!(json["devices"][0]["operational_kg_co2e"].is_null());
}

/// A key of the file finds the line that it is part of; what is borrowed and
/// what is assumed is said.
#[test]
fn explain_by_key() {
    let text = tinyfoot(&["explain", "pinetime", "use.mean_power_mw"]).stdout();
    assert!(text.contains("a charge a week"), "{text}");
    let arguments = [
        "explain",
        "smart-speaker",
        "connectivity",
        "--format",
        "csv",
    ];
    let text = tinyfoot(&arguments).stdout();
    assert!(
        text.contains("it is that of `processing.mcu_mm2`"),
        "{text}"
    );
}

/// Every table stays within its width where there is any room.
#[test]
fn tables_fit() {
    for arguments in [
        &["estimate", "smart-speaker", "pinetime"][..],
        &["estimate", "smart-speaker", "--by", "item"],
        &["explain", "smart-speaker"],
        &["data", "factors"],
        &["data", "levels"],
        &["data", "sources"],
        &["data", "grids"],
    ] {
        let text = tinyfoot(arguments).stdout();
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 100, "{arguments:?}: {widest}");
    }
}

#[test]
fn a_byte_order_mark_is_no_key() {
    let json = tinyfoot(&["estimate", "-", "--format", "json"])
        .stdin("\u{feff}[pcb]\nfr4_4_layer_cm2 = 10")
        .json();
    assert_eq!(json["devices"][0]["total_kg_co2e"]["typical"], 0.16);
}

/// 0 is done, 1 is a broken limit, 2 is what could not be done: for every
/// command.
#[test]
fn exit_statuses() {
    let folder = tempdir().unwrap();
    let new = folder.path().join("new.toml");
    let new = new.to_str().unwrap();
    let axis = "lifespan_years=1,2";
    let partial = folder.path().join("partial.json");
    let partial = partial.to_str().unwrap();
    let inventory = "tests/cmd/batch.in/inventory.csv";
    tinyfoot(&["batch", inventory, "--partial", "-o", partial]).stdout();
    for (done, failed) in [
        (&["estimate", "pinetime"][..], &["estimate", "pinetim"][..]),
        (
            &["explain", "pinetime"],
            &["explain", "pinetime", "nothing"],
        ),
        (
            &["lifespan", "pinetime"],
            &["lifespan", "pinetime", "--years", "0"],
        ),
        (
            &["compare", "pinetime", "smart-speaker"],
            &["compare", "pinetime"],
        ),
        (&["uncertainty", "pinetime"], &["uncertainty", "pinetim"]),
        (
            &["sensitivity", "pinetime", "--samples", "100"],
            &["sensitivity", "pinetim"],
        ),
        (
            &["sweep", "pinetime", "--vary", axis],
            &["sweep", "pinetime", "--vary", "nothing=1"],
        ),
        (
            &["check", "pinetime", "--budget-kg", "100"],
            &["check", "pinetime"],
        ),
        (
            &["diff", "pinetime", "smart-speaker"],
            &["diff", "pinetime"],
        ),
        (
            &["fleet", "pinetime", "--units", "9"],
            &["fleet", "pinetime", "--units", "-9"],
        ),
        (
            &["net", "examples/crop-sensor.toml", "--samples", "100"],
            &["net", "pinetime"],
        ),
        (
            &["batch", "tests/cmd/batch.in/inventory.csv"],
            &["batch", "no-such-file.csv"],
        ),
        (&["merge", partial], &["merge", "no-such-file.json"]),
        (
            &["plot", "pinetime"],
            &["plot", "pinetime", "--by", "block"],
        ),
        (
            &["report", "pinetime", "--samples", "100"],
            &["report", "pinetim"],
        ),
        (&["datasheet", "pinetime"], &["datasheet", "pinetim"]),
        (&["schema", "device"], &["schema", "devic"]),
        (&["completions", "bash"], &["completions", "bas"]),
        (&["man", "estimate"], &["man", "estimat"]),
        (&["data", "codes"], &["data", "codes", "no-such-code"]),
        (&["init", new], &["init", new]),
        (&["validate", new], &["validate", "pinetim"]),
    ] {
        let status = |arguments| tinyfoot(arguments).output().status.code();
        assert_eq!(status(done), Some(0), "{done:?}");
        assert_eq!(status(failed), Some(2), "{failed:?}");
        // Bad usage too.
        assert_eq!(status(&[done[0], "--no-such-option"]), Some(2));
    }
    for broken in [
        &["check", "pinetime", "--budget-kg", "0.1"][..],
        &["check", "pinetime", "--deny", "any-assumption"],
        &["diff", "pinetime", "smart-speaker", "--exit-code"],
        &[
            "diff",
            "pinetime",
            "smart-speaker",
            "--max-increase-kg",
            "1",
        ],
        &[
            "diff",
            "pinetime",
            "smart-speaker",
            "--max-increase-percent",
            "1",
        ],
    ] {
        tinyfoot(broken).stdout_of(1);
    }
}
