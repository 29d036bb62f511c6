//! Carbon intensities of electricity.

use std::sync::LazyLock;

use memchr::memchr;

use crate::diagnostic::nearest;

static EMBER: &str = include_str!("ember-2026.csv");
static EGRID: &str = include_str!("egrid-2023.csv");

/// What an intensity includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridBasis {
    /// Fuel chains and plants included, per kWh generated.
    LifeCycle,
    /// Stack emissions alone, per kWh generated.
    Direct,
    /// A number that the device file states.
    Stated,
}

impl GridBasis {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::LifeCycle, Self::Direct, Self::Stated];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LifeCycle => "life_cycle",
            Self::Direct => "direct",
            Self::Stated => "stated",
        }
    }

    /// In prose.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::LifeCycle => "life-cycle, generation",
            Self::Direct => "direct, generation",
            Self::Stated => "as stated",
        }
    }
}

/// A grid in one year.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Grid {
    /// ISO 3166 code, a region's code, or nothing for a stated number.
    pub code: Option<&'static str>,
    /// Its name in prose.
    pub name: String,
    /// The year of the data.
    pub year: Option<u16>,
    /// g CO2e per kWh.
    pub g_co2e_per_kwh: f64,
    /// What it includes.
    pub basis: GridBasis,
    /// Citation keys or texts.
    pub sources: Vec<String>,
}

/// A table of grids: a row for each, its codes and name, then a column for
/// each year, empty where there is no figure.
struct Table {
    text: &'static str,
    basis: GridBasis,
    source: &'static str,
}

/// The countries and regions of the world, and the states of the United
/// States.
static TABLES: [Table; 2] = [
    Table {
        text: EMBER,
        basis: GridBasis::LifeCycle,
        source: "ember-2026",
    },
    Table {
        text: EGRID,
        basis: GridBasis::Direct,
        source: "egrid-2023",
    },
];

/// A row of a table.
struct Row {
    code: &'static str,
    alpha3: &'static str,
    name: &'static str,
    /// The figures of all years, not split yet.
    figures: &'static str,
    table: &'static Table,
}

/// All rows, found when the first grid is looked for.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows = TABLES.iter().flat_map(|table| {
        let mut rest = table.text;
        let lines = std::iter::from_fn(move || {
            let (line, below) = rest.split_at(memchr(b'\n', rest.as_bytes())?);
            rest = &below[1..];
            Some(line)
        });
        lines.skip(1).filter_map(move |mut line| {
            Some(Row {
                code: cut(&mut line)?,
                alpha3: cut(&mut line)?,
                name: cut(&mut line)?,
                figures: line,
                table,
            })
        })
    });
    rows.collect()
});

/// Cuts the first cell off a line; nothing if it is the last.
fn cut(line: &mut &'static str) -> Option<&'static str> {
    let end = line.bytes().position(|byte| byte == b',')?;
    let (cell, rest) = line.split_at(end);
    *line = &rest[1..];
    Some(cell)
}

impl Row {
    /// Regions have no code of three letters: an empty one is nobody's.
    fn is(&self, query: &str) -> bool {
        !query.is_empty()
            && [self.code, self.alpha3, self.name]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(query))
    }

    /// The grid in each year that has a figure, the earliest first.
    fn years(&self) -> impl Iterator<Item = Grid> {
        let header = self.table.text.lines().next().unwrap_or_default();
        let years = header.split(',').skip(3);
        let (code, name, table) = (self.code, self.name, self.table);
        years
            .zip(self.figures.split(','))
            .filter_map(move |(year, figure)| {
                Some(Grid {
                    code: Some(code),
                    name: name.to_owned(),
                    year: Some(year.parse().ok()?),
                    g_co2e_per_kwh: figure.parse().ok()?,
                    basis: table.basis,
                    sources: vec![table.source.to_owned()],
                })
            })
    }

    /// The grid in a year, or in the latest one.
    fn grid(&self, year: Option<u16>) -> Result<Grid, GridError> {
        let found = match year {
            Some(_) => self.years().find(|grid| grid.year == year),
            None => self.years().last(),
        };
        found.ok_or_else(|| GridError::NoSuchYear {
            name: self.name,
            year: year.unwrap_or_default(),
            years: self.years().filter_map(|grid| grid.year).collect(),
        })
    }
}

/// Names that people write and the tables do not.
const ALIASES: [(&str, &str); 12] = [
    ("EU", "EU27"),
    ("UK", "GB"),
    ("Great Britain", "GB"),
    ("Britain", "GB"),
    ("England", "GB"),
    ("Holland", "NL"),
    ("Czech Republic", "CZ"),
    ("Korea", "KR"),
    ("Republic of Korea", "KR"),
    ("Turkiye", "TR"),
    ("United States of America", "US"),
    ("Ivory Coast", "CI"),
];

