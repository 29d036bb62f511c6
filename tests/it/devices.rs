//! Devices made at random, of everything that a device file can say.

use std::fmt::{Display, Write as _};
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use tinyfoot::{Block, Device, Factors, Range, Stage};

/// A generated device file.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    /// Its tables, the one without a header first.
    pub(crate) tables: Vec<Table>,
}

/// A table of the file.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The header, none for what stands before the first.
    pub(crate) header: String,
    /// Keys and values.
    pub(crate) entries: Vec<(String, Value)>,
}

/// A value of the file.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// More of it is never a smaller footprint.
    Amount(Range),
    /// As it is written.
    Fixed(String),
}

impl Generated {
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for Table { header, entries } in &self.tables {
            if !header.is_empty() {
                let _ = writeln!(text, "[{header}]");
            }
            for (key, value) in entries {
                let _ = match value {
                    Value::Amount(range) if range.is_point() => {
                        writeln!(text, "{key} = {}", range.low)
                    }
                    Value::Amount(Range { low, typical, high }) => writeln!(
                        text,
                        "{key} = {{ low = {low}, typical = {typical}, high = {high} }}"
                    ),
                    Value::Fixed(value) => writeln!(text, "{key} = {value}"),
                };
            }
        }
        text
    }

    /// The same with more of something: the key as a path, and the file.
    pub(crate) fn with_more(&self, which: Index, times: f64) -> (String, Self) {
        let mut larger = self.clone();
        let mut amounts: Vec<(String, &mut Range)> = larger
            .tables
            .iter_mut()
            .flat_map(|Table { header, entries }| {
                entries.iter_mut().filter_map(move |(key, value)| {
                    let path = format!("{header}.{key}");
                    match value {
                        Value::Amount(range) => {
                            Some((path.trim_start_matches('.').to_owned(), range))
                        }
                        Value::Fixed(_) => None,
                    }
                })
            })
            .collect();
        let (path, range) = amounts.swap_remove(which.index(amounts.len()));
        *range = *range * times;
        (path, larger)
    }
}

fn fixed(value: impl Display) -> Value {
    Value::Fixed(format!("{value}"))
}

fn entry(key: &str, value: Value) -> (String, Value) {
    (key.to_owned(), value)
}

/// A point or a range.
fn amount(largest: f64) -> BoxedStrategy<Value> {
    ([0.0..largest, 0.0..largest, 0.0..largest], any::<bool>())
        .prop_map(|(mut values, point)| {
            values.sort_by(f64::total_cmp);
            Value::Amount(if point {
                Range::point(values[1])
            } else {
                Range::new(values[0], values[1], values[2])
            })
        })
        .boxed()
}

fn stated() -> impl Strategy<Value = Vec<(String, Value)>> {
    amount(50.0).prop_map(|kg| vec![entry("kg_co2e", kg), entry("source", fixed("'a report'"))])
}

/// What blocks of hardware, and the end of life, can be made of: items with a
/// factor, levels of which all factors are known.
struct Known {
    block: Block,
    items: Vec<String>,
    levels: Vec<u8>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let factors = Factors::builtin();
    let blocks = Block::ALL.into_iter();
    let hardware = blocks.filter(|block| block.has_items() && *block != Block::Transport);
    let known = hardware.map(|block| {
        let items = factors.items(block).into_iter();
        let known = items.filter(|item| factors.factor(block, &item.key).is_ok());
        let levels = factors
            .levels(block)
            .into_iter()
            .map(|(level, _)| level.number);
        let is_usable = |number: &u8| {
            let text = format!("[{}]\nhsl = {number}", block.key());
            Device::parse(&text, &factors).is_ok()
        };
        Known {
            block,
            items: known.map(|item| item.key.to_string()).collect(),
            levels: levels.filter(is_usable).collect(),
        }
    });
    known.collect()
});

