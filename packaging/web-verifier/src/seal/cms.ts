/** What signatures and time-stamp tokens have in common: SignedData with one signer, taken apart strictly. */

import { type Bytes, equal } from "../bundle/bytes";
import { MAX_CERTIFICATES } from "../bundle/grammar";
import { type Certificate, readCertificate } from "./certificates";
import * as der from "./der";

export const ID_DATA = "1.2.840.113549.1.7.1";
export const ID_SIGNED_DATA = "1.2.840.113549.1.7.2";
export const ID_TST_INFO = "1.2.840.113549.1.9.16.1.4";
export const CONTENT_TYPE = "1.2.840.113549.1.9.3";
export const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
export const SIGNING_TIME = "1.2.840.113549.1.9.5";
export const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
export const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
export const SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14";
export const OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2";

export interface Attribute {
  readonly type: string;
  readonly values: readonly der.Der[];
}

export interface SignedData {
  readonly version: number;
  readonly digestAlgorithms: readonly der.Der[];
  readonly contentType: string;
  /** The eContent octets, or null where there are none. */
  readonly content: Bytes | null;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly der.Der[] | null;
  readonly issuer: der.Der;
  readonly serial: der.Der;
  readonly digestAlgorithm: der.Der;
  readonly signedAttributes: readonly Attribute[];
  /** The bytes that the signature is over: the attributes as a SET OF. */
  readonly signedBytes: Bytes;
  readonly signatureAlgorithm: der.Der;
  readonly signature: Bytes;
  readonly unsignedAttributes: readonly Attribute[] | null;
}

/** Takes a SignedData with one SignerInfo apart. Throws NotDer with the part that is not in its form. */
export function readSignedData(bytes: Bytes): SignedData {
  const whole = der.readDer(bytes).as(der.SEQUENCE, "content info");
  const [type, wrapped, ...none] = whole.children;
  if (type === undefined || wrapped === undefined || none.length > 0) throw new der.NotDer("content info");
  if (der.oid(type) !== ID_SIGNED_DATA) throw new der.NotDer("content type");
  const inner = only(wrapped.as(0xa0, "content info"), "content info").as(der.SEQUENCE, "signed data");
  const parts = [...inner.children];
  const take = (what: string): der.Der => {
    const part = parts.shift();
    if (part === undefined) throw new der.NotDer(what);
    return part;
  };
  const version = der.small(take("version"));
  const digestAlgorithms = take("digest algorithms").as(der.SET, "digest algorithms").children;
  const [contentType, content] = readContent(take("content"));
  const certificates = readCertificateSet(take("certificates").as(0xa0, "certificates"));
  let crls: readonly der.Der[] | null = null;
  if (parts[0]?.is(0xa1)) crls = der.sortedMembers(take("crls"), "crls");
  const infos = take("signer infos").as(der.SET, "signer infos").children;
  if (parts.length > 0 || infos.length !== 1) throw new der.NotDer("signer infos");
  return {
    version,
    digestAlgorithms,
    contentType,
    content,
    certificates,
    crls,
    ...readSignerInfo(infos[0]!.as(der.SEQUENCE, "signer info")),
  };
}

function only(value: der.Der, what: string): der.Der {
  if (value.children.length !== 1) throw new der.NotDer(what);
  return value.children[0]!;
}

function readContent(value: der.Der): [string, Bytes | null] {
  const [type, wrapped, ...none] = value.as(der.SEQUENCE, "content").children;
  if (type === undefined || none.length > 0) throw new der.NotDer("content");
  if (wrapped === undefined) return [der.oid(type), null];
  return [der.oid(type), der.octets(only(wrapped.as(0xa0, "content"), "content"))];
}

