//! Totals of an inventory.

use super::document::{Column, Document, Element, Table};
use super::number::{count, kilograms};
use super::rows::{POINT_COLUMNS, csv_cell};
use crate::inventory::{Sums, Totals};
use crate::range::Range;

/// A table with a row for each group, and what it rests on.
pub fn batch(totals: &Totals) -> Document {
    let groups = totals.group_by.iter();
    let mut columns: Vec<Column> = groups.map(|column| Column::text(column)).collect();
    if columns.is_empty() {
        columns.push(Column::text("inventory"));
    }
    let words = columns.len();
    columns.extend(["rows", "devices"].map(|title| Column::number(title, None)));
    let titles = ["low", "typical", "high", "embodied", "operational"];
    columns.extend(titles.map(|title| Column::number(title, Some("kg CO2e"))));
    let mut table = Table {
        columns,
        rows: Vec::new(),
    };
    if !totals.group_by.is_empty() {
        for (key, sums) in &totals.groups {
            table.row(cells(key.clone(), sums));
        }
    }
    let mut names = vec![String::new(); words];
    "total".clone_into(&mut names[0]);
    table.total(cells(names, &totals.all()));
    let sets = totals.factor_sets.iter().map(|set| set.name.clone());
    Document {
        elements: vec![
            Element::Table(table),
            Element::Facts(vec![
                (
                    "rows".to_owned(),
                    vec![format!(
                        "{} read, {} counted, {} rejected",
                        totals.rows_read,
                        totals.rows_read.saturating_sub(totals.rows_rejected),
                        totals.rows_rejected
                    )],
                ),
                (
                    "sums".to_owned(),
                    vec!["exact, and rounded once: they do not depend on the order of the rows".to_owned()],
                ),
                (
                    "factor set".to_owned(),
                    vec![sets.collect::<Vec<_>>().join(", then ")],
                ),
                (
                    "a device".to_owned(),
                    vec!["is what `tinyfoot estimate` says of it, with what that rests on and leaves out; embodied and operational are typical values, to which what is not modelled adds nothing".to_owned()],
                ),
            ]),
        ],
    }
}

fn cells(mut cells: Vec<String>, sums: &Sums) -> Vec<String> {
    let Range { low, typical, high } = sums.total();
    cells.push(sums.rows.to_string());
    #[expect(clippy::cast_precision_loss, reason = "three figures are shown")]
    let devices = sums.devices as f64;
    cells.push(count(devices));
    let kg = [low, typical, high, sums.embodied(), sums.operational()];
    cells.extend(kg.map(kilograms));
    cells
}

/// The columns of totals, behind those that they are grouped by.
pub const TOTALS_COLUMNS: [&str; 7] = {
    let [low, typical, high, embodied, operational] = POINT_COLUMNS;
    ["rows", "devices", low, typical, high, embodied, operational]
};

/// A header and a row for each group; one row where there are no groups.
pub fn batch_csv(totals: &Totals) -> String {
    let mut header: Vec<String> = totals.group_by.iter().map(|name| csv_cell(name)).collect();
    header.extend(TOTALS_COLUMNS.map(str::to_owned));
    let mut text = header.join(",") + "\n";
    let all = (Vec::new(), totals.all());
    let groups: Vec<(&Vec<String>, &Sums)> = if totals.group_by.is_empty() {
        vec![(&all.0, &all.1)]
    } else {
        totals.groups.iter().collect()
    };
    for (key, sums) in groups {
        let mut cells: Vec<String> = key.iter().map(|value| csv_cell(value)).collect();
        cells.extend([sums.rows.to_string(), sums.devices.to_string()]);
        let Range { low, typical, high } = sums.total();
        let kg = [low, typical, high, sums.embodied(), sums.operational()];
        cells.extend(kg.map(|kg| kg.to_string()));
        text += &(cells.join(",") + "\n");
    }
    text
}
