//! What the cells of a column say where its header leaves it open, or says something else.

use std::collections::HashSet;

use super::columns::{column_subject, read_with_slip};
use super::phrases::starts_with_words;
use super::profile::profile;
use super::row_names::{Named, named, section};
use super::rows::Body;
use super::shares::find_shares;
use super::tables::{Frame, shown};
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Row, RowRole, Subject};
use crate::finding::CellRef;
use crate::read::{Cell, Value};
use crate::text::counted::counted;
use crate::text::key;

/// A column headed "Phường" or "Trường học" names the rows only where it holds texts; with figures it is a type, and so is
/// one headed "Không giữ chức vụ".
pub(super) fn unname_figures(columns: &mut [Column], frame: &Frame<'_, '_>) {
    for column in
        columns.iter_mut().filter(|c| matches!(c.role, ColumnRole::Unit | ColumnRole::Parent | ColumnRole::Post))
    {
        let (mut figures, mut texts) = (0, 0);
        for row in (frame.body.0..=frame.body.1).take(60) {
            match frame.grid.sheet.get(CellRef::new(row, column.index)) {
                Some(cell) if matches!(cell.value(), Value::Number(_)) || cell.formula().is_some() => figures += 1,
                Some(cell) if matches!(cell.value(), Value::Text(_)) => texts += 1,
                _ => {}
            }
        }
        if figures > texts {
            column.role = ColumnRole::Unknown;
        }
    }
}

/// "Loại" over "Chi bộ", "Đảng bộ bộ phận", "Công chức" says what kind a row is of, as "Loại hình" does, and rates nobody.
pub(super) fn unrate_kinds(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    const HEADS: [&str; 3] = ["loại", "phân loại", "thuộc loại"];
    let headed = |c: &Column| c.path.last().map(|p| key(p)).is_some_and(|head| HEADS.contains(&head.as_str()));
    for column in columns.iter_mut().filter(|c| c.role == ColumnRole::Rating && headed(c)) {
        let texts = (frame.body.0..=frame.body.1).take(400).map(|r| frame.grid.text(CellRef::new(r, column.index)));
        let sums = |t: &str| words.is_total(&key(t)) || words.is_subtotal(&key(t));
        let mut texts = texts.filter(|t| !t.is_empty() && !sums(t)).peekable();
        let rates = |k: &str| words.is_label(k) || words.is_sign(k) || words.mention(k).is_some();
        let kind =
            |t: &str| named(t, words).is_body() || words.names_only_subject(&key(t)) || section(t, words).is_some();
        if texts.peek().is_some() && texts.all(|t| kind(&t) && !rates(&key(&t))) {
            column.role = ColumnRole::Unit;
        }
    }
}

/// A head that counts by a slip in it ("Tổng sô") must stand over figures.
pub(super) fn doubt_slips(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let counts = |c: &&mut Column| matches!(c.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated);
    for column in columns.iter_mut().filter(counts) {
        let keys: Vec<String> = column.path.iter().map(|p| key(p)).collect();
        if !read_with_slip(column.role, column.level.as_ref(), &keys, words) {
            continue;
        }
        let texts = (frame.body.0..=frame.body.1).take(60).map(|row| frame.grid.text(CellRef::new(row, column.index)));
        let words_only = |t: &String| !t.contains(|c: char| c.is_ascii_digit()) && !words.is_none_mark(t);
        let (wordy, figures): (Vec<String>, Vec<String>) = texts.filter(|t| !t.is_empty()).partition(words_only);
        if wordy.len() > figures.len() {
            column.role = ColumnRole::Unknown;
        }
    }
}

/// Of several columns whose headers could name the rows ("Khối | Tên đơn vị"), the one with most different texts does;
/// what the others hold stands over several rows.
pub(super) fn settle_units(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let units: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Unit).collect();
    if units.len() < 2 {
        return;
    }
    let distinct = |i: &usize| {
        let texts =
            (frame.body.0..=frame.body.1).take(400).map(|r| key(&frame.grid.text(CellRef::new(r, columns[*i].index))));
        let names: HashSet<String> = texts.filter(|t| !t.is_empty()).collect();
        // "Cộng nông thôn" sums up what stands under "Nông thôn".
        let of_names = |t: &String| words.summed_up(t).is_some_and(|of| names.contains(of));
        let sum = |t: &&String| words.is_total(t) || words.is_subtotal(t) || of_names(t);
        names.iter().filter(|t| !sum(t)).count()
    };
    let counted: Vec<usize> = units.iter().map(distinct).collect();
    let most = counted.iter().copied().max().unwrap_or(0);
    for (&unit, count) in units.iter().zip(counted) {
        if count < most {
            // "Đơn vị: Chi bộ, Người" is what is counted, "Đơn vị: Phòng Nội vụ" whose row it is.
            let at = columns[unit].index;
            let texts = (frame.body.0..=frame.body.1).take(400).map(|r| key(&frame.grid.text(CellRef::new(r, at))));
            let thing = |t: &String| words.is_count_word(t) || words.names_only_subject(t) || t == "%";
            let measured = texts.filter(|t| !t.is_empty()).all(|t| thing(&t));
            columns[unit].role = if measured { ColumnRole::Ignored } else { ColumnRole::Parent };
        }
    }
}

