//! What was understood of each sheet and why, for people.

use std::fmt::Write;

use super::text::safe;
use super::{Language, Report};
use crate::check::records::{FileRecord, Rated, RatedRoster, TableRecord};
use crate::check::totals::{UnitTotal, counted_columns};
use crate::consolidate::kind_name;
use crate::finding::column_name;
use crate::locate::parts::Part;
use crate::locate::{Column, ColumnRole, Nesting, Observation, Row, RowRole, Stage};
use crate::normalise::counts::LineCounts;
use crate::normalise::{Catalogue, Choice, Level};
use crate::read::is_own_list;
use crate::text::key;

/// Every file, sheet, table, column and run of rows.
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for file in &report.submission.files {
        file_head(&mut out, file, report.language);
        for sheet in &file.sheets {
            let _ = writeln!(out, "  {}", safe(&sheet.name));
            let tables: Vec<&TableRecord<'_>> = file.tables.iter().filter(|t| t.table.sheet == sheet.name).collect();
            if tables.is_empty() {
                let why = match (&sheet.error, sheet.no_cells) {
                    (Some(error), _) => report.language.pick(&error.vi(), &error.to_string()).to_owned(),
                    (None, true) => report.language.pick("sheet đồ thị hoặc macro", "chart or macro sheet").into(),
                    (None, false) if is_own_list(&sheet.notes) => {
                        let (vi, en) = ("danh sách ô đã sửa do chương trình ghi", "our own list of corrections");
                        report.language.pick(vi, en).into()
                    }
                    (None, false) => {
                        let vi = "không nhận ra biểu nào; nếu có biểu, khai báo bằng [[layout]] trong xeploai.toml";
                        let en = "no table recognised; if there is one, declare it by [[layout]] in xeploai.toml";
                        report.language.pick(vi, en).into()
                    }
                };
                let _ = writeln!(out, "    {why}");
            }
            for table in tables {
                one(&mut out, table, report.language);
                let _ = writeln!(out, "      {}", adds(report, file, table));
            }
        }
        out.push('\n');
    }
    out
}

fn file_head(out: &mut String, file: &FileRecord<'_>, language: Language) {
    let unit = file.unit.as_deref().unwrap_or(language.pick("chưa rõ đơn vị báo cáo", "reporting unit unknown"));
    let year = file.year.map_or(language.pick("chưa rõ năm", "year unknown").to_owned(), |y| {
        format!("{} {y}", language.pick("năm", "year"))
    });
    let _ = writeln!(out, "{} · {} · {year}", safe(&file.path), safe(unit));
    if let Some(error) = &file.error {
        let _ = writeln!(out, "  {}", safe(language.pick(&error.vi(), &error.to_string())));
    }
    if let Some(why) = &file.skipped {
        let _ = writeln!(out, "  {}: {}", language.pick("bỏ qua", "skipped"), language.pick(&why.vi, &why.en));
    }
}

