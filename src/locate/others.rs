//! Columns that look like ratings and are something else: votes, standards of a profession, heads over levels.

use std::collections::{BTreeMap, HashSet};

use super::columns::Head;
use super::row_names::{self, Named};
use super::rows::Body;
use super::tables::Frame;
use super::vocabulary::{Vocabulary, has_words};
use super::{Column, ColumnRole, RowRole, Stage, Subject};
use crate::finding::CellRef;
use crate::text::key;

/// Heads that read like a level ("Mức độ hoàn thành nhiệm vụ") over several that are ("Xuất sắc", "Tốt", "Hoàn thành"):
/// they say what stands below, and are none.
pub(super) fn over_levels(heads: &[Head], words: &Vocabulary) -> HashSet<String> {
    let mut below: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    for head in heads {
        let Some((leaf, above)) = head.path.split_last() else { continue };
        let Some(level) = words.mention_beside(&key(leaf)) else { continue };
        for text in above.iter().map(|p| key(p)).filter(|text| words.mention_beside(text).is_some()) {
            below.entry(text).or_default().insert(level.label.clone());
        }
    }
    below.into_iter().filter(|(_, labels)| labels.len() >= 3).map(|(text, _)| text).collect()
}

/// "Chuẩn nghề nghiệp" beside a column that rates the year: a standard of a profession is another thing.
pub(super) fn set_standards_apart(columns: &mut [Column], words: &Vocabulary) {
    let standard = |c: &Column| {
        c.role == ColumnRole::Rating && c.path.iter().any(|p| Vocabulary::title_has(&key(p), &words.title.standard))
    };
    let rates = |c: &Column| c.role == ColumnRole::Rating && !standard(c);
    if !columns.iter().any(rates) {
        return;
    }
    for column in columns.iter_mut().filter(|c| standard(c)) {
        column.role = ColumnRole::Ignored;
        column.evidence.vi.push_str("; chuẩn nghề nghiệp, không phải kết quả xếp loại năm");
        column.evidence.en.push_str("; a standard of the profession, not the rating of the year");
    }
}

/// "Đạo đức, lối sống | Năng lực chuyên môn | Kết quả xếp loại": what a person is judged by, beside the column that says
/// how he is rated. What names the work alone ("Kết quả thực hiện nhiệm vụ") is that only where no whole level stands
/// below it.
pub(super) fn set_criteria_apart(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) {
    let says = |c: &Column, list: &[String]| c.path.iter().any(|p| Vocabulary::title_has(&key(p), list));
    let rates = |c: &Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark) && says(c, &words.title.rating);
    let level = |text: &String| {
        let text = key(text);
        has_words(&text, &key("hoàn thành")) || (words.is_label(&text) && !text.contains(' ') && text.contains("ht"))
    };
    let whole_levels = |c: &Column| {
        let data = body.rows.iter().filter(|r| r.role == RowRole::Data).take(400);
        data.map(|r| frame.grid.text(CellRef::new(r.index, c.index))).any(|text| level(&text))
    };
    let criterion = |c: &Column| {
        let marks = c.role == ColumnRole::Mark;
        let open = marks || matches!(c.role, ColumnRole::Rating | ColumnRole::Discipline);
        let named = says(c, &words.title.criterion);
        let open = open && !says(c, &words.title.rating) && c.stage.is_none();
        open && (named || (!marks && says(c, &words.title.work) && !whole_levels(c)))
    };
    if !columns.iter().any(rates) {
        return;
    }
    let found: Vec<usize> = (0..columns.len()).filter(|&i| criterion(&columns[i])).collect();
    for at in found {
        (columns[at].role, columns[at].level) = (ColumnRole::Ignored, None);
        columns[at].evidence.vi.push_str("; tiêu chí đánh giá, không phải kết quả xếp loại");
        columns[at].evidence.en.push_str("; a criterion, not the rating");
    }
}

