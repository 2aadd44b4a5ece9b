//! A table → what of its layout is unclear: a needed column with two candidates, or none.

use std::sync::Arc;

use super::period::Period;
use super::populations::Population;
use super::rows::label_key;
use super::tables::{Frame, shown};
use super::vocabulary::Vocabulary;
use super::{Column, ColumnRole, Kind, Observation, Row, RowRole, Stage, Subject, Table};
use crate::finding::{CellRange, CellRef, Message, column_name};
use crate::read::{Cell, Sheet, Value};
use crate::text::{clean, key};

/// A table announced as ratings, with names and figures under headers that name no level.
pub(super) fn says_nothing(table: &Table, words: &Vocabulary, frame: &Frame<'_, '_>) -> Option<Observation> {
    let filled = |c: u32| {
        let mut data = table.rows.iter().filter(|r| r.role == RowRole::Data);
        data.clone().any(|r| frame.has_number(r.index, c))
            && data.all(|r| frame.has_number(r.index, c) || frame.figure(r.index, c) == Some(0))
    };
    let strange: Vec<&Column> =
        table.columns.iter().filter(|c| c.role == ColumnRole::Unknown && filled(c.index)).collect();
    let rated = Vocabulary::title_has(&table.title_key(), &words.title.rating);
    let (first, last) = (strange.first()?.index, strange.last()?.index);
    let top = table.range.start.row;
    let named = strange.iter().map(|c| format!("{}: {}", column_name(c.index), c.header())).collect::<Vec<_>>();
    // A list of persons with points is no summary.
    let list = |role: ColumnRole| table.column(role).is_some();
    let summary = list(ColumnRole::Unit) && !list(ColumnRole::Person) && !list(ColumnRole::Score);
    (rated && strange.len() >= 3 && summary).then(|| Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!("không tiêu đề cột nào nêu mức xếp loại ({})", named.join("; ")),
            format!("no header names a level ({})", named.join("; ")),
        ),
        readings: named,
    })
}

/// Lines or heads that end with the name of a level, each with another, and are read as none: whom they count nobody knows.
pub(super) fn of_unread_whom(table: &Table, words: &Vocabulary, frame: &Frame<'_, '_>) -> Option<Observation> {
    let level = |text: &str| {
        let text = key(text);
        let plain = !words.has_share_word(&text) && !words.starts_of_which(&text) && words.mention(&text).is_none();
        words.label_at_end(&text).filter(|_| plain).map(str::to_owned)
    };
    let several = |found: &[(CellRef, String, String)]| found.iter().any(|(_, _, level)| *level != found[0].2);
    let data: Vec<&Row> = table.rows.iter().filter(|r| r.role == RowRole::Data).collect();
    let counts = |c: &&Column| data.iter().any(|r| frame.has_number(r.index, c.index));
    let counted = |r: &&Row| matches!(r.role, RowRole::Data | RowRole::Subtotal | RowRole::Total);
    let valued = |r: &Row| table.columns.iter().any(|c| frame.has_number(r.index, c.index));
    let name = table.name_column().map_or(table.range.start.column, |c| c.index);
    let line = |r: &Row| Some((CellRef::new(r.index, name), r.label.to_string(), level(&label_key(r))?));
    let lines = table.rows.iter().filter(counted).filter(|r| r.level.is_none() && valued(r)).filter_map(line);
    let open = |c: &&Column| matches!(c.role, ColumnRole::Total | ColumnRole::Unknown | ColumnRole::Ignored);
    let top = table.range.start.row;
    let head = |c: &Column| Some((CellRef::new(top, c.index), c.header(), level(c.path.last()?)?));
    let heads = table.columns.iter().filter(open).filter(|c| c.level.is_none()).filter(counts).filter_map(head);
    let found = [lines.collect::<Vec<_>>(), heads.collect()].into_iter().find(|found| several(found))?;
    let named: Vec<String> = found.iter().map(|(at, name, _)| format!("{at}: {name}")).collect();
    let said = named.join("; ");
    Some(Observation::UnclearLayout {
        range: CellRange::new(found[0].0, found[found.len() - 1].0),
        what: Message::new(
            format!("không rõ ai được đếm ở các mức này, chưa tính ({said})"),
            format!("nothing says who is counted at these levels; they are not counted ({said})"),
        ),
        readings: named,
    })
}

