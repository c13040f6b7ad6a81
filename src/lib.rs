//! tongbi (同比, year-over-year) turns raw indicator tables into open-data releases that a statistics bureau can sign.
//!
//! Floors, imports only go down:
//!
//! | floor | module | holds |
//! |---|---|---|
//! | 5 | [`cli`], `main.rs` | arguments, sentences, exit codes |
//! | 4 | [`pipeline`] | configuration, plan, run, the tables of a release |
//! | 4 | [`sniff`] | what the declaration of an unknown file may be |
//! | 3 | [`stages`], [`io`] | what happens to cells; bytes in and out; siblings that never meet |
//! | 2 | [`table`] | statements, columns, frames: polars starts here |
//! | 0–1 | `tongbi-domain`, `tongbi-read` | exact numbers, units, periods, growth, code lists; rows and layouts |
//!
//! Files on disk: `pipeline.toml` and `catalog/` are read by `pipeline/load.rs`, `raw/*/source.toml` by [`pipeline::sidecar`],
//! the tables beside it by [`pipeline::read`]; `output/` is written by [`io`], the findings of a refused package by `pipeline/package.rs`.

pub mod cli;
pub mod io;
pub mod pipeline;
pub mod sniff;
pub mod stages;
pub mod table;
