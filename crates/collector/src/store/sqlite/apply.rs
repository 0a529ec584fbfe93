//! What a group of responses changes, within one transaction.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{
    Connection, OptionalExtension, Row as Columns, Transaction, TransactionBehavior, params,
};

use super::outgoing;
use crate::clock;
use crate::store::batch::{Batch, NonceClaim, Owners};
use crate::store::deltas::Deltas;
use crate::store::outgoing::OutgoingId;
use crate::store::row::{Earlier, Key, Rating, Row};
use crate::store::series::{Series, SurveyKey};
use crate::store::{Incoming, SetAside, Status, StoreError};

/// The numbers of the series that were met before, to spare looking them up.
pub(super) type KnownSeries = HashMap<(SurveyKey, Series), i64>;

/// How many of these are remembered.
const MAX_KNOWN_SERIES: usize = 4096;

/// What a commit did.
pub(super) struct Applied {
    /// One for each response, in their order.
    pub(super) statuses: Vec<Status>,
    /// The surveys whose ratings may have changed.
    pub(super) changed: BTreeSet<SurveyKey>,
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
) -> Result<Applied, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = clock::now().millis();
    let applied = Store {
        transaction: &transaction,
        known,
        numbers: HashMap::new(),
        now,
    }
    .apply(Batch::of(items))
    .and_then(|applied| Ok(transaction.commit().map(|()| applied)?));
    if applied.is_err() {
        known.clear(); // it may hold numbers that were rolled back
    }
    applied
}

struct Store<'t> {
    transaction: &'t Transaction<'t>,
    known: &'t mut KnownSeries,
    /// Those of the rows in question.
    numbers: HashMap<Key, i64>,
    /// The time of arrival, in milliseconds since 1970.
    now: i64,
}

