//! Lines of a count table → whom each is about.

use std::collections::BTreeSet;

use super::{Block, Measure, MeasureKind, Source, counted};
use crate::locate::outline::{Mark, outline_mark, split_outline};
use crate::locate::rows::plain_label;
use crate::locate::vocabulary::has_words;
use crate::locate::{Row, RowRole, Subject};
use crate::text::key;

impl Source<'_> {
    /// Who each line is about where rows or their groups say which of several ("I. Tập thể …", "II. Cá nhân …"): those the title
    /// speaks of, or any where they name nothing else ("I. CHI BỘ TRỰC THUỘC"); nothing where a row says nothing.
    pub(super) fn subjects_of_lines(&self) -> Vec<Option<Subject>> {
        let rows = &self.table.rows;
        let titled = self.words.subjects(&self.table.title_key());
        let says = |row: &Row| {
            let above = std::iter::successors(Some(row), |r| r.group().map(|g| &rows[g]));
            let subject = |r: &Row| {
                let label = plain_label(&r.label);
                let alone = self.words.names_only_subject(&unexplained(&label));
                let named =
                    self.words.row_subject(&key(&label)).or_else(|| self.words.row_subject(&unexplained(&label)));
                named.map(|subject| (subject, alone))
            };
            let mark = |r: &Row| outline_mark(&r.ordinal.text()).or(split_outline(&r.label).0);
            // The outermost says it; of heads marked alike, and of those not marked, the nearest.
            type Said = ((Subject, bool), Option<Option<Mark>>);
            let mut found: Option<Said> = None;
            for r in above {
                let of_head = (!std::ptr::eq(r, row)).then(|| mark(r));
                if let Some(said) = subject(r).filter(|_| found.is_none_or(|(_, of)| of.is_none() || of != of_head)) {
                    found = Some((said, of_head));
                }
            }
            // Of heads that are not marked the last one above counts, wherever its rows were put.
            let unmarked = |r: &&Row| matches!(r.role, RowRole::Group | RowRole::Subtotal) && mark(r).is_none();
            let last = || {
                let above = rows.iter().take_while(|r| r.index < row.index).filter(unmarked);
                above.filter_map(subject).last()
            };
            match found {
                Some((said, Some(None))) => last().or(Some(said)),
                found => found.map(|(said, _)| said),
            }
        };
        let of = |row: &Row| says(row).map(|(subject, _)| subject);
        let data = || rows.iter().filter(|r| r.role == RowRole::Data).map(of);
        let named: BTreeSet<Subject> = data().flatten().collect();
        let data_rows = || rows.iter().filter(|r| r.role == RowRole::Data);
        let alone = || data_rows().all(|r| says(r).is_some_and(|(_, alone)| alone));
        let known = || named.iter().all(|s| titled.contains(s)) || alone();
        let told = named.len() >= 2 && data().all(|s| s.is_some()) && known();
        match told {
            true => rows.iter().filter(|r| counted(r)).map(of).collect(),
            false => Vec::new(),
        }
    }

    /// "Chi bộ trực thuộc | Đảng viên | Công chức": rows that are each about another subject by their own names say so
    /// whatever the title and their groups name.
    pub(super) fn subjects_each(&self) -> Option<Vec<Option<Subject>>> {
        let rows = &self.table.rows;
        let own = |row: &Row| self.own_subject(row);
        let data: Option<Vec<Subject>> = rows.iter().filter(|r| r.role == RowRole::Data).map(own).collect();
        // Two rows are too few to be told by words among others.
        let alone = |row: &Row| self.words.names_only_subject(&unexplained(&plain_label(&row.label)));
        let told = rows.iter().filter(|r| r.role == RowRole::Data).all(alone);
        let data = data.filter(|all| all.len() >= if told { 2 } else { 3 })?;
        let named: BTreeSet<Subject> = data.iter().copied().collect();
        let totals = rows.iter().any(|r| matches!(r.role, RowRole::Total | RowRole::Subtotal));
        let all = || rows.iter().filter(|r| counted(r)).map(own).collect();
        (named.len() == data.len() && !totals).then(all)
    }

    /// Rows that sort those rated by what they are ("Công chức giữ chức vụ lãnh đạo", "Viên chức quản lý", "Lao động hợp
    /// đồng"): each is about whom its name says, else about whom the title does; a total is about those that all its rows are.
    pub(super) fn subjects_of_kinds(&self) -> Option<Vec<Option<Subject>>> {
        let rows = &self.table.rows;
        let titled = Some(self.table.subject).filter(|subject| *subject != Subject::Unknown);
        let heads = rows.iter().filter(|r| matches!(r.role, RowRole::Group | RowRole::Subtotal));
        if heads.into_iter().any(|r| self.own_subject(r).is_some()) || self.is_parted_by_kinds() {
            return None;
        }
        let of = |r: &Row| (r.role == RowRole::Data).then(|| self.kind_of(r, titled));
        let said: Vec<Option<Kind>> = rows.iter().map(of).collect();
        let data = || said.iter().flatten();
        if !self.is_headed_by_subject() && data().any(|kind| *kind == Kind::Unsaid) {
            return None;
        }
        let known: BTreeSet<Subject> = data().filter_map(Kind::subject).collect();
        // "VIÊN CHỨC, NGƯỜI LAO ĐỘNG": the title counts them among those it names, where the rows name no others.
        let joined = self.words.names_strangers(&self.table.title_key()) && known.iter().all(|s| Some(*s) == titled);
        let settled = |kind: &Kind| match kind {
            Kind::Of(subject) => *subject,
            Kind::Stranger if !joined => Subject::Unknown,
            Kind::Stranger | Kind::Unsaid => titled.unwrap_or(Subject::Unknown),
        };
        let of_data: Vec<Option<Subject>> = said.iter().map(|kind| kind.as_ref().map(settled)).collect();
        let all: BTreeSet<Subject> = of_data.iter().flatten().copied().collect();
        let told = all.len() >= 2 && all.iter().any(|s| *s != Subject::Unknown);
        told.then(|| (0..rows.len()).filter(|&i| counted(&rows[i])).map(|i| self.of_line(i, &of_data)).collect())
    }

    /// Does the title say by what it parts the one subject it names ("ĐẢNG VIÊN THEO CHỨC VỤ")? All of its rows are of that.
    fn is_parted_by_kinds(&self) -> bool {
        const KINDS: [&str; 6] =
            ["theo chức vụ", "theo chức danh", "theo vị trí", "theo thành phần", "theo đối tượng", "theo nghề nghiệp"];
        let title = self.table.title_key();
        self.table.subject_by_title && KINDS.iter().any(|kind| has_words(&title, &key(kind)))
    }

    /// Whom a line counts, when whom the data rows count is known.
    fn of_line(&self, at: usize, of_data: &[Option<Subject>]) -> Option<Subject> {
        let row = &self.table.rows[at];
        match row.role {
            RowRole::Data => of_data[at],
            RowRole::OfWhich => of_data[..at].iter().flatten().next_back().copied(),
            _ => {
                let mut covered = row.covers.iter().map(|&c| of_data.get(c).copied().flatten());
                let first = covered.next().flatten();
                first.filter(|first| covered.all(|other| other == Some(*first)))
            }
        }
    }

    /// What the name of a row says of whom it counts, under a title about somebody. Members and those who lead are that
    /// whatever their job is; "Cán bộ quản lý" and "Chi bộ" say too little beside a title that says more.
    fn kind_of(&self, row: &Row, titled: Option<Subject>) -> Kind {
        use Subject::{CivilServant, Collective, Leader, Member, PartyBase, PartyCell, PublicEmployee, Unit};
        let label = unexplained(&plain_label(&row.label));
        let stranger = self.words.begins_with_stranger(&label);
        let own = self.own_subject(row).filter(|_| !stranger);
        let staff = || own == Some(CivilServant) && label != key("cán bộ") && self.words.names_staff_only(&label);
        // "Trường học", "Đảng bộ bộ phận" beside plain units under a title about members: what they work in.
        let names_a_unit = own == Some(Unit) || label == key("đảng bộ bộ phận");
        match (own, titled) {
            (Some(_), Some(Member)) if names_a_unit && self.table.subject_by_title && self.has_plain_rows() => {
                Kind::Of(Member)
            }
            (None | Some(CivilServant | PublicEmployee), Some(of @ (Member | Leader))) => Kind::Of(of),
            (Some(PartyCell), Some(PartyBase)) if label == key("chi bộ") => Kind::Unsaid,
            // "Tập thể phòng Nội vụ", "Cá nhân bà Nguyễn Thị Hoa" under a title about nobody.
            (Some(Collective | Leader), None) if !self.words.names_only_subject(&label) => Kind::Unsaid,
            _ if staff() => Kind::Unsaid,
            (Some(own), _) => Kind::Of(own),
            (None, _) if stranger => Kind::Stranger,
            (None, _) => Kind::Unsaid,
        }
    }

    /// Does the head of the names say that they are those of whom is rated: "Đối tượng"?
    fn is_headed_by_subject(&self) -> bool {
        let head = self.table.name_column().map(|c| key(&c.header()));
        head.is_some_and(|head| has_words(&head, &key("đối tượng")))
    }

    /// Does some row name nobody who is rated, under a head that says nothing of whom it names?
    fn has_plain_rows(&self) -> bool {
        let data = || self.table.rows.iter().filter(|r| r.role == RowRole::Data);
        !self.is_headed_by_subject() && data().any(|r| self.own_subject(r).is_none())
    }

    /// Whom the name of a row names.
    fn own_subject(&self, row: &Row) -> Option<Subject> {
        let label = plain_label(&row.label);
        // "Tổ chức đảng (chi bộ trực thuộc)": what is meant stands in brackets.
        let meant = label.split_once('(').map(|(_, rest)| rest.trim_end_matches([')', ' ']));
        let meant = meant.and_then(|meant| self.words.row_subject(&key(meant)));
        meant.or_else(|| self.words.row_subject(&key(&label))).or_else(|| self.words.row_subject(&unexplained(&label)))
    }
}

