//! The integration tests: one crate, one binary.

mod bed;
mod command;
mod corpus;
mod determinism;
mod docs;
mod exit_codes;
mod files;
mod kill_matrix;
mod list;
mod poles;
mod profiles;
mod reports;
mod schemas;
mod slow;
mod tidy;
mod trouble;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
