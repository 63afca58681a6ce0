//! The JSON API: its routes, as a table that the router, the document and the tests share.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;

use super::cases::Snapshot;
use super::parameters::Parameters;
use super::refusal::{Refusal, Trouble};
use super::work::Desk;
use super::{answers, records};
use crate::report::Analysis;

/// `OpenAPI` 3.1 (spec.openapis.org/oas/v3.1.0). Held against the routes and their answers by tests.
pub(super) const DOCUMENT: &str = include_str!("openapi.json");

/// One route.
pub(super) struct Endpoint {
    pub(super) path: &'static str,
    /// Names of the parameters its query may have.
    pub(super) parameters: &'static [&'static str],
    answer: fn(&Asked<'_>) -> Result<Value, Trouble>,
}

/// Every route but that of the document.
pub(super) const ENDPOINTS: [Endpoint; 11] = [
    Endpoint { path: "/api/v1/state", parameters: &[], answer: answers::state },
    Endpoint { path: "/api/v1/summary", parameters: &[], answer: answers::summary },
    Endpoint {
        path: "/api/v1/findings",
        parameters: &["rule", "level", "limit", "offset"],
        answer: answers::findings,
    },
    Endpoint { path: "/api/v1/findings/{id}", parameters: &["context"], answer: answers::finding },
    Endpoint { path: "/api/v1/causes", parameters: &[], answer: answers::causes },
    Endpoint { path: "/api/v1/coverage", parameters: &[], answer: answers::coverage },
    Endpoint { path: "/api/v1/ledger", parameters: &["since", "until"], answer: answers::ledger },
    Endpoint {
        path: "/api/v1/search",
        parameters: &["q", "since", "until", "around", "limit", "sort", "context"],
        answer: records::search,
    },
    Endpoint {
        path: "/api/v1/histogram",
        parameters: &["q", "since", "until", "step"],
        answer: records::histogram,
    },
    Endpoint {
        path: "/api/v1/top",
        parameters: &["q", "since", "until", "field", "limit"],
        answer: records::top,
    },
    Endpoint { path: "/api/v1/fields", parameters: &[], answer: records::fields },
];

/// A question.
pub(super) struct Asked<'a> {
    pub(super) desk: &'a Desk,
    pub(super) snapshot: &'a Snapshot,
    pub(super) parameters: &'a Parameters,
    /// What stands for `{id}` in the path.
    pub(super) id: &'a str,
}

impl Asked<'_> {
    /// The analysis; an empty one before the first.
    pub(super) fn analysis(&self) -> Result<Arc<Analysis>, Trouble> {
        Ok(self.desk.cases.analysis(self.snapshot)?.unwrap_or_default())
    }

    /// From when until when, UTC nanoseconds; `11:30` and `-2h` are relative to the last record.
    pub(super) fn window(&self) -> Result<(Option<i64>, Option<i64>), Trouble> {
        let (since, until) = (self.time("since")?, self.time("until")?);
        if let (Some(from), Some(to)) = (since, until)
            && from >= to
        {
            let message = "since is not before until: no record could match";
            return Err(Refusal::parameter(message).into());
        }
        Ok((since, until))
    }

    pub(super) fn time(&self, name: &str) -> Result<Option<i64>, Trouble> {
        let last = self.snapshot.extent().map_or(0, |(_, last)| last);
        Ok(self.parameters.time(name, last, self.desk.zone)?)
    }
}

pub(super) fn routes() -> Router<Arc<Desk>> {
    let mut router = Router::new().route("/api/v1/openapi.json", get(document));
    for endpoint in &ENDPOINTS {
        let handler = move |State(desk), path, query| answer(desk, endpoint, path, query);
        router = router.route(endpoint.path, get(handler));
    }
    router
}

async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT)
}

async fn answer(
    desk: Arc<Desk>,
    endpoint: &'static Endpoint,
    path: Result<RawPathParams, RawPathParamsRejection>,
    RawQuery(query): RawQuery,
) -> Response {
    let read = path.map_err(|error| Refusal::parameter(error.to_string())).and_then(|path| {
        let id = path.iter().next().map(|(_, value)| value.to_owned()).unwrap_or_default();
        let parameters = Parameters::parse(&query.unwrap_or_default(), endpoint.parameters)?;
        Ok((id, parameters))
    });
    let (id, parameters) = match read {
        Ok(read) => read,
        Err(refusal) => return refusal.into_response(),
    };
    let worked = desk.work(move |desk| {
        let value = desk.cases.answer(|snapshot| {
            let asked = Asked { desk, snapshot, parameters: &parameters, id: &id };
            (endpoint.answer)(&asked)
        })?;
        Ok(serde_json::to_vec(&value).expect("a value is always JSON"))
    });
    match worked.await {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}
