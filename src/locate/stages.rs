//! In what stage ratings are, where the head of their column alone does not say it: a decision that is still to come, an
//! opinion beside it, and a title that speaks of proposals or of what units say of themselves.

use serde::Deserialize;

use super::loose::bare;
use super::period::Period;
use super::phrases::{has_words, starts_with_words, strip_start};
use super::profile::{Profile, profile};
use super::rows::{Body, plain_label};
use super::tables::Frame;
use super::timed::When;
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Stage, Subject, Table};
use crate::finding::Message;
use crate::text::key;

/// The words for stages.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Stages {
    #[serde(rename = "self")]
    pub(super) own: Vec<String>,
    pub(super) proposed: Vec<String>,
    pub(super) decided: Vec<String>,
    pub(super) bodies: Vec<String>,
    pub(super) deciders: Vec<String>,
    pub(super) agreeing: Vec<String>,
    pub(super) agreed_with: Vec<String>,
    pub(super) about_decisions: Vec<String>,
    pub(super) rating_oneself: Vec<String>,
    pub(super) proposing: Vec<String>,
    pub(super) between: Vec<String>,
    pub(super) expected: Vec<String>,
    pub(super) foreseen: Vec<String>,
    pub(super) submitting: Vec<String>,
    pub(super) before_submitting: Vec<String>,
    pub(super) no_ratings: Vec<String>,
    pub(super) settled: Vec<String>,
    pub(super) announcing: Vec<String>,
    pub(super) raters: Vec<Vec<Vec<String>>>,
    pub(super) states: Vec<Vec<Vec<String>>>,
    pub(super) rating_in_short: Vec<String>,
    pub(super) himself: Vec<String>,
}

/// Settles the stages of a list's columns among themselves.
pub(super) fn settle(columns: &mut [Column], body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) {
    let filled = |c: &Column| profile(c.index, body, frame, words).filled > 0;
    await_decisions(columns, &filled, words);
    by_rank(columns, words);
    before_decisions(columns);
    let agreeing = |c: &Column| profile(c.index, body, frame, words).agreeing > 0;
    agree(columns, &agreeing);
}

/// "Đồng ý" in a later stage is told to be the level of the stage before.
fn agree(columns: &mut [Column], agreeing: &dyn Fn(&Column) -> bool) {
    let earlier = |c: &Column| matches!(c.stage, Some(Stage::Own | Stage::Proposed));
    if !columns.iter().any(|c| holds_ratings(c) && earlier(c)) {
        return;
    }
    for column in columns.iter_mut().filter(|c| c.role == ColumnRole::Rating && c.stage != Some(Stage::Own)) {
        if agreeing(column) {
            column.evidence.vi.push_str("; ô ghi đồng ý lấy mức của bước trước");
            column.evidence.en.push_str("; a cell that agrees has the level of the stage before");
        }
    }
}

/// "Chi bộ đánh giá | Đảng ủy xếp loại": of those who rate the same, the one above the others decides.
fn by_rank(columns: &mut [Column], words: &Vocabulary) {
    let rates = |c: &Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
    let of_year = |c: &Column| c.path.last().is_none_or(|p| Period::of_header(p).is_none());
    let open = |c: &Column| rates(c) && of_year(c) && !matches!(c.stage, Some(Stage::Own | Stage::Proposed));
    let places: Vec<usize> = (0..columns.len()).filter(|&at| open(&columns[at])).collect();
    let paths = || places.iter().map(|&at| columns[at].path.as_slice());
    let of_all = || paths().map(|path| words.rater(path)).collect::<Option<Vec<_>>>();
    let ranked = of_all().or_else(|| paths().map(|path| words.party_rater(path)).collect::<Option<Vec<_>>>());
    let Some(ranked) = ranked.filter(|_| places.iter().all(|&at| columns[at].stage.is_none())) else { return };
    let subject = |at: usize| columns[at].subject;
    let same = ranked.windows(2).all(|pair| pair[0].0 == pair[1].0)
        && places.windows(2).all(|pair| subject(pair[0]) == subject(pair[1]));
    let highest = ranked.iter().map(|(_, rank)| *rank).max();
    let of_one = |rank: usize| {
        let heads = places.iter().zip(&ranked).filter(|(_, own)| own.1 == rank).map(|(&at, _)| &columns[at]);
        let mut levels: Vec<_> = heads.map(|c| c.level.as_ref().map(|level| (&level.label, level.share))).collect();
        levels.sort();
        levels.windows(2).all(|pair| pair[0] != pair[1])
    };
    if !same || ranked.iter().all(|(_, rank)| Some(*rank) == highest) || !ranked.iter().all(|(_, rank)| of_one(*rank)) {
        return;
    }
    for (&at, (_, rank)) in places.iter().zip(&ranked) {
        let decides = Some(*rank) == highest;
        let column = &mut columns[at];
        column.stage = Some(if decides { Stage::Decided } else { Stage::Proposed });
        let (vi, en) = match decides {
            true => ("; cấp cao nhất trong các cấp xếp loại", "; the highest of those who rate"),
            false => ("; cấp dưới của cấp quyết định", "; below those who decide"),
        };
        column.evidence.vi.push_str(vi);
        column.evidence.en.push_str(en);
    }
}

