//! Copies short texts: cells mostly have no more than sixteen bytes, and a copy of a fixed length is two instructions where one of any length is a call.

/// How many bytes are copied at once.
const AT_ONCE: usize = 16;

/// Bytes that follow the last text, so that it can be copied like the others.
pub(super) const PADDING: [u8; AT_ONCE] = [0; AT_ONCE];

/// Appends `from[start..end]`.
#[inline]
pub(super) fn append(to: &mut Vec<u8>, from: &[u8], start: usize, end: usize) {
    let length = end - start;
    match from.get(start..).and_then(|rest| rest.first_chunk::<AT_ONCE>()) {
        Some(chunk) if length <= AT_ONCE => {
            let end = to.len() + length;
            to.extend_from_slice(chunk);
            to.truncate(end);
        }
        _ => to.extend_from_slice(&from[start..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is appended is the range and nothing of what stands behind it, whatever its length.
    #[test]
    fn appends_the_range() {
        let from: Vec<u8> = (0..40).collect();
        for start in 0..=from.len() {
            for end in start..=from.len() {
                let mut to = vec![99];
                append(&mut to, &from, start, end);
                assert_eq!(to[0], 99);
                assert_eq!(to[1..], from[start..end]);
            }
        }
    }
}
