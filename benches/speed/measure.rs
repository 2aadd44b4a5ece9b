//! A command → how long it takes and how much memory, several times over, the median of each.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command takes.
#[derive(Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) wall_s: f64,
    /// Processor time of all its threads; `None` where the system does not say in this way (anything but Linux).
    pub(crate) cpu_s: Option<f64>,
    /// The most memory it had, in MiB; `None` as for the processor.
    pub(crate) peak_mib: Option<f64>,
}

impl Taken {
    /// Processor time, or else time on the clock.
    pub(crate) fn time_s(self) -> f64 {
        self.cpu_s.unwrap_or(self.wall_s)
    }
}

/// The median of several runs, after one that is not counted.
pub(crate) fn median(runs: usize, command: impl Fn() -> Command) -> Option<Taken> {
    let mut taken = Vec::new();
    if runs > 1 {
        once(command())?;
    }
    for _ in 0..runs {
        taken.push(once(command())?);
    }
    let middle = |of: &dyn Fn(&Taken) -> f64| {
        let mut all: Vec<f64> = taken.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let told = taken.iter().all(|t| t.cpu_s.is_some() && t.peak_mib.is_some());
    Some(Taken {
        wall_s: middle(&|t| t.wall_s),
        cpu_s: told.then(|| middle(&|t| t.cpu_s.unwrap_or(0.0))),
        peak_mib: told.then(|| middle(&|t| t.peak_mib.unwrap_or(0.0))),
    })
}

/// `None` when it cannot be started, or fails (exit status 1 says that errors were found, and is none).
fn once(mut command: Command) -> Option<Taken> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let (mut cpu_s, mut peak_mib) = (None, None);
    // A process that has ended and was not waited for still tells what it took.
    while cfg!(target_os = "linux") {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", child.id())) else { break };
        peak_mib = peak(child.id()).or(peak_mib);
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok());
        cpu_s = ticks(11).zip(ticks(12)).map(|(user, system)| (user + system) / 100.0);
        if fields.first() == Some(&"Z") {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let wall_s = start.elapsed().as_secs_f64();
    let status = child.wait().ok()?;
    matches!(status.code(), Some(0 | 1)).then_some(Taken { wall_s, cpu_s, peak_mib })
}

fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}
