//! Formulas over drawn sheets, and the formulas of `fixtures/formulas/` against LibreOffice.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::read::{Cell, Format, ReadNote, ReadNoteKind, Sheet};

/// A cell as drawn: `=…` is a formula (` → 5` after it its stored result), `'` stands before a text that looks like
/// something else.
fn drawn_cell(at: CellRef, text: &str) -> Cell {
    let (formula, content) = match text.strip_prefix('=').map(|f| f.split_once(" → ")) {
        Some(Some((formula, stored))) => (Some(formula), stored),
        Some(None) => (text.strip_prefix('='), ""),
        None => (None, text),
    };
    let value = match content {
        "" => Value::Empty,
        "TRUE" | "FALSE" => Value::Bool(content == "TRUE"),
        code if code.starts_with('#') => Value::Error(code.into()),
        other => match other.parse() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(other.strip_prefix('\'').unwrap_or(other).into()),
        },
    };
    Cell::new(at, value).with_formula(formula)
}

fn sheet(name: &str, mut cells: Vec<Cell>) -> Sheet {
    cells.sort_by_key(|c| c.at());
    Sheet { name: name.into(), cells, hidden_rows: Some(BTreeSet::new()), ..Sheet::default() }
}

/// Rows as `7 | column A | column B`.
fn drawn_sheet(name: &str, text: &str) -> Sheet {
    let mut cells = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let mut parts = line.split('|').map(str::trim);
        let row: u32 = parts.next().and_then(|r| r.parse().ok()).expect("a row");
        for (column, part) in parts.enumerate().filter(|(_, p)| !p.is_empty()) {
            cells.push(drawn_cell(CellRef::new(row - 1, column as u32), part));
        }
    }
    sheet(name, cells)
}

fn workbook(sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        format: Format::Xlsx,
        tabs: sheets.into_iter().map(Tab::Sheet).collect(),
        number_formats: None,
        own_output: false,
    }
}

fn drawn(text: &str) -> Workbook {
    workbook(vec![drawn_sheet("Biểu 1", text)])
}

/// As in the fixture: numbers plain, texts quoted; what is not evaluated says why after a `?`.
fn shown(result: &Evaluated) -> String {
    match result {
        Evaluated::Number(number) => format!("{number:?}"),
        Evaluated::Text(text) => format!("\"{text}\""),
        Evaluated::Bool(truth) => truth.to_string().to_uppercase(),
        Evaluated::Blank => "blank".into(),
        Evaluated::Error(code) => code.to_string(),
        Evaluated::NotEvaluated(why) => format!("? {why}"),
    }
}

fn at(place: &str) -> CellRef {
    CellRef::parse(place).expect(place)
}

fn result(workbook: &Workbook, place: &str) -> String {
    shown(&Evaluator::new(workbook).result(0, at(place)))
}

/// What a formula gives on a sheet, standing far to the right.
fn formula(text: &str, formula: &str) -> String {
    let mut book = drawn(text);
    let Some(Tab::Sheet(sheet)) = book.tabs.first_mut() else { unreachable!("one sheet was drawn") };
    let cell = drawn_cell(at("ZZ9999"), &format!("={formula}"));
    sheet.cells.push(cell);
    result(&book, "ZZ9999")
}

const ROSTER: &str = "
    6  | STT | Họ và tên    | Điểm | Xếp loại
    7  | 1   | Nguyễn Văn A | 95   | HTXSNV
    8  | 2   | Trần Thị B   | 82   | HTTNV
    9  | 3   | Lê Văn C     |      | httnv
    10 | 4   | Phạm Thị D   | '60  |";

