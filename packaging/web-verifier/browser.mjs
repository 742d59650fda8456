// Drives the built page in a browser, for tests: node browser.mjs TASKS.json, a line of JSON for each task.
// {"browser": "chrome"|"firefox", "executable": PATH, "page": PATH, "do": "vectors"|"looks", ...}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const given = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const browser = await puppeteer.launch({
  browser: given.browser,
  executablePath: given.executable,
  headless: true,
  args: given.browser === "chrome" ? ["--no-sandbox", "--disable-dev-shm-usage"] : [],
});
const requests = [];

async function opened() {
  const page = await browser.newPage();
  page.on("request", (request) => {
    const own = /^(?:blob|data|about|chrome|moz-extension|resource):/.test(request.url());
    if (!own && request.url() !== pathToFileURL(given.page).href) requests.push(request.url());
  });
  page.on("pageerror", (error) => requests.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => requests.push(`dialog: ${dialog.message()}`));
  await page.goto(pathToFileURL(given.page).href);
  return page;
}

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** The worker of the page, given files as the page would give them. */
async function vectors() {
  const page = await opened();
  await page.evaluate(() => {
    const url = URL.createObjectURL(new Blob([document.getElementById("worker").textContent], { type: "text/javascript" }));
    const worker = new Worker(url);
    const helper = new Worker(url);
    const channel = new MessageChannel();
    helper.postMessage({ help: channel.port1 }, [channel.port1]);
    worker.postMessage({ do: "helpers", ports: [channel.port2] }, [channel.port2]);
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    // a new element for each task: a driver may answer before the page has the files
    window.freshInput = () => {
      document.getElementById("vector-files")?.remove();
      const input = document.createElement("input");
      input.type = "file";
      input.multiple = true;
      input.id = "vector-files";
      document.body.append(input);
    };
    window.checkVector = (task) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => {
          if (data.is === "report") resolve(data.report);
          if (data.is === "failed") resolve({ failed: data.why });
        };
        worker.onerror = (event) => resolve({ failed: event.message });
        const files = [...document.getElementById("vector-files").files];
        const main = task.folder === null ? { kind: "file", file: files[0] } : { kind: "folder", name: task.folder, files: task.paths.map((path, i) => ({ path, file: files[i] })) };
        const rest = files.slice(task.folder === null ? 1 : task.paths.length);
        const isPart = ({ name }) => name.endsWith(".p7m");
        const beside = rest.filter((file) => !isPart(file));
        const parcelFiles = task.parcel ? rest.filter(isPart) : null;
        const trust = task.trust.map((one) => ({
          role: one.role,
          certificate: bytes(one.certificate),
          label: one.label,
          authority: one.authority,
          ...(one.subject === null ? {} : { subject: bytes(one.subject) }),
          ...(one.revoked === null ? {} : { revokedSince: Date.parse(one.revoked) }),
        }));
        worker.postMessage({
          do: "verify", given: { main, beside, parcelFiles }, trust, lists: task.lists.map(bytes), expect: task.expect, now: Date.parse(task.now), language: "en", digest: "",
        });
      });
  });
  for (const task of given.tasks) {
    await page.evaluate(() => window.freshInput());
    const input = await page.$("#vector-files");
    await input.uploadFile(...task.files);
    const there = (count) => document.getElementById("vector-files").files.length === count;
    await page.waitForFunction(there, { timeout: 20_000 }, task.files.length);
    print(await page.evaluate((one) => window.checkVector(one), task));
  }
}

/** Texts that overlap another one, leave their card, or are cut off: what each says. Paths may be cut, they have a tooltip. */
function crowded() {
  const shown = [];
  const wrong = [];
  const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const hidden = parent.closest(".visually-hidden, select, .c-path") !== null || !parent.checkVisibility();
    if (node.textContent.trim() === "" || hidden) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = parent.closest(".card, .notice, .banner, .rail, .header, .job, .drop").getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      if (rect.width === 0) continue;
      if (rect.left < box.left - 1 || rect.right > box.right + 1) wrong.push(`outside: ${node.textContent}`);
      for (let around = parent; around.closest(".card") !== null; around = around.parentElement) {
        const edge = around.getBoundingClientRect();
        const clips = getComputedStyle(around).overflowX !== "visible";
        if (clips && (rect.left < edge.left - 1 || rect.right > edge.right + 1)) wrong.push(`cut: ${node.textContent}`);
      }
      shown.push({ node, rect });
    }
  }
  for (const [i, one] of shown.entries()) {
    for (const other of shown.slice(i + 1)) {
      if (one.node === other.node) continue;
      const wide = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
      const high = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
      if (wide > 1 && high > 0.25 * Math.min(one.rect.height, other.rect.height)) wrong.push(`over each other: ${one.node.textContent} / ${other.node.textContent}`);
    }
  }
  return wrong;
}

