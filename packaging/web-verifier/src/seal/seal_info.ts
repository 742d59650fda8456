/** `seal-info.txt`: keys in their order, one grammar (section 7 of the format), and the seal code. */

import { type Bytes, fromHex, latin1, utf8 } from "../bundle/bytes";
import { sha256 } from "../bundle/digests";
import { isReference, MAX_EARLIER_SEALS } from "../bundle/grammar";

export const FORMATS = ["sealwright/1", "sealwright/2", "sealwright/3", "sealwright/4"] as const;
/** Formats that a container of each kind can be of. */
export const FORMATS_OF: Readonly<Record<Info["kind"], readonly string[]>> = {
  seal: FORMATS,
  addendum: ["sealwright/1", "sealwright/4"],
  card: ["sealwright/1"],
  parcel: ["sealwright/4"],
};
/** Formats whose seals name the certificates of each signature. */
const BINDING: readonly string[] = ["sealwright/4"];
export const EVENTS = ["dispatch", "receipt", "opening", "return", "disposal", "correction", "timestamp"] as const;

interface Common {
  readonly format: string;
  readonly signers: readonly string[];
  /** Digest of the certificates of each signature, in the order of `signers`; null in formats that do not name them. */
  readonly certificates: readonly string[] | null;
  readonly timeStamp: boolean;
}
export interface SealInfo extends Common {
  readonly kind: "seal";
  readonly reference: string;
  readonly earlierSeals: readonly string[];
  readonly tagManifest: string;
  readonly merkleRoot: string;
  readonly merkleSize: string;
  readonly custodyHead: string;
  readonly custodyCount: string;
  readonly omissionCount: string;
}
export interface AddendumInfo extends Common {
  readonly kind: "addendum";
  readonly event: string;
  readonly reference: string;
  readonly seal: string;
  readonly eventDigest: string;
}
export interface CardInfo extends Common {
  readonly kind: "card";
  readonly cardDigest: string;
}
export interface ParcelInfo extends Common {
  readonly kind: "parcel";
  readonly parcelDigest: string;
}
export type Info = SealInfo | AddendumInfo | CardInfo | ParcelInfo;

export type ReadInfo =
  | { readonly ok: true; readonly info: Info }
  | { readonly ok: false; readonly code: "seal-info-form" | "format-unknown" | "seal-kind"; readonly what: string; readonly format: string | null; readonly kind: string | null };

const HEX = /^[0-9a-f]{64}$/;
const INT = /^(?:0|[1-9]\d{0,18})$/;

type Test = (value: string) => boolean;
type Many = "one" | "some" | "any" | "each";
const word = (...words: string[]): Test => (value) => words.includes(value);
const isHex: Test = (value) => HEX.test(value);
const isInt: Test = (value) => INT.test(value);

const GRAMMARS: Record<Info["kind"], [string, Many, Test][]> = {
  seal: [
    ["format", "one", word(...FORMATS_OF.seal)],
    ["kind", "one", word("seal")],
    ["reference", "one", isReference],
    ["earlier-seal", "any", isHex],
    ["signer-sha256", "some", isHex],
    ["certificates-sha256", "each", isHex],
    ["time-stamp", "one", word("required", "none")],
    ["tagmanifest-sha256", "one", isHex],
    ["merkle-root", "one", isHex],
    ["merkle-size", "one", isInt],
    ["custody-head", "one", isHex],
    ["custody-count", "one", isInt],
    ["omission-count", "one", isInt],
  ],
  addendum: [
    ["format", "one", word(...FORMATS_OF.addendum)],
    ["kind", "one", word("addendum")],
    ["event", "one", word(...EVENTS)],
    ["reference", "one", isReference],
    ["seal", "one", isHex],
    ["signer-sha256", "some", isHex],
    ["certificates-sha256", "each", isHex],
    ["time-stamp", "one", word("required", "none")],
    ["event-sha256", "one", isHex],
  ],
  card: [
    ["format", "one", word(...FORMATS_OF.card)],
    ["kind", "one", word("card")],
    ["signer-sha256", "one", isHex],
    ["time-stamp", "one", word("none")],
    ["card-sha256", "one", isHex],
  ],
  parcel: [
    ["format", "one", word(...FORMATS_OF.parcel)],
    ["kind", "one", word("parcel")],
    ["signer-sha256", "some", isHex],
    ["certificates-sha256", "each", isHex],
    ["time-stamp", "one", word("required", "none")],
    ["parcel-sha256", "one", isHex],
  ],
};

