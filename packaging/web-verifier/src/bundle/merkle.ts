/** The tree over the catalogue (section 6 of the format). */

import { type Bytes, compareBytes, hex } from "./bytes";
import { sha256, sha256Hex } from "./digests";

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

const SIZE = 32;

/** The leaves of a list, one after the other in one memory: an object for each would take four times as much. */
export class Leaves {
  private memory = new Uint8Array(1024 * SIZE);
  private count = 0;

  /** The next line of the list. */
  push(line: Bytes): void {
    if (this.count * SIZE === this.memory.length) {
      const larger = new Uint8Array(this.memory.length * 2);
      larger.set(this.memory);
      this.memory = larger;
    }
    this.memory.set(sha256(LEAF, line), this.count * SIZE);
    this.count += 1;
  }

  /** Root of RFC 9162, section 2.1.1, over the leaves sorted by hash. */
  root(): string {
    if (this.count === 0) return sha256Hex(new Uint8Array(0));
    const at = (memory: Bytes, i: number): Bytes => memory.subarray(i * SIZE, (i + 1) * SIZE);
    const order = Uint32Array.from({ length: this.count }, (_, i) => i);
    order.sort((a, b) => compareBytes(at(this.memory, a), at(this.memory, b)));
    const level = new Uint8Array(this.count * SIZE);
    order.forEach((from, to) => { level.set(at(this.memory, from), to * SIZE); });
    // the split at the largest power of two pairs from the left, and leaves a single last node as it is
    for (let width = this.count; width > 1; width = Math.ceil(width / 2)) {
      for (let i = 0; i < width; i += 2) {
        const above = i + 1 < width ? sha256(NODE, at(level, i), at(level, i + 1)) : at(level, i);
        level.set(above, (i / 2) * SIZE);
      }
    }
    return hex(at(level, 0));
  }
}
