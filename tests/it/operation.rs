//! Use, batteries and lives, calculated by hand, with the arithmetic.

use proptest::prelude::*;
use tinyfoot::analysis::{Deployment, Per, compare, fleet, life, overtakings, service};
use tinyfoot::device::Variant;
use tinyfoot::model::Limit;
use tinyfoot::{Block, Device, Factors, Footprint, Range, Stage, assess};

fn device(text: &str) -> Device {
    match Device::parse(text, &Factors::builtin()) {
        Ok(device) => device,
        Err(problems) => panic!("{problems}\n{text}"),
    }
}

fn footprint(text: &str) -> Footprint {
    assess(&device(text), &Factors::builtin())
}

fn assert_near(found: f64, expected: f64, what: &str) {
    let difference = (found - expected).abs();
    assert!(
        difference <= 1e-9 * expected.abs(),
        "{what}: {found} is not {expected}"
    );
}

fn codes(footprint: &Footprint) -> Vec<&str> {
    let remarks = footprint.assumptions.iter().chain(&footprint.warnings);
    remarks.map(|remark| remark.code).collect()
}

/// A sleeper that infers each second and reports every ten minutes, on two AA
/// cells, for three years.
const ON_CELLS: &str = "
    lifespan_years = 3
    [power_supply]
    aa_alkaline_piece = 2
    [use]
    supply = 'primary'
    sleep_uw = 5
    [use.tasks.inference]
    energy_uj = 245
    per_second = 1
    [use.tasks.report]
    radio = 'lorawan-sf10'
    interval_s = 600
";

#[test]
fn on_two_aa_cells() {
    let found = footprint(ON_CELLS);
    let energy = found.energy.as_ref().unwrap();
    // 5 µW + 245 µJ × 1 /s + 54,337.5 µJ / 600 s = 5 + 245 + 90.5625 µW.
    // A report: 411.648 ms × 44 mA × 3.0 V = 54,337.5 µJ.
    let power: Vec<f64> = energy
        .drains
        .iter()
        .map(|drain| drain.mean_power_uw().typical)
        .collect();
    assert_near(power[0], 5.0, "sleep");
    assert_near(power[1], 245.0, "inference");
    assert_near(power[2], 90.5625, "report");
    // Two cells of 11.25 kJ: 6.25 Wh, of which 3 % a year is lost:
    // 0.1875 Wh / 8760 h = 21.404 µW.
    assert_near(power[3], 0.1875 / 8760.0 * 1e6, "self-discharge");
    let battery = energy.battery.as_ref().unwrap();
    assert_near(battery.usable_wh.typical, 6.25, "usable");
    // 340.5625 µW × 8760 h = 2.9833275 Wh; with self-discharge 3.1708275 Wh a
    // year: 6.25 / 3.1708275 = 1.9711 years, 719.4 days.
    let years = 6.25 / 3.170_827_5;
    assert_near(battery.life_years.unwrap().typical, years, "life");
    assert_near(battery.days_per_charge.typical, years * 365.0, "days");
    assert_eq!(battery.limit, Some(Limit::Empty));
    // Three years take 3 / 1.9711 = 1.52, so two sets: one is replaced.
    assert_eq!(battery.sets, Some(Range::point(2.0)));
    // 2 cells × 1 set × 0.107 kg.
    let replaced = found.stage(Stage::Replacement).unwrap();
    assert_near(replaced.typical, 0.214, "replaced");
    assert_near(
        found.stage(Stage::Production).unwrap().typical,
        0.214,
        "made",
    );
    // Nothing comes from a grid, and that is no gap.
    assert_eq!(found.operational(), Some(Range::ZERO));
    assert!(found.grids.is_empty());
    // The report warns of what it leaves out.
    assert!(codes(&found).contains(&"part-covers"));
    // It also says what length of a message that is.
    let says = |text: &str, length: &str| {
        let warnings = footprint(text).warnings;
        let mut texts = warnings.iter().map(|warning| &warning.text);
        assert!(texts.any(|text| text.contains(length)), "{warnings:?}");
    };
    says(ON_CELLS, ", 12 bytes, as no `payload_bytes` is stated: ");
    let counted = ", 20 bytes counted as 24, the next length that is known: ";
    says(&format!("{ON_CELLS}payload_bytes = 20"), counted);
    says(&format!("{ON_CELLS}payload_bytes = 24"), ", 24 bytes: ");
    // Energy over life: 362 µW × 26,280 h, and a second inference a second of
    // three years.
    let kwh = (340.5625 + 0.1875 / 8760.0 * 1e6) * 26_280.0 * 1e-9;
    assert_near(energy.annual_kwh().typical * 3.0, kwh, "energy");
    assert_near(
        energy.inferences().unwrap().typical,
        94_608_000.0,
        "inferences",
    );
}

