//! `tinyfoot init`: a device file to start from.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;
use clap::Args;
use tinyfoot::device::presets;
use tinyfoot::{Diagnostic, Factors, Problems, schema, suggest};

use super::files::STREAM;
use super::output::{create, tell};
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot init my.toml
  tinyfoot init --from smart-speaker --no-schema my-speaker.toml

{EXIT_STATUS}"))]
pub(crate) struct InitArguments {
    /// The file to write
    pub(crate) file: String,
    /// Start from this preset instead
    #[arg(long, value_name = "PRESET")]
    pub(crate) from: Option<String>,
    /// Write no schema, and no `#:schema` line that names it
    #[arg(long)]
    pub(crate) no_schema: bool,
}

/// What editors complete device files with: a path beside them, so that it
/// works offline and in every checkout.
const SCHEMA_FILE: &str = "tinyfoot-device.schema.json";

pub(crate) fn run(arguments: &InitArguments) -> Result<()> {
    let text = match &arguments.from {
        None => presets::TEMPLATE,
        Some(name) => match presets::find(name) {
            Some(preset) => preset.text,
            None => {
                let names = presets::ALL.iter().map(|preset| preset.name);
                return Err(Problems::general(
                    Diagnostic::general("unknown-preset", format!("there is no preset `{name}`"))
                        .help(suggest(name, names, "the presets are")),
                )
                .into());
            }
        },
    };
    if arguments.file == STREAM {
        return Err(Problems::general(
            Diagnostic::general("bad-usage", "`init` writes a file")
                .help("name it; `tinyfoot data presets NAME` prints a preset to standard output"),
        )
        .into());
    }
    let path = Path::new(&arguments.file);
    let head = if arguments.no_schema {
        String::new()
    } else {
        format!("#:schema ./{SCHEMA_FILE}\n")
    };
    create(path, &format!("{head}{text}"))?;
    tell(&format!(
        "wrote {0}; see its footprint with `tinyfoot estimate {0}`",
        arguments.file
    ));
    if arguments.no_schema {
        return Ok(());
    }
    write_schema(&path.with_file_name(SCHEMA_FILE))
}

/// Writes the schema beside the device, unless one is there already: it serves
/// all devices of a folder, and may know a house's own factors.
fn write_schema(path: &Path) -> Result<()> {
    let text = schema::text(schema::Kind::Device, &Factors::builtin());
    match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create(path, &text)?;
            tell(&format!(
                "wrote {}, with which editors complete and check it",
                path.display()
            ));
            Ok(())
        }
        Ok(found) if found == text => Ok(()),
        _ => {
            tell(&format!(
                "note: kept {0}, which is not the schema of this version; \
                 `tinyfoot schema device --output {0}` writes that",
                path.display()
            ));
            Ok(())
        }
    }
}
