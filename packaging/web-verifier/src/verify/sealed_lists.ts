/** The lists of `metadata/`, read line by line and held to their rules (section 3 of the format). */

import { type Bytes, compareBytes, fromBase64, shownBytes } from "../bundle/bytes";
import { MAX_LINE, MAX_OBJECT } from "../bundle/grammar";
import { runningSha256 } from "../bundle/digests";
import { Leaves } from "../bundle/merkle";
import { readAll } from "../bundle/random_access";
import * as schema from "../bundle/schema";
import { type Line, linesOf, list, obj, parseLine, parseObjectFile, str, textOrNull } from "../bundle/sealed_json";
import type { Tree } from "../bundle/tree";
import type { Report } from "./codes";
import { BLOCK, type Blocks } from "./content_check";
import { shownColumns } from "./shown_columns";
import type { Listed } from "./tree_check";

/** What the window, the table and the supplement ask of an artifact. */
export interface Artifact {
  readonly id: string;
  readonly sha256: string | null;
  readonly size: string | null;
  readonly data: string | null;
  /** Path as made from its bytes, for people. */
  readonly path: string;
  readonly kind: string;
  readonly allocated: boolean;
  /** As the program says it: an area that no file uses, and a record that $MFT reserves, are not. */
  readonly deleted: boolean;
  readonly exhibit: string;
  /** The other columns of the table that show more of it than is compared above, as one text. */
  readonly shown: string;
}

export interface Catalogue {
  readonly lines: number;
  /** One for each line; null of a line that is not in form. */
  readonly artifacts: readonly (Artifact | null)[];
  readonly root: string;
  readonly exhibits: ReadonlyMap<string, number>;
  readonly withoutContent: number;
}

export class ListReader {
  /** Digests of the files as they were when they were read as lists. */
  readonly read = new Map<string, string>();

  constructor(
    readonly tree: Tree,
    readonly add: Report,
  ) {}

  /** The lines of a list, each once; nothing where the file is not there. */
  async *lines(path: string, tellForm = true): AsyncGenerator<Line> {
    const file = this.tree.files.get(path);
    if (file === undefined) return;
    const running = await runningSha256();
    for await (const line of linesOf(file.content, (piece) => { running.update(piece); })) {
      if (!line.whole && tellForm) this.add(line.bytes.length === 0 ? "list-too-large" : "list-not-canonical", `${path}:${line.number}`);
      yield line;
    }
    this.read.set(path, running.finish());
  }

  has(path: string): boolean {
    return this.tree.files.has(path);
  }

  /** The bytes of a small file, or null where it is not there or too large. */
  async small(path: string, most = MAX_OBJECT): Promise<Bytes | null> {
    const file = this.tree.files.get(path);
    if (file === undefined) return null;
    if (file.size > most) {
      this.add("list-too-large", path);
      return null;
    }
    const bytes = await readAll(file.content);
    const running = await runningSha256();
    running.update(bytes);
    this.read.set(path, running.finish());
    return bytes;
  }

  /** The object of a file that holds one, whatever its keys. */
  async object(path: string): Promise<schema.JsonObject | null> {
    const bytes = await this.small(path);
    if (bytes === null) return null;
    const value = parseObjectFile(bytes);
    if (value === null) this.add("list-not-canonical", path);
    return value;
  }

  /** A line's object, or null with a finding. */
  parse(path: string, line: Line, rule: schema.Rule): schema.JsonObject | null {
    const value = line.bytes.length > MAX_LINE ? null : parseLine(line.bytes, rule);
    if (value === null && line.whole) this.add("list-not-canonical", `${path}:${line.number}`);
    return value;
  }
}

/** Hears each line of a list by its number; null where it could not be read. */
export type Told = (number: number, value: schema.JsonObject | null) => void;

export const CATALOG = "metadata/catalog.jsonl";

/** Bytes of all contents as the catalogue states them; null without a catalogue. What is wrong with it is told later. */
export async function contentOctets(reader: ListReader): Promise<number | null> {
  if (!reader.has(CATALOG)) return null;
  let octets = 0;
  for await (const line of reader.lines(CATALOG, false)) {
    const value = line.bytes.length > MAX_LINE ? null : parseLine(line.bytes, schema.ARTIFACT);
    if (value !== null && value["data"] !== null) octets += Number(textOrNull(value["size"]) ?? 0);
  }
  return octets;
}

const MOST_WORDS = 5000;

