//! Devices as bars of their blocks, beside published products.

use super::Figure;
use super::axis::{self, Plot};
use super::canvas::{Canvas, LEADING, MARGIN, SIZE, SWATCH, WIDTH};
use super::label::{Words, shorten, width};
use super::palette::{self, Colour, PUBLISHED, SOFT, SURFACE};
use super::scale::Scale;
use crate::block::Block;
use crate::model::Footprint;
use crate::products::Product;
use crate::range::Range;
use crate::report::number::kilograms_with_unit;

/// What the length of a bar says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lengths {
    /// Kilograms: twice the length is twice as much.
    #[default]
    Linear,
    /// The logarithm of kilograms: equal lengths are equal ratios. Sums do not
    /// show on such a scale, so that the parts of a bar are its shares.
    Log,
}

const BAR: f64 = 26.0;
/// From the top of one bar to the next: its name, the bar, its range.
const ROW: f64 = 66.0;
/// Segments that are shorter have no number.
const NUMBERED: f64 = 18.0;

/// A bar for each device, of its blocks' typical footprints, with a line from
/// the total of its low to that of its high variant; and one for each product.
pub fn bars(footprints: &[Footprint], products: &[Product], lengths: Lengths) -> Figure {
    let title = "Footprint by block";
    let mut canvas = Canvas::titled(title, subtitle(lengths));
    let blocks: Vec<Block> = Block::ALL
        .into_iter()
        .filter(|block| footprints.iter().any(|own| kg(own, *block) > 0.0))
        .collect();
    let scale = scale(footprints, products, lengths);
    let rows = super::scale::count(footprints.len() + products.len());
    let top = canvas.height + 4.0;
    let plot = Plot {
        left: MARGIN + 6.0,
        right: WIDTH - MARGIN - width("000.00 kg", SIZE),
        top,
        bottom: top + rows * ROW + 4.0,
    };
    let (texts, unit) = axis::mass_texts(&scale);
    let axis_title = match lengths {
        Lengths::Linear => format!("{unit} CO2e per device over its life"),
        Lengths::Log => format!("{unit} CO2e per device over its life, logarithmic scale"),
    };
    axis::below(&mut canvas, plot, &scale, &texts, &axis_title);
    let mut y = plot.top + LEADING;
    for footprint in footprints {
        device(&mut canvas, plot, &scale, y, footprint, &blocks);
        y += ROW;
    }
    for product in products {
        let name = format!("{}, as published ({})", product.product, product.year);
        heading(&mut canvas, plot, y, &name);
        let end = plot.x(&scale, product.kg_co2e);
        canvas.rect((plot.left, y + 7.0), (end - plot.left, BAR), &PUBLISHED);
        total(&mut canvas, end, y, product.kg_co2e);
        y += ROW;
    }
    legend(&mut canvas, &blocks);
    Figure::new(title, &description(footprints, products), canvas)
}

const fn subtitle(lengths: Lengths) -> &'static str {
    match lengths {
        Lengths::Linear => {
            "Bars: typical variant. Thin lines: from the low to the high hardware variant."
        }
        Lengths::Log => {
            "Bars: typical variant; read its end on the axis, its parts are shares of it. Thin lines: from the low to the high hardware variant."
        }
    }
}

fn kg(footprint: &Footprint, block: Block) -> f64 {
    footprint.block(block).map_or(0.0, |kg| kg.typical)
}

fn scale(footprints: &[Footprint], products: &[Product], lengths: Lengths) -> Scale {
    let totals = footprints.iter().map(Footprint::total);
    let all: Vec<f64> = totals
        .flat_map(|Range { low, typical, high }| [low, typical, high])
        .chain(products.iter().map(|product| product.kg_co2e))
        .collect();
    let most = all.iter().copied().fold(0.0, f64::max);
    match lengths {
        Lengths::Linear => Scale::linear(0.0, most, 6.0),
        Lengths::Log => {
            let positive = all.into_iter().filter(|kg| *kg > 0.0);
            let least = positive.fold(f64::INFINITY, f64::min);
            if least.is_finite() {
                Scale::log(least, most)
            } else {
                Scale::log(1.0, 10.0)
            }
        }
    }
}

