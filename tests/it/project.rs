//! What a project states holds for every command that reads a device.

use std::fs;

use serde_json::Value;
use tempfile::tempdir;

use crate::diff::Repository;
use crate::program::tinyfoot;

const PROJECT: &str = "factors = ['house.toml']\n\
                       [defaults]\nlifespan_years = 5\nuse.grid = 'FR'\n";
const HOUSE: &str = "name = 'house'\n[factors.casing.bamboo_g]\nkg_co2e = 0.001\nsource = 's'";
const NODE: &str = "name = 'Node'\n[casing]\nbamboo_g = 100\n[use]\nmean_power_mw = 1";

fn repository() -> Repository {
    Repository::new(&[
        ("tinyfoot.toml", PROJECT),
        ("house.toml", HOUSE),
        ("node.toml", NODE),
    ])
}

/// The estimates of some devices, as JSON.
fn estimates(repository: &Repository, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["estimate", "--format", "json"], arguments].concat();
    let json = tinyfoot(&arguments).folder(repository.path()).json();
    json["devices"].as_array().unwrap().clone()
}

fn defaulted(device: &Value) -> Vec<&str> {
    let remarks = device["assumptions"].as_array().unwrap().iter();
    remarks
        .filter(|remark| remark["code"] == "project-default")
        .map(|remark| remark["text"].as_str().unwrap())
        .collect()
}

#[test]
fn one_figure_in_every_command() {
    let repository = repository();
    let device = &estimates(&repository, &["node.toml"])[0];
    assert_eq!(device["lifespan_years"], 5.0);
    assert_eq!(device["grids"][0]["code"], "FR");
    assert_eq!(
        defaulted(device),
        [
            "`lifespan_years` is the default of the project",
            "`use.grid` is the default of the project"
        ]
    );
    // 100 g × 0.001 kg/g, and 1 mW × 5 × 8760 h on the grid of France
    let total = device["total_kg_co2e"]["typical"].as_f64().unwrap();
    let grid = device["grids"][0]["g_co2e_per_kwh"].as_f64().unwrap();
    let by_hand = 0.1 + 1e-6 * 5.0 * 8760.0 * grid / 1000.0;
    assert!((total - by_hand).abs() < 1e-12, "{total} is not {by_hand}");

    let arguments = ["check", "node.toml", "--budget-kg", "9", "--format", "json"];
    let json = tinyfoot(&arguments).folder(repository.path()).json();
    let budget = &json["devices"][0]["budgets"][0];
    assert_eq!(budget["value_kg_co2e"].as_f64(), Some(total));
    for command in [
        &["uncertainty", "node.toml"][..],
        &["sensitivity", "node.toml"],
        &["explain", "node.toml"],
        &["compare", "node.toml", "node.toml"],
        &["lifespan", "node.toml"],
        &["validate", "node.toml"],
        &["plot", "node.toml"],
        &["report", "node.toml"],
        &["datasheet", "node.toml"],
        &["sweep", "node.toml", "--vary", "casing.bamboo_g=1,2", "-q"],
    ] {
        tinyfoot(command).folder(repository.path()).stdout();
        // Without the project, nobody knows bamboo.
        let without = [command, &["--no-project"]].concat();
        tinyfoot(&without).folder(repository.path()).failure();
    }

    // A saved result is the same as its file.
    let arguments = ["estimate", "node.toml", "--format", "json", "-o", "a.json"];
    tinyfoot(&arguments).folder(repository.path()).stdout();
    let arguments = ["diff", "a.json", "node.toml", "--exit-code"];
    tinyfoot(&arguments).folder(repository.path()).stdout();
}

/// What is listed, and what an editor knows, is what the project brings.
#[test]
fn lists_and_schemas_of_a_project() {
    let repository = repository();
    let knows = |command: &[&str], word: &str| {
        let text = tinyfoot(command).folder(repository.path()).stdout();
        text.contains(word)
    };
    assert!(knows(&["data", "factors", "bamboo"], "bamboo_g"));
    assert!(knows(&["schema", "device"], "\"bamboo_g\":"));
    assert!(!knows(
        &["schema", "device", "--no-project"],
        "\"bamboo_g\":"
    ));
}

