//! The collisions, traps and spellings of the four levels, drawn as columns of labels.

mod collisions;
mod local;

use super::*;
use Subject::{CivilServant, Leader, Member, PartyBase, PartyCell, PublicEmployee, Unit, Unknown};

/// A column: what surrounds it, and its labels split at `|`.
#[derive(Clone, Copy)]
struct Column {
    subject: Subject,
    year: Option<u16>,
    declared: Option<&'static str>,
    hints: &'static [&'static str],
}

fn column(subject: Subject, year: u16) -> Column {
    Column { subject, year: Some(year), declared: None, hints: &[] }
}

impl Column {
    fn hints(self, hints: &'static [&'static str]) -> Self {
        Self { hints, ..self }
    }

    fn declared(self, id: &'static str) -> Self {
        let declared = Some(id);
        Self { declared, ..self }
    }

    fn no_year(self) -> Self {
        Self { year: None, ..self }
    }

    fn choice(self, labels: &str) -> Choice {
        let owned = |text: &str| text.trim().to_string();
        let labels: Vec<String> = labels.split('|').map(owned).collect();
        let hints: Vec<String> = self.hints.iter().map(|h| owned(h)).collect();
        let context =
            Context { year: self.year, subject: self.subject, declared: self.declared, hints: &hints, labels: &labels };
        choose(Catalogue::built_in(), &context)
    }

    fn settled(self, labels: &str) -> String {
        self.choice(labels).settled.unwrap_or_else(|| "-".into())
    }

    /// Every label as a word: its level, or why it has none.
    fn read(self, labels: &str) -> String {
        let choice = self.choice(labels);
        let all = labels.split('|').map(|label| {
            let catalogue = Catalogue::built_in();
            word(&resolve(catalogue, label.trim(), &choice, self.year, self.subject))
        });
        all.collect::<Vec<_>>().join(" | ")
    }
}

fn word(resolution: &Resolution<'_>) -> String {
    match resolution {
        Resolution::Blank => "blank".into(),
        Resolution::Level { level, spelling, .. } => match spelling {
            Spelling::Misspelt { correct } => format!("{} (sic: {correct})", level.code()),
            _ => level.code().into(),
        },
        Resolution::NotRated { reason } => format!("not rated: {}", reason.label),
        Resolution::OutOfPeriod { framework, .. } => format!("past: {}", framework.id),
        Resolution::Decoy(_) => "decoy".into(),
        Resolution::Ambiguous { .. } => "ambiguous".into(),
        Resolution::Unmapped { framework, .. } => format!("unmapped: {}", framework.id),
        Resolution::Multiple(levels) => {
            let codes: Vec<_> = levels.iter().map(|l| l.code()).collect();
            format!("multiple: {}", codes.join("+"))
        }
        Resolution::Unknown { suggestion: None } => "unknown".into(),
        Resolution::Unknown { suggestion: Some((label, _)) } => format!("unknown, near {label}"),
    }
}

const FOUR: &str = "HTXSNV | HTTNV | HTNV | KHTNV";

#[test]
fn the_year_and_the_subject_choose_the_framework_of_the_four_labels() {
    for (subject, year, id) in [
        (PartyBase, 2018, "party-2018"),
        (PartyBase, 2021, "party-2019"),
        (PartyCell, 2022, "party-2019"),
        (Member, 2023, "party-2023"),
        (Member, 2025, "party-2025"),
        (Leader, 2021, "party-2019"),
        (Unit, 2021, "party-2019"),
        (CivilServant, 2017, "civil-servant-2015"),
        (PublicEmployee, 2017, "public-employee-2015"),
        (CivilServant, 2021, "cadre-2020"),
        (PublicEmployee, 2025, "cadre-2020"),
        (CivilServant, 2026, "civil-servant-2026"),
        (PublicEmployee, 2026, "public-employee-2026"),
        (Member, 2016, "party-2014"),
        (Member, 2010, "party-2008"),
    ] {
        assert_eq!(column(subject, year).settled(FOUR), id, "{subject:?} {year}");
        assert_eq!(column(subject, year).read(FOUR), FOUR, "{subject:?} {year}");
    }
}

