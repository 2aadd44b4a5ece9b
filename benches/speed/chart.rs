//! What was measured → bars of text, each as long as its time.

use super::measure::Taken;

/// Letters of the longest bar.
const LONGEST: f64 = 60.0;

/// Prints a bar for each, with its seconds and how many times those of the first it takes.
pub(crate) fn bars(title: &str, all: &[(&str, Option<Taken>)]) {
    println!("\n{title}");
    let time = |taken: &Option<Taken>| taken.map_or(0.0, Taken::time_s);
    let most = all.iter().map(|(_, taken)| time(taken)).fold(f64::EPSILON, f64::max);
    let first = all.first().map_or(0.0, |(_, taken)| time(taken)).max(f64::EPSILON);
    for (name, taken) in all.iter().filter(|(_, taken)| taken.is_some()) {
        let seconds = time(taken);
        let bar = "█".repeat((seconds / most * LONGEST).ceil() as usize);
        println!("{name:>26} {bar} {seconds:.2} s, × {:.1}", seconds / first);
    }
}
