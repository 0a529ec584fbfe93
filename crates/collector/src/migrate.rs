//! `afterword migrate`: moves a shop that has grown from one store into another.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args;

use crate::cli;
use crate::store::{
    Counted, Filter, Key, Location, NotStored, Selection, Series, Status, Store, StoreError, Stored,
};

/// Responses that are read, and stored, at once.
const PAGE: u32 = 500;

/// From where, and to where.
#[derive(Args)]
pub(crate) struct Options {
    /// The store that has grown; it is only read.
    #[arg(long)]
    from: Location,
    /// The new store: an empty one, or one that an earlier attempt left half filled.
    #[arg(long)]
    to: Location,
}

/// Prints how much it was. Exit code 1 where something is not there in the end.
pub(crate) fn run(options: &Options) -> ExitCode {
    let moved = cli::block_on(async {
        let (from, to) = (open(&options.from).await?, open(&options.to).await?);
        let moved = migrate(&from, &to).await;
        from.close().await;
        to.close().await;
        moved
    });
    match moved {
        Ok(Moved { responses, surveys }) => {
            println!("{responses} responses to {surveys} surveys are there, and count alike");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("afterword: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn open(location: &Location) -> Result<Store, String> {
    Store::open(location)
        .await
        .map_err(|error| format!("cannot use the store {location}: {error}"))
}

struct Moved {
    responses: usize,
    surveys: usize,
}

async fn migrate(from: &Store, to: &Store) -> Result<Moved, String> {
    refuse_others(from, to).await?;
    for (name, value) in from.settings().await.map_err(told)? {
        to.set(&name, &value).await.map_err(told)?;
    }
    let mut surveys = BTreeSet::new();
    let mut responses = 0;
    for site in from.sites().await.map_err(told)? {
        let mut pages = Pages::of(from, &site);
        while let Some(page) = pages.next().await? {
            responses += page.len();
            store(to, page, &mut surveys).await?;
        }
        compare(from, to, &site).await?;
    }
    for (site, survey) in &surveys {
        let filter = Filter::default();
        let before = from.totals(site, survey, &filter).await.map_err(told)?;
        let after = to.totals(site, survey, &filter).await.map_err(told)?;
        if counts(&before) != counts(&after) {
            return Err(format!(
                "`{survey}` of the site `{site}` counts otherwise; {RESUME}"
            ));
        }
    }
    Ok(Moved {
        responses,
        surveys: surveys.len(),
    })
}

/// What to do where the two are not alike in the end.
const RESUME: &str = "a collector may still be at work on one of the stores: stop it, and run this \
                      again, it goes on where it was";

/// What is there already must be what this is going to move there.
async fn refuse_others(from: &Store, to: &Store) -> Result<(), String> {
    for site in to.sites().await.map_err(told)? {
        let mut pages = Pages::of(to, &site);
        while let Some(page) = pages.next().await? {
            for row in page {
                if from.one(&row.key).await.map_err(told)?.as_ref() != Some(&row) {
                    return Err(format!(
                        "the store to fill has a response of its own, {} of the site `{site}`; \
                         expected an empty store",
                        row.key.id
                    ));
                }
            }
        }
    }
    Ok(())
}

async fn store(
    to: &Store,
    page: Vec<Stored>,
    surveys: &mut BTreeSet<(String, String)>,
) -> Result<(), String> {
    let mut items = Vec::with_capacity(page.len());
    for row in page {
        let Key { site, id } = row.key.clone();
        let item = row
            .into_incoming()
            .map_err(|reason| format!("the response {id} of the site `{site}`: {reason}"))?;
        surveys.insert((site, item.response.survey.clone()));
        items.push(item);
    }
    let statuses = to.submit(items).await.map_err(|reason| match reason {
        NotStored::Full | NotStored::Stopping => "the store to fill takes no more".to_owned(),
        NotStored::Failed => "the store to fill refused to write".to_owned(),
    })?;
    let is_there = |status: &Status| matches!(status, Status::Stored | Status::Duplicate);
    if statuses.iter().all(is_there) {
        Ok(())
    } else {
        Err(format!("the store to fill has other versions; {RESUME}"))
    }
}

/// Looks at each response of both stores once more.
async fn compare(from: &Store, to: &Store, site: &str) -> Result<(), String> {
    let (mut before, mut after) = (Pages::of(from, site), Pages::of(to, site));
    loop {
        match (before.next().await?, after.next().await?) {
            (None, None) => return Ok(()),
            (before, after) if before == after => {}
            _ => return Err(format!("the site `{site}` is not the same; {RESUME}")),
        }
    }
}

/// The responses of a site, page by page.
struct Pages<'s> {
    store: &'s Store,
    selection: Selection,
    /// `None` after the last page.
    after: Option<Key>,
}

impl<'s> Pages<'s> {
    fn of(store: &'s Store, site: &str) -> Self {
        Self {
            store,
            selection: Selection {
                site: Some(site.to_owned()),
                ..Selection::default()
            },
            after: Some(Key::default()),
        }
    }

    async fn next(&mut self) -> Result<Option<Vec<Stored>>, String> {
        let Some(after) = self.after.take() else {
            return Ok(None);
        };
        let page = self.store.page(&self.selection, &after, PAGE).await;
        let page = page.map_err(told)?;
        self.after = page.last().map(|row| row.key.clone());
        Ok((!page.is_empty()).then_some(page))
    }
}

/// How often each rating of each question was given.
fn counts(counted: &[Counted]) -> BTreeSet<(Series, i32, u64)> {
    let each = counted.iter().flat_map(|counted| {
        let series = counted.series.clone();
        let ratings = counted.tally.iter().filter(|(_, n)| *n > 0);
        ratings.map(move |(rating, n)| (series.clone(), rating, n))
    });
    each.collect()
}

// By value, as `map_err` gives it.
#[expect(clippy::needless_pass_by_value)]
fn told(error: StoreError) -> String {
    error.to_string()
}
