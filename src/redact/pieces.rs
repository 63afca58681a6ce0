//! A text taken apart: what by its own shape or by the word before it names somebody, and the rest.
//!
//! Shapes: addresses (RFC 4291, 5952), host names (RFC 1123) under a known top-level domain or in a URL
//! or UNC path, e-mail addresses (RFC 5322), GUIDs, SIDs ([MS-DTYP] 2.4.2), X.500 and LDAP distinguished
//! names ([MS-OXOABK], RFC 4514), `DOMAIN\user`, subscription ids, and values behind a few keys.

use std::net::IpAddr;
use std::str::FromStr;

use regex::bytes::{Captures, Regex};

/// What a stretch of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing by itself.
    Plain,
    /// Host name: labels with dots between them.
    Host,
    /// Address of either family.
    Address,
    /// 8-4-4-4-12 hex digits.
    Guid,
    /// Security identifier of a domain.
    Sid,
    /// Account, alias, display name, part of a distinguished name.
    Name,
    /// Subscription id of Exchange.
    Subscription,
    /// A password, token or private sentence: not for anybody, not even by pseudonym.
    Secret,
}

/// Takes texts apart.
pub(super) struct Shapes {
    any: Regex,
    component: Regex,
}

/// Top-level domains by which a host name is recognised without further evidence: the generic
/// ones, and those people use inside (RFC 2606, RFC 6762). A country's needs one more label: `x.y.de`, not `x.pl`.
pub(super) const DOMAINS: [&str; 20] = [
    "com",
    "net",
    "org",
    "edu",
    "gov",
    "mil",
    "int",
    "info",
    "biz",
    "local",
    "lan",
    "corp",
    "internal",
    "intranet",
    "home",
    "localdomain",
    "example",
    "test",
    "invalid",
    "arpa",
];

/// Two letters that end file names and not host names.
const FILE_ENDINGS: [&str; 12] =
    ["uc", "gz", "cs", "py", "so", "js", "sh", "db", "md", "rs", "pl", "cc"];

/// Programs in a bare `folder\file`, which is no `DOMAIN\user`.
const FILES: [&str; 10] =
    [".exe", ".dll", ".log", ".cpp", ".xml", ".config", ".asmx", ".txt", ".sys", ".evtx"];

/// One alternative a shape, tried in this order at every place.
const PATTERN: &str = concat!(
    r#"(?i-u)(?P<key>\bdisplay ?name[ =:]*= ?|\[nodeid=|\blogin user(?:name)?[=: ]+|\balias= ?)(?P<value>[^\]\[\r\n,;<>"'|]{1,80})"#,
    r#"|<(?:[a-z]+:)?(?P<tag>name|displayname|principalname|routingtype_name)>(?P<named>[^<\r\n]{1,200})</"#,
    r#"|<(?:[a-z]+:)?(?:subject|password|accesstoken)>(?P<private>[^<\r\n]{1,2000})</"#,
    r#"|\bauthorization: ?(?:basic|bearer|ntlm|negotiate) (?P<token>[a-z0-9+/=._~-]+)"#,
    r#"|\b(?:password|passwd|pwd|secret|access_token|refresh_token)[ ]*[=:][ ]*["']?(?P<password>[^\s"'&,;<>]{1,400})"#,
    r#"|(?P<base64>[a-z0-9+/]{40,}={0,2})"#,
    r#"|\b[a-z][a-z0-9+.-]{1,9}://(?:(?P<user>[^\s/@"'<>:]{1,64})(?::(?P<pass>[^\s/@"'<>]{1,64}))?@)?\[?(?P<urlhost>[0-9a-f:.]+:[0-9a-f:.]+\]|[a-z0-9._-]+)"#,
    r#"|(?P<local>[a-z0-9._+-]+)@(?P<domain>[a-z0-9-]+(?:\.[a-z0-9-]+)+)"#,
    r#"|(?P<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"#,
    r#"|(?P<x500>/o=[^/\r\n"<>|=\\]{1,128}(?:/(?:ou|cn)=[^/\r\n"<>|=\\]{1,128})*/(?:ou|cn)=[^\s/"'<>|,;:)&%\]\\]+|/o=[^/\s"'<>|,;:)&%\]=\\]+)"#,
    r#"|(?P<ldap>\b(?:cn|ou|dc|uid)=[^,/"<>\r\n;=\\]{1,128}(?:, ?(?:cn|ou|dc|o|l|st|c)=[^,/"<>\r\n;:=\])\s\\]+(?: [^,/"<>\r\n;:=\])\s\\]+)*)+)"#,
    r#"|(?P<sid>S-1-5-21-[0-9]+-[0-9]+-[0-9]+(?:-[0-9]+)?)"#,
    r#"|\\\\(?:\\\\)?(?P<unc>[a-z0-9][a-z0-9._-]*)\\"#,
    r#"|(?P<nt>[a-z0-9][a-z0-9-]{0,14})(?P<slash>\\{1,2})(?P<ntuser>[a-z0-9_][a-z0-9._$-]+)"#,
    // With `::` or with all its groups: anything less is a time of day.
    r#"|(?P<v6>(?:(?:[0-9a-f]{1,4}:)*[0-9a-f]{0,4}::|(?:[0-9a-f]{1,4}:){6})(?:[0-9a-f]{0,4}:){0,7}(?:[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+|[0-9a-f]{0,4}))"#,
    r#"|(?P<v4>[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})"#,
    r#"|(?P<host>(?:[a-z0-9_][a-z0-9_-]*\.)+[a-z][a-z0-9-]*[a-z]\b)"#,
);