/// Columns of shares by their header whose cells are counts: with them the levels make up those rated.
pub(super) fn disagreeing(table: &Table, figure: &dyn Fn(u32, u32) -> Option<i64>) -> Vec<Observation> {
    let counts = |label: &str| -> Vec<&Column> {
        let other = |c: &&Column| c.level.as_ref().is_some_and(|l| l.label != label);
        table.columns.iter().filter(|c| c.role == ColumnRole::Count).filter(other).collect()
    };
    let whole = [ColumnRole::Rated, ColumnRole::Total].into_iter().find_map(|r| table.column(r));
    let Some(whole) = whole else { return Vec::new() };
    let data: Vec<u32> = table.rows.iter().filter(|r| r.role == RowRole::Data).map(|r| r.index).collect();
    let counted = |column: &&Column| {
        let Some(label) = column.level.as_ref().map(|l| l.label.as_str()) else { return false };
        let alone = column.role == ColumnRole::Share
            && !counts(label).is_empty()
            && column.share_of.is_none_or(|of| table.columns[of].level.as_ref().is_none_or(|l| l.label != label));
        let telling: Vec<u32> =
            data.iter().copied().filter(|&r| figure(r, column.index).is_some_and(|n| n > 0)).collect();
        let closes = |r: &&u32| {
            let levels: Option<i64> = counts(label).iter().map(|c| figure(**r, c.index)).sum();
            levels.zip(figure(**r, column.index)).map(|(l, own)| l + own) == figure(**r, whole.index)
        };
        alone && telling.len() >= 2 && telling.iter().filter(closes).count() == telling.len()
    };
    let disagree = |column: &Column| {
        let at = CellRef::new(table.range.start.row, column.index);
        let (name, header) = (column_name(column.index), column.header());
        Observation::UnclearLayout {
            range: CellRange::new(at, at),
            what: Message::new(
                format!(
                    "cột {name} (“{header}”) ghi là tỷ lệ, nhưng các ô là số lượng: cộng với các mức khác đủ số được đánh giá"
                ),
                format!("column {name} (“{header}”) is headed as a share, but its cells are counts"),
            ),
            readings: vec!["tỷ lệ".to_owned(), "số lượng".to_owned()],
        }
    };
    table.columns.iter().filter(counted).map(disagree).collect()
}

/// "Xếp loại" over points beside "Điểm" over levels: heads that were exchanged.
pub(super) fn exchanged_heads(table: &Table, words: &Vocabulary) -> Option<Observation> {
    let headed = |c: &Column, role: ColumnRole| c.path.last().is_some_and(|p| words.role(&key(p)) == Some(role));
    let holds_levels = |c: &&Column| c.role == ColumnRole::Rating && headed(c, ColumnRole::Score);
    let levels = table.columns.iter().find(holds_levels)?;
    let beside = |c: &&Column| c.index.abs_diff(levels.index) == 1 && c.role == ColumnRole::Unknown;
    let points = table.columns.iter().filter(beside).find(|c| headed(c, ColumnRole::Rating))?;
    let (first, last) = (levels.index.min(points.index), levels.index.max(points.index));
    let said = |c: &Column| (column_name(c.index), c.header());
    let ((level, level_head), (point, point_head)) = (said(levels), said(points));
    let top = table.range.start.row;
    Some(Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!("cột {level} (“{level_head}”) ghi mức xếp loại, cột {point} (“{point_head}”) ghi điểm"),
            format!("column {level} (“{level_head}”) holds levels, column {point} (“{point_head}”) holds points"),
        ),
        readings: vec![format!("{level}: {level_head}"), format!("{point}: {point_head}")],
    })
}

