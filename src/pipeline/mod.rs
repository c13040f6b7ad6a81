//! Floor 4: from declarations to a published release. [`config`] is what is written, [`plan`] what it means, [`run`] does it.

mod bounds;
pub mod config;
mod descriptor;
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
pub mod settings;
mod shorthand;
pub mod sidecar;
pub mod starter;
pub mod tables;
