//! Files as of a revision, read by `git`.

use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tinyfoot::device::{Files, LARGEST_FILE_BYTES};
use tinyfoot::{Diagnostic, Problems, Source};

use super::files;

/// Links that lead to links: more are a circle.
const MOST_LINKS: usize = 16;

/// A revision of the repository that the user stands in.
pub(crate) struct Revision {
    /// As the user named it.
    pub(crate) name: String,
    /// The commit.
    pub(crate) commit: String,
    /// The folder of the working tree.
    root: PathBuf,
    /// The folder of the user.
    here: PathBuf,
}

impl Revision {
    /// The commit that a name means.
    pub(crate) fn find(name: &str) -> Result<Self, Problems> {
        let root = git(&["rev-parse", "--show-toplevel"]).map_err(|why| {
            problem(
                "no-repository",
                format!("no repository can be read here: {why}"),
                "`--git` is for files that git tracks; elsewhere, name two files",
            )
        })?;
        let wanted = format!("{name}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &wanted,
        ];
        let commit = git(&arguments).map_err(|_| {
            problem(
                "unknown-revision",
                format!("there is no revision `{name}`"),
                "name a branch, tag or commit; in a workflow, `actions/checkout` has others \
                 with `fetch-depth: 0`",
            )
        })?;
        let here = env::current_dir().and_then(|path| path.canonicalize());
        let here = here.map_err(|error| {
            let message = format!("this folder cannot be read: {error}");
            problem("unreadable", message, "check that it is still there")
        })?;
        let root = PathBuf::from(root);
        Ok(Self {
            name: name.to_owned(),
            commit,
            root: root.canonicalize().unwrap_or(root),
            here,
        })
    }

    /// A file, if it was there; `path` is seen from the user's folder. What
    /// is outside of the repository has no revisions: it is as it is.
    pub(crate) fn read(&self, path: &str) -> Result<Option<Source>, Problems> {
        self.follow(path, MOST_LINKS)
    }

    fn follow(&self, path: &str, links: usize) -> Result<Option<Source>, Problems> {
        let Some(within) = self.within(path) else {
            let is_there = Path::new(path).exists();
            return is_there.then(|| files::read_input(path)).transpose();
        };
        let name = format!("{}{path}", self.prefix());
        let failed = |why: String| {
            let message = format!("{name} cannot be read: {why}");
            problem("unreadable", message, "check that `git show` shows it")
        };
        let listed = git(&["ls-tree", "-z", "--full-tree", &self.commit, "--", &within]);
        let listed = listed.map_err(&failed)?;
        let entry = listed.split('\0').next().unwrap_or_default();
        let Some((kind, found)) = entry.split_once('\t') else {
            return Ok(None);
        };
        let mut words = kind.split(' ');
        let (mode, object) = (words.next().unwrap_or_default(), words.nth(1));
        match (mode, object) {
            _ if found != within => Ok(None),
            ("100644" | "100755", Some(object)) => self.read_object(&name, object).map(Some),
            ("120000", Some(object)) if links > 0 => {
                let target = self.read_object(&name, object)?.text;
                let folder = Path::new(path).parent().unwrap_or(Path::new(""));
                let path = files::tidy(&folder.join(target));
                self.follow(&path.display().to_string(), links - 1)
            }
            _ => Err(failed("it is no plain file at that revision".to_owned())),
        }
    }

    fn read_object(&self, name: &str, object: &str) -> Result<Source, Problems> {
        let failed = |error: std::io::Error| {
            let message = format!("{name} cannot be read: {error}");
            problem("unreadable", message, "check that `git` is installed")
        };
        let mut child = command(&["cat-file", "blob", object])
            .current_dir(&self.root)
            .spawn()
            .map_err(failed)?;
        let text = match child.stdout.take() {
            Some(stdout) => files::read_text(name, stdout, LARGEST_FILE_BYTES),
            None => files::read_text(name, std::io::empty(), LARGEST_FILE_BYTES),
        };
        // A text that is too long is not read to its end: git need not go on.
        let _ = child.kill();
        child.wait().map_err(failed)?;
        text
    }

    /// The files below a folder that a pattern matches, in alphabetical order;
    /// the folder is seen from that of the user.
    pub(crate) fn matches(&self, folder: &Path, pattern: &glob::Pattern) -> Vec<String> {
        let arguments = ["ls-tree", "-r", "-z", "--name-only", "--full-tree"];
        let all = git(&[&arguments[..], &[self.commit.as_str()]].concat());
        let Some(base) = self.within(&folder.join("file").display().to_string()) else {
            return Vec::new();
        };
        let base = base.strip_suffix("file").unwrap_or_default();
        let options = glob::MatchOptions {
            require_literal_separator: true,
            ..glob::MatchOptions::new()
        };
        let mut found: Vec<String> = all
            .unwrap_or_default()
            .split('\0')
            .filter_map(|path| path.strip_prefix(base))
            .filter(|path| !path.is_empty() && pattern.matches_with(path, options))
            .map(|path| files::tidy(&folder.join(path)).display().to_string())
            .collect();
        found.sort();
        found
    }

    /// The TOML files that were there and are gone, wherever they were, but for
    /// those that are known.
    pub(crate) fn gone(&self, known: &[String]) -> Vec<String> {
        let known: Vec<_> = known.iter().filter_map(|path| self.within(path)).collect();
        let arguments = [
            "diff",
            "-z",
            "--name-only",
            "--no-renames",
            "--diff-filter=D",
        ];
        let all = git(&[&arguments[..], &[self.commit.as_str(), "--"]].concat());
        let all = all.unwrap_or_default();
        let is_meant = |path: &&str| {
            let is_toml = Path::new(path).extension().is_some_and(|own| own == "toml");
            is_toml && !known.iter().any(|known| known == path)
        };
        all.split('\0')
            .filter(is_meant)
            .map(|path| self.root.join(path).display().to_string())
            .collect()
    }

    /// A path in the repository: nothing for one outside of it.
    fn within(&self, path: &str) -> Option<String> {
        let path = files::tidy(&self.here.join(path));
        // The folder may be a link, or gone since.
        let mut known = path.as_path();
        let whole = loop {
            known = known.parent()?;
            if let Ok(real) = known.canonicalize() {
                break real.join(path.strip_prefix(known).ok()?);
            }
        };
        let within = whole.strip_prefix(&self.root).ok()?;
        let parts = within.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    /// What stands before the names of its files.
    fn prefix(&self) -> String {
        format!("{}:", self.name)
    }
}

/// What a file of a revision extends is a file of that revision.
impl Files for Revision {
    fn read(&self, reference: &str, from: Option<&str>) -> Result<Option<Source>, Problems> {
        let prefix = self.prefix();
        let from = from.map(|from| from.strip_prefix(&prefix).unwrap_or(from));
        let folder = from.and_then(|from| Path::new(from).parent());
        let path = files::tidy(&folder.unwrap_or(Path::new("")).join(reference));
        Self::read(self, &path.display().to_string())
    }
}

fn problem(code: &'static str, message: String, help: &str) -> Problems {
    Problems::general(Diagnostic::general(code, message).help(help))
}

/// `git`, which asks nothing, fetches nothing and runs nothing.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(["--no-pager", "--literal-pathspecs", "--no-optional-locks"])
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        // The repository is the one that the user stands in.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What `git` prints, without the end of its line; or why it does not.
fn git(arguments: &[&str]) -> Result<String, String> {
    let output = command(arguments).output().map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            "`git` is not installed".to_owned()
        } else {
            error.to_string()
        }
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(said.lines().next().unwrap_or("`git` fails").to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
}