/// Columns of figures under strange headers that fill what the levels leave of those rated, but for a slip: they hold levels,
/// or, beside the total alone, those not rated.
pub(super) fn unread_levels(table: &Table, figure: &dyn Fn(u32, u32) -> Option<i64>) -> Option<Observation> {
    let levels: Vec<&Column> = table
        .columns
        .iter()
        .filter(|c| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which && !l.and_above))
        .collect();
    let rated = table.column(ColumnRole::Rated);
    let whole = rated.or_else(|| table.column(ColumnRole::Total))?;
    let data: Vec<u32> = table.rows.iter().filter(|r| r.role == RowRole::Data).map(|r| r.index).take(400).collect();
    let own = |row: u32, column: &Column| figure(row, column.index);
    let told: Vec<u32> = data.iter().copied().filter(|&r| own(r, whole).is_some_and(|n| n > 0)).collect();
    let strange = |c: &&Column| {
        let figures = data.iter().filter(|&&r| own(r, c).is_some()).count();
        matches!(c.role, ColumnRole::Unknown | ColumnRole::Ignored) && figures > 0 && figures * 2 >= data.len()
    };
    let strange: Vec<&Column> = table.columns.iter().filter(strange).collect();
    let left = |row: u32| {
        let levels: i64 = levels.iter().map(|c| own(row, c)).sum::<Option<i64>>()?;
        Some(own(row, whole)? - levels)
    };
    let fills = |set: &&[&Column]| {
        let rest = |row: u32| set.iter().filter_map(|c| own(row, c)).sum::<i64>();
        let filled: Vec<i64> = told.iter().filter(|&&r| left(r) == Some(rest(r))).map(|&r| rest(r)).collect();
        filled.iter().any(|rest| *rest > 0) && filled.len() * 4 >= told.len() * 3
    };
    let enough = !levels.is_empty() && told.len() >= 2;
    let mut sets = std::iter::once(&strange[..]).chain(strange.chunks(1)).filter(|_| enough);
    let strange = sets.find(fills)?;
    let (first, last) = (strange.first()?.index, strange.last()?.index);
    let head = |c: &&Column| Some(c.header()).filter(|head| !head.is_empty()).unwrap_or("không có tiêu đề".into());
    let named = strange.iter().map(|c| format!("{}: {}", column_name(c.index), head(c))).collect::<Vec<_>>();
    let top = table.range.start.row;
    let said = named.join("; ");
    Some(Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: match rated {
            Some(_) => Message::new(
                format!("không rõ các cột này ghi mức nào, cộng với các mức khác thì đủ số được đánh giá ({said})"),
                format!(
                    "nothing says which levels these columns hold; with the others they make up those rated ({said})"
                ),
            ),
            None => Message::new(
                format!(
                    "không rõ các cột này ghi mức nào hay ghi số chưa đánh giá, cộng với các mức khác thì đủ tổng số ({said})"
                ),
                format!(
                    "nothing says whether these columns hold levels or those not rated; with the others they make up the \
                     total ({said})"
                ),
            ),
        },
        readings: named,
    })
}

