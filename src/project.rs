//! A project file: the devices of a repository, and what all of them share.

use crate::device::keys::{BUDGET, DEFAULTS};
use crate::device::{Budget, Defaults, read_budgets};
use crate::diagnostic::{Place, Position, Problems, Source};
use crate::key::{Key, names};
use crate::read::Reader;
use crate::tree::{self, Node, Table, Value};

/// What a project file is called.
pub const FILE_NAME: &str = "tinyfoot.toml";

const DEVICES: Key = Key::texts(
    "devices",
    "The devices: paths relative to this file, with `*` and `**`, or names of presets.",
);
const FACTORS: Key = Key::texts(
    "factors",
    "Factor sets over the built-in one, the lowest first: paths relative to this file.",
);
const DENY: Key = Key::texts(
    "deny",
    "Codes of remarks that no device may carry, as `tinyfoot data codes` lists them.",
);

/// The keys of a project file.
pub(crate) const PROJECT_KEYS: [Key; 5] = [
    DEVICES,
    FACTORS,
    DEFAULTS,
    DENY,
    Key {
        #[cfg(feature = "schema")]
        what: "What each device may cost that does not say so itself.",
        ..BUDGET
    },
];

/// What a project file says.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Project {
    /// The devices: paths relative to the file, with `*` and `**`, or names
    /// of presets.
    pub devices: Vec<Reference>,
    /// Factor sets over the built-in one, the lowest first: paths relative to
    /// the file.
    pub factors: Vec<Reference>,
    /// What devices have that do not say so themselves.
    pub defaults: Option<Defaults>,
    /// Codes of remarks that no device may carry.
    pub deny: Vec<Reference>,
    /// What each device may cost that does not say so itself.
    pub budgets: Vec<Budget>,
    /// The file itself.
    pub source: Source,
}

/// A text of a project file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Project {
    /// Reads a project file.
    ///
    /// # Errors
    ///
    /// All problems of the text.
    ///
    /// ```
    /// use tinyfoot::project::Project;
    /// use tinyfoot::Source;
    ///
    /// let text = "devices = ['devices/*.toml']\n[budget]\ntotal_kg_co2e = 3";
    /// let source = Source { name: "tinyfoot.toml".into(), text: text.into() };
    /// let project = Project::parse(source).unwrap();
    /// assert_eq!(project.devices[0].text, "devices/*.toml");
    /// assert_eq!(project.budgets[0].error, Some(3.0));
    /// ```
    pub fn parse(source: Source) -> Result<Self, Problems> {
        let mut reader = Reader::default();
        let mut project = Self::default();
        match tree::parse(&source.text, 0) {
            Ok(table) => project.read(&mut reader, &table, &source),
            Err(diagnostics) => reader.diagnostics = diagnostics,
        }
        if !reader.diagnostics.is_empty() {
            return Err(Problems::new(vec![source], reader.diagnostics));
        }
        project.source = source;
        Ok(project)
    }

    fn read(&mut self, reader: &mut Reader, table: &Table, source: &Source) {
        reader.only(table, &names(&PROJECT_KEYS), "a project file");
        self.devices = references(reader, table, DEVICES);
        self.factors = references(reader, table, FACTORS);
        self.deny = references(reader, table, DENY);
        self.defaults = table
            .entry(DEFAULTS.name)
            .map(|entry| Defaults::read(reader, entry, source));
        if let Some(entry) = table.entry(BUDGET.name) {
            self.budgets = read_budgets(reader, entry, std::slice::from_ref(source));
        }
    }

    /// Where a text of it stands.
    pub fn position(&self, reference: &Reference) -> Option<Position> {
        Position::of(&reference.place, std::slice::from_ref(&self.source))
    }
}

/// A text, or the texts of an array, each with its place.
fn references(reader: &mut Reader, table: &Table, Key { name, .. }: Key) -> Vec<Reference> {
    let reference = |node: &Node| {
        Some(Reference {
            text: reader.text(name, node)?,
            place: node.place.clone(),
        })
    };
    match table.get(name) {
        Some(Node {
            value: Value::Array(nodes),
            ..
        }) => nodes.iter().filter_map(reference).collect(),
        other => other.into_iter().filter_map(reference).collect(),
    }
}
