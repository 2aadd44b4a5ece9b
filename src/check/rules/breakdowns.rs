//! Summaries about one subject that stand on several sheets, or in several files, of one sender, and say otherwise.

use crate::check::records::Submission;
use crate::check::totals::{Source, Totals};
use crate::check::versions::{Outcome, Twice};
use crate::check::{Findings, Rule};
use crate::finding::{CellRef, Related, Severity};

/// Says what differs, and which of them counts.
pub(super) fn breakdowns(
    rule: &'static Rule,
    submission: &Submission<'_>,
    found: &Totals,
    findings: &mut Findings<'_>,
) {
    for pair in &found.twice {
        if let Some((severity, vi, en)) = said(pair) {
            tell(rule, pair, (severity, vi, en), submission, findings);
        }
    }
}

fn said(pair: &Twice) -> Option<(Severity, String, String)> {
    let (other, figures) = (places(pair, &pair.sources.1), &pair.figures);
    let said = match pair.outcome {
        Outcome::Above => (
            Severity::Error,
            format!("biểu tổng hợp khác {other}: {figures}; đã tính theo {other}. Đề nghị đơn vị đối chiếu"),
            format!("the summary differs from {other}: {figures}; {other} counts"),
        ),
        Outcome::Within => (
            Severity::Error,
            format!("khác {other}: {figures}; đã tính theo biểu này, không cộng thêm. Đề nghị đơn vị đối chiếu"),
            format!("differs from {other}: {figures}; this one counts"),
        ),
        Outcome::Parted => (
            Severity::Error,
            format!(
                "hai biểu của cùng đối tượng, ở đây và ở {other}, khác số liệu: {figures}; chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận số đúng"
            ),
            format!("two tables of one subject, here and in {other}, differ: {figures}; neither is counted"),
        ),
        Outcome::Added => (
            Severity::Warning,
            format!(
                "biểu này và {other} không có dòng chung, đã cộng cả hai: {figures}. Nếu là hai cách chia của cùng một số thì chỉ tính một biểu; đề nghị ghi rõ ở tiêu đề hoặc tên sheet"
            ),
            format!(
                "this table and {other} have no row in common, both were added: {figures}; if they part the same figures, only one counts"
            ),
        ),
        _ => return None,
    };
    Some(said)
}

/// The sheets of some sources, with their file where it is another one.
fn places(pair: &Twice, sources: &[Source]) -> String {
    let home = pair.sources.0.first().map(|source| &source.file);
    let mut names: Vec<String> = Vec::new();
    for source in sources {
        let same = Some(&source.file) == home;
        let name =
            if same { format!("“{}”", source.sheet) } else { format!("“{}, {}”", source.sheet, source.file) };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

fn tell(
    rule: &'static Rule,
    pair: &Twice,
    (severity, vi, en): (Severity, String, String),
    submission: &Submission<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(first) = pair.sources.0.first() else { return };
    findings.enter_file(&submission.files[pair.files.0]);
    findings.enter_sheet(Some(&first.sheet));
    let cells: Vec<CellRef> = pair.sources.0.iter().filter(|s| s.sheet == first.sheet).map(|s| s.range.start).collect();
    let related = pair.sources.1.iter();
    let related = related.map(|s| Related { file: Some(s.file.clone()), sheet: Some(s.sheet.clone()), range: s.range });
    let related: Vec<Related> = related.map(|r| r.seen_from(&first.file, &first.sheet)).collect();
    let (unit, subject) = (&pair.unit, pair.subject);
    let of = |subject: &str| if unit.is_empty() { subject.to_owned() } else { format!("{unit}, {subject}") };
    findings
        .add(rule, first.range.start)
        .cells(&cells)
        .severity(severity)
        .related_elsewhere(related)
        .found(&pair.figures)
        .message(format!("{}: {vi}", of(subject.vi())), format!("{}: {en}", of(subject.id())));
}
