//! The totals that each commit keeps say what counting all responses anew says, whatever came in
//! which order, and whatever was taken out.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use survey::response::{AnswerValue, Outcome, Response};
use survey::time::Timestamp;

use super::{incoming, stores};
use crate::store::{Counted, Dimension, Filter, Incoming, Key, Selection, SetAside, Store};

/// 2026-01-31T00:00:00Z.
const BEGINNING: i64 = 1_769_817_600_000;
const HOUR: i64 = 3_600_000;
const SURVEYS: [&str; 2] = ["nps", "other"];

#[derive(Clone, Debug)]
enum Act {
    Submit(Vec<Said>),
    Erase(u8),
}

/// A response, as far as it matters here.
#[derive(Clone, Debug)]
struct Said {
    number: u32,
    seq: u32,
    survey: usize,
    rating: i32,
    at: i64,
    segment: Option<Value>,
    rate: Option<f64>,
    respondent: u8,
    counts: bool,
    set_aside: bool,
}

impl Said {
    fn incoming(&self, site: &str) -> Incoming {
        let at = Timestamp::from_millis(BEGINNING + self.at).to_text();
        let mut fields = json!({
            "site": site, "seq": self.seq, "survey": SURVEYS[self.survey], "answered_at": at,
            "test": !self.counts, "respondent": format!("r{}", self.respondent),
            "answers": [
                {"question": "nps", "metric": "nps", "rating": self.rating, "scale": [0, 10]},
                {"question": "stars", "metric": "rating", "rating": self.rating % 5, "scale": [0, 5]},
            ],
        });
        if let Some(segment) = &self.segment {
            fields["context"] = json!({"segment": segment});
        }
        if let Some(rate) = self.rate {
            fields["sampling"] = json!({"rate": rate});
        }
        let mut item = incoming(self.number, &fields);
        item.set_aside = self.set_aside.then_some(SetAside::Honeypot);
        item
    }
}

fn said() -> impl Strategy<Value = Said> {
    let segment = prop::option::of(prop::sample::select(vec![
        json!("gold"),
        json!("silver"),
        json!(5),
        json!(true),
    ]));
    let at = prop_oneof![0..4 * HOUR, (0..5_i64).prop_map(|hour| hour * HOUR)];
    let rate = prop::option::of(prop::sample::select(vec![0.25, 0.5]));
    let flags = (
        0..3_u8,
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.1),
    );
    let what = (0..6_u32, 1..5_u32, 0..SURVEYS.len(), 0..=10_i32);
    (what, at, segment, rate, flags).prop_map(
        |((number, seq, survey, rating), at, segment, rate, (respondent, counts, set_aside))| {
            Said {
                number,
                seq,
                survey,
                rating,
                at,
                segment,
                rate,
                respondent,
                counts,
                set_aside,
            }
        },
    )
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        5 => prop::collection::vec(said(), 1..6).prop_map(Act::Submit),
        1 => (0..3_u8).prop_map(Act::Erase),
    ];
    prop::collection::vec(act, 1..8)
}

/// Ratings by question, and how often each was given.
type Counts = BTreeMap<(String, i32), u64>;

fn counts(counted: &[Counted]) -> Counts {
    let each = counted.iter().flat_map(|counted| {
        let ratings = counted.tally.iter().filter(|(_, n)| *n > 0);
        ratings.map(|(rating, n)| ((counted.series.question.clone(), rating), n))
    });
    each.collect()
}

/// Counts the responses of a store one by one, by segment.
async fn recount(
    store: &Store,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> BTreeMap<String, Counts> {
    let selection = Selection {
        site: Some(site.into()),
        survey: Some(survey.into()),
        from: filter.from,
        to: filter.to,
    };
    let rows = store.page(&selection, &Key::default(), 1000).await.unwrap();
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.set_aside.is_none()) {
        let json: Value = serde_json::from_str(&row.json).unwrap();
        let response = Response::parse(&&json).unwrap();
        if response.test || response.outcome != Outcome::Complete {
            continue;
        }
        let segment = json["context"]["segment"].to_string();
        for answer in response.answers {
            if let AnswerValue::Rating { rating, .. } = answer.value {
                let counts = groups.entry(segment.clone()).or_default();
                *counts.entry((answer.question, rating)).or_default() += 1;
            }
        }
    }
    groups
}

async fn assert_is_recount(store: &Store, site: &str, span: Option<(i64, i64)>) {
    let (from, to) = span
        .map(|(from, to)| (BEGINNING + from, BEGINNING + to))
        .unzip();
    let filter = Filter {
        from: from.map(Timestamp::from_millis),
        to: to.map(Timestamp::from_millis),
        by: vec![Dimension::named("segment")],
    };
    for survey in SURVEYS {
        let expected = recount(store, site, survey, &filter).await;
        let mut all = Counts::new();
        for (key, n) in expected.values().flatten() {
            *all.entry(key.clone()).or_default() += n;
        }
        let totals = store.totals(site, survey, &filter).await.unwrap();
        assert_eq!(counts(&totals), all, "{survey} {span:?}");
        let groups = store.groups(site, survey, &filter).await.unwrap();
        let groups: BTreeMap<String, Counts> = groups
            .into_iter()
            .map(|group| (group.values[0].to_string(), counts(&group.counted)))
            .collect();
        assert_eq!(groups, expected, "{survey} {span:?} by segment");
    }
}

/// Does all acts on a site of its own, and counts anew in the end.
async fn act(store: &Store, site: &str, acts: &[Act], span: (i64, i64)) {
    for act in acts {
        match act {
            Act::Submit(said) => {
                let items = said.iter().map(|said| said.incoming(site)).collect();
                store.submit(items).await.unwrap();
            }
            Act::Erase(respondent) => {
                store.erase(site, &format!("r{respondent}")).await.unwrap();
            }
        }
    }
    assert_is_recount(store, site, None).await;
    assert_is_recount(store, site, Some(span)).await;
    let everything = Timestamp::from_millis(i64::MAX);
    store.expire(site, everything).await.unwrap();
    assert_is_recount(store, site, None).await;
    assert_is_recount(store, site, Some(span)).await;
}

#[test]
fn totals_equal_a_recount() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stores = runtime.block_on(stores());
    let mut runner = TestRunner::new(Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    });
    let case = std::cell::Cell::new(0);
    runner
        .run(&(acts(), 0..5 * HOUR, 0..5 * HOUR), |(acts, one, other)| {
            case.set(case.get() + 1);
            let site = format!("site-{}", case.get());
            for fresh in &stores {
                let span = (one.min(other), one.max(other));
                runtime.block_on(act(&fresh.store, &site, &acts, span));
            }
            Ok(())
        })
        .unwrap();
    runtime.block_on(async {
        for fresh in stores {
            fresh.store.close().await;
        }
    });
}
