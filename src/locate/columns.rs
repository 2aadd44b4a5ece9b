//! Header cells → header paths → the role of each column, the shape of the table and its subject.

use std::collections::HashSet;

mod split;
pub mod two_names;

pub(super) use self::split::{Head, goes_on, heads, repeats};
use super::others::{
    over_levels, set_criteria_apart, set_figures_of_persons_apart, set_other_ratings_apart, set_reviewed_apart,
    set_some_apart, set_standards_apart, set_votes_apart, unname_raters, unname_speakers, unname_speakers_over_counts,
};
use super::phrases::has_words;
use super::profile::{Profile, profile};
use super::rows::Body;
use super::shares::find_shares;
use super::tables::Frame;
use super::vocabulary::{Mention, Vocabulary};
use super::{Column, ColumnRole, RowRole, Stage, Subject};
use crate::finding::{CellRef, Message};
use crate::text::key;

/// The role each header path names.
pub(super) fn roles(heads: &[Head], titled: bool, words: &Vocabulary) -> Vec<Column> {
    let over = over_levels(heads, words);
    let mut columns: Vec<Column> = heads.iter().map(|h| column(h, &over, words, false)).collect();
    // Beside two levels a shorthand ("HT") is a level as well.
    let beside_levels = !over.is_empty() || columns.iter().filter(|c| c.level.is_some()).count() >= 2;
    if beside_levels {
        for (column_at, head) in columns.iter_mut().zip(heads).filter(|(c, _)| c.level.is_none()) {
            *column_at = column(head, &over, words, true);
        }
    }
    super::remarks::settle(&mut columns, heads, words, |head| column(head, &over, words, beside_levels));
    // "Chia ra", "Trong đó" over all levels divides those rated; it puts no level into another, but one that says so itself.
    let levels = || columns.iter().filter_map(|c| c.level.as_ref());
    if levels().count() >= 3 && levels().all(|l| l.of_which) {
        let says = |c: &Column| c.path.iter().any(|p| words.mention(&key(p)).is_some_and(|m| m.of_which));
        let all = columns.iter().filter(|c| c.level.is_some()).all(says);
        for column in &mut columns {
            let own = !all && says(column);
            column.level.iter_mut().for_each(|level| level.of_which = own);
        }
    }
    super::everybody::unname_stages(&mut columns, words);
    name_symbols(&mut columns, titled, words);
    set_some_apart(&mut columns, words);
    unname_counts(&mut columns, words);
    unname_heads(&mut columns, words);
    two_names::by_heads(&mut columns, words);
    let has_person = columns.iter().any(|c| c.role == ColumnRole::Person);
    if has_person {
        for c in columns.iter_mut().filter(|c| c.role == ColumnRole::Unit) {
            c.role = ColumnRole::Parent;
        }
    }
    find_shares(&mut columns, words);
    columns
}

/// "Tên tổ chức đảng | … | Họ tên Bí thư": who heads each of the organisations that are rated, and no list of persons.
fn unname_heads(columns: &mut [Column], words: &Vocabulary) {
    let Some(unit) = columns.iter().position(|c| c.role == ColumnRole::Unit) else { return };
    let heads = |c: &Column| c.path.last().is_some_and(|p| words.words.leads.iter().any(|w| has_words(&key(p), w)));
    for column in columns[unit..].iter_mut().filter(|c| c.role == ColumnRole::Person && heads(c)) {
        column.role = ColumnRole::Ignored;
        column.evidence.vi.push_str("; người đứng đầu của tổ chức ở dòng đó");
        column.evidence.en.push_str("; the head of the organisation of the row");
    }
}

