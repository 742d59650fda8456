/** Origin: whether the receiver's own trust vouches for each signer. */

import { type Certificate, isDemo, isForSigning, namesItself } from "../seal/certificates";
import { judgePath } from "../seal/path_rules";
import type { Statement } from "../seal/revocation";
import { HOUR, markedSince, type Reach, statusOf, type Status, type Trust, type TrustEntry, vouch } from "../seal/trust";
import type { Report } from "./codes";
import type { CheckedSignature } from "./seal_check";
import { utcText } from "./times";

export interface SignerFacts {
  readonly certificate: Certificate;
  readonly reach: Reach;
  readonly entry: TrustEntry | null;
  readonly demo: boolean;
  readonly signedAt: number;
}

export interface OriginContext {
  readonly trust: Trust;
  readonly embedded: readonly Statement[];
  readonly now: number;
}

/** Judges one signer; `attested` is when the signature is shown to have existed, or null. */
export async function judgeSigner(
  checked: CheckedSignature, attested: number | null, context: OriginContext, add: Report,
): Promise<SignerFacts> {
  const { signature } = checked;
  const { signer, chain, signingTime } = signature;
  const { trust, now } = context;
  const demo = isDemo(signer);
  if (demo) add("demo-identity", signer.fingerprint, null, signer.name);
  if (signer.key.kind === "RSA" && signer.key.bits < 3072) add("rsa-2048", signer.fingerprint, null, String(signer.key.bits));
  if (!isForSigning(signer)) add("signer-usage", signer.fingerprint);
  if (attested === null && signingTime > now + HOUR) add("signing-time-future", signer.fingerprint, utcText(now), utcText(signingTime));
  judgeValidity(chain, signingTime, attested, now, add);
  const vouched = await vouch(chain, "seal", trust);
  const statuses = await statusesOf(chain, context, attested);
  const told = await judgeRevocation(chain, statuses, attested, trust, add);
  if (vouched.reach === "unknown") add("signer-unknown", signer.fingerprint, null, signer.name);
  if (vouched.reach === "authority") add("signer-by-authority", signer.fingerprint, vouched.entry?.label, signer.name);
  const fault = judgePath(chain, vouched.entry, "signing");
  if (fault !== null) add("certificate-not-allowed", fault.certificate.fingerprint, null, fault.rule);
  if (vouched.reach === "pinned" && !told) {
    const good = statuses.get(signer)?.own === "good";
    add(good ? "revocation-checked" : "revocation-not-checked", signer.fingerprint);
  }
  if (vouched.reach === "authority-and-subject" && !told) {
    judgeStatus(vouched.below.map((one) => [one, statuses.get(one)] as const), signer, add);
  }
  const reach = checked.holds ? vouched.reach : "unknown"; // anybody may have named the certificate
  return { certificate: signer, reach, entry: confirming(reach, vouched.entry), demo, signedAt: signingTime };
}

function confirming(reach: Reach, entry: TrustEntry | null): TrustEntry | null {
  return reach === "pinned" || reach === "authority-and-subject" ? entry : null;
}

function judgeValidity(
  chain: readonly Certificate[], signingTime: number, attested: number | null, now: number, add: Report,
): void {
  const then = attested ?? signingTime;
  const wrong = chain.find((one) => then < one.notBefore || then > one.notAfter);
  if (wrong !== undefined) {
    add("signer-not-valid-then", wrong.fingerprint, `${utcText(wrong.notBefore)}/${utcText(wrong.notAfter)}`, utcText(then));
    return;
  }
  if (attested !== null) return;
  const ended = chain.find((one) => now > one.notAfter);
  if (ended !== undefined) add("signer-expired", ended.fingerprint, utcText(ended.notAfter), ended.name);
}

export type Statuses = ReadonlyMap<Certificate, Status>;

/** What is said of each certificate of a chain that somebody else issued. */
export async function statusesOf(
  chain: readonly Certificate[], { trust, embedded, now }: OriginContext, attested: number | null,
): Promise<Statuses> {
  const statuses = new Map<Certificate, Status>();
  for (const [i, one] of chain.entries()) {
    if (namesItself(one)) continue;
    statuses.set(one, await statusOf(one, chain[i + 1] ?? null, trust, embedded, { attested, now }));
  }
  return statuses;
}

/** Tells what is revoked, by the receiver's mark or by an authority; and whether any authority says so. */
async function judgeRevocation(
  chain: readonly Certificate[], statuses: Statuses, attested: number | null, trust: Trust, add: Report,
): Promise<boolean> {
  let told = false;
  const tell = (code: string, certificate: Certificate, since: number): void => {
    const older = attested !== null && attested < since;
    add(older ? "revoked-later" : code, certificate.fingerprint, utcText(since));
  };
  const marked = await markedSince(chain, trust);
  if (marked !== null) tell("signer-revoked", marked.certificate, marked.since);
  for (const [certificate, status] of statuses) {
    told ||= status.revokedSince !== null || status.unprovedSince !== null;
    if (status.revokedSince !== null) tell("signer-revoked-by-authority", certificate, status.revokedSince);
    else if (status.unprovedSince !== null) {
      add("revocation-unproved", certificate.fingerprint, utcText(status.unprovedSince));
    }
  }
  return told;
}

/** A CA and the exact subject: the receiver's own lists must call every certificate below it good. */
function judgeStatus(below: readonly (readonly [Certificate, Status | undefined])[], signer: Certificate, add: Report): void {
  const unknown = below.find(([one, status]) => !namesItself(one) && (status === undefined || status.own === "none"));
  if (unknown !== undefined) {
    add("revocation-unknown", unknown[0].fingerprint, null, unknown[0].name);
    return;
  }
  const stale = below.find(([, status]) => status?.own === "stale");
  if (stale?.[1] != null) {
    add("revocation-stale", stale[0].fingerprint, null, stale[1].ownDate === null ? null : utcText(stale[1].ownDate));
    return;
  }
  add("revocation-checked", signer.fingerprint);
}
