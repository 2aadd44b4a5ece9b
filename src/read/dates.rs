//! ISO 8601 dates and times, as ods and some xlsx files write them → serial numbers of the 1900 system.

/// `2025-12-31` is 46022, `2025-12-31T12:00:00` 46022.5; `None` for anything else.
pub(super) fn serial_from_iso(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('Z');
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let mut parts = date.splitn(3, '-');
    let year: i64 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
    let month: i64 = parts.next()?.parse().ok().filter(|m| (1..=12).contains(m))?;
    let day: i64 = parts.next()?.parse().ok().filter(|d| (1..=31).contains(d))?;
    let serial = days_from_civil(year, month, day) + 25_569;
    // Excel counts a 29 February 1900 that never was.
    let serial = if serial < 61 { serial - 1 } else { serial };
    Some(serial as f64 + fraction_of_day(time)?)
}

/// `PT07H30M00S` is 0.3125 days; `None` for anything else.
pub(super) fn serial_from_duration(text: &str) -> Option<f64> {
    let mut rest = text.trim().strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, size) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * size;
            rest = after;
        }
    }
    (rest.is_empty() && seconds.is_finite()).then_some(seconds / 86_400.0)
}

fn fraction_of_day(time: &str) -> Option<f64> {
    let mut seconds = 0.0;
    for (part, size) in time.split(':').zip([3600.0, 60.0, 1.0]) {
        seconds += part.parse::<f64>().ok().filter(|n| (0.0..61.0).contains(n))? * size;
    }
    Some(seconds / 86_400.0)
}

/// Days since 1970-01-01 of the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_serials() {
        assert_eq!(serial_from_iso("2025-12-31"), Some(46022.0));
        assert_eq!(serial_from_iso("2025-12-31T12:00:00"), Some(46022.5));
        assert_eq!(serial_from_iso("1900-01-01"), Some(1.0));
        assert_eq!(serial_from_iso("31/12/2025"), None);
        assert_eq!(serial_from_duration("PT07H30M00S"), Some(0.3125));
    }
}
