//! The xlsx package: zip directory, XML tokens, worksheet scanner, workbook parts, and the package with some cells changed.
//! Bytes in, plain values or bytes out.

mod additions;
mod copy;
mod font;
pub mod formula;
mod list_styles;
mod looks;
mod markup;
pub mod new_sheet;
pub mod notes;
pub mod patch;
pub mod pieces;
pub mod quick;
mod rewrite;
mod runs;
pub mod sheet;
pub mod stream;
mod styles;
mod table;
mod vml;
pub mod workbook;
pub mod xml;
pub mod zip;

pub use self::copy::packed;
