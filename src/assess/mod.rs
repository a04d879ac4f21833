//! a
mod admit;
mod below;
mod combine;
mod eval;
mod outcome;
mod over;
pub use admit::Inspection;
pub use below::Outcome;
pub use outcome::{Assessment, State, Status};
