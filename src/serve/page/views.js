// Verdict, findings, one finding, ledger, coverage.
import { axisLabels, band, brush, count, el, findingLanes, iso, legend, levelClass, minute, number, prose, show, strip, ticks } from "/chart.js";
import { address, ask, go, link } from "/app.js";
import { recordNode } from "/records.js";

const toFinding = (finding) => link({ view: "finding", id: finding.id }, finding.title);
const badge = (level) => el("span", { class: `badge ${levelClass(level)}` }, level);

export async function verdict() {
  const [summary, causes, findings] = await Promise.all([ask("summary"), ask("causes"), ask("findings", { limit: 200 })]);
  const { verdict: said, levels } = summary;
  const word = said.level ?? (said.is_clean ? "clean" : "not judged");
  const cards = [["findings", {}, findings.total, "findings"], ["findings", { level: "high" }, levels.high + levels.critical, "of them grave"],
    ["coverage", {}, summary.not_judged, "not judged"], ["coverage", {}, summary.sources, "sources"], ["records", {}, summary.totals.events, "records"]];
  const top = el("div", { class: `verdict ${said.level ? levelClass(said.level) : said.is_clean ? "clean" : "l1"}` },
    el("h1", {}, el("b", { class: "badge" }, word), " ", said.headline),
    said.caution && el("p", { class: "caution" }, said.caution, " ", link({ view: "coverage" }, "What was looked at")),
    el("dl", {}, said.points.map((point) => [el("dt", {}, point.label), el("dd", {}, prose(point.text))])));
  return [top,
    el("ul", { class: "cards" }, cards.map(([view, more, value, words]) => el("li", {}, link({ view, ...more }, el("b", {}, number(value)), " ", words)))),
    summary.window.first ? timeline(summary, findings.findings) : null,
    causes.causes.length ? el("section", {}, el("h2", {}, "Causes"), causes.causes.map((cause) => causeNode(cause, findings.findings))) : null,
  ].filter(Boolean);
}

function timeline(summary, findings) {
  const [first, end] = [Date.parse(summary.window.first), Date.parse(summary.window.last) + 1];
  const shown = findings.filter((finding) => !finding.group).slice(0, 16).sort((one, other) => one.first.localeCompare(other.first));
  if (!shown.length) return null;
  return el("section", { class: "lanes" }, el("h2", {}, "Timeline of the findings"), findingLanes(shown, first, end, toFinding),
    el("div", { class: "row" }, el("span"), axisLabels(first, end, ticks(first, end))));
}

function causeNode(cause, findings) {
  const list = (title, all) => (all.length ? [el("b", {}, title), el("ul", {}, all.map((one) => el("li", {}, prose(one))))] : []);
  const known = new Map(findings.map((finding) => [finding.id, finding]));
  const links = cause.findings.slice(0, 8).map((id) => el("li", {}, link({ view: "finding", id }, known.get(id)?.title ?? id)));
  return el("div", { class: "cause" }, el("h3", {}, `${cause.title} (${cause.id}) `, el("small", {}, `${cause.confidence} confidence`)),
    list("For", cause.for), list("Against", cause.against), list("Missing", cause.missing),
    cause.next_evidence && el("p", {}, el("b", {}, "Would decide: "), prose(cause.next_evidence)), remedies(cause.remedies),
    links.length ? [el("b", {}, "Findings"), el("ul", {}, links)] : null);
}

const remedies = (all) => (all.length ? [el("b", {}, "Do"), el("ul", {}, all.map((one) =>
  el("li", {}, prose(one.text), " ", el("small", {}, [one.document, one.applies_to, one.risk].filter(Boolean).join(" · ")))))] : null);

export async function findings(wanted) {
  const offset = Number(wanted.offset ?? 0);
  const answer = await ask("findings", { level: wanted.level, rule: wanted.rule, offset, limit: 100 });
  const choice = (name) => el("option", { value: name, selected: (wanted.level ?? "") === name }, name ? `${name} and above` : "all levels");
  const select = el("select", { id: "level", onchange: (event) => go({ view: "findings", level: event.target.value, rule: wanted.rule }) }, ["", "low", "medium", "high", "critical"].map(choice));
  const entry = (finding) => el("div", { class: `finding ${levelClass(finding.level)}` },
    el("p", {}, badge(finding.level), " ", toFinding(finding)),
    el("p", { class: "soft" }, `${show(finding.first)} to ${finding.last ? show(finding.last) : "open"} · ${finding.state} · ${count(finding.count, "record")}`,
      finding.members ? ` · stands for ${finding.members} findings` : null, " · ", link({ view: "findings", rule: finding.rule }, finding.rule),
      finding.group ? [" · ", link({ view: "finding", id: finding.group }, "its group")] : null));
  const page = (at, words) => link({ ...wanted, offset: at || "" }, words);
  return [el("h1", {}, count(answer.total, "finding")), el("p", { class: "zoom" }, el("label", { for: "level" }, "Level "), select,
    wanted.rule ? link({ view: "findings", level: wanted.level }, `all rules, not only ${wanted.rule}`) : null),
    ...answer.findings.map(entry), el("p", { class: "zoom" }, offset > 0 ? page(Math.max(0, offset - 100), "earlier ones") : null,
      offset + 100 < answer.total ? page(offset + 100, "more") : null)];
}

