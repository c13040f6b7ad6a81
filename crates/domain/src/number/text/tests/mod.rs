//! Tables worked by hand: the text, and what it says.

mod chinese;
mod laws;
mod phrases;
mod printed;

use super::*;

const POINT: Style = Style { parentheses_negative: false, decimal_point: DecimalPoint::Point };
const COMMA: Style = Style { parentheses_negative: false, decimal_point: DecimalPoint::Comma };
const ACCOUNTING: Style = Style { parentheses_negative: true, decimal_point: DecimalPoint::Point };

fn scaled(scaled: Scaled) -> String {
    if scaled.power == 0 { scaled.digits.to_string() } else { format!("{}e{}", scaled.digits, scaled.power) }
}

/// `-1.5e4 OVER Down Words %`: exact, printed, without direction and unit are left out.
fn say(text: &str, style: Style) -> String {
    let number = match read(text, style) {
        Ok(number) => number,
        Err(error) => return format!("{error:?}"),
    };
    let mut said = vec![match number.amount {
        Amount::One(one) => scaled(one),
        Amount::Range(low, high) => format!("{}..{}", scaled(low), scaled(high)),
        Amount::Fraction(ratio) => format!("{}/{}", ratio.num(), ratio.den()),
    }];
    if number.qualifier != Qualifier::Exact {
        said.push(number.qualifier.code().to_owned());
    }
    said.extend(number.direction.map(|direction| format!("{direction:?}")));
    if number.precision == Precision::Words {
        said.push("Words".to_owned());
    }
    if !number.unit.is_empty() {
        said.push(number.unit.to_owned());
    }
    said.join(" ")
}

fn all(style: Style, cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .filter(|(text, expected)| say(text, style) != *expected)
        .map(|(text, expected)| format!("{text:?}: {} instead of {expected}", say(text, style)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn at(index: usize) -> String {
    format!("{:?}", NumberError::NotANumber { at: index })
}

fn refused(style: Style, cases: &[(&str, usize)]) {
    let expected: Vec<_> = cases.iter().map(|(text, index)| (*text, at(*index))).collect();
    all(style, &expected.iter().map(|(text, error)| (*text, error.as_str())).collect::<Vec<_>>());
}

#[test]
fn scaled_numbers_have_exact_values() {
    let value = Scaled { digits: Decimal::parse("1.25").unwrap(), power: 4 };
    assert_eq!(value.to_ratio(), Ratio::new(12_500, 1));
}

#[test]
fn errors_name_the_character() {
    assert_eq!(read("12a3", POINT).unwrap_err().to_string(), "character 4 cannot be read");
    assert_eq!(read("1,23", POINT).unwrap_err().to_string(), "digits are not grouped by three at character 2");
}
