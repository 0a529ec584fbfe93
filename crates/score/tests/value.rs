//! What holds for every value of a customer.

use proptest::prelude::*;
use score::value::{
    Cohort, Headcount, Lifetime, Revenue, Timing, annual_churn, annual_retention, historic,
};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// A customer whose value has a limit.
fn customers() -> impl Strategy<Value = Lifetime> {
    (0.0..=1.0, 1e-6..2.0)
        .prop_map(|(retention, discount)| Lifetime::new(retention, discount).unwrap())
}

fn finite(value: Option<f64>) -> bool {
    value.is_none_or(f64::is_finite)
}

proptest! {
    #[test]
    fn nothing_is_ever_infinite_or_no_number(
        numbers in prop::array::uniform4(any::<f64>()),
        flows in prop::collection::vec(any::<f64>(), 0..8),
        counts in prop::collection::vec(any::<u64>(), 0..8),
        horizon in any::<u64>(),
    ) {
        let [margin, cost, retention, discount] = numbers;
        if let Ok(customer) = Lifetime::new(retention, discount) {
            prop_assert!(finite(customer.expected_periods()));
            prop_assert!(finite(customer.truncated(margin, horizon, cost)));
            for timing in Timing::ALL {
                prop_assert!(finite(customer.value(margin, timing, cost)));
                prop_assert!(finite(customer.multiplier(timing)));
            }
            let sums = customer.cumulative(&flows);
            prop_assert!(sums.is_none_or(|sums| sums.iter().all(|sum| sum.is_finite())));
        }
        prop_assert!(finite(historic(&flows, margin, cost)));
        prop_assert!(finite(annual_retention(retention, margin)));
        prop_assert!(finite(annual_churn(retention, margin)));
        let cohort = Cohort::new(&counts);
        let value = cohort.value(&flows, discount);
        prop_assert!(value.is_err() || finite(value.unwrap()));
        prop_assert!(cohort.survival().into_iter().all(finite));
        prop_assert!(cohort.period_retention().into_iter().all(finite));
        let revenue = Revenue {
            start: margin,
            expansion: cost,
            contraction: retention,
            churned: discount,
            earned_new: margin,
        };
        prop_assert!(finite(revenue.net_retention()));
        prop_assert!(finite(revenue.gross_retention()));
        prop_assert!(finite(revenue.earned_growth()));
    }

    #[test]
    fn timings_differ_by_one_margin_and_by_one_discount(
        retention in 0.0..=1.0,
        discount in 1e-6..2.0,
        margin in -1e6..1e6,
    ) {
        let customer = Lifetime::new(retention, discount).unwrap();
        let [excluded, start, end] = Timing::ALL.map(|timing| {
            customer.value(margin, timing, 0.0).unwrap()
        });
        prop_assert!(close(start - excluded, margin) || excluded.abs() > 1e6 * margin.abs());
        prop_assert!(close(start, end * (1.0 + discount)));
        prop_assert!(close(excluded, end * retention));
    }

    #[test]
    fn loyalty_is_worth_more_and_waiting_less(
        retention in 0.0..0.9,
        discount in 0.01..2.0,
        more in 0.0..0.1,
    ) {
        let customer = Lifetime::new(retention, discount).unwrap();
        let loyal = Lifetime::new(retention + more, discount).unwrap();
        let impatient = Lifetime::new(retention, discount + more).unwrap();
        for timing in Timing::ALL {
            let value = |customer: Lifetime| customer.multiplier(timing).unwrap();
            prop_assert!(value(loyal) >= value(customer));
            prop_assert!(value(impatient) <= value(customer));
        }
        prop_assert!(loyal.expected_periods() >= customer.expected_periods());
    }

    #[test]
    fn a_longer_horizon_comes_closer_to_the_limit(
        customer in customers(),
        horizon in prop_oneof![0..100_u64, any::<u64>()],
        longer in any::<u64>(),
        cost in 0.0..100.0,
    ) {
        let sum = |horizon| customer.truncated(7.0, horizon, cost).unwrap();
        let limit = customer.value(7.0, Timing::StartInclFirst, cost).unwrap();
        let slack = 1e-9 * limit.abs().max(1.0);
        prop_assert!(sum(horizon) <= sum(horizon.saturating_add(longer)) + slack);
        prop_assert!(sum(horizon) <= limit + slack);
        prop_assert!(close(sum(0), 7.0 - cost));
    }

    #[test]
    fn a_truncated_sum_is_a_schedule_of_equal_flows(
        retention in 0.0..1.2,
        discount in -0.1..2.0,
        margin in -1e6..1e6,
        horizon in 0..60_u64,
    ) {
        let customer = Lifetime::new(retention, discount).unwrap();
        let flows = vec![margin; horizon as usize + 1];
        let sum = customer.cumulative(&flows).unwrap().last().copied().unwrap();
        prop_assert!(close(customer.truncated(margin, horizon, 0.0).unwrap(), sum));
    }

    /// What a cohort keeps from period to period multiplies to what survives.
    #[test]
    fn survival_is_the_product_of_retentions(
        active in prop::collection::vec(1..=4_000_000_000_u64, 1..12),
    ) {
        let cohort = Cohort::new(&active);
        let mut product = 1.0;
        let survival = cohort.survival();
        for (kept, survival) in cohort.period_retention().into_iter().zip(&survival[1..]) {
            product *= kept.unwrap();
            prop_assert!(close(product, survival.unwrap()));
        }
        prop_assert_eq!(survival.len(), active.len());
    }

    #[test]
    fn who_is_not_retained_has_churned(
        start in 0..=4_000_000_000_u64,
        end in 0..=4_000_000_000_u64,
        new in 0..=4_000_000_000_u64,
    ) {
        let counts = Headcount { start, end, new };
        match (counts.retention(), counts.churn(), counts.growth()) {
            (None, None, None) => prop_assert_eq!(start, 0),
            (Some(retention), Some(churn), Some(growth)) => {
                prop_assert!(close(retention + churn, 1.0));
                prop_assert!(close(growth + churn, new as f64 / start as f64));
            }
            rates => prop_assert!(false, "{rates:?}"),
        }
    }

    #[test]
    fn a_year_of_periods_is_their_product(retention in 0.0..=1.0, periods in 1..=24_i32) {
        let year = annual_retention(retention, periods.into()).unwrap();
        prop_assert!(close(year, (0..periods).map(|_| retention).product()));
        prop_assert!(close(annual_churn(retention, periods.into()).unwrap(), 1.0 - year));
    }
}
