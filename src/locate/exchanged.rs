//! Heads of counts and of percentages that were exchanged: "SL" over percentages, "Tỷ lệ %" over counts.

use super::tables::Frame;
use super::{Column, ColumnRole, Kind, Observation, Row, RowRole};
use crate::finding::{CellRange, CellRef, Message, column_name};
use crate::read::Value;
use crate::text::{Typed, typed_number};

/// Fewer lines that show it are a slip.
const LINES: usize = 2;

/// A count and its share, by their heads: what the columns hold is the other way round.
struct Pair {
    count: usize,
    share: usize,
}

/// Reads each pair of columns whose heads were exchanged by what its cells hold, and tells it once; what is declared stays.
pub(super) fn settle(
    columns: &mut [Column],
    rows: &[Row],
    (kind, declared): (Kind, bool),
    frame: &Frame<'_, '_>,
) -> Option<Observation> {
    if declared {
        return None;
    }
    let counted = |r: &&Row| match kind {
        Kind::CountSummary => matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total),
        _ => r.level.as_ref().is_some_and(|level| !level.of_which && !level.and_above),
    };
    let lines: Vec<u32> = rows.iter().filter(counted).map(|r| r.index).take(400).collect();
    let wholes: Vec<usize> =
        (0..columns.len()).filter(|&at| matches!(columns[at].role, ColumnRole::Rated | ColumnRole::Total)).collect();
    let (mut found, mut silent, mut as_headed) = (Vec::new(), Vec::new(), false);
    for share in (0..columns.len()).filter(|&at| columns[at].role == ColumnRole::Share) {
        // Of the counts in rows those may stand behind their shares.
        let behind = Some(share + 1).filter(|&at| kind == Kind::CountSummaryTransposed && at < columns.len());
        let count = columns[share].share_of.or(behind).filter(|&of| columns[of].role.adds_up());
        let Some(count) = count else { continue };
        let shown = match kind {
            Kind::CountSummary => wholes.iter().filter(|&&whole| whole != count).any(|&whole| {
                let of = |row: u32| frame.figure(row, columns[whole].index);
                are_exchanged(&lines, (columns[count].index, columns[share].index), &of, &of, frame)
            }),
            Kind::CountSummaryTransposed => {
                let sum =
                    |column: usize| lines.iter().map(|&r| frame.figure(r, columns[column].index)).sum::<Option<i64>>();
                let (own, other) = (sum(share), sum(count));
                are_exchanged(&lines, (columns[count].index, columns[share].index), &|_| own, &|_| other, frame)
            }
            _ => false,
        };
        let says = |column: usize| lines.iter().any(|&r| frame.figure(r, columns[column].index) != Some(0));
        if shown {
            found.push(Pair { count, share });
        } else if !says(count) && !says(share) {
            silent.push(Pair { count, share });
        } else {
            as_headed = true;
        }
    }
    // Columns of nobody go with all the others.
    if !as_headed && !found.is_empty() {
        found.extend(silent);
    }
    let told = observation(columns, &found, frame);
    found.iter().for_each(|pair| exchange(columns, pair));
    told
}

/// Is what stands in the first column the percentage of what stands in the second, and never the other way round?
fn are_exchanged(
    lines: &[u32],
    (count, share): (u32, u32),
    whole: &dyn Fn(u32) -> Option<i64>,
    as_headed: &dyn Fn(u32) -> Option<i64>,
    frame: &Frame<'_, '_>,
) -> bool {
    let fits = |percent: f64, of: f64, whole: Option<i64>| {
        let whole = whole.filter(|whole| *whole > 0 && of <= *whole as f64)? as f64;
        let right = 100.0 * of / whole;
        Some((right - percent).abs() <= 0.51 || (percent <= 1.0 && (right - 100.0 * percent).abs() <= 0.51))
    };
    let (mut shown, mut told) = (0, 0);
    for &row in lines {
        let value = |column: u32| number(frame, CellRef::new(row, column));
        let Some((percent, of)) = value(count).zip(value(share)).filter(|(_, of)| *of > 0.0) else { continue };
        if fits(of, percent, as_headed(row)) == Some(true) {
            continue;
        }
        told += 1;
        shown += usize::from(of.fract() == 0.0 && fits(percent, of, whole(row)) == Some(true));
    }
    let right = lines.iter().filter(|&&row| {
        let value = |column: u32| number(frame, CellRef::new(row, column));
        let pair = value(count).zip(value(share)).filter(|(count, share)| *count > 0.0 && count != share);
        pair.is_some_and(|(count, share)| fits(share, count, as_headed(row)) == Some(true))
    });
    shown >= LINES && shown * 4 >= told * 3 && right.count() == 0
}

/// A number, or a percentage typed as text.
fn number(frame: &Frame<'_, '_>, at: CellRef) -> Option<f64> {
    match frame.grid.sheet.get(at)?.value() {
        Value::Number(n) => Some(n),
        Value::Text(text) => match typed_number(text.trim().trim_end_matches('%')) {
            Typed::Number(number) => number.to_string().parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn exchange(columns: &mut [Column], &Pair { count, share }: &Pair) {
    let (first, second) = (count.min(share), count.max(share));
    let (left, right) = columns.split_at_mut(second);
    let (one, other) = (&mut left[first], &mut right[0]);
    std::mem::swap(&mut one.role, &mut other.role);
    std::mem::swap(&mut one.level, &mut other.level);
    let of_count = |of: &mut usize| {
        if *of == count {
            *of = share
        }
    };
    columns.iter_mut().filter_map(|c| c.share_of.as_mut()).for_each(of_count);
    columns[count].share_of = Some(share);
    columns[share].share_of = None;
    for (at, vi, en) in [
        (count, "; theo nội dung các ô là tỷ lệ", "; by what its cells hold a share"),
        (share, "; theo nội dung các ô là số lượng", "; by what its cells hold a count"),
    ] {
        columns[at].evidence.vi.push_str(vi);
        columns[at].evidence.en.push_str(en);
    }
}

fn observation(columns: &[Column], found: &[Pair], frame: &Frame<'_, '_>) -> Option<Observation> {
    let all = || found.iter().flat_map(|pair| [pair.count, pair.share]).map(|at| columns[at].index);
    let (first, last) = (all().min()?, all().max()?);
    let name = |at: usize| column_name(columns[at].index);
    let names = |of: fn(&Pair) -> usize| found.iter().map(|pair| name(of(pair))).collect::<Vec<_>>().join(", ");
    let (shares, counts) = (names(|pair| pair.count), names(|pair| pair.share));
    let top = frame.range.start.row;
    Some(Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!(
                "tiêu đề số lượng và tỷ lệ đổi chỗ cho nhau: cột {shares} ghi tỷ lệ, cột {counts} ghi số lượng; đã đọc theo nội dung các ô"
            ),
            format!(
                "the heads of counts and shares are exchanged: {shares} hold shares, {counts} hold counts; read by what the cells hold"
            ),
        ),
        readings: vec![],
    })
}
