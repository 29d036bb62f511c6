//! Inventories: a row for each group of devices, as many rows as there are.
//!
//! Rows are priced a run at a time, column by column, and never kept: memory
//! does not grow with their number. Most rows repeat what others say, so that a
//! device is read and assessed once for each combination of what its columns
//! say; where only numbers differ, they are put into the lines of that
//! assessment. What a row costs is what [`assess`] says of its device, to the
//! last bit, and sums of rows are exact.

mod columns;
mod exact;
mod field;
mod marks;
mod near;
mod partial;
mod prices;
mod recipe;
mod records;
mod rows;
mod table;
mod totals;

pub use columns::{Columns, Role};
pub use exact::{ExactSum, NoSum};
pub use partial::LARGEST_PARTIAL_BYTES;
pub(crate) use partial::SCHEMA as PARTIAL_SCHEMA;
pub use prices::{Priced, Prices};
pub use records::{Record, Records, Run};
pub use totals::{NotMergeable, Sums, Totals};

use std::collections::HashMap;
use std::rc::Rc;

use multiversion::multiversion;

use crate::device::Device;
use crate::diagnostic::Problems;
use crate::factors::Factors;
use crate::model::assess;
use crate::read::Bounds;
use columns::{NUMBER_PATHS, is_country};
use field::{NUMBER_BOUNDS, devices, is_within, number};
use recipe::{Cost, NUMBERS, Recipe};
use rows::{Flags, Rows, Wanted};
use table::{Key, Known, Table, kind};
use totals::Group;

/// Assessments that are kept.
const MOST_RECIPES: usize = 4096;

/// Rows from which on it is faster to read them by column.
const MANY: usize = 8;

/// Loads a device with values laid over it, as `path=value`.
pub type Load<'a> = dyn Fn(&str, &[String]) -> Result<Device, Problems> + 'a;

/// Prices the rows of an inventory and adds them up.
pub struct Inventory<'a> {
    columns: Columns,
    load: &'a Load<'a>,
    factors: &'a Factors,
    device: usize,
    count: Option<usize>,
    /// Where the columns of the numbers are.
    numbers: [Option<usize>; NUMBERS],
    /// The columns that a row's cost depends on, but for its numbers, and those
    /// that rows are grouped by.
    keyed: Vec<usize>,
    /// The same and the numbers.
    keyed_with_numbers: Vec<usize>,
    table: Table,
    /// That of the row that is looked at.
    key: Key,
    /// What the rows of a run say, and what they cost.
    rows: Box<Rows>,
    prices: Prices,
    /// Assessments, by what rows say of the device.
    recipes: HashMap<Vec<Vec<u8>>, Rc<Known>>,
    groups: HashMap<Vec<String>, usize>,
    sums: Vec<Group>,
    rows_read: u64,
    rows_rejected: u64,
}

impl<'a> Inventory<'a> {
    /// An inventory of these columns, without a row yet.
    pub fn new(columns: Columns, load: &'a Load<'a>, factors: &'a Factors) -> Self {
        let value = |path: &str| columns.find(&Role::Value(path.to_owned()));
        let numbers = NUMBER_PATHS.map(value);
        let is_number = |index: &usize| numbers.contains(&Some(*index));
        let of_device = |index: &usize| {
            matches!(columns.roles[*index], Role::Device | Role::Value(_)) && !is_number(index)
        };
        let is_keyed = |index: &usize| of_device(index) || columns.group_by.contains(index);
        let all = 0..columns.names.len();
        let keyed: Vec<usize> = all.clone().filter(is_keyed).collect();
        let with_numbers = |index: &usize| is_keyed(index) || is_number(index);
        let keyed_with_numbers = all.filter(with_numbers).collect();
        Self {
            device: columns.find(&Role::Device).unwrap_or_default(),
            count: columns.find(&Role::Count),
            numbers,
            keyed,
            keyed_with_numbers,
            columns,
            load,
            factors,
            table: Table::new(),
            key: Key::default(),
            rows: Box::default(),
            prices: Prices::default(),
            recipes: HashMap::new(),
            groups: HashMap::new(),
            sums: Vec::new(),
            rows_read: 0,
            rows_rejected: 0,
        }
    }

    /// The columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Prices the rows of a run, and adds each to its group; those that are
    /// wrong are counted as rejected.
    pub fn push(&mut self, run: &Run<'_>) -> &Prices {
        self.take::<true>(run)
    }

    /// The same without adding up: of these rows, [`Inventory::finish`] knows
    /// only how many there were.
    pub fn price(&mut self, run: &Run<'_>) -> &Prices {
        self.take::<false>(run)
    }

