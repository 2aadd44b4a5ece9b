//! The integration tests, one crate.

mod cli;
mod fidelity;
mod fix;
mod legacy;
mod mutations;
mod read;
mod readme;
mod tidy;
mod workbooks;
