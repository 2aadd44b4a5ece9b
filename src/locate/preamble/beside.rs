//! Years beside that of a title: of what is to come, and of what it is held against.

use crate::locate::vocabulary::has_words;

/// Words before a later year that say what is to come: "NĂM 2021, TRIỂN KHAI NHIỆM VỤ NĂM 2022".
const PLANS: [&str; 10] = [
    "triển khai",
    "nhiệm vụ",
    "kế hoạch",
    "chương trình",
    "giải pháp",
    "đăng ký",
    "dự kiến",
    "mục tiêu",
    "phấn đấu",
    "chỉ tiêu",
];

/// Words before an earlier year that the one of the title is held against: "NĂM 2021 (SO SÁNH NĂM 2020)".
const COMPARED: [&str; 4] = ["so", "so sánh", "đối chiếu", "cùng kỳ"];

/// Does what stands before a year part it from an earlier one of the title, as that of a plan?
pub(super) fn is_next(before: &str, year: u16, found: &[u16]) -> bool {
    behind_last(before, found).is_some_and(|(words, last)| year > last && PLANS.iter().any(|p| has_words(&words, p)))
}

/// Does what stands before a year part it from a later one of the title, as that of what is compared?
pub(super) fn is_held_against(before: &str, year: u16, found: &[u16]) -> bool {
    behind_last(before, found).is_some_and(|(words, last)| year < last && COMPARED.iter().any(|c| has_words(&words, c)))
}

/// What stands behind the last year found.
fn behind_last(before: &str, found: &[u16]) -> Option<(String, u16)> {
    let last = *found.last()?;
    Some((before.rsplit_once(&last.to_string())?.1.replace(['(', ',', ';'], " "), last))
}
