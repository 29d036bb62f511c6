//! What it takes to send a message.

use super::{UnknownPart, slug};
use crate::cited::Sources;
use crate::diagnostic::plain;
use crate::table;

static RADIOS: &str = include_str!("radios.csv");

/// A radio and what it takes to send a message, or a byte of one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Radio {
    /// What device files call it. Several rows of one name are for messages of
    /// different lengths.
    pub radio: String,
    /// Its name in prose.
    pub label: String,
    /// The longest payload that the row is for, in bytes.
    pub payload_bytes: Option<f64>,
    /// What the energy is of.
    pub per: Per,
    /// Energy, in µJ.
    pub energy_uj: f64,
    /// Time on air or at work, in ms.
    pub time_ms: Option<f64>,
    /// What the figures include.
    pub covers: String,
    /// Citation keys.
    pub sources: Sources,
}

/// What the energy of a radio is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A message.
    Message,
    /// A byte of payload.
    Byte,
}

impl Per {
    /// The name in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Byte => "byte",
        }
    }
}

/// All radios.
pub fn radios() -> Vec<Radio> {
    table::read(RADIOS, |row| Radio {
        radio: row.text("radio"),
        label: row.text("label"),
        payload_bytes: row.number_if_any("payload_bytes"),
        per: if row.text("per") == Per::Byte.key() {
            Per::Byte
        } else {
            Per::Message
        },
        energy_uj: row.number("energy_uj"),
        time_ms: row.number_if_any("time_ms"),
        covers: row.text("covers"),
        sources: row.citation_keys("sources"),
    })
}

/// What it takes to send one message of `payload_bytes`: a row in which the
/// energy is of the message. Where rows are for payloads of different lengths,
/// it is the shortest one into which the payload fits; without a payload, the
/// shortest.
///
/// # Errors
///
/// When there is no such radio, the payload is too long for it or has no use
/// with it, or its energy is per byte and no payload is given.
///
/// ```
/// use tinyfoot::parts::message;
///
/// let report = message("lorawan-sf10", Some(20.0)).unwrap();
/// assert_eq!(report.payload_bytes, Some(24.0));
/// assert!(message("lorawan-sf10", Some(2000.0)).is_err());
/// ```
pub fn message(name: &str, payload_bytes: Option<f64>) -> Result<Radio, UnknownPart> {
    let wanted = slug(name);
    let (mut own, others): (Vec<Radio>, Vec<Radio>) =
        radios().into_iter().partition(|row| row.radio == wanted);
    let Some(first) = own.first().cloned() else {
        let names = others.into_iter().map(|row| row.radio);
        return Err(UnknownPart::new("radio", name, names, "radios"));
    };
    if first.per == Per::Byte {
        let Some(bytes) = payload_bytes else {
            return Err(UnknownPart {
                message: format!("the energy of `{name}` is per byte"),
                help: "add `payload_bytes`, the length of a message".to_owned(),
            });
        };
        return Ok(Radio {
            energy_uj: first.energy_uj * bytes,
            time_ms: first.time_ms.map(|time| time * bytes),
            payload_bytes: Some(bytes),
            per: Per::Message,
            ..first
        });
    }
    if let (Some(bytes), None) = (payload_bytes, first.payload_bytes) {
        return Err(UnknownPart {
            message: format!(
                "`payload_bytes` ({}) has no use with `{name}`",
                plain(bytes)
            ),
            help: "its energy is published for a message, whatever its length: leave it out"
                .to_owned(),
        });
    }
    let length = |row: &Radio| row.payload_bytes.unwrap_or(f64::INFINITY);
    own.sort_by(|a, b| length(a).total_cmp(&length(b)));
    let longest = own.last().map_or(0.0, length);
    let fits = |row: &Radio| payload_bytes.is_none_or(|bytes| bytes <= length(row));
    own.into_iter().find(fits).ok_or_else(|| UnknownPart {
        message: format!(
            "a payload of {} bytes is longer than the {} bytes that `{name}` is known for",
            plain(payload_bytes.unwrap_or_default()),
            plain(longest)
        ),
        help: "send more messages, or state `energy_uj` of the longer one".to_owned(),
    })
}
