//! `tinyfoot datasheet`: the page on environmental impact of a datasheet.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use tinyfoot::report::figure::FIGURE_CLASS;
use tinyfoot::report::{
    Bibliography, Document, Element, datasheet, datasheet_page, html, markdown_with,
};
use tinyfoot::{Diagnostic, Problems, assess};

use super::context::{Context, DeviceArguments};
use super::draws::DrawArguments;
use super::files::STREAM;
use super::output::refuse_name;
use super::plot::uncertain;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot datasheet pa1-person-detection -o impact.md     # and impact.svg beside it
  tinyfoot datasheet my.toml -o impact.html

{EXIT_STATUS}"))]
pub(crate) struct DatasheetArguments {
    /// A device file (TOML), `-` for standard input, or the name of a preset
    pub(crate) device: String,
    /// How to write it [default: html for a file that is called so, markdown
    /// else]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<PageFormat>,
    #[command(flatten)]
    pub(crate) draws: DrawArguments,
    #[command(flatten)]
    pub(crate) values: DeviceArguments,
    /// Write to this file, whole or not at all, instead of standard output; the
    /// picture of Markdown is written beside it
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For repositories and documents, its picture in a file of its own
    Markdown,
    /// One page with its picture in it
    Html,
}

pub(crate) fn run(arguments: &DatasheetArguments) -> Result<()> {
    let what = match format(arguments) {
        PageFormat::Html => "HTML",
        PageFormat::Markdown => "Markdown",
    };
    let others = ["pdf", "png", "jpg", "jpeg", "csv", "json"];
    refuse_name(arguments.output.as_deref(), &others, what)?;
    let context = Context::new(&arguments.values)?;
    let factors = &context.factors;
    let footprint = assess(&context.device(&arguments.device)?, factors);
    let inputs = std::slice::from_ref(&arguments.device);
    let output = arguments.output.as_deref().filter(|path| *path != STREAM);
    let sink = context.sink(output, inputs)?;
    let own = std::slice::from_ref(&footprint);
    let uncertain = &uncertain(own, &arguments.draws)?[0];
    let bibliography = Bibliography::new(factors);
    if format(arguments) == PageFormat::Html {
        return sink.write(&html(&datasheet_page(&footprint, uncertain, &bibliography)));
    }
    let document = datasheet(&footprint, uncertain, &bibliography);
    let is_file = |path: &&str| fs::metadata(path).map_or(true, |found| found.is_file());
    let Some(path) = output.filter(is_file) else {
        // The picture in words: there is no file for it to stand beside.
        return sink.write(&markdown_with(&document, None));
    };
    let picture = picture_path(path)?;
    let name = picture
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let picture = context.sink(picture.to_str(), inputs)?;
    picture.write(&svg(&document))?;
    sink.write(&markdown_with(&document, Some(&name)))
}

fn format(arguments: &DatasheetArguments) -> PageFormat {
    let is_html = arguments.output.as_deref().is_some_and(|path| {
        let extension = Path::new(path).extension();
        extension
            .is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm"))
    });
    match arguments.format {
        Some(format) => format,
        None if is_html => PageFormat::Html,
        None => PageFormat::Markdown,
    }
}

/// Beside the page, under its name.
fn picture_path(page: &str) -> Result<PathBuf, Problems> {
    let picture = Path::new(page).with_extension("svg");
    if picture == Path::new(page) {
        return Err(Problems::general(
            Diagnostic::general(
                "bad-usage",
                format!("{page} is the page, and its picture too"),
            )
            .help("call the page `.md`: its picture is written beside it"),
        ));
    }
    // No other file than the one that was named is lost.
    let is_other = |old: Vec<u8>| !String::from_utf8_lossy(&old).contains(FIGURE_CLASS);
    if fs::read(&picture).is_ok_and(is_other) {
        return Err(Problems::general(
            Diagnostic::general(
                "already-there",
                format!("{} is there, and no picture of ours", picture.display()),
            )
            .help("the picture of the page would stand there: give the page another name"),
        ));
    }
    Ok(picture)
}

fn svg(document: &Document) -> String {
    let figure = document.elements.iter().find_map(|element| match element {
        Element::Figure(figure) => Some(figure.svg()),
        _ => None,
    });
    figure.unwrap_or_default()
}
