//! Devices over the years, and where one overtakes another.

use super::Figure;
use super::axis::{self, Plot};
use super::canvas::{Anchor, Canvas, LEADING, MARGIN, SIZE, WIDTH};
use super::label::{Words, shorten, wrap};
use super::palette::{self, DEVICE_COLOURS, INK, SURFACE};
use super::scale::{Scale, count};
use crate::analysis::{Life, Lived};
use crate::device::Variant;
use crate::report::lifespan::Lifespans;
use crate::report::number::{exact, kilograms_with_unit, significant};

/// The least height of the plot: it is as high as the names beside it.
const HEIGHT: f64 = 300.0;
/// The room for the names at the ends of the lines.
const NAMES: f64 = 190.0;
/// From one line of a name to the next, and between names.
const NAME_LINE: f64 = 16.0;
const NAME_GAP: f64 = 5.0;
const MOST_NAME_LINES: usize = 3;
/// Of the circle around a mark's number.
const RADIUS: f64 = 9.0;
/// With more devices, ranges would cover one another.
const MOST_RANGES: usize = 2;
const DASHES: [&str; 4] = ["none", "8 4", "2 3", "10 3 2 3"];

/// A break-even: the years, how much has been spent by then, and a sentence.
struct Mark {
    years: f64,
    kg: f64,
    text: String,
}

/// A device's name: the end of its line in kg CO2e, and where it stands.
struct Label {
    index: usize,
    kg: f64,
    top: f64,
    lines: Vec<String>,
}

impl Label {
    fn new((index, own): (usize, &Life)) -> Self {
        const ROOM: f64 = NAMES - 20.0;
        let mut lines = wrap(&own.name, ROOM, SIZE);
        if let Some([last, next]) = lines.get(MOST_NAME_LINES - 1..=MOST_NAME_LINES) {
            let last = shorten(&format!("{last} {next}…"), ROOM, SIZE);
            lines.truncate(MOST_NAME_LINES - 1);
            lines.push(last);
        }
        let kg = own.lives.last().map_or(0.0, |lived| lived.total().typical);
        Self {
            index,
            kg,
            top: 0.0,
            lines,
        }
    }

    fn high(&self) -> f64 {
        NAME_LINE * count(self.lines.len()) + NAME_GAP
    }
}

/// What each device has cost by each year, with numbered marks where one
/// overtakes another, and where its use overtakes its production.
pub fn lifespan(found: &Lifespans) -> Figure {
    let title = "Footprint over the years";
    let has_ranges = found.lives.len() <= MOST_RANGES;
    let subtitle = if has_ranges {
        "Everything so far, typical variant, within the range from the low to the high variant."
    } else {
        "Everything so far, typical variant."
    };
    let mut canvas = Canvas::titled(title, subtitle);
    let top = canvas.height + LEADING + 10.0;
    let labels: Vec<Label> = found.lives.iter().enumerate().map(Label::new).collect();
    let high: f64 = labels.iter().map(Label::high).sum();
    let plot = Plot {
        left: MARGIN + 40.0,
        right: WIDTH - MARGIN - NAMES,
        top,
        bottom: top + HEIGHT.max(high),
    };
    let lived = || found.lives.iter().flat_map(|life| &life.lives);
    let years = lived().map(|lived| lived.years);
    let first = years.clone().fold(f64::INFINITY, f64::min).min(100.0);
    let last = years.fold(first, f64::max);
    // A life starts at 0, unless only a later part of it is looked at.
    let from = if first <= 0.2 * last { 0.0 } else { first };
    let years = Scale::linear(from, last, 8.0);
    let most = |lived: &Lived| {
        let total = lived.total();
        if has_ranges {
            total.high
        } else {
            total.typical
        }
    };
    let kilograms = Scale::linear(0.0, lived().map(most).fold(0.0, f64::max) * 1.04, 6.0);
    let (texts, unit) = axis::mass_texts(&kilograms);
    axis::beside(
        &mut canvas,
        plot,
        &kilograms,
        &texts,
        (&format!("{unit} CO2e per device so far"), SIZE),
    );
    let texts: Vec<(f64, String)> = years
        .ticks()
        .into_iter()
        .map(|value| (value, axis::tick(value)))
        .collect();
    axis::below(&mut canvas, plot, &years, &texts, "years of service");
    for (index, life) in found.lives.iter().enumerate() {
        curve(
            &mut canvas,
            plot,
            (&years, &kilograms),
            life,
            index,
            has_ranges,
        );
    }
    names(&mut canvas, plot, &kilograms, labels);
    let marks = marks(found);
    let places = marks
        .iter()
        .map(|mark| (plot.x(&years, mark.years), plot.y(&kilograms, mark.kg)));
    pin(&mut canvas, plot, places);
    list(&mut canvas, &marks);
    Figure::new(title, &description(found, &marks), canvas)
}

