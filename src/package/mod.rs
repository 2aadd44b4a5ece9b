//! The xlsx package: zip directory, XML tokens, worksheet scanner, workbook parts, and the package with some cells changed.
//! Bytes in, plain values or bytes out.

mod copy;
pub mod formula;
pub mod patch;
mod rewrite;
pub mod sheet;
pub mod workbook;
pub mod xml;
pub mod zip;
