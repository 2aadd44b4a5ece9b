//! The total line of a list of marks, held against the marks: its counts, its formulas, the percentages below it.

use std::collections::BTreeMap;

use crate::check::records::{Rated, TableRecord};
use crate::check::{Findings, Rule};
use crate::finding::{CellRef, Edit, Fix, Message, Safety};
use crate::normalise::Resolution;
use crate::parse::{TickCount, TickFormula, TickLine, TickShare, share_fits};
use crate::solve::exact_share;

/// How many marks a line should count in a column.
fn counted(count: &TickCount) -> i64 {
    count.marks.len() as i64
}

/// Is a count wrong by itself, and not by what its formula leaves out or what it once gave?
fn is_wrong(table: &TableRecord<'_>, count: &TickCount) -> bool {
    let short = count.formula.as_ref().is_some_and(|formula| !formula.left_out.is_empty());
    let stale = table.formulas.stale.iter().any(|stale| stale.at == count.at);
    count.said != counted(count) && !short && !stale
}

/// The lines that are held against the marks of a table: not those that count the marks of several.
fn lines<'t>(tables: &'t [TableRecord<'_>], at: usize) -> impl Iterator<Item = &'t TickLine> {
    let table = &tables[at];
    let goes_on = table.table.continues || tables.get(at + 1).is_some_and(|next| next.table.continues);
    let of_all = move |line: &&TickLine| {
        let all = |count: &TickCount| {
            let of = |t: &TableRecord<'_>| {
                t.ticks.columns.iter().filter(|(head, _)| same_head(head, count, table)).map(|(_, n)| *n).sum::<i64>()
            };
            tables.iter().map(of).sum::<i64>() == count.said
        };
        line.whole && tables.len() > 1 && line.counts.iter().all(all)
    };
    table.ticks.lines.iter().filter(move |line| !goes_on && !of_all(line))
}

/// Is it the head of the column of a count?
fn same_head(head: &str, count: &TickCount, table: &TableRecord<'_>) -> bool {
    table.table.columns.iter().any(|c| c.index == count.at.column && crate::text::key(&c.header()) == head)
}

/// Counts that are not those of the marks.
pub(super) fn totals(rule: &'static Rule, tables: &[TableRecord<'_>], at: usize, findings: &mut Findings<'_>) {
    let table = &tables[at];
    for line in lines(tables, at) {
        let wrong: Vec<&TickCount> = line.counts.iter().filter(|count| is_wrong(table, count)).collect();
        if let Some(&(cell, said, rows)) = line.rows.as_ref().filter(|(_, said, rows)| said != rows) {
            findings.add(rule, cell).found(said).expected(rows).message(
                format!(
                    "“{}”: danh sách có {rows:02} dòng, chênh lệch {}. Đề nghị đơn vị kiểm tra lại ô {cell}",
                    line.name,
                    (said - rows).abs()
                ),
                format!("“{}”: the list has {rows} rows", line.name),
            );
        }
        if !wrong.is_empty() && !by_rows(table, &wrong) {
            tell(rule, table, (&line.name, &wrong), findings);
        }
    }
}

/// Do counts differ from the marks by just the rows that have none, or several? These are told of (L103, L104).
fn by_rows(table: &TableRecord<'_>, wrong: &[&TickCount]) -> bool {
    let Rated::Roster(list) = &table.content else { return false };
    let Some(main) = list.main.filter(|_| wrong.iter().all(|count| !count.unrated)) else { return false };
    let rows = || list.roster.records.iter().enumerate();
    let blank = |i: usize| matches!(list.ratings.of(i, main), Resolution::Blank) && list.roster.is_about(i, main);
    let without = rows().filter(|(i, record)| blank(*i) && !record.is_excused()).count() as i64;
    let several = || rows().map(|(_, record)| &record.ratings[main]).filter(|marks| marks.len() > 1);
    let beyond = several().map(|marks| marks.len() as i64 - 1).sum::<i64>();
    let there = |count: &TickCount| {
        several().filter(|marks| marks.iter().any(|mark| mark.column == count.at.column)).count() as i64
    };
    let more = |count: &&TickCount| count.said - counted(count);
    let all: i64 = wrong.iter().map(more).sum();
    let missing = all == without && wrong.iter().all(|count| more(count) > 0);
    missing || (-all == beyond && wrong.iter().all(|count| more(count) < 0 && -more(count) <= there(count)))
}

