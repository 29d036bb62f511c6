//! What the web calculator asks of the library: JSON in, JSON out.
//!
//! A request is an object with a `kind`; the answer is an object with
//! `answer`, or with `problems` in the place of it. What the command line
//! prints as JSON, CSV or Markdown is the answer to the same question here, to
//! the last character.
//!
//! ```
//! use tinyfoot::calculator::answer;
//!
//! let request = r#"{"kind": "estimate", "designs": [{"toml": "[pcb]\nfr4_4_layer_cm2 = 8"}]}"#;
//! assert!(answer(request).starts_with(r#"{"answer":"#));
//!
//! let request = r#"{"kind": "estimate", "designs": [{"toml": "[pcb]\nlayers = 4"}]}"#;
//! assert!(answer(request).contains(r#""line":2,"column":1,"path":["pcb","layers"]"#));
//! ```

mod analyses;
#[cfg(target_arch = "wasm32")]
mod boundary;
mod catalogue;
mod draft;
mod edit;
mod problems;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Problems};
use crate::factors::Factors;
use analyses::{Analysis, Design};
use edit::Edit;

/// What can be asked.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// Everything that is built in.
    Catalogue,
    /// What a text says, and what is wrong with it.
    Draft,
    /// A text with other values.
    Edit,
    /// As `tinyfoot estimate`.
    Estimate,
    /// As `tinyfoot lifespan`.
    Lifespan,
    /// As `tinyfoot compare`.
    Compare,
    /// As `tinyfoot uncertainty`.
    Uncertainty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    kind: Kind,
    #[serde(default)]
    designs: Vec<Design>,
    #[serde(default)]
    edits: Vec<Edit>,
    #[serde(default)]
    options: Analysis,
}

#[derive(Serialize)]
struct Answer {
    answer: Value,
}

/// Answers a request.
pub fn answer(request: &str) -> String {
    let reply = match serde_json::from_str(request) {
        Ok(request) => respond(&request).map(|answer| Answer { answer }),
        Err(error) => Err(refused(format!("this is no request: {error}"))),
    };
    // Strings and finite numbers: serializing them to memory cannot fail.
    match reply {
        Ok(answer) => serde_json::to_string(&answer),
        Err(found) => serde_json::to_string(&problems::Answer::from(&found)),
    }
    .unwrap_or_default()
}

fn respond(request: &Request) -> Result<Value, Problems> {
    let factors = &Factors::builtin();
    let designs = &request.designs;
    let options = &request.options;
    let text = match (request.kind, designs.as_slice()) {
        (Kind::Catalogue, _) => return Ok(catalogue::catalogue(factors)),
        (Kind::Draft, [design]) => return Ok(draft::draft(design, factors)),
        (Kind::Edit, [design]) => edit::edit(&design.toml, &request.edits),
        (Kind::Draft | Kind::Edit, _) => Err(refused("one design is wanted".to_owned())),
        (Kind::Estimate, _) => options.estimate(designs, factors),
        (Kind::Lifespan, _) => options.lifespan(designs, factors),
        (Kind::Compare, _) => options.compare(designs, factors),
        (Kind::Uncertainty, _) => options.uncertainty(designs, factors),
    };
    text.map(Value::String)
}

/// What the page itself does wrong.
fn refused(message: String) -> Problems {
    Problems::general(Diagnostic::general("bad-request", message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ask(request: &Value) -> Value {
        serde_json::from_str(&answer(&request.to_string())).unwrap()
    }

    #[test]
    fn the_catalogue_has_what_the_page_offers() {
        let found = ask(&json!({ "kind": "catalogue" }))["answer"].take();
        assert_eq!(found["blocks"].as_array().unwrap().len(), 16);
        assert_eq!(found["presets"][0]["title"], "Keyword spotting");
        assert_eq!(found["quantities"]["processing 0"]["mcu_mm2"]["high"], 17.0);
        for kind in ["levels", "factors", "cells", "grids", "mcus", "radios", "inferences"] {
            assert!(!found[kind].as_array().unwrap().is_empty(), "{kind}");
        }
    }
}