#[test]
fn without_year_or_subject_agreeing_frameworks_give_the_level() {
    for known in [
        column(PartyBase, 2021).no_year(),
        column(CivilServant, 2021).no_year(),
        column(Unknown, 2021),
        column(Unknown, 2021).no_year(),
        column(Unit, 2026),
    ] {
        assert_eq!(known.settled(FOUR), "-");
        assert_eq!(known.read(FOUR), FOUR);
    }
}

#[test]
fn evidence_comes_in_order() {
    let column = column(PublicEmployee, 2021);
    let standard = "Tốt | Khá | Đạt | Chưa đạt";
    assert_eq!(column.settled(standard), "teacher-standard-2018");
    assert_eq!(column.declared("cadre-2020").settled(standard), "cadre-2020");
    let titled = column.hints(&["Đánh giá theo chuẩn nghề nghiệp giáo viên mầm non"]);
    assert_eq!(titled.settled("Tốt | Khá"), "teacher-standard-2018");
    let both = column.hints(&["Theo Nghị định 90/2020/NĐ-CP và HD 21-HD/BTCTW"]);
    assert_eq!(both.settled(FOUR), "cadre-2020");
    let duties = "Hoàn thành tốt chức trách, nhiệm vụ";
    assert_eq!(column.settled(duties), "army-personnel-2015");
    assert_eq!(column.read(duties), "HTTNV");
    let other_year = column.hints(&["Nghị định 335/2025/NĐ-CP"]);
    assert_eq!(other_year.settled(FOUR), "cadre-2020");
}

#[test]
fn a_document_number_needs_its_issuer() {
    let party = column(Member, 2023).hints(&["Hướng dẫn số 25-HD/BTCTW"]);
    assert_eq!(party.settled(FOUR), "party-2023");
    let youth = column(Unknown, 2023).hints(&["Hướng dẫn 25-HD/TWĐTN-BTC"]);
    assert_eq!(youth.settled(FOUR), "youth-2023");
}

#[test]
fn words_that_mean_many_things_are_never_guessed_alone() {
    for subject in [PartyBase, Member, CivilServant, PublicEmployee, Unknown] {
        for label in [
            "Xuất sắc",
            "XS",
            "Tốt",
            "T",
            "Khá",
            "K",
            "Đạt",
            "Đ",
            "Trung bình",
            "TB",
            "Hoàn thành",
            "HT",
            "Chưa hoàn thành",
            "CHT",
            "A",
            "A+",
            "B",
            "C",
            "D",
            "Loại A",
            "Vững mạnh",
            "VM",
            "1",
            "2",
            "3",
            "4",
            "I",
            "IV",
        ] {
            let column = column(subject, 2021);
            assert_eq!(column.read(label), "ambiguous", "{label} {subject:?}");
            assert_eq!(column.settled(label), "-", "{label} {subject:?}");
        }
        for label in ["E", "86", "72", "x"] {
            assert_eq!(column(subject, 2021).read(label), "unknown", "{label} {subject:?}");
        }
    }
}

