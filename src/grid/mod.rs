//! Carbon intensities of electricity.

use crate::cited::Sources;
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
    pub sources: Sources,
}

/// A table of grids: a row for each, its codes and name, then a column for
/// each year, empty where there is no figure.
struct Table {
    text: &'static str,
    places: &'static [Place],
    basis: GridBasis,
    source: &'static str,
}

/// The countries and regions of the world, and the states of the United
/// States.
static TABLES: [Table; 2] = [
    Table {
        text: EMBER,
        places: &places::<{ count(EMBER) }>(EMBER),
        basis: GridBasis::LifeCycle,
        source: "ember-2026",
    },
    Table {
        text: EGRID,
        places: &places::<{ count(EGRID) }>(EGRID),
        basis: GridBasis::Direct,
        source: "egrid-2023",
    },
];

/// Where a row stands in its table, and where its first cells end: found at
/// compile time, for a run looks for a grid or two.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    /// Of code, code of three letters and name, from the start on.
    ends: [u8; 3],
}

/// How many rows a table has below its header.
const fn count(text: &str) -> usize {
    let (mut rows, mut at) = (0, 0);
    while at < text.len() {
        rows += (text.as_bytes()[at] == b'\n') as usize;
        at += 1;
    }
    rows - 1
}

/// Where the rows of a table stand.
const fn places<const ROWS: usize>(text: &str) -> [Place; ROWS] {
    let bytes = text.as_bytes();
    let mut places = [Place {
        start: 0,
        ends: [0; 3],
    }; ROWS];
    let mut at = 0;
    let mut row = 0;
    while row < ROWS {
        while bytes[at] != b'\n' {
            at += 1;
        }
        at += 1;
        let start = at;
        let mut cell = 0;
        while cell < 3 {
            while bytes[at] != b',' {
                at += 1;
            }
            assert!(at - start <= u8::MAX as usize, "names are short");
            #[expect(clippy::cast_possible_truncation, reason = "checked above")]
            let end = (at - start) as u8;
            places[row].ends[cell] = end;
            at += 1;
            cell += 1;
        }
        places[row].start = start;
        row += 1;
    }
    places
}

/// A row of a table.
#[derive(Clone, Copy)]
struct Row {
    table: &'static Table,
    place: &'static Place,
}

/// All rows of all tables.
fn rows() -> impl Iterator<Item = Row> {
    let rows = |table: &'static Table| table.places.iter().map(move |place| Row { table, place });
    TABLES.iter().flat_map(rows)
}

impl Row {
    /// One of its first cells.
    fn cell(self, index: usize) -> &'static str {
        let ends = self.place.ends;
        let start = index.checked_sub(1).map_or(0, |left| ends[left] + 1);
        let line = &self.table.text[self.place.start..];
        &line[start.into()..ends[index].into()]
    }

    fn code(self) -> &'static str {
        self.cell(0)
    }

    fn name(self) -> &'static str {
        self.cell(2)
    }

    /// Regions have no code of three letters: an empty one is nobody's.
    fn is(self, query: &str) -> bool {
        let [code, alpha3, name] = self.place.ends.map(usize::from);
        let lengths = [code, alpha3 - code - 1, name - alpha3 - 1];
        // Nearly all are of another length.
        let mut cells = lengths.into_iter().zip(0..);
        let is_meant =
            |(length, index)| length == query.len() && self.cell(index).eq_ignore_ascii_case(query);
        !query.is_empty() && cells.any(is_meant)
    }

    /// The years that have a figure, and it, the latest first.
    fn figures(self) -> impl Iterator<Item = (u16, f64)> {
        let from = self.place.start + usize::from(self.place.ends[2]) + 1;
        let line = |text: &'static str| text.lines().next().unwrap_or_default();
        let years = line(self.table.text).rsplit(',');
        let figures = years.zip(line(&self.table.text[from..]).rsplit(','));
        figures.filter_map(|(year, figure)| Some((year.parse().ok()?, figure.parse().ok()?)))
    }

    /// The grid in a year that has a figure.
    fn grid(self, (year, g_co2e_per_kwh): (u16, f64)) -> Grid {
        Grid {
            code: Some(self.code()),
            name: self.name().to_owned(),
            year: Some(year),
            g_co2e_per_kwh,
            basis: self.table.basis,
            sources: [self.table.source.to_owned()].into(),
        }
    }

    /// The grid in a year, or in the latest one.
    fn find(self, year: Option<u16>) -> Result<Grid, GridError> {
        let is_meant = |(own, _): &(u16, f64)| year.is_none_or(|year| *own == year);
        match self.figures().find(is_meant) {
            Some(figure) => Ok(self.grid(figure)),
            None => Err(GridError::NoSuchYear {
                name: self.name(),
                year: year.unwrap_or_default(),
                years: self
                    .grids()
                    .into_iter()
                    .filter_map(|grid| grid.year)
                    .collect(),
            }),
        }
    }

    /// The grid in each year that has a figure, the earliest first.
    fn grids(self) -> Vec<Grid> {
        let mut grids: Vec<Grid> = self.figures().map(|figure| self.grid(figure)).collect();
        grids.reverse();
        grids
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
    let found: Vec<Row> = rows().filter(|row| row.is(&known)).collect();
    match found.as_slice() {
        [row] => row.find(year),
        [] => Err(GridError::Unknown {
            query: query.to_owned(),
            nearest: nearest(&known, rows().map(Row::name)),
        }),
        several => Err(GridError::Ambiguous {
            query: query.to_owned(),
            codes: several.iter().map(|row| row.code()).collect(),
        }),
    }
}

/// Every grid, in its latest year.
pub fn all() -> Vec<Grid> {
    rows().filter_map(|row| row.find(None).ok()).collect()
}

/// Every grid in every year that has a figure.
pub fn all_years() -> Vec<Grid> {
    rows().flat_map(Row::grids).collect()
}
