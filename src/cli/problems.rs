//! Problems as people see them: on standard error, with file, line and caret.

use std::io::Write;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anyhow::Result;
use tinyfoot::report::printable;
use tinyfoot::{Diagnostic, Problems};

/// Nobody mends more at once, and a file of nothing but problems is the wrong
/// file.
const MOST_SHOWN: usize = 50;

/// Prints what went wrong. When standard error is gone there is nobody to
/// tell, so a failure to print is ignored.
pub(crate) fn print(error: &anyhow::Error) {
    let mut stderr = anstream::stderr().lock();
    let text = match error.downcast_ref::<Problems>() {
        Some(problems) => render(problems),
        None => format!("error: {error:#}\n"),
    };
    let _ = stderr.write_all(text.as_bytes());
}

fn render(problems: &Problems) -> String {
    let renderer = Renderer::styled();
    let mut text = String::new();
    for diagnostic in problems.diagnostics.iter().take(MOST_SHOWN) {
        for group in groups(problems, diagnostic) {
            text.push_str(&renderer.render(&[group]));
            text.push('\n');
        }
        text.push('\n');
    }
    match problems.diagnostics.len() {
        0 | 1 => {
            text.pop();
        }
        count if count > MOST_SHOWN => {
            text.push_str(&format!(
                "{count} problems, the first {MOST_SHOWN} of them shown\n"
            ));
        }
        count => text.push_str(&format!("{count} problems\n")),
    }
    text
}

/// A problem without a place has its help on a line of its own.
fn groups<'a>(problems: &'a Problems, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    // Both may quote what is in the file.
    let title = Level::ERROR
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code.0);
    let group = Group::with_title(title);
    let help = diagnostic.help.as_deref().map(printable);
    let source = diagnostic
        .place
        .as_ref()
        .and_then(|place| Some((problems.sources.get(place.source)?, &place.span)));
    match (source, help) {
        (Some((source, span)), help) => {
            let end = span.end.min(source.text.len());
            let span = span.start.min(end)..end;
            let snippet = Snippet::source(&source.text)
                .path(printable(&source.name))
                .annotation(AnnotationKind::Primary.span(span));
            let help = help.map(|help| Level::HELP.message(help));
            vec![group.element(snippet).elements(help)]
        }
        (None, Some(help)) => vec![group, Group::with_title(Level::HELP.secondary_title(help))],
        (None, None) => vec![group],
    }
}

/// What was made, if there was no problem.
pub(crate) fn finish<T>(value: T, problems: Problems) -> Result<T> {
    if problems.diagnostics.is_empty() {
        Ok(value)
    } else {
        Err(problems.into())
    }
}
