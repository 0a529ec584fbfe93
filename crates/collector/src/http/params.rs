//! The part of an address behind the question mark, read strictly.

use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use survey::time::Timestamp;

use super::error::ApiError;
use crate::store::Dimension;

/// Names in one `by`.
const MAX_DIMENSIONS: usize = 3;

/// The parameters of a request.
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the parameters of an address.
    ///
    /// # Errors
    ///
    /// 400 for what is no query, 422 for a name that is not known or given twice.
    pub(super) fn read(uri: &Uri, known: &[&str]) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|error| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "query",
                "not_a_query",
                error.to_string(),
                "names and values, such as `site=default&limit=10`",
            )
        })?;
        for (index, (name, _)) in pairs.iter().enumerate() {
            let at = format!("query {name}");
            if !known.contains(&name.as_str()) {
                let expected = format!("only {}", known.join(", "));
                return Err(invalid(
                    at,
                    "unknown_parameter",
                    "this is not known here",
                    expected,
                ));
            }
            if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(invalid(
                    at,
                    "duplicate_parameter",
                    "this is there twice",
                    "it once",
                ));
            }
        }
        Ok(Self(pairs))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The site's name; `default` where none is given.
    pub(super) fn site(&self) -> &str {
        self.get("site").unwrap_or("default")
    }

    /// A flag; false where it is not given.
    ///
    /// # Errors
    ///
    /// 422 for anything but `true` and `false`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(invalid(
                format!("query {name}"),
                "wrong_type",
                "this is not a flag",
                "`true` or `false`",
            )),
        }
    }

    /// A moment: a time in UTC, or a date for the moment at which it begins there.
    ///
    /// # Errors
    ///
    /// 422 for anything else.
    pub(super) fn moment(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        Timestamp::parse(text)
            .or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")))
            .map(Some)
            .ok_or_else(|| {
                invalid(
                    format!("query {name}"),
                    "bad_time",
                    "this is not a time in UTC",
                    "a date such as `2026-01-31` or a time such as `2026-01-31T12:00:00Z`",
                )
            })
    }

    /// What to group by: up to three names, separated by commas.
    ///
    /// # Errors
    ///
    /// 422 for a name that cannot be one, a name given twice, or too many.
    pub(super) fn dimensions(&self) -> Result<Vec<Dimension>, ApiError> {
        let Some(text) = self.get("by") else {
            return Ok(Vec::new());
        };
        let names: Vec<&str> = text.split(',').collect();
        let distinct = |(index, name)| !names[..index].contains(name);
        if names.len() <= MAX_DIMENSIONS
            && names.iter().all(|name| is_key(name))
            && names.iter().enumerate().all(distinct)
        {
            return Ok(names.into_iter().map(Dimension::named).collect());
        }
        Err(invalid(
            "query by",
            "bad_dimension",
            "responses cannot be grouped by this",
            "up to three distinct names, separated by commas: touchpoint, stage, language, or a \
             key of the context such as segment, agent or department",
        ))
    }

    /// A whole number from 1 to `max`.
    ///
    /// # Errors
    ///
    /// 422 for anything else.
    pub(super) fn count(&self, name: &str, usual: u32, max: u32) -> Result<u32, ApiError> {
        let Some(text) = self.get(name) else {
            return Ok(usual);
        };
        text.parse()
            .ok()
            .filter(|count| (1..=max).contains(count))
            .ok_or_else(|| {
                invalid(
                    format!("query {name}"),
                    "out_of_range",
                    "this is not such a number",
                    format!("a whole number from 1 to {max}"),
                )
            })
    }
}

fn invalid(
    at: impl Into<String>,
    code: &'static str,
    message: &str,
    expected: impl Into<String>,
) -> ApiError {
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        at,
        code,
        message,
        expected,
    )
}

/// Whether it can be a key of the context; it becomes part of a path in JSON.
fn is_key(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Result<Params, ApiError> {
        let uri = format!("/?{query}").parse().unwrap();
        Params::read(&uri, &["site", "by", "from", "limit", "public"])
    }

    #[test]
    fn what_is_not_given_has_its_usual_value() {
        let params = params("").unwrap();
        assert_eq!(params.site(), "default");
        assert_eq!(params.count("limit", 100, 1000).unwrap(), 100);
        assert!(!params.flag("public").unwrap());
        assert_eq!(params.moment("from").unwrap(), None);
        assert_eq!(params.dimensions().unwrap(), []);
    }

    #[test]
    fn dates_begin_at_midnight() {
        let moment = |text| params(&format!("from={text}")).unwrap().moment("from");
        let midnight = Timestamp::parse("2026-01-31T00:00:00Z");
        assert_eq!(moment("2026-01-31").unwrap(), midnight);
        assert_eq!(moment("2026-01-31T00:00:00Z").unwrap(), midnight);
        assert!(moment("yesterday").is_err());
        assert!(moment("").is_err());
    }

    #[test]
    fn fields_and_context_keys_are_told_apart() {
        let by = |text| params(&format!("by={text}")).unwrap().dimensions();
        assert_eq!(
            by("stage,agent").unwrap(),
            [Dimension::Stage, Dimension::Context("agent".into())]
        );
        for wrong in ["", "a,", "a,a", "a,b,c,d", "a%22b", "%24"] {
            assert!(by(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn unknown_and_repeated_names_are_refused() {
        assert!(params("sites=default").is_err());
        assert!(params("site=default&site=demo").is_err());
    }

    #[test]
    fn counts_stay_in_their_range() {
        let limit = |text| {
            params(&format!("limit={text}"))
                .unwrap()
                .count("limit", 1, 10)
        };
        assert_eq!(limit("10").unwrap(), 10);
        for wrong in ["0", "11", "-1", "1.5", "", "99999999999"] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }
}
