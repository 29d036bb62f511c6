//! The assessment: inputs to lines.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::assessment::Assessment;
use super::footprint::{Coverage, Excluded, Footprint, GridUse, Line, Remark, Term};
use super::{embodied, operation, training, transport};
use crate::block::{Block, Stage};
use crate::cited::Sources;
use crate::device::{BlockInput, Content, Device, Effort};
use crate::diagnostic::nearest;
use crate::factors::{BUILTIN, Basis, Factors};
use crate::grid::{Grid, GridBasis};
use crate::range::Range;
use crate::sources;

/// Where the default lifespan is from.
const PUBLISHED_SYSTEMS: &str = "prakash-2023";
/// Where the method and its truncation are described.
const METHOD: &str = "pirson-bol-2021";

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
    let factors = with_own(device, factors);
    let mut assessment = Assessment::new(device, &factors);
    assessment.add_lines();
    assessment.finish()
}

/// The lines of a footprint alone, for what asks for nothing else of many
/// devices.
pub(crate) fn lines(device: &Device, factors: &Factors) -> Vec<Line> {
    let factors = with_own(device, factors);
    let mut assessment = Assessment::new(device, &factors);
    assessment.add_lines();
    assessment.lines
}

/// The factors with those that a device brings over them.
fn with_own(device: &Device, factors: &Factors) -> Factors {
    let mut factors = factors.clone();
    factors.push(Arc::clone(&device.own));
    factors
}

