//! What an office declares about a rule, over what the regime of the year says.

use std::collections::BTreeMap;

use super::{Regime, Regimes, RuleSetting, Side};
use crate::check::records::{FileRecord, Submission};
use crate::config::{Config, LevelName, LocalRule, Weight};
use crate::finding::{Message, Severity};
use crate::locate::Subject;
use crate::normalise::Level;

impl RuleSetting<'_> {
    /// With what local rules say instead.
    pub(super) fn under(mut self, local: Option<&LocalRule>) -> Self {
        let Some(local) = local else { return self };
        self.enabled = local.enabled.unwrap_or(self.enabled);
        if let Some(weight) = local.severity {
            self.enabled &= weight != Weight::Off;
            self.severity = weight.severity().or(self.severity);
        }
        if local.exception {
            self.cap_percent = self.exception_percent.or(self.cap_percent);
            self.exception_percent = None;
        }
        if let Some(percent) = local.cap_percent {
            (self.cap_percent, self.exception_percent, self.exception_open) = (Some(percent), None, false);
        }
        self.share_percent_min = local.at_least_percent.or(self.share_percent_min);
        self.level_max = local.level_max.map(Level::from).or(self.level_max);
        self
    }

    /// Without the limit it holds to, a rule says nothing: a half of what it checks would pass for the whole.
    pub(super) fn with_limit(mut self, code: &str) -> Self {
        self.enabled &= !self.lacks_limit(code);
        self
    }

    fn lacks_limit(&self, code: &str) -> bool {
        match code {
            "C401" => self.cap_percent.is_none() && !self.party_share,
            "C402" | "C404" => self.share_percent_min.is_none(),
            "P309" => self.level_max.is_none(),
            _ => false,
        }
    }
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::Htxsnv => Self::Htxsnv,
            LevelName::Httnv => Self::Httnv,
            LevelName::Htnv => Self::Htnv,
            LevelName::Khtnv => Self::Khtnv,
        }
    }
}

impl Weight {
    /// As a severity; `None` for what is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// The severity that an office declares, as a condition.
pub(in crate::check) const SEVERITY: &str = "DECLARED-SEVERITY";

/// How it is cited that the office declared a limit, a severity or a whole rule without a document: `DECLARED`,
/// `DECLARED-SEVERITY`, `DECLARED-RULE`.
pub(in crate::check) fn declared(id: &str) -> Option<&'static str> {
    Regimes::built_in().0.first().and_then(|regime| regime.citation(id))
}

/// Rules that an office turns on for years whose documents give no limit, without declaring one: they are not held there, and
/// whoever declared it is told.
pub fn without_limit(submission: &Submission<'_>, config: &Config) -> Vec<Message> {
    let on = config.rules.iter().filter(|(_, local)| local.enabled == Some(true));
    let mut notes: Vec<Message> = without_exception(submission, config).into_iter().collect();
    for (code, local) in on {
        let lacks = |regime: &Regime| {
            let by_law = regime.rule(code);
            let subjects = || regime.rules.get(code).map_or(&[][..], |setting| &setting.only_for[..]);
            let open = regime.rule_for(code, subjects().first().copied().unwrap_or(Subject::Unknown));
            !by_law.enabled && open.under(Some(local)).lacks_limit(code)
        };
        let side = if code == "C404" { Side::Civil } else { Side::Party };
        let of_file = |f: &FileRecord<'_>| {
            let regime = if side == Side::Party { f.party } else { f.civil };
            regime.filter(|r| lacks(r)).zip(f.year)
        };
        let years: BTreeMap<u16, &str> =
            submission.files.iter().filter_map(of_file).map(|(r, year)| (year, r.id.as_str())).collect();
        if years.is_empty() {
            continue;
        }
        let key = match code.as_str() {
            "C401" => "cap_percent",
            "P309" => "level_max",
            _ => "at_least_percent",
        };
        let said = years.iter().map(|(year, id)| format!("{year} ({id})")).collect::<Vec<_>>().join(", ");
        notes.push(Message::new(
            format!("{code}: đã khai báo áp dụng nhưng văn bản của năm {said} không nêu mức và chưa khai báo `{key}`; nội dung này không được kiểm tra cho năm đó"),
            format!("{code}: turned on, but the documents of {said} give no limit and `{key}` is not declared; it is not checked for that year"),
        ));
    }
    notes
}

/// The higher cap that an office was allowed, in years whose documents know none, or were not read as to how high.
fn without_exception(submission: &Submission<'_>, config: &Config) -> Option<Message> {
    config.rules.get("C401").filter(|local| local.exception && local.cap_percent.is_none())?;
    let open = |id: &String| Regimes::built_in().get(id).is_some_and(|regime| regime.rule("C401").exception_open);
    let capped = |regime: &&Regime| {
        let setting = regime.rule("C401");
        setting.enabled && setting.cap_percent.is_some() && setting.exception_percent.is_none()
    };
    let of_file = |f: &FileRecord<'_>| {
        let regimes = [f.party, f.civil].into_iter().flatten().filter(capped).map(|r| r.id.clone());
        f.year.map(|year| (year, regimes.collect::<Vec<_>>()))
    };
    let years: BTreeMap<u16, Vec<String>> =
        submission.files.iter().filter_map(of_file).filter(|(_, regimes)| !regimes.is_empty()).collect();
    if years.is_empty() {
        return None;
    }
    let said = years.iter().map(|(year, ids)| format!("{year} ({})", ids.join(", "))).collect::<Vec<_>>().join(", ");
    let (vi, en) = match years.values().flatten().all(open) {
        true => (
            "văn bản của năm đó cho phép mức cao hơn nhưng chưa đọc được tỷ lệ; đề nghị khai báo `cap_percent`",
            "the document allows a higher cap, how high was not read; declare `cap_percent`",
        ),
        false => ("văn bản đã đọc của năm đó không nêu mức cao hơn", "no document that was read allows a higher cap"),
    };
    Some(Message::new(
        format!("C401: `exception` không áp dụng cho năm {said}: {vi}"),
        format!("C401: `exception` does nothing in {said}: {en}"),
    ))
}
