//! Floor 4: from declarations to a published release. [`config`] is what is written, [`plan`] what it means, [`run`] does it.

pub mod about;
mod companions;
pub mod config;
mod describe;
mod explain;
pub mod inspect;
pub mod load;
mod open;
mod package;
pub mod plan;
mod publish;
pub mod read;
mod relations;
mod resolve;
mod resolve_layout;
pub mod run;
mod shorthand;
pub mod sidecar;
mod stamp;
pub mod tables;
