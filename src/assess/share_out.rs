//! The most that can be deducted where findings are grouped in two ways and no group of either may cost more than its cap.
//!
//! It is the greatest flow from the groups of the first kind to those of the second, by Dinic's method. It depends on no
//! order, and never falls when a finding is added or made dearer.

use crate::value::Number;
use std::collections::VecDeque;

/// What one pair of groups costs before any cap.
pub(super) struct Piece {
    /// The group of the first kind, and that of the second.
    pub(super) groups: [usize; 2],
    pub(super) points: Number,
}

/// The most that can be deducted; `caps` are those of one group of each kind.
pub(super) fn most(pieces: &[Piece], caps: [&Number; 2]) -> Number {
    let mut net = Net::of(pieces, caps);
    let mut total = Number::ZERO;
    loop {
        let levels = net.levels();
        if levels.get(SINK).is_none_or(Option::is_none) {
            return total;
        }
        total = &total + &net.fill(&levels);
    }
}

const SOURCE: usize = 0;
const SINK: usize = 1;

/// A way from one point to another, and how much still goes through; its neighbour in the list is the way back.
struct Way {
    to: usize,
    room: Number,
}

struct Net {
    ways: Vec<Way>,
    /// The ways that leave each point.
    from: Vec<Vec<usize>>,
}

impl Net {
    fn of(pieces: &[Piece], caps: [&Number; 2]) -> Self {
        let count = |side: fn(&Piece) -> usize| {
            pieces.iter().map(side).max().map_or(0, |last| last.saturating_add(1))
        };
        let (first, second) = (count(|p| p.groups[0]), count(|p| p.groups[1]));
        let mut net = Net {
            ways: Vec::new(),
            from: vec![Vec::new(); first.saturating_add(second).saturating_add(2)],
        };
        let (left, right) = (
            |at: usize| at.saturating_add(2),
            |at: usize| at.saturating_add(first).saturating_add(2),
        );
        (0..first).for_each(|at| net.join(SOURCE, left(at), caps[0].clone()));
        (0..second).for_each(|at| net.join(right(at), SINK, caps[1].clone()));
        for Piece { groups: [a, b], points } in pieces {
            net.join(left(*a), right(*b), points.clone());
        }
        net
    }

    fn join(&mut self, a: usize, b: usize, room: Number) {
        for (from, to, room) in [(a, b, room), (b, a, Number::ZERO)] {
            if let Some(list) = self.from.get_mut(from) {
                list.push(self.ways.len());
            }
            self.ways.push(Way { to, room });
        }
    }

    fn open(&self, way: usize) -> Option<usize> {
        self.ways.get(way).filter(|way| way.room.is_positive()).map(|way| way.to)
    }

    /// How many ways each point is from the source; none where nothing more gets there.
    fn levels(&self) -> Vec<Option<usize>> {
        let mut levels = vec![None; self.from.len()];
        let mut waiting = VecDeque::from([(SOURCE, 0usize)]);
        while let Some((at, level)) = waiting.pop_front() {
            match levels.get_mut(at) {
                Some(slot @ None) => *slot = Some(level),
                _ => continue,
            }
            let ways = self.from.get(at).into_iter().flatten();
            waiting.extend(
                ways.filter_map(|way| self.open(*way)).map(|to| (to, level.saturating_add(1))),
            );
        }
        levels
    }

    /// Sends what it can along shortest paths, until every one of them is full somewhere.
    fn fill(&mut self, levels: &[Option<usize>]) -> Number {
        let level = |at: usize| levels.get(at).copied().flatten();
        let mut tried = vec![0usize; self.from.len()];
        let mut sent = Number::ZERO;
        let mut path: Vec<usize> = Vec::new();
        loop {
            let here = path.last().and_then(|way| self.ways.get(*way)).map_or(SOURCE, |way| way.to);
            if here == SINK {
                sent = &sent + &self.send(&path);
                path.clear();
                continue;
            }
            let Some(next) = tried.get(here).copied() else { return sent };
            match self.from.get(here).and_then(|ways| ways.get(next)).copied() {
                Some(way)
                    if self.open(way).is_some_and(|to| {
                        level(to) == level(here).map(|level| level.saturating_add(1))
                    }) =>
                {
                    path.push(way);
                }
                Some(_) => tried.iter_mut().skip(here).take(1).for_each(|n| *n += 1),
                // A dead end: the way that led here is not taken again.
                None => match path.pop().and_then(|way| self.ways.get(way ^ 1)) {
                    Some(back) => tried.iter_mut().skip(back.to).take(1).for_each(|n| *n += 1),
                    None => return sent,
                },
            }
        }
    }

    fn send(&mut self, path: &[usize]) -> Number {
        let rooms = path.iter().filter_map(|way| self.ways.get(*way)).map(|way| &way.room);
        let least = rooms.min().cloned().unwrap_or(Number::ZERO);
        for way in path {
            if let Some(way) = self.ways.get_mut(*way) {
                way.room = &way.room - &least;
            }
            if let Some(back) = self.ways.get_mut(way ^ 1) {
                back.room = &back.room + &least;
            }
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn most_of(pieces: &[(usize, usize, i64)], caps: [i64; 2]) -> Number {
        let piece =
            |(a, b, n): &(usize, usize, i64)| Piece { groups: [*a, *b], points: Number::from(*n) };
        let pieces: Vec<Piece> = pieces.iter().map(piece).collect();
        most(&pieces, [&Number::from(caps[0]), &Number::from(caps[1])])
    }

    /// The least of all ways to cover what is found, by groups of either kind at their caps.
    fn cheapest_cover(pieces: &[(usize, usize, i64)], caps: [i64; 2]) -> Number {
        let sides = [pieces.iter().map(|p| p.0).max(), pieces.iter().map(|p| p.1).max()];
        let sides = sides.map(|last| last.map_or(0, |last| last + 1));
        let covers = (0u32..1 << (sides[0] + sides[1])).map(|set| {
            let has = |at: usize| set >> at & 1 == 1;
            let groups =
                |from: usize, n: usize| (from..from + n).filter(|at| has(*at)).count() as i64;
            let open = pieces.iter().filter(|p| !has(p.0) && !has(sides[0] + p.1));
            groups(0, sides[0]) * caps[0]
                + groups(sides[0], sides[1]) * caps[1]
                + open.map(|p| p.2).sum::<i64>()
        });
        Number::from(covers.min().unwrap_or(0))
    }

    #[test]
    fn the_most_is_the_cheapest_cover() {
        let mut seed = 7u64;
        let mut next = |n: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for _ in 0..400 {
            let pieces: Vec<(usize, usize, i64)> = (0..next(9))
                .map(|_| (next(4) as usize, next(3) as usize, next(6) as i64))
                .collect();
            let caps = [next(7) as i64, next(7) as i64];
            assert_eq!(
                most_of(&pieces, caps),
                cheapest_cover(&pieces, caps),
                "{pieces:?} {caps:?}"
            );
        }
    }

    #[test]
    fn what_one_group_leaves_another_way_may_take() {
        // Sent first along (0, 0), part of it has to be sent elsewhere.
        assert_eq!(most_of(&[(0, 0, 3), (0, 1, 3), (1, 0, 3)], [3, 3]), Number::from(6));
        assert_eq!(most_of(&[], [3, 3]), Number::ZERO);
    }
}
