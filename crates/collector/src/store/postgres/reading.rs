//! Reading, each on one of the connections beside the writer.

use futures_util::future::try_join_all;
use survey::pace::Arrivals;
use survey::time::Timestamp;

use super::{Postgres, outgoing, read};
use crate::store::outgoing::DeadLetter;
use crate::store::{
    Asked, Counted, Filter, Group, Key, Selection, Shelf, StoreError, Stored, newest,
};

impl Postgres {
    pub(in crate::store) async fn totals(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Counted>, StoreError> {
        let client = self.connections.reading().await?;
        if filter.has_span() {
            read::span_totals(&client, site, survey, filter).await
        } else {
            read::running_totals(&client, site, survey).await
        }
    }

    pub(in crate::store) async fn groups(
        &self,
        site: &str,
        survey: &str,
        filter: &Filter,
    ) -> Result<Vec<Group>, StoreError> {
        let client = self.connections.reading().await?;
        if filter.is_by_segment() {
            read::segments(&client, site, survey, filter).await
        } else {
            read::groups(&client, site, survey, filter).await
        }
    }

    pub(in crate::store) async fn arrivals(
        &self,
        site: &str,
        survey: &str,
        from: Timestamp,
    ) -> Result<Vec<Arrivals>, StoreError> {
        let client = self.connections.reading().await?;
        read::arrivals(&client, site, survey, from).await
    }

    pub(in crate::store) async fn latest(
        &self,
        site: &str,
        survey: Option<&str>,
        shelf: Shelf,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let client = &self.connections.reading().await?;
        let surveys = match survey {
            Some(survey) => vec![survey.to_owned()],
            None => read::surveys(client, site).await?,
        };
        let each = surveys
            .iter()
            .map(|survey| read::latest(client, site, survey, shelf, limit));
        let rows = try_join_all(each).await?;
        Ok(newest(rows.into_iter().flatten().collect(), limit))
    }

    pub(in crate::store) async fn surveys(&self, site: &str) -> Result<Vec<String>, StoreError> {
        let client = self.connections.reading().await?;
        read::surveys(&client, site).await
    }

    pub(in crate::store) async fn one(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        let client = self.connections.reading().await?;
        read::one(&client, key).await
    }

    pub(in crate::store) async fn page(
        &self,
        selection: &Selection,
        after: &Key,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        let client = self.connections.reading().await?;
        read::page(&client, selection, after, limit).await
    }

    pub(in crate::store) async fn asked(&self, whether: Asked) -> Result<bool, StoreError> {
        let client = self.connections.reading().await?;
        read::asked(&client, &whether).await
    }

    pub(in crate::store) async fn sites(&self) -> Result<Vec<String>, StoreError> {
        let client = self.connections.reading().await?;
        read::sites(&client).await
    }

    pub(in crate::store) async fn dead_letters(
        &self,
        at_most: u32,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let client = self.connections.reading().await?;
        outgoing::dead(&client, at_most).await
    }

    pub(in crate::store) async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let client = self.connections.reading().await?;
        let row = client
            .query_opt("SELECT value FROM setting WHERE name = $1", &[&name])
            .await?;
        Ok(row.map(|row| row.get(0)))
    }

    pub(in crate::store) async fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let client = self.connections.reading().await?;
        let rows = client.query("SELECT name, value FROM setting", &[]).await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    pub(in crate::store) async fn check(&self) -> Result<(), StoreError> {
        let client = self.connections.reading().await?;
        Ok(client.batch_execute("SELECT 1").await?)
    }
}
