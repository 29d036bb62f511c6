//! Carbon budgets: what a device may cost.

use crate::block::{Block, Stage};
use crate::diagnostic::{Diagnostic, Position, Source, plain, suggest};
use crate::key::{Key, Takes, names};
use crate::read::{Bounds, Reader, unknown_key, wrong_type};
use crate::tree::{Entry, Node, Table, Value};
use crate::unit::KILOGRAM_CO2E;

/// What a device may cost.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Budget {
    /// Of what.
    pub of: Subject,
    /// More than this breaks it: kg CO2e, or kg CO2e a year.
    pub error: Option<f64>,
    /// More than this is a warning, in the same unit.
    pub warn: Option<f64>,
    /// Which value of the footprint must keep it.
    pub bound: Bound,
    /// Where it is stated; nothing for one of the command line.
    pub position: Option<Position>,
}

/// What a budget is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everything, in kg CO2e.
    Total,
    /// The total per year of the lifespan, in kg CO2e a year.
    PerYear,
    /// A block, in kg CO2e.
    Block(Block),
    /// A stage, in kg CO2e.
    Stage(Stage),
}

impl Subject {
    /// The path in device files.
    pub fn path(self) -> String {
        match self {
            Self::Total => TOTAL.name.to_owned(),
            Self::PerYear => PER_YEAR.name.to_owned(),
            Self::Block(block) => format!("{}.{}", OF_BLOCKS.name, block.key()),
            Self::Stage(stage) => format!("{}.{}", OF_STAGES.name, stage.key()),
        }
    }

    /// In prose.
    pub fn label(self) -> String {
        match self {
            Self::Total => "total".to_owned(),
            Self::PerYear => "total per year".to_owned(),
            Self::Block(block) => format!("block {}", block.label()),
            Self::Stage(stage) => format!("stage {}", stage.label()),
        }
    }

    /// The unit in prose.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::PerYear => "kg CO2e/year",
            _ => "kg CO2e",
        }
    }
}

/// Which value of a footprint must keep a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bound {
    /// That of the typical hardware variant.
    #[default]
    Typical,
    /// That of the variant in which every part is the large one.
    High,
    /// The value below which 95 % of its distribution lie.
    P95,
}

impl Bound {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Typical, Self::High, Self::P95];

    /// The name in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Typical => "typical",
            Self::High => "high",
            Self::P95 => "p95",
        }
    }
}

impl Budget {
    /// A budget on the total, in kg CO2e, that no file states.
    pub const fn total(kg_co2e: f64, bound: Bound) -> Self {
        Self {
            of: Subject::Total,
            error: Some(kg_co2e),
            warn: None,
            bound,
            position: None,
        }
    }

    /// These budgets and those below them: of one subject, the upper one
    /// counts.
    pub fn over(mut upper: Vec<Self>, lower: &[Self]) -> Vec<Self> {
        for budget in lower {
            if upper.iter().all(|other| other.of != budget.of) {
                upper.push(budget.clone());
            }
        }
        upper
    }
}

const LIMIT: Bounds<'static> = Bounds::of(&KILOGRAM_CO2E);

const ERROR: Key = Key::number("error", LIMIT, "More than this breaks the budget.");
const WARN: Key = Key::number("warn", LIMIT, "More than this is a warning.");
const BOUND: Key = Key::new(
    "bound",
    Takes::Word(|| Bound::ALL.map(Bound::key).to_vec()),
    "Which value of the footprint must keep it; typical if not said.",
);
/// The keys of a budget that is a table.
const BUDGET_OF_ONE: [Key; 3] = [ERROR, WARN, BOUND];

const TOTAL: Key = limit(
    "total_kg_co2e",
    "What the device may cost over its life, in kg CO2e.",
);
const PER_YEAR: Key = limit(
    "kg_co2e_per_year",
    "What it may cost per year of its lifespan, in kg CO2e a year.",
);
pub(super) const OF_BLOCKS: Key = Key::new(
    "block_kg_co2e",
    Takes::Each(|| Block::ALL.map(Block::key).to_vec(), &ONE),
    "What its blocks may cost, each under its name, in kg CO2e.",
);
const OF_STAGES: Key = Key::new(
    "stage_kg_co2e",
    Takes::Each(|| Stage::ALL.map(Stage::key).to_vec(), &ONE),
    "What its life-cycle stages may cost, each under its name, in kg CO2e.",
);
/// A block or a stage.
const ONE: Key = limit("limit", "What it may cost, in kg CO2e.");

/// The keys of `[budget]`.
pub(crate) const BUDGET_KEYS: [Key; 5] = [TOTAL, PER_YEAR, OF_BLOCKS, OF_STAGES, BOUND];

/// The level of an error, or a table of levels.
const fn limit(name: &'static str, what: &'static str) -> Key {
    Key {
        bounds: LIMIT,
        ..Key::new(name, Takes::NumberOr(&BUDGET_OF_ONE), what)
    }
}

