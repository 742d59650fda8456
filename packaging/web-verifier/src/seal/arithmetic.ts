/** Signatures, by WebCrypto. What kinds are accepted is said here; everything else is *weak*. */

import { type Bytes, concat, equal } from "../bundle/bytes";
import type { HashName } from "../bundle/digests";
import * as der from "./der";

export class Weak extends Error {}

export type KeyKind = "P-256" | "P-384" | "RSA" | "other";

export interface PublicKey {
  readonly kind: KeyKind;
  readonly bits: number;
  /** How it is called in a finding. */
  readonly label: string;
  /** Subject public key info, as it stands in the certificate. */
  readonly raw: Bytes;
  /** What WebCrypto is given. */
  readonly spki: Bytes;
}

export type SignatureScheme =
  | { readonly family: "ECDSA"; readonly hash: HashName }
  | { readonly family: "PKCS1"; readonly hash: HashName }
  | { readonly family: "PSS"; readonly hash: HashName };

const HASHES: Record<string, HashName> = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
const HASH_LENGTH: Record<HashName, number> = { "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 };
const FIXED: Record<string, SignatureScheme> = {
  "1.2.840.10045.4.3.2": { family: "ECDSA", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { family: "ECDSA", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { family: "ECDSA", hash: "SHA-512" },
  "1.2.840.113549.1.1.11": { family: "PKCS1", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { family: "PKCS1", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { family: "PKCS1", hash: "SHA-512" },
};
const PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";
export const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const EC_PUBLIC_KEY = "1.2.840.10045.2.1";
const CURVES: Record<string, "P-256" | "P-384"> = { "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384" };
const CURVE_NAMES: Record<string, string> = { "1.3.132.0.35": "secp521r1", "1.3.132.0.10": "secp256k1" };
const ORDERS = {
  "P-256": 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  "P-384":
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};
const LEAST_RSA = 2048;
/** Longer ones cost a reader minutes, and no authority issues them. */
const MOST_RSA = 16384;

/** A digest algorithm: whether its parameters were absent or NULL is for the profile to say. */
export function hashOf(algorithm: der.Der): { hash: HashName | null; parameters: "absent" | "null" } {
  const [identifier, parameters, ...rest] = algorithm.as(der.SEQUENCE, "digest algorithm").children;
  if (identifier === undefined || rest.length > 0) throw new der.NotDer("digest algorithm");
  if (parameters !== undefined && !(parameters.is(der.NULL) && parameters.content.length === 0)) {
    throw new der.NotDer("digest algorithm");
  }
  return { hash: HASHES[der.oid(identifier)] ?? null, parameters: parameters === undefined ? "absent" : "null" };
}

export function identifierOf(algorithm: der.Der): string {
  const first = algorithm.as(der.SEQUENCE, "algorithm").children[0];
  if (first === undefined) throw new der.NotDer("algorithm");
  return der.oid(first);
}

/** The scheme of a signature algorithm in its one form. Throws Weak for another algorithm, NotDer for another form. */
export function schemeOf(algorithm: der.Der): SignatureScheme {
  const identifier = identifierOf(algorithm);
  const parameters = algorithm.children.slice(1);
  if (identifier === PSS) return pssScheme(parameters);
  const scheme = FIXED[identifier];
  if (scheme === undefined) throw new Weak(identifier);
  const nulled = parameters.length === 1 && equal(parameters[0]!.raw, new Uint8Array([5, 0]));
  if (scheme.family === "PKCS1" ? !nulled : parameters.length > 0) throw new der.NotDer("signature algorithm");
  return scheme;
}

function pssScheme(parameters: der.Der[]): SignatureScheme {
  const said = parameters[0]?.as(der.SEQUENCE, "RSASSA-PSS").children ?? [];
  const tags = said.map((one) => one.tag);
  if (parameters.length !== 1 || tags.join() !== [0xa0, 0xa1, 0xa2].join()) throw new Weak("RSASSA-PSS");
  const [hashing, masking, salting] = said.map((one) => one.children[0]!) as [der.Der, der.Der, der.Der];
  const hash = hashOf(hashing);
  if (identifierOf(masking) !== MGF1) throw new Weak("RSASSA-PSS");
  const mask = hashOf(masking.children[1] ?? hashing);
  if (hash.hash === null || mask.hash !== hash.hash) throw new Weak("RSASSA-PSS");
  if (der.small(salting) !== HASH_LENGTH[hash.hash]) throw new Weak("RSASSA-PSS");
  if (!equal(parameters[0]!.raw, pssParameters(hash.hash))) throw new der.NotDer("RSASSA-PSS");
  return { family: "PSS", hash: hash.hash };
}

function encodedOid(dotted: string): Bytes {
  const [first, second, ...rest] = dotted.split(".").map(Number) as [number, number, ...number[]];
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) groups.unshift((high % 128) | 0x80);
    bytes.push(...groups);
  }
  return der.encode(der.OID, new Uint8Array(bytes));
}

function pssParameters(hash: HashName): Bytes {
  const identifier = Object.entries(HASHES).find(([, name]) => name === hash)![0];
  const hashing = der.encode(der.SEQUENCE, encodedOid(identifier), der.encode(der.NULL));
  return der.encode(
    der.SEQUENCE,
    der.encode(0xa0, hashing),
    der.encode(0xa1, der.encode(der.SEQUENCE, encodedOid(MGF1), hashing)),
    der.encode(0xa2, der.encode(der.INTEGER, new Uint8Array([HASH_LENGTH[hash]]))),
  );
}

/** The key of a subject public key info. */
export function readKey(info: der.Der): PublicKey {
  const [algorithm, bits] = info.as(der.SEQUENCE, "public key").children;
  if (algorithm === undefined || bits === undefined) throw new der.NotDer("public key");
  const identifier = identifierOf(algorithm);
  if (identifier === EC_PUBLIC_KEY) {
    const named = algorithm.children[1];
    const curve = named?.is(der.OID) ? der.oid(named) : "explicit";
    const kind = CURVES[curve];
    if (kind === undefined) {
      return { kind: "other", bits: 0, label: CURVE_NAMES[curve] ?? curve, raw: info.raw, spki: info.raw };
    }
    return { kind, bits: kind === "P-256" ? 256 : 384, label: kind, raw: info.raw, spki: info.raw };
  }
  if (identifier === RSA_ENCRYPTION || identifier === PSS) {
    const key = der.readDer(der.wholeBits(bits)).as(der.SEQUENCE, "RSA key");
    const length = der.bigUnsigned(key.children[0] ?? key).toString(2).length;
    const rsa = der.encode(der.SEQUENCE, encodedOid(RSA_ENCRYPTION), der.encode(der.NULL));
    const spki = der.encode(der.SEQUENCE, rsa, bits.raw); // WebCrypto takes an RSA key under this name alone
    return { kind: "RSA", bits: length, label: `RSA-${length}`, raw: info.raw, spki };
  }
  return { kind: "other", bits: 0, label: identifier, raw: info.raw, spki: info.raw };
}

export function isAccepted(key: PublicKey): boolean {
  if (key.kind === "RSA") return key.bits >= LEAST_RSA && key.bits <= MOST_RSA;
  return key.kind !== "other";
}

/** `r` and `s` of an ECDSA value in DER. Throws NotDer. */
function ecdsaParts(signature: Bytes): [bigint, bigint] {
  const parts = der.readDer(signature).as(der.SEQUENCE, "ECDSA value").children;
  if (parts.length !== 2) throw new der.NotDer("ECDSA value");
  return [der.bigUnsigned(parts[0]!), der.bigUnsigned(parts[1]!)];
}

/** Whether an ECDSA value has the lower of its two encodings; true of any other signature. Throws NotDer. */
export function isLow(key: PublicKey, scheme: SignatureScheme, signature: Bytes): boolean {
  if (scheme.family !== "ECDSA" || (key.kind !== "P-256" && key.kind !== "P-384")) return true;
  const s = ecdsaParts(signature)[1];
  return s <= ORDERS[key.kind] / 2n;
}

function fixedLength(value: bigint, length: number): Bytes | null {
  const text = value.toString(16).padStart(2 * length, "0");
  if (text.length !== 2 * length) return null;
  return Uint8Array.from(text.match(/../g)!.map((pair) => Number.parseInt(pair, 16)));
}

/** Whether the signature holds; false too where key and scheme don't belong together. */
export async function verifies(
  key: PublicKey, scheme: SignatureScheme, signature: Bytes, message: Bytes,
): Promise<boolean> {
  if (!isAccepted(key)) return false;
  const { subtle } = globalThis.crypto;
  try {
    if (scheme.family === "ECDSA") {
      if (key.kind !== "P-256" && key.kind !== "P-384") return false;
      const length = key.kind === "P-256" ? 32 : 48;
      const [r, s] = ecdsaParts(signature).map((part) => fixedLength(part, length)) as [Bytes | null, Bytes | null];
      if (r === null || s === null) return false;
      const handle = await subtle.importKey("spki", key.spki, { name: "ECDSA", namedCurve: key.kind }, false, ["verify"]);
      return await subtle.verify({ name: "ECDSA", hash: scheme.hash }, handle, concat(r, s), message);
    }
    if (key.kind !== "RSA") return false;
    const name = scheme.family === "PSS" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
    const handle = await subtle.importKey("spki", key.spki, { name, hash: scheme.hash }, false, ["verify"]);
    const how = scheme.family === "PSS" ? { name, saltLength: HASH_LENGTH[scheme.hash] } : { name };
    return await subtle.verify(how, handle, signature, message);
  } catch {
    return false; // a key or value that the browser doesn't take proves nothing
  }
}
