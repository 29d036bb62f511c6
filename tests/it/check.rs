//! What `check` finds, and how it tells a CI.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;
use tinyfoot::analysis::{Draws, Unwatched, Verdict, check, uncertainty};
use tinyfoot::device::{Bound, Budget};
use tinyfoot::model::remarks::{REMARK_CODES, RemarkKind, find};
use tinyfoot::{Block, Device, Factors, Footprint, assess};

use crate::program::tinyfoot;

fn checked(text: &str) -> (Footprint, tinyfoot::analysis::Checked) {
    let factors = Factors::builtin();
    let device = Device::parse(text, &factors).unwrap();
    let footprint = assess(&device, &factors);
    let found = check(
        &footprint,
        &device.budgets,
        &[],
        Draws::default(),
        &Unwatched,
    );
    (footprint, found.unwrap())
}

/// 0.1 + 0.2 is more than 0.3 by what binary numbers cannot hold: no budget is
/// broken by that.
#[test]
fn a_budget_that_is_met_to_the_last_digit_is_kept() {
    let parts =
        "[custom]\na = { kg_co2e = 0.1, source = 's' }\nb = { kg_co2e = 0.2, source = 's' }\n";
    for (budget, verdict) in [("0.3", Verdict::Pass), ("0.299999999", Verdict::Fail)] {
        let (footprint, found) = checked(&format!("{parts}[budget]\ntotal_kg_co2e = {budget}"));
        assert!(footprint.total().typical > 0.3);
        assert_eq!(found.verdict(), Some(verdict), "{budget}");
    }
}

/// Between the two levels is a warning, and either may stand alone.
#[test]
fn levels() {
    let device = "[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = ";
    // 50 g × 0.00344 kg/g = 0.172 kg
    for (budget, verdict) in [
        ("{ error = 0.3, warn = 0.2 }", Verdict::Pass),
        ("{ error = 0.3, warn = 0.172 }", Verdict::Pass),
        ("{ error = 0.3, warn = 0.171 }", Verdict::Warn),
        ("{ warn = 0.1 }", Verdict::Warn),
        ("{ error = 0.171, warn = 0.1 }", Verdict::Fail),
        ("{ error = 0.171 }", Verdict::Fail),
        ("0.171", Verdict::Fail),
        ("0", Verdict::Fail),
    ] {
        let (_, found) = checked(&format!("{device}{budget}"));
        assert_eq!(found.verdict(), Some(verdict), "{budget}");
    }
}

/// What is not modelled keeps no budget, whatever its bound.
#[test]
fn not_modelled_is_not_zero() {
    for bound in ["typical", "high", "p95"] {
        for budget in ["block_kg_co2e.memory", "stage_kg_co2e.use"] {
            let text =
                format!("[casing]\nabs_g = 50\n[budget]\nbound = '{bound}'\n{budget} = 1000");
            let (_, found) = checked(&text);
            assert_eq!(found.verdict(), Some(Verdict::Fail), "{text}");
            assert_eq!(found.held[0].value, None);
            assert_eq!(found.held[0].margin(), None);
        }
    }
}

/// P95 is the one that `uncertainty` finds; a budget per year is of the total
/// over the lifespan, and a stage is the total of a device of that stage.
#[test]
fn p95_is_that_of_the_distribution() {
    let factors = Factors::builtin();
    let device = Device::preset("keyword-spotting", &factors).unwrap();
    let footprint = assess(&device, &factors);
    let all = uncertainty(
        &footprint,
        tinyfoot::analysis::Method::Auto,
        Draws::default(),
        &Unwatched,
    )
    .unwrap();
    let text = "extends = 'keyword-spotting'\n[budget]\nbound = 'p95'\ntotal_kg_co2e = 9\n\
                kg_co2e_per_year = 9\n[budget.block_kg_co2e]\ncasing = 9\n\
                [budget.stage_kg_co2e]\ntransport = 9\ntraining = 9";
    let (_, found) = checked(text);
    let value = |index: usize| found.held[index].value.unwrap();
    assert_eq!(value(0), all.total.quantiles[4]);
    assert_eq!(value(1), all.total.quantiles[4] / 3.0);
    let block = |block| {
        let found = all.blocks.iter().find(|(own, _)| *own == block);
        found.unwrap().1.as_ref().unwrap().quantiles[4]
    };
    assert_eq!(value(2), block(Block::Casing));
    // Transport is the only block of its stage, and so is training.
    assert!((value(3) - block(Block::Transport)).abs() < 1e-2 * value(3));
    assert!((value(4) - block(Block::Training)).abs() < 1e-12);
}

