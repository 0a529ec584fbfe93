//! Messages are kept with the response that causes them, and each is sent by one collector.

use std::time::Duration;

use serde_json::json;
use survey::time::Timestamp;

use super::{Fresh, incoming, on_each_store};
use crate::clock;
use crate::store::{Incoming, Message, Outgoing, Status};

const LEASE: Duration = Duration::from_secs(30);

/// A response that causes two messages.
fn loud(number: u32, seq: u32) -> Incoming {
    let mut item = incoming(number, &json!({"seq": seq, "respondent": "ada"}));
    item.messages = ["one", "two"]
        .map(|body| Message {
            kind: "webhook".into(),
            to: "https://example.com/hook".into(),
            body: body.into(),
        })
        .into();
    item
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_millis(clock::now().millis() + seconds * 1000)
}

async fn claim(fresh: &Fresh, now: Timestamp) -> Vec<Outgoing> {
    let mut claimed = fresh.store.claim(now, LEASE, 10).await.unwrap();
    claimed.sort_by(|one, other| one.id.cmp(&other.id));
    claimed
}

#[tokio::test]
async fn what_is_kept_is_sent_on_once_for_each_version() {
    on_each_store(async |fresh| {
        for (seq, status) in [
            (2, Status::Stored),
            (2, Status::Duplicate),
            (1, Status::Stale),
            (3, Status::Updated),
        ] {
            let statuses = fresh.store.submit(vec![loud(1, seq)]).await;
            assert_eq!(statuses, Ok(vec![status]));
        }
        let claimed = claim(fresh, later(0)).await;
        let told: Vec<_> = claimed
            .iter()
            .map(|message| (message.id.seq, message.id.place, &*message.body))
            .collect();
        assert_eq!(
            told,
            [(2, 0, "one"), (2, 1, "two"), (3, 0, "one"), (3, 1, "two")]
        );
        assert!(claimed.iter().all(|message| message.attempts == 1));
        assert_eq!(claimed[0].kind, "webhook");
        assert_eq!(claimed[0].to, "https://example.com/hook");
    })
    .await;
}

#[tokio::test]
async fn nobody_else_gets_a_message_before_the_end_of_its_lease() {
    on_each_store(async |fresh| {
        fresh.store.submit(vec![loud(1, 1)]).await.unwrap();
        let other = fresh.open_again().await;
        let first = fresh.store.claim(later(0), LEASE, 1).await.unwrap();
        let second = other.claim(later(0), LEASE, 10).await.unwrap();
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_ne!(first[0].id, second[0].id);
        assert!(claim(fresh, later(0)).await.is_empty());

        fresh.store.sent(first[0].id.clone()).await.unwrap();
        let again = claim(fresh, later(31)).await;
        assert_eq!(again.len(), 1, "whoever took it never came back");
        assert_eq!((&again[0].id, again[0].attempts), (&second[0].id, 2));
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_due_again_or_becomes_a_dead_letter_that_can_be_revived() {
    on_each_store(async |fresh| {
        fresh.store.submit(vec![loud(1, 1)]).await.unwrap();
        let claimed = claim(fresh, later(0)).await;
        let ids = [claimed[0].id.clone(), claimed[1].id.clone()];
        let soon = Some(later(60));
        for (id, again_at) in [(&ids[0], soon), (&ids[1], None)] {
            let reason = "it answered 500".to_owned();
            fresh
                .store
                .failed(id.clone(), again_at, reason)
                .await
                .unwrap();
        }
        assert!(claim(fresh, later(59)).await.is_empty());
        let due: Vec<_> = claim(fresh, later(61)).await;
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].id, ids[0]);

        let dead = fresh.store.dead_letters(10).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(
            (&dead[0].message.id, &*dead[0].reason),
            (&ids[1], "it answered 500")
        );
        assert!(fresh.store.revive(ids[1].clone(), later(0)).await.unwrap());
        assert!(!fresh.store.revive(ids[1].clone(), later(0)).await.unwrap());
        assert!(fresh.store.dead_letters(10).await.unwrap().is_empty());
        assert_eq!(claim(fresh, later(1)).await[0].id, ids[1]);
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_is_not_spoken_of() {
    on_each_store(async |fresh| {
        fresh.store.submit(vec![loud(1, 1)]).await.unwrap();
        let mut other = loud(2, 1);
        other.response.respondent = Some("ben".into());
        fresh.store.submit(vec![other]).await.unwrap();
        let erased = fresh.store.erase("default", "ada").await.unwrap();
        assert_eq!((erased.responses, erased.messages), (1, 2));
        assert_eq!(claim(fresh, later(0)).await.len(), 2, "those of the other");
    })
    .await;
}
