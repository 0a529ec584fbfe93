//! Tells whoever wants to hear of it that a score declines: once a day each score is charted.

mod chart;

use std::time::Duration;

use score::{Band, ClassCounts, Metric};
use serde_json::{Value, json};
use survey::time::Timestamp;
use tokio::sync::watch;
use tokio::time::sleep;

use self::chart::{BASELINE, CHARTED, Decline, days_between_false_alarms, decline};
use crate::clock;
use crate::config::Event;
use crate::derived;
use crate::sites::{Site, Sites};
use crate::store::{Filter, OutgoingId, Series, Store, StoreError};
use crate::webhook;

const DAY: i64 = 86_400_000;
/// Between two looks at the clock.
const PAUSE: Duration = Duration::from_secs(600);
/// Days in which a decline that was told of is not told of again.
const QUIET: i64 = CHARTED as i64;

/// Goes round until the collector goes down: at once, and then once on each day (UTC).
pub(crate) async fn watch(store: &Store, sites: &Sites, mut stopping: watch::Receiver<bool>) {
    let wanting: Vec<_> = sites.iter().filter(|site| wants(site)).collect();
    if wanting.is_empty() {
        return;
    }
    let mut looked = None;
    loop {
        let now = clock::now();
        let today = now.millis().div_euclid(DAY);
        if looked != Some(today) {
            looked = Some(today);
            for site in &wanting {
                if let Err(error) = look(store, site, today, now).await {
                    tracing::error!(site = site.name, %error, "declines are not looked for");
                    looked = None;
                }
            }
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}

fn wants(site: &Site) -> bool {
    let mut hooks = site.table.webhooks.iter();
    hooks.any(|hook| hook.events.contains(&Event::ScoreDeclined))
}

/// Charts all scores of a site, up to the day before this one.
async fn look(store: &Store, site: &Site, today: i64, now: Timestamp) -> Result<(), StoreError> {
    for survey in store.surveys(&site.name).await? {
        let days = days(store, &site.name, &survey, today).await?;
        for (series, days) in days {
            if let Some(decline) = decline(&days) {
                let told = Told {
                    site,
                    survey: &survey,
                    series: &series,
                    decline,
                    today,
                };
                told.tell(store, now).await?;
            }
        }
    }
    Ok(())
}

/// The classes of each day's answers, oldest first, for each question that has classes.
async fn days(
    store: &Store,
    site: &str,
    survey: &str,
    today: i64,
) -> Result<Vec<(Series, Vec<ClassCounts>)>, StoreError> {
    let length = BASELINE + CHARTED;
    let mut all: Vec<(Series, Vec<ClassCounts>)> = Vec::new();
    for (index, day) in (today - length as i64..today).enumerate() {
        let moment = |day: i64| Some(Timestamp::from_millis(day * DAY));
        let filter = Filter {
            from: moment(day),
            to: moment(day + 1),
            by: Vec::new(),
        };
        for counted in store.totals(site, survey, &filter).await? {
            let Some(classes) = ClassCounts::of(counted.series.metric, &counted.tally) else {
                continue;
            };
            let known = all.iter().position(|(series, _)| *series == counted.series);
            let place = known.unwrap_or_else(|| {
                all.push((counted.series, vec![ClassCounts::default(); length]));
                all.len() - 1
            });
            all[place].1[index] = classes;
        }
    }
    Ok(all)
}

/// A decline that is to be told of.
struct Told<'a> {
    site: &'a Site,
    survey: &'a str,
    series: &'a Series,
    decline: Decline,
    today: i64,
}

impl Told<'_> {
    /// Tells of it, unless that was done not long ago.
    async fn tell(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let id = self.id();
        let name = format!("declined:{id}");
        let earlier: Option<i64> = store.setting(&name).await?.and_then(|day| day.parse().ok());
        if earlier.is_some_and(|day| (0..QUIET).contains(&(self.today - day))) {
            return Ok(());
        }
        let messages = webhook::all_of(
            &self.site.table.webhooks,
            Event::ScoreDeclined,
            &self.data(),
            now,
        );
        for (place, message) in (0_i32..).zip(messages) {
            let id = OutgoingId {
                site: self.site.name.clone(),
                response: id.clone(),
                seq: i32::try_from(self.today).unwrap_or(i32::MAX),
                place,
            };
            // Several collectors come to the same, and the same message is kept once.
            store.announce(id, message, now).await?;
        }
        store.set(&name, &self.today.to_string()).await
    }

    /// Stands in the place of a response's id.
    fn id(&self) -> String {
        let Series { question, .. } = self.series;
        let metric = self.series.metric_column();
        let about = [&self.site.name, self.survey, question, &metric];
        derived::id("decline", &about).as_str().to_owned()
    }

    fn data(&self) -> Value {
        let Decline {
            since,
            before,
            after,
        } = &self.decline;
        let days_ago = (CHARTED - since) as i64;
        let since = Timestamp::from_millis((self.today - days_ago) * DAY);
        let metric = self.series.metric;
        json!({
            "site": self.site.name, "survey": self.survey, "question": self.series.question,
            "metric": metric.name(), "since": since.to_text(),
            "before": {"n": before.n(), "score": score(metric, before)},
            "after": {"n": after.n(), "score": score(metric, after)},
            "days_between_false_alarms": days_between_false_alarms().map(f64::round),
        })
    }
}

/// Points for NPS, the high share in percent for others.
fn score(metric: Metric, classes: &ClassCounts) -> Option<f64> {
    match metric {
        Metric::Nps => classes.net(),
        _ => classes.share(Band::High),
    }
}