/// "HTXSNV / TS | Nữ": beside the count of all under one head, that of some of them is a part of it.
pub(super) fn set_some_apart(columns: &mut [Column], words: &Vocabulary) {
    let split = |c: &Column| Some((key(c.path.last()?), c.path[..c.path.len() - 1].to_vec()));
    let all: Vec<Option<(String, Vec<String>)>> = columns.iter().map(split).collect();
    let counts_all = |leaf: &str| words.is_count_word(leaf) || words.role(leaf) == Some(ColumnRole::Total);
    // "TS | Chính thức | Dự bị": the whole and its parts, none of which is beside the other.
    let everybody = |head: &[String]| {
        let under = all.iter().flatten().filter(|(leaf, above)| above == head && !counts_all(leaf));
        words.name_everybody(&under.map(|(leaf, _)| leaf.clone()).collect::<Vec<_>>())
    };
    let beside = |head: &[String]| all.iter().flatten().any(|(leaf, above)| above == head && counts_all(leaf));
    for (column, own) in columns.iter_mut().zip(&all) {
        let Some((leaf, head)) = own else { continue };
        if words.counts_some(leaf) && !head.is_empty() && beside(head) && !everybody(head) {
            (column.role, column.level) = (ColumnRole::Ignored, None);
            column.evidence.vi.push_str("; là một phần của cột bên cạnh");
            column.evidence.en.push_str("; a part of the column beside it");
        }
    }
}

/// "Số đã kiểm điểm | Số được đánh giá, xếp loại": who was reviewed stands beside who was rated, and is not the same.
pub(super) fn set_reviewed_apart(columns: &mut [Column], words: &Vocabulary) {
    let reviewed = &words.words.reviewed;
    let said = |c: &Column, word: &String| c.path.iter().any(|p| has_words(&key(p), word));
    let rating = |c: &Column| words.title.rated.iter().any(|word| !reviewed.contains(word) && said(c, word));
    let rated = columns.iter().filter(|c| c.role == ColumnRole::Rated && rating(c));
    let of_rating: Vec<Option<Subject>> = rated.map(|c| c.subject).collect();
    let apart = |c: &Column| c.role == ColumnRole::Rated && reviewed.iter().any(|word| said(c, word)) && !rating(c);
    for column in columns.iter_mut().filter(|c| apart(c) && of_rating.contains(&c.subject)) {
        column.role = ColumnRole::Ignored;
        column.evidence.vi.push_str("; số đã kiểm điểm, cột bên cạnh ghi số được xếp loại");
        column.evidence.en.push_str("; who was reviewed, beside who was rated");
    }
}

/// "Số phiếu xếp loại / HTXSNV | HTTNV …": what is counted are votes, on the row of each person of a list of them.
pub(super) fn set_votes_apart(columns: &mut [Column], titled: bool, words: &Vocabulary) {
    let level = |c: &Column| matches!(c.role, ColumnRole::Count | ColumnRole::Share) && c.level.is_some();
    let votes = |c: &Column| c.path.iter().any(|p| words.counts_votes(&key(p)));
    for column in columns.iter_mut().filter(|c| level(c) && (titled || votes(c))) {
        (column.role, column.level, column.share_of) = (ColumnRole::Opinion, None, None);
        column.evidence.vi.push_str("; ghi số phiếu, không phải kết quả xếp loại");
        column.evidence.en.push_str("; votes, and no ratings");
    }
}

