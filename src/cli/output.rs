//! Writing results: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{env, process};

use anstream::{AutoStream, ColorChoice};
use anyhow::Result;
use clap::{Args, ValueEnum};
use tempfile::NamedTempFile;
use tinyfoot::report::{Document, Look, Records, markdown, printable, text};
use tinyfoot::{Diagnostic, Problems};

use super::files::STREAM;
use super::status::FAILURE;

#[derive(Args)]
pub(crate) struct ChartArguments {
    /// Draw a chart too, of characters
    #[arg(long)]
    pub(crate) chart: bool,
}

#[derive(Args)]
pub(crate) struct OutputArguments {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, in a terminal
    #[default]
    Table,
    /// For scripts, in full precision
    Json,
    /// For spreadsheets, in full precision
    Csv,
    /// For documents and pull requests
    Markdown,
}

/// Lines for a file or a pipe.
const DEFAULT_WIDTH: u16 = 100;
/// Longer lines are hard to read, however wide the terminal.
const WIDEST: u16 = 140;
/// A table needs some room, however narrow the terminal.
const NARROWEST: u16 = 60;

/// Where results go, opened before they are made.
pub(crate) enum Sink {
    Stdout,
    /// A new file beside the one that it will become.
    Replace(NamedTempFile, PathBuf),
    /// A device or pipe, which cannot be replaced.
    Stream(File, PathBuf),
}

impl Sink {
    /// Opens the output, which may be none of the inputs.
    pub(crate) fn open(arguments: &OutputArguments, inputs: &[&[String]]) -> Result<Self> {
        Self::open_named(arguments.output.as_deref(), inputs)
    }

    /// Opens the output of that name, or standard output.
    pub(crate) fn open_named(output: Option<&str>, inputs: &[&[String]]) -> Result<Self> {
        // What standard output was redirected to is not replaced, but written to.
        let is_stdout = |path: &&str| [STREAM, "/dev/stdout"].contains(path);
        let Some(path) = output.filter(|path| !is_stdout(path)) else {
            return Ok(Self::Stdout);
        };
        let path = Path::new(path);
        let is_output = |input: &&String| match (fs::canonicalize(input), fs::canonicalize(path)) {
            (Ok(input), Ok(output)) => input == output && output.is_file(),
            _ => false,
        };
        if let Some(input) = inputs.iter().copied().flatten().find(is_output) {
            return Err(Problems::general(
                Diagnostic::general(
                    "overwrites-input",
                    format!("the output would overwrite {input}"),
                )
                .help("name another file for the output"),
            )
            .into());
        }
        Self::open_path(path).map_err(|error| unwritable(path, &error))
    }

    fn open_path(path: &Path) -> io::Result<Self> {
        // A link stays a link: what it points to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Ok(metadata) = fs::metadata(&path) {
            if metadata.is_dir() {
                return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
            }
            if !metadata.is_file() {
                let file = OpenOptions::new().write(true).open(&path)?;
                return Ok(Self::Stream(file, path));
            }
        }
        Ok(Self::Replace(temporary_beside(&path)?, path))
    }

    /// Writes everything at once.
    pub(crate) fn write(self, content: &str) -> Result<()> {
        self.stream(|output| output.write_all(content.as_bytes()))
    }

    /// Writes piece by piece; a file is there when all of them are.
    pub(crate) fn stream(
        self,
        pieces: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                match pieces(&mut stdout).and_then(|()| stdout.flush()) {
                    // Who closed the pipe has seen enough.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                    other => {
                        other.map_err(|error| unwritable(Path::new("standard output"), &error))
                    }
                }
            }
            Self::Stream(mut file, path) => {
                pieces(&mut file).map_err(|error| unwritable(&path, &error))
            }
            Self::Replace(mut file, path) => {
                remove_when_interrupted(file.path().to_owned());
                pieces(&mut file)
                    .and_then(|()| replace(file, &path))
                    .map_err(|error| unwritable(&path, &error))
            }
        }
    }
}

/// Files that are begun.
static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Who stops a long table finds nothing begun beside the old file. A
/// simulation has stopped before: its own handler stays.
fn remove_when_interrupted(begun: PathBuf) {
    if let Ok(mut files) = BEGUN.lock() {
        files.push(begun);
    }
    let _ = ctrlc::set_handler(|| {
        for begun in BEGUN.lock().iter().flat_map(|files| files.iter()) {
            let _ = fs::remove_file(begun);
        }
        process::exit(FAILURE.into());
    });
}

fn replace(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    if let Ok(metadata) = fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}