/// A set lasts at most its shelf life, however little is drawn.
#[test]
fn the_shelf_life_of_a_cell() {
    let text = "
        lifespan_years = 25
        [power_supply]
        aa_alkaline_piece = 2
        [use]
        supply = 'primary'
        sleep_uw = 1
        self_discharge_percent_per_year = 0
    ";
    let found = footprint(text);
    let battery = found.energy.as_ref().unwrap().battery.as_ref().unwrap();
    // 1 µW empties 6.25 Wh in 713 years; the cells are good for ten.
    assert_eq!(battery.limit, Some(Limit::ShelfLife));
    assert_eq!(battery.life_years, Some(Range::point(10.0)));
    // 25 / 10 = 2.5: three sets, two of them replacements.
    assert_near(
        found.stage(Stage::Replacement).unwrap().typical,
        2.0 * 2.0 * 0.107,
        "kg",
    );
}

/// 10 g of Li-ion hold 10 × 0.144 = 1.44 Wh. 5 mW draw 43.8 Wh a year: 30.42
/// charges. 100 charges are through in 3.288 years, in the fourth.
#[test]
fn a_cycle_life_that_ends_in_the_fourth_year() {
    let text = |years: u32| {
        format!(
            "lifespan_years = {years}
            [power_supply]
            li_ion_g = 10
            auxiliary_set = 1
            [use]
            supply = 'rechargeable'
            mean_power_mw = 5
            grid = 'FR'
            cycle_life = 100
            calendar_life_years = 10
            self_discharge_percent_per_year = 0
            charge_efficiency = 0.8
            no_load_w = 0"
        )
    };
    let (three, four) = (footprint(&text(3)), footprint(&text(4)));
    let battery = three.energy.as_ref().unwrap().battery.as_ref().unwrap();
    assert_near(battery.life_years.unwrap().typical, 144.0 / 43.8, "life");
    assert_eq!(battery.limit, Some(Limit::CycleLife));
    assert_near(
        battery.charges.unwrap().typical,
        3.0 * 43.8 / 1.44,
        "charges",
    );
    assert_eq!(three.stage(Stage::Replacement), Some(Range::ZERO));
    // The battery alone is replaced, not its auxiliaries: 10 g × 0.02483 kg/g.
    assert_near(
        four.stage(Stage::Replacement).unwrap().typical,
        0.2483,
        "kg",
    );
    // 5 mW × 8760 h × 4 years = 0.1752 kWh; / 0.8 × 0.04144 kg/kWh.
    let kwh = 5.0 * 8760.0 * 4.0 * 1e-6;
    assert_near(
        four.operational().unwrap().typical,
        kwh / 0.8 * 0.041_44,
        "use",
    );
}

/// 0.1 W at all hours for three years: 2.628 kWh, a hundred times the 1 mW of
/// the device, 0.02628 kWh.
#[test]
fn a_mains_supply_without_load() {
    for (grid, kg_per_kwh) in [("FR", 0.041_44), ("IN", 0.670_13)] {
        let found = footprint(&format!(
            "lifespan_years = 3
            [use]
            supply = 'mains'
            mean_power_mw = 1
            no_load_w = 0.1
            charge_efficiency = 0.5
            grid_loss_percent = 5
            grid = '{grid}'"
        ));
        // The device's own power passes through the supply, the no-load power
        // does not; both through the grid.
        let kwh = 2.628 + 0.026_28 / 0.5;
        let kg = kwh * 1.05 * kg_per_kwh;
        assert_near(found.operational().unwrap().typical, kg, grid);
        assert!(!codes(&found).contains(&"no-load-left-out"));
    }
    let left_out = footprint("[use]\nsupply = 'mains'\nmean_power_mw = 1\ngrid = 'FR'");
    let found = codes(&left_out);
    for code in [
        "no-load-left-out",
        "default-charge-efficiency",
        "default-grid-loss",
    ] {
        assert!(found.contains(&code), "{code}");
    }
}

/// 100 g/kWh that fall by 10 % a year: 100, 90 and 81 in three years, 90.333
/// on average; of the last half year, 0.5 × 81: (100 + 90 + 40.5) / 2.5.
#[test]
fn a_grid_that_decarbonises() {
    let kg = |years: f64| {
        let found = footprint(&format!(
            "lifespan_years = {years}
            [use]
            supply = 'mains'
            mean_power_mw = 1000
            no_load_w = 0
            grid = 100
            grid_trend_percent_per_year = -10"
        ));
        found.operational().unwrap().typical
    };
    assert_near(kg(3.0), 8.76 * (0.1 + 0.09 + 0.081), "three years");
    assert_near(kg(2.5), 8.76 * (0.1 + 0.09 + 0.0405), "two and a half");
    assert_near(kg(1.0), 8.76 * 0.1, "one year");
}

