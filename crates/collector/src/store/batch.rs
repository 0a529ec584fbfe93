//! What a group of responses comes to, given what is stored already. Nothing here knows a dialect.

use std::collections::{BTreeMap, HashMap};

use super::row::{Earlier, Key, Row};
use super::{Doubt, Incoming, Status, Vouching};

/// Responses that are stored in one transaction.
pub(super) struct Batch<'i> {
    /// In the order in which they came.
    items: Vec<&'i Incoming>,
    /// Their places in that order. Every collector takes the keys in the order of this map: two
    /// that store the same ids wait for each other, and never in a circle.
    by_key: BTreeMap<Key, Vec<usize>>,
}

/// A nonce, and the response that brought it first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NonceClaim {
    pub(super) nonce: Nonce,
    /// The id of the response.
    pub(super) response: String,
    /// Until when it has to be remembered, in milliseconds since 1970.
    pub(super) expires: i64,
}

/// A nonce of a site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Nonce {
    pub(super) site: String,
    pub(super) text: String,
}

/// The ids of the responses that own nonces.
pub(super) type Owners = HashMap<Nonce, String>;

/// What becomes of a batch.
pub(super) struct Outcome<'i> {
    /// One for each response, in the order in which they came.
    pub(super) statuses: Vec<Status>,
    /// What was new.
    pub(super) stored: Vec<Row<'i>>,
    /// What replaces an earlier version, and which.
    pub(super) updated: Vec<(Row<'i>, Earlier)>,
    /// All that are kept now, or were before a later one of the same batch: what they send on is due.
    pub(super) kept: Vec<&'i Incoming>,
}

impl<'i> Batch<'i> {
    pub(super) fn of(items: impl IntoIterator<Item = &'i Incoming>) -> Self {
        let items: Vec<_> = items.into_iter().collect();
        let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            let places = by_key.entry(Key::of(&item.response)).or_default();
            places.push(place);
        }
        Self { items, by_key }
    }

    /// The nonces that are brought, sorted; of two that bring the same the first.
    pub(super) fn nonces(&self) -> Vec<NonceClaim> {
        let mut claims: BTreeMap<Nonce, NonceClaim> = BTreeMap::new();
        for item in &self.items {
            let Some((nonce, expires)) = nonce(item) else {
                continue;
            };
            claims.entry(nonce.clone()).or_insert_with(|| NonceClaim {
                nonce,
                response: item.response.id.as_str().to_owned(),
                expires,
            });
        }
        claims.into_values().collect()
    }

    /// The row of each response if it is new, or newer than what is there: its latest version, of
    /// equal ones the first. Sorted by key.
    pub(super) fn rows(&self, owners: &Owners) -> Vec<Row<'i>> {
        let latest = |places: &[usize]| {
            let items = places.iter().map(|place| self.items[*place]);
            // `max_by_key` takes the last of equals.
            items.rev().max_by_key(|item| item.response.seq)
        };
        let rows = self.by_key.iter().filter_map(|(key, places)| {
            let item = latest(places)?;
            Some(Row {
                key: key.clone(),
                item,
                verified: verified(item, owners),
            })
        });
        rows.collect()
    }

    /// What becomes of these rows, and of all responses, where some are there already.
    pub(super) fn settle(
        self,
        rows: Vec<Row<'i>>,
        mut earlier: impl FnMut(&Key) -> Option<Earlier>,
    ) -> Outcome<'i> {
        let mut outcome = Outcome {
            statuses: vec![Status::Stale; self.items.len()],
            stored: Vec::new(),
            updated: Vec::new(),
            kept: Vec::new(),
        };
        for row in rows {
            let earlier = earlier(&row.key);
            let mut seq = earlier.as_ref().map(|earlier| earlier.seq);
            for place in self.by_key.get(&row.key).into_iter().flatten() {
                let item = self.items[*place];
                let status = Status::of(item.response.seq, seq);
                outcome.statuses[*place] = status;
                if status.is_kept() {
                    seq = Some(item.response.seq);
                    outcome.kept.push(item);
                }
            }
            match earlier {
                None => outcome.stored.push(row),
                Some(earlier) if row.item.response.seq > earlier.seq => {
                    outcome.updated.push((row, earlier));
                }
                Some(_) => {}
            }
        }
        outcome
    }
}

