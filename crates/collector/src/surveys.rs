//! The surveys that are known by name: the built-in templates, and those of their owner's folder,
//! which go before them.

mod folder;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use survey::definition::Definition;
use survey::pace::{Known, Target};
use survey::templates;
use survey::time::Timestamp;

use crate::check;
use crate::sites::Sites;
use crate::store::{Series, Store, StoreError};

pub(crate) use folder::Library;

/// Milliseconds for which a rate is served again before it is computed anew.
const FRESH: i64 = 5_000;

/// What is asked under which name.
pub(crate) struct Surveys(HashMap<String, Survey>);

/// A survey that is known by name.
pub(crate) struct Survey {
    json: Cow<'static, str>,
    /// Its rated questions, in its own order.
    pub(crate) rated: Vec<Series>,
    pace: Option<Pace>,
    is_template: bool,
}

/// What the sampling rate of a survey with a target is set by.
struct Pace {
    target: Target,
    /// Whose responses count.
    site: String,
    definition: Value,
    since: Timestamp,
    /// The rate that was set last, and when.
    last: Mutex<Option<(Timestamp, f64)>>,
}

/// Why the surveys of a folder cannot be used: a line for each problem, with its file.
#[derive(Debug)]
pub(crate) struct Unusable {
    folder: PathBuf,
    problems: Vec<String>,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use the surveys of {}:", self.folder.display())?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl Surveys {
    /// The built-in templates.
    pub(crate) fn templates() -> Self {
        let surveys = templates::NAMES.into_iter().filter_map(|name| {
            let definition = templates::definition(name)?;
            let survey = Survey {
                json: templates::json(name)?.into(),
                rated: rated(&definition),
                pace: None,
                is_template: true,
            };
            Some((name.to_owned(), survey))
        });
        Self(surveys.collect())
    }

    /// Adds each `*.json` of a folder, read as strictly as `afterword check` does. Returns the ids.
    ///
    /// # Errors
    ///
    /// Every problem of every file, and of the folder.
    pub(crate) fn add(&mut self, folder: &Path, sites: &Sites) -> Result<Vec<String>, Unusable> {
        let unusable = |problems| Unusable {
            folder: folder.to_owned(),
            problems,
        };
        let files = files(folder).map_err(|error| {
            unusable(vec![format!(
                "{error}; expected a folder with a definition in each *.json"
            )])
        })?;
        let (mut ids, mut problems) = (Vec::new(), Vec::new());
        for file in &files {
            let name = file.display();
            match self.add_file(file, sites) {
                Ok(id) => ids.push(id),
                Err(lines) => problems.extend(lines.iter().map(|line| format!("{name}: {line}"))),
            }
        }
        if problems.is_empty() {
            Ok(ids)
        } else {
            Err(unusable(problems))
        }
    }

    fn add_file(&mut self, file: &Path, sites: &Sites) -> Result<String, Vec<String>> {
        let bytes = std::fs::read(file)
            .map_err(|error| vec![format!("cannot be read: {error}; expected a definition")])?;
        let (value, definition) = check::read(&bytes)?;
        let survey = Survey::new(&bytes, value, &definition, sites)?;
        let id = definition.id;
        match self.0.entry(id.clone()) {
            Entry::Occupied(earlier) if !earlier.get().is_template => {
                let message = format!("`{id}` is the id of another file");
                let line = check::line("id", &message, "an id of its own", "duplicate_id");
                Err(vec![line])
            }
            Entry::Occupied(mut template) => {
                template.insert(survey);
                Ok(id)
            }
            Entry::Vacant(place) => {
                place.insert(survey);
                Ok(id)
            }
        }
    }

