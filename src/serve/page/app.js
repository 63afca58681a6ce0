// State of the page in its address, keys, and what comes in while somebody writes the case.
import { el, setZone } from "/chart.js";
import * as views from "/views.js";
import { records } from "/records.js";

const VIEWS = { verdict: views.verdict, findings: views.findings, finding: views.finding, ledger: views.ledger, coverage: views.coverage, records };
const TABS = [["verdict", "Verdict", "1"], ["findings", "Findings", "2"], ["ledger", "Ledger", "3"], ["records", "Records", "4"], ["coverage", "Coverage", "5"]];
const KEYS = [["1 … 5", "go to a view"], ["/", "go to the search field"], ["j, k", "next, previous entry"], ["Enter", "open or press what is chosen"],
  ["+, −", "zoom into the middle, out again (ledger, records)"], ["←, →", "earlier, later (ledger, records)"], ["0", "the whole time"], ["l", "live: show new records as they come, or not"], ["r", "show what is new now"], ["Esc", "leave the field, close"], ["?", "this list"]];

const main = document.getElementById("view");
const problem = document.getElementById("problem");
let drawing = 0;
let known = null;
let behind = false;
let live = true;

/** Asks the API; the error of a refusal says why, and where in the query. */
export async function ask(path, parameters = {}) {
  const wanted = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(wanted).toString();
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(`/api/v1/${path}${query ? `?${query}` : ""}`);
    if (response.ok) return response.json();
    const body = await response.json().catch(() => ({}));
    if (response.status === 503 && tries < 3) { await new Promise((later) => setTimeout(later, 400 * (tries + 1))); continue; }
    const error = new Error(body.error?.message ?? `${response.status} ${response.statusText}`);
    error.detail = body.error;
    throw error;
  }
}

/** What the address says: the view and its parameters. */
export function state() {
  const all = Object.fromEntries(new URLSearchParams(location.search));
  return { ...all, view: VIEWS[all.view] ? all.view : "verdict" };
}

/** The address of a state. */
export function address(wanted) {
  const all = Object.entries(wanted).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return `/?${new URLSearchParams(all)}`;
}

/** Goes to a state. */
export function go(wanted, replace = false) {
  history[replace ? "replaceState" : "pushState"](null, "", address(wanted));
  draw();
}

/** A link that stays on the page. */
export function link(wanted, ...content) {
  const follow = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    go(wanted);
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  };
  return el("a", { href: address(wanted), onclick: follow }, content);
}

function tabs(view) {
  document.getElementById("tabs").replaceChildren(...TABS.map(([name, title]) => {
    const tab = link({ view: name }, title);
    if (name === view || (name === "findings" && view === "finding")) tab.setAttribute("aria-current", "page");
    return el("li", {}, tab);
  }));
}

/** Says what went wrong; the place in a query is pointed at. */
function say(error) {
  const detail = error?.detail;
  problem.hidden = !error;
  if (!error) return;
  const before = new TextDecoder().decode(new TextEncoder().encode(detail?.query ?? "").slice(0, detail?.at ?? 0));
  const place = detail?.query === undefined ? null : el("pre", {}, `${detail.query}\n${" ".repeat([...before].length)}${"^".repeat(Math.max(1, detail.length))}`);
  problem.replaceChildren(el("b", {}, error.message), ...(place ? [place] : []), detail?.remedy ?? "");
}

/** Draws the state. What is no longer wanted when its answer comes is dropped. */
export async function draw(fresh = false) {
  const mine = ++drawing;
  const wanted = state();
  tabs(wanted.view);
  document.title = `mbxtrace: ${wanted.view}`;
  main.setAttribute("aria-busy", "true");
  try {
    const drawn = await VIEWS[wanted.view](wanted, fresh);
    if (mine !== drawing) return;
    const focus = document.activeElement?.id;
    main.replaceChildren(...[drawn].flat());
    if (focus) document.getElementById(focus)?.focus();
    say(null);
    behind = false;
  } catch (error) {
    if (mine === drawing) say(error);
  } finally {
    if (mine === drawing) main.removeAttribute("aria-busy");
  }
}

/** Is there a new commit? Asked every second while the page is in sight. */
async function look() {
  try {
    if (document.visibilityState === "visible") {
      const now = await ask("state");
      const isNew = known && now.commit !== known.commit;
      const verdict = known && now.analysis !== known.analysis;
      known = now;
      const reading = main.querySelector("[aria-expanded=true]") || window.scrollY > 300;
      behind = behind || (isNew && (!live || reading));
      tell(behind ? "new records: press r" : isNew ? "new records" : null);
      const view = state().view;
      const typing = document.activeElement?.matches("input[type=search]") && document.activeElement.value !== (state().q ?? "");
      if (live && !typing && !reading && (behind || (isNew && view === "records") || (verdict && view !== "records"))) await draw(true);
    }
  } catch (error) {
    tell("not reachable");
  }
  setTimeout(look, 1000);
}

function tell(words) {
  const shown = document.getElementById("live");
  shown.classList.toggle("new", Boolean(words) && words !== "not reachable");
  shown.textContent = words ?? (live ? "live" : "live off");
}

function help() {
  document.getElementById("keys").replaceChildren(...KEYS.flatMap(([keys, what]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, what)]));
  document.getElementById("help").showModal();
}

/** Next or previous entry of the view. */
function step(by) {
  const all = [...main.querySelectorAll(".record[tabindex], .finding p:first-child a, .cause a")];
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const field = event.target.closest?.("input, select, textarea");
  if (field) { if (event.key === "Escape") { field.blur(); main.focus(); } return; }
  const tab = TABS.find(([, , key]) => key === event.key);
  const zoom = { "+": "in", "=": "in", "-": "out", "0": "all", ArrowLeft: "left", ArrowRight: "right" }[event.key];
  if (tab) go({ view: tab[0] });
  else if (event.key === "?") help();
  else if (event.key === "l") { live = !live; tell(null); if (live) draw(true); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "r") draw(true);
  else if (zoom) {
    const button = document.querySelector(`[data-zoom="${zoom}"]`);
    if (!button) return;
    button.click();
  }
  else if (event.key === "/") {
    event.preventDefault();
    if (state().view === "records") document.getElementById("query").focus();
    else { go({ view: "records" }); setTimeout(() => document.getElementById("query")?.focus(), 300); }
  } else return;
  if (event.key !== "/") event.preventDefault();
});
document.getElementById("help-button").addEventListener("click", help);
window.addEventListener("popstate", () => draw());

const summary = await ask("summary").catch((error) => { say(error); return null; });
setZone(summary?.zone);
await draw();
look();
