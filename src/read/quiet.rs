//! A reader that may panic → an error in its place.

use std::cell::Cell as Flag;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::error::Error;

thread_local! {
    static QUIET: Flag<bool> = const { Flag::new(false) };
}

/// Runs a reader that may panic; a panic is [`Error::Unreadable`], and the panic message of this thread is not printed.
pub(super) fn quietly<T>(read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    QUIET.set(false);
    outcome.unwrap_or_else(|_| Err(Error::Unreadable("its records contradict each other".into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        let outcome: Result<(), Error> = quietly(|| panic!("not shown"));
        assert!(matches!(outcome, Err(Error::Unreadable(_))));
    }
}
