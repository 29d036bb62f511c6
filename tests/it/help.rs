//! What the program says of itself: help, completion, manual pages.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::tempdir;

use crate::program::tinyfoot;

/// All commands, as the program lists them.
fn commands() -> Vec<String> {
    let help = tinyfoot(&["--help"]).stdout();
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// The part of a help text under a heading.
fn part<'a>(help: &'a str, heading: &str) -> Vec<&'a str> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn every_command_has_a_sentence_two_examples_and_its_exit_statuses() {
    let commands = commands();
    assert!(commands.len() >= 15, "{commands:?}");
    for command in &commands {
        for flag in ["--help", "-h"] {
            let help = tinyfoot(&[command, flag]).stdout();
            let sentence = help.split("\n\n").next().unwrap();
            assert!(
                !sentence.contains(". ") && sentence.len() > 20,
                "{sentence}"
            );
            assert!(part(&help, "Examples:").len() >= 2, "{help}");
            let statuses = part(&help, "Exit status:");
            assert!(statuses[0].starts_with("  0  "), "{help}");
            assert!(statuses.last().unwrap().starts_with("  2  "), "{help}");
        }
        // Bad usage of any command is status 2.
        tinyfoot(&[command, "--no-such-option"]).failure();
        // Each is snapshot-tested.
        let snapshots = include_str!("../cmd/help.md");
        assert!(
            snapshots.contains(&format!("$ tinyfoot {command} --help\n")),
            "{command}"
        );
    }
}

/// A folder with the files that the examples name.
fn write_inputs(folder: &Path) {
    let devices = [
        "my.toml",
        "old.toml",
        "new.toml",
        "a.toml",
        "devices/one.toml",
    ];
    fs::create_dir_all(folder.join("devices")).unwrap();
    for (index, name) in devices.iter().enumerate() {
        let text = format!(
            "extends = \"keyword-spotting\"\nname = \"{name}\"\nlifespan_years = {}\n",
            index + 3
        );
        fs::write(folder.join(name), text).unwrap();
    }
    let saving = "[application]\navoided_kg_co2e_per_year = 1\nsource = \"test\"\n";
    let my = fs::read_to_string(folder.join("my.toml")).unwrap() + saving;
    fs::write(folder.join("my.toml"), my).unwrap();
    let inventory = "device,count,country\nmy.toml,5,FR\npinetime,2,IN\n";
    fs::write(folder.join("inventory.csv"), inventory).unwrap();
    let part = tinyfoot(&["batch", "-", "--partial"]).stdin("device\npinetime\n");
    fs::write(folder.join("part-1.json"), part.stdout()).unwrap();
    fs::write(folder.join("b.toml"), "extends = \"pinetime\"\n").unwrap();
    fs::write(
        folder.join("primary.toml"),
        "extends = \"lorawan-sensor-node\"\n",
    )
    .unwrap();
    fs::write(folder.join("rechargeable.toml"), "extends = \"pinetime\"\n").unwrap();
    let house = "[factors.casing.bamboo_g]\nkg_co2e = 0.0004\nsource = \"supplier\"\n";
    fs::write(folder.join("house.toml"), house).unwrap();
    fs::create_dir_all(folder.join(".config/fish/completions")).unwrap();
    fs::create_dir_all(folder.join(".local/share/man/man1")).unwrap();
    // All of it as of the revision that a pull request starts from.
    let commit = "git init -q && git add . && git update-ref refs/remotes/origin/main \
                  $(git commit-tree -m state $(git write-tree))";
    let status = Command::new("bash")
        .args(["-euc", commit])
        .current_dir(folder)
        .envs([("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@b.c")])
        .envs([
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@b.c"),
        ])
        .status()
        .unwrap();
    assert!(status.success());
}

