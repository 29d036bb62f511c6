//! Problems of an input text: where, what, and what would be right.

use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;

/// A text that was read, kept so that problems can show the place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path as the user gave it, `<stdin>`, `--set` or `preset NAME`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// A place in one of the [`Source`]s of a [`Problems`] or a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the source.
    pub source: usize,
    /// The bytes that are meant.
    pub span: Range<usize>,
}

impl Place {
    /// The first character of a source: the place of what is missing in it.
    pub const fn start_of(source: usize) -> Self {
        Self { source, span: 0..0 }
    }
}

/// A place in a file, for those who no longer have its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The name of the source.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Position {
    /// The position of a place in one of the sources.
    pub fn of(place: &Place, sources: &[Source]) -> Option<Self> {
        Positions::new(sources).of(place)
    }
}

/// The positions of many places: each text is read once for all of them.
#[derive(Debug)]
pub(crate) struct Positions<'a> {
    sources: &'a [Source],
    /// Where the lines of each source begin, once one of them was asked for.
    lines: Vec<OnceCell<Vec<usize>>>,
}

impl<'a> Positions<'a> {
    pub(crate) fn new(sources: &'a [Source]) -> Self {
        Self {
            sources,
            lines: sources.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// The position of a place.
    pub(crate) fn of(&self, place: &Place) -> Option<Position> {
        let Source { name, text } = self.sources.get(place.source)?;
        let lines = self.lines[place.source].get_or_init(|| {
            let ends = text.match_indices('\n').map(|(end, _)| end + 1);
            [0].into_iter().chain(ends).collect()
        });
        let line = lines.partition_point(|start| *start <= place.span.start);
        let before = text.get(lines[line - 1]..place.span.start)?;
        Some(Position {
            file: name.clone(),
            line,
            column: before.chars().count() + 1,
        })
    }
}

/// What kind of problem this is: stable words that scripts may match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(pub &'static str);

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; absent when the problem is of a file as a whole.
    pub place: Option<Place>,
    /// What would be right.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn at(code: &'static str, place: &Place, message: impl Into<String>) -> Self {
        Self {
            code: Code(code),
            message: message.into(),
            place: Some(place.clone()),
            help: None,
        }
    }

    /// A problem that has no place in a text.
    pub fn general(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Code(code),
            message: message.into(),
            place: None,
            help: None,
        }
    }

    /// The same problem with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Everything that is wrong with an input, with the texts it refers to.
///
/// `Display` gives one line a problem, `file:line:column: message; help`.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems {
    /// The texts that were read.
    pub sources: Vec<Source>,
    /// The problems, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Problems {
    /// Problems in the order of their places.
    pub fn new(sources: Vec<Source>, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|diagnostic| {
            let place = diagnostic.place.as_ref();
            place.map(|place| (place.source, place.span.start))
        });
        Self {
            sources,
            diagnostics,
        }
    }

    /// A single problem that has no text to point into.
    pub fn general(diagnostic: Diagnostic) -> Self {
        Self {
            sources: Vec::new(),
            diagnostics: vec![diagnostic],
        }
    }

    /// Adds the problems of another input. What is wrong in a text that both
    /// have, as on the command line, is said once.
    pub fn absorb(&mut self, other: Self) {
        fn place<'a>(
            problems: &'a Problems,
            own: &'a Diagnostic,
        ) -> Option<(Option<&'a Source>, &'a Range<usize>)> {
            let place = own.place.as_ref()?;
            Some((problems.sources.get(place.source), &place.span))
        }
        let is_new = |own: &&Diagnostic| {
            !self.diagnostics.iter().any(|known| {
                (&known.message, &known.help) == (&own.message, &own.help)
                    && place(self, known) == place(&other, own)
            })
        };
        let new: Vec<Diagnostic> = other.diagnostics.iter().filter(is_new).cloned().collect();
        let offset = self.sources.len();
        self.sources.extend(other.sources);
        self.diagnostics
            .extend(new.into_iter().map(|mut diagnostic| {
                if let Some(place) = &mut diagnostic.place {
                    place.source += offset;
                }
                diagnostic
            }));
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let positions = Positions::new(&self.sources);
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            let place = diagnostic.place.as_ref();
            if let Some(at) = place.and_then(|place| positions.of(place)) {
                write!(f, "{}:{}:{}: ", at.file, at.line, at.column)?;
            }
            write!(f, "{}", diagnostic.message)?;
            if let Some(help) = &diagnostic.help {
                write!(f, "; {help}")?;
            }
        }
        Ok(())
    }
}

