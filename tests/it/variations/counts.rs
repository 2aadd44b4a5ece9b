//! Levels in columns: one row a unit, with groups, subtotals and totals.

use super::frame::Frame;
use super::words::{self, Topic};
use super::{Expected, Slip, Variation, slipped};
use crate::book::{Cell, Page};
use crate::random::Random;

const HTXSNV: usize = 0;
const HTTNV: usize = 1;

/// Figures of a unit or a total.
#[derive(Clone, Copy, Default, Debug)]
struct Figures {
    rated: i64,
    unrated: i64,
    levels: [i64; 4],
}

impl Figures {
    fn any(random: &mut Random, large: i64, unrated: bool) -> Self {
        let rated = random.between(6, large);
        let worst = if random.chance(15) { random.between(0, rated / 12) } else { 0 };
        let fair = random.between(0, rated / 5);
        let most = (rated - worst - fair) / 6;
        let best = if random.chance(15) { 0 } else { random.between(0, most) };
        let levels = [best, rated - best - fair - worst, fair, worst];
        let unrated = if unrated && random.chance(30) { random.between(1, 3) } else { 0 };
        Self { rated, unrated, levels }
    }

    fn sum<'f>(all: impl Iterator<Item = &'f Self>) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            rated: sum.rated + one.rated,
            unrated: sum.unrated + one.unrated,
            levels: std::array::from_fn(|i| sum.levels[i] + one.levels[i]),
        })
    }

    /// Is the share of the best within the cap by either base?
    fn within_cap(&self) -> bool {
        self.levels[HTXSNV] * 5 <= self.levels[HTTNV]
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Ordinal,
    Name,
    Total,
    Rated,
    Unrated,
    Level(usize),
    Share(usize),
    Reason,
}

/// How HTXSNV stands to HTTNV.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Nesting {
    Separate,
    /// "Trong đó HTXSNV" beside HTTNV.
    Inside,
    /// "HTTNV trở lên" beside HTXSNV.
    Above,
    /// `27 (5)`.
    Bracket,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Groups {
    None,
    Heads,
    OnHeads,
    Below,
    /// `1` with the sums of `1.1`, `1.2`.
    Outline,
    /// Numbered, with the sums of rows that are not.
    Parents,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    None,
    Top,
    Bottom,
}

