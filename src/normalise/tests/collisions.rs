//! Labels that mean different things in different frameworks: never guessed alone, right where the framework is known.

use super::*;
use crate::normalise::catalogue::Grade;
use crate::normalise::spelling::Kind;

const ALL: [Subject; 7] = [PartyBase, Member, Leader, CivilServant, PublicEmployee, Unit, Unknown];

/// Alone in a column, with subject and year known or not, none of these words is a level.
#[test]
fn every_colliding_label_alone_is_refused() {
    let open = "Xuất sắc | XS | Tốt | T | Khá | K | Đạt | Đ | Trung bình | TB | Hoàn thành | HT | Chưa hoàn thành | CHT \
                | A+ | A | B | C | D | Loại A | Hạng B | Vững mạnh | VM | TSVM | Trong sạch, vững mạnh | Kém \
                | 1 | 2 | 3 | 4 | I | IV";
    for subject in ALL {
        for known in [column(subject, 2021), column(subject, 2025), column(subject, 2021).no_year()] {
            for label in open.split('|').map(str::trim) {
                let read = known.read(label);
                let refused = read == "ambiguous" || read.starts_with("past: ");
                assert!(refused, "{label} {subject:?} {:?}: {read}", known.year);
            }
            for label in ["Yếu", "Yếu kém"] {
                // Level 4 of party organisations until 2017, by a document of that time.
                let read = known.read(label);
                assert!(["ambiguous", "past: party-2014", "KHTNV"].contains(&&*read), "{label} {subject:?}: {read}");
                assert!(read != "KHTNV" || known.year.is_none(), "{label} {subject:?} {:?}", known.year);
            }
            for label in ["E", "86", "82", "72", "65", "x"] {
                assert_eq!(known.read(label), "unknown", "{label} {subject:?}");
            }
            for label in
                ["Loại I", "Loại II", "Loại III", "Hạng I", "Hạng II", "TTLĐXS", "Đoàn viên công đoàn xuất sắc"]
            {
                assert_eq!(known.read(label), "decoy", "{label} {subject:?}");
            }
        }
    }
}

