//! Why there is no answer, as a program and a person can read it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::work::BUDGET;
use crate::case::CaseError;
use crate::search::{QueryError, SearchError};

/// A request that is not answered.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// What is wrong with the query, and where.
    query: Option<QueryError>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), query: None }
    }

    /// A parameter that cannot be what was meant.
    pub(super) fn parameter(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// More is asked for than is answered, now or later: to ask again is no use.
    pub(super) fn too_much(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    /// It was not done in time.
    pub(super) fn late() -> Self {
        Self::too_much(format!(
            "no answer within {} s: ask for a shorter time (since, until) or for less",
            BUDGET.as_secs()
        ))
    }

    /// More is asked for than can be answered now.
    pub(super) fn busy(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let mut refusal = Self::parameter(error.message.clone());
        refusal.query = Some(error);
        refusal
    }
}

impl From<CaseError> for Refusal {
    fn from(error: CaseError) -> Self {
        // It may be back with the next analysis; the page asks again.
        Self::busy(error.to_string())
    }
}

/// `{"error": {"status": 400, "message": …}}`; for a query also `query`, `at` and `length` (bytes of
/// what is wrong in it) and `remedy`.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = json!({ "status": self.status.as_u16(), "message": self.message });
        if let (Some(query), Some(error)) = (&self.query, error.as_object_mut()) {
            error.insert("query".to_owned(), json!(query.query));
            error.insert("at".to_owned(), json!(query.at));
            error.insert("length".to_owned(), json!(query.length));
            error.insert("remedy".to_owned(), json!(query.remedy));
        }
        let body = json!({ "error": error }).to_string();
        let mut response =
            (self.status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
        let headers = response.headers_mut();
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            StatusCode::METHOD_NOT_ALLOWED => {
                headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}

/// What went wrong while answering: for whoever asked, or with the case, which may have moved on.
#[derive(Debug)]
pub(super) enum Trouble {
    Refused(Refusal),
    Case(CaseError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<CaseError> for Trouble {
    fn from(error: CaseError) -> Self {
        match error {
            // The question's own doing: to try it again with the next commit would only cost as much.
            CaseError::Stopped => Self::Refused(Refusal::late()),
            CaseError::TooWide(why) => Self::Refused(Refusal::too_much(why)),
            other => Self::Case(other),
        }
    }
}

impl From<SearchError> for Trouble {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Query(error) => Self::Refused(error.into()),
            SearchError::Case(error) => error.into(),
        }
    }
}
