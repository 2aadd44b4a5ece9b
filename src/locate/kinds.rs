//! Columns and rows → the shape and kind of a table, and what it is about, with the evidence.

use super::rows::Body;
use super::tables::Frame;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, RowRole, Subject, cover};
use crate::finding::{CellRef, Message};
use crate::text::key;

/// The shape and kind of the table, with the evidence.
pub(super) fn kind(columns: &[Column], body: &Body, titles: &[String], words: &Vocabulary) -> (Kind, Message) {
    let title = key(&titles.join(" "));
    let headers = key(&columns.iter().flat_map(|c| c.path.clone()).collect::<Vec<_>>().join(" "));
    let levels = |role: ColumnRole| columns.iter().filter(|c| c.role == role && c.level.is_some()).count();
    let person = columns.iter().any(|c| c.role == ColumnRole::Person);
    let said = |vi: String, en: String| Message::new(vi, en);
    if Vocabulary::title_has(&headers, &words.title.criteria)
        && levels(ColumnRole::Mark) + levels(ColumnRole::Count) > 0
        || (Vocabulary::title_has(&headers, &words.title.criteria)
            && !Vocabulary::title_has(&title, &words.title.rating))
    {
        return (
            Kind::Decoy,
            said("tiêu đề nói về tiêu chí, cấp độ thực hiện".into(), "the header speaks of criteria".into()),
        );
    }
    let pupils =
        |c: &Column| c.role == ColumnRole::Person && Vocabulary::title_has(&key(&c.header()), &words.title.pupils);
    if Vocabulary::title_has(&title, &words.title.others) || columns.iter().any(pupils) {
        return (
            Kind::Decoy,
            said(
                "biểu về danh hiệu văn hóa hoặc học sinh, không phải xếp loại tổ chức, cá nhân".into(),
                "it is about families, quarters or pupils".into(),
            ),
        );
    }
    let row_levels: std::collections::BTreeSet<&str> =
        body.rows.iter().filter_map(|r| r.level.as_ref().map(|l| l.label.as_str())).collect();
    let (counts, marks) = (levels(ColumnRole::Count), levels(ColumnRole::Mark));
    if row_levels.len() >= 2 && counts == 0 && marks == 0 {
        let n = row_levels.len();
        return (
            Kind::CountSummaryTransposed,
            said(format!("{n:02} mức xếp loại đứng ở các dòng"), format!("{n} levels stand in rows")),
        );
    }
    // "Xếp loại chi bộ" with a mark under one of its levels, "Xếp loại đảng viên" with figures: two tables in one.
    let about = |role: ColumnRole| {
        let mut all = columns.iter().filter(|c| c.role == role && c.level.is_some()).map(|c| c.subject);
        let first = all.next().flatten();
        first.filter(|_| all.all(|subject| subject == first))
    };
    let beside = || about(ColumnRole::Count).zip(about(ColumnRole::Mark)).is_some_and(|(own, other)| own != other);
    if counts >= 1 && (marks == 0 || counts >= 2 && !person && beside()) {
        return (
            Kind::CountSummary,
            said(format!("{counts:02} cột số lượng theo mức"), format!("{counts} columns of counts by level")),
        );
    }
    let shares = levels(ColumnRole::Share);
    let rating = columns.iter().any(|c| c.role == ColumnRole::Rating);
    if shares >= 2 && marks == 0 && !rating && !person {
        return (
            Kind::CountSummary,
            said(
                format!("{shares:02} cột tỷ lệ theo mức, không có cột số lượng"),
                format!("{shares} columns of shares by level, and no counts"),
            ),
        );
    }
    if Vocabulary::title_has(&title, &words.title.award)
        && !((rating || marks >= 2) && Vocabulary::title_has(&title, &words.title.rating))
    {
        return (Kind::AwardList, said("tiêu đề nói về khen thưởng".into(), "the title speaks of awards".into()));
    }
    if marks >= 2 || rating {
        let how = if marks >= 2 { ("đánh dấu", "marks") } else { ("ghi bằng chữ", "words") };
        let evidence =
            said(format!("mỗi dòng một đối tượng, mức {}", how.0), format!("one row a subject, levels as {}", how.1));
        let named = person || columns.iter().any(|c| c.role == ColumnRole::Unit);
        if !named {
            return (Kind::Other, said("không có cột tên".into(), "no column names the rows".into()));
        }
        return (if person { Kind::PersonRoster } else { Kind::UnitRoster }, evidence);
    }
    let has = |role: ColumnRole| columns.iter().any(|c| c.role == role);
    // "DANH SÁCH ĐẢNG VIÊN CHƯA ĐƯỢC ĐÁNH GIÁ, XẾP LOẠI": by a column, or by the title.
    let unrated = has(ColumnRole::Unrated) || titles.iter().any(|t| words.role(&key(t)) == Some(ColumnRole::Unrated));
    if person && unrated && has(ColumnRole::Reason) {
        let evidence = said("danh sách những người chưa được xếp loại".into(), "a list of those not rated".into());
        return (Kind::PersonRoster, evidence);
    }
    if let Some(counting) = counting(columns, body, words) {
        return counting;
    }
    (Kind::Other, said("không có cột hay dòng nào nêu mức xếp loại".into(), "no column or row names a level".into()))
}