/// Letters with accents in names of countries, and the letters without. The
/// tables of all of Unicode would be a fifth of the module for the browser.
const ACCENTED: [(&str, char); 20] = [
    ("àáâãäåāăąÀÁÂÃÄÅĀĂĄ", 'a'),
    ("çćčĉċÇĆČĈĊ", 'c'),
    ("ďḍĎḌ", 'd'),
    ("èéêëēĕėęěÈÉÊËĒĔĖĘĚ", 'e'),
    ("ĝğġģĜĞĠĢ", 'g'),
    ("ĥḥĤḤ", 'h'),
    ("ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ", 'i'),
    ("ĵĴ", 'j'),
    ("ķĶ", 'k'),
    ("ĺļľĹĻĽ", 'l'),
    ("ñńņňÑŃŅŇ", 'n'),
    ("òóôõöōŏőơÒÓÔÕÖŌŎŐƠ", 'o'),
    ("ŕŗřŔŖŘ", 'r'),
    ("śŝşšșŚŜŞŠȘ", 's'),
    ("ţťțŢŤȚ", 't'),
    ("ùúûüũūŭůűųưÙÚÛÜŨŪŬŮŰŲƯ", 'u'),
    ("ŵŴ", 'w'),
    ("ýÿŷÝŸŶ", 'y'),
    ("źżžŹŻŽ", 'z'),
    ("\u{2019}", '\''),
];

fn without_accent(letter: char) -> char {
    let mut letters = ACCENTED.iter();
    letters
        .find(|(accented, _)| accented.contains(letter))
        .map_or(letter, |(_, plain)| *plain)
}

/// Without accents, and with the code of a name that the tables do not have.
fn canonical(query: &str) -> String {
    let plain: String = query
        .trim()
        .chars()
        // An accent may follow its letter as a character of its own.
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .map(without_accent)
        .collect();
    let alias = ALIASES
        .iter()
        .find(|(alias, _)| alias.eq_ignore_ascii_case(&plain));
    match alias {
        Some((_, code)) => (*code).to_owned(),
        None => plain,
    }
}

/// Why there is no such grid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// No grid has that code or name.
    #[error("unknown grid {query:?}")]
    Unknown {
        /// What was asked for.
        query: String,
        /// The nearest name, if one is near enough.
        nearest: Option<&'static str>,
    },
    /// Several grids have that name.
    #[error("{query:?} is more than one grid: {}", codes.join(", "))]
    Ambiguous {
        /// What was asked for.
        query: String,
        /// The codes of those that have that name.
        codes: Vec<&'static str>,
    },
    /// The grid has no figure for that year.
    #[error("{name} has no figure for {year}")]
    NoSuchYear {
        /// Its name.
        name: &'static str,
        /// What was asked for.
        year: u16,
        /// The years that have one, the earliest first.
        years: Vec<u16>,
    },
}

/// A country, region or state of the United States in a year, or in the latest
/// one that has a figure.
///
/// `query` is an ISO 3166 code of two or three letters (`FR`, `FRA`,
/// `US-CA`), a name (`France`), or `world` or `EU`; case and accents do not
/// matter.
///
/// # Errors
///
/// When no grid, or more than one, is called so, or the year has no figure.
///
/// ```
/// use tinyfoot::grid::{GridError, find};
///
/// let france = find("fr", None).unwrap();
/// assert_eq!(france.name, "France");
/// assert!(france.g_co2e_per_kwh < find("FRA", Some(2005)).unwrap().g_co2e_per_kwh);
///
/// let unknown = find("Frnace", None).unwrap_err();
/// assert!(matches!(unknown, GridError::Unknown { nearest: Some("France"), .. }));
/// // A country and a state of the United States.
/// assert!(matches!(find("Georgia", None), Err(GridError::Ambiguous { .. })));
/// ```
pub fn find(query: &str, year: Option<u16>) -> Result<Grid, GridError> {
    let known = canonical(query);
    let found: Vec<&Row> = ROWS.iter().filter(|row| row.is(&known)).collect();
    match found.as_slice() {
        [row] => row.grid(year),
        [] => Err(GridError::Unknown {
            query: query.to_owned(),
            nearest: nearest(&known, ROWS.iter().map(|row| row.name)),
        }),
        several => Err(GridError::Ambiguous {
            query: query.to_owned(),
            codes: several.iter().map(|row| row.code).collect(),
        }),
    }
}

/// Every grid, in its latest year.
pub fn all() -> Vec<Grid> {
    ROWS.iter().filter_map(|row| row.years().last()).collect()
}

/// Every grid in every year that has a figure.
pub fn all_years() -> Vec<Grid> {
    ROWS.iter()
        .flat_map(|row| row.years().collect::<Vec<_>>())
        .collect()
}
