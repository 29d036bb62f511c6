//! What a device saves, against what it costs, by hand.

use tinyfoot::analysis::{Draws, Net, Unwatched, net};
use tinyfoot::{Block, Device, Factors, assess};

use crate::program::tinyfoot;

/// Two kilograms to make, 0.4 kg of use a year for five years: 4 kg.
const OWN: &str = "lifespan_years = 5\n\
     [casing]\nkg_co2e = 2\nsource = 'test'\n\
     [use]\nkg_co2e = 2\nsource = 'test'\n";

fn of(application: &str) -> Net {
    worth(&format!("{OWN}[application]\n{application}"))
}

fn worth(text: &str) -> Net {
    let factors = Factors::builtin();
    let device = match Device::parse(text, &factors) {
        Ok(device) => device,
        Err(problems) => panic!("{problems}\n{text}"),
    };
    let draws = Draws {
        samples: 20_000,
        ..Draws::default()
    };
    net(&device, &factors, draws, &Unwatched).unwrap().unwrap()
}

fn is(found: f64, exact: f64) -> bool {
    (found - exact).abs() < 1e-9 * exact.abs().max(1.0)
}

/// 10 kg a year, half of it caused, a fifth of that lost: 4 kg a year are kept,
/// 20 kg in five years, of 25 kg that are avoided before rebound.
#[test]
fn both_sides_by_hand() {
    let found = of("avoided_kg_co2e_per_year = 10\nsource = 'test'\n\
         attribution_percent = 50\nrebound_percent = 20");
    assert!(is(found.footprint.total().typical, 4.0));
    assert!(is(found.avoided.typical, 25.0));
    assert!(is(found.rebound().typical, 5.0));
    assert!(is(found.kept().typical, 20.0));
    assert!(is(found.net().typical, -16.0));
    // 2 + 0.4 t = 4 t: t = 2 / 3.6.
    assert!(is(found.payback_years.unwrap(), 2.0 / 3.6));
    // 4 kg / 5 years / (0.5 × 0.8) = 2 kg a year.
    assert!(is(found.break_even_kg_co2e_per_year.unwrap(), 2.0));
    // 4 of 25 kg: 84 % may be lost.
    assert!(is(found.break_even_rebound_percent.unwrap(), 84.0));
    assert_eq!(found.certainty.net_negative_probability, 1.0);
}

/// What takes nothing to make pays back from the start, if it saves more than
/// it uses: 8.76 kWh a year here. What saves exactly that never does, and is not
/// said to save more because of rounding: 0.3 kg are three times 0.1 kg.
#[test]
fn paid_back_at_once_or_even() {
    let factors = Factors::builtin();
    let found = |text: &str| {
        let device = Device::parse(text, &factors).unwrap();
        let draws = Draws {
            samples: 20_000,
            ..Draws::default()
        };
        net(&device, &factors, draws, &Unwatched).unwrap().unwrap()
    };
    let uses = |kwh: f64| {
        found(&format!(
            "[use]\nmean_power_mw = 1000\ngrid = 'DE'\n\
             [application]\nsaves_kwh_per_year = {kwh}\ngrid = 'DE'\nsource = 's'"
        ))
    };
    assert_eq!(uses(8.77).payback_years, Some(0.0));
    assert_eq!(uses(8.77).certainty.net_negative_probability, 1.0);
    let even = uses(8.76);
    assert_eq!(even.payback_years, None);
    assert_eq!(even.certainty.net_negative_probability, 0.0);
    assert_eq!(uses(8.75).payback_years, None);
    let even = found(
        "[custom]\nx = { kg_co2e = 0.3, source = 's' }\n\
         [application]\navoided_kg_co2e_per_year = 0.1\nsource = 's'",
    );
    assert_eq!(even.net().typical, 0.0);
    assert_eq!(even.break_even_rebound_percent, Some(0.0));
    assert_eq!(even.certainty.net_negative_probability, 0.0);
    assert!(is(even.payback_years.unwrap(), 3.0));
}

/// A grid whose intensity rises overtakes a saving that is larger at first:
/// 1 W on France's, a fifth more each year, against 0.5 kg a year.
#[test]
fn what_use_undoes() {
    let text = "name = 'P'\nlifespan_years = 10\n[use]\nmean_power_mw = 1000\ngrid = 'FR'\n\
        grid_trend_percent_per_year = 20\n\
        [application]\navoided_kg_co2e_per_year = 0.5\nsource = 's'";
    let said = tinyfoot(&["net", "-"]).stdin(text).stdout();
    assert!(
        said.contains("from the start, but what it uses later undoes that"),
        "{said}"
    );
}