impl Assessment<'_> {
    fn add_lines(&mut self) {
        self.state_lifespan();
        // What is carried is known when everything else is.
        let (journeys, others): (Vec<_>, Vec<_>) = self
            .device
            .blocks
            .iter()
            .partition(|input| input.block == Block::Transport);
        for input in others.into_iter().chain(journeys) {
            self.block(input);
        }
        self.truncate();
        self.lines.sort_by_key(|line| line.block);
    }

    fn state_lifespan(&mut self) {
        if !self.device.lifespan_stated {
            self.assumptions.push(Remark {
                code: "default-lifespan",
                block: None,
                text: format!(
                    "lifespan of {} years, as in the published systems ({PUBLISHED_SYSTEMS})",
                    self.device.lifespan_years
                ),
            });
        }
    }

    /// Raises production for what process-based studies leave out of the supply
    /// chain, if the file asks for it: `kg × truncation factor`. Pirson & Bol
    /// (2021) expect about 2.
    fn truncate(&mut self) {
        let Some(factor) = self.device.truncation_factor else {
            return;
        };
        let is_made =
            |line: &&mut Line| matches!(line.stage, Stage::Production | Stage::Replacement);
        for line in self.lines.iter_mut().filter(is_made) {
            line.terms
                .push(Term::multiplier(factor, "(truncation factor)"));
        }
        self.assumptions.push(Remark {
            code: "truncation",
            block: None,
            text: format!(
                "production and replacement are multiplied by {factor} for what process-based studies leave out ({METHOD})"
            ),
        });
    }

    fn block(&mut self, input: &BlockInput) {
        let first = self.lines.len();
        match &input.content {
            Content::Stated { kg_co2e, for_years } => {
                embodied::stated(self, input.block, kg_co2e, *for_years);
            }
            Content::Parts { parts, whole } => {
                embodied::parts(self, input, parts, whole.as_ref());
            }
            Content::Custom(components) => embodied::custom(self, components),
            Content::Training(model) => training::training(self, model),
            Content::Transport(journey) => transport::transport(self, journey),
            Content::Use(use_profile) => operation::operation(self, use_profile),
        }
        let caution = input.level.as_ref().and_then(|level| level.caution.clone());
        if let Some(caution) = caution {
            self.warn("level-caution", input.block, caution);
        }
        for line in &mut self.lines[first..] {
            if input.reused && line.stage == Stage::Production {
                embodied::cut_off(line);
            }
        }
        // Only a training may be stated without a source: it is no secret then.
        // None of a part needs no source either, and is no assumption.
        let has_parts = matches!(input.content, Content::Parts { .. });
        let is_unsourced = |line: &Line| {
            let is_there = !has_parts || line.kg_co2e() != Range::ZERO;
            line.is_stated() && line.sources.is_empty() && is_there
        };
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

    /// Warns of every factor that is less than printed in its source, or far
    /// from the built-in one that it takes the place of.
    fn warn_of_factors(&mut self) {
        let mut weak: Vec<Remark> = Vec::new();
        let has_own = self.factors.layers().any(|set| !set.items.is_empty());
        let counted = |line: &&Line| line.quantity() * line.multiplier() != Range::ZERO;
        for line in self.lines.iter().filter(counted) {
            let basis = match line.factor.basis {
                Basis::Figure => Some(("factor-from-figure", "was read off a figure".to_owned())),
                Basis::Assumed => Some(("factor-assumed", "is assumed".to_owned())),
                _ => None,
            };
            let far_off = has_own.then(|| far_off(line)).flatten();
            let far_off =
                far_off.map(|how| ("factor-far-off", format!("is {how} the built-in one")));
            for (code, how) in basis.into_iter().chain(far_off) {
                let text = format!("the factor of {} {how}", line.label);
                if weak.iter().all(|other| other.text != text) {
                    weak.push(Remark {
                        code,
                        block: Some(line.block),
                        text,
                    });
                }
            }
        }
        self.warnings.extend(weak);
    }

    /// Warns of intensities that are not what they seem, or not alike.
    fn warn_of_grids(&mut self, grids: &[GridUse]) {
        for GridUse { block, grid, .. } in grids {
            if grid.g_co2e_per_kwh == 0.0 && grid.basis != GridBasis::Stated {
                let text = format!("the source gives 0 g CO2e/kWh for {}", grid.name);
                self.warn("grid-zero", *block, text);
            }
        }
        let bases = |basis| grids.iter().any(|used| used.grid.basis == basis);
        if bases(GridBasis::LifeCycle) && bases(GridBasis::Direct) {
            self.warnings.push(Remark {
                code: "mixed-grid-bases",
                block: None,
                text: "the grids are not on one basis: one counts fuel chains and plants, \
                       the other stack emissions alone"
                    .to_owned(),
            });
        }
    }

    /// Warns of sources that look like citation keys and are none.
    fn warn_of_keys(&mut self) {
        let mut warnings: Vec<Remark> = Vec::new();
        let mut seen = BTreeSet::new();
        let cited = self
            .lines
            .iter()
            .flat_map(|line| line.cited().map(|key| (Some(line.block), key)));
        let own = self.device.sources.iter().map(|key| (None, key.as_str()));
        for (block, key) in cited.chain(own) {
            if !seen.insert(key) {
                continue;
            }
            let is_key = key.contains('-') && !key.contains(char::is_whitespace);
            if !is_key || self.factors.citation(key).is_some() {
                continue;
            }
            let known = sources::builtin().map(|citation| citation.key.as_ref());
            if let Some(near) = nearest(key, known) {
                let text = format!("`{key}` is no citation key: is `{near}` meant?");
                warnings.push(Remark {
                    code: "unknown-citation",
                    block,
                    text,
                });
            }
        }
        self.warnings.extend(warnings);
    }

    fn coverage(&self) -> Option<Coverage> {
        let uncovered = self.device.uncovered.as_ref()?;
        // Reused hardware has a quantity too: what is zero is what is not there.
        let is_there = |line: &&Line| {
            line.terms
                .first()
                .is_some_and(|term| term.value != Range::ZERO)
        };
        let hardware = self
            .lines
            .iter()
            .filter(|line| line.stage == Stage::Production)
            .filter(is_there);
        let covered = uncovered.covered_count.unwrap_or_else(|| hardware.count());
        let parts = uncovered
            .parts_count
            .unwrap_or_default()
            .max(covered + uncovered.parts.len());
        Some(Coverage { covered, parts })
    }

    /// Whether a listed part is an item of the file, which is excluded under
    /// its own name.
    fn is_excluded_item(&self, part: &str) -> bool {
        self.device.blocks.iter().any(|input| match &input.content {
            Content::Parts { parts, .. } => parts
                .iter()
                .any(|own| part.split_once('.') == Some((input.block.key(), &own.key))),
            _ => false,
        })
    }

    /// The sources of the device as a whole, and of what every report says.
    fn general_sources(&self) -> Sources {
        let lifespan = (!self.device.lifespan_stated).then_some(PUBLISHED_SYSTEMS);
        let own = self.device.sources.iter().cloned();
        let ours = lifespan.into_iter().chain([METHOD]).map(str::to_owned);
        own.chain(ours).collect()
    }

    fn grids(&self) -> Vec<GridUse> {
        let used = |block, grid: &Grid| GridUse {
            block,
            grid: grid.clone(),
            trend_percent_per_year: None,
            loss_percent: None,
        };
        self.device
            .blocks
            .iter()
            .filter_map(|input| match &input.content {
                Content::Use(operation) => {
                    let supply = operation.supply.grid.as_ref()?;
                    Some(GridUse {
                        trend_percent_per_year: supply.trend_percent_per_year,
                        loss_percent: supply.loss_percent,
                        ..used(input.block, &supply.grid)
                    })
                }
                Content::Training(training) => match &training.effort {
                    Effort::Energy { grid, .. } => Some(used(input.block, grid)),
                    Effort::Footprint(_) => None,
                },
                _ => None,
            })
            .collect()
    }

    /// What the device, its project and its correlations assume.
    fn state_assumptions(&mut self) {
        for path in &self.device.defaulted {
            self.assumptions.push(Remark {
                code: "project-default",
                block: path
                    .split_once('.')
                    .and_then(|(key, _)| Block::from_key(key)),
                text: format!("`{path}` is the default of the project"),
            });
        }
        for block in Block::ALL {
            let keys = self.device.replaced.iter().filter(|(own, _)| *own == block);
            let keys: Vec<String> = keys.map(|(_, key)| format!("`{key}`")).collect();
            if !keys.is_empty() {
                let text = format!("what is laid over the file replaces {}", keys.join(", "));
                self.assume("replaced-values", block, text);
            }
        }
        for text in &self.device.assumptions {
            self.assumptions.push(Remark {
                code: "stated-assumption",
                block: None,
                text: text.clone(),
            });
        }
        for correlation in &self.device.correlations {
            let [first, second] = &correlation.between;
            if let Some(name) = &correlation.certain {
                self.warnings.push(Remark {
                    code: "idle-correlation",
                    block: None,
                    text: format!(
                        "{name} has no range: that {first} and {second} go together has no effect"
                    ),
                });
                continue;
            }
            let why = match (&correlation.assumption, correlation.sources.is_empty()) {
                (Some(assumption), _) => assumption.clone(),
                (None, false) => correlation.sources.join(", "),
                (None, true) => "as stated".to_owned(),
            };
            self.assumptions.push(Remark {
                code: "stated-correlation",
                block: None,
                text: format!(
                    "{first} and {second} go together, with a rank correlation of {}: {why}",
                    correlation.rank
                ),
            });
        }
    }

    fn finish(mut self) -> Footprint {
        self.warn_of_factors();
        let grids = self.grids();
        for GridUse { block, grid, .. } in &grids {
            if grid.sources.is_empty() {
                let text = "the intensity of the grid is stated without a source";
                self.assume("unsourced", *block, text);
            }
        }
        self.warn_of_grids(&grids);
        self.warn_of_keys();
        self.state_assumptions();
        let device = self.device;
        let correlations = device
            .correlations
            .iter()
            .filter(|own| own.certain.is_none());
        // A block all of whose parts are left out is not modelled: not zero.
        let modelled: Vec<Block> = Block::ALL
            .into_iter()
            .filter(|block| self.lines.iter().any(|line| line.block == *block))
            .collect();
        // A component may be all the use or transport that there is.
        let has_stage = |block: Block| {
            let stage = block.stage();
            stage != Stage::Production && self.lines.iter().any(|line| line.stage == stage)
        };
        let absent = Block::ALL
            .into_iter()
            .filter(|block| *block != Block::Custom && !modelled.contains(block))
            .filter(|block| !has_stage(*block))
            .map(|block| Excluded {
                block: Some(block),
                part: None,
            });
        let uncovered = device
            .uncovered
            .iter()
            .flat_map(|uncovered| &uncovered.parts)
            .filter(|part| !self.is_excluded_item(part))
            .map(|part| Excluded {
                block: None,
                part: Some(part.clone()),
            });
        let excluded = absent
            .chain(uncovered)
            .chain(self.unknown.clone())
            .collect();
        let coverage = self.coverage();
        let sources = self.general_sources();
        Footprint {
            name: device.name.clone(),
            description: device.description.clone(),
            lifespan_years: device.lifespan_years,
            truncation_factor: device.truncation_factor,
            modelled,
            levels: device
                .blocks
                .iter()
                .filter_map(|input| Some((input.block, input.level.clone()?)))
                .collect(),
            excluded,
            uncovered: self.uncovered,
            coverage,
            energy: self.budget,
            grids,
            lines: self.lines,
            assumptions: self.assumptions,
            correlations: correlations.cloned().collect(),
            warnings: self.warnings,
            factor_sets: factor_sets(self.factors),
            cost: device.cost.clone(),
            own: Arc::clone(&device.own),
            sources,
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

/// How many times the built-in factor a line's own is, where they differ by
/// more than a factor of ten: a slip of units, more often than not.
fn far_off(line: &Line) -> Option<String> {
    let builtin = Factors::builtin().factor(line.block, &line.item).ok()?;
    let ratio = line.factor.kg_co2e_per_unit / builtin.kg_co2e_per_unit;
    let far = ratio.is_finite() && ratio > 0.0 && !(0.1..=10.0).contains(&ratio);
    far.then(|| {
        if ratio > 1.0 {
            format!("{ratio:.0} times")
        } else {
            format!("1/{:.0} of", ratio.recip())
        }
    })
}
