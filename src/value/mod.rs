//! Exact numbers, dates and the one place where rounding is defined.
//!
//! A [`Number`] is a fraction: nothing between input and output is ever inexact. Only a geometric mean is, and it
//! says how precise it is.

mod date;
mod number;
mod operators;
mod root;
mod round;

pub use date::Date;
pub use number::Number;
pub(crate) use root::{geometric_mean, power_mean};
pub use round::Rounding;
