//! The report as one page for people: opened anywhere, printed, sent on. Nothing is loaded from outside; without scripts
//! everything is still there but the search.

mod explain;
mod finding;
mod page;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::explain::{explained, finds, vietnamese};
use self::finding::article;
use self::page::Page;
use super::excerpt::Excerpt;
use super::text::last_line;
use super::{Language, Report, severity_name};
use crate::check::records::FileRecord;
use crate::consolidate::FileNames;
use crate::finding::{Finding, Severity};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// The policy lets this one script run and nothing else: SHA-256 of the script, in base 64.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      script-src 'sha256-XwnhxwDGXjn1DgSOQd6G0cJzDb0/CvU85Hw2Jm1ojiQ='";

/// What tells a page of ours, in its first lines.
pub const MARK: &str = "<meta name=\"xeploai.schema\" content=\"report-html/1\">";

/// Findings of one rule on one sheet that are shown; the rest is counted.
pub const SHOWN_MAX: usize = 25;
/// Findings of one rule on one sheet whose sheet is drawn.
pub const DRAWN_MAX: usize = 8;

/// The part of the sheet around each finding, by the finding's place in the report.
pub type Excerpts = BTreeMap<usize, Excerpt>;

/// The whole page.
pub fn render(report: &Report<'_>, excerpts: &Excerpts) -> String {
    let mut page = Page::default();
    let vietnamese = report.language == Language::Vi;
    page.raw("<!DOCTYPE html>\n<html lang=\"")
        .text(report.language.pick("vi", "en"))
        .raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(MARK).raw("\n<meta http-equiv=\"Content-Security-Policy\" content=\"").raw(POLICY).raw("\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>");
    page.text(report.language.pick("Kết quả kiểm tra", "Results of the check")).raw("</title>\n<style>").raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n");
    switches(&mut page, vietnamese);
    page.raw("<div class=\"wrap\">\n");
    let units = units(report);
    // The page is sent on: it names files, not places on this computer.
    let names = FileNames::new(report.submission.files.iter().map(|file| &file.path));
    head(&mut page, report);
    bar(&mut page, report, &units);
    overview(&mut page, report, &units);
    for (number, (unit, files)) in units.iter().enumerate() {
        page.raw("<section data-unit=\"").number(number).raw("\">\n<h2>").text(unit).raw("</h2>\n");
        resent(&mut page, report, &names, unit);
        files.iter().for_each(|file| of_file(&mut page, report, (excerpts, &names), file, number));
        page.raw("</section>\n");
    }
    page.raw("</div>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    page.into_string()
}

/// Files under their reporting units, in the order of the report.
fn units<'r>(report: &Report<'r>) -> Vec<(String, Vec<&'r FileRecord<'r>>)> {
    let mut units: Vec<(String, Vec<&FileRecord<'_>>)> = Vec::new();
    for file in &report.submission.files {
        let name = file.unit.clone().unwrap_or_else(|| file.path.rsplit('/').next().unwrap_or("").to_owned());
        match units.iter_mut().find(|(unit, _)| *unit == name) {
            Some((_, files)) => files.push(file),
            None => units.push((name, vec![file])),
        }
    }
    if let Some(list) = report.units {
        units.sort_by_key(|(unit, _)| list.order(unit));
    }
    units
}

/// The switches the style sheet looks at stand before everything they switch.
fn switches(page: &mut Page, vietnamese: bool) {
    let checked = |on: bool| if on { " checked" } else { "" };
    page.raw("<input class=\"sw\" type=\"radio\" name=\"lang\" id=\"vi\"").raw(checked(vietnamese)).raw(">");
    page.raw("<input class=\"sw\" type=\"radio\" name=\"lang\" id=\"en\"").raw(checked(!vietnamese)).raw(">");
    for id in ["e", "w", "i"] {
        page.raw("<input class=\"sw\" type=\"checkbox\" id=\"").raw(id).raw("\" checked>");
    }
    page.raw("\n");
}

fn head(page: &mut Page, report: &Report<'_>) {
    page.raw("<h1>")
        .both(
            "KẾT QUẢ KIỂM TRA BÁO CÁO ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG",
            "Check of the reports on the yearly quality rating",
        )
        .raw("</h1>\n");
    let mut years: Vec<u16> = report.submission.files.iter().filter_map(|f| f.year).collect();
    years.sort_unstable();
    years.dedup();
    if let [year] = years[..] {
        page.raw("<p class=\"sub\">").both(&format!("Năm {year}"), &format!("Year {year}")).raw("</p>\n");
    }
    let line = |language| last_line(&Report { language, totals: Default::default(), ..*report });
    page.raw("<p class=\"sub\">").both(&line(Language::Vi), &line(Language::En)).raw("</p>\n");
    let end = [
        "Kết quả này không thay thế việc thẩm định của cấp có thẩm quyền. Mọi nội dung ghi rõ file, biểu, ô để đối chiếu.",
        "This does not replace the appraisal by the competent authority. Each statement names file, sheet and cell.",
    ];
    page.raw("<p class=\"sub note\">").both(end[0], end[1]).raw("</p>\n");
}

fn bar(page: &mut Page, report: &Report<'_>, units: &[(String, Vec<&FileRecord<'_>>)]) {
    page.raw("<div class=\"bar\">");
    let severities =
        [("e", "tick te", Severity::Error), ("w", "tick tw", Severity::Warning), ("i", "tick ti", Severity::Info)];
    for (id, class, severity) in severities {
        page.raw("<label for=\"").raw(id).raw("\" class=\"").raw(class).raw("\">");
        page.both(severity_name(severity, Language::Vi), severity_name(severity, Language::En));
        page.raw(" (").number(report.count(severity)).raw(")</label>");
    }
    page.raw("<span class=\"f\"><label for=\"u\">")
        .both("Đơn vị", "Unit")
        .raw("</label> <select id=\"u\"><option value=\"\">–</option>");
    for (number, (unit, _)) in units.iter().enumerate() {
        page.raw("<option value=\"").number(number).raw("\">").text(unit).raw("</option>");
    }
    page.raw("</select></span><span class=\"f\"><label for=\"q\">").both("Tìm", "Search");
    page.raw("</label> <input id=\"q\" type=\"search\"></span><span class=\"f\" id=\"c\" aria-live=\"polite\"></span>");
    page.raw("<label for=\"vi\" class=\"tv\">Tiếng Việt</label><label for=\"en\" class=\"tn\">English</label></div>\n");
}

