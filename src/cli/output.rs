//! Text to the terminal: results to stdout, everything else to stderr.

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::error::Error;
use crate::report::text::Style;

/// Why a result could not be printed.
static LOST: OnceLock<String> = OnceLock::new();

/// Prints a result. A reader that has gone (`| head`) is no failure of ours; a disk that is full is.
pub(super) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if let Some(why) = printed.err().filter(|why| why.kind() != ErrorKind::BrokenPipe) {
        LOST.get_or_init(|| why.to_string());
    }
}

/// What became of the printing of results: `Err` with the reason where one was lost.
pub(super) fn printed() -> Result<(), String> {
    LOST.get().map_or(Ok(()), |why| Err(format!("không ghi được kết quả ra: {why} / the result could not be printed")))
}

/// Says on stderr why something could not be done.
pub(super) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "xeploai: {text}");
}

/// Why something could not be done, in both languages.
pub(super) fn both(error: &Error) -> String {
    format!("{} / {error}", error.vi())
}

/// Help and version go to stdout with status 0, a wrong usage to stderr with status 2.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { super::FAILED.into() } else { ExitCode::SUCCESS }
}

/// Colours on a terminal only, and not when `NO_COLOR` is set.
pub(super) fn style(quiet: bool) -> Style {
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    Style { colour, quiet }
}
