//! The router without a socket: what it answers, to whom, and in which shape.

mod attack;
mod shape;

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use proptest::prelude::*;
use serde_json::Value;
use tower_service::Service as _;

use super::api::ENDPOINTS;
use super::{Access, Serving, router};
use crate::case::sample::{case, line, notification};
use crate::clock::Zone;

const TOKEN: &str = "a-token-of-good-length";

/// Asks routers without a socket.
struct Asker {
    runtime: tokio::runtime::Runtime,
    router: Router,
    folder: tempfile::TempDir,
}

impl Asker {
    /// A case of two small request logs.
    fn new(listen: &str, token: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = |client: &str, id: &str| -> String {
            let line = |minute: u32| line(minute * 300, client, &notification(id), "200");
            (0..8).map(line).collect()
        };
        let (one, other) = (log("192.0.2.10", "one"), log("192.0.2.11", "two"));
        case(&folder.path().join("case"), &[("a.log", "cuc1", &one), ("b<i>.log", "cuc2", &other)]);
        let allowed = ["Logs.contoso.example".to_owned()];
        Self::of(folder, listen, &allowed, token)
    }

    fn of(
        folder: tempfile::TempDir,
        listen: &str,
        allowed: &[String],
        token: Option<&str>,
    ) -> Self {
        let access = Access::new(listen.parse().unwrap(), allowed, token, [7; 32]).unwrap();
        let case = folder.path().join("case");
        let router = router(Serving { case, zone: Zone::UTC, access });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        Self { runtime, router, folder }
    }

