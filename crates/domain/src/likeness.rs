//! How like two names are, for suggestions. Whole lists are gone through for each unknown name, so most names are ruled out by their characters alone.

/// A text that names are to be like.
pub(crate) struct Like<'t> {
    text: &'t str,
    /// One bit for each of its characters; several characters can have one bit.
    bits: u64,
    length: usize,
}

impl<'t> Like<'t> {
    /// Names will be like this text.
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, bits: text.chars().fold(0, |bits, character| bits | bit(character)), length: text.chars().count() }
    }

    /// How like a name is (Jaro and Winkler), where it is more than `floor`, which is at most 0.7.
    pub(crate) fn over(&self, floor: f64, name: &str) -> Option<f64> {
        if !self.may_be(floor, name) {
            return None;
        }
        Some(strsim::jaro_winkler(self.text, name)).filter(|score| *score > floor)
    }

    /// Whether a name can be so like. Of either text, no more characters match than the name has of the text; the bonus for a common beginning is only
    /// given from 0.7 on.
    fn may_be(&self, floor: f64, name: &str) -> bool {
        let (mut length, mut common) = (0_usize, 0_usize);
        for character in name.chars() {
            length += 1;
            common += usize::from(self.bits & bit(character) != 0);
        }
        let common = common.min(self.length) as f64;
        // A little more than what is possible, so that no rounding counts.
        (length == 0 && self.length == 0) || common / self.length as f64 + common / length as f64 + 1.0 + 1e-9 > 3.0 * floor
    }
}

/// The bit of a character.
fn bit(character: char) -> u64 {
    1 << (u32::from(character).wrapping_mul(0x9e37_79b1) >> 26)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// No name is ruled out that is like enough, and what is found has the score that comparing all characters gives.
        #[test]
        fn nothing_like_is_ruled_out(text in "[a-d总产值]{0,8}", name in "[a-d总产值]{0,8}", floor in 0.0..0.7_f64) {
            let score = strsim::jaro_winkler(&text, &name);
            prop_assert_eq!(Like::new(&text).over(floor, &name), Some(score).filter(|score| *score > floor));
        }
    }
}
