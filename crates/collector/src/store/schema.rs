//! The tables, and how a file of an earlier version becomes one of this version.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// Each entry takes a file one version further; `user_version` counts those that ran. Entries
/// are only ever appended.
const MIGRATIONS: &[&str] = &[
    // `response` keeps its rowid, as `number`: rows with a body of hundreds of bytes pack badly
    // into the keys of a WITHOUT ROWID table, and the number is the order of arrival.
    //
    // `rating` is clustered by series, so that counting one reads nothing else. It holds what
    // counts: nothing of test responses, of displays or of dismissals. `tally` is its running
    // total, kept in the same transaction.
    "
    CREATE TABLE response (
        number      INTEGER PRIMARY KEY,
        site        TEXT NOT NULL,
        id          TEXT NOT NULL,
        seq         INTEGER NOT NULL,
        survey      TEXT NOT NULL,
        answered_at INTEGER NOT NULL, -- milliseconds since 1970, by the visitor's clock
        received_at INTEGER NOT NULL, -- by ours
        body        TEXT NOT NULL,    -- the response, version 1, as JSON
        UNIQUE (site, id)
    ) STRICT;
    CREATE INDEX response_by_survey ON response (site, survey);

    CREATE TABLE series (
        id        INTEGER PRIMARY KEY,
        site      TEXT NOT NULL,
        survey    TEXT NOT NULL,
        question  TEXT NOT NULL,
        metric    TEXT NOT NULL,
        low       INTEGER NOT NULL,
        high      INTEGER NOT NULL,
        top       INTEGER, -- csat only
        direction TEXT     -- ces only
    ) STRICT;
    CREATE UNIQUE INDEX series_key ON series
        (site, survey, question, metric, low, high, ifnull(top, 0), ifnull(direction, ''));

    CREATE TABLE rating (
        series      INTEGER NOT NULL REFERENCES series (id),
        response    INTEGER NOT NULL REFERENCES response (number),
        rating      INTEGER NOT NULL,
        answered_at INTEGER NOT NULL,
        PRIMARY KEY (series, response)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tally (
        series INTEGER NOT NULL REFERENCES series (id),
        rating INTEGER NOT NULL,
        n      INTEGER NOT NULL CHECK (n >= 0),
        PRIMARY KEY (series, rating)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    ",
    // Who answered, where the site says: to be asked no more than once, and forgotten on request.
    "
    ALTER TABLE response ADD COLUMN respondent TEXT;
    UPDATE response SET respondent = body ->> '$.respondent';
    CREATE INDEX response_by_respondent ON response (site, respondent, survey)
        WHERE respondent IS NOT NULL;
    ",
];

/// Brings a file to the version that this program writes.
///
/// # Errors
///
/// When the file was written by a later version, or cannot be changed.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if MIGRATIONS.len() < version as usize {
        return Err(StoreError::Unusable(format!(
            "the file is of version {version}, this program reads up to {}: use a newer afterword",
            MIGRATIONS.len()
        )));
    }
    for (version, migration) in (1_u32..).zip(MIGRATIONS).skip(version as usize) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .execute("INSERT INTO setting VALUES ('a', 'b')", [])
            .unwrap();
        migrate(&mut connection).unwrap();
        let value: String = connection
            .query_row("SELECT value FROM setting", [], |row| row.get(0))
            .unwrap();
        assert_eq!(value, "b");
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err();
        assert!(error.to_string().contains("version 99"), "{error}");
    }
}