fn one(out: &mut String, record: &TableRecord<'_>, language: Language) {
    let table = &record.table;
    let evidence = language.pick(&table.evidence.vi, &table.evidence.en);
    let kind = match language {
        Language::Vi => kind_name(table.kind).to_owned(),
        Language::En => word(&table.kind),
    };
    let subject = language.pick(table.subject.vi(), table.subject.id());
    let _ = writeln!(out, "    {} · {kind} · {}{} · {evidence}", table.range, safe(subject), when(record, language));
    if !table.titles.is_empty() {
        let titles = table.titles.iter().map(|t| safe(t).trim().to_owned()).collect::<Vec<_>>().join(" / ");
        let _ = writeln!(out, "      {}: {titles}", language.pick("tiêu đề", "title"));
    }
    if let Rated::Counts(blocks) = &record.content {
        for block in blocks.iter().filter(|b| !b.block.sums_only) {
            let nesting = match block.counts.nesting {
                Nesting::Separate => language.pick("HTXSNV tính riêng HTTNV", "HTXSNV beside HTTNV"),
                Nesting::Nested => language.pick("HTXSNV nằm trong HTTNV", "HTXSNV inside HTTNV"),
                Nesting::Cumulative => {
                    language.pick("HTTNV trở lên, HTXSNV nằm trong", "HTTNV and above, HTXSNV inside")
                }
                Nesting::Mixed => language.pick("các dòng tính khác nhau", "rows differ"),
                Nesting::Unclear => language.pick("không rõ cách tính", "unclear"),
                Nesting::None => "",
            };
            let group = block.block.population.as_ref().map(|p| format!(" · {}", safe(&p.name))).unwrap_or_default();
            let subject = language.pick(block.block.subject.vi(), block.block.subject.id());
            let nesting = if nesting.is_empty() { String::new() } else { format!(" · {nesting}") };
            let _ = writeln!(out, "      {subject}{group}{nesting}");
            let _ = writeln!(out, "        {}", framework(&block.choice, language));
            let figures = match block.block.shares_only {
                true => language.pick("chỉ có tỷ lệ, không tính vào tổng hợp", "shares only, not counted").to_owned(),
                false => counted(&block.total(), language),
            };
            let _ = writeln!(out, "        {figures}");
        }
    }
    for what in table.observations.iter().map(Observation::what) {
        let _ =
            writeln!(out, "      {}: {}", language.pick("chưa rõ", "unclear"), safe(language.pick(&what.vi, &what.en)));
    }
    if let Rated::Roster(list) = &record.content {
        let _ = writeln!(out, "      {}", meant(record, list, language));
        // Twelve months, or five opinions, of one scale are one line.
        let mut said: Vec<(String, Vec<String>)> = Vec::new();
        for (rating, choice) in list.roster.ratings.iter().zip(&list.choices) {
            let subject = language.pick(rating.subject.vi(), rating.subject.id());
            let text = format!("{subject} · {}", framework(choice, language));
            match said.iter_mut().find(|(known, _)| *known == text) {
                Some((_, headers)) => headers.push(safe(&rating.header)),
                None => said.push((text, vec![safe(&rating.header)])),
            }
        }
        for (text, headers) in said {
            let _ = writeln!(out, "      {} · {text}", headers.join(", "));
        }
    }
    for column in &table.columns {
        let (role, header) = (role(column, level(record, column), language), safe(&column.header()));
        let why = match further(language.pick(&column.evidence.vi, &column.evidence.en), &column.header()) {
            "" => String::new(),
            why => format!(" ({})", safe(why)),
        };
        let _ = writeln!(out, "      {:<3} {role:<26} {header}{why}", column_name(column.index));
    }
    let _ = writeln!(out, "      {}", rows(record, language));
    if let Some(sums) = sums(record, language) {
        let _ = writeln!(out, "      {sums}");
    }
}

/// Of what period, and in what stage: "quý I năm 2026, đề nghị"; nothing for what was decided of the file's year.
fn when(record: &TableRecord<'_>, language: Language) -> String {
    let year = record.year.map(|year| format!("{} {year}", language.pick("năm", "year")));
    let period = record.period.map(|period| language.pick(&period.vi(), &period.id()).to_owned());
    let when: Vec<String> = period.into_iter().chain(year).collect();
    let stage = record.stage();
    let stage = (stage != Stage::Decided).then(|| language.pick(stage.vi(), stage.en()).to_owned());
    let said: Vec<String> = Some(when.join(" ")).filter(|when| !when.is_empty()).into_iter().chain(stage).collect();
    if said.is_empty() { String::new() } else { format!(" · {}", said.join(", ")) }
}

/// What of a table goes into the totals; of a list with the figures, so that a reader can hold them against the sheet.
fn adds(report: &Report<'_>, file: &FileRecord<'_>, record: &TableRecord<'_>) -> String {
    let language = report.language;
    let list = matches!(record.content, Rated::Roster(_));
    let said = |total: &UnitTotal| {
        let subject = language.pick(total.subject.vi(), total.subject.id());
        let period = total.period.filter(|_| list).map(|p| format!(", {}", language.pick(&p.vi(), &p.id())));
        let figures = (list && total.sources.len() == 1).then(|| format!(": {}", counted(&total.counts, language)));
        format!("{subject}{}{}", period.unwrap_or_default(), figures.unwrap_or_default())
    };
    let said: Vec<String> = report.totals.units.iter().filter(|total| total.takes_in(record, file)).map(said).collect();
    let superior = report.totals.superiors.iter().any(|total| total.takes_in(record, file));
    match (&record.content, said.is_empty()) {
        (Rated::Nothing | Rated::Figures(_), _) => language.pick("không tính", "not counted").to_owned(),
        (_, false) => format!("{}: {}", language.pick("tính vào tổng hợp", "counted"), said.join("; ")),
        _ if superior => language
            .pick("báo cáo cấp trên: chỉ để đối chiếu, không cộng", "of the office above: compared, not added")
            .to_owned(),
        _ => language.pick("không cộng thêm vào tổng hợp", "adds nothing to the totals").to_owned(),
    }
}

