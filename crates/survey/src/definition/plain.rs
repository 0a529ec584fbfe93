//! Reading plain definitions: ratings drawn as numbers, and comments, in the owner's words.
//!
//! Most sites ask no more, and [`parse`](super::parse), which names every problem and its place,
//! weighs as much as all that such a visitor is shown. Here nothing is said of a problem: what is not
//! understood at first sight is left to the reader that can say what it is.
//!
//! Values are put in their places one by one, and functions get one another by pointer: in a browser
//! that is a quarter less code than values and closures that are handed on.

use score::{Class, Direction, Metric, Scale};

use super::metric::DIRECTIONS;
use super::parse::{LONGEST_EVENT, MOST_TRIGGERS};
use super::question::{MOST_QUESTIONS, MOST_ROWS, classed};
use super::rules::{MOST_DISPLAYS, MOST_PRIORITY, OWN_PERIODS};
use super::text::{LONGEST_TEXT, has_class};
use super::{
    Asked, ClassText, Definition, POSITIONS, PRESETS, Question, STAGES, THEMES, Text, usual_metric,
};
use crate::duration::is_duration;
use crate::eligibility::is_period;
use crate::lenient::{one_of, text};
use crate::node::{Kind, Node};
use crate::read::{id_fault, is_bidi_control, text_fault};

/// The lowest and the highest rating, as far as they were read.
type Ends = (Option<i32>, Option<i32>);

/// What was read so far.
struct Reading {
    definition: Definition,
    /// That of the texts, where it is not the one that the visitor is asked in.
    language: Option<String>,
    /// The ends of the scale of the question that is being read, if it says one.
    ends: Ends,
    /// How many triggers a list may have: within a list there is none.
    triggers: usize,
}

/// The definition, if all of it is understood; but for its triggers, which only have to be right.
pub(super) fn definition<N: Node>(node: &N, asked: Option<&str>) -> Option<Definition> {
    let mut reading = Reading {
        definition: Definition::empty(),
        language: None,
        ends: (None, None),
        triggers: MOST_TRIGGERS,
    };
    let read = &mut reading.definition;
    let mut fields = Fields::of(node);
    let (mut version, mut stage) = (0, None);
    fields.whole("v", 1, 1, &mut version);
    fields.whole("revision", 1, i32::MAX, &mut read.revision);
    // How often it is asked is nothing of the run: it only has to be right.
    fields.whole("priority", -MOST_PRIORITY, MOST_PRIORITY, &mut 0);
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
    fields.read("ask_when", trigger, &mut reading);
    fields.read("quiet", quiet, &mut reading);
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

    /// One text, or one for each class of the rating that it is about. Whether no class lacks one.
    #[inline(never)]
    fn class_text(
        &mut self,
        key: &str,
        about: Option<&Question>,
        language: &Option<String>,
        place: &mut ClassText,
    ) -> bool {
        let mut same = None;
        self.own(key, language, &mut same);
        if let Some(same) = same {
            *place = ClassText::Same(same);
            return true;
        }
        let mut complete = true;
        if let (Some(metric), Some(node)) = (about.and_then(classed), self.node.member(key)) {
            let mut fields = Fields::of(&node);
            let mut texts = Vec::new();
            for class in Class::ALL {
                if has_class(metric, class) {
                    let mut text = None;
                    fields.own(class.name(), language, &mut text);
                    match text {
                        Some(text) => texts.push((class, text)),
                        None => complete = false,
                    }
                }
            }
            if fields.are_understood() && !texts.is_empty() {
                self.left = self.left.wrapping_sub(1);
                *place = ClassText::Each(texts);
            }
        }
        complete
    }
}

fn is_id(text: &str) -> bool {
    id_fault(text).is_none()
}

fn is_event(name: &str) -> bool {
    text_fault(name, LONGEST_EVENT).is_none()
}

/// Whether a text names no value, and is no markup.
fn is_plain(text: &str) -> bool {
    let plain =
        |character| !matches!(character, '{' | '}' | '<' | '&') && !is_bidi_control(character);
    text_fault(text, LONGEST_TEXT).is_none() && text.chars().all(plain)
}

