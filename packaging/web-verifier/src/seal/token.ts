/** Time-stamp tokens in their one profile (section 8 of the format). */

import { type Bytes, equal } from "../bundle/bytes";
import { digest, type HashName, sha1, sha256 } from "../bundle/digests";
import { hashOf, identifierOf, isAccepted, isLow, RSA_ENCRYPTION, schemeOf, type SignatureScheme, verifies, Weak } from "./arithmetic";
import { brokenLink, type Certificate, chainFrom, isForTimeStamps, namesItself } from "./certificates";
import * as cms from "./cms";
import * as der from "./der";

export interface Token {
  readonly authority: Certificate;
  readonly chain: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly imprintHash: HashName;
  readonly imprint: Bytes;
  /** Whether it was made with a certificate for time-stamps alone. */
  readonly forTimeStamps: boolean;
  readonly holds: () => Promise<boolean>;
}

export type ReadToken =
  | { readonly kind: "read"; readonly token: Token }
  | { readonly kind: "weak"; readonly what: string }
  | { readonly kind: "form"; readonly what: string };

export function readToken(bytes: Bytes): ReadToken {
  try {
    return read(bytes);
  } catch (e) {
    if (e instanceof der.NotDer || e instanceof Weak) return { kind: "form", what: e.message };
    throw e;
  }
}

function read(bytes: Bytes): ReadToken {
  const data = cms.readSignedData(bytes);
  if (data.version !== 3 || data.contentType !== cms.ID_TST_INFO || data.content === null) throw new der.NotDer("content");
  if (data.crls !== null || data.unsignedAttributes !== null) throw new der.NotDer("unsigned");
  if (data.digestAlgorithms.length !== 1 || !equal(data.digestAlgorithms[0]!.raw, data.digestAlgorithm.raw)) {
    throw new der.NotDer("digest algorithms");
  }
  const { hash } = hashOf(data.digestAlgorithm);
  if (hash === null) throw new Weak("digest algorithm");
  const authority = cms.signerOf(data);
  const chain = chainFrom(authority, data.certificates);
  if (chain.length !== data.certificates.length) throw new der.NotDer("certificates");
  const attribute = (type: string, what: string): der.Der => cms.valueOf(data.signedAttributes, type, what);
  if (der.oid(attribute(cms.CONTENT_TYPE, "content type")) !== cms.ID_TST_INFO) throw new der.NotDer("content type");
  const messageDigest = der.octets(attribute(cms.MESSAGE_DIGEST, "message digest"));
  checkAuthority(data, authority);
  const scheme = tokenScheme(data.signatureAlgorithm, authority, hash);
  const info = readInfo(data.content);
  if (!isAccepted(authority.key)) return { kind: "weak", what: authority.key.label };
  if (!isLow(authority.key, scheme, data.signature)) throw new der.NotDer("signature value");
  const content = data.content;
  return {
    kind: "read",
    token: {
      authority,
      chain,
      ...info,
      forTimeStamps: isForTimeStamps(authority),
      holds: async () =>
        equal(digest(hash, content), messageDigest) &&
        (await verifies(authority.key, scheme, data.signature, data.signedBytes)) &&
        (await brokenLink(chain)) === null,
    },
  };
}

/** RSA with PKCS#1 padding has one name here, `rsaEncryption`, and its hash is the digest algorithm's. */
function tokenScheme(algorithm: der.Der, authority: Certificate, hash: HashName): SignatureScheme {
  if (identifierOf(algorithm) === RSA_ENCRYPTION) {
    if (!equal(algorithm.children[1]?.raw ?? new Uint8Array(0), new Uint8Array([5, 0]))) throw new der.NotDer("signature algorithm");
    return { family: "PKCS1", hash };
  }
  const scheme = schemeOf(algorithm);
  if (scheme.family === "PKCS1" || scheme.hash !== hash) throw new der.NotDer("signature algorithm");
  if ((scheme.family === "ECDSA") === (authority.key.kind === "RSA")) throw new der.NotDer("signature algorithm");
  return scheme;
}

/** The signed attributes name the authority's certificate by one of the two attributes, or by both. */
function checkAuthority(data: cms.SignedData, authority: Certificate): void {
  let named = false;
  for (const { type } of data.signedAttributes) {
    if (type !== cms.SIGNING_CERTIFICATE && type !== cms.SIGNING_CERTIFICATE_V2) continue;
    const value = cms.valueOf(data.signedAttributes, type, "signing certificate").as(der.SEQUENCE, "signing certificate");
    const id = value.children[0]?.as(der.SEQUENCE, "signing certificate").children[0]?.as(der.SEQUENCE, "signing certificate");
    const parts = [...(id?.children ?? [])];
    let hash: HashName | null = "SHA-256";
    if (type === cms.SIGNING_CERTIFICATE_V2 && parts[0]?.is(der.SEQUENCE)) hash = hashOf(parts.shift()!).hash;
    const found = parts[0] === undefined ? null : der.octets(parts[0]);
    if (found === null) throw new der.NotDer("signing certificate");
    if (type === cms.SIGNING_CERTIFICATE) {
      // SHA-1, which this attribute alone still has: the certificate is bound by its own signature too
      if (!equal(found, sha1(authority.der))) throw new der.NotDer("signing certificate");
    } else if (hash === null || !equal(found, hash === "SHA-256" ? sha256(authority.der) : digest(hash, authority.der))) {
      throw new der.NotDer("signing certificate");
    }
    if (parts[1] !== undefined && !cms.isIssuerSerial(parts[1], authority)) throw new der.NotDer("signing certificate");
    named = true;
  }
  if (!named) throw new der.NotDer("signing certificate");
}

function readInfo(content: Bytes): { time: number; imprintHash: HashName; imprint: Bytes } {
  const parts = der.readDer(content).as(der.SEQUENCE, "TSTInfo").children;
  const [version, policy, imprint, serial, time] = parts;
  if (version === undefined || policy === undefined || imprint === undefined || time === undefined) {
    throw new der.NotDer("TSTInfo");
  }
  if (der.small(version) !== 1) throw new der.NotDer("TSTInfo version");
  der.oid(policy);
  der.integerBytes(serial!);
  const [algorithm, hashed, ...none] = imprint.as(der.SEQUENCE, "imprint").children;
  if (algorithm === undefined || hashed === undefined || none.length > 0) throw new der.NotDer("imprint");
  const { hash } = hashOf(algorithm);
  if (hash === null) throw new Weak("imprint");
  if (der.octets(hashed).length !== { "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 }[hash]) throw new der.NotDer("imprint");
  return { time: der.withFraction(time), imprintHash: hash, imprint: der.octets(hashed) };
}

/** Whether the certificates end below a root, so that nothing holds the last of them. */
export function isOpen(token: Token): boolean {
  return token.chain.length > 1 && !namesItself(token.chain.at(-1)!);
}
