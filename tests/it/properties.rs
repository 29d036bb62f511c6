//! What holds for every device, tried on devices made at random.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use tinyfoot::{Block, Device, Factors, Footprint, Position, Range, Stage, assess};

/// A block of items: its name, and the items with the largest quantity tried.
const BLOCKS: [(&str, &[(&str, f64)]); 6] = [
    (
        "processing",
        &[("mcu_mm2", 50.0), ("application_processor_mm2", 200.0)],
    ),
    (
        "sensing",
        &[("electret_microphone_g", 1.0), ("cmos_imager_mm2", 60.0)],
    ),
    (
        "user_interface",
        &[("led_piece", 9.0), ("switch_piece", 9.0)],
    ),
    (
        "power_supply",
        &[("li_ion_g", 300.0), ("aa_alkaline_piece", 8.0)],
    ),
    ("pcb", &[("fr4_4_layer_cm2", 200.0)]),
    (
        "casing",
        &[("abs_g", 900.0), ("steel_g", 300.0), ("aluminium_g", 300.0)],
    ),
];

/// A generated block: its text, as lines.
#[derive(Clone, Debug)]
struct TextBlock {
    name: &'static str,
    items: Vec<(&'static str, Range)>,
}

impl TextBlock {
    fn text(&self) -> String {
        let mut text = format!("[{}]\n", self.name);
        for (key, Range { low, typical, high }) in &self.items {
            let _ = writeln!(
                text,
                "{key} = {{ low = {low}, typical = {typical}, high = {high} }}"
            );
        }
        text
    }
}

fn ordered(largest: f64) -> impl Strategy<Value = Range> {
    [0.0..largest, 0.0..largest, 0.0..largest].prop_map(|mut values| {
        values.sort_by(f64::total_cmp);
        Range::new(values[0], values[1], values[2])
    })
}

fn block() -> impl Strategy<Value = Vec<TextBlock>> {
    let blocks: Vec<_> = BLOCKS
        .iter()
        .map(|(name, items)| {
            let ranges: Vec<_> = items.iter().map(|(_, largest)| ordered(*largest)).collect();
            let keys: Vec<&str> = items.iter().map(|(key, _)| *key).collect();
            ranges.prop_map(move |ranges| TextBlock {
                name,
                items: keys.iter().copied().zip(ranges).collect(),
            })
        })
        .collect();
    let all = blocks.len();
    (blocks, subsequence((0..all).collect::<Vec<_>>(), 1..=all))
        .prop_map(|(blocks, chosen)| chosen.into_iter().map(|i| blocks[i].clone()).collect())
}

fn text(blocks: &[TextBlock]) -> String {
    let tail = "[transport]\nhsl = 1\n[use]\nmean_power_mw = 2\ngrid = 'FR'\n";
    blocks.iter().map(TextBlock::text).collect::<String>() + tail
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

    #[test]
    fn totals_are_the_sums_of_what_is_shown(blocks in block()) {
        let found = footprint(&text(&blocks));
        let lines: Range = found.lines.iter().map(tinyfoot::Line::kg_co2e).sum();
        let by_block: Range = Block::ALL.into_iter().filter_map(|block| found.block(block)).sum();
        let by_stage: Range = Stage::ALL.into_iter().filter_map(|stage| found.stage(stage)).sum();
        prop_assert!(near(found.total(), lines));
        prop_assert!(near(found.total(), by_block));
        prop_assert!(near(found.total(), by_stage));
        prop_assert!(near(found.total(), found.embodied().unwrap() + found.operational().unwrap()));
    }

    #[test]
    fn ranges_are_ordered_and_finite(blocks in block()) {
        for line in footprint(&text(&blocks)).lines {
            let Range { low, typical, high } = line.kg_co2e();
            prop_assert!(0.0 <= low && low <= typical && typical <= high && high.is_finite());
        }
    }

    #[test]
    fn the_order_of_blocks_does_not_matter(blocks in block()) {
        let there = footprint(&text(&blocks));
        let mut reversed = blocks.clone();
        reversed.reverse();
        let back = footprint(&text(&reversed));
        prop_assert_eq!(there.total(), back.total());
        for block in Block::ALL {
            prop_assert_eq!(there.block(block), back.block(block));
        }
    }

    #[test]
    fn more_of_a_part_is_never_less(blocks in block(), which: Index, item: Index, more in 1.0..3.0) {
        let before = footprint(&text(&blocks)).total();
        let mut larger = blocks.clone();
        let block = which.index(larger.len());
        let item = item.index(larger[block].items.len());
        let quantity = &mut larger[block].items[item].1;
        *quantity = *quantity * more;
        let after = footprint(&text(&larger)).total();
        prop_assert!(before.low <= after.low);
        prop_assert!(before.typical <= after.typical);
        prop_assert!(before.high <= after.high);
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
        let presets = tinyfoot::device::presets::ALL;
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
        let presets = tinyfoot::device::presets::ALL;
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
