//! Runs a schedule, and holds all that it hears to what is promised.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::endpoint::{Endpoint, Stored};
use crate::schedule::{Act, Case, Event, FAIR, HOUR, LOST, Left, SECOND};

/// An address that stands for the collector's.
const ENDPOINT: &str = "https://collector.example/v1/responses";
const MARK: &str = "afterword:outbox";
/// A record that is not understood yet.
const LATER_ID: &str = "0198c0de-0000-7000-8000-00000000ffff";

/// All responses of all cases differ: they go to one collector.
static RESPONSES: AtomicU64 = AtomicU64::new(1);

/// What is known of one response. States are known by their `seq`, 0 for none.
#[derive(Debug, Default)]
struct Answer {
    /// The tab that it was last answered in.
    tab: u32,
    /// The latest state that the visitor gave, that the browser said it keeps, and that the collector took.
    given: i64,
    kept: i64,
    taken: i64,
    /// Whether some state was said not to be kept.
    unkept: bool,
    /// With what reasons it was told that it failed.
    failed: BTreeSet<String>,
    /// Whether the browser was killed before it had written it down.
    lost: bool,
}

/// A browser, and what is known of all that was answered in it.
pub(crate) struct Model {
    browser: Browser,
    endpoint: Rc<Endpoint>,
    answers: BTreeMap<String, Answer>,
    /// What a newer version left behind.
    later: Option<Value>,
    /// Whether a killed browser forgot that something is in its database: nobody looks there then,
    /// until the visitor answers again.
    is_forgotten: bool,
    /// Whether the database kept somebody waiting: it may write what it was asked for long ago, when that
    /// is delivered already. Such a copy goes with the next answer, and does no harm.
    was_blocked: bool,
}

/// What is wrong, in words.
type Verdict = Result<(), String>;

impl Model {
    /// Runs a case to its end, and beyond it until nothing fails any more.
    pub(crate) fn run(case: &Case, endpoint: &Rc<Endpoint>) -> Verdict {
        let collector = Rc::clone(endpoint);
        let collect = move |body: &str| collector.collect(body);
        let mut model = Self {
            browser: Browser::start(case.seed, case.has_locks, collect),
            endpoint: Rc::clone(endpoint),
            answers: BTreeMap::new(),
            later: case.has_later.then(later_record),
            is_forgotten: false,
            was_blocked: false,
        };
        if let Some(later) = &model.later {
            model.browser.tell("leaveBehind", (later.to_string(), true));
        }
        for left in &case.left {
            model.leave_behind(left);
        }
        model.browser.set_weather(&[FAIR]);
        for event in &case.events {
            model.happen(event);
            model.listen()?;
            model.check_kept()?;
        }
        model.recover();
        model.listen()?;
        model.check_end()
    }

    fn leave_behind(&mut self, left: &Left) {
        let id = self.mint();
        let mut record = json!({"v": 1, "id": id, "seq": 1, "survey": "nps", "endpoint": ENDPOINT,
            "body": body(&id, 1)});
        if let Some(status) = left.refused {
            record["refused"] = status.into();
        }
        self.browser
            .tell("leaveBehind", (record.to_string(), left.in_database));
        let answer = Answer {
            given: 1,
            kept: 1,
            ..Answer::default()
        };
        self.answers.insert(id, answer);
    }

