//! `tinyfoot merge`: partial totals added up.

use anyhow::Result;
use tinyfoot::inventory::{LARGEST_PARTIAL_BYTES, Totals};
use tinyfoot::{Diagnostic, Problems};

use super::arguments::MergeArguments;
use super::batch::content;
use super::context::check_streams;
use super::files::read_up_to;
use super::output::Sink;

pub(crate) fn run(arguments: &MergeArguments) -> Result<()> {
    check_streams(&arguments.partials)?;
    let mut whole: Option<Totals> = None;
    for name in &arguments.partials {
        let part = Totals::read(&read_up_to(name, LARGEST_PARTIAL_BYTES)?)?;
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => whole.merge(part).map_err(|why| {
                Problems::general(
                    Diagnostic::general("bad-partial", format!("{name}: {why}"))
                        .help("make all parts in the same way"),
                )
            })?,
        }
    }
    let totals = whole.unwrap_or_default();
    let sink = Sink::open(&arguments.output, &[&arguments.partials])?;
    let text = content(&totals, arguments.partial, arguments.output.format, &sink);
    sink.write(&text)
}
