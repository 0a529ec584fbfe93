//! What a browser remembers of one survey, and how it writes that down.

use crate::read::push_number;
use crate::time::Timestamp;

/// What a browser remembers of one survey.
///
/// Each change first brings what lies ahead of the clock back to it, as [`settle`](Self::settle) does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// When it was last answered.
    pub answered: Option<Timestamp>,
    /// When it was last closed without an answer.
    pub dismissed: Option<Timestamp>,
    /// When it was last shown, if nothing came of that.
    pub ignored: Option<Timestamp>,
    /// How often it was shown since it was last answered.
    pub displays: i32,
    /// What was drawn for this visitor, once there was something to draw for.
    pub draw: Option<Draw>,
    /// The orders and tickets that it was answered or dismissed about, the latest last.
    about: Vec<Mark>,
}

/// What was drawn for a visitor: a number from 0 to below 1, in billionths.
///
/// It is kept instead of the verdict, so that another share of the visitors asks some more of them,
/// or some less, and not others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Draw(u32);

/// What an order or a ticket is known by: its name stays on no shared computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark(u32);

impl Draw {
    const PARTS: u32 = 1_000_000_000;

    /// Makes one of a chance from 0 to below 1; what lies beyond is the nearest of them.
    #[must_use]
    pub fn of(chance: f64) -> Self {
        let parts = (chance * f64::from(Self::PARTS)) as u32;
        Self(parts.min(Self::PARTS - 1))
    }

    /// Whether it is among this share of all.
    #[must_use]
    pub fn is_below(self, share: f64) -> bool {
        f64::from(self.0) < share * f64::from(Self::PARTS)
    }

    /// The number, from 0 to below 1.
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.0) / f64::from(Self::PARTS)
    }
}

impl Mark {
    /// The characters as the digits of a number to the base of 31, in 32 bits.
    fn of(about: &str) -> Self {
        let mut mark = 0_u32;
        for character in about.chars() {
            mark = mark.wrapping_mul(31).wrapping_add(u32::from(character));
        }
        Self(mark)
    }
}

/// Orders and tickets beyond this are forgotten, the oldest first.
const MOST_REMEMBERED: usize = 50;

impl Past {
    /// When the visitor last had to do with it.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        self.answered.max(self.dismissed).max(self.ignored)
    }

    /// Whether it was answered or dismissed about this order or ticket.
    #[must_use]
    pub fn was_about(&self, about: &str) -> bool {
        self.about.contains(&Mark::of(about))
    }

    /// It is shown. Until something comes of that, it is ignored.
    pub fn show(&mut self, now: Timestamp) {
        self.settle(now);
        self.ignored = Some(now);
        self.displays = self.displays.saturating_add(1);
    }

    /// It is answered, about this order or ticket if there is one.
    pub fn answer(&mut self, now: Timestamp, about: Option<&str>) {
        self.settle(now);
        self.answered = Some(now);
        self.displays = 0;
        self.done(about);
    }

    /// It is closed without an answer.
    pub fn dismiss(&mut self, now: Timestamp, about: Option<&str>) {
        self.settle(now);
        self.dismissed = Some(now);
        self.done(about);
    }

    fn done(&mut self, about: Option<&str>) {
        self.ignored = None;
        let Some(mark) = about.map(Mark::of) else {
            return;
        };
        self.about.retain(|known| *known != mark);
        if self.about.len() == MOST_REMEMBERED {
            self.about.remove(0);
        }
        self.about.push(mark);
    }

    /// Brings what lies ahead of the clock back to it, and says whether there was such a thing.
    ///
    /// A clock that was wrong by years and then put right must not keep a survey quiet for years: a
    /// period that was begun is served from now on.
    pub fn settle(&mut self, now: Timestamp) -> bool {
        let mut settled = false;
        for moment in [&mut self.answered, &mut self.dismissed, &mut self.ignored] {
            if *moment > Some(now) {
                *moment = Some(now);
                settled = true;
            }
        }
        settled
    }

    /// Writes it as whole numbers with a space between them: the version of this form, 1; when it was
    /// answered, dismissed and ignored, in milliseconds; how often it was shown; what was drawn, in
    /// billionths and one more; and a number for each order and ticket. 0 stands for what never was.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from("1");
        let mut push = |number| {
            text.push(' ');
            push_number(&mut text, number);
        };
        for moment in [self.answered, self.dismissed, self.ignored] {
            // A clock that stands before 1970 is wrong anyway.
            push(moment.map_or(0, |moment| moment.millis().max(1).unsigned_abs()));
        }
        push(self.displays.unsigned_abs().into());
        push(self.draw.map_or(0, |draw| u64::from(draw.0) + 1));
        for mark in &self.about {
            push(mark.0.into());
        }
        text
    }

    /// Reads what [`to_text`](Self::to_text) wrote; `None` for anything else, to the letter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ');
        if numbers.next() != Some("1") {
            return None;
        }
        let mut numbers = numbers.map(number);
        let mut next = || numbers.next().flatten();
        let mut past = Past::default();
        for moment in [&mut past.answered, &mut past.dismissed, &mut past.ignored] {
            let millis = next()?;
            if millis > 0 {
                *moment = Some(Timestamp::from_millis(millis as i64));
            }
        }
        past.displays = i32::try_from(next()?).ok()?;
        past.draw = match next()?.checked_sub(1) {
            None => None,
            Some(parts) => Some(Draw(
                u32::try_from(parts).ok().filter(|p| *p < Draw::PARTS)?,
            )),
        };
        for mark in numbers {
            past.about.push(Mark(u32::try_from(mark?).ok()?));
        }
        (past.about.len() <= MOST_REMEMBERED && past.to_text() == text).then_some(past)
    }
}

/// A whole number of at most fifteen digits: more than any moment has.
fn number(digits: &str) -> Option<u64> {
    if !(1..=15).contains(&digits.len()) {
        return None;
    }
    let mut number = 0;
    for digit in digits.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u64::from(digit - b'0');
    }
    Some(number)
}
