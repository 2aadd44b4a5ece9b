//! A count as people write it in one cell: `20 đ/c`, `15 (75%)`, `20/28 (71,4%)`.

use std::sync::LazyLock;

use regex::Regex;

/// The parts of such a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted<'t> {
    /// The count, as written: `1.234`.
    pub number: &'t str,
    /// Of how many: 28 of `20/28`.
    pub of: Option<&'t str>,
    /// The percentage beside it, without its sign.
    pub share: Option<&'t str>,
}

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    let things = "đ/c|đ\\.c|đồng chí|người lao động|người|chi bộ|đảng bộ|tổ chức|tccsđ|đảng viên|công chức|viên chức|cán bộ|giáo viên|nhân viên\
                  |tập thể|cá nhân|đơn vị|đv|cbccvc|ccvc|cbcc|cb|cc|vc|gv|nlđ";
    // A part of a count has no decimals: "22 (73,3)" holds a share without its sign too; "5 15,6%" stands on two lines.
    let said = "đạt|chiếm|bằng|tỷ lệ|tỉ lệ|tl";
    let before = format!(r"(?:\(|[/;=–-]|,?\s*(?:{said})[:\s])\s*(?:(?:{said})[:\s]\s*)?");
    let share =
        format!(r"(?:(?:{before}|\s)\s*(?<share>\d{{1,3}}(?:[.,]\d+)?)\s*%\s*\)?|\(\s*(?<bare>\d{{1,3}}[.,]\d+)\s*\))");
    let number = r"(?<number>\d{1,7}|\d{1,3}(?:[.,]\d{3})+)";
    let of = r"\s*/\s*(?<of>\d{1,7})";
    Regex::new(&format!(r"(?i)^{number}(?:{of})?(?:\s*(?<thing>{things}))?(?:\s*{share})?\.?$"))
        .expect("a fixed pattern")
});

/// The count with what stands beside it; `None` for a number alone and for anything else.
///
/// ```
/// use xeploai::text::counted::counted;
/// let text = counted("20/28 (71,4%)").map(|c| (c.number, c.of, c.share));
/// assert_eq!(text, Some(("20", Some("28"), Some("71,4"))));
/// assert_eq!(counted("20"), None);
/// ```
pub fn counted(text: &str) -> Option<Counted<'_>> {
    let found = COUNTED.captures(text)?;
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let (of, share) = (part("of"), part("share").or_else(|| part("bare")));
    let says = of.is_some() || share.is_some() || part("thing").is_some();
    Some(Counted { number: part("number")?, of, share }).filter(|_| says)
}
