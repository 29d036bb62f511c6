//! Where each number of a footprint comes from.

use super::cite::{Bibliography, once};
use super::document::{Document, Element};
use super::estimate::{LINE_COLUMNS, line_cells};
use super::formula::formula;
use super::number::exact;
use super::records::{Cell, Records};
use crate::device::Variant;
use crate::factors::{Basis, Factor};
use crate::model::{Footprint, Line, Remark};
use crate::range::Range;
use crate::sources::Citation;

/// The formula, the factor and the sources of each of the lines.
pub fn explain(footprint: &Footprint, lines: &[&Line], bibliography: &Bibliography) -> Document {
    let bibliography = bibliography.with(footprint);
    let mut document = Document::default();
    for line in lines {
        document.elements.push(Element::Heading(format!(
            "{}.{}: {} ({})",
            line.block.key(),
            line.item,
            line.label,
            line.stage.label()
        )));
        let mut facts = line_facts(line);
        let assumed: Vec<String> = assumptions_of(footprint, &[line])
            .map(|remark| remark.text.clone())
            .collect();
        if !assumed.is_empty() {
            facts.push(("assumptions".to_owned(), assumed));
        }
        document.elements.push(Element::Facts(facts));
    }
    let references: Vec<(String, Vec<String>)> = once(lines.iter().flat_map(|line| line.cited()))
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), reference(bibliography.find(key)?))))
        .collect();
    if !references.is_empty() {
        document
            .elements
            .push(Element::Heading("Sources".to_owned()));
        document.elements.push(Element::Facts(references));
    }
    document
}

/// What is assumed about the blocks of these lines, but not of the values of
/// others in them.
pub(super) fn assumptions_of<'a>(
    footprint: &'a Footprint,
    lines: &[&Line],
) -> impl Iterator<Item = &'a Remark> {
    footprint.assumptions.iter().filter(|remark| {
        let is_of_block = |line: &&Line| Some(line.block) == remark.block;
        // What a value assumes begins with its key.
        let key = remark.text.split([':', '.']).next().unwrap_or_default();
        let states = |line: &Line| remark.code == "stated-assumption" && line.item == key;
        let own: Vec<&Line> = lines.iter().copied().filter(is_of_block).collect();
        let is_of_a_value = footprint.lines.iter().filter(is_of_block).any(states);
        !own.is_empty() && (!is_of_a_value || own.into_iter().any(states))
    })
}

/// A full citation, and what was taken from the source.
pub(super) fn reference(citation: &Citation) -> Vec<String> {
    let how = if citation.derived {
        "Read off, and derived from it"
    } else {
        "Read off"
    };
    let read_off = citation
        .read_off
        .iter()
        .map(|what| format!("{how}: {what}."));
    [citation.full()].into_iter().chain(read_off).collect()
}

fn line_facts(line: &Line) -> Vec<(String, Vec<String>)> {
    let mut facts: Vec<(String, Vec<String>)> = Vec::new();
    let mut say = |name: &str, texts: Vec<String>| {
        if !texts.is_empty() {
            facts.push((name.to_owned(), texts));
        }
    };
    let is_point = line.terms.iter().all(|term| term.value.is_point());
    if is_point {
        say("formula", vec![formula(line, Variant::Typical)]);
    } else {
        for variant in Variant::ALL {
            say(variant.key(), vec![formula(line, variant)]);
        }
    }
    let factor = &line.factor;
    say("factor", vec![factor_text(line)]);
    say(
        "covers",
        factor.covers.iter().map(ToString::to_string).collect(),
    );
    say("derivation", derivation(factor));
    say("interval", interval(factor));
    say("gsd", vec![spread(factor)]);
    say("layer", vec![factor.layer.to_string()]);
    let listed = |sources: &[String]| match sources {
        [] => vec!["no source stated".to_owned()],
        _ => vec![sources.join(", ")],
    };
    let is_by_definition = factor.kg_co2e_per_unit == 0.0 && factor.derivation.is_some();
    if !(line.is_stated() || is_by_definition) || !factor.sources.is_empty() {
        say("factor from", listed(&factor.sources));
    }
    say("quantity from", listed(&line.sources));
    facts
}

fn factor_text(line: &Line) -> String {
    let factor = &line.factor;
    if line.is_stated() {
        let how = match factor.basis {
            Basis::Stated => "stated as it is",
            basis => basis.describe(),
        };
        return format!("none: the footprint is {how}");
    }
    let own = line.block.path(&line.item);
    let borrowed = if factor.id == own || factor.id.starts_with("grid.") {
        String::new()
    } else {
        format!("; it is that of `{}`, of the same technology", factor.id)
    };
    format!(
        "{} kg CO2e per {}, {}{borrowed}",
        exact(factor.kg_co2e_per_unit),
        factor.unit.symbol,
        factor.basis.describe()
    )
}

fn derivation(factor: &Factor) -> Vec<String> {
    factor.derivation.iter().map(ToString::to_string).collect()
}

fn interval(factor: &Factor) -> Vec<String> {
    factor
        .feasible
        .map(|(low, high)| {
            format!(
                "{} to {} kg CO2e per {} fit the published figures as well",
                exact(low),
                exact(high),
                factor.unit.symbol
            )
        })
        .into_iter()
        .collect()
}

pub(super) fn spread(factor: &Factor) -> String {
    match (factor.gsd, &factor.gsd_basis) {
        (Some(gsd), Some(basis)) => format!("{} ({basis})", exact(gsd)),
        (Some(gsd), None) => exact(gsd),
        (None, _) => "not stated: no second source to compare with".to_owned(),
    }
}

/// The same for machines: a row for each line.
pub fn explain_records(footprint: &Footprint, lines: &[&Line]) -> Records {
    let mut columns = [&["device"], &LINE_COLUMNS[..]].concat();
    columns.extend([
        "low_kg_co2e",
        "typical_kg_co2e",
        "high_kg_co2e",
        "formula_low",
        "formula_typical",
        "formula_high",
        "factor",
        "covers",
        "derivation",
        "feasible_low_kg_co2e_per_unit",
        "feasible_high_kg_co2e_per_unit",
        "gsd",
        "gsd_basis",
        "layer",
        "factor_sources",
        "quantity_sources",
        "assumptions",
    ]);
    let mut records = Records {
        columns,
        rows: Vec::new(),
    };
    for line in lines {
        let factor = &line.factor;
        let mut row: Vec<Cell> = vec![footprint.name.as_str().into()];
        row.extend(line_cells(line));
        let Range { low, typical, high } = line.kg_co2e();
        row.extend([low, typical, high].map(Cell::from));
        row.extend(Variant::ALL.map(|variant| formula(line, variant).into()));
        row.extend([
            factor_text(line).into(),
            factor.covers.as_deref().into(),
            factor.derivation.as_deref().into(),
            factor.feasible.map(|(low, _)| low).into(),
            factor.feasible.map(|(_, high)| high).into(),
            factor.gsd.into(),
            factor.gsd_basis.as_deref().into(),
            factor.layer.as_ref().into(),
            factor.sources.join("; ").into(),
            line.sources.join("; ").into(),
            assumptions_of(footprint, &[line])
                .map(|remark| remark.text.as_str())
                .collect::<Vec<_>>()
                .join("; ")
                .into(),
        ]);
        records.rows.push(row);
    }
    records
}
