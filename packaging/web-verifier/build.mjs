// Builds the page. The same source gives the same bytes: nothing here looks at a clock, a path or the network.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const out = process.argv[2] ?? join(root, "resources/verifier/sealwright-verifier.html");
const LANGUAGES = ["fr", "es", "ar", "de", "pt-BR", "ru", "zh-Hans"];

/** Axis, severity and sentence of every finding, from section 10.2 of the format and section 6 of that of parcels. */
function findings() {
  const pages = ["bundle-format.md", "parcel-format.md"].map((name) => readFileSync(join(root, "docs", name), "utf-8"));
  const rows = [...pages.join("\n").matchAll(/^\| `([a-z0-9-]+)` \| (\w+) \| (fatal|contradiction|missing|doubt|note) \| (.*) \|$/gm)];
  const table = rows.map(([, code, axis, severity, sentence]) => [
    code,
    { axis, severity, sentence: sentence.replaceAll("`{", "{").replaceAll("}`", "}") },
  ]);
  if (table.length < 100) throw new Error("the table of findings was not found");
  return Object.fromEntries(table);
}

/** Digests of the scripts that versions of the program wrote into VERIFY.<lang>.txt, where the program keeps them. */
function recipes() {
  const text = readFileSync(join(root, "forensics_app/verify/consistency/texts.py"), "utf-8");
  const [, listed] = /^RECIPES = frozenset\(\n([^)]*)\)/m.exec(text) ?? [];
  const digests = [...(listed ?? "").matchAll(/"([0-9a-f]{64})"/g)].map(([, digest]) => digest);
  if (digests.length === 0) throw new Error("the digests of the scripts were not found");
  return digests;
}

/** The program's version, from the one place that says it. */
function version() {
  const text = readFileSync(join(root, "forensics_app/__init__.py"), "utf-8");
  const [, said] = /^__version__ = "([0-9][0-9A-Za-z.]*)"$/m.exec(text) ?? [];
  if (said === undefined) throw new Error("the version was not found");
  return said;
}

const unquoted = (text) => JSON.parse(`"${text}"`);
const LITERAL = String.raw`"((?:[^"\\]|\\.)*)"`;

/** Tables of technical texts and their words in a module of the program, in its order: name, and pairs. */
function tables(path) {
  const text = readFileSync(join(root, path), "utf-8");
  const row = new RegExp(String.raw`^ {4}${LITERAL}: (NC?_)\(\s*([^]*?)\s*\),$`, "gm");
  return [...text.matchAll(/^(\w+): dict\[str, str\] = \{\n([^]*?)^\}/gm)].map(([, name, body]) => {
    const rows = [...body.matchAll(row)].map(([, key, made, given]) => {
      const said = [""];
      for (const [, piece, comma] of given.matchAll(new RegExp(`${LITERAL}(,?)`, "g"))) {
        said[said.length - 1] += unquoted(piece);
        if (comma !== "") said.push("");
      }
      const words = said.filter((one) => one !== "");
      if (words.length !== (made === "NC_" ? 2 : 1)) throw new Error(`${path}: ${key} is not understood`);
      return [unquoted(key), words.join("\u0004")];
    });
    if (rows.length !== [...body.matchAll(/: NC?_\(/g)].length) throw new Error(`${path}: a row of ${name} is not understood`);
    return [name, rows];
  });
}

/** Technical texts of omissions (`shapes`, those in `nested` with another one in their last field), and their words. */
function details() {
  const modules = ["archives", "containers", "volumes", "file_systems", "discs", "xfs", "pictures"];
  const all = [
    ...tables("forensics_app/i18n/details.py").filter(([name]) => name === "CODES"),
    ...modules.flatMap((name) => tables(`forensics_app/i18n/detail_words/${name}.py`)),
  ];
  const text = readFileSync(join(root, "forensics_app/i18n/details.py"), "utf-8");
  const [, listed] = /for shape in \(\n([^)]*)\)/.exec(text) ?? [];
  const own = [...(listed ?? "").matchAll(new RegExp(LITERAL, "g"))].map(([, shape]) => unquoted(shape));
  const isNested = ([name]) => name.endsWith("_NESTED");
  const words = new Map([...all.filter((one) => !isNested(one)), ...all.filter(isNested)].flatMap(([, rows]) => rows));
  const nested = [...own, ...all.filter(isNested).flatMap(([, rows]) => rows.map(([shape]) => shape))];
  if (own.length === 0 || words.size < 900) throw new Error("the words of details were not found");
  const plain = (message) => message.slice(message.lastIndexOf("\u0004") + 1);
  const said = { en: [...words.values()].map(plain) };
  for (const language of LANGUAGES) {
    const program = readPo(language);
    said[language] = [...words].map(([shape, message]) => {
      if (!program.get(message)) throw new Error(`no translation: ${language}: ${shape}`);
      return program.get(message);
    });
  }
  return { shapes: [...words.keys()], nested, said };
}

