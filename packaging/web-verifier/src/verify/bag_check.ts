/** Everything that lies in the bag, held against the seal. */

import { latin1 } from "../bundle/bytes";
import { LARGE_CONTENT, MAX_BAG_INFO, NONCE } from "../bundle/grammar";
import { type BagInfo, BAGIT_TEXT, readBagInfo } from "../bundle/manifests";
import type { RandomAccess } from "../bundle/random_access";
import type { JsonObject } from "../bundle/schema";
import { obj, str } from "../bundle/sealed_json";
import type { Tree } from "../bundle/tree";
import type { SealInfo } from "../seal/seal_info";
import type { Report } from "./codes";
import { ConsistencyCheck } from "./consistency/judging";
import { checkContents, type ContentFacts, type Damage, locateDamage } from "./content_check";
import type { Digester, Progress } from "./context";
import { checkTable, checkTableAlone } from "./csv_check";
import { LEDGER, type Ledger, readLedger } from "./custody_check";
import { Identifiers } from "./identifiers";
import { checkSupplement, readRequest } from "./records";
import { CATALOG, type Catalogue, checkSources, contentOctets, ListReader, type Omissions, readBlocks, readCatalogue, readOmissions, readSelection, type Selection } from "./sealed_lists";
import { checkTree, type Listed, listedFiles, readManifests } from "./tree_check";

export interface BagFacts {
  readonly listed: Listed;
  readonly bagInfo: BagInfo | null;
  readonly catalogue: Catalogue | null;
  readonly omissions: Omissions | null;
  readonly ledger: Ledger | null;
  readonly request: JsonObject | null;
  readonly supplement: JsonObject | null;
  readonly damage: readonly Damage[];
  readonly payloadFiles: number;
  readonly payloadBytes: number;
  readonly caseReference: string | null;
  readonly sound: ReadonlySet<string>;
  readonly selection: Selection | null;
  readonly consistency: ConsistencyCheck;
}

export interface Bag {
  readonly tree: Tree;
  /** The ZIP, or null of a folder. */
  readonly archive: RandomAccess | null;
  readonly sealPath: string | null;
  readonly info: SealInfo | null;
}

export async function checkBag(bag: Bag, digester: Digester, progress: Progress, add: Report): Promise<BagFacts> {
  const { tree, info } = bag;
  progress.step("lists");
  const listed = await readManifests(tree, info, add);
  checkTree(tree, listed, bag.sealPath, add);
  progress.total([...tree.files.values()].reduce((sum, file) => sum + file.size, 0));
  progress.step("contents");
  const reader = new ListReader(tree, add);
  const bagInfo = await readInfo(reader, add);
  const octets = await statedOctets(reader, bagInfo, listed);
  const contents = await checkContents(tree, bag.archive, listed, octets, digester, add);
  progress.step("lists");
  const consistency = new ConsistencyCheck();
  const { layers, catalogue: lines, omissions: counts } = consistency;
  const format = bagInfo?.["Sealwright-Format"] ?? null;
  const identifiers = new Identifiers(format === "sealwright/4", add);
  identifiers.bagInfo(bagInfo);
  await checkBagit(reader, add);
  checkNonce(tree, listed, add);
  const places = await checkSources(reader, (number, value) => { layers.take(number, value); identifiers.take("metadata/sources.jsonl", number, value); }, add);
  if (reader.has("metadata/sources.jsonl")) layers.finish();
  const catalogue = await readCatalogue(reader, listed, (number, value) => { lines.take(number, value); identifiers.take("metadata/catalog.jsonl", number, value); }, add);
  if (catalogue !== null) lines.finish();
  const table = tree.files.get("metadata/catalog.csv");
  let rows: number | null = null;
  if (table !== undefined && catalogue !== null) await checkTable(table, catalogue.artifacts, consistency.findings.add, add);
  else if (table !== undefined) rows = await checkTableAlone(table, add);
  const selection = await readSelection(reader, add);
  identifiers.take("metadata/selection.json", null, selection?.values ?? null);
  const omissions = await readOmissions(reader, places, (number, value) => { counts.take(number, value); identifiers.take("metadata/omissions.jsonl", number, value); }, add);
  const request = await readRequest(reader, info, add);
  identifiers.take("metadata/request.json", null, request);
  const supplement = await checkSupplement(reader, { info, format, listed }, catalogue, add);
  const ledger = await readLedger(reader, isSealedAsIs(bag, listed, contents), add);
  for (const event of ledger?.events ?? []) identifiers.take(LEDGER, Number(event.sequence), event.values);
  const blocks = await readBlocks(reader, listed, catalogue, add);
  for (const damage of contents.damage) {
    const [file, sealed] = [tree.files.get(damage.path), blocks.get(damage.path)];
    if (file !== undefined && sealed !== undefined) await locateDamage(file, sealed, damage, add);
  }
  const payload = payloadOf(tree, listed, catalogue);
  const facts = { listed, bagInfo, catalogue, omissions, ledger, request, supplement, damage: contents.damage, sound: contents.sound };
  if (info !== null) checkSealed(info, facts, add);
  if (selection !== null) checkSelection(selection, catalogue, info, add);
  if (rows !== null && info !== null && String(rows) !== info.merkleSize) add("csv-differs", `metadata/catalog.csv:${rows + 1}`);
  if (bagInfo !== null) checkBagInfo(bagInfo, info, facts, payload, add);
  checkUnchanged(reader, contents, listed, tree, add);
  return {
    ...facts,
    selection,
    consistency,
    payloadFiles: payload.files ?? 0,
    payloadBytes: presentBytes(tree, listed),
    caseReference: request === null ? null : str(obj(request["case"])["reference"]),
  };
}

