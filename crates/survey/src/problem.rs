//! What is wrong, where, and what would be right.
//!
//! In a browser a problem is its path and its code. The sentences ([`Problem::message`] and
//! [`Problem::expected`]) are for hosts, where bytes are free; a bundle that does not call them
//! does not carry them.

/// One thing that is wrong with a definition or a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where: a path such as `questions[2].scale[0]`; empty for the document itself.
    pub at: String,
    /// What.
    pub code: Code,
}

/// What can be wrong. The payload says what would be right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Code {
    /// The value is of another JSON type than this one.
    WrongType(&'static str),
    /// A needed field is not there.
    Missing,
    /// A field that nothing reads.
    UnknownField(&'static [&'static str]),
    /// A name outside the list of names that mean something here.
    UnknownValue(&'static [&'static str]),
    /// A number outside these bounds, both included. [`f64::MIN_POSITIVE`] stands for “above 0”;
    /// all other bounds are those of whole numbers.
    OutOfRange(f64, f64),
    /// A number with a fraction where only whole numbers mean something.
    NotWhole,
    /// More characters than this.
    TooLong(usize),
    /// An empty text where something must be said.
    Empty,
    /// Fewer or more elements or members than these bounds.
    WrongCount(usize, usize),
    /// U+0000 or another control character other than tab and line breaks.
    ControlCharacter,
    /// Not made of letters, digits, `-`, `_` and `.`.
    BadId,
    /// Not a UUID.
    BadUuid,
    /// Not a UTC time such as `2026-01-31T12:00:00Z`.
    BadTime,
    /// Not a duration such as `5s`, `10m`, `2h` or `90d`.
    BadDuration,
    /// Not a share such as `60%`.
    BadShare,
    /// A second trigger that waits for a time after its event.
    TwoWaits,
    /// An id that stands earlier in the same document.
    DuplicateId,
    /// A question that does not come earlier in the survey, or has no class to depend on.
    NotEarlier,
    /// A text for each class is needed, and this one's is missing.
    MissingClass(&'static str),
    /// A scale that runs backwards, has one point, or more points than can be shown.
    BadScale,
    /// Another scale than the one that NPS is asked on.
    NpsScale,
    /// A version that this program does not read.
    Version,
    /// A field that means nothing for this kind of question or answer.
    NotForKind,
    /// Pictures on a scale that is rated by numbers.
    NumbersOnly,
    /// A scale that cannot be drawn in this look.
    LookScale,
    /// An id that is not that of an earlier question.
    UnknownQuestion,
    /// An id that is not that of an option of the question.
    UnknownOption,
    /// A condition that tests nothing.
    NoTest,
    /// Conditions nested too deep.
    TooDeep,
    /// A character that changes the direction of what follows it.
    BidiControl,
    /// A tag, or a character by its name, where text is plain.
    Markup,
    /// Braces that are not a place for a value.
    BadPlace,
    /// A place for a value without what stands there if there is none.
    NoFallback,
    /// A place for the answer to a question that is not answered yet.
    LaterValue,
    /// An address that no link may lead to.
    BadLink,
    /// Texts by the class of a rating that may be left out, where no standard text stands in.
    MayBeSkipped,
    /// A link that depends on what was answered.
    RoutedLink,
    /// Texts in the language that the definition is in already.
    FirstLanguage,
    /// The path of a text that the definition does not have.
    UnknownText,
    /// The path of two texts, because ids contain dots.
    TwoTexts,
    /// Neither a duration nor `ever`.
    BadPeriod,
    /// A rule that no page's address can fit.
    BadPage,
    /// A regular expression with something that is not read here, or too long.
    BadPattern,
    /// A regular expression that some address makes slow.
    SlowPattern,
    /// Not a host's name.
    BadHost,
    /// Neither a date nor a UTC time.
    BadDate,
    /// Not an hour such as `09:30`.
    BadHour,
    /// A span that nothing lies in.
    Never,
    /// A test of a value that tests nothing.
    EmptyTest,
    /// An answer without any of the fields that make one.
    NoAnswer,
    /// An answer that says two things at once.
    Ambiguous,
}

