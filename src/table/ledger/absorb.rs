//! Ledgers behind each other, and their statements dealt by indicator: what is read table by table becomes what packages take series by series.

use tongbi_domain::catalog::{AreaId, IndicatorId};

use super::{Ledger, Loose, StemId, TooMany};
use crate::table::shelf::ShelfError;
use crate::table::stored::{Form, Stored};
use crate::table::{ConversionId, FileId, LineId, Statement, TextId};

/// Why a ledger cannot be absorbed.
#[derive(Debug, thiserror::Error)]
pub enum AbsorbError {
    /// There is more than a ledger can number.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// There is no room for its statements.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// What the numbers of another ledger are here.
struct Numbers {
    lines: Vec<LineId>,
    texts: Vec<TextId>,
    conversions: Vec<ConversionId>,
    /// What is added to those of files and extras.
    files: u16,
    extras: u32,
}

impl Numbers {
    fn change(&self, form: &mut Form) {
        form.note = self.texts[form.note.0 as usize];
        form.conversion = self.conversions[usize::from(form.conversion.0)];
        // Both fit, because both lists were measured before.
        form.file = FileId(self.files.wrapping_add(form.file.0));
        form.extra += if form.extra == 0 { 0 } else { self.extras };
    }
}

impl Ledger {
    /// Adds what another ledger holds, behind what is here: the result is that of reading both into one.
    ///
    /// # Errors
    /// When there is too much of anything, or no room.
    pub fn absorb(&mut self, mut other: Self) -> Result<(), AbsorbError> {
        let most = u32::MAX as usize;
        if self.len() + other.len() > most || self.extras.len() + other.extras.len() > most {
            return Err(TooMany::Statements.into());
        }
        let numbers = self.numbers_of(&mut other)?;
        self.files.append(&mut other.files);
        self.extras.reserve(other.extras.len());
        self.extras.extend(std::mem::take(&mut other.extras).into_iter().map(|mut extra| {
            extra.locator = numbers.texts[extra.locator.0 as usize];
            extra.inputs.iter_mut().for_each(|key| key.line = numbers.lines[key.line as usize].0);
            extra
        }));
        let forms = self.forms.absorb(other.forms, |form| numbers.change(form));
        for segment in other.statements.into_segments() {
            let mut segment = segment?;
            for stored in &mut segment {
                stored.line = numbers.lines[stored.line.0 as usize];
                stored.form += forms;
            }
            self.statements.append(segment);
            self.deal_full(false)?;
        }
        Ok(())
    }

    /// Gives everything of another ledger a number here.
    fn numbers_of(&mut self, other: &mut Self) -> Result<Numbers, TooMany> {
        let files = self.files.len();
        if files + other.files.len() > usize::from(u16::MAX) + 1 {
            return Err(TooMany::Files);
        }
        let lines = self.lines_of(other);
        let texts = other.texts.texts.iter().map(|text| self.intern(text)).collect();
        let mut conversions = Vec::with_capacity(other.conversions.len());
        for conversion in std::mem::take(&mut other.conversions) {
            let known = self.conversions.iter().position(|known| *known == conversion).and_then(|index| u16::try_from(index).ok());
            let id = known.map(ConversionId).or_else(|| self.add_conversion(conversion));
            conversions.push(id.ok_or(TooMany::Conversions)?);
        }
        let extras = u32::try_from(self.extras.len()).map_err(|_| TooMany::Statements)?;
        Ok(Numbers { lines, texts, conversions, files: files as u16, extras })
    }

    /// The ids here of all lines of another ledger, loose or not, in its order.
    fn lines_of(&mut self, other: &mut Self) -> Vec<LineId> {
        let stems: Vec<StemId> = other.stems.iter().map(|stem| self.id_of_stem(*stem)).collect();
        let Some(Loose { areas, stems: loose }) = other.loose.take() else {
            return other.keys.iter().map(|key| self.line_in(stems[(key >> 32) as usize], AreaId(*key as u32))).collect();
        };
        let (mut next, mut stem) = (loose.into_iter().peekable(), StemId(0));
        // The ids take the memory of the areas.
        let line = |(at, area)| {
            if let Some((_, own)) = next.next_if(|(first, _)| *first as usize == at) {
                stem = stems[own.0 as usize];
            }
            self.line_in(stem, area)
        };
        areas.into_iter().enumerate().map(line).collect()
    }

    /// Deals all statements that are not dealt yet.
    ///
    /// # Errors
    /// When there is no room for them.
    pub(in crate::table) fn deal(&mut self) -> Result<(), ShelfError> {
        self.deal_full(true)
    }

    fn deal_full(&mut self, last_too: bool) -> Result<(), ShelfError> {
        for segment in self.statements.full(last_too) {
            self.counts.resize(self.lines.len(), 0);
            let indicator = |stored: &Stored| {
                let line = stored.line.0 as usize;
                self.counts[line] += 1;
                // Much less memory is looked at than a line takes.
                self.stems[(self.keys[line] >> 32) as usize].indicator
            };
            let indicators: Vec<IndicatorId> = segment.iter().map(indicator).collect();
            self.parts.add(segment, &indicators)?;
        }
        Ok(())
    }

    /// How many statements of a line are dealt.
    pub(in crate::table) fn count(&self, line: LineId) -> u32 {
        self.counts.get(line.0 as usize).copied().unwrap_or(0)
    }

    /// Shows all dealt statements of some indicators, which come in order, piece by piece; those of one line in the order in which they were read.
    pub(in crate::table) fn read(&self, indicators: &[IndicatorId], each: impl FnMut(&[Stored])) -> Result<(), ShelfError> {
        self.parts.read(indicators, each)
    }

    /// What a stored statement says.
    #[inline]
    pub(in crate::table) fn statement(&self, stored: &Stored) -> Statement {
        self.forms.statement(stored)
    }

    /// Lets go of statements of a table that there is no room for, until they are absorbed.
    ///
    /// # Errors
    /// When they cannot be put anywhere.
    #[inline]
    pub fn ease(&mut self) -> Result<(), ShelfError> {
        self.statements.ease()
    }
}