/// A block of hardware. Of cells, more may last longer and be less: they are
/// no amount.
fn hardware(known: &'static Known) -> BoxedStrategy<Vec<Table>> {
    let header = known.block.key();
    let table = |entries| {
        vec![Table {
            header: header.to_owned(),
            entries,
        }]
    };
    let mut choices = vec![stated().prop_map(table).boxed()];
    let has_cells = known.block == Block::PowerSupply;
    let count = known.items.len();
    if count > 0 {
        let items = subsequence(known.items.as_slice(), 1..=count.min(4));
        let quantities = prop::collection::vec(amount(40.0), 4);
        let items = (items, quantities).prop_map(move |(keys, quantities)| {
            let entries = keys.into_iter().zip(quantities);
            entries
                .map(|(key, value)| match value {
                    Value::Amount(range) if has_cells => (key, fixed(range.typical)),
                    value => (key, value),
                })
                .collect::<Vec<_>>()
        });
        choices.push(items.clone().prop_map(table).boxed());
        if !known.levels.is_empty() && !has_cells {
            let both = (items, select(known.levels.as_slice()), any::<bool>());
            let both = both.prop_filter_map(
                "a level as a whole has no items",
                move |(mut entries, level, reused)| {
                    entries.push(entry("hsl", fixed(level)));
                    entries.push(entry("reused", fixed(reused)));
                    let tables = table(entries);
                    let text = Generated {
                        tables: tables.clone(),
                    }
                    .text();
                    Device::parse(&text, &Factors::builtin())
                        .ok()
                        .map(|_| tables)
                },
            );
            choices.push(both.boxed());
        }
    }
    if !known.levels.is_empty() {
        let variants = select(vec!["low", "typical", "high"]);
        let level = (select(known.levels.as_slice()), prop::option::of(variants));
        let level = level.prop_map(move |(level, variant)| {
            let variant = variant.map(|variant| entry("variant", fixed(format!("'{variant}'"))));
            table(
                [entry("hsl", fixed(level))]
                    .into_iter()
                    .chain(variant)
                    .collect(),
            )
        });
        choices.push(level.boxed());
    }
    prop::strategy::Union::new(choices).boxed()
}

fn training() -> impl Strategy<Value = Vec<Table>> {
    let energy = (amount(100.0), 1.0..2.0).prop_map(|(energy, pue)| {
        let grid = entry("grid", fixed("'FR'"));
        vec![entry("energy_kwh", energy), entry("pue", fixed(pue)), grid]
    });
    (prop_oneof![stated(), energy], 1..10_000).prop_map(|(mut entries, devices)| {
        entries.push(entry("shared_by", fixed(devices)));
        let header = "training".to_owned();
        vec![Table { header, entries }]
    })
}

fn transport() -> impl Strategy<Value = Vec<Table>> {
    let weight = amount(900.0).prop_map(|weight| entry("weight_g", weight));
    let level = (1..=3).prop_map(|level| vec![entry("hsl", fixed(level))]);
    let distances = [amount(9e3), amount(9e3)].prop_map(|[truck, plane]| {
        vec![
            entry("truck_distance_km", truck),
            entry("plane_distance_km", plane),
        ]
    });
    let modes = select(vec!["truck", "plane", "ship", "rail"]);
    let legs = prop::collection::vec((modes, 0.0..2e4), 1..4).prop_map(|legs| {
        let legs = legs
            .iter()
            .map(|(mode, km)| format!("{{ mode = '{mode}', km = {km} }}"));
        vec![entry(
            "legs",
            fixed(format!("[{}]", legs.collect::<Vec<_>>().join(", "))),
        )]
    });
    let modelled =
        (prop_oneof![level, distances, legs], weight).prop_map(|(mut entries, weight)| {
            entries.push(weight);
            entries
        });
    prop_oneof![modelled, stated()].prop_map(|entries| {
        let header = "transport".to_owned();
        vec![Table { header, entries }]
    })
}

/// Where energy comes from. A battery's figures are no amounts: a larger one
/// is replaced less often.
fn supply() -> impl Strategy<Value = Vec<(String, Value)>> {
    let grid = (
        select(vec!["'FR'", "'US-CA'", "'world'", "123.5"]),
        -5.0..2.0,
        0.0..20.0,
    );
    let grid = grid.prop_map(|(grid, trend, loss)| {
        vec![
            entry("grid", fixed(grid)),
            entry("grid_trend_percent_per_year", fixed(trend)),
            entry("grid_loss_percent", fixed(loss)),
        ]
    });
    let battery = (0.1..20.0, 0.5..1.0, 0.0..30.0).prop_map(|(wh, usable, lost)| {
        vec![
            entry("battery_wh", fixed(wh)),
            entry("usable_fraction", fixed(usable)),
            entry("self_discharge_percent_per_year", fixed(lost)),
        ]
    });
    let wear = (50.0..2000.0, 1.0..15.0).prop_map(|(cycles, years)| {
        vec![
            entry("cycle_life", fixed(cycles)),
            entry("calendar_life_years", fixed(years)),
        ]
    });
    let named = |kind: &str| vec![entry("supply", fixed(format!("'{kind}'")))];
    let (mains, charged, primary, harvested) = (
        named("mains"),
        named("rechargeable"),
        named("primary"),
        named("harvested"),
    );
    let losses = (0.3..1.0, amount(0.5)).prop_map(|(efficiency, no_load)| {
        vec![
            entry("charge_efficiency", fixed(efficiency)),
            entry("no_load_w", no_load),
        ]
    });
    prop_oneof![
        grid.clone(),
        (grid.clone(), losses.clone()).prop_map(move |(a, b)| [mains.clone(), a, b].concat()),
        (grid, losses, battery.clone(), wear.clone()).prop_map(move |(a, b, c, d)| [
            charged.clone(),
            a,
            b,
            c,
            d
        ]
        .concat()),
        (battery.clone(), 1.0..15.0).prop_map(move |(a, shelf)| {
            [
                primary.clone(),
                a,
                vec![entry("shelf_life_years", fixed(shelf))],
            ]
            .concat()
        }),
        (battery, wear).prop_map(move |(a, b)| [harvested.clone(), a, b].concat()),
    ]
}

