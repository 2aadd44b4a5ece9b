//! What units became in a reorganisation → the names under which a unit's earlier years stand.
//!
//! Years are compared where a unit was renamed or where several became one, and every one of them says the same; of a unit
//! that was divided nothing is known, and nothing is apportioned. A name that went to another unit is not followed by itself.

use std::collections::HashMap;

use super::totals::unit_key;

/// Words before a unit's own name in the name of its organisation.
const KINDS: [&str; 3] = ["đảng bộ ", "đảng uỷ ", "chi bộ "];

/// A unit, and the office it stands under where that is said; both levelled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Office {
    /// Its name without “Đảng bộ”.
    pub(super) name: String,
    /// Who it stands under.
    pub(super) above: Option<String>,
}

impl Office {
    fn new(name: &str, above: Option<&str>) -> Self {
        Self { name: plain(&unit_key(name)).to_owned(), above: above.filter(|a| !a.is_empty()).map(unit_key) }
    }

    fn is(&self, name: &str, above: &[&str]) -> bool {
        let under = |a: &String| above.iter().any(|name| plain(name) == plain(a));
        self.name == plain(name) && self.above.as_ref().is_none_or(under)
    }
}

/// A unit's name without the kind of organisation before it.
pub(super) fn plain(name: &str) -> &str {
    KINDS.iter().find_map(|kind| name.strip_prefix(kind)).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The ways a row may write an office: as one, or as its organisation.
pub(super) fn written(office: &str) -> impl Iterator<Item = String> {
    let own = plain(office).to_owned();
    std::iter::once(own.clone()).chain(KINDS.into_iter().map(move |kind| format!("{kind}{own}")))
}

/// One unit that another one came from.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    old: Office,
    new: Office,
    /// The first rating year of the new one; where nobody says, the old name goes before the new one wherever it stands.
    from: Option<u16>,
}

/// Where a unit's earlier years stand.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Earlier {
    /// Under its own name.
    Same,
    /// Under these: one where it was renamed, several that became one. With whether anybody says since when.
    From(Vec<Office>, bool),
    /// It is a part of a unit that was divided.
    Divided,
    /// Nowhere: the name was another unit's.
    Nowhere,
}

/// All that is known of a reorganisation.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Crosswalk {
    steps: Vec<Step>,
    /// By the name of the old unit and by that of the new one: which steps.
    of_old: HashMap<String, Vec<usize>>,
    of_new: HashMap<String, Vec<usize>>,
}

impl Crosswalk {
    /// Is nothing known?
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// A unit (and who it stood under) became another from a rating year on.
    pub fn add(&mut self, old: (&str, Option<&str>), new: (&str, Option<&str>), from: Option<u16>) {
        self.take(Step { old: Office::new(old.0, old.1), new: Office::new(new.0, new.1), from });
    }

    /// Takes over what another one knows.
    pub fn extend(&mut self, other: Self) {
        other.steps.into_iter().for_each(|step| self.take(step));
    }

    fn take(&mut self, step: Step) {
        let of_old = self.of_old.entry(step.old.name.clone()).or_default();
        let of_new = self.of_new.entry(step.new.name.clone()).or_default();
        let near = if of_old.len() < of_new.len() { &*of_old } else { &*of_new };
        if near.iter().any(|&at| self.steps[at] == step) {
            return;
        }
        of_old.push(self.steps.len());
        of_new.push(self.steps.len());
        self.steps.push(step);
    }

    fn steps<'a>(&'a self, by: &'a HashMap<String, Vec<usize>>, name: &str) -> impl Iterator<Item = &'a Step> + Clone {
        by.get(name).into_iter().flatten().map(|&at| &self.steps[at])
    }

    /// Where the year `then` of a unit stands that bears a name in the year `now`, under one of these.
    pub(super) fn earlier(&self, name: &str, above: &[&str], now: Option<u16>, then: u16) -> Earlier {
        self.traced(name, above, now, then, 8)
    }