/// The attributes of a distinguished name and their values.
const COMPONENT: &str =
    r#"(?i-u)(?P<key>[/, ]*(?:cn|ou|dc|uid|o|l|st|c)=)(?P<value>[^/,="<>\r\n\\]+)"#;

impl Shapes {
    pub(super) fn new() -> Self {
        let compiled = |pattern| Regex::new(pattern).expect("the pattern is constant");
        Self { any: compiled(PATTERN), component: compiled(COMPONENT) }
    }

    /// Hands on the stretches of `text` in order; together they are the text.
    pub(super) fn walk<'t>(&self, text: &'t [u8], each: &mut dyn FnMut(Shape, &'t [u8])) {
        let (mut at, mut told) = (0, 0);
        while let Some(found) = self.any.captures_at(text, at) {
            let whole = found.get(0).expect("group 0 is the match").range();
            let marks = self.marks(text, &found);
            let Some(end) = marks.last().map(|(_, range)| range.end) else {
                // Nothing in this shape: perhaps something begins inside it.
                at = skip(text, &whole);
                continue;
            };
            for (shape, range) in marks {
                plain(text, told, range.start, each);
                each(shape, text.get(range.clone()).unwrap_or_default());
                told = range.end;
            }
            at = end.max(whole.start + 1);
        }
        plain(text, told, text.len(), each);
    }

    /// The same for a text that is known to be one distinguished name from end to end.
    pub(super) fn walk_distinguished<'t>(
        &self,
        text: &'t [u8],
        each: &mut dyn FnMut(Shape, &'t [u8]),
    ) {
        let (mut marks, mut told) = (Vec::new(), 0);
        self.distinguished(text, 0..text.len(), &mut marks);
        for (shape, range) in marks {
            plain(text, told, range.start, each);
            each(shape, text.get(range.clone()).unwrap_or_default());
            told = range.end;
        }
        plain(text, told, text.len(), each);
    }

