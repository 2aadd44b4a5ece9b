//! Summaries and corrections → workbooks. The only room that names rust_xlsxwriter. Inputs are never opened for writing.

pub mod annotate;
pub mod apply;
pub mod batch;
mod cell;
mod compared;
pub mod consolidated;
mod correction_list;
pub mod corrections;
mod correspondence;
pub mod details;
mod five_years;
mod look;
pub mod patch;
pub mod rebuild;
mod resent;
pub mod review;
mod totals;
pub mod unit_list;
