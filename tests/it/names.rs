//! Names and texts of files are only text, on a terminal and on a page.

use std::fs;

use tempfile::tempdir;

use crate::program::tinyfoot;

/// A device in which every text is `mark` and its own name.
fn marked(mark: &str) -> String {
    let text = r#"
name = "@name"
description = "@description"
assumptions = ["@assumption"]
source = "@source"
[pcb]
hsl = 0
source = "@key"
assumption = "@why"
[casing]
"@item_g" = 3
[factors.casing."@item_g"]
kg_co2e = 1
gsd = 1.1
gsd_basis = "@basis"
label = "@label"
covers = "@covers"
derivation = "@derivation"
source = "@key"
[custom]
"@component" = { kg_co2e = { low = 1, typical = 2, high = 3 }, source = "@supplier" }
[factors.transport."@mode_kg_km"]
kg_co2e = 1
source = "s"
[transport]
weight_g = 1
legs = [{ mode = "@mode", km = 1 }]
[use]
sleep_uw = 1
grid = 100
grid_source = "@grid"
[use.tasks]
"@task" = { energy_uj = 1, per_day = { low = 1, typical = 2, high = 3 }, assumption = "@often" }
[sources."@key"]
title = "@title"
authors = "@authors"
year = "@year"
published = "@published"
locator = "@locator"
read_off = "@read_off"
[uncovered]
parts = ["@part"]
[application]
saves_percent = { typical = 1, source = "@saved", assumption = "@percent" }
baseline_kwh_per_year = { typical = 1, assumption = "@baseline" }
grid = 100
grid_source = "@saving"
attribution_percent = { typical = 1, assumption = "@attribution" }
evidence = "@evidence"
"#;
    text.replace('@', mark)
}

/// Every command that shows a device, in that format.
fn shown(text: &str, format: &str) -> Vec<String> {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("d.toml"), text).unwrap();
    let commands: [&[&str]; 16] = [
        &["estimate", "d.toml"],
        &["estimate", "d.toml", "--by", "item"],
        &["estimate", "d.toml", "--uncertainty"],
        &["explain", "d.toml"],
        &["lifespan", "d.toml", "--years", "1..3"],
        &["lifespan", "d.toml", "pinetime"],
        &["compare", "d.toml", "pinetime"],
        &["compare", "d.toml", "pinetime", "--uncertainty"],
        &["uncertainty", "d.toml", "pinetime"],
        &["sensitivity", "d.toml"],
        &["check", "d.toml", "--budget-kg", "1e6"],
        &["diff", "pinetime", "d.toml"],
        &["fleet", "d.toml", "--units", "9"],
        &["net", "d.toml"],
        &["data", "factors", "--factors", "f.toml"],
        &["data", "sources", "--factors", "f.toml"],
    ];
    let set: Vec<&str> = text
        .split("\n[")
        .filter(|table| table.starts_with("factors.") || table.starts_with("sources."))
        .collect();
    fs::write(
        folder.path().join("f.toml"),
        format!("[{}", set.join("\n[")),
    )
    .unwrap();
    commands
        .iter()
        .map(|command| {
            let arguments = [*command, &["--format", format]].concat();
            let run = tinyfoot(&arguments).folder(folder.path());
            let output = run
                .variable("NO_COLOR", "")
                .variable("CLICOLOR_FORCE", "1")
                .output();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{command:?}: {stderr}");
            without_styles(&(String::from_utf8(output.stdout).unwrap() + &stderr))
        })
        .collect()
}

/// A text without the styles that headings, totals and warnings have.
fn without_styles(text: &str) -> String {
    ["\u{1b}[1m", "\u{1b}[33m", "\u{1b}[0m"]
        .iter()
        .fold(text.to_owned(), |text, style| text.replace(style, ""))
}

