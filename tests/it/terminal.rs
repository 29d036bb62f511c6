//! What a terminal gets that a pipe does not.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

const BOLD: &str = "\u{1b}[1m";
const YELLOW: &str = "\u{1b}[33m";
const RESET: &str = "\u{1b}[0m";

/// What decides how a text looks.
const VARIABLES: [&str; 9] = [
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "TERM",
    "LC_ALL",
    "LC_CTYPE",
    "LANG",
    "CI",
];

fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tinyfoot"));
    command.args(arguments);
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command
}

/// Standard output of a run in a terminal of so many columns.
fn in_terminal(columns: u16, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let size = Winsize {
        ws_row: 24,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&terminal, size).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let screen = OpenOptions::new()
        .write(true)
        .open(name.to_str().unwrap())
        .unwrap();
    let mut child = command(arguments, variables)
        .stdin(Stdio::null())
        .stdout(screen)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut bytes = Vec::new();
    // At its end, a terminal is an error.
    let _ = File::from(terminal).read_to_end(&mut bytes);
    assert!(child.wait().unwrap().success());
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn in_pipe(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = command(arguments, variables).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn plain(text: &str) -> String {
    let plain = text.replace(BOLD, "").replace(RESET, "");
    // From red to cyan: YELLOW is one of them.
    (31..=36).fold(plain, |plain, colour| {
        plain.replace(&format!("\u{1b}[{colour}m"), "")
    })
}

const UTF8: [(&str, &str); 2] = [("TERM", "xterm-256color"), ("LANG", "en_GB.UTF-8")];
const ESTIMATE: [&str; 2] = ["estimate", "smart-speaker"];

#[test]
fn colours_in_a_terminal_alone() {
    let terminal = in_terminal(100, &ESTIMATE, &UTF8);
    let pipe = in_pipe(&ESTIMATE, &UTF8);
    assert!(!pipe.contains('\u{1b}'));
    // Nothing is said by a colour alone.
    assert_eq!(plain(&terminal), pipe);
    let bold: Vec<&str> = terminal
        .lines()
        .filter_map(|line| line.strip_prefix(BOLD)?.split_whitespace().next())
        .collect();
    assert_eq!(bold[..2], ["Smart", "block"]);
    assert!(bold.contains(&"total") && !bold.contains(&"processing"));
}

/// A check and a difference look as other tables do.
#[test]
fn gates_look_the_same() {
    let pair = ["diff", "keyword-spotting", "smart-speaker"];
    let budget = ["check", "smart-speaker", "--budget-kg", "9000"];
    for arguments in [&pair[..], &budget] {
        let terminal = in_terminal(100, arguments, &UTF8);
        assert!(terminal.starts_with(BOLD), "{terminal}");
        assert_eq!(plain(&terminal), in_pipe(arguments, &UTF8));
        let ascii = in_terminal(100, arguments, &[("TERM", "xterm"), ("LANG", "C")]);
        assert!(ascii.is_ascii(), "{ascii}");
    }
}

/// A chart says with its colours what its marks say; they are those of the
/// legend.
#[test]
fn charts_are_coloured_by_stage() {
    let arguments = ["estimate", "keyword-spotting", "--chart", "--quiet"];
    let terminal = in_terminal(100, &arguments, &UTF8);
    assert_eq!(plain(&terminal), in_pipe(&arguments, &UTF8));
    for (mark, colour) in [('█', 34), ('▒', 36), ('▚', 35)] {
        let run = format!("\u{1b}[{colour}m{mark}");
        assert!(terminal.matches(&run).count() > 1, "{mark}: {terminal}");
    }
    let ascii = in_terminal(100, &arguments, &[("TERM", "xterm"), ("LANG", "C")]);
    assert!(ascii.is_ascii(), "{ascii}");
    let marks = ["# production", "= transport", "x training", ". use"];
    assert!(
        marks.iter().all(|mark| plain(&ascii).contains(mark)),
        "{ascii}"
    );
}

#[test]
fn warnings_are_yellow() {
    let arguments = ["estimate", "web-calculator-anomaly"];
    let terminal = in_terminal(100, &arguments, &UTF8);
    let yellow: Vec<&str> = terminal
        .lines()
        .filter(|line| line.starts_with(YELLOW))
        .collect();
    let warnings = in_pipe(&arguments, &UTF8);
    let begins = |line: &&str| line.starts_with("warnings ");
    assert_eq!(
        warnings.lines().any(|line| begins(&line)),
        !yellow.is_empty()
    );
    assert!(
        yellow
            .first()
            .is_none_or(|line| begins(&plain(line).as_str()))
    );
    let mains = "[use]\nmean_power_mw = 1\nsupply = 'mains'\ngrid = 'FR'\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mains.toml");
    std::fs::write(&path, mains).unwrap();
    let terminal = in_terminal(100, &["estimate", path.to_str().unwrap()], &UTF8);
    let yellow = terminal.lines().filter(|line| line.starts_with(YELLOW));
    let yellow: Vec<String> = yellow.map(plain).collect();
    assert!(yellow[0].starts_with("warnings "), "{terminal}");
    assert!(yellow[1..].iter().all(|line| line.starts_with("     ")));
}

#[test]
fn who_asks_for_colours_gets_them() {
    let coloured = |text: &str| text.contains(BOLD);
    let with = |name, value| [UTF8[0], UTF8[1], (name, value)];
    for (arguments, variables, terminal, pipe) in [
        (&[][..], with("NO_COLOR", "1"), false, false),
        (&[], with("CLICOLOR_FORCE", "1"), true, true),
        (&[], with("TERM", "dumb"), false, false),
        (
            &["--color", "never"],
            with("CLICOLOR_FORCE", "1"),
            false,
            false,
        ),
        (&["--color", "always"], with("NO_COLOR", "1"), true, true),
        (&["--color", "auto"], with("LANG", "C.UTF-8"), true, false),
    ] {
        let arguments = [&ESTIMATE[..], arguments].concat();
        let what = format!("{arguments:?} {variables:?}");
        assert_eq!(
            coloured(&in_terminal(100, &arguments, &variables)),
            terminal,
            "{what}"
        );
        assert_eq!(coloured(&in_pipe(&arguments, &variables)), pipe, "{what}");
    }
    // What machines read has none.
    let json = [
        "estimate", "pinetime", "--format", "json", "--color", "always",
    ];
    assert!(!in_terminal(100, &json, &UTF8).contains('\u{1b}'));
}

#[test]
fn messages_follow_as_well() {
    let run = |color| {
        let output = command(&["estimate", "nothing", "--color", color], &UTF8)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(run("always").contains('\u{1b}') && !run("never").contains('\u{1b}'));
}

#[test]
fn ascii_where_the_terminal_has_no_unicode() {
    let unicode = in_pipe(&ESTIMATE, &UTF8);
    assert!(!unicode.is_ascii());
    let no_colour = ("NO_COLOR", "1");
    for (variables, is_ascii) in [
        (
            [("LANG", "en_GB.UTF-8"), ("TERM", "xterm"), no_colour],
            false,
        ),
        (
            [("LC_CTYPE", "de_DE.utf8"), ("TERM", "xterm"), no_colour],
            false,
        ),
        ([("LC_ALL", "C"), ("LANG", "en_GB.UTF-8"), no_colour], true),
        (
            [("LANG", "de_DE.ISO-8859-1"), ("TERM", "xterm"), no_colour],
            true,
        ),
        ([("LANG", "en_GB.UTF-8"), ("TERM", "dumb"), no_colour], true),
        ([("LANG", ""), ("TERM", "xterm"), no_colour], true),
    ] {
        let terminal = in_terminal(100, &ESTIMATE, &variables);
        assert_eq!(terminal.is_ascii(), is_ascii, "{variables:?}");
        // A pipe gets the same bytes, whatever the locale.
        assert_eq!(in_pipe(&ESTIMATE, &variables), unicode);
        let widths =
            |text: &str| -> Vec<usize> { text.lines().map(|line| line.chars().count()).collect() };
        assert_eq!(widths(&terminal), widths(&unicode));
    }
}

#[test]
fn tables_are_as_wide_as_the_terminal() {
    let commands: [&[&str]; 10] = [
        &ESTIMATE,
        &["lifespan", "smart-speaker", "pinetime"],
        &["compare", "smart-speaker", "pinetime"],
        &["uncertainty", "smart-speaker"],
        &["sensitivity", "pinetime", "--samples", "200"],
        &["data", "factors", "casing"],
        &["compare", "smart-speaker", "pinetime", "--chart"],
        &["uncertainty", "smart-speaker", "--chart"],
        &["sensitivity", "pinetime", "--samples", "200", "--chart"],
        &["lifespan", "smart-speaker", "pinetime", "--chart"],
    ];
    for arguments in commands {
        let widest = |text: String| {
            let lines = text.lines().map(|line| line.chars().count());
            lines.max().unwrap()
        };
        let no_colour = [UTF8[0], UTF8[1], ("NO_COLOR", "1")];
        for columns in [80, 100, 120] {
            let found = widest(in_terminal(columns, arguments, &no_colour));
            assert!(
                found <= columns.into(),
                "{arguments:?}: {found} of {columns}"
            );
        }
        let stated = [UTF8[0], UTF8[1], ("COLUMNS", "80")];
        assert!(widest(in_pipe(arguments, &stated)) <= 80, "{arguments:?}");
    }
    // No line is longer for a terminal that is very wide.
    let widest = in_terminal(500, &ESTIMATE, &UTF8);
    assert!(
        plain(&widest)
            .lines()
            .all(|line| line.chars().count() <= 140)
    );
    let nonsense = [UTF8[0], UTF8[1], ("COLUMNS", "many")];
    assert_eq!(in_pipe(&ESTIMATE, &nonsense), in_pipe(&ESTIMATE, &UTF8));
}
