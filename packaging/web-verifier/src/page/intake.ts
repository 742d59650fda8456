/** Files and folders as a browser gives them: dropped, or chosen. */

import type { FolderFile } from "../work/messages";

/** Where something lies in the folder that was chosen. */
interface Placed {
  /** With the folders above it, below the one that was chosen; of what was chosen by itself, its name. */
  readonly path: string;
  /** The folder it lies in, empty for the one that was chosen; null of what was chosen by itself. */
  readonly within: string | null;
}

export interface Given extends Placed {
  readonly file: File;
}

/** An unpacked bundle. */
export interface Folder extends Placed {
  readonly name: string;
  readonly files: FolderFile[];
}

export interface Taken {
  readonly files: Given[];
  readonly folders: Folder[];
}

/** Files that were chosen one by one. */
export const byThemselves = (files: Iterable<File>): Given[] => [...files].map((file) => ({ file, path: file.name, within: null }));

/** What was dropped. The items are read at once: after the event they are gone. */
export async function fromDrop(transfer: DataTransfer): Promise<Taken> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry());
  // Chromium gives a page from disk no file out of an entry, but out of a handle; Firefox has no handles
  const handles = items.map((item) => (item as WithHandle).getAsFileSystemHandle?.() ?? Promise.resolve(null));
  const loose = [...transfer.files];
  const taken: Taken = { files: [], folders: [] };
  for (const [i, entry] of entries.entries()) {
    if (entry === null) continue;
    if (entry.isDirectory) {
      const files: FolderFile[] = [];
      const handle = await handles[i];
      if (handle?.kind === "directory") await walkHandle(handle, "", files);
      else await walk(entry as FileSystemDirectoryEntry, "", files);
      addFolder(taken, entry.name, files, items.length > 1);
    } else if (loose[i] !== undefined) taken.files.push(...byThemselves([loose[i]]));
  }
  if (entries.length === 0) taken.files.push(...byThemselves(loose));
  return taken;
}

interface Handle {
  readonly kind: "file" | "directory";
  readonly name: string;
  getFile?(): Promise<File>;
  values?(): AsyncIterable<Handle>;
}
interface WithHandle {
  getAsFileSystemHandle?(): Promise<Handle | null>;
}

async function walkHandle(folder: Handle, prefix: string, files: FolderFile[]): Promise<void> {
  let count = 0;
  for await (const one of folder.values!()) {
    count += 1;
    if (one.kind === "directory") await walkHandle(one, `${prefix}${one.name}/`, files);
    else files.push({ path: prefix + one.name, file: await one.getFile!() });
  }
  if (count === 0 && prefix !== "") files.push({ path: prefix.slice(0, -1), file: null });
}

async function walk(folder: FileSystemDirectoryEntry, prefix: string, files: FolderFile[]): Promise<void> {
  const reader = folder.createReader();
  let count = 0;
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) break;
    for (const entry of batch) {
      count += 1;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${prefix}${entry.name}/`, files);
      else {
        const file = await new Promise<File>((resolve, reject) => {
          (entry as FileSystemFileEntry).file(resolve, reject);
        });
        files.push({ path: prefix + entry.name, file });
      }
    }
  }
  if (count === 0 && prefix !== "") files.push({ path: prefix.slice(0, -1), file: null });
}

/** What `<input webkitdirectory>` gives. */
export function fromFolderInput(list: FileList): Taken {
  const taken: Taken = { files: [], folders: [] };
  const files = [...list].map((file): FolderFile => {
    const path = file.webkitRelativePath;
    return { path: path.slice(path.indexOf("/") + 1), file };
  });
  const first = list[0]?.webkitRelativePath ?? "";
  if (files.length > 0) addFolder(taken, first.slice(0, first.indexOf("/")), files, false);
  return taken;
}

const BUNDLE_MARK = /^(?:(.*)\/)?(?:bagit\.txt|tagmanifest-sha256\.txt)$/;
const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

/**
 * A folder with bagit.txt or a tag manifest is a bundle, at whatever depth; all else is what lies in the folder.
 * `named`: one of several that were dropped, so that its name is part of every path.
 */
function addFolder(taken: Taken, name: string, files: FolderFile[], named: boolean): void {
  const marked = files.map(({ path }) => BUNDLE_MARK.exec(path)).filter((found) => found !== null);
  const roots = new Set(marked.map(([, above]) => above ?? ""));
  if (roots.has("")) {
    taken.folders.push({ name, path: name, within: null, files });
    return;
  }
  const outermost = (path: string): string | undefined => {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) if (roots.has(path.slice(0, at))) return path.slice(0, at);
    return undefined;
  };
  const inFront = named ? `${name}/` : "";
  const bundles = new Map<string, FolderFile[]>();
  const loose: Given[] = [];
  for (const { path, file } of files) {
    const root = outermost(path);
    if (root !== undefined) {
      const inside = { path: path.slice(root.length + 1), file };
      const held = bundles.get(root);
      if (held === undefined) bundles.set(root, [inside]);
      else held.push(inside);
    } else if (file !== null) loose.push({ file, path: inFront + path, within: folderOf(inFront + path) });
  }
  taken.files.push(...loose.sort(byDepth));
  for (const [root, below] of bundles) {
    const path = inFront + root;
    taken.folders.push({ name: root.slice(root.lastIndexOf("/") + 1), path, within: folderOf(path), files: below });
  }
}

/** What lies in the chosen folder itself comes first; the order in which a browser tells of files says nothing. */
function byDepth(one: Placed, other: Placed): number {
  const depth = ({ path }: Placed): number => path.split("/").length;
  return depth(one) - depth(other) || (one.path < other.path ? -1 : 1);
}
