//! What `diff` finds between devices, saved results and revisions.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use serde_json::Value;
use tempfile::{TempDir, tempdir};
use tinyfoot::analysis::{Difference, Effect, Revision, difference, difference_of_results};
use tinyfoot::device::{Draft, PresetsOnly, Request, presets};
use tinyfoot::report::estimate_json;
use tinyfoot::{Factors, Footprint, Range, Source, assess, saved};

use crate::check::assert_sarif;
use crate::program::tinyfoot;

const NONE: &str = "Carbon footprint: no change in ";

fn draft(text: &str) -> Draft {
    Request::text(text).draft(&PresetsOnly).unwrap()
}

fn between(old: &str, new: &str) -> Difference {
    let factors = Factors::builtin();
    let [old, new] = [draft(old), draft(new)];
    let [old, new] = [&old, &new].map(|draft| Revision {
        draft,
        factors: &factors,
    });
    difference(old, new).unwrap()
}

fn alone(found: &Difference, path: &str) -> f64 {
    let change = found.changes.iter().find(|change| change.path == path);
    match change
        .unwrap_or_else(|| panic!("{path} has not changed"))
        .effect
    {
        Effect::Alone(kg) => kg.typical,
        Effect::WithOthers => panic!("{path} is counted with others"),
    }
}

/// `diff A A` is empty, whether A is a device or a result of it.
#[test]
fn nothing_differs_from_itself() {
    let folder = tempdir().unwrap();
    for preset in presets::ALL {
        let text = tinyfoot(&["estimate", preset.name, "--format", "json"]).stdout();
        let path = folder.path().join("saved.json");
        fs::write(&path, &text).unwrap();
        let file = path.to_str().unwrap();
        for (old, new) in [
            (preset.name, preset.name),
            (file, preset.name),
            (preset.name, file),
            (file, file),
            ("-", preset.name),
            (preset.name, "-"),
        ] {
            let same = tinyfoot(&["diff", old, new, "--exit-code"])
                .stdin(text.as_str())
                .stdout();
            assert!(same.starts_with(NONE), "{old} {new}: {same}");
        }
    }
}

