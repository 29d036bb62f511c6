//! Reports and datasheet pages.

use std::collections::BTreeMap;
use std::fs;

use tempfile::tempdir;

use crate::program::{kilograms, tinyfoot};

/// What stands between two texts, each time.
fn all<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.map(|rest| rest.split(end).next().unwrap()).collect()
}

fn report(devices: &[&str]) -> String {
    tinyfoot(&[&["report"], devices, &["--samples", "2000"]].concat()).stdout()
}

/// Nothing is asked of the network, and nothing runs.
#[test]
fn a_report_needs_nothing_but_itself() {
    let page = report(&["keyword-spotting", "smart-speaker"]);
    for what in [
        "<script",
        "<link",
        "<img",
        "src=",
        "url(",
        "@import",
        " style=",
        "javascript:",
    ] {
        assert!(!page.contains(what), "{what}");
    }
    for target in all(&page, "href=\"", "\"") {
        let is_known = ["#", "https://doi.org/10.", "https://arxiv.org/abs/"];
        assert!(
            is_known.iter().any(|start| target.starts_with(start)),
            "{target}"
        );
    }
    let policy = all(&page, "Content-Security-Policy\" content=\"", "\"");
    assert_eq!(policy.len(), 1);
    assert!(
        policy[0].starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy:?}"
    );
    assert!(!policy[0].contains("unsafe"));
}

#[test]
fn a_report_can_be_read_without_eyes_and_without_a_mouse() {
    let page = report(&["keyword-spotting", "pinetime"]);
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    // Headings go down one level at a time.
    let levels: Vec<u32> = page
        .match_indices("<h")
        .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10))
        .collect();
    assert_eq!(levels[0], 1);
    assert!(
        levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
        "{levels:?}"
    );
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    for header in all(&page, "<th ", ">") {
        assert!(
            header.contains("scope=\"col\"") || header.contains("scope=\"row\""),
            "{header}"
        );
    }
    assert!(!page.contains("<th>"));
    // Ids are there once, and links within the page lead to one.
    let ids = all(&page, " id=\"", "\"");
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(ids.len(), once.len(), "{ids:?}");
    for place in all(&page, "href=\"#", "\"") {
        assert!(ids.contains(&place), "{place}");
    }
    assert!(page.contains("class=\"skip\" href=\"#content\""));
    for names in all(&page, "aria-labelledby=\"", "\"") {
        assert!(ids.contains(&names), "{names}");
    }
    // What scrolls can be reached by keyboard, and has a name.
    for scrolling in all(&page, "<div class=\"scroll\"", ">") {
        assert!(
            scrolling.contains("role=\"region\" tabindex=\"0\" aria-label=\""),
            "{scrolling}"
        );
    }
    let figures = all(&page, "<svg ", "</svg>");
    assert_eq!(figures.len(), 6);
    for figure in figures {
        assert!(
            figure.contains("role=\"img\"") && figure.contains("<desc"),
            "{figure}"
        );
    }
}

/// Every line with its factor, the interval of the total, the break-even years.
#[test]
fn a_report_holds_what_the_commands_print() {
    let page = report(&["smart-speaker"]);
    let explain = ["explain", "smart-speaker", "--format", "json"];
    let lines = tinyfoot(&explain).json()["lines"].as_array().unwrap().len();
    let table = page
        .split("<h2 id=\"section6\">Every line</h2>")
        .nth(1)
        .unwrap();
    let table = table.split("</table>").next().unwrap();
    assert_eq!(all(table, "<tr><th scope=\"row\"", "</tr>").len(), lines);
    assert!(
        table.contains("solved from published quantities and results"),
        "{table}"
    );
    assert!(page.contains("<dt>processing.mcu_mm2, of pirson-bol-2021</dt>"));
    let uncertainty = tinyfoot(&["uncertainty", "smart-speaker", "--samples", "2000"]).stdout();
    let total = uncertainty
        .lines()
        .find(|line| line.starts_with("total "))
        .unwrap();
    let cells: Vec<&str> = total.split_whitespace().collect();
    let interval = format!("P5 to P95: {} to {};", cells[3], cells[7]);
    assert!(page.contains(&interval), "{interval}");
    assert!(page.contains("<p class=\"headline-number\">15.6 kg CO2e</p>"));
    let lifespan = tinyfoot(&["lifespan", "smart-speaker"]).stdout();
    let lifespan = lifespan.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(lifespan.contains("made, from 2.52 years on."));
    assert!(page.contains("use costs more than production from 2.52 years on"));
    // The references are whole.
    for work in ["10.1016/j.jclepro.2021.128966", "apple-watch-7-report"] {
        assert!(page.contains(work), "{work}");
    }
}

