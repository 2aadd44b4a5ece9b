//! The labels of all frameworks, as recognition knows them: by their keys.

use std::collections::{BTreeSet, HashMap};

use super::Catalogue;
use crate::locate::vocabulary::Vocabulary;
use crate::text;

/// Grades of frameworks by the keys of their labels.
type Grades = HashMap<String, Vec<(usize, usize)>>;

impl Catalogue {
    /// The words of the forms, with the labels of all frameworks.
    pub fn words(&self) -> Vocabulary {
        let (grades, shorthands) = (self.grades_of_keys(), self.shorthand_keys());
        let words = Vocabulary::new(self.label_keys(&grades), shorthands.iter().map(String::as_str));
        words.with_symbols(self.symbol_keys()).with_slips(self.slips()).with_grades(grades)
    }

    /// Of the keys of labels those that tell the headers of level columns. Shorthands, letters and numbers are not among
    /// them: they say too little about a header.
    pub(super) fn label_keys<'k>(&self, grades: &'k Grades) -> impl Iterator<Item = &'k str> {
        let telling = |&(framework, _): &(usize, usize)| !self.frameworks[framework].settled_by.is_empty();
        let told = grades.iter().filter(move |(key, named)| key.chars().nth(1).is_some() && named.iter().any(telling));
        told.map(|(key, _)| key.as_str())
    }

    /// The key ([`text::key`]) of every label, accepted form and known misspelling, with the grades of frameworks (by their
    /// places) that it names: two labels with one in common may be two ways of writing it.
    pub(super) fn grades_of_keys(&self) -> Grades {
        let mut grades = Grades::new();
        // Frameworks share most of their labels.
        let mut keys: HashMap<&str, String> = HashMap::new();
        for (place, framework) in self.frameworks.iter().enumerate().filter(|(_, f)| f.decoy.is_none()) {
            for (number, grade) in framework.grades.iter().enumerate() {
                let labels = grade.accepted.iter().chain(&grade.misspellings).chain([&grade.label]);
                for label in labels {
                    let key = keys.entry(label).or_insert_with(|| text::key(label));
                    let named = match grades.get_mut(key.as_str()) {
                        Some(named) => named,
                        None => grades.entry(key.clone()).or_default(),
                    };
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
