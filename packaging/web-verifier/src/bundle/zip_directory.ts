/**
 * The directory of a ZIP in the one form of section 9: every field has one value, and every byte of the file
 * belongs to an entry, to the directory or to the end records. Nothing is ever inflated.
 */

import type { Report } from "../verify/codes";
import { type Bytes, equal, latin1, shownBytes, utf8 } from "./bytes";
import { asciiLower, MAX_FILES } from "./grammar";
import type { RandomAccess } from "./random_access";

export interface ZipEntry {
  /** The whole name in the ZIP; bytes that are not ASCII are shown, and such a name can't be a path. */
  readonly name: string;
  readonly size: number;
  readonly crc: number;
  /** The name's bytes where they are not ASCII, else null: a list of a hundred thousand names is kept once. */
  readonly nameBytes: Bytes | null;
  /** Where the local header must lie, and how long it must be. */
  readonly headerAt: number;
  readonly headerLength: number;
}

export interface ZipDirectory {
  readonly entries: ZipEntry[];
  /** Whether any rule of the form is broken. */
  readonly sound: boolean;
}

const END = 22;
const LOCATOR = 20;
const RECORD = 56;
const CENTRAL = 46;
const U16 = 0xffff;
const U32 = 0xffffffff;
const MAX_COMMENT = 0xffff;
/** The longest entry that the directory can have, and how much of it is read at once. */
const LONGEST_CENTRAL = CENTRAL + 3 * 0xffff;
const WINDOW = 1 << 20;
const EXTERNAL = 0o100644 * 0x10000;

