//! One cell → the figure it holds; a percentage held against its count and base.

use std::sync::LazyLock;

use regex::Regex;

use super::{Block, CountCell, Figure, ShareLine};
use crate::locate::vocabulary::Vocabulary;
use crate::read::{Cell, Value};
use crate::text::counted::counted;
use crate::text::{Decimal, Typed, clean, typed_number};

/// The number a cell stores.
pub(super) fn stored_decimal(cell: &Cell) -> Option<Decimal> {
    match cell.value() {
        Value::Number(n) => Decimal::shown(n),
        Value::Text(t) => match typed_number(t) {
            Typed::Number(d) | Typed::Either { decimal: d, .. } => Some(d),
            Typed::None => None,
        },
        _ => None,
    }
}

static NESTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(\d{1,7})\s*[\(\[]\s*(?:trong đó|gồm|có)?[:\s]*(\d{1,7})\s*(?:htxs\w*|xuất sắc|xs)?\s*[\)\]]$")
        .expect("a fixed pattern")
});
/// "2(*)", "2*": what the mark says stands below.
static MARKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{1,7})\s*(?:\(\*{1,3}\)|\*{1,3})$").expect("a fixed pattern"));
static ABOUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^(gần|hơn|khoảng|trên|dưới|độ|xấp xỉ|~)\s*\d").expect("a fixed pattern"));

pub(super) fn figure(cell: &Cell, words: &Vocabulary) -> Figure {
    match cell.value() {
        // A formula without a result was computed; what is empty gives empty text, as one that hides zeros does.
        Value::Empty => Figure::Blank,
        Value::Error(e) => Figure::Error(e.clone()),
        Value::Bool(b) => Figure::Invalid(b.to_string().to_uppercase()),
        Value::Number(n) => match stored_decimal(cell) {
            Some(d) if !d.is_negative() => d.to_integer().map_or_else(|| Figure::Invalid(n.to_string()), Figure::Count),
            _ => Figure::Invalid(n.to_string()),
        },
        Value::Text(t) => figure_of_text(&clean(t), words),
    }
}

fn figure_of_text(text: &str, words: &Vocabulary) -> Figure {
    let number = |m: Option<regex::Match<'_>>| m.and_then(|m| m.as_str().parse::<i64>().ok());
    if text.is_empty() {
        return Figure::Blank;
    }
    if words.is_none_mark(text) {
        return Figure::Count(0);
    }
    if words.marks_not_applicable(text) {
        return Figure::NotApplicable;
    }
    if let Some(c) = NESTED.captures(text)
        && let (Some(outer), Some(inner)) = (number(c.get(1)), number(c.get(2)))
    {
        return Figure::Nested { outer, inner };
    }
    if let Some((rated, of)) = counted(text).and_then(|c| Some((c.number.parse().ok()?, c.of?.parse().ok()?))) {
        return Figure::Slash { rated, of };
    }
    if let Some(count) = number(MARKED.captures(text).and_then(|c| c.get(1))) {
        return Figure::Worded(count);
    }
    if is_preprinted(text) {
        return Figure::Blank;
    }
    if let Typed::Number(d) | Typed::Either { grouped: d, .. } = typed_number(number_of(text))
        && let (Some(count), true) = (d.to_integer(), counted(text).is_some())
    {
        return Figure::Worded(count);
    }
    if ABOUT.is_match(text) {
        return Figure::Approximate(text.to_owned());
    }
    match typed_number(text) {
        // A count has no decimals: only the grouped reading is a count.
        Typed::Number(d) | Typed::Either { grouped: d, .. } if !text.ends_with('%') && !d.is_negative() => {
            d.to_integer().map_or_else(|| Figure::Invalid(text.to_owned()), Figure::Count)
        }
        _ => Figure::Invalid(text.to_owned()),
    }
}

/// "….", "______": a place to write on that nobody has used.
fn is_preprinted(text: &str) -> bool {
    let dots = text.chars().map(|c| if c == '…' { 3 } else { 1 }).sum::<usize>();
    dots >= 2 && text.chars().all(|c| matches!(c, '.' | '…' | '_' | ' '))
}

/// The number of `1.234 người`, without its words.
fn number_of(text: &str) -> &str {
    counted(text).map_or(text, |c| c.number)
}

/// The percentage that stands beside a count in its cell: 75 of `15 (75%)`, and of `15 (75)` where the figure is
/// known to be one.
pub(super) fn share_beside(text: &str) -> Option<Decimal> {
    let bare = || Some(text.split_once('(')?.1.trim_end_matches(')').trim());
    match typed_number(counted(text).and_then(|c| c.share).or_else(bare)?) {
        Typed::Number(d) | Typed::Either { decimal: d, .. } => Some(d),
        Typed::None => None,
    }
}

