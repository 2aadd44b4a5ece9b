//! The words by which a line tells who sends, and who is meant besides.

use serde::Deserialize;

use crate::text::key;

/// First words of lines in a head that name a sender without a name of their own.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(in crate::locate) struct SenderWords {
    pub(super) bodies: Vec<String>,
    pub(super) councils: Vec<String>,
    /// Who leads a chi bộ and sends for it.
    pub(super) committees: Vec<String>,
    pub(in crate::locate) staff: Vec<String>,
    /// What stands before a colon in front of who sends.
    pub(super) labels: Vec<String>,
    /// What stands so in front of somebody else.
    others: Vec<String>,
    /// Places below a commune.
    pub(in crate::locate) hamlets: Vec<String>,
    /// First words of what stands beside them or under them.
    pub(in crate::locate) beside: Vec<String>,
    pub(in crate::locate) documents: Vec<String>,
    /// What stands in the name of a file behind who sends it.
    pub(super) sent: Vec<String>,
    /// The same in front of a number.
    pub(super) dated: Vec<String>,
}

impl SenderWords {
    pub(in crate::locate) fn lists(&mut self) -> [&mut Vec<String>; 11] {
        let Self { bodies, councils, committees, staff, labels, others, hamlets, beside, documents, sent, dated } =
            self;
        [bodies, councils, committees, staff, labels, others, hamlets, beside, documents, sent, dated]
    }

    /// "Đơn vị báo cáo:", "Kính gửi:" in a cell of its own: what is beside it says who is meant.
    pub(in crate::locate) fn is_label(&self, text: &str) -> bool {
        let label = text.trim_end().strip_suffix(':').map(key);
        label.is_some_and(|label| self.labels.iter().chain(&self.others).any(|known| *known == label))
    }

    /// "Kính gửi: Huyện ủy Hòa Vang": the office is not the one that sends.
    pub(super) fn is_of_others(&self, line: &str) -> bool {
        line.split_once(':').is_some_and(|(label, _)| self.others.contains(&key(label)))
    }
}
