//! Carbon intensities of electricity.

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

fn rows() -> impl Iterator<Item = Row> {
    TABLES.iter().flat_map(|table| {
        table.text.lines().skip(1).filter_map(|line| {
            let mut cells = line.splitn(4, ',');
            Some(Row {
                code: cells.next()?,
                alpha3: cells.next()?,
                name: cells.next()?,
                figures: cells.next()?,
                table,
            })
        })
    })
}

impl Row {
    /// Regions have no code of three letters: an empty one is nobody's.
    fn is(&self, query: &str) -> bool {
        !query.is_empty()
            && [self.code, self.alpha3, self.name]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(query))
    }

    /// The grid in the latest year that has a figure.
    fn latest(&self) -> Option<Grid> {
        let header = self.table.text.lines().next()?;
        let years = header.split(',').skip(3);
        let (year, figure) = years
            .zip(self.figures.split(','))
            .filter(|(_, figure)| !figure.is_empty())
            .last()?;
        Some(Grid {
            code: Some(self.code),
            name: self.name.to_owned(),
            year: Some(year.parse().ok()?),
            g_co2e_per_kwh: figure.parse().ok()?,
            basis: self.table.basis,
            sources: vec![self.table.source.to_owned()],
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
    ("Türkiye", "TR"),
    ("United States of America", "US"),
    ("Ivory Coast", "CI"),
];

fn canonical(query: &str) -> &str {
    ALIASES
        .iter()
        .find(|(alias, _)| alias.eq_ignore_ascii_case(query))
        .map_or(query, |(_, code)| code)
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
}

/// The latest year of a country, region or state of the United States.
///
/// `query` is an ISO 3166 code of two or three letters (`FR`, `FRA`,
/// `US-CA`), a name (`France`), or `world` or `EU`; case does not matter.
///
/// # Errors
///
/// When no grid, or more than one, is called so.
///
/// ```
/// use tinyfoot::grid::{GridError, find};
///
/// let france = find("fr").unwrap();
/// assert_eq!(france.name, "France");
/// assert!(france.g_co2e_per_kwh < 100.0);
///
/// let unknown = find("Frnace").unwrap_err();
/// assert!(matches!(unknown, GridError::Unknown { nearest: Some("France"), .. }));
/// // A country and a state of the United States.
/// assert!(matches!(find("Georgia"), Err(GridError::Ambiguous { .. })));
/// ```
pub fn find(query: &str) -> Result<Grid, GridError> {
    let known = canonical(query.trim());
    let found: Vec<Row> = rows().filter(|row| row.is(known)).collect();
    let unknown = || GridError::Unknown {
        query: query.to_owned(),
        nearest: nearest(known, rows().map(|row| row.name)),
    };
    match found.as_slice() {
        [row] => row.latest().ok_or_else(unknown),
        [] => Err(unknown()),
        several => Err(GridError::Ambiguous {
            query: query.to_owned(),
            codes: several.iter().map(|row| row.code).collect(),
        }),
    }
}

/// Every grid, in its latest year.
pub fn all() -> Vec<Grid> {
    rows().filter_map(|row| row.latest()).collect()
}
