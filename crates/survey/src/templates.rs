//! The surveys that are known by name, without a definition of one's own.

/// The names, in the order in which they are documented.
pub const NAMES: [&str; 4] = ["nps", "csat", "ces", "post-purchase"];

/// The definition of a template, as JSON; `None` for a name that is not one.
#[must_use]
pub fn json(name: &str) -> Option<&'static str> {
    Some(match name {
        "nps" => include_str!("../templates/nps.json"),
        "csat" => include_str!("../templates/csat.json"),
        "ces" => include_str!("../templates/ces.json"),
        "post-purchase" => include_str!("../templates/post-purchase.json"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definition;

    #[test]
    fn each_template_is_a_valid_definition_of_its_own_name() {
        for name in NAMES {
            let json: serde_json::Value = serde_json::from_str(json(name).unwrap()).unwrap();
            let definition = Definition::parse(&&json).unwrap();
            assert_eq!(definition.id, name);
        }
        assert_eq!(json("npz"), None);
    }
}
