//! The footer of a Parquet file on its way: the order that bounds of doubles are in is said in the word that all readers know.
//!
//! parquet 60 says IEEE 754 total order of every double column, a word of 2025 that pyarrow 26 does not know, so that it shows no bounds at all. The
//! two orders differ for NaN and for zeros of opposite sign only, and no table has either: [`Decimal::to_f64`](tongbi_domain::number::Decimal::to_f64)
//! gives neither. So the word is replaced, which changes no other byte.

use std::io::Write;

use super::DigestWriter;

/// Passes bytes on until it is told to hold them.
pub(super) struct FooterWriter {
    inner: DigestWriter,
    held: Option<Vec<u8>>,
}

impl FooterWriter {
    pub(super) fn new(inner: DigestWriter) -> Self {
        Self { inner, held: None }
    }

    /// From here on bytes are held: the footer comes.
    pub(super) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Passes on what was held, its column orders replaced; `None` where the footer is not what it should be.
    pub(super) fn release(mut self, columns: usize) -> std::io::Result<Option<DigestWriter>> {
        let mut held = self.held.take().unwrap_or_default();
        if !use_known_orders(&mut held, columns) {
            return Ok(None);
        }
        self.inner.write_all(&held)?;
        Ok(Some(self.inner))
    }
}

impl Write for FooterWriter {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        match &mut self.held {
            Some(held) => held.write(buffer),
            None => self.inner.write(buffer),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// In the compact protocol a column order is three bytes: the field of the union and its type, then the ends of two empty structs.
const TYPE_DEFINED: [u8; 3] = [0x1c, 0, 0];
const IEEE_754_TOTAL: [u8; 3] = [0x2c, 0, 0];

/// Replaces the column orders, the last field of the footer. `false`, and nothing is changed, where the end of the file is anything else.
fn use_known_orders(end: &mut [u8], columns: usize) -> bool {
    // The footer ends with a stop byte, before its length and the magic word.
    let Some(stop) = end.len().checked_sub(9).filter(|_| end.ends_with(b"PAR1")) else { return false };
    let Some(first) = stop.checked_sub(3 * columns) else { return false };
    let orders = end[first..stop].chunks_exact(3);
    let header = list_header(columns);
    if end[stop] != 0 || !end[..first].ends_with(&header) || !orders.clone().all(|order| order == TYPE_DEFINED || order == IEEE_754_TOTAL) {
        return false;
    }
    end[first..stop].chunks_exact_mut(3).for_each(|order| order.copy_from_slice(&TYPE_DEFINED));
    true
}

/// How the compact protocol begins a list of structs.
fn list_header(length: usize) -> Vec<u8> {
    const STRUCT: u8 = 0x0c;
    if length < 15 {
        return vec![(length as u8) << 4 | STRUCT];
    }
    let mut header = vec![0xf0 | STRUCT];
    let mut rest = length;
    while rest >= 0x80 {
        header.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    header.push(rest as u8);
    header
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::basic::{ColumnOrder, SortOrder};
    use parquet::data_type::DoubleType;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// A file of some double columns, each with one value.
    fn file(columns: usize) -> Vec<u8> {
        let fields: String = (0..columns).map(|column| format!("required double c{column};")).collect();
        let schema = Arc::new(parse_message_type(&format!("message m {{ {fields} }}")).unwrap());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            column.typed::<DoubleType>().write_batch(&[0.5], None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    /// Whatever the number of columns, a reader finds the known order, the same bounds, and nothing else has changed.
    #[test]
    fn doubles_have_the_order_that_readers_know() {
        for columns in [1, 14, 15, 200] {
            let before = file(columns);
            let mut after = before.clone();
            assert!(use_known_orders(&mut after, columns), "{columns}");
            assert_eq!(before.iter().zip(&after).filter(|(a, b)| a != b).count(), columns);
            let reader = SerializedFileReader::new(bytes::Bytes::from(after)).unwrap();
            let facts = reader.metadata().file_metadata();
            assert!((0..columns).all(|column| facts.column_order(column) == ColumnOrder::TYPE_DEFINED_ORDER(SortOrder::SIGNED)));
            let bounds = reader.metadata().row_group(0).column(0).statistics().and_then(|found| found.max_bytes_opt().map(<[u8]>::to_vec));
            assert_eq!(bounds, Some(0.5_f64.to_le_bytes().to_vec()));
        }
    }

    /// What is no such footer is left alone.
    #[test]
    fn other_bytes_are_refused() {
        let whole = file(3);
        for (mut bytes, columns) in
            [(whole.clone(), 2), (whole.clone(), 4), (whole[..whole.len() - 1].to_vec(), 3), (vec![], 0), (b"PAR1".to_vec(), 1)]
        {
            let before = bytes.clone();
            assert!(!use_known_orders(&mut bytes, columns));
            assert_eq!(bytes, before);
        }
    }
}
