//! The integration tests, one crate.

mod cli;
mod fix;
mod read;
mod tidy;
mod workbooks;
