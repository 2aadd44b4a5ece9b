//! Drawn sheets: a workbook from a picture of it, and what one rule finds in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check::history::History;
use crate::check::records::{Input, Outcome, Rated, Submission, build};
use crate::check::{Rule, run};
use crate::config::Config;
use crate::evaluate::fill_missing;
use crate::finding::{CellRef, Finding, Severity};
use crate::normalise::Catalogue;
use crate::read::{Cell, Format, Sheet, Tab, Value, Workbook};

/// A sheet drawn as text: each line a row number and cells from column A, parted by `|`. `'8` is text, `=A1+1` a
/// formula and `=A1+1 := 3` one with a stored result (a number, a text, an error),
/// `◄` marks a cell and is no part of it. A line `--- Name` begins another sheet. Also the marked cells.
pub(in crate::check) fn drawn(picture: &str) -> (Workbook, Vec<CellRef>) {
    let mut sheets = vec![Sheet { name: Arc::from("Biểu 1"), merges: Some(Vec::new()), ..Sheet::default() }];
    let mut marked = Vec::new();
    for line in picture.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let last = sheets.len() - 1;
        match line.strip_prefix("---") {
            Some(name) if sheets[last].cells.is_empty() => sheets[last].name = Arc::from(name.trim()),
            Some(name) => {
                sheets.push(Sheet { name: Arc::from(name.trim()), merges: Some(Vec::new()), ..Sheet::default() })
            }
            None => draw_row(line, &mut sheets[last].cells, &mut marked),
        }
    }
    let tabs = sheets.into_iter().map(Tab::Sheet).collect();
    let mut workbook = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
    fill_missing(&mut workbook);
    (workbook, marked)
}

fn draw_row(line: &str, cells: &mut Vec<Cell>, marked: &mut Vec<CellRef>) {
    let mut parts = line.split('|');
    let row: u32 = parts.next().and_then(|n| n.trim().parse().ok()).expect("a drawn row begins with its number");
    for (column, text) in (0..).zip(parts) {
        let at = CellRef::new(row - 1, column);
        if text.contains('◄') {
            marked.push(at);
        }
        let text = text.replace('◄', "").replace('⏎', "\n");
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let mut cell = Cell::new(at, Value::Empty);
        match (text.strip_prefix('\''), text.strip_prefix('='), text.parse::<f64>()) {
            (Some(text), ..) => cell.set_value(Value::Text(text.into())),
            (_, Some(formula), _) => {
                let (formula, stored) = formula.split_once(":=").unwrap_or((formula, ""));
                cell.set_formula(Some(formula.trim()));
                cell.set_value(match (stored.trim(), stored.trim().parse()) {
                    (_, Ok(number)) => Value::Number(number),
                    ("", _) => Value::Empty,
                    (code, _) if code.starts_with('#') => Value::Error(code.into()),
                    (text, _) => Value::Text(text.into()),
                });
            }
            (_, _, Ok(number)) => cell.set_value(Value::Number(number)),
            _ if text.starts_with('#') => cell.set_value(Value::Error(text.into())),
            _ => cell.set_value(Value::Text(text.into())),
        }
        cells.push(cell);
    }
}

/// Everything the whole catalogue finds in a drawn workbook, or in several: a line `=== name.xlsx` begins another, and
/// `=== nam-truoc/name.xlsx` one of an earlier year.
pub(in crate::check) fn all_findings(picture: &str) -> Vec<Finding> {
    found_in(picture, &Config::default())
}

/// The same under an office's declarations.
pub(super) fn found_in(picture: &str, config: &Config) -> Vec<Finding> {
    let (earlier, now): (Vec<Input>, Vec<Input>) =
        inputs(picture).into_iter().partition(|input| input.path.starts_with("nam-truoc/"));
    let mut submission = submission(now, config);
    if !earlier.is_empty() {
        submission.history = Arc::new(History::of(&self::submission(earlier, config)));
    }
    run(&submission, config)
}

/// What one rule finds with the files of earlier years beside those handed in.
pub(super) fn with_history(rule: &Rule, picture: &str, earlier: &str) -> String {
    let config = Config::default();
    let mut submission = submission(inputs(picture), &config);
    if !earlier.is_empty() {
        submission.history = Arc::new(History::of(&self::submission(inputs(earlier), &config)));
    }
    lines(rule, run(&submission, &config))
}

