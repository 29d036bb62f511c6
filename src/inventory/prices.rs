//! What rows cost, one by one.

use super::recipe::Cost;

/// What a row costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Priced {
    /// How many devices it is of.
    pub devices: u64,
    pub(super) one: Cost,
}

impl Priced {
    /// What one of them costs: low, typical and high total, and the typical
    /// values of embodied and operational, in kg CO2e.
    #[inline]
    pub fn one_kg_co2e(&self) -> [f64; 5] {
        let [low, typical, high, operational] = self.one.varying;
        [low, typical, high, self.one.embodied, operational]
    }

    /// What all of them cost, in the order of [`Priced::one_kg_co2e`].
    #[inline]
    pub fn kg_co2e(&self) -> [f64; 5] {
        #[expect(clippy::cast_precision_loss, reason = "at most 10^15")]
        let devices = self.devices as f64;
        self.one_kg_co2e().map(|kg| kg * devices)
    }
}

/// What the rows of a run cost.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    pub(super) rows: Vec<Priced>,
    /// Those that are wrong, in their order, and why.
    pub(super) wrong: Vec<(usize, String)>,
}

impl Prices {
    /// Each row in turn, or why it is wrong.
    pub fn rows(&self) -> impl Iterator<Item = Result<&Priced, &str>> {
        let mut wrong = self.wrong.iter().peekable();
        self.rows.iter().enumerate().map(move |(row, priced)| {
            match wrong.next_if(|(wrong, _)| *wrong == row) {
                Some((_, why)) => Err(why.as_str()),
                None => Ok(priced),
            }
        })
    }

    /// The rows that are wrong, in their order: which ones of the run they are,
    /// and why.
    pub fn wrong(&self) -> impl Iterator<Item = (usize, &str)> {
        self.wrong.iter().map(|(row, why)| (*row, why.as_str()))
    }
}