/// One row a unit: files, and how many findings of each severity.
fn overview(page: &mut Page, report: &Report<'_>, units: &[(String, Vec<&FileRecord<'_>>)]) {
    page.raw("<div class=\"scroll\"><table class=\"sum\"><thead><tr><th>TT</th><th>").both("Tên đơn vị", "Unit");
    page.raw("</th><th>").both("File", "File").raw("</th>");
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        page.raw("<th>")
            .both(severity_name(severity, Language::Vi), severity_name(severity, Language::En))
            .raw("</th>");
    }
    page.raw("</tr></thead><tbody>\n");
    for (number, (unit, files)) in units.iter().enumerate() {
        page.raw("<tr><td class=\"n\">").number(number + 1).raw("</td><td>").text(unit).raw("</td><td>");
        let names: Vec<&str> = files.iter().map(|f| f.path.rsplit('/').next().unwrap_or("")).collect();
        page.text(&names.join("\n")).raw("</td>");
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            let of_unit =
                |f: &&Finding| f.severity == severity && files.iter().any(|file| f.file.as_ref() == Some(&file.path));
            page.raw("<td class=\"n\">").number(report.findings.iter().filter(of_unit).count()).raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody></table></div>\n");
}

/// What became of what a unit was asked, where it sent its report again.
fn resent(page: &mut Page, report: &Report<'_>, names: &FileNames, unit: &str) {
    for pair in report.resent.iter().filter(|pair| pair.unit == unit) {
        let about = |language| super::resent::summary(pair, names, language);
        page.raw("<p>").both(&about(Language::Vi), &about(Language::En)).raw("</p>\n");
        let (vi, en) =
            (super::resent::lines(report, pair, Language::Vi), super::resent::lines(report, pair, Language::En));
        if vi.is_empty() {
            continue;
        }
        page.raw("<ul class=\"note\">\n");
        for ((cell, vi), (_, en)) in vi.iter().zip(&en) {
            page.raw("<li><span class=\"cell\">").text(cell).raw("</span> ");
            page.both(&names.named(vi), &names.named(en)).raw("</li>\n");
        }
        page.raw("</ul>\n");
    }
}

fn of_file(
    page: &mut Page,
    report: &Report<'_>,
    (excerpts, names): (&Excerpts, &FileNames),
    file: &FileRecord<'_>,
    unit: usize,
) {
    page.raw("<h3>").text(&names.of(&file.path)).raw("</h3>\n");
    if let Some(why) = &file.skipped {
        page.raw("<p class=\"note\">")
            .both(&format!("Bỏ qua: {}", why.vi), &format!("Skipped: {}", why.en))
            .raw("</p>\n");
    }
    let own: Vec<(usize, &Finding)> =
        report.findings.iter().enumerate().filter(|(_, f)| f.file.as_ref() == Some(&file.path)).collect();
    if own.is_empty() && file.skipped.is_none() {
        page.raw("<p class=\"note\">").both("Chưa phát hiện nội dung cần rà soát.", "Nothing was found.").raw("</p>\n");
    }
    let mut sheets: Vec<Option<&Arc<str>>> = Vec::new();
    for (_, f) in &own {
        if !sheets.contains(&f.sheet.as_ref()) {
            sheets.push(f.sheet.as_ref());
        }
    }
    for sheet in sheets {
        if let Some(sheet) = sheet {
            page.raw("<h4>").text(sheet).raw("</h4>\n");
        }
        let here: Vec<&(usize, &Finding)> = own.iter().filter(|(_, f)| f.sheet.as_ref() == sheet).collect();
        let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, f) in here {
            let seen = of_rule.entry(f.rule).or_default();
            *seen += 1;
            if *seen <= SHOWN_MAX {
                article(page, (report, names), f, excerpts.get(at), unit);
            }
        }
        for (rule, count) in of_rule.into_iter().filter(|(_, count)| *count > SHOWN_MAX) {
            let rest = count - SHOWN_MAX;
            let vi = format!("… và {rest:02} nội dung tương tự ({rule}).");
            page.raw("<p class=\"note\">").both(&vi, &format!("… and {rest} more of {rule}.")).raw("</p>\n");
        }
    }
}

