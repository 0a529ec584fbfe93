use score::{Class, Direction, Metric, Scale};

use super::*;

fn english() -> Words {
    Words::english(Numerals::ascii())
}

#[test]
fn digits_are_ascii() {
    for (number, text) in [(0, "0"), (-2, "-2"), (10, "10"), (i32::MIN, "-2147483648")] {
        assert_eq!(digits(number), text);
    }
}

#[test]
fn where_the_score_stands() {
    let standing = |metric, n, score, lower, upper| {
        let estimate = Some(Estimate {
            score,
            lower,
            upper,
        });
        english().standing(&Standing {
            metric,
            n,
            estimate,
        })
    };
    assert_eq!(
        standing(Metric::Nps, 128, 54, 47, 59),
        "You are one of 128. The score is now 54 (47\u{a0}to\u{a0}59)."
    );
    assert_eq!(
        standing(Metric::Nps, 5, -100, -100, 10),
        "You are one of 5. The score is now −100 (−100\u{a0}to\u{a0}10)."
    );
    assert_eq!(
        standing(Metric::csat(Scale::FIVE), 4_000_000_000, 0, 0, 3),
        "You are one of 4000000000. The score is now 0% (0\u{a0}to\u{a0}3)."
    );
}

#[test]
fn a_score_of_a_few_is_not_said() {
    for (n, words) in [
        (1, "You are the first. Too few to say a score yet."),
        (4, "You are one of 4. Too few to say a score yet."),
    ] {
        let (metric, estimate) = (Metric::Nps, None);
        let standing = Standing {
            metric,
            n,
            estimate,
        };
        assert_eq!(english().standing(&standing), words);
    }
}

/// A distributed file whose texts are the keys.
fn keys() -> serde_json::Value {
    let keys = Word::KEYS.into_iter();
    std::iter::once("rtl").chain(keys).collect()
}

fn read(file: &serde_json::Value) -> Option<Words> {
    Words::parse(&file, "xx", Numerals::ascii())
}

#[test]
fn a_file_is_read_in_the_order_of_its_texts() {
    let words = read(&keys()).unwrap();
    assert_eq!((words.language(), words.direction()), ("xx", "rtl"));
    for (word, key) in [
        (Word::Agree, "agree"),
        (Word::CsatCheckoutAsk, "csat.checkout.ask"),
        (Word::ErrorChoose, "error.choose"),
        (Word::Thanks, "thanks"),
        (Word::TrustAsk, "trust.ask"),
    ] {
        assert_eq!(words.say(word), key);
    }
}

#[test]
fn a_file_that_does_not_fit_is_not_read() {
    let count = Word::KEYS.len();
    let spoilt: [fn(&mut Vec<serde_json::Value>, usize); 6] = [
        |file, _| file.clear(),
        |file, count| drop(file.remove(count)),
        |file, _| file.push("one more".into()),
        |file, _| file[0] = "up".into(),
        |file, count| file[count] = 7.into(),
        |file, _| file[1] = "two\ttexts".into(),
    ];
    for (index, spoil) in spoilt.into_iter().enumerate() {
        let mut file = keys();
        spoil(file.as_array_mut().unwrap(), count);
        assert!(read(&file).is_none(), "{index}: {file}");
    }
    for other in [serde_json::json!({"0": "ltr"}), serde_json::json!("ltr")] {
        assert!(read(&other).is_none(), "{other}");
    }
}

#[test]
fn english_is_compiled_in_as_its_file_says() {
    let file = Language::of("en").unwrap().said(Numerals::ascii()).unwrap();
    assert_eq!(file.texts, english().texts);
    assert_eq!(file.direction, english().direction);
    assert_eq!(file.language, english().language);
}

#[test]
fn an_alias_is_a_language_under_another_code() {
    for (alias, code) in ALIASES {
        assert!(
            LANGUAGES.iter().all(|(known, _)| *known != alias),
            "{alias}"
        );
        assert_eq!(Language::of(alias).unwrap().code(), code);
    }
    assert!(Language::of("tlh").is_none());
}

