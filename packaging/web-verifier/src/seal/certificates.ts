/** X.509 certificates: what the rules of the format ask of them. */

import { type Bytes, equal, fromUtf8, latin1 } from "../bundle/bytes";
import { sha256Hex } from "../bundle/digests";
import { type PublicKey, readKey, schemeOf, type SignatureScheme, verifies, Weak } from "./arithmetic";
import * as der from "./der";

export interface Certificate {
  readonly der: Bytes;
  readonly fingerprint: string;
  readonly tbs: Bytes;
  readonly serial: Bytes;
  readonly issuer: Bytes;
  readonly subject: Bytes;
  /** Common name, or all of the name where there is none; anybody can write anything there. */
  readonly name: string;
  readonly commonName: string | null;
  /** Empty where it names none. */
  readonly organisation: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: PublicKey;
  readonly ca: boolean;
  readonly pathLength: number | null;
  readonly keyUsage: ReadonlySet<number> | null;
  readonly extendedUsage: readonly string[] | null;
  readonly extendedUsageCritical: boolean;
  readonly noRevocation: boolean;
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: der.Der;
  readonly signature: Bytes;
  /** Whether the shell is in its one form: the two algorithms equal, no unused bits, an ECDSA value in DER. */
  readonly shellHolds: boolean;
}

export const DIGITAL_SIGNATURE = 0;
export const NON_REPUDIATION = 1;
export const CERT_SIGN = 5;
export const CRL_SIGN = 6;
export const EKU_TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
export const EKU_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
/** Purposes that are none for documents. */
export const NOT_FOR_DOCUMENTS: ReadonlySet<string> = new Set([
  "1.3.6.1.5.5.7.3.1", // serverAuth
  "1.3.6.1.5.5.7.3.3", // codeSigning
  EKU_TIME_STAMPING,
  EKU_OCSP_SIGNING,
]);

export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Bytes;
}

export function readExtensions(sequence: der.Der): Extension[] {
  return sequence.as(der.SEQUENCE, "extensions").children.map((one) => {
    const parts = one.as(der.SEQUENCE, "extension").children;
    const value = parts.at(-1);
    if (parts.length < 2 || parts.length > 3 || value === undefined) throw new der.NotDer("extension");
    return {
      id: der.oid(parts[0]!),
      // an issuer's own spelling of a boolean is not ours to judge: it is under the issuer's signature
      critical: parts.length === 3 && parts[1]!.as(der.BOOLEAN, "critical").content[0] !== 0,
      value: der.octets(value),
    };
  });
}

/** Reads a certificate. Throws NotDer. */
export function readCertificate(bytes: Bytes): Certificate {
  const whole = der.readDer(bytes).as(der.SEQUENCE, "certificate");
  const [tbs, outer, bits, ...none] = whole.children;
  if (tbs === undefined || outer === undefined || bits === undefined || none.length > 0) {
    throw new der.NotDer("certificate");
  }
  const fields = [...tbs.as(der.SEQUENCE, "certificate").children];
  if (fields[0]?.is(0xa0)) fields.shift();
  const [serial, inner, issuer, validity, subject, info, ...optional] = fields;
  if (info === undefined || subject === undefined || validity === undefined) throw new der.NotDer("certificate");
  const [from, until] = validity.as(der.SEQUENCE, "validity").children;
  if (from === undefined || until === undefined) throw new der.NotDer("validity");
  const extensions = optional.find((one) => one.is(0xa3));
  const found = extensions === undefined ? [] : readExtensions(extensions.children[0]!);
  const of = (id: string): Extension | undefined => found.find((one) => one.id === id);
  const basic = of("2.5.29.19");
  const constraints = basic === undefined ? null : readBasic(basic.value);
  const usage = of("2.5.29.15");
  const extended = of("2.5.29.37");
  readName(issuer!.as(der.SEQUENCE, "issuer")); // one that is no name makes it no certificate
  const attributes = readName(subject);
  const commonName = attributes.findLast(([type]) => type === "2.5.4.3")?.[1] ?? null;
  const signature = bits.as(der.BIT_STRING, "signature").content;
  return {
    der: bytes,
    fingerprint: sha256Hex(bytes),
    tbs: tbs.raw,
    serial: serial!.as(der.INTEGER, "serial number").content,
    issuer: issuer!.as(der.SEQUENCE, "issuer").raw,
    subject: subject.as(der.SEQUENCE, "subject").raw,
    name: commonName ?? attributes.map(([, value]) => value).join(", "),
    commonName,
    organisation: attributes.find(([type]) => type === "2.5.4.10")?.[1] ?? "",
    notBefore: der.wholeSeconds(from),
    notAfter: der.wholeSeconds(until),
    key: readKey(info),
    ca: constraints?.ca ?? false,
    pathLength: constraints?.pathLength ?? null,
    keyUsage: usage === undefined ? null : der.namedBits(der.readDer(usage.value)),
    extendedUsage:
      extended === undefined ? null : der.readDer(extended.value).as(der.SEQUENCE, "usage").children.map(der.oid),
    extendedUsageCritical: extended?.critical ?? false,
    extensions: found,
    noRevocation: of("2.5.29.56") !== undefined,
    signatureAlgorithm: outer,
    signature: signature.subarray(1),
    shellHolds: equal(outer.raw, inner!.raw) && signature[0] === 0 && isDerIfEcdsa(outer, signature.subarray(1)),
  };
}

function isDerIfEcdsa(algorithm: der.Der, value: Bytes): boolean {
  try {
    if (schemeOf(algorithm).family !== "ECDSA") return true;
    const parts = der.readDer(value).as(der.SEQUENCE, "ECDSA value").children;
    return parts.length === 2 && parts.every((part) => der.bigUnsigned(part) > 0n);
  } catch (e) {
    return e instanceof Weak; // another algorithm is judged where its signature is
  }
}

