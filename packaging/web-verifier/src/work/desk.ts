/** One verification at a time, and what the page asks about it afterwards. */

import { type Bytes } from "../bundle/bytes";
import { treeOfFolder, type Walked } from "../bundle/folder_reader";
import { MAX_CONTAINER } from "../bundle/grammar";
import { readyDigests, runningSha256 } from "../bundle/digests";
import { BlobBytes, pieces, type RandomAccess, ReadFailed } from "../bundle/random_access";
import { type ToldOmission, toldOmissions } from "../i18n/omitted";
import { type Language, Translator } from "../i18n/translator";
import { BadPem, type Certificate, isForTimeStamps, readCertificates } from "../seal/certificates";
import { readContainer } from "../seal/container";
import { NotDer } from "../seal/der";
import { readCard } from "../seal/lab_card";
import { readStatements } from "../seal/revocation";
import * as asic from "../seal/asic_manifest";
import { readInfo } from "../seal/seal_info";
import type { Beside } from "../verify/context";
import { reportFields } from "../verify/report";
import type { Artifact } from "../verify/sealed_lists";
import { type Outcome, type Received, verify } from "../verify/verifier";
import { Helpers } from "./helper";
import type { Answer, Ask, Identified, Offer, Query, Row, StartGiven } from "./messages";

const SMALL = 1 << 20;
const PROGRESS_EVERY = 100;

export class Desk {
  private helpers = new Helpers([]);
  private outcome: Outcome | null = null;
  private digest = "";
  private readonly blobs = new Map<RandomAccess, Blob>();
  private sorted: { key: string; rows: Artifact[] } | null = null;

  constructor(private readonly answer: (answer: Answer) => void) {}

  async hear(ask: Ask): Promise<void> {
    try {
      await readyDigests();
      switch (ask.do) {
        case "helpers":
          this.helpers = new Helpers(ask.ports);
          break;
        case "identify":
          this.answer({ is: "identified", id: ask.id, found: await identify(ask.file) });
          break;
        case "verify":
          await this.verify(ask);
          break;
        case "translate":
          if (this.outcome !== null) {
            const omissions = this.omissions(ask.language);
            this.answer({ is: "translated", report: reportFields(this.outcome, ask.language, this.digest), omissions });
          }
          break;
        case "rows":
          this.answer({ is: "rows", id: ask.id, ...this.rows(ask.query) });
          break;
        case "extract":
          this.answer({ is: "extracted", id: ask.id, blob: await this.extract(ask.path) });
      }
    } catch (e) {
      this.answer({ is: "failed", why: e instanceof Error ? `${e.name}: ${e.message}` : String(e) });
    }
  }

  private async verify(ask: Extract<Ask, { do: "verify" }>): Promise<void> {
    const begun = performance.now();
    this.digest = ask.digest;
    this.sorted = null;
    this.blobs.clear();
    let [step, done, total, told] = ["directory", 0, 0, 0];
    const tell = (force: boolean): void => {
      const now = performance.now();
      if (!force && now - told < PROGRESS_EVERY) return;
      told = now;
      this.answer({ is: "progress", step, done, total });
    };
    const entries = ask.trust.map((one) => ({
      role: one.role,
      certificate: readCertificates(one.certificate)[0]!,
      label: one.label,
      authority: one.authority,
      subject: one.subject === undefined ? null : readCertificates(one.subject)[0]!.subject,
      revokedSince: one.revokedSince ?? null,
    }));
    const statements = ask.lists.flatMap((bytes) => readStatements(bytes));
    const digester = this.helpers.digester(
      (source) => this.blobs.get(source),
      (bytes) => {
        done += bytes;
        tell(false);
      },
    );
    const progress = {
      step: (name: string): void => {
        step = name;
        tell(true);
      },
      total: (bytes: number): void => {
        total = bytes;
      },
    };
    const parcelFiles = ask.given.parcelFiles?.map((file) => this.parcelFile(file)) ?? null;
    const given = { received: this.received(ask.given), beside: ask.given.beside.map(besideOf), addenda: [], parcelFiles };
    const policy = { now: ask.now, trust: { entries, statements }, expectedEvents: ask.expect };
    this.outcome = await verify(given, policy, digester, progress);
    this.answer({
      is: "report",
      report: reportFields(this.outcome, ask.language, ask.digest),
      omissions: this.omissions(ask.language),
      seconds: (performance.now() - begun) / 1000,
      signers: this.outcome.signers.map((one) => one.certificate.der),
    });
  }

  private omissions(language: Language): ToldOmission[] {
    const read = this.outcome?.bag?.omissions ?? null;
    return read === null ? [] : toldOmissions(read, new Translator(language));
  }

