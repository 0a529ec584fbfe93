use crate::distribution::Normal;

/// A two-sided confidence level with its normal quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    level: f64,
    z: f64,
}

impl Confidence {
    /// 90 %.
    pub const P90: Self = Self {
        level: 0.9,
        z: 1.644_853_626_951_472_2,
    };
    /// 95 %, the default.
    pub const P95: Self = Self {
        level: 0.95,
        z: 1.959_963_984_540_054,
    };
    /// 99 %.
    pub const P99: Self = Self {
        level: 0.99,
        z: 2.575_829_303_548_900_4,
    };

    /// Any level, as a proportion; `None` unless 0 < level < 1.
    ///
    /// The named levels are given back as they are: near 1 a level is a rounded number, and
    /// the quantile of what 0.95 is rounded to differs from that of 95 % in the last digit.
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        let named = [Self::P90, Self::P95, Self::P99]
            .into_iter()
            .find(|named| named.level == level);
        let computed = || {
            (level > 0.0 && level < 1.0).then(|| Self {
                level,
                z: Normal.two_sided(level),
            })
        };
        named.or_else(computed)
    }

    /// The level as a proportion: 0.95 for 95 %.
    #[must_use]
    pub const fn level(self) -> f64 {
        self.level
    }

    /// The quantile of the standard normal distribution at (1 + level) / 2.
    #[must_use]
    pub const fn z(self) -> f64 {
        self.z
    }

    /// What lies outside on either side: (1 − level) / 2.
    pub(crate) fn tail(self) -> f64 {
        0.5 * (1.0 - self.level)
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self::P95
    }
}

#[cfg(test)]
mod tests {
    use super::Confidence;

    #[test]
    fn named_levels_are_what_new_makes_of_them() {
        for named in [Confidence::P90, Confidence::P95, Confidence::P99] {
            assert_eq!(Confidence::new(named.level()), Some(named));
            // The neighbouring level is computed, and hardly differs.
            let next = Confidence::new(named.level().next_up()).unwrap();
            assert!((next.z() - named.z()).abs() < 1e-14, "{next:?}");
        }
        assert_eq!(Confidence::default(), Confidence::P95);
    }

    #[test]
    fn a_level_lies_strictly_between_none_and_all() {
        for level in [0.0, -0.0, 1.0, -0.5, 1.5, 95.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Confidence::new(level), None, "{level}");
        }
        for level in [5e-324, 1e-10, 0.5, 0.999, 1.0_f64.next_down()] {
            let confidence = Confidence::new(level).unwrap();
            assert_eq!(confidence.level(), level);
            assert!(confidence.z() >= 0.0 && confidence.z() < 9.0, "{level}");
        }
    }
}
