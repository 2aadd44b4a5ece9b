//! The report as JSON, schema `xeploai.report/1`.

use serde::Serialize;
use serde_json::{Value, json};

use super::streamed::Object;
use super::{Report, nameless};
use crate::check::before::Counted;
use crate::check::caps::{Cap, Group};
use crate::check::records::{FileRecord, Rated, TableRecord};
use crate::check::totals::UnitTotal;
use crate::config::CapBase;
use crate::finding::{Edit, Finding, Fix, Safety, Severity, column_name};
use crate::locate::period::Period;
use crate::locate::{Nesting, RowRole, Stage, Subject};
use crate::normalise::counts::LineCounts;
use crate::normalise::{Choice, Level};

/// The whole report as one object, pretty-printed, with a line break at its end.
pub fn render(report: &Report<'_>) -> String {
    streamed(report, false).pretty()
}

/// The report of `layout`: every table also with the role of each row.
pub fn render_layout(report: &Report<'_>) -> String {
    streamed(report, true).pretty()
}

/// The report as one object, of which what there may be much of is made when it is written.
pub(super) fn streamed<'r>(report: &'r Report<'_>, rows: bool) -> Object<'r> {
    Object::of(object(report)).each("files", &report.submission.files, move |f| file(f, report, rows)).each(
        "findings",
        report.findings,
        move |f| finding(f, report),
    )
}

/// An object as text, with a line break at its end.
pub(super) fn pretty(object: &Value) -> String {
    super::streamed::seen(serde_json::to_string_pretty(object).unwrap_or_default())
}

/// The report as one object.
pub(super) fn whole(report: &Report<'_>) -> Value {
    let mut whole = object(report);
    whole["files"] = report.submission.files.iter().map(|f| file(f, report, false)).collect();
    whole["findings"] = report.findings.iter().map(|f| finding(f, report)).collect();
    whole
}

/// The report without its files and findings.
fn object(report: &Report<'_>) -> Value {
    let read = report.submission.files.iter().filter(|f| f.error.is_none() && f.skipped.is_none()).count();
    let failed = report.submission.files.iter().filter(|f| f.error.is_some()).count();
    json!({
        "schema": "xeploai.report/1",
        "tool": {"name": "xeploai", "version": env!("CARGO_PKG_VERSION")},
        "command": report.command,
        "suppressed": report.suppressed.iter().map(|s| json!({"finding": finding(&s.finding, report), "reason": s.reason})).collect::<Vec<_>>(),
        "notes": report.notes.iter().map(|n| report.language.pick(&n.vi, &n.en)).collect::<Vec<_>>(),
        "resubmissions": report.resent.iter().map(|r| super::resent::json(report, r)).collect::<Vec<_>>(),
        "totals": report.totals.units.iter().map(|t| with_before(t, report)).collect::<Vec<_>>(),
        "superior_totals": report.totals.superiors.iter().map(total).collect::<Vec<_>>(),
        "caps": report.submission.caps.iter().map(|g| cap(g, report)).collect::<Vec<_>>(),
        "summary": {
            "files_read": read,
            "files_failed": failed,
            "errors": report.count(Severity::Error),
            "warnings": report.count(Severity::Warning),
            "infos": report.count(Severity::Info),
            "fixes_safe": report.fixes(Safety::Safe),
            "fixes_suggested": report.fixes(Safety::Suggested),
        },
    })
}

pub(super) fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn file(file: &FileRecord<'_>, report: &Report<'_>, rows: bool) -> Value {
    let status = match () {
        () if file.error.is_some() => "failed",
        () if file.skipped.is_some() => "skipped",
        () => "read",
    };
    let error = file.error.as_ref().map(|e| report.language.pick(&e.vi(), &e.to_string()).to_owned());
    json!({
        "path": &*file.path,
        "format": file.format.map(|f| f.extension()),
        "status": status,
        "error": error,
        "reason": file.skipped.as_ref().map(|m| report.language.pick(&m.vi, &m.en)),
        "reporting_unit": file.unit,
        "role": if file.superior { "superior" } else { "unit" },
        "year": file.year,
        "period": period(file),
        "regimes": {"party": file.party.map(|r| &r.id), "civil": file.civil.map(|r| &r.id)},
        "tables": file.tables.iter().map(|t| table(t, rows)).collect::<Vec<_>>(),
    })
}

