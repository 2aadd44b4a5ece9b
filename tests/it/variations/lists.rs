//! One row a person or an organisation: ratings as words, letters with a legend, or marks.

use xeploai::finding::{CellRange, CellRef};
use xeploai::locate::Subject;

use super::frame::Frame;
use super::words;
use super::{Expected, Slip, Variation, slipped};
use crate::book::{Cell, Page};
use crate::random::Random;

/// How a rating is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Words([&'static str; 4]),
    Letters,
    Marks([&'static str; 4]),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Ordinal,
    Name,
    Birth,
    Post,
    Parent,
    Rating,
    /// Another opinion, of the same level.
    Stage,
    Mark(usize),
    Reason,
}

/// What a list is about.
#[derive(Clone, Copy, Debug)]
struct About {
    subject: Subject,
    title: &'static str,
    persons: bool,
    names: [&'static str; 2],
    /// A label of another time, where there is one.
    old: Option<&'static str>,
}

const ABOUT: [About; 4] = [
    About {
        subject: Subject::Member,
        title: "đảng viên",
        persons: true,
        names: ["Họ và tên", "Họ và tên đảng viên"],
        old: Some("Đủ tư cách, hoàn thành tốt nhiệm vụ"),
    },
    About {
        subject: Subject::CivilServant,
        title: "cán bộ, công chức",
        persons: true,
        names: ["Họ và tên", "Họ tên"],
        old: None,
    },
    About {
        subject: Subject::PartyCell,
        title: "chi bộ trực thuộc",
        persons: false,
        names: ["Tên chi bộ", "Tên tổ chức đảng"],
        old: Some("Trong sạch, vững mạnh"),
    },
    About {
        subject: Subject::PartyBase,
        title: "tổ chức cơ sở đảng",
        persons: false,
        names: ["Tên tổ chức cơ sở đảng", "Tên tổ chức đảng"],
        old: Some("Trong sạch vững mạnh"),
    },
];

/// One subject of the list; `None` is not rated.
struct Entry {
    level: Option<usize>,
    row: u32,
}

/// One list.
pub(super) fn any(random: &mut Random) -> Variation {
    let about = random.one_of(&ABOUT);
    let year = random.between(2020, 2025) as u16;
    let frame = Frame::any(random, year);
    let way = match random.below(3) {
        0 if about.persons => Way::Letters,
        1 => Way::Marks(words::ratings(random)),
        _ => Way::Words(words::ratings(random)),
    };
    let columns = plan(random, &about, way);
    let mut page = Page::new(if random.chance(50) { "Danh sách" } else { "Sheet1" });
    let width = columns.len() as u32;
    let top = frame.begin(&mut page, random, width, &format!("của {}", about.title));
    let paths: Vec<Vec<String>> = columns.iter().map(|c| c.1.clone()).collect();
    let row = frame.header(&mut page, top, &paths);
    let entries = body(random, &mut page, &frame, &columns, (&about, way, row));
    if way == Way::Letters {
        page.text(page.end() + 1, frame.left, "Ghi chú: A: Hoàn thành xuất sắc nhiệm vụ; B: Hoàn thành tốt nhiệm vụ; C: Hoàn thành nhiệm vụ; D: Không hoàn thành nhiệm vụ");
    }
    frame.sign(&mut page, random, width);
    let count = |level| entries.iter().filter(|e| e.level == Some(level)).count() as i64;
    let rated = entries.iter().filter(|e| e.level.is_some()).count() as i64;
    let expected = Expected {
        subject: about.subject,
        total: Some(entries.len() as i64),
        rated: Some(rated),
        levels: std::array::from_fn(count),
    };
    let slips = slips(random, &page, &frame, &columns, (&about, way), &entries);
    Variation { pages: vec![page], expected: vec![expected], slips }
}

type Columns = Vec<(Role, Vec<String>)>;

fn plan(random: &mut Random, about: &About, way: Way) -> Columns {
    let one = |text: &str| vec![text.to_owned()];
    let mut columns =
        vec![(Role::Ordinal, one(random.one_of(&["TT", "STT"]))), (Role::Name, one(random.one_of(&about.names)))];
    if about.persons {
        columns.push((Role::Birth, one(random.one_of(&["Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh"]))));
        if random.chance(60) {
            columns.push((Role::Post, one(random.one_of(&["Chức vụ", "Chức vụ, chức danh"]))));
        }
        if random.chance(30) {
            columns.push((Role::Parent, one("Chi bộ")));
        }
    }
    let ratings: Columns = match way {
        Way::Marks(labels) => {
            let band = random.one_of(&["Kết quả xếp loại", "Mức xếp loại chất lượng", "Xếp loại"]);
            let path = |label: &str| vec![band.to_owned(), label.to_owned()];
            (0..4).map(|level| (Role::Mark(level), path(labels[level]))).collect()
        }
        _ => {
            let mut ratings =
                vec![(Role::Rating, one(random.one_of(&["Kết quả xếp loại", "Mức xếp loại", "Xếp loại chất lượng"])))];
            if random.chance(30) {
                ratings[0].1 = one("Mức được quyết định xếp loại");
                ratings.insert(0, (Role::Stage, one(random.one_of(&["Tự xếp loại", "Mức đề nghị xếp loại"]))));
            }
            ratings
        }
    };
    // The ratings before what else is said of a person.
    let place = if random.chance(20) { 2 } else { columns.len() };
    columns.splice(place..place, ratings);
    columns.push((Role::Reason, one(random.one_of(&["Ghi chú", "Lý do"]))));
    columns
}

fn body(
    random: &mut Random,
    page: &mut Page,
    frame: &Frame,
    columns: &Columns,
    (about, way, first): (&About, Way, u32),
) -> Vec<Entry> {
    let count = random.between(6, 30) as usize;
    let levels = levels(random, count);
    let names = names(random, about, count);
    let groups = if random.chance(40) { random.one_of(&[2, 3]) } else { 1 };
    let mark = random.one_of(&["x", "X"]);
    let mut row = first;
    let mut entries = Vec::new();
    for i in 0..count {
        if groups > 1 && i % count.div_ceil(groups) == 0 {
            let place = i / count.div_ceil(groups);
            let name =
                if about.persons { format!("Chi bộ {}", place + 1) } else { words::GROUPS[0][place].to_owned() };
            page.text(row, frame.left, ["I", "II", "III"][place]);
            page.text(row, frame.left + 1, name);
            row += 1;
        }
        for (column, (role, _)) in (frame.left..).zip(columns) {
            if let Some(cell) = cell(random, *role, way, (&names[i], i, levels[i]), mark) {
                page.put(row, column, cell);
            }
        }
        entries.push(Entry { level: levels[i], row });
        row += 1 + u32::from(random.chance(3));
    }
    entries
}

/// At most a sixth of them the best; one or two not rated in some lists.
fn levels(random: &mut Random, count: usize) -> Vec<Option<usize>> {
    let unrated = random.chance(30);
    let mut best = count / 10;
    (0..count)
        .map(|i| match random.below(10) {
            0 if best > 0 => {
                best -= 1;
                Some(0)
            }
            1 => Some(2),
            2 if i % 7 == 0 => Some(3),
            3 if unrated && i > 0 => None,
            _ => Some(1),
        })
        .collect()
}

fn names(random: &mut Random, about: &About, count: usize) -> Vec<String> {
    if about.persons {
        return words::people(random, count);
    }
    (1..=count).map(|n| format!("Chi bộ thôn {n}")).collect()
}

fn cell(
    random: &mut Random,
    role: Role,
    way: Way,
    (name, i, level): (&str, usize, Option<usize>),
    mark: &str,
) -> Option<Cell> {
    let written = |level: usize| match way {
        Way::Words(words) | Way::Marks(words) => words[level],
        Way::Letters => ["A", "B", "C", "D"][level],
    };
    Some(match role {
        Role::Ordinal => Cell::number(i as f64 + 1.0, "0"),
        Role::Name => Cell::text(name),
        Role::Birth => Cell::text(format!("{:02}/{:02}/{}", 1 + i % 28, 1 + i % 12, 1965 + i)),
        Role::Post => Cell::text(random.one_of(&["Đảng viên", "Chi ủy viên", "Công chức"])),
        Role::Parent => Cell::text(format!("Chi bộ {}", 1 + i % 3)),
        Role::Rating | Role::Stage => Cell::text(written(level?)),
        Role::Mark(column) if level == Some(column) => Cell::text(mark),
        Role::Reason if level.is_none() => Cell::text(random.one_of(&words::REASONS)),
        Role::Mark(_) | Role::Reason => return None,
    })
}

fn slips(
    random: &mut Random,
    page: &Page,
    frame: &Frame,
    columns: &Columns,
    (about, way): (&About, Way),
    entries: &[Entry],
) -> Vec<Slip> {
    let at = |wanted: fn(&Role) -> bool| columns.iter().position(|c| wanted(&c.0)).map(|c| frame.left + c as u32);
    let rated: Vec<&Entry> = entries.iter().filter(|e| e.level.is_some()).collect();
    let entry = random.one_of(&rated);
    let was = |column| page.cells.get(&CellRef::new(entry.row, column)).cloned();
    let mut slips = Vec::new();
    let mut slip = |rule: &'static [&'static str], column: Option<u32>, wrong: Option<Cell>| {
        if let Some(column) = column {
            let right = was(column).unwrap_or_else(|| Cell::text(""));
            slips.push(slipped(rule, entry.row, column, right, wrong.unwrap_or_else(|| Cell::text("")), true));
        }
    };
    if let Way::Marks(_) = way {
        let level = entry.level.unwrap_or_default();
        let other = columns.iter().position(|c| matches!(c.0, Role::Mark(l) if l != level));
        slip(&["L104"], other.map(|c| frame.left + c as u32), Some(Cell::text("x")));
        let own = columns.iter().position(|c| c.0 == Role::Mark(level));
        slip(&["L103"], own.map(|c| frame.left + c as u32), None);
        let marks = |at: usize| CellRef::new(entry.row, at as u32 + frame.left);
        let first = columns.iter().position(|c| matches!(c.0, Role::Mark(_))).unwrap_or_default();
        slips.last_mut().expect("a slip").told = CellRange::new(marks(first), marks(first + 3));
    } else {
        let rating = at(|role| *role == Role::Rating);
        slip(&["L103"], rating, None);
        if let Way::Words(words) = way {
            let misspelt = |label: &str| match label {
                "HTXSNV" => "HTXSVN".to_owned(),
                "HTTNV" => "HTTVN".to_owned(),
                "HTNV" => "HTVN".to_owned(),
                "KHTNV" => "KHTVN".to_owned(),
                label => label.replace("nhiệm", "nhiểm").replace("xuất", "suất"),
            };
            let label = words[entry.level.unwrap_or_default()];
            if misspelt(label) != label {
                slip(&["L109"], rating, Some(Cell::text(misspelt(label))));
            }
            if let Some(old) = about.old {
                slip(&["L106"], rating, Some(Cell::text(old)));
            }
            slip(&["L108"], rating, Some(Cell::text("Lao động tiên tiến")));
            slip(&["L104"], rating, Some(Cell::text("HTTNV, HTNV")));
        }
    }
    slips
}