/// Whom the name of a row says it counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// One of our subjects.
    Of(Subject),
    /// People who are none of them: "Lao động hợp đồng".
    Stranger,
    /// It does not say.
    Unsaid,
}

impl Kind {
    fn subject(&self) -> Option<Subject> {
        match self {
            Self::Of(subject) => Some(*subject),
            Self::Stranger | Self::Unsaid => None,
        }
    }
}

/// What the total lines over several subjects add up, where a column of them does not: a slip that a row tells of is told
/// there.
pub(super) fn beyond_parts(block: &Block, subjects: &[Option<Subject>]) -> Option<Block> {
    let lines = &block.lines;
    let figure = |line: usize, m: usize| block.cells[line][m].figure.count();
    let over = |&l: &usize| subjects[l].is_none() && matches!(lines[l].role, RowRole::Total | RowRole::Subtotal);
    let totals: Vec<usize> = (0..lines.len()).filter(over).filter(|&l| !lines[l].covers.is_empty()).collect();
    let holds = |m: usize| {
        totals.iter().all(|&total| {
            let sum = lines[total].covers.iter().map(|&l| figure(l, m)).sum::<Option<i64>>();
            sum.zip(figure(total, m)).is_none_or(|(sum, own)| sum == own)
        })
    };
    let failing: Vec<usize> = (0..block.measures.len()).filter(|&m| !holds(m)).collect();
    let levels: Vec<usize> = block.levels().filter(|(_, l)| !l.of_which && !l.and_above).map(|(m, _)| m).collect();
    let whole = block.measure(&MeasureKind::Rated).or_else(|| block.measure(&MeasureKind::Total));
    let row_holds = |l: usize| {
        let sum = levels.iter().map(|&m| figure(l, m)).sum::<Option<i64>>();
        whole.and_then(|m| figure(l, m)).zip(sum).is_none_or(|(whole, sum)| whole == sum)
    };
    let rows = (0..lines.len()).filter(|&l| lines[l].role == RowRole::Data);
    if failing.is_empty() || !rows.into_iter().all(row_holds) {
        return None;
    }
    let mut sums = block.clone();
    (sums.subject, sums.sums_only, sums.has_reasons) = (Subject::Unknown, true, false);
    sums.measures =
        failing.iter().map(|&m| Measure { kind: MeasureKind::Figure, ..block.measures[m].clone() }).collect();
    sums.cells = block.cells.iter().map(|cells| failing.iter().map(|&m| cells[m].clone()).collect()).collect();
    (sums.shares, sums.sums, sums.parts) = (Vec::new(), Vec::new(), Vec::new());
    Some(sums)
}

/// The key of a label without what stands in brackets behind it: "Tổ chức cơ sở đảng (đảng bộ, chi bộ cơ sở)".
fn unexplained(label: &str) -> String {
    key(label.split('(').next().unwrap_or(label))
}