/// Figures under the levels on rows that each name a person, and no unit: votes, or how often he was rated so, and nobody who
/// is counted.
pub(super) fn set_figures_of_persons_apart(
    columns: &mut [Column],
    body: &Body,
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) {
    let counts = |c: &Column| matches!(c.role, ColumnRole::Count | ColumnRole::Share) && c.level.is_some();
    let mut named = columns.iter().filter(|c| matches!(c.role, ColumnRole::Unit | ColumnRole::Person));
    let (Some(names), None) = (named.next().filter(|c| c.role == ColumnRole::Person), named.next()) else { return };
    let text = |row: u32, column: u32| frame.grid.text(CellRef::new(row, column));
    let data: Vec<u32> = body.rows.iter().filter(|r| r.role == RowRole::Data).map(|r| r.index).take(400).collect();
    // A row or two with more than a mark among many with one: a slip in a list of marks.
    let levels: Vec<u32> = columns.iter().filter(|c| counts(c)).map(|c| c.index).collect();
    let several = |row: u32| levels.iter().filter_map(|&c| text(row, c).parse::<u32>().ok()).sum::<u32>() > 1;
    if data.iter().filter(|&&r| several(r)).count() * 2 <= data.len() {
        return;
    }
    let persons = data.iter().filter(|&&r| row_names::named(&text(r, names.index), words) == Named::Person).count();
    // "Chi bộ | Bí thư | Tổng số": where each row has a chi bộ of its own, who heads it stands beside.
    let places = |c: &Column| {
        let said: Vec<String> = data.iter().map(|&r| key(&text(r, c.index))).filter(|t| !t.is_empty()).collect();
        said.len() > 1 && said.iter().collect::<HashSet<_>>().len() == said.len()
    };
    if data.len() < 2
        || persons * 10 < data.len() * 9
        || columns.iter().any(|c| c.role == ColumnRole::Parent && places(c))
    {
        return;
    }
    for column in columns.iter_mut().filter(|c| counts(c)) {
        (column.role, column.level, column.share_of) = (ColumnRole::Opinion, None, None);
        column.evidence.vi.push_str("; số ghi trên dòng của một người, không đếm người được xếp loại");
        column.evidence.en.push_str("; figures on the row of a person count nobody who is rated");
    }
}

/// "Chi bộ xếp loại / HTXSNV | HTTNV" on the row of a person, "Chi bộ biểu quyết", or "Chi bộ" alone where no head says that
/// people are rated: who rates him, and not who is rated. So "Chi bộ XL" on that of an organisation, which rates itself.
pub(super) fn unname_raters(columns: &mut [Column], person: bool, words: &Vocabulary) {
    let people = columns.iter().any(|c| c.role == ColumnRole::Mark && c.subject.is_some_and(Subject::is_people));
    for column in columns.iter_mut().filter(|c| c.role == ColumnRole::Mark && c.subject.is_some()) {
        let keys: Vec<String> = column.path.iter().map(|p| key(p)).collect();
        let rater = |k: &String| {
            let named = words.subject(k) == column.subject && words.rated_subject(std::slice::from_ref(k)).is_none();
            named && (!people || words.says_rated(k))
        };
        let told = if person { keys.iter().any(rater) } else { words.rater(&column.path).is_some() };
        if column.subject.is_some_and(|s| !s.is_people()) && told {
            column.subject = words.rated_subject(&keys);
        }
    }
}

/// "Kết quả xếp loại / Tự xếp | Chi bộ" over words, on the row of a person: behind what he says himself or another body says,
/// who rates, and not another whose rating is told beside his. `of` is whom the titles name.
pub(super) fn unname_speakers(columns: &mut [Column], of: Option<Subject>, words: &Vocabulary) {
    let rating = |c: &Column| c.role == ColumnRole::Rating;
    let behind = |c: &Column| c.path.last().is_some_and(|head| words.rater_behind(head));
    let speaks = |c: &Column| words.speaker(&c.path) || words.rater(&c.path).is_some() || behind(c);
    let speaker = |c: &Column| c.subject.is_some() && c.subject != of && (behind(c) || c.stage.is_none() && speaks(c));
    let own = |c: &Column| c.path.last().is_some_and(|p| words.stages.himself.contains(&key(p)));
    let before = |c: &Column| matches!(c.stage, Some(Stage::Own | Stage::Proposed)) || own(c) || speaks(c);
    let Some(first) = columns.iter().find(|c| rating(c)).filter(|c| !speaker(c)).map(|c| c.index) else { return };
    if columns.iter().any(|c| rating(c) && !speaker(c) && (!before(c) || (own(c) && c.index > first))) {
        return;
    }
    for column in columns.iter_mut().filter(|c| rating(c) && speaker(c)) {
        column.subject =
            words.rated_subject(&column.path[..column.path.len() - 1].iter().map(|p| key(p)).collect::<Vec<_>>());
        column.evidence.vi.push_str("; nơi xếp loại, không phải đối tượng được xếp loại");
        column.evidence.en.push_str("; who rates, and not who is rated");
    }
}

