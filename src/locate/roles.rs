//! What a header text names by its words: the role of its column, a count, a share, a division.

use std::collections::HashSet;

use super::ColumnRole;
use super::loose::{Loose, bare};
use super::phrases::{has_words, strip_start};
use super::vocabulary::{Said, Vocabulary};

impl Vocabulary {
    /// The same phrases, for texts with slips in them.
    pub(super) fn said_loosely(&self) -> Loose<Said> {
        use ColumnRole::{Person, Rated, Rating, Score, Total, Unit, Unrated};
        let role = |said: Said| match said {
            Said::Column(i) => Some(self.columns[i].role),
            Said::Share | Said::Division => None,
        };
        let alone = |said| matches!(role(said), Some(Unit | Total | Score));
        let mended =
            |said| said == Said::Share || matches!(role(said), Some(Person | Unit | Total | Rated | Unrated | Rating));
        let told = self.said().filter(|(_, _, said)| *said != Said::Division);
        let told = told.map(|(phrase, place, said)| (phrase, place, said, alone(said), mended(said)));
        Loose::new(told, &self.words.no_slips, |a, b| role(a) == role(b))
    }

    /// The role a header text names, `None` when it names none; tones may be missing or wrong. `text` is a key.
    pub fn role(&self, text: &str) -> Option<ColumnRole> {
        self.role_among(text, &self.loose.in_text(text))
    }

    /// The same for a text that is known to head a column: a letter may be wrong.
    pub(super) fn head_role(&self, text: &str) -> Option<ColumnRole> {
        self.role(text).or_else(|| self.role_among(text, &[self.loose.near(text)?]))
    }

    /// Does the text name its role as it stands, without a slip?
    pub(super) fn names_role(&self, text: &str) -> bool {
        self.role_among(text, &[]).is_some()
    }

    /// The role of a text in which, besides what stands there, this is said.
    fn role_among(&self, text: &str, loosely: &[Said]) -> Option<ColumnRole> {
        if text.is_empty() {
            return None;
        }
        let previous = |said: Said| matches!(said, Said::Column(i) if self.columns[i].role == ColumnRole::Previous);
        let mut share = text.ends_with('%');
        for said in self.phrases.in_text(text).chain(loosely.iter().copied()) {
            if previous(said) {
                return Some(ColumnRole::Previous);
            }
            share |= said == Said::Share;
        }
        if share {
            return Some(if self.is_cap_share(text) { ColumnRole::CapShare } else { ColumnRole::Share });
        }
        let text = strip_start(text, &self.words.of_which).unwrap_or(text);
        let named = |text: &str| {
            let first = self.phrases.in_text(text).chain(loosely.iter().copied()).filter_map(|said| match said {
                Said::Column(i) => Some(i),
                Said::Share | Said::Division => None,
            });
            first.min().map(|i| self.columns[i].role)
        };
        let rated = || self.counts_rated(text).then_some(ColumnRole::Rated);
        rated().or_else(|| named(text)).or_else(|| named(super::mentions::unnumbered(text)?))
    }

    /// "Tỷ lệ xuất sắc trong số tốt trở lên": the share the cap is about.
    pub fn is_cap_share(&self, text: &str) -> bool {
        let any = |list: &[String]| list.iter().any(|p| has_words(text, p));
        // "Tỷ lệ HTXSNV/HTTNV"
        let over = || {
            let apart = text.replace('/', " ");
            let good = |of: &String| self.words.cap_good.iter().any(|good| has_words(&apart, &format!("{of} {good}")));
            text.contains('/') && self.words.cap_of.iter().any(good)
        };
        let base = any(&self.words.cap_of) && any(&self.words.cap_base) && any(&self.words.cap_good);
        self.has_share_word(text) && (base || over()) && !self.is_share_elsewhere(text)
    }

    /// The words of heads that say what a share is of: before it, the whole, and a level with those above it.
    pub(crate) fn share_bases(&self) -> (&[String], &[String], &[String]) {
        (&self.words.share_joints, &self.words.share_wholes, &self.words.share_above)
    }

    /// "Tỷ lệ so với toàn huyện", "Mức tăng (%)": of what stands beside it no share at all.
    pub(super) fn is_share_elsewhere(&self, text: &str) -> bool {
        self.words.share_elsewhere.iter().any(|p| has_words(text, p))
    }

    /// "Số phiếu xếp loại": what is counted under it are votes.
    pub(super) fn counts_votes(&self, text: &str) -> bool {
        self.words.votes.iter().any(|p| has_words(text, p))
    }

    pub(crate) fn has_share_word(&self, text: &str) -> bool {
        let loosely = || self.loose.in_text(text).contains(&Said::Share);
        text.ends_with('%') || self.phrases.in_text(text).any(|said| said == Said::Share) || loosely()
    }

