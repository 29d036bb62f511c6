//! The page on environmental impact of an ML sensor's datasheet, as Stewart et
//! al. (2024) ask for it.

use super::cite::{Bibliography, cited};
use super::document::{Column, Document, Element, Table};
use super::dossier::{AS_STATED, footer};
use super::estimate::{self, By, made_of};
use super::figure::{Slices, donut};
use super::html::{Page, Section};
use super::number::{kilograms, kilograms_with_unit, percent, with_unit};
use crate::analysis::Uncertain;
use crate::block::Block;
use crate::model::Footprint;
use crate::sources::Citation;

const HEADING: &str = "Environmental impact";
const METHOD: &str = "process-based life-cycle assessment by functional block (pirson-bol-2021): each part is a quantity times an emission factor";

/// The sentence with the total, a ring of its blocks, the same as a table, and
/// what it rests on.
pub fn datasheet(
    footprint: &Footprint,
    uncertain: &Uncertain,
    bibliography: &Bibliography,
) -> Document {
    let mut elements = vec![Element::Heading(HEADING.to_owned())];
    elements.extend(body(footprint, uncertain, bibliography));
    Document { elements }
}

/// The same as a page of its own.
pub fn datasheet_page(
    footprint: &Footprint,
    uncertain: &Uncertain,
    bibliography: &Bibliography,
) -> Page {
    Page {
        title: footprint.name.clone(),
        lead: footprint.description.clone().unwrap_or_default(),
        headlines: Vec::new(),
        sections: vec![Section {
            heading: HEADING.to_owned(),
            body: Document {
                elements: body(footprint, uncertain, bibliography),
            },
        }],
        footer: footer(std::slice::from_ref(footprint)),
    }
}

fn body(footprint: &Footprint, uncertain: &Uncertain, bibliography: &Bibliography) -> Vec<Element> {
    let own = std::slice::from_ref(footprint);
    let known = bibliography.with(footprint);
    let sources = cited(footprint).into_iter().map(|key| {
        let text = known
            .find(key)
            .map_or_else(|| AS_STATED.to_owned(), Citation::full);
        (key.to_owned(), vec![text])
    });
    vec![
        Element::Text(sentence(footprint, uncertain)),
        Element::Figure(donut(own, Slices::Blocks)),
        Element::Table(table(footprint)),
        Element::Facts(facts(footprint, bibliography)),
        Element::Heading("Sources".to_owned()),
        Element::Facts(sources.collect()),
    ]
}

fn sentence(footprint: &Footprint, uncertain: &Uncertain) -> String {
    let [p5, _, _, _, p95] = uncertain.total.quantiles.map(kilograms_with_unit);
    let mut text = format!(
        "The carbon footprint of one {} is {} CO2e over its life of {}",
        footprint.name,
        kilograms_with_unit(footprint.total().typical),
        with_unit(footprint.lifespan_years, "year"),
    );
    if uncertain.total.sd > 0.0 {
        text.push_str(&format!(
            "; nine of ten outcomes lie between {p5} and {p95}, as far as it is known how uncertain \
             inputs are"
        ));
    }
    if let Some(coverage) = footprint.coverage {
        text.push_str(&format!(
            "; it covers {} of {} parts",
            coverage.covered, coverage.parts
        ));
    }
    text.push('.');
    text
}

/// What is modelled, with its typical footprint and share.
fn table(footprint: &Footprint) -> Table {
    let mut table = Table {
        columns: vec![
            Column::text("block"),
            Column::text("made of"),
            Column::number("footprint", Some("kg CO2e")),
            Column::number("share", None),
        ],
        rows: Vec::new(),
    };
    let total = footprint.total().typical;
    for block in Block::ALL {
        if let Some(kg) = footprint.block(block) {
            table.row(vec![
                block.label().to_owned(),
                made_of(footprint, block),
                kilograms(kg.typical),
                percent(kg.typical, total),
            ]);
        }
    }
    table.total(vec![
        "total".to_owned(),
        String::new(),
        kilograms(total),
        percent(total, total),
    ]);
    table
}

fn facts(footprint: &Footprint, bibliography: &Bibliography) -> Vec<(String, Vec<String>)> {
    let mut facts = estimate::facts(footprint, By::Block, bibliography);
    facts.retain(|(name, _)| name != "sources");
    let made_by = format!("calculated by tinyfoot {}", env!("CARGO_PKG_VERSION"));
    facts.insert(0, ("method".to_owned(), vec![METHOD.to_owned(), made_by]));
    facts
}
