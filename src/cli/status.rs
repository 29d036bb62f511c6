//! How a run ends: exit statuses, and what `--help` says of them.

use std::process::ExitCode;

/// Whether what was asked for is within its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limits {
    Kept,
    Broken,
}

impl From<Limits> for ExitCode {
    fn from(limits: Limits) -> Self {
        match limits {
            Limits::Kept => Self::SUCCESS,
            Limits::Broken => Self::from(1),
        }
    }
}

/// It could not be done: bad input or bad usage.
pub(crate) const FAILURE: u8 = 2;

/// The statuses of a command that has no limits.
pub(crate) const EXIT_STATUS: &str = "\
Exit status:
  0  done
  2  it could not be done: bad input or bad usage";

/// The statuses of a command that a CI asks.
pub(crate) const GATE_STATUS: &str = "\
Exit status:
  0  done, and every budget and limit is kept
  1  a budget or limit is broken
  2  it could not be done: bad input or bad usage";
