//! Frameworks an office declares of its own: used before the built-in ones, refused when incomplete or contradictory.

use super::*;
use crate::error::Error;
use crate::text::Decimal;

const LOCAL: &str = r#"
id = "port-2024"
name = "Quy chế cảng"
source = "Quyết định số 1/QĐ-C"
years = { from = 2024 }
subjects = ["unit"]
settled_by = ["hints"]
hints = ["cảng"]
[[grades]]
label = "Loại giỏi"
level = "HTXSNV"
mapping = "customary"
score_min = "90"
[[grades]]
label = "Loại khá"
level = "HTTNV"
mapping = "customary"
score_min = "70"
"#;

/// Letters of a city's own rules: A is the second level there.
const LETTERS: &str = r#"
id = "city-2024"
name = "Quy chế thành phố"
source = "Quyết định số 20/2024/QĐ-UBND"
years = { from = 2024, to = 2024 }
subjects = ["civil-servant"]
[[grades]]
label = "A+"
level = "HTXSNV"
mapping = "official"
[[grades]]
label = "A"
level = "HTTNV"
mapping = "official"
[[grades]]
label = "B"
level = "HTNV"
mapping = "official"
[[grades]]
label = "C"
level = "KHTNV"
mapping = "official"
"#;

/// The four labels with a city's bands.
const BANDS: &str = r#"
id = "bands-2021"
name = "Khung điểm thành phố"
source = "Quyết định số 2/QĐ-UBND"
years = { from = 2021, to = 2023 }
subjects = ["civil-servant"]
extends = "four-levels"
[[grades]]
level = "HTXSNV"
score_min = "85"
[[grades]]
level = "HTTNV"
score_min = "80"
[[grades]]
level = "HTNV"
score_min = "70"
[[grades]]
level = "KHTNV"
"#;

fn with(tomls: &[&str]) -> Result<Catalogue, Error> {
    let files: Vec<(String, String)> =
        tomls.iter().enumerate().map(|(at, toml)| (format!("khung-{at}.toml"), (*toml).to_owned())).collect();
    Catalogue::with(&files)
}

/// The framework and the levels of a column under a catalogue.
fn read(catalogue: &Catalogue, column: Column, labels: &str) -> String {
    let owned: Vec<String> = labels.split('|').map(|l| l.trim().to_owned()).collect();
    let hints: Vec<String> = column.hints.iter().map(|h| (*h).to_owned()).collect();
    let context = Context {
        year: column.year,
        subject: column.subject,
        declared: column.declared,
        hints: &hints,
        labels: &owned,
    };
    let choice = choose(catalogue, &context);
    let words = owned.iter().map(|l| word(&resolve(catalogue, l, &choice, column.year, column.subject)));
    format!("{}: {}", choice.settled.as_deref().unwrap_or("-"), words.collect::<Vec<_>>().join(" | "))
}

#[test]
fn an_office_may_add_its_own_framework() {
    let catalogue = with(&[LOCAL, LETTERS, BANDS]).expect("complete");
    let framework = catalogue.get("port-2024").expect("added");
    assert_eq!(framework.grades[1].level, Some(Level::Httnv));
    assert_eq!(framework.name_en, framework.name);
    assert!(framework.declared_in.as_deref().is_some_and(|path| path.ends_with("khung-0.toml")));
    assert!(Catalogue::built_in().frameworks().iter().all(|f| f.declared_in.is_none() && f.name != f.name_en));
}

#[test]
fn what_an_office_declares_goes_before_what_is_built_in() {
    let catalogue = with(&[LETTERS, BANDS]).expect("complete");
    let read = |column: Column, labels: &str| read(&catalogue, column, labels);
    assert_eq!(read(column(CivilServant, 2024), "A+ | Loại A | B | C"), format!("city-2024: {FOUR}"));
    // Its subject, its years and its labels only.
    assert_eq!(read(column(CivilServant, 2024), FOUR), format!("cadre-2020: {FOUR}"));
    assert_eq!(read(column(CivilServant, 2023), "A | B"), "-: ambiguous | ambiguous");
    assert_eq!(read(column(Member, 2024), "A | B"), "-: ambiguous | ambiguous");
    assert_eq!(read(column(CivilServant, 2022), FOUR), format!("bands-2021: {FOUR}"));
    assert_eq!(read(column(Member, 2024).declared("city-2024"), "A | B"), "city-2024: HTTNV | HTNV");
}

