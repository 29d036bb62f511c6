//! `tinyfoot schema`: what files and results look like, for editors and
//! validators.

use anyhow::Result;
use tinyfoot::schema;

use super::arguments::SchemaArguments;
use super::output::Sink;
use super::project::{self, Tree};

pub(crate) fn run(arguments: &SchemaArguments) -> Result<()> {
    let factors = project::factors(None, &arguments.factors, Tree::Working, true)?;
    let sink = Sink::open_named(arguments.output.as_deref(), &[&arguments.factors])?;
    sink.write(&schema::text(arguments.kind.into(), &factors))
}
