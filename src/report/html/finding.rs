//! One finding on the page: what it says, the sheet around its cell, the correction, the rule and its law.

use super::explain::explain;
use super::page::Page;
use super::{Excerpt, Report};
use crate::consolidate::FileNames;
use crate::finding::{CellRef, Edit, Finding, Fix, Related, Safety, Severity, column_name};
use crate::report::excerpt::{Mark, Shown};
use crate::report::{Language, severity_name};

pub(super) fn article(
    page: &mut Page,
    (report, names): (&Report<'_>, &FileNames),
    f: &Finding,
    excerpt: Option<&Excerpt>,
    unit: usize,
) {
    let class = match f.severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Info => "i",
    };
    page.raw("<article class=\"").raw(class).raw("\" data-unit=\"").number(unit).raw("\" data-place=\"");
    let file = f.file.as_ref().map(|file| names.of(file));
    let place = [file.as_deref(), f.sheet.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    page.text(&place).raw("\">\n<p>");
    if let Some(cell) = f.cell {
        page.raw("<span class=\"cell\">").text(&cell.to_string()).raw("</span> ");
    }
    page.raw("<span class=\"sev\">");
    page.both(severity_name(f.severity, Language::Vi), severity_name(f.severity, Language::En)).raw("</span> ");
    let sentence = |language| names.named(&report.sentence(f, language));
    page.both(&sentence(Language::Vi), &sentence(Language::En)).raw("</p>\n");
    values(page, report, f);
    if let Some(fix) = &f.fix {
        correction(page, f, fix);
    }
    if let Some(excerpt) = excerpt {
        draw(page, excerpt);
    }
    related(page, f, names);
    explain(page, f);
    page.raw("</article>\n");
}

/// What was found and what was expected, and the readings of what is ambiguous.
fn values(page: &mut Page, report: &Report<'_>, f: &Finding) {
    let (found, expected) = (report.value(f, &f.found), report.value(f, &f.expected));
    let pairs = [("Đang ghi", "Found", found), ("Đối chiếu", "Expected", expected)];
    if pairs.iter().all(|(.., value)| value.is_none()) && f.readings.is_none() {
        return;
    }
    page.raw("<dl>");
    for (vi, en, value) in pairs {
        if let Some(value) = value {
            page.raw("<div><dt>").both(vi, en).raw(":</dt> <dd>").text(&value).raw("</dd></div>");
        }
    }
    if let Some(readings) = &f.readings {
        page.raw("<div><dt>").both("Các cách hiểu", "Readings").raw(":</dt> <dd>").text(&readings.join("; "));
        page.raw("</dd></div>");
    }
    page.raw("</dl>\n");
}

fn correction(page: &mut Page, f: &Finding, fix: &Fix) {
    page.raw("<p>");
    match fix.safety {
        Safety::Safe => page.both("Đủ căn cứ chỉnh sửa", "Well-founded correction"),
        Safety::Suggested => page.both("Đề nghị xác nhận", "Suggested, to be confirmed"),
    };
    page.raw(": ");
    let options: Vec<&[Edit]> = match fix.alternatives.is_empty() {
        true => vec![&fix.edits],
        false => fix.alternatives.iter().map(Vec::as_slice).collect(),
    };
    for (number, option) in options.into_iter().enumerate() {
        if number > 0 {
            page.raw(" ").both("hoặc", "or").raw(" ");
        }
        for edit in option.iter().take(6) {
            page.raw("<span class=\"cell\">");
            if Some(&edit.sheet) != f.sheet.as_ref() {
                page.text(&edit.sheet).raw("!");
            }
            page.text(&edit.cell.to_string()).raw("</span> <del>").text(&edit.from).raw("</del> <ins>");
            page.text(&edit.to).raw("</ins> ");
        }
        if option.len() > 6 {
            page.both("và ", "and ").number(option.len() - 6).both(" ô khác", " more cells");
        }
    }
    if !fix.reason.vi.is_empty() {
        page.raw("<br><span class=\"note\">").both(&fix.reason.vi, &fix.reason.en).raw("</span>");
    }
    page.raw("</p>\n");
}

/// Cells of other sheets and files it was compared with; those of its own sheet are drawn.
fn related(page: &mut Page, f: &Finding, names: &FileNames) {
    let short = |r: &Related| Related { file: r.file.as_ref().map(|file| names.of(file)), ..r.clone() }.to_string();
    let elsewhere: Vec<String> =
        f.related.iter().filter(|r| r.sheet.is_some() || r.file.is_some()).map(short).collect();
    if !elsewhere.is_empty() {
        page.raw("<p class=\"note\">").both("Đối chiếu với", "Compared with").raw(": ");
        page.text(&elsewhere.join("; ")).raw("</p>\n");
    }
}

/// The sheet as a table with the letters of its columns and the numbers of its rows.
fn draw(page: &mut Page, excerpt: &Excerpt) {
    page.raw("<div class=\"scroll\"><table class=\"x\"><thead><tr><th></th>");
    let gap = |before: Option<&u32>, here: u32| before.is_some_and(|b| b + 1 != here);
    for (at, &column) in excerpt.columns.iter().enumerate() {
        if gap(at.checked_sub(1).map(|b| &excerpt.columns[b]), column) {
            page.raw("<th class=\"gap\">…</th>");
        }
        page.raw("<th>").text(&column_name(column)).raw("</th>");
    }
    page.raw("</tr></thead><tbody>\n");
    let gaps = excerpt.columns.windows(2).filter(|w| w[0] + 1 != w[1]).count();
    for (at, &row) in excerpt.rows.iter().enumerate() {
        if gap(at.checked_sub(1).map(|b| &excerpt.rows[b]), row) {
            page.raw("<tr><td class=\"gap\" colspan=\"")
                .number(excerpt.columns.len() + gaps + 1)
                .raw("\">⋮</td></tr>\n");
        }
        page.raw("<tr><th>").number(row as usize + 1).raw("</th>");
        for (place, &column) in excerpt.columns.iter().enumerate() {
            let after_gap = gap(place.checked_sub(1).map(|b| &excerpt.columns[b]), column);
            if after_gap {
                page.raw("<td class=\"gap\"></td>");
            }
            cell(page, &excerpt.cells[at][place], CellRef::new(row, column));
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody></table></div>\n");
}

/// Letters of a text that gets some width.
const LONG: usize = 12;

fn cell(page: &mut Page, shown: &Shown, at: CellRef) {
    let Some((rows, columns)) = shown.span else { return };
    page.raw("<td class=\"");
    page.raw(match (shown.head, shown.number) {
        (true, _) => "h",
        (false, true) => "n",
        // On a narrow screen a name is not broken word by word.
        (false, false) if shown.text.chars().count() > LONG => "t l",
        (false, false) => "t",
    });
    page.raw(match shown.mark {
        Mark::Found => " f",
        Mark::Related => " r",
        Mark::None => "",
    });
    page.raw("\" title=\"").text(&at.to_string()).raw("\"");
    if rows > 1 {
        page.raw(" rowspan=\"").number(rows).raw("\"");
    }
    if columns > 1 {
        page.raw(" colspan=\"").number(columns).raw("\"");
    }
    page.raw(">");
    match &shown.correction {
        Some(to) => page.raw("<del>").text(&shown.text).raw("</del> <ins>").text(to).raw("</ins>"),
        None => page.text(&shown.text),
    };
    page.raw("</td>");
}
