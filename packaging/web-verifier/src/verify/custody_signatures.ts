/** Signatures over lines of the ledger, and the hand-overs that they attest (section 4 of the format). */

import type { Bytes } from "../bundle/bytes";
import { sha256Hex } from "../bundle/digests";
import { MAX_CUSTODY_FILE } from "../bundle/grammar";
import { obj, textOrNull } from "../bundle/sealed_json";
import type { Tree } from "../bundle/tree";
import { brokenLink, type Certificate, isForSigning, sameKey } from "../seal/certificates";
import { holdsOver, readSignature } from "../seal/p7s";
import { judgePath } from "../seal/path_rules";
import { markedSince, vouch } from "../seal/trust";
import type { Report } from "./codes";
import type { CustodyEvent, Ledger } from "./custody_check";
import { type OriginContext, statusesOf } from "./origin";
import { utcText } from "./times";

const NAME = /^custody\/([1-9]\d*)\.p7s$/;

export interface SealTimes {
  /** A trusted time by which the seal is shown to have existed, or null. */
  readonly existedBy: number | null;
  /** The trusted token's in the first signature, or null. */
  readonly attested: number | null;
  /** What the seal's first signature states, or null. */
  readonly stated: number | null;
}

interface Counted {
  readonly signer: Certificate;
}

export interface CustodySignatures {
  readonly tree: Tree;
  readonly ledger: Ledger;
  readonly context: OriginContext;
  readonly times: SealTimes;
}

/** Judges every file of `custody/` but the token, then the hand-overs. */
export async function checkCustodySignatures(given: CustodySignatures, add: Report): Promise<void> {
  const { tree, ledger } = given;
  const counted = new Map<string, Counted>();
  const files = new Map<string, Bytes>();
  const bySequence = new Map(ledger.events.map((one) => [one.sequence, one]));
  for (const [path, file] of tree.files) {
    if (!path.startsWith("custody/") || path === "custody/before.tst") continue;
    const sequence = NAME.exec(path)?.[1];
    const inLedger = sequence !== undefined && Number(sequence) <= ledger.count;
    if (sequence === undefined || !inLedger) {
      add("custody-signature-orphan", path);
      continue;
    }
    if (file.size > MAX_CUSTODY_FILE) {
      add("custody-signature-form", path, null, "size");
      continue;
    }
    const bytes = await file.content.read(0, file.size);
    files.set(sequence, bytes);
    const event = bySequence.get(sequence);
    if (event === undefined) continue; // behind the broken line nothing is read
    const signer = await judge(path, bytes, event, given, add);
    if (signer !== null) counted.set(sequence, { signer });
  }
  tellHandOvers(ledger, files, counted, add);
}

