//! What totals and subtotals add up: by where rows stand, and by the sums where these say more.

use super::loose::bare;
use super::rows::label_key;
use super::within::{Find, Inside, Unnamed};
use super::{Kind, Observation, Row, RowRole, outside, readings};

/// Total rows that are asked at once what they add up.
const AT_ONCE: usize = 1 << 16;

/// How heads with sums were told, in Vietnamese and English.
pub(super) type Told = (&'static str, &'static str);

/// Finds for every data row its group, and for every total and subtotal the rows it adds up.
///
/// Where rows stand says what a total covers by default; where another set of rows adds up to it in more columns, the
/// sums say it.
/// Heads with figures are found among the data rows once the totals are told from them; also how, and what stays open.
/// Rows that a total closes without are not in it.
pub(super) fn cover(
    rows: &mut Vec<Row>,
    kind: Kind,
    figure: &dyn Fn(u32, u32) -> Option<i64>,
    columns: &[u32],
    find: &Find<'_>,
) -> (Option<Told>, Option<Observation>) {
    let outside = (kind == Kind::CountSummary).then(|| outside::below_the_total(rows, find)).flatten();
    let Some(outside) = outside else { return cover_all(rows, kind, figure, columns, find) };
    let mut without = outside.without(rows);
    let (told, open) = cover_all(&mut without, kind, figure, columns, find);
    if !outside.closes(&without, find) {
        return cover_all(rows, kind, figure, columns, find);
    }
    let seen = outside.told(&without, find);
    if outside.are_counted() {
        let (told, open) = cover_all(rows, kind, figure, columns, find);
        return (told, seen.or(open));
    }
    *rows = without;
    (told, seen.or(open))
}

fn cover_all(
    rows: &mut [Row],
    kind: Kind,
    figure: &dyn Fn(u32, u32) -> Option<i64>,
    columns: &[u32],
    find: &Find<'_>,
) -> (Option<Told>, Option<Observation>) {
    group(rows, &Inside::default());
    if kind == Kind::CountSummaryTransposed {
        return (None, None);
    }
    if kind == Kind::CountSummary && !rows.iter().any(|r| r.role == RowRole::Data) {
        // "Khối phường", "Khối trường học" … with nothing below them are the rows themselves.
        rows.iter_mut().filter(|r| r.role == RowRole::Subtotal && !is_sum_row(r)).for_each(|r| r.role = RowRole::Data);
    }
    outside::set_aside(rows, find.words);
    name_totals(rows);
    let mut open = None;
    let mut inside = Inside::default();
    if kind == Kind::CountSummary {
        outside::set_some_inside(rows, find);
        stand_alone(rows, find);
        let mut small = None;
        match find.unnamed_total(rows) {
            Some(Unnamed::Total(total)) => {
                rows[total].role = RowRole::Total;
                rows[total].set_group(None);
            }
            Some(Unnamed::Open(seen)) => small = Some(seen),
            None => {}
        }
        (inside, open) = find.heads(rows);
        open = open.or(small.filter(|_| inside.is_empty()));
    }
    if !inside.is_empty() {
        inside.heads().for_each(|head| rows[head].role = RowRole::Subtotal);
        stand_beside_heads(rows, &inside, find);
        group(rows, &inside);
        name_totals(rows);
    }
    let data: Vec<usize> = (0..rows.len()).filter(|&j| rows[j].role == RowRole::Data).collect();
    let of_all = (kind == Kind::CountSummary).then(|| of_all(rows, find)).flatten();
    let totals: Vec<usize> =
        (0..rows.len()).filter(|&i| matches!(rows[i].role, RowRole::Subtotal | RowRole::Total)).collect();
    let mut covers: Vec<(usize, Vec<usize>)> = totals.iter().map(|&i| (i, covered(rows, i, &inside))).collect();
    let table = readings::Table::new(rows, &inside);
    let mut sums: Vec<&mut (usize, Vec<usize>)> = covers.iter_mut().filter(|(i, _)| table.is_sum(*i)).collect();
    for sums in sums.chunks_mut(AT_ONCE).filter(|_| kind == Kind::CountSummary) {
        let totals: Vec<usize> = sums.iter().map(|sum| sum.0).collect();
        for ((i, best), readings) in sums.iter_mut().zip(table.readings(&totals, figure, columns)) {
            let whole = |set: &[usize]| under(rows, set, &inside) == data;
            if of_all == Some(*i) && !whole(best) {
                best.clone_from(&data);
            }
            let mut most = table.fits(*i, best, figure, columns);
            for (set, fits) in readings {
                if fits > most {
                    let set = table.rows_of(&set, *i);
                    if of_all != Some(*i) || whole(&set) {
                        (*best, most) = (set, fits);
                    }
                }
            }
        }
    }
    for (i, set) in covers {
        let under = under(rows, &set, &inside);
        if is_sum_row(&rows[i]) && kind == Kind::CountSummary && !data.is_empty() {
            rows[i].role = if under == data { RowRole::Total } else { RowRole::Subtotal };
        }
        rows[i].covers = set.into();
    }
    break_circles(rows);
    ((!inside.is_empty()).then_some(inside.evidence), open)
}

