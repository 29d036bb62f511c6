//! What is drawn: rectangles, lines, texts, with colours for light and dark.

use svg::Node;
use svg::node::Text;
use svg::node::element::Element;

use super::label::Words;
use super::palette::{Colour, on};
use crate::report::document::printable;

/// The width of a figure: its units are those of CSS pixels.
pub(super) const WIDTH: f64 = 720.0;
/// The letters of most labels.
pub(super) const SIZE: f64 = 13.0;
/// From one line of labels to the next.
pub(super) const LEADING: f64 = 19.0;
/// The square of a colour in a legend.
pub(super) const SWATCH: f64 = 18.0;
/// What is left free on all sides.
pub(super) const MARGIN: f64 = 16.0;

/// A figure while it is drawn, from top to bottom.
pub(super) struct Canvas {
    pub(super) width: f64,
    /// How far down it reaches so far.
    pub(super) height: f64,
    group: Element,
}

/// An element while it is made.
pub(super) struct Part(pub(super) Element);

/// On which side of its place a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text without what XML cannot hold or what would steer its reader.
pub(super) fn text_node(text: &str) -> Text {
    Text::new(printable(text))
}

/// To hundredths of a unit: no picture shows more.
fn rounded(value: f64) -> f64 {
    // Plus zero, so that no text says -0.
    (value * 100.0).round() / 100.0 + 0.0
}

impl Part {
    pub(super) fn with(mut self, name: &str, value: impl Into<svg::node::Value>) -> Self {
        self.0.assign(name, value);
        self
    }

    pub(super) fn at(self, name: &str, value: f64) -> Self {
        self.with(name, rounded(value))
    }

    pub(super) fn and(mut self, child: impl Into<Box<dyn Node>>) -> Self {
        self.0.append(child);
        self
    }

    /// Colours are attributes for readers that know no style sheet, and classes
    /// for those that do.
    pub(super) fn filled(self, colour: &Colour) -> Self {
        self.with("fill", colour.light)
            .with("class", format!("tf-fill-{}", colour.name))
    }

    pub(super) fn stroked(self, colour: &Colour, width: f64) -> Self {
        self.with("stroke", colour.light)
            .with("fill", "none")
            .with("class", format!("tf-line-{}", colour.name))
            .at("stroke-width", width)
    }
}

impl Canvas {
    /// An empty figure with its title and what stands below it.
    pub(super) fn titled(title: &str, subtitle: &str) -> Self {
        let mut canvas = Self {
            width: WIDTH,
            height: MARGIN,
            group: Element::new("g"),
        };
        canvas.height += 15.0;
        let room = WIDTH - 2.0 * MARGIN;
        for line in super::label::wrap(title, room, 16.0) {
            canvas.words(MARGIN, canvas.height, Words::title(&line));
            canvas.height += 20.0;
        }
        for line in super::label::wrap(subtitle, room, SIZE) {
            canvas.words(MARGIN, canvas.height, Words::soft(&line));
            canvas.height += LEADING;
        }
        canvas
    }

    pub(super) fn element(name: &str) -> Part {
        Part(Element::new(name))
    }

    pub(super) fn draw(&mut self, part: Part) {
        self.group.append(part.0);
    }

    pub(super) fn rect(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        colour: &Colour,
    ) {
        let part = Self::bar((x, y), (width, height), colour);
        self.draw(part);
    }

    /// A rectangle that is not drawn yet.
    pub(super) fn bar((x, y): (f64, f64), (width, height): (f64, f64), colour: &Colour) -> Part {
        Self::element("rect")
            .at("x", x)
            .at("y", y)
            .at("width", width)
            .at("height", height)
            .filled(colour)
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &Colour, width: f64) {
        let part = Self::element("line")
            .at("x1", from.0)
            .at("y1", from.1)
            .at("x2", to.0)
            .at("y2", to.1)
            .stroked(colour, width);
        self.draw(part);
    }

    /// A line of text on its baseline.
    pub(super) fn words(&mut self, x: f64, y: f64, words: Words<'_>) {
        let anchor = match words.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let mut part = Self::element("text")
            .at("x", x)
            .at("y", y)
            .at("font-size", words.size)
            .filled(words.colour)
            .and(text_node(words.text));
        if words.anchor != Anchor::Start {
            part = part.with("text-anchor", anchor);
        }
        if words.is_bold {
            part = part.with("font-weight", "bold");
        }
        self.draw(part);
    }

    /// A small number around its place, by which marks are told apart without
    /// colour.
    pub(super) fn number(&mut self, (x, y): (f64, f64), number: usize, colour: &Colour) {
        let text = number.to_string();
        let words = Words::plain(&text).sized(11.0).anchored(Anchor::Middle);
        self.words(x, y + 4.0, words.coloured(colour));
    }

    /// A mark's colour and number in a legend.
    pub(super) fn key(&mut self, (x, y): (f64, f64), mark: &Colour, number: usize) {
        self.rect((x, y), (SWATCH, SWATCH), mark);
        let middle = (x + SWATCH / 2.0, y + SWATCH / 2.0);
        self.number(middle, number, on(mark));
    }

    pub(super) fn into_marks(self) -> String {
        self.group.to_string()
    }
}
