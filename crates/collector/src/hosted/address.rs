//! What the address of a hosted survey says, and the addresses that its pages lead to.

use serde_json::{Map, Value, json};
use survey::definition::usual_metric;
use survey::occasion::Occasion;
use survey::run::Visit;
use url::form_urlencoded::{self, Serializer};

/// What a page of a survey is asked for by.
///
/// Everything that is not known is left out, and goes no further: mail programs and networks add
/// what they like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) survey: String,
    /// Whose survey it is, if it says.
    pub(crate) site: Option<String>,
    /// The language that is wished for.
    pub(crate) language: Option<String>,
    /// What the site's server signed.
    pub(crate) token: Option<String>,
    /// The ticket of a response that was begun.
    pub(crate) ticket: Option<String>,
    /// The question to turn to.
    pub(crate) question: Option<String>,
    /// What preselects the first rating.
    pub(crate) score: Option<String>,
    /// Whether the answer is a test.
    test: bool,
    /// What preselects answers, or fills hidden fields.
    said: Vec<(String, String)>,
}

/// The names that are not those of questions or hidden fields.
const SITE: &str = "site";
const LANGUAGE: &str = "lang";
const TOKEN: &str = "t";
const TICKET: &str = "r";
const QUESTION: &str = "q";
const SCORE: &str = "score";
const TEST: &str = "test";

impl Address {
    /// The address of a survey, with nothing said.
    pub(crate) fn to(survey: &str) -> Self {
        Self {
            survey: survey.to_owned(),
            site: None,
            language: None,
            token: None,
            ticket: None,
            question: None,
            score: None,
            test: false,
            said: Vec::new(),
        }
    }

    /// Reads the query of an address. Of `names`, those of its questions and hidden fields, the
    /// first says what `score` preselects.
    pub(crate) fn read(survey: &str, query: &str, names: &Names) -> Self {
        let mut address = Self::to(survey);
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            // Of what is there twice, the first counts.
            let first = |place: &mut Option<String>| {
                place.get_or_insert_with(|| value.clone());
            };
            match name.as_str() {
                SITE => first(&mut address.site),
                LANGUAGE => first(&mut address.language),
                TOKEN => first(&mut address.token),
                TICKET => first(&mut address.ticket),
                QUESTION => first(&mut address.question),
                SCORE => first(&mut address.score),
                TEST => address.test = true,
                known if names.has(known) && address.value(known).is_none() => {
                    address.said.push((name, value));
                }
                _ => {}
            }
        }
        address
    }

    fn value(&self, name: &str) -> Option<&String> {
        let mut said = self.said.iter();
        said.find(|(of, _)| of == name).map(|(_, value)| value)
    }

    /// What a run is told of the occasion, with what the site's server vouched for.
    pub(crate) fn visit(&self, site: &str, vouched: &Map<String, Value>, names: &Names) -> Visit {
        let mut asked: Map<String, Value> = self
            .said
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into()))
            .collect();
        if let (Some(score), Some(rating)) = (&self.score, &names.first_rating) {
            asked
                .entry(rating.clone())
                .or_insert_with(|| score.clone().into());
        }
        let mut context = vouched.clone();
        if let Some(token) = &self.token {
            context.insert("signed".into(), token.clone().into());
        }
        let mut told = json!({"site": site, "context": context, "asked": asked});
        if self.test {
            told["test"] = true.into();
        }
        Occasion::parse(&&told).visit
    }

    /// The address of this page, for the form on it.
    pub(crate) fn action(&self) -> String {
        self.write(None)
    }

    /// The address of a page of the response that was begun.
    pub(crate) fn page(&self, ticket: &str, question: Option<&str>) -> String {
        self.write(Some((ticket, question)))
    }

    fn write(&self, begun: Option<(&str, Option<&str>)>) -> String {
        let mut query = Serializer::new(String::new());
        let known = [
            (SITE, self.site.as_deref()),
            (LANGUAGE, self.language.as_deref()),
            (TOKEN, self.token.as_deref()),
            (TEST, self.test.then_some("true")),
            (TICKET, begun.map(|(ticket, _)| ticket)),
            (QUESTION, begun.and_then(|(_, question)| question)),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(&self.said);
        // `score` goes no further than the first rating, which is answered by then.
        if let (None, Some(score)) = (begun, &self.score) {
            query.append_pair(SCORE, score);
        }
        let path: String = form_urlencoded::byte_serialize(self.survey.as_bytes()).collect();
        match query.finish() {
            query if query.is_empty() => format!("/s/{path}"),
            query => format!("/s/{path}?{query}"),
        }
    }
}

/// What of an address a survey understands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// The ids of its questions and the keys of its hidden fields.
    pub(crate) known: Vec<String>,
    pub(crate) first_rating: Option<String>,
}

impl Names {
    /// Those of a definition.
    pub(crate) fn of(definition: &Value) -> Self {
        let list = |key: &str| definition[key].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let questions = list("questions").filter_map(|question| text(&question["id"]));
        let rated = |question: &&Value| {
            let kind = question["kind"].as_str().unwrap_or_default();
            usual_metric(kind).is_some()
        };
        Self {
            known: questions.chain(list("hidden").filter_map(text)).collect(),
            first_rating: list("questions")
                .find(rated)
                .and_then(|question| text(&question["id"])),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.known.iter().any(|known| known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::response::Scalar;

    fn names() -> Names {
        Names {
            known: vec!["nps".into(), "why".into(), "plan".into()],
            first_rating: Some("nps".into()),
        }
    }

    fn read(query: &str) -> Address {
        Address::read("lamp", query, &names())
    }

    #[test]
    fn what_is_known_goes_on_and_nothing_else() {
        let address = read("utm_source=mail&lang=de&why=a%26b&score=9&lang=fr&r=old&q=old");
        assert_eq!(address.action(), "/s/lamp?lang=de&why=a%26b&score=9");
        assert_eq!(
            address.page("new", Some("why")),
            "/s/lamp?lang=de&r=new&q=why&why=a%26b"
        );
        assert_eq!(read("").action(), "/s/lamp");
    }

    #[test]
    fn a_score_preselects_the_first_rating_unless_that_is_named() {
        let prefill = |query| read(query).visit("default", &Map::new(), &names()).prefill;
        let nps = |value: &str| vec![("nps".to_owned(), value.to_owned())];
        assert_eq!(prefill("score=9"), nps("9"));
        assert_eq!(prefill("score=9&nps=3"), nps("3"));
        assert_eq!(prefill("unknown=9"), []);
    }

    #[test]
    fn what_was_vouched_for_is_the_context() {
        let vouched = json!({"order": "A-1", "name": "Ada", "respondent": "c-1", "exp": 1});
        let visit = read("t=v1.a.b").visit("demo", vouched.as_object().unwrap(), &names());
        let order = ("order".to_owned(), Scalar::Text("A-1".into()));
        assert_eq!(visit.context, [order]);
        assert_eq!(visit.respondent.as_deref(), Some("c-1"));
        assert_eq!(visit.signed.as_deref(), Some("v1.a.b"));
        assert_eq!(visit.site.as_deref(), Some("demo"));
    }
}
