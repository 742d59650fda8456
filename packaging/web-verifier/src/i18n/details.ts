/**
 * Words for the technical part of an omission: those of the program (put here by the build), found as it finds them.
 * What has none is a name, or a sentence of the library that read the evidence, and is quoted as such.
 */

import details from "../../generated/details.json";
import { FORMAT_WORDS, SYSTEM_ERROR_WORDS } from "./program_words";
import { N, type Translator } from "./translator";
import { visible } from "./visible";

const TABLE: { shapes: string[]; nested: string[]; said: Record<string, string[]> } = details;
/** What an operating system says of each error, by its number. */
const SYSTEM_TEXTS: Readonly<Record<string, string>> = {
  1: "Operation not permitted", 2: "No such file or directory", 5: "Input/output error", 6: "No such device or address", 12: "Cannot allocate memory",
  13: "Permission denied", 16: "Device or resource busy", 17: "File exists", 18: "Invalid cross-device link", 19: "No such device",
  20: "Not a directory", 21: "Is a directory", 22: "Invalid argument", 23: "Too many open files in system", 24: "Too many open files",
  27: "File too large", 28: "No space left on device", 30: "Read-only file system", 36: "File name too long", 39: "Directory not empty",
  40: "Too many levels of symbolic links", 110: "Connection timed out", 116: "Stale file handle", 122: "Disk quota exceeded",
};
const WITH_NAME = N("{name}: {detail}");
const QUOTED = N("the reader's message: “{message}”");
/** Characters; a bundle of somebody else may have details of any length. */
const [LONGEST, LONGEST_PART] = [4000, 500];
const HEAD = 3;
const SYSTEM_ERROR = /^\[Errno (\d+)\] /;
const FIELD = /(?:^| )([a-z_]{1,20})=(.*?)(?= [a-z_]{1,20}=|$)/gs;
const BEGINS_WITH_FIELD = /^ ?[a-z_]{1,20}=/;
const SENTENCE = /[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}/;
const AMOUNT = /\{([a-h])\}(?=(?: of (?:at least )?\{[a-h]\})? bytes\b)/g;
/** What stands between the parts of a list in languages that have marks of their own for it. */
const BETWEEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fr: { "; ": "\u202f; " },
  ar: { "; ": "؛ ", ", ": "، " },
  "zh-Hans": { "; ": "；", ", ": "，" },
};

type Said = (words: Translator) => string;

/** A text with fields, matched by what stands between them. A field ends where that is found first. */
class Shape {
  readonly begin: string;
  readonly fixed: number;
  private readonly between: readonly string[];
  private readonly names: readonly string[];
  private readonly amounts: ReadonlySet<string>;

  constructor(shape: string, readonly at: number, readonly nested: boolean) {
    const pieces = shape.split(/\{([a-h])\}/);
    const fixed = pieces.filter((_, i) => i % 2 === 0);
    this.names = pieces.filter((_, i) => i % 2 === 1);
    this.fixed = fixed.reduce((sum, piece) => sum + piece.length, 0);
    [this.begin, ...this.between] = fixed as [string, ...string[]];
    this.amounts = new Set([...shape.matchAll(AMOUNT)].map(([, name]) => name!));
  }

  /** What stands in the fields; null where the text is of another shape. */
  fields(value: string, words: Translator): Record<string, string> | null {
    const last = this.between.at(-1)!;
    if (value.length < this.fixed || !value.startsWith(this.begin) || !value.endsWith(last)) return null;
    const end = value.length - last.length;
    let at = this.begin.length;
    const found: string[] = [];
    for (const piece of this.between.slice(0, -1)) {
      const stop = value.indexOf(piece, at);
      if (stop < 0 || stop + piece.length > end) return null;
      found.push(value.slice(at, stop));
      at = stop + piece.length;
    }
    if (at > end) return null;
    found.push(value.slice(at, end));
    return Object.fromEntries(this.names.map((name, i) => [name, this.amounts.has(name) && /^\d{5,15}$/.test(found[i]!) ? words.number(Number(found[i]!)) : found[i]!]));
  }
}

