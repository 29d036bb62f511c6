//! From results to bytes: documents, records and wire types.
//!
//! A report is made once and rendered by format: a [`Document`] becomes a
//! text table or Markdown, a [`Page`] of documents HTML, [`Records`] become CSV, and a wire type becomes
//! JSON. Nothing here prints or opens a file.

mod annotations;
mod batch;
#[cfg(feature = "cli")]
mod chart;
mod check;
mod cite;
mod comment;
mod compare;
mod datasheet;
mod difference;
mod document;
mod dossier;
mod energy;
mod estimate;
mod explain;
mod field;
pub mod figure;
mod finding;
mod fleet;
mod formula;
mod growth;
mod html;
mod json;
mod junit;
#[cfg(feature = "cli")]
mod layout;
mod lifespan;
mod listing;
#[cfg(feature = "cli")]
mod look;
mod markdown;
mod net;
pub mod number;
mod part_listing;
mod records;
mod rows;
mod sarif;
mod sensitivity;
#[cfg(feature = "cli")]
mod text;
mod uncertainty;

pub use annotations::annotations;
pub use batch::{TOTALS_COLUMNS, batch, batch_csv};
#[cfg(feature = "cli")]
pub use chart::{
    Chart, distribution_chart, estimate_chart, influences_chart, lives_chart, totals_chart,
};
pub use check::Checks;
pub use cite::Bibliography;
pub use compare::{Rows, compare, compare_records};
pub use datasheet::{datasheet, datasheet_page};
pub use difference::{Differences, Fate, Revised, State};
pub use document::{Align, Column, Document, Element, Row, Table, printable};
pub use dossier::Dossier;
pub use estimate::{By, Detail, estimate, estimate_records, limits, remark};
pub use explain::{explain, explain_records};
pub use finding::{CiReport, Finding, Level};
pub use fleet::FleetReport;
pub use formula::formula;
pub use growth::GrowthReport;
pub use html::{Headline, Page, Section, html};
#[cfg(feature = "schema")]
pub use json::Output;
#[cfg(feature = "calculator")]
pub(crate) use json::listing_rows;
#[cfg(feature = "schema")]
pub(crate) use json::{DIALECT, OUTPUTS, pretty};
pub use json::{
    batch_json, compare_json, estimate_json, explain_json, fleet_json, growth_json, lifespan_json,
    listing_json, net_json, partial_json, sensitivity_json, uncertainty_json,
};
pub use junit::junit;
pub use lifespan::Lifespans;
#[cfg(feature = "schema")]
pub(crate) use listing::level_contents;
pub use listing::{Kind, Listing};
#[cfg(feature = "cli")]
pub use look::Look;
pub use markdown::{markdown, markdown_with};
pub use net::NetReport;
pub use records::{Cell, Records, tamed};
pub use rows::{PointRows, PricedRows, csv_cell, point_columns, point_values};
pub use sarif::sarif;
pub use sensitivity::{sensitivity, sensitivity_records, sensitivity_without_bars};
#[cfg(feature = "cli")]
pub use text::text;
pub use uncertainty::{uncertainty, uncertainty_records};
