//! Documents that a title follows or goes with, and the year they are of: "theo Nghị định số 90/2020/NĐ-CP", "theo Hướng dẫn
//! số 21-HD/BTCTW ngày 18/10/2019", "kèm theo Kế hoạch số 12-KH/HU năm 2020". It is none of what the title is about.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// What documents are called.
const DOCUMENTS: &str = "hướng dẫn|quy định|quy chế|nghị định|quyết định|công văn|thông tư|kế hoạch|nghị quyết|kết luận|chỉ thị|thông báo|báo cáo|tờ trình|đề án|chương trình|văn bản|điều lệ";

/// The same in short, and only with a number.
const IN_SHORT: &str = "hd|qđ|nđ|nq|kh|cv|tt|bc|kl|ct|tb";

/// What leads to a document that is followed.
const LEADS: &str = "theo|căn cứ|kèm|thực hiện";

/// A word of letters as Vietnamese has them: the letters of all scripts take long to be told apart.
const WORD: &str = r"[a-zß-öø-ɏḁ-ỹ]+";

/// A document by its number, up to the first year behind it.
static NUMBERED: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    let document = format!(r"\b(?:{DOCUMENTS}|{IN_SHORT})\s+");
    let year = r"(?:19|20)[0-9][0-9]";
    [
        format!(r"{document}(?:số\s*:?\s*)?[0-9]+\s*[/-]\s*{year}(?:[/-][^ ]*)?"),
        // "Báo cáo số liệu" has no number.
        format!(r"{document}số\s*:?\s*[0-9….,/-][^()]*?(?:năm\s+|[/.-]){year}\b"),
        // "Báo cáo 6 tháng đầu năm" neither.
        format!(r"{document}[0-9]+(?:[/-][^ ]*)?,?\s+(?:ngày\s+[0-9/.-]+\s+(?:tháng\s+[0-9]+\s+)?)?năm\s+{year}\b"),
    ]
    .map(|pattern| Regex::new(&pattern).expect("a fixed pattern"))
});

/// A document by its number and year, or the year alone, in the name of a file or sheet, the number of a report, and the year
/// that something is held against: "HD21-2019", "QĐ 2023", "số 2021-BC", "So sánh 2021".
static IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    let document = r"\b(?:hd|qđ|qd|nđ|nd|nq|cv|hướng dẫn|quyết định|quy định|nghị định|nghị quyết|công văn)";
    let year = "(?:19|20)[0-9][0-9]\\b";
    let of_year = r"\b(?:qđ|qd|quyết định|kh|kế hoạch|so sánh|so với|cùng kỳ)\s*(?:năm\s*)?";
    let pattern = format!(r"{document}\s*[0-9]+\s*[-/]\s*{year}|{of_year}{year}|\bs[ốo]\s*:?\s*[0-9]+\s*[-/]\s*[a-zđ]");
    Regex::new(&pattern).expect("a fixed pattern")
});

/// The name of a file or sheet (in small letters) without the documents that it names with their numbers.
pub(super) fn without_documents(name: &str) -> Cow<'_, str> {
    IN_NAME.replace_all(name, "#")
}

/// What laws are called.
const LAWS: &str = "bộ luật|luật|pháp lệnh";

/// A law by its name, up to the first year behind it.
static LAW: LazyLock<Regex> = LazyLock::new(|| {
    let led = r"\b(?:theo|căn cứ|thực hiện)\s+(?:quy định của\s+)?";
    Regex::new(&format!(r"{led}(?:{LAWS})\s+[^()]*?(?:19|20)[0-9][0-9]\b")).expect("a fixed pattern")
});

/// A document that is followed, without its number: "theo Hướng dẫn của Ban Tổ chức Trung ương năm 2020".
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let led = format!(r"(?:^|[\s(])(?:{LEADS})\s+(?:{WORD}\s+){{0,2}}?");
    let pattern = format!(r"{led}(?:{DOCUMENTS})\s+(?:{WORD}\s+){{0,9}}?năm\s+(?:19|20)[0-9][0-9]\b");
    Regex::new(&pattern).expect("a fixed pattern")
});

/// A text (in small letters) without the documents that it names with their numbers, and their years.
pub(super) fn without_numbered(text: &str) -> String {
    let documents: &[Regex] = if names_number(text) { &*NUMBERED } else { &[] };
    let laws = if names_any(text, LAWS) { std::slice::from_ref(&*LAW) } else { &[] };
    let cited = documents.iter().chain(laws);
    cited.fold(text.to_owned(), |text, cited| cited.replace_all(&text, "#").into_owned())
}

/// A text without the documents that it follows by their names, and their years.
pub(super) fn without_named(text: &str) -> String {
    if follows_any(text) { NAMED.replace_all(text, "#").into_owned() } else { text.to_owned() }
}

/// Does a line begin with a document that it follows, and say nothing before it?
pub(super) fn begins_with_one(text: &str) -> bool {
    follows_any(text) && NAMED.find(text).is_some_and(|found| found.start() == 0)
}

/// Does a text hold one of the words? Most hold none, and are not searched further.
fn names_any(text: &str, words: &str) -> bool {
    words.split('|').any(|word| text.contains(word))
}

/// Does a number, or the word for it, stand behind what may be a document?
fn names_number(text: &str) -> bool {
    let begins = |rest: &str| rest.starts_with("số") || rest.starts_with(|c: char| c.is_ascii_digit());
    let behind = |(at, name): (usize, &str)| begins(text[at + name.len()..].trim_start());
    let names = DOCUMENTS.split('|').chain(IN_SHORT.split('|')).filter(|name| text.contains(name));
    names.into_iter().any(|name| text.match_indices(name).any(behind))
}

/// Do a document and what leads to one stand in a text?
fn follows_any(text: &str) -> bool {
    names_any(text, LEADS) && names_any(text, DOCUMENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_found_however_it_is_numbered() {
        let numbers =
            ["90/2020", "số 21-hd/tw ngày 18/10/2019", "số: 12, năm 2020", "124 năm 2020", "5 ngày 3 tháng 2 năm 2020"];
        for document in DOCUMENTS.split('|').chain(IN_SHORT.split('|')) {
            for number in numbers {
                assert_eq!(without_numbered(&format!("(theo {document} {number})")), "(theo #)", "{document} {number}");
            }
        }
        for law in ["bộ luật lao động năm 2019", "luật cán bộ, công chức 2008", "pháp lệnh dân số năm 2003"]
        {
            assert_eq!(without_numbered(&format!("theo quy định của {law}")), "#", "{law}");
        }
    }

    #[test]
    fn documents_are_found_by_what_leads_to_them() {
        for lead in LEADS.split('|') {
            for document in DOCUMENTS.split('|') {
                let text = format!("{lead} {document} của đảng ủy xã năm 2020");
                assert_eq!((without_named(&text).as_str(), begins_with_one(&text)), ("#", true), "{text}");
            }
        }
        for text in ["báo cáo kết quả năm 2021", "báo cáo 6 tháng đầu năm 2021", "kế hoạch kiểm tra năm 2021"]
        {
            assert_eq!((without_numbered(text).as_str(), without_named(text).as_str()), (text, text));
        }
    }
}