/// Reads a `[budget]` table.
pub(crate) fn read_budgets(reader: &mut Reader, entry: &Entry, sources: &[Source]) -> Vec<Budget> {
    let Some(table) = reader.table(entry) else {
        return Vec::new();
    };
    reader.only(table, &names(&BUDGET_KEYS), "`[budget]`");
    let mut budgets = BudgetReader {
        default: read_bound(reader, table).unwrap_or_default(),
        reader,
        sources,
        found: Vec::new(),
    };
    for (key, of) in [(TOTAL, Subject::Total), (PER_YEAR, Subject::PerYear)] {
        if let Some(entry) = table.entry(key.name) {
            budgets.budget(entry, of);
        }
    }
    if let Some(entry) = table.entry(OF_BLOCKS.name) {
        let known = Block::ALL.map(Block::key);
        let block = |key: &str| Block::from_key(key).map(Subject::Block);
        budgets.table(entry, &known, block);
    }
    if let Some(entry) = table.entry(OF_STAGES.name) {
        let known = Stage::ALL.map(Stage::key);
        let stage = |key: &str| Stage::from_key(key).map(Subject::Stage);
        budgets.table(entry, &known, stage);
    }
    let found = budgets.found;
    if found.is_empty() && reader.diagnostics.is_empty() {
        reader.report(
            Diagnostic::at(
                "empty-budget",
                &entry.key_place,
                "`[budget]` states no budget",
            )
            .help("give at least one, for example `total_kg_co2e = 3.0`, or remove it"),
        );
    }
    found
}

struct BudgetReader<'a> {
    default: Bound,
    reader: &'a mut Reader,
    sources: &'a [Source],
    found: Vec<Budget>,
}

impl BudgetReader<'_> {
    fn table(&mut self, entry: &Entry, known: &[&str], subject: impl Fn(&str) -> Option<Subject>) {
        let Some(table) = self.reader.table(entry) else {
            return;
        };
        for own in table.entries() {
            match subject(&own.key) {
                Some(of) => self.budget(own, of),
                None => {
                    let what = format!("`[budget.{}]`", entry.key);
                    self.reader
                        .report(unknown_key(own, known.iter().copied(), &what));
                }
            }
        }
    }

    /// A number is the level of an error; a table may state both levels.
    fn budget(&mut self, entry: &Entry, of: Subject) {
        let Entry { key, node, .. } = entry;
        let (mut error, mut warn, mut bound) = (None, None, None);
        match &node.value {
            Value::Table(table) => {
                self.reader
                    .only(table, &names(&BUDGET_OF_ONE), &format!("`{key}`"));
                let mut level = |Key { name, bounds, .. }: Key| {
                    let node = table.get(name)?;
                    self.reader.number(&format!("{key}.{name}"), node, bounds)
                };
                (error, warn) = (level(ERROR), level(WARN));
                bound = read_bound(self.reader, table);
                self.check_levels(key, node, table, error, warn);
            }
            Value::Number(_) => error = self.reader.number(key, node, LIMIT),
            other => {
                let wanted = "a number, or `{ error = 3.0, warn = 2.5 }`";
                let problem = wrong_type(key, wanted, other, &node.place);
                self.reader.report(problem);
            }
        }
        self.found.push(Budget {
            of,
            error,
            warn,
            bound: bound.unwrap_or(self.default),
            position: Position::of(&entry.key_place, self.sources),
        });
    }

    fn check_levels(
        &mut self,
        key: &str,
        node: &Node,
        table: &Table,
        error: Option<f64>,
        warn: Option<f64>,
    ) {
        if !table.has(ERROR.name) && !table.has(WARN.name) {
            self.reader.report(
                Diagnostic::at(
                    "empty-budget",
                    &node.place,
                    format!("`{key}` states no level"),
                )
                .help("give `error`, `warn` or both, as in `{ error = 3.0, warn = 2.5 }`"),
            );
        }
        if let (Some(error), Some(warn), Some(node)) = (error, warn, table.get(WARN.name))
            && warn > error
        {
            self.reader.report(
                Diagnostic::at(
                    "unordered-budget",
                    &node.place,
                    format!(
                        "`{key}` warns from {} on, behind its error level of {}",
                        plain(warn),
                        plain(error)
                    ),
                )
                .help("`warn` is at most `error`"),
            );
        }
    }
}

fn read_bound(reader: &mut Reader, table: &Table) -> Option<Bound> {
    let node = table.get(BOUND.name)?;
    let text = reader.text(BOUND.name, node)?;
    let found = Bound::ALL.into_iter().find(|bound| bound.key() == text);
    if found.is_none() {
        reader.report(
            Diagnostic::at(
                "unknown-bound",
                &node.place,
                format!("unknown bound `{text}`"),
            )
            .help(suggest(&text, Bound::ALL.map(Bound::key), "it is one of")),
        );
    }
    found
}
