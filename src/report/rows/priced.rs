//! Rows of an inventory.

use super::POINT_COLUMNS;
use super::texts::{NUMBER, Text};

/// Rows of an inventory as text: each as it was read, and what it costs.
pub struct PricedRows {
    buffers: [zmij::Buffer; Self::COLUMNS.len()],
    text: Text,
}

impl Default for PricedRows {
    fn default() -> Self {
        Self {
            buffers: Self::COLUMNS.map(|_| zmij::Buffer::new()),
            text: Text::default(),
        }
    }
}

impl PricedRows {
    /// The names of what is added to each row.
    pub const COLUMNS: [&'static str; 5] = POINT_COLUMNS;

    /// Adds a line.
    pub fn push_line(&mut self, line: &[u8]) {
        self.text.add(line.len() + 1, |text| {
            text.push_bytes(line);
            text.push_bytes(b"\n");
        });
    }

    /// Adds a row: its bytes as CSV, and what it costs, in the order of
    /// [`PricedRows::COLUMNS`].
    #[inline]
    pub fn push(&mut self, row: &[u8], kg_co2e: [f64; 5]) {
        // All numbers first: to read what was just written in pieces is slow.
        // All variants may be the same.
        let mut numbers = [""; Self::COLUMNS.len()];
        let mut last = (f64::NAN, "");
        let buffers = self.buffers.iter_mut().zip(kg_co2e);
        for (number, (buffer, kg)) in numbers.iter_mut().zip(buffers) {
            if kg.to_bits() != last.0.to_bits() {
                last = (kg, buffer.format_finite(kg));
            }
            *number = last.1;
        }
        let most = row.len() + 1 + numbers.len() * NUMBER;
        self.text.add(most, |text| {
            text.push_bytes(row);
            text.push_padded(b",", 1);
            for number in numbers {
                text.push_number(number);
            }
            // Nothing is to be separated from the last number.
            text.pop();
            text.push_padded(b"\n", 1);
        });
    }

    /// The rows that were added.
    pub fn text(&self) -> &[u8] {
        self.text.bytes()
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.text.clear();
    }
}
