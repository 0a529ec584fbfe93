//! What is read from the tables.

use deadpool_postgres::Client;
use futures_util::TryStreamExt as _;
use survey::pace::Arrivals;
use survey::time::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::store::counted::{CountRow, Groups, gather};
use crate::store::filter::{Parts, hour};
use crate::store::row::segment_value;
use crate::store::series::{Series, SurveyKey};
use crate::store::{
    Asked, Counted, Dimension, Filter, Group, Key, Selection, Shelf, StoreError, Stored,
};

/// The ratings of whole hours by the totals of these, and those of the edges one by one.
const SPAN: &str = "
    SELECT question, metric, segment, rating, rate, n FROM rollup
    WHERE site = $1 AND survey = $2 AND hour >= $3 AND hour < $4
    UNION ALL
    SELECT question, metric, segment, rating, rate, 1 FROM rating
    WHERE site = $1 AND survey = $2 AND at >= $5 AND at < $6
    UNION ALL
    SELECT question, metric, segment, rating, rate, 1 FROM rating
    WHERE site = $1 AND survey = $2 AND at >= $7 AND at < $8";

/// The series that the counts `c` belong to, for their order.
const SERIES: &str = "JOIN series s ON s.site = $1 AND s.survey = $2 AND s.question = c.question
     AND s.metric = c.metric";

/// The order in which series were first seen.
const FIRST_SEEN: &str = "s.seen_at, s.place, c.question, c.metric";

/// Counts all ratings of a survey from the totals that each commit keeps.
pub(super) async fn running_totals(
    client: &Client,
    site: &str,
    survey: &str,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "SELECT c.question, c.metric, c.rating, c.rate, sum(c.n)::bigint
         FROM tally c {SERIES} WHERE c.site = $1 AND c.survey = $2
         GROUP BY {FIRST_SEEN}, c.rating, c.rate HAVING sum(c.n) > 0 ORDER BY {FIRST_SEEN}"
    );
    let statement = client.prepare_cached(&sql).await?;
    let rows = client.query(&statement, &[&site, &survey]).await?;
    gather(rows.iter().map(|row| count(row, 0)))
}

/// Counts the ratings of a survey within a span of time.
pub(super) async fn span_totals(
    client: &Client,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "SELECT c.question, c.metric, c.rating, c.rate, sum(c.n)::bigint FROM ({SPAN}) c {SERIES}
         GROUP BY {FIRST_SEEN}, c.rating, c.rate HAVING sum(c.n) > 0 ORDER BY {FIRST_SEEN}"
    );
    let statement = client.prepare_cached(&sql).await?;
    let rows = in_span(client, &statement, site, survey, filter).await?;
    gather(rows.iter().map(|row| count(row, 0)))
}

