//! The xlsx package: zip directory, XML tokens, worksheet scanner, workbook parts, and the package with some cells changed.
//! Bytes in, plain values or bytes out.

mod additions;
mod copy;
pub mod formula;
pub mod new_sheet;
pub mod notes;
pub mod patch;
mod rewrite;
pub mod sheet;
mod styles;
mod vml;
pub mod workbook;
pub mod xml;
pub mod zip;
