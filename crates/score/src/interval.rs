use crate::{Confidence, nps, proportion};

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// One for a Net Promoter Score.
    Nps(nps::Method),
    /// One for a share.
    Proportion(proportion::Method),
    /// For a mean: Student's t.
    T,
}

impl Method {
    /// The name used in scores.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps(method) => method.name(),
            Self::Proportion(method) => method.name(),
            Self::T => "t",
        }
    }
}

/// A two-sided confidence interval, in the unit of what it is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower bound as the method gives it, which may be less than is possible.
    pub lower: f64,
    /// The upper bound as the method gives it, which may be more than is possible.
    pub upper: f64,
    /// How it was computed.
    pub method: Method,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Interval {
    /// From a middle and how far either bound lies from it.
    pub(crate) fn around(center: f64, margin: f64, method: Method, confidence: Confidence) -> Self {
        Self {
            lower: center - margin,
            upper: center + margin,
            method,
            confidence,
        }
    }

    /// The middle, which is the estimate only where the method is symmetric about it.
    #[must_use]
    pub fn center(self) -> f64 {
        f64::midpoint(self.lower, self.upper)
    }

    /// Half the width: the margin of error of a symmetric method.
    #[must_use]
    pub fn margin(self) -> f64 {
        0.5 * (self.upper - self.lower)
    }

    /// The same interval cut to what is possible, for showing it.
    #[must_use]
    pub fn clamped(self, min: f64, max: f64) -> Self {
        Self {
            lower: self.lower.max(min).min(max),
            upper: self.upper.max(min).min(max),
            ..self
        }
    }

    /// The same interval in percent, if it was one of a proportion.
    #[must_use]
    pub(crate) fn percent(self) -> Self {
        Self {
            lower: 100.0 * self.lower,
            upper: 100.0 * self.upper,
            ..self
        }
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
            let (method, confidence) = (Method::T, Confidence::P95);
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

    #[test]
    fn an_interval_lies_around_its_middle() {
        let interval = Interval::around(30.0, 5.0, Method::T, Confidence::P95);
        assert_eq!((interval.lower, interval.upper), (25.0, 35.0));
        assert_eq!((interval.center(), interval.margin()), (30.0, 5.0));
    }
}
