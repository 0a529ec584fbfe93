//! Each scale is drawn and rated on, and the record says what was.

use std::ops::RangeInclusive;

use anyhow::Result;
use journeys::prompt::Prompt;
use journeys::wait::until;
use serde_json::{Value, json};

use crate::shop::{Shop, close, survey};
use crate::walk::Walk;

/// A scale and a rating on it.
struct Scale {
    feature: &'static str,
    id: &'static str,
    /// What the definition says of it, beside its id.
    said: Value,
    ratings: RangeInclusive<i32>,
    /// What each rating is called where it shows a shape.
    names: &'static [&'static str],
    rating: i32,
    class: Value,
    /// The answer in the record, beside question and rating.
    recorded: Value,
}

fn all_scales() -> [Scale; 8] {
    let csat = |top| json!({"metric": "csat", "scale": [1, 5], "top": top});
    let ces = |most| json!({"metric": "ces", "scale": [1, most], "direction": "higher_is_easier"});
    [
        Scale {
            feature: "nps",
            id: "nps",
            said: json!({"kind": "nps"}),
            ratings: 0..=10,
            names: &[],
            rating: 7,
            class: json!("passive"),
            recorded: json!({"metric": "nps", "scale": [0, 10]}),
        },
        Scale {
            feature: "csat in numbers",
            id: "numbers",
            said: json!({"kind": "csat"}),
            ratings: 1..=5,
            names: &[],
            rating: 4,
            class: json!("satisfied"),
            recorded: csat(2),
        },
        Scale {
            feature: "csat in stars",
            id: "stars",
            said: json!({"kind": "csat", "look": "stars", "top": 1}),
            ratings: 1..=5,
            names: &["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
            rating: 4,
            class: json!("neutral"),
            recorded: csat(1),
        },
        Scale {
            feature: "csat in faces",
            id: "faces",
            said: json!({"kind": "csat", "look": "faces"}),
            ratings: 1..=5,
            names: &[
                "1",
                "2, Dissatisfied",
                "3, Neither satisfied nor dissatisfied",
                "4, Satisfied",
                "5",
            ],
            rating: 1,
            class: json!("dissatisfied"),
            recorded: csat(2),
        },
        Scale {
            feature: "csat in thumbs",
            id: "thumbs",
            said: json!({"kind": "csat", "look": "thumbs"}),
            ratings: 0..=1,
            names: &["Thumbs down", "Thumbs up"],
            rating: 0,
            class: json!("dissatisfied"),
            recorded: json!({"metric": "csat", "scale": [0, 1], "top": 1}),
        },
        Scale {
            feature: "ces of 5",
            id: "five",
            said: json!({"kind": "ces", "scale": [1, 5]}),
            ratings: 1..=5,
            names: &[],
            rating: 5,
            class: json!("easy"),
            recorded: ces(5),
        },
        Scale {
            feature: "ces of 7",
            id: "seven",
            said: json!({"kind": "ces"}),
            ratings: 1..=7,
            names: &[],
            rating: 2,
            class: json!("hard"),
            recorded: ces(7),
        },
        Scale {
            feature: "rating from n to m",
            id: "own",
            said: json!({"kind": "rating", "scale": [3, 8], "ask": "How warm?"}),
            ratings: 3..=8,
            names: &[],
            rating: 8,
            class: Value::Null,
            recorded: json!({"metric": "rating", "scale": [3, 8]}),
        },
    ]
}

/// One survey of all scales: each is left by rating it.
pub(crate) async fn scales(walk: &Walk<'_>) -> Result<()> {
    let scales = all_scales();
    let questions: Vec<_> = scales
        .iter()
        .map(|Scale { id, said, .. }| with(said, &json!({"id": id})))
        .collect();
    let shop = Shop::open(walk.browser, &[survey("scales", &json!(questions))]).await?;
    let prompt = shop.ask("scales").await?;
    for (number, scale) in (1..).zip(&scales) {
        walk.through(scale.feature, async || {
            let this = format!("progress[value='{number}']");
            prompt.find(&this).await?;
            is_drawn(&prompt, scale).await?;
            prompt.rate(scale.rating).await?;
            let rated = until(&format!("the rating of {}", scale.id), async || {
                let told = walk.browser.told().await?.into_iter();
                let mut rated = told.filter(|told| told.name == "rated");
                Ok(rated
                    .find_map(|told| (told.detail["question"] == scale.id).then_some(told.detail)))
            })
            .await?;
            assert_eq!(rated["rating"], scale.rating);
            assert_eq!(rated["class"], scale.class, "{rated}");
            Ok(())
        })
        .await?;
    }
    let record = shop.record("scales").await?;
    for (index, scale) in scales.iter().enumerate() {
        let Scale { id, rating, .. } = scale;
        let answer = with(&scale.recorded, &json!({"question": id, "rating": rating}));
        assert_eq!(record["answers"][index], answer);
    }
    close(walk.browser).await
}

/// One object with the members of both.
fn with(one: &Value, other: &Value) -> Value {
    let members = [one, other].into_iter().filter_map(Value::as_object);
    members
        .flatten()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Every rating is there, in its order, and large enough; by its number, or as a shape with a name.
async fn is_drawn(prompt: &Prompt<'_>, scale: &Scale) -> Result<()> {
    prompt.comes_to_rest().await?;
    let values: Vec<_> = scale
        .ratings
        .clone()
        .map(|rating| rating.to_string())
        .collect();
    assert_eq!(
        prompt.attributes("[data-rating]", "data-rating").await?,
        values
    );
    let areas = prompt.areas("[data-rating]").await?;
    assert!(areas.iter().all(|area| area.is_target()), "{areas:?}");
    assert!(
        areas.is_sorted_by(|one, next| one.left < next.left),
        "{areas:?}"
    );
    let text = prompt
        .run("return root.querySelector('[part=scale]').innerText")
        .await?;
    let text = text.as_str().unwrap_or_default();
    let shapes = prompt.areas("[data-rating] path").await?;
    if scale.names.is_empty() {
        assert!(text.split_whitespace().eq(&values), "{text}");
        assert_eq!(shapes, []);
    } else {
        assert_eq!(text.trim(), "");
        assert_eq!(shapes.len(), values.len());
        assert!(
            shapes.iter().all(|area| area.right - area.left > 10.0),
            "{shapes:?}"
        );
        assert_eq!(
            prompt
                .attributes("[data-rating] input", "aria-label")
                .await?,
            scale.names
        );
    }
    Ok(())
}
