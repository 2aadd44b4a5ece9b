//! What heads of percentages say that these are of: "Tỷ lệ HTXSNV so với HTTNV trở lên", "Tỷ lệ HTXSNV/tổng số".

use super::ShareOf;
use crate::locate::vocabulary::{Vocabulary, has_words};

impl Vocabulary {
    /// By the key of the last head over the column; a bare "HTTNV" may mean those above as well, and says nothing.
    pub(super) fn share_of(&self, head: &str, cap: bool) -> Option<ShareOf> {
        let (joints, wholes, above) = self.share_bases();
        if cap {
            return above.iter().any(|word| has_words(head, word)).then_some(ShareOf::GoodAndAbove);
        }
        let head = head.replace('/', " / ");
        let behind = |joint: &String| head.split_once(&format!(" {joint} ")).map(|(_, rest)| rest.trim());
        let whole = |rest: &str| wholes.iter().any(|whole| rest.trim_end_matches(['%', '(', ')', ' ']) == whole);
        joints.iter().filter_map(behind).any(whole).then_some(ShareOf::Whole)
    }
}
