//! The integration tests, one crate.

mod cli;
mod fix;
mod legacy;
mod look;
mod mutations;
mod read;
mod readme;
mod tidy;
mod workbooks;
