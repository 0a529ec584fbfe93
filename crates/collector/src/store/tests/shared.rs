//! What holds with several collectors on one store, and for pages and nonces.

use futures_util::future::join_all;
use serde_json::json;
use survey::time::Timestamp;

use super::{incoming, locations, on_each_store};
use crate::store::{Filter, Incoming, Key, Selection, SetAside, Shelf, Status, Store, Vouching};

fn signed(number: u32, nonce: &str) -> Incoming {
    let mut item = incoming(number, &json!({}));
    item.verified = Vouching::Verified {
        nonce: Some(nonce.into()),
        expires: Timestamp::from_millis(1_000),
    };
    item
}

/// Two collectors take the same responses in at once, in opposite orders: each is stored once, and
/// neither waits for the other for ever.
#[tokio::test(flavor = "multi_thread")]
async fn two_collectors_may_store_the_same_ids_at_once() {
    const ROUNDS: u32 = 20;
    const EACH: u32 = 100;
    on_each_store(async |fresh| {
        let other = fresh.open_again().await;
        let mut stored = 0;
        for round in 0..ROUNDS {
            let numbers = round * EACH..(round + 1) * EACH;
            let forth = numbers.clone().map(|number| incoming(number, &json!({})));
            let back = numbers.rev().map(|number| incoming(number, &json!({})));
            let (one, two) = tokio::join!(
                fresh.store.submit(forth.collect()),
                other.submit(back.collect())
            );
            let statuses = [one.unwrap(), two.unwrap()].concat();
            stored += statuses
                .iter()
                .filter(|status| **status == Status::Stored)
                .count();
        }
        assert_eq!(stored, (ROUNDS * EACH) as usize);
        let totals = other.totals("default", "nps", &Filter::default()).await;
        assert_eq!(totals.unwrap()[0].tally.n(), u64::from(ROUNDS * EACH));
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_nonce_is_good_for_one_response() {
    on_each_store(async |fresh| {
        fresh.store.submit(vec![signed(1, "a")]).await.unwrap();
        fresh
            .store
            .submit(vec![signed(2, "a"), signed(3, "b")])
            .await
            .unwrap();
        let mut again = signed(1, "a");
        again.response.seq = 2;
        let again = fresh.store.submit(vec![again]).await;
        assert_eq!(again, Ok(vec![Status::Updated]), "it is its own");
        let (all, start) = (Selection::default(), Key::default());
        let rows = fresh.store.page(&all, &start, 10);
        let verified: Vec<_> = rows
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.verified)
            .collect();
        assert_eq!(verified, ["verified", "nonce_used", "verified"]);

        fresh
            .store
            .expire_nonces(Timestamp::from_millis(1_001))
            .await
            .unwrap();
        fresh.store.submit(vec![signed(4, "a")]).await.unwrap();
        let key = Key {
            site: "default".into(),
            id: journeys::collector::id(4),
        };
        let row = fresh.store.one(&key).await.unwrap().unwrap();
        assert_eq!(
            row.verified, "verified",
            "its signature has expired, and it with it"
        );
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_in_the_order_of_keys() {
    on_each_store(async |fresh| {
        for number in [5, 1, 4, 2, 3] {
            fresh
                .store
                .submit(vec![incoming(number, &json!({}))])
                .await
                .unwrap();
            let other = json!({"site": "demo", "survey": "ces"});
            fresh
                .store
                .submit(vec![incoming(number, &other)])
                .await
                .unwrap();
        }
        let read = async |selection: &Selection, limit| {
            let (mut after, mut ids) = (Key::default(), Vec::new());
            loop {
                let page = fresh.store.page(selection, &after, limit).await.unwrap();
                let is_last = page.len() < limit as usize;
                ids.extend(page.iter().map(|row| row.key.clone()));
                match page.last() {
                    Some(row) if !is_last => after = row.key.clone(),
                    _ => return ids,
                }
            }
        };
        let all = read(&Selection::default(), 3).await;
        assert_eq!(all.len(), 10);
        assert!(all.is_sorted());
        let demo = Selection {
            survey: Some("ces".into()),
            ..Selection::default()
        };
        assert!(read(&demo, 2).await.iter().all(|key| key.site == "demo"));
        let before = Selection {
            to: Timestamp::parse("2026-01-31T12:00:00Z"),
            ..Selection::default()
        };
        assert!(read(&before, 2).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_set_aside_is_listed_apart_and_counted_nowhere() {
    on_each_store(async |fresh| {
        let mut suspected = incoming(1, &json!({}));
        suspected.set_aside = Some(SetAside::TooFast);
        fresh
            .store
            .submit(vec![suspected, incoming(2, &json!({}))])
            .await
            .unwrap();
        let listed = async |shelf| {
            let rows = fresh
                .store
                .latest("default", None, shelf, 10)
                .await
                .unwrap();
            rows.into_iter()
                .map(|row| (row.key.id, row.set_aside))
                .collect::<Vec<_>>()
        };
        let (one, two) = (journeys::collector::id(1), journeys::collector::id(2));
        assert_eq!(
            listed(Shelf::SetAside).await,
            [(one, Some("too_fast".into()))]
        );
        assert_eq!(listed(Shelf::Counted).await, [(two, None)]);
        let totals = fresh
            .store
            .totals("default", "nps", &Filter::default())
            .await;
        assert_eq!(totals.unwrap()[0].tally.n(), 1);
    })
    .await;
}

/// Texts of the longest kind, in the characters that take the most room: no key may be too long.
#[tokio::test]
async fn the_longest_texts_are_stored() {
    on_each_store(async |fresh| {
        for (number, character) in (0..).zip(["\u{1f600}", "\\", "\"", "ü"]) {
            let text = character.repeat(500);
            let fields = json!({
                "respondent": text, "context": {"segment": text, "agent": text},
            });
            let statuses = fresh.store.submit(vec![incoming(number, &fields)]).await;
            assert_eq!(statuses, Ok(vec![Status::Stored]), "{character:?}");
        }
        let by = vec![crate::store::Dimension::named("segment")];
        let filter = Filter {
            by,
            ..Filter::default()
        };
        let groups = fresh.store.groups("default", "nps", &filter).await.unwrap();
        assert_eq!(groups.len(), 4);
    })
    .await;
}

/// Several collectors start at once on a store that is new: one makes the tables.
#[tokio::test(flavor = "multi_thread")]
async fn collectors_may_start_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for location in locations(&folder) {
        let opened = join_all((0..4).map(|_| Store::open(&location))).await;
        let stores: Vec<Store> = opened.into_iter().map(Result::unwrap).collect();
        for (number, store) in (0..).zip(&stores) {
            let statuses = store.submit(vec![incoming(number, &json!({}))]).await;
            assert_eq!(statuses, Ok(vec![Status::Stored]));
        }
        for store in stores {
            store.close().await;
        }
    }
}