/** A gettext catalogue: `context\u0004message` to text, or to the list of its plural forms. */
function readPo(language) {
  const file = join(root, "resources/locale", language.replace("-", "_"), "LC_MESSAGES/sealwright.po");
  const messages = new Map();
  for (const block of readFileSync(file, "utf-8").split(/\n\n+/)) {
    const values = {};
    let key = null;
    for (const line of block.split("\n")) {
      const [, word, text] = /^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$/.exec(line) ?? [];
      if (word !== undefined) values[(key = word)] = unquoted(text);
      else if (key !== null && /^".*"$/.test(line)) values[key] += unquoted(line.slice(1, -1));
    }
    if (!values.msgid) continue;
    const id = values.msgctxt === undefined ? values.msgid : `${values.msgctxt}\u0004${values.msgid}`;
    const forms = Object.keys(values).filter((k) => k.startsWith("msgstr[")).sort().map((k) => values[k]);
    messages.set(id, forms.length > 0 ? forms : values.msgstr);
  }
  return messages;
}

function sources(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? sources(path) : path.endsWith(".ts") ? [path] : []));
}

/** Every message that the source uses: singular messages, and counted ones by their first form. */
function used(table) {
  const [single, counted] = [new Set(Object.values(table).map((rule) => rule.sentence)), new Set()];
  for (const path of sources(join(here, "src"))) {
    const text = readFileSync(path, "utf-8");
    for (const [, message] of text.matchAll(new RegExp(String.raw`\b(?:tr|N)\(\s*${LITERAL}`, "g"))) single.add(unquoted(message));
    for (const [, context, message] of text.matchAll(new RegExp(String.raw`\bNC\(\s*${LITERAL},\s*${LITERAL}`, "g"))) {
      single.add(`${unquoted(context)}\u0004${unquoted(message)}`);
    }
    for (const [, one] of text.matchAll(new RegExp(String.raw`\b(?:trn|NP)\(\s*${LITERAL},\s*${LITERAL}`, "g"))) counted.add(unquoted(one));
  }
  return [single, counted];
}

/** Translations out of the program's catalogues; what only the page says, out of its own. */
function messages(table) {
  const [single, counted] = used(table);
  const own = JSON.parse(readFileSync(join(here, "messages.json"), "utf-8"));
  const missing = [];
  const unusedOwn = new Set(Object.keys(own));
  const all = {};
  for (const language of LANGUAGES) {
    const program = readPo(language);
    const chosen = {};
    for (const [ids, many] of [[single, false], [counted, true]]) {
      for (const id of [...ids].sort()) {
        const found = program.get(id) ?? own[id]?.[language];
        if (!program.has(id)) unusedOwn.delete(id);
        if (found === undefined || found === "" || Array.isArray(found) !== many) missing.push(`${language}: ${id}`);
        else chosen[id] = found;
      }
    }
    all[language] = chosen;
  }
  if (missing.length > 0) throw new Error(`no translation:\n${missing.join("\n")}`);
  if (unusedOwn.size > 0) throw new Error(`in messages.json, and not needed: ${[...unusedOwn].join(" | ")}`);
  return all;
}

function write(name, value) {
  writeFileSync(join(here, "generated", name), `${JSON.stringify(value)}\n`);
}

async function bundled(entry) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    loader: { ".css": "text" },
  });
  return result.outputFiles[0].text.trim();
}

const hash = (text) => `'sha256-${createHash("sha256").update(text, "utf-8").digest("base64")}'`;

mkdirSync(join(here, "generated"), { recursive: true });
const table = findings();
write("findings.json", table);
write("messages.json", messages(table));
write("recipes.json", recipes());
write("version.json", version());
write("details.json", details());
const worker = await bundled("src/work/worker.ts");
const page = await bundled("src/page/main.ts");
const style = readFileSync(join(here, "src/page/style.css"), "utf-8").trim();
for (const text of [worker, page]) if (/<\/script|<!--/i.test(text)) throw new Error("a script would end early");
const policy = [
  "default-src 'none'",
  `script-src ${hash(page)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const html = readFileSync(join(here, "src/page/page.html"), "utf-8")
  .replace("%POLICY%", () => policy)
  .replace("%STYLE%", () => style)
  .replace("%WORKER%", () => worker)
  .replace("%PAGE%", () => page);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, html);
process.stdout.write(`${out}: ${html.length} characters\n`);