/// "Ban Thường vụ quyết định" over nothing, beside ratings of an earlier stage: the decision is still to come.
fn await_decisions(columns: &mut [Column], filled: &dyn Fn(&Column) -> bool, words: &Vocabulary) {
    let rates = |c: &Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
    let Some(last) = columns.iter().rposition(|c| rates(c) && filled(c)) else { return };
    let earlier = columns.iter().any(|c| rates(c) && matches!(c.stage, Some(Stage::Own | Stage::Proposed)));
    let plain = columns.iter().any(|c| rates(c) && matches!(c.stage, None | Some(Stage::Decided)) && filled(c));
    for column in columns.iter_mut().skip(last + 1).filter(|c| !rates(c)) {
        let head = words.decision(&column.path);
        // "Quyết định" by itself may be the number of one: beside a result that says no stage it tells nothing.
        let told = head == Some(true) || (head == Some(false) && earlier && !plain);
        if told && !filled(column) {
            column.role = ColumnRole::Rating;
            column.level = None;
            column.stage = Some(Stage::Decided);
            column.subject = words.rated_subject(&column.path.iter().map(|p| key(p)).collect::<Vec<_>>());
            column.evidence.vi.push_str("; còn trống");
            column.evidence.en.push_str("; nothing in it yet");
        }
    }
}

/// "Chi bộ xếp loại" beside "Đảng ủy công nhận": where one column says that it decides, what stands before it does not.
fn before_decisions(columns: &mut [Column]) {
    let of_year = |c: &Column| Period::of_leaf(&c.path).is_none();
    let rates = |c: &Column| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark) && of_year(c);
    let decided: Vec<(u32, Option<Subject>)> =
        columns.iter().filter(|c| rates(c) && c.stage == Some(Stage::Decided)).map(|c| (c.index, c.subject)).collect();
    for column in columns.iter_mut().filter(|c| rates(c) && c.stage.is_none()) {
        let subject = column.subject;
        let after = |&(index, of): &(u32, Option<Subject>)| index > column.index && (of == subject || of.is_none());
        if decided.iter().any(after) {
            column.stage = Some(Stage::Proposed);
            column.evidence.vi.push_str("; trước cột quyết định");
            column.evidence.en.push_str("; before the column that decides");
        }
    }
}

impl Table {
    /// The stage its title names, for the columns whose own heads name none. Where one proposes and another does not say,
    /// the title may be about the first. A decision is what every rating is taken for: it is only noted.
    pub(super) fn take_stage_of_title(&mut self, words: &Vocabulary) {
        if words.decides_by_titles(&self.titles) {
            self.stage = Some(Stage::Decided);
        }
        let Some(stage) = words.stage_of_titles(&self.titles) else { return };
        let mut told = self.columns.iter().filter(|c| holds_ratings(c)).filter_map(|c| c.stage);
        let open = match stage {
            Stage::Proposed => told.all(|s| s == Stage::Own),
            Stage::Own | Stage::Decided => told.next().is_none(),
        };
        if open {
            self.take_stage(stage, ("theo tiêu đề biểu", "by the title"));
        }
    }

    /// Does anything on the sheet say in which stage its ratings are?
    pub(crate) fn says_stage(&self) -> bool {
        self.stage.is_some() || self.columns.iter().any(|c| holds_ratings(c) && c.stage.is_some())
    }