    fn take<const ADDS: bool>(&mut self, run: &Run<'_>) -> &Prices {
        self.prices.wrong.clear();
        self.prices.rows.resize(run.len(), Priced::default());
        if run.len() >= MANY && run.width() == self.columns.names.len() {
            let wanted = Wanted {
                count: self.count,
                numbers: self.numbers,
            };
            self.rows.read(run, &wanted);
            self.rows.find(run, &self.keyed, &self.table);
        } else {
            self.rows.forget(run.len());
        }
        let all = &mut self.prices.rows;
        price::<ADDS>(&self.rows, &mut self.table, &mut self.sums, all);
        // Last, for what is known may be forgotten for what is learnt.
        for row in 0..run.len() {
            if self.rows.place(row).is_some() {
                continue;
            }
            match self.price_slowly::<ADDS>(&run.record(row)) {
                Ok(priced) => self.prices.rows[row] = priced,
                Err(why) => self.prices.wrong.push((row, why)),
            }
        }
        self.rows_read += run.len() as u64;
        self.rows_rejected += self.prices.wrong.len() as u64;
        &self.prices
    }

    /// Prices a row of which nothing is known yet, or whose numbers may be
    /// wrong, or written in another way.
    #[cold]
    fn price_slowly<const ADDS: bool>(&mut self, record: &Record<'_>) -> Result<Priced, String> {
        if record.len() != self.columns.names.len() {
            return Err(self.wrong_width(record));
        }
        let devices = self.count.map_or(Ok(1), |own| devices(record, own))?;
        let mut numbers = [0.0; NUMBERS];
        let mut are_plain = true;
        let mut given = 0;
        for (index, column) in self.numbers.iter().enumerate() {
            let Some(column) = column.filter(|column| !record.field(*column).is_empty()) else {
                continue;
            };
            given |= 1 << index;
            let Bounds { least, most, .. } = NUMBER_BOUNDS[index];
            match number(record, column).filter(|number| is_within(least, *number, most)) {
                Some(number) => numbers[index] = number,
                None => are_plain = false,
            }
        }
        let mut place = self.place(record, given, are_plain.then_some(&numbers))?;
        if let Known::ByNumbers = **self.table.known(place) {
            place = self.place(record, given, None)?;
        }
        let one = match &**self.table.known(place) {
            Known::Recipe(recipe) => recipe.cost(&numbers),
            Known::Wrong(why) => return Err(why.clone()),
            Known::ByNumbers => Cost::default(),
        };
        let priced = Priced { devices, one };
        if ADDS {
            self.table.entry_mut(place).add(&priced, &mut self.sums);
        }
        Ok(priced)
    }

    /// The place of what is known of a row, which is learnt where it is not
    /// there: with numbers, of all rows that differ in nothing else.
    fn place(
        &mut self,
        record: &Record<'_>,
        given: Flags,
        numbers: Option<&[f64; NUMBERS]>,
    ) -> Result<usize, String> {
        let columns = match numbers {
            Some(_) => &self.keyed,
            None => &self.keyed_with_numbers,
        };
        let kind = kind(given, numbers.is_some());
        self.key.set(record, columns, kind);
        match self.table.find(&self.key) {
            Some(place) => Ok(place),
            None => self.learn(record, kind, numbers),
        }
    }

    #[cold]
    fn learn(
        &mut self,
        record: &Record<'_>,
        kind: Flags,
        numbers: Option<&[f64; NUMBERS]>,
    ) -> Result<usize, String> {
        let columns = match numbers {
            Some(_) => self.keyed.clone(),
            None => self.keyed_with_numbers.clone(),
        };
        for column in &columns {
            if str::from_utf8(record.field(*column)).is_err() {
                return Err(format!("`{}` is not UTF-8", self.columns.names[*column]));
            }
        }
        let is_of_device = |column: &&usize| self.columns.roles[**column] != Role::Label;
        let of_device = columns.iter().filter(is_of_device);
        let fields = of_device.map(|column| record.field(*column).to_vec());
        let key: Vec<Vec<u8>> = std::iter::once(kind.to_le_bytes().to_vec())
            .chain(fields)
            .collect();
        let known = match self.recipes.get(&key) {
            Some(known) => Rc::clone(known),
            None => {
                let known = Rc::new(self.assess(record, numbers));
                if self.recipes.len() >= MOST_RECIPES {
                    self.recipes.clear();
                }
                self.recipes.insert(key, Rc::clone(&known));
                known
            }
        };
        let group = match *known {
            Known::Recipe(_) => self.group(record),
            _ => 0,
        };
        if self.table.is_full() {
            self.table.clear(&mut self.sums);
        }
        Ok(self.table.insert(&self.key, known, group))
    }

    /// The group of a row.
    fn group(&mut self, record: &Record<'_>) -> usize {
        let text = |column: &usize| String::from_utf8_lossy(record.field(*column)).into_owned();
        let key: Vec<String> = self.columns.group_by.iter().map(text).collect();
        *self.groups.entry(key).or_insert_with(|| {
            self.sums.push(Group::new());
            self.sums.len() - 1
        })
    }