/// "Tên tổ chức đảng | Người đứng đầu | Xếp loại" under a title that speaks of organisations alone: they are rated, each in a
/// row of its own, and who heads them stands beside.
pub(super) fn set_heads_aside(
    columns: &mut [Column],
    body: &Body,
    titles: &[String],
    (frame, words): (&Frame<'_, '_>, &Vocabulary),
) {
    let title = key(&titles.join(" "));
    let rated = words.subjects(&title);
    let has = |role: ColumnRole| columns.iter().any(|c| c.role == role);
    let of_people =
        rated.iter().any(|s| s.is_people()) || words.names_strangers(&title) || words.speaks_of_people(&title);
    if rated.is_empty() || of_people || has(ColumnRole::Post) || has(ColumnRole::Birth) {
        return;
    }
    let only = |role: ColumnRole| {
        let mut all = columns.iter().filter(|c| c.role == role);
        all.next().filter(|_| all.next().is_none()).map(|c| c.index)
    };
    let unit = only(ColumnRole::Unit).or_else(|| only(ColumnRole::Parent).filter(|_| !has(ColumnRole::Unit)));
    let (Some(unit), Some(person)) = (unit, only(ColumnRole::Person)) else { return };
    let data = body.rows.iter().filter(|r| r.role == RowRole::Data);
    let names: Vec<String> = data.map(|r| key(&frame.grid.text(CellRef::new(r.index, unit)))).collect();
    let different: std::collections::BTreeSet<&String> = names.iter().filter(|name| !name.is_empty()).collect();
    if names.len() < 2 || different.len() < names.len() {
        return;
    }
    columns.iter_mut().filter(|c| c.index == unit).for_each(|c| c.role = ColumnRole::Unit);
    for column in columns.iter_mut().filter(|c| c.index == person) {
        (column.role, column.subject) = (ColumnRole::Unknown, None);
        column.evidence.vi.push_str("; tên người bên cạnh tổ chức được xếp loại");
        column.evidence.en.push_str("; names beside the organisations that are rated");
    }
}

/// Tables that count what is rated, and no levels: organisations and members by type, reviews held and not held.
fn counting(columns: &[Column], body: &Body, words: &Vocabulary) -> Option<(Kind, Message)> {
    let measured = |role: ColumnRole| body.rows.iter().any(|r| r.measure == Some(role));
    if measured(ColumnRole::Total) && measured(ColumnRole::Rated) {
        let evidence =
            Message::new("các dòng nêu tổng số và số đã kiểm điểm, đánh giá", "rows name totals and those done");
        return Some((Kind::CountSummaryTransposed, evidence));
    }
    let summed = body.rows.iter().any(|r| matches!(r.role, RowRole::Total | RowRole::Subtotal) && cover::is_sum_row(r));
    let person = columns.iter().any(|c| c.role == ColumnRole::Person);
    let counted = columns.iter().filter(|c| counts_subject(c, words)).count();
    (summed && !person && counted >= 2).then(|| {
        let evidence = Message::new(
            format!("{counted:02} cột đếm tổ chức, đảng viên; không nêu mức xếp loại"),
            format!("{counted} columns count organisations or members, and no levels"),
        );
        (Kind::CountSummary, evidence)
    })
}

