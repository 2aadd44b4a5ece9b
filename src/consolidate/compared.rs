//! This year's figures of each reporting unit beside those of the year before.

use super::{FileNames, unit_name};
use crate::check::before::Counted;
use crate::check::records::Submission;
use crate::check::totals::Totals;
use crate::locate::{Stage, Subject};
use crate::normalise::counts::LineCounts;

/// Figures of two years.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// This year.
    pub year: u16,
    /// In the order of subjects, then of the files.
    pub rows: Vec<ComparedRow>,
}

/// One reporting unit and subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedRow {
    /// Reporting unit.
    pub unit: String,
    /// Subject.
    pub subject: Subject,
    /// This year.
    pub now: LineCounts,
    /// The year before; `None` where it is not known.
    pub before: Option<LineCounts>,
    /// Where the earlier figures are from, or why there are none.
    pub note: String,
}

/// `None` where nothing is known of the year before, or the files are of several years.
pub(super) fn compared(submission: &Submission<'_>, totals: &Totals, year: Option<u16>) -> Option<Compared> {
    let year = year.filter(|year| submission.history.has_figures_of(year - 1))?;
    let own = totals.units.iter().filter(|u| u.period.is_none() && u.stage == Stage::Decided);
    let mut rows: Vec<ComparedRow> = own
        .map(|own| {
            let unit = own.unit.clone().unwrap_or_else(|| unit_name(&submission.files[own.file]));
            let counted = submission.history.counted(&unit, own.subject, year, year - 1);
            let (before, note) = match counted {
                Counted::Known(figures) => {
                    let names = FileNames::new(figures.files.iter().chain(own.sources.iter().map(|s| &s.file)));
                    let files: Vec<_> = figures.files.iter().map(|file| names.of(file)).collect();
                    (Some(figures.counts), files.join("; "))
                }
                Counted::Unsettled => (None, "có hai báo cáo khác nhau của năm trước".to_owned()),
                Counted::Divided => (None, "đơn vị tách, không đối chiếu".to_owned()),
                Counted::Missing => (None, "chưa có số liệu năm trước".to_owned()),
            };
            ComparedRow { unit, subject: own.subject, now: own.counts, before, note }
        })
        .collect();
    rows.sort_by_key(|row| Subject::ALL.iter().position(|subject| *subject == row.subject));
    (!rows.is_empty()).then_some(Compared { year, rows })
}
