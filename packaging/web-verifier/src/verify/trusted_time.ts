/** Time: the tokens of a container, and how far the receiver trusts who made them. */

import { type Bytes, equal } from "../bundle/bytes";
import { digest } from "../bundle/digests";
import * as asic from "../seal/asic_manifest";
import { type Certificate, namesItself, same } from "../seal/certificates";
import { archiveManifestHolds } from "../seal/container";
import { judgePath } from "../seal/path_rules";
import type { Statement } from "../seal/revocation";
import { isOpen, readToken, type Token } from "../seal/token";
import { DAY, HOUR, markedSince, statusOf, type Trust, type TrustEntry, vouch } from "../seal/trust";
import type { Report } from "./codes";
import type { CheckedSeal } from "./seal_check";
import { dataFile } from "./seal_check";
import { utcText } from "./times";

export interface JudgedToken {
  readonly name: string;
  readonly token: Token;
  /** It is one over what it should be over. */
  readonly holds: boolean;
  /** It holds, and the receiver trusts its authority in full. */
  readonly trusted: boolean;
  readonly entry: TrustEntry | null;
}

export interface TimeFacts {
  /** By the number of the signature. */
  readonly ofSignatures: ReadonlyMap<number, JudgedToken>;
  readonly archive: JudgedToken | null;
  /** The time of the trusted token in signature001, or null. */
  readonly attested: number | null;
  /** The time that the token in signature001 states, trusted or not. */
  readonly stated: number | null;
  readonly entries: readonly TrustEntry[];
  readonly level: "B-B" | "B-T" | "B-LT" | "B-LTA";
}

export interface TimeContext {
  readonly trust: Trust;
  readonly embedded: readonly Statement[];
  readonly now: number;
}

/** Reads a token and judges it against what it must be over. `quiet`: a doubt about its authority spoils nothing. */
export async function judgeToken(
  bytes: Bytes, name: string, over: Bytes | ((hash: Token["imprintHash"]) => Bytes | null), context: TimeContext, add: Report, quiet = false,
): Promise<JudgedToken | null> {
  const read = readToken(bytes);
  if (read.kind === "form") {
    add("timestamp-not-canonical", name, null, read.what);
    return null;
  }
  if (read.kind === "weak") {
    add("timestamp-weak-algorithm", name, null, read.what);
    return null;
  }
  const { token } = read;
  const against: string[] = [];
  const fail = (code: string): void => {
    against.push(code);
    add(code, name);
  };
  if (!(await token.holds())) fail("timestamp-invalid");
  const meant = typeof over === "function" ? over(token.imprintHash) : digest(token.imprintHash, over);
  if (meant === null || !equal(meant, token.imprint)) fail("timestamp-imprint");
  if (!token.forTimeStamps) fail("timestamp-usage");
  const doubt: Report = quiet ? () => undefined : add;
  const holds = against.length === 0;
  const [confirmed, entry] = await judgeAuthority(token, holds, context, add, doubt);
  return { name, token, holds, trusted: holds && confirmed, entry };
}

async function judgeAuthority(
  token: Token, holds: boolean, context: TimeContext, add: Report, doubt: Report,
): Promise<[boolean, TrustEntry | null]> {
  const { trust, embedded, now } = context;
  const { authority, chain, time } = token;
  let confirmed = true;
  const doubted: Report = (...finding) => {
    confirmed = false;
    doubt(...finding);
  };
  const vouched = await vouch(chain, "time", trust);
  if (vouched.reach === "unknown") doubted("authority-unknown", authority.fingerprint, null, authority.name);
  if (vouched.reach === "authority") doubted("authority-by-root", authority.fingerprint, null, authority.name);
  if (vouched.reach === "authority-and-subject" && !(await allGood(vouched.below, chain, context, time))) {
    doubted("authority-by-root", authority.fingerprint);
  }
  const fault = holds ? judgePath(chain, vouched.entry, "time") : null;
  if (fault !== null) doubted("authority-not-allowed", fault.certificate.fingerprint, null, fault.rule);
  if (chain.some((one) => time < one.notBefore || time > one.notAfter)) {
    doubted("authority-not-valid-then", authority.fingerprint, null, authority.name);
  }
  if (time > now + HOUR) doubted("timestamp-future", authority.fingerprint, utcText(now), utcText(time));
  const marked = await markedSince(chain, trust);
  if (marked !== null) {
    if (marked.since <= time) {
      confirmed = false;
      add("authority-revoked", authority.fingerprint, utcText(marked.since));
    } else {
      doubted("authority-revoked-later", marked.certificate.fingerprint, utcText(marked.since), utcText(time));
    }
  }
  for (const [i, one] of chain.entries()) {
    const above = chain[i + 1] ?? null;
    if (namesItself(one)) continue;
    const status = await statusOf(one, above, trust, embedded, { attested: time, now });
    if (status.revokedSince !== null) {
      const [since, then] = [utcText(status.revokedSince), utcText(time)];
      if (status.revokedSince <= time) {
        confirmed = false;
        add("authority-revoked-by-issuer", one.fingerprint, since, then);
      } else doubted("authority-revoked-later", one.fingerprint, since, then);
    } else if (status.unprovedSince !== null) {
      doubted("authority-revocation-unproved", one.fingerprint, utcText(status.unprovedSince));
    }
  }
  return [confirmed, vouched.reach === "pinned" || vouched.reach === "authority-and-subject" ? vouched.entry : null];
}

