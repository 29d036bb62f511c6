//! Devices side by side.

use super::document::{Column, Document, Element, Table};
use super::estimate::remark;
use super::number::{NOT_MODELLED, difference, kilograms, times};
use super::records::{Cell, Records};
use super::uncertainty::{paired_table, paired_texts};
use crate::analysis::{Compared, Comparison, Paired, Per};
use crate::block::Block;
use crate::equivalents;
use crate::range::Range;

/// What is shown of the blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// All that any of the devices models.
    #[default]
    All,
    /// Only those that are not the same in all devices.
    Changed,
}

impl Rows {
    /// The blocks that are shown.
    fn of(self, comparison: &Comparison) -> Vec<Block> {
        let is_modelled = |block: &Block| {
            comparison
                .devices
                .iter()
                .any(|device| device.block(*block).is_some())
        };
        Block::ALL
            .into_iter()
            .filter(is_modelled)
            .filter(|block| self == Self::All || comparison.differs(*block))
            .collect()
    }
}

/// The blocks side by side, the totals in their order, and how far they may be
/// compared.
pub fn compare(comparison: &Comparison, rows: Rows) -> Document {
    let mut elements = vec![Element::Heading(heading(comparison))];
    if !comparison.flags.is_empty() {
        let flags = comparison.flags.iter().map(remark).collect();
        elements.push(Element::Facts(vec![("not alike".to_owned(), flags)]));
    }
    elements.push(Element::Table(block_table(comparison, rows)));
    elements.push(Element::Table(total_table(comparison)));
    if !comparison.products.is_empty() {
        elements.push(Element::Table(product_table(comparison)));
    }
    let base = &comparison.baseline().name;
    if let Some((paired, _)) = &comparison.paired {
        elements.push(Element::Table(paired_table(
            paired,
            base,
            unit(comparison.per),
        )));
    }
    let mut facts = vec![("compared".to_owned(), basis(comparison))];
    let verdicts = verdicts(comparison);
    if !verdicts.is_empty() {
        facts.push(("verdict".to_owned(), verdicts));
    }
    if let Some((paired, samples)) = &comparison.paired {
        facts.push(("pairs".to_owned(), paired_texts(paired, base, *samples)));
    }
    elements.push(Element::Facts(facts));
    Document { elements }
}

fn heading(comparison: &Comparison) -> String {
    let names: Vec<&str> = comparison
        .devices
        .iter()
        .map(|device| device.name.as_str())
        .collect();
    format!("{}, {}", names.join(" against "), comparison.per.describe())
}

/// Short names for columns: A, B, C, and then numbers.
fn letter(index: usize) -> String {
    match u8::try_from(index) {
        Ok(index) if index < 26 => char::from(b'A' + index).to_string(),
        _ => format!("#{}", index + 1),
    }
}

pub(super) fn unit(per: Per) -> &'static str {
    match per {
        Per::Device | Per::Inference => "kg CO2e",
        Per::ServiceYear => "kg CO2e/year",
    }
}

fn block_table(comparison: &Comparison, rows: Rows) -> Table {
    let unit = Some(unit(comparison.per));
    let base = letter(comparison.baseline);
    let mut columns = vec![Column::text("block")];
    for index in 0..comparison.devices.len() {
        columns.push(Column::number(&letter(index), unit));
        if index != comparison.baseline {
            columns.push(Column::number(&format!("{} - {base}", letter(index)), unit));
        }
    }
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    let cells = |name: &str, kg: &dyn Fn(&Compared) -> Option<Range>| {
        let base = kg(comparison.baseline()).map(|kg| kg.typical);
        let mut cells = vec![name.to_owned()];
        for (index, device) in comparison.devices.iter().enumerate() {
            let own = kg(device).map(|kg| kg.typical);
            cells.push(own.map_or_else(|| NOT_MODELLED.to_owned(), kilograms));
            if index != comparison.baseline {
                let more = own.zip(base).map(|(own, base)| own - base);
                cells.push(more.map_or_else(|| NOT_MODELLED.to_owned(), difference));
            }
        }
        cells
    };
    for block in rows.of(comparison) {
        table.row(cells(block.label(), &|device| device.block(block)));
    }
    table.total(cells("total", &|device| Some(device.total)));
    table
}