/// Energy from the surroundings costs nothing in use; its panel is hardware,
/// and its battery wears.
#[test]
fn harvested() {
    let found = footprint(
        "lifespan_years = 12
        [power_supply]
        pv_panel_cm2 = 20
        li_ion_g = 5
        [use]
        supply = 'harvested'
        mean_power_mw = 0.1
        cycle_life = 10000
        calendar_life_years = 5",
    );
    assert_eq!(found.operational(), Some(Range::ZERO));
    // 20 cm² × 0.0168 kg/cm² + 5 g × 0.02483 kg/g.
    assert_near(
        found.stage(Stage::Production).unwrap().typical,
        20.0 * 0.0168 + 5.0 * 0.02483,
        "made",
    );
    // 12 / 5 = 2.4: three batteries.
    assert_near(
        found.stage(Stage::Replacement).unwrap().typical,
        2.0 * 5.0 * 0.02483,
        "replaced",
    );
}

/// A cell without a footprint feeds the device, and is left out aloud.
#[test]
fn a_coin_cell_that_is_not_covered() {
    let text = "
        lifespan_years = 6
        [power_supply]
        cr2032_piece = 1
        [use]
        supply = 'primary'
        sleep_uw = 20
        [uncovered]
        parts = ['power_supply.cr2032_piece']
    ";
    let found = footprint(text);
    let battery = found.energy.as_ref().unwrap().battery.as_ref().unwrap();
    // 20 µW × 8760 h = 0.1752 Wh, and 1 % of 0.705 Wh: 0.18225 Wh a year.
    assert_near(
        battery.life_years.unwrap().typical,
        0.705 / 0.182_25,
        "life",
    );
    assert_eq!(battery.sets, Some(Range::point(2.0)));
    // Not modelled is not zero.
    assert_eq!(found.block(Block::PowerSupply), None);
    for code in ["unknown-factor", "replacement-unknown"] {
        assert!(codes(&found).contains(&code), "{code}");
    }
    // It lasts for 3.9 years.
    let left_out = |years| life(&device(text), &Factors::builtin(), years).replacement_left_out;
    assert_eq!(left_out(&[1.0, 3.8]), None);
    assert!(left_out(&[1.0, 4.0, 2.0]).is_some_and(|text| text.contains("coin cell")));
    // It is carried, and thrown away: 12 g and 3 g, and one set more of 3 g.
    let carried = format!("{text}\n[casing]\nabs_g = 12\n[transport]\ntruck_distance_km = 500");
    let found = footprint(&carried);
    let truck = found
        .lines
        .iter()
        .find(|line| line.block == Block::Transport);
    assert_near(truck.unwrap().quantity().typical, 0.015 * 500.0, "kg km");
    let once = Deployment::at_once(1000.0);
    let waste = fleet(&device(&carried), &Factors::builtin(), &once);
    let waste = waste.years.iter().filter_map(|year| year.e_waste_kg);
    assert_near(waste.sum::<Range>().typical, 18.0, "kg of waste");
    let without = text.replace("parts = ['power_supply.cr2032_piece']", "parts = []");
    let problems = Device::parse(&without, &Factors::builtin()).unwrap_err();
    assert!(
        problems.to_string().contains("no footprint of a coin cell"),
        "{problems}"
    );
}

/// 1 Wh feeds 40 mW for 25 hours, and 45 mW for less than a day.
#[test]
fn a_battery_that_lasts_no_day() {
    let warns = |power: u8| {
        let text = format!(
            "[use]\nsupply = 'rechargeable'\ngrid = 'FR'\nbattery_wh = 1\ncycle_life = 1\n\
             mean_power_mw = {power}"
        );
        codes(&footprint(&text)).contains(&"battery-short-lived")
    };
    assert!(!warns(40) && warns(45));
}

/// A named microcontroller: 4.5 µW asleep, 9.9 mW at work.
#[test]
fn a_named_microcontroller() {
    let found = footprint(
        "[use]
        mcu = 'nRF52840'
        overhead_uw = 30
        grid = 'FR'
        [use.tasks.sample]
        duration_ms = 10
        per_second = 2
        [use.tasks.beacon]
        radio = 'ble-connected-nrf52840'
        payload_bytes = 20
        per_minute = 6",
    );
    let energy = found.energy.as_ref().unwrap();
    let power: Vec<(&str, f64)> = energy
        .drains
        .iter()
        .map(|drain| (drain.name.as_str(), drain.mean_power_uw().typical))
        .collect();
    let expected = [
        ("overhead_uw", 30.0),
        ("mcu", 4.5),
        // 9.9 mW × 10 ms × 2 /s.
        ("tasks.sample", 198.0),
        // 3.467 µJ per byte × 20 × 0.1 /s, whatever the last digit of the row.
        ("tasks.beacon", power[3].1),
    ];
    for ((name, found), (expected_name, expected)) in power.iter().zip(expected) {
        assert_eq!(*name, expected_name);
        assert_near(*found, expected, name);
    }
    let per_byte = tinyfoot::parts::radios()
        .into_iter()
        .find(|radio| radio.radio == "ble-connected-nrf52840")
        .unwrap();
    assert_near(power[3].1, per_byte.energy_uj * 20.0 * 0.1, "per byte");
    // 10 ms twice a second.
    assert_near(energy.drains[2].duty.unwrap().typical, 0.02, "duty");
    assert!(codes(&found).contains(&"part-covers"));
}

