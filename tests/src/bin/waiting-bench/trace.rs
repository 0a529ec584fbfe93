//! What the main thread of a page did, by the browser's own trace of it.

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Events in which a script runs, is made ready to run, or is tidied up after.
const SCRIPT: &[&str] = &[
    "EvaluateScript",
    "EventDispatch",
    "FireIdleCallback",
    "FunctionCall",
    "MajorGC",
    "MinorGC",
    "RunMicrotasks",
    "TimerFire",
    "v8.callFunction",
    "v8.compile",
    "v8.compileModule",
    "v8.evaluateModule",
    "v8.produceCache",
    "v8.produceModuleCache",
];

/// Something that took time. Times are microseconds.
struct Event {
    name: String,
    start: f64,
    end: f64,
    /// Of the processor, without what other programs took of it.
    busy: f64,
}

/// The main thread of one page.
pub(crate) struct Trace {
    tasks: Vec<Event>,
    /// None within another, in their order.
    scripts: Vec<Event>,
    loaded: f64,
}

impl Trace {
    /// Out of what the whole browser wrote down.
    ///
    /// # Errors
    ///
    /// When this page is not in it.
    pub(crate) fn of(events: &[Value], url: &str) -> Result<Self> {
        let parsed = |event: &&Value| {
            event["name"] == "ParseHTML" && event["args"]["beginData"]["url"] == url
        };
        let thread = events.iter().find(parsed).context("no such page")?;
        let events: Vec<_> = events
            .iter()
            .filter(|event| event["pid"] == thread["pid"] && event["tid"] == thread["tid"])
            .collect();
        let loaded = events.iter().rfind(|event| event["name"] == "MarkLoad");
        let loaded = loaded.context("the page did not load")?;
        let mut whole: Vec<_> = events
            .iter()
            .filter_map(|event| Event::read(event))
            .collect();
        whole.sort_by(|a, b| a.start.total_cmp(&b.start).then(b.end.total_cmp(&a.end)));
        let (tasks, others): (Vec<_>, Vec<_>) =
            whole.into_iter().partition(|event| event.name == "RunTask");
        let scripts = others
            .into_iter()
            .filter(|event| SCRIPT.contains(&event.name.as_str()));
        Ok(Self {
            tasks,
            scripts: outermost(scripts),
            loaded: loaded["ts"].as_f64().context("no time")?,
        })
    }

    /// Milliseconds of script.
    pub(crate) fn script(&self) -> f64 {
        self.scripts.iter().map(|event| event.busy).sum::<f64>() / 1e3
    }

    /// The same, of what began before the page had loaded.
    pub(crate) fn script_until_load(&self) -> f64 {
        let early = self.scripts.iter();
        let early = early.filter(|event| event.start < self.loaded);
        early.map(|event| event.busy).sum::<f64>() / 1e3
    }

    /// Milliseconds of the longest task that ran a script.
    pub(crate) fn longest_task(&self) -> f64 {
        let runs_script = |task: &&Event| {
            let mut scripts = self.scripts.iter();
            scripts.any(|script| task.start <= script.start && script.end <= task.end)
        };
        let tasks = self.tasks.iter().filter(runs_script);
        tasks.map(|task| task.busy).fold(0.0, f64::max) / 1e3
    }
}

impl Event {
    /// One with a beginning and an end.
    fn read(event: &Value) -> Option<Self> {
        let start = event["ts"].as_f64()?;
        Some(Self {
            name: event["name"].as_str()?.to_owned(),
            start,
            end: start + event["dur"].as_f64()?,
            busy: event["tdur"].as_f64().unwrap_or_default(),
        })
    }
}

/// Leaves out what is within another.
fn outermost(events: impl Iterator<Item = Event>) -> Vec<Event> {
    let mut end = f64::NEG_INFINITY;
    events
        .filter(|event| {
            let is_outer = event.start >= end;
            end = end.max(event.end);
            is_outer
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Trace;
    use serde_json::json;

    #[test]
    fn what_runs_within_another_is_counted_once() {
        let page = "http://shop.example/";
        let event = |name: &str, from: u32, busy: u32| json!({"name": name, "pid": 1, "tid": 1, "ts": from, "dur": 2 * busy, "tdur": busy});
        let mut elsewhere = event("EvaluateScript", 0, 9000);
        elsewhere["tid"] = json!(2);
        let mut parsed = event("ParseHTML", 0, 1000);
        parsed["args"] = json!({"beginData": {"url": page}});
        let events = [
            parsed,
            event("RunTask", 0, 20_000),
            event("RunTask", 100_000, 8000),
            event("RunTask", 200_000, 70_000),
            event("v8.compile", 1100, 500),
            event("EvaluateScript", 1000, 4000),
            json!({"name": "MarkLoad", "pid": 1, "tid": 1, "ts": 90_000}),
            event("TimerFire", 100_500, 2000),
            elsewhere,
        ];
        let trace = Trace::of(&events, page).unwrap();
        let figures = [
            trace.script_until_load(),
            trace.script(),
            trace.longest_task(),
        ];
        assert_eq!(figures, [4.0, 6.0, 20.0]);
        assert!(Trace::of(&events, "http://other.example/").is_err());
    }
}
