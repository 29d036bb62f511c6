//! Uncertainty, against closed forms and known values. Statistical tests have
//! fixed seeds: they cannot fail by chance once they have passed.

use tinyfoot::analysis::{
    Draws, Kind, Method, NotFound, Per, Plan, Unwatched, paired, sensitivity, uncertainty,
};
use tinyfoot::device::Request;
use tinyfoot::{Block, Device, Factors, Footprint, assess};

use crate::program::tinyfoot;

fn footprint(text: &str) -> Footprint {
    let factors = Factors::builtin();
    match Device::parse(text, &factors) {
        Ok(device) => assess(&device, &factors),
        Err(problems) => panic!("{problems}\n{text}"),
    }
}

fn preset(name: &str, set: &[&str]) -> Footprint {
    let factors = Factors::builtin();
    let request = set
        .iter()
        .fold(Request::named(name), |request, assignment| {
            request.set(assignment)
        });
    let device = request.load(&tinyfoot::device::PresetsOnly, &factors);
    assess(&device.unwrap(), &factors)
}

fn draws(samples: u64, threads: usize) -> Draws {
    Draws {
        samples,
        seed: 42,
        threads,
    }
}

/// Fourteen blocks, ten of them with a triangular range.
const FOURTEEN: &str = "
    [training]
    kg_co2e = 0.1
    [casing]
    kg_co2e = { low = 0.04, typical = 0.27, high = 0.63, source = 's' }
    [others]
    kg_co2e = { low = 0.06, typical = 0.11, high = 0.14, source = 's' }
    [pcb]
    kg_co2e = { low = 0.13, typical = 0.16, high = 0.24, source = 's' }
    [power_supply]
    kg_co2e = { low = 0.25, typical = 1.36, high = 2.71, source = 's' }
    [processing]
    kg_co2e = { low = 0.08, typical = 0.17, high = 0.29, source = 's' }
    [sensing]
    kg_co2e = { low = 0.01, typical = 0.02, high = 0.04, source = 's' }
    [transport]
    kg_co2e = { low = 0.18, typical = 0.40, high = 1.35, source = 's' }
    [user_interface]
    kg_co2e = { low = 0.03, typical = 0.06, high = 0.12, source = 's' }
    [use]
    kg_co2e = { low = 0.008, typical = 0.0114, high = 0.02, source = 's' }
    [memory]
    kg_co2e = 0
    source = 's'
    [security]
    kg_co2e = 0
    source = 's'
    [connectivity]
    kg_co2e = 0
    source = 's'
    [actuators]
    kg_co2e = 0
    source = 's'
";

/// The mean is the sum of (low + typical + high) / 3: 0.1 + 0.31333 + ...
/// = 3.06313; the quantiles are those of twenty million draws of another
/// program, good to 2e-4; the variance the sum of (a² - a b + b²) / 18 with a = typical -
/// low and b = high - low.
#[test]
fn fourteen_terms_by_convolution() {
    let found = uncertainty(
        &footprint(FOURTEEN),
        Method::Auto,
        Draws::default(),
        &Unwatched,
    )
    .unwrap();
    assert_eq!(found.method, Method::Convolution);
    let ranges: [(f64, f64, f64); 9] = [
        (0.04, 0.27, 0.63),
        (0.06, 0.11, 0.14),
        (0.13, 0.16, 0.24),
        (0.25, 1.36, 2.71),
        (0.08, 0.17, 0.29),
        (0.01, 0.02, 0.04),
        (0.18, 0.40, 1.35),
        (0.03, 0.06, 0.12),
        (0.008, 0.0114, 0.02),
    ];
    let mean: f64 = 0.1
        + ranges
            .iter()
            .map(|(a, b, c)| (a + b + c) / 3.0)
            .sum::<f64>();
    let variance: f64 = ranges
        .iter()
        .map(|(low, typical, high)| {
            let (a, b) = (typical - low, high - low);
            (a * a - a * b + b * b) / 18.0
        })
        .sum();
    assert!((found.total.mean - mean).abs() < 1e-12);
    assert!((found.total.sd - variance.sqrt()).abs() < 1e-12);
    let [p5, _, p50, _, p95] = found.total.quantiles;
    assert!((p5 - 2.1264).abs() < 5e-4, "{p5}");
    assert!((p50 - 3.0488).abs() < 5e-4, "{p50}");
    assert!((p95 - 4.0389).abs() < 5e-4, "{p95}");
    assert!(found.error_kg < 1e-4, "{}", found.error_kg);
}

/// A quantity of ends times a lognormal factor of 0.032 with gsd 1.68, integrated
/// by adaptive quadrature (QUADPACK) over the quantity: quantiles are as near as
/// they are said to be.
#[test]
fn a_convolution_is_as_near_as_it_says() {
    let exact = [
        (
            "low = 2, typical = 5, high = 20, distribution = 'pert'",
            [
                0.064_452_657,
                0.127_288_954,
                0.205_046_652,
                0.326_713_15,
                0.620_304_034,
            ],
        ),
        (
            "low = 2, typical = 11, high = 20, distribution = 'pert'",
            [
                0.116_542_85,
                0.220_891_132,
                0.338_172_017,
                0.510_595_632,
                0.906_104_704,
            ],
        ),
        (
            "low = 2, typical = 5, high = 20",
            [
                0.081_112_301,
                0.162_179_957,
                0.263_305_957,
                0.421_883_739,
                0.800_396_527,
            ],
        ),
    ];
    for (range, quantiles) in exact {
        let text = format!("[memory]\ndram_mm2 = {{ {range}, source = 't' }}");
        let found = footprint(&text);
        let found = uncertainty(&found, Method::Convolution, Draws::default(), &Unwatched).unwrap();
        let pairs = found.total.quantiles.iter().zip(quantiles);
        let off = pairs.map(|(found, exact)| (found - exact).abs());
        let off = off.fold(0.0, f64::max);
        assert!(off <= found.error_kg, "{range}: {off} > {}", found.error_kg);
        assert!(found.error_kg < 3e-4, "{range}: {}", found.error_kg);
    }
}

