//! Chinese numerals: 两, 十二, 三百零五, 百亿, and the formal 壹贰叁 of cheques.
//!
//! [`read`] takes the longest whole numeral and no more. What is only said colloquially (一百二 for 120, 三万五 for
//! 35000, 七八 for "seven or eight") leaves its last digit behind, and the caller refuses a unit that starts with one.

use super::Decimal;

/// A numeral at the start of a text: `digits × 10^power`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral<'a> {
    /// All before the trailing 万, 亿 or 万亿.
    pub digits: Decimal,
    /// The trailing magnitude: 0, 4, 8 or 12.
    pub power: u8,
    /// How it is put together.
    pub form: Form,
    /// The text after it.
    pub rest: &'a str,
}

/// How a numeral is put together, its trailing magnitude aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One digit: 三, 两, 零.
    Digit,
    /// One digit and one place: 五十, 三百.
    Round,
    /// A place or magnitude without a digit: 百, 千万, 亿. In running text this means "about".
    Magnitude,
    /// Anything longer, and 十.
    Full,
}

/// Units that start with 百 or 千 and are no multiples in the text's own sense.
const PREFIXED_UNITS: [&str; 11] = ["百分点", "百帕", "千克", "千米", "千瓦", "千伏", "千卡", "千焦", "千帕", "千赫", "千安"];

/// Whether the text starts with a unit such as 千瓦 or 百分点, whose first character is part of its name.
pub(super) fn starts_with_prefixed_unit(text: &str) -> bool {
    PREFIXED_UNITS.iter().any(|unit| text.starts_with(unit))
}

