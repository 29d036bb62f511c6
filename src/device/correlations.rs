//! Which quantities of a device go together.

use super::BlockInput;
use super::inputs::inputs;
use super::keys::{BETWEEN, CORRELATION, RANK};
use crate::cited::Sources;
use crate::copula;
use crate::diagnostic::{Diagnostic, Place, suggest};
use crate::key::names;
use crate::range::Range;
use crate::read::{Reader, wrong_type};
use crate::tree::{Entry, Node, Table, Value};

/// Two inputs that are not independent of one another, as the file states it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Correlation {
    /// The paths of the inputs, such as `casing.abs_g`.
    pub between: [String; 2],
    /// Spearman's rank correlation, from -0.999 to 0.999.
    pub rank: f64,
    /// Citation keys or texts.
    pub sources: Sources,
    /// Why it was assumed, if it was.
    pub assumption: Option<String>,
    /// The one that has no range, if one has none: what is certain goes with
    /// nothing.
    pub certain: Option<String>,
}

impl Correlation {
    fn is_between(&self, a: &String, b: &String) -> bool {
        self.between.contains(a) && self.between.contains(b)
    }
}

const CONTRADICTORY: &str = "contradictory-correlations";

/// What `[[correlations]]` says of the inputs of some blocks.
pub(super) fn correlations(
    reader: &mut Reader,
    entry: &Entry,
    blocks: &[BlockInput],
) -> Vec<Correlation> {
    let Value::Array(nodes) = &entry.node.value else {
        reader.report(
            wrong_type(
                &entry.key,
                "an array of tables",
                &entry.node.value,
                &entry.node.place,
            )
            .help(format!("write `[[{}]]` and its keys below it", entry.key)),
        );
        return Vec::new();
    };
    let inputs = inputs(blocks);
    let mut found: Vec<(Correlation, &Place)> = Vec::new();
    for node in nodes {
        let Some(own) = correlation(reader, node, &inputs) else {
            continue;
        };
        let [a, b] = &own.between;
        if found.iter().any(|(other, _)| other.is_between(a, b)) {
            reader.report(
                Diagnostic::at(
                    "repeated-correlation",
                    &node.place,
                    format!("the correlation between `{a}` and `{b}` is given twice"),
                )
                .help("keep one of the two"),
            );
        }
        found.push((own, &node.place));
    }
    if reader.diagnostics.is_empty() {
        reader.diagnostics.extend(contradiction(&found));
    }
    found.into_iter().map(|(own, _)| own).collect()
}

/// Why no distribution has these correlations, if none has. What is certain
/// goes with nothing.
fn contradiction(all: &[(Correlation, &Place)]) -> Option<Diagnostic> {
    let uncertain: Vec<&(Correlation, &Place)> = all
        .iter()
        .filter(|(own, _)| own.certain.is_none())
        .collect();
    let mut names: Vec<&String> = Vec::new();
    let mut pairs = Vec::new();
    for (own, _) in &uncertain {
        pairs.push((
            own.between.each_ref().map(|name| {
                let known = names.iter().position(|other| *other == name);
                known.unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                })
            }),
            own.rank,
        ));
    }
    let mut ranks = vec![0.0; names.len() * names.len()];
    for ([a, b], rank) in pairs {
        ranks[a * names.len() + b] = rank;
        ranks[b * names.len() + a] = rank;
    }
    let rank = |a: usize, b: usize| ranks[a * names.len() + b];
    let wrong = copula::weights(names.len(), rank).err()?;
    // Three inputs say most clearly what is wrong; but it may take more.
    let of_three = uncertain.iter().enumerate().find_map(|(index, first)| {
        uncertain[..index]
            .iter()
            .find_map(|second| of_three(first, second, &uncertain))
    });
    of_three.or_else(|| {
        let (_, place) = uncertain
            .iter()
            .rfind(|(own, _)| own.between.contains(names[wrong]))?;
        let message = format!(
            "the correlations of `{}` contradict those of the inputs that it goes with",
            names[wrong]
        );
        let diagnostic = Diagnostic::at(CONTRADICTORY, place, message);
        Some(diagnostic.help("weaken them, or state how the other inputs go with one another"))
    })
}

