//! Pictures say what the numbers say.

use std::fs;

use roxmltree::{Document, Node};
use serde_json::Value;
use tempfile::tempdir;
use tinyfoot::device::presets;
use tinyfoot::report::number::{kilograms_with_unit, percent, significant};

use crate::program::tinyfoot;

const KINDS: [&str; 5] = ["bars", "lifespan", "uncertainty", "tornado", "donut"];
/// Names may hold anything: markup, quotes, overrides of direction, and what
/// XML cannot hold.
const HOSTILE: &str = r#"
name = "<script>alert(1)</script> \"a\" & 'b' \u202Eevil\u202C ]]> \uFFFE \u0007 very long very long very long very long very long very long"
description = "</style><img src=x onerror=alert(1)>"
[processing]
mcu_mm2 = { low = 5, typical = 10, high = 17 }
source = "</svg><script>alert(2)</script>"
[custom]
"<b onmouseover='x'>&amp;</b>" = { kg_co2e = { low = 0.1, typical = 0.4, high = 0.9 }, source = "\"><svg onload=alert(3)>" }
[use]
mean_power_mw = 4
grid = "FR"
"#;

fn plot(arguments: &[&str]) -> String {
    tinyfoot(&[&["plot"], arguments].concat()).stdout()
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split(' ').any(|own| own == class)
}

/// The text alternative of a figure.
fn description<'a>(svg: &'a Document<'_>) -> &'a str {
    let root = svg.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let child = |name| {
        root.children()
            .find(|node| node.has_tag_name(name))
            .unwrap()
    };
    let (title, description) = (child("title"), child("desc"));
    assert_eq!(root.attribute("aria-labelledby"), title.attribute("id"));
    assert_eq!(
        root.attribute("aria-describedby"),
        description.attribute("id")
    );
    assert!(title.text().is_some());
    description.text().unwrap()
}

/// The widths of the bar's segments, by the class of their colour.
fn segments(svg: &Document<'_>) -> Vec<(String, f64)> {
    let bars = svg
        .descendants()
        .filter(|node| node.attribute("height") == Some("26"));
    let named = bars.map(|node| {
        let class = node.attribute("class").unwrap();
        let colour = class
            .trim_start_matches("tf-fill-")
            .split(' ')
            .next()
            .unwrap();
        (colour.to_owned(), number(node, "width"))
    });
    named.collect()
}

fn blocks(device: &str) -> Vec<(String, f64)> {
    let json = tinyfoot(&["estimate", device, "--format", "json"]).json();
    let blocks = json["devices"][0]["blocks"].as_array().unwrap().clone();
    let typical = |block: &Value| {
        let kg = block["kg_co2e"]["typical"].as_f64()?;
        let name = block["block"].as_str().unwrap().replace('_', "-");
        (kg > 0.0).then_some((name, kg))
    };
    blocks.iter().filter_map(typical).collect()
}

/// Twice the kilograms are twice the length, on both scales: within a bar of
/// the logarithmic one, lengths are shares.
#[test]
fn segments_are_in_proportion() {
    let blocks = blocks("keyword-spotting");
    assert_eq!(blocks.len(), 10);
    for scale in [&[][..], &["--log"]] {
        let text = plot(&[&["keyword-spotting"], scale].concat());
        let svg = Document::parse(&text).unwrap();
        let segments = segments(&svg);
        assert_eq!(segments.len(), blocks.len());
        let length: f64 = segments.iter().map(|(_, width)| width).sum();
        let total: f64 = blocks.iter().map(|(_, kg)| kg).sum();
        for ((block, kg), (colour, width)) in blocks.iter().zip(&segments) {
            assert_eq!(block, colour);
            let expected = kg / total * length;
            assert!(
                (width - expected).abs() < 0.01,
                "{block}: {width}, {expected}"
            );
        }
    }
}

/// Where the x axis says that a value is.
fn tick(svg: &Document<'_>, text: &str) -> f64 {
    let is_meant = |node: &Node<'_, '_>| {
        let is_below = node.attribute("text-anchor") == Some("middle");
        node.has_tag_name("text") && is_below && node.text() == Some(text)
    };
    number(svg.descendants().find(is_meant).unwrap(), "x")
}

