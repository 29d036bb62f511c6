//! Whether a footprint keeps its budgets.

use super::uncertainty::{Draws, Method, NotFound, Uncertain, Watch, uncertainty};
use crate::block::{Block, Stage};
use crate::device::{Bound, Budget, Draft, Subject};
use crate::diagnostic::{Diagnostic, Position, suggest};
use crate::grid;
use crate::model::remarks::{
    ANY_ASSUMPTION, ANY_WARNING, EXCLUDED_BLOCK, EXCLUDED_PART, REMARK_CODES, STALE_GRID, find,
};
use crate::model::{Footprint, GridUse, Remark};
use crate::range::Range;

/// How a check ends: the worst of its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Kept.
    #[default]
    Pass,
    /// Above a level of warning.
    Warn,
    /// Above a level of error, not modelled, or denied.
    Fail,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pass, Self::Warn, Self::Fail];

    /// The word for it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// A device, held against what it may cost.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Checked {
    /// The device's name.
    pub name: String,
    /// Where it begins, once it was [located](Self::locate).
    pub position: Option<Position>,
    /// Its budgets.
    pub held: Vec<Held>,
    /// What is denied, and was looked for.
    pub denied: Vec<Denied>,
}

impl Checked {
    /// The worst verdict; nothing where there was nothing to check.
    pub fn verdict(&self) -> Option<Verdict> {
        let held = self.held.iter().map(|held| held.verdict);
        let denied = self.denied.iter().map(Denied::verdict);
        held.chain(denied).max()
    }

    /// Finds out where in its texts the device begins, and where the blocks
    /// stand that are remarked upon.
    pub fn locate(&mut self, draft: &Draft) {
        self.position = draft.start();
        let found = self.denied.iter_mut().flat_map(|denied| &mut denied.found);
        for (remark, position) in found {
            let section = remark.block.and_then(|block| draft.section(block.key()));
            *position = section.or_else(|| draft.start());
        }
    }
}

/// A budget, and what it is held against.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Held {
    /// The budget.
    pub budget: Budget,
    /// The value, in the unit of the budget; nothing where it is not modelled.
    pub value: Option<f64>,
    /// Whether it keeps the budget. What is not modelled keeps none: it may
    /// be more than zero.
    pub verdict: Verdict,
}

impl Denial {
    /// As it is asked for.
    pub fn text(&self) -> String {
        match self.block {
            Some(block) => format!("{}:{}", self.code, block.key()),
            None => self.code.to_owned(),
        }
    }
}

impl Held {
    /// The level that counts: that of an error, or that of a warning where no
    /// other is stated.
    pub fn level(&self) -> f64 {
        let Budget { error, warn, .. } = self.budget;
        error.or(warn).unwrap_or_default()
    }

    /// What is left below the level, in the unit of the budget.
    pub fn margin(&self) -> Option<f64> {
        Some(left(self.level(), self.value?))
    }
}

/// A code that is denied, of a block or of everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// One of the codes of remarks.
    pub code: &'static str,
    /// Of this block alone.
    pub block: Option<Block>,
}

/// What is denied, and what of it was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Denied {
    /// What is denied.
    pub denial: Denial,
    /// The remarks, and where the blocks stand that they are about.
    pub found: Vec<(Remark, Option<Position>)>,
}

impl Denied {
    /// Whether nothing was found.
    pub fn verdict(&self) -> Verdict {
        if self.found.is_empty() {
            Verdict::Pass
        } else {
            Verdict::Fail
        }
    }
}

/// Reads `CODE` or `CODE:BLOCK`.
///
/// # Errors
///
/// When there is no such code or block.
pub fn parse_denial(text: &str) -> Result<Denial, Diagnostic> {
    let (code, block) = match text.split_once(':') {
        Some((code, block)) => (code.trim(), Some(block.trim())),
        None => (text.trim(), None),
    };
    let Some(known) = find(code) else {
        let codes = REMARK_CODES.iter().map(|known| known.code);
        return Err(
            Diagnostic::general("unknown-code", format!("there is no code `{code}`"))
                .help(suggest(code, codes, "`tinyfoot data codes` lists them")),
        );
    };
    let block = match block {
        None => None,
        Some(name) => Some(Block::from_key(name).ok_or_else(|| {
            let blocks = Block::ALL.map(Block::key);
            Diagnostic::general("unknown-block", format!("there is no block `{name}`"))
                .help(suggest(name, blocks, "the blocks are"))
        })?),
    };
    Ok(Denial {
        code: known.code,
        block,
    })
}

