//! Five years of the same unit side by side: which organisations are HTXSNV in all of them, as far as the files say.

use super::{FileNames, unit_name};
use crate::check::history::{Past, Then, Who};
use crate::check::records::{Rated, Submission};
use crate::finding::Related;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;

/// Organisations that are HTXSNV this year and in every earlier year that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Streaks {
    /// The five years, the last one this year's.
    pub years: [u16; 5],
    /// In the order of the files and their rows.
    pub rows: Vec<StreakRow>,
}

/// One organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StreakRow {
    /// Reporting unit.
    pub reporting_unit: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub subject: Subject,
    /// What each year says, with its source.
    pub years: [String; 5],
    /// All five settled, or what is wanting.
    pub verdict: String,
}

/// `None` without earlier years, or where the files are of several years.
pub(super) fn streaks(submission: &Submission<'_>, year: Option<u16>) -> Option<Streaks> {
    let year = year.filter(|_| !submission.history.is_empty())?;
    let mut rows = Vec::new();
    for file in submission.files.iter().filter(|f| !f.superior) {
        for table in file.tables.iter().filter(|t| !t.replaced && t.period.is_none()) {
            let Rated::Roster(list) = &table.content else { continue };
            let Some(main) = list.main.filter(|_| !list.roster.persons) else { continue };
            let rating = &list.roster.ratings[main];
            let decided = rating.stage.is_none_or(|s| s == Stage::Decided);
            if !decided || !matches!(rating.subject, Subject::PartyBase | Subject::PartyCell) {
                continue;
            }
            for (i, record) in list.roster.records.iter().enumerate() {
                let (Some(Level::Htxsnv), Some(written)) = (list.level(i, main), record.ratings[main].first()) else {
                    continue;
                };
                let who = Who::of(file, record, rating.subject, false);
                let earlier: Vec<(u16, Then<'_>)> =
                    (year - 4..year).map(|y| (y, submission.history.then(&who, y))).collect();
                let at = Related {
                    file: Some(file.path.clone()),
                    sheet: Some(table.table.sheet.clone()),
                    range: written.at(record.row).into(),
                };
                rows.extend(row(&earlier, &at).map(|(years, verdict)| StreakRow {
                    reporting_unit: unit_name(file),
                    name: record.name.to_string(),
                    subject: rating.subject,
                    years,
                    verdict,
                }));
            }
        }
    }
    let years = std::array::from_fn(|i| year - 4 + u16::try_from(i).unwrap_or(0));
    Some(Streaks { years, rows }).filter(|s| !s.rows.is_empty())
}

/// The five years in words, the last one HTXSNV at a cell; `None` where one of them is another level, or none of the earlier ones
/// is known.
fn row(earlier: &[(u16, Then<'_>)], now: &Related) -> Option<([String; 5], String)> {
    let mut years: [String; 5] = Default::default();
    let past = earlier.iter().filter_map(|(_, then)| match then {
        Then::Rated(_, past) | Then::Open(past) => past.at.file.as_ref(),
        _ => None,
    });
    // The files of each year are often named alike, in a folder of their own.
    let files = FileNames::new(past.chain(&now.file));
    let told = |past: &Past| said(past.level, &past.label, &past.at, &files);
    let (mut missing, mut open, mut known) = (Vec::new(), Vec::new(), 0);
    for (place, (year, then)) in earlier.iter().enumerate() {
        years[place] = match then {
            Then::Rated(Level::Htxsnv, past) => {
                known += 1;
                told(past)
            }
            Then::Rated(..) => return None,
            Then::Open(past) => {
                known += 1;
                open.push(year.to_string());
                format!("{} (chưa quy đổi)", told(past))
            }
            Then::Unsettled => {
                missing.push(year.to_string());
                "chưa rõ: có hai kết quả hoặc trùng tên".to_owned()
            }
            Then::Divided => {
                missing.push(year.to_string());
                "đơn vị tách, không đối chiếu".to_owned()
            }
            Then::Missing => {
                missing.push(year.to_string());
                "chưa có kết quả".to_owned()
            }
        };
    }
    years[4] = said(Some(Level::Htxsnv), "", now, &files);
    let verdict = match (missing.is_empty(), open.is_empty()) {
        (true, true) => "Đủ 05 năm HTXSNV".to_owned(),
        (false, true) => format!("Chưa đủ căn cứ: năm {}", missing.join(", ")),
        (true, false) => format!("Chưa đủ căn cứ: mức theo thang cũ năm {}", open.join(", ")),
        (false, false) => {
            format!("Chưa đủ căn cứ: năm {}; mức theo thang cũ năm {}", missing.join(", "), open.join(", "))
        }
    };
    (known > 0).then_some((years, verdict))
}

fn said(level: Option<Level>, label: &str, at: &Related, files: &FileNames) -> String {
    let level = level.map_or(label, |l| l.code());
    let file = at.file.as_ref().map(|file| files.of(file)).unwrap_or_default();
    format!("{level}\n{file}, {}, {}", at.sheet.as_deref().unwrap_or(""), at.range)
}
