//! What the program prints, word for word. `TRYCMD=overwrite cargo test`
//! writes what it prints now.

#[test]
fn printed() {
    let cases = trycmd::TestCases::new();
    cases
        .case("README.md")
        .case("tests/cmd/*.md")
        .env("NO_COLOR", "1");
    // The help shows one command more.
    if cfg!(feature = "web") {
        cases.skip("tests/cmd/help.md");
    }
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
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let device = tinyfoot::Device::parse(block, &tinyfoot::Factors::builtin());
        assert!(device.is_ok(), "{block}\n{}", device.unwrap_err());
    }
}