/// Simulation finds what convolution finds, within four standard errors, and
/// the moments within four of theirs.
#[test]
fn both_methods_agree() {
    let texts = [
        FOURTEEN.to_owned(),
        // Products of ranges and lognormal factors.
        "[processing]\nmcu_mm2 = { low = 5, typical = 10, high = 17 }\n\
         [pcb]\nfr4_4_layer_cm2 = { low = 8, typical = 10, high = 15, distribution = 'pert' }\n\
         [casing]\nabs_g = { low = 10, typical = 50, high = 100, distribution = 'uniform' }\n\
         [use]\nmean_power_mw = { low = 50, typical = 100, high = 200, distribution = 'lognormal' }\ngrid = 'IN'"
            .to_owned(),
        "[transport]\nweight_g = { low = 50, typical = 100, high = 300 }\n\
         legs = [{ mode = 'plane', km = { low = 6100, typical = 6775, high = 7400, distribution = 'normal' } }]"
            .to_owned(),
    ];
    for text in texts {
        let found = footprint(&text);
        let exact = uncertainty(&found, Method::Convolution, Draws::default(), &Unwatched).unwrap();
        let drawn = uncertainty(&found, Method::Simulation, draws(400_000, 2), &Unwatched).unwrap();
        assert_eq!(drawn.method, Method::Simulation);
        let standard_error = exact.total.sd / 400_000_f64.sqrt();
        assert!(
            (exact.total.mean - drawn.total.mean).abs() < 4.0 * standard_error,
            "{text}"
        );
        assert!(
            (exact.total.sd / drawn.total.sd - 1.0).abs() < 0.02,
            "{text}"
        );
        let tolerance = 4.0 * drawn.error_kg + exact.error_kg;
        for (a, b) in exact.total.quantiles.into_iter().zip(drawn.total.quantiles) {
            assert!((a - b).abs() < tolerance, "{text}: {a} {b} {tolerance}");
        }
        for ((block, exact), (_, drawn)) in exact.blocks.iter().zip(&drawn.blocks) {
            let (Some(exact), Some(drawn)) = (exact, drawn) else {
                assert!(exact.is_none() && drawn.is_none());
                continue;
            };
            assert!(
                (exact.mean - drawn.mean).abs() <= 0.01 * exact.mean,
                "{block:?}"
            );
        }
    }
}

/// A single triangular and a single lognormal, against their closed forms.
#[test]
fn single_terms() {
    let found = footprint("[pcb]\nkg_co2e = { low = 1, typical = 2, high = 5, source = 's' }");
    let found = uncertainty(&found, Method::Convolution, Draws::default(), &Unwatched).unwrap();
    // low + sqrt(p (high - low)(typical - low)): 1 + sqrt(0.05 × 4 × 1).
    assert!((found.total.quantiles[0] - (1.0 + 0.2_f64.sqrt())).abs() < 1e-3);
    // high - sqrt((1 - p)(high - low)(high - typical)): 5 - sqrt(0.05 × 4 × 3).
    assert!((found.total.quantiles[4] - (5.0 - 0.6_f64.sqrt())).abs() < 1e-3);
    let found = footprint("[processing]\nmcu_mm2 = 10");
    let found = uncertainty(&found, Method::Convolution, Draws::default(), &Unwatched).unwrap();
    // 0.1682 kg × 1.68^(±1.6448536).
    let spread = 1.68_f64.powf(1.644_853_627);
    let [p5, _, p50, _, p95] = found.total.quantiles;
    assert!((p5 / (0.1682 / spread) - 1.0).abs() < 1e-3, "{p5}");
    assert!((p50 / 0.1682 - 1.0).abs() < 1e-3, "{p50}");
    assert!((p95 / (0.1682 * spread) - 1.0).abs() < 1e-3, "{p95}");
}

/// The same seed gives the same result on 1, 2 and 8 threads, to the last bit;
/// another seed gives another.
#[test]
fn threads_do_not_matter() {
    let found = preset("keyword-spotting", &[]);
    let run = |threads, seed| {
        let draws = Draws {
            seed,
            ..draws(50_001, threads)
        };
        uncertainty(&found, Method::Simulation, draws, &Unwatched).unwrap()
    };
    let one = run(1, 42);
    assert_eq!(one, run(2, 42));
    assert_eq!(one, run(8, 42));
    assert_ne!(one.total, run(1, 43).total);
}

/// A factor that stands in two blocks is one variable: its error does not
/// cancel out.
#[test]
fn a_factor_in_two_blocks_is_one_variable() {
    // The radio in 90 nm shares the factor of the MCU.
    let shared = footprint("[processing]\nmcu_mm2 = 10\n[connectivity]\nconnectivity_ic_mm2 = 10");
    assert_eq!(Plan::of(&shared).unwrap().variables().len(), 1);
    let refused = uncertainty(&shared, Method::Convolution, Draws::default(), &Unwatched);
    assert!(matches!(refused, Err(NotFound::Dependent(_))));
    let found = uncertainty(&shared, Method::Auto, draws(200_000, 2), &Unwatched).unwrap();
    assert_eq!(found.method, Method::Simulation);
    let single = footprint("[processing]\nmcu_mm2 = 20");
    let single = uncertainty(&single, Method::Auto, Draws::default(), &Unwatched).unwrap();
    // As spread as one die of 20 mm².
    assert!((found.total.sd / single.total.sd - 1.0).abs() < 0.02);
}