/// The same words under each framework of the collision table.
#[test]
fn every_colliding_label_is_right_where_the_framework_is_known() {
    let titled = |subject, year, title: &'static [&'static str]| column(subject, year).hints(title);
    let party = column(Member, 2021).declared("party-2019");
    let teacher_2009 = titled(PublicEmployee, 2012, &["Theo Thông tư 30/2009/TT-BGDĐT"]);
    let youth = titled(Unknown, 2018, &["Bảng xếp loại đoàn viên năm 2018"]);
    let index = titled(Unit, 2020, &["Chỉ số cải cách hành chính năm 2020"]);
    let union = titled(Unit, 2017, &["Xếp loại công đoàn cơ sở"]);
    let farmers = titled(Unit, 2017, &["Xếp loại cơ sở hội: Hội Nông dân"]);
    let veterans = titled(Unit, 2017, &["Hội Cựu chiến binh quận"]);
    let pupils = titled(Unknown, 2021, &["Kết quả đánh giá học sinh lớp 4A"]);
    let managers = titled(Leader, 2018, &["Xếp loại người quản lý doanh nghiệp"]);
    let enterprises = titled(Unit, 2018, &["Kết quả xếp loại doanh nghiệp"]);
    let hospital = titled(Unit, 2018, &["Kiểm tra chất lượng bệnh viện"]);
    let commune = titled(Unit, 2017, &["Xếp loại chính quyền cơ sở năm 2017"]);
    let credit = titled(Unit, 2018, &["Xếp loại chất lượng tín dụng"]);
    let coop = titled(Unit, 2018, &["Phân loại hợp tác xã"]);
    let teachers = column(PublicEmployee, 2021);
    for (column, labels, words) in [
        (party, "Xuất sắc | Tốt | Hoàn thành | Chưa hoàn thành", FOUR),
        (party, "XS | Tốt | HT | CHT", FOUR),
        (teacher_2009, "Xuất sắc | Khá | Trung bình | Kém", "unmapped ×4 teacher-standard-2009"),
        (teachers, "Tốt | Khá | Đạt | Chưa đạt", "unmapped ×4 teacher-standard-2018"),
        (teachers, "T | K | Đ | CĐ", "unmapped ×4 teacher-standard-2018"),
        (youth, "Xuất sắc | Khá | Trung bình | Yếu", FOUR),
        (index, "Xuất sắc | Tốt | Khá | Trung bình", "decoy ×4"),
        (index, "Tốt | Khá | Trung bình | Yếu", "decoy ×4"),
        (union, "Vững mạnh | Khá | Trung bình | Yếu", "unmapped ×4 union-pre-2019"),
        (farmers, "Vững mạnh | Khá | Trung bình | Yếu kém", "unmapped ×4 farmers-2012"),
        (veterans, "TSVM xuất sắc | TSVM | Khá | Yếu kém", "unmapped ×4 veterans"),
        (pupils, "Hoàn thành xuất sắc | Hoàn thành tốt | Hoàn thành | Chưa hoàn thành", "decoy ×4"),
        (pupils, "HTXS | HTT | T | H", "decoy ×4"),
        (managers, "Hoàn thành tốt nhiệm vụ | Hoàn thành nhiệm vụ | Không hoàn thành nhiệm vụ", "HTTNV | HTNV | KHTNV"),
        (enterprises, "A | B | C | Loại A", "decoy ×4"),
        (hospital, "Mức 3 | 4 | 1 | Mức 5", "decoy ×4"),
        (hospital, "M3 | 3,60 | 3,60/5 | Điểm TB: 3,04", "decoy ×4"),
        (hospital, "Tốt | 3.6 | Rất tốt | Kém", "decoy ×4"),
        (commune, "Chính quyền vững mạnh | Khá | VMXS | Yếu", "unmapped ×4 commune-government"),
        (union, "CĐCS VM | CĐCS VMXS | Công đoàn cơ sở vững mạnh | TB", "unmapped ×4 union-pre-2019"),
        (column(PublicEmployee, 2017), "HTTNV | HTNV nhưng còn hạn chế về năng lực | KHTNV", "HTTNV | HTNV | KHTNV"),
        (column(CivilServant, 2021), "A1 | A2 | LA | Loại A1", "ambiguous ×4"),
        (credit, "Tốt | Khá | Trung bình | Yếu kém", "decoy ×4"),
        (coop, "Hoạt động tốt | Khá | Trung bình | Yếu", "decoy ×4"),
        (
            column(PartyBase, 2016),
            "TSVM | Hoàn thành tốt | Hoàn thành nhiệm vụ | Yếu kém",
            "unmapped: party-2014 | HTTNV | HTNV | KHTNV",
        ),
        (titled(Unit, 2026, &["Tổ bảo vệ an ninh, trật tự"]), FOUR, FOUR),
    ] {
        let read = column.read(labels);
        let expected = match words.split_once(" ×4") {
            Some((word, id)) => vec![format!("{word}{}{}", if id.is_empty() { "" } else { ":" }, id); 4].join(" | "),
            None => words.to_owned(),
        };
        assert_eq!(read, expected, "{labels}");
    }
}

/// One public program of a union mixes two scales; "Hoàn thành tốt" is the third of four there.
#[test]
fn in_a_mixed_column_only_labels_of_one_meaning_are_read() {
    for subject in [Unit, Unknown, PartyBase] {
        let mixed = column(subject, 2021).read("Xuất sắc | Vững mạnh | Hoàn thành tốt | Chưa hoàn thành");
        assert_eq!(mixed, "ambiguous | ambiguous | ambiguous | ambiguous", "{subject:?}");
    }
    let kept = column(Unit, 2021).read("Vững mạnh | Hoàn thành tốt nhiệm vụ");
    assert_eq!(kept, "ambiguous | HTTNV");
}

