//! The merged tree, validated into a device.

use std::sync::Arc;

use super::blocks::BlockReader;
use super::cost::{self, Quantities};
use super::keys::{COUNT, DEVICE, LIFESPAN_YEARS, SHORTEST_YEARS, TRUNCATION_FACTOR, UNCOVERED};
use super::{Device, Uncovered};
use crate::block::Block;
use crate::diagnostic::{Code, Diagnostic, Place, Source, plain, suggest};
use crate::factors::{FactorSet, Factors, read_factors};
use crate::key::names;
use crate::read::{Bounds, Reader};
use crate::sources::read_citations;
use crate::tree::{Entry, Node, Table, Value};

/// The published systems live for three years (Prakash et al. 2023).
pub const DEFAULT_LIFESPAN_YEARS: f64 = 3.0;

/// A device from its merged tree, and what is wrong with it.
pub(super) fn device(
    table: &Table,
    fallback_name: &str,
    factors: &Factors,
    texts: &[Source],
    texts_of_files: usize,
) -> (Device, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let name = reader
        .optional_text(table, "name")
        .unwrap_or_else(|| fallback_name.to_owned());
    let before = reader.diagnostics.len();
    let own = Arc::new(own_factors(&mut reader, table, &name, texts, factors));
    let has_wrong_factors = reader.diagnostics.len() > before;
    let mut factors = factors.clone();
    factors.push(Arc::clone(&own));
    let uncovered = table
        .entry("uncovered")
        .and_then(|entry| uncovered(&mut reader, entry));
    let mut blocks = BlockReader {
        reader,
        factors: &factors,
        texts_of_files,
        uncovered: uncovered.as_ref().map_or(&[], |listed| &listed.parts),
    };

    let mut inputs = Vec::new();
    for entry in table.entries() {
        match Block::from_key(&entry.key) {
            Some(block) => inputs.extend(blocks.block(block, entry)),
            None if names(&DEVICE).any(|key| key == entry.key) => {}
            None => blocks.reader.report(unknown_key(entry)),
        }
    }
    inputs.sort_by_key(|input| input.block);
    let mut correlations = Vec::new();
    // What a block lacks may be what another one has wrong.
    if blocks.reader.diagnostics.is_empty() {
        if let Some(entry) = table.entry("correlations") {
            correlations = super::correlations::correlations(&mut blocks.reader, entry, &inputs);
        }
        if let Some(entry) = table.entry(Block::Transport.key()) {
            blocks.check_weight(entry, &inputs);
        }
        if let Some(entry) = table.entry(Block::Use.key()) {
            blocks.check_cells(entry, &inputs);
        }
    }

    let application = table
        .entry("application")
        .and_then(|entry| blocks.application(entry));
    let mut reader = blocks.reader;
    let lifespan = table.get("lifespan_years");
    let lifespan_years = lifespan
        .and_then(|node| lifespan_years(&mut reader, node))
        .unwrap_or(DEFAULT_LIFESPAN_YEARS);
    let quantities = Quantities {
        table,
        inputs: &inputs,
        lifespan_years,
        factors: &factors,
    };
    let cost = table
        .entry("cost")
        .and_then(|entry| cost::cost(&mut reader, entry, &quantities));
    let device = Device {
        name,
        description: reader.optional_text(table, "description"),
        lifespan_years,
        lifespan_stated: lifespan.is_some(),
        starts_after_years: 0.0,
        blocks: inputs,
        truncation_factor: reader.optional_number(table, &TRUNCATION_FACTOR),
        application,
        correlations,
        uncovered,
        cost,
        assumptions: reader.optional_texts(table, "assumptions"),
        defaulted: Vec::new(),
        replaced: Vec::new(),
        budgets: Vec::new(),
        own,
        sources: reader.sources(table),
    };
    if device.blocks.is_empty() && reader.diagnostics.is_empty() {
        reader.report(
            Diagnostic::at("no-block", &Place::start_of(0), "the device has no block")
                .help("give at least one, for example `[processing]` with `mcu_mm2 = 10`"),
        );
    }
    if has_wrong_factors {
        // What is not known may be given, and wrong.
        let code = Code("unknown-factor");
        reader.diagnostics.retain(|problem| problem.code != code);
    }
    (device, reader.diagnostics)
}

