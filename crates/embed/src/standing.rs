//! What others answered, where it is public.

use score::{Metric, Tally};
use survey::node::Node as _;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::js;
use crate::node::JsNode;

/// The tally of a question, this visitor's answer not yet in it.
///
/// Asked of the collector that the answers go to; `None` where the endpoint is none, where the site
/// is not public, and wherever anything fails: the score is a courtesy.
pub(crate) async fn fetch(
    endpoint: &str,
    survey: &str,
    site: &str,
    question: &str,
    metric: Metric,
) -> Option<Tally> {
    let collector = endpoint.strip_suffix("/v1/responses")?;
    let url = [
        collector,
        "/v1/surveys/",
        survey,
        "/scores?public=true&site=",
        site,
    ]
    .concat();
    let response = JsFuture::from(js::window().fetch_with_str(&url))
        .await
        .ok()?;
    let response: Response = response.dyn_into().ok()?;
    if response.status() != 200 {
        return None;
    }
    let scores = JsNode(JsFuture::from(response.json().ok()?).await.ok()?);
    let is = |entry: &JsNode, key, name: &str| {
        entry.member(key).and_then(|node| node.text()).as_deref() == Some(name)
    };
    let entry = scores
        .member("questions")?
        .items()
        .into_iter()
        .find(|entry| is(entry, "question", question) && is(entry, "metric", metric.name()))?;
    let counts = entry.member("counts")?;
    let mut tally = Tally::new(metric.scale());
    for rating in counts.keys() {
        let count = counts.member(&rating)?.number()?;
        tally.add_many(rating.parse().ok()?, count as u64);
    }
    Some(tally)
}