#[test]
fn a_legend_against_the_declared_scale_settles_nothing() {
    let catalogue = with(&[LETTERS]).expect("complete");
    let column = column(CivilServant, 2024);
    let against = column.hints(&["A: Hoàn thành xuất sắc nhiệm vụ; B: Hoàn thành nhiệm vụ"]);
    assert_eq!(read(&catalogue, against, "A | B"), "city-2024: ambiguous | HTNV");
    let declared = column.declared("city-2024").hints(&["A: HTXSNV; B: HTTNV"]);
    assert_eq!(read(&catalogue, declared, "A | B"), "city-2024: ambiguous | ambiguous");
}

/// Both languages of why the declarations are refused.
fn refused(tomls: &[&str]) -> (String, String) {
    let Err(Error::BadDeclaration { vi, en, .. }) = with(tomls) else { panic!("it is accepted") };
    (vi, en)
}

#[test]
fn an_incomplete_framework_is_refused_with_its_reason() {
    for (from, to, vi, en) in [
        (
            "id = \"port-2024\"",
            "id = \"party-2019\"",
            "đã có khung “party-2019”",
            "a framework `party-2019` is there already",
        ),
        (
            "score_min = \"70\"",
            "score_min = \"90\"",
            "“Loại khá”: score_min phải thấp hơn score_min của mức trên và điểm tối đa",
            "“Loại khá”: score_min is not below that of the grade above",
        ),
        (
            "score_min = \"70\"",
            "score_min = \"bảy\"",
            "“Loại khá”: score_min “bảy” không phải là số điểm (ghi dạng \"68.5\")",
            "“Loại khá”: score_min `bảy` is no number of points (write \"68.5\")",
        ),
        (
            "score_min = \"90\"",
            "",
            "“Loại giỏi”: thiếu score_min (chỉ mức cuối được để trống)",
            "“Loại giỏi”: score_min is missing (only the last grade may go without)",
        ),
        (
            "settled_by",
            "score_out_of = \"10\"\nsettled_by",
            "“Loại giỏi”: score_min phải thấp hơn score_min của mức trên và điểm tối đa",
            "“Loại giỏi”: score_min is not below that of the grade above",
        ),
        (
            "\"Loại khá\"",
            "\"LOẠI GIỎI\"",
            "“LOẠI GIỎI” được ghi cho cả hai mức “Loại giỏi” và “LOẠI GIỎI”",
            "“LOẠI GIỎI” stands for both “Loại giỏi” and “LOẠI GIỎI”",
        ),
        ("level = \"HTXSNV\"", "", "“Loại giỏi”: thiếu level", "“Loại giỏi”: level is missing"),
        (
            "mapping = \"customary\"\nscore_min = \"90\"",
            "",
            "“Loại giỏi”: thiếu mapping",
            "“Loại giỏi”: mapping is missing",
        ),
        (
            "level = \"HTXSNV\"",
            "level = \"KHTNV\"",
            "“Loại khá”: các mức phải xếp từ cao xuống thấp",
            "“Loại khá”: grades go from best to worst",
        ),
        ("source = \"Quyết định số 1/QĐ-C\"", "source = \"\"", "source để trống", "source is empty"),
        ("source = \"Quyết định số 1/QĐ-C\"", "", "dòng 1: thiếu khóa `source`", "line 1: missing field `source`"),
        ("from = 2024", "from = 2024, to = 2020", "years: 2020 trước 2024", "years: 2020 is before 2024"),
        (
            "settled_by",
            "extends = \"nothing\"\nsettled_by",
            "extends: không có thang “nothing” (các thang: clean-and-strong, four-levels, teacher-standard)",
            "extends: no ladder `nothing` (known: clean-and-strong, four-levels, teacher-standard)",
        ),
        (
            "level = \"HTXSNV\"",
            "level = \"HTXS\"",
            "dòng 11: không dùng được giá trị `HTXS`; chỉ dùng: `KHTNV`, `HTNV`, `HTTNV`, `HTXSNV`",
            "line 11: unknown variant `HTXS`, expected one of `KHTNV`, `HTNV`, `HTTNV`, `HTXSNV`",
        ),
    ] {
        let toml = LOCAL.replacen(from, to, 1);
        let reasons = refused(&[&toml]);
        assert_eq!((&*reasons.0, &*reasons.1), (vi, en));
    }
    let key = LOCAL.replacen("hints =", "hint =", 1);
    let (vi, en) = refused(&[&key]);
    assert!(vi.starts_with("dòng 8: không có khóa `hint`; các khóa: "), "{vi}");
    assert!(en.starts_with("line 8: unknown field `hint`, expected one of "), "{en}");
}