interface End {
  readonly at: number;
  /** Bytes behind the end record. */
  readonly behind: number;
  /** Where the directory must end. */
  readonly directoryEnd: number;
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

/** Null where a fatal finding was told. */
export async function readDirectory(file: RandomAccess, add: Report, most = MAX_FILES): Promise<ZipDirectory | null> {
  let sound = true;
  const tell: Report = (...finding) => {
    sound = false;
    add(...finding);
  };
  const end = await readEnd(file, tell);
  if (end === null) return null;
  if (end.count > most) {
    tell("zip-too-many-entries", null, String(most), String(end.count));
    return null;
  }
  if (end.behind > 0 && end.directoryEnd - end.size !== end.offset && (await startsWithEntry(file))) {
    // the end record of a container that is stored inside: the ZIP's own end was cut off
    add("zip-end-missing");
    return null;
  }
  if (end.behind > 0) tell("zip-trailing-bytes", place(end.at + END), "0", String(end.behind));
  const start = await directoryStart(file, end, tell);
  if (start === null) return null;
  const entries = await readEntries(file, start, end, tell);
  if (entries.length > most) {
    tell("zip-too-many-entries", null, String(most), String(entries.length));
    return null;
  }
  if (entries.length !== end.count) tell("zip-count", null, String(end.count), String(entries.length));
  accountForBytes(entries, start, tell);
  return { entries, sound };
}

/** Where in the file, as a finding names it. */
const place = (offset: number): string => `@${offset}`;

const spelled = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;

function view(bytes: Bytes): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Sizes are exact up to 2**53; what claims more is more than any file has. */
function u64(data: DataView, at: number): number {
  return Number(data.getBigUint64(at, true));
}

async function readEnd(file: RandomAccess, tell: Report): Promise<End | null> {
  const tailLength = Math.min(file.size, END + MAX_COMMENT);
  const tailAt = file.size - tailLength;
  const tail = await file.read(tailAt, tailLength);
  const data = view(tail);
  let at = tail.length - 4;
  while (at >= 0 && data.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0 || at + END > tail.length) {
    tell("zip-end-missing");
    return null;
  }
  const behind = tail.length - at - END;
  for (const [field, value] of [["disk", data.getUint16(at + 4, true)], ["directory-disk", data.getUint16(at + 6, true)], ["comment-length", data.getUint16(at + 20, true)]] as const) {
    if (value !== 0) tell("zip-field", `${field} ${place(tailAt + at)}`, "0", String(value));
  }
  const small = {
    onDisk: data.getUint16(at + 8, true),
    count: data.getUint16(at + 10, true),
    size: data.getUint32(at + 12, true),
    offset: data.getUint32(at + 16, true),
  };
  if (small.onDisk !== small.count) tell("zip-field", `entries-on-disk ${place(tailAt + at)}`, String(small.count), String(small.onDisk));
  const endAt = tailAt + at;
  const large = await readLargeEnd(file, endAt, tell);
  if (large === null) {
    if (small.count === U16 || small.size === U32 || small.offset === U32) tell("zip-zip64", "end record");
    return { at: endAt, behind, directoryEnd: endAt, count: small.count, size: small.size, offset: small.offset };
  }
  const needed = large.count >= U16 || large.size >= U32 || large.offset >= U32;
  const agrees =
    small.count === Math.min(large.count, U16) &&
    small.size === Math.min(large.size, U32) &&
    small.offset === Math.min(large.offset, U32);
  if (!needed || !agrees) tell("zip-zip64", "end record");
  return { at: endAt, behind, ...large };
}

async function readLargeEnd(file: RandomAccess, endAt: number, tell: Report): Promise<Omit<End, "at" | "behind"> | null> {
  if (endAt < LOCATOR) return null;
  const locator = view(await file.read(endAt - LOCATOR, LOCATOR));
  if (locator.getUint32(0, true) !== 0x07064b50) return null;
  const recordAt = endAt - LOCATOR - RECORD;
  const [disk, disks] = [locator.getUint32(4, true), locator.getUint32(16, true)];
  if (disk !== 0 || disks !== 1) tell("zip-field", `zip64-locator-disks ${place(endAt - LOCATOR)}`, "0 1", `${disk} ${disks}`);
  if (u64(locator, 8) !== recordAt) tell("zip-field", `zip64-end-record ${place(Math.max(recordAt, 0))}`);
  if (recordAt < 0) return null;
  const record = view(await file.read(recordAt, RECORD));
  if (record.getUint32(0, true) !== 0x06064b50) {
    tell("zip-zip64", "end record");
    return null;
  }
  const count = u64(record, 32);
  const fixed = u64(record, 4) === 44 && record.getUint16(12, true) === 0x032d && record.getUint16(14, true) === 45;
  const onOneDisk = record.getUint32(16, true) === 0 && record.getUint32(20, true) === 0 && u64(record, 24) === count;
  if (!fixed || !onOneDisk) tell("zip-field", `zip64-end-record ${place(recordAt)}`);
  return { directoryEnd: recordAt, count, size: u64(record, 40), offset: u64(record, 48) };
}

interface Start {
  readonly at: number;
  readonly end: number;
  /** What must be added to each offset, where bytes were put in front. */
  readonly moved: number;
}

async function directoryStart(file: RandomAccess, end: End, tell: Report): Promise<Start | null> {
  const meant = end.directoryEnd - end.size;
  if (meant === end.offset && (end.size === 0 || (await isCentral(file, meant)))) {
    return { at: meant, end: end.directoryEnd, moved: 0 };
  }
  tell("zip-directory-moved", null, String(end.offset), String(meant));
  if (meant >= 0 && (await isCentral(file, meant))) {
    return { at: meant, end: end.directoryEnd, moved: meant - end.offset };
  }
  const stated = end.offset + end.size;
  if (stated <= end.directoryEnd && (await isCentral(file, end.offset))) {
    tell("zip-gap", String(stated));
    return { at: end.offset, end: stated, moved: 0 };
  }
  tell("zip-directory-unreadable", String(end.offset));
  return null;
}

async function isCentral(file: RandomAccess, at: number): Promise<boolean> {
  const found = await file.read(at, 4);
  return found.length === 4 && view(found).getUint32(0, true) === 0x02014b50;
}

async function startsWithEntry(file: RandomAccess): Promise<boolean> {
  const found = await file.read(0, 4);
  return found.length === 4 && view(found).getUint32(0, true) === 0x04034b50;
}

async function readEntries(file: RandomAccess, start: Start, end: End, tell: Report): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const seen = new Set<string>();
  // one view of a window for all entries in it: a view of its own for each takes more memory than all that is kept
  let window: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(0));
  let windowAt = start.at;
  let at = start.at;
  while (at < start.end) {
    if (at + LONGEST_CENTRAL > windowAt + window.byteLength && windowAt + window.byteLength < start.end) {
      window = view(await file.read(at, Math.min(WINDOW, start.end - at)));
      windowAt = at;
    }
    const fixed = new DataView(window.buffer, window.byteOffset + at - windowAt);
    const there = Math.min(start.end, windowAt + window.byteLength) - at;
    if (there < CENTRAL || fixed.getUint32(0, true) !== 0x02014b50) {
      tell("zip-directory-broken", String(at));
      if (start.end > at) tell("zip-gap", String(at));
      break;
    }
    const nameLength = fixed.getUint16(28, true);
    const extraLength = fixed.getUint16(30, true);
    const commentLength = fixed.getUint16(32, true);
    const length = CENTRAL + nameLength + extraLength + commentLength;
    if (length > there) {
      tell("zip-directory-broken", String(at));
      break;
    }
    const rest = (from: number, size: number): Bytes => new Uint8Array(window.buffer, fixed.byteOffset + from, size);
    const entry = readCentral(
      fixed, rest(CENTRAL, nameLength), rest(CENTRAL + nameLength, extraLength), commentLength, start.moved, tell,
    );
    entries.push(entry);
    const lower = asciiLower(entry.name);
    if (seen.has(lower)) tell("zip-duplicate", entry.name);
    seen.add(lower);
    at += length;
    if (entries.length > end.count && entries.length > MAX_FILES) break;
  }
  return entries;
}

