/** The tree over the catalogue (section 6 of the format). */

import { type Bytes, compareBytes } from "./bytes";
import { sha256, sha256Hex } from "./digests";

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

export function leafOf(line: Bytes): Bytes {
  return sha256(LEAF, line);
}

/** Root of RFC 9162, section 2.1.1, over the leaves sorted by hash. */
export function merkleRoot(leaves: readonly Bytes[]): string {
  if (leaves.length === 0) return sha256Hex(new Uint8Array(0));
  let level = [...leaves].sort(compareBytes);
  // the split at the largest power of two pairs from the left, and leaves a single last node as it is
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) above.push(sha256(NODE, level[i]!, level[i + 1]!));
    if (level.length % 2 === 1) above.push(level.at(-1)!);
    level = above;
  }
  return [...level[0]!].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
