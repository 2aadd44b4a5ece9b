//! The TOML of frameworks as it stands in the files, and its way to checked [`super::Framework`]s.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::catalogue::{self, Decoy, Level, Mapping, NotRated, Settled, Years};
use crate::locate::Subject;
use crate::text::{Decimal, clean};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decoys {
    pub(super) decoys: Vec<Decoy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotRatedWords {
    pub(super) not_rated: Vec<NotRated>,
}

/// Grades that several frameworks share. A grade of an extending file takes the spellings of its level.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ladder {
    pub(super) id: String,
    pub(super) extends: Option<String>,
    pub(super) grades: Vec<Grade>,
    #[serde(default)]
    pub(super) slips: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Framework {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) source: String,
    pub(super) years: Years,
    pub(super) subjects: Vec<Subject>,
    #[serde(default)]
    pub(super) hints: Vec<String>,
    pub(super) notes: Option<String>,
    #[serde(default = "yes")]
    pub(super) confirmed: bool,
    pub(super) variant_of: Option<String>,
    #[serde(default = "everything")]
    pub(super) settled_by: Vec<Settled>,
    pub(super) extends: Option<String>,
    #[serde(default)]
    pub(super) grades: Vec<Grade>,
}

fn yes() -> bool {
    true
}

fn everything() -> Vec<Settled> {
    vec![Settled::Hints, Settled::Labels, Settled::SubjectYear]
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grade {
    label: Option<String>,
    level: Option<Level>,
    mapping: Option<Mapping>,
    score_min: Option<String>,
    #[serde(default)]
    accepted: Vec<String>,
    #[serde(default)]
    misspellings: Vec<String>,
    #[serde(default)]
    shorthands: Vec<String>,
    note: Option<String>,
    #[serde(default)]
    readings: Vec<Level>,
    #[serde(default)]
    subjects: Vec<Subject>,
}

/// TOML → value; the reason names line and key.
pub(super) fn parse<T: DeserializeOwned>(toml: &str) -> Result<T, String> {
    toml::from_str(toml).map_err(|e| match e.span() {
        Some(span) => {
            let before = toml.get(..span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            format!("line {line}: {}", e.message())
        }
        None => e.message().to_string(),
    })
}

/// The grades with what they take over from the ladder; no grades of one's own means all of the ladder's.
pub(super) fn expand(
    grades: Vec<Grade>,
    extends: Option<&str>,
    ladders: &BTreeMap<String, Vec<Grade>>,
) -> Result<Vec<Grade>, String> {
    let Some(id) = extends else {
        return Ok(grades);
    };
    let Some(ladder) = ladders.get(id) else {
        let known: Vec<&str> = ladders.keys().map(String::as_str).collect();
        return Err(format!("extends: no ladder `{id}` (known: {})", known.join(", ")));
    };
    if grades.is_empty() {
        return Ok(ladder.clone());
    }
    Ok(grades.into_iter().map(|g| g.inheriting(ladder)).collect())
}

impl Grade {
    fn inheriting(mut self, ladder: &[Self]) -> Self {
        let same_level = |g: &&Self| g.level.is_some() && g.level == self.level;
        let Some(base) = ladder.iter().find(same_level) else {
            return self;
        };
        self.accepted.extend(base.accepted.iter().cloned());
        self.misspellings.extend(base.misspellings.iter().cloned());
        self.shorthands.extend(base.shorthands.iter().cloned());
        match self.label {
            None => {
                self.label.clone_from(&base.label);
                self.mapping = self.mapping.or(base.mapping);
            }
            Some(_) => self.accepted.extend(base.label.iter().cloned()),
        }
        self
    }

    fn build(self) -> Result<catalogue::Grade, String> {
        let label = self.label.as_deref().map(clean).unwrap_or_default();
        if label.is_empty() {
            return Err("a grade has no label".into());
        }
        let mapping = self.mapping.ok_or_else(|| format!("“{label}”: mapping is missing"))?;
        let has_level = matches!(mapping, Mapping::Official | Mapping::Customary);
        match self.level {
            None if has_level => return Err(format!("“{label}”: level is missing")),
            Some(_) if !has_level => {
                return Err(format!(
                    "“{label}”: a level needs the mapping official or customary; put what offices use under readings"
                ));
            }
            _ => {}
        }
        let score = |text: &String| {
            Decimal::parse(text).ok_or_else(|| format!("“{label}”: score_min `{text}` is no number (write \"68.5\")"))
        };
        Ok(catalogue::Grade {
            score_min: self.score_min.as_ref().map(score).transpose()?,
            label,
            level: self.level,
            mapping,
            accepted: self.accepted,
            misspellings: self.misspellings,
            shorthands: self.shorthands,
            note: self.note,
            readings: self.readings,
            subjects: self.subjects,
        })
    }
}

impl Framework {
    /// Checked and indexed; the reason says what is missing or contradictory.
    pub(super) fn build(mut self, ladders: &BTreeMap<String, Vec<Grade>>) -> Result<catalogue::Framework, String> {
        let own = std::mem::take(&mut self.grades);
        let grades = expand(own, self.extends.as_deref(), ladders)?
            .into_iter()
            .map(Grade::build)
            .collect::<Result<Vec<_>, _>>()?;
        self.check()?;
        check_ladder(&grades, &self.subjects)?;
        catalogue::Framework::new(self, grades)
    }

    fn check(&self) -> Result<(), String> {
        let texts = [("id", &self.id), ("name", &self.name), ("name_en", &self.name_en), ("source", &self.source)];
        if let Some((key, _)) = texts.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(format!("{key} is empty"));
        }
        if self.subjects.is_empty() {
            return Err("subjects is empty".into());
        }
        match self.years.to {
            Some(to) if to < self.years.from => Err(format!("years: {to} is before {from}", from = self.years.from)),
            _ => Ok(()),
        }
    }
}

/// Best first, and every band below the one before it, for each subject by itself.
fn check_ladder(grades: &[catalogue::Grade], subjects: &[Subject]) -> Result<(), String> {
    if grades.is_empty() {
        return Err("there are no grades".into());
    }
    for &subject in subjects {
        let mut level: Option<Level> = None;
        let mut score: Option<Decimal> = None;
        for grade in grades.iter().filter(|g| g.is_for(subject)) {
            let label = &grade.label;
            if level.is_some_and(|above| grade.level > Some(above)) {
                return Err(format!("“{label}”: grades go from best to worst"));
            }
            if score.is_some_and(|above| grade.score_min.is_some_and(|s| s >= above)) {
                return Err(format!("“{label}”: score_min is not below that of the grade above"));
            }
            level = grade.level.or(level);
            score = grade.score_min.or(score);
        }
    }
    Ok(())
}
