//! What the steps of an estimate cost, within a process.

use divan::{Bencher, black_box};
use tinyfoot::report::{Bibliography, By, Detail, Look, estimate, estimate_json, text};
use tinyfoot::{Device, Factors, Footprint, assess};

fn main() {
    divan::main();
}

fn device() -> Device {
    Device::preset("keyword-spotting", &Factors::builtin())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn footprint() -> [Footprint; 1] {
    [assess(&device(), &Factors::builtin())]
}

#[divan::bench]
fn read_a_device() -> Device {
    device()
}

#[divan::bench]
fn assess_it(bencher: Bencher) {
    let (device, factors) = (device(), Factors::builtin());
    bencher.bench(|| assess(black_box(&device), black_box(&factors)));
}

#[divan::bench]
fn print_a_table(bencher: Bencher) {
    let (footprint, bibliography) = (footprint(), Bibliography::default());
    bencher.bench(|| {
        let document = estimate(
            black_box(&footprint),
            &[],
            By::Block,
            Detail::Full,
            &bibliography,
        );
        text(&document, Look::plain(100))
    });
}

#[divan::bench]
fn print_json(bencher: Bencher) {
    let (footprint, factors) = (footprint(), Factors::builtin());
    bencher.bench(|| estimate_json(black_box(&footprint), &[], &factors));
}

#[divan::bench]
fn find_a_grid() -> f64 {
    tinyfoot::grid::find(black_box("ZW"), None).map_or(0.0, |grid| grid.g_co2e_per_kwh)
}
