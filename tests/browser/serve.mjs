// The page of `mbxtrace serve` in a real browser: load, search, zoom, click to evidence, keyboard only,
// live update, and no request that leaves the page. Not part of `cargo test`.
//
//   node tests/browser/serve.mjs [PROGRAM [SCREENSHOTS]]
//
// Needs Chromium (CHROMIUM, default /usr/bin/chromium) and playwright-core (NODE_PATH or beside this
// file); without them it says so and ends with status 0.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const program = resolve(process.argv[2] ?? join(root, "target/debug/mbxtrace"));
const pictures = process.argv[3] && resolve(process.argv[3]);
const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
let playwright;
try {
  playwright = createRequire(join(process.env.NODE_PATH ?? root, "x.js"))("playwright-core");
} catch {
  console.log("skipped: no playwright-core (npm i playwright-core, and NODE_PATH to its folder)");
  process.exit(0);
}
if (!existsSync(chromium)) { console.log(`skipped: no Chromium at ${chromium}`); process.exit(0); }

const folder = mkdtempSync(join(tmpdir(), "mbxtrace-browser-"));
const children = [];
function start(args) {
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  return child;
}
async function serve(name) {
  const child = start(["serve", "--case", name, "--listen", "127.0.0.1:0"]);
  let told = "";
  for await (const part of child.stdout) { told += part; if (told.includes("\n")) break; }
  return told.match(/http:\/\/[^/]+/)[0];
}
const line = (second) => `192.0.2.10 -  -  [29/Jun/2014:11:${String(Math.floor(second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")} +0000] "POST /NotificationService/services/NotificationService?id=<b>S${second}</b>&pid=1 HTTP/1.1" 200 5 \n`;

