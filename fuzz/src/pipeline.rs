//! The parsers of `pipeline.toml` and `source.toml`, compiled from the main crate's own files: they need neither polars nor arrow, which the
//! rest of that crate would bring along.

#[path = "../../src/pipeline/config.rs"]
pub mod config;
pub mod portal;
#[allow(dead_code, reason = "the plan checks settings, and no plan is made here")]
#[path = "../../src/pipeline/settings.rs"]
pub mod settings;
#[path = "../../src/pipeline/shorthand.rs"]
pub mod shorthand;
#[path = "../../src/pipeline/sidecar.rs"]
pub mod sidecar;
