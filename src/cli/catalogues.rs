//! `xeploai rules`, `frameworks`, `regimes`: the catalogues, in full.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Catalogue as Wanted, Format, RegimesWanted, inputs, output, regime_table};
use crate::check::Rule;
use crate::check::regimes::{Regime, Regimes};
use crate::check::rules::{self, ALL};
use crate::consolidate::mapping_name;
use crate::normalise::Framework;
use crate::report::{Language, severity_name};

fn print(wanted: &Wanted, key: &str, objects: Vec<Value>, text: String) -> Result<u8, String> {
    match wanted.options.format {
        Format::Json => {
            let object = json!({"schema": "xeploai.report/1", "tool": {"name": "xeploai", "version": env!("CARGO_PKG_VERSION")}, key: objects});
            let text = serde_json::to_string_pretty(&object).unwrap_or_default();
            output::print(&format!("{text}\n"));
        }
        _ => output::print(&text),
    }
    Ok(0)
}

pub(super) fn rules(wanted: &Wanted) -> Result<u8, String> {
    let list: Vec<&Rule> = match &wanted.id {
        Some(code) => {
            vec![rules::get(code).ok_or_else(|| format!("không có mã “{code}” / unknown code"))?]
        }
        None => ALL.to_vec(),
    };
    let language = wanted.options.language();
    let object = |r: &&Rule| {
        let regimes = Regimes::built_in()
            .all()
            .iter()
            .map(|g| (g.id.clone(), regime_setting(g, r)))
            .collect::<serde_json::Map<_, _>>();
        json!({"code": r.code, "name": r.name, "title": r.title(), "title_en": r.title_en(), "severity": r.severity, "basis": r.basis, "doc": r.page(false), "doc_vi": r.page(true), "regimes": regimes})
    };
    let mut text = String::new();
    if wanted.id.is_some() {
        let rule = list[0];
        let _ = writeln!(
            text,
            "{} · {} · {}\n\n{}\n",
            rule.code,
            rule.name,
            severity_name(rule.severity, language),
            rule.page(language == Language::Vi)
        );
        for regime in Regimes::built_in().all() {
            let setting = regime.rule(rule.code);
            let cited = cited(regime, rule, language).unwrap_or_else(|| "–".to_owned());
            let state = if setting.enabled {
                severity_name(setting.severity.unwrap_or(rule.severity), language)
            } else {
                language.pick("không áp dụng", "off")
            };
            let _ = writeln!(text, "{} ({}): {state}; {cited}", regime.id, years(regime));
        }
    } else {
        for rule in &list {
            let _ = writeln!(
                text,
                "{}  {:<32} {:<32} {}",
                rule.code,
                rule.name,
                severity_name(rule.severity, language),
                language.pick(&rule.title(), &rule.title_en())
            );
        }
    }
    print(wanted, "rules", list.iter().map(object).collect(), text)
}

/// What a rule rests on in all years of a regime.
fn cited(regime: &Regime, rule: &Rule, language: Language) -> Option<String> {
    let (vi, en) = regime.rule(rule.code).law.or_else(|| regime.law(rule.basis))?.cited();
    Some(if language == Language::Vi { vi } else { en })
}

fn regime_setting(regime: &Regime, rule: &Rule) -> Value {
    let setting = regime.rule(rule.code);
    let cited = cited(regime, rule, Language::Vi);
    json!({"enabled": setting.enabled, "severity": setting.severity.unwrap_or(rule.severity), "cap_percent": setting.cap_percent, "source": cited})
}

pub(super) fn years(regime: &Regime) -> String {
    match regime.years.to {
        Some(to) if to == regime.years.from => to.to_string(),
        Some(to) => format!("{}–{to}", regime.years.from),
        None => format!("{} →", regime.years.from),
    }
}

