//! What the rules rest on, year by year: documents, citations, limits and severities, as data.

mod local;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

pub use self::local::without_limit;
pub(in crate::check) use self::local::{SEVERITY, declared};

use crate::check::away::away;
use crate::config::Config;
use crate::finding::Severity;
use crate::locate::Subject;
use crate::locate::unrated::names_reason;
use crate::locate::vocabulary::has_words;
use crate::normalise::{Level, Years};
use crate::text::key;

/// Whose ratings a regime is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Party organisations, members, collectives and leaders: R0–R4.
    Party,
    /// Cán bộ, công chức, viên chức: N0–N4.
    Civil,
}

impl Side {
    /// Whose ratings those of a subject are, where it says so.
    pub fn of(subject: Subject) -> Option<Self> {
        match subject {
            Subject::Unknown | Subject::Unit => None,
            subject if subject.is_party() => Some(Self::Party),
            _ => Some(Self::Civil),
        }
    }
}

/// How well a law is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// One secondary source, or not found at all.
    Low,
    /// A digest, or the clause was cut off.
    Medium,
    /// The clause itself was read.
    High,
}

/// One condition of a document, with the words that cite it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// As rules name it: `LEADER-LE-UNIT`.
    pub id: String,
    /// Document, article, clause, in Vietnamese.
    pub citation_vi: String,
    /// The same in English.
    pub citation_en: String,
    /// How well it is known.
    pub confidence: Confidence,
    /// Was the clause read in part only, or in digests? Its citation says so.
    #[serde(default)]
    in_part: bool,
    /// How it is cited for the first years of its regime, when the document was not there yet.
    earlier: Option<Earlier>,
    /// What it excepts, in Vietnamese, as the rest of a sentence.
    pub but_vi: Option<String>,
    /// The same in English.
    pub but_en: Option<String>,
}

/// A condition before its document: from another one, or from none that was read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    /// The first rating year in which the document is there.
    before: u16,
    citation_vi: Option<String>,
    citation_en: Option<String>,
}

impl Law {
    /// How it is cited for a rating year, in Vietnamese; `None` where no document of that year was found, or where the year
    /// that tells is not known.
    pub fn cited_in(&self, year: Option<u16>) -> Option<&str> {
        match &self.earlier {
            Some(earlier) if year? < earlier.before => earlier.citation_vi.as_deref(),
            _ => Some(&self.citation_vi),
        }
    }

    /// Its citations for all years of its regime, in Vietnamese and in English.
    pub fn cited(&self) -> (String, String) {
        let (mut vi, mut en) = (self.citation_vi.clone(), self.citation_en.clone());
        if let Some(Earlier { before, citation_vi, citation_en }) = &self.earlier {
            let (none_vi, none_en) = ("không có căn cứ của năm", "no document of the year");
            vi.push_str(&format!(" (trước năm {before}: {})", citation_vi.as_deref().unwrap_or(none_vi)));
            en.push_str(&format!(" (before {before}: {})", citation_en.as_deref().unwrap_or(none_en)));
        }
        (vi, en)
    }

    /// Says with the citation of a clause that was read in part only that it was.
    fn mark_in_part(&mut self) {
        if self.in_part {
            self.citation_vi.push_str(" (điều, khoản này chưa đọc được trọn văn)");
            self.citation_en.push_str(" (the clause was not read in full)");
        }
    }
}

/// What a regime says of one rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    enabled: Option<bool>,
    severity: Option<Severity>,
    law: Option<String>,
    #[serde(default)]
    by_subject: BTreeMap<Subject, String>,
    cap_percent: Option<u32>,
    exception_percent: Option<u32>,
    /// An authority may allow more, and how much was not read.
    #[serde(default)]
    exception_open: bool,
    /// Whom lists that name the subject often hold besides, as titles name them: the clause is not about these.
    #[serde(default)]
    besides: Vec<String>,
    share_percent_min: Option<u32>,
    level_max: Option<Level>,
    closed_awards_from: Option<u16>,
    #[serde(default)]
    party_share: bool,
    #[serde(default)]
    closed_awards: BTreeMap<Subject, Vec<String>>,
    #[serde(default)]
    five_year_awards: BTreeMap<Subject, Vec<String>>,
    /// The clause is about these and no others; about all where it is empty.
    #[serde(default)]
    only_for: Vec<Subject>,
    member_discipline_from: Option<String>,
}

