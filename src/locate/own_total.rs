//! Of several columns or rows that look like the total of the levels, the one that is: "Số chi bộ | Tổng số đảng viên | …".

use super::rows::label_key;
use super::sums::ColumnSum;
use super::tables::Frame;
use super::vocabulary::{Vocabulary, has_words, starts_with_words};
use super::{Column, ColumnRole, Row, RowRole, Subject};
use crate::text::key;

/// Leaves aside those that count others, some of them, or less than were rated, where another counts them all.
pub(super) fn settle(
    columns: &mut [Column],
    rows: &[Row],
    titled: Option<Subject>,
    sums: &mut Vec<ColumnSum>,
    (frame, words): (&Frame<'_, '_>, &Vocabulary),
) {
    let mut totals: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Total).collect();
    let rated = columns.iter().position(|c| c.role == ColumnRole::Rated);
    let mut counted = columns.iter().filter(|c| c.role == ColumnRole::Count && c.level.is_some());
    let first = counted.next();
    // Blocks of several subjects, stages or groups have totals of their own.
    let Some(first) =
        first.filter(|f| counted.all(|c| c.subject == f.subject && c.stage == f.stage && c.population == f.population))
    else {
        return;
    };
    let subject = first.subject.or(titled);
    let data: Vec<u32> = rows.iter().filter(|r| r.role == RowRole::Data).map(|r| r.index).collect();
    let figure = |row: u32, at: usize| frame.figure(row, columns[at].index);
    let holds = |&at: &usize| match rated {
        // Of fewer than were rated in one row only, somebody may have counted wrongly there.
        Some(rated) => {
            let less = data.iter().filter(|&&row| figure(row, at) < figure(row, rated)).count();
            less * 4 <= data.len()
        }
        None => true,
    };
    let own = |&at: &usize| columns[at].subject.is_none() || subject.is_none() || columns[at].subject == subject;
    let head = |at: usize| columns[at].path.last().map(|p| key(p)).unwrap_or_default();
    // "Chính thức | Dự bị" over levels that are parted so: each has its own.
    if words.name_everybody(&totals.iter().map(|&at| head(at)).collect::<Vec<_>>()) {
        return;
    }
    let whole = |&at: &usize| !words.rows.some.iter().any(|w| has_words(&head(at), w));
    let says_all = |&at: &usize| starts_with_words(&head(at), &key("tổng số"));
    let mut aside: Vec<usize> = Vec::new();
    let tests: [&dyn Fn(&usize) -> bool; 4] = [&own, &whole, &holds, &says_all];
    for (place, test) in tests.into_iter().enumerate() {
        let (kept, left): (Vec<usize>, Vec<usize>) = totals.iter().copied().partition(|at| test(at));
        // How a head says it only tells two apart of which the first is not the whole in every row.
        let last = place + 1 == tests.len();
        if kept.is_empty() || (last && !(kept.len() == 1 && left.iter().all(|&at| at < kept[0]))) {
            continue;
        }
        aside.extend(left);
        totals = kept;
    }
    let summed = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    let lines: Vec<u32> = rows.iter().filter(summed).map(|r| r.index).collect();
    let last = closing(&totals, columns, &lines, &|at| words.sums_alone(&head(at)), &figure);
    let others = of_others(&totals, columns, &data, &|at| own(at) && whole(at), &figure);
    if let Some(Closing { at, of }) = &last {
        let levels = of.iter().all(|&of| columns[of].role == ColumnRole::Count);
        let rated = rated.is_none() && levels;
        let column = &mut columns[*at];
        column.role = if rated { ColumnRole::Rated } else { ColumnRole::Ignored };
        column.evidence.vi.push_str(if levels { "; cộng lại các mức" } else { "; ghi lại tổng số" });
        column.evidence.en.push_str(if levels { "; adds up the levels" } else { "; the total again" });
        if !rated {
            let (whole, parts) = (column.index, of.iter().map(|&at| columns[at].index).collect());
            sums.push(ColumnSum { whole, parts, rule: String::new() });
        }
    }
    aside.extend(others);
    for at in aside {
        columns[at].role = ColumnRole::Ignored;
        columns[at].evidence.vi.push_str("; không phải tổng số của các mức");
        columns[at].evidence.en.push_str("; not the whole of the levels");
    }
}

/// The last column of several totals.
struct Closing {
    at: usize,
    /// The levels that it adds up, or the total, where it counts those not rated as well.
    of: Vec<usize>,
}

/// "Tổng số | HTXSNV | … | KHTNV | Cộng": the last column adds up the levels again, or all of them and those not rated.
fn closing(
    totals: &[usize],
    columns: &[Column],
    lines: &[u32],
    sums: &dyn Fn(usize) -> bool,
    figure: &dyn Fn(u32, usize) -> Option<i64>,
) -> Option<Closing> {
    let [first, at] = *totals else { return None };
    let counts = |c: &Column| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which);
    let levels: Vec<usize> = (0..columns.len()).filter(|&i| counts(&columns[i])).collect();
    let behind = !levels.is_empty() && sums(at) && levels.iter().all(|level| (first + 1..at).contains(level));
    let sum = |row: u32| levels.iter().map(|&level| figure(row, level)).sum::<Option<i64>>();
    let told: Vec<u32> = lines.iter().copied().filter(|&row| figure(row, at).is_some_and(|n| n > 0)).collect();
    let fits = |of: &dyn Fn(u32) -> Option<i64>| told.iter().filter(|&&row| figure(row, at) == of(row)).count();
    // Of what it may add up that which most rows bear out: the total holds those not rated as well.
    let (by_levels, by_total) = (fits(&sum), fits(&|row| figure(row, first)));
    let (of, fit) = if by_total > by_levels { (vec![first], by_total) } else { (levels, by_levels) };
    (behind && fit > 0 && fit * 4 >= told.len() * 3).then_some(Closing { at, of })
}

/// "Số chi bộ trực thuộc" beside members rated, alone: a total by its words, which names others, or some, and is less than
/// those rated in most rows.
fn of_others(
    totals: &[usize],
    columns: &[Column],
    data: &[u32],
    own: &dyn Fn(&usize) -> bool,
    figure: &dyn Fn(u32, usize) -> Option<i64>,
) -> Option<usize> {
    let [at] = *totals else { return None };
    let rated = columns.iter().position(|c| c.role == ColumnRole::Rated);
    let plain =
        |c: &Column| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which && !l.and_above);
    let levels: Vec<usize> = (0..columns.len()).filter(|&i| plain(&columns[i])).collect();
    let sum = |row: u32| match rated {
        Some(rated) => figure(row, rated),
        None => levels.iter().map(|&at| figure(row, at)).sum(),
    };
    let less = data.iter().filter(|&&row| figure(row, at).zip(sum(row)).is_some_and(|(own, sum)| own < sum)).count();
    (!own(&at) && less * 2 > data.len()).then_some(at)
}

/// "Tổng số đảng viên / Số đảng viên nữ / Số chi bộ": behind a line that says "Tổng số", one that does not is no total.
pub(super) fn of_rows(rows: &mut [Row], words: &Vocabulary) {
    let total = key("tổng");
    let mut said = false;
    for row in rows {
        if row.level.is_some() || row.role == RowRole::Group {
            said = false;
        } else if row.measure == Some(ColumnRole::Total) {
            let label = label_key(row);
            let whole = starts_with_words(&label, &total) || words.must_be_rated(&label);
            if said && !whole {
                row.measure = None;
            }
            said |= whole;
        }
    }
}
