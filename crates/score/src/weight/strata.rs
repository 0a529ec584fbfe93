use super::Weight;
use crate::compare::pooled;
use crate::nps::standard_error;
use crate::{ClassCounts, Confidence};

/// A part of the population whose size is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratum {
    /// How many of those who answered are of each class.
    pub counts: ClassCounts,
    /// How many people it has, or its share of all: only ratios matter.
    pub population: Weight,
}

/// The NPS of a population from those of its strata, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostStratified {
    /// ΣWₕ·NPSₕ, with Wₕ the stratum's share of the population.
    pub nps: f64,
    /// √(ΣWₕ²·varₕ/nₕ), the sizes of the samples taken as given. A stratum whose answers are
    /// all of one class adds nothing, so with a few answers in each it is too small.
    pub se: f64,
    /// `nps` − z·`se`, not clamped.
    pub lower: f64,
    /// `nps` + z·`se`, not clamped.
    pub upper: f64,
}

/// Weighs the NPS of each stratum by its share of the population (Holt and Smith, *JRSS A*,
/// 1979).
///
/// `None` when the population is 0, and when nobody answered in a stratum that has people:
/// nothing is known about them, and to leave them out would be an answer about another
/// population. Merge such a stratum with one like it. A stratum without people is left out.
#[must_use]
pub fn post_stratified(strata: &[Stratum], confidence: Confidence) -> Option<PostStratified> {
    let peopled = || {
        strata
            .iter()
            .filter(|stratum| stratum.population.value() > 0.0)
    };
    let population: f64 = peopled().map(|stratum| stratum.population.value()).sum();
    peopled().next()?;
    let (mut nps, mut variance) = (0.0, 0.0);
    for stratum in peopled() {
        let share = stratum.population.value() / population;
        nps += share * stratum.counts.net()?;
        let se = standard_error(&stratum.counts)?;
        variance += share * share * se * se;
    }
    let se = variance.sqrt();
    Some(PostStratified {
        nps,
        se,
        lower: nps - confidence.z() * se,
        upper: nps + confidence.z() * se,
    })
}

/// The NPS of all answers together, whatever the population: what the answers say about those
/// who gave them, to be shown beside [`post_stratified`]. In points; `None` when nobody
/// answered.
#[must_use]
pub fn pooled_nps(strata: &[Stratum]) -> Option<f64> {
    pooled(strata.iter().map(|stratum| &stratum.counts)).net()
}

/// The mean NPS of the strata in which somebody answered, all alike whatever their size: to be
/// shown beside [`post_stratified`]. In points; `None` when nobody answered.
#[must_use]
pub fn unweighted_nps(strata: &[Stratum]) -> Option<f64> {
    let scores: Vec<f64> = strata.iter().filter_map(|one| one.counts.net()).collect();
    let sum: f64 = scores.iter().sum();
    (!scores.is_empty()).then(|| sum / scores.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::{PostStratified, Stratum, pooled_nps, post_stratified, unweighted_nps};
    use crate::weight::Weight;
    use crate::{ClassCounts, Confidence};

    fn stratum(high: u64, middle: u64, low: u64, population: f64) -> Stratum {
        Stratum {
            counts: ClassCounts { high, middle, low },
            population: Weight::new(population).unwrap(),
        }
    }

    fn of(strata: &[Stratum]) -> Option<PostStratified> {
        post_stratified(strata, Confidence::P95)
    }

    #[test]
    fn a_stratum_counts_by_its_people_not_by_its_answers() {
        // Ten answers at 100 from three quarters of all, a thousand at −100 from the rest.
        let found = of(&[stratum(10, 0, 0, 300.0), stratum(0, 0, 1000, 100.0)]).unwrap();
        assert_eq!(found.nps, 50.0);
        assert_eq!((found.se, found.lower, found.upper), (0.0, 50.0, 50.0));
    }

    #[test]
    fn only_ratios_of_the_population_matter() {
        let counted = of(&[stratum(6, 3, 1, 3e9), stratum(1, 3, 6, 1e9)]).unwrap();
        let shares = of(&[stratum(6, 3, 1, 0.75), stratum(1, 3, 6, 0.25)]).unwrap();
        assert_eq!(counted, shares);
        assert_eq!(counted.nps, 25.0);
    }

    #[test]
    fn people_of_whom_nobody_answered_leave_the_score_undefined() {
        let known = stratum(6, 3, 1, 3.0);
        assert_eq!(of(&[known, stratum(0, 0, 0, 1.0)]), None);
        // A stratum without people is not missed, and one with answers all the same is no part.
        for nobody in [stratum(0, 0, 0, 0.0), stratum(0, 0, 9, 0.0)] {
            assert_eq!(of(&[known, nobody]), of(&[known]));
        }
    }

    #[test]
    fn two_other_means_ignore_the_population() {
        let strata = [stratum(40, 0, 0, 0.1), stratum(0, 0, 10, 0.9)];
        assert_eq!(pooled_nps(&strata), Some(60.0));
        assert_eq!(unweighted_nps(&strata), Some(0.0));
        let silent = [stratum(0, 0, 0, 1.0)];
        assert_eq!((pooled_nps(&silent), unweighted_nps(&silent)), (None, None));
        assert_eq!(unweighted_nps(&[strata[0], silent[0]]), Some(100.0));
    }

    #[test]
    fn without_a_population_there_is_no_score() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[stratum(6, 3, 1, 0.0)]), None);
    }
}
