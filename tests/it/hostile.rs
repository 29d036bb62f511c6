//! Input that nobody should write, and what becomes of it: a message, status
//! 2, and nothing on standard output. Never a panic.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;

use tempfile::tempdir;

use crate::program::tinyfoot;

fn refusal(text: impl Into<Vec<u8>>) -> String {
    tinyfoot(&["estimate", "-"]).stdin(text).failure()
}

#[test]
fn text_that_is_not_utf8() {
    let stderr = refusal(b"name = 'x'\n[pcb]\n# caf\xe9\nhsl = 0\n");
    assert!(stderr.contains("error[not-utf8]"), "{stderr}");
    assert!(stderr.contains("<stdin>:3:6"), "{stderr}");
}

#[test]
fn a_hundred_megabytes() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("large.toml");
    fs::write(&path, vec![b'#'; 100_000_000]).unwrap();
    let stderr = tinyfoot(&["estimate", path.to_str().unwrap()]).failure();
    assert!(stderr.contains("error[too-large]"), "{stderr}");
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
        assert!(
            stderr.contains("error[nested-too-deeply]"),
            "{}",
            &stderr[..200]
        );
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
    let circle = folder.path().join("circle.toml");
    symlink(&circle, &circle).unwrap();
    let stderr = tinyfoot(&["estimate", circle.to_str().unwrap()]).failure();
    assert!(stderr.contains("error[unreadable]"), "{stderr}");
    let stderr = tinyfoot(&["estimate", folder.path().to_str().unwrap()]).failure();
    assert!(stderr.contains("error[is-a-directory]"), "{stderr}");
    let inside = folder.path().join("device.toml");
    fs::write(&inside, "extends = 'circle.toml'\n[pcb]\nhsl = 0").unwrap();
    let stderr = tinyfoot(&["estimate", inside.to_str().unwrap()]).failure();
    assert!(stderr.contains("device.toml:1:11"), "{stderr}");
    let stderr = tinyfoot(&["estimate", "pinetime", "--factors", "missing.toml"]).failure();
    assert!(stderr.contains("missing.toml cannot be read"), "{stderr}");
}

#[test]
fn a_circle_of_files_and_a_long_chain() {
    let folder = tempdir().unwrap();
    let write = |name: &str, parent: &str| {
        fs::write(folder.path().join(name), format!("extends = '{parent}'")).unwrap();
    };
    write("a.toml", "./b.toml");
    write("b.toml", "../x/../b/../a.toml");
    write("b.toml", "sub/../a.toml");
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
    assert!(stderr.contains("<stdin> is empty"), "{stderr}");
}
