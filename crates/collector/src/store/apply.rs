//! What a group of responses changes, within one transaction.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use score::Metric;
use survey::pace::LOWEST_RATE;
use survey::response::{AnswerValue, Outcome, Response};

use super::{Incoming, Status};
use crate::clock;

/// A site and one of its surveys.
pub(super) type Key = (String, String);

/// The numbers of the series that were met before, to spare looking them up.
pub(super) type KnownSeries = HashMap<(Key, String, Metric), i64>;

/// A rate as part of a key.
type RateBits = u64;

/// Milliseconds of an hour.
pub(super) const HOUR: i64 = 3_600_000;

/// How many of these are remembered.
const MAX_KNOWN_SERIES: usize = 4096;

/// What a commit did.
pub(super) struct Applied {
    /// One for each response, in their order.
    pub(super) statuses: Vec<Status>,
    /// The surveys whose ratings may have changed.
    pub(super) changed: HashSet<Key>,
}

/// Stores responses in one transaction: all of them, or none.
///
/// # Errors
///
/// When SQLite refuses; nothing was stored then.
pub(super) fn commit<'i>(
    connection: &mut Connection,
    known: &mut KnownSeries,
    items: impl Iterator<Item = &'i Incoming>,
) -> rusqlite::Result<Applied> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut group = Group::begin(&transaction, known);
    let applied = items
        .map(|item| group.store(item))
        .collect::<rusqlite::Result<Vec<_>>>()
        .and_then(|statuses| Ok((statuses, group.finish()?)))
        .and_then(|applied| transaction.commit().map(|()| applied));
    if applied.is_err() {
        known.clear(); // it may hold numbers that were rolled back
    }
    let (statuses, changed) = applied?;
    Ok(Applied { statuses, changed })
}

/// What was taken out.
pub(super) struct Removed {
    /// How many responses.
    pub(super) removed: usize,
    /// The surveys whose ratings may have changed.
    pub(super) changed: HashSet<Key>,
}

/// Takes out all responses of a respondent with their share of the totals, in one transaction, and
/// overwrites the place that they had in the file.
///
/// # Errors
///
/// When SQLite refuses; nothing was taken out then.
pub(super) fn forget(
    connection: &mut Connection,
    known: &mut KnownSeries,
    site: &str,
    respondent: &str,
) -> rusqlite::Result<Removed> {
    connection.pragma_update(None, "secure_delete", true)?;
    let removed = take_out(connection, known, site, respondent);
    connection.pragma_update(None, "secure_delete", false)?;
    removed
}

fn take_out(
    connection: &mut Connection,
    known: &mut KnownSeries,
    site: &str,
    respondent: &str,
) -> rusqlite::Result<Removed> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut group = Group::begin(&transaction, known);
    let said = group.said_by(site, respondent)?;
    for response in &said {
        group.uncount(site, response)?;
        transaction
            .prepare_cached("DELETE FROM response WHERE number = ?1")?
            .execute([response.number])?;
    }
    let changed = group.finish()?;
    transaction.commit()?;
    Ok(Removed {
        removed: said.len(),
        changed,
    })
}

struct Group<'t> {
    transaction: &'t Transaction<'t>,
    known: &'t mut KnownSeries,
    /// By how much each total changes: many ratings, few totals.
    deltas: HashMap<(i64, i32, RateBits), i64>,
    /// The same for the responses of each hour.
    arrivals: HashMap<(Key, i64, RateBits), i64>,
    changed: HashSet<Key>,
    /// The time of arrival, in milliseconds since 1970.
    now: i64,
}

impl<'t> Group<'t> {
    fn begin(transaction: &'t Transaction<'t>, known: &'t mut KnownSeries) -> Self {
        Group {
            transaction,
            known,
            deltas: HashMap::new(),
            arrivals: HashMap::new(),
            changed: HashSet::new(),
            now: clock::now().millis(),
        }
    }

    fn store(&mut self, item: &Incoming) -> rusqlite::Result<Status> {
        if let Some(number) = self.insert(item)? {
            self.count(&item.response, number)?;
            return Ok(Status::Stored);
        }
        let earlier = self.existing(&item.response)?;
        if item.response.seq == earlier.seq {
            return Ok(Status::Duplicate);
        }
        if item.response.seq < earlier.seq {
            return Ok(Status::Stale);
        }
        self.uncount(&item.response.site, &earlier)?;
        self.replace(item, earlier.number)?;
        self.count(&item.response, earlier.number)?;
        Ok(Status::Updated)
    }