/// Escape sequences, orders to turn the text around, and letters that are not
/// seen: none of a file's reaches a terminal.
#[test]
fn nothing_in_a_file_steers_a_terminal() {
    let mark = "\u{1b}\u{7}\u{9b}\u{202e}\u{2066}\u{2028}\u{e0041}";
    let escaped = mark.chars().fold(String::new(), |escaped, c| {
        format!("{escaped}\\U{:08x}", u32::from(c))
    });
    let text = marked(&escaped);
    let steers = |text: &str| mark.chars().find(|c| text.contains(*c));
    for format in ["table", "markdown"] {
        for output in shown(&text, format) {
            assert_eq!(steers(&output), None, "{output}");
        }
    }
    // Each line damaged in its turn: what the messages quote.
    for (index, line) in text.lines().enumerate() {
        let mut lines: Vec<&str> = text.lines().collect();
        let damaged = line.replacen(" = ", "x = 1e999 #", 1);
        lines[index] = &damaged;
        let output = tinyfoot(&["validate", "-"])
            .stdin(lines.join("\n"))
            .variable("NO_COLOR", "")
            .variable("CLICOLOR_FORCE", "1")
            .output();
        let stderr = String::from_utf8(output.stderr).unwrap();
        // The program's own colours.
        let plain = stderr
            .split("\u{1b}[")
            .map(|rest| match rest.split_once('m') {
                Some((colour, rest)) if colour.len() < 6 => rest,
                _ => rest,
            });
        let plain: String = plain.collect();
        assert_eq!(steers(&plain), None, "{stderr}");
    }
}

/// On a page as on a terminal, names are text: no HTML, no images, no links,
/// and as many cells in a row as the table has columns.
#[test]
fn nothing_in_a_file_is_markup() {
    let mark = r"<script>x</script><img src=x>![a](b)`c`|d\\*e*_f_~g~$h$\n# i\n- j";
    let text = marked(mark);
    for page in shown(&text, "markdown") {
        // What folds the details of a comment.
        let page = [
            "<!-- tinyfoot:check -->",
            "<!-- tinyfoot:diff -->",
            "<details>\n<summary>Details</summary>",
            "</details>",
        ]
        .iter()
        .fold(page, |page, own| page.replacen(own, "", 1));
        let mut columns = None;
        for line in page.lines() {
            let special = unescaped(line);
            assert!(!special.contains(['<', '`', '[', '~', '$', '\\']), "{line}");
            let cells = special.matches('|').count();
            let in_table = line.starts_with('|');
            assert_eq!(in_table, cells > 0, "{line}");
            assert!(
                !in_table || columns.is_none_or(|columns| columns == cells),
                "{line}"
            );
            columns = in_table.then_some(cells);
            let begins = ["# i", "- j", "- i"];
            assert!(
                !begins.iter().any(|begin| line.starts_with(begin)),
                "{line}"
            );
        }
    }
}

/// The characters of a line of Markdown that mean something.
fn unescaped(line: &str) -> String {
    let mut special = String::new();
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            characters.next();
        } else {
            special.push(c);
        }
    }
    special
}

/// A chart stands within a fence that no name of it closes.
#[test]
fn charts_stay_within_their_fence() {
    let text = "name = '``````'\n[custom.'````']\nkg_co2e = 1\nsource = 's'\n[pcb]\nhsl = 0\n";
    for command in ["estimate", "lifespan"] {
        let page = tinyfoot(&[command, "-", "--chart", "--format", "markdown"])
            .stdin(text)
            .stdout();
        let begin = page.find("text\n").unwrap();
        let fence = page[..begin].rsplit('\n').next().unwrap();
        assert!(fence.len() > 2 && fence.chars().all(|c| c == '`'), "{page}");
        let (_, drawn) = page.split_once("text\n").unwrap();
        let (drawn, rest) = drawn.split_once(&format!("\n{fence}\n")).unwrap();
        assert!(!drawn.contains(fence) && !rest.contains(fence), "{page}");
        assert!(
            drawn.contains("production") || drawn.contains("``````"),
            "{page}"
        );
    }
}

#[test]
fn a_description_begins_no_list() {
    for (description, begin) in [("- a", "\\- a"), ("12. b", "12\\. b"), ("    c", "c")] {
        let text = format!("description = '{description}'\n[pcb]\nhsl = 0\n");
        let page = tinyfoot(&["estimate", "-", "--format", "markdown"])
            .stdin(text)
            .stdout();
        assert!(page.lines().any(|line| line.starts_with(begin)), "{page}");
    }
}
