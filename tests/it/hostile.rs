//! Input that nobody should write, and what becomes of it: a message, status
//! 2, and nothing on standard output. Never a panic.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;

use tempfile::tempdir;
use tinyfoot::{Device, Factors};

use crate::program::tinyfoot;

fn refusal(text: impl Into<Vec<u8>>) -> String {
    tinyfoot(&["estimate", "-"]).stdin(text).failure()
}

#[test]
fn text_that_is_not_utf8() {
    let stderr = refusal(b"name = 'x'\n[pcb]\n# caf\xe9\nhsl = 0\n");
    let expected = "\
error[not-utf8]: this is not UTF-8
 --> <stdin>:3:6
  |
3 | # caf\u{fffd}
  |      ^
  |
  = help: save the file as UTF-8 text
";
    assert_eq!(stderr, expected);
}

#[test]
fn a_hundred_megabytes() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("large.toml"), vec![b'#'; 100_000_000]).unwrap();
    let run = tinyfoot(&["estimate", "large.toml"]).folder(folder.path());
    let expected = "\
error[too-large]: large.toml is larger than 1048576 bytes
help: a device file is a page of text: is it the right file?
";
    assert_eq!(run.failure(), expected);
}

#[test]
fn ten_thousand_nested_tables() {
    let nested = vec!["a"; 10_000].join(".");
    for text in [
        format!("[{nested}]\nx = 1\n"),
        format!("{nested} = 1\n"),
        format!("x = {}1{}\n", "{a = ".repeat(10_000), "}".repeat(10_000)),
        format!("x = {}{}\n", "[".repeat(10_000), "]".repeat(10_000)),
    ] {
        let stderr = refusal(text);
        let (first, rest) = stderr.split_once('\n').unwrap();
        assert_eq!(
            first,
            "error[nested-too-deeply]: tables are nested too deeply"
        );
        assert!(rest.starts_with(" --> <stdin>:1:"), "{}", &rest[..200]);
        let help = "help: a device file needs three levels: block, item, range\n";
        assert!(rest.ends_with(help) && rest.len() < 400);
    }
}

#[test]
fn ten_thousand_problems() {
    let text = (0..10_000).fold(String::new(), |mut text, index| {
        let _ = writeln!(text, "[block{index}]");
        text
    });
    let stderr = refusal(text);
    assert!(stderr.ends_with("10000 problems, the first 50 of them shown\n"));
    assert_eq!(stderr.matches("error[unknown-block]").count(), 50);
}

#[test]
fn huge_numbers() {
    for number in [
        "1e308",
        "1e999",
        "99999999999999999999999999",
        "0xFFFFFFFFFFFFFFFFFFFF",
    ] {
        let stderr = refusal(format!("[pcb]\nfr4_4_layer_cm2 = {number}\n"));
        assert!(stderr.contains("<stdin>:2:19"), "{stderr}");
    }
}

/// What would steer a terminal or break a table is neither.
#[test]
fn names_are_only_text() {
    let text = "name = \"\\u001b[31mred|<b>\"\n[custom]\n\
        \"a\\nb|c\" = { kg_co2e = 1, source = \"\\u0007\" }\n";
    let table = tinyfoot(&["estimate", "-"]).stdin(text).stdout();
    assert!(
        !table.contains('\u{1b}') && !table.contains('\u{7}'),
        "{table}"
    );
    let markdown = tinyfoot(&["estimate", "-", "--format", "markdown"])
        .stdin(text)
        .stdout();
    assert!(markdown.contains("red\\|&lt;b&gt;"), "{markdown}");
    let row = markdown
        .lines()
        .find(|line| line.starts_with("| custom"))
        .unwrap();
    assert_eq!(row.matches(" | ").count(), 5, "{row}");
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempdir().unwrap();
    symlink("circle.toml", folder.path().join("circle.toml")).unwrap();
    fs::create_dir(folder.path().join("folder.toml")).unwrap();
    fs::write(
        folder.path().join("child.toml"),
        "extends = 'circle.toml'\n[pcb]\nhsl = 0",
    )
    .unwrap();
    let failure = |arguments: &[&str]| tinyfoot(arguments).folder(folder.path()).failure();
    // In the words of the system, which are not the same in all.
    let reason = fs::read(folder.path().join("circle.toml")).unwrap_err();
    let unreadable = format!("error[unreadable]: circle.toml cannot be read: {reason}");
    let help = "help: check that it is a readable file\n";
    assert_eq!(
        failure(&["estimate", "circle.toml"]),
        format!("{unreadable}\n{help}")
    );
    assert_eq!(
        failure(&["estimate", "child.toml"]),
        format!(
            "{unreadable}\n --> child.toml:1:11\n  |\n1 | extends = 'circle.toml'\n  \
             |           ^^^^^^^^^^^^^\n  |\n  = {help}"
        )
    );
    assert_eq!(
        failure(&["estimate", "folder.toml"]),
        "error[is-a-directory]: folder.toml is a directory\n\
         help: name a device file in it, for example with `*.toml`\n"
    );
    assert_eq!(
        failure(&["estimate", "pinetime", "--factors", "missing.toml"]),
        "error[unreadable]: missing.toml cannot be read: No such file or directory (os error 2)\n\
         help: check the path\n"
    );
}

