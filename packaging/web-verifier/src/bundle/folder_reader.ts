/** A folder as a bundle, out of what somebody who walked it found. */

import { isLitter, MAX_FILES } from "./grammar";
import type { RandomAccess } from "./random_access";
import { caseTwins, type Tree, type TreeFile } from "./tree";

/** One name below the folder; `path` is relative to it. */
export type Walked =
  | { readonly kind: "file"; readonly path: string; readonly content: RandomAccess; readonly links: number }
  | { readonly kind: "link" | "special" | "empty"; readonly path: string }
  | { readonly kind: "unreadable"; readonly path: string; readonly why: string };

/** What walking the folder found, as arguments of a report. */
export type FolderFinding = readonly [code: string, subject: string, expected?: string | null, actual?: string | null];

const TOLD = { link: "folder-link", special: "folder-special-file", empty: "folder-empty" } as const;

export function treeOfFolder(name: string, walked: Iterable<Walked>): { tree: Tree; found: FolderFinding[] } {
  const files = new Map<string, TreeFile>();
  const found: FolderFinding[] = [];
  for (const one of walked) {
    if (one.kind === "file") {
      if (files.size >= MAX_FILES) {
        found.push(["folder-too-many-files", name, String(MAX_FILES)]);
        break;
      }
      if (one.links > 1) found.push(["folder-hard-link", one.path]);
      files.set(one.path, { path: one.path, size: one.content.size, content: one.content, entry: null });
    } else if (one.kind === "unreadable") found.push(["folder-unreadable", one.path, null, one.why]);
    else found.push([TOLD[one.kind], one.path]);
  }
  for (const twin of caseTwins([...files.keys()].filter((path) => !isLitter(path)))) found.push(["folder-case-twin", twin]);
  return { tree: { form: "folder", top: name, files, outside: [], repeated: [], unreadable: new Set() }, found };
}
