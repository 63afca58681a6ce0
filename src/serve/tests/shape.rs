//! The `OpenAPI` document held against the routes and their answers.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::Asker;
use crate::serve::api::{DOCUMENT, ENDPOINTS};

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

#[test]
fn every_route_and_parameter_is_documented_and_nothing_else() {
    let document = document();
    let documented: BTreeSet<&str> =
        document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut routes: BTreeSet<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
    routes.insert("/api/v1/openapi.json");
    assert_eq!(documented, routes);
    for endpoint in &ENDPOINTS {
        let parameters = document["paths"][endpoint.path]["get"]["parameters"].as_array().unwrap();
        let in_query = parameters.iter().filter(|one| one["in"] == "query");
        let names: BTreeSet<&str> = in_query.map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, endpoint.parameters.iter().copied().collect(), "{}", endpoint.path);
    }
}

/// What is wrong with a value under a schema: the part of JSON Schema 2020-12 that the document uses.
/// A keyword that is not known here is wrong too, so that nothing goes unchecked.
fn faults(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    // The last two are looked at below.
    const IGNORED: [&str; 5] =
        ["description", "default", "format", "properties", "additionalProperties"];
    for (keyword, wanted) in schema.as_object().unwrap() {
        let mut fault = |what: String| found.push(format!("{at}: {what}"));
        match keyword.as_str() {
            "$ref" => {
                let target = root.pointer(wanted.as_str().unwrap().trim_start_matches('#'));
                faults(value, target.unwrap(), root, at, found);
            }
            "type" => {
                let names = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                if !names.iter().any(|name| is_a(value, name.as_str().unwrap())) {
                    fault(format!("{value} is no {wanted}"));
                }
            }
            "enum" => {
                if !wanted.as_array().unwrap().contains(value) {
                    fault(format!("{value} is none of {wanted}"));
                }
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        fault(format!("no {name}"));
                    }
                }
            }
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(item, wanted, root, &format!("{at}/{place}"), found);
                }
            }
            "prefixItems" => {
                for (item, wanted) in
                    value.as_array().unwrap().iter().zip(wanted.as_array().unwrap())
                {
                    faults(item, wanted, root, at, found);
                }
            }
            "minItems" | "maxItems" => {
                if value.as_array().unwrap().len() as u64 != wanted.as_u64().unwrap() {
                    fault(format!("{value} has not {wanted} items"));
                }
            }
            "oneOf" => {
                let fits = |one: &&Value| {
                    let mut found = Vec::new();
                    faults(value, one, root, at, &mut found);
                    found.is_empty()
                };
                if wanted.as_array().unwrap().iter().filter(fits).count() != 1 {
                    fault(format!("{value} is not exactly one of {wanted}"));
                }
            }
            other => assert!(IGNORED.contains(&other), "{at}: unknown keyword {other}"),
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (schema.pointer(&format!("/properties/{name}")), schema.get("additionalProperties")) {
            (None, Some(Value::Bool(false))) => found.push(format!("{at} is not documented")),
            (Some(schema), _) | (None, Some(schema)) => faults(inner, schema, root, &at, found),
            (None, None) => {}
        }
    }
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    }
}

#[track_caller]
fn check(asker: &Asker, target: &str, path: &str) -> Value {
    let (response, body) = asker.get(target, &[]);
    let value: Value = serde_json::from_slice(&body).unwrap();
    let document = document();
    let status = response.status().as_str().to_owned();
    let schema =
        &document["paths"][path]["get"]["responses"][&status]["content"]["application/json"];
    assert!(schema.is_object(), "{target} answers {status}, which is not documented");
    let mut found = Vec::new();
    faults(&value, &schema["schema"], &document, target, &mut found);
    assert!(found.is_empty(), "{found:#?}");
    value
}

/// A case with an analysis that has findings, causes, a ledger and coverage.
fn analysed() -> Asker {
    let folder = tempfile::tempdir().unwrap();
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/bundle.zip");
    let args: Vec<std::ffi::OsString> = vec![
        "mbxtrace".into(),
        "analyze".into(),
        logs.into(),
        "--quiet".into(),
        "--case".into(),
        folder.path().join("case").into(),
    ];
    let mut stderr = Vec::new();
    let status = crate::run(args, &mut std::io::sink(), &mut stderr);
    assert_ne!(status, crate::ExitStatus::Usage, "{}", String::from_utf8_lossy(&stderr));
    Asker::of(folder, "127.0.0.1:7979", &[], None)
}

#[test]
fn every_answer_has_the_documented_shape() {
    let asker = analysed();
    for endpoint in &ENDPOINTS {
        let path = endpoint.path;
        match path {
            "/api/v1/findings/{id}" => {
                let all = asker.json("/api/v1/findings");
                let all = all["findings"].as_array().unwrap();
                assert!(all.len() > 3, "{all:?}");
                for finding in all {
                    let id = finding["id"].as_str().unwrap();
                    let one = check(&asker, &format!("/api/v1/findings/{id}"), path);
                    let shown = one["records"].as_array().unwrap();
                    let evidence = one["evidence"].as_array().unwrap();
                    assert_eq!(shown.len(), evidence.len(), "{id}");
                    let part = |record: &Value| {
                        ["path", "offset", "line", "time", "text"]
                            .map(|key| record[key].to_string())
                    };
                    let shown: BTreeSet<_> = shown.iter().map(part).collect();
                    assert_eq!(shown, evidence.iter().map(part).collect(), "{id}");
                }
                check(&asker, "/api/v1/findings/none", path);
            }
            "/api/v1/top" => {
                let top = check(&asker, "/api/v1/top?field=http_status", path);
                assert!(!top["values"].as_array().unwrap().is_empty());
            }
            "/api/v1/search" => {
                check(&asker, "/api/v1/search?q=http_status:%3E=500&context=2", path);
                check(&asker, "/api/v1/search?q=provider:*", path);
                check(&asker, "/api/v1/search?q=no_field:x", path);
                let last = check(&asker, "/api/v1/search?since=-1h&limit=1", path);
                assert!(last["total"].as_u64().unwrap() > 100, "{last}");
                check(&asker, "/api/v1/search?around=2014-07-08T03:07:02Z", path);
            }
            _ => {
                check(&asker, path, path);
                check(&asker, &format!("{path}?nothing=1"), path);
            }
        }
    }
    let ledger = check(&asker, "/api/v1/ledger", "/api/v1/ledger");
    assert!(ledger["ledgers"][0]["groups"].as_array().unwrap().len() > 1);
    let zoomed = "/api/v1/ledger?since=2014-07-08T03:00:00Z&until=2014-07-08T04:00:00Z";
    let zoomed = check(&asker, zoomed, "/api/v1/ledger");
    assert_eq!(zoomed["axis"]["columns"], 12);
    assert_eq!(zoomed["axis"]["first"], "2014-07-08T03:00:00Z");
}

#[test]
fn a_case_without_an_analysis_has_the_documented_shape_too() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for endpoint in ENDPOINTS.iter().filter(|endpoint| !endpoint.path.ends_with("top")) {
        check(&asker, endpoint.path, endpoint.path);
    }
    assert_eq!(asker.status("/report", &[]), 404);
}