/// What is assumed of a saving may be denied like what is assumed of the device.
#[test]
fn assumptions_of_a_saving_are_denied() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let check = |application: &str, code: &str, status: i32| {
        let text = format!(
            "lifespan_years = 3\n[casing]\nabs_g = 50\n[application]\n\
             avoided_kg_co2e_per_year = 2\nsource = 'test'\n{application}"
        );
        fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        tinyfoot(&["check", path, "--deny", code]).stdout_of(status)
    };
    for code in ["default-attribution", "default-rebound", "any-assumption"] {
        assert!(check("", code, 1).contains("1 of 1"), "{code}");
    }
    let stated = "attribution_percent = 50\n\
                  rebound_percent = 10";
    check(stated, "default-attribution,default-rebound", 0);
}

/// Of one subject, the budget of the upper layer counts.
#[test]
fn the_command_line_is_over_the_device_over_the_project() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "tinyfoot.toml",
        "devices = ['a.toml', 'b.toml']\n[budget]\ntotal_kg_co2e = 0.1\nkg_co2e_per_year = 9",
    );
    write(
        "a.toml",
        "[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = 0.2",
    );
    write("b.toml", "[casing]\nabs_g = 50");
    let run = |arguments: &[&str]| {
        let arguments = [&["check", "--format", "json"], arguments].concat();
        let run = tinyfoot(&arguments).folder(folder.path());
        let output = run.output();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let devices = json["devices"].as_array().unwrap().clone();
        let limit = |own: &Value| own["budgets"][0]["error_kg_co2e"].as_f64().unwrap();
        let limits: Vec<f64> = devices.iter().map(limit).collect();
        (output.status.code().unwrap(), limits, json)
    };
    let (status, limits, json) = run(&[]);
    assert_eq!((status, limits), (1, vec![0.2, 0.1]));
    assert_eq!(json["devices"][0]["verdict"], "pass");
    assert_eq!(
        json["devices"][0]["budgets_per_year"][0]["error_kg_co2e_per_year"],
        9.0
    );
    assert_eq!(json["project"], "tinyfoot.toml");
    let (status, limits, _) = run(&["--budget-kg", "0.3"]);
    assert_eq!((status, limits), (0, vec![0.3, 0.3]));
    // Without the project, one of the two has no budget, and says so.
    let arguments = ["check", "a.toml", "b.toml", "--no-project"];
    let table = tinyfoot(&arguments).folder(folder.path()).stdout();
    assert!(table.contains("not checked"), "{table}");
}

/// A project file is found above the folder, but not above the repository.
#[test]
fn a_project_is_found_upwards() {
    let folder = tempdir().unwrap();
    let deep = folder.path().join("firmware/board/devices");
    fs::create_dir_all(&deep).unwrap();
    fs::write(
        folder.path().join("tinyfoot.toml"),
        "devices = ['**/*.toml']\ndefaults.lifespan_years = 4",
    )
    .unwrap();
    fs::write(
        deep.join("node.toml"),
        "[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = 1",
    )
    .unwrap();
    let json = tinyfoot(&["check", "--format", "json", "--deny", "default-lifespan"])
        .folder(&deep)
        .json();
    assert_eq!(json["project"], "../../../tinyfoot.toml");
    assert_eq!(json["devices"].as_array().unwrap().len(), 1);
    assert_eq!(json["devices"][0]["verdict"], "pass");
    assert_eq!(
        json["devices"][0]["budgets"][0]["position"]["file"],
        "../../../firmware/board/devices/node.toml"
    );
    fs::create_dir(folder.path().join("firmware/.git")).unwrap();
    let refusal = tinyfoot(&["check"]).folder(&deep).failure();
    assert!(refusal.contains("no device is named"), "{refusal}");
}

