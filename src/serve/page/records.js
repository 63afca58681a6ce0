// Records: search, histogram, values of fields, all sources on one clock.
import { bars, count, el, iso, number, show } from "/chart.js";
import { ask, go, link } from "/app.js";
import { quoted, zooms } from "/views.js";

const PAGE = 100;
let before = new Set();
const key = (hit) => `${hit.path}\n${hit.offset}`;

export async function records(wanted, fresh) {
  const where = { q: wanted.q, since: wanted.since, until: wanted.until };
  const limit = Math.min(1000, Number(wanted.limit) || PAGE);
  const [found, over, top] = await Promise.all([
    ask("search", { ...where, around: wanted.around, sort: wanted.sort, limit }), ask("histogram", where),
    wanted.field ? ask("top", { ...where, field: wanted.field, limit: 15 }) : null, names()]);
  const isNew = (hit) => fresh && !before.has(key(hit));
  const list = found.hits.map((hit) => {
    const node = recordNode(hit, wanted);
    if (isNew(hit)) node.classList.add("fresh");
    return node;
  });
  before = new Set(found.hits.map(key));
  const set = (from, to) => go({ ...wanted, around: "", limit: "", since: iso(Math.floor(from)), until: iso(Math.ceil(Math.max(to, from + 1000))) });
  const [first, end] = [Date.parse(over.first), Date.parse(over.last) + 1];
  const all = wanted.q ? "" : " (all sources on one clock)";
  return [form(wanted), filters(wanted),
    el("p", { role: "status", id: "total" }, el("b", {}, `${count(found.total ?? found.hits.length, "record")}`), all, wanted.around ? [", those nearest to ", show(wanted.around), " ", link({ ...wanted, around: "" }, "all")] : null),
    bars(over, set, set), zooms(first, end, set, () => go({ ...wanted, since: "", until: "", around: "", limit: "" })),
    el("div", { class: "columns" }, el("section", { "aria-label": "Records", id: "records" }, list.length ? list : el("p", { class: "soft" }, "Nothing matches."),
      found.hits.length === limit && limit < 1000 && !wanted.around ? el("p", {}, el("button", { type: "button", id: "more", onclick: () => go({ ...wanted, limit: Math.min(1000, limit * 3) }, true) }, "Show more")) : null,
      found.hits.length === 1000 ? el("p", { class: "soft" }, "The first 1,000 are shown: choose a shorter time for the others.") : null), values(wanted, top))].filter(Boolean);
}

let known = null;
async function names() {
  known ??= (await ask("fields")).fields;
}

function form(wanted) {
  const field = (name, label, value) => el("label", {}, label, el("input", { name, id: `field-${name}`, value: value ?? "", placeholder: "2014-06-29 11:30, -2h", autocomplete: "off" }));
  const sort = el("select", { name: "sort", id: "sort" }, ["newest", "oldest"].map((name) => el("option", { value: name, selected: (wanted.sort ?? "newest") === name }, `${name} first`)));
  const submit = (event) => {
    event.preventDefault();
    const typed = Object.fromEntries(new FormData(event.target));
    go({ ...wanted, around: "", limit: "", ...typed, sort: typed.sort === "newest" ? "" : typed.sort });
  };
  return el("form", { class: "search", role: "search", onsubmit: submit },
    el("input", { type: "search", name: "q", id: "query", value: wanted.q ?? "", placeholder: "http_status:>=500 AND mailbox:jsmith", "aria-label": "Query", autocomplete: "off", spellcheck: "false", maxlength: 4000 }),
    el("button", { id: "search" }, "Search"), el("div", { class: "more" }, field("since", "Since", wanted.since), field("until", "Until", wanted.until), sort));
}

/** Conditions that a click added, to be taken away again. */
function filters(wanted) {
  const parts = (wanted.q ?? "").split(" AND ").filter(Boolean);
  if (parts.length < 2) return null;
  return el("ul", { class: "filters", "aria-label": "Conditions" }, parts.map((part, at) => el("li", {},
    el("button", { class: "chip", type: "button", title: "take away", onclick: () => go({ ...wanted, q: parts.filter((_, other) => other !== at).join(" AND ") }) }, part, " ×"))));
}

/** The query with one more condition. */
function narrowed(wanted, name, value) {
  const part = `${name}:${typeof value === "number" ? value : quoted(value)}`;
  const q = (wanted.q ?? "").trim();
  if (q.split(" AND ").includes(part)) return wanted;
  const old = / OR /.test(q) && !/^[^ ]*\(.*\)$/.test(q) ? `(${q})` : q;
  return { ...wanted, view: "records", id: "", around: "", limit: "", q: old ? `${old} AND ${part}` : part };
}

function values(wanted, top) {
  const choice = (one) => el("option", { value: one.name, selected: wanted.field === one.name }, one.name);
  const select = el("select", { id: "field", "aria-label": "Field", onchange: (event) => go({ ...wanted, field: event.target.value }) },
    el("option", { value: "" }, "values of a field …"), known.filter((one) => !["text", "time_quality", "finding", "cause"].includes(one.name)).map(choice));
  const item = (one) => el("li", {}, el("button", { class: "quiet", type: "button", title: one.value, onclick: () => go(narrowed(wanted, wanted.field, /^-?\d{1,15}$/.test(one.value) ? Number(one.value) : one.value)) }, one.value || "(empty)"), number(one.count));
  return el("aside", { class: "aside" }, select, top ? el("ol", {}, top.values.map(item)) : null);
}

/** One record: head, neighbours, text with what was searched for marked, fields to filter by. */
export function recordNode(hit, wanted) {
  const fields = Object.entries({ format: hit.format, node: hit.node, ...hit.fields }).filter(([, value]) => value !== "" && value !== null);
  const details = el("div", { class: "fields", hidden: true }, fields.map(([name, value]) =>
    el("button", { class: "chip", type: "button", title: "only these", onclick: () => go(narrowed(wanted, name, value)) }, `${name}: ${value}`)));
  const toggle = () => { details.hidden = !details.hidden; node.setAttribute("aria-expanded", String(!details.hidden)); };
  const lines = (all) => (all.length ? el("pre", { class: "neighbour" }, all.join("\n")) : null);
  const around = hit.time ? link({ view: "records", around: hit.time, sort: "oldest" }, "around it") : null;
  const key = (event) => { if (event.key === "Enter" && event.target === node) { event.preventDefault(); toggle(); } };
  const node = el("article", { class: "record", tabindex: 0, "aria-expanded": "false", onkeydown: key },
    el("p", { class: "head" }, el("time", { datetime: hit.time }, show(hit.time)), hit.level && hit.level !== "unknown" ? el("span", {}, hit.level) : null,
      el("span", { class: "where" }, `${hit.node ? `${hit.node}  ` : ""}${hit.path}:${hit.line}`), around,
      el("button", { class: "quiet", type: "button", onclick: toggle }, "fields")),
    lines(hit.before), el("pre", {}, marked(hit)), lines(hit.after), details);
  return node;
}

/** The text with what made it a hit marked. The server says where, in bytes of UTF-8. */
function marked(hit) {
  const bytes = new TextEncoder().encode(hit.text);
  const part = (from, to) => (bytes.length === hit.text.length ? hit.text.slice(from, to) : new TextDecoder().decode(bytes.subarray(from, to)));
  const nodes = [];
  let end = 0;
  for (const [from, to] of hit.marks) {
    nodes.push(part(end, from), el("mark", {}, part(from, to)));
    end = to;
  }
  return [...nodes, part(end), hit.text_bytes > bytes.length ? " …" : null];
}
