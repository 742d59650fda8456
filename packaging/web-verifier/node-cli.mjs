#!/usr/bin/env node
// The verifier of the built page under Node, for tests and comparisons:
//   node node-cli.mjs BUNDLE [--trust PEM] [--trust-time PEM] [--crl FILE] [--expect-event DIGEST] [--now UTC]
//   node node-cli.mjs --batch FILE      many bundles in one process, a line of JSON each
//   node node-cli.mjs --details FILE    details of omissions in words
// It runs the very script that stands in the page; only walking a folder of the disk is written here.
import { lstat, open, readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const here = dirname(fileURLToPath(import.meta.url));
const page = process.env.SEALWRIGHT_VERIFIER_PAGE ?? join(here, "../../resources/verifier/sealwright-verifier.html");
const html = await readFile(page, "utf-8");
const script = /<script type="text\/plain" id="worker">([\s\S]*?)<\/script>/.exec(html)[1];
vm.runInThisContext(script);
const verifier = globalThis.sealwrightVerifier;

class DiskFile {
  constructor(path, size) {
    this.path = path;
    this.size = size;
  }

  async read(offset, length) {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted === 0) return new Uint8Array(0);
    try {
      this.handle ??= await open(this.path, "r");
      const bytes = new Uint8Array(wanted);
      const { bytesRead } = await this.handle.read(bytes, 0, wanted, offset);
      return bytes.subarray(0, bytesRead);
    } catch (e) {
      throw new verifier.ReadFailed(e.code ?? String(e));
    }
  }

  async close() {
    await this.handle?.close();
    this.handle = undefined;
  }
}

/** UTF-8 names as they are, every other byte as `\xNN`. */
function shown(raw) {
  const text = raw.toString("utf-8");
  if (Buffer.from(text, "utf-8").equals(raw)) return text;
  return [...raw].map((b) => (b < 0x80 ? String.fromCharCode(b) : `\\x${b.toString(16)}`)).join("");
}

async function walk(folder, prefix, found) {
  let names;
  try {
    names = await readdir(folder, { encoding: "buffer" });
  } catch (e) {
    found.push({ kind: "unreadable", path: prefix, why: e.code ?? "?" });
    return found;
  }
  if (names.length === 0 && prefix !== "") found.push({ kind: "empty", path: prefix.slice(0, -1) });
  for (const raw of names.sort(Buffer.compare)) {
    const path = Buffer.concat([folder, Buffer.from("/"), raw]);
    const name = `${prefix}${shown(raw)}`;
    const about = await lstat(path);
    if (about.isSymbolicLink()) found.push({ kind: "link", path: name });
    else if (about.isDirectory()) await walk(path, `${name}/`, found);
    else if (!about.isFile()) found.push({ kind: "special", path: name });
    else found.push({ kind: "file", path: name, content: new DiskFile(path, about.size), links: about.nlink });
  }
  return found;
}

async function besides(folder, own, ending) {
  const all = [];
  for (const name of await readdir(folder)) {
    if (name === own || !name.endsWith(ending)) continue;
    const about = await lstat(join(folder, name));
    all.push({ name, size: about.size, isFile: about.isFile(), content: new DiskFile(join(folder, name), about.size) });
  }
  return all;
}

const bytesOf = async (path) => new Uint8Array(await readFile(path));

async function policyOf(task) {
  const entries = [];
  for (const word of task.trust) {
    const certificate = verifier.readCertificates(await bytesOf(word.pem))[0];
    const named = word.subject ? verifier.readCertificates(await bytesOf(word.subject))[0] : null;
    entries.push({
      role: word.role,
      certificate,
      label: word.label ?? certificate.name,
      authority: word.authority ?? false,
      subject: named?.subject ?? null,
      revokedSince: word.revoked ? verifier.fromUtc(word.revoked) : null,
    });
  }
  const statements = [];
  for (const path of task.crls) statements.push(...verifier.readStatements(await bytesOf(path)));
  return { now: verifier.fromUtc(task.now), trust: { entries, statements }, expectedEvents: task.expect };
}

async function run(task, language) {
  await verifier.readyDigests();
  const path = resolve(task.path);
  const about = await stat(path);
  const open = [];
  let received;
  if (about.isDirectory()) {
    const walked = await walk(Buffer.from(path), "", []);
    open.push(...walked.flatMap((one) => (one.content ? [one.content] : [])));
    received = { kind: "folder", name: basename(path), ...verifier.treeOfFolder(basename(path), walked) };
  } else {
    const content = new DiskFile(path, about.size);
    open.push(content);
    received = { kind: "file", name: basename(path), content };
  }
  const beside = await besides(dirname(path), basename(path), ".asice");
  const parcelFiles = await besides(dirname(path), basename(path), ".p7m");
  open.push(...[...beside, ...parcelFiles].map((one) => one.content));
  const quiet = { step: () => undefined, total: () => undefined };
  const digester = (source, jobs) => verifier.digestAll(source, jobs, () => undefined);
  try {
    const outcome = await verifier.verify({ received, beside, addenda: [], parcelFiles }, await policyOf(task), digester, quiet);
    return verifier.reportFields(outcome, language);
  } finally {
    for (const file of open) await file.close();
  }
}

async function batch(file) {
  for (const task of JSON.parse(await readFile(file, "utf-8"))) {
    let line;
    try {
      line = await run(task, task.language ?? "en");
    } catch (e) {
      line = { crash: e.stack ?? String(e) };
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

/** Details of omissions by language, in the words of each: for comparisons with the program's. */
async function details(file) {
  for (const [language, values] of Object.entries(JSON.parse(await readFile(file, "utf-8")))) {
    const words = new verifier.Translator(language);
    process.stdout.write(`${JSON.stringify(values.map((value) => verifier.omissionDetail(value, words)))}\n`);
  }
}

async function main(args) {
  if (args[0] === "--details") {
    await details(args[1]);
    return 0;
  }
  if (args[0] === "--batch") {
    await batch(args[1]);
    return 0;
  }
  const task = { path: "", trust: [], crls: [], expect: [], now: new Date().toISOString().replace(/\.\d+Z$/, "Z") };
  let language = "en";
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--trust") task.trust.push({ role: "seal", pem: args[++i] });
    else if (arg === "--trust-time") task.trust.push({ role: "time", pem: args[++i] });
    else if (arg === "--crl") task.crls.push(args[++i]);
    else if (arg === "--expect-event") task.expect.push(args[++i]);
    else if (arg === "--now") task.now = args[++i];
    else if (arg === "--language") language = args[++i];
    else if (arg !== "--json") task.path = arg;
  }
  if (task.path === "") {
    process.stderr.write("usage: node node-cli.mjs BUNDLE [--trust PEM] [--trust-time PEM] [--crl FILE] [--json]\n");
    return 2;
  }
  const report = await run(task, language);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return { verified: 0, unconfirmed: 3, incomplete: 1, altered: 1, unreadable: 2 }[report.verdict];
}

process.exitCode = await main(process.argv.slice(2));
