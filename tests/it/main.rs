//! The integration tests, one crate.

mod legacy;
mod read;
