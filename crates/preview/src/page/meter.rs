//! The live score: a number, its interval on an axis, and how often each rating was given.

use std::time::Duration;

use futures_util::future::{AbortHandle, abortable};
use futures_util::{StreamExt, stream};
use gloo_net::eventsource::futures::EventSource;
use js_sys::JSON;
use leptos::prelude::*;
use leptos::task::spawn_local;
use preview::live::{Bar, Figure, Followed, Reading, Scores, place, whole};
use preview::settings::Choice;
use preview::tag::SITE;
use score::{Band, Class};
use web_sys::MessageEvent;

use super::collector::Collector;
use super::{browser, demo};

/// How long to wait before connecting again, once the browser has given up on its own.
const AGAIN: Duration = Duration::from_secs(3);

/// Of what the collector sends, what was read last, and whether it still sends.
#[derive(Clone, Copy)]
struct Feed {
    scores: RwSignal<Scores>,
    connected: RwSignal<bool>,
}

impl Feed {
    /// Reads the stream of a survey's scores until it closes for good, and then opens it again.
    /// Aborting it closes the stream.
    fn follow(self, url: String) -> AbortHandle {
        let (reading, handle) = abortable(async move {
            loop {
                self.read(&url).await;
                self.connected.set(false);
                browser::pause(AGAIN).await;
            }
        });
        spawn_local(async move {
            // Only an abort ends it, which is what was wanted.
            let _ = reading.await;
        });
        handle
    }

    async fn read(self, url: &str) {
        let Ok(mut source) = EventSource::new(url) else {
            return;
        };
        // A lost connection that the browser restores by itself never ends the stream of
        // scores: only the event `error` tells of it.
        let (Ok(scores), Ok(errors)) = (source.subscribe("scores"), source.subscribe("error"))
        else {
            return;
        };
        let mut events = stream::select(scores, errors);
        while let Some(Ok((kind, event))) = events.next().await {
            if kind == "scores" {
                self.connected.set(true);
                if let Some(scores) = parse(&event) {
                    self.scores.set(scores);
                }
            } else {
                self.connected.set(false);
            }
        }
    }
}

fn parse(event: &MessageEvent) -> Option<Scores> {
    let json = JSON::parse(&event.data().as_string()?).ok()?;
    serde_wasm_bindgen::from_value(json).ok()
}

#[component]
pub(crate) fn Meter() -> impl IntoView {
    let demo = demo();
    let feed = Feed {
        scores: RwSignal::new(Scores::default()),
        connected: RwSignal::new(false),
    };
    let survey = Memo::new(move |_| demo.settings.with(|settings| settings.survey));
    Effect::new(move |before: Option<Option<AbortHandle>>| {
        if let Some(before) = before.flatten() {
            before.abort();
            feed.scores.set(Scores::default());
        }
        let origin = demo
            .collector
            .with(|collector| collector.origin().map(str::to_owned))?;
        let survey = survey.get().value();
        Some(feed.follow(format!("{origin}/v1/surveys/{survey}/live?site={SITE}")))
    });
    let followed = Memo::new(move |_| demo.settings.with(|settings| settings.followed()));
    let figure = Memo::new(move |_| {
        followed.with(|followed| feed.scores.with(|scores| scores.figure(followed)))
    });
    let reading = Memo::new(move |_| figure.with(|figure| figure.reading));
    view! {
        <section class="meter" aria-labelledby="meter-title">
            <div class="heading">
                <h3 id="meter-title">{move || followed.with(Followed::title)}</h3>
                <p class="state" class:on=feed.connected>
                    {move || if feed.connected.get() { "Live" } else { "Waiting" }}
                </p>
            </div>
            <Show when=move || demo.collector.get() == Collector::Silent>
                <p class="trouble">
                    "No collector answers. Start one with "<code>"cargo xtask demo"</code>"."
                </p>
            </Show>
            <p class="reading">
                <strong data-test="live-score">
                    {move || reading.get().map_or("–".to_owned(), Reading::score_text)}
                </strong>
                <Show when=move || reading.get().is_some()>
                    <span class="unit">{move || followed.with(Followed::unit)}</span>
                </Show>
                " "
                <span>{move || interval(reading.get(), figure.with(|figure| figure.n))}
                <span data-test="live-n">{move || figure.with(|figure| figure.n)}</span></span>
            </p>
            <Axis followed reading/>
            <Bars figure/>
            <Legend figure/>
        </section>
    }
}

fn interval(reading: Option<Reading>, n: u64) -> impl IntoView {
    match reading {
        Some(reading) => view! {
            "("<span data-test="live-interval">{reading.interval_text()}</span>"), n = "
        }
        .into_any(),
        None if n == 0 => "no ratings yet, n = ".into_any(),
        None => "too few to say, n = ".into_any(),
    }
}

/// The interval as a band and the score as a dot, on the whole range of the metric.
#[component]
fn Axis(followed: Memo<Followed>, reading: Memo<Option<Reading>>) -> impl IntoView {
    let percent = move |of: fn(Reading) -> f64| {
        move || {
            let value = reading.get().map_or(0.0, of);
            format!(
                "{:.2}%",
                place(followed.with(|followed| followed.metric), value)
            )
        }
    };
    let ends = move || {
        let (low, high) = followed.with(|followed| followed.metric.bounds());
        [low, f64::midpoint(low, high), high].map(|end| view! { <span>{whole(end)}</span> })
    };
    view! {
        <div class="axis" class:empty=move || reading.get().is_none() aria-hidden="true">
            <div
                class="band"
                style=("--from", percent(|reading| reading.lower))
                style=("--to", percent(|reading| reading.upper))
            ></div>
            <div class="dot" style=("--at", percent(|reading| reading.score))></div>
        </div>
        <p class="ends" aria-hidden="true">{ends}</p>
    }
}

#[component]
fn Bars(figure: Memo<Figure>) -> impl IntoView {
    view! {
        <ol class="bars" aria-label="How often each rating was given">
            {move || figure.with(|figure| figure.bars.iter().copied().map(bar).collect_view())}
        </ol>
    }
}

fn bar(bar: Bar) -> impl IntoView {
    view! {
        <li class=shade(bar.class)>
            <span class="count">{bar.count}<span class="unseen">" times "</span></span>
            <span class="column" style=("--height", format!("{:.2}%", bar.height))></span>
            <span class="rating">{bar.rating}</span>
        </li>
    }
}

/// Which class has which shade, and what the band is.
#[component]
fn Legend(figure: Memo<Figure>) -> impl IntoView {
    let named = |class: Class| view! { <li class=shade(Some(class))>{class.name()}</li> };
    view! {
        <ul class="classes" aria-hidden="true">
            {move || figure.with(Figure::classes).into_iter().map(named).collect_view()}
            {move || {
                let reading = figure.with(|figure| figure.reading)?;
                Some(view! { <li class="interval">{reading.interval_name()}</li> })
            }}
        </ul>
    }
}

fn shade(class: Option<Class>) -> &'static str {
    match class.map(Class::band) {
        Some(Band::High) => "high",
        Some(Band::Middle) => "middle",
        Some(Band::Low) | None => "low",
    }
}
