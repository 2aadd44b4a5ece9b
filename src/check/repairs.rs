//! A diagnosis → the correction it offers: how sure it is and why, with the edits or the options.

use super::arithmetic::share_cell;
use super::records::{RatedBlock, TableRecord};
use crate::finding::{CellRef, Edit, Fix, Message, Safety};
use crate::parse::{Figure, ShareCell};
use crate::solve::causes::{Cause, cause};
use crate::solve::equations::{Base, Meaning};
use crate::solve::{Diagnosis, Repair};
use crate::text::Decimal;

/// A repair, before it has a file and sheet.
pub struct Repaired {
    pub(super) safety: Safety,
    reason: Message,
    edits: Vec<(CellRef, String, String)>,
    alternatives: Vec<Vec<(CellRef, String, String)>>,
}

impl Repaired {
    /// A repair without alternatives; each edit is a cell, what stands there and what should.
    pub fn one(safety: Safety, reason: Message, edits: Vec<(CellRef, String, String)>) -> Self {
        Self { safety, reason, edits, alternatives: Vec::new() }
    }

    /// What its one reading makes of a cell.
    pub(super) fn becomes(&self, at: CellRef) -> Option<&str> {
        self.edits.iter().find(|(cell, ..)| *cell == at).map(|(.., to)| to.as_str())
    }

    /// The fix of a finding in this file and sheet.
    pub fn fix(&self, table: &TableRecord<'_>, file: &std::sync::Arc<str>) -> Fix {
        let edit = |(cell, from, to): &(CellRef, String, String)| Edit {
            file: file.clone(),
            sheet: table.table.sheet.clone(),
            cell: *cell,
            from: from.as_str().into(),
            to: to.as_str().into(),
        };
        table.with_locks(Fix {
            safety: self.safety,
            reason: self.reason.clone(),
            edits: self.edits.iter().map(edit).collect(),
            alternatives: self.alternatives.iter().map(|a| a.iter().map(edit).collect()).collect(),
        })
    }
}

/// More options than this are no help: shown without any.
pub(super) const MOST_OPTIONS: usize = 8;

/// A percentage in the dress of its cell: number or text, scale and separator.
pub(super) fn share_text(cell: &ShareCell, to: Decimal) -> String {
    if !cell.as_text {
        return if cell.fraction { to.hundredth().to_string() } else { to.to_string() };
    }
    // Of "15 (75%)" the count stays.
    let figure = |c: char| c.is_ascii_digit() || ".,".contains(c);
    let last = cell.shown.trim_end_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(figure).len();
    let from = cell.shown.find('(').map_or(last, |at| at + 1);
    let to_end = cell.shown.rfind(')').filter(|&at| at > from).unwrap_or(cell.shown.len());
    let (before, own, after) = (&cell.shown[..from], &cell.shown[from..to_end], &cell.shown[to_end..]);
    let text = if own.contains(',') || !own.contains('.') { to.vi() } else { to.to_string() };
    let space = if own.contains(" %") { " " } else { "" };
    let percent = if own.contains('%') { "%" } else { "" };
    let space = if percent.is_empty() { "" } else { space };
    format!("{before}{text}{space}{percent}{after}")
}

/// A count in the dress of a column of texts: `03` where single digits are padded.
fn count_text(to: i64, column: &[&str]) -> String {
    let digits = to.to_string();
    let numbers = |text: &&&str| text.bytes().all(|b| b.is_ascii_digit());
    let width = column.iter().filter(numbers).filter(|t| t.starts_with('0')).map(|t| t.len()).max().unwrap_or(0);
    let single = column.iter().filter(numbers).filter(|t| t.len() == 1).count();
    let padded = column.iter().filter(numbers).filter(|t| t.starts_with('0') && t.len() == width).count();
    if width > digits.len() && padded > single {
        return format!("{digits:0>width$}");
    }
    // Thousands are not set apart: where the text also becomes a number, "1.235" would be read with decimals.
    digits
}

/// What a diagnosis offers; `None` when there are too many options, or people must say what stands in a cell.
pub(super) fn repaired(rated: &RatedBlock<'_>, diagnosis: &Diagnosis) -> Option<Repaired> {
    let edits = |set: &Vec<Repair>| set.iter().map(|r| edit(rated, r)).collect::<Option<Vec<_>>>();
    let mut sets: Vec<_> = diagnosis.repairs.iter().map(edits).collect::<Option<Vec<_>>>()?;
    if sets.is_empty() || sets.len() > MOST_OPTIONS {
        return None;
    }
    if sets.len() > 1 {
        let cells = sets.iter().map(Vec::len).max().unwrap_or(0);
        let reason = Message::new(
            format!("có {:02} cách sửa {cells} ô đều làm số liệu khớp; đơn vị xác nhận cách đúng", sets.len()),
            format!(
                "{} corrections of {cells} cell(s) would each make the figures agree; the unit says which",
                sets.len()
            ),
        );
        let reason = with_cause(reason, likeliest(rated, &diagnosis.repairs), "khả năng nhiều nhất: ", "most likely: ");
        return Some(Repaired { safety: Safety::Suggested, reason, edits: Vec::new(), alternatives: sets });
    }
    let relations = diagnosis.broken.len() + diagnosis.beyond;
    let set = &diagnosis.repairs[0];
    let balanced = matches!(set.as_slice(), [one] if leaves_the_hundred(rated, one));
    let proven = diagnosis.proven && !balanced;
    let reason = match (proven, set.as_slice()) {
        _ if balanced => Message::new(
            "các tỷ lệ của dòng đang cộng lại đủ 100%, tỷ lệ này có thể đã được làm tròn cho đủ; đơn vị xác nhận",
            "the shares of the row add up to 100 as they stand, and this one may be rounded to that; the unit confirms",
        ),
        (true, [Repair::Share { .. }]) => Message::new(
            "tỷ lệ được tính từ số lượng và mẫu số; cả hai đều khớp với các số liệu khác",
            "the percentage follows from its count and base, and both agree with all other figures",
        ),
        (true, _) => Message::new(
            format!("là giá trị duy nhất của một ô làm khớp {relations:02} phép tính độc lập"),
            format!("the only value of a single cell that satisfies {relations} independent relations"),
        ),
        _ if diagnosis.residual.is_some() => Message::new(
            "cả dòng tổng lệch đúng bằng một dòng; đơn vị xác nhận dòng đó có được tính hay không",
            "the whole total line is off by exactly one line; the unit says whether that line counts",
        ),
        (_, [_]) => Message::new(
            "là ô duy nhất giải thích được chênh lệch, nhưng chưa đủ căn cứ độc lập",
            "the only single cell that explains the difference, without enough independent evidence",
        ),
        (_, several) => Message::new(
            format!("sửa {:02} ô này là cách ít thay đổi nhất làm số liệu khớp", several.len()),
            format!("changing these {} cells is the smallest change that makes the figures agree", several.len()),
        ),
    };
    let safety = if proven { Safety::Safe } else { Safety::Suggested };
    let reason = match safety {
        Safety::Suggested => with_cause(reason, cause_of(rated, set), "", ""),
        Safety::Safe => reason,
    };
    Some(Repaired { safety, reason, edits: sets.remove(0), alternatives: Vec::new() })
}

