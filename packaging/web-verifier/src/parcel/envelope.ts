/**
 * The envelope of a parcel in its one form (sections 2 and 5 of docs/parcel-format.md): the values are taken out of
 * what was received, the message is built again from them, and both must be the same bytes. Nothing is decrypted.
 */

import { type Bytes, compareBytes, concat, equal, utf8 } from "../bundle/bytes";
import * as der from "../seal/der";
import { encode } from "../seal/der";

export type EnvelopeFault = "envelope-form" | "envelope-iterations" | "envelope-recipients" | "envelope-size";

/** How many entries of each kind there are. */
export interface Envelope {
  readonly certificates: number;
  readonly passphrases: number;
  readonly shares: number;
}

class Fault extends Error {
  constructor(readonly fault: EnvelopeFault) {
    super(fault);
  }
}

const MAX_ENTRIES = 100;
const NONCE = 12;
const TAG = 16;
/** The line with the parcel's number and key. */
const CONTENT = 118;
const SHARES_ID = utf8("sealwright shares");
const WRAPPED = 40;
const LEAST_RSA = 256;
const POINTS: Readonly<Record<number, string>> = { 65: "1.3.132.1.11.1", 97: "1.3.132.1.11.2" };
const SALT = 16;
const BLOCK = 16;
const PWRI_WRAPPED = 48;
const ITERATIONS = [600_000, 5_000_000] as const;
/** Of all entries together: whoever tries a wrong passphrase tries each. */
const MOST_ITERATIONS = 20_000_000;
const [CONTEXT_0, CONTEXT_1, CONTEXT_2, CONTEXT_3, ENCRYPTED] = [0xa0, 0xa1, 0xa2, 0xa3, 0x80];

function identifier(text: string): Bytes {
  const [first, second, ...rest] = text.split(".").map(Number) as [number, number, ...number[]];
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80);
    bytes.push(...digits);
  }
  return encode(der.OID, new Uint8Array(bytes));
}

function integer(value: number): Bytes {
  const bytes: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  if (bytes.length === 0 || bytes[0]! >= 0x80) bytes.unshift(0);
  return encode(der.INTEGER, new Uint8Array(bytes));
}

const sequence = (...parts: Bytes[]): Bytes => encode(der.SEQUENCE, ...parts);
const octets = (bytes: Bytes): Bytes => encode(der.OCTET_STRING, bytes);

const DATA = identifier("1.2.840.113549.1.7.1");
const AUTH_ENVELOPED = identifier("1.2.840.113549.1.9.16.1.23");
const GCM = identifier("2.16.840.1.101.3.4.1.46");
const KEY_WRAP = sequence(identifier("2.16.840.1.101.3.4.1.45"));
const SHA256 = sequence(identifier("2.16.840.1.101.3.4.2.1"));
const MASK = sequence(identifier("1.2.840.113549.1.1.8"), SHA256);
const OAEP = sequence(identifier("1.2.840.113549.1.1.7"), sequence(encode(CONTEXT_0, SHA256), encode(CONTEXT_1, MASK)));
const EC_KEY = sequence(identifier("1.2.840.10045.2.1"));
const PBKDF2 = identifier("1.2.840.113549.1.5.12");
const HMAC = sequence(identifier("1.2.840.113549.2.9"), encode(der.NULL));
const PWRI_KEK = identifier("1.2.840.113549.1.9.16.3.9");
const CBC = identifier("2.16.840.1.101.3.4.1.42");

/** The value that lies at this place, one number for each level. */
function at(value: der.Der, ...places: number[]): der.Der {
  let found = value;
  for (const place of places) {
    const next = found.children[place];
    if (next === undefined) throw new Fault("envelope-form");
    found = next;
  }
  return found;
}

function octetsOf(value: der.Der, length: number): Bytes {
  const bytes = der.octets(value);
  if (bytes.length !== length) throw new Fault("envelope-form");
  return bytes;
}

/** Issuer and serial number. */
function named(value: der.Der): Bytes {
  const issuer = at(value, 0).as(der.SEQUENCE, "issuer");
  der.checkThroughout(issuer);
  const serial = at(value, 1);
  der.integerBytes(serial);
  return sequence(issuer.raw, serial.raw);
}

