//! Keys of tables: what each is called, what it takes and what it is for.
//!
//! Readers take names and bounds from these, and the JSON Schemas of the files
//! are made from them too, so that an editor and the reader say the same.

use crate::read::Bounds;

/// A key of a table.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "schema"),
    expect(dead_code, reason = "what is needed stands in the schemas")
)]
pub(crate) struct Key {
    /// Its name.
    pub(crate) name: &'static str,
    /// What its value is.
    #[cfg(feature = "schema")]
    pub(crate) takes: Takes,
    /// Between what its numbers lie, if it takes some.
    pub(crate) bounds: Bounds<'static>,
    /// What it is for.
    #[cfg(feature = "schema")]
    pub(crate) what: &'static str,
    /// Whether its table is nothing without it.
    pub(crate) is_needed: bool,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(feature = "schema"),
    expect(dead_code, reason = "a reader knows what it reads")
)]
pub(crate) enum Takes {
    /// A number, or a table with a range.
    Quantity,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// Text.
    Text,
    /// Text, or an array of texts.
    Texts,
    /// `true` or `false`.
    Flag,
    /// One of these texts.
    Word(fn() -> Vec<&'static str>),
    /// A text, such as one of these.
    Name(Registry),
    /// The name of a grid, or a number.
    Grid,
    /// The number of a hardware specification level.
    Level,
    /// A year as a number or a text.
    Year,
    /// Two numbers in an array.
    Interval,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A number, or a table with these keys.
    NumberOr(&'static [Key]),
    /// A table of these names, each with what that key takes.
    Each(fn() -> Vec<&'static str>, &'static Key),
    /// An array of tables with these keys.
    Tables(&'static [Key]),
    /// A table of named tables with these keys.
    Named(&'static [Key]),
    /// A table of tasks.
    Tasks,
    /// A table of blocks, each with a table of items with these keys.
    Items(&'static [Key]),
    /// A table of blocks, each with a table of levels with these keys.
    Levels(&'static [Key]),
    /// A table of quantities of items.
    Quantities,
    /// A table of numbers by the paths of quantities.
    Prices,
}

/// A list of names that is open: capitals and blanks do not matter, and a file
/// may bring names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registry {
    /// Built-in devices.
    Presets,
    /// Modes of transport.
    Modes,
    /// Microcontrollers.
    Mcus,
    /// Radios.
    Radios,
    /// Tasks of measured inferences.
    Tasks,
    /// Boards and chips of measured inferences.
    Boards,
}

impl Key {
    /// A key that takes no number.
    #[cfg_attr(
        not(feature = "schema"),
        expect(unused_variables, reason = "only schemas say it")
    )]
    pub(crate) const fn new(name: &'static str, takes: Takes, what: &'static str) -> Self {
        Self {
            name,
            #[cfg(feature = "schema")]
            takes,
            bounds: Bounds::between(f64::MIN, f64::MAX, ""),
            #[cfg(feature = "schema")]
            what,
            is_needed: false,
        }
    }

    /// Its numbers lie between these bounds.
    const fn within(self, bounds: Bounds<'static>) -> Self {
        Self { bounds, ..self }
    }

    /// A number, or a table with a range.
    pub(crate) const fn quantity(
        name: &'static str,
        bounds: Bounds<'static>,
        what: &'static str,
    ) -> Self {
        Self::new(name, Takes::Quantity, what).within(bounds)
    }

    /// A number.
    pub(crate) const fn number(
        name: &'static str,
        bounds: Bounds<'static>,
        what: &'static str,
    ) -> Self {
        Self::new(name, Takes::Number, what).within(bounds)
    }

    /// A whole number.
    pub(crate) const fn whole(
        name: &'static str,
        bounds: Bounds<'static>,
        what: &'static str,
    ) -> Self {
        Self::new(name, Takes::Whole, what).within(bounds)
    }

    /// A text.
    pub(crate) const fn text(name: &'static str, what: &'static str) -> Self {
        Self::new(name, Takes::Text, what)
    }

    /// A text, or an array of texts.
    pub(crate) const fn texts(name: &'static str, what: &'static str) -> Self {
        Self::new(name, Takes::Texts, what)
    }

    /// Without it, its table is nothing.
    pub(crate) const fn needed(self) -> Self {
        Self {
            is_needed: true,
            ..self
        }
    }
}

/// The names of some keys.
pub(crate) fn names(keys: &[Key]) -> impl Iterator<Item = &str> + Clone {
    keys.iter().map(|key| key.name)
}