/// Columns of figures under strange headers that look like the total, where no header names one: in most rows they are
/// what the levels add up to, and in none less.
pub(super) fn no_whole(table: &Table, figure: &dyn Fn(u32, u32) -> Option<i64>) -> Option<Observation> {
    let plain = |c: &&Column| c.role == ColumnRole::Count && c.level.as_ref().is_some_and(|l| !l.of_which);
    let levels: Vec<&Column> = table.columns.iter().filter(plain).collect();
    let above = levels.iter().any(|c| c.level.as_ref().is_some_and(|l| l.and_above));
    if levels.len() < 2 || above || table.column(ColumnRole::Total).is_some() {
        return None;
    }
    // Beside those rated, and not, it is how many there are where it is never less.
    let rated = table.column(ColumnRole::Rated);
    let unrated: Vec<&Column> = table.columns.iter().filter(|c| c.role == ColumnRole::Unrated).collect();
    let sum = |row: u32| match rated {
        Some(rated) => {
            let rest: Option<i64> = unrated.iter().map(|c| figure(row, c.index)).sum();
            figure(row, rated.index).zip(rest).map(|(rated, rest)| rated + rest)
        }
        None => levels.iter().map(|c| figure(row, c.index)).sum::<Option<i64>>(),
    };
    let told: Vec<(u32, i64)> = table
        .rows
        .iter()
        .filter(|r| r.role == RowRole::Data)
        .filter_map(|r| Some((r.index, sum(r.index).filter(|n| *n > 0)?)))
        .take(400)
        .collect();
    let like_total = |c: &&Column| {
        let own: Option<Vec<i64>> = told.iter().map(|&(row, sum)| Some(figure(row, c.index)? - sum)).collect();
        let equal = |own: &[i64]| own.iter().filter(|n| **n == 0).count() * 2 > own.len();
        let less = |own: &[i64]| {
            let less = own.iter().filter(|n| **n < 0).count();
            if rated.is_some() { less > 0 } else { less * 4 > own.len() }
        };
        c.role == ColumnRole::Unknown && !c.path.is_empty() && own.is_some_and(|own| equal(&own) && !less(&own))
    };
    let found: Vec<&Column> = table.columns.iter().filter(like_total).collect();
    let (first, last) = (found.first()?.index, found.last()?.index);
    let named = found.iter().map(|c| format!("{}: {}", column_name(c.index), c.header())).collect::<Vec<_>>();
    let top = table.range.start.row;
    (told.len() >= 2).then(|| Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!(
                "không tiêu đề cột nào nêu tổng số hay số được đánh giá; số liệu cho thấy có thể là {}",
                named.join("; ")
            ),
            format!("no header names the total or those rated; by its figures it may be {}", named.join("; ")),
        ),
        readings: named,
    })
}

/// Figures right beside a summary, in its rows and under a text that stands in them, which no table holds: its heads were not
/// all seen.
pub(super) fn beyond(tables: &mut [Table], sheet: &Sheet) {
    let ranges: Vec<CellRange> = tables.iter().map(|t| t.range).collect();
    for table in tables.iter_mut().filter(|t| matches!(t.kind, Kind::CountSummary | Kind::CountSummaryTransposed)) {
        let (start, end) = (table.range.start, table.range.end);
        let data: Vec<u32> = table.rows.iter().filter(|r| r.role == RowRole::Data).map(|r| r.index).collect();
        let free = |at: &CellRef| !ranges.iter().any(|r| r.contains(*at));
        let cells = |column: u32| {
            let places = (start.row..=end.row).map(move |row| CellRef::new(row, column)).filter(free);
            places.filter_map(|at| sheet.get(at)).filter(|cell| cell.value() != Value::Empty)
        };
        let figures = |column: u32| {
            let numbers = cells(column).filter(|cell| matches!(cell.value(), Value::Number(_)));
            numbers.filter(|cell| data.binary_search(&cell.at().row).is_ok()).count()
        };
        // Somebody's own check: the total again, or what is left of it.
        let wholes = [ColumnRole::Total, ColumnRole::Rated].map(|role| table.column(role).map(|c| c.index));
        let checks = |column: u32| {
            let again = |cell: &Cell| {
                let same = |whole: u32| {
                    sheet.get(CellRef::new(cell.at().row, whole)).is_some_and(|of| of.value() == cell.value())
                };
                cell.value() == Value::Number(0.0) || wholes.iter().flatten().any(|&whole| same(whole))
            };
            cells(column).filter(|cell| matches!(cell.value(), Value::Number(_))).all(again)
        };
        let beside = (end.column + 1..).take_while(|&column| cells(column).next().is_some());
        let telling = |&c: &u32| figures(c) >= 2 && figures(c) * 2 >= data.len() && !checks(c);
        let found = beside.filter(telling).find_map(|c| {
            let head = cells(c).next().filter(|head| matches!(head.value(), Value::Text(_)));
            head.map(|head| (c, head))
        });
        let Some((column, head)) = found else { continue };
        let text = clean(&shown(head));
        let name = column_name(column);
        table.observations.push(Observation::UnclearLayout {
            range: CellRange::new(head.at(), head.at()),
            what: Message::new(
                format!("số liệu từ cột {name} (“{text}”) trở đi đứng cạnh biểu mà chưa được đọc"),
                format!("the figures from column {name} (“{text}”) on stand beside the table and are not read"),
            ),
            readings: vec![text],
        });
    }
}