export async function finding(wanted) {
  const one = await ask(`findings/${encodeURIComponent(wanted.id ?? "")}`, { context: 3 });
  const text = (value) => (Array.isArray(value) ? value.join(", ") : String(value));
  const facts = [...Object.entries(one.subject), ...Object.entries(one.details)];
  const known = new Set(one.records.map((record) => `${record.path}\n${record.offset}`));
  const lost = one.evidence.filter((evidence) => !known.has(`${evidence.path}\n${evidence.offset}`));
  return [el("p", { class: "soft" }, link({ view: "findings" }, "Findings"), ` / ${one.rule} / `, el("code", {}, one.id)),
    el("div", { class: `verdict ${levelClass(one.level)}` }, el("h1", {}, el("b", { class: "badge" }, one.level), " ", one.title),
      el("dl", {}, el("dt", {}, "Since"), el("dd", {}, `${show(one.first)}, ${one.last ? `${one.state} ${show(one.last)}` : "open"}`),
        el("dt", {}, "Records"), el("dd", {}, number(one.count)), facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, text(value))]),
        one.causes.length ? [el("dt", {}, "Causes"), el("dd", {}, one.causes.join(", "))] : null,
        one.group ? [el("dt", {}, "Group"), el("dd", {}, link({ view: "finding", id: one.group }, "the finding that stands for it"))] : null)),
    one.why && el("p", {}, prose(one.why)), remedies(one.remedies),
    one.members.length ? el("details", {}, el("summary", {}, `Stands for ${count(one.members.length, "finding")}`), el("ul", {}, one.members.slice(0, 500).map((id) => el("li", {}, link({ view: "finding", id }, id))))) : null,
    el("section", { id: "evidence" }, el("h2", {}, "Evidence, with the lines around it"), one.records.map((record) => recordNode(record, { view: "records" })),
      lost.map((evidence) => el("div", { class: "record" }, el("p", { class: "head" }, el("time", {}, show(evidence.time)), el("span", { class: "where" }, `${evidence.path}:${evidence.line}`)), el("pre", {}, evidence.text)))),
  ].flat(9).filter(Boolean);
}

/** Buttons that zoom; keys press them. */
export function zooms(first, end, set, all) {
  const wide = end - first;
  const button = (kind, words, act) => el("button", { type: "button", id: `zoom-${kind}`, "data-zoom": kind, onclick: act }, words);
  return el("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
    button("left", "← earlier", () => set(first - wide / 2, end - wide / 2)), button("in", "+ in", () => set(first + wide / 4, end - wide / 4)),
    button("out", "− out", () => set(first - wide / 2, end + wide / 2)), button("right", "later →", () => set(first + wide / 2, end + wide / 2)),
    button("all", "all", all), el("span", { class: "soft" }, `${minute(first)} to ${minute(end)}`));
}

