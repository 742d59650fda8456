/** The tree rule (sections 1 and 2 of the format): the files are exactly those of the two manifests and the seal. */

import { sha256Hex } from "../bundle/digests";
import { asciiLower, isLitter, MANIFEST, METADATA, NONCE, pathFault, TAG_MANIFEST } from "../bundle/grammar";
import { type Manifest, readManifest } from "../bundle/manifests";
import { readAll } from "../bundle/random_access";
import type { Tree, TreeFile } from "../bundle/tree";
import type { SealInfo } from "../seal/seal_info";
import type { Report } from "./codes";

export interface Listed {
  /** Tag files; null where the tag manifest is missing. */
  readonly tags: Manifest | null;
  readonly tagDigest: string | null;
  /** Payload files; null where the manifest is missing. */
  readonly payload: Manifest | null;
}

const MAX_TAG_MANIFEST = 256 << 20;
const RESERVED = new Set(["data", "seal", "metadata", "custody"]);
const IN_METADATA = new Set([...METADATA.map((name) => `metadata/${name}`), "metadata/supplement.json"]);

/** Reads both manifests and keeps of each what stands in it rightly. */
export async function readManifests(tree: Tree, info: SealInfo | null, add: Report): Promise<Listed> {
  const tagFile = tree.files.get(TAG_MANIFEST);
  let tags: Manifest | null = null;
  let tagDigest: string | null = null;
  if (tagFile === undefined) {
    if (!tree.unreadable.has(TAG_MANIFEST)) add("manifest-missing", TAG_MANIFEST);
  } else if (tagFile.size > MAX_TAG_MANIFEST) {
    add("list-too-large", TAG_MANIFEST);
  } else {
    tagDigest = sha256Hex(await readAll(tagFile.content));
    if (info !== null && tagDigest !== info.tagManifest) add("tagmanifest-differs", TAG_MANIFEST);
    tags = await readManifest(tagFile.content, TAG_MANIFEST, add, () => undefined);
    for (const path of [...tags.keys()]) {
      if (!path.startsWith("data/") && !path.startsWith("seal/") && path !== TAG_MANIFEST) continue;
      add("manifest-scope", path, null, TAG_MANIFEST);
      tags.delete(path);
    }
  }
  const payloadFile = tree.files.get(MANIFEST);
  let payload: Manifest | null = null;
  if (payloadFile !== undefined) {
    payload = await readManifest(payloadFile.content, MANIFEST, add, () => undefined);
    for (const path of [...payload.keys()]) {
      if (path.startsWith("data/")) continue;
      add("manifest-scope", path, null, MANIFEST);
      payload.delete(path);
    }
  } else if (tags !== null && !tags.has(MANIFEST)) {
    add("manifest-missing", MANIFEST);
  }
  checkNames(tags, add);
  checkComplete(tags, payload, info, add);
  return { tags, tagDigest, payload };
}

/** Names that the tag manifest may hold, and paths that are file and folder at once. */
function checkNames(tags: Manifest | null, add: Report): void {
  for (const path of tags?.keys() ?? []) {
    const first = path.split("/", 1)[0]!;
    if (!RESERVED.has(asciiLower(first)) || path.startsWith("custody/") || IN_METADATA.has(path)) continue;
    add("path-not-allowed", path, null, "reserved");
  }

}

function checkComplete(tags: Manifest | null, payload: Manifest | null, info: SealInfo | null, add: Report): void {
  if (tags !== null) {
    const demanded = ["bagit.txt", "bag-info.txt", MANIFEST, ...METADATA.map((name) => `metadata/${name}`)];
    if (info?.format === "sealwright/3") demanded.push("metadata/supplement.json");
    for (const path of demanded) if (!tags.has(path)) add("tagmanifest-incomplete", path);
  }
  if (payload !== null && !payload.has(NONCE)) add("tagmanifest-incomplete", NONCE);
}

/** Compares what is there with what is listed. */
export function checkTree(tree: Tree, listed: Listed, sealPath: string | null, add: Report): void {
  const { tags, payload } = listed;
  const known = (path: string): boolean =>
    path === TAG_MANIFEST || path === sealPath || (tags?.has(path) ?? false) || (payload?.has(path) ?? false);
  // what a missing manifest would have listed can't be told from what was added
  const untold = (path: string): boolean =>
    (payload === null && (path.startsWith("data/") || path === MANIFEST)) ||
    (tags === null && !path.startsWith("data/") && !path.startsWith("seal/"));
  for (const path of tree.files.keys()) {
    const fault = pathFault(path);
    if (fault !== null) add("path-not-allowed", path, null, fault);
    if (known(path) || untold(path)) continue;
    if (isLitter(path)) add("litter", path);
    else add("file-unlisted", path);
  }
  for (const name of tree.outside) {
    add("path-not-allowed", name, null, "outside");
    add("file-unlisted", name);
  }
  for (const path of tree.repeated) add("file-unlisted", path);
  for (const path of [...(tags?.keys() ?? []), ...(payload?.keys() ?? [])]) {
    if (!tree.files.has(path) && !tree.unreadable.has(path)) add("file-missing", path);
  }
  checkConflicts([...tree.files.keys()], add);
}

/** No file's path is a folder of another. */
function checkConflicts(paths: readonly string[], add: Report): void {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) folders.add(path.slice(0, at));
  }
  for (const path of paths) if (folders.has(path)) add("path-conflict", path);
}

/** Files that are listed and there, with the digest they must have. */
export function* listedFiles(tree: Tree, listed: Listed): Generator<[TreeFile, string]> {
  for (const manifest of [listed.tags, listed.payload]) {
    for (const [path, digest] of manifest ?? []) {
      const file = tree.files.get(path);
      if (file !== undefined) yield [file, digest];
    }
  }
}
