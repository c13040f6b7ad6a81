//! Of portal profiles only what is written.

#[path = "../../../src/pipeline/portal/config.rs"]
mod config;
pub use config::PortalConfig;
