//! A table → what its cells say, by the names of row and column: two versions of one table are held against each other by
//! them, wherever the rows have moved.

use std::collections::{BTreeMap, HashMap};

use crate::check::records::{Rated, RatedBlock, RatedRoster, TableRecord};
use crate::check::totals::unit_key;
use crate::finding::CellRef;
use crate::locate::RowRole;
use crate::parse::MeasureKind;
use crate::text::key;

/// What a cell says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Held {
    /// Where.
    pub(super) at: CellRef,
    /// Where the name of its row stands.
    pub(super) name_at: CellRef,
    /// As shown.
    pub(super) text: String,
    /// The row by its name.
    pub(super) row: String,
    /// The column by its head.
    pub(super) column: String,
    /// Is it a total, or a percentage, of other cells?
    pub(super) depends: bool,
    /// Is the row about a person?
    pub(super) person: bool,
}

/// By row and column.
pub(super) type Cells = BTreeMap<(String, String), Held>;

/// The cells of a table.
pub(super) fn cells(table: &TableRecord<'_>) -> Cells {
    let mut cells = Cells::new();
    match &table.content {
        Rated::Counts(blocks) | Rated::Figures(blocks) => blocks.iter().for_each(|b| of_block(b, &mut cells)),
        Rated::Roster(list) => of_list(list, &mut cells),
        Rated::Nothing => {}
    }
    cells
}

/// Rows of one name are told apart by their order.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    fn next(&mut self, name: String) -> String {
        let count = self.0.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{name}|{count}") } else { name }
    }
}

fn of_block(rated: &RatedBlock<'_>, cells: &mut Cells) {
    let block = &rated.block;
    let mut names = Names::default();
    let rows: Vec<String> = block
        .lines
        .iter()
        .map(|line| {
            let group = line.group.as_deref().map(unit_key).unwrap_or_default();
            names.next(format!("{group}|{}", unit_key(&line.name)))
        })
        .collect();
    for (l, line) in block.lines.iter().enumerate() {
        let total = matches!(line.role, RowRole::Total | RowRole::Subtotal);
        let held = |at, text: &str, column: &str, depends: bool| Held {
            at,
            name_at: line.name_at,
            text: text.to_owned(),
            row: line.name.clone(),
            column: column.to_owned(),
            depends: depends || total,
            person: false,
        };
        for (measure, cell) in block.measures.iter().zip(&block.cells[l]) {
            let sum = matches!(measure.kind, MeasureKind::Total | MeasureKind::Rated);
            let text = cell.figure.count().filter(|_| !cell.shown.contains(['/', '('])).map(|n| n.to_string());
            let text = text.unwrap_or_else(|| cell.shown.clone());
            let place = (rows[l].clone(), key(&measure.header));
            cells.entry(place).or_insert_with(|| held(cell.at, &text, &measure.header, sum));
        }
        for share in &block.shares {
            for cell in share.cells.iter().filter(|c| c.line == l) {
                let place = (rows[l].clone(), format!("% {}|{}", key(&share.header), cell.measure));
                let text = cell.percent().map_or_else(|| cell.shown.clone(), |p| format!("{}%", p.vi()));
                cells.entry(place).or_insert_with(|| held(cell.at, &text, &share.header, true));
            }
        }
    }
}

fn of_list(list: &RatedRoster<'_>, cells: &mut Cells) {
    let mut names = Names::default();
    for record in &list.roster.records {
        let said = [record.parent.as_deref(), Some(record.name.as_str()), record.birth.as_deref()];
        let row = names.next(said.into_iter().flatten().map(unit_key).collect::<Vec<_>>().join("|"));
        let mut put = |at: CellRef, text: &str, column: &str| {
            let held = Held {
                at,
                name_at: record.name_at(),
                text: text.to_owned(),
                row: record.name.to_string(),
                column: column.to_owned(),
                depends: false,
                person: list.roster.persons,
            };
            cells.entry((row.clone(), key(column))).or_insert(held);
        };
        for (column, written) in list.roster.ratings.iter().zip(record.ratings.iter()) {
            let at = written.first().map(|w| w.at(record.row));
            let at = at.or_else(|| column.columns.first().map(|c| CellRef::new(record.row, *c)));
            let text = written.iter().map(|w| &*w.text).collect::<Vec<_>>().join("; ");
            put(at.unwrap_or(record.name_at()), &text, &column.header);
        }
        let more = [("Điểm", record.score()), ("Kỷ luật", record.discipline())];
        for (head, said) in more {
            if let Some((at, text)) = said {
                put(at, text, head);
            }
        }
        if let Some(at) = record.reason_at() {
            put(at, &record.reason, "Lý do, ghi chú");
        }
    }
}