async function allGood(
  below: readonly Certificate[], chain: readonly Certificate[], { trust, embedded, now }: TimeContext, time: number,
): Promise<boolean> {
  for (const one of below) {
    const status = await statusOf(one, chain[chain.indexOf(one) + 1] ?? null, trust, embedded, { attested: time, now });
    if (status.own !== "good") return false;
  }
  return true;
}

/** The tokens of a seal: what it promises, whether they are there, and whom they come from. */
export async function judgeTime(seal: CheckedSeal, promised: boolean | null, context: TimeContext, add: Report): Promise<TimeFacts> {
  const { files } = seal.container;
  const ofSignatures = new Map<number, JudgedToken>();
  for (const { number, name, signature } of seal.signatures) {
    if (signature.token === null) continue;
    if (promised === false) add("timestamp-not-promised", name);
    const judged = await judgeToken(signature.token, name, signature.value, context, promised === false ? () => undefined : add);
    if (judged !== null) ofSignatures.set(number, judged);
  }
  const inFirst = seal.signatures.find((one) => one.number === 1)?.signature.token ?? null;
  if (promised === true && inFirst === null) add("timestamp-missing", asic.signatureName(1));
  const archive = await judgeArchive(seal, promised, context, add);
  checkOpenChain(archive, [...ofSignatures.values()], add);
  if (archive !== null) {
    for (const { name, token } of ofSignatures.values()) {
      if (archive.token.time < token.time) add("timestamp-order", name, utcText(token.time), utcText(archive.token.time));
    }
  }
  for (const { number, signature } of seal.signatures) {
    const token = ofSignatures.get(number)?.token;
    if (promised === true && token !== undefined && Math.abs(signature.signingTime - token.time) > DAY) {
      add("signing-time-far", asic.signatureName(number), utcText(token.time), utcText(signature.signingTime));
    }
  }
  if (promised === false) add("time-not-attested");
  const first = ofSignatures.get(1);
  const counted = promised !== false;
  return {
    ofSignatures: counted ? ofSignatures : new Map(),
    archive: counted ? archive : null,
    attested: counted && first?.trusted === true ? first.token.time : null,
    stated: counted ? (first?.token.time ?? null) : null,
    entries: [...ofSignatures.values(), archive].flatMap((one) => (one?.entry ? [one.entry] : [])),
    level: levelOf(seal, files.has(asic.ARCHIVE_TOKEN)),
  };
}

async function judgeArchive(
  seal: CheckedSeal, promised: boolean | null, context: TimeContext, add: Report,
): Promise<JudgedToken | null> {
  const { files } = seal.container;
  const manifest = files.get(asic.ARCHIVE_MANIFEST);
  const bytes = files.get(asic.ARCHIVE_TOKEN);
  if (promised === false) {
    if (manifest !== undefined || bytes !== undefined) add("timestamp-not-promised", asic.ARCHIVE_TOKEN);
    return null;
  }
  if (manifest === undefined || bytes === undefined) {
    if (promised === true || manifest !== undefined || bytes !== undefined) add("timestamp-missing", asic.ARCHIVE_TOKEN);
    return null;
  }
  if (!archiveManifestHolds(seal.container, dataFile(seal.kind))) add("timestamp-manifest", asic.ARCHIVE_MANIFEST);
  return judgeToken(bytes, asic.ARCHIVE_TOKEN, manifest, context, add);
}

/** Nothing stands over the last certificate of the archive token but the same one in a token beneath it. */
function checkOpenChain(archive: JudgedToken | null, others: readonly JudgedToken[], add: Report): void {
  if (archive === null || !isOpen(archive.token)) return;
  const last = archive.token.chain.at(-1)!;
  if (!others.some(({ token }) => token.chain.some((one) => same(one, last)))) {
    add("timestamp-not-canonical", archive.name, null, "certificates");
  }
}

function levelOf(seal: CheckedSeal, archived: boolean): TimeFacts["level"] {
  let level = archived ? 3 : 2;
  for (const { signature } of seal.signatures) {
    if (signature.token === null) return "B-B";
    const read = readToken(signature.token);
    const chains = [...signature.chain, ...(read.kind === "read" ? read.token.chain : [])];
    const spoken = (one: Certificate): boolean =>
      namesItself(one) || one.noRevocation || seal.statements.some((statement) => statement.speaksOf(one));
    if (signature.statements === null || !chains.every(spoken)) level = Math.min(level, 1);
  }
  if (seal.signatures.length === 0) return "B-B";
  return (["B-B", "B-T", "B-LT", "B-LTA"] as const)[level]!;
}
