//! The tables, and how a database of an earlier version becomes one of this version.
//!
//! Every key begins with `site`, so that a cluster can keep what belongs together in one place.
//! Nothing is numbered by a sequence, nothing notifies, and no statement needs more of the dialect
//! than `ON CONFLICT`, `RETURNING`, `unnest` and `FOR UPDATE`.
//!
//! Totals have a `slot`: each collector adds to rows of its own, and readers add these up. So two
//! collectors that count the same question never wait for each other's commit. What is taken out
//! may have been counted in another slot: in one alone a number may be negative.

use deadpool_postgres::{Client, Transaction};

use crate::store::StoreError;

/// Each entry takes a database one version further; `version` keeps the number of those that ran.
/// Entries are only ever appended.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE response (
        site        TEXT NOT NULL,
        id          UUID NOT NULL,
        seq         INT NOT NULL,
        survey      TEXT NOT NULL,
        answered_at BIGINT NOT NULL, -- milliseconds since 1970, by the visitor's clock; never after
        received_at BIGINT NOT NULL, -- it arrived, by ours
        body        TEXT NOT NULL,   -- the response, version 1, as JSON
        respondent  TEXT,
        rate        DOUBLE PRECISION, -- NULL where it does not count
        verified    TEXT NOT NULL,
        set_aside   TEXT,
        address     TEXT,
        agent       TEXT,
        PRIMARY KEY (site, id)
    );
    CREATE INDEX response_by_survey ON response (site, survey, received_at, id);
    CREATE INDEX response_set_aside ON response (site, survey, received_at, id)
        WHERE set_aside IS NOT NULL;
    CREATE INDEX response_by_respondent ON response (site, respondent, survey)
        WHERE respondent IS NOT NULL;

    -- What counts: nothing of test responses, of displays or of dismissals.
    CREATE TABLE rating (
        site     TEXT NOT NULL,
        survey   TEXT NOT NULL,
        at       BIGINT NOT NULL, -- when it counts as answered
        id       UUID NOT NULL,   -- of the response
        question TEXT NOT NULL,
        metric   TEXT NOT NULL,
        rating   INT NOT NULL,
        rate     DOUBLE PRECISION NOT NULL,
        segment  TEXT NOT NULL,   -- its kind and its text, empty where there is none
        PRIMARY KEY (site, survey, at, id, question)
    );

    -- The questions that were ever asked, in the order in which they were first seen.
    CREATE TABLE series (
        site     TEXT NOT NULL,
        survey   TEXT NOT NULL,
        question TEXT NOT NULL,
        metric   TEXT NOT NULL,
        seen_at  BIGINT NOT NULL,
        place    INT NOT NULL,
        PRIMARY KEY (site, survey, question, metric)
    );

    CREATE TABLE tally (
        site     TEXT NOT NULL,
        survey   TEXT NOT NULL,
        question TEXT NOT NULL,
        metric   TEXT NOT NULL,
        rating   INT NOT NULL,
        rate     DOUBLE PRECISION NOT NULL,
        slot     INT NOT NULL,
        n        BIGINT NOT NULL,
        PRIMARY KEY (site, survey, question, metric, rating, rate, slot)
    );

    CREATE TABLE rollup (
        site     TEXT NOT NULL,
        survey   TEXT NOT NULL,
        hour     BIGINT NOT NULL, -- since 1970, of `at`
        question TEXT NOT NULL,
        metric   TEXT NOT NULL,
        segment  TEXT NOT NULL,
        rating   INT NOT NULL,
        rate     DOUBLE PRECISION NOT NULL,
        slot     INT NOT NULL,
        n        BIGINT NOT NULL,
        PRIMARY KEY (site, survey, hour, question, metric, segment, rating, rate, slot)
    );

    CREATE TABLE arrival (
        site   TEXT NOT NULL,
        survey TEXT NOT NULL,
        hour   BIGINT NOT NULL, -- since 1970, by our clock
        rate   DOUBLE PRECISION NOT NULL,
        slot   INT NOT NULL,
        n      BIGINT NOT NULL,
        PRIMARY KEY (site, survey, hour, rate, slot)
    );

    -- How often the ratings of a survey changed, for those who watch them.
    CREATE TABLE change (
        site   TEXT NOT NULL,
        survey TEXT NOT NULL,
        slot   INT NOT NULL,
        n      BIGINT NOT NULL,
        PRIMARY KEY (site, survey, slot)
    );

    CREATE TABLE nonce (
        site     TEXT NOT NULL,
        nonce    TEXT NOT NULL,
        response TEXT NOT NULL,   -- the id of the response that brought it first
        expires  BIGINT NOT NULL, -- milliseconds since 1970
        PRIMARY KEY (site, nonce)
    );
    CREATE INDEX nonce_by_end ON nonce (expires);

    CREATE TABLE message (
        site       TEXT NOT NULL,
        response   UUID NOT NULL,   -- the id of the response that caused it
        seq        INT NOT NULL,    -- and its version
        place      INT NOT NULL,    -- among what that version sends on
        kind       TEXT NOT NULL,
        recipient  TEXT NOT NULL,
        body       TEXT NOT NULL,
        created_at BIGINT NOT NULL, -- milliseconds since 1970
        due_at     BIGINT NOT NULL, -- likewise; while it is claimed, the end of the lease
        attempts   INT NOT NULL DEFAULT 0,
        dead       TEXT,            -- why it was given up
        PRIMARY KEY (site, response, seq, place)
    );
    CREATE INDEX message_due ON message (due_at) WHERE dead IS NULL;
    CREATE INDEX message_dead ON message (created_at) WHERE dead IS NOT NULL;

    CREATE TABLE setting (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    );
