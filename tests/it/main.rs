//! The integration tests, one crate.

mod acceptance;
mod annotate;
mod attachments;
mod cli;
mod declared;
mod fidelity;
mod fix;
mod formula_text;
mod formulas;
mod fuzz;
mod hostile;
mod layouts;
mod legacy;
mod look;
mod made;
mod mutations;
mod oracle;
mod outputs;
mod properties;
mod read;
mod readme;
mod scales;
mod supply;
mod tidy;
mod workbooks;
