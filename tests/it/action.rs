//! The steps of the GitHub Action, in a local repository.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::{TempDir, tempdir};

use crate::diff::Repository;

const NODE: &str = "name = 'Node'\n[casing]\nabs_g = 50\n[budget]\ntotal_kg_co2e = 0.2";

/// A pull request: two commits, and a `gh` that records what it is asked.
struct PullRequest {
    repository: Repository,
    tools: TempDir,
}

impl PullRequest {
    /// The casing of the old commit has 50 g.
    fn new(new_grams: &str) -> Self {
        let repository = Repository::new(&[
            ("devices/node.toml", NODE),
            ("tinyfoot.toml", "devices = ['devices/*.toml']"),
        ]);
        repository.commit(&[("devices/node.toml", &NODE.replace("50", new_grams))]);
        let pull_request = Self {
            repository,
            tools: tempdir().unwrap(),
        };
        pull_request.write_gh("exit 0");
        pull_request
    }

    /// A `gh` that records its arguments and the body of a comment, and goes
    /// on like this.
    fn write_gh(&self, then: &str) {
        let path = self.tools.path().join("gh");
        let log = self.log();
        let text = format!(
            "#!/usr/bin/env bash\n\
             echo \"$@\" >> '{log}'\n\
             for word in \"$@\"; do [[ $word != body=@* ]] || cat \"${{word#body=@}}\" >> '{log}'; done\n\
             {then}\n",
            log = log.display()
        );
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn log(&self) -> PathBuf {
        self.tools.path().join("calls.txt")
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Runs the step with these variables.
    fn run(&self, variables: &[(&str, &str)]) -> Output {
        let path = std::env::var("PATH").unwrap();
        Command::new("bash")
            .arg(script("run.sh"))
            .current_dir(self.repository.path())
            .env("PATH", format!("{}:{path}", self.tools.path().display()))
            .env("TINYFOOT", env!("CARGO_BIN_EXE_tinyfoot"))
            .env("GITHUB_REPOSITORY", "owner/name")
            .env("GITHUB_WORKSPACE", self.repository.path())
            .env("GITHUB_STEP_SUMMARY", self.tools.path().join("summary.md"))
            .env("BASE", "HEAD~1")
            .env("PULL_REQUEST", "7")
            .envs(variables.iter().copied())
            .output()
            .expect("bash is installed")
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("action")
        .join(name)
}

fn text(output: &Output) -> String {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Both reports become annotations, comments and the summary.
#[test]
fn a_pull_request_within_its_budget() {
    let pull_request = PullRequest::new("51");
    let output = pull_request.run(&[]);
    let printed = text(&output);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    assert!(
        printed.starts_with("::notice file=devices/node.toml,line=3,"),
        "{printed}"
    );
    let calls = pull_request.calls();
    let posted = "api --silent --method POST repos/owner/name/issues/7/comments --field body=@";
    assert_eq!(calls.matches(posted).count(), 2, "{calls}");
    for marker in [
        "<!-- tinyfoot:check -->\n## Carbon check: all 1 kept",
        "<!-- tinyfoot:diff -->\n## Carbon footprint of Node: +3.44 g CO2e",
    ] {
        assert_eq!(calls.matches(marker).count(), 1, "{marker}: {calls}");
    }
    let summary = fs::read_to_string(pull_request.tools.path().join("summary.md")).unwrap();
    assert!(
        summary.contains("Carbon check") && summary.contains("Carbon footprint"),
        "{summary}"
    );
}

/// What a comment cannot hold is left out of it, and stays in the summary.
#[test]
fn a_long_comment_has_no_details() {
    let pull_request = PullRequest::new("51");
    let parts = |kg: &str| {
        let part = |n| format!("part-{n} = {{ kg_co2e = {kg}, source = 's' }}\n");
        format!("[custom]\n{}", (0..2000).map(part).collect::<String>())
    };
    pull_request
        .repository
        .commit(&[("devices/node.toml", &parts("1"))]);
    pull_request
        .repository
        .commit(&[("devices/node.toml", &parts("2"))]);
    let output = pull_request.run(&[("CHECK", "false")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let calls = pull_request.calls();
    assert!(
        calls.contains("## Carbon footprint of node: +2.00 t CO2e (+100 %)"),
        "{calls}"
    );
    assert!(calls.len() < 65536 && !calls.contains("<details>"));
    let summary = fs::read_to_string(pull_request.tools.path().join("summary.md")).unwrap();
    assert!(summary.contains("part-1999"));
}

/// A comment that is there is updated.
#[test]
fn comments_are_updated_in_place() {
    let pull_request = PullRequest::new("51");
    pull_request.write_gh("[[ $* != *--paginate*tinyfoot:diff* ]] || printf '42\\n43\\n'");
    assert_eq!(pull_request.run(&[]).status.code(), Some(0));
    let calls = pull_request.calls();
    assert!(
        calls.contains("--method PATCH repos/owner/name/issues/comments/42 --field body=@"),
        "{calls}"
    );
    assert_eq!(calls.matches("--method POST").count(), 1, "{calls}");
    assert_eq!(calls.matches("--method PATCH").count(), 1, "{calls}");
}

/// A broken budget, or a broken limit, fails the step behind its comments.
#[test]
fn what_is_broken_fails() {
    // 60 g × 0.00344 kg/g = 0.2064 kg
    let pull_request = PullRequest::new("60");
    let output = pull_request.run(&[]);
    let printed = text(&output);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("::error file=devices/node.toml,line=5,"),
        "{printed}"
    );
    assert!(pull_request.calls().contains("Carbon check: 1 of 1 broken"));

    let output = pull_request.run(&[
        ("CHECK", "false"),
        ("COMMENT", "false"),
        ("MAX_INCREASE_PERCENT", "10"),
    ]);
    let printed = text(&output);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("more than 10 %25"), "{printed}");
    let output = pull_request.run(&[
        ("BUDGET_KG", "0.3"),
        ("DENY", "excluded-part"),
        ("MAX_INCREASE_KG", "1"),
        ("DEVICES", "devices/*.toml\n"),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

/// Nothing to compare with, a comment that may not be written, and bad input.
#[test]
fn what_a_workflow_may_lack() {
    let pull_request = PullRequest::new("51");
    for base in ["", "0000000000000000000000000000000000000000"] {
        let output = pull_request.run(&[("BASE", base), ("PULL_REQUEST", "")]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output).contains("there is no revision to compare with"));
    }
    assert_eq!(pull_request.calls(), "");
    pull_request.write_gh("exit 1");
    let output = pull_request.run(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("::warning title=tinyfoot::the comment cannot be written"));
    let output = pull_request.run(&[("DENY", "$(touch pwned);`x`")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!pull_request.repository.path().join("pwned").exists());
    let output = pull_request.run(&[("BASE", "--upload-pack=touch pwned")]);
    assert_eq!(output.status.code(), Some(2));
}

/// Every variable that the action sets is one that its script reads, and every
/// input is used.
#[test]
fn the_action_and_its_script_agree() {
    let action = include_str!("../../action.yml");
    let script = include_str!("../../action/run.sh");
    let (_, steps) = action.split_once("\nruns:").unwrap();
    let (_, env) = steps.rsplit_once("env:\n").unwrap();
    for line in env.lines() {
        let (name, _) = line.trim().split_once(':').unwrap();
        let is_read = ["${", "$"]
            .iter()
            .any(|start| script.contains(&format!("{start}{name}")));
        // `gh` reads its token itself.
        assert!(is_read || name == "GH_TOKEN", "{name}");
    }
    // What the README shows is an input.
    let readme = include_str!("../../README.md");
    assert!(readme.contains("          max-increase-percent: 5\n"));
    let (inputs, _) = action.split_once("\nruns:").unwrap();
    let (_, inputs) = inputs.split_once("\ninputs:\n").unwrap();
    for line in inputs
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
    {
        let name = line.trim().trim_end_matches(':');
        assert!(steps.contains(&format!("inputs.{name}")), "{name}");
    }
}

/// The key of the build is of its sources, not of their place.
#[test]
fn the_key_of_a_build() {
    let key = || {
        let output = Command::new("bash").arg(script("key.sh")).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(key().starts_with("key=") && key().len() == "key=\n".len() + 40);
    assert_eq!(key(), key());
}
