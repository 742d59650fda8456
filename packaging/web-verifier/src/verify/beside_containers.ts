/** Containers that lie beside a bundle and speak of it, whatever their files are called. */

import { type Bytes, latin1 } from "../bundle/bytes";
import { MAX_CONTAINER } from "../bundle/grammar";
import type { Beside } from "./context";

const MOST_FILES = 500;
const MOST_BYTES = 128 << 20;
/** seal-info.txt lies open near the beginning of every container; what it says beyond this is judged elsewhere. */
const LOOKED_AT = 64 << 10;
const SAYS = /kind: (seal|addendum)\n(?:event: [a-z]+\n)?reference: ([\x21-\x7e]{1,80})\n/;

export interface Speaking {
  readonly name: string;
  /** Whether it calls itself an addendum; else a seal. */
  readonly addendum: boolean;
  readonly bytes: Bytes;
}

/** The reference that a container gives, as far as it can be seen without reading its form. */
export function referenceIn(bytes: Bytes): string | null {
  return SAYS.exec(latin1(bytes.subarray(0, LOOKED_AT)))?.[2] ?? null;
}

/** Those of `files` that give one of `references`, by name. */
export async function containersNaming(files: readonly Beside[], references: ReadonlySet<string>): Promise<Speaking[]> {
  const sorted = files.filter(({ name }) => name.toLowerCase().endsWith(".asice")).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: Speaking[] = [];
  let total = 0;
  for (const file of sorted.slice(0, MOST_FILES)) {
    if (!file.isFile || file.size > MAX_CONTAINER) continue;
    const said = SAYS.exec(latin1(await file.content.read(0, Math.min(LOOKED_AT, file.size))));
    if (said === null || !references.has(said[2]!)) continue;
    total += file.size;
    if (total > MOST_BYTES) break;
    found.push({ name: file.name, addendum: said[1] === "addendum", bytes: await file.content.read(0, file.size) });
  }
  return found;
}
