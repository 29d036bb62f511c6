//! Everything that is known of some devices, on one page.

use super::cite::{Bibliography, cited, once};
use super::document::{Column, Document, Element, Table};
use super::estimate::{By, block_table, factor_text, facts, stage_table};
use super::explain::{reference, spread};
use super::figure::{self, Lengths, Slices};
use super::html::{Headline, Page, Section};
use super::lifespan::Lifespans;
use super::number::{NOT_MODELLED, exact, kilograms, kilograms_with_unit, quantity, with_unit};
use super::sensitivity;
use super::uncertainty;
use crate::analysis::{Sensitivity, Uncertain};
use crate::model::{Footprint, Line};
use crate::products::Product;
use crate::range::Range;

const KG: Option<&str> = Some("kg CO2e");
/// What is said of a source that is a text, not a key.
pub(super) const AS_STATED: &str = "as the device file states it";

/// What is known of some devices: of each, in the same order.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// Their footprints.
    pub footprints: &'a [Footprint],
    /// How sure these are.
    pub uncertain: &'a [Uncertain],
    /// What moves them.
    pub sensitivities: &'a [Sensitivity],
    /// Them over the years.
    pub lifespans: &'a Lifespans,
    /// Published products to hold them against.
    pub products: &'a [Product],
}

impl Dossier<'_> {
    /// A page with pictures, tables, and what they rest on.
    pub fn page(&self, bibliography: &Bibliography) -> Page {
        let names: Vec<&str> = self
            .footprints
            .iter()
            .map(|own| own.name.as_str())
            .collect();
        let sections = [
            ("Summary", self.summary()),
            ("Where it comes from", self.blocks()),
            ("Stages of life", self.stages()),
            ("Over the years", self.years()),
            ("How sure it is", self.certainty()),
            ("What moves it", self.influences()),
            ("Every line", self.lines()),
            (
                "Boundary, assumptions and exclusions",
                self.basis(bibliography),
            ),
            ("References", self.references(bibliography)),
        ];
        Page {
            title: format!("Carbon footprint of {}", listed(&names)),
            lead: "Greenhouse gases of one device over its life, in kg CO2e (GWP100); the boundary says which stages are included.".to_owned(),
            headlines: self.footprints.iter().zip(self.uncertain).map(headline).collect(),
            sections: sections
                .into_iter()
                .map(|(heading, elements)| Section {
                    heading: heading.to_owned(),
                    body: Document { elements },
                })
                .collect(),
            footer: footer(self.footprints),
        }
    }

    fn summary(&self) -> Vec<Element> {
        let mut columns = vec![
            Column::text("device"),
            Column::number("lifespan", Some("years")),
        ];
        let titles = [
            "low",
            "typical",
            "high",
            "P5",
            "P95",
            "embodied",
            "operational",
        ];
        columns.extend(titles.map(|title| Column::number(title, KG)));
        let mut table = Table {
            columns,
            rows: Vec::new(),
        };
        for (own, uncertain) in self.footprints.iter().zip(self.uncertain) {
            let Range { low, typical, high } = own.total();
            let [p5, _, _, _, p95] = uncertain.total.quantiles;
            let mut cells = vec![own.name.clone(), exact(own.lifespan_years)];
            cells.extend([low, typical, high, p5, p95].map(kilograms));
            cells.extend([own.embodied(), own.operational()].map(|kg| match kg {
                Some(kg) => kilograms(kg.typical),
                None => NOT_MODELLED.to_owned(),
            }));
            table.row(cells);
        }
        vec![
            Element::Table(table),
            Element::Text("Low, typical and high are hardware variants: the device in which every part is the small, the usual or the large one. Nine of ten outcomes lie between P5 and P95, when inputs and emission factors vary within what is known of them. Embodied and operational are those of the typical variant; - is not modelled.".to_owned()),
        ]
    }

    fn blocks(&self) -> Vec<Element> {
        let mut elements = vec![
            Element::Figure(figure::bars(self.footprints, &[], Lengths::Linear)),
            Element::Figure(figure::bars(self.footprints, self.products, Lengths::Log)),
        ];
        if !self.products.is_empty() {
            elements.push(Element::Text("Footprints of products are those that their makers publish, within boundaries of their own.".to_owned()));
        }
        for (own, uncertain) in self.footprints.iter().zip(self.uncertain) {
            elements.push(Element::Heading(own.name.clone()));
            elements.extend(own.description.clone().map(Element::Text));
            elements.push(Element::Table(block_table(own, Some(uncertain))));
        }
        elements
    }

    fn stages(&self) -> Vec<Element> {
        let mut elements = vec![Element::Figure(figure::donut(
            self.footprints,
            Slices::Stages,
        ))];
        for own in self.footprints {
            elements.push(Element::Heading(own.name.clone()));
            elements.push(Element::Table(stage_table(own)));
        }
        elements
    }

    fn years(&self) -> Vec<Element> {
        let mut elements = vec![Element::Figure(figure::lifespan(self.lifespans))];
        elements.extend(self.lifespans.whole_years().document().elements);
        elements
    }

    fn certainty(&self) -> Vec<Element> {
        let mut elements = vec![Element::Figure(figure::histogram(self.uncertain))];
        for own in self.uncertain {
            elements.push(Element::Heading(own.name.clone()));
            elements.push(Element::Table(uncertainty::table(own)));
            elements.push(Element::Facts(uncertainty::facts(own)));
        }
        elements
    }

    fn influences(&self) -> Vec<Element> {
        let mut elements = vec![Element::Figure(figure::tornado(self.sensitivities))];
        for own in self.sensitivities {
            elements.extend(sensitivity::sensitivity_without_bars(own).elements);
        }
        elements
    }

    fn lines(&self) -> Vec<Element> {
        let mut elements = Vec::new();
        for own in self.footprints {
            elements.push(Element::Heading(own.name.clone()));
            elements.push(Element::Table(line_table(own)));
        }
        let derivations = derivations(self.footprints);
        if !derivations.is_empty() {
            let heading = "How factors were derived";
            elements.push(Element::Heading(heading.to_owned()));
            elements.push(Element::Facts(derivations));
        }
        elements
    }

    fn basis(&self, bibliography: &Bibliography) -> Vec<Element> {
        let mut elements = Vec::new();
        for own in self.footprints {
            elements.push(Element::Heading(own.name.clone()));
            let mut facts = facts(own, By::Block, bibliography);
            // They are references, with all that is known of them.
            facts.retain(|(name, _)| name != "sources");
            elements.push(Element::Facts(facts));
        }
        elements
    }

    fn references(&self, bibliography: &Bibliography) -> Vec<Element> {
        let products = self.products.iter().map(|product| product.source.as_str());
        let footprints = self.footprints.iter().flat_map(cited);
        let keys = once(footprints.chain(products));
        vec![Element::Facts(references(
            &keys,
            self.footprints,
            bibliography,
        ))]
    }
}