/// The candidate that the user most likely meant, if one is near enough: it
/// begins with the word, or at most a third of the letters are wrong. Case is
/// forgiven.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_ascii_lowercase();
            let is_start = length >= 3 && lower.starts_with(&word);
            let most_wrong = 1 + length / 3;
            let is_near = length >= 3
                && lower.chars().count().abs_diff(length) <= most_wrong
                && strsim::osa_distance(&word, &lower) <= most_wrong;
            (is_start || is_near).then(|| (strsim::jaro_winkler(&word, &lower), candidate))
        })
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// Units that people write and a key of ours may not have.
const UNITS: [&str; 32] = [
    "ug", "mg", "g", "gram", "grams", "kg", "t", "um2", "mm2", "cm2", "m2", "mm", "cm", "m", "km",
    "uw", "mw", "w", "kw", "wh", "us", "ms", "s", "min", "h", "uj", "mj", "j", "ua", "ma", "mah",
    "kwh",
];

/// More that begin alike are a list, not a suggestion.
const MOST_ALIKE: usize = 4;
/// Nobody reads a longer list.
const MOST_LISTED: usize = 60;
/// Names that a word is compared with: a file of wrong words is soon read.
const MOST_COMPARED: usize = 500;

/// `did you mean ...?` where a candidate is near, or a few begin with the same
/// word, and the list of all of them otherwise, or of the first if they are
/// many.
pub fn suggest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    what: &str,
) -> String {
    let candidates: Vec<_> = candidates.into_iter().take(MOST_COMPARED).collect();
    let Some(candidate) = nearest(word, candidates.iter().copied()) else {
        let first = |name: &str| {
            name.split(['_', '-', ' '])
                .next()
                .map(str::to_ascii_lowercase)
        };
        let alike = candidates.iter().filter(|name| first(name) == first(word));
        let alike: Vec<String> = alike.map(|name| format!("`{name}`")).collect();
        if (1..=MOST_ALIKE).contains(&alike.len()) {
            return format!("did you mean {}?", alike.join(" or "));
        }
        let listed = &candidates[..candidates.len().min(MOST_LISTED)];
        let rest = if listed.len() < candidates.len() {
            ", ..."
        } else {
            ""
        };
        return format!("{what}: {}{rest}", listed.join(", "));
    };
    // `abs_kg` for `abs_g`: to follow the advice alone would lose a factor.
    let unit_differs = match (word.rsplit_once('_'), candidate.rsplit_once('_')) {
        (Some((stem, unit)), Some((other, other_unit))) => {
            unit != other_unit
                && UNITS.contains(&unit)
                && (stem == other || UNITS.contains(&other_unit))
        }
        _ => false,
    };
    let mind = if unit_differs {
        " Mind the unit: the value is in another one."
    } else {
        ""
    };
    format!("did you mean `{candidate}`?{mind}")
}

/// A number as people write it: plain unless it is very large or very small.
pub fn plain(number: f64) -> String {
    let size = number.abs();
    if number != 0.0 && !(1e-6..1e15).contains(&size) {
        return format!("{number:e}");
    }
    // Most are whole, and written faster as such; zero may have a sign.
    #[expect(clippy::cast_possible_truncation, reason = "less than 1e15")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, reason = "less than 1e15")]
    if whole != 0 && whole as f64 == number {
        return whole.to_string();
    }
    number.to_string()
}

/// The longest start of a short text that is a number, and what follows it.
pub fn leading_number(text: &str) -> Option<(&str, &str)> {
    (1..=text.len().min(40))
        .rev()
        .filter_map(|end| text.split_at_checked(end))
        .find(|(number, _)| {
            number.ends_with(|c: char| c.is_ascii_digit())
                && number.parse::<f64>().is_ok_and(f64::is_finite)
        })
}

/// Whether what follows a number is a unit: one word that begins with a letter.
pub fn is_unit(rest: &str) -> bool {
    let rest = rest.trim();
    rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '%' || !c.is_ascii())
        && !rest.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions() {
        assert_eq!(
            suggest("li_ion_mah", ["li_ion_nmc_wh"], "known are"),
            "did you mean `li_ion_nmc_wh`? Mind the unit: the value is in another one."
        );
        let known = [
            "aa_alkaline_piece",
            "aa_lithium_piece",
            "cr2032_piece",
            "abs_g",
        ];
        let help = |word| suggest(word, known, "known are");
        assert_eq!(
            help("aa_piece"),
            "did you mean `aa_alkaline_piece` or `aa_lithium_piece`?"
        );
        assert_eq!(help("cr2032"), "did you mean `cr2032_piece`?");
        assert_eq!(
            help("abs_kg"),
            "did you mean `abs_g`? Mind the unit: the value is in another one."
        );
        assert!(help("wood_g").starts_with("known are: aa_alkaline_piece, "));
    }
}
