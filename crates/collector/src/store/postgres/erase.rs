//! Taking responses out, with their share of all totals and what they were to send on.

use std::collections::BTreeSet;

use deadpool_postgres::{Client, Transaction};
use tokio_postgres::Row;

use super::commit::{key, seen, take_back};
use super::totals;
use crate::store::Erased;
use crate::store::StoreError;
use crate::store::deltas::Deltas;
use crate::store::row::{Earlier, Key};
use crate::store::series::SurveyKey;

/// Responses that one transaction takes out for being old.
const MOST_AT_ONCE: i64 = 500;

/// The seven columns of what is taken out.
const COLUMNS: &str = "site, id::text, seq, survey, answered_at, received_at, rate";

/// What was taken out.
#[derive(Default)]
pub(super) struct TakenOut {
    pub(super) erased: Erased,
    /// The surveys whose ratings may have changed.
    pub(super) changed: BTreeSet<SurveyKey>,
}

/// Takes out all responses of a respondent on a site.
pub(super) async fn respondent(
    client: &mut Client,
    slot: i32,
    site: &str,
    respondent: &str,
) -> Result<TakenOut, StoreError> {
    let transaction = client.transaction().await?;
    let sql = format!(
        "SELECT {COLUMNS} FROM response WHERE site = $1 AND respondent = $2
         ORDER BY site, id FOR UPDATE"
    );
    let rows = transaction.query(&sql, &[&site, &respondent]).await?;
    take_out(transaction, slot, &rows).await
}

/// Takes out some of the responses to a survey that arrived before a moment; none is left once none
/// was taken out.
pub(super) async fn expired(
    client: &mut Client,
    slot: i32,
    survey: &SurveyKey,
    before: i64,
) -> Result<TakenOut, StoreError> {
    let transaction = client.transaction().await?;
    let sql = format!(
        "SELECT {COLUMNS} FROM response WHERE site = $1 AND id IN (
             SELECT id FROM response WHERE site = $1 AND survey = $2 AND received_at < $3
             ORDER BY received_at LIMIT $4)
         ORDER BY site, id FOR UPDATE"
    );
    let rows = transaction
        .query(
            &sql,
            &[&survey.site, &survey.survey, &before, &MOST_AT_ONCE],
        )
        .await?;
    take_out(transaction, slot, &rows).await
}

async fn take_out(
    transaction: Transaction<'_>,
    slot: i32,
    rows: &[Row],
) -> Result<TakenOut, StoreError> {
    let rows: Vec<(Key, Earlier)> = rows.iter().map(|row| (key(row), seen(row, 2))).collect();
    if rows.is_empty() {
        return Ok(TakenOut::default());
    }
    let borrowed: Vec<(&Key, &Earlier)> =
        rows.iter().map(|(key, earlier)| (key, earlier)).collect();
    let mut deltas = Deltas::default();
    take_back(&transaction, &borrowed, &mut deltas).await?;
    let site: Vec<&str> = rows.iter().map(|(key, _)| &*key.site).collect();
    let id: Vec<&str> = rows.iter().map(|(key, _)| &*key.id).collect();
    let messages = transaction
        .execute(
            "DELETE FROM message m USING unnest($1::text[], $2::text[]) AS t(site, id)
             WHERE m.site = t.site AND m.response = t.id::uuid",
            &[&site, &id],
        )
        .await?;
    transaction
        .execute(
            "DELETE FROM response r USING unnest($1::text[], $2::text[]) AS t(site, id)
             WHERE r.site = t.site AND r.id = t.id::uuid",
            &[&site, &id],
        )
        .await?;
    totals::write(&transaction, &deltas, slot).await?;
    transaction.commit().await?;
    Ok(TakenOut {
        erased: Erased {
            responses: rows.len(),
            messages: usize::try_from(messages).unwrap_or(usize::MAX),
        },
        changed: deltas.changed(),
    })
}
