//! The Prometheus text format, version 0.0.4 (Prometheus documentation, "Exposition formats"): the
//! names of all metrics and what they mean.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::time::Instant;

use mbxtrace_rules::Severity;

use super::metrics::{BOUNDS, Metrics, SinkFigures};
use crate::report::inert;

/// Type of the text below.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics as of `now`; `clock` is the wall clock, UTC nanoseconds.
pub(super) fn text(metrics: &Metrics, now: Instant, clock: i64) -> String {
    let mut page = Page(String::with_capacity(8 * 1024));
    // A String takes everything that is written to it.
    page.all(metrics, now, clock).expect("writing to memory");
    page.0
}

struct Page(String);

impl Page {
    fn all(&mut self, metrics: &Metrics, now: Instant, clock: i64) -> fmt::Result {
        self.about(metrics)?;
        self.reading(metrics)?;
        self.lag(metrics, clock)?;
        let findings = metrics.findings_by_rule();
        self.by_rule("findings_total", "counter", "Findings since the start.", &findings)?;
        let open = metrics.open_by_rule();
        self.by_rule("findings_open", "gauge", "Findings that are open now.", &open)?;
        self.sinks(&metrics.sink_figures())?;
        self.committing(metrics)?;
        self.state(metrics, now)
    }

    fn about(&mut self, metrics: &Metrics) -> fmt::Result {
        self.head("build_info", "gauge", "Version of the program; always 1.")?;
        self.labelled("build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1)?;
        self.head("rules_info", "gauge", "SHA-256 of the rules in force; always 1.")?;
        self.labelled("rules_info", &[("sha256", &metrics.rules_sha256())], 1)
    }

    fn reading(&mut self, metrics: &Metrics) -> fmt::Result {
        let counters = [
            ("read_bytes_total", "Bytes read from followed files.", &metrics.bytes),
            ("read_lines_total", "Lines (binary logs: records) read.", &metrics.lines),
            ("events_total", "Events decoded.", &metrics.events),
            ("unparsed_events_total", "Records that no grammar accepted.", &metrics.unparsed),
            ("late_events_total", "Events behind the watermark of their source.", &metrics.late),
            ("rebuilds_total", "Times the engine was rebuilt from the index.", &metrics.rebuilds),
        ];
        for (name, help, counter) in counters {
            self.head(name, "counter", help)?;
            self.plain(name, counter.get())?;
        }
        let gauges = [
            ("files_followed", "Files followed now.", &metrics.followed),
            ("files_open", "Descriptors of followed files open now.", &metrics.open_files),
        ];
        for (name, help, gauge) in gauges {
            self.head(name, "gauge", help)?;
            self.plain(name, gauge.get())?;
        }
        Ok(())
    }

    fn lag(&mut self, metrics: &Metrics, clock: i64) -> fmt::Result {
        let (sources, more) = metrics.newest_by_source();
        let help = "Seconds between the newest event of a source and now.";
        self.head("source_lag_seconds", "gauge", help)?;
        for (source, newest) in sources {
            let lag = seconds(clock.saturating_sub(newest));
            self.labelled("source_lag_seconds", &[("source", &source)], lag)?;
        }
        let help = "Sources not listed above because others lag more.";
        self.head("sources_unlisted", "gauge", help)?;
        self.plain("sources_unlisted", more)
    }

    fn by_rule(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        counts: &BTreeMap<(String, Severity), u64>,
    ) -> fmt::Result {
        self.head(name, kind, help)?;
        for ((rule, level), count) in counts {
            self.labelled(name, &[("rule", rule), ("level", level.name())], count)?;
        }
        Ok(())
    }

    fn sinks(&mut self, sinks: &[SinkFigures]) -> fmt::Result {
        type Figure = fn(&SinkFigures) -> u64;
        let rows: [(&str, &str, &str, Figure); 3] = [
            ("notices_told_total", "counter", "Notices a sink has taken.", |sink| sink.told),
            ("notices_failed_total", "counter", "Tries of a sink that failed.", |sink| sink.failed),
            ("notices_waiting", "gauge", "Notices that wait for a sink.", |sink| sink.waiting),
        ];
        for (name, kind, help, figure) in rows {
            self.head(name, kind, help)?;
            for sink in sinks {
                self.labelled(name, &[("sink", &sink.sink)], figure(sink))?;
            }
        }
        Ok(())
    }

    fn committing(&mut self, metrics: &Metrics) -> fmt::Result {
        self.head("commits_total", "counter", "Commits of the case.")?;
        self.plain("commits_total", metrics.commits.get())?;
        self.head("commit_seconds", "histogram", "How long commits took.")?;
        let (counts, sum) = metrics.commit_seconds.read();
        let mut total = 0;
        for (index, count) in counts.iter().enumerate() {
            total += count;
            let bound = BOUNDS.get(index).map_or("+Inf".to_owned(), f64::to_string);
            self.labelled("commit_seconds_bucket", &[("le", &bound)], total)?;
        }
        self.plain("commit_seconds_sum", sum)?;
        self.plain("commit_seconds_count", total)?;
        let help = "When the last commit was made, seconds since 1970; 0 before the first.";
        self.head("last_commit_timestamp_seconds", "gauge", help)?;
        self.plain("last_commit_timestamp_seconds", seconds(metrics.last_commit.get()))?;
        self.head("index_bytes", "gauge", "Size of the case on disk.")?;
        self.plain("index_bytes", metrics.index_bytes.get())
    }

    fn state(&mut self, metrics: &Metrics, now: Instant) -> fmt::Result {
        self.head("reloads_total", "counter", "Reloads of settings and rules.")?;
        let reloads = [("ok", &metrics.reloads), ("refused", &metrics.reload_failures)];
        for (outcome, counter) in reloads {
            self.labelled("reloads_total", &[("outcome", outcome)], counter.get())?;
        }
        self.head("ready", "gauge", "1 when news are being awaited.")?;
        self.plain("ready", u8::from(metrics.is_ready()))?;
        self.head("case_writable", "gauge", "0 when the case cannot be written.")?;
        self.plain("case_writable", u8::from(!metrics.has_trouble()))?;
        self.head("turn_age_seconds", "gauge", "Seconds since the loop turned.")?;
        self.plain("turn_age_seconds", metrics.turn_age(now).as_secs_f64())
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) -> fmt::Result {
        writeln!(self.0, "# HELP mbxtrace_{name} {help}\n# TYPE mbxtrace_{name} {kind}")
    }

    fn plain(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        writeln!(self.0, "mbxtrace_{name} {value}")
    }

    fn labelled(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        value: impl fmt::Display,
    ) -> fmt::Result {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        writeln!(self.0, "mbxtrace_{name}{{{}}} {value}", labels.join(","))
    }
}

/// The value of a label: inert, then `\` and `"` escaped as the format asks (a line end is shown as
/// `\n` by the first step, and its backslash escaped by the second).
fn escaped(value: &str) -> String {
    inert::line(value).replace('\\', "\\\\").replace('"', "\\\"")
}

/// Seconds of nanoseconds, to the millisecond.
fn seconds(nanos: i64) -> String {
    let millis = nanos.div_euclid(1_000_000);
    let (sign, millis) =
        if millis < 0 { ("-", millis.unsigned_abs()) } else { ("", millis.unsigned_abs()) };
    format!("{sign}{}.{:03}", millis / 1000, millis % 1000)
}