    fn request(&self, request: Request) -> (Response<()>, Vec<u8>) {
        self.runtime.block_on(async {
            let response = self.router.clone().call(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            (Response::from_parts(parts, ()), body.to_vec())
        })
    }

    fn get(&self, target: &str, headers: &[(&str, &str)]) -> (Response<()>, Vec<u8>) {
        let mut request = Request::builder().uri(target);
        if headers.iter().all(|(name, _)| *name != "host") {
            request = request.header("host", "localhost:7979");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.request(request.body(Body::empty()).unwrap())
    }

    fn status(&self, target: &str, headers: &[(&str, &str)]) -> u16 {
        self.get(target, headers).0.status().as_u16()
    }

    #[track_caller]
    fn json(&self, target: &str) -> Value {
        let (response, body) = self.get(target, &[]);
        assert_eq!(response.status(), 200, "{target}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    #[track_caller]
    fn refusal(&self, target: &str, status: u16) -> String {
        let (response, body) = self.get(target, &[]);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(response.status(), status, "{target}: {body}");
        body["error"]["message"].as_str().unwrap().to_owned()
    }
}

#[test]
fn only_names_of_this_host_are_answered() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let status = |host: &str| asker.status("/api/v1/state", &[("host", host)]);
    for host in
        ["localhost", "127.0.0.1:7979", "[::1]:7979", "LOCALHOST:1", "logs.contoso.example:7979"]
    {
        assert_eq!(status(host), 200, "{host}");
    }
    for host in [
        "evil.example:7979",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.0.2.1:7979",
        "0.0.0.0:7979",
        "",
        "a b",
        "contoso.example",
    ] {
        assert_eq!(status(host), 421, "{host}");
    }
    let twice = [("host", "localhost"), ("host", "evil.example")];
    assert_eq!(asker.status("/", &twice), 421);
    // Whoever listens for others is asked by address; a name still has to be allowed.
    let open = Asker::new("0.0.0.0:7979", None);
    assert_eq!(open.status("/", &[("host", "192.0.2.1:7979")]), 200);
    assert_eq!(open.status("/", &[("host", "evil.example")]), 421);
}

#[test]
fn pages_of_other_sites_are_not_answered() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let ours = |target: &str, headers: &[(&str, &str)]| asker.status(target, headers) == 200;
    let api = "/api/v1/search?q=one";
    assert!(ours(api, &[("sec-fetch-site", "same-origin")]));
    assert!(ours(api, &[("sec-fetch-site", "none")]));
    assert!(ours(api, &[("origin", "http://localhost:7979")]));
    for site in ["cross-site", "same-site", "unheard-of"] {
        assert_eq!(asker.status(api, &[("sec-fetch-site", site)]), 403, "{site}");
    }
    for origin in ["http://evil.example", "null", "http://localhost:1", "file://localhost:7979"] {
        assert_eq!(asker.status(api, &[("origin", origin)]), 403, "{origin}");
    }
    let link = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert!(ours("/?view=records", &link));
    assert_eq!(asker.status(api, &link), 403);
    let frame = [link[0], link[1], ("sec-fetch-dest", "iframe")];
    assert_eq!(asker.status("/", &frame), 403);
    let (response, _) = asker.get(api, &[("sec-fetch-site", "same-origin")]);
    assert!(!response.headers().contains_key("access-control-allow-origin"));
}

#[test]
fn every_answer_is_sealed() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for target in ["/", "/app.js", "/report", "/nothing", "/api/v1/state", "/api/v1/search?q=("] {
        let (response, _) = asker.get(target, &[]);
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{target}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{target}: {policy}");
        assert!(!policy.contains("script-src 'unsafe") && !policy.contains('*'), "{target}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{target}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{target}");
        assert_eq!(header("connection"), "close", "{target}");
    }
}

#[test]
fn the_page_has_nothing_inline_and_nothing_of_elsewhere() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for target in ["/", "/app.js", "/chart.js", "/views.js", "/records.js", "/style.css"] {
        let (response, body) = asker.get(target, &[]);
        assert_eq!(response.status(), 200, "{target}");
        let text = String::from_utf8(body).unwrap().replace("http://www.w3.org/2000/svg", "");
        for banned in
            ["://", "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "style="]
        {
            assert!(!text.contains(banned), "{target} has {banned}");
        }
        assert!(!text.contains("<script>") && !text.contains("onclick="), "{target}");
    }
}

#[test]
fn without_the_token_there_is_nothing() {
    let asker = Asker::new("0.0.0.0:7979", Some(TOKEN));
    let bearer = format!("Bearer {TOKEN}");
    for target in ["/", "/app.js", "/report", "/api/v1/state", "/api/v1/openapi.json", "/nothing"] {
        assert_eq!(asker.status(target, &[]), 401, "{target}");
        for wrong in ["Bearer a-token-of-good-lengti", "Bearer ", "Bearer", "Basic x", TOKEN] {
            assert_eq!(asker.status(target, &[("authorization", wrong)]), 401, "{target} {wrong}");
        }
    }
    assert_eq!(asker.status("/api/v1/state", &[("authorization", &bearer)]), 200);
    // In the address it is good for pages only, once.
    assert_eq!(asker.status(&format!("/api/v1/state?token={TOKEN}"), &[]), 401);
    assert_eq!(asker.status("/?token=another-of-good-length", &[]), 401);
    let (response, body) = asker.get(&format!("/?q=%22%3E&token={TOKEN}&view=records"), &[]);
    assert_eq!(response.status(), 200);
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("url=/?q=%22%3E&amp;view=records\"") && !body.contains(TOKEN), "{body}");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains(TOKEN));
    let session = cookie.split(';').next().unwrap();
    assert_eq!(asker.status("/api/v1/state", &[("cookie", session)]), 200);
    assert_eq!(asker.status("/", &[("cookie", &format!("a=b; {session}; c=d"))]), 200);
    let other = session.replace("mbxtrace-7979", "mbxtrace-7980");
    assert_eq!(asker.status("/", &[("cookie", &other)]), 401);
    let cut = session.get(..session.len() - 1).unwrap();
    assert_eq!(asker.status("/", &[("cookie", cut)]), 401);
}

