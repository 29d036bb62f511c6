//! What holds for every device, tried on devices made at random.

use proptest::prelude::*;
use proptest::sample::Index;
use tinyfoot::device::{Files, Request, presets};
use tinyfoot::report::{Bibliography, By, Detail, Look, estimate, estimate_json, text};
use tinyfoot::{Block, Device, Factors, Footprint, Position, Problems, Range, Source, assess};

use crate::agreement::assert_row;
use crate::devices::{Generated, device};
use crate::program::printed;
use crate::promises::{check_reports, check_sums};

/// A parent in a file.
struct Parent<'a>(&'a Generated);

impl Files for Parent<'_> {
    fn read(&self, reference: &str, _: Option<&str>) -> Result<Option<Source>, Problems> {
        Ok((reference == "parent.toml").then(|| Source {
            name: reference.to_owned(),
            text: self.0.text(),
        }))
    }
}

fn footprint(text: &str) -> Footprint {
    let factors = Factors::builtin();
    match Device::parse(text, &factors) {
        Ok(device) => assess(&device, &factors),
        Err(problems) => panic!("{problems}"),
    }
}

fn near(a: Range, b: Range) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    close(a.low, b.low) && close(a.typical, b.typical) && close(a.high, b.high)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Totals are the sums of lines, by block and by stage; lines are ordered
    /// and finite.
    #[test]
    fn totals_are_the_sums_of_what_is_shown(device in device()) {
        check_sums(&footprint(&device.text()));
    }

    /// What is printed reads back to the same numbers, in every format.
    #[test]
    fn reports_say_what_was_calculated(device in device()) {
        check_reports(&footprint(&device.text()), &Factors::builtin());
    }

    #[test]
    fn table_and_json_agree(device in device()) {
        let footprints = [footprint(&device.text())];
        let factors = Factors::builtin();
        let bibliography = Bibliography::new(&factors);
        let json = estimate_json(&footprints, &[], &factors);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let shown = estimate(&footprints, &[], By::Block, Detail::Table, &bibliography);
        let table = printed(&text(&shown, Look::plain(100)));
        for block in json["devices"][0]["blocks"].as_array().unwrap() {
            let key = block["block"].as_str().unwrap();
            if let Some(cells) = table.get(key) {
                assert_row(cells, &block["kg_co2e"], key);
            }
        }
        assert_row(&table["total"], &json["devices"][0]["total_kg_co2e"], "total");
    }

    #[test]
    fn the_order_of_blocks_does_not_matter(device in device()) {
        let there = footprint(&device.text());
        let mut reversed = device.clone();
        reversed.tables[1..].reverse();
        let back = footprint(&reversed.text());
        prop_assert!(near(there.total(), back.total()));
        for block in Block::ALL {
            // The components of the user's own are summed up in their order.
            let both = [there.block(block), back.block(block)];
            prop_assert!(both == [None; 2] || near(both[0].unwrap(), both[1].unwrap()));
        }
    }

    #[test]
    fn more_of_anything_is_never_less(device in device(), which: Index, times in 1.0..3.0) {
        let before = footprint(&device.text()).total();
        let (path, larger) = device.with_more(which, times);
        let after = footprint(&larger.text()).total();
        let rounding = 1.0 - 1e-12;
        prop_assert!(before.low * rounding <= after.low, "{path}: {before:?}, {after:?}");
        prop_assert!(before.typical * rounding <= after.typical, "{path}: {before:?}, {after:?}");
        prop_assert!(before.high * rounding <= after.high, "{path}: {before:?}, {after:?}");
    }

    /// A device that extends another and changes nothing is that other one.
    #[test]
    fn extending_any_device_without_a_change_is_the_parent(device in device()) {
        let child = Request::text("name = 'child'\nextends = 'parent.toml'");
        let factors = Factors::builtin();
        let child = child.load(&Parent(&device), &factors);
        let child = child.map_err(|problems| TestCaseError::fail(problems.to_string()))?;
        let (child, parent) = (assess(&child, &factors), footprint(&device.text()));
        prop_assert_eq!(child.total(), parent.total());
        prop_assert_eq!(child.lines.len(), parent.lines.len());
        prop_assert_eq!(child.lifespan_years, parent.lifespan_years);
    }

    #[test]
    fn use_is_linear_in_power_years_and_intensity(
        power in 0.001..1e4, years in 0.1..30.0, intensity in 1.0..1000.0,
    ) {
        let kg = |power: f64, years: f64, intensity: f64| footprint(&format!(
            "lifespan_years = {years}\n[use]\nmean_power_mw = {power}\ngrid = {intensity}"
        )).operational().unwrap();
        let once = kg(power, years, intensity);
        prop_assert!(near(kg(2.0 * power, years, intensity), once * 2.0));
        prop_assert!(near(kg(power, 2.0 * years, intensity), once * 2.0));
        prop_assert!(near(kg(power, years, 2.0 * intensity), once * 2.0));
    }

    /// A device that extends another and changes nothing is that other one.
    #[test]
    fn extending_without_a_change_is_the_parent(index: Index) {
        let presets = presets::ALL;
        let preset = presets[index.index(presets.len())];
        let child = footprint(&format!("extends = '{}'", preset.name));
        let parent = footprint(preset.text);
        prop_assert_eq!(child.total(), parent.total());
        prop_assert_eq!(child.lines.len(), parent.lines.len());
        prop_assert_eq!(child.description, parent.description);
    }

    /// Whatever the text, the answer is a device or problems with a place in it.
    #[test]
    fn no_text_panics(text in "[\\[\\]a-z_=.0-9{}\"', \n-]{0,200}") {
        check_places(&text)?;
    }

    /// A good text with a stretch of it overwritten.
    #[test]
    fn no_damaged_preset_panics(index: Index, at: Index, damage in "\\PC{0,12}") {
        let presets = presets::ALL;
        let mut text = presets[index.index(presets.len())].text.to_owned();
        let mut start = at.index(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + 6).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        text.replace_range(start..end, &damage);
        check_places(&text)?;
    }
}

fn check_places(text: &str) -> Result<(), TestCaseError> {
    let factors = Factors::builtin();
    match Device::parse(text, &factors) {
        Ok(device) => {
            let total = assess(&device, &factors).total();
            prop_assert!(total.low.is_finite() && total.high.is_finite());
        }
        Err(problems) => {
            prop_assert!(!problems.diagnostics.is_empty());
            for place in problems
                .diagnostics
                .iter()
                .filter_map(|found| found.place.as_ref())
            {
                prop_assert!(Position::of(place, &problems.sources).is_some());
            }
        }
    }
    Ok(())
}