    /// The number of the new row; `None` if the id is taken.
    fn insert(&self, Incoming { response, json }: &Incoming) -> rusqlite::Result<Option<i64>> {
        let inserted = self
            .transaction
            .prepare_cached(
                "INSERT INTO response
                 (site, id, seq, survey, answered_at, received_at, body, respondent, rate)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (site, id) DO NOTHING",
            )?
            .execute(params![
                response.site,
                response.id.as_str(),
                response.seq,
                response.survey,
                response.answered_at.millis(),
                self.now,
                json,
                response.respondent,
                counted_at(response),
            ])?;
        Ok((inserted == 1).then(|| self.transaction.last_insert_rowid()))
    }

    fn existing(&self, response: &Response) -> rusqlite::Result<Earlier> {
        self.transaction
            .prepare_cached(
                "SELECT number, seq, survey, received_at, rate FROM response
                 WHERE site = ?1 AND id = ?2",
            )?
            .query_row(params![response.site, response.id.as_str()], Earlier::read)
    }

    /// All that a respondent said on a site.
    fn said_by(&self, site: &str, respondent: &str) -> rusqlite::Result<Vec<Earlier>> {
        self.transaction
            .prepare_cached(
                "SELECT number, seq, survey, received_at, rate FROM response
                 WHERE site = ?1 AND respondent = ?2",
            )?
            .query_map([site, respondent], Earlier::read)?
            .collect()
    }

    fn replace(
        &self,
        Incoming { response, json }: &Incoming,
        number: i64,
    ) -> rusqlite::Result<usize> {
        self.transaction
            .prepare_cached(
                "UPDATE response SET seq = ?2, survey = ?3, answered_at = ?4, received_at = ?5,
                 body = ?6, respondent = ?7, rate = ?8 WHERE number = ?1",
            )?
            .execute(params![
                number,
                response.seq,
                response.survey,
                response.answered_at.millis(),
                self.now,
                json,
                response.respondent,
                counted_at(response),
            ])
    }

