//! An output file is written whole or not at all, whatever happens.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::tempdir;

use crate::program::{skipped, tinyfoot};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tinyfoot");

/// Hundreds of megabytes of rows.
const LONG_SWEEP: [&str; 14] = [
    "sweep",
    "keyword-spotting",
    "--vary",
    "processing.mcu_mm2=1..60",
    "--vary",
    "pcb.fr4_4_layer_cm2=1..60",
    "--vary",
    "casing.abs_g=1..60",
    "--vary",
    "casing.steel_g=1..60",
    "--most-points",
    "100000000",
    "--output",
    "rows.csv",
];

/// The names of the files in a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Runs a script that calls the program as `$0`, in a folder with an old
/// file, until it has failed; gives its standard error.
fn failure(script: &str, folder: &Path) -> String {
    let output = Command::new("sh")
        .args(["-c", script, PROGRAM])
        .current_dir(folder)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    stderr
}

/// No file may grow beyond a few blocks: the writing fails midway.
#[test]
fn no_more_may_be_written() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("rows.csv"), "old").unwrap();
    for command in [
        format!("\"$0\" {}", LONG_SWEEP.join(" ")),
        "\"$0\" explain smart-speaker --format json --output rows.csv".to_owned(),
    ] {
        // What is too large is an error, not a signal that ends the process.
        let script = format!("ulimit -f 4; trap '' XFSZ; {command}");
        let stderr = failure(&script, folder.path());
        assert!(stderr.contains("rows.csv cannot be written"), "{stderr}");
        let old = fs::read_to_string(folder.path().join("rows.csv")).unwrap();
        assert_eq!(old, "old");
        assert_eq!(files(folder.path()), ["rows.csv"]);
    }
}

/// The same on a disk that is really full, where one can be mounted.
#[test]
fn a_full_disk() {
    let folder = tempdir().unwrap();
    let prepare = "mount -t tmpfs -o size=64k none . && cd \"$PWD\" && echo old >rows.csv";
    let isolated = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c", script, PROGRAM]);
        command.current_dir(folder.path()).output()
    };
    if !isolated(prepare).is_ok_and(|output| output.status.success()) {
        skipped("a_full_disk: no file system can be mounted here");
        return;
    }
    for command in [
        LONG_SWEEP.join(" "),
        "estimate smart-speaker pinetime bangle-js-2 lorawan-sensor-node --format json -o rows.csv"
            .to_owned(),
    ] {
        let script = format!("{prepare} && \"$0\" {command}; echo status $?; cat rows.csv; ls -A");
        let output = isolated(&script).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("rows.csv cannot be written"), "{stderr}");
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert_eq!(stdout, "status 2\nold\nrows.csv\n", "{stderr}");
    }
}

/// Begins a long table over an old file, and ends it midway by that signal.
fn interrupted(signal: &str, folder: &Path) {
    fs::write(folder.join("rows.csv"), "old").unwrap();
    let mut child = Command::new(PROGRAM)
        .args(LONG_SWEEP)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let is_begun = || {
        let begun = files(folder).into_iter().find(|name| name != "rows.csv");
        begun.is_some_and(|name| {
            fs::metadata(folder.join(name)).is_ok_and(|file| file.len() > 10_000)
        })
    };
    while !is_begun() {
        assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
        thread::sleep(Duration::from_millis(1));
    }
    let process = child.id().to_string();
    let kill = Command::new("kill").args([signal, &process]).status();
    assert!(kill.unwrap().success());
    assert!(!child.wait().unwrap().success());
    let old = fs::read_to_string(folder.join("rows.csv")).unwrap();
    assert_eq!(old, "old", "after {signal}");
}

#[test]
fn killed_midway() {
    let folder = tempdir().unwrap();
    for signal in ["-INT", "-TERM", "-HUP"] {
        interrupted(signal, folder.path());
        assert_eq!(files(folder.path()), ["rows.csv"], "after {signal}");
    }
    interrupted("-KILL", folder.path());
    // What was begun can stay, and is in nobody's way.
    let output = ["estimate", "pinetime", "--output", "rows.csv"];
    tinyfoot(&output).folder(folder.path()).stdout();
    let printed = tinyfoot(&output[..2]).stdout();
    assert_eq!(
        fs::read_to_string(folder.path().join("rows.csv")).unwrap(),
        printed
    );
    assert!(
        files(folder.path())
            .iter()
            .all(|name| name == "rows.csv" || name.starts_with(".tinyfoot-"))
    );
}

/// Of many that write the same file at once, one is there in the end.
#[test]
fn at_the_same_time() {
    let folder = tempdir().unwrap();
    let devices = [
        "pinetime",
        "smart-speaker",
        "keyword-spotting",
        "person-sensor",
    ];
    let results = devices.map(|device| tinyfoot(&["explain", device]).stdout());
    for _ in 0..5 {
        let children = devices.map(|device| {
            Command::new(PROGRAM)
                .args(["explain", device, "--output", "result"])
                .current_dir(folder.path())
                .spawn()
                .unwrap()
        });
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        let found = fs::read_to_string(folder.path().join("result")).unwrap();
        assert!(results.contains(&found), "{found}");
        assert_eq!(files(folder.path()), ["result"]);
    }
}
