/** Revocation lists (RFC 5280) and OCSP answers (RFC 6960): what they say, and whether they prove it. */

import { type Bytes, equal } from "../bundle/bytes";
import { digest, sha1 } from "../bundle/digests";
import { MAX_ANSWERS } from "../bundle/grammar";
import { hashOf, identifierOf, type PublicKey, schemeOf, type SignatureScheme, verifies, Weak } from "./arithmetic";
import { BadPem, type Certificate, CRL_SIGN, EKU_OCSP_SIGNING, type Extension, pemBlocks, readCertificate, readExtensions, same, wasMadeBy } from "./certificates";
import { latin1 } from "../bundle/bytes";
import * as cms from "./cms";
import * as der from "./der";

/** What a statement says of one certificate. */
export interface Said {
  readonly status: "good" | "revoked" | "unknown";
  /** Milliseconds since 1970: the earlier of date and invalidityDate. */
  readonly since: number;
  /** A suspension, which may end. */
  readonly hold: boolean;
}

export interface Statement {
  readonly kind: "list" | "answer";
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** False of what is partial, indirect, a delta, or has a critical extension that nobody here knows. */
  readonly complete: boolean;
  /** Since when certificates that have ended stay on the list; null where they don't. */
  readonly expiredKeptSince: number | null;
  /** Whether it is in the name of this certificate's issuer, as far as its words go. */
  speaksOf(certificate: Certificate): boolean;
  says(certificate: Certificate): Said;
  /** Whether `issuer`, or the responder it made, signed this about a certificate that it issued. */
  provedBy(issuer: Certificate, certificate: Certificate): Promise<boolean>;
}

const GOOD: Said = { status: "good", since: 0, hold: false };
const UNKNOWN: Said = { status: "unknown", since: 0, hold: false };
const HOLD = 6;
const OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
const LIST_EXTENSIONS = new Set(["2.5.29.20", "2.5.29.35", "2.5.29.60", "2.5.29.46"]);
const ENTRY_EXTENSIONS = new Set(["2.5.29.21", "2.5.29.24"]);

function scheme(algorithm: der.Der): SignatureScheme | null {
  try {
    return schemeOf(algorithm);
  } catch (e) {
    if (e instanceof Weak) return null;
    throw e;
  }
}

function isTime(value: der.Der | undefined): value is der.Der {
  return value !== undefined && (value.is(der.UTC_TIME) || value.is(der.GENERALIZED_TIME));
}

interface Revoked {
  readonly since: number;
  readonly hold: boolean;
}

/** Reads a CertificateList. Throws NotDer. */
export function readList(bytes: Bytes): Statement {
  const [tbs, algorithm, bits, ...none] = der.readDer(bytes).as(der.SEQUENCE, "list").children;
  if (tbs === undefined || algorithm === undefined || bits === undefined || none.length > 0) throw new der.NotDer("list");
  const fields = [...tbs.as(der.SEQUENCE, "list").children];
  if (fields[0]?.is(der.INTEGER)) fields.shift();
  const inner = fields.shift();
  const issuer = fields.shift()?.as(der.SEQUENCE, "issuer").raw;
  const from = fields.shift();
  if (inner === undefined || issuer === undefined || !isTime(from)) throw new der.NotDer("list");
  const nextUpdate = isTime(fields[0]) ? der.wholeSeconds(fields.shift()!) : null;
  const revoked = new Map<string, Revoked>();
  let complete = equal(inner.raw, algorithm.raw);
  if (fields[0]?.is(der.SEQUENCE)) {
    for (const one of fields.shift()!.children) {
      const [serial, date, extensions] = one.as(der.SEQUENCE, "entry").children;
      if (serial === undefined || !isTime(date)) throw new der.NotDer("entry");
      const found = extensions === undefined ? [] : readExtensions(extensions);
      if (found.some((e) => e.critical && !ENTRY_EXTENSIONS.has(e.id))) complete = false;
      revoked.set(latin1(serial.content), { since: sinceOf(der.wholeSeconds(date), found), hold: reasonOf(found) === HOLD });
    }
  }
  const extensions = fields[0]?.is(0xa0) ? readExtensions(fields[0].children[0]!) : [];
  if (extensions.some((e) => e.critical && !LIST_EXTENSIONS.has(e.id))) complete = false;
  if (extensions.some((e) => e.id === "2.5.29.27" || e.id === "2.5.29.28")) complete = false;
  const kept = extensions.find((e) => e.id === "2.5.29.60");
  const signature = der.wholeBits(bits);
  return {
    kind: "list",
    thisUpdate: der.wholeSeconds(from),
    nextUpdate,
    complete,
    expiredKeptSince: kept === undefined ? null : der.wholeSeconds(der.readDer(kept.value)),
    speaksOf: (certificate) => equal(issuer, certificate.issuer),
    says: (certificate) => {
      const found = revoked.get(latin1(certificate.serial));
      return found === undefined ? GOOD : { status: "revoked", ...found };
    },
    provedBy: async (authority, certificate) => {
      if (!equal(issuer, authority.subject) || !equal(issuer, certificate.issuer) || !authority.ca) return false;
      if (!(authority.keyUsage?.has(CRL_SIGN) ?? true)) return false;
      const how = scheme(algorithm);
      return how !== null && (await verifies(authority.key, how, signature, tbs.raw));
    },
  };
}

