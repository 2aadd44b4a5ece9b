//! The forms offices use, `fixtures/layouts`: each clean once, and once with one fault that must be told at its cell.

use std::path::PathBuf;

use xeploai::config::Config;
use xeploai::finding::Severity;
use xeploai::locate::Subject;
use xeploai::read::Workbook;

use super::workbooks::{Done, forget_merges, one_finding, picture, roles, run_with, snapshot, workbooks};

/// What is wrong in each `-sai` twin: sheet, cell, rule. The decoys' twins stay silent: nothing on them is a rating.
const FAULTS: [(&str, &str); 27] = [
    ("bang-canh-nhau", "Mẫu 04 B25 S201"),
    ("bieu-5", "Biểu 5 G32 S202"),
    ("bieu-6f", "Biểu 6F D10 S203"),
    ("bieu-7a", "Biểu 7A E20 S201"),
    ("bieu-7a-2016", "Biểu 7A C33 S202"),
    ("bieu-7b", "Biểu 7B C20 S205"),
    ("cap-do-thuc-hien", ""),
    ("cau-tong-so", "Mẫu 03 A19 X601"),
    ("chi-bo-theo-sheet", "Đảng bộ phường Mũi Cát C11 L103"),
    ("chu-cai-nam", "Năm 2021 L17 L101"),
    ("chu-cai-thang", "Tháng 10 E19 L103"),
    ("danh-sach-nhap", "Danh sách I10 L102"),
    ("hai-cap-quyet-dinh", "Đảng ủy quyết định B10 V504"),
    ("khen-thuong", ""),
    ("ky-nay-cung-ky", "Biểu 3 B15 S201"),
    ("mau-1", "Mẫu 1 C16 L103"),
    ("mau-11", "Mẫu 11 H12 L103"),
    ("mau-14", "Mẫu 14 K15 L103"),
    ("mau-15a", "Mẫu 15A J13 S205"),
    ("mau-15b", "Mẫu 15B L15 S205"),
    ("mau-4", "Mẫu 4 E13 L104"),
    ("mau-6", "Mẫu 6 I15 L101"),
    ("mau-bao-cao-huyen", "Mẫu BC Huyện D9 S201"),
    ("mau-bao-cao-xa", "Mẫu BC Xã D13 S201"),
    ("quan-len-thanh-pho", "Biểu 1 G18 S201"),
    ("tiep-sang-sheet-sau", "Trang 2 F6 S202"),
    ("xuat-tu-phan-mem", "Dashboard H5 S201"),
];

/// Labels no document brings to the common scale are asked about on the clean workbook too.
const ASKED: [(&str, &str); 1] = [("bieu-7a-2016", "Biểu 7A B20 L102")];

fn read(path: PathBuf) -> Done {
    read_changed(path, |_| ())
}

fn read_changed(path: PathBuf, change: impl Fn(&mut Workbook)) -> Done {
    run_with(&[path], Config::default(), change)
}