/// What a drawn workbook or several are, as handed in.
pub(crate) fn inputs(picture: &str) -> Vec<Input> {
    let input = |(path, (workbook, _)): Drawn| {
        let outcome = Outcome::Read(Box::new(workbook), crate::evaluate::Filled::default());
        Input { path, outcome, wrong_extension: false }
    };
    files(picture).into_iter().map(input).collect()
}

/// The marked cells of a drawn workbook, or of several.
pub(super) fn marked(picture: &str) -> Vec<CellRef> {
    files(picture).into_iter().flat_map(|(_, (_, marked))| marked).collect()
}

/// A file by its name, as drawn, with its marked cells.
type Drawn = (Arc<str>, (Workbook, Vec<CellRef>));

fn files(picture: &str) -> Vec<Drawn> {
    let named = match picture.trim_start().starts_with("===") {
        true => picture.trim_start().to_owned(),
        false => format!("=== a.xlsx\n{picture}"),
    };
    let files = named.split("===").filter_map(|file| file.split_once('\n'));
    files.map(|(path, picture)| (Arc::from(path.trim()), drawn(picture))).collect()
}

/// Inputs as rules see them.
pub(crate) fn submission(inputs: Vec<Input>, config: &Config) -> Submission<'static> {
    build(inputs, Catalogue::built_in(), config)
}

/// Who is rated, one id a block of counts.
pub(super) fn subjects(picture: &str) -> Vec<&'static str> {
    let (workbook, _) = drawn(picture);
    let outcome = Outcome::Read(Box::new(workbook), crate::evaluate::Filled::default());
    let input = Input { path: Arc::from("a.xlsx"), outcome, wrong_extension: false };
    let config = Config::default();
    let submission = build(vec![input], Catalogue::built_in(), &config);
    let tables = submission.files.iter().flat_map(|file| &file.tables);
    let blocks = tables.flat_map(|table| match &table.content {
        Rated::Counts(blocks) => blocks.iter().map(|b| b.block.subject.id()).collect(),
        _ => Vec::new(),
    });
    blocks.collect()
}

/// What one rule finds, one line a finding: cell, code, severity unless it is the rule's own, message.
pub(super) fn findings(rule: &Rule, picture: &str) -> String {
    lines(rule, all_findings(picture))
}

fn lines(rule: &Rule, findings: Vec<Finding>) -> String {
    let lines = findings.into_iter().filter(|f| f.rule == rule.code).map(|f| {
        let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
        format!("{cell} {} {} {}", f.rule, format!("{:?}", f.severity).to_lowercase(), f.message.vi)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The codes of everything found in a drawn sheet, each once, leaving out what is only recorded.
pub(super) fn all_codes(picture: &str) -> Vec<&'static str> {
    let found = all_findings(picture).into_iter().filter(|f| f.severity != Severity::Info);
    found.map(|f| f.rule).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What corrections a drawn sheet is offered, one line an edit: cell, from, to, and how sure.
pub(super) fn corrected(picture: &str) -> String {
    let mut lines = Vec::new();
    for fix in all_findings(picture).iter().filter_map(|f| f.fix.as_ref()) {
        let safety = format!("{:?}", fix.safety).to_lowercase();
        lines.extend(fix.edits.iter().map(|e| format!("{} {} → {} {safety}", e.cell, e.from, e.to)));
    }
    lines.join("\n")
}

/// What the corrections of one rule say: how sure, why, and what becomes what (options parted by "or").
pub(super) fn fixes(rule: &Rule, picture: &str) -> String {
    let edits = |edits: &Vec<crate::finding::Edit>| {
        edits.iter().map(|e| format!("{} {} → {}", e.cell, e.from, e.to)).collect::<Vec<_>>().join(", ")
    };
    let lines = all_findings(picture).into_iter().filter(|f| f.rule == rule.code).filter_map(|f| f.fix).map(|fix| {
        let options = std::iter::once(&fix.edits).filter(|e| !e.is_empty()).chain(&fix.alternatives);
        let options: Vec<String> = options.map(edits).collect();
        format!("{:?} ({}): {}", fix.safety, fix.reason.vi, options.join(" or "))
    });
    lines.collect::<Vec<_>>().join("\n")
}
