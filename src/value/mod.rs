//! Exact numbers, dates and the one place where rounding is defined.
//!
//! A [`Number`] is a fraction: nothing between input and output is ever inexact. Only roots, logarithms and
//! what is made of them are, and they say how precise they are.

mod date;
mod number;
mod operators;
mod root;
mod round;
mod smooth;

pub use date::Date;
pub use number::Number;
pub(crate) use root::{geometric_mean, power_mean};
pub use round::Rounding;
pub(crate) use smooth::{exp, ln, log10, power, root_of};