/// Annotations name files from the root of the workspace.
#[test]
fn annotations_are_where_the_workflow_finds_them() {
    let folder = tempdir().unwrap();
    let devices = folder.path().join("devices");
    fs::create_dir(&devices).unwrap();
    fs::write(
        devices.join("a b.toml"),
        "[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = 0.1",
    )
    .unwrap();
    let run = |format: &str| {
        tinyfoot(&["check", "a b.toml", "--format", format])
            .folder(&devices)
            .env("GITHUB_WORKSPACE", folder.path())
            .stdout_of(1)
    };
    let line = run("github");
    assert!(
        line.starts_with("::error file=devices/a b.toml,line=4,col=1,title="),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1);
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let location = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "devices/a%20b.toml");
    // A preset is no file of the repository.
    let line = tinyfoot(&[
        "check",
        "pinetime",
        "--budget-kg",
        "0.1",
        "--format",
        "github",
    ])
    .stdout_of(1);
    assert!(line.starts_with("::error title=PineTime"), "{line}");
}

/// Names that would end a row, a command, an element or a fold do not.
#[test]
fn hostile_names() {
    let name = r#"a</details>|`*<b>\n::error::x%0A,:&"'"#;
    let text = format!("name = '''{name}'''\n[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = 0.1");
    let run = |format: &str| {
        tinyfoot(&["check", "-", "--format", format])
            .stdin(text.as_str())
            .stdout_of(1)
    };
    let markdown = run("markdown");
    assert_eq!(markdown.matches("</details>").count(), 1, "{markdown}");
    assert!(
        markdown.contains(r"a&lt;/details&gt;\|\`\*&lt;b&gt;"),
        "{markdown}"
    );
    let github = run("github");
    assert_eq!(github.lines().count(), 1, "{github}");
    assert!(
        github.contains("title=a</details>|`*<b>\\n%3A%3Aerror%3A%3Ax%250A%2C%3A&"),
        "{github}"
    );
    let junit = run("junit");
    let document = roxmltree::Document::parse(&junit).unwrap();
    let suite = document
        .descendants()
        .find(|node| node.has_tag_name("testsuite"));
    assert_eq!(suite.unwrap().attribute("name"), Some(name));
}

/// JUnit counts what it lists.
#[test]
fn junit_counts() {
    let xml = tinyfoot(&[
        "check",
        "pinetime",
        "keyword-spotting",
        "--budget-kg",
        "1",
        "--deny",
        "any-warning",
        "--format",
        "junit",
    ])
    .stdout_of(1);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let root = document.root_element();
    assert!(root.has_tag_name("testsuites"));
    for node in document
        .descendants()
        .filter(|node| node.has_attribute("tests"))
    {
        let count = |name: &str| {
            let all = node.descendants().filter(|node| node.has_tag_name(name));
            all.count().to_string()
        };
        assert_eq!(node.attribute("tests"), Some(count("testcase").as_str()));
        assert_eq!(node.attribute("failures"), Some(count("failure").as_str()));
    }
    assert!(root.attribute("failures") != Some("0"));
}

/// What the schema of SARIF 2.1.0 and code scanning require.
pub(crate) fn assert_sarif(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .ends_with("sarif-schema-2.1.0.json")
    );
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1);
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "tinyfoot");
    let rules = driver["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rules.len());
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
    }
    for result in runs[0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        for location in result["locations"].as_array().unwrap_or(&Vec::new()) {
            let physical = &location["physicalLocation"];
            assert!(
                !physical["artifactLocation"]["uri"]
                    .as_str()
                    .unwrap()
                    .contains(' ')
            );
            assert!(physical["region"]["startLine"].as_u64().unwrap() >= 1);
            assert!(physical["region"]["startColumn"].as_u64().unwrap() >= 1);
        }
    }
    log
}

#[test]
fn sarif_is_sarif() {
    for name in ["pinetime", "smart-speaker"] {
        let text = tinyfoot(&[
            "check",
            name,
            "--budget-kg",
            "0.1",
            "--deny",
            "any-assumption,excluded-block",
            "--format",
            "sarif",
        ])
        .stdout_of(1);
        let log = assert_sarif(&text);
        assert!(log["runs"][0]["results"].as_array().unwrap().len() > 1);
    }
    let text = tinyfoot(&[
        "check",
        "pinetime",
        "--budget-kg",
        "100",
        "--format",
        "sarif",
    ])
    .stdout();
    assert_eq!(
        assert_sarif(&text)["runs"][0]["results"],
        serde_json::json!([])
    );
}