/// What is wrong with two correlations of one input: the third one, between
/// the others, is not between its bounds.
fn of_three(
    first: &(Correlation, &Place),
    second: &(Correlation, &Place),
    all: &[&(Correlation, &Place)],
) -> Option<Diagnostic> {
    let [(first, place), (second, _)] = [first, second];
    let shared = first
        .between
        .iter()
        .find(|name| second.between.contains(name))?;
    let other = |own: &'_ Correlation| own.between.iter().find(|name| *name != shared).cloned();
    let (a, b) = (other(first)?, other(second)?);
    let third = all.iter().find(|(own, _)| own.is_between(&a, &b));
    let rank = third.map_or(0.0, |(own, _)| own.rank);
    let [least, most] = copula::bounds([first.rank, second.rank]);
    if (least..=most).contains(&rank) {
        return None;
    }
    let (between, place) = match third {
        Some((_, third)) => (
            format!("correlate at {rank}"),
            if third.span.start > place.span.start {
                third
            } else {
                place
            },
        ),
        None => ("be independent of one another".to_owned(), place),
    };
    let message = format!(
        "`{shared}` correlates with `{a}` at {} and with `{b}` at {}: these two can't {between}",
        first.rank, second.rank
    );
    // Rounded to what is surely possible.
    let [least, most] = [(least * 1e3).ceil() / 1e3, (most * 1e3).floor() / 1e3];
    let help = format!(
        "give the two a rank from {least} to {}",
        most.min(RANK.bounds.most)
    );
    Some(Diagnostic::at(CONTRADICTORY, place, message).help(help))
}

fn correlation(
    reader: &mut Reader,
    node: &Node,
    inputs: &[(String, Range)],
) -> Option<Correlation> {
    let Value::Table(table) = &node.value else {
        reader.report(wrong_type(
            "correlations",
            "an array of tables",
            &node.value,
            &node.place,
        ));
        return None;
    };
    reader.only(table, &names(&CORRELATION), "a correlation");
    let sources = reader.sources(table);
    let assumption = reader.optional_text(table, "assumption");
    let rank = required(reader, table, RANK.name, &node.place)
        .and_then(|node| reader.number(RANK.name, node, RANK.bounds));
    let between = required(reader, table, BETWEEN.name, &node.place)
        .and_then(|node| pair(reader, node, inputs))?;
    let is_certain = |name: &&String| {
        let own = inputs.iter().find(|(path, _)| path == *name);
        own.is_some_and(|(_, range)| range.is_point())
    };
    Some(Correlation {
        certain: between.iter().find(is_certain).cloned(),
        between,
        rank: rank?,
        sources,
        assumption,
    })
}

fn required<'t>(
    reader: &mut Reader,
    table: &'t Table,
    key: &str,
    place: &Place,
) -> Option<&'t Node> {
    let node = table.get(key);
    if node.is_none() {
        reader.report(
            Diagnostic::at("missing-key", place, format!("a correlation needs `{key}`"))
                .help("write `between = [\"casing.abs_g\", \"casing.steel_g\"]` and `rank = 0.8`"),
        );
    }
    node
}

/// The two inputs, each of which the device has.
fn pair(reader: &mut Reader, node: &Node, inputs: &[(String, Range)]) -> Option<[String; 2]> {
    let nodes = match &node.value {
        Value::Array(nodes) if nodes.len() == 2 => nodes,
        other => {
            reader.report(
                wrong_type("between", "an array of two inputs", other, &node.place)
                    .help("write `between = [\"casing.abs_g\", \"casing.steel_g\"]`"),
            );
            return None;
        }
    };
    let mut names = Vec::new();
    for node in nodes {
        let name = reader.text("between", node)?;
        let diagnostic = match inputs.iter().find(|(path, _)| *path == name) {
            None => {
                let all = inputs.iter().map(|(path, _)| path.as_str());
                Diagnostic::at(
                    "unknown-input",
                    &node.place,
                    format!("the device has no input `{name}`"),
                )
                .help(suggest(&name, all, "its inputs are"))
            }
            Some(_) if names.contains(&name) => Diagnostic::at(
                "repeated-correlation",
                &node.place,
                format!("`{name}` is correlated with itself"),
            )
            .help("name two inputs"),
            Some(_) => {
                names.push(name);
                continue;
            }
        };
        reader.report(diagnostic);
    }
    names.try_into().ok()
}
