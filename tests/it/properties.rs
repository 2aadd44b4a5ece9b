//! What holds for every table: where it stands and in what order its rows are changes no total; correcting twice is
//! correcting once.

use std::sync::Arc;

use proptest::prelude::*;
use xeploai::check::records::{Input, Outcome, Submission, build};
use xeploai::check::totals::totals;
use xeploai::check::{self};
use xeploai::config::Config;
use xeploai::correct::{Correction, Wanted, corrections};
use xeploai::evaluate::fill_missing;
use xeploai::finding::CellRef;
use xeploai::normalise::Catalogue;
use xeploai::read::{Cell, Format, Sheet, Tab, Value, Workbook};
use xeploai::write::apply::apply;

/// Counts of the four levels for each unit.
type Table = Vec<[u32; 4]>;

/// A count summary with its corner at a place, its units in some order.
fn drawn(units: &[[u32; 4]], order: &[usize], down: u32, right: u32, wrong: Option<usize>) -> Workbook {
    let mut cells = vec![text(0, 0, "TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021")];
    for (column, head) in ["TT", "Tên đơn vị", "Tổng số", "HTXSNV", "HTTNV", "HTNV", "KHTNV"].iter().enumerate()
    {
        cells.push(text(down + 2, right + column as u32, head));
    }
    let number = |row: u32, column: u32, n: u32| Cell::new(CellRef::new(row, right + column), Value::Number(n.into()));
    let mut sums = [0; 4];
    for (place, &unit) in order.iter().enumerate() {
        let row = down + 3 + place as u32;
        cells.push(number(row, 0, place as u32 + 1));
        cells.push(text(row, right + 1, &format!("Đảng bộ xã số {}", unit + 1)));
        cells.push(number(row, 2, units[unit].iter().sum()));
        for (level, count) in units[unit].iter().enumerate() {
            sums[level] += count;
            // A slip of the keyboard in one cell; its row and its column both give it away.
            let slip = u32::from(wrong == Some(unit) && level == 1) * 7;
            cells.push(number(row, 3 + level as u32, count + slip));
        }
    }
    let row = down + 3 + order.len() as u32;
    cells.push(text(row, right + 1, "Tổng cộng"));
    cells.push(number(row, 2, sums.iter().sum()));
    cells.extend((0..).zip(sums).map(|(level, sum)| number(row, 3 + level, sum)));
    cells.sort_by_key(|cell| cell.at());
    let sheet = Sheet { name: "Biểu 1".into(), cells, merges: Some(Vec::new()), ..Sheet::default() };
    Workbook { format: Format::Xlsx, tabs: vec![Tab::Sheet(sheet)], number_formats: None, own_output: false }
}

fn text(row: u32, column: u32, text: &str) -> Cell {
    Cell::new(CellRef::new(row, column), Value::Text(text.into()))
}

fn submitted(mut workbook: Workbook) -> Submission<'static> {
    let filled = fill_missing(&mut workbook);
    let outcome = Outcome::Read(Box::new(workbook), filled);
    let input = Input { path: Arc::from("a.xlsx"), outcome, wrong_extension: false };
    build(vec![input], Catalogue::built_in(), &Config { year: Some(2021), ..Config::default() })
}

/// Subject and counts of each total.
fn counted(workbook: Workbook) -> Vec<String> {
    let all = totals(&submitted(workbook));
    all.units.iter().map(|t| format!("{:?} {:?} {} {}", t.subject, t.counts, t.unstated, t.unresolved)).collect()
}

fn safe(workbook: &Workbook) -> Vec<Correction> {
    let config = Config { year: Some(2021), ..Config::default() };
    let findings = check::run(&submitted(workbook.clone()), &config);
    corrections(&findings, Wanted::default()).expect("none is asked for by name").list
}

/// Tables, and an order of their rows.
fn tables() -> impl Strategy<Value = (Table, Vec<usize>)> {
    let row = [0u32..4, 1u32..60, 0u32..9, 0u32..3];
    proptest::collection::vec(row, 3..9).prop_flat_map(|units| {
        let order: Vec<usize> = (0..units.len()).collect();
        (Just(units), Just(order).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_do_not_hang_on_order_or_place((units, order) in tables(), down in 0u32..12, right in 0u32..6) {
        let plain: Vec<usize> = (0..units.len()).collect();
        let wanted = counted(drawn(&units, &plain, 0, 0, None));
        prop_assert_eq!(wanted.len(), 1);
        prop_assert_eq!(counted(drawn(&units, &order, down, right, None)), wanted);
    }

    #[test]
    fn correcting_twice_is_correcting_once((units, order) in tables(), wrong in 0usize..3) {
        let workbook = drawn(&units, &order, 0, 0, Some(wrong));
        let first = safe(&workbook);
        // Where other slips would explain it as well, nothing is proven and nothing corrected.
        prop_assume!(!first.is_empty());
        prop_assert_eq!(first.len(), 1);
        prop_assert_eq!(&first[0].edit.to, &units[wrong][1].to_string());
        let corrected = apply(&workbook, &first.iter().collect::<Vec<_>>()).expect("a number for a number").workbook;
        prop_assert_eq!(safe(&corrected), vec![]);
        let order_of_old = drawn(&units, &order, 0, 0, None);
        prop_assert_eq!(counted(corrected), counted(order_of_old));
    }
}