/// What is added to an absence and says nothing more.
const EXCUSED_OR_NOT: [&str; 8] = [
    "không lý do",
    "có lý do",
    "không có lý do",
    "không rõ lý do",
    "không phép",
    "có phép",
    "chưa rõ lý do",
    "không báo cáo",
];

/// Something people write for a missing rating that exempts nobody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoReason {
    /// The condition that says so.
    pub law: String,
    /// As people write it.
    said: Vec<String>,
    /// And an illness of so many months or more.
    ill_months_from: Option<u32>,
    /// What holds instead, in Vietnamese, as the rest of a sentence.
    pub instead_vi: String,
    /// The same in English.
    pub instead_en: String,
    /// Is it only recorded, because the words alone do not say how long somebody was away, or the document was read in part?
    #[serde(default)]
    pub recorded: bool,
}

impl NoReason {
    /// The wordings.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// The months of illness from which it holds as well.
    pub fn ill_months_from(&self) -> Option<u32> {
        self.ill_months_from
    }
}

/// The quy định, hướng dẫn and nghị định of some rating years.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// `R2`.
    pub id: String,
    /// Whose ratings.
    pub side: Side,
    /// Vietnamese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Rating years: the document in force in December governs.
    pub years: Years,
    /// False when the documents were not seen: such a regime is never chosen by year alone, and its rules are off.
    pub confirmed: bool,
    /// The documents, as an official cites them.
    pub documents: Vec<String>,
    /// The conditions it knows.
    #[serde(default)]
    pub laws: Vec<Law>,
    /// What exempts nobody from being rated (L103, V501).
    #[serde(default)]
    pub no_reasons: Vec<NoReason>,
    /// Subjects that another regime of the same years is for.
    #[serde(default)]
    instead: BTreeMap<Subject, String>,
    #[serde(default)]
    rules: BTreeMap<String, Setting>,
}

/// How a rule works under a regime.
#[derive(Clone, Copy, Debug)]
pub struct RuleSetting<'r> {
    /// Does the rule run? Rules a regime does not mention do.
    pub enabled: bool,
    /// Instead of the rule's own; `None` leaves it.
    pub severity: Option<Severity>,
    /// What it rests on.
    pub law: Option<&'r Law>,
    /// HTXSNV at most, in percent of the base (C401).
    pub cap_percent: Option<u32>,
    /// The cap an authority may allow an outstanding unit, in percent of the base.
    pub exception_percent: Option<u32>,
    /// May an authority allow more, where how much was not read?
    pub exception_open: bool,
    /// Whom lists that name the subject often hold besides, as titles name them: the clause is not about these.
    pub besides: &'r [String],
    /// Percent that must be HTTNV or above below an HTXSNV organisation or manager (C402, C404).
    pub share_percent_min: Option<u32>,
    /// The best level left open (P309).
    pub level_max: Option<Level>,
    /// The first year in which they are not: the document is younger than the regime.
    pub closed_awards_from: Option<u16>,
    /// What is said of somebody who is to be rated all the same (L103, V501).
    pub no_reasons: &'r [NoReason],
    laws: &'r [Law],
    /// The share of HTXSNV may not be above the party members' (C401).
    pub party_share: bool,
    /// Forms of award that are not open to the subject (H702).
    pub closed_awards: &'r [String],
    /// Forms of award that the subject may have for five years running only (H702).
    pub five_year_awards: &'r [String],
    /// The mildest discipline of one of its members that counts for a collective (P307).
    pub member_discipline_from: Option<&'r str>,
}

