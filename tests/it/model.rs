//! Cases that are calculated by hand, with the arithmetic.

use tinyfoot::analysis::life;
use tinyfoot::device::{PresetsOnly, Request};
use tinyfoot::{Block, Device, Factors, Footprint, Range, Stage, assess};

fn footprint(text: &str) -> Footprint {
    let factors = Factors::builtin();
    match Device::parse(text, &factors) {
        Ok(device) => assess(&device, &factors),
        Err(problems) => panic!("{problems}"),
    }
}

fn assert_close(found: f64, expected: f64) {
    let difference = (found - expected).abs();
    assert!(
        difference <= 1e-12 * expected.abs(),
        "{found} is not {expected}"
    );
}

fn assert_range(found: Option<Range>, low: f64, typical: f64, high: f64) {
    let found = found.unwrap();
    assert_close(found.low, low);
    assert_close(found.typical, typical);
    assert_close(found.high, high);
}

/// 1 mW × 8760 h × 3 × 1e-6 = 0.02628 kWh; × 0.433 kg/kWh = 0.01137924 kg.
#[test]
fn the_published_use() {
    let found = footprint("[use]\nmean_power_mw = 1\ngrid = 433");
    assert_range(
        found.block(Block::Use),
        0.011_379_24,
        0.011_379_24,
        0.011_379_24,
    );
    assert_close(found.operational().unwrap().typical, 0.011_379_24);
    assert_eq!(found.embodied(), None);
    // The lifespan was not stated: three years, as an assumption.
    assert!(
        found
            .assumptions
            .iter()
            .any(|remark| remark.code == "default-lifespan")
    );
}

/// 0.1 kg × 300 km × 0.000267 + 0.1 kg × 6775 km × 0.0005846
/// = 0.00801 + 0.3960665 kg; the variants are 50 g, 100 km, 6100 km and
/// 300 g, 600 km, 7400 km: 0.001335 + 0.178303 and 0.04806 + 1.297812.
#[test]
fn transport_by_level() {
    let found = footprint("[transport]\nhsl = 1");
    assert_range(
        found.block(Block::Transport),
        0.179_638,
        0.404_076_5,
        1.345_872,
    );
}

/// Legs add up, also of one mode: 0.2 kg × (100 + 200) km × 0.000267.
#[test]
fn transport_by_legs() {
    let legs = "legs = [{ mode = 'truck', km = 100 }, { mode = 'truck', km = 200 }]";
    let found = footprint(&format!("[transport]\n{legs}\nweight_g = 200"));
    assert_close(found.block(Block::Transport).unwrap().typical, 0.016_02);
    assert_eq!(found.lines.len(), 2);
    let one = footprint("[transport]\ntruck_distance_km = 300\nweight_g = 200");
    assert_close(one.block(Block::Transport).unwrap().typical, 0.016_02);
}

/// The masses that the file states: 50 g of ABS, 10 to 30 g of battery, and
/// 500 mg of solder; 60.5, 70.5 and 80.5 g over 1000 km by plane.
#[test]
fn transport_of_the_stated_masses() {
    let found = footprint(
        "[casing]\nabs_g = 50\n[power_supply]\nli_ion_g = { low = 10, typical = 20, high = 30 }\n\
         [pcb]\nsolder_paste_mg = 500\n[transport]\nplane_distance_km = 1000",
    );
    let kg = |grams: f64| grams / 1000.0 * 1000.0 * 0.000_584_6;
    assert_range(found.block(Block::Transport), kg(60.5), kg(70.5), kg(80.5));
    assert!(
        found
            .assumptions
            .iter()
            .any(|remark| remark.code == "summed-weight")
    );
}

/// 0.04 kWh × 1.1 × 0.433 kg/kWh / 1000 devices.
#[test]
fn training_by_energy() {
    let found = footprint("[training]\nenergy_kwh = 0.04\npue = 1.1\ngrid = 433\nshared_by = 1000");
    assert_close(
        found.block(Block::Training).unwrap().typical,
        0.04 * 1.1 * 0.433 / 1000.0,
    );
    assert!(
        found
            .assumptions
            .iter()
            .all(|remark| remark.code != "default-pue")
    );
    let without = footprint("[training]\nenergy_kwh = 0.04\ngrid = 433");
    assert_close(
        without.block(Block::Training).unwrap().typical,
        0.04 * 0.433,
    );
    assert!(
        without
            .assumptions
            .iter()
            .any(|remark| remark.code == "default-pue")
    );
}

