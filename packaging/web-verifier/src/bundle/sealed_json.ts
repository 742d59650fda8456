/** Sealed JSON (section 3 of the format): one byte form, no numbers. */

import { type Bytes, equal, fromUtf8, utf8 } from "./bytes";
import { MAX_LINE } from "./grammar";
import { pieces, type RandomAccess } from "./random_access";
import type { Json, JsonObject, Rule } from "./schema";

/** Deeper than any schema goes, and shallow enough for every stack. */
const MAX_DEPTH = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;
const KEY = /^[a-z][a-z0-9_]*$/;

class NotCanonical extends Error {}

/** RFC 8785 of a value without numbers. Throws NotCanonical for what sealed JSON doesn't have. */
function canonical(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new NotCanonical();
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") {
    if (LONE_SURROGATE.test(value)) throw new NotCanonical();
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1)).join(",")}]`;
  if (typeof value !== "object") throw new NotCanonical();
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort(); // by UTF-16 code units, as RFC 8785 wants it
  return `{${keys
    .map((key) => {
      if (!KEY.test(key)) throw new NotCanonical();
      return `${JSON.stringify(key)}:${canonical(record[key], depth + 1)}`;
    })
    .join(",")}}`;
}

/** The object that these bytes are the one form of, or null. */
export function parseCanonical(line: Bytes): JsonObject | null {
  const text = fromUtf8(line);
  if (text === null || !text.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (canonical(value, 0) !== text) return null;
    return value as JsonObject;
  } catch (e) {
    // a stack that is too small for JSON.parse itself is one more way of not being in form
    if (e instanceof SyntaxError || e instanceof NotCanonical || e instanceof RangeError) return null;
    throw e;
  }
}

/** The object of a line that is in its form, or null. */
export function parseLine(line: Bytes, rule: Rule): JsonObject | null {
  const value = parseCanonical(line);
  return value !== null && rule(value) ? value : null;
}

/** The object of a file that holds one object and LF, whatever its keys; or null. */
export function parseObjectFile(file: Bytes): JsonObject | null {
  if (file.at(-1) !== 0x0a) return null;
  return parseCanonical(file.subarray(0, -1) as Bytes);
}

export interface Line {
  readonly number: number;
  /** Without its LF. */
  readonly bytes: Bytes;
  /** Where it begins in the file. */
  readonly at: number;
  /** False of a last line without LF, and of one that is longer than a line can be. */
  readonly whole: boolean;
}

/** The lines of a file in order; `seen` gets every byte, for a digest of what was really read. */
export async function* linesOf(
  file: RandomAccess, seen: (piece: Bytes) => void, longest = MAX_LINE,
): AsyncGenerator<Line> {
  let held: Bytes[] = [];
  let heldLength = 0;
  let tooLong = false;
  let number = 0;
  let at = 0;
  let lineAt = 0;
  const finish = (rest: Bytes, whole: boolean): Line => {
    let bytes = rest;
    if (held.length > 0) {
      bytes = new Uint8Array(heldLength + rest.length);
      let to = 0;
      for (const part of [...held, rest]) {
        bytes.set(part, to);
        to += part.length;
      }
    }
    const shown: Bytes = tooLong ? new Uint8Array(0) : bytes;
    const line = { number: ++number, bytes: shown, at: lineAt, whole: whole && !tooLong };
    [held, heldLength, tooLong] = [[], 0, false];
    return line;
  };
  for await (const piece of pieces(file)) {
    seen(piece);
    let from = 0;
    for (let lf = piece.indexOf(0x0a); lf >= 0; lf = piece.indexOf(0x0a, from)) {
      if (heldLength + lf - from > longest) tooLong = true;
      yield finish(piece.subarray(from, lf), true);
      from = lf + 1;
      lineAt = at + from;
    }
    if (from < piece.length) {
      if (heldLength + piece.length - from > longest) tooLong = true;
      else {
        held.push(piece.slice(from));
        heldLength += piece.length - from;
      }
    }
    at += piece.length;
  }
  if (heldLength > 0 || tooLong) yield finish(new Uint8Array(0), false);
}

export function isSame(text: string, bytes: Bytes): boolean {
  return equal(utf8(text), bytes);
}

export function str(value: Json | undefined): string {
  if (typeof value !== "string") throw new TypeError("not a string, though the schema says so");
  return value;
}

export function textOrNull(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

export function list(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new TypeError("not a list, though the schema says so");
  return value;
}

export function obj(value: Json | undefined): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("not an object, though the schema says so");
  }
  return value;
}
