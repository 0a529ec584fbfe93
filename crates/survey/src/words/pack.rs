//! A text as it is sent to a browser: one string, whether it has plurals or not.
//!
//! Shared by the build script, which packs English, and by the crate, which packs the others.

use serde_json::Value;

/// The plural categories in the order of their forms. The first one stands in for those left out.
pub(crate) const CATEGORIES: [&str; 6] = ["other", "one", "two", "few", "many", "zero"];

/// The text itself, or its plural forms, each on its line, without those at the end that are as
/// the first. `None` for anything else.
pub(crate) fn packed(text: &Value) -> Option<String> {
    let Value::Object(forms) = text else {
        return text.as_str().map(str::to_owned);
    };
    let other = forms.get("other")?.as_str()?;
    let mut lines = Vec::new();
    for category in CATEGORIES {
        let form = match forms.get(category) {
            Some(form) => form.as_str()?,
            None => other,
        };
        lines.push(if category != "other" && form == other {
            ""
        } else {
            form
        });
    }
    Some(lines.join("\n").trim_end_matches('\n').to_owned())
}
