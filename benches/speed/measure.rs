//! Commands → how long they take and how much memory, several times over and in turn, so that a machine that slows down
//! slows all of them.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs shorter than this are compared by their means.
const SHORT_S: f64 = 0.2;

/// What one run of a command takes.
#[derive(Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) wall_s: f64,
    /// Processor time of all its threads; `None` where the system does not say in this way (anything but Linux).
    cpu_s: Option<f64>,
    /// The most memory it had, in MiB; `None` as for the processor.
    peak_mib: Option<f64>,
}

/// All runs of one command; none where it could not be run.
#[derive(Clone, Default)]
pub(crate) struct Runs(Vec<Taken>);

/// What is measured.
pub(crate) struct Subject<'s> {
    pub(crate) name: &'s str,
    /// Makes the command.
    pub(crate) command: Box<dyn Fn() -> Command + 's>,
    /// The exit statuses that say it did its work.
    pub(crate) done: &'s [i32],
}

impl Runs {
    /// Could it be run?
    pub(crate) fn are_there(&self) -> bool {
        !self.0.is_empty()
    }

    /// Seconds on the clock.
    pub(crate) fn wall_s(&self) -> f64 {
        middle(self.0.iter().map(|taken| taken.wall_s))
    }

    /// Processor seconds, or else seconds on the clock.
    pub(crate) fn time_s(&self) -> f64 {
        inner(self.0.iter().map(|taken| taken.time_s()))
    }

    /// MiB at most; `None` where the system does not say.
    pub(crate) fn peak_mib(&self) -> Option<f64> {
        self.0.iter().map(|taken| taken.peak_mib).collect::<Option<Vec<f64>>>().map(|all| middle(all.into_iter()))
    }

    /// How many times the processor time of another it takes: of each turn, then the median of those. Of short runs it is
    /// that of their means, for the system counts hundredths of a second.
    pub(crate) fn times(&self, other: &Self) -> f64 {
        if other.time_s() < SHORT_S {
            return self.time_s() / other.time_s().max(0.001);
        }
        middle(self.0.iter().zip(&other.0).map(|(own, others)| own.time_s() / others.time_s().max(0.001)))
    }

    /// The same on the clock.
    pub(crate) fn times_on_clock(&self, other: &Self) -> f64 {
        middle(self.0.iter().zip(&other.0).map(|(own, others)| own.wall_s / others.wall_s.max(0.001)))
    }

    /// `1.25 s · 77 MiB`
    pub(crate) fn shown(&self) -> String {
        if !self.are_there() {
            return "failed".into();
        }
        match self.peak_mib() {
            Some(peak) => format!("{} · {peak:.0} MiB", seconds(self.time_s())),
            None => seconds(self.time_s()),
        }
    }
}

impl Taken {
    fn time_s(self) -> f64 {
        self.cpu_s.unwrap_or(self.wall_s)
    }
}

/// `0.012 s`, `1.25 s`, `12.5 s`
pub(crate) fn seconds(time_s: f64) -> String {
    match time_s {
        ..0.1 => format!("{time_s:.3} s"),
        ..10.0 => format!("{time_s:.2} s"),
        _ => format!("{time_s:.1} s"),
    }
}

/// The mean of the middle half.
fn inner(all: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = all.collect();
    all.sort_by(f64::total_cmp);
    let middle = &all[all.len() / 4..all.len() - all.len() / 4];
    middle.iter().sum::<f64>() / middle.len().max(1) as f64
}

fn middle(all: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = all.collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

/// Runs all of them in turn, so many times, after one turn that is not counted (unless there is but one). What fails once
/// is left out of what follows.
pub(crate) fn in_turn(runs: usize, subjects: &[Subject<'_>]) -> Vec<Runs> {
    let mut all = vec![Some(Runs::default()); subjects.len()];
    let warm_up = usize::from(runs > 1);
    for turn in 0..runs + warm_up {
        for (subject, known) in subjects.iter().zip(&mut all) {
            let Some(runs) = known else { continue };
            match once((subject.command)(), subject.done) {
                Some(taken) if turn >= warm_up => runs.0.push(taken),
                Some(_) => {}
                None => *known = None,
            }
        }
    }
    all.into_iter().map(Option::unwrap_or_default).collect()
}

/// `None` when it cannot be started or ends with another status.
fn once(mut command: Command, done: &[i32]) -> Option<Taken> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let (mut cpu_s, mut peak_mib) = (None, None);
    // A process that has ended and was not waited for still tells what it took.
    while cfg!(target_os = "linux") {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", child.id())) else { break };
        peak_mib = peak(child.id()).or(peak_mib);
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok());
        let counted = ticks(11).zip(ticks(12)).map(|(user, system)| (user + system) / 100.0);
        // Of a run shorter than the hundredths it is counted in, its first thread says more.
        cpu_s = counted.map(|counted| counted.max(first_thread_s(child.id()).unwrap_or(0.0)));
        if fields.first() == Some(&"Z") {
            break;
        }
        // Seldom for what runs long: looking takes time too.
        let wait = start.elapsed() / 200;
        std::thread::sleep(wait.clamp(Duration::from_micros(500), Duration::from_millis(20)));
    }
    let wall_s = start.elapsed().as_secs_f64();
    let status = child.wait().ok()?;
    status.code().is_some_and(|code| done.contains(&code)).then_some(Taken { wall_s, cpu_s, peak_mib })
}

/// How long the first thread of a process ran.
fn first_thread_s(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    stat.split_whitespace().next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}
