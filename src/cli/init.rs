//! `tinyfoot init`: a device file to start from.

use std::path::Path;

use anyhow::Result;
use tinyfoot::device::presets;
use tinyfoot::{Diagnostic, Problems, suggest};

use super::arguments::InitArguments;
use super::output::{create, tell};

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
    create(Path::new(&arguments.file), text)?;
    tell(&format!(
        "wrote {0}; see its footprint with `tinyfoot estimate {0}`",
        arguments.file
    ));
    Ok(())
}
