//! What is handed in: a table, at times with a list of all it counts, or with the same table again on another sheet.

use std::sync::Arc;

use xeploai::check::records::{Input, Outcome, build};
use xeploai::check::run;
use xeploai::config::Config;
use xeploai::evaluate::{Filled, fill_missing};
use xeploai::finding::{CellRef, Finding, Severity};
use xeploai::normalise::Catalogue;
use xeploai::read::{Cell, Format, Sheet, Tab, Value, Workbook};

use super::tables::{Picture, Row, Shape};
use crate::random::Random;

const SHEETS: [&str; 2] = ["Biểu 1", "Biểu 2"];
const LEVELS: [&str; 4] = ["HTXSNV", "HTTNV", "HTNV", "KHTNV"];

/// A cell of one of the tables.
pub(super) type At = (usize, CellRef);

#[derive(Clone)]
pub(super) struct Handed {
    /// One table, or the same on two sheets.
    pub(super) tables: Vec<Picture>,
    list: Vec<Listed>,
}

/// A row of the list: under which unit, with which level.
#[derive(Clone, PartialEq)]
struct Listed {
    unit: String,
    level: usize,
}

/// One row for everything a unit counts.
fn listed(units: &[(String, Row)], nested: bool) -> Vec<Listed> {
    let of_unit = |(unit, row): &(String, Row)| {
        let good = if nested { row[3] - row[2] } else { row[3] };
        let levels = [row[2], good, row[4], row[5]].into_iter().enumerate();
        let rows = levels.flat_map(|(level, n)| (0..n).map(move |_| level));
        rows.map(|level| Listed { unit: unit.clone(), level }).collect::<Vec<_>>()
    };
    units.iter().flat_map(of_unit).collect()
}

impl Handed {
    pub(super) fn any(random: &mut Random) -> Self {
        Self::of(Shape::any(random), random)
    }

    pub(super) fn of(shape: Shape, random: &mut Random) -> Self {
        let picture = Picture::of(shape, random);
        let list = listed(&picture.units, shape.nesting > 0);
        let again = !shape.list && !shape.leaders && random.chance(6);
        Self { tables: vec![picture; if again { 2 } else { 1 }], list }
    }

    pub(super) fn shape(&self) -> Shape {
        self.tables[0].shape
    }

    /// Puts a slip into a table or into the list; gives back the cells that changed.
    pub(super) fn slip(&mut self, random: &mut Random) -> Vec<At> {
        if !self.list.is_empty() && random.chance(30) {
            self.slip_in_list(random);
            return Vec::new();
        }
        let table = random.below(self.tables.len());
        self.tables[table].slip(random).into_iter().map(|at| (table, at)).collect()
    }

    /// A row under another level or another unit, missing, or there twice.
    fn slip_in_list(&mut self, random: &mut Random) {
        let at = random.below(self.list.len());
        match random.below(5) {
            0..3 => self.list[at].level = (self.list[at].level + 1 + random.below(3)) % 4,
            3 => drop(self.list.remove(at)),
            _ => self.list.insert(at, self.list[at].clone()),
        }
    }

    /// Do the tables agree with themselves, with each other and with the list?
    pub(super) fn consistent(&self, truth: &Self) -> bool {
        self.list == truth.list
            && self.tables.iter().all(Picture::consistent)
            && self.tables[0].cells == self.tables[self.tables.len() - 1].cells
    }

    fn list_sheet(&self) -> Option<Sheet> {
        let mut cells = Vec::new();
        let mut put = |row: usize, column: u32, value: Value| {
            cells.push(Cell::new(CellRef::new(row as u32, column), value));
        };
        let text = |text: &str| Value::Text(text.into());
        put(0, 0, text("DANH SÁCH XẾP LOẠI CHI BỘ TRỰC THUỘC NĂM 2021"));
        for (head, column) in ["TT", "Tên chi bộ", "Tổ chức cơ sở đảng", "Xếp loại"].into_iter().zip(0..)
        {
            put(2, column, text(head));
        }
        for (index, row) in self.list.iter().enumerate() {
            put(index + 3, 0, Value::Number((index + 1) as f64));
            put(index + 3, 1, text(&format!("Chi bộ số {}", index + 1)));
            put(index + 3, 2, text(&row.unit));
            put(index + 3, 3, text(LEVELS[row.level]));
        }
        (!self.list.is_empty()).then(|| Sheet { name: Arc::from("Danh sách"), cells, ..Sheet::default() })
    }

    pub(super) fn workbook(&self) -> Workbook {
        let sheets = self.tables.iter().zip(SHEETS).map(|(table, name)| table.sheet(name));
        let tabs = sheets.chain(self.list_sheet()).map(Tab::Sheet).collect();
        let mut workbook = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
        fill_missing(&mut workbook);
        workbook
    }

    /// Everything the program finds.
    pub(super) fn all_findings(&self) -> Vec<Finding> {
        findings(self.workbook())
    }

    /// The arithmetic errors found.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let arithmetic = |f: &Finding| (f.rule.starts_with('S') || f.rule == "X601") && f.severity == Severity::Error;
        self.all_findings().into_iter().filter(arithmetic).collect()
    }

    /// What speaks of some cells beside the sums of their own line.
    pub(super) fn evidence(&self, errors: &[At]) -> &'static str {
        match (self.list.is_empty(), self.tables.len()) {
            (false, _) => "complete list",
            (_, 2) => "the table twice",
            _ => self.tables[0].evidence(&errors.iter().map(|e| e.1).collect::<Vec<_>>()),
        }
    }
}

/// Everything the program finds in a workbook.
pub(super) fn findings(workbook: Workbook) -> Vec<Finding> {
    let outcome = Outcome::Read(Box::new(workbook), Filled::default());
    let input = Input { path: Arc::from("a.xlsx"), outcome, wrong_extension: false };
    let config = Config::default();
    let submission = build(vec![input], Catalogue::built_in(), &config);
    run(&submission, &config)
}

/// The table a sheet holds.
pub(super) fn table_of(sheet: &str) -> Option<usize> {
    SHEETS.iter().position(|name| *name == sheet)
}
