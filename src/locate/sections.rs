//! A list parted by levels: "I. HOÀN THÀNH XUẤT SẮC NHIỆM VỤ (02 tổ chức)" over those who reached it.

use std::collections::BTreeSet;

use super::outline::split_outline;
use super::rows::Body;
use super::vocabulary::{Mention, Vocabulary};
use super::{Column, ColumnRole, Kind, Row, RowRole};
use crate::finding::Message;
use crate::text::{clean, key};

/// What the head of a section says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// The level as it is written, without what stands around it.
    pub level: String,
    /// How many it says there are.
    pub count: Option<i64>,
}

/// Reads the head of a section: `"Hoàn thành tốt nhiệm vụ (17 tổ chức)"`, `"HTTNV: 17"`, `"* Mức: HTTNV"`; `None` where it
/// names no level.
pub fn section(label: &str, words: &Vocabulary) -> Option<Section> {
    let text = split_outline(label).1.trim_start_matches(['*', ' ']);
    // "Mức: HTTNV": what stands in front says nothing of its own.
    let text = text.split_once(':').filter(|(lead, _)| words.leads_label(&key(lead))).map_or(text, |(_, rest)| rest);
    let at = text.find(['(', ':', '–']).or_else(|| text.find(" - ")).unwrap_or(text.len());
    let (name, rest) = (clean(&text[..at]), &text[at..]);
    let mention = words.mention(&key(&name)).filter(plain)?;
    let digits = |t: &str| t.split(|c: char| !c.is_ascii_digit()).find(|d| !d.is_empty()).map(str::to_owned);
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
    let count = digits(rest).filter(|_| numbers.by_ref().count() == 1).and_then(|d| d.parse().ok());
    let own = words.is_label(&key(&name));
    Some(Section { level: if own { name } else { mention.label }, count })
}

fn plain(mention: &Mention) -> bool {
    !mention.share && !mention.of_which && !mention.and_above
}

/// Where the rows of a list stand in sections of levels: gives the heads of these their level, and the kind of the list.
/// The head of the first may stand above the header, as those of the others do: then it is no title.
pub(super) fn by_level(
    columns: &[Column],
    body: &mut Body,
    titles: &mut Vec<String>,
    titled: bool,
    words: &Vocabulary,
) -> Option<(Kind, Message)> {
    let rated = |c: &Column| c.level.is_some() || matches!(c.role, ColumnRole::Rating | ColumnRole::Mark);
    let named = |role: ColumnRole| columns.iter().any(|c| c.role == role);
    if columns.iter().any(rated) || !(named(ColumnRole::Unit) || named(ColumnRole::Person)) {
        return None;
    }
    // "1. Hoàn thành tốt nhiệm vụ" is numbered as the rows are; beside figures it is a row of them.
    let counted = columns.iter().any(|c| c.role.adds_up() || c.role == ColumnRole::Share);
    let may_head = |r: &Row| r.role == RowRole::Group || r.role == RowRole::Data && !counted;
    let head = |r: &Row| may_head(r).then(|| section(&r.label, words)).flatten();
    let found: Vec<(usize, Section)> = body.rows.iter().enumerate().filter_map(|(i, r)| Some((i, head(r)?))).collect();
    let above = titles.last().and_then(|t| section(t, words));
    let levels: BTreeSet<String> = found.iter().map(|(_, s)| s).chain(&above).map(|s| key(&s.level)).collect();
    let first = found.first()?.0;
    let told = |r: &&Row| r.measure.is_some() || r.level.is_some();
    let heads: BTreeSet<usize> = found.iter().map(|(at, _)| *at).collect();
    // "Tỷ lệ (%)" under each level is a share of its figures, and nobody who reached it.
    let share = |r: &Row| {
        let label = super::rows::label_key(r);
        words.is_share_word(&label) || words.starts_with_share(&label)
    };
    let listed = |at: &usize, r: &Row| r.role == RowRole::Data && !heads.contains(at) && !share(r);
    let data = || body.rows.iter().enumerate().filter(|(at, r)| listed(at, r));
    let all_inside = data().count() >= 2 && data().all(|(i, r)| (i > first || above.is_some()) && !told(&r));
    if !all_inside || !(titled || levels.len() >= 2) {
        return None;
    }
    if above.is_some() {
        titles.pop();
    }
    for (i, section) in found {
        body.rows[i].role = RowRole::Group;
        body.rows[i].level = Some(Box::new(Mention { label: key(&section.level), ..Mention::default() }));
    }
    let evidence = Message::new(
        format!("danh sách chia mục theo {:02} mức xếp loại", levels.len()),
        format!("a list in sections of {} levels", levels.len()),
    );
    Some((if named(ColumnRole::Person) { Kind::PersonRoster } else { Kind::UnitRoster }, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_names_its_level_and_how_many_there_are() {
        let labels = ["HTXSNV", "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"];
        let words = Vocabulary::new(labels.map(key).iter().map(String::as_str), std::iter::empty());
        let show = |t: &str| section(t, &words).map(|s| format!("{} {:?}", s.level, s.count)).unwrap_or_default();
        assert_eq!(show("HOÀN THÀNH XUẤT SẮC NHIỆM VỤ (02 tổ chức)"), "HOÀN THÀNH XUẤT SẮC NHIỆM VỤ Some(2)");
        assert_eq!(show("1. Đạt mức Hoàn thành tốt nhiệm vụ: 17/19 chi bộ"), "hoàn thành tốt nhiệm vụ None");
        assert_eq!(show("HTXSNV"), "HTXSNV None");
        assert_eq!(show("Khối phường (12 đơn vị)"), "");
    }
}