impl Code {
    /// The stable name of this problem, as it stands in error responses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Code::WrongType(_) => "wrong_type",
            Code::Missing => "missing",
            Code::UnknownField(_) => "unknown_field",
            Code::UnknownValue(_) => "unknown_value",
            Code::OutOfRange(..) => "out_of_range",
            Code::NotWhole => "not_whole",
            Code::TooLong(_) => "too_long",
            Code::Empty => "empty",
            Code::WrongCount(..) => "wrong_count",
            Code::ControlCharacter => "control_character",
            Code::BadId => "bad_id",
            Code::BadUuid => "bad_uuid",
            Code::BadTime => "bad_time",
            Code::BadDuration => "bad_duration",
            Code::BadShare => "bad_share",
            Code::TwoWaits => "two_waits",
            Code::DuplicateId => "duplicate_id",
            Code::NotEarlier => "not_earlier",
            Code::MissingClass(_) => "missing_class",
            Code::BadScale => "bad_scale",
            Code::NpsScale => "nps_scale",
            Code::Version => "version",
            Code::NotForKind => "not_for_kind",
            Code::NumbersOnly => "numbers_only",
            Code::LookScale => "look_scale",
            Code::UnknownQuestion => "unknown_question",
            Code::UnknownOption => "unknown_option",
            Code::NoTest => "no_test",
            Code::TooDeep => "too_deep",
            Code::BidiControl => "bidi_control",
            Code::Markup => "markup",
            Code::BadPlace => "bad_place",
            Code::NoFallback => "no_fallback",
            Code::LaterValue => "later_value",
            Code::BadLink => "bad_link",
            Code::MayBeSkipped => "may_be_skipped",
            Code::RoutedLink => "routed_link",
            Code::FirstLanguage => "first_language",
            Code::UnknownText => "unknown_text",
            Code::TwoTexts => "two_texts",
            Code::BadPeriod => "bad_period",
            Code::BadPage => "bad_page",
            Code::BadPattern => "bad_pattern",
            Code::SlowPattern => "slow_pattern",
            Code::BadHost => "bad_host",
            Code::BadDate => "bad_date",
            Code::BadHour => "bad_hour",
            Code::Never => "never",
            Code::EmptyTest => "empty_test",
            Code::NoAnswer => "no_answer",
            Code::Ambiguous => "ambiguous",
        }
    }
}

impl Problem {
    /// What is wrong, as a sentence without the path.
    #[must_use]
    pub fn message(&self) -> String {
        match self.code {
            Code::WrongType(_) => "this is of the wrong type".into(),
            Code::Missing => "this field is needed and is not there".into(),
            Code::UnknownField(_) => "no such field is known here".into(),
            Code::UnknownValue(_) => "no such name is known here".into(),
            Code::OutOfRange(..) => "this number is out of range".into(),
            Code::NotWhole => "this number has a fraction".into(),
            Code::TooLong(_) => "this text is too long".into(),
            Code::Empty => "this text is empty".into(),
            Code::WrongCount(..) => "there are too few or too many of these".into(),
            Code::ControlCharacter => "this text contains a control character".into(),
            Code::BadId => "this is not an id".into(),
            Code::BadUuid => "this is not a UUID".into(),
            Code::BadTime => "this is not a time in UTC".into(),
            Code::BadDuration => "this is not a duration".into(),
            Code::BadShare => "this is not a share".into(),
            Code::TwoWaits => "two triggers wait for a time after their event".into(),
            Code::DuplicateId => "this id stands earlier already".into(),
            Code::NotEarlier => "no earlier question gives this a class to depend on".into(),
            Code::MissingClass(class) => format!("the text for the class `{class}` is missing"),
            Code::BadScale => "this is not a scale".into(),
            Code::NpsScale => "NPS has a scale of its own".into(),
            Code::Version => "this version is not known".into(),
            Code::NotForKind => "this means nothing for this kind".into(),
            Code::NumbersOnly => {
                "recommendation and effort are rated by numbers: pictures grade the scale".into()
            }
            Code::LookScale => "this look does not fit the scale".into(),
            Code::UnknownQuestion => "no earlier question has this id".into(),
            Code::UnknownOption => "the question has no option of this id".into(),
            Code::NoTest => "this tests nothing of the answer".into(),
            Code::TooDeep => "this condition is nested too deep".into(),
            Code::BidiControl => {
                "this text contains a character that changes the direction of what follows".into()
            }
            Code::Markup => "this text contains markup, and would be shown as it stands".into(),
            Code::BadPlace => "these braces are not a place for a value".into(),
            Code::NoFallback => "this place for a value does not say what stands in for it".into(),
            Code::LaterValue => "this text repeats an answer that is not given yet".into(),
            Code::BadLink => "no link may lead to this address".into(),
            Code::MayBeSkipped => {
                "the rating may be left out, and then there is nothing to say here".into()
            }
            Code::RoutedLink => {
                "a link is the same for everybody: platforms and the law forbid to lead only some \
                 to public reviews"
                    .into()
            }
            Code::FirstLanguage => "the definition itself is in this language".into(),
            Code::UnknownText => "the definition has no text of its own at this path".into(),
            Code::TwoTexts => "two texts of the definition have this path".into(),
            Code::BadPeriod => "this is not a period".into(),
            Code::BadPage => "no page's address is like this".into(),
            Code::BadPattern => "this regular expression says more than is read here".into(),
            Code::SlowPattern => "some address makes this regular expression slow".into(),
            Code::BadHost => "this is not a host".into(),
            Code::BadDate => "this is neither a date nor a time in UTC".into(),
            Code::BadHour => "this is not an hour of the day".into(),
            Code::Never => "nothing lies between these".into(),
            Code::EmptyTest => "this tests nothing of the value".into(),
            Code::NoAnswer => "this answer says nothing".into(),
            Code::Ambiguous => "this answer says two things at once".into(),
        }
    }

