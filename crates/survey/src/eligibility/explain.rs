//! What each gate sees and wants, in words for the site's owner.

use std::fmt;

use super::{
    Audience, Gate, Matches, Moment, PageRule, Past, Period, Property, PropertyTest, Rules, drawn,
    value,
};

/// What one gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which one.
    pub gate: Gate,
    /// Whether it lets the survey be asked.
    pub passed: bool,
    /// What it sees now.
    pub now: String,
    /// What it would let pass.
    pub wants: String,
    /// What would change it; empty where it passed.
    pub remedy: String,
}

/// What a gate wants that nothing was said to.
const ANY: &str = "any";

impl Rules {
    /// What every gate says, in [order](Gate::ALL).
    #[must_use]
    pub fn verdicts(&self, past: &Past, moment: &Moment, matches: Matches<'_>) -> Vec<Verdict> {
        let verdict = |gate| {
            let passed = self.passes(gate, past, moment, matches);
            let remedy = if passed {
                String::new()
            } else {
                self.remedy(gate, past, moment, matches)
            };
            Verdict {
                gate,
                passed,
                now: self.seen(gate, past, moment),
                wants: self.wanted(gate),
                remedy,
            }
        };
        Gate::ALL.into_iter().map(verdict).collect()
    }

    fn seen(&self, gate: Gate, past: &Past, moment: &Moment) -> String {
        match gate {
            Gate::Consent if moment.unconsented => "not given".into(),
            Gate::Consent => "given, or not needed".into(),
            Gate::Alone if moment.standing => "a prompt stands".into(),
            Gate::Alone => "no prompt stands".into(),
            Gate::Page => {
                let address = &moment.address;
                [
                    &*address.origin,
                    &address.path,
                    &address.search,
                    &address.hash,
                ]
                .concat()
            }
            Gate::Referrer => or_none(&moment.referrer),
            Gate::Campaign => or_none(&moment.campaign),
            Gate::Device => moment.device.name().into(),
            Gate::Language => or_none(&moment.language),
            Gate::Dates => moment.now.to_text(),
            Gate::Hours => clock(moment.minute),
            Gate::Context => self.context_seen(moment),
            Gate::About => match &moment.about {
                None => "no order or ticket".into(),
                Some(about) if past.was_about(about) => format!("{about}, which was asked about"),
                Some(about) => format!("{about}, which is new"),
            },
            Gate::Answered | Gate::Dismissed | Gate::Ignored | Gate::Others => {
                match self.quiet_since(gate, past, moment) {
                    None => "never".into(),
                    Some((_, since)) => since.to_text(),
                }
            }
            Gate::Displays => format!("{} without an answer", past.displays),
            Gate::Sample if self.sample >= 1.0 => "nothing to draw".into(),
            Gate::Sample => drawn(past, moment).map_or("not drawn yet".into(), |draw| {
                format!("drew {}", draw.share())
            }),
        }
    }

    fn context_seen(&self, moment: &Moment) -> String {
        let mut seen: Vec<String> = Vec::new();
        for (key, _) in &self.audience.people.context {
            let text = match value(&moment.context, key) {
                None => format!("no {key}"),
                Some(value) => format!("{key} is {}", written(value)),
            };
            // A key that is tested twice is seen once.
            if !seen.contains(&text) {
                seen.push(text);
            }
        }
        joined(seen)
    }

    fn wanted(&self, gate: Gate) -> String {
        let quiet = &self.quiet;
        match gate {
            Gate::Consent => "the visitor's consent, where the tag requires it".into(),
            Gate::Alone => "no other prompt, in this tab or another".into(),
            Gate::About => "an order or ticket that was not asked about".into(),
            Gate::Answered => longer_ago(quiet.answered),
            Gate::Dismissed => longer_ago(quiet.dismissed),
            Gate::Ignored => longer_ago(quiet.ignored),
            Gate::Others => longer_ago(quiet.others),
            Gate::Displays => format!("less than {}", quiet.displays),
            Gate::Sample if self.sample >= 1.0 => "everybody".into(),
            Gate::Sample => format!("a draw below {}", self.sample),
            _ => self.audience.wanted(gate),
        }
    }