#[test]
fn the_same_words_are_right_where_the_framework_is_known() {
    let party = column(PartyBase, 2021);
    let civil = column(PublicEmployee, 2021);
    for (column, labels, levels) in [
        (party, "HTXSNV | Tốt | HT", "HTXSNV | HTTNV | HTNV"),
        (party, "HTTNV | Tốt | Khá", "HTTNV | ambiguous | ambiguous"),
        (party, "Xuất sắc | Tốt | Trung bình | Kém", "ambiguous | ambiguous | ambiguous | ambiguous"),
        (party.declared("party-2019"), "Xuất sắc | Tốt | HT | CHT", FOUR),
        (party.declared("party-2019"), "Tốt | Khá", "ambiguous | ambiguous"),
        (
            civil,
            "Tốt | Khá | Đạt | Chưa đạt",
            "unmapped: teacher-standard-2018 | unmapped: teacher-standard-2018 | unmapped: teacher-standard-2018 | unmapped: teacher-standard-2018",
        ),
        (civil, "A | B | C | D", "ambiguous | ambiguous | ambiguous | ambiguous"),
        (column(Unknown, 2018).hints(&["Bảng xếp loại đoàn viên năm 2018"]), "Xuất sắc | Khá | Trung bình | Yếu", FOUR),
        (
            column(Leader, 2018).hints(&["Xếp loại người quản lý doanh nghiệp"]),
            "Hoàn thành tốt nhiệm vụ | Hoàn thành nhiệm vụ | Không hoàn thành nhiệm vụ",
            "HTTNV | HTNV | KHTNV",
        ),
        (
            column(Unit, 2017).hints(&["Công đoàn cơ sở"]),
            "Vững mạnh | Khá",
            "unmapped: union-pre-2019 | unmapped: union-pre-2019",
        ),
        (
            column(PartyBase, 2016),
            "TSVM | TSVM tiêu biểu | HTTNV | Yếu kém",
            "unmapped: party-2014 | unmapped: party-2014 | HTTNV | KHTNV",
        ),
        (column(Member, 2016), "Đủ tư cách HTXSNV | Vi phạm tư cách", "HTXSNV | unmapped: party-2014"),
        (column(CivilServant, 2017), "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực", "HTNV"),
    ] {
        assert_eq!(column.read(labels), levels, "{labels}");
    }
}

#[test]
fn a_legend_settles_letters() {
    let plain = column(PublicEmployee, 2021).hints(&[
        "Ghi chú: A: Hoàn thành xuất sắc nhiệm vụ; B: Hoàn thành tốt nhiệm vụ; C: HTNV; D: KHTNV; E: Không xếp loại",
    ]);
    assert_eq!(plain.settled("A | B"), "monthly-abc");
    assert_eq!(plain.read("A | Loại B | c | D"), FOUR);
    let plus = column(Unit, 2021).hints(&["A+ = Hoàn thành xuất sắc, A = Hoàn thành tốt, B = Hoàn thành"]);
    assert_eq!(plus.read("A+ | A | B | C"), "HTXSNV | HTTNV | HTNV | unmapped: monthly-abc");
    let headers = column(Unit, 2021).hints(&["HTXS (=Loại A)", "HTT (=B)"]);
    assert_eq!(headers.read("A | B"), "HTXSNV | HTTNV");
    let words = column(Unit, 2021).hints(&["Loại A (Xuất sắc)", "Loại B (Tốt)", "Loại C (Hoàn thành)"]);
    assert_eq!(words.read("A | B | C"), "HTXSNV | HTTNV | HTNV");
    let turned = column(Unit, 2021).hints(&["Ghi chú: Hoàn thành xuất sắc nhiệm vụ: A; Hoàn thành tốt nhiệm vụ: B"]);
    assert_eq!(turned.read("A | B"), "HTXSNV | HTTNV");
    let short = column(Member, 2021).hints(&[
        "Ghi chú: XS: Hoàn thành xuất sắc nhiệm vụ; T: Hoàn thành tốt nhiệm vụ; HT: Hoàn thành nhiệm vụ; K: Không hoàn thành nhiệm vụ",
    ]);
    assert_eq!(short.read("XS | T | HT | K | HTTNV"), "HTXSNV | HTTNV | HTNV | KHTNV | HTTNV");
    let own = column(Member, 2021).hints(&["HTX = Hoàn thành xuất sắc nhiệm vụ, HTO = Hoàn thành tốt nhiệm vụ"]);
    assert_eq!(own.read("HTX | HTO"), "HTXSNV | HTTNV");
    let torn = column(Unit, 2021).hints(&["A: HTXSNV; B: HTTNV", "A: HTTNV"]);
    assert_eq!(torn.read("A"), "ambiguous");
    let other = column(Unit, 2021).hints(&["A: doanh nghiệp loại A; B: doanh nghiệp loại B"]);
    assert_eq!(other.read("A"), "ambiguous");
}

