//! Public holidays of France and of most of Switzerland.

use jiff::ToSpan;
use jiff::civil::Date;

/// The eleven of French labour law, in order.
pub(super) fn in_france(year: i16) -> Vec<Date> {
    let mut days = fixed(
        year,
        &[
            (1, 1),
            (5, 1),
            (5, 8),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ],
    );
    days.extend(after_easter(year, &[1, 39, 50]));
    days.sort_unstable();
    days.dedup();
    days
}

/// The federal day and those that most cantons share, in order.
pub(super) fn in_switzerland(year: i16) -> Vec<Date> {
    let mut days = fixed(year, &[(1, 1), (1, 2), (8, 1), (12, 25), (12, 26)]);
    days.extend(after_easter(year, &[-2, 1, 39, 50]));
    days.sort_unstable();
    days.dedup();
    days
}

fn fixed(year: i16, days: &[(i8, i8)]) -> Vec<Date> {
    days.iter()
        .filter_map(|&(month, day)| Date::new(year, month, day).ok())
        .collect()
}

fn after_easter(year: i16, offsets: &[i32]) -> Vec<Date> {
    let Some(easter) = easter(year) else {
        return Vec::new();
    };
    offsets
        .iter()
        .filter_map(|&days| easter.checked_add(days.days()).ok())
        .collect()
}

/// Easter Sunday, by Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for day in [
            date(2000, 4, 23),
            date(2008, 3, 23),
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2038, 4, 25),
        ] {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn france_has_eleven_holidays_and_ascension_is_a_thursday() {
        let days = in_france(2026);
        assert_eq!(days.len(), 11);
        assert!(days.contains(&date(2026, 5, 14)));
    }
}