/// Only what is lacking, and only where it has a use.
#[test]
fn what_a_device_states_is_its_own() {
    let repository = repository();
    let parts = "[processing]\nmcu_mm2 = 10\n";
    for (name, text) in [
        (
            "own.toml",
            "lifespan_years = 2\n[use]\nmean_power_mw = 1\ngrid = 'IN'",
        ),
        ("year.toml", "[use]\nmean_power_mw = 1\ngrid_year = 2020"),
        ("stated.toml", "[use]\nkg_co2e = 1\nsource = 's'"),
        (
            "cells.toml",
            "[power_supply]\naa_alkaline_piece = 2\n[use]\nmean_power_mw = 0.01\nsupply = 'primary'",
        ),
        ("mains.toml", "[use]\nmean_power_mw = 1\nsupply = 'mains'"),
        ("made.toml", ""),
    ] {
        fs::write(
            repository.path().join(name),
            format!("{parts}{text}").replace(
                "[processing]\nmcu_mm2 = 10\nlifespan_years = 2\n",
                "lifespan_years = 2\n[processing]\nmcu_mm2 = 10\n",
            ),
        )
        .unwrap();
    }
    let count = |name: &str, more: &[&str]| {
        let found = &estimates(&repository, &[&[name], more].concat())[0];
        (
            defaulted(found).len(),
            found["grids"][0]["code"].as_str().map(str::to_owned),
            found["grids"][0]["year"].as_u64(),
        )
    };
    assert_eq!(count("own.toml", &[]).0, 0);
    let year = count("year.toml", &[]);
    assert_eq!(
        (year.0, year.1.as_deref(), year.2),
        (2, Some("FR"), Some(2020))
    );
    assert_eq!(count("stated.toml", &[]), (1, None, None));
    assert_eq!(count("cells.toml", &[]), (1, None, None));
    assert_eq!(count("mains.toml", &[]).0, 2);
    assert_eq!(count("made.toml", &[]), (1, None, None));
    let set = ["--set", "use.grid=SE", "--lifespan-years", "1"];
    assert_eq!(count("mains.toml", &set).1.as_deref(), Some("SE"));
    assert_eq!(count("mains.toml", &set).0, 0);
    // A preset has a lifespan and a grid of its own.
    let preset = &estimates(&repository, &["keyword-spotting"])[0];
    assert_eq!(defaulted(preset), [""; 0]);
}

/// What changes in the project is a change of its devices.
#[test]
fn a_default_that_changes_is_named() {
    let repository = repository();
    repository.write(&[(
        "tinyfoot.toml",
        &PROJECT.replace("lifespan_years = 5", "lifespan_years = 6"),
    )]);
    let json = repository.diff("", &["--git", "HEAD", "node.toml"]);
    let inputs = json["devices"][0]["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 1, "{inputs:?}");
    assert_eq!(inputs[0]["path"], "lifespan_years");
    assert_eq!(
        (&inputs[0]["old"], &inputs[0]["new"]),
        (&"5".into(), &"6".into())
    );
    assert_eq!(inputs[0]["position"]["file"], "tinyfoot.toml");
    assert_eq!(inputs[0]["position"]["line"], 3);
}

/// A default is wrong where it stands, whether or not a device has it.
#[test]
fn wrong_defaults() {
    let folder = tempdir().unwrap();
    for (text, problem) in [
        ("defaults = 5", "`defaults` must be a table"),
        ("[defaults]\nlifespan = 5", "did you mean `lifespan_years`?"),
        ("[defaults]\nlifespan_years = 0", "give 0.001 years or more"),
        ("[defaults.use]\ngrid = 'Frankreich'", "Frankreich"),
        ("[defaults.use]\ngrid_year = 2020", "`use` has no `grid`"),
        ("[defaults.use]\nsupply = 'mains'", "`supply`"),
        ("[defaults.use]\ngrid = 'FR'\ngrid_year = 1901", "1901"),
        (
            "[defaults.use]\ngrid_loss_percent = 200\ngrid = 'FR'",
            "200",
        ),
    ] {
        fs::write(folder.path().join("tinyfoot.toml"), text).unwrap();
        let arguments = ["estimate", "keyword-spotting"];
        let found = tinyfoot(&arguments).folder(folder.path()).failure();
        assert!(found.contains(problem), "{text}: {found}");
        assert!(found.contains("tinyfoot.toml:"), "{text}: {found}");
        assert_eq!(found.matches("error[").count(), 1, "{text}: {found}");
    }
}
