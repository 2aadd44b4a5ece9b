//! Posts as written → what each of them heads: "Phó Bí thư Đảng ủy, Chủ tịch UBND xã" heads the people's committee.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::check::offices::tier;
use crate::check::totals::unit_key;
use crate::locate::vocabulary::has_words;
use crate::text::key;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    head: Vec<HeadWords>,
    acting: Acting,
    deputy: Acting,
    charge: Charge,
    member: Posts,
    short: BTreeMap<String, String>,
    first: BTreeMap<String, String>,
    seats: BTreeMap<String, String>,
    served: Served,
    title: Title,
}

/// An office that serves several bodies, which its name has behind commas.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Served {
    by: String,
    bodies: Vec<String>,
}

/// Of titles that say that all of a list are heads.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    before: Vec<String>,
    equal: Vec<String>,
    end: Vec<String>,
    beside: Vec<String>,
    others: Vec<String>,
    any: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posts {
    post: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadWords {
    post: Vec<String>,
    of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acting {
    words: Vec<String>,
}

/// Of posts of deputies who are in charge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Charge {
    words: Vec<String>,
    given: Vec<String>,
    whole: Vec<String>,
    tasks: Vec<String>,
}

/// First words of a post, by their key, and the first words of what it heads; none where it may head anything.
pub(super) type Kind = (String, Vec<String>);

/// The words of posts by their keys.
struct Words {
    /// Longest post first.
    kinds: Vec<Kind>,
    acting: Vec<String>,
    deputy: Vec<String>,
    charge: Charge,
    /// First words of posts of those who head nothing.
    members: Vec<String>,
    short: BTreeMap<String, String>,
    first: BTreeMap<String, String>,
    /// The longest first.
    seats: Vec<(String, String)>,
    served: Served,
    title: Title,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("posts.toml")).expect("embedded posts");
    let mut kinds: Vec<Kind> = Vec::new();
    for head in &data.head {
        let of: Vec<String> = head.of.iter().map(|k| unit_key(k)).collect();
        kinds.extend(head.post.iter().map(|post| (unit_key(post), of.clone())));
    }
    kinds.sort_by_key(|(post, _)| std::cmp::Reverse(post.len()));
    let keyed = |all: BTreeMap<String, String>| all.into_iter().map(|(from, to)| (key(&from), key(&to))).collect();
    let keys = |words: &[String]| words.iter().map(|w| key(w)).collect();
    let (acting, deputy) = (keys(&data.acting.words), keys(&data.deputy.words));
    let mut charge = data.charge;
    for list in [&mut charge.words, &mut charge.given, &mut charge.whole, &mut charge.tasks] {
        list.iter_mut().for_each(|words| *words = unit_key(words));
    }
    let members = data.member.post.iter().map(|post| unit_key(post)).collect();
    let mut seats: Vec<(String, String)> =
        data.seats.iter().map(|(seat, head)| (unit_key(seat), unit_key(head))).collect();
    seats.sort_by_key(|(seat, _)| std::cmp::Reverse(seat.len()));
    let served = Served {
        by: unit_key(&data.served.by),
        bodies: data.served.bodies.iter().map(|body| unit_key(body)).collect(),
    };
    let mut title = data.title;
    for list in [&mut title.before, &mut title.equal, &mut title.end, &mut title.beside, &mut title.others] {
        list.iter_mut().for_each(|words| *words = unit_key(words));
    }
    Words {
        kinds,
        acting,
        deputy,
        charge,
        members,
        short: keyed(data.short),
        first: keyed(data.first),
        seats,
        served,
        title,
    }
});

static PARTS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[,;/\n+]| kiêm | đồng thời ").expect("a fixed pattern"));
static DASHES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s*[-–—]\s+|\s+[-–—]\s*").expect("a fixed pattern"));

/// Does a name or post begin with these words?
pub(super) fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What a post heads, by its first words.
pub(super) fn kind(post: &str) -> Option<&'static Kind> {
    WORDS.kinds.iter().find(|(words, _)| begins(post, words))
}

/// The posts a cell names, levelled, without those of deputies.
pub(super) fn held(text: &str) -> Vec<String> {
    all(text).into_iter().filter(|post| !is_second(post)).collect()
}