/// "Nhóm dẫn đầu / SL | Nhóm khá / SL", "Công an / SL" beside "Tổng số / SL": counts of what nobody knows, and no totals.
fn unname_counts(columns: &mut [Column], words: &Vocabulary) {
    let strange = |c: &Column| {
        let Some((leaf, above)) = c.path.split_last() else { return false };
        let unknown = |head: &String| {
            let head = key(head);
            words.role(&head).is_none() && words.subject(&head).is_none() && !words.heads_division(&head)
        };
        // "Trong đó / Doanh nghiệp / SL", "Chia theo loại hình / …": the head over all kinds says nothing of this one.
        let divides = |h: &&String| words.words.of_which.contains(&key(h)) || words.heads_division(&key(h));
        let above: Vec<&String> = above.iter().skip_while(divides).collect();
        let named = !above.is_empty() && above.iter().all(|h| unknown(h) && !words.starts_of_which(&key(h)));
        c.role == ColumnRole::Total && words.is_count_word(&key(leaf)) && named
    };
    let found: Vec<usize> = (0..columns.len()).filter(|&i| strange(&columns[i])).collect();
    let total = columns.iter().filter(|c| c.role == ColumnRole::Total).count() > found.len();
    // "Xã / SL | Doanh nghiệp / SL": of several kinds one may be called as nobody knows.
    let beside = |i: usize| {
        let head = |c: &Column| c.path.split_last().map(|(leaf, over)| (key(leaf), over.to_vec()));
        let own = head(&columns[i]);
        let other = |c: &Column| {
            c.level.is_none()
                && head(c).is_some_and(|(leaf, over)| {
                    !over.is_empty() && own.as_ref().is_some_and(|(l, o)| *l == leaf && *o != over)
                })
        };
        columns.iter().any(other)
    };
    if found.len() >= 2 || total || found.iter().any(|&i| beside(i)) {
        found.into_iter().for_each(|i| columns[i].role = ColumnRole::Unknown);
    }
}

/// "Phân loại / A | B | C | D", "Xếp loại / Mức 2 | Mức 3": letters and numbers name levels under a head that says so;
/// "Loại A | Loại B" by themselves under a title that does.
fn name_symbols(columns: &mut [Column], titled: bool, words: &Vocabulary) {
    let symbol = |c: &Column| {
        let leaf = key(c.path.last()?);
        let above = &c.path[..c.path.len() - 1];
        let rating = above.iter().any(|p| words.role(&key(p)) == Some(ColumnRole::Rating));
        // "Loại A / SL": the letter stands over its count.
        let (leaf, share) = match words.is_count_word(&leaf) || words.is_share_word(&leaf) {
            true => (key(above.last()?), words.is_share_word(&leaf)),
            false => (leaf, false),
        };
        let alone = titled && leaf.contains(' ');
        (c.level.is_none() && (rating || alone) && words.is_symbol(&leaf)).then_some((leaf, share))
    };
    let symbols: Vec<Option<(String, bool)>> = columns.iter().map(symbol).collect();
    if symbols.iter().flatten().count() < 2 {
        return;
    }
    for (column, label) in columns.iter_mut().zip(symbols) {
        if let Some((label, share)) = label {
            column.level = Some(Mention { label, share, ..Mention::default() });
            column.role = if share { ColumnRole::Share } else { ColumnRole::Count };
        }
    }
}