/// What is saved and read back is the same to the last bit, but for what is
/// not saved.
#[test]
fn a_saved_result_is_the_result() {
    let factors = Factors::builtin();
    let footprints: Vec<Footprint> = presets::ALL
        .iter()
        .map(|preset| {
            let device = tinyfoot::Device::preset(preset.name, &factors).unwrap();
            assess(&device, &factors)
        })
        .collect();
    let text = estimate_json(&footprints, &[], &factors);
    let source = Source {
        name: "saved.json".to_owned(),
        text,
    };
    let read = saved::read(&source).unwrap();
    assert_eq!(read.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(read.factor_sets, factors.fingerprints());
    for (own, read) in footprints.iter().zip(&read.footprints) {
        assert_eq!(own.total(), read.total());
        assert_eq!(own.modelled, read.modelled);
        assert_eq!(own.assumptions, read.assumptions);
        assert_eq!(own.warnings, read.warnings);
        assert_eq!(own.excluded, read.excluded);
        assert_eq!(own.coverage, read.coverage);
        assert_eq!(own.grids, read.grids);
        assert_eq!(own.factor_sets, read.factor_sets);
        for (own, read) in own.lines.iter().zip(&read.lines) {
            assert_eq!(own.kg_co2e(), read.kg_co2e());
            assert_eq!((own.stage, &own.sources), (read.stage, &read.sources));
        }
    }
    // Several devices are told apart by their names.
    let folder = tempdir().unwrap();
    let path = folder.path().join("all.json");
    fs::write(&path, &source.text).unwrap();
    let file = path.to_str().unwrap();
    let same = tinyfoot(&["diff", file, "pinetime", "--exit-code"]).stdout();
    assert!(same.starts_with(NONE), "{same}");
    let same = tinyfoot(&["diff", file, file, "--exit-code"]).stdout();
    assert!(
        same.contains(&format!("{} devices", presets::ALL.len())),
        "{same}"
    );
    let refusal = tinyfoot(&["diff", file, "-"])
        .stdin("name = 'Other'\n[casing]\nabs_g = 1")
        .failure();
    assert!(
        refusal.contains("has no device that is called `Other`"),
        "{refusal}"
    );
    // One that is gone, and one that is new.
    let one = tinyfoot(&["estimate", "pinetime", "--format", "json"]).stdout();
    let records = tinyfoot(&["diff", file, "-", "--format", "csv"])
        .stdin(one)
        .stdout();
    assert_eq!(
        records.matches(",deleted,total,").count(),
        presets::ALL.len() - 1
    );
    assert_eq!(records.matches(",unchanged,total,").count(), 1);
}

/// A pipe is read once: `diff <(tinyfoot estimate ...) NEW`.
#[test]
fn results_and_devices_from_pipes() {
    let text = tinyfoot(&["estimate", "pinetime", "--format", "json"]).stdout();
    let device = presets::find("pinetime").unwrap().text;
    for text in [text.as_str(), device] {
        let same = tinyfoot(&["diff", "/dev/stdin", "pinetime", "--exit-code"])
            .stdin(text)
            .stdout();
        assert!(same.starts_with(NONE), "{same}");
    }
}

/// The product of two inputs: each alone, and what they do together.
#[test]
fn effects_of_a_product() {
    let text = |mw, grid| {
        format!("lifespan_years = 1\n[use]\nmean_power_mw = {mw}\ngrid = {grid}\ngrid_source = 's'")
    };
    // 8.76 kWh × 0.5 kg/kWh = 4.38 kg, and 17.52 kWh × 0.4 kg/kWh = 7.008 kg
    let found = between(&text(1000, 500), &text(2000, 400));
    assert!((alone(&found, "use.mean_power_mw") - 4.38).abs() < 1e-9);
    assert!((alone(&found, "use.grid") + 0.876).abs() < 1e-9);
    // 8.76 kWh × -0.1 kg/kWh
    assert!((found.interaction.typical + 0.876).abs() < 1e-9);
    assert!((found.total().typical - 2.628).abs() < 1e-9);
    // The largest effect stands first.
    assert_eq!(found.changes[0].path, "use.mean_power_mw");

    // The same from results alone: the quantity, and the factor.
    let found = difference_of_results(found.old, found.new);
    assert!((alone(&found, "use.electricity") - 4.38).abs() < 1e-9);
    assert!((alone(&found, "use.electricity (factor)") + 0.876).abs() < 1e-9);
    assert!((found.interaction.typical + 0.876).abs() < 1e-9);
}

/// In CSV, inputs and what they do together add up to the change, and the total
/// says whether it is within the limits, if there are any.
#[test]
fn csv_adds_up_and_says_whether_it_is_kept() {
    let folder = tempdir().unwrap();
    for (name, mw, grid) in [("old.toml", 1000, 500), ("new.toml", 2000, 400)] {
        let text = format!(
            "lifespan_years = 1\n[use]\nmean_power_mw = {mw}\ngrid = {grid}\ngrid_source = 's'"
        );
        fs::write(folder.path().join(name), text).unwrap();
    }
    let rows = |limit: &[&str], status: i32| -> Vec<Vec<String>> {
        let arguments = ["diff", "old.toml", "new.toml", "--format", "csv"];
        let run = tinyfoot(&[&arguments[..], limit].concat()).folder(folder.path());
        let csv = run.stdout_of(status);
        csv.lines()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect()
    };
    for (limit, status, verdict) in [
        (&[][..], 0, ""),
        (&["--max-increase-kg", "3"], 0, "pass"),
        (&["--max-increase-kg", "2"], 1, "fail"),
    ] {
        let found = rows(limit, status);
        let column = |name: &str| found[0].iter().position(|own| own == name).unwrap();
        let (row, change) = (column("row"), column("change_kg_co2e"));
        let sum = |kinds: &[&str]| -> f64 {
            let own = found
                .iter()
                .filter(|own| kinds.contains(&own[row].as_str()));
            own.map(|own| own[change].parse::<f64>().unwrap()).sum()
        };
        // 4.38 - 0.876 - 0.876
        assert!((sum(&["input", "interaction"]) - 2.628).abs() < 1e-9);
        assert!((sum(&["total"]) - 2.628).abs() < 1e-9);
        assert_eq!(found.last().unwrap()[column("verdict")], verdict);
    }
}

/// Levels, lifespans, sets, blocks and names are inputs like others.
#[test]
fn inputs_of_all_kinds() {
    let old = "extends = 'keyword-spotting'";
    for (new, path) in [
        ("[sensing]\nhsl = 2", "sensing.hsl"),
        ("lifespan_years = 4", "lifespan_years"),
        ("truncation_factor = 2", "truncation_factor"),
        ("[casing]\nabs_g = 1", "casing.abs_g"),
        (
            "[custom]\n'a \"b\".c' = { kg_co2e = 1, source = 's' }",
            "custom.\"a \\\"b\\\".c\".kg_co2e",
        ),
        ("omit = ['pcb']", "pcb.hsl"),
        ("[budget]\ntotal_kg_co2e = 9", "budget.total_kg_co2e"),
        (
            "[factors.casing.bamboo_g]\nkg_co2e = 1\nsource = 's'",
            "factors.casing.bamboo_g.kg_co2e",
        ),
    ] {
        let found = between(old, &format!("{old}\n{new}"));
        assert!(
            found.changes.iter().any(|change| change.path == path),
            "{path}: {:#?}",
            found.changes
        );
        // And back.
        let back = between(&format!("{old}\n{new}"), old);
        assert_eq!(back.changes.len(), found.changes.len());
        assert!((back.total().typical + found.total().typical).abs() < 1e-12);
    }
}

/// An input that cannot be put in alone is put in with others of its block; with very
/// many, whole blocks are.
#[test]
fn what_cannot_stand_alone() {
    let old = "[casing]\nabs_g = 50";
    let found = between(
        old,
        &format!("{old}\n[use]\nmean_power_mw = 1\ngrid = 'FR'"),
    );
    let effects: Vec<&Effect> = found.changes.iter().map(|change| &change.effect).collect();
    assert!(matches!(effects[..], [Effect::Alone(kg), Effect::WithOthers] if *kg == found.total()));
    assert_eq!(found.interaction, Range::ZERO);

    let custom = |kg: f64| -> String {
        let parts = (0..100).map(|part| format!("p{part} = {{ kg_co2e = {kg}, source = 's' }}\n"));
        format!("[custom]\n{}", parts.collect::<String>())
    };
    let found = between(&custom(1.0), &custom(2.0));
    assert_eq!(found.changes.len(), 100);
    assert!(matches!(found.changes[0].effect, Effect::Alone(kg) if kg == found.total()));
    assert_eq!(found.interaction, Range::ZERO);
}

/// A new part or task is a change of its own, and so is what one key says in
/// the place of another; what else has changed does what it does alone.
#[test]
fn what_is_new_takes_nothing_from_the_rest() {
    let old = "[custom]\nx = { kg_co2e = 10, source = 's' }\n\
               [use]\ngrid = 400\ngrid_source = 's'\nsleep_uw = 100\n\
               [use.tasks.a]\npower_mw = 1000\nduration_ms = 100\nper_minute = 60\n";
    let new = old
        .replace("kg_co2e = 10", "kg_co2e = 12")
        .replace(
            "[use]",
            "y = { kg_co2e = 1, stage = 'use', source = 's' }\n[use]",
        )
        .replace("grid = 400", "grid = 300")
        .replace("per_minute = 60", "per_hour = 1800")
        + "[use.tasks.b]\npower_mw = 5000\nduration_ms = 100\nper_minute = 60\n";
    let found = between(old, &new);
    let is = |path: &str, kg: f64| {
        let alone = alone(&found, path);
        assert!((alone - kg).abs() < 1e-9, "{path}: {alone} is not {kg}");
    };
    is("custom.x.kg_co2e", 2.0);
    is("custom.y.kg_co2e", 1.0);
    // 100 µW + 1 W × 0.1 s × 1 /s = 100.1 mW: 2.630628 kWh in three years.
    is("use.grid", -0.1 * 2.630_628);
    // Half as often: 50 mW × 26.28 kh × 0.4.
    is("use.tasks.a.per_hour", -0.05 * 26.28 * 0.4);
    is("use.tasks.b.power_mw", 0.5 * 26.28 * 0.4);
}

/// A lifespan that another file brings makes a stated use of more years: that is
/// what the lifespan does, and no statement of its own.
#[test]
fn a_longer_life_of_stated_use() {
    let factors = Factors::builtin();
    let file = "lifespan_years = 2\n[use]\nkg_co2e = 1\nsource = 's'";
    let draft = |years: &str| {
        let request = Request::text(file).lifespan_years(years);
        request.draft(&PresetsOnly).unwrap()
    };
    let [old, new] = [draft("2"), draft("8")];
    let [old, new] = [&old, &new].map(|draft| Revision {
        draft,
        factors: &factors,
    });
    let found = difference(old, new).unwrap();
    let paths: Vec<&str> = found.changes.iter().map(|own| own.path.as_str()).collect();
    assert_eq!(paths, ["lifespan_years"]);
    assert!((alone(&found, "lifespan_years") - 3.0).abs() < 1e-12);
    assert_eq!(found.interaction, Range::ZERO);
}

/// How inputs go together costs nothing, and hides no input that they name.
#[test]
fn correlations() {
    let text = |abs: &str, rest: &str| {
        format!("[casing]\nabs_g = {abs}\nsteel_g = {{ low = 1, typical = 2, high = 3 }}\n{rest}")
    };
    let rank = |rank| {
        format!("[[correlations]]\nbetween = ['casing.abs_g', 'casing.steel_g']\nrank = {rank}")
    };
    let wide = "{ low = 40, typical = 50, high = 60 }";
    let found = between(&text(wide, &rank(0.5)), &text(wide, &rank(0.8)));
    assert_eq!(found.changes[0].path, "correlations");
    assert_eq!(found.changes[0].effect, Effect::Alone(Range::ZERO));
    // Without its range, the input of the old correlation would be no such one.
    let found = between(&text(wide, &rank(0.5)), &text("60", ""));
    // 10 g × 0.00344 kg/g
    assert!((alone(&found, "casing.abs_g") - 0.0344).abs() < 1e-12);
    assert_eq!(found.interaction.typical, 0.0);
}

/// A factor set is what it says, not how it is laid out.
#[test]
fn comments_in_factor_sets() {
    let factors = |text: &str| {
        let mut factors = Factors::builtin();
        factors.layer(text, "house.toml").unwrap();
        factors
    };
    let house = "[factors.casing.bamboo_g]\nkg_co2e = 0.0004\nsource = 's'";
    let draft = draft("[casing]\nbamboo_g = 1");
    let found = |new: &str| {
        let [old, new] = [factors(house), factors(new)];
        let [old, new] = [&old, &new].map(|factors| Revision {
            draft: &draft,
            factors,
        });
        difference(old, new).unwrap()
    };
    assert!(found(&format!("# reviewed\n{house}")).is_empty());
    assert!((found(&house.replace('4', "5")).total().typical - 0.0001).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Effects and what they do together are the difference, and going back
    /// undoes it.
    #[test]
    fn effects_add_up(a in prop::array::uniform4(10.0..50.0), b in prop::array::uniform4(10.0..50.0)) {
        let text = |[mcu, abs, mw, grid]: [f64; 4]| format!(
            "[processing]\nmcu_mm2 = {mcu}\n[casing]\nabs_g = {abs}\n[use]\nmean_power_mw = {mw}\n\
             grid = {grid}\ngrid_source = 's'"
        );
        let found = between(&text(a), &text(b));
        let effects: f64 = found.changes.iter().map(|change| alone(&found, &change.path)).sum();
        let all = found.total().typical;
        let sizes = found.old.total().typical + found.new.total().typical;
        prop_assert!((effects + found.interaction.typical - all).abs() <= 1e-9 * sizes);
        let blocks: f64 = found.blocks().iter().map(|(_, old, new)| new.unwrap().typical - old.unwrap().typical).sum();
        prop_assert!((blocks - all).abs() <= 1e-9 * sizes);
        let back = between(&text(b), &text(a));
        prop_assert!((back.total().typical + all).abs() <= 1e-9 * sizes);
        prop_assert!(between(&text(a), &text(a)).is_empty());
    }
}

/// A repository with a commit of these files.
pub(crate) struct Repository(TempDir);

impl Repository {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let repository = Self(tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit(files);
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = self.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    pub(crate) fn commit(&self, files: &[(&str, &str)]) {
        self.write(files);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "state"]);
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b.c",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(self.path())
            .output()
            .expect("git is installed");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    pub(crate) fn diff(&self, folder: &str, arguments: &[&str]) -> Value {
        tinyfoot(&[&["diff", "--format", "json"], arguments].concat())
            .folder(&self.path().join(folder))
            .json()
    }
}

const NODE: &str = "name = 'Node'\n[casing]\nabs_g = 50";

/// A file of another name is the same device where its name is the same, and
/// no other has it.
#[test]
fn renamed_files() {
    let repository =
        Repository::new(&[("a.toml", NODE), ("tinyfoot.toml", "devices = ['*.toml']")]);
    fs::remove_file(repository.path().join("a.toml")).unwrap();
    repository.write(&[("b.toml", &NODE.replace("50", "60"))]);
    let states = |json: &Value| -> Vec<String> {
        let devices = json["devices"].as_array().unwrap().iter();
        devices
            .map(|own| own["state"].as_str().unwrap().to_owned())
            .collect()
    };
    let json = repository.diff("", &["--git", "HEAD"]);
    assert_eq!(states(&json), ["changed"]);
    assert_eq!(json["devices"][0]["inputs"][0]["path"], "casing.abs_g");
    // A limit of growth holds for it: 10 g × 0.00344 kg/g more
    let arguments = ["diff", "--git", "HEAD", "--max-increase-kg", "0.03"];
    tinyfoot(&arguments).folder(repository.path()).stdout_of(1);
    let named = [&arguments[..], &["b.toml"]].concat();
    tinyfoot(&named).folder(repository.path()).stdout_of(1);
    assert_eq!(
        states(&repository.diff("", &["--git", "HEAD", "b.toml"])),
        ["changed"]
    );
    // Which of two it was, nobody can know, unless one says the same.
    repository.write(&[("c.toml", &NODE.replace("50", "70"))]);
    let json = repository.diff("", &["--git", "HEAD"]);
    assert_eq!(states(&json), ["deleted", "new", "new"]);
    repository.write(&[("c.toml", NODE)]);
    let json = repository.diff("", &["--git", "HEAD"]);
    assert_eq!(states(&json), ["new", "unchanged"]);
}

/// A shell names the files that there are: those that are gone are looked for,
/// whatever folder they and the user are in.
#[test]
fn renamed_files_that_nobody_names() {
    let repository = Repository::new(&[
        ("devices/a.toml", NODE),
        ("other/Cargo.toml", "[package]\nname = 'Node'"),
    ]);
    repository.git(&["mv", "devices/a.toml", "b.toml"]);
    repository.git(&["rm", "-q", "other/Cargo.toml"]);
    repository.write(&[("b.toml", &NODE.replace("50", "60"))]);
    fs::create_dir_all(repository.path().join("devices")).unwrap();
    for (folder, name) in [(".", "b.toml"), ("devices", "../b.toml")] {
        let json = repository.diff(folder, &["--git", "HEAD", name]);
        assert_eq!(json["devices"].as_array().unwrap().len(), 1);
        assert_eq!(json["devices"][0]["state"], "changed");
        assert_eq!(json["devices"][0]["inputs"][0]["path"], "casing.abs_g");
    }
    let limited = [
        "diff",
        "--git",
        "HEAD",
        "b.toml",
        "--max-increase-kg",
        "0.03",
    ];
    tinyfoot(&limited).folder(repository.path()).stdout_of(1);
}

/// Files of two commits and of the working tree, from any folder.
#[test]
fn revisions() {
    let repository = Repository::new(&[
        ("devices/node.toml", NODE),
        ("devices/old.toml", "[casing]\nabs_g = 1"),
    ]);
    repository.commit(&[("devices/node.toml", &NODE.replace("50", "60"))]);
    repository.git(&["rm", "-q", "devices/old.toml"]);
    repository.write(&[
        ("devices/node.toml", &NODE.replace("50", "70")),
        ("devices/fresh.toml", "[casing]\nabs_g = 2"),
    ]);
    for (folder, devices) in [
        (
            ".",
            [
                "devices/node.toml",
                "devices/old.toml",
                "devices/fresh.toml",
            ],
        ),
        (
            "devices",
            ["node.toml", "./old.toml", "../devices/fresh.toml"],
        ),
    ] {
        let run = |revision: &str| {
            repository.diff(folder, &[&["--git", revision], &devices[..]].concat())
        };
        for (revision, grams) in [("HEAD", 10.0), ("HEAD~1", 20.0)] {
            let json = run(revision);
            let [node, old, fresh] = [0, 1, 2].map(|index| &json["devices"][index]);
            let more = node["change_kg_co2e"]["typical"].as_f64().unwrap();
            // Each gram × 0.00344 kg/g
            assert!((more - grams * 0.00344).abs() < 1e-12, "{more}");
            assert_eq!(node["inputs"][0]["path"], "casing.abs_g");
            assert_eq!(node["inputs"][0]["new"], "70");
            assert_eq!(node["inputs"][0]["position"]["line"], 3);
            assert_eq!(old["state"], "deleted");
            assert_eq!(old["new_kg_co2e"], Value::Null);
            assert_eq!(fresh["state"], "new");
            assert_eq!(fresh["old_kg_co2e"], Value::Null);
        }
    }
    // Limits are of what was there before: a new device is none that rises.
    let arguments = [
        "diff",
        "--git",
        "HEAD",
        "devices/fresh.toml",
        "--max-increase-kg",
        "0",
    ];
    let table = tinyfoot(&arguments).folder(repository.path()).stdout();
    assert!(table.contains("fresh is new"), "{table}");
    let arguments = [
        "diff",
        "--git",
        "HEAD",
        "devices/node.toml",
        "--max-increase-kg",
        "0.034",
    ];
    tinyfoot(&arguments).folder(repository.path()).stdout_of(1);
    let sarif = tinyfoot(&[&arguments[..], &["--format", "sarif"]].concat());
    let log = assert_sarif(&sarif.folder(repository.path()).stdout_of(1));
    assert_eq!(log["runs"][0]["results"][0]["level"], "error");
}

/// What a device extends is read from the same revision.
#[test]
fn parents_are_those_of_the_revision() {
    let repository = Repository::new(&[
        ("base/board.toml", NODE),
        (
            "devices/node.toml",
            "extends = '../base/board.toml'\nname = 'Node'\n[pcb]\nfr4_4_layer_cm2 = 1",
        ),
    ]);
    repository.write(&[("base/board.toml", &NODE.replace("50", "100"))]);
    let json = repository.diff("devices", &["--git", "HEAD", "node.toml"]);
    let device = &json["devices"][0];
    // 50 g × 0.00344 kg/g
    assert!((device["change_kg_co2e"]["typical"].as_f64().unwrap() - 0.172).abs() < 1e-12);
    assert_eq!(
        device["inputs"][0]["position"]["file"],
        "../base/board.toml"
    );
    // Without its parent at the revision, the device could not be read there.
    repository.git(&["rm", "-q", "--cached", "base/board.toml"]);
    repository.git(&["commit", "-q", "-m", "gone"]);
    let output = tinyfoot(&["diff", "--git", "HEAD", "node.toml"])
        .folder(&repository.path().join("devices"))
        .output();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("HEAD:node.toml:1:11"), "{told}");
    assert!(
        told.contains("there is no file `../base/board.toml`"),
        "{told}"
    );
}

/// Project files, their devices and their factors are those of the revision.
#[test]
fn projects_of_revisions() {
    let bamboo = |kg: &str| {
        format!("name = 'house'\n[factors.casing.bamboo_g]\nkg_co2e = {kg}\nsource = 's'")
    };
    let device = "name = 'Bamboo'\n[casing]\nbamboo_g = 100";
    let repository = Repository::new(&[
        (
            "tinyfoot.toml",
            "devices = ['devices/*.toml']\nfactors = ['house.toml']\ndefaults.lifespan_years = 5",
        ),
        ("house.toml", &bamboo("0.001")),
        ("devices/a.toml", device),
        ("devices/gone.toml", NODE),
    ]);
    repository.write(&[
        ("house.toml", &bamboo("0.002")),
        ("devices/fresh.toml", &NODE.replace("Node", "Fresh")),
    ]);
    fs::remove_file(repository.path().join("devices/gone.toml")).unwrap();
    let json = repository.diff("devices", &["--git", "HEAD"]);
    let states: Vec<(&str, &str)> = json["devices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|device| {
            (
                device["name"].as_str().unwrap(),
                device["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [("Bamboo", "changed"), ("Node", "deleted"), ("Fresh", "new")]
    );
    let device = &json["devices"][0];
    // 100 g × 0.001 kg/g more
    assert_eq!(device["inputs"][0]["path"], "factors");
    assert!(
        (device["inputs"][0]["effect_kg_co2e"]["typical"]
            .as_f64()
            .unwrap()
            - 0.1)
            .abs()
            < 1e-12
    );
    assert_eq!(device["interaction_kg_co2e"]["typical"], 0.0);
    assert_eq!(device["flags"][0]["code"], "factor-values-differ");

    // A project that is new says what the devices were, too.
    let repository = Repository::new(&[("devices/a.toml", NODE)]);
    repository.write(&[
        (
            "tinyfoot.toml",
            "devices = ['devices/*.toml']\nfactors = ['house.toml']",
        ),
        ("house.toml", &bamboo("1")),
    ]);
    let json = repository.diff(".", &["--git", "HEAD"]);
    assert_eq!(json["devices"][0]["inputs"][0]["path"], "factors");
    assert_eq!(json["devices"][0]["change_kg_co2e"]["typical"], 0.0);
    assert_eq!(json["devices"][0]["flags"][0]["code"], "factor-sets-differ");
}

/// A link is what it leads to, at its revision; a circle of them is nothing.
#[test]
fn links_of_a_revision() {
    let link = |repository: &Repository, name: &str, target: &str| {
        std::os::unix::fs::symlink(target, repository.path().join(name)).unwrap();
    };
    let repository = Repository::new(&[("devices/real.toml", NODE)]);
    link(&repository, "link.toml", "devices/real.toml");
    link(&repository, "twice.toml", "link.toml");
    link(&repository, "circle.toml", "circle.toml");
    repository.commit(&[]);
    repository.write(&[("devices/real.toml", &NODE.replace("50", "60"))]);
    for name in ["link.toml", "twice.toml"] {
        let json = repository.diff(".", &["--git", "HEAD", name]);
        let input = &json["devices"][0]["inputs"][0];
        assert_eq!((&input["old"], &input["new"]), (&"50".into(), &"60".into()));
    }
    let arguments = ["diff", "--git", "HEAD", "circle.toml"];
    let refusal = tinyfoot(&arguments).folder(repository.path()).failure();
    assert!(refusal.contains("circle.toml cannot be read"), "{refusal}");
}

/// What the project lists then and now: presets too, and what it dropped.
#[test]
fn presets_and_dropped_devices_of_a_project() {
    let list = |devices: &str| format!("devices = {devices}\nfactors = ['house.toml']");
    let house = |kg: &str| {
        format!("name = 'house'\n[factors.pcb.fr4_4_layer_cm2]\nkg_co2e = {kg}\nsource = 's'")
    };
    let repository = Repository::new(&[
        ("tinyfoot.toml", &list("['pinetime', 'a.toml', 'b.toml']")),
        ("house.toml", &house("0.016")),
        ("a.toml", NODE),
        ("b.toml", &NODE.replace("Node", "Other")),
    ]);
    repository.write(&[
        (
            "tinyfoot.toml",
            &list("['smart-speaker', 'a.toml', 'pinetime']"),
        ),
        ("house.toml", &house("0.5")),
    ]);
    let json = repository.diff(".", &["--git", "HEAD"]);
    let devices = json["devices"].as_array().unwrap().iter();
    let states: Vec<(&str, &str)> = devices
        .map(|own| {
            (
                own["name"].as_str().unwrap(),
                own["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [
            ("PineTime smart watch", "changed"),
            ("Node", "changed"),
            ("Other", "deleted"),
            ("Smart speaker", "changed"),
        ]
    );
    // A limit of growth holds for a preset as for any device.
    let arguments = ["diff", "--git", "HEAD", "--max-increase-percent", "5"];
    tinyfoot(&arguments).folder(repository.path()).stdout_of(1);
}

/// Who repairs what could not be read is not held up by it, but told.
#[test]
fn a_revision_that_cannot_be_read() {
    let repository = Repository::new(&[
        ("tinyfoot.toml", "devices = ['a.toml']"),
        ("a.toml", "name = 'Node'\n[casing]\nabs = 50"),
    ]);
    repository.write(&[("a.toml", NODE)]);
    let arguments = ["diff", "--git", "HEAD", "--format", "json"];
    let output = tinyfoot(&arguments).folder(repository.path()).output();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    assert!(
        stderr.contains("a.toml as of HEAD cannot be read, and counts as new"),
        "{stderr}"
    );
    assert!(stderr.contains("unknown item `abs`"), "{stderr}");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["devices"][0]["state"], "new");
    // What cannot be read now is an error.
    repository.commit(&[("a.toml", NODE)]);
    repository.write(&[("a.toml", "[casing]\nabs = 50")]);
    tinyfoot(&arguments).folder(repository.path()).failure();
    // So it is with the project file.
    repository.commit(&[("a.toml", NODE), ("tinyfoot.toml", "device = 1")]);
    repository.write(&[("tinyfoot.toml", "devices = ['a.toml']")]);
    let output = tinyfoot(&arguments).folder(repository.path()).output();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("the project file as of HEAD cannot be read"),
        "{stderr}"
    );
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["devices"][0]["state"], "unchanged");
}

/// What lies outside of a repository is the same at each revision, and
/// variables of git name no other repository.
#[test]
fn what_has_no_revision() {
    let repository = Repository::new(&[("devices/a.toml", NODE)]);
    let outside = tempdir().unwrap();
    let house = "name = 'house'\n[factors.casing.abs_g]\nkg_co2e = 0.2\nsource = 's'";
    fs::write(outside.path().join("house.toml"), house).unwrap();
    let project = outside.path().join("tinyfoot.toml");
    fs::write(&project, "factors = ['house.toml']").unwrap();
    let arguments = [
        "--git",
        "HEAD",
        "a.toml",
        "--project",
        project.to_str().unwrap(),
    ];
    let json = repository.diff("devices", &arguments);
    assert_eq!(json["devices"][0]["state"], "unchanged");
    assert_eq!(json["old_factor_sets"].as_array().unwrap().len(), 2);
    assert_eq!(json["devices"][0]["flags"], serde_json::json!([]));
    let same = tinyfoot(&["diff", "--git", "HEAD", "a.toml"])
        .folder(&repository.path().join("devices"))
        .env("GIT_DIR", Path::new("../.git"))
        .stdout();
    assert!(same.starts_with(NONE), "{same}");
}

/// From nothing to something is more than any percentage.
#[test]
fn growth_from_nothing() {
    let folder = tempdir().unwrap();
    for (file, grams) in [("old.toml", 0), ("new.toml", 1)] {
        let text = format!("name = 'z'\n[casing]\nabs_g = {grams}");
        fs::write(folder.path().join(file), text).unwrap();
    }
    let arguments = [
        "diff",
        "old.toml",
        "new.toml",
        "--max-increase-percent",
        "5",
    ];
    tinyfoot(&arguments).folder(folder.path()).stdout_of(1);
    let arguments = [
        "diff",
        "old.toml",
        "old.toml",
        "--max-increase-percent",
        "5",
    ];
    tinyfoot(&arguments).folder(folder.path()).stdout();
}

/// What is no repository.
#[test]
fn what_git_cannot_give() {
    let repository = Repository::new(&[("real.toml", NODE)]);

    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), NODE).unwrap();
    let refusal = tinyfoot(&["diff", "--git", "HEAD", "a.toml"])
        .folder(folder.path())
        .failure();
    assert!(refusal.contains("no repository"), "{refusal}");
    // Without git, `diff` of two files goes on.
    let refusal = tinyfoot(&["diff", "--git", "HEAD", "real.toml"])
        .folder(repository.path())
        .env("PATH", Path::new("/nowhere"))
        .failure();
    assert!(refusal.contains("`git` is not installed"), "{refusal}");
    tinyfoot(&["diff", "real.toml", "real.toml"])
        .folder(repository.path())
        .env("PATH", Path::new("/nowhere"))
        .stdout();
    // A name that could be a pattern or an option is a name.
    repository.commit(&[("-c.toml", NODE), ("[a].toml", NODE)]);
    for name in ["./-c.toml", "[a].toml"] {
        let same = tinyfoot(&["diff", "--git", "HEAD", name])
            .folder(repository.path())
            .stdout();
        assert!(same.starts_with(NONE), "{same}");
    }
}

