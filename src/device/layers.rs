//! From texts to one tree: files, the ones that they extend, and overrides.

use crate::diagnostic::{Diagnostic, Place, Problems, Source, suggest};
use crate::factors::Factors;
use crate::tree::{self, Entry, Node, Table, Value};

use super::{Device, merge, presets, read};

/// A device file is a page of text; more is a mistake.
pub const LARGEST_FILE_BYTES: usize = 1 << 20;

/// Parents of parents of parents: more than this is a mistake.
const LONGEST_CHAIN: usize = 16;

/// Where texts that a device refers to come from.
pub trait Files {
    /// The text that `reference` names, seen from the file `from`; nothing if
    /// there is no such file, so that a preset may be meant.
    ///
    /// # Errors
    ///
    /// Why a file that is there could not be read.
    fn read(&self, reference: &str, from: Option<&str>) -> Result<Option<Source>, Problems>;
}

/// No files: only what is built in.
#[derive(Clone, Copy, Debug)]
pub struct PresetsOnly;

impl Files for PresetsOnly {
    fn read(&self, _: &str, _: Option<&str>) -> Result<Option<Source>, Problems> {
        Ok(None)
    }
}

/// What to load: a device and what is laid over it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The name of a file or preset.
    name: String,
    /// The text, where it is at hand.
    text: Option<String>,
    /// `path=value` texts, applied in order.
    overrides: Vec<Override>,
}

/// A value from the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Override {
    /// What the value is called in messages.
    name: String,
    /// The value as a line of TOML.
    text: String,
}

impl Request {
    /// A file or preset.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// A text at hand.
    pub fn text(text: &str) -> Self {
        Self::source("<text>", text)
    }

    /// A text at hand, and its name in messages.
    pub fn source(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    /// Lays `path=value` over the device, as in `processing.mcu_mm2=17`.
    #[must_use]
    pub fn set(mut self, assignment: &str) -> Self {
        self.overrides.push(Override {
            name: "--set".to_owned(),
            text: assignment.to_owned(),
        });
        self
    }

    /// Lays a lifespan, a number of years, over the device.
    #[must_use]
    pub fn lifespan_years(mut self, years: &str) -> Self {
        self.overrides.push(Override {
            name: "--lifespan-years".to_owned(),
            text: format!("lifespan_years = {years}"),
        });
        self
    }

    /// Reads, merges and validates.
    ///
    /// # Errors
    ///
    /// All problems that were found.
    pub fn load(&self, files: &dyn Files, factors: &Factors) -> Result<Device, Problems> {
        let mut loader = Loader {
            files,
            sources: Vec::new(),
            diagnostics: Vec::new(),
            chain: Vec::new(),
        };
        let table = loader.load(self);
        let (mut diagnostics, mut device) = (loader.diagnostics, None);
        if let Some(table) = table
            && diagnostics.is_empty()
        {
            let fallback = super::name_of_file(&self.name);
            (device, diagnostics) = read::device(&table, &fallback, factors);
        }
        match device {
            Some(device) if diagnostics.is_empty() => Ok(device),
            _ => Err(Problems::new(loader.sources, diagnostics)),
        }
    }
}

/// A text and whether it is built in.
struct Text {
    source: Source,
    is_preset: bool,
}

struct Loader<'a> {
    files: &'a dyn Files,
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
    /// The names of the files that are being read, the outermost first.
    chain: Vec<String>,
}

