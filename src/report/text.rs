//! A document as text for a terminal.

use std::borrow::Cow;

use super::chart::Chart;
use super::document::{Align, Document, Element, Row, Table, printable};
use super::layout::{Column, Columns};
use super::look::{Look, ascii, paint};

/// What a report seldom is longer than: it need not grow.
const USUAL_BYTES: usize = 8 << 10;

/// The blanks between the columns of a table.
const GAP: usize = 3;
/// The same where words would break otherwise.
const NARROW_GAP: usize = 2;
/// The blanks between the names of facts and their texts.
const GAP_OF_FACTS: usize = 2;
/// A chart that is in a page.
pub(super) const CHART_WIDTH: u16 = 100;
/// A column of text is never narrower.
const NARROWEST: u16 = 8;

/// Renders a document.
pub fn text(document: &Document, look: Look) -> String {
    let width = look.width;
    let mut text = String::with_capacity(USUAL_BYTES);
    for (index, element) in document.elements.iter().enumerate() {
        let after_heading = index > 0
            && matches!(document.elements[index - 1], Element::Heading(_))
            && !matches!(element, Element::Table(_) | Element::Chart(_));
        if index > 0 && !after_heading {
            text.push('\n');
        }
        let start = text.len();
        match element {
            Element::Heading(heading) if heading.is_empty() => {}
            Element::Heading(heading) => {
                text.push_str(printable(heading).trim_end());
                text.push('\n');
            }
            Element::Text(paragraph) => push_paragraph(&mut text, paragraph, width),
            Element::Table(table) => push_table(&mut text, table, width),
            Element::Facts(facts) => push_facts(&mut text, facts, width),
            Element::Chart(chart) => push_chart(&mut text, chart, width),
            Element::Figure(figure) => push_paragraph(&mut text, figure.description(), width),
        }
        if look.is_coloured {
            paint(&mut text, start, element);
        }
    }
    if look.is_ascii {
        return ascii(&text);
    }
    text
}

fn push_paragraph(text: &mut String, paragraph: &str, width: u16) {
    let columns = Columns {
        columns: &[Column::left(usize::from(width).saturating_sub(1))],
        gap: 0,
    };
    columns.push(text, [printable(paragraph).as_ref()]);
}

/// Names on the left, texts on the right, each text on lines of its own.
fn push_facts(text: &mut String, facts: &[(String, Vec<String>)], width: u16) {
    let longest = facts.iter().map(|(name, _)| name.chars().count()).max();
    let width = usize::from(width);
    let name = (longest.unwrap_or_default() + 1).min((width / 3).saturating_sub(1));
    let left = width.saturating_sub(name + GAP_OF_FACTS + 1);
    let columns = Columns {
        columns: &[Column::left(name), Column::left(left)],
        gap: GAP_OF_FACTS,
    };
    for (name, texts) in facts {
        for (index, fact) in texts.iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            columns.push(text, [printable(name).as_ref(), printable(fact).as_ref()]);
        }
    }
}

fn push_table(text: &mut String, table: &Table, width: u16) {
    let (widths, gap) = widths(table, width);
    let columns: Vec<Column> = widths
        .into_iter()
        .zip(&table.columns)
        .enumerate()
        .map(|(index, (width, column))| Column {
            // A blank more sets the names of the rows off.
            width: (usize::from(width) + usize::from(index == 0)).max(1),
            align: column.align,
        })
        .collect();
    let columns = Columns {
        columns: &columns,
        gap,
    };
    let titles = table.columns.iter().map(|column| match column.unit {
        Some(unit) => format!("{}\n{unit}", printable(&column.title)).into(),
        None => printable(&column.title),
    });
    let push = |text: &mut String, cells: Vec<Cow<'_, str>>| {
        columns.push(text, cells.iter().map(AsRef::as_ref));
    };
    push(text, titles.collect());
    columns.underline(text);
    let sums = table.rows.iter().position(|row| row.is_total);
    for (index, row) in table.rows.iter().enumerate() {
        if sums == Some(index) && index > 0 {
            push(text, rule(table));
        }
        push(text, row.cells.iter().map(|cell| printable(cell)).collect());
    }
}

/// A chart and its legend below it.
pub(super) fn push_chart(text: &mut String, chart: &Chart, width: u16) {
    push_table(text, &chart.table, width);
    text.push('\n');
    push_paragraph(text, &chart.legend(), width);
}

/// How many letters a text in UTF-8 has: bytes that are no later ones of a
/// letter.
fn letters(text: &[u8]) -> usize {
    text.iter().filter(|byte| *byte & 0xc0 != 0x80).count()
}

/// How many letters its longest word has: lines are broken at blanks alone.
fn longest_word(text: &[u8]) -> usize {
    let words = text.split(|byte| *byte == b' ');
    words.map(letters).max().unwrap_or_default()
}

/// The widths of the columns' contents, and the gap between them. Numbers never
/// wrap; where the lines are too short, the widest columns of text give way,
/// first down to their longest word, then the gaps, and then words.
fn widths(table: &Table, width: u16) -> (Vec<u16>, usize) {
    let longest = |index: usize, length: fn(&[u8]) -> usize| {
        let column = &table.columns[index];
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index));
        let texts = cells.chain([&column.title]).map(String::as_bytes);
        let unit = column.unit.map(str::as_bytes);
        let longest = texts.chain(unit).map(length).max();
        u16::try_from(longest.unwrap_or_default()).unwrap_or(u16::MAX)
    };
    let columns = 0..table.columns.len();
    let mut widths: Vec<u16> = columns
        .clone()
        .map(|index| longest(index, letters))
        .collect();
    let sum = |widths: &[u16]| widths.iter().copied().map(usize::from).sum::<usize>();
    if sum(&widths) + GAP * widths.len() <= width.into() {
        return (widths, GAP);
    }
    let words: Vec<u16> = columns
        .clone()
        .map(|index| match table.columns[index].align {
            Align::Left => longest(index, longest_word),
            Align::Right | Align::Bar => widths[index],
        })
        .collect();
    let fits = sum(&words) + GAP * words.len() <= width.into();
    let gap = if fits { GAP } else { NARROW_GAP };
    let room = usize::from(width).saturating_sub(gap * words.len());
    for least in [words, vec![NARROWEST; widths.len()]] {
        let mut over = sum(&widths).saturating_sub(room);
        while over > 0 {
            let gives_way = |index: &usize| {
                table.columns[*index].align == Align::Left && widths[*index] > least[*index]
            };
            let columns = columns.clone().filter(gives_way);
            let Some(index) = columns.max_by_key(|index| widths[*index]) else {
                break;
            };
            widths[index] -= 1;
            over -= 1;
        }
    }
    (widths, gap)
}

/// The line between rows and their sums, as wide as each column's numbers.
fn rule(table: &Table) -> Vec<Cow<'static, str>> {
    let widest = |index: usize| {
        let cells = table.rows.iter().map(|Row { cells, .. }| cells.get(index));
        cells
            .flatten()
            .map(|cell| letters(cell.as_bytes()))
            .max()
            .unwrap_or_default()
    };
    table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| match column.align {
            Align::Left | Align::Bar => "".into(),
            Align::Right => "─".repeat(widest(index)).into(),
        })
        .collect()
}
