//! The project file of a repository, and the devices that it names.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use glob::{Pattern, PatternError};
use tinyfoot::device::presets;
use tinyfoot::project::{FILE_NAME, Project, Reference};
use tinyfoot::{Diagnostic, Factors, Problems, Source};

use super::files;
use super::git::Revision;
use super::problems::finish;

#[derive(Args)]
pub(crate) struct ProjectArguments {
    /// The project file, whose factors and defaults hold [default:
    /// `tinyfoot.toml` in this folder or above, up to the root of the
    /// repository]
    #[arg(long, value_name = "FILE", conflicts_with = "no_project")]
    pub(crate) project: Option<String>,
    /// Read no project file
    #[arg(long)]
    pub(crate) no_project: bool,
}

/// A project file, and where it is, seen from the folder of the user.
pub(crate) struct Workspace {
    pub(crate) project: Project,
    path: PathBuf,
}

/// What a pattern matches, and which folders could not be looked into.
#[derive(Default)]
struct Matches {
    files: Vec<String>,
    unreadable: Vec<String>,
}

/// Where files are read from.
#[derive(Clone, Copy)]
pub(crate) enum Tree<'a> {
    /// As they are.
    Working,
    /// As of a revision.
    At(&'a Revision),
}

impl Tree<'_> {
    /// A file, if it is there.
    fn read(self, path: &str) -> Result<Option<Source>, Problems> {
        match self {
            Self::Working if Path::new(path).exists() => files::read_input(path).map(Some),
            Self::Working => Ok(None),
            Self::At(revision) => revision.read(path),
        }
    }

    /// The files below a folder that a pattern matches, in alphabetical order.
    fn matches(self, folder: &Path, pattern: &str) -> Result<Matches, PatternError> {
        match self {
            Self::Working => {
                let folder = Pattern::escape(&folder.display().to_string());
                let pattern = Path::new(&folder).join(pattern);
                let mut found = Matches::default();
                for path in glob::glob(&pattern.display().to_string())? {
                    match path {
                        Ok(path) if path.is_dir() => {}
                        // A link that leads nowhere is a device that cannot be read.
                        Ok(path) => found.files.push(files::tidy(&path).display().to_string()),
                        Err(error) => found.unreadable.push(error.to_string()),
                    }
                }
                Ok(found)
            }
            Self::At(revision) => Ok(Matches {
                files: revision.matches(folder, &Pattern::new(pattern)?),
                unreadable: Vec::new(),
            }),
        }
    }
}

/// The project file that was named, or the one of this folder or of one above,
/// up to the root of the repository.
pub(crate) fn find(arguments: &ProjectArguments) -> Result<Option<Workspace>> {
    if arguments.no_project {
        return Ok(None);
    }
    let path = match &arguments.project {
        Some(path) if Path::new(path).is_dir() => Path::new(path).join(FILE_NAME),
        Some(path) => PathBuf::from(path),
        None => match upwards() {
            Some(path) => path,
            None => return Ok(None),
        },
    };
    let source = files::read_input(&path.display().to_string())?;
    Ok(Some(Workspace::new(source, &path)?))
}

fn upwards() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let mut path = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(FILE_NAME).is_file() {
            return Some(path.join(FILE_NAME));
        }
        if folder.join(".git").exists() {
            return None;
        }
        path.push("..");
    }
    None
}

impl Workspace {
    fn new(source: Source, path: &Path) -> Result<Self, Problems> {
        Ok(Self {
            project: Project::parse(source)?,
            path: path.to_owned(),
        })
    }

    /// The folder that its paths are relative to.
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The same as of a revision; nothing where it was not there.
    pub(crate) fn at(&self, revision: &Revision) -> Result<Option<Self>> {
        let name = &self.project.source.name;
        let Some(source) = revision.read(name)? else {
            return Ok(None);
        };
        Ok(Some(Self::new(source, Path::new(name))?))
    }

    /// The file itself, and the factor sets that it names.
    pub(crate) fn files(&self) -> Vec<String> {
        let factors = self.project.factors.iter();
        let factors = factors.map(|reference| self.path(&reference.text));
        let own = self.project.source.name.clone();
        [own].into_iter().chain(factors).collect()
    }

    /// A path of the project file, from the folder of the user.
    fn path(&self, text: &str) -> String {
        files::tidy(&self.folder().join(text)).display().to_string()
    }

