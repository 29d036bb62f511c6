//! Values out of a tree, with every check that all numbers and texts share.

use crate::cited::Sources;
use crate::diagnostic::{Diagnostic, Place, is_unit, leading_number, plain, suggest};
use crate::key::{Key, Takes, names};
use crate::range::{Range, Shape};
use crate::tree::{Entry, Node, Table, Value};
use crate::unit::Unit;

/// Reads values and collects what is wrong with them, so that one pass finds
/// all problems of a file.
#[derive(Debug, Default)]
pub struct Reader {
    /// What was found to be wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The sources that the block being read states, by the text that states
    /// them: they are those of the values in the same text, and of no other.
    origins: Vec<(usize, Sources)>,
}

/// The values that a number may have, and how to say so.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    /// The smallest value.
    pub least: f64,
    /// The largest value.
    pub most: f64,
    /// The unit's symbol, or nothing for a bare number.
    pub symbol: &'a str,
}

impl Bounds<'static> {
    /// From nothing up to what is no typing error in that unit.
    pub const fn of(unit: &'static Unit) -> Self {
        Self::between(0.0, unit.bound, unit.symbol)
    }

    /// From `least` to `most`, both included.
    pub const fn between(least: f64, most: f64, symbol: &'static str) -> Self {
        Self {
            least,
            most,
            symbol,
        }
    }
}

/// A quantity with what the file says of its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The value.
    pub range: Range,
    /// How likely the values of the range are.
    pub shape: Shape,
    /// Citation keys or texts.
    pub sources: Sources,
    /// Why the value was assumed, if it was.
    pub assumption: Option<String>,
}

impl Stated {
    /// A value that carries no origin of its own.
    pub fn bare(range: Range) -> Self {
        Self {
            range,
            shape: Shape::default(),
            sources: Sources::default(),
            assumption: None,
        }
    }
}

/// Longer texts are no names, sources or remarks.
pub(crate) const LONGEST_TEXT_BYTES: usize = 2000;

/// A value rests on a few works, and every line of it carries them.
const MOST_SOURCES: usize = 100;

/// The keys of a range; its numbers have the bounds of what it is a range of.
pub(crate) const RANGE: [Key; 6] = [
    Key::new("low", Takes::Number, "The smallest hardware variant."),
    Key::new("typical", Takes::Number, "The usual hardware variant.").needed(),
    Key::new("high", Takes::Number, "The largest hardware variant."),
    Key::new(
        "distribution",
        Takes::Word(|| Shape::ALL.map(Shape::key).to_vec()),
        "How likely the values of the range are; triangular if not said.",
    ),
    Key::texts(
        "source",
        "Where this value is from: texts, or keys of `tinyfoot data sources`.",
    ),
    Key::text("assumption", "What was assumed; the output shows it."),
];

impl Reader {
    /// Notes a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Enters a block: from here on its sources are those of its values.
    pub fn enter(&mut self, block: &Table) {
        self.origins = block
            .entries()
            .iter()
            .filter(|entry| entry.key == "source")
            .map(|entry| (entry.key_place.source, self.cited(&entry.node)))
            .collect();
    }

    /// Leaves the block.
    pub fn leave(&mut self) {
        self.origins.clear();
    }

    /// The sources that the block states for what stands at a place.
    pub fn origin(&self, place: &Place) -> Sources {
        self.origins
            .iter()
            .find(|(text, _)| *text == place.source)
            .map(|(_, sources)| sources.clone())
            .unwrap_or_default()
    }

    /// Reports every key of the table that is not allowed there.
    pub fn only<'k>(
        &mut self,
        table: &Table,
        allowed: &(impl Iterator<Item = &'k str> + Clone),
        what: &str,
    ) {
        for entry in table.entries() {
            if !allowed.clone().any(|key| key == entry.key) {
                self.report(unknown_key(entry, allowed.clone(), what));
            }
        }
    }