#[test]
fn phrases_are_read_whole() {
    let column = column(Member, 2021);
    for (label, expected) in [
        ("Không hoàn thành nhiệm vụ", "KHTNV"),
        ("Chưa hoàn thành nhiệm vụ", "KHTNV"),
        ("Hoàn thành tốt nhiệm vụ trở lên", "unknown"),
        ("Không có đảng viên không hoàn thành nhiệm vụ", "unknown"),
        ("Hoàn thành xuất sắc nhiệm vụ tiêu biểu", "HTXSNV"),
        ("HTXSNV tiêu biểu", "HTXSNV"),
        ("HTXSNV tiêu biểu 5 năm liền", "decoy"),
        ("Không hoàn thành tốt nhiệm vụ", "unknown"),
        ("HTXSNV/HTTNV", "multiple: HTXSNV+HTTNV"),
        ("Hoàn thành tốt nhiệm vụ / Hoàn thành nhiệm vụ", "multiple: HTTNV+HTNV"),
        ("HTTNV hoặc HTNV", "multiple: HTTNV+HTNV"),
        ("Hoàn thành tốt (HTT)", "HTTNV"),
        ("HTXSNV (A)", "HTXSNV"),
        ("HTXSNV (B)", "unknown"),
        ("Xuất sắc (Loại A)", "HTXSNV"),
        ("Loại B (Tốt)", "HTTNV"),
        ("Đảng viên hoàn thành tốt nhiệm vụ", "HTTNV"),
        ("Xếp loại: Hoàn thành nhiệm vụ.", "HTNV"),
        ("Mức hoàn thành nhiệm vụ", "HTNV"),
        ("Chưa xếp loại (thai sản)", "not rated: Chưa xếp loại"),
        ("Không đánh giá, xếp loại", "not rated: Không xếp loại"),
        ("Miễn sinh hoạt", "not rated: Miễn đánh giá"),
        ("LĐTT", "decoy"),
        ("Chiến sỹ thi đua cơ sở", "decoy"),
        ("Loại II", "decoy"),
        ("Giỏi", "decoy"),
        ("  ", "blank"),
        ("-", "blank"),
        ("HTNNV", "unknown"),
        ("Hoàn thành tốt nhiệm vự", "unknown, near Hoàn thành tốt nhiệm vụ"),
        ("Hoàn thành vượt mức", "unknown"),
        // Words with a meaning of their own are no slips, and letters out of place may be of two levels.
        ("Hoàn thành nhiệm vụ kém", "unknown"),
        ("Không HTTNV", "unknown"),
        ("Chưa HTTNV", "unknown"),
        ("HTTNV (đề nghị)", "unknown"),
        ("HTNVT", "unknown"),
        ("Không hoàn thành nhiệm vự", "unknown, near Không hoàn thành nhiệm vụ"),
    ] {
        assert_eq!(column.read(label), expected, "{label}");
    }
}

