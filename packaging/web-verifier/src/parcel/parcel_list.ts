/** `parcel.json`, the list of a parcel (section 3 of docs/parcel-format.md). */

import { type Bytes } from "../bundle/bytes";
import { isReference } from "../bundle/grammar";
import { PARCEL_KEYS } from "../bundle/schema";
import { list, obj, parseObjectFile, str, textOrNull } from "../bundle/sealed_json";
import type { Json, JsonObject } from "../bundle/schema";
import { isDay } from "../verify/times";

export const LIST_SUFFIX = ".parcel.asice";
export const ENVELOPE_SUFFIX = ".key.p7m";
export const FILE_SUFFIX = ".p7m";
export const MAX_ENVELOPE = 1 << 20;
const MAX_VOLUME = 256 << 20;
const MAX_UNIT = 2 ** 40;
const MOST_CHARACTERS = 200;
/** No control, format, private or unassigned character, and no space but U+0020. */
const PRINTABLE = /^(?:[^\p{C}\p{Z}]| )*$/u;

export interface ParcelFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

export interface ParcelList {
  /** What its files begin with. */
  readonly name: string;
  /** 32 hex. */
  readonly number: string;
  /** The seal code of the bundle inside, 64 hex. */
  readonly seal: string;
  readonly madeAt: string;
  readonly unit: number;
  readonly envelope: ParcelFile;
  readonly volumes: readonly ParcelFile[];
  readonly recipients: readonly { readonly kind: "certificate" | "passphrase"; readonly sha256: string | null }[];
  readonly shares: { readonly threshold: number; readonly digests: readonly string[] } | null;
  readonly handling: readonly { readonly scheme: string; readonly value: string }[];
}

export type ReadList = { readonly ok: true; readonly list: ParcelList } | { readonly ok: false; readonly field: string | null };

const fileOf = (value: Json | undefined): ParcelFile => {
  const one = obj(value);
  return { name: str(one["name"]), size: Number(one["size"]), sha256: str(one["sha256"]) };
};

/** The list, or the key that is wrong with it; null of the text as a whole. */
export function readParcelList(text: Bytes): ReadList {
  const value = parseObjectFile(text);
  if (value === null || Object.keys(value).length !== PARCEL_KEYS.size) return { ok: false, field: null };
  for (const [key, rule] of PARCEL_KEYS) {
    if (!Object.hasOwn(value, key) || !rule(value[key]!)) return { ok: false, field: key };
  }
  const read = build(value);
  const field = faultOf(read);
  return field === null ? { ok: true, list: read } : { ok: false, field };
}

function build(value: JsonObject): ParcelList {
  const envelope = fileOf(value["envelope"]);
  const shares = value["shares"] === null ? null : obj(value["shares"]);
  return {
    name: envelope.name.endsWith(ENVELOPE_SUFFIX) ? envelope.name.slice(0, -ENVELOPE_SUFFIX.length) : "",
    number: str(value["parcel"]),
    seal: str(value["seal"]),
    madeAt: str(value["made_at"]),
    unit: Number(value["unit"]),
    envelope,
    volumes: list(value["volumes"]).map(fileOf),
    recipients: list(value["recipients"]).map((one) => ({
      kind: str(obj(one)["kind"]) as "certificate" | "passphrase",
      sha256: textOrNull(obj(one)["sha256"]),
    })),
    shares: shares === null ? null : { threshold: Number(shares["threshold"]), digests: list(shares["digests"]).map(str) },
    handling: list(value["handling"]).map((one) => ({ scheme: str(obj(one)["scheme"]), value: str(obj(one)["value"]) })),
  };
}

const isSize = (size: number, most: number): boolean => size >= 1 && size <= most;

/** The key whose value is in its type and says what it can't, or null. */
function faultOf({ name, madeAt, unit, envelope, volumes, recipients, shares, handling }: ParcelList): string | null {
  if (!isDay(madeAt)) return "made_at";
  if (!isSize(unit, MAX_UNIT)) return "unit";
  if (!isReference(name) || !isSize(envelope.size, MAX_ENVELOPE)) return "envelope";
  const wrong = volumes.some((one, i) => one.name !== `${name}.v${String(i + 1).padStart(5, "0")}${FILE_SUFFIX}` || !isSize(one.size, MAX_VOLUME));
  if (wrong) return "volumes";
  const known = recipients.map((one) => one.sha256).filter((one) => one !== null);
  if (new Set(known).size !== known.length || (recipients.length === 0 && shares === null)) return "recipients";
  if (shares !== null && (shares.threshold < 2 || shares.threshold > shares.digests.length)) return "shares";
  const marks = handling.flatMap(({ scheme, value }) => [scheme, value]);
  return marks.every((text) => PRINTABLE.test(text) && Array.from(text).length <= MOST_CHARACTERS) ? null : "handling";
}