/// The month or quarter of a file; `None` for the year, and where its tables are of several.
fn period(file: &FileRecord<'_>) -> Option<Period> {
    let mut periods = file.tables.iter().filter(|t| !matches!(t.content, Rated::Nothing)).map(|t| t.period);
    let first = periods.next()?;
    first.filter(|_| periods.all(|period| period == first))
}

fn table(record: &TableRecord<'_>, rows: bool) -> Value {
    let table = &record.table;
    let subject = match &record.content {
        Rated::Counts(blocks) if blocks.len() == 1 => blocks[0].block.subject,
        _ => table.subject,
    };
    let mut object = json!({
        "sheet": &*table.sheet,
        "range": table.range.to_string(),
        "kind": plain(&table.kind),
        "subject": plain(&subject),
        "framework": choice(record).and_then(|c| c.settled.as_deref()),
        "framework_evidence": choice(record).and_then(evidence),
        "framework_candidates": choice(record).map_or(Vec::new(), candidates),
        "stage": plain(&record.stage()),
        "nesting": plain(&nesting(record)),
        "data_rows": table.rows.iter().filter(|r| r.role == RowRole::Data).count(),
        "columns": columns(record),
    });
    if rows {
        let number = |&at: &usize| table.rows.get(at).map(|r| r.index + 1);
        let row = |r: &crate::locate::Row| {
            let mut object = json!({"row": r.index + 1, "role": plain(&r.role), "label": &*r.label});
            if !r.covers.is_empty() {
                object["covers"] = json!(r.covers.iter().filter_map(number).collect::<Vec<_>>());
            }
            object
        };
        object["rows"] = table.rows.iter().map(row).collect();
        object["evidence"] = json!({"vi": table.evidence.vi, "en": table.evidence.en});
        let why = table.columns.iter().map(|c| json!({"vi": c.evidence.vi, "en": c.evidence.en}));
        let columns = object["columns"].as_array_mut().into_iter().flatten();
        columns.zip(why).for_each(|(column, why)| column["evidence"] = why);
    }
    object
}

/// The framework of what the table counts.
fn choice<'t>(record: &'t TableRecord<'_>) -> Option<&'t Choice> {
    match &record.content {
        Rated::Counts(blocks) => blocks.first().map(|b| &b.choice),
        Rated::Roster(list) => list.main.map(|m| &list.choices[m]),
        Rated::Figures(_) | Rated::Nothing => None,
    }
}

/// The framework of a rating column of a list.
fn choice_of<'t>(record: &'t TableRecord<'_>, column: u32) -> Option<&'t Choice> {
    let Rated::Roster(list) = &record.content else { return None };
    list.roster.ratings.iter().position(|r| r.columns.contains(&column)).map(|at| &list.choices[at])
}

fn evidence(choice: &Choice) -> Option<Value> {
    choice.evidence().map(|why| json!({"vi": why.vi, "en": why.en}))
}

fn candidates(choice: &Choice) -> Vec<&str> {
    choice.candidates.iter().map(|c| c.framework.as_str()).collect()
}

fn nesting(record: &TableRecord<'_>) -> Nesting {
    match &record.content {
        Rated::Counts(blocks) => blocks.first().map_or(Nesting::None, |b| b.counts.nesting),
        _ => Nesting::None,
    }
}

fn columns(record: &TableRecord<'_>) -> Vec<Value> {
    let level = |index: u32| match &record.content {
        Rated::Counts(blocks) => blocks.iter().find_map(|b| {
            let measure = b.block.measures.iter().position(|m| m.index == index && !b.block.transposed)?;
            b.counts.levels[measure]
        }),
        Rated::Roster(list) => list.marks.get(&index).copied(),
        _ => None,
    };
    let subject = |c: &crate::locate::Column| match (&record.content, c.subject) {
        (_, Some(subject)) => Some(subject),
        (Rated::Counts(blocks), None) => {
            blocks.iter().find(|b| b.block.measures.iter().any(|m| m.index == c.index)).map(|b| b.block.subject)
        }
        (Rated::Roster(list), None) => {
            list.roster.ratings.iter().find(|r| r.columns.contains(&c.index)).map(|r| r.subject)
        }
        _ => None,
    };
    let column = |c: &crate::locate::Column| {
        let mut object = json!({"column": column_name(c.index), "role": plain(&c.told_role()), "header": c.header()});
        if let Some(subject) = subject(c) {
            object["subject"] = plain(&subject);
        }
        if let Some(choice) = choice_of(record, c.index) {
            object["framework"] = json!(choice.settled);
            object["framework_evidence"] = json!(evidence(choice));
        }
        if let Some(level) = level(c.index) {
            object["level"] = json!(level.code());
        }
        object
    };
    record.table.columns.iter().map(column).collect()
}

