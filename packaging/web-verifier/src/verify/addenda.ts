/** What came after the seal: addenda beside a bundle, as a graph whose root is the seal (section 11.2). */

import { MAX_CONTAINER } from "../bundle/grammar";
import type { JsonObject } from "../bundle/schema";
import { list, obj, str, textOrNull } from "../bundle/sealed_json";
import { sameKey } from "../seal/certificates";
import { EVENTS, type SealInfo } from "../seal/seal_info";
import { DAY, HOUR } from "../seal/trust";
import { type CheckedAddendum, checkAddendum, type Head, headOf, previousHeads, sameFour, timeOf } from "./addendum_check";
import { type About, CODES, isAfterTheSeal, type Report } from "./codes";
import type { Beside, Policy } from "./context";
import type { CheckedSeal } from "./seal_check";
import { utcText } from "./times";

const MOST_FILES = 500;
const MOST_BYTES = 128 << 20;

export interface ToldAddendum {
  readonly checked: CheckedAddendum;
  readonly counts: boolean;
  readonly latest: boolean;
}

export interface Story {
  readonly told: readonly ToldAddendum[];
  /** The earliest time by which a later time-stamp shows the seal to have existed, milliseconds since 1970. */
  readonly existedBy: number | null;
}

export const NO_STORY: Story = { told: [], existedBy: null };

/** Whether a file of this name is an addendum of the bundle. */
export function isAddendumName(name: string, reference: string): boolean {
  const rest = name.startsWith(`${reference}.`) ? name.slice(reference.length + 1) : "";
  const [event, digest, ending, ...none] = rest.split(".");
  return (
    none.length === 0 && ending === "asice" && EVENTS.includes(event as never) && /^[0-9a-f]{8}$/.test(digest ?? "")
  );
}

/** Reads the addenda of a bundle and tells their story. */
export async function readStory(
  seal: CheckedSeal, info: SealInfo, files: readonly Beside[], policy: Policy, add: Report,
): Promise<Story> {
  const checked = await readAll(files, policy, add);
  return new Graph(seal, info, checked, policy, add).tell();
}

async function readAll(files: readonly Beside[], policy: Policy, add: Report): Promise<CheckedAddendum[]> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const checked: CheckedAddendum[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  let left = 0;
  for (const file of sorted) {
    if (!file.isFile || file.size > MAX_CONTAINER) {
      add("addendum-unreadable", file.name, null, file.isFile ? "too-large" : "no-plain-file");
      continue;
    }
    if (checked.length >= MOST_FILES || bytes + file.size > MOST_BYTES) {
      left += 1;
      continue;
    }
    bytes += file.size;
    const one = await checkAddendum(await file.content.read(0, file.size), file.name, policy);
    const twin = one.seal === null ? null : one.seal.fileDigest;
    if (twin !== null && seen.has(twin)) continue;
    if (twin !== null) seen.add(twin);
    checked.push(one);
  }
  if (left > 0) add("addenda-too-many", null, String(MOST_FILES), String(left));
  return checked;
}

interface Node {
  readonly checked: CheckedAddendum;
  readonly event: JsonObject;
  readonly head: Head;
  readonly confirmed: boolean;
  readonly parents: Set<Node>;
  namesSeal: boolean;
}

/** What is said of these counts where all of them are confirmed (section 11.3). */
const of = (...nodes: readonly Node[]): About => (nodes.every((node) => node.confirmed) ? "later" : "unconfirmed");

class Graph {
  private readonly nodes: Node[] = [];
  private readonly byDigest = new Map<string, Node>();
  private readonly others: CheckedAddendum[] = [];
  private readonly sealHead: Head | null;
  /** Files that are here too and hold the signature of one of the nodes in another encoding. */
  private readonly copies = new Map<string, Node>();

  constructor(
    private readonly seal: CheckedSeal,
    private readonly info: SealInfo,
    private readonly checked: readonly CheckedAddendum[],
    private readonly policy: Policy,
    private readonly add: Report,
  ) {
    this.sealHead = headOf(seal);
  }