    fn problem(&self, reference: &Reference, code: &'static str, message: String) -> Problems {
        Problems::new(
            vec![self.project.source.clone()],
            vec![Diagnostic::at(code, &reference.place, message).help(
                "paths are relative to the project file; `*` stands for any name, \
                 `**` for any folders",
            )],
        )
    }

    /// The devices that it names. Where `must_match` is not set, a pattern may
    /// match nothing.
    pub(crate) fn devices(&self, tree: Tree<'_>, must_match: bool) -> Result<Vec<String>> {
        let mut devices = Vec::new();
        let mut problems = Problems::default();
        for reference in &self.project.devices {
            let text = &reference.text;
            let path = self.path(text);
            let is_pattern = text.contains(['*', '?', '[']);
            if !is_pattern {
                // A preset is meant where no file has its name.
                match tree.read(&path) {
                    Ok(None) if presets::find(text).is_some() => devices.push(text.clone()),
                    Ok(None) if must_match => {
                        let message = format!("there is no file and no preset `{text}`");
                        problems.absorb(self.problem(reference, "unknown-device", message));
                    }
                    // What cannot be read says so when it is.
                    Err(_) if must_match => devices.push(path),
                    Ok(Some(_)) => devices.push(path),
                    Ok(None) | Err(_) => {}
                }
                continue;
            }
            // A pattern may begin outside of the folder of the project.
            let pattern = text.trim_start_matches("../");
            let outside = &text[..text.len() - pattern.len()];
            let folder = files::tidy(&self.folder().join(outside));
            match tree.matches(&folder, pattern) {
                Ok(Matches { files, unreadable }) => {
                    for why in &unreadable {
                        let message = format!("not all that `{text}` matches can be read: {why}");
                        problems.absorb(self.problem(reference, "unreadable", message));
                    }
                    if files.is_empty() && unreadable.is_empty() && must_match {
                        let message = format!("no file is matched by `{text}`");
                        problems.absorb(self.problem(reference, "no-match", message));
                    }
                    devices.extend(files);
                }
                Err(why) => {
                    let message = format!("`{text}` is no pattern of paths: {}", why.msg);
                    problems.absorb(self.problem(reference, "bad-pattern", message));
                }
            }
        }
        // A project file is no device, whatever matches it.
        let own = files::tidy(&self.path).display().to_string();
        devices.retain(|device| *device != own);
        let mut once: Vec<String> = Vec::new();
        for device in devices {
            if !once.contains(&device) {
                once.push(device);
            }
        }
        finish(once, problems)
    }

    /// Its factor sets over the built-in one.
    pub(crate) fn layer(
        &self,
        tree: Tree<'_>,
        must_be_there: bool,
        factors: &mut Factors,
    ) -> Result<(), Problems> {
        let mut problems = Problems::default();
        for reference in &self.project.factors {
            let path = self.path(&reference.text);
            let layered = match tree.read(&path) {
                Ok(Some(source)) => factors.layer(&source.text, &path),
                Ok(None) if !must_be_there => Ok(()),
                Ok(None) => {
                    let message = format!("there is no file `{path}`");
                    Err(self.problem(reference, "unreadable", message))
                }
                Err(found) => Err(found),
            };
            if let Err(found) = layered {
                problems.absorb(found);
            }
        }
        if problems.diagnostics.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

/// The built-in factors under those of the project and of the command line.
/// What was not yet there at a revision is no layer of it.
pub(crate) fn factors(
    workspace: Option<&Workspace>,
    paths: &[String],
    tree: Tree<'_>,
    must_be_there: bool,
) -> Result<Factors> {
    let mut factors = Factors::builtin();
    let mut problems = Problems::default();
    if let Some(workspace) = workspace
        && let Err(found) = workspace.layer(tree, must_be_there, &mut factors)
    {
        problems.absorb(found);
    }
    for path in paths {
        let source = match tree {
            Tree::Working => files::read_input(path).map(Some),
            Tree::At(revision) => revision.read(path),
        };
        let layered = source.and_then(|source| match source {
            Some(source) => factors.layer(&source.text, path),
            None => Ok(()),
        });
        if let Err(found) = layered {
            problems.absorb(found);
        }
    }
    finish(factors, problems)
}
