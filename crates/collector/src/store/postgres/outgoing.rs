//! The table of outgoing messages.

use deadpool_postgres::{Client, GenericClient};
use survey::time::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::store::outgoing::{DeadLetter, Outgoing, OutgoingId};
use crate::store::{Message, StoreError};

/// Nine columns that [`message`] reads.
const MESSAGE: &str = "m.site, m.response::text, m.seq, m.place, m.kind, m.recipient, m.body, m.created_at, m.attempts";

/// Which message.
const ID: &str = "site = $1 AND response = $2::text::uuid AND seq = $3 AND place = $4";

/// Keeps a message, unless it is there already; due at once.
pub(super) async fn keep(
    client: &impl GenericClient,
    id: &OutgoingId,
    message: &Message,
    now: i64,
) -> Result<(), StoreError> {
    let statement = client
        .prepare_cached(
            "INSERT INTO message
             (site, response, seq, place, kind, recipient, body, created_at, due_at)
             VALUES ($1, $2::text::uuid, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING",
        )
        .await?;
    let Message { kind, to, body } = message;
    let OutgoingId {
        site,
        response,
        seq,
        place,
    } = id;
    let arguments: [&(dyn ToSql + Sync); 8] = [site, response, seq, place, kind, to, body, &now];
    client.execute(&statement, &arguments).await?;
    Ok(())
}

/// Takes what is due; it is due again at `until`, in case whoever takes it never comes back. What
/// another collector is taking at this moment is passed over.
pub(super) async fn claim(
    client: &Client,
    now: i64,
    until: i64,
    at_most: u32,
) -> Result<Vec<Outgoing>, StoreError> {
    let sql = format!(
        "UPDATE message m SET due_at = $2, attempts = attempts + 1
         FROM (SELECT site, response, seq, place FROM message
               WHERE due_at <= $1 AND dead IS NULL ORDER BY due_at LIMIT $3
               FOR UPDATE SKIP LOCKED) AS due
         WHERE m.site = due.site AND m.response = due.response AND m.seq = due.seq
         AND m.place = due.place
         RETURNING {MESSAGE}"
    );
    let statement = client.prepare_cached(&sql).await?;
    let rows = client
        .query(&statement, &[&now, &until, &i64::from(at_most)])
        .await?;
    Ok(rows.iter().map(message).collect())
}

/// Removes a message that was sent.
pub(super) async fn sent(client: &Client, id: &OutgoingId) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM message WHERE {ID}");
    let statement = client.prepare_cached(&sql).await?;
    client
        .execute(&statement, &[&id.site, &id.response, &id.seq, &id.place])
        .await?;
    Ok(())
}

/// Notes that a message was not sent: it is due again then, or never.
pub(super) async fn failed(
    client: &Client,
    id: &OutgoingId,
    again_at: Option<i64>,
    reason: &str,
) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE message SET due_at = coalesce($5::bigint, due_at),
             dead = CASE WHEN $5::bigint IS NULL THEN $6::text END
         WHERE {ID}"
    );
    let OutgoingId {
        site,
        response,
        seq,
        place,
    } = id;
    let statement = client.prepare_cached(&sql).await?;
    client
        .execute(
            &statement,
            &[site, response, seq, place, &again_at, &reason],
        )
        .await?;
    Ok(())
}

/// The messages that were given up, oldest first.
pub(super) async fn dead(client: &Client, at_most: u32) -> Result<Vec<DeadLetter>, StoreError> {
    let sql = format!(
        "SELECT {MESSAGE}, m.dead FROM message m WHERE m.dead IS NOT NULL
         ORDER BY m.created_at, m.site, m.response, m.seq, m.place LIMIT $1"
    );
    let rows = client.query(&sql, &[&i64::from(at_most)]).await?;
    let letter = |row: &Row| DeadLetter {
        message: message(row),
        reason: row.get(9),
    };
    Ok(rows.iter().map(letter).collect())
}

/// Makes a message that was given up due again; `false` where there is none.
pub(super) async fn revive(client: &Client, id: &OutgoingId, now: i64) -> Result<bool, StoreError> {
    let sql = format!(
        "UPDATE message SET dead = NULL, attempts = 0, due_at = $5
         WHERE {ID} AND dead IS NOT NULL"
    );
    let revived = client
        .execute(&sql, &[&id.site, &id.response, &id.seq, &id.place, &now])
        .await?;
    Ok(revived > 0)
}

fn message(row: &Row) -> Outgoing {
    Outgoing {
        id: OutgoingId {
            site: row.get(0),
            response: row.get(1),
            seq: row.get(2),
            place: row.get(3),
        },
        kind: row.get(4),
        to: row.get(5),
        body: row.get(6),
        created_at: Timestamp::from_millis(row.get(7)),
        attempts: u32::try_from(row.get::<_, i32>(8)).unwrap_or_default(),
    }
}