/// Points, the year of the sheet, a number that agrees: one level, and nothing that says otherwise.
#[test]
fn a_level_among_words_that_agree_is_read() {
    let read = |label: &str| column(Member, 2022).read(label);
    for (level, labels) in [
        (
            "HTXSNV",
            "HTXSNV - 92 điểm | HTXSNV/92 | 92 - HTXSNV | HTXSNV (92/100) | HTXSNV – 92,5đ | 1. Hoàn thành xuất sắc nhiệm vụ",
        ),
        (
            "HTXSNV",
            "Mức 1: Hoàn thành xuất sắc nhiệm vụ | Loại A - HTXSNV | XL: HTXSNV | Được xếp loại HTXSNV | HTXSNV năm 2022 | HTXSNV(1)",
        ),
        (
            "HTTNV",
            "HTTNV: 81 điểm | HTTNV (77/100) | Mức 2 (HTTNV) | 2) HTTNV | HTTNV (2) | ĐGXL: HTTNV | Được đánh giá HTTNV",
        ),
    ] {
        for label in labels.split('|').map(str::trim) {
            assert_eq!(read(label), level, "{label}");
        }
    }
    // Another number, year or letter; more than one level; a short word that only a number stands by.
    for (label, expected) in [
        ("1. Hoàn thành tốt nhiệm vụ", "unknown, near Hoàn thành tốt nhiệm vụ"),
        ("Mức 1 (HTTNV)", "unknown"),
        ("HTTNV (1)", "unknown"),
        ("Loại B - HTXSNV", "unknown"),
        ("HTXSNV năm 2021", "unknown, near HTXSNV"),
        ("HTXSNV - 5", "unknown, near HTXSNV"),
        ("HTTNV - HTNV", "multiple: HTTNV+HTNV"),
        ("2. Tốt", "unknown, near Tốt"),
        ("92", "unknown"),
        ("92 điểm", "unknown"),
    ] {
        assert_eq!(read(label), expected, "{label}");
    }
}

/// One label of another scale among levels that stand there beyond doubt is a fault of its own row.
#[test]
fn a_stray_label_puts_the_others_in_no_doubt() {
    for four in ["Hoàn thành xuất sắc | Hoàn thành tốt | Hoàn thành", "HTXS | HTT | HT"] {
        for odd in
            ["Trong sạch vững mạnh", "Khá", "Loại A", "A", "Trung bình", "Đạt", "Yếu", "Kém", "Vững mạnh", "Mức 3"]
        {
            let read = column(Member, 2022).read(&format!("{four} | {odd}"));
            assert!(read.starts_with("HTXSNV | HTTNV | HTNV | ") && !read.ends_with("NV"), "{odd}: {read}");
        }
    }
    // As many of another scale, a scale that has the other labels too, and a title that names nobody.
    let two = column(Member, 2022).read("Hoàn thành xuất sắc | Hoàn thành tốt | Khá | Trung bình");
    assert_eq!(two, "ambiguous | ambiguous | ambiguous | ambiguous");
    assert_eq!(column(Member, 2022).read("HTXS | HTT | HT | H"), "ambiguous | ambiguous | ambiguous | ambiguous");
    assert_eq!(column(Member, 2022).read("HTTNV | Tốt | Khá"), "HTTNV | ambiguous | ambiguous");
    assert_eq!(column(Unknown, 2022).read("HTXS | HTT | HT | Khá"), "ambiguous | ambiguous | ambiguous | ambiguous");
}

/// Where nothing says who is rated, two levels beyond doubt say what the short word beside them is.
#[test]
fn the_others_of_a_column_say_what_a_short_word_is() {
    assert_eq!(column(Unknown, 2022).read("HTXS | HTT | HT | KHT"), "HTXSNV | HTTNV | HTNV | KHTNV");
    assert_eq!(column(Unknown, 2022).read("HTXS | HTT | Hoàn thành"), "HTXSNV | HTTNV | HTNV");
    assert_eq!(
        column(Unit, 2022).read("HTXSNV | HTTNV | HT | Chưa xếp loại"),
        "HTXSNV | HTTNV | HTNV | not rated: Chưa xếp loại"
    );
    assert_eq!(column(Unknown, 2022).read("HTTNV | HT"), "HTTNV | ambiguous");
    assert_eq!(column(Unknown, 2022).read("HT"), "ambiguous");
    assert_eq!(
        column(Unknown, 2022).read("HTXS | HTT | HT | CHT | H"),
        "ambiguous | ambiguous | ambiguous | ambiguous | ambiguous"
    );
    let pupils = column(Unknown, 2022).hints(&["Kết quả đánh giá học sinh lớp 4A"]);
    assert_eq!(pupils.read("HTXS | HTT | HT"), "decoy | decoy | decoy");
}