/// What counts as the rating of a row.
fn meant(record: &TableRecord<'_>, list: &RatedRoster<'_>, language: Language) -> String {
    let rows = &record.table.rows;
    let sections: Vec<String> = rows
        .iter()
        .filter(|r| r.role == RowRole::Group && r.level.is_some())
        .map(|r| (r.index + 1).to_string())
        .collect();
    if !sections.is_empty() {
        let (vi, en) = ("mức được tính: ghi ở đầu mục, dòng", "what counts: the head of the section, row");
        return format!("{} {}", language.pick(vi, en), sections.join(", "));
    }
    let columns = counted_columns(record, list);
    let named = |&at: &usize| {
        let rating = &list.roster.ratings[at];
        let names = rating.columns.iter().map(|&c| column_name(c)).collect::<Vec<_>>().join(", ");
        match columns.len() {
            1 => names,
            _ => format!("{names} ({})", language.pick(rating.subject.vi(), rating.subject.id())),
        }
    };
    match columns.is_empty() {
        true => language.pick("không cột nào được tính cho cả năm", "no column counts for the year").to_owned(),
        false => format!(
            "{} {}",
            language.pick("mức được tính: cột", "what counts: column"),
            columns.iter().map(named).collect::<Vec<_>>().join("; ")
        ),
    }
}

/// Which rows the heads and totals add up: `7 = 8–9, 13 = 7 + 10`.
fn sums(record: &TableRecord<'_>, language: Language) -> Option<String> {
    const MOST: usize = 12;
    let rows = &record.table.rows;
    let adding: Vec<&Row> = rows.iter().filter(|r| !r.covers.is_empty()).collect();
    let runs = |covers: &[usize]| {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for index in covers.iter().filter_map(|&at| rows.get(at)).map(|r| r.index + 1) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == index => *last = index,
                _ => runs.push((index, index)),
            }
        }
        let show = |(first, last): &(u32, u32)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        };
        let more = if runs.len() > MOST { " + …" } else { "" };
        runs.iter().take(MOST).map(show).collect::<Vec<_>>().join(" + ") + more
    };
    let shown: Vec<String> =
        adding.iter().take(MOST).map(|r| format!("{} = {}", r.index + 1, runs(&r.covers))).collect();
    let more = if adding.len() > MOST { ", …" } else { "" };
    (!shown.is_empty()).then(|| format!("{}: {}{more}", language.pick("dòng cộng", "sums"), shown.join(", ")))
}

/// The figures that were counted, so that a reader can hold them against the sheet.
fn counted(counts: &LineCounts, language: Language) -> String {
    let known = |n: Option<i64>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
    let levels: Vec<String> =
        Level::ALL.iter().zip(counts.levels).map(|(level, n)| format!("{} {}", level.code(), known(n))).collect();
    format!(
        "{} {}, {} {}: {}",
        language.pick("tổng số", "total"),
        known(counts.total),
        language.pick("đã đánh giá, xếp loại", "rated"),
        known(counts.rated),
        levels.join(", ")
    )
}

/// What the evidence says beyond the header that stands before it anyway.
fn further<'e>(evidence: &'e str, header: &str) -> &'e str {
    let rest = evidence.split_once(header).filter(|_| !header.is_empty()).map_or(evidence, |(_, rest)| rest);
    rest.trim_start_matches(['”', ';', ' '])
}

/// A member of a closed list, as reports name it.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The level that the figures or marks of a column stand for; as its header names it where that is not settled.
fn level(record: &TableRecord<'_>, column: &Column) -> Option<String> {
    let takes_level = matches!(column.told_role(), ColumnRole::Count | ColumnRole::Share | ColumnRole::Mark);
    let label = &column.level.as_ref().filter(|_| takes_level)?.label;
    let settled = match &record.content {
        Rated::Counts(blocks) => blocks.iter().find_map(|rated| {
            let mut named = rated.block.levels().filter(|(_, mention)| mention.label == *label);
            named.find_map(|(measure, _)| rated.counts.levels[measure])
        }),
        Rated::Roster(list) => list.marks.get(&column.index).copied(),
        _ => None,
    };
    let written = || column.path.iter().rev().find(|p| key(p).contains(label.as_str()));
    Some(settled.map_or_else(|| written().unwrap_or(label).clone(), |level| level.code().to_owned()))
}

/// What a column holds: `số lượng HTXSNV`, `mức xếp loại, đề nghị`.
fn role(column: &Column, level: Option<String>, language: Language) -> String {
    if column.part.as_ref().is_some_and(Part::counts_some) {
        return language.pick(column_role_name(ColumnRole::Part), "some of those beside it").to_owned();
    }
    let mut text = match language {
        Language::Vi => column_role_name(column.told_role()).to_owned(),
        Language::En => word(&column.told_role()),
    };
    if let Some(level) = level {
        let _ = write!(text, " {}", safe(&level));
    }
    if let Some(stage) = column.stage.filter(|_| column.role == ColumnRole::Rating) {
        let own = language.pick("tự xếp loại", "self");
        let name = if stage == Stage::Own { own } else { language.pick(stage.vi(), stage.en()) };
        let _ = write!(text, ", {name}");
    }
    if column.part.is_some() {
        text.push_str(language.pick(", một phần", ", of a part"));
    }
    text
}