#[test]
fn texts_are_found_within_the_rows_asked_for() {
    // Column E repeats B by formulas, so that every cell of it is looked at.
    let sheet = "
        1 | 1 | An   | HTTNV  | An | =B1
        2 | 2 | AN   | httnv  | an | =B2
        3 | 3 |      | HTXSNV | 12 | =B3&\"\"
        4 | 4 | Bình | An     | an | =B4
        5 | 5 | an   | HTTNV  | ăn | =B5";
    for column in ["B", "E"] {
        for (rows, count, sum, first) in
            [("1:{}5", 3, 8, 1), ("2:{}4", 1, 2, 2), ("3:{}5", 1, 5, 5), ("3:{}4", 0, 0, 0)]
        {
            let area = format!("{column}{}", rows.replace("{}", column));
            let (from, to) = (&rows[..1], &rows[4..]);
            assert_eq!(formula(sheet, &format!("COUNTIF({area},\"AN\")")), format!("{count}.0"), "{area}");
            let sums = format!("SUMIFS(A{from}:A{to},{area},\"an\")");
            assert_eq!(formula(sheet, &sums), format!("{sum}.0"), "{sums}");
            let place = formula(sheet, &format!("IFERROR(MATCH(\"aN\",{area},0)+{from}-1,0)"));
            assert_eq!(place, format!("{first}.0"), "{area}");
        }
    }
    assert_eq!(formula(sheet, "COUNTIF(B1:D5,\"an\")"), "7.0");
    assert_eq!(formula(sheet, "COUNTIFS(B1:B5,\"an\",C1:C5,\"HTTNV\")"), "3.0");
    assert_eq!(formula(sheet, "COUNTIF(B1:B5,\"<>an\")"), "2.0");
}

#[test]
fn what_is_tried_out_counts_for_all_and_leaves_nothing_behind() {
    let workbook = drawn(
        "1 | 1 | 10
         2 | 2 | =B1+A2
         3 | 3 | 99
         4 | 4 | =SUM(B1:B3)
         5 | 5 | 7",
    );
    let at = |text: &str| CellRef::parse(text).expect("a cell");
    let mut evaluator = Evaluator::new(&workbook);
    let number = |evaluator: &mut Evaluator<'_>, place: &str| evaluator.result(0, at(place));
    assert_eq!(number(&mut evaluator, "B4"), Evaluated::Number(121.0));
    // The second reads the first through a formula that was computed before.
    let tried = evaluator.tried(0, &[(at("B3"), "B2+A3"), (at("B5"), "B4+A5")]);
    assert_eq!(tried, [Evaluated::Number(15.0), Evaluated::Number(42.0)]);
    let circle = evaluator.tried(0, &[(at("B3"), "B5"), (at("B5"), "B4")]);
    assert!(circle.iter().all(|result| matches!(result, Evaluated::NotEvaluated(_))), "{circle:?}");
    assert_eq!(number(&mut evaluator, "B4"), Evaluated::Number(121.0));
    assert_eq!(number(&mut evaluator, "B3"), Evaluated::Number(99.0));
}

#[test]
fn totals_are_computed_from_what_stands_beneath() {
    for (text, gives) in [
        ("SUM(C7:C10)", "177.0"),
        ("SUM(A7;A8)", "3.0"),
        ("AVERAGE(C7:C10)", "88.5"),
        ("COUNT(C7:C10)", "2.0"),
        ("COUNTA(C7:C10)", "3.0"),
        ("COUNTBLANK(C7:C10)", "1.0"),
        ("COUNTIF(D7:D10,\"HTTNV\")", "2.0"),
        ("COUNTIF(D:D,\"\")", "1048572.0"),
        ("COUNTIFS(D:D,\"\",C:C,\"\")", "1048571.0"),
        ("SUMIF(D7:D10,\"HTTNV\",C7:C10)", "82.0"),
        ("SUMIFS(A7:A10,D7:D10,\"HT*\",C7:C10,\">80\")", "3.0"),
        ("SUMPRODUCT((D7:D10=\"HTTNV\")*A7:A10)", "5.0"),
        ("MAX(A$6:A10)+1", "5.0"),
        ("C10+1", "61.0"),
        ("C9", "0.0"),
        ("IF(D10=\"\",\"\",D10)", "\"\""),
    ] {
        assert_eq!(formula(ROSTER, text), gives, "{text}");
    }
}