/// The data rows that a set of rows adds up, through the subtotals in it.
fn under(rows: &[Row], set: &[usize], inside: &Inside) -> Vec<usize> {
    let of = |&j: &usize| if rows[j].role == RowRole::Subtotal { leaves(rows, j, inside) } else { vec![j] };
    let mut under: Vec<usize> = set.iter().flat_map(of).collect();
    under.sort_unstable();
    under.dedup();
    under
}

/// The one row "Tổng cộng" at the end of several groups: it is the total of all of them, whatever it happens to be the sum of.
/// Sections about different subjects, years or stages are no groups of one whole.
fn of_all(rows: &[Row], find: &Find<'_>) -> Option<usize> {
    let sums: Vec<usize> = (0..rows.len()).filter(|&i| is_sum_row(&rows[i])).collect();
    let &last = sums.last()?;
    let label = label_key(&rows[last]);
    let whole = ["tổng cộng", "tổng số", "toàn", "cộng chung"].iter().any(|w| label.starts_with(w)) || label == "cộng";
    let again = sums.iter().any(|&i| i != last && label_key(&rows[i]) == label);
    let data = |range: std::ops::Range<usize>| range.into_iter().any(|j| rows[j].role == RowRole::Data);
    let heads: Vec<usize> = (0..last).filter(|&i| is_head(&rows[i]) && rows[i].depth == 0).collect();
    let names: Vec<String> = heads.iter().map(|&i| label_key(&rows[i])).collect();
    let ends = heads.iter().copied().skip(1).chain([last]);
    let over = heads.iter().zip(ends).all(|(&head, end)| data(head + 1..end));
    let subjects: Vec<_> = names.iter().map(|name| find.words.subject(name)).collect();
    let timed = heads.iter().any(|&i| super::timed::When::said(&rows[i].label, find.words).is_some());
    let first = heads.first().copied().unwrap_or(last);
    let all_grouped = heads.len() >= 2 && over && !data(0..first) && !data(last + 1..rows.len());
    let one_whole = subjects.windows(2).all(|pair| pair[0] == pair[1]) && !timed;
    let of_group = names.iter().any(|name| label.contains(name.as_str()));
    (whole && !again && all_grouped && one_whole && !of_group).then_some(last)
}

/// "Khối …" with figures and no rows under it is a row itself, unless it adds up what stands above it.
fn stand_alone(rows: &mut [Row], find: &Find<'_>) {
    let heads: Vec<usize> =
        (0..rows.len()).filter(|&i| rows[i].role == RowRole::Subtotal && !is_sum_row(&rows[i])).collect();
    let below = |i: usize| {
        let mut below = children(rows, i);
        below.retain(|&j| !is_sum_row(&rows[j]));
        below
    };
    let above = |i: usize| {
        let from = rows[..i].iter().rposition(|r| r.role != RowRole::Data).map_or(0, |at| at + 1);
        (from..i).collect::<Vec<_>>()
    };
    let mut alone: Vec<usize> = heads.iter().copied().filter(|&i| below(i).is_empty()).collect();
    // Where all heads before it stand for themselves, the last does so too: what follows it is no part of it.
    if let Some((&last, before)) = heads.split_last()
        && before.len() >= 2
        && before == alone
        && !find.adds_up(rows, last, &below(last))
    {
        alone.push(last);
    }
    let others = heads.iter().copied().filter(|&i| !alone.contains(&i) && !find.adds_up(rows, i, &below(i)));
    let others: Vec<usize> = others.collect();
    alone.extend(beside_units(rows, others, &alone, find));
    alone.retain(|&i| !find.adds_up(rows, i, &above(i)));
    for row in alone {
        rows[row].role = RowRole::Data;
    }
    group(rows, &Inside::default());
}