fn column_role_name(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Ordinal => "số thứ tự",
        ColumnRole::Unit => "tên đơn vị, nội dung",
        ColumnRole::Parent => "đơn vị quản lý",
        ColumnRole::Person => "họ và tên",
        ColumnRole::Birth => "ngày sinh",
        ColumnRole::Post => "chức vụ",
        ColumnRole::Total => "tổng số",
        ColumnRole::Rated => "đã đánh giá, xếp loại",
        ColumnRole::Unrated => "chưa đánh giá, xếp loại",
        ColumnRole::Part => "số của một phần",
        ColumnRole::Count => "số lượng",
        ColumnRole::Share => "tỷ lệ",
        ColumnRole::CapShare => "tỷ lệ so mức tối đa",
        ColumnRole::Rating => "mức xếp loại",
        ColumnRole::Mark => "đánh dấu mức",
        ColumnRole::Score => "điểm",
        ColumnRole::Opinion => "ý kiến",
        ColumnRole::Discipline => "kỷ luật",
        ColumnRole::Reason => "lý do",
        ColumnRole::Note => "ghi chú",
        ColumnRole::Previous => "năm trước",
        ColumnRole::Ignored => "không dùng",
        ColumnRole::Unknown => "chưa rõ",
    }
}

fn row_name(role: RowRole) -> &'static str {
    match role {
        RowRole::Header => "tiêu đề",
        RowRole::Numbers => "số thứ tự cột",
        RowRole::Group => "tên nhóm",
        RowRole::Data => "số liệu",
        RowRole::Subtotal => "cộng nhóm",
        RowRole::Total => "tổng cộng",
        RowRole::OfWhich => "trong đó",
        RowRole::Note => "ghi chú",
        RowRole::Footer => "cuối biểu",
        RowRole::Blank => "trống",
    }
}

/// The framework of a column and why, or those it may be.
fn framework(choice: &Choice, language: Language) -> String {
    let word = language.pick("khung", "framework");
    if let (Some(id), Some(why)) = (&choice.settled, choice.evidence()) {
        // Scales that an office declared are known by the id it gave them.
        let name = Catalogue::built_in().get(id).map(|f| format!(" ({})", language.pick(&f.name, &f.name_en)));
        return safe(&format!("{word} {id}{}: {}", name.unwrap_or_default(), language.pick(&why.vi, &why.en)));
    }
    let ids: Vec<&str> = choice.candidates.iter().map(|c| c.framework.as_str()).collect();
    match ids.is_empty() {
        true => language.pick("chưa rõ khung xếp loại", "framework unknown").to_owned(),
        false => format!("{}: {}", language.pick("chưa rõ khung, có thể là", "framework open"), ids.join(", ")),
    }
}

/// The level that a row of counts is about; in its own words where that is not settled.
fn level_of_row(record: &TableRecord<'_>, row: &Row) -> String {
    let Some(mention) = &row.level else { return String::new() };
    let settled = match &record.content {
        Rated::Counts(blocks) => blocks.iter().find_map(|rated| {
            let own = |(measure, _): &(usize, _)| rated.block.measures[*measure].index == row.index;
            rated.block.levels().find(own).and_then(|(measure, _)| rated.counts.levels[measure])
        }),
        _ => None,
    };
    settled.map_or_else(|| safe(&mention.label), |level| level.code().to_owned())
}

/// Runs of rows of one role: `3–5 header, 6 numbers, 7–20 data`.
fn rows(record: &TableRecord<'_>, language: Language) -> String {
    let name = |row: &Row| match language {
        _ if row.role != RowRole::Group && row.level.is_some() => level_of_row(record, row),
        Language::Vi => row_name(row.role).to_owned(),
        Language::En => word(&row.role),
    };
    let mut runs: Vec<(u32, u32, String)> = Vec::new();
    for row in &record.table.rows {
        let name = name(row);
        match runs.last_mut() {
            Some((_, last, known)) if *known == name && *last + 1 == row.index => *last = row.index,
            _ => runs.push((row.index, row.index, name)),
        }
    }
    let show = |(first, last, name): &(u32, u32, String)| match first == last {
        true => format!("{} {name}", first + 1),
        false => format!("{}–{} {name}", first + 1, last + 1),
    };
    let list = runs.iter().map(show).collect::<Vec<_>>().join(", ");
    format!("{}: {list}", language.pick("dòng", "rows"))
}