/// The summary of a workflow's step is appended to, and is the comment.
#[test]
fn summary() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("summary.md");
    fs::write(&path, "before\n").unwrap();
    let arguments = ["check", "pinetime", "--budget-kg", "0.1"];
    let comment = tinyfoot(&[&arguments[..], &["--format", "markdown"]].concat()).stdout_of(1);
    let table = tinyfoot(&arguments).stdout_of(1);
    let printed = tinyfoot(&[&arguments[..], &["--summary"]].concat())
        .env("GITHUB_STEP_SUMMARY", &path)
        .stdout_of(1);
    assert_eq!(printed, table);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("before\n{comment}")
    );

    let refusal = tinyfoot(&["check", "pinetime", "--budget-kg", "1", "--summary"]).failure();
    assert!(
        refusal.contains("`GITHUB_STEP_SUMMARY` is not set"),
        "{refusal}"
    );
    let refusal = tinyfoot(&["diff", "pinetime", "pinetime", "--summary"])
        .env("GITHUB_STEP_SUMMARY", Path::new("/nowhere/summary.md"))
        .failure();
    assert!(refusal.contains("cannot be written"), "{refusal}");
}

/// A project file and its factor sets are inputs: no output replaces them.
#[test]
fn an_output_is_no_input() {
    let folder = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "tinyfoot.toml",
        "devices = ['a.toml']\nfactors = ['house.toml']",
    );
    write(
        "house.toml",
        "[factors.casing.bamboo_g]\nkg_co2e = 0.001\nsource = 's'",
    );
    write("a.toml", "[casing]\nbamboo_g = 50");
    for file in ["tinyfoot.toml", "house.toml", "a.toml"] {
        let refusal = tinyfoot(&["check", "--budget-kg", "1", "--output", file])
            .folder(folder.path())
            .failure();
        assert!(refusal.contains("would overwrite"), "{file}: {refusal}");
    }
}

/// Every code that an assessment may remark is listed, under its kind.
#[test]
fn all_codes_are_known() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() == "remarks.rs" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (call, kind) in [
            (".assume(", Some(RemarkKind::Assumption)),
            (".warn(", Some(RemarkKind::Warning)),
            ("code: ", None),
            ("=> Some((", None),
            ("(\"factor-far-off\"", None),
        ] {
            for rest in text.split(call).skip(1) {
                let Some(code) = rest.trim_start().strip_prefix('"') else {
                    continue;
                };
                let code = code.split('"').next().unwrap();
                let known = find(code).unwrap_or_else(|| panic!("{code} in {}", path.display()));
                assert!(kind.is_none_or(|kind| known.kind == kind), "{code}");
                seen += 1;
            }
        }
    }
    // All of them are used, but for what `check` itself finds.
    assert!(
        seen >= REMARK_CODES
            .iter()
            .filter(|code| code.kind != RemarkKind::Finding)
            .count()
    );
    let codes: BTreeSet<&str> = REMARK_CODES.iter().map(|code| code.code).collect();
    assert_eq!(codes.len(), REMARK_CODES.len());
}

#[test]
fn a_budget_of_the_library() {
    let factors = Factors::builtin();
    let footprint = assess(
        &Device::preset("keyword-spotting", &factors).unwrap(),
        &factors,
    );
    // 2.66 kg typical, 5.63 kg high
    for (kg, bound, verdict) in [
        (2.7, Bound::Typical, Verdict::Pass),
        (2.6, Bound::Typical, Verdict::Fail),
        (5.7, Bound::High, Verdict::Pass),
        (5.6, Bound::High, Verdict::Fail),
    ] {
        let budgets = [Budget::total(kg, bound)];
        let found = check(&footprint, &budgets, &[], Draws::default(), &Unwatched).unwrap();
        assert_eq!(found.verdict(), Some(verdict));
    }
}