export async function ledger(wanted) {
  const answer = await ask("ledger", { since: wanted.since, until: wanted.until });
  if (!answer.axis || !answer.ledgers.length) return [el("h1", {}, "Keep-alive ledger"), el("p", { class: "soft" }, "No keep-alive of any subscription was read. Jetty request logs of Unity Connection show them.")];
  const axis = answer.axis;
  const [first, end, columns] = [Date.parse(axis.first), Date.parse(axis.end), axis.columns];
  const width = axis.column_seconds * 1000;
  const set = (from, to) => go({ view: "ledger", since: iso(Math.floor(from / 300000) * 300000), until: iso(Math.max(Math.ceil(to / 300000), Math.floor(from / 300000) + 2) * 300000) });
  const times = (from, to) => `${minute(first + from * width)} to ${minute(first + to * width)}`;
  const rowNode = (row, label) => {
    const act = (state, from, to) => go(slot(row, state, first + from * width, first + to * width));
    return el("div", { class: "row" }, el("span", { class: "label", title: label.textContent }, label), strip(row, columns, { times, act }));
  };
  const group = (one) => {
    const picture = band(one, columns);
    brush(picture, first, end, set);
    return el("div", { class: "server" }, el("h3", {}, one.server || "unknown server", " ", el("small", {}, `on ${one.node || "an unnamed node"} · ${count(one.subscriptions, "subscription")}, ${number(one.missed)} missed`)),
      el("div", { class: "row" }, el("span", { class: "label" }, "share of all"), picture),
      one.rows.map((row) => rowNode(row, rowLabel(row))), one.rows_left_out ? el("p", { class: "soft" }, `and ${one.rows_left_out} more rows`) : null,
      one.late && rowNode(one.late, el("span", {}, `${count(one.late.subscriptions, "subscription")}, late`)),
      one.healthy && rowNode(one.healthy, el("span", {}, `${count(one.healthy.subscriptions, "subscription")}, healthy`)),
      el("div", { class: "row" }, el("span"), axisLabels(first, end, axis.ticks.map(Date.parse))));
  };
  const reading = (one) => el("li", {}, link({ view: "finding", id: one.finding }, `${show(one.from)}: ${count(one.silent, "subscription")}${one.active ? ` of ${number(one.active)}` : ""} silent (${one.reading}${one.server ? `, ${one.server}` : ""})`));
  return [el("h1", {}, "Keep-alive ledger"), el("p", { class: "soft" }, "A row a subscription; those alike share one. Press a slot to see its records; drag over the shares of a server, or use the keys, to zoom."),
    zooms(first, end, set, () => go({ view: "ledger" })), legend(),
    ...answer.ledgers.flatMap((one) => [one.readings.length ? el("ul", {}, one.readings.slice(0, 12).map(reading)) : null, ...one.groups.map(group)])].filter(Boolean);
}

function rowLabel(row) {
  const [one] = row.entries;
  const name = Object.values(one.subject).join(" ");
  const shown = row.subscriptions === 1 ? name : count(row.subscriptions, "subscription");
  return el("span", {}, one.findings.length ? link({ view: "finding", id: one.findings[0] }, shown) : shown, ` ${number(row.missed)} missed`);
}

/** The records of a slot; of one that was missed those nearest to it, the last before and the first after. */
function slot(row, state, from, to) {
  const named = row.entries.slice(0, 12).flatMap((entry) => Object.entries(entry.subject));
  const field = named[0]?.[0];
  const values = named.filter(([name]) => name === field).map(([, value]) => quoted(value));
  const q = values.length === 1 ? `${field}:${values[0]}` : values.length ? `${field}:(${values.join(" OR ")})` : "";
  const when = state === "seen" || state === "late" ? { since: iso(from), until: iso(to) } : { around: iso((from + to) / 2), limit: 50 };
  return { view: "records", q, sort: "oldest", ...when };
}

/** A value as a query takes it whole. */
export const quoted = (value) => `"${String(value).replace(/["\\]/g, "\\$&")}"`;

export async function coverage() {
  const answer = await ask("coverage");
  const row = (heads, all) => el("tr", {}, all.map((one, at) => el("td", { "data-head": heads[at] }, el("div", {}, one))));
  const table = (heads, rows) => el("div", { class: "wide", tabindex: 0 }, el("table", {}, el("tr", {}, heads.map((one) => el("th", {}, one))), rows.map((all) => row(heads, all))));
  return [el("h1", {}, "What was looked at"),
    table(["Node", "Source", "Minutes seen", "Missing", "Remarks"], answer.coverage.map((one) => [one.node || "-", one.family, number(one.minutes_seen), number(one.minutes_missing),
      [...one.remarks, ...one.holes.slice(0, 5).map((hole) => `${show(hole.from)} to ${show(hole.to)}: ${hole.because}`)].join("; ")])),
    el("section", {}, el("h2", {}, "Not judged"), answer.not_judged.length ? el("ul", {}, answer.not_judged.map((one) => el("li", {}, el("b", {}, one.rule), `: ${one.because}`, one.collect ? [el("br"), "Collect: ", prose(one.collect)] : null))) : el("p", { class: "soft" }, "Every rule could be judged in whole.")),
    el("section", {}, el("h2", {}, "Sources"), table(["Path", "Format", "Records", "First", "Last", "Clock"], answer.sources.map((one) => [el("code", {}, one.path), one.format ?? "-", number(one.events),
      one.first ? show(one.first) : "-", one.last ? show(one.last) : "-", one.clock ? `${one.clock.zone} ${one.clock.confidence}: ${one.clock.reason}` : one.problems.map((problem) => problem.text).join("; ")])))];
}

export { address };