#[test]
fn bars_end_where_their_totals_are() {
    let apple = "Apple Watch Series 7";
    // 34 kg on a linear scale: 3.4 times as far from 0 as 10 kg.
    let text = plot(&["keyword-spotting", "--with", apple]);
    let svg = Document::parse(&text).unwrap();
    let ten = tick(&svg, "10") - tick(&svg, "0");
    let [.., (colour, width)] = &segments(&svg)[..] else {
        panic!("no bar");
    };
    assert_eq!(colour, "published");
    assert!((width - 3.4 * ten).abs() < 0.02, "{width}, {ten}");
    // On a logarithmic one: log10(34 / 0.1) = 2.5315 decades from 0.1 kg.
    let text = plot(&["keyword-spotting", "--log", "--with", apple]);
    let svg = Document::parse(&text).unwrap();
    let decade = tick(&svg, "10") - tick(&svg, "1");
    assert!((tick(&svg, "1") - tick(&svg, "0.1") - decade).abs() < 0.02);
    let [.., (_, width)] = segments(&svg)[..] else {
        panic!("no bar");
    };
    assert!((width - 2.5315 * decade).abs() < 0.05, "{width}, {decade}");
}

#[test]
fn alternatives_of_bars_and_donuts_hold_the_numbers_of_the_json() {
    let json = tinyfoot(&["estimate", "smart-speaker", "--format", "json"]).json();
    let device = &json["devices"][0];
    let total = &device["total_kg_co2e"];
    let typical = total["typical"].as_f64().unwrap();
    let text = plot(&["smart-speaker"]);
    let svg = Document::parse(&text).unwrap();
    let said = description(&svg);
    for variant in ["low", "typical", "high"] {
        let kg = kilograms_with_unit(total[variant].as_f64().unwrap());
        assert!(said.contains(&kg), "{kg}: {said}");
    }
    let parts = |rows: &str, key: &str| {
        let rows = device[rows].as_array().unwrap().clone();
        let part = |row: &Value| {
            let name = row[key]
                .as_str()
                .unwrap()
                .replace('_', " ")
                .replace("pcb", "PCB");
            row["kg_co2e"]["typical"].as_f64().map(|kg| (name, kg))
        };
        rows.iter().filter_map(part).collect::<Vec<_>>()
    };
    let blocks = parts("blocks", "block");
    assert_eq!(blocks.len(), 11);
    for (name, kg) in &blocks {
        let part = format!("{name} {}", kilograms_with_unit(*kg));
        assert!(said.contains(&part), "{part}: {said}");
    }
    for (by, parts) in [("block", blocks), ("stage", parts("stages", "stage"))] {
        let text = plot(&["smart-speaker", "--kind", "donut", "--by", by]);
        let svg = Document::parse(&text).unwrap();
        for (name, kg) in parts {
            let part = format!(
                "{name} {} ({})",
                kilograms_with_unit(kg),
                percent(kg, typical)
            );
            let said = description(&svg);
            assert!(said.contains(&part), "{part}: {said}");
        }
    }
}

#[test]
fn alternatives_of_distributions_hold_the_numbers_of_the_json() {
    let json = tinyfoot(&["uncertainty", "pinetime", "--format", "json"]).json();
    let total = &json["devices"][0]["total_kg_co2e"];
    let [p5, p50, p95] =
        ["p5", "p50", "p95"].map(|name| kilograms_with_unit(total[name].as_f64().unwrap()));
    let text = plot(&["pinetime", "--kind", "uncertainty"]);
    let svg = Document::parse(&text).unwrap();
    let expected = format!("PineTime smart watch: P5 {p5}, P50 {p50}, P95 {p95} CO2e.");
    assert_eq!(description(&svg), expected);
    // A bar is as high as its share: the histogram's own numbers.
    let shares = json["devices"][0]["histogram"]["shares"]
        .as_array()
        .unwrap()
        .clone();
    let shares: Vec<f64> = shares.iter().map(|share| share.as_f64().unwrap()).collect();
    let bars = svg
        .descendants()
        .filter(|node| has_class(*node, "tf-fill-outcomes"));
    let heights: Vec<f64> = bars.map(|node| number(node, "height")).collect();
    assert_eq!(heights.len(), shares.len());
    let most = shares.iter().copied().fold(0.0, f64::max);
    for (height, share) in heights.iter().zip(shares) {
        assert!(
            (height - 150.0 * share / most).abs() < 0.01,
            "{height}, {share}"
        );
    }

    let samples = ["--samples", "2000"];
    let arguments = ["sensitivity", "pinetime", "--format", "json"];
    let json = tinyfoot(&[&arguments[..], &samples].concat()).json();
    let text = plot(&[&["pinetime", "--kind", "tornado"], &samples[..]].concat());
    let svg = Document::parse(&text).unwrap();
    let said = description(&svg);
    let inputs = json["inputs"].as_array().unwrap();
    let mut swings: Vec<(f64, String)> = inputs
        .iter()
        .map(|input| {
            let [low, high] = ["total_at_p5_kg_co2e", "total_at_p95_kg_co2e"]
                .map(|end| input[end].as_f64().unwrap());
            let text = format!(
                "{} to {}",
                kilograms_with_unit(low),
                kilograms_with_unit(high)
            );
            (
                (high - low).abs(),
                format!("{} {text}", input["input"].as_str().unwrap()),
            )
        })
        .collect();
    swings.sort_by(|a, b| b.0.total_cmp(&a.0));
    let places: Vec<usize> = swings[..5]
        .iter()
        .map(|(_, text)| said.find(text).unwrap_or_else(|| panic!("{text}: {said}")))
        .collect();
    assert!(places.is_sorted(), "the farthest first: {said}");
}