    /// Gives the stage to everything that has none.
    pub(crate) fn take_stage(&mut self, stage: Stage, (vi, en): (&str, &str)) {
        self.stage = Some(stage);
        for column in self.columns.iter_mut().filter(|c| holds_ratings(c) && c.stage.is_none()) {
            column.stage = Some(stage);
            column.evidence.vi.push_str(&format!("; {}, {vi}", stage.vi()));
            column.evidence.en.push_str(&format!("; {}, {en}", stage.en()));
        }
    }
}

/// Does the column hold ratings, or counts of them?
pub(super) fn holds_ratings(column: &Column) -> bool {
    match column.role {
        ColumnRole::Rating | ColumnRole::Mark => true,
        ColumnRole::Count => column.level.is_some(),
        _ => false,
    }
}

impl Vocabulary {
    /// Who rates by the heads of a column, "Chi bộ đánh giá": in which line of offices, and how high in it.
    pub(super) fn rater(&self, path: &[String]) -> Option<(usize, usize)> {
        // "Chi bộ được đánh giá" is rated.
        let rates = |text: &str| !has_words(text, &key("được")) && self.says_rated(text);
        let told = |text: &str| {
            let lines = self.stages.raters.iter().enumerate();
            let ranks =
                lines.flat_map(|(line, ranks)| ranks.iter().enumerate().map(move |(rank, all)| (line, rank, all)));
            let all = ranks.flat_map(|(line, rank, all)| all.iter().map(move |word| ((line, rank), word)));
            let named = all.filter(|(_, word)| text.strip_prefix(word.as_str()).is_some_and(&rates));
            named.max_by_key(|(_, word)| word.len()).map(|(rank, _)| rank)
        };
        path.iter().find_map(|head| told(&key(head)))
    }

    /// Is the last head the name of a body or a head of one that rates, and nothing else: "Tập thể", "Thủ trưởng đơn vị"?
    pub(super) fn speaker(&self, path: &[String]) -> bool {
        let all = || self.stages.raters.iter().flatten().flatten();
        path.last().map(|head| key(head)).is_some_and(|head| all().any(|rater| *rater == head))
    }

    /// "Kết quả xếp loại của chi bộ", "Mức xếp loại do chi bộ quyết định", "Xếp loại (chi bộ)": does a head name a body that
    /// rates behind what it says of a rating? Whose rating it is, the columns beside it tell.
    pub(super) fn rater_behind(&self, head: &str) -> bool {
        let all = || self.stages.raters.iter().flatten().flatten();
        let (text, bracket) = (key(head), head.split_once('(').map(|(front, rest)| (key(front), key(rest))));
        let joints = ["của", "do", "bởi"].map(key);
        let joined = joints.iter().find_map(|joint| text.split_once(&format!(" {joint} ")));
        let parts = joined.map(|(front, rest)| (front.to_owned(), rest.to_owned())).or(bracket);
        let names = |rest: &str| all().any(|rater| starts_with_words(rest, rater));
        parts.is_some_and(|(front, rest)| self.says_rated(&front) && names(&rest))
    }

    /// Does a head say, in short too, that somebody rates or is rated? `text` is a key.
    pub(super) fn says_rated(&self, text: &str) -> bool {
        self.title.rated.iter().chain(&self.stages.rating_in_short).any(|word| has_words(text, word))
    }

    /// Does a header say only who speaks ("Chi ủy nơi đảng viên sinh hoạt"), not that anything is rated?
    pub(super) fn names_body(&self, text: &str) -> bool {
        let any = |list: &[String]| list.iter().any(|p| has_words(text, p));
        any(&self.stages.bodies) && !self.says_rated(text)
    }

    /// Does a cell agree with the stage before, and says nothing else: "Đồng ý với đề nghị của chi bộ"? "Thống Nhất" is the
    /// name of a place.
    pub(crate) fn agrees(&self, text: &str) -> bool {
        // Nearly every text is a level.
        if text.len() > 120 || (text.contains(' ') && text.split(' ').all(|w| w.starts_with(char::is_uppercase))) {
            return false;
        }
        let text = key(text);
        let Some(mut rest) = strip_start(&text, &self.stages.agreeing) else { return false };
        while !rest.is_empty() {
            let with = strip_start(rest, &self.stages.agreed_with).or_else(|| strip_start(rest, &self.stages.bodies));
            let Some(behind) = with else { return false };
            rest = behind;
        }
        true
    }

