//! What a visitor sent from a page: an answer, or what is wrong with it.

use survey::run::{Asking, Event, Input};
use survey::words::Word;
use url::form_urlencoded;

/// The fields of a form that was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

/// The field that only programs fill in.
pub(super) const TRAP: &str = "website";
/// The ticket.
pub(super) const TICKET: &str = "r";
/// The question that is answered.
pub(super) const QUESTION: &str = "q";
/// What the button does that was pressed.
pub(super) const ACT: &str = "act";
pub(super) const SKIP: &str = "skip";

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) place: Place,
    pub(crate) says: Word,
}

/// Where it is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first of the ratings or options.
    Group,
    Comment,
    /// What is written as something else.
    Other,
    /// One of the contact's fields.
    Field(&'static str),
    Consent,
}

/// What was filled in, beside what an [`Input`] holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) consented: bool,
    /// Whether something else was chosen, perhaps with nothing written.
    pub(crate) chose_other: bool,
}

impl Form {
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.0.iter().filter(move |(of, _)| of == name);
        fields.map(|(_, value)| value.as_str())
    }

    fn text(&self, name: &str) -> String {
        // Browsers send line breaks as two characters; the prompt reads one.
        self.get(name).unwrap_or_default().replace("\r\n", "\n")
    }

    pub(crate) fn ticket(&self) -> Option<&str> {
        self.get(TICKET)
    }

    /// The id of the question that it answers.
    pub(crate) fn question(&self) -> Option<&str> {
        self.get(QUESTION)
    }

    /// Whether a program filled it in that looks at no page.
    pub(crate) fn is_trapped(&self) -> bool {
        self.get(TRAP).is_some_and(|value| !value.is_empty())
    }

    /// What was answered to a question.
    ///
    /// # Errors
    ///
    /// The first thing that is [`Wrong`] with it.
    pub(crate) fn answer(&self, asking: &Asking) -> Result<Event, Wrong> {
        if self.get(ACT) == Some(SKIP) && !asking.required {
            return Ok(Event::Skipped);
        }
        match &asking.input {
            Input::Statement => Ok(Event::Read),
            Input::Rating { metric, .. } => {
                let rating = self.get("rating").and_then(|value| value.parse().ok());
                rating
                    .filter(|rating| metric.scale().contains(*rating))
                    .map(Event::Rated)
                    .ok_or(Wrong::at(Place::Group, Word::ErrorChoose))
            }
            Input::Comment { .. } => {
                let comment = self.text("comment");
                if asking.required && comment.trim().is_empty() {
                    return Err(Wrong::at(Place::Comment, Word::ErrorWrite));
                }
                Ok(Event::Commented(comment))
            }
            Input::Choice { .. } => self.choice(asking.required),
            Input::Contact { fields, .. } => {
                let fields: Vec<&'static str> = fields.iter().map(|(name, _)| *name).collect();
                self.contact(&fields, asking.required)
            }
        }
    }

    fn choice(&self, required: bool) -> Result<Event, Wrong> {
        let chosen: Vec<String> = self
            .all("option")
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        let other = self.text("other").trim().to_owned();
        if required && chosen.is_empty() && other.is_empty() {
            return Err(if self.chose_other() {
                Wrong::at(Place::Other, Word::ErrorWrite)
            } else {
                Wrong::at(Place::Group, Word::ErrorChoose)
            });
        }
        Ok(Event::Chose { chosen, other })
    }

    /// The option of something else has no id.
    fn chose_other(&self) -> bool {
        self.all("option").any(str::is_empty)
    }

    fn contact(&self, asked: &[&'static str], required: bool) -> Result<Event, Wrong> {
        let mut fields = Vec::new();
        for name in asked {
            let text = self.text(name).trim().to_owned();
            if *name == "email" && !text.is_empty() && !is_email(&text) {
                return Err(Wrong::at(Place::Field(name), Word::ErrorEmail));
            }
            if !text.is_empty() {
                fields.push(((*name).to_owned(), text));
            }
        }
        let consented = self.get("consent").is_some();
        if let (true, true, Some(first)) = (required, fields.is_empty(), asked.first()) {
            return Err(Wrong::at(Place::Field(first), Word::ErrorWrite));
        }
        if !fields.is_empty() && !consented {
            return Err(Wrong::at(Place::Consent, Word::ErrorConsent));
        }
        Ok(Event::Reached { fields, consented })
    }

    /// Puts what was filled in where the question is shown again.
    pub(crate) fn put_back(&self, input: &mut Input) -> Typed {
        match input {
            Input::Rating { rating, metric, .. } => {
                let scale = metric.scale();
                let sent = self.get("rating").and_then(|value| value.parse().ok());
                *rating = sent.filter(|rating| scale.contains(*rating));
            }
            Input::Comment { text, .. } => *text = self.text("comment"),
            Input::Choice { chosen, other, .. } => {
                *chosen = self.all("option").map(str::to_owned).collect();
                if let Some(other) = other {
                    *other = self.text("other");
                }
            }
            Input::Contact { fields, .. } => {
                for (name, value) in fields {
                    *value = self.text(name);
                }
            }
            Input::Statement => {}
        }
        Typed {
            consented: self.get("consent").is_some(),
            chose_other: self.chose_other(),
        }
    }
}

impl Wrong {
    fn at(place: Place, says: Word) -> Self {
        Self { place, says }
    }
}