fn task() -> impl Strategy<Value = Vec<(String, Value)>> {
    let energy = amount(1e4).prop_map(|energy| vec![entry("energy_uj", energy)]);
    let power = [amount(100.0), amount(50.0)].prop_map(|[power, duration]| {
        vec![entry("power_mw", power), entry("duration_ms", duration)]
    });
    let radio = select(vec!["lorawan-sf7", "lorawan-sf9"]).prop_map(|radio| {
        vec![
            entry("radio", fixed(format!("'{radio}'"))),
            entry("payload_bytes", fixed(24)),
        ]
    });
    let rates = select(vec!["per_hour", "per_day"]);
    (prop_oneof![energy, power, radio], rates, amount(100.0)).prop_map(
        |(mut entries, key, rate)| {
            entries.push(entry(key, rate));
            entries
        },
    )
}

fn operation() -> impl Strategy<Value = Vec<Table>> {
    let table = |header: &str, entries| Table {
        header: header.to_owned(),
        entries,
    };
    let mean = (amount(1e3), supply()).prop_map(move |(power, supply)| {
        vec![table(
            "use",
            [vec![entry("mean_power_mw", power)], supply].concat(),
        )]
    });
    let tasks = prop::collection::vec(task(), 0..4);
    let profile = ([amount(1e3), amount(1e3)], tasks, supply());
    let profile = profile.prop_map(move |([sleep, overhead], tasks, supply)| {
        let own = vec![entry("sleep_uw", sleep), entry("overhead_uw", overhead)];
        let tasks = tasks
            .into_iter()
            .enumerate()
            .map(|(index, entries)| table(&format!("use.tasks.task-{index}"), entries));
        let all = [table("use", [own, supply].concat())]
            .into_iter()
            .chain(tasks);
        all.collect::<Vec<_>>()
    });
    let known = stated().prop_map(move |entries| vec![table("use", entries)]);
    prop_oneof![mean, profile, known]
}

fn custom() -> impl Strategy<Value = Vec<Table>> {
    let stages = [Stage::Production, Stage::Replacement, Stage::EndOfLife];
    let component = ("[ -!#-\\[\\]-~é✓]{1,12}", stated(), select(stages.to_vec()));
    prop::collection::vec(component, 1..4).prop_map(|components| {
        let tables = components.into_iter().enumerate();
        let tables = tables.map(|(index, (name, mut entries, stage))| {
            entries.push(entry("stage", fixed(format!("'{}'", stage.key()))));
            Table {
                header: format!("custom.\"{index}{name}\""),
                entries,
            }
        });
        tables.collect()
    })
}

/// A device of some blocks, in any order.
pub(crate) fn device() -> impl Strategy<Value = Generated> {
    let mut blocks: Vec<BoxedStrategy<Vec<Table>>> = KNOWN.iter().map(hardware).collect();
    blocks.extend([
        training().boxed(),
        transport().boxed(),
        operation().boxed(),
        custom().boxed(),
    ]);
    let all = blocks.len();
    let chosen = subsequence((0..all).collect::<Vec<_>>(), 1..=all).prop_shuffle();
    let general = (amount(20.0), prop::option::of(1.0..3.0));
    (blocks, chosen, general).prop_map(|(blocks, chosen, (years, truncation))| {
        let years = match years {
            Value::Amount(years) => Value::Amount(Range::point(years.typical + 0.01)),
            fixed @ Value::Fixed(_) => fixed,
        };
        let truncation = truncation.map(|factor| entry("truncation_factor", fixed(factor)));
        let general = Table {
            header: String::new(),
            entries: [entry("lifespan_years", years)]
                .into_iter()
                .chain(truncation)
                .collect(),
        };
        let chosen = chosen.into_iter().flat_map(|block| blocks[block].clone());
        Generated {
            tables: [general].into_iter().chain(chosen).collect(),
        }
    })
}
