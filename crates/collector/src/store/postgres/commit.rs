//! What a group of responses changes, within one transaction and few round trips.
//!
//! Rows are locked in the order of their keys, and tables in the order of these functions, by all
//! who write: nobody waits in a circle. `READ COMMITTED` suffices: a row that another transaction
//! is inserting makes this one wait for its end, and is there afterwards.

use std::collections::{BTreeSet, HashMap, HashSet};

use deadpool_postgres::{Client, Transaction};
use futures_util::future::try_join_all;
use tokio::join;
use tokio_postgres::types::ToSql;

use super::columns::Responses;
use super::{fault, outgoing, totals};
use crate::clock;
use crate::store::batch::{Batch, Nonce, NonceClaim, Owners};
use crate::store::deltas::Deltas;
use crate::store::outgoing::OutgoingId;
use crate::store::row::{Earlier, Key, Rating, Row};
use crate::store::series::{Series, SurveyKey};
use crate::store::{Incoming, Status, StoreError};

/// The series that are there already, to spare writing them again.
pub(super) type KnownSeries = HashSet<(SurveyKey, Series)>;

/// How many of these are remembered.
const MAX_KNOWN_SERIES: usize = 4096;

/// What a commit did.
pub(super) struct Applied {
    /// One for each response, in their order.
    pub(super) statuses: Vec<Status>,
    /// The surveys whose ratings may have changed.
    pub(super) changed: BTreeSet<SurveyKey>,
}