#[test]
fn phrases_that_contain_a_level_are_none() {
    let member = column(Member, 2021);
    for (label, expected) in [
        ("KHÔNG HOÀN THÀNH NHIỆM VỤ", "KHTNV"),
        ("Đảng viên không hoàn thành nhiệm vụ", "KHTNV"),
        ("ĐV HTTNV", "HTTNV"),
        ("HTTNV trở lên", "unknown"),
        ("Từ hoàn thành nhiệm vụ trở lên", "unknown"),
        ("Hoàn thành xuất sắc nhiệm vụ 5 năm liền", "decoy"),
        // An honour among those of the level.
        ("Hoàn thành xuất sắc nhiệm vụ tiêu biểu", "HTXSNV"),
        ("Không có đơn vị không hoàn thành nhiệm vụ", "unknown"),
        ("không có", "unknown"),
        ("Đạt trong sạch vững mạnh", "past: party-2014"),
        ("Đạt", "ambiguous"),
        ("Chưa đạt", "ambiguous"),
        ("TSVM TB", "past: party-2014"),
        ("CB", "unknown"),
        ("ĐV", "unknown"),
    ] {
        let read = match label {
            "TSVM TB" | "Đạt trong sạch vững mạnh" => column(PartyBase, 2021).read(label),
            _ => member.read(label),
        };
        assert_eq!(read, expected, "{label}");
    }
}

/// Every spelling the four levels were seen in, beside an unmistakable label, in each encoding people type.
#[test]
fn every_spelling_of_the_four_levels_is_read() {
    use unicode_normalization::UnicodeNormalization;
    for (level, spellings) in [
        (
            "HTXSNV",
            "HTXSNV | htxsnv | HTXS | htxs | HTSXNV | HT xuất sắc | Hoàn thành xuất sắc | Hoàn thành xuất sắc NV | Hoàn thành Xuất sắc NV \
             | Xuất sắc nhiệm vụ | Xuất sắc | XS | XuatSac | XUAT_SAC | Hoan thanh xuat sac nhiem vu | Hoan Thanh Xuat Sac \
             | Hoàn thành xuất sắc nhiểm vụ | Hoàn thành xuất sắc nhiệm vụ (A) | Xuất sắc (Loại A) | Đảng viên hoàn thành xuất sắc nhiệm vụ \
             | HTXS NV | HT XSNV | H.T.X.S.N.V | HTXSNV. | HTXSVN | hoàn thành suất sắc | hoàn thành xuất xắc | HTXSNV (A)",
        ),
        (
            "HTTNV",
            "HTTNV | HTTTNV | HTT | htt | HT tốt | HT tốt nhiệm vụ | Hoàn thành tốt | Hoàn thành tốt (HTT) | Hoàn thành tốt NV | Tốt nhiệm vụ \
             | Tốt | Tot | Hoan Thanh Tot | hoan_thanh_tot | Hoàn thành tốt nhiệm vụ (B) | Loại B (Tốt) | HTT NV | HTTN | HTNV tốt",
        ),
        (
            "HTNV",
            "HTNV | htnv | HT | Hoàn thành | Hoàn thành NV | HoanThanh | Hoan Thanh | HOAN_THANH | Hoàn thành nhiệm vụ (Khá) \
             | Hoàn thành nhiệm vụ (C) | Loại C (Hoàn thành) | HT NV | H.thành NV",
        ),
        (
            "KHTNV",
            "KHTNV | khtnv | KHNV | KHT | CHT | Không hoàn thành | Không hoàn thành NV | KHÔNG HT | KHONG HT | KhongHoanThanh \
             | Khong hoan thanh nhiem vu | Chưa hoàn thành nhiệm vụ | Không hoàn thành nhiệm vụ (D) | KoHTNV | K.HTNV | CHTNV | Không HTNV",
        ),
    ] {
        let all: Vec<&str> = spellings.split('|').map(str::trim).collect();
        let disguises: [fn(&str) -> String; 5] = [
            str::to_owned,
            |label| label.nfd().collect(),
            |label| format!("\u{a0} {} \u{200b}", label.replace(' ', "\u{a0}")),
            |label| format!("{}\r\n", label.replace(' ', " \n ")),
            |label| format!("“{label}”"),
        ];
        for disguise in disguises {
            let labels: Vec<String> = all.iter().map(|l| disguise(l)).collect();
            let context = Context { year: Some(2021), subject: Member, declared: None, hints: &[], labels: &labels };
            let choice = choose(Catalogue::built_in(), &context);
            for label in &labels {
                let read = resolve(Catalogue::built_in(), label, &choice, Some(2021), Member);
                assert_eq!(read.level().map(Level::code), Some(level), "{label:?}: {}", word(&read));
            }
        }
    }
}