/// The posts of a cell by which somebody is one of those who lead a unit, each as that of its head: "Phó Bí thư Đảng ủy" and
/// "Đảng ủy viên" as "Bí thư Đảng ủy".
pub(super) fn leading(text: &str) -> Vec<String> {
    let of = |post: String| {
        let post = post.strip_prefix(DEPUTY).map(str::to_owned).unwrap_or(post);
        let seat = WORDS.seats.iter().find(|(words, _)| begins(&post, words));
        let post = seat.map_or(post.clone(), |(words, head)| format!("{head}{}", &post[words.len()..]));
        kind(&post).is_some().then_some(post)
    };
    all(text).into_iter().filter_map(of).collect()
}

const DEPUTY: &str = "phó ";

/// The posts of heads for whom the deputies of a cell stand in: of "Phó Trưởng phòng phụ trách" that of "Trưởng phòng".
pub(super) fn stood_in_for(text: &str) -> Vec<String> {
    all(text).iter().filter_map(|post| stands_in_for(post)).collect()
}

/// "Phó Trưởng phòng phụ trách", "Phó Bí thư phụ trách Chi bộ thôn 1": not "Phó Trưởng phòng phụ trách kế toán".
fn stands_in_for(post: &str) -> Option<String> {
    let charge = &WORDS.charge;
    let post = post.strip_prefix(DEPUTY)?;
    let cut = |words: &String| {
        let ended = post.strip_suffix(words.as_str()).and_then(|p| p.strip_suffix(' ')).map(|p| (p, ""));
        ended.or_else(|| post.split_once(&format!(" {words} ")))
    };
    let (mut headed, rest) = charge.words.iter().find_map(cut)?;
    let given = |headed: &str| {
        charge.given.iter().find_map(|w| headed.strip_suffix(w.as_str())?.strip_suffix(' ').map(str::len))
    };
    while let Some(len) = given(headed) {
        headed = &headed[..len];
    }
    let (words, of) = kind(headed)?;
    let whole = |rest: &str| charge.whole.iter().chain(of).any(|w| w == rest);
    if rest.is_empty() || of.is_empty() || whole(rest) {
        return Some(headed.to_owned());
    }
    let unit = of.iter().find(|k| begins(rest, k)).filter(|_| !charge.tasks.iter().any(|task| begins(rest, task)))?;
    let named = if words.ends_with(&format!(" {unit}")) { &rest[unit.len() + 1..] } else { rest };
    let named = format!("{words} {named}");
    (headed == words || headed == named).then_some(named)
}

/// The post of heads that a key of a title says all of its list have: "KẾT QUẢ XẾP LOẠI TRƯỞNG PHÒNG VÀ TƯƠNG ĐƯƠNG NĂM 2022". `None`
/// where it names others beside them.
pub(super) fn announced(title: &str) -> Option<String> {
    let title = unit_key(title);
    let ends = |text: &str, words: &String| {
        text.strip_suffix(words.as_str()).is_some_and(|t| t.is_empty() || t.ends_with(' '))
    };
    let begun = |(at, _): (usize, &str)| {
        let before = title[..at].trim_end();
        let opens =
            before.is_empty() || title[..at].ends_with(' ') && WORDS.title.before.iter().any(|w| ends(before, w));
        kind(&title[at..]).filter(|_| opens).map(|(post, _)| (post, title[at + post.len()..].trim_start()))
    };
    let (post, rest) = title.match_indices(char::is_alphabetic).find_map(begun)?;
    let (rest, equal) =
        WORDS.title.equal.iter().find_map(|w| rest.strip_prefix(w.as_str())).map_or((rest, false), |rest| (rest, true));
    let end = |at: &usize| WORDS.title.end.iter().any(|w| begins(&rest[*at..], w));
    let places = std::iter::once(0).chain(rest.match_indices(' ').map(|(at, _)| at + 1));
    let whom = &rest[..{ places }.find(end).unwrap_or(rest.len())];
    let others = WORDS.title.others.iter().any(|w| has_words(&title, w))
        || WORDS.title.beside.iter().any(|w| has_words(whom, w));
    let plain = whom.chars().all(|c| c.is_alphabetic() || c == ' ');
    let equals = if equal { format!(", {}", WORDS.title.any) } else { String::new() };
    (plain && !others).then(|| format!("{post}{equals}"))
}

/// What a post says of whether whoever holds it is a head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// It is the post of a head.
    Head,
    /// It is that of a deputy, or of somebody who heads nothing.
    Other,
    /// It is a post that is not known.
    Unknown,
}