impl<'r> RuleSetting<'r> {
    /// Is what is said no reason for not being rated? Not where it stands beside something that may be one.
    pub fn no_reason(&self, said: &str) -> Option<&'r NoReason> {
        let parts = said.split([';', ',', '\n']).map(key);
        let says_why = |part: &String| !part.is_empty() && !EXCUSED_OR_NOT.contains(&part.as_str());
        let told: Option<Vec<&NoReason>> = parts.filter(says_why).map(|part| self.no_reason_in(&part)).collect();
        let told = told?;
        told.iter().find(|r| r.recorded).or(told.first()).copied()
    }

    /// The same of one part of a note, as a key: nothing in it but this may be a reason.
    fn no_reason_in(&self, part: &str) -> Option<&'r NoReason> {
        let mut rest = part.to_owned();
        let mut told: Option<&NoReason> = None;
        let mut tell = |reason: &'r NoReason| told = Some(told.filter(|t| t.recorded).unwrap_or(reason));
        let months = away(part).filter(|a| a.ill);
        for reason in self.no_reasons {
            if let (Some(from), Some(away)) = (reason.ill_months_from, &months)
                && away.months >= from
            {
                rest = part.replace(&part[away.said.clone()], " ");
                tell(reason);
            }
        }
        for reason in self.no_reasons {
            let mut said: Vec<String> = reason.said.iter().map(|words| key(words)).collect();
            said.sort_by_key(|words| std::cmp::Reverse(words.len()));
            for words in said.iter().filter(|words| has_words(part, words)) {
                rest = rest.replace(words.as_str(), " ");
                tell(reason);
            }
        }
        told.filter(|_| !names_reason(&rest))
    }

    /// Another condition of the regime.
    pub fn named(&self, law_id: &str) -> Option<&'r Law> {
        self.laws.iter().find(|law| law.id == law_id)
    }

    /// The document that says so.
    pub fn citation_of(&self, reason: &NoReason) -> Option<&'r str> {
        self.named(&reason.law).map(|law| law.citation_vi.as_str())
    }
}

/// The setting of a rule for a subject in whichever of two regimes governs it, under an office's own rules.
pub fn setting(
    (party, civil): (Option<&'static Regime>, Option<&'static Regime>),
    code: &str,
    subject: Subject,
    config: &Config,
) -> Option<RuleSetting<'static>> {
    let regime = if subject.is_party() { party } else { civil };
    let regime = regime.map(|r| r.instead.get(&subject).and_then(|id| Regimes::built_in().get(id)).unwrap_or(r));
    regime.map(|r| r.rule_for(code, subject).under(config.rules.get(code)).with_limit(code))
}

/// All regimes we know.
#[derive(Clone, Debug)]
pub struct Regimes(Vec<Regime>);

/// Laws and rules that every regime takes over where it says nothing itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    laws: Vec<Law>,
    rules: BTreeMap<String, Setting>,
}

const COMMON: &str = include_str!("regimes/common.toml");
const REGIMES: [&str; 10] = [
    include_str!("regimes/R0.toml"),
    include_str!("regimes/R1.toml"),
    include_str!("regimes/R2.toml"),
    include_str!("regimes/R3.toml"),
    include_str!("regimes/R4.toml"),
    include_str!("regimes/N0.toml"),
    include_str!("regimes/N1.toml"),
    include_str!("regimes/N2.toml"),
    include_str!("regimes/N3.toml"),
    include_str!("regimes/N4.toml"),
];

impl Regimes {
    /// What the program brings along.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Regimes> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            let common: Common = toml::from_str(COMMON).expect("embedded data");
            let regimes = REGIMES.iter().map(|toml| {
                let mut regime: Regime = toml::from_str(toml).expect("embedded data");
                regime.take_over(&common);
                regime.laws.iter_mut().for_each(Law::mark_in_part);
                regime
            });
            Self(regimes.collect())
        })
    }

    /// All, party side first, oldest first.
    pub fn all(&self) -> &[Regime] {
        &self.0
    }

    /// The regime of this id.
    pub fn get(&self, id: &str) -> Option<&Regime> {
        self.0.iter().find(|r| r.id == id)
    }

    /// The party's regime of a rating year.
    pub fn party_for(&self, year: u16) -> Option<&Regime> {
        self.of_side(Side::Party, year)
    }

    /// The state's regime of a rating year; from 2026 the one for công chức.
    pub fn civil_for(&self, year: u16) -> Option<&Regime> {
        self.of_side(Side::Civil, year)
    }

    /// The regime of a subject: from 2026 viên chức have one of their own, which is not confirmed yet.
    pub fn for_subject(&self, subject: Subject, year: u16) -> Option<&Regime> {
        let regime = if subject.is_party() { self.party_for(year) } else { self.civil_for(year) };
        regime.map(|r| r.instead.get(&subject).and_then(|id| self.get(id)).unwrap_or(r))
    }

    /// The regimes of a file, party and civil: those declared (`R2,N1`), else those of the rating year.
    pub fn choose(
        &'static self,
        year: Option<u16>,
        declared: Option<&str>,
    ) -> (Option<&'static Regime>, Option<&'static Regime>) {
        let named = |side: Side| {
            let ids = declared.unwrap_or("").split(',').map(str::trim);
            ids.filter_map(|id| self.get(id)).find(|r| r.side == side)
        };
        (named(Side::Party).or_else(|| self.party_for(year?)), named(Side::Civil).or_else(|| self.civil_for(year?)))
    }

    fn of_side(&self, side: Side, year: u16) -> Option<&Regime> {
        let mut regimes = self.0.iter().filter(|r| r.confirmed && r.side == side);
        regimes.find(|r| r.years.contains(year))
    }
}

