/** `catalog.csv`: the same lines as the catalogue, in the one dialect of section 3.2. */

import { type Bytes, fromUtf8 } from "../bundle/bytes";
import { MAX_LINE } from "../bundle/grammar";
import { pieces } from "../bundle/random_access";
import type { TreeFile } from "../bundle/tree";
import type { Report } from "./codes";
import type { Artifact } from "./sealed_lists";
import { shownOtherwise } from "./shown_columns";

const PATH = "metadata/catalog.csv";
const HEADER = "id,exhibit,source,path,kind,allocated,size,modified,sha256,media_type,tags,data";
const COLUMNS = 12;
const [ID, SIZE, SHA256, DATA] = [0, 6, 8, 11];
const FORMULA = /^[=+\-@\t\r]/;

/** Cells of one row without its CRLF, or null where it breaks a rule. */
function cellsOf(row: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = "";
    if (row[at] === '"') {
      at += 1;
      for (;;) {
        const quote = row.indexOf('"', at);
        if (quote < 0) return null;
        cell += row.slice(at, quote);
        at = quote + 1;
        if (row[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    } else {
      const comma = row.indexOf(",", at);
      const end = comma < 0 ? row.length : comma;
      cell = row.slice(at, end);
      if (/["\r\n]/.test(cell)) return null;
      at = end;
    }
    if (FORMULA.test(cell)) return null;
    cells.push(cell);
    if (at === row.length) return cells;
    if (row[at] !== ",") return null;
    at += 1;
  }
}

/** More than a line of a list can have, in however many lines. */
const TOO_LONG = "too-long";

/** Rows of the file: a CRLF inside quotes belongs to its cell. Null where a row has another end. One that is too long is the last. */
async function* rowsOf(file: TreeFile): AsyncGenerator<Bytes | null | typeof TOO_LONG> {
  let parts: Bytes[] = [];
  let quoted = false;
  let length = 0;
  for await (const piece of pieces(file.content)) {
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (byte === 0x22) quoted = !quoted;
      if (byte !== 0x0a || quoted) continue;
      if (length + i - from > MAX_LINE) {
        yield TOO_LONG;
        return;
      }
      const row = join([...parts, piece.subarray(from, i)]);
      yield row.at(-1) === 0x0d ? row.subarray(0, -1) : null;
      parts = [];
      length = 0;
      from = i + 1;
    }
    if (from < piece.length) {
      length += piece.length - from;
      if (length > MAX_LINE) {
        yield TOO_LONG;
        return;
      }
      parts.push(piece.slice(from));
    }
  }
  if (parts.length > 0) yield null;
}

function join(parts: Bytes[]): Bytes {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `differs` hears of columns that no verdict rests on. */
export async function checkTable(
  file: TreeFile, artifacts: readonly (Artifact | null)[], differs: Report, add: Report,
): Promise<void> {
  let number = 0;
  for await (const bytes of rowsOf(file)) {
    number += 1;
    const place = `${PATH}:${number}`;
    if (bytes === TOO_LONG) {
      add("list-too-large", PATH);
      return;
    }
    const row = bytes === null ? null : fromUtf8(bytes);
    if (number === 1) {
      if (row !== `\ufeff${HEADER}`) add("csv-differs", place);
      continue;
    }
    const cells = row === null ? null : cellsOf(row);
    const artifact = artifacts[number - 2];
    if (cells?.length !== COLUMNS || artifact === undefined || !agrees(cells, artifact)) add("csv-differs", place);
    else if (artifact !== null) {
      const other = shownOtherwise(cells, artifact);
      if (other !== null) differs("csv-shows-other", `${place} ${other[0]}`, other[1], other[2]);
    }
  }
  if (number - 1 < artifacts.length) add("csv-differs", `${PATH}:${number + 1}`);
}

/** The table by itself, where there is no catalogue to hold it against. Returns its rows without the header, null where they can't be counted. */
export async function checkTableAlone(file: TreeFile, add: Report): Promise<number | null> {
  let number = 0;
  for await (const bytes of rowsOf(file)) {
    number += 1;
    if (bytes === TOO_LONG) {
      add("list-too-large", PATH);
      return null;
    }
    const row = bytes === null ? null : fromUtf8(bytes);
    const right = number === 1 ? row === `\ufeff${HEADER}` : row !== null && cellsOf(row)?.length === COLUMNS;
    if (!right) add("csv-differs", `${PATH}:${number}`);
  }
  if (number === 0) add("csv-differs", `${PATH}:1`);
  return Math.max(0, number - 1);
}

function agrees(cells: string[], artifact: Artifact | null): boolean {
  if (artifact === null) return true; // nothing of that line is known
  return (
    cells[ID] === artifact.id &&
    cells[SIZE] === (artifact.size ?? "") &&
    cells[SHA256] === (artifact.sha256 ?? "") &&
    cells[DATA] === (artifact.data ?? "")
  );
}