const NESTED = new Set(TABLE.nested);
const BY_TEXT = new Map<string, Said>(TABLE.shapes.map((text, i) => [text, (words) => words.fill(template(i, words), {})]));
for (const [number, text] of Object.entries(SYSTEM_TEXTS)) BY_TEXT.set(text, (words) => words.tr(SYSTEM_ERROR_WORDS[number]!));
for (const [format, message] of Object.entries(FORMAT_WORDS)) if (!TABLE.shapes.includes(format)) BY_TEXT.set(format, (words) => words.tr(message));
// those that begin with a word of their own first, and the more of a shape is fixed, the better it fits
const SHAPES = TABLE.shapes
  .flatMap((text, i) => (text.includes("{") ? [new Shape(text, i, NESTED.has(text))] : []))
  .sort((a, b) => Number(a.begin === "") - Number(b.begin === "") || b.fixed - a.fixed || Number(a.nested) - Number(b.nested));
const OF_ANY_HEAD = SHAPES.filter(({ begin }) => begin.length < HEAD);
const BY_HEAD = new Map<string, Shape[]>();
for (const { begin } of SHAPES) {
  const head = begin.slice(0, HEAD);
  if (head.length === HEAD && !BY_HEAD.has(head)) BY_HEAD.set(head, SHAPES.filter((shape) => shape.begin.slice(0, HEAD) === head || shape.begin.length < HEAD));
}

function template(at: number, words: Translator): string {
  return (TABLE.said[words.language] ?? TABLE.said["en"]!)[at]!;
}

/** The detail of an omission in the language of `words`, hostile characters spelled out. */
export function omissionDetail(value: string, words: Translator): string {
  const said = detailText(value, words);
  if (said !== visible(value) || BY_TEXT.has(value) || !SENTENCE.test(value)) return said;
  return words.tr(QUOTED, { message: said });
}

function detailText(value: string, words: Translator): string {
  if (value.length > LONGEST) return visible(value);
  const all = listOrOne(value, words);
  if (all !== null) return all;
  // details may begin with the name of what they are about: of a format, a volume or a file
  const colon = value.indexOf(": ");
  const detail = colon < 0 || colon + 2 === value.length ? null : listOrOne(value.slice(colon + 2), words);
  if (detail !== null) return words.tr(WITH_NAME, { name: value.slice(0, colon), detail });
  if (BEGINS_WITH_FIELD.test(value)) {
    const fields = [...value.matchAll(FIELD)].map(([, name, said]) => `${name!}=${known(said!, words) ?? visible(said!)}`);
    if (fields.length > 0) return fields.join(" ");
  }
  return visible(value);
}

function listOrOne(value: string, words: Translator): string | null {
  return parts(value, "; ", words) ?? parts(value, ", ", words) ?? known(value, words);
}

/** All parts of a list in words; null where it is no list, or one part has none. */
function parts(value: string, separator: string, words: Translator): string | null {
  if (!value.includes(separator)) return null;
  const said: string[] = [];
  for (const part of value.split(separator)) {
    const one = known(part, words);
    if (one === null) return null;
    said.push(one);
  }
  return said.join(BETWEEN[words.language]?.[separator] ?? separator);
}

function known(value: string, words: Translator): string | null {
  if (value.length > LONGEST_PART) return null;
  const exact = BY_TEXT.get(value);
  if (exact !== undefined) return exact(words);
  const number = SYSTEM_ERROR.exec(value)?.[1];
  if (number !== undefined && Object.hasOwn(SYSTEM_ERROR_WORDS, number)) return words.tr(SYSTEM_ERROR_WORDS[number]!);
  for (const shape of BY_HEAD.get(value.slice(0, HEAD)) ?? OF_ANY_HEAD) {
    const fields = shape.fields(value, words);
    if (fields === null) continue;
    const last = Object.keys(fields).sort().at(-1)!;
    if (shape.nested) fields[last] = detailText(fields[last]!, words);
    return words.fill(template(shape.at, words), fields);
  }
  return null;
}
