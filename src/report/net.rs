//! What a device costs, what it saves, and what is left of that.

use super::cite::{Bibliography, cited};
use super::document::{Column, Document, Element, Table};
use super::estimate::{limits_of, remark, supply_words};
use super::fleet::of_many;
use super::formula::formula;
use super::number::{
    count, difference, kilograms, kilograms_with_unit, plural, quantity, significant, with_unit,
};
use super::records::{Cell, Records};
use crate::analysis::{Net, Summary};
use crate::device::Variant;
use crate::range::Range;
use crate::read::Stated;

const KG: Option<&str> = Some("kg CO2e");

/// What a device costs and saves, alone and as a fleet.
#[derive(Clone, Debug)]
pub struct NetReport {
    /// One device.
    pub net: Net,
    /// How many there are, if that was asked for.
    pub units: Option<f64>,
}

/// One of the sides, and how sure it is.
struct Side<'a> {
    name: &'static str,
    key: &'static str,
    range: Range,
    summary: Option<&'a Summary>,
    is_difference: bool,
}

impl NetReport {
    fn sides(&self) -> [Side<'_>; 5] {
        let net = &self.net;
        let certainty = &net.certainty;
        let side = |name, key, range, summary| Side {
            name,
            key,
            range,
            summary,
            is_difference: false,
        };
        let cost = &certainty.footprint.total;
        let kept = &certainty.kept.total;
        [
            side("footprint", "footprint", net.footprint.total(), Some(cost)),
            side("avoided", "avoided", net.avoided, None),
            side("lost to rebound", "rebound", net.rebound(), None),
            side("saved", "saved", net.kept(), Some(kept)),
            Side {
                is_difference: true,
                ..side("net", "net", net.net(), Some(&certainty.net))
            },
        ]
    }

    /// Both sides, their difference, and what it rests on.
    pub fn document(&self, bibliography: &Bibliography) -> Document {
        let mut elements = vec![
            Element::Heading(self.net.footprint.name.clone()),
            Element::Table(self.table(1.0)),
        ];
        if let Some(units) = self.units {
            elements.push(Element::Heading(format!("{} of them", count(units))));
            elements.push(Element::Table(self.table(units)));
        }
        elements.push(Element::Facts(self.facts(bibliography)));
        Document { elements }
    }

    fn table(&self, units: f64) -> Table {
        let mut columns = vec![Column::text("over its life")];
        let titles = ["low", "typical", "high", "P5", "P50", "P95"];
        columns.extend(titles.map(|title| Column::number(title, KG)));
        let mut table = Table {
            columns,
            rows: Vec::new(),
        };
        for side in self.sides() {
            let text = |kg: f64| {
                if side.is_difference {
                    difference(kg * units)
                } else {
                    kilograms(kg * units)
                }
            };
            let Range { low, typical, high } = side.range;
            let mut cells = vec![side.name.to_owned()];
            cells.extend([low, typical, high].map(text));
            match side.summary {
                Some(summary) => {
                    let [p5, _, p50, _, p95] = summary.quantiles;
                    cells.extend([p5, p50, p95].map(text));
                }
                None => cells.extend([const { String::new() }; 3]),
            }
            if side.is_difference {
                table.total(cells);
            } else {
                table.row(cells);
            }
        }
        table
    }

    fn facts(&self, bibliography: &Bibliography) -> Vec<(String, Vec<String>)> {
        let net = &self.net;
        let application = &net.application;
        let mut facts = Vec::new();
        let mut fact = |name: &str, texts: Vec<String>| facts.push((name.to_owned(), texts));
        fact("net", vec![self.verdict()]);
        fact("payback", vec![self.payback()]);
        fact("break-even", self.break_even());
        let lines = net.saving.lines.iter();
        let formulas = lines.map(|line| formula(line, Variant::Typical));
        fact("saved", formulas.collect());
        fact(
            "effect",
            vec![
                format!(
                    "{} of the saving is due to the device",
                    percent_text(&application.attribution_percent)
                ),
                format!(
                    "{} of that is lost to rebound",
                    percent_text(&application.rebound_percent)
                ),
            ],
        );
        let evidence = application.evidence.clone();
        fact(
            "evidence",
            vec![evidence.unwrap_or_else(|| "not judged: the file has no `evidence`".to_owned())],
        );
        let assumed = net.saving.assumptions.iter().map(remark);
        fact("assumptions", assumed.collect());
        fact("apart", vec![
            "what is avoided elsewhere is no part of the footprint, and is not subtracted from it \
             in any other command (ITU-T L.1480, IEC 63372)".to_owned(),
            "low and high are of each row alone, so that a column does not add up; those of the net \
             are least cost with most saved, and most cost with least saved"
                .to_owned(),
        ]);
        let mut counted = vec![
            "the footprint is what `tinyfoot estimate` says, with the assumptions and sources of that"
                .to_owned(),
        ];
        counted.extend(of_many(&net.footprint, self.units.unwrap_or(1.0)));
        fact("counted", counted);
        let grid = net.saving.grids.first().map(|used| {
            let words = supply_words(used);
            match used.trend_percent_per_year {
                Some(_) => format!("saving: {words}"),
                None => format!("saving: {words}, in every year the same"),
            }
        });
        facts.extend(limits_of(&net.footprint, grid));
        let known = bibliography.with(&net.saving);
        let sources = cited(&net.saving);
        let sources = sources.into_iter().map(|key| known.describe(key));
        facts.push(("sources".to_owned(), sources.collect()));
        facts.retain(|(_, texts)| !texts.is_empty());
        facts
    }

