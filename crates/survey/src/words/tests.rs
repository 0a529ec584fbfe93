use score::{Metric, Scale};

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
        "You are one of 128. The score is now 54 (47 to 59)."
    );
    assert_eq!(
        standing(Metric::Nps, 5, -100, -100, 10),
        "You are one of 5. The score is now −100 (−100 to 10)."
    );
    assert_eq!(
        standing(Metric::csat(Scale::FIVE), 4_000_000_000, 0, 0, 3),
        "You are one of 4000000000. The score is now 0% (0 to 3)."
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
