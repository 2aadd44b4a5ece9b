//! A report → what the local page shows of it, as data.

use serde_json::{Value, json};

use super::excerpt::{Excerpt, Mark, Shown};
use super::{Language, Report, html, status};
use crate::check::rules;
use crate::consolidate::FileNames;
use crate::exchange::standing::Standing;
use crate::finding::column_name;

/// The report of [`super::json`], with the sentences of its findings, how the units stand, and what the rules say of
/// themselves.
pub fn render(report: &Report<'_>, units: &[Standing]) -> Value {
    let names = FileNames::new(report.submission.files.iter().map(|file| &file.path));
    let mut object = super::json::whole(report);
    object["sentences"] =
        report.findings.iter().map(|f| names.named(&report.sentence(f, report.language))).collect::<Vec<_>>().into();
    object["units"] = units.iter().map(|unit| standing(unit, report.language)).collect::<Vec<_>>().into();
    object["message"] = status::paragraph(units).into();
    object["last_line"] = super::text::last_line(report).into();
    let mut codes: Vec<&str> = report.findings.iter().map(|f| f.rule).collect();
    codes.sort_unstable();
    codes.dedup();
    object["rules"] = codes.into_iter().filter_map(|code| Some((code.to_owned(), rule(code)?))).collect();
    object
}

/// How a unit stands.
fn standing(unit: &Standing, language: Language) -> Value {
    let mut object = status::row(unit, language);
    object["state_name"] = language.pick(unit.state.vi(), unit.state.en()).into();
    object
}

/// A rule in both languages.
fn rule(code: &str) -> Option<Value> {
    let rule = rules::get(code)?;
    let parts = |vietnamese| {
        let all = html::explained(rule, vietnamese).into_iter();
        all.map(|(head, body)| json!([head, body])).collect::<Vec<_>>()
    };
    Some(json!({
        "title_vi": rule.title(),
        "title_en": rule.title_en(),
        "vi": parts(true),
        "en": parts(false),
    }))
}

/// The part of a sheet around a finding.
pub fn sheet(excerpt: &Excerpt) -> Value {
    json!({
        "columns": excerpt.columns.iter().map(|c| column_name(*c)).collect::<Vec<_>>(),
        "rows": excerpt.rows.iter().map(|r| r + 1).collect::<Vec<_>>(),
        "cells": excerpt.cells.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>()).collect::<Vec<_>>(),
    })
}

fn cell(cell: &Shown) -> Value {
    let mark = match cell.mark {
        Mark::Found => "found",
        Mark::Related => "related",
        Mark::None => "",
    };
    json!({
        "text": cell.text,
        "number": cell.number,
        "head": cell.head,
        "mark": mark,
        "correction": cell.correction,
        "span": cell.span.map(|(rows, columns)| [rows, columns]),
    })
}
