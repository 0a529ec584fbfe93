//! A survey in front of a visitor, for one request.

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::{Map, Value};
use survey::definition::{Definition, Look};
use survey::id::ResponseId;
use survey::run::{Asking, Effect, Run, View, Visit, step};
use survey::time::Timestamp;

use super::super::App;
use super::super::error::ApiError;
use super::super::ingest::{self, accept::Arrival};
use super::{html, see_other};
use crate::client::Client;
use crate::clock;
use crate::derived;
use crate::hosted::{
    self, Address, Form, Message, Names, QuestionPage, Spoken, Ticket, Typed, Wrong,
};
use crate::signed::Unbelieved;
use crate::sites::Unvouched;
use crate::store::{Incoming, Key, SetAside};

/// For how long the answers of a survey that was begun are shown again, in milliseconds.
const RECENT: i64 = 24 * 3_600_000;

/// Seconds after which a refused answer may be sent again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// A survey in front of a visitor, for one request.
pub(super) struct Sitting<'a> {
    app: &'a App,
    definition: Definition,
    names: Names,
    address: Address,
    spoken: Spoken,
    site: String,
    link: Link,
    now: Timestamp,
}

/// What is vouched for in the link that led here.
enum Link {
    /// Nothing that can be believed.
    Plain,
    /// What the site's server signed, and the nonce of a link for one answer.
    Signed(Map<String, Value>, Option<String>),
    Expired,
}

/// A response, and what is stored of it.
struct Found {
    ticket: Ticket,
    record: Option<Value>,
    /// Whether the visitor comes from a page of it, and not from a link.
    goes_on: bool,
}

/// Why a question is asked again.
#[derive(Clone, Copy)]
enum Again {
    Wrong(Wrong),
    /// The store refused.
    Unsaved,
}

