//! Reading plain definitions: ratings drawn as numbers, and comments, in the owner's words.
//!
//! Most sites ask no more, and [`parse`](super::parse), which names every problem and its place,
//! weighs as much as all that such a visitor is shown. Here nothing is said of a problem: what is not
//! understood at first sight is left to the reader that can say what it is.
//!
//! Values are put in their places one by one, and functions get one another by pointer: in a browser
//! that is a quarter less code than values and closures that are handed on.

use score::{Class, Direction, Metric, Scale};

use super::parse::{LONGEST_EVENT, LONGEST_SELECTOR, MOST_TRIGGERS};
use super::question::{MOST_QUESTIONS, MOST_ROWS, classed};
use super::text::{LONGEST_TEXT, Needed, has_class};
use super::{
    Asked, ClassText, Definition, Look, POSITIONS, PRESETS, Question, STAGES, THEMES, Text, Thanks,
    Trigger, usual_metric,
};
use crate::duration::Duration;
use crate::lenient::{one_of, text};
use crate::node::{Kind, Node};
use crate::read::{id_fault, is_bidi_control, text_fault};
use crate::words::Topic;

/// What was read so far.
struct Reading {
    definition: Definition,
    /// That of the texts, where it is not the one that the visitor is asked in.
    language: Option<String>,
}

/// The definition, if all of it is understood.
pub(super) fn definition<N: Node>(node: &N, asked: Option<&str>) -> Option<Definition> {
    let mut reading = Reading {
        definition: Definition {
            id: String::new(),
            revision: 1,
            site: None,
            touchpoint: None,
            stage: None,
            language: None,
            questions: Vec::new(),
            thanks: Thanks::default(),
            ask_when: Vec::new(),
            look: Look::default(),
            hidden: Vec::new(),
        },
        language: None,
    };
    let read = &mut reading.definition;
    let mut fields = Fields::of(node);
    let (mut version, mut stage) = (0, None);
    fields.whole("v", 1, 1, &mut version);
    fields.whole("revision", 1, i32::MAX, &mut read.revision);
    fields.text("id", is_id, &mut read.id);
    fields.id("site", &mut read.site);
    fields.id("touchpoint", &mut read.touchpoint);
    fields.id("language", &mut read.language);
    fields.name("stage", STAGES, &mut stage);
    read.stage = stage.map(str::to_owned);
    if asked.is_some() && read.language.as_deref() != asked {
        reading.language.clone_from(&read.language);
    }
    fields.each("questions", MOST_QUESTIONS, question, &mut reading);
    fields.read("thanks", thanks, &mut reading);
    fields.read("ask_when", triggers, &mut reading);
    fields.read("look", look, &mut reading);
    let read = reading.definition;
    let needed = version > 0 && !read.id.is_empty() && !read.questions.is_empty();
    (needed && fields.are_understood()).then_some(read)
}

/// An object, whose members are asked for one by one.
struct Fields<'n, N> {
    node: &'n N,
    /// How many members are not understood yet: at the end those that are wrong, and those that
    /// nobody asked for.
    left: usize,
}

/// Reads a value; whether it is understood.
type Read<N> = fn(&N, &mut Reading) -> bool;

impl<'n, N: Node> Fields<'n, N> {
    #[inline(never)]
    fn of(node: &'n N) -> Self {
        let left = node.keys().len();
        Fields { node, left }
    }

    fn are_understood(&self) -> bool {
        self.left == 0
    }

    /// Puts what a member says in its place, if it is understood.
    fn put<T>(&mut self, value: Option<T>, place: &mut T) {
        if let Some(value) = value {
            self.left = self.left.wrapping_sub(1);
            *place = value;
        }
    }

    /// Reads a member that is no single value.
    #[inline(never)]
    fn read(&mut self, key: &str, read: Read<N>, reading: &mut Reading) {
        if self
            .node
            .member(key)
            .is_some_and(|node| read(&node, reading))
        {
            self.left = self.left.wrapping_sub(1);
        }
    }

    /// Reads a list, while its values are understood.
    #[inline(never)]
    fn each(&mut self, key: &str, most: usize, read: Read<N>, reading: &mut Reading) {
        let items = self.node.member(key).map(|node| node.items());
        let items = items.unwrap_or_default();
        if (1..=most).contains(&items.len()) && items.iter().all(|item| read(item, reading)) {
            self.left = self.left.wrapping_sub(1);
        }
    }

