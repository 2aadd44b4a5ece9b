//! The words of forms, as offices write them (all names invented).

use unicode_normalization::UnicodeNormalization;
use xeploai::locate::Subject;

use crate::random::Random;

/// Best first: ways of naming the four levels in a header.
const LABELS: [[&str; 4]; 6] = [
    ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"],
    ["HTXSNV", "HTTNV", "HTNV", "KHTNV"],
    ["HTXS", "HTT", "HT", "KHT"],
    ["Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành", "Không hoàn thành"],
    ["HT xuất sắc NV", "HT tốt NV", "HTNV", "Không HTNV"],
    [
        "Hoàn thành\nxuất sắc\nnhiệm vụ",
        "Hoàn thành\ntốt\nnhiệm vụ",
        "Hoàn thành\nnhiệm vụ",
        "Không hoàn thành\nnhiệm vụ",
    ],
];

pub(super) fn labels(random: &mut Random) -> [String; 4] {
    let way = random.one_of(&LABELS);
    let change = random.below(6);
    way.map(|label| match change {
        0 if label.contains(' ') => label.to_uppercase(),
        1 => label.nfd().collect(),
        2 => format!(" {} ", label.replace(' ', "\u{a0}")),
        _ => label.to_owned(),
    })
}

/// Best first: ways of writing a rating in a list.
const RATINGS: [[&str; 4]; 5] = [
    ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"],
    ["HTXSNV", "HTTNV", "HTNV", "KHTNV"],
    ["Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"],
    ["HTXS", "HTT", "HTNV", "KHT"],
    ["HT xuất sắc nhiệm vụ", "HT tốt nhiệm vụ", "HT nhiệm vụ", "Không HT nhiệm vụ"],
];

pub(super) fn ratings(random: &mut Random) -> [&'static str; 4] {
    random.one_of(&RATINGS)
}

/// What a table is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Topic {
    pub(super) subject: Subject,
    /// In titles.
    pub(super) title: &'static str,
    /// Over the names.
    pub(super) names: [&'static str; 2],
    /// Over the totals.
    pub(super) totals: [&'static str; 3],
    /// Before the name of each row.
    row: [&'static str; 3],
}

const TOPICS: [Topic; 4] = [
    Topic {
        subject: Subject::PartyBase,
        title: "tổ chức cơ sở đảng",
        names: ["Đơn vị", "Tên đơn vị"],
        totals: ["Tổng số", "Tổng số TCCSĐ", "Tổng số tổ chức cơ sở đảng"],
        row: ["Quận", "Huyện", "Thị xã"],
    },
    Topic {
        subject: Subject::PartyCell,
        title: "chi bộ trực thuộc đảng ủy cơ sở",
        names: ["Tên tổ chức cơ sở đảng", "Tên TCCSĐ"],
        totals: ["Tổng số", "Tổng số chi bộ", "Tổng số chi bộ phải đánh giá"],
        row: ["Đảng bộ phường", "Đảng bộ xã", "Đảng bộ thị trấn"],
    },
    Topic {
        subject: Subject::Member,
        title: "đảng viên",
        names: ["Tên tổ chức đảng", "Tên chi bộ, đảng bộ"],
        totals: ["Tổng số", "Tổng số đảng viên", "Tổng số đảng viên phải đánh giá"],
        row: ["Chi bộ thôn", "Chi bộ Trường THCS", "Đảng bộ phường"],
    },
    Topic {
        subject: Subject::CivilServant,
        title: "cán bộ, công chức",
        names: ["Tên cơ quan, đơn vị", "Đơn vị"],
        totals: ["Tổng số", "Tổng số cán bộ, công chức", "Tổng số phải đánh giá"],
        row: ["UBND phường", "UBND xã", "Văn phòng UBND huyện"],
    },
];

/// Topics for the tables of one file, no two of one subject.
pub(super) fn topics(random: &mut Random, count: usize) -> Vec<Topic> {
    let first = random.below(TOPICS.len());
    (0..count).map(|i| TOPICS[(first + i) % TOPICS.len()]).collect()
}

const PLACES: [&str; 24] = [
    "An Phú",
    "Bình Lâm",
    "Cẩm Sơn",
    "Diên Hòa",
    "Đông Thuận",
    "Gia Hội",
    "Hà Tân",
    "Khánh Bình",
    "Liên Trì",
    "Long Điền",
    "Mỹ Thạnh",
    "Nam Hải",
    "Ngọc Trung",
    "Phú Lộc",
    "Quảng Thái",
    "Sơn Tây",
    "Tam Quan",
    "Tân Uyên",
    "Thuỷ Biều",
    "Trường Hà",
    "Vĩnh Hoà",
    "Xuân Lũy",
    "Yên Khê",
    "Đức Phong",
];

/// Names of rows, no two alike.
pub(super) fn rows(random: &mut Random, topic: &Topic, count: usize) -> Vec<String> {
    let first = random.below(PLACES.len());
    (0..count).map(|i| format!("{} {}", random.one_of(&topic.row), PLACES[(first + i * 5) % PLACES.len()])).collect()
}

const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hồ", "Võ", "Đặng", "Bùi"];
const MIDDLES: [&str; 8] = ["Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thu", "Quốc", "Thuý"];
const GIVEN: [&str; 12] = ["An", "Bình", "Châu", "Dũng", "Hà", "Hoà", "Lan", "Long", "Quyên", "Sỹ", "Trí", "Vy"];

/// Names of people, no two alike.
pub(super) fn people(random: &mut Random, count: usize) -> Vec<String> {
    let first = random.below(768);
    (0..count)
        .map(|i| (first + i * 29) % 768)
        .map(|n| format!("{} {} {}", FAMILIES[n % 8], MIDDLES[n / 8 % 8], GIVEN[n / 64]))
        .collect()
}

/// Why somebody is not rated.
pub(super) const REASONS: [&str; 4] =
    ["Mới kết nạp", "Miễn sinh hoạt đảng", "Chuyển đến tháng 11", "Đang xem xét kỷ luật"];

pub(super) const GROUPS: [[&str; 3]; 3] = [
    ["Khối phường", "Khối trường học", "Khối cơ quan"],
    ["Khối xã, thị trấn", "Khối doanh nghiệp", "Khối sự nghiệp"],
    ["Cụm số 1", "Cụm số 2", "Cụm số 3"],
];

pub(super) const TOTALS: [&str; 6] = ["Tổng cộng", "TỔNG CỘNG", "Cộng", "Tổng số", "Toàn quận", "Tổng cộng:"];
