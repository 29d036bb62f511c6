//! What the program prints, word for word. `TRYCMD=overwrite cargo test`
//! writes what it prints now.

#[test]
fn printed() {
    let cases = trycmd::TestCases::new();
    cases
        .case("README.md")
        .case("tests/cmd/*.md")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        // Paths are those of the user, in a workflow too.
        .env("GITHUB_WORKSPACE", "")
        .env("GITHUB_STEP_SUMMARY", "");
    // With that feature, the help shows one command more.
    cases.skip(if cfg!(feature = "web") {
        "tests/cmd/help.md"
    } else {
        "tests/cmd/web.md"
    });
}

/// The device of the README is the file that its commands read.
#[test]
fn readme_shows_its_example() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(include_str!("../../examples/door-sensor.toml")));
}

/// What the README shows of device files can be read.
#[test]
fn readme_devices_are_valid() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let device = tinyfoot::Device::parse(block, &tinyfoot::Factors::builtin());
        assert!(device.is_ok(), "{block}\n{}", device.unwrap_err());
    }
}

/// So can its project file.
#[test]
fn readme_project_is_valid() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```toml project\n").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    let project = tinyfoot::project::Project::parse(tinyfoot::Source {
        name: "tinyfoot.toml".to_owned(),
        text: text.to_owned(),
    });
    assert_eq!(project.unwrap().budgets.len(), 1);
}
