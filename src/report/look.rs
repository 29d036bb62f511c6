//! How a text looks in a terminal: colours, and what one without Unicode
//! shows.

use anstyle::{AnsiColor, Style};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::chart::{Chart, Ink};
use super::document::Element;
use crate::block::Stage;

/// What a terminal, a pipe or a file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// How many characters a line has.
    pub width: u16,
    /// Whether headings and totals are bold, and warnings yellow. Nothing is
    /// said by a colour alone.
    pub is_coloured: bool,
    /// Whether there is nothing but ASCII.
    pub is_ascii: bool,
}

impl Look {
    /// Lines of so many characters, without colours.
    pub const fn plain(width: u16) -> Self {
        Self {
            width,
            is_coloured: false,
            is_ascii: false,
        }
    }
}

const BOLD: Style = Style::new().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The fact that tells what to beware of.
const WARNINGS: &str = "warnings";

/// Styles the lines of an element, which are those of a text from a place on.
pub(super) fn paint(text: &mut String, start: usize, element: &Element) {
    let plain = text.split_off(start);
    let mut painter = Painter::new(element);
    for line in plain.lines() {
        let style = painter.style_of(line);
        match element {
            Element::Chart(chart) if style == Style::new() => paint_marks(text, line, chart),
            _ => text.push_str(&format!("{style}{line}{style:#}")),
        }
        text.push('\n');
    }
}

/// Colours the glyphs of a chart.
fn paint_marks(text: &mut String, line: &str, chart: &Chart) {
    let mut style = Style::new();
    for c in line.chars() {
        let own = style_of_ink(chart.ink(c));
        if own != style {
            text.push_str(&format!("{style:#}{own}"));
            style = own;
        }
        text.push(c);
    }
    text.push_str(&format!("{style:#}"));
}

/// Colours that a terminal has, as its user has set them.
fn style_of_ink(ink: Ink) -> Style {
    const DEVICES: [AnsiColor; 6] = [
        AnsiColor::Blue,
        AnsiColor::Yellow,
        AnsiColor::Magenta,
        AnsiColor::Green,
        AnsiColor::Cyan,
        AnsiColor::Red,
    ];
    let colour = match ink {
        Ink::Plain => return Style::new(),
        Ink::Stage(Stage::Training) => AnsiColor::Magenta,
        Ink::Stage(Stage::Production) | Ink::LowEnd => AnsiColor::Blue,
        Ink::Stage(Stage::Transport) => AnsiColor::Cyan,
        Ink::Stage(Stage::Use) => AnsiColor::Red,
        Ink::Stage(Stage::Replacement) | Ink::HighEnd => AnsiColor::Yellow,
        Ink::Stage(Stage::EndOfLife) => AnsiColor::Green,
        Ink::Device(index) => DEVICES[index % DEVICES.len()],
    };
    colour.on_default()
}

struct Painter {
    /// The style of a heading, or of the fact that the lines are of.
    style: Style,
    /// How many rules a table has had so far: above the first one are its
    /// headings, below the second one its sums.
    rules: Option<u8>,
    has_facts: bool,
}

impl Painter {
    fn new(element: &Element) -> Self {
        Self {
            style: match element {
                Element::Heading(_) => BOLD,
                _ => Style::new(),
            },
            rules: matches!(element, Element::Table(_) | Element::Chart(_)).then_some(0),
            has_facts: matches!(element, Element::Facts(_)),
        }
    }

    fn style_of(&mut self, line: &str) -> Style {
        if let Some(rules) = &mut self.rules {
            if !line.is_empty() && line.chars().all(|c| c == '─' || c == ' ') {
                *rules += 1;
                return Style::new();
            }
            return if *rules == 1 { Style::new() } else { BOLD };
        }
        if self.has_facts && !line.starts_with(' ') {
            let is_warning = line.split_whitespace().next() == Some(WARNINGS);
            self.style = if is_warning { YELLOW } else { Style::new() };
        }
        self.style
    }
}

/// A text in ASCII: symbols by the letters that stand for them, letters
/// without their accents, `?` for the rest; a character for each, so that
/// columns stay in line.
pub(super) fn ascii(text: &str) -> String {
    text.nfc().map(ascii_of).collect()
}

fn ascii_of(c: char) -> char {
    match c {
        _ if c.is_ascii() => c,
        '─' | '–' | '—' | '−' | '▃' => '-',
        '×' | '▚' | '✕' => 'x',
        '·' | '▆' | '◆' => '*',
        '²' | '₂' => '2',
        '³' => '3',
        'µ' | 'μ' => 'u',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '±' => '~',
        '│' | '┤' => '|',
        // Columns and marks of a chart.
        '█' | '▉' | '▊' | '▋' | '▌' | '▍' | '▎' | '▏' | '■' => '#',
        '▁' => '_',
        '▂' | '░' => '.',
        '▄' | '▒' | '□' => '=',
        '▅' | '└' | '┬' | '◇' => '+',
        '▇' | '▓' => '%',
        '▪' | '○' => 'o',
        '●' => '@',
        '▲' => 'A',
        '△' => '^',
        _ => std::iter::once(c)
            .nfd()
            .find(|c| !is_combining_mark(*c))
            .filter(char::is_ascii)
            .unwrap_or('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_keeps_columns_in_line() {
        let text = "── 10 mm² × 5 µW · 3 kg·km Müller 東京";
        let plain = ascii(text);
        assert_eq!(plain, "-- 10 mm2 x 5 uW * 3 kg*km Muller ??");
        assert_eq!(plain.chars().count(), text.chars().count());
    }
}
