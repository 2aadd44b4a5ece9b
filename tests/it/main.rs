//! The integration tests, one crate.

mod annotate;
mod city;
mod cli;
mod declared;
mod fidelity;
mod fix;
mod formula_text;
mod formulas;
mod layouts;
mod legacy;
mod look;
mod mutations;
mod oracle;
mod outputs;
mod read;
mod readme;
mod scales;
mod tidy;
mod workbooks;
