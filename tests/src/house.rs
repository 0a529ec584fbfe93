//! A collector with a store of its own, and what is in it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use rusqlite::{Connection as Database, OpenFlags};
use score::{Confidence, Metric, Score, Tally};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::collector::{self, Collector, Reply};
use crate::wait::until;

/// What the shop's own server signs respondents with.
const KEY: &str = "a key of the shop's, as long as it has to be";

/// The shop's collector, its file in a folder that goes with it.
pub struct House {
    binary: PathBuf,
    /// None while it is down.
    collector: Option<Collector>,
    address: SocketAddr,
    folder: TempDir,
}

impl House {
    /// Starts the collector on an empty store.
    ///
    /// # Errors
    ///
    /// When it does not start, or was built without what it serves.
    pub fn open() -> Result<Self> {
        let house = Self::open_bare()?;
        if house.running()?.get("/afterword.js")?.status != 200 {
            bail!(
                "{} was built without the prompt: run `cargo xtask dist`, then build it again",
                house.binary.display()
            );
        }
        Ok(house)
    }

    /// The same, whether or not it serves the prompt: hosted surveys do without.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn open_bare() -> Result<Self> {
        Self::open_asking(&[])
    }

    /// The same with surveys of its own.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn open_asking(surveys: &[Value]) -> Result<Self> {
        let binary = collector::binary()?;
        let folder = tempfile::tempdir()?;
        for (number, survey) in surveys.iter().enumerate() {
            std::fs::write(
                folder.path().join(format!("{number}.json")),
                survey.to_string(),
            )?;
        }
        let file = folder.path().join("afterword.db");
        let mut command = Command::new(&binary);
        command
            .env("AFTERWORD_TOKEN", collector::TOKEN)
            .env("AFTERWORD_SIGNING_KEY", KEY)
            .env("AFTERWORD_SURVEYS", folder.path());
        let collector = Collector::start_as(command, &format!("sqlite:{}", file.display()))?;
        Ok(Self {
            binary,
            address: collector.address(),
            collector: Some(collector),
            folder,
        })
    }

    /// Its origin, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of something it serves.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where answers go.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.url("/v1/responses")
    }

    /// The tag that asks by this collector, with more attributes.
    #[must_use]
    pub fn tag(&self, attributes: &str) -> String {
        let loader = self.url("/afterword.js");
        let endpoint = self.endpoint();
        format!(r#"<script async src="{loader}" data-endpoint="{endpoint}" {attributes}></script>"#)
    }

    /// Takes the collector down.
    ///
    /// # Errors
    ///
    /// When the operating system refuses.
    pub fn go_down(&mut self) -> Result<()> {
        if let Some(mut collector) = self.collector.take() {
            collector.kill()?;
        }
        Ok(())
    }

    /// Brings it up again, at the same address and on the same store.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn come_up(&mut self) -> Result<()> {
        let store = format!("sqlite:{}", self.file().display());
        let collector = Collector::start_at(&self.binary, &store, self.address)?;
        self.collector = Some(collector);
        Ok(())
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("afterword.db")
    }

    fn running(&self) -> Result<&Collector> {
        self.collector.as_ref().context("the collector is down")
    }

    /// A token that says who a respondent is, as the shop's own server signs it.
    ///
    /// # Errors
    ///
    /// When it cannot be signed.
    pub fn signed(&self, respondent: &str) -> Result<String> {
        let mut sign = Command::new(&self.binary);
        sign.args(["sign", respondent])
            .env("AFTERWORD_SIGNING_KEY", KEY);
        let signed = sign.output()?;
        ensure!(signed.status.success(), "{respondent} cannot be signed for");
        Ok(String::from_utf8(signed.stdout)?.trim().to_owned())
    }

    /// Lets others answer before: complete responses with these ratings.
    ///
    /// # Errors
    ///
    /// When the collector does not take them.
    pub fn others_rated(&self, site: &str, survey: &str, ratings: &[i32]) -> Result<()> {
        let responses: Vec<_> = (0..)
            .zip(ratings)
            .map(|(number, rating)| {
                json!({
                    "v": 1, "id": collector::id(number), "seq": 1, "site": site, "survey": survey,
                    "outcome": "complete", "answered_at": "2026-01-31T12:00:00.000Z",
                    "answers": [
                        {"question": "nps", "metric": "nps", "rating": rating, "scale": [0, 10]},
                    ],
                })
            })
            .collect();
        let body = Value::from(responses).to_string();
        let reply = self.running()?.post(body.as_bytes())?;
        ensure!(reply.status == 200, "{}", reply.text());
        Ok(())
    }

    /// What the collector says of a question, to anybody who asks.
    ///
    /// # Errors
    ///
    /// When it is not public, or nobody knows of the question.
    pub fn public_score(&self, site: &str, survey: &str, question: &str) -> Result<Value> {
        let reply = self.running()?.get(&scores(site, survey))?;
        entry(&reply, question)
    }

    /// What the collector says of a question, to its owner.
    ///
    /// # Errors
    ///
    /// When nobody knows of the question.
    pub fn score(&self, site: &str, survey: &str, question: &str) -> Result<Value> {
        let reply = self.running()?.read(&scores(site, survey))?;
        entry(&reply, question)
    }

    /// The collector's responses to a survey, as it tells its owner.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub fn responses(&self, survey: &str) -> Result<Vec<Value>> {
        let reply = self
            .running()?
            .read(&format!("/v1/responses?survey={survey}"))?;
        ensure!(reply.status == 200, "{}", reply.text());
        Ok(serde_json::from_value(reply.json()["responses"].take())?)
    }

    /// Every stored response, in the order of arrival, read past the collector out of its file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn rows(&self) -> Result<Vec<Value>> {
        let database = Database::open_with_flags(self.file(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = database.prepare("SELECT body FROM response ORDER BY number")?;
        let bodies = statement.query_map([], |row| row.get::<_, String>(0))?;
        bodies
            .map(|body| Ok(serde_json::from_str(&body?)?))
            .collect()
    }

    /// The response that is in the store beside those of others, once it is complete.
    ///
    /// # Errors
    ///
    /// When there is none for too long, or more than one.
    pub async fn row_after(&self, others: usize) -> Result<Value> {
        let row = until("a complete response in the store", async || {
            let row = self.rows()?.into_iter().nth(others);
            Ok(row.filter(|row| row["outcome"] == "complete"))
        })
        .await?;
        ensure!(self.rows()?.len() == others + 1, "more than one row");
        Ok(row)
    }

    /// The score of the stored ratings, counted anew.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn recount(&self, question: &str, metric: Metric) -> Result<Score> {
        let mut tally = Tally::new(metric.scale());
        for row in self.rows()? {
            let answers = row["answers"].as_array().cloned().unwrap_or_default();
            let ratings = answers
                .iter()
                .filter(|answer| answer["question"] == question)
                .filter_map(|answer| answer["rating"].as_i64());
            for rating in ratings {
                ensure!(
                    tally.add(i32::try_from(rating)?),
                    "{rating} is off the scale"
                );
            }
        }
        Ok(Score::of(metric, &tally, Confidence::P95))
    }
}

/// Holds that the collector's figures are those of a recount, to the last bit.
///
/// # Errors
///
/// When they are not.
pub fn ensure_same(told: &Value, recount: &Score) -> Result<()> {
    let interval = recount.interval.as_ref();
    ensure!(told["n"].as_u64() == Some(recount.n), "n: {told}");
    for (field, expected) in [
        ("score", recount.score),
        ("mean", recount.mean),
        ("lower", interval.map(|interval| interval.lower)),
        ("upper", interval.map(|interval| interval.upper)),
    ] {
        ensure!(
            told[field].as_f64() == expected,
            "{field} is not {expected:?}: {told}"
        );
    }
    Ok(())
}

fn scores(site: &str, survey: &str) -> String {
    format!("/v1/surveys/{survey}/scores?site={site}")
}

fn entry(reply: &Reply, question: &str) -> Result<Value> {
    ensure!(reply.status == 200, "{}", reply.text());
    let scores = reply.json();
    let mut questions = scores["questions"].as_array().into_iter().flatten();
    let found = questions.find(|found| found["question"] == question);
    found
        .cloned()
        .with_context(|| format!("no {question} in {scores}"))
}
