//! What the columns of an inventory are.

use crate::block::Block;
use crate::device::keys::LIFESPAN_YEARS;
use crate::device::path_keys;
use crate::diagnostic::{Diagnostic, Problems, nearest};

/// The column that every inventory has.
const DEVICE: &str = "device";
const COUNT: &str = "count";
const COUNTRY: &str = "country";
const GRID: &str = "use.grid";
/// Short names of paths.
const SHORT: [(&str, &str); 3] = [
    (COUNTRY, GRID),
    ("years", LIFESPAN_YEARS.name),
    ("mean_power_mw", MEAN_POWER),
];
const MEAN_POWER: &str = "use.mean_power_mw";
/// What inventories call columns too.
const OTHER_WORDS: [(&str, &[&str]); 2] = [
    (
        COUNT,
        &["amount", "number", "pieces", "qty", "quantity", "units"],
    ),
    (COUNTRY, &["grid", "location", "market"]),
];
/// Paths of numbers that are put into lines.
pub(super) const NUMBER_PATHS: [&str; 2] = [LIFESPAN_YEARS.name, MEAN_POWER];
/// Keys that are paths without a dot.
const TOP: [&str; 2] = [LIFESPAN_YEARS.name, "truncation_factor"];

/// What a column is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The device: a file or a preset.
    Device,
    /// How many devices a row is of.
    Count,
    /// A value of the device, by its path.
    Value(String),
    /// What says nothing of the device, and may be grouped by.
    Label,
}

/// The columns of an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Columns {
    /// Their names.
    pub names: Vec<String>,
    /// What each is for.
    pub roles: Vec<Role>,
    /// Those that rows are grouped by.
    pub group_by: Vec<usize>,
}

impl Columns {
    /// The columns of that header, and those of them that are grouped by.
    ///
    /// # Errors
    ///
    /// No device, a column twice, or a group by no column.
    pub fn new(names: &[&str], group_by: &[String]) -> Result<Self, Problems> {
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        let roles: Vec<Role> = names.iter().map(|name| role(name)).collect();
        let problem = |message: String, help: String| {
            Problems::general(Diagnostic::general("bad-column", message).help(help))
        };
        for (index, role) in roles.iter().enumerate() {
            let is_twice = match role {
                Role::Label => names[..index].contains(&names[index]),
                Role::Value(path) => roles[..index].iter().any(|other| match other {
                    Role::Value(other) => is_within(path, other) || is_within(other, path),
                    _ => false,
                }),
                _ => roles[..index].contains(role),
            };
            if is_twice {
                let message = format!("`{}` says what another column says", names[index]);
                return Err(problem(message, "remove one of the two".to_owned()));
            }
        }
        if !roles.contains(&Role::Device) {
            let help = match names.as_slice() {
                [one] if one.contains([';', '\t']) => "put commas between the columns".to_owned(),
                _ => match names.iter().find(|name| name.eq_ignore_ascii_case(DEVICE)) {
                    Some(name) => format!("write `{DEVICE}`, not `{name}`"),
                    None if names.is_empty() => "it has none at all".to_owned(),
                    None => format!("it has {}", list(&names)),
                },
            };
            let message = "the inventory has no column `device`".to_owned();
            return Err(problem(message, help));
        }
        let mut groups = Vec::new();
        for wanted in group_by {
            let Some(found) = names.iter().position(|name| name == wanted.trim()) else {
                let message = format!("there is no column `{wanted}` to group by");
                let help = format!("the inventory has {}", list(&names));
                return Err(problem(message, help));
            };
            if groups.contains(&found) {
                let message = format!("`{wanted}` is there twice to group by");
                return Err(problem(message, "name it once".to_owned()));
            }
            groups.push(found);
        }
        Ok(Self {
            names,
            roles,
            group_by: groups,
        })
    }

    /// The columns that say nothing of the device, each with what it may be
    /// meant to be.
    pub fn labels(&self) -> impl Iterator<Item = (&str, Option<String>)> {
        let labels = self.names.iter().zip(&self.roles);
        let labels = labels.filter(|(_, role)| **role == Role::Label);
        labels.map(|(name, _)| {
            let short = SHORT.iter().map(|(short, _)| *short);
            let known = [DEVICE, COUNT].into_iter().chain(short).chain(TOP);
            let lower = name.to_lowercase();
            let meant = OTHER_WORDS
                .iter()
                .find(|(_, words)| words.contains(&&*lower));
            let meant = meant.map(|(known, _)| *known);
            let meant = meant.or_else(|| nearest(&lower, known)).map(str::to_owned);
            // A table has no value of its own that a cell could be.
            let others = || match name.as_str() {
                "omit" => Some("--set omit".to_owned()),
                table => Block::from_key(table).map(|_| format!("{table}.KEY")),
            };
            (name.as_str(), meant.or_else(others))
        })
    }

    /// Whether they say where devices are, and not which grid feeds them.
    pub(super) fn have_country(&self) -> bool {
        self.names.iter().any(|name| name == COUNTRY)
    }

    /// Where a column of that role is.
    pub(super) fn find(&self, wanted: &Role) -> Option<usize> {
        self.roles.iter().position(|role| role == wanted)
    }
}

/// Whether an assignment to a path may come from a country.
pub(super) fn is_country(assignment: &str) -> bool {
    let path = assignment.split_once('=');
    path.is_some_and(|(path, _)| path == GRID)
}

/// Whether a path is another one, or goes on from it.
fn is_within(path: &str, other: &str) -> bool {
    path_keys(path).starts_with(&path_keys(other))
}

fn role(name: &str) -> Role {
    let path = SHORT.iter().find(|(short, _)| *short == name);
    match (name, path) {
        (DEVICE, _) => Role::Device,
        (COUNT, _) => Role::Count,
        (_, Some((_, path))) => Role::Value((*path).to_owned()),
        _ if name.contains('.') || TOP.contains(&name) => Role::Value(name.to_owned()),
        _ => Role::Label,
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
