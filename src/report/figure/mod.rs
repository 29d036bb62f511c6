//! Pictures of results, as SVG: a figure is made once, and is a file of its own
//! or part of a page.
//!
//! The `svg` crate writes and escapes the elements; scales, labels and colours
//! are ours. `plotters` draws to SVG too, but with colours alone: without
//! classes there is no dark mode, without `<title>` and `<desc>` no alternative
//! to the picture, and it asks the machine for fonts.

pub(super) mod axis;
mod bars;
mod canvas;
mod donut;
mod histogram;
mod label;
mod lifespan;
mod palette;
pub(super) mod scale;
mod tornado;

pub use bars::{Lengths, bars};
pub use donut::{Slices, donut};
pub use histogram::histogram;
pub use lifespan::lifespan;
#[cfg(feature = "calculator")]
pub(crate) use palette::pairs;
pub use palette::stylesheet;
pub use tornado::tornado;

use svg::node::Blob;
use svg::node::element::{Description, Element, Style, Title};

use super::document::printable;
use canvas::Canvas;
use palette::{INK, SURFACE};

/// The class of each picture: a file with it was made here.
pub const FIGURE_CLASS: &str = "tinyfoot-figure";
/// What letters are asked for; what there is on most machines is narrower than
/// what the labels are laid out for.
const FONTS: &str = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/// A picture, and what it says in words and numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    title: String,
    description: String,
    width: f64,
    height: f64,
    marks: String,
}

impl Figure {
    fn new(title: &str, description: &str, canvas: Canvas) -> Self {
        Self {
            title: title.to_owned(),
            description: description.to_owned(),
            width: canvas.width,
            height: canvas.height,
            marks: canvas.into_marks(),
        }
    }

    /// What it shows, in a few words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it shows, with its numbers: the alternative to the picture.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// A file of its own, light or dark as its reader likes it.
    pub fn svg(&self) -> String {
        let root = self.root("figure", Some(&stylesheet()));
        format!("{root}\n")
    }

    /// A part of an HTML page that has the [`stylesheet`]; its ids begin with
    /// `id`, letters and digits that no other figure of the page has.
    pub fn inline(&self, id: &str) -> String {
        self.root(id, None).to_string()
    }

    fn root(&self, id: &str, style: Option<&str>) -> Element {
        let (title, description) = (format!("{id}-title"), format!("{id}-description"));
        let (width, height) = (self.width, self.height);
        let mut children = Canvas::element("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("class", FIGURE_CLASS)
            .with("role", "img")
            .with("aria-labelledby", title.as_str())
            .with("aria-describedby", description.as_str())
            .with("viewBox", format!("0 0 {width} {height}"))
            .with("width", width)
            .with("height", height)
            .with("font-family", FONTS)
            .with("fill", INK.light);
        children = children
            .and(Title::new(printable(&self.title)).set("id", title))
            .and(
                Description::new()
                    .set("id", description)
                    .add(canvas::text_node(&self.description)),
            );
        if let Some(style) = style {
            children = children.and(Style::new(style));
        }
        // Paper of its own: what is around it may be dark where it is light.
        let paper = Canvas::element("rect")
            .with("width", "100%")
            .with("height", "100%")
            .filled(&SURFACE);
        children.and(paper.0).and(Blob::new(&self.marks)).0
    }
}