    fn assess(&self, record: &Record<'_>, numbers: Option<&[f64; NUMBERS]>) -> Known {
        let name = String::from_utf8_lossy(record.field(self.device));
        if name.is_empty() || name == "-" {
            return Known::Wrong("there is no device".to_owned());
        }
        let assignments = |numbers: Option<&[f64; NUMBERS]>| -> Vec<String> {
            let roles = self.columns.roles.iter().enumerate();
            roles
                .filter_map(|(column, role)| match role {
                    Role::Value(path) if !record.field(column).is_empty() => {
                        let number = self.numbers.iter().position(|own| *own == Some(column));
                        Some(match number.zip(numbers) {
                            Some((index, numbers)) => format!("{path}={}", numbers[index]),
                            None => {
                                let text = String::from_utf8_lossy(record.field(column));
                                format!("{path}={text}")
                            }
                        })
                    }
                    _ => None,
                })
                .collect()
        };
        let Some(numbers) = numbers else {
            return match self.device(&name, &assignments(None)) {
                Ok(device) => Known::Recipe(Recipe::fixed(&assess(&device, self.factors))),
                Err(problems) => Known::Wrong(reason(&problems)),
            };
        };
        let load = |numbers: &[f64; NUMBERS]| self.device(&name, &assignments(Some(numbers)));
        let is_given = |column: &usize| !record.field(*column).is_empty();
        let mut paths = [None; NUMBERS];
        for (path, (column, name)) in paths.iter_mut().zip(self.numbers.iter().zip(NUMBER_PATHS)) {
            *path = column.filter(|column| is_given(column)).map(|_| name);
        }
        match Recipe::open(&load, self.factors, &paths, numbers) {
            Ok(Some(recipe)) => Known::Recipe(recipe),
            // What is wrong may be a number.
            Ok(None) | Err(_) => Known::ByNumbers,
        }
    }

    /// Loads the device of a row. Its country says nothing of one that no grid
    /// feeds.
    fn device(&self, name: &str, assignments: &[String]) -> Result<Device, Problems> {
        const OF_NO_USE: [&str; 2] = ["unused-key", "missing-key"];
        const OF_ANY: [&str; 2] = ["unknown-grid", "unknown-year"];
        let problems = match (self.load)(name, assignments) {
            Ok(device) => return Ok(device),
            Err(problems) => problems,
        };
        let is_among = |codes: &[&str]| {
            let found = problems.diagnostics.iter().map(|own| own.code.0);
            found.filter(|code| codes.contains(code)).count()
        };
        let of_no_use = is_among(&OF_NO_USE);
        let has_other = of_no_use + is_among(&OF_ANY) < problems.diagnostics.len();
        if !self.columns.have_country() || of_no_use == 0 || has_other {
            return Err(problems);
        }
        let others = assignments.iter().filter(|own| !is_country(own));
        let others: Vec<String> = others.cloned().collect();
        (self.load)(name, &others).map_err(|_| problems)
    }

    fn wrong_width(&self, record: &Record<'_>) -> String {
        format!(
            "{} fields, and the header has {}",
            record.len(),
            self.columns.names.len()
        )
    }

    /// What all rows add up to.
    pub fn finish(mut self) -> Totals {
        self.table.clear(&mut self.sums);
        let columns = &self.columns;
        let sums: Vec<Sums> = self.sums.into_iter().map(Group::finish).collect();
        let groups = self.groups.into_iter();
        Totals {
            group_by: columns
                .group_by
                .iter()
                .map(|column| columns.names[*column].clone())
                .collect(),
            groups: groups
                .map(|(key, index)| (key, sums[index].clone()))
                .collect(),
            rows_read: self.rows_read,
            rows_rejected: self.rows_rejected,
            factor_sets: self.factors.fingerprints(),
            overrides: Vec::new(),
        }
    }
}

/// Prices the rows that are known, and adds them to their groups where that is
/// wanted.
#[multiversion(targets("x86_64+avx2+bmi1+bmi2"))]
fn price<const ADDS: bool>(
    rows: &Rows,
    table: &mut Table,
    groups: &mut [Group],
    prices: &mut [Priced],
) {
    for (row, priced) in prices.iter_mut().enumerate() {
        if let Some(place) = rows.place(row)
            && let Known::Recipe(recipe) = &**table.known(place)
        {
            *priced = Priced {
                devices: rows.devices(row),
                one: recipe.cost(&rows.numbers(row)),
            };
            if ADDS {
                table.entry_mut(place).add(priced, groups);
            }
        }
    }
}

/// Longer remedies, such as a list of all presets, are no reason of a row.
const LONGEST_HELP: usize = 160;

/// What is wrong, on one line.
fn reason(problems: &Problems) -> String {
    let texts = problems.diagnostics.iter().map(|own| match &own.help {
        Some(help) if help.len() <= LONGEST_HELP => format!("{}: {help}", own.message),
        _ => own.message.clone(),
    });
    texts.collect::<Vec<_>>().join("; ")
}