/// What a total line that counts marks says of a row without one: where it counts one more, for the cells named.
pub(super) fn one_more<'t>(table: &'t TableRecord<'_>) -> Option<(CellRef, &'t str, &'t str)> {
    let mut lines = table.ticks.lines.iter().filter(|line| line.whole);
    let line = lines.next().filter(|_| lines.next().is_none())?;
    let wrong: Vec<&TickCount> = line.counts.iter().filter(|count| is_wrong(table, count)).collect();
    let &[one] = wrong.as_slice() else { return None };
    (one.said == counted(one) + 1 && by_rows(table, &wrong)).then_some((one.at, &line.name, &one.head))
}

fn tell(
    rule: &'static Rule,
    table: &TableRecord<'_>,
    (name, wrong): (&str, &[&TickCount]),
    findings: &mut Findings<'_>,
) {
    let join = |number: fn(&TickCount) -> i64| {
        wrong.iter().map(|c| format!("{} {}", number(c), c.head)).collect::<Vec<_>>().join(", ")
    };
    let (said, marks) = (join(|c| c.said), join(counted));
    let cells: Vec<CellRef> = wrong.iter().map(|c| c.at).collect();
    let (found, expected) = match wrong {
        [one] => (one.said.to_string(), counted(one).to_string()),
        _ => (said.clone(), marks.clone()),
    };
    let related: Vec<CellRef> = wrong.iter().flat_map(|c| c.marks.iter().copied()).collect();
    let typed = wrong.iter().all(|c| c.formula.is_none());
    let fix = typed.then(|| {
        let edits = wrong.iter().map(|c| edit(table, findings, c.at, (c.said.to_string(), counted(c).to_string())));
        suggested(
            edits.collect(),
            ("bằng số dấu trong danh sách; đơn vị xác nhận", "as many as there are marks; the unit confirms it"),
        )
    });
    let places = cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let fix = fix.map(|fix| table.with_locks(fix));
    findings.add(rule, cells[0]).cells(&cells).found(found).expected(expected).related(&related).fix(fix).message(
        format!("{name}: ghi {said}; đếm dấu trong danh sách được {marks}. Đề nghị đơn vị kiểm tra lại ô {places}"),
        format!("{name}: {said} is printed; the marks of the list are {marks}"),
    );
}

fn edit(table: &TableRecord<'_>, findings: &Findings<'_>, cell: CellRef, (from, to): (String, String)) -> Edit {
    Edit { file: findings.file(), sheet: table.table.sheet.clone(), cell, from: from.into(), to: to.into() }
}

fn suggested(edits: Vec<Edit>, (vi, en): (&str, &str)) -> Fix {
    Fix { safety: Safety::Suggested, reason: Message::new(vi, en), edits, alternatives: Vec::new() }
}

/// Formulas that leave rows of the list out: one finding for those that leave out the same.
pub(super) fn formulas(rule: &'static Rule, table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    for line in &table.ticks.lines {
        let mut short: BTreeMap<Vec<u32>, Vec<(&TickCount, &TickFormula)>> = BTreeMap::new();
        for count in &line.counts {
            let Some(formula) = count.formula.as_ref().filter(|formula| !formula.left_out.is_empty()) else { continue };
            short.entry(formula.left_out.iter().map(|at| at.row + 1).collect()).or_default().push((count, formula));
        }
        for (rows, counts) in short {
            tell_short(rule, table, (line, &rows, &counts), findings);
        }
    }
}