/// Which findings have their sheet drawn: the first of each rule on each sheet.
pub fn drawn(findings: &[Finding]) -> Vec<usize> {
    let mut seen: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    let mut drawn = Vec::new();
    for (at, f) in findings.iter().enumerate().filter(|(_, f)| f.cell.is_some()) {
        let place = [f.file.as_deref().unwrap_or(""), f.sheet.as_deref().unwrap_or(""), f.rule];
        let count = seen.entry(place).or_default();
        *count += 1;
        if *count <= DRAWN_MAX {
            drawn.push(at);
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_script() {
        let hash = sha256(SCRIPT.as_bytes());
        assert!(POLICY.contains(&format!("'sha256-{}'", base64(&hash))), "{}", base64(&hash));
        assert!(!SCRIPT.contains("</"), "a script that ends itself");
    }

    #[test]
    fn nothing_is_loaded_from_outside() {
        for text in [STYLE, SCRIPT] {
            for outside in ["http:", "https:", "//", "url(", "@import", "src="] {
                assert!(!text.contains(outside), "{outside}");
            }
        }
    }

    /// The page itself carries the language it is in: no rule for parts of it may hide it.
    #[test]
    fn no_language_hides_the_page() {
        assert!(STYLE.contains(".wrap [lang=en]{display:none}"));
        assert!(!STYLE.lines().any(|line| line.starts_with("[lang") || line.starts_with("html[lang")));
    }

    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let group = |chunk: &[u8]| {
            let bits = chunk.iter().enumerate().fold(0u32, |n, (i, b)| n | u32::from(*b) << (16 - 8 * i));
            let letter = |i: usize| char::from(LETTERS[(bits >> (18 - 6 * i)) as usize & 63]);
            (0..4).map(|i| if i <= chunk.len() { letter(i) } else { '=' }).collect::<String>()
        };
        bytes.chunks(3).map(group).collect()
    }

    /// FIPS 180-4, with its constants computed: the first 32 bits of the fractional parts of roots of primes.
    fn sha256(message: &[u8]) -> Vec<u8> {
        let primes: Vec<u32> = (2u32..312).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
        let root = |prime: u32, power: u32| -> u32 {
            // The largest r with r^power <= prime * 2^(32 power), without its whole part.
            let (mut low, mut high) = (0u128, 1u128 << 40);
            while low + 1 < high {
                let middle = (low + high) / 2;
                let fits = middle.pow(power) <= u128::from(prime) << (32 * power);
                (low, high) = if fits { (middle, high) } else { (low, middle) };
            }
            low as u32
        };
        let constants: Vec<u32> = primes.iter().take(64).map(|p| root(*p, 3)).collect();
        let mut state: Vec<u32> = primes.iter().take(8).map(|p| root(*p, 2)).collect();
        let mut padded = message.to_vec();
        padded.push(0x80);
        padded.resize(padded.len().next_multiple_of(64), 0);
        if padded.len() - message.len() < 9 {
            padded.resize(padded.len() + 64, 0);
        }
        let end = padded.len() - 8;
        padded[end..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
        for block in padded.chunks(64) {
            let mut words: Vec<u32> =
                block.chunks(4).map(|b| b.iter().fold(0, |n, b| n << 8 | u32::from(*b))).collect();
            for i in 16..64 {
                let (a, b) = (words[i - 15], words[i - 2]);
                let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ a >> 3;
                let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ b >> 10;
                words.push(words[i - 16].wrapping_add(s0).wrapping_add(words[i - 7]).wrapping_add(s1));
            }
            let mut v = state.clone();
            for i in 0..64 {
                let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
                let choice = v[4] & v[5] ^ !v[4] & v[6];
                let first = [s1, choice, constants[i], words[i]].iter().fold(v[7], |n, x| n.wrapping_add(*x));
                let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
                let second = s0.wrapping_add(v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]);
                v.rotate_right(1);
                v[4] = v[4].wrapping_add(first);
                v[0] = first.wrapping_add(second);
            }
            state.iter_mut().zip(v).for_each(|(s, v)| *s = s.wrapping_add(v));
        }
        state.iter().flat_map(|s| s.to_be_bytes()).collect()
    }
}
