//! Where one quantity that grows with the years overtakes another.

use crate::block::Block;
use crate::device::{Content, Device, Variant};
use crate::model::Footprint;
use crate::range::Range;

/// The longest life that is looked at, in years.
pub(super) const HORIZON_YEARS: f64 = 100.0;
/// Batteries that are replaced more often than this within the horizon make
/// more pieces than are worth solving.
const MOST_PIECES: usize = 20_000;
/// Shorter pieces are rounding.
const SHORTEST_PIECE_YEARS: f64 = 1e-9;

/// So soon that nothing but what is there at the start has been spent.
pub(super) const SOON_YEARS: f64 = 1e-6;

/// Whether a grid changes over the years.
pub(super) fn has_grid_trend(footprint: &Footprint) -> bool {
    let mut grids = footprint.grids.iter();
    grids.any(|used| used.trend_percent_per_year.is_some())
}

/// The years at which use does not grow in a straight line: a grid with a
/// trend enters another year.
pub(super) fn grid_breaks(footprint: &Footprint) -> Vec<f64> {
    if has_grid_trend(footprint) {
        multiples(1.0).collect()
    } else {
        Vec::new()
    }
}

/// The years at which a footprint does not grow in a straight line: as of
/// [`grid_breaks`], and batteries are replaced. Nothing if there are too many.
pub(super) fn breaks(footprint: &Footprint) -> Option<Vec<f64>> {
    let mut breaks = grid_breaks(footprint);
    let battery = footprint
        .energy
        .as_ref()
        .and_then(|energy| energy.battery.as_ref());
    if let Some(life) = battery.and_then(|battery| battery.life_years) {
        for variant in Variant::ALL {
            breaks.extend(multiples(variant.of(life).typical).take(MOST_PIECES + 1));
        }
    }
    (breaks.len() <= MOST_PIECES).then_some(breaks)
}

/// The multiples of some years within the horizon; none of infinitely many.
fn multiples(years: f64) -> impl Iterator<Item = f64> {
    (1..)
        .map(move |count| years * f64::from(count))
        .take_while(|years| *years < HORIZON_YEARS)
}

/// A life of another length: the same device, assessed anew. A footprint of
/// use or replacement that is stated is so for the lifespan that it had, unless
/// it says for how long.
pub(super) fn at(device: &Device, years: f64) -> Device {
    let mut device = Device {
        lifespan_stated: true,
        ..device.clone()
    };
    let before = std::mem::replace(&mut device.lifespan_years, years);
    for input in &mut device.blocks {
        match &mut input.content {
            Content::Stated { for_years, .. } if input.block == Block::Use => {
                for_years.get_or_insert(before);
            }
            Content::Custom(components) => {
                let grow = components.iter_mut().filter(|own| own.stage.goes_on());
                for component in grow {
                    component.for_years.get_or_insert(before);
                }
            }
            _ => {}
        }
    }
    device
}

/// A change of sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crossing {
    /// When, in years.
    pub(super) years: f64,
    /// Whether it is from below zero to above.
    pub(super) rises: bool,
}

/// The years at which the first of two footprints rises above the second or
/// falls below it, for each variant.
///
/// Between two breaks it is a straight line, which two points within give
/// exactly; at a break it may jump.
pub(super) fn crossings(
    mut breaks: Vec<f64>,
    both: impl Fn(f64) -> (Range, Range),
) -> [Vec<Crossing>; 3] {
    breaks.push(HORIZON_YEARS);
    breaks.sort_by(f64::total_cmp);
    let mut found = [const { Vec::new() }; 3];
    // What the sign was; zero until there is a difference.
    let mut signs = [0.0; 3];
    let mut start = 0.0;
    for end in breaks {
        let length = end - start;
        if length < SHORTEST_PIECE_YEARS {
            continue;
        }
        let (early, late) = (both(start + length / 3.0), both(start + length / 1.5));
        let (first, second) = (early.0.minus(early.1), late.0.minus(late.1));
        let size = early.0 + early.1 + late.0 + late.1;
        for (index, variant) in Variant::ALL.into_iter().enumerate() {
            let (y1, y2) = (variant.of(first).typical, variant.of(second).typical);
            let slope = (y2 - y1) / (length / 3.0);
            let (begin, finish) = (y1 - slope * length / 3.0, y2 + slope * length / 3.0);
            // What is left of two equal sums is rounding.
            let noise = 1e-11 * variant.of(size).typical;
            let sign = |value: f64| {
                if value.abs() <= noise {
                    0.0
                } else {
                    value.signum()
                }
            };
            for (value, years) in [
                (begin, start),
                (
                    finish,
                    start + if slope == 0.0 { 0.0 } else { -begin / slope },
                ),
            ] {
                let now = sign(value);
                if now != 0.0 && signs[index] != 0.0 && now != signs[index] {
                    found[index].push(Crossing {
                        years,
                        rises: now > 0.0,
                    });
                }
                if now != 0.0 {
                    signs[index] = now;
                }
            }
        }
        start = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line() {
        // 2 t - 7 is zero at 3.5; a line that never crosses does not.
        let found = crossings(vec![1.0, 2.0, 3.0], |t| {
            (Range::new(2.0 * t, t + 1.0, 0.0), Range::new(7.0, 0.0, 0.0))
        });
        assert_eq!(found[0].len(), 1);
        assert!((found[0][0].years - 3.5).abs() < 1e-12 && found[0][0].rises);
        assert!(found[1].is_empty() && found[2].is_empty());
    }

    #[test]
    fn a_jump_over_the_other() {
        // -1 up to 4 years, +1 from there; and back at 6.
        let step = |t: f64| if (4.0..6.0).contains(&t) { 1.0 } else { -1.0 };
        let found = crossings(vec![4.0, 6.0], |t| {
            (Range::point(1.0 + step(t)), Range::point(1.0))
        });
        let (up, down) = (found[1][0], found[1][1]);
        assert_eq!((up.years, up.rises), (4.0, true));
        assert_eq!((down.years, down.rises), (6.0, false));
    }

    #[test]
    fn a_saw_that_crosses_on_a_tooth() {
        // t - 2.5 - floor(t) is below zero throughout; + 0.5 floor(t) crosses
        // within the tooth after 4: t - 2.5 - 0.5 × 4 = 0 at 4.5.
        let found = crossings((1..100).map(f64::from).collect(), |t| {
            (Range::point(t), Range::point(2.5 + 0.5 * t.floor()))
        });
        let years = &found[1];
        // 3 to 4: t - 4 < 0; 4 to 5: zero at 4.5; at 5 the jump to 5 - 5 = 0
        // touches and rises.
        assert!((years[0].years - 4.5).abs() < 1e-9, "{years:?}");
        assert_eq!(years.len(), 1, "{years:?}");
    }
}
