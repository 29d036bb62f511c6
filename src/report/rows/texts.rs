//! Texts that are copied again and again.

/// A buffer that grows.
#[derive(Default)]
pub(super) struct Text {
    bytes: Vec<u8>,
    length: usize,
}

impl Text {
    /// Adds what is written, which is not longer than is said.
    #[inline]
    pub(super) fn add(&mut self, most: usize, write: impl FnOnce(&mut Writer<'_>)) {
        let wanted = self.length + most + WIDE;
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        let mut writer = Writer::new(&mut self.bytes[self.length..]);
        write(&mut writer);
        self.length += writer.length;
    }

    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.length = 0;
    }
}

/// Bytes that are filled by copies of fixed size: these are a few instructions,
/// where one of any size is a call. There is room for all, and for padding
/// behind the last one.
pub(super) struct Writer<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    /// How many bytes are written.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Takes the last byte back.
    pub(super) fn pop(&mut self) {
        self.length -= 1;
    }

    /// Adds the first bytes of a text that is padded.
    #[inline]
    pub(super) fn push_padded<const SIZE: usize>(&mut self, padded: &[u8; SIZE], length: usize) {
        self.bytes[self.length..][..SIZE].copy_from_slice(padded);
        self.length += length;
    }

    /// Adds the first bytes of some that are padded to [`WIDE`].
    #[inline]
    pub(super) fn push_wide(&mut self, padded: &[u8], length: usize) {
        let to = &mut self.bytes[self.length..];
        to[..WIDE].copy_from_slice(&padded[..WIDE]);
        if length > WIDE {
            to[WIDE..length].copy_from_slice(&padded[WIDE..length]);
        }
        self.length += length;
    }

    /// Adds a number, and a comma.
    #[inline]
    pub(super) fn push_number(&mut self, number: &str) {
        let length = number.len();
        let to = &mut self.bytes[self.length..][..=length];
        copy::<8, 3>(number.as_bytes(), &mut to[..length]);
        to[length] = b',';
        self.length += length + 1;
    }

    /// Adds bytes.
    #[inline]
    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        copy::<16, 4>(bytes, &mut self.bytes[self.length..][..bytes.len()]);
        self.length += bytes.len();
    }

    #[inline]
    pub(super) fn push(&mut self, piece: &Piece) {
        if piece.length == 0 {
            return;
        }
        self.push_padded(&piece.start, piece.length);
        if !piece.rest.is_empty() {
            self.bytes[self.length..][..piece.rest.len()].copy_from_slice(&piece.rest);
            self.length += piece.rest.len();
        }
    }
}

/// Copies bytes to as many others: those that are one word to so many words by as
/// many copies of a word, which overlap, whatever their length is, for it is hard
/// to foresee.
#[inline]
fn copy<const WORD: usize, const WORDS: usize>(from: &[u8], to: &mut [u8]) {
    if from.len() < WORD || from.len() > WORD * WORDS || to.len() != from.len() {
        to.copy_from_slice(from);
        return;
    }
    let behind = from.len() - WORD;
    for word in 0..WORDS {
        let at = (word * WORD).min(behind);
        to[at..at + WORD].copy_from_slice(&from[at..at + WORD]);
    }
}

/// A text that is mostly short.
pub(super) struct Piece {
    start: [u8; PADDED],
    length: usize,
    /// What is behind the start.
    rest: Box<[u8]>,
}

/// Bytes that pieces are padded to.
pub(super) const PADDED: usize = 32;

impl Piece {
    pub(super) fn new(text: &str) -> Self {
        Self::of(text.as_bytes())
    }

    pub(super) fn join<'a>(pieces: impl Iterator<Item = &'a Self>) -> Self {
        let mut text = Text::default();
        for piece in pieces {
            text.add(piece.len(), |writer| writer.push(piece));
        }
        Self::of(text.bytes())
    }

    fn of(bytes: &[u8]) -> Self {
        let length = bytes.len().min(PADDED);
        let mut start = [0; PADDED];
        start[..length].copy_from_slice(&bytes[..length]);
        Self {
            start,
            length,
            rest: bytes[length..].into(),
        }
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.length + self.rest.len()
    }
}