/// The least, the median and the most that was measured.
#[test]
fn measured_inferences() {
    let rows: Vec<f64> = tinyfoot::parts::inferences()
        .into_iter()
        .filter(|row| row.task == "kws" && row.on == "nucleo-u575zi")
        .map(|row| row.energy_uj)
        .collect();
    let measured = tinyfoot::parts::inference("kws", "NUCLEO-U575ZI").unwrap();
    assert_eq!(measured.count, rows.len());
    let mut sorted = rows;
    sorted.sort_by(f64::total_cmp);
    assert_eq!(measured.energy_uj.low, sorted[0]);
    assert_eq!(measured.energy_uj.high, sorted[sorted.len() - 1]);
    assert_eq!(measured.energy_uj.typical, sorted[sorted.len() / 2]);
    assert_eq!(sorted.len() % 2, 1, "the median is one of them");
}

/// A task's own source is that of its values; another one's is the block's.
#[test]
fn sources_of_tasks() {
    let found = footprint(
        "[use]\nsource = 'block'\nsleep_uw = 1\ngrid = 'FR'\n\
         [use.tasks.a]\nenergy_uj = 1\nper_hour = 1\n\
         [use.tasks.b]\nenergy_uj = 1\nper_hour = 1\nsource = 'task'\n\
         [use.tasks.c]\nenergy_uj = 1\nper_hour = 1",
    );
    let sources: Vec<&[String]> = found.lines.iter().map(|line| &*line.sources).collect();
    assert_eq!(sources, [["block"], ["block"], ["task"], ["block"]]);
}

/// A truncation factor raises what is made and replaced, and nothing else.
/// Four AA cells of which half is used: 4 × 3.125 × 0.5 = 6.25 Wh, while the
/// full 12.5 Wh lose 3 % a year, 0.375 Wh / 8760 h = 42.808 µW. A set feeds
/// 530 + 42.808 µW for 6.25 / 572.808e-6 / 8760 = 1.24556 years: 2.5 years take
/// three sets.
#[test]
fn what_is_not_used_discharges_too() {
    let found = footprint(
        "lifespan_years = 2.5\n[power_supply]\naa_alkaline_piece = 4\n\
         [use]\nsupply = 'primary'\nsleep_uw = 530\nusable_fraction = 0.5",
    );
    let energy = found.energy.as_ref().unwrap();
    let lost = energy.drains.last().unwrap().mean_power_uw().typical;
    assert_near(lost, 0.375 / 8760.0 * 1e6, "self-discharge");
    let battery = energy.battery.as_ref().unwrap();
    assert_near(battery.usable_wh.typical, 6.25, "usable");
    assert_eq!(battery.sets, Some(Range::point(3.0)));
    assert_near(found.total().typical, 3.0 * 4.0 * 0.107, "total");
}

/// A milligram of cells that takes a watt: 1 W × 8760 h × 9 / (0.144 Wh/g ×
/// 0.001 g × 500 charges) = 1,095,000 sets, of which all but one are replaced.
#[test]
fn many_sets_are_counted() {
    let found = footprint(
        "lifespan_years = 9\n[power_supply]\nli_ion_g = 0.001\n\
         [use]\nsupply = 'rechargeable'\nsleep_uw = 1e6\ngrid = 0\ngrid_source = 's'\n\
         no_load_w = 0\nself_discharge_percent_per_year = 0",
    );
    let replaced = found.stage(Stage::Replacement).unwrap().typical;
    assert_near(replaced, 1_094_999.0 * 0.001 * 0.02483, "replaced");
}