/// A saved result is what it was, and nothing else reads it.
#[test]
fn saved_results_that_were_changed() {
    let folder = tempdir().unwrap();
    let saved = tinyfoot(&["estimate", "pinetime", "--format", "json"]).stdout();
    let whole: Value = serde_json::from_str(&saved).unwrap();
    for (pointer, problem) in [
        (
            "/devices/0/total_kg_co2e/typical",
            "the total of PineTime smart watch is not the sum",
        ),
        (
            "/devices/0/blocks/1/kg_co2e/high",
            "`processing` of PineTime smart watch is not the sum",
        ),
        (
            "/devices/0/blocks/1/lines/0/quantity/low",
            "`processing.mcu_mm2` cannot be",
        ),
    ] {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).unwrap() = 99.0.into();
        fs::write(folder.path().join("saved.json"), changed.to_string()).unwrap();
        let arguments = ["diff", "saved.json", "pinetime"];
        let refusal = tinyfoot(&arguments).folder(folder.path()).failure();
        assert!(refusal.contains(problem), "{refusal}");
    }
    fs::write(folder.path().join("saved.json"), saved).unwrap();
    let arguments = ["estimate", "saved.json"];
    let refusal = tinyfoot(&arguments).folder(folder.path()).failure();
    assert!(
        refusal.contains("this is JSON, not a device file"),
        "{refusal}"
    );
    assert_eq!(refusal.matches("error").count(), 1, "{refusal}");
}
