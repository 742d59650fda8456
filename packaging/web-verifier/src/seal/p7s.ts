/** `signatureNNN.p7s` in its one profile (section 8 of the format). */

import { type Bytes, equal } from "../bundle/bytes";
import { MAX_STATEMENTS } from "../bundle/grammar";
import { digest, type HashName, sha256, sha256Hex } from "../bundle/digests";
import { hashOf, isAccepted, isLow, schemeOf, type SignatureScheme, verifies, Weak } from "./arithmetic";
import { type Certificate, chainFrom, namesItself } from "./certificates";
import * as cms from "./cms";
import * as der from "./der";

/** A signature file that is in its form. What it is over is checked apart. */
export interface Signature {
  readonly signer: Certificate;
  /** From the signer upwards. */
  readonly chain: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly signingTime: number;
  readonly value: Bytes;
  readonly signedBytes: Bytes;
  readonly signedAttributesDigest: string;
  readonly messageDigest: Bytes;
  readonly hash: HashName;
  readonly scheme: SignatureScheme;
  /** The token of the signature-time-stamp, as it stands. */
  readonly token: Bytes | null;
  /** Revocation information, as it stands; null where the field is absent. */
  readonly statements: readonly der.Der[] | null;
}

export type ReadSignature =
  | { readonly kind: "read"; readonly signature: Signature }
  /** In its form but for an algorithm or key that is not accepted. */
  | { readonly kind: "weak"; readonly what: string; readonly signer: Certificate | null }
  | { readonly kind: "form"; readonly what: string };

export function readSignature(bytes: Bytes): ReadSignature {
  try {
    return read(bytes);
  } catch (e) {
    if (e instanceof der.NotDer) return { kind: "form", what: e.message };
    throw e;
  }
}

const ATTRIBUTES = [cms.CONTENT_TYPE, cms.MESSAGE_DIGEST, cms.SIGNING_TIME, cms.SIGNING_CERTIFICATE_V2].sort();

function read(bytes: Bytes): ReadSignature {
  const data = cms.readSignedData(bytes);
  if (data.contentType !== cms.ID_DATA || data.content !== null) throw new der.NotDer("content");
  if (data.digestAlgorithms.length !== 1) throw new der.NotDer("digest algorithms");
  const outerHash = hashOf(data.digestAlgorithms[0]!);
  const innerHash = hashOf(data.digestAlgorithm);
  if (outerHash.parameters !== "absent" || innerHash.parameters !== "absent") throw new der.NotDer("digest algorithm");
  if (!equal(data.digestAlgorithms[0]!.raw, data.digestAlgorithm.raw)) throw new der.NotDer("digest algorithms");
  const signer = cms.signerOf(data);
  const chain = readChain(signer, data.certificates);
  const types = data.signedAttributes.map((one) => one.type).sort();
  if (types.join() !== ATTRIBUTES.join()) throw new der.NotDer("signed attributes");
  const attribute = (type: string, what: string): der.Der => cms.valueOf(data.signedAttributes, type, what);
  if (der.oid(attribute(cms.CONTENT_TYPE, "content type")) !== cms.ID_DATA) throw new der.NotDer("content type");
  const messageDigest = der.octets(attribute(cms.MESSAGE_DIGEST, "message digest"));
  const signingTime = readSigningTime(attribute(cms.SIGNING_TIME, "signing time"));
  checkSigningCertificate(attribute(cms.SIGNING_CERTIFICATE_V2, "signing certificate"), signer);
  const token = readUnsigned(data.unsignedAttributes);
  checkStatements(data, token);
  const weak = (what: string): ReadSignature => ({ kind: "weak", what, signer });
  if (innerHash.hash === null) return weak("digest algorithm");
  let scheme: SignatureScheme;
  try {
    scheme = schemeOf(data.signatureAlgorithm);
  } catch (e) {
    if (e instanceof Weak) return weak(e.message);
    throw e;
  }
  if (scheme.hash !== innerHash.hash) return weak(`${scheme.hash}, ${innerHash.hash}`);
  if (!isAccepted(signer.key)) return weak(signer.key.label);
  if (!isLow(signer.key, scheme, data.signature)) throw new der.NotDer("signature value");
  return {
    kind: "read",
    signature: {
      signer,
      chain,
      signingTime,
      value: data.signature,
      signedBytes: data.signedBytes,
      signedAttributesDigest: sha256Hex(data.signedBytes),
      messageDigest,
      hash: innerHash.hash,
      scheme,
      token,
      statements: data.crls,
    },
  };
}

/** Every certificate is used; either the signer's alone, or all up to a self-signed root. */
function readChain(signer: Certificate, certificates: readonly Certificate[]): Certificate[] {
  const chain = chainFrom(signer, certificates);
  if (chain.length !== certificates.length) throw new der.NotDer("certificates");
  if (chain.length > 1 && !namesItself(chain.at(-1)!)) throw new der.NotDer("certificates");
  return chain;
}

/** UTCTime until 2049, then GeneralizedTime. */
function readSigningTime(value: der.Der): number {
  const time = der.wholeSeconds(value);
  const year = new Date(time).getUTCFullYear();
  if (value.is(der.GENERALIZED_TIME) && year < 2050) throw new der.NotDer("signing time");
  if (value.is(der.UTC_TIME) && year < 1950) throw new der.NotDer("signing time");
  return time;
}

function checkSigningCertificate(value: der.Der, signer: Certificate): void {
  const wrong = new der.NotDer("signing certificate");
  const [ids, ...none] = value.as(der.SEQUENCE, "signing certificate").children;
  if (ids === undefined || none.length > 0 || ids.as(der.SEQUENCE, "signing certificate").children.length !== 1) throw wrong;
  const [hash, issuerSerial, ...more] = ids.children[0]!.as(der.SEQUENCE, "signing certificate").children;
  if (hash === undefined || issuerSerial === undefined || more.length > 0) throw wrong;
  if (!equal(der.octets(hash), sha256(signer.der)) || !cms.isIssuerSerial(issuerSerial, signer)) throw wrong;
}

function readUnsigned(attributes: readonly cms.Attribute[] | null): Bytes | null {
  if (attributes === null) return null;
  if (attributes.length !== 1 || attributes[0]!.type !== cms.SIGNATURE_TIME_STAMP) {
    throw new der.NotDer("unsigned attributes");
  }
  return cms.valueOf(attributes, cms.SIGNATURE_TIME_STAMP, "unsigned attributes").raw;
}

function checkStatements(data: cms.SignedData, token: Bytes | null): void {
  const answers = data.crls?.some((one) => one.is(0xa1)) ?? false;
  if (data.version !== (answers ? 5 : 1)) throw new der.NotDer("version");
  if (data.crls === null) return;
  if (token === null || data.crls.length === 0 || data.crls.length > MAX_STATEMENTS) throw new der.NotDer("crls");
  if (data.crls.some((one) => !one.is(der.SEQUENCE) && !one.is(0xa1))) throw new der.NotDer("crls");
  for (let i = 1; i < data.crls.length; i++) {
    if (equal(data.crls[i - 1]!.raw, data.crls[i]!.raw)) throw new der.NotDer("crls");
  }
}

/** Whether the signature is one over this text. */
export async function holdsOver(signature: Signature, text: Bytes): Promise<boolean> {
  if (!equal(digest(signature.hash, text), signature.messageDigest)) return false;
  return verifies(signature.signer.key, signature.scheme, signature.value, signature.signedBytes);
}
