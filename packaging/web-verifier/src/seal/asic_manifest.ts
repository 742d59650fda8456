/** The texts that are signed and stamped, made again from the container's files (section 8 of the format). */

import { base64, type Bytes, utf8 } from "../bundle/bytes";
import { sha256 } from "../bundle/digests";

const SIGNATURE = "application/pkcs7-signature";
const TOKEN = "application/vnd.etsi.timestamp-token";

export const MIMETYPE = "application/vnd.etsi.asic-e+zip";
export const SEAL_INFO = "seal-info.txt";
export const EVENT_JSON = "event.json";
export const CARD_JSON = "card.json";
export const PARCEL_JSON = "parcel.json";
export const ARCHIVE_MANIFEST = "META-INF/ASiCArchiveManifest.xml";
export const ARCHIVE_TOKEN = "META-INF/timestamp001.tst";

const number = (n: number): string => String(n).padStart(3, "0");
export const manifestName = (n: number): string => `META-INF/ASiCManifest${number(n)}.xml`;
export const signatureName = (n: number): string => `META-INF/signature${number(n)}.p7s`;

function text(signed: string, type: string, listed: readonly [string, Bytes][]): Bytes {
  const references = listed.map(
    ([name, content]) =>
      `<asic:DataObjectReference URI="${name}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>` +
      `<ds:DigestValue>${base64(sha256(content))}</ds:DigestValue></asic:DataObjectReference>\n`,
  );
  return utf8(
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
      `<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n` +
      `<asic:SigReference URI="${signed}" MimeType="${type}"/>\n` +
      `${references.join("")}</asic:ASiCManifest>\n`,
  );
}

export function signedManifest(n: number, listed: readonly [string, Bytes][]): Bytes {
  return text(signatureName(n), SIGNATURE, listed);
}

export function archiveManifest(listed: readonly [string, Bytes][]): Bytes {
  return text(ARCHIVE_TOKEN, TOKEN, listed);
}
