# Failed HTTP exchanges in Jetty request logs and CUC diagnostic traces.
# Prints: jetty STATUS COUNT, and diag ENDPOINT STATUS|TRANSPORT_ERROR COUNT.

/ HTTP\/1\.[01]" [45][0-9][0-9] / {
    jetty[substr($0, index($0, " HTTP/1.") + 11, 3)]++
    next
}

/HTTP request failed with error: / && /^[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9][0-9][0-9] \|/ {
    error = substr($0, index($0, "failed with error: ") + 19)
    host = substr($0, index($0, " URL: ") + 6)
    sub(/^https?:\/\//, "", host)
    sub(/[\/:,].*/, "", host)
    if (error ~ /^Bad response/) {
        reason = substr(error, index(error, "HTTP status code: ") + 18, 3)
    } else {
        reason = error
        sub(/( -- |, HTTP status code).*/, "", reason)
    }
    diag[host "\t" reason]++
}

END {
    for (status in jetty) printf "jetty\t%s\t%d\n", status, jetty[status]
    for (exchange in diag) printf "diag\t%s\t%d\n", exchange, diag[exchange]
}
