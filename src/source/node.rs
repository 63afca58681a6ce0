//! Which host something was collected from, by the folders it lies in.
//!
//! RTMT writes `<server name or address>/<download time>/…`, the CLI `<IP address>/<date time
//! stamp>/active_nnn.tgz` and below it the tree of `activelog` (Cisco RTMT and CLI guides).

/// Folders of the tree of `activelog`, and usual ones around it, which name no host.
const FOLDERS: [&str; 66] = [
    "active",
    "activelog",
    "admin",
    "alertlog",
    "amc",
    "application",
    "application-log",
    "apps",
    "archive",
    "bin",
    "bundle",
    "bundles",
    "ccm",
    "certmgmt",
    "cisco",
    "cli",
    "cm",
    "collected",
    "common",
    "cti",
    "cuc",
    "data",
    "desktop",
    "download",
    "downloads",
    "etc",
    "eventlog",
    "eventlogs",
    "eventviewer",
    "events",
    "evtx",
    "exchange",
    "export",
    "exports",
    "files",
    "home",
    "httperr",
    "httpproxy",
    "iis",
    "inactive",
    "inactivelog",
    "inetpub",
    "install",
    "jetty",
    "local",
    "log",
    "logfiles",
    "logging",
    "logs",
    "mapi",
    "opt",
    "platform",
    "ris",
    "rtmt",
    "sdi",
    "sdl",
    "syslog",
    "system",
    "tmp",
    "tomcat",
    "trace",
    "traces",
    "uc",
    "usr",
    "v15",
    "var",
];

/// Extensions of archives that were unpacked into a folder of their name, and of files.
const EXTENSIONS: [&str; 9] = [".zip", ".tgz", ".tar", ".gz", ".bz2", ".xz", ".zst", ".log", ".d"];

/// Beginning of the name of every file that `selftest` writes.
pub const CANARY_PREFIX: &str = "mbxtrace-selftest-";

/// The node of those files. Their lines say nothing of the host in whose folder they lie: they must
/// neither move its clock nor keep it alive.
pub const CANARY_NODE: &str = "mbxtrace-selftest";

/// The host in a path below a given folder: an address or a name before a download time if there
/// is one, else the first part that can be a host name and is no known folder. The last part is
/// the file itself. Empty if none.
pub fn node_of(relative: &str) -> String {
    node_below(relative)
}

/// The same, with archives marked by `!/`: they name no host.
pub(super) fn node_below(below: &str) -> String {
    let mut parts: Vec<&str> = below.split('/').collect();
    if parts.pop().is_some_and(|file| file.starts_with(CANARY_PREFIX)) {
        return CANARY_NODE.to_owned();
    }
    parts.retain(|part| !part.ends_with('!'));
    let followed = parts
        .iter()
        .zip(parts.iter().skip(1))
        .find(|(part, next)| is_address(part) || (is_host(part) && is_time(next)));
    let address = || parts.iter().find(|part| is_address(part));
    let first = || parts.iter().find(|part| is_host(part));
    let node = followed.map(|(part, _)| part).or_else(address).or_else(first);
    node.map_or_else(String::new, |node| (*node).to_owned())
}

fn is_address(part: &str) -> bool {
    part.parse::<std::net::IpAddr>().is_ok()
}

fn is_host(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    lower.len() <= 253
        && lower.split('.').all(is_label)
        && lower.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !FOLDERS.contains(&lower.as_str())
        && !EXTENSIONS.iter().any(|extension| lower.ends_with(extension))
        && !is_time(part)
}

/// `2014-06-29_12-00-00`, `20140629`, `2014-06-29T12-00-00Z` and their like: digits in the shape of
/// a date, with nothing but separators and the letters of ISO 8601 around them.
fn is_time(part: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || b"-_.: TZtz+".contains(&byte);
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    digits >= 6 && part.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) && {
        part.bytes().all(is_part) && !is_address(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_paths() {
        for (below, node) in [
            ("cuc1/2014-06-29_12-00-00/cuc/diag_CuMbxSync_00000086.uc", "cuc1"),
            ("192.0.2.10/20140629120000/active_1.tgz!/cuc/x.uc", "192.0.2.10"),
            ("b.zip!/active_1.tgz!/cuc1/jetty/x.log", "cuc1"),
            ("case-42/cuc1.example.com/2014-06-29_12-00-00/x.log", "cuc1.example.com"),
            ("case-42/192.0.2.10/cuc/x.log", "192.0.2.10"),
            ("2001:db8::5/x.log", "2001:db8::5"),
            ("CUC-Pub/cuc/x.uc", "CUC-Pub"),
            ("active/cuc/cuc2/x.uc", "cuc2"),
            ("Exchange/Logs/EX01/app.evtx", "EX01"),
            ("192.0.2.10/jetty/mbxtrace-selftest-1-2.request.log", CANARY_NODE),
            ("mbxtrace-selftest-1-2.request.log.1", CANARY_NODE),
            ("192.0.2.10/mbxtrace-selftest-1-2/x.log", "192.0.2.10"),
            ("cuc1", ""),
            ("cuc1.example.com", ""),
            ("", ""),
            ("x.log", ""),
            ("cuc/jetty/x.log", ""),
            ("var/log/active/syslog/CiscoSyslog", ""),
            ("2014-06-29_12-00-00/x.log", ""),
            ("20140629/x.log", ""),
            ("2014-06-29T12-00-00Z/x.log", ""),
            ("42/x.log", ""),
            ("Application Event Log/x.log", ""),
            ("b.zip/x.log", ""),
            ("b.zip!/x.log", ""),
            ("-x/x.log", ""),
            ("trace_files/x.log", ""),
        ] {
            assert_eq!(node_below(below), node, "{below}");
        }
    }
}