    /// A UUID of version 7, by the visitor's clock.
    fn mint(&self) -> String {
        let time = self.browser.call::<f64, _>("time", ()).max(0.0) as u64;
        let number = RESPONSES.fetch_add(1, Ordering::Relaxed);
        format!(
            "{:08x}-{:04x}-7000-8000-{number:012x}",
            time >> 16,
            time & 0xffff
        )
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Open => {
                self.browser.open();
            }
            Event::In(index, act) => {
                let tabs = self.browser.tabs();
                if !tabs.is_empty() {
                    self.act(tabs[index % tabs.len()], act);
                }
            }
            Event::Kill { is_lost } => self.kill(*is_lost),
            Event::Online => {
                for tab in self.browser.tabs() {
                    self.browser.tell("fire", (tab, "online"));
                }
            }
            Event::Pass(time) => self.browser.pass((*time).into()),
            Event::Jump(by) => self.browser.tell("jump", (*by,)),
            Event::Weather(fates) => self.browser.set_weather(fates),
            Event::Database(is) => {
                self.was_blocked |= *is == "blocked";
                self.browser.tell("setDatabase", (*is,));
            }
            Event::Local(is) => self.browser.tell("setLocal", (*is,)),
            Event::Imports(work) => self.browser.set_imports(*work),
            Event::Fetches(work) => self.browser.tell("setFetches", (*work,)),
        }
    }

    fn act(&mut self, tab: u32, act: &Act) {
        match act {
            Act::Answer { again, is_last } => self.answer(tab, *again, *is_last),
            Act::Crash { is_lost } => self.browser.crash(tab, *is_lost),
            Act::Leave => {
                self.browser.within(tab, "leave", ());
                self.browser.tell("fire", (tab, "pagehide"));
                self.browser.crash(tab, false);
            }
            Act::Hide => {
                self.browser.within(tab, "leave", ());
                self.browser.tell("setHidden", (tab, true));
            }
            Act::Show => self.browser.tell("setHidden", (tab, false)),
            Act::Freeze => self.browser.tell("freeze", (tab,)),
            Act::Thaw => self.browser.tell("thaw", (tab,)),
            Act::Call(name) => self.browser.within(tab, "call", (*name,)),
        }
    }

    /// Gives the next state of a response of this tab, or of one that is gone; else a new one.
    fn answer(&mut self, tab: u32, again: Option<usize>, is_last: bool) {
        let tabs = self.browser.tabs();
        let known: Vec<_> = self
            .answers
            .iter()
            .filter(|(_, answer)| {
                answer.tab != 0 && (answer.tab == tab || !tabs.contains(&answer.tab))
            })
            .map(|(id, _)| id.clone())
            .collect();
        let id = match again {
            Some(index) if !known.is_empty() => known[index % known.len()].clone(),
            _ => self.mint(),
        };
        let answer = self.answers.entry(id.clone()).or_default();
        answer.tab = tab;
        answer.given += 1;
        let seq = answer.given;
        let body = body(&id, seq);
        self.browser
            .within(tab, "answer", (ENDPOINT, id, seq, body, is_last));
    }

    /// Ends the browser. What only `localStorage` had may be gone with it.
    fn kill(&mut self, is_lost: bool) {
        self.browser.kill(is_lost);
        let in_store = self.in_store();
        for (id, answer) in &mut self.answers {
            let has = in_store.get(id).copied().unwrap_or(0).max(answer.taken);
            answer.lost |= has < answer.kept;
        }
        self.is_forgotten |= self.browser.kept()["local"].get(MARK).is_none();
    }

    /// Ends all faults: the visitor comes back another day.
    fn recover(&mut self) {
        self.browser.set_weather(&[FAIR]);
        self.browser.tell("setDatabase", ("works",));
        self.browser.tell("setLocal", ("works",));
        self.browser.tell("setFetches", (true,));
        self.browser.set_imports(true);
        for tab in self.browser.tabs() {
            self.browser.crash(tab, false);
        }
        self.browser.pass((25 * HOUR).into());
        let tab = self.browser.open();
        self.browser.pass(HOUR.into());
        if self.is_forgotten {
            self.browser.set_weather(&[LOST]);
            self.answer(tab, None, true);
            self.browser.pass(SECOND.into());
            self.browser.crash(tab, true);
            self.browser.set_weather(&[FAIR]);
            self.browser.open();
            self.browser.pass(HOUR.into());
        }
    }

    /// Reads what was noted, in its order.
    fn listen(&mut self) -> Verdict {
        for (name, detail) in self.browser.notes() {
            match name.as_str() {
                "sent" => check_request(&detail)?,
                "collected" => self.collected(&detail),
                "thanked as sent" => {
                    let answer = &self.answers[text(&detail["id"])];
                    if answer.taken < number(&detail["seq"]) {
                        return Err(format!(
                            "the visitor is told that {detail} was sent: {answer:?}"
                        ));
                    }
                }
                "kept" | "unkept" | "afterword:delivered" | "afterword:failed" => {
                    self.heard(&name, &detail)?;
                }
                _ => return Err(format!("nobody knows “{name}”")),
            }
        }
        Ok(())
    }

    fn collected(&mut self, detail: &Value) {
        if detail["status"] == 200 {
            let answer = self
                .answers
                .entry(text(&detail["id"]).to_owned())
                .or_default();
            answer.taken = answer.taken.max(number(&detail["seq"]));
        }
    }

    fn heard(&mut self, name: &str, detail: &Value) -> Verdict {
        let id = text(&detail["id"]);
        let Some(answer) = self.answers.get_mut(id) else {
            return Err(format!("{name} is about no response: {detail}"));
        };
        match name {
            "kept" => answer.kept = answer.kept.max(number(&detail["seq"])),
            "unkept" => {
                answer.unkept = true;
                // Its mark may be all that was not written.
                self.is_forgotten = true;
            }
            "afterword:failed" => {
                answer.failed.insert(text(&detail["reason"]).to_owned());
            }
            _ if answer.taken == 0 => return Err(format!("{id} is called delivered, and is not")),
            _ => {}
        }
        Ok(())
    }

    /// The latest state of each record in the browser's storage.
    fn in_store(&self) -> BTreeMap<String, i64> {
        let kept = self.browser.kept();
        let mut latest = BTreeMap::new();
        let mut note = |id: &str, seq: i64| {
            let known: &mut i64 = latest.entry(id.to_owned()).or_default();
            *known = seq.max(*known);
        };
        for record in kept["database"].as_array().expect("a list") {
            note(text(&record["id"]), number(&record["seq"]));
        }
        for (key, record) in kept["local"].as_object().expect("an object") {
            if let Some(id) = key.strip_prefix(MARK).and_then(|id| id.strip_prefix(':')) {
                let pairs = url::form_urlencoded::parse(text(record).as_bytes());
                let seq = pairs.into_iter().find(|(name, _)| name == "seq");
                let seq = seq.and_then(|(_, seq)| seq.parse().ok());
                note(id, seq.expect("each record says its state"));
            }
        }
        latest
    }

    /// What is said to be kept is there, unless the collector has it.
    fn check_kept(&self) -> Verdict {
        let in_store = self.in_store();
        for (id, answer) in &self.answers {
            let has = in_store.get(id).copied().unwrap_or(0).max(answer.taken);
            if has < answer.kept && !answer.is_excused() {
                return Err(format!("{id} is kept no more: {answer:?}"));
            }
        }
        self.check_later()
    }

    fn check_later(&self) -> Verdict {
        let kept = self.browser.kept();
        let records = kept["database"].as_array().expect("a list");
        match &self.later {
            Some(later) if !records.contains(later) => {
                Err(format!("a newer version's record was changed: {records:?}"))
            }
            _ => Ok(()),
        }
    }

    fn check_end(&self) -> Verdict {
        for (id, answer) in &self.answers {
            let stored = self
                .endpoint
                .stored(id)
                .map_err(|error| error.to_string())?;
            answer
                .check(stored)
                .map_err(|fault| format!("{id}: {fault}: {answer:?}"))?;
        }
        let mut left = self.in_store();
        // A tab that ends between writing and marking has promised nothing.
        left.retain(|id, seq| {
            let answer = self.answers.get(id).filter(|answer| answer.kept > 0);
            answer.is_some_and(|answer| !self.was_blocked || answer.taken < *seq)
        });
        if !left.is_empty() {
            return Err(format!(
                "the outbox still holds {left:?}: {}",
                self.browser.kept()
            ));
        }
        Ok(())
    }
}

