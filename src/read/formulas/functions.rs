//! The functions of Excel by the numbers that tokens call them by.

use std::sync::OnceLock;

/// `number<tab>name<tab>arguments`: [MS-XLS] 2.5.198.17 and, from 480 on, [MS-XLSB] 2.5.97.10. Without a count of
/// arguments where the token itself has it. Macro commands are left out.
const TABLE: &str = include_str!("functions.tsv");

/// Calls a name rather than a number: the first argument.
pub(super) const BY_NAME: u16 = 255;

/// Functions of Excel 2007, which an older file calls by a name with a prefix, and everyone else without.
const LATER: [&str; 5] = ["AVERAGEIF", "AVERAGEIFS", "COUNTIFS", "IFERROR", "SUMIFS"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    /// How many arguments it always has.
    pub(super) arguments: Option<usize>,
}

/// A function by its number.
pub(super) fn function(number: u16) -> Option<Function> {
    static BY_NUMBER: OnceLock<Vec<Option<Function>>> = OnceLock::new();
    let all = BY_NUMBER.get_or_init(|| {
        let mut all = vec![None; 485];
        for line in TABLE.lines() {
            let mut fields = line.split('\t');
            if let (Some(number), Some(name), Some(count)) = (fields.next(), fields.next(), fields.next())
                && let Some(slot) = number.parse().ok().and_then(|n: usize| all.get_mut(n))
            {
                *slot = Some(Function { name, arguments: count.parse().ok() });
            }
        }
        all
    });
    *all.get(usize::from(number))?
}

/// A function called by its name, as formulas in xlsx have it: `_xlfn.IFERROR` → `IFERROR`.
pub(super) fn called(name: &str) -> &str {
    let plain = name.strip_prefix("_xlfn.").unwrap_or(name);
    if LATER.contains(&plain) { plain } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_have_their_numbers() {
        assert_eq!(TABLE.lines().count(), 252);
        for (number, name, arguments) in [
            (0, "COUNT", None),
            (4, "SUM", None),
            (27, "ROUND", Some(2)),
            (345, "SUMIF", None),
            (480, "IFERROR", Some(2)),
        ] {
            assert_eq!(function(number), Some(Function { name, arguments }));
        }
        assert_eq!(function(BY_NAME), None);
        assert_eq!(function(53), None);
        assert_eq!(function(u16::MAX), None);
        assert_eq!(called("_xlfn.SUMIFS"), "SUMIFS");
        assert_eq!(called("_xlfn.CONCAT"), "_xlfn.CONCAT");
    }
}