function reasonOf(extensions: readonly Extension[]): number {
  const found = extensions.find((e) => e.id === "2.5.29.21");
  return found === undefined ? 0 : (der.readDer(found.value).as(der.ENUMERATED, "reason").content[0] ?? 0);
}

function sinceOf(date: number, extensions: readonly Extension[]): number {
  const found = extensions.find((e) => e.id === "2.5.29.24");
  return found === undefined ? date : Math.min(date, der.wholeSeconds(der.readDer(found.value)));
}

interface Single {
  readonly hash: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512" | null;
  readonly nameHash: Bytes;
  readonly keyHash: Bytes;
  readonly serial: Bytes;
  readonly said: Said;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
}

/** Reads an OCSPResponse. Throws NotDer. */
export function readAnswer(bytes: Bytes): Statement {
  const [status, wrapped] = der.readDer(bytes).as(der.SEQUENCE, "answer").children;
  if (status === undefined || wrapped === undefined || status.as(der.ENUMERATED, "answer").content[0] !== 0) {
    throw new der.NotDer("answer");
  }
  const [type, body] = wrapped.as(0xa0, "answer").children[0]?.children ?? [];
  if (type === undefined || body === undefined || der.oid(type) !== OCSP_BASIC) throw new der.NotDer("answer");
  const [data, algorithm, bits, held] = der.readDer(der.octets(body)).as(der.SEQUENCE, "answer").children;
  if (data === undefined || algorithm === undefined || bits === undefined) throw new der.NotDer("answer");
  const fields = [...data.as(der.SEQUENCE, "answer").children];
  if (fields[0]?.is(0xa0)) fields.shift();
  const [responder, produced, responses, extensions] = fields;
  if (responder === undefined || produced === undefined || responses === undefined) throw new der.NotDer("answer");
  const answers = responses.as(der.SEQUENCE, "answers").children;
  if (answers.length > MAX_ANSWERS) throw new der.NotDer("answers");
  const singles = answers.map(readSingle);
  if (singles.length === 0) throw new der.NotDer("answers");
  const critical = extensions?.is(0xa1) === true && readExtensions(extensions.children[0]!).some((e) => e.critical);
  const certificates = (held?.as(0xa0, "certificates").children[0]?.children ?? []).map((one) => readCertificate(one.raw));
  const signature = der.wholeBits(bits);
  const producedAt = der.wholeSeconds(produced);
  const find = (certificate: Certificate): Single | undefined =>
    singles.find((one) => equal(one.serial, certificate.serial) && equal(hashed(one.hash, certificate.issuer), one.nameHash));
  const first = singles[0]!;
  return {
    kind: "answer",
    thisUpdate: first.thisUpdate,
    nextUpdate: first.nextUpdate,
    complete: !critical && singles.length === 1,
    expiredKeptSince: null,
    speaksOf: (certificate) => find(certificate) !== undefined,
    says: (certificate) => find(certificate)?.said ?? UNKNOWN,
    provedBy: async (issuer, certificate) => {
      const one = find(certificate);
      if (one === undefined || !equal(hashed(one.hash, keyBits(issuer.key)), one.keyHash)) return false;
      const how = scheme(algorithm);
      if (how === null) return false;
      for (const signer of [issuer, ...certificates]) {
        if (!names(responder, signer) || !(await verifies(signer.key, how, signature, data.raw))) continue;
        if (same(signer, issuer)) return true;
        const entitled = signer.extendedUsage?.includes(EKU_OCSP_SIGNING) ?? false;
        const then = signer.notBefore <= producedAt && producedAt <= signer.notAfter;
        if (entitled && then && (await wasMadeBy(signer, issuer))) return true;
      }
      return false;
    },
  };
}

