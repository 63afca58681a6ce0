//! What is no secret: names every installation has, words of the formats, and words of our own.

use std::collections::BTreeSet;

/// Names that are the same everywhere, so never replaced. Lower case.
const WELL_KNOWN: &[&str] = &[
    // Hosts and parts of host names; top-level domains without a country (RFC 2606, RFC 6762).
    "localhost", "localdomain", "local", "lan", "corp", "internal", "intranet", "home", "arpa",
    "example", "test", "invalid", "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz",
    "www", "mail", "smtp", "imap", "pop", "pop3", "owa", "ews", "ecp", "oab", "mapi", "rpc",
    "autodiscover", "webmail", "ldap", "dns", "ntp",
    // Vendors, as in namespaces and cloud endpoints.
    "microsoft", "microsoftonline", "onmicrosoft", "office", "office365", "outlook", "windows",
    "live", "cisco", "webex", "w3", "xmlsoap", "schemas", "apache", "ietf", "mozilla", "eclipse",
    "protection", "login", "graph",
    // Parts of distinguished names that Exchange and Active Directory make themselves.
    "exchange administrative group (fydibohf23spdlt)", "external (fydibohf25spdlt)",
    "first administrative group", "first organization", "recipients", "configuration", "services",
    "servers", "users", "computers", "domain controllers", "builtin", "microsoft exchange",
    "microsoft private mdb", "microsoft public mdb", "microsoft system attendant",
    "microsoft exchange security groups", "microsoft exchange system objects",
    // Accounts every installation has.
    "system", "local service", "network service", "localservice", "networkservice", "everyone",
    "administrator", "administrators", "guest", "anonymous", "anonymous logon", "unknown", "krbtgt",
    "nt authority", "nt service", "authority", "service", "apppool", "iis apppool",
    "defaultapppool", "umfd-0", "umfd-1", "dwm-1", "dwm-2", "host", "manager", "hklm", "hkcu",
    "none", "null", "n/a",
];

/// Words of the formats, services and components that must stand as they are wherever they stand.
const FORMAT_WORDS: &[&str] = &[
    "active", "alert", "application", "asmx", "audit", "binary", "body", "bundle", "cal", "category",
    "ccm", "channel", "cometd", "computer", "connection", "content", "correlation", "critical", "cscm",
    "csews", "csexmblocator", "csmbxsync", "cswebdav", "cuc", "cucm", "cumbxsync", "data", "date",
    "debug", "description", "diag", "ecp", "envelope", "error", "esent", "event", "eventdata",
    "eventid", "eventrecordid", "events", "evtx", "exchange", "execution", "facility", "failure",
    "gmt", "header", "http", "https", "imap4", "information", "jetty", "json", "keywords", "level",
    "log", "logs", "mailbox", "message", "mivr", "msexchange", "msexchangeimap4", "msexchangeis",
    "msexchangetransport", "name", "node", "nodeid", "notification", "notificationservice", "opcode",
    "pipe", "platform", "post", "processid", "provider", "push", "qualifiers", "record", "request",
    "response", "result", "rtmt", "security", "server", "session", "severity", "soap", "source",
    "status", "subject", "subscription", "success", "sync", "syslog", "systemtime", "task", "text",
    "thread", "threadid", "time", "timecreated", "tomcat", "trace", "uccx", "unity", "userid", "utc",
    "value", "verbose", "version", "vmevents", "warning", "webservices", "xml", "xmlns", "zero",
    "zone", "zones",
];

/// What is not replaced, and what is no pseudonym.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    words: BTreeSet<String>,
}

impl Kept {
    /// With the words of the texts this program itself writes (rules, reports).
    pub(super) fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words: BTreeSet<String> = FORMAT_WORDS.iter().map(|word| (*word).to_owned()).collect();
        words.extend(mbxtrace_parsers::Field::ALL.iter().map(|field| field.name().to_owned()));
        for text in texts {
            let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
            let parts = parts.flat_map(|part| std::iter::once(part).chain(part.split(['-', '_'])));
            words.extend(parts.filter(|part| part.len() > 1).map(str::to_ascii_lowercase));
        }
        Self { words }
    }

    /// Whether the name is the same in every installation. `name` in lower case.
    pub(super) fn is_well_known(name: &str) -> bool {
        WELL_KNOWN.contains(&name)
    }

    /// Whether the word may mean something else than the name it also is: then it is replaced only
    /// where its place says that it is the name.
    pub(super) fn is_word(&self, name: &str) -> bool {
        self.words.contains(name) || Self::is_well_known(name)
    }
}