/// "Khối phố 8" among units: the total closes with it beside them, and not without it.
fn beside_units(rows: &[Row], others: Vec<usize>, alone: &[usize], find: &Find<'_>) -> Vec<usize> {
    let sum = |r: &Row| r.role == RowRole::Total && is_sum_row(r);
    let Some(total) = rows.iter().rposition(sum) else { return Vec::new() };
    let units = (0..rows.len()).filter(|i| rows[*i].role == RowRole::Data || alone.contains(i));
    let units: Vec<usize> = units.collect();
    let mut all = [&units[..], &others].concat();
    all.sort_unstable();
    let closes = |set: &[usize]| find.adds_up(rows, total, set);
    if others.is_empty() || closes(&units) || !closes(&all) { Vec::new() } else { others }
}

/// "UBND các phường" below "Các phòng chuyên môn" and its rows, which make up that head without it: one part of the whole
/// beside another, and not inside it.
fn stand_beside_heads(rows: &mut [Row], inside: &Inside, find: &Find<'_>) {
    let mut over: Option<(usize, bool)> = None;
    for head in inside.heads() {
        let Some(above) = rows[head].group().filter(|&above| rows[above].role == RowRole::Subtotal) else { continue };
        if over.is_none_or(|(of, _)| of != above) {
            let own: Vec<usize> = (above + 1..head).filter(|&i| rows[i].role == RowRole::Data).collect();
            let parted = inside.parts(above).is_some() || inside.head(above).is_some();
            over = Some((above, !parted && !own.is_empty() && find.adds_up(rows, above, &own)));
        }
        if over.is_some_and(|(_, closed)| closed) {
            rows[head].depth = rows[above].depth;
        }
    }
}

