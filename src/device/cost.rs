//! What a device costs its maker, at the user's own prices.

use super::keys::{COST, MONEY};
use super::{BlockInput, Content};
use crate::block::Block;
use crate::diagnostic::{Diagnostic, suggest};
use crate::factors::Factors;
use crate::key::names;
use crate::read::{Reader, wrong_type};
use crate::tree::{Entry, Table, Value};

/// Prices of what a device is made of, and how much there is of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Cost {
    /// The currency, in letters: `EUR`.
    pub currency: String,
    /// What does not depend on a quantity.
    pub fixed: f64,
    /// The prices, in the order of the file.
    pub prices: Vec<Price>,
}

/// The price of a quantity.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Price {
    /// Which, as in `processing.mcu_mm2`.
    pub path: String,
    /// The price of one unit of it, the unit of the key.
    pub per_unit: f64,
    /// How much of it there is, typically.
    pub quantity: f64,
}

impl Cost {
    /// What is added up: the fixed amount, then each price times its quantity.
    pub fn terms(&self) -> impl Iterator<Item = f64> {
        let priced = self.prices.iter().map(|own| own.per_unit * own.quantity);
        std::iter::once(self.fixed).chain(priced)
    }

    /// The cost of one device: `fixed + Σ price × typical quantity`. Parts that
    /// are replaced later are not in it.
    pub fn total(&self) -> f64 {
        self.terms().fold(0.0, |sum, term| sum + term)
    }
}

/// Currencies stand in names of columns.
const LONGEST_CURRENCY: usize = 8;

/// Where quantities are found.
pub(super) struct Quantities<'a> {
    pub(super) table: &'a Table,
    pub(super) inputs: &'a [BlockInput],
    pub(super) lifespan_years: f64,
    pub(super) factors: &'a Factors,
}

/// The prices of a device. Quantities are looked up where the rest of the
/// device is right: what is missing may be what is wrong elsewhere.
pub(super) fn cost(
    reader: &mut Reader,
    entry: &Entry,
    quantities: &Quantities<'_>,
) -> Option<Cost> {
    let is_right = reader.diagnostics.is_empty();
    let table = reader.table(entry)?;
    reader.only(table, &names(&COST), "`[cost]`");
    let fixed = table.get("fixed");
    let fixed = fixed.map(|node| reader.number("fixed", node, MONEY));
    let prices = table.entry("per_unit").map(|entry| reader.table(entry));
    if fixed.is_none() && prices.is_none() {
        reader.report(
            Diagnostic::at("empty-cost", &entry.key_place, "`cost` holds no amount").help(
                "give `fixed`, or prices in `[cost.per_unit]`; amounts in another currency are not taken over",
            ),
        );
    }
    let mut found = Vec::new();
    for entry in prices.flatten().into_iter().flat_map(Table::entries) {
        if let Value::Table(_) = entry.node.value {
            reader.report(
                wrong_type(&entry.key, "a price", &entry.node.value, &entry.node.place)
                    .help("a path stands in quotes: `\"processing.mcu_mm2\" = 0.12`"),
            );
            continue;
        }
        let Some(per_unit) = reader.number(&entry.key, &entry.node, MONEY) else {
            continue;
        };
        match quantities.typical(entry) {
            Ok(quantity) => found.push(Price {
                path: entry.key.clone(),
                per_unit,
                quantity,
            }),
            Err(diagnostic) if is_right => reader.report(diagnostic),
            Err(_) => {}
        }
    }
    Some(Cost {
        currency: currency(reader, entry, table)?,
        fixed: fixed.unwrap_or(Some(0.0))?,
        prices: found,
    })
}

fn currency(reader: &mut Reader, entry: &Entry, table: &Table) -> Option<String> {
    let Some(node) = table.get("currency") else {
        reader.report(
            Diagnostic::at("missing-key", &entry.key_place, "there is no `currency`").help(
                "add `currency = \"EUR\"`, or another one: it stands in the name of the column",
            ),
        );
        return None;
    };
    let text = reader.text("currency", node)?;
    let is_word = text.len() <= LONGEST_CURRENCY && text.chars().all(|c| c.is_ascii_alphabetic());
    if !is_word {
        reader.report(
            Diagnostic::at(
                "bad-currency",
                &node.place,
                format!("`{text}` is no currency"),
            )
            .help(format!(
                "write up to {LONGEST_CURRENCY} letters, as in `EUR`"
            )),
        );
    }
    is_word.then_some(text)
}

impl Quantities<'_> {
    /// The typical quantity that a price is for. A block that lists its parts
    /// has none of the others.
    fn typical(&self, price: &Entry) -> Result<f64, Diagnostic> {
        let path = price.key.as_str();
        if path == "lifespan_years" {
            return Ok(self.lifespan_years);
        }
        let item = path.split_once('.');
        let item = item.and_then(|(block, key)| Some((Block::from_key(block)?, key)));
        let input = item.and_then(|(block, _)| self.inputs.iter().find(|own| own.block == block));
        if let (Some((block, key)), Some(Content::Parts { parts, whole })) =
            (item, input.map(|input| &input.content))
        {
            if let Some(part) = parts.iter().find(|part| part.key == key) {
                return Ok(part.quantity.range.typical);
            }
            if whole.is_none() && self.factors.item(block, key).is_some() {
                return Ok(0.0);
            }
        }
        let not_a_quantity = |what: &str| {
            Diagnostic::at(
                "wrong-type",
                &price.key_place,
                format!("a price on `{path}`, which is {what}"),
            )
            .help("a price is that of one unit of a quantity, such as `processing.mcu_mm2`")
        };
        match stated(self.table, path) {
            Some(_) if item.is_some_and(|(_, key)| key == "hsl") => Err(not_a_quantity("a level")),
            Some(Value::Number(number)) => Ok(*number),
            Some(other) => Err(not_a_quantity(&other.describe())),
            None => Err(self.unknown(price, item)),
        }
    }

    fn unknown(&self, price: &Entry, item: Option<(Block, &str)>) -> Diagnostic {
        let path = &price.key;
        let known = item.filter(|(block, key)| self.factors.item(*block, key).is_some());
        let help = match known {
            Some((block, _)) => format!(
                "`{}` does not list its parts here: state `{path}`, 0 if there is none, or remove the price",
                block.key()
            ),
            None => {
                let quantities = self.all();
                suggest(
                    path,
                    quantities.iter().map(String::as_str),
                    "the device has",
                )
            }
        };
        Diagnostic::at(
            "unknown-quantity",
            &price.key_place,
            format!("a price on `{path}`, of which the device says nothing"),
        )
        .help(help)
    }

    /// The quantities of all parts.
    fn all(&self) -> Vec<String> {
        let mut paths = vec!["lifespan_years".to_owned()];
        for input in self.inputs {
            let block = input.block.key();
            if let Content::Parts { parts, .. } = &input.content {
                paths.extend(parts.iter().map(|part| format!("{block}.{}", part.key)));
            }
        }
        paths
    }
}

/// What stands at the end of a path, the typical value of a range.
fn stated<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    let value = &table.get(key.trim_matches('"'))?.value;
    match (value, rest) {
        (Value::Table(table), Some(rest)) => stated(table, rest),
        (Value::Table(range), None) => Some(range.get("typical").map_or(value, |node| &node.value)),
        (_, Some(_)) => None,
        (_, None) => Some(value),
    }
}
