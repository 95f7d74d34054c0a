//! Points in time and how people read them. No clock: the present is always an argument.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01T00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

impl Timestamp {
    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Seconds from `earlier` to here; negative when `earlier` is later.
    #[expect(clippy::cast_precision_loss, reason = "2^53 µs are 285 years")]
    pub fn seconds_since(self, earlier: Self) -> f64 {
        (self.0.saturating_sub(earlier.0)) as f64 / 1e6
    }

    /// This point moved by whole seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND)))
    }

    /// `2026-11-24 05:03:12 UTC`, as a tooltip shows it.
    pub fn to_utc_text(self) -> String {
        let (date, time) = self.civil();
        format!("{date} {time} UTC")
    }

    /// `05:03:12.345`, as a log viewer shows it.
    pub fn to_clock_text(self) -> String {
        let (_, time) = self.civil();
        format!("{time}.{:03}", self.0.rem_euclid(SECOND) / 1_000)
    }

    /// The first moment of a day of the proleptic Gregorian calendar, in UTC; `None` when there is no such day, or when its
    /// year does not have four digits.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    pub fn of_day(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days_in_month = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if year > 9_999 || day == 0 || day > days_in_month {
            return None;
        }
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Self((era * 146_097 + day_of_era - 719_468) * DAY))
    }

    /// The first moment of its day in UTC.
    #[must_use]
    pub const fn day(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(DAY)))
    }

    /// The proleptic Gregorian date and time of day in UTC.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    pub(crate) fn civil(self) -> (String, String) {
        let days = self.0.div_euclid(DAY);
        let seconds = self.0.rem_euclid(DAY) / SECOND;
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60),
        )
    }
}

/// RFC 3339 in UTC with microseconds: `2026-11-24T05:03:12.345678Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = self.civil();
        write!(f, "{date}T{time}.{:06}Z", self.0.rem_euclid(SECOND))
    }
}

/// A duration for people: `0.4 s`, `12 s`, `3 m 12 s`, `5 h 7 m`, `2 d 3 h`. Negative ones are `0 s`.
#[expect(clippy::cast_possible_truncation, reason = "saturates, and no run takes 2^63 seconds")]
pub fn duration_text(seconds: f64) -> String {
    let whole = seconds.max(0.0) as i64;
    match whole {
        0..10 => {
            let tenths = (seconds.max(0.0) * 10.0).floor() / 10.0;
            if tenths.fract() == 0.0 { format!("{whole} s") } else { format!("{tenths:.1} s") }
        }
        10..60 => format!("{whole} s"),
        60..3_600 => format!("{} m {} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{} h {} m", whole / 3_600, whole / 60 % 60),
        _ => format!("{} d {} h", whole / 86_400, whole / 3_600 % 24),
    }
}

/// How long ago, for people: `just now`, `5 min ago`, `3 h ago`, `2 d ago`; older than 30 days is the date.
pub fn ago_text(then: Timestamp, now: Timestamp) -> String {
    let seconds = (now.0.saturating_sub(then.0)) / SECOND;
    match seconds {
        ..10 => "just now".to_owned(),
        10..60 => format!("{seconds} s ago"),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        86_400..2_592_000 => format!("{} d ago", seconds / 86_400),
        _ => then.civil().0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates_print() {
        for (micros, text) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_795_496_592_345_678, "2026-11-24T05:03:12.345678Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(Timestamp::from_micros(micros).to_string(), text);
        }
    }

    #[test]
    fn days_are_found() {
        for day in (-719_528..2_932_897_i64).step_by(97).chain([0, 11_016, 2_932_896]) {
            let first = Timestamp(day * DAY);
            let (date, _) = first.civil();
            let parts: Vec<u16> = date.split('-').map(|part| part.parse().unwrap_or(u16::MAX)).collect();
            let (month, day) = (u8::try_from(parts[1]).unwrap_or(0), u8::try_from(parts[2]).unwrap_or(0));
            assert_eq!(Timestamp::of_day(parts[0], month, day), Some(first), "{date}");
            assert_eq!(first.plus_seconds(86_399).day(), first);
        }
        for (year, month, day) in
            [(2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (10_000, 1, 1)]
        {
            assert_eq!(Timestamp::of_day(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn durations_read_well() {
        for (seconds, text) in
            [(-3.0, "0 s"), (0.44, "0.4 s"), (12.9, "12 s"), (192.0, "3 m 12 s"), (18_420.0, "5 h 7 m"), (183_600.0, "2 d 3 h")]
        {
            assert_eq!(duration_text(seconds), text);
        }
    }
}
