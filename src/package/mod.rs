//! The xlsx package: zip directory, XML tokens, worksheet scanner, workbook parts. Bytes in, plain values out.

pub mod formula;
pub mod sheet;
pub mod workbook;
pub mod xml;
pub mod zip;