  tell(): Story {
    for (const one of this.checked) this.admit(one);
    if (this.sealHead !== null) {
      for (const node of this.nodes) this.link(node);
      this.tellForks();
    }
    for (const node of this.nodes) {
      this.tellReferences(node);
      this.tellTime(node);
      if (node.event["event"] === "receipt") this.tellReceipt(node);
    }
    this.tellNonces();
    for (const expected of this.policy.expectedEvents) {
      if (this.byDigest.get(expected)?.confirmed !== true) this.add("addendum-expected-missing", expected, null, null, "later");
    }
    const named = new Set(this.nodes.flatMap((node) => [...node.parents]));
    const told = this.inOrder().map((node) => ({ checked: node.checked, counts: true, latest: !named.has(node) }));
    return {
      told: [...told, ...this.others.map((one) => ({ checked: one, counts: false, latest: false }))],
      existedBy: this.existedBy(),
    };
  }

  /** Whether it holds, and belongs to this seal. */
  private admit(one: CheckedAddendum): void {
    const first = (severity: string): string => one.findings.find((f) => f.severity === severity)?.code ?? "";
    const out = (code: string, actual: string): void => {
      this.add(code, one.name, null, actual);
      this.others.push(one);
    };
    if (one.verdict === "unreadable") { out("addendum-unreadable", first("fatal")); return; }
    if (one.verdict === "altered" || one.verdict === "incomplete") {
      out("addendum-altered", first("contradiction") || first("missing")); return;
    }
    if (one.event === null || one.info === null || one.head === null || one.eventDigest === null) {
      out("addendum-altered", "seal-info-form"); return;
    }
    if (one.info.seal !== this.seal.code) { out("addendum-other-bundle", one.info.seal); return; }
    const twin = this.nodes.find((node) => sameFour(node.head, one.head!));
    if (twin !== undefined) {
      this.add("addendum-other-encoding", one.name, twin.checked.name);
      this.copies.set(one.head.file_sha256, twin);
      this.others.push(one);
      return undefined;
    }
    const confirmed = one.verdict === "verified";
    if (!confirmed) this.add("addendum-unconfirmed", one.name, null, first("doubt"));
    const node = { checked: one, event: one.event, head: one.head, confirmed, parents: new Set<Node>(), namesSeal: false };
    this.nodes.push(node);
    // anybody can sign the text of an event again: a confirmed one goes before
    if (this.byDigest.get(one.eventDigest)?.confirmed !== true) this.byDigest.set(one.eventDigest, node);
    return undefined;
  }

  private link(node: Node): void {
    const name = node.checked.name;
    for (const head of previousHeads(node.event)) {
      const candidates: [Head, Node | null, string][] = this.nodes.map((one) => [one.head, one, one.checked.name]);
      if (this.sealHead !== null) candidates.unshift([this.sealHead, null, `${this.info.reference}.asice`]);
      const found =
        candidates.find(([other]) => sameFour(other, head) && other.file_sha256 === head.file_sha256) ??
        candidates.find(([other]) => sameFour(other, head)) ??
        candidates.find(([other]) => other.seal_code === head.seal_code);
      if (found === undefined) {
        this.tellMissing(node, head.file_sha256);
        continue;
      }
      const [other, parent, called] = found;
      if (!sameFour(other, head)) {
        this.add("addendum-head-differs", name, called, head.signer_cert_sha256, of(node));
        continue;
      }
      if (other.file_sha256 !== head.file_sha256 && this.copies.get(head.file_sha256) !== parent) {
        this.add("addendum-other-encoding", called, name, head.file_sha256, of(node));
      }
      if (parent === null) node.namesSeal = true;
      else if (parent !== node) node.parents.add(parent);
    }
  }

  /** Only somebody who is known can oblige the reader to go and find what they name. */
  private tellMissing(node: Node, what: string): void {
    this.add(node.confirmed ? "addendum-ancestor-missing" : "addendum-ancestor-unknown", node.checked.name, what, null, of(node));
  }

  /** What a correction corrects and a receipt answers must be known. */
  private tellReferences(node: Node): void {
    for (const digest of [textOrNull(node.event["refers_to"]), answerOf(node.event)?.event ?? null]) {
      if (digest !== null && !this.byDigest.has(digest)) this.tellMissing(node, digest);
    }
  }

