//! The integration tests, one crate.

mod fix;
mod read;
