//! The score that a visitor is shown in thanks.

use score::{Confidence, Direction, MIN_N, Metric, Scale, Score, Tally, round_half_away};
use survey::definition::{Definition, Question};
use survey::run::{Effect, Estimate, Standing, View};

use crate::story::{Story, THANKS, nps, others, template};

#[test]
fn a_tally_that_arrives_late_is_added_to_the_thanks() {
    let mut visitor = nps();
    visitor.rates(9);
    visitor.kept();
    visitor.comments("");
    assert_eq!(visitor.kept().last().unwrap(), THANKS);
    assert_eq!(
        visitor.tallied(&others()),
        [
            "show Thank you for your feedback. You are one of 128. The score is now 53 (40\u{a0}to\u{a0}64)."
        ]
    );
    visitor.dismisses();
    assert_eq!(visitor.tallied(&others()), [""; 0], "nobody looks any more");
}

#[test]
fn a_tally_on_another_scale_says_nothing() {
    let mut visitor = nps();
    visitor.rates(9);
    visitor.kept();
    visitor.comments("");
    visitor.kept();
    let mut stars = Tally::new(Scale::FIVE);
    stars.add_many(5, 100);
    assert_eq!(visitor.tallied(&stars), [THANKS]);
}

fn standing(metric: Metric, others: &Tally, rating: i32) -> Standing {
    let definition = Definition {
        questions: vec![Question::rating(metric)],
        ..template("nps")
    };
    let mut visitor = Story::of(definition);
    visitor.rates(rating);
    visitor.tallied(others);
    visitor.kept();
    match visitor.effects.last() {
        Some(Effect::Show(View::Thanks {
            standing: Some(standing),
            ..
        })) => *standing,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_standing_is_the_score_of_a_recount() {
    let ces = Metric::Ces {
        scale: Scale::SEVEN,
        direction: Direction::HigherIsEasier,
    };
    for metric in [Metric::Nps, Metric::csat(Scale::FIVE), ces] {
        for rating in metric.scale().ratings() {
            let mut everybody: Vec<i32> = metric.scale().ratings().cycle().take(37).collect();
            let mut others = Tally::new(metric.scale());
            everybody.iter().for_each(|rating| {
                others.add(*rating);
            });
            everybody.push(rating);

            let mut recount = Tally::new(metric.scale());
            everybody.iter().for_each(|rating| {
                recount.add(*rating);
            });
            let score = Score::of(metric, &recount, Confidence::P95);
            let interval = score.interval.unwrap();
            assert_eq!(
                standing(metric, &others, rating),
                Standing {
                    metric,
                    n: 38,
                    estimate: Some(Estimate {
                        score: round_half_away(score.score.unwrap()),
                        lower: round_half_away(interval.lower),
                        upper: round_half_away(interval.upper),
                    }),
                }
            );
        }
    }
}

#[test]
fn a_bound_beyond_the_score_s_own_is_not_shown() {
    let mut others = Tally::new(Scale::NPS);
    others.add_many(10, MIN_N - 1);
    let mut recount = others.clone();
    recount.add(10);
    let score = Score::of(Metric::Nps, &recount, Confidence::P95);
    assert!(score.interval.unwrap().upper > 100.0);
    let estimate = standing(Metric::Nps, &others, 10).estimate.unwrap();
    assert_eq!((estimate.score, estimate.upper), (100, 100));
}

#[test]
fn a_few_ratings_are_too_few_to_say() {
    let mut others = Tally::new(Scale::NPS);
    for n in 1..MIN_N {
        let standing = standing(Metric::Nps, &others, 10);
        assert_eq!((standing.n, standing.estimate), (n, None));
        others.add(10);
    }
    assert!(standing(Metric::Nps, &others, 10).estimate.is_some());
}
