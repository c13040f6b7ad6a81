//! What tongbi knows without any file and any frame: exact numbers, units, periods, growth (floor 0) and the code lists (floor 1).
//!
//! Nothing here reads a file, prints, or knows a data frame, so it builds, tests and fuzzes in seconds.
//!
//! | module | floor | holds |
//! |---|---|---|
//! | [`number`] | 0 | decimals that keep their digits, fractions, rounding, intervals, number text |
//! | [`mod@unit`] | 0 | dimensions, exact factors, unit text |
//! | [`period`] | 0 | periods, spans, period text |
//! | [`vocabulary`] | 0 | the closed code lists (SDMX and ours) |
//! | [`growth`] | 0 | year-over-year with its reasons, published rates against recomputed ones |
//! | [`mod@derive`] | 0 | shares, contributions, averages, attainment, implied figures, parts and totals |
//! | [`finding`] | 0 | what can be wrong with a cell, as facts with a place |
//! | [`message`] | 0 | what is said of declarations and files, in two languages |
//! | [`diagnostic`] | 0 | what can be wrong with a declaration, under a caret |
//! | `likeness` | 0 | how like two names are, for suggestions |
//! | [`cell`] | 0 | what a text becomes in a cell of a released file |
//! | [`label`] | 1 | the words for codes and periods in two languages |
//! | [`release`] | 0 | versions of releases and of their schema |
//! | [`revision`] | 0 | what became of a figure from one release to another |
//! | [`sdmx`] | 0 | how a figure is written in SDMX: multipliers, codes, periods |
//! | [`watch`] | 0 | whether the process is to stop, and how far it has come |
//! | [`amend`] | 1 | corrections of cells and resolutions of findings, as declared |
//! | [`catalog`] | 1 | units, indicators, categories, areas, dimensions: loaded from text, their laws checked |

pub mod amend;
pub mod catalog;
pub mod cell;
pub mod derive;
pub mod diagnostic;
pub mod finding;
pub mod growth;
pub mod label;
mod likeness;
pub mod message;
pub mod number;
pub mod period;
pub mod release;
pub mod revision;
pub mod sdmx;
pub mod unit;
pub mod vocabulary;
pub mod watch;