/// Does a header say that organisations or people of ours are counted under it?
pub(super) fn counts_subject(column: &Column, words: &Vocabulary) -> bool {
    let said = |p: &String| words.subject(&key(p)).is_some_and(|s| s != Subject::Unit);
    matches!(column.role, ColumnRole::Total | ColumnRole::Count | ColumnRole::Unknown | ColumnRole::Parent)
        && column.path.iter().any(said)
}

/// The subject of a table: its title's, read as a whole and then line by line from the nearest; for lists else the
/// header of the rating or name column. A list of persons is about persons, whatever their organisations are called.
pub(super) fn table_subject(titles: &[String], columns: &[Column], kind: Kind, words: &Vocabulary) -> (Subject, bool) {
    let lines: Vec<String> = titles.iter().map(|t| key(t)).filter(|t| !t.contains("kèm theo")).collect();
    let persons = kind == Kind::PersonRoster;
    let fits = |s: &Subject| {
        !persons || matches!(s, Subject::Member | Subject::Leader | Subject::CivilServant | Subject::PublicEmployee)
    };
    let whole = words.subject(&lines.join(" "));
    // "Xếp loại đảng viên của các chi bộ": whose they are is another thing.
    let rated = |t: &String| words.subject(t.split_once(" của ").map(|(rated, _)| rated)?);
    let from_title = whole.into_iter().chain(lines.iter().rev().filter_map(|t| words.subject(t).or_else(|| rated(t))));
    let by_role = |role: ColumnRole| columns.iter().filter(move |c| c.role == role).filter_map(|c| c.subject);
    let from_columns: Vec<Subject> = match kind {
        Kind::UnitRoster | Kind::PersonRoster => {
            let heads = by_role(ColumnRole::Rating).filter(|s| *s == Subject::Leader);
            let others =
                by_role(ColumnRole::Rating).chain(by_role(ColumnRole::Mark)).chain(by_role(ColumnRole::Person));
            heads.chain(others).chain(by_role(ColumnRole::Unit)).collect()
        }
        Kind::CountSummary => by_role(ColumnRole::Total).chain(by_role(ColumnRole::Rated)).collect(),
        Kind::CountSummaryTransposed => by_role(ColumnRole::Unit).collect(),
        _ => Vec::new(),
    };
    // "Danh sách đảng viên chi bộ Khoa Cơ bản": of what a list of persons names, the persons are rated.
    let of_persons = || {
        let of =
            |t: &String| if Vocabulary::speaks_of_leading(t) { words.subjects(t) } else { words.subjects_by_name(t) };
        let mut named: Vec<Subject> = lines.iter().flat_map(of).filter(fits).collect();
        named.dedup();
        if let ([one], true) = (named.as_slice(), persons && from_columns.is_empty()) { Some(*one) } else { None }
    };
    // Those who lead, and not what they lead, unless the rating says whom it is about.
    let rated = by_role(ColumnRole::Rating).chain(by_role(ColumnRole::Mark)).any(|s| fits(&s));
    let leading = |t: &String| words.announces_leaders(t, persons);
    let by_post = || (!rated && lines.iter().any(leading)).then_some(Subject::Leader);
    let led = |s: &Subject| matches!(s, Subject::Unit | Subject::PartyBase | Subject::PartyCell);
    let whom = from_title.clone().find(fits).filter(|s| !led(s) || by_post().is_none());
    let titled = whom.or_else(of_persons).or_else(by_post);
    (titled.or_else(|| from_columns.into_iter().find(fits)).unwrap_or(Subject::Unknown), titled.is_some())
}