#[test]
fn each_kind_and_topic_has_its_wording() {
    let words = read(&keys()).unwrap();
    let csat = Metric::csat(Scale::FIVE);
    let ces = |direction| Metric::Ces {
        scale: Scale::SEVEN,
        direction,
    };
    let (easy, effort) = (
        ces(Direction::HigherIsEasier),
        ces(Direction::LowerIsEasier),
    );
    let rating = Metric::Rating { scale: Scale::FIVE };
    let likely = ["nps.low", "nps.high"];
    let satisfied = ["csat.1", "csat.5"];
    let agreed = ["disagree", "agree"];
    for (metric, topic, ask, ends) in [
        (Metric::Nps, None, "nps.ask", likely),
        (Metric::Nps, Some(Topic::Work), "nps.work.ask", likely),
        (Metric::Nps, Some(Topic::Trust), "nps.ask", likely),
        (csat, None, "csat.ask", satisfied),
        (csat, Some(Topic::Checkout), "csat.checkout.ask", satisfied),
        (csat, Some(Topic::Support), "csat.support.ask", satisfied),
        (
            csat,
            Some(Topic::Onboarding),
            "csat.onboarding.ask",
            satisfied,
        ),
        (csat, Some(Topic::Ease), "csat.ask", satisfied),
        (easy, None, "ces.ask", agreed),
        (easy, Some(Topic::Support), "ces.support.ask", agreed),
        (easy, Some(Topic::Onboarding), "ces.onboarding.ask", agreed),
        (effort, None, "effort.ask", ["effort.low", "effort.high"]),
        (rating, None, "rating.ask", ["rating.low", "rating.high"]),
        (rating, Some(Topic::Trust), "trust.ask", agreed),
        (rating, Some(Topic::Knowing), "knowing.ask", agreed),
        (rating, Some(Topic::Ease), "ease.ask", agreed),
    ] {
        let [low, high] = ends;
        let expected = Wording { ask, low, high };
        assert_eq!(
            words.wording(metric, topic),
            expected,
            "{metric:?} {topic:?}"
        );
    }
}

#[test]
fn a_class_has_its_follow_up() {
    let words = read(&keys()).unwrap();
    for (classes, text) in [
        (
            &[Class::Promoter, Class::Satisfied, Class::Easy][..],
            "follow_up.good",
        ),
        (
            &[Class::Detractor, Class::Dissatisfied, Class::Hard],
            "follow_up.bad",
        ),
        (&[Class::Passive, Class::Neutral], "follow_up.neutral"),
    ] {
        for class in classes {
            assert_eq!(words.follow_up(Some(*class)), text);
        }
    }
    assert_eq!(words.follow_up(None), "follow_up.none");
}

#[test]
fn topics_have_names_and_belong_to_kinds() {
    for (topic, name) in Topic::ALL.into_iter().zip(Topic::NAMES) {
        assert_eq!(Topic::from_name(name), Some(topic));
        assert_eq!(topic.name(), name);
        let kinds = ["nps", "csat", "ces", "rating"];
        let of = kinds.map(|kind| Topic::names_for(kind).contains(&name));
        assert!(of.contains(&true), "{name} is of no kind");
    }
    assert_eq!(Topic::from_name("play"), None);
    assert_eq!(Topic::names_for("ces"), ["support", "onboarding"]);
    assert_eq!(Topic::names_for("text"), [""; 0]);
}

#[test]
fn numbers_are_those_of_the_language() {
    let roman = Numerals {
        digits: |language, number| format!("{language}{number}"),
        plural: |_, number| {
            if number == 2.0 {
                Plural::Two
            } else {
                Plural::Few
            }
        },
    };
    let mut file = keys();
    let mut write = |word: Word, text: &str| file[word as usize + 1] = text.into();
    write(Word::Progress, "{m}: {n}.");
    write(Word::Stars, "other {n}\n\ntwo {n}");
    write(Word::Percent, "{n} per cent");
    write(Word::StandingScore, "{score} {lower} {upper} {n}");
    let words = Words::parse(&&file, "xx", roman).unwrap();
    assert_eq!(words.progress(2, 3), "xx3: xx2.");
    assert_eq!(words.stars(2), "two xx2");
    // The form is left out as it is that of `other`.
    assert_eq!(words.stars(3), "other xx3");
    assert_eq!(words.say(Word::Stars), "other {n}");
    let standing = |metric| {
        words.standing(&Standing {
            metric,
            n: 9,
            estimate: Some(Estimate {
                score: 5,
                lower: -1,
                upper: 7,
            }),
        })
    };
    assert_eq!(standing(Metric::Nps), "xx5 xx−1 xx7 xx9");
    let share = standing(Metric::csat(Scale::FIVE));
    assert_eq!(share, "xx5 per cent xx−1 xx7 xx9");
}

#[test]
fn english_counts() {
    let english = english();
    assert_eq!(english.progress(2, 3), "Question 2 of 3");
    assert_eq!(
        [1, 5].map(|count| english.stars(count)),
        ["1 star", "5 stars"]
    );
}

#[test]
fn plural_categories_have_their_names() {
    for (category, name) in Plural::ALL.into_iter().zip(pack::CATEGORIES) {
        assert_eq!(Plural::from_name(name), category);
        assert_eq!(Plural::NAMES[category as usize], name);
    }
    assert_eq!(Plural::from_name("dual"), Plural::Other);
}
