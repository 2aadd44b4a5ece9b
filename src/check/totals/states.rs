//! Two summaries of the same units, each with as many as in the other and with other levels → two states of one thing, whatever
//! their sheets are called: nobody is rated twice.

use super::arrange::{MANY, size};
use super::parting::{Stands, is_common_name};
use super::{UnitTotal, unit_key};

/// The rows of two such summaries, unless they are of two offices.
pub(super) fn rows<'g>(a: &'g UnitTotal, b: &'g UnitTotal) -> Option<Vec<(&'g Stands, &'g Stands)>> {
    same_rows(a, b).filter(|rows| is_state(rows) && !a.is_of_another_office(b))
}

/// The rows of two summaries by units, where these are called the same one after another.
fn same_rows<'g>(a: &'g UnitTotal, b: &'g UnitTotal) -> Option<Vec<(&'g Stands, &'g Stands)>> {
    let name = |row: &Stands| unit_key(&row.name);
    let same = |(own, other): &(&Stands, &Stands)| !own.name.is_empty() && name(own) == name(other);
    let both = || a.rows().zip(b.rows());
    let whole = a.rows().count() == b.rows().count() && a.lists_units() && b.lists_units();
    (whole && both().all(|pair| same(&pair))).then(|| both().collect())
}

/// Do the same rows have the same totals, and other levels: of many, not all of one size, which no two parts of a whole are?
fn is_state(rows: &[(&Stands, &Stands)]) -> bool {
    let sizes: Vec<i64> = rows.iter().map(|(own, _)| size(&own.counts)).collect();
    let said = rows.len() > 2 || rows.iter().any(|(own, _)| !is_common_name(&unit_key(&own.name)));
    said && sizes.iter().sum::<i64>() >= MANY
        && sizes.iter().any(|own| *own != sizes[0])
        && rows.iter().zip(&sizes).all(|((_, other), own)| size(&other.counts) == *own)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::testing::{all_findings, inputs, submission};
    use crate::check::totals::totals;
    use crate::config::Config;

    const ROWS: [(&str, i64, i64); 3] = [("Chi bộ thôn 1", 1, 5), ("Chi bộ Kim Đồng", 2, 9), ("Chi bộ Quân sự", 0, 6)];
    const OTHER: [(&str, i64, i64); 3] =
        [("Chi bộ thôn 1", 2, 4), ("Chi bộ Kim Đồng", 1, 10), ("Chi bộ Quân sự", 1, 5)];
    const MORE: [(&str, i64, i64); 3] = [("Chi bộ thôn 1", 2, 4), ("Chi bộ Kim Đồng", 1, 8), ("Chi bộ Quân sự", 1, 7)];

    /// A sheet, the end of its title, and its rows of HTXSNV and HTTNV.
    type Drawn<'d> = (&'d str, &'d str, [(&'d str, i64, i64); 3]);

    /// What is counted of two sheets in all, and told.
    fn told(sheets: &[Drawn<'_>]) -> String {
        let sheet = |(name, more, rows): &Drawn<'_>| {
            let row = |(i, (name, best, good)): (usize, &(&str, i64, i64))| {
                format!("{} | {} | {name} | {} | {best} | {good} | 0 | 0\n", i + 5, i + 1, best + good)
            };
            let rows: String = rows.iter().enumerate().map(row).collect();
            let head = "4 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV";
            format!("--- {name}\n1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN {more}NĂM 2022\n{head}\n{rows}")
        };
        let picture = format!("=== a.xlsx\n{}", sheets.iter().map(sheet).collect::<String>());
        let config = Config::default();
        let units = totals(&submission(inputs(&picture), &config)).units;
        let counted: Vec<String> = units.iter().map(|u| u.counts.total.unwrap_or(0).to_string()).collect();
        let found = all_findings(&picture).into_iter().filter(|f| f.rule != "C401");
        let found = found.map(|f| format!("{} {}", f.rule, f.message.vi));
        format!("{} / {}", counted.join(", "), found.collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn the_same_units_with_as_many_each_are_not_added() {
        insta::assert_snapshot!(told(&[("HK1", "", ROWS), ("Cả năm", "", OTHER)]), @" / X603 Xã Hòa Sơn, Đảng viên: số liệu khác với sheet “HK1” cùng đơn vị, cùng biểu, cùng năm (Chi bộ thôn 1: HTXSNV 1 so với 2; HTTNV 5 so với 4; Chi bộ Kim Đồng: HTXSNV 2 so với 1; HTTNV 9 so với 10; Chi bộ Quân sự: HTXSNV 0 so với 1; HTTNV 6 so với 5); chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
        insta::assert_snapshot!(told(&[("A", "", ROWS), ("B", "", OTHER)]), @" / X603 Xã Hòa Sơn, Đảng viên: số liệu khác với sheet “A” cùng đơn vị, cùng biểu, cùng năm (Chi bộ thôn 1: HTXSNV 1 so với 2; HTTNV 5 so với 4; Chi bộ Kim Đồng: HTXSNV 2 so với 1; HTTNV 9 so với 10; Chi bộ Quân sự: HTXSNV 0 so với 1; HTTNV 6 so với 5); chưa biểu nào được tính vào tổng hợp. Đề nghị đơn vị xác nhận bản đúng");
    }

    #[test]
    fn other_numbers_or_other_people_are_parts() {
        insta::assert_snapshot!(told(&[("A", "", ROWS), ("B", "", MORE)]), @"46 /");
        insta::assert_snapshot!(told(&[("A", "NAM ", ROWS), ("B", "NỮ ", OTHER)]), @"46 /");
    }
}