#[test]
fn what_is_not_known_for_sure_is_not_evaluated() {
    for text in [
        "VLOOKUP(A7,D7:D10,1)",
        "VLOOKUP(\"Nguyễn*\",B7:D10,3,FALSE)",
        "VLOOKUP(\"Nguyễn Văn A\",B7:D10,3)",
        "LOOKUP(80,C7:C10,D7:D10)",
        "MATCH(2,A7:A10,-1)",
        "INDEX(A7:D10,0,2)",
        "INDEX(A7:D10,2)",
        "TEXT(C7,\"0.0\")",
        "INDIRECT(\"A7\")",
        "'[1]Biểu 1'!A1",
        "[1]Sheet1!A1",
        "Tổng",
        "Bảng1[Điểm]",
        "{1,2}",
        "SUM({1,2})",
        "SUM(COUNTIF(D7:D10,{\"HTTNV\",\"HTNV\"}))",
        "MATCH(80,{0,50,40},1)",
        "MATCH(80,{90,50,0},-1)",
        "LOOKUP(\"B\",{\"A\",\"B\"})",
        "LOOKUP(80,{0,50;\"D\"},{1,2})",
        "LOOKUP(80,{0,A7},{1,2})",
        "MATCH(80,{0,\"x\",90},1)",
        "SUM((A7,A8))",
        "A7:A8*2",
        "A7:A8 A8",
        "7:7",
        "'Biểu 9'!A1",
        "SUM(A7,A8;A9)",
        "COUNTIF(C7:C10,\"6,5\")",
        "SUMIF(D7:D10,\"HTTNV\",C7)",
        "C7/7&\"%\"",
        "\"1,5\"+1",
        "SUM(A7",
        "A7+",
        "",
        "IF(0.5-0.4-0.1=0,1,2)",
        "(-8)^(1/3)",
        "\"x\"-1/0",
        "SUM(1/0,\"x\"+1)",
        "COUNTIF(A7:A10,1/0)",
        "COUNTIF(C7:C10,\"<>60\")",
        "COUNTIF(C7:C10,\"> 60\")",
        "IF(\"12\",1,2)",
        "SUMPRODUCT(A7:A10/(A7:A10-1),B7:B10*1)",
    ] {
        let result = formula(ROSTER, text);
        assert!(result.starts_with("? "), "{text} gives {result}");
    }
}

#[test]
fn bands_may_be_written_as_constants() {
    for (text, gives) in [
        ("LOOKUP(69.5,{0,50,70,90},{\"KHTNV\",\"HTNV\",\"HTTNV\",\"HTXSNV\"})", "\"HTNV\""),
        ("LOOKUP(90,{0;50;70;90},{\"KHTNV\";\"HTNV\";\"HTTNV\";\"HTXSNV\"})", "\"HTXSNV\""),
        ("LOOKUP(72,{0,\"KHTNV\";50,\"HTNV\";70,\"HTTNV\";90,\"HTXSNV\"})", "\"HTTNV\""),
        ("CHOOSE(MATCH(72,{0,50,70,90}),\"D\",\"C\",\"B\",\"A\")", "\"B\""),
        ("CHOOSE(MATCH(-1,{0,50,70,90}),\"D\",\"C\",\"B\",\"A\")", "#N/A"),
        ("INDEX({\"D\",\"C\",\"B\",\"A\"},MATCH(50,{0,50,70,90},1))", "\"C\""),
        ("VLOOKUP(95,{0,\"D\";50,\"C\";70,\"B\";90,\"A\"},2)", "\"A\""),
        ("VLOOKUP(95,{0,\"D\";50,\"C\"},3)", "#REF!"),
        ("VLOOKUP(50,{-1,\"D\";50,\"C\"},2,FALSE)", "\"C\""),
        ("HLOOKUP(60,{0,50;\"D\",\"C\"},2)", "\"C\""),
        ("VLOOKUP(60;{0;\"D\"|50;\"C\"};2)", "\"C\""),
        ("MATCH(\"b\",{\"A\",\"B\"},0)", "2.0"),
        ("MATCH(\"x\",{\"A\",\"B\"},0)", "#N/A"),
    ] {
        assert_eq!(formula(ROSTER, text), gives, "{text}");
    }
}

