/**
 * The verifier under Node, for tests and comparisons: `node dist/cli.js BUNDLE --trust cert.pem --json`, or
 * `--batch FILE` for many bundles in one process.
 */

import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { digestAll } from "../bundle/digesting";
import { readCertificates } from "../seal/certificates";
import { readStatements } from "../seal/revocation";
import type { Role, TrustEntry } from "../seal/trust";
import type { Policy } from "../verify/context";
import { fromUtc } from "../verify/times";
import { type Outcome, type Received, verify } from "../verify/verifier";
import { readyDigests } from "../bundle/digests";
import { reportFields } from "../verify/report";
import { besides, DiskFile, walk } from "./folder";

interface TrustWord {
  readonly role: Role;
  readonly pem: string;
  readonly label?: string;
  readonly authority?: boolean;
  readonly subject?: string | null;
  readonly revoked?: string | null;
}

interface Task {
  readonly path: string;
  readonly trust: readonly TrustWord[];
  readonly crls: readonly string[];
  readonly now: string;
  readonly expect: readonly string[];
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path));
}

async function policyOf(task: Task): Promise<Policy> {
  const entries: TrustEntry[] = [];
  for (const word of task.trust) {
    const certificate = readCertificates(await bytesOf(word.pem))[0]!;
    const named = word.subject ? readCertificates(await bytesOf(word.subject))[0]! : null;
    entries.push({
      role: word.role,
      certificate,
      label: word.label ?? certificate.name,
      authority: word.authority ?? false,
      subject: named?.subject ?? null,
      revokedSince: word.revoked ? fromUtc(word.revoked) : null,
    });
  }
  const statements = [];
  for (const path of task.crls) statements.push(...readStatements(await bytesOf(path)));
  return { now: fromUtc(task.now), trust: { entries, statements }, expectedEvents: task.expect };
}

const SILENT = { step: () => undefined, total: () => undefined };

export async function run(task: Task): Promise<Outcome> {
  await readyDigests();
  const policy = await policyOf(task);
  const path = resolve(task.path);
  const about = await stat(path);
  const beside = await besides(dirname(path), basename(path));
  let received: Received;
  let close = async (): Promise<void> => undefined;
  if (about.isDirectory()) {
    const walked = await walk(path, basename(path));
    received = { kind: "folder", name: basename(path), tree: walked.tree, found: walked.found };
    ({ close } = walked);
  } else {
    const file = new DiskFile(path, about.size);
    received = { kind: "file", name: basename(path), content: file };
    close = () => file.close();
  }
  try {
    return await verify(
      { received, beside, addenda: [] }, policy, (source, jobs) => digestAll(source, jobs, () => undefined), SILENT,
    );
  } finally {
    await close();
    for (const one of beside) await (one.content as DiskFile).close();
  }
}

async function main(args: string[]): Promise<number> {
  const batch = args.indexOf("--batch");
  if (batch >= 0) {
    const tasks = JSON.parse(await readFile(args[batch + 1]!, "utf-8")) as Task[];
    for (const task of tasks) {
      try {
        process.stdout.write(`${JSON.stringify(reportFields(await run(task), "en"))}\n`);
      } catch (e) {
        process.stdout.write(`${JSON.stringify({ crash: e instanceof Error ? e.stack : String(e) })}\n`);
      }
    }
    return 0;
  }
  const trust: TrustWord[] = [];
  const crls: string[] = [];
  const expect: string[] = [];
  let path = "";
  let language = "en";
  let now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--trust") trust.push({ role: "seal", pem: args[++i]! });
    else if (arg === "--trust-time") trust.push({ role: "time", pem: args[++i]! });
    else if (arg === "--crl") crls.push(args[++i]!);
    else if (arg === "--expect-event") expect.push(args[++i]!);
    else if (arg === "--now") now = args[++i]!;
    else if (arg === "--language") language = args[++i]!;
    else if (arg !== "--json") path = arg;
  }
  if (path === "") {
    process.stderr.write("usage: cli.js BUNDLE [--trust PEM] [--trust-time PEM] [--crl FILE] [--expect-event DIGEST] [--now UTC] [--language TAG]\n");
    return 2;
  }
  const outcome = await run({ path, trust, crls, now, expect });
  process.stdout.write(`${JSON.stringify(reportFields(outcome, language), null, 2)}\n`);
  return { verified: 0, unconfirmed: 3, incomplete: 1, altered: 1, unreadable: 2 }[outcome.verdict];
}

process.exitCode = await main(process.argv.slice(2));
