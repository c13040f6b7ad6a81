//! A statement as it is stored: in 24 bytes, in memory and on the way to the disk and back within one run.
//!
//! A release can have a hundred million of them. What thousands of figures have in common (file, column, unit, note, small facts) is a [`Form`], which is
//! kept once. Stages see [`Statement`]s alone.

use tongbi_domain::period::Period;

use super::statement::{ConversionId, FileId, LineId, Statement, TextId, Traits, Variant};

/// Bytes of a stored statement.
pub(super) const STORED: usize = 24;

/// How many forms are found again. Those of a table are fewer; where they are more, some are kept twice, which only takes memory.
const NEAR: usize = 512;

/// What only this statement says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    mantissa: i64,
    pub(super) line: LineId,
    period: Period,
    row: u32,
    /// Position in [`Forms`].
    pub(super) form: u32,
}

/// What a statement has in common with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) traits: Traits,
    pub(super) note: TextId,
    /// 0, or one more than the index of an extra; then the form is of one statement.
    pub(super) extra: u32,
    variant: Variant,
    pub(super) conversion: ConversionId,
    pub(super) file: FileId,
    column: u16,
}

/// The forms of a ledger.
#[derive(Debug, Default)]
pub(super) struct Forms {
    forms: Vec<Form>,
    /// Those that came last, each where [`Form::near`] says.
    near: Vec<u32>,
}

impl Form {
    const fn of(statement: &Statement) -> Self {
        let Statement { note, extra, variant, conversion, file, column, traits, .. } = *statement;
        Self { traits, note, extra, variant, conversion, file, column }
    }

    /// Files are not looked at: most ledgers have one until they are absorbed.
    #[inline]
    fn near(&self) -> usize {
        let facts = u64::from(self.traits.bits()) << 32 | u64::from(self.variant.bits()) << 16 | u64::from(self.column);
        let rest = u64::from(self.note.0) << 16 | u64::from(self.conversion.0);
        let mixed = (facts.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32) ^ rest).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as usize % NEAR
    }
}

impl Forms {
    /// A statement as it is stored with these forms.
    #[inline]
    pub(super) fn store(&mut self, statement: &Statement) -> Stored {
        let form = Form::of(statement);
        let near = form.near();
        let known = self.near.get(near).copied().filter(|known| self.forms.get(*known as usize) == Some(&form));
        let form = known.unwrap_or_else(|| self.add(form, near));
        let Statement { mantissa, line, period, row, .. } = *statement;
        Stored { mantissa, line, period, row, form }
    }

    /// The statement that was stored.
    #[inline]
    pub(super) fn statement(&self, stored: &Stored) -> Statement {
        let Stored { mantissa, line, period, row, form } = *stored;
        let Form { traits, note, extra, variant, conversion, file, column } = self.forms[form as usize];
        Statement { line, period, mantissa, row, note, extra, variant, conversion, file, column, traits }
    }

    fn add(&mut self, form: Form, near: usize) -> u32 {
        // There are never more than statements, which a ledger counts in 32 bits.
        let id = self.forms.len() as u32;
        self.forms.push(form);
        // That of an extra never comes again.
        if form.extra == 0 {
            self.near.resize(NEAR, u32::MAX);
            self.near[near] = id;
        }
        id
    }

    /// Adds those of another ledger, as they are here; what is added to their positions.
    pub(super) fn absorb(&mut self, other: Self, change: impl Fn(&mut Form)) -> u32 {
        let before = self.forms.len() as u32;
        self.forms.extend(other.forms);
        self.forms[before as usize..].iter_mut().for_each(change);
        before
    }
}

/// Writes a stored statement behind some bytes. Nobody but [`read`] reads them, so they have no version.
pub(super) fn write(stored: &Stored, bytes: &mut Vec<u8>) {
    let Stored { mantissa, line, period, row, form } = *stored;
    let mut record = [0; STORED];
    record[..8].copy_from_slice(&mantissa.to_le_bytes());
    let rest = [line.0, period.to_u32(), row, form];
    record[8..].as_chunks_mut().0.iter_mut().zip(rest).for_each(|(place, part)| *place = part.to_le_bytes());
    bytes.extend_from_slice(&record);
}

