//! Rounding modes. Rounding is always named; there is no default.

/// How a number between two multiples of a step is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// GB/T 8170-2008 (四舍六入五成双): to the nearest, a half to the even multiple; negative numbers by their absolute
    /// value.
    Gbt8170,
    /// To the nearest, a half away from zero (四舍五入).
    HalfUp,
    /// To the nearest, a half towards zero (五舍六入).
    HalfDown,
    /// To the next multiple above (towards +∞).
    Up,
    /// To the next multiple below (towards −∞).
    Down,
}
