//! Values that change on a day.

use super::choices::Choices;
use super::expressions::condition;
use super::text::{Text, map, plain, quoted};

/// The value, now and then with others from certain days on, some of them made known later.
pub(crate) fn dated(c: &mut Choices, value: Text, other: impl Fn(&mut Choices) -> Text) -> Text {
    if !c.once_in(16) {
        return value;
    }
    let from = c.pick(&["2022-08-01", "2022-09-01", "2022-09-15"]);
    let mut steps = vec![map([("is", value)]), map([("from", plain(from)), ("is", other(c))])];
    if c.once_in(2) {
        let known = c.pick(&["2022-09-20", "2022-12-01"]);
        steps.push(map([("from", plain(from)), ("known", plain(known)), ("is", other(c))]));
    }
    if c.once_in(3) {
        steps.push(map([("from", plain("2022-10-01")), ("is", other(c))]));
    }
    map([("dated", Text::List(steps))])
}

/// A condition, now and then with dates.
pub(crate) fn asked(c: &mut Choices, depth: usize) -> Text {
    let condition = |c: &mut Choices| quoted(condition(c, depth));
    let first = condition(c);
    dated(c, first, condition)
}

/// The days an inspection is assessed as of, and as known on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Days {
    pub(crate) as_of: Option<&'static str>,
    pub(crate) known_on: Option<&'static str>,
}

impl Days {
    pub(crate) fn random(c: &mut Choices) -> Self {
        Self {
            as_of: c.pick(&[None, Some("2022-07-31"), Some("2022-09-01"), Some("2022-10-01")]),
            known_on: c.pick(&[None, Some("2022-09-30"), Some("2022-12-31")]),
        }
    }
}
