//! The integration tests, one crate.

mod cli;
mod fix;
mod formulas;
mod legacy;
mod mutations;
mod oracle;
mod read;
mod readme;
mod tidy;
mod workbooks;
