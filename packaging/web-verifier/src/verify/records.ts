/** request.json and supplement.json (sections 3.7 and 3.10 of the format). */

import { asciiLower, isReference, MAX_EARLIER_SEALS, MAX_TEXT } from "../bundle/grammar";
import { type Json, type JsonObject, REQUEST_1, REQUEST_2, SUPPLEMENT, SUPPLEMENT_TYPES } from "../bundle/schema";
import { list, obj, str, textOrNull } from "../bundle/sealed_json";
import type { SealInfo } from "../seal/seal_info";
import type { Report } from "./codes";
import type { Catalogue, ListReader } from "./sealed_lists";
import type { Listed } from "./tree_check";

const REQUEST = "metadata/request.json";
const SUPPLEMENT_FILE = "metadata/supplement.json";
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

export async function readRequest(reader: ListReader, info: SealInfo | null, add: Report): Promise<JsonObject | null> {
  const value = await reader.object(REQUEST);
  if (value === null) return null;
  const long = longestText(value, "");
  if (long.length > MAX_TEXT) {
    add("text-too-long", `${REQUEST}: ${long.key}`, String(MAX_TEXT), String(long.length));
    return null;
  }
  const first = REQUEST_1(value);
  if (!first && !REQUEST_2(value)) {
    add("list-not-canonical", REQUEST);
    return null;
  }
  if (info !== null && first !== (info.format === "sealwright/1")) {
    add("request-version", REQUEST, info.format, first ? "sealwright/1" : "sealwright/2");
  }
  return value;
}

/** Characters of the longest text, and the key under which it stands. */
function longestText(value: Json, key: string): { length: number; key: string } {
  if (typeof value === "string") return { length: value.length > MAX_TEXT ? Array.from(value).length : value.length, key };
  const parts = Array.isArray(value)
    ? value.map((one) => longestText(one, key))
    : typeof value === "object" && value !== null
      ? Object.entries(value).map(([name, one]) => longestText(one, name))
      : [];
  return parts.reduce((most, one) => (one.length > most.length ? one : most), { length: 0, key });
}

/** What a supplement is held against. */
export interface Around {
  readonly info: SealInfo | null;
  /** By bag-info.txt. */
  readonly format: string | null;
  readonly listed: Listed;
}

/** Read from `sealwright/3` on, in the fourth where the tag manifest lists it: elsewhere the file means nothing. */
export async function checkSupplement(
  reader: ListReader, { info, format, listed }: Around, catalogue: Catalogue | null, add: Report,
): Promise<JsonObject | null> {
  const means = format === "sealwright/3" || (format === "sealwright/4" && listed.tags?.has(SUPPLEMENT_FILE) === true);
  if (!means || !reader.has(SUPPLEMENT_FILE)) return null;
  const value = await reader.object(SUPPLEMENT_FILE);
  if (value === null) return null;
  if (!SUPPLEMENT_TYPES(value)) {
    add("list-not-canonical", SUPPLEMENT_FILE);
    return null;
  }
  const fault = supplementFault(value);
  if (fault !== null) {
    add("supplement-form", fault);
    return null;
  }
  const series = list(value["series"]).map((part) => obj(part));
  const codes = series.map((part) => str(part["seal_code"]));
  for (const part of series) {
    const [reference, code] = [str(part["reference"]), str(part["seal_code"])];
    if (info === null) continue;
    if (asciiLower(reference) === asciiLower(info.reference)) add("supplement-of-itself", null, null, reference);
    if (!info.earlierSeals.includes(code)) add("supplement-not-earlier", reference, null, code);
  }
  const places = codes.map((code) => info?.earlierSeals.indexOf(code) ?? -1).filter((place) => place >= 0);
  if (places.some((place, i) => i > 0 && place < places[i - 1]!)) add("supplement-order");
  if (catalogue !== null && !catalogue.artifacts.includes(null)) {
    const ids = new Set(catalogue.artifacts.map((artifact) => artifact!.id));
    for (const replaced of list(value["replaces"]).map((one) => obj(one))) {
      const later = textOrNull(replaced["later"]);
      if (later !== null && !ids.has(later)) add("supplement-item-unknown", later, str(replaced["earlier"]));
    }
  }
  const named = series.find((part) => part["seal_code"] === value["supplements"])!;
  const code = value["kind"] === "adds" ? "supplement-adds" : "supplement-corrects";
  add(code, str(named["reference"]), str(named["seal_code"]), str(obj(value["reason"])["text"]));
  return value;
}

/** The first rule of the table that is broken, by the key it concerns. */
function supplementFault(value: JsonObject): string | null {
  const series = list(value["series"]).map((part) => obj(part));
  const codes = series.map((part) => str(part["seal_code"]));
  if (series.length === 0 || series.length > MAX_EARLIER_SEALS || new Set(codes).size !== codes.length) return "series";
  if (!series.every((part) => isReference(str(part["reference"])))) return "series";
  if (!codes.includes(str(value["supplements"]))) return "supplements";
  const reason = obj(value["reason"]);
  if (str(reason["text"]).trim() === "" || !LANGUAGE.test(str(reason["lang"]))) return "reason";
  const earlier = list(value["replaces"]).map((one) => str(obj(one)["earlier"]));
  if (value["kind"] === "adds" && earlier.length > 0) return "replaces";
  if (earlier.some((id, i) => i > 0 && id <= earlier[i - 1]!)) return "replaces";
  return SUPPLEMENT(value) ? null : "schema";
}
