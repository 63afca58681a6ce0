// Drawing: elements and SVG made node by node. Text is only ever text.

/** Makes an element: attributes that begin with `on` are listeners, children are nodes or text. */
export function el(name, attributes = {}, ...children) {
  return build(document.createElement(name), attributes, children);
}

/** Makes an SVG element. */
export function svg(name, attributes = {}, ...children) {
  return build(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function build(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat(9)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Text of a rule or cause: what stands between backticks is typed somewhere. */
export const prose = (text) => String(text).split("`").map((part, at, all) => (at % 2 && at < all.length - 1 ? el("code", {}, part) : at % 2 ? `\`${part}` : part));

export const number = (value) => Number(value).toLocaleString("en-US");
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

let zone = "+00:00";
let named = null;

/** Sets the zone of the times shown: `+05:30` or a name of the IANA database. */
export function setZone(wanted) {
  zone = wanted || "+00:00";
  named = null;
  if (/^[+-]\d\d:\d\d$/.test(zone)) return;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
  named = new Intl.DateTimeFormat("en-CA", { ...parts, timeZone: zone, hourCycle: "h23", timeZoneName: "longOffset" });
}

/** `2014-06-29 11:30:05 +00:00` of an RFC 3339 instant; a fraction stays. */
export function show(instant) {
  if (!instant) return "no time";
  const fraction = (instant.match(/\.(\d+)/) ?? ["", ""])[1].slice(0, 3);
  const shown = local(Date.parse(instant));
  return `${shown.text}${fraction ? `.${fraction}` : ""} ${shown.offset}`;
}

function local(milliseconds) {
  if (named) {
    const part = Object.fromEntries(named.formatToParts(milliseconds).map((one) => [one.type, one.value]));
    const offset = part.timeZoneName.replace("GMT", "") || "+00:00";
    return { text: `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`, offset };
  }
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  const east = (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60000;
  return { text: new Date(milliseconds + east).toISOString().slice(0, 19).replace("T", " "), offset: zone };
}

export const clock = (milliseconds) => local(milliseconds).text.slice(11, 16);
export const minute = (milliseconds) => local(milliseconds).text.slice(0, 16);
export const iso = (milliseconds) => new Date(milliseconds).toISOString().replace(".000Z", "Z");

/** Something to press, with the mouse or with the keyboard. */
export function pressable(node, label, act) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", label);
  node.classList.add("hit");
  node.append(svg("title", {}, label));
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); act(event); }
  });
  return node;
}

/** Times below a picture. `ticks` are milliseconds. */
export function axisLabels(first, end, ticks) {
  const drawn = svg("svg", { class: "axis", height: 30, "aria-hidden": "true" });
  let date = "";
  const most = window.innerWidth < 600 ? 5 : 9;
  const every = Math.ceil(ticks.length / most);
  ticks.filter((_, at) => at % every === 0).forEach((tick) => {
    const place = ((tick - first) / (end - first)) * 100;
    const anchor = place > 92 ? "end" : place < 4 ? "start" : "middle";
    drawn.append(svg("text", { x: `${place}%`, y: 12, "text-anchor": anchor }, clock(tick)));
    const day = minute(tick).slice(0, 10);
    if (day !== date) drawn.append(svg("text", { class: "d", x: `${place}%`, y: 26, "text-anchor": anchor }, day));
    date = day;
  });
  return drawn;
}

/** Round times between two instants, at most about nine. */
export function ticks(first, end) {
  const steps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2419200];
  const step = (steps.find((one) => (end - first) / 1000 / one < 9) ?? 31536000) * 1000;
  const all = [];
  for (let at = Math.ceil(first / step) * step; at < end && all.length < 12; at += step) all.push(at);
  return all;
}

/** Chooses a span of time on a picture: drag with the mouse. `chosen` gets two milliseconds. */
export function brush(drawn, first, end, chosen) {
  let from = null;
  const at = (event) => {
    const box = drawn.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const mark = svg("rect", { class: "chosen", y: 0, height: "100%", width: 0 });
  drawn.append(mark);
  drawn.addEventListener("pointerdown", (event) => { if (event.button === 0) from = at(event); });
  drawn.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = at(event);
    if (Math.abs(to - from) > 0.005 && !drawn.hasPointerCapture(event.pointerId)) drawn.setPointerCapture(event.pointerId);
    mark.setAttribute("x", `${Math.min(from, to) * 100}%`);
    mark.setAttribute("width", `${Math.abs(to - from) * 100}%`);
  });
  drawn.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [low, high] = [Math.min(from, at(event)), Math.max(from, at(event))];
    from = null;
    mark.setAttribute("width", 0);
    if (high - low > 0.01) chosen(first + low * (end - first), first + high * (end - first));
  });
  drawn.addEventListener("pointercancel", () => { from = null; mark.setAttribute("width", 0); });
}

