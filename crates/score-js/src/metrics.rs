//! Metrics and their intervals, as the scripts call them.

use crate::host;
use crate::options::Options;
use crate::ratings::{Counted, Ratings, class_names, whole_rating};
use crate::read::{Place, Wrong};
use js_sys::Float64Array;
use score::mean::Sample;
use score::proportion::{self, Proportion};
use score::{Band, ClassCounts, Confidence, Interval, Method, Metric, Tally, nps, round_half_away};
use wasm_bindgen::prelude::*;

/// Scores ratings by the metric of that name.
///
/// # Errors
///
/// What is wrong with an option or with a count.
#[wasm_bindgen]
pub fn score(
    metric: &str,
    ratings: &JsValue,
    missing: f64,
    options: &Options,
) -> Result<JsValue, JsValue> {
    let confidence = options.confidence()?;
    let min_n = options.min_n()?;
    let metric = options.metric(metric)?;
    let Ratings { counted, invalid } = Ratings::read(metric, ratings)?;
    let (classes, tally) = match counted {
        Counted::Ratings(tally) => (ClassCounts::of(metric, &tally), Some(tally)),
        Counted::Classes(counts) => (Some(counts), None),
    };
    let n = match (&classes, &tally) {
        (Some(counts), _) => counts.n(),
        (None, Some(tally)) => tally.n(),
        (None, None) => 0,
    };
    let mean = tally.as_ref().and_then(Tally::mean);
    let (score, method, interval) = match (metric, &classes) {
        (Metric::Nps, Some(counts)) => net(counts, confidence, options)?,
        (_, Some(counts)) => share(counts, confidence, options)?,
        (_, None) => {
            let sample = tally.as_ref().and_then(Sample::of_tally);
            let interval = sample.and_then(|sample| sample.interval(confidence));
            (mean, Method::T, interval)
        }
    };
    let count = |band| classes.map_or(f64::NAN, |counts| counts.band(band) as f64);
    let [high, middle, low] = class_names(metric).unwrap_or_default();
    Ok(host::score(
        metric.name(),
        n as f64,
        defined(score),
        defined(score.map(|score| round_half_away(score) as f64)),
        defined(interval.map(|interval| interval.lower)),
        defined(interval.map(|interval| interval.upper)),
        method.name(),
        confidence.level(),
        defined(mean),
        high,
        count(Band::High),
        middle,
        count(Band::Middle),
        low,
        count(Band::Low),
        invalid as f64,
        missing,
        n < min_n,
    ))
}

/// A score, how its interval is computed, and the interval.
type Estimate = (Option<f64>, Method, Option<Interval>);

fn net(
    counts: &ClassCounts,
    confidence: Confidence,
    options: &Options,
) -> Result<Estimate, JsValue> {
    let method = options.method(nps::Method::ALL, nps::Method::name)?;
    let pseudo = options.pseudo()?;
    let interval = match method {
        nps::Method::AdjustedWald => nps::adjusted_wald(counts, pseudo, confidence),
        method => method.interval(counts, confidence),
    };
    Ok((counts.net(), Method::Nps(method), interval))
}

/// In percent, as scores are.
fn share(
    counts: &ClassCounts,
    confidence: Confidence,
    options: &Options,
) -> Result<Estimate, JsValue> {
    let method = options.method(proportion::Method::ALL, proportion::Method::name)?;
    let share = Proportion::new(counts.high, counts.n());
    let interval = share.and_then(|share| share.interval(method, confidence));
    let percent = |interval: Interval| Interval {
        lower: 100.0 * interval.lower,
        upper: 100.0 * interval.upper,
        ..interval
    };
    let score = counts.share(Band::High);
    Ok((score, Method::Proportion(method), interval.map(percent)))
}

/// Not-a-number where a figure is undefined: it never is otherwise.
fn defined(figure: Option<f64>) -> f64 {
    figure.unwrap_or(f64::NAN)
}

/// The share of hits among n, from 0 to 1.
///
/// # Errors
///
/// What is wrong with a count or an option.
#[wasm_bindgen]
pub fn proportion(hits: &JsValue, n: &JsValue, options: &Options) -> Result<JsValue, JsValue> {
    let confidence = options.confidence()?;
    let min_n = options.min_n()?;
    let method = options.method(proportion::Method::ALL, proportion::Method::name)?;
    let (hits_place, n) = (Place::new("hits", hits), Place::new("n", n).count()?);
    let hits = hits_place.count()?;
    let share = Proportion::new(hits, n);
    let share = share.ok_or_else(|| hits_place.expected(Wrong::Range, "at most n"))?;
    let interval = share.interval(method, confidence);
    Ok(host::proportion(
        n as f64,
        hits as f64,
        defined(share.value()),
        defined(interval.map(|interval| interval.lower)),
        defined(interval.map(|interval| interval.upper)),
        method.name(),
        confidence.level(),
        n < min_n,
    ))
}

/// The mean of values.
///
/// # Errors
///
/// What is wrong with an option.
#[wasm_bindgen]
pub fn mean(values: &Float64Array, missing: f64, options: &Options) -> Result<JsValue, JsValue> {
    let confidence = options.confidence()?;
    let min_n = options.min_n()?;
    let mut values = values.to_vec();
    let given = values.len();
    values.retain(|value| value.is_finite());
    let n = values.len();
    let sample = Sample::of(&values);
    let interval = sample.and_then(|sample| sample.interval(confidence));
    Ok(host::mean(
        n as f64,
        defined(sample.map(Sample::mean)),
        defined(sample.and_then(Sample::sd)),
        defined(sample.and_then(Sample::standard_error)),
        defined(interval.map(|interval| interval.lower)),
        defined(interval.map(|interval| interval.upper)),
        Method::T.name(),
        confidence.level(),
        given.saturating_sub(n) as f64,
        missing,
        (n as u64) < min_n,
    ))
}

const METRICS: &str = "`nps`, `csat`, `ces` or `rating`";

/// The class of a rating; `null` where it has none.
///
/// # Errors
///
/// What is wrong with the name of the metric or an option.
#[wasm_bindgen]
pub fn classify(metric: &JsValue, rating: &JsValue, options: &Options) -> Result<JsValue, JsValue> {
    let place = Place::new("metric", metric);
    let name = place.text(METRICS)?;
    let metric = options.metric(&name)?;
    if metric.name() != name {
        return Err(place.expected(Wrong::Name, METRICS));
    }
    let whole = rating.as_f64().and_then(whole_rating);
    let class = whole.and_then(|rating| metric.class(rating));
    Ok(class.map_or(JsValue::NULL, |class| class.name().into()))
}

/// The nearest whole number, halves away from zero; `null` stays `null`.
///
/// # Errors
///
/// What is given is no finite number.
#[wasm_bindgen]
pub fn round(value: &JsValue) -> Result<JsValue, JsValue> {
    if value.is_null() {
        return Ok(JsValue::NULL);
    }
    let number = Place::new("value", value).number(f64::MIN, f64::MAX, "a number")?;
    Ok((round_half_away(number) as f64).into())
}