function readCertificateSet(value: der.Der): Certificate[] {
  const members = der.sortedMembers(value, "certificates");
  if (members.length === 0 || members.length > MAX_CERTIFICATES) throw new der.NotDer("certificates");
  const certificates = members.map((one) => readCertificate(one.as(der.SEQUENCE, "certificates").raw));
  if (certificates.some((one) => !one.shellHolds)) throw new der.NotDer("certificate");
  if (new Set(certificates.map((one) => one.fingerprint)).size !== certificates.length) {
    throw new der.NotDer("certificates");
  }
  return certificates;
}

function readSignerInfo(info: der.Der): Omit<
  SignedData,
  "version" | "digestAlgorithms" | "contentType" | "content" | "certificates" | "crls"
> {
  const parts = [...info.children];
  const [version, identifier, digestAlgorithm, signed, signatureAlgorithm, signature, unsigned, ...none] = parts;
  if (version === undefined || identifier === undefined || digestAlgorithm === undefined || signed === undefined) {
    throw new der.NotDer("signer info");
  }
  if (signatureAlgorithm === undefined || signature === undefined || none.length > 0) {
    throw new der.NotDer("signer info");
  }
  if (der.small(version) !== 1) throw new der.NotDer("signer info version");
  const [issuer, serial, ...more] = identifier.as(der.SEQUENCE, "signer identifier").children;
  if (issuer === undefined || serial === undefined || more.length > 0) throw new der.NotDer("signer identifier");
  der.integerBytes(serial);
  const signedBytes = signed.as(0xa0, "signed attributes").raw.slice();
  signedBytes[0] = der.SET;
  return {
    issuer,
    serial,
    digestAlgorithm: digestAlgorithm.as(der.SEQUENCE, "digest algorithm"),
    signedAttributes: readAttributes(signed, "signed attributes"),
    signedBytes,
    signatureAlgorithm: signatureAlgorithm.as(der.SEQUENCE, "signature algorithm"),
    signature: der.octets(signature),
    unsignedAttributes: unsigned === undefined ? null : readAttributes(unsigned.as(0xa1, "unsigned attributes"), "unsigned attributes"),
  };
}

/** Attributes in DER order, each once. */
function readAttributes(value: der.Der, what: string): Attribute[] {
  const attributes = der.sortedMembers(value, what).map((one) => {
    const [type, values, ...none] = one.as(der.SEQUENCE, what).children;
    if (type === undefined || values === undefined || none.length > 0) throw new der.NotDer(what);
    return { type: der.oid(type), values: der.sortedMembers(values.as(der.SET, what), what) };
  });
  if (attributes.length === 0) throw new der.NotDer(what);
  if (new Set(attributes.map((one) => one.type)).size !== attributes.length) throw new der.NotDer(what);
  return attributes;
}

/** The one value of the one attribute of this type. Throws NotDer. */
export function valueOf(attributes: readonly Attribute[], type: string, what: string): der.Der {
  const found = attributes.find((one) => one.type === type);
  if (found?.values.length !== 1) throw new der.NotDer(what);
  return found.values[0]!;
}

/** The certificate that the signer info names. Throws NotDer. */
export function signerOf(data: SignedData): Certificate {
  const found = data.certificates.find(
    (one) => equal(one.issuer, data.issuer.raw) && equal(one.serial, data.serial.content),
  );
  if (found === undefined) throw new der.NotDer("signer identifier");
  return found;
}

/** Whether GeneralNames are the one directoryName of this certificate's issuer, with its serial number. */
export function isIssuerSerial(value: der.Der, certificate: Certificate): boolean {
  const [names, serial, ...none] = value.as(der.SEQUENCE, "issuer and serial").children;
  if (names === undefined || serial === undefined || none.length > 0) return false;
  const general = names.as(der.SEQUENCE, "issuer").children;
  if (general.length !== 1 || !general[0]!.is(0xa4)) return false;
  return (
    equal(only(general[0]!, "issuer").raw, certificate.issuer) &&
    equal(serial.as(der.INTEGER, "serial number").content, certificate.serial)
  );
}
