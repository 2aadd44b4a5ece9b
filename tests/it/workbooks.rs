//! Every workbook of `fixtures/` through the whole pipeline: what was understood, what was found, what was counted.
//!
//! One snapshot a workbook, to be read against the tables in the README beside it. The eight reports of
//! `da-nang-2021` and the city's summary are one submission; each workbook of `forms` stands alone.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xeploai::check::records::{FileRecord, Input, Outcome, Rated, Submission, TableRecord, build};
use xeploai::check::totals::{Totals, UnitTotal, totals};
use xeploai::check::{self};
use xeploai::config::Config;
use xeploai::evaluate::fill_missing;
use xeploai::finding::{Finding, Severity, column_name};
use xeploai::locate::{RowRole, Subject};
use xeploai::normalise::Catalogue;
use xeploai::normalise::counts::LineCounts;
use xeploai::read::{Tab, Workbook, extension_mismatch, open};

#[test]
fn da_nang_2021() {
    let folder = workbooks("da-nang-2021");
    assert_eq!(folder.len(), 9);
    let done = run(&folder, |_| ());
    for file in &done.submission.files {
        snapshot("da-nang-2021", &file.path, &picture(&done, file));
    }
}

#[test]
fn forms() {
    let folder = workbooks("forms");
    assert!(folder.len() >= 12);
    for path in folder {
        let done = run(&[path], |_| ());
        let file = &done.submission.files[0];
        snapshot("forms", &file.path, &picture(&done, file));
    }
}

/// One fault each, or only letters of old fonts.
#[test]
fn fidelity() {
    for path in workbooks("fidelity") {
        let done = run(&[path], |_| ());
        let file = &done.submission.files[0];
        snapshot("fidelity", &file.path, &picture(&done, file));
    }
}

#[test]
fn nothing_in_the_odd_layouts_is_wrong() {
    for path in workbooks("forms") {
        let done = run(&[path], |_| ());
        let wrong: Vec<String> =
            done.findings.iter().filter(|f| f.severity > Severity::Info).map(one_finding).collect();
        assert_eq!(wrong, [""; 0], "{}", done.submission.files[0].path);
    }
}

type Figures = [Option<i64>; 7];

/// Total, rated, HTXSNV, HTTNV, HTNV, KHTNV, not rated, as the README of `forms` gives them.
const FORMS: [(&str, Subject, [i64; 7]); 13] = [
    ("tieu-de-dong-12-cot-trong.xlsx", Subject::PartyCell, [108, 105, 13, 87, 4, 1, 3]),
    ("dong-trong-trong-bang.xlsx", Subject::PartyCell, [109, 105, 8, 87, 9, 1, 4]),
    ("hai-bang-mot-sheet.xlsx", Subject::PartyBase, [39, 39, 6, 31, 2, 0, 0]),
    ("hai-bang-mot-sheet.xlsx", Subject::PartyCell, [81, 81, 7, 67, 6, 1, 0]),
    ("tong-so-tren-cong-duoi.xlsx", Subject::PartyCell, [83, 80, 4, 73, 2, 1, 3]),
    ("tong-so-tren-cong-duoi.xlsx", Subject::Member, [777, 741, 57, 657, 18, 9, 36]),
    ("cong-nhom-tren-dong-dau-nhom.xlsx", Subject::PartyCell, [105, 103, 7, 90, 5, 1, 2]),
    ("dong-so-thu-tu-cot.xlsx", Subject::PartyCell, [75, 72, 6, 57, 8, 1, 3]),
    ("da-danh-gia-tren-tong-so.xls", Subject::PartyCell, [80, 77, 1, 72, 3, 1, 3]),
    ("tu-xep-loai-de-xuat-quyet-dinh.xlsx", Subject::PartyBase, [14, 14, 2, 10, 2, 0, 0]),
    ("danh-sach-theo-nhom-co-ly-do.ods", Subject::PartyBase, [16, 14, 2, 10, 2, 0, 2]),
    ("muc-o-dong-hai-cot.xlsx", Subject::Member, [187, 176, 27, 138, 10, 1, 11]),
    ("viet-tat-khong-gop-o.ods", Subject::PartyCell, [89, 86, 5, 72, 8, 1, 3]),
];

