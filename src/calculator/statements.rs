//! The lines of a TOML text: which table or key each of them is about.

use crate::tree::{Node, Table, Value};

/// A header of a table, or a key and its value.
pub(super) struct Statement<'a> {
    /// The keys that lead to it from the root.
    pub(super) keys: Vec<&'a str>,
    /// The value; none of a header.
    pub(super) node: Option<&'a Node>,
    /// The keys of the header that it stands under.
    pub(super) section: Vec<&'a str>,
    /// Where the comment right above it begins, or itself.
    pub(super) above: usize,
    /// Where the line after it begins.
    pub(super) end: usize,
    start: usize,
}

impl Statement<'_> {
    /// Whether it is about the table or key of that path.
    pub(super) fn is_within(&self, path: &[&str]) -> bool {
        self.keys.starts_with(path)
    }
}

/// The statements of a text whose tree that is, in its order.
pub(super) fn statements<'a>(root: &'a Table, text: &str) -> Vec<Statement<'a>> {
    let mut found = Vec::new();
    collect(root, &[], text, &mut found);
    found.sort_by_key(|one| one.start);
    let mut section = Vec::new();
    for one in &mut found {
        if one.node.is_none() {
            section.clone_from(&one.keys);
        }
        one.section.clone_from(&section);
    }
    found
}

fn collect<'a>(table: &'a Table, path: &[&'a str], text: &str, found: &mut Vec<Statement<'a>>) {
    for entry in table.entries() {
        let keys = [path, &[entry.key.as_str()]].concat();
        let node = &entry.node;
        match &node.value {
            Value::Table(inner) if !is_inline(node, text) => {
                if begins_with(node, '[', text) {
                    found.push(statement(keys.clone(), None, &node.place.span, text));
                }
                collect(inner, &keys, text, found);
            }
            Value::Array(nodes) if nodes.iter().any(|node| is_header(node, text)) => {
                for node in nodes {
                    found.push(statement(keys.clone(), None, &node.place.span, text));
                    if let Value::Table(inner) = &node.value {
                        collect(inner, &keys, text, found);
                    }
                }
            }
            _ => {
                let span = entry.key_place.span.start..node.place.span.end;
                found.push(statement(keys, Some(node), &span, text));
            }
        }
    }
}

fn begins_with(node: &Node, letter: char, text: &str) -> bool {
    let rest = text.get(node.place.span.start..);
    rest.is_some_and(|rest| rest.starts_with(letter))
}

fn is_inline(node: &Node, text: &str) -> bool {
    begins_with(node, '{', text)
}

/// Whether it is an element of an array of tables, `[[so]]`.
fn is_header(node: &Node, text: &str) -> bool {
    matches!(node.value, Value::Table(_)) && begins_with(node, '[', text)
}

fn statement<'a>(
    keys: Vec<&'a str>,
    node: Option<&'a Node>,
    span: &std::ops::Range<usize>,
    text: &str,
) -> Statement<'a> {
    let line_start = |position: usize| text[..position].rfind('\n').map_or(0, |end| end + 1);
    let start = line_start(span.start);
    let mut above = start;
    while above > 0 {
        let line = line_start(above - 1);
        if !text[line..above].trim_start().starts_with('#') {
            break;
        }
        above = line;
    }
    let rest = text[span.end..].find('\n');
    Statement {
        keys,
        node,
        section: Vec::new(),
        above,
        end: rest.map_or(text.len(), |length| span.end + length + 1),
        start,
    }
}
