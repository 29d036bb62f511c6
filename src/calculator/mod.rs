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
mod request;
mod statements;

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Problems};
use crate::factors::Factors;
use request::Request;

#[derive(Serialize)]
struct Answer {
    answer: Value,
}

/// Answers a request.
pub fn answer(request: &str) -> String {
    let reply = match Request::read(request) {
        Ok(request) => respond(&request).map(|answer| Answer { answer }),
        Err(why) => Err(refused(format!("this is no request: {why}"))),
    };
    // Strings and finite numbers: serializing them to memory cannot fail.
    match reply {
        Ok(answer) => serde_json::to_string_pretty(&answer),
        Err(found) => serde_json::to_string_pretty(&problems::Answer::from(&found)),
    }
    .unwrap_or_default()
}

fn respond(request: &Request) -> Result<Value, Problems> {
    let factors = &Factors::builtin();
    let designs = &request.designs;
    let options = &request.options;
    let text = match (request.kind.as_str(), designs.as_slice()) {
        // What the first picture needs, and what there is to choose from.
        ("outline", _) => return Ok(catalogue::outline(factors)),
        ("catalogue", _) => return Ok(catalogue::catalogue(factors)),
        // What a text says and what is wrong with it, and one with other values.
        ("draft", [design]) => return Ok(draft::draft(design, factors)),
        ("edit", [design]) => edit::edit(&design.toml, &request.edits),
        ("draft" | "edit", _) => Err(refused("one design is wanted".to_owned())),
        // As the commands of these names.
        ("estimate", _) => options.estimate(designs, factors),
        ("lifespan", _) => options.lifespan(designs, factors),
        ("compare", _) => options.compare(designs, factors),
        ("uncertainty", _) => options.uncertainty(designs, factors),
        (kind, _) => Err(refused(format!("there is no kind `{kind}`"))),
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
    use crate::device::presets;
    use serde_json::{Map, json};

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

    /// A device file that says the same things in every way that TOML has.
    const WAYS: &str = "\
# About the file.

# About the name.
name = 'a' # beside it
use.mean_power_mw = 1
use.grid = 'FR' # dotted

[pcb]

# Apart.

# Right above.
hsl = 0
inner = { a = 1, b.c = 2, d = [1, 2] }
list = [
  1, # one
  2,
]

[power_supply]
li_ion_g = { low = 1, typical = 2, high = 3 }
[[transport.legs]]
mode = 'truck'
[[transport.legs]]
mode = 'plane'

# The last.
[custom.\"a \\\"b\\\"\"]
kg_co2e = 1";

    fn at<'a>(value: &'a mut Value, path: &[&str]) -> &'a mut Value {
        path.iter().fold(value, |value, key| &mut value[*key])
    }

    fn read(toml: &str) -> Value {
        draft::table(&crate::tree::parse(toml, 0).unwrap())
    }

    /// What is read after an edit is what was there, with that value.
    #[test]
    fn an_edit_does_what_it_says_and_nothing_else() {
        let paths: &[&[&str]] = &[
            &["name"],
            &["description"],
            &["use"],
            &["use", "grid"],
            &["use", "supply"],
            &["use", "tasks", "a.b", "energy_uj"],
            &["pcb"],
            &["pcb", "hsl"],
            &["pcb", "fr4_4_layer_cm2"],
            &["pcb", "inner"],
            &["pcb", "inner", "a"],
            &["pcb", "inner", "b"],
            &["pcb", "inner", "b", "c"],
            &["pcb", "inner", "b", "x", "y"],
            &["pcb", "inner", "d"],
            &["pcb", "inner", "e", "f"],
            &["pcb", "list"],
            &["power_supply", "li_ion_g", "high"],
            &["power_supply", "li_ion_g"],
            &["transport"],
            &["transport", "legs"],
            &["transport", "weight_g"],
            &["custom", "a \"b\""],
            &["custom", "a \"b\"", "kg_co2e"],
            &["custom", "c", "kg_co2e"],
            &["casing", "abs_g"],
        ];
        let values = [
            json!(2.5),
            json!("ü \"\\\n\u{7f}"),
            json!([1.0, [2.0]]),
            json!({ "low": 1.0, "a b": { "x": [] } }),
            Value::Null,
        ];
        let texts = presets::ALL.iter().map(|preset| preset.text);
        for toml in texts.chain([WAYS, "", "a = 1", "# nothing\n"]) {
            for path in paths {
                for value in &values {
                    let mut expected = read(toml);
                    if value.is_null() {
                        let (last, parents) = path.split_last().unwrap();
                        let is_there = parents.iter().try_fold(&expected, |at, key| at.get(key));
                        if is_there.is_some_and(Value::is_object) {
                            let table = at(&mut expected, parents).as_object_mut().unwrap();
                            table.remove(*last);
                        }
                    } else {
                        *at(&mut expected, path) = value.clone();
                    }
                    let text = edited(toml, &json!([{ "path": path, "value": value }]));
                    // A table that is there for the sake of its keys goes with the last one.
                    let empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
                    let mut found = read(&text);
                    if let [table, ..] = path
                        && value.is_null()
                        && expected.get(table).is_some_and(empty)
                        && found.get(table).is_none()
                    {
                        found[table] = json!({});
                    }
                    assert_eq!(found, expected, "{path:?} {value}\n{toml}\n---\n{text}");
                    // What is said beside it stays.
                    let comments =
                        |text: &str| text.lines().filter(|line| line.contains('#')).count();
                    assert!(
                        value.is_null() || path.len() == 1 || comments(&text) + 2 >= comments(toml),
                        "{path:?}: {text}"
                    );
                    assert!(
                        !text.contains("\n\n\n") || toml.contains("\n\n\n"),
                        "{path:?} {value}: {text:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_edit_stands_where_people_would_write_it() {
        let set =
            |path: Value, value: Value| edited(WAYS, &json!([{ "path": path, "value": value }]));
        let cases = [
            (
                json!(["use", "supply"]),
                "use.grid = 'FR' # dotted\nuse.supply = 7\n\n[pcb]",
            ),
            (
                json!(["lifespan_years"]),
                "# dotted\nlifespan_years = 7\n\n[pcb]",
            ),
            (
                json!(["pcb", "x y"]),
                "  2,\n]\n\"x y\" = 7\n\n[power_supply]",
            ),
            (
                json!(["pcb", "inner", "e"]),
                "{ a = 1, b.c = 2, d = [1, 2], e = 7 }",
            ),
            (
                json!(["transport", "weight_g"]),
                "[transport]\nweight_g = 7\n\n[[transport.legs]]",
            ),
            (
                json!(["custom", "c", "kg_co2e"]),
                "kg_co2e = 1\n\n[custom.c]\nkg_co2e = 7\n",
            ),
            (
                json!(["casing", "abs_g"]),
                "kg_co2e = 1\n\n[casing]\nabs_g = 7\n",
            ),
            (json!(["name"]), "# About the name.\nname = 7 # beside it\n"),
        ];
        for (path, expected) in cases {
            let text = set(path, json!(7));
            assert!(text.contains(expected), "{text}");
        }
        let gone = |path| set(path, Value::Null);
        assert!(gone(json!(["name"])).starts_with("# About the file.\n\nuse.mean_power_mw"));
        assert!(gone(json!(["pcb", "hsl"])).contains("[pcb]\n\n# Apart.\n\ninner"));
        assert!(gone(json!(["pcb", "inner", "d"])).contains("{ a = 1, b.c = 2 }"));
        assert!(gone(json!(["pcb", "inner", "a"])).contains("{ b.c = 2, d = [1, 2] }"));
        assert!(gone(json!(["pcb", "inner", "b", "c"])).contains("{ a = 1, b = {}, d"));
        assert!(gone(json!(["custom"])).ends_with("mode = 'plane'\n"));
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
            "{\"kind\": 1}",
            "{\"kind\": \"more\"}",
            "{\"kind\": \"draft\", \"designs\": [{\"file\": \"a\"}]}",
            "{\"kind\": \"draft\", \"designs\": {}}",
            "{\"kind\": \"estimate\", \"designs\": [{\"toml\": \"\"}], \"options\": {\"format\": \"xml\"}}",
            "{\"kind\": \"estimate\", \"designs\": [{\"toml\": \"\"}], \"options\": {\"uncertainty\": 1}}",
            "{\"kind\": \"lifespan\", \"designs\": [{\"toml\": \"\"}], \"options\": {\"years\": [\"1\"]}}",
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