    /// Does a column behind ratings decide about them, by its head and by what stands below: levels, and words that agree?
    pub(super) fn decides(&self, column: &Column, p: &Profile) -> bool {
        let (said, more) = (p.labels + p.agreeing, p.data_ticks + p.ditto);
        let most = |said: usize| said * 2 > p.filled;
        // "Đảng ủy" over "Nhất trí".
        let rates = || self.rater(&column.path).or_else(|| self.party_rater(&column.path)).is_some();
        let agrees = p.agreeing > 0 && most(said) && column.role != ColumnRole::Opinion && rates();
        let decides = || match self.decision(&column.path) {
            Some(true) => most(said + more) || p.labels > 0,
            // "Quyết định" by itself may be the number of one.
            Some(false) => most(said),
            None => false,
        };
        p.numbers == 0 && (agrees || decides())
    }

    /// "Chi bộ | Đảng ủy" over ratings: the same where nothing else stands in the heads, of the party's offices.
    fn party_rater(&self, path: &[String]) -> Option<(usize, usize)> {
        let party = || self.stages.raters.first().into_iter().flatten().enumerate();
        let told = |head: &String| party().find(|(_, all)| all.contains(&key(head))).map(|(rank, _)| (0, rank));
        path.iter().find_map(told)
    }

    /// Does the head name a decision about ratings, by nothing but the word (`false`) or with who decides or what
    /// (`true`)? Its number, day and reason are none.
    fn decision(&self, path: &[String]) -> Option<bool> {
        let head = key(&path.join(" "));
        let leaf = key(path.last()?);
        let role = self.role(&leaf);
        let open = matches!(role, None | Some(ColumnRole::Unit | ColumnRole::Rating | ColumnRole::Opinion));
        let about = self.stages.about_decisions.iter().any(|p| has_words(&head, p));
        if !open || about || self.stage(&head) != Some(Stage::Decided) {
            return None;
        }
        let any = |list: &[String]| list.iter().any(|p| has_words(&head, p));
        let bare = self.stages.decided.contains(&head);
        let named = any(&self.stages.deciders) || any(&self.stages.bodies) || any(&self.title.rated);
        (named || bare).then_some(named && !bare)
    }

    /// The stage that titles name: `TỔNG HỢP ĐỀ NGHỊ XẾP LOẠI`, `KẾT QUẢ TỰ ĐÁNH GIÁ, XẾP LOẠI`, `(đề nghị Ban Thường vụ
    /// Quận ủy quyết định)`. `None` where none does, or they speak of a decision too.
    fn stage_of_titles(&self, titles: &[String]) -> Option<Stage> {
        let said: Vec<Stage> = titles.iter().filter_map(|t| self.stage_of_title(t)).collect();
        let first = *said.first()?;
        // What units say of themselves and what is proposed, in one table: the later of the two.
        match said.contains(&Stage::Decided) {
            true => None,
            false => Some(said.into_iter().fold(first, Stage::max)),
        }
    }

    /// The stage that titles speak of, a decision too.
    pub(super) fn stage_said(&self, titles: &[String]) -> Option<Stage> {
        if self.decides_by_titles(titles) { Some(Stage::Decided) } else { self.stage_of_titles(titles) }
    }

    /// Do titles speak of a decision: `TỔNG HỢP QUYẾT ĐỊNH XẾP LOẠI`?
    fn decides_by_titles(&self, titles: &[String]) -> bool {
        titles.iter().any(|title| self.stage_of_title(title) == Some(Stage::Decided))
    }

