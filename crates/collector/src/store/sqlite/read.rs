//! What is read from the tables.

use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params, params_from_iter};
use survey::pace::Arrivals;
use survey::time::Timestamp;

use crate::store::counted::{CountRow, Groups, gather};
use crate::store::filter::{Parts, hour};
use crate::store::row::segment_value;
use crate::store::series::Series;
use crate::store::{
    Asked, Counted, Dimension, Filter, Group, Key, Selection, Shelf, StoreError, Stored,
};

/// The ratings of whole hours by the totals of these, and those of the edges one by one.
const SPAN: &str = "
    SELECT series, segment, rating, rate, n FROM rollup
    WHERE series IN (SELECT id FROM wanted) AND hour >= ?3 AND hour < ?4
    UNION ALL
    SELECT series, segment, rating, rate, 1 FROM rating
    WHERE series IN (SELECT id FROM wanted) AND at >= ?5 AND at < ?6
    UNION ALL
    SELECT series, segment, rating, rate, 1 FROM rating
    WHERE series IN (SELECT id FROM wanted) AND at >= ?7 AND at < ?8";

/// The series of a survey.
const WANTED: &str = "WITH wanted AS MATERIALIZED
    (SELECT id, question, metric FROM series WHERE site = ?1 AND survey = ?2)";

/// Counts all ratings of a survey from the totals that each commit keeps.
pub(super) fn running_totals(
    connection: &Connection,
    site: &str,
    survey: &str,
) -> Result<Vec<Counted>, StoreError> {
    let sql = "SELECT s.question, s.metric, t.rating, t.rate, t.n
         FROM series s JOIN tally t ON t.series = s.id
         WHERE s.site = ?1 AND s.survey = ?2 AND t.n > 0 ORDER BY s.id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_and_then(params![site, survey], |row| count(row, 0))?;
    gather(rows)
}

/// Counts the ratings of a survey within a span of time.
pub(super) fn span_totals(
    connection: &Connection,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "{WANTED} SELECT s.question, s.metric, c.rating, c.rate, sum(c.n)
         FROM ({SPAN}) c JOIN series s ON s.id = c.series
         GROUP BY s.id, c.rating, c.rate HAVING sum(c.n) > 0 ORDER BY s.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let arguments = span_arguments(&site, &survey, filter);
    let rows = statement.query_and_then(params_from_iter(arguments), |row| count(row, 0))?;
    gather(rows)
}