  private ancestors(node: Node): Set<Node> {
    const all = new Set<Node>();
    const open = [...node.parents];
    while (open.length > 0) {
      const one = open.pop()!;
      if (all.has(one)) continue;
      all.add(one);
      open.push(...one.parents);
    }
    return all;
  }

  private tellForks(): void {
    const above = new Map(this.nodes.map((node) => [node, this.ancestors(node)]));
    const codes = new Map(this.nodes.map((node) => [node, new Set(previousHeads(node.event).map((head) => head.seal_code))]));
    this.nodes.forEach((one, i) => {
      for (const other of this.nodes.slice(i + 1)) {
        const shared = previousHeads(one.event).find((head) => codes.get(other)!.has(head.seal_code));
        if (shared === undefined || above.get(one)!.has(other) || above.get(other)!.has(one)) continue;
        const common = one.checked.signers.some((a) =>
          other.checked.signers.some((b) => a.certificate.fingerprint === b.certificate.fingerprint || sameKey(a.certificate, b.certificate)),
        );
        this.add(common ? "addendum-fork-same-signer" : "addendum-fork", one.checked.name, other.checked.name, this.nameOf(shared), of(one, other));
      }
    });
  }

  /** What people know a head by: the file it names, or the seal. */
  private nameOf(head: Head): string {
    if (head.seal_code === this.seal.code) return "seal";
    return this.nodes.find((node) => node.head.seal_code === head.seal_code)?.checked.name ?? head.file_sha256;
  }

  private tellTime(node: Node): void {
    if (node.event["clock_source"] !== "computer") return;
    const measures: number[] = [];
    for (const parent of node.parents) {
      // a stranger's time is no measure of a confirmed one
      const measures_it = !node.confirmed || parent.confirmed;
      if (measures_it && parent.event["clock_source"] === "computer") measures.push(timeOf(parent.event));
    }
    const sealed = this.seal.signatures.find((one) => one.number === 1)?.signature.signingTime;
    if (node.namesSeal && sealed !== undefined) measures.push(sealed);
    const latest = Math.floor(Math.max(-Infinity, ...measures) / 1000) * 1000;
    if (Math.floor(timeOf(node.event) / 1000) * 1000 < latest - HOUR) {
      this.add("addendum-time", node.checked.name, utcText(latest), str(node.event["time_utc"]), of(node));
    }
  }

  private tellNonces(): void {
    const seen = new Map<string, Node>();
    for (const node of [...this.nodes].sort((a, b) => Number(b.confirmed) - Number(a.confirmed))) {
      const nonce = str(node.event["nonce"]);
      const other = seen.get(nonce);
      if (other !== undefined) this.tellReplayed(node, other);
      else seen.set(nonce, node);
    }
  }

  private tellReplayed(node: Node, other: Node): void {
    this.add("receipt-replayed", node.checked.name, other.checked.name, null, of(node, other));
  }

  private tellReceipt(node: Node): void {
    const { checked, event } = node;
    const receipt = obj(event["receipt"]);
    const answer = answerOf(event);
    const dispatch = answer === null ? undefined : this.byDigest.get(answer.event);
    if (dispatch !== undefined && dispatch.event["dispatch"] !== null) {
      if (answer!.nonce !== dispatch.event["nonce"]) this.tellReplayed(node, dispatch);
      this.tellRecipient(node, dispatch);
    }
    const keys = [...(dispatch?.checked.signers ?? []).map((one) => one.certificate), ...this.seal.signatures.map((one) => one.signature.signer)];
    const sender = checked.signers.find((one) => keys.some((key) => sameKey(key, one.certificate)));
    if (sender !== undefined) this.add("receipt-by-sender", checked.name, null, sender.certificate.fingerprint, of(node));
    const verdict = str(receipt["verdict"]);
    if (receipt["scope"] === "seal-only") this.add("receipt-seal-only", checked.name, null, null, of(node));
    if (receipt["outcome"] === "rejected") this.add("receipt-rejected", checked.name, null, verdict, of(node));
    else if (this.contradicts(receipt)) this.add("receipt-contradicts", checked.name, null, verdict, of(node));
    else if (dispatch !== undefined && cameOtherwise(receipt, dispatch)) {
      this.add("receipt-contradicts", checked.name, null, verdict, of(node, dispatch));
    }
  }

