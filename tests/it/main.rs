//! The integration tests, one crate.

mod cli;
mod fix;
mod legacy;
mod mutations;
mod read;
mod tidy;
mod workbooks;
