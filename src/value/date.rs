//! Civil dates, without time of day or time zone.

use std::fmt;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Reads exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        // jiff also takes other forms of ISO 8601; a rule file has one.
        if text.len() != 10 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return None;
        }
        text.parse::<jiff::civil::Date>().ok().map(Date)
    }

    /// Days from another date to this one; negative where this one is earlier.
    pub fn days_since(self, other: Date) -> i64 {
        let span = other.0.until(self.0);
        span.map_or(0, |span| i64::from(span.get_days()))
    }

    /// So many days later; none beyond the year 9999.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().map(Date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_one_way_to_write_a_date_is_read() {
        assert!(Date::parse("2022-08-01").is_some());
        for wrong in ["20220801", "2022-8-1", "2022-02-30", "2022-08-01T00:00:00", "２０２２-08-01"]
        {
            assert!(Date::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_campaign_lasts_122_days() {
        let day = |text| Date::parse(text);
        let (from, to) = (day("2022-08-01"), day("2022-11-30"));
        assert_eq!(from.zip(to).map(|(a, b)| b.days_since(a) + 1), Some(122));
        assert_eq!(from.and_then(|d| d.plus_days(121)), to);
    }
}
