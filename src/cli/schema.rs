//! `tinyfoot schema`: what files and results look like, for editors and
//! validators.

use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use tinyfoot::schema;

use super::context::{FactorArguments, found};
use super::output::Sink;
use super::status::EXIT_STATUS;

#[derive(Args)]
#[command(after_help = format!("\
Examples:
  tinyfoot schema device > tinyfoot-device.schema.json
  tinyfoot schema estimate --output estimate.schema.json

{EXIT_STATUS}"))]
pub(crate) struct SchemaArguments {
    /// What the schema is of
    #[arg(value_parser = schema_kind())]
    pub(crate) kind: schema::Kind,
    #[command(flatten)]
    pub(crate) factors: FactorArguments,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<String>,
}

/// What has a schema, by its name.
fn schema_kind() -> impl TypedValueParser<Value = schema::Kind> {
    let kinds = schema::Kind::all();
    let names = kinds.map(|kind| PossibleValue::new(kind.name()).help(kind.what()));
    PossibleValuesParser::new(names).try_map(|name| schema::Kind::find(&name).ok_or("is no kind"))
}

pub(crate) fn run(arguments: &SchemaArguments) -> Result<()> {
    let (_, factors) = found(&arguments.factors)?;
    let sink = Sink::open_named(arguments.output.as_deref(), &[&arguments.factors.files])?;
    sink.write(&schema::text(arguments.kind, &factors))
}