/// 100 kWh a year of 100 g that become 90 g: 10 kg in the first year, 9 kg in
/// the second. 15 kg are saved after 1 year and 5 of the 9 kg of the next. A
/// loss of 10 % on the way is saved too.
#[test]
fn a_saving_on_a_grid_that_changes() {
    let found = |more: &str| {
        worth(&format!(
            "lifespan_years = 2\n[casing]\nkg_co2e = 15\nsource = 's'\n\
             [application]\nsaves_kwh_per_year = 100\nsource = 's'\n\
             grid = 100\ngrid_source = 's'\n{more}"
        ))
    };
    let trend = "grid_trend_percent_per_year = -10\n";
    let falling = found(trend);
    assert!(is(falling.kept().typical, 10.0 + 9.0));
    assert!(is(falling.payback_years.unwrap(), 1.0 + 5.0 / 9.0));
    assert!(is(falling.certainty.kept.total.mean, 19.0));
    let lossy = found(&format!("{trend}grid_loss_percent = 10"));
    assert!(is(lossy.kept().typical, 19.0 * 1.1));
    assert!(is(found("").payback_years.unwrap(), 1.5));
}

/// A grid does not change for the use alone: what saves on the grid that the
/// device uses has its trend, unless it states one.
#[test]
fn a_saving_on_the_grid_of_the_use() {
    let found = |grid: &str| {
        worth(&format!(
            "lifespan_years = 2\n[use]\nmean_power_mw = 1000\ngrid = 'DE'\n\
             grid_trend_percent_per_year = -10\n\
             [application]\nsaves_kwh_per_year = 8.76\nsource = 's'\n{grid}"
        ))
    };
    let codes = |net: &Net| -> Vec<&str> {
        let assumptions = net.saving.assumptions.iter();
        assumptions.map(|remark| remark.code).collect()
    };
    let same = found("grid = 'DE'");
    assert_eq!(same.net().typical, 0.0);
    assert_eq!(same.payback_years, None);
    assert!(codes(&same).contains(&"default-saving-trend"));
    let stated = found("grid = 'DE'\ngrid_trend_percent_per_year = 0");
    // 1 and 0.9 of the first year's, where the saving counts 2.
    assert!(is(
        stated.kept().typical / stated.footprint.total().typical,
        2.0 / 1.9
    ));
    assert!(!codes(&stated).contains(&"default-saving-trend"));
    let other = found("grid = 'PL'");
    assert!(!codes(&other).contains(&"default-saving-trend"));
    assert!(other.saving.grids[0].trend_percent_per_year.is_none());
}

/// The formula of a variant is of the values that it is the product of: the
/// least of what is left, where more than all may be lost, is the most saved
/// times the most lost: 30 × 5 × 0.9 × -0.1 × 0.3 = -4.05 kg.
#[test]
fn formulas_of_what_is_negative() {
    let found = of(
        "saves_kwh_per_year = { low = 1, typical = 10, high = 30 }\n\
         grid = 300\ngrid_source = 's'\nsource = 's'\n\
         attribution_percent = { low = 50, typical = 80, high = 90 }\n\
         rebound_percent = { low = 10, typical = 20, high = 110 }",
    );
    let line = &found.saving.lines[0];
    let product = |variant| -> f64 {
        let formula = tinyfoot::report::formula(line, variant);
        let (terms, _) = formula.split_once(" = ").unwrap();
        let number = |term: &str| -> f64 { term.split(' ').next().unwrap().parse().unwrap() };
        terms.split(" × ").map(number).product()
    };
    let range = found.kept();
    assert!(is(range.low, 30.0 * 5.0 * 0.9 * -0.1 * 0.3));
    for variant in tinyfoot::device::Variant::ALL {
        let kg = variant.of(range).typical;
        assert!(is(product(variant), kg), "{variant:?}: {kg}");
    }
}