impl Answer {
    /// Whether it may be gone without having been delivered: by a bound, which was told, or because the
    /// platform lost it.
    fn is_excused(&self) -> bool {
        self.lost || self.failed.contains("expired")
    }

    /// Whether what is stored in the end is what was promised.
    fn check(&self, stored: Option<Stored>) -> Verdict {
        if self.unkept && !self.failed.contains("storage") {
            return Err("that nothing keeps it was not told".into());
        }
        let Some(Stored { seq, ratings }) = stored else {
            return match self.kept == 0 || self.is_excused() {
                true => Ok(()),
                false => Err("it is lost".into()),
            };
        };
        if seq < self.kept && !self.is_excused() {
            return Err(format!("state {seq} is stored for the last"));
        }
        if ratings != [rating(seq)] {
            return Err(format!("it counts as {ratings:?}"));
        }
        Ok(())
    }
}

/// Whatever is sent is a whole response: how often it comes must not matter.
fn check_request(detail: &Value) -> Verdict {
    let body: Value = serde_json::from_str(text(&detail["body"])).unwrap_or_default();
    match body["id"].is_string() && body["seq"].is_number() && detail["url"] == ENDPOINT {
        true => Ok(()),
        false => Err(format!("this was sent: {detail}")),
    }
}

/// What this version does not understand, and would refuse, let go or change if it did.
fn later_record() -> Value {
    json!({"v": 3, "id": LATER_ID, "seq": 1, "survey": "nps", "endpoint": ENDPOINT,
        "body": "in a form to come", "refused": "422", "more": "of it"})
}

/// A response whose states differ in its rating.
fn body(id: &str, seq: i64) -> String {
    json!({
        "v": 1, "id": id, "seq": seq, "site": "default", "survey": "nps", "outcome": "complete",
        "answers": [{"question": "nps", "metric": "nps", "rating": rating(seq), "scale": [0, 10]}],
        "answered_at": "2026-01-31T12:00:00.000Z",
    })
    .to_string()
}

fn rating(seq: i64) -> i64 {
    seq % 11
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}