impl<'a> Sitting<'a> {
    /// # Errors
    ///
    /// The page that says that there is no such survey.
    pub(super) fn open(
        app: &'a App,
        survey: &str,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Self, Box<Response>> {
        let now = clock::now();
        let accepted = headers.get(header::ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or("");
        let surveys = app.surveys.now();
        let json = surveys.get(survey).map(crate::surveys::Survey::definition);
        let names = json.as_ref().map(Names::of).unwrap_or_default();
        let address = Address::read(survey, uri.query().unwrap_or(""), &names);
        let spoken = Spoken::choose(address.language.as_deref(), accepted, json.as_ref());
        let parsed = json
            .as_ref()
            .and_then(|json| Definition::parse_in(&json, Some(&spoken.code)).ok());
        let (link, signed_for) = Link::read(app, &address, now);
        let site = signed_for
            .or_else(|| address.site.clone())
            .or_else(|| parsed.as_ref()?.site.clone())
            .unwrap_or_else(|| "default".into());
        let Some(definition) = parsed.filter(|_| app.sites.named(&site).is_some()) else {
            let page = hosted::message(Message::Unknown, &Look::default(), &spoken);
            return Err(Box::new(html(StatusCode::NOT_FOUND, page)));
        };
        Ok(Self {
            app,
            definition,
            names,
            address,
            spoken,
            site,
            link,
            now,
        })
    }

    /// The page that is asked for.
    pub(super) async fn show(&self) -> Result<Response, ApiError> {
        let Found {
            ticket,
            record,
            goes_on,
        } = self.found().await?;
        if !goes_on && matches!(self.link, Link::Expired) {
            return Ok(self.say(StatusCode::GONE, Message::Expired));
        }
        let Some(record) = record else {
            return Ok(self.page(self.begin(&ticket), &ticket));
        };
        if !goes_on && is_complete(&record) {
            return Ok(self.say(StatusCode::OK, Message::Done));
        }
        if let Some(run) = self.go_on(&record) {
            return Ok(self.page(run, &ticket));
        }
        // The survey is another one by now.
        let ticket = self.fresh()?;
        Ok(self.page(self.begin(&ticket), &ticket))
    }

    /// Takes what was filled in, and leads on.
    pub(super) async fn take(
        &self,
        form: &Form,
        client: Client,
        headers: &HeaderMap,
    ) -> Result<Response, ApiError> {
        let Some(mut ticket) = form.ticket().and_then(|text| self.ticket(text)) else {
            // Made by somebody else, or for a store that is gone: it can only be asked again.
            let ticket = self.fresh()?;
            return Ok(self.ask_again(&self.begin(&ticket), &ticket, form, Again::Unsaved));
        };
        let record = self.record(&ticket).await?;
        let run = match &record {
            Some(record) if is_complete(record) => return Ok(self.lead(&ticket, None)),
            Some(record) => self.go_on(record),
            None => Some(self.begin(&ticket)),
        };
        let Some(mut run) = run else {
            return Ok(see_other(&self.address.action()));
        };
        let answers = form.question().is_some_and(|id| run.turn_to(id));
        let Some(View::Question(asking)) = run.view().filter(|_| answers) else {
            return Ok(self.lead(&ticket, run.asking()));
        };
        let event = match form.answer(&asking) {
            Ok(event) => event,
            Err(wrong) => return Ok(self.ask_again(&run, &ticket, form, Again::Wrong(wrong))),
        };
        ticket.suspected |= form.is_trapped();
        let (next, effects) = step(run.clone(), event, self.now);
        let Some(body) = kept(effects) else {
            return Ok(match next.asking() {
                Some(question) => self.lead(&ticket, Some(question)),
                // Statements alone are nothing to keep.
                None => self.page(next, &ticket),
            });
        };
        if says_more(&body, record.as_ref()) {
            let arrival = Arrival::of(self.app, client, headers);
            let item = accepted(&arrival, &body, &ticket)?;
            if ingest::submit(self.app, client, vec![item]).await.is_err() {
                return Ok(self.ask_again(&run, &ticket, form, Again::Unsaved));
            }
        }
        Ok(self.lead(&ticket, next.asking()))
    }

    /// The response that the visitor is at, or a new one.
    async fn found(&self) -> Result<Found, ApiError> {
        let begun = self.address.ticket.as_deref();
        if let Some(ticket) = begun.and_then(|text| self.ticket(text)) {
            let record = self.record(&ticket).await?;
            let recent = |record: &Value| is_recent(record, self.now);
            if record.as_ref().is_none_or(recent) {
                return Ok(Found {
                    ticket,
                    record,
                    goes_on: true,
                });
            }
        }
        let mut ticket = self.fresh()?;
        let mut record = None;
        if let Link::Signed(_, Some(nonce)) = &self.link {
            // The same for everybody who has the link: so it is answered once.
            ticket.id = derived::id("link", &[&self.site, &self.definition.id, nonce]);
            record = self.record(&ticket).await?;
        }
        Ok(Found {
            ticket,
            record,
            goes_on: false,
        })
    }

    fn ticket(&self, text: &str) -> Option<Ticket> {
        self.app.seal.open(&self.definition.id, text)
    }

    /// The ticket of a response that nobody began.
    fn fresh(&self) -> Result<Ticket, ApiError> {
        let mut random = [0; 10];
        getrandom::fill(&mut random)
            .map_err(|_| ApiError::busy("no_randomness", "the system gives no randomness"))?;
        Ok(Ticket {
            site: self.site.clone(),
            id: ResponseId::mint(self.now, random),
            shown_at: self.now,
            suspected: false,
        })
    }

    async fn record(&self, ticket: &Ticket) -> Result<Option<Value>, ApiError> {
        let key = Key {
            site: ticket.site.clone(),
            id: ticket.id.as_str().to_owned(),
        };
        let stored = self.app.store.one(&key).await?;
        Ok(stored.and_then(|stored| serde_json::from_str(&stored.json).ok()))
    }

    fn begin(&self, ticket: &Ticket) -> Run {
        let (definition, words) = (self.definition.clone(), self.spoken.words.clone());
        let visit = self.visit(&ticket.site);
        Run::start(definition, visit, words, ticket.id.clone(), ticket.shown_at).0
    }

    fn go_on(&self, record: &Value) -> Option<Run> {
        let (definition, words) = (self.definition.clone(), self.spoken.words.clone());
        Run::open(definition, self.visit(&self.site), words, &record, self.now)
    }

    fn visit(&self, site: &str) -> Visit {
        let none = Map::new();
        let vouched = match &self.link {
            Link::Signed(vouched, _) => vouched,
            Link::Plain | Link::Expired => &none,
        };
        self.address.visit(site, vouched, &self.names)
    }

    /// Where a run stands, or what its address turns to.
    fn page(&self, mut run: Run, ticket: &Ticket) -> Response {
        if let Some(question) = &self.address.question {
            run.turn_to(question);
        }
        let Some(view) = run.view() else {
            return self.say(StatusCode::OK, Message::Done);
        };
        match view {
            View::Question(asking) => {
                let page = self.question(&run, ticket, &asking, Typed::default(), None);
                html(StatusCode::OK, page)
            }
            thanks @ View::Thanks { .. } => {
                let page = hosted::thanks(&thanks, &self.definition.look, &self.spoken.words);
                html(StatusCode::OK, page)
            }
        }
    }

    /// The question once more, with all that was filled in, and with what keeps it from being taken.
    fn ask_again(&self, run: &Run, ticket: &Ticket, form: &Form, again: Again) -> Response {
        let mut run = run.clone();
        let answers = form.question().is_some_and(|id| run.turn_to(id));
        let Some(View::Question(mut asking)) = run.view().filter(|_| answers) else {
            return see_other(&self.address.action());
        };
        let typed = form.put_back(&mut asking.input);
        let page = self.question(&run, ticket, &asking, typed, Some(again));
        match again {
            Again::Wrong(_) => html(StatusCode::UNPROCESSABLE_ENTITY, page),
            Again::Unsaved => {
                let mut response = html(StatusCode::SERVICE_UNAVAILABLE, page);
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, RETRY_AFTER);
                response
            }
        }
    }

    fn question(
        &self,
        run: &Run,
        ticket: &Ticket,
        asking: &Asking,
        typed: Typed,
        again: Option<Again>,
    ) -> maud::Markup {
        let sealed = self.app.seal.close(&self.definition.id, ticket);
        let back = run
            .before()
            .map(|before| self.address.page(&sealed, Some(before)));
        let page = QuestionPage {
            asking,
            question: run.asking().unwrap_or_default(),
            action: &self.address.action(),
            ticket: &sealed,
            back: back.as_deref(),
            typed,
            wrong: match again {
                Some(Again::Wrong(wrong)) => Some(wrong),
                Some(Again::Unsaved) | None => None,
            },
            unsaved: matches!(again, Some(Again::Unsaved)),
        };
        hosted::question(&page, &self.definition.look, &self.spoken)
    }

    /// Leads to a question of the response, or to where that stands.
    fn lead(&self, ticket: &Ticket, question: Option<&str>) -> Response {
        let ticket = self.app.seal.close(&self.definition.id, ticket);
        see_other(&self.address.page(&ticket, question))
    }

    fn say(&self, status: StatusCode, message: Message) -> Response {
        let page = hosted::message(message, &self.definition.look, &self.spoken);
        html(status, page)
    }
}

impl Link {
    /// What a token vouches for, and for which site.
    fn read(app: &App, address: &Address, now: Timestamp) -> (Self, Option<String>) {
        let Some(token) = &address.token else {
            return (Self::Plain, None);
        };
        match app.sites.verify(token, now) {
            // It may be good for another survey alone.
            Ok((_, claims))
                if claims
                    .context
                    .get("survey")
                    .is_some_and(|survey| *survey != address.survey) =>
            {
                (Self::Plain, None)
            }
            Ok((site, claims)) => {
                let mut vouched = claims.context;
                vouched.insert("respondent".into(), claims.respondent.into());
                let link = Self::Signed(vouched, claims.nonce);
                (link, Some(site.name.clone()))
            }
            Err(Unvouched::Token(Unbelieved::Expired)) => (Self::Expired, None),
            Err(_) => (Self::Plain, None),
        }
    }
}

/// The record as it is stored, set aside where a program filled in one of its pages.
fn accepted(arrival: &Arrival<'_>, body: &str, ticket: &Ticket) -> Result<Incoming, ApiError> {
    let mut record = document::parse(body.as_bytes())?;
    if ticket.suspected {
        record["website"] = "filled in".into();
    }
    let mut item = arrival.accept(&record)?;
    // A page without scripts can prove no work.
    item.set_aside = item.set_aside.filter(|reason| *reason != SetAside::NoProof);
    Ok(item)
}

/// The record that is to be kept.
fn kept(effects: Vec<Effect>) -> Option<String> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Keep { body, .. } => Some(body),
        _ => None,
    })
}

/// Whether a record says anything that the stored one does not: who clicks twice says nothing new.
fn says_more(body: &str, stored: Option<&Value>) -> bool {
    let said: Option<Value> = serde_json::from_str(body).ok();
    said.zip(stored).is_none_or(|(said, stored)| {
        ["answers", "outcome"]
            .iter()
            .any(|key| said[key] != stored[key])
    })
}

fn is_complete(record: &Value) -> bool {
    record["outcome"] == "complete"
}

fn is_recent(record: &Value, now: Timestamp) -> bool {
    let answered_at = record["answered_at"].as_str().and_then(Timestamp::parse);
    answered_at.is_some_and(|at| now.millis() - at.millis() < RECENT)
}
