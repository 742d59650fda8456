/** A container `.asice`: its files in their order (section 8 of the format). */

import { type Bytes, equal, utf8 } from "../bundle/bytes";
import { crc32 } from "../bundle/digests";
import { MAX_CONTAINER, MAX_CONTAINER_ENTRIES } from "../bundle/grammar";
import { MemoryBytes } from "../bundle/random_access";
import { headerHolds, readDirectory } from "../bundle/zip_directory";
import { CODES, type Report } from "../verify/codes";
import * as asic from "./asic_manifest";

export interface Container {
  readonly bytes: Bytes;
  /** Name to content, in the order of the container; of a name that stands twice, the first. */
  readonly files: ReadonlyMap<string, Bytes>;
}

/** What is found inside the container `name` has `name!` before its subject. */
export function inside(name: string, add: Report): Report {
  return (code, subject, expected, actual) => {
    add(code, subject === null || subject === undefined ? name : `${name}!${subject}`, expected, actual);
  };
}

/** Reads the ZIP of a container; what is wrong with it is told. Null where nothing can be read. */
export async function readContainer(bytes: Bytes, name: string, add: Report): Promise<Container | null> {
  if (bytes.length > MAX_CONTAINER) {
    add("seal-unreadable", name);
    return null;
  }
  const archive = new MemoryBytes(bytes);
  const within = inside(name, add);
  const tell: Report = (code, subject, expected, actual) => {
    if (CODES.get(code)?.severity === "fatal") add("seal-zip", name, null, code);
    else within(code, subject, expected, actual);
  };
  const directory = await readDirectory(archive, tell, MAX_CONTAINER_ENTRIES);
  if (directory === null || directory.entries.length === 0) {
    if (directory !== null) add("seal-zip", name, null, "zip-empty");
    add("seal-unreadable", name);
    return null;
  }
  const files = new Map<string, Bytes>();
  for (const entry of directory.entries) {
    const start = entry.headerAt + entry.headerLength;
    const content = await archive.read(start, entry.size);
    if (!headerHolds(entry, await archive.read(entry.headerAt, entry.headerLength))) {
      within("zip-local-differs", entry.name);
    }
    if (content.length < entry.size) {
      within("zip-truncated", entry.name, String(entry.size), String(content.length));
    } else if (crc32(content) !== entry.crc) {
      within("zip-crc", entry.name);
    }
    if (!files.has(entry.name)) files.set(entry.name, content);
  }
  return { bytes, files };
}

/** How many signatures are read: from 001 to the first that lacks its manifest or its file, which is told. */
export function signatureCount(container: Container): number {
  let count = 0;
  while (container.files.has(asic.signatureName(count + 1)) && container.files.has(asic.manifestName(count + 1))) count += 1;
  return count;
}

/** Checks which files are there, their order, the mimetype and every manifest. */
export function checkFiles(container: Container, data: string | null, add: Report): void {
  const { files } = container;
  if (!equal(files.get("mimetype") ?? new Uint8Array(0), utf8(asic.MIMETYPE)) || [...files.keys()][0] !== "mimetype") {
    add("seal-mimetype", "mimetype");
  }
  const found = [...files.keys()];
  // as many as there are signature files: a manifest without one is something that was added
  const signatures = Math.max(1, found.filter((name) => name.startsWith("META-INF/signature")).length);
  const expected = ["mimetype", asic.SEAL_INFO];
  if (data !== null) expected.push(data);
  for (let n = 1; n <= signatures; n++) expected.push(asic.manifestName(n), asic.signatureName(n));
  const archive = [asic.ARCHIVE_MANIFEST, asic.ARCHIVE_TOKEN];
  expected.push(...archive);
  for (const name of [...found].sort()) if (!expected.includes(name)) add("seal-extra-file", name);
  for (const name of [...expected].sort()) {
    if (!files.has(name) && !archive.includes(name)) add("seal-missing-file", name);
  }
  const order = expected.filter((name) => files.has(name));
  const kept = found.filter((name) => expected.includes(name));
  if (order[0] === "mimetype" && order.some((name, i) => name !== kept[i])) add("seal-order");
  checkManifests(container, data, signatureCount(container), add);
}

/** The files that each signature covers, in container order. */
function covered(files: ReadonlyMap<string, Bytes>, data: string | null, before: number): [string, Bytes][] {
  const names = [asic.SEAL_INFO];
  if (data !== null && files.has(data)) names.push(data); // one that is missing is told by itself
  for (let n = 1; n < before; n++) names.push(asic.manifestName(n), asic.signatureName(n));
  return names.map((name) => [name, files.get(name) ?? new Uint8Array(0)]);
}

function checkManifests(container: Container, data: string | null, count: number, add: Report): void {
  const { files } = container;
  for (let n = 1; n <= count; n++) {
    const found = files.get(asic.manifestName(n));
    if (found !== undefined && !equal(found, asic.signedManifest(n, covered(files, data, n)))) {
      add("seal-manifest", asic.manifestName(n));
    }
  }
}

/** Whether the archive manifest lists exactly what is before it. */
export function archiveManifestHolds(container: Container, data: string | null): boolean {
  const found = container.files.get(asic.ARCHIVE_MANIFEST);
  const count = signatureCount(container);
  return found !== undefined && equal(found, asic.archiveManifest(covered(container.files, data, count + 1)));
}
