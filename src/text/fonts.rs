//! Names of fonts → what a font before Unicode draws.

use super::codes::Encoding;

/// Is it one of the fonts that draw Vietnamese letters in the places of others?
///
/// ```
/// use xeploai::text::fonts::is_legacy_font;
/// assert!([".VnTime", ".VnArial NarrowH", "VNI-Times", "VNtimes new roman"].into_iter().all(is_legacy_font));
/// assert!(!["Times New Roman", "SVN-Arial", "Verdana"].into_iter().any(is_legacy_font));
/// ```
pub fn is_legacy_font(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    [".vn", "vni-", "vni ", "vntime"].iter().any(|start| name.starts_with(start))
}

/// How a font before Unicode draws what is typed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Drawn {
    /// As letters of TCVN3: `.VnTime`.
    Tcvn3,
    /// The same, small letters as capitals: `.VnTimeH`.
    Tcvn3Capitals,
    /// As letters of VNI: `VNI-Times`.
    Vni,
}

impl Drawn {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tcvn3, Self::Tcvn3Capitals, Self::Vni];

    /// What a font of this name draws; `None` for fonts of Unicode and those not known well enough.
    ///
    /// ```
    /// use xeploai::text::fonts::Drawn;
    /// assert_eq!(Drawn::by(".VnTime"), Some(Drawn::Tcvn3));
    /// assert_eq!(Drawn::by(".VnArial NarrowH"), Some(Drawn::Tcvn3Capitals));
    /// assert_eq!(Drawn::by("VNI-Times"), Some(Drawn::Vni));
    /// assert_eq!(Drawn::by("Times New Roman"), None);
    /// ```
    pub fn by(font: &str) -> Option<Self> {
        let font = font.trim();
        let name = font.to_ascii_lowercase();
        match () {
            () if name.starts_with(".vn") && font.ends_with('H') => Some(Self::Tcvn3Capitals),
            () if name.starts_with(".vn") => Some(Self::Tcvn3),
            () if name.starts_with("vni-") || name.starts_with("vni ") => Some(Self::Vni),
            () => None,
        }
    }

    /// The encoding it draws.
    pub fn encoding(self) -> Encoding {
        match self {
            Self::Tcvn3 | Self::Tcvn3Capitals => Encoding::Tcvn3,
            Self::Vni => Encoding::Vni,
        }
    }
}
