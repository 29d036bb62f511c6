//! Edits of a device file that leave everything else as it is, comments too.
//!
//! The tree says where every key and value stands; an edit puts another piece
//! of text there.

use serde_json::Value as Json;

use super::request::Edit;
use super::statements::{Statement, statements};
use crate::diagnostic::{Diagnostic, Problems, Source};
use crate::tree::{self, Entry, Node, Table, Value};

/// The text with the edits, one after the other.
///
/// # Errors
///
/// The problems of a text that is no TOML, and edits of what has no keys.
pub(super) fn edit(text: &str, edits: &[Edit]) -> Result<String, Problems> {
    let refuse = |message: String| Problems::general(Diagnostic::general("no-edit", message));
    let mut text = text.to_owned();
    let mut root = parse(&text)?;
    for edit in edits {
        let path: Vec<&str> = edit.path.iter().map(String::as_str).collect();
        if path.is_empty() {
            return Err(refuse("an edit needs a path".to_owned()));
        }
        let editor = Editor {
            text: &text,
            root: &root,
            statements: statements(&root, &text),
        };
        let edited = match edit.content() {
            Some(new) => editor.set(&path, &new),
            None => editor.remove(&path),
        };
        // What TOML does not allow, such as a table that is defined twice, is
        // refused as well.
        let edited = edited.and_then(|text| Some((parse(&text).ok()?, text)));
        let Some(edited) = edited else {
            let path = edit.path.join(".");
            return Err(refuse(format!("`{path}` stands in what has no keys")));
        };
        (root, text) = edited;
    }
    Ok(text)
}

fn parse(text: &str) -> Result<Table, Problems> {
    tree::parse(text, 0).map_err(|diagnostics| {
        let source = Source {
            name: "design".to_owned(),
            text: text.to_owned(),
        };
        Problems::new(vec![source], diagnostics)
    })
}

impl Edit {
    fn content(&self) -> Option<String> {
        match &self.typed {
            Some(typed) => Some(typed_value(typed)),
            None => value_text(&self.value),
        }
    }
}

/// A number stays as it was typed: `0.10` has two decimals for a reason.
fn typed_value(typed: &str) -> String {
    let typed = typed.trim();
    let text = format!("x = {typed}");
    let is_number = tree::parse(&text, 0).is_ok_and(|table| {
        let node = table.get("x").map(|node| (&node.value, &node.place));
        // A comment or a second line is no part of a number.
        matches!(node, Some((Value::Number(_), place)) if place.span.end == text.len())
    });
    if is_number {
        return typed.to_owned();
    }
    match typed.parse::<f64>() {
        // As people write it: 5. or .5
        Ok(number) if number.is_finite() => number.to_string(),
        _ => quoted(typed),
    }
}

/// A value as TOML; nothing where there is none.
fn value_text(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(_) | Json::Number(_) => json_text(value),
        Json::String(text) => quoted(text),
        Json::Array(values) => {
            let values: Vec<String> = values.iter().filter_map(value_text).collect();
            format!("[{}]", values.join(", "))
        }
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            // As people read a range; everything else by name.
            entries.sort_by_key(|(key, _)| {
                let end = ["low", "typical", "high"].iter().position(|end| end == key);
                end.unwrap_or(usize::MAX)
            });
            let entries = entries.into_iter();
            let entries: Vec<String> = entries
                .filter_map(|(key, value)| Some(pair(&key_text(key), &value_text(value)?)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    })
}

fn pair(key: &str, value: &str) -> String {
    format!("{key} = {value}")
}

/// A text in quotes: that of JSON, but for one letter.
fn quoted(text: &str) -> String {
    json_text(&Json::from(text)).replace('\u{7f}', "\\u007F")
}

fn json_text(value: &Json) -> String {
    // Texts and finite numbers: serializing them to memory cannot fail.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn key_text(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn dotted(keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| key_text(key)).collect();
    keys.join(".")
}

struct Editor<'a> {
    text: &'a str,
    root: &'a Table,
    statements: Vec<Statement<'a>>,
}