    fn verdict(&self) -> String {
        let certainty = &self.net.certainty;
        let percent = |share: f64| match share * 100.0 {
            small if small > 0.0 && small < 0.05 => "less than 0.1 %".to_owned(),
            percent => format!("{percent:.1} %"),
        };
        format!(
            "saves more than it costs in {} of {} draws (standard error {})",
            percent(certainty.net_negative_probability),
            certainty.samples,
            percent(certainty.error)
        )
    }

    fn payback(&self) -> String {
        let lifespan = self.net.footprint.lifespan_years;
        match self.net.payback_years {
            None => "typically, it does not save what it costs within 100 years".to_owned(),
            Some(0.0) if self.net.net().typical > 0.0 => {
                "from the start, but what it uses later undoes that".to_owned()
            }
            Some(0.0) => {
                "from the start: it takes nothing to make, and saves more than it uses".to_owned()
            }
            Some(years) if years > lifespan => {
                format!(
                    "{}, and it serves {}",
                    after(years),
                    with_unit(lifespan, "year")
                )
            }
            Some(years) => {
                let again = match self.net.lasting_payback_years {
                    None => "; what it costs later undoes that".to_owned(),
                    Some(last) if last > years => {
                        format!(
                            "; what it costs later undoes that, for good only {}",
                            after(last)
                        )
                    }
                    Some(_) => String::new(),
                };
                format!(
                    "{} of {}: what making it and using it until then costs is saved{again}",
                    after(years),
                    with_unit(lifespan, "year")
                )
            }
        }
    }

    fn break_even(&self) -> Vec<String> {
        let net = &self.net;
        let saving = match net.break_even_kg_co2e_per_year {
            Some(kg) => format!(
                "it would have to avoid {} CO2e a year before attribution and rebound, and avoids {}",
                kilograms_with_unit(kg),
                kilograms_with_unit(self.avoided_per_year())
            ),
            None => "no saving would do, typically: all of it is lost or not due to the device"
                .to_owned(),
        };
        let rebound = match net.break_even_rebound_percent {
            Some(percent) if percent >= 0.0 => format!(
                "a rebound of {} % would leave nothing of it",
                significant(percent)
            ),
            Some(_) => "it costs more than it avoids without any rebound".to_owned(),
            None => "it avoids nothing that a rebound could take".to_owned(),
        };
        vec![saving, rebound]
    }

    /// What is avoided in a year before attribution and rebound, in kg CO2e.
    fn avoided_per_year(&self) -> f64 {
        let net = &self.net;
        let attribution = net.application.attribution_percent.range.typical / 100.0;
        if attribution > 0.0 {
            net.avoided.typical / net.footprint.lifespan_years / attribution
        } else {
            0.0
        }
    }

    /// A row for each side, of one device and of all.
    pub fn records(&self) -> Records {
        let columns = vec![
            "device",
            "row",
            "units",
            "low_kg_co2e",
            "typical_kg_co2e",
            "high_kg_co2e",
            "p5_kg_co2e",
            "p50_kg_co2e",
            "p95_kg_co2e",
            "net_negative_probability",
            "payback_years",
            "lasting_payback_years",
            "break_even_kg_co2e_per_year",
            "break_even_rebound_percent",
        ];
        let mut rows = Vec::new();
        let net = &self.net;
        for units in [Some(1.0), self.units].into_iter().flatten() {
            for side in self.sides() {
                let Range { low, typical, high } = side.range * units;
                let mut cells: Vec<Cell> = vec![
                    net.footprint.name.as_str().into(),
                    side.key.into(),
                    units.into(),
                ];
                cells.extend([low, typical, high].map(Cell::from));
                match side.summary {
                    Some(summary) => {
                        let [p5, _, p50, _, p95] = summary.quantiles;
                        cells.extend([p5, p50, p95].map(|kg| Cell::from(kg * units)));
                    }
                    None => cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
                }
                if side.is_difference {
                    cells.push(net.certainty.net_negative_probability.into());
                    cells.push(net.payback_years.into());
                    cells.push(net.lasting_payback_years.into());
                    cells.push(net.break_even_kg_co2e_per_year.into());
                    cells.push(net.break_even_rebound_percent.into());
                }
                cells.resize(columns.len(), Cell::Empty);
                rows.push(cells);
            }
        }
        Records { columns, rows }
    }
}

/// A time from the start on; days of less than half a year.
fn after(years: f64) -> String {
    const DAYS_PER_YEAR: f64 = 365.0;
    if years < 0.5 {
        let days = (years * DAYS_PER_YEAR).ceil();
        format!("after {}", plural(days, "day"))
    } else {
        format!("after {} years", significant(years))
    }
}

/// A percentage with the ends of its range.
fn percent_text(stated: &Stated) -> String {
    quantity(stated.range, "%")
}
