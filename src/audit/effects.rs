//! What gates do, held against one another.

use crate::model::{Effect, Standard};
use crate::value::Number;

/// Whether an effect can make a score or grade better than it is.
pub(super) fn can_lift(effect: &Effect, standard: &Standard) -> bool {
    let scale = &standard.scale;
    match effect {
        Effect::GradeUp(_) => true,
        Effect::Score(n) if scale.lower_is_better => *n < scale.highest,
        Effect::Score(n) => *n > scale.lowest,
        _ => false,
    }
}

/// Whether an effect changes nothing.
pub(super) fn does_nothing(effect: &Effect, standard: &Standard) -> bool {
    let scale = &standard.scale;
    match effect {
        Effect::GradeAtMost(at) => *at == 0,
        Effect::GradeDown(n) | Effect::GradeUp(n) => *n == 0,
        Effect::ScoreAtMost(n) if scale.lower_is_better => *n <= scale.lowest,
        Effect::ScoreAtMost(n) => *n >= scale.highest,
        _ => false,
    }
}

/// Whether an effect leaves nobody better off than another, where both act.
pub(super) fn no_weaker(
    effect: &Effect,
    other: &Effect,
    strict: &Standard,
    lax: &Standard,
) -> bool {
    let id = |standard: &Standard, at: usize| standard.grades.get(at).map(|grade| grade.id.clone());
    let harm = strict.scale.lower_is_better;
    let worse = |a: &Number, b: &Number| if harm { a >= b } else { a <= b };
    match (effect, other) {
        (a, b) if does_nothing(b, lax) => !can_lift(a, strict),
        (Effect::GradeUp(a), Effect::GradeUp(b)) => a <= b,
        (a, Effect::GradeUp(_)) => !can_lift(a, strict),
        (Effect::Withhold, Effect::Withhold | Effect::GradeAtMost(_) | Effect::GradeDown(_)) => {
            true
        }
        (Effect::GradeDown(a), Effect::GradeDown(b)) => a >= b,
        (Effect::GradeAtMost(a), Effect::GradeAtMost(b)) => {
            let own = id(strict, *a).and_then(|id| lax.grades.iter().position(|g| g.id == id));
            own.is_some_and(|own| own >= *b)
        }
        (Effect::ScoreAtMost(a) | Effect::Score(a), Effect::Score(b))
        | (Effect::ScoreAtMost(a), Effect::ScoreAtMost(b)) => worse(a, b),
        // A score that is set may be better than one that was below the cap.
        (Effect::Score(a), Effect::ScoreAtMost(b)) => !can_lift(effect, strict) && worse(a, b),
        _ => false,
    }
}