/// "Đảng viên", "Công chức" over names of people names the rows; what else would name them says where each is. So does "Bí thư
/// chi bộ" under a title that announces such, or before the units where the title names no organisation.
pub(super) fn name_people(columns: &mut [Column], titles: &[String], frame: &Frame<'_, '_>, words: &Vocabulary) {
    if columns.iter().any(|c| c.role == ColumnRole::Person) {
        return;
    }
    let head = |c: &Column| c.path.last().map(|p| key(p)).unwrap_or_default();
    let headed = |c: &Column| {
        let people = words.subject(&head(c)).is_some_and(Subject::is_people);
        c.role == ColumnRole::Unknown && people && words.names_only_subject(&head(c))
    };
    let lines: Vec<String> = titles.iter().map(|t| key(t)).collect();
    let leaders = lines.iter().any(|line| words.announces_leaders(line, true));
    let organisation = |subject: Option<Subject>| subject.is_some_and(|s| !s.is_people());
    let rated = |c: &Column| c.role == ColumnRole::Rating && organisation(c.subject);
    let no_other = !columns.iter().any(rated) && (leaders || !organisation(words.subject(&lines.join(" "))));
    let posts = |at: usize| {
        let c = &columns[at];
        let first = || columns[..at].iter().all(|c| c.role == ColumnRole::Ordinal);
        // Whoever heads the unit of a row, where the title is about the units.
        let aside = leaders && c.role == ColumnRole::Ignored && words.role(&head(c)) == Some(ColumnRole::Person);
        let named = c.role == ColumnRole::Unknown && (leaders || first()) && words.names_leaders(&head(c));
        no_other && (aside || named)
    };
    let holds_names = |c: &Column| {
        let texts = (frame.body.0..=frame.body.1).take(60).map(|r| frame.grid.text(CellRef::new(r, c.index)));
        let texts: Vec<String> = texts.filter(|t| !t.is_empty()).collect();
        let names = texts.iter().filter(|t| named(t, words) == Named::Person).count();
        names >= 2 && names * 5 >= texts.len() * 4
    };
    let people = (0..columns.len()).find(|&i| (headed(&columns[i]) || posts(i)) && holds_names(&columns[i]));
    let Some(at) = people else { return };
    let by_post = !headed(&columns[at]);
    columns.iter_mut().filter(|c| c.role == ColumnRole::Unit).for_each(|c| c.role = ColumnRole::Parent);
    columns[at].role = ColumnRole::Person;
    if by_post {
        columns[at].subject = Some(Subject::Leader);
    }
    columns[at].evidence.vi.push_str("; các ô là họ tên");
    columns[at].evidence.en.push_str("; its cells are names of people");
}

/// Level columns whose cells are shares whatever their header says: "20%", 0.2, 20.5, or beside the counts of the same
/// level the share of every row. They become shares.
pub(super) fn shares_by_content(
    columns: &mut [Column],
    rows: &[Row],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) -> Vec<u32> {
    let data: Vec<u32> = rows.iter().filter(|r| r.role == RowRole::Data).map(|r| r.index).take(400).collect();
    let whole = [ColumnRole::Rated, ColumnRole::Total].into_iter().find_map(|r| columns.iter().find(|c| c.role == r));
    let whole = whole.map(|c| c.index);
    let label = |c: &Column| c.level.as_ref().map(|l| l.label.clone());
    let told: Vec<usize> = (0..columns.len())
        .filter(|&i| columns[i].role == ColumnRole::Count && columns[i].level.is_some())
        .filter(|&i| {
            let own = columns[i].index;
            let twin = i
                .checked_sub(1)
                .filter(|&j| columns[j].role == ColumnRole::Count && label(&columns[j]) == label(&columns[i]));
            holds_shares(&data, own, frame)
                || twin.zip(whole).is_some_and(|(j, whole)| is_share_of(&data, columns[j].index, whole, own, frame))
        })
        .collect();
    for &i in &told {
        columns[i].role = ColumnRole::Share;
        columns[i].evidence.vi.push_str("; theo nội dung các ô là tỷ lệ");
        columns[i].evidence.en.push_str("; by what its cells hold a share");
    }
    let found = told.iter().map(|&i| columns[i].index).collect();
    find_shares(columns, words);
    found
}

