//! How sure a footprint is: its distribution, with quantiles.

use super::Figure;
use super::axis::{self, Plot};
use super::canvas::{Anchor, Canvas, LEADING, MARGIN, SIZE, WIDTH};
use super::label::{Words, shorten, width};
use super::palette::{INK, OUTCOMES};
use super::scale::{Scale, count};
use crate::analysis::{Histogram, Uncertain};
use crate::report::number::kilograms_with_unit;

const HEIGHT: f64 = 150.0;

/// A histogram of the total of each device, with the values below which 5, 50
/// and 95 % of the outcomes lie.
pub fn histogram(found: &[Uncertain]) -> Figure {
    let title = "How sure the footprint is";
    let subtitle = "Nine of ten outcomes lie between P5 and P95; half of them lie below P50.";
    let mut canvas = Canvas::titled(title, subtitle);
    let common = common(found);
    for own in found {
        let ends = common.unwrap_or_else(|| ends(&own.total.histogram));
        panel(&mut canvas, own, ends);
    }
    let sentences: Vec<String> = found.iter().map(sentence).collect();
    Figure::new(title, &sentences.join(" "), canvas)
}

fn is_certain(own: &Uncertain) -> bool {
    own.total.histogram.step <= 0.0
}

fn ends(histogram: &Histogram) -> (f64, f64) {
    let end = histogram.start + histogram.step * count(histogram.shares.len());
    (histogram.start, end)
}

/// One axis for all that are uncertain, unless it would squeeze one of them.
fn common(found: &[Uncertain]) -> Option<(f64, f64)> {
    const MOST_SQUEEZED: f64 = 8.0;
    let uncertain = found.iter().filter(|own| !is_certain(own));
    let ends: Vec<(f64, f64)> = uncertain.map(|own| ends(&own.total.histogram)).collect();
    let froms = ends.iter().map(|(from, _)| *from);
    let from = froms.fold(f64::INFINITY, f64::min);
    let to = ends.iter().map(|(_, to)| *to).fold(0.0, f64::max);
    let is_seen =
        |(own_from, own_to): &(f64, f64)| (to - from) <= MOST_SQUEEZED * (own_to - own_from);
    ends.iter().all(is_seen).then_some((from, to))
}

fn sentence(own: &Uncertain) -> String {
    let [p5, _, p50, _, p95] = own.total.quantiles.map(kilograms_with_unit);
    if is_certain(own) {
        return format!(
            "{}: {p50} CO2e, certain: no input has a range or a gsd.",
            own.name
        );
    }
    format!("{}: P5 {p5}, P50 {p50}, P95 {p95} CO2e.", own.name)
}

fn panel(canvas: &mut Canvas, own: &Uncertain, (from, to): (f64, f64)) {
    let name = shorten(&own.name, WIDTH - 2.0 * MARGIN, SIZE * 1.1);
    canvas.height += LEADING;
    canvas.words(MARGIN, canvas.height, Words::bold(&name));
    if is_certain(own) {
        let [_, _, p50, _, _] = own.total.quantiles.map(kilograms_with_unit);
        canvas.height += LEADING;
        let text = format!("{p50} CO2e, certain: no input has a range or a gsd.");
        canvas.words(MARGIN, canvas.height, Words::soft(&text));
        canvas.height += MARGIN;
        return;
    }
    let histogram = &own.total.histogram;
    let top = canvas.height + 84.0;
    let plot = Plot {
        left: MARGIN + 36.0,
        right: WIDTH - MARGIN - 24.0,
        top,
        bottom: top + HEIGHT,
    };
    let span = to - from;
    let scale = Scale::linear((from - 0.03 * span).max(0.0), to + 0.03 * span, 7.0);
    let most = histogram.shares.iter().copied().fold(0.0, f64::max) * 100.0;
    let height = Scale::linear(0.0, most, 4.0);
    let percents: Vec<(f64, String)> = height
        .ticks()
        .into_iter()
        .map(|value| (value, axis::tick(value)))
        .collect();
    axis::beside(
        canvas,
        plot,
        &height,
        &percents,
        ("% of outcomes in each bar", 84.0 - LEADING),
    );
    let (texts, unit) = axis::mass_texts(&scale);
    axis::below(
        canvas,
        plot,
        &scale,
        &texts,
        &format!("{unit} CO2e per device over its life"),
    );
    for (index, share) in histogram.shares.iter().enumerate() {
        let start = histogram.start + histogram.step * count(index);
        let (left, right) = (
            plot.x(&scale, start),
            plot.x(&scale, start + histogram.step),
        );
        let y = plot.y(&height, share * 100.0);
        // A gap between bars.
        let wide = (right - left - 1.0).max(0.5);
        canvas.rect((left + 0.5, y), (wide, plot.bottom - y), &OUTCOMES);
    }
    quantiles(canvas, plot, &scale, own);
    canvas.height += MARGIN;
}

/// P50 stands above the other two, so that none stands on another.
fn quantiles(canvas: &mut Canvas, plot: Plot, scale: &Scale, own: &Uncertain) {
    const GAP: f64 = 4.0;
    let [p5, _, p50, _, p95] = own.total.quantiles;
    let all = [
        ("P5", p5, Anchor::End, 0.0),
        ("P50", p50, Anchor::Middle, LEADING),
        ("P95", p95, Anchor::Start, 0.0),
    ];
    for (name, kg, anchor, up) in all {
        let x = plot.x(scale, kg);
        let y = plot.top - 22.0 - up;
        let line = Canvas::element("line")
            .at("x1", x)
            .at("x2", x)
            .at("y1", y + 4.0)
            .at("y2", plot.bottom)
            .stroked(&INK, 1.5)
            .with(
                "stroke-dasharray",
                if name == "P50" { "none" } else { "5 3" },
            );
        canvas.draw(line);
        let text = format!("{name} {}", kilograms_with_unit(kg));
        let wide = width(&text, SIZE);
        let before = match anchor {
            Anchor::Start => -GAP,
            Anchor::Middle => wide / 2.0,
            Anchor::End => wide + GAP,
        };
        let start = (x - before).clamp(MARGIN / 2.0, WIDTH - MARGIN / 2.0 - wide);
        let at = match anchor {
            Anchor::Start => start,
            Anchor::Middle => start + wide / 2.0,
            Anchor::End => start + wide,
        };
        canvas.words(at, y, Words::bold(&text).anchored(anchor));
    }
}
