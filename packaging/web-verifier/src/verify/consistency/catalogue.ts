/** Lines of catalog.jsonl against the sources, the table for people, and each other (section 10.3 of the format). */

import { fromBase64, shownBytes, utf8 } from "../../bundle/bytes";
import { sha256 } from "../../bundle/digests";
import { asciiLower, isReference } from "../../bundle/grammar";
import type { JsonObject } from "../../bundle/schema";
import { list, obj, str, textOrNull } from "../../bundle/sealed_json";
import type { Report } from "../codes";
import { ALGORITHMS, type Layers } from "./layers";

const PATH = "metadata/catalog.jsonl";
const NO_SALT = "AAAAAAAAAAAAAAAAAAAAAA==";
const WITHOUT_RULE: ReadonlySet<string> = new Set(["none", "ntfs-compressed"]);

/** How many artifacts of a source were not read in full for one reason, and the line of the first. */
export interface NotRead {
  readonly source: string;
  readonly reason: string | null;
  artifacts: number;
  readonly number: number;
}

export class CatalogueConsistency {
  readonly exhibits = new Set<string>();
  readonly notRead = new Map<string, NotRead>();
  whole = false;
  private unread = false;
  private readonly salts = new Map<string, number>();
  private readonly contents = new Map<string, { number: number; sha256: string }>();
  private readonly folders = new Map<string, string>();

  constructor(
    private readonly layers: Layers,
    private readonly add: Report,
  ) {}

  /** The line of this number; null where it could not be read. */
  take(number: number, value: JsonObject | null): void {
    if (value === null) {
      this.unread = true;
      return;
    }
    const place = `${PATH}:${number}`;
    this.exhibits.add(str(value["exhibit"]));
    this.checkPlace(place, value);
    this.checkState(place, value);
    this.countRead(number, value);
    this.checkExtents(place, value);
    this.checkNames(place, value);
    this.checkContentPath(place, value);
    this.checkRepeats(number, value);
  }

  /** After the last line; what only lines are compared with is given up. */
  finish(): void {
    this.whole = !this.unread;
    for (const held of [this.salts, this.contents, this.folders]) held.clear();
  }

  /** Exhibit, source and layer are those of the list of sources. */
  private checkPlace(place: string, value: JsonObject): void {
    const [exhibit, sourceId, layerId] = [str(value["exhibit"]), str(value["source"]), str(value["layer"])];
    const [source, layer] = [this.layers.get(sourceId), this.layers.get(layerId)];
    if ((source === undefined || layer === undefined) && !this.layers.whole) return;
    if (source?.source !== sourceId) this.add("record-source-unknown", place, null, sourceId);
    else if (source.exhibit !== exhibit) this.add("record-exhibit-differs", place, source.exhibit, exhibit);
    if (layer === undefined || (source !== undefined && layer.source !== sourceId)) this.add("record-layer-unknown", place, sourceId, layerId);
  }

  /** What a line says of its artifact can all be true at once. */
  private checkState(place: string, value: JsonObject): void {
    const [kind, read, data] = [str(value["kind"]), obj(value["read"]), textOrNull(value["data"])];
    const digests = obj(value["digests"]);
    const outcome = str(read["outcome"]);
    const held = data !== null ? "data" : ALGORITHMS.some((name) => digests[name] !== null) ? "digests" : null;
    if (held !== null && kind === "directory") this.add("artifact-contradicts", place, held, kind);
    else if (held !== null && outcome !== "complete" && outcome !== "partial") this.add("artifact-contradicts", place, held, outcome);
    else if (outcome === "complete" && list(read["gaps"]).length > 0) this.add("artifact-contradicts", place, "gaps", outcome);
    else if (data !== null && digests["sha256"] === null) this.add("artifact-contradicts", place, "data", "digests null");
    const wrong = extentsContradict(value);
    if (wrong !== null) this.add("extents-contradict", place, null, wrong);
    if (kind === "area" && data !== null && value["layer"] === value["source"]) this.checkMedium(place, value);
  }

  /** A whole medium as an artifact has the digests of its source. */
  private checkMedium(place: string, value: JsonObject): void {
    const source = str(value["source"]);
    const [layer, known] = [this.layers.get(source), this.layers.digests(source)];
    if (layer === undefined || known === undefined) return;
    if (JSON.stringify(value["extents"]) !== JSON.stringify([[source, "0", String(layer.length)]])) return;
    const digests = obj(value["digests"]);
    for (const name of ALGORITHMS) {
      const [said, computed] = [textOrNull(digests[name]), textOrNull(known.computed[name])];
      if (said !== null && computed !== null && said !== computed) this.add("record-hashes-differ", place, computed, said);
    }
  }

  private countRead(number: number, value: JsonObject): void {
    const read = obj(value["read"]);
    if (read["outcome"] !== "partial" && read["outcome"] !== "unreadable") return;
    const [source, reason] = [str(value["source"]), textOrNull(read["reason"])];
    const key = JSON.stringify([source, reason]);
    const one = this.notRead.get(key);
    if (one === undefined) this.notRead.set(key, { source, reason, artifacts: 1, number });
    else one.artifacts += 1;
  }