fn column(head: &Head, over: &HashSet<String>, words: &Vocabulary, beside_levels: bool) -> Column {
    let named = |text: &str| if beside_levels { words.mention_beside(text) } else { words.mention(text) };
    // "HTXSNV năm 2023" beside that of the year before.
    let mention_in = |text: &str| named(text).or_else(|| named(without_year(text)?));
    let keys: Vec<String> = head.path.iter().map(|p| key(p)).collect();
    let leaf = keys.last().map_or("", String::as_str);
    let (mut level, mut role) = (None, None);
    for (depth, text) in keys.iter().enumerate().rev() {
        if let Some(mut mention) = mention_in(text).filter(|_| !over.contains(text)) {
            // "HTXSNV / Trong đó: nữ" is a part of the level beside it.
            if keys[depth + 1..].iter().any(|k| words.starts_of_which(k)) {
                role = Some(ColumnRole::Ignored);
                break;
            }
            mention.share |= keys[depth..].iter().any(|k| words.has_share_word(k)) || shares_stand_below(&keys, words);
            mention.of_which |=
                depth > 0 && words.starts_of_which(&keys[depth - 1]) && keys[depth - 1].split(' ').count() <= 3;
            role = Some(if mention.share { ColumnRole::Share } else { ColumnRole::Count });
            // "Tỷ lệ đạt (%)" is a share of whatever stands before it.
            level = Some(mention).filter(|m| !m.share || !words.words.share_said.contains(&m.label));
            break;
        }
    }
    let any_previous = keys.iter().any(|k| words.role(k) == Some(ColumnRole::Previous));
    if any_previous {
        role = Some(ColumnRole::Previous);
        level = None;
    } else if keys.iter().any(|k| words.is_cap_share(k)) {
        role = Some(ColumnRole::CapShare);
        level = None;
    }
    let role = role.or_else(|| plain_role(&keys, words)).unwrap_or(ColumnRole::Unknown);
    let whole = keys.join(" ");
    let mut evidence = Message::new(
        format!("tiêu đề “{}”", head.path.join(" / ")),
        format!("header “{}”; decided by “{leaf}”", head.path.join(" / ")),
    );
    if read_with_slip(role, level.as_ref(), &keys, words) {
        evidence.vi.push_str("; có chữ gõ sai hoặc thiếu dấu");
        evidence.en.push_str("; read in spite of a slip in it");
    }
    Column {
        index: head.index,
        role,
        path: head.path.clone(),
        subject: column_subject(&keys, role, words),
        stage: words.stage(&whole),
        level,
        share_of: None,
        part: None,
        population: None,
        evidence,
    }
}

/// The key of a head without the year it is about: `htxsnv năm 2023`.
pub(super) fn without_year(text: &str) -> Option<&str> {
    let (before, year) = text.rsplit_once(" năm ")?;
    (year.len() == 4 && year.starts_with("20") && year.bytes().all(|b| b.is_ascii_digit())).then_some(before)
}

/// Does the header name what it was read as only by a slip in it: a tone or a letter?
pub(super) fn read_with_slip(role: ColumnRole, level: Option<&Mention>, keys: &[String], words: &Vocabulary) -> bool {
    let open = matches!(role, ColumnRole::Unknown | ColumnRole::Ignored | ColumnRole::Count | ColumnRole::Mark);
    !open && level.is_none() && !keys.iter().any(|k| words.names_role(k))
}

/// "Tỷ lệ (%) / HTXSNV", beside "Số lượng / HTXSNV": a head that says nothing but "share" says it of all below it that
/// do not say "count".
fn shares_stand_below(keys: &[String], words: &Vocabulary) -> bool {
    let Some((leaf, above)) = keys.split_last() else { return false };
    !words.is_count_word(leaf) && above.last().is_some_and(|k| words.is_share_word(k))
}

/// The role of a path that names no level: the leaf's, or the nearest head's above it.
fn plain_role(keys: &[String], words: &Vocabulary) -> Option<ColumnRole> {
    let (leaf, above) = keys.split_last()?;
    // "Tổng số / TCCSĐ | Chi bộ": how many of whom.
    let whole = |k: &String| words.head_role(k).is_some_and(ColumnRole::adds_up);
    let of_whom = words.names_only_subject(leaf) && above.last().is_some_and(whole);
    if words.is_count_word(leaf) || of_whom || (words.head_role(leaf).is_none() && !words.starts_of_which(leaf)) {
        let role = above.iter().rev().find_map(|k| words.head_role(k));
        return match role {
            // "Kết quả / cột lạ" says nothing about the strange column.
            Some(ColumnRole::Rating) if words.head_role(leaf).is_none() && !above.is_empty() => None,
            Some(role) => Some(role),
            None => words.head_role(leaf),
        };
    }
    if words.starts_of_which(leaf) {
        let rest = words.head_role(leaf);
        return Some(
            rest.filter(|r| matches!(r, ColumnRole::Unrated | ColumnRole::Share)).unwrap_or(ColumnRole::Ignored),
        );
    }
    words.head_role(leaf)
}