    /// What of a match names somebody, in order; nothing if it only looked like it.
    fn marks(&self, text: &[u8], found: &Captures<'_>) -> Vec<(Shape, std::ops::Range<usize>)> {
        let group = |name| found.name(name).map(|group| group.range());
        let bytes = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or_default();
        let whole = found.get(0).expect("group 0 is the match").range();
        let mut marks = Vec::new();
        for name in ["value", "named"] {
            if let Some(range) = group(name) {
                marks.extend(named(text, range));
            }
        }
        for name in ["private", "token", "password"] {
            marks.extend(group(name).map(|range| (Shape::Secret, range)));
        }
        if let Some(range) = group("base64")
            && super::subscription::Opaque::decode(bytes(&range)).is_some()
        {
            marks.push((Shape::Subscription, range));
        }
        if let Some(range) = group("urlhost") {
            marks.extend(group("user").map(|user| (Shape::Name, user)));
            marks.extend(group("pass").map(|pass| (Shape::Secret, pass)));
            let end = range.end - usize::from(bytes(&range).ends_with(b"]"));
            let range = range.start..end;
            marks.push((host_or_address(bytes(&range)), range));
        }
        if let (Some(local), Some(domain)) = (group("local"), group("domain")) {
            marks.push((Shape::Name, local));
            marks.push((host_or_address(bytes(&domain)), domain));
        }
        let ends = || is_apart(text, &whole);
        marks.extend(group("guid").filter(|_| ends()).map(|range| (Shape::Guid, range)));
        marks.extend(group("sid").filter(|_| ends()).map(|range| (Shape::Sid, range)));
        for name in ["x500", "ldap"] {
            if let Some(range) = group(name) {
                self.distinguished(text, range, &mut marks);
            }
        }
        if let Some(range) = group("unc") {
            marks.push((host_or_address(bytes(&range)), range));
        }
        if let (Some(domain), Some(slash), Some(user)) =
            (group("nt"), group("slash"), group("ntuser"))
            && is_account(text, &domain, &slash, &user)
        {
            marks.push((Shape::Host, domain));
            marks.push((Shape::Name, user));
        }
        for name in ["v6", "v4"] {
            let range = group(name).filter(|range| ends() && is_address(text, range));
            marks.extend(range.map(|range| (Shape::Address, range)));
        }
        let host = group("host").filter(|range| ends() && is_host(bytes(range)));
        marks.extend(host.map(|range| (Shape::Host, range)));
        marks
    }

    fn distinguished(
        &self,
        text: &[u8],
        range: std::ops::Range<usize>,
        marks: &mut Vec<(Shape, std::ops::Range<usize>)>,
    ) {
        let part = text.get(range.clone()).unwrap_or_default();
        for found in self.component.captures_iter(part) {
            let Some(value) = found.name("value") else { continue };
            let value = range.start + value.start()..range.start + value.end();
            let key = found.name("key").map_or(&b""[..], |key| key.as_bytes());
            let is_label = key.to_ascii_lowercase().ends_with(b"dc=");
            let shape = if is_label { Shape::Host } else { Shape::Name };
            marks.extend(trimmed(text, value).map(|value| (shape, value)));
        }
    }
}

/// The names in a value behind a key: `DOMAIN\user` and `local@domain` are two.
fn named(
    text: &[u8],
    range: std::ops::Range<usize>,
) -> impl Iterator<Item = (Shape, std::ops::Range<usize>)> {
    let part = text.get(range.clone()).unwrap_or_default();
    let is_cut = |byte: &u8| b"\\@".contains(byte);
    let mut at = range.start;
    let cut = part.split(move |byte| is_cut(byte)).filter_map(move |name| {
        let range = trimmed(text, at..at + name.len());
        let is_domain = text.get(..at).is_some_and(|before| before.ends_with(b"@"));
        at += name.len() + 1;
        let range = range?;
        let shape = shape_of(text.get(range.clone()).unwrap_or_default());
        Some((if is_domain { Shape::Host } else { shape }, range))
    });
    cut.collect::<Vec<_>>().into_iter()
}

fn plain<'t>(text: &'t [u8], from: usize, to: usize, each: &mut dyn FnMut(Shape, &'t [u8])) {
    let part = text.get(from..to).unwrap_or_default();
    if !part.is_empty() {
        each(Shape::Plain, part);
    }
}

/// Where to look on when a match was nothing. Times (`11:30:00`) are by far the most frequent.
fn skip(text: &[u8], whole: &std::ops::Range<usize>) -> usize {
    let part = text.get(whole.clone()).unwrap_or_default();
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let word = part.iter().take_while(|byte| is_inside(byte)).count();
    let is_time = part.iter().all(|byte| byte.is_ascii_digit() || *byte == b':');
    if is_time { whole.end } else { whole.start + word.max(1) }
}

fn trimmed(text: &[u8], range: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let part = text.get(range.clone())?;
    let front = part.len() - part.trim_ascii_start().len();
    let length = part.trim_ascii().len();
    (length > 0).then(|| range.start + front..range.start + front + length)
}

