use super::finite;

/// Customers at both ends of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Headcount {
    /// S, customers at the start.
    pub start: u64,
    /// E, customers at the end.
    pub end: u64,
    /// N, customers won in the period and still there at its end.
    pub new: u64,
}

impl Headcount {
    /// The share of the first customers who stayed: (E−N)/S.
    ///
    /// `None` when there were none. Below 0 where `new` counts customers who have left again:
    /// the formula cannot tell them from the old ones.
    #[must_use]
    pub fn retention(self) -> Option<f64> {
        self.per_start(self.end as f64 - self.new as f64)
    }

    /// The share who left: 1 − retention. `None` when there were none.
    #[must_use]
    pub fn churn(self) -> Option<f64> {
        self.per_start(self.start as f64 - (self.end as f64 - self.new as f64))
    }

    /// How much the number of customers grew: (E−S)/S. `None` when there were none.
    #[must_use]
    pub fn growth(self) -> Option<f64> {
        self.per_start(self.end as f64 - self.start as f64)
    }

    fn per_start(self, customers: f64) -> Option<f64> {
        (self.start > 0).then(|| customers / self.start as f64)
    }
}

/// The retention of a year from that of a period: rᵏ, with k periods in a year.
///
/// `None` unless both are finite and at least 0, and where the result is not finite.
#[must_use]
pub fn annual_retention(period_retention: f64, periods_per_year: f64) -> Option<f64> {
    let valid = period_retention >= 0.0 && periods_per_year >= 0.0 && periods_per_year.is_finite();
    finite(libm::pow(period_retention, periods_per_year)).filter(|_| valid)
}

/// The churn of a year: 1 − rᵏ, without the cancellation when it is small.
///
/// `None` as [`annual_retention`] is.
#[must_use]
pub fn annual_churn(period_retention: f64, periods_per_year: f64) -> Option<f64> {
    let retained = annual_retention(period_retention, periods_per_year)?;
    finite(if retained > 0.5 {
        -libm::expm1(periods_per_year * libm::log(period_retention))
    } else {
        1.0 - retained
    })
}

/// Recurring revenue of a period, from the customers there were at its start and from new ones.
///
/// All in one unit of money; what was lost is given as a positive amount.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Revenue {
    /// Revenue of the customers at the start.
    pub start: f64,
    /// What those of them who stayed pay more.
    pub expansion: f64,
    /// What those of them who stayed pay less.
    pub contraction: f64,
    /// What those who left had paid.
    pub churned: f64,
    /// Revenue of new customers won by recommendation, not by marketing.
    pub earned_new: f64,
}

impl Revenue {
    /// Net revenue retention: (start + expansion − contraction − churned)/start, 1.04 for 104 %.
    ///
    /// `None` unless the start is above 0 and the result finite.
    #[must_use]
    pub fn net_retention(self) -> Option<f64> {
        self.per_start(self.start + self.expansion - self.contraction - self.churned)
    }

    /// Gross revenue retention: (start − contraction − churned)/start; expansion does not make
    /// up for losses. `None` as [`net_retention`](Self::net_retention) is.
    #[must_use]
    pub fn gross_retention(self) -> Option<f64> {
        self.per_start(self.start - self.contraction - self.churned)
    }

    /// Earned growth: net retention + earned new revenue/start − 1 (Reichheld, Darnell & Burns,
    /// *Harvard Business Review*, 2021). `None` as [`net_retention`](Self::net_retention) is.
    #[must_use]
    pub fn earned_growth(self) -> Option<f64> {
        let change = self.expansion - self.contraction - self.churned + self.earned_new;
        self.per_start(change)
    }

    fn per_start(self, amount: f64) -> Option<f64> {
        finite(amount / self.start).filter(|_| self.start > 0.0 && self.start.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::{Headcount, Revenue, annual_churn, annual_retention};

    #[test]
    fn new_customers_do_not_hide_those_who_left() {
        let (start, end, new) = (200, 220, 40);
        let counts = Headcount { start, end, new };
        assert_eq!(counts.retention(), Some(0.9));
        assert_eq!(counts.churn(), Some(0.1));
        assert_eq!(counts.growth(), Some(0.1));
    }

    #[test]
    fn from_no_customers_there_is_no_rate() {
        let (start, end, new) = (0, 10, 10);
        let counts = Headcount { start, end, new };
        assert_eq!(
            (counts.retention(), counts.churn(), counts.growth()),
            (None, None, None)
        );
    }

    #[test]
    fn a_year_compounds() {
        let year = annual_retention(0.97, 12.0).unwrap();
        assert!((year - 0.693_842_360_995_438).abs() < 1e-12, "{year}");
        let churn = annual_churn(0.97, 12.0).unwrap();
        assert!((churn - 0.306_157_639_004_562).abs() < 1e-12, "{churn}");
        assert_eq!(annual_churn(1.0, 12.0), Some(0.0));
        assert_eq!(annual_churn(0.0, 12.0), Some(1.0));
        assert_eq!(annual_retention(0.0, 0.0), Some(1.0));
        // One in 10¹⁵ leaves a day: 365 in 10¹⁵ a year.
        let rare = annual_churn(1.0 - 2f64.powi(-50), 365.0).unwrap();
        assert!((rare * 2f64.powi(50) / 365.0 - 1.0).abs() < 1e-12, "{rare}");
    }

    #[test]
    fn a_rate_that_is_none_has_no_year() {
        for (rate, periods) in [
            (-0.1, 2.0),
            (0.9, -1.0),
            (f64::NAN, 12.0),
            (1.0, f64::NAN),
            (1.0, f64::INFINITY),
            (2.0, 1e9),
        ] {
            assert_eq!(annual_retention(rate, periods), None, "{rate} {periods}");
            assert_eq!(annual_churn(rate, periods), None, "{rate} {periods}");
        }
    }

    #[test]
    fn revenue_is_retained_net_and_gross() {
        let revenue = Revenue {
            start: 1e6,
            expansion: 150e3,
            contraction: 30e3,
            churned: 80e3,
            earned_new: 90e3,
        };
        assert_eq!(revenue.net_retention(), Some(1.04));
        assert_eq!(revenue.gross_retention(), Some(0.89));
        assert_eq!(revenue.earned_growth(), Some(0.13));
        for start in [0.0, -5.0, f64::NAN, f64::INFINITY] {
            let revenue = Revenue { start, ..revenue };
            assert_eq!(revenue.net_retention(), None, "{start}");
            assert_eq!(revenue.gross_retention(), None, "{start}");
            assert_eq!(revenue.earned_growth(), None, "{start}");
        }
    }
}
