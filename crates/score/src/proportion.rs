//! The uncertainty of a share: hits among n, 0 to 1.

use crate::distribution::Beta;
use crate::{ClassCounts, Confidence, Interval, Method as AnyMethod};

/// Hits among answers, such as top-box ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proportion {
    hits: u64,
    misses: u64,
}

/// How an interval of a proportion is computed. The names are those of the field; Brown, Cai and
/// DasGupta (*Statistical Science* 16, 2001) compare them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// p ± z√(p(1 − p)/n). Known to every textbook and far too narrow near 0 and 1.
    Wald,
    /// The default: every share that the score test does not reject (Wilson, *JASA* 22, 1927).
    /// Exactly 0 without hits, exactly 1 without misses.
    #[default]
    Wilson,
    /// Wilson's with a correction for continuity (Newcombe, *Statistics in Medicine* 17, 1998,
    /// method 4): at least as wide as it says, and wider than it need be.
    WilsonCc,
    /// The Wald interval after adding z²/2 hits and as many misses (Agresti and Coull, *The
    /// American Statistician* 52, 1998).
    AgrestiCoull,
    /// The Wald interval after adding 2 hits and 2 misses, whatever the level (Agresti and
    /// Coull's rule of thumb for 95 %).
    PlusFour,
    /// The central part of Beta(hits + ½, misses + ½), what Jeffreys' prior makes of the answers.
    Jeffreys,
    /// The same, but 0 without hits and 1 without misses (Brown, Cai and DasGupta, 2001).
    JeffreysBcd,
    /// Every share that the exact binomial test does not reject, equal tails (Clopper and
    /// Pearson, *Biometrika* 26, 1934). Never too narrow, and wider than it need be.
    ClopperPearson,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 8] = [
        Self::Wald,
        Self::Wilson,
        Self::WilsonCc,
        Self::AgrestiCoull,
        Self::PlusFour,
        Self::Jeffreys,
        Self::JeffreysBcd,
        Self::ClopperPearson,
    ];

    /// The name used in scores.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::Wilson => "wilson",
            Self::WilsonCc => "wilson_cc",
            Self::AgrestiCoull => "agresti_coull",
            Self::PlusFour => "adjusted_wald_plus4",
            Self::Jeffreys => "jeffreys",
            Self::JeffreysBcd => "jeffreys_bcd",
            Self::ClopperPearson => "clopper_pearson",
        }
    }

    /// The method of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

impl Proportion {
    /// `hits` among `n` answers; `None` if there are more hits than answers.
    #[must_use]
    pub fn new(hits: u64, n: u64) -> Option<Self> {
        let misses = n.checked_sub(hits)?;
        Some(Self { hits, misses })
    }

    /// How many hits there are.
    #[must_use]
    pub const fn hits(self) -> u64 {
        self.hits
    }

    /// How many misses there are.
    #[must_use]
    pub const fn misses(self) -> u64 {
        self.misses
    }

