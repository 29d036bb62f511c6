//! What the program prints, word for word. `TRYCMD=overwrite cargo test`
//! writes what it prints now.

#[test]
fn printed() {
    trycmd::TestCases::new()
        .case("README.md")
        .case("tests/cmd/*.md")
        .env("NO_COLOR", "1");
}

/// The device of the README is the file that its commands read.
#[test]
fn readme_shows_its_example() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(include_str!("../../examples/door-sensor.toml")));
}