fn nonce(item: &Incoming) -> Option<(Nonce, i64)> {
    match &item.verified {
        Vouching::Verified {
            nonce: Some(nonce),
            expires,
        } => {
            let nonce = Nonce {
                site: item.response.site.clone(),
                text: nonce.clone(),
            };
            Some((nonce, expires.millis()))
        }
        _ => None,
    }
}

/// What is known of a signature: a nonce that another response owns proves nothing any more.
fn verified(item: &Incoming, owners: &Owners) -> &'static str {
    let used = nonce(item).is_some_and(|(nonce, _)| {
        let owner = owners.get(&nonce);
        owner.is_some_and(|owner| owner != item.response.id.as_str())
    });
    if used {
        Doubt::NonceUsed.name()
    } else {
        item.verified.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use survey::response::Response;
    use survey::time::Timestamp;

    fn incoming(number: u32, seq: i32) -> Incoming {
        let json = json!({
            "v": 1, "id": format!("0198c0de-0000-7000-8000-{number:012}"), "seq": seq,
            "survey": "nps", "outcome": "complete",
            "answers": [{"question": "nps", "metric": "nps", "rating": seq, "scale": [0, 10]}],
            "answered_at": "2026-01-31T12:00:00Z",
        });
        Response::parse(&&json).unwrap().into()
    }

    fn there(seq: i32) -> Earlier {
        Earlier {
            seq,
            survey: "nps".into(),
            answered_at: 0,
            received_at: 0,
            rate: Some(1.0),
        }
    }

    fn settle<'i>(items: &'i [Incoming], earlier: Option<i32>) -> Outcome<'i> {
        let batch = Batch::of(items);
        let rows = batch.rows(&Owners::new());
        batch.settle(rows, |_| earlier.map(there))
    }

    #[test]
    fn versions_in_one_batch_are_told_of_as_if_they_had_come_one_by_one() {
        use Status::{Duplicate, Stale, Stored, Updated};
        let items = [1, 3, 3, 2].map(|seq| incoming(1, seq));
        let outcome = settle(&items, None);
        assert_eq!(outcome.statuses, [Stored, Updated, Duplicate, Stale]);
        assert_eq!(outcome.stored.len(), 1);
        assert_eq!(outcome.stored[0].item.response.seq, 3);
        assert_eq!(outcome.kept.len(), 2);

        let outcome = settle(&items, Some(2));
        assert_eq!(outcome.statuses, [Stale, Updated, Duplicate, Stale]);
        assert_eq!(outcome.updated[0].1.seq, 2);

        let outcome = settle(&items, Some(3));
        assert_eq!(outcome.statuses, [Stale, Duplicate, Duplicate, Stale]);
        assert!(outcome.stored.is_empty() && outcome.updated.is_empty());
    }

    #[test]
    fn of_equal_versions_the_first_is_kept() {
        let items = [incoming(1, 2), incoming(1, 2)];
        let outcome = settle(&items, None);
        assert!(std::ptr::eq(outcome.stored[0].item, &items[0]));
    }

    #[test]
    fn rows_are_sorted_by_key_and_statuses_stay_where_they_were() {
        let items = [3, 1, 2].map(|number| incoming(number, 1));
        let batch = Batch::of(&items);
        let rows = batch.rows(&Owners::new());
        assert!(rows.is_sorted_by_key(|row| row.key.clone()));
        let second = rows[1].key.clone();
        let outcome = batch.settle(rows, |key| (*key == second).then(|| there(1)));
        use Status::{Duplicate, Stored};
        assert_eq!(outcome.statuses, [Stored, Stored, Duplicate]);
    }

    #[test]
    fn a_nonce_belongs_to_whoever_brought_it_first() {
        let mut items = [incoming(1, 1), incoming(2, 1), incoming(1, 2)];
        for item in &mut items {
            item.verified = Vouching::Verified {
                nonce: Some("n".into()),
                expires: Timestamp::from_millis(7),
            };
        }
        let batch = Batch::of(&items);
        let claims = batch.nonces();
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].response, items[0].response.id.as_str());
        let owners = claims
            .into_iter()
            .map(|claim| (claim.nonce, claim.response))
            .collect();
        let verified: Vec<_> = batch.rows(&owners).iter().map(|row| row.verified).collect();
        assert_eq!(verified, ["verified", "nonce_used"]);
    }
}