/// How figures are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Digits {
    Plain,
    Grouped,
    /// All as text: `03`, `1.597`.
    Text,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Zero {
    Digit,
    Dash,
    Words,
    Blank,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shares {
    None,
    Number,
    Fraction,
    Text,
    TextWithSign,
    /// `15 (75,0%)` in the cell of the count.
    Beside,
}

/// One table.
struct Form {
    frame: Frame,
    topic: Topic,
    columns: Vec<(Role, Vec<String>)>,
    nesting: Nesting,
    groups: Groups,
    total: Place,
    digits: Digits,
    zero: Zero,
    shares: Shares,
    decimals: usize,
    roman_in_name: bool,
}

impl Form {
    fn any(random: &mut Random, frame: Frame, topic: Topic) -> Self {
        let nesting = random.one_of(&[
            Nesting::Separate,
            Nesting::Separate,
            Nesting::Separate,
            Nesting::Inside,
            Nesting::Above,
            Nesting::Bracket,
        ]);
        let zeros = [Zero::Digit, Zero::Digit, Zero::Dash, Zero::Words, Zero::Blank];
        let shares = [
            Shares::None,
            Shares::None,
            Shares::Number,
            Shares::Fraction,
            Shares::Text,
            Shares::TextWithSign,
            Shares::Beside,
        ];
        let groups = [
            Groups::None,
            Groups::None,
            Groups::Heads,
            Groups::OnHeads,
            Groups::Below,
            Groups::Outline,
            Groups::Parents,
        ];
        let mut form = Self {
            frame,
            topic,
            columns: Vec::new(),
            nesting,
            groups: random.one_of(&groups),
            total: random.one_of(&[Place::Bottom, Place::Bottom, Place::Bottom, Place::Top, Place::None]),
            digits: random.one_of(&[Digits::Plain, Digits::Plain, Digits::Grouped, Digits::Text]),
            zero: random.one_of(&zeros),
            shares: if nesting == Nesting::Bracket { Shares::None } else { random.one_of(&shares) },
            decimals: random.one_of(&[1, 1, 2]),
            roman_in_name: random.chance(30),
        };
        form.columns = form.plan(random);
        form
    }

    fn plan(&self, random: &mut Random) -> Vec<(Role, Vec<String>)> {
        let one = |text: &str| vec![text.to_owned()];
        let mut columns = Vec::new();
        if matches!(self.groups, Groups::Outline | Groups::Parents) || random.chance(85) {
            columns.push((Role::Ordinal, one(random.one_of(&["TT", "STT", "Số TT"]))));
        }
        columns.push((Role::Name, one(random.one_of(&self.topic.names))));
        let total = if random.chance(10) { "TS" } else { random.one_of(&self.topic.totals) };
        let (total, rated) = (total, random.one_of(&["Số được đánh giá, xếp loại", "Đã đánh giá"]));
        let mut sums = match random.below(4) {
            0 => vec![(Role::Total, one(total))],
            1 => vec![(Role::Total, one(total)), (Role::Rated, one(rated))],
            2 => vec![
                (Role::Total, one(total)),
                (Role::Rated, one(rated)),
                (Role::Unrated, one("Chưa đánh giá, xếp loại")),
            ],
            _ => vec![(Role::Total, one(total)), (Role::Unrated, one("Chưa xếp loại"))],
        };
        let unrated = if random.chance(50) { sums.pop_if(|c| c.0 == Role::Unrated) } else { None };
        let levels = self.level_columns(random);
        if random.chance(20) {
            columns.extend(levels);
            columns.append(&mut sums);
        } else {
            columns.append(&mut sums);
            columns.extend(levels);
        }
        columns.extend(unrated);
        if columns.iter().any(|c| matches!(c.0, Role::Rated | Role::Unrated)) || random.chance(50) {
            columns.push((Role::Reason, one(random.one_of(&["Ghi chú", "Lý do", "Lý do chưa xếp loại"]))));
        }
        columns
    }

    /// The levels with what stands over them, in one to four rows.
    fn level_columns(&self, random: &mut Random) -> Vec<(Role, Vec<String>)> {
        let mut labels = words::labels(random);
        if self.nesting == Nesting::Separate && random.chance(15) {
            for (number, label) in (1..).zip(&mut labels) {
                *label = format!("{number}. {}", label.trim());
            }
        }
        let good = labels[HTTNV].trim().to_owned();
        let mut named: Vec<(usize, Vec<String>)> = match self.nesting {
            Nesting::Separate => (0..4).map(|level| (level, vec![labels[level].clone()])).collect(),
            Nesting::Inside => {
                let best = format!("Trong đó {}", labels[HTXSNV].trim());
                vec![(1, vec![good]), (0, vec![best]), (2, vec![labels[2].clone()]), (3, vec![labels[3].clone()])]
            }
            Nesting::Above => {
                let above = format!("{good} trở lên");
                vec![
                    (0, vec![labels[0].clone()]),
                    (1, vec![above]),
                    (2, vec![labels[2].clone()]),
                    (3, vec![labels[3].clone()]),
                ]
            }
            Nesting::Bracket => {
                let both = format!("{good} (trong đó {})", labels[HTXSNV].trim());
                vec![(1, vec![both]), (2, vec![labels[2].clone()]), (3, vec![labels[3].clone()])]
            }
        };
        if self.nesting == Nesting::Separate && random.chance(30) {
            named.reverse();
        }
        let columns = self.with_shares(random, named);
        let bands: &[&str] = match random.below(4) {
            0 | 1 => &[],
            2 => &["Kết quả xếp loại"],
            _ => &["KẾT QUẢ ĐÁNH GIÁ", "Xếp loại chất lượng"],
        };
        let under = |path: Vec<String>| bands.iter().map(|band| (*band).to_owned()).chain(path).collect();
        columns.into_iter().map(|(role, path)| (role, under(path))).collect()
    }

    fn with_shares(&self, random: &mut Random, named: Vec<(usize, Vec<String>)>) -> Vec<(Role, Vec<String>)> {
        let (count, share) =
            random.one_of(&[("SL", "%"), ("Số lượng", "Tỷ lệ (%)"), ("SL", "Tỷ lệ %"), ("Số lượng", "Tỉ lệ")]);
        let way = if matches!(self.shares, Shares::None | Shares::Beside) { 0 } else { random.between(1, 3) };
        let mut columns = Vec::new();
        for (level, path) in &named {
            let below = |text: &str| [path.clone(), vec![text.to_owned()]].concat();
            match way {
                1 => columns.extend([(Role::Level(*level), below(count)), (Role::Share(*level), below(share))]),
                2 => {
                    let beside = vec![format!("{} (%)", path[0].trim())];
                    columns.extend([(Role::Level(*level), path.clone()), (Role::Share(*level), beside)]);
                }
                _ => columns.push((Role::Level(*level), path.clone())),
            }
        }
        if way == 3 {
            let band = |level: &usize, path: &Vec<String>| {
                (Role::Share(*level), [vec!["Tỷ lệ (%)".to_owned()], path.clone()].concat())
            };
            columns.extend(named.iter().map(|(level, path)| band(level, path)));
        }
        columns
    }

    fn has(&self, role: Role) -> bool {
        self.columns.iter().any(|c| c.0 == role)
    }

    /// The number a column prints for a line; `None` for words.
    fn number(&self, role: Role, line: &Figures) -> Option<i64> {
        Some(match role {
            Role::Total => line.rated + line.unrated,
            Role::Rated => line.rated,
            Role::Unrated => line.unrated,
            Role::Level(HTTNV) | Role::Share(HTTNV) if self.nesting != Nesting::Separate => {
                line.levels[0] + line.levels[1]
            }
            Role::Level(level) | Role::Share(level) => line.levels[level],
            _ => return None,
        })
    }

    fn cell(&self, role: Role, line: &Figures) -> Option<Cell> {
        let number = self.number(role, line)?;
        match role {
            Role::Share(_) => Some(self.share(number, line.rated)),
            Role::Level(HTTNV) if self.nesting == Nesting::Bracket => {
                Some(Cell::text(format!("{number} ({})", line.levels[HTXSNV])))
            }
            Role::Level(_) if self.shares == Shares::Beside && number > 0 => {
                Some(Cell::text(format!("{number} ({})", self.percentage(number, line.rated) + "%")))
            }
            _ => self.count(number),
        }
    }

    fn count(&self, number: i64) -> Option<Cell> {
        match (number, self.zero) {
            (0, Zero::Dash) => return Some(Cell::text("-")),
            (0, Zero::Words) => return Some(Cell::text("không có")),
            (0, Zero::Blank) => return None,
            _ => {}
        }
        Some(match self.digits {
            Digits::Plain => Cell::number(number as f64, "0"),
            Digits::Grouped => Cell::number(number as f64, "#,##0"),
            Digits::Text if number > 999 => Cell::text(format!("{}.{:03}", number / 1000, number % 1000)),
            Digits::Text => Cell::text(format!("{number:02}")),
        })
    }

    /// A percentage in units of its last digit, rounded half up.
    fn units(&self, number: i64, rated: i64) -> (i64, i64) {
        let ten = 10i64.pow(self.decimals as u32);
        ((2 * 100 * ten * number + rated) / (2 * rated), ten)
    }

    fn percentage(&self, number: i64, rated: i64) -> String {
        let (digits, (units, ten)) = (self.decimals, self.units(number, rated));
        format!("{},{:0digits$}", units / ten, units % ten)
    }

    fn share(&self, number: i64, rated: i64) -> Cell {
        let (digits, (units, ten)) = (self.decimals, self.units(number, rated));
        let text = self.percentage(number, rated);
        match self.shares {
            Shares::Number => Cell::number(units as f64 / ten as f64, if digits == 1 { "0.0" } else { "0.00" }),
            Shares::Fraction => Cell::number(number as f64 / rated as f64, if digits == 1 { "0.0%" } else { "0.00%" }),
            Shares::TextWithSign => Cell::text(format!("{text}%")),
            _ => Cell::text(text),
        }
    }
}

/// Where each line of a table stands.
struct Sheet<'p> {
    form: &'p Form,
    page: &'p mut Page,
    row: u32,
    slips: Vec<(Kind, Role, u32, Figures)>,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Unit,
    Subtotal,
    Total,
}