#[test]
fn labels_of_another_period_are_told() {
    let base = column(PartyBase, 2021);
    assert_eq!(base.read("HTTNV | TSVM"), "HTTNV | past: party-2014");
    assert_eq!(base.read("Trong sạch - vững mạnh"), "past: party-2014");
    assert_eq!(column(PartyBase, 2016).read("HTXSNV"), "past: party-2025");
    let member = column(Member, 2021);
    assert_eq!(member.read("Đủ tư cách HTTNV"), "past: party-2014");
    assert_eq!(base.no_year().read("TSVM | HTTNV"), "ambiguous | HTTNV");
}

#[test]
fn the_four_levels_in_all_their_spellings() {
    for (level, spellings) in [
        (
            "HTXSNV",
            "HTXSNV | htxsnv | HTXS | HT xuất sắc | Hoàn thành xuất sắc | Hoàn thành xuất sắc NV | Hoàn thành Xuất sắc NV \
             | Xuất sắc nhiệm vụ | XuatSac | XUAT_SAC | Xuất sắc | XS | Hoan thanh xuat sac nhiem vu | Hoan Thanh Xuat Sac \
             | HOÀN THÀNH XUẤT SẮC NHIỆM VỤ | HTXS NV | HT XSNV | H.T.X.S.N.V | HTXSNV. | Hòan thành xuất sắc nhiệm vụ",
        ),
        (
            "HTTNV",
            "HTTNV | HTT | htt | HT tốt | HT tốt nhiệm vụ | Hoàn thành tốt | Hoàn thành tốt NV | Tốt nhiệm vụ | Tốt | Tot \
             | Hoan Thanh Tot | hoan_thanh_tot | HTT NV | HTNV tốt",
        ),
        (
            "HTNV",
            "HTNV | htnv | HT | Hoàn thành | Hoàn thành NV | HoanThanh | Hoan Thanh | HOAN_THANH | Hoàn thành nhiệm vụ (Khá) \
             | HT NV | H.thành NV",
        ),
        (
            "KHTNV",
            "KHTNV | khtnv | KHNV | KHT | CHT | Không hoàn thành | Không hoàn thành NV | KHÔNG HT | KHONG HT | KhongHoanThanh \
             | Khong hoan thanh nhiem vu | Chưa hoàn thành nhiệm vụ | KoHTNV | K.HTNV | CHTNV | Không HTNV",
        ),
    ] {
        let read = column(Member, 2021).read(spellings);
        for (label, found) in spellings.split('|').zip(read.split(" | ")) {
            assert_eq!(found, level, "{label}");
        }
    }
}

#[test]
fn labels_are_read_by_their_parts_however_each_is_shortened() {
    for (label, level) in [
        ("HTXS nhiệm vụ", "HTXSNV"),
        ("h.thành x.sắc", "HTXSNV"),
        ("Hoàn thành XSNV", "HTXSNV"),
        ("HTT nhiệm vụ", "HTTNV"),
        ("Xếp loại: H.thành tốt n/vụ", "HTTNV"),
        ("h.thành nh.vụ", "HTNV"),
        ("Ko H.thành NV", "KHTNV"),
        ("Chưa HT NV", "KHTNV"),
        // The letter counts the heads: nobody says that it is "chưa".
        ("C. HTNV", "unknown"),
        ("Không HT tốt NV", "unknown"),
    ] {
        assert_eq!(column(Member, 2021).read(label), level, "{label}");
    }
}

