//! The table of outgoing messages.

use rusqlite::{Connection, Row, params};
use survey::time::Timestamp;

use crate::store::outgoing::{DeadLetter, Outgoing, OutgoingId};
use crate::store::{Message, StoreError};

/// Nine columns that [`message`] reads.
const MESSAGE: &str = "site, response, seq, place, kind, recipient, body, created_at, attempts";

/// Which message.
const ID: &str = "site = ?1 AND response = ?2 AND seq = ?3 AND place = ?4";

/// Keeps a message, unless it is there already; due at once.
pub(super) fn keep(
    connection: &Connection,
    id: &OutgoingId,
    message: &Message,
    now: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO message
             (site, response, seq, place, kind, recipient, body, created_at, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            id.site,
            id.response,
            id.seq,
            id.place,
            message.kind,
            message.to,
            message.body,
            now
        ])?;
    Ok(())
}

/// Takes what is due; it is due again at `until`, in case whoever takes it never comes back.
pub(super) fn claim(
    connection: &Connection,
    now: i64,
    until: i64,
    at_most: u32,
) -> Result<Vec<Outgoing>, StoreError> {
    let sql = format!(
        "UPDATE message SET due_at = ?2, attempts = attempts + 1
         WHERE number IN (SELECT number FROM message WHERE due_at <= ?1 AND dead IS NULL
                          ORDER BY due_at, number LIMIT ?3)
         RETURNING {MESSAGE}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![now, until, at_most], message)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Removes a message that was sent.
pub(super) fn sent(connection: &Connection, id: &OutgoingId) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM message WHERE {ID}");
    connection
        .prepare_cached(&sql)?
        .execute(params![id.site, id.response, id.seq, id.place])?;
    Ok(())
}

/// Notes that a message was not sent: it is due again then, or never.
pub(super) fn failed(
    connection: &Connection,
    id: &OutgoingId,
    again_at: Option<i64>,
    reason: &str,
) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE message SET due_at = ifnull(?5, due_at), dead = iif(?5 IS NULL, ?6, NULL)
         WHERE {ID}"
    );
    let OutgoingId {
        site,
        response,
        seq,
        place,
    } = id;
    connection
        .prepare_cached(&sql)?
        .execute(params![site, response, seq, place, again_at, reason])?;
    Ok(())
}

/// The messages that were given up, oldest first.
pub(super) fn dead(connection: &Connection, at_most: u32) -> Result<Vec<DeadLetter>, StoreError> {
    let sql = format!(
        "SELECT {MESSAGE}, dead FROM message WHERE dead IS NOT NULL ORDER BY created_at, number
         LIMIT ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([at_most], |row| {
        Ok(DeadLetter {
            message: message(row)?,
            reason: row.get(9)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Makes a message that was given up due again; `false` where there is none.
pub(super) fn revive(
    connection: &Connection,
    id: &OutgoingId,
    now: i64,
) -> Result<bool, StoreError> {
    let sql = format!(
        "UPDATE message SET dead = NULL, attempts = 0, due_at = ?5 WHERE {ID} AND dead IS NOT NULL"
    );
    let revived = connection.prepare_cached(&sql)?.execute(params![
        id.site,
        id.response,
        id.seq,
        id.place,
        now
    ])?;
    Ok(revived > 0)
}

fn message(row: &Row<'_>) -> rusqlite::Result<Outgoing> {
    Ok(Outgoing {
        id: OutgoingId {
            site: row.get(0)?,
            response: row.get(1)?,
            seq: row.get(2)?,
            place: row.get(3)?,
        },
        kind: row.get(4)?,
        to: row.get(5)?,
        body: row.get(6)?,
        created_at: Timestamp::from_millis(row.get(7)?),
        attempts: row.get(8)?,
    })
}
