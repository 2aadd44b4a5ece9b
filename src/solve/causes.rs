//! What a change looks like: a slip of the hand that happens often, or nothing in particular. Ranks, never decides.

/// A frequent slip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// A value typed beside its place, which holds 0.
    WrongCell,
    /// Two values in each other's place.
    Exchanged,
    /// One digit wrong, missing or typed twice.
    Digit,
    /// Two digits in each other's place.
    DigitsExchanged,
    /// A zero too many or too few at the end.
    Zero,
}

impl Cause {
    /// As a reason names it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::WrongCell => "số liệu có thể bị ghi nhầm sang ô khác",
            Self::Exchanged => "số liệu của hai ô có thể bị ghi đổi chỗ cho nhau",
            Self::Digit => "có thể gõ sai, thiếu hoặc thừa một chữ số",
            Self::DigitsExchanged => "có thể gõ đảo hai chữ số",
            Self::Zero => "có thể thừa hoặc thiếu một chữ số 0",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::WrongCell => "the figure may stand in the wrong cell",
            Self::Exchanged => "the figures of the two cells may have been exchanged",
            Self::Digit => "one digit may be wrong, missing or too many",
            Self::DigitsExchanged => "two digits may have been exchanged",
            Self::Zero => "a zero may be missing or too many",
        }
    }
}

/// What a set of changes looks like, each from what to what.
pub fn cause(changes: &[(i64, i64)]) -> Option<Cause> {
    match *changes {
        [(a, x), (b, y)] if (a, b) == (y, x) && (a == 0 || b == 0) => Some(Cause::WrongCell),
        [(a, x), (b, y)] if (a, b) == (y, x) => Some(Cause::Exchanged),
        [(from, to)] => match slip(from, to) {
            0 => Some(Cause::Digit),
            1 => Some(Cause::DigitsExchanged),
            2 => Some(Cause::Zero),
            _ => None,
        },
        _ => None,
    }
}

/// The likelier, the lower: one keystroke, two digits or two values exchanged, a zero too many.
pub(super) fn unlikeliness(changes: &[(i64, i64)]) -> u32 {
    match cause(changes) {
        Some(Cause::WrongCell | Cause::Exchanged) => 0,
        _ => changes.iter().map(|&(from, to)| slip(from, to)).max().unwrap_or(0),
    }
}

/// 0 for one keystroke, 1 for two digits swapped, 2 for a zero more or less, 3 for a small step, 4 for anything else.
fn slip(from: i64, to: i64) -> u32 {
    let (a, b) = (from.to_string().into_bytes(), to.to_string().into_bytes());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let one_off = short.len() == long.len() && short.iter().zip(long).filter(|(x, y)| x != y).count() == 1;
    let dropped =
        short.len() + 1 == long.len() && (0..long.len()).any(|i| [&long[..i], &long[i + 1..]].concat() == **short);
    let mut sorted = (a.clone(), b.clone());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    match () {
        () if from != 0 && to != 0 && (from == to * 10 || to == from * 10) => 2,
        () if one_off || dropped => 0,
        () if sorted.0 == sorted.1 => 1,
        () if (from - to).abs() <= 1 => 3,
        () => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known_by_their_looks() {
        assert_eq!(cause(&[(12, 21)]), Some(Cause::DigitsExchanged));
        assert_eq!(cause(&[(122, 12)]), Some(Cause::Digit));
        assert_eq!(cause(&[(18, 13)]), Some(Cause::Digit));
        assert_eq!(cause(&[(120, 12)]), Some(Cause::Zero));
        assert_eq!(cause(&[(3, 7), (7, 3)]), Some(Cause::Exchanged));
        assert_eq!(cause(&[(0, 7), (7, 0)]), Some(Cause::WrongCell));
        assert_eq!(cause(&[(12, 345)]), None);
        assert_eq!(cause(&[(3, 4), (7, 6)]), None);
        assert!(unlikeliness(&[(3, 7), (7, 3)]) < unlikeliness(&[(3, 2), (7, 8)]).max(1));
        assert!(unlikeliness(&[(12, 21)]) < unlikeliness(&[(12, 345)]));
    }
}
