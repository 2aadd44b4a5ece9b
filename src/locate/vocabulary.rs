//! The words of forms as data, and what one header or row text says by them.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;

use super::composed::written_out;
use super::loose::{Loose, bare};
pub use super::phrases::has_words;
pub(super) use super::phrases::starts_with_words;
use super::phrases::{Phrases, Place, strip_end, strip_start};
use super::preamble::SenderWords;
use super::row_names::{NameWords, SectionWords};
use super::row_starts::RowStarts;
use super::stages::Stages;
use super::two_ratings::SideWords;
use super::{ColumnRole, Stage, Subject};
use crate::text::key;

/// The words of forms, with the labels of all rating frameworks.
#[derive(Debug)]
pub struct Vocabulary {
    pub(super) columns: Vec<ColumnWords>,
    /// The words of `columns`, of shares and of divisions, for the texts that are asked for their role.
    pub(super) phrases: Phrases<Said>,
    /// The same, for texts with slips in them.
    pub(super) loose: Loose<Said>,
    /// What rows begin with that is asked of every row.
    pub(super) starts: RowStarts,
    /// The phrases of `subjects`, by their places there.
    pub(super) subject_phrases: Phrases<(usize, usize)>,
    /// "SL" and "%" without tones.
    pub(super) loose_counts: HashSet<String>,
    pub(super) loose_shares: HashSet<String>,
    pub(super) words: Words,
    pub(super) rows: RowWords,
    pub(super) names: NameWords,
    pub(super) sections: SectionWords,
    pub(super) sides: SideWords,
    pub(super) counts: SentenceWords,
    pub(super) marks: Marks,
    pub(super) subjects: Vec<SubjectWords>,
    pub(super) stages: Stages,
    /// Names of people that hold words of a stage: "đảng viên chính thức", "cán bộ diện Ban Thường vụ".
    pub(super) staged_names: Vec<String>,
    pub(super) title: TitleWords,
    pub(super) offices: Vec<OfficeWords>,
    pub(super) senders: SenderWords,
    /// The grades of frameworks that the key of each label names.
    pub(super) grades: HashMap<String, Vec<(usize, usize)>>,
    labels: HashSet<String>,
    pub(super) shorthands: HashSet<String>,
    pub(super) symbols: BTreeSet<String>,
    /// Slips of the pen inside labels, and what was meant: as many words each.
    pub(super) slips: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    column: Vec<ColumnWords>,
    words: Words,
    rows: RowWords,
    names: NameWords,
    sections: SectionWords,
    sides: SideWords,
    counts: SentenceWords,
    marks: Marks,
    subject: Vec<SubjectWords>,
    stages: Stages,
    title: TitleWords,
    office: Vec<OfficeWords>,
    senders: SenderWords,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnWords {
    pub(super) role: ColumnRole,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    #[serde(default)]
    contains: Vec<String>,
}

/// What a phrase of a header says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Said {
    /// What a column is, by its place among the columns' words: the first one counts.
    Column(usize),
    /// A share.
    Share,
    /// A division into types.
    Division,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) count: Vec<String>,
    pub(super) share: Vec<String>,
    pub(super) share_said: Vec<String>,
    pub(super) share_elsewhere: Vec<String>,
    divided: Vec<String>,
    pub(super) must_be_rated: Vec<String>,
    pub(super) reviewed: Vec<String>,
    pub(super) leads: Vec<String>,
    pub(super) planned: Vec<String>,
    pub(super) done: Vec<String>,
    pub(super) year_before: Vec<String>,
    pub(super) this_year: Vec<String>,
    pub(super) part_of_year: Vec<String>,
    pub(super) all_of_year: Vec<String>,
    pub(super) of_which: Vec<String>,
    pub(super) belongs: Vec<String>,
    pub(super) score_whole: Vec<String>,
    pub(super) and_above: Vec<String>,
    pub(super) above_from: Vec<String>,
    pub(super) before_label: Vec<String>,
    pub(super) after_label: Vec<String>,
    /// What those do who are rated.
    pub(super) rates: Vec<String>,
    /// What brackets behind a level may begin with and say nothing of it.
    pub(super) remarks: Vec<String>,
    pub(super) points: Vec<String>,
    pub(super) bounds: Vec<String>,
    pub(super) how_many: Vec<String>,
    pub(super) whose: Vec<String>,
    pub(super) cap_of: Vec<String>,
    pub(super) cap_base: Vec<String>,
    pub(super) cap_good: Vec<String>,
    pub(super) share_joints: Vec<String>,
    pub(super) share_wholes: Vec<String>,
    pub(super) share_above: Vec<String>,
    /// Heads of columns of codes, by their first words.
    pub(super) codes: Vec<String>,
    pub(super) votes: Vec<String>,
    pub(super) voting: Vec<String>,
    pub(super) counted_else: Vec<String>,
    pub(super) occasions: Vec<String>,
    /// Words that are no slip of another.
    pub(super) no_slips: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct RowWords {
    pub(super) total: Vec<String>,
    pub(super) subtotal: Vec<String>,
    pub(super) total_tail: Vec<String>,
    carried: Vec<String>,
    pub(super) of_which: Vec<String>,
    pub(super) aside: Vec<String>,
    pub(super) some: Vec<String>,
    pub(super) strangers: Vec<String>,
    /// A head in short, and what it may stand for.
    pub(super) short: Vec<[String; 2]>,
    /// Heads that together name everybody.
    pub(super) everybody: Vec<Vec<String>>,
    pub(super) motto: Vec<String>,
    pub(super) note: Vec<String>,
    pub(super) group: Vec<String>,
    /// Kinds of organisations by what stands inside what, the outermost first.
    pub(super) ranks: Vec<Vec<String>>,
    pub(super) footer: Vec<String>,
}

