//! The totals that each commit keeps. A collector adds to rows of its own slot.

use deadpool_postgres::Transaction;
use tokio::join;

use super::fault;
use crate::store::StoreError;
use crate::store::deltas::{ArrivalKey, Deltas, RollupKey, TallyKey};

/// Brings the totals up to date.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    deltas: &Deltas,
    slot: i32,
) -> Result<(), StoreError> {
    let (tallies, rollups, arrivals, changes) = join!(
        tallies(transaction, deltas, slot),
        rollups(transaction, deltas, slot),
        arrivals(transaction, deltas, slot),
        changes(transaction, deltas, slot),
    );
    fault::all([tallies, rollups, arrivals, changes])
}

async fn tallies(
    transaction: &Transaction<'_>,
    deltas: &Deltas,
    slot: i32,
) -> Result<(), StoreError> {
    let (keys, by): (Vec<TallyKey>, Vec<i64>) = deltas.tallies().into_iter().unzip();
    if keys.is_empty() {
        return Ok(());
    }
    let metrics: Vec<String> = keys.iter().map(|key| key.series.metric_column()).collect();
    let site: Vec<&str> = keys.iter().map(|key| &*key.survey.site).collect();
    let survey: Vec<&str> = keys.iter().map(|key| &*key.survey.survey).collect();
    let question: Vec<&str> = keys.iter().map(|key| &*key.series.question).collect();
    let rating: Vec<i32> = keys.iter().map(|key| key.rating).collect();
    let rate: Vec<f64> = keys.iter().map(|key| key.rate.rate()).collect();
    let statement = transaction
        .prepare_cached(
            "INSERT INTO tally (site, survey, question, metric, rating, rate, slot, n)
             SELECT site, survey, question, metric, rating, rate, $8::int, n
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::float8[],
                         $7::bigint[]) AS t(site, survey, question, metric, rating, rate, n)
             ON CONFLICT (site, survey, question, metric, rating, rate, slot)
             DO UPDATE SET n = tally.n + excluded.n",
        )
        .await?;
    transaction
        .execute(
            &statement,
            &[
                &site, &survey, &question, &metrics, &rating, &rate, &by, &slot,
            ],
        )
        .await?;
    Ok(())
}

async fn rollups(
    transaction: &Transaction<'_>,
    deltas: &Deltas,
    slot: i32,
) -> Result<(), StoreError> {
    let (keys, by): (Vec<&RollupKey>, Vec<i64>) = deltas.rollups().unzip();
    if keys.is_empty() {
        return Ok(());
    }
    let metrics: Vec<String> = keys.iter().map(|key| key.series.metric_column()).collect();
    let site: Vec<&str> = keys.iter().map(|key| &*key.survey.site).collect();
    let survey: Vec<&str> = keys.iter().map(|key| &*key.survey.survey).collect();
    let hour: Vec<i64> = keys.iter().map(|key| key.hour).collect();
    let question: Vec<&str> = keys.iter().map(|key| &*key.series.question).collect();
    let segment: Vec<&str> = keys.iter().map(|key| &*key.segment).collect();
    let rating: Vec<i32> = keys.iter().map(|key| key.rating).collect();
    let rate: Vec<f64> = keys.iter().map(|key| key.rate.rate()).collect();
    let statement = transaction
        .prepare_cached(
            "INSERT INTO rollup
             (site, survey, hour, question, metric, segment, rating, rate, slot, n)
             SELECT site, survey, hour, question, metric, segment, rating, rate, $10::int, n
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                         $7::int[], $8::float8[], $9::bigint[])
             AS t(site, survey, hour, question, metric, segment, rating, rate, n)
             ON CONFLICT (site, survey, hour, question, metric, segment, rating, rate, slot)
             DO UPDATE SET n = rollup.n + excluded.n",
        )
        .await?;
    transaction
        .execute(
            &statement,
            &[
                &site, &survey, &hour, &question, &metrics, &segment, &rating, &rate, &by, &slot,
            ],
        )
        .await?;
    Ok(())
}

async fn arrivals(
    transaction: &Transaction<'_>,
    deltas: &Deltas,
    slot: i32,
) -> Result<(), StoreError> {
    let (keys, by): (Vec<&ArrivalKey>, Vec<i64>) = deltas.arrivals().unzip();
    if keys.is_empty() {
        return Ok(());
    }
    let site: Vec<&str> = keys.iter().map(|key| &*key.survey.site).collect();
    let survey: Vec<&str> = keys.iter().map(|key| &*key.survey.survey).collect();
    let hour: Vec<i64> = keys.iter().map(|key| key.hour).collect();
    let rate: Vec<f64> = keys.iter().map(|key| key.rate.rate()).collect();
    let statement = transaction
        .prepare_cached(
            "INSERT INTO arrival (site, survey, hour, rate, slot, n)
             SELECT site, survey, hour, rate, $6::int, n
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::float8[], $5::bigint[])
             AS t(site, survey, hour, rate, n)
             ON CONFLICT (site, survey, hour, rate, slot)
             DO UPDATE SET n = arrival.n + excluded.n",
        )
        .await?;
    transaction
        .execute(&statement, &[&site, &survey, &hour, &rate, &by, &slot])
        .await?;
    Ok(())
}

/// Notes for those who watch that something changed.
async fn changes(
    transaction: &Transaction<'_>,
    deltas: &Deltas,
    slot: i32,
) -> Result<(), StoreError> {
    let changed = deltas.changed();
    if changed.is_empty() {
        return Ok(());
    }
    let site: Vec<&str> = changed.iter().map(|key| &*key.site).collect();
    let survey: Vec<&str> = changed.iter().map(|key| &*key.survey).collect();
    let statement = transaction
        .prepare_cached(
            "INSERT INTO change (site, survey, slot, n)
             SELECT site, survey, $3::int, 1 FROM unnest($1::text[], $2::text[]) AS t(site, survey)
             ON CONFLICT (site, survey, slot) DO UPDATE SET n = change.n + 1",
        )
        .await?;
    transaction
        .execute(&statement, &[&site, &survey, &slot])
        .await?;
    Ok(())
}
