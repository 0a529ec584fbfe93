//! What is read from the tables.

use rusqlite::{Connection, Row, ToSql, params};
use score::{Direction, Metric, Scale};
use survey::pace::Arrivals;
use survey::time::Timestamp;

use super::apply::HOUR;
use super::{Asked, Counted, Dimension, Filter, Group, Series, StoreError};

/// Most groups that one answer holds.
pub(super) const MAX_GROUPS: usize = 1000;

/// Six columns that [`series`] reads.
const SERIES: &str = "s.question, s.metric, s.low, s.high, s.top, s.direction";

/// Counts all ratings of a survey from the totals that each commit keeps.
pub(super) fn running_totals(
    connection: &Connection,
    site: &str,
    survey: &str,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "SELECT {SERIES}, t.rating, t.rate, t.n
         FROM series s JOIN tally t ON t.series = s.id
         WHERE s.site = ?1 AND s.survey = ?2 AND t.n > 0 ORDER BY s.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![site, survey])?;
    let mut counted = Vec::new();
    while let Some(row) = rows.next()? {
        count(&mut counted, row, 0)?;
    }
    Ok(counted)
}

/// Counts the ratings of a survey within a span of time, one by one.
pub(super) fn scanned_totals(
    connection: &Connection,
    site: &str,
    survey: &str,
    filter: &Filter,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "SELECT {SERIES}, r.rating, r.rate, count(*)
         FROM series s JOIN rating r ON r.series = s.id
         WHERE s.site = ?1 AND s.survey = ?2 AND r.answered_at >= ?3 AND r.answered_at < ?4
         GROUP BY s.id, r.rating, r.rate ORDER BY s.id"
    );
    let (from, to) = span(filter);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![site, survey, from, to])?;
    let mut counted = Vec::new();
    while let Some(row) = rows.next()? {
        count(&mut counted, row, 0)?;
    }
    Ok(counted)
}

/// Counts the ratings of a survey for each combination of what [`Filter::by`] names. Groups are
/// ordered by their values; responses without a value come first.
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
        "SELECT {columns}, {SERIES}, r.rating, r.rate, count(*)
         FROM series s JOIN rating r ON r.series = s.id JOIN response p ON p.number = r.response
         WHERE s.site = ?1 AND s.survey = ?2 AND r.answered_at >= ?3 AND r.answered_at < ?4
         GROUP BY {places}, s.id, r.rating, r.rate ORDER BY {places}, s.id"
    );
    let (from, to) = span(filter);
    let paths: Vec<String> = filter.by.iter().map(json_path).collect();
    let mut arguments: Vec<&dyn ToSql> = vec![&site, &survey, &from, &to];
    arguments.extend(paths.iter().map(|path| path as &dyn ToSql));

    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(&arguments[..])?;
    let mut groups: Vec<Group> = Vec::new();
    while let Some(row) = rows.next()? {
        let values = values(row, dimensions)?;
        if groups.last().is_none_or(|group| group.values != values) {
            if groups.len() == MAX_GROUPS {
                return Err(StoreError::TooManyGroups);
            }
            groups.push(Group {
                values,
                counted: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            count(&mut group.counted, row, dimensions)?;
        }
    }
    Ok(groups)
}

/// The JSON of the latest responses, newest arrival first.
pub(super) fn latest(
    connection: &Connection,
    site: &str,
    survey: Option<&str>,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let sql = match survey {
        Some(_) => {
            "SELECT body FROM response WHERE site = ?1 AND survey = ?2
             ORDER BY number DESC LIMIT ?3"
        }
        // Walks the arrivals: a site without responses costs a look at all those of the others.
        None => {
            "SELECT body FROM response WHERE site = ?1 AND ?2 IS NULL
             ORDER BY number DESC LIMIT ?3"
        }
    };
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![site, survey, limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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

fn span(filter: &Filter) -> (i64, i64) {
    (
        filter.from.map_or(i64::MIN, Timestamp::millis),
        filter.to.map_or(i64::MAX, Timestamp::millis),
    )
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

/// Adds a row of series, rating, rate and count; rows of one series follow each other.
fn count(counted: &mut Vec<Counted>, row: &Row<'_>, first: usize) -> Result<(), StoreError> {
    let series = series(row, first)?;
    let (rating, rate, times): (i32, f64, i64) = (
        row.get(first + 6)?,
        row.get(first + 7)?,
        row.get(first + 8)?,
    );
    if counted.last().is_none_or(|last| last.series != series) {
        counted.push(Counted::none(series));
    }
    if let Some(last) = counted.last_mut() {
        last.add_many(rating, rate, u64::try_from(times).unwrap_or(0));
    }
    Ok(())
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
    let rows = statement.query_map(
        params![site, survey, from.millis().div_euclid(HOUR)],
        |row| {
            Ok(Arrivals {
                hour: row.get(0)?,
                responses: row.get(1)?,
                demand: row.get(2)?,
            })
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn series(row: &Row<'_>, first: usize) -> Result<Series, StoreError> {
    let name: String = row.get(first + 1)?;
    let (low, high) = (row.get(first + 2)?, row.get(first + 3)?);
    let top: Option<u32> = row.get(first + 4)?;
    let direction: Option<String> = row.get(first + 5)?;
    let metric = metric(&name, low, high, top, direction.as_deref()).ok_or_else(|| {
        StoreError::Unusable(format!("a stored series is no metric: {name} {low}–{high}"))
    })?;
    Ok(Series {
        question: row.get(first)?,
        metric,
    })
}

fn metric(
    name: &str,
    low: i32,
    high: i32,
    top: Option<u32>,
    direction: Option<&str>,
) -> Option<Metric> {
    let scale = Scale::new(low, high)?;
    Some(match name {
        "nps" => Metric::Nps,
        "csat" => Metric::Csat { scale, top: top? },
        "ces" => Metric::Ces {
            scale,
            direction: Direction::from_name(direction?)?,
        },
        "rating" => Metric::Rating { scale },
        _ => return None,
    })
}
