//! The labels of all frameworks, as recognition knows them: by their keys.

use std::collections::{BTreeSet, HashMap};

use super::Catalogue;
use crate::locate::vocabulary::Vocabulary;
use crate::text;

impl Catalogue {
    /// The words of the forms, with the labels of all frameworks.
    pub fn words(&self) -> Vocabulary {
        let (labels, shorthands) = (self.label_keys(), self.shorthand_keys());
        let words = Vocabulary::new(labels.iter().map(String::as_str), shorthands.iter().map(String::as_str));
        words.with_symbols(self.symbol_keys()).with_slips(self.slips()).with_grades(self.grades_of_keys())
    }

    /// The keys ([`text::key`]) of every label, accepted form and known misspelling, for recognising the headers of
    /// level columns. Shorthands, letters and numbers are not among them: they say too little about a header.
    pub fn label_keys(&self) -> BTreeSet<String> {
        let telling = self.frameworks.iter().filter(|f| !f.settled_by.is_empty() && f.decoy.is_none());
        telling
            .flat_map(|f| &f.grades)
            .flat_map(|g| g.accepted.iter().chain(&g.misspellings).chain([&g.label]))
            .map(|label| text::key(label))
            .filter(|key| key.chars().count() > 1)
            .collect()
    }

    /// Which grades of which frameworks (by their places) the key of each label names: two labels with one in common may be
    /// two ways of writing it.
    pub fn grades_of_keys(&self) -> HashMap<String, Vec<(usize, usize)>> {
        let mut grades: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (place, framework) in self.frameworks.iter().enumerate().filter(|(_, f)| f.decoy.is_none()) {
            for (number, grade) in framework.grades.iter().enumerate() {
                let labels = grade.accepted.iter().chain(&grade.misspellings).chain([&grade.label]);
                for label in labels {
                    let named = grades.entry(text::key(label)).or_default();
                    if !named.contains(&(place, number)) {
                        named.push((place, number));
                    }
                }
            }
        }
        grades
    }

    /// The keys of the shorthands ("HT", "T") that name a level only beside unmistakable ones.
    pub fn shorthand_keys(&self) -> BTreeSet<String> {
        let telling = self.frameworks.iter().filter(|f| !f.settled_by.is_empty());
        telling.flat_map(|f| &f.grades).flat_map(|g| &g.shorthands).map(|label| text::key(label)).collect()
    }

    /// The keys of letters and numbers that stand for a level only by a legend: "A", "Loại A", "Mức 2".
    pub fn symbol_keys(&self) -> BTreeSet<String> {
        let silent = self.frameworks.iter().filter(|f| f.settled_by.is_empty());
        let symbols = silent.flat_map(|f| &f.grades).filter(|g| g.label.chars().count() <= 2);
        symbols.flat_map(|g| g.accepted.iter().chain([&g.label])).map(|label| text::key(label)).collect()
    }
}
