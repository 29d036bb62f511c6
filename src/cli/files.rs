//! Reading device files and factor sets.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use tinyfoot::device::{Files, LARGEST_FILE_BYTES, presets};
use tinyfoot::{Diagnostic, Place, Problems, Source};

use super::output::tell;

/// What stands for standard input, and for standard output.
pub(crate) const STREAM: &str = "-";

/// What some editors put before UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What holds most texts: these are read in one go.
const USUAL_BYTES: usize = 1 << 13;

/// Device files on disk.
pub(crate) struct FileSystem;

impl Files for FileSystem {
    fn read(&self, reference: &str, from: Option<&str>) -> Result<Option<Source>, Problems> {
        let path = resolve(reference, from);
        let is_preset = presets::find(reference).is_some();
        match path.metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            // Where a folder has its name, the preset is meant.
            Ok(metadata) if metadata.is_dir() && is_preset => return Ok(None),
            _ => {}
        }
        let source = read_file(&path, LARGEST_FILE_BYTES)?;
        if is_preset {
            tell(&format!(
                "note: read the file {}, not the preset `{reference}`",
                path.display()
            ));
        }
        Ok(Some(source))
    }
}

/// A file, or standard input.
pub(crate) fn read_input(name: &str) -> Result<Source, Problems> {
    read_up_to(name, LARGEST_FILE_BYTES)
}

/// A file, or standard input, of no more bytes.
pub(crate) fn read_up_to(name: &str, most_bytes: usize) -> Result<Source, Problems> {
    if name == STREAM {
        return read_text("<stdin>", io::stdin().lock(), most_bytes);
    }
    read_file(Path::new(name), most_bytes)
}

/// The path that a file means: relative to the folder that it stands in, and
/// in one spelling, so that a circle is seen.
fn resolve(reference: &str, from: Option<&str>) -> PathBuf {
    let folder = from.and_then(|from| Path::new(from).parent());
    let path = folder.unwrap_or(Path::new("")).join(reference);
    let tidy = tidy(&path);
    if tidy.as_os_str() == path.as_os_str() {
        return path;
    }
    // Behind a link, `..` is not the folder that the spelling says.
    match (path.canonicalize(), tidy.canonicalize()) {
        (Ok(meant), Ok(spelt)) if meant == spelt => tidy,
        _ => path,
    }
}

/// A path without `.`, and without `..` behind a folder.
pub(crate) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if tidy.file_name().is_some() => {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}

fn read_file(path: &Path, most_bytes: usize) -> Result<Source, Problems> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    let metadata = file.metadata().map_err(|error| unreadable(&name, &error))?;
    if metadata.is_dir() {
        return Err(Problems::general(
            Diagnostic::general("is-a-directory", format!("{name} is a directory"))
                .help("name a device file in it, for example with `*.toml`"),
        ));
    }
    read_text(&name, file, most_bytes)
}

pub(crate) fn unreadable(name: &str, error: &io::Error) -> Problems {
    let help = match error.kind() {
        ErrorKind::NotFound => "check the path",
        ErrorKind::PermissionDenied => "check who may read it",
        _ => "check that it is a readable file",
    };
    Problems::general(
        Diagnostic::general("unreadable", format!("{name} cannot be read: {error}")).help(help),
    )
}

/// A text of no more bytes.
pub(crate) fn read_text(
    name: &str,
    reader: impl Read,
    most_bytes: usize,
) -> Result<Source, Problems> {
    let mut bytes = Vec::with_capacity(USUAL_BYTES.min(most_bytes));
    let limit = most_bytes as u64 + 1;
    reader
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(name, &error))?;
    if bytes.len() > most_bytes {
        return Err(too_large(name, most_bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source {
            name: name.to_owned(),
            text: match text.strip_prefix(BYTE_ORDER_MARK) {
                Some(text) => text.to_owned(),
                None => text,
            },
        }),
        Err(error) => Err(not_utf8(
            name,
            error.as_bytes(),
            error.utf8_error().valid_up_to(),
        )),
    }
}

/// The problem of a text with too many bytes.
pub(crate) fn too_large(name: &str, most_bytes: usize) -> Problems {
    Problems::general(
        Diagnostic::general(
            "too-large",
            format!("{name} is larger than {most_bytes} bytes"),
        )
        .help("a device file is a page of text: is it the right file?"),
    )
}

/// The problem of a text that is not UTF-8, at its first wrong byte.
fn not_utf8(name: &str, bytes: &[u8], start: usize) -> Problems {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let place = Place {
        source: 0,
        // The wrong byte has become a replacement character.
        span: start..start + char::REPLACEMENT_CHARACTER.len_utf8(),
    };
    Problems {
        diagnostics: vec![
            Diagnostic::at("not-utf8", &place, "this is not UTF-8")
                .help("save the file as UTF-8 text"),
        ],
        sources: vec![Source {
            name: name.to_owned(),
            text,
        }],
    }
}
