//! The footprint of devices: by block, by item or by stage.

use super::cite::{Bibliography, cited};
use super::document::{Column, Document, Element, Table};
use super::energy;
use super::number::{
    NOT_MODELLED, adds_up, exact, kilograms, percent, quantity, significant, with_unit,
};
use super::records::{Cell, Records};
use super::uncertainty::method;
use crate::analysis::{Summary, Uncertain};
use crate::block::{Block, Stage};
use crate::device::Cost;
use crate::grid::Grid;
use crate::model::{Footprint, GridUse, Line, Remark};
use crate::range::Range;
use crate::unit::KILOGRAM_CO2E;

/// What a row of the main table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// A functional block.
    #[default]
    Block,
    /// A line.
    Item,
    /// A life-cycle stage.
    Stage,
}

/// How much stands around the main table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Boundary, factor sets, assumptions, exclusions, warnings, sources.
    #[default]
    Full,
    /// Nothing but the table.
    Table,
}

/// A report of one device after the other.
///
/// With distributions, one a footprint, blocks and total have their P5 and P95
/// beside them.
pub fn estimate(
    footprints: &[Footprint],
    uncertain: &[Uncertain],
    by: By,
    detail: Detail,
    bibliography: &Bibliography,
) -> Document {
    let mut document = Document::default();
    for (index, footprint) in footprints.iter().enumerate() {
        let uncertain = uncertain.get(index);
        document.append(device(footprint, uncertain, by, detail, bibliography));
    }
    document
}

fn device(
    footprint: &Footprint,
    uncertain: Option<&Uncertain>,
    by: By,
    detail: Detail,
    bibliography: &Bibliography,
) -> Document {
    let mut elements = vec![Element::Heading(footprint.name.clone())];
    if detail == Detail::Full {
        let mut about = footprint.description.clone().unwrap_or_default();
        if !about.is_empty() {
            about.push_str(". ");
        }
        about.push_str(&format!(
            "Footprint of one device over {}, for the low, typical and high hardware variant.",
            with_unit(footprint.lifespan_years, "year")
        ));
        elements.push(Element::Text(about));
    }
    let mut table = main_table(footprint, by);
    if let Some(uncertain) = uncertain {
        add_quantiles(&mut table, footprint, uncertain);
    }
    elements.push(Element::Table(table));
    if detail == Detail::Full {
        if by != By::Stage {
            elements.push(Element::Table(stage_table(footprint)));
        }
        elements.extend(energy::table(footprint).map(Element::Table));
        let mut facts = facts(footprint, by, bibliography);
        if let Some(uncertain) = uncertain {
            facts.push(("uncertainty".to_owned(), vec![method(uncertain)]));
        }
        elements.push(Element::Facts(facts));
    }
    Document { elements }
}

/// A row for each block, with its quantiles where there are any.
pub(super) fn block_table(footprint: &Footprint, uncertain: Option<&Uncertain>) -> Table {
    let mut table = main_table(footprint, By::Block);
    if let Some(uncertain) = uncertain {
        add_quantiles(&mut table, footprint, uncertain);
    }
    table
}

/// A row of the main table: its words, and its footprint if it is modelled.
struct MainRow {
    words: Vec<String>,
    kg_co2e: Option<Range>,
}

fn main_rows(footprint: &Footprint, by: By) -> Vec<MainRow> {
    match by {
        By::Block => Block::ALL
            .into_iter()
            .filter(|block| *block != Block::Custom || footprint.block(*block).is_some())
            .map(|block| MainRow {
                words: vec![block.label().to_owned(), made_of(footprint, block)],
                kg_co2e: footprint.block(block),
            })
            .collect(),
        By::Item => footprint
            .lines
            .iter()
            .map(|line| MainRow {
                words: vec![
                    line.block.label().to_owned(),
                    line.label.to_string(),
                    quantity(line.quantity(), line.unit.symbol),
                    factor_text(line),
                ],
                kg_co2e: Some(line.kg_co2e()),
            })
            .collect(),
        By::Stage => Stage::ALL
            .into_iter()
            .map(|stage| MainRow {
                words: vec![stage.label().to_owned()],
                kg_co2e: footprint.stage(stage),
            })
            .collect(),
    }
}