impl Regime {
    fn take_over(&mut self, common: &Common) {
        for law in &common.laws {
            if self.law(&law.id).is_none() {
                self.laws.push(law.clone());
            }
        }
        for (code, setting) in &common.rules {
            let own = self.rules.entry(code.clone());
            own.or_insert_with(|| setting.clone());
        }
    }

    /// Its citation in English, by the Vietnamese one, whichever regime has it.
    pub fn in_english(citation_vi: &str) -> Option<String> {
        if let Some(rest) = declared(SEVERITY).and_then(|own| citation_vi.strip_prefix(own)?.strip_prefix("; ")) {
            let own = declared(SEVERITY).and_then(Self::of_one);
            return Some(format!(
                "{}; {}",
                own.unwrap_or_default(),
                Self::in_english(rest).unwrap_or_else(|| rest.to_owned())
            ));
        }
        Self::of_one(citation_vi).map(str::to_owned)
    }

    fn of_one(citation_vi: &str) -> Option<&'static str> {
        let laws = Regimes::built_in().0.iter().flat_map(|r| &r.laws);
        let mut all = laws.flat_map(|l| {
            let earlier = l.earlier.as_ref().and_then(|e| Some((e.citation_vi.as_deref()?, e.citation_en.as_deref()?)));
            [Some((l.citation_vi.as_str(), l.citation_en.as_str())), earlier]
        });
        all.find_map(|cited| cited.filter(|(vi, _)| *vi == citation_vi)).map(|(_, en)| en)
    }

    /// How a rule works under this regime: `rule("C401")`.
    pub fn rule(&self, code: &str) -> RuleSetting<'_> {
        self.rule_for(code, Subject::Unknown)
    }

    /// The same with the law for one kind of subject, where documents have a clause for each.
    pub fn rule_for(&self, code: &str, subject: Subject) -> RuleSetting<'_> {
        static UNMENTIONED: OnceLock<Setting> = OnceLock::new();
        let setting = self.rules.get(code);
        let setting = setting.unwrap_or_else(|| UNMENTIONED.get_or_init(Setting::default));
        let law = setting.by_subject.get(&subject).or(setting.law.as_ref()).and_then(|id| self.law(id));
        // What no document could be shown for is off until an office turns it on.
        let covered = setting.only_for.is_empty() || setting.only_for.contains(&subject) || subject == Subject::Unknown;
        let shown = law.is_none_or(|law| law.confidence > Confidence::Low);
        RuleSetting {
            enabled: setting.enabled.unwrap_or(shown) && covered,
            severity: setting.severity,
            law,
            cap_percent: setting.cap_percent,
            exception_percent: setting.exception_percent,
            exception_open: setting.exception_open,
            besides: &setting.besides,
            share_percent_min: setting.share_percent_min,
            level_max: setting.level_max,
            closed_awards_from: setting.closed_awards_from,
            no_reasons: &self.no_reasons,
            laws: &self.laws,
            party_share: setting.party_share,
            closed_awards: setting.closed_awards.get(&subject).map_or(&[], Vec::as_slice),
            five_year_awards: setting.five_year_awards.get(&subject).map_or(&[], Vec::as_slice),
            member_discipline_from: setting.member_discipline_from.as_deref(),
        }
    }

    /// The law of this id.
    pub fn law(&self, id: &str) -> Option<&Law> {
        self.laws.iter().find(|law| law.id == id)
    }

    /// Its citation in Vietnamese.
    pub fn citation(&self, law_id: &str) -> Option<&str> {
        Some(self.law(law_id)?.citation_vi.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regime(id: &str) -> &'static Regime {
        Regimes::built_in().get(id).expect("known")
    }

    #[test]
    fn a_rating_year_has_one_regime_a_side() {
        let id = |r: Option<&Regime>| r.map_or("-".to_string(), |r| r.id.clone());
        let regimes = Regimes::built_in();
        for (year, party, civil) in [
            (2013, "-", "-"),
            (2014, "R0", "-"),
            (2017, "R0", "N0"),
            (2018, "R1", "N0"),
            (2019, "R2", "N0"),
            (2022, "R2", "N1"),
            (2023, "R3", "N2"),
            (2024, "R3", "N2"),
            (2025, "R4", "N2"),
            (2026, "R4", "N3"),
        ] {
            assert_eq!(id(regimes.party_for(year)), party, "{year}");
            assert_eq!(id(regimes.civil_for(year)), civil, "{year}");
        }
        let public = |year| id(regimes.for_subject(Subject::PublicEmployee, year));
        assert_eq!((public(2025).as_str(), public(2026).as_str()), ("N2", "N4"));
    }

    #[test]
    fn years_of_one_side_do_not_overlap() {
        for year in 2010..2040 {
            for side in [Side::Party, Side::Civil] {
                let all = Regimes::built_in().all().iter();
                let confirmed = all.filter(|r| r.confirmed && r.side == side);
                let count = confirmed.filter(|r| r.years.contains(year)).count();
                assert!(count <= 1, "{side:?} {year}");
            }
        }
    }

    #[test]
    fn every_law_a_rule_names_is_there_and_cited() {
        for regime in Regimes::built_in().all() {
            for (code, setting) in &regime.rules {
                for law in setting.law.iter().chain(setting.by_subject.values()) {
                    assert!(regime.citation(law).is_some(), "{} {code} {law}", regime.id);
                }
            }
            for reason in &regime.no_reasons {
                assert!(
                    regime.citation(&reason.law).is_some() && !reason.said.is_empty(),
                    "{} {}",
                    regime.id,
                    reason.law
                );
            }
            for law in &regime.laws {
                let same = regime.laws.iter().filter(|l| l.id == law.id).count();
                assert_eq!(same, 1, "{} {}", regime.id, law.id);
                assert!(!law.citation_vi.trim().is_empty() && !law.citation_en.trim().is_empty());
            }
            assert!(!regime.documents.is_empty() && !regime.name.is_empty());
        }
    }

    #[test]
    fn every_regime_says_whether_the_rules_that_rest_on_law_run() {
        for regime in Regimes::built_in().all() {
            for code in
                ["L105", "P301", "P302", "P303", "P305", "P306", "P307", "P309", "C401", "C402", "C403", "C404", "C405"]
            {
                assert!(regime.rules.contains_key(code), "{} {code}", regime.id);
                let setting = regime.rule(code);
                let grounded = setting.law.is_some() && setting.severity.is_some();
                assert!(!setting.enabled || grounded, "{} {code}", regime.id);
            }
        }
    }

    #[test]
    fn what_no_document_could_be_shown_for_is_recorded_until_an_office_declares_more() {
        let mut recorded = Vec::new();
        for regime in Regimes::built_in().all() {
            for (code, subject) in regime.rules.keys().flat_map(|c| Subject::ALL.map(|s| (c, s))) {
                let setting = regime.rule_for(code, subject);
                let low = setting.law.is_some_and(|l| l.confidence == Confidence::Low);
                assert!(!low || !setting.enabled || setting.severity == Some(Severity::Info), "{} {code}", regime.id);
                assert!(regime.confirmed || !setting.enabled || !code.starts_with(['P', 'C']));
                if low && setting.enabled && subject == Subject::Leader {
                    recorded.push(format!("{} {code}", regime.id));
                }
            }
        }
        assert_eq!(recorded, ["R1 P301", "R1 P302", "R1 P303"]);
        let own: Config = toml::from_str("[rules.P301]\nseverity = \"error\"").expect("a configuration");
        let told = |config: &Config| setting((Some(regime("R1")), None), "P301", Subject::Leader, config);
        let severity = |config: &Config| told(config).and_then(|s| s.severity);
        assert_eq!((severity(&Config::default()), severity(&own)), (Some(Severity::Info), Some(Severity::Error)));
    }

    #[test]
    fn what_was_read_in_part_says_so_wherever_it_is_cited() {
        for regime in Regimes::built_in().all() {
            for (code, setting) in &regime.rules {
                let laws = setting.law.iter().chain(setting.by_subject.values()).filter_map(|id| regime.law(id));
                for law in laws.filter(|law| law.confidence == Confidence::Medium) {
                    let said = law.citation_vi.to_lowercase();
                    assert!(said.contains("không") || said.contains("chưa đọc"), "{} {code}: {said}", regime.id);
                }
            }
        }
        assert_eq!(regime("R2").citation("CAP-MEMBER"), Some("Hướng dẫn số 21-HD/BTCTW ngày 18/10/2019, mục B.2.3a"));
        assert!(regime("R2").citation("CAP-ORG").is_some_and(|said| said.contains("chưa đọc được trọn văn")));
    }

    #[test]
    fn a_document_is_not_cited_for_years_before_it() {
        let cited = |id: &str, law: &str, year| regime(id).law(law).and_then(|law| law.cited_in(Some(year)));
        assert_eq!(cited("R2", "KHT-TWO-YEARS", 2020), None);
        assert!(cited("R2", "KHT-TWO-YEARS", 2021).is_some());
        assert!(cited("R2", "AWARD-ELIGIBLE", 2020).is_some_and(|said| !said.contains("01-HD/TW")));
        assert!(cited("R2", "AWARD-ELIGIBLE", 2021).is_some_and(|said| said.contains("01-HD/TW")));
        assert!(cited("N2", "MULTI-POST", 2024).is_some_and(|said| said.contains("124-QĐ/TW")));
        let posts = regime("N2").law("MULTI-POST").expect("known");
        assert!(posts.cited_in(None).is_none() && posts.cited().0.contains("(trước năm 2025: Quy định số 124-QĐ/TW"));
        assert!(Regime::in_english("Hướng dẫn số 21-HD/BTCTW ngày 18/10/2019, phần khen thưởng").is_some());
        let own = declared(SEVERITY).unwrap_or_default();
        let both = Regime::in_english(&format!("{own}; Hướng dẫn số 02-HD/BTCTW năm 2021, mục II.1"));
        assert_eq!(
            both.as_deref(),
            Some("Severity declared by the office in xeploai.toml; Guidance 02-HD/BTCTW (2021), II.1")
        );
    }

    #[test]
    fn severities_and_limits_follow_the_year() {
        use Severity::{Error, Info, Warning};
        for (id, code, severity) in [
            ("R1", "P306", Some(Error)),
            ("R2", "P301", Some(Error)),
            ("R3", "P301", Some(Info)),
            ("R4", "P301", Some(Info)),
            ("R2", "P305", Some(Error)),
            ("R4", "P305", Some(Warning)),
            ("N2", "P307", Some(Error)),
            ("R4", "P307", Some(Warning)),
            ("R4", "L105", Some(Error)),
            ("R2", "C402", Some(Error)),
            ("R4", "C405", Some(Error)),
            ("N1", "C404", Some(Error)),
        ] {
            let setting = regime(id).rule(code);
            assert_eq!((setting.enabled, setting.severity), (true, severity), "{id} {code}");
        }
        for (id, code) in
            [("R0", "C401"), ("R2", "L105"), ("R3", "C402"), ("R4", "P309"), ("N1", "C401"), ("N3", "C404")]
        {
            assert!(!regime(id).rule(code).enabled, "{id} {code}");
        }
        let cap = |id: &str| {
            let rule = regime(id).rule("C401");
            (rule.cap_percent, rule.exception_percent)
        };
        assert_eq!((cap("N2"), regime("N2").rule("C401").party_share), ((None, None), true));
        assert_eq!(cap("R2"), (Some(20), None));
        assert_eq!(cap("R4"), (Some(20), Some(25)));
        assert_eq!(regime("R2").rule("P309").level_max, Some(Level::Htnv));
    }

    #[test]
    fn the_law_of_a_rule_may_depend_on_the_subject() {
        let law = |subject| regime("R2").rule_for("C401", subject).law.map(|l| l.id.as_str());
        assert_eq!(law(Subject::Member), Some("CAP-MEMBER"));
        assert_eq!(law(Subject::Leader), Some("CAP-LEADER"));
        let citation = regime("R2").citation("LEADER-LE-UNIT");
        assert_eq!(citation, Some("Hướng dẫn số 21-HD/BTCTW ngày 18/10/2019, mục II.B.4"));
        let unmentioned = regime("R2").rule("F001");
        assert!(unmentioned.enabled && unmentioned.law.is_none());
    }
}
