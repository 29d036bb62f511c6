//! What moves a footprint.

use super::document::{Column, Document, Element, Table};
use super::number::{kilograms, kilograms_with_unit, percent};
use super::records::{Cell, Records};
use crate::analysis::{Indices, Influence, Kind, Sensitivity, Variable};

/// Inputs that are shown to people: the rest moves next to nothing.
const MOST_SHOWN: usize = 15;
/// The characters of a tornado's bar.
const WIDTH: usize = 20;
const TORNADO: &str = "tornado";

/// A tornado with Sobol indices, the most important input first.
pub fn sensitivity(found: &Sensitivity) -> Document {
    let shown = shown(found);
    let mut facts = vec![("worth the time".to_owned(), advice(found))];
    if found.inputs.len() > shown.len() {
        let text = format!(
            "{} inputs, the first {} shown",
            found.inputs.len(),
            shown.len()
        );
        facts.push(("inputs".to_owned(), vec![text]));
    }
    let mut method = vec![
        format!(
            "low and high: the total with the input alone at its 5 % and 95 % quantiles, the others at their most likely value or median, {} CO2e with all there",
            kilograms_with_unit(found.base_kg)
        ),
        format!(
            "first and total: Sobol indices, the share of the variance that is due to the input alone and with others, ± half a 95 % interval; {} base samples from seed {}",
            found.samples, found.seed
        ),
    ];
    if let Some(name) = &found.spreads_too_far {
        method.push(format!(
            "`{name}` spreads so far that shares of the variance rest on few draws: they may be off by more than is said, and low and high say more"
        ));
    }
    if found.leaves_out_correlations {
        method.push(
            "each input alone: the correlations that the device states are left out".to_owned(),
        );
    }
    facts.push(("method".to_owned(), method));
    Document {
        elements: vec![
            Element::Heading(found.name.clone()),
            Element::Table(table(found, shown)),
            Element::Facts(facts),
        ],
    }
}

/// The inputs that are shown to people.
pub(super) fn shown(found: &Sensitivity) -> &[Influence] {
    &found.inputs[..found.inputs.len().min(MOST_SHOWN)]
}

/// The same without the tornado, for what draws one.
pub fn sensitivity_without_bars(found: &Sensitivity) -> Document {
    let mut document = sensitivity(found);
    for element in &mut document.elements {
        let Element::Table(table) = element else {
            continue;
        };
        if let Some(bars) = table
            .columns
            .iter()
            .position(|column| column.title == TORNADO)
        {
            table.columns.remove(bars);
            for row in &mut table.rows {
                row.cells.remove(bars);
            }
        }
    }
    document
}

fn table(found: &Sensitivity, shown: &[Influence]) -> Table {
    let kg = Some("kg CO2e");
    let mut table = Table {
        columns: vec![
            Column::text("input"),
            Column::number("low", kg),
            Column::bar(TORNADO),
            Column::number("high", kg),
            Column::number("first", Some("%")),
            Column::number("total", Some("%")),
        ],
        rows: Vec::new(),
    };
    let ends = shown.iter().flat_map(|input| input.totals_kg);
    let (least, most) = ends.fold((found.base_kg, found.base_kg), |(least, most), kg| {
        (least.min(kg), most.max(kg))
    });
    for input in shown {
        let [low, high] = input.totals_kg;
        let Indices {
            first,
            first_error,
            total,
            total_error,
        } = input.indices;
        table.row(vec![
            input_name(&input.variable),
            kilograms(low),
            bar(low, high, found.base_kg, (least, most)),
            kilograms(high),
            share(first, first_error),
            share(total, total_error),
        ]);
    }
    table
}

/// A quantity and its factor may have one name.
pub(super) fn input_name(variable: &Variable) -> String {
    match variable.kind {
        Kind::Quantity => variable.name.clone(),
        Kind::Factor => format!("factor of {}", variable.name),
    }
}