"];

/// Whatever is not another program's: the lock that migrations take.
const LOCK: i64 = 0x6166_7465_7277_6f72;

/// Brings a database to the version that this program writes. Of two collectors that start at once
/// one waits for the other.
///
/// # Errors
///
/// When the database is of a later version, or cannot be changed.
pub(super) async fn migrate(client: &mut Client) -> Result<(), StoreError> {
    if version(client).await? == Some(MIGRATIONS.len()) {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    // A large shop takes its time, and so does whoever waits for it.
    transaction
        .batch_execute("SET LOCAL statement_timeout = 0")
        .await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS version (number INT NOT NULL)")
        .await?;
    let ran = number(&transaction).await?;
    if MIGRATIONS.len() < ran {
        return Err(StoreError::Unusable(format!(
            "the database is of version {ran}, this program reads up to {}: use a newer afterword",
            MIGRATIONS.len()
        )));
    }
    for migration in &MIGRATIONS[ran..] {
        transaction.batch_execute(migration).await?;
    }
    let now = i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX);
    transaction.execute("DELETE FROM version", &[]).await?;
    transaction
        .execute("INSERT INTO version (number) VALUES ($1)", &[&now])
        .await?;
    Ok(transaction.commit().await?)
}

/// The version of a database that has one.
async fn version(client: &Client) -> Result<Option<usize>, StoreError> {
    let known = client
        .query_one(
            "SELECT EXISTS (SELECT 1 FROM information_schema.tables
                            WHERE table_schema = current_schema() AND table_name = 'version')",
            &[],
        )
        .await?;
    if !known.get::<_, bool>(0) {
        return Ok(None);
    }
    let row = client.query_opt("SELECT number FROM version", &[]).await?;
    Ok(row.and_then(|row| usize::try_from(row.get::<_, i32>(0)).ok()))
}

async fn number(transaction: &Transaction<'_>) -> Result<usize, StoreError> {
    let row = transaction
        .query_opt("SELECT number FROM version", &[])
        .await?;
    let number = row.map_or(0, |row| row.get::<_, i32>(0));
    usize::try_from(number)
        .map_err(|_| StoreError::Unusable(format!("the database is of version {number}")))
}
