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
    /// What the first picture needs.
    Outline,
    /// What there is to choose from.
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
        (Kind::Outline, _) => return Ok(catalogue::outline(factors)),
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

    fn text(request: &Value) -> String {
        let answer = ask(request)["answer"].take();
        answer
            .as_str()
            .unwrap_or_else(|| panic!("{request}"))
            .to_owned()
    }

    fn edited(toml: &str, edits: &Value) -> String {
        text(&json!({ "kind": "edit", "designs": [{ "toml": toml }], "edits": edits }))
    }

    #[test]
    fn the_catalogue_has_what_the_page_offers() {
        let outline = ask(&json!({ "kind": "outline" }))["answer"].take();
        assert_eq!(outline["blocks"].as_array().unwrap().len(), 16);
        assert_eq!(outline["presets"][0]["title"], "Keyword spotting");
        let found = ask(&json!({ "kind": "catalogue" }))["answer"].take();
        assert_eq!(found["quantities"]["processing 0"]["mcu_mm2"]["high"], 17.0);
        for kind in [
            "levels",
            "factors",
            "cells",
            "grids",
            "mcus",
            "radios",
            "inferences",
        ] {
            assert!(!found[kind].as_array().unwrap().is_empty(), "{kind}");
        }
    }

    #[test]
    fn an_edit_leaves_everything_else_as_it_is() {
        let toml = "# mine\n\nlifespan_years = 3 # long\n\n[pcb]\nhsl = 0   # a board\n";
        let to = |value: Value| {
            edited(
                toml,
                &json!([{ "path": ["lifespan_years"], "value": value }]),
            )
        };
        assert_eq!(to(json!(4.5)), toml.replace("= 3", "= 4.5"));
        assert_eq!(
            to(json!(null)),
            toml.replace("lifespan_years = 3 # long\n\n", "")
        );
        let typed = |typed: &str| {
            let edits = json!([{ "path": ["pcb", "hsl"], "typed": typed }]);
            edited(toml, &edits).lines().last().unwrap().to_owned()
        };
        assert_eq!(typed("0.10"), "hsl = 0.10   # a board");
        assert_eq!(typed(" .5 "), "hsl = 0.5   # a board");
        assert_eq!(typed("5 cm"), "hsl = \"5 cm\"   # a board");
        assert_eq!(typed("nan"), "hsl = nan   # a board");
        let range = json!({ "low": 1, "typical": 2, "high": 3, "assumption": "so" });
        let edits = json!([{ "path": ["pcb", "hsl"], "value": range }]);
        assert_eq!(
            edited(toml, &edits).lines().last(),
            Some("hsl = { low = 1, typical = 2, high = 3, assumption = \"so\" }   # a board")
        );
        let edits = json!([
            { "path": ["use", "tasks", "a \"b\""], "value": { "energy_uj": 1, "per_hour": 2 } },
            { "path": ["use", "grid"], "value": "FR" },
            { "path": ["nothing", "here"], "value": null },
        ]);
        let with_use = edited(toml, &edits);
        assert!(with_use.starts_with(toml));
        let draft = json!({ "kind": "draft", "designs": [{ "toml": with_use }] });
        let task = &ask(&draft)["answer"]["device"]["use"]["tasks"]["a \"b\""];
        assert_eq!(task, &json!({ "energy_uj": 1.0, "per_hour": 2.0 }));
    }

    #[test]
    fn a_draft_says_what_is_stated_and_what_is_wrong() {
        let toml = "extends = 'image-classification'\n[processing]\nmcu_mm2 = 'ü'\n";
        let draft =
            ask(&json!({ "kind": "draft", "designs": [{ "toml": toml }] }))["answer"].take();
        assert_eq!(draft["device"]["sensing"]["hsl"], 3.0);
        assert_eq!(draft["own"]["processing"], json!({ "mcu_mm2": "ü" }));
        assert_eq!(draft["own"].get("sensing"), None);
        let problem = &draft["problems"][0];
        assert_eq!(problem["path"], json!(["processing", "mcu_mm2"]));
        assert_eq!([&problem["line"], &problem["column"]], [3, 11]);
        // In the units of a script's strings, not in bytes.
        assert_eq!([&problem["start"], &problem["end"]], [56, 59]);
        let broken = json!({ "kind": "draft", "designs": [{ "toml": "[pcb\n" }] });
        let broken = ask(&broken)["answer"].take();
        assert_eq!([&broken["device"], &broken["own"]], [&Value::Null; 2]);
        assert_eq!(broken["problems"][0]["code"], "syntax");
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let requests = [
            "",
            "{}",
            "[]",
            "{\"kind\": \"estimate\"}",
            "{\"kind\": \"draft\"}",
            "{\"kind\": \"outline\", \"more\": 1}",
            "{\"kind\": \"lifespan\", \"designs\": [{\"toml\": \"\"}]}",
            "{\"kind\": \"lifespan\", \"designs\": [{\"toml\": \"\"}], \"options\": {\"years\": [-1]}}",
            "{\"kind\": \"uncertainty\", \"designs\": [{\"toml\": \"\"}], \"options\": {\"samples\": 1e12}}",
            "{\"kind\": \"edit\", \"designs\": [{\"toml\": \"a = 1\"}], \"edits\": [{\"path\": []}]}",
            "{\"kind\": \"edit\", \"designs\": [{\"toml\": \"a = 1\"}], \"edits\": [{\"path\": [\"a\", \"b\"], \"value\": 1}]}",
        ];
        for request in requests {
            let reply: Value = serde_json::from_str(&answer(request)).unwrap();
            assert!(
                reply["problems"][0]["message"].is_string(),
                "{request}: {reply}"
            );
        }
    }
}
