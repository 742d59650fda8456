/** Walking a folder on disk as a bundle, without following links. */

import { open, readdir, lstat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { caseTwins, type Tree, type TreeFile } from "../bundle/tree";
import { type Bytes, shownBytes } from "../bundle/bytes";
import { isLitter, MAX_FILES } from "../bundle/grammar";
import { type RandomAccess, ReadFailed } from "../bundle/random_access";
import type { Beside } from "../verify/context";
import type { FolderFinding } from "../verify/verifier";

/** A file that is opened when it is first read, and closed by `close`. */
export class DiskFile implements RandomAccess {
  private handle: FileHandle | undefined;

  constructor(
    private readonly path: string | Buffer,
    readonly size: number,
  ) {}

  async read(offset: number, length: number): Promise<Bytes> {
    try {
      this.handle ??= await open(this.path, "r");
      const wanted = Math.max(0, Math.min(length, this.size - offset));
      const bytes = new Uint8Array(wanted);
      const { bytesRead } = await this.handle.read(bytes, 0, wanted, offset);
      return bytes.subarray(0, bytesRead);
    } catch (e) {
      throw new ReadFailed((e as NodeJS.ErrnoException).code ?? String(e));
    }
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }
}

export interface Walked {
  readonly tree: Tree;
  readonly found: FolderFinding[];
  readonly close: () => Promise<void>;
}

export async function walk(root: string, name: string): Promise<Walked> {
  const files = new Map<string, TreeFile>();
  const found: FolderFinding[] = [];
  const unreadable = new Set<string>();
  const opened: DiskFile[] = [];
  const visit = async (folder: Buffer, prefix: string): Promise<void> => {
    let names: Buffer[];
    try {
      names = await readdir(folder, { encoding: "buffer" });
    } catch (e) {
      found.push(["folder-unreadable", prefix, null, (e as NodeJS.ErrnoException).code ?? "?"]);
      return;
    }
    if (names.length === 0 && prefix !== "") found.push(["folder-empty", prefix.slice(0, -1)]);
    for (const raw of names.sort(Buffer.compare)) {
      const path = Buffer.concat([folder, Buffer.from("/"), raw]);
      const shown = `${prefix}${shownBytes(new Uint8Array(raw))}`;
      const about = await lstat(path);
      if (about.isSymbolicLink()) found.push(["folder-link", shown]);
      else if (about.isDirectory()) await visit(path, `${shown}/`);
      else if (!about.isFile()) found.push(["folder-special-file", shown]);
      else if (files.size >= MAX_FILES) found.push(["folder-too-many-files", prefix, String(MAX_FILES)]);
      else {
        if (about.nlink > 1) found.push(["folder-hard-link", shown]);
        const file = new DiskFile(path, about.size);
        opened.push(file);
        files.set(shown, { path: shown, size: about.size, content: file, entry: null });
      }
    }
  };
  await visit(Buffer.from(root), "");
  for (const twin of caseTwins([...files.keys()].filter((path) => !isLitter(path)))) found.push(["folder-case-twin", twin]);
  return {
    tree: { form: "folder", top: name, files, outside: [], repeated: [], unreadable },
    found,
    close: async () => {
      for (const file of opened) await file.close();
    },
  };
}

/** What lies in the folder of the bundle, but for the bundle itself. */
export async function besides(folder: string, own: string): Promise<Beside[]> {
  const all: Beside[] = [];
  for (const name of await readdir(folder)) {
    if (name === own || !name.endsWith(".asice")) continue;
    const about = await lstat(join(folder, name));
    all.push({ name, size: about.size, isFile: about.isFile(), content: new DiskFile(join(folder, name), about.size) });
  }
  return all;
}
