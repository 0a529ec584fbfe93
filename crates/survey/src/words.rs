//! What the prompt says in each language: its own texts, and the standard wording of questions.
//!
//! The texts are those of `languages/`. English is compiled in, and the end of every fallback
//! chain; a browser is sent the one other language that it shows, and reads it by [`Words::parse`].
//!
//! A language is added by its file alone; the build script and the tests say what is missing in it.
//!
//! Sources of the wordings: NPS as Reichheld asks it; CSAT on five points; CES 2.0 as a statement
//! to agree with. They may contain `{{brand|…}}`, for the host's brand.

#[cfg(feature = "serde_json")]
mod language;
#[cfg(feature = "serde_json")]
mod pack;
mod topic;

use std::borrow::Cow;

use score::{Class, Direction, Metric};

#[cfg(feature = "serde_json")]
pub use language::Language;
pub use topic::Topic;

use crate::json::push_whole;
use crate::node::Node;
use crate::read::{cut, push_number};
use crate::run::{Estimate, Standing};

include!(concat!(env!("OUT_DIR"), "/word.rs"));
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Stands between the texts of a language, as the build script puts them together. No text has it.
const SEPARATOR: &str = "\t";

/// Codes that pages and browsers use for a language that has another one here. They are served
/// under both.
pub const ALIASES: [(&str, &str); 5] = [
    ("nn", "nb"),
    ("no", "nb"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh-TW", "zh-Hant"),
];

/// The texts of one language.
#[derive(Clone, Debug)]
pub struct Words {
    language: String,
    direction: &'static str,
    /// In the order of [`Word`], each after a [`SEPARATOR`] but the first: in a browser, one text
    /// is fewer bytes than many.
    texts: Cow<'static, str>,
    numerals: Numerals,
}

/// How a language writes numbers. A browser knows (`Intl.NumberFormat`, `Intl.PluralRules`).
#[derive(Clone, Copy, Debug)]
pub struct Numerals {
    /// Writes a number in a language, given by its code.
    pub digits: fn(language: &str, number: f64) -> String,
    /// Which of its plural forms a language uses with a number.
    pub plural: fn(language: &str, number: f64) -> Plural,
}

/// The plural categories of CLDR. A text has one form for each that its language tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// Whatever is none of the others.
    Other,
    /// As 1 in English.
    One,
    /// As 2 in Arabic.
    Two,
    /// As 2 to 4 in Czech.
    Few,
    /// As 5 in Polish.
    Many,
    /// As 0 in Arabic.
    Zero,
}

/// How a rating question is asked where its definition does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording<'w> {
    /// The question.
    pub ask: &'w str,
    /// The label of the lowest rating.
    pub low: &'w str,
    /// The label of the highest rating.
    pub high: &'w str,
}

/// Two are equal that say the same in the same language; how it writes numbers follows from that.
impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language && self.texts == other.texts
    }
}

impl Plural {
    /// Every category, in the order of the forms of a text.
    pub const ALL: [Self; 6] = [
        Self::Other,
        Self::One,
        Self::Two,
        Self::Few,
        Self::Many,
        Self::Zero,
    ];
    /// Their names in CLDR, and in `Intl.PluralRules`.
    pub const NAMES: [&'static str; 6] = ["other", "one", "two", "few", "many", "zero"];

    /// The category of this name; [`Plural::Other`] for any other name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let mut categories = Self::ALL.into_iter().zip(Self::NAMES);
        let named = categories.find(|(_, known)| *known == name);
        named.map_or(Self::Other, |(category, _)| category)
    }
}

impl Numerals {
    /// ASCII digits and the plurals of English, for every language.
    #[must_use]
    pub fn ascii() -> Self {
        Self {
            digits: |_, number| {
                let mut text = String::new();
                if number < 0.0 {
                    text.push('-');
                }
                push_number(&mut text, number.abs() as u64);
                text
            },
            plural: |_, number| {
                if number == 1.0 {
                    Plural::One
                } else {
                    Plural::Other
                }
            },
        }
    }
}

impl Words {
    /// English, which needs no file.
    #[must_use]
    pub fn english(numerals: Numerals) -> Self {
        Self {
            language: "en".into(),
            direction: "ltr",
            texts: Cow::Borrowed(ENGLISH),
            numerals,
        }
    }

