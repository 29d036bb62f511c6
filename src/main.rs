//! The command line of tinyfoot.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