impl Store<'_> {
    fn apply(mut self, batch: Batch<'_>) -> Result<Applied, StoreError> {
        let owners = self.claim(batch.nonces())?;
        let rows = batch.rows(&owners);
        let mut there = HashMap::new();
        for row in &rows {
            if let Some(earlier) = self.insert(row)? {
                there.insert(row.key.clone(), earlier);
            }
        }
        let outcome = batch.settle(rows, |key| there.remove(key));
        let mut deltas = Deltas::default();
        for (row, earlier) in &outcome.updated {
            let number = self.number(&row.key)?;
            let ratings = take_ratings(self.transaction, &row.key.site, number, earlier)?;
            deltas.take_out(&row.key.site, earlier, &ratings);
            self.replace(row, number)?;
        }
        let updated = outcome.updated.iter().map(|(row, _)| row);
        for row in outcome.stored.iter().chain(updated) {
            let ratings = row.ratings(self.now);
            self.insert_ratings(row, &ratings)?;
            deltas.add(row, &ratings, self.now);
        }
        write_deltas(self.transaction, self.known, &deltas)?;
        for item in outcome.kept {
            self.send_on(item)?;
        }
        Ok(Applied {
            statuses: outcome.statuses,
            changed: deltas.changed(),
        })
    }

    /// Notes who brings a nonce first; returns to whom each belongs.
    fn claim(&self, claims: Vec<NonceClaim>) -> rusqlite::Result<Owners> {
        let mut owners = Owners::new();
        for NonceClaim {
            nonce,
            response,
            expires,
        } in claims
        {
            self.transaction
                .prepare_cached(
                    "INSERT INTO nonce (site, nonce, response, expires) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![nonce.site, nonce.text, response, expires])?;
            let owner = self
                .transaction
                .prepare_cached("SELECT response FROM nonce WHERE site = ?1 AND nonce = ?2")?
                .query_row([&nonce.site, &nonce.text], |row| row.get(0))?;
            owners.insert(nonce, owner);
        }
        Ok(owners)
    }

    /// Adds a row; what is there already, if its id is taken.
    fn insert(&mut self, row: &Row<'_>) -> rusqlite::Result<Option<Earlier>> {
        let Incoming {
            response,
            json,
            set_aside,
            sender,
            ..
        } = row.item;
        let inserted = self
            .transaction
            .prepare_cached(
                "INSERT INTO response (site, id, seq, survey, answered_at, received_at, body,
                                       respondent, rate, verified, set_aside, address, agent)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (site, id) DO NOTHING",
            )?
            .execute(params![
                row.key.site,
                row.key.id,
                response.seq,
                response.survey,
                row.answered_at(self.now),
                row.received_at(self.now),
                json,
                response.respondent,
                row.rate(),
                row.verified,
                set_aside.map(SetAside::name),
                sender.as_ref().map(|sender| &sender.address),
                sender.as_ref().map(|sender| &sender.agent),
            ])?;
        if inserted == 1 {
            let number = self.transaction.last_insert_rowid();
            self.numbers.insert(row.key.clone(), number);
            return Ok(None);
        }
        let (number, earlier) = self
            .transaction
            .prepare_cached(
                "SELECT number, seq, survey, answered_at, received_at, rate FROM response
                 WHERE site = ?1 AND id = ?2",
            )?
            .query_row([&row.key.site, &row.key.id], |columns| {
                Ok((columns.get(0)?, earlier(columns, 1)?))
            })?;
        self.numbers.insert(row.key.clone(), number);
        Ok(Some(earlier))
    }

    fn number(&self, key: &Key) -> Result<i64, StoreError> {
        let number = self.numbers.get(key).copied();
        number.ok_or_else(|| StoreError::Unusable(format!("the row of {} is gone", key.id)))
    }

    fn replace(&self, row: &Row<'_>, number: i64) -> rusqlite::Result<usize> {
        let Incoming {
            response,
            json,
            set_aside,
            sender,
            ..
        } = row.item;
        self.transaction
            .prepare_cached(
                "UPDATE response SET seq = ?2, survey = ?3, answered_at = ?4, received_at = ?5,
                 body = ?6, respondent = ?7, rate = ?8, verified = ?9, set_aside = ?10,
                 address = ?11, agent = ?12 WHERE number = ?1",
            )?
            .execute(params![
                number,
                response.seq,
                response.survey,
                row.answered_at(self.now),
                row.received_at(self.now),
                json,
                response.respondent,
                row.rate(),
                row.verified,
                set_aside.map(SetAside::name),
                sender.as_ref().map(|sender| &sender.address),
                sender.as_ref().map(|sender| &sender.agent),
            ])
    }

    fn insert_ratings(&mut self, row: &Row<'_>, ratings: &[Rating]) -> Result<(), StoreError> {
        let (survey, number) = (row.survey(), self.number(&row.key)?);
        for rating in ratings {
            let series = series(self.transaction, self.known, &survey, &rating.series)?;
            self.transaction
                .prepare_cached(
                    "INSERT INTO rating (series, at, response, rating, rate, segment)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    series,
                    rating.at,
                    number,
                    rating.rating,
                    rating.rate,
                    rating.segment
                ])?;
        }
        Ok(())
    }

    fn send_on(&self, item: &Incoming) -> Result<(), StoreError> {
        for (place, message) in (0_i32..).zip(&item.messages) {
            let id = OutgoingId {
                site: item.response.site.clone(),
                response: item.response.id.as_str().to_owned(),
                seq: item.response.seq,
                place,
            };
            outgoing::keep(self.transaction, &id, message, self.now)?;
        }
        Ok(())
    }
}

/// Six columns of `response`, but for its number.
pub(super) fn earlier(columns: &Columns<'_>, first: usize) -> rusqlite::Result<Earlier> {
    Ok(Earlier {
        seq: columns.get(first)?,
        survey: columns.get(first + 1)?,
        answered_at: columns.get(first + 2)?,
        received_at: columns.get(first + 3)?,
        rate: columns.get(first + 4)?,
    })
}

