//! The integration tests, one crate.

mod mutations;
mod read;
