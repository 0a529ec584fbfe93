use std::{error, fmt};

use crate::{Class, Scale};

/// What is measured, and how its ratings are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Net Promoter Score, always on [`Scale::NPS`]: promoters minus detractors.
    Nps,
    /// Customer satisfaction: the share of ratings in the top box.
    Csat {
        /// The scale of the ratings, higher is better.
        scale: Scale,
        /// How many of the highest ratings are the top box, at least 1 and fewer than the
        /// scale has points. A number outside is read as the nearest one inside.
        top: u32,
    },
    /// Customer effort: the share of ratings on the easy side of the midpoint.
    Ces {
        /// The scale of the ratings.
        scale: Scale,
        /// Which end of it is easy.
        direction: Direction,
    },
    /// A plain rating: its mean, no classes.
    Rating {
        /// The scale of the ratings.
        scale: Scale,
    },
}

impl Metric {
    /// CSAT with the [default top box](Self::default_top).
    #[must_use]
    pub const fn csat(scale: Scale) -> Self {
        Self::Csat {
            scale,
            top: Self::default_top(scale),
        }
    }

    /// The metric of that name on a scale, with its usual top box or direction.
    ///
    /// `nps` and `enps` (the same score, asked of employees), `csat` and `psat` (the same score,
    /// of a product), `ces`, and `rating`.
    ///
    /// # Errors
    ///
    /// [`MetricError`] for any other name, and for a Net Promoter Score that is not on 0 to 10:
    /// its classes are defined there and nowhere else.
    pub fn from_name(name: &str, scale: Scale) -> Result<Self, MetricError> {
        match name {
            "nps" | "enps" if scale == Scale::NPS => Ok(Self::Nps),
            "nps" | "enps" => Err(MetricError::NotAnNpsScale(scale)),
            "csat" | "psat" => Ok(Self::csat(scale)),
            "ces" => Ok(Self::Ces {
                scale,
                direction: Direction::default(),
            }),
            "rating" => Ok(Self::Rating { scale }),
            _ => Err(MetricError::Unknown),
        }
    }

    /// The usual top box: two ratings, or one where two would be more than half of the scale.
    #[must_use]
    pub const fn default_top(scale: Scale) -> u32 {
        if scale.points() < 4 { 1 } else { 2 }
    }

    /// Whether a CSAT on `scale` may have a top box of `top` ratings.
    #[must_use]
    pub const fn is_top(scale: Scale, top: u32) -> bool {
        1 <= top && top < scale.points()
    }

    /// The scale its ratings are on.
    #[must_use]
    pub const fn scale(self) -> Scale {
        match self {
            Self::Nps => Scale::NPS,
            Self::Csat { scale, .. } | Self::Ces { scale, .. } | Self::Rating { scale } => scale,
        }
    }

    /// The lowest and the highest score there can be, in the score's unit: what an interval is
    /// clamped to before it is shown.
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::Nps => (-100.0, 100.0),
            Self::Csat { .. } | Self::Ces { .. } => (0.0, 100.0),
            Self::Rating { scale } => (f64::from(scale.min()), f64::from(scale.max())),
        }
    }

    /// The name used in definitions and responses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat { .. } => "csat",
            Self::Ces { .. } => "ces",
            Self::Rating { .. } => "rating",
        }
    }

    /// The class of a rating; `None` off the scale, and always for [`Metric::Rating`].
    ///
    /// - NPS: 9 and 10 promoter, 7 and 8 passive, 0 to 6 detractor.
    /// - CSAT: the top box is satisfied; of what is left, as many of the lowest ratings are
    ///   dissatisfied.
    /// - CES: strictly on the easy side of the midpoint is easy, strictly on the other side is
    ///   hard, so only a scale with an odd number of points has a neutral rating.
    #[must_use]
    pub fn class(self, rating: i32) -> Option<Class> {
        let scale = self.scale();
        let above_min = scale.steps_from_min(rating)?;
        let below_max = scale.steps_from_max(rating)?;
        match self {
            Self::Nps => Some(match rating {
                9.. => Class::Promoter,
                7..=8 => Class::Passive,
                _ => Class::Detractor,
            }),
            Self::Csat { top, .. } => {
                // Not `clamp`: its check of the bounds is a panic the optimizer may keep.
                let top = top.min(scale.points().saturating_sub(1)).max(1);
                Some(if below_max < top {
                    Class::Satisfied
                } else if above_min < top {
                    Class::Dissatisfied
                } else {
                    Class::Neutral
                })
            }
            Self::Ces { direction, .. } => {
                let (from_hard, from_easy) = match direction {
                    Direction::HigherIsEasier => (above_min, below_max),
                    Direction::LowerIsEasier => (below_max, above_min),
                };
                Some(match from_easy.cmp(&from_hard) {
                    std::cmp::Ordering::Less => Class::Easy,
                    std::cmp::Ordering::Equal => Class::Neutral,
                    std::cmp::Ordering::Greater => Class::Hard,
                })
            }
            Self::Rating { .. } => None,
        }
    }
}

/// Why a name and a scale are no metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricError {
    /// A Net Promoter Score on this scale.
    NotAnNpsScale(Scale),
    /// No metric has that name.
    Unknown,
}

impl fmt::Display for MetricError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NotAnNpsScale(scale) => write!(
                f,
                "a Net Promoter Score is on a scale from 0 to 10, not from {} to {}; \
                 score these ratings as csat or rating",
                scale.min(),
                scale.max()
            ),
            Self::Unknown => f.write_str(
                "no metric has this name; there are nps, enps, csat, psat, ces and rating",
            ),
        }
    }
}

