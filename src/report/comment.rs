//! A document as a comment on a pull request.

use super::document::Document;
use super::markdown::markdown;

/// Markdown that begins with a hidden marker, by which a comment is found
/// again and updated in place; `details` are folded.
pub fn comment(marker: &str, head: &Document, details: &Document) -> String {
    let mut text = format!("<!-- {marker} -->\n{}", markdown(head));
    if !details.elements.is_empty() {
        text.push_str(&format!(
            "\n<details>\n<summary>Details</summary>\n\n{}\n</details>\n",
            markdown(details)
        ));
    }
    text
}
