//! What moves a footprint: each input alone, from its low to its high end.

use super::Figure;
use super::axis::{self, Plot};
use super::canvas::{Anchor, Canvas, LEADING, MARGIN, SIZE, WIDTH};
use super::label::{Words, shorten, width};
use super::palette::{HIGH_END, INK, LOW_END};
use super::scale::{Scale, count};
use crate::analysis::{Influence, Sensitivity};
use crate::report::number::{kilograms, kilograms_with_unit};
use crate::report::sensitivity::input_name;

/// Inputs that are shown: the rest moves next to nothing.
const MOST_SHOWN: usize = 12;
const BAR: f64 = 18.0;
const ROW: f64 = 26.0;
const NAMES: f64 = 280.0;

/// A tornado for each device: the inputs that move its total most, and the
/// totals with each of them alone at its 5 % and at its 95 % quantile.
pub fn tornado(found: &[Sensitivity]) -> Figure {
    let title = "What moves the footprint";
    let subtitle = "The total with one input at its 5 % and at its 95 % quantile, and the others at their most likely value or median.";
    let mut canvas = Canvas::titled(title, subtitle);
    legend(&mut canvas);
    let mut sentences = Vec::new();
    for own in found {
        let shown = shown(own);
        sentences.push(sentence(own, &shown));
        panel(&mut canvas, own, &shown);
    }
    Figure::new(title, &sentences.join(" "), canvas)
}

/// Those that move the total, the farthest first.
fn shown(found: &Sensitivity) -> Vec<&Influence> {
    let moves = |input: &&Influence| input.swing_kg() > 0.0;
    let mut inputs: Vec<&Influence> = found.inputs.iter().filter(moves).collect();
    inputs.sort_by(|a, b| b.swing_kg().total_cmp(&a.swing_kg()));
    inputs.truncate(MOST_SHOWN);
    inputs
}

fn sentence(found: &Sensitivity, shown: &[&Influence]) -> String {
    let base = kilograms_with_unit(found.base_kg);
    if shown.is_empty() {
        return format!("{}: {base} CO2e, which no input moves.", found.name);
    }
    let inputs: Vec<String> = shown
        .iter()
        .map(|input| {
            let [low, high] = input.totals_kg.map(kilograms_with_unit);
            format!("{} {low} to {high}", input_name(&input.variable))
        })
        .collect();
    format!("{}: {base} CO2e; with {}.", found.name, inputs.join(", "))
}

fn legend(canvas: &mut Canvas) {
    let mut x = MARGIN;
    let y = canvas.height + 4.0;
    for (colour, text) in [
        (&LOW_END, "input at its 5 % quantile"),
        (&HIGH_END, "input at its 95 % quantile"),
    ] {
        canvas.rect((x, y - 12.0), (14.0, 14.0), colour);
        canvas.words(x + 20.0, y, Words::plain(text));
        x += 20.0 + width(text, SIZE) + 16.0;
    }
    canvas.height = y + LEADING / 2.0;
}

fn panel(canvas: &mut Canvas, found: &Sensitivity, shown: &[&Influence]) {
    let name = shorten(&found.name, WIDTH - 2.0 * MARGIN, SIZE * 1.1);
    canvas.height += LEADING;
    canvas.words(MARGIN, canvas.height, Words::bold(&name));
    if shown.is_empty() {
        canvas.height += LEADING;
        canvas.words(
            MARGIN,
            canvas.height,
            Words::soft("No input has a range or a gsd."),
        );
        canvas.height += MARGIN;
        return;
    }
    let top = canvas.height + LEADING + 12.0;
    // The ends of the longest bars need room for their numbers.
    let room = width("00.00", SIZE) + 8.0;
    let plot = Plot {
        left: MARGIN + NAMES + room,
        right: WIDTH - MARGIN - room,
        top,
        bottom: top + ROW * count(shown.len()) + 4.0,
    };
    let ends = shown.iter().flat_map(|input| input.totals_kg);
    let (least, most) = ends.fold((found.base_kg, found.base_kg), |(least, most), kg| {
        (least.min(kg), most.max(kg))
    });
    let scale = Scale::linear(least, most, 5.0);
    let (texts, unit) = axis::mass_texts(&scale);
    axis::below(
        canvas,
        plot,
        &scale,
        &texts,
        &format!("{unit} CO2e per device over its life"),
    );
    for (index, input) in shown.iter().enumerate() {
        row(
            canvas,
            plot,
            &scale,
            plot.top + 6.0 + ROW * count(index),
            (input, found.base_kg),
        );
    }
    let x = plot.x(&scale, found.base_kg);
    canvas.line((x, plot.top - 4.0), (x, plot.bottom), &INK, 1.5);
    let base = kilograms_with_unit(found.base_kg);
    canvas.words(
        x,
        plot.top - 10.0,
        Words::bold(&base).anchored(Anchor::Middle),
    );
    canvas.height += MARGIN;
}

fn row(canvas: &mut Canvas, plot: Plot, scale: &Scale, y: f64, (input, base): (&Influence, f64)) {
    let name = shorten(&input_name(&input.variable), NAMES - 12.0, SIZE);
    let baseline = y + BAR / 2.0 + SIZE * 0.35;
    canvas.words(MARGIN, baseline, Words::plain(&name));
    let [low, high] = input.totals_kg;
    let middle = plot.x(scale, base);
    let mut ends = [(low, &LOW_END), (high, &HIGH_END)];
    // Where both are on one side of the base, the shorter bar is in front.
    ends.sort_by(|(a, _), (b, _)| (b - base).abs().total_cmp(&(a - base).abs()));
    for (kg, colour) in ends {
        let end = plot.x(scale, kg);
        canvas.rect((end.min(middle), y), ((end - middle).abs(), BAR), colour);
    }
    let (left, right) = (low.min(high), low.max(high));
    let (from, to) = (
        plot.x(scale, left.min(base)),
        plot.x(scale, right.max(base)),
    );
    canvas.words(
        from - 5.0,
        baseline,
        Words::soft(&kilograms(left)).anchored(Anchor::End),
    );
    canvas.words(to + 5.0, baseline, Words::soft(&kilograms(right)));
}
