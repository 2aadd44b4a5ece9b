//! The integration tests, one crate.

mod annotate;
mod cli;
mod fix;
mod formulas;
mod legacy;
mod mutations;
mod outputs;
mod read;
mod readme;
mod tidy;
mod workbooks;
