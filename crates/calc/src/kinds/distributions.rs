//! Quantiles and tails of the distributions that intervals and tests are read from.

use super::Kind;
use crate::fault::Fault;
use crate::field::{Field, Type};
use crate::input::Input;
use crate::value::Record;
use score::distribution::{Beta, ChiSquared, Normal, StudentT};

pub(super) const KINDS: &[Kind] = &[QUANTILE, CDF];

const DIST: Field = Field::needed(
    "dist",
    Type::Name(&["normal", "t", "chi2", "beta"]),
    "the distribution",
);
const PARAMS: Field = Field::optional(
    "params",
    Type::NUMBERS,
    "none for normal, degrees of freedom for t and chi2, a and b for beta",
);

const QUANTILE: Kind = Kind {
    name: "quantile",
    about: "value under which a probability lies",
    input: &[
        DIST,
        Field::needed("p", Type::PROPORTION, "probability of the lower tail"),
        PARAMS,
    ],
    result: &[Field::needed(
        "x",
        Type::NUMBER_OR_NULL,
        "the value; null where it is infinite",
    )],
    run: quantile,
};

fn quantile(input: &Input<'_>) -> Result<Record, Fault> {
    let p = input.need("p")?;
    let x = match Distribution::read(input)? {
        Distribution::Normal => Normal.quantile(p),
        Distribution::T(t) => t.quantile(p),
        Distribution::ChiSquared(chi_squared) => chi_squared.quantile(p),
        Distribution::Beta(beta) => beta.quantile(p),
    };
    Ok(Record::new().with("x", x))
}

const CDF: Kind = Kind {
    name: "cdf",
    about: "probability under a value and over it",
    input: &[DIST, Field::needed("x", Type::NUMBER, "the value"), PARAMS],
    result: &[
        Field::needed("cdf", Type::PROPORTION, "lower tail"),
        Field::needed(
            "sf",
            Type::PROPORTION,
            "upper tail, exact where it is small",
        ),
    ],
    run: cdf,
};

fn cdf(input: &Input<'_>) -> Result<Record, Fault> {
    let x = input.need("x")?;
    let (lower, upper) = match Distribution::read(input)? {
        Distribution::Normal => (Normal.cdf(x), Normal.sf(x)),
        Distribution::T(t) => (t.cdf(x), t.sf(x)),
        Distribution::ChiSquared(chi_squared) => (chi_squared.cdf(x), chi_squared.sf(x)),
        Distribution::Beta(beta) => (beta.cdf(x), beta.sf(x)),
    };
    Ok(Record::new().with("cdf", lower).with("sf", upper))
}

enum Distribution {
    Normal,
    T(StudentT),
    ChiSquared(ChiSquared),
    Beta(Beta),
}

impl Distribution {
    fn read(input: &Input<'_>) -> Result<Self, Fault> {
        let name: &str = input.need("dist")?;
        let params: Vec<f64> = input.get("params").unwrap_or_default();
        let (distribution, expected) = match (name, &params[..]) {
            ("normal", []) => (Some(Self::Normal), ""),
            ("normal", _) => (None, "no parameters"),
            ("t", &[df]) => (StudentT::new(df).map(Self::T), "a number above 0"),
            ("chi2", &[df]) => (
                ChiSquared::new(df).map(Self::ChiSquared),
                "a number above 0",
            ),
            ("beta", &[a, b]) => (Beta::new(a, b).map(Self::Beta), "numbers above 0"),
            ("beta", _) => (None, "2 parameters, a and b"),
            _ => (None, "1 parameter, the degrees of freedom"),
        };
        distribution.ok_or_else(|| {
            let message = format!("the distribution {name} does not have these parameters");
            input.fault("params", message, expected)
        })
    }
}
