/** The files of a bundle, whichever way it came: as a ZIP, as a folder, or as a small container. */

import type { Report } from "../verify/codes";
import { asciiLower } from "./grammar";
import { Part, type RandomAccess } from "./random_access";
import { type ZipDirectory, type ZipEntry } from "./zip_directory";

/** One file. `path` is relative to the bundle's top folder. */
export interface TreeFile {
  readonly path: string;
  /** As the ZIP states it; `content` is shorter where the ZIP ends before. */
  readonly size: number;
  readonly content: RandomAccess;
  /** Null in a folder. */
  readonly entry: ZipEntry | null;
}

export interface Tree {
  readonly form: "zip" | "folder";
  /** The top folder's name, which is the bundle's reference unless somebody renamed a folder. */
  readonly top: string;
  readonly files: Map<string, TreeFile>;
  /** Entries of a ZIP outside the top folder, and those under a name that stands already: both were added. */
  readonly outside: string[];
  readonly repeated: string[];
  /** Paths that are there and can't be read as files, which is told already: they are not missing. */
  readonly unreadable: ReadonlySet<string>;
}

/** The file of an entry: where its one form says that its content begins. */
export function fileOfEntry(archive: RandomAccess, entry: ZipEntry, path: string): TreeFile {
  const start = entry.headerAt + entry.headerLength;
  const there = Math.max(0, Math.min(entry.size, archive.size - start));
  return { path, size: entry.size, content: new Part(archive, start, there), entry };
}

const LANDMARKS = ["tagmanifest-sha256.txt", "bagit.txt", "manifest-sha256.txt"];

/** The name of the one top folder, or null where this is no bundle. */
export function topFolder(names: readonly string[]): string | null {
  for (const landmark of LANDMARKS) {
    const found = names.find((name) => name.endsWith(`/${landmark}`) && name.split("/").length === 2);
    if (found !== undefined) return found.slice(0, found.indexOf("/"));
  }
  return null;
}

/** The tree of a ZIP, or null (with a finding) where it is no bundle. */
export function treeOfZip(archive: RandomAccess, directory: ZipDirectory, add: Report): Tree | null {
  const top = topFolder(directory.entries.map((entry) => entry.name));
  if (top === null) {
    add("not-a-bundle");
    return null;
  }
  const files = new Map<string, TreeFile>();
  const outside: string[] = [];
  const repeated: string[] = [];
  for (const entry of directory.entries) {
    if (!entry.name.startsWith(`${top}/`)) {
      add("top-folder", entry.name);
      outside.push(entry.name);
      continue;
    }
    const path = entry.name.slice(top.length + 1);
    if (files.has(path)) repeated.push(path);
    else files.set(path, fileOfEntry(archive, entry, path));
  }
  return { form: "zip", top, files, outside, repeated, unreadable: new Set() };
}

/** Paths that differ from an earlier one in the case of ASCII letters alone. */
export function caseTwins(paths: Iterable<string>): string[] {
  const seen = new Map<string, string>();
  const twins: string[] = [];
  for (const path of paths) {
    const lower = asciiLower(path);
    if (seen.has(lower)) twins.push(path);
    else seen.set(lower, path);
  }
  return twins;
}