function transport(entry: der.Der): Bytes {
  const key = der.octets(at(entry, 3));
  if (key.length < LEAST_RSA) throw new Fault("envelope-form");
  return sequence(integer(0), named(at(entry, 1)), OAEP, octets(key));
}

function agreement(entry: der.Der): Bytes {
  const point = der.wholeBits(at(entry, 1, 0, 1));
  const scheme = POINTS[point.length];
  if (scheme === undefined || point[0] !== 0x04) throw new Fault("envelope-form");
  const originator = encode(CONTEXT_1, EC_KEY, encode(der.BIT_STRING, concat(new Uint8Array([0]), point)));
  const recipient = at(entry, 3, 0);
  const key = octetsOf(at(recipient, 1), WRAPPED);
  const algorithm = sequence(identifier(scheme), KEY_WRAP);
  return encode(CONTEXT_1, integer(3), encode(CONTEXT_0, originator), algorithm, sequence(sequence(named(at(recipient, 0)), octets(key))));
}

function shares(entry: der.Der): Bytes {
  return encode(CONTEXT_2, integer(4), sequence(octets(SHARES_ID)), KEY_WRAP, octets(octetsOf(at(entry, 3), WRAPPED)));
}

const iterationsOf = (entry: der.Der): number => der.small(at(entry, 1, 1, 1));

function passphrase(entry: der.Der): Bytes {
  const salt = octetsOf(at(entry, 1, 1, 0), SALT);
  const iterations = iterationsOf(entry);
  const vector = octetsOf(at(entry, 2, 1, 1), BLOCK);
  const key = octetsOf(at(entry, 3), PWRI_WRAPPED);
  if (iterations < ITERATIONS[0] || iterations > ITERATIONS[1]) throw new Fault("envelope-iterations");
  const derivation = encode(CONTEXT_0, PBKDF2, sequence(octets(salt), integer(iterations), HMAC));
  return encode(CONTEXT_3, integer(0), derivation, sequence(PWRI_KEK, sequence(CBC, octets(vector))), octets(key));
}

const KINDS: Readonly<Record<number, { readonly kind: keyof Envelope; readonly rebuild: (entry: der.Der) => Bytes }>> = {
  [der.SEQUENCE]: { kind: "certificates", rebuild: transport },
  [CONTEXT_1]: { kind: "certificates", rebuild: agreement },
  [CONTEXT_2]: { kind: "shares", rebuild: shares },
  [CONTEXT_3]: { kind: "passphrases", rebuild: passphrase },
};

/** How many can open it, or why it is no envelope. */
export function readEnvelope(bytes: Bytes): Envelope | EnvelopeFault {
  try {
    return read(bytes);
  } catch (e) {
    if (e instanceof Fault) return e.fault;
    if (e instanceof der.NotDer) return "envelope-form";
    throw e;
  }
}

function read(bytes: Bytes): Envelope {
  const message = at(der.readDer(bytes), 1, 0);
  const counts = { certificates: 0, passphrases: 0, shares: 0 };
  const entries = at(message, 1).as(der.SET, "recipients").children;
  if (entries.length === 0 || entries.length > MAX_ENTRIES) throw new Fault("envelope-recipients");
  const rebuilt = entries.map((entry) => {
    const rule = KINDS[entry.tag];
    if (rule === undefined) throw new Fault("envelope-form");
    counts[rule.kind] += 1;
    return rule.rebuild(entry);
  });
  const iterations = entries.filter((entry) => entry.is(CONTEXT_3)).reduce((sum, entry) => sum + iterationsOf(entry), 0);
  if (iterations > MOST_ITERATIONS) throw new Fault("envelope-iterations");
  const nonce = octetsOf(at(message, 2, 1, 1, 0), NONCE);
  const encrypted = at(message, 2, 2).as(ENCRYPTED, "content").content;
  const tag = octetsOf(at(message, 3), TAG);
  if (encrypted.length !== CONTENT) throw new Fault("envelope-form");
  const algorithm = sequence(GCM, sequence(octets(nonce), integer(TAG)));
  const again = sequence(
    AUTH_ENVELOPED,
    encode(
      CONTEXT_0,
      sequence(integer(0), encode(der.SET, ...rebuilt.sort(compareBytes)), sequence(DATA, algorithm, encode(ENCRYPTED, encrypted)), octets(tag)),
    ),
  );
  if (!equal(again, bytes)) throw new Fault("envelope-form");
  return counts;
}
