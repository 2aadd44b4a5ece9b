//! Heads in short, as offices write them over or under levels: "CC | VC", "ĐV", "CT | DB".

use super::columns::Head;
use super::phrases::{has_words, strip_start};
use super::vocabulary::Vocabulary;
use crate::text::key;

/// The heads as they are meant: what stands in short is written out where the title or another head does so, and nothing else
/// is meant by it there. A head by itself says too little: "ĐV" may stand over the names.
pub(super) fn written_out(heads: &[Head], titles: &[String], words: &Vocabulary) -> Vec<Head> {
    let title = key(&titles.join(" "));
    let all: Vec<String> = heads.iter().filter(|h| h.path.len() > 1).flat_map(|h| &h.path).map(|p| key(p)).collect();
    // "CC" under "XẾP LOẠI CBCCVC".
    let within = |short: &str| title.split(' ').any(|w| w.contains(short) && w != short && words.names_only_subject(w));
    let parted = |long: &String| {
        let short = |p: &String| words.rows.short.iter().find(|[_, l]| key(l) == *p).map(|[s, _]| key(s));
        let mut groups = words.rows.everybody.iter().filter(|group| group.contains(long));
        groups.any(|group| group.iter().all(|p| short(p).is_some_and(|s| all.contains(&s))))
    };
    let meant = |text: &str| {
        let plain = key(text);
        let plain = strip_start(&plain, &words.words.how_many).unwrap_or(&plain);
        let may = words.rows.short.iter().filter(|[short, _]| key(short) == plain).map(|[_, long]| (key(long), long));
        let said = |long: &String| has_words(&title, long) || all.iter().any(|h| has_words(h, long)) || parted(long);
        let may: Vec<(String, &String)> = may.collect();
        let mut found = may.iter().filter(|(long, _)| said(long));
        match (found.next(), found.next()) {
            (Some((_, long)), None) => Some(*long),
            (None, None) if may.len() == 1 && within(plain) => Some(may[0].1),
            _ => None,
        }
    };
    let write = |head: &Head| {
        let mut head = head.clone();
        let several = head.path.len() > 1;
        head.path.iter_mut().filter(|_| several).for_each(|p| *p = meant(p).cloned().unwrap_or_else(|| p.clone()));
        head
    };
    heads.iter().map(write).collect()
}
