//! Where responses are kept, and the one place that knows how.

mod apply;
mod changes;
mod read;
mod schema;
mod sqlite;
mod writer;

use std::fmt;
use std::path::PathBuf;

use score::weight::{Weight, WeightedTally};
use score::{Metric, Tally};
use survey::pace::Arrivals;
use survey::response::Response;
use survey::time::Timestamp;

pub(crate) use self::changes::Changed;
pub(crate) use self::sqlite::Sqlite;
pub(crate) use self::writer::Counters;

/// A response that was read and checked, on its way into a store.
pub(crate) struct Incoming {
    pub(crate) response: Response,
    /// The canonical JSON of `response`, as it will be kept.
    pub(crate) json: String,
}

impl From<Response> for Incoming {
    fn from(response: Response) -> Self {
        let json = response.to_json();
        Self { response, json }
    }
}

/// What became of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It was new.
    Stored,
    /// It replaced an earlier version of itself.
    Updated,
    /// This very version is there already.
    Duplicate,
    /// A later version is there already.
    Stale,
}

impl Status {
    pub(crate) const ALL: [Self; 4] = [Self::Stored, Self::Updated, Self::Duplicate, Self::Stale];

    /// The name used in answers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Updated => "updated",
            Self::Duplicate => "duplicate",
            Self::Stale => "stale",
        }
    }
}

/// Why a response was not taken in. None of it is the sender's fault: it may try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotStored {
    /// Too much is waiting to be committed.
    Full,
    /// The collector is going down.
    Stopping,
    /// The disk refused; the cause was written to standard error.
    Failed,
}

/// Ratings that can be counted together: the same question asked in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Series {
    pub(crate) question: String,
    pub(crate) metric: Metric,
}

/// The ratings of one series.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) series: Series,
    pub(crate) tally: Tally,
    /// The same with the weights of their sampling rates.
    weighted: WeightedTally,
    /// The lowest and the highest of these rates.
    rates: Option<(f64, f64)>,
}

impl Counted {
    /// Before the first rating.
    pub(crate) fn none(series: Series) -> Self {
        let scale = series.metric.scale();
        Self {
            series,
            tally: Tally::new(scale),
            weighted: WeightedTally::new(scale),
            rates: None,
        }
    }

    /// Counts a rating that was asked for at a sampling rate, several times. What is off the scale or
    /// no rate is not counted.
    pub(crate) fn add_many(&mut self, rating: i32, rate: f64, times: u64) {
        let Ok(weight) = Weight::from_sampling_rate(rate) else {
            return;
        };
        if times > 0 && self.tally.add_many(rating, times) {
            self.weighted.add_many(rating, weight, times);
            let (lowest, highest) = self.rates.unwrap_or((rate, rate));
            self.rates = Some((lowest.min(rate), highest.max(rate)));
        }
    }

    /// The ratings with their weights, where these differ.
    pub(crate) fn weighted(&self) -> Option<&WeightedTally> {
        let (lowest, highest) = self.rates?;
        (lowest < highest).then_some(&self.weighted)
    }
}

/// The ratings of the responses that agree in what they were grouped by.
#[derive(Debug)]
pub(crate) struct Group {
    /// One value for each name in [`Filter::by`], in that order.
    pub(crate) values: Vec<serde_json::Value>,
    pub(crate) counted: Vec<Counted>,
}

/// Which responses to count, and by what to group them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Answered at this moment or later.
    pub(crate) from: Option<Timestamp>,
    /// Answered before this moment.
    pub(crate) to: Option<Timestamp>,
    pub(crate) by: Vec<Dimension>,
}

impl Filter {
    /// Whether the running totals cannot answer it.
    fn needs_scan(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// Something that responses carry and can be grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Touchpoint,
    Stage,
    Language,
    /// A key of the context, such as `agent`.
    Context(String),
}

impl Dimension {
    /// The dimension of that name; every name that is not a field of its own is a context key.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "touchpoint" => Self::Touchpoint,
            "stage" => Self::Stage,
            "language" => Self::Language,
            key => Self::Context(key.to_owned()),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Touchpoint => "touchpoint",
            Self::Stage => "stage",
            Self::Language => "language",
            Self::Context(key) => key,
        }
    }
}

/// What is asked about a respondent.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) site: String,
    pub(crate) survey: String,
    pub(crate) respondent: String,
    /// Received at this moment or later.
    pub(crate) since: Timestamp,
    /// An order or a ticket.
    pub(crate) about: Option<String>,
}

/// Where responses go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Sqlite(PathBuf),
    /// Nowhere: acknowledged and forgotten. It is what the ingest benchmark compares with.
    Nowhere,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Nowhere => f.write_str("none"),
        }
    }
}