#[test]
fn requests_that_are_none_of_ours_are_refused() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
        let request = Request::builder().method(method).uri("/api/v1/state");
        let request = request.header("host", "localhost").body(Body::empty()).unwrap();
        let (response, _) = asker.request(request);
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(response.headers()[header::ALLOW], "GET, HEAD");
    }
    let long = format!("/api/v1/search?q={}", "a".repeat(9000));
    assert_eq!(asker.status(&long, &[]), 414);
    let wide = "a".repeat(17_000);
    assert_eq!(asker.status("/", &[("x-wide", &wide)]), 431);
    assert_eq!(asker.status("/", &[("content-length", "5")]), 413);
    assert_eq!(asker.status("/", &[("transfer-encoding", "chunked")]), 413);
}

#[test]
fn no_path_leads_out() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for target in [
        "/../Cargo.toml",
        "/page/app.js",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/report/../../etc/passwd",
        "/report/..%2f..%2fetc%2fpasswd",
        "/report/html%0d%0aX-Injected:%201",
        "/report/C:%5CWindows",
        "/api/v1/findings/..%2f..%2fversion",
        "//etc/passwd",
        "/app.js/",
    ] {
        let (response, body) = asker.get(target, &[]);
        assert_eq!(response.status(), 404, "{target}: {}", String::from_utf8_lossy(&body));
        assert!(!response.headers().contains_key("x-injected"), "{target}");
    }
}

#[test]
fn parameters_are_read_strictly() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for (target, part) in [
        ("/api/v1/search?q=%zz", "two hex digits"),
        ("/api/v1/search?q=%", "two hex digits"),
        ("/api/v1/search?q=%ff", "not UTF-8"),
        ("/api/v1/search?query=one", "no parameter `query` here: q, since"),
        ("/api/v1/state?q=one", "no parameter `q` here, and no other"),
        ("/api/v1/search?q=a&q=b", "twice"),
        ("/api/v1/search?limit=1001", "0 to 1000"),
        ("/api/v1/search?limit=-1", "0 to 1000"),
        ("/api/v1/search?context=21", "0 to 20"),
        ("/api/v1/search?sort=score", "newest, oldest"),
        ("/api/v1/search?since=yesterday", "RFC 3339"),
        ("/api/v1/search?since=2014-06-30&until=2014-06-29", "since is not before until"),
        ("/api/v1/histogram?step=1s&since=2014-06-29&until=2014-06-30", "a step of 44s"),
        ("/api/v1/histogram?step=soon", "no span"),
        ("/api/v1/top?q=one", "field is missing"),
        ("/api/v1/findings?level=awful", "one of"),
        ("/api/v1/findings/%ff", "UTF-8"),
    ] {
        let message = asker.refusal(target, 400);
        assert!(message.contains(part), "{target}: {message}");
    }
    let (_, body) = asker.get("/api/v1/search?q=one%20AND%20mailbx:x", &[]);
    let body: Value = serde_json::from_slice(&body).unwrap();
    let error = &body["error"];
    assert_eq!((&error["at"], &error["length"]), (&Value::from(8), &Value::from(6)), "{error}");
    assert!(error["remedy"].as_str().unwrap().contains("did you mean mailbox"), "{error}");
}