/** The signer, where the signature counts. */
async function judge(
  path: string, bytes: Bytes, event: CustodyEvent, { context, times }: CustodySignatures, add: Report,
): Promise<Certificate | null> {
  const read = readSignature(bytes);
  if (read.kind === "form") {
    add("custody-signature-form", path, null, read.what);
    return null;
  }
  if (read.kind === "weak") {
    add("custody-signature-weak", path, null, read.what);
    return null;
  }
  const { signature } = read;
  const { signer, chain, signingTime } = signature;
  if ((await brokenLink(chain)) !== null || !(await holdsOver(signature, event.line))) {
    add("custody-signature-invalid", path);
    return null;
  }
  const against: string[] = [];
  const no: Report = (code, ...rest) => {
    against.push(code);
    add(code, ...rest);
  };
  const limit = times.attested ?? times.stated;
  if (limit !== null && signingTime > limit) no("custody-signature-late", path, utcText(limit), utcText(signingTime));
  const wrong = chain.find((one) => signingTime < one.notBefore || signingTime > one.notAfter);
  if (wrong !== undefined) {
    no("custody-signer-not-valid-then", path, `${utcText(wrong.notBefore)}/${utcText(wrong.notAfter)}`, utcText(signingTime));
  } else if (times.existedBy === null) {
    const ended = chain.find((one) => context.now > one.notAfter);
    if (ended !== undefined) no("custody-signer-expired", path, utcText(ended.notAfter));
  }
  const statuses = await statusesOf(chain, context, times.existedBy);
  const marked = await markedSince(chain, context.trust);
  const revoked = [
    ...(marked === null ? [] : [{ since: marked.since, certificate: marked.certificate }]),
    ...[...statuses].flatMap(([certificate, { revokedSince }]) => (revokedSince === null ? [] : [{ since: revokedSince, certificate }])),
  ].filter(({ since }) => times.existedBy === null || times.existedBy >= since);
  for (const { since, certificate } of revoked) no("custody-signer-revoked", path, utcText(since), certificate.fingerprint);
  for (const [certificate, { revokedSince, unprovedSince }] of statuses) {
    if (revokedSince === null && unprovedSince !== null) {
      no("custody-signer-revocation-unproved", path, utcText(unprovedSince), certificate.fingerprint);
    }
  }
  if (!isForSigning(signer)) no("custody-signer-usage", path, null, signer.fingerprint);
  const vouched = await vouch(chain, "seal", context.trust);
  const fault = judgePath(chain, vouched.entry, "signing");
  if (fault !== null) no("custody-signer-not-allowed", path, fault.rule, fault.certificate.fingerprint);
  const good =
    vouched.reach === "pinned" ||
    (vouched.reach === "authority-and-subject" &&
      vouched.below.every((one) => statuses.get(one) === undefined || statuses.get(one)?.own === "good"));
  if (!good) no("custody-signer-unknown", path, signer.name, signer.fingerprint);
  return against.length === 0 ? signer : null;
}

function tellHandOvers(
  ledger: Ledger, files: ReadonlyMap<string, Bytes>, counted: ReadonlyMap<string, Counted>, add: Report,
): void {
  const byId = new Map(ledger.events.map((one) => [one.id, one]));
  const answers = new Map<string, CustodyEvent>();
  const all = ledger.events.filter((one) => one.event === "released").length;
  let both = 0;
  for (const taken of ledger.events) {
    if (taken.event !== "received" || taken.refersTo === null) continue;
    const given = byId.get(taken.refersTo);
    if (given === undefined || Number(given.sequence) >= Number(taken.sequence)) continue;
    compareNamed(taken, given, files, add);
    if (given.event === "released" && !answers.has(given.id)) answers.set(given.id, taken);
  }
  for (const given of ledger.events) {
    if (given.event !== "released") continue;
    const answer = answers.get(given.id);
    const giver = counted.get(given.sequence);
    const taker = answer === undefined ? undefined : counted.get(answer.sequence);
    if ((giver === undefined) !== (taker === undefined)) add("custody-hand-over-one-sided", given.sequence);
    if (giver === undefined || taker === undefined) continue;
    if (sameKey(giver.signer, taker.signer)) add("custody-hand-over-one-signer", given.sequence, null, taker.signer.fingerprint);
    else both += 1;
  }
  if (all > 0) add("custody-hand-overs", null, String(all), String(both));
}

/** What the taker's event names must be what is there. */
function compareNamed(taken: CustodyEvent, given: CustodyEvent, files: ReadonlyMap<string, Bytes>, add: Report): void {
  const named = taken.values["digests_before"];
  if (named === null || named === undefined) return;
  const digest = (subject: string): string | null => {
    const found = obj(named)[subject];
    return found === undefined || found === null ? null : textOrNull(obj(found)["sha256"]);
  };
  const line = digest("released_event");
  if (line !== null && line !== given.lineDigest) add("custody-hand-over-differs", taken.sequence, line, given.lineDigest);
  const signature = digest("released_signature");
  if (signature === null) return;
  const file = files.get(given.sequence);
  if (file === undefined) add("custody-signature-missing", `custody/${given.sequence}.p7s`);
  else if (sha256Hex(file) !== signature) add("custody-hand-over-differs", taken.sequence, signature, sha256Hex(file));
}