/// A device that is the other one plus a gram of casing costs more in every
/// draw, however uncertain all that they share is.
#[test]
fn pairs_share_what_is_the_same() {
    let both = [
        preset("keyword-spotting", &[]),
        preset(
            "keyword-spotting",
            &[
                "user_interface.led_piece=6",
                "user_interface.switch_piece=0",
            ],
        ),
    ];
    let found = paired(&both, 0, draws(20_000, 2), &Unwatched).unwrap();
    assert_eq!(found[0].more_probability, 1.0);
    assert_eq!(found[0].less_probability, 0.0);
    // A device against itself: nothing, to the last bit.
    let same = [both[0].clone(), both[0].clone()];
    let found = paired(&same, 0, draws(20_000, 2), &Unwatched).unwrap();
    assert_eq!(found[0].less_probability + found[0].more_probability, 0.0);
    assert_eq!(found[0].difference.sd, 0.0);
    // Ten micrograms are more as well, beside more than a kilogram.
    let pair = ["1e-8", "2e-8"].map(|low| {
        let blocks = [
            ("power_supply", "0.25", "1.36", "2.71"),
            ("security", low, low, "3e-8"),
            ("transport", "0.18", "0.40", "1.35"),
        ];
        let text = blocks.map(|(block, low, typical, high)| {
            let kg = format!("{{ low = {low}, typical = {typical}, high = {high} }}");
            format!("[{block}]\nkg_co2e = {kg}\nsource = 'test'\n")
        });
        footprint(&text.concat())
    });
    let found = paired(&pair, 0, draws(20_000, 2), &Unwatched).unwrap();
    assert!(found[0].more_probability > 0.6, "{:?}", found[0]);
    // Less than 1e-12 of both totals is rounding.
    assert!(found[0].less_probability + found[0].more_probability > 0.999);
}

/// The same device for three years and for five: 1/3 - 1/5, two fifteenths of
/// it more a year, in every draw.
#[test]
fn pairs_per_year_of_service() {
    let [long, short] = [5, 3].map(|years| {
        footprint(&format!(
            "lifespan_years = {years}\n[casing]\n\
             abs_g = {{ low = 10, typical = 20, high = 60 }}"
        ))
    });
    let total = uncertainty(&long, Method::Auto, draws(20_000, 2), &Unwatched).unwrap();
    let pair = [&long, &short].map(|own| Per::ServiceYear.of(own).unwrap());
    let found = paired(&pair, 0, draws(20_000, 2), &Unwatched).unwrap();
    assert_eq!(found[0].more_probability, 1.0);
    assert_eq!(found[0].shared, 2);
    let expected = total.total.mean * 2.0 / 15.0;
    // Of 20 000 draws, six standard errors.
    let error = 6.0 * found[0].difference.sd / 20_000_f64.sqrt();
    assert!((found[0].difference.mean - expected).abs() < error);
    assert!(Per::Inference.of(&long).is_none());
}

/// What is replaced follows from what is drawn: the mean over draws is that of
/// the step function, found here by hand. 6.25 Wh on two cells, a power between
/// 200 and 400 µW, three years: sets = ceil(3 × 8.76 × P / 6.25) of P in mW.
#[test]
fn replacements_are_drawn_anew() {
    let found = footprint(
        "[power_supply]\naa_alkaline_piece = 2\n\
         [use]\nsupply = 'primary'\nself_discharge_percent_per_year = 0\nshelf_life_years = 50\n\
         mean_power_mw = { low = 0.2, typical = 0.3, high = 0.4, distribution = 'uniform' }",
    );
    let drawn = uncertainty(&found, Method::Auto, draws(200_000, 2), &Unwatched).unwrap();
    // Two sets from 0.23782 mW on: (0.4 - 0.23782) / 0.2 = 81.09 % of draws
    // replace one; none reach 0.47565 mW, the third. A set is 0.214 kg, times
    // the mean of its lognormal factor, exp(ln(1.5)² / 2).
    let share = (0.4 - 6.25 / 26.28) / 0.2;
    let mean = 0.214 * (1.0 + share) * (1.5_f64.ln().powi(2) / 2.0).exp();
    assert!(
        (drawn.total.mean / mean - 1.0).abs() < 0.005,
        "{} {mean}",
        drawn.total.mean
    );
}

/// A block that is not modelled has no distribution; one that is zero has none
/// but zero.
#[test]
fn blocks() {
    let found = uncertainty(
        &footprint(FOURTEEN),
        Method::Auto,
        Draws::default(),
        &Unwatched,
    )
    .unwrap();
    let block = |wanted| {
        found
            .blocks
            .iter()
            .find(|(block, _)| *block == wanted)
            .unwrap()
    };
    assert!(block(Block::EndOfLife).1.is_none());
    let memory = block(Block::Memory).1.as_ref().unwrap();
    assert_eq!((memory.mean, memory.sd), (0.0, 0.0));
    // Means of blocks add up to the mean of the total.
    let sum: f64 = found
        .blocks
        .iter()
        .filter_map(|(_, own)| Some(own.as_ref()?.mean))
        .sum();
    assert!((sum - found.total.mean).abs() < 1e-12);
}