#[test]
fn break_even_is_where_the_table_has_it() {
    let devices = [
        "examples/node-wifi.toml",
        "examples/node-wifi-rechargeable.toml",
    ];
    let json = tinyfoot(&[&["lifespan"], &devices[..], &["--format", "json"]].concat()).json();
    let found = json["overtakings"].as_array().unwrap().clone();
    let years = found
        .iter()
        .find(|found| found["variant"] == "typical")
        .map(|found| found["years"].as_f64().unwrap())
        .unwrap();
    let text = plot(&[&devices[..], &["--kind", "lifespan"]].concat());
    let svg = Document::parse(&text).unwrap();
    let said = description(&svg);
    assert!(
        said.contains(&format!("from {} years on", significant(years))),
        "{said}"
    );
    // The first circle stands there: between 0 and 2 years.
    let circle = svg
        .descendants()
        .find(|node| node.has_tag_name("circle"))
        .unwrap();
    let year = (tick(&svg, "2") - tick(&svg, "0")) / 2.0;
    let place = (number(circle, "cx") - tick(&svg, "0")) / year;
    assert!((place - years).abs() < 0.01, "{place}, {years}");
    // A life that ends before it has no mark.
    let text = plot(
        &[
            &devices[..],
            &["--kind", "lifespan", "--years", "0.1..0.5:0.1"],
        ]
        .concat(),
    );
    let svg = Document::parse(&text).unwrap();
    assert!(description(&svg).ends_with("No break-even lies within these years."));
    assert!(!svg.descendants().any(|node| node.has_tag_name("circle")));
}

/// The box of a text: by letters of 0.55 em, as those of Helvetica are.
fn place(node: Node<'_, '_>) -> (f64, f64, f64, f64) {
    let letters: f64 = node.text().unwrap_or_default().chars().map(|_| 0.55).sum();
    let (x, y, size) = (
        number(node, "x"),
        number(node, "y"),
        number(node, "font-size"),
    );
    let width = letters * size;
    let left = match node.attribute("text-anchor") {
        Some("end") => x - width,
        Some("middle") => x - width / 2.0,
        _ => x,
    };
    (left, y - 0.75 * size, left + width, y + 0.2 * size)
}

fn check_layout(text: &str) {
    let svg = Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = svg.root_element();
    let (width, height) = (number(root, "width"), number(root, "height"));
    let texts: Vec<Node<'_, '_>> = svg
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .collect();
    assert!(texts.len() > 3);
    for (index, one) in texts.iter().enumerate() {
        let (left, top, right, bottom) = place(*one);
        let inside = left >= 0.0 && top >= 0.0 && right <= width && bottom <= height;
        assert!(inside, "{:?} leaves the picture", one.text());
        for other in &texts[index + 1..] {
            let (l, t, r, b) = place(*other);
            let apart = r <= left || right <= l || b <= top || bottom <= t;
            assert!(apart, "{:?} is on {:?}", one.text(), other.text());
        }
    }
    assert!(!text.contains("NaN") && !text.contains("inf\""), "{text}");
}

/// Every figure of every preset is well-formed, and no label is on another.
#[test]
fn labels_do_not_overlap() {
    let draws = ["--samples", "500"];
    for kind in KINDS {
        let picture = |device: &str| plot(&[&[device, "--kind", kind], &draws[..]].concat());
        for preset in presets::ALL {
            let text = picture(preset.name);
            check_layout(&text);
            let svg = Document::parse(&text).unwrap();
            assert!(description(&svg).contains(" CO2e"));
        }
        let names: Vec<&str> = presets::ALL.iter().map(|preset| preset.name).collect();
        check_layout(&plot(&[&names[..], &["--kind", kind], &draws].concat()));
    }
    let names = [
        "smart-speaker",
        "pinetime",
        "--log",
        "--with",
        "Fairphone 4",
    ];
    check_layout(&plot(&names));
}

