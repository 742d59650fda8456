/** What names something, in its three forms (section 3.11 of the format), from `sealwright/4` on. */

import type { Json, JsonObject } from "../bundle/schema";
import type { BagInfo } from "../bundle/manifests";
import type { Report } from "./codes";

type Form = "identifier" | "line" | "layer";
type Fault = "length" | "characters" | "form";

/** Controls, separators, marks of direction, what joins or has no width, and what is no character. */
const NOT_ALLOWED = new RegExp(
  "[\\u{0}-\\u{1F}\\u{7F}-\\u{9F}\\u{AD}\\u{34F}\\u{61C}\\u{70F}\\u{115F}-\\u{1160}\\u{17B4}-\\u{17B5}\\u{180E}\\u{200B}-\\u{200F}" +
    "\\u{2028}-\\u{202E}\\u{2060}-\\u{206F}\\u{3164}\\u{D800}-\\u{F8FF}\\u{FDD0}-\\u{FDEF}\\u{FEFF}\\u{FFA0}\\u{FFF0}-\\u{FFFC}" +
    "\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}\\u{F0000}-\\u{10FFFF}" +
    Array.from({ length: 17 }, (_, plane) => `\\u{${plane.toString(16)}FFFE}-\\u{${plane.toString(16)}FFFF}`).join("") +
    "]",
  "u",
);
const PLAIN = /^[ -~]*$/;
const LAYER = /^s[1-9][0-9]*(?:\.[a-z][a-z0-9-]*)*$/;
const LONGEST: Readonly<Record<Form, number>> = { identifier: 200, line: 4000, layer: 200 };

function faultOf(form: Form, text: string): Fault | null {
  const length = text.length <= LONGEST[form] ? text.length : Array.from(text).length;
  if (length > LONGEST[form] || (length === 0 && form !== "line")) return "length";
  if (form === "layer") return LAYER.test(text) ? null : "form";
  return PLAIN.test(text) || !NOT_ALLOWED.test(text) ? null : "characters";
}

/** One row of the table: a key of the line, how it is held, and which values within it are meant. */
type Column = readonly [key: string, form: Form, within?: (value: JsonObject) => (Json | undefined)[]];

const of = (...keys: string[]) => (value: JsonObject): (Json | undefined)[] => keys.map((key) => value[key]);
const allBut = (...keys: string[]) => (value: JsonObject): Json[] =>
  Object.entries(value).flatMap(([key, one]) => (keys.includes(key) ? [] : [one]));

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "metadata/sources.jsonl": [
    ["exhibit", "identifier"],
    ["format", "identifier"],
    ["file_system", "identifier"],
    ["label", "line"],
    ["description", "line"],
    ["segments", "line", of("name")],
    ["acquisition", "line", allBut("description", "notes")],
    ["id", "layer"],
    ["parent", "layer"],
  ],
  "metadata/catalog.jsonl": [
    ["exhibit", "identifier"],
    ["tags", "identifier"],
    ["inode", "line"],
    ["media_type", "line"],
    ["times", "line", of("kind", "raw", "value", "precision")],
    ["source", "layer"],
    ["layer", "layer"],
  ],
  "metadata/omissions.jsonl": [["source", "layer"]],
  "metadata/selection.json": [["by", "identifier"]],
  "metadata/request.json": [
    ["case", "identifier", allBut("title")],
    ["instrument", "identifier"],
    ["requesting_reference", "identifier"],
    ["executing_reference", "identifier"],
    ["urgency", "identifier"],
    ["languages", "identifier"],
    ["case", "line", of("title")],
    ["authorities", "line", of("role", "name", "country")],
    ["handling", "line", of("scheme", "value")],
  ],
  "metadata/custody.jsonl": [["exhibits", "identifier"]],
};

/** Tells what breaks the grammar; of formats before the fourth, nothing. */
export class Identifiers {
  constructor(
    private readonly asked: boolean,
    private readonly add: Report,
  ) {}

  /** A line of a list, or the object of a file that is none, whose number is null. */
  take(path: string, number: number | null, value: JsonObject | null): void {
    if (!this.asked || value === null) return;
    const place = number === null ? path : `${path}:${number}`;
    const told = new Set<string>();
    for (const [key, form, within] of COLUMNS[path]!) {
      if (told.has(key)) continue;
      const fault = firstFault(form, valuesOf(value[key], within));
      if (fault === null) continue;
      told.add(key);
      this.add("identifier-form", place, key, fault);
    }
  }

  bagInfo(values: BagInfo | null): void {
    const key = "Source-Organization";
    const fault = this.asked && values?.[key] !== undefined ? faultOf("identifier", values[key]) : null;
    if (fault !== null) this.add("identifier-form", "bag-info.txt", key, fault);
  }
}

function valuesOf(value: Json | undefined, within: Column[2]): (Json | undefined)[] {
  const items = Array.isArray(value) ? value : [value];
  if (within === undefined) return items;
  return items.flatMap((one) => (typeof one === "object" && one !== null && !Array.isArray(one) ? within(one) : []));
}

function firstFault(form: Form, values: readonly (Json | undefined)[]): Fault | null {
  for (const one of values) {
    const fault = typeof one === "string" ? faultOf(form, one) : null;
    if (fault !== null) return fault;
  }
  return null;
}