/// A quantity is that which is drawn or built in: 0.05 W × 8.76 kh × 12 years ×
/// 1.05 = 5.5188 kWh, and 20 g. The trend, (1 - 0.97^12) / 0.03 / 12 over the
/// life, the truncation and the second life are multipliers.
#[test]
fn quantities_are_what_they_are() {
    let found = footprint(
        "lifespan_years = 12\ntruncation_factor = 2\n[casing]\nabs_g = 20\n\
         [pcb]\nfr4_4_layer_cm2 = 8\nreused = true\n\
         [use]\nsupply = 'mains'\nno_load_w = 0.05\nsleep_uw = 0\ncharge_efficiency = 1\n\
         grid = 400\ngrid_source = 's'\ngrid_loss_percent = 5\n\
         grid_trend_percent_per_year = -3",
    );
    let line = |item: &str| found.lines.iter().find(|line| line.item == item).unwrap();
    let trend = (1.0 - 0.97_f64.powi(12)) / 0.03 / 12.0;
    for (item, quantity, multiplier, per_unit) in [
        ("no_load_w", 5.5188, trend, 0.4),
        ("abs_g", 20.0, 2.0, 0.00344),
        ("fr4_4_layer_cm2", 8.0, 0.0, 0.016),
    ] {
        let line = line(item);
        assert_near(line.quantity().typical, quantity, item);
        assert_near(line.multiplier(), multiplier, item);
        let kg = quantity * multiplier * per_unit;
        assert_near(line.kg_co2e().typical, kg, item);
    }
}

#[test]
fn a_truncation_factor() {
    let once = footprint(ON_CELLS);
    let twice = footprint(&format!("truncation_factor = 2\n{ON_CELLS}"));
    assert_near(twice.total().typical, 2.0 * once.total().typical, "total");
    assert!(codes(&twice).contains(&"truncation"));
    assert!(!codes(&once).contains(&"truncation"));
}

/// Grids of one device on two bases are no secret.
#[test]
fn bases_are_not_mixed_silently() {
    let text = |grid: &str| {
        format!(
            "[training]\nenergy_kwh = 1\ngrid = 'US-CA'\n[use]\nmean_power_mw = 1\ngrid = '{grid}'"
        )
    };
    assert!(codes(&footprint(&text("FR"))).contains(&"mixed-grid-bases"));
    assert!(!codes(&footprint(&text("US-NY"))).contains(&"mixed-grid-bases"));
}

/// Battery life, and what is replaced, year by year.
#[test]
fn a_life_year_by_year() {
    let factors = Factors::builtin();
    let device = device(ON_CELLS);
    let years: Vec<f64> = (1..=10).map(f64::from).collect();
    let found = life(&device, &factors, &years);
    // A set lasts 1.9711 years: one more after 1.97, 3.94, 5.91, 7.88, 9.86.
    let sets = [1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0, 6.0];
    for (lived, sets) in found.lives.iter().zip(sets) {
        assert_near(lived.made.unwrap().typical, 0.214, "made");
        assert_near(
            lived.replaced.unwrap().typical,
            0.214 * (sets - 1.0),
            "replaced",
        );
        assert_eq!(lived.used, Some(Range::ZERO));
        assert_near(
            lived.per_year().typical,
            0.214 * sets / lived.years,
            "per year",
        );
    }
    assert_eq!(found.use_overtakes_production_years, [None; 3]);
}

/// 2 kg to make against 876 kWh × 0.1 kg/kWh = 87.6 kg a year at 100 W... of
/// 10 W: 8.76 kg a year. 2 / 8.76 = 0.22831 years.
#[test]
fn use_overtakes_production() {
    let text = "[pcb]\nkg_co2e = { low = 1, typical = 2, high = 4 }\nsource = 's'\n\
        [use]\nsupply = 'mains'\nmean_power_mw = 10000\nno_load_w = 0\ngrid = 100";
    let found = life(&device(text), &Factors::builtin(), &[1.0]);
    let [low, typical, high] = found.use_overtakes_production_years;
    assert_near(low.unwrap(), 1.0 / 8.76, "low");
    assert_near(typical.unwrap(), 2.0 / 8.76, "typical");
    assert_near(high.unwrap(), 4.0 / 8.76, "high");
    // With a grid that halves each year, use never costs more than twice its
    // first year: 17.52 kg against 20 kg.
    let text = text.replace("high = 4", "high = 20") + "\ngrid_trend_percent_per_year = -50";
    let found = life(&device(&text), &Factors::builtin(), &[1.0]);
    assert_eq!(found.use_overtakes_production_years[2], None);
}

/// A costs 1 kg and 2 kg a year, B 4 kg and 0.5 kg a year: A overtakes B at
/// 3 / 1.5 = 2 years.
#[test]
fn one_overtakes_the_other() {
    let factors = Factors::builtin();
    let device = |kg: f64, per_year: f64| {
        // 1 kW at 1 g/kWh is 8.76 kg a year.
        let milliwatts = per_year / 8.76 * 1e6;
        device(&format!(
            "[pcb]\nkg_co2e = {kg}\nsource = 's'\n\
             [use]\nsupply = 'mains'\nmean_power_mw = {milliwatts}\nno_load_w = 0\ngrid = 1"
        ))
    };
    let devices = [device(1.0, 2.0), device(4.0, 0.5)];
    let found = overtakings(&devices, &factors);
    assert_eq!(found.found.len(), 3, "one for each variant");
    for overtaking in &found.found {
        assert_near(overtaking.years, 2.0, "years");
        assert_eq!((overtaking.overtakes, overtaking.overtaken), (0, 1));
    }
    let same = overtakings(&[devices[0].clone(), devices[0].clone()], &factors);
    assert!(same.found.is_empty() && same.unsolved.is_empty());
}