/// Stores responses in one transaction: all of them, or none.
///
/// # Errors
///
/// When the database refuses, or is lost: then they may be stored or not.
pub(super) async fn commit<'i>(
    client: &mut Client,
    known: &mut KnownSeries,
    slot: i32,
    items: impl IntoIterator<Item = &'i Incoming>,
) -> Result<Applied, StoreError> {
    let now = clock::now().millis();
    let transaction = client.transaction().await?;
    let batch = Batch::of(items);
    let owners = claim(&transaction, batch.nonces()).await?;
    let rows = batch.rows(&owners);
    let mut there = insert(&transaction, &rows, now).await?;
    let outcome = batch.settle(rows, |key| there.remove(key));

    let mut deltas = Deltas::default();
    if !outcome.updated.is_empty() {
        replace(&transaction, &outcome.updated, &mut deltas, now).await?;
    }
    let updated = outcome.updated.iter().map(|(row, _)| row);
    let written: Vec<&Row<'_>> = outcome.stored.iter().chain(updated).collect();
    let ratings: Vec<(&Row<'_>, Vec<Rating>)> = written
        .into_iter()
        .map(|row| (row, row.ratings(now)))
        .collect();
    for (row, ratings) in &ratings {
        deltas.add(row, ratings, now);
    }
    let new = make_series(&transaction, known, &ratings, now).await?;
    // One after the other on the wire, but without waiting for each answer.
    let (ratings, totals, messages) = join!(
        insert_ratings(&transaction, &ratings),
        totals::write(&transaction, &deltas, slot),
        send_on(&transaction, &outcome.kept, now),
    );
    fault::all([ratings, totals, messages])?;
    transaction.commit().await?;
    if known.len() + new.len() > MAX_KNOWN_SERIES {
        known.clear();
    }
    known.extend(new);
    Ok(Applied {
        statuses: outcome.statuses,
        changed: deltas.changed(),
    })
}

/// Notes who brings a nonce first; returns to whom each belongs.
async fn claim(
    transaction: &Transaction<'_>,
    claims: Vec<NonceClaim>,
) -> Result<Owners, StoreError> {
    if claims.is_empty() {
        return Ok(Owners::new());
    }
    let site: Vec<&str> = claims.iter().map(|claim| &*claim.nonce.site).collect();
    let nonce: Vec<&str> = claims.iter().map(|claim| &*claim.nonce.text).collect();
    let response: Vec<&str> = claims.iter().map(|claim| &*claim.response).collect();
    let expires: Vec<i64> = claims.iter().map(|claim| claim.expires).collect();
    let note = transaction
        .prepare_cached(
            "INSERT INTO nonce (site, nonce, response, expires)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
             ON CONFLICT (site, nonce) DO NOTHING",
        )
        .await?;
    transaction
        .execute(&note, &[&site, &nonce, &response, &expires])
        .await?;
    let owners = transaction
        .prepare_cached(
            "SELECT n.site, n.nonce, n.response FROM nonce n
             JOIN unnest($1::text[], $2::text[]) AS t(site, nonce)
             ON n.site = t.site AND n.nonce = t.nonce",
        )
        .await?;
    let rows = transaction.query(&owners, &[&site, &nonce]).await?;
    let owner = |row: &tokio_postgres::Row| {
        let nonce = Nonce {
            site: row.get(0),
            text: row.get(1),
        };
        (nonce, row.get(2))
    };
    Ok(rows.iter().map(owner).collect())
}

/// Adds rows; what is there already, where their ids are taken.
async fn insert(
    transaction: &Transaction<'_>,
    rows: &[Row<'_>],
    now: i64,
) -> Result<HashMap<Key, Earlier>, StoreError> {
    let c = Responses::of(rows, now);
    let insert = transaction
        .prepare_cached(
            "INSERT INTO response (site, id, seq, survey, answered_at, received_at, body,
                                   respondent, rate, verified, set_aside, address, agent)
             SELECT site, id::uuid, seq, survey, answered_at, received_at, body,
                    respondent, rate, verified, set_aside, address, agent
             FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::text[],
                         $7::text[], $8::float8[], $9::text[], $10::text[], $11::text[], $12::text[],
                         $13::bigint[])
             AS t(site, id, seq, survey, answered_at, body,
                  respondent, rate, verified, set_aside, address, agent, received_at)
             ON CONFLICT (site, id) DO NOTHING RETURNING site, id::text",
        )
        .await?;
    let inserted = transaction
        .query(
            &insert,
            &[
                &c.site,
                &c.id,
                &c.seq,
                &c.survey,
                &c.answered_at,
                &c.body,
                &c.respondent,
                &c.rate,
                &c.verified,
                &c.set_aside,
                &c.address,
                &c.agent,
                &c.received_at,
            ],
        )
        .await?;
    if inserted.len() == rows.len() {
        return Ok(HashMap::new());
    }
    let inserted: HashSet<(&str, &str)> = inserted
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let taken: Vec<&Key> = rows
        .iter()
        .map(|row| &row.key)
        .filter(|key| !inserted.contains(&(&*key.site, &*key.id)))
        .collect();
    let there = earlier(transaction, &taken).await?;
    // Between the two statements somebody took out what was in the way.
    if there.len() < taken.len() {
        return Err(StoreError::Again);
    }
    Ok(there)
}

/// The rows of these keys, which nobody else changes before the end of the transaction.
async fn earlier(
    transaction: &Transaction<'_>,
    keys: &[&Key],
) -> Result<HashMap<Key, Earlier>, StoreError> {
    let site: Vec<&str> = keys.iter().map(|key| &*key.site).collect();
    let id: Vec<&str> = keys.iter().map(|key| &*key.id).collect();
    let select = transaction
        .prepare_cached(
            "SELECT r.site, r.id::text, r.seq, r.survey, r.answered_at, r.received_at, r.rate
             FROM response r JOIN unnest($1::text[], $2::text[]) AS t(site, id)
             ON r.site = t.site AND r.id = t.id::uuid ORDER BY r.site, r.id FOR UPDATE OF r",
        )
        .await?;
    let rows = transaction.query(&select, &[&site, &id]).await?;
    Ok(rows.iter().map(|row| (key(row), seen(row, 2))).collect())
}

pub(super) fn key(row: &tokio_postgres::Row) -> Key {
    Key {
        site: row.get(0),
        id: row.get(1),
    }
}