/// A training that states no source is no secret.
#[test]
fn training_without_a_source() {
    let found = footprint("[training]\nkg_co2e = 0.1");
    assert!(
        found
            .assumptions
            .iter()
            .any(|remark| remark.code == "unsourced")
    );
    let sourced = footprint("[training]\nkg_co2e = 0.1\nsource = 'prakash-2023'");
    assert!(
        sourced
            .assumptions
            .iter()
            .all(|remark| remark.code != "unsourced")
    );
}

/// An item of 0 is none, whether its factor is known or not: nothing is stated
/// that would need a source.
#[test]
fn none_of_an_item_needs_no_source() {
    let text = "extends = 'keyword-spotting'\n[power_supply]\n";
    let without = footprint("extends = 'keyword-spotting'");
    let found = footprint(&format!("{text}aa_lithium_piece = 0"));
    assert_eq!(found.total(), without.total());
    assert_eq!(found.assumptions, without.assumptions);
}

/// HSL-1: 20, 30, 45 mm² × 0.0288 + 5, 10, 17 mm² × 0.01682; the auxiliary
/// MCU replaced by 8 mm²: + 0.13456.
#[test]
fn an_item_replaces_the_level_s_own() {
    let level = footprint("[processing]\nhsl = 1");
    assert_range(
        level.block(Block::Processing),
        0.576 + 0.0841,
        0.864 + 0.1682,
        1.296 + 0.285_94,
    );
    let replaced = footprint("[processing]\nhsl = 1\nmcu_mm2 = 8");
    assert_range(
        replaced.block(Block::Processing),
        0.576 + 0.134_56,
        0.864 + 0.134_56,
        1.296 + 0.134_56,
    );
    let items: Vec<&str> = replaced
        .lines
        .iter()
        .map(|line| line.item.as_ref())
        .collect();
    assert_eq!(items, ["application_processor_mm2", "mcu_mm2"]);
}

/// An item beside a level that is published as a whole is added to it.
#[test]
fn an_item_beside_a_whole_level() {
    let found = footprint("[others]\nhsl = 0\nmetal_shield_g = 2");
    let steel = 2.0 * 0.001_89;
    assert_range(
        found.block(Block::Others),
        0.06 + steel,
        0.11 + steel,
        0.14 + steel,
    );
}

#[test]
fn a_variant_is_a_column_of_the_level() {
    for (variant, cm2) in [("low", 8.0), ("typical", 10.0), ("high", 15.0)] {
        let found = footprint(&format!("[pcb]\nhsl = 0\nvariant = '{variant}'"));
        assert_range(
            found.block(Block::Pcb),
            cm2 * 0.016,
            cm2 * 0.016,
            cm2 * 0.016,
        );
    }
}

/// Reused hardware costs nothing to make; the block is modelled all the same,
/// and what is carried is still carried.
#[test]
fn reused_hardware() {
    let found = footprint(
        "[casing]\nreused = true\nabs_g = 100\n[pcb]\nkg_co2e = 1\nsource = 's'\nreused = true\n\
         [transport]\nplane_distance_km = 1000",
    );
    assert_eq!(found.block(Block::Casing), Some(Range::ZERO));
    assert_eq!(found.block(Block::Pcb), Some(Range::ZERO));
    assert_close(
        found.block(Block::Transport).unwrap().typical,
        0.1 * 1000.0 * 0.000_584_6,
    );
    let codes: Vec<_> = found.assumptions.iter().map(|remark| remark.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "reused").count(), 2);
}

#[test]
fn custom_components_have_a_stage() {
    let found = footprint(
        "[custom]\nbracket = { kg_co2e = 0.05, source = 's' }\n\
         recycling = { kg_co2e = 0.01, stage = 'end_of_life', source = 's' }",
    );
    assert_close(found.stage(Stage::Production).unwrap().typical, 0.05);
    assert_close(found.stage(Stage::EndOfLife).unwrap().typical, 0.01);
    assert_close(found.total().typical, 0.06);
}

