//! What is answered when something is wrong: what, where, and what would be right.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use survey::problem::Problem;
use utoipa::openapi::{self, ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::quota::TooOften;
use crate::sites::Sites;
use crate::store::{NotStored, StoreError};
use crate::token::Scope;
use document::Unreadable;

/// Seconds after which a sender may try again, where nothing else is known.
const RETRY_AFTER: u64 = 2;

/// What was wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Fault {
    /// Where: a path in the body, or the part of the request.
    at: String,
    /// Which stays as it is, whatever the message says.
    code: &'static str,
    message: String,
    /// What would be right.
    expected: String,
}

/// The body of an error.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    error: Fault,
}

/// The code of an error, beside the answer that says it.
#[derive(Clone, Copy)]
pub(super) struct Code(pub(super) &'static str);

/// An error with its status.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    fault: Fault,
    /// Seconds after which the same request may succeed.
    retry_after: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        at: impl Into<String>,
        code: &'static str,
        message: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            status,
            fault: Fault {
                at: at.into(),
                code,
                message: message.into(),
                expected: expected.into(),
            },
            retry_after: (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER),
        }
    }

    pub(crate) fn is_unauthorized(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    pub(super) fn code(&self) -> &'static str {
        self.fault.code
    }

    /// The fault alone, for an item of an array.
    pub(crate) fn into_fault(self) -> Fault {
        self.fault
    }

    pub(crate) fn unknown_site(status: StatusCode, at: &str, site: &str, sites: &Sites) -> Self {
        Self::new(
            status,
            at,
            "unknown_site",
            format!("no site is called `{site}` here"),
            sites.names(),
        )
    }

    pub(crate) fn not_found(path: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "path",
            "not_found",
            format!("there is nothing at `{path}`"),
            "an address of this collector, such as `/v1/responses`",
        )
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "header authorization",
            "unauthorized",
            "reading this wants a token of the collector",
            "`Authorization: Bearer TOKEN`, with the token shown at the first start, or one that \
             `afterword token new` made",
        )
    }

    pub(crate) fn forbidden(has: Scope, needed: Scope) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "header authorization",
            "wrong_scope",
            format!("this token is for {}", has.name()),
            format!("one for {}", needed.name()),
        )
    }

    pub(crate) fn too_often(TooOften(seconds): TooOften) -> Self {
        let error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "client",
            "too_often",
            "more comes from this address than is taken",
            "the same request again, after the seconds in `Retry-After`",
        );
        Self {
            retry_after: Some(seconds),
            ..error
        }
    }

    pub(crate) fn busy(code: &'static str, message: &'static str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "collector",
            code,
            message,
            "the same request again, after the seconds in `Retry-After`",
        )
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = Code(self.fault.code);
        let mut response = (self.status, Json(ErrorBody { error: self.fault })).into_response();
        response.extensions_mut().insert(code);
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Every handler may be told of these.
impl IntoResponses for ApiError {
    fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
        let of = |description| {
            let body = Ref::from_schema_name(ErrorBody::name());
            let content = ContentBuilder::new().schema(Some(body)).build();
            let response = ResponseBuilder::new().description(description);
            response.content("application/json", content).build().into()
        };
        [
            (
                "4XX",
                "Refused: what was wrong, where, and what would be right",
            ),
            (
                "5XX",
                "Not now: the same again after the seconds in `Retry-After`",
            ),
        ]
        .map(|(status, description)| (status.to_owned(), of(description)))
        .into()
    }
}

impl From<Unreadable> for ApiError {
    fn from(fault: Unreadable) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            fault.at(),
            fault.code(),
            fault.message(),
            fault.expected(),
        )
    }
}

impl From<&Problem> for ApiError {
    fn from(problem: &Problem) -> Self {
        // The path of the document itself is empty, which would tell nobody where to look.
        let at = if problem.at.is_empty() {
            "body"
        } else {
            &problem.at
        };
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            at,
            problem.code.as_str(),
            problem.message(),
            problem.expected(),
        )
    }
}

impl From<NotStored> for ApiError {
    fn from(reason: NotStored) -> Self {
        match reason {
            NotStored::Full => Self::busy("full", "too many responses wait to be stored"),
            NotStored::Stopping => Self::busy("stopping", "the collector is going down"),
            NotStored::Failed => Self::busy("store_failed", "the store refused to write"),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooManyGroups => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "query by",
                "too_many_groups",
                format!("this makes {error}"),
                "something with fewer distinct values, or a shorter time",
            ),
            StoreError::Busy => Self::busy("store_busy", "all connections to the store are in use"),
            StoreError::Sqlite(_)
            | StoreError::Postgres(_)
            | StoreError::Again
            | StoreError::Unusable(_) => {
                tracing::error!(%error, "reading the store");
                Self::busy("store_failed", "the store cannot be read")
            }
        }
    }
}
