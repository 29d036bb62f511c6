//! From texts to one tree: files, the ones that they extend, and overrides.

use std::borrow::Cow;

use crate::block::Block;
use crate::diagnostic::{Diagnostic, Place, Problems, Source, suggest};
use crate::factors::Factors;
use crate::read::Reader;
use crate::saved;
use crate::tree::{self, Base, Entry, Node, Table, Value};

use super::budgets::OF_BLOCKS;
use super::defaults::Defaults;
use super::draft::Draft;
use super::{Device, merge, presets};

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
    assignments: Vec<String>,
    /// A number of years as text.
    lifespan_years: Option<String>,
    /// What it has where it states nothing.
    defaults: Option<Defaults>,
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
        self.assignments.push(assignment.to_owned());
        self
    }

    /// Lays a lifespan, a number of years, over the device.
    #[must_use]
    pub fn lifespan_years(mut self, years: &str) -> Self {
        self.lifespan_years = Some(years.to_owned());
        self
    }

    /// Lays values under the device: it has them where it states none.
    #[must_use]
    pub fn defaults(mut self, defaults: &Defaults) -> Self {
        self.defaults = Some(defaults.clone());
        self
    }

    /// Reads, merges and validates.
    ///
    /// # Errors
    ///
    /// All problems that were found.
    pub fn load(&self, files: &dyn Files, factors: &Factors) -> Result<Device, Problems> {
        self.draft(files)?.device(factors)
    }

    /// Reads and merges.
    ///
    /// # Errors
    ///
    /// All problems that were found, where they leave nothing to validate.
    pub fn draft(&self, files: &dyn Files) -> Result<Draft, Problems> {
        Ok(self.open(files)?.into_draft(&[]))
    }

    /// Reads the files, so that the device can be loaded many times.
    ///
    /// # Errors
    ///
    /// Problems that leave nothing to load.
    pub fn open(&self, files: &dyn Files) -> Result<Opened<'_>, Problems> {
        let mut loader = Loader {
            files,
            sources: Vec::new(),
            diagnostics: Vec::new(),
            chain: Vec::new(),
            values: 0,
            replaced: Vec::new(),
            default_years: default_years(self),
        };
        match loader.open(self) {
            Some(table) => Ok(Opened {
                request: Cow::Borrowed(self),
                table,
                sources: loader.sources,
                diagnostics: loader.diagnostics,
                replaced: loader.replaced,
            }),
            None => Err(Problems::new(loader.sources, loader.diagnostics)),
        }
    }
}

/// A device whose files were read.
#[derive(Clone)]
pub struct Opened<'a> {
    request: Cow<'a, Request>,
    /// The file, laid over those that it extends.
    table: Table,
    /// The texts of the files: the device first, then the one that it extends,
    /// and so on; behind them come values from the command line.
    sources: Vec<Source>,
    diagnostics: Vec<Diagnostic>,
    replaced: Vec<(Block, String)>,
}

impl Opened<'_> {
    /// Merges and validates, with more `path=value` texts behind those of the
    /// request.
    ///
    /// # Errors
    ///
    /// All problems that were found.
    pub fn load(&self, assignments: &[String], factors: &Factors) -> Result<Device, Problems> {
        self.clone().into_draft(assignments).device(factors)
    }

    /// The same, with its request in it.
    pub fn into_owned(self) -> Opened<'static> {
        Opened {
            request: Cow::Owned(self.request.into_owned()),
            table: self.table,
            sources: self.sources,
            diagnostics: self.diagnostics,
            replaced: self.replaced,
        }
    }

    /// Merges, with more `path=value` texts behind those of the request.
    fn into_draft(self, assignments: &[String]) -> Draft {
        let texts_of_files = self.sources.len();
        let mut loader = Loader {
            files: &PresetsOnly,
            sources: self.sources,
            diagnostics: self.diagnostics,
            chain: Vec::new(),
            values: 0,
            replaced: self.replaced,
            default_years: default_years(&self.request),
        };
        let mut table = loader.lay_over(self.table, assignments, &self.request);
        let mut defaulted = Vec::new();
        if let Some(defaults) = &self.request.defaults {
            defaulted = defaults.lay_under(&mut table, loader.sources.len());
            loader.sources.push(defaults.source().clone());
        }
        Draft {
            table,
            sources: loader.sources,
            diagnostics: loader.diagnostics,
            texts_of_files,
            fallback_name: super::name_of_file(&self.request.name),
            defaulted,
            replaced: loader.replaced,
        }
    }
}

