//! What a browser could know, without a state: only what happened, and what the clock said.

use survey::eligibility::{Period, Rules};

/// What the browser could know of one survey: what happened, and what the clock said.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    happened: Vec<(i64, Happened)>,
    /// In thousandths.
    pub(crate) drawn: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Happened {
    Looked,
    Shown,
    Answered(Option<&'static str>),
    Dismissed(Option<&'static str>),
}

impl Happened {
    fn is_answer(self) -> bool {
        matches!(self, Self::Answered(_))
    }

    fn is_dismissal(self) -> bool {
        matches!(self, Self::Dismissed(_))
    }
}

impl History {
    pub(crate) fn note(&mut self, now: i64, what: Happened) {
        self.happened.push((now, what));
    }

    fn last(&self, is: impl Fn(Happened) -> bool) -> Option<usize> {
        self.happened.iter().rposition(|(_, what)| is(*what))
    }

    /// The earliest that the clock was seen at since something happened: no more time is known to
    /// have gone by than since then.
    fn since(&self, index: Option<usize>) -> Option<i64> {
        let readings = self.happened[index?..].iter();
        readings.map(|(now, _)| *now).min()
    }

    fn answered(&self) -> Option<i64> {
        self.since(self.last(Happened::is_answer))
    }

    fn dismissed(&self) -> Option<i64> {
        self.since(self.last(Happened::is_dismissal))
    }

    fn ignored(&self) -> Option<i64> {
        let shown = self.last(|what| what == Happened::Shown);
        let done = self.last(|what| what.is_answer() || what.is_dismissal());
        self.since(shown.filter(|shown| done.is_none_or(|done| done < *shown)))
    }

    fn latest(&self) -> Option<i64> {
        self.answered().max(self.dismissed()).max(self.ignored())
    }

    fn displays(&self) -> usize {
        let from = self.last(Happened::is_answer).unwrap_or(0);
        let shown = |(_, what): &&(i64, Happened)| *what == Happened::Shown;
        self.happened[from..].iter().filter(shown).count()
    }

    pub(crate) fn was_about(&self, about: &str) -> bool {
        self.happened.iter().any(|(_, what)| match what {
            Happened::Answered(known) | Happened::Dismissed(known) => *known == Some(about),
            _ => false,
        })
    }
}

fn is_over(period: Period, since: Option<i64>, now: i64) -> bool {
    match (period, since) {
        (_, None) => true,
        (Period::Ever, _) => false,
        (Period::For(length), Some(since)) => now - since >= length.millis() as i64,
    }
}

/// Whether a survey may be shown without breaking a quiet that the browser could know of.
pub(crate) fn is_quiet_over(rules: &Rules, histories: &[History], survey: usize, now: i64) -> bool {
    let (quiet, history) = (&rules.quiet, &histories[survey]);
    let others = (0..histories.len()).filter(|other| *other != survey);
    let others = others.filter_map(|other| histories[other].latest()).max();
    is_over(quiet.answered, history.answered(), now)
        && is_over(quiet.dismissed, history.dismissed(), now)
        && is_over(quiet.ignored, history.ignored(), now)
        && is_over(quiet.others, others, now)
        && history.displays() < quiet.displays.unsigned_abs() as usize
}
