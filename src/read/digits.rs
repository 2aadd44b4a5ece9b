//! Whole numbers written with more digits than a number of Excel keeps.

/// Digits that a number always keeps.
const KEPT: usize = 15;

/// Does what is written lose digits as the number it is read as? Codes of citizens, accounts and papers are such numbers
/// when a program writes them as numbers; Excel itself cuts them before it saves.
pub(super) fn are_lost(written: &str, number: f64) -> bool {
    let digits = written.trim().trim_start_matches('-').trim_start_matches('0');
    // Of a number that is written as short as can be, the digits left out are zeros.
    digits.len() > KEPT
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && ![format!("{}", number.abs()), format!("{:.0}", number.abs())].contains(&digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_beyond_those_of_a_number_are_noticed() {
        let lost = |written: &str| are_lost(written, written.parse().expect("a number"));
        for kept in ["001234567890123", "123456789012345", "9007199254740992", "-12345678901234568", "1e300", "0.1"] {
            assert!(!lost(kept), "{kept}");
        }
        for shortest in ["1234567890123456800", "0.12345678901234567", "1E+20", "100000000000000000000"] {
            assert!(!lost(shortest), "{shortest}");
        }
        for cut in ["9007199254740993", "12345678901234567", "-079123456789012345678"] {
            assert!(lost(cut), "{cut}");
        }
    }
}