/// The subject a column is about: named by its own path, not by the name column's header.
pub(super) fn column_subject(keys: &[String], role: ColumnRole, words: &Vocabulary) -> Option<Subject> {
    match role {
        ColumnRole::Rating => words.rated_subject(keys),
        ColumnRole::Count
        | ColumnRole::Total
        | ColumnRole::Rated
        | ColumnRole::Unrated
        | ColumnRole::Share
        | ColumnRole::Unit
        | ColumnRole::Person => {
            // "Chi bộ đề nghị / HTXSNV" says who speaks, not who is rated.
            let rated = |k: &String| match words.stage(k) {
                Some(_) => words.rated_subject(std::slice::from_ref(k)),
                None => words.subject(k),
            };
            keys.iter().rev().find_map(rated)
        }
        _ => None,
    }
}

/// What the cells below say where the header leaves it open or disagrees.
pub(super) fn refine(
    columns: &mut [Column],
    body: &Body,
    titles: &[String],
    frame: &Frame<'_, '_>,
    words: &Vocabulary,
) {
    // On the row of a person a committee rates and is not rated.
    let person = columns.iter().any(|c| c.role == ColumnRole::Person);
    let says_rating = columns.iter().any(|c| c.role == ColumnRole::Rating);
    let letters = Vocabulary::title_has(&key(&titles.join(" ")), &words.title.rating)
        && columns.iter().all(|c| c.level.is_none() && c.role != ColumnRole::Rating);
    let profiles: Vec<Profile> = columns.iter().map(|c| profile(c.index, body, frame, words)).collect();
    // With levels in rows their labels are the names of the rows.
    let in_rows = body.rows.iter().filter(|r| r.level.is_some()).count() >= 2;
    let names = columns.iter().find(|c| c.role == ColumnRole::Unit).map(|c| c.index).filter(|_| in_rows);
    let counting = columns.iter().any(|c| matches!(c.role, ColumnRole::Count | ColumnRole::Total | ColumnRole::Rated));
    let levels: Vec<u32> = columns.iter().filter(|c| c.level.is_some()).map(|c| c.index).collect();
    let between_levels = |at: u32| levels.iter().any(|&l| l < at) && levels.iter().any(|&l| l > at);
    let named = columns.iter().any(|c| matches!(c.role, ColumnRole::Unit | ColumnRole::Person));
    let counting_levels = columns.iter().any(|c| c.level.is_some());
    let points = |head: &String| words.role(&key(head)) == Some(ColumnRole::Score);
    let under_points = |c: &Column| {
        let Some((leaf, above)) = c.path.split_last() else { return false };
        !counting_levels && above.iter().any(points) && words.role(&key(leaf)) != Some(ColumnRole::Note)
    };
    let rating = |(c, p): &(&Column, &Profile)| {
        c.role == ColumnRole::Rating || c.level.is_some() || p.labels > 0 && p.labels * 2 > p.filled
    };
    // "Tự xếp loại | Đảng ủy": beside what everybody says himself the body decides.
    let beside_results = columns.iter().any(|c| c.role == ColumnRole::Rating && c.stage != Some(Stage::Own));
    let first_rating = columns.iter().zip(&profiles).find(rating).map(|(c, _)| c.index);
    let belongs = |c: &Column| c.path.last().is_some_and(|p| words.belongs_to(&key(p)));
    let ranked =
        |c: &Column| !counting && c.path.last().is_some_and(|p| Vocabulary::title_has(&key(p), &words.title.ranked));
    let ratings: Vec<u32> = columns.iter().filter(|c| c.role == ColumnRole::Rating).map(|c| c.index).collect();
    for (column, p) in columns.iter_mut().zip(&profiles) {
        let told = match column.role {
            ColumnRole::Count if p.data_ticks > 0 && p.data_numbers == 0 => Some(ColumnRole::Mark),
            ColumnRole::Rated | ColumnRole::Unknown | ColumnRole::Opinion | ColumnRole::Score
                if p.labels > 0 && p.labels * 2 > p.filled =>
            {
                Some(ColumnRole::Rating)
            }
            // "HTXSNV" under "HTXSNV" marks it.
            ColumnRole::Count
                if p.distinct == 1 && p.labels == p.filled && p.labels > 0 && says_own(column, body, frame, words) =>
            {
                Some(ColumnRole::Mark)
            }
            // "Mức độ hoàn thành nhiệm vụ" over labels names no level: it says what stands below.
            ColumnRole::Count if p.labels > 0 && p.labels * 2 > p.filled => Some(ColumnRole::Rating),
            ColumnRole::Unit if Some(column.index) == names => None,
            // "Đảng ủy quyết định" over "Đồng ý" and some levels, behind what was proposed.
            ColumnRole::Unit | ColumnRole::Parent | ColumnRole::Unknown | ColumnRole::Opinion
                if first_rating < Some(column.index) && first_rating.is_some() && words.decides(column, p) =>
            {
                Some(ColumnRole::Rating)
            }
            ColumnRole::Unit | ColumnRole::Parent if p.labels * 2 > p.filled && p.filled > 0 => {
                Some(ColumnRole::Rating)
            }
            // "Cấp có thẩm quyền quyết định" over the very texts of a column of ratings.
            ColumnRole::Unit | ColumnRole::Parent | ColumnRole::Unknown
                if !counting && p.filled > p.numbers && says_as(&ratings, column.index, body, frame) =>
            {
                Some(ColumnRole::Rating)
            }
            // "Điểm / Tiêu chí chung | Kết quả | Tổng cộng": figures under the head of points are points.
            ColumnRole::Rating | ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unit | ColumnRole::Unknown
                if p.numbers * 2 > p.filled && p.labels == 0 && under_points(column) =>
            {
                Some(ColumnRole::Score)
            }
            // "Xếp loại: 1, 2, 2, 3" on a list: whatever the numbers mean, they are its ratings.
            ColumnRole::Rating if p.ranks == p.filled && p.filled >= 2 && !in_rows && ranked(column) => None,
            // Blank between the levels under "Kết quả xếp loại": a column that only keeps them apart.
            ColumnRole::Rating if p.filled == 0 && counting && between_levels(column.index) => {
                Some(ColumnRole::Ignored)
            }
            // Formulas that give no result say nothing against the head of a list.
            ColumnRole::Rating if !counting && p.failed > 0 && (p.numbers - p.failed) * 2 <= p.filled => None,
            ColumnRole::Rating if p.numbers * 2 > p.filled && p.labels == 0 => Some(ColumnRole::Unknown),
            ColumnRole::Unknown if letters && p.symbols >= 3 && p.symbols * 2 > p.filled => Some(ColumnRole::Rating),
            ColumnRole::Unknown if p.filled == 0 => Some(ColumnRole::Ignored),
            // "Thuộc đảng bộ", "Trực thuộc" over names: what the row stands under.
            ColumnRole::Unknown if named && p.numbers * 2 < p.filled && p.data_ticks == 0 && belongs(column) => {
                Some(ColumnRole::Parent)
            }
            _ => None,
        };
        if let Some(role) = told {
            column.role = role;
            if role == ColumnRole::Rating {
                column.level = None;
                let path: Vec<String> = column.path.iter().map(|p| key(p)).collect();
                // "Tập thể lãnh đạo, quản lý" over levels: on the row of a unit it is who is rated.
                let whose = !person && column.stage.is_none() && words.rater(&column.path).is_none();
                let named = || path.last().and_then(|leaf| words.subject(leaf)).filter(|_| whose);
                column.subject = words.rated_subject(&path).or_else(named);
                let opinion = || words.names_body(&path.join(" ")) && (beside_results || !words.speaker(&column.path));
                if person && says_rating && column.stage.is_none() && opinion() {
                    column.stage = Some(Stage::Proposed);
                }
            }
            column.evidence.vi.push_str("; theo nội dung các ô");
            column.evidence.en.push_str("; by what its cells hold");
        }
    }
    super::ticks::by_zeros_and_ones(columns, body, frame, words);
    super::ticks::not_marked_yet(columns, body, frame);
    // Level columns are all marks or all counts: an empty one goes with the others.
    let marks = columns.iter().any(|c| c.role == ColumnRole::Mark);
    let counts = columns.iter().zip(&profiles).any(|(c, p)| c.role == ColumnRole::Count && p.data_numbers > 0);
    if marks && !counts {
        for c in columns.iter_mut().filter(|c| c.role == ColumnRole::Count) {
            c.role = ColumnRole::Mark;
        }
    }
    super::ticks::reasons(columns, body, frame, words);
    unname_raters(columns, person, words);
    unname_speakers_over_counts(columns, &key(&titles.join(" ")), words);
    set_other_ratings_apart(columns, &key(&titles.join(" ")), words);
    if person {
        unname_speakers(columns, titles.iter().find_map(|title| words.subject(&key(title))), words);
    }
    set_standards_apart(columns, words);
    set_reviewed_apart(columns, words);
    set_criteria_apart(columns, body, frame, words);
    if !marks {
        set_votes_apart(columns, person && words.counts_votes(&key(&titles.join(" "))), words);
        set_figures_of_persons_apart(columns, body, frame, words);
    }
    // Two counters may run under one "TT": over everything, and within a group.
    for i in 1..columns.len() {
        let counter = columns[i].path.is_empty() && columns[i - 1].role == ColumnRole::Ordinal;
        if counter && profiles[i].filled > 0 && profiles[i].numbers == profiles[i].filled {
            columns[i].role = ColumnRole::Ordinal;
        }
    }
    settle_names(columns, &profiles, words);
    settle_total(columns, &profiles, |columns, own| makes_up(columns, own, body, frame), words);
}

