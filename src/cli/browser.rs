//! A page or an address → the browser of the desktop, where there is one.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// Opens a page (a file or an address) in the default browser, without waiting for it. `false` where there is no desktop,
/// or nothing that could be asked.
pub(super) fn open(target: &OsStr) -> bool {
    let Some(mut opener) = opener(target) else { return false };
    opener.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = opener.spawn() else { return false };
    // Whoever is asked ends at once; its end is waited for aside, so that it leaves nothing behind.
    std::thread::spawn(move || child.wait());
    true
}

/// Is there a desktop?
pub(super) fn is_there() -> bool {
    opener(OsStr::new("")).is_some()
}

/// The program that knows which browser is meant.
#[cfg(windows)]
fn opener(target: &OsStr) -> Option<Command> {
    use std::os::windows::process::CommandExt;
    /// No black window flashes up.
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    // In quotes of our own: `&` and `^` in a file name are no commands. The first pair is the title `start` wants.
    let mut quoted = std::ffi::OsString::from("/c start \"\" \"");
    quoted.push(target);
    quoted.push("\"");
    let mut command = Command::new("cmd");
    command.raw_arg(quoted).creation_flags(CREATE_NO_WINDOW);
    Some(command)
}

/// The program that knows which browser is meant.
#[cfg(target_os = "macos")]
fn opener(target: &OsStr) -> Option<Command> {
    let mut command = Command::new("open");
    command.arg(target);
    Some(command)
}

/// The program that knows which browser is meant; none without a desktop.
#[cfg(not(any(windows, target_os = "macos")))]
fn opener(target: &OsStr) -> Option<Command> {
    let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| std::env::var_os(name).is_some_and(set));
    desktop.then(|| {
        let mut command = Command::new("xdg-open");
        command.arg(target);
        command
    })
}

#[cfg(not(any(windows, target_os = "macos")))]
fn set(value: std::ffi::OsString) -> bool {
    !value.is_empty()
}