/// Every format carries what the library finds, under the promised names.
#[test]
fn formats_agree() {
    use crate::program::tinyfoot;
    let found = preset("anomaly-detection", &[]);
    let expected = uncertainty(&found, Method::Auto, Draws::default(), &Unwatched).unwrap();
    let json = tinyfoot(&["uncertainty", "anomaly-detection", "--format", "json"]).json();
    assert_eq!(json["schema"], "tinyfoot/uncertainty/v1");
    let device = &json["devices"][0];
    let total = &device["total_kg_co2e"];
    assert_eq!(total["mean"].as_f64(), Some(expected.total.mean));
    assert_eq!(total["sd"].as_f64(), Some(expected.total.sd));
    for (key, value) in ["p5", "p25", "p50", "p75", "p95"]
        .iter()
        .zip(expected.total.quantiles)
    {
        assert_eq!(total[*key].as_f64(), Some(value));
    }
    let csv = tinyfoot(&["uncertainty", "anomaly-detection", "--format", "csv"]).stdout();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (record, block) in records.iter().zip(device["blocks"].as_array().unwrap()) {
        assert_eq!(&record[1], block["block"].as_str().unwrap());
        let p95 = block["kg_co2e"]["p95"].as_f64();
        assert_eq!(record[9].parse().ok(), p95);
        assert!(!record[5].starts_with('-'), "{record:?}");
    }
    assert_eq!(&records[16][1], "total");
    assert_eq!(
        records[16][5].parse().ok(),
        Some(expected.total.quantiles[0])
    );
    // The same numbers beside an estimate.
    let arguments = [
        "estimate",
        "anomaly-detection",
        "--uncertainty",
        "--format",
        "json",
    ];
    let beside = tinyfoot(&arguments).json();
    assert_eq!(beside["devices"][0]["uncertainty"]["total_kg_co2e"], *total);
    let arguments = [
        "estimate",
        "anomaly-detection",
        "--uncertainty",
        "--format",
        "csv",
    ];
    let csv = tinyfoot(&arguments).stdout();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let casing = reader
        .records()
        .map(Result::unwrap)
        .find(|record| &record[1] == "casing");
    let own = expected
        .blocks
        .iter()
        .find(|(block, _)| *block == Block::Casing);
    let [p5, .., p95] = own.unwrap().1.as_ref().unwrap().quantiles;
    let casing = casing.unwrap();
    assert_eq!(
        (casing[6].parse().ok(), casing[7].parse().ok()),
        (Some(p5), Some(p95))
    );
}

/// What moves most is ranked first, and the shares are those of the JSON.
#[test]
fn sensitivity_in_all_formats() {
    use crate::program::tinyfoot;
    let run = |format| {
        tinyfoot(&[
            "sensitivity",
            "keyword-spotting",
            "--samples",
            "8000",
            "--format",
            format,
        ])
    };
    let json = run("json").json();
    assert_eq!(json["schema"], "tinyfoot/sensitivity/v1");
    let inputs = json["inputs"].as_array().unwrap();
    let totals: Vec<f64> = inputs
        .iter()
        .map(|input| input["total_index"].as_f64().unwrap())
        .collect();
    assert!(
        totals.windows(2).all(|pair| pair[0] >= pair[1]),
        "{totals:?}"
    );
    let csv = run("csv").stdout();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    for (record, input) in reader.records().map(Result::unwrap).zip(inputs) {
        assert_eq!(&record[1], input["input"].as_str().unwrap());
        assert_eq!(record[10].parse().ok(), input["total_index"].as_f64());
    }
    // A device of one product: by hand, the li-ion battery between its 5 % and
    // 95 % quantiles, 10 + sqrt(0.05 × 90 × 40) and 100 - sqrt(0.05 × 90 × 50) g.
    let first = &inputs[0];
    assert_eq!(first["input"], "power_supply.li_ion_g");
    let (low, high) = (10.0 + 180_f64.sqrt(), 100.0 - 225_f64.sqrt());
    assert!((first["input_p5"].as_f64().unwrap() - low).abs() < 1e-9);
    assert!((first["input_p95"].as_f64().unwrap() - high).abs() < 1e-9);
    let swing = first["total_at_p95_kg_co2e"].as_f64().unwrap()
        - first["total_at_p5_kg_co2e"].as_f64().unwrap();
    assert!((swing - (high - low) * 0.02483).abs() < 1e-9);
}

#[test]
fn too_few_draws_and_no_baseline_are_errors() {
    let device = preset("keyword-spotting", &[]);
    for samples in [0, 1] {
        let few = draws(samples, 2);
        let problem = NotFound::TooFewDraws(samples);
        let found = uncertainty(&device, Method::Simulation, few, &Unwatched);
        assert_eq!(found.unwrap_err(), problem);
        let found = sensitivity(&device, few, &Unwatched);
        assert_eq!(found.unwrap_err(), problem);
        let pair = [device.clone(), device.clone()];
        let found = paired(&pair, 0, few, &Unwatched);
        assert_eq!(found.unwrap_err(), problem);
    }
    let found = paired(&[device], 1, draws(1000, 1), &Unwatched);
    let (baseline, devices) = (1, 1);
    assert_eq!(
        found.unwrap_err(),
        NotFound::NoBaseline { baseline, devices }
    );
}

/// Items whose factors are certain.
const CERTAIN_FACTORS: &str = "[factors.casing]\n\
     bamboo_g = { kg_co2e = 0.01, source = 'test' }\n\
     cork_g = { kg_co2e = 0.01, source = 'test' }\n\
     [factors.transport]\nbicycle_kg_km = { kg_co2e = 0.02, source = 'test' }\n";

/// A weight that is the sum of masses is no input of its own: a gram more of
/// casing is a gram more to carry. 20 to 60 g, all alike, at 0.01 kg/g and 500
/// km × 0.02 kg/(kg km) / 1000 = 0.01 kg/g: 0.02 kg/g × 40 g / √12.
#[test]
fn a_summed_weight_follows_its_parts() {
    let found = footprint(&format!(
        "{CERTAIN_FACTORS}\
         [casing]\nbamboo_g = {{ low = 20, typical = 40, high = 60, distribution = 'uniform' }}\n\
         [transport]\nlegs = [{{ mode = 'bicycle', km = 500 }}]"
    ));
    let plan = Plan::of(&found).unwrap();
    let names: Vec<&str> = plan
        .variables()
        .iter()
        .map(|own| own.name.as_str())
        .collect();
    assert_eq!(names, ["casing.bamboo_g"]);
    let drawn = uncertainty(&found, Method::Auto, draws(200_000, 2), &Unwatched).unwrap();
    assert_eq!(drawn.method, Method::Simulation);
    let sd = 0.02 * 40.0 / 12.0_f64.sqrt();
    // The standard error of a uniform's standard deviation of 200,000 draws is
    // 0.1 %: five of them.
    assert!(
        (drawn.total.sd / sd - 1.0).abs() < 0.005,
        "{}",
        drawn.total.sd
    );
    assert!((drawn.total.mean - 0.8).abs() < 5.0 * sd / 200_000_f64.sqrt());
}