/**
 * The octets of all payload files by a list that is as its manifest says (section 9.1); null where none is there
 * that could say it, or where no content is so large that it matters.
 */
async function statedOctets(reader: ListReader, bagInfo: BagInfo | null, listed: Listed): Promise<number | null> {
  if (![...reader.tree.files.values()].some(({ path, size }) => size >= LARGE_CONTENT && path.startsWith("data/"))) return null;
  const sound = (path: string): boolean => reader.has(path) && (listed.tags?.get(path) ?? reader.read.get(path)) === reader.read.get(path);
  const oxum = bagInfo?.["Payload-Oxum"];
  if (oxum !== undefined && sound("bag-info.txt")) return Number(oxum.split(".")[0]);
  const octets = await contentOctets(reader);
  if (octets !== null && sound(CATALOG)) return octets + 32;
  return reader.has("bag-info.txt") || reader.has(CATALOG) ? 0 : null;
}

async function checkBagit(reader: ListReader, add: Report): Promise<void> {
  const bytes = await reader.small("bagit.txt", 4096);
  if (bytes !== null && latin1(bytes) !== BAGIT_TEXT) add("bagit-text", "bagit.txt");
}

function checkNonce(tree: Tree, listed: Listed, add: Report): void {
  const nonce = tree.files.get(NONCE);
  if (nonce !== undefined && listed.payload?.has(NONCE) !== false && nonce.size !== 32) {
    add("nonce-size", NONCE, "32", String(nonce.size));
  }
}

async function readInfo(reader: ListReader, add: Report): Promise<BagInfo | null> {
  const name = "bag-info.txt";
  if ((reader.tree.files.get(name)?.size ?? 0) > MAX_BAG_INFO) {
    add("bag-info-form", name);
    return null;
  }
  const bytes = await reader.small(name, MAX_BAG_INFO);
  return bytes === null ? null : readBagInfo(bytes, add);
}

/** Whether all digests up to the ledger's are those that were sealed. */
function isSealedAsIs({ info }: Bag, listed: Listed, contents: ContentFacts): boolean {
  return info !== null && listed.tagDigest === info.tagManifest && contents.sound.has(LEDGER);
}

interface Payload {
  /** Files that the manifest names, or null without it. */
  readonly files: number | null;
  /** Their octets; null where one is missing whose size nothing gives. */
  readonly bytes: bigint | null;
}