/// What the rows of the main table that are modelled cost.
fn parts(footprint: &Footprint, by: By) -> Vec<Range> {
    match by {
        By::Block => {
            let blocks = Block::ALL.into_iter();
            blocks.filter_map(|block| footprint.block(block)).collect()
        }
        By::Item => footprint.lines.iter().map(Line::kg_co2e).collect(),
        By::Stage => {
            let stages = Stage::ALL.into_iter();
            stages.filter_map(|stage| footprint.stage(stage)).collect()
        }
    }
}

fn main_table(footprint: &Footprint, by: By) -> Table {
    let words: &[&str] = match by {
        By::Block => &["block", "made of"],
        By::Item => &["block", "item", "quantity", "factor"],
        By::Stage => &["stage"],
    };
    let mut columns: Vec<Column> = words.iter().map(|title| Column::text(title)).collect();
    columns.extend(["low", "typical", "high"].map(|title| Column::number(title, Some("kg CO2e"))));
    columns.push(Column::number("share", None));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    let total = footprint.total();
    for row in main_rows(footprint, by) {
        table.row(cells(row.words, row.kg_co2e, total));
    }
    let sums = [
        ("total", Some(total)),
        ("of which embodied", footprint.embodied()),
        ("of which operational", footprint.operational()),
    ];
    for (name, kg) in sums {
        let mut names = vec![String::new(); words.len()];
        name.clone_into(&mut names[0]);
        table.total(cells(names, kg, total));
    }
    table
}

/// P5 and P95 of the blocks and of the total.
fn add_quantiles(table: &mut Table, footprint: &Footprint, uncertain: &Uncertain) {
    table
        .columns
        .extend(["P5", "P95"].map(|title| Column::number(title, Some("kg CO2e"))));
    let blocks = uncertain
        .blocks
        .iter()
        .filter(|(block, _)| *block != Block::Custom || footprint.block(*block).is_some())
        .map(|(_, summary)| summary.as_ref());
    // The two halves of the total have no distribution of their own.
    let all = blocks.chain([Some(&uncertain.total), None, None]);
    for (row, summary) in table.rows.iter_mut().zip(all) {
        match summary {
            Some(summary) => {
                let [p5, _, _, _, p95] = summary.quantiles;
                row.cells.extend([p5, p95].map(kilograms));
            }
            None => row.cells.extend([NOT_MODELLED; 2].map(str::to_owned)),
        }
    }
}

pub(super) fn stage_table(footprint: &Footprint) -> Table {
    let mut table = main_table(footprint, By::Stage);
    // The totals stand above it already.
    table.rows.retain(|row| !row.is_total);
    table
}

fn cells(mut words: Vec<String>, kg: Option<Range>, total: Range) -> Vec<String> {
    match kg {
        Some(kg) => {
            words.extend([kg.low, kg.typical, kg.high].map(kilograms));
            words.push(percent(kg.typical, total.typical));
        }
        None => words.extend([NOT_MODELLED; 4].map(str::to_owned)),
    }
    words
}

/// What a block is made of, in words, with quantities.
pub(super) fn made_of(footprint: &Footprint, block: Block) -> String {
    if !footprint.modelled.contains(&block) {
        return "not modelled".to_owned();
    }
    if let Some(profile) = energy::made_of(footprint).filter(|_| block == Block::Use) {
        return profile;
    }
    // What is not there, and what is not replaced, is said where it is alone.
    let there: Vec<&Line> = footprint
        .lines_of(block)
        .filter(|line| is_there(line))
        .collect();
    let parts: Vec<String> = if there.is_empty() {
        footprint.lines_of(block).map(describe_line).collect()
    } else {
        there.into_iter().map(describe_line).collect()
    };
    if parts.is_empty() {
        return "nothing".to_owned();
    }
    let parts = parts.join(", ");
    match footprint.level(block) {
        Some(level) => format!("HSL-{}: {parts}", level.number),
        None => parts,
    }
}

