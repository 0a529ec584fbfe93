//! Which columns an export has: the fixed ones, and those of the contexts and answers in it.

use std::collections::BTreeMap;

use super::leaf::{FIXED, Kind, Leaf};

/// The parts of an answer, in the order of their columns.
const PARTS: [&str; 12] = [
    "rating",
    "class",
    "metric",
    "scale",
    "top",
    "direction",
    "text",
    "choices",
    "other",
    "contact",
    "consent.text",
    "consent.at",
];

/// The columns that were seen so far beside the fixed ones.
#[derive(Debug, Default)]
pub(crate) struct Seen(BTreeMap<String, Kind>);

/// The columns of an export, in their order.
#[derive(Clone, Debug)]
pub(crate) struct Columns(Vec<(String, Kind)>);

impl Seen {
    pub(crate) fn see(&mut self, leaves: &[(String, Leaf)]) {
        for (name, leaf) in leaves {
            if FIXED.iter().any(|(fixed, _)| fixed == name) {
                continue;
            }
            match self.0.get_mut(name) {
                Some(kind) => *kind = kind.and(leaf.kind()),
                None => {
                    self.0.insert(name.clone(), leaf.kind());
                }
            }
        }
    }

    /// All columns: fixed, context by key, then answers by question.
    pub(crate) fn columns(self) -> Columns {
        let fixed = FIXED.map(|(name, kind)| (name.to_owned(), kind));
        let mut further: Vec<(String, Kind)> = self.0.into_iter().collect();
        further.sort_by(|(one, _), (other, _)| place(one).cmp(&place(other)));
        Columns(fixed.into_iter().chain(further).collect())
    }
}

/// Where a column stands behind the fixed ones.
fn place(name: &str) -> (bool, &str, usize, &str) {
    let Some(answer) = name.strip_prefix("answers.") else {
        return (false, name, 0, "");
    };
    let parts = PARTS.iter().enumerate();
    let found = parts.filter_map(|(index, part)| {
        let end = answer.rfind(&format!(".{part}"))?;
        let rest = &answer[end + 1..];
        // Of a contact, the field follows.
        let fits = rest == *part || (*part == "contact" && rest.starts_with("contact."));
        fits.then_some((true, &answer[..end], index, rest))
    });
    // A question's id may hold dots: the longest part is meant.
    found
        .min_by_key(|(_, question, ..)| question.len())
        .unwrap_or((true, answer, 0, ""))
}

impl Columns {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.0.iter().map(|(name, kind)| (name.as_str(), *kind))
    }

    /// The values of a response in the order of the columns.
    pub(crate) fn arrange(&self, leaves: Vec<(String, Leaf)>) -> Vec<Option<Leaf>> {
        let mut leaves: BTreeMap<String, Leaf> = leaves.into_iter().collect();
        let names = self.0.iter();
        names.map(|(name, _)| leaves.remove(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<String> {
        let mut seen = Seen::default();
        let leaf = |name: &&str| ((*name).to_owned(), Leaf::Text(String::new()));
        seen.see(&names.iter().map(leaf).collect::<Vec<_>>());
        let columns = seen.columns();
        let names = columns.iter().map(|(name, _)| name.to_owned());
        names.skip(FIXED.len()).collect()
    }

    #[test]
    fn the_order_depends_on_names_alone() {
        let names = [
            "answers.why.text",
            "answers.nps.class",
            "answers.nps.rating",
            "answers.call.consent.at",
            "answers.call.contact.name",
            "answers.call.contact.email",
            "context.plan",
            "context.agent",
            "site",
        ];
        let expected = [
            "context.agent",
            "context.plan",
            "answers.call.contact.email",
            "answers.call.contact.name",
            "answers.call.consent.at",
            "answers.nps.rating",
            "answers.nps.class",
            "answers.why.text",
        ];
        assert_eq!(columns(&names), expected);
        let backwards: Vec<&str> = names.into_iter().rev().collect();
        assert_eq!(columns(&backwards), expected);
    }

    #[test]
    fn a_column_holds_what_all_its_values_are() {
        let mut seen = Seen::default();
        for leaf in [Leaf::Whole(1), Leaf::Number("1.5".into())] {
            seen.see(&[("context.value".into(), leaf)]);
        }
        seen.see(&[("context.vip".into(), Leaf::Flag(true))]);
        seen.see(&[("context.vip".into(), Leaf::Text("yes".into()))]);
        let columns = seen.columns();
        let kinds: Vec<Kind> = columns
            .iter()
            .map(|(_, kind)| kind)
            .skip(FIXED.len())
            .collect();
        assert_eq!(kinds, [Kind::Number, Kind::Text]);
    }
}