/// The examples do what they say, in a shell.
#[test]
fn examples_run() {
    let program = Path::new(env!("CARGO_BIN_EXE_tinyfoot"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut count = 0;
    for command in commands().into_iter().chain(["fleet growth".to_owned()]) {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = tinyfoot(&words).stdout();
        for example in part(&help, "Examples:") {
            let folder = tempdir().unwrap();
            write_inputs(folder.path());
            if example.contains(" init ") {
                fs::remove_file(folder.path().join("my.toml")).unwrap();
            }
            // What reads the output is another program's business.
            let (line, _) = match example.split_once(" | jq").or(example.split_once(" | man")) {
                Some(parts) => parts,
                None => (example, ""),
            };
            let output = Command::new("bash")
                // Fewer draws show as well that the command runs.
                .args(["-euo", "pipefail", "-c"])
                .arg(line.trim().replace("000000", "000"))
                .current_dir(folder.path())
                .env("PATH", &path)
                .env("HOME", folder.path())
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            let may_break = ["check", "diff"].contains(&command.as_str());
            let is_done = match output.status.code() {
                Some(1) => may_break,
                code => code == Some(0),
            };
            assert!(is_done, "{line}: {stderr}");
            count += 1;
        }
    }
    assert!(count >= 31, "{count}");
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = tinyfoot(&["completions", shell]).stdout();
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        assert!(script.contains("lifespan-years"), "{shell}");
    }
    let folder = tempdir().unwrap();
    let script = folder.path().join("tinyfoot.bash");
    fs::write(&script, tinyfoot(&["completions", "bash"]).stdout()).unwrap();
    // What bash offers behind `tinyfoot esti` and `tinyfoot estimate --form`.
    let ask = "source \"$1\"; COMP_WORDS=(\"${@:2}\"); COMP_CWORD=$(($# - 2)); \
               _tinyfoot tinyfoot \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; echo \"${COMPREPLY[@]}\"";
    let offers = |words: &[&str]| {
        let output = Command::new("bash")
            .args(["-c", ask, "bash", script.to_str().unwrap()])
            .args(words)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(offers(&["tinyfoot", "esti"]), "estimate\n");
    assert_eq!(offers(&["tinyfoot", "estimate", "--form"]), "--format\n");
    assert_eq!(
        offers(&["tinyfoot", "estimate", "--format", ""]),
        "table json csv markdown\n"
    );
}

#[test]
fn manual_pages_are_made_from_the_same_definitions() {
    let main = tinyfoot(&["man"]).stdout();
    assert!(main.contains(".TH tinyfoot 1"));
    let folder = tempdir().unwrap();
    let run = tinyfoot(&["man", "--dir", folder.path().to_str().unwrap()]).output();
    assert!(run.status.success() && run.stdout.is_empty());
    let read = |name: String| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("tinyfoot.1".to_owned()), main);
    let commands = commands();
    for command in &commands {
        let page = tinyfoot(&["man", command]).stdout();
        assert!(
            page.contains(&format!(".TH tinyfoot-{command} 1")),
            "{page}"
        );
        assert!(page.contains("Exit status:") && page.contains("Examples:"));
        let version = concat!("\"tinyfoot ", env!("CARGO_PKG_VERSION"), "\"");
        assert!(
            page.lines()
                .any(|line| line.starts_with(".TH") && line.contains(version))
        );
        assert_eq!(read(format!("tinyfoot-{command}.1")), page);
        assert!(main.contains(&format!("tinyfoot\\-{command}(1)")), "{main}");
    }
    // A command of a command has a page too.
    let page = tinyfoot(&["man", "fleet-growth"]).stdout();
    assert_eq!(page, tinyfoot(&["man", "fleet", "growth"]).stdout());
    assert_eq!(read("tinyfoot-fleet-growth.1".to_owned()), page);
    let written = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(written, commands.len() + 2);
    let refusal = tinyfoot(&["man", "estimat"]).failure();
    assert!(refusal.contains("did you mean `estimate`?"), "{refusal}");
    tinyfoot(&["man", "--dir", "/no/such/folder"]).failure();
}
