//! The text of a number or a date as a cell delivers it: every digit that is stored, in no notation that a reader must know.

use tongbi_domain::period::Date;

use super::format::{NumberFormat, Shown};

/// The day from which a workbook counts its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is 1900-01-01, and 60 is the 1900-02-29 that never was.
    Y1900,
    /// 0 is 1904-01-01.
    Y1904,
}

/// Writes the text of a stored number into `out`, which is emptied before.
///
/// Numbers are the shortest decimal that reads back to the same double, padded with zeros as the format shows them and never cut.
/// A date before its epoch or after the year 9999 is the number.
pub(crate) fn write_number(out: &mut String, number: f64, format: &NumberFormat, epoch: Epoch) {
    out.clear();
    match format.shown(number) {
        Shown::Plain => write_decimal(out, number, 0),
        Shown::Decimals(places) => write_decimal(out, number, places),
        Shown::Percent(places) => write_percent(out, number, places),
        Shown::Elapsed => write_elapsed(out, number),
        shown => {
            if !write_date(out, number, shown, epoch) {
                write_decimal(out, number, 0);
            }
        }
    }
}

/// Writes the shortest decimal, padded with zeros to so many places.
pub(crate) fn write_decimal(out: &mut String, number: f64, places: usize) {
    // Adding zero takes the sign off a negative zero.
    out.push_str(&(number + 0.0).to_string());
    if number.is_finite() {
        pad(out, places);
    }
}

/// Writes a hundred times the number and a percent sign. The point of the shortest decimal moves, so that no digit changes.
pub(crate) fn write_percent(out: &mut String, number: f64, places: usize) {
    let decimal = (number + 0.0).to_string();
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !number.is_finite() {
        out.push_str(&decimal);
        return;
    }
    let (moved, rest) = fraction.split_at(fraction.len().min(2));
    let shifted = format!("{whole}{moved:0<2}");
    let trimmed = shifted.trim_start_matches('0');
    out.push_str(sign);
    out.push_str(if trimmed.is_empty() { "0" } else { trimmed });
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    pad(out, places);
    out.push('%');
}