function readCentral(
  fixed: DataView, nameBytes: Bytes, extra: Bytes, commentLength: number, moved: number, tell: Report,
): ZipEntry {
  const ascii = nameBytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  const name = ascii ? latin1(nameBytes) : shownBytes(nameBytes);
  let size = fixed.getUint32(24, true);
  const stored = fixed.getUint32(20, true);
  let storedSize = stored;
  let offset = fixed.getUint32(42, true);
  const own = extra.length > 0 && extra.length >= 4 && extra[0] === 1 && extra[1] === 0;
  if (own) {
    const data = view(extra);
    const values = [size, stored, offset].filter((value) => value === U32).length;
    if (data.getUint16(2, true) !== extra.length - 4 || extra.length !== 4 + 8 * values || values === 0) {
      tell("zip-zip64", name);
    } else {
      let at = 4;
      const next = (): number => {
        at += 8;
        return u64(data, at - 8);
      };
      if (size === U32) size = next();
      if (stored === U32) storedSize = next();
      if (offset === U32) offset = next();
      const needless = [
        [fixed.getUint32(24, true), size],
        [stored, storedSize],
        [fixed.getUint32(42, true), offset],
      ].some(([small, large]) => small === U32 && large! < U32);
      if (needless) tell("zip-zip64", name);
    }
  } else if (size === U32 || stored === U32 || offset === U32) {
    tell("zip-zip64", name);
  }
  if (extra.length > 0 && !own) tell("zip-extra-field", name);
  const large = extra.length > 0 || [size, storedSize, offset].includes(U32);
  const demand = (field: string, at: number, right: number): void => {
    const value = fixed.getUint16(at, true);
    if (value !== right) tell("zip-field", `${field} ${name}`, spelled(right, 4), spelled(value, 4));
  };
  demand("made-by", 4, large ? 0x032d : 0x0314);
  demand("version-needed", 6, large ? 45 : 20);
  demand("flags", 8, 0);
  demand("method", 10, 0);
  demand("time", 12, 0);
  demand("date", 14, 0x0021);
  if (commentLength !== 0) tell("zip-field", `comment-length ${name}`, "0", String(commentLength));
  const attributes = [fixed.getUint16(34, true), fixed.getUint16(36, true), fixed.getUint32(38, true)] as const;
  if (attributes[0] !== 0 || attributes[1] !== 0 || attributes[2] !== EXTERNAL) {
    tell("zip-field", `attributes ${name}`, null, attributes.map((value) => spelled(value, 0)).join(" "));
  }
  if (storedSize !== size) tell("zip-field", `stored-size ${name}`, String(size), String(storedSize));
  if (name.endsWith("/")) tell("zip-directory-entry", name);
  const crc = fixed.getUint32(16, true);
  const headerLength = localHeaderLength(nameBytes.length, size);
  return { name, size, crc, nameBytes: ascii ? null : nameBytes.slice(), headerAt: offset + moved, headerLength };
}

function localHeaderLength(nameLength: number, size: number): number {
  return 30 + nameLength + (size >= U32 ? 20 : 0);
}

/** The local header that an entry must have. */
export function headerOf(entry: Pick<ZipEntry, "name" | "nameBytes" | "size" | "crc">): Bytes {
  return localHeader(entry.nameBytes ?? utf8(entry.name), entry.size, entry.crc);
}

/** The one local header that an entry of this name, size and checksum can have. */
function localHeader(name: Bytes, size: number, crc: number): Bytes {
  const large = size >= U32;
  const header = new Uint8Array(localHeaderLength(name.length, size));
  const data = view(header);
  data.setUint32(0, 0x04034b50, true);
  data.setUint16(4, large ? 45 : 20, true);
  data.setUint16(12, 0x0021, true);
  data.setUint32(14, crc, true);
  data.setUint32(18, large ? U32 : size, true);
  data.setUint32(22, large ? U32 : size, true);
  data.setUint16(26, name.length, true);
  data.setUint16(28, large ? 20 : 0, true);
  header.set(name, 30);
  if (large) {
    const at = 30 + name.length;
    data.setUint16(at, 1, true);
    data.setUint16(at + 2, 16, true);
    data.setBigUint64(at + 4, BigInt(size), true);
    data.setBigUint64(at + 12, BigInt(size), true);
  }
  return header;
}

/** Entries lie without gaps from the beginning, in the order of the directory, which follows them. */
function accountForBytes(entries: readonly ZipEntry[], directory: Start, tell: Report): void {
  let at = 0;
  const goOn = (next: number): void => {
    if (next > at) tell("zip-gap", String(at));
    if (next < at) tell("zip-overlap", String(next));
  };
  for (const entry of entries) {
    goOn(entry.headerAt);
    at = entry.headerAt + entry.headerLength + entry.size;
  }
  goOn(directory.at);
}

/** Whether the local header is the one that the directory demands. */
export function headerHolds(entry: ZipEntry, found: Bytes): boolean {
  return equal(headerOf(entry), found);
}