/// What the posts of a cell say together.
pub(super) fn standing(text: &str) -> Standing {
    let held = held(text);
    if held.iter().any(|post| kind(post).is_some()) {
        return Standing::Head;
    }
    let heads_nothing = |post: &String| WORDS.members.iter().any(|words| begins(post, words));
    // "Phó Trưởng phòng, Tổ trưởng …": whoever is a deputy first is named for that.
    let known = deputy_first(text) || !held.is_empty() && held.iter().any(heads_nothing);
    if known { Standing::Other } else { Standing::Unknown }
}

/// Is it the post of a head, or of the deputy of one?
pub(super) fn leads(text: &str) -> bool {
    standing(text) == Standing::Head || deputy_first(text)
}

/// Does a cell name a deputy's post before others?
pub(super) fn deputy_first(text: &str) -> bool {
    all(text).first().is_some_and(|post| is_second(post))
}

/// "Phó Trưởng phòng", and "Hiệu phó", "Chi cục phó" where that is not the name of a place a head's post names.
fn is_second(post: &str) -> bool {
    begins(post, "phó") || kind(post).is_none() && post.split(' ').any(|word| word == "phó")
}

/// The texts of a cell between separators: a comma within the name of one unit is none, "Phòng Kinh tế, Hạ tầng và Đô thị", "Tổ
/// dân phố 1, 2", "Văn phòng HĐND, UBND".
pub(super) fn parts<'t>(text: &'t str, separators: &Regex) -> Vec<&'t str> {
    let ends = separators.find_iter(text).map(|found| (found.range(), found.as_str() == ","));
    let mut found: Vec<(std::ops::Range<usize>, bool)> = Vec::new();
    let (mut start, mut comma) = (0, false);
    for (end, next) in ends.chain([(text.len()..text.len(), false)]) {
        found.push((start..end.start, comma));
        (start, comma) = (end.end, next);
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut place = 0;
    while let Some((first, _)) = found.get(place) {
        let name = levelled(&text[first.clone()]);
        let goes_on = |(range, comma): &&(_, bool)| *comma && goes_on(&text[Clone::clone(range)]);
        let more = found[place + 1..].iter().take_while(goes_on).count();
        let last = found[place + more].0.clone();
        let whole = more > 0 && is_one_name(&name, &text[first.end..last.end]);
        parts.push(&text[first.start..if whole { last.end } else { first.end }]);
        place += if whole { more + 1 } else { 1 };
    }
    parts
}