/// Two uniform inputs whose scores are jointly normal correlate as their ranks
/// do: the variance of their sum is 2 σ² (1 + ρ), with σ = 0.01 × 40 / √12.
#[test]
fn correlated_inputs() {
    let sd = |rank: f64| {
        let found = footprint(&format!(
            "{CERTAIN_FACTORS}\
             [casing]\nbamboo_g = {{ low = 20, typical = 40, high = 60, distribution = 'uniform' }}\n\
             cork_g = {{ low = 20, typical = 40, high = 60, distribution = 'uniform' }}\n\
             [[correlations]]\nbetween = ['casing.bamboo_g', 'casing.cork_g']\nrank = {rank}"
        ));
        let drawn = uncertainty(&found, Method::Auto, draws(200_000, 2), &Unwatched).unwrap();
        // A rank of 0 is as good as none.
        assert_eq!(drawn.method == Method::Simulation, rank != 0.0);
        drawn.total.sd
    };
    let variance = (0.01_f64 * 40.0).powi(2) / 12.0;
    for rank in [-0.9, -0.3, 0.0, 0.5, 0.95] {
        let exact = (2.0 * variance * (1.0 + rank)).sqrt();
        // Below 0.25 % of standard error at any of them: five.
        assert!((sd(rank) / exact - 1.0).abs() < 0.0125, "{rank}");
    }
}

/// What one device correlates is not correlated in another: each is drawn as
/// it is alone, and the first of two inputs is shared. Where both correlate it
/// with the second, these are as close as their scores are that both follow it,
/// `r1 r2` with `r = 2 sin(π ρ / 6)`. With uniform inputs, of σ = 0.01 × 40 /
/// √12, the variance of the difference is 2 σ² (1 - 6/π asin(r1 r2 / 2)).
#[test]
fn correlations_are_of_their_device() {
    let case = |ranks: &str| {
        let range = "{ low = 20, typical = 40, high = 60, distribution = 'uniform' }";
        footprint(&format!(
            "{CERTAIN_FACTORS}[casing]\nbamboo_g = {range}\ncork_g = {range}\n{ranks}"
        ))
    };
    let link = |first: &str, second: &str, rank: f64| {
        format!(
            "[[correlations]]\nbetween = ['casing.{first}_g', 'casing.{second}_g']\nrank = {rank}\n"
        )
    };
    let variance = (0.01_f64 * 40.0).powi(2) / 12.0;
    for ranks in [
        [0.9, 0.0],
        [0.0, 0.9],
        [0.8, 0.3],
        [0.9, -0.9],
        [0.9, 0.9],
        [0.0, 0.0],
    ] {
        let [first, second] = ranks.map(|rank| match rank {
            0.0 => case(""),
            rank if rank == ranks[0] => case(&link("bamboo", "cork", rank)),
            rank => case(&link("cork", "bamboo", rank)),
        });
        let found = paired(&[first, second], 0, draws(200_000, 2), &Unwatched).unwrap();
        let [found] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(found.variables, 2);
        if ranks[0] == ranks[1] {
            assert_eq!(found.difference.sd, 0.0);
            assert_eq!(found.shared, 2);
            assert!(found.apart.is_empty());
            continue;
        }
        let [r1, r2] = ranks.map(|rank| 2.0 * (std::f64::consts::PI * rank / 6.0).sin());
        let both = 6.0 / std::f64::consts::PI * (r1 * r2 / 2.0).asin();
        let exact = (2.0 * variance * (1.0 - both)).sqrt();
        // Below 0.25 % of standard error at any of them: five.
        let sd = found.difference.sd;
        assert!((sd / exact - 1.0).abs() < 0.0125, "{ranks:?}: {sd} {exact}");
        assert!((found.less_probability - 0.5).abs() < 5.0 * found.error);
        assert_eq!(found.shared, 1);
        assert_eq!(found.apart, ["casing.cork_g"]);
    }
}

/// A device without one of two inputs that go together, or with another range
/// of it, still shares the first one, whichever of the two is the baseline.
#[test]
fn what_goes_with_an_input_does_not_part_it() {
    let case = |second: &str, links: &str| {
        footprint(&format!(
            "{CERTAIN_FACTORS}[casing]\n\
             bamboo_g = {{ low = 20, typical = 40, high = 60, distribution = 'uniform' }}\n\
             {second}{links}"
        ))
    };
    let link = "[[correlations]]\nbetween = ['casing.bamboo_g', 'casing.cork_g']\nrank = 0.8\n";
    let range = |high: u32| {
        format!("cork_g = {{ low = 20, typical = 40, high = {high}, distribution = 'uniform' }}\n")
    };
    let devices = [
        case(&range(60), link),
        case("", ""),
        case(&range(100), link),
    ];
    for baseline in 0..3 {
        let found = paired(&devices, baseline, draws(100_000, 2), &Unwatched).unwrap();
        let of = |device: usize| &found[device - usize::from(device > baseline)];
        if baseline != 1 {
            // It is the other one less the cork, in every draw.
            assert_eq!(of(1).less_probability, 1.0);
            assert_eq!(of(1).shared, 1);
            assert!(of(1).apart.is_empty());
        }
        if baseline == 0 {
            // Corks of 40 and 80 g of spread, each of 0.8 with the bamboo:
            // 6/π asin(0.8135² / 2) = 0.6445 with one another.
            let sigma = |width: f64| 0.01 * width / 12.0_f64.sqrt();
            let (own, other) = (sigma(40.0), sigma(80.0));
            let r = 2.0 * (std::f64::consts::PI * 0.8 / 6.0).sin();
            let both = 6.0 / std::f64::consts::PI * (r * r / 2.0).asin();
            let exact = (own * own + other * other - 2.0 * both * own * other).sqrt();
            let sd = of(2).difference.sd;
            assert!((sd / exact - 1.0).abs() < 0.0125, "{sd} {exact}");
        }
    }
}