    /// The labels in a text, each as long as it can be, and whether the other words are those of any head of a share.
    pub(super) fn labels_in_share<'t>(&self, text: &'t str) -> (Vec<&'t str>, bool) {
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1)).collect();
        let end = |word: usize| starts.get(word + 1).map_or(text.len(), |next| next - 1);
        let (mut labels, mut plain, mut word) = (Vec::new(), true, 0);
        while let Some(&start) = starts.get(word) {
            let longest = (word..starts.len()).rev().find(|&last| {
                let part = &text[start..end(last)];
                part.chars().count() > 1 && self.is_label(part)
            });
            // "Đạt" and the like say nothing in the head of a share.
            let said = |part: &str| self.words.share_said.iter().any(|w| w == part);
            match longest {
                Some(last) if last > word || !said(&text[start..end(word)]) => {
                    labels.push(&text[start..end(last)]);
                    word = last + 1;
                }
                _ => {
                    plain &= self.of_any_share(&text[start..end(word)]);
                    word += 1;
                }
            }
        }
        (labels, plain)
    }

    fn of_any_share(&self, word: &str) -> bool {
        let listed = |list: &[String]| list.iter().any(|phrase| phrase.split(' ').any(|w| w == word));
        let number = || word.chars().all(|c| c.is_ascii_digit() || c == '%');
        number()
            || word.chars().count() == 1
            || listed(&self.words.share_said)
            || listed(&self.words.share)
            || listed(&self.words.count)
    }

    /// Only "Tỷ lệ (%)", "%": the share of what stands above or below.
    pub(crate) fn is_share_word(&self, text: &str) -> bool {
        let word = |text: &str| self.words.share.iter().any(|p| p == text) || has_slip_of(text, &self.loose_shares);
        word(text) || word(text.trim_end_matches(['%', ' ']))
    }

    /// A name of a row that says no more than "share": "Tỷ lệ %", "%".
    pub(crate) fn names_share(&self, text: &str) -> bool {
        self.is_share_word(text) || self.is_share_word(text.trim_end_matches([' ', ':']))
    }

    /// "Tỷ lệ so với tổng số": begins with the word for a share.
    pub(crate) fn starts_with_share(&self, text: &str) -> bool {
        strip_start(text, &self.words.share).is_some_and(|rest| self.mention(rest).is_none())
    }

    /// Only "SL", "Số lượng": the count of what stands above.
    pub(crate) fn is_count_word(&self, text: &str) -> bool {
        self.words.count.iter().any(|p| p == text) || has_slip_of(text, &self.loose_counts)
    }

    /// "Thuộc đảng bộ", "Trực thuộc": what stands below says under whom a row is.
    pub(super) fn belongs_to(&self, text: &str) -> bool {
        strip_start(text, &self.words.belongs).is_some()
    }

    /// "Tổng điểm", "Điểm tổng cộng": of several scores the whole.
    pub(crate) fn names_whole_score(&self, text: &str) -> bool {
        self.words.score_whole.iter().any(|p| has_words(text, p))
    }

    /// "Chia theo loại hình": the head over a division into types.
    pub(super) fn heads_division(&self, text: &str) -> bool {
        self.phrases.in_text(text).any(|said| said == Said::Division)
    }
}

/// Is the text one of these but for its tones? With a wrong tone it must be more than one word.
fn has_slip_of(text: &str, without_tones: &HashSet<String>) -> bool {
    let short = text.len() <= 24;
    short && (text.is_ascii() || text.contains(' ')) && without_tones.contains(bare(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    fn words() -> Vocabulary {
        Vocabulary::new(std::iter::empty(), std::iter::empty())
    }

    #[test]
    fn headers_name_roles() {
        let role = |t: &str| words().role(&key(t));
        for (text, expected) in [
            ("STT", ColumnRole::Ordinal),
            ("Tên tổ chức cơ sở đảng", ColumnRole::Unit),
            ("Số được đánh giá, xếp loại", ColumnRole::Rated),
            ("Chưa được đánh giá", ColumnRole::Unrated),
            ("Tổng số đảng viên", ColumnRole::Total),
            ("Xếp loại tổ chức, đơn vị", ColumnRole::Rating),
            ("Đối tượng đánh giá, xếp loại", ColumnRole::Unit),
            ("Đơn vị công tác", ColumnRole::Unit),
            ("Tỷ lệ % xếp loại xuất sắc trong số xếp loại tốt trở lên", ColumnRole::CapShare),
            ("Tỷ lệ (%)", ColumnRole::Share),
        ] {
            assert_eq!(role(text), Some(expected), "{text}");
        }
        assert_eq!(role("Cột lạ"), None);
    }

    #[test]
    fn slips_in_a_header_are_read_where_they_can_be_nothing_else() {
        let role = |t: &str| words().head_role(&key(t));
        for (text, expected) in [
            ("Tổng sô", ColumnRole::Total),
            ("Tong so dang vien", ColumnRole::Total),
            ("Tổng công", ColumnRole::Total),
            ("Tổg số", ColumnRole::Total),
            ("Số đươc đánh giá, xếp loại", ColumnRole::Rated),
            ("Chua danh gia", ColumnRole::Unrated),
            ("Chưa đánh gía", ColumnRole::Unrated),
            ("Ty le", ColumnRole::Share),
            ("Don vi", ColumnRole::Unit),
            ("Ho va ten", ColumnRole::Person),
            ("Họ va tên đảng viên", ColumnRole::Person),
            ("Ghi chu", ColumnRole::Note),
        ] {
            assert_eq!(role(text), Some(expected), "{text}");
        }
        for other in ["Số lương", "Tên trưởng phòng", "Trong số đó", "Tổng công ty", "Muc", "Công sở", "Chi tiết"]
        {
            assert_eq!(role(other), None, "{other}");
        }
        assert!(words().names_role(&key("Tổng số")) && !words().names_role(&key("Tổng sô")));
        assert!(words().is_count_word("so luong") && words().is_share_word(&key("Ty lệ")));
    }
}