fn is_there(line: &Line) -> bool {
    let mut inputs = line.terms.iter().filter(|term| term.path.is_some());
    inputs.all(|term| term.value != Range::ZERO)
}

fn describe_line(line: &Line) -> String {
    // A footprint that is stated is its own quantity: the columns show it.
    if line.is_stated() {
        return line.label.to_string();
    }
    let inputs: Vec<String> = line
        .terms
        .iter()
        .filter(|term| term.path.is_some())
        .map(|term| quantity(term.value, &term.unit))
        .collect();
    [&line.label, " ", &inputs.join(" × ")].concat()
}

pub(super) fn factor_text(line: &Line) -> String {
    if *line.factor.unit == KILOGRAM_CO2E {
        return "stated".to_owned();
    }
    let multiplier = match line.multiplier() {
        1.0 => String::new(),
        multiplier => format!(" × {}", significant(multiplier)),
    };
    format!(
        "{} {}{multiplier}",
        exact(line.factor.kg_co2e_per_unit),
        line.factor.unit.kilograms_per()
    )
}

/// What the figures of a main table rest on.
pub(super) fn facts(
    footprint: &Footprint,
    by: By,
    bibliography: &Bibliography,
) -> Vec<(String, Vec<String>)> {
    let bibliography = bibliography.with(footprint);
    let mut facts: Vec<(&str, Vec<String>)> = vec![
        ("boundary", vec![boundary(footprint)]),
        (
            "lifespan",
            vec![format!(
                "{} of 365 days",
                with_unit(footprint.lifespan_years, "year")
            )],
        ),
        ("factor set", vec![factor_sets(footprint)]),
        ("grid", footprint.grids.iter().map(grid_text).collect()),
        ("supply", energy::facts(footprint)),
        ("cost", footprint.cost.iter().map(cost).collect()),
        ("coverage", coverage(footprint).into_iter().collect()),
        (
            "assumptions",
            footprint.assumptions.iter().map(remark).collect(),
        ),
        ("excluded", excluded(footprint)),
        ("warnings", footprint.warnings.iter().map(remark).collect()),
    ];
    let total = footprint.total();
    let columns: [fn(Range) -> f64; 3] = [|kg| kg.low, |kg| kg.typical, |kg| kg.high];
    let rows = parts(footprint, by);
    let halves = [footprint.embodied(), footprint.operational()];
    let halves: Vec<Range> = halves.into_iter().flatten().collect();
    let rounded = columns.into_iter().any(|column| {
        [&rows, &halves].into_iter().any(|parts| {
            let parts: Vec<f64> = parts.iter().copied().map(column).collect();
            !adds_up(&parts, column(total))
        })
    });
    if rounded {
        facts.push((
            "rounding",
            vec!["values are rounded: those printed may differ from the printed total in the last digit".to_owned()],
        ));
    }
    let sources = cited(footprint)
        .into_iter()
        .map(|key| bibliography.describe(key))
        .collect();
    facts.push(("sources", sources));
    facts.retain(|(_, texts)| !texts.is_empty());
    facts
        .into_iter()
        .map(|(name, texts)| (name.to_owned(), texts))
        .collect()
}

/// What limits the figures of devices, for reports that say no more of them.
pub fn limits(footprints: &[Footprint]) -> Document {
    let mut document = Document::default();
    for footprint in footprints {
        if footprints.len() > 1 {
            let heading = format!("What {} rests on", footprint.name);
            document.elements.push(Element::Heading(heading));
        }
        let facts = Element::Facts(limits_of(footprint, None));
        document.elements.push(facts);
    }
    document
}

