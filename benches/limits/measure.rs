//! A command → what it takes, with the processes it starts.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run may take.
pub(crate) struct Budget {
    pub(crate) memory_mib: f64,
    pub(crate) seconds: f64,
}

/// What one run took.
pub(crate) struct Taken {
    /// Processor seconds of all its threads and processes; seconds on the clock where the system does not say (anything but
    /// Linux).
    pub(crate) seconds: f64,
    /// The most memory it had at once with the processes it started, in MiB; 0 where the system does not say.
    pub(crate) peak_mib: f64,
    /// Its exit status; `None` where it was ended.
    pub(crate) status: Option<i32>,
    /// Did it name something that is over a limit or cannot be read?
    pub(crate) refuses: bool,
}

impl Taken {
    /// Did it end regularly and in time?
    pub(crate) fn is_within(&self, budget: &Budget) -> bool {
        matches!(self.status, Some(0..=2)) && self.seconds <= budget.seconds && self.peak_mib <= budget.memory_mib
    }
}

/// Runs it. Far over the budget it is ended.
pub(crate) fn once(mut command: Command, budget: &Budget) -> Taken {
    let start = Instant::now();
    let said = tempfile::NamedTempFile::new().expect("a file for what it says");
    let out = said.reopen().expect("ours");
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(Stdio::null()).spawn().expect("a program");
    let mut taken = Taken { seconds: 0.0, peak_mib: 0.0, status: None, refuses: false };
    while cfg!(target_os = "linux") {
        let Some(own) = now(child.id()) else { break };
        let others: Vec<Now> = children(child.id()).into_iter().filter_map(now).collect();
        let memory = own.memory_mib + others.iter().map(|other| other.memory_mib).sum::<f64>();
        // Alone it may have had more between two looks.
        taken.peak_mib = taken.peak_mib.max(memory).max(own.peak_mib);
        // Processes that ended and were waited for are counted with their parent.
        let seconds = own.seconds + others.iter().map(|other| other.seconds).sum::<f64>();
        taken.seconds = taken.seconds.max(seconds);
        if own.ended {
            break;
        }
        if taken.seconds > 4.0 * budget.seconds || taken.peak_mib > 4.0 * budget.memory_mib {
            child.kill().expect("ours");
            child.wait().expect("ours");
            return taken;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let status = child.wait().expect("ours");
    if !cfg!(target_os = "linux") {
        taken.seconds = start.elapsed().as_secs_f64();
    }
    let said = std::fs::read(said.path()).unwrap_or_default();
    let refuses = memchr::memmem::find(&said, b"F001").is_some();
    Taken { status: status.code(), refuses, ..taken }
}

/// What a process takes at a moment.
struct Now {
    memory_mib: f64,
    peak_mib: f64,
    seconds: f64,
    ended: bool,
}

fn now(process: u32) -> Option<Now> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    // User and system time, its own and that of its ended processes, in hundredths.
    let ticks: f64 = (11..15).filter_map(|at| fields.get(at)?.parse::<f64>().ok()).sum();
    let mib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    };
    let ended = fields.first() == Some(&"Z");
    Some(Now { memory_mib: mib("VmRSS:"), peak_mib: mib("VmHWM:"), seconds: ticks / 100.0, ended })
}

fn children(process: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>()).collect()
}