/// The totals, the lowest first.
fn total_table(comparison: &Comparison) -> Table {
    let unit = Some(unit(comparison.per));
    let base = letter(comparison.baseline);
    let mut table = Table {
        columns: vec![
            Column::number("rank", None),
            Column::text("device"),
            Column::number("low", unit),
            Column::number("typical", unit),
            Column::number("high", unit),
            Column::number(&format!("- {base}"), unit),
            Column::number(&format!("/ {base}"), None),
        ],
        rows: Vec::new(),
    };
    let mut order: Vec<usize> = (0..comparison.devices.len()).collect();
    order.sort_by_key(|index| comparison.devices[*index].rank);
    for index in order {
        let device = &comparison.devices[index];
        let mut cells = vec![
            device.rank.to_string(),
            format!("{}: {}", letter(index), device.name),
        ];
        cells.extend([device.total.low, device.total.typical, device.total.high].map(kilograms));
        cells.push(difference(comparison.difference(device).typical));
        cells.push(times_or_none(comparison.ratio(device).typical));
        table.row(cells);
    }
    table
}

fn times_or_none(ratio: f64) -> String {
    if ratio.is_finite() {
        times(ratio)
    } else {
        NOT_MODELLED.to_owned()
    }
}

/// How many times each device a published product is.
fn product_table(comparison: &Comparison) -> Table {
    let mut table = Table {
        columns: vec![
            Column::text("published product"),
            Column::number("footprint", Some(unit(comparison.per))),
            Column::text("is so many times"),
            Column::number("low", None),
            Column::number("typical", None),
            Column::number("high", None),
        ],
        rows: Vec::new(),
    };
    for (product, kg) in &comparison.products {
        for (index, device) in comparison.devices.iter().enumerate() {
            let (name, footprint) = match index {
                0 => (product.product.clone(), kilograms(*kg)),
                _ => (String::new(), String::new()),
            };
            let mut cells = vec![
                name,
                footprint,
                format!("{}: {}", letter(index), device.name),
            ];
            let Range { low, typical, high } = product_times(*kg, device.total);
            cells.extend([low, typical, high].map(times_or_none));
            table.row(cells);
        }
    }
    table
}

/// How many times a device's total a product is.
pub(super) fn product_times(kg_co2e: f64, total: Range) -> Range {
    total.map(|kg| kg_co2e / kg)
}

fn basis(comparison: &Comparison) -> Vec<String> {
    let mut texts = vec![format!(
        "typical values {}; the baseline is {}: {}",
        comparison.per.describe(),
        letter(comparison.baseline),
        comparison.baseline().name
    )];
    let totals = comparison.devices.iter().map(|device| device.total);
    if totals.into_iter().any(|total| total.low > total.high) {
        texts.push(
            "low and high are variants of a device: the high one does more, so that each costs less"
                .to_owned(),
        );
    }
    if !comparison.products.is_empty() {
        texts.push(
            "footprints of products are those that their makers publish, within boundaries of their own"
                .to_owned(),
        );
        let mut cited: Vec<String> = Vec::new();
        for (product, _) in &comparison.products {
            let text = format!("{} ({}): {}", product.product, product.year, product.source);
            cited.push(text);
        }
        texts.extend(cited);
    }
    texts
}

/// A sentence for each device but the baseline.
fn verdicts(comparison: &Comparison) -> Vec<String> {
    let base = comparison.baseline();
    comparison
        .devices
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != comparison.baseline)
        .map(|(index, device)| verdict(comparison, index, device, base))
        .collect()
}

