//! A formula → the areas it adds up, when adding up is all it does.

use super::syntax::{Expr, Operator, TabNames, parse};
use crate::finding::CellRange;
use crate::read::Value;

/// Cells that a formula adds up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Summand {
    /// Place of their sheet among the tabs.
    pub tab: usize,
    /// Where they stand.
    pub range: CellRange,
    /// Does the function pass over cells that are subtotals themselves (`SUBTOTAL`)?
    pub skips_subtotals: bool,
}

/// Everything a formula adds up, in the order it stands in, what stands twice twice: `SUM(D5:D8)`, `D5+D9+SUM(D12)`,
/// `SUBTOTAL(9,D5:D9)`. `None` when it does anything else, adds a constant or is not understood.
pub fn summands(names: &TabNames, tab: usize, formula: &str) -> Option<Vec<Summand>> {
    let parsed = parse(formula, tab, names).ok()?;
    let mut out = Vec::new();
    (!parsed.opaque && collect(&parsed.expr, false, &mut out) && !out.is_empty()).then_some(out)
}

fn collect(expr: &Expr, skips_subtotals: bool, out: &mut Vec<Summand>) -> bool {
    match expr {
        Expr::Cells(area) => {
            out.push(Summand { tab: area.tab, range: area.range, skips_subtotals });
            true
        }
        Expr::Chain(first, rest) => {
            let added = |(operator, term): &(Operator, Expr), out: &mut Vec<Summand>| {
                *operator == Operator::Add && collect(term, skips_subtotals, out)
            };
            collect(first, skips_subtotals, out) && rest.iter().all(|term| added(term, out))
        }
        Expr::Call(name, arguments) => match (&**name, arguments.as_slice()) {
            ("SUM", all) => all.iter().all(|argument| collect(argument, skips_subtotals, out)),
            ("SUBTOTAL", [Expr::Literal(Value::Number(kind)), all @ ..]) if matches!(*kind as i64, 9 | 109) => {
                all.iter().all(|argument| matches!(argument, Expr::Cells(_)) && collect(argument, true, out))
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Format, Sheet, Tab, Workbook};

    fn shown(formula: &str) -> Option<String> {
        let tabs = vec![Tab::Sheet(Sheet { name: "Biểu 1".into(), ..Sheet::default() })];
        let workbook = Workbook { format: Format::Xlsx, tabs, number_formats: None, own_output: false };
        let found = summands(&TabNames::new(&workbook), 0, formula)?;
        let mark = |s: &Summand| if s.skips_subtotals { "*" } else { "" };
        Some(found.iter().map(|s| format!("{}{}", s.range, mark(s))).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn sums_of_any_spelling() {
        assert_eq!(shown("SUM(D5:D8)").as_deref(), Some("D5:D8"));
        assert_eq!(shown("+D5+D9+sum(D5,'Biểu 1'!$D$12)").as_deref(), Some("D5 D9 D5 D12"));
        assert_eq!(shown("SUBTOTAL(109,D5:D9)").as_deref(), Some("D5:D9*"));
    }

    #[test]
    fn anything_else_is_no_sum() {
        for formula in ["D5-D6", "SUM(D5:D8)+1", "SUM(D5:D8)*2", "ROUND(SUM(D5:D8),0)", "SUBTOTAL(1,D5:D9)", "12"] {
            assert_eq!(shown(formula), None, "{formula}");
        }
    }
}
