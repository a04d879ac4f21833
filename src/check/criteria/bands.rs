//! Bands: every number falls into exactly one.

use super::*;

impl Author<'_, '_, '_, '_> {
    /// Bands that meet without hole or overlap over everything the number can be.
    pub(super) fn bands(&mut self, node: &Node) -> Option<(Expression, Vec<Band>)> {
        let read = Fields::open(node, &vocabulary::BANDS, self.typer.sink)?;
        let of = read.get("of").and_then(|node| numeric(node, self.typer));
        let steps = read.get("steps")?;
        let list = fields::elements(steps, self.typer.sink)?;
        let mut bands: Vec<(Band, Span)> = Vec::with_capacity(list.len());
        let mut failed = false;
        for node in list {
            match self.band(node) {
                Some(band) => bands.push((band, node.span)),
                None => failed = true,
            }
        }
        if list.is_empty() {
            self.typer.sink.report(steps.span, Message::EmptyList);
            return None;
        }
        let of = of?;
        let limits = list.iter().flat_map(|node| {
            ["from", "above", "to", "below"]
                .into_iter()
                .filter_map(|key| node.behind(&vocabulary::BAND, key))
        });
        if !self.typer.no_percent_is_missing_in(&of, limits) || failed {
            return None;
        }
        in_order(&mut bands);
        fill(&mut bands);
        let range = self.typer.range(&of);
        let grid = self.typer.grid(&of);
        self.check_bands(&bands, &range, grid.as_ref(), steps.span)?;
        Some((of, bands.into_iter().map(|(band, _)| band).collect()))
    }

    fn band(&mut self, node: &Node) -> Option<Band> {
        let read = Fields::open(node, &vocabulary::BAND, self.typer.sink)?;
        let mut limit = |included: &str, excluded: &str| -> Option<Option<Limit>> {
            match (read.get(included), read.get(excluded)) {
                (Some(_), Some(_)) => {
                    let keys = crate::diagnostic::list([included, excluded]);
                    self.typer.sink.report(read.span, Message::OneOf { keys });
                    None
                }
                (Some(node), None) => {
                    let at = fields::number(node, self.typer.sink)?;
                    Some(Some(Limit { at, included: true }))
                }
                (None, Some(node)) => {
                    let at = fields::number(node, self.typer.sink)?;
                    Some(Some(Limit { at, included: false }))
                }
                (None, None) => Some(None),
            }
        };
        let low = limit("from", "above")?;
        let high = limit("to", "below")?;
        if let (Some(low), Some(high)) = (&low, &high)
            && (low.at > high.at || low.at == high.at && !(low.included && high.included))
        {
            let (least, most) = (low.at.to_string(), high.at.to_string());
            self.typer.sink.report(read.span, Message::EmptyRange { least, most });
            return None;
        }
        let title = read.get("title").and_then(|n| fields::text(n, self.typer.sink));
        let points = self.award(&read)?;
        Some(Band { low, high, points, title: title.map(str::to_owned) })
    }

    fn check_bands(
        &mut self,
        bands: &[(Band, Span)],
        range: &Range,
        grid: Option<&Number>,
        at: Span,
    ) -> Option<()> {
        let mut fine = true;
        for pair in bands.windows(2) {
            let [(a, _), (b, span)] = pair else { continue };
            let (Some(high), Some(low)) = (&a.high, &b.low) else {
                self.typer
                    .sink
                    .report(*span, Message::BandsOverlap { witness: anchor(b).1.to_string() });
                fine = false;
                continue;
            };
            if let Some(witness) = between(high, low, grid) {
                self.typer.sink.report(*span, Message::BandHole { witness: witness.to_string() });
                fine = false;
            } else if let Some(witness) = shared(high, low, grid) {
                self.typer
                    .sink
                    .report(*span, Message::BandsOverlap { witness: witness.to_string() });
                fine = false;
            }
        }
        let ends = [
            bands.first().and_then(|(band, _)| band.low.as_ref()).map(|l| (l, true)),
            bands.last().and_then(|(band, _)| band.high.as_ref()).map(|l| (l, false)),
        ];
        for (limit, lower) in ends.into_iter().flatten() {
            let edge = if lower { &range.low } else { &range.high };
            let outside = match edge {
                Some(edge) if *edge == limit.at => !limit.included,
                Some(edge) => (*edge < limit.at) == lower,
                None => true,
            };
            if outside {
                let one = Number::ONE;
                let witness = match edge {
                    Some(edge) => edge.clone(),
                    None if lower => &limit.at - &one,
                    None => &limit.at + &one,
                };
                self.typer.sink.report(at, Message::BandHole { witness: witness.to_string() });
                fine = false;
            }
        }
        fine.then_some(())
    }
}

/// Lowest first. A band without any limit is the rest, at the end where it was written.
fn in_order(bands: &mut [(Band, Span)]) {
    let limited = |band: &Band| band.low.is_some() || band.high.is_some();
    let mut anchors = bands.iter().filter(|(band, _)| limited(band)).map(|(band, _)| anchor(band));
    let descending = matches!((anchors.next(), anchors.next()), (Some(a), Some(b)) if a.1 > b.1);
    if descending {
        bands.reverse();
    }
    let rest_first = bands.first().is_some_and(|(band, _)| !limited(band));
    bands.sort_by_key(|(band, _)| (limited(band) == rest_first, anchor(band)));
}

/// Where a band stands among the others.
fn anchor(band: &Band) -> (bool, Number) {
    match (&band.low, &band.high) {
        (Some(limit), _) => (true, limit.at.clone()),
        (None, Some(limit)) => (false, limit.at.clone()),
        (None, None) => (false, Number::ZERO),
    }
}

/// A missing limit is that of the neighbour, on its other side.
fn fill(bands: &mut [(Band, Span)]) {
    let other = |limit: &Limit| Limit { at: limit.at.clone(), included: !limit.included };
    for at in 1..bands.len() {
        let (before, after) = bands.split_at_mut(at);
        let (Some((a, _)), Some((b, _))) = (before.last_mut(), after.first_mut()) else { continue };
        match (&a.high, &b.low) {
            (None, Some(low)) => a.high = Some(other(low)),
            (Some(high), None) => b.low = Some(other(high)),
            _ => {}
        }
    }
}

/// A number above `high` and below `low` that the grid allows, if there is one.
fn between(high: &Limit, low: &Limit, grid: Option<&Number>) -> Option<Number> {
    if high.at > low.at {
        return None;
    }
    let candidate = match grid {
        Some(step) => {
            let first = high.at.round_to(step, crate::value::Rounding::Up);
            if first == high.at && high.included { &first + step } else { first }
        }
        None if high.at == low.at => high.at.clone(),
        None => (&high.at + &low.at).div(&Number::from(2))?,
    };
    let in_high = candidate < high.at || (candidate == high.at && high.included);
    let in_low = candidate > low.at || (candidate == low.at && low.included);
    (!in_high && !in_low).then_some(candidate)
}

/// A number that lies in both.
fn shared(high: &Limit, low: &Limit, grid: Option<&Number>) -> Option<Number> {
    if high.at < low.at || (high.at == low.at && !(high.included && low.included)) {
        return None;
    }
    let candidate = match grid {
        Some(step) => {
            let first = low.at.round_to(step, crate::value::Rounding::Up);
            if first == low.at && !low.included { &first + step } else { first }
        }
        None if low.included => low.at.clone(),
        None => (&high.at + &low.at).div(&Number::from(2))?,
    };
    let fits = candidate < high.at || (candidate == high.at && high.included);
    fits.then_some(candidate)
}