/// "2.000" is two thousand, or two with three decimals: the other texts of its sheet column say what the sign is for.
/// Where none does, neither is taken.
pub(super) fn settle_separators(cells: &mut [Vec<CountCell>]) {
    let mut grouping: Vec<(u32, char)> = Vec::new();
    let mut open = false;
    for cell in cells.iter().flatten().filter(|c| c.as_text) {
        match typed_number(number_of(&cell.shown)) {
            Typed::Either { decimal, .. } if decimal.to_integer().is_some() => open = true,
            Typed::Either { sign, .. } => grouping.push((cell.at.column, sign)),
            Typed::Number(_) => {
                grouping.extend(grouping_sign(number_of(&cell.shown)).map(|sign| (cell.at.column, sign)))
            }
            Typed::None => {}
        }
    }
    for cell in cells.iter_mut().flatten().filter(|c| open && c.as_text) {
        let Typed::Either { grouped, decimal, sign } = typed_number(number_of(&cell.shown)) else { continue };
        if grouping.contains(&(cell.at.column, sign)) {
            continue;
        }
        if let (Some(grouped), Some(decimal)) = (grouped.to_integer(), decimal.to_integer()) {
            cell.figure = Figure::TwoReadings { grouped, decimal, text: cell.shown.clone() };
            cell.as_text = false;
        }
    }
}

/// The sign between the groups of "1.234.567".
fn grouping_sign(text: &str) -> Option<char> {
    let mut signs = text.chars().filter(|c| matches!(c, '.' | ','));
    let first = signs.next()?;
    (signs.next() == Some(first)).then_some(first)
}

/// Fractions or percentages? The formats say, else the arithmetic: the scale more cells of the line fit. A line that none
/// of them tells goes with the others: what stands beside percentages above 1 is no fraction.
pub(super) fn settle_scales(lines: &mut [ShareLine], block: &Block) {
    let told: Vec<Option<bool>> = lines.iter().map(|line| scale_told(line, block)).collect();
    let numbers =
        |line: &ShareLine| line.cells.iter().filter(|c| !c.as_text).filter_map(|c| c.stored).collect::<Vec<_>>();
    let above_1 = |line: &ShareLine| numbers(line).into_iter().any(|s| s > Decimal::from(1));
    let percentages = lines.iter().zip(&told).any(|(line, told)| *told != Some(true) && !line.cap && above_1(line));
    let fractions = |line: &ShareLine| {
        let parts = numbers(line).iter().any(|s| s.to_integer().is_none());
        parts && !if line.cap { above_1(line) } else { percentages }
    };
    let settled: Vec<bool> =
        lines.iter().zip(told).map(|(line, told)| told.unwrap_or_else(|| fractions(line))).collect();
    for (line, fraction) in lines.iter_mut().zip(settled) {
        // Where formats say so, they do for each cell.
        if line.cells.iter().any(|c| c.fraction) {
            continue;
        }
        line.cells.iter_mut().filter(|c| !c.as_text && c.stored.is_some()).for_each(|c| c.fraction = fraction);
    }
}

/// What formats and arithmetic say of a line: is it of fractions?
fn scale_told(line: &ShareLine, block: &Block) -> Option<bool> {
    if line.cells.iter().any(|c| c.fraction) {
        return Some(true);
    }
    // Small counts fit many a base: what stands above 1 in most cells is no fraction.
    let numbers = line.cells.iter().filter(|c| !c.as_text).filter_map(|c| c.stored).filter(|s| *s != Decimal::from(0));
    let (above_1, up_to_1): (Vec<Decimal>, Vec<Decimal>) = numbers.partition(|s| *s > Decimal::from(1));
    if above_1.len() > up_to_1.len() {
        return Some(false);
    }
    let mut votes = [0usize; 2];
    for cell in line.cells.iter().filter(|c| !c.as_text) {
        let (Some(stored), Some(count)) = (cell.stored, block.cells[cell.line][cell.measure].figure.count()) else {
            continue;
        };
        for (i, percent) in [stored, stored.times_hundred()].into_iter().enumerate() {
            let fits = block.cells[cell.line]
                .iter()
                .enumerate()
                // Of itself every count is 100 %.
                .filter(|(measure, _)| *measure != cell.measure)
                .filter_map(|(_, c)| c.figure.count())
                .any(|base| share_fits(count, base, percent, percent.decimals().min(4)));
            votes[i] += usize::from(fits && count > 0);
        }
    }
    (votes[0] != votes[1]).then_some(votes[1] > votes[0])
}