/// The value of a Chinese digit, 0 to 9; 两 is none, because it cannot stand everywhere.
pub(super) const fn digit(character: char) -> Option<u8> {
    Some(match character {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '貳' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Whether a numeral can contain the character.
pub(super) const fn is_numeral(character: char) -> bool {
    digit(character).is_some() || is_pair(character) || place(character).is_some() || myriad(character).is_some()
}

const fn is_pair(character: char) -> bool {
    matches!(character, '两' | '兩')
}

/// The power of ten of a place inside a section of four.
const fn place(character: char) -> Option<u8> {
    Some(match character {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        _ => return None,
    })
}

const fn myriad(character: char) -> Option<u8> {
    Some(match character {
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        _ => return None,
    })
}

/// The power of 万, 亿 or 万亿 at the start of the text, and the text after it.
pub(super) fn myriads(text: &str) -> Option<(u8, &str)> {
    let mut reader = Reader { rest: text };
    let power = reader.take(myriad)?;
    let more = if power == 4 { reader.take(|c| myriad(c).filter(|power| *power == 8)) } else { None };
    Some((power + more.unwrap_or(0), reader.rest))
}

/// Reads the numeral at the start of the text; `None` where there is none.
pub(super) fn read(text: &str) -> Option<Numeral<'_>> {
    let mut reader = Reader { rest: text };
    let (head, form) = if reader.zero() {
        (0, Form::Digit)
    } else if let Some(section) = reader.section(true) {
        section
    } else if reader.rest.starts_with(|c| myriad(c).is_some()) {
        (1, Form::Magnitude)
    } else {
        return None;
    };
    if form != Form::Magnitude
        && let Some(digits) = reader.decimals(head)
    {
        let (power, rest) = myriads(reader.rest).unwrap_or((0, reader.rest));
        return Some(Numeral { digits, power, form: Form::Full, rest });
    }
    if head == 0 {
        return Some(Numeral { digits: Decimal::ZERO, power: 0, form, rest: reader.rest });
    }
    let (value, power, form) = reader.magnitudes(head, form);
    // The trailing magnitude was multiplied in, so this division is exact.
    let digits = Decimal::integer(value / 10_i128.pow(u32::from(power)));
    Some(Numeral { digits, power, form, rest: reader.rest })
}

/// One digit with its place, such as 三百 or 零五.
struct Component {
    digit: i128,
    place: u8,
    /// Whether the digit is written: it is not in 十 and 百.
    written: bool,
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take<T>(&mut self, pick: impl Fn(char) -> Option<T>) -> Option<T> {
        let mut characters = self.rest.chars();
        let value = characters.next().and_then(pick)?;
        self.rest = characters.as_str();
        Some(value)
    }

    fn zero(&mut self) -> bool {
        self.take(|c| digit(c).filter(|value| *value == 0)).is_some()
    }

    fn place(&mut self) -> Option<u8> {
        if starts_with_prefixed_unit(self.rest) { None } else { self.take(place) }
    }

    fn myriad(&mut self, power: u8) -> bool {
        self.take(|c| myriad(c).filter(|value| *value == power)).is_some()
    }

    /// A number below 10^4. The head of a numeral may be a lone digit or start with a bare place; a tail may not.
    fn section(&mut self, head: bool) -> Option<(i128, Form)> {
        let (mut value, mut last, mut form) = (0, 4, None);
        while let Some((component, next)) = self.component(head, last) {
            *self = next;
            value += component.digit * 10_i128.pow(u32::from(component.place));
            last = component.place;
            form = Some(match (form, component.place) {
                (None, 0) => Form::Digit,
                (None, _) if component.written => Form::Round,
                (None, 2..) => Form::Magnitude,
                _ => Form::Full,
            });
            if form == Some(Form::Magnitude) {
                break;
            }
        }
        form.map(|form| (value, form))
    }

    /// The next digit of a section whose last one stood at the place `last` (4: none yet).
    fn component(mut self, head: bool, last: u8) -> Option<(Component, Self)> {
        let first = last == 4;
        let opens = head && first;
        let zero = !opens && self.zero();
        let pair = self.rest.starts_with(is_pair);
        let digit = self.take(|c| if is_pair(c) { Some(2) } else { digit(c).filter(|value| *value > 0) });
        let place = self.place();
        let (digit, written, place) = match (digit, place) {
            (Some(digit), place) => (digit, true, place.unwrap_or(0)),
            (None, Some(place)) if opens => (1, false, place),
            _ => return None,
        };
        let rising = place >= last;
        // 零 says that a place is left out; between sections it is also written where none is (二十万零三千).
        let idle_zero = zero && !first && last == place + 1;
        // 一百二 and 三万五 mean 120 and 35000 in speech: not read.
        let colloquial = place == 0 && !zero && !opens && last != 1;
        let misplaced_pair = pair && (place == 1 || (place == 0 && !opens));
        if rising || idle_zero || colloquial || misplaced_pair {
            return None;
        }
        Some((Component { digit: i128::from(digit), place, written }, self))
    }

    /// 万 and 亿 after the head section, with what follows them: value, trailing power, form.
    fn magnitudes(&mut self, head: i128, form: Form) -> (i128, u8, Form) {
        let (mut value, mut power, mut form) = (head, 0, form);
        let bare = form == Form::Magnitude;
        if self.myriad(4) {
            (value, power) = (value * 10_000, 4);
            if !bare && let Some((tail, _)) = self.section(false) {
                (value, power, form) = (value + tail, 0, Form::Full);
            }
        }
        if self.myriad(8) {
            (value, power) = (value * 100_000_000, power + 8);
            if !bare && let Some((tail, tail_power)) = self.below_yi() {
                (value, power, form) = (value + tail, tail_power, Form::Full);
            }
        }
        (value, power, form)
    }

    /// What follows 亿: a section, 万 and a section.
    fn below_yi(&mut self) -> Option<(i128, u8)> {
        let (value, _) = self.section(false)?;
        if !self.myriad(4) {
            return Some((value, 0));
        }
        Some(match self.section(false) {
            Some((tail, _)) => (value * 10_000 + tail, 0),
            None => (value * 10_000, 4),
        })
    }

    /// 点 and digits: 八点五. Nothing is taken where no digit follows the point, or where they are too many.
    fn decimals(&mut self, whole: i128) -> Option<Decimal> {
        let mut ahead = *self;
        ahead.take(|c| matches!(c, '点' | '點').then_some(()))?;
        let (mut mantissa, mut scale) = (whole, 0_u8);
        while let Some(digit) = ahead.take(digit) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
            scale = scale.checked_add(1)?;
        }
        if scale == 0 {
            return None;
        }
        let decimal = Decimal::new(mantissa, scale).ok()?;
        *self = ahead;
        Some(decimal)
    }
}

#[cfg(test)]
mod tests;