impl Sheet<'_> {
    fn put(&mut self, role: Role, cell: Cell) {
        if let Some(column) = self.form.columns.iter().position(|c| c.0 == role) {
            self.page.put(self.row, self.form.frame.left + column as u32, cell);
        }
    }

    fn line(&mut self, kind: Kind, mark: &str, name: &str, figures: &Figures) {
        self.head(mark, name);
        self.row -= 1;
        for (role, _) in &self.form.columns {
            if let Some(cell) = self.form.cell(*role, figures) {
                self.put(*role, cell);
            }
            self.slips.push((kind, *role, self.row, *figures));
        }
        self.row += 1;
    }

    fn head(&mut self, mark: &str, name: &str) {
        match mark.parse::<u32>() {
            Ok(number) => self.put(Role::Ordinal, Cell::number(f64::from(number), "0")),
            Err(_) if mark.is_empty() => {}
            Err(_) => self.put(Role::Ordinal, Cell::text(mark)),
        }
        self.put(Role::Name, Cell::text(name));
        self.row += 1;
    }
}

/// One to three tables, one under another or a sheet each.
pub(super) fn any(random: &mut Random) -> Variation {
    let year = random.between(2020, 2025) as u16;
    let mut variation = Variation::default();
    let count = random.one_of(&[1, 1, 1, 2, 3]);
    let topics = words::topics(random, count);
    let together = topics.len() > 1 && random.chance(50);
    let frame = Frame::any(random, year);
    let mut page = Page::new("Biểu 1");
    for (place, topic) in topics.into_iter().enumerate() {
        if place > 0 && !together {
            variation.pages.push(std::mem::replace(&mut page, Page::new(format!("Biểu {}", place + 1))));
        }
        let form = Form::any(random, frame, topic);
        table(random, &form, &mut page, &mut variation);
    }
    variation.pages.push(page);
    variation
}