fn verdict(comparison: &Comparison, index: usize, device: &Compared, base: &Compared) -> String {
    let names = format!("{} ({})", device.name, letter(index));
    let kg = comparison.difference(device).typical;
    if kg == 0.0 {
        let differs = comparison.difference(device) != Range::ZERO;
        let typically = if differs {
            ", typically: low and high differ"
        } else {
            ""
        };
        return format!("{names} costs as much as {}{typically}", base.name);
    }
    let (more, sign) = if kg > 0.0 {
        ("more", 1.0)
    } else {
        ("less", -1.0)
    };
    let share = if base.total.typical == 0.0 {
        String::new()
    } else {
        let percent = kg.abs() / base.total.typical * 100.0;
        format!(", {} %", times(percent))
    };
    let throughout = match comparison.is_lower_throughout(device) {
        Some(_) => "in all three variants",
        None => "but not in all three variants",
    };
    let per = match comparison.per {
        Per::Device => "",
        Per::ServiceYear => " a year",
        Per::Inference => " an inference",
    };
    let mut text = format!(
        "{names} costs {}{per}{share} {more} than {}, {throughout}",
        super::number::kilograms_with_unit(kg * sign),
        base.name,
    );
    if comparison.per == Per::Device {
        let alike: Vec<String> = equivalents::all()
            .into_iter()
            .map(|everyday| {
                format!(
                    "{} {} ({})",
                    super::number::significant(kg.abs() / everyday.kg_co2e),
                    everyday.label,
                    everyday.source
                )
            })
            .collect();
        text.push_str(&format!(": as much as {}", alike.join(", or ")));
    }
    text
}

const PAIR_COLUMNS: [&str; 5] = [
    "less_probability",
    "more_probability",
    "difference_p5_kg_co2e",
    "difference_p50_kg_co2e",
    "difference_p95_kg_co2e",
];

fn pair_cells(pair: Option<&Paired>) -> [Cell; 5] {
    match pair {
        Some(pair) => {
            let [p5, _, p50, _, p95] = pair.difference.quantiles;
            [pair.less_probability, pair.more_probability, p5, p50, p95].map(Cell::from)
        }
        None => [const { Cell::Empty }; 5],
    }
}

/// A row for each device and block, and one for its total.
pub fn compare_records(comparison: &Comparison, rows: Rows) -> Records {
    let mut records = Records {
        columns: vec![
            "device",
            "row",
            "per",
            "low_kg_co2e",
            "typical_kg_co2e",
            "high_kg_co2e",
            "difference_low_kg_co2e",
            "difference_typical_kg_co2e",
            "difference_high_kg_co2e",
            "ratio_low",
            "ratio_typical",
            "ratio_high",
        ],
        rows: Vec::new(),
    };
    if comparison.paired.is_some() {
        records.columns.extend(PAIR_COLUMNS);
    }
    let cell = |value: f64| Cell::from(value.is_finite().then_some(value));
    let three = |range: Option<Range>| match range {
        Some(range) => [range.low, range.typical, range.high].map(cell),
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
    };
    let base = comparison.baseline();
    let per = comparison.per.key();
    let mut push = |name: &str, row: &str, own: Option<Range>, base: Option<Range>| {
        let both = own.zip(base);
        let minus = both.map(|(own, base)| own.minus(base));
        let ratio = both.map(|(own, base)| own.with(base, |own, base| own / base));
        let mut cells: Vec<Cell> = vec![name.into(), row.into(), per.into()];
        cells.extend([own, minus, ratio].into_iter().flat_map(three));
        if let Some((paired, _)) = &comparison.paired {
            let pair = paired
                .iter()
                .find(|pair| row == "total" && pair.name == name);
            cells.extend(pair_cells(pair));
        }
        records.rows.push(cells);
    };
    for device in &comparison.devices {
        for block in rows.of(comparison) {
            push(
                &device.name,
                block.key(),
                device.block(block),
                base.block(block),
            );
        }
        push(&device.name, "total", Some(device.total), Some(base.total));
    }
    for (product, kg) in &comparison.products {
        let (own, times) = (Range::point(*kg), product_times(*kg, base.total));
        let mut cells: Vec<Cell> =
            vec![product.product.as_str().into(), "total".into(), per.into()];
        let all = [own, own.minus(base.total), times];
        cells.extend(all.into_iter().flat_map(|range| three(Some(range))));
        if comparison.paired.is_some() {
            cells.extend(pair_cells(None));
        }
        records.rows.push(cells);
    }
    records
}
