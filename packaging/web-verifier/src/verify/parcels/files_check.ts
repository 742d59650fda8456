/** The files that a parcel's list names: there, of the listed size, with the listed digest. Needs no key. */

import { ReadFailed } from "../../bundle/random_access";
import { readEnvelope } from "../../parcel/envelope";
import { FILE_SUFFIX, MAX_ENVELOPE, type ParcelFile, type ParcelList } from "../../parcel/parcel_list";
import type { Report } from "../codes";
import type { Beside, Digester, Progress } from "../context";

/** Files that are read beside each other. */
const AT_A_TIME = 4;

export interface Received {
  readonly parcel: ParcelList;
  readonly files: readonly Beside[];
}

export async function checkFiles({ parcel, files }: Received, digester: Digester, progress: Progress, add: Report): Promise<void> {
  const listed = [parcel.envelope, ...parcel.volumes];
  const byName = new Map(files.map((file) => [file.name, file]));
  const digests = new Map(listed.map((file) => [file.sha256, file.name]));
  progress.step("contents");
  progress.total(listed.reduce((sum, file) => sum + file.size, 0));
  let next = 0;
  const found: Parameters<Report>[][] = listed.map(() => []);
  const work = async (): Promise<void> => {
    for (let at = next++; at < listed.length; at = next++) {
      const file = listed[at]!;
      await checkFile(file, byName.get(file.name), digests, digester, (...problem) => { found[at]!.push(problem); });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  for (const problem of found.flat()) add(...problem); // in the order of the list, however fast each was read
  await checkEnvelope(parcel, byName.get(parcel.envelope.name), add);
  const names = new Set(listed.map((file) => file.name));
  for (const { name } of files) {
    if (name.startsWith(`${parcel.name}.`) && name.endsWith(FILE_SUFFIX) && !names.has(name)) add("parcel-file-unlisted", name);
  }
}

async function checkFile(
  listed: ParcelFile, found: Beside | undefined, digests: ReadonlyMap<string, string>, digester: Digester, add: Report,
): Promise<void> {
  const { name, size, sha256 } = listed;
  if (found === undefined) {
    add("parcel-file-missing", name);
    return;
  }
  if (!found.isFile) {
    add("parcel-file-unreadable", name, null, "no-plain-file");
    return;
  }
  if (found.size !== size) {
    add("parcel-file-size", name, String(size), String(found.size));
    return;
  }
  const [digested] = await digester(found.content, [{ start: 0, size, entry: null }]);
  if (digested?.sha256 == null) {
    add("parcel-file-unreadable", name, null, digested?.failure ?? "?");
    return;
  }
  if (digested.sha256 === sha256) return;
  const other = digests.get(digested.sha256);
  if (other === undefined) add("parcel-file-differs", name, sha256, digested.sha256);
  else add("parcel-file-swapped", name, null, other);
}

/** The envelope in its form, with as many entries of each kind as the list names; a file that is not there was told. */
async function checkEnvelope(parcel: ParcelList, found: Beside | undefined, add: Report): Promise<void> {
  if (found?.isFile !== true) return;
  const { name } = parcel.envelope;
  let read: ReturnType<typeof readEnvelope>;
  try {
    read = found.size > MAX_ENVELOPE ? "envelope-size" : readEnvelope(await found.content.read(0, found.size));
  } catch (e) {
    if (!(e instanceof ReadFailed)) throw e;
    add("parcel-file-unreadable", name, null, e.message);
    return;
  }
  if (typeof read === "string") {
    add("parcel-envelope-form", name, null, read);
    return;
  }
  const of = (kind: string): number => parcel.recipients.filter((one) => one.kind === kind).length;
  const wanted = [of("certificate"), of("passphrase"), parcel.shares === null ? 0 : 1].join("/");
  const there = [read.certificates, read.passphrases, read.shares].join("/");
  if (wanted !== there) add("parcel-recipients-differ", name, wanted, there);
}
