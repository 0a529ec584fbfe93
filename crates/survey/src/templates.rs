//! The surveys that are known by name, without a definition of one's own.
//!
//! They have no texts of their own, so that they speak every language that the prompt speaks.

/// The names, in the order in which they are documented.
pub const NAMES: [&str; 8] = [
    "nps",
    "csat",
    "ces",
    "enps",
    "post-purchase",
    "onboarding",
    "support",
    "drivers",
];

/// The definition of a template, as JSON; `None` for a name that is not one.
#[must_use]
pub fn json(name: &str) -> Option<&'static str> {
    Some(match name {
        "nps" => include_str!("../templates/nps.json"),
        "csat" => include_str!("../templates/csat.json"),
        "ces" => include_str!("../templates/ces.json"),
        "enps" => include_str!("../templates/enps.json"),
        "post-purchase" => include_str!("../templates/post-purchase.json"),
        "onboarding" => include_str!("../templates/onboarding.json"),
        "support" => include_str!("../templates/support.json"),
        "drivers" => include_str!("../templates/drivers.json"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definition;

    #[test]
    fn each_template_is_a_definition_of_its_own_name_without_texts_of_its_own() {
        for name in NAMES {
            let json: serde_json::Value = serde_json::from_str(json(name).unwrap()).unwrap();
            let definition = Definition::parse(&&json).unwrap();
            assert_eq!(definition.id, name);
            assert_eq!(definition.notes(&&json), [], "{name}");
        }
        assert_eq!(json("npz"), None);
    }
}
