//! Random formulas of the kind forms use, in our evaluator and in IronCalc: the same result, or none from us.
//!
//! `ORACLE_FORMULAS=200000 cargo test oracle` looks longer.

use std::collections::BTreeMap;

use ironcalc_base::Model;
use ironcalc_base::cell::CellValue;
use ironcalc_base::types::CellType;
use xeploai::evaluate::{Evaluated, Evaluator};
use xeploai::finding::CellRef;
use xeploai::read::{Cell, Format, Sheet, Tab, Value, Workbook};

const SHEETS: [&str; 2] = ["Biểu 1", "Danh sách đảng viên"];
/// Inputs fill columns A to F and rows 1 to 12; formulas stand far from them.
const ROWS: u32 = 12;
const COLUMNS: u32 = 6;
const FORMULA_COLUMN: u32 = 20;

/// SplitMix64: the same formulas every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A sheet of what offices type: numbers, texts, numbers as text, truths, errors, and gaps. The columns lean to a kind each.
fn inputs(random: &mut Random) -> BTreeMap<CellRef, Value> {
    let mut cells = BTreeMap::new();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let kind = match column {
                0 | 1 => 0,
                2 => 1,
                _ => random.below(8),
            };
            let value = match kind {
                0 | 4 => Value::Number(random.below(30) as f64),
                1 | 5 => {
                    let words = ["HTXSNV", "HTTNV", "httnv", "Đạt", "Không đạt", "Hoàn thành tốt nhiệm vụ", "x", "đạt"];
                    Value::Text(random.one(&words).into())
                }
                2 => Value::Number((random.below(20_000) as f64 - 4000.0) / 100.0),
                3 => Value::Text(random.one(&["12", "7", "x", "05", "-3", "3.5", "abc", " 8 "]).into()),
                6 if random.below(2) == 0 => Value::Bool(random.below(2) == 0),
                6 if random.below(3) == 0 => Value::Error(random.one(&["#DIV/0!", "#N/A"]).into()),
                _ => continue,
            };
            cells.insert(CellRef::new(row, column), value);
        }
    }
    cells
}

/// Writes formulas.
struct Author<'r>(&'r mut Random);

