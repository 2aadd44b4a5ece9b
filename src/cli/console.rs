//! The console the program talks to: its own, which closes when it ends, or that of whoever started it.

use std::io::{BufRead, IsTerminal};

use super::output;

/// Was the console made for this program alone, as by a double click or by files dropped on its icon? To be asked before
/// anything is printed.
pub(super) fn is_own() -> bool {
    is_talked_to() && made_for_us()
}

/// Is there somebody at the console, whoever it belongs to?
pub(super) fn is_talked_to() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && std::io::stderr().is_terminal()
}

/// In a console that was just made nothing is written yet: its cursor stands in the corner. Below a shell it stands under the
/// prompt, and cmd tells its programs of that by a variable.
#[cfg(windows)]
fn made_for_us() -> bool {
    let screen = winapi_util::console::screen_buffer_info(winapi_util::HandleRef::stdout());
    std::env::var_os("PROMPT").is_none() && screen.is_ok_and(|screen| screen.cursor_position() == (0, 0))
}

/// Whoever opens a terminal for one program makes that program the leader of its session; below a shell the shell is.
#[cfg(target_os = "linux")]
fn made_for_us() -> bool {
    std::fs::read_to_string("/proc/self/stat").is_ok_and(|stat| leads_its_session(&stat))
}

#[cfg(not(any(windows, target_os = "linux")))]
fn made_for_us() -> bool {
    false
}

/// Reads a line of `/proc/PID/stat`: `PID (NAME) STATE PARENT GROUP SESSION …`. The name may hold anything.
#[cfg(target_os = "linux")]
fn leads_its_session(stat: &str) -> bool {
    let id = stat.split_once(' ').map(|(id, _)| id);
    let after_name = stat.rsplit_once(") ").map(|(_, rest)| rest);
    let session = after_name.and_then(|rest| rest.split(' ').nth(3));
    id.is_some() && id == session
}

/// Keeps a console of our own open until someone has read what it says; also when the program fails.
pub(super) struct KeptOpen {
    /// Is there one to keep?
    pub(super) own: bool,
}

impl Drop for KeptOpen {
    fn drop(&mut self) {
        if self.own {
            output::print("\nNhấn phím Enter để đóng cửa sổ này. / Press Enter to close this window.\n");
            let _ = std::io::stdin().lock().read_line(&mut String::new());
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::leads_its_session;

    #[test]
    fn a_name_is_no_field() {
        assert!(leads_its_session("812 (xeploai) R 800 812 812 34816 812 4194304"));
        assert!(leads_its_session("812 (a) S 7 7 (b) R 800 812 812 34816"));
        assert!(!leads_its_session("812 (xeploai) R 800 812 800 34816 812 4194304"));
        assert!(!leads_its_session("812 (a) S 1 1 812) R 800 812 800 34816"));
        assert!(!leads_its_session(""));
    }
}
