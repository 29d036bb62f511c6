//! How far devices may be compared: in what they are not alike.

use super::compare::Per;
use crate::block::{Block, Stage};
use crate::factors::ItemFactor;
use crate::grid::GridBasis;
use crate::model::{Footprint, Remark};

/// In what the other devices are not like the one at `baseline`.
pub(super) fn flags(footprints: &[Footprint], baseline: usize, per: Per) -> Vec<Remark> {
    let first = &footprints[baseline];
    let others = footprints.iter().enumerate();
    others
        .filter(|(index, _)| *index != baseline)
        .flat_map(|(_, other)| {
            let mut pair = Pair {
                first,
                other,
                flags: Vec::new(),
            };
            pair.lifespans(per);
            pair.boundaries(first, other);
            pair.boundaries(other, first);
            pair.methods();
            pair.grids();
            pair.flags
        })
        .collect()
}

struct Pair<'a> {
    first: &'a Footprint,
    other: &'a Footprint,
    flags: Vec<Remark>,
}

impl Pair<'_> {
    fn flag(&mut self, code: &'static str, text: String) {
        self.flags.push(Remark {
            code,
            block: None,
            text,
        });
    }

    fn both(&self) -> String {
        format!("{} and {}", self.first.name, self.other.name)
    }

    fn lifespans(&mut self, per: Per) {
        let (first, other) = (self.first.lifespan_years, self.other.lifespan_years);
        if first != other && per == Per::Device {
            let both = self.both();
            self.flag(
                "lifespans-differ",
                format!(
                    "{both} serve for {first} and {other} years: compare them per year of service"
                ),
            );
        }
    }

    /// What one has inside its boundary and the other has not.
    fn boundaries(&mut self, has: &Footprint, lacks: &Footprint) {
        let stages: Vec<&str> = Stage::ALL
            .into_iter()
            // Nothing is replaced in a device without a battery.
            .filter(|stage| *stage != Stage::Replacement)
            .filter(|stage| has.stage(*stage).is_some() && lacks.stage(*stage).is_none())
            .map(Stage::label)
            .collect();
        let blocks: Vec<&str> = Block::ALL
            .into_iter()
            .filter(|block| has.block(*block).is_some() && lacks.block(*block).is_none())
            .map(Block::label)
            .collect();
        for (code, what, names) in [
            ("boundaries-differ", "stages", stages),
            ("blocks-differ", "blocks", blocks),
        ] {
            if !names.is_empty() {
                let names = names.join(", ");
                let text = format!(
                    "{what} of {} that {} does not model: {names}",
                    has.name, lacks.name
                );
                self.flag(code, text);
            }
        }
    }

    /// Parts that are left out, factors of one's own, truncation.
    fn methods(&mut self) {
        let (first, other) = (self.first, self.other);
        let both = self.both();
        let parts = |footprint: &Footprint| -> Vec<String> {
            let parts = footprint.excluded.iter();
            parts.filter_map(|excluded| excluded.part.clone()).collect()
        };
        if parts(first) != parts(other) {
            self.flag(
                "coverage-differs",
                format!("{both} leave out different parts"),
            );
        }
        if factors_of(first) != factors_of(other) {
            self.flag(
                "factors-differ",
                format!("{both} do not bring the same factors of their own"),
            );
        }
        if first.truncation_factor != other.truncation_factor {
            self.flag(
                "truncation-differs",
                format!("{both} have different truncation factors"),
            );
        }
    }

    fn grids(&mut self) {
        let bases = |footprint: &Footprint| -> Vec<GridBasis> {
            let used = footprint.grids.iter();
            let used = used.filter(|used| used.block == Block::Use);
            used.map(|used| used.grid.basis).collect()
        };
        let (first, other) = (bases(self.first), bases(self.other));
        if let ([one], [two]) = (first.as_slice(), other.as_slice())
            && one != two
        {
            let both = self.both();
            self.flag(
                "grid-bases-differ",
                format!(
                    "the grids of {both} are on different bases: {}; {}",
                    one.describe(),
                    two.describe()
                ),
            );
        }
    }
}

/// The factors that a device brings itself, but for the name of their layer.
fn factors_of(footprint: &Footprint) -> Vec<(Block, &str, Option<f64>)> {
    let items = footprint.own.items.iter();
    items
        .map(|item| {
            let kg = match &item.factor {
                ItemFactor::Known(factor) => Some(factor.kg_co2e_per_unit),
                ItemFactor::SameAs(..) | ItemFactor::Unknown(_) => None,
            };
            (item.block, item.key.as_str(), kg)
        })
        .collect()
}