/// Devices of one name are told apart by their files.
#[test]
fn devices_of_one_name() {
    let folder = tempdir().unwrap();
    let text = "name = 'Node'\n[casing]\nabs_g = 50";
    for file in ["a.toml", "b.toml"] {
        fs::write(folder.path().join(file), text).unwrap();
    }
    let names = |arguments: &[&str]| -> Vec<String> {
        let arguments = [arguments, &["--format", "json"]].concat();
        let json = tinyfoot(&arguments).folder(folder.path()).json();
        let devices = json["devices"].as_array().unwrap().iter();
        devices
            .map(|own| own["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let told_apart = ["Node (a.toml)", "Node (b.toml)", "PineTime smart watch"];
    let files = ["a.toml", "b.toml", "pinetime"];
    for command in [
        &["estimate"][..],
        &["compare"],
        &["check", "--budget-kg", "99"],
    ] {
        assert_eq!(names(&[command, &files[..]].concat()), told_apart);
    }
    assert_eq!(names(&["estimate", "a.toml"]), ["Node"]);
}

/// What cannot be read is annotated where it stands, and is still an error.
#[test]
fn problems_are_annotated() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.toml"), "[casing]\nabs_gg = 50").unwrap();
    for command in [
        &["check", "a.toml", "--budget-kg", "3"][..],
        &["diff", "a.toml", "pinetime"],
    ] {
        let arguments = [command, &["--format", "github"]].concat();
        let output = tinyfoot(&arguments).folder(folder.path()).output();
        assert_eq!(output.status.code(), Some(2));
        let stdout = String::from_utf8(output.stdout).unwrap();
        let begin = "::error file=a.toml,line=2,col=1,title=tinyfoot%3A unknown-item::unknown item `abs_gg`";
        assert!(stdout.starts_with(begin), "{stdout}");
        assert_eq!(stdout.lines().count(), 1);
        assert!(
            String::from_utf8(output.stderr)
                .unwrap()
                .contains("error[unknown-item]")
        );
        tinyfoot(command).folder(folder.path()).failure();
    }
}

/// The same in reports for machines, which say what there is to mend; what may be
/// an input is not written over.
#[test]
fn problems_are_reported_to_machines() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = "[casing]\nabs_gg = 50";
    fs::write(path("a.toml"), text).unwrap();
    fs::write(path("b.device"), text).unwrap();
    let report = |format: &str, output: &str| {
        let budget = ["check", "a.toml", "--budget-kg", "3"];
        let arguments = [&budget[..], &["--format", format, "-o", output]].concat();
        let refusal = tinyfoot(&arguments).folder(folder.path()).failure();
        assert!(refusal.contains("unknown item `abs_gg`"), "{refusal}");
        fs::read_to_string(path(output)).unwrap()
    };
    let sarif: Value = serde_json::from_str(&report("sarif", "a.sarif")).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unknown-item");
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a.toml");
    assert_eq!(place["region"]["startLine"], 2);
    let junit = report("junit", "a.xml");
    let document = roxmltree::Document::parse(&junit).unwrap();
    let suite = document
        .descendants()
        .find(|node| node.has_tag_name("testsuite"));
    let count = |name: &str| suite.unwrap().attribute(name).unwrap().to_owned();
    assert_eq!(["tests", "failures", "errors"].map(count), ["1", "0", "1"]);
    let error = document
        .descendants()
        .find(|node| node.has_tag_name("error"));
    assert_eq!(error.unwrap().attribute("type"), Some("unknown-item"));
    // A report is written anew.
    assert_eq!(report("junit", "a.xml"), junit);
    for input in ["a.toml", "b.device"] {
        assert_eq!(report("sarif", input), text);
    }
}

/// A link that leads nowhere is no device less, and a folder that a project is
/// named by is where its file is.
#[test]
fn devices_that_a_pattern_matches() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("devices")).unwrap();
    let budget = "[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = 1";
    fs::write(path("tinyfoot.toml"), "devices = ['devices/*.toml']").unwrap();
    fs::write(path("devices/a.toml"), budget).unwrap();
    tinyfoot(&["check"]).folder(folder.path()).stdout();
    let arguments = ["check", "--project", folder.path().to_str().unwrap()];
    tinyfoot(&arguments).stdout();
    std::os::unix::fs::symlink("nowhere", path("devices/b.toml")).unwrap();
    let refusal = tinyfoot(&["check"]).folder(folder.path()).failure();
    assert!(refusal.contains("devices/b.toml"), "{refusal}");
}
