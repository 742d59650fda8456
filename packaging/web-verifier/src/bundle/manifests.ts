/** The two manifests, and bag-info.txt (section 2 of the format). */

import type { Report } from "../verify/codes";
import { type Bytes, fromUtf8, latin1 } from "./bytes";
import { pathFault } from "./grammar";
import { linesOf } from "./sealed_json";
import type { RandomAccess } from "./random_access";

const LINE = /^([0-9a-f]{64}) {2}(.+)$/s;
/** Longer than any line of a manifest: a digest, two spaces and a path. */
const LONGEST = 4096;

/** Path to digest, of the lines that are in form. */
export type Manifest = Map<string, string>;

/**
 * Reads a manifest. Lines that are not in form, not in order or of a path that stands already are told and
 * left out.
 */
export async function readManifest(
  file: RandomAccess, name: string, add: Report, seen: (piece: Bytes) => void,
): Promise<Manifest> {
  const listed: Manifest = new Map();
  let previous: string | null = null;
  for await (const line of linesOf(file, seen, LONGEST)) {
    const found = LINE.exec(latin1(line.bytes));
    const place = `${name}:${line.number}`;
    if (!line.whole) add("manifest-not-canonical", place);
    if (found === null || line.bytes.length > LONGEST) {
      if (line.whole) add("manifest-not-canonical", place);
      continue;
    }
    const path = found[2]!;
    const fault = pathFault(path);
    if (fault === "grammar" || (previous !== null && path <= previous)) {
      if (line.whole) add("manifest-not-canonical", place);
      continue;
    }
    if (fault !== null) add("path-not-allowed", path, null, fault);
    listed.set(path, found[1]!);
    previous = path;
  }
  return listed;
}

export const BAGIT_TEXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

const KEYS = [
  "Bag-Software-Agent",
  "Bagging-Date",
  "External-Identifier",
  "Source-Organization",
  "Payload-Oxum",
  "Sealwright-Format",
  "Sealwright-Artifact-Count",
  "Sealwright-Omission-Count",
  "Sealwright-Custody-Count",
] as const;
export type BagInfoKey = (typeof KEYS)[number];
export type BagInfo = Partial<Record<BagInfoKey, string>>;

const FORMS: Partial<Record<BagInfoKey, RegExp>> = {
  "Bagging-Date": /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  "Payload-Oxum": /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/,
  "Sealwright-Artifact-Count": /^(?:0|[1-9]\d*)$/,
  "Sealwright-Omission-Count": /^(?:0|[1-9]\d*)$/,
  "Sealwright-Custody-Count": /^(?:0|[1-9]\d*)$/,
};

/** The values of lines that are in form and in their place; the others are told. */
export function readBagInfo(bytes: Bytes, add: Report): BagInfo {
  const name = "bag-info.txt";
  const text = fromUtf8(bytes);
  const values: BagInfo = {};
  if (text === null || text.startsWith("\ufeff")) {
    add("bag-info-form", name);
    return values;
  }
  const lines = text.split("\n");
  if (lines.pop() !== "") add("bag-info-form", `${name}:${lines.length + 1}`);
  KEYS.forEach((key, i) => {
    const line = lines[i] ?? "";
    const value = line.slice(key.length + 2);
    const right = line.startsWith(`${key}: `) && value !== "" && !value.includes("\r");
    if (!right || !(FORMS[key]?.test(value) ?? true)) add("bag-info-form", `${name}:${i + 1}`);
    else values[key] = value;
  });
  for (let i = KEYS.length; i < lines.length; i++) add("bag-info-form", `${name}:${i + 1}`);
  return values;
}
