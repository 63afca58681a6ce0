//! Who may ask, and what a request may look like. Everything passes here, pages that do not exist
//! included.
//!
//! * Host: a page of another site can let a name of its own resolve to this host (DNS rebinding) and
//!   then ask as if it were our page. Only addresses, `localhost` and names that were allowed are
//!   answered.
//! * `Origin` and `Sec-Fetch-Site` (Fetch Metadata, W3C): requests that another site's page makes are
//!   not answered, except that a link may lead to the page or the report.
//! * Methods: GET and HEAD. No route changes anything, and none says so.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::page;
use super::refusal::Refusal;
use super::token::Token;
use crate::listener::{self, Host};
use crate::report::inert;

/// Longest path and query, bytes. A query a person types has hundreds.
const LONGEST_TARGET: usize = 8 * 1024;

/// Most bytes of all headers.
const LONGEST_HEADERS: usize = 16 * 1024;

/// What our page may load: its own files, nothing inline, nothing of elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'";

/// Who may ask.
#[derive(Debug)]
pub struct Access {
    /// Whether only this host can reach the server.
    is_loopback: bool,
    allowed: Vec<Host>,
    token: Option<Token>,
}

impl Access {
    /// Whoever shows the token, if there is one, under names that are this host's or `allowed`.
    /// `secret` is random. Errors: a name that is none; the message begins with it.
    pub fn new(
        listen: SocketAddr,
        allowed: &[String],
        token: Option<&str>,
        secret: [u8; 32],
    ) -> Result<Self, String> {
        let read = |name: &String| {
            Host::parse(name).ok_or_else(|| format!("{name}: this is no name of a host"))
        };
        let allowed = allowed.iter().map(read).collect::<Result<_, _>>()?;
        let token = token.map(|token| Token::new(token, listen.port(), secret));
        Ok(Self { is_loopback: listen.ip().is_loopback(), allowed, token })
    }

    fn answers_to(&self, host: &Host) -> bool {
        let is_reachable = |address: &IpAddr| !self.is_loopback && !address.is_unspecified();
        host.is_loopback()
            || self.allowed.contains(host)
            || matches!(host, Host::Address(address) if is_reachable(address))
    }
}

/// Lets a request through, or says why not.
pub(super) async fn guard(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    let checked =
        shape(&request).and_then(|()| host(&access, &request)).and_then(|()| site(&request));
    if let Err(refusal) = checked {
        return refusal.into_response();
    }
    let Some(token) = &access.token else { return next.run(request).await };
    if let Some(shown) = shown_token(&request) {
        return if token.is(&shown) { welcome(token, &request) } else { unknown() };
    }
    if token.is_shown(request.headers()) { next.run(request).await } else { unknown() }
}

fn shape(request: &Request) -> Result<(), Refusal> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let message = "a case is only read here: GET and HEAD";
        return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message));
    }
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > LONGEST_TARGET {
        let message = format!("path and query have {target} bytes: at most {LONGEST_TARGET}");
        return Err(Refusal::new(StatusCode::URI_TOO_LONG, message));
    }
    let headers = request.headers();
    let length: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if length > LONGEST_HEADERS {
        let message = format!("the headers have {length} bytes: at most {LONGEST_HEADERS}");
        return Err(Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message));
    }
    let is_empty = headers.get(header::CONTENT_LENGTH).is_none_or(|length| length == "0");
    if !is_empty || headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "no request here has a body"));
    }
    Ok(())
}

fn host(access: &Access, request: &Request) -> Result<(), Refusal> {
    let is_answered = |host: Option<Host>| host.is_some_and(|host| access.answers_to(&host));
    // A target in absolute form names a host too, and it is the one that counts (RFC 9112, 3.2.2).
    let target = request.uri().authority();
    let is_target_ours = target.is_none_or(|target| is_answered(Host::parse(target.as_str())));
    if is_answered(listener::host(request.headers())) && is_target_ours {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::MISDIRECTED_REQUEST,
        "this server does not answer to that name: ask by address or as localhost, or allow the \
         name with --allow-host",
    ))
}

/// Whether the request comes from our own page, from no page, or is a link somebody followed.
fn site(request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let is = |name: &'static str, value: &str| headers.get(name).is_some_and(|is| is == value);
    let is_link = is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document")
        && page::is_page(request.uri().path());
    let is_ours = match headers.get("sec-fetch-site") {
        None => true,
        Some(site) => site == "same-origin" || site == "none" || is_link,
    };
    if is_ours && origin_is_ours(headers) {
        return Ok(());
    }
    Err(Refusal::new(StatusCode::FORBIDDEN, "pages of other sites are not answered"))
}

/// A browser names the origin of the page that asks. Programs name none.
fn origin_is_ours(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Some(host) = headers.get(header::HOST) else { return false };
    let (origin, host) = (origin.as_bytes(), host.as_bytes());
    let named = origin.strip_prefix(b"http://").or_else(|| origin.strip_prefix(b"https://"));
    named.is_some_and(|named| named.eq_ignore_ascii_case(host))
}

/// The token in the query of a page, if there is one.
fn shown_token(request: &Request) -> Option<String> {
    let (path, query) = (request.uri().path(), request.uri().query()?);
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token="))?;
    page::is_page(path).then(|| token.to_owned())
}

fn unknown() -> Response {
    let message = "the token is missing or wrong: `Authorization: Bearer TOKEN`, or open the page \
                   once with ?token=TOKEN";
    Refusal::new(StatusCode::UNAUTHORIZED, message).into_response()
}

/// Begins a session and leads to the same page without the token. By a page of its own, not by a
/// redirect: after a link on another site the browser would not send a `SameSite=Strict` cookie along
/// a chain of redirects (RFC 6265bis, 5.2).
fn welcome(token: &Token, request: &Request) -> Response {
    let query = request.uri().query().unwrap_or_default().split('&');
    let query: Vec<_> = query.filter(|pair| !pair.starts_with("token=")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let target = format!("{}{mark}{}", request.uri().path(), query.join("&"));
    let target = inert::html(&target);
    let body = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>mbxtrace</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={target}\"></head>\
         <body><p><a href=\"{target}\">Go on</a></p></body></html>"
    );
    let cookie = HeaderValue::from_str(&token.set_cookie()).expect("hex and names only");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::SET_COOKIE, cookie),
    ];
    (headers, body).into_response()
}

/// What every answer carries, errors included. A policy of its own stays.
pub(super) async fn seal(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 8] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::CONNECTION, "close"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
