//! Heads that together name everybody: "Chính thức | Dự bị", "Nam | Nữ".

use super::phrases::has_words;
use super::vocabulary::Vocabulary;
use super::{Column, Stage, Subject};
use crate::text::key;

/// "Chính thức" beside "Dự bị" says which members are counted, and no stage of their rating.
pub(super) fn unname_stages(columns: &mut [Column], words: &Vocabulary) {
    let says = |c: &Column, phrase: &String| c.path.iter().any(|p| has_words(&key(p), phrase));
    for phrases in &words.rows.everybody {
        if !phrases.iter().all(|phrase| columns.iter().any(|c| says(c, phrase))) {
            continue;
        }
        for column in columns.iter_mut().filter(|c| c.stage == Some(Stage::Decided)) {
            let head = key(&column.path.join(" "));
            let rest = phrases.iter().fold(head, |head, phrase| head.replace(phrase.as_str(), "#"));
            column.stage = words.stage(&rest);
            if column.stage.is_none() && column.subject.is_none() {
                column.subject = column.path.iter().rev().find_map(|p| words.subject(&key(p)));
            }
        }
        // "Đảng viên chính thức | Dự bị": those of whom only one head names the subject are of that subject as well.
        let parted = |c: &Column| c.role.adds_up() && phrases.iter().any(|phrase| says(c, phrase));
        let named: Vec<Subject> = columns.iter().filter(|c| parted(c)).filter_map(|c| c.subject).collect();
        if let Some(&first) = named.first().filter(|first| named.iter().all(|s| s == *first)) {
            columns.iter_mut().filter(|c| parted(c)).for_each(|c| c.subject = Some(first));
        }
    }
}

impl Vocabulary {
    /// Do these heads together name everybody, each another part: "Đảng viên chính thức", "Đảng viên dự bị"?
    pub(crate) fn name_everybody(&self, heads: &[String]) -> bool {
        let heads: Vec<String> = heads.iter().map(|h| key(h)).collect();
        self.rows.everybody.iter().any(|phrases| {
            let one = |phrase: &String| heads.iter().filter(|h| has_words(h, phrase)).count() == 1;
            heads.len() == phrases.len() && phrases.iter().all(one)
        })
    }
}