function readBasic(value: Bytes): { ca: boolean; pathLength: number | null } {
  const parts = der.readDer(value).as(der.SEQUENCE, "basic constraints").children;
  const ca = parts[0]?.is(der.BOOLEAN) === true && parts[0].content[0] !== 0;
  const length = parts.find((part) => part.is(der.INTEGER));
  return { ca, pathLength: length === undefined ? null : der.small(length) };
}

/** Type and text of each attribute of a name, in its order. */
export function readName(name: der.Der): [string, string][] {
  return name.as(der.SEQUENCE, "name").children.flatMap((set) =>
    set.as(der.SET, "name").children.map((one): [string, string] => {
      const [type, value] = one.as(der.SEQUENCE, "name").children;
      if (type === undefined || value === undefined) throw new der.NotDer("name");
      const text = value.is(0x1e) ? utf16(value.content) : (fromUtf8(value.content) ?? latin1(value.content));
      return [der.oid(type), text];
    }),
  );
}

function utf16(bytes: Bytes): string {
  let text = "";
  for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! * 256 + bytes[i + 1]!);
  return text;
}

export function same(a: Certificate, b: Certificate): boolean {
  return equal(a.der, b.der);
}

export function sameKey(a: Certificate, b: Certificate): boolean {
  return equal(a.key.raw, b.key.raw);
}

export function namesItself(certificate: Certificate): boolean {
  return equal(certificate.issuer, certificate.subject);
}

/** The scheme by which the certificate is signed, or null where that one is not accepted. */
export function issuedBy(certificate: Certificate): SignatureScheme | null {
  try {
    return schemeOf(certificate.signatureAlgorithm);
  } catch (e) {
    if (e instanceof Weak || e instanceof der.NotDer) return null;
    throw e;
  }
}

/** Whether the key of `issuer` made `certificate`. */
export async function wasMadeBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!equal(certificate.issuer, issuer.subject)) return false;
  const scheme = issuedBy(certificate);
  return scheme !== null && (await verifies(issuer.key, scheme, certificate.signature, certificate.tbs));
}

export async function isSelfSigned(certificate: Certificate): Promise<boolean> {
  return namesItself(certificate) && (await wasMadeBy(certificate, certificate));
}

/** Whether this certificate may have made others: a CA whose key usage, where it has one, says so. */
export function mayIssue(certificate: Certificate): boolean {
  return certificate.ca && (certificate.keyUsage?.has(CERT_SIGN) ?? true);
}

/** Whether it may stand above `below` authorities that are not self-issued. */
export function mayStandAbove(certificate: Certificate, below: number): boolean {
  return certificate.pathLength === null || certificate.pathLength >= below;
}

/** Whether it was issued for signing documents (section 8, *Certificates*). */
export function isForSigning(certificate: Certificate): boolean {
  if (!(certificate.keyUsage?.has(NON_REPUDIATION) ?? false)) return false;
  return certificate.extendedUsage?.some((id) => !NOT_FOR_DOCUMENTS.has(id)) ?? true;
}

/** Whether it was issued for time-stamps and for nothing else. */
export function isForTimeStamps(certificate: Certificate): boolean {
  const usage = certificate.extendedUsage;
  return certificate.extendedUsageCritical && usage !== null && usage.length === 1 && usage[0] === EKU_TIME_STAMPING;
}

export function isDemo(certificate: Certificate): boolean {
  return certificate.commonName?.startsWith("DEMO") ?? false;
}

/**
 * The chain from `leaf` upwards through `pool`, each certificate at most once; by name, since whether each
 * signature holds is judged apart.
 */
export function chainFrom(leaf: Certificate, pool: readonly Certificate[]): Certificate[] {
  const chain = [leaf];
  const left = pool.filter((one) => !same(one, leaf));
  for (let top = leaf; !namesItself(top); ) {
    const at = left.findIndex((one) => equal(one.subject, top.issuer));
    if (at < 0) break;
    top = left.splice(at, 1)[0]!;
    chain.push(top);
  }
  return chain;
}

/** The first certificate of a chain that the one above it did not issue, or null where all hold. */
export async function brokenLink(chain: readonly Certificate[]): Promise<Certificate | null> {
  let authorities = 0; // between the one above and the leaf, not self-issued
  for (let i = 0; i < chain.length; i++) {
    const one = chain[i]!;
    const above = chain[i + 1];
    if (above === undefined) {
      if (namesItself(one) && !(await wasMadeBy(one, one))) return one;
      return null;
    }
    if (!mayIssue(above) || !mayStandAbove(above, authorities) || !(await wasMadeBy(one, above))) return one;
    if (!namesItself(above)) authorities += 1;
  }
  return null;
}

export class BadPem extends Error {}

/** The certificates of a PEM text, or of one DER file. Throws NotDer, BadPem. */
export function readCertificates(bytes: Bytes): Certificate[] {
  if (bytes[0] === der.SEQUENCE) return [readCertificate(bytes)];
  const blocks = pemBlocks(latin1(bytes), "CERTIFICATE");
  if (blocks.length === 0) throw new BadPem("no certificate");
  return blocks.map(readCertificate);
}

/** The contents of the PEM blocks of one label. */
export function pemBlocks(text: string, label: string): Bytes[] {
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, "g");
  return [...text.matchAll(pattern)].map((found) => {
    try {
      return Uint8Array.from(atob(found[1]!.replace(/\s+/g, "")), (c) => c.charCodeAt(0));
    } catch {
      throw new BadPem("base64");
    }
  });
}