fn curve(
    canvas: &mut Canvas,
    plot: Plot,
    (years, kilograms): (&Scale, &Scale),
    own: &Life,
    index: usize,
    has_range: bool,
) {
    let colour = palette::of_device(index);
    let point = |lived: &Lived, variant: Variant| {
        let kg = variant.of(lived.total()).typical;
        let (x, y) = (plot.x(years, lived.years), plot.y(kilograms, kg));
        format!("{x:.2} {y:.2}")
    };
    let points = |variant| own.lives.iter().map(move |lived| point(lived, variant));
    if has_range {
        let edge: Vec<String> = points(Variant::High)
            .chain(points(Variant::Low).rev())
            .collect();
        let range = Canvas::element("path")
            .with("d", format!("M{}Z", edge.join("L")))
            .filled(colour)
            .with("fill-opacity", 0.16);
        canvas.draw(range);
    }
    let line: Vec<String> = points(Variant::Typical).collect();
    let line = Canvas::element("path")
        .with("d", format!("M{}", line.join("L")))
        .stroked(colour, 2.5)
        .with(
            "stroke-dasharray",
            DASHES[(index / DEVICE_COLOURS) % DASHES.len()],
        )
        .with("stroke-linejoin", "round");
    canvas.draw(line);
}

/// The devices at the ends of their lines, none on another.
fn names(canvas: &mut Canvas, plot: Plot, kilograms: &Scale, mut labels: Vec<Label>) {
    labels.sort_by(|a, b| b.kg.total_cmp(&a.kg));
    // From the top down, each below the one before; then back up from the end.
    let mut free = plot.top - LEADING;
    for label in &mut labels {
        label.top = free.max(plot.y(kilograms, label.kg) - label.high() / 2.0);
        free = label.top + label.high();
    }
    let mut free = plot.bottom + LEADING;
    for label in labels.iter_mut().rev() {
        label.top = label.top.min(free - label.high());
        free = label.top;
    }
    for label in labels {
        canvas.line(
            (plot.right + 2.0, plot.y(kilograms, label.kg)),
            (plot.right + 12.0, label.top + label.high() / 2.0),
            palette::of_device(label.index),
            1.5,
        );
        let mut y = label.top + SIZE;
        for line in &label.lines {
            canvas.words(plot.right + 16.0, y, Words::plain(line));
            y += NAME_LINE;
        }
    }
}

fn numbered(canvas: &mut Canvas, (x, y): (f64, f64), number: usize) {
    let circle = Canvas::element("circle")
        .at("cx", x)
        .at("cy", y)
        .at("r", RADIUS)
        .filled(&SURFACE)
        .with("stroke", INK.light)
        .with("stroke-width", 1.5)
        .with("class", "tf-fill-surface tf-line-ink");
    canvas.draw(circle);
    let text = number.to_string();
    canvas.words(
        x,
        y + 4.0,
        Words::bold(&text).sized(11.0).anchored(Anchor::Middle),
    );
}

