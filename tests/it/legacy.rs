//! Texts before Unicode: every letter both ways, words against other tools' tables, and nothing else decoded.

use std::path::PathBuf;
use std::sync::Arc;

use xeploai::check;
use xeploai::check::records::{Input, Outcome, build};
use xeploai::check::totals::totals;
use xeploai::config::Config;
use xeploai::evaluate::fill_missing;
use xeploai::finding::Finding;
use xeploai::normalise::Catalogue;
use xeploai::read::open;
use xeploai::text::legacy::{Encoding, Evidence, decode, detect, encode};

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
    assert!(words.len() >= 400);
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
fn small_letters_of_title_fonts_stay_small() {
    let evidence = detect(["céng hoµ x· héi", "LO¹I 220 KHO¶N 223", "tæng sè"].into_iter());
    assert_eq!(evidence.decode("céng hoµ x· héi").as_deref(), Some("cộng hoà xã hội"));
    assert_eq!(evidence.decode("LO¹I 220").as_deref(), Some("LOạI 220"));
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
    let kinds: Vec<Vec<String>> = vec![
        vietnamese.clone(),
        vietnamese.iter().map(|w| w.to_uppercase()).collect(),
        ENGLISH.split_whitespace().map(str::to_owned).collect(),
        FRENCH.split_whitespace().map(str::to_owned).collect(),
        OTHERS.split_whitespace().map(str::to_owned).collect(),
        vietnamese.iter().map(|w| decomposed(w)).collect(),
    ];
    let mut all = Vec::new();
    let mut count = 0;
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    for kind in &kinds {
        let mut sheet = Vec::new();
        for _ in 0..400 {
            let word = |_| {
                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                kind[(dice % kind.len() as u64) as usize].clone()
            };
            sheet.push((0..6).map(word).collect::<Vec<_>>().join(" "));
        }
        count += sheet.len();
        for part in sheet.chunks(20) {
            assert_eq!(evidence(part).encoding(), None, "{part:?}");
        }
        assert_eq!(evidence(&sheet).encoding(), None, "{:?}", &sheet[..5]);
        all.extend(sheet);
    }
    assert!(count >= 2000);
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
