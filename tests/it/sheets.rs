//! Small sheets as offices draw them, `fixtures/sheets`: one oddity each, exact totals, and nothing said without cause.

use xeploai::check::totals::UnitTotal;
use xeploai::config::Config;
use xeploai::finding::Severity;
use xeploai::locate::Stage;

use super::workbooks::{Done, one_finding, picture, run_with, snapshot, workbooks};

/// Totals (subject, period or stage, then total, rated, HTXSNV, HTTNV, HTNV, KHTNV) and the rules that must speak.
const SHEETS: [(&str, &str, &str); 196] = [
    ("muc-khong-danh-so-hai-doi-tuong", "party-cell 2 2 1 1 0 0; member 3 3 1 1 1 0", ""),
    ("don-vi-roi-doi-tuong", "party-cell 22 22 3 17 2 0; member 220 220 37 177 6 0", ""),
    ("chinh-quyen-va-dang", "civil-servant 3 3 1 2 0 0; member 3 3 1 1 1 0", ""),
    ("chinh-quyen-va-dang-sai", "civil-servant 3 3 0 2 0 1; member 3 3 1 1 1 0", "P305 P306"),
    ("hai-trong-do-duoi-mot-don-vi", "member 35 35 5 28 2 0", ""),
    ("hai-trong-do-duoi-mot-don-vi-sai", "member 35 35 5 28 2 0", "S204 S204"),
    ("muc-sau-la-doi-tuong-khac", "member 90 90 9 76 5 0; collective 13 13 1 12 0 0; unknown 5 5 0 5 0 0", ""),
    ("so-chi-bo-truoc-tong-so-dang-vien", "member 223 221 22 188 11 0", ""),
    ("ho-ten-va-xep-loai-bi-thu", "party-base 2 2 0 1 1 0", ""),
    ("ho-ten-va-xep-loai-bi-thu-sai", "party-base 2 2 0 1 1 0", "P301"),
    ("so-nu-duoi-tong-so", "member 381 381 43 329 9 0", ""),
    ("to-chuc-dang-va-dang-vien-theo-muc", "party-cell 2 2 1 1 0 0; member 3 3 1 1 1 0", ""),
    ("to-chuc-dang-va-dang-vien-theo-muc-sai", "party-cell 2 2 1 1 0 0; member 3 3 1 0 1 0", "L103"),
    (
        "tap-the-va-ca-nhan-theo-muc",
        "party-base 1 1 0 1 0 0; collective 1 1 0 1 0 0; party-cell 2 2 1 1 0 0; unknown 2 2 1 1 0 0",
        "F005",
    ),
    ("dang-bo-chi-bo-co-so-va-truc-thuoc", "party-base 3 3 1 2 0 0; party-cell 2 2 0 2 0 0", ""),
    ("cong-chuc-va-vien-chuc-theo-muc", "civil-servant 3 3 0 2 1 0; public-employee 1 1 0 1 0 0", ""),
    ("giao-vien-nhan-vien-theo-muc", "public-employee 4 4 0 3 1 0", ""),
    ("dau-muc-la-khoi", "party-base 5 5 0 4 1 0", ""),
    ("dau-muc-la-khoi-sai", "party-base 5 5 0 3 1 0", "L103"),
    ("to-chuc-dang-va-co-quan-mot-danh-sach", "party-base 2 2 0 2 0 0; unit 4 4 0 3 1 0; party-cell 1 1 0 1 0 0", ""),
    (
        "to-chuc-dang-va-co-quan-mot-danh-sach-sai",
        "party-base 2 2 0 2 0 0; unit 2 2 0 1 1 0; party-cell 1 1 0 1 0 0; unknown 1 1 0 1 0 0",
        "F005",
    ),
    ("to-chuc-co-so-dang-ghi-ten-co-quan", "party-base 5 5 0 4 1 0", ""),
    ("ho-ten-duoi-cot-dang-vien", "member 3 3 1 1 1 0", ""),
    ("so-phieu-tren-muc", "member 7 7 1 5 1 0", ""),
    ("so-phieu-tren-muc-sai", "member 7 7 1 5 0 0", "L101"),
    ("cong-trang-mang-sang", "member 74 74 7 64 2 1", ""),
    ("cong-trang-mang-sang-sai", "member 74 74 7 64 2 1", "S202 S202"),
    ("cong-trang-ba-sheet", "member 74 74 7 64 2 1", ""),
    ("cong-trang-ba-sheet-sai", "member 74 74 7 64 2 1", "S201 S202"),
    ("nghin-kem-don-vi-tinh", "member 2221 2221 250 1910 57 4", ""),
    ("dong-khong-doc-duoc", "member – – 250 1910 57 4", "S209 S209"),
    ("danh-dau-duoi-muc-do", "member 7 6 1 4 1 0", ""),
    ("danh-dau-duoi-muc-do-sai", "member 7 6 1 3 1 0", "L104"),
    (
        "moi-dong-mot-doi-tuong",
        "party-cell 14 14 2 12 0 0; collective 5 5 0 5 0 0; member 333 321 50 261 10 0; leader 19 19 3 15 1 0",
        "",
    ),
    (
        "moi-dong-mot-doi-tuong-sai",
        "party-cell 14 14 2 13 0 0; collective 5 5 0 5 0 0; member 333 321 50 261 10 0; leader 19 19 3 15 1 0",
        "S201",
    ),
    ("to-va-hoi-dong", "public-employee 6 6 1 5 0 0", ""),
    ("to-va-hoi-dong-sai", "public-employee 6 6 1 4 0 0", "L103"),
    ("ba-khoi-chi-ghi-muc", "civil-servant 72 72 14 55 2 1", ""),
    ("ba-khoi-chi-ghi-muc-sai", "civil-servant 72 72 14 56 2 1", "S202 S202"),
    ("cac-quy-tren-muc", "civil-servant Q1 – – 2 14 1 0; civil-servant Q2 – – 2 15 0 0", ""),
    ("chuan-nghe-nghiep-va-vien-chuc", "public-employee 6 6 1 4 1 0; member 3 3 1 2 0 0", ""),
    ("dang-vien-cong-chuc-duoi-mot-tieu-de", "member 5 5 1 4 0 0; civil-servant 5 5 1 3 1 0", ""),
    ("dau-la-so-1", "party-cell 6 6 1 4 1 0", ""),
    ("dau-x-canh-so-0", "party-cell 6 6 1 4 1 0", ""),
    ("hai-cot-htnv", "civil-servant 45 45 5 34 6 0", ""),
    ("httnv-tro-len-trong-do", "member 282 282 44 223 14 1", ""),
    ("moi-sheet-mot-don-vi", "member 38 38 5 31 2 0; member 27 27 3 23 1 0", ""),
    ("muc-la-co-ty-le", "member – 95 – – 3 1", "F005"),
    ("cong-doan-va-chi-doan", "unknown 3 3 1 2 0 0; unknown 2 2 0 1 1 0", ""),
    ("noi-tiep-cot-tt-bo-trong", "member 73 73 9 61 3 0", ""),
    ("chi-co-cot-ty-le", "", ""),
    ("chi-co-cot-ty-le-sai", "", "S206"),
    ("chi-tieu-va-thuc-hien", "member – 227 36 182 8 1", ""),
    ("cong-kem-so-don-vi", "party-base 30 30 4 25 1 0", ""),
    ("cot-quyet-dinh-con-trong", "member proposed 5 5 1 3 1 0", ""),
    ("cot-quyet-dinh-con-trong-sai", "member proposed 5 5 1 2 1 0", "L101"),
    ("tieu-de-de-nghi", "member proposed 5 5 1 3 1 0", ""),
    ("tieu-de-de-nghi-sai", "member proposed 5 5 1 3 1 0", "X601"),
    ("tieu-de-tu-danh-gia", "member self 35 35 7 27 1 0", ""),
    ("muc-o-dong-tu-xep-va-quyet-dinh", "member self 35 35 8 26 1 0; member 35 35 5 29 1 0", ""),
    ("muc-o-dong-tu-xep-va-quyet-dinh-sai", "member self 35 35 8 26 1 0; member 35 35 5 28 1 0", "S201"),
    ("danh-sach-cac-quy", "civil-servant 3 3 0 3 0 0; civil-servant Q1 3 3 1 2 0 0; civil-servant Q2 3 3 0 2 1 0", ""),
    ("quyet-dinh-con-trong-tren-muc", "member proposed 35 35 5 29 1 0", ""),
    ("cot-mang-ten-doi-tuong", "collective 5 5 1 4 0 0; party-base 5 5 1 4 0 0; leader 5 5 1 3 1 0", ""),
    ("cot-mang-ten-doi-tuong-sai", "collective 5 5 1 4 0 0; party-base 5 5 1 4 0 0; leader 5 5 2 3 0 0", "P301 P302"),
    ("cot-muc-khong-ro", "party-base 47 47 – 39 3 0", "F005"),
    ("cot-tong-khong-ro", "party-base – – 5 35 6 1", "F005"),
    ("da-danh-gia-tren-tong-so", "party-base 30 29 4 24 1 0", ""),
    ("dang-bo-tren-chi-bo", "member 185 185 15 158 11 1", ""),
    ("dang-bo-tren-chi-bo-sai", "member 185 185 15 158 11 1", "S202"),
    ("dang-bo-va-chi-bo-mot-danh-sach", "party-base 5 5 1 4 0 0; party-cell 11 11 1 9 1 0", ""),
    ("dang-bo-va-chi-bo-mot-danh-sach-sai", "party-base 5 5 1 4 0 0; party-cell 11 11 1 7 3 0", "C402"),
    ("danh-sach-theo-muc", "party-base 6 6 1 4 1 0", ""),
    ("danh-sach-theo-muc-sai", "party-base 6 6 1 4 1 0", "X601"),
    ("dau-muc-1-va-1-1", "party-cell 194 194 16 166 11 1", ""),
    ("dau-muc-1-va-1-1-sai", "party-cell 194 194 16 165 11 1", "S201"),
    ("de-nghi-va-quyet-dinh", "member proposed 35 35 8 26 1 0; member 35 35 6 28 1 0", ""),
    ("dong-an", "member 35 35 6 28 1 0", "F006"),
    ("dong-cong-hay-don-vi", "member 370 370 30 316 22 2", "F005"),
    ("dong-cong-khong-goi-ten", "party-base 47 47 5 39 3 0", ""),
    ("dong-hai-nam", "member 33 33 6 26 1 0", ""),
    ("dong-ty-le-duoi-tong", "member 40 40 8 31 1 0", ""),
    ("go-khong-dau", "member 49 48 8 37 2 1", ""),
    ("go-khong-dau-sai", "member 49 48 8 37 2 1", "S202"),
    ("hai-bang-cung-tieu-de", "party-cell 32 32 5 25 2 0; member 650 650 110 510 28 2", ""),
    ("hai-dong-mot-don-vi", "member 40 40 8 31 1 0", ""),
    ("hai-khoi-canh-nhau", "civil-servant – – – – – –", "F005"),
    ("hai-khoi-canh-nhau-sai", "civil-servant – – – – – –", "F005 S205"),
    ("hai-khoi-va-cot-chung", "civil-servant 66 66 12 51 2 1", ""),
    ("hai-khoi-va-cot-chung-sai", "civil-servant 66 66 12 51 2 1", "S202"),
    ("hai-nam-canh-nhau", "party-base 33 33 6 26 1 0", ""),
    ("hai-nam-duoi-tung-muc", "party-base 33 33 6 26 1 0", ""),
    ("ket-qua-va-dang-ky", "member 35 35 6 28 1 0", ""),
    ("khoi-gop-o-cot-dau", "party-base 36 36 6 27 2 1", ""),
    ("khong-thuoc-dien-danh-gia", "party-cell 36 35 5 28 2 0", ""),
    ("khong-thuoc-dien-danh-gia-sai", "party-cell 36 35 5 28 2 0", "S202"),
    ("loai-a-b-c-d-co-chu-giai", "civil-servant 18 18 3 14 1 0", ""),
    ("loai-a-b-c-d-khong-chu-giai", "civil-servant 18 18 – – – –", "L102 L102 L102 L102"),
    ("muc-chi-ghi-ty-le", "", "F005"),
    ("muc-danh-chu-a-b-c-d", "party-base 47 47 5 35 6 1", ""),
    ("muc-do-hoan-thanh-nhiem-vu", "member 6 6 1 4 1 0", ""),
    ("muc-ghi-mot-lan-tren-hai-cot", "party-cell 30 30 6 22 2 0", ""),
    (
        "muc-o-dong-cac-quy",
        "civil-servant Q1 40 40 6 32 2 0; civil-servant Q2 40 40 5 33 2 0; civil-servant Q3 40 40 7 31 2 0",
        "",
    ),
    ("muc-o-dong-hai-nam", "member – 227 36 182 8 1", ""),
    ("muc-truoc-tong-sau", "party-base – 25 4 18 2 1", ""),
    ("nhom-cot-chia-ra", "civil-servant 70 70 10 55 4 1", ""),
    ("nhom-cot-chia-ra-sai", "civil-servant 70 70 10 55 4 1", "S201"),
    ("nhom-cot-trong-do", "member 62 62 8 51 2 1", ""),
    ("nhom-cot-trong-do-sai", "member 62 62 8 51 2 1", "S204"),
    ("noi-tiep-ba-sheet", "member 73 73 9 61 3 0", ""),
    ("noi-tiep-ba-sheet-khong-tieu-de", "member 73 73 9 61 3 0", ""),
    ("noi-tiep-ba-sheet-sai", "member 73 73 9 61 3 0", "S202"),
    ("noi-tiep-khong-so-thu-tu", "member 68 68 9 57 2 0", ""),
    ("noi-tiep-khong-so-thu-tu-sai", "member 68 68 9 57 2 0", "S202"),
    ("sheet-sau-khong-noi-tiep", "member 45 45 8 36 1 0", "F005"),
    ("sheet-sau-khong-tieu-de", "member 68 68 12 54 2 0", ""),
    ("so-kem-don-vi-tinh", "member 35 35 6 28 1 0", ""),
    ("so-luong-kem-ty-le", "member 30 30 6 22 2 0", ""),
    ("so-luong-kem-ty-le-sai", "member 50 50 6 40 4 0", "S205"),
    ("so-luong-va-ty-le-mot-o", "member 30 30 4 23 3 0", ""),
    ("tap-the-va-ca-nhan-theo-dong", "collective 20 20 4 15 1 0; leader 50 50 8 40 2 0", ""),
    ("ten-thut-vao-bang-can-le", "party-cell 27 27 3 22 2 0", ""),
    ("ten-thut-vao-bang-can-le-sai", "party-cell 27 27 3 22 2 0", "S202"),
    ("tieu-de-sai-chinh-ta", "party-base 47 47 5 39 3 0", ""),
    ("tieu-de-sai-dau", "party-base 48 47 7 37 3 0", ""),
    ("tieu-de-sai-dau-sai", "party-base 48 47 7 37 3 0", "S202"),
    ("tieu-de-viet-tat-sai", "party-base 31 30 6 22 2 0", ""),
    ("trong-do-nu-trong-tung-muc", "member 50 50 9 37 3 1", ""),
    ("trung-so-khong-phai-dong-cong", "member 23 23 4 19 0 0", ""),
    ("ts-va-muc-danh-so", "party-cell 95 93 5 81 7 0", ""),
    ("ts-va-muc-danh-so-sai", "party-cell 96 93 5 81 7 0", "S203"),
    ("xep-loai-bang-so", "member 4 4 – – – –", "L102"),
    ("xep-loai-bang-so-co-chu-giai", "member 4 4 1 2 1 0", ""),
    ("xep-loai-chi-bo-va-so-dang-vien", "member 53 53 10 41 2 0; party-cell 3 3 1 2 0 0", ""),
    ("tong-dung-dau-khong-goi-ten", "civil-servant 140 140 8 121 10 1", ""),
    ("tong-dung-dau-khong-goi-ten-sai", "civil-servant 140 140 8 121 10 1", "S202"),
    ("tong-khong-goi-ten-so-nho", "civil-servant 30 30 14 16 – –", "F005"),
    ("khoi-cuoi-danh-sach", "civil-servant 228 228 15 203 10 0", ""),
    ("khoi-cuoi-danh-sach-sai", "civil-servant 228 228 15 248 10 0", "S201"),
    ("sheet-tong-hop-va-tung-phuong", "member 50 50 7 40 3 0; member 47 47 7 37 3 0", ""),
    ("sheet-tong-hop-va-tung-phuong-thieu", "member 50 50 7 40 3 0; member 47 47 7 37 3 0", "V502"),
    ("ts-va-nu-duoi-tung-muc", "member 60 60 8 48 4 0", ""),
    ("ts-va-nu-duoi-tung-muc-sai", "member 60 60 8 75 4 0", "S201"),
    ("cot-trong-giua-cac-muc", "civil-servant 129 129 16 103 10 0", ""),
    ("cot-trong-giua-cac-muc-sai", "civil-servant 129 129 16 103 37 0", "S201"),
    ("cot-ten-khong-ro", "public-employee 60 60 8 48 4 0", ""),
    ("cot-ten-khong-ro-sai", "public-employee 60 60 8 75 4 0", "S201"),
    ("so-lieu-khong-tieu-de", "member 60 60 8 48 4 0", ""),
    ("so-lieu-khong-tieu-de-sai", "member 60 60 8 84 4 0", "S201"),
    ("muc-gop-nhieu-dong", "member 5 5 0 4 1 0", ""),
    ("muc-gop-nhieu-dong-sai", "member 5 5 0 2 1 0", "L103 L101"),
    ("danh-sach-hai-nua", "member 8 8 1 6 1 0", ""),
    ("danh-sach-hai-nua-sai", "member 8 8 1 5 1 0", "L103"),
    ("khong-phai-dang-vien", "member 3 3 1 1 1 0; civil-servant 4 4 1 3 0 0", ""),
    ("mot-so-da-danh-gia-sai", "member 76 146 5 65 4 –", "S201"),
    ("to-chuc-va-dang-vien-co-chu-giai", "party-base 189 189 7 162 20 0; member 256 254 15 217 22 0", ""),
    ("can-bo-lanh-dao-quan-ly", "collective 32 32 3 28 1 0; leader 113 113 3 103 6 1", ""),
    ("nam-o-o-ben-canh", "member 60 60 8 48 4 0", ""),
    ("tu-cham-diem-chua-xep", "civil-servant 43 39 6 31 2 0", ""),
    ("nhom-va-don-vi-cung-cap", "member 46 46 7 36 3 0", ""),
    ("nhom-va-don-vi-cung-cap-sai", "member 46 46 7 36 30 0", "S201"),
    ("gach-dau-dong-duoi-nhom", "member 37 37 7 27 3 0", ""),
    ("muc-o-dong-quy-iv-va-ca-nam", "member Q4 101 99 10 80 9 0; member 102 100 12 79 8 1", ""),
    ("muc-o-dong-quy-iv-va-ca-nam-sai", "member Q4 101 99 10 80 9 0; member 102 100 12 97 8 1", "S201"),
    ("muc-o-dong-dau-nam-va-cuoi-nam", "member 102 100 12 79 8 1", ""),
    ("sau-thang-va-ca-nam-tren-muc", "member H1 79 79 10 63 5 1; member 80 80 12 63 4 1", ""),
    ("sau-thang-va-ca-nam-tren-muc-sai", "member H1 79 79 10 63 5 1; member 80 80 12 73 4 1", "S201"),
    ("muc-o-dong-httnv-tro-len", "member 162 160 19 127 12 2", ""),
    ("muc-o-dong-httnv-tro-len-sai", "member 162 160 19 127 12 2", "S202"),
    ("httnv-tro-len-va-cac-muc", "member 80 80 12 63 4 1", ""),
    ("httnv-tro-len-va-cac-muc-sai", "member 80 80 12 63 4 1", "S202"),
    ("muc-o-dong-nu-dan-toc", "member 102 100 12 79 8 1", ""),
    ("muc-o-dong-nu-dan-toc-sai", "member 102 100 12 79 8 1", "S204"),
    ("muc-o-dong-chinh-thuc-du-bi", "member 102 100 12 79 8 1", ""),
    ("muc-o-dong-chinh-thuc-du-bi-sai", "member 102 100 12 79 8 1", "S202"),
    ("nhom-chinh-thuc-du-bi", "member 80 80 12 63 4 1", ""),
    ("nhom-chinh-thuc-du-bi-sai", "member 80 80 12 81 4 1", "S201"),
    ("nhom-chinh-thuc-du-bi-khong-cot-chung", "member 80 80 12 63 4 1", ""),
    ("chinh-thuc-du-bi-duoi-tung-muc", "member 82 80 12 63 4 1", ""),
    ("chinh-thuc-du-bi-duoi-tung-muc-sai", "member 82 80 12 53 4 1", "S201"),
    ("hai-giai-doan-tong-rieng", "member self 79 79 10 63 5 1; member 80 80 12 63 4 1", ""),
    ("hai-giai-doan-tong-rieng-sai", "member self 79 79 10 63 5 1; member 80 80 12 73 4 1", "S201"),
    ("ty-le-nu-duoi-tung-muc", "member 80 80 12 63 4 1", ""),
    ("ty-le-nu-duoi-tung-muc-sai", "member 80 80 12 63 4 1", "S205"),
    ("muc-o-dong-ty-le-nam-truoc", "member 102 100 12 79 8 1", ""),
    ("muc-o-dong-ty-le-nam-truoc-sai", "member 102 100 12 79 8 1", "S205"),
    ("trong-do-nu-canh-tong-so", "member 80 80 12 63 4 1", ""),
    ("trong-do-nu-canh-tong-so-sai", "member 80 80 12 63 4 1", "S204 S202"),
    ("dong-ty-le-duoi-tong-sai", "member 80 80 12 63 4 1", "S205"),
    ("hai-dong-so-luong-va-ty-le", "member 80 80 12 63 4 1", ""),
    ("hai-dong-so-luong-va-ty-le-sai", "member 80 80 12 63 4 1", "S205"),
    ("tong-cac-ty-le-lam-tron", "member 3 3 1 1 1 0", ""),
    ("tong-cac-ty-le-lam-tron-sai", "member 3 3 1 1 1 0", "S205"),
    ("muc-o-dong-cap-uy-vien", "member 102 100 12 79 8 1", "F005"),
    ("trong-do-nu-canh-muc", "member 80 80 12 63 4 1", ""),
    ("trong-do-nu-canh-muc-sai", "member 80 80 12 63 4 1", "S204"),
];