export function readInfo(bytes: Bytes): ReadInfo {
  const text = latin1(bytes);
  const pairs = text.split("\n").map((line) => /^([a-z0-9-]+): ([\x21-\x7e]+)$/.exec(line));
  const format = pairs[0]?.[1] === "format" ? pairs[0][2]! : null;
  const kind = pairs[1]?.[1] === "kind" ? pairs[1][2]! : null;
  const fail = (code: "seal-info-form" | "format-unknown" | "seal-kind", what: string): ReadInfo => ({ ok: false, code, what, format, kind });
  if (format !== null && !FORMATS.includes(format as never)) return fail("format-unknown", format);
  if (format === null) return fail("seal-info-form", "format");
  if (kind === null) return fail("seal-info-form", "kind");
  if (!Object.hasOwn(GRAMMARS, kind)) return fail("seal-kind", kind);
  const grammar = GRAMMARS[kind as Info["kind"]];
  if (pairs.pop() !== null || !text.endsWith("\n")) return fail("seal-info-form", "last line");
  const values = new Map<string, string[]>();
  let at = 0;
  for (const [key, many, test] of grammar) {
    const found: string[] = [];
    while (pairs[at]?.[1] === key && (many !== "one" || found.length === 0)) found.push(pairs[at++]![2]!);
    const needed = BINDING.includes(format) ? (values.get("signer-sha256")?.length ?? 0) : 0;
    const enough = many === "any" || (many === "each" ? found.length === needed : found.length > 0);
    if (!enough || (key === "earlier-seal" && found.length > MAX_EARLIER_SEALS) || !found.every(test) || new Set(found).size !== found.length) return fail("seal-info-form", key);
    values.set(key, found);
  }
  if (at !== pairs.length) return fail("seal-info-form", pairs[at]?.[1] ?? `line ${at + 1}`);
  return { ok: true, info: build(kind as Info["kind"], values) };
}

function build(kind: Info["kind"], values: Map<string, string[]>): Info {
  const one = (key: string): string => values.get(key)![0]!;
  const common = {
    format: one("format"),
    signers: values.get("signer-sha256")!,
    certificates: BINDING.includes(one("format")) ? (values.get("certificates-sha256") ?? null) : null,
    timeStamp: one("time-stamp") === "required",
  };
  if (kind === "card") return { kind, ...common, cardDigest: one("card-sha256") };
  if (kind === "parcel") return { kind, ...common, parcelDigest: one("parcel-sha256") };
  const reference = one("reference");
  if (kind === "addendum") {
    return { kind, ...common, event: one("event"), reference, seal: one("seal"), eventDigest: one("event-sha256") };
  }
  return {
    kind,
    ...common,
    reference,
    earlierSeals: values.get("earlier-seal")!,
    tagManifest: one("tagmanifest-sha256"),
    merkleRoot: one("merkle-root"),
    merkleSize: one("merkle-size"),
    custodyHead: one("custody-head"),
    custodyCount: one("custody-count"),
    omissionCount: one("omission-count"),
  };
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: Bytes): string {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += BASE32[(held >> (bits - 5)) & 31]!;
      bits -= 5;
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31]! : text;
}

/** The seal code as people read it to each other: 7 groups of 4. */
export function codeShown(code: string): string {
  const body = base32(fromHex(code).subarray(0, 16));
  const check = base32(sha256(utf8(body))).slice(0, 2);
  return `${body}${check}`.match(/.{4}/g)!.join("-");
}
