//! From trees to trees: a parent with the changes of its overlay, and a rule set on each side of its dates.
//!
//! Values keep the places where they were written, so that everything said later points at the file that says it.
//! Nothing here knows what a value means.

pub(crate) mod dated;
pub(crate) mod overlay;
pub(crate) mod permission;
mod place;