#[test]
fn what_is_sought_often_is_found_at_the_same_place() {
    // The second and third formula look at what the first one left behind.
    let table = "
        1 | 0  | KHTNV
        2 | 50 | HTNV
        3 | 70 | HTTNV
        4 | 90 | HTXSNV
        5 |    | httnv";
    let sought = [
        "VLOOKUP({},A1:B4,2)",
        "VLOOKUP({},A1:B4,2,FALSE)",
        "MATCH({},A1:A5,0)",
        "MATCH({},B1:B5,0)",
        "MATCH({},A1:A5)",
    ];
    let values = ["-1", "0", "49.9", "70", "70.00000000000001", "95", "\"HTTNV\"", "\"htxsnv\"", "\"x\""];
    for formula in sought {
        let all: Vec<String> = values.iter().map(|value| formula.replace("{}", value)).collect();
        let alone = all.iter().map(|text| self::formula(table, text));
        let mut book = drawn(table);
        let Some(Tab::Sheet(sheet)) = book.tabs.first_mut() else { unreachable!("one sheet was drawn") };
        for (row, text) in (100..).zip(&all) {
            sheet.cells.push(drawn_cell(CellRef::new(row, 9), &format!("={text}")));
        }
        let mut evaluator = Evaluator::new(&book);
        let together: Vec<String> =
            (100..).take(all.len()).map(|row| shown(&evaluator.result(0, CellRef::new(row, 9)))).collect();
        assert_eq!(together, alone.collect::<Vec<_>>(), "{formula}");
    }
}

#[test]
fn a_branch_not_taken_does_not_matter() {
    assert_eq!(formula(ROSTER, "IF(A7=1,5,FOOBAR(A7,A7:D10,2))"), "5.0");
    assert_eq!(formula(ROSTER, "IF(A7=2,5,1/0)"), "#DIV/0!");
}

#[test]
fn zero_to_the_zeroth_is_an_error_as_in_excel() {
    assert_eq!(formula("", "0^0"), "#NUM!");
}

#[test]
fn results_are_computed_anew_from_formulas_beneath() {
    let book = drawn(
        "
        1 | 2 | =A1*2 → 99 | =B1+1 → 99",
    );
    assert_eq!(result(&book, "C1"), "5.0");
}

#[test]
fn a_formula_not_evaluated_counts_with_its_stored_result() {
    let book = drawn(
        "
        1 | =VLOOKUP(1,A1:B2,2) → 7 | =A1+1
        2 | =VLOOKUP(1,A1:B2,2)     | =A2+1",
    );
    assert_eq!(result(&book, "A1"), "? a circular reference");
    let book = drawn(
        "
        1 | =FOOBAR(1,D1:E2,2) → 7 | =A1+1
        2 | =FOOBAR(1,D1:E2,2)     | =A2+1",
    );
    assert_eq!(result(&book, "B1"), "8.0");
    assert_eq!(result(&book, "B2"), "? the function FOOBAR");
}

#[test]
fn circles_have_no_result_whichever_cell_is_asked_first() {
    let book = drawn(
        "
        1 | =B1+C1 → 1 | =A1 → 1 | =B1 → 1 | =SUM(D1:D3) → 1 | =A1+1",
    );
    for first in ["A1", "B1", "C1", "D1"] {
        let mut evaluator = Evaluator::new(&book);
        evaluator.result(0, at(first));
        for place in ["A1", "B1", "C1", "D1"] {
            let result = shown(&evaluator.result(0, at(place)));
            assert_eq!(result, "? a circular reference", "{place} after {first}");
        }
        assert_eq!(shown(&evaluator.result(0, at("E1"))), "2.0");
    }
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let mut cells = vec![drawn_cell(at("A1"), "1")];
    for row in 1..20_000 {
        cells.push(drawn_cell(CellRef::new(row, 0), &format!("=A{row}+1")));
    }
    let book = workbook(vec![sheet("Biểu 1", cells)]);
    assert_eq!(result(&book, "A20000"), "20000.0");
    let sum = vec!["A1"; 2000].join("+");
    assert_eq!(formula("1 | 1", &sum), "2000.0");
    assert_eq!(formula("1 | 1", &format!("{}1{}", "(".repeat(500), ")".repeat(500))), "? a formula nested too deeply");
    assert_eq!(formula("1 | 1", &format!("{}A1", "-".repeat(5001))), "-1.0");
}

