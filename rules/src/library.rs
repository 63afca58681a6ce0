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
    ("rc-04-impersonation-denied.toml", include_str!("../causes/rc-04-impersonation-denied.toml")),
    (
        "rc-05-service-account-has-mailbox.toml",
        include_str!("../causes/rc-05-service-account-has-mailbox.toml"),
    ),
    ("rc-06-ews-unreachable.toml", include_str!("../causes/rc-06-ews-unreachable.toml")),
    ("rc-07-ews-server-503.toml", include_str!("../causes/rc-07-ews-server-503.toml")),
    (
        "rc-08-tls-trust-or-required.toml",
        include_str!("../causes/rc-08-tls-trust-or-required.toml"),
    ),
    ("rc-09-ews-404-protocol.toml", include_str!("../causes/rc-09-ews-404-protocol.toml")),
    (
        "rc-10-mailbox-address-invalid.toml",
        include_str!("../causes/rc-10-mailbox-address-invalid.toml"),
    ),
    ("rc-11-dns-autodiscover.toml", include_str!("../causes/rc-11-dns-autodiscover.toml")),
    ("rc-12-ews-throttled.toml", include_str!("../causes/rc-12-ews-throttled.toml")),
    (
        "rc-13-ews-latency-starvation.toml",
        include_str!("../causes/rc-13-ews-latency-starvation.toml"),
    ),
    ("rc-14-mbxsync-down.toml", include_str!("../causes/rc-14-mbxsync-down.toml")),
    ("rc-15-mailbox-moved.toml", include_str!("../causes/rc-15-mailbox-moved.toml")),
    ("rc-16-mailboxmap-status.toml", include_str!("../causes/rc-16-mailboxmap-status.toml")),
    ("rc-17-oauth-token.toml", include_str!("../causes/rc-17-oauth-token.toml")),
    ("rc-18-um-disabled.toml", include_str!("../causes/rc-18-um-disabled.toml")),
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
    ("rc-28-orphan-pid.toml", include_str!("../causes/rc-28-orphan-pid.toml")),
    (
        "rc-29-notified-but-not-applied.toml",
        include_str!("../causes/rc-29-notified-but-not-applied.toml"),
    ),
    ("rc-30-resubscribe-failing.toml", include_str!("../causes/rc-30-resubscribe-failing.toml")),
    ("rc-31-lb-snat-source.toml", include_str!("../causes/rc-31-lb-snat-source.toml")),
    ("rc-32-stale-callback-node.toml", include_str!("../causes/rc-32-stale-callback-node.toml")),
    ("rc-33-time-error.toml", include_str!("../causes/rc-33-time-error.toml")),
    ("rc-40-imap-per-user-limit.toml", include_str!("../causes/rc-40-imap-per-user-limit.toml")),
    ("rc-41-service-sessions-16.toml", include_str!("../causes/rc-41-service-sessions-16.toml")),
    ("rc-42-user-sessions-32.toml", include_str!("../causes/rc-42-user-sessions-32.toml")),
    (
        "rc-43-imap-server-or-ip-limit.toml",
        include_str!("../causes/rc-43-imap-server-or-ip-limit.toml"),
    ),
    ("rc-44-imap-bad-credentials.toml", include_str!("../causes/rc-44-imap-bad-credentials.toml")),
    (
        "rc-45-imap-disabled-for-mailbox.toml",
        include_str!("../causes/rc-45-imap-disabled-for-mailbox.toml"),
    ),
    ("rc-46-imap-unreachable.toml", include_str!("../causes/rc-46-imap-unreachable.toml")),
    ("rc-47-imap-login-type-tls.toml", include_str!("../causes/rc-47-imap-login-type-tls.toml")),
    ("rc-48-client-throttling.toml", include_str!("../causes/rc-48-client-throttling.toml")),
    (
        "rc-49-smtp-connection-limit.toml",
        include_str!("../causes/rc-49-smtp-connection-limit.toml"),
    ),
    ("rc-50-smtp-rate-limit.toml", include_str!("../causes/rc-50-smtp-rate-limit.toml")),
    ("rc-51-smtp-back-pressure.toml", include_str!("../causes/rc-51-smtp-back-pressure.toml")),
    ("rc-52-smtp-auth-or-sender.toml", include_str!("../causes/rc-52-smtp-auth-or-sender.toml")),
    (
        "rc-53-smtp-recipient-or-size.toml",
        include_str!("../causes/rc-53-smtp-recipient-or-size.toml"),
    ),
    ("rc-54-smtp-dns-binding.toml", include_str!("../causes/rc-54-smtp-dns-binding.toml")),
    ("rc-55-outbox-poll.toml", include_str!("../causes/rc-55-outbox-poll.toml")),
    ("rc-56-nonvoice-subsystem.toml", include_str!("../causes/rc-56-nonvoice-subsystem.toml")),
    ("rc-57-slow-store.toml", include_str!("../causes/rc-57-slow-store.toml")),
];