/// Last digits by which a share may differ that was made to fill a row.
const ROUNDED_BY: i128 = 2;

/// Is a share, but for its last digit, what it should be, in a row whose shares add up to exactly 100?
fn leaves_the_hundred(rated: &RatedBlock<'_>, repair: &Repair) -> bool {
    let Repair::Share { relation, to: Some(to) } = repair else { return false };
    let share = |meaning: &Meaning| match meaning {
        Meaning::Share { shares, cell, base } => Some((&rated.solved().shares[*shares].cells[*cell], *base)),
        _ => None,
    };
    let meanings = &rated.equations.meanings;
    let Some((own, base)) = share(&meanings[*relation]) else { return false };
    let of_row = |(cell, of): &(&ShareCell, Base)| cell.line == own.line && *of == base;
    let row: Option<Vec<Decimal>> =
        meanings.iter().filter_map(share).filter(of_row).map(|(c, _)| c.percent()).collect();
    let (Some(row), Some(printed)) = (row, own.percent()) else { return false };
    let digits = row.iter().map(|p| p.decimals()).max().unwrap_or(0);
    let units = |p: &Decimal| p.rounded_units(digits);
    row.len() > 2
        && row.iter().map(units).sum::<i128>() == 100 * 10i128.pow(u32::from(digits))
        && (units(to) - units(&printed)).abs() <= ROUNDED_BY
}

/// What a set of changes looks like.
fn cause_of(rated: &RatedBlock<'_>, set: &[Repair]) -> Option<Cause> {
    let change = |repair: &Repair| match repair {
        Repair::Count { quantity, to } => rated.equations.system.quantities[*quantity].value.zip(*to),
        Repair::Share { .. } => None,
    };
    cause(&set.iter().map(change).collect::<Option<Vec<_>>>()?)
}

/// The cause of the first of several sets, where no other looks like a slip too.
fn likeliest(rated: &RatedBlock<'_>, sets: &[Vec<Repair>]) -> Option<Cause> {
    let first = cause_of(rated, sets.first()?)?;
    sets[1..].iter().all(|s| cause_of(rated, s).is_none()).then_some(first)
}

fn with_cause(reason: Message, cause: Option<Cause>, vi: &str, en: &str) -> Message {
    let Some(cause) = cause else { return reason };
    Message::new(format!("{}; {vi}{}", reason.vi, cause.vi()), format!("{}; {en}{}", reason.en, cause.en()))
}

/// Where a repair is made, what stands there and what should; `None` where people must say.
pub fn edit(rated: &RatedBlock<'_>, repair: &Repair) -> Option<(CellRef, String, String)> {
    match repair {
        Repair::Count { quantity, to } => {
            let width = rated.block.measures.len();
            // The second figure of "27 (5)" has no cell of its own to change.
            let cell = rated.block.cells.get(quantity / width)?.get(quantity % width)?;
            // "27 (5)" and "26/28" hold two figures: which one is wrong is for people to say.
            let Figure::Count(from) = cell.figure else { return None };
            let to = (*to)?;
            if !cell.as_text {
                return Some((cell.at, from.to_string(), to.to_string()));
            }
            let column = rated.block.cells.iter().filter_map(|line| line.get(quantity % width));
            let texts: Vec<&str> = column.filter(|c| c.as_text).map(|c| c.shown.trim()).collect();
            Some((cell.at, cell.shown.clone(), count_text(to, &texts)))
        }
        Repair::Share { relation, to } => {
            let cell = share_cell(rated, *relation)?;
            let from = if cell.as_text { cell.shown.clone() } else { cell.stored?.to_string() };
            Some((cell.at, from, share_text(cell, (*to)?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::count_text;

    #[test]
    fn a_count_among_texts_keeps_their_dress() {
        assert_eq!(count_text(0, &["03", "12", "01"]), "00");
        assert_eq!(count_text(123, &["03", "12"]), "123");
        assert_eq!(count_text(3, &["8", "9", "03"]), "3", "one padded cell is no custom");
        assert_eq!(count_text(1235, &["1.234", "12"]), "1235", "no sign that could part decimals");
    }
}