    /// Reads the distributed file of a language: a list of the direction of its writing, `ltr` or
    /// `rtl`, and its texts in the order of [`Word`]. `None` if it is anything else.
    #[must_use]
    pub fn parse<N: Node>(node: &N, language: &str, numerals: Numerals) -> Option<Self> {
        let items = node.items();
        let (direction, items) = items.split_first()?;
        let direction = match direction.text()?.as_str() {
            "ltr" => "ltr",
            "rtl" => "rtl",
            _ => return None,
        };
        let mut texts = String::new();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                texts.push_str(SEPARATOR);
            }
            texts.push_str(&item.text()?);
        }
        let separators = texts.bytes().filter(|byte| SEPARATOR.as_bytes() == [*byte]);
        (separators.count() + 1 == Word::KEYS.len()).then(|| Self {
            language: language.into(),
            direction,
            texts: Cow::Owned(texts),
            numerals,
        })
    }

    /// A text. Of one with plural forms, that of [`Plural::Other`].
    #[must_use]
    pub fn say(&self, word: Word) -> &str {
        self.form(word, Plural::Other)
    }

    /// The code of the language, as in BCP 47.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The direction of its writing: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        self.direction
    }

    /// The standard wording of a rating question. A topic that is not one of its kind changes
    /// nothing.
    #[must_use]
    pub fn wording(&self, metric: Metric, topic: Option<Topic>) -> Wording<'_> {
        use Word::*;
        let agreement = |ask| (ask, Disagree, Agree);
        let (ask, low, high) = match (metric, topic) {
            (Metric::Nps, Some(Topic::Work)) => (NpsWorkAsk, NpsLow, NpsHigh),
            (Metric::Nps, _) => (NpsAsk, NpsLow, NpsHigh),
            (Metric::Csat { .. }, topic) => {
                let ask = match topic {
                    Some(Topic::Checkout) => CsatCheckoutAsk,
                    Some(Topic::Support) => CsatSupportAsk,
                    Some(Topic::Onboarding) => CsatOnboardingAsk,
                    _ => CsatAsk,
                };
                (ask, Csat1, Csat5)
            }
            (Metric::Ces { direction, .. }, topic) => match (direction, topic) {
                (Direction::LowerIsEasier, _) => (EffortAsk, EffortLow, EffortHigh),
                (_, Some(Topic::Support)) => agreement(CesSupportAsk),
                (_, Some(Topic::Onboarding)) => agreement(CesOnboardingAsk),
                _ => agreement(CesAsk),
            },
            (Metric::Rating { .. }, topic) => match topic {
                Some(Topic::Trust) => agreement(TrustAsk),
                Some(Topic::Knowing) => agreement(KnowingAsk),
                Some(Topic::Ease) => agreement(EaseAsk),
                _ => (RatingAsk, RatingLow, RatingHigh),
            },
        };
        Wording {
            ask: self.say(ask),
            low: self.say(low),
            high: self.say(high),
        }
    }

    /// The follow-up after a rating of this class; the neutral question without one.
    #[must_use]
    pub fn follow_up(&self, class: Option<Class>) -> &str {
        self.say(match class {
            Some(Class::Promoter | Class::Satisfied | Class::Easy) => Word::FollowUpGood,
            Some(Class::Detractor | Class::Dissatisfied | Class::Hard) => Word::FollowUpBad,
            Some(Class::Passive | Class::Neutral) => Word::FollowUpNeutral,
            None => Word::FollowUpNone,
        })
    }

    /// Which question of how many: “Question 2 of 3”.
    #[must_use]
    pub fn progress(&self, number: usize, of: usize) -> String {
        let [number, of] = [number, of].map(|number| self.number(number as f64));
        fill(self.say(Word::Progress), &[("n", &number), ("m", &of)])
    }

    /// A rating by stars: “4 stars”.
    #[must_use]
    pub fn stars(&self, count: i32) -> String {
        self.count(Word::Stars, f64::from(count))
    }

    /// Where the score stands: “You are one of 128. The score is now 54 (47 to 59).” or “You are
    /// one of 3. Too few to say a score yet.”
    #[must_use]
    pub fn standing(&self, standing: &Standing) -> String {
        let n = self.number(standing.n as f64);
        let Some(Estimate {
            score,
            lower,
            upper,
        }) = standing.estimate
        else {
            return fill(
                self.say(if standing.n == 1 {
                    Word::StandingFirst
                } else {
                    Word::StandingFew
                }),
                &[("n", &n)],
            );
        };
        let [mut score, lower, upper] =
            [score, lower, upper].map(|number| self.number(number as f64));
        if standing.metric != Metric::Nps {
            score = fill(self.say(Word::Percent), &[("n", &score)]);
        }
        fill(
            self.say(Word::StandingScore),
            &[
                ("n", &n),
                ("score", &score),
                ("lower", &lower),
                ("upper", &upper),
            ],
        )
    }

    /// A text about a number of things.
    #[inline(never)]
    fn count(&self, word: Word, number: f64) -> String {
        let plural = (self.numerals.plural)(&self.language, number);
        fill(self.form(word, plural), &[("n", &self.number(number))])
    }

    /// One form of a text; where it has none for the category, the first one.
    #[inline(never)]
    fn form(&self, word: Word, plural: Plural) -> &str {
        let forms = part(&self.texts, SEPARATOR, word as usize);
        match part(forms, "\n", plural as usize) {
            "" => part(forms, "\n", 0),
            form => form,
        }
    }

    /// A number within a sentence, with a true minus sign.
    #[inline(never)]
    fn number(&self, number: f64) -> String {
        let digits = (self.numerals.digits)(&self.language, number);
        match cut(&digits, "-") {
            Some((before, after)) => [before, "−", after].concat(),
            None => digits,
        }
    }
}

/// The part of this index; empty where there are fewer.
fn part<'t>(text: &'t str, separator: &str, index: usize) -> &'t str {
    let mut rest = text;
    for _ in 0..index {
        rest = cut(rest, separator).map_or("", |(_, after)| after);
    }
    cut(rest, separator).map_or(rest, |(before, _)| before)
}

/// Puts values in the place of their names in braces.
#[inline(never)]
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((plain, named)) = cut(rest, "{") {
        let (name, after) = cut(named, "}").unwrap_or(("", named));
        text.push_str(plain);
        for (of, value) in values {
            if *of == name {
                text.push_str(value);
            }
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// A whole number in ASCII digits, as it stands on a scale in every language.
#[must_use]
pub fn digits(number: i32) -> String {
    let mut text = String::new();
    push_whole(&mut text, number);
    text
}

#[cfg(test)]
mod tests;