/// Whether a text may be an e-mail address: what browsers refuse is refused here as well.
fn is_email(text: &str) -> bool {
    let label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || !byte.is_ascii();
        !label.is_empty() && label.len() <= 63 && label.bytes().all(inner)
    };
    text.split_once('@').is_some_and(|(person, host)| {
        !person.is_empty()
            && !person.contains(|c: char| c.is_whitespace() || c.is_control())
            && host.split('.').all(label)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Metric;
    use survey::definition::{RatingLook, Text};

    fn asking(required: bool, input: Input) -> Asking {
        Asking {
            ask: Text::from("Asked"),
            required,
            back: false,
            last: true,
            progress: None,
            input,
        }
    }

    fn wrong(place: Place, says: Word) -> Result<Event, Wrong> {
        Err(Wrong { place, says })
    }

    fn sent(body: &str, required: bool, input: Input) -> Result<Event, Wrong> {
        Form::read(body.as_bytes()).answer(&asking(required, input))
    }

    fn rating() -> Input {
        Input::Rating {
            metric: Metric::Nps,
            look: RatingLook::Numbers,
            low: Text::default(),
            high: Text::default(),
            rating: None,
        }
    }

    fn choice() -> Input {
        Input::Choice {
            several: true,
            options: Vec::new(),
            other: Some(String::new()),
            chosen: Vec::new(),
        }
    }

    fn contact() -> Input {
        Input::Contact {
            fields: vec![("name", String::new()), ("email", String::new())],
            consent: Text::default(),
        }
    }

    #[test]
    fn a_rating_is_a_number_on_its_scale() {
        assert_eq!(sent("rating=9", true, rating()), Ok(Event::Rated(9)));
        for body in [
            "",
            "rating=",
            "rating=11",
            "rating=-1",
            "rating=nine",
            "rating=9.0",
        ] {
            let missing = wrong(Place::Group, Word::ErrorChoose);
            assert_eq!(sent(body, true, rating()), missing, "{body}");
        }
    }

    #[test]
    fn what_may_be_skipped_is_skipped_by_its_button_alone() {
        assert_eq!(
            sent("act=skip&rating=9", false, rating()),
            Ok(Event::Skipped)
        );
        let missing = wrong(Place::Group, Word::ErrorChoose);
        assert_eq!(sent("act=skip", true, rating()), missing);
    }

    #[test]
    fn a_comment_has_the_line_breaks_of_the_prompt() {
        let comment = |required| {
            let (rows, text) = (3, String::new());
            sent("comment=a%0D%0Ab", required, Input::Comment { rows, text })
        };
        assert_eq!(comment(true), Ok(Event::Commented("a\nb".into())));
        let input = Input::Comment {
            rows: 3,
            text: String::new(),
        };
        assert_eq!(
            sent("comment=+%0A", true, input),
            wrong(Place::Comment, Word::ErrorWrite)
        );
    }

    #[test]
    fn something_else_counts_where_it_is_written() {
        let chose = |chosen: &[&str], other: &str| {
            let chosen = chosen.iter().map(|id| (*id).to_owned()).collect();
            let other = other.to_owned();
            Ok(Event::Chose { chosen, other })
        };
        assert_eq!(
            sent("option=a&option=b", true, choice()),
            chose(&["a", "b"], "")
        );
        assert_eq!(sent("option=&other=x", true, choice()), chose(&[], "x"));
        assert_eq!(sent("other=x", true, choice()), chose(&[], "x"));
        assert_eq!(sent("", false, choice()), chose(&[], ""));
        assert_eq!(
            sent("", true, choice()),
            wrong(Place::Group, Word::ErrorChoose)
        );
        assert_eq!(
            sent("option=", true, choice()),
            wrong(Place::Other, Word::ErrorWrite)
        );
    }

    #[test]
    fn a_contact_wants_consent_and_a_whole_address() {
        let fields = vec![("email".to_owned(), "ada@example.org".to_owned())];
        let reached = Ok(Event::Reached {
            fields,
            consented: true,
        });
        assert_eq!(
            sent("email=ada%40example.org&consent=on", false, contact()),
            reached
        );
        let refused = wrong(Place::Consent, Word::ErrorConsent);
        assert_eq!(sent("email=ada%40example.org", false, contact()), refused);
        let incomplete = wrong(Place::Field("email"), Word::ErrorEmail);
        assert_eq!(sent("email=ada&consent=on", false, contact()), incomplete);
        let missing = wrong(Place::Field("name"), Word::ErrorWrite);
        assert_eq!(sent("consent=on", true, contact()), missing);
    }

    #[test]
    fn addresses_of_people() {
        for address in [
            "a@b",
            "ada@example.org",
            "a.b+c@d-e.example",
            "ö@bücher.example",
        ] {
            assert!(is_email(address), "{address}");
        }
        for text in [
            "a", "@", "a@", "@b", "a b@c", "a@b c", "a@b..c", "a@.b", "a@b@c",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn nothing_that_was_filled_in_is_lost() {
        let mut input = contact();
        let typed = Form::read(b"name=Ada&email=ada&consent=on").put_back(&mut input);
        assert!(typed.consented);
        let Input::Contact { fields, .. } = input else {
            unreachable!()
        };
        assert_eq!(
            fields,
            [("name", "Ada".to_owned()), ("email", "ada".to_owned())]
        );
        let mut input = choice();
        assert!(
            Form::read(b"option=&other=x")
                .put_back(&mut input)
                .chose_other
        );
        assert!(matches!(input, Input::Choice { other: Some(other), .. } if other == "x"));
    }
}