/// Whether no letter or digit stands directly before or behind.
fn is_apart(text: &[u8], range: &std::ops::Range<usize>) -> bool {
    let before = range.start.checked_sub(1).and_then(|at| text.get(at));
    let behind = text.get(range.end);
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    (!is_word(before) || super::literal::is_escape(text, range.start)) && !is_word(behind)
}

/// An address that stands alone, and no version or time of day.
fn is_address(text: &[u8], range: &std::ops::Range<usize>) -> bool {
    let part = text.get(range.clone()).and_then(|part| std::str::from_utf8(part).ok());
    let Some(part) = part else { return false };
    let before = text.get(..range.start).unwrap_or_default();
    let behind = text.get(range.end..).unwrap_or_default();
    if part.contains(':') {
        let says = part.bytes().any(|byte| byte.is_ascii_digit()) || part.matches(':').count() > 3;
        return says && IpAddr::from_str(part).is_ok();
    }
    let is_longer =
        matches!(before, [.., b'0'..=b'9', b'.']) || matches!(behind, [b'.', b'0'..=b'9', ..]);
    let word = before.trim_ascii_end();
    let word = word.get(word.len().saturating_sub(8)..).unwrap_or_default().to_ascii_lowercase();
    let is_version = ["version", "version:", "version=", "build", "build:", "build="]
        .iter()
        .any(|said| word.ends_with(said.as_bytes()));
    !is_longer && !is_version && IpAddr::from_str(part).is_ok()
}

/// Whether dotted words are a host name by their last part.
fn is_host(name: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(name) else { return false };
    let lower = name.to_ascii_lowercase();
    let labels: Vec<&str> = lower.split('.').collect();
    let Some(last) = labels.last() else { return false };
    // `com.example.Class` and its like are names of programs.
    let first = labels.first().copied().unwrap_or_default();
    if ["com", "org", "net", "java", "javax", "sun", "system"].contains(&first) {
        return false;
    }
    DOMAINS.contains(last) || (last.len() == 2 && labels.len() > 2 && !FILE_ENDINGS.contains(last))
}

/// Whether `a\b` is an account of a domain and no piece of a path.
fn is_account(
    text: &[u8],
    domain: &std::ops::Range<usize>,
    slash: &std::ops::Range<usize>,
    user: &std::ops::Range<usize>,
) -> bool {
    let before = domain.start.checked_sub(1).and_then(|at| text.get(at)).copied();
    let behind = text.get(user.end).copied();
    let part = |range: &std::ops::Range<usize>| {
        let part = text.get(range.clone()).unwrap_or_default();
        String::from_utf8_lossy(part).to_ascii_lowercase()
    };
    let in_path = |byte: Option<u8>| byte.is_some_and(|byte| b"\\/:.".contains(&byte));
    let is_file = FILES.iter().any(|ending| part(user).ends_with(ending));
    // `\n`, `\r` and `\t` in quoted text look like it: then only a domain in capitals is one.
    let may_be_escape = slash.len() == 1
        && matches!(text.get(user.start), Some(b'n' | b'r' | b't'))
        && text.get(domain.clone()).is_some_and(|name| name.iter().any(u8::is_ascii_lowercase));
    let is_letter = part(domain).len() == 1;
    let is_path = in_path(before) || matches!(behind, Some(b'\\'));
    !is_path
        && !is_file
        && !may_be_escape
        && !is_letter
        && !super::kept::Kept::is_well_known(&part(domain))
}

/// What a value behind a key is.
pub(super) fn shape_of(value: &[u8]) -> Shape {
    let Ok(text) = std::str::from_utf8(value) else { return Shape::Name };
    if IpAddr::from_str(text).is_ok() {
        Shape::Address
    } else if is_guid(text) {
        Shape::Guid
    } else if is_host(value) {
        Shape::Host
    } else {
        Shape::Name
    }
}

fn host_or_address(host: &[u8]) -> Shape {
    let address = std::str::from_utf8(host).ok().and_then(|text| IpAddr::from_str(text).ok());
    if address.is_some() { Shape::Address } else { Shape::Host }
}

/// Whether it is a GUID with dashes.
pub(super) fn is_guid(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

/// Whether a value is a distinguished name, of either kind.
pub(super) fn is_distinguished(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    ["/o=", "cn=", "ou=", "dc=", "uid="].iter().any(|key| lower.starts_with(key))
}
