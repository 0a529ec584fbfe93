//! Taking responses out, with their share of all totals and what they were to send on.

use std::collections::BTreeSet;

use rusqlite::{Connection, ToSql, Transaction, TransactionBehavior, params};

use super::apply::{self, KnownSeries};
use crate::store::Erased;
use crate::store::StoreError;
use crate::store::deltas::Deltas;
use crate::store::row::Earlier;
use crate::store::series::SurveyKey;

/// Responses that one transaction takes out for being old: so long does the writer do nothing else.
const MOST_AT_ONCE: i64 = 500;

/// What was taken out.
#[derive(Default)]
pub(super) struct TakenOut {
    pub(super) erased: Erased,
    /// The surveys whose ratings may have changed.
    pub(super) changed: BTreeSet<SurveyKey>,
}

/// Takes out all responses of a respondent on a site, and overwrites the place that they had in the
/// file.
///
/// # Errors
///
/// When SQLite refuses; nothing was taken out then.
pub(super) fn respondent(
    connection: &mut Connection,
    site: &str,
    respondent: &str,
) -> Result<TakenOut, StoreError> {
    connection.pragma_update(None, "secure_delete", true)?;
    let taken = take_out(
        connection,
        "site = ?1 AND respondent = ?2",
        &[&site, &respondent],
    );
    connection.pragma_update(None, "secure_delete", false)?;
    taken
}

/// Takes out some of the responses to a survey that arrived before a moment; none is left once none
/// was taken out.
///
/// # Errors
///
/// When SQLite refuses; nothing was taken out then.
pub(super) fn expired(
    connection: &mut Connection,
    survey: &SurveyKey,
    before: i64,
) -> Result<TakenOut, StoreError> {
    take_out(
        connection,
        "site = ?1 AND survey = ?2 AND received_at < ?3 ORDER BY received_at LIMIT ?4",
        &[&survey.site, &survey.survey, &before, &MOST_AT_ONCE],
    )
}

/// Forgets the nonces of signatures that are no longer believed.
///
/// # Errors
///
/// When SQLite refuses.
pub(super) fn nonces(connection: &mut Connection, now: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM nonce WHERE expires < ?1")?
        .execute([now])?;
    Ok(())
}

fn take_out(
    connection: &mut Connection,
    which: &str,
    arguments: &[&dyn ToSql],
) -> Result<TakenOut, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let rows = find(&transaction, which, arguments)?;
    let mut taken = TakenOut::default();
    let mut deltas = Deltas::default();
    for Found {
        number,
        site,
        id,
        earlier,
    } in &rows
    {
        let ratings = apply::take_ratings(&transaction, site, *number, earlier)?;
        deltas.take_out(site, earlier, &ratings);
        taken.erased.messages += transaction
            .prepare_cached("DELETE FROM message WHERE site = ?1 AND response = ?2")?
            .execute([site, id])?;
        transaction
            .prepare_cached("DELETE FROM response WHERE number = ?1")?
            .execute(params![number])?;
    }
    // Their series are there: it finds their numbers, and makes none.
    apply::write_deltas(&transaction, &mut KnownSeries::new(), &deltas)?;
    transaction.commit()?;
    taken.erased.responses = rows.len();
    taken.changed = deltas.changed();
    Ok(taken)
}

/// A row that is to go.
struct Found {
    number: i64,
    site: String,
    id: String,
    earlier: Earlier,
}

fn find(
    transaction: &Transaction<'_>,
    which: &str,
    arguments: &[&dyn ToSql],
) -> Result<Vec<Found>, StoreError> {
    let sql = format!(
        "SELECT number, site, id, seq, survey, answered_at, received_at, rate FROM response
         WHERE {which}"
    );
    let mut statement = transaction.prepare_cached(&sql)?;
    let rows = statement.query_map(arguments, |row| {
        Ok(Found {
            number: row.get(0)?,
            site: row.get(1)?,
            id: row.get(2)?,
            earlier: apply::earlier(row, 3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