    #[inline(never)]
    fn text(&mut self, key: &str, fits: fn(&str) -> bool, place: &mut String) {
        self.put(text(self.node, key).filter(|text| fits(text)), place);
    }

    #[inline(never)]
    fn id(&mut self, key: &str, place: &mut Option<String>) {
        let mut id = String::new();
        self.text(key, is_id, &mut id);
        if !id.is_empty() {
            *place = Some(id);
        }
    }

    #[inline(never)]
    fn name(&mut self, key: &str, names: &[&'static str], place: &mut Option<&'static str>) {
        let name = one_of(names, self.node, key);
        self.put(name.map(Some), place);
    }

    #[inline(never)]
    fn whole(&mut self, key: &str, min: i32, max: i32, place: &mut i32) {
        let whole = self.node.member(key).and_then(|node| whole(&node));
        let fits = |whole: &i32| min <= *whole && *whole <= max;
        self.put(whole.filter(fits), place);
    }

    #[inline(never)]
    fn flag(&mut self, key: &str, place: &mut bool) {
        let flag = self.node.member(key).and_then(|node| node.flag());
        self.put(flag, place);
    }

    /// A text that visitors read.
    #[inline(never)]
    fn own(&mut self, key: &str, language: &Option<String>, place: &mut Option<Text>) {
        let mut text = String::new();
        self.text(key, is_plain, &mut text);
        if !text.is_empty() {
            let language = language.clone();
            *place = Some(Text { text, language });
        }
    }

    /// One text, or one for each class of a metric.
    #[inline(never)]
    fn class_text(
        &mut self,
        key: &str,
        metric: Option<Metric>,
        needed: Needed,
        language: &Option<String>,
    ) -> ClassText {
        let mut same = None;
        self.own(key, language, &mut same);
        if let Some(same) = same {
            return ClassText::Same(same);
        }
        let mut texts = Vec::new();
        if let (Some(metric), Some(node)) = (metric, self.node.member(key)) {
            let mut fields = Fields::of(&node);
            for class in Class::ALL {
                if has_class(metric, class) {
                    let mut text = None;
                    fields.own(class.name(), language, &mut text);
                    match text {
                        Some(text) => texts.push((class, text)),
                        None if needed == Needed::All => return ClassText::Standard,
                        None => {}
                    }
                }
            }
            if fields.are_understood() && !texts.is_empty() {
                self.left = self.left.wrapping_sub(1);
            }
        }
        if texts.is_empty() {
            ClassText::Standard
        } else {
            ClassText::Each(texts)
        }
    }
}

fn is_id(text: &str) -> bool {
    id_fault(text).is_none()
}

fn is_direction(name: &str) -> bool {
    Direction::from_name(name).is_some()
}

fn is_delay(text: &str) -> bool {
    Duration::parse(text).is_some()
}

fn is_event(name: &str) -> bool {
    text_fault(name, LONGEST_EVENT).is_none()
}

fn is_selector(target: &str) -> bool {
    text_fault(target, LONGEST_SELECTOR).is_none()
}

/// Whether a text names no value, and is no markup.
fn is_plain(text: &str) -> bool {
    let plain =
        |character| !matches!(character, '{' | '}' | '<' | '&') && !is_bidi_control(character);
    text_fault(text, LONGEST_TEXT).is_none() && text.chars().all(plain)
}

fn question<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let (questions, language) = (&mut reading.definition.questions, &reading.language);
    let mut fields = Fields::of(node);
    let mut kind = String::new();
    fields.text("kind", is_id, &mut kind);
    questions.push(match usual_metric(&kind) {
        Some(metric) => Question::rating(metric),
        None => Question::why(None),
    });
    let Some((question, earlier)) = questions.split_last_mut() else {
        return false;
    };
    let (mut id, mut named) = (None, None);
    fields.id("id", &mut id);
    fields.id("about", &mut named);
    fields.flag("required", &mut question.required);
    let mut rates = true;
    match &mut question.kind {
        Asked::Rating {
            metric,
            topic,
            low,
            high,
            ..
        } => {
            fields.own("low", language, low);
            fields.own("high", language, high);
            let mut name = None;
            fields.name("topic", Topic::names_for(&kind), &mut name);
            *topic = name.and_then(Topic::from_name);
            if !fields.metric(metric, topic.is_some()) {
                return false;
            }
        }
        Asked::Text { rows } if kind == "text" => {
            fields.whole("rows", 1, MOST_ROWS, rows);
            rates = false;
        }
        _ => return false,
    }
    let mut about = None;
    let mut rated = rates;
    for (index, earlier) in earlier.iter().enumerate() {
        let its = Some(&earlier.id);
        if its == id.as_ref() {
            return false;
        }
        rated |= earlier.metric().is_some();
        if let Some(metric) = classed(earlier)
            && (named.is_none() || its == named.as_ref())
        {
            about = Some((index, metric));
        }
    }
    let metric = about.map(|(_, metric)| metric);
    question.ask = fields.class_text("ask", metric, Needed::All, language);
    if !rates || matches!(question.ask, ClassText::Each(_)) {
        question.about = about.map(|(index, _)| index);
    }
    question.id = id.unwrap_or_default();
    // What is named is there, and something is about it. The standard wording of a comment asks for
    // the reason of a rating.
    !question.id.is_empty()
        && (named.is_none() || question.about.is_some())
        && (rated || question.ask != ClassText::Standard)
        && fields.are_understood()
}