fn own_factors(
    reader: &mut Reader,
    table: &Table,
    name: &str,
    texts: &[Source],
    factors: &Factors,
) -> FactorSet {
    // What the device extends has factors of its own.
    let layer = |place: &Place| match texts.get(place.source) {
        Some(text) if place.source > 0 => text.name.as_str(),
        _ => name,
    };
    let items = table
        .entry("factors")
        .map(|entry| read_factors(reader, entry, layer));
    let citations = table
        .entry("sources")
        .map(|entry| read_citations(reader, entry, &|key| factors.citation(key)));
    FactorSet {
        name: name.to_owned(),
        items: items.unwrap_or_default(),
        citations: citations.unwrap_or_default(),
        ..FactorSet::default()
    }
}

fn unknown_key(entry: &Entry) -> Diagnostic {
    let is_table = matches!(entry.node.value, Value::Table(_));
    let (code, what) = if is_table {
        ("unknown-block", "block")
    } else {
        ("unknown-key", "key")
    };
    let candidates = Block::ALL
        .iter()
        .map(|block| block.key())
        .chain(names(&DEVICE));
    let help = match Block::meant_by(&entry.key) {
        Some(block) => format!("did you mean `{}`?", block.key()),
        None => suggest(&entry.key, candidates, "a device file has"),
    };
    Diagnostic::at(
        code,
        &entry.key_place,
        format!("unknown {what} `{}`", entry.key),
    )
    .help(help)
}

fn lifespan_years(reader: &mut Reader, node: &Node) -> Option<f64> {
    let bounds = Bounds {
        least: 0.0,
        ..LIFESPAN_YEARS.bounds
    };
    let years = reader.number(LIFESPAN_YEARS.name, node, bounds)?;
    if years >= SHORTEST_YEARS {
        return Some(years);
    }
    reader.report(
        Diagnostic::at(
            "out-of-range",
            &node.place,
            format!("`lifespan_years` is {}", plain(years)),
        )
        .help(format!(
            "a device serves for some time: give {SHORTEST_YEARS} years or more"
        )),
    );
    None
}

fn uncovered(reader: &mut Reader, entry: &Entry) -> Option<Uncovered> {
    let table = reader.table(entry)?;
    reader.only(table, &names(&UNCOVERED), "`[uncovered]`");
    let mut count = |key: &str| {
        let count = reader.whole(key, table.get(key)?, COUNT)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1e5"
        )]
        Some(count as usize)
    };
    let (covered_count, parts_count) = (count("covered_count"), count("parts_count"));
    if let (Some(covered), Some(parts), Some(entry)) =
        (covered_count, parts_count, table.entry("covered_count"))
        && covered > parts
    {
        reader.report(
            Diagnostic::at(
                "out-of-range",
                &entry.node.place,
                format!("{covered} covered parts of {parts}"),
            )
            .help("`parts_count` counts all parts, covered or not"),
        );
    }
    let parts = reader.optional_texts(table, "parts");
    if let (Some(all), Some(entry)) = (parts_count, table.entry("parts_count"))
        && covered_count.unwrap_or_default() <= all
        && covered_count.unwrap_or_default() + parts.len() > all
    {
        let listed = parts.len();
        reader.report(
            Diagnostic::at(
                "out-of-range",
                &entry.node.place,
                format!(
                    "of {all} parts, {listed} are listed as not covered, and {} are covered",
                    covered_count.unwrap_or_default()
                ),
            )
            .help("`parts_count` counts all parts, covered or not"),
        );
    }
    Some(Uncovered {
        parts,
        covered_count,
        parts_count,
    })
}
