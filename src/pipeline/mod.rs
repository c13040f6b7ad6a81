//! Floor 4: from declarations to a published release. [`config`] is what is written, [`plan`] what it means, [`run`] does it.

pub mod about;
mod companions;
pub mod config;
mod describe;
mod explain;
mod in_order;
pub mod inspect;
pub mod load;
mod open;
mod package;
pub mod plan;
pub mod portal;
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
mod unit;