#[test]
fn a_circle_of_files_and_a_long_chain() {
    let folder = tempdir().unwrap();
    let write = |name: &str, parent: &str| {
        fs::write(folder.path().join(name), format!("extends = '{parent}'")).unwrap();
    };
    write("a.toml", "./b.toml");
    write("b.toml", "././a.toml");
    write("self.toml", "self.toml");
    for start in ["a.toml", "self.toml"] {
        let stderr = tinyfoot(&["estimate", start])
            .folder(folder.path())
            .failure();
        assert!(stderr.contains("error[extends-cycle]"), "{stderr}");
    }
    for index in 0..100 {
        write(&format!("{index}.toml"), &format!("{}.toml", index + 1));
    }
    let stderr = tinyfoot(&["estimate", "0.toml"])
        .folder(folder.path())
        .failure();
    assert!(stderr.contains("error[extends-chain]"), "{stderr}");
}

/// Standard input is gone after it was read once.
#[test]
fn standard_input_twice() {
    let stderr = tinyfoot(&["estimate", "-", "-"])
        .stdin("[pcb]\nhsl = 0")
        .failure();
    assert!(stderr.contains("standard input is read once"), "{stderr}");
}

/// Overrides of any length and number; the places of the last are right.
#[test]
fn long_and_many_overrides() {
    let name = format!("name=\"{}\"", "x".repeat(1900));
    let mut arguments = vec!["estimate", "keyword-spotting", "--quiet"];
    for _ in 0..100 {
        arguments.extend(["--set", &name]);
    }
    assert!(tinyfoot(&arguments).stdout().starts_with("xxx"));
    arguments.extend(["--set", "casing.abs_gg=1"]);
    assert!(tinyfoot(&arguments).failure().contains("--set:101:8"));
}

/// A mebibyte of lines that are all wrong is answered at once.
#[test]
fn a_mebibyte_of_errors() {
    for line in ["a b c\n", "a = 1\n", "x = [1,\n"] {
        let stderr = refusal(line.repeat(1_000_000 / line.len()));
        assert!(
            stderr.contains("problems, the first 50 of them shown"),
            "{}",
            &stderr[..100]
        );
    }
}

/// What takes time with the square of its size is refused beyond a size.
#[test]
fn more_values_than_a_device_has() {
    let help = "help: a device file is a page of text: is it the right file?";
    let component = |name: &str| format!("custom.{name} = {{ kg_co2e = 1, source = 's' }}\n");
    let text: String = (0..7000).map(|i| component(&format!("a{i}"))).collect();
    let stderr = refusal(text.as_str());
    assert!(
        stderr.starts_with("error[too-large]: more than 20000 values\n --> <stdin>:1:1\n"),
        "{stderr}"
    );
    assert!(stderr.contains(help), "{stderr}");

    // No file of the chain is large.
    let folder = tempdir().unwrap();
    for file in 0..10 {
        let parent = format!("extends = '{}.toml'\n", file + 1);
        let own = (0..1000).map(|i| component(&format!("a{file}b{i}")));
        let text = parent + &own.collect::<String>();
        fs::write(folder.path().join(format!("{file}.toml")), text).unwrap();
    }
    let chain = tinyfoot(&["estimate", "0.toml"]).folder(folder.path());
    let stderr = chain.failure();
    assert!(
        stderr.contains("more than 20000 values\n --> 6.toml:1:1"),
        "{stderr}"
    );

    // Every line of a block carries its sources.
    let sources = "'s', ".repeat(101);
    let stderr = refusal(format!("[pcb]\nhsl = 0\nsource = [{sources}]\n"));
    assert!(
        stderr.starts_with("error[too-large]: more than 100 sources\n --> <stdin>:3:10\n"),
        "{stderr}"
    );
}

#[test]
fn names_of_hundreds_of_kilobytes() {
    let long = "n".repeat(300_000);
    for text in [
        format!("[custom]\n{long} = {{ kg_co2e = 1, source = 's' }}\n"),
        format!("[pcb]\n{long} = 1\n"),
        format!("[{long}]\n"),
        format!("name = '{long}'\n[pcb]\nhsl = 0\n"),
        format!("[use]\nmean_power_mw = 1\ngrid = '{long}'\n"),
    ] {
        let stderr = refusal(text);
        assert!(stderr.starts_with("error[too-long]: "), "{stderr:.200}");
        assert!(stderr.len() < 500, "{stderr:.200}");
    }
}

/// A problem is found by going on from the one before.
#[test]
fn a_hundred_thousand_problems_as_text() {
    let text = "a b c\n".repeat(100_000);
    let problems = Device::parse(&text, &Factors::builtin()).unwrap_err();
    let lines = problems.to_string();
    assert!(
        lines
            .lines()
            .last()
            .unwrap()
            .starts_with("<text>:100000:3: ")
    );
}

#[test]
fn an_override_of_nothing_but_equals_signs() {
    let text = "=".repeat(100_000);
    for text in [&text, &format!("a{text}"), &format!("\"{text}")] {
        let stderr = tinyfoot(&["estimate", "pinetime", "--set", text]).failure();
        assert!(!stderr.is_empty());
    }
    // A quoted name may hold them.
    let device = tinyfoot(&[
        "estimate",
        "pinetime",
        "--set",
        r#"custom."a=\"b=".kg_co2e=1"#,
        "--set",
        r#"custom."a=\"b=".source=s=t"#,
    ]);
    assert!(device.stdout().contains("a=\"b="));
}

#[test]
fn a_folder_inside_itself() {
    let folder = tempdir().unwrap();
    symlink(".", folder.path().join("loop")).unwrap();
    fs::write(
        folder.path().join("device.toml"),
        "extends = 'loop/device.toml'",
    )
    .unwrap();
    let run = tinyfoot(&["estimate", "device.toml"]).folder(folder.path());
    let stderr = run.failure();
    assert!(
        stderr.contains("error[extends-cycle]") || stderr.contains("error[extends-chain]"),
        "{stderr}"
    );
}