/// Bytes that most rows take at most.
pub(super) const WIDE: usize = 96;

/// Bytes that a number takes at most, with the comma behind it.
pub(super) const NUMBER: usize = 25;

/// Numbers whose texts are kept: a power of two.
const KEPT: usize = 1 << 12;

/// Numbers as text. On a grid the same ones come again and again: the text of
/// a number is kept until another one needs its slot.
pub(super) struct Numbers {
    slots: Box<[Slot]>,
    buffer: zmij::Buffer,
}

/// Half a cache line.
#[derive(Clone)]
struct Slot {
    bits: u64,
    /// The number and a comma.
    text: [u8; KEPT_TEXT],
    length: u8,
}

/// Bytes of a text that is kept.
const KEPT_TEXT: usize = 23;

impl Numbers {
    pub(super) fn new() -> Self {
        let mut zero = Slot {
            bits: 0,
            text: [0; KEPT_TEXT],
            length: 4,
        };
        zero.text[..4].copy_from_slice(b"0.0,");
        Self {
            slots: vec![zero; KEPT].into(),
            buffer: zmij::Buffer::new(),
        }
    }

    /// The slot of a number.
    #[inline]
    fn place(bits: u64) -> usize {
        // Fibonacci hashing: the upper bits of the product with 2^64 / φ.
        let hash = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - KEPT.ilog2());
        #[expect(clippy::cast_possible_truncation, reason = "less than KEPT")]
        let place = hash as usize;
        place
    }

    /// Adds a number, and a comma.
    #[inline]
    pub(super) fn push(&mut self, text: &mut Writer<'_>, value: f64) {
        let bits = value.to_bits();
        let slot = &mut self.slots[Self::place(bits)];
        if slot.bits == bits {
            text.push_padded(&slot.text, slot.length.into());
            return;
        }
        let number = self.buffer.format_finite(value);
        text.push_number(number);
        if let Some(kept) = slot.text.get_mut(..=number.len()) {
            kept[..number.len()].copy_from_slice(number.as_bytes());
            kept[number.len()] = b',';
            slot.bits = bits;
            #[expect(clippy::cast_possible_truncation, reason = "25 at most")]
            let length = kept.len() as u8;
            slot.length = length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each number reads back to the last bit, whether its text is kept, was
    /// replaced, or is too long to be kept; so do the pieces between them.
    #[test]
    fn numbers_and_pieces_as_text() {
        let many = (0..40_000_u16).map(|index| f64::from(index) * 0.001_7);
        let odd = [
            0.0,
            -0.0,
            1e-300,
            -f64::MIN_POSITIVE,
            f64::MAX,
            -1.234_567_890_123_456_7e-250,
        ];
        let values: Vec<f64> = many.chain(odd).collect();
        let separators = ["", ";", "a separator of more than thirty-two bytes;"];
        let pieces = separators.map(Piece::new);
        let (mut numbers, mut text) = (Numbers::new(), Text::default());
        let mut expected = Vec::new();
        for is_new in [false, true, false] {
            for (value, (separator, piece)) in
                values.iter().zip(separators.iter().zip(&pieces).cycle())
            {
                for _ in 0..2 {
                    text.add(NUMBER + piece.len(), |writer| {
                        writer.push(piece);
                        if is_new {
                            writer.push_number(zmij::Buffer::new().format_finite(*value));
                        } else {
                            numbers.push(writer, *value);
                        }
                    });
                    expected.push(format!("{separator}{value:?}"));
                }
            }
        }
        let text = String::from_utf8(text.bytes().to_vec()).unwrap();
        let found: Vec<&str> = text.strip_suffix(',').unwrap().split(',').collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let parts = |text: &str| {
                let (before, number) = text.rsplit_once(';').unwrap_or(("", text));
                (before.to_owned(), number.parse::<f64>().unwrap().to_bits())
            };
            assert_eq!(parts(found), parts(expected));
        }
    }
}