/// A footprint of use that is stated for two years is 1.5 times as much over
/// three, however the lifespan comes to be another one; the one that is stated
/// beside the new lifespan is that of the new one.
#[test]
fn stated_use_goes_on_evenly() {
    let file = "lifespan_years = 2\n[casing]\nkg_co2e = 1\nsource = 's'\n\
                [use]\nkg_co2e = { low = 0.1, typical = 0.2, high = 0.4 }\nsource = 's'\n\
                [custom]\nfan = { kg_co2e = 0.3, stage = 'use', source = 's' }";
    let factors = Factors::builtin();
    let with = |set: &[&str]| {
        let request = set
            .iter()
            .fold(Request::text(file), |request, own| request.set(own));
        let device = request.load(&PresetsOnly, &factors);
        assess(&device.unwrap(), &factors)
    };
    assert_range(with(&[]).operational(), 0.4, 0.5, 0.7);
    let long = with(&["lifespan_years=3"]);
    assert_range(long.operational(), 0.6, 0.75, 1.05);
    let spread = |found: &Footprint| {
        let codes = found.assumptions.iter().map(|remark| remark.code);
        codes.filter(|code| *code == "stated-use-spread").count()
    };
    assert_eq!((spread(&with(&[])), spread(&long)), (0, 2));
    let flag = Request::text(file).lifespan_years("3");
    let flag = flag.load(&PresetsOnly, &factors).unwrap();
    assert_eq!(assess(&flag, &factors).total(), long.total());
    let device = Device::parse(file, &factors).unwrap();
    let used = life(&device, &factors, &[2.0, 3.0]).lives;
    let used: Vec<_> = used.iter().map(|lived| lived.used).collect();
    assert_eq!(used, [with(&[]).operational(), long.operational()]);
    // What `--set` states is so for the lifespan of the file, whatever is laid
    // over it later.
    let set = Request::text(file).set("use={kg_co2e=0.2, source='t'}");
    let later = set.lifespan_years("3");
    let opened = later.open(&PresetsOnly).unwrap();
    for more in [&[][..], &["lifespan_years=3".to_owned()]] {
        let device = opened.load(more, &factors).unwrap();
        assert_range(assess(&device, &factors).block(Block::Use), 0.3, 0.3, 0.3);
    }
    // What both texts state is of both.
    let both = with(&["lifespan_years=3", "use={kg_co2e=0.3, source='t'}"]);
    assert_range(both.block(Block::Use), 0.3, 0.3, 0.3);
    let years = with(&["use.stated_for_years=4"]);
    assert_range(years.block(Block::Use), 0.05, 0.1, 0.2);
    let text = file.replace("stage = 'use'", "stated_for_years = 1, stage = 'use'");
    assert_range(footprint(&text).block(Block::Custom), 0.6, 0.6, 0.6);
}

/// What is replaced over ten years, stated: half of it in five, twice as much in
/// twenty.
#[test]
fn stated_replacement_grows_with_the_years() {
    let file = "lifespan_years = 10\n[processing]\nkg_co2e = 1\nsource = 't'\n\
                [custom]\nfilter = { kg_co2e = 5, stage = 'replacement', source = 't' }";
    let factors = Factors::builtin();
    let device = Device::parse(file, &factors).unwrap();
    let found = life(&device, &factors, &[5.0, 10.0, 20.0]);
    let replaced = found
        .lives
        .iter()
        .map(|lived| lived.replaced.unwrap().typical);
    assert_eq!(replaced.collect::<Vec<_>>(), [2.5, 5.0, 10.0]);
    assert!(found.spreads_stated_use);
    assert_eq!(found.replacement_left_out, None);
    let longer = Request::text(file).lifespan_years("20");
    let longer = assess(&longer.load(&PresetsOnly, &factors).unwrap(), &factors);
    assert_range(longer.block(Block::Custom), 10.0, 10.0, 10.0);
    // What lies behind a device once it is made does not grow.
    let file = file.replace("replacement", "end_of_life");
    let device = Device::parse(&file, &factors).unwrap();
    let found = life(&device, &factors, &[5.0, 20.0]);
    assert!(
        found
            .lives
            .iter()
            .all(|lived| lived.made.unwrap().typical == 6.0)
    );
}