fn share(value: f64, error: f64) -> String {
    format!("{:.1} ±{:.1}", value.max(0.0) * 100.0, error * 100.0)
}

/// A bar from `low` to `high` with a mark at the base, all between the ends.
fn bar(low: f64, high: f64, base: f64, (least, most): (f64, f64)) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "0 to the width"
    )]
    let place = |kg: f64| {
        let share = if most > least {
            (kg - least) / (most - least)
        } else {
            0.5
        };
        (share * (WIDTH - 1) as f64).round() as usize
    };
    let (from, to) = (place(low.min(high)), place(low.max(high)));
    let bar: String = (0..WIDTH)
        .map(|at| match at {
            at if at == place(base) => '│',
            at if (from..=to).contains(&at) => '█',
            _ => ' ',
        })
        .collect();
    bar.trim_end().to_owned()
}

/// Which decision is worth the designer's time.
fn advice(found: &Sensitivity) -> Vec<String> {
    let mut texts = Vec::new();
    let quantity = |input: &&Influence| input.variable.kind == Kind::Quantity;
    let mut quantities = found.inputs.iter().filter(quantity);
    // Shares that rest on few draws say less than how far an input moves it.
    let decides = if found.spreads_too_far.is_some() {
        quantities.max_by(|a, b| a.swing_kg().total_cmp(&b.swing_kg()))
    } else {
        quantities.next()
    };
    match decides {
        Some(input) if input.swing_kg() == 0.0 && input.indices.total == 0.0 => {
            texts.push("no quantity that has a range moves the total".to_owned());
        }
        Some(input) => texts.push(format!(
            "`{}` is the quantity that decides most: the total goes from {} to {} CO2e with it",
            input.variable.name,
            kilograms_with_unit(input.totals_kg[0]),
            kilograms_with_unit(input.totals_kg[1])
        )),
        None if found.inputs.is_empty() => {
            texts.push("no input has a range or a gsd: nothing moves the total".to_owned());
        }
        None => texts.push(
            "the file states no range: nothing is left to decide, and all that moves are factors"
                .to_owned(),
        ),
    }
    // Estimates of shares may add up to a little more than all.
    let shares = [Kind::Quantity, Kind::Factor].map(|kind| found.share_of(kind));
    let all = (shares[0] + shares[1]).max(1.0);
    let [quantities, factors] = shares.map(|share| share / all);
    if !found.inputs.is_empty() {
        texts.push(format!(
            "of the variance, {} is due to quantities, which a designer decides or measures, and {} to emission factors and grids, which better data would narrow",
            percent(quantities, 1.0),
            percent(factors, 1.0)
        ));
    }
    if let Some((path, kg)) = &found.largest_certain {
        texts.push(format!(
            "what has no range counts as certain: the largest such quantity, `{path}`, is in lines of {} CO2e",
            kilograms_with_unit(*kg)
        ));
    }
    texts
}

/// A row for each input.
pub fn sensitivity_records(found: &Sensitivity) -> Records {
    let columns = vec![
        "device",
        "input",
        "kind",
        "input_p5",
        "input_p95",
        "total_at_p5_kg_co2e",
        "total_at_p95_kg_co2e",
        "swing_kg_co2e",
        "first_order_index",
        "first_order_index_error",
        "total_index",
        "total_index_error",
    ];
    let rows = found
        .inputs
        .iter()
        .map(|input| {
            let mut cells: Vec<Cell> = vec![
                found.name.as_str().into(),
                input.variable.name.as_str().into(),
                input.variable.kind.key().into(),
            ];
            let indices = input.indices;
            cells.extend(
                [
                    input.ends[0],
                    input.ends[1],
                    input.totals_kg[0],
                    input.totals_kg[1],
                    input.swing_kg(),
                    indices.first,
                    indices.first_error,
                    indices.total,
                    indices.total_error,
                ]
                .map(Cell::from),
            );
            cells
        })
        .collect();
    Records { columns, rows }
}
