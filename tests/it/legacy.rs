//! Texts before Unicode: every letter both ways, words against other tools' tables, and nothing else decoded.

use std::path::PathBuf;
use std::sync::Arc;

use xeploai::check;
use xeploai::check::records::{Input, Outcome, build};
use xeploai::check::totals::totals;
use xeploai::config::Config;
use xeploai::evaluate::fill_missing;
use xeploai::finding::{CellRef, Finding};
use xeploai::normalise::Catalogue;
use xeploai::read::{from_bytes, open};
use xeploai::text::legacy::{Encoding, Evidence, decode, detect, encode};

use crate::book::{Cell, File, Page};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/legacy").join(name)
}

fn table(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path(name)).expect("the fixture");
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Word, TCVN3, VNI, and both as a machine with the page 1258 has them.
fn words() -> Vec<[String; 5]> {
    table("words.tsv").into_iter().map(|row| row.try_into().expect("five columns")).collect()
}

#[test]
fn codes_of_tcvn3_agree_with_iconv() {
    let rows = table("tcvn3.tsv");
    assert_eq!(rows.len(), 74);
    for row in rows {
        let code = u8::from_str_radix(&row[0], 16).map(char::from).expect("a code").to_string();
        assert_eq!(decode(&code, Encoding::Tcvn3), row[1], "{}", row[0]);
        assert_eq!(encode(&row[1], Encoding::Tcvn3), code, "{}", row[1]);
    }
}

#[test]
fn letters_survive_both_ways() {
    let small = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
    assert_eq!(small.chars().count(), 67);
    for letter in small.chars() {
        let capital: String = letter.to_uppercase().collect();
        let small = letter.to_string();
        for text in [&small, &capital] {
            assert_eq!(&decode(&encode(text, Encoding::Vni), Encoding::Vni), text);
        }
        assert_eq!(decode(&encode(&small, Encoding::Tcvn3), Encoding::Tcvn3), small);
        let kept = if "ĂÂÊÔƠƯĐ".contains(&capital) { &capital } else { &small };
        assert_eq!(&decode(&encode(&capital, Encoding::Tcvn3), Encoding::Tcvn3), kept);
    }
}

#[test]
fn common_words_are_decoded_to_the_letter() {
    let words = words();
    assert!(words.len() >= 2000);
    for [word, tcvn3, vni, tcvn3_1258, vni_1258] in &words {
        for (text, encoding) in
            [(tcvn3, Encoding::Tcvn3), (vni, Encoding::Vni), (tcvn3_1258, Encoding::Tcvn3), (vni_1258, Encoding::Vni)]
        {
            assert_eq!(&decode(text, encoding), word, "{text}");
        }
        assert_eq!(&encode(word, Encoding::Tcvn3), tcvn3);
        assert_eq!(&encode(word, Encoding::Vni), vni);
    }
}

/// Lines of five words each.
fn lines(words: impl Iterator<Item = String>) -> Vec<String> {
    words.collect::<Vec<_>>().chunks(5).map(|five| five.join(" ")).collect()
}

fn evidence(texts: &[String]) -> Evidence {
    detect(texts.iter().map(String::as_str))
}

#[test]
fn whole_sheets_are_recognised_and_decoded() {
    let words = words();
    let wanted = lines(words.iter().map(|w| w[0].clone()));
    for (column, encoding) in [(1, Encoding::Tcvn3), (2, Encoding::Vni), (3, Encoding::Tcvn3), (4, Encoding::Vni)] {
        let legacy = lines(words.iter().map(|w| w[column].clone()));
        let evidence = evidence(&legacy);
        assert_eq!(evidence.encoding(), Some(encoding), "{column}");
        for (text, wanted) in legacy.iter().zip(&wanted) {
            assert_eq!(evidence.decode(text).as_ref().unwrap_or(text), wanted, "{text}");
        }
    }
}

