//! Reading in a process of its own: what our checks of xls files cannot rule out ends with that process.
//!
//! Every record is checked before calamine sees it, and no mutant is known that passes and still makes it loop or ask for
//! more memory than there is. Should there be one, it costs its own file and nothing else. The process is this program
//! again; whoever calls the library says how it is started, or reads in its own process.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::workbook_codec::{decode, encode};
use super::{Options, Workbook, from_bytes_with};
use crate::config::Limits;
use crate::error::{Error, Limit};

/// How often time and memory of the process are looked at. Where a program has to be asked for it, less often.
const STEP: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 5 } else { 50 });

/// How the process is started: it must end in [`serve`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Worker {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

impl Worker {
    /// Reads a workbook in the process, under the limits on time and memory.
    pub(super) fn read(&self, bytes: Vec<u8>, limits: &Limits) -> Result<Workbook, Error> {
        let options = Options { limits: *limits, ..Options::default() };
        let started = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        // Where no process can be started, the checks have to do.
        let Ok(child) = started else { return from_bytes_with(bytes, &options) };
        let mut child = Ended(child);
        let answer = ask(&mut child.0, bytes, limits)?;
        let died = || Error::Unreadable("the reader broke off".into());
        decode(&answer).ok_or_else(died)?
    }
}

/// A process that does not outlive its reader.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // One that has ended already cannot be ended again.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Gives the process the file and takes its answer.
fn ask(child: &mut Child, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, Error> {
    let broken = || Error::Unreadable("the reader broke off".into());
    let mut input = child.stdin.take().ok_or_else(broken)?;
    let output = child.stdout.take().ok_or_else(broken)?;
    let held = bytes.len() as u64;
    let answer_max = limits.memory_mb.saturating_mul(1 << 20).max(1 << 20);
    std::thread::scope(|scope| {
        let (send, answers) = channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            let read = output.take(answer_max).read_to_end(&mut answer);
            let _ = send.send(read.map(|_| answer));
        });
        scope.spawn(move || {
            // A process that has ended takes no more; its answer, or none, says why. The bytes are there no longer than that.
            let _ = write_limits(&mut input, limits).and_then(|()| input.write_all(&bytes));
        });
        let started = Instant::now();
        loop {
            let over = match answers.recv_timeout(STEP) {
                Ok(answer) => return answer.map_err(|_| broken()),
                Err(RecvTimeoutError::Disconnected) => return Err(broken()),
                Err(RecvTimeoutError::Timeout) => is_over(child.id(), held, started, limits),
            };
            if let Some(over) = over {
                // Both threads end with it.
                let _ = child.kill();
                return Err(over);
            }
        }
    })
}

/// What this process holds of the file counts with the other.
fn is_over(process: u32, held: u64, started: Instant, limits: &Limits) -> Option<Error> {
    if started.elapsed() > Duration::from_secs(limits.seconds) {
        return Some(Error::OverLimit { what: Limit::Time, limit: format!("{} s", limits.seconds) });
    }
    // An eighth is left for what it takes between two looks, and for its answer here.
    let most = limits.memory_mb.saturating_mul(7 << 17);
    let over = memory_of(process).is_some_and(|bytes| bytes.saturating_add(held) > most);
    over.then(|| Error::OverLimit { what: Limit::Memory, limit: format!("{} MB", limits.memory_mb) })
}

/// The memory of a process in bytes, as the system says.
#[cfg(target_os = "linux")]
fn memory_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    kilobytes(line)
}

/// The memory of a process in bytes, as the system says.
#[cfg(all(unix, not(target_os = "linux")))]
fn memory_of(process: u32) -> Option<u64> {
    of_ps(&said_by(Command::new("/bin/ps").args(["-o", "rss=", "-p", &process.to_string()]))?)
}

/// The memory of a process in bytes, as the system says.
#[cfg(windows)]
fn memory_of(process: u32) -> Option<u64> {
    let filter = format!("PID eq {process}");
    of_tasklist(&said_by(Command::new("tasklist").args(["/FO", "CSV", "/NH", "/FI", &filter]))?)
}

/// What `ps -o rss=` prints: kilobytes; nothing where there is no such process.
#[cfg(any(test, all(unix, not(target_os = "linux"))))]
fn of_ps(said: &str) -> Option<u64> {
    kilobytes(said.lines().next()?)
}

/// What `tasklist /FO CSV /NH` prints: quoted fields, of which the last is `12,345 K`, grouped as the country does; a
/// sentence where there is no such process.
#[cfg(any(test, windows))]
fn of_tasklist(said: &str) -> Option<u64> {
    kilobytes(said.lines().next()?.trim_end().strip_suffix('"')?.rsplit('"').next()?)
}

