/** A file of which any part can be read. */

import type { Bytes } from "./bytes";

/** The medium does not give the bytes; the message is the system's own word. */
export class ReadFailed extends Error {
  override readonly name = "ReadFailed";
}

export interface RandomAccess {
  readonly size: number;
  /** `length` bytes at `offset`, fewer where the file ends before. Throws ReadFailed. */
  read(offset: number, length: number): Promise<Bytes>;
  /** The bytes from `offset` to `end` in their order, for files that are read faster this way. */
  forward?(offset: number, end: number): Forward;
}

/** Bytes in order, into memory that is used again. */
export interface Forward {
  /** The next bytes, at most as many as `into` has, in its own memory: whoever holds views of it loses them. */
  next(into: Bytes): Promise<Bytes>;
  stop(): void;
}

/** Reads by `read`, where a file has no faster way. */
function forwardBy(file: RandomAccess, offset: number, end: number): Forward {
  let at = offset;
  return {
    async next(into) {
      const found = await file.read(at, Math.min(into.length, end - at));
      at += found.length;
      into.set(found);
      return into.subarray(0, found.length);
    },
    stop: () => undefined,
  };
}

function forwardOf(file: RandomAccess, offset: number, end: number): Forward {
  return file.forward?.(offset, end) ?? forwardBy(file, offset, end);
}

export class MemoryBytes implements RandomAccess {
  constructor(private readonly bytes: Bytes) {}

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, length: number): Promise<Bytes> {
    return Promise.resolve(this.bytes.subarray(offset, offset + length));
  }
}

/** A File or Blob of the browser: nothing is in memory but what is being read. */
export class BlobBytes implements RandomAccess {
  /** `size`: as it was when the file was given; a browser may forget that of a file which is gone. */
  constructor(
    private readonly blob: Blob,
    readonly size: number = blob.size,
  ) {}

  async read(offset: number, length: number): Promise<Bytes> {
    try {
      return new Uint8Array(await this.blob.slice(offset, offset + length).arrayBuffer());
    } catch (e) {
      throw failed(e);
    }
  }

  /** A stream into memory of our own: four times as fast as slices, and nothing is left for the collector. */
  forward(offset: number, end: number): Forward {
    const part = this.blob.slice(offset, end);
    let held: Held;
    try {
      const stream = part.stream();
      held = { part, stream, reader: stream.getReader({ mode: "byob" }) };
    } catch {
      return forwardBy(this, offset, end); // a browser whose streams of files are not of bytes
    }
    HELD.add(held);
    return {
      async next(into) {
        try {
          const { value } = await held.reader.read(into);
          return value ?? new Uint8Array(0);
        } catch (e) {
          throw failed(e);
        }
      },
      stop: () => {
        HELD.delete(held);
        held.reader.cancel().catch(() => undefined); // what is not read any more may fail
      },
    };
  }
}

interface Held {
  readonly part: Blob;
  readonly stream: ReadableStream;
  readonly reader: ReadableStreamBYOBReader;
}

/** Streams in use. Chromium collects one that nothing but its own answer would hold, and the answer never comes. */
const HELD = new Set<Held>();

function failed(e: unknown): ReadFailed {
  return new ReadFailed(e instanceof Error ? e.name : String(e));
}

/** A part of another file, as a file of its own. */
export class Part implements RandomAccess {
  constructor(
    private readonly whole: RandomAccess,
    private readonly start: number,
    readonly size: number,
  ) {}

  read(offset: number, length: number): Promise<Bytes> {
    if (offset >= this.size) return Promise.resolve(new Uint8Array(0));
    return this.whole.read(this.start + offset, Math.min(length, this.size - offset));
  }

  forward(offset: number, end: number): Forward {
    return forwardOf(this.whole, this.start + Math.min(offset, this.size), this.start + Math.min(end, this.size));
  }
}

/**
 * Reads ahead, for readers that go forwards in small steps: asking a browser costs the same for one byte and for
 * a hundred thousand. What it gave is there until it is asked again.
 */
export class ReadAhead implements RandomAccess {
  private buffer: Bytes = new Uint8Array(0);
  /** What of the buffer is filled, and where in the file its first byte lies. */
  private filled = 0;
  private start = 0;
  private source: Forward | null = null;

  constructor(
    private readonly whole: RandomAccess,
    private readonly windowSize: number,
    private readonly end: number = whole.size,
  ) {}

  get size(): number {
    return this.whole.size;
  }

  async read(offset: number, length: number): Promise<Bytes> {
    if (offset < this.start || offset > this.start + this.filled + this.windowSize || this.source === null) this.begin(offset);
    const last = Math.max(offset, Math.min(offset + length, this.end));
    while (this.start + this.filled < last) {
      if (this.filled === this.buffer.length) this.makeRoom(offset, last - offset);
      if (!(await this.more())) break;
    }
    const from = Math.min(offset - this.start, this.filled);
    return this.buffer.subarray(from, Math.min(from + length, this.filled));
  }

  stop(): void {
    this.source?.stop();
    this.source = null;
  }

  private begin(offset: number): void {
    this.source?.stop();
    this.source = forwardOf(this.whole, offset, Math.max(offset, this.end));
    this.start = offset;
    this.filled = 0;
  }

  /** Gives up what lies before `offset`; a content larger than the buffer gets a larger one. */
  private makeRoom(offset: number, length: number): void {
    const past = Math.min(Math.max(0, offset - this.start), this.filled);
    const kept = this.buffer.subarray(past, this.filled);
    const needed = Math.max(length, Math.min(this.windowSize, this.end - offset));
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(needed);
      larger.set(kept);
      this.buffer = larger;
    } else this.buffer.copyWithin(0, past, this.filled);
    this.start += past;
    this.filled = kept.length;
  }

  private async more(): Promise<boolean> {
    const into = this.buffer.subarray(this.filled);
    const { byteOffset } = into;
    let found: Bytes;
    try {
      found = await this.source!.next(into);
    } catch (e) {
      [this.buffer, this.filled, this.source] = [new Uint8Array(0), 0, null]; // the memory went with the stream
      throw e;
    }
    this.buffer = new Uint8Array(found.buffer);
    if (found.length === 0) return false;
    if (found.byteOffset !== byteOffset) throw new Error("bytes came into other memory");
    this.filled += found.length;
    return true;
  }
}

/** The whole of a small file; the caller has looked at its size. */
export function readAll(file: RandomAccess): Promise<Bytes> {
  return file.read(0, file.size);
}

/** The pieces of a file, in order; each is there until the next one. Throws ReadFailed, also where it is too short. */
export async function* pieces(file: RandomAccess, from = 0, length = file.size, step = 1 << 20): AsyncGenerator<Bytes> {
  const source = forwardOf(file, from, from + length);
  let memory: ArrayBuffer = new ArrayBuffer(Math.min(step, length));
  let found = 0;
  try {
    while (found < length) {
      const piece = await source.next(new Uint8Array(memory));
      if (piece.length === 0) throw new ReadFailed("file became shorter");
      found += piece.length;
      yield piece;
      memory = piece.buffer;
    }
  } finally {
    source.stop();
  }
}
