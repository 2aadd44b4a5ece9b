//! The cap on HTXSNV of one peer group: integers only, under the base the documents name and the one practice takes.

use super::regimes::RuleSetting;
use crate::config::CapBase;

/// HTXSNV and HTTNV of a peer group, with the cap that holds for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cap {
    /// HTXSNV.
    pub best: i64,
    /// HTTNV without HTXSNV.
    pub good: i64,
    /// At most so many percent.
    pub percent: i64,
    /// The base, where the office declared it.
    pub base: Option<CapBase>,
}

/// How a group stands to its cap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Within it under every base that may be meant.
    Within,
    /// Over it of those rated HTTNV, within it of HTTNV and above.
    ByBase,
    /// Over it, in a group too small for one to be allowed.
    Small,
    /// Over it.
    Over,
}

impl Verdict {
    /// As reports for programs name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::ByBase => "depends-on-base",
            Self::Small => "group-too-small",
            Self::Over => "over",
        }
    }
}

impl Cap {
    /// The cap of a group under a regime; `None` where it has none or a count is not stated.
    pub fn of(levels: &[Option<i64>; 4], setting: &RuleSetting<'_>, base: Option<CapBase>) -> Option<Self> {
        let percent = i64::from(setting.cap_percent.filter(|_| setting.enabled)?);
        Some(Self { best: levels[0]?, good: levels[1]?, percent, base })
    }

    /// What the share is of: HTTNV and above unless the office declared HTTNV alone.
    pub fn whole(&self) -> i64 {
        match self.base {
            Some(CapBase::Good) => self.good,
            _ => self.best + self.good,
        }
    }

    /// The name of that, in Vietnamese and English.
    pub fn whole_named(&self) -> (&'static str, &'static str) {
        match self.base {
            Some(CapBase::Good) => ("số HTTNV", "those rated HTTNV"),
            _ => ("số HTTNV trở lên", "those rated HTTNV and above"),
        }
    }

    /// As many may be HTXSNV: "không vượt quá" means no rounding up.
    pub fn most(&self) -> i64 {
        self.whole() * self.percent / 100
    }

    /// As many more may be proposed; negative when over.
    ///
    /// With the base HTTNV and above, who moves up from HTTNV leaves the base as it is.
    pub fn room(&self) -> i64 {
        match self.base {
            // Each one who moves up leaves the base: 100 (x + n) ≤ p (g − n).
            Some(CapBase::Good) if self.best * 100 <= self.percent * self.good => {
                (self.percent * self.good - 100 * self.best) / (100 + self.percent)
            }
            _ => self.most() - self.best,
        }
    }

    /// `x ≤ p % of base ⇔ 100 x ≤ p base`.
    pub fn verdict(&self) -> Verdict {
        let above = self.best + self.good;
        let over_good = 100 * self.best > self.percent * self.good;
        let over_above = 100 * self.best > self.percent * above;
        let over = match self.base {
            Some(CapBase::Good) => over_good,
            Some(CapBase::GoodAndAbove) => over_above,
            None if over_good && !over_above => return Verdict::ByBase,
            None => over_above,
        };
        // Too few for one to be allowed under either base.
        match (over, self.percent * above < 100) {
            (false, _) => Verdict::Within,
            (true, true) => Verdict::Small,
            (true, false) => Verdict::Over,
        }
    }

    /// How many more may be proposed, as a remark; `None` for a group without anyone who counts.
    pub fn remark(&self) -> Option<String> {
        if self.best + self.good == 0 {
            return None;
        }
        let (percent, name, most) = (self.percent, self.whole_named().0, self.most());
        let said = match self.room() {
            room @ 1.. => format!("còn có thể đề nghị tối đa {room:02} trường hợp HTXSNV"),
            0 => format!("đúng bằng mức tối đa {most:02} trường hợp"),
            over => format!("vượt {:02} trường hợp", -over),
        };
        Some(format!("Đối chiếu mức tối đa {percent}% trên {name}: {said}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cap(best: i64, good: i64, base: Option<CapBase>) -> Cap {
        Cap { best, good, percent: 20, base }
    }

    #[test]
    fn three_zones() {
        use Verdict::{ByBase, Over, Small, Within};
        for (best, good, verdict) in
            [(4, 20, Within), (5, 20, ByBase), (6, 20, Over), (1, 3, Small), (1, 4, ByBase), (0, 0, Within)]
        {
            assert_eq!(cap(best, good, None).verdict(), verdict, "{best} {good}");
        }
        assert_eq!(cap(5, 20, Some(CapBase::Good)).verdict(), Over);
        assert_eq!(cap(5, 20, Some(CapBase::GoodAndAbove)).verdict(), Within);
    }

    #[test]
    fn as_many_more_as_the_room_says_are_within_and_one_more_is_over() {
        for base in [Some(CapBase::Good), Some(CapBase::GoodAndAbove)] {
            for best in 0..6 {
                for good in 0..80 {
                    let now = cap(best, good, base);
                    if now.verdict() != Verdict::Within {
                        continue;
                    }
                    let moved = |n: i64| cap(best + n, good - n, base).verdict();
                    let room = now.room();
                    assert!(room >= 0 && moved(room) == Verdict::Within, "{best} {good} {room}");
                    assert_ne!(moved(room + 1), Verdict::Within, "{best} {good} {room}");
                }
            }
        }
    }
}
