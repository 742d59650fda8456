/** Every byte of the contents, digested where it lies: in order, a window at a time. */

import { equal, hex } from "./bytes";
import { crc32, runningCrc32, runningSha256 } from "./digests";
import { pieces, type RandomAccess, ReadAhead, ReadFailed } from "./random_access";
import { headerOf, type ZipEntry } from "./zip_directory";

/** One content of a source. In a ZIP, its header lies before it and its CRC-32 is known; in a folder, null. */
export interface Job {
  readonly start: number;
  readonly size: number;
  readonly entry: Pick<ZipEntry, "name" | "nameBytes" | "crc"> | null;
}

export interface Digested {
  /** Null where the medium did not give the bytes. */
  readonly sha256: string | null;
  /** Bytes that were there. */
  readonly found: number;
  readonly headerHolds: boolean;
  readonly crcHolds: boolean;
  readonly failure: string | null;
}

/** Contents up to this size are digested by WebCrypto at once; longer ones as a stream. */
export const AT_ONCE = 32 << 20;
const WINDOW = 4 << 20;

/** Contents that WebCrypto may be busy with while the next are read. */
const UNDER_WAY = 32;
const BYTES_UNDER_WAY = 32 << 20;

/** Digests the contents of one source in the order given. `progress` hears how many bytes were read. */
export async function digestAll(
  source: RandomAccess, jobs: readonly Job[], progress: (bytes: number) => void,
): Promise<Digested[]> {
  const ahead = new ReadAhead(source, WINDOW);
  const results: { size: number; under: Promise<Digested> }[] = [];
  let oldest = 0;
  let bytesUnderWay = 0;
  const free = async (wanted: number): Promise<void> => {
    while (oldest < results.length && (results.length - oldest >= UNDER_WAY || bytesUnderWay + wanted > BYTES_UNDER_WAY)) {
      await results[oldest]!.under;
      bytesUnderWay -= results[oldest]!.size;
      oldest += 1;
    }
  };
  for (const job of jobs) {
    const size = job.size > AT_ONCE ? 0 : job.size;
    await free(size);
    // reading is one after the other, so that each byte is read once; digesting is not waited for
    const started = await begin(source, ahead, job, progress);
    results.push({ size, under: started.under });
    bytesUnderWay += size;
  }
  ahead.stop();
  return Promise.all(results.map(({ under }) => under));
}

/** Reads one content; the digest that is under way is wrapped, so that nobody waits for it here. */
async function begin(
  source: RandomAccess, ahead: ReadAhead, job: Job, progress: (bytes: number) => void,
): Promise<{ under: Promise<Digested> }> {
  try {
    let headerHolds = true;
    if (job.entry !== null) {
      const header = headerOf({ ...job.entry, size: job.size });
      const at = job.start - header.length;
      headerHolds = at >= 0 && equal(header, await ahead.read(at, header.length));
    }
    const there = Math.max(0, Math.min(job.size, source.size - job.start));
    const done = ({ sha256, crc, found }: Sums): Digested => {
      return { sha256, found, headerHolds, crcHolds: job.entry === null || crc === job.entry.crc, failure: null };
    };
    if (there > AT_ONCE) return { under: Promise.resolve(done(await inPieces(source, job.start, there, progress))) };
    const bytes = await ahead.read(job.start, there);
    if (bytes.length < there) throw new ReadFailed("file became shorter");
    const digest = globalThis.crypto.subtle.digest("SHA-256", bytes); // it has copied the bytes when it returns
    const crc = job.entry === null ? 0 : crc32(bytes);
    progress(job.size);
    return { under: digest.then((sum) => done({ sha256: hex(new Uint8Array(sum)), crc, found: there })) };
  } catch (e) {
    if (!(e instanceof ReadFailed)) throw e;
    progress(job.size);
    const failed = { sha256: null, found: 0, headerHolds: true, crcHolds: true, failure: e.message };
    return { under: Promise.resolve(failed) };
  }
}

interface Sums {
  readonly sha256: string;
  readonly crc: number;
  readonly found: number;
}

async function inPieces(source: RandomAccess, start: number, length: number, progress: (bytes: number) => void): Promise<Sums> {
  const sha256 = await runningSha256();
  const crc = await runningCrc32();
  for await (const piece of pieces(source, start, length)) {
    sha256.update(piece);
    crc.update(piece);
    progress(piece.length);
  }
  return { sha256: sha256.finish(), crc: Number.parseInt(crc.finish(), 16), found: length };
}
