//! What each kind of question is answered with, in the elements and parts of the prompt, so that
//! one style sheet fits both.

use maud::{Markup, PreEscaped, Render as _, html};
use score::Metric;
use survey::definition::{ChoiceOption, RatingLook, Text};
use survey::drawing::{Names, path};
use survey::response::LONGEST_COMMENT;
use survey::run::{Asking, Input};
use survey::words::{Word, Words};

use super::form::{Place, Typed, Wrong};

/// The id of the sentence that says what is wrong.
const WRONG: &str = "wrong";

/// The question with what it is answered with, and with what is wrong.
pub(super) fn answer(asking: &Asking, wrong: Option<Wrong>, typed: Typed, words: &Words) -> Markup {
    let told = Told {
        asking,
        wrong,
        words,
    };
    html! {
        div class="answer" {
            @match &asking.input {
                Input::Rating { metric, look, low, high, rating } => {
                    (told.scale(&Scale { metric: *metric, look: *look, low, high, rating: *rating }))
                },
                Input::Comment { rows, text } => (told.comment(*rows, text)),
                Input::Choice { several, options, other, chosen } => {
                    (told.choice(*several, options, other.as_deref(), chosen, typed.chose_other))
                },
                Input::Contact { fields, consent } => {
                    (told.contact(fields, consent, typed.consented))
                },
                Input::Statement => (own("h1", &asking.ask, &[("part", "question")])),
            }
        }
    }
}

/// An element with a text of the definition's own. It says its language where that is not the
/// page's. The tag and the names of the attributes are ours; the values may be anybody's.
pub(super) fn own(tag: &str, text: &Text, attributes: &[(&str, &str)]) -> Markup {
    let mut start = format!("<{tag}");
    let language = text.language.as_deref().map(|code| ("lang", code));
    for (name, value) in attributes.iter().copied().chain(language) {
        start.push_str(&format!(" {name}=\"{}\"", value.render().0));
    }
    html! { (PreEscaped(start + ">")) (text.text) (PreEscaped(format!("</{tag}>"))) }
}

/// A scale as it is drawn.
struct Scale<'p> {
    metric: Metric,
    look: RatingLook,
    low: &'p Text,
    high: &'p Text,
    rating: Option<i32>,
}

/// A question, and what is wrong with what was sent.
struct Told<'p> {
    asking: &'p Asking,
    wrong: Option<Wrong>,
    words: &'p Words,
}

