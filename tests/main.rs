//! The integration tests: one binary, because each further one links polars again.
//!
//! | module | promise |
//! |---|---|
//! | `architecture` | imports only go down, heavy crates stay on their floors |
//! | `real_data` | every cell is accounted for, every figure can be worked by hand |
//! | `same_bytes` | the same inputs give the same bytes, whatever the machine |
//! | `corrections` | what people decide about cells and findings is done in sight, and lapses when its source changes |
//! | `codes` | what the page of a code shows gives that code, and every code has a page |
//! | `csv_parquet_equal` | CSV and Parquet say the same |
//! | `release_folder` | a release describes itself truly |
//! | `room` | a release does not depend on how much of it fits into memory |
//! | `revisions` | what differs between two releases is told as it is, followed through all of them, and makes no release by itself |
//! | `declarations` | what is wrong with a declaration is refused with its place and a remedy |
//! | `cases` | real tables, declared as a new user would, give the figures that people worked out by hand |
//! | `cells` | what is wrong with a cell keeps that cell out, and nothing else |
//! | `derivations` | what is declared is computed, by hand the same, or refused with its reason |
//! | `dimensions` | what differs by a declared dimension is another series, in every stage and every table |
//! | `echoes` | a row that is entered as an earlier one was says what it says alone |
//! | `growth_rules` | every reason, caution and verdict of year-over-year holds where it should and nowhere else |
//! | `manual` | every example of docs/sources.md gives what the page says, and the page has every key |
//! | `layouts` | every difficulty of layout can be declared, and its figures come out as worked by hand |
//! | `descriptors` | what a release says of itself, in every format, is true, known and the same |
//! | `hostile` | files that mean harm end a run with a code and a sentence, within bounds |
//! | `killed` | a run that is killed at any step leaves whole releases and pointers to them |
//! | `lossless` | a figure in a release is the figure in its cell, to the last digit and bit |
//! | `part_checks` | parts, shares, implied bases and slips of magnitude are held against print, never corrected |
//! | `signoff` | what needs approval waits for it unseen; what is withdrawn stays withdrawn; what is needed is not pruned |
//! | `verify` | a release is what it says, its inputs give it, and what is not at hand is named |
//! | `sniff` | what is proposed for a file runs; what is shown of a source is what a run reads |
//! | `portals` | the files for portals and Excel say what the canonical ones say, and keep their types |
//! | `versions` | versions of releases and schemas rise as documented |
//! | `unattended` | nothing to do means nothing done; codes, lock, signals, faults, logs and reports of runs that nobody watches |
//! | `starting` | a new project runs at once, settings say where they come from, nothing leaves the project |
//! | `tracing` | every published number leads back to its cell, and every name of a source to its code |
//! | `untrusted` | a folder from anywhere is shown spelled out, and nothing of it hangs or moves the terminal |
//! | `publication` | tolerance, versions and the old release after a failure |

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod architecture;
mod cases;
mod cells;
mod codes;
mod corrections;
mod csv_parquet_equal;
mod declarations;
mod derivations;
mod descriptors;
mod dimensions;
mod echoes;
mod growth_rules;
mod hostile;
#[cfg(target_os = "linux")]
mod killed;
mod layouts;
mod lossless;
mod manual;
mod part_checks;
mod portals;
mod publication;
mod real_data;
mod release_folder;
mod revisions;
mod room;
mod same_bytes;
mod signoff;
mod sniff;
mod starting;
mod support;
mod tracing;
mod unattended;
mod untrusted;
mod verify;
mod versions;
