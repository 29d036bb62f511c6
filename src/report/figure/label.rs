//! Texts in figures: how wide they are, and how they are made to fit.

use super::canvas::{Anchor, SIZE};
use super::palette::{Colour, INK, SOFT};

/// A line of text and how it looks.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) size: f64,
    pub(super) colour: &'a Colour,
    pub(super) anchor: Anchor,
    pub(super) is_bold: bool,
}

impl<'a> Words<'a> {
    pub(super) fn plain(text: &'a str) -> Self {
        Self {
            text,
            size: SIZE,
            colour: &INK,
            anchor: Anchor::Start,
            is_bold: false,
        }
    }

    pub(super) fn soft(text: &'a str) -> Self {
        Self {
            colour: &SOFT,
            ..Self::plain(text)
        }
    }

    pub(super) fn bold(text: &'a str) -> Self {
        Self {
            is_bold: true,
            ..Self::plain(text)
        }
    }

    pub(super) fn title(text: &'a str) -> Self {
        Self {
            size: 16.0,
            ..Self::bold(text)
        }
    }

    pub(super) fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn coloured(self, colour: &'a Colour) -> Self {
        Self { colour, ..self }
    }

    pub(super) fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }
}

/// How wide a text is at most, in letters of `size`: by those of DejaVu Sans,
/// which are wider than those of the usual fonts.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let ems = |c: char| match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.29,
        ' ' | '.' | ',' | ':' | ';' | '!' | '-' | '(' | ')' | '[' | ']' | '/' | 'f' | 't' | 'r'
        | 'I' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 1.0,
        'A'..='Z' | '&' | '±' | '×' | '=' | '+' | '<' | '>' | '~' => 0.84,
        c if c.is_ascii() || ('\u{a0}'..'\u{0600}').contains(&c) => 0.64,
        _ => 1.05,
    };
    text.chars().map(ems).sum::<f64>() * size
}

/// A text that is no wider than `room`: the end gives way to an ellipsis.
pub(super) fn shorten(text: &str, room: f64, size: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if width(&short, size) + size > room {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}

/// The lines of a text, each no wider than `room`.
pub(super) fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + size <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shorten(word, room, size)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit() {
        // 5 × 0.64 em of 10
        assert!((width("abcde", 10.0) - 32.0).abs() < 1e-9);
        assert_eq!(shorten("abcde", 32.0, 10.0), "abcde");
        assert_eq!(shorten("abcde", 31.0, 10.0), "abc…");
        assert_eq!(
            wrap("abcde abcde abcde", 80.0, 10.0),
            ["abcde abcde", "abcde"]
        );
        let long = "x".repeat(500);
        for line in wrap(&format!("a {long} b"), 100.0, 13.0) {
            assert!(width(&line, 13.0) <= 100.0, "{line}");
        }
    }
}