    /// The share of hits, from 0 to 1; `None` without answers.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        let counted = Counted::of(self)?;
        Some(counted.hits / counted.n())
    }

    /// The interval by a method, from 0 to 1; `None` without answers.
    ///
    /// [`Method::Wald`], [`Method::AgrestiCoull`] and [`Method::PlusFour`] are not clamped and
    /// may pass either end.
    #[must_use]
    pub fn interval(self, method: Method, confidence: Confidence) -> Option<Interval> {
        let z = confidence.z();
        match method {
            Method::Wald => self.wald_after_adding(0.0, method, confidence),
            Method::Wilson => Some(Counted::of(self)?.wilson(confidence)),
            Method::WilsonCc => self.wilson_corrected(confidence),
            Method::AgrestiCoull => self.wald_after_adding(0.5 * z * z, method, confidence),
            Method::PlusFour => self.wald_after_adding(2.0, method, confidence),
            Method::Jeffreys => self.jeffreys(confidence),
            Method::JeffreysBcd => self.jeffreys_bounded(confidence),
            Method::ClopperPearson => self.clopper_pearson(confidence),
        }
    }

    fn wald_after_adding(
        self,
        each: f64,
        method: Method,
        confidence: Confidence,
    ) -> Option<Interval> {
        let mut counted = Counted::of(self)?;
        counted.hits += each;
        counted.misses += each;
        let n = counted.n();
        let margin = confidence.z() * (counted.hits * counted.misses / n).sqrt() / n;
        let method = AnyMethod::Proportion(method);
        Some(Interval::around(
            counted.hits / n,
            margin,
            method,
            confidence,
        ))
    }

    fn wilson_corrected(self, confidence: Confidence) -> Option<Interval> {
        let counted = Counted::of(self)?;
        let Counted { hits, misses } = counted;
        let n = counted.n();
        let z = confidence.z();
        let z2 = z * z;
        // How far a bound lies from (2·hits + z²)/(2n + 2z²), on the side of `some`.
        let reach = |some: f64, others: f64| {
            let under_root = z2 - 2.0 - 1.0 / n + 4.0 * some * (others + 1.0) / n;
            1.0 + z * under_root.max(0.0).sqrt()
        };
        let twice = 2.0 * (n + z2);
        let lower = (2.0 * hits + z2 - reach(hits, misses)) / twice;
        let upper = (2.0 * hits + z2 + reach(misses, hits)) / twice;
        Some(Interval {
            lower: if hits > 0.0 { lower.max(0.0) } else { 0.0 },
            upper: if misses > 0.0 { upper.min(1.0) } else { 1.0 },
            method: AnyMethod::Proportion(Method::WilsonCc),
            confidence,
        })
    }

    fn jeffreys(self, confidence: Confidence) -> Option<Interval> {
        let Counted { hits, misses } = Counted::of(self)?;
        let posterior = Beta::new(hits + 0.5, misses + 0.5)?;
        Some(Interval {
            lower: posterior.quantile(confidence.tail())?,
            upper: posterior.isf(confidence.tail())?,
            method: AnyMethod::Proportion(Method::Jeffreys),
            confidence,
        })
    }

    fn jeffreys_bounded(self, confidence: Confidence) -> Option<Interval> {
        let raw = self.jeffreys(confidence)?;
        Some(Interval {
            lower: if self.hits > 0 { raw.lower } else { 0.0 },
            upper: if self.misses > 0 { raw.upper } else { 1.0 },
            method: AnyMethod::Proportion(Method::JeffreysBcd),
            ..raw
        })
    }

    fn clopper_pearson(self, confidence: Confidence) -> Option<Interval> {
        let Counted { hits, misses } = Counted::of(self)?;
        let tail = confidence.tail();
        let lower = match Beta::new(hits, misses + 1.0) {
            Some(beta) => beta.quantile(tail)?,
            None => 0.0,
        };
        let upper = match Beta::new(hits + 1.0, misses) {
            Some(beta) => beta.isf(tail)?,
            None => 1.0,
        };
        Some(Interval {
            lower,
            upper,
            method: AnyMethod::Proportion(Method::ClopperPearson),
            confidence,
        })
    }
}

/// A proportion with at least one answer, to compute with.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    hits: f64,
    misses: f64,
}

impl Counted {
    fn of(proportion: Proportion) -> Option<Self> {
        let Proportion { hits, misses } = proportion;
        (hits > 0 || misses > 0).then_some(Self {
            hits: hits as f64,
            misses: misses as f64,
        })
    }

    /// The high classes among all.
    pub(crate) fn of_high(counts: &ClassCounts) -> Option<Self> {
        (!counts.is_empty()).then_some(Self {
            hits: counts.high as f64,
            misses: counts.middle as f64 + counts.low as f64,
        })
    }

    fn n(self) -> f64 {
        self.hits + self.misses
    }

    /// [`Method::Wilson`].
    pub(crate) fn wilson(self, confidence: Confidence) -> Interval {
        let Self { hits, misses } = self;
        let n = self.n();
        let z = confidence.z();
        let z2 = z * z;
        let center = (hits + z2 / 2.0) / (n + z2);
        let margin = z * (hits * misses / n + z2 / 4.0).sqrt() / (n + z2);
        // At either end the bound is exact; elsewhere only rounding could pass it.
        let lower = if hits > 0.0 { center - margin } else { 0.0 };
        let upper = if misses > 0.0 { center + margin } else { 1.0 };
        Interval {
            lower: lower.max(0.0),
            upper: upper.min(1.0),
            method: AnyMethod::Proportion(Method::Wilson),
            confidence,
        }
    }
}