#[test]
fn words_of_unicode_in_such_a_sheet_stay() {
    let words = words();
    for (column, encoding) in [(1, Encoding::Tcvn3), (2, Encoding::Vni)] {
        let mut texts = lines(words.iter().take(100).map(|w| w[column].clone()));
        texts.extend(lines(words.iter().skip(100).map(|w| w[0].clone())));
        let evidence = evidence(&texts);
        assert_eq!(evidence.encoding(), Some(encoding));
        for text in &texts[20..] {
            assert_eq!(evidence.decode(text), None, "{text}");
        }
    }
    let mixed = ["Số b¸o c¸o", "§¬n vÞ: triÖu ®ång", "Thø bẩy", "Tổng sè", "10 ®/kg", "H§ND xã", "· Số liệu", "« t«"];
    let evidence = detect(mixed.into_iter());
    let read: Vec<String> = mixed.iter().map(|t| evidence.decode(t).unwrap_or_else(|| t.to_string())).collect();
    assert_eq!(
        read,
        ["Số báo cáo", "Đơn vị: triệu đồng", "Thứ bẩy", "Tổng sè", "10 đ/kg", "HĐND xã", "· Số liệu", "ô tô"]
    );
}

#[test]
fn small_letters_of_title_fonts_stay_small_where_no_font_is_known() {
    let evidence = detect(["céng hoµ x· héi", "LO¹I 220 KHO¶N 223", "tæng sè"].into_iter());
    assert_eq!(evidence.decode("céng hoµ x· héi").as_deref(), Some("cộng hoà xã hội"));
    assert_eq!(evidence.decode("LO¹I 220").as_deref(), Some("LOẠI 220"));
}

/// A letter that TCVN3 has no capital for stays small at the front of a word.
fn titled(word: &str, encoding: Encoding) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let first = decode(&encode(&first, encoding), encoding);
    first + letters.as_str()
}

#[test]
fn words_in_titles_and_capitals_are_decoded_to_the_letter() {
    let words: Vec<String> = words().into_iter().map(|w| w[0].clone()).collect();
    // Seven words far apart in the list: neighbours are often alike.
    let step = words.len() / 7 + 1;
    for encoding in [Encoding::Tcvn3, Encoding::Vni] {
        for capitals in [false, true] {
            let dressed = |word: &String| if capitals { word.to_uppercase() } else { titled(word, encoding) };
            let lines: Vec<String> = (0..step)
                .map(|first| words.iter().skip(first).step_by(step).map(dressed).collect::<Vec<_>>().join(" "))
                .collect();
            let legacy: Vec<String> = lines.iter().map(|line| encode(line, encoding)).collect();
            let evidence = evidence(&legacy);
            assert_eq!(evidence.encoding(), Some(encoding));
            for (text, wanted) in legacy.iter().zip(&lines) {
                assert_eq!(evidence.decode(text).as_ref().unwrap_or(text), wanted, "{text}");
            }
        }
    }
}

const ENGLISH: &str = "the quality rating of party cells and members total number unit name excellent good completed not \
    completed year result table summary list remark percent share report district ward commune school hospital naïve résumé";
const FRENCH: &str = "élève école français où tôt théâtre façade Noël Loïc maïs hôtel forêt pâté été réussi même très déjà \
    après prêt château âge île dû sûr août garçon leçon François Hélène Zoé créé fête rôle côté là à père mère";
const OTHERS: &str = "München Köln für schön größer Straße năm não coração São Paulo año señor qué más sí él Málaga \
    ½ 10 m² 5 µg 3×4 8÷2 © ® « » ± ° 1.234 12,5% 26/26 07/2021 N·m 100€ 1.000₫ HĐND NĐ-CP QĐ 35/2021/NĐ-CP";

