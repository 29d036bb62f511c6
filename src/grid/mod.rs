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

/// A row of a grid table.
struct Row {
    code: &'static str,
    alpha3: &'static str,
    name: &'static str,
    year: &'static str,
    value: &'static str,
}

impl Row {
    fn grid(&self, basis: GridBasis, source: &str) -> Option<Grid> {
        Some(Grid {
            code: Some(self.code),
            name: self.name.to_owned(),
            year: Some(self.year.parse().ok()?),
            g_co2e_per_kwh: self.value.parse().ok()?,
            basis,
            sources: vec![source.to_owned()],
        })
    }

    fn is(&self, query: &str) -> bool {
        [self.code, self.alpha3, self.name]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(query))
    }
}

/// The rows of Ember's table, sorted by code and then by year.
fn ember() -> impl Iterator<Item = Row> {
    EMBER.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        Some(Row {
            code: cells.next()?,
            alpha3: cells.next()?,
            name: cells.next()?,
            year: cells.next()?,
            value: cells.next()?,
        })
    })
}

/// The rows of eGRID's table without its national average: `US` is Ember's.
fn egrid() -> impl Iterator<Item = Row> {
    EGRID.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let code = cells.next()?;
        let row = Row {
            code,
            alpha3: "",
            name: cells.next()?,
            year: cells.next()?,
            value: cells.next()?,
        };
        code.starts_with("US-").then_some(row)
    })
}

/// Names that people write and the tables do not.
fn canonical(query: &str) -> &str {
    if query.eq_ignore_ascii_case("EU") {
        "EU27"
    } else {
        query
    }
}

/// The latest year of a country, region or state of the United States.
///
/// `query` is an ISO 3166 code of two or three letters (`FR`, `FRA`,
/// `US-CA`), a name (`France`), or `world` or `EU`; case does not matter.
///
/// # Errors
///
/// The nearest name, if there is one, when the grid is not known.
///
/// ```
/// let france = tinyfoot::grid::find("fr").unwrap();
/// assert_eq!(france.name, "France");
/// assert!(france.g_co2e_per_kwh < 100.0);
/// assert_eq!(tinyfoot::grid::find("Frnace"), Err(Some("France")));
/// ```
pub fn find(query: &str) -> Result<Grid, Option<&'static str>> {
    let query = canonical(query.trim());
    let latest = ember().filter(|row| row.is(query)).last();
    if let Some(grid) = latest.and_then(|row| row.grid(GridBasis::LifeCycle, "ember-2026")) {
        return Ok(grid);
    }
    let state = egrid().find(|row| row.is(query));
    if let Some(grid) = state.and_then(|row| row.grid(GridBasis::Direct, "egrid-2023")) {
        return Ok(grid);
    }
    Err(nearest(query, ember().chain(egrid()).map(|row| row.name)))
}

/// Every grid, in its latest year.
pub fn all() -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    for row in ember() {
        let Some(grid) = row.grid(GridBasis::LifeCycle, "ember-2026") else {
            continue;
        };
        match grids.last_mut() {
            Some(last) if last.code == grid.code => *last = grid,
            _ => grids.push(grid),
        }
    }
    grids.extend(egrid().filter_map(|row| row.grid(GridBasis::Direct, "egrid-2023")));
    grids
}
