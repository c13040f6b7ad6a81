//! Lengths of texts as Parquet packs them (DELTA_BINARY_PACKED): the first one, and of the others by how much each differs from the one before it.
//!
//! They come in blocks of 128. A block has its least difference and four groups of 32, each packed in as many bits as its greatest difference needs.

use super::parquet_pages::varint;

/// Differences of a block.
const BLOCK: usize = 128;
/// Differences that have equally many bits.
const GROUP: usize = 32;

/// Appends lengths.
pub(super) fn put(lengths: &[u32], out: &mut Vec<u8>) {
    let first = i64::from(lengths.first().copied().unwrap_or(0));
    [BLOCK as u64, (BLOCK / GROUP) as u64, lengths.len() as u64, zigzag(first)].into_iter().for_each(|number| varint(number, out));
    let mut differences = [0_i64; BLOCK];
    let mut from = 1;
    while from < lengths.len() {
        let count = (lengths.len() - from).min(BLOCK);
        let before = &lengths[from - 1..];
        for (difference, pair) in differences.iter_mut().zip(before.windows(2)) {
            *difference = i64::from(pair[1]) - i64::from(pair[0]);
        }
        block(&mut differences, count, out);
        from += count;
    }
}

/// Appends a block of so many differences.
fn block(differences: &mut [i64; BLOCK], count: usize, out: &mut Vec<u8>) {
    let least = differences[..count].iter().copied().min().unwrap_or(0);
    // What is behind the last one is read by nobody, and packed as the least.
    differences[count..].fill(least);
    differences.iter_mut().for_each(|difference| *difference -= least);
    varint(zigzag(least), out);
    let widths = out.len();
    out.resize(widths + BLOCK / GROUP, 0);
    for (at, group) in differences.chunks(GROUP).enumerate().take(count.div_ceil(GROUP)) {
        let greatest = group.iter().fold(0, |all, difference| all | *difference as u64);
        let width = u64::BITS - greatest.leading_zeros();
        out[widths + at] = width as u8;
        pack(group, width, out);
    }
}

/// Appends numbers of so many bits, the last bits of a byte first.
fn pack(numbers: &[i64], width: u32, out: &mut Vec<u8>) {
    let (mut bits, mut held) = (0_u128, 0);
    for number in numbers {
        bits |= u128::from(*number as u64) << held;
        held += width;
        if held >= u64::BITS {
            out.extend_from_slice(&(bits as u64).to_le_bytes());
            bits >>= u64::BITS;
            held -= u64::BITS;
        }
    }
    // 32 numbers fill whole groups of four bytes.
    out.extend_from_slice(&(bits as u64).to_le_bytes()[..held as usize / 8]);
}

/// A number whose sign is its last bit.
const fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}