/// Writes a new file; one that is there already is an error and stays.
pub(crate) fn create(path: &Path, content: &str) -> Result<()> {
    let written = temporary_beside(path).and_then(|mut file| {
        file.write_all(content.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|error| error.error)?;
        Ok(())
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Problems::general(
            Diagnostic::general("exists", format!("{} exists already", path.display()))
                .help("name another file, or remove this one first: nothing is overwritten"),
        )
        .into(),
        _ => unwritable(path, &error),
    })
}

/// Says something that is no result, on standard error.
pub(crate) fn tell(message: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(message));
}

fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tinyfoot-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the user's mask takes away what it should.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Why a path cannot be written.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> anyhow::Error {
    // A path that the error may carry is that of a temporary file.
    let (why, help) = match error.kind() {
        ErrorKind::NotFound if path.as_os_str().is_empty() => {
            ("it has no name".to_owned(), "name a file")
        }
        ErrorKind::NotFound if path.parent().is_some_and(Path::is_dir) => (
            "no file can be made in its folder".to_owned(),
            "name another folder",
        ),
        ErrorKind::NotFound => ("its folder does not exist".to_owned(), "check the path"),
        ErrorKind::PermissionDenied => {
            ("permission denied".to_owned(), "check who may write there")
        }
        kind => (
            kind.to_string(),
            "check the path and the space that is left",
        ),
    };
    let name = match path.display().to_string() {
        name if name.is_empty() => "the output".to_owned(),
        name => name,
    };
    let message = format!("{name} cannot be written: {why}");
    Problems::general(Diagnostic::general("unwritable", message).help(help)).into()
}

/// A file that is called something else than it is, is a mistake.
pub(crate) fn refuse_name(
    output: Option<&str>,
    others: &[&str],
    what: &str,
) -> Result<(), Problems> {
    match output {
        Some(path) if extension(output).is_some_and(|end| others.contains(&end.as_str())) => {
            Err(Problems::general(
                Diagnostic::general("bad-usage", format!("{path} would hold {what}"))
                    .help("give the file a name that says so"),
            ))
        }
        _ => Ok(()),
    }
}

/// What the name of a file ends with.
pub(crate) fn extension(output: Option<&str>) -> Option<String> {
    let (_, end) = output?.rsplit_once('.')?;
    Some(end.to_lowercase())
}

/// Whether a chart is drawn: people alone see it.
pub(crate) fn has_chart(arguments: &ChartArguments, format: Format) -> Result<bool> {
    if arguments.chart && !matches!(format, Format::Table | Format::Markdown) {
        return Err(Problems::general(
            Diagnostic::general(
                "bad-usage",
                "a chart is for people: `--chart` goes with no JSON or CSV",
            )
            .help(
                "leave it out, or give `--format table` or `markdown`; `tinyfoot plot` writes SVG",
            ),
        )
        .into());
    }
    Ok(arguments.chart)
}

/// Renders in the format that was asked for, and only in that one.
pub(crate) fn render(
    format: Format,
    document: impl FnOnce() -> Document,
    records: impl FnOnce() -> Records,
    json: impl FnOnce() -> String,
    sink: &Sink,
) -> String {
    match format {
        // What is written last is not taken apart: the process ends.
        Format::Table => text(&ManuallyDrop::new(document()), look(sink)),
        Format::Markdown => markdown(&document()),
        Format::Csv => records().csv(),
        Format::Json => json(),
    }
}

/// How a table looks. A file or a pipe gets the same on every machine, but for
/// `COLUMNS` and what asks for colours there.
pub(crate) fn look(sink: &Sink) -> Look {
    let stdout = io::stdout();
    let is_stdout = matches!(sink, Sink::Stdout);
    let is_terminal = is_stdout && stdout.is_terminal();
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let stated = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let width = stated.or_else(|| {
        let (width, _) = is_terminal.then(terminal_size::terminal_size).flatten()?;
        Some(width.0)
    });
    Look {
        width: width.map_or(DEFAULT_WIDTH, |width| width.clamp(NARROWEST, WIDEST)),
        is_coloured: is_stdout && AutoStream::choice(&stdout) != ColorChoice::Never,
        is_ascii: is_terminal && !cfg!(windows) && shows_ascii_alone(&variable),
    }
}

/// Whether a terminal shows no Unicode: one that is dumb, or whose locale is
/// not UTF-8.
fn shows_ascii_alone(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let mut locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let locale = locale.find_map(variable).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    let is_utf8 = locale.contains("utf-8") || locale.contains("utf8");
    !is_utf8 || variable("TERM").as_deref() == Some("dumb")
}
