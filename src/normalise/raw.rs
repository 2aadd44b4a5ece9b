//! The TOML of frameworks as it stands in the files, and its way to checked [`super::Framework`]s.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::catalogue::{self, Decoy, Level, Mapping, NotRated, Settled, What, Years};
use crate::config;
use crate::finding::Message;
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
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) name: String,
    #[serde(default)]
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
    pub(super) decoy: Option<What>,
    #[serde(default)]
    pub(super) score_exact: bool,
    score_out_of: Option<String>,
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
    numbers_to: Option<String>,
}

/// TOML → value; the reason names line and key.
pub(super) fn parse<T: DeserializeOwned>(toml: &str) -> Result<T, Message> {
    toml::from_str(toml).map_err(|e| {
        let (vi, en) = config::reason(toml, &e);
        Message { vi, en }
    })
}

/// Why a declaration is refused.
pub(super) fn refused<T>(vi: impl Into<String>, en: impl Into<String>) -> Result<T, Message> {
    Err(Message::new(vi, en))
}

/// The grades with what they take over from the ladder; no grades of one's own means all of the ladder's.
pub(super) fn expand(
    grades: Vec<Grade>,
    extends: Option<&str>,
    ladders: &BTreeMap<String, Vec<Grade>>,
) -> Result<Vec<Grade>, Message> {
    let Some(id) = extends else {
        return Ok(grades);
    };
    let Some(ladder) = ladders.get(id) else {
        let known: Vec<&str> = ladders.keys().map(String::as_str).collect();
        let known = known.join(", ");
        return refused(
            format!("extends: không có thang “{id}” (các thang: {known})"),
            format!("extends: no ladder `{id}` (known: {known})"),
        );
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

    fn build(self) -> Result<catalogue::Grade, Message> {
        let label = self.label.as_deref().map(clean).unwrap_or_default();
        if label.is_empty() {
            return refused("có mức chưa ghi label", "a grade has no label");
        }
        let Some(mapping) = self.mapping else {
            return refused(format!("“{label}”: thiếu mapping"), format!("“{label}”: mapping is missing"));
        };
        let has_level = matches!(mapping, Mapping::Official | Mapping::Customary);
        match self.level {
            None if has_level => {
                return refused(format!("“{label}”: thiếu level"), format!("“{label}”: level is missing"));
            }
            Some(_) if !has_level => {
                return refused(
                    format!(
                        "“{label}”: đã ghi level thì mapping là official hoặc customary; cách hiểu khác ghi ở readings"
                    ),
                    format!(
                        "“{label}”: a level needs the mapping official or customary; put what offices use under readings"
                    ),
                );
            }
            _ => {}
        }
        let most = |text: &String| number(text, &format!("“{label}”: numbers_to"));
        let numbers_to = self.numbers_to.as_ref().map(most).transpose()?;
        let score = |text: &String| number(text, &format!("“{label}”: score_min"));
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
            numbers_to,
        })
    }
}

/// A number of points as text, with a point as the decimal sign.
fn number(text: &str, key: &str) -> Result<Decimal, Message> {
    match Decimal::parse(text) {
        Some(number) if !number.is_negative() => Ok(number),
        _ => refused(
            format!("{key} “{text}” không phải là số điểm (ghi dạng \"68.5\")"),
            format!("{key} `{text}` is no number of points (write \"68.5\")"),
        ),
    }
}

impl Framework {
    /// Checked and indexed; the reason says what is missing or contradictory.
    pub(super) fn build(mut self, ladders: &BTreeMap<String, Vec<Grade>>) -> Result<catalogue::Framework, Message> {
        let own = std::mem::take(&mut self.grades);
        let grades = expand(own, self.extends.as_deref(), ladders)?
            .into_iter()
            .map(Grade::build)
            .collect::<Result<Vec<_>, _>>()?;
        if self.name_en.trim().is_empty() {
            self.name_en.clone_from(&self.name);
        }
        self.check()?;
        if self.decoy.is_some() && grades.iter().any(|g| g.mapping != Mapping::None) {
            return refused("decoy: mọi mức phải ghi mapping none", "decoy: every grade needs the mapping none");
        }
        let out_of = self.score_out_of.as_deref().map(|text| number(text, "score_out_of")).transpose()?;
        let out_of = out_of.unwrap_or(Decimal::from(100));
        check_ladder(&grades, &self.subjects, out_of)?;
        Ok(catalogue::Framework::new(self, grades, out_of))
    }

    fn check(&self) -> Result<(), Message> {
        let texts = [("id", &self.id), ("name", &self.name), ("source", &self.source)];
        if let Some((key, _)) = texts.iter().find(|(_, text)| text.trim().is_empty()) {
            return refused(format!("{key} để trống"), format!("{key} is empty"));
        }
        if self.subjects.is_empty() {
            return refused("subjects để trống", "subjects is empty");
        }
        let from = self.years.from;
        match self.years.to {
            Some(to) if to < from => {
                refused(format!("years: {to} trước {from}"), format!("years: {to} is before {from}"))
            }
            _ => Ok(()),
        }
    }
}

/// Best first, every band below the one before it and none left out, for each subject by itself.
fn check_ladder(grades: &[catalogue::Grade], subjects: &[Subject], out_of: Decimal) -> Result<(), Message> {
    if grades.is_empty() {
        return refused("chưa ghi mức nào (grades)", "there are no grades");
    }
    for &subject in subjects {
        let mut level: Option<Level> = None;
        let mut score: Option<Decimal> = Some(out_of);
        let own: Vec<&catalogue::Grade> = grades.iter().filter(|g| g.is_for(subject)).collect();
        let banded = own.iter().any(|g| g.score_min.is_some());
        for (at, grade) in own.iter().enumerate() {
            let label = &grade.label;
            if level.is_some_and(|above| grade.level > Some(above)) {
                return refused(
                    format!("“{label}”: các mức phải xếp từ cao xuống thấp"),
                    format!("“{label}”: grades go from best to worst"),
                );
            }
            if score.is_some_and(|above| grade.score_min.is_some_and(|s| s >= above)) {
                return refused(
                    format!("“{label}”: score_min phải thấp hơn score_min của mức trên và điểm tối đa"),
                    format!("“{label}”: score_min is not below that of the grade above"),
                );
            }
            if banded && grade.score_min.is_none() && at + 1 < own.len() {
                return refused(
                    format!("“{label}”: thiếu score_min (chỉ mức cuối được để trống)"),
                    format!("“{label}”: score_min is missing (only the last grade may go without)"),
                );
            }
            level = grade.level.or(level);
            score = grade.score_min.or(score);
        }
    }
    Ok(())
}