  /** A file that helpers can digest. */
  private parcelFile(file: File): Beside {
    const made = besideOf(file);
    this.blobs.set(made.content, file);
    return made;
  }

  private received({ main }: StartGiven): Received {
    const of = (file: File): BlobBytes => {
      const bytes = new BlobBytes(file);
      this.blobs.set(bytes, file);
      return bytes;
    };
    if (main.kind === "file") return { kind: "file", name: main.file.name, content: of(main.file) };
    const walked = main.files.map(({ path, file }): Walked =>
      file === null ? { kind: "empty", path } : { kind: "file", path, content: of(file), links: 1 },
    );
    const { tree, found } = treeOfFolder(main.name, walked);
    return { kind: "folder", name: main.name, tree, found };
  }

  /** Lines of the catalogue, searched and sorted; only what is in sight is sent. */
  private rows(query: Query): { rows: Row[]; count: number } {
    const key = JSON.stringify([query.search, query.sort, query.descending]);
    if (this.sorted?.key !== key) {
      const wanted = query.search.toLowerCase();
      const all = (this.outcome?.bag?.catalogue?.artifacts ?? []).filter((one) => one !== null);
      const hits = wanted === "" ? [...all] : all.filter((one) => one.path.toLowerCase().includes(wanted) || one.sha256?.startsWith(wanted));
      const value = (one: Artifact): string | number => (query.sort === "size" ? Number(one.size ?? -1) : one[query.sort]);
      hits.sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return (x < y ? -1 : x > y ? 1 : 0) * (query.descending ? -1 : 1);
      });
      this.sorted = { key, rows: hits };
    }
    const rows = this.sorted.rows.slice(query.from, query.to).map((one): Row => {
      const { path, exhibit, kind, deleted, sha256, data } = one;
      return { path, exhibit, kind, deleted, sha256, data, size: one.size === null ? null : Number(one.size) };
    });
    return { rows, count: this.sorted.rows.length };
  }

  /** A copy of one content, digested again: null where it is not what was sealed. */
  private async extract(path: string): Promise<Blob | null> {
    const outcome = this.outcome;
    const file = outcome?.tree?.files.get(path);
    const sealed = outcome?.bag?.listed.payload?.get(path);
    if (file === undefined || sealed === undefined || outcome === null) return null;
    if (outcome.verdict !== "verified" && outcome.verdict !== "unconfirmed") return null;
    const running = await runningSha256();
    const parts: Blob[] = [];
    try {
      for await (const piece of pieces(file.content, 0, file.content.size, 8 << 20)) {
        running.update(piece);
        parts.push(new Blob([piece])); // the browser keeps it, on disk where it is large
      }
    } catch (e) {
      if (e instanceof ReadFailed) return null;
      throw e;
    }
    return running.finish() === sealed ? new Blob(parts) : null;
  }
}

function besideOf(file: File): Beside {
  return { name: file.name, size: file.size, isFile: true, content: new BlobBytes(file) };
}

/** What a file is, by what it holds; its name decides nothing. */
async function identify(file: File): Promise<Identified> {
  const bytes = new BlobBytes(file);
  const head = await bytes.read(0, 4);
  const zip = head[0] === 0x50 && head[1] === 0x4b;
  if (zip) return file.size > MAX_CONTAINER ? { kind: "bundle" } : identifyZip(await bytes.read(0, file.size), file.name);
  if (file.size === 0 || file.size > SMALL * 16) return { kind: "other" };
  const content = await bytes.read(0, file.size);
  try {
    return { kind: "certificate", offers: readCertificates(content).map((one) => offer(one, one.name)) };
  } catch (e) {
    if (!(e instanceof NotDer) && !(e instanceof BadPem)) throw e;
  }
  try {
    readStatements(content);
    return { kind: "list", bytes: content };
  } catch (e) {
    if (!(e instanceof NotDer) && !(e instanceof BadPem)) throw e;
  }
  return { kind: "other" };
}

async function identifyZip(bytes: Bytes, name: string): Promise<Identified> {
  const container = await readContainer(bytes, name, () => undefined);
  const text = container?.files.get(asic.SEAL_INFO);
  if (text === undefined) return { kind: "bundle" };
  const read = readInfo(text);
  const kind = read.ok ? read.info.kind : read.kind;
  if (kind === "addendum" || kind === "parcel") return { kind };
  if (kind !== "card") return { kind: "seal" };
  const card = await readCard(bytes, name);
  if (card === null) return { kind: "other" };
  return { kind: "card", offers: [offer(card.certificate, card.names.map((one) => one.name).join(" / "))] };
}

function offer(certificate: Certificate, name: string): Offer {
  return {
    certificate: certificate.der,
    fingerprint: certificate.fingerprint,
    name,
    authority: certificate.ca,
    forTime: isForTimeStamps(certificate),
  };
}