/// Numbers at their places, or above them where there is one already.
fn pin(canvas: &mut Canvas, plot: Plot, places: impl Iterator<Item = (f64, f64)>) {
    const APART: f64 = 2.0 * RADIUS + 3.0;
    let mut pinned: Vec<(f64, f64)> = Vec::new();
    for (index, (x, y)) in places.enumerate() {
        let is_free = |at: f64| {
            let near = |(other_x, other_y): &(f64, f64)| (other_x - x).hypot(other_y - at) < APART;
            !pinned.iter().any(near)
        };
        let steps = || (0..=pinned.len()).map(|step| APART * count(step));
        let above = steps().map(|up| y - up).filter(|at| *at > plot.top);
        let below = steps().map(|down| y + down);
        let at = above.chain(below).find(|at| is_free(*at)).unwrap_or(y);
        if at != y {
            canvas.line((x, y), (x, at), &INK, 1.5);
        }
        numbered(canvas, (x, at), index + 1);
        pinned.push((x, at));
    }
}

/// What the numbers mean.
fn list(canvas: &mut Canvas, marks: &[Mark]) {
    for (index, mark) in marks.iter().enumerate() {
        canvas.height += LEADING;
        numbered(canvas, (MARGIN + 10.0, canvas.height + 4.0), index + 1);
        for (line, text) in wrap(&mark.text, WIDTH - 2.0 * MARGIN - 28.0, SIZE)
            .iter()
            .enumerate()
        {
            canvas.height += if line == 0 { 8.0 } else { LEADING };
            canvas.words(MARGIN + 28.0, canvas.height, Words::plain(text));
        }
    }
    canvas.height += MARGIN;
}

/// Those within the years that are shown, in their order.
fn marks(found: &Lifespans) -> Vec<Mark> {
    let mut marks = Vec::new();
    for overtaking in &found.overtakings.found {
        let [dearer, cheaper] =
            [overtaking.overtakes, overtaking.overtaken].map(|index| &found.lives[index]);
        if overtaking.variant != Variant::Typical {
            continue;
        }
        // At a step of the one, the other tells how much it is.
        marks.extend(mark(cheaper, overtaking.years, |years, kg| {
            format!(
                "{} costs more than {} from {years} years on, at {kg} CO2e",
                dearer.name, cheaper.name
            )
        }));
    }
    for life in &found.lives {
        let Some(years) = life.use_overtakes_production_years[1].filter(|years| *years > 0.0)
        else {
            continue;
        };
        marks.extend(mark(life, years, |years, kg| {
            format!(
                "{}: use costs more than production from {years} years on, at {kg} CO2e in all",
                life.name
            )
        }));
    }
    marks.sort_by(|a, b| a.years.total_cmp(&b.years));
    marks
}

/// A mark on the line of a device, if it is within the years that are shown.
fn mark(life: &Life, years: f64, text: impl Fn(String, String) -> String) -> Option<Mark> {
    let after = life.lives.iter().position(|lived| lived.years >= years)?;
    let before = match after.checked_sub(1) {
        Some(before) => before,
        None if life.lives[0].years > years => return None,
        None => 0,
    };
    let [from, to] = [before, after].map(|index| &life.lives[index]);
    let span = to.years - from.years;
    let share = if span > 0.0 {
        (years - from.years) / span
    } else {
        0.0
    };
    let [start, end] = [from, to].map(|lived| lived.total().typical);
    let kg = start + share * (end - start);
    Some(Mark {
        years,
        kg,
        text: text(significant(years), kilograms_with_unit(kg)),
    })
}

fn description(found: &Lifespans, marks: &[Mark]) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for life in &found.lives {
        let (Some(first), Some(last)) = (life.lives.first(), life.lives.last()) else {
            continue;
        };
        let [start, end] = [first, last].map(|lived| kilograms_with_unit(lived.total().typical));
        sentences.push(format!(
            "{}: {start} CO2e by year {}, {end} CO2e by year {}.",
            life.name,
            exact(first.years),
            exact(last.years)
        ));
    }
    sentences.extend(marks.iter().map(|mark| format!("{}.", mark.text)));
    if marks.is_empty() {
        sentences.push("No break-even lies within these years.".to_owned());
    }
    sentences.join(" ")
}
