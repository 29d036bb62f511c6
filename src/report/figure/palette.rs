//! The colours of figures, for light and for dark paper.
//!
//! Hues differ from block to block, and lightness does from neighbour to
//! neighbour, so that they are told apart without colour too; every mark has a
//! contrast of 3 to the paper, every text one of 4.5.

use crate::block::{Block, Stage};

/// A colour on light and on dark paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    /// The end of its classes.
    pub(super) name: &'static str,
    pub(super) light: &'static str,
    pub(super) dark: &'static str,
}

const fn colour(name: &'static str, light: &'static str, dark: &'static str) -> Colour {
    Colour { name, light, dark }
}

pub(super) const SURFACE: Colour = colour("surface", "#ffffff", "#15181d");
pub(super) const INK: Colour = colour("ink", "#15181d", "#eceef2");
/// Remarks and ticks.
pub(super) const SOFT: Colour = colour("soft", "#525863", "#adb4bf");
/// Lines behind the marks, which say nothing of their own.
pub(super) const RULE: Colour = colour("rule", "#d8dbe0", "#363b44");
/// What is not of the devices: published products.
pub(super) const PUBLISHED: Colour = colour("published", "#6b7280", "#9aa1ad");
/// Texts on dark marks, and on light ones.
const ON_DARK: Colour = colour("on-dark", "#ffffff", "#ffffff");
const ON_LIGHT: Colour = colour("on-light", "#0b0d10", "#0b0d10");
/// Texts on marks that are dark on light paper, and light on dark paper; and
/// the other way round.
const ON_INK: Colour = colour("on-ink", "#ffffff", "#0b0d10");
const ON_PALE: Colour = colour("on-pale", "#0b0d10", "#ffffff");

/// The inputs of a tornado at their low and at their high end.
pub(super) const LOW_END: Colour = colour("low-end", "#1d4e9e", "#9abffc");
pub(super) const HIGH_END: Colour = colour("high-end", "#dd6b2c", "#c9774b");
/// The bars of a histogram.
pub(super) const OUTCOMES: Colour = colour("outcomes", "#2a76a6", "#3f93c2");

const BLOCKS: [Colour; 16] = [
    colour("training", "#8a6fd6", "#8c78cb"),
    colour("processing", "#1d4e9e", "#9abffc"),
    colour("memory", "#9a4f8f", "#cb80bf"),
    colour("sensing", "#3d9a50", "#4e9c5c"),
    colour("connectivity", "#80650a", "#bda259"),
    colour("security", "#55708a", "#88a4be"),
    colour("actuators", "#a8503c", "#dd846f"),
    colour("user-interface", "#0b4f57", "#9fd9e1"),
    colour("power-supply", "#dd6b2c", "#c9774b"),
    colour("pcb", "#14572a", "#9ddba9"),
    colour("others", "#d0609e", "#bb6695"),
    colour("casing", "#5b2a86", "#d9bbfd"),
    colour("transport", "#1a9a9a", "#259797"),
    colour("use", "#8f1626", "#fcaba9"),
    colour("end-of-life", "#7d8aa0", "#8491a6"),
    colour("custom", "#444b57", "#bfc7d5"),
];

/// The colour of a block, the same in every figure.
pub(super) fn of_block(block: Block) -> &'static Colour {
    let place = Block::ALL.iter().position(|own| *own == block);
    &BLOCKS[place.unwrap_or(BLOCKS.len() - 1)]
}

/// The colour of a stage: that of its block, where it has one.
pub(super) fn of_stage(stage: Stage) -> &'static Colour {
    of_block(match stage {
        Stage::Training => Block::Training,
        Stage::Production => Block::Processing,
        Stage::Transport => Block::Transport,
        Stage::Use => Block::Use,
        Stage::Replacement => Block::PowerSupply,
        Stage::EndOfLife => Block::EndOfLife,
    })
}

/// The colour of one of several devices; they repeat, and so does no dash.
pub(super) fn of_device(index: usize) -> &'static Colour {
    const ORDER: [usize; 8] = [1, 8, 12, 13, 0, 9, 10, 11];
    &BLOCKS[ORDER[index % ORDER.len()]]
}

/// How many devices have a colour of their own.
pub(super) const DEVICE_COLOURS: usize = 8;

/// The colour for a text on a mark: the one that stands out more.
pub(super) fn on(mark: &Colour) -> &'static Colour {
    let is_dark = |colour| contrast(colour, ON_DARK.light) > contrast(colour, ON_LIGHT.light);
    match (is_dark(mark.light), is_dark(mark.dark)) {
        (true, true) => &ON_DARK,
        (false, false) => &ON_LIGHT,
        (true, false) => &ON_INK,
        (false, true) => &ON_PALE,
    }
}

/// Colours on light and on dark paper, for pictures that are drawn elsewhere.
#[cfg(feature = "calculator")]
pub(crate) mod pairs {
    use super::{Block, Colour, OUTCOMES, PUBLISHED, Stage};