/// "HTXSNV (SL, %)": a head that promises both.
pub(super) fn says_both(column: &Column, words: &Vocabulary) -> bool {
    let head = column.path.last().map_or("", |leaf| leaf.as_str());
    let head = head.replace(" và ", "/");
    let parts: Vec<String> = head.split(['(', ')', ',', ';', ':', '/', '+', '-', '–']).map(key).collect();
    // "HTXSNV SL (%)".
    let counts =
        |p: &String| words.is_count_word(p) || p.rsplit(' ').next().is_some_and(|last| words.is_count_word(last));
    parts.iter().any(counts) && parts.iter().any(|p| words.is_share_word(p))
}

/// Level columns that hold shares where nothing counts: how many that is nobody says.
pub(super) fn only_shares(table: &Table, shares: &[u32], words: &Vocabulary) -> Option<Observation> {
    let counted = |label: &str| {
        let mut counts = table.columns.iter().filter(|c| c.role == ColumnRole::Count);
        counts.any(|c| c.level.as_ref().is_some_and(|l| l.label == label))
    };
    let share = |c: &Column| shares.contains(&c.index) || c.role == ColumnRole::Share && says_both(c, words);
    let bare = |c: &&Column| share(c) && c.level.as_ref().is_some_and(|l| !counted(&l.label));
    let found: Vec<&Column> = table.columns.iter().filter(bare).collect();
    let (first, last) = (found.first()?.index, found.last()?.index);
    let named = found.iter().map(|c| format!("{}: {}", column_name(c.index), c.header())).collect::<Vec<_>>();
    let top = table.range.start.row;
    Some(Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!("các cột mức xếp loại chỉ ghi tỷ lệ, không ghi số lượng ({})", named.join("; ")),
            format!("the columns of levels hold shares and no counts ({})", named.join("; ")),
        ),
        readings: Vec::new(),
    })
}

/// Needed columns that have two candidates, or none.
///
/// Several may propose, and their columns stand side by side; which of them is meant matters only where nobody decided, and
/// where they differ. The columns `beside` rate others.
pub(super) fn unclear(
    table: &Table,
    beside: &[u32],
    filled: &dyn Fn(u32) -> bool,
    same_text: &dyn Fn(u32, u32) -> bool,
) -> Vec<Observation> {
    let mut found = Vec::new();
    let single = match table.kind {
        Kind::CountSummary => vec![ColumnRole::Total, ColumnRole::Rated],
        Kind::UnitRoster | Kind::PersonRoster => vec![ColumnRole::Rating],
        _ => vec![],
    };
    type What = (Option<Subject>, Option<Stage>, Option<Period>, Option<Arc<Population>>);
    for role in single {
        let mut groups = Vec::<(Vec<&Column>, What)>::new();
        for c in table.columns.iter().filter(|c| c.role == role && !beside.contains(&c.index)) {
            // A rating column that does not say whose it is, is the list's own.
            let subject = c.subject.or(Some(table.subject).filter(|_| role == ColumnRole::Rating));
            let period = Period::of_path(&c.path);
            let what = (subject, c.stage, period, c.population.clone());
            match groups.iter_mut().find(|g| g.1 == what) {
                Some(g) => g.0.push(c),
                None => groups.push((vec![c], what)),
            }
        }
        let decided = |subject: Option<Subject>| {
            let mut of =
                table.columns.iter().filter(|c| c.role == role && c.subject.or(Some(table.subject)) == subject);
            of.any(|c| matches!(c.stage, None | Some(Stage::Decided)) && filled(c.index))
        };
        let superseded = |(subject, stage, ..): &What| {
            role == ColumnRole::Rating && matches!(stage, Some(Stage::Own | Stage::Proposed)) && decided(*subject)
        };
        let agree = |same: &[&Column], (_, stage, ..): &What| {
            let earlier = role == ColumnRole::Rating && matches!(stage, Some(Stage::Own | Stage::Proposed));
            earlier && same.windows(2).all(|pair| same_text(pair[0].index, pair[1].index))
        };
        for (same, _) in groups.iter().filter(|g| g.0.len() > 1 && !superseded(&g.1) && !agree(&g.0, &g.1)) {
            found.push(two_candidates(table, same));
        }
    }
    if let Some(strange) = strange_among_levels(table, filled) {
        found.push(strange);
    }
    for level in level_twins(table) {
        found.push(two_candidates(table, &level));
    }
    if table.kind == Kind::CountSummary && table.name_column().is_none() {
        found.push(Observation::UnclearLayout {
            range: table.range,
            what: Message::new("không xác định được cột tên đơn vị", "no column names the units"),
            readings: Vec::new(),
        });
    }
    found
}