    /// A finite number within bounds.
    pub fn number(&mut self, key: &str, node: &Node, bounds: Bounds<'_>) -> Option<f64> {
        let Value::Number(number) = &node.value else {
            self.report(not_a_number(key, node));
            return None;
        };
        let Bounds {
            least,
            most,
            symbol,
        } = bounds;
        if (least..=most).contains(number) {
            // Zero has no sign.
            return Some(*number + 0.0);
        }
        let problem = |message: String| Diagnostic::at("out-of-range", &node.place, message);
        let symbol = if symbol.is_empty() {
            String::new()
        } else {
            format!(" {symbol}")
        };
        let diagnostic = if number.is_nan() {
            Diagnostic::at(
                "not-finite",
                &node.place,
                format!("`{key}` is not a number (NaN)"),
            )
            .help("give a finite number, or leave the key out if it is not known")
        } else if number.is_infinite() {
            Diagnostic::at("not-finite", &node.place, format!("`{key}` is infinite"))
                .help("give a finite number, or leave the key out if it is not known")
        } else if *number < 0.0 && least >= 0.0 {
            Diagnostic::at("negative", &node.place, format!("`{key}` is negative"))
                .help("quantities and factors are zero or more")
        } else if *number < least {
            problem(format!(
                "`{key}` is {}, below {least}{symbol}",
                plain(*number)
            ))
            .help(format!("give {least}{symbol} or more"))
        } else {
            problem(format!(
                "`{key}` is {}{symbol}, above {most}{symbol}",
                plain(*number)
            ))
            .help(format!(
                "more than {most}{symbol} is taken for a typing error"
            ))
        };
        self.report(diagnostic);
        None
    }

    /// A number, or a table with `low`, `typical` and `high`; the table may
    /// also say where the value comes from.
    pub fn quantity(&mut self, key: &str, node: &Node, bounds: Bounds<'_>) -> Option<Stated> {
        let Value::Table(table) = &node.value else {
            if !matches!(node.value, Value::Number(_)) {
                let diagnostic = not_a_number(key, node);
                self.report(match diagnostic.help {
                    None => {
                        diagnostic.help("give a number, or `{ low = 5, typical = 10, high = 17 }`")
                    }
                    Some(_) => diagnostic,
                });
                return None;
            }
            let number = self.number(key, node, bounds)?;
            return Some(Stated {
                sources: self.origin(&node.place),
                ..Stated::bare(Range::point(number))
            });
        };
        self.only(table, &names(&RANGE), &format!("`{key}`"));
        let sources = if table.has("source") {
            self.sources(table)
        } else {
            self.origin(&node.place)
        };
        let assumption = self.optional_text(table, "assumption");
        let mut value = |name: &str| match table.get(name) {
            Some(node) => self
                .number(&format!("{key}.{name}"), node, bounds)
                .map(Some),
            None => Some(None),
        };
        let (low, typical, high) = (value("low"), value("typical"), value("high"));
        let range = match (low?, typical?, high?) {
            (Some(low), Some(typical), Some(high)) => Range::new(low, typical, high),
            (None, Some(typical), None) => Range::point(typical),
            _ => {
                self.report(
                    Diagnostic::at(
                        "incomplete-range",
                        &node.place,
                        format!("the range of `{key}` is not complete"),
                    )
                    .help("give `low`, `typical` and `high`, or `typical` alone"),
                );
                return None;
            }
        };
        if !(range.low <= range.typical && range.typical <= range.high) {
            self.report(
                Diagnostic::at(
                    "unordered-range",
                    &node.place,
                    format!(
                        "the range of `{key}` is not in order: {}, {}, {}",
                        range.low, range.typical, range.high
                    ),
                )
                .help("`low` is at most `typical`, and `typical` at most `high`"),
            );
            return None;
        }
        let shape = self.shape(key, table, range)?;
        Some(Stated {
            range,
            shape,
            sources,
            assumption,
        })
    }

