/** Tag files that people and other programs read instead of the lists: what they must not say otherwise (section 10.3). */

import { type Bytes, fromUtf8, latin1 } from "../../bundle/bytes";
import { sha256Hex } from "../../bundle/digests";
import { MANIFEST, METADATA } from "../../bundle/grammar";
import type { JsonObject } from "../../bundle/schema";
import { obj, textOrNull } from "../../bundle/sealed_json";
import recipes from "../../../generated/recipes.json";
import type { Report } from "../codes";

export const MAX_VERIFY_TEXT = 1 << 20;
export const CASE = "metadata/case.jsonld";
const VERIFY = /^VERIFY\.[A-Za-z0-9-]+\.txt$/;
const REPORT = /^report\/report\.[A-Za-z0-9-]+\.(?:pdf|html)$/;
const [BEGIN, END] = ["# BEGIN SEALWRIGHT RECIPE", "# END SEALWRIGHT RECIPE"];
const RUN = /^ {4}bash (?:\.\/)?recipe\.sh (\S+)\.zip /gm;
/** SHA-256 of every script that a version of the program wrote. */
const RECIPES: ReadonlySet<string> = new Set(recipes);
const REQUIRED = new Set(["bagit.txt", "bag-info.txt", MANIFEST, ...METADATA.map((name) => `metadata/${name}`), "metadata/supplement.json"]);
const FEW = 5;

export const isVerifyText = (path: string): boolean => VERIFY.test(path);

/** Each tag file is one that the format says something of; what lies in custody/ is judged with the ledger. */
export function checkTagFiles(paths: Iterable<string>, add: Report): void {
  for (const path of paths) {
    if (!REQUIRED.has(path) && !VERIFY.test(path) && !REPORT.test(path) && !path.startsWith("custody/")) add("tag-file-unexplained", path);
  }
}

/** The script in a text on how to check the bundle is one of the program's, and it is told to be run on this bundle. */
export function checkVerifyText(path: string, bytes: Bytes, reference: string, add: Report): void {
  const text = latin1(bytes);
  const script = scriptOf(text);
  if (script === "") return; // the sender's own words
  const digest = sha256Hex(Uint8Array.from(script, (c) => c.charCodeAt(0)));
  if (!RECIPES.has(digest)) add("verify-text-differs", path, null, digest);
  for (const [, name] of text.matchAll(RUN)) if (name !== reference && name !== `${reference}.sealed`) add("record-differs", path, reference, name);
}

/** What the text's own `sed` takes out of it. */
function scriptOf(text: string): string {
  let kept = "";
  let inside = false;
  for (const line of text.split("\n")) {
    inside ||= line.startsWith(BEGIN);
    if (inside) kept += `${line}\n`;
    if (line.startsWith(END)) inside = false;
  }
  return kept;
}

/** What the lists say, as far as case.jsonld may repeat it; null for what was not read. */
export interface Lists {
  readonly request: JsonObject | null;
  readonly reference: string;
  readonly exhibits: ReadonlySet<string> | null;
  readonly digests: ReadonlySet<string> | null;
  /** Kinds of events by their times. */
  readonly events: ReadonlyMap<string, ReadonlySet<string>> | null;
}

type Node = Readonly<Record<string, unknown>>;
type Decided = [key: string, value: unknown, allowed: ReadonlySet<string>];

/** What case.jsonld tells in CASE terms is what the lists tell. It needn't tell anything. */
export function checkCase(bytes: Bytes, lists: Lists, add: Report): void {
  for (const node of nodesOf(bytes)) {
    for (const [key, value, allowed] of decided(node, lists)) {
      if (typeof value !== "string" || allowed.has(value)) continue;
      const few = allowed.size <= FEW ? [...allowed].sort().join(", ") || "-" : "…";
      add("record-differs", `${CASE} ${key}`, few, value);
    }
  }
}

function nodesOf(bytes: Bytes): Node[] {
  const text = fromUtf8(bytes);
  if (text === null) return [];
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (e) {
    if (e instanceof SyntaxError || e instanceof RangeError) return []; // its form is not checked
    throw e;
  }
  const graph = isNode(document) ? document["@graph"] : undefined;
  return Array.isArray(graph) ? graph.filter(isNode) : [];
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const typed = (value: unknown): unknown => (isNode(value) ? value["@value"] : value);

function decided(node: Node, { request, reference, exhibits, digests, events }: Lists): Decided[] {
  const type = typeof node["@type"] === "string" ? node["@type"] : "";
  const of = (key: string, ...allowed: (string | null)[]): Decided => [key, node[key], new Set(allowed.map((text) => text ?? ""))];
  switch (type.slice(type.lastIndexOf(":") + 1)) {
    case "Investigation": {
      if (request === null) return [];
      const told = obj(request["case"]);
      return [of("core:name", textOrNull(told["reference"])), of("core:description", textOrNull(told["title"]))];
    }
    case "Bundle":
      return [of("core:name", reference)];
    case "Authorization": {
      if (request === null) return [];
      const key = "case-investigation:authorizationIdentifier";
      const references = new Set([textOrNull(request["requesting_reference"]) ?? "", textOrNull(request["executing_reference"]) ?? ""]);
      const given: unknown = node[key];
      const all = (Array.isArray(given) ? given : [given]) as unknown[];
      return [
        of("case-investigation:authorizationType", textOrNull(request["instrument"])),
        ...all.map((one): Decided => [key, one, references]),
      ];
    }
    case "ProvenanceRecord":
      return exhibits === null ? [] : [["case-investigation:exhibitNumber", node["case-investigation:exhibitNumber"], exhibits]];
    case "Hash": {
      const said = typed(node["types:hashValue"]);
      return digests === null ? [] : [["types:hashValue", typeof said === "string" ? said.toLowerCase() : null, digests]];
    }
    case "InvestigativeAction": {
      if (events === null) return [];
      const started = typed(node["action:startTime"]);
      const found: Decided[] = [["action:startTime", started, new Set(events.keys())]];
      const names = typeof started === "string" ? events.get(started) : undefined;
      if (names !== undefined) found.push(["core:name", node["core:name"], names]);
      return found;
    }
    default:
      return [];
  }
}