/// "Chi bộ xếp loại | Đảng ủy xếp loại", "Tự XL | Chi bộ XL" over counts of levels under a title of people alone: who rates
/// them, and none of them another subject.
pub(super) fn unname_speakers_over_counts(columns: &mut [Column], title: &str, words: &Vocabulary) {
    let of = words.subjects(title);
    if of.is_empty() || !of.iter().all(|s| s.is_people()) {
        return;
    }
    let counts = |c: &Column| c.role == ColumnRole::Count && c.level.is_some();
    let head = |c: &Column| c.path.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
    let speaks = |above: &[String]| {
        let own = above.last().is_some_and(|p| words.stages.himself.contains(&key(p)));
        let stage = above.iter().any(|p| words.stage(&key(p)).is_some());
        own || stage || words.speaker(above) || words.rater(above).is_some()
    };
    let heads: HashSet<Vec<String>> = columns.iter().filter(|c| counts(c)).map(head).collect();
    if heads.len() < 2 || !heads.iter().all(|above| speaks(above)) {
        return;
    }
    for column in columns.iter_mut().filter(|c| counts(c) && c.subject.is_some_and(|s| !s.is_people())) {
        column.subject = None;
        column.evidence.vi.push_str("; nơi xếp loại, không phải đối tượng được xếp loại");
        column.evidence.en.push_str("; who rates, and not who is rated");
    }
}

/// "Nhận xét nơi cư trú", "Gia đình văn hóa", "Xếp loại công đoàn" beside the column that says how the row is rated: another
/// thing, unless the title speaks of it, or party organisations are rated and it is a body of their level. `title` is a key.
pub(super) fn set_other_ratings_apart(columns: &mut [Column], title: &str, words: &Vocabulary) {
    let rating = |c: &Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
    let says_who = |c: &Column| c.path.iter().any(|p| words.subject(&key(p)).is_some_and(Subject::is_people));
    let whom = columns.iter().any(|c| rating(c) && says_who(c));
    let party = !whom && words.subject(title).is_some_and(Subject::is_organisation);
    let names = |k: &str| {
        if party && words.state_body(k).is_some() {
            return false;
        }
        let listed = words.title.another.iter().any(|w| has_words(k, w) && !has_words(title, w));
        listed || (whom && words.title.another_alone.iter().any(|w| w == k && !has_words(title, w)))
    };
    // Over marks the level stands in the last head.
    let head = |c: &Column| c.path.iter().nth_back(usize::from(c.role == ColumnRole::Mark)).map(|p| key(p));
    let another = |c: &Column| {
        let open = rating(c) && c.stage.is_none() && words.rater(&c.path).is_none();
        open && head(c).is_some_and(|k| names(&k))
    };
    let says = |c: &Column| c.path.iter().any(|p| Vocabulary::title_has(&key(p), &words.title.rating));
    let result = |c: &Column| says(c) && matches!(c.stage, None | Some(Stage::Decided));
    let rates = |c: &Column| rating(c) && !another(c) && (result(c) || says_who(c));
    if !columns.iter().any(rates) {
        return;
    }
    let found: Vec<usize> = (0..columns.len()).filter(|&i| another(&columns[i])).collect();
    for at in found {
        (columns[at].role, columns[at].level) = (ColumnRole::Ignored, None);
        columns[at].evidence.vi.push_str("; đánh giá về việc khác, không phải kết quả xếp loại của biểu");
        columns[at].evidence.en.push_str("; about something else, and not the rating of this table");
    }
}
