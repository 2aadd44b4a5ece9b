//! The runs of a rich text and the new text of its cell → the runs of the new text. Where the letters are the same the
//! look is, and what changes takes the look of what it stands for.

use super::font::Font;
use super::sheet::trimmed;
use super::xml::{Tag, Token, Tokenizer, encode, unescape};
use crate::error::Error;

/// A stretch of text with one look.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Run {
    /// Its look; `None` is that of the cell.
    pub(super) font: Option<Font>,
    /// Its text.
    pub(super) text: String,
}

/// Reads the `<si>` or `<is>` whose start tag was just given; the readings (`rPh`) of its letters are left out.
pub(super) fn read(tokens: &mut Tokenizer<'_>, tag: &Tag<'_>) -> Result<Vec<Run>, Error> {
    let mut runs: Vec<Run> = Vec::new();
    let mut in_run = false;
    if tag.empty {
        return Ok(runs);
    }
    loop {
        match tokens.next_token()? {
            Some(Token::Start(tag)) => match tag.name {
                "r" => {
                    runs.push(Run::default());
                    in_run = !tag.empty;
                }
                "rPr" if in_run => {
                    let font = Font::read(tokens, &tag)?;
                    runs.iter_mut().last().into_iter().for_each(|run| run.font = Some(font.clone()));
                }
                "t" => {
                    let piece = tokens.text_of(&tag)?;
                    if !in_run {
                        runs.push(Run::default());
                    }
                    let text = unescape(trimmed(&tag, piece));
                    runs.iter_mut().last().into_iter().for_each(|run| run.text.push_str(&text));
                }
                _ => tokens.skip(&tag)?,
            },
            Some(Token::End("r")) if in_run => in_run = false,
            Some(Token::Text(_)) => {}
            Some(Token::End(_)) | None => return Ok(runs),
        }
    }
}

/// The runs of the new text. A run with new words beyond ASCII gets another font where its own is one before Unicode.
pub(super) fn retyped(old: &[Run], new: &str) -> Vec<Run> {
    let mut runs: Vec<(usize, bool, String)> = Vec::new();
    for (letter, run, redrawn) in looks(&letters(old), &new.chars().collect::<Vec<_>>()) {
        match runs.last_mut().filter(|(last, ..)| *last == run) {
            Some((_, any, text)) => {
                *any |= redrawn;
                text.push(letter);
            }
            None => runs.push((run, redrawn, letter.into())),
        }
    }
    let dressed = |(run, redrawn, text): (usize, bool, String)| {
        let font = old.get(run).and_then(|run| run.font.clone());
        let new = font.as_ref().filter(|_| redrawn).and_then(Font::unicode);
        Run { font: new.or(font), text }
    };
    runs.into_iter().map(dressed).collect()
}

/// Does the new text have words beyond ASCII that the old one had not, in what looks like the cell?
pub(super) fn redraws_cell(old: &[Run], new: &str) -> bool {
    let of_cell = |run: usize| old.get(run).is_none_or(|run| run.font.is_none());
    looks(&letters(old), &new.chars().collect::<Vec<_>>()).into_iter().any(|(_, run, redrawn)| redrawn && of_cell(run))
}

fn letters(runs: &[Run]) -> Vec<Letter> {
    runs.iter().enumerate().flat_map(|(run, r)| r.text.chars().map(move |c| Letter(c, run))).collect()
}

/// As they stand in an `<is>`.
pub(super) fn written(runs: &[Run], p: &str) -> String {
    let run = |run: &Run| {
        let font = run.font.as_ref().map_or(String::new(), |font| font.written(p, "rPr"));
        format!("<{p}r>{font}{}</{p}r>", text_element(p, &run.text))
    };
    format!("<{p}is>{}</{p}is>", runs.iter().map(run).collect::<String>())
}

/// `<t>` with a text, its outer spaces kept.
pub(super) fn text_element(p: &str, text: &str) -> String {
    let outer = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    let space = if outer || text.contains('\n') { " xml:space=\"preserve\"" } else { "" };
    format!("<{p}t{space}>{}</{p}t>", encode(text))
}

/// A letter and the run it stands in.
#[derive(Clone, Copy)]
struct Letter(char, usize);

/// Every new letter with the run whose look it takes, and whether it stands in a new word beyond ASCII. Texts of the same
/// spaces are compared word by word, others as a whole.
fn looks(old: &[Letter], new: &[char]) -> Vec<(char, usize, bool)> {
    let is_space = |letter: &Letter| letter.0.is_whitespace();
    let old_words: Vec<&[Letter]> = old.chunk_by(|a, b| is_space(a) == is_space(b)).collect();
    let new_words: Vec<&[char]> = new.chunk_by(|a, b| a.is_whitespace() == b.is_whitespace()).collect();
    let alike = |(a, b): (&&[Letter], &&[char])| match a.first().is_some_and(is_space) {
        true => is_same(a, b),
        false => !b.first().is_some_and(|c| c.is_whitespace()),
    };
    if old_words.len() == new_words.len() && old_words.iter().zip(&new_words).all(alike) {
        return old_words.into_iter().zip(new_words).flat_map(|(a, b)| looks_of_word(a, b)).collect();
    }
    looks_of_word(old, new)
}

fn is_same(old: &[Letter], new: &[char]) -> bool {
    old.iter().map(|letter| letter.0).eq(new.iter().copied())
}

