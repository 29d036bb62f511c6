//! A document as Markdown.

#[cfg(feature = "cli")]
use super::chart::Chart;
use super::document::{Align, Document, Element, Table, printable};
#[cfg(feature = "cli")]
use super::text::{CHART_WIDTH, push_chart as draw};

/// Renders a document as GitHub-flavoured Markdown. Text from device files is
/// escaped: it can neither break a table nor bring HTML. A picture is said in
/// words.
pub fn markdown(document: &Document) -> String {
    markdown_with(document, None)
}

/// The same, with the document's picture in a file of that name beside it.
pub fn markdown_with(document: &Document, picture: Option<&str>) -> String {
    let mut text = String::new();
    for (index, element) in document.elements.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        match element {
            Element::Heading(heading) => text.push_str(&format!("## {}\n", escape(heading))),
            Element::Text(paragraph) => text.push_str(&format!("{}\n", begin(paragraph))),
            Element::Figure(figure) => {
                let words = escape(figure.description());
                text.push_str(&match picture {
                    Some(file) => format!("![{words}]({})\n", address(file)),
                    None => format!("{words}\n"),
                });
            }
            #[cfg(feature = "cli")]
            Element::Chart(chart) => push_chart(&mut text, chart),
            Element::Table(table) => push_table(&mut text, table),
            Element::Facts(facts) => {
                for (name, texts) in facts {
                    for fact in texts {
                        text.push_str(&format!("- **{}**: {}\n", escape(name), escape(fact)));
                    }
                }
            }
        }
    }
    text
}

/// A chart as it is in a terminal, within a fence that is longer than any of
/// its own.
#[cfg(feature = "cli")]
fn push_chart(text: &mut String, chart: &Chart) {
    let mut drawn = String::new();
    draw(&mut drawn, chart, CHART_WIDTH);
    let ticks = drawn.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(ticks.unwrap_or_default().max(2) + 1);
    text.push_str(&format!("{fence}text\n{drawn}{fence}\n"));
}

fn push_table(text: &mut String, table: &Table) {
    let header = table.columns.iter().map(|column| match column.unit {
        Some(unit) => format!("{} ({unit})", escape(&column.title)),
        None => escape(&column.title),
    });
    push_row(text, header);
    let divider = table.columns.iter().map(|column| match column.align {
        Align::Left | Align::Bar => "---".to_owned(),
        Align::Right => "---:".to_owned(),
    });
    push_row(text, divider);
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| {
            let cell = escape(cell);
            if row.is_total && !cell.is_empty() {
                format!("**{cell}**")
            } else {
                cell
            }
        });
        push_row(text, cells);
    }
}

fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push('|');
    for cell in cells {
        text.push(' ');
        text.push_str(&cell);
        text.push_str(" |");
    }
    text.push('\n');
}

/// A paragraph, whatever it begins with: no list and no rule.
fn begin(paragraph: &str) -> String {
    let escaped = escape(paragraph.trim_start());
    let number = escaped.len()
        - escaped
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    match escaped[number..].chars().next() {
        Some('-' | '+') if number == 0 => format!("\\{escaped}"),
        Some('.' | ')') if number > 0 => {
            let (number, rest) = escaped.split_at(number);
            format!("{number}\\{rest}")
        }
        _ => escaped,
    }
}

/// The name of a file as the address of a link.
fn address(file: &str) -> String {
    let bytes = file.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}

fn escape(text: &str) -> String {
    let text = printable(text);
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let within_word =
            before.is_alphanumeric() && rest.peek().is_some_and(|c| c.is_alphanumeric());
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // The keys of items have underscores that mean nothing here.
            '_' if within_word => escaped.push('_'),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
        before = c;
    }
    escaped
}
