//! Conversations with the reference server, the way a client holds them.

mod authorization;
mod common;
mod fixtures;
mod flawed;
mod legacy;
mod malformed;
mod modern;
mod proxy;
mod questions;
mod resumption;
mod stdio;
mod tasks;
mod upstream;