/// A number that is set takes the place of a range as a whole, whatever is said
/// of where it is from: 6 mm² × 0.01682 kg/mm², in all variants.
#[test]
fn a_number_with_its_source_is_no_range() {
    let file = "[processing]\nmcu_mm2 = { low = 5, typical = 7, high = 17 }";
    let factors = Factors::builtin();
    let set = |all: &[&str]| {
        let request = all
            .iter()
            .fold(Request::text(file), |request, own| request.set(own));
        assess(&request.load(&PresetsOnly, &factors).unwrap(), &factors).block(Block::Processing)
    };
    let (number, source) = ("processing.mcu_mm2=6", "processing.mcu_mm2.source=x");
    for all in [&[number][..], &[number, source], &[source, number]] {
        assert_range(set(all), 0.10092, 0.10092, 0.10092);
    }
    assert_range(set(&[source]), 0.0841, 0.11774, 0.28594);
}

/// Not modelled, stated as zero, and modelled as zero.
#[test]
fn zero_is_not_missing() {
    let found = footprint("[memory]\nhsl = 0\n[end_of_life]\nkg_co2e = 0\nsource = 's'");
    assert_eq!(found.block(Block::Memory), Some(Range::ZERO));
    assert_eq!(found.block(Block::EndOfLife), Some(Range::ZERO));
    assert_eq!(found.block(Block::Casing), None);
    assert_eq!(found.stage(Stage::Use), None);
    let excluded = |block| {
        found
            .excluded
            .iter()
            .any(|excluded| excluded.block == Some(block))
    };
    assert!(excluded(Block::Casing) && !excluded(Block::Memory));
}

/// Every usable level, by hand from the tables: quantity × factor.
#[test]
fn levels_by_hand() {
    let typical = |text: &str, block| footprint(text).block(block).unwrap().typical;
    // (7.9 + 0.8) mm² × 0.032
    assert_close(typical("[memory]\nhsl = 1", Block::Memory), 0.2784);
    // 2 mm² × 0.0085
    assert_close(typical("[security]\nhsl = 1", Block::Security), 0.017);
    // 10 mm² × 0.01682
    assert_close(
        typical("[connectivity]\nhsl = 1", Block::Connectivity),
        0.1682,
    );
    // 50 g × 0.02483 + 1 set × 0.1157 + 15 mm² × 0.0085
    assert_close(
        typical("[power_supply]\nhsl = 3", Block::PowerSupply),
        1.4847,
    );
    // 400 g × 0.00344 + 80 g × 0.00777 + 80 g × 0.00189
    assert_close(typical("[casing]\nhsl = 2", Block::Casing), 2.1488);
    // 50 cm² × 0.0327
    assert_close(typical("[pcb]\nhsl = 2", Block::Pcb), 1.635);
    assert_close(typical("[others]\nhsl = 2", Block::Others), 0.40);
    assert_close(typical("[power_supply]\nhsl = 0", Block::PowerSupply), 0.52);
}

/// A device may be assessed with other factors than it was read with: what
/// they do not know is left out by name, never zero in silence.
#[test]
fn factors_that_do_not_know_an_item() {
    let mut rich = Factors::builtin();
    rich.layer(
        "[factors.casing.bamboo_g]\nkg_co2e = 0.0004\nsource = 's'",
        "house",
    )
    .unwrap();
    let device = Device::parse("[casing]\nbamboo_g = 50\nabs_g = 1", &rich).unwrap();
    assert_close(
        assess(&device, &rich).total().typical,
        50.0 * 0.0004 + 0.003_44,
    );
    let poor = assess(&device, &Factors::builtin());
    assert_close(poor.total().typical, 0.003_44);
    assert!(
        poor.warnings
            .iter()
            .any(|remark| remark.code == "unknown-factor")
    );
    assert!(
        poor.excluded
            .iter()
            .any(|excluded| excluded.part.as_deref() == Some("bamboo_g"))
    );
}

/// Warnings name what is weak: a factor off a figure, a level without a range.
#[test]
fn warnings() {
    let codes = |text: &str| -> Vec<&str> {
        footprint(text)
            .warnings
            .iter()
            .map(|remark| remark.code)
            .collect()
    };
    assert_eq!(codes("[memory]\ndram_mm2 = 2"), ["factor-from-figure"]);
    assert_eq!(codes("[power_supply]\nhsl = 0"), ["level-caution"]);
    assert_eq!(codes("[pcb]\nhsl = 0"), [""; 0]);
}