/// Text that is what it is, each kind a sheet of its own and all of them together.
#[test]
fn nothing_else_is_decoded() {
    let vietnamese: Vec<String> = words().into_iter().map(|w| w[0].clone()).collect();
    let numbers = (0..500).map(|n| match n % 5 {
        0 => n.to_string(),
        1 => format!("{},{}%", n % 100, n % 10),
        2 => format!("{:02}/{:02}/2021", n % 28 + 1, n % 12 + 1),
        3 => format!("{}.{:03}.000 ₫", n, n % 1000),
        _ => format!("{}/QĐ-UBND", n),
    });
    let kinds: Vec<Vec<String>> = vec![
        vietnamese.clone(),
        vietnamese.iter().map(|w| w.to_uppercase()).collect(),
        ENGLISH.split_whitespace().map(str::to_owned).collect(),
        numbers.collect(),
        FRENCH.split_whitespace().map(str::to_owned).collect(),
        OTHERS.split_whitespace().map(str::to_owned).collect(),
        vietnamese.iter().map(|w| decomposed(w)).collect(),
    ];
    let mut all = Vec::new();
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    for (place, kind) in kinds.iter().enumerate() {
        let mut sheet = Vec::new();
        // Vietnamese, the same in capitals, English and numbers: 2,000 lines of each.
        for _ in 0..if place < 4 { 2000 } else { 400 } {
            let word = |_| {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                kind[(dice % kind.len() as u64) as usize].clone()
            };
            sheet.push((0..6).map(word).collect::<Vec<_>>().join(" "));
        }
        for part in sheet.chunks(20) {
            assert_eq!(evidence(part).encoding(), None, "{part:?}");
        }
        assert_eq!(evidence(&sheet).encoding(), None, "{:?}", &sheet[..5]);
        all.extend(sheet);
    }
    assert_eq!(evidence(&all).encoding(), None);
}

fn decomposed(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.nfd().collect()
}

/// Figures of the only total (total, rated, then levels from the best), its unit, and the findings of one fixture.
fn checked(name: &str) -> (String, Vec<Finding>) {
    let mut workbook = open(&path(name)).expect(name);
    let filled = fill_missing(&mut workbook);
    let outcome = Outcome::Read(Box::new(workbook), filled);
    let input = Input { path: Arc::from(name), outcome, wrong_extension: false };
    let config = Config::default();
    let submission = build(vec![input], Catalogue::built_in(), &config);
    let totals = totals(&submission);
    let [total] = &totals.units[..] else { panic!("{totals:?}") };
    let counts = &total.counts;
    let figures = [counts.total, counts.rated].into_iter().chain(counts.levels.iter().copied());
    let figures: Vec<String> = figures.map(|f| f.map_or("-".into(), |n| n.to_string())).collect();
    let unit = total.unit.clone().unwrap_or_default();
    let shown = format!("{unit} {:?} {:?} {}", total.subject, total.year, figures.join(" / "));
    (shown, check::run(&submission, &config))
}

#[test]
fn workbooks_in_old_fonts_give_exact_totals() {
    for (name, wanted, cells) in [
        ("counts-in-tcvn3.xlsx", "Huyện Hòa Điền PartyCell Some(2021) 62 / 62 / 8 / 49 / 4 / 1", 14),
        ("roster-in-vni.xlsx", "Huyện Hòa Điền Member Some(2021) 7 / 7 / 1 / 4 / 1 / 1", 19),
    ] {
        let (shown, findings) = checked(name);
        assert_eq!(shown, wanted, "{name}");
        let (decoded, rest): (Vec<_>, Vec<_>) = findings.iter().partition(|f| f.rule == "F007");
        assert_eq!(decoded.len(), 1, "{name}");
        assert_eq!(decoded[0].fix.as_ref().map(|f| f.edits.len()), Some(cells), "{name}");
        assert!(rest.is_empty(), "{name}: {rest:?}");
    }
}