/// The same for each segment. Responses without one come first.
pub(super) fn segments(
    connection: &Connection,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Group>, StoreError> {
    let sql = format!(
        "{WANTED} SELECT c.segment, s.question, s.metric, c.rating, c.rate, sum(c.n)
         FROM ({SPAN}) c JOIN series s ON s.id = c.series
         GROUP BY c.segment, s.id, c.rating, c.rate HAVING sum(c.n) > 0 ORDER BY c.segment, s.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let arguments = span_arguments(&site, &survey, filter);
    let mut rows = statement.query(params_from_iter(arguments))?;
    let mut groups = Groups::default();
    while let Some(row) = rows.next()? {
        let segment: String = row.get(0)?;
        groups.add(vec![segment_value(&segment)], count(row, 1)?)?;
    }
    Ok(groups.sorted())
}

/// Counts the ratings of a survey for each combination of what [`Filter::by`] names, one by one.
/// Groups are ordered by their values; responses without a value come first.
pub(super) fn groups(
    connection: &Connection,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Group>, StoreError> {
    let dimensions = filter.by.len();
    let columns: Vec<String> = (0..dimensions)
        .map(|index| format!("p.body -> ?{}", index + 5))
        .collect();
    let columns = columns.join(", ");
    let places: Vec<String> = (1..=dimensions).map(|place| place.to_string()).collect();
    let places = places.join(", ");
    let sql = format!(
        "SELECT {columns}, s.question, s.metric, r.rating, r.rate, count(*)
         FROM series s JOIN rating r ON r.series = s.id JOIN response p ON p.number = r.response
         WHERE s.site = ?1 AND s.survey = ?2 AND r.at >= ?3 AND r.at < ?4
         GROUP BY {places}, s.id, r.rating, r.rate ORDER BY {places}, s.id"
    );
    let span = filter.span();
    let paths: Vec<String> = filter.by.iter().map(json_path).collect();
    let mut arguments: Vec<&dyn ToSql> = vec![&site, &survey, &span.start, &span.end];
    arguments.extend(paths.iter().map(|path| path as &dyn ToSql));

    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(&arguments[..])?;
    let mut groups = Groups::default();
    while let Some(row) = rows.next()? {
        groups.add(values(row, dimensions)?, count(row, dimensions)?)?;
    }
    Ok(groups.sorted())
}

/// The eight arguments of [`SPAN`].
fn span_arguments<'a>(
    site: &'a &str,
    survey: &'a &str,
    filter: &Filter,
) -> [Box<dyn ToSql + 'a>; 8] {
    let Parts {
        hours,
        edges: [before, after],
    } = filter.parts();
    [
        Box::new(site),
        Box::new(survey),
        Box::new(hours.start),
        Box::new(hours.end),
        Box::new(before.start),
        Box::new(before.end),
        Box::new(after.start),
        Box::new(after.end),
    ]
}

/// Finds the values of a column by one look into an index for each, where the index begins with what
/// `fixed` fixes and goes on with that column.
fn distinct(column: &str, fixed: &str) -> String {
    format!(
        "WITH RECURSIVE name(text) AS (
             SELECT min({column}) FROM response WHERE {fixed}
             UNION ALL
             SELECT (SELECT min({column}) FROM response WHERE {fixed} AND {column} > name.text)
             FROM name WHERE name.text IS NOT NULL)
         SELECT text FROM name WHERE text IS NOT NULL"
    )
}

/// The sites that have responses.
pub(super) fn sites(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(&distinct("site", "true"))?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The surveys of a site that have responses.
pub(super) fn surveys(connection: &Connection, site: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(&distinct("survey", "site = ?1"))?;
    let rows = statement.query_map([site], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The eight columns that [`stored`] reads.
const STORED: &str = "site, id, body, received_at, verified, set_aside, address, agent";

/// The latest responses to a survey, newest arrival first.
pub(super) fn latest(
    connection: &Connection,
    site: &str,
    survey: &str,
    shelf: Shelf,
    limit: u32,
) -> Result<Vec<Stored>, StoreError> {
    let aside = match shelf {
        Shelf::Counted => "IS NULL",
        Shelf::SetAside => "IS NOT NULL",
    };
    let sql = format!(
        "SELECT {STORED} FROM response
         WHERE site = ?1 AND survey = ?2 AND set_aside {aside}
         ORDER BY received_at DESC, number DESC LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, survey, limit], stored)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One response, if it is there.
pub(super) fn one(connection: &Connection, key: &Key) -> Result<Option<Stored>, StoreError> {
    let sql = format!("SELECT {STORED} FROM response WHERE site = ?1 AND id = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let row = statement.query_row(params![key.site, key.id], stored);
    Ok(row.optional()?)
}

/// The responses of a selection behind a key, in the order of keys.
pub(super) fn page(
    connection: &Connection,
    selection: &Selection,
    after: &Key,
    limit: u32,
) -> Result<Vec<Stored>, StoreError> {
    let sql = format!(
        "SELECT {STORED} FROM response
         WHERE (site, id) > (?1, ?2) AND (?3 IS NULL OR site = ?3) AND (?4 IS NULL OR survey = ?4)
         AND answered_at >= ?5 AND answered_at < ?6 ORDER BY site, id LIMIT ?7"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![
            after.site,
            after.id,
            selection.site,
            selection.survey,
            selection.from.map_or(i64::MIN, Timestamp::millis),
            selection.to.map_or(i64::MAX, Timestamp::millis),
            limit
        ],
        stored,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        key: Key {
            site: row.get(0)?,
            id: row.get(1)?,
        },
        json: row.get(2)?,
        received_at: Timestamp::from_millis(row.get(3)?),
        verified: row.get(4)?,
        set_aside: row.get(5)?,
        address: row.get(6)?,
        agent: row.get(7)?,
    })
}

/// Whether a response of the respondent is among those that are asked for.
pub(super) fn asked(connection: &Connection, asked: &Asked) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM response
             WHERE site = ?1 AND respondent = ?2 AND survey = ?3
             AND ifnull(body ->> '$.test', 0) = 0 AND body ->> '$.outcome' <> 'displayed'
             AND (received_at >= ?4
                  OR ?5 IN (CAST(body ->> '$.context.order' AS TEXT), CAST(body ->> '$.context.ticket' AS TEXT))))",
    )?;
    let since = asked.since.millis();
    let Asked {
        site,
        survey,
        respondent,
        about,
        ..
    } = asked;
    let arguments = params![site, respondent, survey, since, about];
    Ok(statement.query_row(arguments, |row| row.get(0))?)
}

/// The responses of a survey that count, by the hour of their arrival.
pub(super) fn arrivals(
    connection: &Connection,
    site: &str,
    survey: &str,
    from: Timestamp,
) -> Result<Vec<Arrivals>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hour, sum(n), sum(n / rate) FROM arrival
         WHERE site = ?1 AND survey = ?2 AND hour >= ?3 AND n > 0 GROUP BY hour",
    )?;
    let rows = statement.query_map(params![site, survey, hour(from.millis())], |row| {
        Ok(Arrivals {
            hour: row.get(0)?,
            responses: row.get(1)?,
            demand: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn json_path(dimension: &Dimension) -> String {
    match dimension {
        Dimension::Context(key) => format!("$.context.\"{key}\""),
        field => format!("$.{}", field.name()),
    }
}

fn values(row: &Row<'_>, dimensions: usize) -> Result<Vec<serde_json::Value>, StoreError> {
    (0..dimensions)
        .map(|column| {
            let json: Option<String> = row.get(column)?;
            match json {
                None => Ok(serde_json::Value::Null),
                Some(json) => serde_json::from_str(&json)
                    .map_err(|error| StoreError::Unusable(format!("a stored value: {error}"))),
            }
        })
        .collect()
}

/// The five columns of a series, a rating, its rate and its count.
fn count(row: &Row<'_>, first: usize) -> Result<CountRow, StoreError> {
    let metric: String = row.get(first + 1)?;
    Ok(CountRow {
        series: Series::read(row.get(first)?, &metric)?,
        rating: row.get(first + 2)?,
        rate: row.get(first + 3)?,
        n: row.get(first + 4)?,
    })
}