    fn traced(&self, name: &str, above: &[&str], now: Option<u16>, then: u16, depth: u8) -> Earlier {
        let between = |s: &&Step| s.from.is_none_or(|from| then < from && now.is_none_or(|now| from <= now));
        let to = self.steps(&self.of_new, plain(name)).filter(between).filter(|s| s.new.is(name, above));
        let latest = to.clone().filter_map(|s| s.from).max();
        let own: Vec<&Step> = to.filter(|s| s.from == latest).collect();
        if own.is_empty() {
            let mut of = self.steps(&self.of_old, plain(name)).filter(between);
            let went = of.any(|s| s.from.is_some() && s.old.is(name, above));
            return if went { Earlier::Nowhere } else { Earlier::Same };
        }
        let divided = |own: &Step| {
            let mut of = self.steps(&self.of_old, &own.old.name).filter(between);
            of.any(|s| s.from == own.from && s.old == own.old && s.new != own.new)
        };
        if own.iter().any(|s| divided(s)) {
            return Earlier::Divided;
        }
        let mut found: Vec<Office> = Vec::new();
        for step in own {
            let before = step.from.map(|from| from - 1);
            let above: Vec<&str> = step.old.above.as_deref().into_iter().collect();
            let further = match before {
                Some(before) if depth > 0 && before > then => {
                    self.traced(&step.old.name, &above, Some(before), then, depth - 1)
                }
                _ => Earlier::Same,
            };
            match further {
                Earlier::Same => found.push(step.old.clone()),
                Earlier::From(offices, _) => found.extend(offices),
                other => return other,
            }
        }
        Earlier::From(found, latest.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(earlier: Earlier) -> Vec<String> {
        match earlier {
            Earlier::Same => vec!["same".to_owned()],
            Earlier::From(offices, _) => offices.into_iter().map(|o| o.name).collect(),
            Earlier::Divided => vec!["divided".to_owned()],
            Earlier::Nowhere => vec!["nowhere".to_owned()],
        }
    }

    fn told(walk: &Crosswalk, name: &str, now: u16, then: u16) -> String {
        names(walk.earlier(&unit_key(name), &[], Some(now), then)).join(", ")
    }

    #[test]
    fn renamed_merged_and_divided_units() {
        let mut walk = Crosswalk::default();
        let mut became = |old: &str, new: &str, from: u16| walk.add((old, None), (new, None), Some(from));
        became("Phường Một", "Phường Mới", 2025);
        became("Phường Hai", "Phường Mới", 2025);
        became("Xã Ba", "Xã Tư", 2025);
        became("Xã Năm", "Xã Sáu", 2025);
        became("Xã Năm", "Xã Bảy", 2025);
        became("Xã Không", "Xã Một", 2020);
        became("Xã Một", "Phường Một", 2023);
        for (name, now, then, wanted) in [
            ("Phường Mới", 2025, 2024, "phường một, phường hai"),
            ("Phường Mới", 2025, 2022, "xã một, phường hai"),
            ("Phường Mới", 2025, 2019, "xã không, phường hai"),
            ("Phường Mới", 2026, 2025, "same"),
            ("Đảng bộ xã Tư", 2025, 2024, "xã ba"),
            ("Xã Sáu", 2025, 2024, "divided"),
            // The name is another unit's now: by itself it leads nowhere.
            ("Phường Một", 2025, 2024, "nowhere"),
            ("Phường Một", 2024, 2023, "same"),
            ("Phường Tám", 2025, 2024, "same"),
        ] {
            assert_eq!(told(&walk, name, now, then), wanted, "{name} {now} {then}");
        }
    }

    #[test]
    fn a_name_taken_over_by_another_unit_leads_to_what_that_unit_was() {
        let mut walk = Crosswalk::default();
        walk.add(("Phường An Bình", None), ("Phường An Bình", None), Some(2025));
        walk.add(("Phường An Hòa", None), ("Phường An Bình", None), Some(2025));
        assert_eq!(
            told(&walk, "Phường An Bình", 2025, 2024),
            format!("{}, {}", unit_key("Phường An Bình"), unit_key("Phường An Hòa"))
        );
        // A district's name at the level of a ward is not the district.
        walk.add(("Quận Sơn Hạ", None), ("Phường Sơn Hạ", None), Some(2025));
        walk.add(("Quận Sơn Hạ", None), ("Phường Núi Bút", None), Some(2025));
        assert_eq!(told(&walk, "Phường Sơn Hạ", 2025, 2024), "divided");
    }

    #[test]
    fn two_units_of_one_name_are_told_apart_by_who_they_stood_under() {
        let mut walk = Crosswalk::default();
        walk.add(("Xã Tân An", Some("Huyện Hạ")), ("Xã Hạ Bình", None), Some(2025));
        walk.add(("Xã Tân An", Some("Huyện Thượng")), ("Xã Thượng Bình", None), Some(2025));
        let Earlier::From(offices, true) = walk.earlier(&unit_key("Xã Hạ Bình"), &[], Some(2025), 2024) else {
            panic!()
        };
        assert_eq!(offices[0].above.as_deref(), Some(unit_key("Huyện Hạ").as_str()));
    }
}