export async function readCatalogue(reader: ListReader, listed: Listed, told: Told, add: Report): Promise<Catalogue | null> {
  if (!reader.has(CATALOG)) return null;
  const artifacts: (Artifact | null)[] = [];
  const leaves = new Leaves();
  const exhibits = new Map<string, number>();
  const claimed = new Set<string>();
  const ids = new Set<string>();
  const words = new Map<string, string>();
  let previous: string | null = null;
  let withoutContent = 0;
  for await (const line of reader.lines(CATALOG)) {
    leaves.push(line.bytes);
    const value = reader.parse(CATALOG, line, schema.ARTIFACT);
    told(line.number, value);
    if (value === null) {
      artifacts.push(null);
      continue;
    }
    const artifact = readArtifact(value, reader.tree, listed, words);
    artifacts.push(artifact);
    if (ids.has(artifact.id)) add("artifact-repeated", artifact.id);
    else if (previous !== null && artifact.id < previous) add("list-order", `${CATALOG}:${line.number}`, null, CATALOG);
    ids.add(artifact.id);
    previous = artifact.id;
    exhibits.set(artifact.exhibit, (exhibits.get(artifact.exhibit) ?? 0) + (artifact.data === null ? 0 : 1));
    if (artifact.data === null) withoutContent += 1;
    else {
      checkArtifact(artifact, reader.tree, listed, claimed, add);
    }
  }
  if (listed.payload !== null && !artifacts.includes(null)) {
    for (const path of listed.payload.keys()) {
      if (path !== "data/seal-nonce.bin" && !claimed.has(path)) add("payload-without-artifact", path);
    }
  }
  return { lines: artifacts.length, artifacts, root: leaves.root(), exhibits, withoutContent };
}

/** What a hundred thousand lines say alike, and what tree and manifest hold already, is kept once. */
function readArtifact(value: schema.JsonObject, tree: Tree, listed: Listed, words: Map<string, string>): Artifact {
  const word = (text: string): string => {
    const known = words.get(text);
    if (known !== undefined || words.size >= MOST_WORDS) return known ?? text;
    words.set(text, text);
    return text;
  };
  const names = list(obj(value["path"])["bytes"]).map((part) => shownBytes(fromBase64(str(part))).replaceAll("/", "\\x2f"));
  const stream = value["stream"] === null ? "" : `:${shownBytes(fromBase64(str(obj(value["stream"])["bytes"])))}`;
  const path = `/${names.join("/")}${stream}`;
  const [sha256, data] = [textOrNull(obj(value["digests"])["sha256"]), textOrNull(value["data"])];
  const digest = data === null ? undefined : listed.payload?.get(data);
  return {
    id: str(value["id"]),
    sha256: digest === sha256 ? digest : sha256,
    size: textOrNull(value["size"]),
    data: data === null ? null : (tree.files.get(data)?.path ?? data),
    path,
    kind: word(str(value["kind"])),
    allocated: value["allocated"] === true,
    deleted: value["allocated"] !== true && value["kind"] !== "area" && !isReserved(value, path),
    exhibit: word(str(value["exhibit"])),
    shown: word(shownColumns(value)),
  };
}

/** One of the last twelve of the 24 records that $MFT reserves: no file ever was there, unless it has content. */
function isReserved(value: schema.JsonObject, path: string): boolean {
  const number = /^\/\$OrphanFiles\/OrphanFile-(1[2-9]|2[0-3])$/.exec(path)?.[1];
  return (
    number !== undefined &&
    value["inode"] === number &&
    value["orphan"] === true &&
    value["kind"] === "file" &&
    value["stream"] === null &&
    (value["size"] === null || value["size"] === "0") &&
    list(value["times"]).some((time) => obj(time)["precision"] === "100ns")
  );
}

function checkArtifact(artifact: Artifact, tree: Tree, listed: Listed, claimed: Set<string>, add: Report): void {
  const path = artifact.data!;
  if (listed.payload === null) return;
  const digest = listed.payload.get(path);
  if (digest === undefined || path === "data/seal-nonce.bin") {
    add("artifact-without-file", artifact.id, path);
    return;
  }
  if (claimed.has(path)) add("payload-twice", path);
  claimed.add(path);
  const size = tree.files.get(path)?.size;
  if (artifact.sha256 !== digest) add("artifact-differs", path, digest, artifact.sha256);
  else if (size !== undefined && artifact.size !== String(size)) add("artifact-differs", path, String(size), artifact.size);
}

/** What people call a source: the exhibit, and the name of its file; and each layer that lies in it. */
export interface Places {
  readonly sources: ReadonlyMap<string, string>;
  readonly layers: ReadonlyMap<string, Layer>;
}

export interface Layer {
  readonly id: string;
  /** What people call the source that it lies in. */
  readonly source: string;
  readonly kind: string;
  readonly label: string | null;
  readonly description: string | null;
}

/** Omissions as they stand, for people. */
export interface Omission {
  readonly code: string;
  readonly source: string;
  readonly locator: string | null;
  readonly count: string;
  readonly stage: string;
  readonly detail: string | null;
}

export interface Omissions {
  /** Of their counts. */
  readonly sum: number;
  readonly shown: readonly Omission[];
  readonly places: Places;
}

const SHOWN_OMISSIONS = 5000;

/** How much of a medium an omission says to be missing, in its technical words. */
const MISSING = [/^(\d{1,19}) of (\d{1,19}) bytes$/, /^(?:[^]*; )?(\d{1,19}) bytes missing$/] as const;

function missingOf(detail: string): string {
  const [, there, needed] = MISSING[0].exec(detail) ?? [];
  if (there !== undefined && needed !== undefined && BigInt(needed) > BigInt(there)) return `${BigInt(needed) - BigInt(there)} bytes`;
  const parts = MISSING[1].exec(detail)?.[1];
  return parts === undefined ? detail : `${BigInt(parts)} bytes`;
}

