/** DER, strictly: one length form, no indefinite lengths, nothing behind the end, no deep nesting. */

import { type Bytes, compareBytes, concat, latin1 } from "../bundle/bytes";

export class NotDer extends Error {}

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const OID = 0x06;
export const ENUMERATED = 0x0a;
export const UTF8_STRING = 0x0c;
export const SEQUENCE = 0x30;
export const SET = 0x31;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;

const MAX_DEPTH = 40;

/** One value. `children` is read when it is asked for. */
export class Der {
  private parts: Der[] | undefined;

  constructor(
    readonly tag: number,
    /** Header and content. */
    readonly raw: Bytes,
    readonly content: Bytes,
    private readonly depth: number,
  ) {}

  get constructed(): boolean {
    return (this.tag & 0x20) !== 0;
  }

  get children(): readonly Der[] {
    if (!this.constructed) throw new NotDer("primitive");
    this.parts ??= readSeries(this.content, this.depth + 1);
    return this.parts;
  }

  is(tag: number): boolean {
    return this.tag === tag;
  }

  /** Itself, where it has this tag. */
  as(tag: number, what: string): this {
    if (this.tag !== tag) throw new NotDer(what);
    return this;
  }
}

function readOne(bytes: Bytes, at: number, depth: number): Der {
  if (depth > MAX_DEPTH) throw new NotDer("nested too deeply");
  if (at + 2 > bytes.length) throw new NotDer("ends too early");
  const tag = bytes[at]!;
  if ((tag & 0x1f) === 0x1f) throw new NotDer("long tag");
  let length = bytes[at + 1]!;
  let header = 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || at + 2 + count > bytes.length) throw new NotDer("length");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + bytes[at + 2 + i]!;
    if (length < 0x80 || (count > 1 && bytes[at + 2] === 0)) throw new NotDer("length");
    header += count;
  }
  const end = at + header + length;
  if (end > bytes.length) throw new NotDer("ends too early");
  return new Der(tag, bytes.subarray(at, end), bytes.subarray(at + header, end), depth);
}

function readSeries(bytes: Bytes, depth: number): Der[] {
  const all: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = readOne(bytes, at, depth);
    all.push(one);
    at += one.raw.length;
  }
  return all;
}

/** The one value that these bytes are. Throws NotDer. */
export function readDer(bytes: Bytes): Der {
  const one = readOne(bytes, 0, 0);
  if (one.raw.length !== bytes.length) throw new NotDer("bytes behind the end");
  return one;
}

/** Checks the values of a whole tree that have more than one spelling: for what must be DER throughout. */
export function checkThroughout(value: Der): void {
  if (value.constructed) {
    for (const child of value.children) checkThroughout(child);
    return;
  }
  if (value.is(INTEGER)) integerBytes(value);
  else if (value.is(BOOLEAN)) bool(value);
  else if (value.is(NULL) && value.content.length > 0) throw new NotDer("NULL");
  else if (value.is(OID)) oid(value);
}

export function integerBytes(value: Der): Bytes {
  const bytes = value.as(INTEGER, "integer").content;
  if (bytes.length === 0) throw new NotDer("integer");
  const padded = bytes.length > 1 && ((bytes[0] === 0 && bytes[1]! < 0x80) || (bytes[0] === 0xff && bytes[1]! >= 0x80));
  if (padded) throw new NotDer("integer");
  return bytes;
}

/** A small number that is not negative. */
export function small(value: Der): number {
  const bytes = integerBytes(value);
  if (bytes[0]! >= 0x80 || bytes.length > 4) throw new NotDer("integer");
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function bigUnsigned(value: Der): bigint {
  const bytes = integerBytes(value);
  if (bytes[0]! >= 0x80) throw new NotDer("negative");
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

export function bool(value: Der): boolean {
  const content = value.as(BOOLEAN, "boolean").content;
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new NotDer("boolean");
  return content[0] === 0xff;
}

export function oid(value: Der): string {
  const content = value.as(OID, "object identifier").content;
  if (content.length === 0 || content.at(-1)! >= 0x80) throw new NotDer("object identifier");
  const arcs: bigint[] = [];
  let arc = 0n;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) throw new NotDer("object identifier");
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    fresh = byte < 0x80;
    if (fresh) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const first = arcs[0]! < 80n ? arcs[0]! / 40n : 2n;
  return [first, arcs[0]! - 40n * first, ...arcs.slice(1)].join(".");
}

export function octets(value: Der): Bytes {
  return value.as(OCTET_STRING, "octet string").content;
}

/** A bit string of whole bytes. */
export function wholeBits(value: Der): Bytes {
  const content = value.as(BIT_STRING, "bit string").content;
  if (content.length === 0 || content[0] !== 0) throw new NotDer("bit string");
  return content.subarray(1);
}

/** Bits that are set, by number. */
export function namedBits(value: Der): Set<number> {
  const content = value.as(BIT_STRING, "bit string").content;
  const bits = new Set<number>();
  for (let i = 8; i < content.length * 8; i++) {
    if ((content[i >> 3]! >> (7 - (i & 7))) & 1) bits.add(i - 8);
  }
  return bits;
}

/** Milliseconds since 1970 of a time in the one form that certificates and CMS have: whole seconds, `Z`. */
export function wholeSeconds(value: Der): number {
  const text = latin1(value.content);
  if (value.is(UTC_TIME) && /^\d{12}Z$/.test(text)) {
    const year = Number(text.slice(0, 2));
    return moment(`${year < 50 ? "20" : "19"}${text.slice(0, -1)}`);
  }
  if (value.is(GENERALIZED_TIME) && /^\d{14}Z$/.test(text)) return moment(text.slice(0, -1));
  throw new NotDer("time");
}

/** The same of GeneralizedTime with a fraction, as time-stamps have it. */
export function withFraction(value: Der): number {
  const found = /^(\d{14})(?:\.(\d*[1-9]))?Z$/.exec(latin1(value.as(GENERALIZED_TIME, "time").content));
  if (found === null) throw new NotDer("time");
  return moment(found[1]!) + (found[2] === undefined ? 0 : Number(`0.${found[2]}`) * 1000);
}

function moment(digits: string): number {
  const [year, month, day, hour, minute, second] = [
    digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8), digits.slice(8, 10), digits.slice(10, 12), digits.slice(12),
  ].map(Number) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const kept = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!kept) throw new NotDer("time");
  return date.getTime();
}

/** Members of a SET OF, which DER sorts. */
export function sortedMembers(value: Der, what: string): readonly Der[] {
  const members = value.children;
  for (let i = 1; i < members.length; i++) {
    if (compareBytes(members[i - 1]!.raw, members[i]!.raw) > 0) throw new NotDer(what);
  }
  return members;
}

/** A value with this tag and content. */
export function encode(tag: number, ...contents: Uint8Array[]): Bytes {
  const content = concat(...contents);
  const length: number[] = [];
  if (content.length < 0x80) length.push(content.length);
  else {
    for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
    length.unshift(0x80 | length.length);
  }
  return concat(new Uint8Array([tag, ...length]), content);
}
