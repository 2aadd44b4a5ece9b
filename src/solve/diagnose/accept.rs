//! What is proven cell by cell is accepted only where it leaves nothing open around it, and where nothing else of about the
//! same size explains as much.

use super::{WORK, groups};
use crate::solve::net::Net;
use crate::solve::search::Search;
use crate::solve::{Diagnosis, Repair, Standing, System, quantities};

/// The most changes of one explanation that are reckoned with.
const LARGEST: usize = 4;

/// Takes "proven" back where a relation that fails beside a proven one, over a cell of it, is left open; and of several that
/// are proven beside one another where an explanation of one change more does not agree.
pub(super) fn accept(system: &System, net: &dyn Fn(&System) -> Net, found: &mut [Diagnosis]) {
    if !found.iter().any(|d| d.proven) {
        return;
    }
    let net = net(system);
    for cluster in clusters(system, &net, found) {
        let proven: Vec<usize> = cluster.iter().copied().filter(|&d| found[d].proven).collect();
        let agreed = match (proven.len(), proven.len() == cluster.len()) {
            (0, _) => continue,
            (_, false) => false,
            (1, true) => true,
            (_, true) => agree(&net, found, &proven),
        };
        if !agreed {
            proven.into_iter().for_each(|d| found[d].proven = false);
        }
    }
}

/// Diagnoses that share a count of a failing relation (also one that a formula of it adds up) or one that may be wrong, by
/// their places.
fn clusters(system: &System, net: &Net, found: &[Diagnosis]) -> Vec<Vec<usize>> {
    let shared = found.iter().map(|diagnosis| {
        let failing = diagnosis.broken.iter().filter(|r| system.standing(**r) == Standing::Fails);
        let doubted = diagnosis.repairs.iter().flatten().filter_map(|repair| match repair {
            Repair::Count { quantity, .. } => Some(*quantity),
            Repair::Share { .. } => None,
        });
        let held = failing.flat_map(|&r| quantities(&system.relations[r]).into_iter().chain(net.cells(r)));
        held.chain(doubted).collect::<Vec<_>>()
    });
    groups(shared)
}

/// Do all explanations of what several proven diagnoses speak of, by one change more than they make, agree with them? Also
/// `false` where there are too many to say.
fn agree(net: &Net, found: &[Diagnosis], proven: &[usize]) -> bool {
    let budget = proven.len() + 1;
    if budget > LARGEST {
        return false;
    }
    let mut failing: Vec<usize> = proven.iter().flat_map(|&d| found[d].broken.iter().copied()).collect();
    failing.sort_unstable();
    failing.dedup();
    failing.retain(|&r| net.fails[r]);
    let repairs: Vec<&Repair> = proven.iter().flat_map(|&d| found[d].repairs.iter().flatten()).collect();
    let mut work = WORK;
    let mut fine = true;
    Search { net, failing: &failing, aside: &[], strict: true, budget, work: &mut work }.run(&mut |e| {
        fine = repairs.iter().all(|repair| match repair {
            Repair::Count { quantity, to } => e.value_of(*quantity) == *to,
            Repair::Share { relation, .. } => e.left.contains(relation),
        });
        !fine
    });
    fine && work > 0
}