/// A device file can't state what contradicts itself, but a footprint can be
/// changed so that it does.
#[test]
fn contradictory_correlations() {
    let range = "{ low = 1, typical = 2, high = 3 }";
    let link = |a: &str, b: &str| {
        format!("[[correlations]]\nbetween = ['casing.{a}_g', 'casing.{b}_g']\nrank = 0.9\n")
    };
    let mut found = footprint(&format!(
        "[casing]\nabs_g = {range}\nsteel_g = {range}\naluminium_g = {range}\n{}{}{}",
        link("abs", "steel"),
        link("abs", "aluminium"),
        link("steel", "aluminium")
    ));
    assert!(uncertainty(&found, Method::Auto, draws(1000, 1), &Unwatched).is_ok());
    found.correlations[2].rank = -0.9;
    let refused = uncertainty(&found, Method::Auto, draws(1000, 1), &Unwatched);
    assert_eq!(refused, Err(NotFound::ContradictoryCorrelations));
}

/// Every quantity that is drawn can be named in a correlation.
#[test]
fn inputs_are_the_quantities_that_are_drawn() {
    let factors = Factors::builtin();
    for preset in tinyfoot::device::presets::ALL {
        let device = Device::preset(preset.name, &factors).unwrap();
        let inputs = device.inputs();
        let plan = Plan::of(&assess(&device, &factors)).unwrap();
        for variable in plan.variables() {
            let is_known = variable.kind != Kind::Quantity
                || variable.name.contains(".hsl_")
                || inputs
                    .iter()
                    .any(|(path, range)| *path == variable.name && !range.is_point());
            assert!(is_known, "{}: {}", preset.name, variable.name);
        }
    }
}

/// A lognormal mass that spreads over two orders of magnitude, beside next to
/// nothing: no grid is fine enough, and the simulation has the quantiles of the
/// product, `10 × 0.00344 × exp(z × sqrt(ln²(10^(1/1.96)) + ln²(1.39)))`.
#[test]
fn what_spreads_too_far_is_simulated() {
    let wide = footprint(
        "[casing]\nabs_g = { low = 1, typical = 10, high = 100, distribution = \"lognormal\" }\n\
         [pcb]\nfr4_4_layer_cm2 = 0.0001",
    );
    let refused = uncertainty(&wide, Method::Convolution, Draws::default(), &Unwatched);
    assert!(matches!(refused, Err(NotFound::TooWide(_))));
    let found = uncertainty(&wide, Method::Auto, draws(1_000_000, 1), &Unwatched).unwrap();
    assert_eq!(found.method, Method::Simulation);
    let spread = (100.0_f64.ln() / (2.0 * 1.959_964)).hypot(1.39_f64.ln());
    let scores = [-1.644_854, -0.674_490, 0.0, 0.674_490, 1.644_854];
    for (quantile, score) in found.total.quantiles.into_iter().zip(scores) {
        let expected = 0.0344 * (score * spread).exp();
        // Five standard errors and more, and a step of the histogram.
        assert!(
            (quantile / expected - 1.0).abs() < 0.03,
            "{quantile} {expected}"
        );
    }
}

/// An event of 1 J each 10 to 600 s, all intervals alike, for 3 years on 500 g
/// per kWh: `1 / 3.6e6 kWh × 3 × 365 × 86 400 s × 0.5 kg = 13.14 kg` over the
/// interval in seconds, whose quantiles are those of the interval backwards.
#[test]
fn an_interval_is_drawn_as_it_is_stated() {
    let text = |distribution: &str| {
        format!(
            "lifespan_years = 3\n[use]\nsupply = 'mains'\nno_load_w = 0\ngrid = 500\n\
             grid_source = 's'\n[use.tasks.a]\nenergy_uj = 1e6\n\
             interval_s = {{ low = 10, typical = 60, high = 600, distribution = '{distribution}' }}"
        )
    };
    let of = |distribution: &str, method| {
        let own = footprint(&text(distribution));
        uncertainty(&own, method, draws(200_000, 1), &Unwatched)
            .unwrap()
            .total
    };
    let found = of("uniform", Method::Convolution);
    // The mean of one over a uniform value: ln(600 / 10) / (600 - 10).
    assert!((found.mean - 13.14 * 60.0_f64.ln() / 590.0).abs() < 1e-12);
    for (quantile, share) in found
        .quantiles
        .into_iter()
        .zip([0.05, 0.25, 0.5, 0.75, 0.95])
    {
        let interval_s = 10.0 + 590.0 * (1.0 - share);
        assert!((quantile - 13.14 / interval_s).abs() < 1e-12, "{quantile}");
    }
    // A triangle's median: 600 - sqrt(590 × 540 / 2).
    let median = of("triangular", Method::Convolution).quantiles[2];
    assert!((median - 13.14 / (600.0 - (590.0 * 540.0 / 2.0_f64).sqrt())).abs() < 1e-12);
}