#[test]
fn not_rated_is_said_with_its_reason() {
    for label in "Chưa xếp loại | Không xếp loại | Không đánh giá xếp loại | Chưa đánh giá | Chưa đủ điều kiện đánh giá \
                  | Chưa xét | miễn đánh giá | MSH | miễn SH | Mới kết nạp | Thai sản | Ốm ≥ 3 tháng | Ốm trên 3 tháng | Đình chỉ \
                  | Đang xem xét kỷ luật | Đi làm ăn xa | Chuyển đến | Chưa xếp loại (mới kết nạp) | Không xếp loại: thai sản"
        .split('|')
        .map(str::trim)
    {
        assert!(column(Member, 2021).read(label).starts_with("not rated: "), "{label}: {}", column(Member, 2021).read(label));
    }
}

/// The old encodings are decoded before labels are read.
#[test]
fn old_encodings_hold_the_same_labels() {
    use crate::text::legacy::{Encoding, decode};
    for (typed, encoding, level) in [
        ("Hoµn thµnh xuÊt s¾c nhiÖm vô", Encoding::Tcvn3, "HTXSNV"),
        ("Kh«ng hoµn thµnh nhiÖm vô", Encoding::Tcvn3, "KHTNV"),
        ("Hoaøn thaønh xuaát saéc nhieäm vuï", Encoding::Vni, "HTXSNV"),
    ] {
        assert_eq!(column(Member, 2021).read(&decode(typed, encoding)), level, "{typed}");
    }
}

#[test]
fn a_near_label_is_named_only_when_it_is_the_only_one() {
    let member = column(Member, 2021);
    for (label, expected) in [
        ("Hoàn thành tốt nhiệm vự", "unknown, near Hoàn thành tốt nhiệm vụ"),
        ("Hòan thành xuất sắt nhiệm vụ", "unknown, near Hoàn thành xuất sắc nhiệm vụ"),
        // One letter from HTNV, HTTNV and others: nothing is near by itself.
        ("HTNNV", "unknown"),
        ("HTKNV", "unknown"),
        ("HNV", "unknown"),
        ("Nguyễn Văn A", "unknown"),
    ] {
        assert_eq!(member.read(label), expected, "{label}");
    }
}

/// A known misspelling is corrected: it may be one letter from its own level alone ("THTNV" may be HTTNV, HTNV or KHTNV).
#[test]
fn no_misspelt_abbreviation_is_one_letter_from_another_level() {
    for framework in Catalogue::built_in().frameworks() {
        for (typed, grade, form) in framework.forms().filter(|(_, _, form)| form.kind == Kind::Misspelt) {
            let own = |other: &Grade| other.level == grade.level;
            let mut others = framework.forms().filter(|(_, other, form)| !own(other) && form.kind != Kind::Misspelt);
            let near = others.find(|(text, ..)| typed.len() <= 8 && crate::text::distance(typed, text, 1).is_some());
            assert!(near.is_none(), "{}: {} is near {:?}", framework.id, form.written, near.map(|(text, ..)| text));
        }
    }
}