impl<'a> Editor<'a> {
    /// The text with another value; nothing where no key can stand.
    fn set(&self, path: &[&str], new: &str) -> Option<String> {
        if !may_hold(self.root, path) {
            return None;
        }
        if let Some((node, rest)) = self.inside(path) {
            return self.set_inside(node, rest, &[], new);
        }
        if self.statements.iter().any(|one| one.is_within(path)) {
            let text = self.remove(path)?;
            let root = parse(&text).ok()?;
            let editor = Editor {
                text: &text,
                root: &root,
                statements: statements(&root, &text),
            };
            return Some(editor.insert(path, new));
        }
        Some(self.insert(path, new))
    }

    /// The value whose statement holds the path, and the keys inside it.
    fn inside<'p>(&self, path: &'p [&'p str]) -> Option<(&'a Node, &'p [&'p str])> {
        let mut leaves = self.statements.iter();
        leaves.find_map(|one| {
            let is_here = path.starts_with(&one.keys);
            Some((one.node?, is_here.then(|| &path[one.keys.len()..])?))
        })
    }

    fn splice(&self, start: usize, end: usize, new: &str) -> String {
        [&self.text[..start], new, &self.text[end..]].concat()
    }

    /// Sets a value, or one inside an inline table, where `dots` lead from the
    /// braces to that value.
    fn set_inside(&self, node: &Node, path: &[&str], dots: &[&str], new: &str) -> Option<String> {
        let span = &node.place.span;
        let Some((first, rest)) = path.split_first() else {
            return Some(self.splice(span.start, span.end, new));
        };
        let Value::Table(table) = &node.value else {
            return None;
        };
        let inner = [dots, &[first]].concat();
        match table.entry(first) {
            Some(own) if !is_dotted(own) => self.set_inside(&own.node, rest, &[], new),
            Some(own) if !rest.is_empty() => self.set_inside(&own.node, rest, &inner, new),
            Some(own) => {
                let (start, end) = extent(table, own)?;
                Some(self.splice(start, end, &pair(&key_text(first), new)))
            }
            None => {
                let new = pair(&dotted(&[dots, path].concat()), new);
                Some(match table.entries().last() {
                    Some(last) => {
                        let end = last_end(&last.node);
                        self.splice(end, end, &format!(", {new}"))
                    }
                    None => self.splice(span.start, span.end, &format!("{{ {new} }}")),
                })
            }
        }
    }

    /// Adds a key that is not there.
    fn insert(&self, path: &[&str], new: &str) -> String {
        let Some((key, parent)) = path.split_last() else {
            return self.text.to_owned();
        };
        let line = |keys: &[&str]| format!("{}\n", pair(&dotted(keys), new));
        let headers = self.statements.iter().filter(|one| one.node.is_none());
        let mut sections = headers.clone().map(|one| one.keys.as_slice());
        if sections.any(|keys| keys == parent) {
            let last = self.statements.iter().rfind(|one| one.section == parent);
            return self.after(last, &line(&[key]));
        }
        // Beside the keys that define the table with dots.
        for depth in (1..=parent.len()).rev() {
            let table = &parent[..depth];
            let beside = |one: &&Statement| {
                one.node.is_some() && one.section.len() < depth && one.is_within(table)
            };
            if let Some(last) = self.statements.iter().rfind(beside) {
                return self.after(Some(last), &line(&path[last.section.len()..]));
            }
        }
        if parent.is_empty() {
            let leaves = self.statements.iter().take_while(|one| one.node.is_some());
            return match (leaves.last(), headers.clone().next()) {
                (None, Some(first)) => {
                    self.splice(first.above, first.above, &format!("{}\n", line(&[key])))
                }
                (last, _) => self.after(last, &line(&[key])),
            };
        }
        let section = format!("[{}]\n{}", dotted(parent), line(&[key]));
        if let Some(first) = self.statements.iter().find(|one| one.is_within(parent)) {
            return self.splice(first.above, first.above, &format!("{section}\n"));
        }
        // Behind its nearest kin.
        let kin = (1..parent.len()).rev().find_map(|depth| {
            let table = &parent[..depth];
            self.statements.iter().rfind(|one| one.is_within(table))
        });
        let last = kin.or(self.statements.last());
        let section = if self.text.trim().is_empty() {
            section
        } else {
            format!("\n{section}")
        };
        self.after(last, &section)
    }

    /// The text with lines behind those of a statement, or at its end.
    fn after(&self, statement: Option<&Statement>, lines: &str) -> String {
        let end = statement.map_or(self.text.len(), |one| one.end);
        let is_open = end > 0 && !self.text[..end].ends_with('\n');
        let newline = if is_open { "\n" } else { "" };
        self.splice(end, end, &[newline, lines].concat())
    }

    /// The text without a key, and without the comment right above it. What
    /// stands apart above that stays.
    fn remove(&self, path: &[&str]) -> Option<String> {
        if !may_hold(self.root, path) {
            return Some(self.text.to_owned());
        }
        if let Some((node, rest)) = self.inside(path)
            && !rest.is_empty()
        {
            return self.remove_inside(node, rest);
        }
        let mut text = self.text.to_owned();
        for one in self.statements.iter().rev() {
            if !one.is_within(path) {
                continue;
            }
            let (before, after) = (&text[..one.above], &text[one.end..]);
            let is_last = after.is_empty() || after.starts_with(['\n', '\r']);
            // One empty line is left of those on both sides.
            text = match before.trim_end() {
                "" => after.trim_start_matches(['\n', '\r']).to_owned(),
                trimmed if is_last => [trimmed, "\n", after].concat(),
                _ => [before, after].concat(),
            };
        }
        Some(text)
    }

    fn remove_inside(&self, node: &Node, path: &[&str]) -> Option<String> {
        let (Value::Table(table), Some((first, rest))) = (&node.value, path.split_first()) else {
            return Some(self.text.to_owned());
        };
        let Some(index) = table.entries().iter().position(|entry| entry.key == *first) else {
            return Some(self.text.to_owned());
        };
        let own = &table.entries()[index];
        if !rest.is_empty() {
            return self.remove_inside(&own.node, rest);
        }
        let (start, end) = extent(table, own)?;
        let before = index
            .checked_sub(1)
            .and_then(|index| table.entries().get(index));
        let own = &node.place.span;
        Some(match (before, table.entries().get(index + 1)) {
            (_, Some(next)) => self.splice(start, next.key_place.span.start, ""),
            (Some(last), None) => self.splice(last_end(&last.node), end, ""),
            (None, None) if self.text[own.clone()].starts_with('{') => {
                self.splice(own.start, own.end, "{}")
            }
            // The key before the dot stays.
            (None, None) => self.splice(own.end, end, " = {}"),
        })
    }
}

