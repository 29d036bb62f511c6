//! `tinyfoot schema`: what files and results look like, for editors and
//! validators.

use anyhow::Result;
use tinyfoot::schema;

use super::arguments::SchemaArguments;
use super::load_factors;
use super::output::Sink;

pub(crate) fn run(arguments: &SchemaArguments) -> Result<()> {
    let factors = load_factors(&arguments.factors)?;
    let sink = Sink::open_named(arguments.output.as_deref(), &[&arguments.factors])?;
    sink.write(&schema::text(arguments.kind.into(), &factors))
}