function readSingle(value: der.Der): Single {
  const [id, status, from, ...optional] = value.as(der.SEQUENCE, "answer").children;
  if (id === undefined || status === undefined || from === undefined) throw new der.NotDer("answer");
  const [algorithm, nameHash, keyHash, serial] = id.as(der.SEQUENCE, "certificate id").children;
  if (algorithm === undefined || nameHash === undefined || keyHash === undefined || serial === undefined) {
    throw new der.NotDer("certificate id");
  }
  const until = optional.find((one) => one.is(0xa0));
  let said: Said = UNKNOWN;
  if (status.is(0x80)) said = GOOD;
  else if (status.is(0xa1)) {
    const [time, reason] = status.children;
    if (time === undefined) throw new der.NotDer("revoked");
    said = { status: "revoked", since: der.wholeSeconds(time), hold: reason?.children[0]?.content[0] === HOLD };
  }
  return {
    hash: identifierOf(algorithm) === "1.3.14.3.2.26" ? "SHA-1" : hashOf(algorithm).hash,
    nameHash: der.octets(nameHash),
    keyHash: der.octets(keyHash),
    serial: serial.as(der.INTEGER, "serial number").content,
    said,
    thisUpdate: der.wholeSeconds(from),
    nextUpdate: until === undefined ? null : der.wholeSeconds(until.children[0]!),
  };
}

function hashed(hash: Single["hash"], bytes: Bytes): Bytes {
  if (hash === null) return new Uint8Array(0);
  return hash === "SHA-1" ? sha1(bytes) : digest(hash, bytes);
}

function keyBits(key: PublicKey): Bytes {
  return der.wholeBits(der.readDer(key.raw).children[1]!);
}

function names(responder: der.Der, certificate: Certificate): boolean {
  const value = responder.children[0];
  if (value === undefined) return false;
  if (responder.is(0xa1)) return equal(value.raw, certificate.subject);
  return responder.is(0xa2) && equal(der.octets(value), sha1(keyBits(certificate.key)));
}

/** The statement of a member of `crls` in a signature file. Throws NotDer. */
export function readMember(member: der.Der): Statement {
  if (!member.is(0xa1)) return readList(member.raw);
  const [format, answer, ...none] = member.children;
  if (format === undefined || answer === undefined || none.length > 0 || der.oid(format) !== cms.OCSP_RESPONSE) {
    throw new der.NotDer("revocation information");
  }
  return readAnswer(answer.raw);
}

/** Statements of a file that the receiver gave: a list or an answer, in DER or PEM. Throws NotDer, BadPem. */
export function readStatements(bytes: Bytes): Statement[] {
  const blocks = bytes[0] === der.SEQUENCE ? [bytes] : pemBlocks(latin1(bytes), "X509 CRL");
  if (blocks.length === 0) throw new BadPem("no revocation list");
  return blocks.map((block) => (der.readDer(block).children[0]?.is(der.ENUMERATED) ? readAnswer(block) : readList(block)));
}