/// Is `percent`, rounded or cut at `decimals` digits, `count` of `base`? `|100 count − percent base| ≤ h base`,
/// with `h` half a unit of the last digit.
pub fn share_fits(count: i64, base: i64, percent: Decimal, decimals: u8) -> bool {
    if base <= 0 {
        return base == 0 && count == 0 && percent == Decimal::from(0);
    }
    let decimals = decimals.min(10);
    let (units, scale) = percent.rounded(percent.decimals().min(12)).ratio();
    let ten = 10i128.pow(u32::from(decimals));
    let (count, base) = (i128::from(count), i128::from(base));
    // All sides times 2 × scale × 10^decimals.
    let off = (100 * count * scale - units * base).abs() * 2 * ten;
    off <= base * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_written() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let read = |t: &str| figure_of_text(&clean(t), &words);
        assert_eq!(read("26/26"), Figure::Slash { rated: 26, of: 26 });
        assert_eq!(read("27 (5)"), Figure::Nested { outer: 27, inner: 5 });
        assert_eq!(read("27 (trong đó: 5 HTXSNV)"), Figure::Nested { outer: 27, inner: 5 });
        assert_eq!(read("03 đ/c"), Figure::Worded(3));
        assert_eq!(read("20/28 (71,4%)"), Figure::Slash { rated: 20, of: 28 });
        assert_eq!(share_beside("20/28 (71,4%)").map(|d| d.to_string()).as_deref(), Some("71.4"));
        for text in ["04 ĐV (14,29%)", "4 = 14,3%", "4 người, đạt 14,3%", "4 chiếm tỷ lệ 14,3%", "4 (đạt 14,3%)"]
        {
            assert_eq!(read(text), Figure::Worded(4), "{text}");
            assert!(share_beside(text).is_some_and(|d| d.to_string().starts_with("14.")), "{text}");
        }
        for text in ["1,5%", "4, 14,3%", "12/2021 (tháng)", "20/28/30"] {
            assert!(matches!(read(text), Figure::Invalid(_)), "{text}");
        }
        assert_eq!(read("15 (75,0%)"), Figure::Worded(15));
        assert_eq!(read("15 đ/c (75%)"), Figure::Worded(15));
        assert_eq!(share_beside("15 (75,5 %)").map(|d| d.to_string()).as_deref(), Some("75.5"));
        assert_eq!(share_beside("15/75%").map(|d| d.to_string()).as_deref(), Some("75"));
        assert_eq!(share_beside("15 (75)").map(|d| d.to_string()).as_deref(), Some("75"));
        assert_eq!(share_beside("15 đ/c"), None);
        assert_eq!(read("15 (75)"), Figure::Nested { outer: 15, inner: 75 });
        assert_eq!(read("không có"), Figure::Count(0));
        assert_eq!(read("-"), Figure::Count(0));
        assert_eq!(read("03"), Figure::Count(3));
        assert_eq!(read("1.234"), Figure::Count(1234));
        assert_eq!(read("X"), Figure::NotApplicable);
        assert_eq!(read("gần 120"), Figure::Approximate("gần 120".into()));
        assert_eq!(read("12,5"), Figure::Invalid("12,5".into()));
        assert_eq!(read("-4"), Figure::Invalid("-4".into()));
    }

    #[test]
    fn a_share_has_decimals_and_a_count_has_none() {
        let stored =
            |text: &str| stored_decimal(&Cell::new(crate::finding::CellRef::new(0, 0), Value::Text(text.into())));
        // Over a thousand per cent is no share: before three digits the sign is a decimal one.
        for (text, number) in
            [("96,5", "96.5"), ("96.5%", "96.5"), ("12.500", "12.500"), ("12,500 %", "12.500"), ("100,00", "100.00")]
        {
            assert_eq!(stored(text).map(|d| d.to_string()).as_deref(), Some(number), "{text}");
        }
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        for (text, figure) in [
            ("1.597", Figure::Count(1597)),
            ("1,597", Figure::Count(1597)),
            ("1 597", Figure::Count(1597)),
            ("12.345.678", Figure::Count(12_345_678)),
            ("12,345,678", Figure::Count(12_345_678)),
            ("1.597,5", Figure::Invalid("1.597,5".into())),
            ("1,234.50", Figure::Invalid("1,234.50".into())),
            ("08.050", Figure::Invalid("08.050".into())),
            ("hơn 71%", Figure::Approximate("hơn 71%".into())),
            ("50,0%", Figure::Invalid("50,0%".into())),
            ("….", Figure::Blank),
            ("....", Figure::Blank),
            ("___", Figure::Blank),
            (".", Figure::Invalid(".".into())),
            ("1.234 người", Figure::Worded(1234)),
            ("12.345 đảng viên", Figure::Worded(12_345)),
            ("1.23 người", Figure::Invalid("1.23 người".into())),
        ] {
            assert_eq!(figure_of_text(text, &words), figure, "{text}");
        }
    }

    #[test]
    fn shares_fit_at_half_a_unit_of_the_last_digit() {
        let p = |t: &str| Decimal::parse(t).expect("a number");
        assert!(share_fits(14, 15, p("93.33"), 2));
        assert!(!share_fits(14, 15, p("97.33"), 2));
        // 1/16 is 6.25: both 6.2 and 6.3 are within half a unit.
        assert!(share_fits(1, 16, p("6.2"), 1) && share_fits(1, 16, p("6.3"), 1));
        assert!(!share_fits(1, 16, p("6.1"), 1));
        assert!(share_fits(0, 0, p("0"), 1) && !share_fits(1, 0, p("100"), 1));
    }
}