    /// Notes since when each target is there, if that is not known from an earlier start.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(crate) async fn begin(&mut self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        for (id, survey) in &mut self.0 {
            if let Some(pace) = &mut survey.pace {
                let name = format!("target_since {} {id}", pace.site);
                let known = store.setting(&name).await?;
                pace.since = match known.as_deref().and_then(Timestamp::parse) {
                    Some(since) => since,
                    None => {
                        store.set(&name, &now.to_text()).await?;
                        now
                    }
                };
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Survey> {
        self.0.get(id)
    }
}

impl Survey {
    fn new(
        bytes: &[u8],
        value: Value,
        definition: &Definition,
        sites: &Sites,
    ) -> Result<Self, Vec<String>> {
        let site = definition.site.as_deref().unwrap_or("default");
        let Some(site) = sites.named(site) else {
            let message = format!("there is no site `{site}` here");
            let line = check::line("site", &message, &sites.names(), "unknown_site");
            return Err(vec![line]);
        };
        Ok(Self {
            json: String::from_utf8_lossy(bytes).into_owned().into(),
            rated: rated(definition),
            pace: Target::of(&&value).map(|target| Pace {
                target,
                site: site.name.clone(),
                definition: value,
                since: Timestamp::default(),
                last: Mutex::default(),
            }),
            is_template: false,
        })
    }

    /// The definition as it was written.
    pub(crate) fn definition(&self) -> Value {
        // It was read before it became known.
        serde_json::from_str(&self.json).unwrap_or_default()
    }

    /// Seconds for which it may be kept by those who fetched it.
    pub(crate) fn max_age(&self) -> u32 {
        if self.is_template { 300 } else { 60 }
    }

    /// The definition as it is served: as it was written, but for the `sample` that its target sets.
    pub(crate) async fn json(
        &self,
        store: &Store,
        now: Timestamp,
    ) -> Result<Cow<'_, str>, StoreError> {
        match &self.pace {
            None => Ok(Cow::Borrowed(&self.json)),
            Some(pace) => pace.json(store, now).await.map(Cow::Owned),
        }
    }
}

impl Pace {
    async fn json(&self, store: &Store, now: Timestamp) -> Result<String, StoreError> {
        let rate = self.rate(store, now).await?;
        let mut definition = self.definition.clone();
        if let Some(members) = definition.as_object_mut() {
            members.insert("sample".to_owned(), rate.into());
        }
        Ok(definition.to_string())
    }

    async fn rate(&self, store: &Store, now: Timestamp) -> Result<f64, StoreError> {
        if let Some((at, rate)) = *self.last()
            && (0..FRESH).contains(&(now.millis() - at.millis()))
        {
            return Ok(rate);
        }
        let from = self.target.looks_back_to(now);
        let survey = self.definition["id"].as_str().unwrap_or_default();
        let arrivals = store.arrivals(&self.site, survey, from).await?;
        let known = Known {
            since: self.since,
            arrivals: &arrivals,
            sample: self.definition["sample"].as_f64(),
        };
        let rate = self.target.rate(&known, now);
        *self.last() = Some((now, rate));
        Ok(rate)
    }

    fn last(&self) -> MutexGuard<'_, Option<(Timestamp, f64)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The definition of that id without a running collector: of the folder, else the template.
///
/// # Errors
///
/// Which would have been known.
pub(crate) fn known(id: &str, folder: Option<&Path>) -> Result<Value, String> {
    if let Some(folder) = folder {
        let files = files(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let read = |file: PathBuf| check::read(&std::fs::read(file).ok()?).ok();
        let mut definitions = files.into_iter().filter_map(read);
        if let Some((json, _)) = definitions.find(|(_, definition)| definition.id == id) {
            return Ok(json);
        }
    }
    let template = templates::json(id).and_then(|json| serde_json::from_str(json).ok());
    template.ok_or_else(|| {
        format!(
            "no definition of `{id}` is known here; expected {}, or one in the folder of --surveys",
            templates::NAMES.join(", ")
        )
    })
}

/// The definitions of a folder, in the order of their names.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn rated(definition: &Definition) -> Vec<Series> {
    let questions = definition.questions.iter().filter_map(|question| {
        Some(Series {
            question: question.id.clone(),
            metric: question.metric()?,
        })
    });
    questions.collect()
}
