/** The columns of catalog.csv that catalog.jsonl decides and no verdict rests on, made again (section 10.3). */

import type { JsonObject } from "../bundle/schema";
import { list, obj, str, textOrNull } from "../bundle/sealed_json";
import { spelledOut } from "../i18n/visible";

const COLUMNS = ["exhibit", "source", "path", "kind", "allocated", "modified", "media_type", "tags"] as const;
const PLACES = [1, 2, 3, 4, 5, 7, 9, 10] as const;
const BETWEEN = "\n"; // nothing that is spelled out holds one

/** What else of an artifact the table shows. */
export interface Shown {
  readonly exhibit: string;
  readonly path: string;
  readonly kind: string;
  readonly allocated: boolean;
  /** The columns that an artifact is not asked for otherwise: source, modified, media type, tags. */
  readonly shown: string;
}

/** Of a line, as one text: a list has a hundred thousand of them. */
export function shownColumns(value: JsonObject): string {
  const modified = list(value["times"]).map((one) => obj(one)).find((time) => time["kind"] === "modified" && textOrNull(time["value"]));
  return [
    str(value["source"]),
    modified === undefined ? "" : str(modified["value"]),
    textOrNull(value["media_type"]) ?? "",
    list(value["tags"]).map(str).join(";"),
  ].map(spelled).join(BETWEEN);
}

/** The first column in which a row shows something else: its name, what it should show, and what it does. */
export function shownOtherwise(cells: readonly string[], artifact: Shown): [string, string, string] | null {
  const [source, modified, mediaType, tags] = artifact.shown.split(BETWEEN) as [string, string, string, string];
  const { exhibit, path, kind, allocated } = artifact;
  const should = [spelled(exhibit), source, spelled(path), spelled(kind), allocated ? "true" : "false", modified, mediaType, tags];
  for (const [i, place] of PLACES.entries()) {
    const cell = spelled(cells[place]!);
    // before a formula the table has an apostrophe, which a text may begin with too
    if (cell !== should[i] && cell !== `'${should[i]}`) return [COLUMNS[i]!, should[i] || "-", cell || "-"];
  }
  return null;
}

/** With nothing but printable ASCII, and without the apostrophe before a formula. */
function spelled(text: string): string {
  const dangerous = /^'[=+\-@\t\r]/.test(text);
  const plain = spelledOut(text);
  return dangerous || /^'[=+\-@]/.test(plain) ? plain.slice(1) : plain;
}