    pub(crate) type Pair = [&'static str; 2];

    const fn pair(colour: &Colour) -> Pair {
        [colour.light, colour.dark]
    }

    pub(crate) const OF_PRODUCTS: Pair = pair(&PUBLISHED);
    pub(crate) const OF_OUTCOMES: Pair = pair(&OUTCOMES);

    pub(crate) fn of_block(block: Block) -> Pair {
        pair(super::of_block(block))
    }

    pub(crate) fn of_stage(stage: Stage) -> Pair {
        pair(super::of_stage(stage))
    }

    pub(crate) fn of_device(index: usize) -> Pair {
        pair(super::of_device(index))
    }
}

/// The rules that figures need in a page: what is dark on dark paper.
pub fn stylesheet() -> String {
    let all = [
        SURFACE, INK, SOFT, RULE, PUBLISHED, ON_INK, ON_PALE, LOW_END, HIGH_END, OUTCOMES,
    ];
    let mut rules = String::from("@media screen and (prefers-color-scheme: dark) {\n");
    for Colour { name, dark, .. } in all.iter().chain(&BLOCKS) {
        rules.push_str(&format!(
            ".tf-fill-{name} {{ fill: {dark} }} .tf-line-{name} {{ stroke: {dark} }}\n"
        ));
    }
    rules.push_str("}\n");
    rules
}

/// The contrast ratio of two colours, as WCAG 2.2 defines it: 1 to 21.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The relative luminance of `#rrggbb`: 0 to 1.
fn luminance(colour: &str) -> f64 {
    let [red, green, blue] = linear(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Red, green and blue as light, not as they are written.
fn linear(colour: &str) -> [f64; 3] {
    [1, 3, 5].map(|start| {
        let digits = colour.get(start..start + 2).unwrap_or_default();
        let written = f64::from(u8::from_str_radix(digits, 16).unwrap_or_default()) / 255.0;
        if written <= 0.04045 {
            written / 12.92
        } else {
            ((written + 0.055) / 1.055).powf(2.4)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both papers: the colours on them, and the paper itself.
    const PAPERS: [fn(&Colour) -> &'static str; 2] = [|colour| colour.light, |colour| colour.dark];

    #[test]
    fn contrast_by_hand() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 1e-3);
        assert_eq!(contrast("#336699", "#336699"), 1.0);
    }

    #[test]
    fn marks_and_texts_stand_out() {
        let marks = [PUBLISHED, LOW_END, HIGH_END, OUTCOMES];
        for paper in PAPERS {
            for mark in BLOCKS.iter().chain(&marks) {
                let ratio = contrast(paper(mark), paper(&SURFACE));
                assert!(ratio >= 3.0, "{}: {ratio}", mark.name);
                let ratio = contrast(paper(on(mark)), paper(mark));
                assert!(ratio >= 4.5, "text on {}: {ratio}", mark.name);
            }
            for text in [INK, SOFT] {
                let ratio = contrast(paper(&text), paper(&SURFACE));
                assert!(ratio >= 4.5, "{}: {ratio}", text.name);
            }
        }
    }

    /// Neighbours differ for the colour-blind too. The matrices are those of
    /// Machado et al. (2009) for severity 1, the distance is that of `OKLab`:
    /// 1 from black to white, 0.02 where a difference is just seen.
    #[test]
    fn neighbours_differ_for_the_colour_blind() {
        const SEEN: [[[f64; 3]; 3]; 4] = [
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ];
        let times = |matrix: [[f64; 3]; 3], [x, y, z]: [f64; 3]| {
            matrix.map(|[a, b, c]| a * x + b * y + c * z)
        };
        let oklab = |light: [f64; 3]| {
            let cones = times(
                [
                    [0.412_221_47, 0.536_332_54, 0.051_445_99],
                    [0.211_903_50, 0.680_699_55, 0.107_396_96],
                    [0.088_302_46, 0.281_718_84, 0.629_978_70],
                ],
                light.map(|own| own.clamp(0.0, 1.0)),
            );
            times(
                [
                    [0.210_454_26, 0.793_617_79, -0.004_072_05],
                    [1.977_998_50, -2.428_592_21, 0.450_593_71],
                    [0.025_904_04, 0.782_771_77, -0.808_675_77],
                ],
                cones.map(f64::cbrt),
            )
        };
        let distance = |a: &str, b: &str, seen| {
            let [a, b] = [a, b].map(|colour| oklab(times(seen, linear(colour))));
            let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
            squares.sum::<f64>().sqrt()
        };
        let mut pairs: Vec<[Colour; 2]> =
            BLOCKS.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        pairs.push([LOW_END, HIGH_END]);
        for paper in PAPERS {
            for [a, b] in &pairs {
                for seen in SEEN {
                    let distance = distance(paper(a), paper(b), seen);
                    assert!(distance > 0.05, "{} and {}: {distance}", a.name, b.name);
                }
            }
        }
    }

    #[test]
    fn every_colour_has_its_rules() {
        let rules = stylesheet();
        for block in Block::ALL {
            let colour = of_block(block);
            assert_eq!(colour.name, block.key().replace('_', "-"));
            assert!(rules.contains(&format!(
                ".tf-fill-{} {{ fill: {} }}",
                colour.name, colour.dark
            )));
        }
        // Within HTML, a style sheet is text: it must hold nothing else.
        assert!(!rules.contains(['<', '>', '&']));
    }
}