/// The words of a sentence that counts.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct SentenceWords {
    pub(super) of: Vec<String>,
    persons: Vec<String>,
    pub(super) joints: Vec<String>,
    pub(super) list: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Marks {
    pub(super) tick: Vec<String>,
    pub(super) none: Vec<String>,
    pub(super) not_applicable: Vec<String>,
    pub(super) same: Vec<String>,
    pub(super) no_member: Vec<String>,
    pub(super) standing: Vec<String>,
    pub(super) no_standing: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectWords {
    pub(super) id: Subject,
    /// Of party organisations above TCCSĐ: the words in front of the phrases.
    #[serde(default)]
    pub(super) above: Vec<String>,
    pub(super) phrases: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleWords {
    pub(super) rated: Vec<String>,
    pub(super) rating: Vec<String>,
    pub(super) ranked: Vec<String>,
    pub(super) others: Vec<String>,
    pub(super) pupils: Vec<String>,
    pub(super) award: Vec<String>,
    pub(super) standard: Vec<String>,
    pub(super) criteria: Vec<String>,
    pub(super) criterion: Vec<String>,
    pub(super) another: Vec<String>,
    pub(super) another_alone: Vec<String>,
    pub(super) work: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeWords {
    pub(super) words: Vec<String>,
    pub(super) kind: String,
}

/// A level named in a header or a row label, with what stands around it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mention {
    /// Key of the level's label, nothing around it: `hoàn thành tốt nhiệm vụ`.
    pub label: String,
    /// "Trong đó" before it: part of the level before.
    pub of_which: bool,
    /// "trở lên" after it: this level and all better ones.
    pub and_above: bool,
    /// "HTTNV (trong đó HTXSNV)", "HTXSNV, HTTNV": the best level is in it as well, told apart only by its cells ("27 (5)").
    pub holds_better: bool,
    /// "%", "tỷ lệ": a share, not a count.
    pub share: bool,
}

impl Vocabulary {
    /// The built-in words, the keys of all labels that may stand for a level, and of the shorthands ("HT", "T") that
    /// stand for one only beside other levels.
    pub fn new<'l>(labels: impl Iterator<Item = &'l str>, shorthands: impl Iterator<Item = &'l str>) -> Self {
        let file: File = toml::from_str(include_str!("forms/vocabulary.toml"))
            .expect("the built-in vocabulary is checked by its test");
        let mut words = Self {
            columns: file.column,
            starts: RowStarts::default(),
            subject_phrases: Phrases::new(std::iter::empty()),
            phrases: Phrases::new(std::iter::empty()),
            loose: Loose::new(std::iter::empty(), &[], |_, _| true),
            loose_counts: HashSet::new(),
            loose_shares: HashSet::new(),
            words: file.words,
            rows: file.rows,
            names: file.names,
            sections: file.sections,
            sides: file.sides,
            counts: file.counts,
            marks: file.marks,
            subjects: file.subject.into_iter().map(SubjectWords::written_out).collect(),
            stages: file.stages,
            staged_names: Vec::new(),
            title: file.title,
            offices: file.office,
            senders: file.senders,
            labels: labels.map(str::to_owned).collect(),
            shorthands: shorthands.map(str::to_owned).collect(),
            symbols: BTreeSet::new(),
            slips: Vec::new(),
            grades: HashMap::new(),
        };
        words.level_keys();
        words.starts = RowStarts::of(&words);
        words.subject_phrases = words.phrases_of_subjects();
        words.staged_names = words.names_with_stages();
        words.phrases = Phrases::new(words.said());
        words.loose = words.said_loosely();
        let without_tones = |list: &[String]| list.iter().filter(|p| !p.is_ascii()).map(|p| bare(p)).collect();
        words.loose_counts = without_tones(&words.words.count);
        words.loose_shares = without_tones(&words.words.share);
        words
    }

    /// What every phrase of a header says, with the place it must stand at.
    pub(super) fn said(&self) -> impl Iterator<Item = (&str, Place, Said)> {
        let of_columns = self.columns.iter().enumerate().flat_map(|(i, c)| {
            let lists = [(&c.whole, Place::Whole), (&c.starts, Place::Start), (&c.contains, Place::Anywhere)];
            lists.map(|(list, place)| (list, place, Said::Column(i)))
        });
        let others = [(&self.words.share, Said::Share), (&self.words.divided, Said::Division)];
        let others = others.into_iter().map(|(list, said)| (list, Place::Anywhere, said));
        let all = of_columns.chain(others);
        all.flat_map(|(list, place, said)| list.iter().map(move |p| (p.as_str(), place, said)))
    }

    /// The same with letters and numbers ("A", "Mức 2") that name a level where something on the sheet says that levels
    /// stand there.
    pub fn with_symbols(self, symbols: BTreeSet<String>) -> Self {
        Self { symbols, ..self }
    }

    /// The same with known slips of the pen ("tôt" for "tốt") in the labels of headers.
    pub fn with_slips(self, slips: Vec<(String, String)>) -> Self {
        Self { slips, ..self }
    }

    /// Everything is compared by key, so everything is kept as key.
    fn level_keys(&mut self) {
        let columns = self.columns.iter_mut().flat_map(|c| [&mut c.whole, &mut c.starts, &mut c.contains]);
        let (w, r, t, s) = (&mut self.words, &mut self.rows, &mut self.title, &mut self.stages);
        let words = [
            &mut w.count,
            &mut w.share,
            &mut w.share_said,
            &mut w.share_elsewhere,
            &mut w.of_which,
            &mut w.belongs,
            &mut w.score_whole,
            &mut w.divided,
            &mut w.must_be_rated,
            &mut w.reviewed,
            &mut w.leads,
            &mut w.planned,
            &mut w.done,
            &mut w.year_before,
            &mut w.this_year,
            &mut w.part_of_year,
            &mut w.all_of_year,
            &mut w.and_above,
            &mut w.above_from,
            &mut w.before_label,
            &mut w.after_label,
            &mut w.rates,
            &mut w.remarks,
            &mut w.points,
            &mut w.bounds,
            &mut w.how_many,
            &mut w.whose,
            &mut w.cap_of,
            &mut w.cap_base,
            &mut w.cap_good,
            &mut w.share_joints,
            &mut w.share_wholes,
            &mut w.share_above,
            &mut w.codes,
            &mut w.votes,
            &mut w.voting,
            &mut w.counted_else,
            &mut w.occasions,
            &mut w.no_slips,
        ];
        let rows = [
            &mut r.total,
            &mut r.subtotal,
            &mut r.total_tail,
            &mut r.carried,
            &mut r.of_which,
            &mut r.aside,
            &mut r.some,
            &mut r.strangers,
            &mut r.motto,
            &mut r.note,
            &mut r.group,
            &mut r.footer,
        ];
        let m = &mut self.marks;
        let marks = [&mut m.same, &mut m.no_member, &mut m.standing, &mut m.no_standing];
        let c = &mut self.counts;
        let sentences = [&mut c.of, &mut c.persons, &mut c.joints, &mut c.list];
        let titles = [
            &mut t.rated,
            &mut t.rating,
            &mut t.ranked,
            &mut t.others,
            &mut t.pupils,
            &mut t.award,
            &mut t.standard,
            &mut t.criteria,
            &mut t.criterion,
            &mut t.another,
            &mut t.another_alone,
            &mut t.work,
            &mut s.own,
            &mut s.proposed,
            &mut s.decided,
            &mut s.bodies,
            &mut s.deciders,
            &mut s.agreeing,
            &mut s.agreed_with,
            &mut s.rating_in_short,
            &mut s.himself,
            &mut s.about_decisions,
            &mut s.rating_oneself,
            &mut s.proposing,
            &mut s.between,
            &mut s.expected,
            &mut s.foreseen,
            &mut s.submitting,
            &mut s.before_submitting,
            &mut s.no_ratings,
            &mut s.settled,
            &mut s.announcing,
        ];
        let raters = s.raters.iter_mut().chain(&mut s.states).flatten();
        let subjects = self.subjects.iter_mut().map(|s| &mut s.phrases).chain(&mut r.ranks).chain(&mut r.everybody);
        let offices = self.offices.iter_mut().map(|o| &mut o.words).chain(self.senders.lists());
        let lists = columns
            .chain(words)
            .chain(rows)
            .chain(self.names.lists())
            .chain(self.sections.lists())
            .chain(self.sides.lists())
            .chain(marks)
            .chain(sentences)
            .chain(titles)
            .chain(raters)
            .chain(subjects)
            .chain(offices);
        for list in lists {
            list.iter_mut().for_each(|p| *p = key(p));
        }
    }

    /// Is the key a label of some framework?
    pub fn is_label(&self, key: &str) -> bool {
        // Abbreviations are written with spaces too: "HTXS NV". But "C. HTNV" goes by a letter, and is no "CHTNV".
        let spaced = || {
            let letters = |b: u8| b.is_ascii_lowercase() || b == b' ';
            key.len() <= 10 && key.contains(' ') && key.bytes().all(letters) && !key.starts_with("c ")
        };
        let composed = || written_out(key).is_some_and(|label| self.labels.contains(&label));
        self.labels.contains(key) || (spaced() && self.labels.contains(&key.replace(' ', ""))) || composed()
    }

    /// The stage a header names; who is rated ("đảng viên chính thức") is none.
    pub(super) fn stage(&self, text: &str) -> Option<Stage> {
        let named = self.staged_names.iter().filter(|name| has_words(text, name)).max_by_key(|name| name.len());
        let without = named.map(|name| text.replace(name.as_str(), "#"));
        let text = without.as_deref().unwrap_or(text);
        let any = |list: &[String]| list.iter().any(|p| has_words(text, p));
        if any(&self.stages.own) {
            Some(Stage::Own)
        } else if any(&self.stages.proposed) {
            Some(Stage::Proposed)
        } else if any(&self.stages.decided) {
            Some(Stage::Decided)
        } else {
            None
        }
    }

    /// "Đề nghị HTXSNV", "HTXSNV (tự xếp loại)": without the words that say who speaks.
    pub(super) fn without_stage<'t>(&self, text: &'t str) -> Option<&'t str> {
        let stages = [&self.stages.own, &self.stages.proposed, &self.stages.decided];
        stages.into_iter().find_map(|words| strip_start(text, words).or_else(|| strip_end(text, words)))
    }

    /// Does a total of these, which says nothing else, count the rows of a list of persons about a subject?
    pub(crate) fn counts_rows(&self, of: &str, subject: Subject) -> bool {
        self.counts.persons.iter().any(|w| w == of) && self.subject(of).is_none_or(|s| s == subject)
    }

    /// Is it a sum carried on from page to page ("Cộng trang 1", "Mang sang")?
    pub(super) fn is_carried(&self, text: &str) -> bool {
        self.rows.carried.iter().any(|p| has_words(text, p))
    }

    pub(super) fn row_is_group(&self, text: &str) -> bool {
        // "Khối phố 8" is a neighbourhood.
        strip_start(text, &self.rows.group).is_some() && !text.starts_with("khối phố")
    }

    /// Does one of the phrases stand in a title? In one without any tones they count without theirs.
    pub(super) fn title_has(text: &str, phrases: &[String]) -> bool {
        let toneless = text.is_ascii();
        phrases.iter().any(|p| has_words(text, p) || (toneless && p.contains(' ') && has_words(text, &bare(p))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Vocabulary {
        let labels = ["HTXSNV", "HTTNV", "HTNV", "KHTNV", "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"];
        Vocabulary::new(labels.map(key).iter().map(String::as_str), std::iter::empty())
    }

    #[test]
    fn totals_are_told_from_names() {
        let w = words();
        assert!(w.is_total(&key("Tổng cộng")) && w.is_total(&key("Tổng số:")));
        assert!(w.is_subtotal(&key("Cộng (1+2+….+11)")) && w.is_subtotal(&key("Cộng khối phường")));
        assert!(!w.is_total(&key("Tổng công ty Sông Thu")) && !w.is_subtotal(&key("Cộng đồng dân cư")));
    }

    #[test]
    fn the_most_telling_subject_counts() {
        let subject = |t: &str| words().subject(&key(t));
        assert_eq!(subject("DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ"), Some(Subject::PartyBase));
        assert_eq!(subject("chất lượng chi bộ trực thuộc"), Some(Subject::PartyCell));
        assert_eq!(subject("CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (NGƯỜI ĐỨNG ĐẦU)"), Some(Subject::Leader));
        assert_eq!(subject("tổ chức cơ sở đảng và đảng viên"), None);
        assert_eq!(subject("Xếp loại tập thể lãnh đạo, quản lý"), Some(Subject::Collective));
    }
}
