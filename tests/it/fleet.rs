//! Fleets, against tables done by hand.

use crate::program::tinyfoot;
use tinyfoot::analysis::{Deployment, FleetYear, Growth, extend_life, fleet};
use tinyfoot::{Device, Factors, assess};

/// The growth table of Plancher (2024): the years in which so many devices are
/// reached, from 15 billion in 2023.
#[test]
fn growth_table() {
    let linear = Growth::Linear { per_year: 1.94e9 };
    let exponential = Growth::Exponential {
        percent_per_year: 15.2,
    };
    let table = [
        (50e9, 2041.0, 2032.0),
        (100e9, 2067.0, 2036.0),
        (250e9, 2144.0, 2043.0),
        (1e12, 2531.0, 2053.0),
    ];
    for (target, on_a_line, on_a_curve) in table {
        for (law, year) in [(linear, on_a_line), (exponential, on_a_curve)] {
            let years = law.years_until(15e9, target);
            assert_eq!((2023.0 + years).round(), year, "{law:?} {target}");
            assert!((law.after(15e9, years) / target - 1.0).abs() < 1e-12);
        }
    }
}

/// 250 billion devices (Plancher 2024): 42 Mt of microcontrollers of 0.17 kg,
/// 0.1682 before it is rounded, and 853 Mt of systems of 3.41 kg. The latter is
/// the rounded 3.41 times 250, 852.5; unrounded it is 851.5.
#[test]
fn a_quarter_of_a_trillion() {
    let factors = Factors::builtin();
    let megatonnes = |text: &str| {
        let device = Device::parse(text, &factors).unwrap();
        let fleet = fleet(&device, &factors, &Deployment::linear(2024, 1, 250e9));
        fleet
            .years
            .iter()
            .map(|year| year.total().typical / 1e9)
            .sum::<f64>()
    };
    assert_eq!(
        format!("{:.0}", megatonnes("[processing]\nmcu_mm2 = 10")),
        "42"
    );
    assert_eq!(
        megatonnes("[casing]\nkg_co2e = 3.41\nsource = 'test'"),
        852.5
    );
    let unrounded = megatonnes("extends = 'image-classification'");
    assert_eq!(format!("{unrounded:.1}"), "851.5");
}

/// 100, 200 and 400 devices in 2024, 2025 and 2026 that serve 2.5 years each.
/// One: made 2 kg, ended 0.5 kg, 1 kg of use over its life, 0.4 kg a year, 40 g
/// of casing.
///
/// | year | made | in service | retired | years of service | embodied | use | end |
/// |---|---:|---:|---:|---:|---:|---:|---:|
/// | 2024 | 100 | 100 | 0 | 100 | 200 | 40 | 0 |
/// | 2025 | 200 | 300 | 0 | 300 | 400 | 120 | 0 |
/// | 2026 | 400 | 700 | 100 | 50 + 200 + 400 = 650 | 800 | 260 | 50 |
/// | 2027 | 0 | 600 | 200 | 100 + 400 = 500 | 0 | 200 | 100 |
/// | 2028 | 0 | 400 | 400 | 200 | 0 | 80 | 200 |
#[test]
fn stock_and_flow() {
    let factors = Factors::builtin();
    let device = Device::parse(
        "lifespan_years = 2.5\n\
         [factors.casing]\nbamboo_g = { kg_co2e = 0.05, source = 'test' }\n\
         [casing]\nbamboo_g = 40\n\
         [use]\nkg_co2e = 1\nsource = 'test'\n\
         [end_of_life]\nkg_co2e = 0.5\nsource = 'test'",
        &factors,
    )
    .unwrap();
    let found = fleet(
        &device,
        &factors,
        &Deployment::growing(2024, 3, 700.0, 100.0),
    );
    let by_hand = [
        (2024, 100.0, 100.0, 0.0, 200.0, 40.0, 0.0),
        (2025, 200.0, 300.0, 0.0, 400.0, 120.0, 0.0),
        (2026, 400.0, 700.0, 100.0, 800.0, 260.0, 50.0),
        (2027, 0.0, 600.0, 200.0, 0.0, 200.0, 100.0),
        (2028, 0.0, 400.0, 400.0, 0.0, 80.0, 200.0),
    ];
    assert_eq!(found.years.len(), by_hand.len());
    let is = |found: f64, exact: f64| (found - exact).abs() < 1e-9 * exact.max(1.0);
    for (found, (year, made, in_service, retired, embodied, used, ended)) in
        found.years.iter().zip(by_hand)
    {
        assert_eq!((found.year, found.made), (year, made));
        assert_eq!((found.in_service, found.retired), (in_service, retired));
        assert!(is(found.embodied.typical, embodied), "{found:?}");
        assert!(is(found.used.unwrap().typical, used), "{found:?}");
        assert!(is(found.end_of_life.unwrap().typical, ended), "{found:?}");
        // 0.04 kg each.
        let waste = found.e_waste_kg.unwrap().typical;
        assert!(is(waste, retired * 0.04), "{found:?}");
    }
    assert_eq!(found.peak().unwrap().year, 2026);
}