/// Reads a stored statement; none where the bytes are not what [`write`] wrote.
pub(super) fn read(record: &[u8; STORED]) -> Option<Stored> {
    let part = |at: usize| -> Option<[u8; 4]> { record.get(at..at + 4)?.try_into().ok() };
    let part = |at| part(at).map(u32::from_le_bytes);
    Some(Stored {
        mantissa: i64::from_le_bytes(record.get(..8)?.try_into().ok()?),
        line: LineId(part(8)?),
        period: Period::from_u32(part(12)?)?,
        row: part(16)?,
        form: part(20)?,
    })
}

/// A stored statement of a row, for tests.
#[cfg(test)]
pub(super) fn sample(row: u32) -> Stored {
    Forms::default().store(&Statement { row, ..super::statement::sample(Period::annual(2021).unwrap()) })
}

/// The row of a stored statement, for tests.
#[cfg(test)]
pub(super) fn row(stored: &Stored) -> u32 {
    stored.row
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The sizes are a promise: memory at a hundred million rows is the first times the rows.
    #[test]
    fn few_bytes() {
        assert_eq!(size_of::<Stored>(), STORED);
        assert_eq!(size_of::<Form>(), 20);
    }

    fn statement() -> impl Strategy<Value = Statement> {
        let long = (any::<i64>(), any::<u32>(), any::<u32>(), 0..3_u32, 0..2_u32, 0..4_u32);
        let short = (0..2_u16, 0..3_u16, 0..2_u16, any::<u16>(), 1900..2100_i32, 1..13_u8);
        (long, short).prop_map(|((mantissa, line, row, note, extra, traits), (variant, conversion, file, column, year, month))| Statement {
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
            ..crate::table::statement::sample(Period::month(year, month).unwrap())
        })
    }

    proptest! {
        /// Statements come back as they were, to the last bit: from memory, from their bytes, and from behind the forms of another ledger.
        #[test]
        fn nothing_is_lost(statements in prop::collection::vec(statement(), 0..40), before in prop::collection::vec(statement(), 0..4)) {
            let (mut here, mut forms) = (Forms::default(), Forms::default());
            let shown = |forms: &Forms, stored: &[Stored]| stored.iter().map(|one| format!("{:?}", forms.statement(one))).collect::<Vec<_>>();
            let kept: Vec<Stored> = before.iter().map(|statement| here.store(statement)).collect();
            let mut stored: Vec<Stored> = statements.iter().map(|statement| forms.store(statement)).collect();
            let said: Vec<String> = statements.iter().map(|statement| format!("{statement:?}")).collect();
            prop_assert_eq!(&shown(&forms, &stored), &said);
            for one in &mut stored {
                let mut bytes = vec![7];
                write(one, &mut bytes);
                let record: [u8; STORED] = bytes[1..].try_into().unwrap();
                *one = read(&record).unwrap();
            }
            prop_assert_eq!(&shown(&forms, &stored), &said);
            let added = here.absorb(forms, |_| ());
            stored.iter_mut().for_each(|one| one.form += added);
            prop_assert_eq!(&shown(&here, &stored), &said);
            let first: Vec<String> = before.iter().map(|statement| format!("{statement:?}")).collect();
            prop_assert_eq!(shown(&here, &kept), first);
        }
    }

    /// What many statements have in common is kept once.
    #[test]
    fn a_form_is_found_again() {
        let mut forms = Forms::default();
        let plain = crate::table::statement::sample(Period::annual(2021).unwrap());
        for row in 0..1000 {
            let first = forms.store(&Statement { row, ..plain });
            let other = forms.store(&Statement { row, conversion: ConversionId(1), ..plain });
            assert_eq!((first.form, other.form), (0, 1));
        }
        // An extra is of one statement.
        assert_ne!(forms.store(&Statement { extra: 1, ..plain }).form, forms.store(&Statement { extra: 2, ..plain }).form);
    }

    /// Bytes that hold no period are no statement: a disk that gives back something else is found out.
    #[test]
    fn what_is_no_statement_is_refused() {
        assert!(read(&[0xff; STORED]).is_none());
    }
}