/// Does a column hold the few texts of one of the ratings, and hardly another?
fn says_as(ratings: &[u32], column: u32, body: &Body, frame: &Frame<'_, '_>) -> bool {
    const MOST: usize = 12;
    let data = || body.rows.iter().filter(|r| r.role == RowRole::Data).take(2_000);
    let texts = |column: u32| {
        let texts = data().map(move |r| frame.grid.text(CellRef::new(r.index, column)));
        texts.filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 2)
    };
    let own: Vec<String> = texts(column).collect();
    let as_in = |rating: &u32| {
        let said: HashSet<String> = texts(*rating).collect();
        let same = own.iter().filter(|text| said.contains(*text)).count();
        said.len() <= MOST && same >= 2 && same * 4 >= own.len() * 3
    };
    ratings.iter().any(as_in)
}

/// Does the first cell filled below a level name that level, beside other columns of levels?
fn says_own(column: &Column, body: &Body, frame: &Frame<'_, '_>, words: &Vocabulary) -> bool {
    let data = body.rows.iter().filter(|r| r.role == RowRole::Data);
    let mut texts = data.map(|r| key(&frame.grid.text(CellRef::new(r.index, column.index)))).filter(|t| !t.is_empty());
    let said = texts.next().and_then(|text| words.mention_beside(&text));
    said.zip(column.level.as_ref()).is_some_and(|(said, own)| words.same_grade(&said.label, &own.label) == Some(true))
}