/// Removes the ratings of a row; returns them.
pub(super) fn take_ratings(
    transaction: &Transaction<'_>,
    site: &str,
    number: i64,
    earlier: &Earlier,
) -> Result<Vec<Rating>, StoreError> {
    let mut ratings = Vec::new();
    if earlier.rate.is_none() {
        return Ok(ratings);
    }
    let mut statement = transaction.prepare_cached(
        "SELECT s.id, s.question, s.metric, r.at, r.rating, r.rate, r.segment
         FROM series s JOIN rating r ON r.series = s.id AND r.at = ?4 AND r.response = ?3
         WHERE s.site = ?1 AND s.survey = ?2",
    )?;
    let mut rows = statement.query(params![site, earlier.survey, number, earlier.answered_at])?;
    let mut delete = transaction
        .prepare_cached("DELETE FROM rating WHERE series = ?1 AND at = ?2 AND response = ?3")?;
    let mut taken = Vec::new();
    while let Some(row) = rows.next()? {
        taken.push(row.get::<_, i64>(0)?);
        let metric: String = row.get(2)?;
        ratings.push(Rating {
            series: Series::read(row.get(1)?, &metric)?,
            at: row.get(3)?,
            rating: row.get(4)?,
            rate: row.get(5)?,
            segment: row.get(6)?,
        });
    }
    for series in taken {
        delete.execute([series, earlier.answered_at, number])?;
    }
    Ok(ratings)
}

/// The number of a series, made when it is met for the first time.
fn series(
    transaction: &Transaction<'_>,
    known: &mut KnownSeries,
    survey: &SurveyKey,
    series: &Series,
) -> rusqlite::Result<i64> {
    let name = (survey.clone(), series.clone());
    if let Some(number) = known.get(&name) {
        return Ok(*number);
    }
    let columns = [
        &survey.site,
        &survey.survey,
        &series.question,
        &series.metric_column(),
    ];
    let found = transaction
        .query_row(
            "SELECT id FROM series WHERE site = ?1 AND survey = ?2 AND question = ?3
             AND metric = ?4",
            columns,
            |row| row.get(0),
        )
        .optional()?;
    let number = match found {
        Some(number) => number,
        None => {
            transaction.execute(
                "INSERT INTO series (site, survey, question, metric) VALUES (?1, ?2, ?3, ?4)",
                columns,
            )?;
            transaction.last_insert_rowid()
        }
    };
    // Senders choose these names: whoever makes up ever new ones must not fill the memory.
    if known.len() == MAX_KNOWN_SERIES {
        known.clear();
    }
    known.insert(name, number);
    Ok(number)
}

/// Brings the totals up to date.
pub(super) fn write_deltas(
    transaction: &Transaction<'_>,
    known: &mut KnownSeries,
    deltas: &Deltas,
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO tally (series, rating, rate, n) VALUES (?1, ?2, ?3, max(?4, 0))
         ON CONFLICT DO UPDATE SET n = n + ?4",
    )?;
    for (key, by) in deltas.tallies() {
        let series = series(transaction, known, &key.survey, &key.series)?;
        statement.execute(params![series, key.rating, key.rate.rate(), by])?;
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO rollup (series, hour, segment, rating, rate, n)
         VALUES (?1, ?2, ?3, ?4, ?5, max(?6, 0)) ON CONFLICT DO UPDATE SET n = n + ?6",
    )?;
    for (key, by) in deltas.rollups() {
        let series = series(transaction, known, &key.survey, &key.series)?;
        let rate = key.rate.rate();
        statement.execute(params![series, key.hour, key.segment, key.rating, rate, by])?;
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO arrival (site, survey, hour, rate, n) VALUES (?1, ?2, ?3, ?4, max(?5, 0))
         ON CONFLICT DO UPDATE SET n = n + ?5",
    )?;
    for (key, by) in deltas.arrivals() {
        let (survey, rate) = (&key.survey, key.rate.rate());
        statement.execute(params![survey.site, survey.survey, key.hour, rate, by])?;
    }
    Ok(())
}
