//! A footprint as a ring of its parts, with kilograms and percent.

use std::f64::consts::TAU;

use super::Figure;
use super::canvas::{Anchor, Canvas, LEADING, MARGIN, SIZE, WIDTH};
use super::label::{Words, shorten, wrap};
use super::palette::{self, Colour, RULE, SURFACE};
use super::scale::count;
use crate::block::{Block, Stage};
use crate::model::Footprint;
use crate::report::number::{kilograms_with_unit, percent};

/// What a slice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slices {
    /// A life-cycle stage.
    #[default]
    Stages,
    /// A functional block.
    Blocks,
}

/// A part of a footprint that is modelled.
struct Slice {
    label: &'static str,
    kg: f64,
    colour: &'static Colour,
}

const OUTER: f64 = 104.0;
const INNER: f64 = 66.0;
/// Slices with a smaller share have no number on the ring.
const NUMBERED: f64 = 0.035;

/// A ring for each device, of the typical footprints of its parts.
pub fn donut(footprints: &[Footprint], of: Slices) -> Figure {
    let (title, what) = match of {
        Slices::Stages => ("Footprint by life-cycle stage", "stage"),
        Slices::Blocks => ("Footprint by block", "block"),
    };
    let subtitle =
        format!("kg CO2e per device over its life and share of each {what}, typical variant.");
    let mut canvas = Canvas::titled(title, &subtitle);
    let mut sentences = Vec::new();
    for footprint in footprints {
        let slices = slices(footprint, of);
        sentences.push(sentence(footprint, &slices));
        panel(&mut canvas, footprint, &slices);
    }
    Figure::new(title, &sentences.join(" "), canvas)
}

fn slices(footprint: &Footprint, of: Slices) -> Vec<Slice> {
    match of {
        Slices::Stages => Stage::ALL
            .into_iter()
            .filter_map(|stage| {
                Some(Slice {
                    label: stage.label(),
                    kg: footprint.stage(stage)?.typical,
                    colour: palette::of_stage(stage),
                })
            })
            .collect(),
        Slices::Blocks => Block::ALL
            .into_iter()
            .filter_map(|block| {
                Some(Slice {
                    label: block.label(),
                    kg: footprint.block(block)?.typical,
                    colour: palette::of_block(block),
                })
            })
            .collect(),
    }
}

fn sentence(footprint: &Footprint, slices: &[Slice]) -> String {
    let total = footprint.total().typical;
    let parts: Vec<String> = slices
        .iter()
        .map(|slice| {
            let kg = kilograms_with_unit(slice.kg);
            format!("{} {kg} ({})", slice.label, percent(slice.kg, total))
        })
        .collect();
    format!(
        "{}: {} CO2e: {}.",
        footprint.name,
        kilograms_with_unit(total),
        parts.join(", ")
    )
}

fn panel(canvas: &mut Canvas, footprint: &Footprint, slices: &[Slice]) {
    let total = footprint.total().typical;
    let (shown, zero): (Vec<&Slice>, Vec<&Slice>) = slices.iter().partition(|slice| slice.kg > 0.0);
    let zero: Vec<&str> = zero.into_iter().map(|slice| slice.label).collect();
    let left = MARGIN + 2.0 * OUTER + 48.0;
    let room = WIDTH - MARGIN - left;
    let zero = match zero.as_slice() {
        [] => Vec::new(),
        labels => wrap(&format!("0 kg: {}", labels.join(", ")), room, SIZE),
    };
    let name = shorten(&footprint.name, WIDTH - 2.0 * MARGIN, SIZE * 1.1);
    canvas.height += LEADING;
    canvas.words(MARGIN, canvas.height, Words::bold(&name));
    let row = LEADING + 3.0;
    let lines = count(shown.len() + zero.len());
    let high = (2.0 * OUTER).max(lines * row);
    let middle = canvas.height + 16.0 + high / 2.0;
    let centre = (MARGIN + 8.0 + OUTER, middle);
    ring(canvas, centre, &shown, total);
    let text = kilograms_with_unit(total);
    canvas.words(
        centre.0,
        middle + 4.0,
        Words::title(&text).sized(22.0).anchored(Anchor::Middle),
    );
    canvas.words(
        centre.0,
        middle + 24.0,
        Words::soft("CO2e").anchored(Anchor::Middle),
    );
    let mut y = middle - lines * row / 2.0 + SIZE;
    for (index, slice) in shown.iter().enumerate() {
        canvas.key((left, y - 13.5), slice.colour, index + 1);
        canvas.words(left + 26.0, y, Words::plain(slice.label));
        let kg = kilograms_with_unit(slice.kg);
        canvas.words(left + 250.0, y, Words::bold(&kg).anchored(Anchor::End));
        let share = percent(slice.kg, total);
        canvas.words(left + 330.0, y, Words::plain(&share).anchored(Anchor::End));
        y += row;
    }
    for line in &zero {
        canvas.words(left, y, Words::soft(line));
        y += row;
    }
    canvas.height = middle + high / 2.0 + MARGIN;
}

/// Clockwise from the top.
fn ring(canvas: &mut Canvas, centre: (f64, f64), slices: &[&Slice], total: f64) {
    if slices.len() < 2 {
        // An arc from a point to itself is none: the ring is a thick circle.
        let colour = slices.first().map_or(&RULE, |slice| slice.colour);
        let circle = Canvas::element("circle")
            .at("cx", centre.0)
            .at("cy", centre.1)
            .at("r", f64::midpoint(OUTER, INNER))
            .stroked(colour, OUTER - INNER);
        canvas.draw(circle);
        return;
    }
    let mut start = 0.0;
    for (index, slice) in slices.iter().enumerate() {
        let share = slice.kg / total;
        let path = Canvas::element("path")
            .with("d", arc(centre, start, start + share))
            .filled(slice.colour)
            .with("stroke", SURFACE.light)
            .with("stroke-width", if share > 0.01 { 1.5 } else { 0.5 })
            .with(
                "class",
                format!("tf-fill-{} tf-line-surface", slice.colour.name),
            );
        canvas.draw(path);
        if share >= NUMBERED {
            let place = at(centre, f64::midpoint(OUTER, INNER), start + share / 2.0);
            canvas.number(place, index + 1, palette::on(slice.colour));
        }
        start += share;
    }
}

/// A point of a circle; a turn is 1.
fn at((x, y): (f64, f64), radius: f64, turn: f64) -> (f64, f64) {
    let (sin, cos) = (turn * TAU).sin_cos();
    (x + radius * sin, y - radius * cos)
}

fn arc(centre: (f64, f64), from: f64, to: f64) -> String {
    let large = i32::from(to - from > 0.5);
    let [(x1, y1), (x2, y2)] = [from, to].map(|turn| at(centre, OUTER, turn));
    let [(x3, y3), (x4, y4)] = [to, from].map(|turn| at(centre, INNER, turn));
    format!(
        "M{x1:.2} {y1:.2}A{OUTER} {OUTER} 0 {large} 1 {x2:.2} {y2:.2}L{x3:.2} {y3:.2}A{INNER} {INNER} 0 {large} 0 {x4:.2} {y4:.2}Z"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_a_ring() {
        // From the top to the right of a circle around (0, 0).
        let path = arc((0.0, 0.0), 0.0, 0.25);
        assert!(
            path.starts_with("M0.00 -104.00A104 104 0 0 1 104.00 "),
            "{path}"
        );
        assert!(path.contains("L66.00 "), "{path}");
        // More than half a turn takes the long way.
        assert!(arc((0.0, 0.0), 0.1, 0.9).contains("A104 104 0 1 1 "));
    }
}