fn read(path: std::path::PathBuf) -> Done {
    run_with(&[path], Config::default(), |_| ())
}

fn total(t: &UnitTotal) -> String {
    let count = |n: Option<i64>| n.map_or("–".to_owned(), |n| n.to_string());
    let [x, g, h, k] = t.counts.levels;
    let mut words = vec![t.subject.id().to_owned()];
    words.extend(t.period.map(|p| p.id()));
    match t.stage {
        Stage::Own => words.push("self".to_owned()),
        Stage::Proposed => words.push("proposed".to_owned()),
        Stage::Decided => {}
    }
    words.extend([t.counts.total, t.counts.rated, x, g, h, k].map(count));
    words.join(" ")
}

#[test]
fn every_sheet_as_it_was_understood() {
    for path in workbooks("sheets") {
        let done = read(path);
        let file = &done.submission.files[0];
        snapshot("sheets", &file.path, &picture(&done, file));
    }
}

#[test]
fn their_totals_are_exact_and_nothing_else_is_said() {
    let mut wrong = String::new();
    for path in workbooks("sheets") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (_, totals, rules) = SHEETS.iter().find(|s| s.0 == name).unwrap_or_else(|| panic!("{name} is not listed"));
        let done = read(path);
        let found: Vec<String> = done.totals.units.iter().map(total).collect();
        // The cap and missing reasons are true of the figures, however they are laid out.
        let serious =
            |f: &&xeploai::finding::Finding| f.severity > Severity::Info && !["C401", "V501"].contains(&f.rule);
        let told: Vec<&str> = done.findings.iter().filter(serious).map(|f| f.rule).collect();
        if found.join("; ") != *totals || told.join(" ") != *rules {
            let all: Vec<String> = done.findings.iter().map(one_finding).collect();
            wrong += &format!("{name}\n  wanted {totals} [{rules}]\n  found  {found:?}\n  {}\n", all.join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(workbooks("sheets").len(), SHEETS.len());
}