#[test]
fn many_rows_with_formulas_add_up() {
    let mut cells = Vec::new();
    for row in 6..2006u32 {
        let n = row + 1;
        cells.push(drawn_cell(CellRef::new(row, 0), "3"));
        cells.push(drawn_cell(CellRef::new(row, 1), "5"));
        for column in 2..14 {
            let text = format!("=IF($A{n}>0,ROUND($B{n}/SUM($A{n}:$B{n})*100,2),\"\")");
            cells.push(drawn_cell(CellRef::new(row, column), &text));
        }
    }
    cells.push(drawn_cell(at("C2007"), "=SUM(C7:N2006)"));
    let book = workbook(vec![sheet("Biểu 1", cells)]);
    assert_eq!(result(&book, "C2007"), "1500000.0");
}

#[test]
fn columns_of_formulas_over_whole_columns_end() {
    let mut cells = Vec::new();
    for row in 0..2_000 {
        cells.push(drawn_cell(CellRef::new(row, 0), "3"));
        cells.push(drawn_cell(CellRef::new(row, 1), "=COUNTIF(A:A,3)"));
    }
    let book = workbook(vec![sheet("Biểu 1", cells)]);
    let mut evaluator = Evaluator::new(&book);
    evaluator.left = 1_000_000;
    let results: Vec<String> = (0..2_000).map(|row| shown(&evaluator.result(0, CellRef::new(row, 1)))).collect();
    assert_eq!(results[0], "2000.0");
    assert_eq!(results[1_999], "? too many cells to look at");
}

#[test]
fn what_hangs_on_a_change_is_found_both_ways() {
    let mut cells = vec![drawn_cell(at("A1"), "1"), drawn_cell(at("B20000"), "1")];
    for row in 1..20_000 {
        cells.push(drawn_cell(CellRef::new(row, 0), &format!("=A{row}+1")));
        cells.push(drawn_cell(CellRef::new(row - 1, 1), &format!("=B{}+1", row + 1)));
    }
    let book = workbook(vec![sheet("Biểu 1", cells)]);
    assert_eq!(dependents(&book, &[(0, at("A1"))]).len(), 19_999);
    assert_eq!(dependents(&book, &[(0, at("B20000"))]).len(), 19_999);
}

#[test]
fn subtotals_leave_out_subtotals_and_say_nothing_over_hidden_rows() {
    let mut table = drawn_sheet(
        "Biểu 1",
        "
        1 | 1
        2 | 2
        3 | =SUBTOTAL(9,A1:A2)
        4 | 4
        5 | =SUBTOTAL(9,A1:A4)
        6 | =SUBTOTAL(109,A1:A4)
        7 | =SUBTOTAL(9,A4)",
    );
    let book = workbook(vec![table.clone()]);
    assert_eq!(result(&book, "A5"), "7.0");
    assert_eq!(result(&book, "A6"), "7.0");
    table.hidden_rows = Some([1].into());
    let book = workbook(vec![table.clone()]);
    assert_eq!(result(&book, "A5"), "? SUBTOTAL over hidden rows");
    assert_eq!(result(&book, "A6"), "5.0");
    assert_eq!(result(&book, "A7"), "4.0");
    table.hidden_rows = None;
    let book = workbook(vec![table]);
    assert!(result(&book, "A6").starts_with("? "));
}

#[test]
fn a_cell_that_cannot_be_read_spoils_the_ranges_over_it() {
    let mut table = drawn_sheet("Biểu 1", "1 | 1\n2 | 2\n4 | =SUM(A1:A3)\n5 | =SUM(A1:A2)");
    table.notes.push(ReadNote { at: Some(at("A3")), kind: ReadNoteKind::BadCell("?".into()) });
    let book = workbook(vec![table]);
    assert_eq!(result(&book, "A4"), "? a cell that cannot be read");
    assert_eq!(result(&book, "A5"), "3.0");
}