/// Beside levels, the one column of figures headed only by who is rated ("Cán bộ", "Đảng viên") is how many there are; so is
/// one headed by how many there are of whom ("Số viên chức"), where the figures say so too.
fn settle_total(
    columns: &mut [Column],
    profiles: &[Profile],
    bears: impl Fn(&[Column], u32) -> bool,
    words: &Vocabulary,
) {
    let levels = columns.iter().filter(|c| c.role == ColumnRole::Count && c.level.is_some()).count();
    if levels < 2 || columns.iter().any(|c| c.role == ColumnRole::Total) {
        return;
    }
    let open = |i: &usize| columns[*i].role == ColumnRole::Unknown && columns[*i].path.len() == 1;
    let filled = |i: &usize| profiles[*i].numbers == profiles[*i].filled && profiles[*i].filled > 0;
    let headed = |says: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..columns.len()).filter(open).filter(|i| says(&key(&columns[*i].path[0]))).filter(filled).collect()
    };
    let named = headed(&|head| words.names_only_subject(head));
    let counted = headed(&|head| words.counts_all(head));
    let counted = counted.into_iter().filter(|&i| bears(columns, columns[i].index)).collect::<Vec<_>>();
    if let [i] = if named.is_empty() { counted } else { named }[..] {
        columns[i].role = ColumnRole::Total;
        columns[i].evidence.vi.push_str("; cột số duy nhất mang tên đối tượng");
        columns[i].evidence.en.push_str("; the only column of figures named after who is rated");
    }
}