/// Three ways to say the same: 100 kWh of a grid of 100 g, 10 % of 1000 kWh of
/// it, and 10 % of 100 kg.
#[test]
fn savings_in_three_ways() {
    let grid = "grid = 100\ngrid_source = 'test'\nsource = 'test'\n";
    for text in [
        format!("saves_kwh_per_year = 100\n{grid}"),
        format!("saves_percent = 10\nbaseline_kwh_per_year = 1000\n{grid}"),
        "saves_percent = 10\nbaseline_kg_co2e_per_year = 100\nsource = 'test'".to_owned(),
    ] {
        let found = of(&text);
        assert!(is(found.kept().typical, 50.0), "{text}");
        assert!(is(found.net().typical, -46.0), "{text}");
    }
}

/// A saving between 0 and 2 kg a year, all alike, and 4 kg to pay in five
/// years: worth it from 0.8 kg a year on, 60 % of the draws.
#[test]
fn how_likely() {
    let found = of(
        "avoided_kg_co2e_per_year = { low = 0, typical = 1, high = 2, \
         distribution = 'uniform', source = 'test' }",
    );
    let certainty = &found.certainty;
    // The standard error of 20,000 draws is 0.35 %: five of them.
    assert!((certainty.net_negative_probability - 0.6).abs() < 5.0 * certainty.error);
    assert!(certainty.error < 0.004);
    // From the best case, 4 - 10, to the worst, 4 - 0.
    let net = found.net();
    assert!(is(net.low, -6.0) && is(net.typical, -1.0) && is(net.high, 4.0));
}

/// More than all is lost again: a rebound above 100 % (Jevons' paradox) makes
/// of a saving a cost, and it never pays back.
#[test]
fn backfire() {
    let found = of("avoided_kg_co2e_per_year = 10\nsource = 'test'\nrebound_percent = 120");
    assert!(is(found.kept().typical, -10.0));
    assert!(is(found.net().typical, 14.0));
    assert_eq!(found.payback_years, None);
    assert_eq!(found.break_even_kg_co2e_per_year, None);
    assert!(is(found.break_even_rebound_percent.unwrap(), 92.0));
    assert_eq!(found.certainty.net_negative_probability, 0.0);
}

/// 8, 10 or 20 kg a year for five years, of which more may be lost than is
/// saved: 90, 110 or 130 %. Between 20 × 5 × -30 % = -30 kg and 20 × 5 × 10 % =
/// 10 kg are kept, typically 50 × -10 % = -5 kg, and 40 × 90 % = 36 kg to
/// 100 × 130 % = 130 kg lost; the device costs 4 kg.
#[test]
fn more_may_be_lost_than_is_saved() {
    let found = of(
        "avoided_kg_co2e_per_year = { low = 8, typical = 10, high = 20 }\n\
         source = 'test'\nrebound_percent = { low = 90, typical = 110, high = 130 }",
    );
    let by_hand = [
        (found.avoided, [40.0, 50.0, 100.0]),
        (found.rebound(), [36.0, 55.0, 130.0]),
        (found.kept(), [-30.0, -5.0, 10.0]),
        (found.net(), [4.0 - 10.0, 4.0 + 5.0, 4.0 + 30.0]),
    ];
    for (range, [low, typical, high]) in by_hand {
        assert!(is(range.low, low), "{range:?}");
        assert!(is(range.typical, typical), "{range:?}");
        assert!(is(range.high, high), "{range:?}");
    }
    // Of independent triangles: (8 + 10 + 20) / 3 × 5 = 63.3 kg are avoided on
    // average, and -10 % of that is kept: -6.33 kg. E(x²) is that of the mean
    // and (a² + b² + c² - ab - ac - bc) / 18.
    let (mean, variance) = (190.0 / 3.0, (64.0 + 100.0 + 400.0 - 440.0) / 18.0 * 25.0);
    let kept = &found.certainty.kept;
    assert!((kept.total.mean + 0.1 * mean).abs() < 0.1, "{kept:?}");
    let share = (0.09 + 0.01 + 0.01 - 0.03 + 0.03 + 0.01) / 18.0;
    let square = (variance + mean * mean) * (share + 0.01);
    let sd = (square - (0.1 * mean).powi(2)).sqrt();
    assert!((kept.total.sd / sd - 1.0).abs() < 0.03, "{sd} {kept:?}");
    let [p5, p25, p50, p75, p95] = kept.total.quantiles;
    assert!(-30.0 < p5 && p5 < p25 && p25 < p50 && p50 < p75 && p75 < p95 && p95 < 10.0);
    // What is kept is certain to be negative, and spread by one input alone.
    let found = of(
        "avoided_kg_co2e_per_year = { low = 8, typical = 10, high = 20 }\n\
         source = 'test'\nrebound_percent = 150",
    );
    let [p5, _, p50, _, p95] = found.certainty.kept.total.quantiles;
    assert!(-50.0 < p5 && p5 < p50 && p50 < p95 && p95 < -20.0);
    assert!((found.certainty.kept.total.mean + 0.5 * mean).abs() < 0.2);
}

