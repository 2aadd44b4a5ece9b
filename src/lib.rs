//! xeploai reads the workbooks Vietnamese offices use for the yearly quality rating (đánh giá, xếp loại chất lượng),
//! checks and corrects them, and consolidates them into one workbook.
//!
//! One way through, each room importing only from rooms above it:
//!
//! ```text
//! files ─ read ─► cells ─ locate ─► Tables ─ parse ─► records as written ─ normalise ─► levels on the common scale
//!       ─ solve ─► diagnoses of the arithmetic ─ check ─► Findings ─ correct ─► edits ─ consolidate ─► Summary ─ report / write
//! ```
//!
//! | room | turns what into what |
//! |---|---|
//! | [`error`], [`text`], [`config`], [`finding`] | why the job could not be done; Vietnamese text and numbers; what an office declares; what we say |
//! | [`package`] | the xlsx package: zip directory, XML and sheet scanner |
//! | [`read`] | a file → sheets of cells (the only room that names calamine) |
//! | [`evaluate`] | formulas that forms use → results |
//! | [`locate`] | a sheet → tables: shape, header paths, roles of columns and rows |
//! | [`parse`] | a table → figures and ratings as written, each with its cell |
//! | [`normalise`] | ratings as written → the four levels of the common scale |
//! | [`solve`] | the equations of a submission → diagnoses |
//! | [`check`] | everything above → findings |
//! | [`correct`] | findings → the corrections to apply |
//! | [`exchange`] | the list of units, what they are asked, what they answer → who has sent, what is explained |
//! | [`consolidate`] | all tables of all files → one summary |
//! | [`report`] | findings and totals → text, JSON, HTML, SARIF |
//! | [`write`] | the summary, and corrected copies → workbooks (the only room that names rust_xlsxwriter) |
//! | [`serve`] | requests from this computer → replies: the local page (the only room that names `std::net`) |
//! | [`cli`] | arguments in, exit status out |

pub mod check;
pub mod cli;
pub mod config;
pub mod consolidate;
pub mod correct;
pub mod error;
pub mod evaluate;
pub mod exchange;
pub mod finding;
pub mod locate;
pub mod normalise;
pub mod package;
pub mod parse;
pub mod read;
pub mod report;
pub mod serve;
pub mod solve;
pub mod text;
pub mod write;