/** A payload file that is missing has the size that its line of the catalogue gives. */
function payloadOf(tree: Tree, listed: Listed, catalogue: Catalogue | null): Payload {
  if (listed.payload === null) return { files: null, bytes: null };
  const sizes = new Map([[NONCE, "32"]]);
  for (const artifact of catalogue?.artifacts ?? []) {
    if (artifact?.data != null && artifact.size !== null && artifact.data !== NONCE) sizes.set(artifact.data, artifact.size);
  }
  let bytes = 0n;
  for (const path of listed.payload.keys()) {
    const size = tree.files.get(path)?.size ?? sizes.get(path);
    if (size === undefined) return { files: listed.payload.size, bytes: null };
    bytes += BigInt(size);
  }
  return { files: listed.payload.size, bytes };
}

/** Bytes of the payload files that are there. */
function presentBytes(tree: Tree, listed: Listed): number {
  let bytes = 0;
  for (const path of listed.payload?.keys() ?? []) bytes += tree.files.get(path)?.size ?? 0;
  return bytes;
}

type Facts = Pick<BagFacts, "catalogue" | "omissions" | "ledger">;

function checkSealed(info: SealInfo, { catalogue, omissions, ledger }: Facts, add: Report): void {
  if (catalogue !== null) {
    if (String(catalogue.lines) !== info.merkleSize) add("count-differs", "merkle-size", String(catalogue.lines), info.merkleSize);
    if (catalogue.root !== info.merkleRoot) add("merkle-differs", null, info.merkleRoot, catalogue.root);
  }
  if (omissions !== null && String(omissions.sum) !== info.omissionCount) {
    add("count-differs", "omission-count", String(omissions.sum), info.omissionCount);
  }
  if (ledger !== null && (ledger.head !== info.custodyHead || String(ledger.count) !== info.custodyCount)) {
    add("custody-head", null, info.custodyHead, ledger.head);
  }
}

function checkSelection(selection: Selection, catalogue: Catalogue | null, info: SealInfo | null, add: Report): void {
  const compare = (key: string, stated: string, found: bigint | number | string): void => {
    if (stated !== String(found)) add("count-differs", `selection.json: ${key}`, String(found), stated);
  };
  if (catalogue !== null) {
    compare("selected", selection.selected, catalogue.lines);
    compare("without_content", selection.withoutContent, catalogue.withoutContent);
  } else if (info !== null) {
    compare("selected", selection.selected, info.merkleSize);
  }
  compare("catalogued", selection.catalogued, BigInt(selection.selected) + BigInt(selection.notSelected));
}

/** Of a list that is missing the seal's count is compared. */
function checkBagInfo(bagInfo: BagInfo, info: SealInfo | null, facts: Facts, payload: Payload, add: Report): void {
  const compare = (key: keyof BagInfo, found: string | number | null | undefined): void => {
    const stated = bagInfo[key];
    if (stated !== undefined && found != null && stated !== String(found)) add("bag-info-differs", key, String(found), stated);
  };
  compare("External-Identifier", info?.reference);
  compare("Sealwright-Format", info?.format);
  const octets = payload.bytes === null ? bagInfo["Payload-Oxum"]?.split(".")[0] : String(payload.bytes);
  if (payload.files !== null) compare("Payload-Oxum", `${octets}.${payload.files}`);
  compare("Sealwright-Artifact-Count", facts.catalogue?.lines ?? info?.merkleSize);
  compare("Sealwright-Omission-Count", facts.omissions?.sum ?? info?.omissionCount);
  compare("Sealwright-Custody-Count", facts.ledger?.count ?? info?.custodyCount);
}

/** What was read as a list must be what was digested. */
function checkUnchanged(reader: ListReader, contents: ContentFacts, listed: Listed, tree: Tree, add: Report): void {
  for (const [file, digest] of listedFiles(tree, listed)) {
    const read = reader.read.get(file.path);
    if (read !== undefined && contents.sound.has(file.path) && read !== digest) add("file-changed", file.path);
  }
}
