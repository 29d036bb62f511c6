//! From results to bytes: documents, records and wire types.
//!
//! A report is made once and rendered by format: a [`Document`] becomes a
//! text table or Markdown, [`Records`] become CSV, and a wire type becomes
//! JSON. Nothing here prints or opens a file.

mod cite;
mod document;
mod estimate;
mod explain;
mod formula;
mod json;
mod listing;
mod markdown;
pub mod number;
mod records;
#[cfg(feature = "cli")]
mod text;

pub use cite::Bibliography;
pub use document::{Align, Column, Document, Element, Row, Table, printable};
pub use estimate::{By, Detail, estimate, estimate_records};
pub use explain::{explain, explain_records};
pub use formula::formula;
pub use json::{estimate_json, explain_json, listing_json};
pub use listing::{Kind, Listing};
pub use markdown::markdown;
pub use records::{Cell, Records};
#[cfg(feature = "cli")]
pub use text::text;
