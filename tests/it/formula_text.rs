//! Formulas stored as tokens against the same formulas as text, and against the results stored beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use xeploai::evaluate::{Evaluated, Evaluator};
use xeploai::finding::CellRef;
use xeploai::read::{Value, Workbook, open};

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn read(path: &Path) -> Workbook {
    open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every formula of a workbook by its tab and cell.
fn formulas(book: &Workbook) -> BTreeMap<(usize, CellRef), String> {
    let cells = book.sheets().flat_map(|(tab, sheet)| sheet.cells.iter().map(move |cell| (tab, cell)));
    cells.filter_map(|(tab, cell)| Some(((tab, cell.at()), cell.formula()?.to_owned()))).collect()
}

/// Where the tokens of a file say something else than the text; and how many formulas they say.
fn differing(name: &str) -> (usize, String) {
    let text = formulas(&read(&fixtures().join("formulas/tokens.xlsx")));
    let tokens = formulas(&read(&fixtures().join("formulas").join(name)));
    let mut out = String::new();
    for (key @ (_, at), found) in &tokens {
        let wanted = text.get(key).map_or("-", String::as_str);
        if found != wanted {
            out += &format!("{at} {wanted} → {found}\n");
        }
    }
    (tokens.len(), out)
}

#[test]
fn tokens_say_what_the_text_says() {
    let (count, differing) = differing("tokens.xls");
    // All but the array formula.
    assert_eq!(count + 1, formulas(&read(&fixtures().join("formulas/tokens.xlsx"))).len());
    // LibreOffice writes TRUE and FALSE as functions and a union its own way.
    insta::assert_snapshot!(differing, @r"
    D32 SUM((A1:A2~A3)) → SUM((A1:A2,A3))
    D41 NOT(TRUE()) → NOT(TRUE)
    D45 1000000*0.000001 → 1000000*1E-6
    D51 VLOOKUP(A1,A1:B4,2,FALSE()) → VLOOKUP(A1,A1:B4,2,FALSE)
    ");
}

#[test]
fn tokens_of_a_library_say_what_the_text_says() {
    let (count, differing) = differing("tokens-library.xls");
    assert_eq!(count, 46);
    insta::assert_snapshot!(differing, @r#"
    D41 NOT(TRUE()) → NOT(TRUE)
    D45 1000000*0.000001 → 1000000*1E-6
    D48 "Tiếng Việt"&" đạt" → "Tieng Viet"&" dat"
    D51 VLOOKUP(A1,A1:B4,2,FALSE()) → VLOOKUP(A1,A1:B4,2,FALSE)
    "#);
}

#[test]
fn tokens_of_xlsb_are_read_the_same_way() {
    let book = read(&fixtures().join("formulas/tokens.xlsb"));
    let shown = |(at, formula): (CellRef, String)| {
        let cell = book.sheets().next().and_then(|(_, sheet)| sheet.get(at)).expect("a cell");
        format!("{at} {formula} = {:?}\n", cell.value())
    };
    let all: String = formulas(&book).into_iter().map(|((_, at), formula)| shown((at, formula))).collect();
    insta::assert_snapshot!(all, @r##"
    D1 SUM(A1:A4) = Number(20.0)
    F1 A1+$B$1 = Number(3.0)
    D2 A2*B1 = Number(4.0)
    F2 A2+$B$1 = Number(5.0)
    D3 A1>2 = Bool(false)
    F3 A3+$B$1 = Number(7.0)
    D4 A1>=2 = Bool(true)
    F4 A4+$B$1 = Number(9.0)
    D5 A1/0 = Error("#DIV/0!")
    D6 IFERROR(A1/0,"lỗi") = Text("lỗi")
    D7 SUM('Biểu 2'!$A$1:$A$2) = Number(26.0)
    D8 COUNTIF(A:A,">=4") = Number(3.0)
    D9 Tổng_số*2 = Number(16.0)
    D10 ROUND(A1/3,2) = Number(0.67)
    "##);
}

/// Is the result what is stored, as far as the file can say it?
fn agrees(stored: Value, result: &Evaluated) -> bool {
    match (&stored, result) {
        (Value::Number(a), Evaluated::Number(b)) => (a - b).abs() <= 1e-12 * b.abs().max(1.0),
        (Value::Empty, Evaluated::Text(text)) => text.is_empty(),
        _ => Evaluated::from(stored) == *result,
    }
}

/// Every formula of every fixture in a format of tokens: what it computes to is what the file stores.
#[test]
fn results_of_tokens_are_those_stored() {
    let (mut evaluated, mut open_ones) = (0, BTreeSet::new());
    for folder in ["da-nang-2021", "forms", "formulas", "reading"] {
        for entry in std::fs::read_dir(fixtures().join(folder)).expect(folder) {
            let path = entry.expect("readable").path();
            let is_binary = path.extension().is_some_and(|e| e == "xls" || e == "xlsb");
            // xlwt stores 0 for every result.
            let Some(book) =
                xeploai::read::open(&path).ok().filter(|_| is_binary && !path.ends_with("tokens-library.xls"))
            else {
                continue;
            };
            let mut evaluator = Evaluator::new(&book);
            for ((tab, at), formula) in formulas(&book) {
                let stored = book.sheets().find(|(i, _)| *i == tab).and_then(|(_, s)| s.get(at)).expect("a cell");
                if stored.value() == Value::Empty {
                    continue;
                }
                match evaluator.result(tab, at) {
                    Evaluated::NotEvaluated(why) => drop(open_ones.insert(format!("{formula}: {why}"))),
                    result => {
                        assert!(
                            agrees(stored.value().cloned(), &result),
                            "{path:?} {at} {formula}: {stored:?} {result:?}"
                        );
                        evaluated += 1;
                    }
                }
            }
        }
    }
    assert!(evaluated > 200, "{evaluated}");
    insta::assert_snapshot!(open_ones.into_iter().collect::<Vec<_>>().join("\n"), @r#"
    AVERAGEIF(A1:A4,">1"): the function AVERAGEIF
    CONCATENATE("a","b"): the function CONCATENATE
    DATE(2025,12,31): the function DATE
    LEFT("abc",2)&RIGHT("abc")&MID("abc",2,1): the function LEFT
    LEN(TRIM("  a ")): the function LEN
    PI(): the function PI
    SUM((A1:A2,A3)): a union of references
    SUM(A1:B4 B1:C4): a formula that is not understood
    SUM(COUNTIF(A1:A4,{2,4})): an array
    SUM({1.5,2;3,4}): an array
    Tổng_số*2: a defined name
    "#);
}
