//! How far devices may be compared: in what they are not alike.

use super::compare::Per;
use crate::block::{Block, Stage};
use crate::factors::ItemFactor;
use crate::grid::GridBasis;
use crate::model::{Footprint, Line, Remark};

/// In what the other devices are not like the one at `baseline`.
pub(super) fn flags(footprints: &[Footprint], baseline: usize, per: Per) -> Vec<Remark> {
    let first = &footprints[baseline];
    let others = footprints.iter().enumerate();
    others
        .filter(|(index, _)| *index != baseline)
        .flat_map(|(_, other)| {
            let mut pair = Pair::new([first, other], [&first.name, &other.name]);
            pair.lifespans(per);
            pair.boundaries();
            pair.methods();
            pair.own_factors();
            pair.grids();
            pair.flags
        })
        .collect()
}

/// In what a device has become unlike what it was.
pub(super) fn flags_of_revisions(old: &Footprint, new: &Footprint) -> Vec<Remark> {
    let mut pair = Pair::new([old, new], ["old", "new"]);
    pair.lifespans(Per::Device);
    pair.boundaries();
    pair.methods();
    pair.factor_sets();
    pair.grids();
    pair.flags
}

struct Pair<'a> {
    first: &'a Footprint,
    other: &'a Footprint,
    names: [&'a str; 2],
    flags: Vec<Remark>,
}

impl<'a> Pair<'a> {
    fn new([first, other]: [&'a Footprint; 2], names: [&'a str; 2]) -> Self {
        Self {
            first,
            other,
            names,
            flags: Vec::new(),
        }
    }

    fn flag(&mut self, code: &'static str, text: String) {
        self.flags.push(Remark {
            code,
            block: None,
            text,
        });
    }

    fn both(&self) -> String {
        self.names.join(" and ")
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
    fn boundaries(&mut self) {
        let [first, other] = self.names;
        self.boundary((self.first, first), (self.other, other));
        self.boundary((self.other, other), (self.first, first));
    }

    fn boundary(&mut self, has: (&Footprint, &str), lacks: (&Footprint, &str)) {
        let ((has, owner), (lacks, other)) = (has, lacks);
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
                let text = format!("{what} of {owner} that {other} does not model: {names}");
                self.flag(code, text);
            }
        }
    }

    /// Parts that are left out, truncation.
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
        if first.truncation_factor != other.truncation_factor {
            self.flag(
                "truncation-differs",
                format!("{both} have different truncation factors"),
            );
        }
    }

    /// Factors of one's own.
    fn own_factors(&mut self) {
        if factors_of(self.first) != factors_of(self.other) {
            let both = self.both();
            self.flag(
                "factors-differ",
                format!("{both} do not bring the same factors of their own"),
            );
        }
    }

    /// The sets that factors come from, and what they say of the same item.
    fn factor_sets(&mut self) {
        let [old, new] = [self.first, self.other].map(|footprint| {
            let sets = footprint.factor_sets.iter();
            let shared = sets.filter(|name| **name != footprint.own.name);
            shared.map(String::as_str).collect::<Vec<_>>().join(", ")
        });
        if old != new {
            let text = format!("the factor sets are not the same: {old}; {new}");
            self.flag("factor-sets-differ", text);
        }
        let mut items: Vec<&str> = Vec::new();
        // The intensity of a grid is an input, and so is a stated footprint.
        let has_factor = |line: &&Line| line.block.has_items() && !line.is_stated();
        for line in self.other.lines.iter().filter(has_factor) {
            let mut others = self.first.lines.iter();
            let other = others.find(|other| other.factor.id == line.factor.id);
            let is_other = other
                .is_some_and(|other| other.factor.kg_co2e_per_unit != line.factor.kg_co2e_per_unit);
            if is_other && !items.contains(&line.label.as_ref()) {
                items.push(&line.label);
            }
        }
        if !items.is_empty() {
            let text = format!("other emission factors of: {}", items.join(", "));
            self.flag("factor-values-differ", text);
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
            (item.block, item.key.as_ref(), kg)
        })
        .collect()
}