#[test]
fn the_figures_of_the_forms_are_exact() {
    let mut wrong = String::new();
    for path in workbooks("forms") {
        let done = run(&[path], |_| ());
        let name = &*done.submission.files[0].path;
        let stated = FORMS.iter().filter(|f| f.0 == name).map(|f| (f.1, f.2.map(Some)));
        let mut wanted: Vec<(Subject, Figures)> = stated.collect();
        if name == "thu-tu-cot-nguoc.xls" {
            // No total column, so nobody knows how many were left out.
            wanted.push((Subject::PartyCell, [None, Some(99), Some(7), Some(84), Some(7), Some(1), None]));
        }
        let figures = |t: &UnitTotal| {
            let LineCounts { total, rated, unrated, levels: [xs, t, h, k], .. } = t.counts;
            [total, rated, xs, t, h, k, unrated.or_else(|| total.zip(rated).map(|(all, rated)| all - rated))]
        };
        let found: Vec<(Subject, Figures)> = done.totals.units.iter().map(|t| (t.subject, figures(t))).collect();
        if found != wanted {
            let _ = writeln!(wrong, "{name}\n  wanted {wanted:?}\n  found  {found:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The published figures and what the eight units state, `None` for a level nobody stated.
#[test]
fn the_figures_of_da_nang_are_exact() {
    let done = run(&workbooks("da-nang-2021"), |_| ());
    let base: Vec<&UnitTotal> = done.totals.units.iter().filter(|t| t.subject == Subject::PartyBase).collect();
    assert_eq!(base.len(), 8);

    let of = |unit: &str, subject| {
        let mut found = done.totals.units.iter().filter(|t| t.unit.as_deref() == Some(unit) && t.subject == subject);
        let one = found.next().unwrap_or_else(|| panic!("{unit} {subject:?}"));
        assert!(found.next().is_none(), "{unit} {subject:?} is counted twice");
        (one.counts.total, one.counts.rated, one.counts.levels, one.unstated)
    };
    let son_tra = of("Quận Sơn Trà", Subject::PartyBase);
    assert_eq!(son_tra, (Some(28), Some(28), [Some(5), Some(22), None, None], 1));
    let ngu_hanh_son = of("Quận Ngũ Hành Sơn", Subject::PartyBase);
    assert_eq!(ngu_hanh_son, (Some(26), Some(26), [Some(5), Some(20), None, Some(0)], 1));
    assert_eq!(
        of("Quận Sơn Trà", Subject::PartyCell),
        (Some(282), Some(282), [None, Some(267), None, None], 15),
        "HTTNV is the only level of the sheet"
    );

    let sum = |level: usize| base.iter().filter_map(|t| t.counts.levels[level]).sum::<i64>();
    assert_eq!([sum(0), sum(1), sum(2), sum(3)], [99, 398, 34, 0]);
    assert_eq!(base.iter().filter_map(|t| t.counts.total).sum::<i64>(), 533);
    assert_eq!(base.iter().map(|t| t.unstated).sum::<i64>(), 2);

    let [city] = &done.totals.superiors[..] else { panic!("{:?}", done.totals.superiors) };
    assert_eq!(city.counts.levels, [Some(99), Some(398), Some(36), Some(0)]);
    assert_eq!((city.counts.total, city.counts.rated, city.unstated), (Some(533), Some(533), 0));
    assert!(done.totals.units.iter().all(|t| t.unit != city.unit), "the level above is never added");
    assert_eq!(done.totals.twice, []);
}

/// Every planted fault is found, and nothing else is an error or a warning.
#[test]
fn the_planted_faults_of_da_nang_are_found() {
    let done = run(&workbooks("da-nang-2021"), |_| ());
    let found: Vec<String> = done
        .findings
        .iter()
        .filter(|f| f.severity > Severity::Info)
        .map(|f| {
            let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
            let file = f.file.as_deref().unwrap_or("").rsplit('/').next().unwrap_or("");
            format!("{} {} {cell} {}", &file[..2], f.sheet.as_deref().unwrap_or(""), f.rule)
        })
        .collect();
    let planted = [
        "01 Biểu 2-Đảng viên H16 S205",
        "02 Bieu 2 F29 S202",
        "05 Người đứng đầu G42 P301",
        // The teachers' list is no fault, but levels no document brings to the common scale must be settled by the office.
        "06 GV Tiểu học Ánh Sao F11 L102",
    ];
    assert_eq!(found, planted);
}

/// The types a sheet is divided into stand under one header, so their columns have one role.
#[test]
fn columns_of_one_division_have_one_role() {
    let done = run(&workbooks("da-nang-2021")[7..8], |_| ());
    let table = &done.submission.files[0].tables[0].table;
    let divided = table.columns.iter().filter(|c| c.header().starts_with("CHIA THEO"));
    let roles: Vec<String> = divided.map(|c| format!("{} {}", column_name(c.index), word(&c.role))).collect();
    let first = roles[0].split_once(' ').map_or("", |(_, role)| role).to_owned();
    assert!(roles.iter().all(|r| r.ends_with(&first)), "{roles:?}");
}

/// `II. CHI BỘ TRỰC THUỘC …` over the second table of a sheet is that table's title, no row of the first.
#[test]
fn the_title_of_the_next_table_is_no_row_of_this_one() {
    let path = workbooks("forms").into_iter().find(|p| p.ends_with("hai-bang-mot-sheet.xlsx"));
    let done = run(&[path.expect("the fixture")], |_| ());
    let above = &done.submission.files[0].tables[0];
    assert!(above.table.rows.iter().all(|r| r.role != RowRole::Group), "{}", row_runs(above));
}

/// Offices unmerge cells and libraries drop them: roles, kinds and totals must not hang on merges.
#[test]
fn without_merged_cells_the_same_is_understood() {
    let files = ["da-nang-2021", "forms", "fidelity", "sheets"].map(workbooks).concat();
    assert!(files.len() >= 50);
    let mut differences = String::new();
    // That a rating counts for several rows is said by the merge alone.
    let by_merge = |path: &std::path::Path| path.to_string_lossy().contains("muc-gop-nhieu-dong");
    for path in files.into_iter().filter(|path| !by_merge(path)) {
        let merged = roles(&run(std::slice::from_ref(&path), |_| ()));
        let unmerged = roles(&run(std::slice::from_ref(&path), forget_merges));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if merged != unmerged {
            let _ = writeln!(differences, "{name}");
            let missing = |a: &str, b: &str| -> Vec<String> {
                a.lines().filter(|l| !b.lines().any(|m| m == *l)).map(str::to_owned).collect()
            };
            missing(&merged, &unmerged).iter().for_each(|l| {
                let _ = writeln!(differences, "  - {l}");
            });
            missing(&unmerged, &merged).iter().for_each(|l| {
                let _ = writeln!(differences, "  + {l}");
            });
        }
    }
    assert!(differences.is_empty(), "with merges (-) and without (+):\n{differences}");
}

pub(super) fn forget_merges(workbook: &mut Workbook) {
    for tab in &mut workbook.tabs {
        if let Tab::Sheet(sheet) = tab {
            sheet.merges = None;
        }
    }
}

/// Kinds, roles and totals: what must hold however the sheet is dressed.
pub(super) fn roles(done: &Done) -> String {
    let mut out = String::new();
    for file in &done.submission.files {
        for record in &file.tables {
            let table = &record.table;
            let _ = writeln!(out, "{} {} {}", table.sheet, word(&table.kind), word(&table.subject));
            for column in &table.columns {
                let level = column.level.as_ref().map(|l| format!("{l:?}")).unwrap_or_default();
                let _ = writeln!(out, "{} {} {level}", column_name(column.index), word(&column.role));
            }
            let _ = writeln!(out, "{}", row_runs(record));
        }
    }
    out + &totals_text(&done.totals, 0)
}

/// What became of the files handed in together.
pub(super) struct Done {
    pub(super) submission: Submission<'static>,
    pub(super) findings: Vec<Finding>,
    pub(super) totals: Totals,
}

pub(super) fn run(paths: &[PathBuf], change: impl Fn(&mut Workbook)) -> Done {
    run_with(paths, Config { year: Some(2021), ..Config::default() }, change)
}

pub(super) fn run_with(paths: &[PathBuf], config: Config, change: impl Fn(&mut Workbook)) -> Done {
    let input = |path: &PathBuf| {
        let mut workbook = open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        change(&mut workbook);
        let wrong_extension = extension_mismatch(workbook.format, path);
        let filled = fill_missing(&mut workbook);
        let name = path.file_name().expect("a file").to_string_lossy();
        Input { path: Arc::from(&*name), outcome: Outcome::Read(Box::new(workbook), filled), wrong_extension }
    };
    let submission = build(paths.iter().map(input).collect(), Catalogue::built_in(), &config);
    let findings = check::run(&submission, &config);
    let totals = totals(&submission);
    Done { submission, findings, totals }
}

/// The workbooks of a folder of `fixtures/`, by name.
pub(super) fn workbooks(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let entries = std::fs::read_dir(&folder).expect("the fixtures");
    let workbook = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        ["xlsx", "xlsm", "xls", "xlsb", "ods"].contains(&ending) && !name.starts_with(['.', '~'])
    };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("readable").path()).filter(workbook).collect();
    paths.sort();
    paths
}

/// Compares with the reviewed snapshot; its name is the workbook's, in plain letters.
pub(super) fn snapshot(folder: &str, file: &str, text: &str) {
    let plain = file.nfd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'đ' | 'Đ' => 'd',
        c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
        _ => '-',
    });
    let name = format!("{folder}-{}", plain.collect::<String>());
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

pub(super) fn picture(done: &Done, file: &FileRecord<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", file.path);
    let year = file.year.map(|y| y.to_string()).unwrap_or_default();
    let role = if file.superior { "superior" } else { "unit" };
    let _ = writeln!(out, "{} · {year} · {role}\n\nlayout", file.unit.as_deref().unwrap_or("–"));
    for record in &file.tables {
        layout(&mut out, record);
    }
    let _ = writeln!(out, "\nfindings");
    let mut found = done.findings.iter().filter(|f| f.file.as_ref() == Some(&file.path)).peekable();
    if found.peek().is_none() {
        let _ = writeln!(out, "  none");
    }
    found.for_each(|f| {
        let _ = writeln!(out, "  {}", one_finding(f));
    });
    let index = done.submission.files.iter().position(|f| f.path == file.path).expect("one of them");
    let _ = writeln!(out, "\ntotals\n{}", totals_text(&done.totals, index));
    out
}

fn layout(out: &mut String, record: &TableRecord<'_>) {
    let table = &record.table;
    let nesting = |r: &Rated<'_>| match r {
        Rated::Counts(blocks) => blocks
            .iter()
            .map(|b| format!("{} {}", word(&b.block.subject), word(&b.counts.nesting)))
            .collect::<Vec<_>>()
            .join(", "),
        Rated::Roster(list) => format!("{} records", list.roster.records.len()),
        Rated::Figures(_) | Rated::Nothing => "nothing counted".to_owned(),
    };
    let (kind, subject) = (word(&table.kind), word(&table.subject));
    let _ = writeln!(out, "  {} {} · {kind} · {subject} · {}", table.sheet, table.range, nesting(&record.content));
    for column in &table.columns {
        let role = word(&column.role);
        let line = format!("    {:<2} {role:<8} {}", column_name(column.index), column.header());
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let _ = writeln!(out, "    rows {}", row_runs(record));
}

/// Runs of rows of one role: `3–5 header, 6 numbers, 7–20 data`.
fn row_runs(record: &TableRecord<'_>) -> String {
    let mut runs: Vec<(u32, u32, RowRole)> = Vec::new();
    for row in &record.table.rows {
        match runs.last_mut() {
            Some((_, last, role)) if *role == row.role && *last + 1 == row.index => *last = row.index,
            _ => runs.push((row.index, row.index, row.role)),
        }
    }
    let show = |(first, last, role): &(u32, u32, RowRole)| match first == last {
        true => format!("{} {}", first + 1, word(role)),
        false => format!("{}–{} {}", first + 1, last + 1, word(role)),
    };
    runs.iter().map(show).collect::<Vec<_>>().join(", ")
}

pub(super) fn one_finding(f: &Finding) -> String {
    let cell = f.cell.map_or("–".to_owned(), |c| c.to_string());
    let sheet = f.sheet.as_deref().unwrap_or("–");
    let fix = f.fix.iter().flat_map(|x| x.edits.iter().map(move |e| (x.safety, e)));
    let fix: String = fix.map(|(s, e)| format!(" [{} {}: {} → {}]", word(&s), e.cell, e.from, e.to)).collect();
    format!("{sheet} {cell} {} {} {}{fix}", f.rule, word(&f.severity), f.message.vi)
}

fn totals_text(totals: &Totals, file: usize) -> String {
    let mut out = String::new();
    let units = totals.units.iter().map(|t| ("unit", t));
    let all = units.chain(totals.superiors.iter().map(|t| ("superior", t)));
    for (role, total) in all.filter(|(_, t)| t.file == file) {
        let LineCounts { total: all, rated, unrated, levels, .. } = total.counts;
        let count = |n: Option<i64>| n.map_or("–".to_owned(), |n| n.to_string());
        let [xs, t, h, k] = levels.map(count);
        let (subject, stage) = (word(&total.subject), word(&total.stage));
        let _ = writeln!(
            out,
            "  {role} {subject} {stage}: total {} · rated {} · unrated {} · HTXSNV {xs} · HTTNV {t} · HTNV {h} · KHTNV {k} · unstated {} · unresolved {}",
            count(all),
            count(rated),
            count(unrated),
            total.unstated,
            total.unresolved
        );
    }
    out.trim_end().to_owned()
}

/// The report's own word for a value of a closed list.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
