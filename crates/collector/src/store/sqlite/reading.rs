//! Reading, each on one of the connections beside the writer.

use survey::pace::Arrivals;
use survey::time::Timestamp;

use super::{Sqlite, outgoing, read};
use crate::store::outgoing::DeadLetter;
use crate::store::{
    Asked, Counted, Filter, Group, Key, Selection, Shelf, StoreError, Stored, newest,
};

impl Sqlite {
    pub(in crate::store) async fn totals(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Counted>, StoreError> {
        let (site, survey, filter) = (site.to_owned(), survey.to_owned(), filter.clone());
        self.read(move |connection| {
            if filter.has_span() {
                read::span_totals(connection, &site, &survey, &filter)
            } else {
                read::running_totals(connection, &site, &survey)
            }
        })
        .await
    }

    pub(in crate::store) async fn groups(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Group>, StoreError> {
        let (site, survey, filter) = (site.to_owned(), survey.to_owned(), filter.clone());
        self.read(move |connection| {
            if filter.is_by_segment() {
                read::segments(connection, &site, &survey, &filter)
            } else {
                read::groups(connection, &site, &survey, &filter)
            }
        })
        .await
    }

    pub(in crate::store) async fn arrivals(
        &self,
        site: &str,
        survey: &str,
        from: Timestamp,
    ) -> Result<Vec<Arrivals>, StoreError> {
        let (site, survey) = (site.to_owned(), survey.to_owned());
        self.read(move |connection| read::arrivals(connection, &site, &survey, from))
            .await
    }

    pub(in crate::store) async fn latest(
        &self,
        site: &str,
        survey: Option<&str>,
        shelf: Shelf,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let (site, survey) = (site.to_owned(), survey.map(str::to_owned));
        self.read(move |connection| {
            let surveys = match survey {
                Some(survey) => vec![survey],
                None => read::surveys(connection, &site)?,
            };
            let mut rows = Vec::new();
            for survey in surveys {
                rows.extend(read::latest(connection, &site, &survey, shelf, limit)?);
            }
            Ok(newest(rows, limit))
        })
        .await
    }

    pub(in crate::store) async fn surveys(&self, site: &str) -> Result<Vec<String>, StoreError> {
        let site = site.to_owned();
        self.read(move |connection| read::surveys(connection, &site))
            .await
    }

    pub(in crate::store) async fn one(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        let key = key.clone();
        self.read(move |connection| read::one(connection, &key))
            .await
    }

    pub(in crate::store) async fn page(
        &self,
        selection: &Selection,
        after: &Key,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let (selection, after) = (selection.clone(), after.clone());
        self.read(move |connection| read::page(connection, &selection, &after, limit))
            .await
    }

    pub(in crate::store) async fn asked(&self, whether: Asked) -> Result<bool, StoreError> {
        self.read(move |connection| read::asked(connection, &whether))
            .await
    }

    pub(in crate::store) async fn sites(&self) -> Result<Vec<String>, StoreError> {
        self.read(read::sites).await
    }

    pub(in crate::store) async fn dead_letters(
        &self,
        at_most: u32,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        self.read(move |connection| outgoing::dead(connection, at_most))
            .await
    }

    pub(in crate::store) async fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT name, value FROM setting")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    pub(in crate::store) async fn check(&self) -> Result<(), StoreError> {
        self.read(|connection| Ok(connection.query_row("SELECT 1", [], |_| Ok(()))?))
            .await
    }
}
