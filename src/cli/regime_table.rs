//! `xeploai regimes --table`: rule × regime, as a page of documentation.

use std::fmt::Write;

use crate::check::Rule;
use crate::check::regimes::{Confidence, NoReason, Regime, RuleSetting};
use crate::check::rules::ALL;
use crate::locate::Subject;
use crate::report::{Language, severity_name};

const HEAD: &str = "\
# Quy định theo năm và nội dung kiểm tra

Trang này do `xeploai regimes --table > src/check/regimes/README.md` ghi. Mỗi quy định: nội dung nào được kiểm tra, mức độ, giới hạn, căn cứ.
(1) chỉ có nguồn thứ cấp hoặc chưa đối chiếu được văn bản.
Các nội dung khác (F, S và phần lớn L, V, X) không phụ thuộc quy định của năm.

";

/// The page, for these regimes.
pub(super) fn page(regimes: &[&Regime]) -> String {
    let mut out = HEAD.to_owned();
    let tied = |rule: &&&Rule| {
        regimes.iter().any(|g| {
            let setting = g.rule(rule.code);
            !setting.enabled || (setting.law.is_some() && !rule.code.starts_with('S'))
        })
    };
    let rules: Vec<&&Rule> = ALL.iter().filter(tied).collect();
    for regime in regimes {
        let unsure =
            if regime.confirmed { "" } else { "; chưa đối chiếu được văn bản, không tự áp dụng" };
        let years = super::catalogues::years(regime);
        let _ = writeln!(out, "## {} · {} · {years}{unsure}\n", regime.id, regime.name);
        for document in &regime.documents {
            let _ = writeln!(out, "- {document}");
        }
        let _ = writeln!(out, "\n| mã | nội dung | mức độ | giới hạn | căn cứ |\n|---|---|---|---|---|");
        for rule in &rules {
            let setting = regime.rule(rule.code);
            let severity = match setting.enabled {
                true => severity_name(setting.severity.unwrap_or(rule.severity), Language::Vi),
                false => "không áp dụng",
            };
            let (limit, law) = (limit(&setting), laws(regime, rule));
            let _ = writeln!(out, "| {} | {} | {severity} | {limit} | {law} |", rule.code, rule.title());
        }
        out.push_str(&no_reasons(regime));
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// What exempts nobody from being rated, in words.
fn no_reasons(regime: &Regime) -> String {
    let line = |reason: &NoReason| {
        let mut said = reason.said().iter().map(|s| format!("“{s}”")).collect::<Vec<_>>().join(", ");
        if let Some(months) = reason.ill_months_from() {
            said.push_str(&format!(" và ốm, điều trị từ {months:02} tháng"));
        }
        let law = regime.citation(&reason.law).unwrap_or("–");
        let (code, weight) =
            if reason.recorded { ("L103", "ghi nhận") } else { ("L103, V501", "không được tính là lý do") };
        format!("- {said}: {} ({law}; {weight}, {code})\n", reason.instead_vi)
    };
    let lines: String = regime.no_reasons.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("\nChưa xếp loại mà ghi:\n\n{lines}") }
}

/// What the regime limits, in words.
fn limit(setting: &RuleSetting<'_>) -> String {
    let mut said = Vec::new();
    if !setting.enabled {
        return "–".to_owned();
    }
    if let Some(percent) = setting.cap_percent {
        said.push(format!("HTXSNV ≤ {percent}%"));
    }
    if let Some(percent) = setting.exception_percent {
        said.push(format!("đến {percent}% khi cấp có thẩm quyền quyết định (khai báo `exception`)"));
    }
    if setting.exception_open {
        said.push("mức cao hơn khi cấp có thẩm quyền quyết định (khai báo `cap_percent`)".to_owned());
    }
    if let Some(percent) = setting.share_percent_min {
        said.push(format!("100% từ HTNV, ≥ {percent}% từ HTTNV"));
    }
    if let Some(level) = setting.level_max {
        said.push(format!("≤ {}", level.code()));
    }
    if setting.party_share {
        said.push("≤ tỷ lệ đảng viên HTXSNV".to_owned());
    }
    if said.is_empty() { "–".to_owned() } else { said.join("; ") }
}

/// The citations of a rule, one for all subjects or one a subject where they differ.
fn laws(regime: &Regime, rule: &Rule) -> String {
    let cited = |setting: RuleSetting<'_>| {
        setting.law.map(|law| {
            // What was read in part says so itself.
            let mark = if law.confidence == Confidence::Low { " (1)" } else { "" };
            let (cited, _) = law.cited();
            format!("{cited}{mark}")
        })
    };
    let basis = || regime.law(rule.basis).map(|law| law.cited().0);
    let common = cited(regime.rule(rule.code)).or_else(basis).unwrap_or_else(|| "–".to_owned());
    let other = |subject: Subject| {
        let own = cited(regime.rule_for(rule.code, subject)).filter(|own| *own != common)?;
        Some(format!("{}: {own}", subject.vi()))
    };
    std::iter::once(common.clone()).chain(Subject::ALL.into_iter().filter_map(other)).collect::<Vec<_>>().join("; ")
}