/** The page as somebody sees it: states, languages, widths; what axe finds, and what is wider than the screen. */
async function looks() {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
  for (const look of given.looks) {
    const page = await opened();
    await page.setViewport({ width: look.width ?? 1280, height: look.height ?? 900 });
    if (look.language) await page.select("#language", look.language);
    if (look.text) await page.evaluate((size) => { document.documentElement.style.fontSize = size; }, look.text);
    if (look.theme) await page.select("#theme", look.theme);
    if (look.files || look.folder) {
      const input = await page.$(look.folder ? "#folder" : "#files");
      await input.uploadFile(...(look.files ?? [look.folder]));
      await page.waitForFunction(() => document.querySelector("#verdict") !== null || (document.querySelector(".notice") !== null && document.querySelector(".working") === null), { timeout: 60_000 });
      if (look.trust) {
        // a certificate that was given: its rows are compared like a signer's before the button can be pressed
        const given = await page.evaluateHandle((name) => [...document.querySelectorAll("button[aria-label]")].find((b) => b.getAttribute("aria-label").endsWith(name)).closest(".phone"), look.trust);
        for (const [name, row] of [["A", 0], ["B", 1], ["C", 2], ["D", 3]]) {
          const field = await given.$(`input[id$="-${name}"]`);
          if (field !== null) await field.type(look.fingerprint.slice(16 * row, 16 * row + 16));
        }
        await given.evaluate((part) => part.querySelector("button").click());
        await page.waitForSelector("#verdict", { timeout: 60_000 });
      }
      for (const path of look.check ?? []) {
        // one of several bundles, by the button of its row
        await page.evaluate((end) => [...document.querySelectorAll(".choice button")].find((b) => b.getAttribute("aria-label").endsWith(`: ${end}`)).click(), path);
        await page.waitForFunction((end) => document.querySelector("#verdict") !== null && document.querySelector(".choice[aria-current] .mono").textContent === end, { timeout: 60_000 }, path);
      }
      if (look.typed) {
        // the rows as the laboratory would read them out
        for (const [name, row] of [["A", 0], ["B", 1], ["C", 2], ["D", 3]]) {
          const field = await page.$(`#row-${name}`);
          if (field !== null) await field.type(look.typed.slice(16 * row, 16 * row + 16));
        }
        await page.evaluate(() => document.querySelector(".phone button.primary").click());
        await page.waitForFunction(() => document.querySelector("#row-A, #row-B, #row-C, #row-D") === null && document.querySelector("#verdict") !== null, { timeout: 60_000 });
      }
      if (look.contents) {
        await page.evaluate(() => document.querySelector(".contents-part summary").click());
        await page.waitForSelector(".rows-body .line", { timeout: 60_000 });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    const typing = [];
    for (const text of look.code ?? []) {
      const field = await page.$("#seal-code");
      await field.click({ clickCount: 3 });
      await page.keyboard.press("Backspace");
      await field.type(text);
      typing.push(await page.evaluate(() => ({ said: document.querySelector("#seal-code + [role=status]").textContent, look: document.querySelector("#seal-code + [role=status] svg")?.getAttribute("class") ?? null })));
    }
    await page.evaluate(axe);
    await page.evaluate(`window.crowded = ${crowded.toString()}`);
    const found = await page.evaluate(async () => ({
      verdict: document.querySelector("#verdict")?.textContent ?? null,
      notices: [...document.querySelectorAll(".notice")].map((one) => one.textContent),
      title: document.title,
      banner: document.querySelector(".banner")?.innerText ?? null,
      heading: document.querySelector(".header .small").textContent,
      choices: [...document.querySelectorAll(".choice")].map((one) => [...one.children].map((part) => part.textContent).filter((text) => text !== "")),
      findings: [...document.querySelectorAll(".finding svg")].map((one) => one.getAttribute("class")),
      live: document.querySelector("#live").textContent,
      rows: [...document.querySelectorAll(".rows-body .c-path")].map((one) => one.textContent),
      direction: document.documentElement.dir,
      wide: document.documentElement.scrollWidth > innerWidth,
      markup: document.querySelector("#app img, #app script, #app iframe, #app b") !== null,
      locked: [...document.querySelectorAll("button[aria-label]:disabled")].map((one) => one.getAttribute("aria-label")),
      cards: Object.fromEntries([...document.querySelectorAll(".card")].map((one) => [one.querySelector("h2")?.textContent ?? "", one.innerText])),
      crowded: window.crowded(),
      axe: (await window.axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`),
    }));
    if (look.picture) await page.screenshot({ path: look.picture, fullPage: true });
    if (look.print) await page.pdf({ path: look.print, preferCSSPageSize: true });
    for (const way of look.ways ?? []) {
      await page.setViewport({ width: way.width, height: look.height ?? 900 });
      await page.evaluate((size) => { document.documentElement.style.fontSize = size; }, way.text);
      await page.select("#language", way.language);
      await new Promise((resolve) => setTimeout(resolve, 150)); // the worker answers in the language
      await page.evaluate(() => document.querySelector(".contents-part summary").click());
      await page.waitForSelector(".rows-body .line", { timeout: 60_000 });
      const wrong = await page.evaluate(() => [...window.crowded(), ...(document.documentElement.scrollWidth > innerWidth ? ["wider than the window"] : [])]);
      found.crowded.push(...wrong.map((text) => `${way.language}, ${way.width} px, ${way.text}: ${text}`));
    }
    print({ ...found, typing });
    await page.close();
  }
}

try {
  await (given.do === "vectors" ? vectors() : looks());
  print({ requests });
} finally {
  await browser.close();
}
