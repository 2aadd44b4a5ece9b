//! Lists and folders of lists, each made when it is first asked for, in a folder that goes when everything was measured.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::rosters::{self, List};

/// Provinces, and communes of each: a nation.
pub(crate) const NATION: (usize, usize) = (34, 97);
/// Members of the Party in it.
const MEMBERS: usize = 5_400_000;

/// A folder of lists.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    /// Of each file.
    rows: Vec<usize>,
}

impl Folder {
    /// Members in all.
    pub(crate) fn members(&self) -> usize {
        self.rows.iter().sum()
    }

    pub(crate) fn files(&self) -> usize {
        self.rows.len()
    }

    /// How many of each level were put into its files, best first.
    pub(crate) fn levels(&self) -> [u64; 4] {
        self.rows.iter().fold([0; 4], |mut sum, &rows| {
            sum.iter_mut().zip(rosters::levels(rows)).for_each(|(sum, level)| *sum += level as u64);
            sum
        })
    }

    /// So many files of about so many rows.
    pub(crate) fn of(under: &Path, files: usize, rows: usize) -> Self {
        let path = under.join(format!("{files}-files"));
        Self::made(path, files, rows, |number| format!("xa-{number:04}.xlsx"))
    }

    /// A nation: a folder a province, in it a workbook a commune.
    pub(crate) fn nation(path: PathBuf) -> Self {
        let files = NATION.0 * NATION.1;
        let name = |number| format!("tinh-{:02}/xa-{:02}.xlsx", number / NATION.1 + 1, number % NATION.1 + 1);
        Self::made(path, files, MEMBERS / files, name)
    }

    fn made(path: PathBuf, files: usize, rows: usize, name: impl Fn(usize) -> String + Sync) -> Self {
        let rows: Vec<usize> = (0..files).map(|number| size(rows, number)).collect();
        if !path.exists() {
            rows.par_iter().enumerate().for_each(|(number, &rows)| {
                let file = path.join(name(number));
                std::fs::create_dir_all(file.parent().unwrap_or(&path)).expect("the folder can be written to");
                let unit = format!("XÃ SỐ {}", number + 1);
                let list = List { unit: &unit, rows, seed: number as u64 + 2 };
                rosters::write(&file, &list).expect("the folder can be written to");
            });
        }
        Self { path, rows }
    }
}

/// The rows of a file of a folder: half as many to half as many more.
fn size(rows: usize, number: usize) -> usize {
    rows * (50 + 10 * (number % 11)) / 100
}

/// One list of so many rows.
pub(crate) fn list(under: &Path, rows: usize) -> PathBuf {
    let path = under.join(format!("danh-sach-{rows}.xlsx"));
    if !path.exists() {
        let list = List { unit: "PHƯỜNG AN PHÚ", rows, seed: 1 };
        rosters::write(&path, &list).expect("the folder can be written to");
    }
    path
}