const browser = await playwright.chromium.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
let failed = 0;
async function check(name, body) {
  try { await body(); console.log(`ok   ${name}`); } catch (error) { failed += 1; console.log(`FAIL ${name}: ${error.message}`); }
}
try {
  const ran = spawnSync(program, ["analyze", join(root, "sample-logs/bundle.zip"), "--case", "case", "--quiet"], { cwd: folder });
  assert([0, 3].includes(ran.status), String(ran.stderr));
  const base = await serve("case");
  const outside = [];
  const broken = [];
  async function open(options = {}) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on("request", (request) => { if (!request.url().startsWith(base)) outside.push(request.url()); });
    page.on("pageerror", (error) => broken.push(error.message));
    page.on("console", (message) => { if (message.type() === "error" && !/status of 400/.test(message.text())) broken.push(message.text()); });
    return page;
  }
  const page = await open();
  const loaded = () => page.waitForFunction(() => document.getElementById("view").childElementCount && !document.getElementById("view").hasAttribute("aria-busy"));

  await check("load: the verdict leads", async () => {
    await page.goto(base);
    await page.waitForSelector("h1");
    assert.match(await page.textContent("h1"), /RC-07/);
  });
  await check("search: hits are marked, the state is in the address", async () => {
    await page.goto(`${base}/?view=records`);
    await page.waitForSelector(".record");
    await page.fill("#query", "http_status:503 AND exch01");
    await page.press("#query", "Enter");
    await page.waitForFunction(() => location.search.includes("http_status"));
    await page.waitForSelector(".record mark");
    const total = await page.textContent("#total");
    await page.reload();
    await page.waitForSelector(".record mark");
    assert.equal(await page.textContent("#total"), total);
    const marks = new Set((await page.locator(".record mark").allTextContents()).map((text) => text.toLowerCase()));
    assert.deepEqual([...marks].sort(), ["503", "exch01"]);
  });
  await check("what is excluded is not marked, and a mark is only text", async () => {
    await page.goto(`${base}/?view=records&q=${encodeURIComponent("http_status:503 -exch02 return*")}`);
    await page.waitForSelector(".record");
    for (const text of await page.locator(".record mark").allTextContents()) assert.match(text, /^(503|returned)$/i);
    assert.equal(await page.locator(".record mark *").count(), 0);
  });
  await check("a wrong query is pointed at", async () => {
    await page.goto(`${base}/?view=records&q=mailbx:x`);
    await page.waitForSelector("#problem:not([hidden])");
    assert.match(await page.textContent("#problem"), /did you mean mailbox/);
  });
  await check("fields filter by click", async () => {
    await page.goto(`${base}/?view=records&q=http_status:503`);
    await page.waitForSelector(".record");
    await page.click(".record .head button.quiet");
    await page.click(".record .fields .chip >> nth=1");
    await page.waitForFunction(() => location.search.includes("+AND+node") && document.querySelectorAll(".filters .chip").length === 2);
    assert.equal(await page.inputValue("#query"), 'http_status:503 AND node:"10.20.30.11"');
    await page.waitForSelector(".record");
  });
  await check("zoom: a bar of the histogram, and back", async () => {
    await page.goto(`${base}/?view=records`);
    await page.waitForSelector(".bars");
    await page.click(".bars >> nth=20");
    await page.waitForFunction(() => location.search.includes("since="));
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes("since="));
  });
  await check("ledger: zoom by dragging, slot to records", async () => {
    await page.goto(`${base}/?view=ledger`);
    await page.waitForSelector("svg.band");
    const box = await (await page.$("svg.band")).boundingBox();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => location.search.includes("since="));
    await page.waitForSelector("rect.s3.hit");
    await page.click("rect.s3.hit");
    await page.waitForSelector("#total");
    await page.waitForSelector(".record");
    assert.match(await page.inputValue("#query"), /^subscription:/);
    assert(await page.locator(".record").count() > 1, "the records on either side of the silence");
  });
  await check("finding to evidence", async () => {
    await page.goto(`${base}/?view=findings`);
    await page.waitForSelector(".finding a");
    await page.click(".finding a");
    await page.waitForSelector("#evidence .record pre");
    assert.match(page.url(), /view=finding&id=/);
  });
  await check("keyboard only", async () => {
    await page.goto(base);
    await page.waitForSelector("h1");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await page.keyboard.press("2");
    await page.waitForSelector(".finding a");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#evidence .record");
    await page.keyboard.press("/");
    await page.waitForSelector("#query");
    await page.waitForFunction(() => document.activeElement?.id === "query");
    await page.keyboard.type("http_status:503");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.search.includes("503"));
    await page.waitForSelector(".record");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".record[aria-expanded=true]");
    await page.keyboard.press("+");
    await page.waitForFunction(() => location.search.includes("since="));
    await page.keyboard.press("3");
    await page.waitForSelector("svg.band");
    await page.keyboard.press("+");
    await page.waitForFunction(() => location.search.includes("since="));
  });
  await check("without scripts there is the report", async () => {
    const bare = await open({ javaScriptEnabled: false });
    await bare.goto(base);
    await bare.click("noscript a, .notice a");
    await bare.waitForSelector("h1");
    assert.match(await bare.textContent("h1"), /RC-07/);
    await bare.close();
  });
  await check("a page of another site reads nothing", async () => {
    const other = await browser.newPage();
    await other.goto("data:text/html,<h1>other</h1>");
    const read = await other.evaluate((url) => fetch(url).then((answer) => answer.text(), () => "refused"), `${base}/api/v1/summary`);
    assert.equal(read, "refused");
    await other.setContent(`<iframe src="${base}/"></iframe>`);
    await other.waitForTimeout(500);
    const framed = other.frames().find((frame) => frame.url().startsWith(base));
    assert(!framed || !(await framed.$("h1")), "it can be framed");
    await other.close();
  });

  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    const first = (await (await fetch(`${base}/api/v1/findings?limit=1`)).json()).findings[0].id;
    for (const colorScheme of ["light", "dark"]) for (const width of [1280, 400]) {
      const shot = await open({ viewport: { width, height: 900 }, colorScheme });
      for (const [name, address, wait] of [["verdict", "/", "h1"], ["ledger", "/?view=ledger", "svg.band"], ["records", "/?view=records&q=http_status%3A503&field=node", ".record"], ["findings", "/?view=findings", ".finding"], ["finding", `/?view=finding&id=${first}`, "#evidence .record"], ["coverage", "/?view=coverage", "table"]]) {
        await shot.goto(base + address);
        await shot.waitForSelector(wait);
        await shot.waitForTimeout(200);
        const wide = await shot.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) { failed += 1; console.log(`FAIL ${name} at ${width}: ${wide} pixels too wide`); }
        await shot.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) });
      }
      await shot.close();
    }
  }

  await check("live: what a watch commits appears by itself, and is only text", async () => {
    mkdirSync(join(folder, "logs"));
    const log = join(folder, "logs/2014_06_29.request.log");
    writeFileSync(log, line(0));
    start(["watch", "logs", "--case", "watched"]);
    for (let tries = 0; ; tries += 1) {
      const counted = spawnSync(program, ["search", "*", "--case", "watched", "--count"], { cwd: folder });
      if (String(counted.stdout).trim() === "1") break;
      assert(tries < 100, "the watch does not begin");
      await new Promise((later) => setTimeout(later, 200));
    }
    const live = await serve("watched");
    const second = await browser.newPage();
    await second.goto(`${live}/?view=records`);
    await second.waitForSelector(".record");
    await second.waitForTimeout(1200);
    let slowest = 0;
    for (const at of [5, 12, 21]) {
      appendFileSync(log, line(at));
      const written = Date.now();
      await second.waitForFunction((text) => document.querySelector(".record pre")?.textContent.includes(text), `S${at}<`, { timeout: 20000 });
      slowest = Math.max(slowest, Date.now() - written);
    }
    assert.equal(await second.locator(".record b").count(), 0);
    assert(await second.locator(".record.fresh").count() >= 1);
    console.log(`     written to seen in the page: at most ${slowest} ms`);
  });
  await check("nothing leaves the page, nothing is broken", () => {
    assert.deepEqual(outside, []);
    assert.deepEqual(broken, []);
  });
} finally {
  await browser.close();
  await Promise.all(children.map((child) => new Promise((over) => {
    if (child.exitCode !== null || child.signalCode !== null || !child.kill()) over();
    else child.once("exit", over);
  })));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