    /// What titles speak of where that is aimed at and no result: `TỔNG HỢP ĐĂNG KÝ XẾP LOẠI`, `CHỈ TIÊU XẾP LOẠI`.
    pub(super) fn plans(&self, titles: &[String]) -> Option<Message> {
        let joined = titles.join(" ");
        let of_title = |title: &str| {
            let text = key(title);
            let toneless = text.is_ascii();
            let words =
                TitleWords { stages: &self.stages, rated: &self.title.rated, award: &self.title.award, toneless };
            words.plans(&text, &self.words.planned).map(str::to_owned)
        };
        // "Biểu 1. Kế hoạch", "Năm trước".
        let alone = |title: &&String| matches!(When::said(&plain_label(title), self), Some(When::Plan | When::Before));
        let said = || titles.iter().map(String::as_str).chain([joined.as_str()]).find_map(of_title);
        let plan = titles.iter().find(alone).map(|title| plain_label(title)).or_else(said)?;
        let en = format!("the title speaks of what is planned (“{plan}”), and of no result");
        Some(Message::new(format!("tiêu đề nêu “{plan}”, chưa phải kết quả xếp loại"), en))
    }

    fn stage_of_title(&self, title: &str) -> Option<Stage> {
        // "Đề nghị đánh giá đúng thực chất, gửi trước 10/12." asks something of the units.
        let shouts = !title.chars().any(char::is_lowercase);
        if !shouts && title.trim_end().ends_with(['.', ';', '!']) {
            return None;
        }
        // "Biểu 1. Đề nghị".
        if let Some(When::Stage(stage)) = When::said(&plain_label(title), self) {
            return Some(stage);
        }
        let text = key(title);
        let toneless = text.is_ascii();
        let words = TitleWords { stages: &self.stages, rated: &self.title.rated, award: &self.title.award, toneless };
        if words.proposes(&text) {
            return Some(Stage::Proposed);
        }
        if words.any(&self.stages.rating_oneself, &text) {
            return Some(if words.any(&self.stages.settled, &text) { Stage::Decided } else { Stage::Own });
        }
        words.any(&self.stages.settled, &text).then_some(Stage::Decided)
    }
}

/// The words that say a stage in a title; in one without tones they count without theirs.
struct TitleWords<'w> {
    stages: &'w Stages,
    rated: &'w [String],
    award: &'w [String],
    toneless: bool,
}