  private tellRecipient(node: Node, dispatch: Node): void {
    if (dispatch.event["dispatch"] === null) return;
    const recipients = list(obj(dispatch.event["dispatch"])["recipients"]).map((one) => obj(one));
    const certificates = recipients.map((one) => textOrNull(one["certificate_sha256"]));
    if (certificates.length === 0 || certificates.includes(null)) return;
    if (!node.checked.signers.some((one) => certificates.includes(one.certificate.fingerprint))) {
      const signer = node.checked.signers[0]?.certificate.fingerprint ?? null;
      this.add("receipt-not-recipient", node.checked.name, signer, dispatch.checked.name, of(node, dispatch));
    }
  }

  /** Whether a receipt that accepts says something else of what it accepts. */
  private contradicts(receipt: JsonObject): boolean {
    const observed = textOrNull(receipt["observed_tagmanifest_sha256"]);
    if (observed !== null && observed !== this.info.tagManifest) return true;
    if (["altered", "incomplete", "unreadable"].includes(str(receipt["verdict"]))) return true;
    if (Object.values(obj(receipt["axes"])).includes("fail")) return true;
    const grave = (code: string): boolean => !isAfterTheSeal(code) && !["doubt", "note"].includes(CODES.get(code)?.severity ?? "doubt");
    if (list(receipt["findings"]).some((one) => grave(str(obj(one)["code"])))) return true;
    return receipt["verdict"] === "verified" && receipt["scope"] === "seal-only";
  }

  /** Each after all that it names; among those that could come next, by time, then by event digest. */
  private inOrder(): Node[] {
    const left = new Set(this.nodes);
    const order: Node[] = [];
    const key = (node: Node): string => `${str(node.event["time_utc"]).slice(0, -1)} ${node.checked.eventDigest}`;
    while (left.size > 0) {
      const ready = [...left].filter((node) => [...node.parents].every((parent) => !left.has(parent)));
      // digests name only what was there before, so there is no circle but of what was forged; then take any
      const next = (ready.length > 0 ? ready : [...left]).sort((a, b) => (key(a) < key(b) ? -1 : 1))[0]!;
      left.delete(next);
      order.push(next);
    }
    return order;
  }

  private existedBy(): number | null {
    let earliest: { time: number; name: string } | null = null;
    for (const node of this.nodes) {
      const time = node.checked.time?.attested ?? null;
      if (node.event["event"] !== "timestamp" || time === null || this.sealHead === null) continue;
      const exact = previousHeads(node.event).some((head) => sameFour(head, this.sealHead!) && head.file_sha256 === this.sealHead!.file_sha256);
      if (!exact) continue;
      if (earliest === null || time < earliest.time) earliest = { time, name: node.checked.name };
    }
    if (earliest === null) return null;
    const { time, name } = earliest;
    this.add("existed-by", name, null, utcText(time));
    for (const one of this.seal.signatures) {
      if (one.signature.signingTime > time + DAY) this.add("signing-time-far", one.name, utcText(time), utcText(one.signature.signingTime));
    }
    return time;
  }
}

/** Whether a file that was sent came under its name with other bytes. */
function cameOtherwise(receipt: JsonObject, dispatch: Node): boolean {
  if (dispatch.event["dispatch"] === null) return false;
  const sent = new Map(list(obj(dispatch.event["dispatch"])["files"]).map((one) => [str(obj(one)["name"]), obj(one)]));
  return list(receipt["files"]).some((one) => {
    const { name, size, sha256 } = obj(one) as Record<string, string>;
    const other = sent.get(name!);
    return other !== undefined && (other["sha256"] !== sha256 || other["size"] !== size);
  });
}

function answerOf(event: JsonObject): { event: string; nonce: string } | null {
  const receipt = event["receipt"];
  if (receipt === null || receipt === undefined) return null;
  const answers = obj(receipt)["answers"];
  if (answers === null || answers === undefined) return null;
  return { event: str(obj(answers)["event_sha256"]), nonce: str(obj(answers)["nonce"]) };
}