/// Nothing to carry is no footprint of zero: it is a weight that is missing.
#[test]
fn transport_without_a_weight() {
    let text = "[pcb]\nfr4_4_layer_cm2 = 6\n[transport]\nplane_distance_km = 100";
    let refusal = Device::parse(text, &Factors::builtin())
        .unwrap_err()
        .to_string();
    assert!(
        refusal.starts_with("<text>:3:2: `transport` has no `weight_g`"),
        "{refusal}"
    );
}

/// An intensity below 1 g/kWh is one in kilograms.
#[test]
fn grids_in_grams() {
    let text = |grid: &str| format!("[use]\nmean_power_mw = 1\ngrid = {grid}");
    let refusal = Device::parse(&text("0.25"), &Factors::builtin())
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("`grid = 250`"), "{refusal}");
    let found = footprint(&text("250"));
    assert!(
        found
            .assumptions
            .iter()
            .any(|remark| remark.code == "unsourced")
    );
    // The spread of national intensities is not that of a stated one.
    assert_eq!(found.lines[0].factor.gsd, None);
    assert_eq!(footprint(&text("'FR'")).lines[0].factor.gsd, Some(1.12));
}

#[test]
fn grids_by_any_name() {
    use tinyfoot::grid::{GridBasis, GridError, find};
    for (query, code) in [
        ("fr", "FR"),
        ("FRA", "FR"),
        ("france", "FR"),
        ("UK", "GB"),
        ("eu", "EU27"),
        ("Côte d’Ivoire", "CI"),
        ("TÜRKİYE", "TR"),
        ("São Tomé and Príncipe", "ST"),
        ("Réunion", "RE"),
        ("california", "US-CA"),
    ] {
        assert_eq!(find(query, None).unwrap().code, Some(code), "{query}");
    }
    // Each year that has a figure, and no other.
    let france = |year| find("FR", Some(year));
    assert_eq!(france(2020).unwrap().g_co2e_per_kwh, 59.08);
    assert_eq!(france(1990).unwrap().year, Some(1990));
    assert!(matches!(
        france(1980),
        Err(GridError::NoSuchYear {
            name: "France",
            year: 1980,
            ..
        })
    ));
    assert_eq!(find("FR", None).unwrap().year, Some(2025));
    assert_eq!(find("world", None).unwrap().basis, GridBasis::LifeCycle);
    let california = find("US-CA", None).unwrap();
    assert_eq!(
        (california.basis, california.year),
        (GridBasis::Direct, Some(2023))
    );
    assert_eq!(california.g_co2e_per_kwh, 179.064);
    assert!(matches!(
        find("Georgia", None),
        Err(GridError::Ambiguous { .. })
    ));
    assert!(matches!(find("", None), Err(GridError::Unknown { .. })));
}

/// A part that is stated to be absent is a line of zero, with or without a
/// factor.
#[test]
fn a_part_that_is_not_there() {
    let found = footprint("[actuators]\nrelay_piece = 0");
    assert_eq!(found.lines.len(), 1);
    assert_eq!(found.stage(Stage::Production), Some(Range::ZERO));
}

#[test]
fn numbers_for_people() {
    use tinyfoot::report::number::{exact, kilograms, percent, with_unit};
    let printed = [
        (0.0, "0"),
        (1e-9, "0.00000100 g"),
        (0.004_99, "4.99 g"),
        (0.005, "0.01"),
        (0.009, "0.01"),
        (0.125, "0.12"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (123.4, "123"),
        (999.6, "1.00 t"),
        (1234.0, "1.23 t"),
        (2.5e6, "2.50 kt"),
        (42.06e9, "42.1 Mt"),
    ];
    for (kg, text) in printed {
        assert_eq!(kilograms(kg), text);
    }
    assert_eq!(percent(0.0001, 1.0), "<0.1 %");
    assert_eq!(percent(0.9996, 1.0), ">99.9 %");
    assert_eq!(percent(1.0, 1.0), "100 %");
    // 0.1 + 0.2 is all of 0.3, to rounding.
    assert_eq!(percent(0.3, 0.1 + 0.2), "100 %");
    assert_eq!(exact(1e-300), "1e-300");
    assert_eq!(exact(0.1 + 0.2), "0.3");
    assert_eq!(with_unit(1.0, "piece"), "1 piece");
    assert_eq!(with_unit(0.0, "set"), "0 sets");
}