export async function readOmissions(reader: ListReader, places: Places, told: Told, add: Report): Promise<Omissions | null> {
  const path = "metadata/omissions.jsonl";
  if (!reader.has(path)) return null;
  let sum = 0n;
  let previous: Bytes | null = null;
  const shown: Omission[] = [];
  for await (const line of reader.lines(path)) {
    const value = reader.parse(path, line, schema.OMISSION);
    told(line.number, value);
    if (value === null) continue;
    if (previous !== null && compareBytes(previous, line.bytes) > 0) add("list-order", `${path}:${line.number}`, null, path);
    previous = line.bytes.slice();
    sum += BigInt(str(value["count"]));
    if (value["code"] === "image-truncated" && value["locator"] === value["source"]) {
      const source = str(value["source"]);
      add("source-incomplete", source, places.sources.get(source) ?? source, missingOf(textOrNull(value["detail"]) ?? "-"));
    }
    if (shown.length < SHOWN_OMISSIONS) {
      shown.push({
        code: str(value["code"]),
        source: str(value["source"]),
        locator: textOrNull(value["locator"]),
        count: str(value["count"]),
        stage: str(value["stage"]),
        detail: textOrNull(value["detail"]),
      });
    }
  }
  return { sum: Number(sum), shown, places };
}

/** Sources and layers: parents first, no id twice. What people call each, by its id. */
export async function checkSources(reader: ListReader, told: Told, add: Report): Promise<Places> {
  const names = new Map<string, string>();
  const layers = new Map<string, Layer>();
  const path = "metadata/sources.jsonl";
  const known = new Set<string>();
  let unread = false;
  for await (const line of reader.lines(path)) {
    const value = reader.parse(path, line, schema.SOURCE);
    told(line.number, value);
    if (value === null) {
      unread = true;
      continue;
    }
    const [id, parent] = [str(value["id"]), textOrNull(value["parent"])];
    const orphan = parent !== null && !known.has(parent) && !unread;
    if (known.has(id) || orphan) add("list-order", `${path}:${line.number}`, null, path);
    if (parent === null && !names.has(id)) {
      const name = value["name"];
      names.set(id, name === null ? str(value["exhibit"]) : `${str(value["exhibit"])} (${str(obj(name)["display"])})`);
    } else if (parent !== null && !layers.has(id)) {
      const source = names.get(parent) ?? layers.get(parent)?.source ?? str(value["exhibit"]);
      layers.set(id, { id, source, kind: str(value["kind"]), label: textOrNull(value["label"]), description: textOrNull(value["description"]) });
    }
    known.add(id);
  }
  return { sources: names, layers };
}

export interface Selection {
  readonly catalogued: string;
  readonly selected: string;
  readonly notSelected: string;
  readonly withoutContent: string;
  readonly values: schema.JsonObject;
}

export async function readSelection(reader: ListReader, add: Report): Promise<Selection | null> {
  const path = "metadata/selection.json";
  const value = await reader.object(path);
  if (value === null) return null;
  if (!schema.SELECTION(value)) {
    add("list-not-canonical", path);
    return null;
  }
  return {
    catalogued: str(value["catalogued"]),
    selected: str(value["selected"]),
    notSelected: str(value["not_selected"]),
    withoutContent: str(value["without_content"]),
    values: value,
  };
}

/** blocks.jsonl: a line for each payload file above 1 MiB, and for no other. */
export async function readBlocks(reader: ListReader, listed: Listed, catalogue: Catalogue | null, add: Report): Promise<Map<string, Blocks>> {
  // a missing file has the size that the catalogue gives
  const sizes = new Map<string, number>();
  for (const artifact of catalogue?.artifacts ?? []) {
    if (artifact?.data != null && artifact.size !== null && !reader.has(artifact.data)) sizes.set(artifact.data, Number(artifact.size));
  }
  const path = "metadata/blocks.jsonl";
  const found = new Map<string, Blocks>();
  if (!reader.has(path)) return found;
  let previous: string | null = null;
  for await (const line of reader.lines(path)) {
    const value = reader.parse(path, line, schema.BLOCKS);
    if (value === null) continue;
    const blocks = { path: str(value["path"]), size: Number(str(value["size"])), blake3: list(value["blake3"]).map(str) };
    if (previous !== null && blocks.path <= previous) add("list-order", `${path}:${line.number}`, null, path);
    previous = blocks.path;
    found.set(blocks.path, blocks);
    const belongs = listed.payload === null || listed.payload.has(blocks.path);
    const size = reader.tree.files.get(blocks.path)?.size ?? sizes.get(blocks.path) ?? blocks.size;
    const right = belongs && blocks.size > BLOCK && size === blocks.size && blocks.blake3.length === Math.ceil(blocks.size / BLOCK);
    if (!right) add("blocks-list", blocks.path);
  }
  for (const name of listed.payload?.keys() ?? []) {
    const size = reader.tree.files.get(name)?.size ?? sizes.get(name) ?? 0;
    if (size > BLOCK && !found.has(name)) add("blocks-list", name);
  }
  return found;
}