impl Author<'_> {
    fn formula(&mut self) -> String {
        let depth = 1 + self.0.below(3);
        self.any(depth)
    }

    fn any(&mut self, depth: usize) -> String {
        match self.0.below(10) {
            0..=6 => self.number(depth),
            7 | 8 => self.truth(depth),
            _ => self.text(depth),
        }
    }

    fn sheet(&mut self) -> &'static str {
        self.0.one(&["", "", "", "'Biểu 1'!", "'Danh sách đảng viên'!"])
    }

    fn place(&mut self) -> String {
        let dollar = |r: &mut Random| if r.below(4) == 0 { "$" } else { "" };
        let (row, column) = (self.0.below(ROWS as usize) + 1, self.0.below(COLUMNS as usize));
        let column = char::from(b'A' + column as u8);
        format!("{}{column}{}{row}", dollar(self.0), dollar(self.0))
    }

    fn cell(&mut self) -> String {
        let sheet = self.sheet();
        format!("{sheet}{}", self.place())
    }

    fn range(&mut self) -> String {
        let sheet = self.sheet();
        match self.0.below(1500) {
            0 => format!("{sheet}{0}:{0}", self.0.one(&["A", "C", "$E"])),
            _ => format!("{sheet}{}:{}", self.place(), self.place()),
        }
    }

    /// Two or more ranges of one shape, one below or beside the other.
    fn alike(&mut self, count: usize) -> Vec<String> {
        let height = 1 + self.0.below(8);
        let top = 1 + self.0.below(ROWS as usize - height);
        let mut one = || {
            let sheet = self.sheet();
            let column = char::from(b'A' + self.0.below(COLUMNS as usize) as u8);
            format!("{sheet}{column}{top}:{column}{}", top + height)
        };
        (0..count).map(|_| one()).collect()
    }

    fn literal(&mut self) -> String {
        self.0.one(&["0", "1", "2", "3", "7", "10", "100", "0.5", "1.25", "2.345", "20%", "1000", "0.05", "12"]).into()
    }

    fn criterion(&mut self) -> String {
        let words = [
            "\"HTTNV\"",
            "\"đạt\"",
            "\"*đạt\"",
            "\"HT*\"",
            "\">5\"",
            "\">=10\"",
            "\"<0\"",
            "\"<=12\"",
            "\"<>7\"",
            "\"=3\"",
            "\"12\"",
            "12",
            "7",
            "\"\"",
            "\"?\"",
            "\"x\"",
            "\"<>\"",
            "\"=\"",
            "TRUE",
            "\"hoàn thành*\"",
        ];
        match self.0.below(5) {
            0 => self.cell(),
            1 => format!("\"{}\"&{}", self.0.one(&[">", "<", ">=", "<=", "="]), self.cell()),
            _ => self.0.one(&words).into(),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return if self.0.below(3) == 0 { self.literal() } else { self.cell() };
        }
        let d = depth - 1;
        match self.0.below(24) {
            0..=3 => {
                let sign = self.0.one(&["+", "-", "*", "/", "+", "-", "^"]);
                format!("{}{sign}{}", self.number(d), self.number(d))
            }
            4 => format!("({}{}{})", self.number(d), self.0.one(&["+", "-"]), self.number(d)),
            5 => format!("-{}", self.number(d)),
            6 => format!("{}%", self.number(0)),
            7 => {
                let name = self.0.one(&["ROUND", "ROUNDUP", "ROUNDDOWN"]);
                format!("{name}({},{})", self.number(d), self.0.one(&["0", "1", "2", "-1"]))
            }
            8 => format!("{}({})", self.0.one(&["INT", "ABS"]), self.number(d)),
            9 => format!("SUBTOTAL({},{})", self.0.one(&["9", "109", "1", "2", "3", "4", "5"]), self.range()),
            10 => format!("COUNTIF({},{})", self.range(), self.criterion()),
            11 => {
                let ranges = self.alike(2);
                format!("COUNTIFS({},{},{},{})", ranges[0], self.criterion(), ranges[1], self.criterion())
            }
            12 => {
                let ranges = self.alike(2);
                format!("SUMIF({},{},{})", ranges[0], self.criterion(), ranges[1])
            }
            13 => format!("SUMIF({},{})", self.range(), self.criterion()),
            14 => {
                let ranges = self.alike(3);
                let (a, b) = (self.criterion(), self.criterion());
                format!("SUMIFS({},{},{a},{},{b})", ranges[0], ranges[1], ranges[2])
            }
            15 => {
                let ranges = self.alike(2);
                let sign = self.0.one(&["=", "<>", ">", ">="]);
                match self.0.below(3) {
                    0 => format!("SUMPRODUCT({},{})", ranges[0], ranges[1]),
                    1 => format!("SUMPRODUCT(({}{sign}{})*{})", ranges[0], self.0.one(&["5", "\"HTTNV\""]), ranges[1]),
                    _ => format!("SUMPRODUCT(--({}{sign}{}))", ranges[0], self.0.one(&["5", "\"đạt\""])),
                }
            }
            16 => format!("COUNTBLANK({})", self.range()),
            17 => format!("IF({},{},{})", self.truth(d), self.any(d), self.any(d)),
            18 => format!("IFERROR({},{})", self.any(d), self.any(d)),
            19 => format!("{}({})", self.0.one(&["N", "VALUE"]), self.any(d)),
            _ => {
                let name = self.0.one(&["SUM", "SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA"]);
                match self.0.below(3) {
                    0 => format!("{name}({},{})", self.range(), self.any(d)),
                    _ => format!("{name}({})", self.range()),
                }
            }
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        match self.0.below(9) {
            0 | 1 => format!("{}({},{})", self.0.one(&["AND", "OR"]), self.sound(d), self.sound(d)),
            2 => format!("NOT({})", self.any(d)),
            3 => format!("ISERROR({})", self.any(d)),
            4 => format!("ISBLANK({})", self.cell()),
            _ => format!("{}{}{}", self.any(d), self.0.one(&["=", "<>", "<", ">", "<=", ">="]), self.any(d)),
        }
    }

    /// A truth that is never an error: IronCalc stops at the first argument of AND and OR that decides, and passes over
    /// texts; Excel looks at all of them.
    fn sound(&mut self, depth: usize) -> String {
        match self.0.below(5) {
            0 if depth > 0 => {
                format!("{}({},{})", self.0.one(&["AND", "OR"]), self.sound(depth - 1), self.sound(depth - 1))
            }
            1 if depth > 0 => format!("NOT({})", self.sound(depth - 1)),
            2 if depth > 0 => format!("ISERROR({})", self.any(depth - 1)),
            3 => format!("$A$1:$B${}", 1 + self.0.below(ROWS as usize)),
            _ => format!(
                "$A{}{}{}",
                1 + self.0.below(ROWS as usize),
                self.0.one(&["=", "<>", "<", ">=", ">"]),
                self.literal()
            ),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        match (depth, self.0.below(4)) {
            (1.., 0) => format!("{}&{}", self.any(depth - 1), self.any(depth - 1)),
            (_, 1) => self.0.one(&["\"\"", "\"HTTNV\"", "\"đạt\"", "\"12\"", "\"x\""]).into(),
            _ => self.cell(),
        }
    }
}

/// The formulas of both sheets, by ours.
fn by_us(inputs: &[BTreeMap<CellRef, Value>], formulas: &[String]) -> Vec<Evaluated> {
    let sheet = |(tab, cells): (usize, &BTreeMap<CellRef, Value>)| {
        let mut cells: Vec<Cell> = cells.iter().map(|(at, value)| Cell::new(*at, value.clone())).collect();
        for (row, formula) in formulas.iter().enumerate().filter(|_| tab == 0) {
            let at = CellRef::new(row as u32, FORMULA_COLUMN);
            cells.push(Cell::new(at, Value::Empty).with_formula(Some(formula.as_str())));
        }
        cells.sort_by_key(|cell| cell.at());
        Tab::Sheet(Sheet { name: SHEETS[tab].into(), cells, hidden_rows: Some([].into()), ..Sheet::default() })
    };
    let tabs = inputs.iter().enumerate().map(sheet).collect();
    let book = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
    let mut evaluator = Evaluator::new(&book);
    (0..formulas.len()).map(|row| evaluator.result(0, CellRef::new(row as u32, FORMULA_COLUMN))).collect()
}

/// The same, by IronCalc.
fn by_ironcalc(inputs: &[BTreeMap<CellRef, Value>], formulas: &[String]) -> Vec<Evaluated> {
    let mut model = Model::new_empty("book", "en", "UTC", "en").expect("a workbook");
    model.rename_sheet_by_index(0, SHEETS[0]).expect("a name");
    model.add_sheet(SHEETS[1]).expect("a sheet");
    let place = |at: &CellRef| (at.row as i32 + 1, at.column as i32 + 1);
    for (sheet, cells) in (0..).zip(inputs) {
        for (at, value) in cells {
            let (row, column) = place(at);
            match value {
                Value::Number(number) => model.update_cell_with_number(sheet, row, column, *number),
                Value::Text(text) => model.update_cell_with_text(sheet, row, column, text),
                Value::Bool(truth) => model.update_cell_with_bool(sheet, row, column, *truth),
                Value::Error(code) => model.update_cell_with_formula(sheet, row, column, format!("={code}")),
                Value::Empty => Ok(()),
            }
            .expect("an input");
        }
    }
    let column = FORMULA_COLUMN as i32 + 1;
    for (row, formula) in (1..).zip(formulas) {
        model.update_cell_with_formula(0, row, column, format!("={formula}")).expect(formula);
    }
    model.evaluate();
    let result = |row| match model.get_cell_value_by_index(0, row, column).expect("a cell") {
        CellValue::None => Evaluated::Blank,
        CellValue::Number(number) => Evaluated::Number(number),
        CellValue::Boolean(truth) => Evaluated::Bool(truth),
        CellValue::String(text) => match model.get_cell_type(0, row, column) {
            Ok(CellType::ErrorValue) => Evaluated::Error(text.into()),
            _ => Evaluated::Text(text.into()),
        },
    };
    (1..).zip(formulas).map(|(row, _)| result(row)).collect()
}

/// Where IronCalc differs from Excel: what stands in the formula, the two results, and why ours is Excel's.
const KNOWN: [(&str, &str, &str, &str); 4] = [
    (r"\^", "#NUM!", "#DIV/0!", "a number too large is #NUM!"),
    (r"SUMPRODUCT\(\(", "", "#VALUE!", "arithmetic takes a text that is a number for one, within arrays too"),
    (r"&", "0", "-0", "zero has no sign"),
    (r"-", "0", "-0", "zero has no sign"),
];

fn is_known(formula: &str, ours: &str, theirs: &str) -> bool {
    KNOWN.iter().any(|(pattern, from_us, from_them, _)| {
        let fits = regex::Regex::new(pattern).expect("a pattern").is_match(formula);
        fits && match *from_them {
            "-0" => ours == theirs.replace("-0", "0"),
            _ => theirs == *from_them && (from_us.is_empty() || ours == *from_us),
        }
    })
}

fn shown(result: &Evaluated) -> String {
    match result {
        Evaluated::Number(number) => number.to_string(),
        Evaluated::Text(text) => format!("\"{text}\""),
        Evaluated::Bool(truth) => truth.to_string(),
        Evaluated::Error(code) => code.to_string(),
        Evaluated::Blank => "blank".into(),
        Evaluated::NotEvaluated(why) => format!("? {why}"),
    }
}

fn agree(ours: &Evaluated, theirs: &Evaluated) -> bool {
    match (ours, theirs) {
        (Evaluated::NotEvaluated(_), _) => true,
        (Evaluated::Number(a), Evaluated::Number(b)) => (a - b).abs() <= 1e-12 * b.abs().max(1.0),
        _ => ours == theirs,
    }
}

#[test]
fn formulas_give_what_ironcalc_gives_or_nothing() {
    let count = std::env::var("ORACLE_FORMULAS").ok().and_then(|n| n.parse().ok()).unwrap_or(4000);
    let mut random = Random(20_260_101);
    let (mut evaluated, mut known, mut differing) = (0, 0, Vec::new());
    for _ in 0..count / 500 {
        let inputs = [inputs(&mut random), inputs(&mut random)];
        let formulas: Vec<String> = (0..500).map(|_| Author(&mut random).formula()).collect();
        let (ours, theirs) = (by_us(&inputs, &formulas), by_ironcalc(&inputs, &formulas));
        for ((formula, ours), theirs) in formulas.iter().zip(&ours).zip(&theirs) {
            evaluated += usize::from(!matches!(ours, Evaluated::NotEvaluated(_)));
            if agree(ours, theirs) {
                continue;
            }
            let (ours, theirs) = (shown(ours), shown(theirs));
            match is_known(formula, &ours, &theirs) {
                true => known += 1,
                false => differing.push(format!("{formula} gives {ours}, IronCalc {theirs}")),
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    // An oracle that is never asked says nothing.
    assert!(evaluated > count * 9 / 10 && known < count / 100, "{evaluated} evaluated, {known} known to differ");
}
