//! From results to bytes: documents, records and wire types.
//!
//! A report is made once and rendered by format: a [`Document`] becomes a
//! text table or Markdown, [`Records`] become CSV, and a wire type becomes
//! JSON. Nothing here prints or opens a file.

mod cite;
mod compare;
mod document;
mod energy;
mod estimate;
mod explain;
mod field;
mod formula;
mod json;
mod lifespan;
mod listing;
mod markdown;
pub mod number;
mod part_listing;
mod records;
mod rows;
mod sensitivity;
#[cfg(feature = "cli")]
mod text;
mod uncertainty;

pub use cite::Bibliography;
pub use compare::{Rows, compare, compare_records};
pub use document::{Align, Column, Document, Element, Row, Table, printable};
pub use estimate::{By, Detail, estimate, estimate_records};
pub use explain::{explain, explain_records};
pub use formula::formula;
#[cfg(feature = "calculator")]
pub(crate) use json::listing_rows;
pub use json::{
    compare_json, estimate_json, explain_json, lifespan_json, listing_json, sensitivity_json,
    uncertainty_json,
};
pub use lifespan::Lifespans;
pub use listing::{Kind, Listing};
pub use markdown::markdown;
pub use records::{Cell, Records};
pub use rows::{POINT_COLUMNS, PointRows, point_values};
pub use sensitivity::{sensitivity, sensitivity_records};
#[cfg(feature = "cli")]
pub use text::text;
pub use uncertainty::{uncertainty, uncertainty_records};
