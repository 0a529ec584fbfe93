//! Events on the host page: CustomEvents on `document`, named `afterword:…`.

use js_sys::JSON;
use survey::run::Signal;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

use crate::js;

/// Tells what happened in a run.
pub(crate) fn signal(survey: &str, id: &str, signal: Signal) {
    let (name, mut detail) = match signal {
        Signal::Shown => ("shown", vec![]),
        Signal::Rated {
            question,
            metric,
            rating,
            class,
        } => (
            "rated",
            vec![
                ("question", question.into()),
                ("metric", metric.name().into()),
                ("rating", rating.into()),
                ("class", class.map(score::Class::name).into()),
            ],
        ),
        Signal::Answered(response) => {
            let response = JSON::parse(&response.to_json()).unwrap_or_default();
            return dispatch("answered", &response);
        }
        Signal::Saved => ("saved", vec![]),
        Signal::Dismissed => ("dismissed", vec![]),
    };
    detail.push(("survey", survey.into()));
    detail.push(("id", id.into()));
    dispatch(name, &js::object(&detail));
}

/// Tells that a response arrived where it was meant to.
pub(crate) fn delivered(survey: &str, id: &str) {
    dispatch(
        "delivered",
        &js::object(&[("survey", survey.into()), ("id", id.into())]),
    );
}

/// Tells that something went wrong, to the host page and, in one line, to the console.
pub(crate) fn failed(survey: &str, id: Option<&str>, reason: &str, message: &str) {
    let mut line = String::from("Afterword: ");
    line.push_str(message);
    web_sys::console::warn_1(&line.into());
    dispatch(
        "failed",
        &js::object(&[
            ("survey", survey.into()),
            ("id", id.into()),
            ("reason", reason.into()),
            ("message", message.into()),
        ]),
    );
}

fn dispatch(name: &str, detail: &JsValue) {
    let mut full = String::from("afterword:");
    full.push_str(name);
    let init = CustomEventInit::new();
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(&full, &init) {
        let _ = js::document().dispatch_event(&event);
    }
}
