//! The page and its files, and the static report: named routes only, no path is ever looked up.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::parameters::Parameters;
use super::refusal::{Refusal, Trouble};
use super::work::Desk;
use crate::report::{self, Lang, ReportFormat, Style};

/// Path, type and content of every file of the page.
const FILES: [(&str, &str, &str); 7] = [
    ("/", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("/style.css", "text/css; charset=utf-8", include_str!("page/style.css")),
    ("/app.js", SCRIPT, include_str!("page/app.js")),
    ("/chart.js", SCRIPT, include_str!("page/chart.js")),
    ("/views.js", SCRIPT, include_str!("page/views.js")),
    ("/records.js", SCRIPT, include_str!("page/records.js")),
    ("/icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The static report has its style in itself, and no script.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                             form-action 'none'; frame-ancestors 'none'; sandbox";

/// Pages that a link may lead to.
pub(super) fn is_page(path: &str) -> bool {
    matches!(path, "/" | "/report")
}

pub(super) fn routes() -> Router<Arc<Desk>> {
    let mut router =
        Router::new().route("/report", get(html)).route("/report/{format}", get(download));
    for (path, kind, content) in FILES {
        let file = move || async move { ([(header::CONTENT_TYPE, kind)], content) };
        router = router.route(path, get(file));
    }
    router
}

/// Whatever else is asked for.
pub(super) async fn nothing(request: Request) -> Refusal {
    let message = if request.uri().path().starts_with("/api/") {
        "there is no such route: /api/v1/openapi.json names them all"
    } else {
        "there is no such page"
    };
    Refusal::new(StatusCode::NOT_FOUND, message)
}

/// The report as one static page.
async fn html(State(desk): State<Arc<Desk>>) -> Response {
    match worded(desk, ReportFormat::Html).await {
        Ok(page) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, REPORT_POLICY),
            ];
            (headers, page).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// The report as a file. Its name is made of nothing that was asked for.
async fn download(
    State(desk): State<Arc<Desk>>,
    format: Result<Path<String>, axum::extract::rejection::PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    Parameters::parse(&query.unwrap_or_default(), &[])?;
    let Path(format) = format.map_err(|error| Refusal::parameter(error.to_string()))?;
    let Some(format) = ReportFormat::from_name(&format) else {
        let names = ReportFormat::ALL.map(ReportFormat::name).join(", ");
        let message = format!("there is no such form of the report: {names}");
        return Err(Refusal::new(StatusCode::NOT_FOUND, message));
    };
    let (kind, ending) = match format {
        ReportFormat::Text => ("text/plain; charset=utf-8", "txt"),
        ReportFormat::Json => ("application/json", "json"),
        ReportFormat::Jsonl => ("application/x-ndjson", "jsonl"),
        ReportFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        ReportFormat::Markdown => ("text/markdown; charset=utf-8", "md"),
        ReportFormat::Html => ("text/html; charset=utf-8", "html"),
        ReportFormat::Sarif => ("application/sarif+json", "sarif"),
    };
    let name = format!("attachment; filename=\"mbxtrace-report.{ending}\"");
    let page = worded(desk, format).await?;
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, &name),
        (header::CONTENT_SECURITY_POLICY, REPORT_POLICY),
    ];
    Ok((headers, page).into_response())
}

async fn worded(desk: Arc<Desk>, format: ReportFormat) -> Result<Vec<u8>, Refusal> {
    let worded = desk.work(move |desk| {
        desk.cases.answer(|snapshot| {
            let analysis = desk.cases.analysis(snapshot)?;
            let Some(analysis) = analysis else {
                let message = "the case holds no analysis yet";
                return Err(Trouble::Refused(Refusal::new(StatusCode::NOT_FOUND, message)));
            };
            let style = Style { color: false, width: 120, zone: desk.zone, lang: Lang::En };
            let mut page = Vec::new();
            report::write(&analysis, format, &mut page, &style).expect("a buffer takes everything");
            Ok(page)
        })
    });
    worded.await
}
