//! Whose export a file is, told by its columns.

use super::columns::Columns;

/// The services whose exports are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Delighted,
    Formbricks,
    PostHog,
    Typeform,
    /// A file that the command line explains.
    Plain,
}

impl Shape {
    /// Told by the columns that no other service has.
    pub(super) fn of(columns: &Columns) -> Self {
        let has_all = |names: &[&str]| names.iter().all(|name| columns.has(name));
        let posthog = columns
            .iter()
            .any(|(_, name)| name.contains("$survey_response"));
        if posthog {
            Self::PostHog
        } else if has_all(&["score", "comment"])
            && (columns.has("person_id") || columns.has("permalink") || columns.has("response_id"))
        {
            Self::Delighted
        } else if has_all(&["response_id", "timestamp", "finished"]) {
            Self::Formbricks
        } else if has_all(&["submit_date_utc"]) {
            Self::Typeform
        } else {
            Self::Plain
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Delighted => "an export of Delighted",
            Self::Formbricks => "an export of Formbricks",
            Self::PostHog => "events of PostHog",
            Self::Typeform => "an export of Typeform",
            Self::Plain => "a file with columns of its own",
        }
    }

    /// What calls a row by a name of its own.
    pub(super) fn id(self) -> &'static [&'static str] {
        match self {
            Self::Delighted => &["response_id", "survey_response_id", "id", "permalink"],
            Self::Formbricks => &["response_id"],
            Self::PostHog => &["properties_$survey_submission_id", "uuid", "id"],
            Self::Typeform => &["response_id", "token", "#"],
            Self::Plain => &["id", "response_id", "uuid"],
        }
    }

    /// When it was answered.
    pub(super) fn time(self) -> &'static [&'static str] {
        match self {
            Self::Delighted => &["created_at", "responded_at", "response_date", "date"],
            Self::Formbricks | Self::PostHog => &["timestamp", "created_at"],
            Self::Typeform => &["submit_date_utc"],
            Self::Plain => &["answered_at", "created_at", "timestamp", "time", "date"],
        }
    }

    /// Who answered.
    pub(super) fn respondent(self) -> &'static [&'static str] {
        match self {
            Self::Delighted => &["person_id", "person_email", "email"],
            Self::Formbricks => &["user_id", "person_id"],
            Self::PostHog => &["distinct_id"],
            Self::Typeform => &[],
            Self::Plain => &["respondent"],
        }
    }

    /// The rating, where it always has the same name.
    pub(super) fn rating(self) -> &'static [&'static str] {
        match self {
            Self::Delighted => &["score"],
            Self::PostHog => &["properties_$survey_response", "$survey_response"],
            Self::Formbricks | Self::Typeform | Self::Plain => &[],
        }
    }

    /// The comment, where it always has the same name.
    pub(super) fn comment(self) -> &'static [&'static str] {
        match self {
            Self::Delighted => &["comment"],
            Self::PostHog => &["properties_$survey_response_1", "$survey_response_1"],
            Self::Formbricks | Self::Typeform | Self::Plain => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use csv::StringRecord;

    #[test]
    fn exports_are_told_apart_by_their_headers() {
        for (header, shape) in [
            (
                &["Response ID", "Person ID", "Score", "Comment", "Created At"][..],
                Shape::Delighted,
            ),
            (
                &[
                    "No.",
                    "Response ID",
                    "Timestamp",
                    "Finished",
                    "Survey ID",
                    "1. How likely?",
                ],
                Shape::Formbricks,
            ),
            (
                &[
                    "uuid",
                    "event",
                    "distinct_id",
                    "timestamp",
                    "properties.$survey_response",
                ],
                Shape::PostHog,
            ),
            (
                &[
                    "#",
                    "How likely?",
                    "Start Date (UTC)",
                    "Submit Date (UTC)",
                    "Network ID",
                ],
                Shape::Typeform,
            ),
            (&["date", "nps"], Shape::Plain),
        ] {
            let columns = Columns::new(&StringRecord::from(header.to_vec()));
            assert_eq!(Shape::of(&columns), shape, "{header:?}");
        }
    }
}