fn tell_short(
    rule: &'static Rule,
    table: &TableRecord<'_>,
    (line, rows, counts): (&TickLine, &[u32], &[(&TickCount, &TickFormula)]),
    findings: &mut Findings<'_>,
) {
    let edits = counts.iter().map(|(c, f)| Some(edit(table, findings, c.at, (f.text.clone(), f.should.clone()?))));
    let fix = edits.collect::<Option<Vec<Edit>>>().map(|edits| {
        let reason = (
            "công thức đếm đủ các dòng của danh sách; đơn vị xác nhận",
            "the formula counts all rows; the unit confirms it",
        );
        table.with_locks(suggested(edits, reason))
    });
    // What it leaves out may be blank today, and no number wrong: the formula is all the same.
    let (first, formula) = *counts.iter().find(|(c, _)| c.said != counted(c)).unwrap_or(&counts[0]);
    let (said, marks) = (first.said, counted(first));
    let gives = match said == marks {
        true => (format!("kết quả {marks} chưa sai"), format!("its result, {marks}, is right as yet")),
        false => (format!("ghi {said}, đúng phải là {marks}"), format!("{said} is printed, {marks} is right")),
    };
    let listed = |join: &str| rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(join);
    let heads = counts.iter().map(|(c, _)| c.head.as_str()).collect::<Vec<_>>().join(", ");
    let cells: Vec<CellRef> = counts.iter().map(|(c, _)| c.at).collect();
    let left_out: Vec<CellRef> = counts.iter().flat_map(|(_, f)| f.left_out.iter().copied()).collect();
    let mut finding = findings.add(rule, cells[0]).cells(&cells).found(&formula.text).related(&left_out);
    if let Some(should) = &formula.should {
        finding = finding.expected(should);
    }
    finding.fix(fix).message(
        format!("{}, {heads}: công thức bỏ sót dòng {} của danh sách; {}", line.name, listed(", "), gives.0),
        format!("{}, {heads}: the formula leaves out row {} of the list; {}", line.name, listed(", "), gives.1),
    );
}

