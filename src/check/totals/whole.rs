//! Which ratings of a list count, and whether it is a list of its whole subject.

use crate::check::extracts::Extract;
use crate::check::records::{Rated, RatedRoster, TableRecord};
use crate::locate::{ColumnRole, Subject};
use crate::text::key;

/// The rating columns that count: the one the title speaks of, or one for each subject it names ("TỔ CHỨC ĐẢNG, TẬP THỂ,
/// CÁ NHÂN"); on the rows of persons, where it names none, one for each kind of person rated side by side.
pub fn counted_columns(table: &TableRecord<'_>, list: &RatedRoster<'_>) -> Vec<usize> {
    let mut columns: Vec<usize> = list.main.into_iter().collect();
    if !table.table.subject_by_title && list.roster.persons {
        for subject in [Subject::Member, Subject::CivilServant, Subject::PublicEmployee] {
            columns.extend(list.column_of(subject).filter(|c| !columns.contains(c)));
        }
    }
    let named = &table.table.subjects_of_title;
    if named.len() >= 2 && !list.roster.persons {
        for &subject in named {
            columns.extend(list.column_of(subject).filter(|c| !columns.contains(c)));
        }
    }
    columns
}

/// A list of those of one level only ("danh sách … HTXSNV") is no list of the whole subject, but for one whose persons stand in
/// no other list: a part of it.
pub(in crate::check) fn counts_whole_subject(table: &TableRecord<'_>) -> bool {
    const NOT_RATED: [&str; 3] = ["chưa kiểm điểm", "chưa xếp loại", "chưa được đánh giá"];
    if table.extract == Extract::Part {
        return true;
    }
    let title = table.table.title_key();
    !is_of_one_level(&title) && !NOT_RATED.iter().any(|l| crate::locate::vocabulary::has_words(&title, &key(l)))
}

/// Is it a list of persons who were not rated, with their reasons, and nothing else?
pub(super) fn is_of_those_not_rated(table: &TableRecord<'_>) -> bool {
    let Rated::Roster(list) = &table.content else { return false };
    let columns = |role: ColumnRole| table.table.columns.iter().filter(|c| c.role == role).count();
    // "Chưa kiểm điểm | Chưa xếp loại": who is marked in the first alone may be rated.
    let plain = columns(ColumnRole::Reason) > 0 && columns(ColumnRole::Unrated) < 2;
    list.roster.ratings.is_empty() && list.roster.persons && plain
}

/// Does a title name the best or the worst level, and no other?
pub(in crate::check) fn is_of_one_level(title: &str) -> bool {
    const LEVELS: [&[&str]; 4] = [
        &["hoàn thành xuất sắc nhiệm vụ", "htxsnv"],
        &["không hoàn thành nhiệm vụ", "khtnv"],
        &["hoàn thành tốt nhiệm vụ", "httnv"],
        &["htnv"],
    ];
    let names = |level: &[&str]| level.iter().any(|l| crate::locate::vocabulary::has_words(title, &key(l)));
    let named = LEVELS.map(names);
    // "Xếp loại ghi HTXSNV, HTTNV, HTNV hoặc KHTNV" says what may be written.
    (named[0] || named[1]) && named.into_iter().filter(|named| *named).count() == 1
}