/// The same for each segment.
pub(super) async fn segments(
    client: &Client,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Group>, StoreError> {
    let sql = format!(
        "SELECT c.segment, c.question, c.metric, c.rating, c.rate, sum(c.n)::bigint
         FROM ({SPAN}) c {SERIES} GROUP BY c.segment, {FIRST_SEEN}, c.rating, c.rate
         HAVING sum(c.n) > 0 ORDER BY c.segment, {FIRST_SEEN}"
    );
    let statement = client.prepare_cached(&sql).await?;
    let rows = in_span(client, &statement, site, survey, filter).await?;
    let mut groups = Groups::default();
    for row in &rows {
        groups.add(vec![segment_value(row.get(0))], count(row, 1)?)?;
    }
    Ok(groups.sorted())
}

/// Counts the ratings of a survey for each combination of what [`Filter::by`] names, one by one.
pub(super) async fn groups(
    client: &Client,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Group>, StoreError> {
    let dimensions = filter.by.len();
    let columns: Vec<String> = (5..)
        .zip(&filter.by)
        .map(|(place, dimension)| match dimension {
            Dimension::Context(_) => {
                format!("(p.body::jsonb -> 'context' -> ${place}::text)::text")
            }
            _ => format!("(p.body::jsonb -> ${place}::text)::text"),
        })
        .collect();
    let columns = columns.join(", ");
    let places: Vec<String> = (1..=dimensions).map(|place| place.to_string()).collect();
    let places = places.join(", ");
    let sql = format!(
        "SELECT {columns}, c.question, c.metric, c.rating, c.rate, count(*)
         FROM rating c {SERIES} JOIN response p ON p.site = c.site AND p.id = c.id
         WHERE c.site = $1 AND c.survey = $2 AND c.at >= $3 AND c.at < $4
         GROUP BY {places}, {FIRST_SEEN}, c.rating, c.rate ORDER BY {places}, {FIRST_SEEN}"
    );
    let span = filter.span();
    let names: Vec<&str> = filter.by.iter().map(Dimension::name).collect();
    let mut arguments: Vec<&(dyn ToSql + Sync)> = vec![&site, &survey, &span.start, &span.end];
    arguments.extend(names.iter().map(|name| name as &(dyn ToSql + Sync)));

    let statement = client.prepare_cached(&sql).await?;
    let rows = client.query_raw(&statement, arguments).await?;
    let mut rows = std::pin::pin!(rows);
    let mut groups = Groups::default();
    while let Some(row) = rows.try_next().await? {
        groups.add(values(&row, dimensions)?, count(&row, dimensions)?)?;
    }
    Ok(groups.sorted())
}

/// Runs a query over [`SPAN`].
async fn in_span(
    client: &Client,
    statement: &tokio_postgres::Statement,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Row>, StoreError> {
    let Parts {
        hours,
        edges: [before, after],
    } = filter.parts();
    Ok(client
        .query(
            statement,
            &[
                &site,
                &survey,
                &hours.start,
                &hours.end,
                &before.start,
                &before.end,
                &after.start,
                &after.end,
            ],
        )
        .await?)
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
pub(super) async fn sites(client: &Client) -> Result<Vec<String>, StoreError> {
    let rows = client.query(&distinct("site", "true"), &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// The surveys of a site that have responses.
pub(super) async fn surveys(client: &Client, site: &str) -> Result<Vec<String>, StoreError> {
    let statement = client
        .prepare_cached(&distinct("survey", "site = $1"))
        .await?;
    let rows = client.query(&statement, &[&site]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// The eight columns that [`stored`] reads.
const STORED: &str = "site, id::text, body, received_at, verified, set_aside, address, agent";

/// The latest responses to a survey, newest arrival first.
pub(super) async fn latest(
    client: &Client,
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
         WHERE site = $1 AND survey = $2 AND set_aside {aside}
         ORDER BY received_at DESC, id DESC LIMIT $3"
    );
    let statement = client.prepare_cached(&sql).await?;
    let rows = client
        .query(&statement, &[&site, &survey, &i64::from(limit)])
        .await?;
    Ok(rows.iter().map(stored).collect())
}

/// One response, if it is there.
pub(super) async fn one(client: &Client, key: &Key) -> Result<Option<Stored>, StoreError> {
    let sql = format!("SELECT {STORED} FROM response WHERE site = $1 AND id = $2::text::uuid");
    let statement = client.prepare_cached(&sql).await?;
    let row = client.query_opt(&statement, &[&key.site, &key.id]).await?;
    Ok(row.as_ref().map(stored))
}

/// The responses of a selection behind a key, in the order of keys.
pub(super) async fn page(
    client: &Client,
    selection: &Selection,
    after: &Key,
    limit: u32,
) -> Result<Vec<Stored>, StoreError> {
    /// No id comes before it; the first page is behind none.
    const FIRST: &str = "00000000-0000-0000-0000-000000000000";
    let id = if after.id.is_empty() {
        FIRST
    } else {
        &after.id
    };
    let (from, to) = (selection.from, selection.to);
    let from = from.map_or(i64::MIN, Timestamp::millis);
    let to = to.map_or(i64::MAX, Timestamp::millis);
    let sql = format!(
        "SELECT {STORED} FROM response
         WHERE (site, id) > ($1, $2::text::uuid)
         AND ($3::text IS NULL OR site = $3) AND ($4::text IS NULL OR survey = $4)
         AND answered_at >= $5 AND answered_at < $6 ORDER BY site, id LIMIT $7"
    );
    let statement = client.prepare_cached(&sql).await?;
    let rows = client
        .query(
            &statement,
            &[
                &after.site,
                &id,
                &selection.site,
                &selection.survey,
                &from,
                &to,
                &i64::from(limit),
            ],
        )
        .await?;
    Ok(rows.iter().map(stored).collect())
}

fn stored(row: &Row) -> Stored {
    Stored {
        key: Key {
            site: row.get(0),
            id: row.get(1),
        },
        json: row.get(2),
        received_at: Timestamp::from_millis(row.get(3)),
        verified: row.get(4),
        set_aside: row.get(5),
        address: row.get(6),
        agent: row.get(7),
    }
}

/// Whether a response of the respondent is among those that are asked for.
pub(super) async fn asked(client: &Client, asked: &Asked) -> Result<bool, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM response
                 WHERE site = $1 AND respondent = $2 AND survey = $3
                 AND coalesce(body::jsonb ->> 'test', 'false') = 'false'
                 AND body::jsonb ->> 'outcome' <> 'displayed'
                 AND (received_at >= $4
                      OR $5::text IN (body::jsonb -> 'context' ->> 'order',
                                      body::jsonb -> 'context' ->> 'ticket')))",
        )
        .await?;
    let since = asked.since.millis();
    let Asked {
        site,
        survey,
        respondent,
        about,
        ..
    } = asked;
    let row = client
        .query_one(&statement, &[site, respondent, survey, &since, about])
        .await?;
    // NULL where nothing is asked about, and nothing was found without it.
    Ok(row.get::<_, Option<bool>>(0).unwrap_or_default())
}

/// The responses of a survey that count, by the hour of their arrival.
pub(super) async fn arrivals(
    client: &Client,
    site: &str,
    survey: &str,
    from: Timestamp,
) -> Result<Vec<Arrivals>, StoreError> {
    let statement = client
        .prepare_cached(
            "SELECT hour, sum(n)::bigint, sum(n / rate) FROM arrival
             WHERE site = $1 AND survey = $2 AND hour >= $3 GROUP BY hour HAVING sum(n) > 0",
        )
        .await?;
    let rows = client
        .query(&statement, &[&site, &survey, &hour(from.millis())])
        .await?;
    let arrivals = |row: &Row| Arrivals {
        hour: row.get(0),
        responses: u32::try_from(row.get::<_, i64>(1)).unwrap_or(u32::MAX),
        demand: row.get(2),
    };
    Ok(rows.iter().map(arrivals).collect())
}

/// How often the ratings of each of these surveys changed; those that have none are left out.
pub(super) async fn changes(
    client: &Client,
    surveys: &[SurveyKey],
) -> Result<Vec<(SurveyKey, i64)>, StoreError> {
    let site: Vec<&str> = surveys.iter().map(|key| &*key.site).collect();
    let survey: Vec<&str> = surveys.iter().map(|key| &*key.survey).collect();
    let statement = client
        .prepare_cached(
            "SELECT c.site, c.survey, sum(c.n)::bigint FROM change c
             JOIN unnest($1::text[], $2::text[]) AS t(site, survey)
             ON c.site = t.site AND c.survey = t.survey GROUP BY c.site, c.survey",
        )
        .await?;
    let rows = client.query(&statement, &[&site, &survey]).await?;
    let change = |row: &Row| (SurveyKey::new(row.get(0), row.get(1)), row.get(2));
    Ok(rows.iter().map(change).collect())
}

fn values(row: &Row, dimensions: usize) -> Result<Vec<serde_json::Value>, StoreError> {
    (0..dimensions)
        .map(|column| {
            let json: Option<&str> = row.get(column);
            match json {
                None => Ok(serde_json::Value::Null),
                Some(json) => serde_json::from_str(json)
                    .map_err(|error| StoreError::Unusable(format!("a stored value: {error}"))),
            }
        })
        .collect()
}

/// The five columns of a series, a rating, its rate and its count.
fn count(row: &Row, first: usize) -> Result<CountRow, StoreError> {
    Ok(CountRow {
        series: Series::read(row.get(first), row.get(first + 1))?,
        rating: row.get(first + 2),
        rate: row.get(first + 3),
        n: row.get(first + 4),
    })
}
