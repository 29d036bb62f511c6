//! A project file: the devices of a repository, and what all of them share.

use crate::device::{Budget, read_budgets};
use crate::diagnostic::{Place, Position, Problems, Source};
use crate::read::{Bounds, Reader, unknown_key, wrong_type};
use crate::tree::{self, Table, Value};

/// What a project file is called.
pub const FILE_NAME: &str = "tinyfoot.toml";

const KEYS: [&str; 5] = ["devices", "factors", "lifespan_years", "deny", "budget"];

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
    /// The lifespan, in years, of devices that state none.
    pub lifespan_years: Option<f64>,
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
        for entry in &table.entries {
            if !KEYS.contains(&entry.key.as_str()) {
                reader.report(unknown_key(entry, &KEYS, "a project file"));
            }
        }
        self.devices = references(reader, table, "devices");
        self.factors = references(reader, table, "factors");
        self.deny = references(reader, table, "deny");
        self.lifespan_years = table.get("lifespan_years").and_then(|node| {
            let years = Bounds::between(0.001, 100.0, "years");
            reader.number("lifespan_years", node, years)
        });
        if let Some(entry) = table.entry("budget") {
            self.budgets = read_budgets(reader, entry, std::slice::from_ref(source));
        }
    }

    /// Where a text of it stands.
    pub fn position(&self, reference: &Reference) -> Option<Position> {
        Position::of(&reference.place, std::slice::from_ref(&self.source))
    }
}

/// The texts of an array, each with its place.
fn references(reader: &mut Reader, table: &Table, key: &str) -> Vec<Reference> {
    let Some(node) = table.get(key) else {
        return Vec::new();
    };
    let Value::Array(nodes) = &node.value else {
        let wanted = "an array of texts, as in `[\"one\", \"two\"]`";
        reader.report(wrong_type(key, wanted, &node.value, &node.place));
        return Vec::new();
    };
    let texts = nodes.iter().filter_map(|node| {
        Some(Reference {
            text: reader.text(key, node)?,
            place: node.place.clone(),
        })
    });
    texts.collect()
}