    /// Adds a response and its ratings, if it counts.
    fn count(&mut self, response: &Response, number: i64) -> rusqlite::Result<()> {
        let Some(rate) = counted_at(response) else {
            return Ok(());
        };
        let key = (response.site.clone(), response.survey.clone());
        self.arrived(key.clone(), self.now, rate, 1);
        for answer in &response.answers {
            let AnswerValue::Rating { metric, rating } = answer.value else {
                continue;
            };
            let series = self.series(&key, &answer.question, metric)?;
            self.transaction
                .prepare_cached(
                    "INSERT INTO rating (series, response, rating, answered_at, rate)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    series,
                    number,
                    rating,
                    response.answered_at.millis(),
                    rate
                ])?;
            *self
                .deltas
                .entry((series, rating, rate.to_bits()))
                .or_default() += 1;
            self.changed.insert(key.clone());
        }
        Ok(())
    }

    /// Changes how many responses arrived in an hour.
    fn arrived(&mut self, key: Key, at: i64, rate: f64, by: i64) {
        let hour = at.div_euclid(HOUR);
        *self
            .arrivals
            .entry((key, hour, rate.to_bits()))
            .or_default() += by;
    }

    /// Takes back the earlier version of a response and its ratings.
    fn uncount(&mut self, site: &str, earlier: &Earlier) -> rusqlite::Result<()> {
        if let Some(rate) = earlier.rate {
            let key = (site.to_owned(), earlier.survey.clone());
            self.arrived(key, earlier.received_at, rate, -1);
        }
        let mut statement = self.transaction.prepare_cached(
            "DELETE FROM rating WHERE response = ?1
             AND series IN (SELECT id FROM series WHERE site = ?2 AND survey = ?3)
             RETURNING series, rating, rate",
        )?;
        let mut rows = statement.query(params![earlier.number, site, earlier.survey])?;
        while let Some(row) = rows.next()? {
            let rate: f64 = row.get(2)?;
            let total = (row.get(0)?, row.get(1)?, rate.to_bits());
            *self.deltas.entry(total).or_default() -= 1;
            self.changed
                .insert((site.to_owned(), earlier.survey.clone()));
        }
        Ok(())
    }

    /// The number of a series, made when it is met for the first time.
    fn series(&mut self, key: &Key, question: &str, metric: Metric) -> rusqlite::Result<i64> {
        let name = (key.clone(), question.to_owned(), metric);
        if let Some(number) = self.known.get(&name) {
            return Ok(*number);
        }
        let number = match self.find_series(key, question, metric)? {
            Some(number) => number,
            None => self.make_series(key, question, metric)?,
        };
        // Senders choose these names: whoever makes up ever new ones must not fill the memory.
        if self.known.len() == MAX_KNOWN_SERIES {
            self.known.clear();
        }
        self.known.insert(name, number);
        Ok(number)
    }

    fn find_series(
        &self,
        (site, survey): &Key,
        question: &str,
        metric: Metric,
    ) -> rusqlite::Result<Option<i64>> {
        let columns = MetricColumns::of(metric);
        self.transaction
            .query_row(
                "SELECT id FROM series WHERE site = ?1 AND survey = ?2 AND question = ?3
                 AND metric = ?4 AND low = ?5 AND high = ?6 AND top IS ?7 AND direction IS ?8",
                params![
                    site,
                    survey,
                    question,
                    columns.name,
                    columns.low,
                    columns.high,
                    columns.top,
                    columns.direction
                ],
                |row| row.get(0),
            )
            .optional()
    }

    fn make_series(
        &self,
        (site, survey): &Key,
        question: &str,
        metric: Metric,
    ) -> rusqlite::Result<i64> {
        let columns = MetricColumns::of(metric);
        self.transaction.execute(
            "INSERT INTO series (site, survey, question, metric, low, high, top, direction)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                site,
                survey,
                question,
                columns.name,
                columns.low,
                columns.high,
                columns.top,
                columns.direction
            ],
        )?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Brings the running totals up to date; returns the surveys whose ratings may have changed.
    fn finish(self) -> rusqlite::Result<HashSet<Key>> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO tally (series, rating, rate, n) VALUES (?1, ?2, ?3, max(?4, 0))
             ON CONFLICT DO UPDATE SET n = n + ?4",
        )?;
        for ((series, rating, rate), delta) in self.deltas {
            if delta != 0 {
                statement.execute(params![series, rating, f64::from_bits(rate), delta])?;
            }
        }
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO arrival (site, survey, hour, rate, n) VALUES (?1, ?2, ?3, ?4, max(?5, 0))
             ON CONFLICT DO UPDATE SET n = n + ?5",
        )?;
        for (((site, survey), hour, rate), delta) in self.arrivals {
            if delta != 0 {
                let rate = f64::from_bits(rate);
                statement.execute(params![site, survey, hour, rate, delta])?;
            }
        }
        Ok(self.changed)
    }
}

/// The rate that a response was asked for at, 1 where it does not say; `None` where it does not count.
/// No rate is lower than the lowest that is ever set: what claims one must not outweigh all others.
fn counted_at(response: &Response) -> Option<f64> {
    match response.outcome {
        Outcome::Complete | Outcome::Partial if !response.test => {
            let rate = response.sampling_rate.as_ref();
            let rate = rate.and_then(|rate| rate.as_str().parse().ok());
            Some(rate.unwrap_or(1.0_f64).clamp(LOWEST_RATE, 1.0))
        }
        _ => None,
    }
}

/// The version of a response that is stored already.
struct Earlier {
    number: i64,
    seq: i32,
    survey: String,
    received_at: i64,
    /// What it was counted at, if it was.
    rate: Option<f64>,
}

impl Earlier {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            seq: row.get(1)?,
            survey: row.get(2)?,
            received_at: row.get(3)?,
            rate: row.get(4)?,
        })
    }
}

/// A metric as the columns of `series`.
struct MetricColumns {
    name: &'static str,
    low: i32,
    high: i32,
    top: Option<u32>,
    direction: Option<&'static str>,
}

impl MetricColumns {
    fn of(metric: Metric) -> Self {
        let (top, direction) = match metric {
            Metric::Csat { top, .. } => (Some(top), None),
            Metric::Ces { direction, .. } => (None, Some(direction.name())),
            Metric::Nps | Metric::Rating { .. } => (None, None),
        };
        Self {
            name: metric.name(),
            low: metric.scale().min(),
            high: metric.scale().max(),
            top,
            direction,
        }
    }
}