/// Nothing is lost: what the years add up to is what the devices cost, and
/// what is made is retired.
#[test]
fn years_add_up_to_devices() {
    let factors = Factors::builtin();
    for preset in tinyfoot::device::presets::ALL {
        let device = Device::preset(preset.name, &factors).unwrap();
        for deployment in [
            Deployment::linear(2024, 1, 1e6),
            Deployment::growing(2024, 11, 250e9, 15.2),
        ] {
            let found = fleet(&device, &factors, &deployment);
            let one = found.footprint.total();
            let years = found.years.iter();
            let total: tinyfoot::Range = years.clone().map(FleetYear::total).sum();
            for (total, one) in [
                (total.low, one.low),
                (total.typical, one.typical),
                (total.high, one.high),
            ] {
                let exact = one * found.units;
                assert!((total - exact).abs() < 1e-12 * exact, "{}", preset.name);
            }
            let retired: f64 = years.clone().map(|year| year.retired).sum();
            assert!((retired / found.units - 1.0).abs() < 1e-12);
            // The stock follows from the flows.
            for pair in found.years.windows(2) {
                let stock = pair[0].in_service - pair[0].retired + pair[1].made;
                let scale = found.units * 1e-12;
                assert!(
                    (pair[1].in_service - stock).abs() < scale,
                    "{}",
                    preset.name
                );
            }
        }
    }
}

/// A grid that halves from year to year: 1 kW for a year is 8760 kWh, at 1000,
/// 500 and 250 g.
#[test]
fn a_grid_goes_on_from_one_cohort_to_the_next() {
    let factors = Factors::builtin();
    let device = |lifespan_years: &str| {
        let text = "[use]\nmean_power_mw = 1e6\ngrid = 1000\ngrid_source = 'test'\n\
                    grid_trend_percent_per_year = -50";
        Device::parse(
            &format!("lifespan_years = {lifespan_years}\n{text}"),
            &factors,
        )
        .unwrap()
    };
    let found = fleet(&device("1"), &factors, &Deployment::linear(2024, 3, 3.0));
    let used = |found: &tinyfoot::analysis::Fleet| -> Vec<f64> {
        let years = found.years.iter();
        years.map(|year| year.used.unwrap().typical).collect()
    };
    assert_eq!(used(&found), [8760.0, 4380.0, 2190.0]);
    assert!(found.years.iter().all(|year| year.replaced.is_none()));
    assert_eq!(found.total().typical, 15330.0);
    assert_eq!(found.stage(tinyfoot::Stage::Use), Some(found.total()));
    assert_eq!(found.stage(tinyfoot::Stage::Production), None);
    // Two devices of 1.5 years, one made a year after the other: 8760 kg, then
    // 4380 kg for one and half of that for the other, then half of 2190 kg.
    let device = device("1.5");
    let found = fleet(&device, &factors, &Deployment::linear(2024, 2, 2.0));
    assert_eq!(used(&found), [8760.0, 6570.0, 1095.0]);
    assert_eq!(found.total().typical, 16425.0);
    // Nobody made any: years without devices.
    let none = Deployment::at_once(0.0);
    assert_eq!(fleet(&device, &factors, &none).total().typical, 0.0);
    // Whoever serves, the service is on the same grid.
    for life in extend_life(&found, &device, &factors, &[0.5, 1.0, 3.0]) {
        assert_eq!(
            (life.used.unwrap().typical, life.saved.typical),
            (16425.0, 0.0)
        );
    }
}