/// Whether a table is there for the sake of the keys behind its dot.
fn is_dotted(entry: &Entry) -> bool {
    entry.node.place == entry.key_place
}

/// Where an entry of an inline table starts and ends; nothing where others
/// stand in between.
fn extent(table: &Table, entry: &Entry) -> Option<(usize, usize)> {
    let (start, end) = (entry.key_place.span.start, last_end(&entry.node));
    let mut starts = table.entries().iter().map(|one| one.key_place.span.start);
    let is_whole = starts.all(|other| other <= start || other >= end);
    is_whole.then_some((start, end))
}

/// Whether what is there on the way to a key are tables.
fn may_hold(table: &Table, path: &[&str]) -> bool {
    match path {
        [first, rest @ ..] if !rest.is_empty() => match table.get(first).map(|node| &node.value) {
            Some(Value::Table(inner)) => may_hold(inner, rest),
            Some(_) => false,
            None => true,
        },
        _ => true,
    }
}

/// Where a value ends: that of a dotted key where its last one does.
fn last_end(node: &Node) -> usize {
    let own = node.place.span.end;
    match &node.value {
        Value::Table(table) => {
            let ends = table.entries().iter().map(|entry| last_end(&entry.node));
            ends.fold(own, usize::max)
        }
        _ => own,
    }
}
