//! The tables, and how a file of an earlier version becomes one of this version.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

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
    // At which rate responses were asked for, so that each can weigh 1/rate; NULL where one does not
    // count. `arrival` is the running total by the hour, from which a target sets its rate.
    "
    ALTER TABLE response ADD COLUMN rate REAL;
    UPDATE response SET rate = max(ifnull(body ->> '$.sampling.rate', 1.0), 0.000001)
        WHERE body ->> '$.outcome' IN ('complete', 'partial') AND ifnull(body ->> '$.test', 0) = 0;

    ALTER TABLE rating ADD COLUMN rate REAL NOT NULL DEFAULT 1;
    UPDATE rating SET rate = response.rate FROM response
        WHERE response.number = rating.response AND response.rate < 1;

    ALTER TABLE tally RENAME TO earlier_tally;
    CREATE TABLE tally (
        series INTEGER NOT NULL REFERENCES series (id),
        rating INTEGER NOT NULL,
        rate   REAL NOT NULL,
        n      INTEGER NOT NULL CHECK (n >= 0),
        PRIMARY KEY (series, rating, rate)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO tally SELECT series, rating, rate, count(*) FROM rating GROUP BY 1, 2, 3;
    DROP TABLE earlier_tally;

    CREATE TABLE arrival (
        site   TEXT NOT NULL,
        survey TEXT NOT NULL,
        hour   INTEGER NOT NULL, -- since 1970, by our clock
        rate   REAL NOT NULL,
        n      INTEGER NOT NULL CHECK (n >= 0),
        PRIMARY KEY (site, survey, hour, rate)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO arrival SELECT site, survey, received_at / 3600000, rate, count(*)
        FROM response WHERE rate IS NOT NULL GROUP BY 1, 2, 3, 4;
    ",
    // What a site's server vouches for, what is suspected, who sent it, and what is to be sent on.
    //
    // `answered_at` is when a response counts as answered: no longer after it arrived. `rating` is
    // clustered by it as well, so that the edges of a span are found, and carries its segment;
    // `rollup` is its total by hour and segment, kept in the same transaction. The metric of a
    // series is one column, as other dialects write it.
    "
    ALTER TABLE response ADD COLUMN verified TEXT NOT NULL DEFAULT 'unsigned';
    ALTER TABLE response ADD COLUMN set_aside TEXT;
    ALTER TABLE response ADD COLUMN address TEXT;
    ALTER TABLE response ADD COLUMN agent TEXT;
    UPDATE response SET answered_at = received_at WHERE answered_at > received_at;
    DROP INDEX response_by_survey;
    CREATE INDEX response_by_survey ON response (site, survey, received_at);
    CREATE INDEX response_set_aside ON response (site, survey, received_at)
        WHERE set_aside IS NOT NULL;

    DROP INDEX series_key;
    UPDATE series SET metric =
        metric || ' ' || low || ' ' || high || ifnull(' ' || top, '') || ifnull(' ' || direction, '');
    ALTER TABLE series DROP COLUMN low;
    ALTER TABLE series DROP COLUMN high;
    ALTER TABLE series DROP COLUMN top;
    ALTER TABLE series DROP COLUMN direction;
    CREATE UNIQUE INDEX series_key ON series (site, survey, question, metric);

    ALTER TABLE rating RENAME TO earlier_rating;
    CREATE TABLE rating (
        series   INTEGER NOT NULL REFERENCES series (id),
        at       INTEGER NOT NULL, -- when it counts as answered, in milliseconds since 1970
        response INTEGER NOT NULL REFERENCES response (number),
        rating   INTEGER NOT NULL,
        rate     REAL NOT NULL,
        segment  TEXT NOT NULL,    -- its kind and its text, empty where there is none
        PRIMARY KEY (series, at, response)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO rating SELECT e.series, p.answered_at, e.response, e.rating, e.rate,
        CASE json_type(p.body, '$.context.segment')
            WHEN 'text' THEN 't' || (p.body ->> '$.context.segment')
            WHEN 'true' THEN 'btrue'
            WHEN 'false' THEN 'bfalse'
            WHEN 'integer' THEN 'n' || (p.body -> '$.context.segment')
            WHEN 'real' THEN 'n' || (p.body -> '$.context.segment')
            ELSE ''
        END
        FROM earlier_rating e JOIN response p ON p.number = e.response;
    DROP TABLE earlier_rating;

    CREATE TABLE rollup (
        series  INTEGER NOT NULL REFERENCES series (id),
        hour    INTEGER NOT NULL, -- since 1970, of `at`
        segment TEXT NOT NULL,
        rating  INTEGER NOT NULL,
        rate    REAL NOT NULL,
        n       INTEGER NOT NULL CHECK (n >= 0),
        PRIMARY KEY (series, hour, segment, rating, rate)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO rollup
        SELECT series, (at - (at % 3600000 + 3600000) % 3600000) / 3600000, segment, rating, rate,
               count(*)
        FROM rating GROUP BY 1, 2, 3, 4, 5;

    CREATE TABLE nonce (
        site     TEXT NOT NULL,
        nonce    TEXT NOT NULL,
        response TEXT NOT NULL,    -- the id of the response that brought it first
        expires  INTEGER NOT NULL, -- milliseconds since 1970
        PRIMARY KEY (site, nonce)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX nonce_by_end ON nonce (expires);

    CREATE TABLE message (
        number     INTEGER PRIMARY KEY,
        site       TEXT NOT NULL,
        response   TEXT NOT NULL,    -- the id of the response that caused it
        seq        INTEGER NOT NULL, -- and its version
        place      INTEGER NOT NULL, -- among what that version sends on
        kind       TEXT NOT NULL,
        recipient  TEXT NOT NULL,
        body       TEXT NOT NULL,
        created_at INTEGER NOT NULL, -- milliseconds since 1970
        due_at     INTEGER NOT NULL, -- likewise; while it is claimed, the end of the lease
        attempts   INTEGER NOT NULL DEFAULT 0,
        dead       TEXT,             -- why it was given up
        UNIQUE (site, response, seq, place)
    ) STRICT;
    CREATE INDEX message_due ON message (due_at) WHERE dead IS NULL;
    CREATE INDEX message_dead ON message (created_at) WHERE dead IS NOT NULL;
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
    fn an_earlier_file_learns_who_answered() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        connection
            .execute_batch(
                r#"
                INSERT INTO response VALUES
                (1, 'default', 'a', 1, 's', 0, 0, '{"outcome":"complete","respondent":"ada"}');
                "#,
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let respondent: String = connection
            .query_row("SELECT respondent FROM response", [], |row| row.get(0))
            .unwrap();
        assert_eq!(respondent, "ada");
    }

    #[test]
    fn an_earlier_file_learns_the_rates_that_its_responses_tell() {
        let mut connection = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..2] {
            connection.execute_batch(migration).unwrap();
        }
        connection.pragma_update(None, "user_version", 2).unwrap();
        connection
            .execute_batch(
                r#"
                INSERT INTO series VALUES (1, 'default', 's', 'nps', 'nps', 0, 10, NULL, NULL);
                INSERT INTO response (number, site, id, seq, survey, answered_at, received_at, body)
                VALUES
                (1, 'default', 'a', 1, 's', 0, 3599999, '{"outcome":"complete","sampling":{"rate":0.25}}'),
                (2, 'default', 'b', 1, 's', 0, 3600000, '{"outcome":"partial"}'),
                (3, 'default', 'c', 1, 's', 0, 3600000, '{"outcome":"complete","test":true}'),
                (4, 'default', 'd', 1, 's', 0, 3600000, '{"outcome":"dismissed"}'),
                (5, 'default', 'e', 1, 's', 0, 3600000, '{"outcome":"complete","test":false}');
                INSERT INTO rating VALUES (1, 1, 9, 0), (1, 2, 9, 0), (1, 5, 9, 0);
                INSERT INTO tally VALUES (1, 9, 3);
                "#,
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let rows = |sql| -> Vec<(i64, f64, i64)> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
            rows.unwrap().map(Result::unwrap).collect()
        };
        let tally = rows("SELECT rating, rate, n FROM tally ORDER BY rate");
        assert_eq!(tally, [(9, 0.25, 1), (9, 1.0, 2)]);
        let arrivals = rows("SELECT hour, rate, n FROM arrival ORDER BY hour");
        assert_eq!(arrivals, [(0, 0.25, 1), (1, 1.0, 2)]);
    }

    #[test]
    fn an_earlier_file_learns_hours_segments_and_metrics_in_one_column() {
        let mut connection = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..3] {
            connection.execute_batch(migration).unwrap();
        }
        connection.pragma_update(None, "user_version", 3).unwrap();
        connection
            .execute_batch(
                r#"
                INSERT INTO series VALUES
                (1, 'default', 's', 'nps', 'nps', 0, 10, NULL, NULL),
                (2, 'default', 's', 'sat', 'csat', 1, 5, 2, NULL),
                (3, 'default', 's', 'ease', 'ces', 1, 7, NULL, 'lower_is_easier');
                INSERT INTO response
                (number, site, id, seq, survey, answered_at, received_at, body, rate) VALUES
                (1, 'default', 'a', 1, 's', -1, 7200000, '{"context":{"segment":"gold"}}', 1),
                (2, 'default', 'b', 1, 's', 9999999, 7200000, '{"context":{"segment":5.5}}', 1),
                (3, 'default', 'c', 1, 's', 7200000, 7200000, '{"context":{"segment":true}}', 1),
                (4, 'default', 'd', 1, 's', 7200000, 7200000, '{}', 0.5);
                INSERT INTO rating VALUES (1, 1, 9, -1, 1), (1, 2, 9, 9999999, 1), (2, 2, 5, 9999999, 1),
                (1, 3, 9, 7200000, 1), (1, 4, 9, 7200000, 0.5);
                "#,
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let rows = |sql| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0));
            rows.unwrap().map(Result::unwrap).collect()
        };
        assert_eq!(
            rows("SELECT metric FROM series ORDER BY id"),
            ["nps 0 10", "csat 1 5 2", "ces 1 7 lower_is_easier"]
        );
        assert_eq!(
            rows(
                "SELECT format('%d %d %s %d %g %d', series, hour, segment, rating, rate, n)
                  FROM rollup ORDER BY 1"
            ),
            [
                "1 -1 tgold 9 1 1",
                "1 2  9 0.5 1",
                "1 2 btrue 9 1 1",
                "1 2 n5.5 9 1 1",
                "2 2 n5.5 5 1 1"
            ]
        );
        assert_eq!(rows("SELECT CAST(count(*) AS TEXT) FROM rating"), ["5"]);
        assert_eq!(rows("SELECT DISTINCT verified FROM response"), ["unsigned"]);
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err();
        assert!(error.to_string().contains("version 99"), "{error}");
    }
}