impl Told<'_> {
    fn is_wrong(&self, place: Place) -> bool {
        self.wrong.is_some_and(|wrong| wrong.place == place)
    }

    /// What describes an element that may be wrong, beside what always does.
    fn described(&self, place: Place, always: Option<&str>) -> Option<String> {
        let wrong = self.is_wrong(place).then_some(WRONG);
        let ids: Vec<&str> = wrong.into_iter().chain(always).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self, place: Place) -> Option<&'static str> {
        self.is_wrong(place).then_some("true")
    }

    fn hint(&self) -> Option<&str> {
        self.asking.required.then(|| self.words.say(Word::Required))
    }

    /// The sentence stands right under what it is about.
    fn error(&self) -> Markup {
        html! {
            @if let Some(wrong) = self.wrong {
                p part="error" id=(WRONG) { (self.words.say(wrong.says)) }
            }
        }
    }

    fn legend(&self, hint: bool) -> Markup {
        let hint = self.hint().filter(|_| hint);
        html! {
            legend part="question" id="ask" data-required=[hint] {
                (own("h1", &self.asking.ask, &[]))
            }
        }
    }

    fn scale(&self, scale: &Scale<'_>) -> Markup {
        let Scale {
            metric,
            look,
            low,
            high,
            rating,
        } = scale;
        let range = metric.scale();
        let names = Names::new(*metric, *look, [low, high], self.words);
        let class = match look {
            RatingLook::Numbers => "numbers",
            RatingLook::Stars => "stars",
            RatingLook::Faces => "faces",
            RatingLook::Thumbs => "thumbs",
        };
        let end = |number| match number {
            _ if number == range.min() => Some("low"),
            _ if number == range.max() => Some("high"),
            _ => None,
        };
        html! {
            fieldset role="radiogroup" aria-labelledby="ask"
                aria-required=[self.asking.required.then_some("true")]
                aria-invalid=[self.invalid(Place::Group)] {
                (self.legend(false))
                div part="scale" class=(class) {
                    @for number in range.ratings() {
                        @let first = number == range.min();
                        label part="rating" data-rating=(number) {
                            input type="radio" name="rating" value=(number)
                                checked[*rating == Some(number)]
                                autofocus[first && self.is_wrong(Place::Group)]
                                aria-label=[(*look != RatingLook::Numbers).then(|| names.of(number))]
                                aria-describedby=[self.described(Place::Group, end(number))];
                            @if *look == RatingLook::Numbers {
                                (number)
                            } @else {
                                svg viewBox="0 0 240 240" aria-hidden="true" {
                                    path d=(path(*look, range, number)) {}
                                }
                            }
                        }
                    }
                }
                div class="ends" {
                    (own("span", low, &[("part", "low"), ("id", "low")]))
                    (own("span", high, &[("part", "high"), ("id", "high")]))
                }
            }
            (self.error())
        }
    }

    fn comment(&self, rows: i32, text: &str) -> Markup {
        html! {
            h1 part="question" data-required=[self.hint()] {
                (own("label", &self.asking.ask, &[("for", "comment")]))
            }
            textarea part="comment" id="comment" name="comment" rows=(rows)
                maxlength=(LONGEST_COMMENT) required[self.asking.required]
                autofocus[self.is_wrong(Place::Comment)]
                aria-invalid=[self.invalid(Place::Comment)]
                aria-describedby=[self.described(Place::Comment, None)] {
                // A line break right behind the tag is none to a browser.
                "\n" (text)
            }
            (self.error())
        }
    }

    fn choice(
        &self,
        several: bool,
        options: &[ChoiceOption],
        other: Option<&str>,
        chosen: &[String],
        chose_other: bool,
    ) -> Markup {
        let kind = if several { "checkbox" } else { "radio" };
        let required = (self.asking.required && !several).then_some("true");
        let invalid = self.invalid(Place::Group);
        html! {
            fieldset class="options" aria-labelledby="ask" role=[(!several).then_some("radiogroup")]
                aria-required=[required] aria-invalid=[invalid.filter(|_| !several)] {
                (self.legend(true))
                @for (index, ChoiceOption { id, label }) in options.iter().enumerate() {
                    label part="option" data-option=(id) {
                        input type=(kind) name="option" value=(id) checked[chosen.contains(id)]
                            autofocus[index == 0 && self.is_wrong(Place::Group)]
                            aria-describedby=[self.described(Place::Group, None)];
                        (own("span", label, &[]))
                    }
                }
                @if let Some(text) = other {
                    label part="option" data-option="" {
                        input type=(kind) name="option" value=""
                            checked[chose_other || !text.is_empty()];
                        span id="other" { (self.words.say(Word::Other)) }
                    }
                    input part="other" type="text" name="other" value=(text)
                        maxlength=(LONGEST_COMMENT) aria-labelledby="other"
                        autofocus[self.is_wrong(Place::Other)]
                        aria-invalid=[self.invalid(Place::Other)]
                        aria-describedby=[self.described(Place::Other, None)];
                }
            }
            (self.error())
        }
    }

    fn contact(
        &self,
        fields: &[(&'static str, String)],
        consent: &Text,
        consented: bool,
    ) -> Markup {
        html! {
            fieldset class="contact" aria-labelledby="ask" {
                (self.legend(true))
                @for (name, text) in fields {
                    (self.field(name, text))
                    @if self.is_wrong(Place::Field(name)) {
                        (self.error())
                    }
                }
                label part="consent" {
                    input type="checkbox" name="consent" checked[consented]
                        autofocus[self.is_wrong(Place::Consent)]
                        aria-invalid=[self.invalid(Place::Consent)]
                        aria-describedby=[self.described(Place::Consent, None)];
                    (own("span", consent, &[]))
                }
            }
            @if self.is_wrong(Place::Consent) {
                (self.error())
            }
        }
    }

    fn field(&self, name: &'static str, text: &str) -> Markup {
        let (kind, autocomplete, label) = match name {
            "email" => ("email", "email", Word::Email),
            "phone" => ("tel", "tel", Word::Phone),
            _ => ("text", "name", Word::Name),
        };
        let place = Place::Field(name);
        html! {
            label class="field" {
                span class="name" { (self.words.say(label)) }
                input part="field" type=(kind) name=(name) value=(text) autocomplete=(autocomplete)
                    maxlength="500" autofocus[self.is_wrong(place)]
                    aria-invalid=[self.invalid(place)] aria-describedby=[self.described(place, None)];
            }
        }
    }
}
