//! Whether a text is a date, or a date with a time. No calendar library: this runs in the browser on every keystroke.

/// `2026-01-31`.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A date alone, or `2026-01-31T12:00[:00[.5]][Z|+01:00]`, with a `T` or a space between.
pub(crate) fn is_datetime(text: &str) -> bool {
    match text.split_once(['T', 't', ' ']) {
        None => is_date(text),
        Some((date, time)) => is_date(date) && is_time(time),
    }
}

/// The day of a date, counted from 0000-03-01. Source: Hinnant, "chrono-compatible low-level date algorithms".
pub(crate) fn day(text: &str) -> Option<i64> {
    let date = text.get(..10).filter(|_| is_datetime(text))?;
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year)
}

/// The second of a date and time, counted from the start of 0000-03-01, its offset taken into account.
pub(crate) fn second(text: &str) -> Option<i64> {
    let day = day(text)?;
    let Some((_, time)) = text.split_once(['T', 't', ' ']) else { return Some(day * 86400) };
    let (clock, offset) = time.find(['Z', 'z', '+', '-']).map_or((time, ""), |index| time.split_at(index));
    let mut seconds = 0;
    for (part, unit) in clock.trim_end().split(':').zip([3600, 60, 1]) {
        seconds += part.split('.').next()?.parse::<i64>().ok()? * unit;
    }
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let shift = match digits.len() {
        0 => 0,
        2 => digits.parse::<i64>().ok()? * 3600,
        _ => digits.get(..2)?.parse::<i64>().ok()? * 3600 + digits.get(2..4)?.parse::<i64>().ok()? * 60,
    };
    Some(day * 86400 + seconds - if offset.starts_with('-') { -shift } else { shift })
}

/// The date of a day counted from 0000-03-01.
#[cfg(feature = "render")]
pub(crate) fn day_text(day: i64) -> String {
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// The date and time, in UTC, of a second counted from the start of 0000-03-01.
#[cfg(feature = "render")]
pub(crate) fn second_text(second: i64) -> String {
    let of_day = second.rem_euclid(86400);
    let date = day_text(second.div_euclid(86400));
    format!("{date}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

fn is_time(text: &str) -> bool {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(index) => text.split_at(index),
        None => (text, ""),
    };
    let offset_fits = match offset.strip_prefix(['+', '-']) {
        Some(offset) => offset
            .split_once(':')
            .or_else(|| offset.is_char_boundary(2).then(|| offset.split_at(2.min(offset.len()))))
            .is_some_and(|(hours, minutes)| below(hours, 24) && (minutes.is_empty() || below(minutes, 60))),
        None => matches!(offset, "" | "Z" | "z"),
    };
    let mut parts = clock.trim_end().split(':');
    let (hours, minutes, seconds) = (parts.next(), parts.next(), parts.next());
    let seconds_fit = seconds.is_none_or(|seconds| {
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
        // A leap second has number 60.
        below(whole, 61) && !fraction.is_empty() && fraction.len() <= 9 && fraction.chars().all(|digit| digit.is_ascii_digit())
    });
    offset_fits
        && hours.is_some_and(|hours| below(hours, 24))
        && minutes.is_some_and(|minutes| below(minutes, 60))
        && seconds_fit
        && parts.next().is_none()
}

fn below(text: &str, limit: u32) -> bool {
    digits(text, 2).is_some_and(|number| number < limit)
}

fn digits(text: &str, count: usize) -> Option<u32> {
    if text.len() == count && text.chars().all(|digit| digit.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_calendar() {
        for date in ["2024-02-29", "2000-02-29", "1999-12-31"] {
            assert!(is_date(date), "{date}");
        }
        for text in
            ["2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-1-1", "24-01-01", "", "2024-01-01-01"]
        {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn knows_the_clock() {
        let good = [
            "2024-01-01",
            "2024-01-01T23:59",
            "2024-01-01 23:59:60",
            "2024-01-01T00:00:00.123456Z",
            "2024-01-01T00:00+0100",
            "2024-01-01T00:00:00-05:30",
        ];
        for text in good {
            assert!(is_datetime(text), "{text}");
        }
        for text in [
            "2024-01-01T24:00",
            "2024-01-01T1:00",
            "2024-01-01T00",
            "2024-01-01T00:00X",
            "2024-01-01T00:00+é",
            "T",
            "2024-01-01T00:00:00.",
        ] {
            assert!(!is_datetime(text), "{text}");
        }
    }
}
