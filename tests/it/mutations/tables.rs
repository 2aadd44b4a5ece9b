//! Consistent tables of every shape, and slips put into them.

use std::collections::BTreeMap;
use std::sync::Arc;

use xeploai::finding::{CellRange, CellRef};
use xeploai::read::{Cell, Sheet, Value};
use xeploai::text::Decimal;

use crate::random::Random;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Totals {
    None,
    Typed,
    Formula,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Groups {
    None,
    /// Subtotals on the head rows of the groups.
    OnHeads,
    /// "Cộng" below the rows of each group.
    Below,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// 0 separate, 1 nested, 2 cumulative.
    pub(super) nesting: usize,
    /// Decimals of the percentages, if there are any.
    pub(super) decimals: Option<u8>,
    /// Percentages as text ("23,1%").
    pub(super) as_text: bool,
    /// Percentages as formulas.
    pub(super) live: bool,
    pub(super) totals: Totals,
    pub(super) total_first: bool,
    pub(super) groups: Groups,
    /// A rated column besides the total, and those not rated.
    pub(super) unrated: bool,
    /// A "Trong đó" line below some units.
    pub(super) leaders: bool,
    /// Two subjects side by side.
    pub(super) two_blocks: bool,
    /// Groups of columns for one part ("Trong đó") or for two that make up the whole.
    pub(super) parts: usize,
    /// Do levels stand in rows?
    pub(super) transposed: bool,
    /// Is a complete list of what the table counts handed in with it?
    pub(super) list: bool,
    pub(super) rows: usize,
}

impl Shape {
    pub(super) fn any(random: &mut Random) -> Self {
        let transposed = random.chance(20);
        let columns = |chosen: bool| chosen && !transposed;
        let rows = if random.chance(15) { random.between(11, 60) } else { random.between(3, 10) };
        let groups = if random.chance(30) { random.one_of(&[Groups::OnHeads, Groups::Below]) } else { Groups::None };
        let totals = random.one_of(&[Totals::None, Totals::Typed, Totals::Typed, Totals::Formula]);
        // A form with levels in rows has a total column.
        let totals = if transposed && totals == Totals::None { Totals::Typed } else { totals };
        let list = !transposed && random.chance(8);
        let columns = |chosen: bool| columns(chosen) && !list;
        let rows = if list { rows.min(6) } else { rows };
        let two_blocks = columns(random.chance(12));
        let parts = if columns(random.chance(12)) && !two_blocks { random.between(1, 2) as usize } else { 0 };
        let grouped = columns(totals != Totals::None && rows >= 4);
        Self {
            nesting: random.below(3),
            decimals: random.chance(65).then(|| random.below(3) as u8),
            as_text: random.chance(50),
            live: random.chance(10),
            totals,
            total_first: random.chance(25),
            groups: if grouped { groups } else { Groups::None },
            unrated: random.chance(40) && !list,
            leaders: columns(random.chance(10)),
            two_blocks,
            parts,
            transposed,
            list,
            rows: if transposed { rows.min(12) as usize } else { rows as usize },
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Content {
    Text(String),
    Count(i64),
    Share(Decimal),
    Formula(String),
}

/// What must hold: whole = Σ parts, part ≤ whole, or a percentage of a count and base.
#[derive(Clone)]
pub(super) enum Law {
    Sum(CellRef, Vec<CellRef>),
    AtMost(CellRef, CellRef),
    Share(Printed),
}

/// A percentage: where it stands, of what, and whether it is no part of another.
#[derive(Clone)]
pub(super) struct Printed {
    pub(super) cell: CellRef,
    pub(super) part: CellRef,
    pub(super) base: CellRef,
    disjoint: bool,
}

#[derive(Clone)]
pub(super) struct Picture {
    pub(super) shape: Shape,
    pub(super) cells: BTreeMap<CellRef, Content>,
    pub(super) laws: Vec<Law>,
    merges: Vec<CellRange>,
    /// The first row of the body, and the first column of figures.
    body: (u32, u32),
    /// "Trong đó" rows: no total adds them up.
    apart: Vec<u32>,
    /// The units with what is counted of each, where a list says the same.
    pub(super) units: Vec<(String, Row)>,
}

fn share(count: i64, base: i64, decimals: u8) -> Decimal {
    let scale = 10i128.pow(u32::from(decimals));
    let twice = if base > 0 { 200 * i128::from(count) * scale / i128::from(base) } else { 0 };
    Decimal::new((twice + 1) / 2, decimals)
}

/// Total, rated, HTXSNV, HTTNV as printed, HTNV, KHTNV, not rated.
pub(super) type Row = [i64; 7];

const RATED: usize = 1;
const UNRATED: usize = 6;

fn row(shape: &Shape, random: &mut Random) -> Row {
    let rated = if shape.list { random.between(4, 25) } else { random.between(12, 180) };
    let best = random.between(0, rated / 5);
    let poor = random.between(0, rated / 20);
    let fair = random.between(0, rated / 4);
    let good = rated - best - poor - fair;
    let unrated = if shape.unrated && random.chance(50) { random.between(1, 4) } else { 0 };
    let printed = if shape.nesting == 0 { good } else { good + best };
    [rated + unrated, rated, best, printed, fair, poor, unrated]
}

/// Some of a row: its "Trong đó".
fn part(of: &Row, shape: &Shape, random: &mut Random) -> Row {
    let inside = |n: i64, random: &mut Random| random.between(0, n / 3);
    let best = inside(of[2], random);
    let good = inside(if shape.nesting == 0 { of[3] } else { of[3] - of[2] }, random);
    let (fair, poor, unrated) = (inside(of[4], random), inside(of[5], random), inside(of[UNRATED], random));
    let rated = best + good + fair + poor;
    let printed = if shape.nesting == 0 { good } else { good + best };
    [rated + unrated, rated, best, printed, fair, poor, unrated]
}

fn plus<'r>(rows: impl Iterator<Item = &'r Row>) -> Row {
    rows.fold([0; 7], |sum, row| std::array::from_fn(|i| sum[i] + row[i]))
}

/// A line of the table: its outline mark and name, the figures of each block, and the lines it adds up.
struct Line {
    mark: String,
    name: String,
    values: Vec<Row>,
    sums: Option<Vec<usize>>,
}

impl Line {
    fn head(mark: &str, name: &str) -> Self {
        Self { mark: mark.into(), name: name.into(), values: Vec::new(), sums: None }
    }
}

fn name(i: usize) -> String {
    let letters = ["A", "B", "C", "D", "E", "G", "H", "I", "K", "L"];
    let letter = letters[i % 10];
    if i < 10 { format!("Đảng bộ {letter}") } else { format!("Đảng bộ {letter}{}", i / 10 + 1) }
}

/// How many groups of columns stand side by side.
fn blocks(shape: &Shape) -> usize {
    1 + usize::from(shape.two_blocks) + shape.parts
}

/// The figures of a unit, group by group: the parts of the first, where there are parts.
fn values(shape: &Shape, random: &mut Random) -> Vec<Row> {
    let mut all = vec![row(shape, random)];
    if shape.two_blocks {
        all.push(row(shape, random));
    }
    if shape.parts > 0 {
        all.push(part(&all[0], shape, random));
    }
    if shape.parts > 1 {
        all.push(std::array::from_fn(|i| all[0][i] - all[1][i]));
    }
    all
}

fn lines(shape: &Shape, random: &mut Random) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    let middle = if shape.groups == Groups::None { shape.rows } else { shape.rows / 2 };
    let mut number = 0;
    let mut parts: Vec<usize> = Vec::new();
    for (mark, title, count) in [("I", "Khối phường", middle), ("II", "Khối trường", shape.rows - middle)] {
        let grouped = shape.groups != Groups::None;
        if count == 0 {
            continue;
        }
        let head = all.len();
        if grouped {
            all.push(Line::head(mark, title));
        }
        let mut own: Vec<usize> = Vec::new();
        for _ in 0..count {
            number += 1;
            let values = values(shape, random);
            let inside = (shape.leaders && shape.parts == 0 && random.chance(50))
                .then(|| values.iter().map(|v| part(v, shape, random)).collect::<Vec<_>>());
            own.push(all.len());
            all.push(Line { mark: number.to_string(), name: name(number - 1), values, sums: None });
            if let Some(values) = inside {
                all.push(Line { mark: String::new(), name: "Trong đó: cơ quan".into(), values, sums: None });
            }
        }
        let values = (0..blocks(shape)).map(|b| plus(own.iter().map(|&l| &all[l].values[b]))).collect();
        match shape.groups {
            Groups::None => parts.extend(own),
            Groups::OnHeads => {
                (all[head].values, all[head].sums) = (values, Some(own));
                parts.push(head);
            }
            Groups::Below => {
                parts.push(all.len());
                all.push(Line { mark: String::new(), name: format!("Cộng {mark}"), values, sums: Some(own) });
            }
        }
    }
    if shape.totals != Totals::None {
        let values = (0..blocks(shape)).map(|b| plus(parts.iter().map(|&l| &all[l].values[b]))).collect();
        let mut total = Line { mark: String::new(), name: "Tổng cộng".into(), values, sums: Some(parts) };
        // Above or below what it adds up, as offices have it.
        if shape.total_first && shape.groups != Groups::Below {
            total.sums.iter_mut().flatten().for_each(|l| *l += 1);
            all.iter_mut().filter_map(|l| l.sums.as_mut()).flatten().for_each(|l| *l += 1);
            all.insert(0, total);
        } else {
            all.push(total);
        }
    }
    all
}

/// Where a figure and its percentage stand.
struct Places {
    transposed: bool,
    first: (u32, u32),
    /// Columns of one figure: two where a percentage stands beside it.
    shares: bool,
    /// For each block and measure its place among them.
    at: BTreeMap<(usize, usize), u32>,
}

impl Places {
    fn of(&self, line: usize, block: usize, measure: usize) -> CellRef {
        let along = self.at[&(block, measure)];
        match self.transposed {
            true => {
                let width = if self.shares { 2 } else { 1 };
                CellRef::new(self.first.0 + along, self.first.1 + width * line as u32)
            }
            false => CellRef::new(self.first.0 + line as u32, self.first.1 + along),
        }
    }

    fn share_of(&self, line: usize, block: usize, measure: usize) -> CellRef {
        let at = self.of(line, block, measure);
        CellRef::new(at.row, at.column + 1)
    }
}

fn has_share(shape: &Shape, measure: usize) -> bool {
    shape.decimals.is_some() && (2..=5).contains(&measure)
}

/// The measures a form prints, in its order, with their labels.
fn measures(shape: &Shape) -> Vec<(usize, &'static str)> {
    let mut all: Vec<(usize, &str)> = vec![(0, "Tổng số")];
    if shape.unrated {
        all.push((RATED, "Số được đánh giá"));
    }
    all.extend(match shape.nesting {
        0 => [(2, "HTXSNV"), (3, "HTTNV")],
        1 => [(3, "HTTNV"), (2, "Trong đó: HTXSNV")],
        _ => [(3, "HTTNV trở lên"), (2, "Trong đó: HTXSNV")],
    });
    all.extend([(4, "HTNV"), (5, "KHTNV")]);
    if shape.unrated {
        all.push((UNRATED, "Chưa đánh giá"));
    }
    all
}

impl Picture {
    pub(super) fn of(shape: Shape, random: &mut Random) -> Self {
        let lines = lines(&shape, random);
        let mut picture = Self {
            shape,
            cells: BTreeMap::new(),
            laws: Vec::new(),
            merges: Vec::new(),
            body: (0, 0),
            apart: Vec::new(),
            units: Vec::new(),
        };
        let units = lines.iter().filter(|line| line.sums.is_none() && !line.values.is_empty());
        picture.units = units.filter(|_| shape.list).map(|line| (line.name.clone(), line.values[0])).collect();
        let subject = if shape.list { "CHI BỘ TRỰC THUỘC" } else { "TỔ CHỨC CƠ SỞ ĐẢNG" };
        picture.text(0, 0, &format!("TỔNG HỢP KẾT QUẢ XẾP LOẠI {subject} NĂM 2021"));
        let places = if shape.transposed { picture.heads_of_rows(&lines) } else { picture.heads(&lines) };
        picture.body = places.first;
        for (index, line) in lines.iter().enumerate() {
            for (block, values) in line.values.iter().enumerate() {
                picture.put(&places, index, block, values, line.sums.as_deref());
            }
            if !line.values.is_empty() {
                picture.hold_parts(&places, index);
            }
        }
        picture
    }

    /// Levels in columns: heads, marks, names and reasons.
    fn heads(&mut self, lines: &[Line]) -> Places {
        let shape = self.shape;
        let top = 2;
        let grouped = blocks(&shape) > 1;
        let bottom = if grouped { top + 1 } else { top };
        self.text(top, 0, "TT");
        self.text(top, 1, if shape.list { "Tên tổ chức cơ sở đảng" } else { "Tên đơn vị" });
        let mut at = BTreeMap::new();
        let mut column = 2;
        let heads = match shape.parts {
            0 => ["Tập thể lãnh đạo, quản lý", "Cá nhân lãnh đạo, quản lý", ""],
            1 => ["Kết quả chung", "Trong đó: khối trường học", ""],
            _ => ["Toàn đảng bộ", "Khối phường", "Khối trường học"],
        };
        for (block, head) in heads.iter().take(blocks(&shape)).enumerate() {
            let from = column;
            for (measure, header) in measures(&shape) {
                self.text(bottom, column, header);
                at.insert((block, measure), column - 2);
                column += 1;
                if has_share(&shape, measure) {
                    self.text(bottom, column, "%");
                    column += 1;
                }
            }
            if grouped {
                self.text(top, from, head);
                self.merges.push(CellRange { start: CellRef::new(top, from), end: CellRef::new(top, column - 1) });
            }
        }
        if shape.unrated {
            self.text(top, column, "Lý do");
        }
        let first = bottom + 1;
        for (line, index) in lines.iter().zip(first..) {
            match line.mark.parse() {
                Ok(number) => drop(self.cells.insert(CellRef::new(index, 0), Content::Count(number))),
                Err(_) if !line.mark.is_empty() => self.text(index, 0, &line.mark),
                Err(_) => {}
            }
            self.text(index, 1, &line.name);
            if line.name.starts_with("Trong đó") {
                self.apart.push(index);
            }
            if line.sums.is_none() && line.values.iter().any(|v| v[UNRATED] > 0) {
                self.text(index, column, "mới thành lập");
            }
        }
        Places { transposed: false, first: (first, 2), shares: false, at }
    }

    /// Levels in rows: one column a unit.
    fn heads_of_rows(&mut self, lines: &[Line]) -> Places {
        let shape = self.shape;
        let shares = shape.decimals.is_some();
        self.text(2, 0, "Chỉ tiêu");
        let width = if shares { 2 } else { 1 };
        for (line, index) in lines.iter().zip(0u32..) {
            let name = if line.sums.is_some() { "Tổng số" } else { &line.name };
            self.text(2, 1 + width * index, name);
            if shares {
                self.text(2, 2 + width * index, "Tỷ lệ %");
            }
        }
        let mut at = BTreeMap::new();
        for ((measure, label), index) in measures(&shape).into_iter().zip(0u32..) {
            let label = if measure == 0 { "Tổng số tổ chức cơ sở đảng" } else { label };
            self.text(3 + index, 0, label);
            at.insert((0, measure), index);
        }
        if shape.unrated {
            self.text(2, 1 + width * lines.len() as u32, "Ghi chú");
            self.text(2 + at.len() as u32, 1 + width * lines.len() as u32, "mới thành lập");
        }
        Places { transposed: true, first: (3, 1), shares, at }
    }

    fn text(&mut self, row: u32, column: u32, text: &str) {
        self.cells.insert(CellRef::new(row, column), Content::Text(text.into()));
    }

    /// The figures of a line in one block, and what holds between them.
    fn put(&mut self, places: &Places, line: usize, block: usize, values: &Row, sums: Option<&[usize]>) {
        let shape = self.shape;
        let at = |measure: usize| places.of(line, block, measure);
        let base = if shape.unrated { at(RATED) } else { at(0) };
        for (measure, _) in measures(&shape) {
            let parts: Option<Vec<CellRef>> =
                sums.map(|lines| lines.iter().map(|&l| places.of(l, block, measure)).collect());
            let formula = parts.as_ref().filter(|_| shape.totals == Totals::Formula);
            let plus = |p: &Vec<CellRef>| p.iter().map(CellRef::to_string).collect::<Vec<_>>().join("+");
            let content = formula.map_or(Content::Count(values[measure]), |p| Content::Formula(plus(p)));
            self.cells.insert(at(measure), content);
            self.laws.extend(parts.map(|parts| Law::Sum(at(measure), parts)));
            if let Some(decimals) = shape.decimals.filter(|_| has_share(&shape, measure)) {
                let cell = places.share_of(line, block, measure);
                let live = format!("IF({base}=0,0,ROUND({}*100/{base},{decimals}))", at(measure));
                let typed = Content::Share(share(values[measure], values[RATED], decimals));
                self.cells.insert(cell, if shape.live { Content::Formula(live) } else { typed });
                let disjoint = measure != 2 || shape.nesting == 0;
                self.laws.push(Law::Share(Printed { cell, part: at(measure), base, disjoint }));
            }
        }
        let levels = [2, 3, 4, 5].into_iter().filter(|&m| m != 2 || shape.nesting == 0);
        self.laws.push(Law::Sum(base, levels.map(at).collect()));
        if shape.nesting > 0 {
            self.laws.push(Law::AtMost(at(2), at(3)));
        }
        if shape.unrated {
            self.laws.push(Law::Sum(at(0), vec![at(RATED), at(UNRATED)]));
        }
    }

    /// What holds between the groups of columns of a line, where some count parts of the first.
    fn hold_parts(&mut self, places: &Places, line: usize) {
        for (measure, _) in measures(&self.shape) {
            let at = |block: usize| places.of(line, block, measure);
            self.laws.extend(match self.shape.parts {
                0 => None,
                1 => Some(Law::AtMost(at(1), at(0))),
                _ => Some(Law::Sum(at(0), vec![at(1), at(2)])),
            });
        }
    }

    pub(super) fn count(&self, at: CellRef) -> i64 {
        match &self.cells[&at] {
            Content::Count(n) => *n,
            Content::Formula(_) => {
                let own = |law: &&Law| matches!(law, Law::Sum(whole, _) if *whole == at);
                let Some(Law::Sum(_, parts)) = self.laws.iter().find(own) else { return 0 };
                parts.iter().map(|&p| self.count(p)).sum()
            }
            _ => 0,
        }
    }

    /// Is everything as it should be, whatever the program says? A percentage within rounding is no error, nor is one
    /// that is off by its last digit where the line then sums to 100.
    pub(super) fn consistent(&self) -> bool {
        self.laws.iter().all(|law| self.holds(law))
    }

    pub(super) fn holds(&self, law: &Law) -> bool {
        match law {
            Law::Sum(whole, parts) => self.count(*whole) == parts.iter().map(|&p| self.count(p)).sum::<i64>(),
            Law::AtMost(part, whole) => self.count(*part) <= self.count(*whole),
            Law::Share(share) => self.units_off(share) == 0 || self.balances(share),
        }
    }

    fn units(&self, cell: CellRef) -> Option<i128> {
        match &self.cells[&cell] {
            Content::Share(percent) => Some(percent.rounded_units(self.shape.decimals.unwrap_or(0))),
            _ => None,
        }
    }

    /// By how many last digits a typed percentage is beyond rounding.
    fn units_off(&self, share: &Printed) -> i128 {
        let Some(units) = self.units(share.cell) else { return 0 };
        let (part, base) = (i128::from(self.count(share.part)), i128::from(self.count(share.base)));
        if base <= 0 {
            return if part == 0 { units } else { i128::MAX };
        }
        let ten = 10i128.pow(u32::from(self.shape.decimals.unwrap_or(0)));
        // Twice the distance, in units times the base.
        let off = 2 * (100 * part * ten - units * base).abs();
        (off - base).max(0).div_euclid(2 * base) + i128::from(off > base)
    }

    fn balances(&self, share: &Printed) -> bool {
        let of_line = || {
            let shares = self.laws.iter().filter_map(|l| if let Law::Share(s) = l { Some(s) } else { None });
            shares.filter(|s| s.base == share.base && s.disjoint)
        };
        let sum: Option<i128> = of_line().map(|s| self.units(s.cell)).sum();
        let alone = of_line().filter(|s| self.units_off(s) > 0).count() == 1;
        let hundred = 100 * 10i128.pow(u32::from(self.shape.decimals.unwrap_or(0)));
        share.disjoint && self.units_off(share) == 1 && alone && sum == Some(hundred)
    }

    pub(super) fn sheet(&self, name: &str) -> Sheet {
        let cell = |(&at, content): (&CellRef, &Content)| {
            let mut cell = Cell::new(at, Value::Empty);
            let mut number = |text: String| cell.set_value(Value::Number(text.parse().expect("a number")));
            match content {
                Content::Text(text) => cell.set_value(Value::Text(text.as_str().into())),
                Content::Count(n) => number(n.to_string()),
                Content::Share(d) if self.shape.as_text => cell.set_value(Value::Text(format!("{}%", d.vi()).into())),
                Content::Share(d) => number(d.to_string()),
                Content::Formula(text) => cell.set_formula(Some(text.as_str())),
            }
            cell
        };
        let cells = self.cells.iter().map(cell).collect();
        Sheet { name: Arc::from(name), cells, merges: Some(self.merges.clone()), ..Sheet::default() }
    }

    pub(super) fn typed(&self) -> Vec<CellRef> {
        let figure = |(at, c): (&CellRef, &Content)| {
            let inside = at.row >= self.body.0 && at.column >= self.body.1;
            (inside && matches!(c, Content::Count(_) | Content::Share(_))).then_some(*at)
        };
        self.cells.iter().filter_map(figure).collect()
    }

    /// The next typed cell of the same kind, to the right or below.
    pub(super) fn beside(&self, at: CellRef, typed: &[CellRef], below: bool) -> Option<CellRef> {
        let after = |c: &&CellRef| match below {
            true => c.column == at.column && c.row > at.row,
            false => c.row == at.row && c.column > at.column,
        };
        let kind = std::mem::discriminant(&self.cells[&at]);
        typed.iter().filter(after).find(|c| std::mem::discriminant(&self.cells[c]) == kind).copied()
    }

    /// Puts a slip into a cell, or exchanges two neighbours; gives back the cells that changed.
    pub(super) fn slip(&mut self, random: &mut Random) -> Vec<CellRef> {
        let typed = self.typed();
        loop {
            let at = typed[random.below(typed.len())];
            let (exchange, below) = (random.chance(12), random.chance(25));
            if exchange
                && let Some(beside) = self.beside(at, &typed, below)
                && self.cells[&at] != self.cells[&beside]
            {
                let (a, b) = (self.cells[&at].clone(), self.cells[&beside].clone());
                self.cells.extend([(at, b), (beside, a)]);
                return vec![at, beside];
            }
            let (from, decimals) = match &self.cells[&at] {
                Content::Count(n) => (*n, None),
                Content::Share(d) => (i64::try_from(d.rounded_units(d.decimals())).expect("small"), Some(d.decimals())),
                _ => continue,
            };
            let to = slip(from, random);
            if to != from {
                let share = |d| Content::Share(Decimal::new(i128::from(to), d));
                self.cells.insert(at, decimals.map_or(Content::Count(to), share));
                return vec![at];
            }
        }
    }

    /// What speaks of some cells beside the sums of their own line.
    pub(super) fn evidence(&self, errors: &[CellRef]) -> &'static str {
        let typed = self.shape.decimals.filter(|_| !self.shape.live);
        let apart = errors.iter().any(|e| self.apart.contains(&e.row));
        match (if apart { Totals::None } else { self.shape.totals }, typed) {
            (Totals::Typed, Some(0)) => "typed totals, whole percentages",
            (Totals::Typed, Some(_)) => "typed totals, percentages",
            (Totals::Typed, None) => "typed totals",
            (Totals::Formula, Some(_)) => "formula totals, percentages",
            (Totals::Formula, None) => "formula totals",
            (Totals::None, Some(_)) => "no totals, percentages",
            (Totals::None, None) => "no totals",
        }
    }

    pub(super) fn show(&self) {
        let last = self.cells.keys().map(|at| at.row).max().unwrap_or(0);
        for row in self.body.0..=last.min(40) {
            let line = self.cells.iter().filter(|(at, _)| at.row == row && at.column >= self.body.1);
            let line: Vec<String> = line
                .map(|(_, c)| match c {
                    Content::Share(d) => format!("{d}%"),
                    Content::Count(n) => n.to_string(),
                    _ => "·".into(),
                })
                .collect();
            println!("    {}", line.join(" "));
        }
    }

    pub(super) fn says(&self, at: CellRef, text: &str) -> bool {
        let number = || Decimal::parse(&text.trim_end_matches('%').replace(',', ".")).map(Decimal::shortest);
        match &self.cells[&at] {
            Content::Count(n) => text == n.to_string(),
            Content::Share(d) => number() == Some(d.shortest()),
            _ => false,
        }
    }
}

/// A wrong digit, one lost, one doubled, two swapped, or one more or less.
fn slip(n: i64, random: &mut Random) -> i64 {
    let mut digits = n.to_string().into_bytes();
    let at = random.below(digits.len());
    match random.below(5) {
        0 => digits[at] = b'0' + random.below(10) as u8,
        1 if digits.len() > 1 => {
            digits.remove(at);
        }
        2 => digits.insert(at, digits[at]),
        3 if at + 1 < digits.len() => digits.swap(at, at + 1),
        _ => return (n + if random.chance(50) { 1 } else { -1 }).max(0),
    }
    String::from_utf8(digits).ok().and_then(|t| t.parse().ok()).unwrap_or(n)
}