impl TitleWords<'_> {
    fn word(&self, phrase: &str) -> String {
        if self.toneless { bare(phrase) } else { phrase.to_owned() }
    }

    fn any(&self, list: &[String], text: &str) -> bool {
        list.iter().any(|p| has_words(text, &self.word(p)))
    }

    /// What follows each place where one of the words stands, with the word before it.
    fn after<'t>(&self, list: &[String], text: &'t str) -> Vec<(&'t str, &'t str)> {
        let mut found = Vec::new();
        for phrase in list.iter().map(|p| self.word(p)) {
            for (at, _) in text.match_indices(&phrase) {
                let (before, rest) = (&text[..at], &text[at + phrase.len()..]);
                if (before.is_empty() || before.ends_with(' ')) && (rest.is_empty() || rest.starts_with(' ')) {
                    found.push((before.trim_end().rsplit(' ').next().unwrap_or_default(), rest.trim_start()));
                }
            }
        }
        found
    }

    fn starts(&self, list: &[String], text: &str) -> Option<usize> {
        let begun = list.iter().map(|p| self.word(p)).filter(|p| starts_with_words(text, p));
        begun.map(|p| p.len()).max()
    }

    /// "Tổng hợp đăng ký [phấn đấu] xếp loại": the plan that a title begins with, behind what says nothing.
    fn plans<'t>(&self, text: &'t str, planned: &[String]) -> Option<&'t str> {
        let number = |word: &str| word.chars().all(|c| !c.is_alphabetic());
        let mut rest = text;
        loop {
            let word = rest.split(' ').next().unwrap_or_default();
            let len = self.starts(&self.stages.announcing, rest).or_else(|| number(word).then_some(word.len()));
            match len.filter(|len| *len > 0) {
                Some(len) => rest = rest[len..].trim_start(),
                None => break,
            }
        }
        if let Some(foreseen) = self.starts(&self.stages.foreseen, rest) {
            let behind = rest[foreseen..].trim_start();
            let result = self.starts(&self.stages.between, behind).unwrap_or(0);
            let rated = behind[result..].trim_start();
            let rated = self.starts(self.rated, rated).map(|len| rest[..rest.len() - rated.len() + len].trim());
            let allotted = || planned.iter().any(|p| has_words(&rest[..foreseen], &self.word(p)));
            return rated.or_else(|| allotted().then(|| rest[..foreseen].trim()));
        }
        let begun = self.starts(planned, rest)?;
        let mut behind = rest[begun..].trim_start();
        let said = |text: &str| self.starts(planned, text).or_else(|| self.starts(&self.stages.between, text));
        while let Some(len) = said(behind).filter(|_| self.starts(&self.stages.announcing, behind).is_none()) {
            behind = behind[len..].trim_start();
        }
        // "Kế hoạch, kết quả xếp loại" is about results too.
        let result = self.starts(&self.stages.announcing, behind).is_some();
        self.starts(self.rated, behind).filter(|_| !result).map(|len| rest[..rest.len() - behind.len() + len].trim())
    }

    /// "Đề nghị xếp loại", "dự kiến kết quả", "đề nghị công nhận kết quả xếp loại"; "đề nghị BTV … quyết định", "trình BTV".
    fn proposes(&self, text: &str) -> bool {
        let rating = |mut rest: &str| {
            while let Some(len) = self.starts(&self.stages.between, rest) {
                rest = rest[len..].trim_start();
            }
            self.starts(self.rated, rest).is_some()
        };
        let awards = |rest: &str| self.any(self.award, rest) || self.any(&self.stages.no_ratings, rest);
        let asks = |rest: &str| {
            let decides = self.stages.decided.iter().any(|p| has_words(rest, &self.word(p)));
            self.starts(&self.stages.deciders, rest).is_some() && decides && !awards(rest)
        };
        let submits = |(before, rest): (&str, &str)| {
            let noun = self.stages.before_submitting.iter().any(|p| self.word(p) == before);
            !noun && self.starts(&self.stages.deciders, rest).is_some() && !awards(rest)
        };
        self.after(&self.stages.proposing, text).into_iter().any(|(_, rest)| rating(rest) || asks(rest))
            || self.after(&self.stages.expected, text).into_iter().any(|(_, rest)| rest.is_empty() || rating(rest))
            || self.after(&self.stages.submitting, text).into_iter().any(submits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(titles: &[&str]) -> Option<Stage> {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        words.stage_of_titles(&titles.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn titles_say_what_is_proposed() {
        for title in [
            "TỔNG HỢP ĐỀ NGHỊ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021",
            "TONG HOP DE NGHI XEP LOAI CHAT LUONG DANG VIEN NAM 2021",
            "TỔNG HỢP KẾT QUẢ ĐỀ NGHỊ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
            "TỔNG HỢP ĐỀ XUẤT MỨC CHẤT LƯỢNG ĐẢNG VIÊN CỦA CÁC CHỦ THỂ NĂM 2021",
            "Danh sách dự kiến xếp loại đảng viên năm 2021",
            "DỰ THẢO KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
            "PHƯƠNG ÁN XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
            "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021 (DỰ KIẾN)",
            "BIỂU TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN (ĐỀ NGHỊ BTV QUẬN ỦY QUYẾT ĐỊNH) NĂM 2021",
            "BIỂU ĐỀ NGHỊ CÔNG NHẬN KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
            "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN TRÌNH BAN THƯỜNG VỤ NĂM 2021",
            "KẾT QUẢ TỰ ĐÁNH GIÁ VÀ ĐỀ NGHỊ XẾP LOẠI TỔ CHỨC ĐẢNG NĂM 2021",
        ] {
            assert_eq!(stage(&[title]), Some(Stage::Proposed), "{title}");
        }
    }

    #[test]
    fn titles_say_what_is_planned() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let plan = |title: &str| words.plans(&[title.to_owned()]).is_some();
        for title in [
            "TỔNG HỢP ĐĂNG KÝ XẾP LOẠI ĐẢNG VIÊN NĂM 2023",
            "DANH SÁCH ĐĂNG KÝ PHẤN ĐẤU XẾP LOẠI CHẤT LƯỢNG NĂM 2023",
            "BIỂU 2: CHỈ TIÊU ĐÁNH GIÁ, XẾP LOẠI TỔ CHỨC ĐẢNG NĂM 2023",
            "TONG HOP KE HOACH XEP LOAI DANG VIEN NAM 2023",
            "BẢNG GIAO CHỈ TIÊU XẾP LOẠI ĐẢNG VIÊN NĂM 2023",
            "PHÂN BỔ CHỈ TIÊU HTXSNV NĂM 2023",
            "DỰ BÁO KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023",
            "ƯỚC KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG NĂM 2023",
        ] {
            assert!(plan(title), "{title}");
        }
        for title in [
            "TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2023 (kèm theo Kế hoạch đánh giá, xếp loại)",
            "KẾT QUẢ THỰC HIỆN CHỈ TIÊU XẾP LOẠI NĂM 2023",
            "KẾ HOẠCH, KẾT QUẢ XẾP LOẠI NĂM 2023",
            "Kế hoạch số 12-KH/HU về đánh giá, xếp loại",
            "TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN SO VỚI CHỈ TIÊU ĐĂNG KÝ",
        ] {
            assert!(!plan(title), "{title}");
        }
        assert!(stage(&["TỔNG HỢP GIỚI THIỆU XẾP LOẠI ĐẢNG VIÊN NĂM 2023"]) == Some(Stage::Proposed));
    }

    #[test]
    fn titles_say_what_units_say_of_themselves() {
        for title in [
            "TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN NĂM 2021",
            "BẢNG TỰ XẾP LOẠI CHẤT LƯỢNG TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021",
            "TONG HOP KET QUA TU DANH GIA, XEP LOAI DANG VIEN NAM 2021",
        ] {
            assert_eq!(stage(&[title]), Some(Stage::Own), "{title}");
        }
    }

    #[test]
    fn other_titles_say_no_stage() {
        for title in [
            "TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021",
            "DANH SÁCH TẬP THỂ ĐỀ NGHỊ KHEN THƯỞNG NĂM 2021",
            "KẾT QUẢ XẾP LOẠI VÀ ĐỀ NGHỊ KHEN THƯỞNG ĐẢNG VIÊN NĂM 2021",
            "KẾT QUẢ XẾP LOẠI, ĐỀ NGHỊ BTV QUẬN ỦY QUYẾT ĐỊNH KHEN THƯỞNG NĂM 2021",
            "KẾT QUẢ XẾP LOẠI, ĐỀ NGHỊ CÔNG NHẬN DANH HIỆU NĂM 2021",
            "DANH SÁCH ĐẢNG VIÊN TRÌNH BAN THƯỜNG VỤ TẶNG GIẤY KHEN NĂM 2021",
            "KẾT QUẢ XẾP LOẠI (KÈM THEO TỜ TRÌNH ĐẢNG ỦY PHƯỜNG) NĂM 2021",
            "KẾT QUẢ XẾP LOẠI THEO CHƯƠNG TRÌNH CẤP ỦY NĂM 2021",
            "Đề nghị các đơn vị tổng hợp kết quả xếp loại năm 2021",
            "Đề nghị đánh giá, xếp loại đúng thực chất, gửi trước khi hết năm 2021.",
            "KẾT QUẢ XẾP LOẠI THEO ĐỀ NGHỊ CỦA CÁC ĐƠN VỊ NĂM 2021",
            "KẾT QUẢ TỰ ĐÁNH GIÁ VÀ QUYẾT ĐỊNH XẾP LOẠI NĂM 2021",
        ] {
            assert_eq!(stage(&[title]), None, "{title}");
        }
        let attached = "(Kèm theo Quyết định công nhận kết quả của Ban Thường vụ Quận ủy)";
        assert_eq!(stage(&["TỔNG HỢP ĐỀ NGHỊ XẾP LOẠI ĐẢNG VIÊN NĂM 2021", attached]), None);
    }

    #[test]
    fn heads_name_decisions() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let decision = |head: &str| words.decision(&[head.to_owned()]);
        for head in [
            "Mức quyết định",
            "Cấp có thẩm quyền quyết định",
            "Ban Thường vụ quyết định",
            "Đảng ủy quyết định",
            "ĐU công nhận",
            "Kết quả được phê duyệt",
            "BTV Quận ủy duyệt",
        ] {
            assert_eq!(decision(head), Some(true), "{head}");
        }
        assert_eq!(decision("Quyết định"), Some(false));
        for head in [
            "Số quyết định",
            "Ngày quyết định",
            "Quyết định số",
            "Lý do quyết định",
            "Quyết định bổ nhiệm",
            "Mức đề nghị",
        ] {
            assert_eq!(decision(head), None, "{head}");
        }
    }
}