/// The lifespan that a project states, if it does.
fn default_years(request: &Request) -> Option<Value> {
    let defaults = request.defaults.as_ref()?;
    defaults.lifespan_years().cloned()
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
    /// How many values there are in all that was read.
    values: usize,
    /// Values of a layer that were dropped for others of the next one.
    replaced: Vec<(Block, String)>,
    /// The lifespan of a device that states none, if that is not the usual one.
    default_years: Option<Value>,
}

impl Loader<'_> {
    fn open(&mut self, request: &Request) -> Option<Table> {
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
        self.read(&text)
    }

    /// Lays values from the command line over a device: those of the request,
    /// and behind them more of them.
    fn lay_over(&mut self, mut table: Table, more: &[String], request: &Request) -> Table {
        let (own, more) = self.read_assignments(&request.assignments, more);
        let of_lifespan = request.lifespan_years.as_ref();
        let of_lifespan = of_lifespan.map(|years| self.read_lifespan(years));
        let (mut own, more) = (merge::join(own), merge::join(more));
        if let Some(node) = own.get("omit")
            && matches!(&node.value, Value::Array(names) if names.is_empty())
        {
            let message = "`omit=[]` omits nothing";
            self.diagnostics.push(
                Diagnostic::at("bad-override", &node.place, message)
                    .help("what the file omits stays out: take it out of its `omit`"),
            );
        }
        self.omit(&mut table, &mut own);
        if let Some(omit) = more.entry("omit") {
            let message = "`omit` is no value that varies";
            self.diagnostics.push(
                Diagnostic::at("bad-override", &omit.key_place, message)
                    .help("leave the block out of all: `--set omit=BLOCK`"),
            );
        }
        // A source may be of a value behind it.
        self.check_sources(&merge::join(vec![own.clone(), more.clone()]));
        // One after the other: what is stated is so for the lifespan that is
        // there then.
        let layers = [own].into_iter().chain(of_lifespan).chain([more]);
        for layer in layers.filter(|layer| !layer.entries().is_empty()) {
            let before = merge::values(&table, &layer);
            table = merge::set(table, layer, self.default_years.as_ref());
            self.note_replaced(before, &table);
        }
        table
    }

    fn note_replaced(&mut self, before: Vec<(Block, String)>, merged: &Table) {
        let is_gone = |(block, key): &(Block, String)| {
            let own = merged.get(block.key()).map(|node| &node.value);
            !matches!(own, Some(Value::Table(table)) if table.has(key))
        };
        self.replaced.extend(before.into_iter().filter(is_gone));
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

    /// Counts the values of a tree that was read; whether there are too many.
    fn is_too_large(&mut self, table: &Table, base: Base) -> bool {
        self.values += table.size();
        let is_too_large = self.values > tree::MOST_VALUES;
        if is_too_large {
            self.diagnostics.push(tree::too_many_values(base));
        }
        is_too_large
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
        if saved::is_saved(&source.text) {
            self.diagnostics.push(
                Diagnostic::at(
                    "saved-result",
                    &Place::start_of(index),
                    "this is JSON, not a device file",
                )
                .help(
                    "results of `estimate --format json` are for `tinyfoot diff`; a device is TOML",
                ),
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
        let base = Base {
            source: index,
            offset: 0,
        };
        if self.is_too_large(&table, base) {
            return None;
        }
        let Some(extends) = table.get("extends").cloned() else {
            self.omit(&mut Table::default(), &mut table);
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
        let mut parent = self.read(&parent)?;
        // A name says which device it is: that of the parent is another one's.
        parent.retain(|key| key != "name");
        self.omit(&mut parent, &mut table);
        self.check_sources(&table);
        self.check_citations(&parent, &table);
        let before = merge::values(&parent, &table);
        let merged = merge::lay_over(parent, table, self.default_years.as_ref());
        self.note_replaced(before, &merged);
        Some(merged)
    }

    /// A key means the same source in a parent and its child, whose values
    /// both may cite it.
    fn check_citations(&mut self, parent: &Table, child: &Table) {
        let [Some(Value::Table(parent)), Some(Value::Table(child))] =
            [parent, child].map(|table| table.get("sources").map(|node| &node.value))
        else {
            return;
        };
        for entry in child
            .entries()
            .iter()
            .filter(|entry| parent.has(&entry.key))
        {
            self.diagnostics.push(
                Diagnostic::at(
                    "known-source",
                    &entry.key_place,
                    format!(
                        "`{}` is a source of the device that this one extends",
                        entry.key
                    ),
                )
                .help("give yours another key: a key means the same source in all layers"),
            );
        }
    }

    /// A source is that of the values in the same text: one that a layer gives
    /// to a block without a value would be that of nothing.
    fn check_sources(&mut self, layer: &Table) {
        let blocks = layer.entries().iter().filter(|entry| {
            Block::from_key(&entry.key).is_some_and(|block| block != Block::Custom)
        });
        for entry in blocks {
            let Value::Table(block) = &entry.node.value else {
                continue;
            };
            let is_remark = |key: &str| ["source", "assumption"].contains(&key);
            if let Some(source) = block.entry("source")
                && block.entries().iter().all(|entry| is_remark(&entry.key))
            {
                self.diagnostics.push(
                    Diagnostic::at(
                        "unused-key",
                        &source.key_place,
                        "this `source` stands beside no value",
                    )
                    .help("a source is that of the values in the same text: give both together"),
                );
            }
        }
    }

    /// Drops the blocks and custom components of `parent` that `child` omits.
    fn omit(&mut self, parent: &mut Table, child: &mut Table) {
        let Some(node) = child.get("omit").cloned() else {
            return;
        };
        child.retain(|key| key != "omit");
        let mut reader = Reader::default();
        let names = reader.texts("omit", &node);
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) || drop_block(parent, name) {
                continue;
            }
            let known = omissible(parent);
            let help = if known.is_empty() {
                "`omit` goes with `extends`: here, leave the block out".to_owned()
            } else if Block::from_key(name).is_some() {
                format!("the device that it extends has: {}", known.join(", "))
            } else {
                let known = known.iter().map(String::as_str);
                suggest(name, known, "the device that it extends has")
            };
            reader.report(
                Diagnostic::at(
                    "unknown-block",
                    &node.place,
                    format!("there is no block `{name}` to omit"),
                )
                .help(help),
            );
        }
        self.diagnostics.extend(reader.diagnostics);
    }

    /// Values as trees: those of the request, and more of them. They are one
    /// text, a line each, so that a source among them is of all.
    fn read_assignments(&mut self, own: &[String], more: &[String]) -> (Vec<Table>, Vec<Table>) {
        let name = match (own.is_empty(), more.is_empty()) {
            (true, true) => return (Vec::new(), Vec::new()),
            (false, true) => "--set",
            (true, false) => "--vary",
            (false, false) => "--set, --vary",
        };
        let assignments = [own, more].concat();
        let source = self.sources.len();
        self.sources.push(Source {
            name: name.to_owned(),
            text: assignments.join("\n"),
        });
        let (mut layers, mut layers_of_more) = (Vec::new(), Vec::new());
        let mut offset = 0;
        for (index, assignment) in assignments.iter().enumerate() {
            match read_assignment(assignment, source, offset) {
                Ok(layer) if self.is_too_large(&layer, Base { source, offset }) => break,
                Ok(layer) if index < own.len() => layers.push(layer),
                Ok(layer) => layers_of_more.push(layer),
                Err(diagnostic) => self.diagnostics.push(diagnostic),
            }
            offset += assignment.len() + 1;
        }
        let all: Vec<&Table> = layers.iter().chain(&layers_of_more).collect();
        self.diagnostics.extend(halved(&all));
        (layers, layers_of_more)
    }

    /// A lifespan from the command line as a tree.
    fn read_lifespan(&mut self, years: &str) -> Table {
        let place = Place {
            source: self.sources.len(),
            span: 0..years.len(),
        };
        self.sources.push(Source {
            name: "--lifespan-years".to_owned(),
            text: years.to_owned(),
        });
        let value = match years.trim().parse() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(years.to_owned()),
        };
        Table::from(vec![Entry {
            key: "lifespan_years".to_owned(),
            key_place: place.clone(),
            node: Node { value, place },
        }])
    }
}