fn heading(canvas: &mut Canvas, plot: Plot, y: f64, name: &str) {
    let name = shorten(name, WIDTH - 2.0 * MARGIN - plot.left, SIZE * 1.1);
    // Lines of the axis would run through it.
    canvas.rect(
        (plot.left - 1.0, y - SIZE),
        (width(&name, SIZE * 1.1), LEADING),
        &SURFACE,
    );
    canvas.words(plot.left, y, Words::bold(&name));
}

/// The total, behind the end of its bar.
fn total(canvas: &mut Canvas, end: f64, y: f64, kg: f64) {
    let text = kilograms_with_unit(kg);
    canvas.words(
        end + 6.0,
        y + 7.0 + BAR / 2.0 + SIZE * 0.35,
        Words::bold(&text),
    );
}

fn device(
    canvas: &mut Canvas,
    plot: Plot,
    scale: &Scale,
    y: f64,
    footprint: &Footprint,
    blocks: &[Block],
) {
    heading(canvas, plot, y, &footprint.name);
    let Range { low, typical, high } = footprint.total();
    let end = plot.x(scale, typical);
    let mut x = plot.left;
    for (index, block) in blocks.iter().enumerate() {
        let kg = kg(footprint, *block);
        if kg <= 0.0 {
            continue;
        }
        let wide = kg / typical * (end - plot.left);
        segment(
            canvas,
            (x, y + 7.0),
            wide,
            palette::of_block(*block),
            index + 1,
        );
        x += wide;
    }
    total(canvas, end, y, typical);
    if low < high {
        let y = y + 7.0 + BAR + 7.0;
        let (from, to) = (plot.x(scale, low), plot.x(scale, high));
        canvas.line((from, y), (to, y), &SOFT, 1.5);
        for x in [from, to] {
            canvas.line((x, y - 4.0), (x, y + 4.0), &SOFT, 1.5);
        }
    }
}

fn segment(canvas: &mut Canvas, (x, y): (f64, f64), wide: f64, colour: &Colour, number: usize) {
    /// A narrower one would be nothing but its edges.
    const EDGED: f64 = 3.0;
    let mut bar = Canvas::bar((x, y), (wide, BAR), colour);
    if wide > EDGED {
        bar = bar
            .with("stroke", SURFACE.light)
            .with("class", format!("tf-fill-{} tf-line-surface", colour.name));
    }
    canvas.draw(bar);
    if wide >= NUMBERED {
        canvas.number((x + wide / 2.0, y + BAR / 2.0), number, palette::on(colour));
    }
}

/// The blocks by number and colour, as many on a line as fit.
fn legend(canvas: &mut Canvas, blocks: &[Block]) {
    let (mut x, mut y) = (MARGIN + 6.0, canvas.height + LEADING);
    for (index, block) in blocks.iter().enumerate() {
        let label = block.label();
        let wide = SWATCH + 6.0 + width(label, SIZE) + 12.0;
        if x + wide > WIDTH - MARGIN {
            x = MARGIN + 6.0;
            y += LEADING + 4.0;
        }
        canvas.key((x, y - 13.5), palette::of_block(*block), index + 1);
        canvas.words(x + SWATCH + 6.0, y, Words::plain(label));
        x += wide;
    }
    canvas.height = y + MARGIN;
}

fn description(footprints: &[Footprint], products: &[Product]) -> String {
    let mut sentences: Vec<String> = footprints.iter().map(sentence).collect();
    sentences.extend(products.iter().map(|product| {
        let kg = kilograms_with_unit(product.kg_co2e);
        format!("{}, as published: {kg} CO2e.", product.product)
    }));
    sentences.join(" ")
}

fn sentence(footprint: &Footprint) -> String {
    let Range { low, typical, high } = footprint.total();
    let blocks: Vec<String> = Block::ALL
        .into_iter()
        .filter_map(|block| {
            let kg = footprint.block(block)?.typical;
            Some(format!("{} {}", block.label(), kilograms_with_unit(kg)))
        })
        .collect();
    let [low, typical, high] = [low, typical, high].map(kilograms_with_unit);
    format!(
        "{}: {typical} CO2e ({low} to {high}): {}.",
        footprint.name,
        blocks.join(", ")
    )
}
