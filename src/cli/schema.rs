//! `tinyfoot schema`: what files and results look like, for editors and
//! validators.

use anyhow::Result;
use tinyfoot::schema;

use super::arguments::SchemaArguments;
use super::context::found;
use super::output::Sink;

pub(crate) fn run(arguments: &SchemaArguments) -> Result<()> {
    let (_, factors) = found(&arguments.factors)?;
    let sink = Sink::open_named(arguments.output.as_deref(), &[&arguments.factors.files])?;
    sink.write(&schema::text(arguments.kind, &factors))
}
