//! `tinyfoot diff`: what a change does to footprints.

use std::fs::{self, File};
use std::io::Read;

use anyhow::Result;
use clap::Args;
use tinyfoot::analysis::{
    Difference, MostIncrease, Revision as Side, difference, difference_of_results,
};
use tinyfoot::device::{Draft, Files, LARGEST_FILE_BYTES, Request, presets};
use tinyfoot::model::Remark;
use tinyfoot::report::{Differences, Fate, Revised};
use tinyfoot::saved::{self, LARGEST_RESULT_BYTES, Saved, is_saved};
use tinyfoot::{Diagnostic, Factors, Footprint, Problems, assess};

use super::check::names;
use super::context::{DeviceArguments, check_streams, lay_over};
use super::files::{self, FileSystem, STREAM};
use super::gate::{GateOutputArguments, Outlets, limit};
use super::git::Revision;
use super::output::tell;
use super::problems::finish;
use super::project::{self, Tree, Workspace};
use super::status::{GATE_STATUS, Limits};

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot diff old.toml new.toml
  tinyfoot estimate my.toml --format json > saved.json; tinyfoot diff saved.json my.toml
  tinyfoot diff --git origin/main devices/*.toml --max-increase-percent 5

{GATE_STATUS}"))]
pub(crate) struct DiffArguments {
    /// OLD and NEW: device files (TOML), results of `estimate --format json`,
    /// `-` for standard input, or names of presets; with `--git`, device
    /// files, those of the project file if none is named
    #[arg(value_name = "DEVICE")]
    pub(crate) devices: Vec<String>,
    /// Hold the files as they are against those of this revision
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    pub(crate) git: Option<String>,
    /// Exit with 1 when anything differs
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Exit with 1 when a typical total rises by more than N percent
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) max_increase_percent: Option<String>,
    /// Exit with 1 when a typical total rises by more than N kg CO2e
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) max_increase_kg: Option<String>,
    #[command(flatten)]
    pub(crate) device: DeviceArguments,
    #[command(flatten)]
    pub(crate) output: GateOutputArguments,
}

/// Enough to see what a text begins with.
const BEGINNING_BYTES: u64 = 256;

pub(crate) fn run(arguments: &DiffArguments) -> Result<Limits> {
    let most = |option: &str, text: &Option<String>| match text {
        Some(text) => limit(option, text).map(Some),
        None => Ok(None),
    };
    let most = MostIncrease {
        kg: most("--max-increase-kg", &arguments.max_increase_kg)?,
        percent: most("--max-increase-percent", &arguments.max_increase_percent)?,
    };
    let workspace = project::find(&arguments.device.factors.project)?;
    let (found, inputs) = match &arguments.git {
        Some(revision) => since(arguments, revision, workspace.as_ref())?,
        None => between(arguments, workspace.as_ref())?,
    };
    let found = Differences { most, ..found };
    let of_project = workspace.as_ref().map_or_else(Vec::new, Workspace::files);
    let inputs = [&inputs[..], &arguments.device.factors.files, &of_project];
    let outlets = Outlets::open(&arguments.output, &inputs)?;
    outlets.write(&found)?;
    let is_broken = found.is_broken() || (arguments.exit_code && found.differ());
    Ok(if is_broken {
        Limits::Broken
    } else {
        Limits::Kept
    })
}

/// A device, or a saved result.
enum Operand {
    Device(Box<Draft>),
    Saved(Saved),
}

/// OLD against NEW.
fn between(
    arguments: &DiffArguments,
    workspace: Option<&Workspace>,
) -> Result<(Differences, Vec<String>)> {
    let [old, new] = arguments.devices.as_slice() else {
        return Err(usage(
            "`diff` takes two devices or results, OLD and NEW",
            "name both, or hold files against a revision with `--git REV`",
        ));
    };
    check_streams(&arguments.devices)?;
    let factors = project::factors(
        workspace,
        &arguments.device.factors.files,
        Tree::Working,
        true,
    )?;
    let mut problems = Problems::default();
    let mut read = |name: &String| match operand(name, arguments, workspace) {
        Ok(operand) => Some(operand),
        Err(found) => {
            problems.absorb(found);
            None
        }
    };
    let (Some(before), Some(after)) = (read(old), read(new)) else {
        return Err(problems.into());
    };
    let device = &arguments.device;
    let is_laid_over = !device.set.is_empty()
        || !device.factors.files.is_empty()
        || device.lifespan_years.is_some();
    if is_laid_over && matches!((&before, &after), (Operand::Saved(_), Operand::Saved(_))) {
        return Err(usage(
            "nothing is laid over saved results",
            "leave `--set`, `--factors` and `--lifespan-years` out, or name device files",
        ));
    }
    let factor_sets = |operand: &Operand| match operand {
        Operand::Device(_) => factors.fingerprints(),
        Operand::Saved(saved) => saved.factor_sets.clone(),
    };
    let (old_factor_sets, new_factor_sets) = (factor_sets(&before), factor_sets(&after));
    let devices = match (before, after) {
        (Operand::Device(before), Operand::Device(after)) => {
            let [old, new] = [&before, &after].map(|draft| Side {
                draft,
                factors: &factors,
            });
            vec![kept(difference(old, new)?, &after)]
        }
        (Operand::Saved(before), Operand::Device(after)) => {
            let footprint = assess(&after.device(&factors)?, &factors);
            let was = one(before, &footprint.name, old)?;
            vec![kept(results(was, (footprint, None)), &after)]
        }
        (Operand::Device(before), Operand::Saved(after)) => {
            let footprint = assess(&before.device(&factors)?, &factors);
            let is = one(after, &footprint.name, new)?;
            vec![kept(results((footprint, None), is), &before)]
        }
        (Operand::Saved(before), Operand::Saved(after)) => by_name(before, after),
    };
    let shown = |name: &String| match name.as_str() {
        STREAM => "standard input".to_owned(),
        name => name.to_owned(),
    };
    let found = Differences {
        old: shown(old),
        new: shown(new),
        old_factor_sets,
        new_factor_sets,
        devices,
        most: MostIncrease::default(),
    };
    Ok((found, arguments.devices.clone()))
}

/// Devices as they are against those of a revision.
fn since(
    arguments: &DiffArguments,
    revision: &str,
    workspace: Option<&Workspace>,
) -> Result<(Differences, Vec<String>)> {
    if arguments.devices.iter().any(|name| name == STREAM) {
        return Err(usage(
            "standard input has no revision",
            "name device files, or give `--git` up",
        ));
    }
    let revision = Revision::find(revision)?;
    let then = workspace.map_or(Ok(None), |workspace| workspace.at(&revision));
    // Who repairs a project file that cannot be read is not held up by it.
    let then = then.unwrap_or_else(|error| {
        tell(&format!(
            "note: the project file as of {} cannot be read, and is taken as it is: {error:#}",
            revision.name
        ));
        None
    });
    // A project file that is new says what the devices were.
    let (before, is_there) = match &then {
        Some(then) => (Some(then), true),
        None => (workspace, false),
    };
    let at = Tree::At(&revision);
    let paths = &arguments.device.factors.files;
    let old_factors = project::factors(before, paths, at, is_there)?;
    let new_factors = project::factors(workspace, paths, Tree::Working, true)?;
    let is_named = !arguments.devices.is_empty();
    let mut all = match before {
        // All of the devices may be gone, or new.
        Some(before) if !is_named => before.devices(at, false)?,
        _ => Vec::new(),
    };
    let now = match workspace {
        Some(workspace) if !all.is_empty() => workspace.devices(Tree::Working, false)?,
        _ => names(&arguments.devices, workspace)?,
    };
    for name in &now {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    let pairs = all.iter().map(|name| Pair {
        name,
        old: draft(name, arguments, before, &revision),
        // What the project names no longer is gone, whatever there is.
        new: if now.contains(name) {
            draft(name, arguments, workspace, &FileSystem)
        } else {
            Ok(None)
        },
    });
    let mut pairs: Vec<Pair<'_>> = pairs.collect();
    // One that is named may have had the name of a file that is gone.
    let mut before_names = match before {
        Some(before) if is_named => before.devices(at, false)?,
        _ => Vec::new(),
    };
    // A shell names what there is now.
    if is_named && pairs.iter().any(|pair| matches!(pair.old, Ok(None))) {
        before_names.extend(revision.gone(&before_names));
    }
    for name in before_names.iter().filter(|name| !all.contains(name)) {
        if let Ok(None) = draft(name, arguments, workspace, &FileSystem) {
            pairs.push(Pair {
                name,
                old: draft(name, arguments, before, &revision),
                new: Ok(None),
            });
        }
    }
    let mut devices = Vec::new();
    let mut problems = Problems::default();
    let pairs = renamed(pairs).into_iter();
    for pair in pairs.filter(|pair| all.iter().any(|name| name == pair.name)) {
        match pair.revised(&old_factors, &new_factors, &revision.name) {
            Ok(revised) => devices.push(revised),
            Err(found) => problems.absorb(found),
        }
    }
    let found = Differences {
        old: format!(
            "{} ({})",
            revision.name,
            &revision.commit[..revision.commit.len().min(7)]
        ),
        new: "the working tree".to_owned(),
        old_factor_sets: old_factors.fingerprints(),
        new_factor_sets: new_factors.fingerprints(),
        devices,
        most: MostIncrease::default(),
    };
    Ok((finish(found, problems)?, all))
}

/// A device then and now; nothing where its file is not there.
struct Pair<'a> {
    name: &'a str,
    old: Result<Option<Draft>, Problems>,
    new: Result<Option<Draft>, Problems>,
}

/// A device that is gone and one that is new are the same, under the name of
/// another file, where they alone have its name.
fn renamed(mut pairs: Vec<Pair<'_>>) -> Vec<Pair<'_>> {
    let name = |side: &Result<Option<Draft>, Problems>| {
        let draft = side.as_ref().ok()?.as_ref()?;
        draft.name().map(str::to_owned)
    };
    let gone = |pair: &Pair<'_>| {
        matches!(pair.new, Ok(None))
            .then(|| name(&pair.old))
            .flatten()
    };
    let fresh = |pair: &Pair<'_>| {
        matches!(pair.old, Ok(None))
            .then(|| name(&pair.new))
            .flatten()
    };
    let names: Vec<String> = pairs.iter().filter_map(gone).collect();
    for name in &names {
        let places = |of: &dyn Fn(&Pair<'_>) -> Option<String>| -> Vec<usize> {
            let own = |(at, pair)| (of(pair).as_ref() == Some(name)).then_some(at);
            pairs.iter().enumerate().filter_map(own).collect()
        };
        let [old] = places(&gone)[..] else {
            continue;
        };
        let mut candidates = places(&fresh);
        // Of several, the one that says the same.
        if candidates.len() > 1 {
            let said = said(&pairs[old].old);
            candidates.retain(|new| said == self::said(&pairs[*new].new));
        }
        if let [new] = candidates[..] {
            pairs[new].old = std::mem::replace(&mut pairs[old].old, Ok(None));
            pairs.remove(old);
        }
    }
    pairs
}

/// What a device states, wherever it stands.
fn said(side: &Result<Option<Draft>, Problems>) -> Vec<(String, String, String)> {
    let Ok(Some(draft)) = side else {
        return Vec::new();
    };
    let statements = draft.statements().into_iter();
    statements
        .map(|own| (own.path, own.value, own.remarks))
        .collect()
}

impl Pair<'_> {
    fn revised(
        self,
        old_factors: &Factors,
        new_factors: &Factors,
        revision: &str,
    ) -> Result<Revised, Problems> {
        let assessed = |draft: &Draft, factors: &Factors| {
            let device = draft.device(factors)?;
            Ok::<_, Problems>(Box::new(assess(&device, factors)))
        };
        // Who repairs a device that could not be read is not held up by it.
        let old = self.old.and_then(|old| {
            old.map(|old| old.device(old_factors).map(|_| old))
                .transpose()
        });
        let (old, new) = match (old, self.new?) {
            (Err(why), Some(new)) => {
                tell(&format!(
                    "note: {} as of {revision} cannot be read, and counts as new: {why}",
                    self.name
                ));
                (None, Some(new))
            }
            (old, new) => (old?, new),
        };
        match (old, new) {
            (Some(old), Some(new)) => {
                let old = Side {
                    draft: &old,
                    factors: old_factors,
                };
                let found = difference(
                    old,
                    Side {
                        draft: &new,
                        factors: new_factors,
                    },
                )?;
                Ok(kept(found, &new))
            }
            (None, Some(new)) => {
                let footprint = assessed(&new, new_factors)?;
                Ok(Revised {
                    name: footprint.name.clone(),
                    position: new.start(),
                    fate: Fate::New(footprint),
                })
            }
            (Some(old), None) => {
                let footprint = assessed(&old, old_factors)?;
                Ok(Revised {
                    name: footprint.name.clone(),
                    position: None,
                    fate: Fate::Deleted(footprint),
                })
            }
            (None, None) => Err(Problems::general(
                Diagnostic::general(
                    "unknown-device",
                    format!("there is no file `{}`, then or now", self.name),
                )
                .help("check the path; paths are relative to this folder"),
            )),
        }
    }
}

/// A device of a tree of files; nothing where its file is not there.
fn draft(
    name: &str,
    arguments: &DiffArguments,
    workspace: Option<&Workspace>,
    files: &dyn Files,
) -> Result<Option<Draft>, Problems> {
    let source = files.read(name, None)?;
    let request = match source {
        Some(source) => Request::source(&source.name, &source.text),
        None if presets::find(name).is_some() => Request::named(name),
        None => return Ok(None),
    };
    drafted(request, arguments, workspace, files).map(Some)
}

fn drafted(
    request: Request,
    arguments: &DiffArguments,
    workspace: Option<&Workspace>,
    files: &dyn Files,
) -> Result<Draft, Problems> {
    lay_over(request, &arguments.device, workspace).draft(files)
}

fn operand(
    name: &str,
    arguments: &DiffArguments,
    workspace: Option<&Workspace>,
) -> Result<Operand, Problems> {
    let request = if name == STREAM || may_be_saved(name) {
        let source = files::read_up_to(name, LARGEST_RESULT_BYTES)?;
        if is_saved(&source.text) {
            return saved::read(&source).map(Operand::Saved);
        }
        if source.text.len() > LARGEST_FILE_BYTES {
            return Err(files::too_large(&source.name, LARGEST_FILE_BYTES));
        }
        Request::source(&source.name, &source.text)
    } else {
        Request::named(name)
    };
    let draft = drafted(request, arguments, workspace, &FileSystem)?;
    Ok(Operand::Device(Box::new(draft)))
}

/// Whether a file begins as a saved result does. A pipe may: what is read of
/// it to find out is gone, so that it is read whole.
fn may_be_saved(name: &str) -> bool {
    match fs::metadata(name) {
        Ok(metadata) if metadata.is_file() => {
            let mut beginning = Vec::new();
            File::open(name)
                .and_then(|file| file.take(BEGINNING_BYTES).read_to_end(&mut beginning))
                .is_ok_and(|_| is_saved(&String::from_utf8_lossy(&beginning)))
        }
        Ok(metadata) => !metadata.is_dir(),
        Err(_) => false,
    }
}

/// A footprint, and the version of the tool that saved it.
type Versioned = (Footprint, Option<String>);

/// The device of a saved result that is called so, or its only one.
fn one(saved: Saved, name: &str, file: &str) -> Result<Versioned, Problems> {
    let Saved {
        version,
        footprints,
        ..
    } = saved;
    let is_alone = footprints.len() == 1;
    let names: Vec<String> = footprints.iter().map(|own| own.name.clone()).collect();
    let found = footprints
        .into_iter()
        .find(|own| is_alone || own.name == name);
    found.map(|own| (own, Some(version))).ok_or_else(|| {
        Problems::general(
            Diagnostic::general(
                "unknown-device",
                format!("{file} has no device that is called `{name}`"),
            )
            .help(format!("it has: {}", names.join(", "))),
        )
    })
}

/// All devices of two saved results: two alone are the same, others by name.
fn by_name(before: Saved, after: Saved) -> Vec<Revised> {
    let is_alone = before.footprints.len() == 1 && after.footprints.len() == 1;
    let mut rest = before.footprints;
    let mut devices = Vec::new();
    for new in after.footprints {
        let at = rest.iter().position(|old| is_alone || old.name == new.name);
        let name = new.name.clone();
        let fate = match at {
            Some(at) => {
                let old = (rest.remove(at), Some(before.version.clone()));
                let new = (new, Some(after.version.clone()));
                Fate::Kept(Box::new(results(old, new)))
            }
            None => Fate::New(Box::new(new)),
        };
        devices.push(Revised {
            name,
            position: None,
            fate,
        });
    }
    devices.extend(rest.into_iter().map(|old| Revised {
        name: old.name.clone(),
        position: None,
        fate: Fate::Deleted(Box::new(old)),
    }));
    devices
}

/// Results line by line; a word where other versions made them.
fn results(old: Versioned, new: Versioned) -> Difference {
    let own = || env!("CARGO_PKG_VERSION").to_owned();
    let [before, after] = [&old.1, &new.1].map(|version| version.clone().unwrap_or_else(own));
    let mut found = difference_of_results(old.0, new.0);
    if before != after {
        found.flags.push(Remark {
            code: "versions-differ",
            block: None,
            text: format!("old is of version {before}, new of {after}: formulas may differ"),
        });
    }
    found
}

fn kept(found: Difference, draft: &Draft) -> Revised {
    Revised {
        name: found.new.name.clone(),
        position: draft.start(),
        fate: Fate::Kept(Box::new(found)),
    }
}

fn usage(message: &str, help: &str) -> anyhow::Error {
    Problems::general(Diagnostic::general("bad-usage", message).help(help)).into()
}