    fn remedy(&self, gate: Gate, past: &Past, moment: &Moment, matches: Matches<'_>) -> String {
        match gate {
            Gate::Consent => "call afterword('consent', true) once the visitor agreed".into(),
            Gate::Alone => "wait until that is closed, or call afterword('close')".into(),
            Gate::About => "none: nobody is asked twice about the same; test with data-test".into(),
            Gate::Answered | Gate::Dismissed | Gate::Ignored | Gate::Others => {
                let since = self.quiet_since(gate, past, moment);
                match since.and_then(|(period, since)| period.end(since)) {
                    Some(end) => format!("due from {}; test with data-test", end.to_text()),
                    None => "none: that lasts for ever; test with data-test".into(),
                }
            }
            Gate::Displays => "raise “displays” under “quiet”, or test with data-test".into(),
            Gate::Sample => "none for this visitor; raise “sample”, or test with data-test".into(),
            _ => self.audience.remedy(gate, moment, matches),
        }
    }
}

impl Audience {
    fn wanted(&self, gate: Gate) -> String {
        let people = &self.people;
        match gate {
            Gate::Page => {
                let rules = |rules: &[PageRule]| joined(rules.iter().map(ToString::to_string));
                let include = rules(&self.pages.include);
                if self.pages.exclude.is_empty() {
                    include
                } else {
                    format!("{include}, but not {}", rules(&self.pages.exclude))
                }
            }
            Gate::Referrer => joined(people.referrer.iter().cloned()),
            Gate::Campaign => joined(people.campaign.iter().cloned()),
            Gate::Device => joined(people.device.iter().map(|device| device.name().into())),
            Gate::Language => joined(people.language.iter().cloned()),
            Gate::Dates => {
                let ends = [("from", people.dates.from), ("before", people.dates.until)];
                let ends = ends.into_iter();
                joined(ends.filter_map(|(word, end)| Some(format!("{word} {}", end?.to_text()))))
            }
            Gate::Hours => people.hours.map_or(ANY.into(), |hours| {
                let (from, until) = hours.ends();
                format!("from {} to {}", clock(from), clock(until))
            }),
            _ => {
                let tests = people.context.iter();
                joined(tests.map(|(key, test)| format!("{key} {test}")))
            }
        }
    }

    fn remedy(&self, gate: Gate, moment: &Moment, matches: Matches<'_>) -> String {
        let people = &self.people;
        let change = format!("change “{}” under “people”", gate.name());
        match gate {
            Gate::Page => {
                let mut excluded = self.pages.exclude.iter();
                match excluded.find(|rule| rule.fits(&moment.address, matches)) {
                    Some(rule) => format!("change “exclude” under “pages”, which has {rule}"),
                    None => "open a page that fits, or change “include” under “pages”".into(),
                }
            }
            Gate::Dates => match people.dates.from.filter(|from| moment.now < *from) {
                Some(from) => format!("due from {}, or {change}", from.to_text()),
                None => format!("none: it is over; {change}"),
            },
            Gate::Hours => match people.hours {
                Some(hours) => format!("due from {}, or {change}", clock(hours.ends().0)),
                None => change,
            },
            Gate::Context => {
                format!("call afterword('context', …) before it is asked, or {change}")
            }
            _ => change,
        }
    }
}

/// A period, as what came last has to lie.
fn longer_ago(period: Period) -> String {
    match period {
        Period::Ever => "never".into(),
        Period::For(length) if length.millis() == 0 => ANY.into(),
        Period::For(length) => format!("never, or at least {} ago", length.to_text()),
    }
}

fn or_none(text: &str) -> String {
    let text = if text.is_empty() { "none" } else { text };
    text.into()
}

fn joined(texts: impl IntoIterator<Item = String>) -> String {
    let texts: Vec<String> = texts.into_iter().collect();
    if texts.is_empty() {
        return ANY.into();
    }
    texts.join(", ")
}

/// A minute of the day as clocks show it.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn written(value: &Property) -> String {
    match value {
        Property::Text(text) => format!("“{text}”"),
        Property::Number(number) => number.to_string(),
        Property::Flag(flag) => flag.to_string(),
    }
}

impl fmt::Display for PageRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(text) => write!(f, "exactly {text}"),
            Self::Prefix(text) => write!(f, "{text}…"),
            Self::Glob(text) => f.write_str(text),
            Self::Regex(text) => write!(f, "the expression {text}"),
        }
    }
}

impl fmt::Display for PropertyTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "is {}", written(value)),
            Self::AtLeast(least) => write!(f, "is at least {least}"),
            Self::AtMost(most) => write!(f, "is at most {most}"),
            Self::Given(true) => f.write_str("is given"),
            Self::Given(false) => f.write_str("is not given"),
        }
    }
}
