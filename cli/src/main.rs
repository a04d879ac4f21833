//! The `cunchi` command.
fn main() {}