  /** Cut at `size`: what lies behind it is not content. What was not read may lie anywhere. */
  private checkExtents(place: string, value: JsonObject): void {
    let left = value["size"] === null ? null : BigInt(str(value["size"]));
    const complete = obj(value["read"])["outcome"] === "complete";
    for (const extent of list(value["extents"])) {
      const [name, offset] = [textOrNull(list(extent)[0]), textOrNull(list(extent)[1])];
      const length = BigInt(str(list(extent)[2]));
      if (name === null || offset === null) {
        if (name !== offset) this.add("extents-contradict", place, "[layer,offset]", JSON.stringify([name, offset]));
      } else {
        const layer = this.layers.get(name);
        if (layer === undefined ? this.layers.whole : layer.source !== value["source"]) {
          this.add("record-layer-unknown", place, str(value["source"]), name);
        }
        const used = left === null || length < left ? length : left > 0n ? left : 0n;
        if (complete && layer !== undefined && BigInt(offset) + used > layer.length) {
          this.add("extents-outside", place, String(layer.length), String(BigInt(offset) + used));
          return;
        }
      }
      if (left !== null) left -= length;
    }
  }

  private checkNames(place: string, value: JsonObject): void {
    const path = obj(value["path"]);
    const should = list(path["bytes"]).map((one) => shownBytes(fromBase64(str(one))));
    const shown = list(path["display"]).map(str);
    if (should.length !== shown.length || should.some((one, i) => one !== shown[i])) {
      this.add("display-differs", place, `/${should.join("/")}`, `/${shown.join("/")}`);
    }
    if (value["stream"] === null) return;
    const stream = obj(value["stream"]);
    const name = shownBytes(fromBase64(str(stream["bytes"])));
    if (name !== stream["display"]) this.add("display-differs", place, name || "-", str(stream["display"]) || "-");
  }

  /** Each content lies in its exhibit's folder, under its artifact's id. Documents have a folder of their own. */
  private checkContentPath(place: string, value: JsonObject): void {
    const data = textOrNull(value["data"]);
    if (data === null || value["kind"] === "document") return;
    const exhibit = str(value["exhibit"]);
    let folder = this.folders.get(exhibit);
    if (folder === undefined) {
      folder = exhibitFolder(exhibit);
      this.folders.set(exhibit, folder);
    }
    const begin = `data/${folder}/${str(value["id"])}_`;
    if (!data.startsWith(begin)) this.add("content-of-another", place, begin, data);
  }

  private checkRepeats(number: number, value: JsonObject): void {
    const place = `${PATH}:${number}`;
    const salt = str(value["salt"]);
    if (salt === NO_SALT) this.add("nonce-zero", `${place} salt`);
    const other = this.salts.get(salt);
    if (other === undefined) this.salts.set(salt, number);
    else this.add("salt-repeated", place, null, `${PATH}:${other}`);
    const [sha256, layer] = [textOrNull(obj(value["digests"])["sha256"]), this.layers.get(str(value["layer"]))];
    // deleted names may come back, without an address any may, and an archive may hold one name twice
    if (sha256 === null || value["allocated"] !== true || value["inode"] === null || layer?.kind === "archive") return;
    const key = shortened(JSON.stringify([value["source"], value["layer"], obj(value["path"])["bytes"], value["stream"], value["inode"]]));
    const first = this.contents.get(key);
    if (first === undefined) this.contents.set(key, { number, sha256 });
    else if (first.sha256 !== sha256) this.add("path-with-two-contents", place, sha256, `${PATH}:${first.number}`);
  }
}

/** 16 bytes of the digest: long keys of a hundred thousand lines take more memory than all else that is kept of them. */
function shortened(key: string): string {
  return String.fromCharCode(...sha256(utf8(key)).subarray(0, 16));
}

/** Why the extents of a line can't be what the line says of them, or null. */
function extentsContradict(value: JsonObject): string | null {
  const [extents, kind] = [list(value["extents"]), str(value["extent_class"])];
  if (value["derivable"] === "yes" && value["size"] !== null && value["size"] !== "0") {
    if (WITHOUT_RULE.has(kind)) return `derivable ${kind}`;
    if (extents.length === 0) return "derivable []";
  }
  if (kind === "all-sparse" && extents.some((one) => list(one)[0] !== null && list(one)[1] !== null)) return kind;
  return kind === "none" && extents.length > 0 ? kind : null;
}

/** The folder of an exhibit's files under `data/`: its name in ASCII. */
function exhibitFolder(exhibit: string): string {
  const plain = Array.from(exhibit.normalize("NFKD")).filter((c) => !isCombining(c)).join("");
  const short = plain.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^[._-]+/, "").slice(0, 60).replace(/[._]+$/, "");
  const folder = short === "" ? "exhibit" : short;
  const taken = ["documents", "seal-nonce.bin"].includes(asciiLower(folder));
  return taken || !isReference(folder) ? `exhibit_${folder}` : folder;
}

/** A character with a combining class, by what normalization does with it: beside marks of class 230 and 1 it moves. */
function isCombining(c: string): boolean {
  if (c < "\u0300") return false;
  const moves = (text: string): boolean => text.normalize("NFD") !== text;
  return moves(`\u0301${c}`) || moves(`${c}\u0334`);
}