    /// How likely the values of a range are: what `distribution` says.
    fn shape(&mut self, key: &str, table: &Table, range: Range) -> Option<Shape> {
        let Some(node) = table.get("distribution") else {
            return Some(Shape::default());
        };
        let text = self.text("distribution", node)?;
        let Some(shape) = Shape::ALL.into_iter().find(|shape| shape.key() == text) else {
            self.report(
                Diagnostic::at(
                    "unknown-distribution",
                    &node.place,
                    format!("unknown distribution `{text}`"),
                )
                .help(suggest(
                    &text,
                    Shape::ALL.iter().map(|shape| shape.key()),
                    "it is one of",
                )),
            );
            return None;
        };
        if let Some((what, help)) = misfit(shape, range) {
            self.report(
                Diagnostic::at(
                    "bad-distribution",
                    &node.place,
                    format!("the {text} distribution of `{key}` {what}"),
                )
                .help(help),
            );
            return None;
        }
        Some(shape)
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, key: &str, node: &Node, bounds: Bounds<'_>) -> Option<f64> {
        let number = self.number(key, node, bounds)?;
        if number.fract() == 0.0 {
            return Some(number);
        }
        self.report(Diagnostic::at(
            "wrong-type",
            &node.place,
            format!("`{key}` is {number}, and must be a whole number"),
        ));
        None
    }

    /// A text that is not empty.
    pub fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        let diagnostic = match &node.value {
            Value::Text(text) if text.len() > LONGEST_TEXT_BYTES => Diagnostic::at(
                "too-long",
                &node.place,
                format!("`{key}` is longer than {LONGEST_TEXT_BYTES} bytes"),
            )
            .help("a name, source or remark is a sentence or two"),
            Value::Text(text) if !text.trim().is_empty() => return Some(text.clone()),
            Value::Text(_) => {
                Diagnostic::at("empty-text", &node.place, format!("`{key}` is empty"))
                    .help("write a text, or leave the key out")
            }
            other => {
                let diagnostic = wrong_type(key, "a text in quotes", other, &node.place);
                match joined(other) {
                    Some(text) => diagnostic.help(format!("write `{key} = {text:?}`")),
                    None => diagnostic,
                }
            }
        };
        self.report(diagnostic);
        None
    }

    /// The number of a key, if the key is there.
    pub fn optional_number(&mut self, table: &Table, key: &Key) -> Option<f64> {
        let node = table.get(key.name)?;
        self.number(key.name, node, key.bounds)
    }

    /// The text of a key, if the key is there.
    pub fn optional_text(&mut self, table: &Table, key: &str) -> Option<String> {
        let node = table.get(key)?;
        self.text(key, node)
    }

    /// Texts: one, or an array of them.
    pub fn texts(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::Array(nodes) => nodes
                .iter()
                .filter_map(|node| self.text(key, node))
                .collect(),
            _ => self.text(key, node).into_iter().collect(),
        }
    }

    /// The texts of a key, none if it is not there.
    pub fn optional_texts(&mut self, table: &Table, key: &str) -> Vec<String> {
        table
            .get(key)
            .map(|node| self.texts(key, node))
            .unwrap_or_default()
    }

    /// What the `source` key of a table says.
    pub fn sources(&mut self, table: &Table) -> Sources {
        table
            .get("source")
            .map(|node| self.cited(node))
            .unwrap_or_default()
    }

    fn cited(&mut self, node: &Node) -> Sources {
        if let Value::Array(nodes) = &node.value
            && nodes.len() > MOST_SOURCES
        {
            self.report(
                Diagnostic::at(
                    "too-large",
                    &node.place,
                    format!("more than {MOST_SOURCES} sources"),
                )
                .help("cite the works that the value is from"),
            );
            return Sources::default();
        }
        self.texts("source", node).into()
    }

    /// `true` or `false`; false when the key is not there.
    pub fn flag(&mut self, table: &Table, key: &str) -> bool {
        match table.get(key).map(|node| (&node.value, &node.place)) {
            None => false,
            Some((Value::Bool(value), _)) => *value,
            Some((other, place)) => {
                self.report(wrong_type(key, "`true` or `false`", other, place));
                false
            }
        }
    }

    /// A table.
    pub fn table<'t>(&mut self, entry: &'t Entry) -> Option<&'t Table> {
        match &entry.node.value {
            Value::Table(table) => Some(table),
            other => {
                self.report(
                    wrong_type(&entry.key, "a table", other, &entry.node.place)
                        .help(format!("write `[{}]` and its keys below it", entry.key)),
                );
                None
            }
        }
    }
}