/// Are a name and what follows it behind commas that of one unit? "và" before the last of several words, or numbers, say so.
fn is_one_name(name: &str, rest: &str) -> bool {
    let post = name.strip_prefix(DEPUTY).unwrap_or(name);
    let named = kind(post).is_some_and(|(words, _)| words != post) || is_unit(post);
    let last = rest.rsplit(',').next().unwrap_or(rest);
    let numbers = rest.split(',').skip(1).all(|part| part.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let body = WORDS.served.bodies.iter().any(|body| begins(&unit_key(last), body));
    let together = match body {
        true => has_words(post, &WORDS.served.by),
        false => numbers || last.contains('&') || has_words(&key(last), "và"),
    };
    named && together
}

/// Does a text behind a comma name neither a post nor a unit of its own?
fn goes_on(text: &str) -> bool {
    let text = levelled(text);
    let words = [&WORDS.members, &WORDS.acting, &WORDS.charge.words, &WORDS.charge.given];
    let other = words.into_iter().flatten().any(|words| begins(&text, words));
    let served = WORDS.served.bodies.iter().any(|body| begins(&text, body));
    let post = kind(&text).is_some() || is_second(&text) || other;
    !text.is_empty() && !post && (served || !is_unit(&text) && tier(&format!("{text} ")).is_none())
}

/// Does it begin as the name of a unit that somebody heads?
fn is_unit(text: &str) -> bool {
    let task = WORDS.charge.tasks.iter().any(|task| begins(text, task));
    !task && WORDS.kinds.iter().any(|(_, of)| of.iter().any(|kind| begins(text, kind)))
}

fn all(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('&', " và ");
    let mut posts = Vec::new();
    for part in parts(&text, &PARTS) {
        let mut whole = String::new();
        // "Trưởng phòng Tài chính - Kế hoạch" is one post, "Phó Bí thư - Chủ tịch UBND" are two.
        for piece in DASHES.split(part) {
            let levelled = levelled(piece);
            let own = kind(&levelled).is_some() || is_second(&levelled);
            if !whole.is_empty() && own {
                posts.push(unit_key(&std::mem::take(&mut whole)));
            }
            if !whole.is_empty() {
                whole.push_str(" - ");
                whole.push_str(piece);
            } else {
                whole = levelled;
            }
        }
        posts.push(unit_key(&whole));
    }
    posts.retain(|post| !post.is_empty());
    with_charge(with_units(posts))
}

/// "Trưởng phòng, Phòng Tư pháp", "Phòng Tư pháp - Trưởng phòng": a post and the unit of its kind beside it are one.
fn with_units(posts: Vec<String>) -> Vec<String> {
    let heads = |post: &str, unit: &str| {
        let of = kind(post).filter(|(words, _)| words == post).map(|(_, of)| of);
        let fits = of.is_some_and(|of| of.iter().any(|kind| begins(unit, kind) && unit != kind));
        fits && kind(unit).is_none() && !is_second(unit)
    };
    let mut found: Vec<String> = Vec::new();
    for post in posts {
        let first = found.len() == 1;
        match found.last_mut() {
            Some(last) if heads(last, &post) => *last = format!("{last} {post}"),
            Some(last) if first && heads(&post, last) => *last = format!("{post} {last}"),
            _ => found.push(post),
        }
    }
    found
}

/// "Phó Trưởng phòng Nội vụ, phụ trách phòng" is one post: nobody is its deputy and its head.
fn with_charge(posts: Vec<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for post in posts {
        let says = WORDS.charge.words.iter().chain(&WORDS.charge.given).any(|words| begins(&post, words));
        let joined = found.last().filter(|_| says).map(|deputy| format!("{deputy} {post}"));
        match joined.filter(|joined| stands_in_for(joined).is_some()) {
            Some(joined) => *found.last_mut().unwrap_or(&mut String::new()) = joined,
            None => found.push(post),
        }
    }
    found
}

/// A post with its abbreviations written out, without the word for who only acts in it.
fn levelled(post: &str) -> String {
    let text = key(&post.replace('.', ". "));
    let (first, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let text = WORDS.first.get(first).map_or_else(|| text.clone(), |long| format!("{long} {rest}").trim().to_owned());
    let long = |word: &str| WORDS.short.get(word).map_or(word, String::as_str).to_owned();
    let written = |text: &str| unit_key(&text.split(' ').map(long).collect::<Vec<_>>().join(" "));
    let acts = |word: &String| {
        let post = written(text.strip_prefix(word.as_str())?.strip_prefix(' ')?);
        (kind(&post).is_some() && !is_second(&post)).then_some(post)
    };
    // "P. Trưởng phòng", "P.TP": before a head's post it stands for no office.
    let seconds = |word: &String| {
        let post = levelled(text.strip_prefix(word.as_str())?.strip_prefix(' ')?);
        (kind(&post).is_some()).then(|| format!("{DEPUTY}{post}"))
    };
    let second = || WORDS.deputy.iter().find_map(seconds);
    WORDS.acting.iter().find_map(acts).or_else(second).unwrap_or_else(|| written(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_here_may_be_the_head_there() {
        for (post, said) in [
            ("Phó Bí thư Đảng ủy, Chủ tịch UBND xã", Standing::Head),
            ("PBT ĐU, CT UBND xã", Standing::Head),
            ("Phó Bí thư Đảng ủy - Chủ tịch UBND", Standing::Head),
            ("Phó Bí thư – Chủ tịch UBND", Standing::Head),
            ("Phó Bí thư Đảng ủy", Standing::Other),
            ("PBT ĐU, Phó Chủ tịch HĐND", Standing::Other),
            ("Phó Bí thư, đại biểu HĐND", Standing::Other),
            ("Phó Trưởng phòng phụ trách", Standing::Other),
            ("Phó Bí thư Đảng ủy, Chuyên viên", Standing::Other),
            ("Bí thư Đảng ủy, Phó Chủ tịch HĐND", Standing::Head),
        ] {
            assert_eq!(standing(post), said, "{post}");
        }
    }

    #[test]
    fn a_deputy_in_charge_stands_in_for_the_head() {
        assert_eq!(stood_in_for("Phó Trưởng phòng phụ trách"), [unit_key("Trưởng phòng")]);
        assert_eq!(stood_in_for("P. Hiệu trưởng phụ trách trường"), [unit_key("Hiệu trưởng")]);
        for post in [
            "Phó Trưởng phòng Tư pháp phụ trách",
            "Phó Trưởng phòng Tư pháp (phụ trách)",
            "Phó Trưởng phòng Tư pháp, phụ trách phòng",
            "Phó Trưởng phòng Tư pháp - Phụ trách phòng",
            "Phó Trưởng phòng phụ trách Phòng Tư pháp",
            "Phó Trưởng phòng, được giao phụ trách Phòng Tư pháp",
            "Phó Trưởng phòng Tư pháp, phụ trách, điều hành đơn vị",
        ] {
            assert_eq!(stood_in_for(post), [unit_key("Trưởng phòng Tư pháp")], "{post}");
            assert_eq!(standing(post), Standing::Other, "{post}");
        }
        for post in ["Phó Bí thư phụ trách Chi bộ thôn 1", "Phó Bí thư Chi bộ thôn 1, phụ trách chi bộ"]
        {
            assert_eq!(stood_in_for(post), [unit_key("Bí thư Chi bộ thôn 1")], "{post}");
        }
        for post in [
            "Phó Trưởng phòng",
            "Phó Bí thư phụ trách công tác khác",
            "Trưởng phòng",
            "Phụ trách phòng",
            "Phó Giám đốc phụ trách phòng",
            "Phó Trưởng phòng phụ trách phòng chống tham nhũng",
            "Phó Trưởng phòng phụ trách lĩnh vực, Phòng Nội vụ",
            "Phó Chủ tịch UBND xã, phụ trách kinh tế",
            // Of another unit somebody is in charge as its head is.
            "Phó Trưởng phòng Tư pháp, phụ trách Phòng Y tế",
        ] {
            assert!(stood_in_for(post).is_empty(), "{post}");
        }
        assert_eq!(standing("Phó Trưởng phòng Tư pháp, phụ trách Phòng Y tế"), Standing::Head);
    }

    #[test]
    fn who_has_a_seat_is_one_of_those_who_lead() {
        let head = unit_key("Bí thư Đảng ủy");
        for post in ["Bí thư Đảng ủy", "Phó Bí thư Đảng ủy", "PBT ĐU", "Đảng ủy viên", "Ủy viên Ban Thường vụ Đảng ủy"]
        {
            assert_eq!(leading(post), std::slice::from_ref(&head), "{post}");
        }
        assert_eq!(leading("Chi ủy viên"), [unit_key("Bí thư Chi bộ")]);
        for post in ["Đảng viên", "Chuyên viên", "Phó Bí thư phụ trách công tác khác", "Ủy viên Ủy ban Kiểm tra"]
        {
            assert!(!leading(post).contains(&head), "{post}");
        }
    }

    #[test]
    fn who_heads_nothing_is_no_head_and_an_unknown_post_says_nothing() {
        for (post, standing_of) in [
            ("Trưởng phòng", Standing::Head),
            ("Q. Trưởng phòng", Standing::Head),
            ("Ủy viên Ban Thường vụ, Trưởng ban Tổ chức", Standing::Head),
            ("Phó Bí thư Đảng ủy, CT UBND xã", Standing::Head),
            ("Chủ tịch UBND xã Phó Bảng", Standing::Head),
            ("P. Trưởng phòng", Standing::Other),
            ("P.TP Nội vụ", Standing::Other),
            ("P.Hiệu trưởng", Standing::Other),
            ("P.CT UBND", Standing::Other),
            ("P. Bí thư", Standing::Other),
            ("Hiệu phó", Standing::Other),
            ("Tổ phó", Standing::Other),
            ("Chi cục phó", Standing::Other),
            ("Ủy viên Ban Thường vụ", Standing::Other),
            ("Chi ủy viên", Standing::Other),
            ("UV BCH", Standing::Other),
            ("Chuyên viên", Standing::Other),
            ("Kế toán trưởng", Standing::Other),
            ("Trợ lý", Standing::Unknown),
            ("Phụ trách", Standing::Unknown),
            ("P. Nội vụ", Standing::Unknown),
        ] {
            assert_eq!(standing(post), standing_of, "{post}");
        }
    }

    #[test]
    fn a_comma_within_the_name_of_a_unit_parts_nothing() {
        for post in [
            "Trưởng phòng Kinh tế, Hạ tầng và Đô thị",
            "Giám đốc Sở Văn hóa, Thể thao và Du lịch",
            "Giám đốc Trung tâm Văn hóa, Thể thao & Truyền thanh",
            "Trưởng phòng Văn hóa, Khoa học, Thể thao và Thông tin",
            "Bí thư Chi bộ Tổ dân phố 1, 2",
            "Chánh Văn phòng HĐND, UBND",
            "Chánh Văn phòng Đảng ủy, HĐND và UBND xã",
        ] {
            assert_eq!(held(post), [unit_key(post)], "{post}");
            assert_eq!(held(&format!("Bí thư Chi bộ, {post}")).len(), 2, "{post}");
            assert_eq!(held(&format!("{post}, Đảng ủy viên"))[0], unit_key(post), "{post}");
        }
        assert_eq!(standing("Phó Trưởng phòng Kinh tế, Hạ tầng và Đô thị"), Standing::Other);
        assert_eq!(held("Trưởng phòng, Phòng Kinh tế, Hạ tầng và Đô thị").len(), 1);
        for (post, first) in [
            ("Trưởng phòng Kinh tế, quận Hải Châu", "Trưởng phòng Kinh tế"),
            ("Trưởng phòng Nội vụ, UBND xã", "Trưởng phòng Nội vụ"),
            ("Trưởng phòng Nội vụ, Phó Chủ tịch Hội Nông dân và Hội Phụ nữ", "Trưởng phòng Nội vụ"),
            ("Trưởng phòng Nội vụ, Chánh Thanh tra và Chánh Văn phòng", "Trưởng phòng Nội vụ"),
            ("Trưởng phòng Nội vụ, phụ trách Tư pháp và Y tế", "Trưởng phòng Nội vụ"),
            ("Trưởng phòng Nội vụ; Tư pháp và Y tế", "Trưởng phòng Nội vụ"),
            ("Bí thư Đảng ủy, Chủ tịch HĐND và UBND xã", "Bí thư Đảng ủy"),
            ("Hiệu trưởng, Toán và Lý", "Hiệu trưởng"),
        ] {
            assert_eq!(held(post)[0], unit_key(first), "{post}");
        }
        let units = |text| parts(text, &PARTS).into_iter().map(str::trim).collect::<Vec<_>>();
        assert_eq!(units("Phòng Nội vụ, Phòng Y tế"), ["Phòng Nội vụ", "Phòng Y tế"]);
        assert_eq!(units("Phòng Nội vụ, Thanh tra và Văn phòng"), ["Phòng Nội vụ", "Thanh tra và Văn phòng"]);
    }

    #[test]
    fn posts_are_read_however_they_are_written() {
        let one = |text: &str| held(text).join(" | ");
        assert_eq!(one("PBT ĐU, CT UBND xã"), unit_key("Chủ tịch UBND xã"));
        assert_eq!(one("Q. Trưởng phòng"), unit_key("Trưởng phòng"));
        for post in ["Trưởng phòng, Phòng Tư pháp", "Q. Trưởng phòng; Phòng Tư pháp", "Phòng Tư pháp - Trưởng phòng"]
        {
            assert_eq!(held(post), [unit_key("Trưởng phòng Phòng Tư pháp")], "{post}");
        }
        assert_eq!(held("Bí thư, Chủ tịch UBND").len(), 2);
        assert_eq!(held("Trưởng phòng, Trung tâm Y tế").len(), 2);
        assert!(held("Phó Trưởng phòng, Phòng Tư pháp").iter().all(|post| kind(post).is_none()));
        assert_eq!(one("Quyền Trưởng phòng Nội vụ"), unit_key("Trưởng phòng Nội vụ"));
        assert_eq!(one("TP Nội vụ"), unit_key("Trưởng phòng Nội vụ"));
        assert_eq!(one("Trưởng phòng Tài chính – Kế hoạch"), unit_key("Trưởng phòng Tài chính - Kế hoạch"));
        assert_eq!(held("Bí thư Đảng ủy kiêm Chủ tịch UBND xã A").len(), 2);
        let heads = |text: &str| held(text).iter().any(|p| kind(p).is_some());
        assert!(heads("Chủ nhiệm UBKT Huyện ủy") && heads("Tổ trưởng tổ Tự nhiên"));
        assert!(heads("Phụ trách phòng") && heads("Thủ trưởng cơ quan") && heads("Phụ trách Trưởng trạm"));
        assert!(!heads("Phụ trách kế toán") && !heads("Quyền lợi") && !heads("Kế toán trưởng"));
    }
}
