//! What values rest on.

use std::sync::Arc;

/// What a value rests on: citation keys or texts. Shared, for all that is
/// calculated from the value carries them.
pub type Sources = Arc<[String]>;

/// All of some lists, in their order, none twice.
pub(crate) fn together<'a>(lists: impl IntoIterator<Item = &'a Sources>) -> Sources {
    let mut lists = lists.into_iter().filter(|list| !list.is_empty());
    let first = lists.next().cloned().unwrap_or_default();
    let mut more: Vec<&String> = Vec::new();
    for source in lists.flat_map(|list| list.iter()) {
        if !first.contains(source) && !more.contains(&source) {
            more.push(source);
        }
    }
    if more.is_empty() {
        return first;
    }
    first.iter().chain(more).cloned().collect()
}
