//! `cunchi lsp` as an editor talks to it.
//!
//! Every wait has a limit, and a server that outlives its test is ended with it.

mod answers;
mod client;
mod protocol;
