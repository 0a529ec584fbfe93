//! Rows as columns: what `unnest` takes, so that a batch is one statement.

use crate::store::SetAside;
use crate::store::row::Row;

/// The columns of `response`, a value for each row.
#[derive(Default)]
pub(super) struct Responses<'r> {
    pub(super) site: Vec<&'r str>,
    pub(super) id: Vec<&'r str>,
    pub(super) seq: Vec<i32>,
    pub(super) survey: Vec<&'r str>,
    pub(super) answered_at: Vec<i64>,
    pub(super) received_at: Vec<i64>,
    pub(super) body: Vec<&'r str>,
    pub(super) respondent: Vec<Option<&'r str>>,
    pub(super) rate: Vec<Option<f64>>,
    pub(super) verified: Vec<&'static str>,
    pub(super) set_aside: Vec<Option<&'static str>>,
    pub(super) address: Vec<Option<&'r str>>,
    pub(super) agent: Vec<Option<&'r str>>,
}

impl<'r> Responses<'r> {
    pub(super) fn of<'i: 'r>(rows: impl IntoIterator<Item = &'r Row<'i>>, now: i64) -> Self {
        let mut columns = Self::default();
        for row in rows {
            let item = row.item;
            let sender = item.sender.as_ref();
            columns.site.push(&row.key.site);
            columns.id.push(&row.key.id);
            columns.seq.push(item.response.seq);
            columns.survey.push(&item.response.survey);
            columns.answered_at.push(row.answered_at(now));
            columns.received_at.push(row.received_at(now));
            columns.body.push(&item.json);
            columns.respondent.push(item.response.respondent.as_deref());
            columns.rate.push(row.rate());
            columns.verified.push(row.verified);
            columns.set_aside.push(item.set_aside.map(SetAside::name));
            columns
                .address
                .push(sender.map(|sender| sender.address.as_str()));
            columns
                .agent
                .push(sender.map(|sender| sender.agent.as_str()));
        }
        columns
    }
}
