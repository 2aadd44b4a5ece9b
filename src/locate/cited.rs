//! Documents that a title follows or goes with, and the year they are of: "theo Nghị định số 90/2020/NĐ-CP", "theo Hướng dẫn
//! số 21-HD/BTCTW ngày 18/10/2019", "kèm theo Kế hoạch số 12-KH/HU năm 2020". It is none of what the title is about.

use std::sync::LazyLock;

use regex::Regex;

/// What documents are called.
const DOCUMENTS: &str = "hướng dẫn|quy định|quy chế|nghị định|quyết định|công văn|thông tư|kế hoạch|nghị quyết|kết luận|chỉ thị|thông báo|báo cáo|tờ trình|đề án|chương trình|văn bản|điều lệ";

/// The same in short, and only with a number.
const IN_SHORT: &str = "hd|qđ|nđ|nq|kh|cv|tt|bc|kl|ct|tb";

/// A document by its number, up to the first year behind it; a law by its name.
static NUMBERED: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    let document = format!(r"\b(?:{DOCUMENTS}|{IN_SHORT})\s+");
    let year = r"(?:19|20)\d\d";
    [
        format!(r"{document}(?:số\s*:?\s*)?\d+\s*[/-]\s*{year}(?:[/-]\S*)?"),
        // "Báo cáo số liệu" has no number.
        format!(r"{document}số\s*:?\s*[\d….,/-][^()]*?(?:năm\s+|[/.-]){year}\b"),
        // "Báo cáo 6 tháng đầu năm" neither.
        format!(r"{document}\d+(?:[/-]\S*)?,?\s+(?:ngày\s+[\d/.-]+\s+(?:tháng\s+\d+\s+)?)?năm\s+{year}\b"),
        format!(r"\b(?:theo|căn cứ|thực hiện)\s+(?:quy định của\s+)?(?:bộ luật|luật|pháp lệnh)\s+[^()]*?{year}\b"),
    ]
    .map(|pattern| Regex::new(&pattern).expect("a fixed pattern"))
});

/// A document that is followed, without its number: "theo Hướng dẫn của Ban Tổ chức Trung ương năm 2020".
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let led = r"(?:^|[\s(])(?:theo|căn cứ|kèm|thực hiện)\s+(?:\p{L}+\s+){0,2}?";
    let pattern = format!(r"{led}(?:{DOCUMENTS})\s+(?:\p{{L}}+\s+){{0,9}}?năm\s+(?:19|20)\d\d\b");
    Regex::new(&pattern).expect("a fixed pattern")
});

/// A text (in small letters) without the documents that it names with their numbers, and their years.
pub(super) fn without_numbered(text: &str) -> String {
    NUMBERED.iter().fold(text.to_owned(), |text, cited| cited.replace_all(&text, "#").into_owned())
}

/// A text without the documents that it follows by their names, and their years.
pub(super) fn without_named(text: &str) -> String {
    NAMED.replace_all(text, "#").into_owned()
}

/// Does a line begin with a document that it follows, and say nothing before it?
pub(super) fn begins_with_one(text: &str) -> bool {
    NAMED.find(text).is_some_and(|found| found.start() == 0)
}
