//! The token of a server, and the session of a browser that has shown it.

use axum::http::{HeaderMap, header};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A token. Neither it nor a session can be guessed by how long a comparison takes: what is compared
/// are authentication codes under a secret of this process (RFC 2104).
pub(super) struct Token {
    secret: [u8; 32],
    /// Code of the token.
    expected: Vec<u8>,
    /// Code of the session.
    session: Vec<u8>,
    /// What a browser shows instead of the token. Another one after every start.
    cookie: String,
    /// Name of the cookie: cookies do not tell ports apart.
    name: String,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Token")
    }
}

impl Token {
    pub(super) fn new(token: &str, port: u16, secret: [u8; 32]) -> Self {
        let session = code(&secret, b"session").finalize().into_bytes();
        let cookie = hex(&session);
        Self {
            expected: code(&secret, token.as_bytes()).finalize().into_bytes().to_vec(),
            session: code(&secret, cookie.as_bytes()).finalize().into_bytes().to_vec(),
            cookie,
            name: format!("mbxtrace-{port}"),
            secret,
        }
    }

    pub(super) fn is(&self, shown: &str) -> bool {
        code(&self.secret, shown.as_bytes()).verify_slice(&self.expected).is_ok()
    }

    /// Whether a request shows the token or the session.
    pub(super) fn is_shown(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.split_once(' '));
        if let Some((scheme, token)) = bearer {
            return scheme.eq_ignore_ascii_case("Bearer") && self.is(token.trim());
        }
        let cookies = headers.get_all(header::COOKIE).iter();
        let mut cookies =
            cookies.filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
        cookies.any(|cookie| {
            cookie.trim().split_once('=').is_some_and(|(name, value)| {
                let mac = code(&self.secret, value.as_bytes());
                name == self.name && mac.verify_slice(&self.session).is_ok()
            })
        })
    }

    /// The header that begins a session (RFC 6265): no script reads it, no other site sends it.
    pub(super) fn set_cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.name, self.cookie)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes everything");
        text
    })
}

fn code(secret: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("any length will do");
    mac.update(message);
    mac
}