/// Why a store did not answer.
#[derive(Debug)]
pub(crate) enum StoreError {
    Sqlite(rusqlite::Error),
    /// More groups than anybody reads.
    TooManyGroups,
    /// What is wrong with the store as a whole, such as a file of a later version.
    Unusable(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => error.fmt(f),
            Self::TooManyGroups => write!(f, "more than {} groups", read::MAX_GROUPS),
            Self::Unusable(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// The open store.
pub(crate) enum Store {
    Sqlite(Sqlite),
    Nowhere,
}

impl Store {
    /// Opens the store, creating or migrating it where that is needed.
    ///
    /// # Errors
    ///
    /// When the file cannot be used; the message says why.
    pub(crate) fn open(location: &Location) -> Result<Self, StoreError> {
        Ok(match location {
            Location::Sqlite(path) => Self::Sqlite(Sqlite::open(path)?),
            Location::Nowhere => Self::Nowhere,
        })
    }

    /// Takes responses in; returns after they are on the disk, with what became of each.
    ///
    /// # Errors
    ///
    /// [`NotStored`]: then none of them is kept.
    pub(crate) async fn submit(&self, items: Vec<Incoming>) -> Result<Vec<Status>, NotStored> {
        match self {
            Self::Sqlite(sqlite) => sqlite.submit(items).await,
            Self::Nowhere => Ok(vec![Status::Stored; items.len()]),
        }
    }

    /// Counts the ratings of a survey, series in the order in which they were first seen.
    pub(crate) async fn totals(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Counted>, StoreError> {
        let (site, survey, filter) = (site.to_owned(), survey.to_owned(), filter.clone());
        self.read(Vec::new(), move |connection| {
            if filter.needs_scan() {
                read::scanned_totals(connection, &site, &survey, &filter)
            } else {
                read::running_totals(connection, &site, &survey)
            }
        })
        .await
    }

    /// Counts the ratings of a survey within each group.
    pub(crate) async fn groups(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Group>, StoreError> {
        let (site, survey, filter) = (site.to_owned(), survey.to_owned(), filter.clone());
        self.read(Vec::new(), move |connection| {
            read::groups(connection, &site, &survey, &filter)
        })
        .await
    }

    /// The responses of a survey that count, by the hour of their arrival, from a moment on.
    pub(crate) async fn arrivals(
        &self,
        site: &str,
        survey: &str,
        from: Timestamp,
    ) -> Result<Vec<Arrivals>, StoreError> {
        let (site, survey) = (site.to_owned(), survey.to_owned());
        self.read(Vec::new(), move |connection| {
            read::arrivals(connection, &site, &survey, from)
        })
        .await
    }

    /// The JSON of the latest responses, newest arrival first.
    pub(crate) async fn latest(
        &self,
        site: &str,
        survey: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let (site, survey) = (site.to_owned(), survey.map(str::to_owned));
        self.read(Vec::new(), move |connection| {
            read::latest(connection, &site, survey.as_deref(), limit)
        })
        .await
    }

    /// Whether a respondent has answered or dismissed a survey: since a moment, or about this
    /// order or ticket at any time. Tests and mere displays do not count.
    pub(crate) async fn asked(&self, whether: Asked) -> Result<bool, StoreError> {
        self.read(false, move |connection| read::asked(connection, &whether))
            .await
    }

    /// Removes all that a respondent said on a site; returns after it is on the disk, with how
    /// many responses that were.
    ///
    /// # Errors
    ///
    /// [`NotStored`]: then all of them are still there.
    pub(crate) async fn forget(&self, site: &str, respondent: &str) -> Result<usize, NotStored> {
        match self {
            Self::Sqlite(sqlite) => sqlite.forget(site, respondent).await,
            Self::Nowhere => Ok(0),
        }
    }

    /// Whether the store answers.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        self.read((), |connection| {
            Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?)
        })
        .await
    }

    async fn read<T: Send + 'static>(
        &self,
        nothing: T,
        query: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(query).await,
            Self::Nowhere => Ok(nothing),
        }
    }

    /// Reports from now on when the ratings of a survey change.
    pub(crate) fn watch(&self, site: &str, survey: &str) -> Changed {
        match self {
            Self::Sqlite(sqlite) => sqlite.watch(site, survey),
            Self::Nowhere => Changed::never(),
        }
    }

    /// A setting that outlives a restart.
    pub(crate) fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.setting(name),
            Self::Nowhere => Ok(None),
        }
    }

    /// Keeps a setting, in place of an earlier one.
    pub(crate) fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.set(name, value),
            Self::Nowhere => Ok(()),
        }
    }

    /// What was counted since the start.
    pub(crate) fn counters(&self) -> Option<&Counters> {
        match self {
            Self::Sqlite(sqlite) => Some(sqlite.counters()),
            Self::Nowhere => None,
        }
    }

    /// Commits what waits, then closes. Later submissions are [`NotStored::Stopping`].
    pub(crate) async fn close(&self) {
        if let Self::Sqlite(sqlite) = self {
            sqlite.close().await;
        }
    }
}
