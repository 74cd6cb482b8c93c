//! Conversations with the reference server, the way a client holds them.

mod authorization;
mod common;
mod flawed;
mod legacy;
mod malformed;
mod modern;
mod resumption;
mod stdio;
mod upstream;
