//! Floor 4: from declarations to a published release. [`config`] is what is written, [`plan`] what it means, [`run`] does it.

pub mod cache;
pub mod check;
pub mod clock;
pub mod config;
mod descriptor;
mod explain;
pub mod inputs;
pub mod inspect;
pub mod journal;
pub mod load;
pub mod metrics;
mod open;
mod package;
pub mod plan;
pub mod preview;
mod publish;
pub mod read;
mod relations;
pub mod report;
mod resolve;
mod resolve_layout;
pub mod run;
mod shorthand;
pub mod sidecar;
pub mod tables;
mod whole;
