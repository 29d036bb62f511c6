//! A document as text for a terminal.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Width};

use super::document::{Align, Document, Element, Row, Table, printable};
use super::look::{Look, Painter, ascii};

/// The blanks on both sides of a cell, and the one between columns.
const GAP: usize = 3;
/// The same where words would break otherwise.
const NARROW_GAP: usize = 2;
/// A column of text is never narrower.
const NARROWEST: u16 = 8;

/// Renders a document.
pub fn text(document: &Document, look: Look) -> String {
    let width = look.width;
    let mut text = String::new();
    for (index, element) in document.elements.iter().enumerate() {
        let after_heading = index > 0
            && matches!(document.elements[index - 1], Element::Heading(_))
            && !matches!(element, Element::Table(_));
        if index > 0 && !after_heading {
            text.push('\n');
        }
        let rendered = match element {
            Element::Heading(heading) => printable(heading),
            Element::Text(paragraph) => paragraph_lines(paragraph, width),
            Element::Table(table) => table_lines(table, width),
            Element::Facts(facts) => fact_lines(facts, width),
        };
        let mut painter = Painter::new(look, element);
        for line in rendered.lines() {
            painter.push(&mut text, line.trim_end());
        }
    }
    if look.is_ascii {
        return ascii(&text);
    }
    text
}

fn paragraph_lines(paragraph: &str, width: u16) -> String {
    let mut table = plain(width);
    table.add_row([printable(paragraph)]);
    flush_left(&mut table);
    table.to_string()
}

/// Names on the left, texts on the right, each text on lines of its own.
fn fact_lines(facts: &[(String, Vec<String>)], width: u16) -> String {
    let mut table = plain(width);
    for (name, texts) in facts {
        for (index, text) in texts.iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            table.add_row([name.to_owned(), printable(text)]);
        }
    }
    let longest = facts.iter().map(|(name, _)| name.chars().count()).max();
    if let (Some(column), Some(longest)) = (table.column_mut(0), longest) {
        let fixed = u16::try_from(longest + 2)
            .unwrap_or(u16::MAX)
            .min(width / 3);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed)));
    }
    flush_left(&mut table);
    table.to_string()
}

fn table_lines(source: &Table, width: u16) -> String {
    let mut table = plain(width);
    let style = UTF8_HORIZONTAL_ONLY
        .top_border(LineStyle::none())
        .bottom_border(LineStyle::none())
        .row_separator(LineStyle::none())
        .header_separator(LineStyle::none().fill('─').junction('─'));
    table.load_style(style);
    table.set_header(source.columns.iter().map(|column| match column.unit {
        Some(unit) => format!("{}\n{unit}", column.title),
        None => column.title.clone(),
    }));
    let sums = source.rows.iter().position(|row| row.is_total);
    for (index, row) in source.rows.iter().enumerate() {
        if sums == Some(index) && index > 0 {
            table.add_row(rule(source));
        }
        table.add_row(row.cells.iter().map(|cell| Cell::new(printable(cell))));
    }
    let (widths, gap) = widths(source, width);
    for (index, content) in widths.into_iter().enumerate() {
        let Some(column) = table.column_mut(index) else {
            continue;
        };
        if gap == NARROW_GAP {
            column.set_padding((0, 1));
        }
        let fixed = Width::Fixed(content + column.padding_width());
        column.set_constraint(ColumnConstraint::Absolute(fixed));
        if source.columns[index].align == Align::Right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    flush_left(&mut table);
    table.to_string()
}

/// The widths of the columns' contents, and the gap between them. Numbers never
/// wrap; where the lines are too short, the widest columns of text give way,
/// first down to their longest word, then the gaps, and then words.
fn widths(table: &Table, width: u16) -> (Vec<u16>, usize) {
    let longest = |index: usize, split: fn(char) -> bool| {
        let column = &table.columns[index];
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        let texts = cells.chain([&column.title]).map(String::as_str);
        let words = texts.chain(column.unit).flat_map(|text| text.split(split));
        let longest = words.map(|word| word.chars().count()).max();
        u16::try_from(longest.unwrap_or_default()).unwrap_or(u16::MAX)
    };
    let columns = 0..table.columns.len();
    let mut widths: Vec<u16> = columns
        .clone()
        .map(|index| longest(index, |_| false))
        .collect();
    let words: Vec<u16> = columns
        .clone()
        .map(|index| match table.columns[index].align {
            Align::Left => longest(index, char::is_whitespace),
            Align::Right | Align::Bar => widths[index],
        })
        .collect();
    let sum = |widths: &[u16]| widths.iter().copied().map(usize::from).sum::<usize>();
    let fits = sum(&words) + GAP * words.len() <= width.into();
    let gap = if fits { GAP } else { NARROW_GAP };
    let room = usize::from(width).saturating_sub(gap * words.len());
    for least in [words, vec![NARROWEST; widths.len()]] {
        while sum(&widths) > room {
            let gives_way = |index: &usize| {
                table.columns[*index].align == Align::Left && widths[*index] > least[*index]
            };
            match columns
                .clone()
                .filter(gives_way)
                .max_by_key(|index| widths[*index])
            {
                Some(index) => widths[index] -= 1,
                None => break,
            }
        }
    }
    (widths, gap)
}

/// The line between rows and their sums, as wide as each column's numbers.
fn rule(table: &Table) -> Vec<String> {
    let widest = |index: usize| {
        let cells = table.rows.iter().map(|Row { cells, .. }| cells.get(index));
        cells
            .flatten()
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| match column.align {
            Align::Left | Align::Bar => String::new(),
            Align::Right => "─".repeat(widest(index)),
        })
        .collect()
}

/// A table without lines that fills the width as far as it needs to.
fn plain(width: u16) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width);
    table
}

fn flush_left(table: &mut comfy_table::Table) {
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
}
