//! Tabs of one name → each under a name of its own. Excel takes no such workbook; programs write them all the same.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::{ReadNote, ReadNoteKind, Tab, Workbook};

/// What is the same of names that are one name to Excel.
pub(crate) fn name_key(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// Names the second of two tabs of one name `NAME (2)`, and notes what it was named.
pub(super) fn tell_apart(workbook: &mut Workbook) {
    let mut taken: HashSet<String> = workbook.tabs.iter().map(|tab| name_key(tab.name())).collect();
    if taken.len() == workbook.tabs.len() {
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for tab in &mut workbook.tabs {
        let count = seen.entry(name_key(tab.name())).or_default();
        *count += 1;
        if *count == 1 {
            continue;
        }
        let named = tab.name().clone();
        let mut own = format!("{named} ({count})");
        while !taken.insert(name_key(&own)) {
            *count += 1;
            own = format!("{named} ({count})");
        }
        let (Tab::Failed { name, .. } | Tab::NoCells { name } | Tab::Sheet(super::Sheet { name, .. })) = tab;
        *name = own.into();
        if let Tab::Sheet(sheet) = tab {
            sheet.notes.push(ReadNote { at: None, kind: ReadNoteKind::SameName(named) });
        }
    }
}
