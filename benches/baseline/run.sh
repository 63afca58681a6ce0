#!/bin/sh
# The three detections over a corpus, as an engineer would script them: one pass over the request
# logs and traces, one over the event export. usage: benches/baseline/run.sh DIR
set -eu
here=$(dirname "$0")
export LC_ALL=C
mawk -f "$here/keepalive.awk" -f "$here/http.awk" "$1"/logs/cuc1/jetty/*.log "$1"/logs/cuc1/cuc/*.uc
mawk -f "$here/events.awk" "$1"/logs/exch01/*.csv