/// Five columns of `response`.
pub(super) fn seen(row: &tokio_postgres::Row, first: usize) -> Earlier {
    Earlier {
        seq: row.get(first),
        survey: row.get(first + 1),
        answered_at: row.get(first + 2),
        received_at: row.get(first + 3),
        rate: row.get(first + 4),
    }
}

/// Puts rows in the place of their earlier versions, and takes the ratings of these back.
async fn replace(
    transaction: &Transaction<'_>,
    updated: &[(Row<'_>, Earlier)],
    deltas: &mut Deltas,
    now: i64,
) -> Result<(), StoreError> {
    let earlier: Vec<(&Key, &Earlier)> = updated
        .iter()
        .map(|(row, earlier)| (&row.key, earlier))
        .collect();
    take_back(transaction, &earlier, deltas).await?;
    let c = Responses::of(updated.iter().map(|(row, _)| row), now);
    let update = transaction
        .prepare_cached(
            "UPDATE response r SET seq = t.seq, survey = t.survey, answered_at = t.answered_at,
                 received_at = t.received_at, body = t.body, respondent = t.respondent, rate = t.rate,
                 verified = t.verified, set_aside = t.set_aside, address = t.address, agent = t.agent
             FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::bigint[], $6::text[],
                         $7::text[], $8::float8[], $9::text[], $10::text[], $11::text[], $12::text[],
                         $13::bigint[])
             AS t(site, id, seq, survey, answered_at, body,
                  respondent, rate, verified, set_aside, address, agent, received_at)
             WHERE r.site = t.site AND r.id = t.id::uuid",
        )
        .await?;
    transaction
        .execute(
            &update,
            &[
                &c.site,
                &c.id,
                &c.seq,
                &c.survey,
                &c.answered_at,
                &c.body,
                &c.respondent,
                &c.rate,
                &c.verified,
                &c.set_aside,
                &c.address,
                &c.agent,
                &c.received_at,
            ],
        )
        .await?;
    Ok(())
}

/// Removes the ratings of responses that are there, and takes these back from what is counted.
pub(super) async fn take_back(
    transaction: &Transaction<'_>,
    rows: &[(&Key, &Earlier)],
    deltas: &mut Deltas,
) -> Result<(), StoreError> {
    let site: Vec<&str> = rows.iter().map(|(key, _)| &*key.site).collect();
    let id: Vec<&str> = rows.iter().map(|(key, _)| &*key.id).collect();
    let survey: Vec<&str> = rows.iter().map(|(_, earlier)| &*earlier.survey).collect();
    let at: Vec<i64> = rows
        .iter()
        .map(|(_, earlier)| earlier.answered_at)
        .collect();
    let delete = transaction
        .prepare_cached(
            "DELETE FROM rating r
             USING unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
             AS t(site, survey, at, id)
             WHERE r.site = t.site AND r.survey = t.survey AND r.at = t.at AND r.id = t.id::uuid
             RETURNING r.site, r.id::text, r.question, r.metric, r.at, r.rating, r.rate, r.segment",
        )
        .await?;
    let taken = transaction
        .query(&delete, &[&site, &survey, &at, &id])
        .await?;
    let mut ratings: HashMap<Key, Vec<Rating>> = HashMap::new();
    for row in &taken {
        let rating = Rating {
            series: Series::read(row.get(2), row.get(3))?,
            at: row.get(4),
            rating: row.get(5),
            rate: row.get(6),
            segment: row.get(7),
        };
        ratings.entry(key(row)).or_default().push(rating);
    }
    for (key, earlier) in rows {
        let ratings = ratings.remove(key).unwrap_or_default();
        deltas.take_out(&key.site, earlier, &ratings);
    }
    Ok(())
}

/// Writes down the series that are met for the first time; returns them.
async fn make_series(
    transaction: &Transaction<'_>,
    known: &KnownSeries,
    ratings: &[(&Row<'_>, Vec<Rating>)],
    now: i64,
) -> Result<Vec<(SurveyKey, Series)>, StoreError> {
    let all = ratings.iter().flat_map(|(row, ratings)| {
        let survey = row.survey();
        ratings
            .iter()
            .map(move |rating| (survey.clone(), rating.series.clone()))
    });
    let mut met = HashSet::new();
    // In the order in which they were met; that is their place.
    let mut new: Vec<(i32, (SurveyKey, Series))> = (0..)
        .zip(all.filter(|series| !known.contains(series) && met.insert(series.clone())))
        .collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    new.sort_by(|(_, one), (_, other)| one.cmp(other));
    let metrics: Vec<String> = new
        .iter()
        .map(|(_, (_, series))| series.metric_column())
        .collect();
    let site: Vec<&str> = new.iter().map(|(_, (survey, _))| &*survey.site).collect();
    let survey: Vec<&str> = new.iter().map(|(_, (survey, _))| &*survey.survey).collect();
    let question: Vec<&str> = new
        .iter()
        .map(|(_, (_, series))| &*series.question)
        .collect();
    let place: Vec<i32> = new.iter().map(|(place, _)| *place).collect();
    let insert = transaction
        .prepare_cached(
            "INSERT INTO series (site, survey, question, metric, place, seen_at)
             SELECT site, survey, question, metric, place, $6::bigint
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
             AS t(site, survey, question, metric, place)
             ON CONFLICT (site, survey, question, metric) DO NOTHING",
        )
        .await?;
    let arguments: [&(dyn ToSql + Sync); 6] = [&site, &survey, &question, &metrics, &place, &now];
    transaction.execute(&insert, &arguments).await?;
    Ok(new.into_iter().map(|(_, series)| series).collect())
}

async fn insert_ratings(
    transaction: &Transaction<'_>,
    rows: &[(&Row<'_>, Vec<Rating>)],
) -> Result<(), StoreError> {
    let each = || {
        let rows = rows.iter();
        rows.flat_map(|(row, ratings)| ratings.iter().map(move |rating| (*row, rating)))
    };
    let metrics: Vec<String> = each()
        .map(|(_, rating)| rating.series.metric_column())
        .collect();
    if metrics.is_empty() {
        return Ok(());
    }
    let site: Vec<&str> = each().map(|(row, _)| &*row.key.site).collect();
    let survey: Vec<&str> = each().map(|(row, _)| &*row.item.response.survey).collect();
    let at: Vec<i64> = each().map(|(_, rating)| rating.at).collect();
    let id: Vec<&str> = each().map(|(row, _)| &*row.key.id).collect();
    let question: Vec<&str> = each().map(|(_, rating)| &*rating.series.question).collect();
    let number: Vec<i32> = each().map(|(_, rating)| rating.rating).collect();
    let rate: Vec<f64> = each().map(|(_, rating)| rating.rate).collect();
    let segment: Vec<&str> = each().map(|(_, rating)| &*rating.segment).collect();
    let insert = transaction
        .prepare_cached(
            "INSERT INTO rating (site, survey, at, id, question, metric, rating, rate, segment)
             SELECT site, survey, at, id::uuid, question, metric, rating, rate, segment
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                         $7::int[], $8::float8[], $9::text[])
             AS t(site, survey, at, id, question, metric, rating, rate, segment)",
        )
        .await?;
    transaction
        .execute(
            &insert,
            &[
                &site, &survey, &at, &id, &question, &metrics, &number, &rate, &segment,
            ],
        )
        .await?;
    Ok(())
}

/// Keeps what responses send on.
async fn send_on(
    transaction: &Transaction<'_>,
    kept: &[&Incoming],
    now: i64,
) -> Result<(), StoreError> {
    let messages = kept
        .iter()
        .flat_map(|item| (0_i32..).zip(&item.messages).map(move |m| (*item, m)));
    try_join_all(messages.map(async |(item, (place, message))| {
        let id = OutgoingId {
            site: item.response.site.clone(),
            response: item.response.id.as_str().to_owned(),
            seq: item.response.seq,
            place,
        };
        outgoing::keep(transaction, &id, message, now).await
    }))
    .await?;
    Ok(())
}