/// The largest quantity without a range is that which stands in the largest
/// lines, whatever else they are made of: 6775 km × 0.1 kg × 0.0005846 =
/// 0.396 kg of a weight that has a range, two sets of two cells, 0.428 kg.
#[test]
fn the_largest_certain_quantity() {
    let found = |text: &str| {
        let found = sensitivity(&footprint(text), draws(1000, 1), &Unwatched).unwrap();
        found.largest_certain
    };
    let transport = "[casing]\nabs_g = 10\n\
        [transport]\nweight_g = { low = 50, typical = 100, high = 300 }\n\
        legs = [{ mode = 'plane', km = 6775 }]\n";
    let (path, kg) = found(transport).unwrap();
    assert_eq!(path, "transport.legs.0.km");
    assert!((kg - 6775.0 * 0.1 * 0.000_584_6).abs() < 1e-12);
    // 6.25 Wh at 500 to 900 µW: one to two sets in 1.6 years, typically two.
    let cells = "lifespan_years = 1.6\n[power_supply]\naa_alkaline_piece = 2\n\
        [use]\nsupply = 'primary'\nself_discharge_percent_per_year = 0\n\
        sleep_uw = { low = 300, typical = 500, high = 900 }\n";
    let (path, kg) = found(&format!("{cells}{transport}")).unwrap();
    assert_eq!(path, "power_supply.aa_alkaline_piece");
    assert!((kg - 4.0 * 0.107).abs() < 1e-12, "{kg}");
    assert_eq!(found("[custom]\nx = { kg_co2e = 0, source = 's' }"), None);
    // What is carried is in the line of the journey too: 1000 g of steel are
    // 1.89 kg, and 6 kkm × 1 kg × 0.5846 = 3.5076 kg of 1.01 kg.
    let (path, kg) = found(
        "[pcb]\nfr4_4_layer_cm2 = { low = 1, typical = 2, high = 3 }\n\
         [casing]\nsteel_g = 1000\nabs_g = 10\n\
         [transport]\nlegs = [{ mode = 'plane', km = 6000 }]",
    )
    .unwrap();
    assert_eq!(path, "casing.steel_g");
    assert!((kg - (1.89 + 6000.0 * 0.000_584_6)).abs() < 1e-9, "{kg}");
}

/// Where a variance rests on few draws, the indices say so: that of the
/// variance is kurtosis over samples, exp(4 ln² 10) for a gsd of 10.
#[test]
fn heavy_tails_are_named() {
    let found = |high: f64| {
        let text = format!(
            "[casing]\nabs_g = {{ low = {}, typical = 10, high = {high}, distribution = 'lognormal' }}",
            100.0 / high
        );
        let found = sensitivity(&footprint(&text), draws(32_768, 1), &Unwatched).unwrap();
        found.spreads_too_far
    };
    // 95 % of a lognormal with a gsd of g are between 1/g^1.96 and g^1.96.
    assert_eq!(found(10.0 * 2.0_f64.powf(1.96)), None);
    assert_eq!(
        found(10.0 * 10.0_f64.powf(1.96)).as_deref(),
        Some("casing.abs_g")
    );
}

/// Tails that are much longer than what lies between the quantiles, on either
/// side: a lognormal of gsd 100^(1/1.96) × 10 beside next to nothing, and what
/// is left of at most 6 kg less such a saving. The quantiles are those of four
/// million draws of another program.
#[test]
fn quantiles_of_long_tails() {
    let range = |times: f64| {
        format!(
            "{{ low = {}, typical = 1, high = {times}, distribution = 'lognormal' }}",
            1.0 / times
        )
    };
    let heavy = footprint(&format!(
        "[factors.casing]\ni_g = {{ kg_co2e = 1, gsd = 10, source = 's' }}\n\
         u_g = {{ kg_co2e = 1, source = 's' }}\n[casing]\ni_g = {}\n\
         u_g = {{ low = 0.001, typical = 0.002, high = 0.003, distribution = 'uniform' }}",
        range(100.0)
    ));
    let found = uncertainty(&heavy, Method::Simulation, draws(400_000, 2), &Unwatched).unwrap();
    let near = |found: [f64; 5], expected: [f64; 5]| {
        for (found, expected) in found.into_iter().zip(expected) {
            // Below 1 % of standard error, at a sd of 2.6 of the logarithm.
            assert!((found / expected - 1.0).abs() < 0.05, "{found} {expected}");
        }
    };
    near(
        found.total.quantiles,
        [0.006_485, 0.111_38, 1.005_1, 9.207, 223.7],
    );
    assert_eq!(found.spreads_too_far.as_deref(), Some("casing.i_g"));
    let saving = footprint(&format!(
        "[custom]\nx.kg_co2e = {}\nx.source = 's'",
        range(100.0)
    ));
    let device = footprint("[casing]\nkg_co2e = { low = 1, typical = 2, high = 6, source = 's' }");
    let found = paired(&[saving, device], 0, draws(400_000, 2), &Unwatched).unwrap();
    near(
        found[0].difference.quantiles,
        [-44.86, -2.029, 1.508, 2.701, 4.324],
    );
}

/// One measured inference in two tasks is one figure: twice of it spreads twice
/// as far, in one device and against another whose task has another name.
#[test]
fn a_measured_inference_is_one_variable() {
    let device = |names: &[&str]| {
        let tasks = names.iter().map(|name| {
            format!(
                "[use.tasks.{name}]\ninference = {{ task = 'kws', on = 'nucleo-u575zi' }}\nper_second = 1\n"
            )
        });
        footprint(&format!(
            "[use]\ngrid = 400\ngrid_source = 's'\nsleep_uw = 0\n{}",
            tasks.collect::<String>()
        ))
    };
    let sd = |names: &[&str]| {
        let found = uncertainty(&device(names), Method::Auto, draws(50_000, 2), &Unwatched);
        let found = found.unwrap();
        assert_eq!(found.variables, 1);
        found.total.sd
    };
    // The one is exact, the other drawn: 0.3 % of standard error at most.
    assert!((sd(&["a", "b"]) / sd(&["a"]) / 2.0 - 1.0).abs() < 0.015);
    let both = [device(&["a"]), device(&["b"])];
    let found = paired(&both, 0, draws(1000, 1), &Unwatched).unwrap();
    assert_eq!((found[0].shared, found[0].difference.sd), (1, 0.0));
}

