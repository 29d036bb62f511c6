//! What the page asks, read from its JSON.

use serde_json::{Map, Value};

/// A question, what it is about, and how it is meant.
pub(super) struct Request {
    /// What is asked.
    pub(super) kind: String,
    pub(super) designs: Vec<Design>,
    pub(super) edits: Vec<Edit>,
    pub(super) options: Options,
}

/// A design: a text and the name of its file, which names the device if the
/// text does not.
pub(super) struct Design {
    pub(super) file: String,
    pub(super) toml: String,
}

/// A value of a key, or its absence.
pub(super) struct Edit {
    /// The keys that lead to it.
    pub(super) path: Vec<String>,
    /// The value; `null` takes the key away.
    pub(super) value: Value,
    /// What was typed in the place of a value: a number as it is written, a
    /// text otherwise.
    pub(super) typed: Option<String>,
}

/// How designs are analysed.
pub(super) struct Options {
    /// Whether an estimate comes as CSV; everything else is JSON.
    pub(super) is_csv: bool,
    /// Whether an estimate or a comparison says how sure it is.
    pub(super) uncertainty: bool,
    /// Draws of a simulation.
    pub(super) samples: Option<u64>,
    /// The years of a life.
    pub(super) years: Vec<f64>,
    /// The names of published products to compare with.
    pub(super) products: Vec<String>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// What is no request.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let value = serde_json::from_str(text).map_err(|_| "it is not JSON")?;
        let fields = Fields::of(&value, &["kind", "designs", "edits", "options"])?;
        let none = Value::Object(Map::new());
        Ok(Self {
            kind: fields.text("kind")?.ok_or("it has no `kind`")?,
            designs: fields.list("designs", Design::read)?,
            edits: fields.list("edits", Edit::read)?,
            options: Options::read(fields.get("options").unwrap_or(&none))?,
        })
    }
}

impl Design {
    fn read(value: &Value) -> Result<Self, String> {
        let fields = Fields::of(value, &["file", "toml"])?;
        let file = fields.text("file")?;
        Ok(Self {
            file: file.unwrap_or_else(|| "design.toml".to_owned()),
            toml: fields.text("toml")?.ok_or("a design has no `toml`")?,
        })
    }
}

impl Edit {
    fn read(value: &Value) -> Result<Self, String> {
        let fields = Fields::of(value, &["path", "value", "typed"])?;
        Ok(Self {
            path: fields.list("path", text)?,
            value: fields.get("value").cloned().unwrap_or_default(),
            typed: fields.text("typed")?,
        })
    }
}

impl Options {
    fn read(value: &Value) -> Result<Self, String> {
        let known = ["format", "uncertainty", "samples", "years", "products"];
        let fields = Fields::of(value, &known)?;
        let format = fields.text("format")?;
        let wanted = |key, wanted| format!("`{key}` is {wanted}");
        let samples = fields.get("samples").map(|value| value.as_u64());
        let uncertainty = fields.get("uncertainty").map(Value::as_bool);
        Ok(Self {
            is_csv: match format.as_deref() {
                None | Some("json") => false,
                Some("csv") => true,
                Some(_) => return Err(wanted("format", "`json` or `csv`")),
            },
            uncertainty: uncertainty
                .unwrap_or(Some(false))
                .ok_or_else(|| wanted("uncertainty", "true or false"))?,
            samples: samples
                .map(|number| number.ok_or_else(|| wanted("samples", "a whole number")))
                .transpose()?,
            years: fields.list("years", |value| {
                value.as_f64().ok_or_else(|| wanted("years", "numbers"))
            })?,
            products: fields.list("products", text)?,
        })
    }
}

fn text(value: &Value) -> Result<String, String> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| "what should be a text is none".to_owned())
}

/// The fields of an object; a field that is `null` is not there.
struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    fn of(value: &'a Value, known: &[&str]) -> Result<Self, String> {
        let Value::Object(fields) = value else {
            return Err("what should be an object is none".to_owned());
        };
        match fields.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(format!("there is no field `{key}`")),
            None => Ok(Self(fields)),
        }
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    fn text(&self, key: &str) -> Result<Option<String>, String> {
        self.get(key).map(text).transpose()
    }

    fn list<T>(
        &self,
        key: &str,
        read: impl Fn(&Value) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        match self.get(key) {
            Some(Value::Array(values)) => values.iter().map(read).collect(),
            Some(_) => Err(format!("`{key}` is no list")),
            None => Ok(Vec::new()),
        }
    }
}
