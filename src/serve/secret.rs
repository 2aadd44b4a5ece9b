//! Words nobody can guess.

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher;
use std::io::Read;

use sha2::{Digest, Sha256};

/// 32 hexadecimal digits that cannot be guessed: what the system gives for keys of hash tables, and where there is one its
/// source of random bytes, folded into one.
pub fn secret() -> String {
    let mut fold = Sha256::new();
    for round in 0..16u64 {
        fold.update(RandomState::new().hash_one(round).to_le_bytes());
    }
    let mut bytes = [0; 32];
    if cfg!(unix) && File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes)).is_ok() {
        fold.update(bytes);
    }
    fold.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Are the two the same? Takes as long for the first difference as for the last.
pub(super) fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike() {
        let made: std::collections::BTreeSet<String> = (0..200).map(|_| secret()).collect();
        assert_eq!(made.len(), 200);
        assert!(made.iter().all(|s| s.len() == 32 && s.bytes().all(|b| b.is_ascii_hexdigit())));
    }

    #[test]
    fn only_the_same_is_the_same() {
        assert!(same("abc", "abc"));
        for other in ["", "ab", "abd", "abcd"] {
            assert!(!same("abc", other), "{other}");
        }
    }
}