/// A device that saves what it draws, from the same grid: the grid's error is
/// one variable, and cancels out where both sides are of it alone.
#[test]
fn one_grid_is_one_variable() {
    let factors = Factors::builtin();
    // 1 W × 8760 h = 8.76 kWh a year, and 8.77 saved.
    let text = "[use]\nmean_power_mw = 1000\ngrid = 'FR'\n\
         [application]\nsaves_kwh_per_year = 8.77\ngrid = 'FR'\nsource = 'test'";
    let device = Device::parse(text, &factors).unwrap();
    let draws = Draws {
        samples: 10_000,
        ..Draws::default()
    };
    let found = net(&device, &factors, draws, &Unwatched).unwrap().unwrap();
    assert_eq!(found.certainty.net_negative_probability, 1.0);
}

#[test]
fn without_an_application_there_is_no_net() {
    let factors = Factors::builtin();
    let device = Device::parse(OWN, &factors).unwrap();
    let found = net(&device, &factors, Draws::default(), &Unwatched).unwrap();
    assert!(found.is_none());
}

/// What a device saves elsewhere changes nothing in its footprint.
#[test]
fn the_two_sides_are_kept_apart() {
    let factors = Factors::builtin();
    let saving = "[application]\navoided_kg_co2e_per_year = 10\nsource = 'test'";
    let with = Device::parse(&format!("{OWN}{saving}"), &factors).unwrap();
    let without = Device::parse(OWN, &factors).unwrap();
    let total = |device| assess(device, &factors).total();
    assert_eq!(total(&with), total(&without));
}

/// Each worked case cites what its saving rests on, and says how good that is.
#[test]
fn worked_cases_are_marked() {
    let cases = [
        "crop-sensor",
        "smart-thermostat",
        "smart-thermostat-claim",
        "water-leak-sensor",
    ];
    for case in cases {
        let path = format!("examples/{case}.toml");
        let json = tinyfoot(&["net", &path, "--format", "json", "--samples", "100"]).json();
        let saving = &json["saving"];
        let evidence = saving["evidence"].as_str().unwrap();
        let is_judged = ["very weak: ", "weak: ", "medium: "]
            .iter()
            .any(|word| evidence.starts_with(word));
        assert!(is_judged, "{case}: {evidence}");
        let sources = saving["sources"].as_array().unwrap();
        assert!(!sources.is_empty(), "{case}");
        for source in sources {
            assert!(source["title"].is_string(), "{case}: {source}");
        }
    }
}

/// Sets of cells are bought again and again: after the second set the device has
/// paid back, after the third it has not, and for good it has after the fourth.
#[test]
fn payback_that_does_not_last() {
    let text = "lifespan_years = LIFE\n[processing]\nmcu_mm2 = 10\n\
        [power_supply]\naa_alkaline_piece = 2\n\
        [use]\nsupply = 'primary'\nmean_power_mw = 1\n\
        [application]\navoided_kg_co2e_per_year = { typical = 0.45, source = 't' }";
    let of = |life: &str| worth(&text.replace("LIFE", life));
    let found = of("5");
    let part = |block| {
        found
            .footprint
            .lines_of(block)
            .next()
            .unwrap()
            .kg_co2e()
            .typical
    };
    let (mcu, set) = (part(Block::Processing), part(Block::PowerSupply));
    let after = |sets: f64| (mcu + sets * set) / 0.45;
    assert!(is(found.payback_years.unwrap(), after(2.0)));
    assert!(is(found.lasting_payback_years.unwrap(), after(4.0)));
    // It ends while the third set is not paid back, or before the second is.
    assert!(is(of("1.41").payback_years.unwrap(), after(2.0)));
    assert_eq!(of("1.41").lasting_payback_years, None);
    assert!(is(of("1.39").lasting_payback_years.unwrap(), after(2.0)));
    assert_eq!(of("1.2").lasting_payback_years, None);
}