fn pad(out: &mut String, places: usize) {
    let shown = out.rfind('.').map(|point| out.len() - point - 1);
    if places > 0 && shown.is_none() {
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', places.saturating_sub(shown.unwrap_or(0))));
}

const DAY_SECONDS: f64 = 86_400.0;
const DAYS_FROM_1904_TO_1970: i32 = 24_107;

/// `h:mm:ss` of a number of days, whole seconds.
fn write_elapsed(out: &mut String, days: f64) {
    let seconds = (days * DAY_SECONDS).round();
    if seconds.abs() >= 1e12 || seconds.is_nan() {
        write_decimal(out, days, 0);
        return;
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    let seconds = seconds.abs() as u64;
    out.push_str(&format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
}

/// Whether the number was a date and has been written.
fn write_date(out: &mut String, number: f64, shown: Shown, epoch: Epoch) -> bool {
    let first = match epoch {
        Epoch::Y1900 if shown != Shown::Time => 1.0,
        _ => 0.0,
    };
    // 9999-12-31 is 2 958 465 in the later counting of the two.
    if !(first..2_958_466.0).contains(&number) {
        return false;
    }
    let mut day = number.floor();
    let mut seconds = ((number - day) * DAY_SECONDS).round();
    if seconds >= DAY_SECONDS {
        (day, seconds) = (day + 1.0, 0.0);
    }
    let (day, seconds) = (day as i32, seconds as u32);
    let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if shown == Shown::Time && day == 0 {
        out.push_str(&time);
        return true;
    }
    let Some((year, month, date)) = calendar_day(day, epoch) else {
        return false;
    };
    out.push_str(&match shown {
        Shown::Year => format!("{year:04}"),
        Shown::Month => format!("{year:04}-{month:02}"),
        _ if seconds == 0 => format!("{year:04}-{month:02}-{date:02}"),
        _ => format!("{year:04}-{month:02}-{date:02}T{time}"),
    });
    true
}

/// Year, month and day of a whole serial number, as a spreadsheet program shows them.
fn calendar_day(serial: i32, epoch: Epoch) -> Option<(i32, u8, u8)> {
    let date = match epoch {
        Epoch::Y1900 if serial == 60 => return Some((1900, 2, 29)),
        Epoch::Y1900 => Date::from_excel_serial(i64::from(serial)),
        Epoch::Y1904 => Date::from_days(serial - DAYS_FROM_1904_TO_1970),
    }?;
    Some((date.year(), date.month(), date.day()))
}

/// An ISO date or time as a cell delivers it: midnight is left out, and what the format does not show.
pub(crate) fn iso_text(iso: &str, shown: Shown) -> &str {
    let is_date =
        iso.len() >= 10 && iso.is_char_boundary(10) && iso.as_bytes().get(4) == Some(&b'-') && iso.as_bytes().get(7) == Some(&b'-');
    match shown {
        _ if !is_date => iso,
        Shown::Year => &iso[..4],
        Shown::Month => &iso[..7],
        _ => {
            let (date, time) = iso.split_at(10);
            let time = time.strip_prefix('T').unwrap_or(time);
            let midnight = time.chars().all(|letter| matches!(letter, '0' | ':' | '.' | 'Z'));
            if midnight { date } else { iso }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Epoch, iso_text, write_number};
    use crate::workbook::format::{NumberFormat, Shown};

    fn text(number: f64, code: &str) -> String {
        let mut out = String::from("before");
        write_number(&mut out, number, &NumberFormat::parse(code), Epoch::Y1900);
        out
    }

    #[test]
    fn numbers_are_written_out_in_full() {
        for (number, expected) in [
            (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (1e21, "1000000000000000000000"),
            (1.5e-10, "0.00000000015"),
            (1_260_582.1, "1260582.1"),
            (-5.0, "-5"),
        ] {
            assert_eq!(text(number, "General"), expected);
        }
    }

    #[test]
    fn formats_pad_and_never_cut() {
        for (number, code, expected) in [
            (5.0, "0.0", "5.0"),
            (5.25, "0.0", "5.25"),
            (-1234.5, "#,##0.00", "-1234.50"),
            (0.123, "0.0%", "12.3%"),
            (0.12345, "0.0%", "12.345%"),
            (0.07, "0%", "7%"),
            (-0.005, "0.00%", "-0.50%"),
            (1.0, "0.0%", "100.0%"),
            (12.0, "0%", "1200%"),
            (0.0, "0.0%", "0.0%"),
            (0.29, "0%", "29%"),
            (0.001, "0%", "0.1%"),
        ] {
            assert_eq!(text(number, code), expected, "{number} as {code}");
        }
    }

    #[test]
    fn dates_follow_their_epoch_and_the_leap_day_that_never_was() {
        for (number, code, expected) in [
            (1.0, "yyyy-mm-dd", "1900-01-01"),
            (59.0, "yyyy-mm-dd", "1900-02-28"),
            (60.0, "yyyy-mm-dd", "1900-02-29"),
            (61.0, "yyyy-mm-dd", "1900-03-01"),
            (45292.0, "yyyy-mm-dd", "2024-01-01"),
            (45351.0, "yyyy/m/d", "2024-02-29"),
            (45351.75, "yyyy/m/d", "2024-02-29T18:00:00"),
            (45_351.999_999_999, "yyyy/m/d", "2024-03-01"),
            (45351.0, "yyyy\"年\"m\"月\"", "2024-02"),
            (45351.0, "yyyy", "2024"),
            (2_958_465.0, "yyyy-mm-dd", "9999-12-31"),
            (2_958_466.0, "yyyy-mm-dd", "2958466"),
            (-1.0, "yyyy-mm-dd", "-1"),
            (0.0, "yyyy-mm-dd", "0"),
            (0.5, "h:mm", "12:00:00"),
            (1.5, "[h]:mm", "36:00:00"),
        ] {
            assert_eq!(text(number, code), expected, "{number} as {code}");
        }
        let mut out = String::new();
        for (number, expected) in [(0.0, "1904-01-01"), (43830.0, "2024-01-01"), (60.0, "1904-03-01")] {
            write_number(&mut out, number, &NumberFormat::parse("yyyy-mm-dd"), Epoch::Y1904);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn iso_dates_lose_midnight_only() {
        assert_eq!(iso_text("2024-01-31T00:00:00", Shown::Day), "2024-01-31");
        assert_eq!(iso_text("2024-01-31T08:00:00", Shown::Day), "2024-01-31T08:00:00");
        assert_eq!(iso_text("2024-01-31", Shown::Month), "2024-01");
        assert_eq!(iso_text("北京市北京市", Shown::Year), "北京市北京市");
    }
}
