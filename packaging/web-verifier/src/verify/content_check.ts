/** Every byte against its manifest; where a large file differs, which of its blocks. */

import type { Digested, Job } from "../bundle/digesting";
import { blake3Digester } from "../bundle/digests";
import { LARGE_CONTENT, MANIFEST, MAX_TAG_FILE, METADATA } from "../bundle/grammar";
import type { RandomAccess } from "../bundle/random_access";
import type { Tree, TreeFile } from "../bundle/tree";
import type { Report } from "./codes";
import type { Digester } from "./context";
import type { Listed } from "./tree_check";

export const BLOCK = 1 << 20;

export interface Damage {
  readonly path: string;
  readonly size_bytes: number;
  readonly sealed_sha256: string;
  readonly found_sha256: string;
  block_bytes: number | null;
  sealed_bytes: number | null;
  /** First and last byte of each piece that differs. */
  ranges: [number, number][];
  cut: boolean;
}

export interface ContentFacts {
  readonly damage: readonly Damage[];
  /** Files whose bytes are those of their manifest. */
  readonly sound: ReadonlySet<string>;
}

/** Digests every file of the tree, also those that nobody listed: the ZIP's own checksums must hold for all. */
export async function checkContents(
  tree: Tree, archive: RandomAccess | null, listed: Listed, octets: number | null, digester: Digester, add: Report,
): Promise<ContentFacts> {
  const damage: Damage[] = [];
  const sound = new Set<string>();
  const judge = (file: TreeFile, result: Digested): void => {
    judgeEntry(file, result, add);
    const digest = listed.payload?.get(file.path) ?? listed.tags?.get(file.path);
    if (result.failure !== null) {
      add("file-unreadable", file.path, null, result.failure);
    } else if (digest !== undefined && result.sha256 !== digest) {
      add("file-differs", file.path, digest, result.sha256);
      damage.push({
        path: file.path,
        size_bytes: result.found,
        sealed_sha256: digest,
        found_sha256: result.sha256!,
        block_bytes: null,
        sealed_bytes: null,
        ranges: [],
        cut: false,
      });
    } else if (digest !== undefined) sound.add(file.path);
  };
  const files = [...tree.files.values()].filter((file) => mayBeRead(file, octets, add));
  if (archive !== null) {
    const results = await digester(archive, files.map(jobInZip));
    files.forEach((file, i) => { judge(file, results[i]!); });
  } else {
    for (const file of files) {
      const [result] = await digester(file.content, [{ start: 0, size: file.size, entry: null }]);
      judge(file, result!);
    }
  }
  return { damage, sound };
}

/** Sizes are compared before terabytes are digested, which a hole gives for nothing. */
function mayBeRead({ path, size }: TreeFile, octets: number | null, add: Report): boolean {
  if (size < LARGE_CONTENT) return true;
  if (path.startsWith("data/")) {
    if (octets === null || size <= octets) return true;
    add("file-too-large", path, String(octets), String(size));
    return false;
  }
  if (size <= MAX_TAG_FILE || LISTS.has(path)) return true;
  add("list-too-large", path);
  return false;
}

const LISTS: ReadonlySet<string> = new Set([MANIFEST, ...METADATA.filter((name) => !/\.json(?:ld)?$/.test(name)).map((name) => `metadata/${name}`)]);

function jobInZip(file: TreeFile): Job {
  const entry = file.entry!;
  return { start: entry.headerAt + entry.headerLength, size: file.size, entry };
}

function judgeEntry(file: TreeFile, result: Digested, add: Report): void {
  if (file.entry === null || result.failure !== null) return;
  if (!result.headerHolds) add("zip-local-differs", file.entry.name);
  if (result.found < file.size) add("zip-truncated", file.entry.name, String(file.size), String(result.found));
  else if (!result.crcHolds) add("zip-crc", file.entry.name);
}

/** A line of blocks.jsonl. */
export interface Blocks {
  readonly path: string;
  readonly size: number;
  readonly blake3: readonly string[];
}

const SHOWN_RANGES = 1000;

/** Which blocks of a differing file are not the sealed ones. */
export async function locateDamage(file: TreeFile, blocks: Blocks, damage: Damage, add: Report): Promise<void> {
  const digest = await blake3Digester();
  damage.block_bytes = BLOCK;
  damage.sealed_bytes = blocks.size;
  const size = Math.max(file.content.size, blocks.size);
  for (const [i, sealed] of blocks.blake3.entries()) {
    const bytes = await file.content.read(i * BLOCK, BLOCK);
    if (digest(bytes) !== sealed) extend(damage, i * BLOCK, Math.min((i + 1) * BLOCK, size) - 1);
  }
  if (file.content.size > blocks.size) extend(damage, blocks.size, file.content.size - 1);
  if (damage.ranges.length > 0) {
    const ranges = damage.ranges.map(([first, last]) => `${first}-${last}`);
    add("blocks-differ", file.path, String(blocks.blake3.length), ranges.join(", "));
  }
}

function extend(damage: Damage, first: number, last: number): void {
  const previous = damage.ranges.at(-1);
  if (previous !== undefined && previous[1] + 1 === first) previous[1] = last;
  else if (damage.ranges.length < SHOWN_RANGES) damage.ranges.push([first, last]);
  else damage.cut = true;
}
