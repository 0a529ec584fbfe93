use super::Method;
use crate::{ClassCounts, Confidence, Interval, Method as AnyMethod};

/// Promoters, passives and detractors that nobody was, added to temper small samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PseudoCounts {
    promoters: f64,
    passives: f64,
    detractors: f64,
}

impl PseudoCounts {
    /// The most that may be added to one class.
    pub const MAX: f64 = 1e9;

    /// So many of each class, whole or not; `None` unless each is from 0 to
    /// [`MAX`](Self::MAX).
    #[must_use]
    pub fn new(promoters: f64, passives: f64, detractors: f64) -> Option<Self> {
        let possible = |count: f64| (0.0..=Self::MAX).contains(&count);
        let all = possible(promoters) && possible(passives) && possible(detractors);
        all.then_some(Self {
            promoters,
            passives,
            detractors,
        })
    }
}

impl Default for PseudoCounts {
    /// ¾ of a promoter, 1½ passives and ¾ of a detractor, whatever the level (Rocks, 2016).
    fn default() -> Self {
        Self {
            promoters: 0.75,
            passives: 1.5,
            detractors: 0.75,
        }
    }
}

/// How many there are of each class, at least one answer in all. Need not be whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Classes {
    pub(super) promoters: f64,
    pub(super) passives: f64,
    pub(super) detractors: f64,
}

impl Classes {
    /// `None` when nobody answered.
    pub(crate) fn of(counts: &ClassCounts) -> Option<Self> {
        (!counts.is_empty()).then_some(Self {
            promoters: counts.high as f64,
            passives: counts.middle as f64,
            detractors: counts.low as f64,
        })
    }

    pub(crate) fn plus(self, pseudo: PseudoCounts) -> Self {
        Self {
            promoters: self.promoters + pseudo.promoters,
            passives: self.passives + pseudo.passives,
            detractors: self.detractors + pseudo.detractors,
        }
    }

    pub(crate) fn total(self) -> f64 {
        self.promoters + self.passives + self.detractors
    }

    /// The mean of −1, 0 and 1.
    pub(crate) fn net(self) -> f64 {
        (self.promoters - self.detractors) / self.total()
    }

    /// p + d − (p − d)², written without a difference: m(p + d) + 4pd.
    pub(crate) fn variance(self) -> f64 {
        let n = self.total();
        let mixed = self.passives * (self.promoters + self.detractors)
            + 4.0 * self.promoters * self.detractors;
        mixed / (n * n)
    }

    /// Of the mean of −1, 0 and 1.
    pub(crate) fn standard_error(self) -> f64 {
        (self.variance() / self.total()).sqrt()
    }

    pub(super) fn wald(self, method: Method, confidence: Confidence) -> Interval {
        self.interval(confidence.z() * self.standard_error(), method, confidence)
    }

    /// In points, from a margin on the scale of −1 to 1.
    pub(super) fn interval(self, margin: f64, method: Method, confidence: Confidence) -> Interval {
        let method = AnyMethod::Nps(method);
        Interval::around(self.net(), margin, method, confidence).percent()
    }

    /// Promoters and detractors exchanged.
    pub(super) fn mirrored(self) -> Self {
        Self {
            promoters: self.detractors,
            detractors: self.promoters,
            ..self
        }
    }
}
