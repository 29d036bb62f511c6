//! Nothing leaves the machine.

use std::fs;
use std::process::{Command, Stdio};

use tempfile::tempdir;

use crate::program::{skipped, tinyfoot};

/// Every command, and every kind of work that it does.
const COMMANDS: [&str; 34] = [
    "--help",
    "--version",
    "estimate keyword-spotting https://example.org/device.toml",
    "estimate keyword-spotting --uncertainty --output result",
    "estimate own.toml --set use.grid=FR --format json",
    "explain keyword-spotting",
    "lifespan pinetime smart-speaker",
    "compare pinetime smart-speaker",
    "compare pinetime smart-speaker --uncertainty",
    "uncertainty keyword-spotting --method simulation --samples 10000",
    "sensitivity keyword-spotting --samples 10000",
    "sweep keyword-spotting --vary casing.abs_g=1..3",
    "fleet keyword-spotting --units 1e6 --deploy 2024..2034",
    "fleet growth",
    "batch inventory.csv --rejects wrong.csv",
    "merge part.json",
    "net own.toml --samples 10000",
    "data grids",
    "data sources",
    "data factors --factors https://example.org/factors.toml",
    "init new.toml",
    "validate own.toml",
    "validate no-such-file.toml",
    "check own.toml --budget-kg 9 --format sarif",
    "check own.toml --budget-kg 9 --bound p95 --summary",
    "diff pinetime own.toml --format markdown",
    "diff saved.json own.toml",
    "plot own.toml pinetime --output bars.svg",
    "plot own.toml --kind tornado --samples 10000",
    "report own.toml --samples 10000 --output report.html",
    "datasheet own.toml --output impact.md",
    "schema device",
    "completions bash",
    "man",
];

#[test]
fn no_command_opens_a_socket() {
    let trial = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .status();
    if !trial.is_ok_and(|status| status.success()) {
        skipped("no_command_opens_a_socket: strace is not installed, or may not trace");
        return;
    }
    let folder = tempdir().unwrap();
    let own = "extends = 'pinetime'\nsource = 'https://example.org'\n\
               [application]\navoided_kg_co2e_per_year = 1\nsource = 'https://example.org'\n";
    fs::write(folder.path().join("own.toml"), own).unwrap();
    let inventory = "device,years\nown.toml,3\nhttps://example.org/device.toml,2\n";
    fs::write(folder.path().join("inventory.csv"), inventory).unwrap();
    let part = tinyfoot(&["batch", "-", "--partial"]).stdin("device\npinetime\n");
    fs::write(folder.path().join("part.json"), part.stdout()).unwrap();
    let saved = tinyfoot(&["estimate", "pinetime", "--format", "json"]).stdout();
    fs::write(folder.path().join("saved.json"), saved).unwrap();
    for command in COMMANDS {
        let status = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=network,execve", "-o", "calls"])
            .arg(env!("CARGO_BIN_EXE_tinyfoot"))
            .args(command.split(' '))
            .env("GITHUB_STEP_SUMMARY", "summary")
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        // What is not there is not fetched.
        let is_missing = command.contains("https:") || command.contains("no-such");
        let expected = if is_missing { 2 } else { 0 };
        assert_eq!(status.unwrap().code(), Some(expected), "{command}");
        // The start of the program itself shows that calls are seen.
        let calls = fs::read_to_string(folder.path().join("calls")).unwrap();
        let (starts, others): (Vec<_>, Vec<_>) =
            calls.lines().partition(|call| call.contains("execve("));
        assert_eq!(starts.len(), 1, "{command}: {calls}");
        assert_eq!(others, Vec::<&str>::new(), "{command}");
    }
}