#[test]
fn two_scales_for_the_same_people_and_years_contradict_each_other() {
    let other = BANDS.replace("bands-2021", "bands-2022").replace("from = 2021, to = 2023", "from = 2023");
    let (vi, en) = refused(&[BANDS, &other]);
    assert!(vi.starts_with("khung “bands-2021” cũng áp dụng"), "{vi}");
    assert!(en.starts_with("`bands-2021` is for the same subject and year too"), "{en}");
    let later = other.replace("from = 2023", "from = 2024");
    assert!(with(&[BANDS, &later]).is_ok());
    let by_words = other.replace("extends", "settled_by = [\"hints\"]\nhints = [\"phường\"]\nextends");
    assert!(with(&[BANDS, &by_words]).is_ok());
}

/// Scales of cities and sectors that the program brings along: used where an office names them, and nowhere else.
#[test]
fn local_scales_are_used_where_they_are_named() {
    let catalogue = Catalogue::built_in();
    let ceiling = |id: &str, subject, score: i64| {
        let framework = catalogue.get(id).expect("a scale");
        framework.grade_by_score(Decimal::from(score), subject).and_then(|grade| grade.level).map(Level::code)
    };
    // 82 points are the second level in Đà Nẵng and Đắk Nông, 72 the third here and there.
    assert_eq!(ceiling("danang-commune-2013", CivilServant, 82), Some("HTTNV"));
    assert_eq!(ceiling("danang-commune-2013", CivilServant, 72), Some("HTNV"));
    assert_eq!(ceiling("danang-commune-2013", CivilServant, 69), Some("KHTNV"));
    assert_eq!(ceiling("daknong-unit-2018", Unit, 90), Some("HTXSNV"));
    assert_eq!(ceiling("daknong-unit-2018", Unit, 74), Some("HTNV"));
    // Of the third the bands are not known.
    let bands = |id: &str| catalogue.get(id).map(|f| f.grades.iter().filter(|g| g.score_min.is_some()).count());
    assert_eq!(bands("hcmc-2024"), Some(0));
    for id in ["danang-commune-2013", "daknong-unit-2018", "hcmc-2024"] {
        assert!(catalogue.get(id).is_some_and(|f| f.settled_by.is_empty() && !f.confirmed), "{id}");
    }
    let police = column(CivilServant, 2021).hints(&["Danh sách sĩ quan, hạ sĩ quan Công an huyện"]);
    assert_eq!(police.read("HTXSNV | A"), "HTXSNV | ambiguous");
}

#[test]
fn a_scale_goes_by_the_names_of_each_it_is_for() {
    let named = |id: &str| Catalogue::built_in().get(id).map(|f| f.id.as_str());
    for id in ["cadre-2020", "civil-servant-2020", "public-employee-2020"] {
        assert_eq!(named(id), Some("cadre-2020"));
    }
    assert_eq!(named("civil-servant-2021"), None);
}
