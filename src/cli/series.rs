//! Series of numbers: `1..10`, `1..10:0.5`, `1,3,5`.

use std::ops::Range;

use tinyfoot::{Diagnostic, Place, Problems, Source};

/// More points than a table of them can be read.
pub(crate) const MOST_OF_A_TABLE: u32 = 1000;

/// The numbers of a series, each from `least` to `most`. Steps are
/// `start + i × step`, never added up.
pub(crate) fn parse(
    text: &str,
    option: &str,
    (least, most): (f64, f64),
    most_points: u32,
) -> Result<Vec<f64>, Problems> {
    let problem = |part: &str, message: String| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        let first = if (least..=most).contains(&1.0) {
            1.0
        } else {
            least
        };
        let [next, other, end] = [2.0, 4.0, 9.0].map(|more| first + more);
        let help = format!(
            "write `{first}..{end}`, `{first}..{end}:0.5` with a step, or `{first},{next},{other}`"
        );
        at(text, start..start + part.len(), option, message, &help)
    };
    let number = |part: &str| -> Result<f64, Problems> {
        let value = part.trim().parse::<f64>().ok();
        let value = value.filter(|value| value.is_finite());
        match value {
            None => Err(problem(part, format!("`{part}` is no number"))),
            Some(value) if !(least..=most).contains(&value) => Err(problem(
                part,
                format!("`{part}` is not from {least} to {most}"),
            )),
            Some(value) => Ok(value),
        }
    };
    let mut values = Vec::new();
    for part in text.split(',') {
        let Some((start, rest)) = part.split_once("..") else {
            values.push(number(part)?);
            continue;
        };
        let (end, step) = rest.split_once(':').unwrap_or((rest, "1"));
        let (start_value, end_value) = (number(start)?, number(end)?);
        let step_value = step.trim().parse::<f64>().ok();
        let Some(step_value) = step_value.filter(|step| step.is_finite() && *step > 0.0) else {
            return Err(problem(
                step,
                format!("`{step}` is no step: it is a number above 0"),
            ));
        };
        if start_value > end_value {
            return Err(problem(part, format!("`{part}` runs backwards")));
        }
        let steps = ((end_value - start_value) / step_value + 1e-9).floor();
        if steps >= f64::from(most_points) {
            let message = format!("`{part}` is more than {most_points} points");
            return Err(problem(part, message));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to the most points"
        )]
        let count = steps as u32;
        values.extend((0..=count).map(|i| tidy(start_value + f64::from(i) * step_value)));
    }
    if values.len() > most_points as usize {
        return Err(problem(text, format!("more than {most_points} points")));
    }
    Ok(values)
}

/// One number from `least` to `most`.
pub(crate) fn number(text: &str, option: &str, (least, most): (f64, f64)) -> Result<f64, Problems> {
    let value = text.trim().parse::<f64>().ok();
    let value = value.filter(|value| (least..=most).contains(value));
    value.ok_or_else(|| {
        let example = if (least..=most).contains(&5.0) {
            5.0
        } else {
            least
        };
        let most = if most < 1e6 {
            most.to_string()
        } else {
            format!("{most:e}")
        };
        let help = format!("write a number from {least} to {most}, as in `{option} {example}`");
        problem(text, option, "is no such number", &help)
    })
}

/// What is wrong with the value of an option as a whole.
pub(crate) fn problem(text: &str, option: &str, what: &str, help: &str) -> Problems {
    at(
        text,
        0..text.len(),
        option,
        format!("`{text}` {what}"),
        help,
    )
}

fn at(text: &str, span: Range<usize>, option: &str, message: String, help: &str) -> Problems {
    let place = Place { source: 0, span };
    Problems {
        sources: vec![Source {
            name: option.to_owned(),
            text: text.to_owned(),
        }],
        diagnostics: vec![Diagnostic::at("bad-series", &place, message).help(help)],
    }
}

/// The decimal number that is meant: 0.3, not 0.30000000000000004.
fn tidy(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(text: &str) -> Result<Vec<f64>, String> {
        parse(text, "--years", (0.001, 100.0), MOST_OF_A_TABLE)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn good_series() {
        assert_eq!(years("1..4").unwrap(), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(years("1,3, 5").unwrap(), [1.0, 3.0, 5.0]);
        // 0.1 + 0.1 + 0.1 would be 0.30000000000000004.
        let tenths = years("0.1..0.5:0.1").unwrap();
        assert_eq!(tenths.len(), 5);
        assert_eq!(tenths, [0.1, 0.2, 0.3, 0.4, 0.5]);
        assert_eq!(years("1..2:0.5,10").unwrap(), [1.0, 1.5, 2.0, 10.0]);
    }

    #[test]
    fn bad_series() {
        for (text, problem) in [
            ("x", "--years:1:1: `x` is no number"),
            ("1..y", "--years:1:4: `y` is no number"),
            ("5..1", "`5..1` runs backwards"),
            ("1..5:0", "`0` is no step"),
            ("0..5", "`0` is not from 0.001 to 100"),
            ("1..2:1e-9", "more than 1000 points"),
            ("", "`` is no number"),
            ("nan", "`nan` is no number"),
        ] {
            let found = years(text).unwrap_err();
            assert!(found.contains(problem), "{found}");
        }
    }
}
