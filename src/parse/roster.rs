//! Lists → rosters: one row a subject, its ratings as words or marks.

use super::agreed::Agreed;
use super::excused::Beside;
use super::kept::Kept;
use super::marks::MarkColumns;
use super::record::{Columns, Place};
use super::same::{Merged, repeated};
use super::{Entries, Marks, RatingColumn, Record, Roster, Source, Written, text_in};
use crate::finding::CellRef;
use crate::locate::columns::two_names::whole;
use crate::locate::outline::split_outline;
use crate::locate::rows::plain_label;
use crate::locate::sections::{self, Section};
use crate::locate::sentence::{self, Sentence};
use crate::locate::tables::shown;
use crate::locate::unrated::names_reason;
use crate::locate::vocabulary::Vocabulary;
use crate::locate::{Column, ColumnRole, Kind, Row, RowRole, Subject, Table};
use crate::read::{Cell, Tab, Workbook};
use crate::text::key;
use crate::text::shared::SharedText;

/// Rows that are read before the cells they stand in are dropped.
const ROWS_AT_ONCE: usize = 8_192;

/// What all rows are read by, and what was read so far.
type Read<'p, 's> = (&'p Plan, &'p Kept<'s>);

/// A list before its rows are read.
struct Plan {
    persons: bool,
    marks: MarkColumns,
    /// Where the texts of a row stand.
    columns: Columns,
    /// Does a column name the rows?
    named: bool,
    /// Where the last word of a name stands, if by itself.
    given: Option<Place>,
    birth: Option<Place>,
    post: Option<Place>,
    beside: Beside,
    ratings: Vec<RatingColumn>,
    merged: Merged,
    /// Texts merged over several rows.
    texts: Merged,
    agreed: Agreed,
    sections: Vec<(CellRef, Section)>,
    stated: Vec<(CellRef, Sentence)>,
}

impl Plan {
    fn roster(self, subject: Subject, records: Vec<Record>) -> Roster {
        let Self { persons, ratings, stated, .. } = self;
        Roster { subject, persons, ratings, records, stated }
    }
}

/// Reads a list whose cells nobody needs after it: from the last row on they are dropped as soon as they are read, so that
/// cells and records are never there together.
pub(super) fn roster_in_place_of_cells(workbook: &mut Workbook, table: &Table, words: &Vocabulary) -> Option<Roster> {
    let source = Source::of(workbook, table, words)?;
    let plan = source.plan();
    let rows: Vec<&Row> = data_rows(table).collect();
    let mut records = Vec::with_capacity(rows.len());
    for rows in rows.rchunks(ROWS_AT_ONCE) {
        let source = Source::of(workbook, table, words)?;
        records.extend(source.records(&plan, rows).into_iter().rev());
        if let (Some(Tab::Sheet(sheet)), Some(first)) = (workbook.tabs.get_mut(table.tab), rows.first()) {
            sheet.drop_from(first.index);
        }
    }
    records.reverse();
    name_units_written_once(&mut records);
    Some(plan.roster(table.subject, records))
}

/// A unit written once, in the first row of its block, is that of the rows below it. So a list is written where no name comes
/// again in the next row and no fewer rows are blank than named; a single blank says nothing.
fn name_units_written_once(records: &mut [Record]) {
    let own = |r: &Record| r.parent_at().and(r.parent.clone());
    let bare = |r: &Record| r.parent_at().is_none() && r.parent == r.group;
    let named = records.iter().filter(|r| r.parent_at().is_some()).count();
    let blank = records.iter().filter(|r| bare(r)).count();
    let again = |pair: &[Record]| own(&pair[0]).is_some() && own(&pair[0]) == own(&pair[1]);
    let begins = |pair: &[Record]| pair[0].group != pair[1].group && bare(&pair[1]);
    let first = records.first().is_some_and(bare);
    if named == 0 || blank < named || first || records.windows(2).any(|pair| again(pair) || begins(pair)) {
        return;
    }
    let mut above: Option<SharedText> = None;
    for record in records {
        if bare(record) {
            record.parent = above.clone();
        } else {
            above = record.parent.clone();
        }
    }
}

fn data_rows(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().filter(|r| r.role == RowRole::Data)
}

impl<'s> Source<'s> {
    fn of(workbook: &'s Workbook, table: &'s Table, words: &'s Vocabulary) -> Option<Self> {
        match workbook.tabs.get(table.tab) {
            Some(Tab::Sheet(sheet)) => Some(Self { workbook, sheet, table, words }),
            _ => None,
        }
    }

    pub(super) fn roster(&self) -> Roster {
        let plan = self.plan();
        let rows: Vec<&Row> = data_rows(self.table).collect();
        let mut records = self.records(&plan, &rows);
        name_units_written_once(&mut records);
        plan.roster(self.table.subject, records)
    }

    /// What all rows are read by.
    fn plan(&self) -> Plan {
        let persons = self.table.kind == Kind::PersonRoster;
        let marks = if persons { MarkColumns::of(&self.table.columns) } else { MarkColumns::default() };
        let mut ratings = self.rating_columns();
        let sections = self.sections();
        if ratings.is_empty() && !sections.is_empty() {
            ratings.push(self.rating_of_sections());
        }
        let counted = |(at, s): &(CellRef, Section)| {
            let levels = vec![(s.level.clone(), s.count?)];
            Some((*at, Sentence { levels, ..Sentence::default() }))
        };
        let stated = self.stated(&ratings).into_iter().chain(sections.iter().filter_map(counted)).collect();
        let merged = Merged::of(self.sheet, self.table, &ratings);
        let texts = Merged::of_texts(self.sheet, self.table);
        let agreed = Agreed::of(&ratings);
        let place = |role: ColumnRole| self.table.column(role).and_then(|c| Place::new(c.index));
        let name = self.table.name_column().map(|c| c.index);
        let given = self.table.given_name().filter(|_| persons).and_then(|c| Place::new(c.index));
        let columns = Columns {
            name: Place::new(name.unwrap_or(self.table.range.start.column)),
            parent: place(ColumnRole::Parent),
            reason: place(ColumnRole::Reason),
            score: self.score_column().and_then(|c| Place::new(c.index)),
            discipline: place(ColumnRole::Discipline),
        };
        let (birth, post) = (place(ColumnRole::Birth), place(ColumnRole::Post));
        Plan {
            persons,
            marks,
            columns,
            named: name.is_some(),
            given,
            birth,
            post,
            beside: self.beside(persons),
            ratings,
            merged,
            texts,
            agreed,
            sections,
            stated,
        }
    }

    /// What a column says of a row: in its cell, or in one merged over it and rows above.
    fn said(&self, column: u32, (row, cells): (u32, &'s [Cell]), (plan, kept): Read<'_, 's>) -> Option<SharedText> {
        let above = || plan.texts.over(CellRef::new(row, column)).map(|at| self.sheet.row(at.row));
        kept.shown(cells, column).or_else(|| kept.shown(above()?, column))
    }

    fn records(&self, plan: &Plan, rows: &[&Row]) -> Vec<Record> {
        let mut group: (Option<usize>, Option<SharedText>) = (None, None);
        let kept = Kept::default();
        let says_unrated = |group: &(Option<usize>, Option<SharedText>)| {
            let head = group.1.as_ref().map(|head| key(split_outline(head).1));
            head.is_some_and(|head| self.words.role(&head) == Some(ColumnRole::Unrated))
        };
        let record = |row: &&Row| {
            if row.group() != group.0 {
                group = (row.group(), self.group_name(row).map(SharedText::from));
            }
            let mut record = self.record(row, group.1.clone(), plan, &kept);
            self.read_beside(row.index, &mut record, &plan.beside, &kept);
            record.marks = plan.marks.read(self.sheet.row(row.index), &record);
            // "Đảng viên được miễn đánh giá, xếp loại" over those who are not.
            record.unrated |= record.ratings.iter().all(|r| r.is_empty()) && says_unrated(&group);
            let above = plan.sections.partition_point(|(at, _)| at.row < row.index);
            if let Some((at, section)) = plan.sections[..above].last() {
                let level = Written::new(row.index, *at, section.level.as_str().into());
                record.ratings = kept.together(vec![std::iter::once(level).collect()]);
            }
            record
        };
        let mut records: Vec<Record> = rows.iter().map(record).collect();
        self.excuse_sections(rows, &mut records);
        self.excuse_by_standing(rows, &mut records);
        records
    }

    /// "ĐẢNG VIÊN MIỄN CÔNG TÁC VÀ SINH HOẠT", "Đảng viên mới kết nạp": a section of people of whom none is rated, whose head
    /// says why.
    fn excuse_sections(&self, rows: &[&Row], records: &mut [Record]) {
        let bare = |record: &Record| record.ratings.iter().all(|r| r.is_empty());
        let mut rest = records;
        for section in rows.chunk_by(|a, b| a.group() == b.group()) {
            let (own, others) = rest.split_at_mut(section.len());
            let says_why = |head: &str| names_reason(split_outline(head).1);
            if own.iter().all(bare) && self.group_name(section[0]).is_some_and(|head| says_why(&head)) {
                own.iter_mut().for_each(|record| record.unrated = true);
            }
            rest = others;
        }
    }

    /// The counts typed in sentences under the list, and under groups of it; those in a row "Cộng" only of levels, and of
    /// several ratings under none.
    fn stated(&self, ratings: &[RatingColumn]) -> Vec<(CellRef, Sentence)> {
        let sums = |r: &Row| matches!(r.role, RowRole::Total | RowRole::Subtotal);
        let rows = self.table.rows.iter().filter(|r| r.role == RowRole::Note || sums(r));
        let cells = rows.flat_map(|r| self.sheet.row(r.index).iter().map(move |c| (c, sums(r))));
        let cells = cells.filter(|(c, _)| self.table.range.contains(c.at()));
        let of_one = |c: &Cell| ratings.len() < 2 || !ratings.iter().any(|r| r.columns.contains(&c.at().column));
        let (persons, subject) = (self.table.kind == Kind::PersonRoster, self.table.subject);
        // A total alone may count others than those listed.
        let below = self.counted_by_lines();
        let own = |s: &Sentence| {
            let of_rows = s.of.as_deref().is_some_and(|of| self.words.counts_rows(of, subject));
            !s.levels.is_empty() || (persons && of_rows)
        };
        let fits = |c: &Cell, in_sum: bool, s: &Sentence| own(s) && (!in_sum || !s.levels.is_empty() && of_one(c));
        let read = |(c, in_sum): (&Cell, bool)| {
            sentence::read(&shown(c), self.words).filter(|s| fits(c, in_sum, s)).map(|s| (c.at(), s))
        };
        cells.filter_map(read).chain(below).collect()
    }

    /// Below the last row of the list, and below those of its sections, lines that count one level each: "- Hoàn thành xuất
    /// sắc nhiệm vụ: 03 đồng chí (25%)".
    fn counted_by_lines(&self) -> Vec<(CellRef, Sentence)> {
        let rows = &self.table.rows;
        let data: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).collect();
        let Some(&last) = data.last() else { return Vec::new() };
        // Sections by levels are headed by such lines.
        let by_level = !self.sections().is_empty();
        let between = data.windows(2).filter(|_| !by_level).map(|pair| &rows[pair[0] + 1..pair[1]]);
        between.chain([&rows[last + 1..]]).filter_map(|rows| self.counted_by_line(rows)).collect()
    }

    fn counted_by_line(&self, rows: &[Row]) -> Option<(CellRef, Sentence)> {
        // "HTTNV | 17": the level in one cell, how many in the next.
        let texts = |r: &Row| -> Vec<(CellRef, String)> {
            let cells = self.sheet.row(r.index).iter().map(|c| (c.at(), shown(c)));
            let cells: Vec<_> = cells.filter(|(_, text)| !text.is_empty()).collect();
            match &cells[..] {
                [(at, level), (_, count)] if count.starts_with(|c: char| c.is_ascii_digit()) => {
                    vec![(*at, format!("{}: {count}", level.trim_end_matches([':', ' '])))]
                }
                _ => cells,
            }
        };
        let below = rows.iter().flat_map(texts);
        // "Tập thể HTTNV: 03" under a list of persons counts others.
        let own = |text: &str| self.words.subject(&key(text)).is_none_or(|s| s == self.table.subject);
        let lines = below.filter(|(_, text)| own(text));
        let lines = lines.filter_map(|(at, text)| Some((at, sentence::read_line(&text, self.words)?)));
        let lines: Vec<(CellRef, (String, i64))> = lines.collect();
        let labels: std::collections::BTreeSet<&String> = lines.iter().map(|(_, (label, _))| label).collect();
        // Twice the same level is the count of something else beside.
        if lines.len() < 2 || labels.len() < lines.len() {
            return None;
        }
        let at = lines[0].0;
        let levels = lines.into_iter().map(|(_, line)| line).collect();
        Some((at, Sentence { levels, ..Sentence::default() }))
    }

    /// The heads of sections that give their level to the rows below them.
    fn sections(&self) -> Vec<(CellRef, Section)> {
        let heads = self.table.rows.iter().filter(|r| r.role == RowRole::Group && r.level.is_some());
        let read = |r: &Row| {
            let at = self.sheet.row(r.index).iter().find(|c| shown(c) == *r.label)?.at();
            Some((at, sections::section(&r.label, self.words)?))
        };
        let mut found: Vec<(CellRef, Section)> = heads.filter_map(read).collect();
        let first = data_rows(self.table).next().map(|r| r.index);
        // The first of them may stand above the header.
        if found.first().zip(first).is_some_and(|((at, _), row)| at.row > row) {
            let above = (0..self.table.range.start.row).rev().take(3).flat_map(|row| self.sheet.row(row));
            let read = |c: &Cell| Some((c.at(), sections::section(&shown(c), self.words)?));
            found.splice(0..0, above.into_iter().find_map(read));
        }
        found
    }

    fn rating_of_sections(&self) -> RatingColumn {
        RatingColumn {
            columns: self.table.name_column().map(|c| c.index).into_iter().collect(),
            header: "Mức ghi ở đầu mục".to_owned(),
            subject: self.table.subject,
            stage: self.table.stage,
            marks: false,
            period: None,
            beside: None,
        }
    }

    fn record(&self, row: &Row, group: Option<SharedText>, plan: &Plan, kept: &Kept<'s>) -> Record {
        let cells = self.sheet.row(row.index);
        let shown = |place: Option<Place>| kept.shown(cells, place?.column());
        let said = |place: Option<Place>| self.said(place?.column(), (row.index, cells), (plan, kept));
        let own_parent = shown(plan.columns.parent).is_some();
        let parent = said(plan.columns.parent);
        let mut ratings: Vec<Entries> =
            plan.ratings.iter().map(|r| self.written(cells, r, row.index, (plan, kept))).collect();
        let cell = |column: u32| Some((CellRef::new(row.index, column), kept.shown(cells, column)?));
        plan.agreed.settle(&mut ratings, &|at| cell(*plan.ratings[at].columns.first()?), self.words);
        Record {
            row: row.index,
            columns: Columns { parent: plan.columns.parent.filter(|_| own_parent), ..plan.columns },
            name: match plan.named {
                true => whole(shown(plan.columns.name), shown(plan.given)).unwrap_or_default(),
                false => plain_label(&row.label).into(),
            },
            parent: parent.or_else(|| group.clone()),
            group,
            birth: plan.birth.and_then(|place| kept.day(cells, place.column())),
            marks: Marks::default(),
            post: shown(plan.post),
            ratings: kept.together(ratings),
            reason: self.reason((row.index, cells), (plan, kept)),
            unrated: self.unrated(cells).any(|text| self.marks_unrated(&text)),
            no_member: self.says_no_member(cells, &plan.ratings, kept)
                || self.noted_as_no_member((row.index, cells), (plan, kept)),
            score: shown(plan.columns.score),
            discipline: said(plan.columns.discipline.or(plan.beside.with_awards)),
        }
    }

    fn unrated(&self, cells: &[Cell]) -> impl Iterator<Item = String> {
        let columns = self.table.columns.iter().filter(|c| c.role == ColumnRole::Unrated);
        columns.map(move |c| text_in(cells, c.index))
    }

    fn marks_unrated(&self, text: &str) -> bool {
        text == "1" || self.words.is_tick(text)
    }

    fn reason(&self, row: (u32, &'s [Cell]), read: Read<'_, 's>) -> SharedText {
        let told = |c: &&Column| matches!(c.role, ColumnRole::Reason | ColumnRole::Note);
        let columns = self.table.columns.iter().filter(told);
        // A reason may be given by its number where reasons are asked for.
        let says = |c: &Column, text: &SharedText| c.role == ColumnRole::Reason || !is_mark(text);
        // Nor is a level that slipped into the next column one.
        let level = |text: &SharedText| self.words.is_label(&key(text));
        let said = columns.filter_map(|c| self.said(c.index, row, read).filter(|text| says(c, text) && !level(text)));
        let words = self.unrated(row.1).filter(|text| !text.is_empty() && !self.marks_unrated(text));
        let mut texts = said.chain(words.map(SharedText::from)).filter(|text| !self.says_none(text));
        // Nearly always there is one at most.
        let (Some(first), second) = (texts.next(), texts.next()) else { return SharedText::default() };
        let Some(second) = second else { return first };
        let all: Vec<SharedText> = [first, second].into_iter().chain(texts).collect();
        all.iter().map(|text| &**text).collect::<Vec<_>>().join("; ").into()
    }

    /// The label in the header of a column of marks.
    fn label_of(&self, column: u32) -> Option<String> {
        let names = |text: &str, label: &str| {
            let text = key(text);
            text == label || self.words.mention_beside(&text).is_some_and(|m| m.label == label)
        };
        let column = self.table.columns.iter().find(|c| c.index == column)?;
        let level = column.level.as_ref()?;
        let head = column.path.iter().rev().find(|p| names(p, &level.label)).or(column.path.last())?;
        Some(written_as(head, &level.label).unwrap_or(head).to_owned())
    }

    /// Does a cell tick the level it stands under?
    pub(super) fn marks_level(&self, text: &str, column: u32) -> bool {
        matches!(self.in_mark_column(text, column), InMarkColumn::Tick)
    }

    /// What a cell says under a level: a tick, or the level once more, another level, or words: a reason, a question.
    fn in_mark_column(&self, text: &str, column: u32) -> InMarkColumn {
        if self.words.is_tick(text) || text == "1" {
            return InMarkColumn::Tick;
        }
        let column = self.table.columns.iter().find(|c| c.index == column);
        let own = column.and_then(|c| c.level.as_ref());
        match (self.words.mention_beside(&key(text)), own) {
            (Some(said), Some(own)) if self.words.same_grade(&said.label, &own.label) == Some(true) => {
                InMarkColumn::Tick
            }
            (Some(_), Some(_)) => InMarkColumn::OtherLevel,
            _ => InMarkColumn::Words,
        }
    }

    /// Does a member's rating say that he is none, beside another rating of the row?
    fn is_no_member(&self, rating: &RatingColumn, all: &[RatingColumn], text: &str) -> bool {
        let others = || all.iter().any(|other| other.subject != rating.subject);
        // What the word says is asked last: most lists rate members only.
        rating.subject == Subject::Member && !rating.marks && others() && self.words.says_no_member(text)
    }

    fn says_no_member(&self, cells: &'s [Cell], ratings: &[RatingColumn], kept: &Kept<'s>) -> bool {
        let said = |r: &RatingColumn, column: u32| {
            kept.shown(cells, column).is_some_and(|t| self.is_no_member(r, ratings, &t))
        };
        ratings.iter().any(|r| r.subject == Subject::Member && r.columns.iter().any(|&column| said(r, column)))
    }

    /// Does a note say so, beside no rating as a member: "Quần chúng"?
    fn noted_as_no_member(&self, row: (u32, &'s [Cell]), (plan, kept): Read<'_, 's>) -> bool {
        let cells = row.1;
        let as_member = |r: &&RatingColumn| r.subject == Subject::Member;
        let members = || plan.ratings.iter().filter(as_member);
        if !(1..plan.ratings.len()).contains(&members().count()) {
            return false;
        }
        let nothing = |c: u32| kept.shown(cells, c).is_none_or(|text| self.words.is_none_mark(&text));
        let blank = || members().flat_map(|r| &r.columns).all(|&c| nothing(c));
        blank() && self.reason(row, (plan, kept)).split([';', ',', '.']).any(|part| self.words.says_no_member(part))
    }

    /// The word in a rating column: of the cell, or of the one above that stands for it as well.
    fn word(
        &self,
        cells: &'s [Cell],
        rating: &RatingColumn,
        at: CellRef,
        (plan, kept): Read<'_, 's>,
    ) -> Option<Written> {
        let written = |stands: CellRef, text| Written::new(at.row, stands, text);
        let said = |stands: CellRef| kept.shown(self.sheet.row(stands.row), stands.column);
        let Some(text) = kept.rating(cells, at.column) else {
            let over = plan.merged.over(at)?;
            return Some(written(over, said(over)?));
        };
        if self.words.is_ditto(&text)
            && let Some(above) = repeated(self.sheet, self.table, (at, &plan.merged), self.words)
        {
            return Some(written(at, said(above)?));
        }
        (!self.is_no_member(rating, &plan.ratings, &text)).then(|| written(at, text))
    }

    fn written(&self, cells: &'s [Cell], rating: &RatingColumn, row: u32, (plan, kept): Read<'_, 's>) -> Entries {
        if let (false, [column]) = (rating.marks, &rating.columns[..]) {
            return self.word(cells, rating, CellRef::new(row, *column), (plan, kept)).into();
        }
        let places = rating.columns.iter().map(|&c| CellRef::new(row, c));
        places
            .flat_map(|at| {
                let none = [None, None];
                if !rating.marks {
                    return [self.word(cells, rating, at, (plan, kept)), None];
                }
                let Some(text) = kept.rating(cells, at.column) else { return none };
                if self.words.is_none_mark(&text) {
                    return none;
                }
                let own = |text| Written::new(row, at, text);
                let level = kept.label(at.column, || self.label_of(at.column)).map(own);
                match self.in_mark_column(&text, at.column) {
                    InMarkColumn::Tick => [level, None],
                    InMarkColumn::OtherLevel => [level, Some(own(text))],
                    InMarkColumn::Words => [Some(own(text)), None],
                }
            })
            .flatten()
            .collect()
    }
}

/// A note that is a mark, a number, a date or a question, and no word of a reason: "?", "...", "x", "20/5/1960", "Nữ".
fn is_mark(text: &str) -> bool {
    const MARKS: [&str; 4] = ["x", "có", "nam", "nữ"];
    !text.contains(char::is_alphabetic) || MARKS.contains(&key(text).as_str())
}

/// The words of a head whose key the label is: of "a. HTXSNV (đ/c)" its second.
fn written_as<'h>(head: &'h str, label: &str) -> Option<&'h str> {
    let blanks = || head.match_indices(char::is_whitespace);
    let starts = std::iter::once(0).chain(blanks().map(|(at, blank)| at + blank.len()));
    let ends = || blanks().map(|(at, _)| at).chain([head.len()]);
    let parts = starts.flat_map(|start| ends().filter(move |&end| end > start).map(move |end| (start, end)));
    let mut texts = parts.filter_map(|(start, end)| head.get(start..end));
    texts.find(|text| key(text) == label).map(|text| text.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// What a cell under a level says.
enum InMarkColumn {
    Tick,
    OtherLevel,
    Words,
}
