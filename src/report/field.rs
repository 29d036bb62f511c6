//! Columns of lists, for machines and for people.

use super::document::Column;
use super::records::Cell;

/// The columns of a list, and its rows with a cell for each.
pub(super) type Rows = (Vec<Field>, Vec<Vec<Cell>>);

/// A column: its name for machines and its heading for people, and whether
/// people see it.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) heading: Option<Column>,
    /// Whether its cells are numbers, where they are known.
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "it stands in the schema")
    )]
    pub(super) is_number: bool,
}

pub(super) fn text(key: &'static str) -> Field {
    Field {
        key,
        heading: Some(Column::text(&key.replace('_', " "))),
        is_number: false,
    }
}

pub(super) fn number(key: &'static str, title: &str, unit: Option<&'static str>) -> Field {
    Field {
        key,
        heading: Some(Column::number(title, unit)),
        is_number: true,
    }
}

/// A column of text for machines: too wide for a table.
pub(super) fn machine(key: &'static str) -> Field {
    Field {
        key,
        heading: None,
        is_number: false,
    }
}

/// A column of numbers for machines.
pub(super) fn machine_number(key: &'static str) -> Field {
    Field {
        is_number: true,
        ..machine(key)
    }
}