/// A column of figures between the level columns whose header says nothing: it may hold a level.
fn strange_among_levels(table: &Table, figures: &dyn Fn(u32) -> bool) -> Option<Observation> {
    let levels = table.columns.iter().filter(|c| c.role == ColumnRole::Count && c.level.is_some());
    let (first, last) = levels.fold((u32::MAX, 0), |(a, b), c| (a.min(c.index), b.max(c.index)));
    let strange = |c: &&Column| c.role == ColumnRole::Unknown && (first..=last).contains(&c.index);
    let column = table.columns.iter().filter(strange).find(|c| figures(c.index))?;
    let (name, header) = (column_name(column.index), column.header());
    let at = CellRef::new(table.range.start.row, column.index);
    Some(Observation::UnclearLayout {
        range: CellRange::new(at, at),
        what: Message::new(
            format!("không rõ cột {name} (“{header}”) giữa các cột mức xếp loại ghi gì"),
            format!("nothing says what column {name} (“{header}”) among the levels holds"),
        ),
        readings: Vec::new(),
    })
}

/// Level columns with one label, subject, stage and kind of figure.
fn level_twins(table: &Table) -> Vec<Vec<&Column>> {
    let mut twins: Vec<Vec<&Column>> = Vec::new();
    // Marks that do not say whose they are, are those of the list.
    let subject = |c: &Column| c.subject.or(Some(table.subject).filter(|_| c.role == ColumnRole::Mark));
    for c in
        table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Count | ColumnRole::Mark) && c.level.is_some())
    {
        let same = |o: &&Column| {
            subject(o) == subject(c)
                && o.stage == c.stage
                && o.role == c.role
                && Period::of_path(&o.path) == Period::of_path(&c.path)
                && o.population == c.population
                && o.level.as_ref().map(|l| (&l.label, l.share)) == c.level.as_ref().map(|l| (&l.label, l.share))
        };
        match twins.iter_mut().find(|t| t.first().is_some_and(same)) {
            Some(t) => t.push(c),
            None => twins.push(vec![c]),
        }
    }
    twins.retain(|t| t.len() > 1);
    twins
}

/// Of several columns of counts that could hold one level nobody knows which does: none is counted.
pub(super) fn leave_twins_open(table: &mut Table) {
    let twins = level_twins(table).into_iter().flatten().filter(|c| c.role == ColumnRole::Count);
    let twins: Vec<u32> = twins.map(|c| c.index).collect();
    for column in table.columns.iter_mut().filter(|c| twins.contains(&c.index)) {
        column.role = ColumnRole::Unknown;
        column.evidence.vi.push_str("; cột khác có cùng tiêu đề, chưa tính");
        column.evidence.en.push_str("; another column has the same header, not counted");
    }
}

fn two_candidates(table: &Table, same: &[&Column]) -> Observation {
    let name = |c: &&Column| format!("{}: {}", column_name(c.index), c.header());
    let readings: Vec<String> = same.iter().map(name).collect();
    let top = table.range.start.row;
    let (first, last) = (same[0].index, same[same.len() - 1].index);
    Observation::UnclearLayout {
        range: CellRange::new(CellRef::new(top, first), CellRef::new(top, last)),
        what: Message::new(
            format!("{:02} cột có thể giữ cùng một vai trò ({})", same.len(), readings.join("; ")),
            format!("{} columns could hold the same thing ({})", same.len(), readings.join("; ")),
        ),
        readings,
    }
}
