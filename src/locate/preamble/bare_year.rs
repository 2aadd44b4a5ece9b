//! A title of ratings that ends with the year alone.

use crate::locate::loose::bare;
use crate::locate::vocabulary::has_words;
use crate::text::key;

/// Words of a title whose last number says when something else was: a document, a plan, what is compared.
const OF_OTHERS: [&str; 18] = [
    "theo",
    "hướng dẫn",
    "quy định",
    "nghị định",
    "nghị quyết",
    "quyết định",
    "thông tư",
    "kế hoạch",
    "luật",
    "dự kiến",
    "đăng ký",
    "phương hướng",
    "mục tiêu",
    "chỉ tiêu",
    "phấn đấu",
    "so với",
    "ngày",
    "giai đoạn",
];

/// "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN 2022", "… (2022)": the year with which a title of ratings ends, where it holds no other number.
pub(super) fn at_end(text: &str) -> Option<u16> {
    let text = text.trim_end_matches([' ', ')', '.']);
    let (before, year) = text.split_at_checked(text.len().checked_sub(4)?)?;
    let year: u16 = year.parse().ok().filter(|y| (2000..=2100).contains(y))?;
    let title = before.trim_end_matches([' ', '-', '–', '—', '(']);
    let plain = bare(&key(title));
    let rated = ["xep loai", "danh gia", "phan loai"].iter().any(|words| has_words(&plain, words));
    let others = OF_OTHERS.iter().any(|words| has_words(&plain, &bare(words)));
    (title.len() < before.len() && rated && !others && !title.contains(|c: char| c.is_ascii_digit())).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::super::years;

    #[test]
    fn a_title_of_ratings_may_end_with_a_bare_year() {
        for title in [
            "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN 2022",
            "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN - 2022",
            "Tổng hợp đánh giá, xếp loại công chức (2022)",
            "KET QUA XEP LOAI DANG VIEN 2022.",
        ] {
            assert_eq!(years(title), [2022], "{title}");
        }
        for other in [
            "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN 2021-2022",
            "KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN 31/12/2022",
            "KẾT QUẢ XẾP LOẠI THEO HƯỚNG DẪN 2019",
            "DỰ KIẾN XẾP LOẠI 2023",
            "KẾT QUẢ XẾP LOẠI PHÒNG 2022A",
            "DANH SÁCH 2022",
        ] {
            assert_eq!(years(other), [0; 0], "{other}");
        }
    }
}
