use crate::{ClassCounts, Confidence};

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// For NPS: the Wald interval after adding ¾ of a promoter, 1½ passives and ¾ of a
    /// detractor, centred on the score so adjusted (Rocks, *The American Statistician*, 2016).
    AdjustedWald,
    /// For shares: the inversion of the score test (Wilson, *JASA*, 1927).
    Wilson,
}

impl Method {
    /// The name used in scores.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdjustedWald => "adjusted_wald",
            Self::Wilson => "wilson",
        }
    }
}

/// A confidence interval of a score, in the unit of that score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower bound as the method gives it; adjusted Wald may go below −100.
    pub lower: f64,
    /// The upper bound as the method gives it; adjusted Wald may go above 100.
    pub upper: f64,
    /// How it was computed.
    pub method: Method,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Interval {
    /// The same interval cut to what is possible, for showing it.
    #[must_use]
    pub fn clamped(self, min: f64, max: f64) -> Self {
        Self {
            lower: self.lower.max(min).min(max),
            upper: self.upper.max(min).min(max),
            ..self
        }
    }

    /// Adjusted Wald interval of the NPS in points; `None` when nobody answered.
    pub(crate) fn adjusted_wald(counts: &ClassCounts, confidence: Confidence) -> Option<Self> {
        if counts.is_empty() {
            return None;
        }
        let n = counts.total() + 3.0;
        let promoters = (counts.high as f64 + 0.75) / n;
        let detractors = (counts.low as f64 + 0.75) / n;
        let center = promoters - detractors;
        let variance = (promoters + detractors - center * center).max(0.0);
        let margin = confidence.z() * (variance / n).sqrt();
        Some(Self {
            lower: 100.0 * (center - margin),
            upper: 100.0 * (center + margin),
            method: Method::AdjustedWald,
            confidence,
        })
    }

    /// Wilson interval of the high share in percent; `None` when nobody answered.
    pub(crate) fn wilson(counts: &ClassCounts, confidence: Confidence) -> Option<Self> {
        if counts.is_empty() {
            return None;
        }
        let hits = counts.high as f64;
        let misses = counts.middle as f64 + counts.low as f64;
        let z2 = confidence.z() * confidence.z();
        let n = hits + misses;
        let center = (hits + z2 / 2.0) / (n + z2);
        let margin = confidence.z() * (hits * misses / n + z2 / 4.0).sqrt() / (n + z2);
        // At either end the bound is exact; elsewhere only rounding could pass it.
        let lower = if hits > 0.0 { center - margin } else { 0.0 };
        let upper = if misses > 0.0 { center + margin } else { 1.0 };
        Some(Self {
            lower: 100.0 * lower.max(0.0),
            upper: 100.0 * upper.min(1.0),
            method: Method::Wilson,
            confidence,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, Method};
    use crate::Confidence;

    #[test]
    fn clamping_cuts_both_bounds_at_both_ends() {
        for (lower, upper, expected) in [
            (-20.0, 120.0, (0.0, 100.0)),
            (20.0, 70.0, (20.0, 70.0)),
            (-20.0, -10.0, (0.0, 0.0)),
            (110.0, 120.0, (100.0, 100.0)),
        ] {
            let (method, confidence) = (Method::AdjustedWald, Confidence::P95);
            let interval = Interval {
                lower,
                upper,
                method,
                confidence,
            };
            let clamped = interval.clamped(0.0, 100.0);
            assert_eq!((clamped.lower, clamped.upper), expected);
            assert_eq!((clamped.method, clamped.confidence), (method, confidence));
        }
    }
}
