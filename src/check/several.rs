//! Of several files, names and dates that more than one holds → kept once.

use std::sync::Arc;

use super::records::{FileRecord, Rated};
use crate::locate::Table;
use crate::parse::Roster;
use crate::text::interned::Interned;

impl FileRecord<'_> {
    /// Shares the texts of its persons with those of other files, and gives back what its rows do not need. Before others
    /// hold on to it.
    pub fn share_texts(&mut self, kept: &Interned) {
        for table in &mut self.tables {
            let Some(place) = Arc::get_mut(&mut table.table) else { continue };
            if let Rated::Roster(list) = &mut table.content
                && let Some(list) = Arc::get_mut(list)
                && list.roster.persons
            {
                share(place, &mut list.roster, kept);
            }
            place.rows.shrink_to_fit();
        }
    }
}

fn share(table: &mut Table, list: &mut Roster, kept: &Interned) {
    let mut rows = table.rows.iter_mut();
    for record in &mut list.records {
        let name = record.name.clone();
        kept.share(&mut record.name);
        record.birth.iter_mut().for_each(|birth| kept.share(birth));
        // The label of its row is the same text nearly always: one look for both.
        if let Some(row) = rows.find(|row| row.index == record.row)
            && row.label.is(&name)
        {
            row.label = record.name.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::records::build;
    use crate::check::rules::testing::inputs;
    use crate::config::Config;
    use crate::normalise::Catalogue;

    #[test]
    fn what_two_files_say_stays_and_is_kept_once() {
        let sheet = "
            1 | DANH SÁCH XẾP LOẠI ĐẢNG VIÊN NĂM 2024
            2 | TT | Họ và tên    | Ngày sinh  | Xếp loại
            3 | 1  | Nguyễn Văn A | 01/02/1980 | Hoàn thành tốt nhiệm vụ
            4 | 2  | Trần Thị B   | 03/04/1981 | Hoàn thành tốt nhiệm vụ";
        let both = inputs(sheet).into_iter().chain(inputs(sheet)).collect();
        let mut submission = build(both, Catalogue::built_in(), &Config::default());
        let before = format!("{:?}", submission.files);
        let kept = Interned::default();
        submission.files.iter_mut().for_each(|file| file.share_texts(&kept));
        assert_eq!(format!("{:?}", submission.files), before);
        let [one, two] = [0, 1].map(|file| {
            let table = &submission.files[file].tables[0];
            let Rated::Roster(list) = &table.content else { panic!("a list") };
            assert!(table.table.rows.iter().any(|row| row.label.is(&list.roster.records[1].name)));
            &list.roster.records[1]
        });
        assert!(one.name.is(&two.name));
        assert!(one.birth.as_ref().zip(two.birth.as_ref()).is_some_and(|(one, two)| one.is(two)));
    }
}