/// Do the levels, or those rated, make up a column in most rows, and are they never more by much?
fn makes_up(columns: &[Column], own: u32, body: &Body, frame: &Frame<'_, '_>) -> bool {
    let plain =
        |c: &&Column| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which && !l.and_above);
    let levels: Vec<u32> = columns.iter().filter(plain).map(|c| c.index).collect();
    let rated = columns.iter().find(|c| c.role == ColumnRole::Rated).map(|c| c.index);
    let data = body.rows.iter().filter(|r| r.role == RowRole::Data).take(400);
    let pairs = data.filter_map(|r| {
        let sum = levels.iter().map(|&c| frame.figure(r.index, c)).sum::<Option<i64>>();
        frame.figure(r.index, own).zip(rated.map_or(sum, |rated| frame.figure(r.index, rated)))
    });
    let pairs: Vec<(i64, i64)> = pairs.filter(|pair| *pair != (0, 0)).collect();
    let (equal, less) = (pairs.iter().filter(|(a, b)| a == b).count(), pairs.iter().filter(|(a, b)| a < b).count());
    let (all, of): (i64, i64) = pairs.iter().fold((0, 0), |(a, b), pair| (a + pair.0, b + pair.1));
    let near = rated.is_some() && (all - of) * 5 <= of;
    less * 4 <= pairs.len() && !pairs.is_empty() && (equal * 2 > pairs.len() || near)
}

/// Of several columns that could name a row, the one with most different texts does; the others are parents.
fn settle_names(columns: &mut [Column], profiles: &[Profile], words: &Vocabulary) {
    let units: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Unit).collect();
    if units.len() > 1
        && let Some(&best) = units.iter().max_by_key(|&&i| (profiles[i].distinct, std::cmp::Reverse(i)))
    {
        for &i in units.iter().filter(|&&i| i != best) {
            // "Đơn vị: Chi bộ, Người" is what is counted, "Đơn vị: Phòng Nội vụ" whose row it is.
            let measured = profiles[i].filled > 0 && profiles[i].counted_things == profiles[i].filled;
            columns[i].role = if measured { ColumnRole::Ignored } else { ColumnRole::Parent };
        }
    }
    if !columns.iter().any(|c| matches!(c.role, ColumnRole::Unit | ColumnRole::Person)) {
        // A table of levels may be headed by "Mức xếp loại" alone: its first texts name the rows.
        let texts = (0..columns.len()).find(|&i| {
            let p = &profiles[i];
            matches!(columns[i].role, ColumnRole::Rating | ColumnRole::Unknown | ColumnRole::Parent)
                && p.filled > 0
                && p.numbers == 0
        });
        let others = columns
            .iter()
            .filter(|c| matches!(c.role, ColumnRole::Total | ColumnRole::Count | ColumnRole::Share))
            .count();
        if let Some(i) = texts
            && (others > 0 || columns[i].role != ColumnRole::Rating)
        {
            columns[i].role = ColumnRole::Unit;
            let path: Vec<String> = columns[i].path.iter().map(|p| key(p)).collect();
            columns[i].subject = column_subject(&path, ColumnRole::Unit, words);
        }
    }
}
