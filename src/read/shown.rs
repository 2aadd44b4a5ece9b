//! A value as people see it on the sheet, or nearly: percentages, decimals and dates by the number format.

use super::{Cell, Value, Workbook};
use crate::text::Decimal;

/// The text of a cell; with a decimal comma.
pub fn shown(workbook: &Workbook, cell: &Cell) -> String {
    match cell.value() {
        Value::Empty => String::new(),
        Value::Text(text) => text.trim().to_owned(),
        Value::Bool(true) => "TRUE".to_owned(),
        Value::Bool(false) => "FALSE".to_owned(),
        Value::Error(error) => error.to_string(),
        Value::Number(number) => number_as_shown(number, workbook.number_format(cell).unwrap_or("General")),
    }
}

/// What a number format does with numbers that are not negative.
fn first_section(format: &str) -> String {
    without_texts(format).split(';').next().unwrap_or("").to_lowercase()
}

/// Does a number format write numbers as days?
pub fn shows_days(format: &str) -> bool {
    let first = first_section(format);
    first.contains('y') || (first.contains('d') && first.contains('m'))
}

fn number_as_shown(number: f64, format: &str) -> String {
    let first = first_section(format);
    if let Some(date) = date(number).filter(|_| shows_days(format)) {
        return date;
    }
    let Some(plain) = Decimal::shown(number) else { return number.to_string() };
    let percent = first.contains('%');
    let value = if percent { plain.times_hundred() } else { plain };
    let decimals = first.split_once('.').map(|(_, after)| after.chars().take_while(|c| matches!(c, '0' | '#')).count());
    let fixed = first.contains('0').then(|| decimals.unwrap_or(0).min(10) as u8);
    let value = match fixed {
        Some(decimals) => value.rounded(decimals),
        None if value.decimals() > 4 => value.rounded(4).shortest(),
        None => value,
    };
    format!("{}{}", value.vi(), if percent { "%" } else { "" })
}

/// A number format without what it only prints: texts in quotes, signs after `\\`, space of a sign, fills, colours and
/// conditions. `0.0"%"` prints a sign behind 93.3 and is `0.0`; `0.0%` shows 0.933 as 93.3%.
pub fn without_texts(format: &str) -> String {
    let mut signs = format.chars();
    let mut kept = String::with_capacity(format.len());
    while let Some(sign) = signs.next() {
        match sign {
            '"' => signs.by_ref().take_while(|&s| s != '"').for_each(drop),
            '[' => signs.by_ref().take_while(|&s| s != ']').for_each(drop),
            '\\' | '_' | '*' => drop(signs.next()),
            _ => kept.push(sign),
        }
    }
    kept
}

/// A day counted from 1970-01-01 as year, month and day of the Gregorian calendar.
pub fn civil(days: i64) -> (u16, u8, u8) {
    // Days since 0000-03-01, in eras of 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let of_years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * of_years + of_years / 4 - of_years / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = of_years + era * 400 + i64::from(month <= 2);
    (u16::try_from(year).unwrap_or(0), month as u8, day as u8)
}

/// A day as Excel stores it, in a column of birth dates or the like, as day/month/year: 26311 is 13/01/1972. `None` for
/// what is no day of 1905 to 2064, so that "1972" stays a year.
pub fn day(serial: f64) -> Option<String> {
    (2_100.0..60_000.0).contains(&serial).then(|| date(serial)).flatten()
}

/// A serial number of the 1900 system as day/month/year.
fn date(serial: f64) -> Option<String> {
    (61.0..2_958_466.0).contains(&serial).then_some(())?;
    let (year, month, day) = civil(serial as i64 - 25_569);
    Some(format!("{day:02}/{month:02}/{year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_years() {
        assert_eq!(day(26_311.0).as_deref(), Some("13/01/1972"));
        assert_eq!(day(26_311.5).as_deref(), Some("13/01/1972"));
        assert_eq!(day(1972.0), None);
        assert_eq!(day(19_720_113.0), None);
    }

    #[test]
    fn a_sign_that_is_only_printed_scales_nothing() {
        for format in ["0.0\"%\"", "0.0\\%", "0.0 \"%\"", "[>0]0.0\"%\";\"-\"", "0.0_%", "0.0*%"] {
            assert!(!without_texts(format).contains('%'), "{format}");
            assert_eq!(number_as_shown(93.3, format), "93,3", "{format}");
        }
        for format in ["0.0%", "[Red]0.0%", "0.0\" \"%"] {
            assert!(without_texts(format).contains('%'), "{format}");
            assert_eq!(number_as_shown(0.933, format), "93,3%", "{format}");
        }
    }

    #[test]
    fn numbers_look_as_on_the_sheet() {
        assert_eq!(number_as_shown(0.9333, "0.0%"), "93,3%");
        assert_eq!(number_as_shown(253.0, "General"), "253");
        assert_eq!(number_as_shown(66.666_666_666, "General"), "66,6667");
        assert_eq!(number_as_shown(12.5, "0.00"), "12,50");
        assert_eq!(number_as_shown(44_561.0, "dd/mm/yyyy"), "31/12/2021");
        assert_eq!(number_as_shown(1234.0, "#,##0"), "1234");
    }
}