impl error::Error for MetricError {}

/// Which end of an effort scale is easy. Agreement (“… made it easy”) is higher, the older
/// question about effort itself is lower.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The highest rating is the easiest.
    #[default]
    HigherIsEasier,
    /// The lowest rating is the easiest.
    LowerIsEasier,
}

impl Direction {
    /// The name used in definitions and responses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HigherIsEasier => "higher_is_easier",
            Self::LowerIsEasier => "lower_is_easier",
        }
    }

    /// The direction of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::HigherIsEasier, Self::LowerIsEasier]
            .into_iter()
            .find(|direction| direction.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Metric, MetricError};
    use crate::{Class, Scale};

    #[test]
    fn a_name_and_a_scale_make_a_metric() {
        for (name, scale, metric) in [
            ("nps", Scale::NPS, Metric::Nps),
            ("enps", Scale::NPS, Metric::Nps),
            ("csat", Scale::FIVE, Metric::csat(Scale::FIVE)),
            ("psat", Scale::NPS, Metric::csat(Scale::NPS)),
            (
                "rating",
                Scale::SEVEN,
                Metric::Rating {
                    scale: Scale::SEVEN,
                },
            ),
        ] {
            assert_eq!(Metric::from_name(name, scale), Ok(metric), "{name}");
        }
        let ces = Metric::from_name("ces", Scale::SEVEN).unwrap();
        assert_eq!(ces.class(7), Some(Class::Easy));
        assert_eq!(
            Metric::from_name("NPS", Scale::NPS),
            Err(MetricError::Unknown)
        );
    }

    #[test]
    fn no_other_scale_is_called_nps() {
        for (min, max) in [(1, 10), (0, 11), (1, 5), (-5, 5), (0, 100)] {
            for name in ["nps", "enps"] {
                let error = Metric::from_name(name, scale(min, max)).unwrap_err();
                assert_eq!(
                    error.to_string(),
                    format!(
                        "a Net Promoter Score is on a scale from 0 to 10, not from {min} to {max}; \
                         score these ratings as csat or rating"
                    )
                );
            }
        }
    }

    /// The initials of the classes of every rating, lowest rating first.
    fn classes(metric: Metric) -> String {
        let initial = |rating| match metric.class(rating) {
            Some(Class::Promoter) => 'P',
            Some(Class::Passive) => 'p',
            Some(Class::Detractor) => 'd',
            Some(Class::Satisfied) => 'S',
            Some(Class::Dissatisfied) => 's',
            Some(Class::Easy) => 'E',
            Some(Class::Hard) => 'h',
            Some(Class::Neutral) => '-',
            None => '?',
        };
        metric.scale().ratings().map(initial).collect()
    }

    fn scale(min: i32, max: i32) -> Scale {
        Scale::new(min, max).unwrap()
    }

    #[test]
    fn nps_divides_at_six_and_eight() {
        assert_eq!(classes(Metric::Nps), "dddddddppPP");
        assert_eq!(Metric::Nps.class(-1), None);
        assert_eq!(Metric::Nps.class(11), None);
    }

    #[test]
    fn csat_has_a_default_top_box_on_any_scale() {
        for (min, max, expected) in [
            (0, 1, "sS"),
            (1, 3, "s-S"),
            (1, 4, "ssSS"),
            (1, 5, "ss-SS"),
            (1, 7, "ss---SS"),
            (-2, 2, "ss-SS"),
            (0, 10, "ss-------SS"),
        ] {
            assert_eq!(classes(Metric::csat(scale(min, max))), expected);
        }
    }

    #[test]
    fn the_top_box_wins_where_boxes_overlap() {
        for (top, valid, expected) in [
            (0, false, "s---S"),
            (1, true, "s---S"),
            (2, true, "ss-SS"),
            (3, true, "ssSSS"),
            (4, true, "sSSSS"),
            (5, false, "sSSSS"),
            (u32::MAX, false, "sSSSS"),
        ] {
            let scale = Scale::FIVE;
            assert_eq!(classes(Metric::Csat { scale, top }), expected, "{top}");
            assert_eq!(Metric::is_top(scale, top), valid, "{top}");
        }
    }

    #[test]
    fn ces_divides_at_the_midpoint_in_either_direction() {
        for (min, max, higher, lower) in [
            (0, 1, "hE", "Eh"),
            (1, 3, "h-E", "E-h"),
            (1, 4, "hhEE", "EEhh"),
            (1, 5, "hh-EE", "EE-hh"),
            (1, 7, "hhh-EEE", "EEE-hhh"),
        ] {
            let scale = scale(min, max);
            let ces = |direction| classes(Metric::Ces { scale, direction });
            assert_eq!(ces(Direction::HigherIsEasier), higher);
            assert_eq!(ces(Direction::LowerIsEasier), lower);
        }
    }

    #[test]
    fn a_plain_rating_has_no_class() {
        assert_eq!(classes(Metric::Rating { scale: Scale::FIVE }), "?????");
    }

    #[test]
    fn directions_are_read_back_by_name() {
        for direction in [Direction::HigherIsEasier, Direction::LowerIsEasier] {
            assert_eq!(Direction::from_name(direction.name()), Some(direction));
        }
        assert_eq!(Direction::from_name("easier"), None);
    }
}
