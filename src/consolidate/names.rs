//! The files of a workbook that is sent on, by names that say nothing of the computer they came from.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{PersonList, Summary};
use crate::correct::Correction;
use crate::finding::Finding;

/// Names of files by their paths: the last part, with as many folders before it as are needed to tell the files apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileNames {
    names: BTreeMap<Arc<str>, Arc<str>>,
    /// What all paths begin with: a text without it holds none of them.
    start: String,
}

impl FileNames {
    /// Of all files that were handed in.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a Arc<str>>) -> Self {
        let paths: BTreeSet<Arc<str>> = paths.into_iter().cloned().collect();
        let parts = |path: &str, count: usize| -> Arc<str> {
            let kept: Vec<&str> = path.rsplit('/').take(count).collect();
            kept.into_iter().rev().collect::<Vec<_>>().join("/").into()
        };
        let most = paths.iter().map(|path| path.split('/').count()).max().unwrap_or(1);
        let mut names: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        let mut open: Vec<&Arc<str>> = paths.iter().collect();
        for count in 1..most {
            let mut often: HashMap<Arc<str>, usize> = HashMap::new();
            paths.iter().for_each(|path| *often.entry(parts(path, count)).or_default() += 1);
            open.retain(|path| {
                let name = parts(path, count);
                let alone = often[&name] == 1;
                if alone {
                    names.insert(Arc::clone(path), name);
                }
                !alone
            });
        }
        names.extend(open.into_iter().map(|path| (path.clone(), parts(path, most))));
        let start = match (paths.first(), paths.last()) {
            // Of sorted texts the first and the last differ soonest.
            (Some(first), Some(last)) => {
                let same = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
                same.map(|(letter, _)| letter).collect()
            }
            _ => String::new(),
        };
        Self { names, start }
    }

    /// The name of a file; a path that is not known stays as it is.
    pub fn of(&self, path: &Arc<str>) -> Arc<str> {
        self.names.get(path).unwrap_or(path).clone()
    }

    fn rename(&self, path: &mut Arc<str>) {
        *path = self.of(path);
    }

    /// A sentence with the names of the files in it.
    pub fn named(&self, text: &str) -> String {
        let mut text = text.to_owned();
        self.rename_in(&mut text);
        text
    }

    /// Names the files in a sentence.
    fn rename_in(&self, text: &mut String) {
        if !text.contains(&self.start) {
            return;
        }
        // The longer paths first: one may begin like another.
        for (path, name) in self.names.iter().rev().filter(|(path, name)| path != name) {
            if text.contains(&**path) {
                *text = text.replace(&**path, name);
            }
        }
    }

    /// Names the files of corrections.
    pub fn corrections(&self, list: &mut [Correction]) {
        for correction in list {
            self.rename(&mut correction.edit.file);
        }
    }

    /// Names the files of findings.
    fn findings(&self, list: &mut [Finding]) {
        for finding in list {
            finding.file.iter_mut().for_each(|file| self.rename(file));
            finding.related.iter_mut().filter_map(|related| related.file.as_mut()).for_each(|file| self.rename(file));
            self.rename_in(&mut finding.message.vi);
            self.rename_in(&mut finding.message.en);
            finding.explained.iter_mut().for_each(|answer| self.rename(&mut answer.file));
            if let Some(fix) = &mut finding.fix {
                let edits = fix.edits.iter_mut().chain(fix.alternatives.iter_mut().flatten());
                edits.for_each(|edit| self.rename(&mut edit.file));
            }
        }
    }

    /// Names the files of everything the consolidated workbook shows.
    pub fn summary(&self, summary: &mut Summary) {
        let rows = summary.rows.iter_mut().chain(&mut summary.superiors);
        for row in rows {
            row.sources.iter_mut().for_each(|source| self.rename(&mut source.file));
            self.rename_in(&mut row.note);
        }
        summary.mappings.iter_mut().for_each(|row| self.rename(&mut row.file));
        self.findings(&mut summary.findings);
        self.corrections(summary.applied.as_deref_mut().unwrap_or_default());
        summary.reconciliation.iter_mut().for_each(|row| self.rename(&mut row.source.file));
        for row in &mut summary.received {
            self.rename(&mut row.file);
            self.rename_in(&mut row.reason);
        }
        for row in &mut summary.status {
            row.files.iter_mut().for_each(|file| self.rename(file));
            row.unreadable.iter_mut().for_each(|(file, _)| self.rename(file));
        }
        for pair in &mut summary.resent {
            self.rename(&mut pair.older);
            self.rename(&mut pair.newer);
            for matter in &mut pair.matters {
                self.findings(std::slice::from_mut(&mut matter.finding));
            }
        }
        summary.explanations.iter_mut().for_each(|row| self.rename(&mut row.file));
        summary.units.iter_mut().flat_map(|sheet| &mut sheet.rows).for_each(|row| self.rename(&mut row.source.file));
    }

    /// Names the files of lists of persons.
    pub fn persons(&self, lists: &mut [PersonList<'_>]) {
        lists.iter_mut().for_each(|list| self.rename(&mut list.file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_folders_as_tell_files_apart() {
        let paths = ["/home/a/2021/quan 1/bieu.xlsx", "/home/a/2021/quan 2/bieu.xlsx", "/home/a/2021/khac.xls"];
        let paths = paths.map(Arc::from);
        let names = FileNames::new(&paths);
        assert_eq!(
            paths.each_ref().map(|path| names.of(path).to_string()),
            ["quan 1/bieu.xlsx", "quan 2/bieu.xlsx", "khac.xls"]
        );
        let mut text = format!("khác số liệu của {}", paths[1]);
        names.rename_in(&mut text);
        assert_eq!(text, "khác số liệu của quan 2/bieu.xlsx");
    }
}
