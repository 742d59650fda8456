/** The columns of catalog.csv that catalog.jsonl decides and no verdict rests on, made again (section 10.3). */

import type { JsonObject } from "../bundle/schema";
import { list, obj, str, textOrNull } from "../bundle/sealed_json";
import { spelledOut } from "../i18n/visible";

const COLUMNS = ["exhibit", "source", "path", "kind", "allocated", "modified", "media_type", "tags"] as const;
const PLACES = [1, 2, 3, 4, 5, 7, 9, 10] as const;
const BETWEEN = "\n"; // nothing that is spelled out holds one

/** Of a line, as one text. `path` as made from its bytes. */
export function shownColumns(value: JsonObject, path: string): string {
  const modified = list(value["times"]).map((one) => obj(one)).find((time) => time["kind"] === "modified" && textOrNull(time["value"]));
  return [
    str(value["exhibit"]),
    str(value["source"]),
    path,
    str(value["kind"]),
    value["allocated"] === true ? "true" : "false",
    modified === undefined ? "" : str(modified["value"]),
    textOrNull(value["media_type"]) ?? "",
    list(value["tags"]).map(str).join(";"),
  ].map(spelled).join(BETWEEN);
}

/** The first column in which a row shows something else: its name, what it should show, and what it does. */
export function shownOtherwise(cells: readonly string[], shown: string): [string, string, string] | null {
  const should = shown.split(BETWEEN);
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
