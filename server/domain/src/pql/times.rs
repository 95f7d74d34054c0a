//! Points in time as a query writes them: days, minutes, seconds, and words that only the present makes a time of.

use std::fmt;

use super::terms::Comparison;
use crate::Timestamp;

/// How exactly a time is written, which is how long it lasts: a bare day is all of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// `2026-11-24`
    Day,
    /// `2026-11-24 05:03`
    Minute,
    /// `2026-11-24 05:03:12`
    Second,
    /// `2026-11-24 05:03:12.345678`
    Microsecond,
}

impl Precision {
    const fn micros(self) -> i64 {
        match self {
            Self::Day => 86_400_000_000,
            Self::Minute => 60_000_000,
            Self::Second => 1_000_000,
            Self::Microsecond => 1,
        }
    }
}

/// How far back `last_…` reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days, as in Polyaxon.
    Month,
    /// 365 days.
    Year,
}

impl Period {
    const ALL: [Self; 5] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    const fn word(self) -> &'static str {
        match self {
            Self::Hour => "last_hour",
            Self::Day => "last_day",
            Self::Week => "last_week",
            Self::Month => "last_month",
            Self::Year => "last_year",
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::Month => 30 * 86_400,
            Self::Year => 365 * 86_400,
        }
    }
}

/// A stretch of time that a query names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day or a time of day, in UTC.
    At(Timestamp, Precision),
    /// The present day in UTC.
    Today,
    /// The day before.
    Yesterday,
}

impl Moment {
    /// Its first moment and the first one after it.
    pub fn span(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let (start, precision) = match self {
            Self::At(start, precision) => (start, precision),
            Self::Today => (now.day(), Precision::Day),
            Self::Yesterday => (now.day().plus_seconds(-86_400), Precision::Day),
        };
        (start, Timestamp::from_micros(start.as_micros().saturating_add(precision.micros())))
    }

    /// Reads `2026-11-24`, `2026-11-24 05:03`, with seconds, a fraction and a zone as in RFC 3339; and the words.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "today" => return Some(Self::Today),
            "yesterday" => return Some(Self::Yesterday),
            _ => {}
        }
        let mut digits = Digits(text);
        let year = digits.number(4)?;
        digits.sign('-')?;
        let month = digits.number(2)?;
        digits.sign('-')?;
        let day = digits.number(2)?;
        let day = Timestamp::of_day(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        if digits.0.is_empty() {
            return Some(Self::At(day, Precision::Day));
        }
        digits.sign('T').or_else(|| digits.sign('t')).or_else(|| digits.sign(' '))?;
        let (hour, minute) = (digits.number(2)?, digits.sign(':').and_then(|()| digits.number(2))?);
        let mut micros = i64::from(hour) * 3_600_000_000 + i64::from(minute) * 60_000_000;
        let mut precision = Precision::Minute;
        if digits.sign(':').is_some() {
            let second = digits.number(2)?;
            micros += i64::from(second) * 1_000_000;
            precision = Precision::Second;
            if second > 59 {
                return None;
            }
            if digits.sign('.').is_some() {
                micros += digits.fraction()?;
                precision = Precision::Microsecond;
            }
        }
        if hour > 23 || minute > 59 {
            return None;
        }
        let east = digits.zone()?;
        let start = Timestamp::from_micros(day.as_micros() + micros - east * 60_000_000);
        // Its zone can move a time out of the years that have four digits.
        let writable = Timestamp::of_day(0, 1, 1)? <= start && start.day() <= Timestamp::of_day(9_999, 12, 31)?;
        writable.then_some(Self::At(start, precision))
    }
}

/// What is left to read of a date.
struct Digits<'a>(&'a str);

impl Digits<'_> {
    fn sign(&mut self, sign: char) -> Option<()> {
        self.0 = self.0.strip_prefix(sign)?;
        Some(())
    }

    /// A number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<u16> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())?
    }

    /// One to nine digits, as microseconds; what is finer is dropped.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        (1..=9).contains(&count).then(|| format!("{digits:0<6}")[..6].parse().ok())?
    }

    /// All that is left, as minutes east of UTC; nothing is UTC.
    fn zone(&mut self) -> Option<i64> {
        self.0 = self.0.trim_start();
        if matches!(self.0, "" | "Z" | "z" | "UTC") {
            return Some(0);
        }
        let direction = if self.sign('+').is_some() { 1 } else { self.sign('-').map(|()| -1)? };
        let hours = self.number(2)?;
        let minutes = if self.0.is_empty() {
            0
        } else {
            let _ = self.sign(':');
            self.number(2)?
        };
        let whole = self.0.is_empty() && hours < 24 && minutes < 60;
        whole.then(|| direction * (i64::from(hours) * 60 + i64::from(minutes)))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, precision) = match self {
            Self::At(start, precision) => (start, precision),
            Self::Today => return f.write_str("today"),
            Self::Yesterday => return f.write_str("yesterday"),
        };
        let (date, time) = start.civil();
        match precision {
            Precision::Day => f.write_str(&date),
            Precision::Minute => write!(f, "{date} {}", &time[..5]),
            Precision::Second => write!(f, "{date} {time}"),
            Precision::Microsecond => write!(f, "{date} {time}.{:06}", start.as_micros().rem_euclid(1_000_000)),
        }
    }
}

/// What is asked of a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeTest {
    /// In it, before it, after it.
    Compare(Comparison, Moment),
    /// Not before the first begins, not after the second ends.
    Between(Moment, Moment),
    /// Not longer ago.
    Last(Period),
}

impl TimeTest {
    /// From when and until when (exclusive) it holds, seen from the present; `None` is without end.
    pub fn bounds(self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            Self::Compare(comparison, moment) => {
                let (start, end) = moment.span(now);
                match comparison {
                    Comparison::Equal => (Some(start), Some(end)),
                    Comparison::Less => (None, Some(start)),
                    Comparison::LessOrEqual => (None, Some(end)),
                    Comparison::Greater => (Some(end), None),
                    Comparison::GreaterOrEqual => (Some(start), None),
                }
            }
            Self::Between(first, last) => (Some(first.span(now).0), Some(last.span(now).1)),
            Self::Last(period) => (Some(now.plus_seconds(-period.seconds())), None),
        }
    }

    /// A word that stands alone.
    pub(super) fn word(text: &str) -> Option<Self> {
        Period::ALL.into_iter().find(|period| period.word() == text).map(Self::Last)
    }
}

impl fmt::Display for TimeTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(comparison, moment) => write!(f, "{comparison}{moment}"),
            Self::Between(first, last) => write!(f, "{first} .. {last}"),
            Self::Last(period) => f.write_str(period.word()),
        }
    }
}