#[cfg(any(test, not(target_os = "linux")))]
fn said_by(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn kilobytes(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse::<u64>().ok()?.checked_mul(1024)
}

fn write_limits(output: &mut impl Write, limits: &Limits) -> io::Result<()> {
    let numbers = [limits.file_mb, limits.unpacked_mb.unwrap_or(0), limits.cells];
    numbers.iter().try_for_each(|number| output.write_all(&number.to_le_bytes()))
}

fn read_limits(input: &mut impl Read) -> io::Result<Limits> {
    let mut number = || {
        let mut bytes = [0; 8];
        input.read_exact(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    };
    let (file_mb, unpacked, cells) = (number()?, number()?, number()?);
    Ok(Limits { file_mb, unpacked_mb: (unpacked > 0).then_some(unpacked), cells, ..Limits::default() })
}

/// The other end: takes limits and a file from `input`, answers with the workbook or why there is none.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let limits = read_limits(input)?;
    let mut bytes = Vec::new();
    input.take(limits.file_mb.saturating_mul(1 << 20)).read_to_end(&mut bytes)?;
    let read = from_bytes_with(bytes, &Options { limits, ..Options::default() });
    output.write_all(&encode(&read))?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_is_what_is_read() {
        let bytes = include_bytes!("../../fixtures/reading/biff8-from-a-library.xls");
        let mut request = Vec::new();
        write_limits(&mut request, &Limits::default()).expect("in memory");
        request.extend(bytes);
        let mut answer = Vec::new();
        serve(&mut request.as_slice(), &mut answer).expect("in memory");
        assert_eq!(decode(&answer), Some(from_bytes_with(bytes.to_vec(), &Options::default())));
    }

    #[test]
    fn what_systems_say_of_memory_is_understood() {
        let of_ps = |said| super::of_ps(said).map(|bytes| bytes >> 10);
        assert_eq!(["  1744\n", "123456\n", "", "\n"].map(of_ps), [Some(1744), Some(123_456), None, None]);
        let of_tasklist = |size: &str| {
            let said = format!("\"xeploai.exe\",\"4321\",\"Console\",\"1\",\"{size}\"\r\n");
            super::of_tasklist(&said).map(|bytes| bytes >> 10)
        };
        // English, German and Vietnamese, French, Swiss; and of a process that is none any more.
        let sizes = ["12,345 K", "12.345 K", "12\u{a0}345 Ko", "12\u{fffd}345 Ko", "12’345 K"];
        assert_eq!(sizes.map(of_tasklist), [Some(12_345); 5]);
        assert_eq!(of_tasklist("1,048,576 K"), Some(1_048_576));
        assert_eq!(of_tasklist("N/A"), None);
        for none in ["INFO: No tasks are running which match the specified criteria.\r\n", "", "ERROR: 5\r\n"] {
            assert_eq!(super::of_tasklist(none), None, "{none}");
        }
    }

    /// `ps` is what macOS is asked by; it is on most other systems too.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_ps_says_is_what_the_system_says() {
        let own = std::process::id();
        let Some(said) = said_by(Command::new("/bin/ps").args(["-o", "rss=", "-p", &own.to_string()])) else { return };
        let (ps, system) = (of_ps(&said).expect("a size"), memory_of(own).expect("a size"));
        assert!(ps.abs_diff(system) < 64 << 20, "{ps} {system}");
        let gone = said_by(Command::new("/bin/ps").args(["-o", "rss=", "-p", "999999999"]));
        assert_eq!(gone.as_deref().and_then(of_ps), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_hangs_or_says_nothing_costs_its_file_only() {
        let bytes = include_bytes!("../../fixtures/reading/biff8-from-a-library.xls").to_vec();
        let worker = |command: &str| Worker { program: "/bin/sh".into(), arguments: vec!["-c".into(), command.into()] };
        let limits = Limits { seconds: 0, ..Limits::default() };
        let hangs = worker("exec sleep 60").read(bytes.clone(), &limits);
        assert_eq!(hangs, Err(Error::OverLimit { what: Limit::Time, limit: "0 s".into() }));
        let limits = Limits { memory_mb: 0, ..Limits::default() };
        let grows = worker("exec sleep 60").read(bytes.clone(), &limits);
        assert_eq!(grows, Err(Error::OverLimit { what: Limit::Memory, limit: "0 MB".into() }));
        for nothing in ["kill -9 $$", "exit 0", "echo no answer; cat > /dev/null"] {
            assert_eq!(
                worker(nothing).read(bytes.clone(), &Limits::default()),
                Err(Error::Unreadable("the reader broke off".into())),
                "{nothing}"
            );
        }
        let missing = Worker { program: "/no/such/program".into(), arguments: Vec::new() };
        assert!(missing.read(bytes, &Limits::default()).is_ok());
    }
}
