//! Arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    xeploai::cli::run(std::env::args_os())
}