/// "20%", 0.2, 20.5 in at least two rows, and nothing that must be a count? One such cell may be a slip.
fn holds_shares(data: &[u32], column: u32, frame: &Frame<'_, '_>) -> bool {
    let cells = || data.iter().filter_map(|&r| frame.grid.sheet.get(CellRef::new(r, column)));
    let share = |cell: &&Cell| match cell.value() {
        Value::Number(n) => n.fract() != 0.0,
        _ => shown(cell).ends_with('%') && !holds_both(&shown(cell)),
    };
    let open = |cell: &Cell| matches!(shown(cell).as_str(), "" | "0" | "1" | "-" | "100");
    cells().filter(share).count() >= 2 && cells().all(|c| share(&c) || open(c))
}

/// Level columns headed as shares ("HTTNV: SL (%)") whose cells hold the count and its share: "15 (75)", "15/75%". They
/// are counts; that the share stands beside is kept with the level.
pub(super) fn counts_with_shares(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    for column in columns.iter_mut().filter(|c| c.role == ColumnRole::Share && c.level.is_some()) {
        let cells = (frame.body.0..=frame.body.1).take(400);
        let texts: Vec<String> = cells
            .map(|row| frame.grid.text(CellRef::new(row, column.index)))
            .filter(|t| t.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        let both = texts.iter().filter(|t| holds_both(t)).count();
        if both >= 2 && both * 2 > texts.len() {
            column.role = ColumnRole::Count;
            column.evidence.vi.push_str("; mỗi ô ghi số lượng kèm tỷ lệ");
            column.evidence.en.push_str("; its cells hold a count and its share");
        }
    }
    counts_alone(columns, frame, words);
    names_beside_counts(columns, frame, words);
}

/// "HTXSNV {Số lượng | Danh sách}": beside the count of a level, who has it. Names are no counts.
fn names_beside_counts(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let counts = |c: &Column| c.role == ColumnRole::Count && c.level.is_some();
    let text = |row: u32, column: u32| frame.grid.text(CellRef::new(row, column));
    let digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let wordy = |t: &String| t.split([' ', ';', ',', '\n']).filter(|w| w.starts_with(char::is_uppercase)).count() >= 2;
    let named = |c: &Column| -> Vec<u32> {
        let rows = (frame.body.0..=frame.body.1).take(400).filter(|&row| !text(row, c.index).is_empty());
        let (names, others): (Vec<u32>, Vec<u32>) = rows.partition(|&row| wordy(&text(row, c.index)));
        let mark = |t: &str| words.is_tick(t) || digits(t);
        if others.iter().any(|&row| mark(&text(row, c.index))) { Vec::new() } else { names }
    };
    // Who signs below marks stands beside no count.
    let beside = |at: usize, names: &[u32]| {
        let same = |o: &Column| o.level.as_ref().map(|l| &l.label) == columns[at].level.as_ref().map(|l| &l.label);
        let counted = |o: &Column| names.iter().filter(|&&row| digits(&text(row, o.index))).count() * 2 > names.len();
        columns.iter().any(|o| o.index != columns[at].index && counts(o) && same(o) && counted(o))
    };
    let found: Vec<usize> = (0..columns.len())
        .filter(|&at| counts(&columns[at]))
        .filter(|&at| {
            Some(named(&columns[at])).filter(|names| !names.is_empty()).is_some_and(|names| beside(at, &names))
        })
        .collect();
    for at in found {
        (columns[at].role, columns[at].level) = (ColumnRole::Ignored, None);
        columns[at].evidence.vi.push_str("; ghi tên, không phải số lượng");
        columns[at].evidence.en.push_str("; names, and no counts");
    }
}

/// `15 (75%)`, `15 (75,0)`, `15/75%`, `15 - 75%`: a count and a percentage.
fn holds_both(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start();
    let inside = rest.strip_prefix('(').map(|r| r.trim_matches([' ', ')', '%']));
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    let closed = rest.starts_with('(') == rest.ends_with(')');
    let bare = digits > 0 && closed && inside.is_some_and(number) && rest.starts_with('(');
    bare || counted(text).is_some_and(|c| c.share.is_some())
}

/// Under heads that promise both ("HTTNV (SL, %)") whole numbers that add up to the total in every row, and to 100 not in
/// all, are counts.
fn counts_alone(columns: &mut [Column], frame: &Frame<'_, '_>, words: &Vocabulary) {
    let levels = || columns.iter().filter(|c| c.level.is_some());
    let promised = |c: &Column| c.role == ColumnRole::Share && super::unclear::says_both(c, words);
    let whole = |role| columns.iter().find(|c| c.role == role);
    let whole = whole(ColumnRole::Rated).or_else(|| whole(ColumnRole::Total)).map(|c| c.index);
    let Some(whole) = whole.filter(|_| levels().count() >= 2 && levels().all(promised)) else { return };
    let number = |row: u32, column: u32| match frame.grid.text(CellRef::new(row, column)).as_str() {
        "" | "-" => Some(0),
        text => text.parse::<u32>().ok(),
    };
    let all = |row: u32| levels().map(|c| number(row, c.index)).sum::<Option<u32>>();
    let rows = (frame.body.0..=frame.body.1).take(400);
    let told: Vec<(u32, Option<u32>)> =
        rows.filter_map(|row| Some((number(row, whole).filter(|n| *n > 0)?, all(row)))).collect();
    if told.iter().any(|(n, _)| *n != 100) && told.iter().all(|(n, sum)| *sum == Some(*n)) {
        for column in columns.iter_mut().filter(|c| c.level.is_some()) {
            column.role = ColumnRole::Count;
            column.evidence.vi.push_str("; các ô cộng đủ tổng số");
            column.evidence.en.push_str("; its cells add up to the total");
        }
    }
}

/// Is every figure of a column the whole percentage of its neighbour, in rows that tell?
fn is_share_of(data: &[u32], count: u32, whole: u32, share: u32, frame: &Frame<'_, '_>) -> bool {
    let figures = |row: &u32| {
        Some((frame.figure(*row, count)?, frame.figure(*row, whole)?, frame.figure(*row, share)?))
            .filter(|f| f.0 > 0 && f.1 > 0)
    };
    let telling: Vec<(i64, i64, i64)> = data.iter().filter_map(figures).collect();
    let fits = |&(count, whole, share): &(i64, i64, i64)| (100 * count - share * whole).abs() <= whole;
    telling.len() >= 2 && telling.iter().all(fits) && telling.iter().any(|(count, _, share)| count != share)
}

/// Fewer figures that each are one more than the one above are a chance.
const COUNTED_LINES: usize = 5;

/// With levels in rows, or without levels, every column of figures counts, whatever it is headed by: "Số lượng", "Phường", "Trong đó …".
pub(super) fn count_figures(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) {
    use ColumnRole::{Ignored, Parent, Unknown};
    for column in columns.iter_mut().filter(|c| matches!(c.role, Ignored | Parent | Unknown)) {
        let p = profile(column.index, body, frame, words);
        if holds_codes(column, body, frame, words) {
            column.role = Ignored;
        } else if p.filled > 0 && p.numbers == p.filled && !column.path.is_empty() {
            column.role = ColumnRole::Count;
            column.subject =
                column_subject(&column.path.iter().map(|p| key(p)).collect::<Vec<_>>(), ColumnRole::Count, words);
            if !column.evidence.vi.ends_with("; theo nội dung các ô") {
                column.evidence.vi.push_str("; theo nội dung các ô");
                column.evidence.en.push_str("; by what its cells hold");
            }
        }
    }
}

/// Does a column hold codes? By its head, or because its figures count the lines.
fn holds_codes(column: &Column, body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) -> bool {
    let head = column.path.last().map(|head| key(head)).unwrap_or_default();
    if words.words.codes.iter().any(|code| starts_with_words(&head, code)) {
        return true;
    }
    let told = body.rows.iter().filter(|row| row.role != RowRole::Blank);
    let figures: Vec<i64> = told.filter_map(|row| frame.figure(row.index, column.index)).collect();
    figures.len() >= COUNTED_LINES && figures.windows(2).all(|pair| pair[1] == pair[0] + 1)
}