fn question<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let mut fields = Fields::of(node);
    let (mut kind, mut named) = (String::new(), String::new());
    fields.text("kind", is_id, &mut kind);
    reading.ends = (None, None);
    fields.each("scale", 2, end, reading);
    let (questions, language) = (&mut reading.definition.questions, &reading.language);
    questions.push(match usual_metric(&kind) {
        Some(metric) => Question::rating(metric),
        None => Question::why(None),
    });
    let Some((question, earlier)) = questions.split_last_mut() else {
        return false;
    };
    question.id.clear();
    fields.text("id", is_id, &mut question.id);
    fields.text("about", is_id, &mut named);
    fields.flag("required", &mut question.required);
    let mut rates = true;
    let fits = match &mut question.kind {
        Asked::Rating {
            metric, low, high, ..
        } => {
            fields.own("low", language, low);
            fields.own("high", language, high);
            fields.metric(reading.ends, metric)
        }
        Asked::Text { rows } => {
            fields.whole("rows", 1, MOST_ROWS, rows);
            rates = false;
            kind == "text" && reading.ends.1.is_none()
        }
        _ => false,
    };
    let (mut about, mut distinct, mut rated) = (None, true, rates);
    for (index, earlier) in earlier.iter().enumerate() {
        distinct &= earlier.id != question.id;
        rated |= earlier.metric().is_some();
        if classed(earlier).is_some() && (named.is_empty() || earlier.id == named) {
            about = Some(index);
        }
    }
    let of = about.and_then(|index| earlier.get(index));
    let complete = fields.class_text("ask", of, language, &mut question.ask);
    if !rates || matches!(question.ask, ClassText::Each(_)) {
        question.about = about;
    }
    // What is named is there, and something is about it. The standard wording of a comment asks for
    // the reason of a rating.
    fits && distinct
        && complete
        && !question.id.is_empty()
        && (named.is_empty() || question.about.is_some())
        && (rated || question.ask != ClassText::Standard)
        && fields.are_understood()
}

impl<N: Node> Fields<'_, N> {
    /// A metric's scale and what is particular about it; whether they go together.
    fn metric(&mut self, ends: Ends, metric: &mut Metric) -> bool {
        let scale = match ends {
            (None, None) => Some(metric.scale()),
            (Some(min), Some(max)) => Scale::new(min, max),
            _ => None,
        };
        let Some(scale) = scale else {
            return false;
        };
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
                let mut name = None;
                self.name("direction", DIRECTIONS, &mut name);
                if name == DIRECTIONS.last().copied() {
                    *direction = Direction::LowerIsEasier;
                }
            }
            Metric::Rating { scale: of } => *of = scale,
        }
        true
    }
}

/// One end of a scale.
fn end<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let end = whole(node);
    reading.ends = (reading.ends.1, end);
    end.is_some()
}

fn whole<N: Node>(node: &N) -> Option<i32> {
    let number = node.number()?;
    let whole = number as i32;
    (f64::from(whole) == number).then_some(whole)
}

fn thanks<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let read = &mut reading.definition;
    let mut fields = Fields::of(node);
    let mut questions = read.questions.iter();
    let primary = questions.find(|question| classed(question).is_some());
    let text = &mut read.thanks.text;
    fields.class_text("text", primary, &reading.language, text);
    fields.are_understood() && *text != ClassText::Standard
}

/// What wakes a survey, or any of several.
fn trigger<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let most = std::mem::take(&mut reading.triggers);
    let mut fields = Fields::of(node);
    let alone = fields.left == 1;
    let (mut text, mut wakes) = (String::new(), true);
    fields.text("event", is_event, &mut text);
    fields.text("delay", is_duration, &mut text);
    fields.flag("load", &mut wakes);
    fields.flag("manual", &mut wakes);
    fields.each("any", most, trigger, reading);
    alone && wakes && fields.are_understood()
}

fn quiet<N: Node>(node: &N, _: &mut Reading) -> bool {
    let (mut fields, mut text) = (Fields::of(node), String::new());
    for key in OWN_PERIODS {
        fields.text(key, is_period, &mut text);
    }
    fields.whole("displays", 1, MOST_DISPLAYS, &mut 0);
    node.kind() == Kind::Object && fields.are_understood()
}

fn look<N: Node>(node: &N, reading: &mut Reading) -> bool {
    let look = &mut reading.definition.look;
    let mut fields = Fields::of(node);
    let says = fields.left > 0;
    fields.name("position", POSITIONS, &mut look.position);
    fields.name("theme", THEMES, &mut look.theme);
    fields.name("preset", PRESETS, &mut look.preset);
    says && fields.are_understood()
}