/// The full reference of each key; a text that is no key is one itself.
fn references(
    keys: &[&str],
    footprints: &[Footprint],
    bibliography: &Bibliography,
) -> Vec<(String, Vec<String>)> {
    let own: Vec<Bibliography> = footprints
        .iter()
        .map(|own| bibliography.with(own))
        .collect();
    keys.iter()
        .map(|key| {
            let found = own.iter().find_map(|own| own.find(key));
            let texts = found.map_or_else(|| vec![AS_STATED.to_owned()], reference);
            ((*key).to_owned(), texts)
        })
        .collect()
}

/// What made the page, and from what.
pub(super) fn footer(footprints: &[Footprint]) -> String {
    let sets = once(
        footprints
            .iter()
            .flat_map(|own| own.factor_sets.iter().map(String::as_str)),
    );
    format!(
        "Made by tinyfoot {} with the factor set {}.",
        env!("CARGO_PKG_VERSION"),
        sets.join(", then ")
    )
}

fn headline((footprint, uncertain): (&Footprint, &Uncertain)) -> Headline {
    let Range { low, typical, high } = footprint.total();
    let [p5, _, _, _, p95] = uncertain.total.quantiles;
    let [low, high, p5, p95] = [low, high, p5, p95].map(kilograms);
    Headline {
        name: footprint.name.clone(),
        number: format!("{} CO2e", kilograms_with_unit(typical)),
        remark: format!(
            "over {}; P5 to P95: {p5} to {p95}; low to high variant: {low} to {high} kg CO2e",
            with_unit(footprint.lifespan_years, "year")
        ),
    }
}

/// `A`, `A and B`, `A, B and C`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn line_table(footprint: &Footprint) -> Table {
    let mut columns: Vec<Column> = ["line", "quantity", "factor"].map(Column::text).into();
    columns.extend(["low", "typical", "high"].map(|title| Column::number(title, KG)));
    columns.extend(["derivation", "sources"].map(Column::text));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    for line in &footprint.lines {
        let Range { low, typical, high } = line.kg_co2e();
        let mut cells = vec![
            format!("{}: {}", line.block.label(), described(line)),
            quantity(line.quantity(), line.unit.symbol),
            factor_text(line),
        ];
        cells.extend([low, typical, high].map(kilograms));
        cells.push(line.factor.basis.describe().to_owned());
        cells.push(once(line.cited()).join(", "));
        table.row(cells);
    }
    table
}

/// The item, and its stage where that is not the one of its block.
fn described(line: &Line) -> String {
    if line.stage == line.block.stage() {
        line.label.to_string()
    } else {
        format!("{} ({})", line.label, line.stage.label())
    }
}

/// What there is to say of each factor, once for all lines that have it.
fn derivations(footprints: &[Footprint]) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in footprints.iter().flat_map(|own| &own.lines) {
        let factor = &line.factor;
        let name = format!("{}, of {}", factor.id, factor.layer);
        let is_known = found.iter().any(|(own, _)| *own == name);
        if let (Some(derivation), false) = (&factor.derivation, is_known) {
            found.push((
                name,
                vec![derivation.to_string(), format!("gsd {}", spread(factor))],
            ));
        }
    }
    found
}