fn finding(f: &Finding, report: &Report<'_>) -> Value {
    let message = if report.anonymous { nameless(f) } else { f.message.clone() };
    json!({
        "id": f.id(),
        "rule": f.rule,
        "name": f.name,
        "severity": plain(&f.severity),
        "file": f.file.as_deref(),
        "sheet": f.sheet.as_deref(),
        "cell": f.cell.map(|c| c.to_string()),
        "ranges": f.ranges.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "related": f.related.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "found": report.value(f, &f.found),
        "expected": report.value(f, &f.expected),
        "message": report.language.pick(&message.vi, &message.en),
        "message_vi": message.vi,
        "message_en": message.en,
        "source": f.source,
        "readings": f.readings,
        "fix": f.fix.as_ref().map(|x| fix(x, report)),
        "explained": f.explained.as_ref().map(|answer| json!({
            "reason": answer.reason,
            "by": answer.by,
            "date": answer.date,
            "document": answer.document,
            "file": &*answer.file,
        })),
    })
}

fn fix(f: &Fix, report: &Report<'_>) -> Value {
    json!({
        "safety": plain(&f.safety),
        "reason": report.language.pick(&f.reason.vi, &f.reason.en),
        "edits": f.edits.iter().map(edit).collect::<Vec<_>>(),
        "alternatives": f.alternatives.iter().map(|a| a.iter().map(edit).collect::<Vec<_>>()).collect::<Vec<_>>(),
    })
}

fn edit(e: &Edit) -> Value {
    json!({"file": &*e.file, "sheet": &*e.sheet, "cell": e.cell.to_string(), "from": &*e.from, "to": &*e.to})
}

/// A peer group and its head-room under the cap on HTXSNV.
fn cap(group: &Group, report: &Report<'_>) -> Value {
    let cap = group.cap.as_ref();
    json!({
        "file": &*report.submission.files[group.file].path,
        "sheet": &*group.sheet,
        "cell": group.at.to_string(),
        "group": group.name,
        "subject": plain(&group.subject),
        "HTXSNV": cap.map(|c| c.best),
        "HTTNV": cap.map(|c| c.good),
        "percent": cap.map(|c| c.percent),
        "base": cap.map(|c| match c.base { Some(CapBase::Good) => "good", _ => "good-and-above" }),
        "base_declared": cap.map(|c| c.base.is_some()),
        "most": cap.map(Cap::most),
        "room": cap.map(Cap::room),
        "verdict": cap.map(|c| c.verdict().id()),
    })
}

/// A total with that of the year before, where earlier files were given.
fn with_before(t: &UnitTotal, report: &Report<'_>) -> Value {
    let mut object = total(t);
    let history = &report.submission.history;
    let of_year = t.period.is_none() && t.stage == Stage::Decided && history.has_figures();
    let (Some(unit), Some(year), true) = (&t.unit, t.year, of_year) else { return object };
    let mut before = json!({"year": year - 1});
    match history.counted(unit, t.subject, year, year - 1) {
        Counted::Known(figures) => {
            before["state"] = json!("known");
            put_counts(&mut before, &figures.counts);
            before["files"] = json!(figures.files);
        }
        Counted::Unsettled => before["state"] = json!("unsettled"),
        Counted::Divided => before["state"] = json!("divided"),
        Counted::Missing => before["state"] = json!("missing"),
    }
    object["previous"] = before;
    object
}

fn put_counts(object: &mut Value, counts: &LineCounts) {
    object["total"] = json!(counts.total);
    object["rated"] = json!(counts.rated);
    object["unrated"] =
        json!(counts.unrated.or_else(|| counts.total.zip(counts.rated).map(|(a, b)| a - b).filter(|n| *n >= 0)));
    for (level, count) in Level::ALL.into_iter().zip(counts.levels) {
        object[level.code()] = json!(count);
    }
}

fn total(t: &UnitTotal) -> Value {
    let mut object = json!({
        "reporting_unit": t.unit,
        "subject": plain::<Subject>(&t.subject),
        "year": t.year,
        "period": t.period,
        "stage": plain(&t.stage),
        "unstated": t.unstated,
        "unresolved": t.unresolved,
    });
    put_counts(&mut object, &t.counts);
    object
}
