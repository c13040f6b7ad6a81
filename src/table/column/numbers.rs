//! Exact numbers, nearly all of them in nine bytes.

use std::collections::BTreeMap;

use tongbi_domain::number::{Decimal, Short};

/// Exact numbers, nearly all of them in nine bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    mantissas: Vec<i64>,
    /// Digits behind the point, or one of the two words below.
    scales: Vec<u8>,
    /// Numbers that are not [`Short`], by row.
    wide: BTreeMap<usize, Decimal>,
}

/// In place of a scale: no number.
const NULL: u8 = u8::MAX;
/// In place of a scale: the number is among the wide ones.
const WIDE: u8 = u8::MAX - 1;

/// A number of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Digits {
    /// None.
    Null,
    /// One of 64 bits, as nearly all are.
    Short(Short),
    /// A longer one.
    Wide(Decimal),
}

impl Numbers {
    /// Adds a number, or null.
    pub fn push(&mut self, number: Option<Decimal>) {
        match number {
            None => self.push_short(None),
            Some(number) => match Short::try_from(number) {
                Ok(short) => self.push_short(Some(short)),
                Err(_) => {
                    self.wide.insert(self.scales.len(), number);
                    self.put(0, WIDE);
                }
            },
        }
    }

    /// Adds a short number, or null.
    #[inline]
    pub fn push_short(&mut self, number: Option<Short>) {
        let (mantissa, scale) = number.map_or((0, NULL), |number| (number.mantissa(), number.scale()));
        self.put(mantissa, scale);
    }

    #[inline]
    fn put(&mut self, mantissa: i64, scale: u8) {
        self.mantissas.push(mantissa);
        self.scales.push(scale);
    }

    /// Adds the numbers of another column.
    pub fn extend(&mut self, other: &Self) {
        let before = self.scales.len();
        self.mantissas.extend_from_slice(&other.mantissas);
        self.scales.extend_from_slice(&other.scales);
        self.wide.extend(other.wide.iter().map(|(row, number)| (before + row, *number)));
    }

    /// Makes room for so many more numbers.
    pub fn reserve(&mut self, rows: usize) {
        self.mantissas.reserve(rows);
        self.scales.reserve(rows);
    }

    /// Forgets all numbers and keeps the room.
    pub fn clear(&mut self) {
        self.mantissas.clear();
        self.scales.clear();
        self.wide.clear();
    }

    /// How many numbers and nulls there are.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The digits of a row; null beyond the last.
    #[inline]
    pub fn digits(&self, row: usize) -> Digits {
        match (self.mantissas.get(row), self.scales.get(row)) {
            (_, None | Some(&NULL)) | (None, _) => Digits::Null,
            (_, Some(&WIDE)) => self.wide.get(&row).map_or(Digits::Null, |number| Digits::Wide(*number)),
            (Some(mantissa), Some(scale)) => Short::new(*mantissa, *scale).map_or(Digits::Null, Digits::Short),
        }
    }

    /// The number of a row; null beyond the last.
    pub fn get(&self, row: usize) -> Option<Decimal> {
        match self.digits(row) {
            Digits::Null => None,
            Digits::Short(number) => Some(number.to_decimal()),
            Digits::Wide(number) => Some(number),
        }
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<Decimal>> {
        (0..self.scales.len()).map(|row| self.get(row))
    }
}
