//! What the suite is tried on: the reference server, its flaws, the poles and the upstream trap.
//!
//! The reference server is one pole of the scale: it honours every rule it touches.
//! A flaw is that server with one thing changed, so that a check can be shown to notice exactly that.
//! The other poles are servers that do nothing right, against which no check may pass.
//! Nothing here shares message types with the suite, so that the two cannot share a mistake.

pub mod behaviour;
pub mod flaws;
mod plain_http;
pub mod poles;
mod raw_http;
pub mod reference;
pub mod upstream;

pub use behaviour::Behaviour;