/// A trend counts from the year of the grid's figure: France's of 2020 falls by
/// a tenth a year, and is 0.9^10 of it in 2030, whenever the first device is
/// made. Before that year it is what it is; years that are none of the calendar
/// count from the first.
#[test]
fn a_trend_counts_from_the_year_of_the_grid() {
    let factors = Factors::builtin();
    let device = Device::parse(
        "lifespan_years = 1\n[use]\nmean_power_mw = 1e6\ngrid = 'FR'\ngrid_year = 2020\n\
         grid_trend_percent_per_year = -10",
        &factors,
    )
    .unwrap();
    let of_grid = assess(&device, &factors).total().typical;
    let in_year = |deployment: Deployment, year: i32| {
        let found = fleet(&device, &factors, &deployment);
        let year = found.years.iter().find(|own| own.year == year).unwrap();
        year.used.unwrap().typical / year.made / of_grid
    };
    for (deployment, year, expected) in [
        (Deployment::linear(2030, 1, 5.0), 2030, 0.9_f64.powi(10)),
        (Deployment::linear(2020, 11, 11.0), 2030, 0.9_f64.powi(10)),
        (Deployment::linear(2018, 4, 4.0), 2018, 1.0),
        (Deployment::linear(2018, 4, 4.0), 2021, 0.9),
        (Deployment::linear(1, 4, 4.0), 4, 0.9_f64.powi(3)),
    ] {
        let found = in_year(deployment, year);
        assert!((found - expected).abs() < 1e-12, "{year}: {found}");
    }
}

/// As many are made as were asked for, to the last digit.
#[test]
fn units_are_what_was_asked_for() {
    let deployment = Deployment::growing(2020, 3, 1000.0, 10.0);
    assert_eq!(deployment.units(), 1000.0);
    assert!(deployment.made().iter().sum::<f64>() != 1000.0);
}

/// 900 devices of 2 years, made for 3 kg, and 0.5 kg a year in use: 3600 kg.
/// As many years of service take 450 devices of 4 years, 1350 + 900 = 2250 kg,
/// or 1800 of one, 5400 + 900 = 6300 kg.
#[test]
fn longer_lives() {
    let factors = Factors::builtin();
    let device = Device::parse(
        "lifespan_years = 2\n\
         [casing]\nkg_co2e = 3\nsource = 'test'\n\
         [use]\nkg_co2e = 1\nsource = 'test'",
        &factors,
    )
    .unwrap();
    let by_hand = [
        (1.0, 1800.0, 5400.0, -2700.0),
        (2.0, 900.0, 2700.0, 0.0),
        (4.0, 450.0, 1350.0, 1350.0),
    ];
    let fleet = fleet(&device, &factors, &Deployment::at_once(900.0));
    let found = extend_life(&fleet, &device, &factors, &[1.0, 2.0, 4.0]);
    for (found, (years, devices, made, saved)) in found.iter().zip(by_hand) {
        assert_eq!((found.lifespan_years, found.devices), (years, devices));
        assert_eq!(
            (found.made.unwrap().typical, found.used.unwrap().typical),
            (made, 900.0)
        );
        assert_eq!(found.saved.typical, saved);
    }
}

/// 362 µW empty two cells of 6.25 Wh, less 3 % a year, in less than three
/// years: a million devices waste two sets of two cells of 23 g each.
#[test]
fn replaced_cells_are_waste() {
    let text = "lifespan_years = 3\n[power_supply]\naa_alkaline_piece = 2\n\
                [use]\nsupply = 'primary'\nsleep_uw = 362";
    let run = tinyfoot(&["fleet", "-", "--units", "1e6"]).stdin(text);
    let waste = "92.0 t in all: 92 g each, 46 g of it replaced cells";
    assert!(run.stdout().contains(waste));
}

/// A growth without a unit that may be meant as a share.
#[test]
fn growth_is_in_percent() {
    let note = |growth: &str| {
        let arguments = [
            "fleet",
            "pinetime",
            "--units",
            "9",
            "--deploy",
            "2026..2027",
        ];
        let run = tinyfoot(&[&arguments[..], &["--growth", growth]].concat());
        String::from_utf8(run.output().stderr).unwrap()
    };
    assert_eq!(note("0.15"), "note: `--growth 0.15` is 0.15 % a year\n");
    for clear in ["0.15%", "15.2", "0", "linear"] {
        assert_eq!(note(clear), "");
    }
}

/// More devices than a number holds are no answer.
#[test]
fn growth_without_bounds() {
    let far = [
        "fleet",
        "growth",
        "--year",
        "2030,9999",
        "--percent",
        "1000",
    ];
    let refused = tinyfoot(&far).failure();
    assert!(refused.contains("too many to be told in 9999"), "{refused}");
    let near = [
        "fleet",
        "growth",
        "--year",
        "2300",
        "--percent",
        "1000",
        "--format",
        "csv",
    ];
    let found = tinyfoot(&near).stdout();
    let last: Vec<&str> = found.lines().last().unwrap().split(',').collect();
    // 15e9 × 11^277: log10 is 10.176 + 277 × 1.04139 = 298.64.
    let digits = last[2].parse::<f64>().unwrap().log10();
    assert!((digits - 298.6418).abs() < 1e-3, "{found}");
}
