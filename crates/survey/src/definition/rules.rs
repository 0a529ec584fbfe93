//! Reading where, to whom and how often a survey is asked.

use super::property::property_tests;
use crate::eligibility::pattern::{self, PatternFault};
use crate::eligibility::{
    Audience, Device, Hours, PageRule, Pages, People, Period, Quiet, Rules, Span,
};
use crate::node::{Kind, Node};
use crate::problem::Code;
use crate::read::{Object, Reader, id_fault, text_fault};
use crate::time::Timestamp;

const QUIET: &[&str] = &["answered", "dismissed", "ignored", "others", "displays"];
/// What of it are periods after something that came of the survey itself.
pub(super) const OWN_PERIODS: [&str; 3] = ["answered", "dismissed", "ignored"];
const PAGES: &[&str] = &["include", "exclude"];
const PAGE_RULES: &[&str] = &["exact", "prefix", "glob", "regex"];
const PEOPLE: &[&str] = &[
    "referrer", "campaign", "device", "language", "dates", "hours", "context",
];
const SPAN: &[&str] = &["from", "until"];

const MOST_RULES: usize = 50;
const LONGEST_RULE: usize = 500;
const LONGEST_NAME: usize = 100;
pub(super) const MOST_DISPLAYS: i32 = 100;
pub(super) const MOST_PRIORITY: i32 = 1000;

impl Rules {
    /// What a definition says of when it is asked. It is nothing of the run, so it is read by itself;
    /// what is wrong with it is told by [`Definition::parse`](super::Definition::parse).
    #[must_use]
    pub fn of<N: Node>(definition: &N) -> Self {
        let mut reader = Reader::default();
        let fields = reader.open_object(definition);
        fields.map_or_else(Self::default, |fields| rules(&mut reader, &fields))
    }
}

/// What the definition says of when it is asked.
pub(super) fn rules<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) -> Rules {
    let usual = Rules::default();
    Rules {
        audience: Audience {
            pages: fields.read(reader, "pages", pages).unwrap_or_default(),
            people: fields.read(reader, "people", people).unwrap_or_default(),
        },
        quiet: fields.read(reader, "quiet", quiet).unwrap_or(usual.quiet),
        sample: fields
            .read(reader, "sample", |reader, node| {
                reader.number(node, f64::MIN_POSITIVE, 1.0)
            })
            .unwrap_or(usual.sample),
        priority: fields
            .whole(reader, "priority", -MOST_PRIORITY, MOST_PRIORITY)
            .unwrap_or(usual.priority),
    }
}

fn quiet<N: Node>(reader: &mut Reader, node: &N) -> Option<Quiet> {
    let fields = reader.object(node, QUIET)?;
    let usual = Quiet::RELATIONSHIP;
    let mut period = |key, usual| fields.read(reader, key, period).unwrap_or(usual);
    Some(Quiet {
        answered: period("answered", usual.answered),
        dismissed: period("dismissed", usual.dismissed),
        ignored: period("ignored", usual.ignored),
        others: period("others", usual.others),
        displays: fields
            .whole(reader, "displays", 1, MOST_DISPLAYS)
            .unwrap_or(usual.displays),
    })
}

fn period<N: Node>(reader: &mut Reader, node: &N) -> Option<Period> {
    let Some(text) = node.text() else {
        return reader.report(Code::WrongType("a text"));
    };
    Period::parse(&text).or_else(|| reader.report(Code::BadPeriod))
}

fn pages<N: Node>(reader: &mut Reader, node: &N) -> Option<Pages> {
    let fields = reader.object(node, PAGES)?;
    Some(Pages {
        include: several(reader, &fields, "include", page_rule),
        exclude: several(reader, &fields, "exclude", page_rule),
    })
}

/// A list of at least one value; nothing, where the member is not there.
fn several<N: Node, T>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    key: &str,
    read: fn(&mut Reader, &N) -> Option<T>,
) -> Vec<T> {
    let mut values = Vec::new();
    fields.read(reader, key, |reader, node| {
        reader.each(node, (1, MOST_RULES), &mut |reader, node| {
            values.extend(read(reader, node));
        })
    });
    values
}