/// The plot is as high as the names of many devices, and what tells them apart is
/// not cut off.
#[test]
fn many_long_names() {
    let folder = tempdir().unwrap();
    let devices: Vec<String> = (10..40).map(|index| format!("{index}.toml")).collect();
    for device in &devices {
        let name = format!("A sensor of the fields, as it is delivered: {device}");
        let text = format!("name = {name:?}\n[pcb]\nkg_co2e = 1\nsource = 's'");
        fs::write(folder.path().join(device), text).unwrap();
    }
    let files: Vec<&str> = devices.iter().map(String::as_str).collect();
    for kind in KINDS {
        let run = tinyfoot(&[&["plot"], &files[..], &["--kind", kind]].concat());
        let text = run.folder(folder.path()).stdout();
        check_layout(&text);
        let own = |device: &&String| text.contains(&format!("{device}</text>"));
        assert!(kind != "lifespan" || devices.iter().filter(own).count() == 30);
    }
}

/// Nothing, next to nothing and a great deal.
#[test]
fn extremes() {
    let folder = tempdir().unwrap();
    let device = |kg: &str| format!("[pcb]\nkg_co2e = {kg}\nsource = 's'");
    for (name, kg) in [("nothing", "0"), ("little", "1e-7"), ("much", "900")] {
        fs::write(folder.path().join(name), device(kg)).unwrap();
    }
    for kind in KINDS {
        for devices in [
            &["nothing"][..],
            &["little"],
            &["nothing", "little", "much"],
        ] {
            let run = tinyfoot(&[&["plot"], devices, &["--kind", kind]].concat());
            let text = run.folder(folder.path()).stdout();
            assert!(!text.contains("NaN") && !text.contains("inf\""), "{text}");
            Document::parse(&text).unwrap();
        }
    }
    let run = tinyfoot(&["plot", "nothing", "--log"]).folder(folder.path());
    check_layout(&run.stdout());
    let run = tinyfoot(&["plot", "nothing", "little", "much", "--log"]).folder(folder.path());
    check_layout(&run.stdout());
}

#[test]
fn hostile_names_stay_text() {
    for kind in KINDS {
        let arguments = ["plot", "-", "--kind", kind, "--samples", "500"];
        let text = tinyfoot(&arguments).stdin(HOSTILE).stdout();
        check_layout(&text);
        let svg = Document::parse(&text).unwrap();
        let said = description(&svg);
        assert!(
            said.starts_with(
                "<script>alert(1)</script> \"a\" & 'b' \u{fffd}evil\u{fffd} ]]> \u{fffd} \u{fffd} "
            ),
            "{said}"
        );
        let known = [
            "svg", "g", "title", "desc", "style", "rect", "line", "path", "circle", "text",
        ];
        for node in svg.descendants().filter(Node::is_element) {
            assert!(known.contains(&node.tag_name().name()), "{node:?}");
            let handler = |own: &str| own.starts_with("on") || own == "style" || own == "href";
            assert!(
                !node.attributes().any(|own| handler(own.name())),
                "{node:?}"
            );
        }
    }
    for arguments in [
        &["report", "-", "--samples", "500"][..],
        &["datasheet", "-", "--format", "html"],
        &["datasheet", "-"],
    ] {
        let text = tinyfoot(arguments).stdin(HOSTILE).stdout();
        for markup in [
            "<script",
            "<img",
            "<b ",
            "onload=alert(3)>\"",
            "\u{202e}",
            "\u{7}",
        ] {
            assert!(!text.contains(markup), "{arguments:?}: {markup}");
        }
        assert!(
            text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{arguments:?}"
        );
    }
}

/// A picture of pixels where the build has it, and a word where it has not.
#[test]
fn pixels() {
    let folder = tempfile::tempdir().unwrap();
    let run = tinyfoot(&["plot", "keyword-spotting", "-o", "bars.png"]).folder(folder.path());
    if !cfg!(feature = "png") {
        let refusal = run.failure();
        assert!(
            refusal.contains("a build with `--features png` writes PNG itself"),
            "{refusal}"
        );
        return;
    }
    run.stdout();
    let picture = std::fs::read(folder.path().join("bars.png")).unwrap();
    // The signature, then a header with width and height: twice those of the SVG.
    assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    let svg = tinyfoot(&["plot", "keyword-spotting"]).stdout();
    let svg = roxmltree::Document::parse(&svg).unwrap();
    for (at, name) in [(16, "width"), (20, "height")] {
        let of_svg: f64 = svg.root_element().attribute(name).unwrap().parse().unwrap();
        assert!(
            (f64::from(number(at)) - 2.0 * of_svg).abs() <= 2.0,
            "{name}"
        );
    }
}