/// The rows of a Markdown table, by their first cell: the footprint and share.
fn rows(page: &str) -> BTreeMap<String, [String; 2]> {
    let lines = page.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| {
        let cells: Vec<String> = line
            .trim_matches('|')
            .split(" | ")
            .map(|cell| cell.trim().trim_matches('*').to_owned())
            .collect();
        let name = cells[0].to_lowercase().replace(' ', "_");
        (name, [cells[2].clone(), cells[3].clone()])
    });
    cells.skip(2).collect()
}

/// The picture of a page takes the place of an older one, and of no other file.
#[test]
fn a_picture_beside_the_page() {
    let folder = tempdir().unwrap();
    let write = || tinyfoot(&["datasheet", "pinetime", "-o", "page.md"]).folder(folder.path());
    let picture = folder.path().join("page.svg");
    assert_eq!(write().stdout(), "");
    let first = fs::read(&picture).unwrap();
    assert_eq!(write().stdout(), "");
    assert_eq!(fs::read(&picture).unwrap(), first);
    fs::remove_file(folder.path().join("page.md")).unwrap();
    fs::write(&picture, "<svg>another</svg>").unwrap();
    let refusal = write().failure();
    assert!(
        refusal.contains("page.svg is there, and no picture of ours"),
        "{refusal}"
    );
    assert_eq!(fs::read(&picture).unwrap(), b"<svg>another</svg>");
    assert!(!folder.path().join("page.md").exists());
}

/// A file that is called something else than it is.
#[test]
fn pages_by_wrong_names() {
    for (command, name, what) in [
        ("report", "page.pdf", "page.pdf would hold HTML"),
        ("report", "page.md", "page.md would hold HTML"),
        ("datasheet", "page.PDF", "page.PDF would hold Markdown"),
    ] {
        let folder = tempdir().unwrap();
        let arguments = [command, "pinetime", "-o", name];
        let refusal = tinyfoot(&arguments).folder(folder.path()).failure();
        assert!(refusal.contains(what), "{refusal}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

/// The pages that Stewart et al. (2024) published: the same blocks, the same
/// kilograms, and totals within a hundredth.
#[test]
fn published_datasheet_pages() {
    let published = include_str!("../fixtures/published/mlsensor-datasheets.csv");
    let mut reader = csv::Reader::from_reader(published.as_bytes());
    let published: Vec<[String; 3]> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            [0, 1, 2].map(|index| row[index].to_owned())
        })
        .collect();
    for (preset, column, coverage) in [
        ("pa1-person-detection", 1, "10 of 13 parts"),
        ("person-sensor", 2, "8 of 11 parts"),
    ] {
        let page = tinyfoot(&["datasheet", preset]).stdout();
        let rows = rows(&page);
        assert_eq!(rows.len(), published.len());
        for cells in &published {
            let own = &rows[&cells[0]][0];
            if cells[0] == "total" {
                let difference = kilograms(own) - cells[column].parse::<f64>().unwrap();
                assert!(difference.abs() < 0.01 + 1e-9, "{preset}: {own}");
                assert!(page.contains(&format!("is {own} kg CO2e over its life of 3 years")));
            } else {
                assert_eq!(own, &cells[column], "{preset} {}", cells[0]);
            }
        }
        assert!(page.contains(&format!("it covers {coverage}.")), "{page}");
        for what in ["**method**", "**boundary**", "arXiv:2306.08848"] {
            assert!(page.contains(what), "{what}");
        }
    }
    // Shares that the datasheet prints: memory 2.1 % and 1.8 %.
    let memory = |preset| rows(&tinyfoot(&["datasheet", preset]).stdout())["memory"][1].clone();
    assert_eq!(memory("pa1-person-detection"), "2.1 %");
    assert_eq!(memory("person-sensor"), "1.8 %");
}

/// The picture of a page stands beside it, and is what `plot` draws.
#[test]
fn a_page_and_its_picture() {
    let folder = tempdir().unwrap();
    let run = |arguments: &[&str]| tinyfoot(arguments).folder(folder.path());
    run(&["datasheet", "person-sensor", "-o", "my page (1).md"]).stdout();
    let page = fs::read_to_string(folder.path().join("my page (1).md")).unwrap();
    assert!(page.contains("](my%20page%20%281%29.svg)\n"), "{page}");
    let picture = fs::read_to_string(folder.path().join("my page (1).svg")).unwrap();
    let plot = ["plot", "person-sensor", "--kind", "donut", "--by", "block"];
    assert_eq!(picture, tinyfoot(&plot).stdout());
    run(&["datasheet", "person-sensor", "-o", "page.html"]).stdout();
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("<svg "));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    // Nothing is written of what cannot be done.
    run(&["datasheet", "person-sensor", "-o", "page.svg"]).failure();
    run(&["plot", "person-sensor", "-o", "picture.png"]).failure();
    run(&["report", "no-such-device", "-o", "report.html"]).failure();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}
