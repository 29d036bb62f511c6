//! The assessment: inputs to lines.

use std::sync::Arc;

use super::assessment::Assessment;
use super::footprint::{Coverage, Excluded, Footprint, Line, Remark};
use super::{embodied, operation, training, transport};
use crate::block::{Block, Stage};
use crate::device::{BlockInput, Content, Device, Effort};
use crate::factors::{BUILTIN, Basis, Factors};
use crate::grid::Grid;
use crate::range::Range;

/// Assesses a device: one line for each item, all of them in kg CO2e per
/// device over its lifespan.
///
/// Pure arithmetic: the same inputs give the same footprint, always.
///
/// ```
/// use tinyfoot::{Block, Device, Factors, assess};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("keyword-spotting", &factors).unwrap();
/// let footprint = assess(&device, &factors);
/// assert_eq!(format!("{:.2}", footprint.total().typical), "2.66");
/// assert_eq!(format!("{:.2}", footprint.block(Block::Pcb).unwrap().low), "0.13");
/// ```
pub fn assess(device: &Device, factors: &Factors) -> Footprint {
    let mut factors = factors.clone();
    factors.push(Arc::clone(&device.own));
    let mut assessment = Assessment::new(device, &factors);
    assessment.state_lifespan();
    for input in &device.blocks {
        assessment.block(input);
    }
    assessment.finish()
}

impl Assessment<'_> {
    fn state_lifespan(&mut self) {
        if !self.device.lifespan_stated {
            self.assumptions.push(Remark {
                code: "default-lifespan",
                block: None,
                text: format!(
                    "lifespan of {} years, as in the published systems (prakash-2023)",
                    self.device.lifespan_years
                ),
            });
        }
    }

    fn block(&mut self, input: &BlockInput) {
        let first = self.lines.len();
        match &input.content {
            Content::Stated(kg) => embodied::stated(self, input.block, kg),
            Content::Parts { parts, whole } => {
                embodied::parts(self, input, parts, whole.as_ref());
            }
            Content::Custom(components) => embodied::custom(self, components),
            Content::Training(model) => training::training(self, model),
            Content::Transport(journey) => transport::transport(self, journey),
            Content::Use(electricity) => operation::electricity(self, electricity),
        }
        let mut sources = input.sources.clone();
        if let Some(level) = &input.level {
            if let Some(caution) = &level.caution {
                self.warn("level-caution", input.block, caution.clone());
            }
            sources.extend(level.sources.iter().cloned());
        }
        for line in &mut self.lines[first..] {
            if input.reused && line.stage == Stage::Production {
                embodied::cut_off(line);
            }
            for source in &sources {
                if !line.sources.contains(source) {
                    line.sources.push(source.clone());
                }
            }
        }
        // Only a training may be stated without a source: it is no secret then.
        let is_unsourced = |line: &Line| line.is_stated() && line.sources.is_empty();
        if self.lines[first..].iter().any(is_unsourced) {
            let text = "its footprint is stated without a source";
            self.assume("unsourced", input.block, text);
        }
        if input.reused {
            self.assume(
                "reused",
                input.block,
                "second-life hardware: its production is not counted again (cut-off)",
            );
        }
        for text in &input.assumptions {
            self.assume("stated-assumption", input.block, text.clone());
        }
    }

    /// Warns of every factor that is less than printed in its source.
    fn warn_of_weak_factors(&mut self) {
        let mut weak: Vec<Remark> = Vec::new();
        for line in &self.lines {
            let (code, how) = match line.factor.basis {
                Basis::Figure => ("factor-from-figure", "was read off a figure"),
                Basis::Assumed => ("factor-assumed", "is assumed"),
                _ => continue,
            };
            let text = format!("the factor of {} {how}", line.label);
            if line.kg_co2e() != Range::ZERO && weak.iter().all(|other| other.text != text) {
                weak.push(Remark {
                    code,
                    block: Some(line.block),
                    text,
                });
            }
        }
        self.warnings.extend(weak);
    }

    fn coverage(&self) -> Option<Coverage> {
        let uncovered = self.device.uncovered.as_ref()?;
        let hardware = self
            .lines
            .iter()
            .filter(|line| line.stage == Stage::Production && line.quantity() != Range::ZERO);
        let covered = uncovered.covered_count.unwrap_or_else(|| hardware.count());
        let parts = uncovered
            .parts_count
            .unwrap_or_else(|| covered + uncovered.parts.len());
        Some(Coverage { covered, parts })
    }

    fn grids(&self) -> Vec<(Block, Grid)> {
        self.device
            .blocks
            .iter()
            .filter_map(|input| match &input.content {
                Content::Use(electricity) => Some((input.block, electricity.grid.clone())),
                Content::Training(training) => match &training.effort {
                    Effort::Energy { grid, .. } => Some((input.block, grid.clone())),
                    Effort::Footprint(_) => None,
                },
                _ => None,
            })
            .collect()
    }

    fn finish(mut self) -> Footprint {
        self.warn_of_weak_factors();
        for text in &self.device.assumptions {
            self.assumptions.push(Remark {
                code: "stated-assumption",
                block: None,
                text: text.clone(),
            });
        }
        let device = self.device;
        let absent = Block::ALL
            .into_iter()
            .filter(|block| *block != Block::Custom && !device.has(*block))
            .map(|block| Excluded {
                block: Some(block),
                part: None,
            });
        let uncovered = device
            .uncovered
            .iter()
            .flat_map(|uncovered| &uncovered.parts)
            .map(|part| Excluded {
                block: None,
                part: Some(part.clone()),
            });
        let coverage = self.coverage();
        let grids = self.grids();
        Footprint {
            name: device.name.clone(),
            description: device.description.clone(),
            lifespan_years: device.lifespan_years,
            modelled: device.blocks.iter().map(|input| input.block).collect(),
            levels: device
                .blocks
                .iter()
                .filter_map(|input| Some((input.block, input.level.clone()?)))
                .collect(),
            excluded: absent.chain(uncovered).chain(self.unknown).collect(),
            coverage,
            grids,
            lines: self.lines,
            assumptions: self.assumptions,
            warnings: self.warnings,
            factor_sets: factor_sets(self.factors),
            own: Arc::clone(&device.own),
            sources: device.sources.clone(),
        }
    }
}

/// The names of the sets, without a device's own that is empty.
fn factor_sets(factors: &Factors) -> Vec<String> {
    let layers = factors
        .layers()
        .filter(|set| !set.items.is_empty() || !set.levels.is_empty())
        .map(|set| set.name.clone());
    [BUILTIN.to_owned()].into_iter().chain(layers).collect()
}
