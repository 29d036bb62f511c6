//! Inventories: a row for each group of devices, as many rows as there are.
//!
//! Rows are priced one by one and never kept: memory does not grow with their
//! number. Most rows repeat what others say, so that a device is read and
//! assessed once for each combination of what its columns say; where only
//! numbers differ, they are put into the lines of that assessment. What a row
//! costs is what [`assess`] says of its device, to the last bit, and sums of
//! rows are exact.

mod columns;
mod exact;
mod field;
mod partial;
mod recipe;
mod records;
mod table;
mod totals;

pub use columns::{Columns, Role};
pub use exact::{ExactSum, NoSum};
pub use partial::LARGEST_PARTIAL_BYTES;
pub(crate) use partial::SCHEMA as PARTIAL_SCHEMA;
pub use records::{Record, Records};
pub use totals::{NotMergeable, Sums, Totals};

use std::collections::HashMap;
use std::rc::Rc;

use crate::device::Device;
use crate::diagnostic::Problems;
use crate::factors::Factors;
use crate::model::assess;
use columns::{NUMBER_PATHS, is_country};
use field::{long_decimal, short_decimal, short_whole, whole};
use recipe::{Cost, NUMBERS, Recipe};
use table::{Entry, Key, Known, Table};

/// Assessments that are kept.
const MOST_RECIPES: usize = 4096;

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
    /// Assessments, by what rows say of the device.
    recipes: HashMap<Vec<Vec<u8>>, Rc<Known>>,
    groups: HashMap<Vec<String>, usize>,
    sums: Vec<Sums>,
    rows_read: u64,
    rows_rejected: u64,
}

/// What a row costs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Priced {
    /// How many devices it is of.
    pub devices: u64,
    /// What one of them costs: low, typical and high total, and the typical
    /// values of embodied and operational, in kg CO2e.
    pub one_kg_co2e: [f64; 5],
}

impl Priced {
    /// What all of them cost, in the order of [`Priced::one_kg_co2e`].
    #[inline]
    pub fn kg_co2e(&self) -> [f64; 5] {
        #[expect(clippy::cast_precision_loss, reason = "at most 10^15")]
        let devices = self.devices as f64;
        self.one_kg_co2e.map(|kg| kg * devices)
    }
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

    /// Prices a row and adds it to its group.
    ///
    /// # Errors
    ///
    /// Why the row is wrong; it is counted as rejected then.
    #[inline]
    pub fn push(&mut self, record: &Record<'_>) -> Result<Priced, String> {
        self.rows_read += 1;
        let priced = self.price(record);
        self.rows_rejected += u64::from(priced.is_err());
        priced
    }

    #[inline]
    fn price(&mut self, record: &Record<'_>) -> Result<Priced, String> {
        if record.len() != self.columns.names.len() {
            return Err(self.wrong_width(record));
        }
        let devices = match self.count {
            None => 1,
            Some(column) => {
                let (padded, length) = record.padded(column);
                match short_whole(*padded, length) {
                    Some(devices) => devices,
                    None => whole(record.field(column))?,
                }
            }
        };
        let mut numbers = [0.0; NUMBERS];
        let mut are_plain = true;
        let mut given = 0;
        for (index, column) in self.numbers.iter().enumerate() {
            let Some(column) = *column else {
                continue;
            };
            let (padded, length) = record.padded(column);
            if length == 0 {
                continue;
            }
            given |= 1 << index;
            let number = match short_decimal(*padded, length) {
                Some(number) => Some(number),
                None => long_decimal(record.field(column)),
            };
            match number.filter(|number| is_within(index, *number)) {
                Some(number) => numbers[index] = number,
                None => are_plain = false,
            }
        }
        let mut place = self.entry(record, given, are_plain.then_some(&numbers))?;
        if are_plain && self.table.entry(place).is_by_numbers {
            place = self.entry(record, given, None)?;
        }
        let entry = self.table.entry_mut(place);
        let one_kg_co2e: Cost = match &*entry.known {
            _ if entry.is_fixed => entry.fixed,
            Known::Recipe(recipe) => {
                let cost = recipe.cost(&numbers);
                let sums = &mut self.sums[entry.group];
                match entry.embodied {
                    Some(_) => sums.add_but_embodied(&cost, devices),
                    None => sums.add(&cost, devices),
                }
                cost
            }
            other => return Err(other.why().to_owned()),
        };
        if !entry.count(devices) {
            entry.flush(&mut self.sums);
            entry.count(devices);
        }
        Ok(Priced {
            devices,
            one_kg_co2e,
        })
    }

    /// The place of what is known of a row, which is learnt where it is not
    /// there: with numbers, of all rows that differ in nothing else.
    #[inline]
    fn entry(
        &mut self,
        record: &Record<'_>,
        given: u8,
        numbers: Option<&[f64; NUMBERS]>,
    ) -> Result<usize, String> {
        let columns = match numbers {
            Some(_) => &self.keyed,
            None => &self.keyed_with_numbers,
        };
        let kind = given << 1 | u8::from(numbers.is_some());
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
        kind: u8,
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
        let key: Vec<Vec<u8>> = std::iter::once(vec![kind]).chain(fields).collect();
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
        let entry = Entry::new(self.key.clone(), known, group);
        if self.table.is_full() {
            self.table.clear(&mut self.sums);
        }
        Ok(self.table.insert(entry))
    }

    /// The group of a row.
    fn group(&mut self, record: &Record<'_>) -> usize {
        let text = |column: &usize| String::from_utf8_lossy(record.field(*column)).into_owned();
        let key: Vec<String> = self.columns.group_by.iter().map(text).collect();
        *self.groups.entry(key).or_insert_with(|| {
            self.sums.push(Sums::default());
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
        let problems = match (self.load)(name, assignments) {
            Ok(device) => return Ok(device),
            Err(problems) => problems,
        };
        let mut found = problems.diagnostics.iter();
        if !self.columns.have_country() || !found.all(|own| OF_NO_USE.contains(&own.code.0)) {
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
        let sums = self.sums;
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
        }
    }
}

/// Whether a number is one that needs no other check.
fn is_within(index: usize, number: f64) -> bool {
    let bounds = field::NUMBER_BOUNDS[index];
    bounds.least < number && number < bounds.most
}

/// What is wrong, on one line.
fn reason(problems: &Problems) -> String {
    let texts = problems.diagnostics.iter().map(|own| match &own.help {
        Some(help) => format!("{}: {help}", own.message),
        None => own.message.clone(),
    });
    texts.collect::<Vec<_>>().join("; ")
}