/// A rule under the name of its sort; a text alone is a glob.
fn page_rule<N: Node>(reader: &mut Reader, node: &N) -> Option<PageRule> {
    if node.kind() == Kind::Text {
        return glob(reader, node);
    }
    let fields = reader.object(node, PAGE_RULES)?;
    if node.keys().len() != 1 {
        return reader.report(Code::WrongCount(1, 1));
    }
    let exact = fields.read(reader, "exact", address).map(PageRule::Exact);
    let prefix = fields.read(reader, "prefix", address).map(PageRule::Prefix);
    let glob = fields.read(reader, "glob", glob);
    let regex = fields.read(reader, "regex", regex);
    exact.or(prefix).or(glob).or(regex)
}

fn address<N: Node>(reader: &mut Reader, node: &N) -> Option<String> {
    reader.checked_text(node, address_fault, LONGEST_RULE)
}

fn glob<N: Node>(reader: &mut Reader, node: &N) -> Option<PageRule> {
    let text = reader.checked_text(node, glob_fault, LONGEST_RULE)?;
    Some(PageRule::Glob(text))
}

fn regex<N: Node>(reader: &mut Reader, node: &N) -> Option<PageRule> {
    let text = reader.checked_text(node, regex_fault, LONGEST_RULE)?;
    Some(PageRule::Regex(text))
}

fn address_fault(text: &str, max: usize) -> Option<Code> {
    let is_address = text.starts_with('/') || text.contains("://");
    text_fault(text, max).or_else(|| (!is_address || !is_encoded(text)).then_some(Code::BadPage))
}

fn glob_fault(text: &str, max: usize) -> Option<Code> {
    let may_begin = text.starts_with('*') && is_encoded(text);
    address_fault(text, max).filter(|code| *code != Code::BadPage || !may_begin)
}

/// Whether a text is written as browsers write addresses.
fn is_encoded(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn regex_fault(text: &str, max: usize) -> Option<Code> {
    text_fault(text, max).or_else(|| match pattern::fault(text) {
        Some(PatternFault::Unreadable) => Some(Code::BadPattern),
        Some(PatternFault::Slow) => Some(Code::SlowPattern),
        None => (!is_encoded(text)).then_some(Code::BadPage),
    })
}

fn people<N: Node>(reader: &mut Reader, node: &N) -> Option<People> {
    let fields = reader.object(node, PEOPLE)?;
    Some(People {
        referrer: several(reader, &fields, "referrer", |reader, node| {
            reader.checked_text(node, host_fault, LONGEST_NAME)
        }),
        campaign: several(reader, &fields, "campaign", |reader, node| {
            reader.text(node, LONGEST_NAME)
        }),
        device: several(reader, &fields, "device", |reader, node| {
            reader.name(node, Device::NAMES).and_then(Device::from_name)
        }),
        language: several(reader, &fields, "language", Reader::id),
        dates: fields.read(reader, "dates", dates).unwrap_or_default(),
        hours: fields.read(reader, "hours", hours),
        context: fields
            .read(reader, "context", |reader, node| {
                property_tests(reader, node, id_fault)
            })
            .unwrap_or_default(),
    })
}

fn host_fault(text: &str, max: usize) -> Option<Code> {
    let known =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let is_host = text.bytes().all(known) && !text.starts_with('.') && !text.ends_with('.');
    text_fault(text, max).or_else(|| (!is_host).then_some(Code::BadHost))
}

fn dates<N: Node>(reader: &mut Reader, node: &N) -> Option<Span> {
    let fields = reader.object(node, SPAN)?;
    let span = Span {
        from: fields.read(reader, "from", date),
        until: fields.read(reader, "until", date),
    };
    if let (Some(from), Some(until)) = (span.from, span.until)
        && from >= until
    {
        return reader.report(Code::Never);
    }
    Some(span)
}

/// A moment; of a date its first, in UTC.
fn date<N: Node>(reader: &mut Reader, node: &N) -> Option<Timestamp> {
    let text = reader.text(node, LONGEST_NAME)?;
    let moment = Timestamp::parse(&text).or_else(|| Timestamp::parse(&(text + "T00:00:00Z")));
    moment.or_else(|| reader.report(Code::BadDate))
}

fn hours<N: Node>(reader: &mut Reader, node: &N) -> Option<Hours> {
    let fields = reader.object(node, SPAN)?;
    fields.needs(reader, SPAN);
    let from = fields.read(reader, "from", minute);
    let until = fields.read(reader, "until", minute);
    Hours::new(from?, until?).or_else(|| reader.report(Code::Never))
}

fn minute<N: Node>(reader: &mut Reader, node: &N) -> Option<u16> {
    let text = reader.text(node, LONGEST_NAME)?;
    Hours::minute(&text).or_else(|| reader.report(Code::BadHour))
}
