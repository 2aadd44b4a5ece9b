//! The integration tests, one crate.

mod read;
mod workbooks;
