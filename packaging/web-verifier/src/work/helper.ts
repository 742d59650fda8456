/** Digesting in several workers: the helper's side, and the side of whoever is helped. */

import { type Digested, digestAll, type Job } from "../bundle/digesting";
import { readyDigests } from "../bundle/digests";
import { BlobBytes, type RandomAccess } from "../bundle/random_access";
import type { Digester } from "../verify/context";
import type { DigestAnswer, DigestAsk } from "./messages";

/** A helper digests whatever comes through its port. */
export function helpBy(port: MessagePort): void {
  port.onmessage = (event: MessageEvent<DigestAsk>) => {
    const { id, blob, size, jobs } = event.data;
    let held = 0;
    const tell = (bytes: number): void => {
      held += bytes;
      if (held < 1 << 22) return;
      port.postMessage({ id, progress: held } satisfies DigestAnswer);
      held = 0;
    };
    void readyDigests()
      .then(() => digestAll(new BlobBytes(blob, size), jobs, tell))
      .then(
        (results) => {
          port.postMessage({ id, progress: held } satisfies DigestAnswer);
          port.postMessage({ id, results } satisfies DigestAnswer);
        },
        (e: unknown) => {
          // whoever waits must hear of it, whatever it is
          port.postMessage({ id, broken: e instanceof Error ? `${e.name}: ${e.message}` : String(e) } satisfies DigestAnswer);
        },
      );
  };
}

const BATCH_BYTES = 64 << 20;
const BATCH_JOBS = 2000;

interface Batch {
  readonly blob: Blob;
  readonly size: number;
  readonly from: number;
  readonly jobs: readonly Job[];
}

/** Neighbouring contents, so that each window of the file is read by one helper. */
function batches(blob: Blob, size: number, jobs: readonly Job[]): Batch[] {
  const all: Batch[] = [];
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < jobs.length; i++) {
    bytes += jobs[i]!.size;
    if (bytes < BATCH_BYTES && i + 1 - from < BATCH_JOBS) continue;
    all.push({ blob, size, from, jobs: jobs.slice(from, i + 1) });
    from = i + 1;
    bytes = 0;
  }
  if (from < jobs.length) all.push({ blob, size, from, jobs: jobs.slice(from) });
  return all;
}

/** Spreads contents over helpers; what was digested once in this session is not digested again. */
export class Helpers {
  private readonly idle: MessagePort[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly known = new Map<Blob, Digested[]>();
  private next = 0;

  constructor(ports: readonly MessagePort[]) {
    this.idle.push(...ports);
  }

  digester(blobOf: (source: RandomAccess) => Blob | undefined, progress: (bytes: number) => void): Digester {
    return async (source, jobs) => {
      const blob = blobOf(source);
      if (blob === undefined || this.idle.length + this.waiting.length === 0) return digestAll(source, jobs, progress);
      const known = this.known.get(blob);
      if (known?.length === jobs.length) {
        progress(jobs.reduce((sum, job) => sum + job.size, 0));
        return known;
      }
      const results: Digested[] = new Array<Digested>(jobs.length);
      await Promise.all(
        batches(blob, source.size, jobs).map(async (batch) => {
          const found = await this.ask(batch, progress);
          found.forEach((one, i) => {
            results[batch.from + i] = one;
          });
        }),
      );
      if (results.every((one) => one.failure === null)) this.known.set(blob, results);
      return results;
    };
  }

  private async ask(batch: Batch, progress: (bytes: number) => void): Promise<readonly Digested[]> {
    while (this.idle.length === 0) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    const port = this.idle.pop()!;
    try {
      return await askPort(port, { id: this.next++, blob: batch.blob, size: batch.size, jobs: batch.jobs }, progress);
    } finally {
      this.idle.push(port);
      this.waiting.shift()?.();
    }
  }
}

function askPort(port: MessagePort, ask: DigestAsk, progress: (bytes: number) => void): Promise<readonly Digested[]> {
  return new Promise((resolve, reject) => {
    port.onmessage = (event: MessageEvent<DigestAnswer>) => {
      if (event.data.id !== ask.id) return;
      if ("progress" in event.data) progress(event.data.progress);
      else if ("broken" in event.data) reject(Object.assign(new Error(event.data.broken), {name: event.data.broken}));
      else resolve(event.data.results);
    };
    port.postMessage(ask);
  });
}