/** Bars over time. `press` gets the span of a bar, `chosen` one that was dragged. */
export function bars(answer, press, chosen) {
  const step = answer.step_milliseconds;
  const first = Math.floor(Date.parse(answer.first) / step) * step;
  const end = (Math.floor(Date.parse(answer.last) / step) + 1) * step;
  const highest = Math.max(1, ...answer.bars.map((bar) => bar.count));
  const height = 64;
  const drawn = svg("svg", { class: "strip", height, role: "group", "aria-label": "Records over time" });
  for (const bar of answer.bars) {
    const at = Date.parse(bar.start);
    const tall = Math.max(1.5, (bar.count / highest) * (height - 4));
    const place = { x: `${((at - first) / (end - first)) * 100}%`, width: `${(step / (end - first)) * 100}%` };
    const rect = svg("rect", { class: "bars", ...place, y: height - tall, height: tall });
    drawn.append(pressable(rect, `${minute(at)}: ${count(bar.count, "record")}`, () => press(at, at + step)));
  }
  brush(drawn, first, end, chosen);
  return el("div", { class: "plot" }, drawn, axisLabels(first, end, ticks(first, end)));
}

export const STATES = {
  seen: ["s0", "seen", 9, 4], late: ["s1", "late, over 5 s", 5, 8], missed: ["s2", "missed (1st, 2nd)", 1, 12],
  stale: ["s3", "missed, stale by now (3rd and on)", 1, 12], not_covered: ["s4", "not covered by a log", 4, 9],
  replaced: ["s5", "replaced by a new process", 10, 2],
};

/** The legend of the ledger. */
export function legend() {
  return el("ul", { class: "legend" }, Object.values(STATES).map(([look, name, y, height]) =>
    el("li", {}, svg("svg", { width: 18, height: 14, "aria-hidden": "true" }, svg("rect", { class: look, width: 18, y, height })), name)));
}

/** One row of slots. `press` gets a state and the two columns it reaches from and to. */
export function strip(row, columns, press) {
  const drawn = svg("svg", { class: "strip", height: 14, role: "group" });
  for (const [from, to, state] of row.spans) {
    const [look, name, y, height] = STATES[state] ?? STATES.not_covered;
    const place = { x: `${(from / columns) * 100}%`, width: `${((to - from) / columns) * 100}%` };
    const rect = svg("rect", { class: look, ...place, y, height });
    drawn.append(pressable(rect, `${name}: ${press.times(from, to)}`, (event) => press.act(state, from, to, event)));
  }
  return drawn;
}

/** The share of each state among the subscriptions of a server, worst at the bottom. */
export function band(group, columns) {
  const order = ["stale", "missed", "late", "not_covered", "replaced", "seen"];
  const most = Math.max(1, ...group.shares.map(([, , counts]) => counts.reduce((sum, one) => sum + one, 0)));
  const drawn = svg("svg", { class: "strip band", height: 44, "aria-hidden": "true" });
  for (const [from, to, counts] of group.shares) {
    let top = 44;
    for (const state of order) {
      const counted = counts[group.states.indexOf(state)];
      if (!counted) continue;
      const height = Math.min(top, Math.max(1.5, (counted / most) * 42));
      top -= height;
      const place = { x: `${(from / columns) * 100}%`, width: `${((to - from) / columns) * 100}%` };
      drawn.append(svg("rect", { class: STATES[state][0], ...place, y: top, height }, svg("title", {}, `${number(counted)} ${STATES[state][1]}`)));
    }
  }
  return drawn;
}

/** When each finding held. */
export function findingLanes(findings, first, end, link) {
  return findings.map((finding) => {
    const from = Math.max(0, ((Date.parse(finding.first) - first) / (end - first)) * 100);
    const last = finding.last && finding.state !== "open" ? Date.parse(finding.last) : end;
    const wide = Math.max(0.4, Math.min(100, ((last - first) / (end - first)) * 100) - from);
    return el("div", { class: "row" },
      el("span", { class: "label", title: finding.title }, link(finding)),
      svg("svg", { class: "strip", height: 16, "aria-hidden": "true" }, svg("g", { class: levelClass(finding.level) },
        svg("rect", { x: `${from}%`, width: `${wide}%`, y: 4, height: 8 }), svg("circle", { cx: `${from}%`, cy: 8, r: 4 }))));
  });
}

export const levelClass = (level) => ({ critical: "l4", high: "l3", medium: "l2", low: "l1", info: "l0" })[level] ?? "l1";