/// What limits the figures of a device, for reports that say no more of it, and
/// what grids there are beside its own.
pub(super) fn limits_of(
    footprint: &Footprint,
    other_grids: Option<String>,
) -> Vec<(String, Vec<String>)> {
    let grids = footprint.grids.iter().map(grid_text);
    let assumed = footprint.assumptions.len();
    let assumptions = format!("{assumed}, listed by `tinyfoot estimate`");
    let facts = [
        ("boundary", vec![boundary(footprint)]),
        ("factor set", vec![factor_sets(footprint)]),
        ("grid", grids.chain(other_grids).collect()),
        ("coverage", coverage(footprint).into_iter().collect()),
        (
            "assumptions",
            (assumed > 0).then_some(assumptions).into_iter().collect(),
        ),
        ("excluded", excluded(footprint)),
        ("warnings", footprint.warnings.iter().map(remark).collect()),
    ];
    facts
        .into_iter()
        .filter(|(_, texts)| !texts.is_empty())
        .map(|(name, texts)| (name.to_owned(), texts))
        .collect()
}

/// What the device costs, at the prices of its file.
fn cost(cost: &Cost) -> String {
    format!(
        "{:.2} {}, at the prices of the device file",
        cost.total(),
        cost.currency
    )
}

/// The sets that the factors are from, the lowest layer first.
fn factor_sets(footprint: &Footprint) -> String {
    footprint.factor_sets.join(", then ")
}