impl Loader<'_> {
    fn load(&mut self, request: &Request) -> Option<Table> {
        let text = match &request.text {
            Some(text) => Text {
                source: Source {
                    name: request.name.clone(),
                    text: text.clone(),
                },
                is_preset: false,
            },
            None => self.find(&request.name, None, None)?,
        };
        let mut table = self.read(&text)?;
        for value in &request.overrides {
            if let Some(layer) = self.read_override(value) {
                table = merge::lay_over(table, layer);
            }
        }
        omit(&mut table);
        Some(table)
    }

    /// A file, or a preset where there is no such file. What a preset extends
    /// is a preset, whatever files there are.
    fn find(&mut self, name: &str, from: Option<&Text>, place: Option<&Place>) -> Option<Text> {
        let found = match from {
            Some(from) if from.is_preset => Ok(None),
            _ => self
                .files
                .read(name, from.map(|from| from.source.name.as_str())),
        };
        match found {
            Ok(Some(source)) => Some(Text {
                source,
                is_preset: false,
            }),
            Ok(None) => {
                if let Some(preset) = presets::find(name) {
                    return Some(Text {
                        source: Source {
                            name: format!("preset {name}"),
                            text: preset.text.to_owned(),
                        },
                        is_preset: true,
                    });
                }
                let mut diagnostic = unknown_device(name);
                diagnostic.place = place.cloned();
                self.diagnostics.push(diagnostic);
                None
            }
            Err(problems) => {
                let mut own = Problems {
                    sources: std::mem::take(&mut self.sources),
                    diagnostics: std::mem::take(&mut self.diagnostics),
                };
                own.absorb(problems);
                self.sources = own.sources;
                self.diagnostics = own.diagnostics;
                // A problem of the whole file is shown where it is named.
                if let Some(diagnostic) = self.diagnostics.last_mut() {
                    diagnostic.place = diagnostic.place.take().or_else(|| place.cloned());
                }
                None
            }
        }
    }

    /// A text as a tree, laid over the one that it extends.
    fn read(&mut self, text: &Text) -> Option<Table> {
        let source = &text.source;
        let index = self.sources.len();
        self.sources.push(source.clone());
        if source.text.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::at("empty-file", &Place::start_of(index), format!("{} is empty", source.name))
                    .help("a device needs at least one block; `tinyfoot init` writes a file to start from"),
            );
            return None;
        }
        let mut table = match tree::parse(&source.text, index) {
            Ok(table) => table,
            Err(diagnostics) => {
                self.diagnostics.extend(diagnostics);
                return None;
            }
        };
        let Some(extends) = table.get("extends").cloned() else {
            return Some(table);
        };
        table.retain(|key| key != "extends");
        let Value::Text(parent) = &extends.value else {
            self.diagnostics.push(crate::read::wrong_type(
                "extends",
                "the name of a preset or a path in quotes",
                &extends.value,
                &extends.place,
            ));
            return None;
        };
        self.chain.push(source.name.clone());
        let parent = self.find(parent, Some(text), Some(&extends.place))?;
        if self.chain.contains(&parent.source.name) {
            let mut circle = self.chain.clone();
            circle.push(parent.source.name);
            self.diagnostics.push(
                Diagnostic::at(
                    "extends-cycle",
                    &extends.place,
                    "this device extends itself",
                )
                .help(format!("break the circle: {}", circle.join(" -> "))),
            );
            return None;
        }
        if self.chain.len() >= LONGEST_CHAIN {
            self.diagnostics.push(
                Diagnostic::at(
                    "extends-chain",
                    &extends.place,
                    format!("more than {LONGEST_CHAIN} devices extend one another"),
                )
                .help("extend a device nearer to the root of the chain"),
            );
            return None;
        }
        let parent = self.read(&parent)?;
        Some(merge::lay_over(parent, table))
    }

    /// `path=value` as a tree. A value that is no TOML is a text: `use.grid=FR`.
    fn read_override(&mut self, value: &Override) -> Option<Table> {
        let index = self.sources.len();
        self.sources.push(Source {
            name: value.name.clone(),
            text: value.text.clone(),
        });
        let place = |start, end| Place {
            source: index,
            span: start..end,
        };
        let Some((path, raw)) = value.text.split_once('=') else {
            self.diagnostics.push(
                Diagnostic::at(
                    "bad-override",
                    &place(0, value.text.len()),
                    "there is no `=`",
                )
                .help("write `--set PATH=VALUE`, for example `--set processing.mcu_mm2=17`"),
            );
            return None;
        };
        if path.trim() == "extends" {
            self.diagnostics.push(
                Diagnostic::at(
                    "bad-override",
                    &place(0, path.len()),
                    "`extends` cannot be set from outside",
                )
                .help("name the other device instead, or extend it in a file"),
            );
            return None;
        }
        if let Ok(table) = tree::parse(&value.text, index) {
            return Some(table);
        }
        let keys = tree::parse(&format!("{path}=0"), index);
        let Ok(mut table) = keys else {
            self.diagnostics.push(
                Diagnostic::at(
                    "bad-override",
                    &place(0, path.len()),
                    format!("`{}` is no path of keys", path.trim()),
                )
                .help("write keys with dots between them, for example `processing.mcu_mm2`"),
            );
            return None;
        };
        if raw.trim().is_empty() {
            self.diagnostics.push(
                Diagnostic::at(
                    "bad-override",
                    &place(path.len(), value.text.len()),
                    "there is no value after the `=`",
                )
                .help("write `--set PATH=VALUE`, for example `--set processing.mcu_mm2=17`"),
            );
            return None;
        }
        *innermost(&mut table)? = Node {
            value: Value::Text(raw.trim().to_owned()),
            place: place(value.text.len() - raw.trim_start().len(), value.text.len()),
        };
        Some(table)
    }
}

/// The value of a tree that is one path.
fn innermost(table: &mut Table) -> Option<&mut Node> {
    let Entry { node, .. } = table.entries.first_mut()?;
    if matches!(node.value, Value::Table(_)) {
        let Value::Table(table) = &mut node.value else {
            return None;
        };
        return innermost(table);
    }
    Some(node)
}

/// Drops the blocks that `omit` lists, which stay for the validation.
fn omit(table: &mut Table) {
    let Some(Value::Array(nodes)) = table.get("omit").map(|node| node.value.clone()) else {
        return;
    };
    let omitted = |key: &str| {
        nodes
            .iter()
            .any(|node| matches!(&node.value, Value::Text(text) if text == key))
    };
    table.retain(|key| !omitted(key));
}

fn unknown_device(name: &str) -> Diagnostic {
    let has_extension = std::path::Path::new(name).extension().is_some();
    if name.contains(['/', '\\']) || has_extension {
        return Diagnostic::general("unknown-device", format!("there is no file `{name}`"))
            .help("check the path; without a path and `.toml`, it is the name of a preset");
    }
    let names = presets::ALL.iter().map(|preset| preset.name);
    Diagnostic::general(
        "unknown-device",
        format!("there is no file and no preset `{name}`"),
    )
    .help(suggest(name, names, "the presets are"))
}
