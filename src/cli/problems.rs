//! Problems as people see them: on standard error, with file, line and caret.

use std::io::Write;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use tinyfoot::{Diagnostic, Problems};

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
    for diagnostic in &problems.diagnostics {
        text.push_str(&renderer.render(&[group(problems, diagnostic)]));
        text.push_str("\n\n");
    }
    match problems.diagnostics.len() {
        0 | 1 => {
            text.pop();
        }
        count => text.push_str(&format!("{count} problems\n")),
    }
    text
}

fn group<'a>(problems: &'a Problems, diagnostic: &'a Diagnostic) -> Group<'a> {
    let title = Level::ERROR
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place
        && let Some(source) = problems.sources.get(place.source)
    {
        let end = place.span.end.min(source.text.len());
        let span = place.span.start.min(end)..end;
        group = group.element(
            Snippet::source(&source.text)
                .path(&source.name)
                .annotation(AnnotationKind::Primary.span(span)),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}