/// Sums that would add up themselves through others add up nothing that is known.
fn break_circles(rows: &mut [Row]) {
    // 0 not looked at, 1 on the way down, 2 done.
    let mut state = vec![0u8; rows.len()];
    let mut circles: Vec<usize> = Vec::new();
    for start in 0..rows.len() {
        if state[start] != 0 {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        state[start] = 1;
        while let Some((row, next)) = way.last_mut() {
            match rows[*row].covers.get(*next).copied() {
                Some(part) => {
                    *next += 1;
                    match state.get(part) {
                        Some(0) => {
                            state[part] = 1;
                            way.push((part, 0));
                        }
                        Some(1) => circles.push(*row),
                        _ => {}
                    }
                }
                None => {
                    state[*row] = 2;
                    way.pop();
                }
            }
        }
    }
    circles.into_iter().for_each(|row| rows[row].covers.clear());
}

fn is_head(row: &Row) -> bool {
    match row.role {
        RowRole::Group => true,
        RowRole::Subtotal => !is_sum_row(row),
        _ => false,
    }
}

/// A row named "Cộng", "Tổng …", as against a group's head that carries figures.
pub(super) fn is_sum_row(row: &Row) -> bool {
    let label = label_key(row);
    let begins = |label: &str, words: &[&str]| {
        words.iter().any(|w| label.strip_prefix(w).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    // With tones missing or wrong only what can be nothing else: "Công an" is no sum.
    let plain = bare(&label);
    begins(&label, &["cộng", "tổng", "toàn", "tiểu cộng", "tiểu tổng"])
        || plain == "cong"
        || begins(
            &plain,
            &["tong cong", "tong so", "toan quan", "toan huyen", "toan xa", "toan phuong", "toan dang bo"],
        )
}

/// Is a row that stands for itself marked as a head before it is (II after I, B after A)? Then it is in none of its kind.
fn stands_beside(head: &Row, row: &Row) -> bool {
    let lettered = |r: &Row| !r.ordinal.is_empty() && r.ordinal.number().is_none();
    row.role == RowRole::Data && lettered(head) && lettered(row) && row.depth <= head.depth
}

fn group(rows: &mut [Row], inside: &Inside) {
    let mut heads: Vec<usize> = Vec::new();
    // The depth of the first row under each head.
    let mut first: Vec<Option<u8>> = vec![None; rows.len()];
    for i in 0..rows.len() {
        if inside.parts(i).is_some() || inside.head(i).is_some() {
            // "Trong đó" below a part belongs to the part's head as the part does.
            rows[i].set_group(inside.head(i).or(heads.last().copied()));
        } else if is_head(&rows[i]) {
            heads.retain(|&h| rows[h].depth < rows[i].depth);
            rows[i].set_group(heads.last().copied());
            heads.push(i);
        } else if matches!(rows[i].role, RowRole::Data | RowRole::OfWhich | RowRole::Subtotal) {
            if let Some(at) = heads.iter().position(|&h| stands_beside(&rows[h], &rows[i])) {
                heads.truncate(at);
            }
            // "1 Khối xã" over "1.1", "1.2" ends where "2 Đảng bộ Công an" stands beside it.
            let depth = rows[i].depth;
            let beside = |&h: &usize| {
                rows[h].role == RowRole::Group && first[h].is_some_and(|f| f > rows[h].depth && depth <= rows[h].depth)
            };
            if let Some(at) = heads.iter().position(beside).filter(|_| rows[i].role == RowRole::Data) {
                heads.truncate(at);
            }
            heads.iter().for_each(|&h| first[h] = first[h].or(Some(depth)));
            rows[i].set_group(heads.last().copied());
        }
    }
}

/// "Cộng" at the end of everything is the total; "Tổng số" between others is a subtotal.
fn name_totals(rows: &mut [Row]) {
    let sums: Vec<usize> = (0..rows.len())
        .filter(|&i| rows[i].role == RowRole::Total || (rows[i].role == RowRole::Subtotal && is_sum_row(&rows[i])))
        .collect();
    let data: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data).collect();
    let (Some(&first), Some(&last)) = (data.first(), data.last()) else {
        return;
    };
    let groups = rows.iter().filter(|r| is_head(r)).count();
    for (n, &i) in sums.iter().enumerate() {
        let after_another = n > 0 && !data.iter().any(|&d| d > sums[n - 1] && d < i) && sums[n - 1] > first;
        let alone = sums.len() == 1 || sums.iter().filter(|&&s| s > first).count() == 1 && i > last;
        rows[i].role = match rows[i].role {
            RowRole::Subtotal
                if i > last && (after_another || (alone && (groups < 2 || rows[first].group.is_none()))) =>
            {
                RowRole::Total
            }
            RowRole::Subtotal if i < first && rows[..i].iter().all(|r| !is_head(r)) => RowRole::Total,
            RowRole::Total if i > first && i < last => RowRole::Subtotal,
            role => role,
        };
    }
}

fn covered(rows: &[Row], i: usize, inside: &Inside) -> Vec<usize> {
    if let Some(parts) = inside.parts(i) {
        return parts.clone();
    }
    match rows[i].role {
        RowRole::Subtotal if is_sum_row(&rows[i]) => {
            let boundary = rows[..i]
                .iter()
                .rposition(|r| {
                    is_head(r) || ((r.role == RowRole::Subtotal || r.role == RowRole::Total) && is_sum_row(r))
                })
                .map_or(0, |b| b + 1);
            (boundary..i).filter(|&j| rows[j].role == RowRole::Data).collect()
        }
        RowRole::Subtotal => children(rows, i),
        _ => everything(rows, i, inside),
    }
}

/// What stands under a group's head row: subtotals one level deeper, else data rows.
fn children(rows: &[Row], i: usize) -> Vec<usize> {
    let end = (i + 1..rows.len())
        .find(|&j| {
            let ends = is_head(&rows[j]) && rows[j].depth <= rows[i].depth;
            ends || rows[j].role == RowRole::Total || stands_beside(&rows[i], &rows[j])
        })
        .unwrap_or(rows.len());
    let inside: Vec<usize> = (i + 1..end).collect();
    let heads: Vec<usize> = inside
        .iter()
        .copied()
        .filter(|&j| rows[j].role == RowRole::Subtotal && rows[j].group() == Some(i) && !is_sum_row(&rows[j]))
        .collect();
    let direct: Vec<usize> =
        inside.iter().copied().filter(|&j| rows[j].role == RowRole::Data && rows[j].group() == Some(i)).collect();
    if heads.is_empty() {
        return inside.into_iter().filter(|&j| rows[j].role == RowRole::Data).collect();
    }
    heads.into_iter().chain(direct).collect()
}

/// A total over everything: the outermost subtotals when every data row is under one, else the data rows.
fn everything(rows: &[Row], i: usize, inside: &Inside) -> Vec<usize> {
    let data: Vec<usize> = (0..rows.len()).filter(|&j| rows[j].role == RowRole::Data).collect();
    let subtotals: Vec<usize> = (0..rows.len())
        .filter(|&j| j != i && rows[j].role == RowRole::Subtotal)
        .filter(|&j| rows[j].group().is_none_or(|g| rows[g].role != RowRole::Subtotal) || is_sum_row(&rows[j]))
        .collect();
    let mut under: Vec<usize> = Vec::new();
    for &s in &subtotals {
        under.extend(leaves(rows, s, inside));
    }
    under.sort_unstable();
    let once = under.windows(2).all(|w| w[0] != w[1]);
    if !subtotals.is_empty() && once && under == data { subtotals } else { data }
}

fn leaves(rows: &[Row], i: usize, inside: &Inside) -> Vec<usize> {
    covered(rows, i, inside)
        .into_iter()
        .flat_map(|j| if rows[j].role == RowRole::Subtotal && j != i { leaves(rows, j, inside) } else { vec![j] })
        .collect()
}