/// Cells that are replaced jump over a battery that is not: two AA cells are
/// 0.214 kg a set, each 1.9711 years; a stated 0.5 kg is overtaken when the
/// third set is in, after 3.9422 years.
#[test]
fn a_jump_overtakes() {
    let factors = Factors::builtin();
    let other = device("[pcb]\nkg_co2e = 0.5\nsource = 's'");
    let found = overtakings(&[device(ON_CELLS), other], &factors);
    let typical = found
        .found
        .iter()
        .find(|found| found.variant == Variant::Typical)
        .unwrap();
    assert_near(typical.years, 2.0 * 6.25 / 3.170_827_5, "years");
    assert_eq!((typical.overtakes, typical.overtaken), (0, 1));
}

/// What is equal but for rounding neither overtakes nor differs.
#[test]
fn rounding_overtakes_nothing() {
    let factors = Factors::builtin();
    let one = "[casing]\nabs_g = 31\nsteel_g = 17\n[power_supply]\naa_alkaline_piece = 2\n\
        [use]\nsupply = 'primary'\nsleep_uw = 413.7";
    let other = "[power_supply]\naa_alkaline_piece = 2\n[casing]\nsteel_g = 17\nabs_g = 31\n\
        [use]\nsupply = 'primary'\nmean_power_mw = 0.4137";
    let task = |rate: &str| {
        format!(
            "[use]\nsupply = 'mains'\nno_load_w = 0\ngrid = 'PL'\n\
            grid_trend_percent_per_year = -3\nsleep_uw = 1\n\
            [use.tasks.x]\nenergy_uj = 700.3\n{rate}"
        )
    };
    for (a, b) in [
        (one.to_owned(), other.to_owned()),
        (task("per_hour = 11"), task("per_day = 264")),
    ] {
        let devices = [device(&a), device(&b)];
        assert!(overtakings(&devices, &factors).found.is_empty());
        let footprints = devices.each_ref().map(|device| assess(device, &factors));
        let compared = compare(&footprints, &[], 0, Per::Device).unwrap();
        assert_eq!(compared.difference(&compared.devices[1]), Range::ZERO);
        assert_eq!(compared.devices[1].rank, 1);
        assert!(Block::ALL.iter().all(|block| !compared.differs(*block)));
    }
}

/// A stated use is spread over the lifespan that it is stated for: 1.2 kg in
/// three years are 0.4 kg in one.
#[test]
fn a_stated_use_over_the_years() {
    let text = "lifespan_years = 3\n[pcb]\nkg_co2e = 2\nsource = 's'\n\
        [use]\nkg_co2e = 1.2\nsource = 's'";
    let found = life(&device(text), &Factors::builtin(), &[1.0, 3.0, 10.0]);
    let used: Vec<f64> = found
        .lives
        .iter()
        .map(|lived| lived.used.unwrap().typical)
        .collect();
    for (found, expected) in used.iter().zip([0.4, 1.2, 4.0]) {
        assert_near(*found, expected, "used");
    }
    // 2 kg / 0.4 kg a year.
    assert_near(
        found.use_overtakes_production_years[1].unwrap(),
        5.0,
        "years",
    );
}

/// Two devices of five years, one after the other, use what one of ten years
/// uses of a grid that decarbonises.
#[test]
fn a_trend_goes_on_from_device_to_device() {
    let factors = Factors::builtin();
    let text = |years: u32| {
        format!(
            "lifespan_years = {years}\n[use]\nsupply = 'mains'\nmean_power_mw = 1000\n\
            no_load_w = 0\ngrid = 100\ngrid_trend_percent_per_year = -20"
        )
    };
    let used = |years| {
        service(&device(&text(years)), &factors, 10.0)
            .lived
            .used
            .unwrap()
            .typical
    };
    assert_near(used(5), used(10), "two");
    assert_near(used(3), used(10), "four, the last for a year");
}

