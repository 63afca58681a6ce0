//! The rules and causes that are part of the program.

/// File name and text of every embedded rule.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("http-failure.toml", include_str!("../library/http-failure.toml")),
    ("keepalive-missing.toml", include_str!("../library/keepalive-missing.toml")),
    ("mapi-session-overrun.toml", include_str!("../library/mapi-session-overrun.toml")),
];

/// File name and text of every embedded cause.
pub(crate) const CAUSES: &[(&str, &str)] = &[
    ("rc-01-credentials-rejected.toml", include_str!("../causes/rc-01-credentials-rejected.toml")),
    ("rc-02-auth-scheme-mismatch.toml", include_str!("../causes/rc-02-auth-scheme-mismatch.toml")),
    (
        "rc-03-account-locked-expired.toml",
        include_str!("../causes/rc-03-account-locked-expired.toml"),
    ),
    ("rc-06-ews-unreachable.toml", include_str!("../causes/rc-06-ews-unreachable.toml")),
    ("rc-07-ews-server-503.toml", include_str!("../causes/rc-07-ews-server-503.toml")),
    ("rc-20-jetty-not-listening.toml", include_str!("../causes/rc-20-jetty-not-listening.toml")),
    ("rc-21-firewall-7080.toml", include_str!("../causes/rc-21-firewall-7080.toml")),
    ("rc-22-outbound-proxy.toml", include_str!("../causes/rc-22-outbound-proxy.toml")),
    ("rc-23-nat-callback.toml", include_str!("../causes/rc-23-nat-callback.toml")),
    ("rc-24-exchange-not-sending.toml", include_str!("../causes/rc-24-exchange-not-sending.toml")),
    (
        "rc-26-subscription-lost-single.toml",
        include_str!("../causes/rc-26-subscription-lost-single.toml"),
    ),
    (
        "rc-27-cuc-rejects-notification.toml",
        include_str!("../causes/rc-27-cuc-rejects-notification.toml"),
    ),
    ("rc-41-service-sessions-16.toml", include_str!("../causes/rc-41-service-sessions-16.toml")),
    ("rc-42-user-sessions-32.toml", include_str!("../causes/rc-42-user-sessions-32.toml")),
];
