//! The integration tests, one crate.

mod cli;
mod fix;
mod layouts;
mod legacy;
mod mutations;
mod read;
mod readme;
mod tidy;
mod workbooks;