/// One variant that draws nothing does not hide what the others need.
#[test]
fn a_variant_that_draws_nothing() {
    let found = footprint(
        "lifespan_years = 3\n[power_supply]\nli_ion_lfp_wh = 10\nli_ion_g = 0\n\
         [use]\nsupply = 'rechargeable'\ngrid = 'FR'\ncycle_life = 100\n\
         self_discharge_percent_per_year = 0\n\
         mean_power_mw = { low = 0, typical = 100, high = 200 }",
    );
    let battery = found.energy.unwrap().battery.unwrap();
    // 100 × 10 Wh / 0.1 W = 10,000 h, 1.1416 years; the cells that are not
    // there do not age.
    let years = battery.life_years.unwrap();
    assert_eq!(years.low, f64::INFINITY);
    assert_near(years.typical, 10_000.0 / 8760.0, "life");
    assert_eq!(battery.limit, Some(Limit::CycleLife));
    assert_eq!(battery.sets, Some(Range::new(1.0, 3.0, 6.0)));
}

/// Cells are carried with what they weigh: 2 × 23 g and 50 g over 1000 km.
#[test]
fn cells_are_carried() {
    let found = footprint(
        "[power_supply]\naa_alkaline_piece = 2\n[casing]\nabs_g = 50\n\
         [transport]\nlegs = [{ mode = 'ship', km = 1000 }]",
    );
    let kg = found.block(Block::Transport).unwrap().typical;
    assert_near(kg, 0.096 * 1000.0 * 0.000_011_9, "transport");
}

/// Twelve years with devices of five: three of them, the last for two years.
#[test]
fn a_service_that_outlasts_devices() {
    let factors = Factors::builtin();
    let device = device(
        "lifespan_years = 5\n[pcb]\nkg_co2e = 2\nsource = 's'\n\
         [use]\nsupply = 'mains'\nmean_power_mw = 1000\nno_load_w = 0\ngrid = 100",
    );
    let found = service(&device, &factors, 12.0);
    assert_eq!(found.devices, 3.0);
    assert_near(found.lived.made.unwrap().typical, 6.0, "made");
    // 8.76 kWh a year × 0.1 kg/kWh × 12 years.
    assert_near(found.lived.used.unwrap().typical, 10.512, "used");
    assert_eq!(service(&device, &factors, 10.0).devices, 2.0);
    assert_eq!(service(&device, &factors, 0.5).devices, 1.0);
}

/// The published products over the published systems, 5 to 38 times: 34 kg over
/// 0.894, 3.41 and 7.06 kg.
#[test]
fn five_to_38_times() {
    let json = crate::program::tinyfoot(&[
        "compare",
        "keyword-spotting",
        "image-classification",
        "--with",
        "apple watch series 7",
        "--format",
        "json",
    ])
    .json();
    let times = |device: usize, variant: &str| {
        let value = &json["products"][0]["times"][device]["times"][variant];
        format!("{:.1}", value.as_f64().unwrap())
    };
    assert_eq!(times(0, "low"), "38.0");
    assert_eq!(times(1, "typical"), "10.0");
    assert_eq!(times(1, "high"), "4.8");
}

#[test]
fn per_service_year_and_inference() {
    let factors = Factors::builtin();
    let footprints = [
        footprint("lifespan_years = 2\n[pcb]\nkg_co2e = 4\nsource = 's'"),
        footprint("lifespan_years = 4\n[pcb]\nkg_co2e = 6\nsource = 's'"),
    ];
    let found = compare(&footprints, &[], 0, Per::ServiceYear).unwrap();
    assert_eq!(found.devices[0].total.typical, 2.0);
    assert_eq!(found.devices[1].total.typical, 1.5);
    assert_eq!(found.devices[1].rank, 1);
    assert!(found.flags.is_empty(), "{:?}", found.flags);
    let found = compare(&footprints, &[], 0, Per::Device).unwrap();
    assert_eq!(found.flags[0].code, "lifespans-differ");
    assert!(compare(&footprints, &[], 0, Per::Inference).is_err());
    let problem = compare(&footprints, &[], 2, Per::Device).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "there is no device at 2, counted from 0, among 2"
    );
    let cells = [assess(&device(ON_CELLS), &factors)];
    let found = compare(&cells, &[], 0, Per::Inference).unwrap();
    // 0.428 kg over 94,608,000 inferences.
    assert_near(found.devices[0].total.typical, 0.428 / 94_608_000.0, "kg");
}

