# Silences of push subscriptions in Jetty request logs, given in the order of time.
# Prints: keepalive SUBSCRIPTION FIRST LAST|open MISSED, times in seconds since 1970.

function epoch(stamp,    month, year, m, y) {   # 29/Jun/2014:11:55:00, always +0000
    month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", substr(stamp, 4, 3)) + 2) / 3
    year = substr(stamp, 8, 4)
    y = year - (month < 3); m = month + (month < 3 ? 12 : 0)
    return (365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) \
        + substr(stamp, 1, 2) - 719469) * 86400 \
        + substr(stamp, 13, 2) * 3600 + substr(stamp, 16, 2) * 60 + substr(stamp, 19, 2)
}

function silence(subscription, first, last, gap) {
    printf "keepalive %s %d %s %d\n", subscription, first, last, int((gap - 31) / 300)
}

/"POST \/NotificationService\// {
    at = index($0, "[")
    stamp = substr($0, at + 1, 20)
    if (stamp != known) { known = stamp; now = epoch(stamp) }
    subscription = substr($0, index($0, "?id=") + 4, 36)
    if (subscription in seen && now - seen[subscription] > 330)
        silence(subscription, seen[subscription], now, now - seen[subscription])
    seen[subscription] = now
    if (index($0, "HTTP/1.1\" 200 ")) next
}

END {
    for (subscription in seen)
        if (now - seen[subscription] > 330)
            silence(subscription, seen[subscription], "open", now - seen[subscription])
}