#[test]
fn precedents_are_the_ranges_a_formula_names() {
    let book = workbook(vec![drawn_sheet("Biểu 1", ""), drawn_sheet("Biểu 2", "")]);
    let shown = |formula: &str| {
        let found = precedents(&TabNames::new(&book), 0, formula)?;
        let shown: Vec<String> = found.iter().map(|(t, r)| format!("{t} {r}")).collect();
        Some(shown.join(", "))
    };
    assert_eq!(shown("SUM($B$2:A1)+VLOOKUP(C3,'BIÊ\u{309}U 2'!A1:B9,2)-C3"), Some("0 A1:B2, 0 C3, 1 A1:B9".into()));
    assert_eq!(shown("SUM(C:B)"), Some("0 B1:C1048576".into()));
    assert_eq!(shown("1+2"), Some("".into()));
    for formula in ["OFFSET(A1,1,1)", "Tổng", "[1]S!A1", "A1+", "'Biểu 1:Biểu 2'!A1", "A1:INDEX(B1:B9,2)"] {
        assert_eq!(shown(formula), None, "{formula}");
    }
}

#[test]
fn missing_results_are_filled_and_stored_ones_are_kept() {
    let mut book = drawn(
        "
        1 | 2 | =A1*2 | =A1*3 → 7 | =FOOBAR(1,A1:B1,2) | =IF(A1=2,\"\",1) | =A1&\"x\" | =1/0",
    );
    let filled = fill_missing(&mut book);
    let shown = |cells: &[(usize, CellRef)]| {
        let places: Vec<String> = cells.iter().map(|(_, at)| at.to_string()).collect();
        places.join(" ")
    };
    assert_eq!(shown(&filled.computed), "B1 F1 G1");
    assert_eq!(shown(&filled.unknown), "D1");
    let (_, table) = book.sheets().next().expect("one sheet");
    let cell = |place: &str| table.get(at(place)).expect(place);
    assert_eq!(cell("B1").value(), Value::Number(4.0));
    assert_eq!(cell("B1").formula(), Some("A1*2"));
    assert_eq!(cell("C1").value(), Value::Number(7.0));
    assert_eq!(cell("E1").value(), Value::Empty);
    assert_eq!(cell("F1").value().cloned(), Value::Text("2x".into()));
    assert_eq!(fill_missing(&mut book).computed, []);
}

#[test]
fn a_bare_zero_goes_where_the_formula_gives_empty_text() {
    let form = "1 | 95 | =IF(A1=\"\",\"\",A1*2) → 0
                2 | | =IF(A2=\"\",\"\",A2*2) → 0
                3 | | =COUNTA(A1:A2) → 0";
    let mut book = drawn(form);
    fill_missing(&mut book);
    let value = |book: &Workbook, place: &str| {
        let (_, table) = book.sheets().next().expect("one sheet");
        table.get(at(place)).map(|cell| cell.value().cloned())
    };
    assert_eq!(value(&book, "B1"), Some(Value::Number(190.0)));
    assert_eq!(value(&book, "B2"), Some(Value::Empty));
    assert_eq!(value(&book, "B3"), Some(Value::Number(1.0)));
    // Where one formula was computed, what is stored counts.
    let mut computed = drawn(&form.replace("A2) → 0", "A2) → 1"));
    fill_missing(&mut computed);
    assert_eq!(value(&computed, "B2"), Some(Value::Number(0.0)));
}

/// The inputs of the fixture on two sheets, and its formulas with what LibreOffice makes of them.
fn office() -> (Workbook, Vec<(&'static str, &'static str)>) {
    let (mut first, mut second, mut formulas) = (Vec::new(), Vec::new(), Vec::new());
    for line in include_str!("../../fixtures/formulas/office.tsv").lines() {
        let (left, right) = line.split_once('\t').expect("two fields");
        match (left.strip_prefix("@B2!"), left.strip_prefix('@')) {
            (Some(place), _) => second.push(drawn_cell(at(place), right)),
            (_, Some(place)) => first.push(drawn_cell(at(place), right)),
            _ => formulas.push((left, right)),
        }
    }
    for (row, (formula, _)) in (100..).zip(&formulas) {
        first.push(drawn_cell(CellRef::new(row, 49), &format!("={formula}")));
    }
    let sheets = vec![sheet("Biểu 1", first), sheet("Biểu 2", second)];
    (workbook(sheets), formulas)
}

/// Is it what LibreOffice shows, numbers to twelve digits?
fn agrees(result: &str, expected: &str) -> bool {
    match (result.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-12 * b.abs().max(1.0),
        _ => result == expected,
    }
}

#[test]
fn office_formulas_give_what_libreoffice_computes() {
    let (book, formulas) = office();
    let mut evaluator = Evaluator::new(&book);
    let mut differing = Vec::new();
    for (row, (formula, expected)) in (100..).zip(&formulas) {
        let result = shown(&evaluator.result(0, CellRef::new(row, 49)));
        if !agrees(&result, expected) {
            differing.push(format!("{formula} gives {result}, LibreOffice {expected}"));
        }
    }
    assert!(formulas.len() > 200);
    // LibreOffice takes TRUE for the number 1, Excel for a kind of its own; Excel refuses 0^0, and counts a text that is
    // the number of the criterion; what lies outside a table is a reference to nothing there, a bad value here.
    insta::assert_snapshot!(differing.join("\n"), @r#"
    TRUE=1 gives FALSE, LibreOffice TRUE
    TRUE>"x" gives TRUE, LibreOffice FALSE
    F2&"" gives "TRUE", LibreOffice "1"
    SUM(F2:F6) gives 0.0, LibreOffice 1.0
    COUNT(A1:F7) gives 16.0, LibreOffice 18.0
    0^0 gives #NUM!, LibreOffice 1.0
    COUNTIF(F2:F6,12) gives 1.0, LibreOffice 0.0
    VLOOKUP(70,K1:L4,3,0) gives #REF!, LibreOffice #VALUE!
    INDEX(K1:L4,5,2) gives #REF!, LibreOffice #VALUE!
    INDEX(K1:L4,2,3) gives #REF!, LibreOffice #VALUE!
    "#);
}

proptest! {
    #[test]
    fn formula_like_text_never_panics(
        text in "([A-C$]{1,2}[0-9]{1,2}|[-+*/^&%=<>(),;:!'\"#.{@ ]|SUM\\(|IF\\(|COUNTIF\\(|ROUND\\(|\"x\"|[0-9]{1,3}|ữ){0,14}"
    ) {
        formula(ROSTER, &text);
        precedents(&TabNames::new(&drawn("")), 0, &text);
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,30}") {
        formula(ROSTER, &text);
    }
}

#[test]
fn running_sums_are_what_their_ranges_add_up_to() {
    let content = |row: u32| match row % 11 {
        0 => "'7".to_owned(),
        3 => String::new(),
        5 => format!("=B{row} → 1"),
        _ => (row % 10).to_string(),
    };
    let own = |row: u32| match row % 11 {
        0 | 3 => 0,
        5 => 2,
        _ => row % 10,
    };
    let line =
        |row: u32| format!("{row} | {} | 2 | =SUM(A$1:A{row}) | =COUNT(A$1:A{row}) | =MAX(C$1:C{row})", content(row));
    let lines: Vec<String> = (1..=300).map(line).collect();
    let workbook = drawn(&lines.join("\n"));
    let mut evaluator = Evaluator::new(&workbook);
    // In this order, too: the range that ends higher up does not go on from the longer one.
    for row in [300, 250, 251, 100, 299] {
        let (sum, count) =
            ((1..=row).map(own).sum::<u32>(), (1..=row).filter(|row| !matches!(row % 11, 0 | 3)).count());
        assert_eq!(shown(&evaluator.result(0, at(&format!("C{row}")))), format!("{sum}.0"), "{row}");
        assert_eq!(shown(&evaluator.result(0, at(&format!("D{row}")))), format!("{count}.0"), "{row}");
        assert_eq!(shown(&evaluator.result(0, at(&format!("E{row}")))), format!("{sum}.0"), "{row}");
    }
}