fn table(random: &mut Random, form: &Form, page: &mut Page, variation: &mut Variation) {
    let width = form.columns.len() as u32;
    let top = form.frame.begin(page, random, width, form.topic.title);
    let paths: Vec<Vec<String>> = form.columns.iter().map(|c| c.1.clone()).collect();
    let row = form.frame.header(page, top, &paths);
    let large = if random.chance(15) { 4000 } else { 60 };
    let unrated = form.has(Role::Rated) || form.has(Role::Unrated);
    let groups = if form.groups == Groups::None { 1 } else { random.one_of(&[2, 3]) };
    let units: Vec<Vec<Figures>> = (0..groups)
        .map(|_| (0..random.between(2, 6)).map(|_| Figures::any(random, large, unrated)).collect())
        .collect();
    let all = Figures::sum(units.iter().flatten());
    let mut sheet = Sheet { form, page, row, slips: Vec::new() };
    write(random, &mut sheet, &units, &all);
    let slips = std::mem::take(&mut sheet.slips);
    form.frame.sign(page, random, width);
    variation.expected.push(Expected {
        subject: form.topic.subject,
        total: Some(all.rated + all.unrated),
        rated: form.has(Role::Rated).then_some(all.rated),
        levels: all.levels,
    });
    let page_at = variation.pages.len();
    let found = slips.into_iter().filter_map(|at| slip(random, form, at, units.iter().flatten().count()));
    variation.slips.extend(found.map(|slip| Slip { page: page_at, ..slip }).collect::<Vec<_>>());
}