/// Percentages that are not those of the marks: of the base that most of them are of.
pub(super) fn shares(rule: &'static Rule, table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let right = |line: &&TickLine| line.counts.iter().all(|count| count.said == counted(count));
    for line in table.ticks.lines.iter().filter(right) {
        let rated: i64 = line.counts.iter().filter(|count| !count.unrated).map(counted).sum();
        let all: i64 = line.counts.iter().map(counted).sum();
        // 0 is 0 of whatever base; a share stands as 93,3 or as 0,933.
        let fits =
            |base: i64, share: &&TickShare| share_fits(share.count, base, share.value, share.value.decimals().min(4));
        let telling = || line.shares.iter().filter(|share| share.count > 0);
        let bases = [rated, rated * 100, all, all * 100];
        let votes = bases.map(|base| telling().filter(|share| fits(base, share)).count());
        let Some(best) = (0..bases.len()).rev().max_by_key(|&i| votes[i]) else { continue };
        if votes[best] < 2 || votes[best] * 2 <= telling().count() {
            continue;
        }
        let base = if best < 2 { rated } else { all };
        for share in line.shares.iter().filter(|share| !fits(bases[best], share)) {
            let decimals = share.value.decimals().clamp(1, 2);
            let Some(exact) = exact_share(share.count, base, decimals) else { continue };
            let (count, head) = (share.count, &share.head);
            findings
                .add(rule, share.at)
                .found(share.value)
                .expected(exact)
                .related(&[CellRef::new(share.at.row - 1, share.at.column)])
                .message(
                    format!(
                        "{}, tỷ lệ {head}: ghi {}, {count:02}/{base} là {}%. Đề nghị kiểm tra lại ô {}",
                        line.name,
                        share.value.vi(),
                        exact.vi(),
                        share.at
                    ),
                    format!(
                        "{}, share of {head}: {} is printed, {count} of {base} is {exact}%",
                        line.name, share.value
                    ),
                );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::{all_codes, all_findings};

    /// Five chi bộ with their marks, and what stands below them.
    fn list(below: &str) -> String {
        format!(
            "1 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
            3 | TT | Tên chi bộ | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Chi bộ 1 | x | | |
            5 | 2 | Chi bộ 2 | | x | |
            6 | 3 | Chi bộ 3 | | X | |
            7 | 4 | Chi bộ 4 | | | x |
            8 | 5 | Chi bộ 5 | | x | |
            {below}"
        )
    }

    fn line(f: &crate::finding::Finding) -> String {
        let edits = f.fix.iter().flat_map(|fix| &fix.edits).map(|e| format!(" [{} {} → {}]", e.cell, e.from, e.to));
        format!(
            "{} {} {}{}",
            f.ranges.first().map_or(String::new(), ToString::to_string),
            f.rule,
            f.message.vi,
            edits.collect::<String>()
        )
    }

    fn told(below: &str) -> String {
        all_findings(&list(below)).iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lines_below_say_how_many_have_each_level() {
        let list = |whom: &str, below: &str| {
            format!(
                "1 | ĐẢNG ỦY XÃ ĐẠI AN
                2 | DANH SÁCH KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2022
                4 | TT | {whom} | Kết quả xếp loại | | |
                5 | | | HTXSNV | HTTNV | HTNV | KHTNV
                6 | 1 | Chi bộ thôn 1 | | x | |
                7 | 2 | Chi bộ thôn 2 | | x | |
                8 | 3 | Chi bộ thôn 3 | | x | |
                9 | 4 | Chi bộ thôn 4 | | x | |
                10 | 5 | Chi bộ thôn 5 | | x | |
                11 | 6 | Chi bộ thôn 6 | | | x |
                {below}"
            )
        };
        let levels = "14 | | HTXSNV | 0\n15 | | HTTNV | 5\n16 | | HTNV | 1\n17 | | KHTNV | 0";
        let told =
            |whom: &str, below: &str| all_findings(&list(whom, below)).iter().map(line).collect::<Vec<_>>().join("\n");
        let short = "14 | | Hoàn thành xuất sắc | 0\n15 | | Hoàn thành tốt | 5\n16 | | Hoàn thành | 1";
        for whom in ["Tên chi bộ", "Đơn vị"] {
            assert_eq!(told(whom, &format!("13 | | Tổng số | 6\n{levels}")), "");
            assert_eq!(told(whom, &format!("13 | | Tổng số | 6\n{short}")), "");
            assert_eq!(told(whom, levels), "");
        }
        let wrong = format!("13 | | Tổng số | 7\n{levels}");
        insta::assert_snapshot!(told("Đơn vị", &wrong), @"C13 S202 “Tổng số”: danh sách có 06 dòng, chênh lệch 1. Đề nghị đơn vị kiểm tra lại ô C13");
        let wrong = levels.replace("HTTNV | 5", "HTTNV | 6");
        insta::assert_snapshot!(told("Đơn vị", &wrong), @"B14 X601 Dòng tổng hợp dưới danh sách ghi 6 HTTNV; đếm lại danh sách được 5 HTTNV. Đề nghị đơn vị đối chiếu");
    }

    #[test]
    fn a_line_that_counts_the_marks_is_silent() {
        for below in [
            "9 | | Tổng cộng | 1 | 3 | 1 | 0",
            "9 | | Tổng cộng | 1 | 3 | 1 |",
            "9 | | Cộng: 5 | 1 | 3 | 1 | 0",
            "9 | | Tổng cộng | 1 | 3 | 1 | 0\n10 | | Tỷ lệ % | 20 | 60 | 20 | 0",
            "9 | | Tổng cộng | 1 | 3 | 1 | 0\n10 | | Tỷ lệ % | 0.2 | 0.6 | 0.2 | 0",
            "9 | | Tổng cộng | =COUNTA(C4:C8) | =COUNTA(D4:D8) | =COUNTA(E4:E8) | =COUNTA(F4:F8)",
        ] {
            assert_eq!(all_codes(&list(below)), [""; 0], "{below}: {}", told(below));
        }
    }

    #[test]
    fn a_count_that_is_not_that_of_the_marks_is_told() {
        insta::assert_snapshot!(told("9 | | Tổng cộng | 1 | 4 | 1 | 0"), @"D9 S202 Tổng cộng: ghi 4 HTTNV; đếm dấu trong danh sách được 3 HTTNV. Đề nghị đơn vị kiểm tra lại ô D9 [D9 4 → 3]");
        insta::assert_snapshot!(told("9 | | Tổng cộng | 2 | 2 | 1 | 0"), @"C9:D9 S202 Tổng cộng: ghi 2 HTXSNV, 2 HTTNV; đếm dấu trong danh sách được 1 HTXSNV, 3 HTTNV. Đề nghị đơn vị kiểm tra lại ô C9, D9 [C9 2 → 1] [D9 2 → 3]");
        insta::assert_snapshot!(told("9 | | Cộng: 6 | 1 | 3 | 1 | 0"), @"B9 S202 “Cộng: 6”: danh sách có 05 dòng, chênh lệch 1. Đề nghị đơn vị kiểm tra lại ô B9");
    }

    #[test]
    fn a_formula_that_leaves_rows_out_is_told_whatever_it_gives() {
        let counts = |c: &str, d: &str| {
            told(&format!(
                "9 | | Tổng cộng | =COUNTA(C4:C{c}) | =COUNTA(D4:D{d}) | =COUNTA(E4:E{c}) | =COUNTA(F4:F{c})"
            ))
        };
        insta::assert_snapshot!(counts("8", "7"), @"D9 S207 Tổng cộng, HTTNV: công thức bỏ sót dòng 8 của danh sách; ghi 2, đúng phải là 3 [D9 =COUNTA(D4:D7) → =COUNTA(D4:D8)]");
        insta::assert_snapshot!(counts("7", "7"), @"C9:F9 S207 Tổng cộng, HTXSNV, HTTNV, HTNV, KHTNV: công thức bỏ sót dòng 8 của danh sách; ghi 2, đúng phải là 3 [C9 =COUNTA(C4:C7) → =COUNTA(C4:C8)] [D9 =COUNTA(D4:D7) → =COUNTA(D4:D8)] [E9 =COUNTA(E4:E7) → =COUNTA(E4:E8)] [F9 =COUNTA(F4:F7) → =COUNTA(F4:F8)]");
    }

    #[test]
    fn a_share_is_held_against_the_marks_and_the_base_of_the_others() {
        insta::assert_snapshot!(told("9 | | Tổng cộng | 1 | 3 | 1 | 0\n10 | | Tỷ lệ % | 20 | 50 | 20 | 0"), @"D10 S205 Tổng cộng, tỷ lệ HTTNV: ghi 50, 03/5 là 60,0%. Đề nghị kiểm tra lại ô D10");
    }

    #[test]
    fn a_sum_below_the_last_group_is_of_the_group_or_of_all() {
        let list = |below: &str| {
            format!(
                "1 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                3 | TT | Tên chi bộ | HTXSNV | HTTNV | HTNV | KHTNV
                4 | I | Khối thôn
                5 | 1 | Chi bộ thôn 1 | x | | |
                6 | 2 | Chi bộ thôn 2 | | x | |
                7 | 3 | Chi bộ thôn 3 | | x | |
                8 | II | Khối trường học
                9 | 1 | Chi bộ trường A | | x | |
                10 | 2 | Chi bộ trường B | | | x |
                11 | | Cộng | {below}"
            )
        };
        for below in ["1 | 3 | 1 | 0", "0 | 1 | 1 | 0"] {
            assert_eq!(all_codes(&list(below)), [""; 0], "{below}");
        }
        assert_eq!(all_codes(&list("1 | 4 | 1 | 0")), ["S202"]);
    }

    #[test]
    fn the_total_of_two_lists_is_not_that_of_the_second() {
        let second = "11 | TT | Tên chi bộ | HTXSNV | HTTNV | HTNV | KHTNV
            12 | 1 | Chi bộ 6 | | x | |
            13 | 2 | Chi bộ 7 | | x | |
            14 | | Tổng cộng hai khối | 1 | 5 | 1 | 0";
        assert_eq!(all_codes(&list(second)), [""; 0], "{}", told(second));
    }
}