/// What `omit` may name: the blocks, and the components as `custom.NAME`.
fn omissible(device: &Table) -> Vec<String> {
    let blocks = device.entries().iter();
    let blocks = blocks.filter(|entry| Block::from_key(&entry.key).is_some());
    blocks
        .flat_map(|block| {
            let components: &[Entry] = match &block.node.value {
                Value::Table(table) if block.key == Block::Custom.key() => table.entries(),
                _ => &[],
            };
            let own = components.iter();
            let own = own.map(|component| format!("{}.{}", block.key, component.key));
            [block.key.clone()].into_iter().chain(own)
        })
        .collect()
}

/// Drops what `omit` names, and a budget of that block alone; false if it is not
/// there.
fn drop_block(device: &mut Table, name: &str) -> bool {
    if !omissible(device).iter().any(|known| known == name) {
        return false;
    }
    match name.split_once('.') {
        Some((block, component)) => drop_inner(device, &[block, component]),
        None => device.retain(|key| key != name),
    }
    let block = name.split('.').next().unwrap_or(name);
    if !device.has(block) {
        drop_inner(device, &["budget", OF_BLOCKS.name, block]);
    }
    true
}

/// Drops what stands at the end of a path, and tables that are empty then.
fn drop_inner(table: &mut Table, path: &[&str]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let mut entries = table.entries_mut().iter_mut();
    let is_left = match entries.find(|entry| entry.key == *first) {
        Some(entry) if !rest.is_empty() => match &mut entry.node.value {
            Value::Table(inner) => {
                drop_inner(inner, rest);
                !inner.entries().is_empty()
            }
            _ => true,
        },
        _ => false,
    };
    if !is_left {
        table.retain(|key| key != *first);
    }
}