/// A line that is narrower than a step of the grid moves the sum by its mean,
/// not by half a step: 1 to 1.0002 kg beside a triangle from 0 to 10 with its
/// mode at 0, whose quantiles are 10 (1 - √(1 - p)).
#[test]
fn a_narrow_line_beside_a_wide_one() {
    let found = footprint(
        "[casing]\nkg_co2e = { low = 1, typical = 1.0001, high = 1.0002, source = 's' }\n\
         [pcb]\nkg_co2e = { low = 0, typical = 0, high = 10, source = 's' }",
    );
    let found = uncertainty(&found, Method::Convolution, Draws::default(), &Unwatched).unwrap();
    for (found, share) in found
        .total
        .quantiles
        .into_iter()
        .zip([0.05, 0.25, 0.5, 0.75, 0.95])
    {
        let exact = 1.0001 + 10.0 * (1.0 - (1.0_f64 - share).sqrt());
        assert!((found - exact).abs() < 1e-5, "{share}: {found} {exact}");
    }
}

/// Of inputs that two devices correlate in different ways, as many are shared as
/// can be, in whatever order the files state them: one that goes with another
/// input here and with a third one there is the one that is not.
#[test]
fn as_many_are_shared_as_can_be() {
    let range = "{ low = 10, typical = 50, high = 100 }";
    let device = |order: [&str; 3], links: &[[&str; 2]]| {
        let items = order.map(|item| format!("{item}_g = {range}\n")).concat();
        let links = links.iter().map(|[a, b]| {
            format!("[[correlations]]\nbetween = ['casing.{a}_g', 'casing.{b}_g']\nrank = 0.5\n")
        });
        footprint(&format!("[casing]\n{items}{}", links.collect::<String>()))
    };
    let apart = |order: [&str; 3], links: [&[[&str; 2]]; 2]| -> Vec<String> {
        let both = links.map(|links| device(order, links));
        let [found, turned] = [0, 1].map(|baseline| {
            let found = paired(&both, baseline, draws(2000, 1), &Unwatched).unwrap();
            let mut apart = found[0].apart.clone();
            apart.sort();
            apart
        });
        assert_eq!(found, turned);
        found
    };
    for order in [
        ["abs", "steel", "aluminium"],
        ["aluminium", "abs", "steel"],
        ["steel", "aluminium", "abs"],
    ] {
        let crossed: [&[[&str; 2]]; 2] = [&[["abs", "steel"]], &[["abs", "aluminium"]]];
        assert_eq!(apart(order, crossed), ["casing.abs_g"]);
        let hub: [&[[&str; 2]]; 2] = [&[["steel", "abs"], ["steel", "aluminium"]], &[]];
        assert_eq!(apart(order, hub), ["casing.steel_g"]);
        assert_eq!(apart(order, [&[["abs", "steel"]], &[]]), ["casing.steel_g"]);
    }
}

/// Where the total has few values, quantiles are among them: two cells of 0.1 kg
/// last three years at 237.82 µW or less, which 37.8 % of 200 to 300 µW are; else
/// it takes a second set.
#[test]
fn quantiles_of_a_few_values() {
    let found = footprint(
        "lifespan_years = 3\n[factors.power_supply]\n\
         aa_alkaline_piece = { kg_co2e = 0.1, source = 's' }\n\
         [power_supply]\naa_alkaline_piece = 2\n\
         [use]\nsupply = 'primary'\nself_discharge_percent_per_year = 0\n\
         sleep_uw = { low = 200, typical = 230, high = 300, distribution = 'uniform' }",
    );
    let found = uncertainty(&found, Method::Auto, draws(100_000, 2), &Unwatched).unwrap();
    for (found, exact) in found
        .total
        .quantiles
        .into_iter()
        .zip([0.2, 0.2, 0.4, 0.4, 0.4])
    {
        assert!((found - exact).abs() < 1e-12, "{found} is not {exact}");
    }
    let bars = &found.total.histogram.shares;
    assert!((bars[0] - 0.378).abs() < 0.01, "{bars:?}");
}

/// Quantiles do not add up: the total has a row of its own. What draws nothing
/// says so.
#[test]
fn estimate_csv_has_the_quantiles_of_the_total() {
    let text = "[memory]\ndram_mm2 = 3\n[casing]\nabs_g = { low = 1, typical = 2, high = 4 }";
    let run = |format: &str| {
        let arguments = [
            "estimate",
            "-",
            "--uncertainty",
            "--seed",
            "3",
            "--format",
            format,
        ];
        let output = tinyfoot(&arguments).stdin(text).output();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            told.contains("`--samples` and `--seed` have no effect"),
            "{told}"
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let total = &json["devices"][0]["uncertainty"]["total_kg_co2e"];
    let csv = run("csv");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let last = rows.last().unwrap();
    assert_eq!(last[1], "total");
    for (name, key) in [("p5_kg_co2e", "p5"), ("p95_kg_co2e", "p95")] {
        let column = rows[0].iter().position(|own| *own == name).unwrap();
        let found: f64 = last[column].parse().unwrap();
        assert_eq!(Some(found), total[key].as_f64(), "{json}");
    }
}

/// What cannot move the total is nothing to spend time on.
#[test]
fn a_reused_part_decides_nothing() {
    let text = "[casing]\nabs_g = { low = 1, typical = 2, high = 4 }\nreused = true\n\
                [processing]\nmcu_mm2 = 3";
    let found = tinyfoot(&["sensitivity", "-"]).stdin(text).stdout();
    assert!(
        found.contains("no quantity that has a range moves the total"),
        "{found}"
    );
}