/// What about a range does not fit a distribution, and what would.
fn misfit(shape: Shape, range: Range) -> Option<(&'static str, String)> {
    let Range { low, typical, high } = range;
    // Off the middle by more than a tenth of the way to an end.
    let is_off = |typical: f64, low: f64, high: f64| {
        let half = (high - low) / 2.0;
        (typical - low - half).abs() > 0.1 * half
    };
    if range.is_point() {
        let help = "a distribution needs `low`, `typical` and `high`";
        return Some(("has no range", help.to_owned()));
    }
    match shape {
        Shape::Lognormal if low <= 0.0 => {
            let help = "a lognormal distribution has a `low` above zero";
            Some(("reaches zero", help.to_owned()))
        }
        Shape::Lognormal if is_off(typical.ln(), low.ln(), high.ln()) => Some((
            "is not symmetric",
            format!(
                "`typical` is the median, at √(low × high): {:.4}; \"pert\" and \"triangular\" may lean to a side",
                (low * high).sqrt()
            ),
        )),
        Shape::Normal if is_off(typical, low, high) => Some((
            "is not symmetric",
            format!(
                "`typical` is in the middle, at {}; \"pert\" and \"triangular\" may lean to a side",
                plain(f64::midpoint(low, high))
            ),
        )),
        Shape::Normal if typical < high - low => Some((
            "reaches below zero",
            format!(
                "a normal distribution this wide has negative values: `low` is half of `typical` or more, here {}; or take \"lognormal\"",
                plain(typical / 2.0)
            ),
        )),
        _ => None,
    }
}

/// The key is not one of those that are allowed in `what`.
pub fn unknown_key<'k>(
    entry: &Entry,
    allowed: impl Iterator<Item = &'k str> + Clone,
    what: &str,
) -> Diagnostic {
    Diagnostic::at(
        "unknown-key",
        &entry.key_place,
        format!("unknown key `{}` in {what}", entry.key),
    )
    .help(suggest(&entry.key, allowed, "its keys are"))
}

/// `key` must be `expected`, and is something else.
pub fn wrong_type(key: &str, expected: &str, found: &Value, place: &Place) -> Diagnostic {
    Diagnostic::at(
        "wrong-type",
        place,
        format!("`{key}` must be {expected}, not {}", found.describe()),
    )
}

/// The texts of a list as one.
fn joined(value: &Value) -> Option<String> {
    let Value::Array(nodes) = value else {
        return None;
    };
    let text = |node: &Node| match &node.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    let texts: Option<Vec<String>> = nodes.iter().map(text).collect();
    texts
        .filter(|texts| !texts.is_empty())
        .map(|texts| texts.join(", "))
}

/// The usual value of what looks like a range.
fn typical(value: &Value) -> Option<f64> {
    let Value::Table(table) = value else {
        return None;
    };
    match table.get("typical")?.value {
        Value::Number(typical) => Some(typical),
        _ => None,
    }
}

fn not_a_number(key: &str, node: &Node) -> Diagnostic {
    let Value::Text(text) = &node.value else {
        let diagnostic = wrong_type(key, "a number", &node.value, &node.place);
        return match typical(&node.value) {
            Some(typical) => diagnostic.help(format!(
                "`{key}` takes no range: write `{key} = {typical}`, and see what another value \
                 does with `--set`"
            )),
            None => diagnostic,
        };
    };
    let diagnostic = Diagnostic::at(
        "wrong-type",
        &node.place,
        format!("`{key}` must be a number, not {}", node.value.describe()),
    );
    let text = text.trim();
    match leading_number(text) {
        // As TOML writes it: 0.5 for .5, 5 for 05.
        Some((number, "")) => {
            let number = number.parse().map_or_else(|_| number.to_owned(), plain);
            diagnostic.help(format!("write `{key} = {number}`, without quotes"))
        }
        Some((number, rest)) if rest.starts_with(',') => {
            let rest = rest.trim_start_matches(',');
            diagnostic.help(format!("decimals stand behind a point: `{key} = {number}.{rest}`"))
        }
        Some((number, rest)) if is_unit(rest) => diagnostic.help(format!(
            "write `{key} = {number}`, in the unit of the key: units stand in names, never in values"
        )),
        _ => diagnostic,
    }
}
