/** What sources.jsonl says of sources and layers, which the other lists are compared with (section 10.3 of the format). */

import { fromBase64, shownBytes } from "../../bundle/bytes";
import type { JsonObject } from "../../bundle/schema";
import { obj, str, textOrNull } from "../../bundle/sealed_json";
import type { Report } from "../codes";

const PATH = "metadata/sources.jsonl";
export const ALGORITHMS = ["sha256", "sha1", "md5"] as const;

export interface Layer {
  /** The id of the source that it is, or lies in. */
  readonly source: string;
  readonly exhibit: string;
  readonly length: bigint;
  readonly kind: string;
}

export interface KnownDigests {
  readonly computed: JsonObject;
  readonly stored: JsonObject;
}

export class Layers {
  readonly exhibits = new Set<string>();
  /** Whether every line is known, so that what isn't here is nowhere. */
  whole = false;
  private unread = false;
  private readonly layers = new Map<string, Layer>();
  private readonly ofSources = new Map<string, KnownDigests>();

  constructor(private readonly add: Report) {}

  /** The line of this number; null where it could not be read. */
  take(number: number, value: JsonObject | null): void {
    if (value === null) {
      this.unread = true;
      return;
    }
    const place = `${PATH}:${number}`;
    const [id, exhibit] = [str(value["id"]), str(value["exhibit"])];
    const above = this.layers.get(textOrNull(value["parent"]) ?? "");
    if (above !== undefined && above.exhibit !== exhibit) this.add("record-exhibit-differs", place, above.exhibit, exhibit);
    this.layers.set(id, { source: above?.source ?? id, exhibit, length: BigInt(str(value["length"])), kind: str(value["kind"]) });
    this.exhibits.add(exhibit);
    const known = { computed: obj(value["digests"]), stored: obj(value["stored_digests"]) };
    if (value["parent"] === null) this.ofSources.set(id, known);
    if (value["name"] !== null) {
      const name = obj(value["name"]);
      const shown = shownBytes(fromBase64(str(name["bytes"])));
      if (shown !== name["display"]) this.add("display-differs", `${place} name`, shown || "-", str(name["display"]) || "-");
    }
    const possible = possibleHashes(known);
    if (!possible.includes(str(value["hashes"]))) this.add("record-hashes-differ", place, possible[0], str(value["hashes"]));
  }

  /** The list was read to its end. */
  finish(): void {
    this.whole = !this.unread;
  }

  get(id: string): Layer | undefined {
    return this.layers.get(id);
  }

  /** Of a source without parent. */
  digests(id: string): KnownDigests | undefined {
    return this.ofSources.get(id);
  }

  allDigests(): Set<string> {
    const all = [...this.ofSources.values()].flatMap(({ computed, stored }) => [computed, stored]);
    return new Set(all.flatMap((one) => ALGORITHMS.map((name) => textOrNull(one[name]))).filter((digest) => digest !== null));
  }
}

/** What `hashes` can say beside these digests, the likeliest first. */
function possibleHashes({ computed, stored }: KnownDigests): readonly string[] {
  const pairs = ALGORITHMS.map((name) => [textOrNull(computed[name]), textOrNull(stored[name])] as const);
  const both = pairs.filter(([a, b]) => a !== null && b !== null);
  if (both.some(([a, b]) => a !== b)) return ["differ", "not-computed"];
  if (both.length > 0) return ["agree", "not-computed"];
  return pairs.some(([, b]) => b !== null) ? ["not-computed"] : ["none-stored", "not-computed"];
}
