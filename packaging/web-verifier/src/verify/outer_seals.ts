/** Seals beside a bundle that speak of it: the one inside, or another act of sealing (section 10.1). */

import { type Bytes, equal } from "../bundle/bytes";
import { asciiLower } from "../bundle/grammar";
import { headOf, sameFour } from "./addendum_check";
import { Findings, type Report } from "./codes";
import type { Policy } from "./context";
import { judgeSigner } from "./origin";
import { type CheckedSeal, checkSeal } from "./seal_check";
import { judgeTime } from "./trusted_time";

/** Tells of one that is not the seal inside. `code`: what it is where it counts. */
export async function compareOuterSeal(
  name: string, bytes: Bytes, code: string, inside: CheckedSeal, insideBytes: Bytes, policy: Policy, add: Report,
): Promise<void> {
  if (equal(bytes, insideBytes)) return;
  const signers = (seal: CheckedSeal): string => seal.signatures.map((one) => one.signature.signer.fingerprint).join(" ");
  const known = policy.trust.entries.map((entry) => entry.certificate);
  const other = await checkSeal(bytes, name, { kind: "seal", known }, () => undefined);
  if (other === null) {
    add("outer-seal-not-counted", name, signers(inside), "-");
    return;
  }
  const [ours, theirs] = [headOf(inside), headOf(other)];
  // a head says nothing of the signature's own value: one that does not hold is not the seal's
  if (holds(other) && ours !== null && theirs !== null && sameFour(ours, theirs)) add("outer-seal-other-encoding", name);
  else if (await counts(other, inside, policy)) add(code, name, signers(inside) || "-", signers(other));
  else add("outer-seal-not-counted", name, signers(inside), signers(other) || "-");
}

const holds = ({ signatures }: CheckedSeal): boolean => signatures.length > 0 && signatures.every((one) => one.holds);

/** Whether it holds and gives this reference, by a signer of the seal inside or one whom the receiver's trust confirms. */
async function counts(other: CheckedSeal, inside: CheckedSeal, policy: Policy): Promise<boolean> {
  const [info, own] = [other.info, inside.info];
  if (info?.kind !== "seal" || !holds(other)) return false;
  if (own?.kind === "seal" && asciiLower(own.reference) !== asciiLower(info.reference)) return false;
  const known = new Set(inside.signatures.map((one) => one.signature.signer.fingerprint));
  if (other.signatures.some((one) => known.has(one.signature.signer.fingerprint))) return true;
  const context = { trust: policy.trust, embedded: other.statements, now: policy.now };
  const time = await judgeTime(other, info.timeStamp, context, () => undefined);
  const quiet = new Findings(); // what is said of its signers is no finding about this bundle
  for (const one of other.signatures) {
    const token = time.ofSignatures.get(one.number);
    await judgeSigner(one, token?.trusted === true ? token.token.time : null, context, quiet.add);
  }
  return quiet.result().every((f) => f.severity === "note");
}
