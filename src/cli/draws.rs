//! Draws from the command line: how many, and who watches them.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tinyfoot::analysis::{Draws, NotFound, Uncertain, Watch};
use tinyfoot::{Diagnostic, Problems};

use super::output::tell;

#[derive(Args)]
pub(crate) struct DrawArguments {
    /// How many random draws are made, from 100 to 1e9 [default: 100000;
    /// sensitivity: 32768]
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = sample_count)]
    pub(crate) samples: Option<u64>,
    /// Where its random numbers start; the same seed, the same result
    /// [default: 1]
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = seed)]
    pub(crate) seed: Option<u64>,
    /// How many threads draw; the result does not depend on it [default: all]
    #[arg(long, allow_negative_numbers = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

fn seed(text: &str) -> Result<u64, String> {
    let number = text.trim().parse();
    number.map_err(|_| format!("give a whole number from 0 to {}", u64::MAX))
}

/// A number of draws, which may be written as `1e6`.
fn sample_count(text: &str) -> Result<u64, String> {
    const LEAST: u64 = 100;
    const MOST: u64 = 1_000_000_000;
    let number: Option<f64> = text.trim().parse().ok();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a whole number within bounds"
    )]
    match number {
        Some(number) if number.fract() == 0.0 && (LEAST as f64..=MOST as f64).contains(&number) => {
            Ok(number as u64)
        }
        _ => Err(format!("give a whole number from {LEAST} to {MOST}")),
    }
}

/// What takes longer shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shows progress in a terminal, and stops when it is interrupted, so that
/// the output file that was begun is removed.
///
/// What is found without a draw needs neither: both wait for the first one.
pub(crate) struct Watcher {
    draws: Draws,
    session: OnceLock<Session>,
}

struct Session {
    started: Instant,
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
}

impl Watcher {
    pub(crate) const fn new(draws: Draws) -> Self {
        Self {
            draws,
            session: OnceLock::new(),
        }
    }
}

impl Session {
    fn begin(draws: Draws) -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        // Without a handler, an interruption ends the process as it always did.
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        let target = if io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(draws.samples), target);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent} % of {len} draws") {
            bar.set_style(style);
        }
        Self {
            started: Instant::now(),
            bar,
            interrupted,
        }
    }
}

impl Watch for Watcher {
    fn goes_on(&self, made: u64) -> bool {
        let session = self.session.get_or_init(|| Session::begin(self.draws));
        if session.started.elapsed() > PATIENCE {
            session.bar.set_position(made);
        }
        !session.interrupted.load(Ordering::Relaxed)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Refuses options of draws where nothing is drawn.
pub(crate) fn refuse_without(is_asked_for: bool, arguments: &DrawArguments) -> Result<()> {
    let DrawArguments {
        samples,
        seed,
        threads,
    } = arguments;
    if is_asked_for || (samples.is_none() && seed.is_none() && threads.is_none()) {
        return Ok(());
    }
    Err(Problems::general(
        Diagnostic::general(
            "bad-usage",
            "`--samples`, `--seed` and `--threads` are of `--uncertainty`",
        )
        .help("add it, or leave them out"),
    )
    .into())
}

/// Says where options of draws have no effect: nothing was drawn.
pub(crate) fn tell_unused(arguments: &DrawArguments, found: &[Uncertain]) {
    let is_stated = arguments.samples.is_some() || arguments.seed.is_some();
    let convolved = found.iter().filter(|own| own.samples.is_none());
    if is_stated && convolved.count() == found.len() {
        tell("note: a convolution draws nothing: `--samples` and `--seed` have no effect");
    }
}

/// The draws that were asked for.
pub(crate) fn draws(arguments: &DrawArguments) -> Draws {
    let default = Draws::default();
    Draws {
        samples: arguments.samples.unwrap_or(default.samples),
        seed: arguments.seed.unwrap_or(default.seed),
        threads: arguments.threads.map_or(default.threads, usize::from),
    }
}

/// A result that was found, or why it was not.
pub(crate) fn finish<T>(found: Result<T, NotFound>) -> Result<T> {
    found.map_err(|problem| {
        let text = problem.to_string();
        Problems::general(match problem {
            NotFound::Dependent(_) => Diagnostic::general("dependent-lines", text)
                .help("simulate it: `--method simulation`, or `auto`, which chooses"),
            NotFound::TooWide(_) => Diagnostic::general("too-wide", text)
                .help("simulate it: `--method simulation`, or `auto`, which chooses"),
            NotFound::Stopped => Diagnostic::general("stopped", text),
            NotFound::ContradictoryCorrelations => {
                Diagnostic::general("contradictory-correlations", text).help(
                    "what goes with one input can't go against another that goes with it: weaken the weakest",
                )
            }
            NotFound::TooFewDraws(_) => Diagnostic::general("too-few-draws", text),
            NotFound::NoBaseline { .. } => Diagnostic::general("unknown-baseline", text),
        })
        .into()
    })
}