/// Which stages are in and which are not.
fn boundary(footprint: &Footprint) -> String {
    let (inside, outside): (Vec<Stage>, Vec<Stage>) = Stage::ALL
        .into_iter()
        .partition(|stage| footprint.stage(*stage).is_some());
    let list = |stages: &[Stage]| {
        stages
            .iter()
            .map(|stage| stage.label())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut text = format!("GWP100, included: {}", list(&inside));
    if !outside.is_empty() {
        text.push_str(&format!("; not included: {}", list(&outside)));
    }
    text.push_str("; networks, servers and packaging are outside; process-based");
    if footprint.truncation_factor.is_none() {
        text.push_str(", so that truncation may hide as much again (pirson-bol-2021)");
    }
    text
}

fn grid_text(used: &GridUse) -> String {
    format!("{}: {}", used.block.label(), supply_words(used))
}

/// A grid, its basis and its source, how it changes, and what is lost.
pub(super) fn supply_words(used: &GridUse) -> String {
    let trend = used
        .trend_percent_per_year
        .map(|percent| format!(", changing by {} % a year", exact(percent)));
    let loss = used
        .loss_percent
        .map(|percent| format!(", with {} % of losses", exact(percent)));
    format!(
        "{}{}{}",
        grid_words(&used.grid),
        trend.unwrap_or_default(),
        loss.unwrap_or_default(),
    )
}

/// A grid, its basis and its source.
fn grid_words(grid: &Grid) -> String {
    let name = match (grid.code, grid.year) {
        (Some(code), Some(year)) => format!("{} ({code}) {year}, ", grid.name),
        _ => String::new(),
    };
    let source = if grid.sources.is_empty() {
        "no source stated".to_owned()
    } else {
        grid.sources.join(", ")
    };
    format!(
        "{name}{} g CO2e/kWh, {} ({source})",
        significant(grid.g_co2e_per_kwh),
        grid.basis.describe(),
    )
}

fn coverage(footprint: &Footprint) -> Option<String> {
    let coverage = footprint.coverage?;
    Some(format!(
        "{} of {} parts covered",
        coverage.covered, coverage.parts
    ))
}

fn excluded(footprint: &Footprint) -> Vec<String> {
    let blocks: Vec<&str> = footprint
        .excluded
        .iter()
        .filter(|excluded| excluded.part.is_none())
        .filter_map(|excluded| excluded.block.map(Block::label))
        .collect();
    let parts: Vec<String> = footprint
        .excluded
        .iter()
        .filter_map(|excluded| excluded.part.clone())
        .collect();
    let mut texts = Vec::new();
    if !blocks.is_empty() {
        texts.push(format!("blocks not modelled: {}", blocks.join(", ")));
    }
    if !parts.is_empty() {
        texts.push(format!("parts not covered: {}", parts.join(", ")));
    }
    texts
}

/// A remark as a sentence that says which block it is of.
pub fn remark(remark: &Remark) -> String {
    match remark.block {
        Some(block) => format!("{}: {}", block.label(), remark.text),
        None => remark.text.clone(),
    }
}

/// The rows of the main table for machines, without sums: a column may be
/// summed up by whoever reads it.
///
/// With distributions, one a footprint, blocks have their P5 and P95 in two
/// more columns, and so has the total in a row of its own: quantiles do not add
/// up.
pub fn estimate_records(footprints: &[Footprint], uncertain: &[Uncertain], by: By) -> Records {
    let mut columns = match by {
        By::Block => vec!["device", "block"],
        By::Stage => vec!["device", "stage"],
        By::Item => {
            let of_factor = [
                "factor_gsd",
                "factor_basis",
                "factor_layer",
                "factor_sources",
            ];
            [
                &["device"],
                &LINE_COLUMNS[..],
                &of_factor,
                &["quantity_sources"],
            ]
            .concat()
        }
    };
    columns.extend([
        "low_kg_co2e",
        "typical_kg_co2e",
        "high_kg_co2e",
        "share_percent",
    ]);
    if !uncertain.is_empty() {
        columns.extend(["p5_kg_co2e", "p95_kg_co2e"]);
    }
    let mut records = Records {
        columns,
        rows: Vec::new(),
    };
    for (index, footprint) in footprints.iter().enumerate() {
        let name = || Cell::from(footprint.name.as_str());
        let total = footprint.total().typical;
        let uncertain = uncertain.get(index);
        let mut push = |mut cells: Vec<Cell>, kg: Option<Range>, summary: Option<&Summary>| {
            match kg {
                Some(kg) => {
                    let share = (total != 0.0).then(|| kg.typical / total * 100.0);
                    cells.extend([kg.low, kg.typical, kg.high].map(Cell::from));
                    cells.push(share.into());
                }
                None => cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]),
            }
            if uncertain.is_some() {
                let quantiles = summary.map(|own| own.quantiles);
                cells.push(quantiles.map(|[p5, ..]| p5).into());
                cells.push(quantiles.map(|[.., p95]| p95).into());
            }
            records.rows.push(cells);
        };
        match by {
            By::Block => {
                for block in Block::ALL {
                    let cells = vec![name(), block.key().into()];
                    let own = uncertain.and_then(|own| own.block(block));
                    push(cells, footprint.block(block), own);
                }
                if let Some(uncertain) = uncertain {
                    let cells = vec![name(), "total".into()];
                    push(cells, Some(footprint.total()), Some(&uncertain.total));
                }
            }
            By::Stage => {
                for stage in Stage::ALL {
                    let cells = vec![name(), stage.key().into()];
                    push(cells, footprint.stage(stage), None);
                }
            }
            By::Item => {
                for line in &footprint.lines {
                    let mut cells = vec![name()];
                    cells.extend(line_cells(line));
                    cells.extend([
                        line.factor.gsd.into(),
                        line.factor.basis.key().into(),
                        line.factor.layer.as_ref().into(),
                        line.factor.sources.join("; ").into(),
                        line.sources.join("; ").into(),
                    ]);
                    push(cells, Some(line.kg_co2e()), None);
                }
            }
        }
    }
    records
}

/// What machines are told of a line: a unit of the quantity costs the factor
/// times the multiplier.
pub(super) const LINE_COLUMNS: [&str; 10] = [
    "block",
    "item",
    "label",
    "stage",
    "quantity_low",
    "quantity_typical",
    "quantity_high",
    "quantity_unit",
    "factor_kg_co2e_per_unit",
    "multiplier",
];

/// The cells of [`LINE_COLUMNS`].
pub(super) fn line_cells(line: &Line) -> [Cell; 10] {
    let quantity = line.quantity();
    [
        line.block.key().into(),
        line.item.as_ref().into(),
        line.label.as_ref().into(),
        line.stage.key().into(),
        quantity.low.into(),
        quantity.typical.into(),
        quantity.high.into(),
        line.unit.symbol.into(),
        line.factor.kg_co2e_per_unit.into(),
        line.multiplier().into(),
    ]
}