impl<N: Node> Fields<'_, N> {
    /// A metric's scale and what is particular about it; whether they go together.
    fn metric(&mut self, metric: &mut Metric, topical: bool) -> bool {
        let mut scale = metric.scale();
        let said = self.node.member("scale").and_then(|node| read_scale(&node));
        self.put(said, &mut scale);
        match metric {
            Metric::Nps => return scale == Scale::NPS,
            Metric::Csat { scale: of, top } => {
                let mut most = Metric::default_top(scale) as i32;
                self.whole("top", 1, scale.max() - scale.min(), &mut most);
                (*of, *top) = (scale, most.unsigned_abs());
            }
            Metric::Ces {
                scale: of,
                direction,
            } => {
                *of = scale;
                let lower = Direction::LowerIsEasier;
                let mut name = String::new();
                self.text("direction", is_direction, &mut name);
                if name == lower.name() {
                    *direction = lower;
                }
                return !topical || *direction != lower;
            }
            Metric::Rating { scale: of } => *of = scale,
        }
        true
    }
}

fn read_scale<N: Node>(node: &N) -> Option<Scale> {
    let items = node.items();
    let [min, max] = items.as_slice() else {
        return None;
    };
    Scale::new(whole(min)?, whole(max)?)
}

fn whole<N: Node>(node: &N) -> Option<i32> {
    let number = node.number()?;
    let whole = number as i32;
    (f64::from(whole) == number).then_some(whole)
}

fn thanks<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let Definition {
        questions, thanks, ..
    } = &mut reading.definition;
    let mut fields = Fields::of(node);
    let primary = questions.iter().find_map(classed);
    thanks.text = fields.class_text("text", primary, Needed::One, &reading.language);
    fields.are_understood() && thanks.text != ClassText::Standard
}

fn triggers<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let mut fields = Fields::of(node);
    fields.each("any", MOST_TRIGGERS, trigger, reading);
    fields.are_understood() && !reading.definition.ask_when.is_empty() || trigger(node, reading)
}

fn trigger<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let mut fields = Fields::of(node);
    let alone = fields.left == 1;
    let (mut event, mut delay) = (String::new(), String::new());
    let (mut load, mut manual) = (false, false);
    fields.text("event", is_event, &mut event);
    fields.text("delay", is_delay, &mut delay);
    fields.flag("load", &mut load);
    fields.flag("manual", &mut manual);
    reading.definition.ask_when.push(if load {
        Trigger::Load
    } else if manual {
        Trigger::Manual
    } else if let Some(delay) = Duration::parse(&delay) {
        Trigger::Delay(delay)
    } else if event.is_empty() {
        return false;
    } else {
        Trigger::Event(event)
    });
    alone && fields.are_understood()
}

fn look<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let look = &mut reading.definition.look;
    let mut fields = Fields::of(node);
    fields.name("position", POSITIONS, &mut look.position);
    fields.name("theme", THEMES, &mut look.theme);
    fields.name("preset", PRESETS, &mut look.preset);
    let mut target = String::new();
    fields.text("target", is_selector, &mut target);
    look.target = Some(target).filter(|target| !target.is_empty());
    fields.are_understood()
        && node.kind() == Kind::Object
        && (look.target.is_none() || matches!(look.position, None | Some("inline")))
}