pub(super) fn frameworks(wanted: &Wanted) -> Result<u8, String> {
    let catalogue = inputs::declared(&[".".into()], &wanted.options)?.catalogue;
    let list: Vec<&Framework> = match &wanted.id {
        Some(id) => vec![catalogue.get(id).ok_or_else(|| format!("không có khung “{id}” / unknown framework"))?],
        None => catalogue.frameworks().iter().collect(),
    };
    let declared_in = |f: &Framework| f.declared_in.as_ref().map(|path| path.display().to_string());
    let grade = |g: &crate::normalise::Grade| json!({"label": g.label, "level": g.level.map(|l| l.code()), "mapping": mapping_name(g.mapping), "accepted": g.accepted, "misspellings": g.misspellings, "score_min": g.score_min.map(|s| s.to_string())});
    let object = |f: &&Framework| json!({"id": f.id, "name": f.name, "name_en": f.name_en, "source": f.source, "years": {"from": f.years.from, "to": f.years.to}, "confirmed": f.confirmed, "declared_in": declared_in(f), "measures": f.decoy.as_ref().map(|what| what.vi.as_str()), "notes": f.notes, "grades": f.grades.iter().map(grade).collect::<Vec<_>>()});
    let mut text = String::new();
    for f in &list {
        let to = f.years.to.map_or("nay".to_owned(), |y| y.to_string());
        let unsure = if f.confirmed { "" } else { " (chưa đối chiếu được văn bản)" };
        let own = declared_in(f).map(|path| format!(" (đơn vị khai báo: {path})")).unwrap_or_default();
        let _ = writeln!(text, "{} · {} · {}–{to}{unsure}{own}\n  {}", f.id, f.name, f.years.from, f.source);
        if wanted.id.is_some() {
            for g in &f.grades {
                let level = g.level.map_or("–", |l| l.code());
                let forms = if g.accepted.is_empty() {
                    String::new()
                } else {
                    format!(" · cũng viết: {}", g.accepted.join(", "))
                };
                let band = g.score_min.map(|s| format!(", từ {} điểm", s.vi())).unwrap_or_default();
                let _ = writeln!(text, "  {} → {level} ({}{band}){forms}", g.label, mapping_name(g.mapping));
            }
            if let Some(notes) = &f.notes {
                let _ = writeln!(text, "  {notes}");
            }
        }
    }
    print(wanted, "frameworks", list.iter().map(object).collect(), text)
}

pub(super) fn regimes(asked: &RegimesWanted) -> Result<u8, String> {
    let wanted = &asked.wanted;
    let all = Regimes::built_in().all();
    let list: Vec<&Regime> = match &wanted.id {
        Some(id) => {
            vec![Regimes::built_in().get(id).ok_or_else(|| format!("không có quy định “{id}” / unknown regime"))?]
        }
        None => all.iter().collect(),
    };
    if asked.table {
        output::print(&regime_table::page(&list));
        return Ok(0);
    }
    let law = |l: &crate::check::regimes::Law| {
        let (vi, en) = l.cited();
        json!({"id": l.id, "citation_vi": vi, "citation_en": en})
    };
    let object = |r: &&Regime| {
        let settings =
            ALL.iter().map(|rule| (rule.code.to_owned(), regime_setting(r, rule))).collect::<serde_json::Map<_, _>>();
        json!({"id": r.id, "name": r.name, "name_en": r.name_en, "years": {"from": r.years.from, "to": r.years.to}, "confirmed": r.confirmed, "documents": r.documents, "laws": r.laws.iter().map(law).collect::<Vec<_>>(), "rules": settings})
    };
    let language = wanted.options.language();
    let mut text = String::new();
    for r in &list {
        let unsure = if r.confirmed {
            ""
        } else {
            language
                .pick(" (chưa đối chiếu được văn bản, không tự áp dụng)", " (text not confirmed, never chosen by year)")
        };
        let _ = writeln!(text, "{} · {} · {}{unsure}", r.id, language.pick(&r.name, &r.name_en), years(r));
        for document in &r.documents {
            let _ = writeln!(text, "  {document}");
        }
        if wanted.id.is_some() {
            for rule in ALL {
                let setting = r.rule(rule.code);
                let state = if setting.enabled {
                    severity_name(setting.severity.unwrap_or(rule.severity), language)
                } else {
                    language.pick("không áp dụng", "off")
                };
                let cited = cited(r, rule, language).map(|cited| format!("; {cited}")).unwrap_or_default();
                let _ = writeln!(text, "  {} {:<30} {state}{cited}", rule.code, rule.name);
            }
        }
    }
    print(wanted, "regimes", list.iter().map(object).collect(), text)
}
