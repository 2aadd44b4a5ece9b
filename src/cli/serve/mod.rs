//! `xeploai serve`: the local page. What it shows and writes is what `check`, `fix`, `consolidate` and `status` make.

mod downloads;
mod routes;
mod session;
mod sessions;
mod uploads;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use clap::Args;

use self::sessions::Sessions;
use super::{Lang, Options, browser, inputs, output};
use crate::serve::Server;
use crate::serve::folder::{self, Folder};

/// What this program starts itself with, to remove the temporary folder of a run that is killed.
pub(super) const WATCHER: &str = "__watch";

/// How long the last reply may take to arrive.
const FAREWELL: Duration = Duration::from_millis(300);

/// What the page is started with.
#[derive(Args, Debug, Default)]
pub(super) struct Serve {
    /// Ngôn ngữ của trang lúc mở / language the page opens in
    #[arg(long, value_enum, default_value_t = Lang::Vi)]
    lang: Lang,
    /// File khai báo / declarations
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Danh mục đơn vị (xem: xeploai init --units) / the list of units
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// Không tự mở trình duyệt, chỉ in địa chỉ / print the address only, open no browser
    #[arg(long)]
    no_open: bool,
}

/// Serves the page until it is told to end there, or by the console.
pub(super) fn run(what: &Serve) -> Result<u8, String> {
    let options = Options {
        lang: what.lang,
        config: what.config.clone(),
        units: what.units.clone(),
        quiet: true,
        ..Options::defaults()
    };
    // What is declared wrongly is said before anything is opened.
    let declared = inputs::declared(&[], &options)?;
    folder::sweep();
    let cannot = |e: std::io::Error| format!("không mở được trang trên máy này: {e} / cannot serve the page");
    let server = Server::start().map_err(cannot)?;
    let mut folder = Folder::make(server.port()).map_err(cannot)?;
    if let Ok(program) = std::env::current_exe() {
        folder.watched(&program, WATCHER);
    }
    say(&server.address(), what);
    let (end, ended) = mpsc::channel();
    let sessions = Arc::new(Sessions::new(folder.path(), options, declared.config.limits));
    std::thread::spawn(move || server.run(move |request| routes::answer(&sessions, request, &end)));
    // Without an end there is nobody left to answer.
    let _ = ended.recv();
    std::thread::sleep(FAREWELL);
    drop(folder);
    Ok(0)
}

/// The address on stdout, the rest on stderr.
fn say(address: &str, what: &Serve) {
    output::print(&format!("{address}\n"));
    let opened = !what.no_open && browser::open(address.as_ref());
    output::complain(match (opened, what.lang) {
        (true, Lang::Vi) => "trang đã mở trong trình duyệt; kết thúc bằng nút trên trang hoặc Ctrl+C",
        (true, Lang::En) => "the page is open in the browser; end with the button on it, or Ctrl+C",
        (false, Lang::Vi) => "mở địa chỉ trên trong trình duyệt của máy này; kết thúc bằng nút trên trang hoặc Ctrl+C",
        (false, Lang::En) => "open the address in a browser of this computer; end with the button there, or Ctrl+C",
    });
}

/// Waits for the end of the run that started this process, and removes its folder.
pub(super) fn watch(path: &Path) -> ExitCode {
    folder::watch(path, &mut std::io::stdin().lock());
    ExitCode::SUCCESS
}