/// A profile made at random, and where its energy comes from.
fn profile() -> impl Strategy<Value = String> {
    let supply = prop_oneof![
        Just("supply = 'primary'"),
        Just("supply = 'rechargeable'\ngrid = 'IN'\ncycle_life = 300\ncalendar_life_years = 4"),
        Just("supply = 'mains'\ngrid = 'PL'\nno_load_w = 0.05\ngrid_trend_percent_per_year = -4"),
        Just("supply = 'harvested'\ncalendar_life_years = 7"),
    ];
    (supply, 0.1..500.0, 1.0..1e5, 0.01..60.0, 1.0..20.0).prop_map(
        |(supply, sleep, energy, per_hour, cells)| {
            format!(
                "[power_supply]\naa_alkaline_piece = {cells:.0}\nli_ion_g = {cells}\n\
                 [use]\n{supply}\nsleep_uw = {sleep}\n\
                 [use.tasks.work]\nenergy_uj = {energy}\nper_hour = {per_hour}\n"
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_longer_life_never_costs_less(text in profile(), years in 0.1..20.0, more in 0.0..20.0) {
        let factors = Factors::builtin();
        let found = life(&device(&text), &factors, &[years, years + more]);
        let [shorter, longer] = &found.lives[..] else { panic!() };
        prop_assert!(shorter.total().typical <= longer.total().typical * (1.0 + 1e-12));
        let replaced = |life: &tinyfoot::analysis::Lived| life.replaced.map_or(0.0, |kg| kg.typical);
        prop_assert!(replaced(shorter) <= replaced(longer));
    }

    /// A primary set is replaced when its energy is used, and no sooner: by
    /// then what was drawn exceeds what all sets but the last one held.
    #[test]
    fn nothing_is_replaced_before_its_energy_is_used(
        cells in 1..6, power in 10.0..5e3, years in 0.2..15.0,
    ) {
        let found = footprint(&format!(
            "lifespan_years = {years}\n[power_supply]\naa_alkaline_piece = {cells}\n\
             [use]\nsupply = 'primary'\nsleep_uw = {power}\nshelf_life_years = 100"
        ));
        let energy = found.energy.as_ref().unwrap();
        let battery = energy.battery.as_ref().unwrap();
        let drawn_wh = energy.annual_kwh().typical * 1e3 * years;
        let sets = battery.sets.unwrap().typical;
        prop_assert!(drawn_wh <= sets * battery.usable_wh.typical * (1.0 + 1e-6));
        prop_assert!(sets == 1.0 || drawn_wh > (sets - 1.0) * battery.usable_wh.typical);
    }

    #[test]
    fn use_is_linear_in_energy_and_rate(energy in 1.0..1e5, rate in 0.001..10.0) {
        let kg = |energy: f64, rate: f64| footprint(&format!(
            "[use]\nsupply = 'mains'\nno_load_w = 0\ngrid = 'DE'\nsleep_uw = 0\n\
             [use.tasks.t]\nenergy_uj = {energy}\nper_minute = {rate}"
        )).operational().unwrap().typical;
        let once = kg(energy, rate);
        prop_assert!((kg(2.0 * energy, rate) - 2.0 * once).abs() <= 1e-12 * once);
        prop_assert!((kg(energy, 2.0 * rate) - 2.0 * once).abs() <= 1e-12 * once);
        // Once in 60 / rate seconds is the same rate.
        let interval = footprint(&format!(
            "[use]\nsupply = 'mains'\nno_load_w = 0\ngrid = 'DE'\nsleep_uw = 0\n\
             [use.tasks.t]\nenergy_uj = {energy}\ninterval_s = {}", 60.0 / rate
        )).operational().unwrap().typical;
        prop_assert!((interval - once).abs() <= 1e-9 * once);
    }

    #[test]
    fn a_device_against_itself_is_all_zeros(text in profile()) {
        let found = footprint(&text);
        let compared = compare(&[found.clone(), found], &[], 0, Per::Device).unwrap();
        let other = &compared.devices[1];
        prop_assert_eq!(compared.difference(other), Range::ZERO);
        prop_assert!(Block::ALL.iter().all(|block| !compared.differs(*block)));
        prop_assert!(compared.flags.is_empty());
        prop_assert_eq!(other.rank, 1);
    }

    /// The total over a budget is the sum of its drains, and the lines of use
    /// carry the same energy.
    #[test]
    fn the_budget_is_what_the_lines_say(text in profile(), years in 0.1..20.0) {
        let found = footprint(&format!("lifespan_years = {years}\n{text}"));
        let energy = found.energy.as_ref().unwrap();
        let lines = found.lines_of(Block::Use).count();
        prop_assert_eq!(lines, energy.drains.len());
        let sum: f64 = energy.drains.iter().filter(|drain| drain.is_from_battery).map(|drain| energy.over_life_kwh(drain).typical).sum();
        let total: f64 = energy.annual_kwh().typical * years;
        prop_assert!((sum - total).abs() <= 1e-12 * total);
    }
}

/// What is not modelled is not zero.
#[test]
fn a_life_without_use() {
    let found = life(&device("[casing]\nabs_g = 10"), &Factors::builtin(), &[1.0]);
    let [made, replaced, used] = found.lives[0].parts();
    assert!(made.is_some());
    assert_eq!((replaced, used), (None, None));
    let found = life(
        &device("[use]\nmean_power_mw = 1\ngrid = 'FR'"),
        &Factors::builtin(),
        &[1.0],
    );
    assert_eq!(found.lives[0].made, None);
}
