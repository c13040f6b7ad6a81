//! What a text adds to its number: how exact it is, and which way it goes.

/// How the printed magnitude stands to the true one. It speaks of the magnitude, not of the signed value:
/// 下降3%以上 is −3 with [`Qualifier::AtLeast`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// The number itself.
    Exact,
    /// Above it: 超, 逾, 突破, 余, 多.
    Over,
    /// It or more: 以上, 不少于, 不低于.
    AtLeast,
    /// It or less: 以内, 以下, 不超过.
    AtMost,
    /// Just below it: 近, 接近, 不足, 不到.
    Nearly,
    /// Around it: 约, 左右, and magnitudes without a digit such as 百亿.
    About,
    /// Between two numbers.
    Range,
}

impl Qualifier {
    /// Every qualifier, in the order of the code list.
    pub const ALL: [Self; 7] = [Self::Exact, Self::Over, Self::AtLeast, Self::AtMost, Self::Nearly, Self::About, Self::Range];

    /// The code written to tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "EXACT",
            Self::Over => "OVER",
            Self::AtLeast => "AT_LEAST",
            Self::AtMost => "AT_MOST",
            Self::Nearly => "NEARLY",
            Self::About => "ABOUT",
            Self::Range => "RANGE",
        }
    }

    /// The qualifier of a code; `None` for anything but the exact code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|qualifier| qualifier.code() == code)
    }
}

/// Which way a change goes, as its words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// 增长, 提高, 上升.
    Up,
    /// 下降, 减少, 回落.
    Down,
    /// 持平.
    Flat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_there_and_back() {
        for qualifier in Qualifier::ALL {
            assert_eq!(Qualifier::from_code(qualifier.code()), Some(qualifier));
        }
        assert_eq!(Qualifier::from_code("exact"), None);
        assert_eq!(Qualifier::from_code(""), None);
    }
}