fn write(random: &mut Random, sheet: &mut Sheet<'_>, units: &[Vec<Figures>], all: &Figures) {
    let form = sheet.form;
    let count = units.iter().map(Vec::len).sum();
    let names = words::rows(random, &form.topic, count);
    let groups = random.one_of(&words::GROUPS);
    let total = random.one_of(&words::TOTALS);
    let anew = random.chance(50);
    let mut done = 0;
    if form.total == Place::Top {
        sheet.line(Kind::Total, "", total, all);
    }
    for (place, lines) in units.iter().enumerate() {
        let (mark, sum) = (["I", "II", "III"][place], Figures::sum(lines.iter()));
        let name = if form.roman_in_name { format!("{mark}. {}", groups[place]) } else { groups[place].to_owned() };
        let mark = if form.roman_in_name { "" } else { mark };
        match form.groups {
            Groups::None => {}
            Groups::OnHeads => sheet.line(Kind::Subtotal, mark, &name, &sum),
            Groups::Outline | Groups::Parents => {
                sheet.line(Kind::Subtotal, &(place + 1).to_string(), groups[place], &sum);
            }
            Groups::Heads | Groups::Below => sheet.head(mark, &name),
        }
        for (i, line) in lines.iter().enumerate() {
            let number = if anew { i + 1 } else { done + i + 1 };
            let mark = match form.groups {
                Groups::Outline => format!("{}.{}", place + 1, i + 1),
                Groups::Parents => String::new(),
                _ => number.to_string(),
            };
            sheet.line(Kind::Unit, &mark, &names[done + i], line);
            if line.unrated > 0 {
                sheet.row -= 1;
                sheet.put(
                    Role::Reason,
                    Cell::text(format!("{:02} đ/c {}", line.unrated, random.one_of(&words::REASONS).to_lowercase())),
                );
                sheet.row += 1;
            }
        }
        done += lines.len();
        if form.groups == Groups::Below {
            sheet.line(Kind::Subtotal, "", "Cộng", &sum);
        }
        sheet.row += u32::from(random.chance(10));
    }
    if form.total == Place::Bottom {
        sheet.line(Kind::Total, "", total, all);
    }
}

/// A wrong figure in this cell, where something on the sheet contradicts it.
fn slip(random: &mut Random, form: &Form, at: (Kind, Role, u32, Figures), units: usize) -> Option<Slip> {
    let (kind, role, row, truth) = at;
    let column = form.columns.iter().position(|c| c.0 == role)?;
    let cell = form.cell(role, &truth)?;
    let mut wrong = truth;
    let rules: &[&str] = match (kind, role) {
        (_, Role::Share(level)) => {
            wrong.levels[level] += random.between(2, 4) * (truth.rated / 60 + 1);
            &["S205"]
        }
        (Kind::Total, Role::Level(level)) if form.nesting != Nesting::Bracket => {
            wrong.levels[level] += random.between(1, 9);
            if form.groups == Groups::None && units < 2 { return None } else { &["S202"] }
        }
        (Kind::Unit, Role::Level(level)) if form.nesting == Nesting::Separate => {
            let down = level == HTXSNV || (level > HTTNV && random.chance(50));
            wrong.levels[level] += random.between(1, 5) * if down { -1 } else { 1 };
            &["S201"]
        }
        _ => return None,
    };
    let possible = wrong.levels.iter().all(|n| *n >= 0) && (matches!(role, Role::Share(_)) || wrong.within_cap());
    // With HTXSNV read as a part of HTTNV the line would close: no slip that anyone could see.
    let nested = wrong.levels[1..].iter().sum::<i64>() == truth.rated;
    let typed = form.cell(role, &wrong).filter(|typed| possible && !nested && *typed != cell)?;
    let local = form.total != Place::None;
    Some(slipped(rules, row, form.frame.left + column as u32, cell, typed, local))
}
