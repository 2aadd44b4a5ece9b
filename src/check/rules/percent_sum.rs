//! # Các tỷ lệ cộng lại không đủ 100%
//!
//! ## What it finds
//! The shares of a disjoint list do not sum to 100 within rounding, although each is right by itself or counts are missing.
//! ## Why it matters
//! Four shares of one whole are 100 together; 98,93 means that something is left out.
//! ## Example
//! ```sheet
//! 1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
//! 3 | TT | Tên đơn vị | Tổng số | HTXSNV | %        | HTTNV | %       | HTNV | %      | KHTNV | %
//! 4 | 1  | Đảng bộ A  |         |        | '10,00% ◄ |       | '80,00%  |      | '8,93%  |       | '0,00%
//! 5 | 2  | Đảng bộ B  | 10      | 1      | '10,00%   | 9     | '90,00%  | 0    | '0,00%  | 0     | '0,00%
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! Các tỷ lệ của một phân loại cộng lại không đủ 100% (sau làm tròn), dù từng tỷ lệ đúng hoặc thiếu số lượng.
//! ## Lý do
//! Các phần của một tổng phải đủ 100; 98,93 nghĩa là còn thiếu.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use std::collections::{HashMap, HashSet};

use crate::check::arithmetic::{cases, line_name};
use crate::check::records::{Rated, RatedBlock, TableRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::normalise::Level;
use crate::parse::Figure;
use crate::solve::equations::Base;
use crate::text::Decimal;

pub(super) static RULE: Rule = Rule {
    code: "S206",
    name: "percent-sum",
    severity: Severity::Warning,
    scope: Scope::Table(check),
    basis: "PCT-SUM",
    doc: documentation!("percent_sum.rs"),
};

fn check(table: &TableRecord<'_>, findings: &mut Findings<'_>) {
    let Rated::Counts(blocks) = &table.content else { return };
    for rated in blocks {
        let blamed: HashSet<CellRef> =
            cases(table).iter().flat_map(|c| c.related.iter().copied().chain([c.at])).collect();
        let places = places(rated);
        for line in 0..rated.block.lines.len() {
            let Some((cells, sum, slack)) = shares(rated, line, &places) else { continue };
            let hundred = Decimal::from(100);
            let off = if sum > hundred { less(sum, hundred) } else { less(hundred, sum) };
            if off > slack && !cells.iter().any(|c| blamed.contains(c)) {
                let name = line_name(&rated.block, line);
                findings.add(&RULE, cells[0]).related(&cells[1..]).found(sum).expected("100").message(
                    format!("{name}: các tỷ lệ cộng lại là {}%, không đủ 100%", sum.vi()),
                    format!("{name}: the percentages sum to {sum}%, not 100%"),
                );
            }
        }
    }
}

/// The first share of each line and measure: its share line, and its cell there.
type Places = HashMap<(usize, usize), (usize, usize)>;

fn places(rated: &RatedBlock<'_>) -> Places {
    let mut places = Places::new();
    for (index, shares) in rated.solved().shares.iter().enumerate().filter(|(_, shares)| !shares.cap) {
        for (at, cell) in shares.cells.iter().enumerate() {
            places.entry((cell.line, cell.measure)).or_insert((index, at));
        }
    }
    places
}

fn less(a: Decimal, b: Decimal) -> Decimal {
    let d = a.decimals().max(b.decimals());
    Decimal::new(a.rounded_units(d) - b.rounded_units(d), d)
}

/// The disjoint shares of a line over the rated: their cells, their sum, and what rounding allows. `None` when a
/// level has no share, when counts say that levels are left unstated or that nothing was rated, or when the base is another.
fn shares(rated: &RatedBlock<'_>, line: usize, places: &Places) -> Option<(Vec<CellRef>, Decimal, Decimal)> {
    let (block, counts) = (&rated.block, &rated.counts);
    let inside = counts.inside(block, line);
    let own = counts.line(block, line);
    let nothing = own.levels.iter().all(|count| *count == Some(0));
    // Levels that do not add up themselves are told as such; their shares only repeat it.
    let levels = own.levels.iter().copied().sum::<Option<i64>>();
    if levels.zip(own.rated).is_some_and(|(levels, rated)| levels != rated) {
        return None;
    }
    // Where no level is counted at all, the shares are all there is.
    let unstated = own.unstated() > 0 && !block.shares_only && own.levels.iter().any(Option::is_some);
    if !counts.prints_all_levels() || unstated || nothing {
        return None;
    }
    let mut found: Vec<(CellRef, Decimal)> = Vec::new();
    for level in Level::ALL.into_iter().filter(|&l| !(inside && l == Level::Htxsnv)) {
        let measure = counts.measure(level)?;
        // A count that another rule tells, or that hangs on such a one, takes its share with it.
        let figure = &block.cells[line][measure].figure;
        let number = rated.equations.system.quantities.get(line * block.measures.len() + measure).and_then(|q| q.value);
        if matches!(figure, Figure::Invalid(_) | Figure::Error(_)) || number != figure.count() {
            return None;
        }
        let &(index, at) = places.get(&(line, measure))?;
        let settled = rated.equations.bases.get(index).copied().flatten();
        if settled.is_some_and(|b| b != Base::Rated) || rated.equations.set_aside.contains(&index) {
            return None;
        }
        let cell = &rated.solved().shares[index].cells[at];
        found.push((cell.at, cell.percent()?));
    }
    let d = found.iter().map(|f| f.1.decimals()).max()?.min(10);
    let units: i128 = found.iter().map(|f| f.1.rounded_units(d)).sum();
    // Half a unit of the last digit each, and one more for a share adjusted by hand.
    let slack = Decimal::new(
        1 + found.len() as i128 / 2,
        d.min(found.iter().map(|f| f.1.decimals()).filter(|&x| x > 0).max().unwrap_or(d)),
    );
    Some((found.iter().map(|f| f.0).collect(), Decimal::new(units, d), slack))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::findings;

    #[test]
    fn half_a_percent_beside_percentages_is_no_fraction() {
        let sheet = "
            1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2021
            3 | TT | Tên đơn vị | HTXSNV (%) | HTTNV (%) | HTNV (%) | KHTNV (%)
            4 | 1  | Phường A   | 10 | 80 | 9.5 | 0.5
            5 | 2  | Phường B   | 12 | 78 | 9.5 | 0.5";
        assert_eq!(findings(&RULE, sheet), "");
        assert!(findings(&RULE, &sheet.replace("12 | 78", "12 | 68")).starts_with("C5 S206 warning"));
        // Nothing says how much 0.1 is, but that all are below 1.
        let fractions = sheet
            .replace("10 | 80 | 9.5 | 0.5", "0.1 | 0.8 | 0.09 | 0.01")
            .replace("12 | 78 | 9.5 | 0.5", "0.1 | 0.8 | 0.1 | 0");
        assert_eq!(findings(&RULE, &fractions), "");
    }

    #[test]
    fn shares_alone_are_held_where_a_total_stands_beside_them() {
        let sheet = |third: &str| {
            format!(
                "1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                3 | TT | Tên đơn vị | Tổng số | HTXSNV | %  | HTTNV | %  | HTNV | %       | KHTNV | %
                4 | 1  | Đảng bộ A  | 20      |        | 10 |       | 80 |      | {third} |       | 0
                5 | 2  | Đảng bộ B  | 10      | 1      | 10 | 9     | 90 | 0    | 0       | 0     | 0"
            )
        };
        assert!(findings(&RULE, &sheet("8.9")).starts_with("E4 S206 warning"), "{}", findings(&RULE, &sheet("8.9")));
        assert_eq!(findings(&RULE, &sheet("10")), "");
    }
}