/// Holds a footprint against budgets, and its remarks against codes that are
/// denied.
///
/// # Errors
///
/// When a distribution is needed and not found.
///
/// ```
/// use tinyfoot::analysis::{Draws, Unwatched, Verdict, check};
/// use tinyfoot::{Device, Factors, assess};
///
/// let factors = Factors::builtin();
/// let text = "[processing]\nmcu_mm2 = 10\n[budget]\ntotal_kg_co2e = { error = 0.2, warn = 0.1 }";
/// let device = Device::parse(text, &factors).unwrap();
/// let footprint = assess(&device, &factors);
/// let checked = check(&footprint, &device.budgets, &[], Draws::default(), &Unwatched).unwrap();
/// // 10 mm² × 0.01682 kg/mm² is more than 0.1 kg and less than 0.2 kg.
/// assert_eq!(checked.verdict(), Some(Verdict::Warn));
/// ```
pub fn check(
    footprint: &Footprint,
    budgets: &[Budget],
    denials: &[Denial],
    draws: Draws,
    watch: &dyn Watch,
) -> Result<Checked, NotFound> {
    let mut distributions = Distributions {
        footprint,
        draws,
        watch,
        all: None,
    };
    let mut held = Vec::new();
    for budget in budgets {
        let value = match budget.bound {
            Bound::Typical => of(footprint, budget.of).map(|range| range.typical),
            Bound::High => of(footprint, budget.of).map(|range| range.high),
            Bound::P95 => distributions.p95(budget.of)?,
        };
        held.push(Held {
            verdict: verdict(budget, value),
            budget: budget.clone(),
            value,
        });
    }
    let denied = denials.iter().map(|denial| Denied {
        denial: denial.clone(),
        found: found(footprint, denial),
    });
    Ok(Checked {
        name: footprint.name.clone(),
        position: None,
        held,
        denied: denied.collect(),
    })
}

fn of(footprint: &Footprint, subject: Subject) -> Option<Range> {
    match subject {
        Subject::Total => Some(footprint.total()),
        Subject::PerYear => Some(footprint.total() * (1.0 / footprint.lifespan_years)),
        Subject::Block(block) => footprint.block(block),
        Subject::Stage(stage) => footprint.stage(stage),
    }
}

fn verdict(budget: &Budget, value: Option<f64>) -> Verdict {
    let is_above = |level: Option<f64>| match (level, value) {
        (Some(level), Some(value)) => left(level, value) < 0.0,
        (level, None) => level.is_some(),
        (None, _) => false,
    };
    if is_above(budget.error) {
        Verdict::Fail
    } else if is_above(budget.warn) {
        Verdict::Warn
    } else {
        Verdict::Pass
    }
}

/// What is left of a level: nothing where the two differ by no more than the
/// rounding of sums.
fn left(level: f64, value: f64) -> f64 {
    Range::point(level).minus(Range::point(value)).typical
}

/// The distributions of a footprint, found when they are asked for.
struct Distributions<'a> {
    footprint: &'a Footprint,
    draws: Draws,
    watch: &'a dyn Watch,
    all: Option<Uncertain>,
}

impl Distributions<'_> {
    fn p95(&mut self, subject: Subject) -> Result<Option<f64>, NotFound> {
        if let Subject::Stage(stage) = subject {
            return self.p95_of_stage(stage);
        }
        let all = match self.all.take() {
            Some(all) => all,
            None => self.find(self.footprint)?,
        };
        let [.., total] = all.total.quantiles;
        let p95 = match subject {
            Subject::Block(block) => {
                let own = all.blocks.iter().find(|(own, _)| *own == block);
                own.and_then(|(_, own)| own.as_ref())
                    .map(|own| own.quantiles[4])
            }
            Subject::PerYear => Some(total / self.footprint.lifespan_years),
            Subject::Total | Subject::Stage(_) => Some(total),
        };
        self.all = Some(all);
        Ok(p95)
    }

    /// A stage is the total of the lines that belong to it.
    fn p95_of_stage(&self, stage: Stage) -> Result<Option<f64>, NotFound> {
        if self.footprint.stage(stage).is_none() {
            return Ok(None);
        }
        let mut part = self.footprint.clone();
        part.lines.retain(|line| line.stage == stage);
        let [.., p95] = self.find(&part)?.total.quantiles;
        Ok(Some(p95))
    }

    fn find(&self, footprint: &Footprint) -> Result<Uncertain, NotFound> {
        uncertainty(footprint, Method::Auto, self.draws, self.watch)
    }
}

/// What of a footprint a code denies.
fn found(footprint: &Footprint, denial: &Denial) -> Vec<(Remark, Option<Position>)> {
    let mut remarks = match denial.code {
        ANY_ASSUMPTION => footprint.assumptions.clone(),
        ANY_WARNING => footprint.warnings.clone(),
        EXCLUDED_BLOCK | EXCLUDED_PART => excluded(footprint, denial.code),
        STALE_GRID => footprint.grids.iter().filter_map(stale).collect(),
        code => {
            let all = footprint.assumptions.iter().chain(&footprint.warnings);
            all.filter(|remark| remark.code == code).cloned().collect()
        }
    };
    remarks.retain(|remark| denial.block.is_none() || remark.block == denial.block);
    remarks.into_iter().map(|remark| (remark, None)).collect()
}

fn excluded(footprint: &Footprint, code: &'static str) -> Vec<Remark> {
    let remarks = footprint
        .excluded
        .iter()
        .filter(|excluded| excluded.part.is_some() == (code == EXCLUDED_PART))
        .map(|excluded| Remark {
            code,
            block: excluded.block,
            text: match &excluded.part {
                Some(part) => format!("{part} is not covered"),
                None => "is not modelled".to_owned(),
            },
        });
    remarks.collect()
}

/// A grid of which a newer figure is built in. There is no clock in this rule:
/// the same device and the same version of the data give the same answer.
fn stale(used: &GridUse) -> Option<Remark> {
    let grid = &used.grid;
    let newest = grid::find(grid.code?, None).ok()?.year?;
    let year = grid.year.filter(|year| *year < newest)?;
    Some(Remark {
        code: STALE_GRID,
        block: Some(used.block),
        text: format!(
            "the grid of {} is that of {year}, and a figure for {newest} is built in",
            grid.name
        ),
    })
}
