//! The list of sources that every number is traced to.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::key::{Key, Takes, names};
use crate::read::{Bounds, Reader};
use crate::sections::{self, Cache, Sections};
use crate::tree::{self, Entry};

static TEXT: &str = include_str!("sources.toml");

const COUNT: usize = sections::tables(TEXT);
static SECTIONS: Sections<COUNT, { sections::lines(TEXT) }> = Sections::new(TEXT);
static READ: Cache<Citation, COUNT> = Cache::new();

const YEARS: Bounds<'static> = Bounds::between(1800.0, 2200.0, "");

/// The keys of a source.
pub(crate) const CITATION_KEYS: [Key; 7] = [
    Key::text("title", "Its title.").needed(),
    Key::text(
        "authors",
        "Its authors or publisher: `Family, Given; Family, Given`.",
    )
    .needed(),
    Key {
        bounds: YEARS,
        ..Key::new("year", Takes::Year, "The year of publication.").needed()
    },
    Key::text("published", "Journal, conference, archive."),
    Key::text("locator", "DOI, address or repository."),
    Key::text("read_off", "What was read off."),
    Key::new(
        "derived",
        Takes::Flag,
        "Whether figures were derived from it rather than printed in it.",
    ),
];

/// A source: what it is, and what was taken from it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Citation {
    /// The key that factors and device files cite it by.
    pub key: Cow<'static, str>,
    /// Its title.
    pub title: Cow<'static, str>,
    /// Its authors or publisher.
    pub authors: Cow<'static, str>,
    /// The year, or years, of publication.
    pub year: Cow<'static, str>,
    /// Journal, conference, archive.
    pub published: Option<Cow<'static, str>>,
    /// DOI, address or repository.
    pub locator: Option<Cow<'static, str>>,
    /// What was read off.
    pub read_off: Option<Cow<'static, str>>,
    /// Whether figures were derived from it rather than printed in it.
    pub derived: bool,
}

impl Citation {
    /// Authors and year, as in running text.
    pub fn short(&self) -> String {
        let names: Vec<&str> = self.authors.split("; ").collect();
        let family = |name: &str| name.split(", ").next().unwrap_or(name).to_owned();
        let who = match names.as_slice() {
            [one] => family(one),
            [one, two] => format!("{} & {}", family(one), family(two)),
            [first, ..] => format!("{} et al.", family(first)),
            [] => String::new(),
        };
        format!("{who} ({})", self.year)
    }

    /// The full reference in one line.
    pub fn full(&self) -> String {
        let mut text = format!("{} ({}): {}.", self.authors, self.year, self.title);
        for part in [&self.published, &self.locator].into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
            text.push('.');
        }
        text
    }
}

/// The built-in sources.
pub fn builtin() -> impl Iterator<Item = &'static Citation> {
    (0..COUNT).map(read)
}

/// The built-in source of that key.
pub fn find(key: &str) -> Option<&'static Citation> {
    SECTIONS.place(&[key]).map(read)
}

fn read(place: usize) -> &'static Citation {
    READ.get(place, || {
        let mut citation = Citation {
            key: SECTIONS.header(place).into(),
            ..Citation::default()
        };
        for (key, value) in SECTIONS.values(place) {
            match key {
                "title" => citation.title = value.text(),
                "authors" => citation.authors = value.text(),
                "year" => citation.year = value.text(),
                "published" => citation.published = Some(value.text()),
                "locator" => citation.locator = Some(value.text()),
                "read_off" => citation.read_off = Some(value.text()),
                "derived" => citation.derived = value.flag(),
                _ => {}
            }
        }
        citation
    })
}

/// Reads the `[sources.KEY]` tables of a factor set or a device file. A key
/// means one source in all layers: `known` finds those that lie below.
pub(crate) fn read_citations<'a>(
    reader: &mut Reader,
    entry: &Entry,
    known: &dyn Fn(&str) -> Option<&'a Citation>,
) -> Vec<Citation> {
    let Some(table) = reader.table(entry) else {
        return Vec::new();
    };
    let mut citations = Vec::new();
    for entry in table.entries() {
        let Some(citation) = read_citation(reader, entry) else {
            continue;
        };
        if let Some(other) = known(&entry.key)
            && *other != citation
        {
            reader.report(
                Diagnostic::at(
                    "known-source",
                    &entry.key_place,
                    format!(
                        "`{}` is the key of another source, {}",
                        entry.key,
                        other.short()
                    ),
                )
                .help("give yours another key: a key means the same source in all layers"),
            );
        }
        citations.push(citation);
    }
    citations
}

fn read_citation(reader: &mut Reader, entry: &Entry) -> Option<Citation> {
    let table = reader.table(entry)?;
    let what = format!("the source `{}`", entry.key);
    reader.only(table, &names(&CITATION_KEYS), &what);
    let mut required = |key: &str| {
        let text = reader.optional_text(table, key);
        if !table.has(key) {
            reader.report(
                Diagnostic::at(
                    "missing-key",
                    &entry.key_place,
                    format!("the source `{}` has no `{key}`", entry.key),
                )
                .help(format!("add `{key}`")),
            );
        }
        text
    };
    let (title, authors) = (required("title"), required("authors"));
    let year = match table.get("year") {
        Some(node) if matches!(node.value, tree::Value::Text(_)) => reader.text("year", node),
        Some(node) => reader
            .whole("year", node, YEARS)
            .map(|year| year.to_string()),
        None => required("year"),
    };
    Some(Citation {
        key: entry.key.clone().into(),
        title: title?.into(),
        authors: authors?.into(),
        year: year?.into(),
        published: reader.optional_text(table, "published").map(Cow::from),
        locator: reader.optional_text(table, "locator").map(Cow::from),
        read_off: reader.optional_text(table, "read_off").map(Cow::from),
        derived: reader.flag(table, "derived"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::tree::{Node, Value};

    #[test]
    fn built_in_sources_are_what_a_user_would_get_from_their_text() {
        let entry = Entry {
            key: "sources".to_owned(),
            key_place: Place::start_of(0),
            node: Node {
                value: Value::Table(tree::parse(TEXT, 0).unwrap()),
                place: Place::start_of(0),
            },
        };
        let mut reader = Reader::default();
        let expected = read_citations(&mut reader, &entry, &|_| None);
        assert!(reader.diagnostics.is_empty(), "{:?}", reader.diagnostics);
        assert_eq!(builtin().cloned().collect::<Vec<_>>(), expected);
    }
}
