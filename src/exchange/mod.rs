//! What goes between an office and its units: who is expected to send what, who has sent, what they were asked to look
//! at and what they answered. All of it in workbooks an official can open, print, fill in and send back.

pub mod answers;
pub mod ask;
mod cells;
pub mod explain;
mod grid;
pub mod keys;
pub mod list;
pub mod reorganised;
pub mod resent;
pub mod standing;

pub use self::list::UnitList;