#[test]
fn misspellings_are_known_and_mended_in_kind() {
    let column = column(Member, 2021);
    for (label, expected) in [
        ("HTSXNV", "HTXSNV (sic: HTXSNV)"),
        ("HTXSVN", "HTXSNV (sic: HTXSNV)"),
        ("HTTTNV", "HTTNV (sic: HTTNV)"),
        ("Hoàn thành suất sắc nhiệm vụ", "HTXSNV (sic: Hoàn thành xuất sắc nhiệm vụ)"),
        ("hoàn thành xuất xắc", "HTXSNV (sic: Hoàn thành xuất sắc)"),
        ("Hoàn thành xuất sắc nhiểm vụ", "HTXSNV (sic: Hoàn thành xuất sắc nhiệm vụ)"),
        ("Không hoàn thành nhiểm vụ", "KHTNV (sic: Không hoàn thành nhiệm vụ)"),
    ] {
        assert_eq!(column.read(label), expected, "{label}");
    }
}

#[test]
fn what_a_label_resolves_to_resolves_to_itself() {
    for framework in Catalogue::built_in().frameworks() {
        for grade in &framework.grades {
            let subjects = if grade.subjects.is_empty() { &framework.subjects } else { &grade.subjects };
            let year = framework.years.from;
            for text in grade.accepted.iter().chain(&grade.misspellings).chain([&grade.label]) {
                let choice = Choice { settled: Some(framework.id.clone()), shorthands: true, ..Choice::default() };
                let read = |text: &str| resolve(Catalogue::built_in(), text, &choice, Some(year), subjects[0]);
                let first = read(text);
                assert_eq!(first.level(), grade.level, "{} {text}", framework.id);
                if let Resolution::Level { spelling: Spelling::Misspelt { correct }, .. } = &first {
                    let again = word(&read(correct));
                    assert_eq!(grade.level.map(Level::code), Some(again.as_str()), "{text} → {correct}");
                }
            }
        }
    }
}

#[test]
fn an_ambiguous_label_lists_its_readings() {
    let catalogue = Catalogue::built_in();
    let choice = column(PublicEmployee, 2021).choice("A");
    let Resolution::Ambiguous { readings } = resolve(catalogue, "A", &choice, Some(2021), PublicEmployee) else {
        panic!("A is ambiguous");
    };
    let levels: Vec<_> = readings.iter().filter_map(|r| Some(r.level?.code())).collect();
    assert_eq!(levels, ["HTXSNV", "HTTNV"]);
}

#[test]
fn bands_stand_where_the_document_has_them() {
    let catalogue = Catalogue::built_in();
    let least = |id: &str, level, subject| {
        let framework = catalogue.get(id).expect("known");
        framework.grade_of(level, subject)?.score_min.map(|s| s.to_string())
    };
    assert_eq!(least("party-2025", Level::Httnv, Member).as_deref(), Some("70"));
    assert_eq!(least("civil-servant-2026", Level::Htxsnv, CivilServant).as_deref(), Some("90"));
    assert_eq!(least("civil-servant-2026", Level::Htxsnv, Unit), None);
    assert_eq!(least("cadre-2020", Level::Htxsnv, CivilServant), None);
}

#[test]
fn general_frameworks_of_a_subject_do_not_share_years() {
    let catalogue = Catalogue::built_in();
    for year in 2008..2030 {
        for subject in [PartyBase, PartyCell, Member, Leader, CivilServant, PublicEmployee] {
            let all = catalogue.frameworks().iter();
            let general = all.filter(|f| f.settled_by.contains(&Settled::SubjectYear));
            let count = general.filter(|f| f.is_for(Some(year)) && f.rates(subject)).count();
            assert!(count <= 1, "{subject:?} {year}: {count}");
        }
    }
}

#[test]
fn headers_are_known_by_their_keys() {
    let grades = Catalogue::built_in().grades_of_keys();
    let known = |header: &str| Catalogue::built_in().label_keys(&grades).any(|label| label == crate::text::key(header));
    for header in ["HTXSNV", "Hoàn thành tốt nhiệm vụ", "Trong sạch, vững mạnh", "HTSXNV"] {
        assert!(known(header), "{header}");
    }
    for header in ["A", "1", "Tốt nghiệp", "Loại A", "Họ và tên"] {
        assert!(!known(header), "{header}");
    }
}