#[test]
fn records_come_in_the_order_asked_for() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let times = |target: &str| -> Vec<String> {
        let answer = asker.json(target);
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["time"].as_str().unwrap().get(14..19).unwrap().to_owned()).collect()
    };
    assert_eq!(times("/api/v1/search?q=one&limit=2"), ["35:00", "30:00"]);
    assert_eq!(times("/api/v1/search?q=one&limit=2&sort=oldest"), ["00:00", "05:00"]);
    let since = "/api/v1/search?q=one&since=2014-06-29%2011:25&sort=oldest";
    assert_eq!(times(since), ["25:00", "30:00", "35:00"]);
    // Nearest on either side, both sources.
    let around = "/api/v1/search?around=2014-06-29T11:12:00Z&sort=oldest&limit=4";
    assert_eq!(times(around), ["10:00", "10:00", "15:00", "15:00"]);
    let around = "/api/v1/search?q=two&around=2014-06-29T11:15:00Z&limit=2";
    assert_eq!(times(around), ["15:00", "10:00"]);
    let bars = asker
        .json("/api/v1/histogram?q=one&step=10m&since=2014-06-29+11:00&until=2014-06-29+12:00");
    let counts: Vec<_> = bars["bars"].as_array().unwrap().iter().map(|bar| &bar["count"]).collect();
    assert_eq!(counts, [2, 2, 2, 2]);
    let top = asker.json("/api/v1/top?field=node");
    assert_eq!(
        top["values"],
        serde_json::json!([{"value": "cuc1", "count": 8}, {"value": "cuc2", "count": 8}])
    );
}

#[test]
fn a_case_that_is_written_meanwhile_is_seen_and_never_fails() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let folder = asker.folder.path().join("case");
    let total = |asker: &Asker| asker.json("/api/v1/search?q=*")["total"].as_u64().unwrap();
    assert_eq!(total(&asker), 16);
    let mut last = asker.json("/api/v1/state")["commit"].as_u64().unwrap();
    for round in 0..5_u64 {
        add(&folder, &format!("c{round}.log"));
        assert_eq!(total(&asker), 17 + round);
        let commit = asker.json("/api/v1/state")["commit"].as_u64().unwrap();
        assert!(commit > last, "{commit} {last}");
        last = commit;
    }
    // The case is gone: what was open is still answered, and nothing panics.
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(total(&asker), 21);
}

fn add(folder: &Path, name: &str) {
    use crate::case::{CaseWriter, sample};
    let mut writer = CaseWriter::open(folder, sample::SMALL).unwrap();
    let log = line(7, "192.0.2.12", &notification("three"), "200");
    sample::add(&mut writer, name, "cuc3", log.as_bytes()).unwrap();
    writer.finish().unwrap();
}

fn target() -> impl Strategy<Value = String> {
    let paths: Vec<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
    let path = prop_oneof![
        proptest::sample::select(paths).prop_map(str::to_owned),
        "/[a-z0-9./%{}~-]{0,30}",
        "(/report|/api/v1/findings)/[!-~&&[^#?]]{0,20}",
    ];
    let names: Vec<&str> =
        ENDPOINTS.iter().flat_map(|endpoint| endpoint.parameters).copied().collect();
    let value = prop_oneof![
        "[!-~&&[^#&]]{0,30}",
        "(%[0-9a-f]{2}){0,20}",
        "[0-9]{1,20}",
        "-?[0-9]{1,12}[smhdw]",
        "20[0-9]{2}-[01][0-9]-[0-3][0-9]",
        "(one|node:|\\(|\\)|%22|/|\\*|AND|NOT|\\+|:|http_status:%3E){0,12}",
    ];
    let pair = (proptest::sample::select(names), value)
        .prop_map(|(name, value)| format!("{name}={value}"));
    (path, proptest::collection::vec(pair, 0..4)).prop_map(|(path, pairs)| {
        if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
    })
}

#[test]
fn whatever_is_asked_is_answered_or_refused() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|said| said.parse().ok());
    proptest!(ProptestConfig::with_cases(cases.unwrap_or(400)), |(target in target())| {
        let request = Request::builder().uri(&target).header("host", "localhost");
        let Ok(request) = request.body(Body::empty()) else { return Ok(()) };
        let (response, body) = asker.request(request);
        let status = response.status().as_u16();
        prop_assert!(matches!(status, 200..=299 | 400..=499 | 503), "{target}: {status}");
        if status >= 400 {
            let body: Value = serde_json::from_slice(&body).unwrap();
            prop_assert!(!body["error"]["message"].as_str().unwrap().is_empty(), "{target}");
        }
    });
}