/// The cells of one sheet, read and decoded: each as `cell text`.
fn decoded(workbook: Vec<u8>) -> Vec<String> {
    let workbook = from_bytes(workbook).expect("a workbook");
    let outcome = Outcome::Read(Box::new(workbook), Default::default());
    let input = Input { path: Arc::from("tep"), outcome, wrong_extension: false };
    let config = Config::default();
    let submission = build(vec![input], Catalogue::built_in(), &config);
    let findings = check::run(&submission, &config);
    let edits = findings.iter().filter(|f| f.rule == "F007").filter_map(|f| f.fix.as_ref()).flat_map(|fix| &fix.edits);
    edits.map(|edit| format!("{} {}", edit.cell, edit.to)).collect()
}

fn in_fonts(file: File, cells: &[(&str, &'static str, &str)]) -> Vec<String> {
    let mut page = Page::new("Sheet1");
    for &(at, font, text) in cells {
        page.cells.insert(CellRef::parse(at).expect("an address"), Cell { font, ..Cell::text(text) });
    }
    decoded(file.write(&[page]))
}

#[test]
fn fonts_tell_what_few_letters_do_not() {
    for file in [File::Xlsx, File::Xls, File::XlsOfLabels] {
        let cells = [
            ("A1", ".VnTimeH", "céng hoµ x· héi chñ nghÜa"),
            ("A2", ".VnTime", "Vô"),
            ("A3", "Times New Roman", "vô"),
            ("A4", ".VnTime", "Hoàn thành tốt nhiệm vụ, Số b¸o c¸o"),
            ("A5", ".VnTime", "QUËN ñY CÈM LÖ"),
        ];
        let wanted =
            ["A1 CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "A2 Vụ", "A4 Hoàn thành tốt nhiệm vụ, Số báo cáo", "A5 QUẬN ỦY CẨM LỆ"];
        assert_eq!(in_fonts(file, &cells), wanted, "{file:?}");
        let vni = [("B2", "VNI-Times", "vuï"), ("C2", "Arial", "vuï")];
        assert_eq!(in_fonts(file, &vni), ["B2 vụ"], "{file:?}");
    }
}

#[test]
fn unicode_in_such_a_font_stays() {
    for file in [File::Xlsx, File::Xls] {
        let cells = [
            ("A1", ".VnTime", "Hoàn thành tốt nhiệm vụ"),
            ("A2", ".VnTimeH", "Nguyễn Vô Tôn"),
            ("A3", "VNI-Times", "là, vô"),
        ];
        assert!(in_fonts(file, &cells).is_empty(), "{file:?}: {:?}", in_fonts(file, &cells));
    }
}

#[test]
fn letters_prove_what_a_wrong_font_name_hides() {
    let cells = [
        ("A1", "Times New Roman", "Hoµn thµnh tèt nhiÖm vô"),
        ("A2", "Arial", "Chi bé Tr\u{AD}êng TiÓu häc"),
        ("A3", ".VnTime", "Hoaøn thaønh xuaát saéc nhieäm vuï"),
    ];
    let read = in_fonts(File::Xlsx, &cells[..2]);
    assert_eq!(read, ["A1 Hoàn thành tốt nhiệm vụ", "A2 Chi bộ Trường Tiểu học"]);
    // A text of VNI in a font of TCVN3 is not torn apart.
    assert!(!in_fonts(File::Xlsx, &cells).iter().any(|cell| cell.starts_with("A3")));
}

#[test]
fn a_piece_of_a_cell_is_read_by_its_own_font() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("chu.xlsx");
    let font = |name: &str| rust_xlsxwriter::Format::new().set_font_name(name);
    let (title, old, new) = (font(".VnTimeH"), font(".VnTime"), font("Times New Roman"));
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let pieces = [(&title, "quËn ñy "), (&new, "Cẩm Lệ: vô, "), (&old, "vô")];
    sheet.write_rich_string(0, 0, &pieces).expect("written");
    sheet.write_with_format(1, 0, "tæng sè", &old).expect("written");
    workbook.save(&path).expect("saved");
    let bytes = std::fs::read(&path).expect("there");
    assert_eq!(decoded(bytes), ["A1 QUẬN ỦY Cẩm Lệ: vô, vụ", "A2 tổng số"]);
}