/// The keys to what an assignment states, and that.
fn stated(assignment: &Table) -> Option<(Vec<&str>, &Entry)> {
    let mut keys = Vec::new();
    let mut table = assignment;
    loop {
        let [entry] = table.entries() else {
            return None;
        };
        keys.push(entry.key.as_str());
        match &entry.node.value {
            Value::Table(below) => table = below,
            _ => return Some((keys, entry)),
        }
    }
}

/// Of a number and an end of its range one would be lost.
fn halved(assignments: &[&Table]) -> Option<Diagnostic> {
    let stated: Vec<_> = assignments.iter().filter_map(|own| stated(own)).collect();
    stated.iter().find_map(|(keys, end)| {
        let (last, above) = keys.split_last()?;
        let is_end = ["low", "typical", "high", "distribution"].contains(last);
        let is_whole = |(keys, entry): &&(Vec<&str>, &Entry)| {
            is_end && keys == above && matches!(entry.node.value, Value::Number(_))
        };
        let (_, whole) = stated.iter().find(is_whole)?;
        let message = format!(
            "`{}` is given as one number, and its `{last}` beside it",
            whole.key
        );
        let help = format!(
            "give the range as a whole: `{}={{ low = ..., typical = ..., high = ... }}`",
            above.join(".")
        );
        Some(Diagnostic::at("bad-override", &end.key_place, message).help(help))
    })
}

