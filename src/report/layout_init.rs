//! What was understood → the lines with which an office declares it otherwise, for `xeploai.toml`.

use std::fmt::Write;

use super::Report;
use crate::check::records::{FileRecord, SheetRecord, TableRecord};
use crate::finding::column_name;
use crate::locate::declared::NO_HEADER;
use crate::locate::vocabulary::Mention;
use crate::locate::{Column, ColumnRole, Kind, RowRole, Subject};

const HEAD: &str = "\
# Các biểu được hiểu như dưới đây. Sửa những dòng chưa đúng, xóa những biểu đã đúng, rồi để file này (xeploai.toml)
# cùng thư mục với các báo cáo. Sheet có khai báo chỉ được đọc theo khai báo.
# The tables as they were understood. Correct what is wrong, delete what is right, and keep this file (xeploai.toml)
# beside the reports. A sheet with a declaration is read by it alone.
#
# Vai trò của cột / roles of columns: ordinal unit parent person birth post total rated unrated count share cap-share
#   rating mark score opinion discipline reason note previous ignored; count, share, mark kèm mức / with a level:
#   \"count HTXSNV\", \"count HTTNV trở lên\", \"count trong đó HTXSNV\"; thêm đối tượng, giai đoạn nếu cần / with a subject or a
#   stage (self proposed decided) where needed: \"rating member proposed\"
# Vai trò của dòng / roles of rows: group data subtotal total of-which note footer blank
# header: các dòng tiêu đề / the header rows, \"5:6\"; \"none\": không có / there is none
# kind: count-summary count-summary-transposed unit-roster person-roster award-list decoy other (không tính / not counted)
# subject: party-base party-cell member collective leader civil-servant public-employee unit
";

/// A declaration of every table; of sheets without one, what to fill in.
pub fn render(report: &Report<'_>) -> String {
    let mut out = HEAD.to_owned();
    for file in report.submission.files.iter().filter(|f| f.error.is_none() && f.skipped.is_none()) {
        for sheet in &file.sheets {
            let mut any = false;
            let own: Vec<&TableRecord<'_>> = file.tables.iter().filter(|t| t.table.sheet == sheet.name).collect();
            for (at, table) in own.iter().enumerate() {
                any = true;
                let about = |t: &TableRecord<'_>| (t.table.range, t.table.period);
                let rows = |t: &TableRecord<'_>| t.table.rows.iter().map(|r| r.index).collect::<Vec<_>>();
                let same = |other: &&TableRecord<'_>| about(other) == about(table) && rows(other) != rows(table);
                // A list about several subjects was parted by them: it is declared once, and its rows say whom they are about.
                if own[..at].iter().any(same) {
                    continue;
                }
                let parted = own[at + 1..].iter().any(same);
                let headed = table.table.rows.iter().any(|r| r.role == RowRole::Header);
                let alone = table.table.kind == Kind::CountSummaryTransposed && !table.table.continues;
                match headed || alone {
                    true => declaration(&mut out, file, table, parted),
                    // It has no header to declare, and is read by that of the table before it.
                    false => onward(&mut out, file, sheet),
                }
            }
            if !any && sheet.has_content {
                blank(&mut out, file, sheet);
            }
        }
    }
    out
}

/// The bare name of a file.
fn file_name<'f>(file: &'f FileRecord<'_>) -> &'f str {
    file.path.rsplit('/').next().unwrap_or(&file.path)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The name of a member of a closed list.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn declaration(out: &mut String, file: &FileRecord<'_>, record: &TableRecord<'_>, parted: bool) {
    let table = &record.table;
    let headers: Vec<u32> = table.rows.iter().filter(|r| r.role == RowRole::Header).map(|r| r.index).collect();
    let first = table.range.start.row;
    let last = (first..).zip(&headers).take_while(|(row, header)| row == *header).last().map_or(first, |(row, _)| row);
    let header = match headers.is_empty() {
        true => NO_HEADER.to_owned(),
        false => format!("{}:{}", first + 1, last + 1),
    };
    let _ = write!(
        out,
        "\n[[layout]]\nfile = {}\nsheet = {}\nrange = \"{}\"\nheader = \"{header}\"\nkind = \"{}\"\n",
        quoted(file_name(file)),
        quoted(&table.sheet),
        table.range,
        word(&table.kind)
    );
    if !parted {
        let _ = writeln!(out, "subject = \"{}\"", table.subject.id());
    }
    let _ = writeln!(out, "\n[layout.columns]");
    for column in &table.columns {
        let header = column.header().replace(['\n', '\r'], " ");
        if column.part.is_some() && column.told_role() == ColumnRole::Ignored {
            let name = column_name(column.index);
            let _ = writeln!(out, "# {name}: một phần, đọc theo tiêu đề / a part, read by its header: {header}");
            continue;
        }
        let line = format!("{} = {}", column_name(column.index), quoted(&role(column)));
        let _ = writeln!(out, "{line:<34} # {header}");
    }
    let told = [RowRole::Group, RowRole::Subtotal, RowRole::Total, RowRole::OfWhich];
    let rows: Vec<_> = table.rows.iter().filter(|r| told.contains(&r.role)).collect();
    let _ = writeln!(out, "\n[layout.rows]");
    for row in rows {
        let line = format!("{} = \"{}\"", row.index + 1, word(&row.role));
        let _ = writeln!(out, "{line:<34} # {}", row.label.replace(['\n', '\r'], " "));
    }
}

fn role(column: &Column) -> String {
    let level = |m: &Mention| {
        let (before, after) = (if m.of_which { "trong đó " } else { "" }, if m.and_above { " trở lên" } else { "" });
        format!(" {before}{}{after}", m.label)
    };
    let takes_level = matches!(column.told_role(), ColumnRole::Count | ColumnRole::Share | ColumnRole::Mark);
    let level = column.level.as_ref().filter(|_| takes_level).map(level);
    let rated = takes_level || column.role == ColumnRole::Rating;
    // The totals of a subject are beside its levels; those of nobody known are said to be.
    let of_nobody = column.subject == Some(Subject::Unknown);
    let subject = column.subject.filter(|_| rated || of_nobody).map(|subject| format!(" {}", subject.id()));
    let stage = column.stage.filter(|_| rated).map(|stage| format!(" {}", word(&stage)));
    [Some(word(&column.told_role())), subject, stage, level].into_iter().flatten().collect()
}

fn onward(out: &mut String, file: &FileRecord<'_>, sheet: &SheetRecord) {
    let _ = write!(
        out,
        "\n# {} / {}: các dòng được đọc theo tiêu đề của biểu ở sheet trước, không khai báo ở đây\n\
         # read by the header of the table on the sheet before, nothing to declare\n",
        file_name(file),
        sheet.name.replace(['\n', '\r'], " ")
    );
}

fn blank(out: &mut String, file: &FileRecord<'_>, sheet: &SheetRecord) {
    let _ = write!(
        out,
        "\n# Chưa nhận ra biểu nào ở sheet này; bỏ dấu # và điền nếu có / no table was recognised; fill in if there is one\n\
         # [[layout]]\n# file = {}\n# sheet = {}\n# range = \"A5:L30\"\n# header = \"5:6\"\n# kind = \"count-summary\"\n\
         # subject = \"party-cell\"\n# [layout.columns]\n# B = \"unit\"\n# C = \"total\"\n# D = \"count HTXSNV\"\n",
        quoted(file_name(file)),
        quoted(&sheet.name)
    );
}