/// What is the same at both ends keeps its run. In between, letter stands for letter where there are as many; else all
/// take the run of the first letter replaced, or of the one before.
fn looks_of_word(old: &[Letter], new: &[char]) -> Vec<(char, usize, bool)> {
    let redrawn = !is_same(old, new) && new.iter().any(|c| !c.is_ascii());
    let most = old.len().min(new.len());
    let ahead = old.iter().zip(new).take_while(|(a, b)| a.0 == **b).count();
    let behind = old.iter().rev().zip(new.iter().rev()).take(most - ahead).take_while(|(a, b)| a.0 == **b).count();
    let replaced = &old[ahead..old.len() - behind];
    let one_by_one = replaced.len() == new.len() - ahead - behind;
    let before = || old[..ahead].last().or(old.get(ahead)).map_or(0, |letter| letter.1);
    let run = |at: usize| match at {
        _ if at < ahead => old[at].1,
        _ if at >= new.len() - behind => old[at + old.len() - new.len()].1,
        _ => replaced.get(if one_by_one { at - ahead } else { 0 }).map_or_else(before, |letter| letter.1),
    };
    new.iter().enumerate().map(|(at, &letter)| (letter, run(at), redrawn)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<Run> {
        let mut tokens = Tokenizer::new(text);
        let Ok(Some(Token::Start(tag))) = tokens.next_token() else { panic!("{text}") };
        read(&mut tokens, &tag).expect("XML")
    }

    /// A font only by its name; text without one is the cell's.
    fn rich(parts: &[(&str, &str)]) -> Vec<Run> {
        let run = |(font, text): &(&str, &str)| match *font {
            "" => format!("<r><t xml:space='preserve'>{text}</t></r>"),
            font => format!("<r><rPr><rFont val='{font}'/></rPr><t xml:space='preserve'>{text}</t></r>"),
        };
        runs(&format!("<si>{}<rPh sb='0' eb='1'><t>x</t></rPh></si>", parts.iter().map(run).collect::<String>()))
    }

    fn shown(runs: &[Run]) -> String {
        let font = |font: &Font| font.written("", "f").split('"').nth(1).unwrap_or_default().to_owned();
        let run = |run: &Run| format!("[{}]{}", run.font.as_ref().map_or(String::new(), font), run.text);
        runs.iter().map(run).collect()
    }

    #[test]
    fn what_stays_keeps_its_look() {
        let old = rich(&[("", "Tổng số: "), ("Bold", "53"), ("", " chi bộ")]);
        assert_eq!(shown(&retyped(&old, "Tổng số: 35 chi bộ")), "[]Tổng số: [Bold]35[] chi bộ");
        assert_eq!(shown(&retyped(&old, "Tổng số: 535 chi bộ")), "[]Tổng số: [Bold]535[] chi bộ");
        assert_eq!(shown(&retyped(&old, "Tổng số (đã gửi): 53 chi bộ")), "[]Tổng số (đã gửi): [Bold]53[] chi bộ");
        assert_eq!(shown(&retyped(&old, "Tổng số chi bộ")), "[]Tổng số[] chi bộ");
        assert_eq!(shown(&retyped(&old, "x")), "[]x");
        assert_eq!(shown(&retyped(&rich(&[("A", "ab"), ("B", "cd")]), "abXcd")), "[A]abX[B]cd");
    }

    #[test]
    fn runs_in_fonts_before_unicode_get_another() {
        let old = rich(&[("Arial", "Số "), (".VnTime", "b¸o c¸o "), (".VnTimeH", "n¨m"), (".VnTime", " 2021")]);
        assert_eq!(
            shown(&retyped(&old, "Số báo cáo năm 2021")),
            "[Arial]Số [Times New Roman]báo cáo [Times New Roman]năm[.VnTime] 2021"
        );
        let counted = rich(&[(".VnTime", "Tæng sè: 53")]);
        assert_eq!(shown(&retyped(&counted, "Tæng sè: 35")), "[.VnTime]Tæng sè: 35", "still in the old letters");
        assert!(!redraws_cell(&rich(&[("", "Tæng sè: 53")]), "Tæng sè: 35"));
        assert!(redraws_cell(&rich(&[("", "taân")]), "tân"));
        let marked = rich(&[("VNI-Times", "xua"), ("VNI-Helve", "át saéc")]);
        assert_eq!(shown(&retyped(&marked, "xuất sắc")), "[Times New Roman]xuấ[Times New Roman]t sắc");
    }

    proptest::proptest! {
        #[test]
        fn no_letter_is_lost_or_made_up(old in proptest::collection::vec("[ab ế]{0,4}", 0..4), new in "[ab ế]{0,12}") {
            let old: Vec<Run> = old.into_iter().map(|text| Run { font: None, text }).collect();
            let all: String = retyped(&old, &new).into_iter().map(|run| run.text).collect();
            proptest::prop_assert_eq!(all, new);
        }
    }

    #[test]
    fn runs_are_written_with_their_spaces() {
        let old = rich(&[("", "a "), ("B", "b&lt;c")]);
        assert_eq!(
            written(&old, "x:"),
            "<x:is><x:r><x:t xml:space=\"preserve\">a </x:t></x:r>\
             <x:r><x:rPr><x:rFont val=\"B\"/></x:rPr><x:t>b&lt;c</x:t></x:r></x:is>"
        );
    }
}