    /// What would be right, to be read after “expected”.
    #[must_use]
    pub fn expected(&self) -> String {
        match self.code {
            Code::WrongType(kind) => kind.into(),
            Code::Missing => "a value for this field".into(),
            Code::UnknownField(known) | Code::UnknownValue(known) => one_of(known),
            Code::OutOfRange(f64::MIN_POSITIVE, max) => {
                format!("a number above 0 and at most {max}")
            }
            Code::OutOfRange(min, max) => format!("a whole number from {min} to {max}"),
            Code::NotWhole => "a whole number".into(),
            Code::TooLong(max) => format!("at most {max} characters"),
            Code::Empty => "at least one character that can be seen".into(),
            Code::WrongCount(0, 0) => "none".into(),
            Code::WrongCount(min, max) if min == max => format!("exactly {min}"),
            Code::WrongCount(min, max) => format!("{min} to {max}"),
            Code::ControlCharacter => {
                "text without control characters other than tab and line breaks".into()
            }
            Code::BadId => {
                "1 to 64 letters, digits, `-`, `_` or `.`, such as `post-purchase`".into()
            }
            Code::BadUuid => {
                "a UUID (version 7) such as `0198c0de-0000-7000-8000-000000000001`".into()
            }
            Code::BadTime => {
                "a time in UTC ending in `Z`, such as `2026-01-31T12:00:00.000Z`".into()
            }
            Code::BadDuration => {
                "a whole number and its unit, such as `5s`, `10m`, `2h` or `90d`".into()
            }
            Code::BadShare => "whole percents from `0%` to `100%`".into(),
            Code::TwoWaits => "`after` in one trigger: a survey waits for one time".into(),
            Code::DuplicateId => "an id of its own".into(),
            Code::NotEarlier => "an earlier nps, csat or ces question".into(),
            Code::MissingClass(class) => format!("a text under `{class}`, or one text for all"),
            Code::NpsScale => "`[0, 10]`, or another kind such as `rating`".into(),
            Code::BadScale => {
                "two whole numbers from -1000 to 1000, the lower first, with at most 101 points"
                    .into()
            }
            Code::Version => "1".into(),
            Code::NotForKind => "this left out, or another kind".into(),
            Code::NumbersOnly => "`numbers`, or another kind such as `csat` or `rating`".into(),
            Code::LookScale => {
                "stars from 1 to at most 10, faces on 2 to 7 points, thumbs on `[0, 1]`".into()
            }
            Code::UnknownQuestion => "the id of an earlier question".into(),
            Code::UnknownOption => "the id of one of its options".into(),
            Code::NoTest => {
                "`class`, `is`, `at_least`, `at_most`, `includes` or `answered` beside `question`"
                    .into()
            }
            Code::TooDeep => "at most 5 levels of `any`, `all` and `not`".into(),
            Code::BidiControl => "text without U+202A to U+202E and U+2066 to U+2069".into(),
            Code::Markup => {
                "plain text, with a space after `<`, and the character itself for `&amp;`".into()
            }
            Code::BadPlace => "`{{key|fallback}}` such as `{{name|friend}}`".into(),
            Code::NoFallback => "`|` and a fallback, perhaps an empty one, before `}}`".into(),
            Code::LaterValue => "the id of an earlier question, or a key of the context".into(),
            Code::BadLink => {
                "an address without spaces that begins with `https://`, `http://`, `mailto:`, \
                 `tel:` or `/`"
                    .into()
            }
            Code::MayBeSkipped => {
                "one text for everybody, or a rating that is required and has no `when`".into()
            }
            Code::RoutedLink => "one `label` and one `href` for everybody".into(),
            Code::FirstLanguage => "another language than that under `language`".into(),
            Code::UnknownText => {
                "a path such as `nps.ask`, `why.ask.promoter`, `what.options.price` or \
                 `thanks.text`"
                    .into()
            }
            Code::TwoTexts => {
                "ids that do not run into one another, as those of an option `a` of `what` and of a \
                 question `what.options` do"
                    .into()
            }
            Code::BadPeriod => {
                "`ever`, or a whole number and its unit, such as `12h` or `90d`".into()
            }
            Code::BadPage => {
                "a path that begins with `/`, or an address such as `https://shop.example/cart`; \
                 a glob may begin with `*`; spaces, umlauts and the like as `%20` and `%C3%BC`"
                    .into()
            }
            Code::BadPattern => {
                "at most 200 bytes of characters, classes, `.`, `|`, groups that are not repeated, \
                 `^` first, `$` last, and `*`, `+`, `?` or `{2,5}` after one character"
                    .into()
            }
            Code::SlowPattern => {
                "`^` first, and after each repetition a character that it cannot take itself, such \
                 as `^/[^/]+/done$`"
                    .into()
            }
            Code::BadHost => "a host in lower case, such as `shop.example`".into(),
            Code::BadDate => "such as `2026-01-31` or `2026-01-31T12:00:00Z`".into(),
            Code::BadHour => "hours and minutes from `00:00` to `24:00`, such as `09:30`".into(),
            Code::Never => "the lower or the earlier one first".into(),
            Code::EmptyTest => "`is`, `at_least`, `at_most` or `given`".into(),
            Code::NoAnswer => "one of `rating`, `text`, `choices`, `contact` or `skipped`".into(),
            Code::Ambiguous => {
                "only one of `rating`, `text`, `choices`, `contact` or `skipped`".into()
            }
        }
    }
}

fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".into(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` or `{last}`", first.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Problem};

    const EVERY: &[Code] = &[
        Code::WrongType("a list"),
        Code::Missing,
        Code::UnknownField(&["id"]),
        Code::UnknownValue(&["nps", "csat", "ces"]),
        Code::OutOfRange(0.0, 10.0),
        Code::NotWhole,
        Code::TooLong(500),
        Code::Empty,
        Code::WrongCount(1, 50),
        Code::ControlCharacter,
        Code::BadId,
        Code::BadUuid,
        Code::BadTime,
        Code::BadDuration,
        Code::BadShare,
        Code::TwoWaits,
        Code::DuplicateId,
        Code::NotEarlier,
        Code::MissingClass("passive"),
        Code::BadScale,
        Code::NpsScale,
        Code::Version,
        Code::NotForKind,
        Code::NumbersOnly,
        Code::LookScale,
        Code::UnknownQuestion,
        Code::UnknownOption,
        Code::NoTest,
        Code::TooDeep,
        Code::BidiControl,
        Code::Markup,
        Code::BadPlace,
        Code::NoFallback,
        Code::LaterValue,
        Code::BadLink,
        Code::MayBeSkipped,
        Code::RoutedLink,
        Code::FirstLanguage,
        Code::UnknownText,
        Code::TwoTexts,
        Code::BadPeriod,
        Code::BadPage,
        Code::BadPattern,
        Code::SlowPattern,
        Code::BadHost,
        Code::BadDate,
        Code::BadHour,
        Code::Never,
        Code::EmptyTest,
        Code::NoAnswer,
        Code::Ambiguous,
    ];

    fn problem(code: Code) -> Problem {
        let at = String::new();
        Problem { at, code }
    }

    fn assert_distinct(mut texts: Vec<String>) {
        let all = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), all, "{texts:#?}");
    }

    #[test]
    fn no_two_problems_are_told_alike() {
        let codes = EVERY.iter().map(|code| code.as_str().to_owned()).collect();
        assert_distinct(codes);
        let messages = EVERY.iter().map(|code| problem(*code).message()).collect();
        assert_distinct(messages);
        let expected = EVERY.iter().map(|code| problem(*code).expected()).collect();
        assert_distinct(expected);
    }

    #[test]
    fn what_would_be_right_is_said_in_full() {
        for (code, expected) in [
            (Code::WrongType("a list"), "a list"),
            (Code::UnknownField(&[]), "nothing"),
            (Code::UnknownField(&["id"]), "`id`"),
            (Code::UnknownValue(&["a", "b", "c"]), "`a`, `b` or `c`"),
            (Code::OutOfRange(0.0, 10.0), "a whole number from 0 to 10"),
            (
                Code::OutOfRange(f64::MIN_POSITIVE, 1.0),
                "a number above 0 and at most 1",
            ),
            (Code::TooLong(64), "at most 64 characters"),
            (Code::WrongCount(0, 0), "none"),
            (Code::WrongCount(1, 1), "exactly 1"),
            (Code::WrongCount(1, 50), "1 to 50"),
        ] {
            assert_eq!(problem(code).expected(), expected);
        }
    }
}
