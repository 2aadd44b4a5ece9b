//! The integration tests, one crate.

mod cli;
mod read;
mod tidy;
mod workbooks;
