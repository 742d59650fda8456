/** Files and folders as a browser gives them: dropped, or chosen. */

import type { FolderFile } from "../work/messages";

export interface Folder {
  readonly name: string;
  readonly files: FolderFile[];
}

export interface Taken {
  readonly files: File[];
  readonly folders: Folder[];
}

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
      addFolder(taken, entry.name, files);
    } else if (loose[i] !== undefined) taken.files.push(loose[i]);
  }
  if (entries.length === 0) taken.files.push(...loose);
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
  if (files.length > 0) addFolder(taken, first.slice(0, first.indexOf("/")), files);
  return taken;
}

/** A folder with bagit.txt or a tag manifest is a bundle; any other is what lies in it. */
function addFolder(taken: Taken, name: string, files: FolderFile[]): void {
  const isBundle = files.some(({ path }) => path === "bagit.txt" || path === "tagmanifest-sha256.txt");
  if (isBundle) {
    taken.folders.push({ name, files });
    return;
  }
  const inner = new Map<string, FolderFile[]>();
  for (const { path, file } of files) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      if (file !== null) taken.files.push(file);
      continue;
    }
    const top = path.slice(0, slash);
    inner.set(top, [...(inner.get(top) ?? []), { path: path.slice(slash + 1), file }]);
  }
  for (const [top, below] of inner) {
    const bundle = below.some(({ path }) => path === "bagit.txt" || path === "tagmanifest-sha256.txt");
    if (bundle) taken.folders.push({ name: top, files: below });
  }
}