/// The keys of a path, however they are quoted; a text that is no path is one.
///
/// ```
/// use tinyfoot::device::path_keys;
///
/// assert_eq!(path_keys("casing.\"abs_g\""), ["casing", "abs_g"]);
/// ```
pub fn path_keys(path: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut below = tree::parse(&format!("{path} = 0"), 0).ok();
    while let Some(entry) = below.and_then(|table| table.into_entries().pop()) {
        keys.push(entry.key);
        below = match entry.node.value {
            Value::Table(table) => Some(table),
            _ => None,
        };
    }
    if keys.is_empty() {
        keys.push(path.to_owned());
    }
    keys
}

/// `path=value` as a tree. A value that is no TOML is a text: `use.grid=FR`.
fn read_assignment(text: &str, source: usize, offset: usize) -> Result<Table, Diagnostic> {
    let problem = |span: std::ops::Range<usize>, message: &str| {
        let span = offset + span.start..offset + span.end;
        Diagnostic::at("bad-override", &Place { source, span }, message)
    };
    if let Some(end) = text.find('\n') {
        return Err(problem(end..text.len(), "the value has more than one line")
            .help("give each value with a `--set` of its own"));
    }
    let parse = |text: &str| tree::parse_at(text, Base { source, offset });
    let example = "write `PATH=VALUE`, for example `processing.mcu_mm2=17`";
    let Some((path, _)) = text.split_once('=') else {
        return Err(problem(0..text.len(), "there is no `=`").help(example));
    };
    let parsed = path_end(text).and_then(|end| {
        let (path, rest) = text.split_at(end);
        let keys = parse(&format!("{path}=0")).ok()?;
        Some((path, rest.strip_prefix('=')?, keys))
    });
    let bad_path = || {
        let message = format!("`{}` is no path of keys", path.trim());
        problem(0..path.len(), &message).help(
            "write keys with dots between them, for example `processing.mcu_mm2`, \
             and names with blanks in quotes",
        )
    };
    let (path, raw, keys) = parsed.ok_or_else(bad_path)?;
    match keys.entries() {
        [entry] if entry.key == "extends" => {
            return Err(
                problem(0..path.len(), "`extends` cannot be set from outside")
                    .help("name the other device instead, or extend it in a file"),
            );
        }
        [_] => {}
        _ => return Err(bad_path()),
    }
    match parse(text) {
        Ok(table) if table.entries().len() == 1 => return Ok(table),
        Ok(_) => return Err(bad_path()),
        Err(_) => {}
    }
    let mut table = keys;
    let value = raw.trim();
    let start = text.len() - raw.trim_start().len();
    match innermost(&mut table) {
        Some(node) if !value.is_empty() => {
            *node = Node {
                value: Value::Text(value.to_owned()),
                place: Place {
                    source,
                    span: offset + start..offset + start + value.len(),
                },
            };
            Ok(table)
        }
        _ => Err(problem(path.len()..text.len(), "there is no value after the `=`").help(example)),
    }
}

/// Where the path of an assignment ends: at the first `=` that is in no quoted
/// name.
fn path_end(text: &str) -> Option<usize> {
    let (mut quote, mut is_escaped) = (None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (Some('"'), '\\') => is_escaped = true,
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '=') => return Some(at),
            _ => {}
        }
    }
    None
}

/// The value of a tree that is one path.
fn innermost(table: &mut Table) -> Option<&mut Node> {
    let Entry { node, .. } = table.entries_mut().first_mut()?;
    if matches!(node.value, Value::Table(_)) {
        let Value::Table(table) = &mut node.value else {
            return None;
        };
        return innermost(table);
    }
    Some(node)
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
