//! Whom a row is about, and what units became → where an earlier year of it stands: under which reporting unit, parent and
//! name.

use super::crosswalk::{Crosswalk, Earlier, Office, written};
use super::history::Who;

/// Where a rating of an earlier year may stand; all levelled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) root: String,
    pub(super) parent: String,
    pub(super) name: String,
}

/// Where to look for an earlier year.
pub(super) enum Places {
    /// Where it stands now.
    Own,
    /// It is a part of a unit that was divided.
    Divided,
    /// Elsewhere.
    Then {
        /// One for each unit that became this one, each with the places in which it may stand.
        parts: Vec<Vec<Place>>,
        /// Is it known since when?
        dated: bool,
        /// Did its reporting unit or parent come from several?
        merged_root: bool,
    },
}

/// Where a year of somebody stands.
pub(super) fn of(walk: &Crosswalk, who: &Who, year: u16) -> Places {
    let earlier = |name: &str, above: &[&str]| walk.earlier(name, above, who.now, year);
    let root = earlier(&who.root, &[]);
    let parent = if who.parent.is_empty() { Earlier::Same } else { earlier(&who.parent, &[&who.root]) };
    let own = if who.person { Earlier::Same } else { earlier(&who.name, &[&who.root, &who.parent]) };
    if (&root, &parent, &own) == (&Earlier::Same, &Earlier::Same, &Earlier::Same) {
        return Places::Own;
    }
    let merged_root = [&root, &parent].iter().any(|e| matches!(e, Earlier::From(offices, _) if offices.len() > 1));
    let dated = [&root, &parent, &own].iter().any(|e| matches!(e, Earlier::Nowhere | Earlier::From(_, true)));
    let (above, divided) = above(who, &root, &parent);
    let under = |name: &str, above: &[(String, String)]| -> Vec<Place> {
        let place = |(root, parent): &(String, String)| Place {
            root: root.clone(),
            parent: parent.clone(),
            name: name.to_owned(),
        };
        above.iter().map(place).collect()
    };
    let parts: Vec<Vec<Place>> = match &own {
        Earlier::Divided => return Places::Divided,
        Earlier::Nowhere => Vec::new(),
        Earlier::Same if divided => return Places::Divided,
        Earlier::Same => vec![under(&who.name, &above)],
        Earlier::From(offices, _) => offices
            .iter()
            .map(|office| {
                let stood = stood(office, &who.root, &above);
                written(&office.name).flat_map(|name| under(&name, &stood)).collect()
            })
            .collect(),
    };
    Places::Then { parts, dated, merged_root }
}

/// The reporting units and parents under which what stands under `who`'s may have stood, and whether one was divided.
fn above(who: &Who, root: &Earlier, parent: &Earlier) -> (Vec<(String, String)>, bool) {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut roots: Vec<String> = Vec::new();
    match root {
        Earlier::Same => roots.push(who.root.clone()),
        Earlier::From(offices, _) => {
            for office in offices {
                roots.push(office.name.clone());
                // What reports today may have been a row in the report of the office above it.
                if let Some(above) = &office.above {
                    all.extend(written(&office.name).map(|name| (above.clone(), name)));
                }
            }
        }
        Earlier::Divided | Earlier::Nowhere => {}
    }
    for root in &roots {
        match parent {
            Earlier::Same => all.push((root.clone(), who.parent.clone())),
            Earlier::From(offices, _) => {
                let names = offices.iter().flat_map(|o| written(&o.name));
                all.extend(names.map(|name| (root.clone(), name)));
            }
            Earlier::Divided | Earlier::Nowhere => {}
        }
    }
    if let Earlier::From(offices, _) = parent {
        for office in offices {
            if let Some(above) = &office.above {
                all.extend(written(&office.name).map(|name| (above.clone(), name)));
            }
        }
    }
    all.dedup();
    (all, *root == Earlier::Divided || *parent == Earlier::Divided)
}

/// Where a unit stood whose new one stands here: under the office that is named, else where its neighbours stood.
fn stood(office: &Office, root: &str, above: &[(String, String)]) -> Vec<(String, String)> {
    match &office.above {
        Some(under) => {
            let as_parent = written(under).map(|parent| (root.to_owned(), parent));
            std::iter::once((under.clone(), String::new())).chain(as_parent).collect()
        }
        None => above.to_vec(),
    }
}
