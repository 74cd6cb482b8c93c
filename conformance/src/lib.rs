//! Conformance checks for Model Context Protocol servers.
//!
//! A *probe* holds a conversation with a target and records it as a *transcript*; a *judge* is a pure
//! function of a transcript. See `ARCHITECTURE.md` for the way through the code.

pub mod arguments;
pub mod backtracking;
pub mod baseline;
pub mod catalogue;
pub mod challenge;
pub mod check;
pub mod checks;
pub mod conversation;
pub mod credential;
pub mod declared;
pub mod discovery;
pub mod egress;
pub mod entropy;
pub mod example;
pub mod exit;
pub mod jsonrpc;
pub mod launch;
pub mod leading;
pub mod ledger;
pub mod planted;
pub mod principal;
pub mod probes;
pub mod profile;
pub mod properties;
mod queue;
pub mod record;
pub mod report;
pub mod revision;
pub mod run;
pub mod schedule;
pub mod schema;
pub mod sign_in;
pub mod target;
pub mod timings;
pub mod transcript;
pub mod transport;
pub mod uri_template;
pub mod user_agent;