fn stem(path: &std::path::Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn told(done: &Done) -> Vec<String> {
    let serious = done.findings.iter().filter(|f| f.severity > Severity::Info);
    let place = |f: &xeploai::finding::Finding| {
        let cell = f.cell.map(|c| c.to_string()).unwrap_or_default();
        format!("{} {cell} {}", f.sheet.as_deref().unwrap_or(""), f.rule)
    };
    serious.map(place).collect()
}

#[test]
fn every_layout_as_it_was_understood() {
    for path in workbooks("layouts") {
        let done = read(path);
        let file = &done.submission.files[0];
        snapshot("layouts", &file.path, &picture(&done, file));
    }
}

#[test]
fn a_clean_form_is_clean_and_its_twin_has_its_one_fault() {
    let mut seen = 0;
    for path in workbooks("layouts") {
        let name = stem(&path);
        let (form, wrong) = name.strip_suffix("-sai").map_or((name.as_str(), false), |form| (form, true));
        let asked = ASKED.iter().filter(|a| a.0 == form).map(|a| a.1);
        let fault = FAULTS.iter().find(|f| f.0 == form).unwrap_or_else(|| panic!("{form} is not listed")).1;
        let mut wanted: Vec<&str> = asked.collect();
        wanted.extend(Some(fault).filter(|f| wrong && !f.is_empty()));
        let done = read(path);
        let all: Vec<String> = done.findings.iter().map(one_finding).collect();
        assert_eq!(told(&done), wanted, "{name}\n{}", all.join("\n"));
        seen += 1;
    }
    assert_eq!(seen, 2 * FAULTS.len());
}

/// Subject, then total, rated, HTXSNV, HTTNV, HTNV, KHTNV, as the README of `layouts` gives them.
type Figures = (Subject, [Option<i64>; 6]);

fn figures(done: &Done) -> Vec<Figures> {
    let of = |t: &xeploai::check::totals::UnitTotal| {
        let [x, g, h, k] = t.counts.levels;
        (t.subject, [t.counts.total, t.counts.rated, x, g, h, k])
    };
    done.totals.units.iter().map(of).collect()
}

#[test]
fn the_figures_of_the_clean_forms_are_exact() {
    let some = |n: [i64; 6]| n.map(Some);
    let wanted = |form: &str| -> Vec<Figures> {
        match form {
            "bang-canh-nhau" => {
                vec![(Subject::CivilServant, some([10, 10, 1, 8, 1, 0])), (Subject::Leader, some([4, 4, 1, 3, 0, 0]))]
            }
            "bieu-7a" => vec![
                (Subject::PartyBase, some([72, 70, 10, 52, 7, 1])),
                (Subject::PartyCell, some([377, 377, 47, 302, 26, 2])),
            ],
            "bieu-7a-2016" => vec![
                (Subject::PartyBase, [Some(72), Some(70), None, Some(52), Some(7), Some(1)]),
                (Subject::PartyCell, [Some(377), Some(377), None, Some(302), Some(26), Some(2)]),
            ],
            "bieu-7b" => vec![(Subject::Member, some([1261, 1189, 103, 991, 88, 7]))],
            "cau-tong-so" => vec![(Subject::CivilServant, some([9, 9, 1, 7, 1, 0]))],
            "chi-bo-theo-sheet" => vec![(Subject::PartyCell, some([12, 12, 2, 9, 1, 0]))],
            "chu-cai-thang" => vec![(Subject::CivilServant, some([9, 8, 3, 2, 3, 0]))],
            "danh-sach-nhap" => vec![(Subject::Member, some([8, 7, 1, 5, 1, 0]))],
            "hai-cap-quyet-dinh" => vec![(Subject::Leader, some([6, 6, 1, 4, 1, 0]))],
            "ky-nay-cung-ky" => vec![(Subject::Member, some([4310, 4150, 612, 3291, 230, 17]))],
            "mau-1" => vec![(Subject::Member, [Some(8), Some(8), None, Some(6), Some(2), Some(0)])],
            "mau-14" => vec![(Subject::Leader, some([8, 8, 1, 6, 1, 0]))],
            "mau-15a" => vec![(Subject::Leader, some([83, 80, 10, 63, 6, 1]))],
            "mau-15b" => vec![(Subject::Collective, some([36, 35, 5, 27, 3, 0]))],
            "mau-4" => vec![(Subject::PartyCell, some([7, 7, 1, 4, 2, 0]))],
            "mau-6" => vec![(Subject::Member, some([9, 9, 1, 7, 1, 0]))],
            "mau-bao-cao-huyen" => vec![(Subject::PartyCell, some([240, 237, 38, 183, 15, 1]))],
            "mau-bao-cao-xa" => vec![(Subject::PartyCell, some([14, 13, 2, 10, 1, 0]))],
            "quan-len-thanh-pho" => vec![(Subject::PartyBase, some([76, 74, 9, 61, 3, 1]))],
            "tiep-sang-sheet-sau" => vec![(Subject::PartyCell, some([137, 137, 14, 117, 6, 0]))],
            "xuat-tu-phan-mem" => vec![(Subject::CivilServant, some([59, 59, 7, 49, 3, 0]))],
            // Months only, those not rated, numbers of organisations, reviews, awards, criteria: nothing to count.
            _ => Vec::new(),
        }
    };
    for path in workbooks("layouts").into_iter().filter(|p| !stem(p).ends_with("-sai")) {
        let form = stem(&path);
        assert_eq!(figures(&read(path)), wanted(&form), "{form}");
    }
}

/// Offices unmerge cells and libraries drop them: clean or with a fault, the same is understood and told.
#[test]
fn without_merged_cells_the_forms_are_the_same() {
    let mut differences = String::new();
    for path in workbooks("layouts") {
        let form = stem(&path);
        let (merged, unmerged) = (read(path.clone()), read_changed(path, forget_merges));
        let all = |done: &Done| format!("{}{}", roles(done), told(done).join("\n"));
        let (merged, unmerged) = (all(&merged), all(&unmerged));
        let only = |a: &str, b: &str, sign: &str| {
            let lines = a.lines().filter(|l| !b.lines().any(|m| m == *l)).map(|l| format!("\n  {sign} {l}"));
            lines.collect::<String>()
        };
        if merged != unmerged {
            differences += &format!("\n{form}{}{}", only(&merged, &unmerged, "-"), only(&unmerged, &merged, "+"));
        }
    }
    assert!(differences.is_empty(), "with merges (-) and without (+):{differences}");
}
