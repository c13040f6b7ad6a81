//! A statement as bytes, for the way to the disk and back within one run. Nobody else reads them, so they have no version.

use tongbi_domain::period::Period;

use super::statement::{ConversionId, FileId, LineId, Statement, TextId, Traits, Variant};

/// Bytes of a statement.
pub(super) const RECORD: usize = 40;

/// Writes a statement behind some bytes.
pub(super) fn write(statement: &Statement, bytes: &mut Vec<u8>) {
    let Statement { line, period, mantissa, row, note, extra, variant, conversion, file, column, traits } = *statement;
    let mut record = [0; RECORD];
    record[..8].copy_from_slice(&mantissa.to_le_bytes());
    let long = [line.0, period.to_u32(), row, note.0, extra, traits.bits()];
    record[8..32].as_chunks_mut().0.iter_mut().zip(long).for_each(|(place, part)| *place = part.to_le_bytes());
    let short = [variant.bits(), conversion.0, file.0, column];
    record[32..].as_chunks_mut().0.iter_mut().zip(short).for_each(|(place, part)| *place = part.to_le_bytes());
    bytes.extend_from_slice(&record);
}

/// Reads a statement; none where the bytes are not what [`write`] wrote.
pub(super) fn read(record: &[u8; RECORD]) -> Option<Statement> {
    let long = |at: usize| -> Option<[u8; 4]> { record.get(at..at + 4)?.try_into().ok() };
    let long = |at| long(at).map(u32::from_le_bytes);
    let short = |at: usize| -> Option<[u8; 2]> { record.get(at..at + 2)?.try_into().ok() };
    let short = |at| short(at).map(u16::from_le_bytes);
    Some(Statement {
        mantissa: i64::from_le_bytes(record.get(..8)?.try_into().ok()?),
        line: LineId(long(8)?),
        period: Period::from_u32(long(12)?)?,
        row: long(16)?,
        note: TextId(long(20)?),
        extra: long(24)?,
        traits: Traits::of_bits(long(28)?),
        variant: Variant::of_bits(short(32)?),
        conversion: ConversionId(short(34)?),
        file: FileId(short(36)?),
        column: short(38)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::statement::sample;

    proptest! {
        /// A statement comes back from its bytes as it was, to the last bit.
        #[test]
        fn records_lose_nothing(
            mantissa in any::<i64>(),
            (line, row, note, extra, traits) in any::<(u32, u32, u32, u32, u32)>(),
            (variant, conversion, file, column) in any::<(u16, u16, u16, u16)>(),
            year in 1900..2100_i32,
            month in 1..13_u8,
        ) {
            let statement = Statement {
                line: LineId(line),
                mantissa,
                row,
                note: TextId(note),
                extra,
                variant: Variant::of_bits(variant),
                conversion: ConversionId(conversion),
                file: FileId(file),
                column,
                traits: Traits::of_bits(traits),
                ..sample(Period::month(year, month).unwrap())
            };
            let mut bytes = vec![7];
            write(&statement, &mut bytes);
            let record: [u8; RECORD] = bytes[1..].try_into().unwrap();
            prop_assert_eq!(format!("{:?}", read(&record).unwrap()), format!("{statement:?}"));
        }
    }

    /// Bytes that hold no period are no statement: a disk that gives back something else is found out.
    #[test]
    fn what_is_no_statement_is_refused() {
        assert!(read(&[0xff; RECORD]).is_none());
    }
}
