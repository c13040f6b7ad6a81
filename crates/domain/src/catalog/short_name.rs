//! What remains of an area's name without its administrative suffix (石家庄市, 延边朝鲜族自治州), and without a bracketed qualifier.
//! Knows forms of names, no list of places.

/// Administrative suffixes, the longer before those they end in.
const SUFFIXES: [&str; 13] =
    ["特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "地区", "省", "市", "盟", "县", "区"];

/// Peoples as names of autonomous prefectures and counties write them, the longer before those they end in.
const PEOPLES: [&str; 44] = [
    "柯尔克孜族",
    "柯尔克孜",
    "达斡尔族",
    "鄂伦春族",
    "鄂温克族",
    "维吾尔族",
    "哈萨克族",
    "塔吉克族",
    "朝鲜族",
    "蒙古族",
    "土家族",
    "哈尼族",
    "布依族",
    "傈僳族",
    "景颇族",
    "拉祜族",
    "纳西族",
    "撒拉族",
    "裕固族",
    "保安族",
    "东乡族",
    "仡佬族",
    "仫佬族",
    "毛南族",
    "布朗族",
    "普米族",
    "哈萨克",
    "塔吉克",
    "蒙古",
    "锡伯",
    "藏族",
    "羌族",
    "回族",
    "满族",
    "苗族",
    "侗族",
    "瑶族",
    "壮族",
    "彝族",
    "白族",
    "傣族",
    "黎族",
    "畲族",
    "各族",
];

/// A folded name without its suffix; `None` where it has none, or where fewer than two characters would remain (沛县 is never 沛).
pub(super) fn without_suffix(name: &str) -> Option<&str> {
    let suffix = SUFFIXES.iter().find(|suffix| name.ends_with(**suffix))?;
    let mut short = cut(name, suffix)?;
    if matches!(*suffix, "自治州" | "自治县") {
        while let Some(shorter) = PEOPLES.iter().find_map(|people| cut(short, people)) {
            short = shorter;
        }
    }
    Some(short)
}

/// A folded name without the bracket at its end: `Suzhou(Jiangsu)` to `Suzhou`.
pub(super) fn without_qualifier(name: &str) -> Option<&str> {
    let (short, _) = name.strip_suffix(')')?.rsplit_once('(')?;
    (!short.is_empty()).then_some(short)
}

fn cut<'a>(name: &'a str, end: &str) -> Option<&'a str> {
    name.strip_suffix(end).filter(|short| short.chars().count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The suffix goes, of an autonomous area with the people that bear its name.
    #[test]
    fn suffixes() {
        for (name, short) in [
            ("河北省", "河北"),
            ("石家庄市", "石家庄"),
            ("内蒙古自治区", "内蒙古"),
            ("广西壮族自治区", "广西"),
            ("新疆维吾尔自治区", "新疆"),
            ("香港特别行政区", "香港"),
            ("大兴安岭地区", "大兴安岭"),
            ("锡林郭勒盟", "锡林郭勒"),
            ("延边朝鲜族自治州", "延边"),
            ("恩施土家族苗族自治州", "恩施"),
            ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
            ("海西蒙古族藏族自治州", "海西"),
            ("长阳土家族自治县", "长阳"),
            ("罗湖区", "罗湖"),
        ] {
            assert_eq!(without_suffix(name), Some(short), "{name}");
        }
    }

    /// One character is no name, and a name without a suffix has no shorter one: 广州 is not 广.
    #[test]
    fn what_has_no_short_name() {
        for name in ["沛县", "市", "广州", "海拉尔", "Tibet"] {
            assert_eq!(without_suffix(name), None, "{name}");
        }
    }

    #[test]
    fn qualifiers() {
        assert_eq!(without_qualifier("Suzhou(Jiangsu)"), Some("Suzhou"));
        assert_eq!(without_qualifier("刚果(布)"), Some("刚果"));
        assert_eq!(without_qualifier("Suzhou"), None);
        assert_eq!(without_qualifier("(x)"), None);
    }
}
