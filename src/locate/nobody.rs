//! Tables whose levels count votes, opinions or occasions, and nobody who is rated.

use super::phrases::strip_start;
use super::vocabulary::{Vocabulary, has_words};
use super::{Column, ColumnRole, Kind};
use crate::finding::Message;
use crate::text::key;

/// Heads that count bodies by a word that names no subject.
const BODIES: [&str; 3] = ["tổ chức", "đơn vị", "được"];

/// What a table of counts counts in place of those rated, by the head of its total, else by columns of votes beside the levels,
/// else by its title.
pub(super) fn counted(columns: &[Column], titles: &[String], kind: Kind, words: &Vocabulary) -> Option<Message> {
    if !matches!(kind, Kind::CountSummary | Kind::CountSummaryTransposed) {
        return None;
    }
    let w = &words.words;
    let said = |list: &[String], text: &str| list.iter().any(|phrase| has_words(text, phrase));
    let body = |text: &str| BODIES.iter().any(|phrase| has_words(text, phrase));
    let somebody = |text: &str| words.subject(text).is_some() || words.speaks_of_people(text) || body(text);
    let else_counted = |text: &str| said(&w.occasions, text) || (said(&w.counted_else, text) && !somebody(text));
    let whole = |c: &&Column| matches!(c.role, ColumnRole::Total | ColumnRole::Rated);
    let heads = |c: &Column| c.path.iter().find(|head| else_counted(&key(head))).cloned();
    let wholes: Vec<Option<String>> = columns.iter().filter(whole).map(heads).collect();
    let of_whole = match &wholes[..] {
        // Where one of them counts those rated, the levels may be theirs.
        [first, others @ ..] if others.iter().all(Option::is_some) => first.clone(),
        _ => None,
    };
    let vote = |c: &Column| c.level.is_none() && c.path.iter().any(|head| said(&w.votes, &key(head)));
    let votes = || columns.iter().filter(|c| c.role == ColumnRole::Opinion).find(|c| vote(c)).map(Column::header);
    let titled = || titles.iter().find(|title| words.announces_votes(&key(title))).cloned();
    let told = if wholes.is_empty() { votes().or_else(titled) } else { of_whole }?;
    Some(Message::new(
        format!("“{told}”: số đếm là phiếu, ý kiến hoặc lượt, không phải đối tượng được xếp loại"),
        format!("“{told}”: what is counted are votes, opinions or occasions, and nobody who is rated"),
    ))
}

impl Vocabulary {
    /// "TỔNG HỢP PHIẾU BIỂU QUYẾT …", "BIÊN BẢN KIỂM PHIẾU …"; "… SAU KHI LẤY Ý KIẾN" is about results.
    fn announces_votes(&self, title: &str) -> bool {
        let votes = |rest: &str| strip_start(rest, &self.words.voting).is_some();
        let mut rests = std::iter::successors(Some(title), |rest| strip_start(rest, &self.stages.announcing));
        rests.any(votes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_announce_votes_where_they_begin_with_them() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        for (title, votes) in [
            ("TỔNG HỢP PHIẾU BIỂU QUYẾT XẾP LOẠI CHI BỘ NĂM 2021", true),
            ("BIÊN BẢN KIỂM PHIẾU XẾP LOẠI CHI BỘ NĂM 2021", true),
            ("KẾT QUẢ LẤY Ý KIẾN XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021", true),
            ("PHIẾU TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021", false),
            ("KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN SAU KHI LẤY Ý KIẾN CẤP ỦY NƠI CƯ TRÚ", false),
            ("TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN THEO KẾT QUẢ BIỂU QUYẾT CỦA BTV", false),
        ] {
            assert_eq!(words.announces_votes(&key(title)), votes, "{title}");
        }
    }
}
