//! Edits of a device file that leave everything else as it is, comments too.

use serde::Deserialize;
use serde_json::Value as Json;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value, value};

use crate::diagnostic::{Diagnostic, Problems, Source};
use crate::tree;

/// A value of a key, or its absence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// The keys that lead to it.
    path: Vec<String>,
    /// The value; `null` takes the key away.
    #[serde(default)]
    value: Json,
    /// What was typed in the place of a value: a number as it is written, a
    /// text otherwise.
    typed: Option<String>,
}

/// The text with the edits, one after the other.
///
/// # Errors
///
/// The problems of a text that is no TOML, and edits of what has no keys.
pub(super) fn edit(text: &str, edits: &[Edit]) -> Result<String, Problems> {
    let refuse = |message: String| Problems::general(Diagnostic::general("no-edit", message));
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        // In the words of every other place, where there are some.
        let diagnostics = tree::parse(text, 0).err().unwrap_or_default();
        if diagnostics.is_empty() {
            return refuse(error.message().to_owned());
        }
        Problems::new(
            vec![Source {
                name: "design".to_owned(),
                text: text.to_owned(),
            }],
            diagnostics,
        )
    })?;
    for edit in edits {
        let Some((last, parents)) = edit.path.split_last() else {
            return Err(refuse("an edit needs a path".to_owned()));
        };
        let new = edit.content();
        let Some(table) = enter(document.as_table_mut(), parents, new.is_some()) else {
            if new.is_none() {
                continue;
            }
            let path = edit.path.join(".");
            return Err(refuse(format!("`{path}` stands in what has no keys")));
        };
        match new {
            Some(new) => set(table, last, new),
            None => remove(table, last),
        }
    }
    Ok(document.to_string())
}

impl Edit {
    fn content(&self) -> Option<Value> {
        match &self.typed {
            Some(typed) => Some(typed_value(typed)),
            None => to_toml(&self.value),
        }
    }
}

/// A number stays as it was typed: `0.10` has two decimals for a reason.
fn typed_value(typed: &str) -> Value {
    let typed = typed.trim();
    let is_number = typed.parse::<f64>().is_ok_and(f64::is_finite);
    match typed.parse::<Value>() {
        Ok(number @ (Value::Integer(_) | Value::Float(_))) => number,
        // As people write it: 5. or .5
        _ if is_number => Value::from(typed.parse().unwrap_or(f64::NAN)),
        _ => Value::from(typed),
    }
}

fn to_toml(value: &Json) -> Option<Value> {
    match value {
        Json::Null => None,
        Json::Bool(value) => Some(Value::from(*value)),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Some(Value::from(whole)),
            (None, Some(number)) => Some(Value::from(number)),
            (None, None) => None,
        },
        Json::String(text) => Some(Value::from(text.as_str())),
        Json::Array(values) => Some(values.iter().filter_map(to_toml).collect::<Array>().into()),
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            // As people read a range; everything else by name.
            entries.sort_by_key(|(key, _)| {
                let end = ["low", "typical", "high"].iter().position(|end| end == key);
                end.unwrap_or(usize::MAX)
            });
            let entries = entries.into_iter();
            let entries = entries.filter_map(|(key, value)| Some((key, to_toml(value)?)));
            Some(entries.collect::<InlineTable>().into())
        }
    }
}

/// The table at the end of the path; tables that are not there are made, if
/// they are to be.
fn enter<'t>(root: &'t mut Table, path: &[String], make: bool) -> Option<&'t mut dyn TableLike> {
    let mut table: &mut dyn TableLike = root;
    for key in path {
        if make && !table.contains_key(key) {
            // A table inside an inline one becomes inline as it is put there.
            table.insert(key, Item::Table(new_table()));
        }
        table = table.get_mut(key)?.as_table_like_mut()?;
    }
    Some(table)
}

/// A table of its own lines, an empty one before them.
fn new_table() -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table
}

/// Sets a key; what stands around an old value, such as a comment, stays.
fn set(table: &mut dyn TableLike, key: &str, mut new: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(old) => *old = value(new),
        None => {
            table.entry_format(&Key::new(key)).or_insert(value(new));
        }
    }
}

/// Takes a key away, and the comment above it. What stands apart above the
/// first key is about the file, and stays.
fn remove(table: &mut dyn TableLike, key: &str) {
    let is_first = table.iter().next().is_some_and(|(first, _)| first == key);
    let above = table.key(key).and_then(|key| {
        let above = key.leaf_decor().prefix()?.as_str()?;
        Some(format!("{}\n\n", above.rsplit_once("\n\n")?.0))
    });
    table.remove(key);
    let next = table.iter().next().map(|(next, _)| next.to_owned());
    let (true, Some(above), Some(next)) = (is_first, above, next) else {
        return;
    };
    let decor = match table.get_mut(&next) {
        Some(Item::Table(table)) => Some(table.decor().clone()),
        _ => table.key(&next).map(|key| key.leaf_decor().clone()),
    };
    let old = decor.as_ref().and_then(|decor| decor.prefix()?.as_str());
    let prefix = above + old.unwrap_or_default().trim_start_matches('\n');
    if let Some(Item::Table(table)) = table.get_mut(&next) {
        table.decor_mut().set_prefix(prefix);
    } else if let Some(mut key) = table.key_mut(&next) {
        key.leaf_decor_mut().set_prefix(prefix);
    }
}
