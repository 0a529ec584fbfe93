//! Why a survey is asked, or is not, as `afterword('explain')` says it.

use serde::Deserialize;

/// What is said of one survey.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Explanation {
    /// Its id.
    pub survey: String,
    /// Whether nothing keeps it from being asked.
    pub due: bool,
    /// What it has to pass, in order.
    pub gates: Vec<Gate>,
}

/// What one gate says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Gate {
    /// Its name.
    #[serde(rename = "gate")]
    pub name: String,
    passed: Option<bool>,
    /// What it sees now.
    pub now: String,
    /// What it would let pass.
    pub wants: String,
    /// What would change it; empty where it passed.
    pub remedy: String,
}

/// Whether a gate lets a survey be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does.
    Passed,
    /// It does not.
    Closed,
    /// Something that it needs is not there yet.
    Unknown,
}

impl State {
    /// Its name in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }

    /// The sign for it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Closed => "✗",
            Self::Unknown => "?",
        }
    }
}

impl Gate {
    /// Whether it lets the survey be asked.
    #[must_use]
    pub fn state(&self) -> State {
        match self.passed {
            Some(true) => State::Passed,
            Some(false) => State::Closed,
            None => State::Unknown,
        }
    }
}

impl Explanation {
    /// In a few words what keeps the survey, the first of it.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut gates = self.gates.iter();
        match gates.find(|gate| gate.state() != State::Passed) {
            None => "is due".to_owned(),
            Some(gate) => format!("is not asked: {}, {}", gate.name, gate.now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Explanation, State};

    fn explanation(gates: &serde_json::Value) -> Explanation {
        let json = serde_json::json!({"survey": "nps", "due": false, "gates": gates});
        serde_json::from_value(json).unwrap()
    }

    fn gate(name: &str, passed: Option<bool>) -> serde_json::Value {
        serde_json::json!({"gate": name, "passed": passed, "now": "so", "wants": "otherwise", "remedy": ""})
    }

    #[test]
    fn the_first_that_does_not_pass_is_named() {
        let open = gate("consent", Some(true));
        let said = explanation(&serde_json::json!([
            open,
            gate("page", None),
            gate("sample", Some(false))
        ]));
        assert_eq!(said.summary(), "is not asked: page, so");
        let states: Vec<_> = said.gates.iter().map(super::Gate::state).collect();
        assert_eq!(states, [State::Passed, State::Unknown, State::Closed]);
        assert_eq!(explanation(&serde_json::json!([open])).summary(), "is due");
    }
}
