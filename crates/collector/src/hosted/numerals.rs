//! How languages write numbers, where no browser can be asked.

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use survey::words::{Numerals, Plural};

/// Digits and plurals as Unicode's CLDR has them.
pub(crate) fn numerals() -> Numerals {
    Numerals { digits, plural }
}

fn digits(language: &str, number: f64) -> String {
    let whole = Decimal::from(number as i64);
    let locale: Option<Locale> = language.parse().ok();
    let formatter =
        locale.and_then(|locale| DecimalFormatter::try_new(locale.into(), Default::default()).ok());
    formatter.map_or_else(|| whole.to_string(), |of| of.format(&whole).to_string())
}

fn plural(language: &str, number: f64) -> Plural {
    let locale: Option<Locale> = language.parse().ok();
    let rules =
        locale.and_then(|locale| PluralRules::try_new(locale.into(), Default::default()).ok());
    match rules.map(|rules| rules.category_for(number as i64)) {
        Some(PluralCategory::Zero) => Plural::Zero,
        Some(PluralCategory::One) => Plural::One,
        Some(PluralCategory::Two) => Plural::Two,
        Some(PluralCategory::Few) => Plural::Few,
        Some(PluralCategory::Many) => Plural::Many,
        Some(PluralCategory::Other) | None => Plural::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::words::Language;

    #[test]
    fn numbers_are_written_as_in_the_language() {
        let progress = |code| {
            let words = Language::of(code).unwrap().said(numerals()).unwrap();
            words.progress(2, 3)
        };
        assert_eq!(progress("en"), "Question 2 of 3");
        assert_eq!(progress("de"), "Frage 2 von 3");
        assert!(progress("fa").contains('۲'), "{}", progress("fa"));
    }

    #[test]
    fn things_are_counted_as_in_the_language() {
        let stars = |code, count| {
            let words = Language::of(code).unwrap().said(numerals()).unwrap();
            words.stars(count)
        };
        assert_eq!([stars("en", 1), stars("en", 4)], ["1 star", "4 stars"]);
        let russian = [1, 2, 5].map(|count| stars("ru", count));
        assert!(
            russian[0] != russian[1] && russian[1] != russian[2],
            "{russian:?}"
        );
    }
}
