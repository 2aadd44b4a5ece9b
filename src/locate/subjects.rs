//! Who is rated, by the words of titles, headers and rows.

use super::Subject;
use super::phrases::{Phrases, Place, strip_start};
use super::vocabulary::{SubjectWords, Vocabulary, has_words};
use crate::text::key;

impl SubjectWords {
    /// With the phrases behind each of the words in front of them, and then alone.
    pub(super) fn written_out(mut self) -> Self {
        let in_front = self.above.iter().flat_map(|word| self.phrases.iter().map(move |p| format!("{word} {p}")));
        self.phrases = in_front.chain(self.phrases.iter().cloned()).collect();
        self
    }
}

impl Vocabulary {
    /// The subject a text names; `None` when it names none, or several that do not include one another. Of two, heads
    /// and collectives go before what they lead, and "đơn vị" says nothing beside another.
    pub fn subject(&self, text: &str) -> Option<Subject> {
        // "Đảng viên là cán bộ lãnh đạo": who they are besides is another thing.
        let whom = text.split_once(" là ").filter(|(_, besides)| self.subject(besides) == Some(Subject::Leader));
        if let Some(people) = whom.and_then(|(whom, _)| self.subject(whom)).filter(|s| s.is_people()) {
            return Some(people);
        }
        let mut rest = self.without_strangers(text);
        let mut found: Vec<Subject> = Vec::new();
        for (id, phrase) in self.phrases_in(&rest) {
            // "Khối cơ quan" says to which group one belongs, not who is rated.
            let kind = || id == Subject::Unit && of_kind(&rest, phrase);
            if has_words(&rest, phrase) && !kind() {
                rest = rest.replace(phrase, "#");
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        if found.len() > 1 {
            found.retain(|s| *s != Subject::Unit);
        }
        match found.as_slice() {
            [] if text.is_ascii() => self.toneless_subject(text),
            [first] => Some(*first),
            [first @ (Subject::Leader | Subject::Collective), _] => Some(*first),
            _ => None,
        }
    }

    /// The phrases of subjects that stand in a text, in the order of the list: the longer ones go before what they hold.
    fn phrases_in(&self, text: &str) -> Vec<(Subject, &str)> {
        let mut places: Vec<(usize, usize)> = self.subject_phrases.in_text(text).collect();
        places.sort_unstable();
        places.dedup();
        let phrase = |(subject, phrase): (usize, usize)| {
            let words = &self.subjects[subject];
            (words.id, words.phrases[phrase].as_str())
        };
        places.into_iter().map(phrase).collect()
    }

    /// The phrases of all subjects, by their places.
    pub(super) fn phrases_of_subjects(&self) -> Phrases<(usize, usize)> {
        let all = self.subjects.iter().enumerate().flat_map(|(subject, words)| {
            words
                .phrases
                .iter()
                .enumerate()
                .map(move |(phrase, text)| (text.as_str(), Place::Anywhere, (subject, phrase)))
        });
        Phrases::new(all)
    }

    /// The names of people that hold words of a stage.
    pub(super) fn names_with_stages(&self) -> Vec<String> {
        let people = self.subjects.iter().filter(|s| matches!(s.id, Subject::Leader | Subject::Member));
        people.flat_map(|s| &s.phrases).filter(|p| self.stage(p).is_some()).cloned().collect()
    }

    /// All subjects a text names; the word for people alone means those who lead.
    pub(crate) fn subjects(&self, text: &str) -> Vec<Subject> {
        let mut found = self.subjects_by_name(text);
        // "Tập thể, cá nhân lãnh đạo".
        if has_words(text, "cá nhân") {
            found.push(Subject::Leader);
        }
        found
    }

    /// Does a title say that those it is about lead, by their key?
    pub(super) fn speaks_of_leading(title: &str) -> bool {
        ["lãnh đạo", "thuộc diện", "chủ chốt"].iter().any(|said| has_words(title, said))
    }

    /// The same where people alone ("cá nhân") may be anybody.
    pub(super) fn subjects_by_name(&self, text: &str) -> Vec<Subject> {
        let mut rest = self.without_strangers(text);
        let mut found: Vec<Subject> = Vec::new();
        for (id, phrase) in self.phrases_in(&rest) {
            // "Chi bộ trực thuộc đảng bộ cơ sở" names no đảng bộ, "cán bộ lãnh đạo" nobody but who leads.
            if has_words(&rest, phrase) {
                rest = rest.replace(phrase, "#");
                found.push(id);
            }
        }
        found.dedup();
        found
    }

    /// "Cán bộ không chuyên trách" are none of those that one of their words names.
    fn without_strangers(&self, text: &str) -> String {
        let named_so = self.rows.strangers.iter().filter(|s| s.starts_with("cán bộ") && has_words(text, s));
        named_so.fold(text.to_owned(), |rest, stranger| rest.replace(stranger.as_str(), "#"))
    }

    /// Does a text end with the name of a subject?
    pub(super) fn ends_with_subject(&self, text: &str) -> bool {
        self.subjects.iter().flat_map(|s| &s.phrases).any(|p| text.ends_with(p.as_str()) && has_words(text, p))
    }

    /// The subject a row is about by its label: it begins with the words for it, or is nothing else.
    pub(crate) fn row_subject(&self, text: &str) -> Option<Subject> {
        use Subject::{CivilServant, Collective, Leader, Member, PublicEmployee};
        let people = |s: &&SubjectWords| matches!(s.id, CivilServant | Collective | Leader | Member | PublicEmployee);
        let begins = |s: &&SubjectWords| s.phrases.iter().any(|p| super::vocabulary::starts_with_words(text, p));
        let begun = self.subjects.iter().filter(people).find(begins).map(|s| s.id);
        let alone = self.subjects.iter().find(|s| s.phrases.iter().any(|p| p == text)).map(|s| s.id);
        let person = Some(Leader).filter(|_| super::vocabulary::starts_with_words(text, "cá nhân"));
        begun.or(alone).or(person)
    }

    /// Does a text begin with the name of people who are none of our subjects ("Lao động hợp đồng")?
    pub(crate) fn begins_with_stranger(&self, text: &str) -> bool {
        self.rows.strangers.iter().any(|s| super::vocabulary::starts_with_words(text, s))
    }

    /// Do such people stand in a text?
    pub(crate) fn names_strangers(&self, text: &str) -> bool {
        self.rows.strangers.iter().any(|s| has_words(text, s))
    }

    /// Do people stand in a text, whatever they are called?
    pub(super) fn speaks_of_people(&self, text: &str) -> bool {
        let anybody = ["cá nhân", "đồng chí", "nhân sự", "người", "chức danh", "họ tên"].map(key);
        anybody.iter().chain(&self.words.leads).any(|word| has_words(text, word))
    }

    /// Does a text name people by no more than the word for all who work in an office ("Cán bộ quản lý")?
    pub(crate) fn names_staff_only(&self, text: &str) -> bool {
        let phrases = self.subjects.iter().flat_map(|s| &s.phrases);
        let longest = phrases.filter(|p| super::vocabulary::starts_with_words(text, p)).max_by_key(|p| p.len());
        longest.is_some_and(|p| p.as_str() == "cán bộ")
    }

    /// Do the words with which a text names a subject stand in another text as well?
    pub(crate) fn names_in_short(&self, subject: Subject, text: &str, other: &str) -> bool {
        let named = |s: &&SubjectWords| s.id == subject;
        let phrases = self.subjects.iter().filter(named).flat_map(|s| &s.phrases);
        let longest = phrases.filter(|p| has_words(text, p)).max_by_key(|p| p.len());
        // "Cán bộ" alone is anybody who works there; among those who lead, one of them.
        let leading = || self.subject(other) == Some(Subject::Leader);
        longest.is_some_and(|p| has_words(other, p) || (p.as_str() == "cán bộ" && leading()))
    }

    /// Is the text nothing but the name of a subject?
    pub(crate) fn names_only_subject(&self, text: &str) -> bool {
        self.subjects.iter().any(|s| s.phrases.iter().any(|p| p == text))
    }

    /// Does a head name nothing but people or bodies, ours or others, in full or in short?
    pub(super) fn names_whom(&self, text: &str) -> bool {
        let short = || self.rows.short.iter().any(|[short, long]| [short, long].iter().any(|w| key(w) == text));
        self.names_only_subject(text) || self.rows.strangers.iter().any(|s| s == text) || short()
    }

    /// "KẾT QUẢ XẾP LOẠI BÍ THƯ ĐẢNG ỦY XÃ", "DANH SÁCH TRƯỞNG PHÒNG VÀ TƯƠNG ĐƯƠNG": does a line that announces a list name
    /// those who lead by their post alone? Over anything but `persons` it must name nobody else, and nothing they do: "LÃNH ĐẠO
    /// VÀ ĐƠN VỊ", "LÃNH ĐẠO UBND ĐÁNH GIÁ CÁC CƠ QUAN" may be about what they lead.
    pub(super) fn announces_leaders(&self, line: &str, persons: bool) -> bool {
        const MORE: [&str; 7] = ["và", "đánh giá", "xếp loại", "phê duyệt", "quyết định", "thẩm định", "công nhận"];
        let words = &self.sections;
        let announced =
            std::iter::successors(strip_start(line, &words.before), |rest| strip_start(rest, &words.before));
        let Some(whom) = announced.last() else { return false };
        let others = whom.replace("và tương đương", "");
        let alone = || !MORE.iter().any(|more| has_words(&others, more));
        self.names_leaders(whom) && (persons || alone())
    }

    /// "Bí thư chi bộ", "Đồng chí Trưởng phòng": does a text begin with the post of those who lead?
    pub(super) fn names_leaders(&self, whom: &str) -> bool {
        let words = &self.sections;
        let whom = strip_start(whom, &words.before_leading).unwrap_or(whom);
        let whom = strip_start(whom, &words.before).unwrap_or(whom);
        strip_start(whom, &words.leading).is_some() && !words.not_leading.iter().any(|body| has_words(whom, body))
    }

    /// One who heads, by the words that a text begins with.
    fn leader(&self, text: &str) -> Option<Subject> {
        let begins = |w: &String| super::vocabulary::starts_with_words(text, w);
        self.words.leads.iter().any(begins).then_some(Subject::Leader)
    }

    /// The subject of a rating column: named after the verb. "Chi bộ đánh giá, xếp loại" says who rates, "Xếp loại chi
    /// bộ" who is rated.
    pub(super) fn rated_subject(&self, path: &[String]) -> Option<Subject> {
        let verb = |text: &str| {
            let ends = self.title.rated.iter().filter(|v| has_words(text, v));
            ends.filter_map(|v| text.find(v.as_str()).map(|at| at + v.len())).min()
        };
        let (leaf, above) = path.split_last()?;
        // "Bí thư chi bộ" is who heads it.
        let party = |s: &Subject| matches!(s, Subject::PartyBase | Subject::PartyCell);
        let named = |text: &str| {
            let subject = self.subject(text);
            subject.filter(party).and_then(|_| self.leader(text)).or(subject)
        };
        // "Xếp loại công chức / Tự xếp": who is rated stands over the stages.
        let over = || above.iter().rev().find_map(|a| self.subject(&a[verb(a)?..]));
        match verb(leaf) {
            // "Xếp loại Bí thư".
            Some(from) => named(leaf[from..].trim()).or_else(|| self.leader(leaf[from..].trim())).or_else(over),
            // "Kết quả xếp loại / Công chức"; but "Mức xếp loại / Chi bộ đề xuất" says who proposes.
            None if self.stage(leaf).is_none() && above.iter().any(|a| verb(a).is_some()) => named(leaf).or_else(over),
            None => over(),
        }
    }
}

/// Does a phrase stand in a text behind "khối" and nowhere else?
fn of_kind(text: &str, phrase: &str) -> bool {
    let behind = format!("khối {phrase}");
    has_words(text, &behind) && !has_words(&text.replace(&behind, "#"), phrase)
}
